// readiness/estimate/bounded_mean.h: the mean of scores on a bounded scale, looked at at any time.
//
//   BoundedCounts counts{.values = {0, 0.25, 0.5, 0.75, 1}, .counts = {1, 2, 5, 9, 3}};
//   AnytimeBoundedMean(counts, 0.95)      holds at every n at once, in whatever order the scores
//   came
//
// Units:   scores scaled to [0, 1]; `confidence` two-sided, in (0, 1).
// Range:   1 to 1000 different values, counts >= 0; no observations give [0, 1].
// Errors:  InvalidArgument (rule ESTIMATE), naming the field and the value.
// Cost:    about 64 logarithms a value and step, some 10 steps.   Threads: values only.
// Method:  F5: with bets l_g at 16 log-spaced points of [0.05, 0.98],
//            E(m) = 1/32 sum over g of prod (1 + l_g (x - m) / m) + prod (1 - l_g (x - m) / (1 -
//            m)).
//          A finite mixture of constant bets is a martingale whenever the mean is m, so {m : E(m) <
//          1 / alpha} covers at all times (Ville 1939; Waudby-Smith and Ramdas 2023,
//          doi:10.1093/jrsssb/qkad009); E is convex in m, so the set is an interval.
#pragma once

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

namespace internal {

inline constexpr int kBetCount = 16;

// ln E(m), 0 < m < 1.
[[nodiscard]] inline double LogBettingEvidence(const BoundedCounts& data, double m) {
  double logs[2 * kBetCount];
  const double log_ratio = Log(0.98 / 0.05);
  for (int g = 0; g < kBetCount; ++g) {
    const double bet = 0.05 * Exp(log_ratio * g / (kBetCount - 1));
    double up = 0;
    double down = 0;
    for (size_t k = 0; k < data.values.size(); ++k) {
      if (data.counts[k] == 0) continue;
      const auto n = static_cast<double>(data.counts[k]);
      const double d = data.values[k] - m;
      up += n * Log1p(bet * d / m);
      down += n * Log1p(-bet * d / (1.0 - m));
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
  const double mean = sum / total;
  const double bar = -Log(1.0 - confidence);
  // The lowest point of E lies near the mean and there E <= 1, so each side has at most one root;
  // where E stays below the bar up to the end, the end is in the set.
  const auto root = [&data, bar, mean](double end) {
    double inside = mean;
    double outside = end;
    for (int i = 0; i < 200; ++i) {
      const double middle = inside + (outside - inside) * 0.5;
      if (middle == inside || middle == outside) break;
      if (internal::LogBettingEvidence(data, middle) < bar) {
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

}  // namespace readiness::estimate
