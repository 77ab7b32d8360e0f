// readiness/metric/life_table_reading.h: what a state says of ages at a moment: who is at risk and
// who leaves, age by age.
//
//   ReadDurations(state, {.as_of = now, .watermark = w})   -> rows of a life table
//   ReadOpenAges(state, {.as_of = now, .watermark = w})    -> how old what is open is
//   ReadRepeated(state, {.as_of = now, .watermark = w})    -> repeated events, items still observed
//
// A state may be read at any moment from its watermark on: open items are then open for as long as
// the moment says. Before it the state does not know what was open, and says so; where pairs are
// kept (exit_pairs.h) any moment can be read. What is counted by days and weeks: reading.h.
//
// Units:   moments in microseconds since 1970, ages in seconds.
// Cost:    O(entries of the parts read), and O(n log n) to sort exact ones.
// Errors:  FailedPrecondition STATE_AS_OF: the moment lies before the watermark.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/life_table.h"
#include "readiness/estimate/mean_cumulative.h"
#include "readiness/metric/cohort_state.h"

namespace readiness::metric {

struct ReadAt {
  int64_t as_of = 0;
  int64_t watermark = 0;      // Of the state; rows up to it are complete.
  int64_t reopen_window = 0;  // The reading stops the world this long before as_of; needs pairs.
};

namespace internal {

// What happens at one age, before it is a row.
struct AgeChange {
  int64_t age = 0;
  int64_t entered = 0, events = 0, competing = 0, censored = 0;
};

[[nodiscard]] inline absl::Status CheckAsOf(const ReadAt& at) {
  if (at.as_of >= at.watermark) return absl::OkStatus();
  return base::Refused("STATE_AS_OF",
                       base::Cat("the state is complete up to ",
                                 base::InstantText(absl::FromUnixMicros(at.watermark)),
                                 " and does not know what was open at ",
                                 base::InstantText(absl::FromUnixMicros(at.as_of)),
                                 "; read it later, keep pairs, or compute a "
                                 "state from the rows known then"));
}

inline void AddDurations(const DurationCounts& counts, int64_t AgeChange::*field,
                         std::vector<AgeChange>& changes) {
  const auto add = [&](int64_t age, int64_t count) {
    AgeChange& change = changes.emplace_back();
    change.age = age;
    change.*field = count;
  };
  if (counts.resolution() == Resolution::kExact) {
    counts.exact().ForEach(add);
    return;
  }
  counts.bins().ForEach([&add](size_t bin, int64_t count) { add(DurationBinMiddle(bin), count); });
}

// Sorts by age what mostly consists of a few stretches in order, rising or falling: each part of a
// state is one.
inline void SortStretches(std::vector<AgeChange>& changes) {
  const auto is_less = [](const AgeChange& a, const AgeChange& b) { return a.age < b.age; };
  const auto at = [&changes](size_t i) { return changes.begin() + static_cast<std::ptrdiff_t>(i); };
  std::vector<size_t> ends = {0};
  for (size_t begin = 0; begin < changes.size(); begin = ends.back()) {
    size_t end = begin + 1;
    while (end < changes.size() && changes[end].age <= changes[end - 1].age) ++end;
    std::reverse(at(begin), at(end));
    while (end < changes.size() && changes[end].age >= changes[end - 1].age) ++end;
    ends.push_back(end);
  }
  while (ends.size() > 2) {
    size_t kept = 1;
    for (size_t i = 2; i < ends.size(); i += 2) {
      std::inplace_merge(at(ends[i - 2]), at(ends[i - 1]), at(ends[i]), is_less);
      ends[kept++] = ends[i];
    }
    if (ends.size() % 2 == 0) ends[kept++] = ends.back();
    ends.resize(kept);
  }
}
// Adds up what has one age, ages ascending.
inline void Combine(std::vector<AgeChange>& changes) {
  SortStretches(changes);
  size_t kept = 0;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (kept > 0 && changes[kept - 1].age == changes[i].age) {
      AgeChange& sum = changes[kept - 1];
      sum.entered += changes[i].entered;
      sum.events += changes[i].events;
      sum.competing += changes[i].competing;
      sum.censored += changes[i].censored;
    } else {
      changes[kept++] = changes[i];
    }
  }
  changes.resize(kept);
}

// Calls `visit(age, count)` for the items without an end that are open at `at.as_of`, by start.
template <typename Visit>
void ForEachOpen(const CohortState& state, const ReadAt& at, const Visit& visit) {
  const int64_t end = at.as_of - at.reopen_window;
  const bool has_entries = !state.entries().IsZero();
  const bool is_exact = state.resolution() == Resolution::kExact;
  state.part(Part::kOpenStarts).ForEach([&](int64_t key, int64_t count) {
    const int64_t first = is_exact ? key : key * kMicrosPerHour;
    if (first > end) return;
    // Of an hour its middle stands for all of it; of the last one the middle of what has passed.
    // With delayed entry its beginning: all are as old, and none is too young to have entered.
    const int64_t last = is_exact || has_entries ? first : std::min(first + kMicrosPerHour, end);
    visit(end - first - (last - first) / 2, count);
  });
}
// The items whose starts and ends are kept as pairs, as they are at `at.as_of`.
inline void AddPairs(const CohortState& state, const ReadAt& at, std::vector<AgeChange>& changes,
                     bool by_bin) {
  const int64_t end = at.as_of - at.reopen_window;
  const bool is_exact = state.resolution() == Resolution::kExact;
  for (const auto& [pair, count] : state.pairs().counts()) {
    if (pair.start > end) continue;
    AgeChange& change = changes.emplace_back();
    if (pair.end > end) {
      change.age = end - pair.start;
      change.censored = count;
    } else {
      change.age = pair.end > pair.start ? pair.end - pair.start : 0;
      (pair.exit == Exit::kEvent ? change.events : change.competing) = count;
    }
    if (!is_exact && by_bin) change.age = DurationBinMiddle(DurationBin(change.age));
  }
}

// The items open at `at.as_of`, by age, into `changes`.
// `by_bin`: of a histogram, as old as the bin of the age says, to stand beside closed items.
inline void AddOpenItems(const CohortState& state, const ReadAt& at,
                         std::vector<AgeChange>& changes, bool by_bin = true) {
  const bool is_exact = state.resolution() == Resolution::kExact;
  ForEachOpen(state, at, [&](int64_t age, int64_t count) {
    AgeChange& change = changes.emplace_back();
    change.age = is_exact || !by_bin ? age : DurationBinMiddle(DurationBin(age));
    change.censored = count;
  });
  AddPairs(state, at, changes, by_bin);
}
// Calls `visit` with all that a histogram has of ages but pairs, ages ascending: bin by bin, so
// that nothing is left to sort.
template <typename Visit>
void ForEachBinOf(const CohortState& state, std::span<const int64_t> open, const Visit& visit) {
  BinCounts::ForEachBin(state.entries().bins(), state.closed().bins(), state.competing().bins(),
                        [&](size_t bin, int64_t entered, int64_t events, int64_t competing) {
                          if ((entered | events | competing | open[bin]) == 0) return;
                          visit(AgeChange{.age = DurationBinMiddle(bin),
                                          .entered = entered,
                                          .events = events,
                                          .competing = competing,
                                          .censored = open[bin]});
                        });
}
// Open items of a histogram by bin, pairs apart.
[[nodiscard]] inline std::vector<int64_t> OpenByBin(const CohortState& state, const ReadAt& at) {
  std::vector<int64_t> open(kDurationBinCount);
  ForEachOpen(state, at, [&](int64_t age, int64_t count) { open[DurationBin(age)] += count; });
  return open;
}

// Rows of a life table from what happens at one age after the other.
class LifeTableRows {
 public:
  LifeTableRows(bool has_entries, bool enters_first, std::span<const int64_t> ages)
      : has_entries_(has_entries), enters_first_(enters_first), ages_(ages) {}

