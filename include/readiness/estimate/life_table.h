// readiness/estimate/life_table.h: who was at risk and who left, time by time; what survival
// curves, incidences and log-rank tests are computed from.
//
//   std::vector<Observation> seen = {{.time = 3, .exit = Exit::kEvent}, {.time = 5}};
//   MakeLifeTable(seen)    -> rows {3, 2, 1, 0, 0} and {5, 1, 0, 0, 1}
//
// Units:   times in any one unit, from each item's own start.
// Range:   0 <= time, finite; entry < time where there is one. Rows rise strictly in time; in each,
//          0 <= events, competing, censored, and they sum to at most at_risk <= 1e12.
// Errors:  InvalidArgument (rule ESTIMATE), naming the row or item and what is wrong.
// Cost:    checking O(rows); making O(n log n).   Threads: values only.
// Order:   events come before censorings of the same time (Kaplan and Meier 1958,
//          doi:10.1080/01621459.1958.10501452), so that all who leave at a time are at risk at it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::estimate {

// One distinct time, or one bin of times.
struct LifeTableRow {
  double time = 0;
  int64_t at_risk = 0;    // Entered before it and not gone before it.
  int64_t events = 0;     // Left by the event in question ..
  int64_t competing = 0;  // .. by one that rules it out ..
  int64_t censored = 0;   // .. or out of sight.

  friend bool operator==(const LifeTableRow&, const LifeTableRow&) = default;
};

enum class Exit { kCensored, kEvent, kCompeting };

struct Observation {
  std::optional<double> entry;  // Watched from after this time on; nothing: from the start.
  double time = 0;
  Exit exit = Exit::kCensored;
};

namespace internal {

inline constexpr int64_t kMostAtRisk = 1'000'000'000'000;

// Is nothing wrong with any row? Looked at as a whole: nearly always that is all there is to see.
[[nodiscard]] inline bool IsSoundTable(std::span<const LifeTableRow> rows) {
  int64_t bits = 0, signs = 0;
  double last = -1;
  bool rises = true;
  for (const LifeTableRow& row : rows) {
    bits |= row.at_risk | row.events | row.competing | row.censored;
    // Counts of few bits do not run over; others are not sound.
    const auto left = static_cast<uint64_t>(row.at_risk) - static_cast<uint64_t>(row.events) -
                      static_cast<uint64_t>(row.competing) - static_cast<uint64_t>(row.censored);
    const auto more = static_cast<uint64_t>(kMostAtRisk) - static_cast<uint64_t>(row.at_risk);
    signs |= static_cast<int64_t>(left | more);
    rises &= row.time > last;
    last = row.time;
  }
  const bool is_finite = last - last == 0;
  const bool begins = rows.empty() || rows[0].time >= 0;
  return rises && is_finite && begins && (bits >> 40) == 0 && signs >= 0;
}

}  // namespace internal

[[nodiscard]] inline absl::Status CheckLifeTable(std::span<const LifeTableRow> rows) {
  if (internal::IsSoundTable(rows)) [[likely]]
    return absl::OkStatus();
  constexpr int64_t kMost = internal::kMostAtRisk;
  double last = -1;
  for (size_t i = 0; i < rows.size(); ++i) {
    const LifeTableRow& row = rows[i];
    if (!(row.time >= 0) || row.time - row.time != 0) [[unlikely]] {
      return base::Invalid("ESTIMATE",
                           base::Cat("rows[", i, "].time must be finite and >= 0, got ", row.time));
    }
    if (!(row.time > last)) [[unlikely]] {
      return base::Invalid("ESTIMATE", base::Cat("rows[", i, "].time ", row.time,
                                                 " must be above that of the row before, ", last,
                                                 "; add up what happens at one time"));
    }
    last = row.time;
    const bool is_sound = row.at_risk <= kMost && row.events >= 0 && row.competing >= 0 &&
                          row.censored >= 0 && row.events <= row.at_risk &&
                          row.competing <= row.at_risk - row.events &&
                          row.censored <= row.at_risk - row.events - row.competing;
    if (!is_sound) [[unlikely]] {
      return base::Invalid(
          "ESTIMATE",
          base::Cat("rows[", i, "] needs 0 <= events + competing + censored <= at_risk <= ", kMost,
                    ", each >= 0, got ", row.events, " + ", row.competing, " + ", row.censored,
                    " of ", row.at_risk));
    }
  }
  return absl::OkStatus();
}

// One row for each time at which somebody leaves, and for each of `times` (in any order). Two
// groups with delayed entry are compared on tables that have the times of both.
[[nodiscard]] inline absl::StatusOr<std::vector<LifeTableRow>> MakeLifeTable(
    std::span<const Observation> observations, std::span<const double> times = {}) {
  const auto is_time = [](double time) { return time >= 0 && time - time == 0; };
  std::vector<double> entries;
  std::vector<double> grid(times.begin(), times.end());
  for (size_t i = 0; i < times.size(); ++i) {
    if (!is_time(times[i])) {
      return base::Invalid("ESTIMATE",
                           base::Cat("times[", i, "] must be finite and >= 0, got ", times[i]));
    }
  }
  for (size_t i = 0; i < observations.size(); ++i) {
    const Observation& seen = observations[i];
    if (!is_time(seen.time)) {
      return base::Invalid(
          "ESTIMATE",
          base::Cat("observations[", i, "].time must be finite and >= 0, got ", seen.time));
    }
    if (seen.entry.has_value()) {
      if (!(*seen.entry < seen.time)) {
        return base::Invalid("ESTIMATE", base::Cat("observations[", i, "].entry ", *seen.entry,
                                                   " must lie before its time ", seen.time));
      }
      entries.push_back(*seen.entry);
    }
    grid.push_back(seen.time);
  }
  std::sort(entries.begin(), entries.end());
  std::sort(grid.begin(), grid.end());
  grid.erase(std::unique(grid.begin(), grid.end()), grid.end());

  std::vector<LifeTableRow> rows(grid.size());
  for (size_t i = 0; i < grid.size(); ++i) rows[i].time = grid[i];
  for (const Observation& seen : observations) {
    const auto at = std::lower_bound(grid.begin(), grid.end(), seen.time) - grid.begin();
    LifeTableRow& row = rows[static_cast<size_t>(at)];
    row.events += seen.exit == Exit::kEvent ? 1 : 0;
    row.competing += seen.exit == Exit::kCompeting ? 1 : 0;
    row.censored += seen.exit == Exit::kCensored ? 1 : 0;
  }
  auto present = static_cast<int64_t>(observations.size() - entries.size());
  auto entry = entries.begin();
  for (LifeTableRow& row : rows) {
    for (; entry != entries.end() && *entry < row.time; ++entry) ++present;
    row.at_risk = present;
    present -= row.events + row.competing + row.censored;
  }
  return rows;
}

}  // namespace readiness::estimate
