#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/engine/state.h"

#include "report/subject_facts.h"
#include "report/words.h"

namespace readiness::report::internal {

using base::Cat;

bool DescribeDecision(SubjectFacts& facts) {
  const auto* d = engine::Find(facts.state.decisions, facts.id);
  if (d == nullptr) return false;
  facts.Is("decision", d->opened.title, d->ownership.Sole(), engine::Name(d->phase));
  facts.Add("question", d->opened.question);
  facts.Add("options", Listed(d->opened.options));
  facts.Add("high impact", d->opened.is_high_impact ? "yes" : "");
  facts.Add("in scope", d->is_in_scope ? "yes" : "no");
  facts.AddOwnership(d->ownership);
  facts.Add("opened", TimeText(d->stamp.occurred_at));
  facts.Add("due", TimeText(d->due_at));
  if (d->delegation.has_value()) {
    const auto& delegation = *d->delegation;
    facts.Add("delegate", Cat(delegation.delegate, delegation.until.has_value() ? " until " : "",
                              TimeText(delegation.until)));
  }
  if (d->decided.has_value()) {
    const auto& decided = *d->decided;
    facts.Add("decided", Cat(Lower(model::Name(decided.outcome)),
                             decided.option.empty() ? "" : Cat(" (", decided.option, ")"), ", ",
                             StampText(*d->decided_stamp), ": ", decided.rationale));
  }
  if (d->approved_stamp.has_value())
    facts.Add("approved", TimeText(d->approved_stamp->occurred_at));
  facts.Add("superseded by", d->superseded_by);
  facts.Add("why it ended", d->end_reason);
  if (d->handoff.has_value()) {
    facts.Add("handed off as", d->handoff->constraint);
    facts.Add("accepted by", Listed(d->handoff->criteria));
    facts.Add("edge cases", Listed(d->handoff->edge_cases));
    facts.Add("the customer sees", d->handoff->expected_behaviour);
    if (!d->handoff->ritual.empty()) {
      const std::string& measure = d->handoff->ritual_measure;
      facts.Add("keeps the ritual",
                Cat(d->handoff->ritual, measure.empty() ? "" : ", measured by ", measure));
    }
  }
  if (d->started_stamp.has_value()) {
    facts.Add("implementation started", TimeText(d->started_stamp->occurred_at));
  }
  if (d->verified_stamp.has_value()) {
    facts.Add("implementation verified",
              Cat(TimeText(d->verified_stamp->occurred_at), d->verified_by.empty() ? "" : ", by ",
                  Listed(d->verified_by)));
  }
  facts.AddIds("carried out by items", facts.state.items,
               [&](const auto& item) { return item.request.decision == facts.id; });
  facts.AddIds("tested by", facts.state.criteria,
               [&](const auto& criterion) { return criterion.criterion.decision == facts.id; });
  facts.AddIds("treats risks", facts.state.risks,
               [&](const auto& risk) { return risk.risk.decision == facts.id; });
  facts.AddIds("isolated by risks", facts.state.risks,
               [&](const auto& risk) { return risk.isolated_decision == facts.id; });
  facts.AddIds("chose mitigations", facts.state.mitigations,
               [&](const auto& mitigation) { return mitigation.fact.decision == facts.id; });
  facts.AddIds("stopped by blockers", facts.state.blockers,
               [&](const auto& blocker) { return blocker.fact.decision == facts.id; });
  facts.AddIds("commented in", facts.state.comments,
               [&](const auto& comment) { return comment.fact.decision == facts.id; });
  facts.Add("node", d->opened.node);
  facts.Add("cohort", d->opened.cohort);
  facts.AddDependencies();
  return true;
}

bool DescribeScopeItem(SubjectFacts& facts) {
  const auto* item = engine::Find(facts.state.items, facts.id);
  if (item == nullptr) return false;
  std::string owner;
  if (const auto* d = engine::Find(facts.state.decisions, item->request.decision); d != nullptr) {
    owner = std::string(d->ownership.Sole());
  }
  facts.Is("scope item", item->request.title, owner);
  facts.Add("artifact", item->artifact());
  if (const auto* artifact = engine::Find(facts.state.artifacts, item->artifact());
      artifact != nullptr) {
    facts.Add("current version", artifact->version);
  }
  facts.Add("decision", item->request.decision);
  facts.Add("criteria", Listed(item->criteria));
  facts.Add("ritual", item->ritual);
  facts.AddApprovalsOf(item->artifact());
  facts.AddDependencies();
  return true;
}

bool DescribeScopeChange(SubjectFacts& facts) {
  const auto* c = engine::Find(facts.state.changes, facts.id);
  if (c == nullptr) return false;
  facts.Is("scope change", c->request.title, c->request.approver, engine::Name(c->phase));
  facts.Add("of", c->request.subject);
  facts.Add("gate", c->request.gate);
  facts.Add("requester", c->request.requester);
  facts.Add("given up", c->request.given_up);
  facts.Add("metric impact", c->request.metric_impact);
  facts.Add("effect on the ritual", c->request.ritual_effect);
  facts.Add("why the impact is not recorded", c->request.impact_unrecorded_reason);
  facts.Add("decided on", TimeText(c->request.review_at));
  facts.Add("expands the scope", c->request.expands_scope ? "yes" : "no");
  facts.Add("requested while the scope was locked", c->is_churn ? "yes" : "");
  return true;
}

bool DescribeApproval(SubjectFacts& facts) {
  const auto* a = engine::Find(facts.state.approvals, facts.id);
  if (a == nullptr) return false;
  facts.Is("approval", "", a->stamp.actor,
           a->withdrawn_stamp.has_value() ? "withdrawn"
           : a->HasOpenConditions()       ? "conditional"
                                          : "stands");
  facts.Add("artifact", a->fact.artifact);
  facts.Add("version", a->fact.version);
  facts.Add("gate", a->fact.gate);
  for (const auto& condition : a->fact.conditions) {
    facts.Add("condition", Cat(condition.id, ": ", condition.text,
                               a->met_conditions.contains(condition.id) ? " (met)" : " (open)"));
  }
  return true;
}

bool DescribeArtifact(SubjectFacts& facts) {
  const auto* a = engine::Find(facts.state.artifacts, facts.id);
  if (a == nullptr) return false;
  facts.Is("artifact", "", a->stamp.has_value() ? a->stamp->actor : "");
  facts.Add("current version", a->version);
  facts.AddApprovalsOf(facts.id);
  return true;
}

bool DescribeComment(SubjectFacts& facts) {
  const auto* c = engine::Find(facts.state.comments, facts.id);
  if (c == nullptr) return false;
  facts.Is("comment", c->fact.text, c->stamp.actor, engine::Name(c->phase));
  facts.Add("section", c->fact.section);
  facts.Add("objective", c->fact.objective);
  facts.Add("on", c->fact.decision);
  return true;
}

bool DescribePilot(SubjectFacts& facts) {
  const auto* p = engine::Find(facts.state.pilots, facts.id);
  if (p == nullptr) return false;
  facts.Is("pilot", p->fact.workflow, p->fact.owner, p->closed.has_value() ? "closed" : "running");
  if (p->closed.has_value()) {
    facts.Add("supports the rollout", p->closed->supports_rollout ? "yes" : "no");
    facts.Add("findings", p->closed->findings);
  }
  return true;
}

}  // namespace readiness::report::internal
