// readiness diff: what changed between two moments of one cycle.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/output.h"

#include "readiness/report/change.h"
#include "readiness/report/names.h"
#include "readiness/report/text.h"

namespace readiness::cli {
namespace {

struct Options {
  std::string cycle;
  std::string from;
  std::string to;
  std::string format = "text";
};

void WriteResult(JsonWriter& json, std::string_view name, model::Result result) {
  json.BeginObject(name);
  json.Field("result",
             result.kind == model::ResultKind::kUnspecified ? "" : model::Name(result.kind));
  json.Field("reason",
             result.reason == model::UnknownReason::kUnspecified ? "" : model::Name(result.reason));
  json.EndObject();
}

void WritePhases(JsonWriter& json, std::string_view name,
                 const std::vector<report::PhaseChange>& changes) {
  json.BeginArray(name);
  for (const auto& change : changes) {
    json.BeginObject();
    json.Field("id", change.id);
    json.Field("from", change.from);
    json.Field("to", change.to);
    json.Field("owner", change.owner);
    json.EndObject();
  }
  json.EndArray();
}

void WriteVetoes(JsonWriter& json, std::string_view name, const std::vector<engine::Veto>& vetoes) {
  json.BeginArray(name);
  for (const auto& veto : vetoes) {
    json.BeginObject();
    json.Field("rule", veto.rule);
    json.Field("path", veto.path);
    json.Field("cap", model::Name(veto.cap));
    json.EndObject();
  }
  json.EndArray();
}

std::string Json(const report::Change& change) {
  JsonWriter json;
  json.BeginObject();
  json.Field("cycle", change.cycle);
  json.TimeField("from", change.from);
  json.TimeField("to", change.to);
  json.Field("fromVerdict", model::Name(change.from_verdict));
  json.Field("toVerdict", model::Name(change.to_verdict));
  json.BeginArray("criteria");
  for (const auto& criterion : change.criteria) {
    json.BeginObject();
    json.Field("path", criterion.path);
    json.Field("title", criterion.title);
    WriteResult(json, "from", criterion.from);
    WriteResult(json, "to", criterion.to);
    json.Field("owner", criterion.owner);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("risks");
  for (const auto& move : change.risks) {
    json.BeginObject();
    json.Field("risk", move.risk);
    json.Field("from", move.from);
    json.Field("to", move.to);
    json.EndObject();
  }
  json.EndArray();
  WritePhases(json, "decisions", change.decisions);
  WritePhases(json, "blockers", change.blockers);
  WritePhases(json, "scopeChanges", change.scope_changes);
  WriteVetoes(json, "vetoesRaised", change.vetoes_raised);
  WriteVetoes(json, "vetoesSettled", change.vetoes_settled);
  json.EndObject();
  return json.Take();
}

int Run(const Options& options) {
  const absl::Time from = ParseTimeOption("--from", options.from);
  const absl::Time to = ParseTimeOption("--to", options.to);
  if (from > to) throw CLI::ValidationError("--from", "lies after --to");
  const auto loaded = LoadCycle(options.cycle);
  if (!loaded.ok()) return Refuse(FileName(options.cycle), loaded.status());
  const auto before = loaded->Assess(from);
  if (!before.ok()) return Refuse(FileName(options.cycle), before.status());
  const auto after = loaded->Assess(to);
  if (!after.ok()) return Refuse(FileName(options.cycle), after.status());
  const report::Change change =
      report::Compare(*before, loaded->StateAt(from), *after, loaded->StateAt(to));
  const std::string output =
      options.format == "json"
          ? Json(change)
          : report::ChangeText(change, report::NamesOf(loaded->log(), to), OutputLayout());
  return WriteOutput(output) ? kDone : kWrongInput;
}

}  // namespace

void AddDiff(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("diff",
                         "What changed between two moments: verdict, checks, decisions, "
                         "risks, blockers, vetoes");
  auto options = std::make_shared<Options>();
  command->add_option("CYCLE", options->cycle, "The log of the cycle; - is standard input")
      ->required();
  command->add_option("--from", options->from, "The earlier moment (TIME)")->required();
  command->add_option("--to", options->to, "The later moment (TIME)")->required();
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
