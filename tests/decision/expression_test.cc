#include "readiness/decision/expression.h"

#include <string>

#include <gtest/gtest.h>

namespace readiness::decision {
namespace {

using model::FormulaOperator;

model::Formula LeafOf(std::string id) {
  model::Formula formula;
  formula.criterion = std::move(id);
  return formula;
}
// Criteria "c0", "c1", ..: leaf 0, 1, ..
absl::StatusOr<Expression> Resolve(std::string_view id) {
  if (id.size() != 2 || id[0] != 'c') return base::Unknown("R12", base::Cat("no criterion ", id));
  return Leaf(id[1] - '0');
}

TEST(Expression, OfAFormulaKeepsItsShape) {
  model::Formula formula;
  formula.op = FormulaOperator::kAtLeast;
  formula.at_least_count = 2;
  model::Formula negated;
  negated.op = FormulaOperator::kNot;
  negated.parts = {LeafOf("c2")};
  formula.parts = {LeafOf("c0"), LeafOf("c1"), negated};
  const auto expression = ExpressionOf(formula, Resolve);
  ASSERT_TRUE(expression.ok()) << expression.status();
  EXPECT_EQ(*expression, AtLeast(2, {Leaf(0), Leaf(1), Not(Leaf(2))}));
}

TEST(Expression, OfAScoreKeepsWeightsAndShare) {
  model::Formula formula;
  formula.op = FormulaOperator::kScore;
  formula.weights = {1, 3};
  formula.pass_share = 0.75;
  formula.parts = {LeafOf("c0"), LeafOf("c1")};
  EXPECT_EQ(*ExpressionOf(formula, Resolve), Score({1, 3}, 0.75, {Leaf(0), Leaf(1)}));
}

TEST(Expression, PassesOnWhatTheResolverRefuses) {
  EXPECT_EQ(ExpressionOf(LeafOf("other"), Resolve).status().message(), "R12: no criterion other");
}

TEST(Expression, RefusesPartsWithoutAnOperatorAndAnOperatorWithACriterion) {
  model::Formula formula = LeafOf("c0");
  formula.parts = {LeafOf("c1")};
  EXPECT_EQ(ExpressionOf(formula, Resolve).status().message(),
            "FORMULA: parts are given without op; say how they combine");
  formula.op = FormulaOperator::kAll;
  EXPECT_EQ(ExpressionOf(formula, Resolve).status().message(),
            "FORMULA: op ALL takes parts, but criterion \"c0\" is named as well");
}

TEST(Expression, RefusesAFormulaThatIsTooDeep) {
  model::Formula formula = LeafOf("c0");
  for (int i = 0; i < kMaxExpressionDepth + 2; ++i) {
    model::Formula outer;
    outer.op = FormulaOperator::kAll;
    outer.parts = {formula};
    formula = outer;
  }
  EXPECT_EQ(ExpressionOf(formula, Resolve).status().message(),
            "FORMULA: nested more than 128 deep; split it into criteria");
}

}  // namespace
}  // namespace readiness::decision
