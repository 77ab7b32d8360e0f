// readiness/engine/internal/note_issues.h: problems in the data of a cycle, collected while the
// engine goes on. Each family has a header of its own (note_*.h).
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "readiness/engine/internal/fold_gate.h"
#include "readiness/engine/internal/issue_notes.h"
#include "readiness/engine/internal/note_decisions.h"
#include "readiness/engine/internal/note_goals.h"
#include "readiness/engine/internal/note_graph.h"
#include "readiness/engine/internal/note_mitigations.h"
#include "readiness/engine/internal/note_people.h"

namespace readiness::engine::internal {

inline void NoteLog(IssueNotes& notes) {
  for (const UnrecognizedState& entry : notes.view.state.unrecognized) {
    notes.Add(model::Severity::kError, entry.Path(),
              base::Cat("it (", entry.fact,
                        ") holds what this version does not know; it is kept "
                        "and written back, and the verdict is at most HOLD; use a newer engine"));
  }
  for (const ImportIssueState& issue : notes.view.state.import_issues) {
    std::string path = base::Cat("import/", issue.fact.file);
    if (issue.fact.row > 0) path += base::Cat(":", issue.fact.row);
    notes.Add(model::Severity::kWarning, std::move(path),
              issue.fact.field.empty() ? issue.fact.message
                                       : base::Cat(issue.fact.field, ": ", issue.fact.message));
  }
}

// Is a thing, or the path of a question, called so?
[[nodiscard]] inline bool IsInTheLog(const IssueNotes& notes, std::string_view id) {
  const State& state = notes.view.state;
  return Find(state.decisions, id) != nullptr || Find(state.artifacts, id) != nullptr ||
         Find(state.items, id) != nullptr || Find(state.parties, id) != nullptr ||
         Find(state.nodes, id) != nullptr || Find(state.risks, id) != nullptr ||
         Find(state.blockers, id) != nullptr || Find(state.changes, id) != nullptr ||
         Find(state.criteria, id) != nullptr || notes.view.MilestoneNamed(id) != nullptr ||
         std::any_of(notes.sheet.leaves.begin(), notes.sheet.leaves.end(),
                     [id](const Leaf& leaf) { return leaf.Path() == id; });
}

// What may be named before it is there, and is not there yet.
inline void NoteNamedAhead(IssueNotes& notes) {
  for (const auto& [id, criterion] : notes.view.state.criteria) {
    for (const std::string& other : ReferencesOf(criterion.criterion)) {
      if (Find(notes.view.state.criteria, other) != nullptr) continue;
      notes.Add(model::Severity::kWarning, base::Cat("criterion/", id),
                base::Cat("names criterion \"", other,
                          "\", which is not set; it is unknown until it is"));
    }
    const std::string& gate = criterion.criterion.gate;
    if (!gate.empty() && notes.view.MilestoneNamed(gate) == nullptr) {
      notes.Add(model::Severity::kWarning, base::Cat("criterion/", id),
                base::Cat("names gate \"", gate,
                          "\", which the calendar does not have; it is judged at "
                          "every assessment"));
    }
  }
  for (const auto& [id, change] : notes.view.state.changes) {
    if (change.request.gate.empty() || notes.view.MilestoneNamed(change.request.gate) != nullptr) {
      continue;
    }
    notes.Add(
        model::Severity::kWarning, base::Cat("scope-change/", id),
        base::Cat("names gate \"", change.request.gate, "\", which the calendar does not have"));
  }
  for (const RoleState& held : notes.view.state.roles) {
    const std::string& scope = held.fact.scope;
    if (scope.empty() || IsInTheLog(notes, scope)) continue;
    notes.Add(model::Severity::kWarning, base::Cat("party/", held.fact.party),
              base::Cat("holds ", model::Name(held.fact.role), " for \"", scope,
                        "\", which nothing in the log is called yet"));
  }
}

// All of them, the gravest first.
[[nodiscard]] inline std::vector<model::Issue> NoteIssues(
    const View& view, const Sheet& sheet, const Scope& scope, const FailureGraph& failure,
    std::span<const MitigationFinding> mitigations) {
  IssueNotes notes{view, sheet, scope, failure, mitigations};
  NoteLog(notes);
  NoteOutcome(notes);
  NoteRoles(notes);
  NoteMovedGoals(notes);
  NoteUnaccountableMetrics(notes);
  NoteEscalationPath(notes);
  NoteSpeculation(notes);
  NoteComments(notes);
  NoteDeferrals(notes);
  NoteIsolation(notes);
  NoteMitigationNeeds(notes);
  NoteOldPreCommitment(notes);
  NoteUnownedClosures(notes);
  NoteLateRisks(notes);
  NoteDueDates(notes);
  NoteRituals(notes);
  NoteWindowsAndChurn(notes);
  NoteGraph(notes);
  NoteWaivers(notes);
  NoteNamedAhead(notes);
  NoteUnreadFields(notes);
  NoteVerifications(notes);
  NoteEndings(notes);
  NoteConditions(notes);
  NoteGates(notes);
  std::stable_sort(
      notes.issues.begin(), notes.issues.end(), [](const model::Issue& a, const model::Issue& b) {
        return std::tie(b.severity, a.path, a.message) < std::tie(a.severity, b.path, b.message);
      });
  return std::move(notes.issues);
}

}  // namespace readiness::engine::internal
