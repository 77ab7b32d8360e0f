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

// "escalation path".
std::string KindWords(model::MitigationKind kind) {
  std::string words = Lower(model::Name(kind));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

bool DescribeRisk(SubjectFacts& facts) {
  const auto* r = engine::Find(facts.state.risks, facts.id);
  if (r == nullptr) return false;
  facts.Is("risk", r->risk.title, r->ownership.Sole(), engine::Name(r->phase));
  facts.AddOwnership(r->ownership);
  facts.Add("node", r->risk.node);
  if (r->risk.likelihood.has_value()) facts.Add("likelihood", LikelihoodText(*r->risk.likelihood));
  if (r->risk.severity.has_value()) facts.Add("severity", NumberText(*r->risk.severity));
  if (r->risk.detectability.has_value())
    facts.Add("detectability", NumberText(*r->risk.detectability));
  if (r->risk.reversibility != model::Reversibility::kUnspecified) {
    facts.Add("reversibility", Lower(model::Name(r->risk.reversibility)));
  }
  facts.Add("mitigated", r->is_mitigated ? "yes" : "no");
  facts.Add("treated by decision", r->risk.decision);
  facts.Add("ritual", r->risk.ritual);
  if (r->appeared_stamp.has_value())
    facts.Add("appeared", TimeText(r->appeared_stamp->occurred_at));
  facts.Add("isolates decision", r->isolated_decision);
  std::vector<std::string> mitigations;
  for (const engine::MitigationState* planned : engine::MitigationsOf(facts.state, *r)) {
    const model::MitigationPlanned& fact = planned->fact;
    mitigations.push_back(fact.kind == model::MitigationKind::kUnspecified
                              ? fact.id
                              : Cat(fact.id, " (", KindWords(fact.kind), ")"));
  }
  facts.Add("mitigations", Listed(mitigations));
  return true;
}

bool DescribeBlocker(SubjectFacts& facts) {
  const auto* b = engine::Find(facts.state.blockers, facts.id);
  if (b == nullptr) return false;
  facts.Is("blocker", b->fact.title, b->ownership.Sole(), engine::Name(b->phase));
  facts.AddOwnership(b->ownership);
  facts.Add("opened", TimeText(b->stamp.occurred_at));
  facts.Add("due", TimeText(b->fact.due_at));
  facts.Add("stops", b->fact.decision);
  facts.Add("fallback", b->fallback);
  facts.Add("resolution", b->resolution);
  facts.Add("caused by the window's constraint", b->fact.is_caused_by_constraint ? "yes" : "");
  return true;
}

bool DescribeMitigation(SubjectFacts& facts) {
  const auto* m = engine::Find(facts.state.mitigations, facts.id);
  if (m == nullptr) return false;
  facts.Is("mitigation", m->fact.description, m->fact.owner, m->is_done ? "in place" : "planned");
  facts.Add("of risk", m->fact.risk);
  facts.Add("strategy", Lower(model::Name(m->fact.strategy)));
  if (m->fact.kind != model::MitigationKind::kUnspecified) {
    facts.Add("kind", KindWords(m->fact.kind));
  }
  facts.Add("due", TimeText(m->fact.due_at));
  facts.Add("cost in owner-hours", NumberText(m->fact.cost));
  facts.Add("lowers the probability by", NumberText(m->fact.probability_fall));
  facts.Add("practice", m->fact.practice);
  facts.Add("gate", m->fact.gate);
  facts.Add("follows metric", m->fact.metric);
  facts.Add("closed by criterion", m->fact.criterion);
  return true;
}

bool DescribePostLaunchIssue(SubjectFacts& facts) {
  const auto* i = engine::Find(facts.state.post_launch_issues, facts.id);
  if (i == nullptr) return false;
  facts.Is("post-launch issue", i->fact.title, i->fact.owner,
           i->closed_stamp.has_value() ? "closed" : "open");
  facts.Add("standard", i->fact.standard);
  facts.Add("cohort", i->fact.cohort);
  return true;
}

bool DescribeEscalation(SubjectFacts& facts) {
  const auto* e = engine::Find(facts.state.escalations, facts.id);
  if (e == nullptr) return false;
  facts.Is("escalation", e->fact.reason, e->fact.to,
           e->acknowledged_stamp.has_value() ? "acknowledged" : "open");
  facts.Add("about", e->fact.subject);
  return true;
}

bool DescribeSignal(SubjectFacts& facts) {
  const auto* s = engine::Find(facts.state.signals, facts.id);
  if (s == nullptr) return false;
  facts.Is("signal", "", s->stamp.actor, Lower(model::Name(s->fact.state)));
  facts.Add("source", s->fact.source);
  return true;
}

bool DescribeNode(SubjectFacts& facts) {
  const auto* n = engine::Find(facts.state.nodes, facts.id);
  if (n == nullptr) return false;
  facts.Is("node", n->title);
  facts.Add("kind", Lower(model::Name(n->kind)));
  if (n->effort.has_value()) facts.Add("effort in owner-hours", NumberText(*n->effort));
  if (const auto* touch = engine::Find(facts.state.touchpoints, facts.id); touch != nullptr) {
    facts.Add("touchpoint", Cat("value ", NumberText(touch->value), " an hour, severity ",
                                NumberText(touch->severity)));
  }
  std::vector<std::string> risks;
  for (const auto& [id, risk] : facts.state.risks) {
    if (risk.risk.node == facts.id) risks.push_back(id);
  }
  facts.Add("risks", Listed(risks));
  facts.AddDependencies();
  return true;
}

bool DescribeCommonCause(SubjectFacts& facts) {
  const auto* c = engine::Find(facts.state.common_causes, facts.id);
  if (c == nullptr) return false;
  facts.Is("common cause", "");
  facts.Add("nodes", Listed(c->nodes));
  facts.Add("probability", NumberText(c->probability));
  return true;
}

}  // namespace readiness::report::internal