  void Reserve(size_t rows) { rows_.reserve(rows); }
  // `left`: items that leave at any age; without entries they are at risk from the beginning.
  void Begin(int64_t left) { at_risk_ = has_entries_ ? 0 : left; }
  void Add(AgeChange change) {
    if (has_entries_ && !enters_first_) {
      const int64_t unseen = std::min(change.entered, change.censored);
      change.entered -= unseen;
      change.censored -= unseen;
    }
    if (enters_first_) at_risk_ += change.entered;
    const bool is_asked =
        !ages_.empty() && std::binary_search(ages_.begin(), ages_.end(), change.age);
    if (change.events != 0 || change.competing != 0 || change.censored != 0 || is_asked) {
      rows_.push_back({static_cast<double>(change.age) / 1e6, at_risk_, change.events,
                       change.competing, change.censored});
    }
    const int64_t left = change.events + change.competing + change.censored;
    at_risk_ += (enters_first_ ? 0 : change.entered) - left;
  }
  [[nodiscard]] std::vector<estimate::LifeTableRow> Take() { return std::move(rows_); }

 private:
  bool has_entries_, enters_first_;
  std::span<const int64_t> ages_;
  int64_t at_risk_ = 0;
  std::vector<estimate::LifeTableRow> rows_;
};

}  // namespace internal

