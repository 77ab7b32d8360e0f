#include "readiness/metric/entity_store.h"

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

Event Opened(uint64_t entity, int64_t time) {
  Event row;
  row.kind = EntityKind::kTicket;
  row.event = EventType::kTicketOpened;
  row.entity = entity;
  row.time = time;
  return row;
}

// Finding, adding and erasing, beside a map.
TEST(EntityStore, FindsWhatItHolds) {
  const TextDictionary texts;
  Random random(1);
  EntityStore store(EntityKind::kTicket, &texts);
  std::map<uint64_t, int64_t> expected;
  for (int i = 0; i < 100'000; ++i) {
    const auto id = static_cast<uint64_t>(1 + random.Below(3'000));
    if (random.Chance(30)) {
      EXPECT_EQ(store.Erase(id), expected.erase(id) == 1);
    } else {
      const int64_t time = random.Below(1'000'000);
      store.Apply(Opened(id, time));
      const auto [at, is_new] = expected.try_emplace(id, time);
      at->second = std::min(at->second, time);
    }
    if (i % 10'000 != 0) continue;
    ASSERT_EQ(store.size(), expected.size());
    for (uint64_t any = 1; any <= 3'000; ++any) {
      const EntityRecord* record = store.Find(any);
      ASSERT_EQ(record != nullptr, expected.count(any) == 1) << any;
      if (record != nullptr) {
        EXPECT_EQ(record->at[kStart], expected[any]);
      }
    }
  }
  size_t visited = 0;
  store.ForEach([&](const EntityRecord&) { ++visited; });
  EXPECT_EQ(visited, store.size());
  EXPECT_EQ(store.Find(0), nullptr);
}
TEST(EntityStore, CountsDifferentRowsPastWhatARecordHolds) {
  const TextDictionary texts;
  Random random(2);
  EntityStore store(EntityKind::kTicket, &texts);
  std::set<std::pair<uint64_t, int64_t>> different;
  int64_t rows = 0;
  for (int i = 0; i < 5'000; ++i) {
    const auto id = static_cast<uint64_t>(1 + random.Below(20));
    const int64_t time = random.Below(100);
    const bool is_new = store.Apply(Opened(id, time));
    EXPECT_EQ(is_new, different.emplace(id, time).second);
    ++rows;
  }
  EXPECT_EQ(store.rows(), rows);
  EXPECT_EQ(store.duplicates(), rows - static_cast<int64_t>(different.size()));
}
TEST(EntityStore, JoinsRecordsRowsAndCounts) {
  const TextDictionary texts = testing::Texts();
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    const std::vector<Event> rows = testing::RandomRows(random, 10);
    for (const EntityKind kind : {EntityKind::kTicket, EntityKind::kChange, EntityKind::kJourney}) {
      EntityStore whole(kind, &texts), left(kind, &texts), right(kind, &texts);
      for (const Event& row : rows) {
        if (row.kind != kind) continue;
        whole.Apply(row);
        const int64_t side = random.Below(3);
        if (side != 1) left.Apply(row);
        if (side != 0) right.Apply(row);
      }
      EntityStore joined = left;
      ASSERT_TRUE(joined.Join(right).ok());
      ASSERT_EQ(joined.size(), whole.size());
      EXPECT_EQ(joined.rows() - joined.duplicates(), whole.rows() - whole.duplicates());
      whole.ForEach([&](const EntityRecord& record) {
        const EntityRecord* other = joined.Find(record.id);
        ASSERT_NE(other, nullptr);
        EXPECT_EQ(other->at, record.at);
        EXPECT_EQ(other->cohort, record.cohort);
        std::vector<KeptRow> mine, others;
        for (const KeptRow& row : whole.KeptOf(record)) {
          if (row.time != kNoTime) mine.push_back(row);
        }
        for (const KeptRow& row : joined.KeptOf(*other)) {
          if (row.time != kNoTime) others.push_back(row);
        }
        EXPECT_EQ(mine, others);
      });
      const int64_t distinct = joined.rows() - joined.duplicates();
      ASSERT_TRUE(joined.Join(right).ok());
      EXPECT_EQ(joined.rows() - joined.duplicates(), distinct);
    }
  }
}
TEST(EntityStore, JoinsItsLikeOnly) {
  const TextDictionary texts, others;
  EntityStore tickets(EntityKind::kTicket, &texts);
  EXPECT_FALSE(tickets.Join(EntityStore(EntityKind::kChange, &texts)).ok());
  EXPECT_FALSE(tickets.Join(EntityStore(EntityKind::kTicket, &others)).ok());
  EXPECT_FALSE(tickets.Join(EntityStore(EntityKind::kTicket, &texts, 3)).ok());
}
TEST(EntityStore, CountsRowsItCouldNotKeep) {
  const TextDictionary texts;
  EntityStore store(EntityKind::kChange, &texts);
  Event row;
  row.kind = EntityKind::kChange;
  row.event = EventType::kChangeRedone;
  row.entity = 1;
  for (size_t i = 0; i <= kMostKeptRows; ++i) {
    row.time = static_cast<int64_t>(i);
    store.Apply(row);
  }
  EXPECT_EQ(store.overfull(), 1);
  EXPECT_EQ(store.Find(1)->kept_count, kMostKeptRows);
}
TEST(EntityStore, ForgetsAllAndGoesOn) {
  const TextDictionary texts;
  EntityStore store(EntityKind::kTicket, &texts);
  store.Reserve(1'000);
  for (uint64_t id = 1; id <= 1'000; ++id) store.Apply(Opened(id, 5));
  store.Clear();
  EXPECT_EQ(store.size(), 0U);
  EXPECT_EQ(store.Find(7), nullptr);
  EXPECT_TRUE(store.Apply(Opened(7, 6)));
  EXPECT_EQ(store.Find(7)->at[kStart], 6);
}

}  // namespace
}  // namespace readiness::metric
