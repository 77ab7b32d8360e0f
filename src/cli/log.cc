// readiness log: the entries of a log, a line each.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

#include "readiness/base/text.h"
#include "readiness/report/log_text.h"
#include "readiness/wire/cycle.h"

namespace readiness::cli {
namespace {

struct Options {
  std::string cycle;
  std::string format = "text";
};

int Run(const Options& options) {
  const auto loaded = LoadCycle(options.cycle);
  if (!loaded.ok()) return Refuse(FileName(options.cycle), loaded.status());
  if (options.format == "json") {
    const auto json = wire::EncodeCycleJson(loaded->log());
    if (!json.ok()) return Refuse(FileName(options.cycle), json.status());
    return WriteOutput(*json) ? kDone : kWrongInput;
  }
  return WriteOutput(report::LogText(loaded->log())) ? kDone : kWrongInput;
}

}  // namespace

void AddLog(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "log", "Print the entries of a log: number, time, actor, fact, subject, summary");
  auto options = std::make_shared<Options>();
  command->add_option("CYCLE", options->cycle, "The log of the cycle; - is standard input")
      ->required();
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
