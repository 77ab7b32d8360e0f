// readiness/metric/internal/event_moves.h: what a row of an event does to the registers of an
// entity that had rows before.
#pragma once

#include <cstddef>
#include <cstdint>

#include "readiness/metric/entity_record.h"
#include "readiness/metric/event.h"

namespace readiness::metric::internal {

// Bits: 1 for what moves down, 2 for what moves up.
struct EventMoves {
  // The registers that move down and up. Where none can, one that never moves that way, so that
  // both may be read and written in any case.
  uint8_t down = kStart, up = kBack;
  uint8_t can_move = 0;
  uint8_t is_read = 0;     // Does a state depend on the register?
  bool does_more = false;  // Does the row do more than move registers?
};

// `read`: the registers on which states depend, a bit each.
[[nodiscard]] constexpr EventMoves MovesOf(EventType event, uint32_t read) {
  const Moves moves = kMoves[static_cast<size_t>(event)];
  EventMoves of;
  if (moves.down != kNoMinimum) {
    of.down = moves.down;
    of.can_move = 1;
    of.is_read = (read >> moves.down & 1U) != 0 ? 1 : 0;
  }
  if (moves.up != kNoMaximum) {
    of.up = moves.up;
    of.can_move = static_cast<uint8_t>(of.can_move | 2U);
    of.is_read = static_cast<uint8_t>(of.is_read | ((read >> moves.up & 1U) != 0 ? 2U : 0U));
  }
  return of;
}

}  // namespace readiness::metric::internal
