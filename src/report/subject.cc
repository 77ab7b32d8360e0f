#include "readiness/report/subject.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/explain_risk.h"
#include "readiness/report/findings.h"

#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;
using engine::State;

// Fills what the state says about an id. Every Describe* returns whether the id is such a thing.
class Describer {
 public:
  Describer(std::string_view id, const State& state, Subject& subject)
      : id_(id), state_(state), subject_(subject) {}

  bool Describe() {
    return Decision() || Risk() || Blocker() || Mitigation() || ScopeItem() || ScopeChange() ||
           Criterion() || Evidence() || Approval() || Gate() || WaiverOrOverride() ||
           PostLaunchIssue() || Escalation() || Comment() || Pilot() || Review() || Artifact() ||
           Signal() || Ritual() || Node() || CommonCause() || Party() || CycleItself();
  }

 private:
  void Is(std::string_view kind, std::string_view title, std::string_view owner = "",
          std::string_view state = "") {
    subject_.kind = std::string(kind);
    subject_.title = std::string(title);
    subject_.owner = std::string(owner);
    subject_.state = std::string(state);
  }
  void Add(std::string_view name, std::string value) {
    if (!value.empty()) subject_.details.push_back({std::string(name), std::move(value)});
  }
  void AddOwnership(const engine::Ownership& ownership) {
    if (ownership.owners.size() > 1) Add("owners", Listed(ownership.owners));
    if (!ownership.owners.empty()) Add("owned since", TimeText(ownership.since));
  }
  // What waits for it and what it waits for.
  void AddDependencies() {
    std::vector<std::string> waits_for;
    std::vector<std::string> waited_for_by;
    for (const auto& [ends, dependency] : state_.dependencies) {
      if (ends.first == id_) waits_for.push_back(ends.second);
      if (ends.second == id_) waited_for_by.push_back(ends.first);
    }
    Add("waits for", Listed(waits_for));
    Add("is waited for by", Listed(waited_for_by));
    AddTraces();
  }
  // R26: by which way it reaches each place where a customer feels it, by fewest steps; each step
  // with the metric that watches it.
  void AddTraces() {
    struct Step {
      std::string from;
      std::string by;
    };
    std::map<std::string, std::map<std::string, std::string>> next;  // What follows, and by what.
    for (const auto& [ends, dependency] : state_.dependencies) {
      const std::string& metric = dependency.fact.metric;
      next[ends.second].emplace(ends.first, metric.empty() ? "no metric" : metric);
    }
    for (const auto& [id, item] : state_.items) {
      if (!item.request.decision.empty()) next[item.request.decision].emplace(id, "implements it");
    }
    for (const auto& [id, decision] : state_.decisions) {
      if (!decision.opened.node.empty()) next[id].emplace(decision.opened.node, "its node");
    }
    for (const engine::EdgeState& edge : state_.edges) {
      next[edge.fact.prerequisite].emplace(edge.fact.dependent, "fails with it");
    }
    std::map<std::string, Step> reached;
    std::vector<std::string> front = {std::string(id_)};
    while (!front.empty()) {
      std::vector<std::string> further;
      for (const std::string& from : front) {
        for (const auto& [to, by] : next[from]) {
          if (to == id_ || !reached.emplace(to, Step{from, by}).second) continue;
          further.push_back(to);
        }
      }
      std::sort(further.begin(), further.end());
      front = std::move(further);
    }
    for (const auto& [touchpoint, fact] : state_.touchpoints) {
      std::string way;
      for (std::string at = touchpoint; reached.contains(at); at = reached.at(at).from) {
        way = Cat(" -> ", at, " [", reached.at(at).by, "]", way);
      }
      if (!way.empty()) Add("reaches the customer", Cat(id_, way));
    }
  }

