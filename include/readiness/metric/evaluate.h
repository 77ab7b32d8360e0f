// readiness/metric/evaluate.h: a metric at a moment: its measures with intervals, its verdict with
// reasons, cohort by cohort.
//
//   READINESS_ASSIGN_OR_RETURN(const MetricReading reading,
//                              Evaluate(spec, state, {.as_of = now}));
//   reading.verdict     MET, NOT_MET or INSUFFICIENT; never MET where nothing was seen
//
// A pure function of spec, state and moment: the same data give the same reading whatever
// order, partition or repetition they came in.
//
// Units:   `as_of` in whole microseconds since 1970, `within` in seconds; values in the units of
//          measure.h.
// Cost:    O(what the state stores) and some 50 us a share or quantile of each cohort; cohorts that
//          are compared some 40 us each where there are 64.
// Errors:  InvalidArgument: METRIC, DEFINITION; FailedPrecondition STATE_AS_OF: the state cannot be
//          read at that moment; InvalidArgument STATE_COUNTS: it holds what no rows give.
// Threads: values only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/internal/check_readable.h"
#include "readiness/metric/internal/compare_cohorts.h"
#include "readiness/metric/internal/group_findings.h"
#include "readiness/metric/internal/kpi_findings.h"
#include "readiness/metric/internal/target.h"
#include "readiness/metric/internal/trend.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric {

struct EvaluateOptions {
  int64_t as_of = 0;
  std::vector<double> within;  // Further times at which shares are given.
  bool by_cohort = true;       // Cohorts as well.
  uint64_t seed = 1;           // Of permutations, where counts are small.
  // By when the rows of the state had become known, for the reading to tell.
  std::optional<int64_t> known_at = std::nullopt;
};

// What goes into the state of a metric with this definition. `identity`: the hash of the
// definition.
[[nodiscard]] inline StateSpec StateSpecOf(const MetricSpec& d, const StateIdentity& identity,
                                           Resolution resolution = Resolution::kExact) {
  StateSpec spec;
  spec.metric = d.metric;
  spec.identity = identity;
  spec.resolution = resolution;
  spec.horizon = static_cast<int64_t>(internal::JudgedHorizon(d) * 1e6 + 0.5);
  if (d.metric == Metric::kSupportEscalationFrequency && spec.horizon == 0) {
    spec.horizon = kNoDuration;
  }
  if (d.metric == Metric::kDecisionClosureRate) spec.default_due = spec.horizon;
  spec.reopen_window = absl::ToInt64Microseconds(d.reopen_window);
  spec.final_end = d.counted_close == model::MetricClose::kFinal;
  spec.steps = static_cast<int>(d.step_count);
  spec.in_order = d.sequence == model::MetricSequence::kStrict;
  spec.count_cap = d.count_cap.value_or(0);
  return spec;
}

