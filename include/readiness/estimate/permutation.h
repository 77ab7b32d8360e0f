// readiness/estimate/permutation.h: how often chance alone makes equal cohorts differ as much as
// these do, where counts are too small for the chi-square distribution.
//
//   std::vector<CohortCount> counts = {{3, 4}, {1, 9}};
//   READINESS_ASSIGN_OR_RETURN(const Permutation chance, PermuteCohorts(counts, /*seed=*/7));
//   chance.p_value      of cohorts with one share
//
// The seed is an input, so the same counts give the same answer: draw i of a permutation is a hash
// of the seed and of i, wherever it is computed.
//
// Units:   counts; p in (0, 1].
// Range:   2 to 100,000 cohorts with trials; at most 1,000,000 trials outside the largest cohort.
// Errors:  InvalidArgument (rule ESTIMATE), naming the cohort; FailedPrecondition (rule ESTIMATE)
//          with fewer than two cohorts or too many trials.
// Cost:    some 3 ns times the trials outside the largest cohort times the draws: 1,999, and fewer
//          (at least 199) above 1,000 such trials.   Threads: values only.
// Method:  who succeeded is dealt out anew among all trials; p counts the table itself as one of
//          the draws (Davison and Hinkley 1997, section 4.2, doi:10.1017/CBO9780511802843).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/between_cohorts.h"

namespace readiness::estimate {

struct Permutation {
  double p_value = 1;
  int64_t draws = 0;
};

namespace internal {

// The number at place `index` of the sequence of a seed, in [0, 1). Steele, Lea and Flood (2014),
// doi:10.1145/2660193.2660195.
[[nodiscard]] constexpr double UniformAt(uint64_t seed, uint64_t index) {
  uint64_t z = seed + (index + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  z ^= z >> 31U;
  return static_cast<double>(z >> 11U) * 0x1p-53;
}

// Sum of (successes - expected)^2 / trials: Pearson's statistic but for a factor that all tables
// with these margins share.
class PearsonSum {
 public:
  explicit PearsonSum(double share) : share_(share) {}
  void Add(int64_t successes, int64_t trials) {
    const auto n = static_cast<double>(trials);
    const double excess = static_cast<double>(successes) - n * share_;
    sum_ += excess * excess / n;
  }
  [[nodiscard]] double sum() const { return sum_; }

 private:
  double share_;
  double sum_ = 0;
};

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<Permutation> PermuteCohorts(
    std::span<const CohortCount> cohorts, uint64_t seed) {
  std::vector<CohortCount> sorted;
  int64_t successes = 0, trials = 0;
  for (size_t i = 0; i < cohorts.size(); ++i) {
    const auto status = internal::CheckCounts(cohorts[i].successes, cohorts[i].trials);
    if (!status.ok()) return base::At(base::Cat("cohorts[", i, "]"), status);
    if (cohorts[i].trials == 0) continue;
    sorted.push_back(cohorts[i]);
    successes += cohorts[i].successes;
    trials += cohorts[i].trials;
  }
  READINESS_RETURN_IF_ERROR(
      internal::CheckCohortCount(cohorts.size(), static_cast<int64_t>(sorted.size())));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const CohortCount& a, const CohortCount& b) { return a.trials < b.trials; });
  const int64_t dealt = trials - sorted.back().trials;
  constexpr int64_t kMostDealt = 1'000'000;
  if (dealt > kMostDealt) {
    return base::Refused("ESTIMATE", base::Cat("permutes at most ", kMostDealt,
                                               " trials outside the largest cohort, got ", dealt));
  }
  const double share = static_cast<double>(successes) / static_cast<double>(trials);
  internal::PearsonSum seen(share);
  for (const CohortCount& cohort : sorted) seen.Add(cohort.successes, cohort.trials);
  // Tables whose sums differ by rounding alone are as extreme as each other.
  const double limit = seen.sum() * (1.0 - 1e-9);

  Permutation result;
  result.draws = std::clamp<int64_t>(2'000'000 / std::max<int64_t>(dealt, 1), 199, 1'999);
  int64_t as_extreme = 1;  // The table itself.
  uint64_t place = 0;
  for (int64_t draw = 0; draw < result.draws; ++draw) {
    internal::PearsonSum sum(share);
    int64_t left = trials, left_successes = successes;
    for (size_t i = 0; i + 1 < sorted.size(); ++i) {
      int64_t here = 0;
      for (int64_t trial = 0; trial < sorted[i].trials; ++trial) {
        const bool succeeds = internal::UniformAt(seed, place++) * static_cast<double>(left) <
                              static_cast<double>(left_successes);
        here += succeeds ? 1 : 0;
        left_successes -= succeeds ? 1 : 0;
        --left;
      }
      sum.Add(here, sorted[i].trials);
    }
    sum.Add(left_successes, sorted.back().trials);
    as_extreme += sum.sum() >= limit ? 1 : 0;
  }
  result.p_value = static_cast<double>(as_extreme) / static_cast<double>(result.draws + 1);
  return result;
}

}  // namespace readiness::estimate
