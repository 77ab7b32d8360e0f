// readiness explain: everything that is known about one id.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/ranking_json.h"

#include "readiness/base/text.h"
#include "readiness/engine/graph_explanation.h"
#include "readiness/report/names.h"
#include "readiness/report/node_text.h"
#include "readiness/report/subject.h"
#include "readiness/report/text.h"

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

void WriteCriterion(JsonWriter& json, const report::SubjectCriterion& entry) {
  const auto& criterion = entry.criterion;
  json.BeginObject();
  json.Field("path", entry.path);
  json.Field("title", criterion.title);
  json.Field("role", criterion.role);
  json.Field("level", model::Name(criterion.level));
  json.Field("result", model::Name(criterion.result));
  json.Field("reason", criterion.reason == model::UnknownReason::kUnspecified
                           ? ""
                           : model::Name(criterion.reason));
  json.Field("value", criterion.value);
  json.Field("threshold", criterion.threshold);
  json.Field("owner", criterion.owner);
  json.Field("nextStep", criterion.next_step);
  json.ListField("evidence", criterion.evidence);
  json.TimeField("validUntil", criterion.valid_until);
  json.BoolField("inCertificate", entry.is_in_certificate);
  json.BoolField("inResolution", entry.resolution.has_value());
  if (entry.flip.has_value()) {
    json.BeginObject("flip");
    json.Field("from", model::Name(entry.flip->from));
    json.Field("to", model::Name(entry.flip->to));
    json.EndObject();
  }
  json.EndObject();
}

void WriteRisk(JsonWriter& json, const engine::RankedRisk& risk, bool has_downstream_count = true) {
  json.BeginObject("risk");
  WriteRankFields(json, risk, has_downstream_count);
  json.EndObject();
}

void WriteBands(JsonWriter& json, std::string_view name,
                const std::vector<engine::RiskBand>& bands) {
  json.BeginArray(name);
  for (const auto& band : bands) {
    json.BeginObject();
    json.Field("dimension", band.dimension);
    json.Field("band", band.band);
    json.BoolField("certified", band.is_certified);
    json.EndObject();
  }
  json.EndArray();
}

void WriteFlip(JsonWriter& json, std::string_view name,
               const std::optional<engine::TierFlip>& flip) {
  if (!flip.has_value()) return;
  json.BeginObject(name);
  json.Field("tier", flip->tier);
  WriteBands(json, "bands", flip->changes);
  json.EndObject();
}

void WriteRankFlip(JsonWriter& json, std::string_view name,
                   const std::optional<engine::RankFlip>& flip) {
  if (!flip.has_value()) return;
  json.BeginObject(name);
  json.Field("risk", flip->risk);
  json.NumberField("probability", flip->probability);
  json.EndObject();
}

