// readiness/estimate/cumulative_incidence.h: the chance of the event by a time, where other exits
// rule it out: cancelled is not "still open".
//
//   READINESS_ASSIGN_OR_RETURN(const auto by, CumulativeIncidenceAt(rows, 24.0));
//   by.event.share, by.competing.share, by.neither.share      sum to 1
//
// Units:   times as in the rows; shares in [0, 1]; variances of those.
// Range:   at least one row; a time within the follow-up, or any once nobody is left.
// Errors:  InvalidArgument (rule ESTIMATE) for rows or a time out of range; FailedPrecondition
//          (rule ESTIMATE) without rows, and beyond the last follow-up.
// Cost:    two passes over the rows up to the time, some 20 ns a row.   Threads: values only.
// Method:  Aalen and Johansen (1978). The variance is the sum of the squared influences of the
//          items (the infinitesimal jackknife, as R's survfit gives for several states), which
//          without delayed entry falls apart into one term a row; with it the same sum is
//          Greenwood's kind.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/life_table.h"
#include "readiness/estimate/normal.h"
#include "readiness/estimate/proportion.h"

namespace readiness::estimate {

struct Incidence {
  double share = 0;
  double variance = 0;  // Of the estimate.
};

struct CumulativeIncidence {
  Incidence event;
  Incidence competing;
  Incidence neither;
};

namespace internal {

// Kaplan-Meier's product over both kinds of exit, row by row up to `time`.
struct IncidenceWalk {
  double before = 1;  // Share with neither before the row ..
  double after = 1;   // .. and after it.
  double event = 0;
  double competing = 0;

  void Step(const LifeTableRow& row) {
    before = after;
    if (row.events + row.competing == 0) return;
    const auto at_risk = static_cast<double>(row.at_risk);
    event += before * (static_cast<double>(row.events) / at_risk);
    competing += before * (static_cast<double>(row.competing) / at_risk);
    after = before * (static_cast<double>(row.at_risk - row.events - row.competing) / at_risk);
  }
};

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<CumulativeIncidence> CumulativeIncidenceAt(
    std::span<const LifeTableRow> rows, double time) {
  READINESS_RETURN_IF_ERROR(CheckLifeTable(rows));
  if (!(time >= 0)) {
    return base::Invalid("ESTIMATE", base::Cat("time must be >= 0, got ", time));
  }
  if (rows.empty()) {
    return base::Refused("ESTIMATE", "an incidence needs at least one item at risk");
  }
  internal::IncidenceWalk end;
  size_t count = 0;
  for (; count < rows.size() && rows[count].time <= time; ++count) end.Step(rows[count]);
  if (count == rows.size() && time > rows.back().time && end.after > 0) {
    return base::Refused("ESTIMATE", base::Cat("nobody was followed to ", time,
                                               "; the last follow-up is at ", rows.back().time));
  }
  CumulativeIncidence result{{end.event, 0}, {end.competing, 0}, {end.after, 0}};
  // What one more exit of a kind at a row would do to the share at the end, times at_risk: its own
  // step, minus that all later steps shrink.
  internal::IncidenceWalk walk;
  for (size_t i = 0; i < count; ++i) {
    const LifeTableRow& row = rows[i];
    walk.Step(row);
    if (row.events + row.competing == 0) continue;
    const auto at_risk = static_cast<double>(row.at_risk);
    const auto events = static_cast<double>(row.events);
    const auto competing = static_cast<double>(row.competing);
    const double staying = (at_risk - events - competing) / at_risk;
    const auto shrink = [staying](double later) { return staying > 0 ? later / staying : 0.0; };
    const auto add = [&](Incidence& share, double by_event, double by_competing) {
      const double mean = (by_event * events + by_competing * competing) / at_risk;
      const double squares = events * (by_event - mean) * (by_event - mean) +
                             competing * (by_competing - mean) * (by_competing - mean) +
                             at_risk * staying * mean * mean;
      share.variance += squares / (at_risk * at_risk);
    };
    const double event = shrink(end.event - walk.event);
    const double other = shrink(end.competing - walk.competing);
    const double neither = shrink(end.after);
    add(result.event, walk.before - event, -event);
    add(result.competing, -other, walk.before - other);
    add(result.neither, -neither, -neither);
  }
  return result;
}

// Pointwise on the log(-log) scale; [0, 1] where the share is 0 or 1, of which that scale says
// nothing.
[[nodiscard]] inline absl::StatusOr<Interval> IncidenceInterval(const Incidence& incidence,
                                                                double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (!(incidence.share >= 0 && incidence.share <= 1) || !(incidence.variance >= 0)) {
    return base::Invalid("ESTIMATE", base::Cat("needs a share in [0, 1] and a variance >= 0, got ",
                                               incidence.share, " and ", incidence.variance));
  }
  if (incidence.share == 0 || incidence.share == 1) return Interval{0, 1};
  const double log_share = Log(incidence.share);
  const double z = -NormalQuantile(0.5 * (1.0 - confidence));
  const double half = z * std::sqrt(incidence.variance) / (incidence.share * -log_share);
  return Interval{Exp(log_share * Exp(half)), Exp(log_share * Exp(-half))};
}

}  // namespace readiness::estimate
