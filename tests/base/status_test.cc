#include "readiness/base/status.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace readiness::base {
namespace {

TEST(Status, EachRefusalHasItsCodeItsWordsAndItsRule) {
  const absl::Status invalid = Invalid("R11", "outcome: window is missing; set it");
  EXPECT_EQ(invalid.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ToStd(invalid.message()), "R11: outcome: window is missing; set it");
  EXPECT_EQ(RuleOf(invalid), "R11");

  EXPECT_EQ(Refused("R24", "two owners").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Unknown("R26", "no node n1").code(), absl::StatusCode::kNotFound);
}

TEST(Status, AStatusThatNamesNoRuleHasNone) {
  EXPECT_EQ(RuleOf(absl::OkStatus()), std::nullopt);
  EXPECT_EQ(RuleOf(absl::InternalError("disk")), std::nullopt);
}

TEST(Status, AtPrefixesThePlaceAndKeepsCodeAndRule) {
  const absl::Status located = At("entry 3 (e-3)", Refused("R24", "two owners"));
  EXPECT_EQ(located.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ToStd(located.message()), "entry 3 (e-3): R24: two owners");
  EXPECT_EQ(RuleOf(located), "R24");
}

TEST(Status, AtLeavesSuccessAlone) { EXPECT_TRUE(At("anywhere", absl::OkStatus()).ok()); }

absl::Status CountCalls(const absl::Status& first, int& calls_after) {
  READINESS_RETURN_IF_ERROR(first);
  ++calls_after;
  return absl::OkStatus();
}

TEST(Status, ReturnIfErrorStopsAtTheFirstErrorOnly) {
  int calls_after = 0;
  EXPECT_TRUE(CountCalls(absl::OkStatus(), calls_after).ok());
  EXPECT_EQ(calls_after, 1);
  EXPECT_EQ(RuleOf(CountCalls(Invalid("R12", "x"), calls_after)), "R12");
  EXPECT_EQ(calls_after, 1);
}

absl::StatusOr<int> SumOf(absl::StatusOr<int> left, absl::StatusOr<int> right) {
  READINESS_ASSIGN_OR_RETURN(const int a, std::move(left));
  READINESS_ASSIGN_OR_RETURN(const int b, std::move(right));
  return a + b;
}

TEST(Status, AssignOrReturnGivesTheValueOrTheError) {
  EXPECT_EQ(*SumOf(2, 3), 5);
  EXPECT_EQ(RuleOf(SumOf(2, Invalid("R13", "x")).status()), "R13");
  EXPECT_EQ(RuleOf(SumOf(Invalid("R14", "y"), Invalid("R13", "x")).status()), "R14");
}

absl::StatusOr<int> Unwrap(absl::StatusOr<std::unique_ptr<int>> boxed) {
  READINESS_ASSIGN_OR_RETURN(const std::unique_ptr<int> owned, std::move(boxed));
  return *owned;
}

TEST(Status, AssignOrReturnMovesWhatCannotBeCopied) {
  EXPECT_EQ(*Unwrap(std::make_unique<int>(7)), 7);
}

TEST(Status, APlaceGrowsFromTheInsideOut) {
  EXPECT_EQ(PlaceOf(absl::NotFoundError("x")), "");
  const absl::Status inner = At("title", absl::NotFoundError("is missing"));
  EXPECT_EQ(PlaceOf(inner), "title");
  const absl::Status outer = At("entry 3", inner);
  EXPECT_EQ(PlaceOf(outer), "entry 3: title");
  EXPECT_EQ(outer.message(), "entry 3: title: is missing");
}

}  // namespace
}  // namespace readiness::base
