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
// Cost:    one pass over the bins, some 20 us.
#pragma once

#include <algorithm>
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

class BinBounds {
 public:
  // Of a state with the resolution histogram.
  static BinBounds Of(const CohortState& state, const ReadAt& at) {
    std::vector<Bin> bins(kDurationBinCount);
    BinCounts::ForEachBin(state.entries().bins(), state.closed().bins(), state.competing().bins(),
                          [&bins](size_t bin, int64_t entered, int64_t events, int64_t competing) {
                            bins[bin] = {entered, events, competing, 0, 0};
                          });
    ForEachOpenRange(state, at, [&bins](int64_t youngest, int64_t oldest, int64_t count) {
      bins[DurationBin(youngest)].may_be_open += count;
      bins[DurationBin(oldest)].were_open += count;
    });
    const int64_t end = at.as_of - at.reopen_window;
    for (const auto& [pair, count] : state.pairs().counts()) {
      if (pair.start > end || pair.end > end) continue;
      Bin& bin = bins[DurationBin(std::max<int64_t>(0, pair.end - pair.start))];
      (pair.exit == Exit::kEvent ? bin.events : bin.competing) += count;
    }
    BinBounds bounds;
    bounds.Walk(bins, !state.entries().IsZero());
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
  [[nodiscard]] static double FirstOf(size_t bin) {
    return static_cast<double>(DurationBinLow(bin)) / 1e6;
  }
  [[nodiscard]] static double LastOf(size_t bin) {
    return bin + 1 >= kDurationBinCount ? kNoLast
                                        : static_cast<double>(DurationBinLow(bin + 1) - 1) / 1e6;
  }

 private:
  struct Bin {
    int64_t entered, events, competing;
    int64_t may_be_open;  // Open items whose least possible age lies here,
    int64_t were_open;    // and whose greatest one does.
  };
  // What is known after a bin with exits.
  struct Row {
    double first, last;
    estimate::Interval share;
  };

  void Walk(const std::vector<Bin>& bins, bool has_entries) {
    int64_t all = 0, competing = 0;
    size_t used = 0;
    for (const Bin& bin : bins) {
      all += has_entries ? bin.entered : bin.events + bin.competing + bin.were_open;
      competing += bin.competing;
      used += bin.events + bin.competing > 0 ? 1U : 0U;
    }
    rows_.reserve(used);
    // At risk in a bin before its own exits: the most, and the fewest.
    int64_t most = has_entries ? 0 : all, fewest = most;
    estimate::Interval stays{1, 1}, share{0, 0};
    for (size_t i = 0; i < bins.size(); ++i) {
      const Bin& bin = bins[i];
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
        if (competing == 0) share = {1.0 - stays.high, 1.0 - stays.low};
        share.high = std::min(share.high, 1.0 - stays.low);
        share.low = std::min(share.low, share.high);
        rows_.push_back({FirstOf(i), LastOf(i), share});
      }
      most -= exits + bin.were_open;
      fewest -= exits;
      if (has_entries) fewest += bin.entered;
    }
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
  for (size_t bin = 0; bin < kDurationBinCount && BinBounds::FirstOf(bin) <= time; ++bin) {
    fewest -= youngest[bin];
    const auto events = static_cast<double>(state.ages().bins().At(bin));
    if (events > 0) {
      if (BinBounds::LastOf(bin) <= time && most > 0)
        bounds.low += events / static_cast<double>(most);
      if (fewest <= 0) bounds.high.reset();
      if (bounds.high.has_value()) *bounds.high += events / static_cast<double>(fewest);
    }
    most -= oldest[bin];
  }
  return bounds;
}

}  // namespace readiness::metric::internal
