// readiness/metric/internal/trend_weeks.h: what each full week says of a metric.
//
// Each full week gives one value of about equal variance: the arcsine of the root of a share, the
// root of a rate, a mean as it is. They come from the week's own increments, so a week does not
// look better because an earlier one was.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
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
[[nodiscard]] inline double StableShare(int64_t successes, int64_t trials) {
  return ArcsineOfRoot((static_cast<double>(successes) + 0.375) /
                       (static_cast<double>(trials) + 0.75));
}

// The full weeks up to `as_of` in which something matured.
[[nodiscard]] inline std::vector<estimate::WeeklyValue> WeeklyShares(const CohortState& state,
                                                                     int64_t as_of) {
  std::map<int64_t, std::pair<int64_t, int64_t>> weeks;  // successes, trials
  const int64_t end = WeekOf(as_of);
  const auto week_of = [](int64_t day) { return WeekOf(day * kMicrosPerDay); };
  for (const Tally::Entry& entry : state.part(Part::kMaturedItems).Sorted()) {
    if (week_of(entry.key) < end) weeks[week_of(entry.key)].second += entry.count;
  }
  for (const Tally::Entry& entry : state.part(Part::kMaturedSuccess).Sorted()) {
    if (week_of(entry.key) < end) weeks[week_of(entry.key)].first += entry.count;
  }
  std::vector<estimate::WeeklyValue> values;
  for (const auto& [week, counts] : weeks) {
    if (counts.second <= 0) continue;
    values.push_back({static_cast<double>(week), StableShare(counts.first, counts.second)});
  }
  return values;
}

// The full weeks with exposure.
[[nodiscard]] inline std::vector<estimate::WeeklyValue> WeeklyRates(const CohortState& state,
                                                                    int64_t as_of) {
  std::vector<estimate::WeeklyValue> values;
  const auto starts = state.part(Part::kActivityStarts).Sorted();
  if (starts.empty()) return values;
  constexpr int64_t kMostWeeks = 10'000;
  const int64_t end = WeekOf(as_of);
  for (int64_t week = std::max(starts.front().key, end - kMostWeeks); week < end; ++week) {
    const int64_t exposure = ReadWeekExposure(state, week, as_of);
    if (exposure <= 0) continue;
    const auto events = static_cast<double>(state.part(Part::kActivityEvents).CountOf(week));
    values.push_back({static_cast<double>(week),
                      std::sqrt((events + 0.375) / (static_cast<double>(exposure) / 86'400.0))});
  }
  return values;
}

// The full weeks with answers: the mean score, or the share at the top of the scale.
[[nodiscard]] inline std::vector<estimate::WeeklyValue> WeeklyScores(const MetricSpec& spec,
                                                                     const CohortState& state,
                                                                     int64_t as_of) {
  struct Week {
    int64_t answers = 0, top = 0;
    double sum = 0;
  };
  std::map<int64_t, Week> weeks;
  for (const Tally::Entry& entry : state.part(Part::kScores).Sorted()) {
    const int64_t week = FloorDivide(entry.key, 256);
    if (week >= WeekOf(as_of)) continue;
    const int64_t scale = (entry.key >> 4) & 15, score = entry.key & 15;
    Week& sums = weeks[week];
    sums.answers += entry.count;
    if (score > scale - spec.top_count) sums.top += entry.count;
    sums.sum +=
        static_cast<double>(entry.count) * static_cast<double>(score) / static_cast<double>(scale);
  }
  std::vector<estimate::WeeklyValue> values;
  for (const auto& [week, sums] : weeks) {
    if (sums.answers <= 0) continue;
    values.push_back({static_cast<double>(week),
                      spec.measure == "top2" ? StableShare(sums.top, sums.answers)
                                             : sums.sum / static_cast<double>(sums.answers)});
  }
  return values;
}

// What a week is measured by: a rate, scores, or else a share of what matured in it.
[[nodiscard]] inline bool IsRateByWeek(const MetricSpec& spec) {
  return spec.metric == Metric::kSupportEscalationFrequency || spec.measure == "hazard";
}
[[nodiscard]] inline bool IsScoreByWeek(const MetricSpec& spec) {
  return spec.metric == Metric::kCustomerConfidence && spec.measure != "unassisted";
}

[[nodiscard]] inline std::vector<estimate::WeeklyValue> WeeklyValues(const MetricSpec& spec,
                                                                     const CohortState& state,
                                                                     int64_t as_of) {
  if (IsRateByWeek(spec)) return WeeklyRates(state, as_of);
  if (IsScoreByWeek(spec)) return WeeklyScores(spec, state, as_of);
  return WeeklyShares(state, as_of);
}

}  // namespace readiness::metric::internal
