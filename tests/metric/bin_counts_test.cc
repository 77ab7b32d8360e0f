#include "readiness/metric/bin_counts.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

std::string BytesOf(const BinCounts& counts) {
  internal::ByteWriter bytes;
  counts.Write(bytes);
  return bytes.Take();
}

// Of none, of small counts and of large ones, in any place.
TEST(BinCounts, EveryBinIsVisitedWithTheCountsOfEach) {
  BinCounts small, large;
  small.Add(3, 7);
  small.Add(kDurationBinCount - 1, -2);
  large.Add(3, int64_t{1} << 40U);
  const BinCounts none;
  const std::vector<const BinCounts*> all = {&none, &small, &large};
  for (const BinCounts* a : all) {
    for (const BinCounts* b : all) {
      for (const BinCounts* c : all) {
        size_t next = 0;
        BinCounts::ForEachBin(*a, *b, *c,
                              [&](size_t bin, int64_t of_a, int64_t of_b, int64_t of_c) {
                                EXPECT_EQ(bin, next++);
                                EXPECT_EQ(of_a, a->At(bin));
                                EXPECT_EQ(of_b, b->At(bin));
                                EXPECT_EQ(of_c, c->At(bin));
                              });
        EXPECT_EQ(next, kDurationBinCount);
      }
    }
  }
}
TEST(BinCounts, KnowWhetherAnyIsBelowZero) {
  BinCounts counts;
  EXPECT_FALSE(counts.HasBelowZero());
  counts.Add(5, 3);
  EXPECT_FALSE(counts.HasBelowZero());
  counts.Add(6, -1);
  EXPECT_TRUE(counts.HasBelowZero());
  counts.Add(6, int64_t{1} << 40U);  // Large ones are kept otherwise.
  EXPECT_FALSE(counts.HasBelowZero());
  counts.Add(5, -4);
  EXPECT_TRUE(counts.HasBelowZero());
}
TEST(BinCounts, AddUpAndComeBack) {
  testing::Random random(1);
  for (int round = 0; round < 30; ++round) {
    BinCounts a, b, both;
    for (int i = 0; i < 500; ++i) {
      const auto bin = static_cast<uint32_t>(random.Below(kDurationBinCount));
      const int64_t count = random.Below(4) - 1;
      (random.Chance(50) ? a : b).Add(bin, count);
      both.Add(bin, count);
    }
    BinCounts sum = a;
    sum.AddAll(b, 1);
    EXPECT_EQ(sum, both);
    EXPECT_EQ(BytesOf(sum), BytesOf(both));
    EXPECT_EQ(sum.Net(), both.Net());
    sum.AddAll(b, -1);
    EXPECT_EQ(BytesOf(sum), BytesOf(a));
    sum.AddAll(a, -1);
    EXPECT_TRUE(sum.IsZero());
    EXPECT_EQ(BytesOf(sum), BytesOf(BinCounts()));
  }
}
// Counts at the ends of 32 bits: the wide form takes over and no count is wrapped.
TEST(BinCounts, WidenWhereACountDoesNotFit) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  constexpr int64_t kLeast = std::numeric_limits<int32_t>::min();
  for (const int64_t mine : {kMost, kLeast, int64_t{-1}, int64_t{0}, int64_t{1}, kMost * 3}) {
    for (const int64_t others : {kMost, kLeast, int64_t{-1}, int64_t{1}, kLeast * 5}) {
      for (const int64_t sign : {1, -1}) {
        BinCounts a, b;
        a.Add(7, mine);
        a.Add(8, 1);
        b.Add(7, others);
        b.Add(9, 2);
        a.AddAll(b, sign);
        EXPECT_EQ(a.At(7), mine + sign * others) << mine << " " << others << " " << sign;
        EXPECT_EQ(a.At(8), 1);
        EXPECT_EQ(a.At(9), 2 * sign);
        a.AddAll(b, -sign);
        EXPECT_EQ(a.At(7), mine);
        EXPECT_EQ(a.At(9), 0);
      }
    }
  }
}
TEST(BinCounts, RefuseSumsThatDoNotFit) {
  BinCounts a, b;
  a.Add(1, kMostCount);
  b.Add(2, 1);
  EXPECT_EQ(a.CheckAdd(b).code(), absl::StatusCode::kResourceExhausted);
  a.Add(1, -1);
  EXPECT_TRUE(a.CheckAdd(b).ok());
}
TEST(BinCounts, AreReadAsWritten) {
  BinCounts counts;
  counts.Add(0, 3);
  counts.Add(1, -2);
  counts.Add(kDurationBinCount - 1, int64_t{1} << 40U);
  const std::string bytes = BytesOf(counts);
  internal::ByteReader reader(bytes);
  BinCounts read;
  ASSERT_TRUE(read.Read(reader));
  EXPECT_EQ(read, counts);
  EXPECT_EQ(BytesOf(read), bytes);
}
TEST(BinCounts, RefuseABinThatThereIsNot) {
  internal::ByteWriter writer;
  writer.Whole(1);
  writer.Signed(static_cast<int64_t>(kDurationBinCount));
  writer.Signed(1);
  const std::string bytes = writer.Take();
  internal::ByteReader reader(bytes);
  BinCounts read;
  EXPECT_FALSE(read.Read(reader));
}
// Section 9, W5: a sparse state has at most 3 bytes for a bin that is not zero, and 64.
TEST(BinCounts, AreSmallWhereSparse) {
  testing::Random random(4);
  BinCounts counts;
  for (int i = 0; i < 1'000; ++i) {
    counts.Add(DurationBin(int64_t{1} << (20 + random.Below(25))), 1 + random.Below(60));
    counts.Add(static_cast<uint32_t>(random.Below(2'500)), 1);
  }
  size_t nonzero = 0;
  for (size_t bin = 0; bin < kDurationBinCount; ++bin) nonzero += counts.At(bin) != 0 ? 1U : 0U;
  EXPECT_LE(BytesOf(counts).size(), 3 * nonzero + 64);
}
TEST(BinCounts, TakeCountsMadeElsewhere) {
  BinCounts counts;
  counts.AddCounts(std::vector<uint32_t>{1, 0, 3});
  EXPECT_EQ(counts.At(0), 1);
  EXPECT_EQ(counts.At(2), 3);
  EXPECT_EQ(counts.Net(), 4);
}

}  // namespace
}  // namespace readiness::metric
