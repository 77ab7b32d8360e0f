// readiness/engine/internal/check_mitigation.h: whether what a kind of mitigation needs is there
// (R19, R53 to R58): a pure function of the log and the moment. What is not recorded is UNKNOWN;
// FAIL is for what is recorded and wrong.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/engine/internal/ask_gates.h"
#include "readiness/engine/internal/ask_handoff.h"
#include "readiness/engine/internal/find_escalations.h"
#include "readiness/engine/internal/last_commitment.h"
#include "readiness/engine/internal/mitigation_needs.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// An approval that stands for an item in scope.
struct StandingApproval {
  std::string_view id;
  absl::Time at;
};

// What the checks of all mitigations look up.
struct MitigationInputs {
  // `sheet`: with the cycle's criteria judged; both must outlive it.
  MitigationInputs(const View& of, const Sheet& sheet) : view(of), leaves(sheet) {
    for (const auto& [id, decision] : view.state.decisions) {
      if (!decision.is_in_scope || !decision.started_stamp.has_value()) continue;
      if (first_begun == nullptr ||
          decision.started_stamp->occurred_at < first_begun->started_stamp->occurred_at) {
        first_begun = &decision;
      }
    }
    const ApprovalIndex index(view.state);
    for (const auto& [id, item] : view.state.items) {
      const ApprovalState* approval = index.Of(item).standing;
      if (!view.IsItemInScope(item) || approval == nullptr) continue;
      approvals.push_back({approval->fact.id, approval->stamp.occurred_at});
    }
    for (const auto& [id, item] : view.state.evidence) {
      if (item.is_live) evidence[item.evidence.metric].push_back(&item);
    }
  }

  const View& view;
  LeafIndex leaves;
  const DecisionState* first_begun = nullptr;                              // Of those in scope.
  std::vector<StandingApproval> approvals;                                 // By item.
  std::map<std::string_view, std::vector<const EvidenceState*>> evidence;  // Live, by metric.
};

// Goes through the needs of one mitigation.
class MitigationChecker {
 public:
  MitigationChecker(const MitigationInputs& inputs, const MitigationState& mitigation,
                    const RiskState& risk)
      : inputs_(inputs),
        view_(inputs.view),
        fact_(mitigation.fact),
        stamp_(mitigation.stamp),
        risk_(risk) {
    found_.kind = NeedsOf(mitigation.fact.kind);
    found_.mitigation = &mitigation;
    found_.risk = &risk;
    found_.owner = fact_.owner;
    if (found_.owner.empty()) found_.owner = risk.ownership.Sole();
    if (found_.owner.empty()) found_.owner = view_.Steward();
    found_.evidence.push_back(stamp_.entry);
  }

  [[nodiscard]] MitigationFinding Check() && {
    for (const Need need : found_.kind->needs) {
      // Of a risk that is closed only that is asked which shows that it is.
      if (View::IsOpenRisk(risk_) || need == Need::kClosure) Settle(need);
    }
    return std::move(found_);
  }

 private:
  void Settle(Need need) {
    need_ = need;
    switch (need) {
      case Need::kOwner:
        return SettleOwner();
      case Need::kIsolation:
        return SettleIsolation();
      case Need::kAnswer:
        return SettleAnswer();
      case Need::kTracking:
        return SettleTracking();
      case Need::kGate:
        return SettleGate();
      case Need::kRecheck:
        return SettleRecheck();
      case Need::kPlan:
        return SettlePlan();
      case Need::kPractice:
        return SettlePractice();
      case Need::kStart:
        return SettleStart();
      case Need::kFormal:
        return SettleFormal();
      case Need::kApprovals:
        return SettleApprovals();
      case Need::kCheckpoint:
        return SettleCheckpoint();
      case Need::kDeadline:
        return SettleDeadline();
      case Need::kClosure:
        return SettleClosure();
      case Need::kStandingItem:
        return SettleStandingItem();
    }
  }

  [[nodiscard]] absl::Duration Window() const { return LengthOf(view_.policy.owner_window); }
  void Lack(model::Result result, std::string what, std::string next_step,
            std::optional<absl::Time> due = std::nullopt) {
    found_.gaps.push_back({need_, result, std::move(what), std::move(next_step),
                           due.value_or(stamp_.occurred_at + Window())});
  }
  void LackRecord(std::string what, std::string next_step,
                  std::optional<absl::Time> due = std::nullopt) {
    Lack(model::Result::Unknown(model::UnknownReason::kMissing), std::move(what),
         std::move(next_step), due);
  }
  // What was planned stands as it was planned: another one takes its place.
  [[nodiscard]] std::string PlanAnother(std::string_view with) const {
    return base::Cat("Plan another ", found_.kind->called, " of risk \"", fact_.risk, "\" ", with);
  }
  void Expire(absl::Time at) { found_.valid_until = std::min(found_.valid_until.value_or(at), at); }

