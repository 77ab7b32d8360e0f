// readiness metrics: the metrics of telemetry at a moment, with open items counted and an interval
// for every number.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "cli/commands.h"
#include "cli/compute_metrics.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/replace_file.h"

#include "readiness/base/text.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/report/metrics_text.h"
#include "readiness/wire/metric.h"

namespace readiness::cli {
namespace {

using base::Cat;
using metric::Metric;

struct Options {
  std::vector<std::string> telemetry;
  std::vector<std::string> states;
  std::string save_state;
  bool has_whole_accounts = false;
  std::string definitions;
  std::string release;
  std::string as_of;
  std::string known_at;
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

int Run(const Options& options) {
  // The command line is checked before any file is read.
  MetricRequest request;
  request.as_of = ParseTimeOption("--as-of", options.as_of, true);
  if (!options.release.empty()) {
    request.release = ParseTimeOption("--release", options.release);
    if (*request.release > request.as_of) {
      throw CLI::ValidationError("--release", "lies after --as-of");
    }
  }
  if (!options.known_at.empty()) {
    request.known_at = ParseTimeOption("--known-at", options.known_at, true);
    if (*request.known_at < request.as_of) {
      throw CLI::ValidationError("--known-at",
                                 "lies before --as-of, and of the time between nothing is known; "
                                 "give that moment to --as-of");
    }
  }
  for (const std::string& text : options.within) {
    request.within.push_back(ParseDurationOption("--within", text));
  }
  request.chosen = ChosenMetrics(options);
  if (options.telemetry.empty() && options.states.empty()) {
    throw CLI::RequiredError("--telemetry or --state");
  }
  request.telemetry = options.telemetry;
  request.states = options.states;
  request.definitions = options.definitions;
  request.by_cohort = options.by == "cohort";
  request.has_whole_accounts = options.has_whole_accounts;
  request.is_histogram = options.resolution == "histogram";
  auto computed = ComputeMetrics(request);
  if (!computed.ok()) return Refuse("metrics", computed.status());
  if (!options.save_state.empty()) {
    const absl::Status saved = WriteWhole(options.save_state, computed->file);
    if (!saved.ok()) return Refuse(FileName(options.save_state), saved);
  }
  const metric::MetricReadings readings{std::move(computed->readings)};
  if (options.format == "text") {
    return WriteOutput(report::MetricsText(readings, request.as_of, OutputLayout())) ? kDone
                                                                                     : kWrongInput;
  }
  const auto json = wire::EncodeMetricReadingsJson(readings);
  if (!json.ok()) return Refuse("metrics", json.status());
  return WriteOutput(*json) ? kDone : kWrongInput;
}

}  // namespace

void AddMetrics(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "metrics", "The metrics of telemetry at a moment, open items counted, with intervals");
  auto options = std::make_shared<Options>();
  command->add_option("--telemetry", options->telemetry, "Rows of telemetry, CSV with a header");
  command
      ->add_option("--state", options->states,
                   "States that --save-state wrote, to be added; no entity may be in two parts")
      ->allow_extra_args(false);
  command->add_option("--save-state", options->save_state,
                      "Write the states of all that was read to this file");
  command->add_flag("--whole-accounts", options->has_whole_accounts,
                    "Of a part of telemetry: no ticket in it names an account of another part");
  command->add_option("--definitions", options->definitions,
                      "What metrics mean (readiness.v1.MetricDefinitions); by default no targets");
  command->add_option("--release", options->release,
                      "Only what began at or after this moment (TIME)");
  command->add_option("--as-of", options->as_of, "The moment (TIME or now)")->required();
  command->add_option("--known-at", options->known_at,
                      "What became known by then counts (TIME or now); by default --as-of");
  command
      ->add_option("--within", options->within,
                   "Give the share that ended within this long as well (DURATION)")
      ->allow_extra_args(false);
  command->add_option("--metric", options->metrics, "Only this metric")->allow_extra_args(false);
  command->add_option("--by", options->by, "cohort: each cohort as well")
      ->check(CLI::IsMember({"cohort"}));
  command
      ->add_option("--resolution", options->resolution,
                   "exact, or histogram: less memory, times within 0.4 %, what is open to the hour")
      ->check(CLI::IsMember({"exact", "histogram"}));
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
