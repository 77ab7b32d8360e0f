// readiness/engine/internal/ask_criteria.h: the criteria that the cycle set for itself (R12, R15).
//
// Order: quality criteria first, since their FAIL or UNKNOWN makes the others on that metric
// INVALID; then those with evidence of their own; guards and formulas where they are needed.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/instant.h"
#include "readiness/base/number.h"
#include "readiness/decision/evaluate_criterion.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/formula.h"
#include "readiness/decision/metric_reason.h"
#include "readiness/engine/internal/ask_table.h"
#include "readiness/engine/internal/evidence_index.h"
#include "readiness/engine/internal/next_step.h"
#include "readiness/engine/internal/read_metric.h"
#include "readiness/engine/internal/verdict_gate.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

class CriterionAsker {
 public:
  // `at_gate`: the gate that is being decided, whose criteria are judged although its date may lie
  // ahead; empty: none.
  CriterionAsker(const View& view, Sheet& sheet, std::vector<NearMiss>& near_misses,
                 std::string_view at_gate)
      : view_(view),
        sheet_(sheet),
        near_misses_(near_misses),
        at_gate_(at_gate),
        evidence_(view.state) {}

  [[nodiscard]] absl::Status Ask() {
    for (const auto& [id, criterion] : view_.state.criteria) {
      success_count_ += criterion.criterion.role == model::CriterionRole::kSuperiority ? 1 : 0;
    }
    for (const auto& [id, criterion] : view_.state.criteria) {
      if (criterion.criterion.role == model::CriterionRole::kQuality) {
        READINESS_RETURN_IF_ERROR(Settle(id).status());
      }
    }
    for (const auto& [id, criterion] : view_.state.criteria) {
      READINESS_RETURN_IF_ERROR(Settle(id).status());
    }
    return absl::OkStatus();
  }

 private:
  // The place of a criterion on the sheet; it is asked now where it was not yet. No criterion
  // refers to itself (internal/fold_gate.h), so this ends.
  [[nodiscard]] absl::StatusOr<size_t> Settle(std::string_view id) {
    if (const auto found = place_.find(id); found != place_.end()) return found->second;
    const model::Criterion& criterion = view_.state.criteria.find(id)->second.criterion;
    Leaf leaf;
    leaf.stage = criterion.stage == model::Stage::kUnspecified ? model::Stage::kTestEvidence
                                                               : criterion.stage;
    leaf.shown.id = criterion.id;
    leaf.shown.title = criterion.title.empty() ? criterion.id : criterion.title;
    leaf.shown.role = RoleWord(criterion.role);
    leaf.shown.level = criterion.level;
    Finding finding;
    finding.owner = criterion.owner.empty() ? view_.Steward() : criterion.owner;
    finding.next_step = criterion.on_unknown;
    READINESS_ASSIGN_OR_RETURN(const std::optional<model::Result> shut,
                               CheckApplies(criterion, finding));
    if (shut.has_value()) {
      leaf.raw = *shut;
    } else if (criterion.formula.has_value()) {
      READINESS_RETURN_IF_ERROR(AskFormula(criterion, leaf, finding));
    } else if (criterion.table.has_value()) {
      READINESS_RETURN_IF_ERROR(
          AskTable(view_, evidence_, invalid_metrics_, criterion, leaf, finding, near_misses_));
    } else {
      READINESS_RETURN_IF_ERROR(AskEvidence(criterion, leaf, finding));
    }
    if (finding.next_step.empty()) finding.next_step = NextStepOf(criterion, leaf.raw);
    sheet_.Add(std::move(leaf), std::move(finding));
    const size_t place = sheet_.leaves.size() - 1;
    // A waived formula speaks for itself; what it is made of no longer matters.
    if (sheet_.leaves[place].effective.kind == model::ResultKind::kWaived) {
      sheet_.leaves[place].expression.reset();
    }
    place_.emplace(criterion.id, place);
    if (criterion.role == model::CriterionRole::kQuality) NoteQuality(criterion, place);
    return place;
  }

  [[nodiscard]] static std::string RoleWord(model::CriterionRole role) {
    switch (role) {
      case model::CriterionRole::kSuperiority:
        return "success";
      case model::CriterionRole::kNonInferiority:
        return "guardrail";
      case model::CriterionRole::kDeterioration:
        return "deterioration";
      case model::CriterionRole::kQuality:
        return "quality";
      case model::CriterionRole::kUnspecified:
      case model::CriterionRole::kCheck:
        break;
    }
    return "check";
  }

