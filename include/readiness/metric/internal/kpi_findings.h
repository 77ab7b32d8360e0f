// readiness/metric/internal/kpi_findings.h: what each metric says of one cohort, or of all.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/estimate/mean_cumulative.h"
#include "readiness/metric/event.h"
#include "readiness/metric/internal/duration_findings.h"
#include "readiness/metric/internal/judge_share.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/internal/score_findings.h"
#include "readiness/metric/life_table_reading.h"
#include "readiness/metric/reading.h"

namespace readiness::metric::internal {

// time_to_resolution, review_to_implementation_lag
[[nodiscard]] inline absl::StatusOr<Findings> FindTimes(const MetricSpec& d,
                                                        const CohortState& state,
                                                        const ReadContext& context) {
  Findings findings;
  READINESS_ASSIGN_OR_RETURN(findings.durations, DurationsAt(state, context));
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  READINESS_ASSIGN_OR_RETURN(
      const DurationFindings durations,
      DurationFindings::Of(d, findings.durations, matured, state, context.at));
  findings.sample = durations.sample();
  READINESS_RETURN_IF_ERROR(
      durations.AddTo(kTimeMeasures, JudgedHorizon(d), context.within, findings.values));
  for (MetricValue& value : findings.values) {
    // With the clock RELEASE there is no verdict on it, however many have matured.
    const bool is_judged = value.measure == kTimeMeasures.within && value.at == JudgedHorizon(d) &&
                           d.clock != model::MetricClock::kRelease;
    if (is_judged) AddCountObstacle(d, matured.items, MetricReason::kNotMatured, value);
  }
  if (!d.target.has_value()) return findings;
  const double share = QuantileOf(d.measure).value_or(*d.target);
  READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, share, true,
                                       MetricReason::kNotMatured, findings));
  NoteQuantile(d, findings);
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
  AddCountObstacle(d, matured.items, MetricReason::kNotMatured, rate);
  findings.values.push_back(std::move(rate));
  const std::optional<double> floor = d.measure == "rate" ? d.target : d.floor;
  if (floor.has_value()) {
    READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *floor, true,
                                         MetricReason::kNotMatured, findings));
  }
  return findings;
}

// support_escalation_frequency
[[nodiscard]] inline absl::StatusOr<Findings> FindEscalations(const MetricSpec& d,
                                                              const CohortState& state,
                                                              const ReadContext& context) {
  const auto total = static_cast<int64_t>(state.sum(Sum::kItems));
  const auto [events, days] = RateAt(state, context);
  const ClusterMoments moments =
      context.is_verdict_only ? ClusterMoments() : ReadClusters(state, context.at.as_of);
  const estimate::ClusterMoments clusters{
      static_cast<int64_t>(moments.clusters),         moments.x / kSecondsPerDay,  moments.y,
      moments.xx / (kSecondsPerDay * kSecondsPerDay), moments.xy / kSecondsPerDay, moments.yy};
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  const bool has_horizon = d.horizon > absl::ZeroDuration();
  // Without a horizon the share is known at the watermark alone.
  const bool has_share = has_horizon || !context.is_verdict_only;
  const int64_t trials = has_horizon ? matured.items : has_share ? total : 0;
  const int64_t successes = has_horizon ? matured.successes : has_share ? events : 0;
  Findings findings;
  findings.sample = {
      total, events, total - events, 0, has_horizon ? matured.items : total, std::max(0.0, days)};
  READINESS_ASSIGN_OR_RETURN(MetricValue rate,
                             RateValue(d, "rate", events, days, 1000.0, clusters));
  READINESS_ASSIGN_OR_RETURN(MetricValue share, ShareValue(d, "share", successes, trials));
  const bool has_exposure = days > 0;
  if (!has_exposure) AddObstacle(MetricReason::kNoExposure, rate);
  // Accounts without a ticket of anyone: who brings no tickets has not shown that none escalated.
  const bool has_tickets = total > 0;
  if (!has_tickets) AddObstacle(MetricReason::kBelowMinimum, rate);
  const MetricReason why_none =
      has_horizon ? MetricReason::kNotMatured : MetricReason::kBelowMinimum;
  AddCountObstacle(d, trials, why_none, share);
  findings.values = {std::move(rate), std::move(share)};
  if (d.target.has_value() && d.measure == "share") {
    READINESS_RETURN_IF_ERROR(
        JudgeShare(d, successes, trials, *d.target, false, why_none, findings));
  } else if (d.target.has_value() && has_exposure && !has_tickets) {
    findings.gate = GateOf(findings.values[0]);
    findings.judgement = Insufficient(MetricReason::kBelowMinimum);
  } else if (d.target.has_value() && has_exposure) {
    findings.gate = GateOf(findings.values[0]);
    findings.judgement = JudgeAtMost(*findings.gate, *d.target);
    findings.needed_count = NeededDays(d, events, days, 1000.0, clusters);
    READINESS_RETURN_IF_ERROR(AddRateEvidence(events, days, *d.target / 1000.0, false, findings));
  }
  if (!has_exposure && d.measure == "rate") {
    findings.judgement = Insufficient(MetricReason::kNoExposure);
  }
  return findings;
}

