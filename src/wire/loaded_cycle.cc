#include "readiness/wire/loaded_cycle.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/cleanup/cleanup.h"

#include "readiness/base/status.h"
#include "readiness/engine/assess.h"
#include "readiness/engine/cycle.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/version.h"
#include "readiness/wire/policy.h"

#include "wire/digest_parts.h"

namespace readiness::wire {
namespace {

absl::StatusOr<std::string_view> DefaultPolicyBytes() {
  static const absl::StatusOr<std::string> bytes = EncodePolicy(engine::DefaultPolicy());
  return bytes.status().ok() ? absl::StatusOr<std::string_view>(*bytes) : bytes.status();
}

}  // namespace

LoadedCycle::LoadedCycle() : cycle_(std::make_unique<engine::Cycle>()) {}
LoadedCycle::LoadedCycle(std::unique_ptr<engine::Cycle> cycle) : cycle_(std::move(cycle)) {}
LoadedCycle::LoadedCycle(LoadedCycle&& other) noexcept = default;
LoadedCycle& LoadedCycle::operator=(LoadedCycle&& other) noexcept = default;
LoadedCycle::~LoadedCycle() = default;

absl::StatusOr<LoadedCycle> LoadedCycle::Replay(model::CycleLog log) {
  const size_t read_count = log.entries.size();
  READINESS_ASSIGN_OR_RETURN(engine::Cycle cycle, engine::Cycle::Replay(std::move(log)));
  LoadedCycle loaded(std::make_unique<engine::Cycle>(std::move(cycle)));
  loaded.read_count_ = read_count;
  READINESS_RETURN_IF_ERROR(loaded.FrameEntries());
  return loaded;
}

absl::Status LoadedCycle::FrameEntries() {
  for (size_t i = frame_ends_.size(); i < log().entries.size(); ++i) {
    READINESS_RETURN_IF_ERROR(internal::AppendFramedEntry(
        log().entries[i], static_cast<int64_t>(i) + 1, framed_entries_));
    frame_ends_.push_back(framed_entries_.size());
  }
  return absl::OkStatus();
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
                                                       const MetricInputs& metrics,
                                                       uint32_t rank_draws) const {
  READINESS_ASSIGN_OR_RETURN(engine::Assessment assessment,
                             engine::Assess(*cycle_, {as_of, since, metrics.readings,
                                                      metrics.readings_since, rank_draws}));
  // A log that never sets a policy has the default at every moment.
  const bool has_policy = cycle_->state().policy.has_value();
  std::string policy;
  if (has_policy) {
    READINESS_ASSIGN_OR_RETURN(policy, EncodePolicy(PolicyAt(as_of)));
  }
  internal::DigestParts parts;
  parts.engine_version = engine::kEngineVersion;
  parts.as_of = as_of;
  parts.policy = policy;
  if (!has_policy) {
    READINESS_ASSIGN_OR_RETURN(parts.policy, DefaultPolicyBytes());
  }
  parts.metric_states = metrics.states;
  parts.entry_count = cycle_->KnownCount(as_of);
  if (parts.entry_count > 0) {
    parts.framed_entries =
        std::string_view(framed_entries_).substr(0, frame_ends_[parts.entry_count - 1]);
  }
  READINESS_ASSIGN_OR_RETURN(assessment.inputs_digest, internal::DigestOf(parts));
  return assessment;
}

std::optional<absl::Time> LoadedCycle::SinceAt(absl::Time as_of,
                                               std::optional<absl::Time> since) const {
  return engine::SinceOf(StateAt(as_of), as_of, since);
}

absl::Status LoadedCycle::Append(model::Entry entry) {
  // What cannot be written down is refused before the cycle changes; what the cycle refuses, or has
  // already, is taken back, also where memory runs out.
  const size_t count = log().entries.size();
  const size_t size = framed_entries_.size();
  auto take_back = absl::MakeCleanup([this, count, size] {
    if (log().entries.size() > count) return;
    framed_entries_.resize(size);
    frame_ends_.resize(count);
  });
  READINESS_RETURN_IF_ERROR(
      internal::AppendFramedEntry(entry, static_cast<int64_t>(count) + 1, framed_entries_));
  frame_ends_.push_back(framed_entries_.size());
  return cycle_->Append(std::move(entry));
}

}  // namespace readiness::wire