  void SettleOwner() {
    if (!fact_.owner.empty()) return;
    Lack(model::Result::Unknown(model::UnknownReason::kInvalidOwner), "has no owner",
         PlanAnother("with the party that does it"));
  }

  // When the risk showed, while it does and is not treated.
  [[nodiscard]] std::optional<absl::Time> ShowsSince() const {
    if (risk_.phase != RiskPhase::kAppeared) return std::nullopt;
    return risk_.appeared_stamp->occurred_at;
  }
  void SettleIsolation() {
    const std::optional<absl::Time> since = ShowsSince();
    if (!since.has_value() || !risk_.isolated_decision.empty()) return;
    LackRecord("the risk shows and isolates no decision",
               base::Cat("Record risk_appeared of \"", fact_.risk,
                         "\" with the decision that it isolates"),
               *since + Window());
  }
  void SettleAnswer() {
    const std::optional<absl::Time> since = ShowsSince();
    if (!since.has_value() || !fact_.due_at.has_value()) return;
    const absl::Time end = *since + Window();
    if (*fact_.due_at <= end || found_.mitigation->is_done) return;
    LackRecord(base::Cat("is due at ", base::InstantText(*fact_.due_at),
                         ", after its owner's window ends at ", base::InstantText(end)),
               PlanAnother("that is due inside the owner's window"), end);
  }
  void SettleTracking() {
    if (fact_.metric.empty()) {
      return LackRecord("names no metric to follow",
                        PlanAnother("that names the metric to follow"));
    }
    const std::optional<absl::Time> since = ShowsSince();
    if (!since.has_value()) return;
    bool is_followed = std::any_of(
        view_.metrics.begin(), view_.metrics.end(),
        [this](const metric::MetricReading& reading) { return reading.metric == fact_.metric; });
    if (const auto live = inputs_.evidence.find(fact_.metric); live != inputs_.evidence.end()) {
      for (const EvidenceState* item : live->second) {
        if (*item->evidence.observed_at < *since) continue;
        is_followed = true;
        found_.evidence.push_back(item->evidence.id);
      }
    }
    if (is_followed) return;
    LackRecord(base::Cat("metric \"", fact_.metric, "\" was not observed since the risk shows"),
               base::Cat("Record evidence on \"", fact_.metric, "\""), *since + Window());
  }

  [[nodiscard]] const GateState* PreCommitment() const {
    return Find(view_.state.pre_commitments, fact_.gate);
  }
  void SettleGate() {
    if (fact_.gate.empty()) {
      return LackRecord("names no pre-commitment gate", PlanAnother("that names the gate"));
    }
    const GateState* gate = PreCommitment();
    const std::string check =
        base::Cat("Check that the signal of gate \"", fact_.gate,
                  "\" can still be reached as things are; record a PRE_COMMITMENT gate");
    if (gate == nullptr) {
      return LackRecord(base::Cat("gate \"", fact_.gate, "\" was not checked"), check,
                        view_.LaunchAt());
    }
    found_.evidence.push_back(gate->stamp.entry);
    const model::Result result = ResultOfPreCommitment(gate->fact);
    if (result != model::Result::Pass()) {
      return Lack(result,
                  base::Cat("gate \"", fact_.gate, "\" was checked and ",
                            *gate->fact.is_signal_reachable
                                ? base::Cat("decided ", model::Name(gate->fact.verdict))
                                : std::string("its signal cannot be reached")),
                  check, view_.LaunchAt());
    }
    if (AnswersIn(view_.state, gate->stamp.actor, fact_.gate, gate->stamp.occurred_at)) return;
    LackRecord(base::Cat("gate \"", fact_.gate, "\" was decided by \"", gate->stamp.actor,
                         "\", who answers for nothing in the cycle"),
               base::Cat("Let who answers for the cycle decide gate \"", fact_.gate, "\""),
               view_.LaunchAt());
  }
  // A check says that it can be reached as things are; a commitment makes them other things.
  void SettleRecheck() {
    const GateState* gate = PreCommitment();
    const std::optional<Commitment> last = LastCommitment(view_.state);
    if (gate == nullptr || !last.has_value() || gate->stamp.occurred_at >= last->at) return;
    Lack(model::Result::Unknown(model::UnknownReason::kStale),
         base::Cat("gate \"", fact_.gate, "\" was checked last at ",
                   base::InstantText(gate->stamp.occurred_at), ", before ", last->what, " at ",
                   base::InstantText(last->at)),
         base::Cat("Check gate \"", fact_.gate, "\" again before the next commitment"),
         view_.LaunchAt());
  }

