// readiness/engine/internal/note_issues.h: problems in the data of a cycle, collected while the
// engine goes on (R11, R13, R14, R22, R23, R27, R28, R33, R38, Q4).
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "readiness/engine/internal/ask_gates.h"
#include "readiness/engine/internal/fold_gate.h"
#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/read_metric.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

class IssueNoter {
 public:
  IssueNoter(const View& view, const Sheet& sheet, const Scope& scope, const FailureGraph& failure)
      : view_(view), sheet_(sheet), scope_(scope), failure_(failure) {}

  [[nodiscard]] std::vector<model::Issue> Note() && {
    NoteLog();
    NoteOutcome();
    NoteRoles();
    NoteMovedGoals();
    NoteEscalationPath();
    NoteSpeculation();
    NoteComments();
    NoteDeferrals();
    NoteDueDates();
    NoteRituals();
    NoteWindowsAndChurn();
    NoteGraph();
    NoteWaivers();
    NoteNamedAhead();
    NoteUnreadFields();
    NoteVerifications();
    NoteEndings();
    NoteConditions();
    NoteGates();
    // The gravest first.
    std::stable_sort(
        issues_.begin(), issues_.end(), [](const model::Issue& a, const model::Issue& b) {
          return std::tie(b.severity, a.path, a.message) < std::tie(a.severity, b.path, b.message);
        });
    return std::move(issues_);
  }

 private:
  void Add(model::Severity severity, std::string path, std::string message) {
    issues_.push_back({severity, std::move(path), std::move(message)});
  }

  // "a, b, c, d, e and 7 more".
  [[nodiscard]] static std::string Few(const std::vector<std::string>& ids) {
    constexpr size_t kShown = 5;
    std::string text;
    for (size_t i = 0; i < std::min(ids.size(), kShown); ++i) {
      text += base::Cat(i == 0 ? "" : ", ", ids[i]);
    }
    if (ids.size() > kShown) text += base::Cat(" and ", ids.size() - kShown, " more");
    return text;
  }

  void NoteLog() {
    for (const UnrecognizedState& entry : view_.state.unrecognized) {
      Add(model::Severity::kError, entry.Path(),
          base::Cat("it (", entry.fact,
                    ") holds what this version does not know; it is kept "
                    "and written back, and the verdict is at most HOLD; use a newer engine"));
    }
    for (const ImportIssueState& issue : view_.state.import_issues) {
      std::string path = base::Cat("import/", issue.fact.file);
      if (issue.fact.row > 0) path += base::Cat(":", issue.fact.row);
      Add(model::Severity::kWarning, std::move(path),
          issue.fact.field.empty() ? issue.fact.message
                                   : base::Cat(issue.fact.field, ": ", issue.fact.message));
    }
  }

  // R11: an outcome that nobody can read, or that can no longer be reached in time.
  void NoteOutcome() {
    const std::optional<model::Outcome>& outcome = view_.state.outcome;
    if (!outcome.has_value()) return;
    const std::string path = base::Cat("outcome/", outcome->id);
    if (outcome->statement.empty()) {
      Add(model::Severity::kWarning, path, "R11: it has no statement; say it in one sentence");
    }
    const bool is_launched = view_.state.launched.has_value();
    if (outcome->window_end.has_value() && *outcome->window_end <= view_.as_of && !is_launched) {
      Add(model::Severity::kWarning, path,
          base::Cat("R11: the window in which the target was to be reached ended at ",
                    base::InstantText(*outcome->window_end),
                    " and nothing was launched; define the outcome again with a window ahead"));
    }
    if (outcome->baseline.has_value() && outcome->target.has_value() &&
        CompareInterval(outcome->baseline, outcome->baseline, ComparisonOf(*outcome),
                        *outcome->target) == model::Result::Pass()) {
      Add(model::Severity::kNote, path,
          base::Cat("R11: its baseline ", base::ShortestText(*outcome->baseline),
                    " reaches the target ", model::Sign(ComparisonOf(*outcome)), " ",
                    base::ShortestText(*outcome->target), " already, so nothing has to change"));
    }
    NoteAgeOfOutcomeEvidence(*outcome, path);
    for (const auto& [name, gate] : view_.state.gates) {
      if (!outcome->lens.empty() || gate.fact.lens_result == model::ResultKind::kUnspecified) {
        continue;
      }
      Add(model::Severity::kNote, base::Cat("gate/", name),
          "R13: it was judged through a lens that the outcome does not name; name it there");
    }
  }
  void NoteAgeOfOutcomeEvidence(const model::Outcome& outcome, const std::string& path) {
    std::optional<absl::Time> newest;
    for (const auto& [id, item] : view_.state.evidence) {
      if (item.is_live && item.evidence.metric == outcome.metric) {
        newest = std::max(newest, item.evidence.observed_at);
      }
    }
    if (!newest.has_value() || outcome.metric.empty() ||
        *newest >= view_.state.opened->occurred_at) {
      return;
    }
    Add(model::Severity::kWarning, path,
        base::Cat("R14: the newest evidence on its metric was observed at ",
                  base::InstantText(*newest), ", before the cycle began; look again"));
  }

