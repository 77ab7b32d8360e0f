// readiness/engine/internal/last_commitment.h: what the cycle was bound to last (R19).
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"

#include "readiness/base/text.h"
#include "readiness/engine/state.h"

namespace readiness::engine::internal {

// Something after which one is bound to more than before.
struct Commitment {
  absl::Time at;
  std::string what;
};

// The last one before the launch: the scope was locked, it grew, or something was begun.
[[nodiscard]] inline std::optional<Commitment> LastCommitment(const State& state) {
  std::optional<Commitment> last;
  const auto add = [&last](const std::optional<Stamp>& stamp, std::string what) {
    if (!stamp.has_value() || (last.has_value() && stamp->occurred_at <= last->at)) return;
    last = Commitment{stamp->occurred_at, std::move(what)};
  };
  add(state.scope_locked, "the scope was locked");
  for (const auto& [id, change] : state.changes) {
    if (!change.request.expands_scope || change.phase != ScopeChangePhase::kApproved) continue;
    add(change.decided_stamp, base::Cat("scope change \"", id, "\" was approved"));
  }
  for (const auto& [id, decision] : state.decisions) {
    if (!decision.is_in_scope) continue;
    add(decision.started_stamp, base::Cat("implementation of \"", id, "\" was begun"));
  }
  return last;
}

}  // namespace readiness::engine::internal
