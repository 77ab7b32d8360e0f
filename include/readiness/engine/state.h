// readiness/engine/state.h: what the log of a cycle says at one moment: the fold of its entries.
//
// State is a plain value. It holds what was recorded, never a judgement: verdicts, tiers and gaps
// are computed from it by Assess (engine/assess.h). Maps are sorted by id, so that every walk over
// them has one order.
//
// Threads: values only; a const State may be read from anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/phase.h"
#include "readiness/model/entry.h"

namespace readiness::engine {

// Things by id, looked up by std::string_view.
template <typename T>
using ById = std::map<std::string, T, std::less<>>;

// The thing with that id, or nullptr.
template <typename T>
[[nodiscard]] const T* Find(const ById<T>& things, std::string_view id) {
  const auto it = things.find(id);
  return it == things.end() ? nullptr : &it->second;
}

// Who recorded something and when.
struct Stamp {
  std::string entry;       // The entry's id.
  std::string actor;       // The party that acted.
  absl::Time recorded_at;  // When it became known.
  absl::Time occurred_at;  // When it happened.

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

// The parties that answer for a thing. Exactly one is valid.
struct Ownership {
  std::vector<std::string> owners;  // In the order in which they came.
  absl::Time since;                 // Since when the owners are these, none included.

  // The one owner, or "" where there is none or more than one.
  [[nodiscard]] std::string_view Sole() const {
    return owners.size() == 1 ? std::string_view(owners.front()) : std::string_view();
  }
  friend bool operator==(const Ownership&, const Ownership&) = default;
};

struct RoleState {
  model::RoleAssigned fact;
  Stamp stamp;
};

struct DependencyState {
  model::DependencyDeclared fact;  // The newest.
  Stamp stamp;
  Ownership ownership;
};

struct EdgeState {
  model::EdgeDeclared fact;
  Stamp stamp;
};

struct DecisionState {
  model::DecisionOpened opened;
  Stamp stamp;
  Ownership ownership;
  DecisionPhase phase = DecisionPhase::kProposed;
  absl::Time turned_at;  // When it came into this phase.
  bool is_in_scope = true;
  std::optional<absl::Time> due_at;  // The newest date.
  std::optional<model::DecisionDelegated> delegation;
  std::optional<model::DecisionDecided> decided;  // The newest decision.
  std::optional<Stamp> decided_stamp;
  std::optional<Stamp>
      approved_stamp;  // Of the approval that stands; none in any other phase but implemented.
  std::string superseded_by;
  std::string end_reason;                       // Why it was withdrawn or superseded.
  std::optional<model::HandoffIssued> handoff;  // For the approval that stands.
  std::optional<Stamp> handoff_stamp;
  std::optional<Stamp> started_stamp;
  std::optional<Stamp> verified_stamp;
  std::vector<std::string> verified_by;  // The evidence that showed it; kImplemented alone.
  std::optional<model::ParallelClassOverridden> parallel_override;
};

struct EvidenceState {
  model::Evidence evidence;
  Stamp stamp;
  int64_t seq = 0;  // Of its entry.
  bool is_retracted = false;
  bool is_live = true;  // False once it was retracted, or outlived by a retraction.
};

struct CriterionState {
  model::Criterion criterion;
  Stamp stamp;
  std::optional<model::Criterion> previous;  // What it replaced.
};

struct SignalState {
  model::SignalObserved fact;
  Stamp stamp;
};

struct GateState {
  model::GateDecided fact;
  Stamp stamp;
  int64_t seq = 0;  // Of its entry.
};

struct WaiverState {
  model::WaiverGranted fact;
  Stamp stamp;
};

struct OverrideState {
  model::OverrideGranted fact;
  Stamp stamp;
  int64_t seq = 0;  // Of its entry.
};

struct MitigationState {
  model::MitigationPlanned fact;
  Stamp stamp;
  bool is_done = false;
};

struct RiskState {
  model::RiskRaised risk;  // With the newest estimate.
  Stamp stamp;
  Ownership ownership;
  RiskPhase phase = RiskPhase::kWatching;
  bool is_mitigated = false;
  absl::Time estimated_at;               // When the estimate that stands was made.
  std::vector<std::string> verified_by;  // The evidence that showed it gone; kVerified alone.
  absl::Time verified_at;                // When; kVerified alone.
  std::optional<Stamp> appeared_stamp;
  std::string isolated_decision;         // The decision that its appearance isolates.
  bool is_found_late = false;            // Raised while the scope was locked (R60).
  std::vector<std::string> mitigations;  // What is planned for it, by id; the fold keeps them.
};

struct BlockerState {
  model::BlockerOpened fact;
  Stamp stamp;
  Ownership ownership;
  BlockerPhase phase = BlockerPhase::kOpen;
  // Never empty: when it was opened, then closed (resolved or accepted), reopened and so on.
  std::vector<absl::Time> turns;
  std::string fallback;
  std::string resolution;
};

struct PostLaunchIssueState {
  model::PostLaunchIssueOpened fact;
  Stamp stamp;
  std::optional<Stamp> closed_stamp;
};

struct EscalationState {
  model::EscalationRaised fact;
  Stamp stamp;
  std::optional<Stamp> acknowledged_stamp;
};

struct RitualState {
  model::RitualDeclared fact;  // The newest.
  Stamp stamp;                 // When it was declared first.
};

struct ArtifactState {
  std::string version;  // The current one; empty: none was published.
  std::optional<Stamp> stamp;
};

struct ScopeItemState {
  model::ScopeItemRequested request;
  Stamp stamp;
  std::vector<std::string> criteria;
  std::string ritual;

