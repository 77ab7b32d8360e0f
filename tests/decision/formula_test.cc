// Formulas over leaves: Kleene where that is exact, completions where it is not.
#include "readiness/decision/formula.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace readiness::decision {
namespace {

constexpr LeafState F = LeafState::kFalse, U = LeafState::kUnknown, T = LeafState::kTrue,
                    N = LeafState::kNotApplicable;

Truth Evaluate(const Expression& expression, std::vector<LeafState> leaves) {
  const auto formula = Formula::Compile(expression, static_cast<int32_t>(leaves.size()));
  EXPECT_TRUE(formula.ok()) << formula.status();
  Workspace workspace;
  const auto truth = formula->Evaluate(leaves, workspace);
  EXPECT_TRUE(truth->is_exact);
  return truth->truth;
}
std::string ErrorOf(const Expression& expression, int32_t leaf_count) {
  const auto formula = Formula::Compile(expression, leaf_count);
  return formula.ok() ? "compiled" : std::string(formula.status().message());
}

TEST(Formula, AnUnknownLeafOrItsOppositeIsTrue) {
  EXPECT_EQ(Evaluate(Any({Leaf(0), Not(Leaf(0))}), {U}), Truth::kTrue);
  EXPECT_EQ(Evaluate(All({Leaf(0), Not(Leaf(0))}), {U}), Truth::kFalse);
}
TEST(Formula, AQuorumKeepsItsCountWhenPartsDoNotApply) {
  const auto quorum = AtLeast(2, {Leaf(0), Leaf(1), Leaf(2)});
  EXPECT_EQ(Evaluate(quorum, {T, T, N}), Truth::kTrue);
  EXPECT_EQ(Evaluate(quorum, {T, F, N}), Truth::kFalse);
  EXPECT_EQ(Evaluate(quorum, {T, N, N}), Truth::kUnknown);
  EXPECT_EQ(Evaluate(quorum, {U, T, F}), Truth::kUnknown);
  EXPECT_EQ(Evaluate(quorum, {U, F, F}), Truth::kFalse);
}
TEST(Formula, WhatHasNoApplicablePartIsUnknownNotTrue) {
  EXPECT_EQ(Evaluate(All({Leaf(0), Leaf(1)}), {N, N}), Truth::kUnknown);
  EXPECT_EQ(Evaluate(Any({Leaf(0), Leaf(1)}), {N, N}), Truth::kUnknown);
  EXPECT_EQ(Evaluate(Not(Leaf(0)), {N}), Truth::kUnknown);
  EXPECT_EQ(Evaluate(Score({1, 1}, 0.5, {Leaf(0), Leaf(1)}), {N, N}), Truth::kUnknown);
}
TEST(Formula, ALeafThatDoesNotApplyIsNotApplicable) {
  const auto formula = Formula::Compile(Leaf(0), 1);
  Workspace workspace;
  EXPECT_FALSE(formula->Evaluate(std::vector<LeafState>{N}, workspace)->is_applicable);
}
TEST(Formula, AScoreIsDecidedByItsInterval) {
  const auto score = Score({1, 2, 1}, 0.75, {Leaf(0), Leaf(1), Leaf(2)});
  EXPECT_EQ(Evaluate(score, {T, T, U}), Truth::kTrue);     // [0.75, 1]
  EXPECT_EQ(Evaluate(score, {T, U, F}), Truth::kUnknown);  // [0.25, 0.75]
  EXPECT_EQ(Evaluate(score, {F, U, F}), Truth::kFalse);    // [0, 0.5]
  EXPECT_EQ(Evaluate(score, {N, T, F}), Truth::kFalse);    // 2/3 of what applies
}
TEST(Formula, SharesOfDecimalsCompareAsPeopleWriteThem) {
  // In doubles 0.7 + 0.1 is below 0.8 times the sum of the three.
  EXPECT_EQ(Evaluate(Score({0.7, 0.1, 0.2}, 0.8, {Leaf(0), Leaf(1), Leaf(2)}), {T, T, F}),
            Truth::kTrue);
  EXPECT_EQ(Evaluate(Score({0.1, 0.2, 0.3, 0.4}, 0.6, {Leaf(0), Leaf(1), Leaf(2), Leaf(3)}),
                     {T, T, T, F}),
            Truth::kTrue);
}
TEST(Formula, BeyondTwentyMixedUnknownsGivesTheCautiousAnswerAndSaysSo) {
  std::vector<Expression> parts;
  for (int i = 0; i < 21; ++i) parts.push_back(Any({Leaf(i), Not(Leaf(i))}));
  const auto small = Formula::Compile(All({parts.begin(), parts.begin() + 20}), 20);
  Workspace workspace;
  const auto exact = small->Evaluate(std::vector<LeafState>(20, U), workspace);
  EXPECT_EQ(exact->truth, Truth::kTrue);
  EXPECT_TRUE(exact->is_exact);
  const auto large = Formula::Compile(All(parts), 21);
  const auto cautious = large->Evaluate(std::vector<LeafState>(21, U), workspace);
  EXPECT_EQ(cautious->truth, Truth::kUnknown);
  EXPECT_FALSE(cautious->is_exact);
}

TEST(Formula, NamesWhatItRefuses) {
  EXPECT_EQ(ErrorOf(Leaf(3), 3), "FORMULA: leaf 3 is not in [0, 3)");
  EXPECT_NE(ErrorOf(All({}), 1).find("parts are missing"), std::string::npos);
  EXPECT_NE(ErrorOf(AtLeast(0, {Leaf(0)}), 1).find("at_least_count must lie in [1, 1], got 0"),
            std::string::npos);
  EXPECT_NE(ErrorOf(AtLeast(3, {Leaf(0), Leaf(1)}), 2).find("[1, 2], got 3"), std::string::npos);
  EXPECT_NE(ErrorOf(Score({1, -1}, 0.5, {Leaf(0), Leaf(1)}), 2).find("weights[1]"),
            std::string::npos);
  EXPECT_NE(
      ErrorOf(Score({1, std::numeric_limits<double>::quiet_NaN()}, 0.5, {Leaf(0), Leaf(1)}), 2)
          .find("must be finite"),
      std::string::npos);
  EXPECT_NE(ErrorOf(Score({1}, 0.5, {Leaf(0), Leaf(1)}), 2).find("got 1 for 2 parts"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Score({}, 1.5, {Leaf(0)}), 1).find("pass_share must lie in [0, 1], got 1.5"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Score({1, 1e-300}, 0.5, {Leaf(0), Leaf(1)}), 2).find("too small"),
            std::string::npos);
  Expression two = Not(Leaf(0));
  two.parts.push_back(Leaf(0));
  EXPECT_NE(ErrorOf(two, 1).find("NOT has exactly one part, got 2"), std::string::npos);
  Expression deep = Leaf(0);
  for (int i = 0; i < kMaxExpressionDepth + 2; ++i) deep = All({deep});
  EXPECT_NE(ErrorOf(deep, 1).find("nested more than 128 deep"), std::string::npos);
}
TEST(Formula, RefusesAnotherNumberOfLeaves) {
  const auto formula = Formula::Compile(Leaf(0), 2);
  Workspace workspace;
  EXPECT_EQ(formula->Evaluate(std::vector<LeafState>{T}, workspace).status().message(),
            "GATE: the gate has 2 leaves, got 1");
}

}  // namespace
}  // namespace readiness::decision