  // R12, R15: what was asked was changed after the answer was in.
  void NoteMovedGoals() {
    const auto was_known = [this](std::string_view metric, absl::Time at) {
      return std::any_of(
          view_.state.evidence.begin(), view_.state.evidence.end(), [&](const auto& item) {
            return item.second.evidence.metric == metric && item.second.stamp.recorded_at < at;
          });
    };
    const auto text_of = [](const std::optional<double>& value) {
      return value.has_value() ? base::ShortestText(*value) : std::string("none");
    };
    for (const auto& [id, criterion] : view_.state.criteria) {
      if (!criterion.previous.has_value()) continue;
      const model::Criterion& now = criterion.criterion;
      const model::Criterion& then = *criterion.previous;
      std::string moved;
      if (now.threshold != then.threshold) {
        moved = base::Cat("threshold ", text_of(then.threshold), " to ", text_of(now.threshold));
      } else if (now.level != then.level) {
        moved = base::Cat("level ", model::Name(then.level), " to ", model::Name(now.level));
      } else if (now.margin != then.margin) {
        moved = base::Cat("margin ", text_of(then.margin), " to ", text_of(now.margin));
      }
      if (moved.empty() || !was_known(now.metric, criterion.stamp.recorded_at)) continue;
      Add(model::Severity::kNote, base::Cat("criterion/", id),
          base::Cat("R15: it was set again at ", base::InstantText(criterion.stamp.occurred_at),
                    ", with evidence on its metric at hand: ", moved));
    }
    const std::optional<model::Outcome>& outcome = view_.state.outcome;
    const std::optional<model::Outcome>& before = view_.state.previous_outcome;
    if (outcome.has_value() && before.has_value() && outcome->target != before->target &&
        was_known(outcome->metric, view_.state.outcome_stamp->recorded_at)) {
      Add(model::Severity::kNote, base::Cat("outcome/", outcome->id),
          base::Cat("R11: it was defined again at ",
                    base::InstantText(view_.state.outcome_stamp->occurred_at),
                    ", with evidence on its metric at hand: target ", text_of(before->target),
                    " to ", text_of(outcome->target)));
    }
  }

