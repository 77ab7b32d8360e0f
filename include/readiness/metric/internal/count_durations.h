// readiness/metric/internal/count_durations.h: a stretch of rows of start, end and cohort, counted
// by bin. Most of the work is done on several rows at once: each step is a loop of its own over a
// block that stays in the first-level cache, simple enough for every compiler to see that. What is
// seldom (rows after all that were seen, items that end before they begin or last for years) is
// looked for in a block as a whole and has steps of its own.
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

// Rows of one block, fewer than 2^16, and how far ahead of it rows are asked for from memory.
inline constexpr size_t kDurationBlock = 128;
inline constexpr size_t kDurationsAhead = 768;
using BlockSlots = std::array<uint32_t, kDurationBlock>;
// One more than there are, to write to and not to read.
using BlockRows = std::array<uint16_t, kDurationBlock + 1>;

// The last of the times, `latest` where none is later. A function of its own, as the following are,
// so that what it sums stays in registers.
[[nodiscard]] ABSL_ATTRIBUTE_NOINLINE inline int64_t LatestOf(const int64_t* starts,
                                                              const int64_t* ends, size_t size,
                                                              int64_t latest) {
  for (size_t i = 0; i < size; ++i) {
    const int64_t later = ends[i] > starts[i] ? ends[i] : starts[i];
    latest = later > latest ? later : latest;
  }
  return latest;
}

// Slots of a whole block: the bin, and the bins of the cohorts before. True where they can be
// relied on: no time is after `latest` >= 0, no item ends before it begins or lasts 2^48
// microseconds (9 years), and all ends below 0 are none. Where that is not so, nothing is known.
[[nodiscard]] ABSL_ATTRIBUTE_NOINLINE inline bool FindSlots(const int64_t* starts,
                                                            const int64_t* ends,
                                                            const uint16_t* names, int64_t latest,
                                                            BlockSlots& slots) {
  static_assert(0x1p48 < kLongestKnownSeconds * 1e6);  // So none is past the last bin.
  // A number of 52 bits stands in the low bits of a double of this size, which is then taken off:
  // exact, and at hand for two numbers at once, which a conversion is not everywhere.
  constexpr uint64_t kLarge = std::bit_cast<uint64_t>(0x1p52);
  const auto last = static_cast<uint64_t>(latest);
  uint64_t durations = 0, rests = 0;
  for (size_t i = 0; i < kDurationBlock; ++i) {
    const auto start = static_cast<uint64_t>(starts[i]), end = static_cast<uint64_t>(ends[i]);
    const uint64_t duration = (end - start) & ((end >> 63U) - 1);  // 0 where the item is open.
    durations |= duration;
    rests |= last - start - duration;
    const double exact = std::bit_cast<double>(duration | kLarge) - 0x1p52;
    slots[i] = static_cast<uint32_t>(DurationCode(exact * kMillionth));
  }
  constexpr auto kFirst = static_cast<int32_t>(DurationCode(1.0)) - 1;
  for (size_t i = 0; i < kDurationBlock; ++i) {
    const int32_t bin = static_cast<int32_t>(slots[i]) - kFirst;
    slots[i] = static_cast<uint32_t>(bin < 0 ? 0 : bin) +
               names[i] * static_cast<uint32_t>(kDurationBinCount);
  }
  return latest >= 0 && durations >> 48U == 0 && rests >> 52U == 0;
}

// The rows of a whole block that have no end, `count` of them. False where one ends before 1970:
// then they are not all open.
[[nodiscard]] ABSL_ATTRIBUTE_NOINLINE inline bool FindOpen(const int64_t* ends, BlockRows& open,
                                                           size_t& count) {
  constexpr size_t kRows = 8;  // Looked at together: few items are open.
  std::array<uint16_t, kDurationBlock / kRows + 1> with_open;
  size_t groups = 0;
  for (size_t i = 0; i < kDurationBlock; i += kRows) {
    int64_t joined = 0;
    for (size_t row = i; row < i + kRows; ++row) joined |= ends[row];
    with_open[groups] = static_cast<uint16_t>(i);
    groups += joined < 0 ? 1U : 0U;
  }
  bool are_open = true;
  count = 0;
  for (size_t group = 0; group < groups; ++group) {
    for (size_t row = with_open[group]; row < with_open[group] + kRows; ++row) {
      open[count] = static_cast<uint16_t>(row);
      count += ends[row] < 0 ? 1U : 0U;
      are_open = are_open && (ends[row] >= 0 || ends[row] == kNoTime);
    }
  }
  return are_open;
}

