// readiness/metric/internal/bin_bounds.h: between which values a number read from a histogram lies,
// were every time known exactly.
//
// A closed item ended somewhere in its bin, an open one began somewhere in its hour. Two things
// follow of every order that they can have had: in each bin the most and the fewest that were at
// risk when an item left, and hence the least and the greatest share that stays. A time or a share
// of which it is not known whether it lies before the moment that is asked about is on one side of
// it for the lower end, and on the other for the upper.
//
// Exactly: with x exits in a bin of which at most Y and at least y were at risk, the share that
// stays is multiplied by a factor between 1 - x/y and 1 - x/Y, since the j-th of the exits finds at
// least y - j + 1, and at most Y - j + 1. An event moves the incidence by S/Y (Aalen-Johansen).
//
// Cost:    one pass over the bins, some 10 us.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "readiness/estimate/interval.h"
#include "readiness/metric/cohort_state.h"
#include "readiness/metric/duration_bin.h"
#include "readiness/metric/life_table_reading.h"

namespace readiness::metric::internal {

// Calls `visit(youngest, oldest, count)` for the items without an end that may be open at
// `at.as_of`, with the ages between which theirs lies, in microseconds. Of a histogram.
template <typename Visit>
void ForEachOpenRange(const CohortState& state, const ReadAt& at, const Visit& visit) {
  const int64_t end = at.as_of - at.reopen_window;
  state.part(Part::kOpenStarts).ForEach([&](int64_t hour, int64_t count) {
    const int64_t first = hour * kMicrosPerHour;
    if (first > end) return;
    visit(end - std::min(first + kMicrosPerHour - 1, end), end - first, count);
  });
  for (const auto& [pair, count] : state.pairs().counts()) {
    if (pair.start <= end && pair.end > end) visit(end - pair.start, end - pair.start, count);
  }
}

// The ends of each bin in seconds, both of them times that it may hold; the last has no end.
struct BinEnds {
  double first, last;
};
// Of all bins, looked up, since a quotient takes longer than all else that is done for a bin. Made
// when they are first asked for: as a constant they would be 59 kB of every program.
[[nodiscard]] inline const std::vector<BinEnds>& AllBinEnds() {
  static const std::vector<BinEnds> all = [] {
    std::vector<BinEnds> ends(kDurationBinCount);
    for (size_t bin = 0; bin < kDurationBinCount; ++bin) {
      ends[bin].first = static_cast<double>(DurationBinLow(bin)) / 1e6;
      ends[bin].last = bin + 1 >= kDurationBinCount
                           ? std::numeric_limits<double>::infinity()
                           : static_cast<double>(DurationBinLow(bin + 1) - 1) / 1e6;
    }
    return ends;
  }();
  return all;
}

class BinBounds {
 public:
  // Of a state with the resolution histogram. `most_rows`: how many bins are not empty, at most.
  static BinBounds Of(const CohortState& state, const ReadAt& at,
                      size_t most_rows = kDurationBinCount) {
    // Open items whose least possible age lies in a bin, and whose greatest one does.
    std::vector<int64_t> may_be_open(kDurationBinCount), were_open(kDurationBinCount);
    ForEachOpenRange(state, at, [&](int64_t youngest, int64_t oldest, int64_t count) {
      may_be_open[DurationBin(youngest)] += count;
      were_open[DurationBin(oldest)] += count;
    });
    // Items with both ends that had ended, by how.
    std::vector<int64_t> events, competing;
    if (!state.pairs().IsZero()) {
      events.resize(kDurationBinCount);
      competing.resize(kDurationBinCount);
    }
    const int64_t end = at.as_of - at.reopen_window;
    for (const auto& [pair, count] : state.pairs().counts()) {
      if (pair.start > end || pair.end > end) continue;
      const size_t bin = DurationBin(std::max<int64_t>(0, pair.end - pair.start));
      (pair.exit == Exit::kEvent ? events : competing)[bin] += count;
    }
    const bool has_pairs = !events.empty();
    const bool has_entries = !state.entries().IsZero();
    const auto for_each_bin = [&](const auto& visit) {
      BinCounts::ForEachBin(state.entries().bins(), state.closed().bins(), state.competing().bins(),
                            [&](size_t bin, int64_t entered, int64_t closed, int64_t others) {
                              visit(bin, Bin{.entered = entered,
                                             .events = closed + (has_pairs ? events[bin] : 0),
                                             .competing = others + (has_pairs ? competing[bin] : 0),
                                             .may_be_open = may_be_open[bin],
                                             .were_open = were_open[bin]});
                            });
    };
    BinBounds bounds;
    int64_t all = 0, out = state.competing().Net();
    for (const int64_t count : competing) out += count;
    if (has_entries) {
      all = state.entries().Net();
    } else {
      all = state.closed().Net() + out;
      for (const int64_t count : events) all += count;
      for (const int64_t count : were_open) all += count;
    }
    bounds.rows_.reserve(most_rows);
    if (has_entries || out > 0) {
      bounds.Walk(for_each_bin, all, has_entries, out > 0);
    } else {
      bounds.WalkPlain(for_each_bin, all);
    }
    return bounds;
  }

