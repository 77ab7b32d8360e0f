#include "readiness/table/answer_rows.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_arrow.h"

namespace readiness::table {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

ArrowText Read(ArrowRows rows) {
  ArrowArrayStream stream{};
  std::move(rows).Export(stream);
  return ReadArrow(stream);
}

// Every number another, so that no two columns can be mixed up.
engine::RankedRisk Risk() {
  engine::RankedRisk risk;
  risk.id = "risk";
  risk.title = "title";
  risk.rank = 1;
  risk.rank_low = 2;
  risk.rank_high = 3;
  risk.tier = "ACT";
  risk.certified = true;
  risk.owner = "ana";
  risk.expected_loss_delta = 4;
  risk.expected_loss_delta_low = 5;
  risk.expected_loss_delta_high = 6;
  risk.expected_loss_delta_error = 7;
  risk.standalone = 8;
  risk.share = 9;
  risk.raw = 10;
  risk.rrw = std::numeric_limits<double>::infinity();
  risk.proximity_hops = 12;
  risk.proximity_probability = 13;
  risk.proximity_probability_low = 14;
  risk.proximity_probability_high = 15;
  risk.downstream_count = 16;
  risk.top_probability = 17;
  risk.method = "exact";
  risk.top_probability_low = 18;
  risk.top_probability_high = 19;
  return risk;
}

TEST(AnswerRows, RisksHaveTheirFieldsByName) {
  const ArrowText read = Read(RiskRows(std::vector{Risk(), engine::RankedRisk{}}));
  EXPECT_THAT(
      read.fields,
      ElementsAre("id u", "title u", "rank l?", "rank_low l?", "rank_high l?", "tier u",
                  "certified b", "owner u", "expected_loss_delta g?", "expected_loss_delta_low g?",
                  "expected_loss_delta_high g?", "expected_loss_delta_error g?", "standalone g?",
                  "share g?", "raw g?", "rrw g?", "proximity_hops l?", "proximity_probability g?",
                  "proximity_probability_low g?", "proximity_probability_high g?",
                  "downstream_count l?", "top_probability g?", "method u", "top_probability_low g?",
                  "top_probability_high g?"));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_THAT(read.rows[0], ElementsAre("\"risk\"", "\"title\"", "1", "2", "3", "\"ACT\"", "true",
                                        "\"ana\"", "4", "5", "6", "7", "8", "9", "10", "inf", "12",
                                        "13", "14", "15", "16", "17", "\"exact\"", "18", "19"));
  EXPECT_THAT(read.rows[1],
              ElementsAre("\"\"", "\"\"", "null", "null", "null", "\"\"", "false", "\"\"", "null",
                          "null", "null", "null", "null", "null", "null", "null", "null", "null",
                          "null", "null", "0", "null", "\"\"", "null", "null"));
}

TEST(AnswerRows, CountsThatWereNotMadeAreNull) {
  EXPECT_THAT(Read(RiskRows(std::vector{Risk()}, false)).Column("downstream_count"),
              ElementsAre("null"));
}

TEST(AnswerRows, BlockedWorkHasItsFieldsByName) {
  engine::BlockedWork work;
  work.decision = "one-page";
  work.owner = "ana";
  work.reach = 1;
  work.sole = 2;
  work.share = 3;
  work.order = 5;
  const ArrowText read = Read(BlockedWorkRows(std::vector{work}));
  EXPECT_THAT(read.fields, ElementsAre("decision u", "owner u", "reach g", "sole g", "share g",
                                       "slack g?", "order l"));
  EXPECT_THAT(read.rows,
              ElementsAre(ElementsAre("\"one-page\"", "\"ana\"", "1", "2", "3", "null", "5")));
}

metric::MetricReading Reading() {
  metric::MetricReading reading;
  reading.metric = "time_to_resolution";
  reading.verdict = "MET";
  reading.joint_verdict = "NOT_MET";
  reading.reasons = {"AUTOCORRELATED", "FEW"};
  reading.trend = "FLAT";
  reading.joint_trend = "INSUFFICIENT";
  reading.needed_count = 12;
  reading.as_of = absl::FromUnixMicros(30);
  reading.complete_through = absl::FromUnixMicros(31);
  reading.sample = {13, 14, 15, 16, 17, 18};
  metric::MetricValue value;
  value.measure = "within";
  value.at = 1;
  value.unit = "share";
  value.estimate = 2;
  value.low = 3;
  value.high = 4;
  value.anytime_low = 5;
  value.anytime_high = 6;
  value.worst_case = 7;
  value.bin_low = 8;
  value.bin_high = 9;
  value.p_value = 10;
  value.log_evidence = 11;
  value.method = "KM";
  value.provisional = true;
  metric::MetricValue median;
  median.measure = "median";
  reading.values = {value, median};
  return reading;
}

TEST(AnswerRows, AMeasureHasItsFieldsByName) {
  const ArrowText read = Read(MetricRows(std::vector{Reading()}));
  EXPECT_THAT(
      read.fields,
      ElementsAre("metric u", "cohort u?", "subject u?", "measure u?", "at g?", "unit u",
                  "estimate g?", "low g?", "high g?", "anytime_low g?", "anytime_high g?",
                  "worst_case g?", "bin_low g?", "bin_high g?", "p_value g?", "log_evidence g?",
                  "method u", "provisional b", "verdict u", "joint_verdict u?", "reasons +l",
                  "trend u?", "joint_trend u?", "needed_count l?", "total l", "events l", "open l",
                  "competing l", "matured l", "exposure g", "as_of tsu:UTC?",
                  "complete_through tsu:UTC?"));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_THAT(
      read.rows[0],
      ElementsAre("\"time_to_resolution\"", "null", "null", "\"within\"", "1", "\"share\"", "2",
                  "3", "4", "5", "6", "7", "8", "9", "10", "11", "\"KM\"", "true", "\"MET\"",
                  "\"NOT_MET\"", "[\"AUTOCORRELATED\",\"FEW\"]", "\"FLAT\"", "\"INSUFFICIENT\"",
                  "12", "13", "14", "15", "16", "17", "18", "30", "31"));
  EXPECT_EQ(read.rows[1][3], "\"median\"");
  EXPECT_EQ(read.rows[1][6], "null");
}

TEST(AnswerRows, CohortsAndStatesFollowTheirMetricAndNothingIsLeftOut) {
  metric::MetricReading reading = Reading();
  metric::MetricCohort cohort;
  cohort.cohort = "web";
  cohort.verdict = "INSUFFICIENT";
  cohort.sample.total = 4;  // And no measure.
  reading.cohorts = {cohort};
  metric::MetricSubject subject;
  subject.subject = "lost-parcel";
  subject.values = {Reading().values[1]};
  reading.subjects = {subject};
  const ArrowText read = Read(MetricRows(std::vector{reading, Reading()}));
  EXPECT_THAT(read.Column("cohort"),
              ElementsAre("null", "null", "\"web\"", "null", "null", "null"));
  EXPECT_THAT(read.Column("subject"),
              ElementsAre("null", "null", "null", "\"lost-parcel\"", "null", "null"));
  EXPECT_THAT(read.Column("measure"), ElementsAre("\"within\"", "\"median\"", "null", "\"median\"",
                                                  "\"within\"", "\"median\""));
  EXPECT_THAT(read.Column("total"), ElementsAre("13", "13", "4", "0", "13", "13"));
  EXPECT_THAT(read.Column("trend"),
              ElementsAre("\"FLAT\"", "\"FLAT\"", "null", "null", "\"FLAT\"", "\"FLAT\""));
  EXPECT_THAT(read.Column("as_of"), Each("30"));
}

}  // namespace
}  // namespace readiness::table
