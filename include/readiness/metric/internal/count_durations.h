// readiness/metric/internal/count_durations.h: a stretch of rows of start, end and cohort, counted
// by bin. Most of the work is done on four rows at once: each step is a loop of its own over a
// block that stays in the first-level cache, simple enough for every compiler to see that.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/base/attributes.h"

#include "readiness/metric/duration_bin.h"
#include "readiness/metric/event.h"

namespace readiness::metric {

// One row an item.
struct DurationColumns {
  std::span<const int64_t> start;
  std::span<const int64_t> end;  // kNoTime: the item is open.
  std::span<const uint16_t> cohort;
  std::span<const std::string_view> cohort_names;
};

namespace internal {

// What one thread counts of a stretch of rows: bins by cohort, and the open items apart.
struct DurationPart {
  std::vector<uint32_t> bins;  // By cohort, kDurationBinCount each.
  std::vector<int64_t> clamped;
  std::vector<std::vector<int64_t>> open;  // By cohort, when they began.
  int64_t watermark = kNoTime;
  bool has_bad_cohort = false;
};

// Rows of one block, fewer than 2^16.
inline constexpr size_t kDurationBlock = 512;
using BlockDurations = std::array<int64_t, kDurationBlock>;
using BlockSlots = std::array<uint32_t, kDurationBlock>;

// What one look at each row of a block says of it.
struct BlockLook {
  BlockDurations durations;  // 0 where the item is open.
  uint64_t bits = 0;         // Of all durations, joined.
  size_t open_count = 0;
  std::array<uint16_t, kDurationBlock + 1> open_rows;
};
// Returns the last time, `latest` where none is later. A function of its own, so that what it sums
// stays in registers.
[[nodiscard]] ABSL_ATTRIBUTE_NOINLINE inline int64_t Look(const int64_t* starts,
                                                          const int64_t* ends, size_t size,
                                                          int64_t latest, BlockLook& look) {
  uint64_t bits = 0;
  size_t opens = 0;
  for (size_t i = 0; i < size; ++i) {
    const int64_t start = starts[i], end = ends[i];
    const bool is_open = end == kNoTime;
    const uint64_t duration = static_cast<uint64_t>(end) - static_cast<uint64_t>(start);
    const uint64_t known = duration & (uint64_t{is_open} - 1);
    look.durations[i] = static_cast<int64_t>(known);
    bits |= known;
    look.open_rows[opens] = static_cast<uint16_t>(i);
    opens += is_open ? 1U : 0U;
    const int64_t later = end > start ? end : start;
    latest = later > latest ? later : latest;
  }
  look.bits = bits;
  look.open_count = opens;
  return latest;
}
// The bins of durations of at most 52 bits, as DurationBin says.
ABSL_ATTRIBUTE_NOINLINE inline void FindBins(const BlockDurations& durations, size_t size,
                                             BlockSlots& bins) {
  // A number of 52 bits stands in the low bits of a double of this size, which is then taken off:
  // exact, and at hand for two numbers at once, which a conversion is not everywhere.
  constexpr uint64_t kLarge = std::bit_cast<uint64_t>(0x1p52);
  for (size_t i = 0; i < size; ++i) {
    const uint64_t bits = static_cast<uint64_t>(durations[i]) | kLarge;
    const double exact = std::bit_cast<double>(bits) - 0x1p52;
    bins[i] = static_cast<uint32_t>(DurationCode(exact * kMillionth));
  }
  for (size_t i = 0; i < size; ++i) bins[i] = BinOfCode(static_cast<int32_t>(bins[i]));
}

// At most 2^31 rows, so that no count overflows.
inline void CountDurations(const DurationColumns& columns, size_t begin, size_t end,
                           DurationPart& part) {
  const size_t cohorts = columns.cohort_names.size();
  // One more than the bins: what is open is counted there and not read.
  const auto uncounted = static_cast<uint32_t>(cohorts * kDurationBinCount);
  part.bins.assign(cohorts * kDurationBinCount + 1, 0);
  part.clamped.assign(cohorts, 0);
  part.open.assign(cohorts, {});
  constexpr size_t kLine = 64 / sizeof(int64_t);  // Times of a cache line.
  static_assert(kDurationBlock % kLine == 0);
  BlockLook look;
  BlockSlots slots;
  int64_t latest = kNoTime;
  // Counts of 16 bits, half as much to keep near; what passes 65,535 goes to the part.
  std::vector<uint16_t> low_counts(cohorts * kDurationBinCount + 1, 0);
  uint16_t* low = low_counts.data();
  for (size_t row = begin; row < end; row += kDurationBlock) {
    const size_t size = std::min(kDurationBlock, end - row);
    const int64_t* starts = columns.start.data() + row;
    const int64_t* ends = columns.end.data() + row;
    const uint16_t* names = columns.cohort.data() + row;
    uint16_t most_cohort = 0;
    for (size_t i = 0; i < size; ++i) most_cohort = std::max(most_cohort, names[i]);
    if (most_cohort >= cohorts) {
      part.has_bad_cohort = true;
      return;
    }
    latest = Look(starts, ends, size, latest, look);
    if (look.bits >> 52U == 0) {
      FindBins(look.durations, size, slots);
    } else {
      for (size_t i = 0; i < size; ++i) slots[i] = DurationBin(look.durations[i]);
    }
    for (size_t i = 0; i < size; ++i) {
      slots[i] += names[i] * static_cast<uint32_t>(kDurationBinCount);
    }
    for (size_t i = 0; i < look.open_count; ++i) {
      const size_t open = look.open_rows[i];
      slots[open] = uncounted;
      part.open[names[open]].push_back(starts[open]);
    }
    std::fill(slots.begin() + static_cast<std::ptrdiff_t>(size), slots.end(), uncounted);
    for (size_t i = 0; i < size; i += kLine) {
      // The next block comes from memory while this one is counted.
      __builtin_prefetch(starts + kDurationBlock + i);
      __builtin_prefetch(ends + kDurationBlock + i);
      for (size_t slot = i; slot < i + kLine; ++slot) {
        if (++low[slots[slot]] == 0) [[unlikely]] {
          part.bins[slots[slot]] += 65'536;
        }
      }
    }
    if (look.bits >> 63U == 0) continue;
    // Seldom: an item that ends before it begins.
    for (size_t i = 0; i < size; ++i) part.clamped[names[i]] += look.durations[i] < 0 ? 1 : 0;
  }
  for (size_t slot = 0; slot < low_counts.size(); ++slot) part.bins[slot] += low_counts[slot];
  part.watermark = latest;
}

}  // namespace internal

}  // namespace readiness::metric
