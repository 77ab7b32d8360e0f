#include "readiness/estimate/student_t.h"

#include <cmath>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

TEST(StudentT, AgreesWithMpmath) {
  CompareWithGolden("student_t_survival", 1e-12,
                    [](const auto& a) { return StudentTSurvival(a[0], a[1]); });
  CompareWithGolden("student_t_quantile", 1e-12,
                    [](const auto& a) { return StudentTQuantile(a[0], a[1]); });
}
TEST(StudentT, QuantilesAreSymmetric) {
  EXPECT_EQ(StudentTQuantile(9, 0.25), -StudentTQuantile(9, 0.75));
  EXPECT_EQ(StudentTQuantile(9, 0.5), 0);
}
TEST(StudentT, OutsideItsRangeIsNaN) {
  EXPECT_TRUE(std::isnan(StudentTQuantile(0, 0.9)));
  EXPECT_TRUE(std::isnan(StudentTQuantile(5, 1.1)));
  EXPECT_TRUE(std::isnan(StudentTSurvival(5, -1)));
}

TEST(StudentT, GivesTheSameBitsEverywhere) {
  EXPECT_EQ(StudentTQuantile(9, 0.975), 0x1.218e5dac50b25p+1);
}

}  // namespace
}  // namespace readiness::estimate
