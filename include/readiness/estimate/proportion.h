// readiness/estimate/proportion.h: the share of trials that succeed: intervals for one look and for
// any number of looks.
//
//   ClopperPearson(1, 10, 0.95)      -> [0.002528578544, 0.445016117028]
//   AnytimeProportion(1, 10, 0.95)   holds at every n at once, so it may be looked at at any time
//
// Units:   shares in [0, 1]; `confidence` two-sided, in (0, 1).
// Range:   0 <= successes <= trials <= 1e12; no trials give [0, 1]: nothing measured is not zero.
// Errors:  InvalidArgument (rule ESTIMATE), naming the field and the value.
// Cost:    Wilson 1 us, the others some 10 us.   Threads: values only.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/beta.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/normal.h"
#include "readiness/estimate/root.h"

namespace readiness::estimate {

namespace internal {

[[nodiscard]] inline absl::Status CheckConfidence(double confidence) {
  if (confidence > 0 && confidence < 1) return absl::OkStatus();
  return base::Invalid("ESTIMATE", base::Cat("confidence must lie in (0, 1), got ", confidence));
}
[[nodiscard]] inline absl::Status CheckCounts(int64_t successes, int64_t trials) {
  constexpr int64_t kMost = 1'000'000'000'000;
  if (successes >= 0 && successes <= trials && trials <= kMost) return absl::OkStatus();
  return base::Invalid("ESTIMATE", base::Cat("needs 0 <= successes <= trials <= ", kMost, ", got ",
                                             successes, " of ", trials));
}

}  // namespace internal

// For display. Wilson (1927), doi:10.1080/01621459.1927.10502953.
[[nodiscard]] inline absl::StatusOr<Interval> Wilson(int64_t successes, int64_t trials,
                                                     double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckCounts(successes, trials));
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (trials == 0) return Interval{0, 1};
  const double z = -NormalQuantile(0.5 * (1.0 - confidence));
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double scale = 1.0 / (1.0 + z * z / n);
  const double centre = (p + z * z / (2.0 * n)) * scale;
  const double half = z * scale * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
  Interval result{centre - half, centre + half};
  // Rounding may push an end past the share itself.
  if (result.low > p || successes == 0) result.low = successes == 0 ? 0 : p;
  if (result.high < p || successes == trials) result.high = successes == trials ? 1 : p;
  return result;
}

// For gating at one look. Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404: covers at least
// at the confidence, whatever the share.
[[nodiscard]] inline absl::StatusOr<Interval> ClopperPearson(int64_t successes, int64_t trials,
                                                             double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckCounts(successes, trials));
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (trials == 0) return Interval{0, 1};
  const double half_alpha = 0.5 * (1.0 - confidence);
  const auto s = static_cast<double>(successes);
  const auto f = static_cast<double>(trials - successes);
  Interval result{0, 1};
  if (successes > 0) result.low = BetaQuantile(s, f + 1.0, half_alpha);
  // The mirror image of a lower end, so that the small tail is the one that is solved for.
  if (successes < trials) result.high = 1.0 - BetaQuantile(f, s + 1.0, half_alpha);
  return result;
}

// For gating at every look: the set of p with mixture likelihood ratio below 1 / alpha,
// ln E(p) = ln B(1/2 + s, 1/2 + f) - ln B(1/2, 1/2) - s ln p - f ln(1 - p). By Ville's inequality
// it covers at all times together (Robbins 1970, doi:10.1214/aoms/1177696786).
[[nodiscard]] inline absl::StatusOr<Interval> AnytimeProportion(int64_t successes, int64_t trials,
                                                                double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckCounts(successes, trials));
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (trials == 0) return Interval{0, 1};
  const auto s = static_cast<double>(successes);
  const auto f = static_cast<double>(trials - successes);
  const double n = s + f;
  const double mean = s / n;
  constexpr double kLogPi = 1.14472988584940017414;  // ln B(1/2, 1/2)
  // ln E(p) = ln E(mean) + s ln(mean / p) + f ln((1 - mean) / (1 - p)).
  double at_mean = LogBeta(0.5 + s, 0.5 + f) - kLogPi;
  if (successes > 0) at_mean -= s * Log(mean);
  if (successes < trials) at_mean -= f * Log1p(-mean);
  const double excess = -Log(1.0 - confidence) - at_mean;  // > 0: ln E(mean) <= 0.
  const auto distance = [s, f, n](double p) {
    double sum = 0;
    if (s > 0)
      sum +=
          s > n * p * 0.9 && s < n * p * 1.1 ? -s * Log1p((n * p - s) / s) : s * Log(s / (n * p));
    const double q = 1.0 - p;
    if (f > 0)
      sum +=
          f > n * q * 0.9 && f < n * q * 1.1 ? -f * Log1p((n * q - f) / f) : f * Log(f / (n * q));
    return sum;
  };
  const auto slope_at = [s, f](double p) { return f / (1.0 - p) - s / p; };
  const double start = std::sqrt(2.0 * excess * (mean * (1.0 - mean) + 1.0 / n) / n);
  Interval result{0, 1};
  if (successes > 0) {
    result.low = IncreasingRoot(0.0, mean, mean - start, [&](double p, double& slope) {
      slope = -slope_at(p);
      return excess - distance(p);
    });
  }
  if (successes < trials) {
    result.high = IncreasingRoot(mean, 1.0, mean + start, [&](double p, double& slope) {
      slope = slope_at(p);
      return distance(p) - excess;
    });
  }
  return result;
}

}  // namespace readiness::estimate