  bool Decision() {
    const auto* d = engine::Find(state_.decisions, id_);
    if (d == nullptr) return false;
    Is("decision", d->opened.title, d->ownership.Sole(), engine::Name(d->phase));
    Add("question", d->opened.question);
    Add("in scope", d->is_in_scope ? "yes" : "no");
    AddOwnership(d->ownership);
    Add("opened", TimeText(d->stamp.occurred_at));
    Add("due", TimeText(d->due_at));
    if (d->delegation.has_value()) Add("delegate", d->delegation->delegate);
    if (d->decided.has_value()) {
      Add("decided", Cat(Lower(model::Name(d->decided->outcome)), ": ", d->decided->rationale));
    }
    if (d->approved_stamp.has_value()) Add("approved", TimeText(d->approved_stamp->occurred_at));
    Add("superseded by", d->superseded_by);
    if (d->handoff.has_value()) Add("handed off as", d->handoff->constraint);
    if (d->started_stamp.has_value()) {
      Add("implementation started", TimeText(d->started_stamp->occurred_at));
    }
    if (d->verified_stamp.has_value()) {
      Add("implementation verified", TimeText(d->verified_stamp->occurred_at));
    }
    Add("node", d->opened.node);
    Add("cohort", d->opened.cohort);
    AddDependencies();
    return true;
  }

  bool Risk() {
    const auto* r = engine::Find(state_.risks, id_);
    if (r == nullptr) return false;
    Is("risk", r->risk.title, r->ownership.Sole(), engine::Name(r->phase));
    AddOwnership(r->ownership);
    Add("node", r->risk.node);
    if (r->risk.likelihood.has_value()) Add("likelihood", LikelihoodText(*r->risk.likelihood));
    if (r->risk.severity.has_value()) Add("severity", NumberText(*r->risk.severity));
    if (r->risk.detectability.has_value()) Add("detectability", NumberText(*r->risk.detectability));
    if (r->risk.reversibility != model::Reversibility::kUnspecified) {
      Add("reversibility", Lower(model::Name(r->risk.reversibility)));
    }
    Add("mitigated", r->is_mitigated ? "yes" : "no");
    Add("treated by decision", r->risk.decision);
    Add("ritual", r->risk.ritual);
    if (r->appeared_stamp.has_value()) Add("appeared", TimeText(r->appeared_stamp->occurred_at));
    Add("isolates decision", r->isolated_decision);
    std::vector<std::string> mitigations;
    for (const auto& [id, mitigation] : state_.mitigations) {
      if (mitigation.fact.risk == id_) mitigations.push_back(id);
    }
    Add("mitigations", Listed(mitigations));
    return true;
  }

  bool Blocker() {
    const auto* b = engine::Find(state_.blockers, id_);
    if (b == nullptr) return false;
    Is("blocker", b->fact.title, b->ownership.Sole(), engine::Name(b->phase));
    AddOwnership(b->ownership);
    Add("opened", TimeText(b->stamp.occurred_at));
    Add("due", TimeText(b->fact.due_at));
    Add("stops", b->fact.decision);
    Add("fallback", b->fallback);
    Add("resolution", b->resolution);
    Add("caused by the window's constraint", b->fact.is_caused_by_constraint ? "yes" : "");
    return true;
  }

  bool Mitigation() {
    const auto* m = engine::Find(state_.mitigations, id_);
    if (m == nullptr) return false;
    Is("mitigation", m->fact.description, m->fact.owner, m->is_done ? "in place" : "planned");
    Add("of risk", m->fact.risk);
    Add("strategy", Lower(model::Name(m->fact.strategy)));
    Add("due", TimeText(m->fact.due_at));
    Add("cost in owner-hours", NumberText(m->fact.cost));
    Add("lowers the probability by", NumberText(m->fact.probability_fall));
    Add("practice", m->fact.practice);
    return true;
  }

  bool ScopeItem() {
    const auto* item = engine::Find(state_.items, id_);
    if (item == nullptr) return false;
    std::string owner;
    if (const auto* d = engine::Find(state_.decisions, item->request.decision); d != nullptr) {
      owner = std::string(d->ownership.Sole());
    }
    Is("scope item", item->request.title, owner);
    Add("artifact", item->artifact());
    if (const auto* artifact = engine::Find(state_.artifacts, item->artifact());
        artifact != nullptr) {
      Add("current version", artifact->version);
    }
    Add("decision", item->request.decision);
    Add("criteria", Listed(item->criteria));
    Add("ritual", item->ritual);
    AddApprovalsOf(item->artifact());
    AddDependencies();
    return true;
  }

  void AddApprovalsOf(std::string_view artifact) {
    for (const auto& [id, approval] : state_.approvals) {
      if (approval.fact.artifact != artifact) continue;
      Add("approval", Cat(id, ", version ", approval.fact.version, ", by ", approval.stamp.actor,
                          approval.withdrawn_stamp.has_value() ? ", withdrawn" : "",
                          approval.HasOpenConditions() ? ", conditions open" : ""));
    }
  }

