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
  EXPECT_EQ(ErrorOf(Of(ScoresFinding{{{1, 3}, {5, 0}}, 1, 5})), "well formed");
  EXPECT_EQ(ErrorOf(Of(RatioFinding{6, -2, 0.1, 0.2, -0.02, 9})), "well formed");
  EXPECT_EQ(ErrorOf(Of(AllocationFinding{{10, 12}, {1, 1}})), "well formed");
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
  const auto names = [](const Finding& finding, const char* what) {
    const std::string error = ErrorOf(Of(finding));
    EXPECT_NE(error.find(what), std::string::npos) << error;
  };
  names(ScoresFinding{{}, 1, 5}, "scores needs 1 to 1000 different scores, got 0");
  names(ScoresFinding{{{3, 1}}, 5, 5}, "scores.lower_bound must be below");
  names(ScoresFinding{{{6, 1}}, 1, 5}, "scores.scores[0].score must lie in [1, 5], got 6");
  names(ScoresFinding{{{3, -1}}, 1, 5}, "scores.scores[0].count must lie in [0, 1e12], got -1");
  names(ScoresFinding{{{3, 1}, {3, 1}}, 1, 5}, "give each score once, in rising order");
  names(RatioFinding{6, 0, 0.1, 0.2, {}, 9}, "ratio.denominator_mean must not be 0");
  names(RatioFinding{6, 2, 0.1, 0.2, {}, 0}, "ratio.count must be >= 1, got 0");
  names(RatioFinding{6, 2, -0.1, 0.2, {}, 9}, "ratio.numerator_standard_error");
  names(RatioFinding{6, 2, 0.1, -0.2, {}, 9}, "ratio.denominator_standard_error");
  names(RatioFinding{6, 2, 0.1, 0.2, 0.03, 9}, "ratio.covariance must lie in [-0.02, 0.02]");
  names(AllocationFinding{{5}, {}}, "allocation.counts needs 2 to 1000 groups, got 1");
  names(AllocationFinding{{5, 6}, {1}}, "allocation.weights must be none or one a group");
  names(AllocationFinding{{5, -6}, {}}, "allocation.counts[1] must lie in [0, 1e12], got -6");
  names(AllocationFinding{{5, 6}, {1, 0}}, "allocation.weights[1] must lie in (0, 1e12], got 0");
  Evidence evidence = Of(1.0);
  evidence.observed_at.reset();
  EXPECT_NE(ErrorOf(evidence).find("observed_at is missing"), std::string::npos);
  evidence = Of(1.0);
  evidence.observed_at = absl::FromUnixSeconds(5);
  evidence.observed_from = absl::FromUnixSeconds(5);
  EXPECT_EQ(ErrorOf(evidence), "well formed");
  evidence.observed_from = absl::FromUnixSeconds(6);
  EXPECT_NE(ErrorOf(evidence).find("observed_from lies after observed_at"), std::string::npos);
  evidence.observed_from.reset();
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
