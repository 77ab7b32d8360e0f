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
// MetricStream over the rows. FoldEvents takes several metrics at once: the rows are then read
// once.
//
// Cost:    FoldDurations 2 to 5 ns a row, FoldEvents 30 to 100 ns a row, more where machines are
//          busy (benchmarks/README.md); memory: FoldEvents 24 bytes a row that is read, and some
//          megabytes a task.
// Errors:  as CheckColumns and CheckEvent say, with the row; rule COLUMNS_FOLD: columns of two
//          lengths, a cohort without a name, a metric whose entities refer to each other. Nothing
//          is added then.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/event_columns.h"
#include "readiness/metric/internal/count_durations.h"
#include "readiness/metric/internal/entity_fold.h"
#include "readiness/metric/internal/row_division.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric {

using RunTasks = std::function<void(size_t count, const std::function<void(size_t)>& task)>;

struct FoldOptions {
  size_t parts = 1;   // Tasks: 1 to 65,536 for FoldDurations, at most 64 for FoldEvents.
  RunTasks run = {};  // None: this thread, in order.
};

namespace internal {

inline void Run(const FoldOptions& options, size_t count, const std::function<void(size_t)>& task) {
  if (options.run) {
    options.run(count, task);
    return;
  }
  for (size_t i = 0; i < count; ++i) task(i);
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
      const std::vector<int64_t>& open = part.open[cohort];
      auto items = static_cast<int64_t>(open.size());
      for (const uint32_t count : bins) items += count;
      if (items == 0) continue;
      READINESS_ASSIGN_OR_RETURN(CohortState * group, group_of(cohort));
      group->mutable_closed().AddCounts(bins);
      for (const int64_t start : open) group->AddOpen(start, 1);
      group->Add(Sum::kItems, items);
      group->Add(Sum::kClamped, part.clamped[cohort]);
    }
    state.RaiseWatermark(part.watermark);
  }
  state.mutable_quality().rows += static_cast<int64_t>(rows);
  return absl::OkStatus();
}

namespace internal {

// Do entities of the metric look at those of another kind?
[[nodiscard]] inline bool Refers(const StateSpec& spec) {
  return spec.metric == Metric::kSupportEscalationFrequency ||
         spec.metric == Metric::kCustomerConfidence;
}
// The kind that a metric reads which does not refer to another.
[[nodiscard]] inline EntityKind KindReadBy(const StateSpec& spec) {
  size_t kind = 0;
  while (!Reads(spec.metric, static_cast<EntityKind>(kind))) ++kind;
  return static_cast<EntityKind>(kind);
}

}  // namespace internal

// The states of metrics over raw rows, in any order and with repetitions, in the order of the
// specs. Metrics whose tickets refer to accounts (support_escalation_frequency,
// customer_confidence) need all rows in one part: more are refused.
[[nodiscard]] inline absl::StatusOr<std::vector<MetricState>> FoldEvents(
    const EventColumns& columns, const TextDictionary& texts, std::span<const StateSpec> specs,
    const StreamOptions& stream_options, const FoldOptions& options) {
  READINESS_RETURN_IF_ERROR(CheckColumns(columns));
  std::array<bool, kEntityKindCount> reads{};
  for (const StateSpec& spec : specs) {
    READINESS_RETURN_IF_ERROR(CheckSpec(spec));
    if (internal::Refers(spec) && options.parts > 1) {
      return base::Invalid("COLUMNS_FOLD", base::Cat(Name(spec.metric),
                                                     " looks from tickets to accounts; give it "
                                                     "one part"));
    }
    if (!internal::Refers(spec)) reads[static_cast<size_t>(internal::KindReadBy(spec))] = true;
  }
  const size_t rows = columns.size();
  if (rows >= std::numeric_limits<uint32_t>::max()) {
    return base::Invalid("COLUMNS_FOLD", base::Cat("at most 2^32 - 2 rows a call, got ", rows));
  }
  // A part and its tables fit a second-level cache.
  constexpr size_t kRowsOfPart = 2'048, kMostParts = 2'048, kMostTasks = 64;
  const size_t tasks = std::clamp<size_t>(options.parts, 1, kMostTasks);
  const size_t parts =
      std::bit_ceil(std::clamp(rows / kRowsOfPart, std::max<size_t>(2, tasks), kMostParts));
  internal::RowDivision division(columns, texts, stream_options, reads, parts);
  READINESS_RETURN_IF_ERROR(division.Count());
  division.Divide();
  std::vector<MetricState> states;
  states.reserve(specs.size());
  for (const StateSpec& spec : specs) {
    states.emplace_back(spec.identity, spec.resolution, spec.exact_limit);
    if (!internal::Refers(spec)) continue;
    MetricStream stream(&texts, stream_options);
    READINESS_RETURN_IF_ERROR(stream.AddMetric(spec).status());
    READINESS_RETURN_IF_ERROR(stream.Fold(columns));
    states.back() = stream.TakeState(0);
  }
  for (size_t i = 0; i < kEntityKindCount; ++i) {
    if (!reads[i]) continue;
    const auto kind = static_cast<EntityKind>(i);
    std::vector<const StateSpec*> of_kind;
    std::vector<size_t> numbers;
    for (size_t spec = 0; spec < specs.size(); ++spec) {
      if (internal::Refers(specs[spec]) || !Reads(specs[spec].metric, kind)) continue;
      of_kind.push_back(&specs[spec]);
      numbers.push_back(spec);
    }
    const internal::KindRows& divided = division.Of(kind);
    std::vector<std::unique_ptr<internal::EntityFold>> folds(tasks);
    internal::Run(options, tasks, [&](size_t task) {
      folds[task] = std::make_unique<internal::EntityFold>(kind, &columns, &texts, of_kind,
                                                           stream_options.escalation_tier,
                                                           divided.begins.back() / tasks);
      for (size_t part = task; part < parts; part += tasks) folds[task]->Take(divided.Part(part));
      folds[task]->Settle();
    });
    RowQuality quality = divided.quality;
    const int64_t watermark = division.WatermarkOf(kind);
    for (const auto& fold : folds) {
      quality.rows += fold->rows();
      quality.duplicates += fold->duplicates();
    }
    for (size_t at = 0; at < of_kind.size(); ++at) {
      MetricState& whole = states[numbers[at]];
      for (size_t task = 0; task < tasks; ++task) {
        READINESS_RETURN_IF_ERROR(folds[task]->TakeRefusal(at));
        if (task == 0) {
          whole = std::move(folds[0]->state(at));
        } else {
          READINESS_RETURN_IF_ERROR(whole.Merge(folds[task]->state(at)));
        }
      }
      whole.mutable_quality() = quality;
      whole.RaiseWatermark(watermark);
    }
  }
  return states;
}
// The state of one metric.
[[nodiscard]] inline absl::StatusOr<MetricState> FoldEvents(const EventColumns& columns,
                                                            const TextDictionary& texts,
                                                            const StateSpec& spec,
                                                            const StreamOptions& stream_options,
                                                            const FoldOptions& options) {
  READINESS_ASSIGN_OR_RETURN(
      std::vector<MetricState> states,
      FoldEvents(columns, texts, std::span(&spec, 1), stream_options, options));
  return std::move(states[0]);
}

}  // namespace readiness::metric
