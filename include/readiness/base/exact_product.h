// readiness/base/exact_product.h: a product with what rounding left out of it.
//
//   const auto [high, low] = base::ExactProduct(0.1, 0.1);  // high + low is 0.1 * 0.1, exactly.
//
// By Dekker's splitting, in a dozen operations: where the processor is not known to have a fused
// multiply-add its emulation is a call, which costs more.
//
// Range:   |x|, |y| < 1e150, and the product 0 or not below 1e-280 in size: else low is rounded.
// Threads: values only.
// Source:  Dekker (1971), doi:10.1007/BF01397083.
#pragma once

#include <cmath>

namespace readiness::base {

struct ProductParts {
  double high = 0;  // The product to nearest.
  double low = 0;   // What that leaves out.
};

[[nodiscard]] inline ProductParts ExactProduct(double x, double y) {
  const double high = x * y;
#ifdef FP_FAST_FMA
  return {high, std::fma(x, y, -high)};
#else
  constexpr double kSplit = 134217729.0;  // 2^27 + 1
  const double xs = x * kSplit;
  const double xh = xs - (xs - x);
  const double xl = x - xh;
  const double ys = y * kSplit;
  const double yh = ys - (ys - y);
  const double yl = y - yh;
  return {high, ((xh * yh - high) + xh * yl + xl * yh) + xl * yl};
#endif
}

}  // namespace readiness::base
