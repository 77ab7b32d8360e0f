// readiness/metric/internal/trend_weeks.h: what the full weeks say of a metric, small ones put
// together.
//
// A trend compares values that differ by chance alone where nothing moves. The arcsine of the root
// of a share and the root of a rate vary equally whatever the share or rate is, but only where
// there is enough to count: of few items they are off by an amount that depends on how few, and a
// volume that grows would look like a trend. Weeks in a row are therefore pooled until there is
// enough:
//   shares, scores   50 items or answers
//   rates            exposure for 10 events, at the rate of the values before; the first until 10
//                    events are there
// Neither asks what the items of the pool turned out to be, so a pool does not end because it looks
// good. A pool stands at its last week; one that is not full yet says nothing. With nothing moving,
// 1 to 100 times as much at the end as at the beginning, or as much less, a trend showed at some
// look in at most 4 % of the cases at alpha 0.05 (tests/metric/trend_volume_test.cc).
//
// They come from the weeks' own increments, so a week does not look better because an earlier one
// was.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "readiness/estimate/slope.h"
#include "readiness/metric/cohort_state.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/reading.h"

namespace readiness::metric::internal {

// asin(sqrt(share)) = atan(sqrt(share / (1 - share))), 0 <= share <= 1, within a few ulp: three
// halvings of the angle, tan(x / 2) = t / (1 + sqrt(1 + t^2)), then the series. libm's picks its
// code by processor.
[[nodiscard]] inline double ArcsineOfRoot(double share) {
  if (share >= 1) return 1.5707963267948966;
  double t = std::sqrt(share / (1.0 - share));
  const bool is_steep = t > 1;
  if (is_steep) t = 1.0 / t;
  for (int i = 0; i < 3; ++i) t = t / (1.0 + std::sqrt(1.0 + t * t));
  const double square = t * t;  // t <= tan(pi / 32) < 0.1
  double sum = 0, power = t;
  for (int k = 0; k < 9; ++k) {
    sum += (k % 2 == 0 ? power : -power) / (2 * k + 1);
    power *= square;
  }
  const double angle = 8.0 * sum;
  return is_steep ? 1.5707963267948966 - angle : angle;
}

// Its variance hardly depends on the share (Anscombe 1948, doi:10.1093/biomet/35.3-4.246).
[[nodiscard]] inline double StableShare(double successes, double trials) {
  return ArcsineOfRoot((successes + 0.375) / (trials + 0.75));
}

// What one full week adds: successes of items, events for days of exposure, or the sum of scores
// in [0, 1] of answers.
struct WeekCount {
  int64_t week = 0;
  double sum = 0;
  double size = 0;
};

// The full weeks up to `as_of` in which something matured.
[[nodiscard]] inline std::vector<WeekCount> WeeklyShares(const CohortState& state, int64_t as_of) {
  std::map<int64_t, WeekCount> weeks;
  const int64_t end = WeekOf(as_of);
  const auto week_of = [](int64_t day) { return WeekOf(day * kMicrosPerDay); };
  for (const Tally::Entry& entry : state.part(Part::kMaturedItems).Sorted()) {
    weeks[week_of(entry.key)].size += static_cast<double>(entry.count);
  }
  for (const Tally::Entry& entry : state.part(Part::kMaturedSuccess).Sorted()) {
    weeks[week_of(entry.key)].sum += static_cast<double>(entry.count);
  }
  std::vector<WeekCount> counts;
  for (const auto& [week, count] : weeks) {
    if (week < end && count.size > 0) counts.push_back({week, count.sum, count.size});
  }
  return counts;
}

// The full weeks with exposure.
[[nodiscard]] inline std::vector<WeekCount> WeeklyRates(const CohortState& state, int64_t as_of) {
  std::vector<WeekCount> counts;
  const auto starts = state.part(Part::kActivityStarts).Sorted();
  if (starts.empty()) return counts;
  constexpr int64_t kMostWeeks = 10'000;
  const int64_t end = WeekOf(as_of);
  for (int64_t week = std::max(starts.front().key, end - kMostWeeks); week < end; ++week) {
    const int64_t exposure = ReadWeekExposure(state, week, as_of);
    if (exposure <= 0) continue;
    const auto events = static_cast<double>(state.part(Part::kActivityEvents).CountOf(week));
    counts.push_back({week, events, static_cast<double>(exposure) / 86'400.0});
  }
  return counts;
}

// The full weeks with answers: scores, or answers at the top of the scale.
[[nodiscard]] inline std::vector<WeekCount> WeeklyScores(const MetricSpec& spec,
                                                         const CohortState& state, int64_t as_of) {
  std::map<int64_t, WeekCount> weeks;
  for (const Tally::Entry& entry : state.part(Part::kScores).Sorted()) {
    const int64_t week = FloorDivide(entry.key, 256);
    if (week >= WeekOf(as_of)) continue;
    const int64_t scale = (entry.key >> 4) & 15, score = entry.key & 15;
    const auto answers = static_cast<double>(entry.count);
    const bool is_top = score > scale - spec.top_count;
    WeekCount& count = weeks[week];
    count.size += answers;
    count.sum += spec.measure == "top2"
                     ? (is_top ? answers : 0.0)
                     : answers * static_cast<double>(score) / static_cast<double>(scale);
  }
  std::vector<WeekCount> counts;
  for (const auto& [week, count] : weeks) {
    if (count.size > 0) counts.push_back({week, count.sum, count.size});
  }
  return counts;
}

// What a week is measured by: a rate, scores, or else a share of what matured in it.
[[nodiscard]] inline bool IsRateByWeek(const MetricSpec& spec) {
  return spec.metric == Metric::kSupportEscalationFrequency || spec.measure == "hazard";
}
[[nodiscard]] inline bool IsScoreByWeek(const MetricSpec& spec) {
  return spec.metric == Metric::kCustomerConfidence && spec.measure != "unassisted";
}

[[nodiscard]] inline std::vector<WeekCount> WeekCounts(const MetricSpec& spec,
                                                       const CohortState& state, int64_t as_of) {
  if (IsRateByWeek(spec)) return WeeklyRates(state, as_of);
  if (IsScoreByWeek(spec)) return WeeklyScores(spec, state, as_of);
  return WeeklyShares(state, as_of);
}

inline constexpr double kPooledItems = 50;
inline constexpr double kPooledEvents = 10;

// The values of full weeks, in their order, small ones pooled.
[[nodiscard]] inline std::vector<estimate::WeeklyValue> PooledWeeks(
    const MetricSpec& spec, std::span<const WeekCount> weeks) {
  const bool is_rate = IsRateByWeek(spec);
  const bool is_mean = IsScoreByWeek(spec) && spec.measure != "top2";
  std::vector<estimate::WeeklyValue> values;
  WeekCount pool, before;
  for (const WeekCount& week : weeks) {
    pool.sum += week.sum;
    pool.size += week.size;
    const double expected = before.size > 0 ? before.sum * (pool.size / before.size) : pool.sum;
    if (is_rate ? expected < kPooledEvents : pool.size < kPooledItems) continue;
    const double value = is_rate   ? std::sqrt((pool.sum + 0.375) / pool.size)
                         : is_mean ? pool.sum / pool.size
                                   : StableShare(pool.sum, pool.size);
    values.push_back({static_cast<double>(week.week), value});
    before.sum += pool.sum;
    before.size += pool.size;
    pool = {};
  }
  return values;
}

}  // namespace readiness::metric::internal
