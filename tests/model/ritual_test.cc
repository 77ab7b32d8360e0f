#include "readiness/model/ritual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(CommentOpened, id, section, objective, text, decision));
  mirror.Struct(READINESS_STRUCT(CommentDecided, comment, answer, decision));
  mirror.Struct(READINESS_STRUCT(CommentWithdrawn, comment, reason));
  mirror.Struct(READINESS_STRUCT(RitualDeclared, ritual, owner, cadence, template_));
  mirror.Struct(READINESS_STRUCT(ReviewClosed, id, note));
  mirror.Struct(READINESS_STRUCT(PracticeHeld, practice, note));
  mirror.Struct(READINESS_STRUCT(PostLaunchReviewScheduled, id, at, owner, covers_outcome,
                                 covers_risk, metric, expectation));
  mirror.Struct(READINESS_STRUCT(PostLaunchReviewHeld, review, findings));
  mirror.Struct(READINESS_STRUCT(RetrospectiveHeld, id, findings));
  mirror.Struct(READINESS_STRUCT(SupportPassHeld, id, has_improved, scope_changes));
  mirror.Enum<ReportKind>();
  mirror.Struct(READINESS_STRUCT(ReportPublished, id, kind, title));
}
READINESS_MIRROR_TESTS(Ritual, "ritual.proto", Describe);

// R84: the improvement has three answers.
TEST(Ritual, AnExpectationThatNobodyJudgedIsNotOneThatDidNotImprove) {
  SupportPassHeld not_improved;
  not_improved.has_improved = false;
  EXPECT_FALSE(not_improved == SupportPassHeld{});
  EXPECT_FALSE(SupportPassHeld{}.has_improved.has_value());
}

// The reports that the command `readiness report` can name (weekly ... wrap-up), as logs write
// them.
TEST(Ritual, ReportsAreCalledAsTheGlossaryCallsThem) {
  EXPECT_EQ(Name(ReportKind::kWeekly), "WEEKLY");
  EXPECT_EQ(Name(ReportKind::kRisks), "RISKS");
  EXPECT_EQ(Name(ReportKind::kExecutive), "EXECUTIVE");
  EXPECT_EQ(Name(ReportKind::kRelease), "RELEASE");
  EXPECT_EQ(Name(ReportKind::kGates), "GATES");
  EXPECT_EQ(Name(ReportKind::kDecisions), "DECISIONS");
  EXPECT_EQ(Name(ReportKind::kWrapUp), "WRAP_UP");
}

TEST(Ritual, ARitualWithoutACadenceHasNoneNotAnEmptyWindow) {
  RitualDeclared empty;
  empty.cadence = base::Window{};
  EXPECT_FALSE(empty == RitualDeclared{});
}

}  // namespace
}  // namespace readiness::model
