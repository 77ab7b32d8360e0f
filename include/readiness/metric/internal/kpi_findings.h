// readiness/metric/internal/kpi_findings.h: what each metric says of one cohort, or of all.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/metric/event.h"
#include "readiness/metric/internal/duration_findings.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/reading.h"

namespace readiness::metric::internal {

inline constexpr double kSecondsPerDay = 86'400;

// Where a state is read, and which further horizons are asked about.
struct ReadContext {
  ReadAt at;
  std::vector<double> within;  // seconds
};

[[nodiscard]] inline double Seconds(absl::Duration duration) {
  return absl::ToDoubleSeconds(duration);
}
// The horizon of what matures, in seconds: a target on a median or another quantile is judged on
// the share that ends within the target.
[[nodiscard]] inline double JudgedHorizon(const MetricSpec& d) {
  const Measure* measure = FindMeasure(d.metric, d.measure);
  const bool is_quantile = measure != nullptr && measure->unit == "s" && measure->can_be_target;
  if (is_quantile && d.target.has_value()) return *d.target;
  if (d.measure == "within" && d.at.has_value()) return *d.at;
  return Seconds(d.horizon);
}
[[nodiscard]] inline std::optional<double> QuantileOf(std::string_view measure) {
  if (measure == "median" || measure == "time_to_value_median") return 0.5;
  if (measure == "p90" || measure == "time_to_value_p90") return 0.9;
  return std::nullopt;
}

// The verdict on a share, and how many more items would settle it.
[[nodiscard]] inline absl::Status JudgeShare(const MetricSpec& d, int64_t successes, int64_t trials,
                                             double target, bool is_better_high,
                                             MetricReason why_none, Findings& findings) {
  if (trials == 0) {
    findings.judgement = Insufficient(why_none);
    return absl::OkStatus();
  }
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate, ShareGate(d, successes, trials));
  findings.judgement = trials < d.least_count ? Insufficient(MetricReason::kBelowMinimum)
                                              : JudgeTarget(gate, target, is_better_high);
  findings.needed_count = NeededTrials(d, successes, trials, target, is_better_high);
  if (findings.needed_count.has_value() && trials < d.least_count) {
    findings.needed_count = std::max(*findings.needed_count, d.least_count - trials);
  }
  return absl::OkStatus();
}

// time_to_resolution, review_to_implementation_lag
[[nodiscard]] inline absl::StatusOr<Findings> FindTimes(const MetricSpec& d,
                                                        const CohortState& state,
                                                        const ReadContext& context) {
  READINESS_ASSIGN_OR_RETURN(const std::vector<estimate::LifeTableRow> rows,
                             ReadDurations(state, context.at));
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  READINESS_ASSIGN_OR_RETURN(const DurationFindings durations,
                             DurationFindings::Of(d, rows, matured, state.resolution()));
  Findings findings;
  findings.sample = durations.Sample();
  READINESS_RETURN_IF_ERROR(
      durations.AddTo(kTimeMeasures, JudgedHorizon(d), context.within, findings.values));
  if (!d.target.has_value()) return findings;
  const double share = QuantileOf(d.measure).value_or(*d.target);
  READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, share, true,
                                       MetricReason::kNotMatured, findings));
  return findings;
}

// adoption_consistency, of one cohort: its rate. What lies between cohorts is for all of them.
[[nodiscard]] inline absl::StatusOr<Findings> FindAdoption(const MetricSpec& d,
                                                           const CohortState& state,
                                                           const ReadContext& context) {
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  const auto total = static_cast<int64_t>(state.sum(Sum::kItems));
  findings.sample = {total, matured.successes, 0, 0, matured.items, 0};
  READINESS_ASSIGN_OR_RETURN(MetricValue rate,
                             ShareValue(d, "rate", matured.successes, matured.items));
  findings.values.push_back(std::move(rate));
  const std::optional<double> floor = d.measure == "rate" ? d.target : d.floor;
  if (floor.has_value()) {
    READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *floor, true,
                                         MetricReason::kNotMatured, findings));
    if (matured.items > 0 && matured.items < d.cohort_minimum) {
      findings.judgement = Insufficient(MetricReason::kBelowMinimum);
    }
  }
  return findings;
}