  // Does the question apply at this moment? Nothing: it does.
  [[nodiscard]] absl::StatusOr<std::optional<model::Result>> CheckApplies(
      const model::Criterion& criterion, Finding& finding) {
    if (!criterion.gate.empty() && criterion.gate != at_gate_) {
      const model::Milestone* gate = view_.MilestoneNamed(criterion.gate);
      if (gate != nullptr && view_.as_of < *gate->at) {
        finding.falls_due = gate->at;
        return std::optional(model::Result::NotApplicable());
      }
    }
    if (!criterion.decision.empty()) {
      const DecisionState* decision = Find(view_.state.decisions, criterion.decision);
      if (decision == nullptr || !decision->is_in_scope) {
        return std::optional(model::Result::NotApplicable());
      }
    }
    if (criterion.guard.empty()) return std::optional<model::Result>();
    if (Find(view_.state.criteria, criterion.guard) == nullptr) {
      finding.value = base::Cat("guard \"", criterion.guard, "\" is not set");
      return std::optional(model::Result::Unknown(model::UnknownReason::kMissing));
    }
    READINESS_ASSIGN_OR_RETURN(const size_t guard, Settle(criterion.guard));
    const model::Result result = sheet_.leaves[guard].effective;
    switch (result.kind) {
      case model::ResultKind::kPass:
      case model::ResultKind::kWaived:
        return std::optional<model::Result>();
      case model::ResultKind::kFail:
      case model::ResultKind::kNotApplicable:
        return std::optional(model::Result::NotApplicable());
      case model::ResultKind::kUnknown:
      case model::ResultKind::kUnspecified:
        break;
    }
    finding.value = base::Cat("guard \"", criterion.guard, "\" is ", model::Text(result));
    return std::optional(model::Result::Unknown(result.reason));
  }

  // A formula over other criteria, exact by completions; what it is made of goes into the gate, so
  // that certificates and flips name the criteria that decide.
  [[nodiscard]] absl::Status AskFormula(const model::Criterion& criterion, Leaf& leaf,
                                        Finding& finding) {
    READINESS_ASSIGN_OR_RETURN(leaf.raw_expression, ExpressionFor(*criterion.formula, false));
    READINESS_ASSIGN_OR_RETURN(leaf.expression, ExpressionFor(*criterion.formula, true));
    READINESS_ASSIGN_OR_RETURN(leaf.raw, Evaluate(*leaf.expression));
    finding.value = Describe(*criterion.formula);
    return absl::OkStatus();
  }

  // A leaf that is a formula itself is expanded, unless it is waived or does not apply. A criterion
  // that is not set is a leaf that is not known.
  [[nodiscard]] absl::StatusOr<decision::Expression> ExpressionFor(const model::Formula& formula,
                                                                   bool with_waivers) {
    return decision::ExpressionOf(
        formula, [&](std::string_view id) -> absl::StatusOr<decision::Expression> {
          size_t place = 0;
          if (Find(view_.state.criteria, id) != nullptr) {
            READINESS_ASSIGN_OR_RETURN(place, Settle(id));
          } else {
            place = MissingLeaf(id);
          }
          const Leaf& leaf = sheet_.leaves[place];
          const auto& expression = with_waivers ? leaf.expression : leaf.raw_expression;
          if (expression.has_value()) return *expression;
          return decision::Leaf(static_cast<int32_t>(place));
        });
  }

  // Stands on the sheet for a criterion that a formula names and nobody set.
  [[nodiscard]] size_t MissingLeaf(std::string_view id) {
    if (const auto found = place_.find(id); found != place_.end()) return found->second;
    Leaf leaf;
    leaf.stage = model::Stage::kTestEvidence;
    leaf.shown.id = std::string(id);
    leaf.shown.title = base::Cat("Criterion \"", id, "\" is named by a formula");
    leaf.shown.role = "check";
    leaf.shown.level = model::Level::kInfo;
    leaf.raw = model::Result::Unknown(model::UnknownReason::kMissing);
    Finding finding;
    finding.owner = view_.Steward();
    finding.next_step = base::Cat("Set criterion \"", id, "\", which a formula names");
    sheet_.Add(std::move(leaf), std::move(finding));
    place_.emplace(std::string(id), sheet_.leaves.size() - 1);
    return sheet_.leaves.size() - 1;
  }

  // The truth of an expression over the sheet as it stands. UNKNOWN takes the gravest reason of the
  // leaves below it, which is the one that is checked first.
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

  // "ALL of refund-flow PASS, checkout-p95 FAIL": the parts as they stand.
  [[nodiscard]] std::string Describe(const model::Formula& formula) const {
    if (formula.op == model::FormulaOperator::kLeaf) {
      const auto place = place_.find(formula.criterion);
      return base::Cat(formula.criterion, " ",
                       place == place_.end() ? std::string("not set")
                                             : model::Text(sheet_.leaves[place->second].effective));
    }
    std::string text(model::Name(formula.op));
    if (formula.op == model::FormulaOperator::kAtLeast)
      text += base::Cat(" ", formula.at_least_count);
    text += " of (";
    for (size_t i = 0; i < formula.parts.size(); ++i) {
      if (i > 0) text += ", ";
      text += Describe(formula.parts[i]);
    }
    return text + ")";
  }