  // What one party gave itself, and what one party both decided and approved: the engine checks who
  // may do what, and whoever writes the log answers for who did it (R23, R36).
  void NoteRoles() {
    const model::Role trusted[] = {model::Role::kApprover, model::Role::kSignOffOwner,
                                   model::Role::kLeadershipContact, model::Role::kSponsor};
    for (const RoleState& held : view_.state.roles) {
      const bool is_trusted =
          std::find(std::begin(trusted), std::end(trusted), held.fact.role) != std::end(trusted);
      if (is_trusted && held.stamp.actor == held.fact.party &&
          held.fact.party != view_.state.opened->actor && held.fact.party != view_.Steward()) {
        Add(model::Severity::kWarning, base::Cat("party/", held.fact.party),
            base::Cat("R36: it gave itself the role ", model::Name(held.fact.role),
                      "; let who answers for the cycle assign it"));
      }
    }
    for (const auto& [id, approval] : view_.state.approvals) {
      if (approval.withdrawn_stamp.has_value()) continue;
      for (const auto& [item_id, item] : view_.state.items) {
        if (item.artifact() != approval.fact.artifact) continue;
        const DecisionState* decision = Find(view_.state.decisions, item.request.decision);
        if (decision == nullptr || view_.DecisionOwner(*decision) != approval.stamp.actor) continue;
        Add(model::Severity::kWarning, base::Cat("approval/", id),
            base::Cat("R36: \"", approval.stamp.actor,
                      "\" approves what carries out its own "
                      "decision \"",
                      decision->opened.id, "\"; let somebody else approve"));
        break;
      }
    }
  }

  // R23: who is asked to decide is told by when.
  void NoteDueDates() {
    std::vector<std::string> undated;
    for (const auto& [id, decision] : view_.state.decisions) {
      if (decision.is_in_scope && IsOpen(decision.phase) && !decision.due_at.has_value() &&
          decision.phase != DecisionPhase::kDeferred) {
        undated.push_back(id);
      }
    }
    if (undated.empty()) return;
    Add(model::Severity::kNote, "decisions/due",
        base::Cat("R23: ", undated.size(),
                  undated.size() == 1 ? " open decision has" : " open decisions have",
                  " no due date: ", Few(undated)));
  }

  // Q4: to the leadership contact; where that is the owner, to the sponsor.
  void NoteEscalationPath() {
    const std::vector<std::string> contacts = view_.Holders(model::Role::kLeadershipContact);
    const std::vector<std::string> sponsors = view_.Holders(model::Role::kSponsor);
    if (contacts.empty() && sponsors.empty()) {
      Add(model::Severity::kWarning, "cycle/escalation",
          "Q4: an escalation would have nowhere to go; assign LEADERSHIP_CONTACT or SPONSOR");
    } else if (sponsors.empty() && contacts == view_.Holders(model::Role::kSignOffOwner)) {
      Add(model::Severity::kWarning, "cycle/escalation",
          "Q4: the leadership contact is the owner and there is no sponsor; assign SPONSOR");
    }
  }

  // What looks as if it were asked and is not.
  void NoteUnreadFields() {
    for (const auto& [id, criterion] : view_.state.criteria) {
      const std::vector<std::string> unread = model::UnreadFields(criterion.criterion);
      if (unread.empty()) continue;
      Add(model::Severity::kWarning, base::Cat("criterion/", id),
          base::Cat("it gives what nothing reads: ", Joined(unread), "; leave it out"));
    }
  }

  // R14: without evidence of the target outcome a commitment is speculative.
  void NoteSpeculation() {
    for (const Leaf& leaf : sheet_.leaves) {
      if (leaf.shown.id != "outcome-evidence") continue;
      if (leaf.effective.kind == model::ResultKind::kPass ||
          leaf.effective.kind == model::ResultKind::kWaived) {
        return;
      }
      for (const std::string& item : scope_.in) {
        Add(model::Severity::kWarning, base::Cat("item/", item),
            "R14: the commitment is speculative: there is no evidence on the outcome's metric yet");
      }
      return;
    }
  }

  // R22: reviews that yield comments but few decisions.
  void NoteComments() {
    int64_t open_count = 0;
    for (const auto& [id, comment] : view_.state.comments) {
      open_count += comment.phase == CommentPhase::kOpen ? 1 : 0;
    }
    int64_t decided_count = 0;
    for (const auto& [id, decision] : view_.state.decisions) {
      decided_count += decision.is_in_scope && !IsOpen(decision.phase) ? 1 : 0;
    }
    const int64_t limit = view_.policy.open_comments_per_decision;
    // More than `limit` open comments a decision; with no decision at all, from `limit` on.
    if (open_count >= limit && (open_count - 1) / limit >= decided_count) {
      Add(model::Severity::kWarning, "reviews/comments",
          base::Cat("R22: ", open_count, open_count == 1 ? " comment is" : " comments are",
                    " open and ", decided_count,
                    decided_count == 1 ? " decision is" : " decisions are",
                    " closed; reviews yield comments instead of decisions, look at "
                    "ownership and approval criteria first"));
    }
  }

