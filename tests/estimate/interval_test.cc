#include "readiness/estimate/interval.h"

#include <gtest/gtest.h>

namespace readiness::estimate {
namespace {

TEST(Interval, IsItsTwoEnds) {
  EXPECT_EQ((Interval{0.25, 0.5}), (Interval{0.25, 0.5}));
  EXPECT_NE((Interval{0.25, 0.5}), (Interval{0.25, 0.75}));
}

}  // namespace
}  // namespace readiness::estimate
