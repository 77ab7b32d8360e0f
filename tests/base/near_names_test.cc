#include "readiness/base/near_names.h"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::base {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NearNames, GivesWhatWasMistypedNearestFirst) {
  const std::vector<std::string> known = {"severity", "severely", "title", "node"};
  EXPECT_THAT(NearNames("severty", known, 5), ElementsAre("severity", "severely"));
}

TEST(NearNames, SeesTheLetterButNotItsCase) {
  EXPECT_THAT(NearNames("Kep-1040", std::set<std::string>{"kep-1040"}, 5), ElementsAre("kep-1040"));
}

TEST(NearNames, CountsANameThatHoldsTheWord) {
  EXPECT_THAT(NearNames("checkout", std::vector<std::string>{"risk-of-the-new-checkout"}, 5),
              ElementsAre("risk-of-the-new-checkout"));
  EXPECT_THAT(NearNames("ch", std::vector<std::string>{"risk-of-the-new-checkout"}, 5), IsEmpty());
}

TEST(NearNames, GivesAtMostWhatIsAskedTiesByName) {
  const std::vector<std::string> known = {"item-4", "item-3", "item-2"};
  EXPECT_THAT(NearNames("item-1", known, 2), ElementsAre("item-2", "item-3"));
}

TEST(NearNames, GivesNothingWhereNothingIsAlike) {
  EXPECT_THAT(NearNames("payment", std::vector<std::string>{"review", ""}, 5), IsEmpty());
  EXPECT_THAT(NearNames("", std::vector<std::string>{"review"}, 5), IsEmpty());
}

// Levenshtein (1966): insert, delete and replace cost 1 each; the textbook's pair has distance 3.
TEST(NearNames, MeasuresByLevenshtein) {
  EXPECT_EQ(internal::EditDistance("kitten", "sitting", 10), 3U);
  EXPECT_EQ(internal::EditDistance("kitten", "sitting", 2), 3U);
  EXPECT_EQ(internal::EditDistance("", "abc", 10), 3U);
  EXPECT_EQ(internal::EditDistance("abc", "abc", 0), 0U);
}

TEST(NearNames, LeavesOutWhatIsTooLongToBeAName) {
  const std::string longest(201, 'a');
  EXPECT_THAT(NearNames(longest, std::vector<std::string>{longest}, 5), IsEmpty());
}

}  // namespace
}  // namespace readiness::base
