#include "readiness/engine/fold.h"

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "log_builder.h"

namespace readiness::engine {
namespace {

using testing::At;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LatencyCriterion;
using testing::LogBuilder;
using ::testing::SizeIs;
using testing::Value;

// The entry is refused by this rule with words that hold `words`, and nothing has changed.
void ExpectRefused(LogBuilder& log, model::Fact fact, std::string_view rule, std::string_view words,
                   std::string actor = "ana") {
  const model::CycleLog before = log.cycle.log();
  const absl::Status status = log.Try(std::move(fact), std::move(actor));
  ASSERT_FALSE(status.ok()) << words;
  EXPECT_EQ(base::RuleOf(status).value_or(""), rule) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(words)));
  EXPECT_EQ(log.cycle.log(), before);
}

model::DecisionOpened Decision(std::string id, std::string owner) {
  model::DecisionOpened decision;
  decision.id = std::move(id);
  decision.owner = std::move(owner);
  return decision;
}
model::DecisionDecided Decided(std::string id, model::DecisionOutcome outcome) {
  return {std::move(id), outcome, "because", "", {}};
}
DecisionPhase PhaseOf(const LogBuilder& log, const std::string& id) {
  return log.cycle.state().decisions.at(id).phase;
}

TEST(Fold, ACycleOpensOnceAndByItsFirstParty) {
  LogBuilder log;
  ExpectRefused(log, model::CycleOpened{"other", "", {"ana", "", model::PartyKind::kPerson}},
                "order", "is open already");
}

TEST(Fold, R11ASecondOutcomeIsRefusedAndTheSameOneRevised) {
  LogBuilder log;
  model::Outcome outcome;
  outcome.id = "faster";
  log.Must(model::OutcomeDefined{outcome});
  outcome.target = 400;
  log.Must(model::OutcomeDefined{outcome});
  EXPECT_EQ(log.cycle.state().outcome->target, 400);
  outcome.id = "cheaper";
  ExpectRefused(log, model::OutcomeDefined{outcome}, "R11", "exactly one outcome");
}

TEST(Fold, R12ACriterionThatCannotBeTestedIsRefused) {
  LogBuilder log;
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.threshold.reset();
  ExpectRefused(log, model::CriterionSet{criterion}, "R12", "needs a threshold");
}

// Missing is never a pass: neither a share of nothing nor a table that cannot fail is a test.
TEST(Fold, R12WhatNothingCouldFailIsNoTest) {
  LogBuilder log;
  log.Must(model::CriterionSet{LatencyCriterion()});
  model::Criterion score;
  score.id = "score";
  score.level = model::Level::kMust;
  model::Formula leaf;
  leaf.op = model::FormulaOperator::kLeaf;
  leaf.criterion = "latency";
  score.formula.emplace();
  score.formula->op = model::FormulaOperator::kScore;
  score.formula->parts = {leaf};
  ExpectRefused(log, model::CriterionSet{score}, "FORMULA", "needs a pass_share above 0");
  model::Formula inner = *score.formula;
  score.formula->op = model::FormulaOperator::kAny;
  score.formula->parts = {leaf, inner};
  ExpectRefused(log, model::CriterionSet{score}, "FORMULA", "needs a pass_share above 0");
  score.formula->parts[1].pass_share = 0.5;
  EXPECT_TRUE(log.Try(model::CriterionSet{score}).ok());

  model::Criterion table;
  table.id = "table";
  table.level = model::Level::kMust;
  model::TableTest test;
  test.table.emplace();
  test.table->id = "harm";
  test.table->columns = {{"reach", {"few", "many"}}};
  test.table->outcomes = {"wait", "act"};
  test.table->rows = {{{{{"few"}, {}, {}}}, {"wait"}, 0}, {{{{"many"}, {}, {}}}, {"act"}, 0}};
  test.inputs = {{"reach", 0}};
  test.pass_outcomes = {"act", "wait"};
  table.table = test;
  ExpectRefused(log, model::CriterionSet{table}, "R12", "nothing could fail");
  table.table->pass_outcomes = {"act"};
  EXPECT_TRUE(log.Try(model::CriterionSet{table}).ok());
}

TEST(Fold, R12ACriterionMayNotReferToItself) {
  LogBuilder log;
  model::Criterion a = testing::LatencyCriterion();
  a.id = "a";
  a.guard = "b";
  log.Must(model::CriterionSet{a});
  model::Criterion b = testing::LatencyCriterion();
  b.id = "b";
  b.guard = "a";
  ExpectRefused(log, model::CriterionSet{b}, "R12", "refers to itself");
}

TEST(Fold, AMetricsTableWithAGapIsRefusedWithAnExample) {
  LogBuilder log;
  model::Criterion criterion;
  criterion.id = "harm";
  criterion.level = model::Level::kMust;
  model::TableTest test;
  test.table.emplace();
  test.table->id = "harm";
  test.table->columns = {{"reach", {"few", "many"}}};
  test.table->outcomes = {"wait", "act"};
  test.table->rows = {{{{{"few"}, {}, {}}}, {"wait"}, 0}};
  test.inputs = {{"reach", 0}};
  test.pass_outcomes = {"wait"};
  criterion.table = test;
  const absl::Status status = log.Try(model::CriterionSet{criterion});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("many"));
}

TEST(Fold, AReferenceToWhatWasNotIntroducedIsRefused) {
  LogBuilder log;
  ExpectRefused(log, model::RiskRaised{"r", "", "nowhere", {}, {}, {}, {}, "", "", ""}, "reference",
                "node \"nowhere\" is not known");
  ExpectRefused(log, model::DecisionOwnerAssigned{"retry", "ana", false}, "R29",
                "was not opened before");
  ExpectRefused(log, model::RiskOwnerAssigned{"r", "ana", false}, "reference", "risk \"r\"");
  ExpectRefused(log, model::ScopeItemLinked{"i", {}, "x"}, "reference", "scope item \"i\"");
  ExpectRefused(log, model::BlockerResolved{"b", ""}, "reference", "blocker \"b\"");
  ExpectRefused(log, model::EvidenceRetracted{"e", ""}, "reference", "evidence \"e\"");
  ExpectRefused(log, model::ConditionMet{"a", "c"}, "reference", "approval \"a\"");
}

TEST(Fold, AnIdIsUsedOnce) {
  LogBuilder log;
  log.Must(Decision("retry", "ana"));
  ExpectRefused(log, Decision("retry", "ben"), "identity", "exists already");
  ExpectRefused(log, Decision("", "ben"), "identity", "has no id");
}

