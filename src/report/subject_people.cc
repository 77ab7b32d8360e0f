#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/engine/state.h"

#include "report/subject_facts.h"
#include "report/words.h"

namespace readiness::report::internal {

using base::Cat;

namespace {

// Also as one of several, which is an issue of its own.
bool Answers(const engine::Ownership& ownership, std::string_view party) {
  return std::find(ownership.owners.begin(), ownership.owners.end(), party) !=
         ownership.owners.end();
}

}  // namespace

bool DescribeParty(SubjectFacts& facts) {
  const auto* p = engine::Find(facts.state.parties, facts.id);
  if (p == nullptr) return false;
  facts.Is("party", p->name == p->id ? "" : p->name, p->id);
  facts.Add("kind", Lower(model::Name(p->kind)));
  for (const auto& role : facts.state.roles) {
    if (role.fact.party != facts.id) continue;
    facts.Add("role",
              Cat(Lower(model::Name(role.fact.role)),
                  role.fact.scope.empty() ? "" : Cat(" of ", role.fact.scope),
                  role.fact.until.has_value() ? Cat(" until ", TimeText(role.fact.until)) : ""));
  }
  const auto answers = [&](const auto& thing) { return Answers(thing.ownership, facts.id); };
  facts.AddIds("decides", facts.state.decisions, answers);
  facts.AddIds("works as the delegate on", facts.state.decisions, [&](const auto& decision) {
    return decision.delegation.has_value() && decision.delegation->delegate == facts.id;
  });
  facts.AddIds("answers for risks", facts.state.risks, answers);
  facts.AddIds("answers for blockers", facts.state.blockers, answers);
  facts.AddIds("does mitigations", facts.state.mitigations,
               [&](const auto& mitigation) { return mitigation.fact.owner == facts.id; });
  std::vector<std::string> dependencies;
  for (const auto& [ends, dependency] : facts.state.dependencies) {
    if (Answers(dependency.ownership, facts.id)) {
      dependencies.push_back(Cat(ends.first, " on ", ends.second));
    }
  }
  facts.Add("answers for dependencies", Listed(dependencies));
  facts.AddIds("answers for criteria", facts.state.criteria,
               [&](const auto& criterion) { return criterion.criterion.owner == facts.id; });
  facts.AddIds("answers for metrics", facts.state.bound_metrics,
               [&](const auto& bound) { return bound.owner == facts.id; });
  facts.AddIds("keeps rituals", facts.state.rituals,
               [&](const auto& ritual) { return ritual.fact.owner == facts.id; });
  facts.AddIds("answers for issues after the launch", facts.state.post_launch_issues,
               [&](const auto& issue) { return issue.fact.owner == facts.id; });
  facts.AddIds("is escalated to in", facts.state.escalations, [&](const auto& escalation) {
    return escalation.fact.to == facts.id && !escalation.acknowledged_stamp.has_value();
  });
  facts.AddIds("approved", facts.state.approvals, [&](const auto& approval) {
    return approval.stamp.actor == facts.id && !approval.withdrawn_stamp.has_value();
  });
  return true;
}

bool DescribeCycle(SubjectFacts& facts) {
  if (facts.state.id != facts.id) return false;
  facts.Is("cycle", facts.state.title);
  if (facts.state.launched.has_value())
    facts.Add("launched", TimeText(facts.state.launched->occurred_at));
  if (facts.state.closed.has_value())
    facts.Add("closed", TimeText(facts.state.closed->occurred_at));
  return true;
}

}  // namespace readiness::report::internal
