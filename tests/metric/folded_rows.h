// tests/metric/folded_rows.h: rows of one metric as a test writes them, folded and evaluated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/metric/evaluate.h"
#include "readiness/metric/metric_stream.h"

namespace readiness::metric {

inline constexpr int64_t kHour = 3'600'000'000;
inline constexpr int64_t kDay = 24 * kHour;

// Rows of one metric, folded.
class Rows {
 public:
  explicit Rows(MetricSpec spec) : spec_(std::move(spec)) {}

  Rows& Add(EntityKind kind, uint64_t entity, EventType event, int64_t time,
            std::string_view cohort = "", std::string_view subject = "", double value = kNoNumber,
            double total = kNoNumber) {
    Event row;
    row.kind = kind;
    row.entity = WholeNumberId(static_cast<int64_t>(entity));
    row.event = event;
    row.time = time;
    row.cohort = texts_.Intern(cohort).value();
    row.subject = texts_.Intern(subject).value();
    row.value = value;
    row.total = total;
    rows_.push_back(row);
    return *this;
  }
  // A ticket, resolved after `hours` (negative: open).
  Rows& Ticket(uint64_t id, int64_t opened, double hours, std::string_view cohort = "") {
    Add(EntityKind::kTicket, id, EventType::kTicketOpened, opened, cohort);
    if (hours >= 0) {
      Add(EntityKind::kTicket, id, EventType::kTicketResolved,
          opened + static_cast<int64_t>(hours * static_cast<double>(kHour)), cohort);
    }
    return *this;
  }
  [[nodiscard]] MetricReading At(int64_t as_of, bool reversed = false) const {
    const auto reading = Read(as_of, reversed, true);
    EXPECT_TRUE(reading.ok()) << reading.status();
    return *reading;
  }
  // The same without word that all rows up to the moment have come.
  [[nodiscard]] MetricReading AtWatermark(int64_t as_of) const {
    const auto reading = Read(as_of, false, false);
    EXPECT_TRUE(reading.ok()) << reading.status();
    return *reading;
  }
  [[nodiscard]] absl::StatusOr<MetricReading> Read(int64_t as_of, bool reversed,
                                                   bool is_complete) const {
    StreamOptions options;
    options.known_at = options.until = as_of;
    MetricStream stream(&texts_, options);
    const size_t number = stream.AddMetric(StateSpecOf(spec_, {})).value();
    std::vector<Event> rows = rows_;
    if (reversed) std::reverse(rows.begin(), rows.end());
    for (const Event& row : rows) {
      const absl::Status status = stream.Apply(row);
      EXPECT_TRUE(status.ok()) << status;
    }
    if (is_complete) stream.AdvanceWatermark(as_of);
    return Evaluate(spec_, stream.state(number), {as_of, {}, true});
  }

 private:
  MetricSpec spec_;
  TextDictionary texts_;
  std::vector<Event> rows_;
};

inline MetricSpec With(Metric metric, std::string measure, double target) {
  MetricSpec spec = DefaultSpec(metric);
  spec.measure = std::move(measure);
  spec.target = target;
  if (metric == Metric::kReworkVolume) spec.peeking = model::MetricPeeking::kOneLook;
  return spec;
}
inline const MetricValue& ValueOf(const MetricReading& reading, std::string_view measure) {
  for (const MetricValue& value : reading.values) {
    if (value.measure == measure) return value;
  }
  ADD_FAILURE() << "no " << measure;
  static const MetricValue none;
  return none;
}

}  // namespace readiness::metric
