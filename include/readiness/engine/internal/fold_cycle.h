// readiness/engine/internal/fold_cycle.h: facts of the cycle itself: parties, roles, calendar,
// outcome, policy, scope lock, launch, end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/engine/default_policy.h"
#include "readiness/engine/internal/check_policy.h"
#include "readiness/engine/internal/fold_context.h"
#include "readiness/engine/internal/fold_ritual.h"

namespace readiness::engine::internal {

[[nodiscard]] inline absl::Status CheckParty(const Context& context, const model::Party& party) {
  if (party.id.empty()) return base::Invalid("identity", "a party has no id; name it");
  if (party.kind == model::PartyKind::kUnspecified && !context.is_partly_known) {
    return base::Invalid(
        "value", base::Cat("party ", Quoted(party.id), " has no kind; give PERSON or TEAM"));
  }
  return absl::OkStatus();
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::CycleOpened& fact) {
  if (state.opened.has_value()) {
    return base::Refused("order", base::Cat("the cycle ", Quoted(state.id),
                                            " is open already; a log has one cycle_opened"));
  }
  READINESS_RETURN_IF_ERROR(NeedText("identity", "cycle_opened.id", fact.id));
  READINESS_RETURN_IF_ERROR(CheckParty(context, fact.opener));
  if (fact.opener.id != context.stamp.actor) {
    return base::Invalid("authority",
                         base::Cat("opener ", Quoted(fact.opener.id), " is not the actor ",
                                   Quoted(context.stamp.actor),
                                   "; cycle_opened names its actor as the first party"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::CycleOpened& fact) {
  state.id = fact.id;
  state.title = fact.title;
  state.opened = context.stamp;
  state.parties.emplace(fact.opener.id, fact.opener);
}

inline absl::Status Check(const State&, const Context&, const model::CalendarSet& fact) {
  std::set<std::string> names;
  int launch_count = 0;
  int end_count = 0;
  for (const model::Milestone& milestone : fact.milestones) {
    READINESS_RETURN_IF_ERROR(NeedText("identity", "milestone.name", milestone.name));
    if (!names.insert(milestone.name).second) {
      return base::Invalid("identity",
                           base::Cat("milestone ", Quoted(milestone.name), " is given twice"));
    }
    if (milestone.kind == model::MilestoneKind::kUnspecified || !milestone.at.has_value()) {
      return base::Invalid(
          "value", base::Cat("milestone ", Quoted(milestone.name), " needs a kind and a time"));
    }
    launch_count += milestone.kind == model::MilestoneKind::kLaunch ? 1 : 0;
    end_count += milestone.kind == model::MilestoneKind::kEnd ? 1 : 0;
  }
  if (launch_count > 1 || end_count > 1) {
    return base::Invalid("value", base::Cat("a calendar has at most one LAUNCH and one END, got ",
                                            launch_count, " and ", end_count));
  }
  if (fact.window_start.has_value() && fact.window_end.has_value() &&
      *fact.window_end < *fact.window_start) {
    return base::Invalid("order", "window_end lies before window_start");
  }
  return NeedWindow("review_interval", fact.review_interval);
}
inline void Apply(State& state, const Context& context, const model::CalendarSet& fact) {
  if (!Replaces(state, context, "calendar")) return;
  // R32: a gate that fell due and was not decided stays open, also where the new plan leaves it
  // out.
  if (state.calendar.has_value()) {
    for (const model::Milestone& milestone : state.calendar->milestones) {
      if (milestone.kind == model::MilestoneKind::kGate &&
          *milestone.at <= context.stamp.occurred_at) {
        state.dropped_gates.insert_or_assign(milestone.name, milestone);
      }
    }
  }
  for (const model::Milestone& milestone : fact.milestones) {
    state.dropped_gates.erase(milestone.name);
  }
  state.calendar = fact;
}

inline absl::Status Check(const State& state, const Context&, const model::OutcomeDefined& fact) {
  const model::Outcome& outcome = fact.outcome;
  READINESS_RETURN_IF_ERROR(NeedText("R11", "outcome.id", outcome.id));
  if (state.outcome.has_value() && state.outcome->id != outcome.id) {
    return base::Refused(
        "R11",
        base::Cat("a cycle has exactly one outcome; ", Quoted(state.outcome->id), " stands and ",
                  Quoted(outcome.id), " would be a second; use the same id to revise it"));
  }
  READINESS_RETURN_IF_ERROR(NeedFinite("outcome.baseline", outcome.baseline));
  READINESS_RETURN_IF_ERROR(NeedFinite("outcome.target", outcome.target));
  if (outcome.window_start.has_value() && outcome.window_end.has_value() &&
      *outcome.window_end < *outcome.window_start) {
    return base::Invalid("order", "outcome.window_end lies before outcome.window_start");
  }
  std::set<std::string> ids;
  for (const model::Condition& condition : outcome.conditions) {
    READINESS_RETURN_IF_ERROR(NeedText("R12", "outcome.conditions.id", condition.id));
    if (!ids.insert(condition.id).second) {
      return base::Invalid("R12", base::Cat("condition ", Quoted(condition.id), " is given twice"));
    }
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::OutcomeDefined& fact) {
  if (state.outcome_stamp.has_value() && !IsAsNew(context, *state.outcome_stamp)) return;
  state.previous_outcome = std::exchange(state.outcome, fact.outcome);
  state.outcome_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::PartyAdded& fact) {
  READINESS_RETURN_IF_ERROR(CheckParty(context, fact.party));
  return NeedNew(state.parties, "party", fact.party.id);
}
inline void Apply(State& state, const Context&, const model::PartyAdded& fact) {
  state.parties.emplace(fact.party.id, fact.party);
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::RoleAssigned& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.parties, "party", fact.party));
  if (fact.role == model::Role::kUnspecified) {
    return base::Invalid("value", "role_assigned.role is missing");
  }
  // One that is held may end at once.
  const std::span<const size_t> within = RolesWithin(state, fact.scope);
  const bool is_held = std::any_of(within.begin(), within.end(), [&state, &fact](size_t row) {
    const model::RoleAssigned& held = state.roles[row].fact;
    return held.party == fact.party && held.role == fact.role;
  });
  if (fact.until.has_value() && (is_held ? *fact.until < context.stamp.occurred_at
                                         : *fact.until <= context.stamp.occurred_at)) {
    return base::Invalid("order", base::Cat("the role would end at ",
                                            base::InstantText(*fact.until), ", before it begins"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::RoleAssigned& fact) {
  // The same party in the same role and scope: the newer end counts.
  const std::string role = base::Cat("role ", model::Name(fact.role));
  if (!Replaces(state, context, role, fact.party, fact.scope)) return;
  std::vector<size_t>& within = state.roles_within[fact.scope];
  for (const size_t row : within) {
    model::RoleAssigned& held = state.roles[row].fact;
    if (held.party == fact.party && held.role == fact.role) {
      held.until = fact.until;
      return;
    }
  }
  within.push_back(state.roles.size());
  state.roles.push_back({fact, context.stamp});
}

inline absl::Status Check(const State&, const Context&, const model::PolicySet& fact) {
  return CheckPolicy(fact.policy);
}
inline void Apply(State& state, const Context& context, const model::PolicySet& fact) {
  if (state.policy_stamp.has_value() && !IsAsNew(context, *state.policy_stamp)) return;
  state.policy = fact.policy;
  state.policy_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context&, const model::ScopeLocked&) {
  if (!state.scope_locked.has_value()) return absl::OkStatus();
  return base::Refused("R38", base::Cat("the scope is locked already, since ",
                                        base::InstantText(state.scope_locked->occurred_at)));
}
inline void Apply(State& state, const Context& context, const model::ScopeLocked&) {
  if (Replaces(state, context, "scope lock")) state.scope_locked = context.stamp;
}

inline absl::Status Check(const State& state, const Context&, const model::ScopeUnlocked&) {
  if (state.scope_locked.has_value()) return absl::OkStatus();
  return base::Refused("R38", "the scope is not locked");
}
inline void Apply(State& state, const Context& context, const model::ScopeUnlocked&) {
  if (Replaces(state, context, "scope lock")) state.scope_locked.reset();
}

inline absl::Status Check(const State& state, const Context&, const model::Launched&) {
  if (!state.launched.has_value()) return absl::OkStatus();
  return base::Refused("order", base::Cat("the cycle was launched already, at ",
                                          base::InstantText(state.launched->occurred_at)));
}
inline void Apply(State& state, const Context& context, const model::Launched&) {
  state.launched = context.stamp;
}

// What a cycle must have learned before it closes (section N: R21, R82, R84 where it is asked for,
// R102).
inline absl::Status Check(const State& state, const Context&, const model::CycleClosed&) {
  const auto refuse = [](std::string_view rule, std::string_view lacks, std::string_view first) {
    return base::Refused(rule,
                         base::Cat("a cycle without ", lacks, " cannot close; ", first, " first"));
  };
  if (WrapUpsOf(state).empty()) {
    return refuse("R102", "a wrap-up", "publish a WRAP_UP report");
  }
  if (!state.launched.has_value()) return refuse("order", "a launch", "record launched");
  if (!FirstAfterLaunch(state, WrapUpsOf(state)).has_value()) {
    return refuse("R102", "a wrap-up after its launch", "publish a WRAP_UP report");
  }
  const bool has_review =
      std::any_of(state.post_launch_reviews.begin(), state.post_launch_reviews.end(),
                  [](const auto& review) { return UncoveredBy(review.second.fact).empty(); });
  if (!has_review) {
    return refuse("R21",
                  "a post-launch review of outcome movement, unresolved risk, a metric and an "
                  "expectation",
                  "schedule it");
  }
  if (!FirstAfterLaunch(state, state.retrospectives).has_value()) {
    return refuse("R82", "a retrospective after its launch", "hold it");
  }
  const model::Policy& policy = state.policy.has_value() ? *state.policy : DefaultPolicy();
  const bool asks_support_pass =
      std::any_of(policy.criteria.begin(), policy.criteria.end(),
                  [](const model::PolicyCriterion& asked) { return asked.kind == "support-pass"; });
  if (asks_support_pass && !FirstAfterLaunch(state, state.support_passes).has_value()) {
    return refuse("R84", "a support pass after its launch", "hold it, or set a policy without it,");
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::CycleClosed&) {
  state.closed = context.stamp;
}

inline absl::Status Check(const State&, const Context&, const model::ImportIssueNoted& fact) {
  if (fact.row < 0) {
    return base::Invalid("value", base::Cat("import_issue_noted.row must be >= 0, got ", fact.row));
  }
  return NeedText("value", "import_issue_noted.message", fact.message);
}
inline void Apply(State& state, const Context& context, const model::ImportIssueNoted& fact) {
  state.import_issues.push_back({fact, context.stamp});
}

}  // namespace readiness::engine::internal
