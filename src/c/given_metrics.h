// c/given_metrics.h: what states of metrics that a call was handed say of a cycle.
//
// Errors:  METRIC_MOMENT for a state that leaves out what came later than another moment, those of
//          wire/cycle_metrics.h, with "since: " before those of the second state; what c/use.h says
//          of a handle.
// Threads: as of a question (c/use.h).
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/wire/loaded_cycle.h"

#include "c/handles.h"

namespace readiness::c {

// The states that a question is asked with: none, or that of its moment, with or without that of
// the earlier moment that it compares with.
struct GivenMetrics {
  bool has_states = false;  // False: the question is asked without metrics of telemetry.
  const readiness_metric_state* state = nullptr;
  const readiness_metric_state* since = nullptr;
};

// What the states say at `as_of` and at `since`; nothing where there are none.
[[nodiscard]] absl::StatusOr<wire::MetricInputs> ReadMetrics(const wire::LoadedCycle& cycle,
                                                             const GivenMetrics& given,
                                                             absl::Time as_of,
                                                             std::optional<absl::Time> since);

// What the second state says as the answer of its own moment; nothing where there is none.
[[nodiscard]] absl::StatusOr<wire::MetricInputs> ReadMetricsBefore(const wire::LoadedCycle& cycle,
                                                                   const GivenMetrics& given,
                                                                   absl::Time since);

}  // namespace readiness::c
