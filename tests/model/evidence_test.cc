#include "readiness/model/evidence.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace readiness::model {
namespace {

Evidence Of(Finding finding) {
  Evidence evidence;
  evidence.id = "e1";
  evidence.metric = "p90";
  evidence.finding = std::move(finding);
  evidence.observed_at = absl::FromUnixSeconds(0);
  return evidence;
}
std::string ErrorOf(const Evidence& evidence) {
  const auto status = Check(evidence);
  return status.ok() ? "well formed" : std::string(status.message());
}

TEST(Evidence, OfEachKindIsWellFormed) {
  EXPECT_EQ(ErrorOf(Of(0.25)), "well formed");
  EXPECT_EQ(ErrorOf(Of(MeanFinding{1, 0.1, 20, {}, {}})), "well formed");
  EXPECT_EQ(ErrorOf(Of(ShareFinding{3, 10})), "well formed");
  EXPECT_EQ(ErrorOf(Of(IntervalFinding{{}, 0.1, 0.2, 0.95, 0})), "well formed");
  EXPECT_EQ(ErrorOf(Of(Ordinal{"low"})), "well formed");
  EXPECT_EQ(ErrorOf(Of(false)), "well formed");
}
TEST(Evidence, ANumberThatIsNotFiniteIsRecordedAsItCame) {
  EXPECT_EQ(ErrorOf(Of(std::numeric_limits<double>::quiet_NaN())), "well formed");
}
TEST(Evidence, NamesTheFieldAndTheValueItRefuses) {
  EXPECT_EQ(ErrorOf(Of(ShareFinding{4, 3})),
            "R15: evidence \"e1\": share needs 0 <= success_count <= trial_count, got 4 of 3");
  EXPECT_NE(ErrorOf(Of(MeanFinding{1, 0.1, 0, {}, {}})).find("mean.count must be >= 1, got 0"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Of(MeanFinding{1, -0.1, 5, {}, {}})).find("standard_error"), std::string::npos);
  EXPECT_NE(ErrorOf(Of(MeanFinding{1, 0.1, 5, 2.0, 2.0})).find("lower_bound"), std::string::npos);
  EXPECT_NE(ErrorOf(Of(IntervalFinding{{}, 0.3, 0.2, 0.95, 0})).find("interval.low"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Of(IntervalFinding{{}, 0.1, 0.2, 95, 0})).find("confidence"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Of({})).find("finding is missing"), std::string::npos);
  Evidence evidence = Of(1.0);
  evidence.observed_at.reset();
  EXPECT_NE(ErrorOf(evidence).find("observed_at is missing"), std::string::npos);
  evidence = Of(1.0);
  evidence.observed_at = absl::InfiniteFuture();
  EXPECT_NE(ErrorOf(evidence).find("not a finite time"), std::string::npos);
  evidence = Of(1.0);
  evidence.metric = "";
  EXPECT_NE(ErrorOf(evidence).find("metric is empty"), std::string::npos);
  evidence = Of(1.0);
  evidence.sample_count = -3;
  EXPECT_NE(ErrorOf(evidence).find("sample_count must be >= 0, got -3"), std::string::npos);
}

}  // namespace
}  // namespace readiness::model
