#include "readiness/decision/metric_reason.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace readiness::decision {
namespace {

using model::Result;
using model::UnknownReason;

TEST(MetricReason, MetPassesAndNotMetFails) {
  EXPECT_EQ(ResultOfMetric("MET", {}), Result::Pass());
  EXPECT_EQ(ResultOfMetric("NOT_MET", {}), Result::Fail());
}
TEST(MetricReason, MapsEveryReasonOfAMetric) {
  EXPECT_EQ(ReasonOfMetric("N_BELOW_MIN"), UnknownReason::kUndersampled);
  EXPECT_EQ(ReasonOfMetric("NO_EXPOSURE"), UnknownReason::kUndersampled);
  EXPECT_EQ(ReasonOfMetric("NONRESPONSE"), UnknownReason::kUndersampled);
  EXPECT_EQ(ReasonOfMetric("NOT_MATURED"), UnknownReason::kNotYetDue);
  EXPECT_EQ(ReasonOfMetric("STALE_WATERMARK"), UnknownReason::kStale);
  EXPECT_EQ(ReasonOfMetric("STRADDLES"), UnknownReason::kInconclusive);
  EXPECT_EQ(ReasonOfMetric("MEDIAN_NOT_REACHED"), UnknownReason::kInconclusive);
  EXPECT_EQ(ReasonOfMetric("AUTOCORRELATED"), UnknownReason::kInconclusive);
  EXPECT_EQ(ReasonOfMetric("DQ_BREACH"), UnknownReason::kInvalid);
  EXPECT_EQ(ReasonOfMetric("UNLOCKED_PREDICTION"), UnknownReason::kNoBaseline);
  EXPECT_EQ(ReasonOfMetric("NO_TARGET"), UnknownReason::kNoBaseline);
}
TEST(MetricReason, OfSeveralTheFirstInTheOrderOfReasonsCounts) {
  const std::vector<std::string> reasons = {"NOT_MATURED", "STALE_WATERMARK"};
  EXPECT_EQ(ResultOfMetric("INSUFFICIENT", reasons), Result::Unknown(UnknownReason::kStale));
}
TEST(MetricReason, NoStateAndWordsThatAreNotUnderstoodNeverPass) {
  EXPECT_EQ(ResultOfMetric("", {}), Result::Unknown(UnknownReason::kMissing));
  EXPECT_EQ(ResultOfMetric("met", {}), Result::Unknown(UnknownReason::kMissing));
  const std::vector<std::string> unheard = {"SOMETHING_NEW"};
  EXPECT_EQ(ResultOfMetric("INSUFFICIENT", unheard), Result::Unknown(UnknownReason::kMissing));
}

}  // namespace
}  // namespace readiness::decision
