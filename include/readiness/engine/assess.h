// readiness/engine/assess.h: may the cycle take its next step, why, and what would change it?
//
// Assess is a pure function of the log, the moment and the engine's version: no clock, randomness,
// environment, locale or disk. What was recorded after as_of is unknown. The same inputs give the
// same assessment.
//
// Cost:    some 4 ms for a cycle of 1,500 entries and 400 criteria, the comparison with its last
//          review included; a comparison with any other moment folds the log up to it, 2 ms more;
//          and more for a GO, whose end is found by judging later moments.
// Threads: safe to call concurrently on one cycle.
// Errors:  FailedPrecondition where nothing was recorded at or before as_of; InvalidArgument where
//          as_of is no instant or `since` lies after it.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "readiness/decision/interval_memo.h"
#include "readiness/engine/assessment.h"
#include "readiness/engine/cycle.h"
#include "readiness/engine/internal/add_log_metrics.h"
#include "readiness/engine/internal/draw_risk_ranks.h"
#include "readiness/engine/internal/explain_verdict.h"
#include "readiness/engine/internal/find_lapse.h"
#include "readiness/engine/internal/find_phase.h"
#include "readiness/engine/internal/judge.h"
#include "readiness/engine/internal/measure_blocked_work.h"
#include "readiness/engine/internal/measure_exposure.h"
#include "readiness/engine/internal/note_issues.h"
#include "readiness/engine/internal/plan_agenda.h"
#include "readiness/engine/internal/summarize.h"
#include "readiness/engine/internal/value_mitigations.h"
#include "readiness/engine/version.h"
#include "readiness/metric/joint_verdicts.h"

