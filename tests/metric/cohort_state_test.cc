#include "readiness/metric/cohort_state.h"

#include <string>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

std::string BytesOf(const CohortState& state) {
  internal::ByteWriter bytes;
  state.Write(bytes);
  return bytes.Take();
}
// One random item with everything that a state can hold.
void AddRandom(Random& random, int64_t sign, CohortState& state) {
  const int64_t start = testing::kEpoch + random.Below(100) * kMicrosPerDay;
  const int64_t duration = random.Below(int64_t{1} << (1 + random.Below(48)));
  const Exit exit = random.Chance(80) ? Exit::kEvent : Exit::kCompeting;
  random.Chance(70) ? state.AddClosed(duration, exit, sign) : state.AddOpen(start, sign);
  if (random.Chance(30)) state.AddPair(start, start + duration, exit, sign);
  if (random.Chance(30)) state.AddEntry(duration, sign);
  if (random.Chance(30)) state.AddAge(duration, sign);
  if (random.Chance(30)) state.AddHistory({start, {{duration, 1}, {duration + 5, 2}}}, sign);
  state.AddMatured(start, random.Chance(50), random.Below(4), sign);
  state.AddSteps(start, uint64_t{1} << random.Below(64), sign);
  state.AddScore(start, static_cast<int>(random.Below(6)), 5, sign);
  state.AddExposure(start, random.Chance(50) ? CohortState::kNoEnd : start + duration, sign);
  state.AddCluster(start, random.Chance(50) ? CohortState::kNoEnd : start + duration,
                   random.Below(5), sign);
  state.AddEvent(start, sign);
  state.Add(Sum::kItems, sign);
}
CohortState RandomState(uint64_t seed, int items, Resolution resolution) {
  Random random(seed);
  CohortState state(resolution);
  for (int i = 0; i < items; ++i) AddRandom(random, 1, state);
  return state;
}

