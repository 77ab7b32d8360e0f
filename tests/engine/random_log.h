// Random logs for laws of the engine: facts about few ids, proposed one after the other; what
// breaks a rule is refused and left out, so that what stays is a valid log. The same seed, the same
// log.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "../splitmix64.h"
#include "log_builder.h"

namespace readiness::engine::testing {

class RandomLog {
 public:
  explicit RandomLog(uint64_t seed) : random_(seed) {}

  // Begins as ReadyCycle does, which is a GO, or with the parties alone; then `proposal_count`
  // proposals, of which about a half are entries.
  [[nodiscard]] Cycle Make(int proposal_count) {
    LogBuilder begun = Chance(70) ? ReadyCycle() : LogBuilder();
    now_ = begun.now();
    began_ = now_;
    Cycle cycle = std::move(begun.cycle);
    for (int i = 0; i < proposal_count; ++i) {
      if (Chance(55)) now_ += absl::Hours(1 + Below(Chance(20) ? 200 : 12));
      std::string actor = "ana";
      model::Fact fact = AnyFact(actor);
      model::Entry entry;
      entry.id = "x" + std::to_string(i);
      entry.recorded_at = now_;
      entry.actor = Chance(85) ? std::move(actor) : AnyParty();
      if (Chance(20)) entry.occurred_at = now_ - absl::Hours(1 + Below(60));
      entry.fact = std::move(fact);
      if (Append(cycle, std::move(entry)).ok()) {
        ++accepted_count_;
      } else {
        ++refused_count_;
      }
    }
    return cycle;
  }

  [[nodiscard]] int64_t Below(int64_t count) {
    return static_cast<int64_t>(SplitMix64(random_) % static_cast<uint64_t>(count));
  }
  [[nodiscard]] bool Chance(int64_t percent) { return Below(100) < percent; }
  [[nodiscard]] int accepted_count() const { return accepted_count_; }
  [[nodiscard]] int refused_count() const { return refused_count_; }

  // A fact about one of the few ids that there are; `actor` becomes who most likely may record it.
  [[nodiscard]] model::Fact AnyFact(std::string& actor) {
    switch (Below(10)) {
      case 0:
      case 1:
        return AnyEvidence();
      case 2:
        return AnyCriterion();
      case 3:
        return AnyOfGates(actor);
      case 4:
      case 5:
        return AnyOfDecisions();
      case 6:
        return AnyOfScope(actor);
      case 7:
      case 8:
        return AnyOfRisks();
      default:
        return AnyOfTheCycle();
    }
  }

 private:
  [[nodiscard]] std::string Of(std::initializer_list<const char*> ids) {
    return ids.begin()[Below(static_cast<int64_t>(ids.size()))];
  }
  [[nodiscard]] std::string AnyParty() { return Of({"ana", "ben", "rui", "mia", "team-web"}); }
  [[nodiscard]] std::string AnyMetric() { return Of({"load", "errors", "checkout_p95"}); }
  [[nodiscard]] std::string AnyCriterionId() { return Of({"c0", "c1", "c2", "latency"}); }
  [[nodiscard]] std::string AnyDecision() { return Of({"retry", "d0", "d1"}); }
  [[nodiscard]] std::string AnyItem() { return Of({"retry-item", "i0", "i1"}); }
  [[nodiscard]] std::string AnyArtifact() { return Of({"retry-design", "i0", "i1"}); }
  [[nodiscard]] std::string AnyRisk() { return Of({"slow-bank", "r0", "r1"}); }
  [[nodiscard]] std::string AnyNode() { return Of({"pay", "page", "n0", "n1"}); }
  [[nodiscard]] std::string AnyRitual() { return Of({"weekly-review", "sync"}); }
  [[nodiscard]] std::string AnyVersion() { return Of({"v1", "v2", "v3"}); }
  [[nodiscard]] std::string New(const char* kind) { return kind + std::to_string(++made_count_); }
  [[nodiscard]] absl::Time Ahead() { return now_ + absl::Hours(12 * (1 + Below(60))); }
  [[nodiscard]] double Tenths() { return static_cast<double>(Below(11)) / 10; }

