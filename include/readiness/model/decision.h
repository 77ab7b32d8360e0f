// readiness/model/decision.h: decisions: opened with an owner, decided with a rationale, handed
// off as constraints.
//
// Field names and meanings are those of readiness/v1/decision.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace readiness::model {

// Fact: there is something to decide (R23).
struct DecisionOpened {
  // Names the decision.
  std::string id;
  // The decision in one line.
  std::string title;
  // The question that it answers.
  std::string question;
  // The options.
  std::vector<std::string> options;
  // The party that decides; empty: nobody yet.
  std::string owner;
  // When it must be decided; not given: no date is known.
  std::optional<absl::Time> due_at;
  // The cohort that it belongs to in reports.
  std::string cohort;
  // The node of the graph that it sits on; empty: none.
  std::string node;
  // Whether an unowned decision of this kind slows approvals most (R28).
  bool is_high_impact = false;

  friend bool operator==(const DecisionOpened&, const DecisionOpened&) = default;
};

// Fact: a party now decides it.
struct DecisionOwnerAssigned {
  // The decision.
  std::string decision;
  // The new owner.
  std::string owner;
  // True where the source names a further owner beside those that stand; more than one owner
  // breaks R24 and is reported.
  bool beside_previous = false;

  friend bool operator==(const DecisionOwnerAssigned&, const DecisionOwnerAssigned&) = default;
};

// Fact: a delegate does the work; the owner stays accountable.
struct DecisionDelegated {
  // The decision.
  std::string decision;
  // The party that does the work.
  std::string delegate;
  // The end of the delegation; not given: until another takes its place.
  std::optional<absl::Time> until;

  friend bool operator==(const DecisionDelegated&, const DecisionDelegated&) = default;
};

// Fact: the decision is before its owner.
struct DecisionSubmitted {
  // The decision.
  std::string decision;
  // The version of its artifact that is submitted.
  std::string version;

  friend bool operator==(const DecisionSubmitted&, const DecisionSubmitted&) = default;
};

// What an owner can decide.
enum class DecisionOutcome : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // Yes.
  kApproved = 1,
  // No.
  kRejected = 2,
  // Not as it is.
  kChangesRequested = 3,
  // Later, at the new date.
  kDeferred = 4,
};

[[nodiscard]] constexpr std::string_view Name(DecisionOutcome value) {
  switch (value) {
    case DecisionOutcome::kUnspecified:
      return "UNSPECIFIED";
    case DecisionOutcome::kApproved:
      return "APPROVED";
    case DecisionOutcome::kRejected:
      return "REJECTED";
    case DecisionOutcome::kChangesRequested:
      return "CHANGES_REQUESTED";
    case DecisionOutcome::kDeferred:
      return "DEFERRED";
  }
  return "";
}

// Fact: the owner decided.
struct DecisionDecided {
  // The decision.
  std::string decision;
  // What was decided.
  DecisionOutcome outcome = DecisionOutcome::kUnspecified;
  // Why. Required (R23).
  std::string rationale;
  // The option that was chosen.
  std::string option;
  // The new date. Where DEFERRED, none or one that has passed is an issue (R29).
  std::optional<absl::Time> due_at;

  friend bool operator==(const DecisionDecided&, const DecisionDecided&) = default;
};

// Fact: another decision took its place.
struct DecisionSuperseded {
  // The decision.
  std::string decision;
  // The one that took its place; empty: not said.
  std::string by;
  // Why.
  std::string reason;

  friend bool operator==(const DecisionSuperseded&, const DecisionSuperseded&) = default;
};

// Fact: it was taken back.
struct DecisionWithdrawn {
  // The decision.
  std::string decision;
  // Why.
  std::string reason;

  friend bool operator==(const DecisionWithdrawn&, const DecisionWithdrawn&) = default;
};

// Fact: a closed decision is in review again, and in scope again.
struct DecisionReopened {
  // The decision.
  std::string decision;
  // Why.
  std::string reason;

  friend bool operator==(const DecisionReopened&, const DecisionReopened&) = default;
};

// Fact: it is no longer in the scope of this cycle. Changes no state.
struct DecisionDescoped {
  // The decision.
  std::string decision;
  // Why.
  std::string reason;

  friend bool operator==(const DecisionDescoped&, const DecisionDescoped&) = default;
};

// Fact: an approved decision becomes a constraint on implementation (R30, R31).
struct HandoffIssued {
  // The decision.
  std::string decision;
  // The constraint for those who build it.
  std::string constraint;
  // The criteria by which it is accepted.
  std::vector<std::string> criteria;
  // The edge cases that it must hold in.
  std::vector<std::string> edge_cases;
  // What the customer shall see.
  std::string expected_behaviour;
  // The ritual that it preserves.
  std::string ritual;
  // How the ritual is measured after launch.
  std::string ritual_measure;

  friend bool operator==(const HandoffIssued&, const HandoffIssued&) = default;
};

// Fact: building began.
struct ImplementationStarted {
  // The decision.
  std::string decision;

  friend bool operator==(const ImplementationStarted&, const ImplementationStarted&) = default;
};

// Fact: what was built was found to do what was decided.
struct ImplementationVerified {
  // The decision.
  std::string decision;
  // The evidence.
  std::vector<std::string> evidence;

  friend bool operator==(const ImplementationVerified&, const ImplementationVerified&) = default;
};

}  // namespace readiness::model
