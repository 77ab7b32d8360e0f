#include "readiness/report/subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/engine/default_policy.h"
#include "readiness/report/text.h"

#include "sample.h"

namespace readiness::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

struct World {
  engine::Assessment assessment = SampleAssessment();
  engine::State state;
  model::CycleLog log;
};

World SampleWorld() {
  World world;
  model::RiskRaised raised;
  raised.id = "timeout";
  raised.title = "Payment times out";
  raised.node = "payment";
  raised.owner = "ben";
  engine::RiskState risk;
  risk.risk = raised;
  risk.phase = engine::RiskPhase::kAppeared;
  risk.ownership.owners = {"ben"};
  risk.ownership.since = At("2026-01-02T00:00:00Z");
  world.state.risks.emplace("timeout", risk);
  world.state.parties.emplace("ben", model::Party{"ben", "Ben Ito", model::PartyKind::kPerson});
  model::Entry entry;
  entry.seq = 1;
  entry.id = "e-1";
  entry.actor = "ben";
  entry.recorded_at = At("2026-01-02T00:00:00Z");
  entry.fact = raised;
  world.log.entries.push_back(entry);
  entry.seq = 2;
  entry.id = "e-2";
  entry.recorded_at = At("2026-04-02T00:00:00Z");
  entry.fact = model::RiskAppeared{"timeout", ""};
  world.log.entries.push_back(entry);
  return world;
}

absl::StatusOr<Subject> ExplainIn(const World& world, std::string_view id) {
  return Explain(id, world.assessment, world.state, world.log);
}

// R26: from a decision over what waits for it to where a customer feels it, with the metrics.
TEST(Explain, TracesADecisionToTheCustomer) {
  World world = SampleWorld();
  engine::DecisionState decision;
  decision.opened.id = "d-1";
  world.state.decisions.emplace("d-1", decision);
  engine::ScopeItemState item;
  item.request.id = "item-1";
  item.request.decision = "d-1";
  world.state.items.emplace("item-1", item);
  const auto waits = [&world](std::string dependent, std::string prerequisite, std::string metric) {
    engine::DependencyState dependency;
    dependency.fact.dependent = dependent;
    dependency.fact.prerequisite = prerequisite;
    dependency.fact.metric = std::move(metric);
    world.state.dependencies.emplace(std::pair(std::move(dependent), std::move(prerequisite)),
                                     dependency);
  };
  waits("payment", "item-1", "latency");
  waits("checkout", "payment", "");
  waits("d-1", "checkout", "circle");  // A circle does not trap it.
  for (const char* node : {"checkout", "elsewhere"}) {
    model::TouchpointDeclared touchpoint;
    touchpoint.node = node;
    world.state.touchpoints.emplace(node, touchpoint);
  }
  const auto subject = ExplainIn(world, "d-1");
  ASSERT_TRUE(subject.ok()) << subject.status();
  std::vector<std::string> traces;
  for (const Detail& detail : subject->details) {
    if (detail.name == "reaches the customer") traces.push_back(detail.value);
  }
  EXPECT_THAT(traces, testing::ElementsAre("d-1 -> item-1 [implements it] -> payment [latency] -> "
                                           "checkout [no metric]"));
}

std::string DetailOf(const Subject& subject, std::string_view name) {
  std::string values;
  for (const Detail& detail : subject.details) {
    if (detail.name != name) continue;
    values += values.empty() ? detail.value : " | " + detail.value;
  }
  return values;
}

