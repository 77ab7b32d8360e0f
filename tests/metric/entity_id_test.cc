#include "readiness/metric/entity_id.h"

#include <fstream>
#include <limits>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

// From the sanity checks of the reference implementation (xxHash 0.8, xxhsum): texts of one byte
// and none.
TEST(EntityId, HashesAsThePublishedVectors) {
  EXPECT_EQ(XxHash64(""), 0xEF46DB3751D8E999ULL);
  EXPECT_EQ(XxHash64("a"), 0xD24EC4F1A98C6E5BULL);
  EXPECT_EQ(XxHash64("abc"), 0x44BC2CF5AD770999ULL);
}
// tests/golden/metric_xxh64.py asked the reference implementation, every length up to 100 bytes.
TEST(EntityId, HashesAsTheReferenceImplementation) {
  std::ifstream file(READINESS_SOURCE_DIR "/tests/golden/metric_xxh64.tsv");
  size_t length = 0;
  uint64_t seed = 0;
  std::string expected;
  int lines = 0;
  while (file >> length >> seed >> expected) {
    std::string text(length, ' ');
    for (size_t i = 0; i < length; ++i) text[i] = static_cast<char>(i * 131 + length * 29 + 7);
    EXPECT_EQ(XxHash64(text, seed), std::stoull(expected.substr(1), nullptr, 16)) << length;
    ++lines;
  }
  EXPECT_EQ(lines, 202);
}
TEST(EntityId, IsKnownWhenTheProgramIsCompiled) {
  static_assert(TextId("web") == XxHash64("web"));
  static_assert(TextId("17") == WholeNumberId(17));
}
TEST(EntityId, OfAWholeNumberIsTheSameAsTextAndAsNumber) {
  for (const int64_t number :
       {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{17}, int64_t{-42}, int64_t{1'000'000'007},
        std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    EXPECT_EQ(TextId(std::to_string(number)), WholeNumberId(number)) << number;
  }
}
TEST(EntityId, OfWhatOnlyLooksLikeANumberIsThatOfAText) {
  for (const char* text : {"017", "-0", "+1", "1.0", "1e3", "-", "--1", "9223372036854775808",
                           "-9223372036854775809", "99999999999999999999", " 1", "1 "}) {
    EXPECT_EQ(TextId(text), XxHash64(text)) << text;
  }
}
TEST(EntityId, DiffersForDifferentWholeNumbers) {
  std::set<uint64_t> ids;
  for (int64_t number = -50'000; number < 50'000; ++number) ids.insert(WholeNumberId(number));
  EXPECT_EQ(ids.size(), 100'000U);
}
TEST(EntityId, IsZeroForNothingAndForOneNumberOnly) {
  EXPECT_EQ(TextId(""), 0U);
  EXPECT_EQ(WholeNumberId(7046029254386353131), 0U);
  EXPECT_NE(WholeNumberId(0), 0U);
}

}  // namespace
}  // namespace readiness::metric
