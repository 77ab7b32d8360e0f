// readiness/estimate/beta.h: the incomplete beta function and its quantile.
//
// Range:    a > 0, b > 0, x and p in [0, 1]; NaN otherwise.
// Accuracy: BetaCdf relative 1e-12 down to 1e-280 for a, b <= 1e6; BetaQuantile relative 1e-12
//           (tests/golden). The same bits everywhere (elementary.h).
// Cost:     about 0.3 us, some sqrt(max(a, b)) steps near the mean; a quantile 5 to 10 of these.
// Threads:  values only.
// Method:   continued fraction, Didonato and Morris (1992), by Lentz; prefactor by the saddle-point
//           form of Loader (2000), "Fast and accurate computation of binomial probabilities".
#pragma once

#include <cmath>
#include <cstdint>

#include "readiness/base/exact_product.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/gamma.h"
#include "readiness/estimate/root.h"

namespace readiness::estimate {

// ln B(a, b), a, b > 0.
[[nodiscard]] inline double LogBeta(double a, double b) {
  if (!(a > 0) || !(b > 0)) return internal::kNaN;
  if (a < b) {
    const double swap = a;
    a = b;
    b = swap;
  }
  if (a < 12) return LogGamma(a) + LogGamma(b) - LogGamma(a + b);
  // With b <= a: (a - 1/2) ln(a / (a + b)) is well scaled by Log1p.
  const double tail = StirlingTail(a) - StirlingTail(a + b);
  if (b < 12) return LogGamma(b) - b * Log(a + b) + b - (a - 0.5) * Log1p(b / a) + tail;
  return internal::kLogSqrtTwoPi + StirlingTail(b) + tail - (a - 0.5) * Log1p(b / a) -
         b * Log1p(a / b) - 0.5 * Log(b);
}

namespace internal {

// What BetaTerm needs of a and b alone: quantiles ask for it at many x.
struct BetaShape {
  BetaShape(double shape_a, double shape_b) : a(shape_a), b(shape_b), n(a + b) {
    if (IsSmall()) {
      log_beta = LogBeta(a, b);
      return;
    }
    n_low = a > b ? (a - n) + b : (b - n) + a;
    stirling = StirlingError(n) - StirlingError(a) - StirlingError(b);
    root_share = std::sqrt(a / (a + b));
    root_b = std::sqrt(b);
  }
  [[nodiscard]] bool IsSmall() const { return a < 1e-2 || b < 1e-2; }

