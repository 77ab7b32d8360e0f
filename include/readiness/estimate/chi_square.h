// readiness/estimate/chi_square.h: the chi-square distribution, central and noncentral, and which
// noncentralities an observed value allows.
//
//   ChiSquareSurvival(1, 3.841458820694124)     -> 0.05
//   NoncentralChiSquareCdf(4, 10.0, 6.0)        -> 0.5655362..
//
// Range:    df > 0, x >= 0, noncentrality >= 0 and at most 1e9; NaN otherwise.
// Accuracy: relative 1e-12 (tails above 1e-250) and 1e-11 (noncentrality) (tests/golden).
// Cost:     central 0.3 us; noncentral about 20 ns times sqrt(noncentrality) + 10; a noncentrality
//           10 of these.   Threads: values only.
// Method:   the Poisson mixture of central ones, summed so that nothing cancels; the
//           noncentrality by Newton's steps, the derivative being minus the density with df + 2
//           (Johnson, Kotz and Balakrishnan 1995, chapter 29).
#pragma once

#include <cmath>

#include "readiness/estimate/elementary.h"
#include "readiness/estimate/gamma.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/root.h"

namespace readiness::estimate {

[[nodiscard]] inline double ChiSquareCdf(double df, double x) { return GammaP(0.5 * df, 0.5 * x); }
[[nodiscard]] inline double ChiSquareSurvival(double df, double x) {
  return GammaQ(0.5 * df, 0.5 * x);
}
// The x with ChiSquareCdf(df, x) = p.
[[nodiscard]] inline double ChiSquareQuantile(double df, double p) {
  return 2.0 * GammaQuantile(0.5 * df, p);
}

namespace internal {

struct NoncentralTail {
  double value = 0;    // P(X <= x), or P(X > x)
  double density = 0;  // half the Poisson mixture of terms: minus the derivative of P(X <= x) by
                       // the noncentrality
};

// Sums the mixture for one tail, always in the direction in which the incomplete gamma function
// grows by adding its terms, so that nothing cancels. Weights, tails and terms are log-concave in
// their number: once a product falls it goes on falling, at least as fast.
[[nodiscard]] inline NoncentralTail SumNoncentral(double df, double x, double noncentrality,
                                                  bool is_upper) {
  constexpr double kNegligible = 1e-18;
  const double half = 0.5 * noncentrality;
  const double h = 0.5 * x;
  const double shape = 0.5 * df;
  // From where weight times term is largest, half h = j (shape + j), to where it is negligible.
  double j = std::floor(0.5 * (std::sqrt(shape * shape + 4.0 * half * h) - shape));
  double weight = PoissonTerm(PoissonShape(j), half);
  double term =
      PoissonTerm(PoissonShape(shape + j), h);  // h^a e^-h / Gamma(a + 1) = P(a) - P(a + 1)
  const double most = weight * term;
  if (is_upper) {
    // Q(a) <= term a / (h - a + 1).
    while (j > 0 && !(h > shape + j - 1.0 && weight * term * (shape + j) * (j + 1.0) <=
                                                 kNegligible * most * (h - shape - j + 1.0))) {
      weight *= j / half;
      term *= (shape + j) / h;
      j -= 1.0;
    }
    double tail = GammaQ(shape + j, h);
    NoncentralTail sum{weight * tail, weight * term};
    double last = 0;
    for (double next = weight * tail;;) {
      last = next;
      tail += term;
      j += 1.0;
      weight *= half / j;
      term *= h / (shape + j);
      next = weight * tail;
      sum.value += next;
      sum.density += weight * term;
      if (next <= last && next * next <= kNegligible * sum.value * (last - next)) break;
    }
    sum.density *= 0.5;
    return sum;
  }
  // P(a) <= term (a + 1) / (a + 1 - h).
  while (!(shape + j + 1.0 > h && weight * term * (shape + j + 1.0) * (j + 1.0) <=
                                      kNegligible * most * (shape + j + 1.0 - h))) {
    j += 1.0;
    weight *= half / j;
    term *= h / (shape + j);
  }
  double tail = GammaP(shape + j, h);
  NoncentralTail sum{weight * tail, weight * term};
  while (j > 0) {
    weight *= j / half;
    term *= (shape + j) / h;
    j -= 1.0;
    tail += term;
    sum.value += weight * tail;
    sum.density += weight * term;
    if (weight * tail * j <= kNegligible * sum.value &&
        weight * term * j <= kNegligible * sum.density)
      break;
  }
  sum.density *= 0.5;
  return sum;
}

[[nodiscard]] inline bool IsNoncentral(double df, double x, double noncentrality) {
  return df > 0 && x >= 0 && noncentrality >= 0 && noncentrality <= 1e9;
}

}  // namespace internal

// The chance that a chi-square variable with this noncentrality is at most x.
[[nodiscard]] inline double NoncentralChiSquareCdf(double df, double x, double noncentrality) {
  if (!internal::IsNoncentral(df, x, noncentrality)) return internal::kNaN;
  if (x == 0) return 0;
  if (noncentrality == 0) return ChiSquareCdf(df, x);
  if (x < df + noncentrality) return internal::SumNoncentral(df, x, noncentrality, false).value;
  return 1.0 - internal::SumNoncentral(df, x, noncentrality, true).value;
}

// The chance that it is above x, accurate where that is small.
[[nodiscard]] inline double NoncentralChiSquareSurvival(double df, double x, double noncentrality) {
  if (!internal::IsNoncentral(df, x, noncentrality)) return internal::kNaN;
  if (x == 0) return 1;
  if (noncentrality == 0) return ChiSquareSurvival(df, x);
  if (x < df + noncentrality)
    return 1.0 - internal::SumNoncentral(df, x, noncentrality, false).value;
  return internal::SumNoncentral(df, x, noncentrality, true).value;
}

// The noncentrality under which a value of at most x has chance `p`; 0 where even the central
// distribution gives less than p. 0 < p < 1, x at most 1e8.
[[nodiscard]] inline double NoncentralityAt(double df, double x, double p) {
  if (!(df > 0) || !(x >= 0 && x <= 1e8) || !(p > 0 && p < 1)) return internal::kNaN;
  if (ChiSquareCdf(df, x) <= p) return 0;
  double high = x + df + 10.0;
  while (NoncentralChiSquareCdf(df, x, high) > p && high < 5e8) high *= 2.0;
  const double start = x > df ? x - df + 1.0 : 1.0;
  return IncreasingRoot(0.0, high, start, [df, x, p](double noncentrality, double& slope) {
    const bool is_upper = x >= df + noncentrality;
    const auto tail = internal::SumNoncentral(df, x, noncentrality, is_upper);
    slope = tail.density;
    return is_upper ? tail.value - (1.0 - p) : p - tail.value;
  });
}

}  // namespace readiness::estimate
