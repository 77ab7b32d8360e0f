// readiness/engine/internal/ask_handoff.h: stage HAND_OFF (R30, R31, R35 to R37), and the scope.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// Where the approval of an item's current version stands.
struct ItemApproval {
  std::string version;                         // The current version; empty: none was published.
  const ApprovalState* standing = nullptr;     // The approval that counts.
  const ApprovalState* conditional = nullptr;  // One that would, but for its conditions (Q6).
  const ApprovalState* shut = nullptr;         // One given at a gate that was decided NO_GO since.
  std::vector<std::string> other_versions;     // Versions that are approved and not current.
};

// The approvals of each artifact that were not withdrawn, in the order of their ids.
class ApprovalIndex {
 public:
  explicit ApprovalIndex(const State& state) : state_(state) {
    for (const auto& [id, approval] : state.approvals) {
      if (approval.withdrawn_stamp.has_value()) continue;
      approvals_[approval.fact.artifact].push_back(&approval);
    }
  }

  [[nodiscard]] ItemApproval Of(const ScopeItemState& item) const {
    ItemApproval found;
    const std::string& artifact = item.artifact();
    if (const ArtifactState* state = Find(state_.artifacts, artifact)) {
      found.version = state->version;
    }
    const auto approvals = approvals_.find(artifact);
    if (approvals == approvals_.end()) return found;
    for (const ApprovalState* approval : approvals->second) {
      if (approval->fact.version != found.version) {
        found.other_versions.push_back(approval->fact.version);
      } else if (approval->HasOpenConditions()) {
        found.conditional = approval;
      } else if (FailedAtGate(*approval)) {
        found.shut = approval;
      } else if (found.standing == nullptr) {
        found.standing = approval;
      }
    }
    std::sort(found.other_versions.begin(), found.other_versions.end());
    found.other_versions.erase(
        std::unique(found.other_versions.begin(), found.other_versions.end()),
        found.other_versions.end());
    return found;
  }

 private:
  // A gate that fails takes what was approved at it back to active review (section N).
  [[nodiscard]] bool FailedAtGate(const ApprovalState& approval) const {
    const GateState* gate = Find(state_.gates, approval.fact.gate);
    return gate != nullptr && gate->fact.verdict == model::Verdict::kNoGo;
  }

