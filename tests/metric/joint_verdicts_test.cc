#include "readiness/metric/joint_verdicts.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "folded_rows.h"
#include "random_rows.h"

namespace readiness::metric {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

MetricCohort Cohort(std::string name, std::optional<double> met, std::optional<double> not_met) {
  MetricCohort cohort;
  cohort.cohort = std::move(name);
  if (met.has_value()) cohort.log_evidence_met = std::log(*met);
  if (not_met.has_value()) cohort.log_evidence_not_met = std::log(*not_met);
  return cohort;
}
MetricReading WithTarget(double alpha = 0.05) {
  MetricReading reading;
  MetricTarget target;
  target.alpha = alpha;
  target.part_count = 1;
  target.low = 0;
  target.high = 1;
  reading.target = target;
  return reading;
}
std::vector<std::string> Joint(const MetricReading& reading) {
  std::vector<std::string> verdicts;
  for (const MetricCohort& cohort : reading.cohorts) verdicts.push_back(cohort.joint_verdict);
  return verdicts;
}

// Four cohorts at 5 %: one alone needs 4 / 0.05 = 80, two together 40 each.
TEST(JudgeTogether, AsksForMoreTheMoreAreLookedAt) {
  std::vector<MetricReading> readings = {WithTarget(), WithTarget()};
  readings[0].cohorts = {Cohort("a", {}, 60), Cohort("b", {}, {}), Cohort("c", {}, 2)};
  readings[1].cohorts = {Cohort("a", {}, 3)};
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), Each("INSUFFICIENT")) << "60 is less than 80";
  readings[1].cohorts[0] = Cohort("a", {}, 41);
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), ElementsAre("NOT_MET", "INSUFFICIENT", "INSUFFICIENT"));
  EXPECT_THAT(Joint(readings[1]), ElementsAre("NOT_MET"));
}
TEST(JudgeTogether, ChoosesWhatIsMetApartFromWhatIsNot) {
  std::vector<MetricReading> readings = {WithTarget()};
  readings[0].cohorts = {Cohort("a", 41, {}), Cohort("b", {}, 39)};
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), ElementsAre("MET", "INSUFFICIENT"));
}
TEST(JudgeTogether, TakesTheMetricItselfWhereItHasNoCohortOfAName) {
  std::vector<MetricReading> readings = {WithTarget(), WithTarget(), MetricReading()};
  readings[0].log_evidence_met = std::log(41);
  readings[1].cohorts = {Cohort("", 1000, {}), Cohort("a", 41, {})};
  readings[1].log_evidence_met = std::log(1000);
  readings[2].log_evidence_met = std::log(1000);  // Without a target nothing was asked of it.
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_EQ(readings[0].joint_verdict, "MET");
  EXPECT_EQ(readings[1].joint_verdict, "");
  EXPECT_THAT(Joint(readings[1]), ElementsAre("", "MET"));
  EXPECT_EQ(readings[2].joint_verdict, "");
}
TEST(JudgeTogether, TakesTheLeastAlpha) {
  std::vector<MetricReading> readings = {WithTarget(0.05), WithTarget(0.01)};
  readings[0].log_evidence_met = std::log(60);
  readings[1].log_evidence_met = std::log(60);
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_EQ(readings[0].joint_verdict, "INSUFFICIENT");
}
TEST(JudgeTogether, LeavesOutWhatSeveralVerdictsDecide) {
  std::vector<MetricReading> readings = {WithTarget(), WithTarget()};
  readings[0].log_evidence_met = std::log(21);
  readings[1].target->part_count = 3;
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_EQ(readings[0].joint_verdict, "MET") << "it is alone";
  EXPECT_EQ(readings[1].joint_verdict, "");
}
TEST(JudgeTogether, WithNothingToLookAtSaysNothing) {
  std::vector<MetricReading> none;
  EXPECT_TRUE(JudgeTogether(none).ok());
}

