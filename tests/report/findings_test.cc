#include "readiness/report/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace readiness::report {
namespace {

using model::Level;
using model::Result;
using model::Stage;
using model::UnknownReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(SplitPath, TakesStageKindAndSubjectApart) {
  const PathParts parts = SplitPath("HAND_OFF/approval:kep-1040");
  EXPECT_EQ(parts.stage, "HAND_OFF");
  EXPECT_EQ(parts.criterion, "approval:kep-1040");
  EXPECT_EQ(parts.kind, "approval");
  EXPECT_EQ(parts.subject, "kep-1040");
}

TEST(SplitPath, LeavesASlashThatIsNoStageInTheCriterion) {
  const PathParts parts = SplitPath("risk/checkout");
  EXPECT_EQ(parts.stage, "");
  EXPECT_EQ(parts.criterion, "risk/checkout");
  EXPECT_EQ(parts.subject, "");
}

TEST(SplitPath, KeepsLaterColonsInTheSubject) {
  EXPECT_EQ(SplitPath("HAND_OFF/approval:a:b").subject, "a:b");
}

TEST(FindWhatMatters, PutsFailuresThenVetoesThenWhatIsUnknown) {
  std::vector<FindingKind> kinds;
  for (const auto& finding : FindWhatMatters(SampleAssessment())) kinds.push_back(finding.kind);
  EXPECT_THAT(kinds, ElementsAre(FindingKind::kFailure, FindingKind::kVeto, FindingKind::kUnknown,
                                 FindingKind::kUnknown));
}

TEST(FindWhatMatters, PutsWhatSomeLackBeforeWhatNoneHasThoughItIsSmaller) {
  const auto findings = FindWhatMatters(SampleAssessment());
  EXPECT_EQ(findings[2].text, "2 of 3 scope items lack the approval of their current version");
  EXPECT_TRUE(findings[2].is_partial);
  EXPECT_EQ(findings[3].text, "All 3 scope items have no acceptance criteria");
  EXPECT_FALSE(findings[3].is_partial);
}

TEST(FindWhatMatters, NamesEverySubjectAndPathItCounts) {
  const auto findings = FindWhatMatters(SampleAssessment());
  EXPECT_THAT(findings[2].subjects, ElementsAre("item-1", "item-3"));
  EXPECT_THAT(findings[2].paths,
              ElementsAre("HAND_OFF/approval:item-1", "HAND_OFF/approval:item-3"));
  EXPECT_THAT(findings[2].owners, ElementsAre("ana", "team-pay"));
}

TEST(FindWhatMatters, SaysWhatWasFoundAndAskedOfASingleFailure) {
  const auto findings = FindWhatMatters(SampleAssessment());
  EXPECT_EQ(findings[0].text, "Fails: Refunds finish within a minute");
  EXPECT_EQ(findings[0].detail, "found 95 s, asked <= 60 s");
  EXPECT_EQ(findings[0].next_step, "make the refund queue faster");
}

TEST(FindWhatMatters, FindsTheOwnerOfAVetoWhoseIdHoldsASlash) {
  auto a = EmptyAssessment();
  engine::RankedRisk risk;
  risk.id = "pay/timeouts";
  risk.owner = "bo";
  a.risks.push_back(risk);
  a.vetoes = {{"act-risk", "risk/pay/timeouts", model::Verdict::kHold},
              {"unmet-constraint", "decision/pay/timeouts/holds-at-peak", model::Verdict::kHold}};
  for (const auto& finding : FindWhatMatters(a)) {
    EXPECT_THAT(finding.owners, ElementsAre("bo")) << finding.text;
  }
}

TEST(FindWhatMatters, PutsAVetoThatCapsAtNoGoBeforeALargerOneThatHolds) {
  auto a = EmptyAssessment();
  a.vetoes = {{"breached-window", "decision/d1", model::Verdict::kHold},
              {"breached-window", "decision/d2", model::Verdict::kHold},
              {"act-risk-unmitigated-at-launch", "risk/r1", model::Verdict::kNoGo}};
  const auto findings = FindWhatMatters(a);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, "act-risk-unmitigated-at-launch");
  EXPECT_EQ(findings[1].text,
            "2 things waited longer for their owner's answer than the owner's window allows");
}