  // R27, R33: a ritual that is named is formal, and one that keeps a risk in check is held.
  void NoteRituals() {
    std::set<std::pair<std::string, std::string>> named;
    if (view_.state.outcome.has_value()) named.emplace(view_.state.outcome->ritual, "outcome");
    for (const auto& [id, item] : view_.state.items) named.emplace(item.ritual, "item/" + id);
    for (const auto& [id, decision] : view_.state.decisions) {
      if (decision.handoff.has_value()) named.emplace(decision.handoff->ritual, "decision/" + id);
    }
    std::string last;
    for (const auto& [ritual, where] : named) {
      if (ritual.empty() || ritual == last) continue;
      last = ritual;
      if (Find(view_.state.rituals, ritual) == nullptr) {
        Add(model::Severity::kWarning, base::Cat("ritual/", ritual),
            base::Cat("R33: the ritual is named by ", where,
                      " and is informal; declare its owner, cadence and template"));
      }
    }
    for (const auto& [id, risk] : view_.state.risks) {
      if (!View::IsOpenRisk(risk) || risk.risk.ritual.empty()) continue;
      const RitualState* ritual = Find(view_.state.rituals, risk.risk.ritual);
      std::string_view why;
      if (ritual == nullptr) {
        why = "is not declared";
      } else if (ritual->fact.owner.empty()) {
        why = "has no owner";
      } else if (IsNeglected(*ritual)) {
        why = "was not held for longer than its cadence";
      }
      if (!why.empty()) {
        Add(model::Severity::kWarning, base::Cat("risk/", id),
            base::Cat("R27: cascading: the ritual \"", risk.risk.ritual,
                      "\" that keeps it in check ", why));
      }
    }
  }
  [[nodiscard]] bool IsNeglected(const RitualState& ritual) const {
    const absl::Duration cadence = LengthOf(ritual.fact.cadence);
    return cadence > absl::ZeroDuration() && view_.as_of > view_.LastHeld(ritual) + cadence;
  }

  // R15: a gate that opened on a word, without a criterion that is asked at it.
  void NoteGates() {
    for (const auto& [name, gate] : view_.state.gates) {
      if (gate.fact.verdict != model::Verdict::kGo) continue;
      const bool is_tested = std::any_of(view_.state.criteria.begin(), view_.state.criteria.end(),
                                         [&name = name](const auto& criterion) {
                                           return criterion.second.criterion.gate == name;
                                         });
      if (is_tested) continue;
      Add(model::Severity::kNote, base::Cat("gate/", name),
          "R15: it was decided GO and no criterion names it, so it rests on its rationale alone");
    }
  }

  // R12: what must be true and is tested by a criterion that changes nothing.
  void NoteConditions() {
    if (!view_.state.outcome.has_value()) return;
    for (const model::Condition& condition : view_.state.outcome->conditions) {
      for (const Leaf& leaf : sheet_.leaves) {
        if (leaf.shown.id != condition.criterion || leaf.shown.level != model::Level::kInfo ||
            IsSettled(leaf.effective) || Find(view_.state.criteria, leaf.shown.id) == nullptr) {
          continue;
        }
        Add(model::Severity::kWarning, base::Cat("condition/", condition.id),
            base::Cat("R12: it must be true and is ", model::Text(leaf.effective),
                      ", yet its criterion \"", leaf.shown.id,
                      "\" is INFO and changes nothing; make it MUST"));
      }
    }
  }