// support_escalation_frequency
[[nodiscard]] inline absl::StatusOr<Findings> FindEscalations(const MetricSpec& d,
                                                              const CohortState& state,
                                                              const ReadContext& context) {
  const auto total = static_cast<int64_t>(state.sum(Sum::kItems));
  const auto events = static_cast<int64_t>(state.sum(Sum::kEvents));
  const double days =
      static_cast<double>(ReadExposure(state, context.at.as_of)) / (kSecondsPerDay * 1e6);
  const ClusterMoments moments = ReadClusters(state, context.at.as_of);
  const estimate::ClusterMoments clusters{
      static_cast<int64_t>(moments.clusters),         moments.x / kSecondsPerDay,  moments.y,
      moments.xx / (kSecondsPerDay * kSecondsPerDay), moments.xy / kSecondsPerDay, moments.yy};
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  const bool has_horizon = d.horizon > absl::ZeroDuration();
  const int64_t trials = has_horizon ? matured.items : total;
  const int64_t successes = has_horizon ? matured.successes : events;
  Findings findings;
  findings.sample = {
      total, events, total - events, 0, has_horizon ? matured.items : total, std::max(0.0, days)};
  READINESS_ASSIGN_OR_RETURN(MetricValue rate,
                             RateValue(d, "rate", events, days, 1000.0, clusters));
  READINESS_ASSIGN_OR_RETURN(MetricValue share, ShareValue(d, "share", successes, trials));
  findings.values = {std::move(rate), std::move(share)};
  const bool has_exposure = days > 0;
  if (d.target.has_value() && d.measure == "share") {
    READINESS_RETURN_IF_ERROR(JudgeShare(
        d, successes, trials, *d.target, false,
        has_horizon ? MetricReason::kNotMatured : MetricReason::kBelowMinimum, findings));
  } else if (d.target.has_value() && has_exposure) {
    findings.judgement = JudgeAtMost(*GateOf(findings.values[0]), *d.target);
  }
  if (!has_exposure && d.measure == "rate") {
    findings.judgement = Insufficient(MetricReason::kNoExposure);
  }
  return findings;
}

// The answers on scales of their own tops as scores in [0, 1], by `map(score, top)`.
template <typename Map>
[[nodiscard]] estimate::BoundedCounts ScoresBy(std::span<const ScoreCount> scores, Map&& map) {
  estimate::BoundedCounts counts;
  for (const ScoreCount& one : scores) {
    const double value = map(one.score, one.top);
    const auto at = std::find(counts.values.begin(), counts.values.end(), value);
    if (at == counts.values.end()) {
      counts.values.push_back(value);
      counts.counts.push_back(one.answers);
    } else {
      counts.counts[static_cast<size_t>(at - counts.values.begin())] += one.answers;
    }
  }
  return counts;
}

// Widens an interval of a share among those who answered to what it can be among all who were
// asked.
inline void BoundNonresponse(double response_rate, MetricValue& value, double low, double high) {
  const auto widen = [&](std::optional<double>& from, std::optional<double>& to) {
    if (!from.has_value() || !to.has_value()) return;
    const double scale = high - low;
    *from = low + scale * (response_rate * ((*from - low) / scale));
    *to = low + scale * (response_rate * ((*to - low) / scale) + 1.0 - response_rate);
  };
  widen(value.low, value.high);
  widen(value.anytime_low, value.anytime_high);
  value.method += "; bounds over those who did not answer";
}

