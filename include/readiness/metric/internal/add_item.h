// readiness/metric/internal/add_item.h: what an item that starts and may end adds to a state.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event.h"
#include "readiness/metric/exit_pairs.h"
#include "readiness/metric/kept_rows.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric::internal {

struct ItemEnd {
  int64_t time = kNever;  // kNever: the item is open.
  Exit exit = Exit::kEvent;
};

[[nodiscard]] inline bool StartsIn(int64_t start, const StateSpec& spec) {
  return start >= spec.start_from && start < spec.start_before;
}

// The time of the first row of `event` after `time`; kNever: there is none.
[[nodiscard]] inline int64_t FirstAfter(int64_t time, std::span<const KeptRow> kept,
                                        EventType event) {
  int64_t first = kNever;
  for (const KeptRow& row : kept) {
    if ((row.identity & kStepMask) == KeptTag(event) && row.time > time) Lower(first, row.time);
  }
  return first;
}
// Does a row of `event` bring the item back within the window after `end`? The first one after it
// decides: a later one may undo a later end.
[[nodiscard]] inline bool ComesBack(int64_t end, std::span<const KeptRow> kept, EventType event,
                                    const StateSpec& spec) {
  const int64_t back = FirstAfter(end, kept, event);
  if (back == kNever) return false;
  return spec.reopen_window == kEver || back - end <= spec.reopen_window;
}

// The duration of an item, its start where it is open, and whether it ended within the horizon.
// State: a CohortState, or what counts for one (internal/item_counts.h).
template <typename State>
void AddItem(int64_t start, ItemEnd end, const StateSpec& spec, int64_t sign, State& state) {
  state.Add(Sum::kItems, sign);
  const bool is_open = end.time == kNever;
  if (!is_open && end.time < start) {
    end.time = start;
    state.Add(Sum::kClamped, sign);
  }
  if (spec.keep_pairs || (spec.final_end && spec.reopen_window > 0)) {
    is_open ? state.AddOpen(start, sign) : state.AddPair(start, end.time, end.exit, sign);
  } else if (spec.release != kNoTime) {
    const int64_t entry = std::max<int64_t>(0, start - spec.release);
    state.AddEntry(entry, sign);
    if (is_open) {
      state.AddOpen(spec.release, sign);
    } else {
      // Who leaves at the moment of entry was at risk: it leaves just after.
      state.AddClosed(std::max(end.time - spec.release, entry + 1), end.exit, sign);
    }
  } else if (is_open) {
    state.AddOpen(start, sign);
  } else {
    state.AddClosed(end.time - start, end.exit, sign);
  }
  if (spec.horizon == kNoDuration) return;
  const int64_t settles = spec.final_end ? std::max<int64_t>(0, spec.reopen_window) : 0;
  const bool in_time = !is_open && end.exit == Exit::kEvent && end.time - start <= spec.horizon;
  state.AddMatured(start + spec.horizon + settles, in_time, 0, sign);
}

// AddItem(before, -1) and AddItem(after, 1), without what is in both.
inline void ReplaceItem(int64_t start, ItemEnd before, ItemEnd after, const StateSpec& spec,
                        CohortState& state) {
  if (spec.keep_pairs || spec.release != kNoTime || (spec.final_end && spec.reopen_window > 0)) {
    AddItem(start, before, spec, -1, state);
    AddItem(start, after, spec, 1, state);
    return;
  }
  if (before.time == after.time && before.exit == after.exit) return;
  const auto add = [&](ItemEnd end, int64_t sign) {
    if (end.time == kNever) {
      state.AddOpen(start, sign);
      return;
    }
    if (end.time < start) state.Add(Sum::kClamped, sign);
    state.AddClosed(std::max<int64_t>(0, end.time - start), end.exit, sign);
  };
  add(before, -1);
  add(after, 1);
  if (spec.horizon == kNoDuration) return;
  const auto in_time = [&](ItemEnd end) {
    return end.time != kNever && end.exit == Exit::kEvent &&
           std::max<int64_t>(0, end.time - start) <= spec.horizon;
  };
  if (in_time(before) == in_time(after)) return;
  const int64_t settles = spec.final_end ? std::max<int64_t>(0, spec.reopen_window) : 0;
  state.AddMaturedSuccess(start + spec.horizon + settles, in_time(after) ? 1 : -1);
}

}  // namespace readiness::metric::internal