  double a;
  double b;
  double n;
  double n_low = 0;  // What rounding left out of n.
  double log_beta = 0;
  double stirling = 0;
  double root_share = 0;
  double root_b = 0;
};

// The exponent of BetaTerm below, not small, without its factor sqrt(a b / (2 pi (a + b))).
[[nodiscard]] inline double BetaExponent(const BetaShape& shape, double x, double x_low, double y,
                                         double y_low) {
  const base::ProductParts mx = base::ExactProduct(shape.n, x);
  const base::ProductParts my = base::ExactProduct(shape.n, y);
  return shape.stirling - Deviance(shape.a, mx.high, mx.low + shape.n * x_low + shape.n_low * x) -
         Deviance(shape.b, my.high, my.low + shape.n * y_low + shape.n_low * y);
}

// x^a (1-x)^b / B(a, b), with y = 1 - x given apart and y_low what rounding left out of it.
[[nodiscard]] inline double BetaTerm(const BetaShape& shape, double x, double x_low, double y,
                                     double y_low) {
  if (x == 0 || y == 0) return 0;
  if (shape.IsSmall()) return Exp(shape.a * Log(x) + shape.b * Log(y) - shape.log_beta);
  return Exp(BetaExponent(shape, x, x_low, y, y_low)) * shape.root_share * shape.root_b /
         std::sqrt(kTwoPi);
}
[[nodiscard]] inline double LogBetaTerm(double a, double b, double x, double y, double y_low) {
  if (a < 1e-2 || b < 1e-2) return a * Log(x) + b * Log(y) - LogBeta(a, b);
  return BetaExponent(BetaShape(a, b), x, 0, y, y_low) + 0.5 * Log(a / (a + b) * b) - kLogSqrtTwoPi;
}

// I_x(a, b) = term * fraction / a, good for x < (a + 1) / (a + b + 2).
[[nodiscard]] inline double BetaFraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  double c = 1;
  double d = 1.0 - (a + b) * x / (a + 1.0);
  if (std::fabs(d) < kTiny) d = kTiny;
  d = 1.0 / d;
  double h = d;
  for (int64_t i = 1; i < 1'000'000; ++i) {
    const auto m = static_cast<double>(i);
    const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
    d = 1.0 + even * d;
    if (std::fabs(d) < kTiny) d = kTiny;
    c = 1.0 + even / c;
    if (std::fabs(c) < kTiny) c = kTiny;
    d = 1.0 / d;
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
    d = 1.0 + odd * d;
    if (std::fabs(d) < kTiny) d = kTiny;
    c = 1.0 + odd / c;
    if (std::fabs(c) < kTiny) c = kTiny;
    d = 1.0 / d;
    const double factor = d * c;
    h *= factor;
    if (std::fabs(factor - 1.0) < 1e-16) break;
  }
  return h;
}

// I_x(a, b) = term * fraction, a, b > 1, lambda = a - (a + b) x >= 0: the form of Didonato and
// Morris, in which nothing cancels also where x lies near 1.
[[nodiscard]] inline double LargeBetaFraction(double a, double b, double x, double y,
                                              double lambda) {
  const double c = 1.0 + lambda;
  const double c0 = b / a;
  const double c1 = 1.0 + 1.0 / a;
  double p = 1;
  double s = a + 1.0;
  double an = 0;
  double bn = 1;
  double an1 = 1;
  double bn1 = c / c1;
  double r = c1 / c;
  for (int64_t i = 1; i < 1'000'000; ++i) {
    const auto n = static_cast<double>(i);
    const double t = n / a;
    const double w = n * (b - n) * x;
    double e = a / s;
    const double alpha = (p * (p + c0) * e * e) * (w * x);
    e = (1.0 + t) / (c1 + t + t);
    const double beta = n + w / s + e * (c + n * (1.0 + y));
    p = 1.0 + t;
    s += 2.0;
    const double next_a = alpha * an + beta * an1;
    an = an1;
    an1 = next_a;
    const double next_b = alpha * bn + beta * bn1;
    bn = bn1;
    bn1 = next_b;
    const double last = r;
    r = an1 / bn1;
    if (std::fabs(r - last) <= 1e-16 * r) break;
    an /= bn1;  // Scaled, so that nothing overflows.
    bn /= bn1;
    an1 = r;
    bn1 = 1;
  }
  return r;
}

// The lower tail with x and y = 1 - x each given to full precision; x_low and y_low are what their
// rounding left out, `term` the BetaTerm of them.
[[nodiscard]] inline double BetaTail(double a, double b, double x, double x_low, double y,
                                     double y_low, double term) {
  if (a > 1 && b > 1) {
    // a - (a + b) x from the smaller of x and y, which is the more accurate one.
    const double lambda = x < y ? a - (a + b) * (x + x_low) : (a + b) * (y + y_low) - b;
    if (lambda >= 0) return term * LargeBetaFraction(a, b, x, y, lambda);
    return 1.0 - term * LargeBetaFraction(b, a, y, x, -lambda);
  }
  if (x <= (a + 1.0) / (a + b + 2.0)) return term * BetaFraction(a, b, x) / a;
  return 1.0 - term * BetaFraction(b, a, y) / b;
}
[[nodiscard]] inline double BetaTail(const BetaShape& shape, double x, double x_low, double y,
                                     double y_low) {
  return BetaTail(shape.a, shape.b, x, x_low, y, y_low, BetaTerm(shape, x, x_low, y, y_low));
}

}  // namespace internal

