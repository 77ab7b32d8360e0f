// readiness/engine/default_policy.h: the policy that holds until a cycle sets its own.
//
// It is data: `readiness policy` prints it and policy_set replaces it whole. The kinds of criteria
// and the names of vetoes are fixed, since each is a question that the engine knows how to ask; a
// policy chooses which of them count and how hard.
//
// Cost: built once, at the first call (thread-safe).   Threads: the reference may be shared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/window.h"
#include "readiness/model/policy.h"
#include "readiness/risk/tier_table.h"

namespace readiness::engine {

namespace internal {

struct KindRow {
  std::string_view kind;
  std::string_view rule;
  model::Stage stage;
  model::Level level;
  std::string_view title;
};

// What each kind asks. "<kind>:<subject>" is asked of every subject that it fits.
inline constexpr KindRow kKinds[] = {
    {"outcome", "R11", model::Stage::kDefineOutcome, model::Level::kMust,
     "The cycle has one outcome"},
    {"outcome-metric", "R11", model::Stage::kDefineOutcome, model::Level::kMust,
     "The outcome names the metric that shows it"},
    {"outcome-baseline", "R11", model::Stage::kDefineOutcome, model::Level::kMust,
     "The outcome says where the metric stood before"},
    {"outcome-target", "R11", model::Stage::kDefineOutcome, model::Level::kMust,
     "The outcome says where the metric shall stand"},
    {"outcome-window", "R11", model::Stage::kDefineOutcome, model::Level::kMust,
     "The outcome says by when"},
    {"outcome-ritual", "R11", model::Stage::kDefineOutcome, model::Level::kMust,
     "The outcome names the ritual that is not negotiable"},
    {"sign-off-owner", "R11", model::Stage::kDefineOutcome, model::Level::kMust,
     "Exactly one party signs the outcome off"},
    {"condition", "R12", model::Stage::kDefineOutcome, model::Level::kMust,
     "The condition for the next phase is testable"},
    {"risks-recorded", "R27", model::Stage::kMapRisk, model::Level::kMust,
     "Risks were looked for and recorded"},
    {"risk-node", "R27", model::Stage::kMapRisk, model::Level::kMust,
     "The open risk sits on a node of the graph"},
    {"risk-likelihood", "R27", model::Stage::kMapRisk, model::Level::kMust,
     "The open risk has a likelihood"},
    {"no-circular-dependency", "R26", model::Stage::kMapRisk, model::Level::kMust,
     "No work waits for itself"},
    {"work-recorded", "R23", model::Stage::kAssignOwners, model::Level::kMust,
     "Decisions or risks that need an owner are recorded"},
    {"risk-owner", "R24", model::Stage::kAssignOwners, model::Level::kMust,
     "The open risk has exactly one owner"},
    {"decision-owner", "R24", model::Stage::kAssignOwners, model::Level::kMust,
     "The open decision has exactly one owner"},
    {"dependency-owner", "R25", model::Stage::kAssignOwners, model::Level::kMust,
     "The dependency has exactly one owner"},
    {"dependency-checkpoint", "R25", model::Stage::kAssignOwners, model::Level::kMust,
     "The dependency has a checkpoint that is tied to a metric"},
    {"blocker-owner", "R51", model::Stage::kAssignOwners, model::Level::kMust,
     "The open blocker has exactly one owner"},
    {"blocker-due", "R51", model::Stage::kAssignOwners, model::Level::kMust,
     "The open blocker has a due date"},
    {"blocker-fallback", "R51", model::Stage::kAssignOwners, model::Level::kMust,
     "The open blocker has a fallback plan"},
    {"mitigation-isolate", "R54", model::Stage::kAssignOwners, model::Level::kMust,
     "The isolation has an owner who answers in time, and a metric that is followed"},
    {"mitigation-gate", "R19", model::Stage::kAssignOwners, model::Level::kMust,
     "Before the next commitment the gate's signal was found to be reachable still"},
    {"mitigation-fallback", "R55", model::Stage::kAssignOwners, model::Level::kMust,
     "The fallback stands, with an owner and a practice, before what needs it is begun"},
    {"mitigation-practice", "R56", model::Stage::kAssignOwners, model::Level::kMust,
     "The practice is the rule of what is approved, and its owner checks it at the milestone"},
    {"mitigation-escalation", "R57", model::Stage::kAssignOwners, model::Level::kMust,
     "The escalation path has one owner, a deadline and a criterion that shows it closed"},
    {"mitigation-review", "R58", model::Stage::kAssignOwners, model::Level::kMust,
     "The risk is a standing item of the reviews"},
    {"outcome-evidence", "R14", model::Stage::kTestEvidence, model::Level::kMust,
     "The evidence on the outcome's metric reaches its target"},
    {"gate", "R13", model::Stage::kTestEvidence, model::Level::kMust,
     "The gate was decided GO, through the lens, by who answers for it"},
    {"progress-signal", "R15", model::Stage::kTestEvidence, model::Level::kMust,
     "The progress signal shows in review data"},
    {"scope-growth", "R16", model::Stage::kTestEvidence, model::Level::kMust,
     "The scope grew only after the progress signal showed"},
    {"pre-commitment", "R19", model::Stage::kTestEvidence, model::Level::kMust,
     "Before the commitment the gate's signal was found to be reachable still"},
    {"scope-recorded", "R35", model::Stage::kHandOff, model::Level::kMust,
     "What is to be built is recorded"},
    {"approval", "R36", model::Stage::kHandOff, model::Level::kMust,
     "The item's current version is approved"},
    {"standing-decision", "R35", model::Stage::kHandOff, model::Level::kMust,
     "No decision stands against the item"},
    {"criteria", "R35", model::Stage::kHandOff, model::Level::kMust,
     "The item has acceptance criteria"},
    {"link", "R35", model::Stage::kHandOff, model::Level::kMust,
     "The item is linked to its ritual"},
    {"handoff", "R30", model::Stage::kHandOff, model::Level::kMust,
     "The approved decision is handed off with criteria, edge cases and expected behaviour"},
    {"handoff-ritual", "R31", model::Stage::kHandOff, model::Level::kMust,
     "The handoff names the ritual and how it is measured after launch"},
    {"priced", "R37", model::Stage::kHandOff, model::Level::kMust,
     "The scope change says what is given up"},
    {"post-launch-owner", "R20", model::Stage::kLearn, model::Level::kMust,
     "Exactly one party answers for the time after launch"},
    {"post-launch-review", "R21", model::Stage::kLearn, model::Level::kMust,
     "A review after launch is scheduled that looks at outcome, risk, a metric and an expectation"},
    {"retrospective", "R82", model::Stage::kLearn, model::Level::kMust,
     "The retrospective was held"},
    {"retrospective-in-time", "R83", model::Stage::kLearn, model::Level::kInfo,
     "The retrospective was held in time"},
    {"support-pass", "R84", model::Stage::kLearn, model::Level::kMust,
     "Support feedback was gone through"},
    {"support-pass-in-time", "R84", model::Stage::kLearn, model::Level::kInfo,
     "Support feedback was gone through in time"},
    {"post-launch-issue", "R87", model::Stage::kLearn, model::Level::kInfo,
     "The problem that customers met after launch is resolved by its standard"},
    {"wrap-up", "R102", model::Stage::kLearn, model::Level::kMust, "The wrap-up is published"},
};

// What is asked of a stage of which nothing else is.
inline constexpr std::string_view kNothingAsked = "nothing-asked";

// Is it the id of a question that the engine asks: "<kind>" or "<kind>:<subject>"?
[[nodiscard]] inline bool IsQuestionId(std::string_view id) {
  const std::string_view kind = id.substr(0, id.find(':'));
  if (kind == kNothingAsked) return true;
  for (const KindRow& row : kKinds) {
    if (row.kind == kind) return true;
  }
  return false;
}

struct VetoRow {
  std::string_view rule;
  model::Verdict cap;
  std::string_view title;
};

inline constexpr VetoRow kVetoes[] = {
    {"act-risk-without-decision", model::Verdict::kHold,
     "A risk in tier ACT has no approved decision"},
    {"act-risk-unmitigated", model::Verdict::kHold, "A risk in tier ACT is not mitigated"},
    {"act-risk-unmitigated-at-launch", model::Verdict::kNoGo,
     "A risk in tier ACT is not mitigated and the launch is at hand"},
    {"invalid-owner", model::Verdict::kHold, "Something that needs one owner has none or several"},
    {"unmet-constraint", model::Verdict::kHold,
     "A criterion of an approved decision's handoff is not met"},
    {"breached-window", model::Verdict::kHold,
     "Something stood without its owner's answer for longer than the owner's window"},
};

[[nodiscard]] inline base::Window Elapsed(int64_t amount, base::WindowUnit unit) {
  return {base::WindowKind::kElapsed, amount, unit};
}

[[nodiscard]] inline model::Policy MakeDefaultPolicy() {
  using base::WindowUnit;
  model::Policy policy;
  policy.id = "default/1";
  for (const KindRow& row : kKinds) {
    policy.criteria.push_back({std::string(row.kind), std::string(row.rule), row.stage, row.level,
                               std::string(row.title)});
  }
  for (const VetoRow& row : kVetoes) {
    policy.vetoes.push_back({std::string(row.rule), row.cap, std::string(row.title)});
  }
  policy.tier_table = risk::DefaultTierTable();
  policy.risk_bands.likelihood_medium = 0.1;
  policy.risk_bands.likelihood_high = 0.4;
  policy.risk_bands.proximity_near = 0.1;
  policy.risk_bands.proximity_touching = 0.5;
  policy.risk_bands.severity_major = 0.3;
  policy.risk_bands.severity_severe = 0.7;
  policy.risk_bands.launch_soon = Elapsed(14, WindowUnit::kDays);
  policy.risk_bands.launch_imminent = Elapsed(2, WindowUnit::kDays);
  policy.owner_window = Elapsed(48, WindowUnit::kHours);
  policy.review_interval = Elapsed(7, WindowUnit::kDays);
  policy.retrospective_window = Elapsed(14, WindowUnit::kDays);
  policy.support_pass_begin = Elapsed(7, WindowUnit::kDays);
  policy.support_pass_window = Elapsed(14, WindowUnit::kDays);
  policy.act_risk_window = Elapsed(1, WindowUnit::kDays);
  policy.open_comments_per_decision = 5;
  policy.override_approver_count = 1;
  policy.opposing_override_approver_count = 2;
  return policy;
}

}  // namespace internal

// The policy "default/1".
[[nodiscard]] inline const model::Policy& DefaultPolicy() {
  static const model::Policy policy = internal::MakeDefaultPolicy();
  return policy;
}

}  // namespace readiness::engine