namespace internal {

[[nodiscard]] inline absl::StatusOr<Findings> FindOne(const MetricSpec& d, const CohortState& state,
                                                      const ReadContext& context) {
  switch (d.metric) {
    case Metric::kTimeToResolution:
    case Metric::kReviewToImplementationLag:
      return FindTimes(d, state, context);
    case Metric::kAdoptionConsistency:
      return FindAdoption(d, state, context);
    case Metric::kSupportEscalationFrequency:
      return FindEscalations(d, state, context);
    case Metric::kCustomerConfidence:
      return FindConfidence(d, state, context);
    case Metric::kDecisionClosureRate:
      return FindClosure(d, state, context);
    case Metric::kExceptionCompletionQuality:
      return FindException(d, state, context);
    case Metric::kReworkVolume:
      return FindRework(d, state, context);
    case Metric::kEarlyJourneyCompletion:
      return FindJourney(d, state, context);
    case Metric::kPredictionMatch:
      break;
  }
  return base::Invalid("METRIC", "prediction_match is computed from the log, not from a state");
}

// What keeps a verdict from being given whatever the numbers say.
[[nodiscard]] inline MetricReasons VetoesOf(const MetricSpec& d, const MetricState& state,
                                            const CohortState& total, int64_t as_of) {
  MetricReasons reasons;
  if (d.watermark_limit.has_value() && state.watermark() != kNoTime &&
      as_of - state.watermark() > absl::ToInt64Microseconds(*d.watermark_limit)) {
    reasons |= MetricReason::kStaleWatermark;
  }
  if (d.wrong_share_limit.has_value()) {
    const double wrong = static_cast<double>(total.sum(Sum::kClamped) + total.sum(Sum::kNoStart) +
                                             total.sum(Sum::kTwoCohorts));
    const double all = static_cast<double>(total.sum(Sum::kItems) + total.sum(Sum::kNoStart));
    if (all > 0 && wrong / all > *d.wrong_share_limit) reasons |= MetricReason::kDataQuality;
  }
  return reasons;
}

// Up to where rows are complete: verdicts look no further.
[[nodiscard]] inline int64_t CompleteThrough(const MetricSpec& d, const MetricState& state,
                                             int64_t as_of) {
  if (!d.allowed_lateness.has_value()) return as_of;
  const int64_t last = state.watermark() == kNoTime ? as_of : std::min(as_of, state.watermark());
  return last - absl::ToInt64Microseconds(*d.allowed_lateness);
}

// The groups of a state, put together as they are read.
struct Groups {
  const CohortState* total = nullptr;
  GroupsByName cohorts, subjects;
  std::deque<CohortState> sums;  // What is no group of the state itself.
};

// The groups of the state by one part of their names; those of one name added up.
[[nodiscard]] inline absl::StatusOr<GroupsByName> GroupsBy(
    std::string MetricState::GroupName::*part, const MetricState& state, const CohortState& total,
    std::deque<CohortState>& sums) {
  std::map<std::string, std::vector<const CohortState*>> parts;
  for (const auto& [name, group] : state.groups()) {
    if (!group->IsZero()) parts[name.*part].push_back(group.get());
  }
  GroupsByName groups;
  for (const auto& [name, of_name] : parts) {
    const CohortState*& group = groups[name];
    if (parts.size() == 1) {
      group = &total;
    } else if (of_name.size() == 1) {
      group = of_name.front();
    } else {
      CohortState& sum = sums.emplace_back(state.resolution());
      for (const CohortState* one : of_name) READINESS_RETURN_IF_ERROR(sum.Merge(*one));
      group = &sum;
    }
  }
  return groups;
}

// Of `state`, which must stay as it is while they are read.
[[nodiscard]] inline absl::StatusOr<Groups> GroupsOf(const MetricState& state) {
  Groups groups;
  READINESS_ASSIGN_OR_RETURN(CohortState total, state.Total());
  READINESS_RETURN_IF_ERROR(CheckReadable(state, total));
  groups.total = &groups.sums.emplace_back(std::move(total));
  READINESS_ASSIGN_OR_RETURN(
      groups.cohorts, GroupsBy(&MetricState::GroupName::cohort, state, *groups.total, groups.sums));
  READINESS_ASSIGN_OR_RETURN(groups.subjects, GroupsBy(&MetricState::GroupName::subject, state,
                                                       *groups.total, groups.sums));
  return groups;
}

[[nodiscard]] inline absl::StatusOr<Findings> FindAll(const MetricSpec& d, const Groups& groups,
                                                      const ReadContext& context, uint64_t seed) {
  READINESS_ASSIGN_OR_RETURN(Findings findings, FindOne(d, *groups.total, context));
  if (d.metric == Metric::kAdoptionConsistency) {
    READINESS_RETURN_IF_ERROR(AddBetweenCohorts(d, groups.cohorts, context, seed, findings));
  }
  if (d.metric == Metric::kExceptionCompletionQuality) {
    READINESS_RETURN_IF_ERROR(AddExceptionStates(d, groups.subjects, context, findings));
  }
  return findings;
}

inline void FillQuality(const MetricState& state, const Groups& groups, MetricQuality& quality) {
  const auto count = [&groups](Sum sum) { return static_cast<int64_t>(groups.total->sum(sum)); };
  quality.duplicates = state.quality().duplicates;
  quality.late = state.quality().late;
  quality.after_moment = state.quality().unknown;
  quality.clamped = count(Sum::kClamped);
  quality.two_cohorts = count(Sum::kTwoCohorts);
  quality.without_start = count(Sum::kNoStart);
  quality.without_due = count(Sum::kNoDue);
  if (const auto unnamed = groups.cohorts.find(""); unnamed != groups.cohorts.end()) {
    quality.unknown_cohort = static_cast<int64_t>(unnamed->second->sum(Sum::kItems));
  }
}

// A cohort has a verdict from `cohort_minimum` matured items on, and no fewer are needed for one.
inline void ApplyCohortMinimum(const MetricSpec& d, Findings& cohort) {
  const int64_t missing = d.cohort_minimum - cohort.sample.matured;
  if (missing <= 0) return;
  for (MetricValue& value : cohort.values) {
    AddObstacle(MetricReason::kBelowMinimum, value);
    value.can_miss = false;
  }
  cohort.log_evidence_met.reset();
  cohort.log_evidence_not_met.reset();
  if (cohort.judgement.verdict != MetricVerdict::kInsufficient) {
    cohort.judgement = Insufficient(MetricReason::kBelowMinimum);
  }
  if (cohort.needed_count.has_value()) {
    cohort.needed_count = std::max(*cohort.needed_count, missing);
  }
}

inline void TakeGates(const std::vector<MetricValue>& settled, std::vector<MetricValue>& now) {
  for (MetricValue& value : now) {
    value.provisional = value.estimate.has_value();
    value.anytime_low.reset();
    value.anytime_high.reset();
    for (const MetricValue& other : settled) {
      if (other.measure != value.measure || other.at != value.at) continue;
      value.anytime_low = other.anytime_low;
      value.anytime_high = other.anytime_high;
      value.obstacles = other.obstacles;
      value.can_miss = other.can_miss;
    }
  }
}
// Puts what is settled in place of what the verdict of `now` would rest on, and marks the rest.
inline void TakeVerdict(const Findings& settled, Findings& now) {
  TakeGates(settled.values, now.values);
  now.judgement = settled.judgement;
  now.needed_count = settled.needed_count;
  now.gate = settled.gate;
  now.log_evidence_met = settled.log_evidence_met;
  now.log_evidence_not_met = settled.log_evidence_not_met;
  for (size_t i = 0; i < now.subjects.size() && i < settled.subjects.size(); ++i) {
    now.subjects[i].verdict = settled.subjects[i].verdict;
    now.subjects[i].reasons = settled.subjects[i].reasons;
    now.subjects[i].needed_count = settled.subjects[i].needed_count;
    TakeGates(settled.subjects[i].values, now.subjects[i].values);
  }
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<MetricReading> Evaluate(const MetricSpec& d,
                                                            const MetricState& state,
                                                            const EvaluateOptions& options) {
  READINESS_RETURN_IF_ERROR(Check(d));
  internal::ReadContext context;
  context.at.as_of = options.as_of;
  context.at.watermark = state.watermark();
  const bool looks_back = d.counted_close == model::MetricClose::kFinal;
  context.at.reopen_window = looks_back ? absl::ToInt64Microseconds(d.reopen_window) : 0;
  context.within = options.within;
  if (context.at.reopen_window == 0) {  // Else pairs are kept, and any moment can be read.
    READINESS_RETURN_IF_ERROR(internal::CheckAsOf(context.at));
  }
  READINESS_ASSIGN_OR_RETURN(const internal::Groups groups, internal::GroupsOf(state));

  internal::ReadContext settled = context;
  settled.at.as_of = internal::CompleteThrough(d, state, options.as_of);
  settled.is_verdict_only = settled.at.as_of < options.as_of;
  const auto find = [&](auto&& one) -> absl::StatusOr<internal::Findings> {
    READINESS_ASSIGN_OR_RETURN(internal::Findings now, one(context));
    if (settled.is_verdict_only) {
      READINESS_ASSIGN_OR_RETURN(const internal::Findings verdict, one(settled));
      internal::TakeVerdict(verdict, now);
    }
    return now;
  };

  MetricReading reading;
  reading.metric = std::string(Name(d.metric));
  READINESS_ASSIGN_OR_RETURN(internal::Findings findings,
                             find([&](const internal::ReadContext& at) {
                               return internal::FindAll(d, groups, at, options.seed);
                             }));
  const MetricReasons vetoes = internal::VetoesOf(d, state, *groups.total, options.as_of);
  const auto veto = [&vetoes](internal::Findings& all) {
    if (vetoes.empty()) return;
    all.judgement = Insufficient(vetoes);
    for (MetricValue& value : all.values) {
      for (const std::string& name : vetoes.Names()) value.obstacles.push_back(name);
      value.can_miss = false;
    }
    all.needed_count.reset();
    all.log_evidence_met.reset();
    all.log_evidence_not_met.reset();
  };
  veto(findings);
  reading.values = std::move(findings.values);
  reading.sample = findings.sample;
  reading.verdict = std::string(Name(findings.judgement.verdict));
  reading.reasons = findings.judgement.reasons.Names();
  reading.needed_count = findings.needed_count;
  reading.target = internal::TargetOf(d, findings);
  reading.subjects = std::move(findings.subjects);
  reading.open_ages = findings.open_ages;
  reading.log_evidence_met = findings.log_evidence_met;
  reading.log_evidence_not_met = findings.log_evidence_not_met;
  reading.as_of = absl::FromUnixMicros(options.as_of);
  reading.complete_through = absl::FromUnixMicros(settled.at.as_of);
  if (options.known_at.has_value()) reading.known_at = absl::FromUnixMicros(*options.known_at);
  READINESS_ASSIGN_OR_RETURN(internal::Trend trend,
                             internal::TrendOf(d, *groups.total, settled.at.as_of));
  reading.trend = std::string(trend.verdict);
  if (internal::HasTrend(d)) reading.trend_alpha = d.alpha;
  reading.trend_evidence = std::move(trend.evidence);
  reading.trend_comparison = std::move(trend.comparison);
  std::vector<internal::CohortDurations> compared;
  for (const auto& [name, cohort] : groups.cohorts) {
    if (!options.by_cohort) break;
    const CohortState& items = *cohort;
    READINESS_ASSIGN_OR_RETURN(internal::Findings one, find([&](const internal::ReadContext& at) {
                                 return internal::FindOne(d, items, at);
                               }));
    veto(one);
    internal::ApplyCohortMinimum(d, one);
    if (!name.empty() && internal::HasTimes(d.metric) &&
        compared.size() <= internal::kMostCohortsCompared) {
      compared.push_back({name, cohort, std::move(one.durations)});
    }
    reading.cohorts.push_back(internal::CohortOf(name, std::move(one)));
  }
  READINESS_ASSIGN_OR_RETURN(reading.log_rank,
                             internal::CompareCohorts(d, std::move(compared), context));
  internal::FillQuality(state, groups, reading.quality);
  return reading;
}

}  // namespace readiness::metric
