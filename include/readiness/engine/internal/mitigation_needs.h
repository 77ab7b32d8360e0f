// readiness/engine/internal/mitigation_needs.h: what each of the six kinds of mitigation needs (X1
// to X6): the one table, and what was found of one mitigation.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/state.h"
#include "readiness/model/risk.h"
#include "readiness/model/verdict.h"

namespace readiness::engine::internal {

// One thing that a kind needs. check_mitigation.h says when it is met.
enum class Need : uint8_t {
  kOwner,         // Who does it.
  kIsolation,     // Once the risk shows: the decision that it isolates (R54).
  kAnswer,        // Once it shows: a date no later than the owner's window (R53).
  kTracking,      // A metric, and once the risk shows what became of it (R54).
  kGate,          // A pre-commitment gate that was decided GO, with its signal reachable (R19).
  kRecheck,       // The same again after the last commitment, so before the next (R19).
  kPlan,          // What is done instead (R55).
  kPractice,      // A practice that the log knows (R55).
  kStart,         // Nothing was begun without the two before (R55).
  kFormal,        // A practice that is declared with its owner (R56, R58).
  kApprovals,     // The practice was held before what was approved since (R56).
  kCheckpoint,    // A milestone, and from then on its owner's check (R56).
  kDeadline,      // A date that has not passed while the risk is open (R57).
  kClosure,       // A criterion, and once the risk is closed its PASS (R57).
  kStandingItem,  // A cadence, and the practice held since the review before the last (R58).
};

// A kind, the question of the policy that asks after it, and its needs in the order in which they
// are settled. A new kind is a new row here and its words in report/phrases.
struct MitigationNeeds {
  model::MitigationKind kind;
  std::string_view question;
  std::string_view rule;
  std::string_view called;  // In sentences.
  std::vector<Need> needs;
};

[[nodiscard]] inline const std::vector<MitigationNeeds>& AllMitigationNeeds() {
  using Kind = model::MitigationKind;
  static const std::vector<MitigationNeeds> all = {
      {Kind::kIsolate,
       "mitigation-isolate",
       "R54",
       "isolation",
       {Need::kOwner, Need::kIsolation, Need::kAnswer, Need::kTracking}},
      {Kind::kPreCommitmentGate,
       "mitigation-gate",
       "R19",
       "pre-commitment gate",
       {Need::kOwner, Need::kGate, Need::kRecheck}},
      {Kind::kFallback,
       "mitigation-fallback",
       "R55",
       "fallback",
       {Need::kOwner, Need::kPlan, Need::kPractice, Need::kStart}},
      {Kind::kEnforcedPractice,
       "mitigation-practice",
       "R56",
       "enforced practice",
       {Need::kOwner, Need::kFormal, Need::kApprovals, Need::kCheckpoint}},
      {Kind::kEscalationPath,
       "mitigation-escalation",
       "R57",
       "escalation path",
       {Need::kOwner, Need::kDeadline, Need::kClosure}},
      {Kind::kStandingReview,
       "mitigation-review",
       "R58",
       "standing review item",
       {Need::kOwner, Need::kFormal, Need::kStandingItem}},
  };
  return all;
}

// The row of a kind; nullptr where none was said.
[[nodiscard]] inline const MitigationNeeds* NeedsOf(model::MitigationKind kind) {
  for (const MitigationNeeds& one : AllMitigationNeeds()) {
    if (one.kind == kind) return &one;
  }
  return nullptr;
}

// A need that is not met.
struct MitigationGap {
  Need need;
  model::Result result;  // UNKNOWN where it is not recorded, FAIL where it is recorded and wrong.
  std::string what;      // "names no practice".
  std::string next_step;
  absl::Time due;  // By when it is to be settled.
};

// What a mitigation of a kind lacks.
struct MitigationFinding {
  const MitigationNeeds* kind = nullptr;
  const MitigationState* mitigation = nullptr;
  const RiskState* risk = nullptr;
  std::string owner;  // Who sees to it.
  std::vector<MitigationGap> gaps;
  std::vector<std::string> evidence;        // Entries and evidence that were looked at.
  std::optional<absl::Time> valid_until;    // When a need that is met may be unmet by itself.
  std::optional<absl::Time> checkpoint_at;  // kCheckpoint: the milestone.
  bool is_checked = false;                  // Its owner checked there.
  bool is_late = false;                     // kStart: it came after what it is for was begun.

  [[nodiscard]] int64_t CountOf(model::ResultKind result) const {
    return std::count_if(gaps.begin(), gaps.end(),
                         [result](const MitigationGap& gap) { return gap.result.kind == result; });
  }
  // FAIL where one is wrong, else the first that is unknown.
  [[nodiscard]] model::Result Worst() const {
    if (gaps.empty()) return model::Result::Pass();
    if (CountOf(model::ResultKind::kFail) > 0) return model::Result::Fail();
    return gaps.front().result;
  }
};

// Lacks `a` less than `b`? What is wrong counts first, then what is not recorded.
[[nodiscard]] inline bool LacksLess(const MitigationFinding& a, const MitigationFinding& b) {
  const int64_t wrong_a = a.CountOf(model::ResultKind::kFail);
  const int64_t wrong_b = b.CountOf(model::ResultKind::kFail);
  return wrong_a != wrong_b ? wrong_a < wrong_b : a.gaps.size() < b.gaps.size();
}

}  // namespace readiness::engine::internal