  void SettlePlan() {
    if (!fact_.description.empty()) return;
    LackRecord("does not say what is done instead", PlanAnother("that says what is done instead"));
  }
  void SettlePractice() {
    if (fact_.practice.empty()) {
      return LackRecord("names no practice", PlanAnother("that names the practice that keeps it"));
    }
    if (Find(view_.state.rituals, fact_.practice) != nullptr ||
        Find(view_.state.practices, fact_.practice) != nullptr) {
      return;
    }
    LackRecord(base::Cat("names practice \"", fact_.practice,
                         "\", which is neither declared nor was ever held"),
               base::Cat("Declare \"", fact_.practice, "\" with ritual_declared"));
  }
  // The first that was begun of what it is planned for: the decisions that the risk and the plan
  // name, else any in scope.
  [[nodiscard]] const DecisionState* FirstBegun() const {
    if (risk_.risk.decision.empty() && fact_.decision.empty()) return inputs_.first_begun;
    const DecisionState* first = nullptr;
    std::string_view one = risk_.risk.decision;
    std::string_view other = fact_.decision;
    if (other < one) std::swap(one, other);
    for (const std::string_view id : {one, other}) {
      const DecisionState* decision = Find(view_.state.decisions, id);
      if (decision == nullptr || !decision->is_in_scope || !decision->started_stamp.has_value()) {
        continue;
      }
      if (first == nullptr ||
          decision->started_stamp->occurred_at < first->started_stamp->occurred_at) {
        first = decision;
      }
    }
    return first;
  }
  void SettleStart() {
    const DecisionState* first = FirstBegun();
    if (first == nullptr) return;
    const absl::Time begun = first->started_stamp->occurred_at;
    found_.is_late = stamp_.occurred_at > begun;
    const bool is_complete =
        std::all_of(found_.gaps.begin(), found_.gaps.end(), [](const MitigationGap& gap) {
          return gap.need != Need::kPlan && gap.need != Need::kPractice;
        });
    if (is_complete) return;
    found_.evidence.push_back(first->started_stamp->entry);
    Lack(model::Result::Fail(),
         base::Cat("implementation of \"", first->opened.id, "\" was begun at ",
                   base::InstantText(begun), " without it"),
         base::Cat("Hold the implementation of \"", first->opened.id,
                   "\" until the fallback stands with its practice"),
         begun + Window());
  }

  void SettleFormal() {
    if (fact_.practice.empty()) {
      return LackRecord("names no practice", PlanAnother("that names the practice"));
    }
    const RitualState* ritual = Find(view_.state.rituals, fact_.practice);
    if (ritual != nullptr && !ritual->fact.owner.empty()) return;
    LackRecord(base::Cat("names practice \"", fact_.practice, "\", which ",
                         ritual == nullptr ? "is not declared" : "has no owner"),
               base::Cat("Declare \"", fact_.practice, "\" with its owner and cadence"));
  }
  [[nodiscard]] std::string Practice() const {
    return fact_.practice.empty() ? "its practice" : base::Cat("\"", fact_.practice, "\"");
  }
  // Was the practice held at some moment in [from, to]?
  [[nodiscard]] bool WasHeld(absl::Time from, absl::Time to, std::string_view by = {}) const {
    const std::vector<Stamp>* held = Find(view_.state.practices, fact_.practice);
    return held != nullptr && std::any_of(held->begin(), held->end(), [&](const Stamp& stamp) {
             return stamp.occurred_at >= from && stamp.occurred_at <= to &&
                    (by.empty() || stamp.actor == by);
           });
  }
  // A practice that holds for a cadence is the rule of what is approved in it.
  void SettleApprovals() {
    const RitualState* ritual = Find(view_.state.rituals, fact_.practice);
    const absl::Duration cadence =
        ritual == nullptr ? absl::ZeroDuration() : LengthOf(ritual->fact.cadence);
    std::vector<std::string> without;
    for (const auto& [id, at] : inputs_.approvals) {
      if (at < stamp_.occurred_at) continue;  // Given before the rule.
      const absl::Time from = cadence > absl::ZeroDuration() ? at - cadence : absl::InfinitePast();
      if (!WasHeld(from, at)) without.emplace_back(id);
    }
    if (without.empty()) return;
    LackRecord(
        base::Cat(Practice(), " was not held before what was approved",
                  cadence > absl::ZeroDuration() ? ", inside its cadence: " : ": ", Few(without)),
        base::Cat("Hold ", Practice(), " and approve again: ", Few(without)));
  }
  void SettleCheckpoint() {
    const model::Milestone* milestone = view_.MilestoneNamed(fact_.gate);
    if (milestone == nullptr) {
      if (fact_.gate.empty()) {
        return LackRecord("names no milestone for its owner's checkpoint",
                          PlanAnother("that names the milestone of the checkpoint"));
      }
      return LackRecord(
          base::Cat("names milestone \"", fact_.gate, "\", which the calendar does not have"),
          base::Cat("Set a calendar with milestone \"", fact_.gate, "\""));
    }
    const absl::Time at = *milestone->at;
    found_.checkpoint_at = at;
    found_.is_checked = WasHeld(at - view_.ReviewInterval(), absl::InfiniteFuture(), fact_.owner);
    if (found_.is_checked) return;
    if (view_.as_of < at) return Expire(at);
    LackRecord(
        base::Cat("its owner did not check it at milestone \"", fact_.gate, "\", ",
                  base::InstantText(at)),
        base::Cat("Let ", found_.owner, " hold ", Practice(), " and record it with practice_held"),
        at);
  }