// customer_confidence
[[nodiscard]] inline absl::StatusOr<Findings> FindConfidence(const MetricSpec& d,
                                                             const CohortState& state,
                                                             const ReadContext& context) {
  const std::vector<ScoreCount> scores = ReadScores(state);
  const auto invited = static_cast<int64_t>(state.sum(Sum::kInvited));
  int64_t answers = 0, top = 0;
  for (const ScoreCount& one : scores) {
    answers += one.answers;
    if (one.score > one.top - d.top_count) top += one.answers;
  }
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  findings.sample = {
      invited, answers, invited - answers, 0, d.measure == "unassisted" ? matured.items : answers,
      0};
  READINESS_ASSIGN_OR_RETURN(MetricValue top2, ShareValue(d, "top2", top, answers));
  READINESS_ASSIGN_OR_RETURN(MetricValue mean,
                             MeanValue(d, "mean", ScoresBy(scores, [](int score, int scale) {
                                         return static_cast<double>(score) / scale;
                                       })));
  // On a scale of 0 to 10: 9 and 10 promote, 0 to 6 detract.
  std::vector<ScoreCount> recommend;
  for (const ScoreCount& one : scores) {
    if (one.top == 10) recommend.push_back(one);
  }
  READINESS_ASSIGN_OR_RETURN(MetricValue nps,
                             MeanValue(d, "nps",
                                       ScoresBy(recommend,
                                                [](int score, int) {
                                                  return score >= 9 ? 1.0 : score >= 7 ? 0.5 : 0.0;
                                                }),
                                       -100, 100));
  READINESS_ASSIGN_OR_RETURN(MetricValue unassisted,
                             ShareValue(d, "unassisted", matured.successes, matured.items));
  READINESS_ASSIGN_OR_RETURN(MetricValue response_rate,
                             ShareValue(d, "response_rate", std::min(answers, invited), invited));
  const double rate = response_rate.estimate.value_or(0);
  if (d.nonresponse == model::MetricNonresponse::kBound && invited > 0) {
    BoundNonresponse(rate, top2, 0, 1);
    BoundNonresponse(rate, mean, 0, 1);
    BoundNonresponse(rate, nps, -100, 100);
  }
  findings.values = {std::move(top2), std::move(mean), std::move(nps), std::move(unassisted),
                     std::move(response_rate)};
  if (!d.target.has_value()) return findings;
  if (d.measure == "unassisted") {
    READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *d.target, true,
                                         MetricReason::kNotMatured, findings));
    return findings;
  }
  findings.judgement =
      JudgeValue(d, FindValue(findings.values, d.measure), answers, MetricReason::kBelowMinimum);
  if (d.measure == "top2" && d.nonresponse == model::MetricNonresponse::kIgnore) {
    findings.needed_count = NeededTrials(d, top, answers, *d.target, true);
  }
  if (d.least_response_rate.has_value() && rate < *d.least_response_rate) {
    findings.judgement = Insufficient(MetricReason::kNonresponse);
  }
  return findings;
}