// I_x(a, b): the chance that a Beta(a, b) variable is at most x.
[[nodiscard]] inline double BetaCdf(double a, double b, double x) {
  if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) return internal::kNaN;
  if (x == 0) return 0;
  if (x == 1) return 1;
  const double y = 1.0 - x;
  return internal::BetaTail(internal::BetaShape(a, b), x, 0, y, (1.0 - y) - x);
}

// 1 - I_x(a, b), accurate where it is small.
[[nodiscard]] inline double BetaSurvival(double a, double b, double x) {
  if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) return internal::kNaN;
  if (x == 0) return 1;
  if (x == 1) return 0;
  const double y = 1.0 - x;
  return internal::BetaTail(internal::BetaShape(b, a), y, (1.0 - y) - x, x, 0);
}

// ln I_x(a, b): finite also where I is too small for a double.
[[nodiscard]] inline double LogBetaCdf(double a, double b, double x) {
  if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) return internal::kNaN;
  if (x == 0) return -internal::kInfinity;
  const double upper = BetaSurvival(a, b, x);
  if (upper < 0.5) return Log1p(-upper);
  const double value = BetaCdf(a, b, x);
  if (value > 1e-280) return Log(value);
  const double y = 1.0 - x;
  const double y_low = (1.0 - y) - x;
  const double term = internal::LogBetaTerm(a, b, x, y, y_low);
  if (!(a > 1 && b > 1)) return term + Log(internal::BetaFraction(a, b, x) / a);
  const double lambda = x < y ? a - (a + b) * x : (a + b) * (y + y_low) - b;
  return term + Log(internal::LargeBetaFraction(a, b, x, y, lambda));
}

// ln of 1 - I_x(a, b): finite also where that is too small for a double.
[[nodiscard]] inline double LogBetaSurvival(double a, double b, double x) {
  if (!(x >= 0 && x <= 1)) return internal::kNaN;
  const double value = BetaSurvival(a, b, x);
  if (value > 1e-280) return value < 0.5 ? Log(value) : Log1p(-BetaCdf(a, b, x));
  return LogBetaCdf(b, a, 1.0 - x);  // x lies near 1 or the tail is far: 1 - x is good enough.
}

namespace internal {

// Near the x with I_x(a, b) = p: three digits where both shapes reach 1 (Abramowitz and Stegun
// 26.5.22), the mean otherwise.
[[nodiscard]] inline double NearBetaQuantile(double a, double b, double p) {
  if (a < 1 || b < 1) return a / (a + b);
  const double z = p < 0.5 ? NearNormalPoint(p) : -NearNormalPoint(1.0 - p);
  const double lambda = (z * z - 3.0) / 6.0;
  const double of_a = 1.0 / (2.0 * a - 1.0);
  const double of_b = 1.0 / (2.0 * b - 1.0);
  const double h = 2.0 / (of_a + of_b);
  if (!(h + lambda > 0)) return a / (a + b);
  const double w =
      z * std::sqrt(h + lambda) / h - (of_b - of_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
  return a / (a + b * Exp(2.0 * w));
}

}  // namespace internal

// The x with I_x(a, b) = p.
[[nodiscard]] inline double BetaQuantile(double a, double b, double p) {
  if (!(a > 0) || !(b > 0) || !(p >= 0 && p <= 1)) return internal::kNaN;
  if (p == 0) return 0;
  if (p == 1) return 1;
  const internal::BetaShape shape(a, b);
  return IncreasingRoot(
      0.0, 1.0, internal::NearBetaQuantile(a, b, p), [&shape, a, b, p](double x, double& slope) {
        const double y = 1.0 - x;
        const double y_low = (1.0 - y) - x;
        const double term = internal::BetaTerm(shape, x, 0, y, y_low);
        // Compare in the smaller tail, where the difference is accurate.
        const double value = p <= 0.5 ? internal::BetaTail(a, b, x, 0, y, y_low, term) - p
                                      : (1.0 - p) - BetaSurvival(a, b, x);
        slope = BentSlope(value, term / (x * y), (a - 1.0) / x - (b - 1.0) / y);
        return value;
      });
}

}  // namespace readiness::estimate
