// readiness/wire/cycle_metrics.h: metrics of telemetry for the assessment of a cycle: what its
// policy means by them, and what states of them say at its moments.
//
//   READINESS_ASSIGN_OR_RETURN(MetricSet metrics, NewCycleMetrics(cycle, as_of));
//   READINESS_RETURN_IF_ERROR(metrics.Start());      // ... rows ...
//   READINESS_ASSIGN_OR_RETURN(auto states, metrics.States());
//   auto inputs = ReadCycleMetrics(cycle, as_of, std::move(states));
//   cycle.Assess(as_of, since, *inputs);
//
// Errors:  those of wire/metric_set.h; TELEMETRY for a metric that the engine computes itself.
// Cost:    that of wire/metric_set.h, and of the state of the cycle at the moment.
// Threads: free functions of their arguments.
#pragma once

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/metric/metric_spec.h"
#include "readiness/model/metric_definition.h"
#include "readiness/wire/loaded_cycle.h"
#include "readiness/wire/metric_set.h"

namespace readiness::wire {

// Refuses what the engine computes from the log of a cycle: a state of it would contradict the log.
[[nodiscard]] absl::Status CheckNotOfTheLog(metric::Metric metric);

// Defines what a policy defines, but for what is of the log.
[[nodiscard]] absl::Status DefineByPolicy(std::span<const model::MetricDefinition> by_policy,
                                          MetricSet& metrics);

// A set for the moment, with the definitions of the policy in force at it, not started: what
// happened or became known later does not count, and the clock RELEASE begins at the launch.
[[nodiscard]] absl::StatusOr<MetricSet> NewCycleMetrics(const LoadedCycle& cycle, absl::Time as_of);

// What states say at the moment, each cohort as well, and their bytes, which go into the digest.
// The definitions of a state must be those of the policy.
[[nodiscard]] absl::StatusOr<MetricInputs> ReadCycleMetrics(const LoadedCycle& cycle,
                                                            absl::Time as_of,
                                                            std::vector<DefinedState> states);

}  // namespace readiness::wire
