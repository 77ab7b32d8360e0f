#include "cli/rank_cycle.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/ranking_json.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/ranking.h"
#include "readiness/report/names.h"
#include "readiness/report/text.h"

namespace readiness::cli {
namespace {

// How many of each list the text has where nobody says.
constexpr size_t kTextRows = 10;

// Decisions in the order that unlocks most work.
std::vector<engine::BlockedWork> ByOrder(std::vector<engine::BlockedWork> works) {
  std::stable_sort(works.begin(), works.end(),
                   [](const auto& a, const auto& b) { return a.order < b.order; });
  return works;
}

std::string Json(const engine::Assessment& assessment, size_t rows) {
  JsonWriter json;
  json.BeginObject();
  json.BeginArray("risks");
  for (size_t i = 0; i < std::min(rows, assessment.risks.size()); ++i) {
    const engine::RankedRisk& risk = assessment.risks[i];
    json.BeginObject();
    json.Field("id", risk.id);
    json.Field("title", risk.title);
    WriteRankFields(json, risk);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("blockedWork");
  const std::vector<engine::BlockedWork> works = ByOrder(assessment.blocked_work);
  for (size_t i = 0; i < std::min(rows, works.size()); ++i) {
    json.BeginObject();
    json.Field("decision", works[i].decision);
    json.Field("owner", works[i].owner);
    WriteWorkFields(json, works[i]);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("actions");
  for (size_t i = 0; i < std::min(rows, assessment.actions.size()); ++i) {
    WriteAction(json, assessment.actions[i]);
  }
  json.EndArray();
  WriteCircles(json, assessment.circular_dependencies, rows);
  json.EndObject();
  return json.Take();
}

// What the numbers do not say, for those who read JSON: the notes on the graph.
void SayWhatIsMissing(const engine::Assessment& assessment) {
  for (const model::Issue& issue : assessment.issues) {
    if (issue.path == "graph" || issue.path.starts_with("graph/")) Complain(issue.message);
  }
}

}  // namespace

int RankCycle(const RankCycleOptions& options) {
  if (!options.as_of.empty()) (void)ParseTimeOption("--as-of", options.as_of, true);
  const auto loaded = LoadCycle(options.cycle);
  if (!loaded.ok()) return Refuse(FileName(options.cycle), loaded.status());
  const absl::Time as_of = ResolveAsOf(options.as_of, *loaded);
  const auto assessment = loaded->Assess(as_of, std::nullopt, {}, engine::kRankDraws);
  if (!assessment.ok()) return Refuse(FileName(options.cycle), assessment.status());
  SayWhatIsMissing(*assessment);
  const bool is_json = options.format == "json";
  size_t rows = is_json ? SIZE_MAX : kTextRows;
  if (options.top > 0) rows = static_cast<size_t>(options.top);
  return WriteOutput(is_json
                         ? Json(*assessment, rows)
                         : report::RankingText(*assessment, report::NamesOf(loaded->log(), as_of),
                                               rows, OutputLayout()))
             ? kDone
             : kWrongInput;
}

}  // namespace readiness::cli
