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
// Cost:    O(1), O(kept rows) where rows are kept.   Threads: values only.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event.h"
#include "readiness/metric/internal/add_item.h"
#include "readiness/metric/internal/decision_stays.h"
#include "readiness/metric/internal/exception_cases.h"
#include "readiness/metric/internal/journey_steps.h"
#include "readiness/metric/internal/ticket_time.h"
#include "readiness/metric/item_histories.h"
#include "readiness/metric/kept_rows.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric {

namespace internal {

inline void ContributeReview(const EntityRecord& record, std::span<const KeptRow> kept,
                             const StateSpec& spec, int64_t sign, CohortState& state) {
  // A rejection before the approval is how the approval came about, no way out. The first one after
  // it is, unless the review was approved again.
  const int64_t start = record.at[kStart];
  int64_t out = kNever;
  for (const KeptRow& row : kept) {
    const uint64_t tag = row.identity & kStepMask;
    if (tag != KeptTag(EventType::kReviewRejected) && tag != KeptTag(EventType::kReviewWithdrawn)) {
      continue;
    }
    if (row.time > start && FirstAfter(row.time, kept, EventType::kReviewApproved) == kNever) {
      Lower(out, row.time);
    }
  }
  ItemEnd end{record.at[kFirstEnd], Exit::kEvent};
  if (out < end.time) end = {out, Exit::kCompeting};
  AddItem(start, end, spec, sign, state);
}

// What one item of rework_volume counts at most; a definition may set less.
inline constexpr int64_t kMostCountOfItem = 1'000'000;

// Events of one age together, ages rising, without those that count nothing.
inline void SettleHistory(ItemHistory& history) {
  std::vector<ItemHistory::Amount>& events = history.events;
  std::sort(events.begin(), events.end());
  size_t kept = 0;
  for (size_t i = 0; i < events.size();) {
    ItemHistory::Amount sum{events[i].age, 0};
    for (; i < events.size() && events[i].age == sum.age; ++i) sum.amount += events[i].amount;
    if (sum.amount > 0) events[kept++] = sum;
  }
  events.resize(kept);
}

inline void ContributeChange(const EntityRecord& record, std::span<const KeptRow> kept,
                             const StateSpec& spec, int64_t sign, CohortState& state) {
  const int64_t start = record.at[kStart];
  const int64_t from = spec.freeze == kNoTime ? start : std::max(start, spec.freeze);
  state.Add(Sum::kItems, sign);
  state.AddOpen(start, sign);
  int64_t within = 0;
  bool is_reworked = false;
  ItemHistory history{start, {}};
  for (size_t i = 0; i < kept.size(); ++i) {
    const int64_t time = kept[i].time;
    const uint64_t tag = kept[i].identity & kStepMask;
    if (time == kNoTime || time < from || tag == kEffortTag) continue;
    const bool is_in_time = time - start <= spec.horizon;
    int64_t effort = 1;
    if (tag == kReworkedTag) {
      // Its row has counted as one. The effort follows where it was kept at all.
      const bool has_effort = i + 1 < kept.size() && (kept[i + 1].identity ^ kept[i].identity) ==
                                                         (kReworkedTag ^ kEffortTag);
      if (!has_effort) continue;
      effort = kept[i + 1].time - 1;
    } else {
      state.AddEvent(time, sign);
      is_reworked = is_reworked || is_in_time;
    }
    state.AddAge(time - start, sign * effort);
    history.events.push_back({time - start, effort});
    within += is_in_time ? effort : 0;
  }
  SettleHistory(history);
  state.AddHistory(history, sign);
  within = std::min(within, spec.count_cap > 0 ? spec.count_cap : kMostCountOfItem);
  if (spec.horizon != kNoDuration)
    state.AddMatured(start + spec.horizon, is_reworked, within, sign);
}

// When an account was there: from its first row `enrolled` on, out with each `churned` and in again
// with the next `enrolled`. The last end may be kNoEnd.
[[nodiscard]] inline std::vector<std::pair<int64_t, int64_t>> StaysOf(
    const EntityRecord& record, std::span<const KeptRow> kept) {
  std::vector<std::pair<int64_t, bool>> turns;  // At one moment out before in.
  for (const KeptRow& row : kept) {
    const uint64_t tag = row.identity & kStepMask;
    const bool is_in = tag == KeptTag(EventType::kAccountEnrolled);
    if (is_in || tag == KeptTag(EventType::kAccountChurned)) turns.emplace_back(row.time, is_in);
  }
  std::sort(turns.begin(), turns.end());
  const int64_t start = record.at[kStart];
  std::vector<std::pair<int64_t, int64_t>> stays = {{start, CohortState::kNoEnd}};
  // Who left before coming left when it came.
  if (record.at[kOut] <= start) stays.back().second = start;
  for (const auto& [time, is_in] : turns) {
    if (time <= start) continue;
    const bool is_there = stays.back().second == CohortState::kNoEnd;
    if (is_in && !is_there) stays.emplace_back(time, CohortState::kNoEnd);
    if (!is_in && is_there) stays.back().second = time;
  }
  return stays;
}

inline void ContributeAccount(const EntityRecord& record, std::span<const KeptRow> kept,
                              int64_t linked, const StateSpec& spec, int64_t sign,
                              CohortState& state) {
  const int64_t start = record.at[kStart];
  if (spec.metric != Metric::kSupportEscalationFrequency && !StartsIn(start, spec)) return;
  if (spec.metric == Metric::kAdoptionConsistency) {
    AddItem(start, {record.at[kFirstEnd], Exit::kEvent}, spec, sign, state);
    return;
  }
  if (spec.metric == Metric::kCustomerConfidence) {
    if (spec.horizon == kNoDuration) return;
    // "No assisted contact" from its start on: what it asked before was about something else.
    int64_t contact = kNever;
    for (const KeptRow& row : kept) {
      if ((row.identity & kStepMask) == kContactTag && row.time >= start) Lower(contact, row.time);
    }
    const bool is_unassisted = contact > start + spec.horizon;
    state.AddMatured(start + spec.horizon, is_unassisted, 0, sign);
    return;
  }
  if (record.at[kOut] < start) state.Add(Sum::kClamped, sign);
  // Exposure counts from the beginning of the reading on, whoever was there before. The account is
  // one cluster: what it was there before its last stay counts as if it had come so much sooner.
  int64_t before = 0, from = kNever, until = kNever;
  for (const auto& [in, out] : StaysOf(record, kept)) {
    const int64_t begin = std::max(in, spec.start_from);
    if (out < begin) continue;
    state.AddExposure(begin, out, sign);
    if (from != kNever) before += until - from;
    from = begin;
    until = out;
  }
  if (from != kNever) state.AddCluster(from - before, until, linked, sign);
}

}  // namespace internal

