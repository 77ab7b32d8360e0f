// readiness/engine/internal/add_log_metrics.h: the metrics that the log itself can answer: how
// decisions close, how long approvals wait for their implementation, and whether predictions came
// true.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/internal/find_lead.h"
#include "readiness/engine/state.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/evaluate.h"
#include "readiness/metric/event.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/prediction_forecast.h"
#include "readiness/metric/prediction_match.h"
#include "readiness/metric/text_dictionary.h"
#include "readiness/model/entry.h"

namespace readiness::engine::internal {

// The facts about decisions as events: a decision is decided when it is approved or rejected; its
// approval is a review item until the implementation starts (R71).
class LogEvents {
 public:
  explicit LogEvents(metric::TextDictionary& texts) : texts_(texts) {}

  [[nodiscard]] absl::Status Add(const model::Entry& entry) {
    if (!entry.recorded_at.has_value()) return absl::OkStatus();
    now_ = &entry;
    return std::visit([this](const auto& fact) { return Take(fact); }, entry.fact);
  }
  [[nodiscard]] std::span<const metric::Event> events() const { return events_; }

 private:
  using Type = metric::EventType;

  template <typename Fact>
  absl::Status Take(const Fact&) {
    return absl::OkStatus();
  }
  absl::Status Take(const model::DecisionOpened& fact) {
    READINESS_ASSIGN_OR_RETURN(cohorts_[base::ToAbsl(fact.id)], texts_.Intern(fact.cohort));
    Push(fact.id, Type::kDecisionOpened);
    if (fact.due_at.has_value()) PushDue(fact.id, *fact.due_at);
    return absl::OkStatus();
  }
  absl::Status Take(const model::DecisionDecided& fact) {
    switch (fact.outcome) {
      case model::DecisionOutcome::kApproved:
        Push(fact.decision, Type::kDecisionDecided);
        Push(fact.decision, Type::kReviewApproved);
        break;
      case model::DecisionOutcome::kRejected:
        Push(fact.decision, Type::kDecisionDecided);
        Push(fact.decision, Type::kReviewRejected);
        break;
      default:
        if (fact.due_at.has_value()) PushDue(fact.decision, *fact.due_at);
        break;
    }
    return absl::OkStatus();
  }
  absl::Status Take(const model::DecisionSuperseded& fact) {
    Push(fact.decision, Type::kDecisionSuperseded);
    Push(fact.decision, Type::kReviewWithdrawn);
    return absl::OkStatus();
  }
  absl::Status Take(const model::DecisionWithdrawn& fact) {
    Push(fact.decision, Type::kDecisionWithdrawn);
    Push(fact.decision, Type::kReviewWithdrawn);
    return absl::OkStatus();
  }
  absl::Status Take(const model::DecisionReopened& fact) {
    Push(fact.decision, Type::kDecisionReopened);
    return absl::OkStatus();
  }
  absl::Status Take(const model::ImplementationStarted& fact) {
    Push(fact.decision, Type::kReviewImplemented);
    return absl::OkStatus();
  }

  metric::Event& Push(std::string_view decision, Type type) {
    metric::Event& event = events_.emplace_back();
    event.entity = metric::TextId(decision);
    event.event = type;
    event.kind = metric::KindOf(type);
    event.time = absl::ToUnixMicros(now_->OccurredAt());
    event.recorded = absl::ToUnixMicros(*now_->recorded_at);
    if (const auto cohort = cohorts_.find(base::ToAbsl(decision)); cohort != cohorts_.end()) {
      event.cohort = cohort->second;
    }
    return event;
  }
  void PushDue(std::string_view decision, absl::Time due) {
    Push(decision, Type::kDecisionDue).due = absl::ToUnixMicros(due);
  }

