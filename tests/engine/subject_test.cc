#include "readiness/engine/subject.h"

#include <gtest/gtest.h>

namespace readiness::engine {
namespace {

// What is not known of a subject is absent, not zero.
TEST(Subject, ARiskThatIsNoneHasNoNumbers) {
  const Subject nothing;
  EXPECT_FALSE(nothing.risk.has_value());
  EXPECT_FALSE(nothing.risk_explanation.has_value());
  EXPECT_FALSE(nothing.blocked_work.has_value());
  Subject first = nothing;
  first.risk = RankedRisk{};
  EXPECT_FALSE(first == nothing);
}

TEST(Subject, AnEntryThatWasRecordedAtOnceHasNoOtherTime) {
  EXPECT_FALSE(EntryLine{}.occurred_at.has_value());
}

}  // namespace
}  // namespace readiness::engine
