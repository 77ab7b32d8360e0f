#include "readiness/engine/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../model/proto_words.h"

namespace readiness::engine {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(CertificateLeaf, path));
  mirror.Struct(READINESS_STRUCT(Flip, path, from, to));
  mirror.Struct(READINESS_STRUCT(Resolution, path, reason, owner, next_step, to));
  mirror.Struct(READINESS_STRUCT(Veto, rule, path, cap));
  mirror.Struct(READINESS_STRUCT(Waiver, id, path, by, reason, until));
  mirror.Struct(READINESS_STRUCT(Override, id, verdict, approvers, reason, until));
  mirror.Struct(READINESS_STRUCT(Constraint, decision, text, criteria));
  mirror.Struct(READINESS_STRUCT(NearMiss, table, row, column, wanted, outcomes));
}
READINESS_MIRROR_TESTS(EngineExplanation, "explanation.proto", Describe);

TEST(EngineExplanation, AFlipHasADirection) {
  using model::ResultKind;
  EXPECT_FALSE((Flip{"LEARN/wrap-up", ResultKind::kUnknown, ResultKind::kPass} ==
                Flip{"LEARN/wrap-up", ResultKind::kPass, ResultKind::kUnknown}));
}

TEST(EngineExplanation, AWaiverAndAnOverrideHaveNoEndUntilOneIsGiven) {
  EXPECT_FALSE(Waiver{}.until.has_value());
  EXPECT_FALSE(Override{}.until.has_value());
}

}  // namespace
}  // namespace readiness::engine
