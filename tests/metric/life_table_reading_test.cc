#include "readiness/metric/life_table_reading.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

using estimate::LifeTableRow;
using testing::Random;

struct Item {
  int64_t start = 0;
  int64_t end = 0;  // kNoEnd: open.
  Exit exit = Exit::kEvent;
};
std::vector<Item> RandomItems(Random& random, int count) {
  std::vector<Item> items;
  for (int i = 0; i < count; ++i) {
    Item item;
    item.start = testing::kEpoch + random.Below(1'000) * kMicrosPerHour;
    item.end = item.start + random.Below(300) * kMicrosPerHour;
    if (random.Chance(30)) item.end = CohortState::kNoEnd;
    if (random.Chance(20)) item.exit = Exit::kCompeting;
    items.push_back(item);
  }
  return items;
}
// The rows written down from the items one by one. Entry: the age from which on an item is at risk.
std::vector<LifeTableRow> RowsOf(const std::vector<Item>& items, int64_t as_of) {
  std::set<int64_t> ages;
  const auto age_of = [as_of](const Item& item) { return std::min(item.end, as_of) - item.start; };
  std::vector<Item> seen;
  for (const Item& item : items) {
    if (item.start <= as_of) seen.push_back(item);
  }
  for (const Item& item : seen) ages.insert(age_of(item));
  std::vector<LifeTableRow> rows;
  for (const int64_t age : ages) {
    LifeTableRow row;
    row.time = static_cast<double>(age) / 1e6;
    for (const Item& item : seen) {
      row.at_risk += age_of(item) >= age ? 1 : 0;
      if (age_of(item) != age) continue;
      (item.end > as_of            ? row.censored
       : item.exit == Exit::kEvent ? row.events
                                   : row.competing) += 1;
    }
    rows.push_back(row);
  }
  return rows;
}
CohortState StateOf(const std::vector<Item>& items, bool with_pairs, Resolution resolution) {
  CohortState state(resolution);
  for (const Item& item : items) {
    if (item.end == CohortState::kNoEnd) {
      state.AddOpen(item.start, 1);
    } else if (with_pairs) {
      state.AddPair(item.start, item.end, item.exit, 1);
    } else {
      state.AddClosed(item.end - item.start, item.exit, 1);
    }
  }
  return state;
}

// A histogram is read bin by bin where nothing has to be put between; with an age that is asked for
// it is put together, and then has that age besides, if it is of no row.
TEST(LifeTableReading, OfBinsIsTheSameOnEitherWay) {
  Random random(21);
  for (int round = 0; round < 60; ++round) {
    CohortState state = StateOf(RandomItems(random, 80), false, Resolution::kHistogram);
    if (round % 2 == 1) {
      for (int i = 0; i < 80; ++i) state.AddEntry(random.Below(200) * kMicrosPerHour, 1);
    }
    const int64_t as_of = testing::kEpoch + 1'400 * kMicrosPerHour;
    const auto rows = *ReadDurations(state, {.as_of = as_of, .watermark = as_of});
    ASSERT_GT(rows.size(), 20U);
    const auto age_of = [](const LifeTableRow& row) {
      return static_cast<int64_t>(row.time * 1e6 + 0.5);
    };
    for (const LifeTableRow& row : {rows.front(), rows[rows.size() / 2], rows.back()}) {
      const std::vector<int64_t> ages = {age_of(row)};
      EXPECT_EQ(*ReadDurations(state, {.as_of = as_of, .watermark = as_of}, ages), rows);
    }
    const std::vector<int64_t> between = {age_of(rows[10]) + 1};
    auto more = *ReadDurations(state, {.as_of = as_of, .watermark = as_of}, between);
    ASSERT_EQ(more.size(), rows.size() + 1);
    more.erase(more.begin() + 11);
    EXPECT_EQ(more, rows);
  }
}

TEST(LifeTableReading, GivesTheLifeTableOfTheItems) {
  Random random(1);
  for (int round = 0; round < 30; ++round) {
    const std::vector<Item> items = RandomItems(random, 80);
    const int64_t watermark = testing::kEpoch + 1'300 * kMicrosPerHour;
    const CohortState state = StateOf(items, false, Resolution::kExact);
    for (const int64_t later : {int64_t{0}, 50 * kMicrosPerHour, 9'999 * kMicrosPerHour}) {
      const auto rows = ReadDurations(state, {.as_of = watermark + later, .watermark = watermark});
      ASSERT_TRUE(rows.ok());
      EXPECT_EQ(*rows, RowsOf(items, watermark + later));
    }
  }
}
TEST(LifeTableReading, DoesNotKnowWhatWasOpenBeforeTheWatermark) {
  Random random(2);
  const CohortState state = StateOf(RandomItems(random, 10), false, Resolution::kExact);
  const auto rows = ReadDurations(state, {.as_of = 99, .watermark = 100});
  EXPECT_EQ(rows.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::RuleOf(rows.status()), "STATE_AS_OF");
  EXPECT_NE(rows.status().message().find("1970-01-"), std::string::npos) << "as dates";
  EXPECT_FALSE(ReadOpenAges(state, {.as_of = 99, .watermark = 100}).ok());
  EXPECT_FALSE(ReadRepeated(state, {.as_of = 99, .watermark = 100}).ok());
}
TEST(LifeTableReading, OfPairsGivesAnyMoment) {
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    const std::vector<Item> items = RandomItems(random, 80);
    const CohortState state = StateOf(items, true, Resolution::kExact);
    const int64_t watermark = testing::kEpoch + 1'300 * kMicrosPerHour;
    for (const int64_t hours : {1, 300, 900, 1'500}) {
      const int64_t as_of = testing::kEpoch + hours * kMicrosPerHour;
      const auto rows = ReadDurations(state, {.as_of = as_of, .watermark = watermark});
      ASSERT_TRUE(rows.ok());
      EXPECT_EQ(*rows, RowsOf(items, as_of));
      // A reopen window stops the world that much earlier.
      const auto shifted = ReadDurations(
          state,
          {.as_of = as_of + kMicrosPerDay, .watermark = watermark, .reopen_window = kMicrosPerDay});
      EXPECT_EQ(*shifted, *rows);
    }
  }
}
// A row of a histogram is a bin; its at-risk counts are those of the items, binned.
TEST(LifeTableReading, OfAHistogramCountsTheSameItems) {
  Random random(4);
  const std::vector<Item> items = RandomItems(random, 500);
  const int64_t as_of = testing::kEpoch + 1'400 * kMicrosPerHour;
  const auto exact = ReadDurations(StateOf(items, false, Resolution::kExact), {.as_of = as_of});
  const auto binned =
      ReadDurations(StateOf(items, false, Resolution::kHistogram), {.as_of = as_of});
  ASSERT_TRUE(exact.ok() && binned.ok());
  LifeTableRow of_exact, of_binned;
  for (const LifeTableRow& row : *exact) {
    of_exact.events += row.events;
    of_exact.competing += row.competing;
    of_exact.censored += row.censored;
  }
  for (const LifeTableRow& row : *binned) {
    of_binned.events += row.events;
    of_binned.competing += row.competing;
    of_binned.censored += row.censored;
  }
  EXPECT_EQ(of_binned, of_exact);
  EXPECT_EQ(binned->front().at_risk, exact->front().at_risk);
  // Whoever is at risk just before a bin is at risk at its middle, up to the half hour of a start.
  for (const LifeTableRow& row : *binned) {
    int64_t longer = 0;
    for (const Item& item : items) {
      const int64_t age = (item.end > as_of ? as_of : item.end) - item.start;
      longer += static_cast<double>(age) / 1e6 >= row.time * (1 - 1.0 / 256) - 1'801 ? 1 : 0;
    }
    EXPECT_LE(row.at_risk, longer);
  }
}
// Delayed entry: at risk are those who entered before and have not left; compared one by one.
TEST(LifeTableReading, CountsWhoEnteredLaterFromThenOn) {
  Random random(5);
  CohortState state;
  struct Delayed {
    int64_t entry, end;
    bool event;
  };
  std::vector<Delayed> items;
  const int64_t as_of = 1'000 * kMicrosPerHour;
  for (int i = 0; i < 200; ++i) {
    Delayed item{random.Below(500) * kMicrosPerHour, 0, random.Chance(70)};
    item.end = item.event ? item.entry + (1 + random.Below(400)) * kMicrosPerHour : as_of;
    items.push_back(item);
    state.AddEntry(item.entry, 1);
    item.event ? state.AddClosed(item.end, Exit::kEvent, 1) : state.AddOpen(0, 1);
  }
  const auto rows = ReadDurations(state, {.as_of = as_of});
  ASSERT_TRUE(rows.ok());
  int64_t events = 0;
  for (const LifeTableRow& row : *rows) {
    int64_t at_risk = 0;
    for (const Delayed& item : items) {
      const double entry = static_cast<double>(item.entry) / 1e6;
      const double end = static_cast<double>(item.end) / 1e6;
      at_risk += entry < row.time && row.time <= end ? 1 : 0;
    }
    EXPECT_EQ(row.at_risk, at_risk) << row.time;
    events += row.events;
  }
  EXPECT_EQ(events, state.closed().Net());
}
TEST(LifeTableReading, CountsRepeatedEventsAmongThoseStillObserved) {
  CohortState state;
  const auto hours = [](int64_t count) { return count * kMicrosPerHour; };
  state.AddOpen(0, 1);
  state.AddOpen(hours(6), 1);
  for (const int64_t age : {hours(1), hours(1), hours(5)}) state.AddAge(age, 1);
  const auto rows = ReadRepeated(state, {.as_of = hours(10)});
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(*rows, (std::vector<LifeTableRow>{{3'600, 2, 2, 0, 0},
                                              {4 * 3'600, 2, 0, 0, 1},
                                              {5 * 3'600, 1, 1, 0, 0},
                                              {10 * 3'600, 1, 0, 0, 1}}));
}
TEST(LifeTableReading, ListsTheAgesOfWhatIsOpen) {
  CohortState state;
  state.AddOpen(0, 2);
  state.AddOpen(5 * kMicrosPerSecond, 1);
  state.AddClosed(1, Exit::kEvent, 1);
  const auto rows = ReadOpenAges(state, {.as_of = 10 * kMicrosPerSecond});
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(*rows, (std::vector<LifeTableRow>{{5, 3, 0, 0, 1}, {10, 2, 0, 0, 2}}));
}

TEST(ReadWatched, GivesEveryItemItsEvents) {
  CohortState state;
  for (const int64_t start : {10, 10, 20}) state.AddOpen(start * kMicrosPerSecond, 1);
  state.AddHistory({10 * kMicrosPerSecond, {{5 * kMicrosPerSecond, 2}}}, 1);
  state.AddAge(5 * kMicrosPerSecond, 2);
  const ReadAt at{.as_of = 100 * kMicrosPerSecond, .watermark = 0};
  const auto watched = ReadWatched(state, at);
  ASSERT_TRUE(watched.has_value());
  ASSERT_EQ(watched->items.size(), 3U);
  EXPECT_EQ(watched->items[0].end, 90);
  EXPECT_EQ(watched->items[2].end, 80);
  ASSERT_EQ(watched->events.size(), 1U);
  EXPECT_EQ(watched->events[0].item, 0U);
  EXPECT_EQ(watched->events[0].time, 5);
  EXPECT_EQ(watched->events[0].amount, 2);
}
TEST(ReadWatched, GivesNothingWhereEventsHaveLostTheirItems) {
  const ReadAt at{.as_of = 100 * kMicrosPerSecond, .watermark = 0};
  CohortState old;  // As it was stored before histories were kept.
  old.AddOpen(10 * kMicrosPerSecond, 1);
  old.AddAge(5 * kMicrosPerSecond, 1);
  EXPECT_FALSE(ReadWatched(old, at).has_value());
  CohortState part;  // One of two events is told by a history.
  part.AddOpen(10 * kMicrosPerSecond, 2);
  part.AddAge(5 * kMicrosPerSecond, 2);
  part.AddHistory({10 * kMicrosPerSecond, {{5 * kMicrosPerSecond, 1}}}, 1);
  EXPECT_FALSE(ReadWatched(part, at).has_value());
  CohortState stray;  // Of an item that there is not.
  stray.AddAge(5 * kMicrosPerSecond, 1);
  stray.AddHistory({10 * kMicrosPerSecond, {{5 * kMicrosPerSecond, 1}}}, 1);
  EXPECT_FALSE(ReadWatched(stray, at).has_value());
  CohortState coarse = part;
  coarse.ToHistogram();
  EXPECT_FALSE(ReadWatched(coarse, at).has_value());
}

}  // namespace
}  // namespace readiness::metric
