// readiness/estimate/bounded_mean.h: the mean of scores on a bounded scale, looked at at any time.
//
//   BoundedCounts counts{.values = {0, 0.25, 0.5, 0.75, 1}, .counts = {1, 2, 5, 9, 3}};
//   AnytimeBoundedMean(counts, 0.95)      holds at every n, in whatever order the scores came
//   BoundedMoments moments{.mean = 0.6375, .variance = 0.066, .count = 20};
//   AnytimeBoundedMeanFromMoments(moments, 0.95)     the same where the counts are lost; wider
//
// Units:   scores scaled to [0, 1]; `confidence` two-sided, in (0, 1).
// Range:   1 to 1000 different values, counts >= 0; no observations give [0, 1].
// Errors:  InvalidArgument (rule ESTIMATE), naming the field and the value.
// Cost:    about 64 logarithms a value and step, some 10 steps.   Threads: values only.
// Method:  F5: with bets l_g at 16 log-spaced points of [0.05, 0.98],
//            E(m) = 1/32 sum over g of prod (1 + l_g (x - m) / m)
//                                    + prod (1 - l_g (x - m) / (1 - m)).
//          A finite mixture of constant bets is a martingale whenever the mean is m, so {m : E(m) <
//          1 / alpha} covers at all times (Ville 1939; Waudby-Smith and Ramdas 2023,
//          doi:10.1093/jrsssb/qkad009); E is convex in m, so the set is an interval.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"