  // The artifact whose current version must be approved.
  [[nodiscard]] const std::string& artifact() const {
    return request.artifact.empty() ? request.id : request.artifact;
  }
};

struct ApprovalState {
  model::ApprovalGranted fact;
  Stamp stamp;
  std::set<std::string, std::less<>> met_conditions;
  std::optional<Stamp> withdrawn_stamp;

  [[nodiscard]] bool HasOpenConditions() const {
    return met_conditions.size() < fact.conditions.size();
  }
};

struct ScopeChangeState {
  model::ScopeChangeRequested request;
  Stamp stamp;
  ScopeChangePhase phase = ScopeChangePhase::kRequested;
  bool is_churn = false;  // Asked for while the scope was locked (R38).
  std::optional<Stamp> decided_stamp;

  // Are the three impact fields recorded (R37)?
  [[nodiscard]] bool IsPriced() const {
    return !request.given_up.empty() && !request.metric_impact.empty() &&
           !request.ritual_effect.empty();
  }
};

struct PilotState {
  model::PilotStarted fact;
  Stamp stamp;
  std::optional<model::PilotClosed> closed;
  std::optional<Stamp> closed_stamp;
};

struct CommentState {
  model::CommentOpened fact;
  Stamp stamp;
  CommentPhase phase = CommentPhase::kOpen;
};

struct ReviewState {
  model::ReviewClosed fact;
  Stamp stamp;
};

struct PostLaunchReviewState {
  model::PostLaunchReviewScheduled fact;
  Stamp stamp;
  std::optional<Stamp> held_stamp;
};

struct RetrospectiveState {
  model::RetrospectiveHeld fact;
  Stamp stamp;
};

struct SupportPassState {
  model::SupportPassHeld fact;
  Stamp stamp;
};

struct ReportState {
  model::ReportPublished fact;
  Stamp stamp;
};

struct PredictionState {
  model::PredictionLocked fact;  // The newest.
  Stamp stamp;                   // When that was locked.
  std::optional<model::ActualRecorded> actual;
  std::optional<Stamp> actual_stamp;
};

struct ImportIssueState {
  model::ImportIssueNoted fact;
  Stamp stamp;
};

// An entry of which this version does not know a part; or the log itself, which has no entry id.
struct UnrecognizedState {
  std::string fact;  // The fact's name; "unknown" where the fact itself is not known.
  Stamp stamp;

