// readiness/engine/internal/note_people.h: problems in who answers for what, and in reviews and
// rituals (R22, R27, R33, R36, Q4).
#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/engine/internal/issue_notes.h"

namespace readiness::engine::internal {

// What one party gave itself, and what one party both decided and approved: the engine checks who
// may do what, and whoever writes the log answers for who did it (R23, R36).
inline void NoteRoles(IssueNotes& notes) {
  for (const RoleState& held : notes.view.state.roles) {
    const bool is_trusted = std::find(std::begin(kRolesThatSetAside), std::end(kRolesThatSetAside),
                                      held.fact.role) != std::end(kRolesThatSetAside);
    if (is_trusted && held.stamp.actor == held.fact.party &&
        held.fact.party != notes.view.state.opened->actor &&
        held.fact.party != notes.view.Steward()) {
      notes.Add(model::Severity::kWarning, base::Cat("party/", held.fact.party),
                base::Cat("R36: it gave itself the role ", model::Name(held.fact.role),
                          "; let who answers for the cycle assign it"));
    }
  }
  std::map<std::string_view, std::vector<const ScopeItemState*>> items;  // By artifact.
  for (const auto& [id, item] : notes.view.state.items) items[item.artifact()].push_back(&item);
  for (const auto& [id, approval] : notes.view.state.approvals) {
    if (approval.withdrawn_stamp.has_value()) continue;
    for (const ScopeItemState* item : items[approval.fact.artifact]) {
      const DecisionState* decision = Find(notes.view.state.decisions, item->request.decision);
      if (decision == nullptr || notes.view.DecisionOwner(*decision) != approval.stamp.actor)
        continue;
      notes.Add(model::Severity::kWarning, base::Cat("approval/", id),
                base::Cat("R36: \"", approval.stamp.actor,
                          "\" approves what carries out its own "
                          "decision \"",
                          decision->opened.id, "\"; let somebody else approve"));
      break;
    }
  }
}

// Q4: to the leadership contact; where that is the owner, to the sponsor.
inline void NoteEscalationPath(IssueNotes& notes) {
  const std::vector<std::string> contacts = notes.view.Holders(model::Role::kLeadershipContact);
  const std::vector<std::string> sponsors = notes.view.Holders(model::Role::kSponsor);
  if (contacts.empty() && sponsors.empty()) {
    notes.Add(model::Severity::kWarning, "cycle/escalation",
              "Q4: an escalation would have nowhere to go; assign LEADERSHIP_CONTACT or SPONSOR");
  } else if (sponsors.empty() && contacts == notes.view.Holders(model::Role::kSignOffOwner)) {
    notes.Add(model::Severity::kWarning, "cycle/escalation",
              "Q4: the leadership contact is the owner and there is no sponsor; assign SPONSOR");
  }
}

// R22: reviews that yield comments but few decisions.
inline void NoteComments(IssueNotes& notes) {
  int64_t open_count = 0;
  for (const auto& [id, comment] : notes.view.state.comments) {
    open_count += comment.phase == CommentPhase::kOpen ? 1 : 0;
  }
  int64_t decided_count = 0;
  for (const auto& [id, decision] : notes.view.state.decisions) {
    decided_count += decision.is_in_scope && !IsOpen(decision.phase) ? 1 : 0;
  }
  const int64_t limit = notes.view.policy.open_comments_per_decision;
  // More than `limit` open comments a decision; with no decision at all, from `limit` on.
  if (open_count >= limit && (open_count - 1) / limit >= decided_count) {
    notes.Add(model::Severity::kWarning, "reviews/comments",
              base::Cat("R22: ", open_count, open_count == 1 ? " comment is" : " comments are",
                        " open and ", decided_count,
                        decided_count == 1 ? " decision is" : " decisions are",
                        " closed; reviews yield comments instead of decisions, look at "
                        "ownership and approval criteria first"));
  }
}

[[nodiscard]] inline bool IsNeglected(const IssueNotes& notes, const RitualState& ritual) {
  const absl::Duration cadence = LengthOf(ritual.fact.cadence);
  return cadence > absl::ZeroDuration() && notes.view.as_of > notes.view.LastHeld(ritual) + cadence;
}

// R27, R33: a ritual that is named is formal, and one that keeps a risk in check is held.
inline void NoteRituals(IssueNotes& notes) {
  std::set<std::pair<std::string, std::string>> named;
  if (notes.view.state.outcome.has_value())
    named.emplace(notes.view.state.outcome->ritual, "outcome");
  for (const auto& [id, item] : notes.view.state.items) named.emplace(item.ritual, "item/" + id);
  for (const auto& [id, decision] : notes.view.state.decisions) {
    if (decision.handoff.has_value()) named.emplace(decision.handoff->ritual, "decision/" + id);
  }
  std::string last;
  for (const auto& [ritual, where] : named) {
    if (ritual.empty() || ritual == last) continue;
    last = ritual;
    if (Find(notes.view.state.rituals, ritual) == nullptr) {
      notes.Add(model::Severity::kWarning, base::Cat("ritual/", ritual),
                base::Cat("R33: the ritual is named by ", where,
                          " and is informal; declare its owner, cadence and template"));
    }
  }
  for (const auto& [id, risk] : notes.view.state.risks) {
    if (!View::IsOpenRisk(risk) || risk.risk.ritual.empty()) continue;
    const RitualState* ritual = Find(notes.view.state.rituals, risk.risk.ritual);
    std::string_view why;
    if (ritual == nullptr) {
      why = "is not declared";
    } else if (ritual->fact.owner.empty()) {
      why = "has no owner";
    } else if (IsNeglected(notes, *ritual)) {
      why = "was not held for longer than its cadence";
    }
    if (!why.empty()) {
      notes.Add(model::Severity::kWarning, base::Cat("risk/", id),
                base::Cat("R27: cascading: the ritual \"", risk.risk.ritual,
                          "\" that keeps it in check ", why));
    }
  }
}

}  // namespace readiness::engine::internal
