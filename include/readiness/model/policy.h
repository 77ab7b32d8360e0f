// readiness/model/policy.h: the policy: what the default gates ask, how hard, and where the cuts
// lie. Data, not code.
//
// Field names and meanings are those of readiness/v1/policy.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "readiness/base/window.h"
#include "readiness/model/metric_definition.h"
#include "readiness/model/table.h"
#include "readiness/model/verdict.h"

namespace readiness::model {

// One kind of criterion of a stage's gate; it is asked of every subject that it fits.
struct PolicyCriterion {
  // The kind, such as "approval". Criteria are named "<kind>" or "<kind>:<subject>".
  std::string kind;
  // The rule that it keeps, such as "R35".
  std::string rule;
  // The stage.
  Stage stage = Stage::kUnspecified;
  // What its result does; INFO switches it off as a gate and leaves it shown.
  Level level = Level::kUnspecified;
  // What it asks, for a person.
  std::string title;

  friend bool operator==(const PolicyCriterion&, const PolicyCriterion&) = default;
};

// A veto.
struct PolicyVeto {
  // The veto's name, such as "act-risk-without-decision".
  std::string rule;
  // The best verdict while it stands; GO switches it off.
  Verdict cap = Verdict::kUnspecified;
  // What it says, for a person.
  std::string title;

  friend bool operator==(const PolicyVeto&, const PolicyVeto&) = default;
};

// Where the bands of a risk begin. Each band holds its lower end.
struct RiskBands {
  // The probability from which a risk is of medium likelihood.
  double likelihood_medium = 0;
  // The probability from which it is of high likelihood.
  double likelihood_high = 0;
  // The probability of reaching a touchpoint from which it is near.
  double proximity_near = 0;
  // The probability from which it is touching; a node that is a touchpoint always is.
  double proximity_touching = 0;
  // The severity from which it is major.
  double severity_major = 0;
  // The severity from which it is severe.
  double severity_severe = 0;
  // Launch is soon from this long before it.
  std::optional<base::Window> launch_soon;
  // Launch is imminent from this long before it, and stays so after it.
  std::optional<base::Window> launch_imminent;

  friend bool operator==(const RiskBands&, const RiskBands&) = default;
};

// How a cycle is judged.
struct Policy {
  // Names the policy and its version, such as "default/1".
  std::string id;
  // What the gates of the six stages ask.
  std::vector<PolicyCriterion> criteria;
  // What caps the verdict whatever the gates say.
  std::vector<PolicyVeto> vetoes;
  // The table from the bands of a risk to its tier. Columns: likelihood, proximity, severity,
  // reversibility, launch; outcomes TRACK to ACT.
  DecisionTable tier_table;
  // Where the bands of a risk begin.
  RiskBands risk_bands;
  // How long a thing may stand without its one owner (R28), and how long an owner has once a risk
  // appears (T2).
  std::optional<base::Window> owner_window;
  // The time between two reviews where the calendar names none.
  std::optional<base::Window> review_interval;
  // From launch to the end of the time for the retrospective (T12).
  std::optional<base::Window> retrospective_window;
  // From launch to the beginning of the support pass (T13).
  std::optional<base::Window> support_pass_begin;
  // From launch to the end of the time for the support pass.
  std::optional<base::Window> support_pass_window;
  // Before launch: from here on a risk that acts and is not mitigated makes the verdict NO_GO.
  std::optional<base::Window> act_risk_window;
  // The most open comments a decision before reviews count as yielding comments instead of
  // decisions (R22).
  int64_t open_comments_per_decision = 0;
  // Approvers that an override needs.
  int64_t override_approver_count = 0;
  // Approvers that an override needs which is above the computed verdict.
  int64_t opposing_override_approver_count = 0;
  // What metrics mean in this cycle, one a metric. What is not named has its defaults.
  std::vector<MetricDefinition> metrics;

  friend bool operator==(const Policy&, const Policy&) = default;
};

// Fact: another policy is in force. It replaces the one that stood, whole.
struct PolicySet {
  // The policy.
  Policy policy;

  friend bool operator==(const PolicySet&, const PolicySet&) = default;
};

}  // namespace readiness::model
