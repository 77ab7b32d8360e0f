// tests/estimate/random.h: seeded numbers for laws and simulations (splitmix64, Steele, Lea and
// Flood 2014), the same everywhere.
#pragma once

#include <cmath>
#include <cstdint>

#include "../splitmix64.h"

namespace readiness::estimate::testing {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Bits() { return SplitMix64(state_); }
  // In [0, 1).
  double Uniform() { return static_cast<double>(Bits() >> 11U) * 0x1p-53; }
  // In [0, n).
  int64_t Below(int64_t n) { return static_cast<int64_t>(Uniform() * static_cast<double>(n)); }
  double Exponential() { return -std::log1p(-Uniform()); }
  // Box and Muller.
  double Normal() { return std::sqrt(2 * Exponential()) * std::cos(6.283185307179586 * Uniform()); }
  // By counting exponential steps; for small means.
  int64_t Poisson(double mean) {
    int64_t count = 0;
    for (double at = Exponential(); at < mean; at += Exponential()) ++count;
    return count;
  }
  double Gamma(double shape) {  // Marsaglia and Tsang, shape >= 1; below by one power.
    if (shape < 1) return Gamma(shape + 1) * std::pow(Uniform(), 1 / shape);
    const double d = shape - 1.0 / 3;
    while (true) {
      const double x = Normal();
      const double v = std::pow(1 + x / std::sqrt(9 * d), 3);
      if (v > 0 && std::log(1 - Uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
        return d * v;
    }
  }

 private:
  uint64_t state_;
};

}  // namespace readiness::estimate::testing
