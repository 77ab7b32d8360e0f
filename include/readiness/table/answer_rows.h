// readiness/table/answer_rows.h: answers as tables: ranked risks, decisions by the work that they
// unblock, and measures of metrics, a row each.
//
// The columns have the names of the messages' fields (ranking.proto, metric_reading.proto), and
// what is not given there is null here; the order of columns is that of the fields below, and new
// ones come last.
//
// Cost:    one copy of every value.
// Threads: free functions of their arguments.
#pragma once

#include <span>

#include "readiness/engine/ranking.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/table/arrow_rows.h"

namespace readiness::table {

// By rank, as they are given. `has_downstream_counts`: else there were too many to count, and the
// column is null.
[[nodiscard]] ArrowRows RiskRows(std::span<const engine::RankedRisk> risks,
                                 bool has_downstream_counts = true);

// As they are given.
[[nodiscard]] ArrowRows BlockedWorkRows(std::span<const engine::BlockedWork> works);

// A row a measure: of the metric as a whole, where cohort and subject are null, then of each cohort
// and each exception state. What has no measure has one row, in which the measure is null.
[[nodiscard]] ArrowRows MetricRows(std::span<const metric::MetricReading> readings);

}  // namespace readiness::table
