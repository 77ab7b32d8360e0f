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
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event.h"
#include "readiness/metric/item_histories.h"
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

// The due time of a decision that was decided at `decided` (kNever: it was not): the one that was
// named last by then, because a deferral "stays open, with a new due date"; named after it, the one
// named first. Of two named at one moment the earlier. kNever: none was named.
[[nodiscard]] inline int64_t DueBy(int64_t decided, std::span<const KeptRow> kept) {
  int64_t named = kNever, due = kNever;
  for (size_t i = 0; i + 1 < kept.size(); ++i) {
    if ((kept[i].identity & kStepMask) != kNamedTag) continue;
    // The due time follows where it was kept at all.
    if ((kept[i + 1].identity ^ kept[i].identity) != (kNamedTag ^ kDueTag)) continue;
    const int64_t one = kept[i].time;
    const bool is_late = one > decided, was_late = named > decided;
    const bool is_better = due == kNever || (is_late != was_late ? was_late
                                             : is_late           ? one < named
                                                                 : one > named);
    if (is_better || (one == named && kept[i + 1].time < due)) {
      named = one;
      due = kept[i + 1].time;
    }
  }
  return due;
}

// When a decision was open, and when it was decided. What is decided, superseded or withdrawn while
// it is open closes it, and the first `reopened` after that opens it again.
struct DecisionStays {
  std::vector<std::pair<int64_t, int64_t>> open;  // The last end may be kNoEnd.
  std::vector<int64_t> decided;                   // Where it closed so.
  int64_t first_decided = kNever;                 // As its row says.
  int64_t left = kNever;  // When it left another way, as its row says; kNever: it is back.
};
[[nodiscard]] inline DecisionStays StaysOfDecision(const EntityRecord& record,
                                                   std::span<const KeptRow> kept) {
  enum Turn : uint8_t { kDecided, kLeft, kReopened };  // In this order at one moment.
  const int64_t start = record.at[kStart];
  std::vector<std::pair<int64_t, Turn>> turns;
  for (const KeptRow& row : kept) {
    switch (row.identity & kStepMask) {
      case KeptTag(EventType::kDecisionDecided):
        turns.emplace_back(row.time, kDecided);
        break;
      case KeptTag(EventType::kDecisionSuperseded):
      case KeptTag(EventType::kDecisionWithdrawn):
        turns.emplace_back(row.time, kLeft);
        break;
      case KeptTag(EventType::kDecisionReopened):
        turns.emplace_back(row.time, kReopened);
        break;
      default:
        break;
    }
  }
  std::sort(turns.begin(), turns.end());
  DecisionStays stays;
  stays.open = {{start, CohortState::kNoEnd}};
  for (const auto& [time, turn] : turns) {
    const bool is_open = stays.open.back().second == CohortState::kNoEnd;
    if (turn == kReopened) {
      if (is_open || time < start) continue;
      stays.open.emplace_back(time, CohortState::kNoEnd);
      stays.left = kNever;
    } else if (is_open) {
      const int64_t end = std::max(time, stays.open.back().first);
      stays.open.back().second = end;
      if (turn == kLeft) {
        stays.left = time;
        continue;
      }
      if (stays.decided.empty()) stays.first_decided = time;
      stays.decided.push_back(end);
    }
  }
  return stays;
}

inline void ContributeDecision(const EntityRecord& record, std::span<const KeptRow> kept,
                               const StateSpec& spec, int64_t sign, CohortState& state) {
  const int64_t start = record.at[kStart];
  const DecisionStays stays = StaysOfDecision(record, kept);
  const int64_t decided = stays.first_decided;
  // How long it took is told by the first decision, as long as it stands: what is open again is
  // open, as old as it is.
  ItemEnd now;
  if (stays.left != kNever) {
    now = {stays.left, Exit::kCompeting};
  } else if (stays.open.back().second != CohortState::kNoEnd) {
    now = {decided, Exit::kEvent};
  }
  StateSpec open_ended = spec;
  open_ended.horizon = kNoDuration;
  AddItem(start, now, open_ended, sign, state);
  for (const auto& [from, until] : stays.open) state.AddExposure(from, until, sign);
  for (const int64_t time : stays.decided) state.AddEvent(time, sign);
  int64_t due = DueBy(decided, kept);
  if (due == kNever) {
    state.Add(Sum::kNoDue, sign);
    if (spec.default_due == kNoDuration) return;
    due = start + spec.default_due;
  }
  const bool on_time = decided != kNever && decided <= due &&
                       !ComesBack(decided, kept, EventType::kDecisionReopened, spec);
  state.AddMatured(due + std::max<int64_t>(0, spec.reopen_window), on_time, 0, sign);
}

