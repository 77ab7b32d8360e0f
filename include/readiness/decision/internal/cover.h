// readiness/decision/internal/cover.h: do these boxes cover that box, and if not, where is the gap?
//
// Covering a box by boxes is NP-hard in the number of columns, so the search has a budget and says
// when it ran out. For boxes that do not overlap the answer is a count, always exact and linear.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "readiness/decision/internal/table_cells.h"

namespace readiness::decision::internal {

enum class Proof : uint8_t { kHolds, kFails, kOutOfReach };

// Boxes may overlap: a box is taken away from what is to be covered, which leaves smaller boxes.
class CoverSearch {
 public:
  explicit CoverSearch(const Boxes& boxes) : boxes_(boxes) {}

  // Work left, in looks at one row.
  int64_t budget = int64_t{1} << 24;
  // Where it fails: a box that no row touches.
  std::vector<Cell> gap;

  [[nodiscard]] Proof IsCovered(std::vector<Cell> box, std::vector<int32_t> rows) {
    return Visit(box, rows, 0);
  }

 private:
  static constexpr int kMaxDepth = 2000;

  Proof Visit(std::vector<Cell>& box, const std::vector<int32_t>& rows, int depth) {
    const size_t columns = boxes_.columns.size();
    budget -= static_cast<int64_t>(rows.size()) + 1;
    if (budget < 0 || depth > kMaxDepth) return Proof::kOutOfReach;
    std::vector<int32_t> touching;
    int32_t best = -1;
    size_t best_sticks_out = columns + 1;
    for (const int32_t row : rows) {
      const Cell* cells = boxes_.Row(static_cast<size_t>(row));
      size_t sticks_out = 0;
      bool meets = true;
      for (size_t c = 0; c < columns && meets; ++c) {
        meets = cells[c].Meets(box[c]);
        if (!cells[c].Contains(box[c])) ++sticks_out;
      }
      if (!meets) continue;
      if (sticks_out == 0) return Proof::kHolds;
      if (sticks_out < best_sticks_out) {
        best_sticks_out = sticks_out;
        best = row;
      }
      touching.push_back(row);
    }
    if (touching.empty()) {
      gap = box;
      return Proof::kFails;
    }
    touching.erase(std::find(touching.begin(), touching.end(), best));
    const Cell* cells = boxes_.Row(static_cast<size_t>(best));
    bool out_of_reach = false;
    std::vector<Cell> rest = box;
    for (size_t c = 0; c < columns; ++c) {
      const Cell whole = rest[c];
      if (cells[c].Contains(whole)) continue;
      Cell pieces[2];
      int count = 0;
      if (whole.mask != 0) {
        pieces[count++] = Cell::OfMask(whole.mask & ~cells[c].mask);
      } else {
        if (whole.low < cells[c].low) pieces[count++] = {whole.low, cells[c].low - 1, 0};
        if (whole.high > cells[c].high) pieces[count++] = {cells[c].high + 1, whole.high, 0};
      }
      for (int i = 0; i < count; ++i) {
        rest[c] = pieces[i];
        const Proof proof = Visit(rest, touching, depth + 1);
        if (proof == Proof::kFails) return proof;
        if (proof == Proof::kOutOfReach) {
          if (budget < 0) return proof;
          out_of_reach = true;
        }
      }
      rest[c] = whole.Meet(cells[c]);
    }
    return out_of_reach ? Proof::kOutOfReach : Proof::kHolds;
  }

  const Boxes& boxes_;
};

// Boxes that do not overlap cover a box exactly where their sizes add up to its size. Sizes are
// counted modulo primes whose product is above the size of the box, which makes equality a proof.
class DisjointCover {
 public:
  explicit DisjointCover(const Boxes& boxes) : boxes_(boxes) {}

  std::vector<Cell> gap;

