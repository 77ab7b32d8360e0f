// readiness/engine/internal/ask_owner.h: stage ASSIGN_OWNERS (R24, R25, R51).
#pragma once

#include <string>
#include <vector>

#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

inline void PutOwner(const View& view, Sheet& sheet, std::string_view kind, std::string_view id,
                     std::string_view label, const std::vector<std::string>& owners,
                     std::string_view assign_with) {
  if (view.is_brief) return sheet.Put(kind, id, PassIfOneOwner(owners.size()));
  Finding finding;
  finding.value = Joined(owners);
  finding.owner = owners.size() == 1 ? owners.front() : view.Steward();
  finding.label = view.LabelOf(id, label);
  if (owners.size() != 1) {
    finding.next_step = owners.empty()
                            ? base::Cat("Name the one owner with ", assign_with)
                            : base::Cat("Leave one owner of ", owners.size(), "; name it with ",
                                        assign_with, ", and end a role that makes another");
  }
  sheet.Put(kind, id, PassIfOneOwner(owners.size()), std::move(finding));
}

inline void PutRecorded(const View& view, Sheet& sheet, std::string_view kind, std::string_view id,
                        std::string_view owner, bool is_recorded, std::string value,
                        std::string next_step) {
  Finding finding;
  finding.value = std::move(value);
  finding.owner = owner.empty() ? view.Steward() : std::string(owner);
  finding.next_step = std::move(next_step);
  sheet.Put(kind, id, PassIf(is_recorded), std::move(finding));
}

inline void AskOwners(const View& view, Sheet& sheet) {
  const State& state = view.state;
  PutRecorded(view, sheet, "work-recorded", "", "",
              !state.decisions.empty() || !state.risks.empty(), "",
              "Record the decisions and risks of the cycle");
  for (const auto& [id, risk] : state.risks) {
    if (!View::IsOpenRisk(risk)) continue;
    PutOwner(view, sheet, "risk-owner", id, risk.risk.title, risk.ownership.owners,
             "risk_owner_assigned");
  }
  for (const auto& [id, decision] : state.decisions) {
    if (!decision.is_in_scope || !IsOpen(decision.phase)) continue;
    PutOwner(view, sheet, "decision-owner", id, decision.opened.title,
             view.DecisionOwners(decision), "decision_owner_assigned");
  }
  for (const auto& [key, dependency] : state.dependencies) {
    const model::DependencyDeclared& fact = dependency.fact;
    const std::string id = base::Cat(fact.dependent, "<-", fact.prerequisite);
    PutOwner(view, sheet, "dependency-owner", id, "", dependency.ownership.owners,
             "dependency_declared");
    PutRecorded(
        view, sheet, "dependency-checkpoint", id, dependency.ownership.Sole(),
        !fact.checkpoint.empty() && !fact.metric.empty(),
        fact.checkpoint.empty() ? fact.metric : base::Cat(fact.checkpoint, " / ", fact.metric),
        "Declare the dependency again with its checkpoint and metric");
  }
  for (const auto& [id, blocker] : state.blockers) {
    if (!IsOpen(blocker.phase)) continue;
    PutOwner(view, sheet, "blocker-owner", id, blocker.fact.title, blocker.ownership.owners,
             "a new blocker_opened");
    const std::string_view owner = blocker.ownership.Sole();
    PutRecorded(view, sheet, "blocker-due", id, owner, blocker.fact.due_at.has_value(),
                blocker.fact.due_at.has_value() ? base::InstantText(*blocker.fact.due_at) : "",
                "Close the blocker and open a new one that says by when it must be gone");
    PutRecorded(view, sheet, "blocker-fallback", id, owner, !blocker.fallback.empty(),
                blocker.fallback,
                "Accept the blocker with a fallback plan, or close it and open a new one with it");
  }
}

}  // namespace readiness::engine::internal
