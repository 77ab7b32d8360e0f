#include "readiness/model/decision.h"

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(DecisionOpened, id, title, question, options, owner, due_at,
                                 cohort, node, is_high_impact));
  mirror.Struct(READINESS_STRUCT(DecisionOwnerAssigned, decision, owner, beside_previous));
  mirror.Struct(READINESS_STRUCT(DecisionDelegated, decision, delegate, until));
  mirror.Struct(READINESS_STRUCT(DecisionSubmitted, decision, version));
  mirror.Enum<DecisionOutcome>();
  mirror.Struct(READINESS_STRUCT(DecisionDecided, decision, outcome, rationale, option, due_at));
  mirror.Struct(READINESS_STRUCT(DecisionSuperseded, decision, by, reason));
  mirror.Struct(READINESS_STRUCT(DecisionWithdrawn, decision, reason));
  mirror.Struct(READINESS_STRUCT(DecisionReopened, decision, reason));
  mirror.Struct(READINESS_STRUCT(DecisionDescoped, decision, reason));
  mirror.Struct(READINESS_STRUCT(HandoffIssued, decision, constraint, criteria, edge_cases,
                                 expected_behaviour, ritual, ritual_measure));
  mirror.Struct(READINESS_STRUCT(ImplementationStarted, decision));
  mirror.Struct(READINESS_STRUCT(ImplementationVerified, decision, evidence));
}
READINESS_MIRROR_TESTS(Decision, "decision.proto", Describe);

// R29 of the requirements: what an owner can decide.
TEST(Decision, AnOwnerApprovesRejectsRequestsChangesOrDefers) {
  EXPECT_EQ(Name(DecisionOutcome::kApproved), "APPROVED");
  EXPECT_EQ(Name(DecisionOutcome::kRejected), "REJECTED");
  EXPECT_EQ(Name(DecisionOutcome::kChangesRequested), "CHANGES_REQUESTED");
  EXPECT_EQ(Name(DecisionOutcome::kDeferred), "DEFERRED");
}

TEST(Decision, ADecisionWithoutADueDateHasNoneNotTheEpoch) {
  DecisionOpened due_at_epoch;
  due_at_epoch.due_at = absl::UnixEpoch();
  EXPECT_FALSE(due_at_epoch == DecisionOpened{});
  EXPECT_FALSE(DecisionOpened{}.due_at.has_value());
}

TEST(Decision, TheOrderOfOptionsIsKept) {
  DecisionOpened one;
  one.options = {"keep", "drop"};
  DecisionOpened other;
  other.options = {"drop", "keep"};
  EXPECT_FALSE(one == other);
}

}  // namespace
}  // namespace readiness::model