namespace readiness::engine {

struct AssessOptions {
  // The moment. What was recorded later is unknown.
  absl::Time as_of;
  // The moment to compare with; not given: the last review that closed before as_of.
  std::optional<absl::Time> since;
  // Metrics computed from telemetry at as_of (metric/evaluate.h), for criteria that refer to one
  // and to be shown; and the same at the moment to compare with.
  std::vector<metric::MetricReading> metrics = {};
  std::vector<metric::MetricReading> metrics_since = {};
  // How often likelihoods that are not certain are drawn, at most kMostRankDraws, so that each risk
  // has its chance to be among the first ten; 0: not, and the chance is left out where only draws
  // would tell. kRankDraws take some 50 ms for a cycle of 90 nodes.
  uint32_t rank_draws = 0;
};

// The moment to compare with, where there is one: `since`, or the last review that closed before
// as_of.
[[nodiscard]] inline std::optional<absl::Time> SinceOf(const State& state, absl::Time as_of,
                                                       std::optional<absl::Time> since) {
  if (since.has_value()) return since;
  for (auto review = state.reviews.rbegin(); review != state.reviews.rend(); ++review) {
    if (review->stamp.recorded_at < as_of) return review->stamp.recorded_at;
  }
  return std::nullopt;
}

namespace internal {

// What changed between two judgements.
[[nodiscard]] inline Since Compare(absl::Time then_at, const Judgement& then,
                                   const Judgement& now) {
  Since since;
  since.as_of = then_at;
  since.verdict = then.verdict;
  // A path is a stage and an id.
  using Path = std::pair<model::Stage, absl::string_view>;
  absl::flat_hash_map<Path, model::ResultKind> results_then;
  for (const Leaf& leaf : then.sheet.leaves) {
    if (leaf.effective.kind != model::ResultKind::kNotApplicable) {
      results_then.emplace(Path(leaf.stage, base::ToAbsl(leaf.shown.id)), leaf.effective.kind);
    }
  }
  for (const Leaf& leaf : now.sheet.leaves) {
    const auto found = results_then.find(Path(leaf.stage, base::ToAbsl(leaf.shown.id)));
    const bool was_asked = found != results_then.end();
    const bool passed = was_asked && found->second == model::ResultKind::kPass;
    if (!was_asked && leaf.effective.kind != model::ResultKind::kNotApplicable) {
      since.newly_asked.push_back(leaf.Path());
    }
    const bool passes = leaf.effective.kind == model::ResultKind::kPass;
    const bool fails = leaf.effective.kind == model::ResultKind::kFail ||
                       leaf.effective.kind == model::ResultKind::kUnknown;
    if (passes && !passed) since.now_passing.push_back(leaf.Path());
    if (passed && fails) since.now_failing.push_back(leaf.Path());
  }
  std::sort(since.now_passing.begin(), since.now_passing.end());
  std::sort(since.now_failing.begin(), since.now_failing.end());
  std::sort(since.newly_asked.begin(), since.newly_asked.end());
  for (const Veto& veto : now.vetoes) {
    if (std::find(then.vetoes.begin(), then.vetoes.end(), veto) == then.vetoes.end()) {
      since.new_vetoes.push_back(veto);
    }
  }
  std::map<std::string, std::pair<std::string, std::string>> tiers;
  for (const RankedRisk& risk : then.risks) tiers[risk.id].first = risk.tier;
  for (const RankedRisk& risk : now.risks) tiers[risk.id].second = risk.tier;
  for (const auto& [id, tier] : tiers) {
    if (tier.first != tier.second) since.moved.push_back({id, tier.first, tier.second});
  }
  return since;
}

// The stages with their verdicts, without what they ask.
[[nodiscard]] inline absl::StatusOr<std::vector<StageAssessment>> StagesOf(const Sheet& sheet) {
  std::vector<StageAssessment> stages;
  for (const model::Stage stage : kStages) {
    StageAssessment shown;
    shown.stage = stage;
    READINESS_ASSIGN_OR_RETURN(shown.verdict, StageVerdict(sheet, stage));
    stages.push_back(std::move(shown));
  }
  return stages;
}
// Moves the questions of a sheet to their stages, by id. Nothing reads the sheet afterwards.
inline void ShowQuestions(Sheet sheet, std::vector<StageAssessment>& stages) {
  std::vector<CriterionResult*> asked;
  for (StageAssessment& shown : stages) {
    asked.clear();
    for (Leaf& leaf : sheet.leaves) {
      if (leaf.stage == shown.stage) asked.push_back(&leaf.shown);
    }
    std::sort(asked.begin(), asked.end(),
              [](const CriterionResult* a, const CriterionResult* b) { return a->id < b->id; });
    shown.criteria.reserve(asked.size());
    for (CriterionResult* criterion : asked) shown.criteria.push_back(std::move(*criterion));
  }
}

inline void ShowWaiversAndOverrides(const View& view, const Judgement& judgement,
                                    Assessment& shown) {
  for (const auto& [id, waiver] : view.state.waivers) {
    if (*waiver.fact.until <= view.as_of) continue;
    shown.waivers.push_back(
        {id, waiver.fact.path, waiver.stamp.actor, waiver.fact.reason, waiver.fact.until});
  }
  for (const OverrideState* standing : judgement.overrides) {
    shown.overrides.push_back({standing->fact.id, standing->fact.verdict, standing->fact.approvers,
                               standing->fact.reason, standing->fact.until});
    const std::string path = base::Cat("override/", standing->fact.id);
    if (judgement.computed_verdict == model::Verdict::kNoGo &&
        standing->fact.verdict > judgement.computed_verdict) {
      shown.issues.push_back(
          {model::Severity::kWarning, path,
           "it stands against NO_GO: what fails was computed and is not lifted"});
    }
    for (const std::string& approver : standing->fact.approvers) {
      if (HoldsRole(view.state, approver, model::Role::kApprover, "", view.as_of)) continue;
      shown.issues.push_back(
          {model::Severity::kWarning, path,
           base::Cat(Quoted(approver), " answers for it and no longer holds the ",
                     "role APPROVER; grant it anew or let it end")});
    }
  }
  for (const auto& [standing, lacking] : judgement.short_overrides) {
    shown.issues.push_back(
        {model::Severity::kWarning, base::Cat("override/", standing->fact.id),
         base::Cat("does not count: it needs ", lacking, " more approver", lacking == 1 ? "" : "s",
                   " to stand against the computed verdict ",
                   model::Name(judgement.computed_verdict))});
  }
}

}  // namespace internal

// The assessment of the cycle at a moment. `inputs_digest` is left empty: the core hashes nothing,
// see wire/digest.h.
[[nodiscard]] inline absl::StatusOr<Assessment> Assess(const Cycle& cycle,
                                                       const AssessOptions& options) {
  if (!base::IsInstant(options.as_of)) {
    return base::Invalid("order", "as_of is in whole microseconds, from 0001-01-01 to 9999-12-31");
  }
  if (options.rank_draws > kMostRankDraws) {
    return base::Invalid("rank/draws",
                         base::Cat("at most ", kMostRankDraws, " draws, got ", options.rank_draws));
  }
  if (options.since.has_value() && *options.since > options.as_of) {
    return base::Invalid(
        "order", base::Cat("since ", base::InstantText(*options.since), " lies after as_of ",
                           base::InstantText(options.as_of)));
  }
  if (cycle.KnownCount(options.as_of) == 0) {
    return base::Refused("order",
                         base::Cat("nothing is known at ", base::InstantText(options.as_of),
                                   "; the first entry was recorded later"));
  }
  State earlier;
  const State& state = cycle.StateAt(options.as_of, earlier);
  std::vector<metric::MetricReading> metrics = options.metrics;
  READINESS_RETURN_IF_ERROR(
      internal::AddLogMetrics({cycle.log().entries.data(), cycle.KnownCount(options.as_of)}, state,
                              options.as_of, internal::LogMetrics::kAll, metrics));
  decision::IntervalMemo memo;
  const internal::View view{state, internal::PolicyOf(state), options.as_of, metrics, false, &memo};
  READINESS_ASSIGN_OR_RETURN(const internal::RiskModel model,
                             internal::BuildRiskModel(state, view.policy, true));
  READINESS_ASSIGN_OR_RETURN(internal::Judgement judgement, internal::Judge(view, model));

  Assessment shown;
  shown.cycle = state.id;
  shown.playbook = cycle.log().playbook;
  if (state.launched.has_value()) shown.launched_at = state.launched->occurred_at;
  shown.as_of = options.as_of;
  shown.verdict = judgement.verdict;
  shown.raw_verdict = judgement.raw_verdict;
  shown.computed_verdict = judgement.computed_verdict;
  shown.policy = view.policy.id;
  shown.phase = std::string(Name(internal::PhaseOfCycle(view)));
  if (state.closed.has_value()) shown.closed_at = state.closed->occurred_at;
  shown.engine_version = kEngineVersion;
  READINESS_ASSIGN_OR_RETURN(shown.stages, internal::StagesOf(judgement.sheet));
  READINESS_RETURN_IF_ERROR(internal::ExplainVerdict(judgement, shown));
  READINESS_ASSIGN_OR_RETURN(shown.valid_until,
                             internal::FindLapse(view, model, judgement, shown.valid_until));
  internal::AgendaPlanner planner(view, judgement.mitigations);
  shown.next_review = planner.NextReview();
  shown.vetoes = judgement.vetoes;
  if (model.failure.losses->has_valued_touchpoint()) {
    shown.expected_loss_low = model.failure.losses->expected_loss().low;
    shown.expected_loss_high = model.failure.losses->expected_loss().high;
  }
  std::vector<model::Issue> noted = internal::NoteIssues(view, judgement.sheet, judgement.scope,
                                                         model.failure, judgement.mitigations);
  noted.insert(noted.end(), shown.issues.begin(), shown.issues.end());
  shown.issues = std::move(noted);
  internal::ShowWaiversAndOverrides(view, judgement, shown);
  shown.circular_dependencies = std::move(judgement.work_circles);
  shown.circular_dependencies.insert(shown.circular_dependencies.end(),
                                     model.failure.circles.begin(), model.failure.circles.end());
  READINESS_ASSIGN_OR_RETURN(shown.blocked_work, internal::MeasureBlockedWork(view));
  READINESS_ASSIGN_OR_RETURN(shown.actions, internal::ValueMitigations(view, model.failure));
  shown.agenda = std::move(planner).Plan();
  shown.summary = internal::Summarize(view, judgement.mitigations);
  const std::optional<absl::Time> since = SinceOf(state, options.as_of, options.since);
  if (since.has_value() && cycle.KnownCount(*since) > 0) {
    State then_room;
    const State& then_state = cycle.StateAt(*since, then_room);
    std::vector<metric::MetricReading> then_metrics = options.metrics_since;
    READINESS_RETURN_IF_ERROR(
        internal::AddLogMetrics({cycle.log().entries.data(), cycle.KnownCount(*since)}, then_state,
                                *since, internal::LogMetrics::kReadByCriteria, then_metrics));
    const internal::View then_view{
        then_state, internal::PolicyOf(then_state), *since, then_metrics, true, &memo};
    READINESS_ASSIGN_OR_RETURN(const internal::RiskModel then_model,
                               internal::BuildRiskModel(then_state, then_view.policy, false));
    READINESS_ASSIGN_OR_RETURN(const internal::Judgement then,
                               internal::Judge(then_view, then_model));
    shown.since = internal::Compare(*since, then, judgement);
  }
  // What was read until now is shown now.
  shown.constraints = std::move(judgement.constraints);
  shown.near_misses = std::move(judgement.near_misses);
  internal::ShowExposure(view, model.failure, judgement.risks);
  READINESS_RETURN_IF_ERROR(
      internal::DrawTopProbabilities(view, model, options.rank_draws, judgement.risks));
  shown.risks = std::move(judgement.risks);
  shown.scope = std::move(judgement.scope);
  READINESS_RETURN_IF_ERROR(metric::JudgeTogether(metrics));
  shown.metrics = std::move(metrics);
  internal::ShowQuestions(std::move(judgement.sheet), shown.stages);
  return shown;
}

}  // namespace readiness::engine
