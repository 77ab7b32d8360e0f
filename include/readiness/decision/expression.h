// readiness/decision/expression.h: a condition over numbered leaves, as it is written down;
// formula.h and gate.h compile it.
//
//   Expression quorum = AtLeast(2, {Leaf(0), Leaf(1), Not(Leaf(2))});
//
// Units:   leaves are numbered from 0; weights are relative, pass_share is a share in [0, 1].
// Errors:  building never fails; what is wrong is found when it is compiled.
// Threads: values only.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/model/criterion.h"

namespace readiness::decision {

// Deeper expressions are refused (rule FORMULA).
inline constexpr int kMaxExpressionDepth = 128;
// A weighted score has at most this many parts, so that its sums stay exact.
inline constexpr int kMaxScorePartCount = 4096;

struct Expression {
  enum class Kind : uint8_t { kLeaf, kAll, kAny, kNot, kAtLeast, kScore };

  Kind kind = Kind::kLeaf;
  int32_t leaf = 0;               // kLeaf
  std::vector<Expression> parts;  // every kind but kLeaf; kNot has one
  int64_t at_least_count = 0;     // kAtLeast: 1 or more
  std::vector<double> weights;    // kScore: one a part; none: 1 each
  double pass_share = 0;          // kScore

  friend bool operator==(const Expression&, const Expression&) = default;
};

// The leaf holds.
[[nodiscard]] inline Expression Leaf(int32_t leaf) {
  Expression result;
  result.leaf = leaf;
  return result;
}
// Every applicable part holds; UNKNOWN where none applies.
[[nodiscard]] inline Expression All(std::vector<Expression> parts) {
  Expression result;
  result.kind = Expression::Kind::kAll;
  result.parts = std::move(parts);
  return result;
}
// Some applicable part holds; UNKNOWN where none applies.
[[nodiscard]] inline Expression Any(std::vector<Expression> parts) {
  Expression result = All(std::move(parts));
  result.kind = Expression::Kind::kAny;
  return result;
}
// The part does not hold; UNKNOWN where it does not apply.
[[nodiscard]] inline Expression Not(Expression part) {
  Expression result;
  result.kind = Expression::Kind::kNot;
  result.parts.push_back(std::move(part));
  return result;
}
// At least `count` parts hold. The quorum keeps its count: with fewer applicable parts it is
// UNKNOWN.
[[nodiscard]] inline Expression AtLeast(int64_t count, std::vector<Expression> parts) {
  Expression result = All(std::move(parts));
  result.kind = Expression::Kind::kAtLeast;
  result.at_least_count = count;
  return result;
}
// The weight of the parts that hold is at least `pass_share` of the applicable weight; UNKNOWN
// where that weight is zero.
[[nodiscard]] inline Expression Score(std::vector<double> weights, double pass_share,
                                      std::vector<Expression> parts) {
  Expression result = All(std::move(parts));
  result.kind = Expression::Kind::kScore;
  result.weights = std::move(weights);
  result.pass_share = pass_share;
  return result;
}

// The expression of a formula over criteria. `leaf_of(std::string_view id)` returns
// absl::StatusOr<Expression>: a leaf, or the expression of a criterion that is itself a formula.
// Errors: what leaf_of returns; InvalidArgument (rule FORMULA) where the formula is too deep.
template <typename LeafOf>
[[nodiscard]] absl::StatusOr<Expression> ExpressionOf(const model::Formula& formula,
                                                      LeafOf&& leaf_of, int depth = 0) {
  if (depth > kMaxExpressionDepth) {
    return base::Invalid("FORMULA", base::Cat("nested more than ", kMaxExpressionDepth,
                                              " deep; split it into criteria"));
  }
  if (formula.op == model::FormulaOperator::kLeaf) {
    if (!formula.parts.empty()) {
      return base::Invalid("FORMULA", "parts are given without op; say how they combine");
    }
    return leaf_of(std::string_view(formula.criterion));
  }
  if (!formula.criterion.empty()) {
    return base::Invalid("FORMULA",
                         base::Cat("op ", model::Name(formula.op), " takes parts, but criterion \"",
                                   formula.criterion, "\" is named as well"));
  }
  Expression result;
  switch (formula.op) {
    case model::FormulaOperator::kLeaf:
      break;
    case model::FormulaOperator::kAll:
      result.kind = Expression::Kind::kAll;
      break;
    case model::FormulaOperator::kAny:
      result.kind = Expression::Kind::kAny;
      break;
    case model::FormulaOperator::kNot:
      result.kind = Expression::Kind::kNot;
      break;
    case model::FormulaOperator::kAtLeast:
      result.kind = Expression::Kind::kAtLeast;
      break;
    case model::FormulaOperator::kScore:
      result.kind = Expression::Kind::kScore;
      break;
  }
  if (result.kind == Expression::Kind::kLeaf) {
    return base::Invalid("FORMULA", base::Cat("op ", static_cast<int>(formula.op), " is unknown"));
  }
  result.at_least_count = formula.at_least_count;
  result.weights = formula.weights;
  result.pass_share = formula.pass_share;
  result.parts.reserve(formula.parts.size());
  for (const model::Formula& part : formula.parts) {
    READINESS_ASSIGN_OR_RETURN(Expression expression, ExpressionOf(part, leaf_of, depth + 1));
    result.parts.push_back(std::move(expression));
  }
  return result;
}

}  // namespace readiness::decision
