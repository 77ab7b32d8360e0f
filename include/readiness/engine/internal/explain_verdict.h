// readiness/engine/internal/explain_verdict.h: certificate, flip and resolution, in paths.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "readiness/engine/internal/judge.h"

namespace readiness::engine::internal {

// Is a leaf of the expression unknown?
[[nodiscard]] inline bool HasUnknown(const Sheet& sheet, const decision::Expression& expression) {
  std::vector<int32_t> leaves;
  CollectLeaves(expression, leaves);
  return std::any_of(leaves.begin(), leaves.end(), [&sheet](int32_t leaf) {
    return sheet.leaves[static_cast<size_t>(leaf)].effective.kind == model::ResultKind::kUnknown;
  });
}

// Fills certificate, flip, resolution and, for a GO, valid_until over the certificate. They explain
// the computed verdict, which an override may hide.
[[nodiscard]] inline absl::Status ExplainVerdict(const Judgement& judgement, Assessment& shown) {
  READINESS_ASSIGN_OR_RETURN(const decision::Gate gate,
                             decision::Gate::Compile(SpecOf(judgement.sheet, judgement.vetoes)));
  decision::Workspace workspace;
  decision::Explanation explanation;
  READINESS_RETURN_IF_ERROR(
      gate.Explain(InputsOf(judgement.sheet, judgement.vetoes), workspace, explanation));
  const auto path = [&gate](int32_t leaf) { return std::string(gate.path(leaf)); };
  for (const int32_t leaf : explanation.certificate) shown.certificate.push_back({path(leaf)});
  shown.certificate_is_minimal = explanation.certificate_is_minimal;
  for (const decision::Change& change : explanation.flip) {
    shown.flip.push_back({path(change.leaf), change.from.kind, change.to});
  }
  if (!explanation.flip.empty()) shown.flip_verdict = explanation.flip_verdict;
  shown.flip_is_exact = explanation.flip_is_exact;
  for (const decision::Change& change : explanation.resolution) {
    // Vetoes are never unknown, so every leaf of a resolution is a question of the sheet.
    const CriterionResult& asked = judgement.sheet.leaves[static_cast<size_t>(change.leaf)].shown;
    shown.resolution.push_back(
        {path(change.leaf), change.from.reason, asked.owner, asked.next_step, change.to});
  }
  // A formula whose parts all do not apply is unknown by itself: no leaf of its could decide it.
  if (explanation.verdict == model::Verdict::kHold) {
    for (const Leaf& leaf : judgement.sheet.leaves) {
      if (!leaf.expression.has_value() || leaf.shown.level == model::Level::kInfo ||
          leaf.effective.kind != model::ResultKind::kUnknown ||
          HasUnknown(judgement.sheet, *leaf.expression)) {
        continue;
      }
      shown.resolution.push_back({leaf.Path(), leaf.effective.reason, leaf.shown.owner,
                                  leaf.shown.next_step, model::ResultKind::kPass});
    }
  }
  shown.resolution_gives_go = explanation.resolution_gives_go;
  shown.resolution_is_minimal = explanation.resolution_is_minimal;
  if (!explanation.is_exact) {
    // Which of them decide is out of reach, so all that are unknown are named.
    shown.issues.push_back(
        {model::Severity::kNote, "verdict",
         "more than 20 answers that are unknown count both for and against; not every way in which "
         "they could come in was tried, and the verdict is the cautious one"});
    if (shown.resolution.empty()) {
      shown.resolution_is_minimal = false;
      for (const Leaf& leaf : judgement.sheet.leaves) {
        if (leaf.effective.kind != model::ResultKind::kUnknown) continue;
        shown.resolution.push_back({leaf.Path(), leaf.effective.reason, leaf.shown.owner,
                                    leaf.shown.next_step, model::ResultKind::kPass});
      }
    }
  }
  for (const decision::Change& change : explanation.to_no_go) {
    shown.to_no_go.push_back({path(change.leaf), change.from.kind, change.to});
  }
  if (explanation.verdict == model::Verdict::kGo &&
      explanation.valid_until != absl::InfiniteFuture()) {
    shown.valid_until = explanation.valid_until;
  }
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
