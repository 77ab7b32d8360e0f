// readiness/estimate/root.h: the root of a monotone function on an interval, to the last bits.
//
// Cost:    about 8 evaluations where the slope is good, 4 with a good start and its bend, at most
//          some 110.   Threads: values only.
// Method:  Newton's step kept inside a bracket that shrinks, bisection where it leaves it or is
// slow.
#pragma once

#include <cmath>
#include <limits>

namespace readiness::estimate {

// Returns x in [low, high] with f(x) = 0 for an increasing f with f(low) <= 0 <= f(high).
// `f(x, slope)` returns the value and sets the slope, or leaves it 0 where it does not know it.
template <typename Function>
[[nodiscard]] double IncreasingRoot(double low, double high, double start, Function&& f) {
  constexpr double kRounding = 1e-13;  // Of x.
  double x = start > low && start < high ? start : low + (high - low) * 0.5;
  double last_step = high - low;
  bool was_short = false;  // The last step, and one of Newton's.
  for (int i = 0; i < 200; ++i) {
    double slope = 0;
    const double value = f(x, slope);
    if (value == 0 || value != value) return x;
    if (value < 0) {
      low = x;
    } else {
      high = x;
    }
    double next = slope > 0 ? x - value / slope : low;
    const bool is_inside = next > low && next < high;
    const double step = std::fabs(next - x);
    const bool is_short = slope > 0 && step <= std::fabs(x) * kRounding;
    if (!is_inside || step > 0.5 * last_step) {
      // Newton's steps this short that shrink no more follow how f rounds: halving the bracket from
      // here would leave the root and search for it again.
      if (is_short && was_short) return x;
      next = low + (high - low) * 0.5;
    }
    was_short = is_short;
    last_step = std::fabs(next - x);
    if (next == x || next <= low || next >= high) return x;
    if (is_inside && last_step <= std::fabs(x) * 1e-16) return next;
    x = next;
  }
  return x;
}

// The slope with which a step takes the curve into account (Halley's method), for IncreasingRoot:
// `bend` is f'' / f' where f has `value` and `slope`. Far from the root the slope itself.
[[nodiscard]] inline double BentSlope(double value, double slope, double bend) {
  const double change = 0.5 * value * bend;
  return std::fabs(change) < 0.5 * slope ? slope - change : slope;
}

}  // namespace readiness::estimate