  // R23: what is closed has an owner and a rationale.
  void NoteEndings() {
    for (const auto& [id, decision] : view_.state.decisions) {
      const bool is_withdrawn = decision.phase == DecisionPhase::kWithdrawn;
      if (!decision.is_in_scope ||
          (!is_withdrawn && decision.phase != DecisionPhase::kSuperseded)) {
        continue;
      }
      if (decision.end_reason.empty() && (is_withdrawn || decision.superseded_by.empty())) {
        Add(model::Severity::kWarning, base::Cat("decision/", id),
            base::Cat("R23: it was ", Name(decision.phase), " without a reason"));
      }
      if (view_.DecisionOwners(decision).empty()) {
        Add(model::Severity::kWarning, base::Cat("decision/", id),
            base::Cat("R23: it was ", Name(decision.phase),
                      " and has no owner who answers for that"));
      }
    }
  }

  // R57, R29: what is verified rests on evidence; without it, it is said to be so.
  void NoteVerifications() {
    for (const auto& [id, risk] : view_.state.risks) {
      if (risk.phase == RiskPhase::kVerified && risk.verified_by.empty()) {
        Add(model::Severity::kWarning, base::Cat("risk/", id),
            "R57: it was verified without evidence, so it left the ranking on a word; name the "
            "evidence");
      }
    }
    for (const auto& [id, risk] : view_.state.risks) {
      if (risk.phase == RiskPhase::kVerified && risk.verified_at < risk.estimated_at) {
        Add(model::Severity::kWarning, base::Cat("risk/", id),
            "it was estimated anew after it was verified gone; if it is back, record "
            "risk_appeared");
      }
    }
    std::vector<std::string> built;
    for (const auto& [id, decision] : view_.state.decisions) {
      if (decision.is_in_scope && decision.phase == DecisionPhase::kImplemented &&
          decision.verified_by.empty()) {
        built.push_back(id);
      }
    }
    if (!built.empty()) {
      Add(model::Severity::kNote, "decisions/verified",
          base::Cat(built.size(), built.size() == 1 ? " decision was" : " decisions were",
                    " verified as built without evidence: ", Few(built)));
    }
  }

  // R29: what is deferred stays open, with a new date. Records that others kept often have none.
  void NoteDeferrals() {
    for (const auto& [id, decision] : view_.state.decisions) {
      if (!decision.is_in_scope || decision.phase != DecisionPhase::kDeferred) continue;
      if (!decision.due_at.has_value()) {
        Add(model::Severity::kWarning, base::Cat("decision/", id),
            "R29: it was deferred without a new due date; say by when it is decided");
      } else if (*decision.due_at <= decision.decided_stamp->occurred_at) {
        Add(model::Severity::kWarning, base::Cat("decision/", id),
            base::Cat("R29: it was deferred to ", base::InstantText(*decision.due_at),
                      ", which had passed by then; say by when it is decided"));
      }
    }
  }

  // R28, R38.
  void NoteWindowsAndChurn() {
    const absl::Duration window = LengthOf(view_.policy.owner_window);
    for (const auto& [id, decision] : view_.state.decisions) {
      if (decision.is_in_scope && IsOpen(decision.phase) &&
          view_.DecisionOwners(decision).empty() &&
          view_.as_of > view_.UnownedSince(decision) + window) {
        Add(decision.opened.is_high_impact ? model::Severity::kError : model::Severity::kWarning,
            base::Cat("decision/", id),
            base::Cat("R28: has had no owner since ",
                      base::InstantText(view_.UnownedSince(decision)), ", longer than ",
                      calendar::WindowText(*view_.policy.owner_window)));
      }
    }
    std::map<std::string, int64_t> churn;
    for (const auto& [id, change] : view_.state.changes) {
      if (change.is_churn) {
        ++churn[change.request.source.empty() ? "no source named" : change.request.source];
      }
    }
    for (const auto& [source, count] : churn) {
      Add(model::Severity::kNote, "scope/churn",
          base::Cat("R38: ", count, count == 1 ? " change" : " changes",
                    " after the scope was locked (", source, ")"));
    }
    const std::set<std::string> late(view_.state.late_scope.begin(), view_.state.late_scope.end());
    if (!late.empty()) {
      Add(model::Severity::kNote, "scope/churn",
          base::Cat(
              "R38: ", late.size(),
              " came into the scope or left it after it was locked, without a change request: ",
              Few({late.begin(), late.end()})));
    }
    for (const Leaf& leaf : sheet_.leaves) {
      if (leaf.raw.kind == model::ResultKind::kFail && leaf.shown.id.ends_with("-in-time")) {
        Add(model::Severity::kWarning, leaf.Path(),
            base::Cat("held outside its window: ", leaf.shown.value, ", and it was due ",
                      leaf.shown.threshold));
      }
    }
  }

