// readiness/engine/internal/fold_ritual.h: facts of comments, rituals, reviews and reports.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "readiness/engine/internal/fold_context.h"

namespace readiness::engine::internal {

inline absl::Status Check(const State& state, const Context&, const model::CommentOpened& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.comments, "comment", fact.id));
  READINESS_RETURN_IF_ERROR(NeedText("R65", "comment_opened.section", fact.section));
  READINESS_RETURN_IF_ERROR(NeedText("R65", "comment_opened.objective", fact.objective));
  return NeedKnownIfGiven(state.decisions, "decision", fact.decision);
}
inline void Apply(State& state, const Context& context, const model::CommentOpened& fact) {
  state.comments.emplace(fact.id, CommentState{fact, context.stamp});
}

[[nodiscard]] inline absl::Status NeedOpenComment(const State& state, std::string_view id) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.comments, "comment", id));
  const CommentPhase phase = Find(state.comments, id)->phase;
  if (phase == CommentPhase::kOpen) return absl::OkStatus();
  return base::Refused("R68", base::Cat("comment ", Quoted(id), " is ", Name(phase), " already"));
}

inline absl::Status Check(const State& state, const Context&, const model::CommentDecided& fact) {
  READINESS_RETURN_IF_ERROR(NeedOpenComment(state, fact.comment));
  if (fact.answer.empty() && fact.decision.empty()) {
    return base::Invalid("R68", base::Cat("comment ", Quoted(fact.comment),
                                          " closes with an answer or a decision; give one"));
  }
  return NeedKnownIfGiven(state.decisions, "decision", fact.decision);
}
inline void Apply(State& state, const Context&, const model::CommentDecided& fact) {
  state.comments.find(fact.comment)->second.phase = CommentPhase::kResolved;
}

inline absl::Status Check(const State& state, const Context&, const model::CommentWithdrawn& fact) {
  return NeedOpenComment(state, fact.comment);
}
inline void Apply(State& state, const Context&, const model::CommentWithdrawn& fact) {
  state.comments.find(fact.comment)->second.phase = CommentPhase::kWithdrawn;
}

