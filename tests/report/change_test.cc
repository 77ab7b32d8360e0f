#include "readiness/report/change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/report/text.h"

#include "sample.h"

namespace readiness::report {
namespace {

using model::Result;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

engine::State StateWith(engine::DecisionPhase phase, bool is_in_scope = true) {
  engine::State state;
  engine::DecisionState decision;
  decision.opened.id = "d-1";
  decision.phase = phase;
  decision.is_in_scope = is_in_scope;
  decision.ownership.owners = {"ana"};
  state.decisions.emplace("d-1", decision);
  return state;
}

TEST(Compare, OfAMomentWithItselfFindsNothing) {
  const auto a = SampleAssessment();
  const Change change = Compare(a, engine::State(), a, engine::State());
  EXPECT_THAT(change.criteria, IsEmpty());
  EXPECT_THAT(change.risks, IsEmpty());
  EXPECT_THAT(change.vetoes_raised, IsEmpty());
}

TEST(Compare, NamesEachCheckWhoseResultOrReasonChanged) {
  auto before = SampleAssessment();
  auto after = before;
  auto& criteria = StageOf(after, model::Stage::kHandOff).criteria;
  criteria[0].result = model::ResultKind::kPass;
  criteria[0].reason = {};
  criteria[1].reason = model::UnknownReason::kStale;
  criteria.pop_back();
  const Change change = Compare(before, {}, after, {});
  ASSERT_EQ(change.criteria.size(), 3U);
  EXPECT_EQ(change.criteria[0].path, "HAND_OFF/approval:item-1");
  EXPECT_EQ(change.criteria[0].to, Result::Pass());
  EXPECT_EQ(change.criteria[1].to, Result::Unknown(model::UnknownReason::kStale));
  EXPECT_EQ(change.criteria[2].path, "HAND_OFF/criteria:item-3");
  EXPECT_EQ(change.criteria[2].to, Result());
}

TEST(Compare, SaysHowRisksAndVetoesMoved) {
  const auto before = SampleAssessment();
  auto after = before;
  after.risks[0].tier = "ATTEND";
  after.risks.pop_back();
  after.vetoes = {{"invalid-owner", "risk/copy", model::Verdict::kHold}};
  const Change change = Compare(before, {}, after, {});
  EXPECT_THAT(change.risks, ElementsAre(engine::RiskMove{"copy", "TRACK", ""},
                                        engine::RiskMove{"timeout", "ACT", "ATTEND"}));
  EXPECT_THAT(change.vetoes_raised,
              ElementsAre(engine::Veto{"invalid-owner", "risk/copy", model::Verdict::kHold}));
  EXPECT_THAT(
      change.vetoes_settled,
      ElementsAre(engine::Veto{"act-risk-unmitigated", "risk/timeout", model::Verdict::kHold}));
}

TEST(Compare, SaysHowDecisionsMovedIntoOutOfAndWithinTheScope) {
  using engine::DecisionPhase;
  const auto a = EmptyAssessment();
  const auto decisions = [&a](const engine::State& from, const engine::State& to) {
    return Compare(a, from, a, to).decisions;
  };
  const auto open = StateWith(DecisionPhase::kInReview);
  const auto approved = StateWith(DecisionPhase::kApproved);
  const auto out = StateWith(DecisionPhase::kApproved, false);
  EXPECT_THAT(decisions(open, approved),
              ElementsAre(PhaseChange{"d-1", "in_review", "approved", "ana"}));
  EXPECT_THAT(decisions({}, open), ElementsAre(PhaseChange{"d-1", "", "in_review", "ana"}));
  EXPECT_THAT(decisions(approved, out), ElementsAre(PhaseChange{"d-1", "approved", "", "ana"}));
  EXPECT_THAT(decisions(out, out), IsEmpty());
}

// Why: what a weekly review reads to see whether it is getting better.
TEST(ChangeText, IsTheGoldenFile) {
  auto before = SampleAssessment();
  before.as_of = At("2026-02-20T00:00:00Z");
  before.verdict = model::Verdict::kHold;
  auto after = SampleAssessment();
  StageOf(after, model::Stage::kHandOff).criteria[0].result = model::ResultKind::kPass;
  StageOf(after, model::Stage::kHandOff).criteria[0].reason = {};
  after.risks[1].tier = "ATTEND";
  after.vetoes.push_back({"invalid-owner", "risk/copy", model::Verdict::kHold});
  const Change change = Compare(before, StateWith(engine::DecisionPhase::kInReview), after,
                                StateWith(engine::DecisionPhase::kApproved));
  EXPECT_EQ(ChangeText(change, SampleNames()), Golden("change.txt"));
}

}  // namespace
}  // namespace readiness::report
