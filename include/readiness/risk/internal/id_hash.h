// readiness/risk/internal/id_hash.h: numbers drawn by name: a key from the bytes of an id, and a
// word of 64 random bits from (seed, key, counter).
//
// Nothing is drawn in sequence, so that adding a node, an edge or a risk never changes what another
// one draws, and any thread may draw any part.
//
// Cost: IdKey a step a byte, PairKey and RandomWord a few operations.   Threads: values only.
// Source: FNV-1a (Fowler, Noll, Vo) for the bytes; the finalizer of splitmix64, Steele, Lea and
//         Flood (2014), doi:10.1145/2660193.2660195.
#pragma once

#include <cstdint>
#include <string_view>

namespace readiness::risk::internal {

// Keeps the keys of causes apart from those of nodes with the same id.
inline constexpr uint64_t kCauseSalt = 0x6A09E667F3BCC909U;

[[nodiscard]] constexpr uint64_t MixBits(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

[[nodiscard]] constexpr uint64_t IdKey(std::string_view id) {
  uint64_t hash = 0xCBF29CE484222325U;
  for (const char byte : id) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001B3U;
  }
  return MixBits(hash);
}

// The key of an ordered pair.
[[nodiscard]] constexpr uint64_t PairKey(uint64_t first, uint64_t second) {
  return MixBits(first * 0x9E3779B97F4A7C15U + (second ^ (second >> 32)) + 0x3C6EF372FE94F82BU);
}

// 64 random bits.
[[nodiscard]] constexpr uint64_t RandomWord(uint64_t seed, uint64_t key, uint64_t counter) {
  return MixBits(MixBits(seed ^ key) + (counter + 1) * 0x9E3779B97F4A7C15U);
}

// A number in (0, 1), never an end: the middle of one of 2^52 equal parts.
[[nodiscard]] constexpr double RandomUnit(uint64_t seed, uint64_t key, uint64_t counter) {
  return (static_cast<double>(RandomWord(seed, key, counter) >> 12) + 0.5) * 0x1p-52;
}

}  // namespace readiness::risk::internal
