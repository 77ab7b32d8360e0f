#include "readiness/model/prediction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(PredictionLocked, id, metric, measure, at, cohort, due, expected,
                                 delta, low, high, unit, assumptions, owner, quantiles, chance,
                                 beta, gamma, log_normal, baseline));
  mirror.Struct(READINESS_STRUCT(PredictionQuantile, probability, value));
  mirror.Struct(READINESS_STRUCT(PredictionBeta, a, b));
  mirror.Struct(READINESS_STRUCT(PredictionGamma, shape, rate));
  mirror.Struct(READINESS_STRUCT(PredictionLogNormal, log_mean, log_sd));
  mirror.Struct(READINESS_STRUCT(ActualRecorded, prediction, value, low, high, unit, source,
                                 failed_assumptions));
  mirror.Struct(READINESS_STRUCT(MetricBound, metric, owner, decision, expectation, pressure));
}
READINESS_MIRROR_TESTS(Prediction, "prediction.proto", Describe);

TEST(Prediction, AnActualOfZeroIsNotOneThatIsMissing) {
  ActualRecorded zero;
  zero.value = 0;
  EXPECT_FALSE(zero == ActualRecorded{});
}

}  // namespace
}  // namespace readiness::model