  // A quality criterion that does not pass takes the other criteria on its metric with it.
  void NoteQuality(const model::Criterion& criterion, size_t place) {
    const model::ResultKind kind = sheet_.leaves[place].effective.kind;
    if (kind != model::ResultKind::kFail && kind != model::ResultKind::kUnknown) return;
    invalid_metrics_.insert(criterion.guards_metric.empty() ? criterion.metric
                                                            : criterion.guards_metric);
  }

  // A criterion that reads a computed metric: its verdict, or where the criterion has a threshold
  // of its own the interval that verdicts use.
  void AskMetric(const model::Criterion& criterion, Leaf& leaf, Finding& finding) {
    const model::MetricReference& wanted = *criterion.metric_reference;
    if (wanted.since.has_value()) {
      // Metrics are computed over all that telemetry has; another answer would be to another
      // question.
      leaf.raw = model::Result::Unknown(model::UnknownReason::kMissing);
      finding.value =
          base::Cat("metric \"", wanted.metric, "\" since ", base::InstantText(*wanted.since),
                    " is not computed by this version; leave since out");
      return;
    }
    const MetricAnswer answer = FindMetricAnswer(view_.metrics, wanted);
    if (!answer.is_known) {
      leaf.raw = model::Result::Unknown(model::UnknownReason::kMissing);
      finding.value =
          base::Cat("no state of metric \"", wanted.metric, "\"",
                    wanted.cohort.empty() ? "" : base::Cat(" for cohort \"", wanted.cohort, "\""));
      return;
    }
    finding.value = answer.text;
    if (!criterion.threshold.has_value()) {
      leaf.raw = decision::ResultOfMetric(answer.verdict, answer.reasons);
      return;
    }
    finding.threshold =
        base::Cat(model::Sign(criterion.comparison), " ", base::ShortestText(*criterion.threshold),
                  criterion.unit.empty() ? "" : " ", criterion.unit);
    leaf.raw = CompareInterval(answer.low, answer.high, criterion.comparison, *criterion.threshold);
  }

  // A criterion with evidence of its own: that of the decision it constrains, or the cycle's.
  [[nodiscard]] absl::Status AskEvidence(const model::Criterion& criterion, Leaf& leaf,
                                         Finding& finding) {
    if (criterion.metric_reference.has_value()) {
      AskMetric(criterion, leaf, finding);
      return absl::OkStatus();
    }
    decision::EvidenceView baseline;
    if (!criterion.baseline.empty()) {
      baseline = evidence_.ViewOf(criterion.baseline, criterion.decision);
    }
    decision::CriterionContext context;
    context.as_of = view_.as_of;
    context.data_is_vetoed = criterion.role != model::CriterionRole::kQuality &&
                             invalid_metrics_.contains(criterion.metric);
    context.success_count = std::max(1, success_count_);
    context.memo = view_.memo;
    READINESS_ASSIGN_OR_RETURN(
        const decision::CriterionOutcome outcome,
        decision::EvaluateCriterion(
            criterion, evidence_.ViewOf(criterion.metric, criterion.decision), baseline, context));
    leaf.raw = outcome.result;
    finding.value = outcome.message;
    if (outcome.threshold.has_value()) {
      finding.threshold =
          base::Cat(model::Sign(criterion.comparison), " ", base::ShortestText(*outcome.threshold),
                    criterion.unit.empty() ? "" : " ", criterion.unit);
    }
    for (const model::Evidence* used : {outcome.evidence, outcome.baseline_evidence}) {
      if (used != nullptr) finding.evidence.push_back(used->id);
    }
    // Young enough still at that age, too old right after it; beyond the last moment that there is
    // nothing ages.
    if (outcome.valid_until < base::LastInstant()) {
      finding.valid_until = outcome.valid_until + absl::Microseconds(1);
    }
    if (finding.next_step.empty() && outcome.needed_count.has_value()) {
      finding.next_step = base::Cat("Collect about ", *outcome.needed_count, " observations of \"",
                                    criterion.metric, "\" in all");
    }
    return absl::OkStatus();
  }

  const View& view_;
  Sheet& sheet_;
  std::vector<NearMiss>& near_misses_;
  std::string_view at_gate_;
  EvidenceIndex evidence_;
  std::map<std::string, size_t, std::less<>> place_;    // Criteria on the sheet.
  std::set<std::string, std::less<>> invalid_metrics_;  // Where a quality criterion does not pass.
  int success_count_ = 0;
  decision::Workspace workspace_;
};

[[nodiscard]] inline absl::Status AskCriteria(const View& view, Sheet& sheet,
                                              std::vector<NearMiss>& near_misses,
                                              std::string_view at_gate = {}) {
  return CriterionAsker(view, sheet, near_misses, at_gate).Ask();
}

}  // namespace readiness::engine::internal
