// What a histogram says of what lasted longer than it can tell apart: that it is at least as long.
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/metric/evaluate.h"

#include "folded_rows.h"

namespace readiness::metric {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kYear = 366 * kDay;
constexpr double kLast = 536'870'912;  // 2^29 seconds.

// Tickets that took an hour, and tickets that took 18 to 30 years, of which a histogram has one
// bin.
MetricReading Reading(int short_ones, int long_ones, int open_ones, Resolution resolution,
                      const std::vector<double>& within = {}) {
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  const int64_t as_of = 40 * kYear;
  TextDictionary texts;
  MetricStream stream(&texts, StreamOptions{.known_at = as_of, .until = as_of});
  EXPECT_TRUE(stream.AddMetric(StateSpecOf(spec, {}, resolution)).ok());
  for (int i = 0; i < short_ones + long_ones + open_ones; ++i) {
    Event row;
    row.kind = EntityKind::kTicket;
    row.entity = WholeNumberId(i + 1);
    row.event = EventType::kTicketOpened;
    row.time = 0;
    EXPECT_TRUE(stream.Apply(row).ok());
    if (i >= short_ones + long_ones) continue;
    row.event = EventType::kTicketResolved;
    row.time = i < short_ones ? kHour : (18 + i - short_ones) * kYear;
    EXPECT_TRUE(stream.Apply(row).ok());
  }
  stream.AdvanceWatermark(as_of);
  return Evaluate(spec, stream.state(0), {as_of, within, true}).value();
}

TEST(LastBin, AMedianInItIsAtLeastAsLongAndNoNumber) {
  const MetricReading exact = Reading(2, 10, 0, Resolution::kExact);
  EXPECT_GT(ValueOf(exact, "median").estimate.value(), kLast);
  const MetricReading reading = Reading(2, 10, 0, Resolution::kHistogram);
  for (const char* measure : {"median", "p90", "completed_median", "completed_p90"}) {
    const MetricValue& value = ValueOf(reading, measure);
    EXPECT_FALSE(value.estimate.has_value()) << measure;
    EXPECT_FALSE(value.high.has_value()) << measure;
    ASSERT_TRUE(value.low.has_value()) << measure;
    EXPECT_LE(*value.low, kLast) << measure;
    EXPECT_FALSE(value.worst_case.has_value()) << measure;
    EXPECT_THAT(value.method, HasSubstr("17 years")) << measure;
  }
  EXPECT_EQ(ValueOf(reading, "p90").low, kLast);
}
TEST(LastBin, AMeanOverItIsAtLeastWhatItsBeginningGives) {
  const MetricReading reading = Reading(2, 2, 0, Resolution::kHistogram);
  const MetricValue& mean = ValueOf(reading, "completed_mean");
  EXPECT_FALSE(mean.estimate.has_value());
  EXPECT_NEAR(*mean.low, (2 * 3600.0 + 2 * kLast) / 4, 0.01 * kLast);
  EXPECT_LT(*mean.low, ValueOf(Reading(2, 2, 0, Resolution::kExact), "completed_mean").estimate);
}
TEST(LastBin, WhatIsBeforeItIsKnownAsEver) {
  const MetricReading reading = Reading(20, 3, 0, Resolution::kHistogram);
  EXPECT_NEAR(*ValueOf(reading, "median").estimate, 3600, 15);
  EXPECT_NEAR(*ValueOf(reading, "completed_median").estimate, 3600, 15);
  EXPECT_NEAR(*ValueOf(reading, "within").estimate, 20.0 / 23, 1e-12);
  EXPECT_TRUE(ValueOf(reading, "rmst").estimate.has_value());
}
TEST(LastBin, AShareUpToATimeWithinItIsNotKnown) {
  const double twenty_years = 20.0 * 366 * 86'400;
  const MetricReading reading = Reading(5, 5, 0, Resolution::kHistogram, {twenty_years});
  bool is_found = false;
  for (const MetricValue& value : reading.values) {
    if (value.measure != "within" || value.at != twenty_years) continue;
    is_found = true;
    EXPECT_FALSE(value.estimate.has_value());
    EXPECT_FALSE(value.low.has_value());
    EXPECT_FALSE(value.worst_case.has_value());
  }
  EXPECT_TRUE(is_found);
}
// Open decisions have their starts, by the hour, so their ages need no bins.
TEST(LastBin, AgesOfWhatIsOpenAreKnownBeyondIt) {
  const MetricSpec spec = DefaultSpec(Metric::kDecisionClosureRate);
  const int64_t as_of = 40 * kYear;
  TextDictionary texts;
  MetricStream stream(&texts, StreamOptions{.known_at = as_of, .until = as_of});
  ASSERT_TRUE(stream.AddMetric(StateSpecOf(spec, {}, Resolution::kHistogram)).ok());
  for (int i = 0; i < 3; ++i) {
    Event row;
    row.kind = EntityKind::kDecision;
    row.entity = WholeNumberId(i + 1);
    row.event = EventType::kDecisionOpened;
    row.time = i * 10 * kYear;
    ASSERT_TRUE(stream.Apply(row).ok());
  }
  stream.AdvanceWatermark(as_of);
  const auto reading = Evaluate(spec, stream.state(0), {as_of, {}, true});
  ASSERT_TRUE(reading.ok()) << reading.status();
  ASSERT_TRUE(reading->open_ages.has_value());
  EXPECT_NEAR(reading->open_ages->longest_seconds, 40.0 * 366 * 86'400, 3600);
  EXPECT_NEAR(reading->open_ages->median_seconds, 30.0 * 366 * 86'400, 3600);
}

}  // namespace
}  // namespace readiness::metric
