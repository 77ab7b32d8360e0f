// readiness/model/gate.h: evidence, signals, gates, and the two ways to go on without a pass:
// waivers and overrides.
//
// Field names and meanings are those of readiness/v1/gate.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/model/criterion.h"
#include "readiness/model/evidence.h"
#include "readiness/model/verdict.h"

namespace readiness::model {

// Fact: a criterion stands. The same id replaces it.
struct CriterionSet {
  // The criterion.
  Criterion criterion;

  friend bool operator==(const CriterionSet&, const CriterionSet&) = default;
};

// Fact: evidence was recorded. Its id is new.
struct EvidenceRecorded {
  // The evidence.
  Evidence evidence;

  friend bool operator==(const EvidenceRecorded&, const EvidenceRecorded&) = default;
};

// Fact: evidence no longer counts. What it replaced does not come back to life.
struct EvidenceRetracted {
  // The evidence.
  std::string evidence;
  // Why.
  std::string reason;

  friend bool operator==(const EvidenceRetracted&, const EvidenceRetracted&) = default;
};

// Whether a signal shows.
enum class SignalState : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // It shows.
  kMaterialised = 1,
  // It does not show yet.
  kNotYet = 2,
  // The opposite shows.
  kContradicted = 3,
};

[[nodiscard]] constexpr std::string_view Name(SignalState value) {
  switch (value) {
    case SignalState::kUnspecified:
      return "UNSPECIFIED";
    case SignalState::kMaterialised:
      return "MATERIALISED";
    case SignalState::kNotYet:
      return "NOT_YET";
    case SignalState::kContradicted:
      return "CONTRADICTED";
  }
  return "";
}

// Fact: somebody looked for a signal in review data.
struct SignalObserved {
  // The signal.
  std::string signal;
  // What was seen.
  SignalState state = SignalState::kUnspecified;
  // Where it was seen.
  std::string source;

  friend bool operator==(const SignalObserved&, const SignalObserved&) = default;
};

// Which kind of gate was decided.
enum class GateKind : int8_t {
  // Not given; read as REVIEW.
  kUnspecified = 0,
  // A gate of the calendar.
  kReview = 1,
  // The check before a commitment (R19).
  kPreCommitment = 2,
};

[[nodiscard]] constexpr std::string_view Name(GateKind value) {
  switch (value) {
    case GateKind::kUnspecified:
      return "UNSPECIFIED";
    case GateKind::kReview:
      return "REVIEW";
    case GateKind::kPreCommitment:
      return "PRE_COMMITMENT";
  }
  return "";
}

// Fact: the owner of a gate decided, with a verdict through the lens (R13, R15, R19).
struct GateDecided {
  // The gate: a milestone of the calendar, or the name of a pre-commitment gate.
  std::string gate;
  // Which kind of gate it is.
  GateKind kind = GateKind::kUnspecified;
  // The verdict. GO is refused while a must-criterion of the gate is not a pass (R15).
  Verdict verdict = Verdict::kUnspecified;
  // Why. Required.
  std::string rationale;
  // PASS or FAIL through the objective's lens; not given: the result is incomplete (R13).
  ResultKind lens_result = ResultKind::kUnspecified;
  // PRE_COMMITMENT: whether the gate's signal can still be reached as things are (R19).
  std::optional<bool> is_signal_reachable;
  // HOLD and NO_GO: who follows up (R15).
  std::string follow_up_owner;
  // HOLD and NO_GO: in which ritual (R15).
  std::string follow_up_ritual;

  friend bool operator==(const GateDecided&, const GateDecided&) = default;
};

// Fact: a condition of an approval is met (a conditional approval counts when all are).
struct ConditionMet {
  // The approval.
  std::string approval;
  // The condition.
  std::string condition;

  friend bool operator==(const ConditionMet&, const ConditionMet&) = default;
};

// Fact: a criterion counts as a pass for a while, beside the raw verdict.
struct WaiverGranted {
  // Names the waiver.
  std::string id;
  // The path of the criterion, such as "TEST_EVIDENCE/refund-flow".
  std::string path;
  // Why. Required.
  std::string reason;
  // When it ends. Required.
  std::optional<absl::Time> until;

  friend bool operator==(const WaiverGranted&, const WaiverGranted&) = default;
};

// Fact: named approvers put another verdict in the place of the computed one, for a while.
struct OverrideGranted {
  // Names the override.
  std::string id;
  // The verdict that stands instead.
  Verdict verdict = Verdict::kUnspecified;
  // Who answers for it: holders of the role APPROVER, none of them the sign-off owner. Two or
  // more where it is above the computed one.
  std::vector<std::string> approvers;
  // Why. Required.
  std::string reason;
  // When it ends. Required.
  std::optional<absl::Time> until;

  friend bool operator==(const OverrideGranted&, const OverrideGranted&) = default;
};

}  // namespace readiness::model