// No two questions have one path; assess_test.cc looks at what is accepted.
TEST(Fold, ACriterionIsNotCalledLikeAQuestionOfTheEngine) {
  LogBuilder log = testing::ReadyCycle();
  std::vector<std::string> kinds = {"nothing-asked"};
  for (const model::PolicyCriterion& asked : DefaultPolicy().criteria) kinds.push_back(asked.kind);
  for (const std::string& kind : kinds) {
    for (const std::string& id : {kind, kind + ":freeze"}) {
      model::Criterion criterion = testing::LatencyCriterion();
      criterion.id = id;
      ExpectRefused(log, model::CriterionSet{criterion}, "identity", id);
      criterion.id = "by-guard";
      criterion.guard = id;
      ExpectRefused(log, model::CriterionSet{criterion}, "identity", id);
      model::Criterion formula;
      formula.id = "by-formula";
      formula.level = model::Level::kMust;
      formula.formula = model::Formula{};
      formula.formula->op = model::FormulaOperator::kLeaf;
      formula.formula->criterion = id;
      ExpectRefused(log, model::CriterionSet{formula}, "identity", id);
    }
  }
  for (const char* id : {"gates", "outcome_ok", "latency:gate", "my-approval"}) {
    model::Criterion criterion = testing::LatencyCriterion();
    criterion.id = id;
    EXPECT_TRUE(log.Try(model::CriterionSet{criterion}).ok()) << id;
  }
}

TEST(Fold, TwoDependenciesHaveTwoNames) {
  LogBuilder log = testing::ReadyCycle();
  for (const char* id : {"a", "a<-b", "b<-c", "c", "a<", "-c"}) {
    log.Must(model::NodeDeclared{id, model::NodeKind::kComponent, {}, ""});
  }
  ExpectRefused(log, model::DependencyDeclared{"a<-b", "c", "ana", "x", "m", {}}, "identity",
                "\"a<-b\" holds");
  ExpectRefused(log, model::DependencyDeclared{"a", "b<-c", "ana", "x", "m", {}}, "identity",
                "\"b<-c\" holds");
  log.Must(model::DependencyDeclared{"a<", "c", "ana", "x", "m", {}});
  log.Must(model::DependencyDeclared{"a", "-c", "ana", "x", "m", {}});
}

TEST(Fold, AnAmountIsOneThatCanBeMeasured) {
  LogBuilder log = testing::ReadyCycle();
  ExpectRefused(log, model::NodeDeclared{"work", model::NodeKind::kComponent, 1.1e15, ""}, "value",
                "effort must be at most 1e15");
  ExpectRefused(log, model::TouchpointDeclared{"page", 1.1e15, 0.5, ""}, "value",
                "value must be at most 1e15");
  log.Must(model::NodeDeclared{"work", model::NodeKind::kComponent, 1e15, ""});
  log.Must(model::TouchpointDeclared{"page", 1e15, 0.5, ""});
}

TEST(Fold, R26NothingDependsOnItself) {
  LogBuilder log;
  log.Must(model::NodeDeclared{"pay", model::NodeKind::kComponent, {}, ""});
  ExpectRefused(log, model::EdgeDeclared{"pay", "pay", 0.5, {}}, "R26", "depends on itself");
  ExpectRefused(log, model::DependencyDeclared{"pay", "pay", "", "", "", {}}, "R26",
                "depends on itself");
}

TEST(Fold, NumbersOutOfRangeAreRefusedByField) {
  LogBuilder log;
  log.Must(model::NodeDeclared{"pay", model::NodeKind::kComponent, {}, ""});
  log.Must(model::NodeDeclared{"page", model::NodeKind::kTouchpoint, {}, ""});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  ExpectRefused(log, model::EdgeDeclared{"page", "pay", 1.5, {}}, "value",
                "probability must lie in [0, 1], got 1.5");
  ExpectRefused(log, model::EdgeDeclared{"page", "pay", nan, {}}, "value", "must lie in [0, 1]");
  ExpectRefused(log, model::TouchpointDeclared{"page", -1, 0.5, ""}, "value", "got -1");
  ExpectRefused(log, model::NodeDeclared{"x", model::NodeKind::kComponent, -2.0, ""}, "value",
                "effort must be finite and >= 0");
  model::RiskRaised risk;
  risk.id = "r";
  risk.likelihood = model::Likelihood{model::PertLikelihood{0.5, 0.2, 0.9}};
  ExpectRefused(log, risk, "value", "0 <= low <= mode <= high <= 1");
  risk.likelihood = model::Likelihood{model::BetaLikelihood{0, 1}};
  ExpectRefused(log, risk, "value", "above 0");
}

TEST(Fold, R23TheOwnerDecidesAndNobodyElse) {
  LogBuilder log;
  log.Must(Decision("retry", "ana"));
  ExpectRefused(log, Decided("retry", model::DecisionOutcome::kApproved), "R23", "does not own",
                "rui");
  log.Must(Decision("ownerless", ""));
  ExpectRefused(log, Decided("ownerless", model::DecisionOutcome::kApproved), "R24",
                "has no owner");
}

TEST(Fold, R23ADecisionNeedsARationale) {
  LogBuilder log;
  log.Must(Decision("retry", "ana"));
  ExpectRefused(log, model::DecisionDecided{"retry", model::DecisionOutcome::kApproved, "", "", {}},
                "R23", "rationale is empty");
}

TEST(Fold, ADecisionOwnerByRoleMayDecide) {
  LogBuilder log;
  log.Must(Decision("retry", ""));
  log.Must(model::RoleAssigned{"ben", model::Role::kDecisionOwner, "retry", {}});
  EXPECT_TRUE(log.Try(Decided("retry", model::DecisionOutcome::kApproved), "ben").ok());
}

TEST(Fold, R29ADecisionIsNotDecidedBeforeItWasOpened) {
  LogBuilder log;
  ExpectRefused(log, Decided("retry", model::DecisionOutcome::kApproved), "R29",
                "was not opened before");
  log.Must(Decision("retry", "ana"));
  model::Entry entry = log.Next(Decided("retry", model::DecisionOutcome::kApproved));
  entry.occurred_at = At("2026-01-01T00:00:00Z");
  const absl::Status status = log.cycle.Append(entry);
  EXPECT_EQ(base::RuleOf(status), "R29");
  EXPECT_THAT(std::string(status.message()), HasSubstr("this happened before"));
}

TEST(Fold, R29TheStatesOfADecisionFollowEachOther) {
  LogBuilder log;
  log.Must(Decision("retry", "ana"));
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kProposed);
  log.Must(model::DecisionSubmitted{"retry", "v1"});
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kInReview);
  log.Must(Decided("retry", model::DecisionOutcome::kChangesRequested));
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kChangesRequested);
  log.Must(Decided("retry", model::DecisionOutcome::kApproved));
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kApproved);
  ExpectRefused(log, Decided("retry", model::DecisionOutcome::kRejected), "R29", "reopen it first");
  log.Must(model::ImplementationStarted{"retry"});
  log.Must(model::ImplementationVerified{"retry", {}});
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kImplemented);
  log.Must(model::DecisionReopened{"retry", "new facts"});
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kInReview);
  ExpectRefused(log, model::ImplementationVerified{"retry", {}}, "R29", "follows approved");
  log.Must(model::DecisionWithdrawn{"retry", "no longer wanted"});
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kWithdrawn);
}