  bool ScopeChange() {
    const auto* c = engine::Find(state_.changes, id_);
    if (c == nullptr) return false;
    Is("scope change", c->request.title, c->request.approver, engine::Name(c->phase));
    Add("of", c->request.subject);
    Add("gate", c->request.gate);
    Add("requester", c->request.requester);
    Add("given up", c->request.given_up);
    Add("metric impact", c->request.metric_impact);
    Add("effect on the ritual", c->request.ritual_effect);
    Add("why the impact is not recorded", c->request.impact_unrecorded_reason);
    Add("decided on", TimeText(c->request.review_at));
    Add("expands the scope", c->request.expands_scope ? "yes" : "no");
    Add("requested while the scope was locked", c->is_churn ? "yes" : "");
    return true;
  }

  bool Criterion() {
    const auto* c = engine::Find(state_.criteria, id_);
    if (c == nullptr) return false;
    const auto& criterion = c->criterion;
    Is("criterion", criterion.title, criterion.owner);
    Add("level", Lower(model::Name(criterion.level)));
    Add("metric", criterion.metric);
    if (criterion.threshold.has_value()) {
      Add("threshold", Cat(model::Sign(criterion.comparison), " ", NumberText(*criterion.threshold),
                           criterion.unit.empty() ? "" : " ", criterion.unit));
    }
    Add("baseline", criterion.baseline);
    Add("gate", criterion.gate);
    Add("decision", criterion.decision);
    Add("where unknown", criterion.on_unknown);
    return true;
  }

  bool Evidence() {
    const auto* e = engine::Find(state_.evidence, id_);
    if (e == nullptr) return false;
    Is("evidence", "", e->stamp.actor,
       e->is_retracted ? "retracted"
       : e->is_live    ? "counts"
                       : "outlived");
    Add("metric", e->evidence.metric);
    Add("found", FindingText(e->evidence.finding, e->evidence.unit));
    Add("observed from", TimeText(e->evidence.observed_from));
    Add("observed", TimeText(e->evidence.observed_at));
    Add("source", e->evidence.source);
    Add("method", e->evidence.method);
    Add("subject", e->evidence.subject);
    return true;
  }

  bool Approval() {
    const auto* a = engine::Find(state_.approvals, id_);
    if (a == nullptr) return false;
    Is("approval", "", a->stamp.actor,
       a->withdrawn_stamp.has_value() ? "withdrawn"
       : a->HasOpenConditions()       ? "conditional"
                                      : "stands");
    Add("artifact", a->fact.artifact);
    Add("version", a->fact.version);
    Add("gate", a->fact.gate);
    for (const auto& condition : a->fact.conditions) {
      Add("condition", Cat(condition.id, ": ", condition.text,
                           a->met_conditions.contains(condition.id) ? " (met)" : " (open)"));
    }
    return true;
  }

  bool Gate() {
    const model::Milestone* milestone = nullptr;
    if (state_.calendar.has_value()) {
      for (const auto& m : state_.calendar->milestones) {
        if (m.name == id_) milestone = &m;
      }
    }
    const auto* g = engine::Find(state_.gates, id_);
    if (g == nullptr && milestone == nullptr) return false;
    Is(milestone == nullptr || milestone->kind == model::MilestoneKind::kGate ? "gate"
                                                                              : "milestone",
       "", g == nullptr ? "" : g->stamp.actor,
       g == nullptr ? "" : Lower(model::Name(g->fact.verdict)));
    if (milestone != nullptr) Add("at", TimeText(milestone->at));
    if (g != nullptr) {
      Add("decided", TimeText(g->stamp.occurred_at));
      Add("rationale", g->fact.rationale);
      Add("follow-up", g->fact.follow_up_owner);
      Add("follow-up in", g->fact.follow_up_ritual);
    }
    return true;
  }

  bool WaiverOrOverride() {
    if (const auto* w = engine::Find(state_.waivers, id_); w != nullptr) {
      Is("waiver", w->fact.reason, w->stamp.actor);
      Add("of", w->fact.path);
      Add("until", TimeText(w->fact.until));
      return true;
    }
    if (const auto* o = engine::Find(state_.overrides, id_); o != nullptr) {
      Is("override", o->fact.reason, Listed(o->fact.approvers));
      Add("verdict", std::string(model::Name(o->fact.verdict)));
      Add("until", TimeText(o->fact.until));
      return true;
    }
    return false;
  }

