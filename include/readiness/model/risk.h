// readiness/model/risk.h: risks, what is done about them, blockers, post-launch issues and
// escalations.
//
// Field names and meanings are those of readiness/v1/risk.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/model/graph.h"

namespace readiness::model {

// Whether harm can be undone.
enum class Reversibility : int8_t {
  // Not given: unknown, and taken at its worst.
  kUnspecified = 0,
  // Undone at little cost.
  kReversible = 1,
  // Undone at a cost.
  kCostly = 2,
  // Cannot be undone.
  kIrreversible = 3,
};

[[nodiscard]] constexpr std::string_view Name(Reversibility value) {
  switch (value) {
    case Reversibility::kUnspecified:
      return "UNSPECIFIED";
    case Reversibility::kReversible:
      return "REVERSIBLE";
    case Reversibility::kCostly:
      return "COSTLY";
    case Reversibility::kIrreversible:
      return "IRREVERSIBLE";
  }
  return "";
}

// Fact: something may harm customers.
struct RiskRaised {
  // Names the risk.
  std::string id;
  // The risk in one line.
  std::string title;
  // The node on which it sits; empty: not said yet.
  std::string node;
  // How likely it is; not given: unknown.
  std::optional<Likelihood> likelihood;
  // Its own severity, in [0, 1]; not given: unknown.
  std::optional<double> severity;
  // The probability that a mitigation fires before a customer sees it, in [0, 1]; not given: 0.
  std::optional<double> detectability;
  // Whether the harm can be undone.
  Reversibility reversibility = Reversibility::kUnspecified;
  // The party that answers for it; empty: nobody yet.
  std::string owner;
  // The decision that treats it; empty: none.
  std::string decision;
  // The ritual that keeps it in check; empty: none.
  std::string ritual;

  friend bool operator==(const RiskRaised&, const RiskRaised&) = default;
};

// Fact: a party now answers for the risk.
struct RiskOwnerAssigned {
  // The risk.
  std::string risk;
  // The new owner.
  std::string owner;
  // True where the source names a further owner beside those that stand; more than one breaks R24
  // and is reported.
  bool beside_previous = false;

  friend bool operator==(const RiskOwnerAssigned&, const RiskOwnerAssigned&) = default;
};

// Fact: a new estimate. What is given replaces what stood; what is not given stays.
struct RiskEstimated {
  // The risk.
  std::string risk;
  // How likely it is.
  std::optional<Likelihood> likelihood;
  // Its severity, in [0, 1].
  std::optional<double> severity;
  // Its detectability, in [0, 1].
  std::optional<double> detectability;
  // Whether the harm can be undone.
  Reversibility reversibility = Reversibility::kUnspecified;
  // The node on which it sits.
  std::string node;

  friend bool operator==(const RiskEstimated&, const RiskEstimated&) = default;
};

// Fact: the risk shows. The owner's window starts (T2).
struct RiskAppeared {
  // The risk.
  std::string risk;
  // The decision that it isolates; empty: none.
  std::string decision;

  friend bool operator==(const RiskAppeared&, const RiskAppeared&) = default;
};

// What kind of answer to a risk a mitigation is.
enum class MitigationStrategy : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // Do not do what carries the risk.
  kAvoid = 1,
  // Make it less likely or less harmful.
  kReduce = 2,
  // Let somebody else carry it.
  kTransfer = 3,
  // Live with it, knowingly.
  kAccept = 4,
};

[[nodiscard]] constexpr std::string_view Name(MitigationStrategy value) {
  switch (value) {
    case MitigationStrategy::kUnspecified:
      return "UNSPECIFIED";
    case MitigationStrategy::kAvoid:
      return "AVOID";
    case MitigationStrategy::kReduce:
      return "REDUCE";
    case MitigationStrategy::kTransfer:
      return "TRANSFER";
    case MitigationStrategy::kAccept:
      return "ACCEPT";
  }
  return "";
}

// How a mitigation keeps a risk in check.
enum class MitigationKind : int8_t {
  // Not said; nothing of a kind is asked.
  kUnspecified = 0,
  // What the risk touches is isolated, with an owner and the owner's window to answer (R53, R54).
  kIsolate = 1,
  // Before each commitment it is checked again that the gate's signal can be reached (R19).
  kPreCommitmentGate = 2,
  // What is done instead stands before implementation starts, linked to a practice (R55).
  kFallback = 3,
  // A practice is the rule of approval, and its owner checks it at the milestone (R56).
  kEnforcedPractice = 4,
  // One owner and a deadline, and closed only by a check of its metric (R57).
  kEscalationPath = 5,
  // The risk is a standing item of the reviews, by a practice (R58).
  kStandingReview = 6,
};

