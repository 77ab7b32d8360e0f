// readiness/engine/internal/find_lead.h: approved decisions with how long each waited for its
// implementation and whether leadership was asked about it afterwards, as KPI 7 compares them.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/engine/state.h"
#include "readiness/metric/lead_flag.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/model/entry.h"

namespace readiness::engine::internal {

// The decision that an escalation is about: itself, or the one that its blocker stops; else empty.
[[nodiscard]] inline std::string DecisionOf(const State& state, const std::string& subject) {
  if (state.decisions.find(subject) != state.decisions.end()) return subject;
  const auto blocker = state.blockers.find(subject);
  return blocker == state.blockers.end() ? std::string() : blocker->second.fact.decision;
}

// One a decision that was approved and whose implementation started, once the horizon since then
// has passed.
[[nodiscard]] inline std::vector<metric::LagOutcome> LagOutcomes(
    std::span<const model::Entry> known, const State& state, absl::Time as_of,
    absl::Duration horizon) {
  struct Wait {
    absl::Time approved;
    std::optional<absl::Time> implemented;
    bool is_escalated = false;
  };
  std::map<std::string, Wait, std::less<>> waits;
  for (const model::Entry& entry : known) {
    const auto* decided = std::get_if<model::DecisionDecided>(&entry.fact);
    if (decided == nullptr || decided->outcome != model::DecisionOutcome::kApproved) continue;
    const auto [wait, is_new] =
        waits.try_emplace(decided->decision, Wait{entry.OccurredAt(), std::nullopt, false});
    if (!is_new) wait->second.approved = std::min(wait->second.approved, entry.OccurredAt());
  }
  for (const model::Entry& entry : known) {
    const auto* started = std::get_if<model::ImplementationStarted>(&entry.fact);
    if (started == nullptr) continue;
    const auto wait = waits.find(started->decision);
    if (wait == waits.end()) continue;
    auto& first = wait->second.implemented;
    first = std::min(first.value_or(entry.OccurredAt()), entry.OccurredAt());
  }
  // What happened late may have been recorded early: by now all beginnings are known.
  for (const model::Entry& entry : known) {
    const auto* raised = std::get_if<model::EscalationRaised>(&entry.fact);
    if (raised == nullptr) continue;
    const auto wait = waits.find(DecisionOf(state, raised->subject));
    if (wait == waits.end() || !wait->second.implemented.has_value()) continue;
    const absl::Duration after = entry.OccurredAt() - *wait->second.implemented;
    if (after >= absl::ZeroDuration() && after <= horizon) wait->second.is_escalated = true;
  }
  std::vector<metric::LagOutcome> outcomes;
  for (const auto& [decision, wait] : waits) {
    if (!wait.implemented.has_value() || *wait.implemented + horizon > as_of) continue;
    const absl::Duration lag = *wait.implemented - wait.approved;
    outcomes.push_back({std::max(0.0, absl::ToDoubleSeconds(lag)), wait.is_escalated});
  }
  return outcomes;
}

[[nodiscard]] inline absl::StatusOr<std::optional<metric::MetricLead>> FindLead(
    std::span<const model::Entry> known, const State& state, absl::Time as_of,
    const metric::MetricSpec& spec) {
  return metric::LeadOf(LagOutcomes(known, state, as_of, spec.horizon), spec, /*seed=*/1);
}

}  // namespace readiness::engine::internal
