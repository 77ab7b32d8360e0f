// Logs of any size, with everything that grows with a rollout: each
// decision brings a risk with its mitigation, a criterion with its evidence, an item of the scope
// with its approval, and some of them blockers, escalations, comments, changes and dependencies.
// Made up by counting, so that a log of a size is always the same.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "absl/time/time.h"

#include "readiness/base/text.h"
#include "readiness/engine/cycle.h"

namespace readiness::engine::testing {

class LargeLog {
 public:
  // The cycle, its people, and ten decisions for each component.
  explicit LargeLog(int decisions) {
    Add(model::CycleOpened{"large", "Made up", {"ana", "Ana", model::PartyKind::kPerson}});
    for (const char* id : {"ben", "rui", "mia"}) {
      Add(model::PartyAdded{{id, id, model::PartyKind::kPerson}});
    }
    Add(model::RoleAssigned{"ana", model::Role::kSignOffOwner, "", {}});
    Add(model::RoleAssigned{"rui", model::Role::kApprover, "", {}});
    Add(model::RoleAssigned{"mia", model::Role::kLeadershipContact, "", {}});
    Add(model::RitualDeclared{"weekly", "ana",
                              base::Window{base::WindowKind::kElapsed, 1, base::WindowUnit::kWeeks},
                              "One page"});
    Add(model::NodeDeclared{"page", model::NodeKind::kTouchpoint, {}, "Page"});
    Add(model::TouchpointDeclared{"page", 100, 0.5, "buy"});
    for (int i = 0; i < decisions; ++i) AddDecision(i);
  }

  [[nodiscard]] Cycle TakeCycle() && { return std::move(cycle_); }

 private:
  void Add(model::Fact fact, std::string actor = "ana") {
    model::Entry entry;
    entry.id = base::Cat("e", ++count_);
    entry.recorded_at = now_;
    entry.actor = std::move(actor);
    entry.fact = std::move(fact);
    now_ += absl::Minutes(1);
    const absl::Status status = cycle_.Append(std::move(entry));
    if (!status.ok()) throw std::runtime_error(std::string(status.message()));
  }

  void AddDecision(int i) {
    const std::string number = base::Cat(i);
    const std::string component = base::Cat("part-", i / 10);
    if (i % 10 == 0) {
      Add(model::NodeDeclared{component, model::NodeKind::kComponent, {}, "Part"});
    }
    // A part of its own for each decision, which fails with the component.
    Add(model::NodeDeclared{"node-" + number, model::NodeKind::kComponent, {}, "Part of a part"});
    Add(model::EdgeDeclared{"node-" + number, component, 0.1, {}});
    if (i % 100 == 0) Add(model::EdgeDeclared{"page", "node-" + number, 0.1, {}});
    AddCriterion(number);
    model::DecisionOpened decision;
    decision.id = "decision-" + number;
    decision.title = "Decide it";
    decision.owner = i % 10 == 3 ? "" : "ana";
    decision.node = component;
    decision.is_high_impact = i % 4 == 0;
    Add(decision);
    if (i % 10 == 3) {
      Add(model::RoleAssigned{"ben", model::Role::kDecisionOwner, decision.id, {}});
    }
    if (i % 2 == 0) AddApproval(number);
    AddRisk(number, component, i);
    if (i % 5 == 0) {
      Add(model::BlockerOpened{"blocker-" + number, "It waits", "ben", now_ + absl::Hours(100),
                               "Do without", "decision-" + number, false});
      Add(model::EscalationRaised{"escalation-" + number, "blocker-" + number, "mia", "It waits"});
    }
    if (i % 3 == 0) {
      Add(model::CommentOpened{"comment-" + number, "scope", "clear words", "Say it shorter",
                               "decision-" + number});
    }
    if (i % 7 == 0) {
      model::ScopeChangeRequested change;
      change.id = "change-" + number;
      change.title = "One more";
      change.subject = "decision-" + number;
      change.given_up = "A day";
      change.metric_impact = "None";
      change.ritual_effect = "None";
      change.requester = "ben";
      Add(change);
    }
    if (i % 4 == 1) {
      Add(model::DependencyDeclared{"decision-" + number,
                                    base::Cat("decision-", i - 1),
                                    "ben",
                                    "weekly",
                                    "seconds",
                                    {},
                                    false});
    }
  }

  void AddCriterion(const std::string& number) {
    model::Criterion criterion;
    criterion.id = "criterion-" + number;
    criterion.title = "It is fast";
    criterion.level = model::Level::kMust;
    criterion.metric = "seconds-" + number;
    criterion.unit = "s";
    criterion.comparison = model::Comparison::kLessOrEqual;
    criterion.threshold = 2;
    criterion.owner = "ben";
    Add(model::CriterionSet{criterion});
    model::Evidence evidence;
    evidence.id = "evidence-" + number;
    evidence.metric = criterion.metric;
    evidence.unit = "s";
    evidence.finding = 1.5;
    evidence.observed_at = now_;
    Add(model::EvidenceRecorded{evidence});
  }

  void AddApproval(const std::string& number) {
    const std::string decision = "decision-" + number;
    Add(model::ScopeItemRequested{"item-" + number, "Item", "design-" + number, decision});
    Add(model::ArtifactVersionPublished{"design-" + number, "v1"});
    Add(model::ApprovalGranted{"approval-" + number, "design-" + number, "v1", {}, ""}, "rui");
    Add(model::ScopeItemLinked{"item-" + number, {"criterion-" + number}, "weekly"});
    Add(model::DecisionDecided{decision, model::DecisionOutcome::kApproved, "It helps", "", {}});
    Add(model::HandoffIssued{decision,
                             "Build it",
                             {"criterion-" + number},
                             {"No network"},
                             "It loads",
                             "weekly",
                             "seconds"});
    Add(model::ImplementationStarted{decision});
  }

  void AddRisk(const std::string& number, const std::string& component, int i) {
    model::RiskRaised risk;
    risk.id = "risk-" + number;
    risk.title = "It breaks";
    risk.node = component;
    risk.likelihood = model::Likelihood{0.01};
    risk.severity = 0.5;
    risk.detectability = 0.2;
    risk.reversibility = model::Reversibility::kCostly;
    risk.owner = i % 10 == 5 ? "" : "ben";
    risk.decision = "decision-" + number;
    Add(risk);
    model::MitigationPlanned plan;
    plan.id = "plan-" + number;
    plan.risk = risk.id;
    plan.strategy = model::MitigationStrategy::kReduce;
    plan.description = "Try twice";
    plan.owner = "ben";
    plan.due_at = now_ + absl::Hours(10'000);
    plan.cost = 4;
    plan.probability_fall = 0.005;
    plan.practice = "weekly";
    plan.kind = i % 6 == 0 ? model::MitigationKind::kFallback : model::MitigationKind::kUnspecified;
    Add(plan);
    if (i % 10 == 7) Add(model::RiskAppeared{risk.id, risk.decision});
  }

  Cycle cycle_;
  absl::Time now_ = absl::FromUnixSeconds(1'767'225'600);  // 2026-01-01.
  int count_ = 0;
};

}  // namespace readiness::engine::testing