// One missing owner is one thing, not a check and a veto about it.
TEST(FindWhatMatters, TellsAVetoWithTheCheckThatItIsAbout) {
  auto a = EmptyAssessment();
  const auto invalid = Result::Unknown(UnknownReason::kInvalidOwner);
  StageOf(a, Stage::kAssignOwners).criteria = {
      Criterion("risk-owner:r1", "One owner", Level::kMust, invalid, ""),
      Criterion("risk-owner:r2", "One owner", Level::kMust, invalid, ""),
      Criterion("risk-owner:r3", "One owner", Level::kMust, Result::Waived(), "")};
  StageOf(a, Stage::kAssignOwners).criteria[1].value = "ana, ben";
  for (const char* risk : {"r1", "r2", "r3"}) {
    a.vetoes.push_back(
        {"invalid-owner", std::string("ASSIGN_OWNERS/risk-owner:") + risk, model::Verdict::kHold});
  }
  std::vector<std::string> texts;
  for (const auto& finding : FindWhatMatters(a)) texts.push_back(finding.text);
  EXPECT_THAT(texts, ElementsAre("1 thing that needs one owner has none or several",
                                 "1 of 3 open risks has no owner",
                                 "1 of 3 open risks has several owners", "Waived (One owner)"));
}

TEST(FindWhatMatters, LeavesOutInfoAndWhatDoesNotApply) {
  auto a = EmptyAssessment();
  StageOf(a, Stage::kLearn).criteria = {
      Criterion("late", "In time", Level::kInfo, Result::Fail(), "ana"),
      Criterion("later", "Later", Level::kMust, Result::NotApplicable(), "ana")};
  EXPECT_THAT(FindWhatMatters(a), IsEmpty());
}

TEST(FindWhatMatters, DoesNotDependOnTheOrderOfTheCriteriaButForTheIds) {
  auto a = SampleAssessment();
  auto reversed = a;
  for (auto& stage : reversed.stages) {
    std::reverse(stage.criteria.begin(), stage.criteria.end());
  }
  const auto one = FindWhatMatters(a);
  const auto other = FindWhatMatters(reversed);
  ASSERT_EQ(one.size(), other.size());
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].text, other[i].text);
    EXPECT_EQ(one[i].subjects, other[i].subjects);
  }
}

TEST(FindTasks, PutsWhatNobodyOwnsFirstThenTheEarliestDate) {
  auto a = SampleAssessment();
  a.agenda[0].state = engine::AgendaState::kOverdue;
  StageOf(a, Stage::kAssignOwners).criteria = {
      Criterion("risk-owner:copy", "One owner", Level::kMust,
                Result::Unknown(UnknownReason::kInvalidOwner), "", "name an owner")};
  const auto owners = FindTasks(a);
  ASSERT_GE(owners.size(), 2U);
  EXPECT_EQ(owners[0].owner, "");
  EXPECT_EQ(owners[1].owner, "ana");
  EXPECT_EQ(owners[1].tasks[0].state, "OVERDUE");
  EXPECT_EQ(owners[1].tasks[0].due, At("2026-02-27T00:00:00Z"));
}

// Nothing can be done about what was missed.
TEST(FindTasks, PutsWhatWasMissedAfterWhatCanBeDone) {
  auto a = SampleAssessment();
  a.agenda.push_back(
      {"review", "week-1", "zoe", At("2025-01-10T00:00:00Z"), engine::AgendaState::kMissed});
  const auto owners = FindTasks(a);
  ASSERT_EQ(owners.size(), 4U);
  EXPECT_EQ(owners.back().owner, "zoe");
  const auto ana = std::find_if(owners.begin(), owners.end(),
                                [](const auto& each) { return each.owner == "ana"; });
  ASSERT_EQ(ana->tasks.size(), 3U);
  EXPECT_EQ(ana->tasks[0].state, "");
  EXPECT_EQ(ana->tasks[2].state, "MISSED");
}

