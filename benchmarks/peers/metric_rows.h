// The inputs of the comparison of metrics: made once here (splitmix64, fixed seeds) and written as
// plain columns, so that every side reads the same rows. ../README.md describes them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/event_columns.h"

#include "../../tests/splitmix64.h"

namespace readiness::metric {

inline constexpr int64_t kBegin = 1'700'000'000'000'000;
inline constexpr int64_t kEnd = kBegin + 90 * kMicrosPerDay;  // Every reading is as of here.

inline int64_t Below(uint64_t& random, int64_t limit) {
  return static_cast<int64_t>(SplitMix64(random) % static_cast<uint64_t>(limit));
}
// Log-normal, median e^10 s, sigma 2; the normal number is a sum of twelve uniform ones.
inline int64_t LogNormalMicros(uint64_t& random) {
  double normal = -6;
  for (int i = 0; i < 12; ++i) {
    normal += static_cast<double>(SplitMix64(random) >> 11U) * 0x1p-53;
  }
  return static_cast<int64_t>(std::exp(10.0 + 2.0 * normal) * 1e6);
}

// W1: one row an item.
struct ItemRows {
  static constexpr size_t kCohorts = 64;
  std::vector<int64_t> start, end;
  std::vector<uint16_t> cohort;

  explicit ItemRows(size_t rows) : start(rows), end(rows), cohort(rows) {
    uint64_t random = 1;
    for (size_t i = 0; i < rows; ++i) {
      start[i] = kBegin + Below(random, 90 * kMicrosPerDay);
      end[i] = start[i] + LogNormalMicros(random);
      if (end[i] > kEnd) end[i] = kNoTime;
      cohort[i] = static_cast<uint16_t>(Below(random, kCohorts));
    }
  }
};

// Rows of telemetry. `subject` is 1 for journeys: they are told apart by it.
struct EventRows {
  std::vector<int64_t> time;
  std::vector<EntityKind> kind;
  std::vector<uint64_t> entity;
  std::vector<EventType> event;
  std::vector<uint32_t> cohort;
  std::vector<double> value;  // Empty, or one a row.

