// readiness/metric/telemetry_row.h: one row of telemetry, its words as they were written.
//
//   TelemetryRow row;
//   row.time = absl::FromUnixSeconds(1'790'000'000);
//   row.kind = "ticket";  row.entity = "T-17";  row.event = "opened";
//
// For who has rows one by one and not columns. What the words and numbers mean, and which of them a
// row needs, is said by metric/event.h; table/telemetry.h reads rows as it reads a table. An empty
// text and an absent number say nothing, which is never zero.
//
// Errors:  none.   Cost: some 400 bytes a row.   Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace readiness::metric {

struct TelemetryRow {
  std::optional<absl::Time> time;  // When it happened. Needed.
  std::string kind;                // Needed, as are entity and event.
  std::string entity;
  std::string event;
  std::string cohort;
  std::string subject;
  std::optional<double> value;
  std::optional<double> total;
  std::string release;
  std::string parent;
  std::optional<int64_t> tier;
  std::optional<absl::Time> due;
  std::string event_id;
  std::optional<absl::Time> recorded;  // When it became known; none: when it happened.

  friend bool operator==(const TelemetryRow&, const TelemetryRow&) = default;
};

}  // namespace readiness::metric
