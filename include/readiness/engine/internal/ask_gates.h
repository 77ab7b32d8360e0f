// readiness/engine/internal/ask_gates.h: stage TEST_EVIDENCE but for the cycle's own criteria
// (R13 to R16, R19, R32).
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/number.h"
#include "readiness/decision/evaluate_criterion.h"
#include "readiness/engine/internal/fold_context.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// What the decision on a gate says of it.
[[nodiscard]] inline model::Result ResultOfGate(const model::GateDecided& decided) {
  if (decided.verdict == model::Verdict::kNoGo || decided.lens_result == model::ResultKind::kFail) {
    return model::Result::Fail();
  }
  if (decided.verdict == model::Verdict::kHold) {
    return model::Result::Unknown(model::UnknownReason::kInconclusive);
  }
  return PassIf(decided.lens_result == model::ResultKind::kPass);
}

// What a check before a commitment says: reachable and committed, or why not.
[[nodiscard]] inline model::Result ResultOfPreCommitment(const model::GateDecided& decided) {
  if (!*decided.is_signal_reachable || decided.verdict == model::Verdict::kNoGo ||
      decided.lens_result == model::ResultKind::kFail) {
    return model::Result::Fail();
  }
  if (decided.verdict == model::Verdict::kHold) {
    return model::Result::Unknown(model::UnknownReason::kInconclusive);
  }
  return model::Result::Pass();
}

// One gate: the milestone it has in the calendar, the decision on it, or both.
inline void AskGateDecision(const View& view, Sheet& sheet, std::string_view name,
                            const model::Milestone* milestone, const GateState* gate) {
  Finding finding;
  finding.owner = view.Steward();
  if (milestone != nullptr) {
    finding.threshold = base::Cat("by ", base::InstantText(*milestone->at));
  }
  finding.next_step =
      base::Cat("Decide gate \"", name, "\" through the lens and record it with gate_decided");
  model::Result result = model::Result::Unknown(model::UnknownReason::kMissing);
  if (gate != nullptr) {
    finding.value = base::Cat(model::Name(gate->fact.verdict), ": ", gate->fact.rationale);
    finding.evidence.push_back(gate->stamp.entry);
    if (!gate->fact.follow_up_owner.empty()) finding.owner = gate->fact.follow_up_owner;
    result = ResultOfGate(gate->fact);
    // A NO_GO counts from anybody; what opens the gate takes somebody who answers for it (R32).
    if (result == model::Result::Pass() &&
        !AnswersIn(view.state, gate->stamp.actor, name, gate->stamp.occurred_at)) {
      result = model::Result::Unknown(model::UnknownReason::kMissing);
      finding.value += base::Cat("; \"", gate->stamp.actor, "\" answers for nothing in the cycle");
      finding.next_step = base::Cat("Let who answers for gate \"", name, "\" decide it");
    }
  } else if (view.as_of < *milestone->at) {
    result = model::Result::NotApplicable();
    finding.falls_due = milestone->at;
  }
  sheet.Put("gate", name, result, std::move(finding));
}

// R13, R15: a gate whose date has come was decided by its owner, with a verdict through the lens.
// R32: what was decided stands, and what fell due undecided is asked until it is; a calendar that
// is set again without the gate lifts neither.
inline void AskGateDecisions(const View& view, Sheet& sheet) {
  std::set<std::string_view> in_calendar;
  if (view.state.calendar.has_value()) {
    for (const model::Milestone& milestone : view.state.calendar->milestones) {
      if (milestone.kind != model::MilestoneKind::kGate) continue;
      in_calendar.insert(milestone.name);
      AskGateDecision(view, sheet, milestone.name, &milestone,
                      Find(view.state.gates, milestone.name));
    }
  }
  for (const auto& [name, milestone] : view.state.dropped_gates) {
    if (Find(view.state.gates, name) == nullptr) {
      AskGateDecision(view, sheet, name, &milestone, nullptr);
    }
  }
  for (const auto& [name, gate] : view.state.gates) {
    if (in_calendar.contains(name)) continue;
    AskGateDecision(view, sheet, name, nullptr, &gate);
  }
}

