#include "readiness/estimate/calibration.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "random.h"

namespace readiness::estimate {
namespace {

double Evidence(const std::vector<ForecastCell>& cells) {
  const auto log_e = CalibrationEvidence(cells);
  EXPECT_TRUE(log_e.ok()) << log_e.status();
  return std::exp(*log_e);
}

// Every outcome of three forecasts of different shapes with its chance: the mean of E must be 1.
TEST(CalibrationEvidence, HasMeanOneWhereForecastsAreRight) {
  const std::vector<std::vector<ForecastCell>> forecasts = {
      {{0.1, 0.9, false}, {0.1, 0.9, true}},
      {{0, 0.05, false}, {0.05, 0.4, false}, {0.4, 0.5, false}, {0.5, 1, false}},
      {{0, 0.3, false}, {0.3, 1, false}}};
  const auto chance = [](const ForecastCell& cell) {
    return cell.is_outside ? 1 - (cell.high - cell.low) : cell.high - cell.low;
  };
  double mean = 0, chances = 0;
  for (const ForecastCell& a : forecasts[0]) {
    for (const ForecastCell& b : forecasts[1]) {
      for (const ForecastCell& c : forecasts[2]) {
        const double p = chance(a) * chance(b) * chance(c);
        chances += p;
        mean += p * Evidence({a, b, c});
      }
    }
  }
  EXPECT_NEAR(chances, 1, 1e-14);
  EXPECT_NEAR(mean, 1, 1e-12);
}
// The mean of E over one place, by the midpoint rule.
TEST(CalibrationEvidence, HasMeanOneOverUniformPlaces) {
  double mean = 0;
  for (int i = 0; i < 2000; ++i) {
    const double u = (i + 0.5) / 2000;
    mean += Evidence({{u, u, false}, {0.2, 0.2, false}}) / 2000;
  }
  EXPECT_NEAR(mean, Evidence({{0.2, 0.2, false}}), 1e-6);
}
TEST(CalibrationEvidence, SaysNothingOfNothing) {
  EXPECT_NEAR(Evidence({}), 1, 1e-15);
  EXPECT_NEAR(Evidence({{0, 1, false}}), 1, 1e-15);
}
TEST(CalibrationEvidence, GrowsWhereForecastsLeanOrAreTooSureOrUnsure) {
  testing::Random random(5);
  std::vector<ForecastCell> low, sure, unsure;
  for (int i = 0; i < 60; ++i) {
    const double u = random.Uniform();
    const double leaning = std::sqrt(u);
    low.push_back({leaning, leaning, false});
    const double z = random.Normal();
    const double ends = 0.5 * std::erfc(-2 * z / std::sqrt(2.0));
    sure.push_back({ends, ends, false});
    const double middle = 0.5 * std::erfc(-0.3 * z / std::sqrt(2.0));
    unsure.push_back({middle, middle, false});
  }
  EXPECT_GT(Evidence(low), 20);
  EXPECT_GT(Evidence(sure), 20);
  EXPECT_GT(Evidence(unsure), 20);
}
TEST(CalibrationEvidence, DoesNotDependOnTheOrder) {
  std::vector<ForecastCell> cells = {{0.1, 0.9, true}, {0.7, 0.7, false}, {0.95, 1, false}};
  const double one = Evidence(cells);
  std::reverse(cells.begin(), cells.end());
  EXPECT_NEAR(Evidence(cells), one, 1e-14 * one);
}
TEST(CalibrationEvidence, RefusesWhatIsNoCell) {
  for (const ForecastCell& cell : {ForecastCell{0.5, 0.4, false}, ForecastCell{-0.1, 0.4, false},
                                   ForecastCell{0.5, 1.1, false}, ForecastCell{0, 1, true},
                                   ForecastCell{std::nan(""), 1, false}}) {
    EXPECT_FALSE(CalibrationEvidence(std::vector<ForecastCell>{cell}).ok());
  }
}
// Ville: of right forecasts looked at after every one of 60, at most 5 % are ever called wrong.
TEST(CalibrationEvidence, SlowIsRarelyEverLargeWhereForecastsAreRight) {
  testing::Random random(29);
  int ever = 0;
  constexpr int kRuns = 600;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<ForecastCell> cells;
    bool is_large = false;
    for (int i = 0; i < 60 && !is_large; ++i) {
      const double u = random.Uniform();
      cells.push_back(i % 3 == 0 ? ForecastCell{0.1, 0.9, u < 0.1 || u > 0.9}
                                 : ForecastCell{u, u, false});
      is_large = Evidence(cells) >= 20;
    }
    ever += is_large ? 1 : 0;
  }
  EXPECT_LE(ever, kRuns * 0.05 + 3 * std::sqrt(kRuns * 0.05 * 0.95));
  ::testing::Test::RecordProperty("ever", ever);
}

}  // namespace
}  // namespace readiness::estimate
