#include "readiness/estimate/forecast.h"

#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::estimate {
namespace {

using ::testing::HasSubstr;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// Quantiles of R 4.2: qbeta(c(.1, .5, .9), 80, 20), qgamma(c(.1, .5, .9), 4, 0.01),
// qlnorm(c(.1, .5, .9), 10, 2).
TEST(Forecast, ExpectsTheMiddleEightyPerCent) {
  const Interval share = CentralRange(BetaForecast{80, 20});
  EXPECT_NEAR(share.low, 0.7476905158166, 1e-12);
  EXPECT_NEAR(share.high, 0.8497041888414, 1e-12);
  EXPECT_NEAR(CentreOf(BetaForecast{80, 20}), 0.8020051914531, 1e-12);
  const Interval wait = CentralRange(GammaForecast{4, 0.01});
  EXPECT_NEAR(wait.low, 174.4769562825, 1e-9);
  EXPECT_NEAR(wait.high, 668.0783068256, 1e-9);
  EXPECT_NEAR(CentreOf(GammaForecast{4, 0.01}), 367.206074885, 1e-9);
  const Interval time = CentralRange(LogNormalForecast{10, 2});
  EXPECT_NEAR(time.low, 1697.47455378, 1e-8);
  EXPECT_NEAR(time.high, 285815.88709506, 1e-6);
  EXPECT_NEAR(CentreOf(LogNormalForecast{10, 2}), 22026.46579481, 1e-7);
}
TEST(Forecast, ExpectsWhatItSays) {
  EXPECT_EQ(CentralRange(PointForecast{5, 2}), (Interval{3, 7}));
  EXPECT_EQ(CentreOf(PointForecast{5, 2}), 5);
  EXPECT_EQ(CentralRange(RangeForecast{3, 9}), (Interval{3, 9}));
  EXPECT_EQ(CentreOf(RangeForecast{3, 9}), 6);
  const QuantileForecast quantiles{{{0.1, 3}, {0.5, 4}, {0.9, 9}}};
  EXPECT_EQ(CentralRange(quantiles), (Interval{3, 9}));
  EXPECT_EQ(CentreOf(quantiles), 4);
  EXPECT_EQ(CentreOf(QuantileForecast{{{0.1, 3}, {0.9, 9}}}), 6);
}
TEST(Forecast, AChanceExpectsBothUnlessItIsNearlySure) {
  EXPECT_EQ(CentralRange(ChanceForecast{0.5}), (Interval{0, 1}));
  EXPECT_EQ(CentralRange(ChanceForecast{0.9}), (Interval{1, 1}));
  EXPECT_EQ(CentralRange(ChanceForecast{0.1}), (Interval{0, 0}));
}
TEST(Forecast, RefusesWhatNoForecastCanBe) {
  const std::vector<Forecast> wrong = {PointForecast{kInfinite, 1},
                                       PointForecast{1, -1},
                                       RangeForecast{2, 1},
                                       ChanceForecast{1.5},
                                       BetaForecast{0, 1},
                                       BetaForecast{1, 2e6},
                                       GammaForecast{0.2, 1},
                                       GammaForecast{1, 0},
                                       LogNormalForecast{0, 0},
                                       LogNormalForecast{301, 1},
                                       QuantileForecast{{{0.1, 3}, {0.9, 2}}},
                                       QuantileForecast{{{0.9, 3}, {0.1, 4}}},
                                       QuantileForecast{{{0, 3}, {0.1, 3}, {0.9, 4}}}};
  for (size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_EQ(CheckForecast(wrong[i]).code(), absl::StatusCode::kInvalidArgument) << i;
  }
  const auto status = CheckForecast(QuantileForecast{{{0.1, 3}, {0.5, 4}}});
  EXPECT_THAT(status.message(), HasSubstr("0.1 and 0.9"));
  EXPECT_TRUE(CheckForecast(QuantileForecast{{{0.1, 3}, {0.9, 3}}}).ok());
  EXPECT_TRUE(CheckForecast(BetaForecast{1, 1}).ok());
}

}  // namespace
}  // namespace readiness::estimate
