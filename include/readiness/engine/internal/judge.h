// readiness/engine/internal/judge.h: the verdict on a state at one moment, and the gate behind it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
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
#include "readiness/engine/internal/ask_mitigations.h"
#include "readiness/engine/internal/ask_outcome.h"
#include "readiness/engine/internal/ask_owner.h"
#include "readiness/engine/internal/raise_vetoes.h"
#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/verdict_gate.h"
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
  std::vector<MitigationFinding> mitigations;
  std::vector<RankedRisk> risks;
  std::vector<CircularDependency> work_circles;
  std::vector<Veto> vetoes;
  model::Verdict raw_verdict = model::Verdict::kUnspecified;       // Not of a brief view.
  model::Verdict computed_verdict = model::Verdict::kUnspecified;  // With waivers.
  model::Verdict verdict = model::Verdict::kUnspecified;           // With overrides as well.
  std::vector<const OverrideState*> overrides;                     // Those that stand and count.
  std::vector<std::pair<const OverrideState*, int64_t>>
      short_overrides;  // And the approvers they lack.
};

// The level of the condition that a veto fails.
[[nodiscard]] inline model::Level LevelOf(const Veto& veto) {
  return veto.cap == model::Verdict::kNoGo ? model::Level::kMust : model::Level::kShould;
}

// The gate of a whole assessment: a leaf a question, and a failed leaf a veto.
[[nodiscard]] inline decision::GateSpec SpecOf(const Sheet& sheet,
                                               const std::vector<Veto>& vetoes) {
  decision::GateSpec spec;
  spec.leaves.reserve(sheet.leaves.size() + vetoes.size());
  for (const Leaf& leaf : sheet.leaves) {
    const auto index = static_cast<int32_t>(spec.leaves.size());
    spec.leaves.push_back({leaf.Path()});
    if (leaf.shown.level == model::Level::kInfo) continue;
    spec.conditions.push_back(
        {leaf.shown.level, leaf.expression.has_value() ? *leaf.expression : decision::Leaf(index)});
  }
  for (const Veto& veto : vetoes) {
    const auto index = static_cast<int32_t>(spec.leaves.size());
    spec.leaves.push_back({base::Cat("veto/", veto.rule, "/", veto.path)});
    spec.conditions.push_back({LevelOf(veto), decision::Leaf(index)});
  }
  return spec;
}

[[nodiscard]] inline std::vector<decision::LeafInput> InputsOf(const Sheet& sheet,
                                                               const std::vector<Veto>& vetoes) {
  std::vector<decision::LeafInput> inputs;
  inputs.reserve(sheet.leaves.size() + vetoes.size());
  for (const Leaf& leaf : sheet.leaves) {
    inputs.push_back({leaf.effective, leaf.shown.valid_until.value_or(absl::InfiniteFuture())});
  }
  for (size_t i = 0; i < vetoes.size(); ++i) inputs.push_back({model::Result::Fail()});
  return inputs;
}

enum class Waivers : uint8_t { kCount, kIgnored };

// The verdict on the conditions of one stage, or of all where that is not given. Waivers are
// ignored as far as they do not reach other questions (Sheet::waiver_reaches_others).
[[nodiscard]] inline absl::StatusOr<model::Verdict> JudgeConditions(
    const Sheet& sheet, std::optional<model::Stage> stage, const std::vector<Veto>& vetoes,
    Waivers waivers = Waivers::kCount) {
  const auto state_of = [waivers](const Leaf& leaf) {
    return decision::StateOf(waivers == Waivers::kCount ? leaf.effective : leaf.raw);
  };
  const auto is_asked = [stage](const Leaf& leaf) {
    return leaf.shown.level != model::Level::kInfo && (!stage.has_value() || leaf.stage == *stage);
  };
  std::vector<int32_t> formula_leaves;
  for (const Leaf& leaf : sheet.leaves) {
    if (is_asked(leaf) && leaf.expression.has_value()) {
      CollectLeaves(*leaf.expression, formula_leaves);
    }
  }
  VerdictGate gate(formula_leaves);
  for (const int32_t leaf : formula_leaves) {
    gate.SetState(leaf, state_of(sheet.leaves[static_cast<size_t>(leaf)]));
  }
  for (size_t i = 0; i < sheet.leaves.size(); ++i) {
    const Leaf& leaf = sheet.leaves[i];
    if (!is_asked(leaf)) continue;
    if (leaf.expression.has_value()) {
      gate.Add(leaf.shown.level, *leaf.expression);
    } else {
      gate.AddLeaf(leaf.shown.level, static_cast<int32_t>(i), state_of(leaf));
    }
  }
  for (const Veto& veto : vetoes) gate.AddAlone(LevelOf(veto), decision::LeafState::kFalse);
  return std::move(gate).Judge();
}