void WriteWhy(JsonWriter& json, const engine::RiskExplanation& why) {
  json.BeginObject("riskExplanation");
  json.BeginArray("touchpoints");
  for (const auto& fall : why.touchpoints) {
    json.BeginObject();
    json.Field("touchpoint", fall.touchpoint);
    json.NumberField("value", fall.value);
    json.NumberField("fallLow", fall.fall_low);
    json.NumberField("fallHigh", fall.fall_high);
    json.NumberField("drawn", fall.drawn);
    json.NumberField("standardError", fall.standard_error);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("paths");
  for (const auto& path : why.paths) {
    json.BeginObject();
    json.ListField("nodes", path.nodes);
    json.NumberField("probability", path.probability);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("openPaths");
  for (const auto& path : why.open_paths) {
    json.BeginObject();
    json.ListField("nodes", path.nodes);
    json.NumberField("probabilityLow", path.probability);
    json.NumberField("probabilityHigh", path.probability_high);
    json.BeginArray("unknownLinks");
    for (const size_t from : path.unknown_links) {
      json.BeginObject();
      json.Field("prerequisite", path.nodes[from]);
      json.Field("dependent", path.nodes[from + 1]);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("links");
  for (const auto& link : why.links) {
    json.BeginObject();
    json.Field("prerequisite", link.prerequisite);
    json.Field("dependent", link.dependent);
    json.NumberField("probability", link.probability);
    json.NumberField("loss", link.loss);
    json.NumberField("standardError", link.standard_error);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("neighbours");
  for (const auto& neighbour : why.neighbours) {
    json.BeginObject();
    json.Field("risk", neighbour.risk);
    json.CountField("rank", neighbour.rank);
    json.NumberField("swapProbability", neighbour.swap_probability);
    json.EndObject();
  }
  json.EndArray();
  json.NumberField("topProbability", why.top_probability);
  json.NumberField("topProbabilityLow", why.top_probability_low);
  json.NumberField("topProbabilityHigh", why.top_probability_high);
  if (!why.bands.empty()) {  // A graph outside a cycle has no tiers.
    WriteBands(json, "bands", why.bands);
    json.CountField("tierRow", why.tier_row);
    WriteFlip(json, "milder", why.milder);
    WriteFlip(json, "worse", why.worse);
  }
  WriteRankFlip(json, "rise", why.rise);
  WriteRankFlip(json, "decline", why.decline);
  json.ListField("commonCauses", why.common_causes);
  json.EndObject();
}

void WriteEffects(JsonWriter& json, const report::Subject& subject) {
  json.BeginArray("vetoes");
  for (const auto& veto : subject.vetoes) {
    json.BeginObject();
    json.Field("rule", veto.rule);
    json.Field("path", veto.path);
    json.Field("cap", model::Name(veto.cap));
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("waivers");
  for (const auto& waiver : subject.waivers) {
    json.BeginObject();
    json.Field("id", waiver.id);
    json.Field("path", waiver.path);
    json.Field("by", waiver.by);
    json.Field("reason", waiver.reason);
    json.TimeField("until", waiver.until);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("constraints");
  for (const auto& constraint : subject.constraints) {
    json.BeginObject();
    json.Field("decision", constraint.decision);
    json.Field("text", constraint.text);
    json.ListField("criteria", constraint.criteria);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("nearMisses");
  for (const auto& miss : subject.near_misses) {
    json.BeginObject();
    json.Field("table", miss.table);
    json.CountField("row", miss.row);
    json.Field("column", miss.column);
    json.Field("wanted", miss.wanted);
    json.ListField("outcomes", miss.outcomes);
    json.EndObject();
  }
  json.EndArray();
}

std::string Json(const report::Subject& subject) {
  JsonWriter json;
  json.BeginObject();
  json.Field("cycle", subject.cycle);
  json.TimeField("asOf", subject.as_of);
  json.Field("verdict", model::Name(subject.verdict));
  json.Field("id", subject.id);
  json.Field("kind", subject.kind);
  json.Field("title", subject.title);
  json.Field("owner", subject.owner);
  json.Field("state", subject.state);
  json.BeginArray("details");
  for (const auto& detail : subject.details) {
    json.BeginObject();
    json.Field("name", detail.name);
    json.Field("value", detail.value);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("criteria");
  for (const auto& entry : subject.criteria) WriteCriterion(json, entry);
  json.EndArray();
  WriteEffects(json, subject);
  if (subject.risk.has_value()) WriteRisk(json, *subject.risk);
  if (subject.risk_explanation.has_value()) WriteWhy(json, *subject.risk_explanation);
  if (!subject.actions.empty()) {
    json.BeginArray("actions");
    for (const auto& action : subject.actions) WriteAction(json, action);
    json.EndArray();
  }
  if (subject.blocked_work.has_value()) {
    json.BeginObject("blockedWork");
    WriteWorkFields(json, *subject.blocked_work);
    json.EndObject();
  }
  if (!subject.circular_dependencies.empty()) {
    WriteCircles(json, subject.circular_dependencies);
  }
  json.BeginArray("agenda");
  for (const auto& item : subject.agenda) {
    json.BeginObject();
    json.Field("kind", item.kind);
    json.Field("subject", item.subject);
    json.Field("owner", item.owner);
    json.TimeField("due", item.due);
    json.Field("state", engine::Name(item.state));
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("issues");
  for (const auto& issue : subject.issues) {
    json.BeginObject();
    json.Field("severity", model::Name(issue.severity));
    json.Field("path", issue.path);
    json.Field("message", issue.message);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("entries");
  for (const auto& line : subject.entries) {
    json.BeginObject();
    json.CountField("seq", line.seq);
    json.Field("id", line.id);
    json.TimeField("recordedAt", line.recorded_at);
    json.TimeField("occurredAt", line.occurred_at);
    json.Field("actor", line.actor);
    json.Field("onBehalfOf", line.on_behalf_of);
    json.Field("fact", line.fact);
    json.Field("subject", line.subject);
    json.Field("summary", line.summary);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

std::string Json(const engine::GraphExplanation& explained) {
  JsonWriter json;
  json.BeginObject();
  json.Field("id", explained.risk.id);
  json.Field("kind", "node");
  json.NumberField("probability", explained.probability);
  json.CountField("riskCount", static_cast<int64_t>(explained.ranking.risk_count));
  json.CountField("touchpointCount", static_cast<int64_t>(explained.touchpoint_count));
  json.NumberField("expectedLossLow", explained.ranking.loss.low);
  json.NumberField("expectedLossHigh", explained.ranking.loss.high);
  if (const auto& drawn = explained.ranking.drawn_loss; drawn.has_value()) {
    json.NumberField("expectedLoss", drawn->mean);
    json.NumberField("expectedLossError", drawn->standard_error);
  }
  WriteRisk(json, explained.risk, explained.ranking.has_downstream_counts);
  WriteWhy(json, explained.why);
  if (explained.circle.has_value()) WriteCircles(json, {*explained.circle});
  json.EndObject();
  return json.Take();
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
  if (options.format == "json") return WriteOutput(Json(*explained)) ? kDone : kWrongInput;
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
  const std::string output =
      options.format == "json"
          ? Json(*subject)
          : report::SubjectText(*subject, report::NamesOf(loaded->log(), as_of), OutputLayout());
  return WriteOutput(output) ? kDone : kWrongInput;
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
