// readiness/model/outcome.h: the cycle itself: how it opens, its calendar, its one outcome, its
// launch and its end.
//
// Field names and meanings are those of readiness/v1/outcome.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/base/window.h"
#include "readiness/model/criterion.h"
#include "readiness/model/party.h"

namespace readiness::model {

// Fact: the cycle begins. Always the first entry, and there is one.
struct CycleOpened {
  // Names the cycle.
  std::string id;
  // What is rolled out, in one line.
  std::string title;
  // The actor of this entry, who becomes the first party.
  Party opener;

  friend bool operator==(const CycleOpened&, const CycleOpened&) = default;
};

// What a milestone is.
enum class MilestoneKind : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // Work begins.
  kBegin = 1,
  // A gate at which an owner decides.
  kGate = 2,
  // The planned launch. At most one.
  kLaunch = 3,
  // The planned end of the cycle. At most one.
  kEnd = 4,
};

[[nodiscard]] constexpr std::string_view Name(MilestoneKind value) {
  switch (value) {
    case MilestoneKind::kUnspecified:
      return "UNSPECIFIED";
    case MilestoneKind::kBegin:
      return "BEGIN";
    case MilestoneKind::kGate:
      return "GATE";
    case MilestoneKind::kLaunch:
      return "LAUNCH";
    case MilestoneKind::kEnd:
      return "END";
  }
  return "";
}

// A date that everybody works towards.
struct Milestone {
  // Names it, such as "code_freeze".
  std::string name;
  // What it is.
  MilestoneKind kind = MilestoneKind::kUnspecified;
  // When it is reached. A calendar date stands for the end of that day.
  std::optional<absl::Time> at;

  friend bool operator==(const Milestone&, const Milestone&) = default;
};

// Fact: the dates of the cycle. A later one replaces an earlier one whole.
struct CalendarSet {
  // The milestones, in any order. Names are unique.
  std::vector<Milestone> milestones;
  // The time between two reviews; not given: the policy's.
  std::optional<base::Window> review_interval;
  // When the planning window begins; not given: when the cycle opened.
  std::optional<absl::Time> window_start;
  // When the planning window ends; not given: no end is known.
  std::optional<absl::Time> window_end;

  friend bool operator==(const CalendarSet&, const CalendarSet&) = default;
};

// Something that must be true for the next phase.
struct Condition {
  // Names the condition.
  std::string id;
  // The condition for a person.
  std::string text;
  // The criterion that tests it; without one the condition is not testable.
  std::string criterion;

  friend bool operator==(const Condition&, const Condition&) = default;
};

// What the cycle is for, measurably.
struct Outcome {
  // Names the outcome.
  std::string id;
  // The outcome in one sentence.
  std::string statement;
  // The metric that shows it.
  std::string metric;
  // The unit of baseline and target.
  std::string unit;
  // Where the metric stood before.
  std::optional<double> baseline;
  // Where it shall stand.
  std::optional<double> target;
  // How the metric compares with the target.
  Comparison comparison = Comparison::kUnspecified;
  // When the window in which the target shall be reached begins.
  std::optional<absl::Time> window_start;
  // When that window ends.
  std::optional<absl::Time> window_end;
  // The one ritual that is not negotiable.
  std::string ritual;
  // The signal in review data that proves progress; scope may not expand before it (R16).
  std::string progress_signal;
  // The lens through which every gate is judged (R13).
  std::string lens;
  // What must be true for the next phase to be approved (R12).
  std::vector<Condition> conditions;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Fact: the one outcome of the cycle (R11). The same id revises it; another id is refused.
struct OutcomeDefined {
  // The outcome.
  Outcome outcome;

  friend bool operator==(const OutcomeDefined&, const OutcomeDefined&) = default;
};

// Fact: the scope is locked; later changes are churn (R38).
struct ScopeLocked {
  // Why now.
  std::string reason;

  friend bool operator==(const ScopeLocked&, const ScopeLocked&) = default;
};

// Fact: the scope is open again.
struct ScopeUnlocked {
  // Why.
  std::string reason;

  friend bool operator==(const ScopeUnlocked&, const ScopeUnlocked&) = default;
};

// Fact: customers have it.
struct Launched {
  // The release that carries it.
  std::string release;
  // A remark.
  std::string note;

  friend bool operator==(const Launched&, const Launched&) = default;
};

// Fact: the cycle ends. Needs a wrap-up report (R102).
struct CycleClosed {
  // A remark.
  std::string note;

  friend bool operator==(const CycleClosed&, const CycleClosed&) = default;
};

// Fact: something in an imported source could not be read as what it should be; nothing was
// guessed.
struct ImportIssueNoted {
  // The file.
  std::string file;
  // The row, counted from 1 with the header as row 1; 0: the file as a whole.
  int64_t row = 0;
  // The field.
  std::string field;
  // What was found and what was done.
  std::string message;

  friend bool operator==(const ImportIssueNoted&, const ImportIssueNoted&) = default;
};

}  // namespace readiness::model