[[nodiscard]] constexpr std::string_view Name(MitigationKind value) {
  switch (value) {
    case MitigationKind::kUnspecified:
      return "UNSPECIFIED";
    case MitigationKind::kIsolate:
      return "ISOLATE";
    case MitigationKind::kPreCommitmentGate:
      return "PRE_COMMITMENT_GATE";
    case MitigationKind::kFallback:
      return "FALLBACK";
    case MitigationKind::kEnforcedPractice:
      return "ENFORCED_PRACTICE";
    case MitigationKind::kEscalationPath:
      return "ESCALATION_PATH";
    case MitigationKind::kStandingReview:
      return "STANDING_REVIEW";
  }
  return "";
}

// Fact: something will be done about a risk.
struct MitigationPlanned {
  // Names the mitigation.
  std::string id;
  // The risk.
  std::string risk;
  // What kind of answer it is.
  MitigationStrategy strategy = MitigationStrategy::kUnspecified;
  // What will be done.
  std::string description;
  // Who does it.
  std::string owner;
  // When it must be done.
  std::optional<absl::Time> due_at;
  // What it costs, in owner-hours; zero or more.
  double cost = 0;
  // By how much it lowers the risk's probability, in [0, 1].
  double probability_fall = 0;
  // The practice that it is linked to.
  std::string practice;
  // The decision that chose it; empty: not said.
  std::string decision;
  // What kind of mitigation it is; not given: none, and nothing of a kind is asked of it.
  MitigationKind kind = MitigationKind::kUnspecified;
  // PRE_COMMITMENT_GATE: the pre-commitment gate that checks again whether its signal can be
  // reached. ENFORCED_PRACTICE: the milestone at which its owner checks that the practice is kept.
  std::string gate;
  // ISOLATE: the metric that is followed while the risk shows.
  std::string metric;
  // ESCALATION_PATH: the criterion that must pass for the risk to count as closed.
  std::string criterion;

  friend bool operator==(const MitigationPlanned&, const MitigationPlanned&) = default;
};

// Fact: the mitigation is in place.
struct RiskMitigated {
  // The risk.
  std::string risk;
  // The mitigation; empty: not said.
  std::string mitigation;

  friend bool operator==(const RiskMitigated&, const RiskMitigated&) = default;
};

// Fact: the risk is shown to be in check. It is open no longer.
struct RiskVerified {
  // The risk.
  std::string risk;
  // The evidence.
  std::vector<std::string> evidence;

  friend bool operator==(const RiskVerified&, const RiskVerified&) = default;
};

// Fact: something stops the work (R51).
struct BlockerOpened {
  // Names the blocker.
  std::string id;
  // The blocker in one line.
  std::string title;
  // The party that answers for it.
  std::string owner;
  // When it must be gone.
  std::optional<absl::Time> due_at;
  // What is done if it is not.
  std::string fallback;
  // The decision that it stops; empty: the cycle.
  std::string decision;
  // Whether the window's constraint causes it (R50).
  bool is_caused_by_constraint = false;

  friend bool operator==(const BlockerOpened&, const BlockerOpened&) = default;
};

// Fact: the blocker is gone.
struct BlockerResolved {
  // The blocker.
  std::string blocker;
  // How.
  std::string resolution;

  friend bool operator==(const BlockerResolved&, const BlockerResolved&) = default;
};

// Fact: the blocker is back; its count of review cycles resumes.
struct BlockerReopened {
  // The blocker.
  std::string blocker;
  // Why.
  std::string reason;

  friend bool operator==(const BlockerReopened&, const BlockerReopened&) = default;
};

// Fact: the blocker stays and the fallback is taken.
struct BlockerAccepted {
  // The blocker.
  std::string blocker;
  // The fallback. Required, here or where it was opened.
  std::string fallback;

  friend bool operator==(const BlockerAccepted&, const BlockerAccepted&) = default;
};

// Fact: customers meet a problem after launch.
struct PostLaunchIssueOpened {
  // Names the issue.
  std::string id;
  // The issue in one line.
  std::string title;
  // The party that answers for it.
  std::string owner;
  // The standard by which it is resolved.
  std::string standard;
  // The cohort that it belongs to in reports.
  std::string cohort;

  friend bool operator==(const PostLaunchIssueOpened&, const PostLaunchIssueOpened&) = default;
};

// Fact: the issue is resolved by its standard.
struct PostLaunchIssueClosed {
  // The issue.
  std::string issue;
  // How the standard is met.
  std::string resolution;

  friend bool operator==(const PostLaunchIssueClosed&, const PostLaunchIssueClosed&) = default;
};

// Fact: leadership was asked.
struct EscalationRaised {
  // Names the escalation.
  std::string id;
  // What it is about: a blocker, a risk or a decision.
  std::string subject;
  // The party that was asked.
  std::string to;
  // Why.
  std::string reason;

  friend bool operator==(const EscalationRaised&, const EscalationRaised&) = default;
};

// Fact: leadership answered.
struct EscalationAcknowledged {
  // The escalation.
  std::string escalation;
  // What was said.
  std::string note;

  friend bool operator==(const EscalationAcknowledged&, const EscalationAcknowledged&) = default;
};

}  // namespace readiness::model
