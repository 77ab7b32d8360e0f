// readiness/engine/internal/summarize.h: counts by state.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "readiness/engine/internal/ask_mitigations.h"
#include "readiness/engine/internal/find_phase.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

[[nodiscard]] inline Summary Summarize(const View& view,
                                       std::span<const MitigationFinding> mitigations) {
  const State& state = view.state;
  Summary summary;
  for (const auto& [id, decision] : state.decisions) {
    if (decision.is_in_scope) ++summary.decisions[std::string(Name(decision.phase))];
  }
  for (const auto& [id, approval] : state.approvals) {
    const ArtifactState* artifact = Find(state.artifacts, approval.fact.artifact);
    const bool is_current = artifact != nullptr && artifact->version == approval.fact.version;
    ++summary.approvals[approval.withdrawn_stamp.has_value() ? "withdrawn"
                        : !is_current                        ? "other_version"
                        : approval.HasOpenConditions()       ? "conditional"
                                                             : "granted"];
  }
  const ApprovalIndex approvals(state);
  for (const auto& [id, item] : state.items) {
    if (!view.IsItemInScope(item)) continue;
    ++summary.scope_items[std::string(Name(PhaseOfItem(view, item, approvals.Of(item))))];
  }
  for (const auto& [id, change] : state.changes) {
    ++summary.scope_changes[std::string(Name(change.phase))];
  }
  for (const auto& [id, blocker] : state.blockers) {
    ++summary.blockers[std::string(Name(blocker.phase))];
  }
  for (const auto& [id, comment] : state.comments) {
    ++summary.comments[std::string(Name(comment.phase))];
  }
  const std::set<std::string_view> unverified = UnverifiedRisks(view, mitigations);
  for (const auto& [id, risk] : state.risks) {
    ++summary.risks[unverified.contains(id) ? "unverified" : std::string(Name(risk.phase))];
  }
  for (const auto& [id, issue] : state.post_launch_issues) {
    ++summary.post_launch_issues[issue.closed_stamp.has_value() ? "closed" : "open"];
  }
  return summary;
}

}  // namespace readiness::engine::internal
