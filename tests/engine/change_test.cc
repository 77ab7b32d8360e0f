#include "readiness/engine/change.h"

#include <gtest/gtest.h>

namespace readiness::engine {
namespace {

// A criterion that is newly asked had no result, which is neither a pass nor a failure.
TEST(Change, ACriterionThatWasNotAskedHadNoResult) {
  const CriterionChange asked{"STAGE/a", "A", {}, model::Result::Pass(), "ana"};
  EXPECT_EQ(asked.from.kind, model::ResultKind::kUnspecified);
  EXPECT_FALSE(asked.from == model::Result::Fail());
  EXPECT_FALSE(asked == CriterionChange{});
}

TEST(Change, WithoutMomentsItComparesNothing) {
  EXPECT_FALSE(Change{}.from.has_value());
  EXPECT_FALSE(Change{}.to.has_value());
  EXPECT_EQ(Change{}.to_verdict, model::Verdict::kUnspecified);
}

}  // namespace
}  // namespace readiness::engine
