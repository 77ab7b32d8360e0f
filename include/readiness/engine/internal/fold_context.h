// readiness/engine/internal/fold_context.h: what every family of facts needs to check and apply.
//
// A fact has two functions. Check says whether the state accepts it and changes nothing; Apply
// changes the state and cannot fail. Replaying an accepted log needs Apply alone.
//
// Rules of the log itself carry these names: "reference" (something named was introduced before),
// "identity" (an id is new, or not empty), "order" (time and sequence), "authority" (who may),
// "value" (a number or a word is one that makes sense).
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/calendar/window.h"
#include "readiness/engine/state.h"

namespace readiness::engine::internal {

// The entry that is being folded.
struct Context {
  int64_t seq = 0;
  Stamp stamp;                   // Of the entry; `actor` is who acts.
  std::string authority;         // For whom it acts: on_behalf_of, or the actor.
  bool is_partly_known = false;  // The entry holds what this version does not know.
};

[[nodiscard]] inline std::string Quoted(std::string_view text) {
  return base::Cat("\"", text, "\"");
}

// The id of something new: not empty, and not taken.
template <typename T>
[[nodiscard]] absl::Status NeedNew(const ById<T>& things, std::string_view what,
                                   std::string_view id) {
  if (id.empty()) return base::Invalid("identity", base::Cat(what, " has no id; name it"));
  if (Find(things, id) != nullptr) {
    return base::RuleError(absl::StatusCode::kAlreadyExists, "identity",
                           base::Cat(what, " ", Quoted(id), " exists already; use another id"));
  }
  return absl::OkStatus();
}

// A thing that the log introduced before.
template <typename T>
[[nodiscard]] absl::Status NeedKnown(const ById<T>& things, std::string_view what,
                                     std::string_view id) {
  if (id.empty()) return base::Invalid("reference", base::Cat("no ", what, " is named"));
  if (Find(things, id) == nullptr) {
    return base::Unknown("reference", base::Cat(what, " ", Quoted(id),
                                                " is not known at this entry; introduce it first"));
  }
  return absl::OkStatus();
}

// The same where the field may be empty.
template <typename T>
[[nodiscard]] absl::Status NeedKnownIfGiven(const ById<T>& things, std::string_view what,
                                            std::string_view id) {
  return id.empty() ? absl::OkStatus() : NeedKnown(things, what, id);
}

[[nodiscard]] inline absl::Status NeedText(std::string_view rule, std::string_view field,
                                           std::string_view text) {
  if (text.empty()) return base::Invalid(rule, base::Cat(field, " is empty; it is required"));
  return absl::OkStatus();
}

[[nodiscard]] inline bool IsFinite(double x) { return x - x == 0; }

[[nodiscard]] inline absl::Status NeedProbability(std::string_view field, double p) {
  if (!(p >= 0 && p <= 1)) {
    return base::Invalid("value", base::Cat(field, " must lie in [0, 1], got ", p));
  }
  return absl::OkStatus();
}

[[nodiscard]] inline absl::Status NeedProbability(std::string_view field,
                                                  const std::optional<double>& p) {
  return p.has_value() ? NeedProbability(field, *p) : absl::OkStatus();
}

[[nodiscard]] inline absl::Status NeedNonNegative(std::string_view field, double x) {
  if (!IsFinite(x) || x < 0) {
    return base::Invalid("value", base::Cat(field, " must be finite and >= 0, got ", x));
  }
  return absl::OkStatus();
}

[[nodiscard]] inline absl::Status NeedFinite(std::string_view field,
                                             const std::optional<double>& x) {
  if (x.has_value() && !IsFinite(*x)) {
    return base::Invalid("value", base::Cat(field, " must be a finite number, got ", *x));
  }
  return absl::OkStatus();
}

// A window that this version evaluates.
[[nodiscard]] inline absl::Status NeedWindow(std::string_view field,
                                             const std::optional<base::Window>& window) {
  if (!window.has_value()) return absl::OkStatus();
  return base::At(field, calendar::ElapsedLength(*window).status());
}

[[nodiscard]] inline absl::Status NeedLikelihood(std::string_view field,
                                                 const std::optional<model::Likelihood>& given) {
  if (!given.has_value()) return absl::OkStatus();
  if (const auto* point = std::get_if<double>(&given->form)) {
    return NeedProbability(base::Cat(field, ".point"), *point);
  }
  if (const auto* beta = std::get_if<model::BetaLikelihood>(&given->form)) {
    if (!IsFinite(beta->a) || !IsFinite(beta->b) || beta->a <= 0 || beta->b <= 0) {
      return base::Invalid(
          "value", base::Cat(field, ".beta: a and b must be finite and above 0, got ", beta->a,
                             " and ", beta->b));
    }
    return absl::OkStatus();
  }
  if (const auto* pert = std::get_if<model::PertLikelihood>(&given->form)) {
    if (!(pert->low >= 0 && pert->low <= pert->mode && pert->mode <= pert->high &&
          pert->high <= 1)) {
      return base::Invalid("value",
                           base::Cat(field, ".pert must keep 0 <= low <= mode <= high <= 1, got ",
                                     pert->low, ", ", pert->mode, ", ", pert->high));
    }
    return absl::OkStatus();
  }
  return base::Invalid("value",
                       base::Cat(field, " is given without a form; use point, beta or pert"));
}

// Is what happened at `at` as new as what stands? What is recorded later and happened earlier is
// history: it replaces nothing.
[[nodiscard]] inline bool IsAsNew(const Context& context, const Stamp& standing) {
  return context.stamp.occurred_at >= standing.occurred_at;
}

// The same of `what` with these ids, where the state keeps no stamp of its own; what comes to stand
// is noted.
[[nodiscard]] inline bool Replaces(State& state, const Context& context, std::string_view what,
                                   std::string_view id = {}, std::string_view other_id = {}) {
  // With its length before it, no id runs into the next.
  const auto [place, is_new] = state.newest.try_emplace(
      base::Cat(what, " ", id.size(), " ", id, other_id), context.stamp.occurred_at);
  if (is_new) return true;
  if (context.stamp.occurred_at < place->second) return false;
  place->second = context.stamp.occurred_at;
  return true;
}

// Puts a new owner in place of, or beside, those that stand. One who owned it before the owners
// that stand came replaces nobody.
inline void Assign(Ownership& ownership, std::string_view owner, bool beside_previous,
                   absl::Time at) {
  if (!beside_previous && !ownership.owners.empty() && at < ownership.since) return;
  if (!beside_previous) ownership.owners.clear();
  for (const std::string& standing : ownership.owners) {
    if (standing == owner) return;
  }
  ownership.owners.emplace_back(owner);
  ownership.since = at;
}

// A first owner, where one is named.
[[nodiscard]] inline Ownership FirstOwner(std::string_view owner, absl::Time at) {
  Ownership ownership;
  ownership.since = at;
  if (!owner.empty()) ownership.owners.emplace_back(owner);
  return ownership;
}

// Who holds one of these may set aside what the engine found.
inline constexpr model::Role kRolesThatSetAside[] = {
    model::Role::kApprover, model::Role::kSignOffOwner, model::Role::kLeadershipContact,
    model::Role::kSponsor};

// The rows in State::roles of those that are held for exactly that scope.
[[nodiscard]] inline std::span<const size_t> RolesWithin(const State& state,
                                                         std::string_view scope) {
  const std::vector<size_t>* rows = Find(state.roles_within, scope);
  return rows == nullptr ? std::span<const size_t>() : *rows;
}

// Does the party hold the role at that moment, for the whole cycle or for `scope`?
[[nodiscard]] inline bool HoldsRole(const State& state, std::string_view party, model::Role role,
                                    std::string_view scope, absl::Time at) {
  const auto holds = [&](size_t row) {
    const model::RoleAssigned& held = state.roles[row].fact;
    return held.role == role && held.party == party &&
           (!held.until.has_value() || at < *held.until);
  };
  const std::span<const size_t> everywhere = RolesWithin(state, "");
  if (std::any_of(everywhere.begin(), everywhere.end(), holds)) return true;
  const std::span<const size_t> within = RolesWithin(state, scope);
  return std::any_of(within.begin(), within.end(), holds);
}

// Does the party answer for something in the cycle, or in `scope`: did it open the cycle, or does
// it hold a role there that decides? Doing work for another (DELEGATE, IMPLEMENTER) is none.
[[nodiscard]] inline bool AnswersIn(const State& state, std::string_view party,
                                    std::string_view scope, absl::Time at) {
  if (state.opened.has_value() && state.opened->actor == party) return true;
  for (const model::Role role :
       {model::Role::kSignOffOwner, model::Role::kApprover, model::Role::kDecisionOwner,
        model::Role::kPostLaunchOwner, model::Role::kLeadershipContact, model::Role::kSponsor,
        model::Role::kGoToMarketOwner}) {
    if (HoldsRole(state, party, role, scope, at)) return true;
  }
  return false;
}

}  // namespace readiness::engine::internal
