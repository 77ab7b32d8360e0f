// readiness/metric/internal/moved_items.h: items whose end moved, on their way into the states:
// they wait until the counts that they change came from memory, and go in the order in which they
// came.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/base/attributes.h"

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/internal/add_item.h"
#include "readiness/metric/state_spec.h"

namespace readiness::metric::internal {

class MovedItems {
 public:
  // The item that starts at `start` now ends as `after` says, before as `before`. `spec` and
  // `group` stay where they are until Settle.
  void Take(int64_t start, ItemEnd before, ItemEnd after, const StateSpec& spec,
            CohortState& group) {
    if (before.time == after.time && before.exit == after.exit) return;
    Fetch(start, before, group);
    Fetch(start, after, group);
    Moved& place = waiting_[next_++ % kWaiting];
    if (next_ > kWaiting) Add(place);
    place = {start, before, after, &spec, &group};
  }
  // All that wait go into their states: before anything else changes these.
  void Settle() {
    for (size_t i = next_ > kWaiting ? next_ - kWaiting : 0; i < next_; ++i) {
      Add(waiting_[i % kWaiting]);
    }
    next_ = 0;
  }

 private:
  static constexpr size_t kWaiting = 16;
  struct Moved {
    int64_t start = 0;
    ItemEnd before, after;
    const StateSpec* spec = nullptr;
    CohortState* group = nullptr;
  };

  ABSL_ATTRIBUTE_ALWAYS_INLINE static void Fetch(int64_t start, ItemEnd end,
                                                 const CohortState& group) {
    if (end.time == kNever) {
      group.PrefetchOpen(start);
    } else {
      group.PrefetchClosed(end.time > start ? end.time - start : 0);
    }
  }
  static void Add(const Moved& one) {
    ReplaceItem(one.start, one.before, one.after, *one.spec, *one.group);
  }

  std::array<Moved, kWaiting> waiting_;
  size_t next_ = 0;  // So many came since all were settled.
};

}  // namespace readiness::metric::internal
