// readiness/estimate/student_t.h: Student's t distribution with real degrees of freedom.
//
// Range:    df > 0; NaN otherwise.
// Accuracy: relative 1e-12 against scipy and mpmath, df from 0.5 to 1e6 (tests/golden).
// Cost:     a quantile about 3 us.   Threads: values only.
// Method:   P(|T| > t) = I_x(df/2, 1/2), x = df / (df + t^2) (Abramowitz and Stegun 26.7.1).
#pragma once

#include <cmath>

#include "readiness/estimate/beta.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/normal.h"
#include "readiness/estimate/root.h"

namespace readiness::estimate {

namespace internal {

// `shape` is that of df / 2 and 1 / 2.
[[nodiscard]] inline double StudentTSurvival(const BetaShape& shape, double df, double t) {
  const double square = t * t;
  const double x = df / (df + square);
  const double y = square / (df + square);
  if (y == 0) return 0.5;
  if (x == 0) return 0;
  return 0.5 * BetaTail(shape, x, 0, y, 0);
}

}  // namespace internal

// The chance that T is above t >= 0.
[[nodiscard]] inline double StudentTSurvival(double df, double t) {
  if (!(df > 0) || !(t >= 0)) return internal::kNaN;
  return internal::StudentTSurvival(internal::BetaShape(0.5 * df, 0.5), df, t);
}

// The t with P(T <= t) = p.
[[nodiscard]] inline double StudentTQuantile(double df, double p) {
  if (!(df > 0) || !(p >= 0 && p <= 1)) return internal::kNaN;
  if (p == 0) return -internal::kInfinity;
  if (p == 1) return internal::kInfinity;
  if (p == 0.5) return 0;
  const double tail = p < 0.5 ? p : 1.0 - p;
  const double z = -NormalQuantile(tail);
  const double start = z + (z * z * z + z) / (4.0 * df);  // Its first terms in 1/df.
  double high = start > 1 ? start : 1;
  const internal::BetaShape shape(0.5 * df, 0.5);
  while (internal::StudentTSurvival(shape, df, high) > tail && high < 1e300) high *= 2.0;
  const double log_scale = LogGamma(0.5 * (df + 1.0)) - LogGamma(0.5 * df) - 0.5 * Log(df) -
                           0.5 * Log(0.5 * internal::kTwoPi);
  const double t =
      IncreasingRoot(0.0, high, start, [&shape, df, tail, log_scale](double x, double& slope) {
        const double value = tail - internal::StudentTSurvival(shape, df, x);
        const double density = Exp(log_scale - 0.5 * (df + 1.0) * Log1p(x * x / df));
        slope = BentSlope(value, density, -(df + 1.0) * x / (df + x * x));
        return value;
      });
  return p < 0.5 ? -t : t;
}

}  // namespace readiness::estimate
