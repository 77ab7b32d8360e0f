// readiness/engine/internal/ask_handoff.h: stage HAND_OFF (R30, R31, R35 to R37), and the scope.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// Where the approval of an item's current version stands.
struct ItemApproval {
  std::string version;                         // The current version; empty: none was published.
  const ApprovalState* standing = nullptr;     // The approval that counts.
  const ApprovalState* conditional = nullptr;  // One that would, but for its conditions (Q6).
  std::vector<std::string> other_versions;     // Versions that are approved and not current.
};

[[nodiscard]] inline ItemApproval ApprovalOf(const View& view, const ScopeItemState& item) {
  ItemApproval found;
  const std::string& artifact = item.artifact();
  if (const ArtifactState* state = Find(view.state.artifacts, artifact)) {
    found.version = state->version;
  }
  for (const auto& [id, approval] : view.state.approvals) {
    if (approval.fact.artifact != artifact || approval.withdrawn_stamp.has_value()) continue;
    if (approval.fact.version != found.version) {
      found.other_versions.push_back(approval.fact.version);
    } else if (approval.HasOpenConditions()) {
      found.conditional = &approval;
    } else if (found.standing == nullptr) {
      found.standing = &approval;
    }
  }
  std::sort(found.other_versions.begin(), found.other_versions.end());
  found.other_versions.erase(std::unique(found.other_versions.begin(), found.other_versions.end()),
                             found.other_versions.end());
  return found;
}

// R35: the decision of an item that stands against building it: it was taken and is not approved
// now, or it was withdrawn or replaced. nullptr: none does. One that nobody has taken yet does not;
// whether the item's version is approved is for its approver to say (R36).
[[nodiscard]] inline const DecisionState* OpposedDecisionOf(const View& view,
                                                            const ScopeItemState& item) {
  const DecisionState* decision = Find(view.state.decisions, item.request.decision);
  if (decision == nullptr || IsApproved(decision->phase)) return nullptr;
  return decision->decided.has_value() || !IsOpen(decision->phase) ? decision : nullptr;
}

inline void AskApproval(const View& view, Sheet& sheet, const std::string& id,
                        const ScopeItemState& item, const std::string& owner) {
  const ItemApproval approval = ApprovalOf(view, item);
  const DecisionState* opposed = OpposedDecisionOf(view, item);
  Finding finding;
  finding.owner = owner;
  finding.label = item.request.title.empty() ? id : base::Cat(id, " (", item.request.title, ")");
  finding.threshold = approval.version.empty() ? "" : base::Cat("version ", approval.version);
  if (approval.standing != nullptr) {
    finding.value = base::Cat("approved by ", approval.standing->stamp.actor);
    finding.evidence.push_back(approval.standing->stamp.entry);
    if (opposed != nullptr) {
      finding.value +=
          base::Cat(", but decision \"", opposed->opened.id, "\" is ", Name(opposed->phase));
      finding.next_step = base::Cat("Approve decision \"", opposed->opened.id,
                                    "\", or take it out of scope with decision_descoped");
    }
  } else if (approval.conditional != nullptr) {
    std::vector<std::string> open;
    for (const model::ApprovalCondition& condition : approval.conditional->fact.conditions) {
      if (!approval.conditional->met_conditions.contains(condition.id)) {
        open.push_back(condition.text.empty() ? condition.id : condition.text);
      }
    }
    finding.value = base::Cat("approved under conditions that are open: ", Joined(open));
    finding.next_step = base::Cat("Meet the open conditions of approval \"",
                                  approval.conditional->fact.id, "\": ", Joined(open));
    finding.evidence.push_back(approval.conditional->stamp.entry);
  } else {
    finding.value = approval.other_versions.empty()
                        ? "no approval of any version"
                        : base::Cat("approved for ", Joined(approval.other_versions), " only");
    finding.next_step =
        approval.version.empty()
            ? base::Cat("Publish the version of \"", item.artifact(), "\" that is to be approved")
            : base::Cat("Ask an approver to approve version ", approval.version, " of \"",
                        item.artifact(), "\"");
  }
  sheet.Put("approval", id, PassIf(approval.standing != nullptr && opposed == nullptr),
            std::move(finding));
}