TEST(FindTasks, LeavesOutWhatIsOnlyUpcomingOrDone) {
  auto a = EmptyAssessment();
  a.agenda = {{"gate", "g", "ana", At("2026-03-10T00:00:00Z"), engine::AgendaState::kUpcoming},
              {"review", "r", "ana", At("2026-02-10T00:00:00Z"), engine::AgendaState::kDone}};
  EXPECT_THAT(FindTasks(a), IsEmpty());
}

TEST(FindTasks, CountsATaskOnceThoughResolutionAndCriteriaBothNameIt) {
  size_t things = 0;
  for (const auto& owner : FindTasks(SampleAssessment())) things += owner.subject_count;
  // Five unknown checks, one failed check, one veto, one missed review.
  EXPECT_EQ(things, 8U);
}

TEST(VerdictSentence, CountsWhatStandsInTheWay) {
  EXPECT_EQ(VerdictSentence(SampleAssessment()),
            "Not ready: 1 required check failed, 5 required checks are unknown and 1 veto stands, "
            "of 8 that apply.");
}

TEST(VerdictSentence, SaysThatAGoIsAGo) {
  auto a = EmptyAssessment();
  a.verdict = a.raw_verdict = model::Verdict::kGo;
  StageOf(a, Stage::kLearn).criteria = {
      Criterion("wrap-up", "Published", Level::kMust, Result::Pass(), "ana")};
  EXPECT_EQ(VerdictSentence(a), "Ready for the next step: the one required check passes.");
  StageOf(a, Stage::kLearn)
      .criteria.push_back(Criterion("look", "Looked", Level::kInfo, Result::Fail(), "ana"));
  EXPECT_EQ(VerdictSentence(a), "Ready for the next step: the one required check passes.");
  StageOf(a, Stage::kLearn)
      .criteria.push_back(Criterion("c", "Nice", Level::kShould, Result::Pass(), "ana"));
  EXPECT_EQ(VerdictSentence(a),
            "Ready for the next step: all 2 required and expected checks pass.");
}

TEST(VerdictSentence, NamesAWaiverThatAGoRestsOn) {
  auto a = EmptyAssessment();
  a.verdict = a.computed_verdict = model::Verdict::kGo;
  a.raw_verdict = model::Verdict::kNoGo;
  StageOf(a, Stage::kTestEvidence).criteria = {
      Criterion("c8", "Fast", Level::kMust, Result::Pass(), "ana"),
      Criterion("c9", "Light", Level::kMust, Result::Waived(), "ana")};
  a.waivers = {{"w", "TEST_EVIDENCE/c9", "bo", "the pilot", At("2026-04-01T00:00:00Z")}};
  EXPECT_EQ(VerdictSentence(a),
            "Ready for the next step: 1 of 2 required checks passes, 1 is waived (c9, until "
            "2026-04-01 00:00 UTC, by bo: the pilot). Without waivers and overrides it is NO_GO.");
  const auto findings = FindWhatMatters(a);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].kind, FindingKind::kWaived);
  EXPECT_EQ(findings[0].text, "Waived until 2026-04-01 00:00 UTC, by bo: the pilot (Light)");
  EXPECT_THAT(FindTasks(a), IsEmpty());
}

// The verdict that counts is the override's; everything else speaks of what was computed.
TEST(VerdictSentence, LeadsWithTheOverrideAndCallsTheComputedOneByItsName) {
  auto a = SampleAssessment();
  a.verdict = model::Verdict::kGo;
  a.computed_verdict = model::Verdict::kNoGo;
  a.valid_until = At("2026-05-31T00:00:00Z");
  a.overrides = {{"o", model::Verdict::kGo, {"bo", "cy"}, "evidence follows", a.valid_until}};
  EXPECT_EQ(VerdictSentence(a),
            "GO by override of bo and cy until 2026-05-31 00:00 UTC: evidence follows. Computed, "
            "it is NO_GO: 1 required check failed, 5 required checks are unknown and 1 veto "
            "stands, of 8 that apply.");
  EXPECT_THAT(WhatWouldChange(a),
              ElementsAre("When the override ends, it is what is computed then: NO_GO now.",
                          "The fewest changes that alter what is computed (1): "
                          "TEST_EVIDENCE/refund-time from FAIL to PASS.",
                          "What is computed is NO_GO whatever the other checks say, because of 1 "
                          "result: TEST_EVIDENCE/refund-time.",
                          "It holds until 2026-05-31 00:00 UTC if nothing more is recorded.",
                          "Override o ends at 2026-05-31 00:00 UTC."));
}

