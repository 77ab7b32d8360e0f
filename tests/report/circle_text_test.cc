#include "readiness/report/circle_text.h"

#include <string>

#include <gtest/gtest.h>

namespace readiness::report {
namespace {

TEST(CircleText, NamesTheMembersAndTheWayRound) {
  EXPECT_EQ(CircleText({"failure", {"a", "b", "c"}, {"a", "b"}, true}),
            "3 nodes fail each other: a, b, c; shortest cycle: a -> b -> a");
  EXPECT_EQ(CircleText({"work", {"a", "b"}, {"a", "b"}, true}),
            "2 wait for each other: a, b; shortest cycle: a -> b -> a");
}

TEST(CircleText, SaysHowManyItDoesNotName) {
  EXPECT_EQ(CircleText({"failure", {"a", "b", "c", "d"}, {"a", "c", "d"}, false}, 2),
            "4 nodes fail each other: a, b, ... (2 more); a short cycle: a -> c -> ... (1 more) -> "
            "a");
}

// Ids are data from strangers.
TEST(CircleText, ShowsIdsHarmlessly) {
  const std::string text = CircleText({"failure", {"a\n", "\x1b[2J"}, {}, true});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace readiness::report