// The verdict of a whole sheet.
[[nodiscard]] inline absl::StatusOr<model::Verdict> VerdictOf(const Sheet& sheet,
                                                              const LeafIndex& leaves,
                                                              const std::vector<Veto>& vetoes) {
  // Two questions of one path are refused, and a veto raised twice: the whole gate says where.
  const bool has_twins =
      leaves.has_twins() ||
      std::adjacent_find(vetoes.begin(), vetoes.end(), [](const Veto& a, const Veto& b) {
        return a.rule == b.rule && a.path == b.path;
      }) != vetoes.end();
  if (has_twins) {
    READINESS_RETURN_IF_ERROR(decision::Gate::Compile(SpecOf(sheet, vetoes)).status());
  }
  return JudgeConditions(sheet, std::nullopt, vetoes);
}

// The verdict of one stage, with waivers.
[[nodiscard]] inline absl::StatusOr<model::Verdict> StageVerdict(const Sheet& sheet,
                                                                 model::Stage stage) {
  // Without formulas a leaf speaks for itself; formulas may share leaves and go through a gate.
  model::Verdict verdict = model::Verdict::kGo;
  for (const Leaf& leaf : sheet.leaves) {
    if (leaf.stage != stage || leaf.shown.level == model::Level::kInfo) continue;
    if (leaf.expression.has_value()) return JudgeConditions(sheet, stage, {});
    if (leaf.effective.kind == model::ResultKind::kFail) {
      verdict =
          decision::Meet(verdict, leaf.shown.level == model::Level::kMust ? model::Verdict::kNoGo
                                                                          : model::Verdict::kHold);
    } else if (leaf.effective.kind == model::ResultKind::kUnknown) {
      verdict = decision::Meet(verdict, model::Verdict::kHold);
    }
  }
  return verdict;
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
    if (newest == nullptr || newest->seq < override_state.seq) {
      newest = &override_state;
    }
  }
  if (newest == nullptr) return;
  judgement.verdict = newest->fact.verdict;
  // What an entry says that this version does not know may stand against it.
  if (!view.state.unrecognized.empty()) {
    judgement.verdict = decision::Meet(judgement.verdict, model::Verdict::kHold);
  }
}

// Asks all questions on top of the ranked risks, and computes what follows from the answers.
[[nodiscard]] inline absl::Status Ask(const View& view, Judgement& judgement) {
  Sheet& sheet = judgement.sheet;
  AskOutcome(view, sheet);
  READINESS_RETURN_IF_ERROR(AskRisks(view, sheet, judgement.work_circles));
  AskOwners(view, sheet);
  AskItems(view, sheet, judgement.scope);
  AskHandoffs(view, sheet, judgement.constraints);
  AskChanges(view, sheet);
  AskLearning(view, sheet);
  READINESS_RETURN_IF_ERROR(AskGates(view, sheet));
  READINESS_RETURN_IF_ERROR(AskCriteria(view, sheet, judgement.near_misses));
  judgement.mitigations = AskMitigations(view, sheet);
  AskEmptyStages(view, sheet);
  const LeafIndex leaves(sheet);
  VetoRaiser vetoes(view, sheet, leaves, judgement.risks);
  judgement.vetoes = vetoes.Raise();
  sheet.waiver_reaches_others = sheet.waiver_reaches_others || vetoes.has_waived_constraint();
  READINESS_ASSIGN_OR_RETURN(judgement.computed_verdict,
                             VerdictOf(sheet, leaves, judgement.vetoes));
  return absl::OkStatus();
}

// The verdict as if no waiver were granted.
[[nodiscard]] inline absl::StatusOr<model::Verdict> RawVerdictOf(const View& view,
                                                                 const Judgement& judgement) {
  const Sheet& sheet = judgement.sheet;
  const bool has_waived = std::any_of(
      sheet.leaves.begin(), sheet.leaves.end(),
      [](const Leaf& leaf) { return leaf.effective.kind == model::ResultKind::kWaived; });
  if (!has_waived || view.is_brief) return judgement.computed_verdict;
  if (!sheet.waiver_reaches_others) {
    return JudgeConditions(sheet, std::nullopt, judgement.vetoes, Waivers::kIgnored);
  }
  View bare = view;
  bare.is_brief = true;
  bare.ignores_waivers = true;
  Judgement without(bare);
  without.risks = judgement.risks;  // No waiver goes into them.
  READINESS_RETURN_IF_ERROR(Ask(bare, without));
  return without.computed_verdict;
}

// `model`: that of the view's state and policy.
[[nodiscard]] inline absl::StatusOr<Judgement> Judge(const View& view, const RiskModel& model) {
  Judgement judgement(view);
  READINESS_ASSIGN_OR_RETURN(judgement.risks, RankRisks(view, model));
  READINESS_RETURN_IF_ERROR(Ask(view, judgement));
  READINESS_ASSIGN_OR_RETURN(judgement.raw_verdict, RawVerdictOf(view, judgement));
  ApplyOverrides(view, judgement);
  return judgement;
}

}  // namespace readiness::engine::internal