  [[nodiscard]] Proof IsCovered(std::vector<Cell> box, std::vector<int32_t> rows) {
    KeepTouching(box, rows);
    if (SameSize(box, rows)) return Proof::kHolds;
    // Fix one column after another at a segment where something is missing.
    for (size_t c = 0; c < boxes_.columns.size(); ++c) {
      const Cell whole = box[c];
      for (int32_t segment = whole.low; segment <= whole.high; ++segment) {
        if (!whole.Has(segment)) continue;
        // Only where a row begins or ends can the answer change.
        if (segment > whole.low && whole.mask == 0 && !BeginsOrEnds(rows, c, segment)) continue;
        box[c] = boxes_.columns[c].is_numeric() ? Cell{segment, segment, 0}
                                                : Cell::OfMask(uint64_t{1} << segment);
        std::vector<int32_t> kept = rows;
        KeepTouching(box, kept);
        if (SameSize(box, kept)) continue;
        rows = std::move(kept);
        break;
      }
    }
    gap = box;
    return Proof::kFails;
  }

 private:
  // The 20 greatest primes below 2^61: 64 columns of 2^17 segments have at most 2^1088 points.
  static constexpr uint64_t kPrimes[] = {
      2305843009213693951ULL, 2305843009213693921ULL, 2305843009213693907ULL,
      2305843009213693723ULL, 2305843009213693693ULL, 2305843009213693669ULL,
      2305843009213693613ULL, 2305843009213693561ULL, 2305843009213693549ULL,
      2305843009213693487ULL, 2305843009213693421ULL, 2305843009213693373ULL,
      2305843009213693277ULL, 2305843009213693193ULL, 2305843009213693153ULL,
      2305843009213693133ULL, 2305843009213693123ULL, 2305843009213693109ULL,
      2305843009213693093ULL, 2305843009213693013ULL};

  void KeepTouching(const std::vector<Cell>& box, std::vector<int32_t>& rows) const {
    std::erase_if(rows, [&](int32_t row) {
      const Cell* cells = boxes_.Row(static_cast<size_t>(row));
      for (size_t c = 0; c < box.size(); ++c) {
        if (!cells[c].Meets(box[c])) return true;
      }
      return false;
    });
  }
  [[nodiscard]] bool BeginsOrEnds(const std::vector<int32_t>& rows, size_t c,
                                  int32_t segment) const {
    for (const int32_t row : rows) {
      const Cell& cell = boxes_.Row(static_cast<size_t>(row))[c];
      if (cell.low == segment || cell.high + 1 == segment) return true;
    }
    return false;
  }
  static uint64_t Times(uint64_t a, uint64_t b, uint64_t prime) {
    __extension__ typedef unsigned __int128 Double;
    return static_cast<uint64_t>(static_cast<Double>(a) * b % prime);
  }
  // Both count the same points. The rows touch the box and do not overlap.
  [[nodiscard]] bool SameSize(const std::vector<Cell>& box,
                              const std::vector<int32_t>& rows) const {
    double bits = 1;
    for (const Cell& cell : box)
      bits += static_cast<double>(std::bit_width(static_cast<uint64_t>(cell.size())));
    for (size_t p = 0; p < std::size(kPrimes) && bits > 0; ++p, bits -= 60) {
      const uint64_t prime = kPrimes[p];
      uint64_t left = 1;
      for (const Cell& cell : box) left = Times(left, static_cast<uint64_t>(cell.size()), prime);
      for (const int32_t row : rows) {
        const Cell* cells = boxes_.Row(static_cast<size_t>(row));
        uint64_t size = 1;
        for (size_t c = 0; c < box.size(); ++c) {
          const auto common = static_cast<uint64_t>(cells[c].Meet(box[c]).size());
          if (common != 1) size = Times(size, common, prime);
        }
        left = left >= size ? left - size : left + (prime - size);
      }
      if (left != 0) return false;
    }
    return true;
  }

  const Boxes& boxes_;
};

}  // namespace readiness::decision::internal
