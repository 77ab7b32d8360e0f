#include "readiness/metric/item_histories.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

ItemHistory RandomHistory(testing::Random& random) {
  ItemHistory history{random.Below(20) - 10, {}};
  for (int64_t age = random.Below(3); age < 8; age += 1 + random.Below(5)) {
    history.events.push_back({age, 1 + random.Below(3)});
  }
  return history;
}
std::string BytesOf(const ItemHistories& histories) {
  internal::ByteWriter writer;
  histories.Write(writer);
  return writer.Take();
}

TEST(ItemHistories, AddUpAndComeBack) {
  testing::Random random(1);
  ItemHistories a, b, both;
  for (int i = 0; i < 500; ++i) {
    const ItemHistory history = RandomHistory(random);
    (i % 2 == 0 ? a : b).Add(history, 1);
    both.Add(history, 1);
  }
  ItemHistories sum = a;
  ASSERT_TRUE(sum.CheckAdd(b).ok());
  sum.AddAll(b, 1);
  EXPECT_EQ(sum, both);
  EXPECT_EQ(BytesOf(sum), BytesOf(both));
  EXPECT_EQ(sum.NetEvents(), both.NetEvents());
  sum.AddAll(b, -1);
  EXPECT_EQ(sum, a);
  sum.AddAll(a, -1);
  EXPECT_TRUE(sum.IsZero());
  EXPECT_EQ(sum.NetEvents(), 0);
}
TEST(ItemHistories, LeaveOutWhatHasNoEvents) {
  ItemHistories histories;
  histories.Add({5, {}}, 1);
  EXPECT_TRUE(histories.IsZero());
}
TEST(ItemHistories, AreReadAsWritten) {
  testing::Random random(2);
  ItemHistories histories;
  for (int i = 0; i < 200; ++i) histories.Add(RandomHistory(random), i % 7 == 0 ? -1 : 1);
  const std::string bytes = BytesOf(histories);
  internal::ByteReader reader(bytes);
  ItemHistories read;
  ASSERT_TRUE(read.Read(reader));
  EXPECT_EQ(reader.left(), 0U);
  EXPECT_EQ(read, histories);
  EXPECT_EQ(read.NetEvents(), histories.NetEvents());
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    internal::ByteReader half(std::string_view(bytes).substr(0, cut));
    EXPECT_FALSE(read.Read(half)) << cut;
  }
}

// The numbers of one history each: start, events, (age gap, amount - 1)..., count.
std::string Refusal(const std::vector<std::vector<int64_t>>& histories) {
  internal::ByteWriter writer;
  writer.Whole(histories.size());
  for (const std::vector<int64_t>& numbers : histories) {
    writer.Signed(numbers[0]);
    writer.Whole(static_cast<uint64_t>(numbers[1]));
    for (size_t i = 2; i + 1 < numbers.size(); i += 2) {
      writer.Signed(numbers[i]);
      writer.Whole(static_cast<uint64_t>(numbers[i + 1]));
    }
    writer.Signed(numbers.back());
  }
  const std::string bytes = writer.Take();
  internal::ByteReader reader(bytes);
  ItemHistories read;
  return read.Read(reader) ? "" : std::string(reader.Error().message());
}
TEST(ItemHistories, RefuseWhatTheyWouldNotWrite) {
  using ::testing::HasSubstr;
  EXPECT_EQ(Refusal({{3, 1, 5, 0, 1}}), "");
  EXPECT_THAT(Refusal({{3, 1, 5, 0, 1}, {3, 1, 5, 0, 1}}), HasSubstr("out of order"));
  EXPECT_THAT(Refusal({{3, 2, 5, 0, 0, 0, 1}}), HasSubstr("out of range or order"));
  EXPECT_THAT(Refusal({{3, 1, 5, int64_t{1} << 41, 1}}), HasSubstr("out of range"));
  EXPECT_THAT(Refusal({{3, 1, 5, 0, 0}}), HasSubstr("a count of zero"));
  EXPECT_THAT(Refusal({{int64_t{1} << 61, 1, 5, 0, 1}}), HasSubstr("out of range"));
  EXPECT_THAT(Refusal({{3, 0, 0, 0, 1}}), HasSubstr("without events"));
  EXPECT_THAT(Refusal({{3, 2, 5, 0, 1, 0, kMostCount}}), HasSubstr("sum to too much"));
}
TEST(ItemHistories, RefuseSumsThatDoNotFit) {
  ItemHistories a, b;
  a.Add({1, {{1, 1}}}, kMostCount);
  b.Add({2, {{1, 1}}}, 1);
  EXPECT_EQ(a.CheckAdd(b).code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace readiness::metric
