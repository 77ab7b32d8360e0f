#include "readiness/report/metrics_text.h"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

metric::MetricValue Value(std::string measure, std::string unit) {
  metric::MetricValue value;
  value.measure = std::move(measure);
  value.unit = std::move(unit);
  return value;
}
metric::MetricReadings Readings() {
  metric::MetricReadings readings;
  metric::MetricReading& reading = readings.metrics.emplace_back();
  reading.metric = "time_to_resolution";
  reading.verdict = "INSUFFICIENT";
  reading.reasons = {"STRADDLES"};
  reading.needed_count = 40;
  reading.trend = "IMPROVING";
  reading.sample = {348, 315, 33, 0, 320, 0};
  metric::MetricValue within = Value("within", "share");
  within.at = 7 * 86'400;
  within.estimate = 0.5;
  within.low = 0;
  within.high = 1;
  reading.values.push_back(within);
  metric::MetricValue median = Value("median", "s");
  median.low = 5'400;
  reading.values.push_back(median);
  return readings;
}
std::string TextOf(const metric::MetricReadings& readings, const TextOptions& options = {}) {
  return MetricsText(readings, absl::FromUnixSeconds(1'700'000'000), options);
}

TEST(MetricsText, SaysVerdictReasonSampleAndDrawsIntervals) {
  EXPECT_EQ(TextOf(Readings()),
            "as of 2023-11-14 22:13:20 UTC; intervals of 95 %, drawn [==|==]\n"
            "\n"
            "time_to_resolution  INSUFFICIENT (straddles; about 40 more matured items would decide "
            "it)  improving\n"
            "  348 items: 315 with the event and 33 open; 320 matured\n"
            "  within 7 d  50.0 %     0.0 % to 100.0 %  [===========|==========]\n"
            "  median      not known  above 1.5 h\n");
}
TEST(MetricsText, AnEndThatIsNotKnownRunsOff) {
  metric::MetricReadings readings = Readings();
  metric::MetricValue p90 = Value("p90", "s");
  p90.estimate = 7'200;
  p90.low = 3'600;
  p90.high = std::numeric_limits<double>::infinity();
  readings.metrics[0].values = {p90};
  EXPECT_THAT(TextOf(readings), HasSubstr("p90  2 h  above 1 h  ............[==========|\n"));
}
TEST(MetricsText, NothingKnownDrawsNothing) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].values = {Value("share", "share")};
  EXPECT_THAT(TextOf(readings), HasSubstr("  share  not known\n"));
}
TEST(MetricsText, GivesEachCohortItsLines) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].cohorts.push_back({"eu", {Value("median", "s")}, {}, "INSUFFICIENT", {}, {}});
  EXPECT_THAT(TextOf(readings), HasSubstr("  eu  INSUFFICIENT  0 items; 0 matured\n"));
}
TEST(MetricsText, ColoursOnlyWhereAsked) {
  EXPECT_THAT(TextOf(Readings()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(TextOf(Readings(), {100, true}), HasSubstr("\x1b[33mINSUFFICIENT\x1b[0m"));
}

}  // namespace
}  // namespace readiness::report
