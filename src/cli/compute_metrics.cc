#include "cli/compute_metrics.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "cli/input.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/evaluate.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/text_dictionary.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/metric.h"

namespace readiness::cli {
namespace {

using base::Cat;
using metric::Metric;

// A spec for every metric, as defined or by default.
absl::StatusOr<std::map<Metric, metric::MetricSpec>> LoadSpecs(const std::string& path,
                                                               std::vector<Metric>& defined) {
  std::map<Metric, metric::MetricSpec> specs;
  for (size_t i = 0; i < metric::kMetricCount; ++i) {
    const auto metric = static_cast<Metric>(i);
    if (metric != Metric::kPredictionMatch) specs[metric] = metric::DefaultSpec(metric);
  }
  if (path.empty()) return specs;
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  READINESS_ASSIGN_OR_RETURN(const model::MetricDefinitions given,
                             FormatOf(path, bytes) == FileFormat::kJson
                                 ? wire::DecodeMetricDefinitionsJson(bytes)
                                 : wire::DecodeMetricDefinitions(bytes));
  for (size_t i = 0; i < given.definitions.size(); ++i) {
    const auto spec = metric::MakeMetricSpec(given.definitions[i]);
    const std::string where = Cat("definitions[", i, "]");
    if (!spec.ok()) return base::At(where, spec.status());
    if (spec->metric == Metric::kPredictionMatch) {
      return base::Invalid("METRIC", Cat(where,
                                         ": prediction_match is computed from the log of a "
                                         "cycle; leave it out here"));
    }
    if (std::find(defined.begin(), defined.end(), spec->metric) != defined.end()) {
      return base::Invalid("DEFINITION",
                           Cat(where, ": ", metric::Name(spec->metric), " is defined twice"));
    }
    defined.push_back(spec->metric);
    specs[spec->metric] = *spec;
  }
  return specs;
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
absl::StatusOr<metric::StateSpec> StateOf(const metric::MetricSpec& spec,
                                          const MetricRequest& request) {
  READINESS_ASSIGN_OR_RETURN(const metric::StateIdentity identity,
                             wire::MetricIdentity(metric::DefinitionOf(spec)));
  metric::StateSpec state = metric::StateSpecOf(
      spec, identity,
      request.is_histogram ? metric::Resolution::kHistogram : metric::Resolution::kExact);
  const bool from_release = spec.clock == model::MetricClock::kRelease;
  if (!request.release.has_value()) {
    if (!from_release) return state;
    return base::Invalid("DEFINITION",
                         Cat(metric::Name(spec.metric), ": clock RELEASE needs --release"));
  }
  state.start_from = absl::ToUnixMicros(*request.release);
  if (from_release) state.release = state.start_from;
  return state;
}

}  // namespace

absl::StatusOr<ComputedMetrics> ComputeMetrics(const MetricRequest& request) {
  std::vector<Metric> wanted = request.chosen;
  READINESS_ASSIGN_OR_RETURN(const auto specs, LoadSpecs(request.definitions, wanted));
  const int64_t as_of = absl::ToUnixMicros(request.as_of);
  metric::TextDictionary texts;
  metric::StreamOptions options;
  options.known_at = options.until = as_of;
  options.escalation_tier =
      static_cast<uint8_t>(specs.at(Metric::kSupportEscalationFrequency).escalation_tier);
  metric::MetricStream stream(&texts, options);
  std::vector<std::pair<Metric, size_t>> numbers;
  for (const auto& [metric, spec] : specs) {
    if (!request.chosen.empty() && !Contains(request.chosen, metric)) continue;
    READINESS_ASSIGN_OR_RETURN(const metric::StateSpec state, StateOf(spec, request));
    READINESS_ASSIGN_OR_RETURN(const size_t number, stream.AddMetric(state));
    numbers.emplace_back(metric, number);
  }
  table::TelemetryOptions reading;
  reading.refuses_log_kinds = request.refuses_log_kinds;
  for (const std::string& path : request.telemetry) {
    READINESS_RETURN_IF_ERROR(table::ReadTelemetryFile(
        path, reading, texts,
        [&stream](const table::TelemetryBatch& batch) { return stream.Apply(batch.columns); }));
  }
  stream.AdvanceWatermark(as_of);

  ComputedMetrics computed;
  for (const auto& [metric, number] : numbers) {
    if (!Contains(wanted, metric) && !HasRows(stream, metric)) continue;
    READINESS_ASSIGN_OR_RETURN(metric::MetricReading reading_now,
                               metric::Evaluate(specs.at(metric), stream.state(number),
                                                {as_of, request.within, request.by_cohort}));
    computed.readings.push_back(std::move(reading_now));
    computed.states.push_back(stream.state(number).ToBytes());
  }
  return computed;
}

}  // namespace readiness::cli
