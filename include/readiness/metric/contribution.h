// readiness/metric/contribution.h: what one entity adds to the state of a metric.
//
//   Contribute(record, kept, 0, spec, 1, cohort)    adds it
//   Contribute(record, kept, 0, spec, -1, cohort)   takes exactly that away again
//
// The contribution is a function of the record alone, so a row that changes a record changes the
// state by the new contribution minus the old one, in O(1), and it does not matter in how many
// steps a record came to be what it is.
//
// An item without a start is counted as such and is in nothing else. One that ends before it starts
// has a duration of zero and is counted as clamped. What leaves another way (cancelled, withdrawn,
// abandoned) is competing: never dropped, never an event.
//
// Cost:    O(1), O(kept rows) for changes and journeys.   Threads: values only.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event.h"
#include "readiness/metric/kept_rows.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric {

namespace internal {

struct ItemEnd {
  int64_t time = kNever;  // kNever: the item is open.
  Exit exit = Exit::kEvent;
};

[[nodiscard]] inline bool StartsIn(int64_t start, const StateSpec& spec) {
  return start >= spec.start_from && start < spec.start_before;
}

// Does the item come back within the window after `end`?
[[nodiscard]] inline bool ComesBack(int64_t end, int64_t back, const StateSpec& spec) {
  if (back == kNoTime || back <= end) return false;
  return spec.reopen_window == kEver || back - end <= spec.reopen_window;
}

// The duration of an item, its start where it is open, and whether it ended within the horizon.
inline void AddItem(int64_t start, ItemEnd end, const StateSpec& spec, int64_t sign,
                    CohortState& state) {
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

inline void ContributeTicketTime(const EntityRecord& record, const StateSpec& spec, int64_t sign,
                                 CohortState& state) {
  ItemEnd end{record.at[kFirstEnd], Exit::kEvent};
  if (spec.final_end) {
    const int64_t last = record.at[kLastEnd];
    end.time = last == kNoTime || ComesBack(last, record.at[kBack], spec) ? kNever : last;
  }
  if (record.at[kOut] < end.time) end = {record.at[kOut], Exit::kCompeting};
  AddItem(record.at[kStart], end, spec, sign, state);
}

inline void ContributeReview(const EntityRecord& record, const StateSpec& spec, int64_t sign,
                             CohortState& state) {
  ItemEnd end{record.at[kFirstEnd], Exit::kEvent};
  const int64_t out = record.at[kBack];
  // A rejection before the approval is how the approval came about, no way out.
  if (out > record.at[kStart] && out < end.time) end = {out, Exit::kCompeting};
  AddItem(record.at[kStart], end, spec, sign, state);
}

inline void ContributeDecision(const EntityRecord& record, const StateSpec& spec, int64_t sign,
                               CohortState& state) {
  const int64_t start = record.at[kStart];
  const int64_t decided = record.at[kFirstEnd];
  ItemEnd end{decided, Exit::kEvent};
  if (record.at[kOut] < end.time) end = {record.at[kOut], Exit::kCompeting};
  StateSpec open_ended = spec;
  open_ended.horizon = kNoDuration;
  AddItem(start, end, open_ended, sign, state);
  state.AddExposure(start, end.time == kNever ? CohortState::kNoEnd : std::max(start, end.time),
                    sign);
  if (end.time != kNever && end.exit == Exit::kEvent) {
    state.AddEvent(std::max(start, end.time), sign);
  }
  int64_t due = record.at[kCrossed];
  if (due == kNever) {
    state.Add(Sum::kNoDue, sign);
    if (spec.default_due == kNoDuration) return;
    due = start + spec.default_due;
  }
  const bool on_time =
      end.exit == Exit::kEvent && decided <= due && !ComesBack(decided, record.at[kBack], spec);
  state.AddMatured(due + std::max<int64_t>(0, spec.reopen_window), on_time, 0, sign);
}

inline void ContributeException(const EntityRecord& record, const StateSpec& spec, int64_t sign,
                                CohortState& state) {
  const int64_t completed = record.at[kFirstEnd];
  const bool is_met = record.total <= 1 || record.score == record.total;
  const bool is_ok = is_met && !ComesBack(completed, record.at[kBack], spec);
  ItemEnd end{completed, is_ok ? Exit::kEvent : Exit::kCompeting};
  if (record.at[kOut] < end.time) end = {record.at[kOut], Exit::kCompeting};
  AddItem(record.at[kStart], end, spec, sign, state);
  if (end.time == kNever || end.time != completed) return;
  if (is_ok) state.AddEvent(completed, sign);
  if (record.total > 1) {
    state.AddScore(completed, std::max(1, int{record.score}) - 1, record.total - 1, sign);
  }
}

inline void ContributeChange(const EntityRecord& record, std::span<const KeptRow> kept,
                             const StateSpec& spec, int64_t sign, CohortState& state) {
  const int64_t start = record.at[kStart];
  const int64_t from = spec.freeze == kNoTime ? start : std::max(start, spec.freeze);
  state.Add(Sum::kItems, sign);
  state.AddOpen(start, sign);
  int64_t within = 0;
  for (const KeptRow& row : kept) {
    if (row.time == kNoTime || row.time < from) continue;
    state.AddAge(row.time - start, sign);
    state.AddEvent(row.time, sign);
    within += row.time - start <= spec.horizon ? 1 : 0;
  }
  if (spec.count_cap > 0) within = std::min(within, spec.count_cap);
  if (spec.horizon != kNoDuration) state.AddMatured(start + spec.horizon, within > 0, within, sign);
}

inline void ContributeJourney(const EntityRecord& record, std::span<const KeptRow> kept,
                              const StateSpec& spec, int64_t sign, CohortState& state) {
  std::array<int64_t, kMaxStep + 1> reached;
  reached.fill(kNever);
  for (const KeptRow& row : kept) {
    const auto step = static_cast<size_t>(row.identity & kStepMask);
    if (row.time != kNoTime && step >= 1 && step <= size_t{kMaxStep})
      Lower(reached[step], row.time);
  }
  const int64_t start = std::min(record.at[kStart], reached[1]);
  if (start == kNever || !StartsIn(start, spec)) {
    if (start == kNever) state.Add(Sum::kNoStart, sign);
    return;
  }
  ItemEnd end{record.at[kFirstEnd], Exit::kEvent};
  if (spec.steps > 0) {
    end.time = kNoTime;
    for (int step = 1; step <= spec.steps; ++step) {
      Raise(end.time, reached[static_cast<size_t>(step)]);
    }
  }
  if (record.at[kOut] < end.time) end = {record.at[kOut], Exit::kCompeting};
  AddItem(start, end, spec, sign, state);
  if (spec.horizon == kNoDuration) return;
  for (int step = 1; step <= kMaxStep; ++step) {
    const int64_t time = reached[static_cast<size_t>(step)];
    if (time != kNever && time - start <= spec.horizon) {
      state.AddStep(start + spec.horizon, step, sign);
    }
  }
}

inline void ContributeAccount(const EntityRecord& record, int64_t linked, const StateSpec& spec,
                              int64_t sign, CohortState& state) {
  int64_t start = record.at[kStart];
  if (spec.metric != Metric::kSupportEscalationFrequency && !StartsIn(start, spec)) return;
  if (spec.metric == Metric::kAdoptionConsistency) {
    AddItem(start, {record.at[kFirstEnd], Exit::kEvent}, spec, sign, state);
    return;
  }
  if (spec.metric == Metric::kCustomerConfidence) {
    if (spec.horizon == kNoDuration) return;
    const bool is_unassisted = record.at[kCrossed] > start + spec.horizon;
    state.AddMatured(start + spec.horizon, is_unassisted, 0, sign);
    return;
  }
  int64_t end = CohortState::kNoEnd;
  if (record.at[kOut] != kNever) {
    end = std::max(start, record.at[kOut]);
    if (record.at[kOut] < start) state.Add(Sum::kClamped, sign);
  }
  // Exposure counts from the beginning of the reading on, whoever was there before.
  start = std::max(start, spec.start_from);
  if (end < start) return;
  state.AddExposure(start, end, sign);
  state.AddCluster(start, end, linked, sign);
}

}  // namespace internal

// The registers on which the contribution of an entity depends, bit i for register i.
[[nodiscard]] constexpr uint32_t RegistersOf(const StateSpec& spec, EntityKind kind) {
  constexpr uint32_t kAll = 63;
  const auto bits = [](std::initializer_list<Register> registers) {
    uint32_t sum = 0;
    for (const Register one : registers) sum |= 1U << one;
    return sum;
  };
  if (kind == EntityKind::kTicket) {
    if (spec.metric != Metric::kTimeToResolution) return bits({kStart, kCrossed});
    return spec.final_end ? bits({kStart, kFirstEnd, kLastEnd, kOut, kBack})
                          : bits({kStart, kFirstEnd, kOut});
  }
  return kAll;
}

// Did the ticket escalate, as far as its account is concerned?
[[nodiscard]] inline bool IsEscalated(const EntityRecord& ticket, const StateSpec& spec) {
  return ticket.at[kStart] != kNever && internal::StartsIn(ticket.at[kStart], spec) &&
         ticket.at[kCrossed] != kNever;
}

// Fetches the counts that the contribution of an item most likely changes.
inline void PrefetchContribution(EntityKind kind, const EntityRecord& record, const StateSpec& spec,
                                 const CohortState& state) {
  const int64_t start = record.at[kStart];
  const int64_t end = spec.final_end ? record.at[kLastEnd] : record.at[kFirstEnd];
  if (start == kNever) return;
  if (end == kNever || end == kNoTime) {
    state.PrefetchOpen(start);
  } else {
    state.PrefetchClosed(end > start ? end - start : 0);
  }
  if (spec.horizon == kNoDuration) return;
  state.PrefetchMatured(start + spec.horizon);
  if (kind == EntityKind::kJourney) state.PrefetchSteps(start + spec.horizon);
}

// Adds `sign` times what the entity of `kind` adds to its group. `kept`: its kept rows; `linked`:
// for an account its escalated tickets.
inline void Contribute(EntityKind kind, const EntityRecord& record, std::span<const KeptRow> kept,
                       int64_t linked, const StateSpec& spec, int64_t sign, CohortState& state) {
  if (kind == EntityKind::kJourney) {
    state.Add(Sum::kTwoCohorts, sign * record.two_cohorts);
    internal::ContributeJourney(record, kept, spec, sign, state);
    return;
  }
  const int64_t start = record.at[kStart];
  if (kind == EntityKind::kResponse) {
    // An answer without an invitation is one.
    const int64_t asked = std::min(start, record.at[kFirstEnd]);
    if (asked == kNever || !internal::StartsIn(asked, spec)) return;
    state.Add(Sum::kTwoCohorts, sign * record.two_cohorts);
    state.Add(Sum::kInvited, sign);
    if (record.at[kLastEnd] == kNoTime) return;
    state.Add(Sum::kItems, sign);
    state.AddScore(record.at[kLastEnd], record.score - 1, record.total - 1, sign);
    return;
  }
  if (start == kNever) {
    // An account may be known only from its tickets.
    if (record.first_time != kNever) state.Add(Sum::kNoStart, sign);
    return;
  }
  if (!internal::StartsIn(start, spec) && kind != EntityKind::kAccount) return;
  if (record.two_cohorts != 0) state.Add(Sum::kTwoCohorts, sign);
  switch (kind) {
    case EntityKind::kTicket:
      if (spec.metric == Metric::kTimeToResolution) {
        internal::ContributeTicketTime(record, spec, sign, state);
        return;
      }
      state.Add(Sum::kItems, sign);
      if (record.at[kCrossed] != kNever) {
        const int64_t crossed = std::max(start, record.at[kCrossed]);
        if (record.at[kCrossed] < start) state.Add(Sum::kClamped, sign);
        state.AddEvent(crossed, sign);
      }
      if (spec.horizon != kNoDuration) {
        const bool in_time =
            record.at[kCrossed] != kNever && record.at[kCrossed] - start <= spec.horizon;
        state.AddMatured(start + spec.horizon, in_time, 0, sign);
      }
      return;
    case EntityKind::kReview:
      internal::ContributeReview(record, spec, sign, state);
      return;
    case EntityKind::kDecision:
      internal::ContributeDecision(record, spec, sign, state);
      return;
    case EntityKind::kException:
      internal::ContributeException(record, spec, sign, state);
      return;
    case EntityKind::kChange:
      internal::ContributeChange(record, kept, spec, sign, state);
      return;
    case EntityKind::kAccount:
      internal::ContributeAccount(record, linked, spec, sign, state);
      return;
    case EntityKind::kJourney:
    case EntityKind::kResponse:
      return;
  }
}

}  // namespace readiness::metric
