// readiness/estimate/proportion.h: the share of trials that succeed: intervals for one look and for
// any number of looks.
//
//   ClopperPearson(1, 10, 0.95)      -> [0.002528578544, 0.445016117028]
//   AnytimeProportion(1, 10, 0.95)   holds at every n at once, so it may be looked at at any time
//   LogProportionEvidence(18, 20, 0.6, Alternative::kGreater)   ln E against "the share is 0.6"
//
// Units:   shares in [0, 1]; `confidence` two-sided, in (0, 1).
// Range:   0 <= successes <= trials <= 1e12; no trials give [0, 1]: nothing measured is not zero.
// Errors:  InvalidArgument (rule ESTIMATE), naming the field and the value.
// Cost:    Wilson and evidence 1 us, the others some 10 us, one-sided bounds 50 us.
// Threads: values only.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/exact_product.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/beta.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/normal.h"
#include "readiness/estimate/root.h"

namespace readiness::estimate {

// On which side of a target the evidence against it is looked for.
enum class Alternative { kTwoSided, kGreater, kLess };

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

namespace internal {

// The shares with ln E(p) below `bar` > 0, of counts that are allowed; see AnytimeProportion.
[[nodiscard]] inline Interval SharesBelowEvidence(int64_t successes, int64_t trials, double bar) {
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
  const double excess = bar - at_mean;  // > 0: ln E(mean) <= 0.
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

}  // namespace internal

// For gating at every look: the set of p with mixture likelihood ratio below 1 / alpha,
// ln E(p) = ln B(1/2 + s, 1/2 + f) - ln B(1/2, 1/2) - s ln p - f ln(1 - p). By Ville's inequality
// it covers at all times together (Robbins 1970, doi:10.1214/aoms/1177696786).
[[nodiscard]] inline absl::StatusOr<Interval> AnytimeProportion(int64_t successes, int64_t trials,
                                                                double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckCounts(successes, trials));
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  return internal::SharesBelowEvidence(successes, trials, -Log(1.0 - confidence));
}

// ln E(target) of the mixture above: evidence against "the share is `target`", which stays below
// 1 / alpha at all times together with chance 1 - alpha where that is so. One-sided, the prior is
// cut off at the target, so that only shares beyond it count; then it also holds against all shares
// on the other side of the target. 0 without trials; infinite where the target is excluded
// outright.
[[nodiscard]] inline absl::StatusOr<double> LogProportionEvidence(
    int64_t successes, int64_t trials, double target,
    Alternative alternative = Alternative::kTwoSided) {
  READINESS_RETURN_IF_ERROR(internal::CheckCounts(successes, trials));
  if (!(target > 0 && target < 1)) {
    return base::Invalid("ESTIMATE", base::Cat("target must lie in (0, 1), got ", target));
  }
  if (trials == 0) return 0.0;
  const double s = static_cast<double>(successes) + 0.5;
  const double f = static_cast<double>(trials - successes) + 0.5;
  const double n = s + f;
  const double q = 1.0 - target;
  const double q_low = (1.0 - q) - target;
  const auto expected_s = base::ExactProduct(n, target);
  const auto expected_f = base::ExactProduct(n, q);
  // ln B(s, f) - (s - 1/2) ln p - (f - 1/2) ln q by the saddle-point form, in which nothing
  // cancels.
  constexpr double kHalfLogTwoOverPi = -0.225791352644727432363;  // ln sqrt(2 pi) - ln pi
  double result = StirlingError(s) + StirlingError(f) - StirlingError(n) +
                  internal::Deviance(s, expected_s.high, expected_s.low) +
                  internal::Deviance(f, expected_f.high, expected_f.low + n * q_low) +
                  0.5 * Log(target / s * q / f * n) + kHalfLogTwoOverPi;
  if (alternative == Alternative::kGreater)
    result += LogBetaSurvival(s, f, target) - LogBetaSurvival(0.5, 0.5, target);
  if (alternative == Alternative::kLess)
    result += LogBetaCdf(s, f, target) - LogBetaCdf(0.5, 0.5, target);
  return result;
}

// The share that is exceeded (kGreater), or not reached (kLess), with this one-sided confidence at
// all times together: where the one-sided evidence passes 1 / (1 - confidence). 0 and 1 without
// evidence.
[[nodiscard]] inline absl::StatusOr<double> AnytimeProportionBound(int64_t successes,
                                                                   int64_t trials,
                                                                   double confidence,
                                                                   Alternative side) {
  READINESS_RETURN_IF_ERROR(internal::CheckCounts(successes, trials));
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (side == Alternative::kTwoSided) {
    return base::Invalid("ESTIMATE", "a bound is one-sided: ask for kGreater or kLess");
  }
  const bool is_lower = side == Alternative::kGreater;
  const int64_t counted = is_lower ? successes : trials - successes;
  if (counted == 0) return is_lower ? 0.0 : 1.0;
  const double bar = -Log(1.0 - confidence);
  // As a lower bound of the share of what is counted; the evidence falls towards that share.
  double low = 0;
  double high = static_cast<double>(counted) / static_cast<double>(trials);
  for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
    const double middle = low + (high - low) * 0.5;
    if (middle <= low || middle >= high) break;
    READINESS_ASSIGN_OR_RETURN(const double evidence, LogProportionEvidence(counted, trials, middle,
                                                                            Alternative::kGreater));
    (evidence >= bar ? low : high) = middle;
  }
  return is_lower ? low : 1.0 - low;
}

}  // namespace readiness::estimate
