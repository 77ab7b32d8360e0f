#include "cli/compute_metrics.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <map>
#include <utility>

#include "cli/input.h"

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/evaluate.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/text_dictionary.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/metric.h"
#include "readiness/wire/metric_state.h"

namespace readiness::cli {
namespace {

using base::Cat;
using metric::Metric;

// How one metric is computed, who says so, and what was stored of it.
struct Plan {
  metric::MetricSpec spec;
  std::optional<absl::Time> release;
  std::string defined_by;  // Empty: nobody, it has its defaults.
  std::optional<metric::MetricState> stored;
  std::map<std::string, std::string> files;  // What was stored, byte by byte, and where.
};
using Plans = std::map<Metric, Plan>;

// Is it computed from the log of a cycle, where there is one?
bool IsOfTheLog(Metric metric) {
  return metric == Metric::kDecisionClosureRate || metric == Metric::kReviewToImplementationLag ||
         metric == Metric::kPredictionMatch;
}

absl::Status Define(const model::MetricDefinition& given, const std::string& where, Plans& plans) {
  const auto spec = metric::MakeMetricSpec(given);
  if (!spec.ok()) return base::At(where, spec.status());
  const auto plan = plans.find(spec->metric);
  if (plan == plans.end()) {
    return base::At(where, base::Invalid("METRIC",
                                         "prediction_match is computed from the log of a cycle; "
                                         "leave it out here"));
  }
  if (!plan->second.defined_by.empty()) {
    return base::At(
        where, base::Invalid("DEFINITION", Cat(metric::Name(spec->metric), " is defined twice")));
  }
  plan->second.spec = *spec;
  plan->second.defined_by = where;
  return absl::OkStatus();
}

// A plan for every metric, as defined or by default.
absl::StatusOr<Plans> MakePlans(const MetricRequest& request) {
  Plans plans;
  for (size_t i = 0; i < metric::kMetricCount; ++i) {
    const auto metric = static_cast<Metric>(i);
    if (metric == Metric::kPredictionMatch) continue;
    plans[metric].spec = metric::DefaultSpec(metric);
    plans[metric].release = request.release;
  }
  for (size_t i = 0; i < request.by_policy.size(); ++i) {
    READINESS_ASSIGN_OR_RETURN(const Metric metric,
                               metric::ReadMetric(request.by_policy[i].metric));
    if (IsOfTheLog(metric)) continue;  // The engine computes it.
    READINESS_RETURN_IF_ERROR(Define(request.by_policy[i], Cat("policy.metrics[", i, "]"), plans));
  }
  if (request.definitions.empty()) return plans;
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(request.definitions));
  READINESS_ASSIGN_OR_RETURN(const model::MetricDefinitions given,
                             FormatOf(request.definitions, bytes) == FileFormat::kJson
                                 ? wire::DecodeMetricDefinitionsJson(bytes)
                                 : wire::DecodeMetricDefinitions(bytes));
  for (size_t i = 0; i < given.definitions.size(); ++i) {
    READINESS_RETURN_IF_ERROR(Define(given.definitions[i], Cat("definitions[", i, "]"), plans));
  }
  return plans;
}

std::string ReleaseText(const std::optional<absl::Time>& release) {
  return release.has_value() ? Cat("from the release at ", base::InstantText(*release), " on")
                             : std::string("without a release");
}

// The first thing that two definitions of one metric say differently.
std::string DifferenceOf(const metric::MetricSpec& a, const metric::MetricSpec& b) {
  const auto text = [](const std::optional<double>& number) {
    return number.has_value() ? Cat(*number) : std::string("none");
  };
  if (a.measure != b.measure) return Cat("measure ", a.measure, " there, ", b.measure, " here");
  if (a.target != b.target) {
    return Cat("target ", text(a.target), " there, ", text(b.target), " here");
  }
  if (a.horizon != b.horizon) {
    return Cat("horizon ", absl::ToInt64Seconds(a.horizon), " s there, ",
               absl::ToInt64Seconds(b.horizon), " s here");
  }
  if (a.alpha != b.alpha) return Cat("alpha ", a.alpha, " there, ", b.alpha, " here");
  return "not the target, horizon, measure or alpha, but another field";
}

// Adds what a file stored of one metric to its plan.
absl::Status AddState(wire::DefinedState stored, const std::string& path,
                      const MetricRequest& request, Plan& plan) {
  READINESS_ASSIGN_OR_RETURN(const metric::MetricSpec spec,
                             metric::MakeMetricSpec(stored.definition));
  const auto differs = [&](std::string_view what, std::string_view from) {
    return base::Refused(
        "STATE_IDENTITY",
        Cat(metric::Name(spec.metric), " is defined otherwise in ", from, " (", what,
            "); states and rows of two definitions do not add up, so compute both with one"));
  };
  if (plan.defined_by.empty()) {
    plan.spec = spec;
  } else if (!(plan.spec == spec)) {
    return differs(DifferenceOf(plan.spec, spec), plan.defined_by);
  }
  const bool has_release = plan.stored.has_value() || request.release.has_value();
  if (has_release && plan.release != stored.release) {
    return differs(Cat("here it counts ", ReleaseText(stored.release)),
                   plan.stored.has_value() ? plan.defined_by : "--release");
  }
  // A state holds no names of entities, so nothing else tells whether it was counted already.
  if (const auto [same, is_new] = plan.files.try_emplace(stored.state.ToBytes(), path);
      !is_new && !stored.state.groups().empty()) {
    return base::Refused("STATE_TWICE",
                         Cat("its ", metric::Name(spec.metric), " is byte for byte that of ",
                             same->second, "; a state counts once, so leave one of them out"));
  }
  plan.release = stored.release;
  if (plan.defined_by.empty()) plan.defined_by = path;
  if (!plan.stored.has_value()) {
    plan.stored = std::move(stored.state);
    return absl::OkStatus();
  }
  if (plan.stored->resolution() != stored.state.resolution()) {
    return differs("one state is exact, one a histogram", "another file");
  }
  return plan.stored->Merge(stored.state);
}

absl::Status AddStates(const MetricRequest& request, Plans& plans) {
  for (const std::string& path : request.states) {
    const auto bytes = ReadFile(path);
    if (!bytes.ok()) return base::At(FileName(path), bytes.status());
    auto states = wire::DecodeMetricStates(*bytes);
    if (!states.ok()) return base::At(FileName(path), states.status());
    for (wire::DefinedState& state : *states) {
      const auto metric = metric::ReadMetric(state.definition.metric);
      if (!metric.ok()) return base::At(FileName(path), metric.status());
      if (request.is_of_a_cycle && IsOfTheLog(*metric)) {
        return base::At(FileName(path),
                        base::Invalid("TELEMETRY", Cat(state.definition.metric,
                                                       " is computed from the log of the cycle; "
                                                       "leave its state out")));
      }
      if (request.skips_later_states &&
          state.state.watermark() > absl::ToUnixMicros(request.as_of)) {
        continue;
      }
      const absl::Status added =
          AddState(std::move(state), FileName(path), request, plans.at(*metric));
      if (!added.ok()) return base::At(FileName(path), added);
    }
  }
  return absl::OkStatus();
}

// Does the telemetry have what the metric is about?
bool HasRows(const metric::MetricStream& stream, Metric metric) {
  using metric::EntityKind;
  const auto rows = [&stream](EntityKind kind) { return stream.store(kind).rows() > 0; };
  switch (metric) {
    case Metric::kTimeToResolution:
    case Metric::kSupportEscalationFrequency:
      return rows(EntityKind::kTicket);
    case Metric::kAdoptionConsistency:
      return rows(EntityKind::kAccount);
    case Metric::kCustomerConfidence:
      return rows(EntityKind::kResponse);
    case Metric::kDecisionClosureRate:
      return rows(EntityKind::kDecision);
    case Metric::kExceptionCompletionQuality:
      return rows(EntityKind::kException);
    case Metric::kReviewToImplementationLag:
      return rows(EntityKind::kReview);
    case Metric::kReworkVolume:
      return rows(EntityKind::kChange);
    case Metric::kEarlyJourneyCompletion:
      return rows(EntityKind::kJourney);
    case Metric::kPredictionMatch:
      break;
  }
  return false;
}

bool Contains(const std::vector<Metric>& metrics, Metric metric) {
  return std::find(metrics.begin(), metrics.end(), metric) != metrics.end();
}

// What goes into the state of one metric.
absl::StatusOr<metric::StateSpec> StateOf(const Plan& plan, const MetricRequest& request) {
  READINESS_ASSIGN_OR_RETURN(const metric::StateIdentity identity,
                             wire::MetricIdentity(metric::DefinitionOf(plan.spec), plan.release));
  const bool is_histogram = plan.stored.has_value()
                                ? plan.stored->resolution() == metric::Resolution::kHistogram
                                : request.is_histogram;
  metric::StateSpec state = metric::StateSpecOf(
      plan.spec, identity,
      is_histogram ? metric::Resolution::kHistogram : metric::Resolution::kExact);
  if (!plan.release.has_value()) {
    if (plan.spec.clock != model::MetricClock::kRelease) return state;
    return base::Invalid("DEFINITION",
                         Cat(metric::Name(plan.spec.metric), ": clock RELEASE needs --release"));
  }
  state.start_from = absl::ToUnixMicros(*plan.release);
  if (plan.spec.clock == model::MetricClock::kRelease) state.release = state.start_from;
  return state;
}

// What a person wants to know of a file that could be read all the same; mostly nothing.
std::string NotesText(const std::string& path, const table::TelemetryNotes& notes) {
  if (notes.rows == 0) return Cat(FileName(path), ": has a header and no row\n");
  if (notes.early_times == 0) return "";
  constexpr int64_t kMostSeconds = 100'000'000'000;  // The year 5138; in milliseconds 1973.
  const bool is_in_seconds = notes.early_time < kMostSeconds;
  return Cat(FileName(path), ": line ", notes.early_line, ": time ", notes.early_time,
             " is in microseconds and so ",
             base::InstantText(absl::FromUnixMicros(notes.early_time)), "; if it is in ",
             is_in_seconds ? "seconds, multiply by 1,000,000" : "milliseconds, multiply by 1,000",
             notes.early_times == 1 ? std::string() : Cat(" (so ", notes.early_times, " rows)"),
             "\n");
}

// The rows of all files that any metric may count, in one stream.
absl::Status ReadRows(const MetricRequest& request, metric::TextDictionary& texts,
                      metric::MetricStream& stream) {
  for (const std::string& path : request.telemetry) {
    table::TelemetryNotes notes;
    table::TelemetryOptions reading;
    reading.refuses_log_kinds = request.is_of_a_cycle;
    reading.notes = &notes;
    READINESS_RETURN_IF_ERROR(table::ReadTelemetryFile(
        path, reading, texts,
        [&stream](const table::TelemetryBatch& batch) { return stream.Apply(batch.columns); }));
    std::cerr << NotesText(path, notes);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ComputedMetrics> ComputeMetrics(const MetricRequest& request) {
  READINESS_ASSIGN_OR_RETURN(Plans plans, MakePlans(request));
  READINESS_RETURN_IF_ERROR(AddStates(request, plans));
  for (auto& [metric, plan] : plans) {
    const bool needs_launch =
        plan.spec.clock == model::MetricClock::kRelease && !plan.release.has_value();
    if (needs_launch) plan.release = request.launch;
  }
  const int64_t as_of = absl::ToUnixMicros(request.as_of);
  metric::TextDictionary texts;
  metric::StreamOptions options;
  options.until = as_of;
  options.known_at = absl::ToUnixMicros(request.known_at.value_or(request.as_of));
  options.escalation_tier =
      static_cast<uint8_t>(plans.at(Metric::kSupportEscalationFrequency).spec.escalation_tier);
  for (const auto& [metric, plan] : plans) {
    if (!plan.spec.allowed_lateness.has_value()) continue;
    options.allowed_lateness =
        std::max(options.allowed_lateness, absl::ToInt64Microseconds(*plan.spec.allowed_lateness));
  }
  metric::MetricStream stream(&texts, options);
  std::vector<std::pair<Metric, size_t>> numbers;
  for (const auto& [metric, plan] : plans) {
    if (!request.chosen.empty() && !Contains(request.chosen, metric)) continue;
    // Before the launch nothing is known of what counts from it.
    const bool waits_for_launch = plan.spec.clock == model::MetricClock::kRelease &&
                                  request.is_of_a_cycle && !plan.release.has_value();
    if (waits_for_launch) continue;
    READINESS_ASSIGN_OR_RETURN(const metric::StateSpec state, StateOf(plan, request));
    READINESS_ASSIGN_OR_RETURN(const size_t number, stream.AddMetric(state));
    numbers.emplace_back(metric, number);
  }
  READINESS_RETURN_IF_ERROR(ReadRows(request, texts, stream));

  ComputedMetrics computed;
  std::vector<wire::DefinedState> defined;
  for (const auto& [metric, number] : numbers) {
    const Plan& plan = plans.at(metric);
    const bool is_wanted = Contains(request.chosen, metric) || !plan.defined_by.empty();
    if (!is_wanted && !HasRows(stream, metric)) continue;
    metric::MetricState state = stream.TakeState(number);
    if (plan.stored.has_value()) READINESS_RETURN_IF_ERROR(state.Merge(*plan.stored));
    metric::EvaluateOptions evaluation{as_of, request.within, request.by_cohort};
    evaluation.known_at = options.known_at;
    auto reading = metric::Evaluate(plan.spec, state, evaluation);
    if (!reading.ok()) return base::At(metric::Name(metric), reading.status());
    computed.readings.push_back(*std::move(reading));
    computed.states.push_back(state.ToBytes());
    defined.push_back({metric::DefinitionOf(plan.spec), plan.release, std::move(state)});
  }
  READINESS_ASSIGN_OR_RETURN(computed.file, wire::EncodeMetricStates(defined));
  return computed;
}

}  // namespace readiness::cli