  [[nodiscard]] model::Fact AnyEvidence() {
    if (Chance(10)) {
      return model::EvidenceRetracted{"v" + std::to_string(1 + Below(made_count_ + 1)), "wrong"};
    }
    model::Evidence evidence;
    evidence.id = New("v");
    evidence.metric = AnyMetric();
    evidence.observed_at = Chance(70) ? now_ : now_ - absl::Hours(Below(100));
    if (evidence.metric == "errors" && Chance(60)) {
      evidence.finding = model::ShareFinding{Below(40), 40 + Below(400)};
    } else if (evidence.metric == "checkout_p95") {
      evidence.unit = "ms";
      evidence.finding = static_cast<double>(300 + 50 * Below(6));
    } else {
      evidence.finding = Tenths();
    }
    return model::EvidenceRecorded{evidence};
  }

  [[nodiscard]] model::Fact AnyCriterion() {
    model::Criterion criterion;
    criterion.id = Of({"c0", "c1", "c2"});
    criterion.level = Chance(60)   ? model::Level::kMust
                      : Chance(50) ? model::Level::kShould
                                   : model::Level::kInfo;
    if (Chance(15)) criterion.gate = Of({"build_freeze", "g0"});
    if (Chance(15)) criterion.decision = AnyDecision();
    if (Chance(15)) criterion.guard = AnyCriterionId();
    if (Chance(30)) {
      criterion.formula = AnyFormula(2);
      return model::CriterionSet{criterion};
    }
    criterion.metric = Of({"load", "errors"});
    criterion.comparison =
        Chance(50) ? model::Comparison::kLessOrEqual : model::Comparison::kGreater;
    criterion.threshold = Tenths();
    if (Chance(30)) criterion.max_age_seconds = 3600 * (1 + Below(400));
    if (Chance(20)) criterion.min_sample_count = 1 + Below(100);
    if (Chance(20)) criterion.confidence = 0.9;
    return model::CriterionSet{criterion};
  }
  [[nodiscard]] model::Formula AnyFormula(int depth) {
    model::Formula formula;
    if (depth == 0 || Chance(30)) {
      formula.criterion = AnyCriterionId();
      return formula;
    }
    const int64_t kind = Below(5);
    formula.op = kind == 0   ? model::FormulaOperator::kAll
                 : kind == 1 ? model::FormulaOperator::kAny
                 : kind == 2 ? model::FormulaOperator::kNot
                 : kind == 3 ? model::FormulaOperator::kAtLeast
                             : model::FormulaOperator::kScore;
    const int64_t part_count = kind == 2 ? 1 : 2 + Below(2);
    for (int64_t i = 0; i < part_count; ++i) formula.parts.push_back(AnyFormula(depth - 1));
    if (kind == 3) formula.at_least_count = 1 + Below(part_count);
    if (kind == 4) formula.pass_share = 0.1 + 0.8 * Tenths();
    return formula;
  }

  [[nodiscard]] model::Fact AnyOfGates(std::string& actor) {
    switch (Below(6)) {
      case 0:
        return model::SignalObserved{"rehearsed",
                                     Chance(50)   ? model::SignalState::kMaterialised
                                     : Chance(50) ? model::SignalState::kNotYet
                                                  : model::SignalState::kContradicted,
                                     "tickets"};
      case 1: {
        actor = "rui";
        return model::WaiverGranted{New("w"),
                                    Of({"TEST_EVIDENCE/c0", "TEST_EVIDENCE/c1",
                                        "TEST_EVIDENCE/latency", "HAND_OFF/approval:i0"}),
                                    "agreed", Ahead()};
      }
      case 2: {
        if (!Chance(40)) return model::CriterionSet{LatencyCriterion()};
        actor = "sol";
        return model::OverrideGranted{New("o"), AnyVerdict(), {"rui"}, "agreed", Ahead()};
      }
      default: {
        model::GateDecided gate;
        gate.gate = Of({"build_freeze", "g0", "before-commitment"});
        if (gate.gate == "before-commitment") {
          gate.kind = model::GateKind::kPreCommitment;
          gate.is_signal_reachable = Chance(80);
        } else {
          gate.lens_result = Chance(80) ? model::ResultKind::kPass : model::ResultKind::kFail;
        }
        gate.verdict = AnyVerdict();
        gate.rationale = "seen";
        gate.follow_up_owner = "ben";
        gate.follow_up_ritual = "weekly-review";
        return gate;
      }
    }
  }
  [[nodiscard]] model::Verdict AnyVerdict() {
    return Chance(70)   ? model::Verdict::kGo
           : Chance(50) ? model::Verdict::kHold
                        : model::Verdict::kNoGo;
  }

