// readiness/engine/fold.h: one entry, checked against the state and then folded into it.
//
// Check and Apply are apart, so that a refused entry changes nothing and an accepted log is
// replayed without being judged again.
//
// Cost:    O(log n) in what the entry names; evidence and edges are compared with their like.
// Errors:  Check names the rule that is broken (base::RuleOf) and what to do.
// Threads: a State belongs to one call at a time.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "readiness/engine/default_policy.h"
#include "readiness/engine/internal/fold_context.h"
#include "readiness/engine/internal/fold_cycle.h"
#include "readiness/engine/internal/fold_decision.h"
#include "readiness/engine/internal/fold_gate.h"
#include "readiness/engine/internal/fold_graph.h"
#include "readiness/engine/internal/fold_prediction.h"
#include "readiness/engine/internal/fold_risk.h"
#include "readiness/engine/internal/fold_ritual.h"
#include "readiness/engine/internal/fold_scope.h"
#include "readiness/engine/internal/gate_opens.h"
#include "readiness/engine/state.h"

namespace readiness::engine {

namespace internal {

[[nodiscard]] inline Context ContextOf(const model::Entry& entry, int64_t seq) {
  Context context;
  context.seq = seq;
  context.stamp = {entry.id, entry.actor, *entry.recorded_at, entry.OccurredAt()};
  context.authority = entry.on_behalf_of.empty() ? entry.actor : entry.on_behalf_of;
  context.is_partly_known = !entry.unrecognized.empty();
  return context;
}

// The decision that a fact is about; empty: none.
[[nodiscard]] inline std::string_view DecisionOf(const model::Fact& fact) {
  return std::visit(
      [](const auto& known) -> std::string_view {
        if constexpr (requires { std::string_view(known.decision); }) {
          return known.decision;
        } else {
          return {};
        }
      },
      fact);
}

// Q5: an owner may delegate the work. Who acts for another does so under a delegation that stands:
// of a decision for what is about that decision, or of everything by the role DELEGATE for him.
[[nodiscard]] inline absl::Status CheckActsFor(const State& state, const model::Entry& entry) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.parties, "party", entry.on_behalf_of));
  const absl::Time at = entry.OccurredAt();
  for (const size_t row : internal::RolesWithin(state, entry.on_behalf_of)) {
    const model::RoleAssigned& held = state.roles[row].fact;
    if (held.role == model::Role::kDelegate && held.party == entry.actor &&
        (!held.until.has_value() || at < *held.until)) {
      return absl::OkStatus();
    }
  }
  if (const DecisionState* decision = Find(state.decisions, DecisionOf(entry.fact));
      decision != nullptr && decision->delegation.has_value() &&
      decision->delegation->delegate == entry.actor &&
      (!decision->delegation->until.has_value() || at < *decision->delegation->until) &&
      decision->ownership.Sole() == entry.on_behalf_of) {
    return absl::OkStatus();
  }
  return base::Refused("Q5",
                       base::Cat(Quoted(entry.actor), " acts for ", Quoted(entry.on_behalf_of),
                                 " without a delegation of what this entry is about; assign the "
                                 "role DELEGATE with that scope, or delegate the decision"));
}

// May the fact of an entry be folded in? OK for an entry of which no fact is known.
[[nodiscard]] inline absl::Status CheckFact(const State& state, const Context& context,
                                            const model::Fact& fact) {
  return std::visit(
      [&](const auto& known) -> absl::Status {
        if constexpr (std::is_same_v<std::decay_t<decltype(known)>, std::monostate>) {
          return absl::OkStatus();
        } else {
          return Check(state, context, known);
        }
      },
      fact);
}

// Can what is known of an entry be folded in? Where this version does not know a part, the rest may
// break a rule that the whole keeps: a role that it cannot name, say.
[[nodiscard]] inline bool CanFold(const State& state, const Context& context,
                                  const model::Entry& entry) {
  if (!context.is_partly_known) return true;
  if (!CheckFact(state, context, entry.fact).ok()) return false;
  const auto* decided = std::get_if<model::GateDecided>(&entry.fact);
  return decided == nullptr ||
         CheckOpensOnEvidence(state, state.policy.has_value() ? *state.policy : DefaultPolicy(),
                              *decided, *entry.recorded_at)
             .ok();
}

}  // namespace internal

// May the entry follow what the state holds? `last_recorded_at` is that of the entry before it.
[[nodiscard]] inline absl::Status CheckEntry(const State& state, const model::Entry& entry,
                                             int64_t seq, absl::Time last_recorded_at) {
  using internal::Quoted;
  if (entry.id.empty()) return base::Invalid("identity", "the entry has no id; name it");
  if (!entry.recorded_at.has_value()) {
    return base::Invalid("order", "recorded_at is missing; the engine reads no clock");
  }
  if (!base::IsInstant(*entry.recorded_at) || !base::IsInstant(entry.OccurredAt())) {
    return base::Invalid("order",
                         "recorded_at and occurred_at are in whole microseconds, from "
                         "0001-01-01 to 9999-12-31");
  }
  if (*entry.recorded_at < last_recorded_at) {
    return base::Refused("R76", base::Cat("recorded_at ", base::InstantText(*entry.recorded_at),
                                          " goes back behind ", base::InstantText(last_recorded_at),
                                          "; put the time at which it happened into occurred_at"));
  }
  if (entry.OccurredAt() > *entry.recorded_at) {
    return base::Invalid(
        "order", base::Cat("occurred_at ", base::InstantText(entry.OccurredAt()),
                           " lies after recorded_at ", base::InstantText(*entry.recorded_at)));
  }
  if (entry.seq != 0 && entry.seq != seq) {
    return base::Invalid("order", base::Cat("seq is ", entry.seq, " and the next one is ", seq));
  }
  if (state.closed.has_value()) {
    return base::Refused(
        "order", base::Cat("the cycle was closed at ", base::InstantText(state.closed->occurred_at),
                           "; open a new one"));
  }
  if (std::holds_alternative<std::monostate>(entry.fact) && entry.unrecognized.empty()) {
    return base::Invalid("value", "the entry holds no fact");
  }
  const bool opens = std::holds_alternative<model::CycleOpened>(entry.fact);
  if (!state.opened.has_value() && !opens) {
    return base::Refused("order", "a log begins with cycle_opened");
  }
  if (!opens) {
    READINESS_RETURN_IF_ERROR(internal::NeedKnown(state.parties, "actor", entry.actor));
  }
  if (!entry.on_behalf_of.empty()) {
    READINESS_RETURN_IF_ERROR(internal::CheckActsFor(state, entry));
  }
  // What a newer version wrote is kept, whatever this one makes of it; it caps the verdict.
  if (!entry.unrecognized.empty()) return absl::OkStatus();
  return internal::CheckFact(state, internal::ContextOf(entry, seq), entry.fact);
}

// Folds an entry that CheckEntry accepts. One of which a part is not known is noted, and what is
// known of it is folded in where it can be.
inline void ApplyEntry(State& state, const model::Entry& entry, int64_t seq) {
  const internal::Context context = internal::ContextOf(entry, seq);
  if (!entry.unrecognized.empty()) {
    state.unrecognized.push_back({std::string(model::Name(entry.fact)), context.stamp});
    if (!internal::CanFold(state, context, entry)) return;
  }
  std::visit(
      [&](const auto& fact) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(fact)>, std::monostate>) {
          internal::Apply(state, context, fact);
        }
      },
      entry.fact);
}

}  // namespace readiness::engine