// Between which ages the median of what is open lies where starts are known to the hour.
[[nodiscard]] inline estimate::Interval OpenAgeMedianBounds(const CohortState& state,
                                                            const ReadAt& at) {
  std::vector<estimate::LifeTableRow> youngest, oldest;
  int64_t open = 0;
  ForEachOpenRange(state, at, [&](int64_t young, int64_t old, int64_t count) {
    youngest.push_back({static_cast<double>(young) / 1e6, 0, count, 0, 0});
    oldest.push_back({static_cast<double>(old) / 1e6, 0, count, 0, 0});
    open += count;
  });
  const auto median = [open](std::vector<estimate::LifeTableRow>& ages) {
    std::sort(ages.begin(), ages.end(),
              [](const auto& a, const auto& b) { return a.time < b.time; });
    return CompletedQuantile(ages, open, 0.5);
  };
  return {median(youngest), median(oldest)};
}

// decision_closure_rate
[[nodiscard]] inline absl::StatusOr<Findings> FindClosure(const MetricSpec& d,
                                                          const CohortState& state,
                                                          const ReadContext& context) {
  READINESS_ASSIGN_OR_RETURN(const std::vector<estimate::LifeTableRow> rows,
                             DurationsAt(state, context));
  std::vector<estimate::LifeTableRow> ages;
  if (!context.is_verdict_only) {
    READINESS_ASSIGN_OR_RETURN(ages, ReadOpenAges(state, context.at));
  }
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  findings.sample = SampleOf(rows, matured);
  const auto [closed, days] = RateAt(state, context);
  findings.sample.exposure = std::max(0.0, days);
  READINESS_ASSIGN_OR_RETURN(MetricValue on_time,
                             ShareValue(d, "on_time", matured.successes, matured.items));
  READINESS_ASSIGN_OR_RETURN(MetricValue hazard, RateValue(d, "hazard", closed, days, 1.0, {}));
  MetricValue age = EmptyValue(d, "open_age_median");
  age.method = state.resolution() == Resolution::kExact
                   ? "median age of what is open"
                   : "median age of what is open; histogram, begun in the middle of its hour";
  if (findings.sample.open > 0) {
    // The ages of the open set are seen in full: each is an "event" of its own table.
    std::vector<estimate::LifeTableRow> as_events = ages;
    for (estimate::LifeTableRow& row : as_events) std::swap(row.events, row.censored);
    age.estimate = CompletedQuantile(as_events, findings.sample.open, 0.5);
    if (state.resolution() == Resolution::kHistogram) {
      const estimate::Interval bounds = OpenAgeMedianBounds(state, context.at);
      age.bin_low = std::min(bounds.low, *age.estimate);
      age.bin_high = std::max(bounds.high, *age.estimate);
    }
    findings.open_ages = {findings.sample.open, *age.estimate,
                          CompletedQuantile(as_events, findings.sample.open, 0.9),
                          as_events.back().time};
  }
  AddCountObstacle(d, matured.items, MetricReason::kNotMatured, on_time);
  if (!(days > 0)) AddObstacle(MetricReason::kNoExposure, hazard);
  findings.values = {std::move(on_time), std::move(hazard), std::move(age)};
  if (!d.target.has_value()) return findings;
  if (d.measure == "hazard") {
    if (!(days > 0)) {
      findings.judgement = Insufficient(MetricReason::kNoExposure);
      return findings;
    }
    findings.gate = GateOf(findings.values[1]);
    findings.judgement = JudgeAtLeast(*findings.gate, *d.target);
    findings.needed_count = NeededDays(d, closed, days, 1.0, {});
    READINESS_RETURN_IF_ERROR(AddRateEvidence(closed, days, *d.target, true, findings));
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
                             DurationsAt(state, context));
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  findings.sample = SampleOf(rows, matured);
  READINESS_ASSIGN_OR_RETURN(MetricValue completed,
                             ShareValue(d, "completed_ok", matured.successes, matured.items));
  const std::vector<ScoreCount> scores = ScoresAt(state, context);
  const estimate::BoundedCounts met =
      ScoresBy(scores, [](int score, int top) { return static_cast<double>(score) / top; });
  READINESS_ASSIGN_OR_RETURN(MetricValue criteria, MeanValue(d, "criteria_met", met));
  int64_t rated = 0;
  for (const ScoreCount& one : scores) rated += one.answers;
  AddCountObstacle(d, matured.items, MetricReason::kNotMatured, completed);
  AddCountObstacle(d, rated, MetricReason::kBelowMinimum, criteria);
  findings.values = {std::move(completed), std::move(criteria)};
  if (!d.target.has_value()) return findings;
  if (d.measure == "criteria_met") {
    findings.judgement = JudgeValue(d, &findings.values[1], rated, MetricReason::kBelowMinimum);
    findings.gate = GateOf(findings.values[1]);
    findings.needed_count = NeededScores(d, met, std::identity());
    NeedTheLeastCount(d, rated, findings);
    if (rated >= d.least_count) AddMeanEvidence(met, *d.target, true, findings);
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

// The interval of the mean count of an item for one look. Items are clusters of one unit of
// exposure each; with fewer than two, or without any count, there is none.
[[nodiscard]] inline absl::StatusOr<std::optional<estimate::Interval>> MeanCountAtOneLook(
    const MaturedCount& matured, double confidence) {
  if (matured.items < 2 || matured.count == 0) return std::nullopt;
  const auto n = static_cast<double>(matured.items), y = static_cast<double>(matured.count);
  READINESS_ASSIGN_OR_RETURN(
      const estimate::Interval interval,
      estimate::ClusterRate({matured.items, n, y, n, y, static_cast<double>(matured.squares)},
                            confidence));
  return interval;
}
// The interval that a verdict uses.
[[nodiscard]] inline absl::StatusOr<std::optional<estimate::Interval>> MeanCountGate(
    const MetricSpec& d, const MaturedCount& matured) {
  if (d.peeking != model::MetricPeeking::kAnytime) {
    READINESS_ASSIGN_OR_RETURN(const double confidence, LookConfidence(d));
    return MeanCountAtOneLook(matured, confidence);
  }
  if (!d.count_cap.has_value() || matured.items == 0) return std::nullopt;
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate,
                             CappedMeanGate(d, matured.count, matured.items));
  return gate;
}
[[nodiscard]] inline absl::StatusOr<MetricValue> MeanCountValue(const MetricSpec& d,
                                                                const MaturedCount& matured) {
  MetricValue mean = EmptyValue(d, "mean_count");
  mean.at = absl::ToDoubleSeconds(d.horizon);
  mean.method = "mean over matured items, log-t";
  if (d.peeking == model::MetricPeeking::kAnytime && d.count_cap.has_value()) {
    mean.method = base::Cat("mean over matured items of at most ", *d.count_cap,
                            ", log-t; mixture of bets for the verdict");
  }
  if (matured.items == 0) return mean;
  mean.estimate = static_cast<double>(matured.count) / static_cast<double>(matured.items);
  READINESS_ASSIGN_OR_RETURN(const std::optional<estimate::Interval> display,
                             MeanCountAtOneLook(matured, kDisplayConfidence));
  if (display.has_value()) SetDisplay(mean, *display);
  READINESS_ASSIGN_OR_RETURN(const std::optional<estimate::Interval> gate,
                             MeanCountGate(d, matured));
  if (gate.has_value()) SetGate(mean, *gate);
  return mean;
}
// Of items that are watched for less than the horizon as well (Nelson 1988): each event counts one
// over the items watched that long. Its robust variance (Lawless and Nadeau 1995) needs to know
// which events are of one item, as exact states do. No verdict rests on it.
[[nodiscard]] inline absl::Status AddMeanCumulative(const MetricSpec& d, const CohortState& state,
                                                    const ReadContext& context,
                                                    const MaturedCount& matured,
                                                    Findings& findings) {
  if (findings.sample.total == matured.items) return absl::OkStatus();
  READINESS_ASSIGN_OR_RETURN(const std::vector<estimate::LifeTableRow> rows,
                             ReadRepeated(state, context.at));
  MetricValue value = EmptyValue(d, "mean_cumulative_count");
  value.at = absl::ToDoubleSeconds(d.horizon);
  value.method = "mean cumulative count (Nelson), items still watched included";
  double mean = 0;
  for (const estimate::LifeTableRow& row : rows) {
    if (row.time > *value.at || row.at_risk == 0) break;
    mean += static_cast<double>(row.events) / static_cast<double>(row.at_risk);
  }
  const bool is_watched_so_long = !rows.empty() && rows.back().time >= *value.at;
  if (is_watched_so_long) value.estimate = mean;
  if (is_watched_so_long && state.resolution() == Resolution::kHistogram) {
    const CountBounds bounds = RepeatedBounds(state, context.at, *value.at);
    value.bin_low = std::min(bounds.low, mean);
    if (bounds.high.has_value()) value.bin_high = std::max(*bounds.high, mean);
  }
  const auto watched = ReadWatched(state, context.at);
  if (!watched.has_value()) value.method += "; no interval, which events are of one item is lost";
  if (is_watched_so_long && watched.has_value()) {
    const auto robust =
        estimate::MeanCumulativeAt(watched->items, watched->events, value.at.value_or(0));
    if (!robust.ok()) {  // No rows have an event after the moment at which they are read.
      return base::Invalid("STATE_COUNTS", base::ToStd(robust.status().message()));
    }
    READINESS_ASSIGN_OR_RETURN(const estimate::Interval display,
                               estimate::MeanCumulativeInterval(*robust, kDisplayConfidence));
    value.low = display.low;
    if (display.high < estimate::internal::kInfinity) value.high = display.high;
    value.method += "; robust variance by item, log scale";
  }
  findings.values.push_back(std::move(value));
  return absl::OkStatus();
}
// How many more matured items until the interval of the mean count is clear of the target, were
// they like those seen so far.
[[nodiscard]] inline std::optional<int64_t> NeededItems(const MetricSpec& d,
                                                        const MaturedCount& matured) {
  if (matured.items == 0) return std::nullopt;
  const auto needed = NeededCount(
      matured.items,
      [&](int64_t n) {
        const double factor = static_cast<double>(n) / static_cast<double>(matured.items);
        const auto grown = [factor](int64_t sum) {
          return static_cast<int64_t>(static_cast<double>(sum) * factor + 0.5);
        };
        const auto gate = MeanCountGate(
            d, {n, grown(matured.successes), grown(matured.count), grown(matured.squares)});
        return gate.ok() && gate->has_value() &&
               JudgeAtMost(**gate, *d.target).verdict != MetricVerdict::kInsufficient;
      },
      int64_t{1} << 30U);
  if (!needed.has_value()) return std::nullopt;
  return std::max(*needed, d.least_count - matured.items);
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
  READINESS_ASSIGN_OR_RETURN(MetricValue mean, MeanCountValue(d, matured));
  READINESS_ASSIGN_OR_RETURN(MetricValue share,
                             ShareValue(d, "share", matured.successes, matured.items));
  for (MetricValue* value : {&mean, &share}) {
    AddCountObstacle(d, matured.items, MetricReason::kNotMatured, *value);
  }
  // At one look there is an interval once there are enough; at any look there may be none at all.
  const bool waits_for_more = d.peeking != model::MetricPeeking::kAnytime && matured.items > 0;
  if (waits_for_more && !GateOf(mean).has_value()) AddObstacle(MetricReason::kBelowMinimum, mean);
  findings.values = {std::move(mean), std::move(share)};
  if (!context.is_verdict_only) {
    READINESS_RETURN_IF_ERROR(AddMeanCumulative(d, state, context, matured, findings));
  }
  if (!d.target.has_value()) return findings;
  if (d.measure == "share") {
    READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *d.target, false,
                                         MetricReason::kNotMatured, findings));
    return findings;
  }
  findings.judgement = JudgeValue(d, &findings.values[0], matured.items, MetricReason::kNotMatured);
  findings.gate = GateOf(findings.values[0]);
  findings.needed_count = NeededItems(d, matured);
  if (d.count_cap.has_value() && matured.items >= std::max<int64_t>(1, d.least_count)) {
    AddCappedMeanEvidence(matured.count, matured.items, *d.count_cap, *d.target, findings);
  }
  return findings;
}

// early_journey_completion
[[nodiscard]] inline absl::StatusOr<Findings> FindJourney(const MetricSpec& d,
                                                          const CohortState& state,
                                                          const ReadContext& context) {
  Findings findings;
  READINESS_ASSIGN_OR_RETURN(findings.durations, DurationsAt(state, context));
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  READINESS_ASSIGN_OR_RETURN(
      const DurationFindings durations,
      DurationFindings::Of(d, findings.durations, matured, state, context.at));
  findings.sample = durations.sample();
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
  for (MetricValue& value : findings.values) {
    AddCountObstacle(d, matured.items, MetricReason::kNotMatured, value);
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
  NoteQuantile(d, findings);
  return findings;
}

}  // namespace readiness::metric::internal
