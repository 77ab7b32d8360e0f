// readiness/estimate/mean_cumulative.h: how many events, or how much effort, an item has gathered
// on average by a time, where items are watched for different lengths and events repeat.
//
//   std::vector<WatchedItem> items = {{.end = 10}, {.end = 4}};
//   std::vector<Recurrence> events = {{.item = 0, .time = 3}, {.item = 0, .time = 7, .amount = 2}};
//   MeanCumulativeAt(items, events, 8.0)      -> mean 0.5 + 2
//
// Units:   times from each item's own start; amounts in any unit, 1 for counting.
// Range:   0 <= time <= the item's end, finite; amounts finite and >= 0; in any order.
// Errors:  InvalidArgument (rule ESTIMATE), naming the item or event; FailedPrecondition (rule
//          ESTIMATE) where nobody was watched to the horizon.
// Cost:    O((items + events) log).   Threads: values only.
// Method:  Nelson (1988) with the robust variance of Lawless and Nadeau (1995),
//          doi:10.2307/1269617, in which events of one item may depend on each other.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/normal.h"
#include "readiness/estimate/proportion.h"

namespace readiness::estimate {

struct WatchedItem {
  double end = 0;  // Watched up to and with this time.
};

struct Recurrence {
  size_t item = 0;  // Its place among the items.
  double time = 0;
  double amount = 1;
};

struct MeanCumulative {
  double mean = 0;
  double variance = 0;  // Of the estimate.
  int64_t at_risk = 0;  // Items watched to the horizon.
};

[[nodiscard]] inline absl::StatusOr<MeanCumulative> MeanCumulativeAt(
    std::span<const WatchedItem> items, std::span<const Recurrence> events, double horizon) {
  if (!(horizon >= 0) || horizon == internal::kInfinity) {
    return base::Invalid("ESTIMATE", base::Cat("horizon must be finite and >= 0, got ", horizon));
  }
  std::vector<double> ends;
  ends.reserve(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (!(items[i].end >= 0) || items[i].end == internal::kInfinity) {
      return base::Invalid(
          "ESTIMATE", base::Cat("items[", i, "].end must be finite and >= 0, got ", items[i].end));
    }
    ends.push_back(items[i].end);
  }
  std::sort(ends.begin(), ends.end());
  std::vector<Recurrence> sorted;
  for (size_t i = 0; i < events.size(); ++i) {
    const Recurrence& event = events[i];
    if (event.item >= items.size()) {
      return base::Invalid("ESTIMATE", base::Cat("events[", i, "].item ", event.item,
                                                 " is none of the ", items.size(), " items"));
    }
    if (!(event.time >= 0 && event.time <= items[event.item].end)) {
      return base::Invalid("ESTIMATE", base::Cat("events[", i, "].time must lie in [0, ",
                                                 items[event.item].end, "], got ", event.time));
    }
    if (!(event.amount >= 0) || event.amount == internal::kInfinity) {
      return base::Invalid(
          "ESTIMATE",
          base::Cat("events[", i, "].amount must be finite and >= 0, got ", event.amount));
    }
    if (event.time <= horizon) sorted.push_back(event);
  }
  const auto watched_to = [&ends](double time) {
    return static_cast<int64_t>(ends.end() - std::lower_bound(ends.begin(), ends.end(), time));
  };
  MeanCumulative result;
  result.at_risk = watched_to(horizon);
  if (result.at_risk == 0) {
    return base::Refused("ESTIMATE", base::Cat("nobody was watched to ", horizon));
  }
  // Of equal times the item decides, so that sums run in one order whatever order came in.
  std::sort(sorted.begin(), sorted.end(), [](const Recurrence& a, const Recurrence& b) {
    if (a.time != b.time) return a.time < b.time;
    if (a.item != b.item) return a.item < b.item;
    return a.amount < b.amount;
  });
  // What each item adds to the mean beyond what was expected of it: own amounts over those at risk,
  // less the mean increments over those at risk while it was watched.
  std::vector<double> influence(items.size(), 0.0);
  std::vector<double> times;
  std::vector<double> expected = {0.0};  // Up to and with times[i - 1].
  for (size_t i = 0; i < sorted.size();) {
    const double time = sorted[i].time;
    const auto at_risk = static_cast<double>(watched_to(time));
    double amount = 0;
    for (; i < sorted.size() && sorted[i].time == time; ++i) {
      amount += sorted[i].amount;
      influence[sorted[i].item] += sorted[i].amount / at_risk;
    }
    result.mean += amount / at_risk;
    times.push_back(time);
    expected.push_back(expected.back() + amount / at_risk / at_risk);
  }
  for (size_t i = 0; i < items.size(); ++i) {
    const auto seen = std::upper_bound(times.begin(), times.end(), items[i].end) - times.begin();
    const double excess = influence[i] - expected[static_cast<size_t>(seen)];
    result.variance += excess * excess;
  }
  return result;
}

// mean exp(+- z se / mean); [0, infinity] where nothing has happened.
[[nodiscard]] inline absl::StatusOr<Interval> MeanCumulativeInterval(const MeanCumulative& m,
                                                                     double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (!(m.mean >= 0) || !(m.variance >= 0)) {
    return base::Invalid(
        "ESTIMATE", base::Cat("needs a mean and variance >= 0, got ", m.mean, " and ", m.variance));
  }
  if (m.mean == 0) return Interval{0, internal::kInfinity};
  const double z = -NormalQuantile(0.5 * (1.0 - confidence));
  const double factor = Exp(z * std::sqrt(m.variance) / m.mean);
  return Interval{m.mean / factor, m.mean * factor};
}

}  // namespace readiness::estimate
