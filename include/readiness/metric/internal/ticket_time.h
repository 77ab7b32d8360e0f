// readiness/metric/internal/ticket_time.h: what a ticket adds to time_to_resolution: which of its
// closes counts, and which way out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
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

// "The last close that no reopening followed within the reopen window"; kNever: there is none.
[[nodiscard]] inline int64_t LastCloseThatStood(std::span<const KeptRow> kept,
                                                const StateSpec& spec) {
  std::vector<int64_t> closes;
  for (const KeptRow& row : kept) {
    if ((row.identity & kStepMask) == KeptTag(EventType::kTicketResolved)) {
      closes.push_back(row.time);
    }
  }
  std::sort(closes.begin(), closes.end(), std::greater<>());
  for (const int64_t close : closes) {
    if (!ComesBack(close, kept, EventType::kTicketReopened, spec)) return close;
  }
  return kNever;
}

// When it was first cancelled and not reopened within the reopen window; kNever: it was not.
[[nodiscard]] inline int64_t FirstCancellationThatStood(std::span<const KeptRow> kept,
                                                        const StateSpec& spec) {
  int64_t first = kNever;
  for (const KeptRow& row : kept) {
    if ((row.identity & kStepMask) != KeptTag(EventType::kTicketCancelled)) continue;
    if (!ComesBack(row.time, kept, EventType::kTicketReopened, spec)) Lower(first, row.time);
  }
  return first;
}

inline void ContributeTicketTime(const EntityRecord& record, std::span<const KeptRow> kept,
                                 const StateSpec& spec, int64_t sign, CohortState& state) {
  ItemEnd end{record.at[kFirstEnd], Exit::kEvent};
  int64_t out = record.at[kOut];
  if (spec.final_end) {
    end.time = LastCloseThatStood(kept, spec);
    out = FirstCancellationThatStood(kept, spec);
  }
  if (out < end.time) end = {out, Exit::kCompeting};
  AddItem(record.at[kStart], end, spec, sign, state);
}

[[nodiscard]] inline ItemEnd TicketTimeEnd(int64_t first_end, int64_t out) {
  if (out < first_end) return {out, Exit::kCompeting};
  return {first_end, Exit::kEvent};
}

}  // namespace readiness::metric::internal
