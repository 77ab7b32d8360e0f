#include "readiness/report/chance_text.h"

#include <gtest/gtest.h>

namespace readiness::report {
namespace {

TEST(ChanceText, IsInWholePercentsWithTheIntervalInWhichItLies) {
  EXPECT_EQ(ChanceText(0.617, 0.561, 0.679), "62 % (56 to 68)");
  EXPECT_EQ(ChanceText(1, 0.985, 1), "100 % (99 to 100)");
  EXPECT_EQ(ChanceText(0.005, 0, 0.02), "1 % (0 to 2)");
}

TEST(ChanceText, IsAloneWhereItIsCertain) {
  EXPECT_EQ(ChanceText(0, 0, 0), "0 %");
  EXPECT_EQ(ChanceText(1, 1, 1), "100 %");
  EXPECT_EQ(ChanceText(0.5, {}, {}), "50 %");
}

}  // namespace
}  // namespace readiness::report
