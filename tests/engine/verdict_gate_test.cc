#include "readiness/engine/internal/verdict_gate.h"

#include <gtest/gtest.h>

#include "../splitmix64.h"

namespace readiness::engine::internal {
namespace {

using decision::LeafState;

int Below(uint64_t& seed, int n) {
  return static_cast<int>(SplitMix64(seed) % static_cast<uint64_t>(n));
}

// A formula over leaves 0 to 11, nested up to three deep.
decision::Expression RandomFormula(uint64_t& seed, int depth) {
  if (depth == 0 || Below(seed, 4) == 0) return decision::Leaf(Below(seed, 12));
  std::vector<decision::Expression> parts;
  for (int count = 1 + Below(seed, 3); count > 0; --count) {
    parts.push_back(RandomFormula(seed, depth - 1));
  }
  switch (Below(seed, 4)) {
    case 0:
      return decision::All(std::move(parts));
    case 1:
      return decision::Any(std::move(parts));
    case 2:
      return decision::Not(std::move(parts.front()));
    default:
      break;
  }
  const int quorum = 1 + Below(seed, static_cast<int>(parts.size()));
  return decision::AtLeast(quorum, std::move(parts));
}

// Sheets of 24 leaves, some of them in up to three formulas: the small gate has the verdict of the
// gate that has them all.
TEST(VerdictGate, HasTheVerdictOfTheGateOfAllLeaves) {
  uint64_t seed = 20261122;
  int counts[4] = {0, 0, 0, 0};
  for (int round = 0; round < 4000; ++round) {
    constexpr int32_t kLeafCount = 24;
    const int unknown = Below(seed, 30);
    const int failed = Below(seed, 12);
    std::vector<LeafState> states;
    decision::GateSpec spec;
    for (int32_t i = 0; i < kLeafCount; ++i) {
      const int roll = Below(seed, 100);
      states.push_back(roll < unknown                ? LeafState::kUnknown
                       : roll < unknown + failed     ? LeafState::kFalse
                       : roll < unknown + failed + 8 ? LeafState::kNotApplicable
                                                     : LeafState::kTrue);
      spec.leaves.push_back({"leaf " + std::to_string(i)});
      const int level = Below(seed, 5);
      if (level == 0) continue;  // INFO: not asked.
      spec.conditions.push_back(
          {level < 4 ? model::Level::kMust : model::Level::kShould, decision::Leaf(i)});
    }
    std::vector<int32_t> formula_leaves;
    for (int count = Below(seed, 4); count > 0; --count) {
      spec.conditions.push_back({Below(seed, 3) > 0 ? model::Level::kMust : model::Level::kShould,
                                 RandomFormula(seed, 3)});
      CollectLeaves(spec.conditions.back().expression, formula_leaves);
    }
    VerdictGate small(formula_leaves);
    for (const int32_t leaf : formula_leaves) {
      small.SetState(leaf, states[static_cast<size_t>(leaf)]);
    }
    for (const decision::GateCondition& condition : spec.conditions) {
      const decision::Expression& expression = condition.expression;
      if (expression.kind == decision::Expression::Kind::kLeaf) {
        small.AddLeaf(condition.level, expression.leaf,
                      states[static_cast<size_t>(expression.leaf)]);
      } else {
        small.Add(condition.level, expression);
      }
    }
    const decision::Gate whole = decision::Gate::Compile(spec).value();
    decision::Workspace workspace;
    const model::Verdict expected = whole.Judge(states, workspace).value().verdict;
    ASSERT_EQ(std::move(small).Judge().value(), expected) << "round " << round;
    ++counts[static_cast<size_t>(expected)];
  }
  for (const model::Verdict verdict :
       {model::Verdict::kNoGo, model::Verdict::kHold, model::Verdict::kGo}) {
    EXPECT_GT(counts[static_cast<size_t>(verdict)], 100) << model::Name(verdict);
  }
}

TEST(VerdictGate, HoldsWhereNothingIsAsked) {
  EXPECT_EQ(VerdictGate({}).Judge().value(), model::Verdict::kHold);
  VerdictGate should({});
  should.AddAlone(model::Level::kShould, LeafState::kTrue);
  EXPECT_EQ(std::move(should).Judge().value(), model::Verdict::kHold);
}

}  // namespace
}  // namespace readiness::engine::internal
