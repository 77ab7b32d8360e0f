// readiness/decision/internal/table_index.h: for each column and segment, which rows match, as
// bits.
//
// Rows stand by precedence, so that the first bit set is the row that wins. One pass keeps two bits
// a row: no column fails, exactly one does; the second are the near misses.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>
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
  [[nodiscard]] absl::Status Build(const Boxes& boxes) {
    const size_t rows = boxes.row_count();
    words_ = (rows + kBlockRows - 1) / kBlockRows * kBlock;
    summary_words_ = (words_ / kBlock + 63) / 64;
    stride_ = words_ + summary_words_;
    int64_t segments = 0;
    for (const Column& column : boxes.columns) segments += column.segment_count;
    const int64_t bytes = segments * static_cast<int64_t>(stride_) * 8;
    if (bytes > kMaxTableIndexBytes) {
      return base::Invalid("LIMIT", base::Cat("table \"", boxes.id, "\": its index would take ",
                                              bytes, " bytes; at most ", kMaxTableIndexBytes,
                                              " are allowed; split the table"));
    }
    is_large_ = bytes > (int64_t{1} << 20);
    Place(boxes);
    bits_.assign(static_cast<size_t>(segments) * stride_, 0);
    size_t base = 0;
    for (size_t c = 0; c < boxes.columns.size(); ++c) {
      const Column& column = boxes.columns[c];
      const auto count = static_cast<size_t>(column.segment_count);
      first_.push_back(base);
      cuts_.push_back(CutIndex(column.cuts));
      // Rows that begin or end at a segment, then one sweep.
      std::vector<std::vector<int32_t>> changes(count + 1);
      for (size_t place = 0; place < rows; ++place) {
        const Cell& cell = boxes.Row(static_cast<size_t>(row_at_[place]))[c];
        if (cell.mask != 0) {
          for (size_t s = 0; s < count; ++s) {
            if (cell.Has(static_cast<int32_t>(s))) Toggle(base + s * stride_, place);
          }
        } else {
          changes[static_cast<size_t>(cell.low)].push_back(static_cast<int32_t>(place));
          changes[static_cast<size_t>(cell.high) + 1].push_back(static_cast<int32_t>(place));
        }
      }
      for (size_t s = 0; s < count; ++s) {
        const size_t at = base + s * stride_;
        if (column.is_numeric()) {
          if (s > 0) std::copy_n(bits_.data() + at - stride_, words_, bits_.data() + at);
          for (const int32_t place : changes[s]) Toggle(at, static_cast<size_t>(place));
        }
        for (size_t w = 0; w < words_; ++w) {
          const size_t block = w / kBlock;
          if (bits_[at + w] != 0) bits_[at + words_ + block / 64] |= uint64_t{1} << (block % 64);
        }
      }
      base += count * stride_;
    }
    return absl::OkStatus();
  }

  [[nodiscard]] size_t words() const { return words_; }
  // The row at a place of the bits.
  [[nodiscard]] int32_t RowAt(size_t place) const { return row_at_[place]; }
  [[nodiscard]] int32_t SegmentOf(size_t column, double x) const {
    return cuts_[column].SegmentOf(x);
  }
  [[nodiscard]] const uint64_t* Bits(size_t column, int32_t segment) const {
    return bits_.data() + first_[column] + static_cast<size_t>(segment) * stride_;
  }

  // Calls visit(word, hits, near) for every word in which a row matches or nearly does.
  // `columns`: the bits of each column at its segment.
  template <typename Visit>
  void Scan(const std::vector<const uint64_t*>& columns, Visit&& visit) const {
    const uint64_t* const* begin = columns.data();
    const uint64_t* const* end = begin + columns.size();
    for (size_t summary = 0; summary < summary_words_; ++summary) {
      const size_t left = words_ / kBlock - summary * 64;
      uint64_t none = left >= 64 ? ~uint64_t{0} : (uint64_t{1} << left) - 1;
      uint64_t most = none;
      for (const uint64_t* const* column = begin; column != end; ++column) {
        const uint64_t match = (*column)[words_ + summary];
        most = (most & match) | none;
        none &= match;
      }
      // Where a table is larger than the cache, all that will be read is asked for at once.
      for (uint64_t blocks = is_large_ ? most : 0; blocks != 0; blocks &= blocks - 1) {
        const size_t block = summary * 64 + static_cast<size_t>(std::countr_zero(blocks));
        for (const uint64_t* const* column = begin; column != end; ++column) {
          __builtin_prefetch(*column + block * kBlock);
        }
      }
      for (uint64_t blocks = most; blocks != 0; blocks &= blocks - 1) {
        const size_t block = summary * 64 + static_cast<size_t>(std::countr_zero(blocks));
        ScanBlock(begin, end, block * kBlock, visit);
      }
    }
  }

 private:
  static constexpr size_t kBlock = 4;  // words
  static constexpr size_t kBlockRows = 64 * kBlock;

  template <typename Visit>
  void ScanBlock(const uint64_t* const* column, const uint64_t* const* end, size_t at,
                 Visit& visit) const {
    uint64_t none[kBlock];  // no column fails
    uint64_t most[kBlock];  // at most one does
    for (size_t i = 0; i < kBlock; ++i) {
      none[i] = (*column)[at + i];
      most[i] = ~uint64_t{0};
    }
    for (++column; column != end;) {
      // Three columns between two looks at whether anything is left.
      for (int thrice = 0; thrice < 3 && column != end; ++thrice, ++column) {
        const uint64_t* words = *column + at;
        for (size_t i = 0; i < kBlock; ++i) {
          most[i] = (most[i] & words[i]) | none[i];
          none[i] &= words[i];
        }
      }
      if ((most[0] | most[1] | most[2] | most[3]) == 0) return;
    }
    for (size_t i = 0; i < kBlock; ++i) {
      // Places beyond the last row fail in every column: near only where there is just one.
      const size_t begin = (at + i) * 64;
      if (begin >= row_at_.size()) return;
      const size_t rows = row_at_.size() - begin;
      if (rows < 64) most[i] &= (uint64_t{1} << rows) - 1;
      if (most[i] != 0) visit(at + i, none[i], most[i] & ~none[i]);
    }
  }

  // Halves the rows at the median of the column in which they lie widest apart, down to a block.
  void Place(const Boxes& boxes) {
    row_at_.resize(boxes.row_count());
    std::iota(row_at_.begin(), row_at_.end(), 0);
    std::vector<std::pair<size_t, size_t>> open{{0, row_at_.size()}};
    while (!open.empty()) {
      const auto [begin, end] = open.back();
      open.pop_back();
      if (end - begin <= kBlockRows) continue;
      const auto centre = [&boxes](int32_t row, size_t c) {
        const Cell& cell = boxes.Row(static_cast<size_t>(row))[c];
        return int64_t{cell.low} + cell.high;
      };
      size_t widest = 0;
      double widest_spread = -1;
      for (size_t c = 0; c < boxes.columns.size(); ++c) {
        double sum = 0, squares = 0;
        for (size_t i = begin; i < end; ++i) {
          const auto x = static_cast<double>(centre(row_at_[i], c)) /
                         static_cast<double>(boxes.columns[c].segment_count);
          sum += x;
          squares += x * x;
        }
        const double spread = squares - sum * sum / static_cast<double>(end - begin);
        if (spread > widest_spread) {
          widest_spread = spread;
          widest = c;
        }
      }
      // Whole blocks on the left.
      const size_t middle = begin + ((end - begin) / 2 + kBlockRows - 1) / kBlockRows * kBlockRows;
      std::sort(row_at_.begin() + static_cast<std::ptrdiff_t>(begin),
                row_at_.begin() + static_cast<std::ptrdiff_t>(end), [&](int32_t a, int32_t b) {
                  const int64_t at_a = centre(a, widest);
                  const int64_t at_b = centre(b, widest);
                  return at_a != at_b ? at_a < at_b : a < b;
                });
      open.emplace_back(begin, middle);
      open.emplace_back(middle, end);
    }
  }

  void Toggle(size_t base, size_t place) {
    bits_[base + place / 64] ^= uint64_t{1} << (place % 64);
  }

  bool is_large_ = false;
  size_t words_ = 0;
  size_t summary_words_ = 0;
  size_t stride_ = 0;  // words, then their summary
  std::vector<int32_t> row_at_;
  std::vector<size_t> first_;
  std::vector<uint64_t> bits_;
  std::vector<CutIndex> cuts_;
};

}  // namespace internal
}  // namespace readiness::decision