  [[nodiscard]] model::Fact AnyOfDecisions() {
    const std::string id = AnyDecision();
    switch (Below(12)) {
      case 0:
      case 1: {
        model::DecisionOpened opened;
        opened.id = id;
        if (Chance(80)) opened.owner = "ana";
        if (Chance(50)) opened.due_at = Ahead();
        return opened;
      }
      case 2:
        return model::DecisionOwnerAssigned{id, AnyParty(), Chance(15)};
      case 3:
        return model::DecisionSubmitted{id, ""};
      case 4:
      case 5:
        return model::DecisionDecided{
            id,
            Chance(80) ? model::DecisionOutcome::kApproved : model::DecisionOutcome::kRejected,
            "it helps",
            "",
            {}};
      case 6:
        return model::DecisionReopened{id, "new facts"};
      case 7:
        return Chance(50) ? model::Fact(model::DecisionDescoped{id, "later"})
                          : model::Fact(model::DecisionWithdrawn{id, "no longer"});
      case 8:
        return model::ImplementationStarted{id};
      case 9:
        return model::DependencyDeclared{id, AnyDecision(), AnyParty(), "sync", "load", {}, false};
      default:
        return model::HandoffIssued{
            id, "as decided", {AnyCriterionId()}, {"none"}, "it works", AnyRitual(), "held"};
    }
  }

  [[nodiscard]] model::Fact AnyOfScope(std::string& actor) {
    switch (Below(6)) {
      case 0: {
        const std::string item = Of({"i0", "i1"});
        return model::ScopeItemRequested{item, "", item, Chance(60) ? AnyDecision() : ""};
      }
      case 1:
        return model::ScopeItemLinked{AnyItem(), {AnyCriterionId()}, AnyRitual()};
      case 2:
        return model::ArtifactVersionPublished{AnyArtifact(), AnyVersion()};
      case 3:
      case 4:
        actor = "rui";
        return model::ApprovalGranted{New("a"), AnyArtifact(), AnyVersion(), {}, ""};
      default:
        actor = "rui";
        return model::ApprovalWithdrawn{"a" + std::to_string(1 + Below(made_count_ + 1)), "wrong"};
    }
  }

