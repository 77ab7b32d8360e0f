// readiness/estimate/gamma.h: the logarithm of the gamma function, and the incomplete gamma
// function with its quantile.
//
// Range:    LogGamma, StirlingError: x > 0 (NaN otherwise). GammaP, GammaQ, LogGammaP, LogGammaQ:
//           a > 0, x >= 0. The quantiles: p in [0, 1]; a >= 1/4 where p is below 1e-40.
// Accuracy: LogGamma relative 1e-14; GammaP and GammaQ relative 1e-12 down to 1e-280, a <= 1e6; see
//           tests/golden. The same bits everywhere (elementary.h).
// Cost:     0.1 to some 10 us (about sqrt(a) steps near x = a).   Threads: values only.
// Method:   Stirling's series, and the series of ln Gamma about 2 (Abramowitz and Stegun 6.1.33,
//           6.1.41); prefactors by the saddle-point form of Loader (2000), which does not cancel;
//           power series for x < a + 1, Lentz's continued fraction beyond.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "readiness/estimate/elementary.h"
#include "readiness/estimate/root.h"

namespace readiness::estimate {

namespace internal {

inline constexpr double kLogSqrtTwoPi = 0.918938533204672741780;
inline constexpr double kTwoPi = 6.28318530717958647693;

// ln Gamma(2 + z), |z| <= 0.5: sum of (-1)^k (zeta(k) - 1) z^k / k.
[[nodiscard]] inline double LogGammaNearTwo(double z) {
  constexpr double kZetaMinusOne[] = {
      6.44934066848226436472e-01, 2.02056903159594285400e-01, 8.23232337111381915160e-02,
      3.69277551433699263314e-02, 1.73430619844491397145e-02, 8.34927738192282683980e-03,
      4.07735619794433937869e-03, 2.00839282608221441785e-03, 9.94575127818085337146e-04,
      4.94188604119464558702e-04, 2.46086553308048298638e-04, 1.22713347578489146752e-04,
      6.12481350587048292585e-05, 3.05882363070204935517e-05, 1.52822594086518717326e-05,
      7.63719763789976227360e-06, 3.81729326499983985646e-06, 1.90821271655393892566e-06,
      9.53962033872796113152e-07, 4.76932986787806463117e-07, 2.38450502727732990004e-07,
      1.19219925965311073068e-07, 5.96081890512594796124e-08, 2.98035035146522801861e-08,
      1.49015548283650412347e-08, 7.45071178983542949198e-09, 3.72533402478845705482e-09};
  constexpr size_t kCount = std::size(kZetaMinusOne);  // k = 2 .. 28
  constexpr auto kTerms = [&kZetaMinusOne = kZetaMinusOne] {
    std::array<double, kCount> terms{};
    for (size_t i = 0; i < kCount; ++i) {
      const double term = kZetaMinusOne[i] / static_cast<double>(i + 2);
      terms[i] = i % 2 == 0 ? term : -term;
    }
    return terms;
  }();
  double sum = 0;
  for (size_t i = kCount; i > 0; --i) sum = sum * z + kTerms[i - 1];
  return z * (4.22784335098467139393e-01 + z * sum);  // 1 - Euler's constant
}

}  // namespace internal

// ln Gamma(x) - ((x - 1/2) ln x - x + ln sqrt(2 pi)) at x >= 12 by Stirling's series.
[[nodiscard]] inline double StirlingTail(double x) {
  const double r = 1.0 / (x * x);
  double sum = -3617.0 / 122400.0;
  sum = sum * r + 1.0 / 156.0;
  sum = sum * r - 691.0 / 360360.0;
  sum = sum * r + 1.0 / 1188.0;
  sum = sum * r - 1.0 / 1680.0;
  sum = sum * r + 1.0 / 1260.0;
  sum = sum * r - 1.0 / 360.0;
  sum = sum * r + 1.0 / 12.0;
  return sum / x;
}

// ln Gamma(x), x > 0.
[[nodiscard]] inline double LogGamma(double x) {
  if (!(x > 0)) return internal::kNaN;
  if (x == internal::kInfinity) return x;
  if (x >= 12)
    return ((x - 0.5) * (Log(x) - 1.0) - 0.5) + internal::kLogSqrtTwoPi + StirlingTail(x);
  if (x < 0.5) return internal::LogGammaNearTwo(x) - Log1p(x) - Log(x);  // Gamma(x+2)/((x+1) x)
  if (x < 1.5) return internal::LogGammaNearTwo(x - 1.0) - Log1p(x - 1.0);
  double product = 1;
  while (x > 2.5) {
    x -= 1.0;
    product *= x;
  }
  return internal::LogGammaNearTwo(x - 2.0) + (product == 1 ? 0.0 : Log(product));
}

// ln x! - ln(sqrt(2 pi x) (x/e)^x), x > 0: what Stirling's formula leaves out.
[[nodiscard]] inline double StirlingError(double x) {
  if (!(x > 0)) return internal::kNaN;
  if (x >= 12) return StirlingTail(x);
  return LogGamma(x + 1.0) - (x + 0.5) * Log(x) + x - internal::kLogSqrtTwoPi;
}

namespace internal {

// x ln(x / m) + m - x, x >= 0, m > 0, without cancellation near x = m. `m_low` is what rounding
// left out of m.
[[nodiscard]] inline double Deviance(double x, double m, double m_low = 0) {
  if (x == 0) return m + m_low;
  const double d = (x - m) - m_low;
  if (std::fabs(d) < 0.1 * (x + m)) {
    const double v = d / ((x + m) + m_low);
    double sum = d * v;
    if (std::fabs(sum) < 1e-300) return sum;
    double term = 2.0 * x * v;
    const double square = v * v;
    for (int j = 1; j < 1000; ++j) {
      term *= square;
      const double next = sum + term / (2 * j + 1);
      if (next == sum) break;
      sum = next;
    }
    return sum;
  }
  return x * (Log(x / m) - m_low / m) - d;
}

// What PoissonTerm needs of `a` alone: quantiles ask for it at many x.
struct PoissonShape {
  explicit PoissonShape(double shape)
      : a(shape),
        stirling(a < 1e-3 ? LogGamma(a + 1.0) : StirlingError(a)),
        scale(std::sqrt(kTwoPi * a)) {}