  bool PostLaunchIssue() {
    const auto* i = engine::Find(state_.post_launch_issues, id_);
    if (i == nullptr) return false;
    Is("post-launch issue", i->fact.title, i->fact.owner,
       i->closed_stamp.has_value() ? "closed" : "open");
    Add("standard", i->fact.standard);
    Add("cohort", i->fact.cohort);
    return true;
  }

  bool Escalation() {
    const auto* e = engine::Find(state_.escalations, id_);
    if (e == nullptr) return false;
    Is("escalation", e->fact.reason, e->fact.to,
       e->acknowledged_stamp.has_value() ? "acknowledged" : "open");
    Add("about", e->fact.subject);
    return true;
  }

  bool Comment() {
    const auto* c = engine::Find(state_.comments, id_);
    if (c == nullptr) return false;
    Is("comment", c->fact.text, c->stamp.actor, engine::Name(c->phase));
    Add("section", c->fact.section);
    Add("objective", c->fact.objective);
    Add("on", c->fact.decision);
    return true;
  }

  bool Pilot() {
    const auto* p = engine::Find(state_.pilots, id_);
    if (p == nullptr) return false;
    Is("pilot", p->fact.workflow, p->fact.owner, p->closed.has_value() ? "closed" : "running");
    if (p->closed.has_value()) {
      Add("supports the rollout", p->closed->supports_rollout ? "yes" : "no");
      Add("findings", p->closed->findings);
    }
    return true;
  }

  bool Review() {
    if (const auto* r = engine::Find(state_.post_launch_reviews, id_); r != nullptr) {
      Is("post-launch review", "", r->fact.owner, r->held_stamp.has_value() ? "held" : "scheduled");
      Add("at", TimeText(r->fact.at));
      Add("metric", r->fact.metric);
      Add("expectation", r->fact.expectation);
      return true;
    }
    for (const auto& review : state_.reviews) {
      if (review.fact.id != id_) continue;
      Is("review", review.fact.note, review.stamp.actor, "closed");
      return true;
    }
    for (const auto& held : state_.retrospectives) {
      if (held.fact.id != id_) continue;
      Is("retrospective", "", held.stamp.actor, "held");
      return true;
    }
    for (const auto& held : state_.support_passes) {
      if (held.fact.id != id_) continue;
      Is("support pass", "", held.stamp.actor, "held");
      return true;
    }
    for (const auto& report : state_.reports) {
      if (report.fact.id != id_) continue;
      Is("report", report.fact.title, report.stamp.actor, "published");
      Add("kind", Lower(model::Name(report.fact.kind)));
      return true;
    }
    return false;
  }

  bool Artifact() {
    const auto* a = engine::Find(state_.artifacts, id_);
    if (a == nullptr) return false;
    Is("artifact", "", a->stamp.has_value() ? a->stamp->actor : "");
    Add("current version", a->version);
    AddApprovalsOf(id_);
    return true;
  }

  bool Signal() {
    const auto* s = engine::Find(state_.signals, id_);
    if (s == nullptr) return false;
    Is("signal", "", s->stamp.actor, Lower(model::Name(s->fact.state)));
    Add("source", s->fact.source);
    return true;
  }

  bool Ritual() {
    const auto* r = engine::Find(state_.rituals, id_);
    const auto* held = engine::Find(state_.practices, id_);
    if (r == nullptr && held == nullptr) return false;
    Is("ritual", "", r == nullptr ? "" : r->fact.owner);
    if (r != nullptr) Add("every", WindowText(r->fact.cadence));
    if (held != nullptr && !held->empty()) {
      Add("held", Cat(held->size(), " times, last ", TimeText(held->back().occurred_at)));
    }
    return true;
  }

