#include "readiness/metric/exit_pairs.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

ExitPair RandomPair(testing::Random& random) {
  return {.end = random.Below(50),
          .start = random.Below(50) - 25,
          .exit = random.Chance(50) ? Exit::kEvent : Exit::kCompeting};
}

TEST(ExitPairs, AddUpAndComeBack) {
  testing::Random random(1);
  ExitPairs a, b, both;
  for (int i = 0; i < 500; ++i) {
    const ExitPair pair = RandomPair(random);
    (i % 2 == 0 ? a : b).Add(pair, 1);
    both.Add(pair, 1);
  }
  ExitPairs sum = a;
  ASSERT_TRUE(sum.CheckAdd(b).ok());
  sum.AddAll(b, 1);
  EXPECT_EQ(sum, both);
  sum.AddAll(b, -1);
  EXPECT_EQ(sum, a);
  sum.AddAll(a, -1);
  EXPECT_TRUE(sum.IsZero());
}
TEST(ExitPairs, AreReadAsWrittenAndInOrderOnly) {
  testing::Random random(2);
  ExitPairs pairs;
  for (int i = 0; i < 100; ++i) pairs.Add(RandomPair(random), 1);
  internal::ByteWriter writer;
  pairs.Write(writer);
  const std::string bytes = writer.Take();
  internal::ByteReader reader(bytes);
  ExitPairs read;
  ASSERT_TRUE(read.Read(reader));
  EXPECT_EQ(read, pairs);

  internal::ByteWriter twice;
  twice.Whole(2);
  for (int i = 0; i < 2; ++i) {  // The same pair again.
    twice.Signed(i == 0 ? 9 : 0);
    twice.Signed(3);
    twice.Whole(0);
    twice.Signed(1);
  }
  const std::string wrong = twice.Take();
  internal::ByteReader again(wrong);
  EXPECT_FALSE(read.Read(again));
  EXPECT_THAT(std::string(again.Error().message()), ::testing::HasSubstr("out of order"));
}
TEST(ExitPairs, RefuseSumsThatDoNotFit) {
  ExitPairs a, b;
  a.Add({.end = 1}, kMostCount);
  b.Add({.end = 2}, 1);
  EXPECT_EQ(a.CheckAdd(b).code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace readiness::metric