inline void AskItems(const View& view, Sheet& sheet, Scope& scope) {
  bool has_item = false;
  for (const auto& [id, item] : view.state.items) {
    if (!view.IsItemInScope(item)) continue;
    has_item = true;
    const DecisionState* decision = Find(view.state.decisions, item.request.decision);
    std::string owner = decision == nullptr ? std::string() : view.DecisionOwner(*decision);
    if (owner.empty()) owner = view.Steward();
    AskApproval(view, sheet, id, item, owner);

    Finding criteria;
    criteria.owner = owner;
    criteria.value = Joined(item.criteria);
    criteria.next_step = base::Cat("Link \"", id, "\" to its acceptance criteria");
    sheet.Put("criteria", id, PassIf(!item.criteria.empty()), std::move(criteria));
    Finding link;
    link.owner = owner;
    link.value = item.ritual;
    link.next_step = base::Cat("Link \"", id, "\" to its ritual");
    sheet.Put("link", id, PassIf(!item.ritual.empty()), std::move(link));

    ScopeGap gap;
    gap.item = id;
    if (ApprovalOf(view, item).standing == nullptr || OpposedDecisionOf(view, item) != nullptr) {
      gap.missing.emplace_back("approval");
    }
    if (item.criteria.empty()) gap.missing.emplace_back("criteria");
    if (item.ritual.empty()) gap.missing.emplace_back("link");
    if (gap.missing.empty()) {
      scope.in.push_back(id);
    } else {
      scope.out.push_back(std::move(gap));
    }
  }
  Finding recorded;
  recorded.owner = view.Steward();
  recorded.next_step = "Record what is to be built with scope_item_requested";
  sheet.Put("scope-recorded", "", PassIf(has_item), std::move(recorded));
}

inline void AskHandoffs(const View& view, Sheet& sheet, std::vector<Constraint>& constraints) {
  for (const auto& [id, decision] : view.state.decisions) {
    if (!decision.is_in_scope || !IsApproved(decision.phase)) continue;
    std::string owner = view.DecisionOwner(decision);
    if (owner.empty()) owner = view.Steward();
    const model::HandoffIssued* handoff =
        decision.handoff.has_value() ? &*decision.handoff : nullptr;
    std::vector<std::string> missing;
    if (handoff == nullptr) {
      missing.emplace_back("handoff");
    } else {
      if (handoff->criteria.empty()) missing.emplace_back("criteria");
      if (handoff->edge_cases.empty()) missing.emplace_back("edge cases");
      if (handoff->expected_behaviour.empty()) missing.emplace_back("expected behaviour");
      constraints.push_back({id, handoff->constraint, handoff->criteria});
    }
    const std::string label =
        decision.opened.title.empty() ? id : base::Cat(id, " (", decision.opened.title, ")");
    Finding finding;
    finding.owner = owner;
    finding.label = label;
    finding.value = missing.empty() ? handoff->constraint : base::Cat("missing: ", Joined(missing));
    finding.next_step =
        base::Cat("Hand \"", id, "\" off with criteria, edge cases and expected behaviour");
    if (decision.handoff_stamp.has_value()) {
      finding.evidence.push_back(decision.handoff_stamp->entry);
    }
    const std::vector<std::string> evidence = finding.evidence;
    sheet.Put("handoff", id, PassIf(missing.empty()), std::move(finding));

    // A ritual other than the outcome's is recorded and wrong; none is not recorded.
    const std::string wanted = view.state.outcome.has_value() ? view.state.outcome->ritual : "";
    Finding ritual;
    ritual.owner = owner;
    ritual.label = label;
    ritual.threshold = wanted;
    ritual.evidence = evidence;
    ritual.next_step =
        base::Cat("Name ", wanted.empty() ? "the ritual" : base::Cat("the ritual \"", wanted, "\""),
                  " in the handoff of \"", id, "\" and how it is measured after launch");
    model::Result result = model::Result::Unknown(model::UnknownReason::kMissing);
    if (handoff != nullptr && !handoff->ritual.empty()) {
      ritual.value = handoff->ritual;
      if (!wanted.empty() && handoff->ritual != wanted) {
        result = model::Result::Fail();
      } else if (!handoff->ritual_measure.empty()) {
        result = model::Result::Pass();
      }
    }
    sheet.Put("handoff-ritual", id, result, std::move(ritual));
  }
}

inline void AskChanges(const View& view, Sheet& sheet) {
  for (const auto& [id, change] : view.state.changes) {
    if (change.phase != ScopeChangePhase::kRequested &&
        change.phase != ScopeChangePhase::kApproved) {
      continue;
    }
    Finding finding;
    finding.owner = !change.request.requester.empty() ? change.request.requester : view.Steward();
    finding.label =
        change.request.title.empty() ? id : base::Cat(id, " (", change.request.title, ")");
    finding.value =
        change.IsPriced() ? change.request.given_up : change.request.impact_unrecorded_reason;
    finding.evidence.push_back(change.stamp.entry);
    finding.next_step =
        base::Cat("Say what \"", id, "\" gives up, its metric impact and its effect on the ritual");
    sheet.Put("priced", id, PassIf(change.IsPriced()), std::move(finding));
  }
}

}  // namespace readiness::engine::internal
