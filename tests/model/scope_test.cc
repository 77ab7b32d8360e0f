#include "readiness/model/scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(ArtifactVersionPublished, artifact, version));
  mirror.Struct(READINESS_STRUCT(ScopeItemRequested, id, title, artifact, decision));
  mirror.Struct(READINESS_STRUCT(ScopeItemLinked, item, criteria, ritual));
  mirror.Struct(READINESS_STRUCT(ApprovalCondition, id, text));
  mirror.Struct(READINESS_STRUCT(ApprovalGranted, id, artifact, version, conditions, gate));
  mirror.Struct(READINESS_STRUCT(ApprovalWithdrawn, approval, reason));
  mirror.Struct(READINESS_STRUCT(ScopeChangeRequested, id, title, subject, given_up, metric_impact,
                                 ritual_effect, requester, approver, source, expands_scope,
                                 review_at, gate, impact_unrecorded_reason));
  mirror.Enum<ScopeChangeOutcome>();
  mirror.Struct(READINESS_STRUCT(ScopeChangeDecided, change, outcome, rationale));
  mirror.Struct(READINESS_STRUCT(PilotStarted, id, workflow, owner));
  mirror.Struct(READINESS_STRUCT(PilotClosed, pilot, supports_rollout, findings));
  mirror.Enum<ParallelClass>();
  mirror.Struct(READINESS_STRUCT(ParallelClassOverridden, decision, parallel_class, reason));
}
READINESS_MIRROR_TESTS(Scope, "scope.proto", Describe);

// R36: an approval is of one version.
TEST(Scope, AnApprovalOfOneVersionIsNotOneOfAnother) {
  ApprovalGranted first{"a-1", "checkout", "v1", {}, ""};
  ApprovalGranted second = first;
  second.version = "v2";
  EXPECT_FALSE(first == second);
}

// Q6: an approval with an open condition is not the same as one without.
TEST(Scope, AnApprovalUnderAConditionIsNotAnApproval) {
  const ApprovalGranted plain{"a-1", "checkout", "v1", {}, ""};
  const ApprovalGranted conditional{"a-1", "checkout", "v1", {{"c-1", "load test"}}, ""};
  EXPECT_FALSE(plain == conditional);
}

TEST(Scope, AScopeChangeIsApprovedDeniedOrReverted) {
  EXPECT_EQ(Name(ScopeChangeOutcome::kApproved), "APPROVED");
  EXPECT_EQ(Name(ScopeChangeOutcome::kDenied), "DENIED");
  EXPECT_EQ(Name(ScopeChangeOutcome::kReverted), "REVERTED");
}

}  // namespace
}  // namespace readiness::model
