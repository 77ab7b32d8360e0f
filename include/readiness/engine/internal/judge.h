// readiness/engine/internal/judge.h: the verdict on a state at one moment, and the gate behind it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/decision/explanation.h"
#include "readiness/decision/gate.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/internal/ask_criteria.h"
#include "readiness/engine/internal/ask_gates.h"
#include "readiness/engine/internal/ask_handoff.h"
#include "readiness/engine/internal/ask_learn.h"
#include "readiness/engine/internal/ask_outcome.h"
#include "readiness/engine/internal/ask_owner.h"
#include "readiness/engine/internal/raise_vetoes.h"
#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

inline constexpr model::Stage kStages[] = {
    model::Stage::kDefineOutcome, model::Stage::kMapRisk, model::Stage::kAssignOwners,
    model::Stage::kTestEvidence,  model::Stage::kHandOff, model::Stage::kLearn};

[[nodiscard]] inline const model::Policy& PolicyOf(const State& state) {
  return state.policy.has_value() ? *state.policy : DefaultPolicy();
}

// The questions with their answers, and what follows.
struct Judgement {
  explicit Judgement(const View& view) : sheet(view) {}

  Sheet sheet;
  Scope scope;
  std::vector<Constraint> constraints;
  std::vector<NearMiss> near_misses;
  std::vector<RankedRisk> risks;
  std::vector<Veto> vetoes;
  FailureGraph failure;
  model::Verdict raw_verdict = model::Verdict::kUnspecified;
  model::Verdict computed_verdict = model::Verdict::kUnspecified;  // With waivers.
  model::Verdict verdict = model::Verdict::kUnspecified;           // With overrides as well.
  std::vector<const OverrideState*> overrides;                     // Those that stand and count.
  std::vector<std::pair<const OverrideState*, int64_t>>
      short_overrides;  // And the approvers they lack.
};

// The gate of a whole assessment: a leaf a question, and a failed leaf a veto.
[[nodiscard]] inline decision::GateSpec SpecOf(const Sheet& sheet, const std::vector<Veto>& vetoes,
                                               bool with_waivers) {
  decision::GateSpec spec;
  spec.leaves.reserve(sheet.leaves.size() + vetoes.size());
  for (const Leaf& leaf : sheet.leaves) {
    const auto index = static_cast<int32_t>(spec.leaves.size());
    spec.leaves.push_back({leaf.Path()});
    if (leaf.shown.level == model::Level::kInfo) continue;
    const auto& expression = with_waivers ? leaf.expression : leaf.raw_expression;
    spec.conditions.push_back(
        {leaf.shown.level, expression.has_value() ? *expression : decision::Leaf(index)});
  }
  for (const Veto& veto : vetoes) {
    const auto index = static_cast<int32_t>(spec.leaves.size());
    spec.leaves.push_back({base::Cat("veto/", veto.rule, "/", veto.path)});
    spec.conditions.push_back(
        {veto.cap == model::Verdict::kNoGo ? model::Level::kMust : model::Level::kShould,
         decision::Leaf(index)});
  }
  return spec;
}

[[nodiscard]] inline std::vector<decision::LeafInput> InputsOf(const Sheet& sheet,
                                                               const std::vector<Veto>& vetoes,
                                                               bool with_waivers) {
  std::vector<decision::LeafInput> inputs;
  inputs.reserve(sheet.leaves.size() + vetoes.size());
  for (const Leaf& leaf : sheet.leaves) {
    inputs.push_back({with_waivers ? leaf.effective : leaf.raw,
                      leaf.shown.valid_until.value_or(absl::InfiniteFuture())});
  }
  for (size_t i = 0; i < vetoes.size(); ++i) inputs.push_back({model::Result::Fail()});
  return inputs;
}

[[nodiscard]] inline absl::StatusOr<model::Verdict> VerdictOf(const Sheet& sheet,
                                                              const std::vector<Veto>& vetoes,
                                                              bool with_waivers) {
  READINESS_ASSIGN_OR_RETURN(const decision::Gate gate,
                             decision::Gate::Compile(SpecOf(sheet, vetoes, with_waivers)));
  decision::Workspace workspace;
  READINESS_ASSIGN_OR_RETURN(const decision::GateVerdict judged,
                             gate.Judge(InputsOf(sheet, vetoes, with_waivers), workspace));
  return judged.verdict;
}

