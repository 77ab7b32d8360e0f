// readiness verify: is the log one that the engine accepts, whole?
//
// The digest that it prints is the inputsDigest of an assessment at the last entry: of the content
// of every entry, the policy, the moment and the engine's version (wire/digest.h).
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/output.h"

#include "readiness/base/instant.h"
#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"

namespace readiness::cli {
namespace {

using base::Cat;

struct Options {
  std::string cycle;
  std::string format = "text";
};

std::string Text(const std::string& path, const wire::LoadedCycle& loaded,
                 const engine::Assessment& assessment) {
  const auto& entries = loaded.log().entries;
  using report::Safe;
  std::string text =
      Cat(FileName(path), ": a log that stands, cycle ", Safe(assessment.cycle), "\n");
  text += Cat("entries        ", entries.size(),
              loaded.read_count() > entries.size()
                  ? Cat(" (", loaded.read_count(), " in the file; what is given twice counts once)")
                  : "",
              "\n");
  text += Cat("first          ", Safe(entries.front().id), ", recorded ",
              base::InstantText(*entries.front().recorded_at), "\n");
  text += Cat("last           ", Safe(entries.back().id), ", recorded ",
              base::InstantText(*entries.back().recorded_at), "\n");
  text += Cat("inputs         sha256 ", assessment.inputs_digest, "\n");
  text += Cat("issues         ", assessment.issues.size(), "\n");
  for (const auto& issue : assessment.issues) {
    text += Cat("  ", model::Name(issue.severity), "  ", Safe(issue.path), ": ",
                Safe(issue.message), "\n");
  }
  return text;
}

std::string Json(const wire::LoadedCycle& loaded, const engine::Assessment& assessment) {
  const auto& entries = loaded.log().entries;
  JsonWriter json;
  json.BeginObject();
  json.Field("cycle", assessment.cycle);
  json.CountField("entries", static_cast<int64_t>(entries.size()));
  json.CountField("entriesInFile", static_cast<int64_t>(loaded.read_count()));
  json.Field("firstId", entries.front().id);
  json.TimeField("firstRecordedAt", entries.front().recorded_at);
  json.Field("lastId", entries.back().id);
  json.TimeField("lastRecordedAt", entries.back().recorded_at);
  json.Field("inputsDigest", assessment.inputs_digest);
  json.BeginArray("issues");
  for (const auto& issue : assessment.issues) {
    json.BeginObject();
    json.Field("severity", model::Name(issue.severity));
    json.Field("path", issue.path);
    json.Field("message", issue.message);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

int Run(const Options& options) {
  const auto loaded = LoadCycle(options.cycle);
  if (!loaded.ok()) return Refuse(FileName(options.cycle), loaded.status());
  const auto assessment = loaded->Assess(loaded->LastRecordedAt());
  if (!assessment.ok()) return Refuse(FileName(options.cycle), assessment.status());
  return WriteOutput(options.format == "json" ? Json(*loaded, *assessment)
                                              : Text(options.cycle, *loaded, *assessment))
             ? kDone
             : kWrongInput;
}

}  // namespace

void AddVerify(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "verify",
      "Check that the engine accepts every entry of a log; list the problems in its data");
  auto options = std::make_shared<Options>();
  command->add_option("CYCLE", options->cycle, "The log of the cycle; - is standard input")
      ->required();
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