TEST(Explain, OfADecisionGivesWhatWasDecidedAndWhatHangsOnIt) {
  World world = SampleWorld();
  engine::DecisionState decision;
  decision.opened.id = "d-1";
  decision.opened.options = {"retry", "queue"};
  decision.opened.is_high_impact = true;
  decision.phase = engine::DecisionPhase::kApproved;
  decision.delegation = model::DecisionDelegated{"d-1", "cleo", At("2026-05-01T00:00:00Z")};
  decision.decided = model::DecisionDecided{"d-1", model::DecisionOutcome::kApproved, "it holds",
                                            "queue", std::nullopt};
  decision.decided_stamp =
      engine::Stamp{"e-9", "ana", At("2026-01-04T00:00:00Z"), At("2026-01-03T09:30:00Z")};
  model::HandoffIssued handoff;
  handoff.decision = "d-1";
  handoff.constraint = "no order is lost";
  handoff.criteria = {"holds-at-peak"};
  handoff.edge_cases = {"two tabs"};
  handoff.expected_behaviour = "one confirmation";
  handoff.ritual = "walk-the-queue";
  handoff.ritual_measure = "minutes to an answer";
  decision.handoff = handoff;
  world.state.decisions.emplace("d-1", decision);
  engine::ScopeItemState item;
  item.request.id = "item-9";
  item.request.decision = "d-1";
  world.state.items.emplace("item-9", item);
  engine::CriterionState criterion;
  criterion.criterion.id = "holds-at-peak";
  criterion.criterion.decision = "d-1";
  world.state.criteria.emplace("holds-at-peak", criterion);
  world.state.risks.at("timeout").risk.decision = "d-1";
  engine::BlockerState blocker;
  blocker.fact.decision = "d-1";
  world.state.blockers.emplace("no-sandbox", blocker);
  const auto subject = ExplainIn(world, "d-1");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(DetailOf(*subject, "options"), "retry and queue");
  EXPECT_EQ(DetailOf(*subject, "high impact"), "yes");
  EXPECT_EQ(DetailOf(*subject, "delegate"), "cleo until 2026-05-01 00:00");
  EXPECT_EQ(DetailOf(*subject, "decided"), "approved (queue), 2026-01-03 09:30 by ana: it holds");
  EXPECT_EQ(DetailOf(*subject, "accepted by"), "holds-at-peak");
  EXPECT_EQ(DetailOf(*subject, "edge cases"), "two tabs");
  EXPECT_EQ(DetailOf(*subject, "the customer sees"), "one confirmation");
  EXPECT_EQ(DetailOf(*subject, "keeps the ritual"),
            "walk-the-queue, measured by minutes to an answer");
  EXPECT_EQ(DetailOf(*subject, "carried out by items"), "item-9");
  EXPECT_EQ(DetailOf(*subject, "tested by"), "holds-at-peak");
  EXPECT_EQ(DetailOf(*subject, "treats risks"), "timeout");
  EXPECT_EQ(DetailOf(*subject, "stopped by blockers"), "no-sandbox");
  EXPECT_EQ(DetailOf(*subject, "isolated by risks"), "");
}

TEST(Explain, OfACriterionGivesHowItIsTested) {
  World world = SampleWorld();
  engine::CriterionState state;
  model::Criterion& c = state.criterion;
  c.id = "refund-speed";
  c.level = model::Level::kMust;
  c.role = model::CriterionRole::kNonInferiority;
  c.metric = "refund_hours";
  c.baseline = "refund_hours_before";
  c.comparison = model::Comparison::kLess;
  c.margin = 2;
  c.unit = "h";
  c.confidence = 0.9;
  c.peeking = true;
  c.min_sample_count = 200;
  c.max_age_seconds = 7 * 86400;
  c.weight = 0;
  c.guard = "is-complete";
  state.stamp = {"e-7", "ana", At("2026-01-02T00:00:00Z"), At("2026-01-02T00:00:00Z")};
  world.state.criteria.emplace(c.id, state);
  engine::CriterionState reader;
  reader.criterion.id = "all-of-it";
  reader.criterion.formula =
      model::Formula{model::FormulaOperator::kScore,
                     "",
                     {model::Formula{model::FormulaOperator::kLeaf, "refund-speed", {}, 0, {}, 0}},
                     0,
                     {2},
                     0.8};
  world.state.criteria.emplace("all-of-it", reader);
  const auto subject = ExplainIn(world, "refund-speed");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(DetailOf(*subject, "stage"), "TEST_EVIDENCE");
  EXPECT_EQ(DetailOf(*subject, "role"), "non inferiority");
  EXPECT_EQ(DetailOf(*subject, "baseline"), "refund_hours_before");
  EXPECT_EQ(DetailOf(*subject, "better is"), "less");
  EXPECT_EQ(DetailOf(*subject, "margin"), "2 h");
  EXPECT_EQ(DetailOf(*subject, "confidence"), "90.0 %");
  EXPECT_EQ(DetailOf(*subject, "looked at as it comes in"), "yes");
  EXPECT_EQ(DetailOf(*subject, "least sample"), "200");
  EXPECT_EQ(DetailOf(*subject, "oldest evidence"), "7 d");
  EXPECT_EQ(DetailOf(*subject, "weight in scores"), "0");  // Not the same as none given.
  EXPECT_EQ(DetailOf(*subject, "guard"), "is-complete");
  EXPECT_EQ(DetailOf(*subject, "set"), "2026-01-02 00:00 by ana");
  EXPECT_EQ(DetailOf(*subject, "read by"), "all-of-it");
  EXPECT_EQ(DetailOf(*ExplainIn(world, "all-of-it"), "formula"),
            "SCORE of (refund-speed x 2), passes from 80.0 %");
}

