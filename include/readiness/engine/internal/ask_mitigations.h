// readiness/engine/internal/ask_mitigations.h: stage ASSIGN_OWNERS: a planned mitigation of one of
// the six kinds has what its kind needs (R19, R54 to R58).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/engine/internal/check_mitigation.h"
#include "readiness/engine/internal/mitigation_needs.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// Of each risk and kind the mitigation that lacks least, the first by id of those that lack as
// much: what is planned beside it never makes it worse. By risk, then by kind. Of a closed risk
// only what must show it closed is asked after, and there one that shows the contrary stands
// whatever else was planned: another plan takes no finding back.
[[nodiscard]] inline std::vector<MitigationFinding> FindMitigationNeeds(const View& view,
                                                                        const Sheet& sheet) {
  std::optional<MitigationInputs> inputs;  // Where a mitigation is of a kind.
  std::map<std::pair<std::string_view, model::MitigationKind>, MitigationFinding> best;
  for (const auto& [id, mitigation] : view.state.mitigations) {
    const model::MitigationKind kind = mitigation.fact.kind;
    if (NeedsOf(kind) == nullptr) continue;
    const RiskState* risk = Find(view.state.risks, mitigation.fact.risk);
    const bool is_open = View::IsOpenRisk(*risk);
    if (!is_open && kind != model::MitigationKind::kEscalationPath) continue;
    if (!inputs.has_value()) inputs.emplace(view, sheet);
    MitigationFinding found = MitigationChecker(*inputs, mitigation, *risk).Check();
    const auto [place, is_first] =
        best.try_emplace({mitigation.fact.risk, kind}, MitigationFinding());
    const bool is_wrong = found.CountOf(model::ResultKind::kFail) > 0;
    const bool best_is_wrong = place->second.CountOf(model::ResultKind::kFail) > 0;
    if (is_first ||
        (is_open || is_wrong == best_is_wrong ? LacksLess(found, place->second) : is_wrong)) {
      place->second = std::move(found);
    }
  }
  std::vector<MitigationFinding> findings;
  findings.reserve(best.size());
  for (auto& [key, found] : best) findings.push_back(std::move(found));
  return findings;
}

// R57: the risks that are closed on a word: without evidence, or without what shows them closed.
[[nodiscard]] inline std::set<std::string_view> UnverifiedRisks(
    const View& view, std::span<const MitigationFinding> mitigations) {
  std::set<std::string_view> unverified;
  for (const auto& [id, risk] : view.state.risks) {
    if (!View::IsOpenRisk(risk) && risk.verified_by.empty()) unverified.insert(id);
  }
  for (const MitigationFinding& found : mitigations) {
    if (!View::IsOpenRisk(*found.risk) && !found.gaps.empty()) {
      unverified.insert(found.risk->risk.id);
    }
  }
  return unverified;
}

// "names no practice; implementation of "pay" was begun at ... without it".
[[nodiscard]] inline std::string GapsText(const MitigationFinding& found) {
  std::string text;
  for (const MitigationGap& gap : found.gaps) {
    text += base::Cat(text.empty() ? "" : "; ", gap.what);
  }
  return text;
}

// By when the first of its gaps is to be settled.
[[nodiscard]] inline absl::Time DueOf(const MitigationFinding& found) {
  absl::Time due = absl::InfiniteFuture();
  for (const MitigationGap& gap : found.gaps) due = std::min(due, gap.due);
  return due;
}

// R55: does it keep what it is for from being begun?
[[nodiscard]] inline bool IsBlockingStart(const MitigationFinding& found) {
  return found.kind->kind == model::MitigationKind::kFallback && !found.gaps.empty() &&
         found.CountOf(model::ResultKind::kFail) == 0;
}

// After the cycle's own criteria, which show what is closed. Returns what was found; it looks at
// the state of the view.
[[nodiscard]] inline std::vector<MitigationFinding> AskMitigations(const View& view, Sheet& sheet) {
  std::vector<MitigationFinding> mitigations = FindMitigationNeeds(view, sheet);
  for (const MitigationFinding& found : mitigations) {
    const model::MitigationPlanned& fact = found.mitigation->fact;
    Finding finding;
    finding.owner = found.owner;
    finding.label = view.LabelOf(fact.id, fact.description);
    finding.threshold = base::Cat("of risk ", fact.risk);
    finding.value = found.gaps.empty() ? "has what it needs" : GapsText(found);
    if (!found.gaps.empty()) finding.next_step = found.gaps.front().next_step;
    if (found.gaps.empty()) finding.valid_until = found.valid_until;
    finding.evidence = found.evidence;
    sheet.Put(found.kind->question, fact.id, found.Worst(), std::move(finding));
  }
  return mitigations;
}

}  // namespace readiness::engine::internal