// How the outcome's metric compares with its target: as the outcome says, else in the direction
// from the baseline to the target; nothing where neither says it.
[[nodiscard]] inline model::Comparison ComparisonOf(const model::Outcome& outcome) {
  if (outcome.comparison != model::Comparison::kUnspecified || !outcome.target.has_value() ||
      !outcome.baseline.has_value() || *outcome.target == *outcome.baseline) {
    return outcome.comparison;
  }
  return *outcome.target > *outcome.baseline ? model::Comparison::kGreaterOrEqual
                                             : model::Comparison::kLessOrEqual;
}

// R14, R20: the newest evidence on the metric of the outcome that still counts supports its target.
// What is linked to a decision speaks of that decision alone, and what is linked to another part of
// the cycle counts only where nothing is said of the whole.
[[nodiscard]] inline absl::Status AskOutcomeEvidence(const View& view, Sheet& sheet) {
  const State& state = view.state;
  Finding finding;
  finding.owner = view.Steward();
  finding.next_step = "Record evidence on the outcome's metric";
  if (state.outcome.has_value() && !state.outcome->unit.empty()) {
    finding.next_step += base::Cat(", in ", state.outcome->unit);
  }
  model::Result result = model::Result::Unknown(model::UnknownReason::kMissing);
  std::vector<const model::Evidence*> items;
  bool is_conflicting = false;
  if (state.outcome.has_value() && !state.outcome->metric.empty()) {
    const auto speaks_of_it = [&state](const EvidenceState& item) {
      return item.is_live && item.evidence.metric == state.outcome->metric;
    };
    const bool has_own =
        std::any_of(state.evidence.begin(), state.evidence.end(), [&](const auto& item) {
          return speaks_of_it(item.second) && item.second.evidence.subject.empty();
        });
    for (const auto& [id, item] : state.evidence) {
      if (!speaks_of_it(item) || (has_own && !item.evidence.subject.empty()) ||
          Find(state.decisions, item.evidence.subject) != nullptr) {
        continue;
      }
      items.push_back(&item.evidence);
      finding.evidence.push_back(id);
      is_conflicting =
          is_conflicting || state.conflicts.contains({item.evidence.metric, item.evidence.subject});
    }
  }
  if (!items.empty()) {
    const model::Outcome& outcome = *state.outcome;
    const model::Comparison comparison = ComparisonOf(outcome);
    if (!outcome.target.has_value()) {
      finding.value = "the outcome has no target that evidence could support";
      finding.next_step = "Record where the outcome's metric shall stand";
    } else if (comparison == model::Comparison::kUnspecified) {
      finding.value = "the outcome does not say on which side of its target it is reached";
      finding.next_step = "Say in the outcome how its metric compares with the target";
    } else {
      model::Criterion supports;
      supports.id = "outcome-evidence";
      supports.level = model::Level::kMust;
      supports.metric = outcome.metric;
      supports.unit = outcome.unit;
      supports.comparison = comparison;
      supports.threshold = outcome.target;
      decision::CriterionContext context;
      context.as_of = view.as_of;
      READINESS_ASSIGN_OR_RETURN(
          const decision::CriterionOutcome judged,
          decision::EvaluateCriterion(supports, {items, is_conflicting}, {}, context));
      result = judged.result;
      finding.value = judged.message;
      finding.threshold =
          base::Cat(model::Sign(comparison), " ", base::ShortestText(*outcome.target),
                    outcome.unit.empty() ? "" : " ", outcome.unit);
      // What falls short of a target that lies ahead is not wrong; it does not support it yet.
      if (result == model::Result::Fail()) {
        result = model::Result::Unknown(model::UnknownReason::kInconclusive);
        finding.next_step = "Show that the target is reached, or take the outcome up again";
      }
    }
  }
  sheet.Put("outcome-evidence", "", result, std::move(finding));
  return absl::OkStatus();
}

