#include "readiness/base/shortened.h"

#include <string>

#include <gtest/gtest.h>

namespace readiness::base {
namespace {

TEST(Shortened, LeavesWhatIsShortAlone) {
  EXPECT_EQ(Shortened("", 9), "");
  EXPECT_EQ(Shortened("123456789", 9), "123456789");
  const std::string usual(2000, 'a');
  EXPECT_EQ(Shortened(usual), usual);
}

TEST(Shortened, KeepsBothEndsAndSaysHowMuchIsMissing) {
  EXPECT_EQ(Shortened("beginning" + std::string(100, '.') + "end", 9),
            "beginn ... (103 bytes) ... end");
  EXPECT_LT(Shortened(std::string(1'000'000, 'a')).size(), 2100u);
}

// Each of the characters has two bytes: E9 is C3 A9.
TEST(Shortened, CutsBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "\u00E9";
  EXPECT_EQ(Shortened(text, 10), "\u00E9\u00E9\u00E9 ... (32 bytes) ... \u00E9");
}

TEST(Shortened, BytesThatAreNoTextDoNotLeadBeyondTheEnds) {
  const std::string text(50, '\x80');
  EXPECT_EQ(Shortened(text, 9), " ... (50 bytes) ... ");
}

}  // namespace
}  // namespace readiness::base
