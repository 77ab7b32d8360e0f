// readiness/engine/internal/ask_learn.h: stage LEARN (R20, R21, R82 to R84, R102).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// Does the scheduled review look at everything that it must, inside the window?
[[nodiscard]] inline std::vector<std::string> GapsOf(
    const View& view, const model::PostLaunchReviewScheduled& review) {
  std::vector<std::string> gaps;
  if (!review.covers_outcome) gaps.emplace_back("outcome movement");
  if (!review.covers_risk) gaps.emplace_back("unresolved risk");
  if (review.metric.empty()) gaps.emplace_back("a metric");
  if (review.expectation.empty()) gaps.emplace_back("an expectation");
  const std::optional<absl::Time> launch = view.LaunchAt();
  if (launch.has_value() && *review.at < *launch) gaps.emplace_back("a date after the launch");
  const std::optional<absl::Time> end = view.EndAt();
  if (end.has_value() && *review.at > *end) gaps.emplace_back("a date inside the window");
  return gaps;
}

// Something that follows the launch and must have happened by `due`; before that it is not asked.
inline void AskAfterLaunch(const View& view, Sheet& sheet, std::string_view kind,
                           const std::vector<Stamp>& held, std::optional<absl::Time> due,
                           std::string_view what) {
  Finding finding;
  const std::vector<std::string> owners = view.Holders(model::Role::kPostLaunchOwner);
  finding.owner = owners.size() == 1 ? owners.front() : view.Steward();
  finding.threshold = due.has_value() ? base::Cat("by ", base::InstantText(*due)) : "";
  finding.next_step = std::string(what);
  if (due.has_value() && view.as_of < *due) finding.falls_due = due;
  model::Result result = model::Result::NotApplicable();
  if (!held.empty()) {
    result = model::Result::Pass();
    finding.value = base::InstantText(held.front().occurred_at);
    finding.evidence.push_back(held.front().entry);
  } else if (view.state.launched.has_value() && due.has_value() && view.as_of >= *due) {
    result = model::Result::Unknown(model::UnknownReason::kMissing);
  }
  sheet.Put(kind, "", result, Finding(finding));

  // Held, but late: shown, and what is late stays late.
  if (held.empty() || !due.has_value()) return;
  sheet.Put(base::Cat(kind, "-in-time"), "",
            held.front().occurred_at <= *due ? model::Result::Pass() : model::Result::Fail(),
            std::move(finding));
}

inline void AskLearning(const View& view, Sheet& sheet) {
  const State& state = view.state;
  const std::vector<std::string> owners = view.Holders(model::Role::kPostLaunchOwner);
  Finding owner;
  owner.value = Joined(owners);
  owner.owner = view.Steward();
  owner.next_step = owners.empty() ? "Assign the role POST_LAUNCH_OWNER to one party"
                                   : "Leave the role POST_LAUNCH_OWNER with one party";
  sheet.Put("post-launch-owner", "", PassIfOneOwner(owners.size()), std::move(owner));

  // One review that covers everything is enough; else the nearest to it says what it lacks.
  Finding review;
  review.owner = owners.size() == 1 ? owners.front() : view.Steward();
  review.next_step =
      "Schedule a review after launch that covers outcome, risk, a metric and an expectation";
  bool is_covered = false;
  for (const auto& [id, scheduled] : state.post_launch_reviews) {
    const std::vector<std::string> gaps = GapsOf(view, scheduled.fact);
    if (gaps.empty() && !is_covered) {
      is_covered = true;
      review.value = base::Cat(id, " at ", base::InstantText(*scheduled.fact.at));
      review.evidence = {scheduled.stamp.entry};
    } else if (!is_covered && review.value.empty()) {
      review.value = base::Cat(id, " lacks ", Joined(gaps));
    }
  }
  sheet.Put("post-launch-review", "", PassIf(is_covered), std::move(review));

  const std::optional<absl::Time> launch =
      state.launched.has_value() ? std::optional(state.launched->occurred_at) : std::nullopt;
  const auto after_launch = [&launch](const std::optional<base::Window>& window) {
    return launch.has_value() ? std::optional(*launch + LengthOf(window)) : std::nullopt;
  };
  std::vector<Stamp> retrospectives;
  for (const RetrospectiveState& held : state.retrospectives) retrospectives.push_back(held.stamp);
  AskAfterLaunch(view, sheet, "retrospective", retrospectives,
                 after_launch(view.policy.retrospective_window),
                 "Hold the retrospective and record what was found");
  std::vector<Stamp> passes;
  for (const SupportPassState& held : state.support_passes) passes.push_back(held.stamp);
  AskAfterLaunch(view, sheet, "support-pass", passes, after_launch(view.policy.support_pass_window),
                 "Go through support feedback and record what it asks for");
  // R87: what customers met has an owner and a standard, and is closed by it.
  for (const auto& [id, issue] : state.post_launch_issues) {
    Finding open;
    open.label = issue.fact.title.empty() ? id : base::Cat(id, " (", issue.fact.title, ")");
    open.owner = issue.fact.owner.empty() ? view.Steward() : issue.fact.owner;
    open.threshold = issue.fact.standard;
    open.evidence.push_back(issue.stamp.entry);
    model::Result result = model::Result::Unknown(model::UnknownReason::kNotYetDue);
    open.value = "open";
    open.next_step = base::Cat("Resolve \"", id, "\" by its standard and record it");
    if (issue.closed_stamp.has_value()) {
      result = model::Result::Pass();
      open.value = "closed";
    } else if (issue.fact.owner.empty()) {
      result = model::Result::Unknown(model::UnknownReason::kInvalidOwner);
      open.next_step = base::Cat("Name the one owner of \"", id, "\"");
    } else if (issue.fact.standard.empty()) {
      result = model::Result::Unknown(model::UnknownReason::kMissing);
      open.next_step = base::Cat("Say by which standard \"", id, "\" is resolved, and resolve it");
    }
    sheet.Put("post-launch-issue", id, result, std::move(open));
  }
  std::vector<Stamp> wrap_ups;
  for (const ReportState& report : state.reports) {
    if (report.fact.kind == model::ReportKind::kWrapUp) wrap_ups.push_back(report.stamp);
  }
  AskAfterLaunch(view, sheet, "wrap-up", wrap_ups, view.EndAt(),
                 "Publish the wrap-up: what moved, who decided, what remains open");
}

}  // namespace readiness::engine::internal
