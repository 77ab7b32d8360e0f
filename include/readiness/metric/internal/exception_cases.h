// readiness/metric/internal/exception_cases.h: what the cases of an exception state add: each
// entry, how it ended, and with how many of its criteria met.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>
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

}  // namespace readiness::metric::internal