  double a;
  double stirling;
  double scale;
};

// x^a e^-x / Gamma(a + 1).
[[nodiscard]] inline double PoissonTerm(const PoissonShape& shape, double x) {
  const double a = shape.a;
  if (x == 0) return a == 0 ? 1 : 0;
  if (a < 1e-3) return Exp(a * Log(x) - x - shape.stirling);
  return Exp(-shape.stirling - Deviance(a, x)) / shape.scale;
}

// ln of PoissonTerm, also where that would vanish.
[[nodiscard]] inline double LogPoissonTerm(double a, double x) {
  if (a < 1e-3) return a * Log(x) - x - LogGamma(a + 1.0);
  return -StirlingError(a) - Deviance(a, x) - kLogSqrtTwoPi - 0.5 * Log(a);
}

// P(a, x) over PoissonTerm(a, x).
[[nodiscard]] inline double GammaPSeries(double a, double x) {
  double term = 1;
  double sum = 1;
  for (int64_t n = 1; n < 10'000'000; ++n) {
    term *= x / (a + static_cast<double>(n));
    const double next = sum + term;
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

// Q(a, x) over a PoissonTerm(a, x).
[[nodiscard]] inline double GammaQFraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1.0 - a;
  double c = 1.0 / kTiny;
  double d = 1.0 / b;
  double h = d;
  for (int64_t n = 1; n < 10'000'000; ++n) {
    const auto i = static_cast<double>(n);
    const double numerator = -i * (i - a);
    b += 2.0;
    d = numerator * d + b;
    if (std::fabs(d) < kTiny) d = kTiny;
    c = b + numerator / c;
    if (std::fabs(c) < kTiny) c = kTiny;
    d = 1.0 / d;
    const double factor = d * c;
    h *= factor;
    if (std::fabs(factor - 1.0) < 1e-16) break;
  }
  return h;
}

// P(a, x) and Q(a, x), 0 < x < infinity, from the PoissonTerm there.
[[nodiscard]] inline double GammaPOf(double a, double x, double term) {
  if (x < a + 1.0) return GammaPSeries(a, x) * term;
  return 1.0 - GammaQFraction(a, x) * term * a;
}
[[nodiscard]] inline double GammaQOf(double a, double x, double term) {
  if (x < a + 1.0) return 1.0 - GammaPSeries(a, x) * term;
  return GammaQFraction(a, x) * term * a;
}

}  // namespace internal

// P(a, x) = gamma(a, x) / Gamma(a): the chance that a Gamma(a) variable is at most x.
[[nodiscard]] inline double GammaP(double a, double x) {
  if (!(a > 0) || !(x >= 0)) return internal::kNaN;
  if (x == 0) return 0;
  if (x == internal::kInfinity) return 1;
  return internal::GammaPOf(a, x, internal::PoissonTerm(internal::PoissonShape(a), x));
}

// Q(a, x) = 1 - P(a, x), accurate where it is small.
[[nodiscard]] inline double GammaQ(double a, double x) {
  if (!(a > 0) || !(x >= 0)) return internal::kNaN;
  if (x == 0) return 1;
  if (x == internal::kInfinity) return 0;
  return internal::GammaQOf(a, x, internal::PoissonTerm(internal::PoissonShape(a), x));
}

// ln P(a, x) and ln Q(a, x): finite also where P and Q are too small for a double.
[[nodiscard]] inline double LogGammaP(double a, double x) {
  if (!(a > 0) || !(x >= 0)) return internal::kNaN;
  if (x == 0) return -internal::kInfinity;
  if (x == internal::kInfinity) return 0;
  if (x < a + 1.0) return Log(internal::GammaPSeries(a, x)) + internal::LogPoissonTerm(a, x);
  return Log1p(-GammaQ(a, x));
}
[[nodiscard]] inline double LogGammaQ(double a, double x) {
  if (!(a > 0) || !(x >= 0)) return internal::kNaN;
  if (x == 0) return 0;
  if (x == internal::kInfinity) return -internal::kInfinity;
  if (x < a + 1.0) return Log1p(-GammaP(a, x));
  return Log(a * internal::GammaQFraction(a, x)) + internal::LogPoissonTerm(a, x);
}

namespace internal {

// Near the x at which the tails are these: by the cube of a normal variable (Wilson and Hilferty,
// 1931); where x is small, by the first term of P(a, x) = x^a / Gamma(a + 1) (1 - ..).
[[nodiscard]] inline double NearGammaRoot(double a, double lower, double upper) {
  const double z = lower < 0.5 ? -NearNormalPoint(lower) : NearNormalPoint(upper);
  const double root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * std::sqrt(a));
  if (root > 0.4) return a * root * root * root;
  return lower < 0.1 ? Exp((Log(lower) + LogGamma(a + 1.0)) / a) : a;
}

// The x at which the lower tail is `lower`, given with `upper` = 1 - lower so that the smaller of
// the two is exact.
[[nodiscard]] inline double GammaRoot(double a, double lower, double upper) {
  const double start = NearGammaRoot(a, lower, upper);
  double high = start > a ? start + 1.0 : a + 1.0;
  while (GammaQ(a, high) > upper && high < 1e300) high *= 2.0;
  const PoissonShape shape(a);
  return IncreasingRoot(0.0, high, start, [&shape, a, lower, upper](double x, double& slope) {
    const double term = PoissonTerm(shape, x);
    const double value = lower <= 0.5 ? GammaPOf(a, x, term) - lower : upper - GammaQOf(a, x, term);
    slope = BentSlope(value, term * a / x, (a - 1.0) / x - 1.0);
    return value;
  });
}

}  // namespace internal

// The x with P(a, x) = p.
[[nodiscard]] inline double GammaQuantile(double a, double p) {
  if (!(a > 0) || !(p >= 0 && p <= 1)) return internal::kNaN;
  if (p == 0) return 0;
  if (p == 1) return internal::kInfinity;
  return internal::GammaRoot(a, p, 1.0 - p);
}

// The x with Q(a, x) = q, accurate where q is small.
[[nodiscard]] inline double GammaUpperQuantile(double a, double q) {
  if (!(a > 0) || !(q >= 0 && q <= 1)) return internal::kNaN;
  if (q == 0) return internal::kInfinity;
  if (q == 1) return 0;
  return internal::GammaRoot(a, 1.0 - q, q);
}

}  // namespace readiness::estimate
