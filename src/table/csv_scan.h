// table/csv_scan.h: where the marks of CSV stand among 64 bytes, a bit a byte.
//
// Two ways that give the same bits: SSE2, which every x86-64 has, and plain 64-bit words.
//
// Cost: some 15 ns for 64 bytes in words, 4 ns with SSE2.   Threads: free functions.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace readiness::table::internal {

inline constexpr size_t kCsvBlock = 64;

struct CsvMarks {
  uint64_t ends = 0;    // Separators, LF and CR.
  uint64_t quotes = 0;  // Double quotes.
  uint64_t high = 0;    // Bytes of 128 and above.
};

// The 64 bytes from `bytes` on, in words of eight.
[[nodiscard]] inline CsvMarks FindMarksInWords(const char* bytes, char separator) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7Fu;
  const auto pattern = [](char mark) { return kOnes * static_cast<unsigned char>(mark); };
  // The top bit of each byte that is zero, and no other bit.
  const auto zeros = [](uint64_t word) { return ~(((word & kLow) + kLow) | word | kLow); };
  // Top bits of eight bytes as eight bits, the first byte lowest.
  const auto gathered = [](uint64_t tops) { return ((tops >> 7) * 0x0102040810204080u) >> 56; };
  CsvMarks marks;
  for (size_t i = 0; i < kCsvBlock; i += 8) {
    uint64_t word = 0;
    for (size_t j = 0; j < 8; ++j) {
      word |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[i + j])) << (8 * j);
    }
    const uint64_t ends = zeros(word ^ pattern(separator)) | zeros(word ^ pattern('\n')) |
                          zeros(word ^ pattern('\r'));
    marks.ends |= gathered(ends) << i;
    marks.quotes |= gathered(zeros(word ^ pattern('"'))) << i;
    marks.high |= gathered(word & ~kLow) << i;
  }
  return marks;
}

// The same, the quickest way there is here.
[[nodiscard]] inline CsvMarks FindMarks(const char* bytes, char separator) {
#if defined(__SSE2__)
  const __m128i separators = _mm_set1_epi8(separator);
  const __m128i newlines = _mm_set1_epi8('\n');
  const __m128i returns = _mm_set1_epi8('\r');
  const __m128i quotes = _mm_set1_epi8('"');
  const auto bits = [](__m128i tops) {
    return static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(tops)));
  };
  CsvMarks marks;
  for (size_t i = 0; i < kCsvBlock; i += 16) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const __m128i ends =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(part, separators), _mm_cmpeq_epi8(part, newlines)),
                     _mm_cmpeq_epi8(part, returns));
    marks.ends |= bits(ends) << i;
    marks.quotes |= bits(_mm_cmpeq_epi8(part, quotes)) << i;
    marks.high |= bits(part) << i;
  }
  return marks;
#else
  return FindMarksInWords(bytes, separator);
#endif
}

// Bit i of the result: an odd number of bits 0 to i of `bits` are set.
[[nodiscard]] constexpr uint64_t RunningParity(uint64_t bits) {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

}  // namespace readiness::table::internal
