#include "readiness/estimate/root.h"

#include <gtest/gtest.h>

namespace readiness::estimate {
namespace {

TEST(IncreasingRoot, FindsTheRootWithASlopeInAFewSteps) {
  int calls = 0;
  const double root = IncreasingRoot(0.0, 2.0, 1.0, [&calls](double x, double& slope) {
    ++calls;
    slope = 2 * x;
    return x * x - 2;
  });
  EXPECT_NEAR(root, 1.41421356237309504880, 3e-16);
  EXPECT_LE(calls, 10);
}
TEST(IncreasingRoot, FindsTheRootWithoutASlope) {
  EXPECT_NEAR(IncreasingRoot(0.0, 2.0, 0.1, [](double x, double&) { return x * x - 2; }),
              1.41421356237309504880, 3e-16);
}
TEST(IncreasingRoot, ASlopeThatMisleadsOnlyCostsSteps) {
  EXPECT_NEAR(IncreasingRoot(0.0, 1.0, 0.99,
                             [](double x, double& slope) {
                               slope = 1e-12;
                               return x - 0.3;
                             }),
              0.3, 1e-15);
}

}  // namespace
}  // namespace readiness::estimate
