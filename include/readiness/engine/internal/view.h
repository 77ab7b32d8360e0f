// readiness/engine/internal/view.h: what the questions of the six stages look at, and the sheet on
// which their answers are put down.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "readiness/base/instant.h"
#include "readiness/base/text.h"
#include "readiness/calendar/window.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/interval_memo.h"
#include "readiness/engine/assessment.h"
#include "readiness/engine/internal/fold_decision.h"
#include "readiness/engine/state.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/model/policy.h"

namespace readiness::engine::internal {

// The length of a window that was checked when it entered the log.
[[nodiscard]] inline absl::Duration LengthOf(const std::optional<base::Window>& window) {
  if (!window.has_value()) return absl::ZeroDuration();
  const absl::StatusOr<absl::Duration> length = calendar::ElapsedLength(*window);
  return length.ok() ? *length : absl::ZeroDuration();
}

// The state at one moment, under one policy.
struct View {
  const State& state;
  const model::Policy& policy;
  absl::Time as_of;
  std::span<const metric::MetricReading> metrics = {};  // Computed from telemetry, at that moment.
  // Only results are asked for: what is written for people may be left out.
  bool is_brief = false;
  // Intervals that were found at other moments, where given.
  decision::IntervalMemo* memo = nullptr;
  // As if no waiver were granted.
  bool ignores_waivers = false;

  // What a subject is called in a title: "id (title)".
  [[nodiscard]] std::string LabelOf(std::string_view id, std::string_view title) const {
    if (is_brief) return {};
    return title.empty() ? std::string(id) : base::Cat(id, " (", title, ")");
  }

  // The milestone of that kind, or nullptr.
  [[nodiscard]] const model::Milestone* MilestoneOf(model::MilestoneKind kind) const {
    if (!state.calendar.has_value()) return nullptr;
    for (const model::Milestone& milestone : state.calendar->milestones) {
      if (milestone.kind == kind) return &milestone;
    }
    return nullptr;
  }
  [[nodiscard]] const model::Milestone* MilestoneNamed(std::string_view name) const {
    if (!state.calendar.has_value()) return nullptr;
    for (const model::Milestone& milestone : state.calendar->milestones) {
      if (milestone.name == name) return &milestone;
    }
    return nullptr;
  }
  // When customers had it, or shall have it.
  [[nodiscard]] std::optional<absl::Time> LaunchAt() const {
    if (state.launched.has_value()) return state.launched->occurred_at;
    const model::Milestone* launch = MilestoneOf(model::MilestoneKind::kLaunch);
    return launch == nullptr ? std::nullopt : launch->at;
  }
  // When the cycle ends, where that is known.
  [[nodiscard]] std::optional<absl::Time> EndAt() const {
    if (const model::Milestone* end = MilestoneOf(model::MilestoneKind::kEnd)) return end->at;
    return state.calendar.has_value() ? state.calendar->window_end : std::nullopt;
  }
  [[nodiscard]] absl::Duration ReviewInterval() const {
    if (state.calendar.has_value() && state.calendar->review_interval.has_value()) {
      const absl::Duration length = LengthOf(state.calendar->review_interval);
      if (length > absl::ZeroDuration()) return length;
    }
    return LengthOf(policy.review_interval);
  }

