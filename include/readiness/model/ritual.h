// readiness/model/ritual.h: comments, rituals, reviews, retrospectives and reports: the rhythm of
// a cycle.
//
// Field names and meanings are those of readiness/v1/ritual.proto.
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

namespace readiness::model {

// Fact: somebody said something about a section (R65).
struct CommentOpened {
  // Names the comment.
  std::string id;
  // The section. Required.
  std::string section;
  // The objective. Required.
  std::string objective;
  // What was said.
  std::string text;
  // The decision that it concerns; empty: none.
  std::string decision;

  friend bool operator==(const CommentOpened&, const CommentOpened&) = default;
};

// Fact: the comment was answered or led to a decision (R68).
struct CommentDecided {
  // The comment.
  std::string comment;
  // The answer. Required where no decision is named.
  std::string answer;
  // The decision that it led to.
  std::string decision;

  friend bool operator==(const CommentDecided&, const CommentDecided&) = default;
};

// Fact: the comment was taken back (R68).
struct CommentWithdrawn {
  // The comment.
  std::string comment;
  // Why.
  std::string reason;

  friend bool operator==(const CommentWithdrawn&, const CommentWithdrawn&) = default;
};

// Fact: a ritual is formal: it has an owner, a cadence and a template.
struct RitualDeclared {
  // Names the ritual.
  std::string ritual;
  // Who holds it.
  std::string owner;
  // How often.
  std::optional<base::Window> cadence;
  // The template, for a person to find.
  std::string template_;

  friend bool operator==(const RitualDeclared&, const RitualDeclared&) = default;
};

// Fact: a review of the cycle's cadence closed.
struct ReviewClosed {
  // Names the review.
  std::string id;
  // What it found.
  std::string note;

  friend bool operator==(const ReviewClosed&, const ReviewClosed&) = default;
};

// Fact: a practice or ritual was held.
struct PracticeHeld {
  // The practice or ritual.
  std::string practice;
  // A remark.
  std::string note;

  friend bool operator==(const PracticeHeld&, const PracticeHeld&) = default;
};

// Fact: a review after launch has a date (R21).
struct PostLaunchReviewScheduled {
  // Names the review.
  std::string id;
  // When it takes place.
  std::optional<absl::Time> at;
  // Who holds it.
  std::string owner;
  // True where it looks at the movement of the outcome.
  bool covers_outcome = false;
  // True where it looks at unresolved risk.
  bool covers_risk = false;
  // The metric that it looks at.
  std::string metric;
  // The customer expectation that it looks at.
  std::string expectation;

  friend bool operator==(const PostLaunchReviewScheduled&,
                         const PostLaunchReviewScheduled&) = default;
};

// Fact: that review took place.
struct PostLaunchReviewHeld {
  // The review.
  std::string review;
  // What it found.
  std::string findings;

  friend bool operator==(const PostLaunchReviewHeld&, const PostLaunchReviewHeld&) = default;
};

// Fact: the retrospective took place (R82, R83).
struct RetrospectiveHeld {
  // Names the retrospective.
  std::string id;
  // What was found.
  std::vector<std::string> findings;

  friend bool operator==(const RetrospectiveHeld&, const RetrospectiveHeld&) = default;
};

// Fact: support feedback was gone through (R84).
struct SupportPassHeld {
  // Names the pass.
  std::string id;
  // Whether the expectation improved as predicted; not given: not judged.
  std::optional<bool> has_improved;
  // The scope changes that it asked for.
  std::vector<std::string> scope_changes;

  friend bool operator==(const SupportPassHeld&, const SupportPassHeld&) = default;
};

// Which report it is.
enum class ReportKind : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // Blockers, owners, customer impact, every week.
  kWeekly = 1,
  // Risks on one page.
  kRisks = 2,
  // Closures, blockers and metrics for leadership.
  kExecutive = 3,
  // What customer-facing teams may say.
  kRelease = 4,
  // The rationale at every gate.
  kGates = 5,
  // The record of decisions.
  kDecisions = 6,
  // What moved, who decided, what remains open (R102).
  kWrapUp = 7,
};

[[nodiscard]] constexpr std::string_view Name(ReportKind value) {
  switch (value) {
    case ReportKind::kUnspecified:
      return "UNSPECIFIED";
    case ReportKind::kWeekly:
      return "WEEKLY";
    case ReportKind::kRisks:
      return "RISKS";
    case ReportKind::kExecutive:
      return "EXECUTIVE";
    case ReportKind::kRelease:
      return "RELEASE";
    case ReportKind::kGates:
      return "GATES";
    case ReportKind::kDecisions:
      return "DECISIONS";
    case ReportKind::kWrapUp:
      return "WRAP_UP";
  }
  return "";
}

// Fact: a report went out.
struct ReportPublished {
  // Names the report.
  std::string id;
  // Which report it is.
  ReportKind kind = ReportKind::kUnspecified;
  // Its title.
  std::string title;

  friend bool operator==(const ReportPublished&, const ReportPublished&) = default;
};

}  // namespace readiness::model