  void Add(EventType type, uint64_t id, int64_t at, uint32_t of) {
    time.push_back(at);
    kind.push_back(KindOf(type));
    entity.push_back(id);
    event.push_back(type);
    cohort.push_back(of);
  }
  void Reserve(size_t rows) {
    time.reserve(rows);
    kind.reserve(rows);
    entity.reserve(rows);
    event.reserve(rows);
    cohort.reserve(rows);
  }
  [[nodiscard]] EventColumns Columns(size_t begin, size_t size) const {
    EventColumns columns;
    columns.time = std::span(time).subspan(begin, size);
    columns.kind = std::span(kind).subspan(begin, size);
    columns.entity = std::span(entity).subspan(begin, size);
    columns.event = std::span(event).subspan(begin, size);
    columns.cohort.values = std::span(cohort).subspan(begin, size);
    if (!value.empty()) columns.value.values = std::span(value).subspan(begin, size);
    return columns;
  }
  [[nodiscard]] EventColumns Columns() const { return Columns(0, time.size()); }
};

// W2: opened, escalated (an acknowledgement), resolved of 97 %, reopened and resolved again of a
// tenth of those; shuffled. Ids are sparse, cohorts 1 to 64.
inline EventRows TicketRows(size_t tickets) {
  EventRows rows;
  rows.Reserve(tickets * 33 / 10);
  uint64_t random = 2;
  for (size_t i = 0; i < tickets; ++i) {
    const uint64_t id = WholeNumberId(static_cast<int64_t>(i));
    const auto cohort = static_cast<uint32_t>(1 + id % 64);
    const int64_t opened = kBegin + Below(random, 60 * kMicrosPerDay);
    rows.Add(EventType::kTicketOpened, id, opened, cohort);
    rows.Add(EventType::kTicketEscalated, id, opened + Below(random, kMicrosPerHour), cohort);
    if (SplitMix64(random) % 100 < 3) continue;
    const int64_t resolved = opened + std::min(LogNormalMicros(random), 28 * kMicrosPerDay);
    rows.Add(EventType::kTicketResolved, id, resolved, cohort);
    if (SplitMix64(random) % 10 != 0) continue;
    rows.Add(EventType::kTicketReopened, id, resolved + kMicrosPerHour, cohort);
    rows.Add(EventType::kTicketResolved, id, resolved + 2 * kMicrosPerHour, cohort);
  }
  for (size_t i = rows.time.size(); i > 1; --i) {
    const size_t other = SplitMix64(random) % i;
    std::swap(rows.time[i - 1], rows.time[other]);
    std::swap(rows.entity[i - 1], rows.entity[other]);
    std::swap(rows.event[i - 1], rows.event[other]);
    std::swap(rows.cohort[i - 1], rows.cohort[other]);
  }
  return rows;
}

// B1: half the subjects are tickets, half journeys of 8 to 25 steps within six hours, which are
// complete with the 17th. Sorted by time, 200 cohorts, ids of 64 bits without order.
inline EventRows SubjectRows(size_t subjects) {
  struct Row {
    int64_t time;
    uint64_t id;
    uint32_t cohort;
    EventType type;
    uint8_t step;
  };
  std::vector<Row> made;
  made.reserve(subjects * 10);
  uint64_t random = 42;
  for (size_t i = 0; i < subjects; ++i) {
    const uint64_t id = WholeNumberId(static_cast<int64_t>(i));
    const auto cohort = static_cast<uint32_t>(1 + Below(random, 200));
    const int64_t start = kBegin + Below(random, 90 * kMicrosPerDay - 6 * kMicrosPerHour);
    if (i % 2 == 0) {
      made.push_back({start, id, cohort, EventType::kTicketOpened, 0});
      const int64_t end = start + LogNormalMicros(random);
      if (end <= kEnd) made.push_back({end, id, cohort, EventType::kTicketResolved, 0});
      continue;
    }
    made.push_back({start, id, cohort, EventType::kJourneyStarted, 0});
    const int64_t steps = 8 + Below(random, 18);
    const int64_t pace = 6 * kMicrosPerHour / 26;
    int64_t time = start;
    for (int64_t step = 1; step <= steps; ++step) {
      time += 1 + Below(random, pace);
      made.push_back({time, id, cohort, EventType::kJourneyStep, static_cast<uint8_t>(step)});
    }
    if (steps >= 17) made.push_back({time, id, cohort, EventType::kJourneyCompleted, 0});
  }
  std::sort(made.begin(), made.end(), [](const Row& a, const Row& b) {
    return a.time != b.time ? a.time < b.time : a.id != b.id ? a.id < b.id : a.type < b.type;
  });
  EventRows rows;
  rows.Reserve(made.size());
  rows.value.reserve(made.size());
  for (const Row& row : made) {
    rows.Add(row.type, row.id, row.time, row.cohort);
    rows.value.push_back(row.step == 0 ? kNoNumber : row.step);
  }
  return rows;
}

// W4: `live` open tickets, then rows of random ones among them: resolved (60 %), reopened,
// escalated; one row in twenty is one that came before.
struct StreamRows {
  EventRows opened, rows;

  StreamRows(size_t live, size_t count) {
    uint64_t random = 3;
    opened.Reserve(live);
    rows.Reserve(count);
    for (size_t i = 0; i < live; ++i) {
      const uint64_t id = WholeNumberId(static_cast<int64_t>(i));
      opened.Add(EventType::kTicketOpened, id, kBegin + Below(random, 90 * kMicrosPerDay),
                 static_cast<uint32_t>(1 + id % 64));
    }
    for (size_t i = 0; i < count; ++i) {
      if (i > 0 && SplitMix64(random) % 20 == 0) {
        const size_t row = SplitMix64(random) % i;
        rows.Add(rows.event[row], rows.entity[row], rows.time[row], rows.cohort[row]);
        continue;
      }
      const size_t ticket = SplitMix64(random) % live;
      const uint64_t what = SplitMix64(random) % 10;
      rows.Add(what < 6   ? EventType::kTicketResolved
               : what < 8 ? EventType::kTicketReopened
                          : EventType::kTicketEscalated,
               opened.entity[ticket], opened.time[ticket] + LogNormalMicros(random),
               opened.cohort[ticket]);
    }
  }
};

}  // namespace readiness::metric
