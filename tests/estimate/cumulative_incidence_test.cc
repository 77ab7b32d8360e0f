#include "readiness/estimate/cumulative_incidence.h"

#include <cmath>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/estimate/survival.h"

#include "survival_golden.h"

namespace readiness::estimate {
namespace {

std::vector<LifeTableRow> SampleRows(int number) {
  return *MakeLifeTable(testing::Observations(testing::Sample(number)));
}

TEST(CumulativeIncidence, SharesAndVariancesAreThoseOfRsSurvfit) {
  int compared = 0;
  for (const int number : {3, 5}) {
    const auto rows = SampleRows(number);
    for (const auto& answer : testing::Answers("incidence", number)) {
      const auto by = *CumulativeIncidenceAt(rows, answer[0]);
      EXPECT_NEAR(by.event.share, answer[1], 1e-12) << number << " at " << answer[0];
      EXPECT_NEAR(by.competing.share, answer[2], 1e-12);
      EXPECT_NEAR(by.neither.share, answer[3], 1e-12);
      EXPECT_NEAR(by.event.variance, answer[4], 1e-12);
      EXPECT_NEAR(by.competing.variance, answer[5], 1e-12);
      EXPECT_NEAR(by.neither.variance, answer[6], 1e-12);
      ++compared;
    }
  }
  EXPECT_GE(compared, 50);
}
TEST(CumulativeIncidence, WithoutCompetingExitsItIsOneMinusKaplanAndMeier) {
  for (const int number : {1, 2, 4, 6}) {
    const auto rows = SampleRows(number);
    const auto curve = *SurvivalCurve::Of(rows);
    for (const auto& row : rows) {
      const auto by = *CumulativeIncidenceAt(rows, row.time);
      EXPECT_NEAR(by.event.share, 1 - *curve.At(row.time), 1e-13);
      EXPECT_EQ(by.competing.share, 0);
      EXPECT_EQ(by.competing.variance, 0);
      if (const auto variance = curve.Variance(row.time); variance.has_value()) {
        EXPECT_NEAR(by.event.variance, *variance, 1e-14);
        EXPECT_NEAR(by.neither.variance, *variance, 1e-14);
      }
    }
  }
}
TEST(CumulativeIncidence, SharesSumToOneAndRise) {
  const auto rows = SampleRows(5);
  double last = 0;
  for (const auto& row : rows) {
    const auto by = *CumulativeIncidenceAt(rows, row.time);
    EXPECT_NEAR(by.event.share + by.competing.share + by.neither.share, 1, 1e-13);
    EXPECT_GE(by.event.share, last);
    last = by.event.share;
  }
}
// Of 10, 2 cancelled and 3 done at the first time: done is 3 of 10, not 3 of 8.
TEST(CumulativeIncidence, CancelledIsNotStillOpen) {
  const std::vector<LifeTableRow> rows = {{1, 10, 0, 2, 0}, {2, 8, 3, 0, 0}, {3, 5, 0, 0, 5}};
  const auto by = *CumulativeIncidenceAt(rows, 2);
  EXPECT_DOUBLE_EQ(by.event.share, 0.3);
  EXPECT_DOUBLE_EQ(by.competing.share, 0.2);
  EXPECT_DOUBLE_EQ(by.event.variance, 0.3 * 0.7 / 10);
  EXPECT_DOUBLE_EQ(by.competing.variance, 0.2 * 0.8 / 10);
  EXPECT_EQ(CumulativeIncidenceAt(rows, 0.5)->event.share, 0);
}
// R says of several states what share is in each; when a share reaches q, and the influences of the
// items on the area under it, follow from what it says.
TEST(IncidenceQuantile, IsWhereRsCurvesReachTheShare) {
  int compared = 0;
  for (const int number : {3, 5}) {
    const auto rows = SampleRows(number);
    for (const auto& answer : testing::Answers("incidence_quantile", number)) {
      const auto found = *IncidenceQuantile(rows, answer[0], 0.95);
      const auto expect = [&](const std::optional<double>& mine, double theirs) {
        EXPECT_EQ(mine.value_or(-1), std::isnan(theirs) ? -1 : theirs) << answer[0];
        compared += std::isnan(theirs) ? 0 : 1;
      };
      expect(found.time, answer[1]);
      expect(found.low, answer[2]);
      expect(found.high, answer[3]);
    }
  }
  EXPECT_GE(compared, 12);
}
TEST(IncidenceQuantile, IsNotReachedWhereTooManyLeaveAnotherWay) {
  const std::vector<LifeTableRow> rows = {{1, 100, 20, 30, 0}, {2, 50, 20, 30, 0}};
  EXPECT_FALSE(IncidenceQuantile(rows, 0.5, 0.95)->time.has_value());
  EXPECT_EQ(IncidenceQuantile(rows, 0.4, 0.95)->time, 2);
  EXPECT_EQ(IncidenceQuantile(rows, 0.2, 0.95)->time, 1);
  EXPECT_FALSE(IncidenceQuantile(rows, 1.0, 0.95).ok());
  EXPECT_FALSE(IncidenceQuantile({}, 0.5, 0.95).ok());
}
TEST(IncidenceQuantile, OfVeryFewBeginsAtZero) {
  const std::vector<LifeTableRow> rows = {{1, 4, 0, 1, 0}, {2, 3, 3, 0, 0}};
  EXPECT_EQ(IncidenceQuantile(rows, 0.5, 0.95)->low, 0) << "none of four is up to 60 %";
}
TEST(TimeBeforeEvent, IsTheAreaOverRsIncidence) {
  int compared = 0;
  for (const int number : {3, 5}) {
    const auto rows = SampleRows(number);
    for (const auto& answer : testing::Answers("incidence_free", number)) {
      const auto free = *TimeBeforeEvent(rows, answer[0]);
      EXPECT_NEAR(free.mean, answer[1], 1e-11);
      EXPECT_NEAR(free.variance, answer[2], 1e-11);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 4);
}
TEST(TimeBeforeEvent, WithoutOtherExitsIsTheRestrictedMean) {
  const auto rows = SampleRows(2);
  const auto curve = *SurvivalCurve::Of(rows);
  EXPECT_NEAR(TimeBeforeEvent(rows, 9)->mean, curve.RestrictedMeanTo(9)->mean, 1e-12);
  EXPECT_NEAR(TimeBeforeEvent(rows, 9)->variance, curve.RestrictedMeanTo(9)->variance, 1e-12);
  EXPECT_FALSE(TimeBeforeEvent(rows, 1e9).ok() && rows.back().censored > 0);
}
TEST(CumulativeIncidence, SwappingTheKindsSwapsTheAnswers) {
  auto rows = SampleRows(3);
  const auto by = *CumulativeIncidenceAt(rows, 5);
  for (auto& row : rows) std::swap(row.events, row.competing);
  const auto swapped = *CumulativeIncidenceAt(rows, 5);
  EXPECT_EQ(by.event.share, swapped.competing.share);
  EXPECT_NEAR(by.event.variance, swapped.competing.variance, 1e-16);
}
TEST(IncidenceInterval, HoldsTheShareAndSaysNothingAtItsEnds) {
  const auto rows = SampleRows(5);
  const auto by = *CumulativeIncidenceAt(rows, 5);
  const auto interval = *IncidenceInterval(by.event, 0.95);
  EXPECT_LT(interval.low, by.event.share);
  EXPECT_GT(interval.high, by.event.share);
  EXPECT_EQ(*IncidenceInterval({0, 0}, 0.95), (Interval{0, 1}));
  EXPECT_EQ(*IncidenceInterval({1, 0}, 0.95), (Interval{0, 1}));
  EXPECT_FALSE(IncidenceInterval({0.5, -1}, 0.95).ok());
  EXPECT_FALSE(IncidenceInterval({0.5, 0.1}, 1).ok());
}
// The same scale as Kaplan and Meier's log-log interval, mirrored.
TEST(IncidenceInterval, IsOnTheLogLogScale) {
  const Incidence incidence{0.4, 0.01};
  const double theta = std::log(-std::log(0.4));
  const double se = 0.1 / (0.4 * -std::log(0.4));
  const auto interval = *IncidenceInterval(incidence, 0.95);
  EXPECT_NEAR(interval.low, std::exp(-std::exp(theta + 1.959963984540054 * se)), 1e-13);
  EXPECT_NEAR(interval.high, std::exp(-std::exp(theta - 1.959963984540054 * se)), 1e-13);
}
TEST(CumulativeIncidence, IsRefusedWhereNobodyWasFollowed) {
  const std::vector<LifeTableRow> rows = {{1, 10, 0, 2, 8}};
  EXPECT_EQ(CumulativeIncidenceAt(rows, 2).status().message(),
            "ESTIMATE: nobody was followed to 2; the last follow-up is at 1");
  EXPECT_EQ(CumulativeIncidenceAt({}, 2).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CumulativeIncidenceAt(rows, -1).status().code(), absl::StatusCode::kInvalidArgument);
  const std::vector<LifeTableRow> all_gone = {{1, 10, 4, 6, 0}};
  EXPECT_DOUBLE_EQ(CumulativeIncidenceAt(all_gone, 50)->event.share, 0.4);
}

}  // namespace
}  // namespace readiness::estimate
