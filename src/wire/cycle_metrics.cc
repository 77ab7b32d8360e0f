#include "readiness/wire/cycle_metrics.h"

#include <cstddef>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/state.h"

namespace readiness::wire {

using base::Cat;
using metric::Metric;

namespace {

bool IsOfTheLog(Metric metric) {
  return metric == Metric::kDecisionClosureRate || metric == Metric::kReviewToImplementationLag ||
         metric == Metric::kPredictionMatch;
}

}  // namespace

absl::Status CheckNotOfTheLog(Metric metric) {
  if (!IsOfTheLog(metric)) return absl::OkStatus();
  return base::Invalid(
      "TELEMETRY",
      Cat(metric::Name(metric), " is computed from the log of the cycle; leave its state out"));
}

absl::Status DefineByPolicy(std::span<const model::MetricDefinition> by_policy,
                            MetricSet& metrics) {
  for (size_t i = 0; i < by_policy.size(); ++i) {
    READINESS_ASSIGN_OR_RETURN(const Metric metric, metric::ReadMetric(by_policy[i].metric));
    if (IsOfTheLog(metric)) continue;  // The engine computes it.
    READINESS_RETURN_IF_ERROR(metrics.Define(by_policy[i], Cat("policy.metrics[", i, "]")));
  }
  return absl::OkStatus();
}

absl::StatusOr<MetricSet> NewCycleMetrics(const LoadedCycle& cycle, absl::Time as_of) {
  const engine::State& state = cycle.StateAt(as_of);
  MetricSetOptions options;
  options.until = as_of;
  options.known_at = as_of;
  options.may_wait_for_release = true;
  options.states_define_nothing = true;
  if (state.launched.has_value()) options.launch = state.launched->occurred_at;
  MetricSet metrics(options);
  if (state.policy.has_value()) {
    READINESS_RETURN_IF_ERROR(DefineByPolicy(state.policy->metrics, metrics));
  }
  return metrics;
}

absl::StatusOr<MetricInputs> ReadCycleMetrics(const LoadedCycle& cycle, absl::Time as_of,
                                              std::vector<DefinedState> states) {
  READINESS_ASSIGN_OR_RETURN(MetricSet metrics, NewCycleMetrics(cycle, as_of));
  for (DefinedState& state : states) {
    READINESS_ASSIGN_OR_RETURN(const Metric metric, metric::ReadMetric(state.definition.metric));
    READINESS_RETURN_IF_ERROR(CheckNotOfTheLog(metric));
    READINESS_RETURN_IF_ERROR(metrics.AddState(std::move(state), "the metric state"));
  }
  READINESS_RETURN_IF_ERROR(metrics.Start());
  MetricInputs inputs;
  READINESS_ASSIGN_OR_RETURN(inputs.readings, metrics.Evaluate({.by_cohort = true}));
  READINESS_ASSIGN_OR_RETURN(inputs.states, metrics.StateBytes());
  return inputs;
}

}  // namespace readiness::wire
