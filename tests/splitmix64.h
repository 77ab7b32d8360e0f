// tests/splitmix64.h: seeded numbers, the same on every machine, for tests and benchmarks.
#pragma once

#include <cstdint>

namespace readiness {

// The next 64 bits; any state is a good seed. Steele, Lea and Flood (2014),
// doi:10.1145/2660193.2660195.
inline uint64_t SplitMix64(uint64_t& state) {
  uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

}  // namespace readiness