  // The share that came to the event by `time`, in seconds.
  [[nodiscard]] estimate::Interval Share(double time) const {
    estimate::Interval share{0, 0};
    for (const Row& row : rows_) {
      if (row.first > time) break;
      share.high = row.share.high;  // What may lie before the time does.
      if (row.last <= time) share.low = row.share.low;
    }
    return Widened(share, 0, 1);
  }
  // When a share of q came to the event; no end where it may never be reached, or not by a time
  // that a histogram tells apart.
  struct Times {
    std::optional<double> low, high;
  };
  [[nodiscard]] Times Quantile(double q) const {
    Times times;
    for (const Row& row : rows_) {
      if (!times.low.has_value() && row.share.high >= q * (1.0 - 1e-9)) times.low = row.first;
      if (row.share.low < q) continue;
      if (row.last < kNoLast) times.high = row.last;
      break;
    }
    return times;
  }
  // The mean time before the event, to the horizon in seconds.
  [[nodiscard]] estimate::Interval MeanBefore(double horizon) const {
    estimate::Interval mean{0, 0};
    double low_from = 0, high_from = 0;
    estimate::Interval share{0, 0};
    for (const Row& row : rows_) {
      const double first = std::min(row.first, horizon), last = std::min(row.last, horizon);
      mean.low += (first - low_from) * (1.0 - share.high);
      mean.high += (last - high_from) * (1.0 - share.low);
      low_from = first;
      high_from = last;
      share = row.share;
    }
    mean.low += (horizon - low_from) * (1.0 - share.high);
    mean.high += (horizon - high_from) * (1.0 - share.low);
    return Widened(mean, 0, kNoLast);
  }
  // The mean of the times of those that came to the event, of which there are some.
  [[nodiscard]] estimate::Interval CompletedMean() const {
    estimate::Interval sum{0, 0};
    int64_t events = 0;
    for (const Row& row : rows_) {
      const auto d = static_cast<double>(row.events);
      sum.low += row.first * d;
      sum.high += row.last * d;
      events += row.events;
    }
    return {sum.low / static_cast<double>(events), sum.high / static_cast<double>(events)};
  }
  // The estimate itself is one of the orders; sums that are rounded otherwise may miss it.
  [[nodiscard]] static estimate::Interval Widened(estimate::Interval interval, double least,
                                                  double most) {
    constexpr double kRounding = 1e-11;
    interval.low = std::max(least, interval.low - kRounding * (1.0 + interval.low));
    interval.high = std::min(most, interval.high + kRounding * (1.0 + interval.high));
    return interval;
  }

  static constexpr double kNoLast = std::numeric_limits<double>::infinity();
  // The ends of a bin in seconds, both of them times that it may hold.
  [[nodiscard]] static double FirstOf(size_t bin) { return AllBinEnds()[bin].first; }
  [[nodiscard]] static double LastOf(size_t bin) { return AllBinEnds()[bin].last; }

 private:
  struct Bin {
    int64_t entered, events, competing;
    int64_t may_be_open, were_open;
  };
  // What is known after a bin with exits.
  struct Row {
    double first, last;
    int64_t events;
    estimate::Interval share;
  };