  // The parties that hold a role for the whole cycle at as_of, sorted.
  [[nodiscard]] std::vector<std::string> Holders(model::Role role) const {
    std::vector<std::string> holders;
    for (const size_t row : RolesWithin(state, "")) {
      const model::RoleAssigned& held = state.roles[row].fact;
      if (held.role == role && (!held.until.has_value() || as_of < *held.until)) {
        holders.push_back(held.party);
      }
    }
    std::sort(holders.begin(), holders.end());
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    return holders;
  }
  // Who sees to what nobody else answers for: the sign-off owner, or who opened the cycle.
  [[nodiscard]] std::string Steward() const {
    std::vector<std::string> holders = Holders(model::Role::kSignOffOwner);
    if (holders.size() == 1) return holders.front();
    return state.opened.has_value() ? state.opened->actor : std::string();
  }
  [[nodiscard]] std::vector<std::string> DecisionOwners(const DecisionState& decision) const {
    return OwnersOf(state, decision, as_of);
  }
  // The one owner of a decision, or "".
  [[nodiscard]] std::string DecisionOwner(const DecisionState& decision) const {
    std::vector<std::string> owners = DecisionOwners(decision);
    return owners.size() == 1 ? owners.front() : std::string();
  }
  // Since when a decision that has no owner has none: since it was opened, or since the last role
  // of DECISION_OWNER for it ended.
  [[nodiscard]] absl::Time UnownedSince(const DecisionState& decision) const {
    absl::Time since = decision.ownership.since;
    for (const size_t row : RolesWithin(state, decision.opened.id)) {
      const model::RoleAssigned& held = state.roles[row].fact;
      if (held.role == model::Role::kDecisionOwner && held.until.has_value()) {
        since = std::max(since, *held.until);
      }
    }
    return since;
  }
  // When a ritual was last held, in whatever order that was recorded; the begin of the cycle where
  // it never was.
  [[nodiscard]] absl::Time LastHeld(const RitualState& ritual) const {
    absl::Time last = ritual.stamp.occurred_at;
    const auto held = state.practices.find(ritual.fact.ritual);
    if (held == state.practices.end()) return last;
    for (const Stamp& stamp : held->second) last = std::max(last, stamp.occurred_at);
    return last;
  }
  // Is the item in the scope of this cycle: has it no decision, or one that is in scope and alive?
  [[nodiscard]] bool IsItemInScope(const ScopeItemState& item) const {
    if (item.request.decision.empty()) return true;
    const DecisionState* decision = Find(state.decisions, item.request.decision);
    return decision == nullptr || decision->is_in_scope;
  }
  [[nodiscard]] static bool IsOpenRisk(const RiskState& risk) {
    return risk.phase != RiskPhase::kVerified;
  }
};

// Is nothing to be done about it? Its next step is not shown.
[[nodiscard]] inline bool IsSettled(const model::Result& result) {
  return result.kind == model::ResultKind::kPass ||
         result.kind == model::ResultKind::kNotApplicable;
}

// One question with its answer.
struct Leaf {
  model::Stage stage = model::Stage::kUnspecified;
  CriterionResult shown;    // `result` and `reason` are the effective ones.
  model::Result raw;        // Without a waiver of its own.
  model::Result effective;  // With it.
  // When the question will be asked, where it does not apply only because it falls due later.
  std::optional<absl::Time> falls_due;
  // Where the question is a formula over others that decides: its expression over the sheet's
  // leaves.
  std::optional<decision::Expression> expression;

  [[nodiscard]] std::string Path() const { return base::Cat(model::Name(stage), "/", shown.id); }
};

// What a question found, beside its result.
struct Finding {
  std::string value;
  std::string threshold;
  std::string owner;
  std::string next_step;  // Shown only where something is to be done: see IsSettled.
  std::vector<std::string> evidence;
  std::optional<absl::Time> valid_until;
  std::optional<absl::Time> falls_due;  // See Leaf.
  std::string label;                    // What the subject is called, where its id says little.
};

// The questions of all stages with their answers.
class Sheet {
 public:
  explicit Sheet(const View& view) : is_brief_(view.is_brief) {
    const State& state = view.state;
    leaves.reserve(64 + 3 * (state.items.size() + state.decisions.size() + state.risks.size()) +
                   2 * state.dependencies.size() + state.criteria.size());
    for (const model::PolicyCriterion& asked : view.policy.criteria) {
      kinds_.emplace(asked.kind, &asked);
    }
    for (const auto& [id, waiver] : view.state.waivers) {
      if (*waiver.fact.until <= view.as_of || view.ignores_waivers) continue;
      const WaiverState*& standing = waivers_[waiver.fact.path];
      if (standing == nullptr || *standing->fact.until < *waiver.fact.until) standing = &waiver;
    }
  }

  // Puts down the answer to a question of the policy; nothing where the policy does not ask it.
  void Put(std::string_view kind, std::string_view subject, model::Result result,
           Finding&& finding = Finding()) {
    const auto asked = kinds_.find(kind);
    if (asked == kinds_.end()) return;
    Leaf& leaf = leaves.emplace_back();
    leaf.stage = asked->second->stage;
    leaf.shown.id = subject.empty() ? std::string(kind) : base::Cat(kind, ":", subject);
    if (!is_brief_ && !subject.empty()) {
      const std::string_view name = finding.label.empty() ? subject : finding.label;
      leaf.shown.title = base::Cat(asked->second->title, ": ", name);
    } else if (!is_brief_) {
      leaf.shown.title = asked->second->title;
    }
    leaf.shown.role = "check";
    leaf.shown.level = asked->second->level;
    leaf.raw = result;
    Finish(leaf, std::move(finding));
  }

