// readiness/risk/internal/outward.h: bounds of long chains of products and sums, cheaper than
// rounding each step to a side (rounding.h).
//
// All quantities are sums, products and complements of numbers in [0, 1] arranged so that each
// operation adds at most 2^-53 of the result as a relative error: u + x (1 - u) for the chance of
// either, never 1 - (1 - u)(1 - x). Then a value of n operations, computed to nearest, times
// 1 + 2 n 2^-53 is not below the exact value of the same inputs, and times 1 - 2 n 2^-53 not above.
// Underflow costs the relative bound, so 1e-290 is added or taken away as well.
//
// Threads: values only.
// Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), lemma 3.1.
#pragma once

#include <cstddef>

namespace readiness::risk::internal {

inline constexpr double kUnderflow = 1e-290;

// The chance of either of two independent events, to nearest.
[[nodiscard]] constexpr double Either(double a, double b) { return a + b * (1 - a); }

// `value`, the result of at most `operations` operations on what is not below its own bound.
[[nodiscard]] constexpr double Raise(double value, size_t operations) {
  return (value + kUnderflow) * (1 + static_cast<double>(operations + 2) * 0x1p-52);
}
[[nodiscard]] constexpr double RaiseWithinOne(double value, size_t operations) {
  const double raised = Raise(value, operations);
  return raised < 1 ? raised : 1;
}
[[nodiscard]] constexpr double Lower(double value, size_t operations) {
  const double lowered =
      value * (1 - static_cast<double>(operations + 2) * 0x1p-52) - 4 * kUnderflow;
  return lowered > 0 ? lowered : 0;
}

}  // namespace readiness::risk::internal
