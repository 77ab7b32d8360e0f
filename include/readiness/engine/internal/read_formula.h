// readiness/engine/internal/read_formula.h: the truth of a formula over the sheet as it stands, and
// what of it settles that.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/text.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/formula.h"
#include "readiness/decision/score.h"
#include "readiness/decision/truth.h"
#include "readiness/engine/internal/verdict_gate.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

class FormulaReader {
 public:
  // `place`: where the criteria stand on the sheet.
  FormulaReader(const Sheet& sheet, const std::map<std::string, size_t, std::less<>>& place)
      : sheet_(sheet), place_(place) {}

  // UNKNOWN takes the gravest reason of the leaves below it, which is the one that is checked
  // first.
  [[nodiscard]] absl::StatusOr<model::Result> Evaluate(const decision::Expression& expression) {
    // Over its own leaves alone: a sheet has hundreds.
    std::vector<int32_t> leaves;
    CollectLeaves(expression, leaves);
    SortAndDropTwins(leaves);
    std::vector<decision::LeafState> states;
    states.reserve(leaves.size());
    for (const int32_t leaf : leaves) {
      states.push_back(decision::StateOf(sheet_.leaves[static_cast<size_t>(leaf)].effective));
    }
    decision::Expression renumbered = expression;
    Renumber(renumbered, leaves);
    READINESS_ASSIGN_OR_RETURN(
        const decision::Formula formula,
        decision::Formula::Compile(renumbered, static_cast<int32_t>(states.size())));
    READINESS_ASSIGN_OR_RETURN(const decision::FormulaTruth truth,
                               formula.Evaluate(states, workspace_));
    if (truth.truth == decision::Truth::kTrue) return model::Result::Pass();
    if (truth.truth == decision::Truth::kFalse) return model::Result::Fail();
    if (!truth.is_applicable) return model::Result::NotApplicable();
    model::UnknownReason reason = model::UnknownReason::kUnspecified;
    CollectReason(expression, reason);
    return model::Result::Unknown(
        reason == model::UnknownReason::kUnspecified ? model::UnknownReason::kMissing : reason);
  }

  // The formula part by part. `expression` is that of `formula`, whose criteria are on the sheet;
  // `result` its truth, which a single criterion brings itself.
  [[nodiscard]] absl::StatusOr<FormulaPart> Explain(const model::Formula& formula,
                                                    const decision::Expression& expression,
                                                    const model::Result& result) {
    if (formula.op == model::FormulaOperator::kLeaf) return ExplainLeaf(formula.criterion);
    FormulaPart whole;
    whole.op = formula.op;
    whole.result = result.kind;
    whole.reason = result.reason;
    for (size_t i = 0; i < formula.parts.size(); ++i) {
      const decision::Expression& part = expression.parts[i];
      const bool is_leaf = formula.parts[i].op == model::FormulaOperator::kLeaf;
      READINESS_ASSIGN_OR_RETURN(const model::Result of_part,
                                 is_leaf ? model::Result() : Evaluate(part));
      READINESS_ASSIGN_OR_RETURN(FormulaPart explained, Explain(formula.parts[i], part, of_part));
      whole.parts.push_back(std::move(explained));
    }
    MarkDecisive(whole);
    return whole;
  }

  // "ALL of (refund-flow PASS, checkout-p95 FAIL)": the parts as they stand.
  [[nodiscard]] static std::string Describe(const model::Formula& formula,
                                            const FormulaPart& explained) {
    if (formula.op == model::FormulaOperator::kLeaf) {
      model::Result result;
      result.kind = explained.result;
      result.reason = explained.reason;
      return base::Cat(formula.criterion, " ", model::Text(result));
    }
    std::string text(model::Name(formula.op));
    if (formula.op == model::FormulaOperator::kAtLeast) {
      text += base::Cat(" ", formula.at_least_count);
    }
    text += " of (";
    for (size_t i = 0; i < formula.parts.size(); ++i) {
      if (i > 0) text += ", ";
      text += Describe(formula.parts[i], explained.parts[i]);
    }
    return text + ")";
  }

