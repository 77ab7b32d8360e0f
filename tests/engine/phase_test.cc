#include "readiness/engine/phase.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::engine {
namespace {

using ::testing::ElementsAre;

// Names of the phases numbered 0, 1, 2, ... until there is none.
template <typename Phase>
std::vector<std::string_view> NamesInOrder() {
  std::vector<std::string_view> names;
  for (int number = 0; !Name(static_cast<Phase>(number)).empty(); ++number) {
    names.push_back(Name(static_cast<Phase>(number)));
  }
  return names;
}

// The names of the phases for which `holds` is true.
template <typename Phase>
std::vector<std::string_view> Those(bool (*holds)(Phase)) {
  std::vector<std::string_view> names;
  for (int number = 0; !Name(static_cast<Phase>(number)).empty(); ++number) {
    const Phase phase = static_cast<Phase>(number);
    if (holds(phase)) names.push_back(Name(phase));
  }
  return names;
}

// Requirements, section N.
TEST(Phase, CyclesAndScopeItemsHaveTheStatesOfTheRequirements) {
  EXPECT_THAT(NamesInOrder<CyclePhase>(),
              ElementsAre("opened", "planned", "validating", "pilot", "committed", "implementing",
                          "pre_release", "launched", "post_launch", "closed"));
  EXPECT_THAT(NamesInOrder<ItemPhase>(), ElementsAre("requested", "active_review", "approved",
                                                     "in_implementation", "shipped"));
}

// Requirements, R29; implemented follows approved.
TEST(Phase, DecisionsHaveTheNineStatesOfTheRequirements) {
  EXPECT_THAT(NamesInOrder<DecisionPhase>(),
              ElementsAre("proposed", "in_review", "approved", "rejected", "changes_requested",
                          "deferred", "withdrawn", "superseded", "implemented"));
}

// R29: deferred stays open; deadlines stop at approved, rejected and withdrawn.
TEST(Phase, ADecisionWaitsForItsOwnerUntilItIsDecidedTakenBackOrReplaced) {
  EXPECT_THAT(Those<DecisionPhase>(&IsOpen),
              ElementsAre("proposed", "in_review", "changes_requested", "deferred"));
}

TEST(Phase, AnApprovalStandsWhereItIsApprovedOrBuiltAndNowhereElse) {
  EXPECT_THAT(Those<DecisionPhase>(&IsApproved), ElementsAre("approved", "implemented"));
}

TEST(Phase, NoDecisionIsBothOpenAndApproved) {
  EXPECT_THAT(Those<DecisionPhase>(+[](DecisionPhase p) { return IsOpen(p) && IsApproved(p); }),
              ElementsAre());
}

TEST(Phase, RisksAreWatchedAppearAreMitigatedAndVerified) {
  EXPECT_THAT(NamesInOrder<RiskPhase>(),
              ElementsAre("watching", "appeared", "mitigating", "verified"));
}

TEST(Phase, BlockersAreOpenUntilResolvedOrAcceptedWithAFallback) {
  EXPECT_THAT(NamesInOrder<BlockerPhase>(),
              ElementsAre("open", "escalated", "resolved", "accepted_with_fallback"));
  EXPECT_THAT(Those<BlockerPhase>(&IsOpen), ElementsAre("open", "escalated"));
}

TEST(Phase, ScopeChangesAreRequestedApprovedDeniedOrReverted) {
  EXPECT_THAT(NamesInOrder<ScopeChangePhase>(),
              ElementsAre("requested", "approved", "denied", "reverted"));
}

TEST(Phase, CommentsAreOpenResolvedOrWithdrawn) {
  EXPECT_THAT(NamesInOrder<CommentPhase>(), ElementsAre("open", "resolved", "withdrawn"));
}

}  // namespace
}  // namespace readiness::engine
