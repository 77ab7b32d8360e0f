// readiness/decision/internal/table_index.h: for each column and segment, which rows match, as
// bits.
//
// Rows stand by precedence, so that the first bit set is the row that wins. One pass keeps two bits
// a row: no column fails, exactly one does; the second are the near misses.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/internal/table_cells.h"

namespace readiness::decision {

inline constexpr int64_t kMaxTableIndexBytes = int64_t{1} << 29;

namespace internal {

// Finds the segment of a number: a grid of equal buckets, then the few cuts of one bucket.
class CutIndex {
 public:
  CutIndex() = default;
  explicit CutIndex(const std::vector<double>& cuts) : cuts_(cuts) {
    if (cuts_.empty()) return;
    const size_t buckets = std::bit_ceil(cuts_.size() * 2);
    const double width = cuts_.back() - cuts_.front();
    if (width > 0 && width - width == 0) {
      const double scale = static_cast<double>(buckets) / width;
      if (scale - scale == 0) scale_ = scale;
    }
    last_ = static_cast<double>(buckets - 1);
    first_.assign(buckets + 1, 0);
    for (const double cut : cuts_) ++first_[BucketOf(cut) + 1];
    for (size_t b = 0; b < buckets; ++b) first_[b + 1] += first_[b];
  }

  // How many cuts are at or below x; x is finite.
  [[nodiscard]] int32_t SegmentOf(double x) const {
    if (cuts_.empty()) return 0;
    const size_t bucket = BucketOf(x);
    int32_t low = first_[bucket];
    int32_t high = first_[bucket + 1];
    while (high - low > 8) {
      const int32_t middle = low + (high - low) / 2;
      if (cuts_[static_cast<size_t>(middle)] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int32_t count = low;
    for (int32_t i = low; i < high; ++i) count += cuts_[static_cast<size_t>(i)] <= x ? 1 : 0;
    return count;
  }

 private:
  // Never falls as x rises, so cuts of a lower bucket are below x.
  [[nodiscard]] size_t BucketOf(double x) const {
    double place = (x - cuts_.front()) * scale_;
    place = place > 0 ? place : 0;
    place = place < last_ ? place : last_;
    return static_cast<size_t>(static_cast<int64_t>(place));
  }

  std::vector<double> cuts_;
  std::vector<int32_t> first_;
  double scale_ = 0;
  double last_ = 0;
};

class TableIndex {
 public:
  static constexpr size_t kBlock = 8;  // Words looked at together: one cache line a column.

  // `order`: rows by precedence.
  [[nodiscard]] absl::Status Build(const Boxes& boxes, const std::vector<int32_t>& order) {
    const size_t rows = boxes.row_count();
    words_ = (rows + 64 * kBlock - 1) / (64 * kBlock) * kBlock;
    int64_t segments = 0;
    for (const Column& column : boxes.columns) segments += column.segment_count;
    const int64_t bytes = segments * static_cast<int64_t>(words_) * 8;
    if (bytes > kMaxTableIndexBytes) {
      return base::Invalid("LIMIT", base::Cat("table \"", boxes.id, "\": its index would take ",
                                              bytes, " bytes; at most ", kMaxTableIndexBytes,
                                              " are allowed; split the table"));
    }
    bits_.assign(static_cast<size_t>(segments) * words_, 0);
    size_t base = 0;
    for (size_t c = 0; c < boxes.columns.size(); ++c) {
      const Column& column = boxes.columns[c];
      const auto count = static_cast<size_t>(column.segment_count);
      first_.push_back(base);
      cuts_.push_back(CutIndex(column.cuts));
      // Rows that begin or end at a segment, then one sweep.
      std::vector<std::vector<int32_t>> changes(count + 1);
      for (size_t place = 0; place < rows; ++place) {
        const Cell& cell = boxes.Row(static_cast<size_t>(order[place]))[c];
        if (cell.mask != 0) {
          for (size_t s = 0; s < count; ++s) {
            if (cell.Has(static_cast<int32_t>(s))) Toggle(base + s * words_, place);
          }
        } else {
          changes[static_cast<size_t>(cell.low)].push_back(static_cast<int32_t>(place));
          changes[static_cast<size_t>(cell.high) + 1].push_back(static_cast<int32_t>(place));
        }
      }
      for (size_t s = 0; s < count && column.is_numeric(); ++s) {
        const size_t at = base + s * words_;
        if (s > 0) {
          std::copy_n(bits_.begin() + static_cast<std::ptrdiff_t>(at - words_), words_,
                      bits_.begin() + static_cast<std::ptrdiff_t>(at));
        }
        for (const int32_t place : changes[s]) Toggle(at, static_cast<size_t>(place));
      }
      base += count * words_;
    }
    return absl::OkStatus();
  }

  [[nodiscard]] size_t words() const { return words_; }
  [[nodiscard]] int32_t SegmentOf(size_t column, double x) const {
    return cuts_[column].SegmentOf(x);
  }
  [[nodiscard]] const uint64_t* Bits(size_t column, int32_t segment) const {
    return bits_.data() + first_[column] + static_cast<size_t>(segment) * words_;
  }

  // Calls visit(word, hits, near) for every word in which a row matches or nearly does, in order.
  // `columns`: the bits of each column at its segment.
  template <typename Visit>
  void Scan(const std::vector<const uint64_t*>& columns, Visit&& visit) const {
    const size_t count = columns.size();
    for (size_t block = 0; block < words_; block += kBlock) {
      uint64_t none[kBlock];  // no column fails
      uint64_t one[kBlock];   // exactly one does
      const uint64_t* first = columns[0] + block;
      for (size_t i = 0; i < kBlock; ++i) {
        none[i] = first[i];
        one[i] = ~first[i];
      }
      for (size_t c = 1; c < count;) {
        const size_t stop = std::min(count, c + 4);
        for (; c < stop; ++c) {
          const uint64_t* column = columns[c] + block;
          for (size_t i = 0; i < kBlock; ++i) {
            const uint64_t match = column[i];
            one[i] = (one[i] & match) | (none[i] & ~match);
            none[i] &= match;
          }
        }
        uint64_t any = 0;
        for (size_t i = 0; i < kBlock; ++i) any |= none[i] | one[i];
        if (any == 0) break;
      }
      for (size_t i = 0; i < kBlock; ++i) {
        if ((none[i] | one[i]) != 0) visit(block + i, none[i], one[i]);
      }
    }
  }

 private:
  void Toggle(size_t base, size_t place) {
    bits_[base + place / 64] ^= uint64_t{1} << (place % 64);
  }

  size_t words_ = 0;
  std::vector<size_t> first_;
  std::vector<uint64_t> bits_;
  std::vector<CutIndex> cuts_;
};

}  // namespace internal
}  // namespace readiness::decision
