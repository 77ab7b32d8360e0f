// readiness/metric/columns_fold.h: states from whole columns at once.
//
//   FoldDurations({.start = starts, .end = ends, .cohort = cohorts}, options, state)
//   FoldEvents(columns, texts, spec, {}, {.parts = 64, .run = run_on_my_threads})
//
// FoldDurations is for data that has one row an item: when it began, when it ended or that it did
// not, and its cohort as a small number. FoldEvents is for raw rows in any order: it divides them
// by entity, folds each part in memory that fits a cache, and adds the parts up.
//
// Threads are the caller's: `run(count, task)` calls task(0), ..., task(count - 1), on as many
// threads as it likes, and returns when all are done. Without it one thread does them in order. The
// bytes of the result are the same for any number of parts and threads, and the same as those of a
// MetricStream over the rows.
//
// Cost:    FoldDurations 2 to 3 ns a row, FoldEvents some 25 to 50 ns a row; memory: FoldEvents 4
//          bytes a row and the entities of the parts at work.
// Errors:  as CheckColumns and CheckEvent say, with the row; rule COLUMNS_FOLD: columns of two
//          lengths, a cohort without a name, a metric whose entities refer to each other. Nothing
//          is added then.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/event_columns.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric {

using RunTasks = std::function<void(size_t count, const std::function<void(size_t)>& task)>;

struct FoldOptions {
  size_t parts = 1;   // 1 to 65,536.
  RunTasks run = {};  // None: this thread, in order.
};

// One row an item.
struct DurationColumns {
  std::span<const int64_t> start;
  std::span<const int64_t> end;  // kNoTime: the item is open.
  std::span<const uint16_t> cohort;
  std::span<const std::string_view> cohort_names;
};

namespace internal {

inline void Run(const FoldOptions& options, size_t count, const std::function<void(size_t)>& task) {
  if (options.run) {
    options.run(count, task);
    return;
  }
  for (size_t i = 0; i < count; ++i) task(i);
}

// What one thread counts of a stretch of rows: bins by cohort, and the open items apart.
struct DurationPart {
  std::vector<uint32_t> bins;  // By cohort, kDurationBinCount each.
  std::vector<int64_t> clamped;
  std::vector<std::pair<uint16_t, int64_t>> open;
  int64_t watermark = kNoTime;
  bool has_bad_cohort = false;
};

// At most 2^31 rows, so that no count overflows.
inline void CountDurations(const DurationColumns& columns, size_t begin, size_t end,
                           DurationPart& part) {
  const size_t cohorts = columns.cohort_names.size();
  // One more than the bins: what is open is counted there and not read.
  const auto uncounted = static_cast<uint32_t>(cohorts * kDurationBinCount);
  part.bins.assign(cohorts * kDurationBinCount + 1, 0);
  part.clamped.assign(cohorts, 0);
  constexpr size_t kBlock = 512;
  std::array<uint32_t, kBlock> slots;
  std::array<uint16_t, kBlock + 1> open_rows, backward_rows;
  int64_t watermark = kNoTime;
  uint32_t* bins = part.bins.data();
  for (size_t row = begin; row < end; row += kBlock) {
    const size_t size = std::min(kBlock, end - row);
    const int64_t* starts = columns.start.data() + row;
    const int64_t* ends = columns.end.data() + row;
    const uint16_t* names = columns.cohort.data() + row;
    uint32_t most_cohort = 0;
    size_t opens = 0, backwards = 0;
    for (size_t i = 0; i < size; ++i) {
      const bool is_open = ends[i] == kNoTime;
      // Wraps for an open item, which is not counted.
      const auto duration =
          static_cast<int64_t>(static_cast<uint64_t>(ends[i]) - static_cast<uint64_t>(starts[i]));
      const uint32_t slot =
          DurationBin(duration) + names[i] * static_cast<uint32_t>(kDurationBinCount);
      slots[i] = is_open ? uncounted : slot;
      open_rows[opens] = static_cast<uint16_t>(i);
      opens += is_open ? 1U : 0U;
      backward_rows[backwards] = static_cast<uint16_t>(i);
      backwards += !is_open && duration < 0 ? 1U : 0U;
      most_cohort = names[i] > most_cohort ? names[i] : most_cohort;
      const int64_t last = starts[i] > ends[i] ? starts[i] : ends[i];
      watermark = last > watermark ? last : watermark;
    }
    if (most_cohort >= cohorts) {
      part.has_bad_cohort = true;
      return;
    }
    for (size_t i = 0; i < size; ++i) ++bins[slots[i]];
    for (size_t i = 0; i < opens; ++i) {
      part.open.emplace_back(names[open_rows[i]], starts[open_rows[i]]);
    }
    for (size_t i = 0; i < backwards; ++i) ++part.clamped[names[backward_rows[i]]];
  }
  part.watermark = watermark;
}

}  // namespace internal

