#include "readiness/model/verdict.h"

#include <gtest/gtest.h>

namespace readiness::model {
namespace {

TEST(Verdict, IsOrderedNoGoHoldGo) {
  EXPECT_LT(Verdict::kNoGo, Verdict::kHold);
  EXPECT_LT(Verdict::kHold, Verdict::kGo);
}
TEST(Verdict, PrintsTheWordsOfTheMessages) {
  EXPECT_EQ(Name(Verdict::kNoGo), "NO_GO");
  EXPECT_EQ(Name(Verdict::kHold), "HOLD");
  EXPECT_EQ(Name(Verdict::kGo), "GO");
  EXPECT_EQ(Name(Verdict::kUnspecified), "UNSPECIFIED");
  EXPECT_EQ(Name(static_cast<Verdict>(9)), "");
  EXPECT_EQ(Name(ResultKind::kNotApplicable), "NOT_APPLICABLE");
  EXPECT_EQ(Name(UnknownReason::kInvalidOwner), "INVALID_OWNER");
  EXPECT_EQ(Name(Level::kShould), "SHOULD");
  EXPECT_EQ(Name(Stage::kHandOff), "HAND_OFF");
  EXPECT_EQ(Name(Severity::kWarning), "WARNING");
}
TEST(Result, CarriesAReasonOnlyWhereItIsUnknown) {
  EXPECT_EQ(Text(Result::Unknown(UnknownReason::kStale)), "UNKNOWN(STALE)");
  EXPECT_EQ(Text(Result::Pass()), "PASS");
  EXPECT_EQ(Result::Fail().reason, UnknownReason::kUnspecified);
  EXPECT_NE(Result::Unknown(UnknownReason::kStale), Result::Unknown(UnknownReason::kMissing));
}

}  // namespace
}  // namespace readiness::model
