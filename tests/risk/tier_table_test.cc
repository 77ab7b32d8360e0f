#include "readiness/risk/tier_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;

using Bands = std::array<std::string, 5>;

Bands BandsOf(const model::TableRow& row) {
  Bands bands;
  for (size_t i = 0; i < bands.size(); ++i) bands[i] = row.cells[i].any_of.front();
  return bands;
}

size_t TierNumber(const std::string& tier) {
  return static_cast<size_t>(std::find(kTiers.begin(), kTiers.end(), tier) - kTiers.begin());
}

std::map<Bands, size_t> TiersByBands() {
  std::map<Bands, size_t> tiers;
  for (const model::TableRow& row : DefaultTierTable().rows) {
    tiers[BandsOf(row)] = TierNumber(row.outcomes.front());
  }
  return tiers;
}

TEST(TierTable, NamesItsColumnsValuesAndOutcomesInOrder) {
  const model::DecisionTable table = DefaultTierTable();
  ASSERT_EQ(table.columns.size(), 5U);
  EXPECT_EQ(table.columns[0].name, "likelihood");
  EXPECT_THAT(table.columns[0].values, ElementsAre("low", "medium", "high"));
  EXPECT_EQ(table.columns[1].name, "proximity");
  EXPECT_THAT(table.columns[1].values, ElementsAre("far", "near", "touching"));
  EXPECT_EQ(table.columns[2].name, "severity");
  EXPECT_THAT(table.columns[2].values, ElementsAre("minor", "major", "severe"));
  EXPECT_EQ(table.columns[3].name, "reversibility");
  EXPECT_THAT(table.columns[3].values, ElementsAre("reversible", "costly", "irreversible"));
  EXPECT_EQ(table.columns[4].name, "launch");
  EXPECT_THAT(table.columns[4].values, ElementsAre("later", "soon", "imminent"));
  EXPECT_THAT(table.outcomes, ElementsAre("TRACK", "TRACK_CLOSELY", "ATTEND", "ACT"));
  EXPECT_EQ(table.hit_policy, model::HitPolicy::kUnique);
  EXPECT_TRUE(table.must_be_monotone);
  EXPECT_FALSE(table.may_have_gaps);
}

TEST(TierTable, HasOneRowForEachOfThe243CombinationsAndEachNamesOneTier) {
  const model::DecisionTable table = DefaultTierTable();
  EXPECT_EQ(table.rows.size(), 243U);
  EXPECT_EQ(TiersByBands().size(), 243U);
  for (const model::TableRow& row : table.rows) {
    ASSERT_EQ(row.cells.size(), 5U);
    ASSERT_EQ(row.outcomes.size(), 1U);
    ASSERT_LT(TierNumber(row.outcomes.front()), 4U);
    for (size_t column = 0; column < 5; ++column) {
      ASSERT_EQ(row.cells[column].any_of.size(), 1U);
      const std::vector<std::string>& values = table.columns[column].values;
      ASSERT_NE(std::find(values.begin(), values.end(), row.cells[column].any_of.front()),
                values.end());
    }
  }
}

// Counted by hand over the 27 combinations of likelihood, proximity and severity. Without a raise
// (4 of the 9 combinations of the last two columns): ACT where all three are at the top, 1; ATTEND
// where two are, 3 * 2 = 6, or where all are at the middle or above with at most one at the top,
// 1 + 3 = 4, together 10; TRACK_CLOSELY where one is and another is at the bottom, 3 * (4 - 1) = 9;
// TRACK where none is and one is at the bottom, 8 - 1 = 7. With a raise (5 of 9): ACT 1 + 10 = 11,
// ATTEND 9, TRACK_CLOSELY 7, TRACK 0. So ACT 4 * 1 + 5 * 11 = 59, ATTEND 4 * 10 + 5 * 9 = 85,
// TRACK_CLOSELY 4 * 9 + 5 * 7 = 71, TRACK 4 * 7 = 28.
TEST(TierTable, CountsOfEachTier) {
  std::map<std::string_view, int> counts;
  for (const auto& [bands, tier] : TiersByBands()) ++counts[kTiers[tier]];
  EXPECT_EQ(counts["ACT"], 59);
  EXPECT_EQ(counts["ATTEND"], 85);
  EXPECT_EQ(counts["TRACK_CLOSELY"], 71);
  EXPECT_EQ(counts["TRACK"], 28);
}

