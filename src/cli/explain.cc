// readiness explain: everything that is known about one id.
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

#include "readiness/base/text.h"
#include "readiness/engine/graph_explanation.h"
#include "readiness/report/names.h"
#include "readiness/report/node_text.h"
#include "readiness/report/subject.h"
#include "readiness/report/text.h"
#include "readiness/wire/subject.h"

namespace readiness::cli {
namespace {

struct Options {
  std::string cycle;
  std::string id;
  std::string as_of;
  std::string nodes;
  std::string edges;
  std::string format = "text";
};

// A message as JSON.
int Write(const absl::StatusOr<std::string>& json) {
  if (!json.ok()) {
    Complain(base::ToStd(json.status().message()));
    return kWrongInput;
  }
  return WriteOutput(*json) ? kDone : kWrongInput;
}

int ExplainGraph(const Options& options, const std::string& id) {
  if (options.nodes.empty() || options.edges.empty()) {
    throw CLI::ValidationError("explain", "needs --nodes and --edges together");
  }
  if (!options.as_of.empty()) {
    throw CLI::ValidationError("--as-of", "belongs to a CYCLE; a graph from files has no moments");
  }
  const auto read = LoadGraph(options.nodes, options.edges);
  if (!read.ok()) {
    Complain(base::ToStd(read.status().message()));  // It names the file.
    return kWrongInput;
  }
  const auto explained = engine::ExplainNode(*read, id);
  if (!explained.ok()) return Refuse(options.nodes, explained.status());
  for (const std::string& note : explained->ranking.notes) Complain(note);
  if (options.format == "json") return Write(wire::EncodeNodeExplanationJson(*explained));
  return WriteOutput(report::NodeText(*explained, OutputLayout())) ? kDone : kWrongInput;
}

int Run(const Options& options) {
  if (!options.nodes.empty() || !options.edges.empty()) {
    if (!options.id.empty()) {
      throw CLI::ValidationError("explain", "takes a CYCLE or --nodes and --edges, not both");
    }
    return ExplainGraph(options, options.cycle);  // The one word that is given.
  }
  if (options.id.empty()) {
    throw CLI::ValidationError("explain", "needs a CYCLE and an ID, or --nodes, --edges and an ID");
  }
  if (!options.as_of.empty()) (void)ParseTimeOption("--as-of", options.as_of, true);
  const auto loaded = LoadCycle(options.cycle);
  if (!loaded.ok()) return Refuse(FileName(options.cycle), loaded.status());
  const absl::Time as_of = ResolveAsOf(options.as_of, *loaded);
  const auto assessment = loaded->Assess(as_of);
  if (!assessment.ok()) return Refuse(FileName(options.cycle), assessment.status());
  const auto subject =
      report::Explain(options.id, *assessment, loaded->StateAt(as_of), loaded->log());
  if (!subject.ok()) return Refuse(FileName(options.cycle), subject.status());
  if (options.format == "json") return Write(wire::EncodeSubjectJson(*subject));
  const report::Names names = report::NamesOf(loaded->log(), as_of);
  return WriteOutput(report::SubjectText(*subject, names, OutputLayout())) ? kDone : kWrongInput;
}

}  // namespace

void AddExplain(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "explain", "What is known about one id: a check, decision, risk, blocker, item, party ...");
  auto options = std::make_shared<Options>();
  command
      ->add_option("CYCLE", options->cycle,
                   "The log of the cycle; - is standard input. With --nodes and --edges it is left "
                   "out, and the ID comes first")
      ->required()
      ->check(RefuseEmpty);
  command->add_option("ID", options->id, "An id of the log, the path of a check, or a node")
      ->check(RefuseEmpty);
  command
      ->add_option("--nodes", options->nodes, "In place of a cycle, TSV: id, probability, impact")
      ->check(RefuseEmpty);
  command
      ->add_option("--edges", options->edges,
                   "TSV: from, to, probability; a failure of from reaches to")
      ->check(RefuseEmpty);
  command
      ->add_option("--as-of", options->as_of,
                   "The moment (TIME or now); by default when the last entry was recorded")
      ->check(RefuseEmpty);
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