// Is what an entity adds an item and nothing else that registers decide?
[[nodiscard]] constexpr bool AddsItem(const StateSpec& spec) {
  return (spec.metric == Metric::kTimeToResolution && !spec.final_end) ||
         spec.metric == Metric::kAdoptionConsistency;
}
// When and how that item ended, by the registers of its entity.
[[nodiscard]] inline internal::ItemEnd EndOfItem(EntityKind kind,
                                                 const std::array<int64_t, 6>& at) {
  if (kind == EntityKind::kTicket) return internal::TicketTimeEnd(at[kFirstEnd], at[kOut]);
  return {at[kFirstEnd], Exit::kEvent};
}

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
ABSL_ATTRIBUTE_ALWAYS_INLINE inline void PrefetchContribution(EntityKind kind,
                                                              const EntityRecord& record,
                                                              const StateSpec& spec,
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
  if (!internal::StartsIn(start, spec) && kind != EntityKind::kAccount &&
      kind != EntityKind::kException) {
    return;
  }
  if (record.two_cohorts != 0) state.Add(Sum::kTwoCohorts, sign);
  switch (kind) {
    case EntityKind::kTicket:
      if (spec.metric == Metric::kTimeToResolution) {
        internal::ContributeTicketTime(record, kept, spec, sign, state);
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
      internal::ContributeReview(record, kept, spec, sign, state);
      return;
    case EntityKind::kDecision:
      internal::ContributeDecision(record, kept, spec, sign, state);
      return;
    case EntityKind::kException:
      internal::ContributeException(record, kept, spec, sign, state);
      return;
    case EntityKind::kChange:
      internal::ContributeChange(record, kept, spec, sign, state);
      return;
    case EntityKind::kAccount:
      internal::ContributeAccount(record, kept, linked, spec, sign, state);
      return;
    case EntityKind::kJourney:
    case EntityKind::kResponse:
      return;
  }
}

}  // namespace readiness::metric
