// readiness/risk/internal/score_error.h: the standard error of what was drawn, where few worlds may
// have told it.
//
// A sum of rare hits, each worth at most V, has a variance of at most V times its mean; what the
// sample did not see is missing in its own variance. Let d be how far the mean lies above what was
// drawn, and s2 the variance of the sample: the true one is at most s2 + V d, and at z errors
//   d = z sqrt(s2 + V d),  so  d / z = z V / 2 + sqrt(s2 + z^2 V^2 / 4):
// Wilson's score interval, of which the farther end is taken. z is 4, the number of errors beyond
// which nothing is promised to lie. Where nothing was hit the error is that of four hits; of many
// hits it is that of the sample and two.
//
// Threads: values only.
// Source: Wilson (1927), doi:10.1080/01621459.1927.10502953; that s2 alone must not be trusted:
//         Maurer and Pontil (2009), arXiv:0907.3740.
#pragma once

#include <cmath>

namespace readiness::risk::internal {

// Of a sum with the variance `variance` in the sample, of parts of at most `greatest` each.
[[nodiscard]] inline double ScoreError(double variance, double greatest) {
  constexpr double kHalfErrors = 2;  // z / 2.
  const double shift = kHalfErrors * greatest;
  return shift + std::sqrt(variance + shift * shift);
}

// The variance of the number of hits in so many worlds, from those hits alone.
[[nodiscard]] inline double HitVariance(double hits, double worlds) {
  return worlds > 1 ? hits * (worlds - hits) / (worlds - 1) : 0;
}

}  // namespace readiness::risk::internal
