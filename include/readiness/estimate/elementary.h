// readiness/estimate/elementary.h: exponential and logarithm that give the same bits everywhere.
//
// A C library picks its exp and log by processor, and so does not give the same bytes on every
// machine. These use only + - * / and the bits of a double, in a fixed order (compile with
// -ffp-contract=off), and so do.
//
// Units:    none.   Range: every double; NaN in, NaN out.
// Accuracy: relative error below 4e-16 (Exp, Log, Log1p) and 5e-16 (Expm1) against mpmath; see
//           tests/golden/estimate_functions.csv.
// Cost:     about 5 to 15 ns, no allocation.   Threads: values only.
// Method:   Exp: r = x - k ln 2, |r| <= 0.347, Taylor to degree 13, scaled by 2^k. Log: m in
//           [sqrt(1/2), sqrt(2)), 2 atanh((m-1)/(m+1)) by its series.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace readiness::estimate {

namespace internal {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kLn2High = 6.93147180369123816490e-01;  // 33 bits of ln 2
inline constexpr double kLn2Low = 1.90821492927058770002e-10;   // what they leave

// 2^k, k in [-1022, 1023].
[[nodiscard]] inline double PowerOfTwo(int k) {
  return std::bit_cast<double>(static_cast<uint64_t>(k + 1023) << 52U);
}

// (e^r - 1) / r for |r| <= 0.36.
[[nodiscard]] inline double ExpTail(double r) {
  double sum = 1.0 / 1307674368000.0;  // 1/15!
  constexpr double kInverseFactorials[] = {
      1.0 / 87178291200.0, 1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0,
      1.0 / 362880.0,      1.0 / 40320.0,      1.0 / 5040.0,      1.0 / 720.0,      1.0 / 120.0,
      1.0 / 24.0,          1.0 / 6.0,          1.0 / 2.0};
  for (const double inverse : kInverseFactorials) sum = sum * r + inverse;
  return sum * r + 1.0;
}

// atanh(s) / s - 1 for |s| <= 0.172.
[[nodiscard]] inline double AtanhTail(double s) {
  const double t = s * s;
  double sum = 1.0 / 23.0;
  constexpr double kInverseOdds[] = {1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0,
                                     1.0 / 11.0, 1.0 / 9.0,  1.0 / 7.0,  1.0 / 5.0,  1.0 / 3.0};
  for (const double inverse : kInverseOdds) sum = sum * t + inverse;
  return sum * t;
}

}  // namespace internal

// e^x; 0 below -745.2, infinity above 709.8.
[[nodiscard]] inline double Exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893384) return internal::kInfinity;
  if (x < -745.2) return 0;
  const double scaled = x * 1.44269504088896338700;  // 1 / ln 2
  const int k = static_cast<int>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  const double high = x - k * internal::kLn2High;
  const double low = k * internal::kLn2Low;
  const double r = high - low;
  const double lost = (high - r) - low;  // What rounding took from r.
  const double tail = r * internal::ExpTail(r);
  const double result = 1.0 + (tail + lost * (1.0 + tail));
  if (k > 1022) return result * internal::PowerOfTwo(1022) * internal::PowerOfTwo(k - 1022);
  if (k >= -1021) return result * internal::PowerOfTwo(k);
  return result * internal::PowerOfTwo(k + 1000) * internal::PowerOfTwo(-1000);
}

// e^x - 1, accurate near 0.
[[nodiscard]] inline double Expm1(double x) {
  if (x > -0.36 && x < 0.36) return x * internal::ExpTail(x);
  return Exp(x) - 1.0;
}

// ln x; -infinity at 0, NaN below.
[[nodiscard]] inline double Log(double x) {
  if (x != x || x < 0) return internal::kNaN;
  if (x == 0) return -internal::kInfinity;
  if (x == internal::kInfinity) return x;
  int k = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= internal::PowerOfTwo(54);
    k = -54;
  }
  uint64_t bits = std::bit_cast<uint64_t>(x);
  k += static_cast<int>(bits >> 52U) - 1023;
  bits = (bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL;
  double m = std::bit_cast<double>(bits);  // [1, 2)
  if (m > 1.41421356237309504880) {
    m *= 0.5;
    ++k;
  }
  // With f = m - 1 and s = f / (2 + f), 2 s = f - s f: so ln m = f - s (f - 2 tail).
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double tail = internal::AtanhTail(s);
  const double correction = s * (f - 2.0 * tail);
  if (k == 0) return f - correction;
  return k * internal::kLn2High - ((correction - k * internal::kLn2Low) - f);
}

// ln(1 + x), accurate near 0; -infinity at -1, NaN below.
[[nodiscard]] inline double Log1p(double x) {
  if (x > -0.29 && x < 0.41) {
    const double s = x / (2.0 + x);
    return x - s * (x - 2.0 * internal::AtanhTail(s));
  }
  const double sum = 1.0 + x;
  if (!(sum > 0) || sum == internal::kInfinity) return Log(sum);
  return Log(sum) + (x - (sum - 1.0)) / sum;
}

namespace internal {

// The z that a standard normal variable passes with the chance `tail`, 0 < tail <= 1/2, to 4.5e-4
// (Abramowitz and Stegun 26.2.23): where a search begins.
[[nodiscard]] inline double NearNormalPoint(double tail) {
  const double t = std::sqrt(-2.0 * Log(tail));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                 (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

}  // namespace internal

}  // namespace readiness::estimate
