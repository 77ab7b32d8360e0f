// readiness diff: what changed between two moments of one cycle.
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

#include "readiness/report/change.h"
#include "readiness/report/names.h"
#include "readiness/report/text.h"
#include "readiness/wire/change.h"

namespace readiness::cli {
namespace {

struct Options {
  std::string cycle;
  std::string from;
  std::string to;
  std::string format = "text";
};

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
  if (options.format == "json") {
    const auto json = wire::EncodeChangeJson(change);
    if (!json.ok()) return Refuse(FileName(options.cycle), json.status());
    return WriteOutput(*json) ? kDone : kWrongInput;
  }
  const report::Names names = report::NamesOf(loaded->log(), to);
  return WriteOutput(report::ChangeText(change, names, OutputLayout())) ? kDone : kWrongInput;
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