// "Case = (entity, exception state, entry no.)": what is entered again after it ended is another
// one; what is entered again before is the same.
struct ExceptionCase {
  int64_t start = kNever;
  ItemEnd end;
  uint8_t score = 0;  // Criteria met + 1; 0: none.
};
[[nodiscard]] inline std::vector<ExceptionCase> CasesOf(const EntityRecord& record,
                                                        std::span<const KeptRow> kept) {
  struct Moment {
    int64_t time;
    int turn;  // 0: completed, 1: abandoned, 2: entered.
    uint8_t score;
    bool operator<(const Moment& other) const {
      return std::tie(time, turn, score) < std::tie(other.time, other.turn, other.score);
    }
  };
  std::vector<Moment> moments;
  for (const KeptRow& row : kept) {
    const uint64_t tag = row.identity & kStepMask;
    if (tag == KeptTag(EventType::kExceptionEntered)) moments.push_back({row.time, 2, 0});
    if (tag == KeptTag(EventType::kExceptionAbandoned)) moments.push_back({row.time, 1, 0});
    if (tag != KeptTag(EventType::kExceptionCompleted)) continue;
    const uint64_t score = (row.identity & kScoreMask) >> kScoreShift;
    moments.push_back({row.time, 0, static_cast<uint8_t>(score)});
  }
  std::sort(moments.begin(), moments.end());
  std::vector<ExceptionCase> cases = {{record.at[kStart], {}, 0}};
  const auto is_open = [&cases] { return cases.back().end.time == kNever; };
  const auto close = [&cases](const Moment& moment) {
    cases.back().end = {moment.time, moment.turn == 0 ? Exit::kEvent : Exit::kCompeting};
    cases.back().score = moment.score;
  };
  for (size_t i = 0; i < moments.size();) {
    // At one moment an open case ends before the next begins; else it begins, and may end at once.
    const size_t first = i;
    while (i < moments.size() && moments[i].time == moments[first].time) ++i;
    const bool is_entered = moments[i - 1].turn == 2;
    const bool is_ended = moments[first].turn < 2;
    const bool was_open = is_open();
    if (was_open && is_ended) close(moments[first]);
    // An end of before the first entry is its own; what that said was entered has begun it.
    if (!is_entered || is_open() || moments[first].time <= record.at[kStart]) continue;
    cases.push_back({moments[first].time, {}, 0});
    if (!was_open && is_ended) close(moments[first]);
  }
  return cases;
}

inline void ContributeException(const EntityRecord& record, std::span<const KeptRow> kept,
                                const StateSpec& spec, int64_t sign, CohortState& state) {
  for (const ExceptionCase& one : CasesOf(record, kept)) {
    if (!StartsIn(one.start, spec)) continue;
    ItemEnd end = one.end;
    const bool is_completed = end.time != kNever && end.exit == Exit::kEvent;
    const bool is_met = record.total <= 1 || one.score == record.total;
    const bool is_ok =
        is_completed && is_met && !ComesBack(end.time, kept, EventType::kExceptionEntered, spec);
    if (!is_ok) end.exit = Exit::kCompeting;
    AddItem(one.start, end, spec, sign, state);
    if (!is_completed) continue;
    if (is_ok) state.AddEvent(end.time, sign);
    if (record.total > 1) {
      state.AddScore(end.time, std::max(1, int{one.score}) - 1, record.total - 1, sign);
    }
  }
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