namespace readiness::estimate {

// Observation values[k] was seen counts[k] times.
struct BoundedCounts {
  std::vector<double> values;
  std::vector<int64_t> counts;
};

// What is known of scores whose counts are not: the mean, and their variance about it (the mean
// square of the distances to it, so at most mean (1 - mean)).
struct BoundedMoments {
  double mean = 0;
  double variance = 0;
  int64_t count = 0;
};

namespace internal {

inline constexpr int kBetCount = 16;

// Scores with the weight that each has among the observations.
struct WeightedScores {
  std::vector<double> values;
  std::vector<double> weights;
};

// ln E(m), 0 < m < 1: bets that the mean is above m on `up`, that it is below on `down`.
[[nodiscard]] inline double LogBettingEvidence(const WeightedScores& up_scores,
                                               const WeightedScores& down_scores, double m) {
  double logs[2 * kBetCount];
  const double log_ratio = Log(0.98 / 0.05);
  for (int g = 0; g < kBetCount; ++g) {
    const double bet = 0.05 * Exp(log_ratio * g / (kBetCount - 1));
    double up = 0;
    double down = 0;
    for (size_t k = 0; k < up_scores.values.size(); ++k) {
      if (up_scores.weights[k] == 0) continue;
      up += up_scores.weights[k] * Log1p(bet * (up_scores.values[k] - m) / m);
    }
    for (size_t k = 0; k < down_scores.values.size(); ++k) {
      if (down_scores.weights[k] == 0) continue;
      down += down_scores.weights[k] * Log1p(-bet * (down_scores.values[k] - m) / (1.0 - m));
    }
    logs[2 * g] = up;
    logs[2 * g + 1] = down;
  }
  double most = logs[0];
  for (const double value : logs) most = value > most ? value : most;
  double sum = 0;
  for (const double value : logs) sum += Exp(value - most);
  return most + Log(sum / (2 * kBetCount));
}

[[nodiscard]] inline WeightedScores WeightsOf(const BoundedCounts& data) {
  WeightedScores scores{data.values, {}};
  scores.weights.reserve(data.counts.size());
  for (const int64_t count : data.counts) scores.weights.push_back(static_cast<double>(count));
  return scores;
}

// {m : E(m) < 1 / (1 - confidence)} for scores with that mean. The lowest point of E lies near the
// mean and there E <= 1, so each side has at most one root; where E stays below the bar up to the
// end, the end is in the set.
[[nodiscard]] inline Interval BettingInterval(const WeightedScores& up_scores,
                                              const WeightedScores& down_scores, double mean,
                                              double confidence) {
  const double bar = -Log(1.0 - confidence);
  const auto root = [&](double end) {
    double inside = mean;
    double outside = end;
    for (int i = 0; i < 200; ++i) {
      const double middle = inside + (outside - inside) * 0.5;
      if (middle == inside || middle == outside) break;
      if (LogBettingEvidence(up_scores, down_scores, middle) < bar) {
        inside = middle;
      } else {
        outside = middle;
      }
      if (std::fabs(outside - inside) < 1e-15) break;
    }
    return outside == end ? end : outside;
  };
  Interval result{0, 1};
  if (mean > 0) result.low = root(0.0);
  if (mean < 1) result.high = root(1.0);
  return result;
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<Interval> AnytimeBoundedMean(const BoundedCounts& data,
                                                                 double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (data.values.empty() || data.values.size() > 1000 ||
      data.values.size() != data.counts.size()) {
    return base::Invalid("ESTIMATE", base::Cat("needs 1 to 1000 values and a count each, got ",
                                               data.values.size(), " and ", data.counts.size()));
  }
  double total = 0;
  double sum = 0;
  for (size_t k = 0; k < data.values.size(); ++k) {
    if (!(data.values[k] >= 0 && data.values[k] <= 1)) {
      return base::Invalid("ESTIMATE",
                           base::Cat("values[", k, "] must lie in [0, 1], got ", data.values[k]));
    }
    if (data.counts[k] < 0 || data.counts[k] > 1'000'000'000'000) {
      return base::Invalid(
          "ESTIMATE", base::Cat("counts[", k, "] must lie in [0, 1e12], got ", data.counts[k]));
    }
    total += static_cast<double>(data.counts[k]);
    sum += static_cast<double>(data.counts[k]) * data.values[k];
  }
  if (total == 0) return Interval{0, 1};
  const internal::WeightedScores scores = internal::WeightsOf(data);
  return internal::BettingInterval(scores, scores, sum / total, confidence);
}

// The same for scores of which only mean and variance are known: never narrower than the interval
// of any scores that have them. ln(1 + b (x - m) / m) is concave in x with a positive third
// derivative, so among scores with these moments its mean is least for those at 0 and one other
// value, and likewise, for the bets on less, at 1 and one other value (Karlin and Studden 1966,
// Tchebycheff Systems, on principal representations).
[[nodiscard]] inline absl::StatusOr<Interval> AnytimeBoundedMeanFromMoments(
    const BoundedMoments& data, double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (!(data.mean >= 0 && data.mean <= 1)) {
    return base::Invalid("ESTIMATE", base::Cat("mean must lie in [0, 1], got ", data.mean));
  }
  if (!(data.variance >= 0)) {
    return base::Invalid("ESTIMATE", base::Cat("variance must be >= 0, got ", data.variance));
  }
  if (data.count < 0 || data.count > 1'000'000'000'000) {
    return base::Invalid("ESTIMATE", base::Cat("count must lie in [0, 1e12], got ", data.count));
  }
  if (data.count == 0) return Interval{0, 1};
  const auto n = static_cast<double>(data.count);
  const double mean = data.mean;
  const double variance = std::min(data.variance, mean * (1.0 - mean));
  internal::WeightedScores at_zero{{mean}, {n}};
  internal::WeightedScores at_one = at_zero;
  if (variance > 0) {
    const double above = std::min(mean + variance / mean, 1.0);
    const double below = std::max(mean - variance / (1.0 - mean), 0.0);
    at_zero = {{0, above}, {n * (1.0 - mean / above), n * (mean / above)}};
    const double share = (1.0 - mean) / (1.0 - below);
    at_one = {{below, 1}, {n * share, n * (1.0 - share)}};
  }
  return internal::BettingInterval(at_zero, at_one, mean, confidence);
}

}  // namespace readiness::estimate