// Slots and open rows of any block, one row at a time, whatever their times.
inline void LookClosely(const int64_t* starts, const int64_t* ends, const uint16_t* names,
                        size_t size, DurationPart& part, BlockSlots& slots, BlockRows& open,
                        size_t& count) {
  count = 0;
  for (size_t i = 0; i < size; ++i) {
    const bool is_open = ends[i] == kNoTime;
    const uint64_t apart = static_cast<uint64_t>(ends[i]) - static_cast<uint64_t>(starts[i]);
    const auto duration = static_cast<int64_t>(is_open ? 0 : apart);
    slots[i] = DurationBin(duration) + names[i] * static_cast<uint32_t>(kDurationBinCount);
    part.clamped[names[i]] += duration < 0 ? 1 : 0;
    open[count] = static_cast<uint16_t>(i);
    count += is_open ? 1U : 0U;
  }
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
  static_assert(kDurationBlock % (4 * kLine) == 0);
  BlockRows open;
  BlockSlots slots;
  int64_t latest = kNoTime;
  bool is_rising = true;
  // Counts of 8 bits, a quarter as much to keep near; what passes 255 goes to the part.
  std::vector<uint8_t> low_counts(cohorts * kDurationBinCount + 1, 0);
  uint8_t* low = low_counts.data();
  for (size_t row = begin; row < end; row += kDurationBlock) {
    const size_t size = std::min(kDurationBlock, end - row);
    const int64_t* starts = columns.start.data() + row;
    const int64_t* ends = columns.end.data() + row;
    const uint16_t* names = columns.cohort.data() + row;
    size_t joined_names = 0;
    for (size_t i = 0; i < size; ++i) joined_names |= names[i];
    if (joined_names >= cohorts && *std::max_element(names, names + size) >= cohorts) {
      part.has_bad_cohort = true;
      return;
    }
    // Rows that come by time are later in every block, others in the first few: what the block
    // before did this one is expected to do.
    const int64_t before = latest;
    if (is_rising || size < kDurationBlock) latest = LatestOf(starts, ends, size, latest);
    size_t open_count = 0;
    const auto is_plain = [&] {
      return FindSlots(starts, ends, names, latest, slots) && FindOpen(ends, open, open_count);
    };
    if (size < kDurationBlock || !is_plain()) {
      if (!is_rising) latest = LatestOf(starts, ends, size, latest);
      if (size < kDurationBlock || is_rising || latest == before || !is_plain()) {
        LookClosely(starts, ends, names, size, part, slots, open, open_count);
      }
    }
    is_rising = latest > before;
    for (size_t i = 0; i < open_count; ++i) {
      const size_t at = open[i];
      slots[at] = uncounted;
      part.open[names[at]].push_back(starts[at]);
    }
    std::fill(slots.begin() + static_cast<std::ptrdiff_t>(size), slots.end(), uncounted);
    const bool has_ahead = end - row >= kDurationsAhead + kDurationBlock;
    for (size_t i = 0; i < kDurationBlock; i += kLine) {
      if (has_ahead) {  // Rows further on come from memory while these are counted.
        __builtin_prefetch(starts + kDurationsAhead + i);
        __builtin_prefetch(ends + kDurationsAhead + i);
        if (i % (4 * kLine) == 0) __builtin_prefetch(names + kDurationsAhead + i);
      }
      for (size_t at = i; at < i + kLine; ++at) {
        if (++low[slots[at]] == 0) [[unlikely]] {
          part.bins[slots[at]] += 256;
        }
      }
    }
  }
  for (size_t slot = 0; slot < low_counts.size(); ++slot) part.bins[slot] += low_counts[slot];
  part.watermark = latest;
}

}  // namespace internal

}  // namespace readiness::metric
