// readiness/metric/internal/fingerprint_pool.h: sets of 32-bit fingerprints, beyond those that fit
// a record. A set is a hash table of 1, 2, 4, ... cache lines of 16 places: alone a line is filled
// to its end, several are at most three quarters full. Looking for one compares the places of a
// line side by side, without a branch that depends on them, and costs the same however many rows an
// entity has had.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/base/attributes.h"

#include "readiness/metric/internal/find_fingerprint.h"

namespace readiness::metric::internal {

class FingerprintPool {
 public:
  // Calls `visit(fingerprint)` for each of the set, in no order that means anything.
  template <typename Visit>
  void ForEach(uint32_t block, uint16_t count, const Visit& visit) const {
    if (count == 0) return;
    for (size_t line = 0; line < LinesFor(count); ++line) {
      for (const uint32_t one : lines_[block + line].places) {
        if (one != 0) visit(one);
      }
    }
  }
  // False where the set has it. `wanted` is not 0.
  bool Insert(uint32_t wanted, uint32_t& block, uint16_t& count) {
    if (count != 0) {
      const size_t lines = LinesFor(count);
      Line* line = &lines_[block];
      size_t used = count;
      if (lines == 1) {
        if (IsAmong(wanted, line->places)) return false;
      } else {
        size_t at = wanted & (lines - 1);
        while (true) {
          if (IsAmong(wanted, line[at].places)) return false;
          used = UsedIn(line[at]);
          if (used < kPlaces) break;
          at = (at + 1) & (lines - 1);
        }
        line += at;
      }
      if (LinesFor(static_cast<uint16_t>(count + 1)) == lines) {
        line->places[used] = wanted;
        ++count;
        return true;
      }
    }
    const size_t lines = LinesFor(static_cast<uint16_t>(count + 1));
    const uint32_t larger = Take(lines);
    ForEach(block, count, [&](uint32_t one) { Place(one, larger, lines); });
    Place(wanted, larger, lines);
    Release(block, count, count + 1);
    block = larger;
    return true;
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Prefetch(uint32_t wanted, uint32_t block,
                                             uint16_t count) const {
    __builtin_prefetch(lines_.data() + block + (wanted & (LinesFor(count) - 1)), 1);
  }
  void Release(uint32_t& block, uint16_t& count) {
    Release(block, count, 0);
    block = 0;
  }

 private:
  static constexpr size_t kPlaces = 16;
  struct alignas(64) Line {
    std::array<uint32_t, kPlaces> places = {};  // Those in use come first.
  };

  [[nodiscard]] static size_t LinesFor(uint16_t count) {
    return count <= kPlaces ? 1 : std::bit_ceil((size_t{count} * 4 + 47) / 48);
  }
  [[nodiscard]] static size_t ClassOf(size_t lines) {
    return static_cast<size_t>(std::countr_zero(lines));
  }
  [[nodiscard]] static size_t UsedIn(const Line& line) {
    uint32_t used = 0;
    for (const uint32_t one : line.places) used += one != 0 ? 1U : 0U;
    return used;
  }
  // Into a block that has room and not this one.
  void Place(uint32_t one, uint32_t block, size_t lines) {
    size_t at = one & (lines - 1);
    while (lines_[block + at].places.back() != 0) at = (at + 1) & (lines - 1);
    Line& line = lines_[block + at];
    line.places[UsedIn(line)] = one;
  }
  void Release(uint32_t block, uint16_t& count, int left) {
    if (count != 0) free_[ClassOf(LinesFor(count))].push_back(block);
    count = static_cast<uint16_t>(left);
  }
  // A block of empty lines.
  [[nodiscard]] uint32_t Take(size_t lines) {
    std::vector<uint32_t>& free = free_[ClassOf(lines)];
    if (!free.empty()) {
      const uint32_t block = free.back();
      free.pop_back();
      std::fill_n(lines_.begin() + static_cast<std::ptrdiff_t>(block), lines, Line());
      return block;
    }
    const size_t block = lines_.size();
    lines_.resize(block + lines);
    return static_cast<uint32_t>(block);
  }

  std::vector<Line> lines_;
  std::array<std::vector<uint32_t>, 14> free_;
};

}  // namespace readiness::metric::internal