TEST(Explain, OfATableGivesItsColumnsAndWhatPasses) {
  World world = SampleWorld();
  engine::CriterionState state;
  state.criterion.id = "harm";
  model::DecisionTable table;
  table.id = "harm-table";
  table.columns = {{"reach", {"few", "many"}}, {"errors", {}}};
  state.criterion.table =
      model::TableTest{table, {{"reach_seen", 0}, {"errors_seen", 3600}}, {"wait"}};
  world.state.criteria.emplace("harm", state);
  const auto subject = ExplainIn(world, "harm");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(DetailOf(*subject, "table"), "harm-table");
  EXPECT_EQ(DetailOf(*subject, "column"),
            "reach: metric reach_seen | errors: metric errors_seen, at most 1 h old");
  EXPECT_EQ(DetailOf(*subject, "passes with"), "wait");
}

TEST(Explain, OfAPartyGivesEverythingItAnswersFor) {
  World world = SampleWorld();
  engine::BlockerState blocker;
  blocker.ownership.owners = {"ana", "ben"};
  world.state.blockers.emplace("no-sandbox", blocker);
  engine::MitigationState mitigation;
  mitigation.fact.owner = "ben";
  world.state.mitigations.emplace("retry", mitigation);
  engine::DependencyState dependency;
  dependency.ownership.owners = {"ben"};
  world.state.dependencies.emplace(std::pair(std::string("item-1"), std::string("payment")),
                                   dependency);
  engine::CriterionState criterion;
  criterion.criterion.owner = "ben";
  world.state.criteria.emplace("refund-time", criterion);
  engine::ApprovalState approval;
  approval.stamp.actor = "ben";
  world.state.approvals.emplace("a-1", approval);
  const auto subject = ExplainIn(world, "ben");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(DetailOf(*subject, "answers for risks"), "timeout");
  EXPECT_EQ(DetailOf(*subject, "answers for blockers"), "no-sandbox");  // With another one.
  EXPECT_EQ(DetailOf(*subject, "does mitigations"), "retry");
  EXPECT_EQ(DetailOf(*subject, "answers for dependencies"), "item-1 on payment");
  EXPECT_EQ(DetailOf(*subject, "answers for criteria"), "refund-time");
  EXPECT_EQ(DetailOf(*subject, "approved"), "a-1");
}

