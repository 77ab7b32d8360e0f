#include "readiness/metric/tally.h"

#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

std::string BytesOf(const Tally& tally) {
  internal::ByteWriter bytes;
  tally.Write(bytes);
  return bytes.Take();
}

TEST(Tally, Counts) {
  Tally tally;
  tally.Add(5, 1);
  tally.Add(9, 2);
  tally.Add(5, 1);
  EXPECT_EQ(tally.Sorted(), (std::vector<Tally::Entry>{{5, 2}, {9, 2}}));
  EXPECT_EQ(tally.Net(), 4);
  EXPECT_EQ(tally.CountOf(5), 2);
  EXPECT_EQ(tally.CountOf(6), 0);
}
TEST(Tally, IsWhatAMapOfCountsIs) {
  Random random(1);
  Tally tally;
  std::map<int64_t, int64_t> expected;
  for (int i = 0; i < 200'000; ++i) {
    const int64_t key =
        random.Chance(1) ? std::numeric_limits<int64_t>::min() : random.Below(5'000) - 2'000;
    const int64_t count = random.Below(5) - 2;
    tally.Add(key, count);
    expected[key] += count;
  }
  std::vector<Tally::Entry> entries;
  for (const auto& [key, count] : expected) {
    if (count != 0) entries.push_back({key, count});
    EXPECT_EQ(tally.CountOf(key), count);
  }
  EXPECT_EQ(tally.Sorted(), entries);
}
// Pages grow to both sides, keys outside of them are brought together now and then, and some lie at
// the edge between the two.
TEST(Tally, IsThatMapForKeysNearAndFarToo) {
  Random random(5);
  for (int round = 0; round < 30; ++round) {
    Tally tally;
    std::map<int64_t, int64_t> expected;
    const int64_t middle = random.Below(int64_t{1} << 50U) - (int64_t{1} << 49U);
    for (int i = 0; i < 3'000; ++i) {
      const int64_t spread = int64_t{1} << (4 + random.Below(3) * 13 + random.Below(2));
      const int64_t key = middle + (random.Below(2 * spread) - spread) / 7 * 7;
      const int64_t count = random.Below(3) - 1;
      tally.Add(key, count);
      expected[key] += count;
      if (i % 500 != 499) continue;
      int64_t net = 0;
      std::vector<Tally::Entry> entries;
      for (const auto& [one, sum] : expected) {
        net += sum;
        if (sum != 0) entries.push_back({one, sum});
        ASSERT_EQ(tally.CountOf(one), sum) << one;
      }
      ASSERT_EQ(tally.Sorted(), entries);
      ASSERT_EQ(tally.Net(), net);
    }
    Tally twice = tally;
    twice.AddAll(tally, 1);
    Tally back = twice;
    back.AddAll(tally, -1);
    EXPECT_EQ(back, tally);
    EXPECT_EQ(twice.Net(), 2 * tally.Net());
    for (const auto& [one, sum] : expected) tally.Add(one, -sum);
    EXPECT_TRUE(tally.IsZero());
    EXPECT_EQ(BytesOf(tally), BytesOf(Tally()));
  }
}
TEST(Tally, AddsToManyKeysAsOneByOne) {
  Random random(6);
  Tally at_once, one_by_one;
  for (int i = 0; i < 2'000; ++i) {
    const int64_t first = random.Below(i % 10 == 0 ? int64_t{1} << 40U : 20'000) - 10'000;
    const uint64_t keys = random.Next() & random.Next();
    const int64_t count = random.Below(5) - 2;
    at_once.AddEach(first, keys, count);
    for (int64_t bit = 0; bit < 64; ++bit) {
      if ((keys >> bit & 1U) != 0) one_by_one.Add(first + bit, count);
    }
  }
  EXPECT_EQ(at_once.Sorted(), one_by_one.Sorted());
  EXPECT_EQ(at_once.Net(), one_by_one.Net());
}
TEST(Tally, LeavesNothingOfWhatIsTakenAway) {
  Tally tally;
  for (int64_t i = 0; i < 10'000; ++i) tally.Add(i, 1);
  EXPECT_FALSE(tally.IsZero());
  for (int64_t i = 0; i < 10'000; ++i) tally.Add(i, -1);
  EXPECT_TRUE(tally.IsZero());
  EXPECT_EQ(BytesOf(tally), BytesOf(Tally()));
  EXPECT_EQ(tally, Tally());
}
TEST(Tally, MergesAndRetracts) {
  Random random(2);
  for (int round = 0; round < 50; ++round) {
    Tally a, b, both;
    for (int i = 0; i < 300; ++i) {
      const int64_t key = random.Below(200) - 100;
      (random.Chance(50) ? a : b).Add(key, 1);
      both.Add(key, 1);
    }
    Tally sum = a;
    ASSERT_TRUE(sum.CheckAdd(b).ok());
    sum.AddAll(b, 1);
    EXPECT_EQ(BytesOf(sum), BytesOf(both));
    Tally other_way = b;
    other_way.AddAll(a, 1);
    EXPECT_EQ(BytesOf(other_way), BytesOf(both));
    sum.AddAll(b, -1);
    EXPECT_EQ(BytesOf(sum), BytesOf(a));
    sum.AddAll(a, -1);
    EXPECT_TRUE(sum.IsZero());
    Tally negative;
    negative.AddAll(a, -1);
    EXPECT_EQ(negative.Net(), -a.Net());
  }
}
TEST(Tally, RefusesSumsThatDoNotFit) {
  Tally a, b;
  a.Add(1, kMostCount);
  b.Add(2, 1);
  EXPECT_EQ(a.CheckAdd(b).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(a.CheckAdd(Tally()).ok());
  // What was added and taken away counts no more.
  a.Add(1, -5);
  EXPECT_TRUE(a.CheckAdd(b).ok());
}
TEST(Tally, ReadsWhatItWrote) {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    Tally tally;
    for (int64_t i = random.Below(50); i > 0; --i) {
      tally.Add(random.Below(int64_t{1} << (1 + random.Below(59))) * (random.Chance(50) ? 1 : -1),
                random.Below(2'000) - 1'000);
    }
    const std::string bytes = BytesOf(tally);
    internal::ByteReader reader(bytes);
    Tally read;
    ASSERT_TRUE(read.Read(reader, -(int64_t{1} << 60U), int64_t{1} << 60U));
    EXPECT_EQ(reader.left(), 0U);
    EXPECT_EQ(read, tally);
    EXPECT_EQ(BytesOf(read), bytes);
  }
}
TEST(Tally, ReadsKeysInRangeOnly) {
  Tally tally;
  tally.Add(10, 1);
  tally.Add(20, 1);
  const std::string bytes = BytesOf(tally);
  for (const auto& [low, high] : {std::pair<int64_t, int64_t>{11, 30}, {0, 19}}) {
    internal::ByteReader reader(bytes);
    Tally read;
    EXPECT_FALSE(read.Read(reader, low, high));
    EXPECT_EQ(reader.Error().code(), absl::StatusCode::kInvalidArgument);
  }
}
TEST(Tally, DoesNotBelieveAPromiseOfEntries) {
  internal::ByteWriter writer;
  writer.Whole(uint64_t{1} << 60U);
  const std::string bytes = writer.Take();
  internal::ByteReader reader(bytes);
  Tally read;
  EXPECT_FALSE(read.Read(reader, 0, 100));
}

}  // namespace
}  // namespace readiness::metric