// A second reading of the rule, from the sorted letters of the first three bands: B, M, T for
// bottom, middle, top.
size_t SecondReading(const Bands& bands) {
  static const std::map<std::string, char> kLetters = {
      {"low", 'B'},   {"far", 'B'},  {"minor", 'B'},    {"medium", 'M'}, {"near", 'M'},
      {"major", 'M'}, {"high", 'T'}, {"touching", 'T'}, {"severe", 'T'}};
  static const std::map<std::string, size_t> kCalm = {
      {"BBB", 0}, {"BBM", 0}, {"BMM", 0}, {"MMM", 2}, {"BBT", 1},
      {"BMT", 1}, {"MMT", 2}, {"BTT", 2}, {"MTT", 2}, {"TTT", 3}};
  std::string letters;
  for (size_t i = 0; i < 3; ++i) letters += kLetters.at(bands[i]);
  std::sort(letters.begin(), letters.end());
  const bool is_raised = bands[3] == "irreversible" || bands[4] == "imminent";
  const size_t calm = kCalm.at(letters);
  return is_raised && calm < 3 ? calm + 1 : calm;
}

TEST(TierTable, AgreesWithASecondReadingOfTheRuleOnEveryRow) {
  for (const auto& [bands, tier] : TiersByBands()) {
    EXPECT_EQ(tier, SecondReading(bands)) << ::testing::PrintToString(bands);
  }
}

// Law: a worse band never gives a milder tier. 5 columns of 81 pairs of neighbours twice: 810.
TEST(TierTable, IsMonotoneInEveryColumn) {
  const model::DecisionTable table = DefaultTierTable();
  const std::map<Bands, size_t> tiers = TiersByBands();
  size_t checks = 0;
  for (const auto& [bands, tier] : tiers) {
    for (size_t column = 0; column < 5; ++column) {
      const std::vector<std::string>& values = table.columns[column].values;
      const auto at = std::find(values.begin(), values.end(), bands[column]);
      if (at + 1 == values.end()) continue;
      Bands worse = bands;
      worse[column] = *(at + 1);
      EXPECT_GE(tiers.at(worse), tier) << ::testing::PrintToString(bands);
      ++checks;
    }
  }
  EXPECT_EQ(checks, 810U);
}

TEST(TierTable, FourRowsThatAPersonWouldLookUp) {
  const std::map<Bands, size_t> tiers = TiersByBands();
  const auto tier = [&](Bands bands) { return kTiers[tiers.at(bands)]; };
  EXPECT_EQ(tier({"low", "far", "minor", "reversible", "later"}), "TRACK");
  EXPECT_EQ(tier({"high", "far", "minor", "costly", "soon"}), "TRACK_CLOSELY");
  EXPECT_EQ(tier({"medium", "near", "major", "reversible", "later"}), "ATTEND");
  EXPECT_EQ(tier({"medium", "near", "major", "reversible", "imminent"}), "ACT");
}

// The words of bands.h are the values of the table: what is looked up is always found.
TEST(TierTable, TheWorstBandsOfARiskOfWhichNothingIsKnownAct) {
  const RiskBandSets nothing_known;
  Bands bands;
  const auto words = nothing_known.Worst();
  std::copy(words.begin(), words.end(), bands.begin());
  EXPECT_EQ(kTiers[TiersByBands().at(bands)], "ACT");
  EXPECT_FALSE(nothing_known.is_certified());
}

}  // namespace
}  // namespace readiness::risk
