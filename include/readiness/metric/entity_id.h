// readiness/metric/entity_id.h: texts and whole numbers as ids of 64 bits, the same everywhere.
//
//   WholeNumberId(17)     -> 0xdf9f5ec3da5183f8
//   TextId("ticket-17")   -> its XXH64
//   TextId("17")          == WholeNumberId(17): a number that came as text is the same entity
//
// Whole numbers map one to one (a bijection of 64 bits), so no two of them share an id. Texts map
// by XXH64 with seed 0: among n texts two share an id with a probability of at most n^2 / 2^65
// (1.4e-8 for a million). Neither is a defence against someone who looks for collisions on purpose.
// A text is a whole number where it is written as one is printed: digits without leading zeros,
// with a minus where negative, within 64 bits. Id 0 means "not given"; one whole number has it
// (7046029254386353131), and no row may.
//
// Cost:    WholeNumberId 1 ns; TextId O(length), some 0.1 ns a byte.   Threads: values only.
// Sources: xxHash fast digest algorithm, specification 0.1.1; the finalizer of splitmix64 (Steele,
//          Lea and Flood 2014, doi:10.1145/2660193.2660195), whose steps each can be undone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace readiness::metric {

namespace internal {

// Little-endian bytes as a number, whatever the machine is.
template <typename Word>
[[nodiscard]] constexpr Word ReadLittleEndian(const char* bytes) {
  Word word = 0;
  for (size_t i = 0; i < sizeof(Word); ++i) {
    word |= static_cast<Word>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return word;
}
[[nodiscard]] constexpr uint64_t RotateLeft(uint64_t word, unsigned count) {
  return (word << count) | (word >> (64 - count));
}

}  // namespace internal

// XXH64 of a text.
[[nodiscard]] constexpr uint64_t XxHash64(std::string_view text, uint64_t seed = 0) {
  constexpr uint64_t kPrime1 = 0x9E3779B185EBCA87ULL;
  constexpr uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FULL;
  constexpr uint64_t kPrime3 = 0x165667B19E3779F9ULL;
  constexpr uint64_t kPrime4 = 0x85EBCA77C2B2AE63ULL;
  constexpr uint64_t kPrime5 = 0x27D4EB2F165667C5ULL;
  const auto round = [](uint64_t lane, uint64_t input) {
    return internal::RotateLeft(lane + input * kPrime2, 31) * kPrime1;
  };
  const char* next = text.data();
  size_t left = text.size();
  uint64_t hash = seed + kPrime5;
  if (left >= 32) {
    uint64_t a = seed + kPrime1 + kPrime2;
    uint64_t b = seed + kPrime2;
    uint64_t c = seed;
    uint64_t d = seed - kPrime1;
    for (; left >= 32; left -= 32, next += 32) {
      a = round(a, internal::ReadLittleEndian<uint64_t>(next));
      b = round(b, internal::ReadLittleEndian<uint64_t>(next + 8));
      c = round(c, internal::ReadLittleEndian<uint64_t>(next + 16));
      d = round(d, internal::ReadLittleEndian<uint64_t>(next + 24));
    }
    hash = internal::RotateLeft(a, 1) + internal::RotateLeft(b, 7) + internal::RotateLeft(c, 12) +
           internal::RotateLeft(d, 18);
    for (const uint64_t lane : {a, b, c, d}) hash = (hash ^ round(0, lane)) * kPrime1 + kPrime4;
  }
  hash += text.size();
  for (; left >= 8; left -= 8, next += 8) {
    hash ^= round(0, internal::ReadLittleEndian<uint64_t>(next));
    hash = internal::RotateLeft(hash, 27) * kPrime1 + kPrime4;
  }
  if (left >= 4) {
    hash ^= internal::ReadLittleEndian<uint32_t>(next) * kPrime1;
    hash = internal::RotateLeft(hash, 23) * kPrime2 + kPrime3;
    left -= 4;
    next += 4;
  }
  for (; left > 0; --left, ++next) {
    hash ^= static_cast<unsigned char>(*next) * kPrime5;
    hash = internal::RotateLeft(hash, 11) * kPrime1;
  }
  hash = (hash ^ (hash >> 33U)) * kPrime2;
  hash = (hash ^ (hash >> 29U)) * kPrime3;
  return hash ^ (hash >> 32U);
}

// One to one; 0 only for 7046029254386353131.
[[nodiscard]] constexpr uint64_t WholeNumberId(int64_t number) {
  uint64_t id = static_cast<uint64_t>(number) + 0x9E3779B97F4A7C15ULL;
  id = (id ^ (id >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  id = (id ^ (id >> 27U)) * 0x94D049BB133111EBULL;
  return id ^ (id >> 31U);
}

// Never 0 but for the text of that one number; the empty text is 0: no entity.
[[nodiscard]] constexpr uint64_t TextId(std::string_view text) {
  if (text.empty()) return 0;
  const bool is_negative = text.front() == '-';
  const std::string_view digits = text.substr(is_negative ? 1 : 0);
  const bool is_number = !digits.empty() && digits.size() <= 19 &&
                         (digits.front() != '0' || (digits.size() == 1 && !is_negative));
  uint64_t magnitude = 0;
  bool is_whole = is_number;
  for (size_t i = 0; is_whole && i < digits.size(); ++i) {
    is_whole = digits[i] >= '0' && digits[i] <= '9';
    magnitude = magnitude * 10 + static_cast<uint64_t>(digits[i] - '0');
  }
  constexpr uint64_t kMost = 9'223'372'036'854'775'807ULL;
  if (is_whole && magnitude <= kMost + (is_negative ? 1 : 0)) {
    return WholeNumberId(static_cast<int64_t>(is_negative ? 0 - magnitude : magnitude));
  }
  const uint64_t hash = XxHash64(text);
  return hash == 0 ? 1 : hash;
}

}  // namespace readiness::metric