inline absl::Status Check(const State& state, const Context&, const model::RitualDeclared& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("identity", "ritual_declared.ritual", fact.ritual));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.owner));
  READINESS_RETURN_IF_ERROR(NeedWindow("ritual_declared.cadence", fact.cadence));
  if (fact.cadence.has_value() && fact.cadence->amount == 0) {
    return base::Invalid("Q2", base::Cat("the cadence of ritual ", Quoted(fact.ritual),
                                         " has no amount; say how often, or leave it out"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::RitualDeclared& fact) {
  RitualState& ritual = state.rituals.try_emplace(fact.ritual).first->second;
  const bool is_first = ritual.fact.ritual.empty();
  if (is_first || context.stamp.occurred_at < ritual.stamp.occurred_at) {
    ritual.stamp = context.stamp;
  }
  if (Replaces(state, context, "ritual", fact.ritual)) ritual.fact = fact;
}

inline absl::Status Check(const State& state, const Context&, const model::ReviewClosed& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("identity", "review_closed.id", fact.id));
  for (const ReviewState& review : state.reviews) {
    if (review.fact.id == fact.id) {
      return base::RuleError(absl::StatusCode::kAlreadyExists, "identity",
                             base::Cat("review ", Quoted(fact.id), " was closed already"));
    }
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::ReviewClosed& fact) {
  state.reviews.push_back({fact, context.stamp});
}

inline absl::Status Check(const State&, const Context&, const model::PracticeHeld& fact) {
  return NeedText("identity", "practice_held.practice", fact.practice);
}
inline void Apply(State& state, const Context& context, const model::PracticeHeld& fact) {
  state.practices[fact.practice].push_back(context.stamp);
}

inline absl::Status Check(const State& state, const Context&,
                          const model::PostLaunchReviewScheduled& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("identity", "post_launch_review_scheduled.id", fact.id));
  if (const PostLaunchReviewState* standing = Find(state.post_launch_reviews, fact.id);
      standing != nullptr && standing->held_stamp.has_value()) {
    return base::Refused("order",
                         base::Cat("post-launch review ", Quoted(fact.id), " was held already"));
  }
  if (!fact.at.has_value()) {
    return base::Invalid("R21", base::Cat("post-launch review ", Quoted(fact.id), " has no date"));
  }
  return NeedKnownIfGiven(state.parties, "party", fact.owner);
}
inline void Apply(State& state, const Context& context,
                  const model::PostLaunchReviewScheduled& fact) {
  const PostLaunchReviewState* standing = Find(state.post_launch_reviews, fact.id);
  if (standing != nullptr && !IsAsNew(context, standing->stamp)) return;
  state.post_launch_reviews.insert_or_assign(fact.id,
                                             PostLaunchReviewState{fact, context.stamp, {}});
}

inline absl::Status Check(const State& state, const Context&,
                          const model::PostLaunchReviewHeld& fact) {
  return NeedKnown(state.post_launch_reviews, "post-launch review", fact.review);
}
inline void Apply(State& state, const Context& context, const model::PostLaunchReviewHeld& fact) {
  state.post_launch_reviews.find(fact.review)->second.held_stamp = context.stamp;
}

// What a post-launch review must look at and this one does not (R21).
[[nodiscard]] inline std::vector<std::string> UncoveredBy(
    const model::PostLaunchReviewScheduled& review) {
  std::vector<std::string> gaps;
  if (!review.covers_outcome) gaps.emplace_back("outcome movement");
  if (!review.covers_risk) gaps.emplace_back("unresolved risk");
  if (review.metric.empty()) gaps.emplace_back("a metric");
  if (review.expectation.empty()) gaps.emplace_back("an expectation");
  return gaps;
}

// The first of what was held that happened `later` than the launch, or after that: what happened
// before it looked back on nothing, whenever it was recorded.
template <typename Held>
[[nodiscard]] std::optional<Stamp> FirstAfterLaunch(const State& state,
                                                    const std::vector<Held>& held,
                                                    absl::Duration later = absl::ZeroDuration()) {
  std::optional<Stamp> first;
  if (!state.launched.has_value()) return first;
  for (const Held& one : held) {
    if (one.stamp.occurred_at < state.launched->occurred_at + later) continue;
    if (!first.has_value() || one.stamp.occurred_at < first->occurred_at) first = one.stamp;
  }
  return first;
}

[[nodiscard]] inline std::vector<ReportState> WrapUpsOf(const State& state) {
  std::vector<ReportState> wrap_ups;
  for (const ReportState& report : state.reports) {
    if (report.fact.kind == model::ReportKind::kWrapUp) wrap_ups.push_back(report);
  }
  return wrap_ups;
}

// What looks back needs something to look back on.
[[nodiscard]] inline absl::Status NeedLaunch(const State& state, std::string_view rule,
                                             std::string_view what) {
  if (state.launched.has_value()) return absl::OkStatus();
  return base::Refused(rule, base::Cat("a ", what, " follows the launch, and none is recorded"));
}

inline absl::Status Check(const State& state, const Context&, const model::RetrospectiveHeld&) {
  return NeedLaunch(state, "R83", "retrospective");
}
inline void Apply(State& state, const Context& context, const model::RetrospectiveHeld& fact) {
  state.retrospectives.push_back({fact, context.stamp});
}

inline absl::Status Check(const State& state, const Context&, const model::SupportPassHeld& fact) {
  READINESS_RETURN_IF_ERROR(NeedLaunch(state, "R84", "support pass"));
  for (const std::string& change : fact.scope_changes) {
    READINESS_RETURN_IF_ERROR(NeedKnown(state.changes, "scope change", change));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::SupportPassHeld& fact) {
  state.support_passes.push_back({fact, context.stamp});
}

inline absl::Status Check(const State&, const Context&, const model::ReportPublished& fact) {
  if (fact.kind != model::ReportKind::kUnspecified) return absl::OkStatus();
  return base::Invalid("value", "report_published.kind is missing");
}
inline void Apply(State& state, const Context& context, const model::ReportPublished& fact) {
  state.reports.push_back({fact, context.stamp});
}

}  // namespace readiness::engine::internal
