// readiness assess: is the cycle ready at a moment, and why?
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/compute_metrics.h"
#include "cli/input.h"
#include "cli/output.h"

#include "readiness/base/instant.h"
#include "readiness/report/html.h"
#include "readiness/report/markdown.h"
#include "readiness/report/names.h"
#include "readiness/report/text.h"
#include "readiness/wire/assessment.h"

namespace readiness::cli {
namespace {

struct Options {
  std::string cycle;
  std::string as_of;
  std::string since;
  std::vector<std::string> telemetry;
  std::vector<std::string> states;
  std::string format = "text";
  bool is_gate = false;
};

absl::StatusOr<std::string> Render(const Options& options, const wire::LoadedCycle& cycle,
                                   const engine::Assessment& assessment) {
  if (options.format == "json") return wire::EncodeAssessmentJson(assessment);
  if (options.format == "binpb") return wire::EncodeAssessment(assessment);
  const report::Names names = report::NamesOf(cycle.log(), *assessment.as_of);
  if (options.format == "markdown") return report::AssessmentMarkdown(assessment, names);
  if (options.format == "html") return report::AssessmentHtml(assessment, names);
  return report::AssessmentText(assessment, names, OutputLayout());
}

// What the cycle says of metrics at the moment of `state`.
void AskFor(const engine::State& state, MetricRequest& request) {
  request.by_policy.clear();
  if (state.policy.has_value()) request.by_policy = state.policy->metrics;
  request.launch.reset();
  if (state.launched.has_value()) request.launch = state.launched->occurred_at;
}

int Run(const Options& options) {
  // The command line is checked before any file is read.
  std::optional<absl::Time> since;
  if (!options.since.empty()) since = ParseTimeOption("--since", options.since);
  if (!options.as_of.empty()) (void)ParseTimeOption("--as-of", options.as_of, true);

  const auto loaded = LoadCycle(options.cycle);
  if (!loaded.ok()) return Refuse(FileName(options.cycle), loaded.status());
  const absl::Time as_of = ResolveAsOf(options.as_of, *loaded);
  if (since.has_value() && *since > as_of) {
    throw CLI::ValidationError("--since", "lies after --as-of");
  }
  const auto& first = loaded->log().entries.front().recorded_at;
  if (since.has_value() && first.has_value() && *since < *first) {
    std::cerr << "nothing is known at " << base::InstantText(*since)
              << ", the moment of --since, so nothing is compared\n";
  }
  since = loaded->SinceAt(as_of, since);
  wire::MetricInputs metrics;
  if (!options.telemetry.empty() || !options.states.empty()) {
    MetricRequest request;
    request.telemetry = options.telemetry;
    request.states = options.states;
    request.is_of_a_cycle = true;
    request.as_of = as_of;
    AskFor(loaded->StateAt(as_of), request);
    auto now = ComputeMetrics(request);
    if (!now.ok()) return Refuse("metrics", now.status());
    metrics.readings = std::move(now->readings);
    metrics.states = std::move(now->states);
    if (since.has_value()) {
      request.as_of = *since;
      request.skips_later_states = true;
      AskFor(loaded->StateAt(*since), request);
      auto then = ComputeMetrics(request);
      if (!then.ok()) return Refuse("metrics", then.status());
      metrics.readings_since = std::move(then->readings);
    }
  }
  const auto assessment = loaded->Assess(as_of, since, metrics);
  if (!assessment.ok()) return Refuse(FileName(options.cycle), assessment.status());
  const auto output = Render(options, *loaded, *assessment);
  if (!output.ok()) return Refuse(FileName(options.cycle), output.status());
  if (!WriteOutput(*output)) return kWrongInput;
  if (!options.is_gate) return kDone;
  switch (assessment->verdict) {
    case model::Verdict::kGo:
      return kDone;
    case model::Verdict::kNoGo:
      return kNoGo;
    case model::Verdict::kHold:
    case model::Verdict::kUnspecified:
      break;
  }
  return kHold;
}

}  // namespace

void AddAssess(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("assess", "Is the cycle ready for its next step, and why?");
  auto options = std::make_shared<Options>();
  command->add_option("CYCLE", options->cycle, "The log of the cycle; - is standard input")
      ->required();
  command
      ->add_option("--as-of", options->as_of,
                   "The moment (TIME or now); by default when the last entry was recorded")
      ->check(RefuseEmpty);
  command
      ->add_option("--telemetry", options->telemetry,
                   "Rows of telemetry, CSV with a header: its metrics are shown, and answer the "
                   "criteria that refer to them")
      ->allow_extra_args(false);
  command
      ->add_option("--state", options->states,
                   "States of metrics that `readiness metrics --save-state` wrote, to be added")
      ->allow_extra_args(false);
  command
      ->add_option("--since", options->since,
                   "Compare with this moment (TIME); by default the last closed review")
      ->check(RefuseEmpty);
  command->add_option("--format", options->format, "text, json, markdown, html or binpb")
      ->check(CLI::IsMember({"text", "json", "markdown", "html", "binpb"}));
  command->add_flag("--gate", options->is_gate, "Exit 0 for GO, 10 for HOLD, 20 for NO_GO");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