TEST(Fold, R29DescopingChangesNoStateAndReopeningBringsBack) {
  LogBuilder log;
  log.Must(Decision("retry", "ana"));
  log.Must(model::DecisionDescoped{"retry", "later"});
  EXPECT_FALSE(log.cycle.state().decisions.at("retry").is_in_scope);
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kProposed);
  ExpectRefused(log, model::DecisionDescoped{"retry", "again"}, "R29", "out of scope already");
  log.Must(model::DecisionReopened{"retry", "now"});
  EXPECT_TRUE(log.cycle.state().decisions.at("retry").is_in_scope);
  EXPECT_EQ(PhaseOf(log, "retry"), DecisionPhase::kProposed);
  ExpectRefused(log, model::DecisionReopened{"retry", "again"}, "R29", "open and in scope");
}

TEST(Fold, R30OnlyAnApprovedDecisionIsHandedOff) {
  LogBuilder log;
  log.Must(Decision("retry", "ana"));
  ExpectRefused(log, model::HandoffIssued{"retry", "do it", {}, {}, "", "", ""}, "R30",
                "only an approved decision");
  ExpectRefused(log, model::ImplementationStarted{"retry"}, "R35", "cannot be implemented");
}

TEST(Fold, R24ASecondOwnerIsRecordedBesideTheFirstAndAnotherReplacesHim) {
  LogBuilder log;
  log.Must(Decision("retry", "ana"));
  log.Must(model::DecisionOwnerAssigned{"retry", "ben", true});
  EXPECT_EQ(log.cycle.state().decisions.at("retry").ownership.owners.size(), 2U);
  log.Must(model::DecisionOwnerAssigned{"retry", "rui", false});
  EXPECT_EQ(log.cycle.state().decisions.at("retry").ownership.Sole(), "rui");
}

TEST(Fold, R36OnlyAnApproverApproves) {
  LogBuilder log;
  log.Must(model::ScopeItemRequested{"item", "", "", ""});
  ExpectRefused(log, model::ApprovalGranted{"a", "item", "v1", {}, ""}, "R36",
                "does not hold the role APPROVER", "ben");
  ExpectRefused(log, model::ApprovalGranted{"a", "ghost", "v1", {}, ""}, "reference",
                "artifact \"ghost\"", "rui");
  EXPECT_TRUE(log.Try(model::ApprovalGranted{"a", "item", "v1", {}, ""}, "rui").ok());
}

TEST(Fold, AnApproverWhoseRoleEndedApprovesNoMore) {
  LogBuilder log;
  log.Must(model::ScopeItemRequested{"item", "", "", ""});
  log.Must(model::RoleAssigned{"ben", model::Role::kApprover, "item", log.now() + absl::Hours(2)});
  EXPECT_TRUE(log.Try(model::ApprovalGranted{"a", "item", "v1", {}, ""}, "ben").ok());
  log.GoTo(log.now() + absl::Hours(2));
  ExpectRefused(log, model::ApprovalGranted{"b", "item", "v2", {}, ""}, "R36", "APPROVER", "ben");
}

TEST(Fold, R37AnUnpricedChangeIsNotApproved) {
  LogBuilder log;
  model::ScopeChangeRequested change;
  change.id = "gift";
  log.Must(change);
  ExpectRefused(log, model::ScopeChangeDecided{"gift", model::ScopeChangeOutcome::kApproved, ""},
                "R37", "cannot be approved unpriced");
  EXPECT_TRUE(
      log.Try(model::ScopeChangeDecided{"gift", model::ScopeChangeOutcome::kDenied, ""}).ok());
}

TEST(Fold, R37ASourceThatHoldsNoImpactSaysSo) {
  LogBuilder log;
  model::ScopeChangeRequested change;
  change.id = "gift";
  change.impact_unrecorded_reason = "the source keeps none";
  log.Must(change);
  EXPECT_TRUE(
      log.Try(model::ScopeChangeDecided{"gift", model::ScopeChangeOutcome::kApproved, ""}).ok());
  EXPECT_FALSE(log.cycle.state().changes.at("gift").IsPriced());
}

TEST(Fold, R37AChangeThatNamesNoApproverIsApprovedByOneWhoMay) {
  LogBuilder log;
  log.Must(model::NodeDeclared{"page", model::NodeKind::kTouchpoint, {}, ""});
  log.Must(model::RoleAssigned{"mia", model::Role::kApprover, "page", {}});
  log.Must(model::RoleAssigned{"sol", model::Role::kApprover, "other", {}});
  const auto request = [&log](const char* id, const char* approver) {
    model::ScopeChangeRequested change;
    change.id = id;
    change.subject = "page";
    change.approver = approver;
    change.given_up = "a week";
    change.metric_impact = "none";
    change.ritual_effect = "none";
    log.Must(change);
    return model::ScopeChangeDecided{id, model::ScopeChangeOutcome::kApproved, ""};
  };
  for (const char* nobody : {"ben", "sol", "team-web"}) {
    ExpectRefused(log, request(nobody, ""), "R37", "names no approver", nobody);
    EXPECT_TRUE(
        log.Try(model::ScopeChangeDecided{nobody, model::ScopeChangeOutcome::kDenied, ""}, nobody)
            .ok());
  }
  for (const char* approver : {"ana", "rui", "mia"}) {
    EXPECT_TRUE(log.Try(request(approver, ""), approver).ok()) << approver;
  }
  // Who is named decides, whatever the role.
  EXPECT_TRUE(log.Try(request("named", "ben"), "ben").ok());
}

TEST(Fold, R16TheScopeDoesNotGrowWhereNoSignalIsNamed) {
  LogBuilder log;
  model::ScopeChangeRequested change;
  change.id = "gift";
  change.given_up = "a week";
  change.metric_impact = "none";
  change.ritual_effect = "none";
  change.expands_scope = true;
  log.Must(change);
  const model::ScopeChangeDecided yes{"gift", model::ScopeChangeOutcome::kApproved, ""};
  ExpectRefused(log, yes, "R16", "no progress signal is named");
  model::Outcome outcome;
  outcome.id = "faster";
  log.Must(model::OutcomeDefined{outcome});
  ExpectRefused(log, yes, "R16", "no progress signal is named");
  // What others recorded is told as it was.
  change.id = "imported";
  change.impact_unrecorded_reason = "the source keeps none";
  log.Must(change);
  EXPECT_TRUE(
      log.Try(model::ScopeChangeDecided{"imported", model::ScopeChangeOutcome::kApproved, ""})
          .ok());
}