  void NoteGraph() {
    if (!view_.state.nodes.empty() && view_.state.touchpoints.empty()) {
      Add(model::Severity::kWarning, "graph",
          "R27: no touchpoint is declared, so proximity to the customer is undefined and every "
          "risk "
          "is taken at its worst");
    }
    NoteUnpricedRisks();
    for (const risk::Circle& circle : risk::FindCircles(failure_.graph, failure_.components)) {
      Add(model::Severity::kNote, base::Cat("graph/", failure_.graph.Id(circle.shortest.front())),
          base::Cat("R26: failure runs in a circle: ", risk::CircleText(failure_.graph, circle)));
    }
  }

  // R27: what stands between a risk and what it costs.
  void NoteUnpricedMitigations() {
    std::vector<std::string> idle;
    std::vector<std::string> free;
    for (const auto& [id, mitigation] : view_.state.mitigations) {
      if (mitigation.is_done) continue;
      if (!(mitigation.fact.probability_fall > 0)) {
        idle.push_back(id);
      } else if (!(mitigation.fact.cost > 0)) {
        free.push_back(id);
      }
    }
    if (!idle.empty()) {
      Add(model::Severity::kNote, "mitigations/probability-fall",
          base::Cat("R27: planned to lower no probability, so what they save is 0: ", Few(idle)));
    }
    if (!free.empty()) {
      Add(model::Severity::kNote, "mitigations/cost",
          base::Cat("R27: planned at no cost, so they stand first in their order: ", Few(free)));
    }
  }

  void NoteUnpricedRisks() {
    if (failure_.risks.empty() || view_.state.touchpoints.empty()) return;
    if (!failure_.losses->has_valued_touchpoint()) {
      Add(model::Severity::kWarning, "graph",
          "R27: no touchpoint has a value and a severity above zero, so no loss can be reckoned "
          "and risks are ranked by tier and by what their failure reaches");
      return;
    }
    std::vector<std::string> worthless;
    for (const auto& [id, touchpoint] : view_.state.touchpoints) {
      if (!(touchpoint.value > 0) || !(touchpoint.severity > 0)) worthless.push_back(id);
    }
    if (!worthless.empty()) {
      Add(model::Severity::kWarning, "graph/touchpoints",
          base::Cat("R27: ", worthless.size(),
                    worthless.size() == 1 ? " touchpoint has" : " touchpoints have",
                    " no value or no severity: ", Few(worthless),
                    "; a failure there counts as no loss"));
    }
    NoteUnpricedMitigations();
    std::vector<std::string> unlikely;
    std::vector<std::string> unplaced;
    for (const OpenRisk& open : failure_.risks) {
      if (open.node == risk::kNoNode) {
        unplaced.emplace_back(open.id);
      } else if (!open.leak.has_value()) {
        unlikely.emplace_back(open.id);
      }
    }
    if (!unlikely.empty()) {
      Add(model::Severity::kNote, "graph/likelihood",
          base::Cat(
              "R27: ", unlikely.size(),
              unlikely.size() == 1 ? " open risk has no likelihood: "
                                   : " open risks have no likelihood: ",
              Few(unlikely),
              "; what they cost is left out, each is ranked where its worst would be, and the "
              "losses of the others are brackets"));
    }
    if (!unplaced.empty()) {
      Add(model::Severity::kNote, "graph/node",
          base::Cat(
              "R27: ", unplaced.size(),
              unplaced.size() == 1 ? " open risk sits on no node: "
                                   : " open risks sit on no node: ",
              Few(unplaced),
              "; what they cost is left out, each is ranked where its worst would be, and the "
              "losses of the others do not count them"));
    }
    if (failure_.unknown_edge_count > 0) {
      Add(model::Severity::kNote, "graph/edges",
          base::Cat("R27: ", failure_.unknown_edge_count,
                    failure_.unknown_edge_count == 1 ? " edge has no probability"
                                                     : " edges have no probability",
                    "; losses that run over such an edge are brackets"));
    }
  }

