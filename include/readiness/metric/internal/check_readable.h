// readiness/metric/internal/check_readable.h: can numbers be read out of a state?
//
// A part of a state may hold counts below zero, which another part makes up for, and bytes from
// outside may hold any. What is read out has counts that rows can give: none below zero, and none
// so large that the sums which a reading makes of them would not fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/cohort_state.h"
#include "readiness/metric/metric_state.h"

namespace readiness::metric::internal {

inline constexpr int64_t kMostItems = 1'000'000'000'000;

[[nodiscard]] inline absl::Status CountsBelowZero(std::string_view cohort) {
  return base::Invalid("STATE_COUNTS",
                       base::Cat("cohort \"", cohort,
                                 "\" has a count below zero or of no moment that there is; a part "
                                 "of it is missing: merge all parts before reading"));
}

// The greatest key of a part: a moment, an hour, a day or a week of the years that there are.
[[nodiscard]] constexpr int64_t MostKey(Part part, Resolution resolution) {
  constexpr int64_t kDays = int64_t{10'000} * 366;
  switch (part) {
    case Part::kOpenStarts:
      return resolution == Resolution::kExact ? kDays * kMicrosPerDay : kDays * 24;
    case Part::kStepReached:
      return kDays * 128;
    case Part::kScores:
      return kDays * 256;
    default:
      return kDays;
  }
}

// Is any count of the group below zero, or of no moment that there is?
[[nodiscard]] inline bool IsUnsound(const CohortState& group) {
  bool found = false;
  const auto look = [&found](int64_t, int64_t count) { found = found || count < 0; };
  for (size_t i = 0; i < kPartCount; ++i) {
    const auto part = static_cast<Part>(i);
    const int64_t most = MostKey(part, group.resolution());
    group.part(part).ForEach([&found, most](int64_t key, int64_t count) {
      found = found || count < 0 || key > most || key < -most;
    });
  }
  for (const DurationCounts* counts :
       {&group.closed(), &group.competing(), &group.entries(), &group.ages()}) {
    counts->exact().ForEach(look);
    found = found || counts->bins().HasBelowZero();
  }
  for (const auto& [pair, count] : group.pairs().counts()) look(0, count);
  for (const auto& [history, count] : group.histories().counts()) look(0, count);
  return found;
}

// Are there more of anything in all groups together than rows can give?
[[nodiscard]] inline bool HasTooMany(const CohortState& total) {
  bool found = false;
  for (const DurationCounts* counts :
       {&total.closed(), &total.competing(), &total.entries(), &total.ages()}) {
    found = found || counts->Net() > kMostItems;
  }
  for (const Part part :
       {Part::kOpenStarts, Part::kMaturedItems, Part::kMaturedSuccess, Part::kStepReached,
        Part::kScores, Part::kActivityStarts, Part::kActivityEnds, Part::kActivityEvents}) {
    found = found || total.part(part).Net() > kMostItems;
  }
  // Seconds into a week, a week at most an item.
  for (const Part part : {Part::kActivityStartAt, Part::kActivityEndAt}) {
    found = found || total.part(part).Net() / 604'800 > kMostItems;
  }
  const auto is_past = [&total](Sum sum, absl::int128 most) {
    return total.sum(sum) > most || total.sum(sum) < -most;
  };
  for (const Sum sum :
       {Sum::kItems, Sum::kEvents, Sum::kInvited, Sum::kClamped, Sum::kNoStart, Sum::kNoDue,
        Sum::kTwoCohorts, Sum::kOpenCount, Sum::kClosedClusters, Sum::kOpenClusters}) {
    found = found || is_past(sum, kMostItems) || total.sum(sum) < 0;
  }
  // Seconds since 1970 an item, and events an item.
  return found || is_past(Sum::kOpenS, absl::int128(1) << 80) ||
         is_past(Sum::kOpenY, absl::int128(1) << 80);
}

[[nodiscard]] inline absl::Status CheckReadable(const MetricState& state,
                                                const CohortState& total) {
  int64_t pairs = 0;
  for (const auto& [name, group] : state.groups()) {
    if (IsUnsound(*group)) return CountsBelowZero(name.cohort);
    for (const auto& [pair, count] : group->pairs().counts()) {
      pairs = count > kMostItems ? kMostItems + 1 : pairs + count;
      if (pairs > kMostItems) break;
    }
  }
  if (pairs > kMostItems || HasTooMany(total)) {
    return base::Invalid("STATE_COUNTS",
                         base::Cat("the state counts more than ", kMostItems,
                                   " items, or fewer than none; no rows give such a state"));
  }
  return absl::OkStatus();
}

}  // namespace readiness::metric::internal