  bool Node() {
    const auto* n = engine::Find(state_.nodes, id_);
    if (n == nullptr) return false;
    Is("node", n->title);
    Add("kind", Lower(model::Name(n->kind)));
    if (n->effort.has_value()) Add("effort in owner-hours", NumberText(*n->effort));
    if (const auto* touch = engine::Find(state_.touchpoints, id_); touch != nullptr) {
      Add("touchpoint", Cat("value ", NumberText(touch->value), " an hour, severity ",
                            NumberText(touch->severity)));
    }
    std::vector<std::string> risks;
    for (const auto& [id, risk] : state_.risks) {
      if (risk.risk.node == id_) risks.push_back(id);
    }
    Add("risks", Listed(risks));
    AddDependencies();
    return true;
  }

  bool CommonCause() {
    const auto* c = engine::Find(state_.common_causes, id_);
    if (c == nullptr) return false;
    Is("common cause", "");
    Add("nodes", Listed(c->nodes));
    Add("probability", NumberText(c->probability));
    return true;
  }

  bool Party() {
    const auto* p = engine::Find(state_.parties, id_);
    if (p == nullptr) return false;
    Is("party", p->name == p->id ? "" : p->name, p->id);
    Add("kind", Lower(model::Name(p->kind)));
    for (const auto& role : state_.roles) {
      if (role.fact.party != id_) continue;
      Add("role",
          Cat(Lower(model::Name(role.fact.role)),
              role.fact.scope.empty() ? "" : Cat(" of ", role.fact.scope),
              role.fact.until.has_value() ? Cat(" until ", TimeText(role.fact.until)) : ""));
    }
    std::vector<std::string> decisions;
    for (const auto& [id, decision] : state_.decisions) {
      if (decision.ownership.Sole() == id_) decisions.push_back(id);
    }
    Add("decides", Listed(decisions));
    std::vector<std::string> risks;
    for (const auto& [id, risk] : state_.risks) {
      if (risk.ownership.Sole() == id_) risks.push_back(id);
    }
    Add("answers for risks", Listed(risks));
    return true;
  }

  bool CycleItself() {
    if (state_.id != id_) return false;
    Is("cycle", state_.title);
    if (state_.launched.has_value()) Add("launched", TimeText(state_.launched->occurred_at));
    if (state_.closed.has_value()) Add("closed", TimeText(state_.closed->occurred_at));
    return true;
  }

  const std::string_view id_;
  const State& state_;
  Subject& subject_;
};

