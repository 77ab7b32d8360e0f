#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/state.h"

#include "report/subject_facts.h"
#include "report/words.h"

namespace readiness::report::internal {

using base::Cat;

namespace {

bool Contains(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Is the criterion a part of the formula?
bool Names(const model::Formula& formula, std::string_view criterion) {
  return formula.criterion == criterion ||
         std::any_of(formula.parts.begin(), formula.parts.end(),
                     [criterion](const auto& part) { return Names(part, criterion); });
}

// "ALL of (refund-flow, NOT of (crash-rate))".
std::string FormulaText(const model::Formula& formula) {
  if (formula.op == model::FormulaOperator::kLeaf) return formula.criterion;
  std::string text(model::Name(formula.op));
  if (formula.op == model::FormulaOperator::kAtLeast) text += Cat(" ", formula.at_least_count);
  text += " of (";
  for (size_t i = 0; i < formula.parts.size(); ++i) {
    if (i > 0) text += ", ";
    text += FormulaText(formula.parts[i]);
    if (i < formula.weights.size()) text += Cat(" x ", NumberText(formula.weights[i]));
  }
  text += ")";
  if (formula.op == model::FormulaOperator::kScore) {
    text += Cat(", passes from ", ShareText(formula.pass_share));
  }
  return text;
}

// Which of the four things it reads.
void AddSource(SubjectFacts& facts, const model::Criterion& criterion) {
  facts.Add("metric", criterion.metric);
  facts.Add("baseline", criterion.baseline);
  if (criterion.metric_reference.has_value()) {
    const model::MetricReference& read = *criterion.metric_reference;
    facts.Add("computed metric", Cat(read.metric, ", ", MeasureText(read.measure, read.at),
                                     read.cohort.empty() ? "" : ", cohort ", read.cohort));
  }
  if (criterion.formula.has_value()) facts.Add("formula", FormulaText(*criterion.formula));
  if (criterion.table.has_value()) {
    const model::TableTest& test = *criterion.table;
    facts.Add("table", test.table->id);
    for (size_t i = 0; i < test.inputs.size(); ++i) {
      const int64_t age = test.inputs[i].max_age_seconds;
      facts.Add(
          "column",
          Cat(test.table->columns[i].name, ": metric ", test.inputs[i].metric,
              age == 0 ? "" : Cat(", at most ", DurationText(static_cast<double>(age)), " old")));
    }
    facts.Add("passes with", Listed(test.pass_outcomes));
  }
}

// How what it reads is compared, and what the evidence must be.
void AddTest(SubjectFacts& facts, const model::Criterion& criterion) {
  const std::string unit = criterion.unit.empty() ? "" : Cat(" ", criterion.unit);
  if (criterion.threshold.has_value()) {
    facts.Add("threshold",
              Cat(model::Sign(criterion.comparison), " ", NumberText(*criterion.threshold), unit));
  } else if (criterion.comparison != model::Comparison::kUnspecified) {
    facts.Add("better is", Lower(model::Name(criterion.comparison)));
  }
  if (criterion.margin.has_value()) facts.Add("margin", Cat(NumberText(*criterion.margin), unit));
  if (criterion.confidence.has_value()) facts.Add("confidence", ShareText(*criterion.confidence));
  facts.Add("looked at as it comes in", criterion.peeking ? "yes" : "");
  if (criterion.power.has_value()) facts.Add("planned with power", ShareText(*criterion.power));
  if (criterion.min_sample_count > 0) facts.Add("least sample", Cat(criterion.min_sample_count));
  if (criterion.max_age_seconds > 0) {
    facts.Add("oldest evidence", DurationText(static_cast<double>(criterion.max_age_seconds)));
  }
  if (criterion.weight.has_value()) facts.Add("weight in scores", NumberText(*criterion.weight));
}

// "approval INFO instead of MUST", for what the policy asks otherwise than the default; `name` and
// `force` read an element of either list.
template <typename Asked, typename Name, typename Force>
std::vector<std::string> AskedOtherwise(const std::vector<Asked>& policy,
                                        const std::vector<Asked>& standard, const Name& name,
                                        const Force& force) {
  std::vector<std::string> differences;
  for (const Asked& usual : standard) {
    const auto found = std::find_if(policy.begin(), policy.end(),
                                    [&](const Asked& each) { return name(each) == name(usual); });
    const std::string_view now = found == policy.end() ? "nothing" : force(*found);
    if (now != force(usual)) {
      differences.push_back(Cat(name(usual), " ", now, " instead of ", force(usual)));
    }
  }
  return differences;
}

}  // namespace

bool DescribeCriterion(SubjectFacts& facts) {
  const auto* c = engine::Find(facts.state.criteria, facts.id);
  if (c == nullptr) return false;
  const auto& criterion = c->criterion;
  facts.Is("criterion", criterion.title, criterion.owner);
  facts.Add("stage", std::string(model::Name(criterion.stage == model::Stage::kUnspecified
                                                 ? model::Stage::kTestEvidence
                                                 : criterion.stage)));
  facts.Add("level", Lower(model::Name(criterion.level)));
  if (criterion.role != model::CriterionRole::kUnspecified) {
    facts.Add("role", Lower(model::Name(criterion.role)));
  }
  AddSource(facts, criterion);
  AddTest(facts, criterion);
  facts.Add("guard", criterion.guard);
  facts.Add("vouches for the metric", criterion.guards_metric);
  facts.Add("gate", criterion.gate);
  facts.Add("decision", criterion.decision);
  facts.Add("where unknown", criterion.on_unknown);
  facts.Add("set", StampText(c->stamp));
  facts.AddIds("read by", facts.state.criteria, [&](const auto& other) {
    return other.criterion.guard == facts.id ||
           (other.criterion.formula.has_value() && Names(*other.criterion.formula, facts.id));
  });
  facts.AddIds("accepts items", facts.state.items,
               [&](const auto& item) { return Contains(item.criteria, facts.id); });
  facts.AddIds("accepts decisions", facts.state.decisions, [&](const auto& decision) {
    return decision.handoff.has_value() && Contains(decision.handoff->criteria, facts.id);
  });
  return true;
}

bool DescribeEvidence(SubjectFacts& facts) {
  const auto* e = engine::Find(facts.state.evidence, facts.id);
  if (e == nullptr) return false;
  facts.Is("evidence", "", e->stamp.actor,
           e->is_retracted ? "retracted"
           : e->is_live    ? "counts"
                           : "outlived");
  facts.Add("metric", e->evidence.metric);
  facts.Add("found", FindingText(e->evidence.finding, e->evidence.unit));
  facts.Add("observed from", TimeText(e->evidence.observed_from));
  facts.Add("observed", TimeText(e->evidence.observed_at));
  facts.Add("source", e->evidence.source);
  facts.Add("method", e->evidence.method);
  facts.Add("subject", e->evidence.subject);
  return true;
}

bool DescribeGate(SubjectFacts& facts) {
  const model::Milestone* milestone = nullptr;
  if (facts.state.calendar.has_value()) {
    for (const auto& m : facts.state.calendar->milestones) {
      if (m.name == facts.id) milestone = &m;
    }
  }
  const auto* g = engine::Find(facts.state.gates, facts.id);
  if (g == nullptr && milestone == nullptr) return false;
  facts.Is(
      milestone == nullptr || milestone->kind == model::MilestoneKind::kGate ? "gate" : "milestone",
      "", g == nullptr ? "" : g->stamp.actor,
      g == nullptr ? "" : Lower(model::Name(g->fact.verdict)));
  if (milestone != nullptr) facts.Add("at", TimeText(milestone->at));
  if (g != nullptr) {
    facts.Add("decided", TimeText(g->stamp.occurred_at));
    facts.Add("rationale", g->fact.rationale);
    facts.Add("follow-up", g->fact.follow_up_owner);
    facts.Add("follow-up in", g->fact.follow_up_ritual);
  }
  return true;
}

bool DescribeWaiverOrOverride(SubjectFacts& facts) {
  if (const auto* w = engine::Find(facts.state.waivers, facts.id); w != nullptr) {
    facts.Is("waiver", w->fact.reason, w->stamp.actor);
    facts.Add("of", w->fact.path);
    facts.Add("until", TimeText(w->fact.until));
    return true;
  }
  if (const auto* o = engine::Find(facts.state.overrides, facts.id); o != nullptr) {
    facts.Is("override", o->fact.reason, Listed(o->fact.approvers));
    facts.Add("verdict", std::string(model::Name(o->fact.verdict)));
    facts.Add("until", TimeText(o->fact.until));
    return true;
  }
  return false;
}

// The policy that is in force, by its id.
bool DescribePolicy(SubjectFacts& facts) {
  const model::Policy& standard = engine::DefaultPolicy();
  const auto& set = facts.state.policy;
  const model::Policy& policy = set.has_value() ? *set : standard;
  if (policy.id != facts.id) return false;
  facts.Is("policy", "", set.has_value() ? facts.state.policy_stamp->actor : "");
  facts.Add("set", set.has_value() ? StampText(*facts.state.policy_stamp)
                                   : "by nobody; it is the one that is built in");
  facts.Add("asks otherwise than the default",
            Listed(AskedOtherwise(
                policy.criteria, standard.criteria, [](const auto& asked) { return asked.kind; },
                [](const auto& asked) { return model::Name(asked.level); })));
  facts.Add("caps otherwise than the default",
            Listed(AskedOtherwise(
                policy.vetoes, standard.vetoes, [](const auto& veto) { return veto.rule; },
                [](const auto& veto) { return model::Name(veto.cap); })));
  facts.Add("owner window", WindowText(policy.owner_window));
  facts.Add("review interval", WindowText(policy.review_interval));
  facts.Add("retrospective within", WindowText(policy.retrospective_window));
  return true;
}

}  // namespace readiness::report::internal