TEST(Fold, R16TheScopeDoesNotGrowBeforeTheSignalShows) {
  LogBuilder log;
  model::Outcome outcome;
  outcome.id = "faster";
  outcome.progress_signal = "fewer-retries";
  log.Must(model::OutcomeDefined{outcome});
  model::ScopeChangeRequested change;
  change.id = "gift";
  change.given_up = "a week";
  change.metric_impact = "none";
  change.ritual_effect = "none";
  change.expands_scope = true;
  log.Must(change);
  const model::ScopeChangeDecided yes{"gift", model::ScopeChangeOutcome::kApproved, ""};
  ExpectRefused(log, yes, "R16", "is not observed");
  log.Must(model::SignalObserved{"fewer-retries", model::SignalState::kNotYet, ""});
  ExpectRefused(log, yes, "R16", "is NOT_YET");
  log.Must(model::SignalObserved{"fewer-retries", model::SignalState::kMaterialised, ""});
  EXPECT_TRUE(log.Try(yes).ok());
}

TEST(Fold, R38AChangeAfterTheLockIsChurn) {
  LogBuilder log;
  model::ScopeChangeRequested change;
  change.id = "early";
  log.Must(change);
  log.Must(model::ScopeLocked{"freeze"});
  change.id = "late";
  log.Must(change);
  EXPECT_FALSE(log.cycle.state().changes.at("early").is_churn);
  EXPECT_TRUE(log.cycle.state().changes.at("late").is_churn);
  ExpectRefused(log, model::ScopeLocked{"again"}, "R38", "locked already");
}

TEST(Fold, R15AGateOpensOnEvidenceOnly) {
  LogBuilder log;
  log.Must(model::CalendarSet{
      {{"freeze", model::MilestoneKind::kGate, At("2026-04-01T00:00:00Z")}}, {}, {}, {}});
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.gate = "freeze";
  log.Must(model::CriterionSet{criterion});
  model::GateDecided gate;
  gate.gate = "freeze";
  gate.verdict = model::Verdict::kGo;
  gate.rationale = "we feel good";
  gate.lens_result = model::ResultKind::kPass;
  ExpectRefused(log, gate, "R15", "latency is UNKNOWN(MISSING)");
  log.Must(model::EvidenceRecorded{Value("p95", "checkout_p95", "ms", 700)});
  ExpectRefused(log, gate, "R15", "latency is FAIL");
  log.Must(model::EvidenceRecorded{Value("p95-2", "checkout_p95", "ms", 390)});
  EXPECT_TRUE(log.Try(gate).ok());
}

TEST(Fold, R15AGateThatStaysShutNamesWhoFollowsUp) {
  LogBuilder log;
  log.Must(model::CalendarSet{
      {{"freeze", model::MilestoneKind::kGate, At("2026-04-01T00:00:00Z")}}, {}, {}, {}});
  model::GateDecided gate;
  gate.gate = "freeze";
  gate.verdict = model::Verdict::kHold;
  gate.rationale = "no load test";
  ExpectRefused(log, gate, "R15", "name who follows up");
  gate.follow_up_owner = "ben";
  gate.follow_up_ritual = "weekly-review";
  EXPECT_TRUE(log.Try(gate).ok());
  gate.gate = "party";
  ExpectRefused(log, gate, "reference", "no GATE milestone");
}

TEST(Fold, R19APreCommitmentGateSaysWhetherItsSignalCanBeReached) {
  LogBuilder log;
  model::GateDecided gate;
  gate.gate = "commit";
  gate.kind = model::GateKind::kPreCommitment;
  gate.verdict = model::Verdict::kGo;
  gate.rationale = "looks fine";
  ExpectRefused(log, gate, "R19", "is_signal_reachable");
}

TEST(Fold, R51ABlockerIsAcceptedWithAFallbackOnly) {
  LogBuilder log;
  model::BlockerOpened blocker;
  blocker.id = "sandbox";
  log.Must(blocker);
  ExpectRefused(log, model::BlockerAccepted{"sandbox", ""}, "R51", "no fallback plan");
  ExpectRefused(log, model::BlockerReopened{"sandbox", ""}, "R51", "is open already");
  log.Must(model::BlockerAccepted{"sandbox", "use last month's rates"});
  EXPECT_EQ(log.cycle.state().blockers.at("sandbox").phase, BlockerPhase::kAcceptedWithFallback);
}

TEST(Fold, R65AndR68ACommentNamesItsPlaceAndClosesWithAnAnswer) {
  LogBuilder log;
  ExpectRefused(log, model::CommentOpened{"c", "", "speed", "?", ""}, "R65", "section");
  ExpectRefused(log, model::CommentOpened{"c", "cart", "", "?", ""}, "R65", "objective");
  log.Must(model::CommentOpened{"c", "cart", "speed", "?", ""});
  ExpectRefused(log, model::CommentDecided{"c", "", ""}, "R68", "an answer or a decision");
  log.Must(model::CommentDecided{"c", "yes", ""});
  ExpectRefused(log, model::CommentWithdrawn{"c", ""}, "R68", "is resolved already");
}

// Section N: closed needs R21, R82, R84 where it is asked for, and R102.
TEST(Fold, R102ACycleClosesWithAllThatItLearned) {
  LogBuilder log;
  ExpectRefused(log, model::CycleClosed{""}, "R102", "without a wrap-up");
  log.Must(model::ReportPublished{"early", model::ReportKind::kWrapUp, ""});
  ExpectRefused(log, model::CycleClosed{""}, "order", "without a launch");
  log.Must(model::Launched{"1.0", ""});
  ExpectRefused(log, model::CycleClosed{""}, "R102", "without a wrap-up after its launch");
  log.Must(model::ReportPublished{"w", model::ReportKind::kWrapUp, ""});
  ExpectRefused(log, model::CycleClosed{""}, "R21", "without a post-launch review");
  model::PostLaunchReviewScheduled review;
  review.id = "after";
  review.at = log.now();
  review.covers_outcome = true;
  review.metric = "p95";
  review.expectation = "as before";
  log.Must(review);
  ExpectRefused(log, model::CycleClosed{""}, "R21", "unresolved risk");
  review.covers_risk = true;
  log.Must(review);
  ExpectRefused(log, model::CycleClosed{""}, "R82", "without a retrospective");
  log.Must(model::RetrospectiveHeld{"r", {}});
  ExpectRefused(log, model::CycleClosed{""}, "R84", "without a support pass");
  // Q12: the support pass can be switched off.
  model::Policy policy = DefaultPolicy();
  std::erase_if(policy.criteria, [](const model::PolicyCriterion& asked) {
    return asked.kind.starts_with("support-pass");
  });
  log.Must(model::PolicySet{policy});
  log.Must(model::CycleClosed{""});
}

