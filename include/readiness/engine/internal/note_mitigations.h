// readiness/engine/internal/note_mitigations.h: what mitigations lack, risks that nobody closes,
// and risks that were found late (R19, R53 to R60).
#pragma once

#include <string>
#include <vector>

#include "readiness/engine/internal/ask_mitigations.h"
#include "readiness/engine/internal/issue_notes.h"
#include "readiness/engine/internal/measure_exposure.h"

namespace readiness::engine::internal {

// R53 to R58, R19: what is missing or late, at the risk that it concerns.
inline void NoteMitigationNeeds(IssueNotes& notes) {
  for (const MitigationFinding& found : notes.mitigations) {
    const model::MitigationPlanned& fact = found.mitigation->fact;
    const std::string path = base::Cat("risk/", fact.risk);
    const std::string plan =
        base::Cat(found.kind->rule, ": ", found.kind->called, " \"", fact.id, "\" ");
    if (!found.gaps.empty()) {
      const bool is_wrong = found.CountOf(model::ResultKind::kFail) > 0;
      notes.Add(
          is_wrong ? model::Severity::kError : model::Severity::kWarning, path,
          base::Cat(plan, "lacks what it needs: ", GapsText(found), "; ", found.owner,
                    " settles it by ", base::InstantText(DueOf(found)),
                    IsBlockingStart(found) ? "; what it is for must not be begun before" : ""));
    } else if (found.is_late) {
      notes.Add(
          model::Severity::kNote, path,
          base::Cat(plan, "was planned at ", base::InstantText(found.mitigation->stamp.occurred_at),
                    ", after what it is for was begun"));
    }
  }
}

// R19: the check that the cycle itself has to make before each commitment.
inline void NoteOldPreCommitment(IssueNotes& notes) {
  const State& state = notes.view.state;
  const std::optional<Commitment> last = LastCommitment(state);
  if (!last.has_value() || state.pre_commitments.empty() || state.launched.has_value()) return;
  absl::Time newest = absl::InfinitePast();
  for (const auto& [name, gate] : state.pre_commitments) {
    newest = std::max(newest, gate.stamp.occurred_at);
  }
  if (newest >= last->at) return;
  notes.Add(model::Severity::kNote, "cycle/pre-commitment",
            base::Cat("R19: whether the gate's signal can be reached was checked last at ",
                      base::InstantText(newest), ", before ", last->what, " at ",
                      base::InstantText(last->at), "; check it again before the launch"));
}

// R59: what stays open for whole review cycles while nobody owns when it is closed.
inline void NoteUnownedClosures(IssueNotes& notes) {
  std::vector<std::string> drifting;
  for (const auto& [id, risk] : notes.view.state.risks) {
    if (!View::IsOpenRisk(risk) || AgeInCycles(notes.view, risk) == 0) continue;
    if (risk.is_mitigated || HasClosingDate(notes.view.state, risk)) continue;
    drifting.push_back(id);
  }
  if (drifting.empty()) return;
  notes.Add(model::Severity::kNote, "risks/closing",
            base::Cat("R59: open for a whole review cycle or longer, and nobody owns by when: ",
                      Few(drifting), "; plan a mitigation with an owner and a date"));
}

// R60: risks that were found after the scope was locked, and those of them that nothing recovers.
inline void NoteLateRisks(IssueNotes& notes) {
  const PhaseHistory history(notes.view.state);
  std::vector<std::string> late;
  for (const auto& [id, risk] : notes.view.state.risks) {
    if (!View::IsOpenRisk(risk) || !IsFoundLate(notes.view.state, risk)) continue;
    late.push_back(id);
    if (risk.is_mitigated || !RecoveryOptionsOf(notes.view, risk).empty()) continue;
    notes.Add(model::Severity::kWarning, base::Cat("risk/", id),
              base::Cat("R60: it was found late, while the cycle was ", Name(history.FoundIn(risk)),
                        ", and nothing is planned to recover from it; plan a mitigation with a "
                        "date that lies ahead"));
  }
  if (late.empty()) return;
  notes.Add(
      model::Severity::kNote, "risks/late",
      base::Cat("R60: ", late.size(), late.size() == 1 ? " open risk was" : " open risks were",
                " found after the scope was locked: ", Few(late)));
}

}  // namespace readiness::engine::internal
