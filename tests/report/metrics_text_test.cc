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
            "  within 7 d  50.0 %       0.0 % to 100.0 %  [===========|==========]\n"
            "  median      not reached  above 1.5 h\n");
}
TEST(MetricsText, SaysWhetherCohortsAreEquallyFast) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].log_rank =
      metric::MetricLogRank{8.82, 1, 0.00297, {{"fast", 6, 2.368}, {"slow", 5, 8.632}}};
  EXPECT_THAT(TextOf(readings),
              HasSubstr("  speed of cohorts: log-rank p 0.003, at one look; fastest fast (6 ended, "
                        "2.37 expected), slowest slow (5 ended, 8.63 expected)\n"));
  readings.metrics[0].log_rank->p_value = 0.0512;
  EXPECT_THAT(TextOf(readings), HasSubstr("  speed of cohorts: no difference shown (log-rank p "
                                          "0.0512, at one look)\n"));
}
TEST(MetricsText, SaysWhichVerdictsStandTogether) {
  metric::MetricReadings readings = Readings();
  EXPECT_THAT(TextOf(readings), Not(HasSubstr("together")));
  readings.metrics[0].target.emplace().alpha = 0.05;
  for (const char* name : {"app", "web", "shop"}) {
    readings.metrics[0].cohorts.emplace_back().cohort = name;
    readings.metrics[0].cohorts.back().joint_verdict = "INSUFFICIENT";
  }
  EXPECT_THAT(TextOf(readings), HasSubstr("All 3 looked at together: no verdict stands yet.\n"));
  readings.metrics[0].cohorts[0].joint_verdict = "NOT_MET";
  readings.metrics[0].cohorts[2].joint_verdict = "MET";
  EXPECT_THAT(
      TextOf(readings),
      HasSubstr("All 3 looked at together: NOT_MET stands for time_to_resolution of app. MET "
                "stands for time_to_resolution of shop. Of those named for either an "
                "expected 5.0 % at most are named falsely.\n"));
}
TEST(MetricsText, SaysWhichTrendsStandTogether) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].joint_trend = "INSUFFICIENT";
  readings.metrics[0].trend_alpha = 0.05;
  EXPECT_THAT(TextOf(readings), Not(HasSubstr("together"))) << "one alone";
  readings.metrics.push_back(readings.metrics[0]);
  readings.metrics[1].metric = "rework_volume";
  EXPECT_THAT(TextOf(readings),
              HasSubstr("All 2 trends looked at together: no trend stands yet.\n"));
  readings.metrics[1].trend = readings.metrics[1].joint_trend = "WORSENING";
  readings.metrics[0].joint_trend = "IMPROVING";
  EXPECT_THAT(TextOf(readings),
              HasSubstr("All 2 trends looked at together: WORSENING stands for rework_volume. "
                        "IMPROVING stands for time_to_resolution. Of those named for any an "
                        "expected 5.0 % at most are named falsely.\n"));
  for (metric::MetricReading& reading : readings.metrics) {
    reading.trend = reading.joint_trend = "INSUFFICIENT";
  }
  EXPECT_THAT(TextOf(readings), Not(HasSubstr("together"))) << "nothing shows";
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
// What was asked, what the verdict rests on (not what is displayed), and what it promises.
TEST(MetricsText, SaysTheTargetTheIntervalThatDecidedAndWhatItPromises) {
  metric::MetricReadings readings = Readings();
  metric::MetricTarget target;
  target.measure = target.judged_measure = "within";
  target.at = target.judged_at = 7 * 86'400;
  target.value = target.judged_value = 0.9;
  target.low = 0.412;
  target.high = 0.588;
  target.alpha = 0.05;
  target.at_least = true;
  target.peeking = model::MetricPeeking::kAnytime;
  target.part_count = 1;
  readings.metrics[0].target = target;
  EXPECT_THAT(TextOf(readings),
              HasSubstr("\n  target: within 7 d at least 90.0 %; the verdict rests on 41.2 % to "
                        "58.8 %\n  348 items"));
  EXPECT_THAT(TextOf(readings),
              HasSubstr("\nHow far to trust the verdicts: a metric that misses its target is ever "
                        "called MET with a chance of at most 5.0 %, however often one looks.\n"
                        "That it is ever called NOT_MET although the target is reached has a "
                        "chance of at most 5.0 %.\n"));
  // Two: the same for all being MET, the sum for any being NOT_MET.
  readings.metrics.push_back(readings.metrics[0]);
  readings.metrics[1].target->peeking = model::MetricPeeking::kOneLook;
  readings.metrics[1].target->alpha = 0.01;
  readings.metrics[1].target->part_count = 3;
  EXPECT_THAT(TextOf(readings), HasSubstr("at most 5.0 %, at the looks that the definitions plan"));
  EXPECT_THAT(TextOf(readings), HasSubstr("The same 5.0 % holds for asking that all 2 be MET.\n"));
  EXPECT_THAT(TextOf(readings), HasSubstr("a chance of at most 8.0 %, the sum over them.\n"));
  EXPECT_THAT(TextOf(Readings()), Not(HasSubstr("How far to trust"))) << "nothing was asked";
}
TEST(MetricsText, ATargetOnAMedianIsToldAsTheShareThatIsJudged) {
  metric::MetricReadings readings = Readings();
  metric::MetricTarget target;
  target.measure = "median";
  target.at_least = false;
  target.value = target.judged_at.emplace(7'200);
  target.judged_measure = "within";
  target.judged_value = 0.5;
  readings.metrics[0].target = target;
  EXPECT_THAT(TextOf(readings),
              HasSubstr("  target: median at most 2 h, that is within 2 h at least 50.0 %; there "
                        "is no interval yet that a verdict could rest on\n"));
}
TEST(MetricsText, SaysTheWorstCaseWhileThereIsSomethingOpen) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].values[0].worst_case = 0.25;
  EXPECT_THAT(TextOf(readings), HasSubstr("  worst case, if nothing that is open now ever ends: "
                                          "within 7 d 25.0 %\n"));
  readings.metrics[0].sample.open = 0;
  EXPECT_THAT(TextOf(readings), Not(HasSubstr("worst case")));
}
TEST(MetricsText, SaysByWhenItWasKnown) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].known_at = absl::FromUnixSeconds(1'700'000'000);
  EXPECT_THAT(TextOf(readings), Not(HasSubstr("known at"))) << "nothing later than the moment";
  readings.metrics[0].known_at = absl::FromUnixSeconds(1'700'086'400);
  EXPECT_THAT(TextOf(readings), HasSubstr("as of 2023-11-14 22:13:20 UTC, as it was known at "
                                          "2023-11-15 22:13:20 UTC; intervals"));
}
TEST(MetricsText, SaysOfEachExceptionStateHowItStands) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].subjects.push_back({"declined", {}, {}, "INSUFFICIENT", {"N_BELOW_MIN"}, 7});
  EXPECT_THAT(TextOf(readings),
              HasSubstr("  state declined  INSUFFICIENT (n below min; about 7 more matured items "
                        "would decide it)  0 items; 0 matured\n"));
}
TEST(MetricsText, SaysHowOldWhatIsOpenIs) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].open_ages = {2, 86'400, 172'800, 259'200};
  EXPECT_THAT(TextOf(readings), HasSubstr("  open: 2 decisions, half of them older than 1 d, one "
                                          "in ten older than 2 d, the oldest 3 d\n"));
}
TEST(MetricsText, GivesEachCohortItsLines) {
  metric::MetricReadings readings = Readings();
  readings.metrics[0].cohorts.push_back(
      {"eu", {Value("median", "s")}, {}, "INSUFFICIENT", {}, {}, {}, {}, ""});
  EXPECT_THAT(TextOf(readings), HasSubstr("  eu  INSUFFICIENT  0 items; 0 matured\n"));
}
TEST(MetricsText, ColoursOnlyWhereAsked) {
  EXPECT_THAT(TextOf(Readings()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(TextOf(Readings(), {100, true}), HasSubstr("\x1b[33mINSUFFICIENT\x1b[0m"));
}

}  // namespace
}  // namespace readiness::report
