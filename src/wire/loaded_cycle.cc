#include "readiness/wire/loaded_cycle.h"

#include <span>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/engine/assess.h"
#include "readiness/engine/cycle.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/version.h"
#include "readiness/wire/digest.h"

namespace readiness::wire {

LoadedCycle::LoadedCycle() : cycle_(std::make_unique<engine::Cycle>()) {}
LoadedCycle::LoadedCycle(std::unique_ptr<engine::Cycle> cycle, size_t read_count)
    : cycle_(std::move(cycle)), read_count_(read_count) {}
LoadedCycle::LoadedCycle(LoadedCycle&& other) noexcept = default;
LoadedCycle& LoadedCycle::operator=(LoadedCycle&& other) noexcept = default;
LoadedCycle::~LoadedCycle() = default;

absl::StatusOr<LoadedCycle> LoadedCycle::Replay(model::CycleLog log) {
  const size_t read_count = log.entries.size();
  READINESS_ASSIGN_OR_RETURN(engine::Cycle cycle, engine::Cycle::Replay(std::move(log)));
  return LoadedCycle(std::make_unique<engine::Cycle>(std::move(cycle)), read_count);
}

const model::CycleLog& LoadedCycle::log() const { return cycle_->log(); }

absl::Time LoadedCycle::LastRecordedAt() const { return cycle_->LastRecordedAt(); }

size_t LoadedCycle::KnownCount(absl::Time as_of) const { return cycle_->KnownCount(as_of); }

model::Policy LoadedCycle::PolicyAt(absl::Time as_of) const {
  const auto policy_of = [](const engine::State& state) {
    return state.policy.has_value() ? *state.policy : engine::DefaultPolicy();
  };
  if (cycle_->KnownCount(as_of) == log().entries.size()) return policy_of(cycle_->state());
  return policy_of(cycle_->StateAt(as_of));
}

engine::State LoadedCycle::StateAt(absl::Time as_of) const { return cycle_->StateAt(as_of); }

absl::StatusOr<engine::Assessment> LoadedCycle::Assess(absl::Time as_of,
                                                       std::optional<absl::Time> since,
                                                       const MetricInputs& metrics) const {
  READINESS_ASSIGN_OR_RETURN(
      engine::Assessment assessment,
      engine::Assess(*cycle_, {as_of, since, metrics.readings, metrics.readings_since}));
  const std::span<const model::Entry> known(log().entries.data(), cycle_->KnownCount(as_of));
  READINESS_ASSIGN_OR_RETURN(
      assessment.inputs_digest,
      InputsDigest(known, PolicyAt(as_of), as_of, engine::kEngineVersion, metrics.states));
  return assessment;
}

std::optional<absl::Time> LoadedCycle::SinceAt(absl::Time as_of,
                                               std::optional<absl::Time> since) const {
  return engine::SinceOf(StateAt(as_of), as_of, since);
}

absl::Status LoadedCycle::Append(model::Entry entry) { return cycle_->Append(std::move(entry)); }

}  // namespace readiness::wire
