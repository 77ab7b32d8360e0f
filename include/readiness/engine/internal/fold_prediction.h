// readiness/engine/internal/fold_prediction.h: facts of predictions, actuals and who answers for a
// metric.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "readiness/engine/internal/fold_context.h"
#include "readiness/metric/prediction_forecast.h"

namespace readiness::engine::internal {

// Both or neither, in this order.
[[nodiscard]] inline absl::Status NeedRange(std::string_view what, std::string_view id,
                                            const std::optional<double>& low,
                                            const std::optional<double>& high) {
  if (low.has_value() != high.has_value()) {
    return base::Invalid("R85", base::Cat(what, " ", Quoted(id), " has one end of a range; give ",
                                          low.has_value() ? "high" : "low", " as well"));
  }
  if (low.has_value() && *low > *high) {
    return base::Invalid("R85", base::Cat(what, " ", Quoted(id), " has a range from ", *low, " to ",
                                          *high, ", which holds nothing"));
  }
  return absl::OkStatus();
}

inline absl::Status Check(const State& state, const Context&, const model::PredictionLocked& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("identity", "prediction_locked.id", fact.id));
  READINESS_RETURN_IF_ERROR(NeedText("R85", "prediction_locked.metric", fact.metric));
  READINESS_RETURN_IF_ERROR(NeedFinite("prediction_locked.at", fact.at));
  READINESS_RETURN_IF_ERROR(NeedFinite("prediction_locked.expected", fact.expected));
  READINESS_RETURN_IF_ERROR(NeedFinite("prediction_locked.delta", fact.delta));
  READINESS_RETURN_IF_ERROR(NeedFinite("prediction_locked.low", fact.low));
  READINESS_RETURN_IF_ERROR(NeedFinite("prediction_locked.high", fact.high));
  READINESS_RETURN_IF_ERROR(NeedRange("prediction", fact.id, fact.low, fact.high));
  if (fact.expected.has_value() != fact.delta.has_value()) {
    return base::Invalid("R85", base::Cat("prediction ", Quoted(fact.id),
                                          " needs expected and delta together, or low and high"));
  }
  if (fact.delta.has_value() && *fact.delta < 0) {
    return base::Invalid("R85", base::Cat("prediction ", Quoted(fact.id), " has delta ",
                                          *fact.delta, "; give how far the actual may lie off"));
  }
  READINESS_RETURN_IF_ERROR(metric::ForecastOf(fact).status());
  READINESS_RETURN_IF_ERROR(NeedFinite("prediction_locked.baseline", fact.baseline));
  const bool is_chance = fact.chance.has_value() && fact.baseline.has_value();
  if (is_chance && (*fact.baseline < 0 || *fact.baseline > 1)) {
    return base::Invalid(
        "R85", base::Cat("prediction ", Quoted(fact.id), " is a chance, and its ", "baseline ",
                         *fact.baseline, " is none; give the share so far, from 0 to 1"));
  }
  if (const PredictionState* standing = Find(state.predictions, fact.id);
      standing != nullptr && standing->actual.has_value()) {
    return base::Refused("R85", base::Cat("prediction ", Quoted(fact.id),
                                          " has its actual already; it can no longer be changed"));
  }
  return NeedKnownIfGiven(state.parties, "party", fact.owner);
}
inline void Apply(State& state, const Context& context, const model::PredictionLocked& fact) {
  const PredictionState* standing = Find(state.predictions, fact.id);
  if (standing != nullptr && !IsAsNew(context, standing->stamp)) return;
  state.predictions.insert_or_assign(fact.id, PredictionState{fact, context.stamp, {}, {}});
}

inline absl::Status Check(const State& state, const Context&, const model::ActualRecorded& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.predictions, "prediction", fact.prediction));
  READINESS_RETURN_IF_ERROR(NeedFinite("actual_recorded.value", fact.value));
  READINESS_RETURN_IF_ERROR(NeedFinite("actual_recorded.low", fact.low));
  READINESS_RETURN_IF_ERROR(NeedFinite("actual_recorded.high", fact.high));
  READINESS_RETURN_IF_ERROR(NeedRange("the actual of", fact.prediction, fact.low, fact.high));
  if (!fact.value.has_value() && !fact.low.has_value()) {
    return base::Invalid("R85", base::Cat("the actual of ", Quoted(fact.prediction),
                                          " has neither value nor low and high"));
  }
  const model::PredictionLocked& predicted = Find(state.predictions, fact.prediction)->fact;
  const bool came_or_not = fact.value == 0.0 || fact.value == 1.0;
  if (predicted.chance.has_value() && !came_or_not) {
    return base::Invalid("R85", base::Cat("prediction ", Quoted(fact.prediction),
                                          " is a chance; its actual has the value 1 where it ",
                                          "came true, else 0"));
  }
  const std::string& unit = predicted.unit;
  if (fact.unit == unit) return absl::OkStatus();
  return base::Invalid(
      "R85", base::Cat("the actual of ", Quoted(fact.prediction), " is in ", Quoted(fact.unit),
                       ", its prediction in ", Quoted(unit), "; give both in one unit"));
}
inline void Apply(State& state, const Context& context, const model::ActualRecorded& fact) {
  PredictionState& prediction = state.predictions.find(fact.prediction)->second;
  prediction.actual = fact;
  prediction.actual_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context&, const model::MetricBound& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("R93", "metric_bound.metric", fact.metric));
  READINESS_RETURN_IF_ERROR(NeedText("R93", "metric_bound.owner", fact.owner));
  READINESS_RETURN_IF_ERROR(NeedKnown(state.parties, "party", fact.owner));
  return NeedKnownIfGiven(state.decisions, "decision", fact.decision);
}
inline void Apply(State& state, const Context& context, const model::MetricBound& fact) {
  if (Replaces(state, context, "metric", fact.metric))
    state.bound_metrics.insert_or_assign(fact.metric, fact);
}

}  // namespace readiness::engine::internal
