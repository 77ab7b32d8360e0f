// readiness/estimate/internal/beta_product.h: a product of beta variables as one with the same
// moments, and quick quantiles of it, for survival.h.
#pragma once

#include <cmath>

#include "readiness/estimate/beta.h"
#include "readiness/estimate/elementary.h"

namespace readiness::estimate::internal {

// The first two moments of a product of independent Beta(a, b), kept so that nothing cancels:
// adding positive terms only.
struct BetaProduct {
  double mean = 1;
  double below_one = 0;  // 1 - E
  double gap = 0;        // 1 - E[x^2] / E[x]
  double spread = 0;     // E[x^2] / E[x]^2 - 1

  void Multiply(double a, double b) {
    const double n = a + b;
    const double part = 1.0 / n;
    const double excess = b / (a * (n + 1.0));
    below_one += (1.0 - below_one) * (b * part);
    mean *= a * part;
    gap += (1.0 - gap) * (excess * a);
    spread += excess + spread * excess;
  }
  // The beta distribution with these moments; only where spread > 0.
  [[nodiscard]] double A() const { return gap / spread; }
  [[nodiscard]] double B() const { return gap * below_one / (mean * spread); }
};

// The quantile `p` <= 1/2 of a beta variable, `z` that of a normal one: Newton's steps from near it
// (Abramowitz and Stegun 26.5.22), relative 1e-13; the careful search where they do not settle.
[[nodiscard]] inline double BetaLowQuantile(double a, double b, double p, double z) {
  if (!(a > 1 && b > 1)) return BetaQuantile(a, b, p);
  const double ra = 1.0 / (2.0 * a - 1.0);
  const double rb = 1.0 / (2.0 * b - 1.0);
  const double lambda = (z * z - 3.0) / 6.0;
  const double h = 2.0 / (ra + rb);
  if (!(h + lambda > 0)) return BetaQuantile(a, b, p);
  const double w =
      -z * std::sqrt(h + lambda) / h - (rb - ra) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
  double x = a / (a + b * Exp(2.0 * w));
  const BetaShape shape(a, b);
  for (int i = 0; i < 8; ++i) {
    const double y = 1.0 - x;
    if (!(x > 0 && y > 0)) break;
    const double y_low = (1.0 - y) - x;
    const double term = BetaTerm(shape, x, 0, y, y_low);
    const double next = x - (BetaTail(a, b, x, 0, y, y_low, term) - p) / (term / (x * y));
    if (!(next > 0 && next < 1)) break;
    if (std::fabs(next - x) <= 1e-9 * std::fmin(x, y)) return next;  // The error is its square.
    x = next;
  }
  return BetaQuantile(a, b, p);
}
// Nearly the normal quantile of I_x(a, b) (Abramowitz and Stegun 26.5.21): tells where to look
// first.
[[nodiscard]] inline double BetaScore(double a, double b, double x) {
  const double u = Exp(Log(b * x) / 3.0);
  const double v = Exp(Log(a * (1.0 - x)) / 3.0);
  return 3.0 * (u * (1.0 - 1.0 / (9.0 * b)) - v * (1.0 - 1.0 / (9.0 * a))) /
         std::sqrt(u * u / b + v * v / a);
}

}  // namespace readiness::estimate::internal