  // Adds a question of any kind with what it found, and sets its effective result.
  void Add(Leaf&& leaf, Finding&& finding) {
    leaves.push_back(std::move(leaf));
    Finish(leaves.back(), std::move(finding));
  }

  // The waiver that stands for a path and ends last, or nullptr.
  [[nodiscard]] const WaiverState* WaiverOf(std::string_view path) const {
    const auto found = waivers_.find(path);
    return found == waivers_.end() ? nullptr : found->second;
  }

  std::vector<Leaf> leaves;
  // Does the result of a waived question go into that of another: as its guard, as part of its
  // formula, as the quality of its data?
  bool waiver_reaches_others = false;

 private:
  void Finish(Leaf& leaf, Finding&& finding) {
    leaf.shown.value = std::move(finding.value);
    leaf.shown.threshold = std::move(finding.threshold);
    leaf.shown.owner = std::move(finding.owner);
    const bool is_settled = IsSettled(leaf.raw);
    if (!is_settled) leaf.shown.next_step = std::move(finding.next_step);
    leaf.shown.evidence = std::move(finding.evidence);
    leaf.shown.valid_until = finding.valid_until;
    leaf.falls_due = finding.falls_due;
    leaf.effective = leaf.raw;
    // A waiver counts as a PASS where there is something to waive, until it ends.
    const WaiverState* waiver = is_settled || waivers_.empty() ? nullptr : WaiverOf(leaf.Path());
    if (waiver != nullptr) {
      leaf.effective = model::Result::Waived();
      leaf.shown.valid_until = waiver->fact.until;
    }
    leaf.shown.result = leaf.effective.kind;
    leaf.shown.reason = leaf.effective.reason;
  }

  bool is_brief_;
  std::map<std::string_view, const model::PolicyCriterion*, std::less<>> kinds_;
  std::map<std::string_view, const WaiverState*, std::less<>> waivers_;
};

// The questions of a sheet by id, while the sheet stays as it is.
class LeafIndex {
 public:
  explicit LeafIndex(const Sheet& sheet) {
    leaves_.reserve(sheet.leaves.size());
    for (const Leaf& leaf : sheet.leaves) {
      has_twins_ = !leaves_.emplace(base::ToAbsl(leaf.shown.id), &leaf).second || has_twins_ ||
                   leaf.shown.id.empty();
    }
  }

  // The first question of that id, or nullptr.
  [[nodiscard]] const Leaf* Find(std::string_view id) const {
    const auto found = leaves_.find(base::ToAbsl(id));
    return found == leaves_.end() ? nullptr : found->second;
  }
  // Do two questions have one id, or has one none?
  [[nodiscard]] bool has_twins() const { return has_twins_; }

 private:
  absl::flat_hash_map<absl::string_view, const Leaf*> leaves_;
  bool has_twins_ = false;
};

// PASS where something is recorded, else UNKNOWN(MISSING).
[[nodiscard]] inline model::Result PassIf(bool is_recorded) {
  return is_recorded ? model::Result::Pass()
                     : model::Result::Unknown(model::UnknownReason::kMissing);
}

// PASS for exactly one owner, else UNKNOWN(INVALID_OWNER).
[[nodiscard]] inline model::Result PassIfOneOwner(size_t owner_count) {
  return owner_count == 1 ? model::Result::Pass()
                          : model::Result::Unknown(model::UnknownReason::kInvalidOwner);
}

[[nodiscard]] inline std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += ", ";
    text += part;
  }
  return text;
}

// "a, b, c, d, e and 7 more".
[[nodiscard]] inline std::string Few(const std::vector<std::string>& ids) {
  constexpr size_t kShown = 5;
  std::string text;
  for (size_t i = 0; i < std::min(ids.size(), kShown); ++i) {
    text += base::Cat(i == 0 ? "" : ", ", ids[i]);
  }
  if (ids.size() > kShown) text += base::Cat(" and ", ids.size() - kShown, " more");
  return text;
}

}  // namespace readiness::engine::internal
