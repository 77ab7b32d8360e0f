// readiness/metric/reading.h: what a state says at a moment: what the estimators need, and no float
// before it.
//
//   ReadMatured(state, now)                                -> items that had their time, successes
//   ReadExposure(state, now)                               -> events and item-seconds
//   ReadScores(state)                                      -> answers by scale and score
//
// What ages say at a moment: life_table_reading.h.
//
// Units:   moments in microseconds since 1970, exposure in microseconds or seconds as named.
// Cost:    O(entries of the parts read).   Errors: none.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"

#include "readiness/metric/cohort_state.h"

namespace readiness::metric {

struct MaturedCount {
  int64_t items = 0;
  int64_t successes = 0;
  int64_t count = 0;    // Sum of a count an item.
  int64_t squares = 0;  // Sum of its square.
  friend bool operator==(const MaturedCount&, const MaturedCount&) = default;
};

// Exposure x in seconds and count y of the clusters, as the ratio estimator wants them.
struct ClusterMoments {
  double clusters = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
};

struct ScoreCount {
  int top = 0;    // The top of the scale.
  int score = 0;  // 0 to top.
  int64_t answers = 0;
  friend bool operator==(const ScoreCount&, const ScoreCount&) = default;
};

// What had matured by the last 00:00 UTC at or before `as_of`, from `from_day` on where given (for
// weekly increments: MaturityDay of the week's start).
[[nodiscard]] inline MaturedCount ReadMatured(const CohortState& state, int64_t as_of,
                                              int64_t from_day = -(int64_t{1} << 60U)) {
  const int64_t before_day = FloorDivide(as_of, kMicrosPerDay);
  const auto sum = [&](Part part) {
    int64_t total = 0;
    state.part(part).ForEach([&](int64_t key, int64_t count) {
      if (key >= from_day && key < before_day) total += count;
    });
    return total;
  };
  return {sum(Part::kMaturedItems), sum(Part::kMaturedSuccess), sum(Part::kMaturedCount),
          sum(Part::kMaturedSquares)};
}

// Of the items matured by then, how many had reached the step in time.
[[nodiscard]] inline int64_t ReadStep(const CohortState& state, int step, int64_t as_of) {
  const int64_t before_day = FloorDivide(as_of, kMicrosPerDay);
  int64_t total = 0;
  for (const Tally::Entry& entry : state.part(Part::kStepReached).Sorted()) {
    if (FloorDivide(entry.key, 128) < before_day && (entry.key & 127) == step) {
      total += entry.count;
    }
  }
  return total;
}

// The exposure up to the moment in microseconds: closed, and what is open for as long as it is.
[[nodiscard]] inline absl::int128 ReadExposure(const CohortState& state, int64_t as_of) {
  return state.sum(Sum::kClosedExposure) + state.sum(Sum::kOpenCount) * as_of -
         state.sum(Sum::kOpenStartSum);
}

// The exposure within one week, in seconds: who was there when it began for all of it, who came for
// the rest, who went for what was before. `as_of` ends the last week.
[[nodiscard]] inline int64_t ReadWeekExposure(const CohortState& state, int64_t week,
                                              int64_t as_of) {
  int64_t at_start = 0;
  for (const Tally::Entry& entry : state.part(Part::kActivityStarts).Sorted()) {
    if (entry.key < week) at_start += entry.count;
  }
  for (const Tally::Entry& entry : state.part(Part::kActivityEnds).Sorted()) {
    if (entry.key < week) at_start -= entry.count;
  }
  const int64_t end = std::min(as_of, WeekStart(week + 1));
  if (end <= WeekStart(week)) return 0;
  const int64_t length = (end - WeekStart(week)) / kMicrosPerSecond;
  const int64_t starts = state.part(Part::kActivityStarts).CountOf(week);
  const int64_t ends = state.part(Part::kActivityEnds).CountOf(week);
  return (at_start + starts - ends) * length - state.part(Part::kActivityStartAt).CountOf(week) +
         state.part(Part::kActivityEndAt).CountOf(week);
}

struct WeeksCount {
  int64_t events = 0;
  absl::int128 exposure = 0;  // Seconds.
};

// Events and exposure before `week` began, for a reading that looks back; exact, since weeks keep
// their own increments.
[[nodiscard]] inline WeeksCount ReadWeeksBefore(const CohortState& state, int64_t week) {
  WeeksCount before;
  const int64_t end = WeekStart(week) / kMicrosPerSecond;
  const auto add = [&](Part count, Part offset, int64_t sign) {
    for (const Tally::Entry& entry : state.part(count).Sorted()) {
      if (entry.key < week) {
        const int64_t length = end - WeekStart(entry.key) / kMicrosPerSecond;
        before.exposure += sign * absl::int128(entry.count) * length;
      }
    }
    for (const Tally::Entry& entry : state.part(offset).Sorted()) {
      if (entry.key < week) before.exposure -= sign * entry.count;
    }
  };
  add(Part::kActivityStarts, Part::kActivityStartAt, 1);
  add(Part::kActivityEnds, Part::kActivityEndAt, -1);
  for (const Tally::Entry& entry : state.part(Part::kActivityEvents).Sorted()) {
    if (entry.key < week) before.events += entry.count;
  }
  return before;
}

// The moments of the clusters at a moment: an open one is exposed up to it.
[[nodiscard]] inline ClusterMoments ReadClusters(const CohortState& state, int64_t as_of) {
  const absl::int128 a = FloorDivide(as_of, kMicrosPerSecond);
  const absl::int128 open = state.sum(Sum::kOpenClusters);
  const absl::int128 s = state.sum(Sum::kOpenS);
  const absl::int128 y = state.sum(Sum::kOpenY);
  ClusterMoments moments;
  moments.clusters = static_cast<double>(state.sum(Sum::kClosedClusters) + open);
  moments.x = static_cast<double>(state.sum(Sum::kClosedX) + open * a - s);
  moments.y = static_cast<double>(state.sum(Sum::kClosedY) + y);
  moments.xx = static_cast<double>(state.sum(Sum::kClosedXX) + open * a * a - 2 * a * s +
                                   state.sum(Sum::kOpenSS));
  moments.xy = static_cast<double>(state.sum(Sum::kClosedXY) + a * y - state.sum(Sum::kOpenSY));
  moments.yy = static_cast<double>(state.sum(Sum::kClosedYY) + state.sum(Sum::kOpenYY));
  return moments;
}

// Answers by scale and score, of the weeks from `first` to `last`, both included.
[[nodiscard]] inline std::vector<ScoreCount> ReadScores(const CohortState& state,
                                                        int64_t first = -(int64_t{1} << 40U),
                                                        int64_t last = int64_t{1} << 40U) {
  std::vector<ScoreCount> scores;
  for (const Tally::Entry& entry : state.part(Part::kScores).Sorted()) {
    const int64_t week = FloorDivide(entry.key, 256);
    if (week < first || week > last) continue;
    const auto top = static_cast<int>((entry.key >> 4) & 15);
    const auto score = static_cast<int>(entry.key & 15);
    const auto same = std::find_if(scores.begin(), scores.end(), [&](const ScoreCount& one) {
      return one.top == top && one.score == score;
    });
    if (same == scores.end()) {
      scores.push_back({top, score, entry.count});
    } else {
      same->answers += entry.count;
    }
  }
  std::sort(scores.begin(), scores.end(), [](const ScoreCount& a, const ScoreCount& b) {
    return a.top != b.top ? a.top < b.top : a.score < b.score;
  });
  return scores;
}

}  // namespace readiness::metric
