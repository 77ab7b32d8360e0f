#include "report/subject_facts.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "readiness/base/text.h"

namespace readiness::report::internal {

using base::Cat;

std::string StampText(const engine::Stamp& stamp) {
  return Cat(TimeText(stamp.occurred_at), " by ", stamp.actor);
}

void SubjectFacts::AddOwnership(const engine::Ownership& ownership) {
  if (ownership.owners.size() > 1) Add("owners", Listed(ownership.owners));
  if (!ownership.owners.empty()) Add("owned since", TimeText(ownership.since));
}

void SubjectFacts::AddDependencies() {
  std::vector<std::string> waits_for;
  std::vector<std::string> waited_for_by;
  for (const auto& [ends, dependency] : state.dependencies) {
    if (ends.first == id) waits_for.push_back(ends.second);
    if (ends.second == id) waited_for_by.push_back(ends.first);
  }
  Add("waits for", Listed(waits_for));
  Add("is waited for by", Listed(waited_for_by));
  AddTraces();
}

void SubjectFacts::AddApprovalsOf(std::string_view artifact) {
  for (const auto& [approval_id, approval] : state.approvals) {
    if (approval.fact.artifact != artifact) continue;
    Add("approval",
        Cat(approval_id, ", version ", approval.fact.version, ", by ", approval.stamp.actor,
            approval.withdrawn_stamp.has_value() ? ", withdrawn" : "",
            approval.HasOpenConditions() ? ", conditions open" : ""));
  }
}

// R26: by which way it reaches each place where a customer feels it, by fewest steps; each step
// with the metric that watches it.
void SubjectFacts::AddTraces() {
  struct Step {
    std::string from;
    std::string by;
  };
  std::map<std::string, std::map<std::string, std::string>> next;  // What follows, and by what.
  for (const auto& [ends, dependency] : state.dependencies) {
    const std::string& metric = dependency.fact.metric;
    next[ends.second].emplace(ends.first, metric.empty() ? "no metric" : metric);
  }
  for (const auto& [item_id, item] : state.items) {
    if (!item.request.decision.empty())
      next[item.request.decision].emplace(item_id, "implements it");
  }
  for (const auto& [decision_id, decision] : state.decisions) {
    if (!decision.opened.node.empty()) next[decision_id].emplace(decision.opened.node, "its node");
  }
  for (const auto& [ends, edge] : state.edges) {
    next[edge.fact.prerequisite].emplace(edge.fact.dependent, "fails with it");
  }
  std::map<std::string, Step> reached;
  std::vector<std::string> front = {std::string(id)};
  while (!front.empty()) {
    std::vector<std::string> further;
    for (const std::string& from : front) {
      for (const auto& [to, by] : next[from]) {
        if (to == id || !reached.emplace(to, Step{from, by}).second) continue;
        further.push_back(to);
      }
    }
    std::sort(further.begin(), further.end());
    front = std::move(further);
  }
  for (const auto& [touchpoint, fact] : state.touchpoints) {
    std::string way;
    for (std::string at = touchpoint; reached.contains(at); at = reached.at(at).from) {
      way = Cat(" -> ", at, " [", reached.at(at).by, "]", way);
    }
    if (!way.empty()) Add("reaches the customer", Cat(id, way));
  }
}

}  // namespace readiness::report::internal
