// readiness/report/findings.h: what an assessment says that matters, most important first, and who
// has to act on it.
//
// An assessment may hold hundreds of criteria. A person reads groups: criteria of one stage and one
// kind with one result are one finding ("18 of 70 scope items lack the approval of their
// current version"), and every finding keeps the paths that it counts. What has another sentence
// for another reason (no owner, several owners) is a finding of its own. A veto that says of a
// check what the check says itself is told with the check.
//
// Order:   failed MUST criteria; vetoes, those that cap at NO_GO first; unknown MUST criteria;
//          failed, then unknown SHOULD criteria; what is waived. Inside each: what some subjects
//          have and others lack comes before what none has (the first is work that was missed, the
//          second was never recorded at all); then larger groups; then the stage that is nearest to
//          the customer (HAND_OFF, TEST_EVIDENCE, LEARN, ASSIGN_OWNERS, MAP_RISK, DEFINE_OUTCOME);
//          then the kind. INFO criteria change nothing and are no finding.
// Cost:    O(n log n) in the size of the assessment.
// Threads: pure functions of their arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/assessment.h"
#include "readiness/report/names.h"

namespace readiness::report {

// What kind of thing a finding is, in the order in which findings matter.
enum class FindingKind : signed char {
  kFailure,
  kVeto,
  kUnknown,
  kShouldFailure,
  kShouldUnknown,
  kWaived
};

// One thing that matters.
struct Finding {
  FindingKind kind = FindingKind::kUnknown;
  // In one line, the number of subjects included: "18 of 70 scope items lack ...".
  std::string text;
  // The stage; not given for a veto.
  model::Stage stage = model::Stage::kUnspecified;
  // The kind of the criteria, or the rule of the veto.
  std::string rule;
  // Why they do not pass, where a sentence of its own says it: "FAIL", the name of the reason,
  // "NO_OWNER" or "SEVERAL_OWNERS"; else empty.
  std::string why;
  // The best verdict while it stands; given for a veto.
  model::Verdict cap = model::Verdict::kUnspecified;
  // True where other subjects of the same kind do not have the problem.
  bool is_partial = false;
  // What it is about, in the order of their ids; empty where there is one criterion with no
  // subject.
  std::vector<std::string> subjects;
  // The criteria or the veto's paths, in the same order.
  std::vector<std::string> paths;
  // Why they are unknown, each reason once.
  std::vector<model::UnknownReason> reasons;
  // Who answers for them, each once; "" stands for nobody, or for a party that is not known.
  std::vector<std::string> owners;
  // What was found and what it is compared with, where the finding is one criterion.
  std::string detail;
  // What to do next, where all agree or the finding is one criterion.
  std::string next_step;

  friend bool operator==(const Finding&, const Finding&) = default;
};

// Something that a party has to do.
struct Task {
  // By when, the earliest where it is about several; not given: no date is recorded.
  std::optional<absl::Time> due;
  // OVERDUE, DUE, MISSED, ESCALATED; empty: it is needed for the verdict and has no agenda state.
  std::string state;
  std::string text;
  std::vector<std::string> subjects;  // In the order of their ids.
  // True where the whole cycle lacks it, so that it says nothing of this owner in particular.
  bool is_for_all = false;
  // True where the finding behind it is about one thing, which its text names.
  bool is_alone = false;

  friend bool operator==(const Task&, const Task&) = default;
};

// What one party has to do: what has a date first, the earliest first; then what is needed for the
// verdict, in the order in which findings matter; last what was MISSED, about which nothing can be
// done.
struct OwnerTasks {
  std::string owner;  // Empty: nobody answers for it, which is itself the first thing to settle.
  std::vector<Task> tasks;
  size_t subject_count = 0;  // Things to do, a group counted by its members.

  friend bool operator==(const OwnerTasks&, const OwnerTasks&) = default;
};

// "HAND_OFF/approval:kep-1040" taken apart. A path of another shape is all `criterion`.
struct PathParts {
  std::string_view stage;      // "HAND_OFF"
  std::string_view criterion;  // "approval:kep-1040"
  std::string_view kind;       // "approval"
  std::string_view subject;    // "kep-1040"; empty where there is none.
};
[[nodiscard]] PathParts SplitPath(std::string_view path);

// Returns every finding, most important first.
[[nodiscard]] std::vector<Finding> FindWhatMatters(const engine::Assessment& assessment);

// Returns what every party has to do: first who is overdue, then by due date, then by the number
// of things to do, then by id; last who has only missed something. From the resolution, the
// findings and the vetoes (which say what is needed), and the agenda that is DUE, OVERDUE, MISSED
// or ESCALATED.
[[nodiscard]] std::vector<OwnerTasks> FindTasks(const engine::Assessment& assessment);

// The verdict and its reason in words: "Not yet: ...". Where an override put it in place of the
// computed one, who did and until when, and then the computed one with its reasons.
[[nodiscard]] std::string VerdictSentence(const engine::Assessment& assessment);

// What would change the verdict, one sentence a line. Under an override these speak of the computed
// verdict, and say so.
[[nodiscard]] std::vector<std::string> WhatWouldChange(const engine::Assessment& assessment);

}  // namespace readiness::report