// decision_closure_rate
[[nodiscard]] inline absl::StatusOr<Findings> FindClosure(const MetricSpec& d,
                                                          const CohortState& state,
                                                          const ReadContext& context) {
  READINESS_ASSIGN_OR_RETURN(const std::vector<estimate::LifeTableRow> rows,
                             ReadDurations(state, context.at));
  READINESS_ASSIGN_OR_RETURN(const std::vector<estimate::LifeTableRow> ages,
                             ReadOpenAges(state, context.at));
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  for (const estimate::LifeTableRow& row : rows) {
    findings.sample.events += row.events;
    findings.sample.competing += row.competing;
    findings.sample.open += row.censored;
  }
  findings.sample.total = static_cast<int64_t>(state.sum(Sum::kItems));
  findings.sample.matured = matured.items;
  const double days =
      static_cast<double>(ReadExposure(state, context.at.as_of)) / (kSecondsPerDay * 1e6);
  findings.sample.exposure = std::max(0.0, days);
  READINESS_ASSIGN_OR_RETURN(MetricValue on_time,
                             ShareValue(d, "on_time", matured.successes, matured.items));
  READINESS_ASSIGN_OR_RETURN(
      MetricValue hazard,
      RateValue(d, "hazard", static_cast<int64_t>(state.sum(Sum::kEvents)), days, 1.0, {}));
  MetricValue age = EmptyValue(d, "open_age_median");
  age.method = "median age of what is open";
  if (findings.sample.open > 0) {
    // The ages of the open set are seen in full: each is an "event" of its own table.
    std::vector<estimate::LifeTableRow> as_events = ages;
    for (estimate::LifeTableRow& row : as_events) std::swap(row.events, row.censored);
    age.estimate = CompletedQuantile(as_events, findings.sample.open, 0.5);
  }
  findings.values = {std::move(on_time), std::move(hazard), std::move(age)};
  if (!d.target.has_value()) return findings;
  if (d.measure == "hazard") {
    findings.judgement = days > 0 ? JudgeAtLeast(*GateOf(findings.values[1]), *d.target)
                                  : Insufficient(MetricReason::kNoExposure);
    return findings;
  }
  READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *d.target, true,
                                       MetricReason::kNotMatured, findings));
  return findings;
}

// exception_completion_quality, of one exception state.
[[nodiscard]] inline absl::StatusOr<Findings> FindException(const MetricSpec& d,
                                                            const CohortState& state,
                                                            const ReadContext& context) {
  READINESS_ASSIGN_OR_RETURN(const std::vector<estimate::LifeTableRow> rows,
                             ReadDurations(state, context.at));
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  for (const estimate::LifeTableRow& row : rows) {
    findings.sample.events += row.events;
    findings.sample.competing += row.competing;
    findings.sample.open += row.censored;
  }
  findings.sample.total = static_cast<int64_t>(state.sum(Sum::kItems));
  findings.sample.matured = matured.items;
  READINESS_ASSIGN_OR_RETURN(MetricValue completed,
                             ShareValue(d, "completed_ok", matured.successes, matured.items));
  READINESS_ASSIGN_OR_RETURN(
      MetricValue criteria,
      MeanValue(d, "criteria_met", ScoresBy(ReadScores(state), [](int score, int top) {
                  return static_cast<double>(score) / top;
                })));
  findings.values = {std::move(completed), std::move(criteria)};
  if (!d.target.has_value()) return findings;
  if (d.measure == "criteria_met") {
    findings.judgement =
        JudgeValue(d, &findings.values[1], findings.sample.events, MetricReason::kBelowMinimum);
    return findings;
  }
  READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *d.target, true,
                                       MetricReason::kNotMatured, findings));
  return findings;
}

// The mean of counts in [0, cap] of which the sum alone is known. A bet's logarithm is concave in
// the count, so counts at the two ends with the same sum give the least evidence, and an interval
// that holds whatever the counts were.
[[nodiscard]] inline absl::StatusOr<estimate::Interval> CappedMeanGate(const MetricSpec& d,
                                                                       int64_t sum, int64_t items) {
  const int64_t cap = *d.count_cap;
  const auto at = [&](int64_t full) {
    return estimate::AnytimeBoundedMean({{0, 1}, {items - full, full}}, 1.0 - d.alpha);
  };
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval below, at(sum / cap));
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval above,
                             at(std::min(items, (sum + cap - 1) / cap)));
  const auto scale = static_cast<double>(cap);
  return estimate::Interval{below.low * scale, above.high * scale};
}

