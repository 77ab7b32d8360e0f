// readiness/risk/internal/rounding.h: arithmetic on [0, 1] that rounds to a stated side, so that a
// bound stays a bound.
//
// Every operation is computed to nearest, its exact error found (base/exact_product.h for products,
// Knuth's two-sum for sums), and the result moved by one step where it lies on the wrong side. So
// an exact result stays exact: 0.5 * 0.1 is 0.05 from both sides.
//
// Cost: a few operations, no change of the rounding mode.   Threads: values only.
// Source: Muller et al., Handbook of Floating-Point Arithmetic (2018), sections 4.3 and 4.4.
#pragma once

#include <bit>
#include <cstdint>

#include "readiness/base/exact_product.h"

namespace readiness::risk::internal {

// Below this the error of a product may not be representable; such results always take a step.
inline constexpr double kSmallestWithExactError = 1e-280;

// The next double above or below where `is_wanted`, else the same; `x` is finite and not negative,
// and nothing is below 0. No branch: how a number was rounded cannot be foreseen.
[[nodiscard]] inline double StepUpIf(bool is_wanted, double x) {
  return std::bit_cast<double>(std::bit_cast<uint64_t>(x) + uint64_t{is_wanted});
}
[[nodiscard]] inline double StepDownIf(bool is_wanted, double x) {
  return std::bit_cast<double>(std::bit_cast<uint64_t>(x) -
                               (uint64_t{is_wanted} & uint64_t{x > 0}));
}

// a * b, from above and from below. Both factors lie in [0, 1].
[[nodiscard]] inline double MultiplyUp(double a, double b) {
  if (a == 0 || b == 0) return 0;
  const double product = a * b;
  const bool is_low =
      product < kSmallestWithExactError ? a != 1 && b != 1 : base::ExactProduct(a, b).low > 0;
  return StepUpIf(is_low, product);
}
[[nodiscard]] inline double MultiplyDown(double a, double b) {
  const double product = a * b;
  const bool is_high =
      product < kSmallestWithExactError ? a != 1 && b != 1 : base::ExactProduct(a, b).low < 0;
  return StepDownIf(is_high, product);
}

// What a + b lost when it was rounded to `sum`.
[[nodiscard]] inline double SumError(double a, double b, double sum) {
  const double b_part = sum - a;
  return (a - (sum - b_part)) + (b - b_part);
}

// 1 - a, from above and from below; `a` lies in [0, 1].
[[nodiscard]] inline double ComplementUp(double a) {
  const double rest = 1 - a;
  return StepUpIf(SumError(1, -a, rest) > 0, rest);
}
[[nodiscard]] inline double ComplementDown(double a) {
  const double rest = 1 - a;
  return StepDownIf(SumError(1, -a, rest) < 0, rest);
}

// 1 - (1 - a)(1 - b), the probability of either of two independent events, from above and from
// below; never above 1. Written as a + b (1 - a), which keeps small probabilities.
[[nodiscard]] inline double EitherUp(double a, double b) {
  if (a == 0) return b;
  const double added = MultiplyUp(b, ComplementUp(a));
  const double sum = a + added;
  const double result = StepUpIf(SumError(a, added, sum) > 0, sum);
  return result < 1 ? result : 1;
}
[[nodiscard]] inline double EitherDown(double a, double b) {
  if (a == 0) return b;
  const double added = MultiplyDown(b, ComplementDown(a));
  const double sum = a + added;
  const double result = StepDownIf(SumError(a, added, sum) < 0, sum);
  return result < 1 ? result : 1;
}

}  // namespace readiness::risk::internal
