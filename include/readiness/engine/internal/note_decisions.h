// readiness/engine/internal/note_decisions.h: what is open, late, ended or verified without saying
// why, or begun while a risk isolates what it waits for (R23, R28, R29, R38, R54, R57).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/engine/internal/issue_notes.h"

namespace readiness::engine::internal {

// R23: who is asked to decide is told by when.
inline void NoteDueDates(IssueNotes& notes) {
  std::vector<std::string> undated;
  for (const auto& [id, decision] : notes.view.state.decisions) {
    if (decision.is_in_scope && IsOpen(decision.phase) && !decision.due_at.has_value() &&
        decision.phase != DecisionPhase::kDeferred) {
      undated.push_back(id);
    }
  }
  if (undated.empty()) return;
  notes.Add(model::Severity::kNote, "decisions/due",
            base::Cat("R23: ", undated.size(),
                      undated.size() == 1 ? " open decision has" : " open decisions have",
                      " no due date: ", Few(undated)));
}

// R23: what is closed has an owner and a rationale.
inline void NoteEndings(IssueNotes& notes) {
  for (const auto& [id, decision] : notes.view.state.decisions) {
    const bool is_withdrawn = decision.phase == DecisionPhase::kWithdrawn;
    if (!decision.is_in_scope || (!is_withdrawn && decision.phase != DecisionPhase::kSuperseded)) {
      continue;
    }
    if (decision.end_reason.empty() && (is_withdrawn || decision.superseded_by.empty())) {
      notes.Add(model::Severity::kWarning, base::Cat("decision/", id),
                base::Cat("R23: it was ", Name(decision.phase), " without a reason"));
    }
    if (notes.view.DecisionOwners(decision).empty()) {
      notes.Add(model::Severity::kWarning, base::Cat("decision/", id),
                base::Cat("R23: it was ", Name(decision.phase),
                          " and has no owner who answers for that"));
    }
  }
}

// R57, R29: what is verified rests on evidence; without it, it is said to be so.
inline void NoteVerifications(IssueNotes& notes) {
  for (const auto& [id, risk] : notes.view.state.risks) {
    if (risk.phase == RiskPhase::kVerified && risk.verified_by.empty()) {
      notes.Add(model::Severity::kWarning, base::Cat("risk/", id),
                "R57: it was verified without evidence, so it left the ranking on a word; name the "
                "evidence");
    }
  }
  for (const auto& [id, risk] : notes.view.state.risks) {
    if (risk.phase == RiskPhase::kVerified && risk.verified_at < risk.estimated_at) {
      notes.Add(model::Severity::kWarning, base::Cat("risk/", id),
                "it was estimated anew after it was verified gone; if it is back, record "
                "risk_appeared");
    }
  }
  std::vector<std::string> built;
  for (const auto& [id, decision] : notes.view.state.decisions) {
    if (decision.is_in_scope && decision.phase == DecisionPhase::kImplemented &&
        decision.verified_by.empty()) {
      built.push_back(id);
    }
  }
  if (!built.empty()) {
    notes.Add(model::Severity::kNote, "decisions/verified",
              base::Cat(built.size(), built.size() == 1 ? " decision was" : " decisions were",
                        " verified as built without evidence: ", Few(built)));
  }
}

// R54: while a risk shows, the decision that it isolates and all that wait for it are frozen.
// What was begun since is named.
inline void NoteIsolation(IssueNotes& notes) {
  const State& state = notes.view.state;
  std::multimap<std::string_view, std::string_view> dependents;  // By what they wait for.
  for (const auto& [id, risk] : state.risks) {
    if (risk.phase != RiskPhase::kAppeared || risk.isolated_decision.empty()) continue;
    if (dependents.empty()) {
      for (const auto& [ends, dependency] : state.dependencies) {
        dependents.emplace(ends.second, ends.first);
      }
    }
    std::vector<std::string_view> frozen = {risk.isolated_decision};
    std::set<std::string_view> seen(frozen.begin(), frozen.end());
    for (size_t head = 0; head < frozen.size(); ++head) {
      const auto [begin, end] = dependents.equal_range(frozen[head]);
      for (auto dependent = begin; dependent != end; ++dependent) {
        if (seen.insert(dependent->second).second) frozen.push_back(dependent->second);
      }
    }
    std::vector<std::string> begun;
    for (const std::string_view one : seen) {
      const DecisionState* decision = Find(state.decisions, one);
      if (decision != nullptr && decision->is_in_scope && decision->started_stamp.has_value() &&
          decision->started_stamp->occurred_at >= risk.appeared_stamp->occurred_at) {
        begun.emplace_back(one);
      }
    }
    if (begun.empty()) continue;
    notes.Add(model::Severity::kWarning, base::Cat("risk/", id),
              base::Cat("R54: it shows and isolates decision \"", risk.isolated_decision,
                        "\", and implementation was begun since of what is frozen by that: ",
                        Few(begun), "; hold it until the risk is treated"));
  }
}

// R29: what is deferred stays open, with a new date. Records that others kept often have none.
inline void NoteDeferrals(IssueNotes& notes) {
  for (const auto& [id, decision] : notes.view.state.decisions) {
    if (!decision.is_in_scope || decision.phase != DecisionPhase::kDeferred) continue;
    if (!decision.due_at.has_value()) {
      notes.Add(model::Severity::kWarning, base::Cat("decision/", id),
                "R29: it was deferred without a new due date; say by when it is decided");
    } else if (*decision.due_at <= decision.decided_stamp->occurred_at) {
      notes.Add(model::Severity::kWarning, base::Cat("decision/", id),
                base::Cat("R29: it was deferred to ", base::InstantText(*decision.due_at),
                          ", which had passed by then; say by when it is decided"));
    }
  }
}

// R28, R38.
inline void NoteWindowsAndChurn(IssueNotes& notes) {
  const absl::Duration window = LengthOf(notes.view.policy.owner_window);
  for (const auto& [id, decision] : notes.view.state.decisions) {
    if (decision.is_in_scope && IsOpen(decision.phase) &&
        notes.view.DecisionOwners(decision).empty() &&
        notes.view.as_of > notes.view.UnownedSince(decision) + window) {
      notes.Add(
          decision.opened.is_high_impact ? model::Severity::kError : model::Severity::kWarning,
          base::Cat("decision/", id),
          base::Cat("R28: has had no owner since ",
                    base::InstantText(notes.view.UnownedSince(decision)), ", longer than ",
                    calendar::WindowText(*notes.view.policy.owner_window)));
    }
  }
  std::map<std::string, int64_t> churn;
  for (const auto& [id, change] : notes.view.state.changes) {
    if (change.is_churn) {
      ++churn[change.request.source.empty() ? "no source named" : change.request.source];
    }
  }
  for (const auto& [source, count] : churn) {
    notes.Add(model::Severity::kNote, "scope/churn",
              base::Cat("R38: ", count, count == 1 ? " change" : " changes",
                        " after the scope was locked (", source, ")"));
  }
  const std::set<std::string> late(notes.view.state.late_scope.begin(),
                                   notes.view.state.late_scope.end());
  if (!late.empty()) {
    notes.Add(
        model::Severity::kNote, "scope/churn",
        base::Cat("R38: ", late.size(),
                  " came into the scope or left it after it was locked, without a change request: ",
                  Few({late.begin(), late.end()})));
  }
  for (const Leaf& leaf : notes.sheet.leaves) {
    if (leaf.raw.kind == model::ResultKind::kFail && leaf.shown.id.ends_with("-in-time")) {
      notes.Add(model::Severity::kWarning, leaf.Path(),
                base::Cat("held outside its window: ", leaf.shown.value, ", and it was due ",
                          leaf.shown.threshold));
    }
  }
}

}  // namespace readiness::engine::internal
