// readiness/metric/event_columns.h: rows of telemetry as columns, borrowed.
//
//   EventColumns columns;
//   columns.time = times; columns.kind = kinds; columns.entity = entities; columns.event = events;
//   columns.due = {.values = dues, .present = due_is_there};
//   CheckColumns(columns)   -> OK, or which column is wrong
//   RowAt(columns, 3)       -> the fourth row as an Event
//
// Four columns are needed; the others may be missing as a whole (no values) or in single rows
// (`present`, one byte a row, 0 where there is none; no bytes: all are there). Rows are numbered
// from 0.
//
// Cost:    none beyond reading.   Threads: values only; the spans are borrowed.
// Errors:  InvalidArgument, rule EVENT_COLUMNS: a column has another length than `time`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/base/attributes.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/event.h"

namespace readiness::metric {

template <typename T>
struct OptionalColumn {
  std::span<const T> values;         // None: the column is missing.
  std::span<const uint8_t> present;  // None: every row has its value.

  [[nodiscard]] T At(size_t row, T absent) const {
    if (values.empty() || (!present.empty() && present[row] == 0)) return absent;
    return values[row];
  }
};

struct EventColumns {
  // Needed.
  std::span<const int64_t> time;
  std::span<const EntityKind> kind;
  std::span<const uint64_t> entity;
  std::span<const EventType> event;
  // Optional. A row whose value is the one for "not given" (event.h) is as one without.
  OptionalColumn<int64_t> recorded;
  OptionalColumn<int64_t> due;
  OptionalColumn<uint64_t> event_id;
  OptionalColumn<uint64_t> parent;
  OptionalColumn<double> value;
  OptionalColumn<double> total;
  OptionalColumn<uint32_t> cohort;
  OptionalColumn<uint32_t> subject;
  OptionalColumn<uint32_t> release;
  OptionalColumn<uint8_t> tier;