// A dependency and an edge that were declared by mistake can be taken back.
TEST(Fold, ADependencyCanBeDropped) {
  LogBuilder log;
  log.Must(model::NodeDeclared{"a", model::NodeKind::kComponent, {}, ""});
  log.Must(model::NodeDeclared{"b", model::NodeKind::kComponent, {}, ""});
  model::DependencyDeclared waits;
  waits.dependent = "a";
  waits.prerequisite = "b";
  model::DependencyDeclared dropped = waits;
  dropped.is_dropped = true;
  ExpectRefused(log, dropped, "reference", "\"a\" does not wait for \"b\"");
  log.Must(waits);
  log.Must(dropped);
  EXPECT_TRUE(log.cycle.state().dependencies.empty());
  model::EdgeDeclared edge{"a", "b", 0.5, {}};
  model::EdgeDeclared cut{"a", "b", {}, {}, true};
  ExpectRefused(log, cut, "reference", "there is no edge from \"b\" to \"a\"");
  log.Must(edge);
  log.Must(cut);
  EXPECT_TRUE(log.cycle.state().edges.empty());
}

// What is recorded later and happened earlier is history: it replaces nothing that is newer.
TEST(Fold, WhatHappenedEarlierReplacesNothing) {
  LogBuilder log;
  const absl::Time newer = log.now() + absl::Hours(24 * 10);
  const auto at = [&log](absl::Time occurred_at, model::Fact fact, std::string actor = "ana") {
    model::Entry entry = log.Next(std::move(fact), std::move(actor));
    entry.occurred_at = occurred_at;
    const absl::Status status = log.cycle.Append(entry);
    ASSERT_TRUE(status.ok()) << status;
  };
  log.Must(Decision("d", "ana"));
  model::RiskRaised risk;
  risk.id = "r";
  risk.owner = "ana";
  log.Must(risk);
  const absl::Time older = log.now();
  log.GoTo(newer + absl::Hours(24));
  const auto pair = [&](model::Fact fact, model::Fact history) {
    at(newer, std::move(fact));
    at(older, std::move(history));
  };
  const State& state = log.cycle.state();
  pair(model::ArtifactVersionPublished{"doc", "v2"}, model::ArtifactVersionPublished{"doc", "v1"});
  EXPECT_EQ(state.artifacts.at("doc").version, "v2");
  pair(model::SignalObserved{"s", model::SignalState::kContradicted, ""},
       model::SignalObserved{"s", model::SignalState::kMaterialised, ""});
  EXPECT_EQ(state.signals.at("s").fact.state, model::SignalState::kContradicted);
  model::GateDecided no;
  no.gate = "commit";
  no.kind = model::GateKind::kPreCommitment;
  no.is_signal_reachable = false;
  no.verdict = model::Verdict::kNoGo;
  no.rationale = "out of reach";
  no.follow_up_owner = "ben";
  no.follow_up_ritual = "weekly";
  model::GateDecided go = no;
  go.verdict = model::Verdict::kGo;
  go.is_signal_reachable = true;
  pair(no, go);
  EXPECT_EQ(state.pre_commitments.at("commit").fact.verdict, model::Verdict::kNoGo);
  pair(model::RiskAppeared{"r", ""}, model::RiskMitigated{"r", ""});
  EXPECT_FALSE(state.risks.at("r").is_mitigated);
  EXPECT_EQ(state.risks.at("r").phase, RiskPhase::kAppeared);
  at(older, model::RiskVerified{"r", {}});
  EXPECT_EQ(state.risks.at("r").phase, RiskPhase::kAppeared);
  pair(model::RiskEstimated{"r", model::Likelihood{0.9}, {}, {}, {}, ""},
       model::RiskEstimated{"r", model::Likelihood{0.1}, {}, {}, {}, ""});
  EXPECT_EQ(state.risks.at("r").risk.likelihood, model::Likelihood{0.9});
  pair(model::RiskOwnerAssigned{"r", "ben", false}, model::RiskOwnerAssigned{"r", "mia", false});
  EXPECT_EQ(state.risks.at("r").ownership.Sole(), "ben");
  at(newer, Decided("d", model::DecisionOutcome::kRejected));
  at(newer + absl::Hours(2), model::DecisionReopened{"d", "anew"});
  at(newer + absl::Hours(1), Decided("d", model::DecisionOutcome::kApproved));
  EXPECT_EQ(PhaseOf(log, "d"), DecisionPhase::kInReview);
  at(newer + absl::Hours(3), Decided("d", model::DecisionOutcome::kApproved));
  EXPECT_EQ(PhaseOf(log, "d"), DecisionPhase::kApproved);
}

// Among thousands of items only one that differs from another of the newest moment disagrees; older
// ones neither start nor settle anything.
TEST(Fold, OnlyTheNewestMomentOfAMetricDisagrees) {
  LogBuilder log;
  const absl::Time begin = log.now();
  for (int i = 0; i < 3000; ++i) {
    model::Evidence one = Value("v" + std::to_string(i), "p95", "ms", i % 2);
    one.observed_at = begin - absl::Hours(i % 1000);
    log.Must(model::EvidenceRecorded{one});
  }
  // Three of each moment, which agree.
  EXPECT_THAT(log.cycle.state().conflicts, ::testing::SizeIs(0));
  model::Evidence older = Value("older", "p95", "ms", 7);
  older.observed_at = begin - absl::Hours(1);
  log.Must(model::EvidenceRecorded{older});
  EXPECT_THAT(log.cycle.state().conflicts, ::testing::SizeIs(0));
  model::Evidence other = Value("other", "p95", "ms", 7);
  other.observed_at = begin;
  log.Must(model::EvidenceRecorded{other});
  EXPECT_THAT(log.cycle.state().conflicts, ::testing::SizeIs(1));
}

// Evidence that is taken back takes what it verified with it; other evidence keeps it.
TEST(Fold, RetractedEvidenceVerifiesNothing) {
  LogBuilder log;
  model::RiskRaised risk;
  risk.id = "r";
  log.Must(risk);
  for (const char* id : {"one", "two"}) {
    log.Must(model::EvidenceRecorded{testing::Value(id, id, "", 1)});
  }
  log.Must(model::RiskMitigated{"r", ""});
  log.Must(model::RiskVerified{"r", {"one", "two"}});
  log.Must(model::EvidenceRetracted{"one", "wrong"});
  EXPECT_EQ(log.cycle.state().risks.at("r").phase, RiskPhase::kVerified);
  log.Must(model::EvidenceRetracted{"two", "wrong"});
  EXPECT_EQ(log.cycle.state().risks.at("r").phase, RiskPhase::kMitigating);
}

