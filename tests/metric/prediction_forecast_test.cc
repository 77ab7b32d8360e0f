#include "readiness/metric/prediction_forecast.h"

#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

using ::testing::HasSubstr;

model::PredictionLocked Named() {
  model::PredictionLocked prediction;
  prediction.id = "p";
  return prediction;
}

TEST(ForecastOf, ReadsEveryWayToSayWhatIsExpected) {
  auto prediction = Named();
  prediction.expected = 5;
  prediction.delta = 2;
  EXPECT_EQ(std::get<estimate::PointForecast>(*ForecastOf(prediction)).delta, 2);
  prediction = Named();
  prediction.low = 3;
  prediction.high = 7;
  EXPECT_EQ(std::get<estimate::RangeForecast>(*ForecastOf(prediction)).high, 7);
  prediction = Named();
  prediction.quantiles = {{0.1, 3}, {0.9, 7}};
  EXPECT_EQ(std::get<estimate::QuantileForecast>(*ForecastOf(prediction)).quantiles[1].value, 7);
  prediction = Named();
  prediction.chance = 0.7;
  EXPECT_EQ(std::get<estimate::ChanceForecast>(*ForecastOf(prediction)).probability, 0.7);
  prediction = Named();
  prediction.beta = model::PredictionBeta{80, 20};
  EXPECT_EQ(std::get<estimate::BetaForecast>(*ForecastOf(prediction)).b, 20);
  prediction = Named();
  prediction.gamma = model::PredictionGamma{4, 0.01};
  EXPECT_EQ(std::get<estimate::GammaForecast>(*ForecastOf(prediction)).rate, 0.01);
  prediction = Named();
  prediction.log_normal = model::PredictionLogNormal{10, 2};
  EXPECT_EQ(std::get<estimate::LogNormalForecast>(*ForecastOf(prediction)).log_sd, 2);
}
TEST(ForecastOf, RefusesNothingTwoThingsAndNonsenseByName) {
  auto prediction = Named();
  EXPECT_THAT(ForecastOf(prediction).status().message(),
              HasSubstr("R85: prediction \"p\" lacks what is expected"));
  prediction.chance = 0.7;
  prediction.beta = model::PredictionBeta{80, 20};
  EXPECT_THAT(ForecastOf(prediction).status().message(), HasSubstr("twice, by chance and beta"));
  prediction.chance.reset();
  prediction.beta->a = 0;
  EXPECT_THAT(ForecastOf(prediction).status().message(),
              HasSubstr("R85: prediction \"p\": a beta forecast needs a and b"));
}

}  // namespace
}  // namespace readiness::metric