  // What each part of a score or a quorum contributes, with waivers.
  [[nodiscard]] static absl::Status ShowShares(const model::Formula& formula,
                                               const FormulaPart& explained,
                                               CriterionResult& shown) {
    const bool is_score = formula.op == model::FormulaOperator::kScore;
    if (!is_score && formula.op != model::FormulaOperator::kAtLeast) return absl::OkStatus();
    std::vector<decision::LeafState> states;
    for (const FormulaPart& part : explained.parts) {
      model::Result result;
      result.kind = part.result;
      states.push_back(decision::StateOf(result));
    }
    std::vector<decision::ScoreShare> shares;
    if (is_score) {
      READINESS_ASSIGN_OR_RETURN(decision::ScoreInterval score,
                                 decision::ScoreOf(formula.weights, states));
      shown.score_low = score.low;
      shown.score_high = score.high;
      shares = std::move(score.shares);
    } else {
      shares = ShareQuorum(formula.at_least_count, states, shown);
    }
    for (size_t i = 0; i < shares.size(); ++i) {
      shown.shares.push_back({Describe(formula.parts[i], explained.parts[i]), shares[i].weight,
                              shares[i].low, shares[i].high});
    }
    return absl::OkStatus();
  }

 private:
  [[nodiscard]] FormulaPart ExplainLeaf(const std::string& criterion) const {
    const Leaf& leaf = sheet_.leaves[place_.find(criterion)->second];
    FormulaPart part;
    part.criterion = criterion;
    part.result = leaf.effective.kind;
    part.reason = leaf.effective.reason;
    if (part.result != model::ResultKind::kUnknown) part.valid_until = leaf.shown.valid_until;
    return part;
  }

  // Every operator but NOT rises with its parts, so those that stand as the whole does settle it.
  // Where none does, the parts do it together: "a and not a" fails whatever a is.
  static void MarkDecisive(FormulaPart& whole) {
    const auto side = [](model::ResultKind kind) {
      return kind == model::ResultKind::kWaived ? model::ResultKind::kPass : kind;
    };
    const auto mark = [&whole](auto&& is_decisive) {
      bool any = false;
      for (FormulaPart& part : whole.parts) {
        part.is_decisive = part.result != model::ResultKind::kNotApplicable && is_decisive(part);
        any = any || part.is_decisive;
      }
      return any;
    };
    if (whole.result == model::ResultKind::kNotApplicable) return;
    const bool is_marked =
        whole.op != model::FormulaOperator::kNot &&
        mark([&](const FormulaPart& part) { return side(part.result) == side(whole.result); });
    if (!is_marked) mark([](const FormulaPart&) { return true; });
    if (whole.result == model::ResultKind::kUnknown) return;
    for (const FormulaPart& part : whole.parts) {
      if (!part.is_decisive || !part.valid_until.has_value()) continue;
      if (!whole.valid_until.has_value() || *part.valid_until < *whole.valid_until) {
        whole.valid_until = part.valid_until;
      }
    }
  }

  // The parts of a quorum that apply are alike, so over all orders of them each is as often the one
  // that completes it; none is where there are too few.
  [[nodiscard]] static std::vector<decision::ScoreShare> ShareQuorum(
      int64_t at_least_count, const std::vector<decision::LeafState>& states,
      CriterionResult& shown) {
    using decision::LeafState;
    const auto count_of = [&states](LeafState state) {
      return static_cast<int64_t>(std::count(states.begin(), states.end(), state));
    };
    const int64_t sure = count_of(LeafState::kTrue);
    const int64_t possible = sure + count_of(LeafState::kUnknown);
    const int64_t applicable = possible + count_of(LeafState::kFalse);
    shown.score_low = static_cast<double>(sure);
    shown.score_high = static_cast<double>(possible);
    const double power = applicable < at_least_count ? 0 : 1.0 / static_cast<double>(applicable);
    std::vector<decision::ScoreShare> shares;
    shares.reserve(states.size());
    for (const LeafState state : states) {
      shares.push_back({state == LeafState::kTrue ? power : 0,
                        state == LeafState::kTrue || state == LeafState::kUnknown ? power : 0,
                        state == LeafState::kNotApplicable ? 0 : power});
    }
    return shares;
  }

  void CollectReason(const decision::Expression& expression, model::UnknownReason& reason) const {
    if (expression.kind == decision::Expression::Kind::kLeaf) {
      const model::Result& result = sheet_.leaves[static_cast<size_t>(expression.leaf)].effective;
      if (result.kind == model::ResultKind::kUnknown &&
          (reason == model::UnknownReason::kUnspecified || result.reason < reason)) {
        reason = result.reason;
      }
    }
    for (const decision::Expression& part : expression.parts) CollectReason(part, reason);
  }

  const Sheet& sheet_;
  const std::map<std::string, size_t, std::less<>>& place_;
  decision::Workspace workspace_;
};

}  // namespace readiness::engine::internal
