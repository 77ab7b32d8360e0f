// readiness/engine/assessment.h: the assessment: the answer to "may the cycle take its next
// step?", with its reasons.
//
// Field names and meanings are those of readiness/v1/assessment.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/agenda.h"
#include "readiness/engine/explanation.h"
#include "readiness/engine/ranking.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::engine {

// What one part of a score or a quorum contributes to it: its Shapley value.
struct ScoreShare {
  // The part: a criterion, or a formula in words.
  std::string part;
  // The most that it can contribute; 0: it does not apply.
  double weight = 0;
  // What it surely contributes.
  double low = 0;
  // What it may contribute.
  double high = 0;

  friend bool operator==(const ScoreShare&, const ScoreShare&) = default;
};

// One part of a formula, and how it came out.
struct FormulaPart {
  // How its parts combine; not given: it is `criterion`.
  model::FormulaOperator op = model::FormulaOperator::kLeaf;
  // The criterion that it is; empty: it has parts.
  std::string criterion;
  // Its result, with waivers.
  model::ResultKind result = model::ResultKind::kUnspecified;
  // Why it is UNKNOWN; else not given.
  model::UnknownReason reason = model::UnknownReason::kUnspecified;
  // Does it settle the result of the formula that it is part of?
  bool is_decisive = false;
  // The first moment at which its result holds no longer; not given: it holds for good, or it is
  // UNKNOWN.
  std::optional<absl::Time> valid_until;
  // Its parts, in order.
  std::vector<FormulaPart> parts;

  friend bool operator==(const FormulaPart&, const FormulaPart&) = default;
};

// How one criterion came out.
struct CriterionResult {
  // The id; "<kind>:<subject>" for what the policy asks of a subject.
  std::string id;
  // What it asks.
  std::string title;
  // Which question it asks of the evidence: success, guardrail, deterioration, quality or check.
  std::string role;
  // What its result does to the gate.
  model::Level level = model::Level::kUnspecified;
  // The result.
  model::ResultKind result = model::ResultKind::kUnspecified;
  // Why it is UNKNOWN; else not given.
  model::UnknownReason reason = model::UnknownReason::kUnspecified;
  // What was found, as text with its unit.
  std::string value;
  // What it is compared with, as text with its unit.
  std::string threshold;
  // Who answers for it.
  std::string owner;
  // What that party does next; empty where nothing is to be done.
  std::string next_step;
  // The ids of the evidence and entries that it rests on.
  std::vector<std::string> evidence;
  // The first moment at which its result holds no longer; not given: it holds for good.
  std::optional<absl::Time> valid_until;
  // The interval or test that judged it, in words; empty: none.
  std::string method;
  // About how many observations in all would decide it; not given: nobody can say, or nothing is
  // undecided.
  std::optional<int64_t> needed_count;
  // When there are so many, if they go on coming at the pace of the evidence so far.
  std::optional<absl::Time> ready_at;
  // For a score or a quorum: what each part contributes, in order.
  std::vector<ScoreShare> shares;
  // For a score: the share of the applicable weight that surely holds; for a quorum: how many parts
  // do.
  std::optional<double> score_low;
  // The same with all that may hold.
  std::optional<double> score_high;
  // For a formula: how it came out, part by part.
  std::optional<FormulaPart> formula;

  friend bool operator==(const CriterionResult&, const CriterionResult&) = default;
};

// One stage and its gate.
struct StageAssessment {
  // The stage.
  model::Stage stage = model::Stage::kUnspecified;
  // Its verdict, with waivers.
  model::Verdict verdict = model::Verdict::kUnspecified;
  // What its gate asks, sorted by id.
  std::vector<CriterionResult> criteria;

  friend bool operator==(const StageAssessment&, const StageAssessment&) = default;
};

// An item that is not in scope, and why.
struct ScopeGap {
  // The item.
  std::string item;
  // What it lacks: "approval", "decision" (one stands against it), "criteria", "link".
  std::vector<std::string> missing;

  friend bool operator==(const ScopeGap&, const ScopeGap&) = default;
};

// Which items are in scope of implementation.
struct Scope {
  // Items with approval, criteria and link.
  std::vector<std::string> in;
  // Every other item.
  std::vector<ScopeGap> out;

  friend bool operator==(const Scope&, const Scope&) = default;
};

// Counts by state. Keys are the words of the glossary; what is absent is zero.
struct Summary {
  // Decisions in scope.
  std::map<std::string, int64_t> decisions;
  // Approvals.
  std::map<std::string, int64_t> approvals;
  // Scope changes.
  std::map<std::string, int64_t> scope_changes;
  // Blockers.
  std::map<std::string, int64_t> blockers;
  // Comments.
  std::map<std::string, int64_t> comments;
  // Risks.
  std::map<std::string, int64_t> risks;
  // Problems that customers met after launch.
  std::map<std::string, int64_t> post_launch_issues;
  // Items in scope.
  std::map<std::string, int64_t> scope_items;

  friend bool operator==(const Summary&, const Summary&) = default;
};