// A verdict that is alone and looked at together with nothing is the same verdict: the evidence is
// that of the interval. Over shares, rates, means and mean counts, on both sides of the target.
TEST(JudgeTogether, OfOneIsItsOwnVerdict) {
  int met = 0, not_met = 0;
  const auto compare = [&](MetricReading reading) {
    std::vector<MetricReading> readings = {std::move(reading)};
    ASSERT_TRUE(JudgeTogether(readings).ok());
    EXPECT_EQ(readings[0].joint_verdict, readings[0].verdict) << readings[0].metric;
    met += readings[0].verdict == "MET" ? 1 : 0;
    not_met += readings[0].verdict == "NOT_MET" ? 1 : 0;
  };
  for (int closed = 0; closed <= 60; closed += 4) {
    for (const double target : {0.0, 0.3, 0.7, 1.0}) {
      Rows tickets(With(Metric::kTimeToResolution, "within", target));
      Rows escalated(With(Metric::kSupportEscalationFrequency, "share", target));
      Rows scores(With(Metric::kCustomerConfidence, "mean", target));
      MetricSpec capped = With(Metric::kReworkVolume, "mean_count", 2 * target);
      capped.peeking = model::MetricPeeking::kAnytime;
      capped.count_cap = 3;
      Rows changes(capped);
      for (int i = 0; i < 60; ++i) {
        const auto id = static_cast<uint64_t>(i);
        tickets.Ticket(id, 0, i < closed ? 3 : -1);
        escalated.Ticket(id, 0, -1);
        if (i < closed) {
          escalated.Add(EntityKind::kTicket, id, EventType::kTicketEscalated, kHour);
        }
        scores.Add(EntityKind::kResponse, id, EventType::kResponseInvited, 0);
        scores.Add(EntityKind::kResponse, id, EventType::kResponseAnswered, kHour, "", "",
                   i < closed ? 4 : 1, 4);
        changes.Add(EntityKind::kChange, id, EventType::kChangePlanned, 0);
        for (int times = 0; times < (i < closed ? 2 : 0); ++times) {
          changes.Add(EntityKind::kChange, id, EventType::kChangeRedone, kHour * (times + 1));
        }
      }
      compare(tickets.At(40 * kDay));
      compare(escalated.At(40 * kDay));
      compare(scores.At(40 * kDay));
      compare(changes.At(90 * kDay));
    }
    for (const double target : {0.0, 5.0, 40.0}) {
      Rows rates(With(Metric::kSupportEscalationFrequency, "rate", target));
      for (int i = 0; i < 60; ++i) {
        const auto id = static_cast<uint64_t>(i);
        rates.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0);
        if (i < closed) {
          rates.Ticket(id, 0, -1);
          rates.Add(EntityKind::kTicket, id, EventType::kTicketEscalated, kHour);
        }
      }
      compare(rates.At(40 * kDay));
    }
  }
  EXPECT_GT(met, 50);
  EXPECT_GT(not_met, 50);
}
TEST(JudgeTogether, CohortsBelowTheirMinimumHaveNoEvidence) {
  Rows rows(With(Metric::kTimeToResolution, "within", 0.5));
  for (uint64_t id = 0; id < 19; ++id) rows.Ticket(id, 0, 3, "small");
  for (uint64_t id = 20; id < 60; ++id) rows.Ticket(id, 0, 3, "large");
  const MetricReading reading = rows.At(40 * kDay);
  ASSERT_EQ(reading.cohorts.size(), 2U);
  EXPECT_EQ(reading.cohorts[0].cohort, "large");
  EXPECT_GT(reading.cohorts[0].log_evidence_met.value(), 3.0);
  EXPECT_FALSE(reading.cohorts[1].log_evidence_met.has_value());
  EXPECT_FALSE(reading.cohorts[1].log_evidence_not_met.has_value());
}

}  // namespace
}  // namespace readiness::metric