  // Without entries and other ways out: what does not stay came to the event.
  template <typename ForEachBin>
  void WalkPlain(const ForEachBin& for_each_bin, int64_t all) {
    int64_t most = all, fewest = all;
    estimate::Interval stays{1, 1};
    for_each_bin([&](size_t i, const Bin& bin) {
      fewest -= bin.may_be_open;
      if (bin.events > 0) {
        const auto x = static_cast<double>(bin.events);
        stays.high *= 1.0 - x / static_cast<double>(std::max(most, bin.events));
        stays.low *= fewest > bin.events ? 1.0 - x / static_cast<double>(fewest) : 0.0;
        rows_.push_back({FirstOf(i), LastOf(i), bin.events, {1.0 - stays.high, 1.0 - stays.low}});
      }
      most -= bin.events + bin.were_open;
      fewest -= bin.events;
    });
  }
  template <typename ForEachBin>
  void Walk(const ForEachBin& for_each_bin, int64_t all, bool has_entries, bool has_competing) {
    // At risk in a bin before its own exits: the most, and the fewest.
    int64_t most = has_entries ? 0 : all, fewest = most;
    estimate::Interval stays{1, 1}, share{0, 0};
    for_each_bin([&](size_t i, const Bin& bin) {
      if (has_entries) most += bin.entered;
      fewest -= bin.may_be_open;
      const int64_t exits = bin.events + bin.competing;
      if (exits > 0) {
        const auto x = static_cast<double>(exits), d = static_cast<double>(bin.events);
        const auto high = static_cast<double>(std::max(most, exits));
        const auto low = static_cast<double>(fewest);
        // Of each event: the share that stays over those at risk.
        double least = stays.low / high;
        if (has_entries) {
          least = fewest < exits ? 0 : stays.low * (low - x + 1) / (low * (high - x + 1));
        }
        const double fewest_left = most == fewest && !has_entries ? low : low - x + 1;
        share.low += d * least;
        share.high = fewest_left > 0  ? std::min(1.0, share.high + d * stays.high / fewest_left)
                     : bin.events > 0 ? 1.0
                                      : share.high;
        stays.high *= 1.0 - x / high;
        stays.low *= fewest > exits ? 1.0 - x / low : 0.0;
        if (!has_competing) share = {1.0 - stays.high, 1.0 - stays.low};
        share.high = std::min(share.high, 1.0 - stays.low);
        share.low = std::min(share.low, share.high);
        rows_.push_back({FirstOf(i), LastOf(i), bin.events, share});
      }
      most -= exits + bin.were_open;
      fewest -= exits;
      if (has_entries) fewest += bin.entered;
    });
  }

  std::vector<Row> rows_;
};

// The same of the mean number of repeated events of an item up to `time`, each of which counts one
// over the items watched that long (Nelson); no upper end where there may be none.
struct CountBounds {
  double low = 0;
  std::optional<double> high = 0.0;
};
[[nodiscard]] inline CountBounds RepeatedBounds(const CohortState& state, const ReadAt& at,
                                                double time) {
  std::vector<int64_t> youngest(kDurationBinCount), oldest(kDurationBinCount);
  int64_t most = 0;
  ForEachOpenRange(state, at, [&](int64_t young, int64_t old, int64_t count) {
    youngest[DurationBin(young)] += count;
    oldest[DurationBin(old)] += count;
    most += count;
  });
  int64_t fewest = most;
  CountBounds bounds;
  const BinCounts none;
  BinCounts::ForEachBin(state.ages().bins(), none, none,
                        [&](size_t bin, int64_t repeated, int64_t /*none*/, int64_t /*none*/) {
                          if (BinBounds::FirstOf(bin) > time) return;
                          fewest -= youngest[bin];
                          const auto events = static_cast<double>(repeated);
                          if (events > 0) {
                            if (BinBounds::LastOf(bin) <= time && most > 0) {
                              bounds.low += events / static_cast<double>(most);
                            }
                            if (fewest <= 0) bounds.high.reset();
                            if (bounds.high.has_value())
                              *bounds.high += events / static_cast<double>(fewest);
                          }
                          most -= oldest[bin];
                        });
  return bounds;
}

}  // namespace readiness::metric::internal