// A risk whose tier moved.
struct RiskMove {
  // The risk.
  std::string risk;
  // Its tier then; empty: it was not open.
  std::string from;
  // Its tier now; empty: it is not open.
  std::string to;

  friend bool operator==(const RiskMove&, const RiskMove&) = default;
};

// What changed since an earlier moment.
struct Since {
  // That moment; not given: there is none to compare with.
  std::optional<absl::Time> as_of;
  // The verdict then.
  model::Verdict verdict = model::Verdict::kUnspecified;
  // Paths that pass now and did not then.
  std::vector<std::string> now_passing;
  // Paths that passed then and do not now.
  std::vector<std::string> now_failing;
  // Risks whose tier moved.
  std::vector<RiskMove> moved;
  // Paths that are asked now and were not then, whatever the answer. Those that pass are among
  // now_passing too, and make nothing better.
  std::vector<std::string> newly_asked;
  // Vetoes that stand now and did not then.
  std::vector<Veto> new_vetoes;

  friend bool operator==(const Since&, const Since&) = default;
};

// Whether one rollout is ready at one moment, why, and what would change it.
struct Assessment {
  // The cycle.
  std::string cycle;
  // The playbook that it runs; empty: none.
  std::string playbook;
  // The moment. What was recorded later is unknown.
  std::optional<absl::Time> as_of;
  // May the cycle take its next step? With waivers and overrides.
  model::Verdict verdict = model::Verdict::kUnspecified;
  // The same without waivers and overrides.
  model::Verdict raw_verdict = model::Verdict::kUnspecified;
  // The first moment at which a GO is one no longer by itself: it holds before, not at it. Not
  // given: nothing lapses.
  std::optional<absl::Time> valid_until;
  // When the next review is due.
  std::optional<absl::Time> next_review;
  // The six stages, in order.
  std::vector<StageAssessment> stages;
  // For GO and NO_GO: leaves that force the verdict whatever the others are, none of them
  // needless.
  std::vector<CertificateLeaf> certificate;
  // The fewest leaves whose change alters the verdict.
  std::vector<Flip> flip;
  // For HOLD: the unknowns that could decide it.
  std::vector<Resolution> resolution;
  // What caps the verdict whatever the gates say.
  std::vector<Veto> vetoes;
  // Waivers that stand.
  std::vector<Waiver> waivers;
  // Overrides that stand.
  std::vector<Override> overrides;
  // What a GO binds implementation to.
  std::vector<Constraint> constraints;
  // Rows of decision tables that fail in exactly one column.
  std::vector<NearMiss> near_misses;
  // Open risks, by rank.
  std::vector<RankedRisk> risks;
  // What is in scope of implementation, and what is not and why.
  Scope scope;
  // Unresolved decisions by the work that waits for them.
  std::vector<BlockedWork> blocked_work;
  // Mitigations by what they would save.
  std::vector<Action> actions;
  // Metrics.
  std::vector<metric::MetricReading> metrics;
  // What must happen, by when, by whom.
  std::vector<AgendaItem> agenda;
  // Counts by state.
  Summary summary;
  // What changed since the last closed review, or the time that the caller names.
  Since since;
  // Problems in the data of the cycle.
  std::vector<model::Issue> issues;
  // SHA-256, in hexadecimal, of the entries known at as_of, the metric states, the policy, as_of
  // and the engine's version.
  std::string inputs_digest;
  // The version of the engine.
  std::string engine_version;
  // For HOLD: unknowns that, coming in as said, make it a NO_GO whatever the others are.
  std::vector<Flip> to_no_go;
  // For HOLD: is it a GO once those of `resolution` come in as said?
  bool resolution_gives_go = false;
  // The verdict after the flip; not given where there is no flip.
  model::Verdict flip_verdict = model::Verdict::kUnspecified;
  // Is no leaf of the certificate needless?
  bool certificate_is_minimal = false;
  // Is the flip shown to be the fewest changes?
  bool flip_is_exact = false;
  // Is no leaf of `resolution` and `to_no_go` needless?
  bool resolution_is_minimal = false;
  // When customers had it; not given: it was not launched by as_of.
  std::optional<absl::Time> launched_at;
  // What the open risks and common causes are expected to cost customers together, an hour: at
  // least; not given: no touchpoint has a value.
  std::optional<double> expected_loss_low;
  // At most; the same number where it is exact.
  std::optional<double> expected_loss_high;
  // The verdict that is computed, with waivers and without overrides; stages, certificate, flip and
  // resolution speak of it.
  model::Verdict computed_verdict = model::Verdict::kUnspecified;
  // The policy that judged: its id, such as "default/1".
  std::string policy;
  // When the cycle was closed; not given: it is open at as_of.
  std::optional<absl::Time> closed_at;
  // Where the cycle stands, a word of section N: opened, planned, validating, pilot, committed,
  // implementing, pre_release, launched, post_launch or closed (phase.h).
  std::string phase;
  // Circular dependencies of the work that is still to be done, then of the graph over which
  // failure runs; of each kind the largest first, then by the first member (R26).
  std::vector<CircularDependency> circular_dependencies;

  friend bool operator==(const Assessment&, const Assessment&) = default;
};

}  // namespace readiness::engine
