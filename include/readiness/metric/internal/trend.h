// readiness/metric/internal/trend.h: is the metric moving, week by week, in the right direction?
//
// Weeks are taken as independent unless the definition names a baseline: then what one week carries
// over into the next is read from the weeks before the launch and taken out of those after it
// (estimate/slope.h). With fewer than 20 such weeks it cannot be read; the weeks after the launch
// are then held against those before it, which stay as they were.
//
// Weeks with little in them are taken together (trend_weeks.h); the promise below holds however
// volume grows or falls. The ledger looks at the end of every week, as somebody would have who
// looked every week: the largest evidence so far, and when a trend first showed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/slope.h"
#include "readiness/metric/internal/trend_reference.h"
#include "readiness/metric/internal/trend_weeks.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/verdict.h"

namespace readiness::metric::internal {

// Of the weekly value that stands behind the metric, is more of it better?
[[nodiscard]] inline bool IsHighWeekGood(const MetricSpec& spec) {
  switch (spec.metric) {
    case Metric::kSupportEscalationFrequency:
    case Metric::kReworkVolume:
      return false;
    default:
      return true;  // Shares that came in time, rates of adoption, answers.
  }
}

struct Trend {
  std::string_view verdict = "INSUFFICIENT";
  std::optional<MetricTrend> evidence;         // Not given where there are fewer than four values.
  std::optional<MetricComparison> comparison;  // In its place where the baseline is too short.
};

// The name of a movement upwards or downwards.
[[nodiscard]] inline std::string_view DirectionOf(const MetricSpec& spec, bool is_up) {
  return is_up == IsHighWeekGood(spec) ? "IMPROVING" : "WORSENING";
}

[[nodiscard]] inline absl::Time EndOfWeek(int64_t week) {
  return absl::FromUnixMicros(WeekStart(week + 1));
}

// ln E that the slope lies within the margin: it must be told apart from both ends of it, and what
// lies beyond an end is told apart at least as well. Not given where it does not lie within.
[[nodiscard]] inline std::optional<double> LogFlatEvidence(const estimate::Slope& slope,
                                                           double margin, double prior) {
  if (!(slope.per_week > -margin && slope.per_week < margin)) return std::nullopt;
  const double least = std::min(estimate::LogSlopeEvidence(slope, -margin, prior),
                                estimate::LogSlopeEvidence(slope, margin, prior));
  if (least == -estimate::internal::kInfinity) return std::nullopt;
  return least;
}

// The slope of the weeks, `autocorrelation` taken out, with the ledger of every look at it.
[[nodiscard]] inline absl::StatusOr<Trend> TrendOfWeeks(
    const MetricSpec& spec, const std::vector<estimate::WeeklyValue>& weeks,
    double autocorrelation) {
  constexpr size_t kFewestWeeks = 4;
  Trend trend;
  if (weeks.size() < kFewestWeeks) return trend;
  // Refuses what no slope can be fitted to.
  READINESS_RETURN_IF_ERROR(estimate::SumWeeks(weeks, autocorrelation).status());
  const double shows = -estimate::Log(spec.alpha);
  MetricTrend& evidence = trend.evidence.emplace();
  evidence.weeks = static_cast<int64_t>(weeks.size());
  evidence.ever = "INSUFFICIENT";
  estimate::TrendSums sums;
  estimate::Slope slope;
  for (size_t i = 0; i < weeks.size(); ++i) {
    const estimate::TrendRow row =
        estimate::WhitenedRow(i == 0 ? nullptr : &weeks[i - 1], weeks[i], autocorrelation);
    if (i + 1 == weeks.size()) {
      if (const auto alone = estimate::WeekAfter(sums, row); alone.ok()) {
        evidence.last_week_p_value = alone->p_value;
        evidence.last_week_alpha =
            estimate::WeekAlpha(spec.alpha, static_cast<int64_t>(i + 2 - kFewestWeeks));
      }
    }
    sums.Add(row);
    if (i + 1 < kFewestWeeks) continue;
    READINESS_ASSIGN_OR_RETURN(slope, estimate::SlopeOf(sums, spec.alpha, spec.slope_prior));
    if (!evidence.largest_at.has_value() || slope.log_evidence > evidence.largest_log_evidence) {
      evidence.largest_log_evidence = slope.log_evidence;
      evidence.largest_at = EndOfWeek(static_cast<int64_t>(weeks[i].week));
    }
    const bool is_there = slope.log_evidence >= shows && slope.per_week != 0;
    if (is_there && !evidence.crossed_at.has_value()) {
      evidence.crossed_at = EndOfWeek(static_cast<int64_t>(weeks[i].week));
      evidence.ever = std::string(DirectionOf(spec, slope.per_week > 0));
    }
  }
  evidence.per_week = slope.per_week;
  evidence.log_evidence = slope.log_evidence;
  if (slope.interval.low - slope.interval.low == 0) {  // Else the whole line.
    evidence.low = slope.interval.low;
    evidence.high = slope.interval.high;
  }
  if (spec.trend_margin.has_value()) {
    evidence.log_evidence_flat = LogFlatEvidence(slope, *spec.trend_margin, spec.slope_prior);
  }
  if (slope.log_evidence >= shows && slope.per_week != 0) {
    trend.verdict = DirectionOf(spec, slope.per_week > 0);
  } else if (spec.trend_margin.has_value() && slope.interval.low >= -*spec.trend_margin &&
             slope.interval.high <= *spec.trend_margin) {
    trend.verdict = "FLAT";
  }
  return trend;
}

// What the values before a launch carry from one to the next, a week.
[[nodiscard]] inline absl::StatusOr<double> CarriedOverAWeek(
    std::span<const estimate::WeeklyValue> before) {
  std::vector<double> values;
  for (const estimate::WeeklyValue& value : before) values.push_back(value.value);
  READINESS_ASSIGN_OR_RETURN(const double carried, estimate::BaselineAutocorrelation(values));
  // Pooled or missing weeks: from one value to the next are several.
  const double weeks =
      (before.back().week - before.front().week) / static_cast<double>(before.size() - 1);
  if (weeks == 1 || carried == 0) return carried;
  return std::min(0.9, estimate::Exp(estimate::Log(carried) / weeks));
}

// The weeks before `end` do not change any more; those from `first` on are held against them.
struct ShortBaseline {
  int64_t end = 0;
  int64_t first = 0;
  size_t values = 0;
};
// The verdict of the last week, and the ledger of every one before it.
[[nodiscard]] inline absl::StatusOr<Trend> TrendSince(const MetricSpec& spec,
                                                      const CohortState& state,
                                                      const ShortBaseline& baseline,
                                                      std::span<const WeekCount> since) {
  Trend trend;
  MetricComparison& comparison = trend.comparison.emplace();
  comparison.reasons = MetricReasons(MetricReason::kAutocorrelated).Names();
  comparison.baseline_weeks = static_cast<int64_t>(baseline.values);
  comparison.weeks = static_cast<int64_t>(since.size());
  comparison.ever = "INSUFFICIENT";
  for (const WeekCount& week : since) {
    READINESS_ASSIGN_OR_RETURN(
        const std::optional<BeforeAndSince> weeks,
        CompareWeeks(spec, state, baseline.end, baseline.first, week.week + 1));
    trend.verdict = "INSUFFICIENT";
    if (!weeks.has_value()) continue;
    comparison.before_low = weeks->before.low;
    comparison.before_high = weeks->before.high;
    comparison.since_low = weeks->since.low;
    comparison.since_high = weeks->since.high;
    const int direction = DirectionOf(*weeks);
    if (direction == 0) continue;
    trend.verdict = DirectionOf(spec, direction > 0);
    if (comparison.crossed_at.has_value()) continue;
    comparison.crossed_at = EndOfWeek(week.week);
    comparison.ever = std::string(trend.verdict);
  }
  return trend;
}

// Is a trend looked for? Weeks count the clock of each item, not that of a release.
[[nodiscard]] inline bool HasTrend(const MetricSpec& spec) {
  return spec.clock != model::MetricClock::kRelease;
}

// IMPROVING, WORSENING, FLAT or INSUFFICIENT, with a chance of at most alpha of ever calling noise
// a trend.
[[nodiscard]] inline absl::StatusOr<Trend> TrendOf(const MetricSpec& spec, const CohortState& state,
                                                   int64_t as_of) {
  if (!HasTrend(spec)) return Trend();
  const std::vector<WeekCount> weeks = WeekCounts(spec, state, as_of);
  if (!spec.baseline_until.has_value()) return TrendOfWeeks(spec, PooledWeeks(spec, weeks), 0.0);
  // The week in which the baseline ends belongs to neither side.
  const int64_t until = absl::ToUnixMicros(*spec.baseline_until);
  const int64_t first = WeekStart(WeekOf(until)) == until ? WeekOf(until) : WeekOf(until) + 1;
  const auto from = [&weeks](int64_t week) {
    return std::find_if(weeks.begin(), weeks.end(),
                        [week](const WeekCount& count) { return count.week >= week; });
  };
  const std::vector<estimate::WeeklyValue> before =
      PooledWeeks(spec, std::span(weeks.begin(), from(WeekOf(until))));
  const std::span<const WeekCount> since(from(first), weeks.end());
  if (static_cast<int64_t>(before.size()) >= estimate::kFewestBaselineWeeks) {
    READINESS_ASSIGN_OR_RETURN(const double autocorrelation, CarriedOverAWeek(before));
    READINESS_ASSIGN_OR_RETURN(Trend trend,
                               TrendOfWeeks(spec, PooledWeeks(spec, since), autocorrelation));
    if (trend.evidence.has_value()) trend.evidence->autocorrelation = autocorrelation;
    return trend;
  }
  return TrendSince(spec, state, {WeekOf(until), first, before.size()}, since);
}

}  // namespace readiness::metric::internal
