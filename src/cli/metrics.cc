// readiness metrics: the metrics of telemetry at a moment, with open items counted and an interval
// for every number.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/evaluate.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/text_dictionary.h"
#include "readiness/report/metrics_text.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/metric.h"

namespace readiness::cli {
namespace {

using base::Cat;
using metric::Metric;

struct Options {
  std::vector<std::string> telemetry;
  std::string definitions;
  std::string release;
  std::string as_of;
  std::vector<std::string> within;
  std::vector<std::string> metrics;
  std::string by;
  std::string resolution = "exact";
  std::string format = "text";
};

// "90s", "15m", "24h", "7d", "2w" in seconds. Throws CLI::ValidationError.
double ParseDurationOption(const std::string& option, const std::string& text) {
  int64_t amount = 0;
  size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9' && amount < 1'000'000'000) {
    amount = amount * 10 + (text[at++] - '0');
  }
  int64_t unit = 0;
  if (at > 0 && at + 1 == text.size()) {
    switch (text[at]) {
      case 's':
        unit = 1;
        break;
      case 'm':
        unit = 60;
        break;
      case 'h':
        unit = 3'600;
        break;
      case 'd':
        unit = 86'400;
        break;
      case 'w':
        unit = 7 * 86'400;
        break;
      default:
        break;
    }
  }
  if (unit == 0) {
    throw CLI::ValidationError(option,
                               Cat("\"", text, "\" is no duration; write 90s, 15m, 24h, 7d or 2w"));
  }
  return static_cast<double>(amount * unit);
}

// The metrics that were asked for; nothing: all that telemetry has. Throws CLI::ValidationError.
std::vector<Metric> ChosenMetrics(const Options& options) {
  std::vector<Metric> chosen;
  for (const std::string& name : options.metrics) {
    const auto metric = metric::ReadMetric(name);
    if (!metric.ok()) {
      throw CLI::ValidationError("--metric", std::string(metric.status().message()));
    }
    if (*metric == Metric::kPredictionMatch) {
      throw CLI::ValidationError("--metric",
                                 "prediction_match is computed from the log of a cycle, which "
                                 "this command does not read; ask readiness assess");
    }
    if (std::find(chosen.begin(), chosen.end(), *metric) == chosen.end()) {
      chosen.push_back(*metric);
    }
  }
  return chosen;
}

// A spec for every metric, as defined or by default.
absl::StatusOr<std::map<Metric, metric::MetricSpec>> LoadSpecs(const Options& options,
                                                               std::vector<Metric>& defined) {
  std::map<Metric, metric::MetricSpec> specs;
  for (size_t i = 0; i < metric::kMetricCount; ++i) {
    const auto metric = static_cast<Metric>(i);
    if (metric != Metric::kPredictionMatch) specs[metric] = metric::DefaultSpec(metric);
  }
  if (options.definitions.empty()) return specs;
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(options.definitions));
  READINESS_ASSIGN_OR_RETURN(const model::MetricDefinitions given,
                             FormatOf(options.definitions, bytes) == FileFormat::kJson
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

struct Request {
  absl::Time as_of;
  std::optional<absl::Time> release;
  std::vector<double> within;
  std::vector<Metric> chosen;
};

absl::StatusOr<metric::MetricReadings> Compute(const Options& options, const Request& request) {
  std::vector<Metric> wanted = request.chosen;
  READINESS_ASSIGN_OR_RETURN(const auto specs, LoadSpecs(options, wanted));
  const bool is_open_choice = request.chosen.empty();
  metric::TextDictionary texts;
  metric::StreamOptions stream_options;
  stream_options.known_at = stream_options.until = absl::ToUnixMicros(request.as_of);
  stream_options.escalation_tier =
      static_cast<uint8_t>(specs.at(Metric::kSupportEscalationFrequency).escalation_tier);
  metric::MetricStream stream(&texts, stream_options);
  std::vector<std::pair<Metric, size_t>> numbers;
  for (const auto& [metric, spec] : specs) {
    if (!is_open_choice &&
        std::find(request.chosen.begin(), request.chosen.end(), metric) == request.chosen.end()) {
      continue;
    }
    READINESS_ASSIGN_OR_RETURN(const metric::StateIdentity identity,
                               wire::MetricIdentity(metric::DefinitionOf(spec)));
    metric::StateSpec state =
        metric::StateSpecOf(spec, identity,
                            options.resolution == "exact" ? metric::Resolution::kExact
                                                          : metric::Resolution::kHistogram);
    if (request.release.has_value()) {
      state.start_from = absl::ToUnixMicros(*request.release);
      if (spec.clock == model::MetricClock::kRelease) state.release = state.start_from;
    } else if (spec.clock == model::MetricClock::kRelease) {
      return base::Invalid("DEFINITION",
                           Cat(metric::Name(metric), ": clock RELEASE needs --release"));
    }
    READINESS_ASSIGN_OR_RETURN(const size_t number, stream.AddMetric(state));
    numbers.emplace_back(metric, number);
  }
  for (const std::string& path : options.telemetry) {
    READINESS_RETURN_IF_ERROR(table::ReadTelemetryFile(
        path, {}, texts,
        [&stream](const table::TelemetryBatch& batch) { return stream.Apply(batch.columns); }));
  }
  stream.AdvanceWatermark(absl::ToUnixMicros(request.as_of));

  metric::MetricReadings readings;
  for (const auto& [metric, number] : numbers) {
    const bool is_wanted = std::find(wanted.begin(), wanted.end(), metric) != wanted.end();
    if (!is_wanted && !HasRows(stream, metric)) continue;
    metric::EvaluateOptions evaluate;
    evaluate.as_of = absl::ToUnixMicros(request.as_of);
    evaluate.within = request.within;
    evaluate.by_cohort = options.by == "cohort";
    READINESS_ASSIGN_OR_RETURN(metric::MetricReading reading,
                               metric::Evaluate(specs.at(metric), stream.state(number), evaluate));
    readings.metrics.push_back(std::move(reading));
  }
  return readings;
}

int Run(const Options& options) {
  // The command line is checked before any file is read.
  Request request;
  request.as_of = ParseTimeOption("--as-of", options.as_of, true);
  if (!options.release.empty()) {
    request.release = ParseTimeOption("--release", options.release);
    if (*request.release > request.as_of) {
      throw CLI::ValidationError("--release", "lies after --as-of");
    }
  }
  for (const std::string& text : options.within) {
    request.within.push_back(ParseDurationOption("--within", text));
  }
  request.chosen = ChosenMetrics(options);
  const auto readings = Compute(options, request);
  if (!readings.ok()) return Refuse(options.definitions, readings.status());
  if (options.format == "text") {
    return WriteOutput(report::MetricsText(*readings, request.as_of, OutputLayout())) ? kDone
                                                                                      : kWrongInput;
  }
  const auto json = wire::EncodeMetricReadingsJson(*readings);
  if (!json.ok()) return Refuse("metrics", json.status());
  return WriteOutput(*json) ? kDone : kWrongInput;
}

}  // namespace

void AddMetrics(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "metrics", "The metrics of telemetry at a moment, open items counted, with intervals");
  auto options = std::make_shared<Options>();
  command->add_option("--telemetry", options->telemetry, "Rows of telemetry, CSV with a header")
      ->required();
  command->add_option("--definitions", options->definitions,
                      "What metrics mean (readiness.v1.MetricDefinitions); by default no targets");
  command->add_option("--release", options->release,
                      "Only what began at or after this moment (TIME)");
  command->add_option("--as-of", options->as_of, "The moment (TIME or now)")->required();
  command->add_option("--within", options->within,
                      "Give the share that ended within this long as well (DURATION)");
  command->add_option("--metric", options->metrics, "Only this metric");
  command->add_option("--by", options->by, "cohort: each cohort as well")
      ->check(CLI::IsMember({"cohort"}));
  command
      ->add_option("--resolution", options->resolution,
                   "exact, or histogram: less memory, times within 0.4 %")
      ->check(CLI::IsMember({"exact", "histogram"}));
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
