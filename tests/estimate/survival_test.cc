#include "readiness/estimate/survival.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/estimate/proportion.h"

#include "random.h"
#include "survival_golden.h"

namespace readiness::estimate {
namespace {

using testing::Answers;
using testing::Random;

SurvivalCurve CurveOf(const std::vector<LifeTableRow>& rows) { return *SurvivalCurve::Of(rows); }
std::vector<LifeTableRow> SampleRows(int number) {
  return *MakeLifeTable(testing::Observations(testing::Sample(number)));
}
// A made-up table: ties, censoring, no delayed entry.
std::vector<LifeTableRow> RandomRows(Random& random, int64_t n, double share_censored) {
  std::vector<LifeTableRow> rows;
  double time = 0;
  while (n > 0) {
    time += 0.25 + random.Uniform();
    int64_t leaving = 1 + random.Below(1 + n / 6);
    leaving = leaving < n ? leaving : n;
    LifeTableRow row{time, n, 0, 0, 0};
    for (int64_t i = 0; i < leaving; ++i)
      ++(random.Uniform() < share_censored ? row.censored : row.events);
    rows.push_back(row);
    n -= leaving;
  }
  return rows;
}

TEST(SurvivalCurve, AgreesWithRsSurvfit) {
  for (int number = 1; number <= 6; ++number) {
    const auto curve = CurveOf(SampleRows(number));
    const auto answers = Answers("survival", number);
    ASSERT_GE(answers.size(), 5u);
    for (const auto& answer : answers) {
      const double time = answer[0];
      EXPECT_NEAR(*curve.At(time), answer[3], 1e-12) << number << " at " << time;
      const auto log_log = *curve.LogLogInterval(time, 0.95);
      if (answer[3] == 0) {
        EXPECT_FALSE(curve.Variance(time).has_value());
        EXPECT_FALSE(log_log.has_value());
        continue;
      }
      EXPECT_NEAR(*curve.Variance(time), answer[4], 1e-12);
      if (answer[3] == 1) continue;
      EXPECT_NEAR(log_log->low, answer[5], 1e-10);
      EXPECT_NEAR(log_log->high, answer[6], 1e-10);
    }
  }
}
TEST(SurvivalCurve, QuantilesAreRsWithTheLeftEndWhereSIsFlat) {
  for (int number = 1; number <= 6; ++number) {
    const auto curve = CurveOf(SampleRows(number));
    for (const auto& answer : Answers("quantile", number)) {
      const auto quantile = curve.Quantile(answer[0], 0.95);
      if (std::isnan(answer[1])) {
        EXPECT_FALSE(quantile->time.has_value());
      } else {
        EXPECT_EQ(*quantile->time, answer[1]) << number << " at " << answer[0];
      }
    }
  }
}
TEST(SurvivalCurve, TheRestrictedMeanAndItsVarianceAreRs) {
  int compared = 0;
  for (int number = 1; number <= 6; ++number) {
    const auto curve = CurveOf(SampleRows(number));
    for (const auto& answer : Answers("restricted", number)) {
      const auto mean = curve.RestrictedMeanTo(answer[0]);
      EXPECT_NEAR(mean->mean, answer[1], 1e-10 * answer[1]);
      EXPECT_NEAR(mean->variance, answer[2], 1e-10 * answer[2]);
      ++compared;
    }
  }
  EXPECT_GE(compared, 12);
}

// Uncensored, S(t) is the share of n that is left, and so is its interval.
TEST(BetaProduct, IsClopperAndPearsonWhereNothingIsCensored) {
  Random random(5);
  for (const int64_t n : {1, 2, 5, 20, 300, 20000, 1000000}) {
    std::vector<LifeTableRow> rows;
    int64_t left = n;
    for (int i = 1; left > 0 && i < 400; ++i) {
      const int64_t events = std::min(left, 1 + random.Below(1 + n / 50));
      rows.push_back({static_cast<double>(i), left, events, 0, 0});
      left -= events;
      if (i % 7 == 0) rows.push_back({i + 0.5, left, 0, 0, 0});
    }
    const auto curve = CurveOf(rows);
    for (size_t i = 0; i < rows.size(); i += 1 + rows.size() / 40) {
      for (const double confidence : {0.8, 0.95, 0.999}) {
        const int64_t staying = rows[i].at_risk - rows[i].events;
        const auto exact = *ClopperPearson(staying, n, confidence);
        const auto ours = *curve.BetaProductInterval(rows[i].time, confidence);
        EXPECT_NEAR(ours.low, exact.low, 1e-12) << staying << " of " << n;
        EXPECT_NEAR(ours.high, exact.high, 1e-12) << staying << " of " << n;
      }
    }
  }
}
// Its moments are those of the product of betas: against a million draws, within 4 standard errors.
TEST(BetaProduct, HasTheMomentsOfTheProductOfBetas) {
  // Rows (at risk, events): Beta(Y - d + 1, d) each, and then Beta(3, 1) for the lower end.
  const std::vector<LifeTableRow> rows = {{1, 10, 2, 0, 1}, {2, 7, 1, 0, 1}, {4, 5, 2, 0, 0}};
  Random random(11);
  const auto beta = [&random](double a, double b) {
    const double x = random.Gamma(a);
    return x / (x + random.Gamma(b));
  };
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = beta(9, 2) * beta(7, 1) * beta(4, 2) * beta(3, 1);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kDraws;
  const double variance = squares / kDraws - mean * mean;
  internal::BetaProduct product;
  for (const auto& row : rows)
    product.Multiply(static_cast<double>(row.at_risk - row.events + 1),
                     static_cast<double>(row.events));
  product.Multiply(3, 1);
  EXPECT_NEAR(product.mean, mean, 4 * std::sqrt(variance / kDraws));
  EXPECT_NEAR(product.mean * product.mean * product.spread, variance, 0.02 * variance);
  const double a = product.A();
  const double b = product.B();
  EXPECT_NEAR(a / (a + b), product.mean, 1e-14);
  EXPECT_NEAR(b / (a * (a + b + 1)), product.spread, 1e-13);
  const auto interval = *CurveOf(rows).BetaProductInterval(4, 0.95);
  EXPECT_NEAR(interval.low, BetaQuantile(a, b, 0.025), 1e-12);
}
// 5 at risk, nothing seen: no event says that S is at least (alpha / 2)^(1/5).
TEST(BetaProduct, BeforeTheFirstEventOnlyTheNumberAtRiskSpeaks) {
  const auto curve = CurveOf({{3, 5, 1, 0, 4}});
  EXPECT_EQ(*curve.At(1), 1);
  const auto interval = *curve.BetaProductInterval(1, 0.95);
  EXPECT_NEAR(interval.low, std::pow(0.025, 0.2), 1e-12);
  EXPECT_EQ(interval.high, 1);
}
TEST(BetaProduct, BeyondTheLastFollowUpTheLowerEndIsZero) {
  const auto curve = CurveOf({{3, 5, 1, 0, 0}, {4, 4, 0, 0, 4}});
  EXPECT_FALSE(curve.At(4.5).has_value());
  EXPECT_FALSE(curve.Variance(4.5).has_value());
  EXPECT_FALSE(curve.BinBounds(4.5).has_value());
  EXPECT_EQ(curve.BetaProductInterval(4.5, 0.95)->low, 0);
  EXPECT_LT(curve.BetaProductInterval(4.5, 0.95)->high, 1);
}

TEST(SurvivalCurve, FallsAndLiesInItsIntervals) {
  Random random(17);
  for (int run = 0; run < 60; ++run) {
    const auto rows = RandomRows(random, 2 + random.Below(120), 0.1 * static_cast<double>(run % 9));
    const auto curve = CurveOf(rows);
    double last = 1;
    for (const auto& row : rows) {
      const double survival = *curve.At(row.time);
      EXPECT_LE(survival, last);
      last = survival;
      const auto interval = *curve.BetaProductInterval(row.time, 0.9);
      EXPECT_LE(interval.low, survival);
      EXPECT_GE(interval.high, survival);
      EXPECT_GE(interval.low, 0);
      EXPECT_LE(interval.high, 1);
      const auto bounds = *curve.BinBounds(row.time);
      EXPECT_LE(bounds.low, survival);
      EXPECT_EQ(bounds.high, survival);
    }
  }
}
TEST(SurvivalCurve, StretchingTimeStretchesQuantilesAndMeansAndNothingElse) {
  Random random(23);
  for (int run = 0; run < 20; ++run) {
    auto rows = RandomRows(random, 40, 0.3);
    const auto curve = CurveOf(rows);
    const double end = curve.last_time();
    const auto median = *curve.Quantile(0.5, 0.95);
    const auto interval = *curve.BetaProductInterval(end / 2, 0.95);
    const auto mean = *curve.RestrictedMeanTo(end / 2);
    for (auto& row : rows) row.time *= 8;
    const auto stretched = CurveOf(rows);
    EXPECT_EQ(*stretched.BetaProductInterval(4 * end, 0.95), interval);
    const auto scaled = *stretched.Quantile(0.5, 0.95);
    EXPECT_EQ(scaled.time.value_or(-8), 8 * median.time.value_or(-1));
    EXPECT_EQ(scaled.low.value_or(-8), 8 * median.low.value_or(-1));
    EXPECT_EQ(scaled.high.value_or(-8), 8 * median.high.value_or(-1));
    EXPECT_DOUBLE_EQ(stretched.RestrictedMeanTo(4 * end)->mean, 8 * mean.mean);
    EXPECT_DOUBLE_EQ(stretched.RestrictedMeanTo(4 * end)->variance, 64 * mean.variance);
  }
}
TEST(SurvivalCurve, RowsInWhichNobodyLeavesChangeNothing) {
  const std::vector<LifeTableRow> rows = {{1, 9, 2, 0, 1}, {3, 6, 1, 1, 0}, {6, 4, 2, 0, 2}};
  auto more = rows;
  more.insert(more.begin() + 1, {2, 6, 0, 0, 0});
  more.insert(more.begin() + 3, {4, 4, 0, 0, 0});
  for (const double time : {0.5, 1.0, 2.5, 3.0, 5.0, 6.0}) {
    EXPECT_EQ(CurveOf(rows).At(time), CurveOf(more).At(time));
    EXPECT_EQ(*CurveOf(rows).BetaProductInterval(time, 0.9),
              *CurveOf(more).BetaProductInterval(time, 0.9));
  }
}
// 4 at risk in one bin, 1 event and 2 other exits: between 1 - 1/2 and 1 - 1/4.
TEST(SurvivalCurve, TheOrderInsideABinBoundsS) {
  EXPECT_EQ(*CurveOf({{1, 4, 1, 1, 1}}).BinBounds(1), (Interval{0.5, 0.75}));
  EXPECT_EQ(*CurveOf({{1, 4, 2, 0, 2}}).BinBounds(1), (Interval{0, 0.5}));
  EXPECT_EQ(*CurveOf({{1, 4, 1, 0, 0}, {2, 3, 0, 0, 3}}).BinBounds(2), (Interval{0.75, 0.75}));
}
TEST(SurvivalCurve, CompetingExitsCountAsCensored) {
  const auto as_competing = CurveOf({{1, 9, 2, 3, 0}, {2, 4, 1, 0, 3}});
  const auto as_censored = CurveOf({{1, 9, 2, 0, 3}, {2, 4, 1, 3, 0}});
  EXPECT_EQ(as_competing.At(2), as_censored.At(2));
  EXPECT_EQ(*as_competing.BetaProductInterval(2, 0.9), *as_censored.BetaProductInterval(2, 0.9));
}

TEST(Quantile, NotReachedIsAbsentAndNeverANumber) {
  const auto curve = CurveOf({{3, 10, 1, 0, 0}, {4, 9, 1, 0, 8}});
  const auto median = *curve.Quantile(0.5, 0.95);
  EXPECT_FALSE(median.time.has_value());
  EXPECT_FALSE(median.high.has_value());
  EXPECT_EQ(*median.low, 4);  // From there on, S may be anything.
}
TEST(Quantile, AtAShareThatSHasExactlyItIsTheFirstTime) {
  // Seven factors whose product is 0.3 up to rounding.
  std::vector<LifeTableRow> rows;
  for (int i = 0; i < 10; ++i) rows.push_back({i + 1.0, 10 - i, 1, 0, 0});
  for (int i = 1; i < 10; ++i) EXPECT_EQ(*CurveOf(rows).Quantile(0.1 * i, 0.95)->time, i);
}
// The interval is all times at which the share lies in the pointwise interval.
TEST(Quantile, ItsIntervalInvertsThePointwiseIntervals) {
  Random random(31);
  for (int run = 0; run < 60; ++run) {
    const auto rows = RandomRows(random, 3 + random.Below(200), 0.1 * static_cast<double>(run % 9));
    const auto curve = CurveOf(rows);
    for (const double q : {0.25, 0.5, 0.9}) {
      const auto quantile = *curve.Quantile(q, 0.95);
      std::optional<double> low;
      std::optional<double> high;
      if (curve.BetaProductInterval(0, 0.95)->low <= 1 - q) low = 0;
      for (const auto& row : rows) {
        const auto interval = *curve.BetaProductInterval(row.time, 0.95);
        if (!low.has_value() && interval.low <= 1 - q) low = row.time;
        if (!high.has_value() && interval.high <= 1 - q) high = row.time;
      }
      EXPECT_EQ(quantile.low, low);
      EXPECT_EQ(quantile.high, high);
    }
  }
}
TEST(Quantile, WithDelayedEntryTheFirstTimeThatIsNotExcludedIsFound) {
  // Few at risk early, so that the lower limit is low there and high later.
  const auto curve =
      CurveOf({{1, 2, 0, 0, 0}, {2, 50, 1, 0, 0}, {3, 90, 20, 0, 0}, {4, 80, 60, 0, 20}});
  EXPECT_EQ(*curve.Quantile(0.5, 0.95)->low, 0);
  EXPECT_GT(curve.BetaProductInterval(2, 0.95)->low, 0.5);
  EXPECT_EQ(*curve.Quantile(0.5, 0.95)->time, 4);
}

TEST(RestrictedMean, IsRefusedBeyondTheLastFollowUp) {
  const auto curve = CurveOf({{3, 5, 1, 0, 4}});
  EXPECT_EQ(curve.RestrictedMeanTo(4).status().message(),
            "ESTIMATE: nobody was followed to 4; the last follow-up is at 3");
  EXPECT_EQ(curve.RestrictedMeanTo(4).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(curve.RestrictedMeanTo(2)->mean, 2);
  EXPECT_EQ(curve.RestrictedMeanTo(2)->variance, 0);
  // Where nobody is left without the event the area is known for ever.
  EXPECT_DOUBLE_EQ(CurveOf({{3, 2, 1, 0, 0}, {5, 1, 1, 0, 0}}).RestrictedMeanTo(90)->mean, 4);
}
TEST(SurvivalCurve, NamesWhatItRefuses) {
  EXPECT_EQ(SurvivalCurve::Of({}).status().message(),
            "ESTIMATE: a survival curve needs at least one item at risk");
  const std::vector<LifeTableRow> bad = {{1, 2, 3, 0, 0}};
  EXPECT_EQ(SurvivalCurve::Of(bad).status().code(), absl::StatusCode::kInvalidArgument);
  const auto curve = CurveOf({{3, 5, 1, 0, 4}});
  EXPECT_EQ(curve.Quantile(1, 0.95).status().message(), "ESTIMATE: q must lie in (0, 1), got 1");
  EXPECT_FALSE(curve.Quantile(0.5, 1).ok());
  EXPECT_FALSE(curve.BetaProductInterval(-1, 0.95).ok());
  EXPECT_FALSE(curve.BetaProductInterval(std::nan(""), 0.95).ok());
  EXPECT_FALSE(curve.LogLogInterval(1, 0).ok());
  EXPECT_FALSE(curve.RestrictedMeanTo(std::numeric_limits<double>::infinity()).ok());
  EXPECT_FALSE(curve.At(-1).has_value());
}

// 20 items, uniform censoring: 95 % intervals cover S(t) = 0.3 and 0.08, where the log-log interval
// covers only some 62 % of the time in the second case because it vanishes where S reaches 0.
TEST(BetaProduct, CoversInSmallCensoredSamplesSlow) {
  Random random(41);
  constexpr int kRuns = 20000;
  for (const double truth : {0.3, 0.08}) {
    const double time = -std::log(truth);
    int covered = 0;
    int log_log = 0;
    for (int run = 0; run < kRuns; ++run) {
      std::vector<Observation> seen;
      for (int i = 0; i < 20; ++i) {
        const double event = random.Exponential();
        const double censored = 4 * random.Uniform();
        seen.push_back({.entry = {},
                        .time = std::fmin(event, censored),
                        .exit = event <= censored ? Exit::kEvent : Exit::kCensored});
      }
      const auto curve = CurveOf(*MakeLifeTable(seen));
      const auto interval = *curve.BetaProductInterval(time, 0.95);
      covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
      const auto other = *curve.LogLogInterval(time, 0.95);
      log_log += other.has_value() && other->low <= truth && truth <= other->high ? 1 : 0;
    }
    EXPECT_GE(covered, kRuns * 95 / 100 - 3 * 31) << truth;
    if (truth == 0.08) {
      EXPECT_LT(log_log, kRuns * 80 / 100);
    }
  }
}

}  // namespace
}  // namespace readiness::estimate