  metric::TextDictionary& texts_;
  const model::Entry* now_ = nullptr;
  absl::flat_hash_map<absl::string_view, uint32_t> cohorts_;  // By ids in the entries.
  std::vector<metric::Event> events_;
};

// The predictions as KPI 10 takes them. One without an actual is open.
[[nodiscard]] inline absl::StatusOr<std::vector<metric::PredictionOutcome>> PredictionOutcomes(
    const State& state) {
  std::vector<metric::PredictionOutcome> outcomes;
  for (const auto& [id, prediction] : state.predictions) {
    metric::PredictionOutcome& outcome = outcomes.emplace_back();
    const model::PredictionLocked& fact = prediction.fact;
    READINESS_ASSIGN_OR_RETURN(outcome.forecast, metric::ForecastOf(fact));
    outcome.is_locked =
        !state.launched.has_value() || prediction.stamp.recorded_at < state.launched->occurred_at;
    outcome.cohort = fact.cohort;
    outcome.id = fact.id;
    outcome.metric = fact.metric;
    outcome.measure = fact.measure;
    outcome.unit = fact.unit;
    outcome.baseline = fact.baseline;
    if (!prediction.actual.has_value()) continue;
    const model::ActualRecorded& actual = *prediction.actual;
    outcome.actual = actual.low.has_value() ? estimate::Interval{*actual.low, *actual.high}
                                            : estimate::Interval{*actual.value, *actual.value};
    outcome.failed_assumptions = actual.failed_assumptions;
  }
  return outcomes;
}

// The metric as the policy in force defines it, or by default.
[[nodiscard]] inline absl::StatusOr<metric::MetricSpec> SpecByPolicy(const State& state,
                                                                     metric::Metric metric) {
  if (state.policy.has_value()) {
    for (const model::MetricDefinition& given : state.policy->metrics) {
      if (given.metric == metric::Name(metric)) return metric::MakeMetricSpec(given);
    }
  }
  return metric::DefaultSpec(metric);
}

// What the state of a metric of the log counts. `launched`: where the clock RELEASE begins.
[[nodiscard]] inline metric::StateSpec LogStateSpec(const metric::MetricSpec& spec,
                                                    const State& state) {
  metric::StateSpec counted = metric::StateSpecOf(spec, {});
  if (spec.clock == model::MetricClock::kRelease && state.launched.has_value()) {
    counted.start_from = absl::ToUnixMicros(state.launched->occurred_at);
    counted.release = counted.start_from;
  }
  return counted;
}

// Does a criterion read the metric?
[[nodiscard]] inline bool RefersTo(const State& state, metric::Metric metric) {
  return std::any_of(state.criteria.begin(), state.criteria.end(), [metric](const auto& criterion) {
    const auto& reference = criterion.second.criterion.metric_reference;
    return reference.has_value() && reference->metric == metric::Name(metric);
  });
}

// Which metrics are computed: all, or those alone that a criterion reads.
enum class LogMetrics : uint8_t { kAll, kReadByCriteria };

// Appends to `metrics` what the entries known at `as_of` answer, where there is anything.
[[nodiscard]] inline absl::Status AddLogMetrics(std::span<const model::Entry> known,
                                                const State& state, absl::Time as_of,
                                                LogMetrics which,
                                                std::vector<metric::MetricReading>& metrics) {
  const auto is_wanted = [&state, which](metric::Metric asked) {
    return which == LogMetrics::kAll || RefersTo(state, asked);
  };
  if (!state.decisions.empty() && (is_wanted(metric::Metric::kDecisionClosureRate) ||
                                   is_wanted(metric::Metric::kReviewToImplementationLag))) {
    metric::TextDictionary texts;
    LogEvents events(texts);
    for (const model::Entry& entry : known) READINESS_RETURN_IF_ERROR(events.Add(entry));
    metric::StreamOptions options;
    options.known_at = options.until = absl::ToUnixMicros(as_of);
    metric::MetricStream stream(&texts, options);
    std::vector<metric::MetricSpec> specs;
    for (const metric::Metric asked :
         {metric::Metric::kDecisionClosureRate, metric::Metric::kReviewToImplementationLag}) {
      if (!is_wanted(asked)) continue;
      READINESS_ASSIGN_OR_RETURN(const metric::MetricSpec spec, SpecByPolicy(state, asked));
      // Before the launch nothing is known of what counts from it.
      if (spec.clock == model::MetricClock::kRelease && !state.launched.has_value()) continue;
      READINESS_RETURN_IF_ERROR(stream.AddMetric(LogStateSpec(spec, state)).status());
      specs.push_back(spec);
    }
    for (const metric::Event& event : events.events()) {
      READINESS_RETURN_IF_ERROR(stream.Apply(event));
    }
    stream.AdvanceWatermark(options.until);
    for (size_t i = 0; i < specs.size(); ++i) {
      READINESS_ASSIGN_OR_RETURN(
          metric::MetricReading reading,
          metric::Evaluate(specs[i], stream.state(i),
                           {options.until, {}, true, /*seed=*/1, options.known_at}));
      if (reading.sample.total == 0) continue;
      if (specs[i].metric == metric::Metric::kReviewToImplementationLag) {
        READINESS_ASSIGN_OR_RETURN(reading.lead, FindLead(known, state, as_of, specs[i]));
      }
      metrics.push_back(std::move(reading));
    }
  }
  if (!state.predictions.empty() && is_wanted(metric::Metric::kPredictionMatch)) {
    READINESS_ASSIGN_OR_RETURN(const metric::MetricSpec spec,
                               SpecByPolicy(state, metric::Metric::kPredictionMatch));
    READINESS_ASSIGN_OR_RETURN(const auto outcomes, PredictionOutcomes(state));
    READINESS_ASSIGN_OR_RETURN(metric::MetricReading reading,
                               metric::EvaluatePredictions(spec, outcomes));
    metrics.push_back(std::move(reading));
  }
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
