// readiness/metric/internal/decision_stays.h: what a decision adds: when it was open, when it was
// decided, and whether by its due time.
#pragma once

#include <algorithm>
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

}  // namespace readiness::metric::internal
