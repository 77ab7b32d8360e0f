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
// Cost:    O(what the state stores) and some 50 us a share or quantile of each cohort.
// Errors:  InvalidArgument: METRIC, DEFINITION; FailedPrecondition STATE_AS_OF: the state cannot be
//          read at that moment.
// Threads: values only.
#pragma once

#include <algorithm>
#include <cstdint>
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
#include "readiness/estimate/between_cohorts.h"
#include "readiness/metric/internal/kpi_findings.h"
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

// The interval of the spread between cohorts that a verdict uses.
[[nodiscard]] inline absl::StatusOr<estimate::Interval> SpreadGate(
    const MetricSpec& d, std::span<const estimate::CohortCount> counts) {
  if (d.peeking == model::MetricPeeking::kAnytime) {
    return estimate::AnytimeBetweenCohorts(counts, 1.0 - d.alpha);
  }
  READINESS_ASSIGN_OR_RETURN(const double confidence, LookConfidence(d));
  READINESS_ASSIGN_OR_RETURN(const estimate::BetweenShares spread,
                             estimate::BetweenCohorts(counts, confidence));
  return spread.heterogeneity.spread_interval;
}

// How far cohorts differ (KPI 2): over cohorts with matured items.
[[nodiscard]] inline absl::Status AddBetweenCohorts(
    const MetricSpec& d, const std::map<std::string, CohortState>& cohorts, int64_t as_of,
    Findings& findings) {
  std::vector<estimate::CohortCount> counts;
  bool is_small = false;
  for (const auto& [name, cohort] : cohorts) {
    const MaturedCount matured = ReadMatured(cohort, as_of);
    if (matured.items == 0) continue;
    is_small = is_small || matured.items < d.cohort_minimum;
    counts.push_back({matured.successes, matured.items});
  }
  MetricValue sd = EmptyValue(d, "between_sd");
  MetricValue index = EmptyValue(d, "index");
  index.method = "bias-corrected, noncentral chi-square";
  sd.method =
      base::Cat(index.method, "; ", GateName(d, "box of beta-binomial mixtures", "the same"),
                " for the verdict");
  std::optional<estimate::Interval> gate;
  if (counts.size() >= 2) {
    if (const auto spread = estimate::BetweenCohorts(counts, kDisplayConfidence); spread.ok()) {
      sd.estimate = spread->heterogeneity.spread;
      SetDisplay(sd, spread->heterogeneity.spread_interval);
      index.estimate = spread->consistency_index;
      SetDisplay(index, {1.0 - spread->phi_interval.high, 1.0 - spread->phi_interval.low});
      READINESS_ASSIGN_OR_RETURN(gate, SpreadGate(d, counts));
      SetGate(sd, *gate);
    }
  }
  findings.values.insert(findings.values.begin(), std::move(sd));
  findings.values.push_back(std::move(index));
  if (d.measure != "between_sd") return absl::OkStatus();
  findings.needed_count.reset();
  if (!d.target.has_value()) {
    findings.judgement = Insufficient(MetricReason::kNoTarget);
    return absl::OkStatus();
  }
  if (findings.sample.matured == 0) {
    findings.judgement = Insufficient(MetricReason::kNotMatured);
    return absl::OkStatus();
  }
  if (!gate.has_value() || is_small) {
    findings.judgement = Insufficient(MetricReason::kBelowMinimum);
    return absl::OkStatus();
  }
  Judgement judgement = JudgeAtMost(*gate, *d.target);
  if (d.floor.has_value()) {  // Each cohort for itself: no price in alpha (intersection-union).
    for (const estimate::CohortCount& count : counts) {
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval rate,
                                 ShareGate(d, count.successes, count.trials));
      judgement = Both(judgement, JudgeAtLeast(rate, *d.floor));
    }
  }
  findings.judgement = judgement;
  return absl::OkStatus();
}

