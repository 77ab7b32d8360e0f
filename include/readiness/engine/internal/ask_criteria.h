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
#include "readiness/engine/internal/ask_metric.h"
#include "readiness/engine/internal/ask_table.h"
#include "readiness/engine/internal/evidence_index.h"
#include "readiness/engine/internal/next_step.h"
#include "readiness/engine/internal/read_formula.h"
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
        evidence_(view.state),
        reader_(sheet, place_) {}

  [[nodiscard]] absl::Status Ask() {
    for (const auto& [id, criterion] : view_.state.criteria) {
      const bool counts = criterion.criterion.role == model::CriterionRole::kSuperiority &&
                          criterion.criterion.level != model::Level::kInfo;
      success_count_ += counts ? 1 : 0;
      const bool guards = criterion.criterion.role == model::CriterionRole::kNonInferiority &&
                          criterion.criterion.level != model::Level::kInfo;
      guardrail_count_ += guards ? 1 : 0;
      if (criterion.criterion.role == model::CriterionRole::kQuality) {
        guards_.emplace(GuardedMetric(criterion.criterion), id);
      }
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
  // Who answers for the criterion: whom it names, else whom its metric is bound to (R93).
  [[nodiscard]] std::string OwnerOf(const model::Criterion& criterion) const {
    if (!criterion.owner.empty()) return criterion.owner;
    if (criterion.metric_reference.has_value()) {
      const auto bound = view_.state.bound_metrics.find(criterion.metric_reference->metric);
      if (bound != view_.state.bound_metrics.end()) return bound->second.owner;
    }
    return view_.Steward();
  }
  // The place of a criterion on the sheet; it is asked now where it was not yet. No criterion
  // refers to itself (internal/fold_gate.h), so this ends.
  [[nodiscard]] absl::StatusOr<size_t> Settle(std::string_view id) {
    if (const auto found = place_.find(id); found != place_.end()) return found->second;
    const model::Criterion& criterion = view_.state.criteria.find(id)->second.criterion;
    open_.insert(criterion.id);
    READINESS_RETURN_IF_ERROR(SettleGuardsOf(criterion));
    Leaf leaf;
    leaf.stage = criterion.stage == model::Stage::kUnspecified ? model::Stage::kTestEvidence
                                                               : criterion.stage;
    leaf.shown.id = criterion.id;
    leaf.shown.title = criterion.title.empty() ? criterion.id : criterion.title;
    leaf.shown.role = RoleWord(criterion.role);
    leaf.shown.level = criterion.level;
    Finding finding;
    finding.owner = OwnerOf(criterion);
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
    if (IsWaived(place) && sheet_.leaves[place].expression.has_value()) {
      sheet_.leaves[place].expression.reset();
      NoteRead(place);
    }
    place_.emplace(criterion.id, place);
    open_.erase(criterion.id);
    if (criterion.role == model::CriterionRole::kQuality) NoteQuality(criterion, place);
    return place;
  }

  [[nodiscard]] bool IsWaived(size_t place) const {
    return sheet_.leaves[place].effective.kind == model::ResultKind::kWaived;
  }

  // The effective result at `place` goes into that of another question.
  void NoteRead(size_t place) {
    sheet_.waiver_reaches_others = sheet_.waiver_reaches_others || IsWaived(place);
  }

  // The metric whose readers a quality criterion vouches for.
  [[nodiscard]] static std::string_view GuardedMetric(const model::Criterion& criterion) {
    if (!criterion.guards_metric.empty()) return criterion.guards_metric;
    return criterion.metric_reference.has_value() ? criterion.metric_reference->metric
                                                  : std::string_view(criterion.metric);
  }

  // Asks the quality criteria on everything that a criterion reads first, whatever the order of
  // ids. One that waits for this criterion itself cannot vouch for what it reads.
  [[nodiscard]] absl::Status SettleGuardsOf(const model::Criterion& criterion) {
    if (criterion.role == model::CriterionRole::kQuality) return absl::OkStatus();
    std::vector<std::string_view> metrics = {criterion.metric, criterion.baseline};
    if (criterion.metric_reference.has_value()) {
      metrics.push_back(criterion.metric_reference->metric);
    }
    if (criterion.table.has_value()) {
      for (const model::TableInput& input : criterion.table->inputs)
        metrics.push_back(input.metric);
    }
    for (const std::string_view metric : metrics) {
      const auto [begin, end] = guards_.equal_range(metric);
      for (auto guard = begin; guard != end; ++guard) {
        if (open_.contains(guard->second)) {
          invalid_metrics_.insert(std::string(metric));
        } else {
          READINESS_RETURN_IF_ERROR(Settle(guard->second).status());
        }
      }
    }
    return absl::OkStatus();
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
    NoteRead(guard);
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
    const model::Formula formula = WithWeights(*criterion.formula);
    READINESS_ASSIGN_OR_RETURN(leaf.expression, ExpressionFor(formula));
    READINESS_ASSIGN_OR_RETURN(leaf.raw, reader_.Evaluate(*leaf.expression));
    if (view_.is_brief) return absl::OkStatus();
    READINESS_ASSIGN_OR_RETURN(leaf.shown.formula,
                               reader_.Explain(formula, *leaf.expression, leaf.raw));
    finding.value = FormulaReader::Describe(formula, *leaf.shown.formula);
    if (formula.op == model::FormulaOperator::kScore) {
      finding.threshold = base::Cat("at least ", 100 * formula.pass_share, " % of the weight");
    } else if (formula.op == model::FormulaOperator::kAtLeast) {
      finding.threshold =
          base::Cat("at least ", formula.at_least_count, " of ", formula.parts.size());
    }
    return FormulaReader::ShowShares(formula, *leaf.shown.formula, leaf.shown);
  }

  // A score without weights of its own takes those that its criteria give.
  [[nodiscard]] model::Formula WithWeights(model::Formula formula) const {
    for (model::Formula& part : formula.parts) part = WithWeights(std::move(part));
    if (formula.op != model::FormulaOperator::kScore || !formula.weights.empty()) return formula;
    for (const model::Formula& part : formula.parts) {
      const auto* set = part.op == model::FormulaOperator::kLeaf
                            ? Find(view_.state.criteria, part.criterion)
                            : nullptr;
      formula.weights.push_back(set == nullptr ? 1 : set->criterion.weight.value_or(1));
    }
    return formula;
  }

  // A leaf that is a formula itself is expanded, unless it is waived or does not apply. A criterion
  // that is not set is a leaf that is not known.
  [[nodiscard]] absl::StatusOr<decision::Expression> ExpressionFor(const model::Formula& formula) {
    return decision::ExpressionOf(formula,
                                  [&](std::string_view id) -> absl::StatusOr<decision::Expression> {
                                    size_t place = 0;
                                    if (Find(view_.state.criteria, id) != nullptr) {
                                      READINESS_ASSIGN_OR_RETURN(place, Settle(id));
                                    } else {
                                      place = MissingLeaf(id);
                                    }
                                    NoteRead(place);
                                    const Leaf& leaf = sheet_.leaves[place];
                                    if (leaf.expression.has_value()) return *leaf.expression;
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

  // A quality criterion that does not pass takes the other criteria on its metric with it.
  void NoteQuality(const model::Criterion& criterion, size_t place) {
    const model::ResultKind kind = sheet_.leaves[place].effective.kind;
    NoteRead(place);
    if (kind != model::ResultKind::kFail && kind != model::ResultKind::kUnknown) return;
    invalid_metrics_.insert(std::string(GuardedMetric(criterion)));
  }

  // A criterion with evidence of its own: that of the decision it constrains, or the cycle's.
  [[nodiscard]] absl::Status AskEvidence(const model::Criterion& criterion, Leaf& leaf,
                                         Finding& finding) {
    if (criterion.metric_reference.has_value()) {
      AskMetric(view_, criterion, invalid_metrics_.contains(criterion.metric_reference->metric),
                leaf, finding);
      return absl::OkStatus();
    }
    decision::EvidenceView baseline;
    if (!criterion.baseline.empty()) {
      baseline = evidence_.BaselineOf(criterion.baseline, criterion.decision);
      baseline.is_vetoed = invalid_metrics_.contains(criterion.baseline);
    }
    decision::EvidenceView evidence = evidence_.ViewOf(criterion.metric, criterion.decision);
    evidence.is_vetoed = invalid_metrics_.contains(criterion.metric);
    decision::CriterionContext context;
    context.as_of = view_.as_of;
    context.success_count = std::max(1, success_count_);
    context.guardrail_count = std::max(1, guardrail_count_);
    context.memo = view_.memo;
    READINESS_ASSIGN_OR_RETURN(const decision::CriterionOutcome outcome,
                               decision::EvaluateCriterion(criterion, evidence, baseline, context));
    leaf.raw = outcome.result;
    finding.value = outcome.message;
    const bool is_missing =
        outcome.result == model::Result::Unknown(model::UnknownReason::kMissing);
    if (is_missing && !criterion.decision.empty()) {
      finding.value += base::Cat(" with the subject \"", criterion.decision, "\"");
      if (finding.next_step.empty()) {
        finding.next_step = base::Cat("Record evidence on \"", criterion.metric,
                                      "\" with the subject \"", criterion.decision, "\"");
      }
    }
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
    leaf.shown.method = outcome.method;
    leaf.shown.needed_count = outcome.needed_count;
    leaf.shown.ready_at = outcome.ready_at;
    if (finding.next_step.empty() && outcome.needed_count.has_value()) {
      finding.next_step = base::Cat("Collect about ", *outcome.needed_count, " observations of \"",
                                    criterion.metric, "\" in all");
      if (outcome.ready_at.has_value()) {
        finding.next_step +=
            base::Cat(": at the pace so far, by ", base::InstantText(*outcome.ready_at));
      }
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
  std::multimap<std::string_view, std::string_view> guards_;  // Quality criteria by metric.
  std::set<std::string, std::less<>> open_;                   // Being asked now.
  int success_count_ = 0;
  int guardrail_count_ = 0;
  FormulaReader reader_;
};

[[nodiscard]] inline absl::Status AskCriteria(const View& view, Sheet& sheet,
                                              std::vector<NearMiss>& near_misses,
                                              std::string_view at_gate = {}) {
  return CriterionAsker(view, sheet, near_misses, at_gate).Ask();
}

}  // namespace readiness::engine::internal
