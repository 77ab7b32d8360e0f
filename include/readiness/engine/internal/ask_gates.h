// readiness/engine/internal/ask_gates.h: stage TEST_EVIDENCE but for the cycle's own criteria
// (R13 to R16, R19).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  } else if (view.as_of < *milestone->at) {
    result = model::Result::NotApplicable();
    finding.falls_due = milestone->at;
  }
  sheet.Put("gate", name, result, std::move(finding));
}

// R13, R15: a gate whose date has come was decided by its owner, with a verdict through the lens.
// R32: what was decided stands; a calendar that is set again without the gate does not lift it.
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
  for (const auto& [name, gate] : view.state.gates) {
    if (gate.fact.kind == model::GateKind::kPreCommitment || in_calendar.contains(name)) continue;
    AskGateDecision(view, sheet, name, nullptr, &gate);
  }
}

inline void AskGates(const View& view, Sheet& sheet) {
  const State& state = view.state;
  AskGateDecisions(view, sheet);

  // R14: evidence on the metric of the outcome that still counts.
  Finding evidence;
  evidence.owner = view.Steward();
  evidence.next_step = "Record evidence on the outcome's metric";
  if (state.outcome.has_value() && !state.outcome->metric.empty()) {
    for (const auto& [id, item] : state.evidence) {
      if (item.is_live && item.evidence.metric == state.outcome->metric) {
        evidence.evidence.push_back(id);
      }
    }
  }
  const bool has_evidence = !evidence.evidence.empty();
  sheet.Put("outcome-evidence", "", PassIf(has_evidence), std::move(evidence));

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
  for (const auto& [name, gate] : state.gates) {
    if (gate.fact.kind == model::GateKind::kPreCommitment &&
        (newest == nullptr || newest->stamp.occurred_at < gate.stamp.occurred_at)) {
      newest = &gate;
    }
  }
  if (newest != nullptr) {
    reachable.value = newest->fact.rationale;
    reachable.evidence.push_back(newest->stamp.entry);
    is_reachable =
        *newest->fact.is_signal_reachable ? model::Result::Pass() : model::Result::Fail();
  }
  sheet.Put("pre-commitment", "", is_reachable, std::move(reachable));
}

}  // namespace readiness::engine::internal
