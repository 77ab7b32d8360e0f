#include "readiness/model/risk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Enum<Reversibility>();
  mirror.Struct(READINESS_STRUCT(RiskRaised, id, title, node, likelihood, severity, detectability,
                                 reversibility, owner, decision, ritual));
  mirror.Struct(READINESS_STRUCT(RiskOwnerAssigned, risk, owner, beside_previous));
  mirror.Struct(READINESS_STRUCT(RiskEstimated, risk, likelihood, severity, detectability,
                                 reversibility, node));
  mirror.Struct(READINESS_STRUCT(RiskAppeared, risk, decision));
  mirror.Enum<MitigationStrategy>();
  mirror.Enum<MitigationKind>();
  mirror.Struct(READINESS_STRUCT(MitigationPlanned, id, risk, strategy, description, owner, due_at,
                                 cost, probability_fall, practice, decision, kind, gate, metric,
                                 criterion));
  mirror.Struct(READINESS_STRUCT(RiskMitigated, risk, mitigation));
  mirror.Struct(READINESS_STRUCT(RiskVerified, risk, evidence));
  mirror.Struct(READINESS_STRUCT(BlockerOpened, id, title, owner, due_at, fallback, decision,
                                 is_caused_by_constraint));
  mirror.Struct(READINESS_STRUCT(BlockerResolved, blocker, resolution));
  mirror.Struct(READINESS_STRUCT(BlockerReopened, blocker, reason));
  mirror.Struct(READINESS_STRUCT(BlockerAccepted, blocker, fallback));
  mirror.Struct(READINESS_STRUCT(PostLaunchIssueOpened, id, title, owner, standard, cohort));
  mirror.Struct(READINESS_STRUCT(PostLaunchIssueClosed, issue, resolution));
  mirror.Struct(READINESS_STRUCT(EscalationRaised, id, subject, to, reason));
  mirror.Struct(READINESS_STRUCT(EscalationAcknowledged, escalation, note));
}
READINESS_MIRROR_TESTS(Risk, "risk.proto", Describe);

TEST(Risk, ASeverityOfZeroIsNotAnUnknownSeverity) {
  RiskRaised harmless;
  harmless.severity = 0.0;
  EXPECT_FALSE(harmless == RiskRaised{});
  RiskEstimated unchanged;
  EXPECT_FALSE(unchanged.severity.has_value());
  EXPECT_FALSE(unchanged.likelihood.has_value());
  EXPECT_FALSE(unchanged.detectability.has_value());
}

TEST(Risk, HarmThatNobodyJudgedIsNotReversible) {
  EXPECT_EQ(RiskRaised{}.reversibility, Reversibility::kUnspecified);
  EXPECT_EQ(Name(Reversibility::kReversible), "REVERSIBLE");
  EXPECT_EQ(Name(Reversibility::kCostly), "COSTLY");
  EXPECT_EQ(Name(Reversibility::kIrreversible), "IRREVERSIBLE");
}

TEST(Risk, ARiskIsAvoidedReducedTransferredOrAccepted) {
  EXPECT_EQ(Name(MitigationStrategy::kAvoid), "AVOID");
  EXPECT_EQ(Name(MitigationStrategy::kReduce), "REDUCE");
  EXPECT_EQ(Name(MitigationStrategy::kTransfer), "TRANSFER");
  EXPECT_EQ(Name(MitigationStrategy::kAccept), "ACCEPT");
}

}  // namespace
}  // namespace readiness::model