TEST(Explain, OfThePolicyGivesWhoSetItAndWhatItAsksOtherwise) {
  World world = SampleWorld();
  const auto built_in = ExplainIn(world, engine::DefaultPolicy().id);
  ASSERT_TRUE(built_in.ok()) << built_in.status();
  EXPECT_EQ(DetailOf(*built_in, "set"), "by nobody; it is the one that is built in");
  EXPECT_EQ(DetailOf(*built_in, "asks otherwise than the default"), "");

  model::Policy lax = engine::DefaultPolicy();
  lax.id = "lax/1";
  ASSERT_EQ(lax.criteria[0].kind, "outcome");
  lax.criteria[0].level = model::Level::kInfo;
  const std::string dropped = lax.criteria.back().kind;
  lax.criteria.pop_back();
  lax.vetoes[0].cap = model::Verdict::kGo;
  world.state.policy = lax;
  world.state.policy_stamp =
      engine::Stamp{"e-5", "ben", At("2026-01-03T00:00:00Z"), At("2026-01-03T00:00:00Z")};
  const auto subject = ExplainIn(world, "lax/1");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(subject->kind, "policy");
  EXPECT_EQ(subject->owner, "ben");
  EXPECT_EQ(DetailOf(*subject, "set"), "2026-01-03 00:00 by ben");
  EXPECT_THAT(DetailOf(*subject, "asks otherwise than the default"),
              testing::AllOf(HasSubstr("outcome INFO instead of MUST"),
                             HasSubstr(dropped + " nothing instead of ")));
  EXPECT_THAT(DetailOf(*subject, "caps otherwise than the default"),
              HasSubstr(lax.vetoes[0].rule + " GO instead of "));
  EXPECT_FALSE(ExplainIn(world, engine::DefaultPolicy().id).ok());  // It is not in force.
}

TEST(Explain, OfARiskGivesItsStateOwnerRankVetoAndEntries) {
  const auto subject = ExplainIn(SampleWorld(), "timeout");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(subject->kind, "risk");
  EXPECT_EQ(subject->state, "appeared");
  EXPECT_EQ(subject->owner, "ben");
  ASSERT_TRUE(subject->risk.has_value());
  EXPECT_EQ(subject->risk->tier, "ACT");
  EXPECT_THAT(subject->vetoes, SizeIs(1));
}

TEST(Explain, OfARiskGivesItsMitigationsWithTheirKindAndOfAMitigationWhatItsKindNeeds) {
  World world = SampleWorld();
  engine::MitigationState path;
  path.fact.id = "call-the-bank";
  path.fact.risk = "timeout";
  path.fact.kind = model::MitigationKind::kEscalationPath;
  path.fact.criterion = "timeouts";
  path.fact.practice = "risk-look";
  world.state.mitigations.emplace("call-the-bank", path);
  path.fact.id = "wait";
  path.fact.kind = model::MitigationKind::kUnspecified;
  world.state.mitigations.emplace("wait", path);
  world.state.risks.at("timeout").mitigations = {"call-the-bank", "wait"};
  EXPECT_EQ(DetailOf(*ExplainIn(world, "timeout"), "mitigations"),
            "call-the-bank (escalation path) and wait");
  const Subject subject = *ExplainIn(world, "call-the-bank");
  EXPECT_EQ(DetailOf(subject, "kind"), "escalation path");
  EXPECT_EQ(DetailOf(subject, "closed by criterion"), "timeouts");
  EXPECT_EQ(DetailOf(*ExplainIn(world, "wait"), "kind"), "");
}

// R57: it left the ranking, and nothing shows that it is gone.
TEST(Explain, ARiskThatWasClosedOnAWordIsUnverified) {
  World world = SampleWorld();
  world.state.risks.at("timeout").phase = engine::RiskPhase::kVerified;
  EXPECT_EQ(ExplainIn(world, "timeout")->state, "verified");
  world.assessment.issues.push_back(
      {model::Severity::kWarning, "risk/timeout", "R57: it was verified without evidence"});
  EXPECT_EQ(ExplainIn(world, "timeout")->state, "unverified");
}

// R59, R60: what waiting adds, beside the loss and not in it.
TEST(SubjectText, OfARiskSaysHowLongItHasBeenOpenAndWhatIsLeftToRecoverBy) {
  World world = SampleWorld();
  engine::RankedRisk& risk = world.assessment.risks.front();
  EXPECT_THAT(SubjectText(*ExplainIn(world, "timeout"), SampleNames()),
              Not(HasSubstr("whole review cycle")));
  risk.found_in = "implementing";
  risk.is_found_late = true;
  risk.age_cycle_count = 3;
  EXPECT_THAT(SubjectText(*ExplainIn(world, "timeout"), SampleNames()),
              AllOf(HasSubstr("found while the cycle was implementing, after the scope was locked; "
                              "open for 3 "),
                    HasSubstr("exposure score is not known"),
                    HasSubstr("nothing is planned that is left to recover by")));
  risk.exposure_score = 0.06;
  risk.compounded_exposure_score = 0.22;
  risk.recovery_options = {"second-bank", "sorry-page"};
  EXPECT_THAT(SubjectText(*ExplainIn(world, "timeout"), SampleNames()),
              AllOf(HasSubstr("exposure score 0.06, with the open risks right before it 0.22"),
                    HasSubstr("left to recover by: second-bank and sorry-page")));
}