TEST(VerdictSentence, SaysThatAClosedCycleIsClosed) {
  auto a = EmptyAssessment();
  a.verdict = a.raw_verdict = a.computed_verdict = model::Verdict::kGo;
  a.closed_at = At("2026-02-20T00:00:00Z");
  EXPECT_EQ(VerdictSentence(a),
            "Closed, and nothing that is required is open: nothing stands against it.");
  a.verdict = a.raw_verdict = a.computed_verdict = model::Verdict::kHold;
  EXPECT_EQ(VerdictSentence(a), "Closed, with something open: nothing shows that it is ready.");
}

TEST(VerdictSentence, ShowsTheRawVerdictBesideAnOverriddenOne) {
  auto a = SampleAssessment();
  a.verdict = model::Verdict::kGo;
  EXPECT_THAT(VerdictSentence(a), HasSubstr("Without waivers and overrides it is NO_GO."));
}

TEST(WhatWouldChange, NamesTheFlipAndTheCertificate) {
  EXPECT_THAT(
      WhatWouldChange(SampleAssessment()),
      ElementsAre("The fewest changes that alter it (1): TEST_EVIDENCE/refund-time from FAIL to "
                  "PASS.",
                  "It is NO_GO whatever the other checks say, because of 1 result: "
                  "TEST_EVIDENCE/refund-time."));
}

TEST(WhatWouldChange, OfAHoldNamesNoPassingCheckAtRandom) {
  auto a = SampleAssessment();
  a.verdict = model::Verdict::kHold;
  a.certificate.clear();
  a.resolution.resize(2);
  a.flip.resize(1);
  a.flip[0].from = model::ResultKind::kPass;
  EXPECT_THAT(
      WhatWouldChange(a),
      ElementsAre("2 unknowns could decide it: GO needs all that it requires to pass and no "
                  "veto to stand; one required check that fails, be it one that passes "
                  "now, makes it NO_GO."));
  a.flip[0].from = model::ResultKind::kFail;
  EXPECT_EQ(WhatWouldChange(a).size(), 2U);
}

TEST(WhatWouldChange, SaysWhenAGoLapses) {
  auto a = EmptyAssessment();
  a.verdict = model::Verdict::kGo;
  a.valid_until = At("2026-03-04T12:00:00Z");
  EXPECT_THAT(WhatWouldChange(a),
              ElementsAre("It holds until 2026-03-04 12:00 UTC if nothing more is recorded."));
}

// The flip of a GO is one of many alike, the first by its path, often one that nothing can fail.
TEST(WhatWouldChange, OfAGoNamesWhatEndsFirstAndCountsWhatItRestsOn) {
  auto a = EmptyAssessment();
  a.verdict = a.computed_verdict = model::Verdict::kGo;
  StageOf(a, Stage::kAssignOwners).criteria = {
      Criterion("risk-owner:r", "Owned", Level::kMust, Result::Pass(), "ana")};
  StageOf(a, Stage::kTestEvidence).criteria = {
      Criterion("c9", "Light", Level::kMust, Result::Pass(), "ana"),
      Criterion("later", "Later", Level::kMust, Result::NotApplicable(), "ana")};
  StageOf(a, Stage::kTestEvidence).criteria[0].valid_until = At("2026-03-04T12:00:00Z");
  a.flip = {{"ASSIGN_OWNERS/risk-owner:r", model::ResultKind::kPass, model::ResultKind::kFail}};
  a.certificate = {{"ASSIGN_OWNERS/risk-owner:r"}, {"TEST_EVIDENCE/c9"}, {"TEST_EVIDENCE/later"}};
  EXPECT_THAT(
      WhatWouldChange(a),
      ElementsAre("One required check that fails makes it NO_GO; one that is unknown, or a veto, "
                  "makes it HOLD. The first result to end is TEST_EVIDENCE/c9, at 2026-03-04 "
                  "12:00 UTC.",
                  "It rests on 3 results: 2 pass and 1 does not apply now."));
}

}  // namespace
}  // namespace readiness::report
