// readiness/model/scope.h: scope: what may be built, at which version it was approved, and what a
// change gives up.
//
// Field names and meanings are those of readiness/v1/scope.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace readiness::model {

// Fact: a version of an artifact is current. Approvals of other versions no longer count (R36).
struct ArtifactVersionPublished {
  // The artifact.
  std::string artifact;
  // The version.
  std::string version;

  friend bool operator==(const ArtifactVersionPublished&,
                         const ArtifactVersionPublished&) = default;
};

// Fact: somebody wants an item in scope.
struct ScopeItemRequested {
  // Names the item.
  std::string id;
  // The item in one line.
  std::string title;
  // The artifact whose current version must be approved; empty: the item's own id.
  std::string artifact;
  // The decision that it implements; it is in scope while the decision is. Empty: none.
  std::string decision;

  friend bool operator==(const ScopeItemRequested&, const ScopeItemRequested&) = default;
};

// Fact: the item has its criteria and its ritual (R35).
struct ScopeItemLinked {
  // The item.
  std::string item;
  // The acceptance criteria; replaces what stood where not empty.
  std::vector<std::string> criteria;
  // The ritual; replaces what stood where not empty.
  std::string ritual;

  friend bool operator==(const ScopeItemLinked&, const ScopeItemLinked&) = default;
};

// What an approver still asks for.
struct ApprovalCondition {
  // Names the condition inside its approval.
  std::string id;
  // What must be met.
  std::string text;

  friend bool operator==(const ApprovalCondition&, const ApprovalCondition&) = default;
};

// Fact: an approver says yes to one version of an artifact (R36). The actor holds the role
// APPROVER.
struct ApprovalGranted {
  // Names the approval.
  std::string id;
  // The artifact.
  std::string artifact;
  // The version.
  std::string version;
  // What must still be met; while any is open this is no approval (Q6).
  std::vector<ApprovalCondition> conditions;
  // The gate at which it was given; empty: none.
  std::string gate;

  friend bool operator==(const ApprovalGranted&, const ApprovalGranted&) = default;
};

// Fact: the approval no longer stands.
struct ApprovalWithdrawn {
  // The approval.
  std::string approval;
  // Why.
  std::string reason;

  friend bool operator==(const ApprovalWithdrawn&, const ApprovalWithdrawn&) = default;
};

// Fact: somebody wants the scope changed, and says what is given up (R37).
struct ScopeChangeRequested {
  // Names the change.
  std::string id;
  // The change in one line.
  std::string title;
  // The decision or item that it changes; empty: the scope as a whole.
  std::string subject;
  // What is given up for it.
  std::string given_up;
  // What it does to which metric.
  std::string metric_impact;
  // What it does to the ritual.
  std::string ritual_effect;
  // Who wants it; empty: not said.
  std::string requester;
  // Who may approve it; empty: any approver.
  std::string approver;
  // Where it comes from: a campaign, a stakeholder (R38).
  std::string source;
  // True where it adds to the scope (R16).
  bool expands_scope = false;
  // When it is decided; not given: no date is known.
  std::optional<absl::Time> review_at;
  // The gate that it wants an exception from; empty: none.
  std::string gate;
  // Why the three impact fields are empty, where the record comes from a source that does not
  // hold them. The change can then be decided, but it is not priced and holds the verdict.
  std::string impact_unrecorded_reason;

  friend bool operator==(const ScopeChangeRequested&, const ScopeChangeRequested&) = default;
};

// What can become of a scope change.
enum class ScopeChangeOutcome : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // Yes.
  kApproved = 1,
  // No.
  kDenied = 2,
  // It was approved and taken back.
  kReverted = 3,
};

[[nodiscard]] constexpr std::string_view Name(ScopeChangeOutcome value) {
  switch (value) {
    case ScopeChangeOutcome::kUnspecified:
      return "UNSPECIFIED";
    case ScopeChangeOutcome::kApproved:
      return "APPROVED";
    case ScopeChangeOutcome::kDenied:
      return "DENIED";
    case ScopeChangeOutcome::kReverted:
      return "REVERTED";
  }
  return "";
}

// Fact: the change was decided.
struct ScopeChangeDecided {
  // The change.
  std::string change;
  // What was decided. APPROVED is refused without the impact fields (R37) and, where it expands
  // the scope, before the progress signal (R16).
  ScopeChangeOutcome outcome = ScopeChangeOutcome::kUnspecified;
  // Why.
  std::string rationale;

  friend bool operator==(const ScopeChangeDecided&, const ScopeChangeDecided&) = default;
};

// Fact: one workflow is tried before the rollout (R42).
struct PilotStarted {
  // Names the pilot.
  std::string id;
  // The workflow.
  std::string workflow;
  // Who answers for it.
  std::string owner;

  friend bool operator==(const PilotStarted&, const PilotStarted&) = default;
};

// Fact: the pilot ended.
struct PilotClosed {
  // The pilot.
  std::string pilot;
  // Whether its evidence supports the rollout.
  bool supports_rollout = false;
  // What was learned.
  std::string findings;

  friend bool operator==(const PilotClosed&, const PilotClosed&) = default;
};

// Whether a decision may start before validation.
enum class ParallelClass : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // May start.
  kCanProceed = 1,
  // Waits for evidence.
  kNeedsEvidence = 2,
};

[[nodiscard]] constexpr std::string_view Name(ParallelClass value) {
  switch (value) {
    case ParallelClass::kUnspecified:
      return "UNSPECIFIED";
    case ParallelClass::kCanProceed:
      return "CAN_PROCEED";
    case ParallelClass::kNeedsEvidence:
      return "NEEDS_EVIDENCE";
  }
  return "";
}

// Fact: a person set aside the computed class of a decision for parallel work (Q9).
struct ParallelClassOverridden {
  // The decision.
  std::string decision;
  // The class that stands instead.
  ParallelClass parallel_class = ParallelClass::kUnspecified;
  // Why. Required.
  std::string reason;

  friend bool operator==(const ParallelClassOverridden&, const ParallelClassOverridden&) = default;
};

}  // namespace readiness::model
