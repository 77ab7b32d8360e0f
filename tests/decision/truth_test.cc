#include "readiness/decision/truth.h"

#include <gtest/gtest.h>

namespace readiness::decision {
namespace {

constexpr Truth kF = Truth::kFalse, kU = Truth::kUnknown, kT = Truth::kTrue;

// Kleene (1952), section 64: the strong tables.
TEST(Truth, HasKleenesStrongTables) {
  const Truth values[] = {kF, kU, kT};
  const Truth both[3][3] = {{kF, kF, kF}, {kF, kU, kU}, {kF, kU, kT}};
  const Truth either[3][3] = {{kF, kU, kT}, {kU, kU, kT}, {kT, kT, kT}};
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      EXPECT_EQ(And(values[a], values[b]), both[a][b]);
      EXPECT_EQ(Or(values[a], values[b]), either[a][b]);
      EXPECT_EQ(Not(And(values[a], values[b])), Or(Not(values[a]), Not(values[b])));
    }
  }
  EXPECT_EQ(Not(kU), kU);
  EXPECT_EQ(Not(kT), kF);
}

TEST(Truth, AWaiverCountsAsAPassAndWhatIsNotGivenAsUnknown) {
  EXPECT_EQ(StateOf(model::Result::Pass()), LeafState::kTrue);
  EXPECT_EQ(StateOf(model::Result::Waived()), LeafState::kTrue);
  EXPECT_EQ(StateOf(model::Result::Fail()), LeafState::kFalse);
  EXPECT_EQ(StateOf(model::Result::NotApplicable()), LeafState::kNotApplicable);
  EXPECT_EQ(StateOf(model::Result::Unknown(model::UnknownReason::kStale)), LeafState::kUnknown);
  EXPECT_EQ(StateOf(model::Result{}), LeafState::kUnknown);
}

TEST(Truth, HasAWordForEachValue) {
  EXPECT_EQ(Name(kF), "FALSE");
  EXPECT_EQ(Name(kU), "UNKNOWN");
  EXPECT_EQ(Name(kT), "TRUE");
}

}  // namespace
}  // namespace readiness::decision