// Every exception state for itself, and the worst of them (KPI 6): one that was never exercised
// shows nothing.
[[nodiscard]] inline absl::Status AddExceptionStates(
    const MetricSpec& d, const std::map<std::string, CohortState>& subjects,
    const ReadContext& context, Findings& findings) {
  std::vector<std::string> names = d.subjects;
  for (const auto& [name, state] : subjects) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  Judgement judgement{MetricVerdict::kMet, {}};
  int64_t exercised = 0, seen_once = 0, cases = 0;
  for (const std::string& name : names) {
    const auto found = subjects.find(name);
    Findings one;
    if (found != subjects.end()) {
      READINESS_ASSIGN_OR_RETURN(one, FindException(d, found->second, context));
    } else {
      one.judgement = Insufficient(MetricReason::kBelowMinimum);
    }
    judgement = Both(judgement, one.judgement);
    cases += one.sample.total;
    seen_once += one.sample.total == 1 ? 1 : 0;
    const bool is_required =
        std::find(d.subjects.begin(), d.subjects.end(), name) != d.subjects.end();
    exercised += is_required && one.sample.total >= d.least_count ? 1 : 0;
  }
  const auto required = static_cast<int64_t>(d.subjects.size());
  MetricValue coverage = EmptyValue(d, "coverage");
  coverage.method = "states with enough cases, of those named";
  if (required > 0) {
    coverage.estimate = static_cast<double>(exercised) / static_cast<double>(required);
  }
  MetricValue unseen = EmptyValue(d, "unseen");
  unseen.method = "Good-Turing";
  if (cases > 0) unseen.estimate = static_cast<double>(seen_once) / static_cast<double>(cases);
  findings.values.push_back(std::move(coverage));
  findings.values.push_back(std::move(unseen));
  if (d.target.has_value() && !names.empty()) {
    findings.judgement = judgement;
    findings.needed_count.reset();  // Of all states together it would say nothing of the worst one.
  }
  return absl::OkStatus();
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

  READINESS_ASSIGN_OR_RETURN(const CohortState total, state.Total());
  std::map<std::string, CohortState> cohorts, subjects;
  for (const auto& [name, group] : state.groups()) {
    if (group->IsZero()) continue;
    for (auto [to, key] :
         {std::pair(&cohorts, &name.cohort), std::pair(&subjects, &name.subject)}) {
      CohortState& sum = to->try_emplace(*key, state.resolution()).first->second;
      READINESS_RETURN_IF_ERROR(sum.Merge(*group));
    }
  }

  MetricReading reading;
  reading.metric = std::string(Name(d.metric));
  READINESS_ASSIGN_OR_RETURN(internal::Findings findings, internal::FindOne(d, total, context));
  if (d.metric == Metric::kAdoptionConsistency) {
    READINESS_RETURN_IF_ERROR(internal::AddBetweenCohorts(d, cohorts, options.as_of, findings));
  }
  if (d.metric == Metric::kExceptionCompletionQuality) {
    READINESS_RETURN_IF_ERROR(internal::AddExceptionStates(d, subjects, context, findings));
  }
  const MetricReasons vetoes = internal::VetoesOf(d, state, total, options.as_of);
  if (!vetoes.empty()) {
    findings.judgement = Insufficient(vetoes);
    findings.needed_count.reset();
  }
  reading.values = std::move(findings.values);
  reading.sample = findings.sample;
  reading.verdict = std::string(Name(findings.judgement.verdict));
  reading.reasons = findings.judgement.reasons.Names();
  reading.needed_count = findings.needed_count;
  READINESS_ASSIGN_OR_RETURN(const std::string_view trend,
                             internal::TrendOf(d, total, options.as_of));
  reading.trend = std::string(trend);
  if (options.by_cohort) {
    for (const auto& [name, cohort] : cohorts) {
      READINESS_ASSIGN_OR_RETURN(internal::Findings one, internal::FindOne(d, cohort, context));
      if (!vetoes.empty()) one.judgement = Insufficient(vetoes);
      if (one.sample.matured < d.cohort_minimum &&
          one.judgement.verdict != MetricVerdict::kInsufficient) {
        one.judgement = Insufficient(MetricReason::kBelowMinimum);
      }
      reading.cohorts.push_back(
          {name, std::move(one.values), one.sample, std::string(Name(one.judgement.verdict))});
    }
  }
  reading.quality.duplicates = state.quality().duplicates;
  reading.quality.late = state.quality().late;
  reading.quality.clamped = static_cast<int64_t>(total.sum(Sum::kClamped));
  if (const auto unnamed = cohorts.find(""); unnamed != cohorts.end()) {
    reading.quality.unknown_cohort = static_cast<int64_t>(unnamed->second.sum(Sum::kItems));
  }
  return reading;
}

}  // namespace readiness::metric
