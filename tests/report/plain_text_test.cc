#include "readiness/report/plain_text.h"

#include <gtest/gtest.h>

namespace readiness::report {
namespace {

TEST(Safe, ShowsHarmlesslyWhatATerminalWouldObey) {
  EXPECT_EQ(Safe("checkout p95"), "checkout p95");
  EXPECT_EQ(Safe("a\nb\r\tc"), "a b  c");
  EXPECT_EQ(Safe("\x1b[2J"), "\xEF\xBF\xBD[2J");
  EXPECT_EQ(Safe("\a"), "\xEF\xBF\xBD");
  EXPECT_EQ(Safe("\xE2\x80\xAE"
                 "evil"),
            "\xEF\xBF\xBD"
            "evil");  // U+202E turns the direction.
  EXPECT_EQ(Safe("\xFF"), "\xEF\xBF\xBD");
}
TEST(Width, CountsCodePoints) {
  EXPECT_EQ(Width(""), 0U);
  EXPECT_EQ(Width("Stra\xC3\x9F"
                  "e"),
            6U);
}
TEST(Prefix, KeepsWholeCodePoints) {
  EXPECT_EQ(Prefix("\xC3\x9F\xC3\x9F"
                   "x",
                   2),
            "\xC3\x9F\xC3\x9F");
  EXPECT_EQ(Prefix("ab", 5), "ab");
}

}  // namespace
}  // namespace readiness::report
