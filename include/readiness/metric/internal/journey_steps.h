// readiness/metric/internal/journey_steps.h: what a journey adds: when it reached its steps, and
// its end.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event.h"
#include "readiness/metric/exit_pairs.h"
#include "readiness/metric/internal/add_item.h"
#include "readiness/metric/kept_rows.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric::internal {

// When each step of a journey was reached, of those that were: bit i of `steps` for step
// i + 1.
struct ReachedSteps {
  std::array<int64_t, kMaxStep> times;
  uint64_t steps = 0;
  int64_t latest = kNoTime;  // No step was reached later.
};

// What a journey adds that was started, completed and abandoned at these times; kNever: it was not.
template <typename State>
void ContributeSteps(const ReachedSteps& reached, int64_t started, int64_t completed,
                     int64_t abandoned, const StateSpec& spec, int64_t sign, State& state) {
  const uint64_t steps = reached.steps;
  const int64_t start = std::min(started, (steps & 1U) != 0 ? reached.times[0] : kNever);
  if (start == kNever || !StartsIn(start, spec)) {
    if (start == kNever) state.Add(Sum::kNoStart, sign);
    return;
  }
  ItemEnd end{completed, Exit::kEvent};
  if (spec.steps > 0) {
    end.time = kNoTime;
    for (int step = 0; step < spec.steps; ++step) {
      Raise(end.time,
            (steps >> step & 1U) != 0 ? reached.times[static_cast<size_t>(step)] : kNever);
    }
  }
  if (abandoned < end.time) end = {abandoned, Exit::kCompeting};
  AddItem(start, end, spec, sign, state);
  if (spec.horizon == kNoDuration) return;
  uint64_t in_time = steps;
  if (steps != 0 && reached.latest - start > spec.horizon) {
    for (uint64_t left = steps; left != 0; left &= left - 1) {
      const int step = std::countr_zero(left);
      const bool is_late = reached.times[static_cast<size_t>(step)] - start > spec.horizon;
      in_time ^= uint64_t{is_late} << step;
    }
  }
  state.AddSteps(start + spec.horizon, in_time, sign);
}

[[nodiscard]] inline ReachedSteps FirstOccurrences(std::span<const KeptRow> kept) {
  ReachedSteps reached;
  for (const KeptRow& row : kept) {
    const uint64_t step = (row.identity & kStepMask) - 1;
    if (row.time == kNoTime || step >= uint64_t{kMaxStep}) continue;
    const uint64_t bit = uint64_t{1} << step;
    const bool is_known = (reached.steps & bit) != 0;
    reached.times[step] = is_known ? std::min(reached.times[step], row.time) : row.time;
    reached.steps |= bit;
    Raise(reached.latest, row.time);
  }
  return reached;
}
// The steps in their order: each at its first occurrence that does not lie before the one that was
// reached before it. No other choice reaches any step sooner.
[[nodiscard]] inline ReachedSteps StepsInOrder(std::span<const KeptRow> kept) {
  std::vector<std::pair<int64_t, uint64_t>> moments;  // Steps of one moment in their order.
  for (const KeptRow& row : kept) {
    const uint64_t step = (row.identity & kStepMask) - 1;
    if (row.time != kNoTime && step < uint64_t{kMaxStep}) moments.emplace_back(row.time, step);
  }
  std::sort(moments.begin(), moments.end());
  ReachedSteps reached;
  uint64_t next = 0;
  for (const auto& [time, step] : moments) {
    if (step != next) continue;
    reached.times[step] = reached.latest = time;
    reached.steps |= uint64_t{1} << step;
    ++next;
  }
  return reached;
}

inline void ContributeJourney(const EntityRecord& record, std::span<const KeptRow> kept,
                              const StateSpec& spec, int64_t sign, CohortState& state) {
  const ReachedSteps reached = spec.in_order ? StepsInOrder(kept) : FirstOccurrences(kept);
  ContributeSteps(reached, record.at[kStart], record.at[kFirstEnd], record.at[kOut], spec, sign,
                  state);
}

}  // namespace readiness::metric::internal