  [[nodiscard]] model::Fact AnyOfRisks() {
    const std::string id = AnyRisk();
    switch (Below(12)) {
      case 0:
      case 1: {
        model::RiskRaised risk;
        risk.id = id;
        if (Chance(80)) risk.node = AnyNode();
        if (Chance(80)) risk.likelihood = model::Likelihood{Tenths()};
        if (Chance(80)) risk.severity = Tenths();
        if (Chance(80)) risk.reversibility = model::Reversibility::kReversible;
        if (Chance(80)) risk.owner = AnyParty();
        return risk;
      }
      case 2:
        return model::RiskOwnerAssigned{id, AnyParty(), Chance(15)};
      case 3: {
        model::RiskEstimated estimate;
        estimate.risk = id;
        estimate.likelihood = model::Likelihood{Tenths()};
        estimate.severity = Tenths();
        return estimate;
      }
      case 4: {
        model::MitigationPlanned mitigation;
        mitigation.id = Of({"m0", "m1", "m2", "m3"});
        mitigation.risk = id;
        mitigation.strategy = model::MitigationStrategy::kReduce;
        mitigation.cost = 1 + Tenths();
        mitigation.probability_fall = Tenths();
        mitigation.kind = static_cast<model::MitigationKind>(Below(7));
        if (Chance(60)) mitigation.owner = AnyParty();
        if (Chance(60)) mitigation.due_at = Ahead();
        if (Chance(60)) mitigation.description = "as before";
        if (Chance(60)) mitigation.practice = AnyRitual();
        if (Chance(60)) mitigation.gate = Of({"g0", "build_freeze", "before-commitment"});
        if (Chance(60)) mitigation.metric = "load";
        if (Chance(60)) mitigation.criterion = AnyCriterionId();
        return mitigation;
      }
      case 5:
        return model::RiskMitigated{id, Of({"m0", "m1", ""})};
      case 6:
        return model::RiskAppeared{id, ""};
      case 7: {
        model::BlockerOpened blocker;
        blocker.id = Of({"b0", "b1"});
        if (Chance(70)) blocker.owner = AnyParty();
        if (Chance(70)) blocker.due_at = Ahead();
        if (Chance(70)) blocker.fallback = "the old page";
        return blocker;
      }
      case 8:
        return Chance(70) ? model::Fact(model::BlockerResolved{Of({"b0", "b1"}), "done"})
                          : model::Fact(model::BlockerReopened{Of({"b0", "b1"}), "again"});
      case 9:
        return model::NodeDeclared{Of({"n0", "n1"}), model::NodeKind::kComponent, {}, ""};
      case 10:
        return model::EdgeDeclared{AnyNode(), AnyNode(), Tenths(), {}};
      default: {
        model::TouchpointDeclared touchpoint;
        touchpoint.node = AnyNode();
        touchpoint.value = static_cast<double>(1 + Below(100));
        touchpoint.severity = Tenths();
        return touchpoint;
      }
    }
  }

  [[nodiscard]] model::Fact AnyOfTheCycle() {
    switch (Below(8)) {
      case 0: {
        model::CalendarSet calendar;
        if (Chance(70)) calendar.milestones.push_back({"g0", model::MilestoneKind::kGate, Ahead()});
        calendar.milestones.push_back({"build_freeze", model::MilestoneKind::kGate, began_});
        calendar.milestones.push_back({"release", model::MilestoneKind::kLaunch, Ahead()});
        return calendar;
      }
      case 1:
        return model::RoleAssigned{
            AnyParty(), Chance(50) ? model::Role::kApprover : model::Role::kPostLaunchOwner, "",
            Chance(50) ? std::optional(Ahead()) : std::nullopt};
      case 2:
        return Chance(50) ? model::Fact(model::ScopeLocked{"freeze"})
                          : model::Fact(model::ScopeUnlocked{"again"});
      case 3:
        return model::ReviewClosed{New("review"), ""};
      case 4:
        return model::PracticeHeld{AnyRitual(), ""};
      case 5:
        return model::RitualDeclared{AnyRitual(), AnyParty(), {}, "template"};
      case 6: {
        model::CommentOpened comment;
        comment.id = New("k");
        comment.section = "plan";
        comment.objective = "faster";
        comment.text = "why";
        if (Chance(50)) comment.decision = AnyDecision();
        return comment;
      }
      default: {
        model::PostLaunchReviewScheduled review;
        review.id = Of({"after", "later"});
        review.at = Ahead();
        review.covers_outcome = Chance(80);
        review.covers_risk = true;
        review.metric = "checkout_p95";
        review.expectation = "as before";
        return review;
      }
    }
  }

  uint64_t random_;
  absl::Time now_;
  absl::Time began_;
  int made_count_ = 0;
  int accepted_count_ = 0;
  int refused_count_ = 0;
};

}  // namespace readiness::engine::testing