TEST(Fold, WhatLooksBackNeedsALaunch) {
  LogBuilder log;
  ExpectRefused(log, model::RetrospectiveHeld{"r", {}}, "R83", "follows the launch");
  ExpectRefused(log, model::SupportPassHeld{"s", {}, {}}, "R84", "follows the launch");
  log.Must(model::Launched{"1.0", ""});
  ExpectRefused(log, model::Launched{"1.0", ""}, "order", "launched already");
  EXPECT_TRUE(log.Try(model::RetrospectiveHeld{"r", {}}).ok());
}

model::PredictionLocked Prediction(std::string id) {
  model::PredictionLocked fact;
  fact.id = std::move(id);
  fact.metric = "time_to_resolution";
  fact.expected = 0.8;
  fact.delta = 0.05;
  return fact;
}
model::ActualRecorded Actual(std::string prediction, double value) {
  model::ActualRecorded fact;
  fact.prediction = std::move(prediction);
  fact.value = value;
  return fact;
}

TEST(Fold, R85APredictionSaysWhatItExpectsOnceAndFinitely) {
  LogBuilder log;
  auto prediction = Prediction("p");
  prediction.delta.reset();
  ExpectRefused(log, prediction, "R85", "expected and delta together");
  prediction = Prediction("p");
  prediction.delta = -1;
  ExpectRefused(log, prediction, "R85", "delta -1");
  prediction = Prediction("p");
  prediction.low = 0.7;
  ExpectRefused(log, prediction, "R85", "give high as well");
  prediction.high = 0.6;
  ExpectRefused(log, prediction, "R85", "holds nothing");
  prediction.high = 0.9;
  ExpectRefused(log, prediction, "R85", "twice");
  prediction.expected = std::numeric_limits<double>::quiet_NaN();
  ExpectRefused(log, prediction, "value", "finite");
  prediction.expected.reset();
  prediction.delta.reset();
  EXPECT_TRUE(log.Try(prediction).ok());
}
TEST(Fold, R85APredictionMayBeADistributionOrAChance) {
  LogBuilder log;
  auto prediction = Prediction("p");
  prediction.beta = model::PredictionBeta{80, 20};
  ExpectRefused(log, prediction, "R85", "twice, by expected and beta");
  prediction.expected.reset();
  prediction.delta.reset();
  prediction.baseline = std::numeric_limits<double>::infinity();
  ExpectRefused(log, prediction, "value", "baseline");
  prediction.baseline = 0.7;
  log.Must(prediction);
  auto chance = Prediction("c");
  chance.expected.reset();
  chance.delta.reset();
  ExpectRefused(log, chance, "R85", "lacks what is expected");
  chance.chance = 1.2;
  ExpectRefused(log, chance, "R85", "a chance must lie in [0, 1]");
  chance.chance = 0.9;
  chance.baseline = 30;
  ExpectRefused(log, chance, "R85", "the share so far");
  chance.baseline = 0.3;
  log.Must(chance);
  ExpectRefused(log, Actual("c", 0.5), "R85", "value 1 where it came true");
  log.Must(Actual("c", 0));
}
TEST(Fold, R85AnActualBelongsToAPredictionAndEndsIt) {
  LogBuilder log;
  ExpectRefused(log, Actual("p", 0.8), "reference", "prediction \"p\"");
  log.Must(Prediction("p"));
  log.Must(Prediction("p"));  // Replaced before there is an actual.
  ExpectRefused(log, model::ActualRecorded{"p", {}, {}, {}, "", "", {}}, "R85", "neither");
  auto other_unit = Actual("p", 80);
  other_unit.unit = "%";
  ExpectRefused(log, other_unit, "R85", "in one unit");
  log.Must(Actual("p", 0.79));
  log.Must(Actual("p", 0.81));
  ExpectRefused(log, Prediction("p"), "R85", "can no longer be changed");
  const PredictionState& state = log.cycle.state().predictions.at("p");
  EXPECT_EQ(state.actual->value, 0.81);
}
TEST(Fold, R93AMetricIsBoundToAPartyThatExists) {
  LogBuilder log;
  ExpectRefused(log, model::MetricBound{"rework_volume", "", "", "", ""}, "R93", "owner");
  ExpectRefused(log, model::MetricBound{"rework_volume", "nobody", "", "", ""}, "reference",
                "nobody");
  ExpectRefused(log, model::MetricBound{"", "ana", "", "", ""}, "R93", "metric");
  log.Must(model::MetricBound{"rework_volume", "ana", "", "", ""});
  EXPECT_EQ(log.cycle.state().bound_metrics.at("rework_volume").owner, "ana");
}

TEST(Fold, AWindowThatNeedsACalendarIsRefusedByName) {
  LogBuilder log;
  const base::Window window{base::WindowKind::kBusinessHours, 48, base::WindowUnit::kHours};
  ExpectRefused(log, model::RitualDeclared{"sync", "ana", window, ""}, "Q2", "BUSINESS_HOURS");
  const base::Window never{base::WindowKind::kElapsed, 0, base::WindowUnit::kWeeks};
  ExpectRefused(log, model::RitualDeclared{"sync", "ana", never, ""}, "Q2", "has no amount");
}

TEST(Fold, AWaiverNeedsAReasonAnEndAndSomebodyWhoMay) {
  LogBuilder log;
  const absl::Time end = log.now() + absl::Hours(48);
  ExpectRefused(log, model::WaiverGranted{"w", "TEST_EVIDENCE/latency", "", end}, "waiver",
                "reason", "rui");
  ExpectRefused(log, model::WaiverGranted{"w", "TEST_EVIDENCE/latency", "ok", {}}, "waiver",
                "until", "rui");
  ExpectRefused(log, model::WaiverGranted{"w", "TEST_EVIDENCE/latency", "ok", end}, "waiver",
                "may not grant it", "ben");
}

