#include "readiness/metric/kept_rows.h"

#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

struct Set {
  uint32_t block = 0;
  uint16_t count = 0;
};

TEST(KeptRows, AreSetsByIdentity) {
  testing::Random random(1);
  KeptRowPool pool;
  std::vector<Set> sets(50);
  std::vector<std::map<uint64_t, int64_t>> expected(50);
  for (int i = 0; i < 20'000; ++i) {
    const auto which = static_cast<size_t>(random.Below(50));
    if (random.Chance(1)) {
      pool.Release(sets[which].block, sets[which].count);
      expected[which].clear();
      continue;
    }
    const KeptRow row{static_cast<uint64_t>(random.Below(200)), random.Below(1'000)};
    const bool is_new = pool.Insert(row, sets[which].block, sets[which].count);
    const auto [at, was_new] = expected[which].try_emplace(row.identity, row.time);
    at->second = std::min(at->second, row.time);
    EXPECT_EQ(is_new, was_new);
  }
  for (size_t which = 0; which < sets.size(); ++which) {
    const auto rows = pool.Rows(sets[which].block, sets[which].count);
    ASSERT_EQ(rows.size(), expected[which].size());
    size_t i = 0;
    for (const auto& [identity, time] : expected[which]) {
      EXPECT_EQ(rows[i++], (KeptRow{identity, time}));
      EXPECT_TRUE(pool.Contains(sets[which].block, sets[which].count, identity));
    }
    EXPECT_FALSE(pool.Contains(sets[which].block, sets[which].count, 777));
  }
}
TEST(KeptRows, AreLimited) {
  KeptRowPool pool;
  Set set;
  for (uint64_t i = 0; i < kMostKeptRows; ++i) {
    ASSERT_TRUE(pool.Insert({i, 0}, set.block, set.count));
  }
  EXPECT_FALSE(pool.Insert({kMostKeptRows, 0}, set.block, set.count));
  EXPECT_EQ(set.count, kMostKeptRows);
  EXPECT_FALSE(pool.Contains(set.block, set.count, kMostKeptRows));
}

}  // namespace
}  // namespace readiness::metric
