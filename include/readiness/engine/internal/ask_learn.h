// readiness/engine/internal/ask_learn.h: stage LEARN (R20, R21, R82 to R84, R102).
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "readiness/engine/internal/fold_ritual.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// Does the scheduled review look at everything that it must, inside the window?
[[nodiscard]] inline std::vector<std::string> GapsOf(const View& view,
                                                     const PostLaunchReviewState& scheduled) {
  const model::PostLaunchReviewScheduled& review = scheduled.fact;
  std::vector<std::string> gaps = UncoveredBy(review);
  if (*review.at < scheduled.stamp.occurred_at) {
    gaps.emplace_back("a date after it was scheduled");
  }
  // A launch that has not happened by now happens later, whatever was planned.
  absl::Time launch = view.LaunchAt().value_or(view.as_of);
  if (!view.state.launched.has_value()) launch = std::max(launch, view.as_of);
  if (*review.at < launch) gaps.emplace_back("a date after the launch");
  std::optional<absl::Time> end = view.EndAt();
  if (!end.has_value() && view.state.outcome.has_value()) end = view.state.outcome->window_end;
  if (end.has_value() && *review.at > *end) gaps.emplace_back("a date inside the window");
  return gaps;
}

// Something that follows the launch and must have happened by `due`; before that it is not asked.
// `from`: when its window opens; not given: at the launch.
inline void AskAfterLaunch(const View& view, Sheet& sheet, std::string_view kind,
                           std::optional<Stamp> held, std::optional<absl::Time> due,
                           std::string_view what, std::optional<absl::Time> from = std::nullopt) {
  Finding finding;
  const std::vector<std::string> owners = view.Holders(model::Role::kPostLaunchOwner);
  finding.owner = owners.size() == 1 ? owners.front() : view.Steward();
  finding.threshold = due.has_value() ? base::Cat("by ", base::InstantText(*due)) : "";
  finding.next_step = std::string(what);
  if (due.has_value() && view.as_of < *due) finding.falls_due = due;
  model::Result result = model::Result::NotApplicable();
  if (held.has_value()) {
    result = model::Result::Pass();
    finding.value = base::InstantText(held->occurred_at);
    finding.evidence.push_back(held->entry);
  } else if (view.state.launched.has_value() && due.has_value() && view.as_of >= *due) {
    result = model::Result::Unknown(model::UnknownReason::kMissing);
  }
  sheet.Put(kind, "", result, Finding(finding));

  // Held, but late or too soon: shown, and it stays so.
  if (!held.has_value() || !due.has_value()) return;
  sheet.Put(base::Cat(kind, "-in-time"), "",
            held->occurred_at <= *due && (!from.has_value() || held->occurred_at >= *from)
                ? model::Result::Pass()
                : model::Result::Fail(),
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
    const std::vector<std::string> gaps = GapsOf(view, scheduled);
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
  AskAfterLaunch(view, sheet, "retrospective", FirstAfterLaunch(state, state.retrospectives),
                 after_launch(view.policy.retrospective_window),
                 "Hold the retrospective and record what was found");
  // One that was too soon counts where none followed in its window.
  std::optional<Stamp> pass =
      FirstAfterLaunch(state, state.support_passes, LengthOf(view.policy.support_pass_begin));
  if (!pass.has_value()) pass = FirstAfterLaunch(state, state.support_passes);
  AskAfterLaunch(view, sheet, "support-pass", pass, after_launch(view.policy.support_pass_window),
                 "Go through support feedback and record what it asks for",
                 after_launch(view.policy.support_pass_begin));
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
      open.next_step = base::Cat("Close \"", id, "\" and open it anew with its one owner");
    } else if (issue.fact.standard.empty()) {
      result = model::Result::Unknown(model::UnknownReason::kMissing);
      open.next_step =
          base::Cat("Resolve \"", id, "\", or open it anew with the standard that resolves it");
    }
    sheet.Put("post-launch-issue", id, result, std::move(open));
  }
  AskAfterLaunch(view, sheet, "wrap-up", FirstAfterLaunch(state, WrapUpsOf(state)), view.EndAt(),
                 "Publish the wrap-up: what moved, who decided, what remains open");
}

}  // namespace readiness::engine::internal
