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
#include "readiness/decision/score.h"
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
      const bool counts = criterion.criterion.role == model::CriterionRole::kSuperiority &&
                          criterion.criterion.level != model::Level::kInfo;
      success_count_ += counts ? 1 : 0;
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
    open_.erase(criterion.id);
    if (criterion.role == model::CriterionRole::kQuality) NoteQuality(criterion, place);
    return place;
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
    READINESS_ASSIGN_OR_RETURN(leaf.raw, Evaluate(*leaf.expression));
    finding.value = Describe(formula);
    if (view_.is_brief) return absl::OkStatus();
    return ShowShares(formula, leaf);
  }

  // A score without weights of its own takes those that its criteria give.
  [[nodiscard]] model::Formula WithWeights(model::Formula formula) const {
    for (model::Formula& part : formula.parts) part = WithWeights(std::move(part));
    if (formula.op != model::FormulaOperator::kScore || !formula.weights.empty()) return formula;
    for (const model::Formula& part : formula.parts) {
      const auto* set = part.op == model::FormulaOperator::kLeaf
                            ? Find(view_.state.criteria, part.criterion)
                            : nullptr;
      formula.weights.push_back(set != nullptr && set->criterion.weight > 0 ? set->criterion.weight
                                                                            : 1);
    }
    return formula;
  }

  // What each part of a score or a quorum contributes, with waivers.
  [[nodiscard]] absl::Status ShowShares(const model::Formula& formula, Leaf& leaf) {
    const bool is_score = formula.op == model::FormulaOperator::kScore;
    if (!is_score && formula.op != model::FormulaOperator::kAtLeast) return absl::OkStatus();
    std::vector<decision::LeafState> states;
    for (const decision::Expression& part : leaf.expression->parts) {
      READINESS_ASSIGN_OR_RETURN(const model::Result result, Evaluate(part));
      states.push_back(decision::StateOf(result));
    }
    std::vector<decision::ScoreShare> shares;
    if (is_score) {
      READINESS_ASSIGN_OR_RETURN(decision::ScoreInterval score,
                                 decision::ScoreOf(formula.weights, states));
      leaf.shown.score_low = score.low;
      leaf.shown.score_high = score.high;
      shares = std::move(score.shares);
    } else {
      shares = ShareQuorum(formula.at_least_count, states, leaf);
    }
    for (size_t i = 0; i < shares.size(); ++i) {
      leaf.shown.shares.push_back(
          {Describe(formula.parts[i]), shares[i].weight, shares[i].low, shares[i].high});
    }
    return absl::OkStatus();
  }

  // The parts of a quorum that apply are alike, so over all orders of them each is as often the one
  // that completes it; none is where there are too few.
  [[nodiscard]] static std::vector<decision::ScoreShare> ShareQuorum(
      int64_t at_least_count, const std::vector<decision::LeafState>& states, Leaf& leaf) {
    using decision::LeafState;
    const auto count_of = [&states](LeafState state) {
      return static_cast<int64_t>(std::count(states.begin(), states.end(), state));
    };
    const int64_t sure = count_of(LeafState::kTrue);
    const int64_t possible = sure + count_of(LeafState::kUnknown);
    const int64_t applicable = possible + count_of(LeafState::kFalse);
    leaf.shown.score_low = static_cast<double>(sure);
    leaf.shown.score_high = static_cast<double>(possible);
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
    invalid_metrics_.insert(std::string(GuardedMetric(criterion)));
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
    if (answer.value == nullptr) {
      leaf.raw = model::Result::Unknown(model::UnknownReason::kMissing);
      finding.value = answer.problem;
      return;
    }
    finding.value = TextOf(answer);
    leaf.shown.method = answer.value->method;
    if (criterion.threshold.has_value()) {
      finding.threshold = base::Cat(model::Sign(criterion.comparison), " ",
                                    base::ShortestText(*criterion.threshold),
                                    criterion.unit.empty() ? "" : " ", criterion.unit);
    }
    if (!criterion.unit.empty() && criterion.unit != answer.value->unit) {
      leaf.raw = model::Result::Unknown(model::UnknownReason::kInvalid);
      finding.value += base::Cat("; it is in unit \"", answer.value->unit,
                                 "\", the criterion in \"", criterion.unit, "\"");
      return;
    }
    if (answer.sample->total < criterion.min_sample_count) {
      leaf.raw = model::Result::Unknown(model::UnknownReason::kUndersampled);
      leaf.shown.needed_count = criterion.min_sample_count;
      finding.value += base::Cat("; it rests on ", answer.sample->total, ", at least ",
                                 criterion.min_sample_count, " are asked for");
      return;
    }
    if (criterion.role != model::CriterionRole::kQuality &&
        invalid_metrics_.contains(wanted.metric)) {
      leaf.raw = model::Result::Unknown(model::UnknownReason::kInvalid);
      finding.value += "; a quality criterion on it does not pass";
      return;
    }
    if (!criterion.threshold.has_value()) {
      JudgeByVerdict(answer, leaf, finding);
      return;
    }
    // Where the metric itself cannot be judged, no threshold of ours makes it so.
    if (const std::vector<std::string> obstacles = Obstacles(answer.reasons); !obstacles.empty()) {
      leaf.raw = decision::ResultOfMetric("INSUFFICIENT", obstacles);
      return;
    }
    leaf.raw = JudgeMetric(*answer.value, criterion);
    if (!answer.value->anytime_low.has_value()) {
      finding.value +=
          base::Cat("; ", answer.value->measure,
                    " has no interval that holds at every look: ask for a share or rate");
    }
  }

  // Without a threshold of its own a criterion takes the metric's verdict, which is on one measure.
  void JudgeByVerdict(const MetricAnswer& answer, Leaf& leaf, Finding& finding) const {
    const model::MetricReference& wanted =
        *view_.state.criteria.find(leaf.shown.id)->second.criterion.metric_reference;
    std::string judged = answer.measure;
    std::optional<double> judged_at;
    for (const model::MetricDefinition& definition : view_.policy.metrics) {
      if (definition.metric != wanted.metric) continue;
      if (!definition.measure.empty()) judged = definition.measure;
      judged_at = definition.at;
    }
    const bool is_other =
        (!wanted.measure.empty() && wanted.measure != judged) ||
        (wanted.at.has_value() && judged_at.has_value() && wanted.at != judged_at);
    if (is_other) {
      leaf.raw = model::Result::Unknown(model::UnknownReason::kNoBaseline);
      finding.value +=
          base::Cat("; its target is on ", judged,
                    ": give the criterion a threshold, or the definition this measure");
      return;
    }
    leaf.raw = decision::ResultOfMetric(answer.verdict, answer.reasons);
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
      baseline = evidence_.BaselineOf(criterion.baseline, criterion.decision);
      baseline.is_vetoed = invalid_metrics_.contains(criterion.baseline);
    }
    decision::EvidenceView evidence = evidence_.ViewOf(criterion.metric, criterion.decision);
    evidence.is_vetoed = invalid_metrics_.contains(criterion.metric);
    decision::CriterionContext context;
    context.as_of = view_.as_of;
    context.success_count = std::max(1, success_count_);
    context.memo = view_.memo;
    READINESS_ASSIGN_OR_RETURN(const decision::CriterionOutcome outcome,
                               decision::EvaluateCriterion(criterion, evidence, baseline, context));
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
  decision::Workspace workspace_;
};

[[nodiscard]] inline absl::Status AskCriteria(const View& view, Sheet& sheet,
                                              std::vector<NearMiss>& near_misses,
                                              std::string_view at_gate = {}) {
  return CriterionAsker(view, sheet, near_misses, at_gate).Ask();
}

}  // namespace readiness::engine::internal