  void SettleDeadline() {
    if (!fact_.due_at.has_value()) {
      return LackRecord("has no deadline", PlanAnother("with its deadline"));
    }
    if (found_.mitigation->is_done) return;
    if (view_.as_of <= *fact_.due_at) return Expire(*fact_.due_at + absl::Microseconds(1));
    Lack(model::Result::Unknown(model::UnknownReason::kStale),
         base::Cat("its deadline passed at ", base::InstantText(*fact_.due_at),
                   " and the risk is open"),
         base::Cat("Answer for risk \"", fact_.risk, "\" and record what became of it"),
         *fact_.due_at);
  }
  void SettleClosure() {
    if (fact_.criterion.empty()) {
      return LackRecord("names no criterion that shows the risk closed",
                        PlanAnother("that names the criterion that shows it closed"));
    }
    if (Find(view_.state.criteria, fact_.criterion) == nullptr) {
      return LackRecord(base::Cat("names criterion \"", fact_.criterion, "\", which is not set"),
                        base::Cat("Set criterion \"", fact_.criterion, "\""));
    }
    if (View::IsOpenRisk(risk_)) return;
    const Leaf* leaf = inputs_.leaves.Find(fact_.criterion);
    const model::Result result = leaf == nullptr ? model::Result::NotApplicable() : leaf->effective;
    const absl::Time due = risk_.verified_at + Window();
    const auto unverified = [&](model::Result how, std::string_view why) {
      Lack(
          how,
          base::Cat("the risk is closed and unverified: criterion \"", fact_.criterion, "\" ", why),
          base::Cat("Check criterion \"", fact_.criterion, "\", or record risk_appeared"), due);
    };
    if (result.kind == model::ResultKind::kFail) return unverified(result, "is FAIL");
    if (result.kind != model::ResultKind::kPass && result.kind != model::ResultKind::kWaived) {
      return unverified(model::Result::Unknown(model::UnknownReason::kInconclusive),
                        base::Cat("is ", model::Text(result)));
    }
    if (leaf->shown.valid_until.has_value()) Expire(*leaf->shown.valid_until);
    // What was measured before the risk was there, or showed, says nothing of its end.
    const absl::Time since = risk_.appeared_stamp.has_value() ? risk_.appeared_stamp->occurred_at
                                                              : risk_.stamp.occurred_at;
    bool has_evidence = false;
    bool is_new = false;
    for (const std::string& id : leaf->shown.evidence) {
      const EvidenceState* item = Find(view_.state.evidence, id);
      if (item == nullptr) continue;
      has_evidence = true;
      is_new = is_new || *item->evidence.observed_at >= since;
      found_.evidence.push_back(id);
    }
    if (has_evidence && !is_new) {
      unverified(model::Result::Unknown(model::UnknownReason::kInconclusive),
                 base::Cat("rests on what was observed before ", base::InstantText(since)));
    }
  }

  void SettleStandingItem() {
    const RitualState* ritual = Find(view_.state.rituals, fact_.practice);
    if (ritual != nullptr && LengthOf(ritual->fact.cadence) <= absl::ZeroDuration()) {
      LackRecord(base::Cat("practice \"", fact_.practice, "\" has no cadence"),
                 base::Cat("Declare \"", fact_.practice, "\" with how often it is held"));
    }
    const std::vector<absl::Time> anchors = ReviewAnchors(view_);
    if (anchors.size() < 2 || anchors.back() < stamp_.occurred_at) return;  // No review since.
    const absl::Time before = std::max(anchors[anchors.size() - 2], stamp_.occurred_at);
    if (WasHeld(before, absl::InfiniteFuture())) return;
    LackRecord(base::Cat("the review of ", base::InstantText(anchors.back()), " closed without it"),
               base::Cat("Hold ", Practice(), " and record it with practice_held"), anchors.back());
  }

  const MitigationInputs& inputs_;
  const View& view_;
  const model::MitigationPlanned& fact_;
  const Stamp& stamp_;
  const RiskState& risk_;
  Need need_ = Need::kOwner;
  MitigationFinding found_;
};

}  // namespace readiness::engine::internal