  const State& state_;
  std::map<std::string_view, std::vector<const ApprovalState*>> approvals_;
};

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
                        const ScopeItemState& item, const ItemApproval& approval,
                        const std::string& owner) {
  Finding finding;
  finding.owner = owner;
  finding.label = view.LabelOf(id, item.request.title);
  finding.threshold = approval.version.empty() ? "" : base::Cat("version ", approval.version);
  if (approval.standing != nullptr) {
    finding.value = base::Cat("approved by ", approval.standing->stamp.actor);
    finding.evidence.push_back(approval.standing->stamp.entry);
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
  } else if (approval.shut != nullptr) {
    const std::string& gate = approval.shut->fact.gate;
    finding.value = base::Cat("approved at gate \"", gate, "\", which was decided NO_GO");
    finding.next_step = base::Cat("Decide gate \"", gate, "\" again once it opens, or ask for an ",
                                  "approval of version ", approval.version, " apart from it");
    finding.evidence.push_back(approval.shut->stamp.entry);
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
  sheet.Put("approval", id, PassIf(approval.standing != nullptr), std::move(finding));
}

// The item is in scope, and a decision stands against building it: one of the two is not true any
// more.
inline void AskOpposed(const View& view, Sheet& sheet, const std::string& id,
                       const ScopeItemState& item, const DecisionState& opposed,
                       const std::string& owner) {
  Finding finding;
  finding.owner = owner;
  finding.label = view.LabelOf(id, item.request.title);
  finding.value = base::Cat("decision \"", opposed.opened.id, "\" is ", Name(opposed.phase));
  finding.next_step = base::Cat("Take decision \"", opposed.opened.id,
                                "\" up again with decision_reopened and approve it, or take it out "
                                "of scope with decision_descoped");
  sheet.Put("standing-decision", id, model::Result::Unknown(model::UnknownReason::kConflicting),
            std::move(finding));
}

inline void AskItems(const View& view, Sheet& sheet, Scope& scope) {
  const ApprovalIndex approvals(view.state);
  const std::string steward = view.Steward();
  bool has_item = false;
  for (const auto& [id, item] : view.state.items) {
    if (!view.IsItemInScope(item)) continue;
    has_item = true;
    const ItemApproval approval = approvals.Of(item);
    const DecisionState* opposed = OpposedDecisionOf(view, item);
    const bool is_approved = approval.standing != nullptr;
    if (view.is_brief) {
      sheet.Put("approval", id, PassIf(is_approved));
      if (opposed != nullptr) AskOpposed(view, sheet, id, item, *opposed, "");
      sheet.Put("criteria", id, PassIf(!item.criteria.empty()));
      sheet.Put("link", id, PassIf(!item.ritual.empty()));
      continue;
    }
    const DecisionState* decision = Find(view.state.decisions, item.request.decision);
    std::string owner = decision == nullptr ? std::string() : view.DecisionOwner(*decision);
    if (owner.empty()) owner = steward;
    AskApproval(view, sheet, id, item, approval, owner);
    if (opposed != nullptr) AskOpposed(view, sheet, id, item, *opposed, owner);

    Finding criteria;
    criteria.owner = owner;
    criteria.value = Joined(item.criteria);
    if (item.criteria.empty()) {
      criteria.next_step = base::Cat("Link \"", id, "\" to its acceptance criteria");
    }
    sheet.Put("criteria", id, PassIf(!item.criteria.empty()), std::move(criteria));
    Finding link;
    link.owner = std::move(owner);
    link.value = item.ritual;
    if (item.ritual.empty()) link.next_step = base::Cat("Link \"", id, "\" to its ritual");
    sheet.Put("link", id, PassIf(!item.ritual.empty()), std::move(link));

    ScopeGap gap;
    if (!is_approved) gap.missing.emplace_back("approval");
    if (opposed != nullptr) gap.missing.emplace_back("decision");
    if (item.criteria.empty()) gap.missing.emplace_back("criteria");
    if (item.ritual.empty()) gap.missing.emplace_back("link");
    if (gap.missing.empty()) {
      scope.in.push_back(id);
    } else {
      gap.item = id;
      scope.out.push_back(std::move(gap));
    }
  }
  Finding recorded;
  recorded.owner = steward;
  recorded.next_step = "Record what is to be built with scope_item_requested";
  sheet.Put("scope-recorded", "", PassIf(has_item), std::move(recorded));
}

// R35, R36: what a handoff says of the ritual. One other than the outcome's is recorded and wrong;
// none is not recorded.
[[nodiscard]] inline model::Result ResultOfRitual(const model::HandoffIssued* handoff,
                                                  std::string_view wanted) {
  if (handoff == nullptr || handoff->ritual.empty()) {
    return model::Result::Unknown(model::UnknownReason::kMissing);
  }
  if (!wanted.empty() && handoff->ritual != wanted) return model::Result::Fail();
  return PassIf(!handoff->ritual_measure.empty());
}

// What a handoff lacks.
[[nodiscard]] inline std::vector<std::string> MissingOf(const model::HandoffIssued* handoff) {
  std::vector<std::string> missing;
  if (handoff == nullptr) {
    missing.emplace_back("handoff");
    return missing;
  }
  if (handoff->criteria.empty()) missing.emplace_back("criteria");
  if (handoff->edge_cases.empty()) missing.emplace_back("edge cases");
  if (handoff->expected_behaviour.empty()) missing.emplace_back("expected behaviour");
  return missing;
}

inline void AskHandoffs(const View& view, Sheet& sheet, std::vector<Constraint>& constraints) {
  const std::string steward = view.Steward();
  const std::string wanted = view.state.outcome.has_value() ? view.state.outcome->ritual : "";
  for (const auto& [id, decision] : view.state.decisions) {
    if (!decision.is_in_scope || !IsApproved(decision.phase)) continue;
    const model::HandoffIssued* handoff =
        decision.handoff.has_value() ? &*decision.handoff : nullptr;
    const std::vector<std::string> missing = MissingOf(handoff);
    const model::Result result = ResultOfRitual(handoff, wanted);
    if (view.is_brief) {
      sheet.Put("handoff", id, PassIf(missing.empty()));
      sheet.Put("handoff-ritual", id, result);
      continue;
    }
    std::string owner = view.DecisionOwner(decision);
    if (owner.empty()) owner = steward;
    if (handoff != nullptr) constraints.push_back({id, handoff->constraint, handoff->criteria});
    Finding finding;
    finding.owner = owner;
    finding.label = view.LabelOf(id, decision.opened.title);
    finding.value = missing.empty() ? handoff->constraint : base::Cat("missing: ", Joined(missing));
    if (!missing.empty()) {
      finding.next_step =
          base::Cat("Hand \"", id, "\" off with criteria, edge cases and expected behaviour");
    }
    if (decision.handoff_stamp.has_value()) {
      finding.evidence.push_back(decision.handoff_stamp->entry);
    }
    Finding ritual;
    ritual.owner = std::move(owner);
    ritual.label = finding.label;
    ritual.threshold = wanted;
    ritual.evidence = finding.evidence;
    if (handoff != nullptr) ritual.value = handoff->ritual;
    if (!IsSettled(result)) {
      ritual.next_step = base::Cat(
          "Name ", wanted.empty() ? "the ritual" : base::Cat("the ritual \"", wanted, "\""),
          " in the handoff of \"", id, "\" and how it is measured after launch");
    }
    sheet.Put("handoff", id, PassIf(missing.empty()), std::move(finding));
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
    finding.label = view.LabelOf(id, change.request.title);
    finding.value =
        change.IsPriced() ? change.request.given_up : change.request.impact_unrecorded_reason;
    finding.evidence.push_back(change.stamp.entry);
    finding.next_step = base::Cat(
        change.phase == ScopeChangePhase::kApproved ? "Revert \"" : "Deny \"", id,
        "\" and request it anew with what it gives up, its metric impact and its effect on the "
        "ritual");
    sheet.Put("priced", id, PassIf(change.IsPriced()), std::move(finding));
  }
}

}  // namespace readiness::engine::internal