TEST(Explain, KnowsNoEntryThatWasRecordedLater) {
  EXPECT_THAT(ExplainIn(SampleWorld(), "timeout")->entries, SizeIs(1));
  EXPECT_FALSE(ExplainIn(SampleWorld(), "e-2").ok());
}

TEST(Explain, OfAnItemGivesTheChecksThatConcernIt) {
  const auto subject = ExplainIn(SampleWorld(), "item-1");
  ASSERT_TRUE(subject.ok()) << subject.status();
  ASSERT_THAT(subject->criteria, SizeIs(2));
  EXPECT_EQ(subject->criteria[0].path, "HAND_OFF/approval:item-1");
  EXPECT_TRUE(subject->criteria[0].resolution.has_value());
}

TEST(Explain, TakesTheIdOfACheckOrItsPath) {
  for (const char* id : {"refund-time", "TEST_EVIDENCE/refund-time"}) {
    const auto subject = ExplainIn(SampleWorld(), id);
    ASSERT_TRUE(subject.ok()) << subject.status();
    EXPECT_EQ(subject->kind, "criterion");
    EXPECT_EQ(subject->state, "FAIL");
    ASSERT_THAT(subject->criteria, SizeIs(1));
    EXPECT_TRUE(subject->criteria[0].is_in_certificate);
    EXPECT_TRUE(subject->criteria[0].flip.has_value());
  }
}

TEST(Explain, OfEvidenceGivesTheChecksThatRestOnIt) {
  EXPECT_THAT(ExplainIn(SampleWorld(), "ev-7")->criteria, SizeIs(1));
}

TEST(Explain, OfAPartyLeavesOutWhatItMerelyRecorded) {
  auto world = SampleWorld();
  model::Entry entry;
  entry.seq = 2;
  entry.id = "e-3";
  entry.actor = "ben";
  entry.recorded_at = At("2026-01-03T00:00:00Z");
  entry.fact = model::ScopeLocked{"freeze"};
  world.log.entries.insert(world.log.entries.begin() + 1, entry);
  const auto subject = ExplainIn(world, "ben");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(subject->kind, "party");
  EXPECT_EQ(subject->title, "Ben Ito");
  for (const auto& line : subject->entries) EXPECT_NE(line.id, "e-3");
}

TEST(Explain, RefusesAnUnknownIdAndNamesThoseWrittenAlike) {
  const auto subject = ExplainIn(SampleWorld(), "itme-1");
  EXPECT_EQ(subject.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(subject.status().message()),
              HasSubstr("nothing in cycle \"checkout-2026\" is called \"itme-1\""));
  EXPECT_THAT(std::string(ExplainIn(SampleWorld(), "timeot").status().message()),
              HasSubstr("written alike: timeout"));
}

TEST(Explain, RefusesAnIdThatIsEmpty) {
  EXPECT_EQ(ExplainIn(SampleWorld(), "").status().message(),
            "explain: the id is empty; name what is to be explained");
}

TEST(Explain, SuggestsNothingWhereNothingIsAlike) {
  EXPECT_THAT(std::string(ExplainIn(SampleWorld(), "zzzzzzzzzzzz").status().message()),
              Not(HasSubstr("written alike")));
}

// Why: it answers "why is this one red?" without a second look elsewhere.
TEST(SubjectText, IsTheGoldenFile) {
  EXPECT_EQ(SubjectText(*ExplainIn(SampleWorld(), "timeout"), SampleNames()),
            Golden("subject_risk.txt"));
  EXPECT_EQ(SubjectText(*ExplainIn(SampleWorld(), "refund-time"), SampleNames()),
            Golden("subject_check.txt"));
}

}  // namespace
}  // namespace readiness::report
