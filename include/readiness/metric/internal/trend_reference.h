// readiness/metric/internal/trend_reference.h: do the weeks since a moment differ from those before
// it, which no longer change?
//
// The reference has an interval for one look and the weeks since one for every look, each with half
// of alpha; that they do not overlap is falsely found with a chance of at most alpha, and in
// practice far more seldom.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/estimate/bounded_mean.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"
#include "readiness/estimate/rate.h"
#include "readiness/metric/cohort_state.h"
#include "readiness/metric/internal/score_findings.h"
#include "readiness/metric/internal/trend_weeks.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/reading.h"

namespace readiness::metric::internal {

// The intervals of the weeks before `end` and of those from `first` to before `last`.
struct BeforeAndSince {
  estimate::Interval before;
  estimate::Interval since;
};

// Nothing where one of the two is empty.
[[nodiscard]] inline absl::StatusOr<std::optional<BeforeAndSince>> CompareShares(
    int64_t successes, int64_t trials, int64_t later_successes, int64_t later_trials,
    double confidence) {
  if (trials == 0 || later_trials == 0) return std::nullopt;
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval before,
                             estimate::ClopperPearson(successes, trials, confidence));
  READINESS_ASSIGN_OR_RETURN(
      const estimate::Interval since,
      estimate::AnytimeProportion(later_successes, later_trials, confidence));
  return BeforeAndSince{before, since};
}

[[nodiscard]] inline absl::StatusOr<std::optional<BeforeAndSince>> CompareWeeks(
    const MetricSpec& spec, const CohortState& state, int64_t end, int64_t first, int64_t last) {
  const double confidence = 1.0 - 0.5 * spec.alpha;
  constexpr int64_t kEarliest = -(int64_t{1} << 40U);
  if (IsRateByWeek(spec)) {
    const WeeksCount before = ReadWeeksBefore(state, end);
    const WeeksCount until = ReadWeeksBefore(state, last), from = ReadWeeksBefore(state, first);
    const auto days = [](absl::int128 seconds) { return static_cast<double>(seconds) / 86'400.0; };
    const double later = days(until.exposure - from.exposure);
    if (!(days(before.exposure) > 0) || !(later > 0)) return std::nullopt;
    READINESS_ASSIGN_OR_RETURN(const estimate::Interval frozen,
                               estimate::Garwood(before.events, days(before.exposure), confidence));
    READINESS_ASSIGN_OR_RETURN(
        const estimate::Interval since,
        estimate::AnytimeRate(until.events - from.events, later, confidence));
    return BeforeAndSince{frozen, since};
  }
  if (!IsScoreByWeek(spec)) {
    // (day, day + 1] matures into day: the first day of a week is the one that ends in it.
    const auto day = [](int64_t week) { return WeekStart(week) / kMicrosPerDay; };
    const MaturedCount before = ReadMatured(state, WeekStart(end));
    const MaturedCount since = ReadMatured(state, WeekStart(last), day(first));
    return CompareShares(before.successes, before.items, since.successes, since.items, confidence);
  }
  const auto before = ReadScores(state, kEarliest, end - 1);
  const auto since = ReadScores(state, first, last - 1);
  const auto share = [&spec](const ScoreCount& one) {
    return one.score > one.top - spec.top_count;
  };
  if (spec.measure == "top2") {
    int64_t counts[4] = {};
    for (const ScoreCount& one : before) {
      counts[0] += share(one) ? one.answers : 0;
      counts[1] += one.answers;
    }
    for (const ScoreCount& one : since) {
      counts[2] += share(one) ? one.answers : 0;
      counts[3] += one.answers;
    }
    return CompareShares(counts[0], counts[1], counts[2], counts[3], confidence);
  }
  if (before.empty() || since.empty()) return std::nullopt;
  const auto mean = [](int score, int top) { return static_cast<double>(score) / top; };
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval frozen,
                             estimate::AnytimeBoundedMean(ScoresBy(before, mean), confidence));
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval later,
                             estimate::AnytimeBoundedMean(ScoresBy(since, mean), confidence));
  return BeforeAndSince{frozen, later};
}

// 1: the weeks since lie above those before; -1: below; 0: that cannot be said.
[[nodiscard]] constexpr int DirectionOf(const BeforeAndSince& weeks) {
  return weeks.since.low > weeks.before.high ? 1 : weeks.since.high < weeks.before.low ? -1 : 0;
}

}  // namespace readiness::metric::internal
