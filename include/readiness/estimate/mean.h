// readiness/estimate/mean.h: intervals for a mean, and for the difference of two, from means and
// standard errors.
//
// Units:   those of the mean; `confidence` two-sided, in (0, 1).
// Range:   standard_error >= 0 and finite; count >= 2 at one look, >= 100 at many.
// Errors:  InvalidArgument (rule ESTIMATE) for what is out of range; FailedPrecondition
//          (rule ESTIMATE) for too few observations.
// Cost:    some 5 us.   Threads: values only.
#pragma once

#include <cmath>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"
#include "readiness/estimate/student_t.h"

namespace readiness::estimate {

struct MeanEstimate {
  double mean = 0;
  double standard_error = 0;
  int64_t count = 0;
};

// The fewest observations of which the asymptotic sequence is asked.
inline constexpr int64_t kFewestForAnytimeMean = 100;

namespace internal {

[[nodiscard]] inline absl::Status CheckMean(const MeanEstimate& m, int64_t fewest) {
  if (m.mean - m.mean != 0 || !(m.standard_error >= 0) ||
      m.standard_error - m.standard_error != 0) {
    return base::Invalid("ESTIMATE", base::Cat("needs a finite mean and standard_error >= 0, got ",
                                               m.mean, " and ", m.standard_error));
  }
  if (m.count < fewest) {
    return base::Refused("ESTIMATE",
                         base::Cat("needs at least ", fewest, " observations, got ", m.count));
  }
  return absl::OkStatus();
}

}  // namespace internal

// One look: Student's t with count - 1 degrees of freedom.
[[nodiscard]] inline absl::StatusOr<Interval> MeanInterval(const MeanEstimate& m,
                                                           double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  READINESS_RETURN_IF_ERROR(internal::CheckMean(m, 2));
  const double t = -StudentTQuantile(static_cast<double>(m.count - 1), 0.5 * (1.0 - confidence));
  return Interval{m.mean - t * m.standard_error, m.mean + t * m.standard_error};
}

// One look, the difference a - b of independent samples: Welch (1947),
// doi:10.1093/biomet/34.1-2.28.
[[nodiscard]] inline absl::StatusOr<Interval> WelchInterval(const MeanEstimate& a,
                                                            const MeanEstimate& b,
                                                            double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  READINESS_RETURN_IF_ERROR(internal::CheckMean(a, 2));
  READINESS_RETURN_IF_ERROR(internal::CheckMean(b, 2));
  const double va = a.standard_error * a.standard_error;
  const double vb = b.standard_error * b.standard_error;
  const double difference = a.mean - b.mean;
  if (va + vb == 0) return Interval{difference, difference};
  // Shares of the variance, so that tiny variances do not vanish when squared.
  const double wa = va / (va + vb);
  const double wb = vb / (va + vb);
  const double df = 1.0 / (wa * wa / static_cast<double>(a.count - 1) +
                           wb * wb / static_cast<double>(b.count - 1));
  const double half = -StudentTQuantile(df, 0.5 * (1.0 - confidence)) * std::sqrt(va + vb);
  return Interval{difference - half, difference + half};
}

// Every look: the asymptotic mixture confidence sequence, Waudby-Smith, Arbour, Sinha, Kennedy and
// Ramdas (2021), arXiv:2103.06476, equation (11):
//   mean +- sd sqrt(2 (n r^2 + 1) / (n^2 r^2) ln(sqrt(n r^2 + 1) / alpha)),
// r^2 = (-2 ln alpha + ln(1 - 2 ln alpha)) / 1000, which makes it tightest near n = 1000.
[[nodiscard]] inline absl::StatusOr<Interval> AnytimeMean(const MeanEstimate& m,
                                                          double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  READINESS_RETURN_IF_ERROR(internal::CheckMean(m, kFewestForAnytimeMean));
  const double log_alpha = Log(1.0 - confidence);
  const double r2 = (-2.0 * log_alpha + Log1p(-2.0 * log_alpha)) / 1000.0;
  const auto n = static_cast<double>(m.count);
  const double spread = n * r2 + 1.0;
  // sd = standard_error sqrt(n).
  const double half =
      m.standard_error * std::sqrt(2.0 * spread / (n * r2) * (0.5 * Log(spread) - log_alpha));
  return Interval{m.mean - half, m.mean + half};
}

}  // namespace readiness::estimate