TEST(CohortState, IsACommutativeGroup) {
  for (const Resolution resolution : {Resolution::kExact, Resolution::kHistogram}) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      const CohortState a = RandomState(seed, 40, resolution);
      const CohortState b = RandomState(seed + 100, 60, resolution);
      const CohortState c = RandomState(seed + 200, 20, resolution);
      CohortState ab_c = a, a_bc = b, cba = c;
      ASSERT_TRUE(ab_c.Merge(b).ok() && ab_c.Merge(c).ok());
      ASSERT_TRUE(a_bc.Merge(c).ok() && a_bc.Merge(a).ok());
      ASSERT_TRUE(cba.Merge(b).ok() && cba.Merge(a).ok());
      EXPECT_EQ(BytesOf(ab_c), BytesOf(a_bc));
      EXPECT_EQ(BytesOf(ab_c), BytesOf(cba));
      EXPECT_EQ(ab_c, cba);
      ASSERT_TRUE(ab_c.Retract(b).ok() && ab_c.Retract(c).ok());
      EXPECT_EQ(BytesOf(ab_c), BytesOf(a));
      ASSERT_TRUE(ab_c.Retract(a).ok());
      EXPECT_TRUE(ab_c.IsZero());
    }
  }
}
TEST(CohortState, ForgetsWhatIsTakenBack) {
  for (const Resolution resolution : {Resolution::kExact, Resolution::kHistogram}) {
    CohortState state = RandomState(1, 50, resolution);
    const std::string before = BytesOf(state);
    Random in(2), out(2);
    for (int i = 0; i < 100; ++i) AddRandom(in, 1, state);
    EXPECT_NE(BytesOf(state), before);
    for (int i = 0; i < 100; ++i) AddRandom(out, -1, state);
    EXPECT_EQ(BytesOf(state), before);
  }
}
// Binning commutes with adding, so it does not matter when an exact state becomes a histogram.
TEST(CohortState, BecomesAHistogramPastItsLimit) {
  Random one(7), two(7);
  CohortState small(Resolution::kExact, 30), histogram(Resolution::kHistogram);
  for (int i = 0; i < 100; ++i) {
    AddRandom(one, 1, small);
    AddRandom(two, 1, histogram);
  }
  EXPECT_EQ(small.resolution(), Resolution::kHistogram);
  EXPECT_EQ(BytesOf(small), BytesOf(histogram));

  CohortState parts(Resolution::kExact, 30);
  CohortState first(Resolution::kExact, 30), second(Resolution::kExact, 30);
  for (int64_t i = 0; i < 20; ++i) {
    first.AddClosed(i * kMicrosPerHour, Exit::kEvent, 1);
    second.AddClosed(i * kMicrosPerHour, Exit::kCompeting, 1);
  }
  ASSERT_TRUE(parts.Merge(first).ok());
  EXPECT_EQ(parts.resolution(), Resolution::kExact);
  ASSERT_TRUE(parts.Merge(second).ok());
  EXPECT_EQ(parts.resolution(), Resolution::kHistogram);
  EXPECT_EQ(parts.closed().Net(), 20);
  EXPECT_EQ(parts.competing().Net(), 20);
}
TEST(CohortState, MergesExactWithHistogramEitherWay) {
  const CohortState exact = RandomState(1, 40, Resolution::kExact);
  const CohortState coarse = RandomState(2, 40, Resolution::kHistogram);
  CohortState a = exact, b = coarse;
  ASSERT_TRUE(a.Merge(coarse).ok());
  ASSERT_TRUE(b.Merge(exact).ok());
  EXPECT_EQ(BytesOf(a), BytesOf(b));
  EXPECT_EQ(a.resolution(), Resolution::kHistogram);
}
TEST(CohortState, RefusesWhatDoesNotFitAndChangesNothing) {
  CohortState state = RandomState(1, 40, Resolution::kExact);
  CohortState large(Resolution::kExact, kMostCount);
  large.AddClosed(5, Exit::kEvent, kMostCount);
  const std::string before = BytesOf(state);
  EXPECT_EQ(state.Merge(large).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(state.Retract(large).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(BytesOf(state), before);
  CohortState sums;
  sums.Add(Sum::kClosedExposure, absl::int128(1) << 100);
  ASSERT_TRUE(state.CheckAdd(RandomState(2, 40, Resolution::kExact)).ok());
  CohortState more = sums;
  EXPECT_EQ(more.Merge(sums).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(BytesOf(more), BytesOf(sums));
}
TEST(CohortState, ReadsWhatItWrote) {
  for (const Resolution resolution : {Resolution::kExact, Resolution::kHistogram}) {
    for (const int64_t sign : {1, -1}) {
      CohortState state(resolution);
      ASSERT_TRUE((sign > 0 ? state.Merge(RandomState(3, 60, resolution))
                            : state.Retract(RandomState(3, 60, resolution)))
                      .ok());
      const std::string bytes = BytesOf(state);
      internal::ByteReader reader(bytes);
      CohortState read;
      ASSERT_TRUE(read.Read(reader));
      EXPECT_EQ(reader.left(), 0U);
      EXPECT_EQ(BytesOf(read), bytes);
      EXPECT_EQ(read, state);
    }
  }
}
// What was stored before histories were kept reads as ever: the bytes of a state without them are
// the same, and its first byte says which it is.
TEST(CohortState, SaysWhetherItHasHistoriesWhereItSaysItsResolution) {
  CohortState state;
  state.AddOpen(5, 1);
  EXPECT_EQ(BytesOf(state)[0], '\0');
  state.AddHistory({5, {{3, 1}}}, 1);
  const std::string with = BytesOf(state);
  EXPECT_EQ(with[0], '\2');
  CohortState read;
  internal::ByteReader whole(with);
  ASSERT_TRUE(read.Read(whole));
  EXPECT_EQ(read, state);
  std::string none = with;
  none.resize(none.size() - 5);  // Start, events, age, amount and count.
  none.back() = '\0';            // No history.
  internal::ByteReader empty(none);
  EXPECT_FALSE(CohortState().Read(empty));
  std::string unknown = with;
  unknown[0] = '\3';
  internal::ByteReader other(unknown);
  EXPECT_FALSE(CohortState().Read(other));
  state.ToHistogram();
  EXPECT_TRUE(state.histories().IsZero());
  EXPECT_EQ(BytesOf(state)[0], '\1');
}
TEST(CohortState, WithManyRepeatedEventsBecomesAHistogram) {
  CohortState state(Resolution::kExact, 30);
  for (int64_t i = 0; i < 15; ++i) state.AddHistory({i, {{1, 1}, {2, 1}}}, 1);
  EXPECT_EQ(state.resolution(), Resolution::kExact);
  state.AddHistory({15, {{1, 1}}}, 1);
  EXPECT_EQ(state.resolution(), Resolution::kHistogram);
  EXPECT_TRUE(state.histories().IsZero());
}
TEST(CohortState, CountsWeeksFromMonday) {
  // 1970-01-01 was a Thursday, so week 0 began on 1969-12-29; 2024-01-01 was a Monday.
  EXPECT_EQ(WeekOf(0), 0);
  EXPECT_EQ(WeekStart(0), -3 * kMicrosPerDay);
  constexpr int64_t kMonday = 1'704'067'200'000'000;  // 2024-01-01T00:00Z
  EXPECT_EQ(WeekStart(WeekOf(kMonday)), kMonday);
  EXPECT_EQ(WeekOf(kMonday - 1), WeekOf(kMonday) - 1);
  EXPECT_EQ(WeekOf(kMonday + kMicrosPerWeek - 1), WeekOf(kMonday));
  EXPECT_EQ(WeekOf(-kMicrosPerWeek), -1);
}
TEST(CohortState, TakesWhatMaturesAtMidnightAsOfTheDayBefore) {
  EXPECT_EQ(MaturityDay(0), -1);
  EXPECT_EQ(MaturityDay(1), 0);
  EXPECT_EQ(MaturityDay(kMicrosPerDay), 0);
  EXPECT_EQ(MaturityDay(kMicrosPerDay + 1), 1);
}

}  // namespace
}  // namespace readiness::metric