// What is recorded later and happened earlier is history: of every fact that replaces another, the
// older after the newer leaves the same state as the newer alone, as far as it is asked.
TEST(Fold, WhatHappenedEarlierReplacesNothingThatIsNewer) {
  LogBuilder base;
  base.Must(model::NodeDeclared{"a", model::NodeKind::kComponent, {}, ""});
  base.Must(model::NodeDeclared{"b", model::NodeKind::kTouchpoint, {}, ""});
  model::DecisionOpened decision;
  decision.id = "d";
  decision.owner = "ana";
  base.Must(decision);
  base.Must(model::DecisionDecided{"d", model::DecisionOutcome::kApproved, "yes", "", {}});
  base.Must(model::CriterionSet{LatencyCriterion()});
  base.Must(model::ScopeItemRequested{"item", "", "", ""});
  model::BlockerOpened blocker;
  blocker.id = "b1";
  blocker.fallback = "the old page";
  base.Must(blocker);
  const absl::Time early = base.now();
  const absl::Time late = early + absl::Hours(24);
  base.GoTo(late + absl::Hours(1));

  const auto with = [](auto fact, auto change) {
    change(fact);
    return model::Fact(fact);
  };
  model::Outcome outcome;
  outcome.id = "o";
  model::Criterion criterion = LatencyCriterion();
  model::Policy lax = DefaultPolicy();
  lax.id = "lax";
  model::CalendarSet calendar;
  model::PostLaunchReviewScheduled review;
  review.id = "r";
  review.at = late;
  model::HandoffIssued handoff;
  handoff.decision = "d";
  model::PredictionLocked prediction;
  prediction.id = "p";
  prediction.metric = "m";
  prediction.delta = 1;
  // {newer, older} of each, and what of the state shows it.
  struct Pair {
    std::vector<model::Fact> newer;
    model::Fact older;
    std::function<std::string(const State&)> shown;
  };
  const base::Window week{base::WindowKind::kElapsed, 1, base::WindowUnit::kWeeks};
  const auto owners_of = [](const State& state) {
    return base::Cat(state.dependencies.begin()->second.ownership.owners.size());
  };
  const std::vector<Pair> pairs = {
      {{with(model::OutcomeDefined{outcome}, [](auto& f) { f.outcome.metric = "new"; })},
       with(model::OutcomeDefined{outcome}, [](auto& f) { f.outcome.metric = "old"; }),
       [](const State& state) { return state.outcome->metric; }},
      {{with(model::CriterionSet{criterion}, [](auto& f) { f.criterion.title = "new"; })},
       with(model::CriterionSet{criterion}, [](auto& f) { f.criterion.title = "old"; }),
       [](const State& state) { return state.criteria.find("latency")->second.criterion.title; }},
      {{model::PolicySet{DefaultPolicy()}},
       model::PolicySet{lax},
       [](const State& state) { return state.policy->id; }},
      {{with(calendar,
             [&](auto& f) {
               f.milestones = {{"gate", model::MilestoneKind::kGate, late}};
             })},
       calendar,
       [](const State& state) { return base::Cat(state.calendar->milestones.size()); }},
      {{model::RoleAssigned{"ben", model::Role::kApprover, "", late + absl::Minutes(1)}},
       model::RoleAssigned{"ben", model::Role::kApprover, "", {}},
       [](const State& state) { return base::Cat(state.roles.back().fact.until.has_value()); }},
      {{model::EdgeDeclared{"b", "a", 0.9, {}}},
       model::EdgeDeclared{"b", "a", 0.1, {}},
       [](const State& state) { return base::Cat(*state.edges.begin()->second.fact.probability); }},
      {{model::EdgeDeclared{"b", "a", 0.9, {}},
        with(model::EdgeDeclared{"b", "a", {}, {}}, [](auto& f) { f.is_dropped = true; })},
       model::EdgeDeclared{"b", "a", 0.1, {}},
       [](const State& state) { return base::Cat(state.edges.size()); }},
      {{with(model::TouchpointDeclared{}, [](auto& f) { f.node = "b", f.value = 9; })},
       with(model::TouchpointDeclared{}, [](auto& f) { f.node = "b", f.value = 1; }),
       [](const State& state) { return base::Cat(state.touchpoints.find("b")->second.value); }},
      {{with(model::DependencyDeclared{},
             [](auto& f) { f.dependent = "item", f.prerequisite = "d", f.owner = "ben"; })},
       with(model::DependencyDeclared{},
            [](auto& f) { f.dependent = "item", f.prerequisite = "d", f.owner = "rui"; }),
       owners_of},
      {{model::RitualDeclared{"sync", "ana", week, "new"}},
       model::RitualDeclared{"sync", "ana", week, "old"},
       [](const State& state) { return state.rituals.find("sync")->second.fact.template_; }},
      {{with(review, [](auto& f) { f.metric = "new"; })},
       with(review, [](auto& f) { f.metric = "old"; }),
       [](const State& state) { return state.post_launch_reviews.find("r")->second.fact.metric; }},
      {{with(handoff, [](auto& f) { f.constraint = "new"; })},
       with(handoff, [](auto& f) { f.constraint = "old"; }),
       [](const State& state) { return state.decisions.find("d")->second.handoff->constraint; }},
      {{model::ScopeItemLinked{"item", {"latency"}, "new"}},
       model::ScopeItemLinked{"item", {"latency"}, "old"},
       [](const State& state) { return state.items.find("item")->second.ritual; }},
      {{with(prediction, [](auto& f) { f.expected = 9; })},
       with(prediction, [](auto& f) { f.expected = 1; }),
       [](const State& state) {
         return base::Cat(*state.predictions.find("p")->second.fact.expected);
       }},
      {{model::BlockerResolved{"b1", "done"}, model::BlockerReopened{"b1", "not done"}},
       model::BlockerResolved{"b1", "early"},
       [](const State& state) {
         return std::string(Name(state.blockers.find("b1")->second.phase));
       }},
      {{model::ScopeLocked{"freeze"}, model::ScopeUnlocked{"again"}},
       model::ScopeLocked{"early"},
       [](const State& state) { return base::Cat(state.scope_locked.has_value()); }},
  };
  for (const Pair& pair : pairs) {
    LogBuilder log = base;
    for (const model::Fact& newer : pair.newer) {
      model::Entry entry = log.Next(newer);
      entry.occurred_at = late;
      const absl::Status status = log.cycle.Append(entry);
      ASSERT_TRUE(status.ok()) << status;
    }
    const std::string expected = pair.shown(log.cycle.state());
    model::Entry older = log.Next(pair.older);
    older.occurred_at = early;
    const absl::Status status = log.cycle.Append(older);
    ASSERT_TRUE(status.ok()) << status << " for fact " << pair.older.index();
    EXPECT_EQ(pair.shown(log.cycle.state()), expected) << "fact " << pair.older.index();
    // What happened at the moment of what stands, and was recorded after it, does replace it.
    older.id += "-again";
    older.recorded_at = log.now();
    older.occurred_at = late;
    ASSERT_TRUE(log.cycle.Append(older).ok());
    EXPECT_NE(pair.shown(log.cycle.state()), expected) << "fact " << pair.older.index();
  }
}