  void NoteWaivers() {
    for (const auto& [id, waiver] : view_.state.waivers) {
      if (*waiver.fact.until <= view_.as_of) continue;
      const std::string& path = waiver.fact.path;
      const bool is_asked = std::any_of(sheet_.leaves.begin(), sheet_.leaves.end(),
                                        [&path](const Leaf& leaf) { return leaf.Path() == path; });
      if (!is_asked) {
        Add(model::Severity::kNote, base::Cat("waiver/", id),
            base::Cat("waives \"", waiver.fact.path, "\", which nothing asks at this moment"));
      }
    }
  }

  // What may be named before it is there, and is not there yet.
  void NoteNamedAhead() {
    for (const auto& [id, criterion] : view_.state.criteria) {
      for (const std::string& other : ReferencesOf(criterion.criterion)) {
        if (Find(view_.state.criteria, other) != nullptr) continue;
        Add(model::Severity::kWarning, base::Cat("criterion/", id),
            base::Cat("names criterion \"", other,
                      "\", which is not set; it is unknown until it is"));
      }
      const std::string& gate = criterion.criterion.gate;
      if (!gate.empty() && view_.MilestoneNamed(gate) == nullptr) {
        Add(model::Severity::kWarning, base::Cat("criterion/", id),
            base::Cat("names gate \"", gate,
                      "\", which the calendar does not have; it is judged at "
                      "every assessment"));
      }
    }
    for (const auto& [id, change] : view_.state.changes) {
      if (change.request.gate.empty() || view_.MilestoneNamed(change.request.gate) != nullptr) {
        continue;
      }
      Add(model::Severity::kWarning, base::Cat("scope-change/", id),
          base::Cat("names gate \"", change.request.gate, "\", which the calendar does not have"));
    }
    for (const RoleState& held : view_.state.roles) {
      const std::string& scope = held.fact.scope;
      if (scope.empty() || IsInTheLog(scope)) continue;
      Add(model::Severity::kWarning, base::Cat("party/", held.fact.party),
          base::Cat("holds ", model::Name(held.fact.role), " for \"", scope,
                    "\", which nothing in the log is called yet"));
    }
  }
  // Is a thing, or the path of a question, called so?
  [[nodiscard]] bool IsInTheLog(std::string_view id) const {
    const State& state = view_.state;
    return Find(state.decisions, id) != nullptr || Find(state.artifacts, id) != nullptr ||
           Find(state.items, id) != nullptr || Find(state.parties, id) != nullptr ||
           Find(state.nodes, id) != nullptr || Find(state.risks, id) != nullptr ||
           Find(state.blockers, id) != nullptr || Find(state.changes, id) != nullptr ||
           Find(state.criteria, id) != nullptr || view_.MilestoneNamed(id) != nullptr ||
           std::any_of(sheet_.leaves.begin(), sheet_.leaves.end(),
                       [id](const Leaf& leaf) { return leaf.Path() == id; });
  }

  const View& view_;
  const Sheet& sheet_;
  const Scope& scope_;
  const FailureGraph& failure_;
  std::vector<model::Issue> issues_;
};

}  // namespace readiness::engine::internal