  // "entry/<id>", or "log".
  [[nodiscard]] std::string Path() const {
    return stamp.entry.empty() ? std::string("log") : "entry/" + stamp.entry;
  }
};

// Everything that the entries folded so far say.
struct State {
  // The cycle.
  std::string id;
  std::string title;
  std::optional<Stamp> opened;
  std::optional<model::CalendarSet> calendar;
  ById<model::Milestone> dropped_gates;  // Due before a newer calendar left them out.
  std::optional<model::Outcome> outcome;
  std::optional<Stamp> outcome_stamp;
  std::optional<model::Outcome> previous_outcome;  // What it replaced.
  std::optional<model::Policy> policy;             // Not given: the default.
  std::optional<Stamp> policy_stamp;
  std::optional<Stamp> scope_locked;
  std::optional<Stamp> launched;
  std::optional<Stamp> closed;
  std::vector<ImportIssueState> import_issues;
  std::vector<UnrecognizedState> unrecognized;

  // Who.
  ById<model::Party> parties;
  std::vector<RoleState> roles;            // In the order in which they came.
  ById<std::vector<size_t>> roles_within;  // Their rows by scope, kept by the fold; "": the cycle.

  // The graph.
  ById<model::NodeDeclared> nodes;
  std::map<std::pair<std::string, std::string>, EdgeState> edges;  // By (dependent, prerequisite).
  ById<model::TouchpointDeclared> touchpoints;
  ById<model::CommonCauseDeclared> common_causes;
  std::map<std::pair<std::string, std::string>, DependencyState>
      dependencies;  // By (dependent, prerequisite).

  // Decisions and scope.
  ById<DecisionState> decisions;
  ById<ArtifactState> artifacts;
  ById<ScopeItemState> items;
  ById<ApprovalState> approvals;
  ById<ScopeChangeState> changes;
  // What came into the scope or went out of it while it was locked, apart from the changes (R38).
  std::vector<std::string> late_scope;
  ById<PilotState> pilots;

  // Evidence and gates.
  ById<CriterionState> criteria;
  ById<EvidenceState> evidence;
  // (metric, subject) -> when each live item on it was observed, and its id.
  std::map<std::pair<std::string, std::string>, std::set<std::pair<absl::Time, std::string>>>
      live_evidence;
  std::set<std::pair<std::string, std::string>>
      conflicts;              // (metric, subject) whose newest evidence disagrees with itself.
  ById<SignalState> signals;  // The newest observation.
  ById<GateState> gates;      // The newest decision.
  ById<GateState> pre_commitments;  // The newest PRE_COMMITMENT check of each name.
  ById<WaiverState> waivers;
  ById<OverrideState> overrides;

  // Risks and blockers.
  ById<RiskState> risks;
  ById<MitigationState> mitigations;
  ById<BlockerState> blockers;
  ById<PostLaunchIssueState> post_launch_issues;
  ById<EscalationState> escalations;

  // Rhythm.
  ById<CommentState> comments;
  ById<RitualState> rituals;
  ById<std::vector<Stamp>> practices;  // When each practice was held.
  std::vector<ReviewState> reviews;    // In the order in which they closed.
  ById<PostLaunchReviewState> post_launch_reviews;
  std::vector<RetrospectiveState> retrospectives;
  std::vector<SupportPassState> support_passes;
  std::vector<ReportState> reports;

  // When what stands happened, of everything that a later entry can replace or take back and that
  // has no stamp of its own above; by a name for it (internal/fold_context.h, Replaces).
  ById<absl::Time> newest;

  // What was expected, and who answers for what is measured.
  ById<PredictionState> predictions;
  ById<model::MetricBound> bound_metrics;  // By metric.
};

// What is planned for the risk, by id.
[[nodiscard]] inline std::vector<const MitigationState*> MitigationsOf(const State& state,
                                                                       const RiskState& risk) {
  std::vector<const MitigationState*> planned;
  planned.reserve(risk.mitigations.size());
  for (const std::string& id : risk.mitigations) planned.push_back(Find(state.mitigations, id));
  return planned;
}

}  // namespace readiness::engine
