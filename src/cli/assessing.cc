#include "cli/assessing.h"

#include <span>

#include "readiness/base/status.h"
#include "readiness/engine/assess.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/version.h"
#include "readiness/wire/digest.h"

namespace readiness::cli {

absl::StatusOr<engine::Assessment> AssessCycle(const engine::Cycle& cycle, absl::Time as_of,
                                               std::optional<absl::Time> since) {
  READINESS_ASSIGN_OR_RETURN(engine::Assessment assessment,
                             engine::Assess(cycle, {.as_of = as_of, .since = since}));
  const engine::State state = cycle.StateAt(as_of);
  const model::Policy& policy = state.policy.has_value() ? *state.policy : engine::DefaultPolicy();
  const std::span<const model::Entry> known(cycle.log().entries.data(), cycle.KnownCount(as_of));
  READINESS_ASSIGN_OR_RETURN(assessment.inputs_digest,
                             wire::InputsDigest(known, policy, as_of, engine::kEngineVersion));
  return assessment;
}

}  // namespace readiness::cli
