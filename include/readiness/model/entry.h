// readiness/model/entry.h: the log of a cycle: append-only entries, each one fact.
//
// Field names and meanings are those of readiness/v1/entry.proto; the alternatives of Fact stand in
// the order of its oneof.
//
// Threads: values only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"

#include "readiness/model/decision.h"
#include "readiness/model/gate.h"
#include "readiness/model/graph.h"
#include "readiness/model/outcome.h"
#include "readiness/model/party.h"
#include "readiness/model/policy.h"
#include "readiness/model/prediction.h"
#include "readiness/model/risk.h"
#include "readiness/model/ritual.h"
#include "readiness/model/scope.h"

namespace readiness::model {

// What happened. std::monostate: a fact that this version does not know (see Entry::unrecognized).
using Fact = std::variant<
    std::monostate, CycleOpened, CalendarSet, OutcomeDefined, PartyAdded, RoleAssigned, PolicySet,
    ScopeLocked, ScopeUnlocked, Launched, CycleClosed, ImportIssueNoted, NodeDeclared, EdgeDeclared,
    TouchpointDeclared, CommonCauseDeclared, DependencyDeclared, DecisionOpened,
    DecisionOwnerAssigned, DecisionDelegated, DecisionSubmitted, DecisionDecided,
    DecisionSuperseded, DecisionWithdrawn, DecisionReopened, DecisionDescoped, HandoffIssued,
    ImplementationStarted, ImplementationVerified, CriterionSet, EvidenceRecorded,
    EvidenceRetracted, SignalObserved, GateDecided, ConditionMet, WaiverGranted, OverrideGranted,
    RiskRaised, RiskOwnerAssigned, RiskEstimated, RiskAppeared, MitigationPlanned, RiskMitigated,
    RiskVerified, BlockerOpened, BlockerResolved, BlockerReopened, BlockerAccepted,
    PostLaunchIssueOpened, PostLaunchIssueClosed, EscalationRaised, EscalationAcknowledged,
    ArtifactVersionPublished, ScopeItemRequested, ScopeItemLinked, ApprovalGranted,
    ApprovalWithdrawn, ScopeChangeRequested, ScopeChangeDecided, PilotStarted, PilotClosed,
    ParallelClassOverridden, CommentOpened, CommentDecided, CommentWithdrawn, RitualDeclared,
    ReviewClosed, PracticeHeld, RetrospectiveHeld, SupportPassHeld, PostLaunchReviewScheduled,
    PostLaunchReviewHeld, ReportPublished, PredictionLocked, ActualRecorded, MetricBound>;

// The names of the facts as messages and files write them, in the order of Fact.
inline constexpr std::array<std::string_view, std::variant_size_v<Fact>> kFactNames = {
    "unknown",
    "cycle_opened",
    "calendar_set",
    "outcome_defined",
    "party_added",
    "role_assigned",
    "policy_set",
    "scope_locked",
    "scope_unlocked",
    "launched",
    "cycle_closed",
    "import_issue_noted",
    "node_declared",
    "edge_declared",
    "touchpoint_declared",
    "common_cause_declared",
    "dependency_declared",
    "decision_opened",
    "decision_owner_assigned",
    "decision_delegated",
    "decision_submitted",
    "decision_decided",
    "decision_superseded",
    "decision_withdrawn",
    "decision_reopened",
    "decision_descoped",
    "handoff_issued",
    "implementation_started",
    "implementation_verified",
    "criterion_set",
    "evidence_recorded",
    "evidence_retracted",
    "signal_observed",
    "gate_decided",
    "condition_met",
    "waiver_granted",
    "override_granted",
    "risk_raised",
    "risk_owner_assigned",
    "risk_estimated",
    "risk_appeared",
    "mitigation_planned",
    "risk_mitigated",
    "risk_verified",
    "blocker_opened",
    "blocker_resolved",
    "blocker_reopened",
    "blocker_accepted",
    "post_launch_issue_opened",
    "post_launch_issue_closed",
    "escalation_raised",
    "escalation_acknowledged",
    "artifact_version_published",
    "scope_item_requested",
    "scope_item_linked",
    "approval_granted",
    "approval_withdrawn",
    "scope_change_requested",
    "scope_change_decided",
    "pilot_started",
    "pilot_closed",
    "parallel_class_overridden",
    "comment_opened",
    "comment_decided",
    "comment_withdrawn",
    "ritual_declared",
    "review_closed",
    "practice_held",
    "retrospective_held",
    "support_pass_held",
    "post_launch_review_scheduled",
    "post_launch_review_held",
    "report_published",
    "prediction_locked",
    "actual_recorded",
    "metric_bound",
};

// The name of the fact, such as "risk_raised"; "unknown" for one that this version does not know.
[[nodiscard]] inline std::string_view Name(const Fact& fact) { return kFactNames[fact.index()]; }

// One fact, with who recorded it and when.
struct Entry {
  // The position in the log, counted from 1; 0 in an entry that is not appended yet.
  int64_t seq = 0;
  // Names the entry inside its log.
  std::string id;
  // When it became known. Required; never goes back from one entry to the next.
  std::optional<absl::Time> recorded_at;
  // When it happened, where that was earlier; not given: when it was recorded.
  std::optional<absl::Time> occurred_at;
  // The party that acts.
  std::string actor;
  // The party for which it acts, under a delegation; empty: for itself.
  std::string on_behalf_of;
  // What happened.
  Fact fact;
  // The whole entry as it was read, where a part of it is not known to this version; opaque here,
  // and written back unchanged. Empty: everything was understood.
  std::string unrecognized;
  // The same without seq and recorded_at: what is compared where the same id comes again.
  std::string unrecognized_content;

  // When it happened.
  [[nodiscard]] absl::Time OccurredAt() const {
    return occurred_at.has_value() ? *occurred_at : recorded_at.value_or(absl::InfinitePast());
  }
  friend bool operator==(const Entry&, const Entry&) = default;
};

// One run of a playbook for one rollout, as its log.
struct CycleLog {
  int64_t schema_version = 1;
  std::string playbook;
  std::vector<Entry> entries;
  // Fields of the cycle itself that this version does not know, as they were read; opaque here, and
  // written back unchanged. Empty: there are none.
  std::string unrecognized;

  friend bool operator==(const CycleLog&, const CycleLog&) = default;
};

}  // namespace readiness::model
