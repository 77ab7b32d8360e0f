// readiness/metric/state_spec.h: what a metric counts: the part of its definition that decides what
// goes into its state.
//
//   StateSpec spec;
//   spec.metric = Metric::kTimeToResolution;
//   spec.horizon = 7 * kMicrosPerDay;
//   CheckSpec(spec)   -> OK
//
// Targets, tolerances and confidences decide how a state is judged, not what is in it, and are not
// here. `identity` is the hash of the whole definition; states of different identities do not add
// up.
//
// Units:   microseconds.   Threads: values only.
// Errors:  InvalidArgument, rule METRIC_SPEC, naming the field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/cohort_state.h"
#include "readiness/metric/event.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/metric_state.h"

namespace readiness::metric {

// All metrics but prediction_match, which is computed from the log: the first ones of Metric.
inline constexpr size_t kTelemetryMetricCount = 9;
static_assert(static_cast<size_t>(Metric::kPredictionMatch) == kTelemetryMetricCount);

inline constexpr int64_t kEver = -1;        // A reopen window without an end.
inline constexpr int64_t kNoDuration = -1;  // None.

struct StateSpec {
  Metric metric = Metric::kTimeToResolution;
  StateIdentity identity = {};
  Resolution resolution = Resolution::kExact;
  int64_t exact_limit = CohortState::kExactLimit;
  // What matures: an item is judged this long after its start. kNoDuration: nothing matures.
  int64_t horizon = 7 * kMicrosPerDay;
  // Items that start in [start_from, start_before).
  int64_t start_from = kFirstTime;
  int64_t start_before = kLastTime;
  // Where set, durations count from this moment and items are at risk from their start on.
  int64_t release = kNoTime;
  // The last end counts, unless the item comes back within `reopen_window` (kEver: ever) of it.
  bool final_end = false;
  int64_t reopen_window = 0;
  // Start and end of each item are kept, so that any moment can be read.
  bool keep_pairs = false;
  // Decisions without a due time are due this long after they open. kNoDuration: never.
  int64_t default_due = kNoDuration;
  // Journeys are complete with steps 1 to `steps`; 0: with their event `completed`.
  int steps = 0;
  // A step is reached once it happens after the one before it was, or at the same moment; else once
  // it happens.
  bool in_order = false;
  // What one item counts at most; 0: no bound.
  int64_t count_cap = 0;
  // Rework counts from here on where it is set (the freeze of the plan).
  int64_t freeze = kNoTime;
};

// Whose rows the metric reads.
[[nodiscard]] constexpr bool Reads(Metric metric, EntityKind kind) {
  switch (metric) {
    case Metric::kTimeToResolution:
      return kind == EntityKind::kTicket;
    case Metric::kAdoptionConsistency:
      return kind == EntityKind::kAccount;
    case Metric::kSupportEscalationFrequency:
      return kind == EntityKind::kTicket || kind == EntityKind::kAccount;
    case Metric::kCustomerConfidence:
      return kind == EntityKind::kResponse || kind == EntityKind::kAccount;
    case Metric::kDecisionClosureRate:
      return kind == EntityKind::kDecision;
    case Metric::kExceptionCompletionQuality:
      return kind == EntityKind::kException;
    case Metric::kReviewToImplementationLag:
      return kind == EntityKind::kReview;
    case Metric::kReworkVolume:
      return kind == EntityKind::kChange;
    case Metric::kEarlyJourneyCompletion:
      return kind == EntityKind::kJourney;
    case Metric::kPredictionMatch:
      return false;
  }
  return false;
}

namespace internal {
// Does the metric need rows of the kind one by one that are not kept otherwise: every close and
// reopening of a ticket, every coming and going of an account, and every ticket that it opened?
[[nodiscard]] constexpr bool KeepsRowsFor(const StateSpec& spec, EntityKind kind) {
  if (kind == EntityKind::kTicket) {
    return spec.metric == Metric::kTimeToResolution && spec.final_end;
  }
  return kind == EntityKind::kAccount && (spec.metric == Metric::kSupportEscalationFrequency ||
                                          spec.metric == Metric::kCustomerConfidence);
}
}  // namespace internal

// Are the items of the kind told apart by subject as well: is "case 7 in state A" another item than
// "case 7 in state B"?
[[nodiscard]] constexpr bool HasSubjects(EntityKind kind) {
  return kind == EntityKind::kException || kind == EntityKind::kJourney ||
         kind == EntityKind::kResponse;
}

[[nodiscard]] inline absl::Status CheckSpec(const StateSpec& spec) {
  constexpr int64_t kMost = 100 * 366 * kMicrosPerDay;
  const auto check = [](std::string_view field, int64_t value, int64_t low, int64_t high) {
    if (value >= low && value <= high) return absl::OkStatus();
    return base::Invalid("METRIC_SPEC",
                         base::Cat(field, " must lie from ", low, " to ", high, ", got ", value));
  };
  READINESS_RETURN_IF_ERROR(check("metric", static_cast<int64_t>(spec.metric), 0,
                                  static_cast<int64_t>(kTelemetryMetricCount) - 1));
  READINESS_RETURN_IF_ERROR(check("horizon", spec.horizon, kNoDuration, kMost));
  READINESS_RETURN_IF_ERROR(check("reopen_window", spec.reopen_window, kEver, kMost));
  READINESS_RETURN_IF_ERROR(check("default_due", spec.default_due, kNoDuration, kMost));
  READINESS_RETURN_IF_ERROR(check("steps", spec.steps, 0, kMaxStep));
  READINESS_RETURN_IF_ERROR(check("count_cap", spec.count_cap, 0, int64_t{1'000'000'000}));
  READINESS_RETURN_IF_ERROR(check("exact_limit", spec.exact_limit, 0, int64_t{1'000'000'000'000}));
  READINESS_RETURN_IF_ERROR(check("start_from", spec.start_from, kFirstTime, kLastTime));
  READINESS_RETURN_IF_ERROR(check("start_before", spec.start_before, kFirstTime, kLastTime));
  if (spec.release != kNoTime) {
    READINESS_RETURN_IF_ERROR(check("release", spec.release, kFirstTime, kLastTime));
    if (spec.keep_pairs) {
      return base::Invalid("METRIC_SPEC",
                           "keep_pairs and release exclude each other: with delayed "
                           "entry a state is read from its watermark on");
    }
  }
  return absl::OkStatus();
}

}  // namespace readiness::metric
