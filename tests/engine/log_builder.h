// Builds logs for tests of the engine: one entry after the other, an hour apart, each with an id of
// its own; and a cycle that has everything the default policy asks for.
#pragma once

#include <string>
#include <utility>

#include "absl/time/time.h"

#include "readiness/base/instant.h"
#include "readiness/engine/cycle.h"

#include "compiled_once.h"

namespace readiness::engine::testing {

[[nodiscard]] inline absl::Time At(std::string_view text) {
  return base::ParseInstant(text).value();
}

class LogBuilder {
 public:
  // A cycle "checkout" that is open since 2026-03-02, with these parties: ana (opener, sign-off
  // owner), ben, team-web, rui (approver), mia (leadership contact), sol (sponsor).
  LogBuilder() {
    Must(model::CycleOpened{"checkout", "New checkout", {"ana", "Ana", model::PartyKind::kPerson}});
    for (const char* id : {"ben", "rui", "mia", "sol"}) {
      Must(model::PartyAdded{{id, id, model::PartyKind::kPerson}});
    }
    Must(model::PartyAdded{{"team-web", "Web team", model::PartyKind::kTeam}});
    Must(model::RoleAssigned{"ana", model::Role::kSignOffOwner, "", {}});
    Must(model::RoleAssigned{"rui", model::Role::kApprover, "", {}});
    Must(model::RoleAssigned{"mia", model::Role::kLeadershipContact, "", {}});
    Must(model::RoleAssigned{"sol", model::Role::kSponsor, "", {}});
  }

  // An entry by `actor` that was not appended yet, an hour after the last one. Evidence without a
  // time was observed at that moment.
  [[nodiscard]] model::Entry Next(model::Fact fact, std::string actor = "ana") {
    model::Entry entry;
    entry.id = "e" + std::to_string(++made_count_);
    entry.recorded_at = now_;
    entry.actor = std::move(actor);
    entry.fact = std::move(fact);
    if (auto* recorded = std::get_if<model::EvidenceRecorded>(&entry.fact);
        recorded != nullptr && !recorded->evidence.observed_at.has_value()) {
      recorded->evidence.observed_at = now_;
    }
    now_ += absl::Hours(1);
    return entry;
  }
  absl::Status Try(model::Fact fact, std::string actor = "ana") {
    return Append(cycle, Next(std::move(fact), std::move(actor)));
  }
  void Must(model::Fact fact, std::string actor = "ana") {
    const absl::Status status = Try(std::move(fact), std::move(actor));
    if (!status.ok()) throw std::runtime_error(std::string(status.message()));
  }

  [[nodiscard]] absl::Time now() const { return now_; }
  void GoTo(absl::Time time) { now_ = time; }

  Cycle cycle;

