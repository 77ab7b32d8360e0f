#include "readiness/risk/mitigation_order.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "portfolio.h"

namespace readiness::risk {
namespace {

using ::testing::HasSubstr;

constexpr double kTolerance = 1e-11;

std::vector<std::optional<double>> LeaksOf(const Portfolio& world) {
  std::vector<std::optional<double>> leaks;
  for (const Portfolio::Risk& risk : world.risks) leaks.push_back(risk.leak);
  return leaks;
}

std::vector<MitigationStep> Order(const Portfolio& world, const std::vector<Mitigation>& planned,
                                  size_t most_evaluations = 100) {
  auto steps = OrderMitigations(world.Measure(), LeaksOf(world), planned, most_evaluations);
  EXPECT_TRUE(steps.ok()) << steps.status();
  return *std::move(steps);
}

// late leaks 0.5 and reaches with 0.5, lost leaks 0.5 and reaches with 1; an hour is worth 80.
TEST(MitigationOrder, TheNextIsReckonedAfterWhatIsInPlace) {
  const std::vector<Mitigation> planned = {{"retry", 0, 0.5, 1}, {"scan", 1, 0.5, 1}};
  const std::vector<MitigationStep> steps = Order(TwoWays(), planned);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].mitigation, 1U);
  EXPECT_DOUBLE_EQ(steps[0].fall_alone, 30);
  EXPECT_DOUBLE_EQ(*steps[0].fall_in_order, 30);
  // Alone it saves 10 of what the other loses as well; once that is gone, all of its 20.
  EXPECT_DOUBLE_EQ(steps[1].fall_alone, 10);
  EXPECT_DOUBLE_EQ(*steps[1].fall_in_order, 20);
}

TEST(MitigationOrder, CheapComesBeforeDearAndWhatIsFreeFirst) {
  const std::vector<Mitigation> planned = {
      {"dear", 1, 0.5, 100}, {"cheap", 0, 0.5, 1}, {"free", 0, 0.01, 0}, {"idle", 0, 0, 0}};
  const std::vector<MitigationStep> steps = Order(TwoWays(), planned);
  std::string order;
  for (const MitigationStep& step : steps) order += base::Cat(planned[step.mitigation].id, " ");
  EXPECT_EQ(order, "free cheap dear idle ");
}

TEST(MitigationOrder, TwoOfOneRiskNeverLowerItsLeakBelowZero) {
  const std::vector<Mitigation> planned = {{"a", 1, 0.4, 1}, {"b", 1, 0.4, 2}};
  const std::vector<MitigationStep> steps = Order(TwoWays(), planned);
  EXPECT_DOUBLE_EQ(steps[1].fall_alone, 0.4 * 60);
  EXPECT_NEAR(*steps[1].fall_in_order, 0.1 * 60, kTolerance);
}

TEST(MitigationOrder, BeyondTheBudgetTheOrderStandsWithoutANumber) {
  const std::vector<Mitigation> planned = {{"a", 0, 0.5, 1}, {"b", 1, 0.5, 1}, {"c", 1, 0.1, 1}};
  const std::vector<MitigationStep> steps = Order(TwoWays(), planned, 1);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_TRUE(steps[0].fall_in_order.has_value());
  EXPECT_FALSE(steps[1].fall_in_order.has_value());
  EXPECT_FALSE(steps[2].fall_in_order.has_value());
  EXPECT_EQ(steps[1].mitigation, 0U);
}

TEST(MitigationOrder, NothingPlannedIsNothingToOrder) { EXPECT_TRUE(Order(TwoWays(), {}).empty()); }

// Every step by brute force: each candidate's saving by the enumeration of all worlds, before and
// after, and no other saves more an owner-hour.
TEST(MitigationOrder, EachStepIsTheBestByTheEnumerationOfAllWorlds) {
  SplitMix random(91);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    Portfolio world;
    world.named = RandomNetwork(
        random, {.graph = {.node_count = 6, .edge_count = 8, .is_acyclic = round % 2 == 0},
                 .touchpoint_count = 2,
                 .cause_count = 1});
    for (size_t i = 0; i < 3; ++i) {
      world.risks.push_back(
          {absl::StrCat("r", i), world.named.graph.ids[random.Below(6)], random.Unit()});
    }
    const std::vector<Mitigation> planned = {{"m0", 0, random.Unit(), 1 + random.Unit()},
                                             {"m1", 1, random.Unit(), 1 + random.Unit()},
                                             {"m2", 2, random.Unit(), 1 + random.Unit()},
                                             {"m3", 0, random.Unit(), 1 + random.Unit()}};
    const auto after = [&planned](Portfolio from, uint32_t row) {
      double& leak = *from.risks[planned[row].risk].leak;
      leak = std::max(0.0, leak - planned[row].leak_fall);
      return from;
    };
    const double at_first = world.LossByEnumeration(0);
    std::vector<uint32_t> open = {0, 1, 2, 3};
    Portfolio now = world;
    for (const MitigationStep& step : Order(world, planned)) {
      const double before = now.LossByEnumeration(0);
      const double saved = before - after(now, step.mitigation).LossByEnumeration(0);
      EXPECT_NEAR(*step.fall_in_order, saved, kTolerance);
      EXPECT_NEAR(step.fall_alone, at_first - after(world, step.mitigation).LossByEnumeration(0),
                  kTolerance);
      for (const uint32_t other : open) {
        const double other_saved = before - after(now, other).LossByEnumeration(0);
        EXPECT_LE(other_saved / planned[other].cost,
                  saved / planned[step.mitigation].cost + kTolerance);
      }
      now = after(now, step.mitigation);
      std::erase(open, step.mitigation);
    }
    EXPECT_TRUE(open.empty());
  }
}

TEST(MitigationOrder, RefusesByRow) {
  const Portfolio world = TwoWays();
  const auto refusal = [&](const Mitigation& one) {
    const Mitigation planned[] = {{"fine", 0, 0.1, 1}, one};
    return std::string(
        OrderMitigations(world.Measure(), LeaksOf(world), planned, 1).status().message());
  };
  EXPECT_THAT(refusal({"m", 7, 0.1, 1}), HasSubstr("rank/mitigation: mitigation row 2 (\"m\")"));
  EXPECT_THAT(refusal({"m", 1, 1.5, 1}), HasSubstr("got 1.5"));
  EXPECT_THAT(refusal({"m", 1, 0.5, -1}), HasSubstr("got -1"));
}

}  // namespace
}  // namespace readiness::risk
