// Whether cohorts come to the event equally fast: the log-rank test of a reading.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/metric/evaluate.h"

#include "folded_rows.h"
#include "random_rows.h"

namespace readiness::metric {
namespace {

const std::vector<double> kFast = {1, 2, 3, 4, 5, 6};
const std::vector<double> kSlow = {2.5, 7, 9, 11, 13, -1, -1};  // The last two stay open.

Rows TwoCohorts() {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  uint64_t id = 0;
  for (const double hours : kFast) rows.Ticket(++id, 0, hours, "fast");
  for (const double hours : kSlow) rows.Ticket(++id, 0, hours, "slow");
  return rows;
}

// R 4.2, survival 3.5: survdiff(Surv(hours, closed) ~ cohort), open ones censored at 20 h.
TEST(CompareCohorts, IsTheLogRankTestOfR) {
  const MetricReading reading = TwoCohorts().At(20 * kHour);
  ASSERT_TRUE(reading.log_rank.has_value());
  const MetricLogRank& test = *reading.log_rank;
  EXPECT_NEAR(test.statistic, 8.8226401234481, 1e-10);
  EXPECT_EQ(test.degrees_of_freedom, 1);
  EXPECT_NEAR(test.p_value, 0.0029751589882027, 1e-12);
  ASSERT_EQ(test.cohorts.size(), 2U);
  EXPECT_EQ(test.cohorts[0].cohort, "fast");
  EXPECT_EQ(test.cohorts[0].observed, 6);
  EXPECT_NEAR(test.cohorts[0].expected, 2.368031968032, 1e-10);
  EXPECT_NEAR(test.cohorts[1].expected, 8.631968031968, 1e-10);
}
TEST(CompareCohorts, LeavesOutWhatHasNoName) {
  Rows rows = TwoCohorts();
  for (uint64_t id = 100; id < 120; ++id) rows.Ticket(id, 0, 0.5);
  EXPECT_EQ(rows.At(20 * kHour).log_rank, TwoCohorts().At(20 * kHour).log_rank);
}
TEST(CompareCohorts, NeedsTwoCohortsAndAMetricOfTimes) {
  Rows one(DefaultSpec(Metric::kTimeToResolution));
  for (uint64_t id = 0; id < 20; ++id) one.Ticket(id, 0, 1, "only");
  EXPECT_FALSE(one.At(20 * kHour).log_rank.has_value());
  Rows silent(DefaultSpec(Metric::kTimeToResolution));
  silent.Ticket(1, 0, -1, "a").Ticket(2, 0, -1, "b");
  EXPECT_FALSE(silent.At(20 * kHour).log_rank.has_value()) << "no event, nothing to compare";
  Rows rates(DefaultSpec(Metric::kSupportEscalationFrequency));
  rates.Ticket(1, 0, 1, "a").Ticket(2, 0, 1, "b");
  EXPECT_FALSE(rates.At(20 * kHour).log_rank.has_value());
}
TEST(CompareCohorts, TakesNoMoreThanSixtyFour) {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  for (uint64_t id = 0; id < 64; ++id)
    rows.Ticket(id, 0, 1.0 + static_cast<double>(id), "c" + std::to_string(id));
  EXPECT_TRUE(rows.At(90 * kHour).log_rank.has_value());
  rows.Ticket(64, 0, 3, "c64");
  EXPECT_FALSE(rows.At(90 * kHour).log_rank.has_value());
}

struct Stay {
  double opened = 0;
  double closed = -1;  // Hours from the release; negative: open.
  std::string cohort;
};
MetricReading ReadFromRelease(const std::vector<Stay>& stays, int64_t as_of) {
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  spec.clock = model::MetricClock::kRelease;
  StateSpec counted = StateSpecOf(spec, {});
  counted.release = counted.start_from = 0;
  TextDictionary texts;
  MetricStream stream(&texts, StreamOptions{.known_at = as_of, .until = as_of});
  EXPECT_TRUE(stream.AddMetric(counted).ok());
  int64_t id = 0;
  for (const Stay& stay : stays) {
    Event row;
    row.kind = EntityKind::kTicket;
    row.entity = WholeNumberId(++id);
    row.cohort = texts.Intern(stay.cohort).value();
    row.event = EventType::kTicketOpened;
    row.time = static_cast<int64_t>(stay.opened * kHour);
    EXPECT_TRUE(stream.Apply(row).ok());
    if (stay.closed < 0) continue;
    row.event = EventType::kTicketResolved;
    row.time = static_cast<int64_t>(stay.closed * kHour);
    EXPECT_TRUE(stream.Apply(row).ok());
  }
  stream.AdvanceWatermark(as_of);
  return Evaluate(spec, stream.state(0), {as_of, {}, true}).value();
}
// R: the score test of coxph(Surv(opened, closed, is_closed) ~ cohort), which without ties is the
// log-rank test.
TEST(CompareCohorts, CountsWhoWasThereWithDelayedEntry) {
  const MetricReading reading = ReadFromRelease({{0, 4, "a"},
                                                 {1, 5, "a"},
                                                 {2, 7, "a"},
                                                 {3, 10, "a"},
                                                 {0.5, 8, "b"},
                                                 {1.5, 9, "b"},
                                                 {2.5, 12, "b"},
                                                 {3.5, -1, "b"},
                                                 {6, 15, "b"}},
                                                20 * kHour);
  ASSERT_TRUE(reading.log_rank.has_value());
  EXPECT_NEAR(reading.log_rank->statistic, 3.9690338069527, 1e-9);
}
// Of many rows those of one bin are taken together, which moves times by less than 0.4 %.
TEST(CompareCohorts, TakesManyRowsByBins) {
  using internal::RowsByBin;
  const std::vector<estimate::LifeTableRow> rows = {
      {10, 9, 1, 0, 0}, {10.01, 8, 1, 0, 1}, {10.02, 8, 1, 1, 0}, {20, 6, 2, 0, 4}};
  const auto bins = RowsByBin(rows);  // Two came in between the second and the third.
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[0].at_risk, 11);
  EXPECT_EQ(bins[0].events, 3);
  EXPECT_EQ(bins[0].competing, 1);
  EXPECT_EQ(bins[0].censored, 1);
  EXPECT_EQ(bins[1].at_risk, 6);
  EXPECT_TRUE(estimate::CheckLifeTable(bins).ok());
}

}  // namespace
}  // namespace readiness::metric
