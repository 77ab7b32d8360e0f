#include "readiness/model/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(CriterionSet, criterion));
  mirror.Struct(READINESS_STRUCT(EvidenceRecorded, evidence));
  mirror.Struct(READINESS_STRUCT(EvidenceRetracted, evidence, reason));
  mirror.Enum<SignalState>();
  mirror.Struct(READINESS_STRUCT(SignalObserved, signal, state, source));
  mirror.Enum<GateKind>();
  mirror.Struct(READINESS_STRUCT(GateDecided, gate, kind, verdict, rationale, lens_result,
                                 is_signal_reachable, follow_up_owner, follow_up_ritual));
  mirror.Struct(READINESS_STRUCT(ConditionMet, approval, condition));
  mirror.Struct(READINESS_STRUCT(WaiverGranted, id, path, reason, until));
  mirror.Struct(READINESS_STRUCT(OverrideGranted, id, verdict, approvers, reason, until));
}
READINESS_MIRROR_TESTS(Gate, "gate.proto", Describe);

TEST(Gate, ASignalThatDoesNotShowYetIsNotOneThatIsContradicted) {
  EXPECT_EQ(Name(SignalState::kMaterialised), "MATERIALISED");
  EXPECT_EQ(Name(SignalState::kNotYet), "NOT_YET");
  EXPECT_EQ(Name(SignalState::kContradicted), "CONTRADICTED");
  EXPECT_FALSE((SignalObserved{"s", SignalState::kNotYet, ""} ==
                SignalObserved{"s", SignalState::kContradicted, ""}));
}

// R19: whether the signal can still be reached has three answers.
TEST(Gate, ASignalThatNobodyJudgedIsNotOneOutOfReach) {
  GateDecided out_of_reach;
  out_of_reach.is_signal_reachable = false;
  EXPECT_FALSE(out_of_reach == GateDecided{});
  EXPECT_FALSE(GateDecided{}.is_signal_reachable.has_value());
}

TEST(Gate, AWaiverAndAnOverrideHaveNoEndUntilOneIsGiven) {
  EXPECT_FALSE(WaiverGranted{}.until.has_value());
  EXPECT_FALSE(OverrideGranted{}.until.has_value());
}

}  // namespace
}  // namespace readiness::model
