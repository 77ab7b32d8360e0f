// readiness/engine/internal/explain_verdict.h: certificate, flip and resolution, in paths.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "readiness/engine/internal/judge.h"

namespace readiness::engine::internal {

// Fills certificate, flip, resolution and, for a GO, valid_until over the certificate. They explain
// the computed verdict, which an override may hide.
[[nodiscard]] inline absl::Status ExplainVerdict(const Judgement& judgement, Assessment& shown) {
  READINESS_ASSIGN_OR_RETURN(
      const decision::Gate gate,
      decision::Gate::Compile(SpecOf(judgement.sheet, judgement.vetoes, true)));
  decision::Workspace workspace;
  decision::Explanation explanation;
  READINESS_RETURN_IF_ERROR(
      gate.Explain(InputsOf(judgement.sheet, judgement.vetoes, true), workspace, explanation));
  const auto path = [&gate](int32_t leaf) { return std::string(gate.path(leaf)); };
  for (const int32_t leaf : explanation.certificate) shown.certificate.push_back({path(leaf)});
  for (const decision::Change& change : explanation.flip) {
    shown.flip.push_back({path(change.leaf), change.from.kind, change.to});
  }
  for (const decision::Change& change : explanation.resolution) {
    // Vetoes are never unknown, so every leaf of a resolution is a question of the sheet.
    const CriterionResult& asked = judgement.sheet.leaves[static_cast<size_t>(change.leaf)].shown;
    shown.resolution.push_back(
        {path(change.leaf), change.from.reason, asked.owner, asked.next_step});
  }
  if (explanation.verdict == model::Verdict::kGo &&
      explanation.valid_until != absl::InfiniteFuture()) {
    shown.valid_until = explanation.valid_until;
  }
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