// Adds the items to a state of resolution histogram: their durations, what is open, kItems and
// kClamped. Nothing matures: rows for that go through FoldEvents.
[[nodiscard]] inline absl::Status FoldDurations(const DurationColumns& columns,
                                                const FoldOptions& options, MetricState& state) {
  const size_t rows = columns.start.size();
  if (columns.end.size() != rows || columns.cohort.size() != rows) {
    return base::Invalid("COLUMNS_FOLD",
                         base::Cat("start, end and cohort must be of one length, got ", rows, ", ",
                                   columns.end.size(), " and ", columns.cohort.size()));
  }
  if (state.resolution() != Resolution::kHistogram) {
    return base::Invalid("COLUMNS_FOLD",
                         "durations are folded into a state of resolution histogram; for an exact "
                         "one use FoldEvents");
  }
  constexpr size_t kMostRowsOfPart = size_t{1} << 31U;
  const size_t wanted = std::clamp<size_t>(options.parts, 1, 65'536);
  const size_t parts = std::max(wanted, rows / kMostRowsOfPart + 1);
  std::vector<internal::DurationPart> counted(parts);
  internal::Run(options, parts, [&](size_t i) {
    const auto at = [&](size_t part) { return rows / parts * part + rows % parts * part / parts; };
    internal::CountDurations(columns, at(i), at(i + 1), counted[i]);
  });
  for (const internal::DurationPart& part : counted) {
    if (part.has_bad_cohort) {
      return base::Invalid("COLUMNS_FOLD", base::Cat("a row names a cohort past the last of ",
                                                     columns.cohort_names.size(), " names"));
    }
  }
  std::vector<CohortState*> groups(columns.cohort_names.size());
  const auto group_of = [&](size_t cohort) -> absl::StatusOr<CohortState*> {
    if (groups[cohort] == nullptr) {
      READINESS_ASSIGN_OR_RETURN(groups[cohort], state.Group(columns.cohort_names[cohort], ""));
    }
    return groups[cohort];
  };
  for (const internal::DurationPart& part : counted) {
    for (size_t cohort = 0; cohort < columns.cohort_names.size(); ++cohort) {
      const std::span<const uint32_t> bins(part.bins.data() + cohort * kDurationBinCount,
                                           kDurationBinCount);
      int64_t items = 0;
      for (const uint32_t count : bins) items += count;
      if (items == 0) continue;
      READINESS_ASSIGN_OR_RETURN(CohortState * group, group_of(cohort));
      group->mutable_closed().AddCounts(bins);
      group->Add(Sum::kItems, items);
      group->Add(Sum::kClamped, part.clamped[cohort]);
    }
    for (const auto& [cohort, start] : part.open) {
      READINESS_ASSIGN_OR_RETURN(CohortState * group, group_of(cohort));
      group->AddOpen(start, 1);
      group->Add(Sum::kItems, 1);
    }
    state.RaiseWatermark(part.watermark);
  }
  state.mutable_quality().rows += static_cast<int64_t>(rows);
  return absl::OkStatus();
}

// The state of one metric over raw rows, in any order and with repetitions. Metrics whose tickets
// refer to accounts (support_escalation_frequency, customer_confidence) need all rows in one part:
// more are refused.
[[nodiscard]] inline absl::StatusOr<MetricState> FoldEvents(const EventColumns& columns,
                                                            const TextDictionary& texts,
                                                            const StateSpec& spec,
                                                            const StreamOptions& stream_options,
                                                            const FoldOptions& options) {
  READINESS_RETURN_IF_ERROR(CheckSpec(spec));
  READINESS_RETURN_IF_ERROR(CheckColumns(columns));
  const size_t rows = columns.size();
  const size_t parts = std::clamp<size_t>(options.parts, 1, 65'536);
  const bool refers = spec.metric == Metric::kSupportEscalationFrequency ||
                      spec.metric == Metric::kCustomerConfidence;
  if (refers && parts > 1) {
    return base::Invalid("COLUMNS_FOLD", base::Cat(Name(spec.metric),
                                                   " looks from tickets to accounts; give it "
                                                   "one part"));
  }
  if (rows >= std::numeric_limits<uint32_t>::max()) {
    return base::Invalid("COLUMNS_FOLD", base::Cat("at most 2^32 - 2 rows a call, got ", rows));
  }
  READINESS_RETURN_IF_ERROR(CheckRows(columns));
  // Rows by part, in the order in which they came.
  const auto part_of = [parts](uint64_t entity) {
    const uint64_t mixed = entity * 0xD6E8FEB86659FD93ULL;
    return static_cast<size_t>((mixed >> 32U) * parts >> 32U);
  };
  std::vector<size_t> begins(parts + 1, 0);
  for (const uint64_t entity : columns.entity) ++begins[part_of(entity) + 1];
  for (size_t part = 0; part < parts; ++part) begins[part + 1] += begins[part];
  std::vector<uint32_t> order(rows);
  std::vector<size_t> next(begins.begin(), begins.end() - 1);
  for (size_t row = 0; row < rows; ++row) {
    order[next[part_of(columns.entity[row])]++] = static_cast<uint32_t>(row);
  }
  std::vector<MetricState> states;
  states.reserve(parts);
  for (size_t part = 0; part < parts; ++part) {
    states.emplace_back(spec.identity, spec.resolution, spec.exact_limit);
  }
  std::vector<absl::Status> statuses(parts);
  internal::Run(options, parts, [&](size_t part) {
    MetricStream stream(&texts, stream_options);
    auto added = stream.AddMetric(spec);
    statuses[part] =
        added.ok()
            ? stream.Fold(columns, {order.data() + begins[part], begins[part + 1] - begins[part]})
            : added.status();
    if (statuses[part].ok()) states[part] = stream.TakeState(0);
  });
  MetricState whole(spec.identity, spec.resolution, spec.exact_limit);
  for (size_t part = 0; part < parts; ++part) {
    READINESS_RETURN_IF_ERROR(statuses[part]);
    READINESS_RETURN_IF_ERROR(whole.Merge(states[part]));
  }
  return whole;
}

}  // namespace readiness::metric
