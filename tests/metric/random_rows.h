// tests/metric/random_rows.h: random rows of every kind, and ways to shuffle and repeat them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "readiness/metric/event.h"
#include "readiness/metric/event_columns.h"
#include "readiness/metric/state_spec.h"
#include "readiness/metric/text_dictionary.h"

#include "../splitmix64.h"

namespace readiness::metric::testing {

// splitmix64, Steele, Lea and Flood (2014), doi:10.1145/2660193.2660195.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() { return SplitMix64(state_); }
  int64_t Below(int64_t n) { return static_cast<int64_t>(Next() % static_cast<uint64_t>(n)); }
  bool Chance(int percent) { return Below(100) < percent; }

 private:
  uint64_t state_;
};

inline constexpr int64_t kEpoch = 1'700'000'000'000'000;

// Texts 1 to 4 are cohorts, 5 to 7 subjects.
inline TextDictionary Texts() {
  TextDictionary texts;
  for (const char* text : {"web", "app", "desk", "partner", "refund", "wait", "trial"}) {
    static_cast<void>(texts.Intern(text));
  }
  return texts;
}

// Rows of `entities` entities of each kind, about four each; some come twice at one time, some name
// two cohorts, some have no start, some come back.
inline std::vector<Event> RandomRows(Random& random, int64_t entities) {
  std::vector<Event> rows;
  for (size_t type = 0; type < kEventTypeCount; ++type) {
    const auto event = static_cast<EventType>(type);
    for (int64_t i = 0; i < entities; ++i) {
      for (int64_t repeat = random.Below(3); repeat > 0; --repeat) {
        Event row;
        row.event = event;
        row.kind = KindOf(event);
        row.entity = static_cast<uint64_t>(1 + random.Below(entities));
        // Few different times, so that ties happen.
        row.time = kEpoch + random.Below(4'000) * 6'000'000'000;
        if (random.Chance(20)) row.time += random.Below(3);
        if (random.Chance(30)) row.recorded = row.time + random.Below(5) * 3'600'000'000;
        row.cohort = static_cast<uint32_t>(1 + row.entity % 4);
        if (random.Chance(5)) row.cohort = static_cast<uint32_t>(random.Below(5));
        if (HasSubjects(row.kind)) row.subject = static_cast<uint32_t>(5 + random.Below(3));
        if (random.Chance(50)) row.event_id = random.Next() | 1U;
        if (random.Chance(30)) row.tier = static_cast<uint8_t>(random.Below(4));
        if (row.kind == EntityKind::kTicket) {
          row.parent = static_cast<uint64_t>(random.Below(entities + 1));
        }
        if (row.kind == EntityKind::kDecision && random.Chance(40)) {
          row.due = row.time + random.Below(20) * 86'400'000'000;
        }
        switch (event) {
          case EventType::kJourneyStep:
            row.value = static_cast<double>(1 + random.Below(4));
            break;
          case EventType::kResponseAnswered:
            row.total = random.Chance(50) ? 5 : 10;
            row.value = static_cast<double>(random.Below(6));
            break;
          case EventType::kExceptionCompleted:
            if (random.Chance(70)) {
              row.total = 3;
              row.value = static_cast<double>(random.Below(4));
            }
            break;
          default:
            if (row.kind == EntityKind::kChange && random.Chance(40)) {
              row.value = static_cast<double>(random.Below(5));
            }
            break;
        }
        rows.push_back(row);
      }
    }
  }
  return rows;
}

inline void Shuffle(Random& random, std::vector<Event>& rows) {
  for (size_t i = rows.size(); i > 1; --i) {
    std::swap(rows[i - 1], rows[static_cast<size_t>(random.Below(static_cast<int64_t>(i)))]);
  }
}

// The rows as columns; the columns live in here.
struct Columns {
  explicit Columns(const std::vector<Event>& rows) {
    for (const Event& row : rows) {
      time.push_back(row.time);
      recorded.push_back(row.recorded);
      due.push_back(row.due);
      kind.push_back(row.kind);
      event.push_back(row.event);
      entity.push_back(row.entity);
      event_id.push_back(row.event_id);
      parent.push_back(row.parent);
      value.push_back(row.value);
      total.push_back(row.total);
      cohort.push_back(row.cohort);
      subject.push_back(row.subject);
      release.push_back(row.release);
      tier.push_back(row.tier);
    }
  }
  [[nodiscard]] EventColumns Spans() const {
    EventColumns columns;
    columns.time = time;
    columns.kind = kind;
    columns.entity = entity;
    columns.event = event;
    columns.recorded.values = recorded;
    columns.due.values = due;
    columns.event_id.values = event_id;
    columns.parent.values = parent;
    columns.value.values = value;
    columns.total.values = total;
    columns.cohort.values = cohort;
    columns.subject.values = subject;
    columns.release.values = release;
    columns.tier.values = tier;
    return columns;
  }
  std::vector<int64_t> time, recorded, due;
  std::vector<EntityKind> kind;
  std::vector<EventType> event;
  std::vector<uint64_t> entity, event_id, parent;
  std::vector<double> value, total;
  std::vector<uint32_t> cohort, subject, release;
  std::vector<uint8_t> tier;
};

// One definition of each metric, and variants of those with more than one way to count.
inline std::vector<StateSpec> AllSpecs() {
  std::vector<StateSpec> specs;
  for (size_t metric = 0; metric < kTelemetryMetricCount; ++metric) {
    StateSpec spec;
    spec.metric = static_cast<Metric>(metric);
    specs.push_back(spec);
    spec.resolution = Resolution::kHistogram;
    spec.reopen_window = 3 * kMicrosPerDay;
    spec.steps = 3;
    spec.default_due = 10 * kMicrosPerDay;
    specs.push_back(spec);
  }
  StateSpec final_end;
  final_end.final_end = true;
  final_end.reopen_window = kEver;
  specs.push_back(final_end);
  final_end.reopen_window = 2 * kMicrosPerDay;
  specs.push_back(final_end);
  StateSpec release;
  release.release = release.start_from = kEpoch + 50 * kMicrosPerDay;
  release.start_before = kEpoch + 200 * kMicrosPerDay;
  specs.push_back(release);
  StateSpec in_order;
  in_order.metric = Metric::kEarlyJourneyCompletion;
  in_order.steps = 3;
  in_order.in_order = true;
  specs.push_back(in_order);
  StateSpec pairs;
  pairs.keep_pairs = true;
  specs.push_back(pairs);
  for (size_t i = 0; i < specs.size(); ++i) specs[i].identity[0] = static_cast<uint8_t>(i + 1);
  return specs;
}

}  // namespace readiness::metric::testing