// The life table of the items at a moment. Where entries are kept (delayed entry), an item is at
// risk after its entry, not at it, and what entered at the moment of the reading is left out;
// within one bin of a histogram entries come first. Of a bin its middle is the time. There is a row
// for each of `ages` as well, which rise, in microseconds.
[[nodiscard]] inline absl::StatusOr<std::vector<estimate::LifeTableRow>> ReadDurations(
    const CohortState& state, const ReadAt& at, std::span<const int64_t> ages = {}) {
  const bool keeps_pairs_only = state.closed().IsZero() && state.competing().IsZero();
  if (!keeps_pairs_only || state.pairs().IsZero()) {
    READINESS_RETURN_IF_ERROR(internal::CheckAsOf(at));
  }
  const bool has_entries = !state.entries().IsZero();
  const bool enters_first = state.resolution() == Resolution::kHistogram;
  internal::LifeTableRows rows(has_entries, enters_first, ages);
  std::vector<internal::AgeChange> changes;
  if (enters_first) {
    const std::vector<int64_t> open = internal::OpenByBin(state, at);
    if (state.pairs().IsZero() && ages.empty()) {
      size_t used = 0;  // Rows of many cohorts are kept beside each other: no more than there are.
      BinCounts::ForEachBin(
          state.entries().bins(), state.closed().bins(), state.competing().bins(),
          [&used, &open](size_t bin, int64_t entered, int64_t events, int64_t competing) {
            used += (entered | events | competing | open[bin]) != 0 ? 1U : 0U;
          });
      rows.Reserve(used);
      rows.Begin(state.closed().Net() + state.competing().Net() +
                 std::accumulate(open.begin(), open.end(), int64_t{0}));
      internal::ForEachBinOf(state, open, [&](const internal::AgeChange& one) { rows.Add(one); });
      return rows.Take();
    }
    internal::ForEachBinOf(state, open,
                           [&](const internal::AgeChange& one) { changes.push_back(one); });
    internal::AddPairs(state, at, changes, /*by_bin=*/true);
  } else {
    internal::AddDurations(state.closed(), &internal::AgeChange::events, changes);
    internal::AddDurations(state.competing(), &internal::AgeChange::competing, changes);
    internal::AddOpenItems(state, at, changes);
    internal::AddDurations(state.entries(), &internal::AgeChange::entered, changes);
  }
  for (const int64_t age : ages) changes.emplace_back().age = age;
  internal::Combine(changes);
  int64_t left = 0;
  for (const internal::AgeChange& change : changes) {
    left += change.events + change.competing + change.censored;
  }
  rows.Reserve(changes.size());
  rows.Begin(left);
  for (const internal::AgeChange& change : changes) rows.Add(change);
  return rows.Take();
}

