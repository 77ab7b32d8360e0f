#include "cli/compute_metrics.h"

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <utility>

#include "cli/input.h"

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/cycle_metrics.h"
#include "readiness/wire/metric.h"
#include "readiness/wire/metric_set.h"
#include "readiness/wire/metric_state.h"

namespace readiness::cli {
namespace {

using base::Cat;

wire::MetricSetOptions OptionsOf(const MetricRequest& request) {
  wire::MetricSetOptions options;
  options.until = request.as_of;
  options.known_at = request.known_at.value_or(request.as_of);
  options.release = request.release;
  options.launch = request.launch;
  if (request.is_histogram) options.resolution = metric::Resolution::kHistogram;
  options.may_wait_for_release = request.is_of_a_cycle;
  options.states_define_nothing = request.is_of_a_cycle;
  options.has_whole_accounts = request.has_whole_accounts;
  return options;
}

// What metrics mean, as the policy of a cycle and a file say.
absl::Status AddDefinitions(const MetricRequest& request, wire::MetricSet& metrics) {
  READINESS_RETURN_IF_ERROR(wire::DefineByPolicy(request.by_policy, metrics));
  if (request.definitions.empty()) return absl::OkStatus();
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(request.definitions));
  READINESS_ASSIGN_OR_RETURN(const model::MetricDefinitions given,
                             FormatOf(request.definitions, bytes) == FileFormat::kJson
                                 ? wire::DecodeMetricDefinitionsJson(bytes)
                                 : wire::DecodeMetricDefinitions(bytes));
  for (size_t i = 0; i < given.definitions.size(); ++i) {
    READINESS_RETURN_IF_ERROR(metrics.Define(given.definitions[i], Cat("definitions[", i, "]")));
  }
  return absl::OkStatus();
}

absl::Status AddStates(const MetricRequest& request, wire::MetricSet& metrics) {
  for (const std::string& path : request.states) {
    const auto bytes = ReadFile(path);
    if (!bytes.ok()) return base::At(FileName(path), bytes.status());
    auto states = wire::DecodeMetricStates(*bytes);
    if (!states.ok()) return base::At(FileName(path), states.status());
    for (wire::DefinedState& state : *states) {
      const auto metric = metric::ReadMetric(state.definition.metric);
      if (!metric.ok()) return base::At(FileName(path), metric.status());
      if (const absl::Status status =
              request.is_of_a_cycle ? wire::CheckNotOfTheLog(*metric) : absl::OkStatus();
          !status.ok()) {
        return base::At(FileName(path), status);
      }
      if (request.skips_later_states &&
          state.state.watermark() > absl::ToUnixMicros(request.as_of)) {
        continue;
      }
      READINESS_RETURN_IF_ERROR(metrics.AddState(std::move(state), FileName(path)));
    }
  }
  return absl::OkStatus();
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

// The rows of all files.
absl::Status ReadRows(const MetricRequest& request, wire::MetricSet& metrics) {
  for (const std::string& path : request.telemetry) {
    table::TelemetryNotes notes;
    table::TelemetryOptions reading;
    reading.refuses_log_kinds = request.is_of_a_cycle;
    reading.notes = &notes;
    READINESS_RETURN_IF_ERROR(table::ReadTelemetryFile(
        path, reading, metrics.texts(),
        [&metrics](const table::TelemetryBatch& batch) { return metrics.Apply(batch.columns); }));
    std::cerr << NotesText(path, notes);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ComputedMetrics> ComputeMetrics(const MetricRequest& request) {
  wire::MetricSet metrics(OptionsOf(request));
  READINESS_RETURN_IF_ERROR(AddDefinitions(request, metrics));
  READINESS_RETURN_IF_ERROR(AddStates(request, metrics));
  READINESS_RETURN_IF_ERROR(metrics.Start(request.chosen));
  READINESS_RETURN_IF_ERROR(ReadRows(request, metrics));
  ComputedMetrics computed;
  wire::MetricQuestion question;
  question.within = request.within;
  question.by_cohort = request.by_cohort;
  READINESS_ASSIGN_OR_RETURN(computed.readings, metrics.Evaluate(question));
  READINESS_ASSIGN_OR_RETURN(computed.states, metrics.StateBytes());
  READINESS_ASSIGN_OR_RETURN(const std::vector<wire::DefinedState> states, metrics.States());
  READINESS_ASSIGN_OR_RETURN(computed.file, wire::EncodeMetricStates(states));
  return computed;
}

}  // namespace readiness::cli
