// readiness/engine/internal/fold_gate.h: facts of evidence, gates, waivers and overrides.
//
// Evidence is never revived: a retraction also ends everything older on the same metric and
// subject, so that an earlier value cannot slip back into its place; it counts again when it is
// recorded again. Disagreement of the newest items stays until a later one is recorded.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "readiness/decision/expression.h"
#include "readiness/decision/formula.h"
#include "readiness/decision/table.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/internal/fold_context.h"
#include "readiness/engine/internal/fold_decision.h"
#include "readiness/model/criterion.h"
#include "readiness/model/evidence.h"

namespace readiness::engine::internal {

// The criteria that a criterion refers to: its guard and the leaves of its formula.
inline void CollectReferences(const model::Formula& formula, std::vector<std::string>& out) {
  if (formula.op == model::FormulaOperator::kLeaf) out.push_back(formula.criterion);
  for (const model::Formula& part : formula.parts) CollectReferences(part, out);
}
[[nodiscard]] inline std::vector<std::string> ReferencesOf(const model::Criterion& criterion) {
  std::vector<std::string> references;
  if (!criterion.guard.empty()) references.push_back(criterion.guard);
  if (criterion.formula.has_value()) CollectReferences(*criterion.formula, references);
  return references;
}

// Has the formula a shape that can be evaluated?
// A share of nothing is reached by nothing, so a score without one would pass whatever happens.
[[nodiscard]] inline absl::Status NeedPassShares(const model::Formula& formula) {
  if (formula.op == model::FormulaOperator::kScore && !(formula.pass_share > 0)) {
    return base::Invalid(
        "FORMULA",
        base::Cat("a SCORE needs a pass_share above 0 and at most 1, got ", formula.pass_share));
  }
  for (const model::Formula& part : formula.parts) {
    READINESS_RETURN_IF_ERROR(NeedPassShares(part));
  }
  return absl::OkStatus();
}

[[nodiscard]] inline absl::Status CheckFormula(const model::Formula& formula) {
  std::map<std::string, int32_t, std::less<>> leaves;
  READINESS_ASSIGN_OR_RETURN(
      const decision::Expression expression,
      decision::ExpressionOf(
          formula, [&leaves](std::string_view id) -> absl::StatusOr<decision::Expression> {
            if (id.empty()) return base::Invalid("R12", "a leaf of the formula names no criterion");
            const auto next = static_cast<int32_t>(leaves.size());
            return decision::Leaf(leaves.try_emplace(std::string(id), next).first->second);
          }));
  READINESS_RETURN_IF_ERROR(
      decision::Formula::Compile(expression, static_cast<int32_t>(leaves.size())).status());
  return NeedPassShares(formula);
}

// A criterion may not refer to itself, directly or through others.
[[nodiscard]] inline absl::Status NeedNoLoop(const State& state,
                                             const model::Criterion& criterion) {
  std::vector<std::string> open = ReferencesOf(criterion);
  std::set<std::string> seen;
  while (!open.empty()) {
    const std::string id = std::move(open.back());
    open.pop_back();
    if (id == criterion.id) {
      return base::Invalid("R12", base::Cat("criterion ", Quoted(criterion.id),
                                            " refers to itself through its formula or guard"));
    }
    if (!seen.insert(id).second) continue;
    if (const CriterionState* other = Find(state.criteria, id)) {
      for (std::string& reference : ReferencesOf(other->criterion)) {
        open.push_back(std::move(reference));
      }
    }
  }
  return absl::OkStatus();
}

// The engine's own questions stand on the sheet beside the criteria of the cycle: an id names one.
[[nodiscard]] inline absl::Status NeedOwnIds(const model::Criterion& criterion) {
  std::vector<std::string> ids = ReferencesOf(criterion);
  ids.push_back(criterion.id);
  for (const std::string& id : ids) {
    if (!IsQuestionId(id)) continue;
    return base::Invalid("identity", base::Cat("criterion ", Quoted(criterion.id), ": ", Quoted(id),
                                               " is the id of a question that the engine asks "
                                               "itself; use another id"));
  }
  return absl::OkStatus();
}

inline absl::Status Check(const State& state, const Context&, const model::CriterionSet& fact) {
  const model::Criterion& criterion = fact.criterion;
  READINESS_RETURN_IF_ERROR(model::Check(criterion));
  READINESS_RETURN_IF_ERROR(NeedOwnIds(criterion));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", criterion.owner));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.decisions, "decision", criterion.decision));
  const std::string where = base::Cat("criterion ", Quoted(criterion.id));
  if (criterion.formula.has_value()) {
    READINESS_RETURN_IF_ERROR(base::At(where, CheckFormula(*criterion.formula)));
  }
  if (criterion.table.has_value()) {
    if (!criterion.table->table.has_value()) {
      return base::Invalid("R12", base::Cat(where, ": table test without a table"));
    }
    READINESS_RETURN_IF_ERROR(
        base::At(where, decision::Table::Load(*criterion.table->table).status()));
    if (criterion.table->inputs.size() != criterion.table->table->columns.size()) {
      return base::Invalid("R12", base::Cat(where, ": a table test needs one input a column, got ",
                                            criterion.table->inputs.size(), " for ",
                                            criterion.table->table->columns.size(), " columns"));
    }
    if (criterion.table->pass_outcomes.empty()) {
      return base::Invalid("R12", base::Cat(where, ": pass_outcomes is empty; nothing could pass"));
    }
    const auto& outcomes = criterion.table->table->outcomes;
    for (const std::string& outcome : criterion.table->pass_outcomes) {
      if (std::find(outcomes.begin(), outcomes.end(), outcome) == outcomes.end()) {
        return base::Invalid("R12", base::Cat(where, ": pass_outcomes names ", Quoted(outcome),
                                              ", which the table does not have"));
      }
    }
    const bool may_fail =
        std::any_of(outcomes.begin(), outcomes.end(), [&criterion](const std::string& outcome) {
          const auto& passes = criterion.table->pass_outcomes;
          return std::find(passes.begin(), passes.end(), outcome) == passes.end();
        });
    if (!may_fail) {
      return base::Invalid(
          "R12", base::Cat(where, ": pass_outcomes names every outcome; nothing could fail"));
    }
  }
  return NeedNoLoop(state, criterion);
}
inline void Apply(State& state, const Context& context, const model::CriterionSet& fact) {
  const CriterionState* standing = Find(state.criteria, fact.criterion.id);
  if (standing != nullptr && !IsAsNew(context, standing->stamp)) return;
  std::optional<model::Criterion> previous;
  if (standing != nullptr) previous = standing->criterion;
  state.criteria.insert_or_assign(
      fact.criterion.id, CriterionState{fact.criterion, context.stamp, std::move(previous)});
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::EvidenceRecorded& fact) {
  READINESS_RETURN_IF_ERROR(model::Check(fact.evidence));
  READINESS_RETURN_IF_ERROR(NeedNew(state.evidence, "evidence", fact.evidence.id));
  if (*fact.evidence.observed_at > context.stamp.recorded_at) {
    return base::Invalid(
        "order",
        base::Cat("evidence ", Quoted(fact.evidence.id), " is observed at ",
                  base::InstantText(*fact.evidence.observed_at), ", after it was recorded"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::EvidenceRecorded& fact) {
  EvidenceState added{fact.evidence, context.stamp, context.seq};
  // A later item settles a disagreement; an equally new one that differs starts one.
  const std::pair<std::string, std::string> key(fact.evidence.metric, fact.evidence.subject);
  const absl::Time observed_at = *added.evidence.observed_at;
  std::set<std::pair<absl::Time, std::string>>& live = state.live_evidence[key];
  if (live.empty() || live.rbegin()->first <= observed_at) {
    const bool disagrees = std::any_of(
        live.lower_bound({observed_at, ""}), live.end(), [&](const auto& of_that_moment) {
          const model::Evidence& other =
              state.evidence.find(of_that_moment.second)->second.evidence;
          return other.finding != added.evidence.finding || other.unit != added.evidence.unit;
        });
    if (disagrees) {
      state.conflicts.insert(key);
    } else {
      state.conflicts.erase(key);
    }
  }
  live.emplace(observed_at, fact.evidence.id);
  state.evidence.emplace(fact.evidence.id, std::move(added));
}

inline absl::Status Check(const State& state, const Context&,
                          const model::EvidenceRetracted& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.evidence, "evidence", fact.evidence));
  if (Find(state.evidence, fact.evidence)->is_retracted) {
    return base::Refused("order",
                         base::Cat("evidence ", Quoted(fact.evidence), " was retracted already"));
  }
  return absl::OkStatus();
}
// What was verified by evidence of which all is retracted now is verified no longer.
inline void TakeBackVerifications(State& state) {
  const auto is_gone = [&state](const std::vector<std::string>& evidence) {
    return !evidence.empty() &&
           std::all_of(evidence.begin(), evidence.end(), [&state](const std::string& id) {
             return Find(state.evidence, id)->is_retracted;
           });
  };
  for (auto& [id, risk] : state.risks) {
    if (risk.phase != RiskPhase::kVerified || !is_gone(risk.verified_by)) continue;
    risk.phase = risk.is_mitigated                 ? RiskPhase::kMitigating
                 : risk.appeared_stamp.has_value() ? RiskPhase::kAppeared
                                                   : RiskPhase::kWatching;
  }
  for (auto& [id, decision] : state.decisions) {
    if (decision.phase != DecisionPhase::kImplemented || !is_gone(decision.verified_by)) continue;
    decision.phase = DecisionPhase::kApproved;
    decision.verified_stamp.reset();
  }
}

inline void Apply(State& state, const Context&, const model::EvidenceRetracted& fact) {
  EvidenceState& retracted = state.evidence.find(fact.evidence)->second;
  retracted.is_retracted = true;
  TakeBackVerifications(state);
  if (!retracted.is_live) return;
  retracted.is_live = false;
  auto& live = state.live_evidence[{retracted.evidence.metric, retracted.evidence.subject}];
  const absl::Time observed_at = *retracted.evidence.observed_at;
  live.erase({observed_at, fact.evidence});
  while (!live.empty() && live.begin()->first < observed_at) {
    state.evidence.find(live.begin()->second)->second.is_live = false;
    live.erase(live.begin());
  }
}

inline absl::Status Check(const State&, const Context&, const model::SignalObserved& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("R16", "signal_observed.signal", fact.signal));
  if (fact.state == model::SignalState::kUnspecified) {
    return base::Invalid("R16", base::Cat("signal ", Quoted(fact.signal),
                                          " has no state; give "
                                          "MATERIALISED, NOT_YET or CONTRADICTED"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::SignalObserved& fact) {
  const SignalState* standing = Find(state.signals, fact.signal);
  if (standing != nullptr && !IsAsNew(context, standing->stamp)) return;
  state.signals.insert_or_assign(fact.signal, SignalState{fact, context.stamp});
}

// What can be said without evaluating the gate; CheckGateOpens (internal/gate_opens.h) does that.
inline absl::Status Check(const State& state, const Context&, const model::GateDecided& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("reference", "gate_decided.gate", fact.gate));
  if (fact.kind != model::GateKind::kPreCommitment) {
    // What was decided once can be decided again, also where the calendar no longer has it.
    const GateState* decided = Find(state.gates, fact.gate);
    bool is_known = decided != nullptr || state.dropped_gates.contains(fact.gate);
    if (state.calendar.has_value()) {
      for (const model::Milestone& milestone : state.calendar->milestones) {
        is_known = is_known ||
                   (milestone.name == fact.gate && milestone.kind == model::MilestoneKind::kGate);
      }
    }
    if (!is_known) {
      return base::Unknown("reference", base::Cat("gate ", Quoted(fact.gate),
                                                  " is no GATE milestone of the calendar"));
    }
  } else if (!fact.is_signal_reachable.has_value()) {
    return base::Invalid("R19",
                         "a PRE_COMMITMENT gate says whether its signal is still reachable; "
                         "give is_signal_reachable");
  }
  if (fact.verdict == model::Verdict::kUnspecified) {
    return base::Invalid("R15",
                         base::Cat("gate ", Quoted(fact.gate), " is decided without a verdict"));
  }
  READINESS_RETURN_IF_ERROR(NeedText("R15", "gate_decided.rationale", fact.rationale));
  if (fact.lens_result != model::ResultKind::kUnspecified &&
      fact.lens_result != model::ResultKind::kPass &&
      fact.lens_result != model::ResultKind::kFail) {
    return base::Invalid("R13", "gate_decided.lens_result is PASS or FAIL");
  }
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.follow_up_owner));
  if (fact.verdict != model::Verdict::kGo &&
      (fact.follow_up_owner.empty() || fact.follow_up_ritual.empty())) {
    return base::Invalid("R15", base::Cat("gate ", Quoted(fact.gate),
                                          " does not open; name who "
                                          "follows up and in which ritual"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::GateDecided& fact) {
  auto& decided =
      fact.kind == model::GateKind::kPreCommitment ? state.pre_commitments : state.gates;
  const GateState* standing = Find(decided, fact.gate);
  if (standing != nullptr && !IsAsNew(context, standing->stamp)) return;
  GateState gate{fact, context.stamp, context.seq};
  gate.stamp.actor = context.authority;
  decided.insert_or_assign(fact.gate, std::move(gate));
}

// Whoever answers in the cycle or for what was approved, or owns the decision that it carries out.
[[nodiscard]] inline bool MayMeetConditions(const State& state, const Context& context,
                                            const model::ApprovalGranted& approval) {
  const absl::Time at = context.stamp.occurred_at;
  if (AnswersIn(state, context.authority, approval.artifact, at)) return true;
  return std::any_of(state.items.begin(), state.items.end(), [&](const auto& item) {
    if (item.second.artifact() != approval.artifact) return false;
    const DecisionState* decision = Find(state.decisions, item.second.request.decision);
    if (decision == nullptr) return false;
    const std::vector<std::string> owners = OwnersOf(state, *decision, at);
    return std::find(owners.begin(), owners.end(), context.authority) != owners.end();
  });
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::ConditionMet& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.approvals, "approval", fact.approval));
  const model::ApprovalGranted& approval = Find(state.approvals, fact.approval)->fact;
  const bool is_known =
      std::any_of(approval.conditions.begin(), approval.conditions.end(),
                  [&fact](const auto& condition) { return condition.id == fact.condition; });
  if (!is_known) {
    return base::Unknown("reference", base::Cat("approval ", Quoted(fact.approval),
                                                " has no condition ", Quoted(fact.condition)));
  }
  if (MayMeetConditions(state, context, approval)) return absl::OkStatus();
  return base::Refused("Q6", base::Cat(Quoted(context.authority),
                                       " answers neither in the cycle nor "
                                       "for ",
                                       Quoted(approval.artifact),
                                       "; its approver or owner says that a condition is met"));
}
inline void Apply(State& state, const Context&, const model::ConditionMet& fact) {
  state.approvals.find(fact.approval)->second.met_conditions.insert(fact.condition);
}

// Reason, and an end that lies ahead: nothing is set aside for ever or for nothing.
[[nodiscard]] inline absl::Status NeedReasonAndEnd(const Context& context, std::string_view what,
                                                   std::string_view reason,
                                                   const std::optional<absl::Time>& until) {
  READINESS_RETURN_IF_ERROR(NeedText(what, "reason", reason));
  if (!until.has_value()) return base::Invalid(what, "until is missing; it ends at a stated time");
  if (*until <= context.stamp.occurred_at) {
    return base::Invalid(
        what, base::Cat("it would end at ", base::InstantText(*until), ", before it begins"));
  }
  return absl::OkStatus();
}

// What the engine found is set aside by somebody who answers for the cycle, or for `scope` in it.
[[nodiscard]] inline absl::Status NeedOneWhoMaySetAside(const State& state, const Context& context,
                                                        std::string_view what,
                                                        std::string_view scope) {
  for (const model::Role role : kRolesThatSetAside) {
    if (HoldsRole(state, context.authority, role, scope, context.stamp.occurred_at)) {
      return absl::OkStatus();
    }
  }
  return base::Refused(what,
                       base::Cat(Quoted(context.authority), " may not grant it: that takes an ",
                                 "APPROVER, SIGN_OFF_OWNER, LEADERSHIP_CONTACT or SPONSOR"));
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::WaiverGranted& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.waivers, "waiver", fact.id));
  READINESS_RETURN_IF_ERROR(NeedText("waiver", "path", fact.path));
  READINESS_RETURN_IF_ERROR(NeedReasonAndEnd(context, "waiver", fact.reason, fact.until));
  return NeedOneWhoMaySetAside(state, context, "waiver", fact.path);
}
inline void Apply(State& state, const Context& context, const model::WaiverGranted& fact) {
  WaiverState waiver{fact, context.stamp};
  waiver.stamp.actor = context.authority;
  state.waivers.emplace(fact.id, std::move(waiver));
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::OverrideGranted& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.overrides, "override", fact.id));
  if (fact.verdict == model::Verdict::kUnspecified) {
    return base::Invalid("override", "override_granted.verdict is missing");
  }
  READINESS_RETURN_IF_ERROR(NeedReasonAndEnd(context, "override", fact.reason, fact.until));
  if (fact.approvers.empty()) {
    return base::Invalid("override", "an override names the approvers who answer for it");
  }
  READINESS_RETURN_IF_ERROR(NeedOneWhoMaySetAside(state, context, "override", ""));
  std::set<std::string> distinct;
  for (const std::string& approver : fact.approvers) {
    READINESS_RETURN_IF_ERROR(NeedKnown(state.parties, "party", approver));
    if (!distinct.insert(approver).second) {
      return base::Invalid("override", base::Cat("approver ", Quoted(approver), " is named twice"));
    }
    if (!HoldsRole(state, approver, model::Role::kApprover, "", context.stamp.occurred_at)) {
      return base::Refused("override", base::Cat(Quoted(approver),
                                                 " does not hold the role APPROVER "
                                                 "for the cycle"));
    }
    if (HoldsRole(state, approver, model::Role::kSignOffOwner, "", context.stamp.occurred_at)) {
      return base::Refused("override", base::Cat(Quoted(approver),
                                                 " owns the sign-off; an override "
                                                 "needs an approver other than the owner"));
    }
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::OverrideGranted& fact) {
  state.overrides.emplace(fact.id, OverrideState{fact, context.stamp, context.seq});
}

}  // namespace readiness::engine::internal