// How many items are open at the moment, by age in seconds: rows with `censored` only.
[[nodiscard]] inline absl::StatusOr<std::vector<estimate::LifeTableRow>> ReadOpenAges(
    const CohortState& state, const ReadAt& at) {
  READINESS_RETURN_IF_ERROR(internal::CheckAsOf(at));
  std::vector<internal::AgeChange> changes;
  internal::AddOpenItems(state, at, changes, /*by_bin=*/false);
  internal::Combine(changes);
  std::vector<estimate::LifeTableRow> rows;
  int64_t older = 0;
  for (const internal::AgeChange& change : changes) older += change.censored;
  for (const internal::AgeChange& change : changes) {
    if (change.censored == 0) continue;
    rows.push_back({static_cast<double>(change.age) / 1e6, older, 0, 0, change.censored});
    older -= change.censored;
  }
  return rows;
}

// Rows of repeated events: at each age the events there and the items observed at least that long.
[[nodiscard]] inline absl::StatusOr<std::vector<estimate::LifeTableRow>> ReadRepeated(
    const CohortState& state, const ReadAt& at) {
  READINESS_RETURN_IF_ERROR(internal::CheckAsOf(at));
  std::vector<internal::AgeChange> changes;
  internal::AddDurations(state.ages(), &internal::AgeChange::events, changes);
  internal::AddOpenItems(state, at, changes);
  internal::Combine(changes);
  int64_t at_risk = 0;
  for (const internal::AgeChange& change : changes) at_risk += change.censored;
  std::vector<estimate::LifeTableRow> rows;
  for (const internal::AgeChange& change : changes) {
    if (change.events == 0 && change.censored == 0) continue;
    rows.push_back(
        {static_cast<double>(change.age) / 1e6, at_risk, change.events, 0, change.censored});
    at_risk -= change.censored;
  }
  return rows;
}

// Items with their repeated events, as the robust variance wants them. Items in the order of their
// starts. Nothing where the state does not have every event with its item: a histogram, or a state
// of before histories were kept; and where there are more than a million items or events.
struct WatchedItems {
  std::vector<estimate::WatchedItem> items;
  std::vector<estimate::Recurrence> events;
};
[[nodiscard]] inline std::optional<WatchedItems> ReadWatched(const CohortState& state,
                                                             const ReadAt& at) {
  constexpr int64_t kMostItems = 1'000'000;
  const Tally& starts = state.part(Part::kOpenStarts);
  const int64_t events = state.histories().NetEvents();
  if (state.resolution() != Resolution::kExact || starts.Net() > kMostItems ||
      events > kMostItems) {
    return std::nullopt;
  }
  WatchedItems watched;
  int64_t counted = 0;
  const auto add = [&](int64_t start, int64_t count, const ItemHistory* history) {
    for (int64_t i = 0; i < count; ++i) {
      const size_t item = watched.items.size();
      watched.items.push_back({static_cast<double>(at.as_of - start) / 1e6});
      if (history == nullptr) continue;
      for (const ItemHistory::Amount& event : history->events) {
        watched.events.push_back(
            {item, static_cast<double>(event.age) / 1e6, static_cast<double>(event.amount)});
        counted += event.amount;
      }
    }
  };
  auto next = state.histories().counts().begin();
  const auto end = state.histories().counts().end();
  for (const Tally::Entry& entry : starts.Sorted()) {
    if (next != end && next->first.start < entry.key) return std::nullopt;  // Of no item.
    int64_t with_events = 0;
    for (; next != end && next->first.start == entry.key; ++next) {
      with_events += next->second;
      if (with_events > entry.count) return std::nullopt;
      if (entry.key <= at.as_of) add(entry.key, next->second, &next->first);
    }
    if (entry.key <= at.as_of) add(entry.key, entry.count - with_events, nullptr);
  }
  if (next != end || counted != state.ages().Net()) return std::nullopt;
  return watched;
}

}  // namespace readiness::metric