// Edit distance, cut off at `most` + 1.
size_t Distance(std::string_view a, std::string_view b, size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::vector<size_t> row(a.size() + 1);
  for (size_t i = 0; i <= a.size(); ++i) row[i] = i;
  for (size_t j = 1; j <= b.size(); ++j) {
    size_t corner = row[0];
    row[0] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      const size_t kept = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[i];
      row[i] = std::min({row[i] + 1, row[i - 1] + 1, kept});
    }
  }
  return row[a.size()];
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Up to five known ids that are written like `id`, nearest first.
std::vector<std::string> NearNames(std::string_view id, const std::set<std::string>& known) {
  const std::string wanted = LowerAscii(id);
  const size_t most = std::max<size_t>(2, wanted.size() / 3);
  std::vector<std::pair<size_t, std::string>> near;
  for (const auto& name : known) {
    if (name.size() > 200) continue;
    const std::string lower = LowerAscii(name);
    size_t distance = Distance(wanted, lower, most);
    if (distance > most && wanted.size() >= 3 && lower.find(wanted) != std::string::npos) {
      distance = most;
    }
    if (distance <= most) near.emplace_back(distance, name);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (size_t i = 0; i < near.size() && i < 5; ++i) names.push_back(near[i].second);
  return names;
}

bool Contains(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

absl::StatusOr<Subject> Explain(std::string_view id, const engine::Assessment& assessment,
                                const State& state, const model::CycleLog& log) {
  Subject subject;
  subject.id = std::string(id);
  subject.cycle = assessment.cycle;
  subject.as_of = assessment.as_of;
  subject.verdict = assessment.verdict;
  bool is_known = Describer(id, state, subject).Describe();

  std::set<std::string> known;
  std::set<std::string, std::less<>> certificate;
  for (const auto& leaf : assessment.certificate) certificate.insert(leaf.path);
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      std::string path = Cat(model::Name(stage.stage), "/", criterion.id);
      const PathParts parts = SplitPath(path);
      const bool is_asked_for = path == id || criterion.id == id;
      if (is_asked_for && subject.kind.empty()) {
        subject.kind = "criterion";
        subject.title = criterion.title;
        subject.owner = criterion.owner;
        subject.state = model::Text(model::Result{criterion.result, criterion.reason});
      }
      // A criterion without an owner has the one that the assessment names.
      if (is_asked_for && subject.owner.empty()) subject.owner = criterion.owner;
      is_known = is_known || is_asked_for;
      known.insert(path);
      known.insert(criterion.id);
      const bool concerns = is_asked_for || parts.subject == id || parts.kind == id ||
                            Contains(criterion.evidence, id);
      if (!concerns) continue;
      SubjectCriterion found;
      found.criterion = criterion;
      found.is_in_certificate = certificate.contains(path);
      for (const auto& flip : assessment.flip) {
        if (flip.path == path) found.flip = flip;
      }
      for (const auto& item : assessment.resolution) {
        if (item.path == path) found.resolution = item;
      }
      found.path = std::move(path);
      subject.criteria.push_back(std::move(found));
    }
  }
  if (subject.kind.empty() && !subject.criteria.empty()) {
    subject.kind = "kind of check";
    is_known = true;
  }

  // A veto's or an issue's path names its subject by its last part: "risk/checkout", "checkout".
  const auto concerns = [id](std::string_view path) {
    if (path == id) return true;
    const PathParts parts = SplitPath(path);
    if (parts.subject == id || parts.criterion == id) return true;
    const size_t slash = path.find('/');
    return slash != std::string_view::npos && path.substr(slash + 1) == id;
  };
  for (const auto& veto : assessment.vetoes) {
    if (veto.rule == id || concerns(veto.path)) subject.vetoes.push_back(veto);
  }
  for (const auto& waiver : assessment.waivers) {
    if (waiver.id == id || concerns(waiver.path)) subject.waivers.push_back(waiver);
  }
  for (const auto& constraint : assessment.constraints) {
    if (constraint.decision == id || Contains(constraint.criteria, id)) {
      subject.constraints.push_back(constraint);
    }
  }
  for (const auto& miss : assessment.near_misses) {
    if (miss.table == id || concerns(miss.table)) subject.near_misses.push_back(miss);
  }
  for (const auto& risk : assessment.risks) {
    if (risk.id == id) subject.risk = risk;
  }
  if (subject.risk.has_value() && assessment.as_of.has_value()) {
    auto why = engine::ExplainRisk(state, *assessment.as_of, id);
    if (why.ok()) subject.risk_explanation = *std::move(why);
  }
  for (const auto& action : assessment.actions) {
    if (action.risk == id || action.mitigation == id) subject.actions.push_back(action);
  }
  for (const auto& work : assessment.blocked_work) {
    if (work.decision == id) subject.blocked_work = work;
  }
  for (const auto& item : assessment.agenda) {
    if (item.subject == id || item.owner == id) subject.agenda.push_back(item);
  }
  for (const auto& issue : assessment.issues) {
    if (concerns(issue.path)) subject.issues.push_back(issue);
  }
  const absl::Time as_of = assessment.as_of.value_or(absl::InfiniteFuture());
  for (const auto& entry : log.entries) {
    if (entry.recorded_at.has_value() && *entry.recorded_at > as_of) break;
    EntryLine line = DescribeEntry(entry);
    known.insert(line.mentions.begin(), line.mentions.end());
    // What a party did is not about the party; an entry that names it otherwise is.
    const bool is_actor_only = subject.kind == "party" && line.subject != id &&
                               (line.actor == id || line.on_behalf_of == id);
    if (!is_actor_only &&
        std::binary_search(line.mentions.begin(), line.mentions.end(), subject.id)) {
      if (line.id == id && subject.kind.empty()) {
        subject.kind = "entry";
        subject.title = Cat(line.fact, " ", line.subject);
        subject.owner = line.actor;
      }
      subject.entries.push_back(std::move(line));
    }
  }
  if (subject.kind.empty() && !subject.entries.empty()) subject.kind = "id";
  is_known = is_known || !subject.entries.empty() || !subject.vetoes.empty();
  if (!is_known) {
    const auto near = NearNames(id, known);
    return base::Unknown("id", Cat("nothing in cycle \"", assessment.cycle, "\" is called \"", id,
                                   "\" as of ", TimeText(assessment.as_of), " UTC",
                                   near.empty() ? "" : Cat("; written alike: ", Listed(near))));
  }
  return subject;
}

}  // namespace readiness::report