  [[nodiscard]] size_t size() const { return time.size(); }
};

// Have all columns that are there one length? (CheckEvent says whether a row makes sense.)
[[nodiscard]] inline absl::Status CheckColumns(const EventColumns& columns) {
  const size_t rows = columns.time.size();
  const auto check = [rows](std::string_view name, size_t size) {
    if (size == rows) return absl::OkStatus();
    return base::Invalid("EVENT_COLUMNS",
                         base::Cat("column ", name, " has ", size, " values, but time has ", rows));
  };
  const auto check_optional = [&check](std::string_view name, const auto& column) {
    if (!column.present.empty() || !column.values.empty()) {
      READINESS_RETURN_IF_ERROR(check(name, column.values.size()));
    }
    if (!column.present.empty()) {
      READINESS_RETURN_IF_ERROR(check(base::Cat(name, " (present)"), column.present.size()));
    }
    return absl::OkStatus();
  };
  READINESS_RETURN_IF_ERROR(check("kind", columns.kind.size()));
  READINESS_RETURN_IF_ERROR(check("entity", columns.entity.size()));
  READINESS_RETURN_IF_ERROR(check("event", columns.event.size()));
  READINESS_RETURN_IF_ERROR(check_optional("recorded", columns.recorded));
  READINESS_RETURN_IF_ERROR(check_optional("due", columns.due));
  READINESS_RETURN_IF_ERROR(check_optional("event_id", columns.event_id));
  READINESS_RETURN_IF_ERROR(check_optional("parent", columns.parent));
  READINESS_RETURN_IF_ERROR(check_optional("value", columns.value));
  READINESS_RETURN_IF_ERROR(check_optional("total", columns.total));
  READINESS_RETURN_IF_ERROR(check_optional("cohort", columns.cohort));
  READINESS_RETURN_IF_ERROR(check_optional("subject", columns.subject));
  READINESS_RETURN_IF_ERROR(check_optional("release", columns.release));
  return check_optional("tier", columns.tier);
}

// Fills an event that holds nothing, or an earlier row of the same columns, with a row. `row` is
// below columns.size(), and CheckColumns holds.
inline void FillRow(const EventColumns& columns, size_t row, Event& event) {
  event.time = columns.time[row];
  event.kind = columns.kind[row];
  event.entity = columns.entity[row];
  event.event = columns.event[row];
  const auto fill = [row](const auto& column, auto absent, auto& field) {
    if (!column.values.empty()) field = column.At(row, absent);
  };
  fill(columns.recorded, kNoTime, event.recorded);
  fill(columns.due, kNoTime, event.due);
  fill(columns.event_id, kNoId, event.event_id);
  fill(columns.parent, kNoId, event.parent);
  fill(columns.value, kNoNumber, event.value);
  fill(columns.total, kNoNumber, event.total);
  fill(columns.cohort, kNoText, event.cohort);
  fill(columns.subject, kNoText, event.subject);
  fill(columns.release, kNoText, event.release);
  fill(columns.tier, kNoTier, event.tier);
}
[[nodiscard]] inline Event RowAt(const EventColumns& columns, size_t row) {
  Event event;
  FillRow(columns, row, event);
  return event;
}

namespace internal {

// The kind of each event but answers, which need two numbers; 255 for them and for what is none.
inline constexpr std::array<uint8_t, 256> kKindWithoutNumber = [] {
  std::array<uint8_t, 256> kinds{};
  kinds.fill(255);
  for (size_t i = 0; i < kEventTypeCount; ++i) {
    const auto event = static_cast<EventType>(i);
    if (event == EventType::kResponseAnswered) continue;
    kinds[i] = static_cast<uint8_t>(kKindOfEvent[i]);
  }
  return kinds;
}();

// The same, of steps as well.
inline constexpr std::array<uint8_t, 256> kKindWithoutStep = [] {
  std::array<uint8_t, 256> kinds = kKindWithoutNumber;
  kinds[static_cast<size_t>(EventType::kJourneyStep)] = 255;
  return kinds;
}();

// Is CheckEvent sure to accept the row? Says no where that takes a closer look.
[[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE inline bool IsPlainlySound(const EventColumns& columns,
                                                                      size_t row) {
  const EventType event = columns.event[row];
  if (static_cast<size_t>(event) >= kEventTypeCount) return false;
  const auto is_time = [](int64_t time) { return time >= kFirstTime && time <= kLastTime; };
  bool is_sound = kKindOfEvent[static_cast<size_t>(event)] == columns.kind[row] &&
                  columns.entity[row] != kNoId && is_time(columns.time[row]) &&
                  event != EventType::kResponseAnswered;
  if (!columns.recorded.values.empty()) {
    const int64_t recorded = columns.recorded.At(row, kNoTime);
    is_sound = is_sound && (recorded == kNoTime || is_time(recorded));
  }
  if (!columns.due.values.empty()) {
    const int64_t due = columns.due.At(row, kNoTime);
    is_sound = is_sound && (due == kNoTime || is_time(due));
  }
  if (!columns.tier.values.empty()) {
    const uint8_t tier = columns.tier.At(row, kNoTier);
    is_sound = is_sound && (tier <= kMaxTier || tier == kNoTier);
  }
  if (!columns.total.values.empty()) {
    is_sound = is_sound && !HasNumber(columns.total.At(row, kNoNumber));
  }
  const double value = columns.value.values.empty() ? kNoNumber : columns.value.At(row, kNoNumber);
  if (event == EventType::kJourneyStep) {
    return is_sound && value >= 1 && value <= kMaxStep &&
           static_cast<double>(static_cast<int>(value)) == value;
  }
  return is_sound && !HasNumber(value);
}

// The columns that are looked at where rows have no more than the needed ones and values, which
// steps of journeys alone have.
struct BareColumns {
  const int64_t* times;
  const EntityKind* kinds;
  const uint64_t* entities;
  const EventType* events;
  const double* values;  // Or none.

  explicit BareColumns(const EventColumns& columns)
      : times(columns.time.data()),
        kinds(columns.kind.data()),
        entities(columns.entity.data()),
        events(columns.event.data()),
        values(columns.value.values.empty() ? nullptr : columns.value.values.data()) {}
  [[nodiscard]] static bool Fit(const EventColumns& columns) {
    return columns.recorded.values.empty() && columns.due.values.empty() &&
           columns.value.present.empty() && columns.total.values.empty() &&
           columns.tier.values.empty();
  }
  // What is left to say once all rows were looked at: is one of them doubtful?
  struct Doubts {
    uint32_t kinds = 0;
    bool values = false;
    uint64_t least_entity = ~uint64_t{0};
    int64_t first = kFirstTime, last = kFirstTime;

    [[nodiscard]] bool Any() const {
      return kinds != 0 || values || least_entity == kNoId || first < kFirstTime ||
             last > kLastTime;
    }
  };
  // Notes where CheckEvent is not sure to accept the row. kHasValues: there are `values`.
  template <bool kHasValues>
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Look(size_t row, Doubts& doubts) const {
    const auto event = static_cast<size_t>(events[row]);
    doubts.kinds |= (kHasValues ? kKindWithoutNumber : kKindWithoutStep)[event] ^
                    static_cast<uint32_t>(kinds[row]);
    if constexpr (kHasValues) {
      const double value = values[row];
      const bool is_step = event == static_cast<size_t>(EventType::kJourneyStep);
      const bool is_in_range = value >= 1 && value <= kMaxStep;
      const double whole = is_in_range ? value : 1.5;
      const bool is_number = static_cast<double>(static_cast<int>(whole)) == whole;
      doubts.values |= is_step ? !is_number : HasNumber(value);
    }
    const uint64_t entity = entities[row];
    doubts.least_entity = entity < doubts.least_entity ? entity : doubts.least_entity;
    const int64_t time = times[row];
    doubts.first = time < doubts.first ? time : doubts.first;
    doubts.last = time > doubts.last ? time : doubts.last;
  }
};

// Are rows sure to be accepted by CheckEvent? Says no where there is more than BareColumns.
[[nodiscard]] inline bool AreBareAndSound(const EventColumns& columns) {
  if (!BareColumns::Fit(columns)) return false;
  const size_t rows = columns.size();
  const BareColumns bare(columns);
  BareColumns::Doubts doubts;
  if (bare.values != nullptr) {
    for (size_t row = 0; row < rows; ++row) bare.Look<true>(row, doubts);
  } else {
    for (size_t row = 0; row < rows; ++row) bare.Look<false>(row, doubts);
  }
  return !doubts.Any();
}

}  // namespace internal

// Does every row make sense (CheckEvent)? Says "row 17: ..." of the first that does not.
// CheckColumns holds.
[[nodiscard]] inline absl::Status CheckRows(const EventColumns& columns) {
  // A copy that nothing else can change: its pointers stay in registers.
  const EventColumns here = columns;
  if (internal::AreBareAndSound(here)) return absl::OkStatus();
  for (size_t row = 0; row < columns.size(); ++row) {
    if (internal::IsPlainlySound(here, row)) continue;
    if (const absl::Status status = CheckEvent(RowAt(columns, row)); !status.ok()) {
      return base::At(base::Cat("row ", row), status);
    }
  }
  return absl::OkStatus();
}

}  // namespace readiness::metric
