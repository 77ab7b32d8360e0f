// readiness/metric/internal/journey_records.h: what is kept of a journey whose rows say little
// while all of them are at hand: when it started and ended, and when it reached each step.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/base/attributes.h"

#include "readiness/metric/entity_record.h"
#include "readiness/metric/event.h"
#include "readiness/metric/internal/journey_steps.h"

namespace readiness::metric::internal {

// Of a journey of one cohort, with each step and each other event at one time only: how often it
// came does not matter.
struct JourneyRecord {
  uint64_t key;
  uint32_t cohort;                // Of every row.
  uint32_t different;             // Rows that are.
  bool is_wide;                   // Its rows do not fit, and what stands here means nothing.
  std::array<int64_t, 4> events;  // By event but for steps; kNever: it has none.
  ReachedSteps reached;
};

// The records of one part of the rows, found by key.
class JourneyRecords {
 public:
  // Forgets all; room for the journeys of so many rows.
  void Begin(size_t rows) {
    const size_t places = std::bit_ceil(std::max<size_t>(16, rows));
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(places));
    places_.assign(places, 0);
    size_ = 0;
  }
  // Of the journey `key`, a blank one of `cohort` at first; stays in place until the next new one.
  ABSL_ATTRIBUTE_ALWAYS_INLINE JourneyRecord& FindOrAdd(uint64_t key, uint32_t cohort) {
    size_t place = Mix(key) >> shift_;
    while (places_[place] != 0) {
      JourneyRecord& record = records_[places_[place] - 1];
      if (record.key == key) return record;
      place = (place + 1) & (places_.size() - 1);
    }
    return Add(place, key, cohort);
  }
  // Notes that the event `which`, no step, happened at `time`.
  static void Note(size_t which, int64_t time, JourneyRecord& record) {
    int64_t& held = record.events[which];
    const bool is_new = held == kNever;
    record.different += is_new ? 1U : 0U;
    record.is_wide = record.is_wide || (!is_new && held != time);
    held = time;
  }
  // Notes that a step from 1 to kMaxStep was reached at `time`.
  static void NoteStep(uint32_t step, int64_t time, JourneyRecord& record) {
    const uint64_t bit = uint64_t{1} << (step - 1);
    int64_t& held = record.reached.times[step - 1];
    const bool is_new = (record.reached.steps & bit) == 0;
    record.different += is_new ? 1U : 0U;
    record.is_wide = record.is_wide || (!is_new && held != time);
    record.reached.steps |= bit;
    record.reached.latest = std::max(record.reached.latest, time);
    held = time;
  }
  // Does the journey not fit its record? It has one.
  [[nodiscard]] bool IsWide(uint64_t key) const {
    size_t place = Mix(key) >> shift_;
    while (records_[places_[place] - 1].key != key) place = (place + 1) & (places_.size() - 1);
    return records_[places_[place] - 1].is_wide;
  }
  [[nodiscard]] std::span<const JourneyRecord> records() const { return {records_.data(), size_}; }

 private:
  [[nodiscard]] static size_t Mix(uint64_t key) {
    return static_cast<size_t>(key * 0x9E3779B97F4A7C15ULL);
  }
  ABSL_ATTRIBUTE_NOINLINE JourneyRecord& Add(size_t place, uint64_t key, uint32_t cohort) {
    if (size_ == records_.size()) records_.resize(std::max<size_t>(64, size_ * 2));
    JourneyRecord& record = records_[size_++];
    places_[place] = static_cast<uint32_t>(size_);
    record.key = key;
    record.cohort = cohort;
    record.different = 0;
    record.is_wide = false;
    record.events.fill(kNever);
    record.reached.steps = 0;
    record.reached.latest = kNoTime;
    return record;
  }

  std::vector<uint32_t> places_;  // A power of two: a record's number + 1; 0: free.
  std::vector<JourneyRecord> records_;
  size_t size_ = 0;
  unsigned shift_ = 0;
};

}  // namespace readiness::metric::internal