 private:
  absl::Time now_ = At("2026-03-02T09:00:00Z");
  int made_count_ = 0;
};

[[nodiscard]] inline model::Criterion LatencyCriterion() {
  model::Criterion criterion;
  criterion.id = "latency";
  criterion.title = "Checkout answers fast";
  criterion.level = model::Level::kMust;
  criterion.metric = "checkout_p95";
  criterion.unit = "ms";
  criterion.comparison = model::Comparison::kLessOrEqual;
  criterion.threshold = 400;
  criterion.owner = "team-web";
  return criterion;
}

[[nodiscard]] inline model::Evidence Value(std::string id, std::string metric, std::string unit,
                                           double value) {
  model::Evidence evidence;
  evidence.id = std::move(id);
  evidence.metric = std::move(metric);
  evidence.unit = std::move(unit);
  evidence.finding = value;
  return evidence;
}

// Launches the cycle where it is not launched, and records all that it must have learned to close.
inline void LearnAndClose(LogBuilder& log) {
  if (!log.cycle.state().launched.has_value()) log.Must(model::Launched{"1.0", ""});
  model::PostLaunchReviewScheduled review;
  review.id = "after-launch";
  review.at = log.now() + absl::Hours(24 * 7);
  review.covers_outcome = true;
  review.covers_risk = true;
  review.metric = "checkout_p95";
  review.expectation = "as before";
  log.Must(review);
  log.Must(model::RetrospectiveHeld{"retro", {}});
  log.Must(model::SupportPassHeld{"pass", {}, {}});
  log.Must(model::ReportPublished{"wrap-up", model::ReportKind::kWrapUp, "Wrap-up"});
  log.Must(model::CycleClosed{"done"});
}

// A cycle of which the default policy asks nothing more before launch: a GO. Launch is planned for
// 2026-06-01.
[[nodiscard]] inline LogBuilder ReadyCycle() {
  LogBuilder log;
  log.Must(
      model::CalendarSet{{{"build_freeze", model::MilestoneKind::kGate, At("2026-03-10T00:00:00Z")},
                          {"release", model::MilestoneKind::kLaunch, At("2026-06-01T00:00:00Z")}},
                         {},
                         {},
                         {}});
  log.Must(model::RitualDeclared{"weekly-review", "ana", {}, "review template"});
  log.Must(model::RoleAssigned{"ben", model::Role::kPostLaunchOwner, "", {}});
  log.Must(model::CriterionSet{LatencyCriterion()});
  model::Outcome outcome;
  outcome.id = "faster";
  outcome.statement = "Buyers finish faster";
  outcome.metric = "checkout_p95";
  outcome.unit = "ms";
  outcome.baseline = 900;
  outcome.target = 400;
  outcome.comparison = model::Comparison::kLessOrEqual;
  outcome.window_end = At("2026-07-01T00:00:00Z");
  outcome.ritual = "weekly-review";
  outcome.conditions = {{"fast", "Answers are fast", "latency"}};
  log.Must(model::OutcomeDefined{outcome});
  log.Must(model::NodeDeclared{"pay", model::NodeKind::kComponent, {}, "Payment"});
  log.Must(model::NodeDeclared{"page", model::NodeKind::kTouchpoint, {}, "Checkout page"});
  log.Must(model::EdgeDeclared{"page", "pay", 0.05, {}});
  log.Must(model::TouchpointDeclared{"page", 100, 0.5, "buy"});
  model::RiskRaised risk;
  risk.id = "slow-bank";
  risk.title = "The bank answers late";
  risk.node = "pay";
  risk.likelihood = model::Likelihood{0.05};
  risk.severity = 0.2;
  risk.reversibility = model::Reversibility::kReversible;
  risk.owner = "team-web";
  log.Must(risk);
  model::DecisionOpened decision;
  decision.id = "retry";
  decision.title = "Retry once";
  decision.owner = "ana";
  log.Must(decision);
  log.Must(model::ScopeItemRequested{"retry-item", "Retry once", "retry-design", "retry"});
  log.Must(model::ArtifactVersionPublished{"retry-design", "v1"});
  log.Must(model::ApprovalGranted{"a1", "retry-design", "v1", {}, ""}, "rui");
  log.Must(model::ScopeItemLinked{"retry-item", {"latency"}, "weekly-review"});
  log.Must(model::DecisionDecided{"retry", model::DecisionOutcome::kApproved, "It helps", "", {}});
  log.Must(model::HandoffIssued{"retry",
                                "One retry after two seconds",
                                {"latency"},
                                {"the bank is down"},
                                "The buyer waits at most four seconds",
                                "weekly-review",
                                "reviews held"});
  log.Must(model::EvidenceRecorded{Value("p95-1", "checkout_p95", "ms", 310)});
  model::GateDecided gate;
  gate.gate = "build_freeze";
  gate.verdict = model::Verdict::kGo;
  gate.rationale = "All criteria hold";
  gate.lens_result = model::ResultKind::kPass;
  log.Must(gate);
  gate.gate = "before-commitment";
  gate.kind = model::GateKind::kPreCommitment;
  gate.lens_result = model::ResultKind::kUnspecified;
  gate.is_signal_reachable = true;
  log.Must(gate);
  model::PostLaunchReviewScheduled review;
  review.id = "after";
  review.at = At("2026-06-15T00:00:00Z");
  review.owner = "ben";
  review.covers_outcome = true;
  review.covers_risk = true;
  review.metric = "checkout_p95";
  review.expectation = "A checkout that answers";
  log.Must(review);
  return log;
}

}  // namespace readiness::engine::testing