// R30: a handoff belongs to an approval; one that happened before the approval that stands was of
// an earlier one, whenever it was recorded.
TEST(Fold, AHandoffOfAnEarlierApprovalIsNotOfTheOneThatStands) {
  LogBuilder log;
  model::DecisionOpened opened;
  opened.id = "d";
  opened.owner = "ana";
  log.Must(opened);
  const model::DecisionDecided approved{"d", model::DecisionOutcome::kApproved, "yes", "", {}};
  log.Must(approved);
  const absl::Time first = log.now();
  log.Must(model::DecisionReopened{"d", "new facts"});
  log.Must(approved);
  model::HandoffIssued handoff;
  handoff.decision = "d";
  handoff.constraint = "as decided first";
  model::Entry entry = log.Next(handoff);
  entry.occurred_at = first;
  ASSERT_TRUE(log.cycle.Append(entry).ok());
  EXPECT_FALSE(log.cycle.state().decisions.find("d")->second.handoff.has_value());
  log.Must(handoff);
  EXPECT_TRUE(log.cycle.state().decisions.find("d")->second.handoff.has_value());
}

TEST(Fold, ABlockerIsNotResolvedBeforeItWasOpened) {
  LogBuilder log;
  model::BlockerOpened blocker;
  blocker.id = "b1";
  log.Must(blocker);
  model::Entry entry = log.Next(model::BlockerResolved{"b1", "done"});
  entry.occurred_at = log.now() - absl::Hours(24);
  EXPECT_THAT(std::string(log.cycle.Append(entry).message()),
              HasSubstr("R51: blocker \"b1\" was opened at"));
}

// R32: a plan that leaves out a gate that fell due undecided does not lift it.
TEST(Fold, AGateThatFellDueStaysWhenANewCalendarLeavesItOut) {
  LogBuilder log;
  model::CalendarSet calendar;
  calendar.milestones = {{"due", model::MilestoneKind::kGate, log.now() - absl::Hours(1)},
                         {"ahead", model::MilestoneKind::kGate, log.now() + absl::Hours(99)}};
  log.Must(calendar);
  log.Must(model::CalendarSet{});
  EXPECT_THAT(log.cycle.state().dropped_gates, SizeIs(1));
  EXPECT_TRUE(log.cycle.state().dropped_gates.contains("due"));
  model::GateDecided decided;
  decided.gate = "due";
  decided.verdict = model::Verdict::kGo;
  decided.rationale = "seen";
  EXPECT_TRUE(log.Try(decided).ok());
  decided.gate = "ahead";
  EXPECT_FALSE(log.Try(decided).ok());
  log.Must(calendar);
  EXPECT_THAT(log.cycle.state().dropped_gates, IsEmpty());
}

TEST(Fold, AnOverrideNeedsApproversOtherThanTheOwner) {
  LogBuilder log;
  const absl::Time end = log.now() + absl::Hours(48);
  ExpectRefused(log, model::OverrideGranted{"o", model::Verdict::kGo, {}, "why", end}, "override",
                "names the approvers");
  ExpectRefused(log, model::OverrideGranted{"o", model::Verdict::kGo, {"ben"}, "why", end},
                "override", "does not hold the role APPROVER");
  log.Must(model::RoleAssigned{"ana", model::Role::kApprover, "", {}});
  ExpectRefused(log, model::OverrideGranted{"o", model::Verdict::kGo, {"ana"}, "why", end},
                "override", "owns the sign-off");
  ExpectRefused(log, model::OverrideGranted{"o", model::Verdict::kGo, {"rui", "rui"}, "why", end},
                "override", "named twice");
  ExpectRefused(log, model::OverrideGranted{"o", model::Verdict::kGo, {"rui"}, "why", end},
                "override", "may not grant it", "ben");
}

TEST(Fold, APolicyThatAsksWhatTheEngineDoesNotKnowIsRefused) {
  LogBuilder log;
  model::Policy policy = DefaultPolicy();
  policy.criteria.front().kind = "horoscope";
  ExpectRefused(log, model::PolicySet{policy}, "reference", "\"horoscope\"");
  policy = DefaultPolicy();
  policy.tier_table.rows.pop_back();
  EXPECT_FALSE(log.Try(model::PolicySet{policy}).ok());
  policy = DefaultPolicy();
  policy.risk_bands.likelihood_high = 0.05;
  ExpectRefused(log, model::PolicySet{policy}, "R27", "likelihood");
  EXPECT_TRUE(log.Try(model::PolicySet{DefaultPolicy()}).ok());
}

TEST(Fold, APolicyDefinesAMetricOnceAndSoundly) {
  LogBuilder log;
  model::Policy policy = DefaultPolicy();
  policy.metrics.emplace_back().metric = "decision_closure_rate";
  policy.metrics.emplace_back().metric = "happiness";
  ExpectRefused(log, model::PolicySet{policy}, "METRIC",
                "policy.metrics[1]: METRIC: \"happiness\"");
  policy.metrics[1].metric = "decision_closure_rate";
  ExpectRefused(log, model::PolicySet{policy}, "identity", "policy.metrics[1]");
  policy.metrics[1].metric = "time_to_resolution";
  policy.metrics[1].target = 1.5;
  ExpectRefused(log, model::PolicySet{policy}, "DEFINITION", "policy.metrics[1]");
  policy.metrics[1].target = 0.9;
  EXPECT_TRUE(log.Try(model::PolicySet{policy}).ok());
}

TEST(Fold, EvidenceIsNeverRevivedByARetraction) {
  LogBuilder log;
  log.Must(model::EvidenceRecorded{Value("old", "m", "", 1)});
  log.Must(model::EvidenceRecorded{Value("new", "m", "", 2)});
  log.Must(model::EvidenceRetracted{"new", "wrong probe"});
  EXPECT_FALSE(log.cycle.state().evidence.at("old").is_live);
  EXPECT_FALSE(log.cycle.state().evidence.at("new").is_live);
  log.Must(model::EvidenceRecorded{Value("again", "m", "", 1)});
  EXPECT_TRUE(log.cycle.state().evidence.at("again").is_live);
  ExpectRefused(log, model::EvidenceRetracted{"new", ""}, "order", "retracted already");
}

TEST(Fold, ADisagreementStaysUntilALaterItemIsRecorded) {
  LogBuilder log;
  model::Evidence evidence = Value("a", "m", "", 1);
  evidence.observed_at = At("2026-03-01T00:00:00Z");
  log.Must(model::EvidenceRecorded{evidence});
  evidence.id = "b";
  evidence.finding = 2.0;
  log.Must(model::EvidenceRecorded{evidence});
  const std::pair<std::string, std::string> key("m", "");
  EXPECT_TRUE(log.cycle.state().conflicts.contains(key));
  log.Must(model::EvidenceRetracted{"a", "wrong"});
  EXPECT_TRUE(log.cycle.state().conflicts.contains(key));
  evidence.id = "c";
  evidence.observed_at = At("2026-03-02T00:00:00Z");
  log.Must(model::EvidenceRecorded{evidence});
  EXPECT_FALSE(log.cycle.state().conflicts.contains(key));
}

}  // namespace
}  // namespace readiness::engine
