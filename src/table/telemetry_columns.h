// table/telemetry_columns.h: the columns of telemetry by number and name.
//
// Threads: constants.
#pragma once

#include <cstddef>

#include "readiness/table/csv.h"

namespace readiness::table::internal {

enum TelemetryColumn : size_t {
  kTime,
  kKind,
  kEntity,
  kEvent,
  kCohort,
  kSubject,
  kValue,
  kTotal,
  kRelease,
  kParent,
  kTier,
  kDue,
  kEventId,
  kRecorded,
};

inline constexpr CsvColumn kTelemetryColumns[] = {
    {"time", true}, {"kind", true}, {"entity", true}, {"event", true}, {"cohort"},
    {"subject"},    {"value"},      {"total"},        {"release"},     {"parent"},
    {"tier"},       {"due"},        {"event_id"},     {"recorded"},
};

}  // namespace readiness::table::internal
