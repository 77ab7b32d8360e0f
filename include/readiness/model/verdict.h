// readiness/model/verdict.h: the answers that a gate, a criterion and a piece of unknown evidence
// can have, and the issue, which is a problem in the data of a cycle.
//
// Every enum has the numbers of its namesake in readiness/v1/verdict.proto, zero being "not given".
// Name(value) is the word that messages and reports print, such as "NO_GO"; "UNSPECIFIED" for zero
// and "" for a number that is no value of the enum.
//
// Cost: O(1), no allocation but in Issue.   Threads: values only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace readiness::model {

// May the cycle take its next step? Ordered NO_GO < HOLD < GO; combined by minimum
// (decision/gate.h).
enum class Verdict : int8_t { kUnspecified = 0, kNoGo = 1, kHold = 2, kGo = 3 };

[[nodiscard]] constexpr std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kUnspecified:
      return "UNSPECIFIED";
    case Verdict::kNoGo:
      return "NO_GO";
    case Verdict::kHold:
      return "HOLD";
    case Verdict::kGo:
      return "GO";
  }
  return "";
}

// How one criterion came out.
enum class ResultKind : int8_t {
  kUnspecified = 0,
  kPass = 1,           // Evidence shows that it holds.
  kFail = 2,           // Evidence shows that it does not hold.
  kUnknown = 3,        // Nothing decides it; the reason says why.
  kNotApplicable = 4,  // Its guard says so, or what it asks falls due later.
  kWaived = 5,         // A standing waiver counts it as a PASS in the effective verdict.
};

[[nodiscard]] constexpr std::string_view Name(ResultKind kind) {
  switch (kind) {
    case ResultKind::kUnspecified:
      return "UNSPECIFIED";
    case ResultKind::kPass:
      return "PASS";
    case ResultKind::kFail:
      return "FAIL";
    case ResultKind::kUnknown:
      return "UNKNOWN";
    case ResultKind::kNotApplicable:
      return "NOT_APPLICABLE";
    case ResultKind::kWaived:
      return "WAIVED";
  }
  return "";
}

// Why a result is UNKNOWN. The set is closed.
enum class UnknownReason : int8_t {
  kUnspecified = 0,
  kMissing = 1,       // Nothing is recorded.
  kStale = 2,         // The newest evidence is older than the criterion allows.
  kUndersampled = 3,  // Fewer observations than the criterion, or its method, asks for.
  kInconclusive = 4,  // The interval lies on both sides of the threshold.
  kInvalid = 5,       // Not finite, another unit, or a quality criterion on the data failed.
  kConflicting = 6,   // Evidence of one moment disagrees with itself.
  kNoBaseline = 7,    // The baseline is not recorded.
  kNotYetDue = 8,     // The next step needs it and it cannot be judged yet.
  kInvalidOwner = 9,  // No owner, or more than one.
};

[[nodiscard]] constexpr std::string_view Name(UnknownReason reason) {
  switch (reason) {
    case UnknownReason::kUnspecified:
      return "UNSPECIFIED";
    case UnknownReason::kMissing:
      return "MISSING";
    case UnknownReason::kStale:
      return "STALE";
    case UnknownReason::kUndersampled:
      return "UNDERSAMPLED";
    case UnknownReason::kInconclusive:
      return "INCONCLUSIVE";
    case UnknownReason::kInvalid:
      return "INVALID";
    case UnknownReason::kConflicting:
      return "CONFLICTING";
    case UnknownReason::kNoBaseline:
      return "NO_BASELINE";
    case UnknownReason::kNotYetDue:
      return "NOT_YET_DUE";
    case UnknownReason::kInvalidOwner:
      return "INVALID_OWNER";
  }
  return "";
}

// The result of one criterion. `reason` is given exactly where `kind` is kUnknown.
struct Result {
  ResultKind kind = ResultKind::kUnspecified;
  UnknownReason reason = UnknownReason::kUnspecified;

  [[nodiscard]] static constexpr Result Pass() { return {ResultKind::kPass, {}}; }
  [[nodiscard]] static constexpr Result Fail() { return {ResultKind::kFail, {}}; }
  [[nodiscard]] static constexpr Result Unknown(UnknownReason why) {
    return {ResultKind::kUnknown, why};
  }
  [[nodiscard]] static constexpr Result NotApplicable() { return {ResultKind::kNotApplicable, {}}; }
  [[nodiscard]] static constexpr Result Waived() { return {ResultKind::kWaived, {}}; }

  friend constexpr bool operator==(const Result&, const Result&) = default;
};

// "PASS", "UNKNOWN(STALE)" and so on, as people read it.
[[nodiscard]] inline std::string Text(Result result) {
  std::string text(Name(result.kind));
  if (result.kind == ResultKind::kUnknown) {
    text.append("(").append(Name(result.reason)).append(")");
  }
  return text;
}

// What a criterion does to its gate.
enum class Level : int8_t {
  kUnspecified = 0,
  kMust = 1,    // FAIL makes the gate NO_GO, UNKNOWN makes it HOLD.
  kShould = 2,  // FAIL or UNKNOWN caps the gate at HOLD.
  kInfo = 3,    // Changes nothing by itself; may be a part of a formula.
};

[[nodiscard]] constexpr std::string_view Name(Level level) {
  switch (level) {
    case Level::kUnspecified:
      return "UNSPECIFIED";
    case Level::kMust:
      return "MUST";
    case Level::kShould:
      return "SHOULD";
    case Level::kInfo:
      return "INFO";
  }
  return "";
}

// The six stages of the decision framework, in the order in which a cycle meets them.
enum class Stage : int8_t {
  kUnspecified = 0,
  kDefineOutcome = 1,
  kMapRisk = 2,
  kAssignOwners = 3,
  kTestEvidence = 4,
  kHandOff = 5,
  kLearn = 6,
};

[[nodiscard]] constexpr std::string_view Name(Stage stage) {
  switch (stage) {
    case Stage::kUnspecified:
      return "UNSPECIFIED";
    case Stage::kDefineOutcome:
      return "DEFINE_OUTCOME";
    case Stage::kMapRisk:
      return "MAP_RISK";
    case Stage::kAssignOwners:
      return "ASSIGN_OWNERS";
    case Stage::kTestEvidence:
      return "TEST_EVIDENCE";
    case Stage::kHandOff:
      return "HAND_OFF";
    case Stage::kLearn:
      return "LEARN";
  }
  return "";
}

// How serious an issue is.
enum class Severity : int8_t { kUnspecified = 0, kNote = 1, kWarning = 2, kError = 3 };

[[nodiscard]] constexpr std::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kUnspecified:
      return "UNSPECIFIED";
    case Severity::kNote:
      return "NOTE";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "";
}

// A problem in the data of a cycle: collected and reported while the engine goes on.
struct Issue {
  Severity severity = Severity::kUnspecified;
  std::string path;     // What it is about, such as "risk/checkout-timeout".
  std::string message;  // What was found, which rule it concerns, what to do.

  friend bool operator==(const Issue&, const Issue&) = default;
};

}  // namespace readiness::model