// rework_volume
[[nodiscard]] inline absl::StatusOr<Findings> FindRework(const MetricSpec& d,
                                                         const CohortState& state,
                                                         const ReadContext& context) {
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  const auto total = static_cast<int64_t>(state.sum(Sum::kItems));
  findings.sample = {
      total, static_cast<int64_t>(state.sum(Sum::kEvents)), total - matured.items, 0, matured.items,
      0};
  MetricValue mean = EmptyValue(d, "mean_count");
  mean.at = Seconds(d.horizon);
  mean.method = "mean over matured items, log-t";
  if (matured.items > 0) {
    const auto n = static_cast<double>(matured.items);
    mean.estimate = static_cast<double>(matured.count) / n;
    if (matured.items > 1 && matured.count > 0) {
      // Items are clusters of one unit of exposure each.
      const estimate::ClusterMoments items{matured.items,
                                           n,
                                           static_cast<double>(matured.count),
                                           n,
                                           static_cast<double>(matured.count),
                                           static_cast<double>(matured.squares)};
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval display,
                                 estimate::ClusterRate(items, kDisplayConfidence));
      SetDisplay(mean, display);
      if (d.peeking != model::MetricPeeking::kAnytime) {
        READINESS_ASSIGN_OR_RETURN(const double confidence, LookConfidence(d));
        READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate,
                                   estimate::ClusterRate(items, confidence));
        SetGate(mean, gate);
      }
    }
    if (d.peeking == model::MetricPeeking::kAnytime && d.count_cap.has_value()) {
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate,
                                 CappedMeanGate(d, matured.count, matured.items));
      SetGate(mean, gate);
      mean.method = base::Cat("mean over matured items of at most ", *d.count_cap,
                              ", log-t; mixture of bets for the verdict");
    }
  }
  READINESS_ASSIGN_OR_RETURN(MetricValue share,
                             ShareValue(d, "share", matured.successes, matured.items));
  findings.values = {std::move(mean), std::move(share)};
  if (!d.target.has_value()) return findings;
  if (d.measure == "share") {
    READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *d.target, false,
                                         MetricReason::kNotMatured, findings));
    return findings;
  }
  findings.judgement = JudgeValue(d, &findings.values[0], matured.items, MetricReason::kNotMatured);
  return findings;
}

// early_journey_completion
[[nodiscard]] inline absl::StatusOr<Findings> FindJourney(const MetricSpec& d,
                                                          const CohortState& state,
                                                          const ReadContext& context) {
  READINESS_ASSIGN_OR_RETURN(const std::vector<estimate::LifeTableRow> rows,
                             ReadDurations(state, context.at));
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  READINESS_ASSIGN_OR_RETURN(const DurationFindings durations,
                             DurationFindings::Of(d, rows, matured, state.resolution()));
  Findings findings;
  findings.sample = durations.Sample();
  READINESS_ASSIGN_OR_RETURN(MetricValue completed,
                             ShareValue(d, "completed", matured.successes, matured.items));
  findings.values.push_back(std::move(completed));
  int last_step = static_cast<int>(d.step_count);
  for (int step = last_step + 1; step <= kMaxStep; ++step) {
    if (ReadStep(state, step, context.at.as_of) > 0) last_step = step;
  }
  for (int step = 1; step <= last_step; ++step) {
    READINESS_ASSIGN_OR_RETURN(
        MetricValue value,
        ShareValue(d, "step", ReadStep(state, step, context.at.as_of), matured.items));
    value.at = step;
    findings.values.push_back(std::move(value));
  }
  DurationMeasures names;
  names.median = "time_to_value_median";
  names.p90 = "time_to_value_p90";
  READINESS_RETURN_IF_ERROR(durations.AddTo(names, JudgedHorizon(d), {}, findings.values));
  if (!d.target.has_value()) return findings;
  if (d.measure == "step") {
    const int64_t reached = ReadStep(state, static_cast<int>(d.at.value_or(1)), context.at.as_of);
    READINESS_RETURN_IF_ERROR(JudgeShare(d, reached, matured.items, *d.target, true,
                                         MetricReason::kNotMatured, findings));
    return findings;
  }
  const double share = QuantileOf(d.measure).value_or(*d.target);
  READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, share, true,
                                       MetricReason::kNotMatured, findings));
  return findings;
}

}  // namespace readiness::metric::internal