[[nodiscard]] inline absl::Status AskGates(const View& view, Sheet& sheet) {
  const State& state = view.state;
  AskGateDecisions(view, sheet);

  READINESS_RETURN_IF_ERROR(AskOutcomeEvidence(view, sheet));

  // R15: the signal that the outcome names shows.
  const std::string signal = state.outcome.has_value() ? state.outcome->progress_signal : "";
  const SignalState* observed = Find(state.signals, signal);
  Finding progress;
  progress.owner = view.Steward();
  progress.threshold = signal;
  progress.next_step =
      base::Cat("Look for the signal \"", signal, "\" in review data and record what shows");
  model::Result result = model::Result::NotApplicable();
  if (!signal.empty()) {
    result = model::Result::Unknown(model::UnknownReason::kMissing);
    if (observed != nullptr) {
      progress.value = model::Name(observed->fact.state);
      progress.evidence.push_back(observed->stamp.entry);
      if (observed->fact.state == model::SignalState::kMaterialised) {
        result = model::Result::Pass();
      } else if (observed->fact.state == model::SignalState::kContradicted) {
        result = model::Result::Fail();
      } else {
        result = model::Result::Unknown(model::UnknownReason::kNotYetDue);
      }
    }
  }
  sheet.Put("progress-signal", "", result, std::move(progress));

  // R16: what grew the scope came after the signal. Where none is named, nobody can say so.
  for (const auto& [id, change] : state.changes) {
    if (!change.request.expands_scope || change.phase != ScopeChangePhase::kApproved) continue;
    Finding growth;
    growth.owner = change.request.requester.empty() ? view.Steward() : change.request.requester;
    growth.label =
        change.request.title.empty() ? id : base::Cat(id, " (", change.request.title, ")");
    growth.evidence.push_back(change.stamp.entry);
    growth.next_step = "Name the progress signal in the outcome and record whether it shows";
    model::Result grown = model::Result::Unknown(model::UnknownReason::kMissing);
    if (observed != nullptr) {
      growth.value = model::Name(observed->fact.state);
      grown = observed->fact.state == model::SignalState::kMaterialised ? model::Result::Pass()
                                                                        : model::Result::Fail();
    }
    sheet.Put("scope-growth", id, grown, std::move(growth));
  }

  // R19: the newest pre-commitment gate says that the signal can still be reached.
  Finding reachable;
  reachable.owner = view.Steward();
  reachable.next_step =
      "Check that the gate's signal can still be reached as things are; record a PRE_COMMITMENT "
      "gate";
  model::Result is_reachable = model::Result::Unknown(model::UnknownReason::kMissing);
  const GateState* newest = nullptr;
  for (const auto& [name, gate] : state.pre_commitments) {
    if (newest == nullptr || std::tie(newest->stamp.occurred_at, newest->seq) <
                                 std::tie(gate.stamp.occurred_at, gate.seq)) {
      newest = &gate;
    }
  }
  if (newest != nullptr) {
    reachable.value = base::Cat(model::Name(newest->fact.verdict), ": ", newest->fact.rationale);
    reachable.evidence.push_back(newest->stamp.entry);
    if (!newest->fact.follow_up_owner.empty()) reachable.owner = newest->fact.follow_up_owner;
    is_reachable = ResultOfPreCommitment(newest->fact);
    if (is_reachable == model::Result::Pass() &&
        !AnswersIn(state, newest->stamp.actor, newest->fact.gate, newest->stamp.occurred_at)) {
      is_reachable = model::Result::Unknown(model::UnknownReason::kMissing);
      reachable.value +=
          base::Cat("; \"", newest->stamp.actor, "\" answers for nothing in the cycle");
      reachable.next_step = "Let who answers for the cycle decide the PRE_COMMITMENT gate";
    }
  }
  sheet.Put("pre-commitment", "", is_reachable, std::move(reachable));
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
