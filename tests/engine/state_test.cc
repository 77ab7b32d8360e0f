#include "readiness/engine/state.h"

#include <gtest/gtest.h>

namespace readiness::engine {
namespace {

TEST(State, ExactlyOneOwnerIsTheOwner) {
  Ownership ownership;
  EXPECT_EQ(ownership.Sole(), "");
  ownership.owners = {"ana"};
  EXPECT_EQ(ownership.Sole(), "ana");
  ownership.owners = {"ana", "ben"};
  EXPECT_EQ(ownership.Sole(), "");
}

TEST(State, AnApprovalHasOpenConditionsUntilEachIsMet) {
  ApprovalState approval;
  EXPECT_FALSE(approval.HasOpenConditions());
  approval.fact.conditions = {{"load", "Load test"}, {"copy", "Copy"}};
  EXPECT_TRUE(approval.HasOpenConditions());
  approval.met_conditions = {"load"};
  EXPECT_TRUE(approval.HasOpenConditions());
  approval.met_conditions = {"load", "copy"};
  EXPECT_FALSE(approval.HasOpenConditions());
}

TEST(State, AChangeIsPricedByAllThreeFields) {
  ScopeChangeState change;
  change.request.given_up = "the gift note";
  change.request.metric_impact = "none expected";
  EXPECT_FALSE(change.IsPriced());
  change.request.ritual_effect = "one review more";
  EXPECT_TRUE(change.IsPriced());
}

TEST(State, AnItemWithoutAnArtifactIsItsOwn) {
  ScopeItemState item;
  item.request.id = "retry-item";
  EXPECT_EQ(item.artifact(), "retry-item");
  item.request.artifact = "retry-design";
  EXPECT_EQ(item.artifact(), "retry-design");
}

TEST(State, WhatIsNotKnownHasAPlace) {
  UnrecognizedState unknown;
  EXPECT_EQ(unknown.Path(), "log");
  unknown.stamp.entry = "e7";
  EXPECT_EQ(unknown.Path(), "entry/e7");
}

TEST(State, FindLooksUpByIdAndSaysWhereThereIsNone) {
  ById<int> things{{"a", 1}};
  ASSERT_NE(Find(things, "a"), nullptr);
  EXPECT_EQ(*Find(things, "a"), 1);
  EXPECT_EQ(Find(things, "b"), nullptr);
}

}  // namespace
}  // namespace readiness::engine