// The verdict of one stage, with waivers.
[[nodiscard]] inline absl::StatusOr<model::Verdict> StageVerdict(const Sheet& sheet,
                                                                 model::Stage stage) {
  // Without formulas a leaf speaks for itself; formulas may share leaves and go through a gate.
  model::Verdict verdict = model::Verdict::kGo;
  bool has_formula = false;
  for (const Leaf& leaf : sheet.leaves) {
    if (leaf.stage != stage || leaf.shown.level == model::Level::kInfo) continue;
    has_formula = has_formula || leaf.expression.has_value();
    if (leaf.effective.kind == model::ResultKind::kFail) {
      verdict =
          decision::Meet(verdict, leaf.shown.level == model::Level::kMust ? model::Verdict::kNoGo
                                                                          : model::Verdict::kHold);
    } else if (leaf.effective.kind == model::ResultKind::kUnknown) {
      verdict = decision::Meet(verdict, model::Verdict::kHold);
    }
  }
  if (!has_formula) return verdict;
  decision::GateSpec spec;
  for (const Leaf& leaf : sheet.leaves) {
    const auto index = static_cast<int32_t>(spec.leaves.size());
    spec.leaves.push_back({leaf.Path()});
    if (leaf.stage != stage || leaf.shown.level == model::Level::kInfo) continue;
    spec.conditions.push_back(
        {leaf.shown.level, leaf.expression.has_value() ? *leaf.expression : decision::Leaf(index)});
  }
  READINESS_ASSIGN_OR_RETURN(const decision::Gate gate, decision::Gate::Compile(spec));
  decision::Workspace workspace;
  READINESS_ASSIGN_OR_RETURN(const decision::GateVerdict judged,
                             gate.Judge(InputsOf(sheet, {}, true), workspace));
  return judged.verdict;
}

// A stage of which nothing that applies is asked is not passed.
inline void AskEmptyStages(const View& view, Sheet& sheet) {
  for (const model::Stage stage : kStages) {
    const bool has_must =
        std::any_of(sheet.leaves.begin(), sheet.leaves.end(), [stage](const Leaf& leaf) {
          return leaf.stage == stage && leaf.shown.level == model::Level::kMust &&
                 leaf.effective.kind != model::ResultKind::kNotApplicable;
        });
    if (has_must) continue;
    Leaf leaf;
    leaf.stage = stage;
    leaf.shown.id = "nothing-asked";
    leaf.shown.title = "The policy asks something of this stage that applies";
    leaf.shown.role = "check";
    leaf.shown.level = model::Level::kMust;
    leaf.raw = model::Result::Unknown(model::UnknownReason::kMissing);
    Finding finding;
    finding.owner = view.Steward();
    finding.next_step = "Set a policy that asks a must-criterion of this stage";
    sheet.Add(std::move(leaf), std::move(finding));
  }
}

// Overrides that stand, and whether they have the approvers that they need.
inline void ApplyOverrides(const View& view, Judgement& judgement) {
  judgement.verdict = judgement.computed_verdict;
  const OverrideState* newest = nullptr;
  for (const auto& [id, override_state] : view.state.overrides) {
    if (*override_state.fact.until <= view.as_of) continue;
    const bool opposes = override_state.fact.verdict > judgement.computed_verdict;
    const int64_t needed = opposes ? view.policy.opposing_override_approver_count
                                   : view.policy.override_approver_count;
    const auto count = static_cast<int64_t>(override_state.fact.approvers.size());
    if (count < needed) {
      judgement.short_overrides.emplace_back(&override_state, needed - count);
      continue;
    }
    judgement.overrides.push_back(&override_state);
    if (newest == nullptr || newest->stamp.recorded_at <= override_state.stamp.recorded_at) {
      newest = &override_state;
    }
  }
  if (newest != nullptr) judgement.verdict = newest->fact.verdict;
}

[[nodiscard]] inline absl::StatusOr<Judgement> Judge(const View& view) {
  Judgement judgement(view);
  Sheet& sheet = judgement.sheet;
  READINESS_ASSIGN_OR_RETURN(judgement.failure, BuildFailureGraph(view.state));
  READINESS_ASSIGN_OR_RETURN(const TierTable tiers, TierTable::Create(view.policy.tier_table));
  READINESS_ASSIGN_OR_RETURN(judgement.risks, RankRisks(view, judgement.failure, tiers));
  AskOutcome(view, sheet);
  READINESS_RETURN_IF_ERROR(AskRisks(view, sheet));
  AskOwners(view, sheet);
  AskItems(view, sheet, judgement.scope);
  AskHandoffs(view, sheet, judgement.constraints);
  AskChanges(view, sheet);
  AskLearning(view, sheet);
  AskGates(view, sheet);
  READINESS_RETURN_IF_ERROR(AskCriteria(view, sheet, judgement.near_misses));
  AskEmptyStages(view, sheet);
  judgement.vetoes = VetoRaiser(view, sheet, judgement.risks, true).Raise();
  READINESS_ASSIGN_OR_RETURN(judgement.computed_verdict, VerdictOf(sheet, judgement.vetoes, true));
  const bool has_waived = std::any_of(sheet.leaves.begin(), sheet.leaves.end(),
                                      [](const Leaf& leaf) { return leaf.raw != leaf.effective; });
  judgement.raw_verdict = judgement.computed_verdict;
  if (has_waived) {
    READINESS_ASSIGN_OR_RETURN(
        judgement.raw_verdict,
        VerdictOf(sheet, VetoRaiser(view, sheet, judgement.risks, false).Raise(), false));
  }
  ApplyOverrides(view, judgement);
  return judgement;
}

}  // namespace readiness::engine::internal
