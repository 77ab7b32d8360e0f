#include "readiness/risk/risk_losses.h"

#include <algorithm>
#include <limits>
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

TEST(RiskLosses, TheFallIsWhatIsNotLostWithoutTheRiskAndStandaloneWhatItCostsByItself) {
  const RiskLosses losses = TwoWays().Measure();
  EXPECT_DOUBLE_EQ(losses.expected_loss().low, 50);  // 80 * 0.625.
  EXPECT_TRUE(losses.is_loss_exact());
  EXPECT_DOUBLE_EQ(losses.Of(0).fall_estimate, 10);  // 80 * (0.625 - 0.5).
  EXPECT_DOUBLE_EQ(losses.Of(1).fall_estimate, 30);  // 80 * (0.625 - 0.25).
  EXPECT_DOUBLE_EQ(losses.Of(0).standalone.low, 20);
  EXPECT_DOUBLE_EQ(losses.Of(1).standalone.low, 40);
  EXPECT_TRUE(losses.Of(0).is_exact && losses.Of(0).is_known);
  // Without the first 40 of 50 are left; with it certain 80 * 0.75 = 60.
  EXPECT_DOUBLE_EQ(losses.Of(0).importance->share, 0.2);
  EXPECT_DOUBLE_EQ(losses.Of(0).importance->raw, 1.2);
  EXPECT_DOUBLE_EQ(losses.Of(0).importance->rrw, 1.25);
}

TEST(RiskLosses, TheOnlyRiskHasAnInfiniteReductionWorth) {
  Portfolio one = TwoWays();
  one.risks.pop_back();
  EXPECT_EQ(one.Measure().Of(0).importance->rrw, std::numeric_limits<double>::infinity());
}

TEST(RiskLosses, ARiskThatReachesNobodyCostsNothingHoweverLikely) {
  Portfolio world = TwoWays();
  world.named.graph.ids.emplace_back("d");
  world.risks.push_back({"far", "d", 0.9});
  const RiskLosses losses = world.Measure();
  EXPECT_EQ(losses.Of(2).fall, LossBracket::Of(0));
  EXPECT_TRUE(losses.Of(2).is_known && losses.Of(2).is_exact);
  EXPECT_EQ(losses.Of(2).importance->share, 0);
  EXPECT_EQ(losses.Of(2).importance->rrw, 1);
}

// Missing is never zero, and never certain: with the second off the first costs 20, with it on
// none.
TEST(RiskLosses, AMissingLikelihoodMakesABracketOfTheOthersAndNoNumberOfItsOwn) {
  Portfolio world = TwoWays();
  world.risks[1].leak.reset();
  const RiskLosses losses = world.Measure();
  EXPECT_FALSE(losses.Of(1).is_known);
  EXPECT_FALSE(losses.Of(1).is_exact);
  EXPECT_DOUBLE_EQ(losses.Of(1).fall.low, 0);
  EXPECT_DOUBLE_EQ(losses.Of(1).fall.high, 60);  // 80 * (1 - 0.25).
  EXPECT_TRUE(losses.Of(0).is_known);
  EXPECT_FALSE(losses.Of(0).is_exact);
  EXPECT_DOUBLE_EQ(losses.Of(0).fall.low, 0);
  EXPECT_DOUBLE_EQ(losses.Of(0).fall.high, 20);
  EXPECT_DOUBLE_EQ(losses.Of(0).fall_estimate, 20);
  EXPECT_FALSE(losses.Of(0).importance.has_value());
  EXPECT_DOUBLE_EQ(losses.expected_loss().low, 20);
  EXPECT_DOUBLE_EQ(losses.expected_loss().high, 80);
}

TEST(RiskLosses, ARiskOnNoNodeMayCostUpToEverythingAndChangesNoOther) {
  Portfolio world = TwoWays();
  const RiskLosses before = world.Measure();
  world.risks.push_back({"somewhere", "", 0.5});
  const RiskLosses losses = world.Measure();
  EXPECT_FALSE(losses.Of(2).is_known);
  EXPECT_EQ(losses.Of(2).fall, (LossBracket{0, 80}));
  EXPECT_EQ(losses.Of(0).fall, before.Of(0).fall);
}

TEST(RiskLosses, WithoutAValuedTouchpointNoNumberIsKnown) {
  Portfolio world = TwoWays();
  world.named.values = {{"c", 100, 0}};
  const RiskLosses losses = world.Measure();
  EXPECT_FALSE(losses.has_valued_touchpoint());
  EXPECT_FALSE(losses.Of(0).is_known);
}

TEST(RiskLosses, RandomPortfoliosAgreeWithTheEnumerationOfAllWorlds) {
  SplitMix random(81);
  for (int round = 0; round < 80; ++round) {
    SCOPED_TRACE(round);
    NetworkShape shape;
    shape.graph = {.node_count = 7, .edge_count = 9, .is_acyclic = round % 2 == 0};
    shape.graph.certain_share = 0.2;
    shape.graph.may_repeat = round % 5 == 0;
    shape.touchpoint_count = 2;
    shape.cause_count = round % 3 == 0 ? 1 : 0;
    Portfolio world;
    world.named = RandomNetwork(random, shape);
    for (size_t i = 0; i < 4; ++i) {  // Two may share a node.
      world.risks.push_back({absl::StrCat("r", i),
                             world.named.graph.ids[random.Below(world.named.graph.ids.size())],
                             random.Unit()});
    }
    const RiskLosses losses = world.Measure();
    const double total = world.LossByEnumeration(0);
    EXPECT_NEAR(losses.expected_loss().low, total, kTolerance);
    for (size_t i = 0; i < world.risks.size(); ++i) {
      EXPECT_TRUE(losses.Of(i).is_exact);
      EXPECT_NEAR(losses.Of(i).fall_estimate, total - world.LossByEnumeration(0, i), kTolerance);
      EXPECT_NEAR(losses.Of(i).standalone.low, world.LossByEnumeration(0, {}, i), kTolerance);
      if (total < 1e-6) continue;
      Portfolio certain = world;
      certain.risks[i].leak = 1;
      EXPECT_NEAR(losses.Of(i).importance->raw, certain.LossByEnumeration(0) / total, 1e-9);
    }
    // Without brackets at hand, the bounds hold what is exact.
    const RiskLosses bounded = world.Measure({.most_frontier = 0});
    for (size_t i = 0; i < world.risks.size(); ++i) {
      EXPECT_LE(bounded.Of(i).fall.low, losses.Of(i).fall_estimate + kTolerance);
      EXPECT_GE(bounded.Of(i).fall.high, losses.Of(i).fall_estimate - kTolerance);
      EXPECT_GE(bounded.Of(i).fall_estimate, bounded.Of(i).fall.low);
      EXPECT_LE(bounded.Of(i).fall_estimate, bounded.Of(i).fall.high);
    }
  }
}

TEST(RiskLosses, BracketsHoldWhateverIsMissingTurnsOutToBe) {
  SplitMix random(82);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    NetworkShape shape;
    shape.graph = {.node_count = 6, .edge_count = 8, .is_acyclic = round % 2 == 0};
    shape.graph.unknown_share = round % 2 == 0 ? 0.2 : 0;
    shape.cause_count = 1;
    Portfolio world;
    world.named = RandomNetwork(random, shape);
    for (size_t i = 0; i < 4; ++i) {
      world.risks.push_back({absl::StrCat("r", i),
                             world.named.graph.ids[random.Below(world.named.graph.ids.size())],
                             random.Unit()});
    }
    world.risks[0].leak.reset();
    const RiskLosses losses = world.Measure();
    for (int draw = 0; draw < 4; ++draw) {
      Portfolio turned = world;
      turned.risks[0].leak = draw == 0 ? 0.0 : draw == 1 ? 1.0 : random.Unit();
      for (NamedEdge& edge : turned.named.graph.edges) {
        if (!edge.probability.has_value()) edge.probability = random.Unit();
      }
      const double total = turned.LossByEnumeration(0);
      EXPECT_LE(losses.expected_loss().low, total + kTolerance);
      EXPECT_GE(losses.expected_loss().high, total - kTolerance);
      for (size_t i = 0; i < world.risks.size(); ++i) {
        const double fall = total - turned.LossByEnumeration(0, i);
        EXPECT_LE(losses.Of(i).fall.low, fall + kTolerance);
        EXPECT_GE(losses.Of(i).fall.high, fall - kTolerance);
        const double alone = turned.LossByEnumeration(0, {}, i);
        EXPECT_LE(losses.Of(i).standalone.low, alone + kTolerance);
        EXPECT_GE(losses.Of(i).standalone.high, alone - kTolerance);
      }
    }
  }
}

TEST(RiskLosses, TheLossAfterChangesIsThatOfThePortfolioWithThem) {
  SplitMix random(83);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    Portfolio world;
    world.named = RandomNetwork(
        random,
        {.graph = {.node_count = 6, .edge_count = 9}, .touchpoint_count = 2, .cause_count = 1});
    for (size_t i = 0; i < 3; ++i) {
      world.risks.push_back({absl::StrCat("r", i),
                             world.named.graph.ids[random.Below(world.named.graph.ids.size())],
                             random.Unit()});
    }
    Portfolio changed = world;
    changed.risks[0].leak = random.Unit();
    changed.risks[2].leak = 0;
    const LeakChange changes[] = {{0, *changed.risks[0].leak}, {2, 0}};
    const LossBracket loss = world.Measure().ExpectedLossWith(changes);
    EXPECT_NEAR(loss.low, changed.LossByEnumeration(0), kTolerance);
    EXPECT_EQ(loss.low, loss.high);
    // The same bits as a portfolio that had them from the start.
    EXPECT_EQ(loss.low, changed.Measure().expected_loss().low);
  }
}

TEST(RiskLosses, TheOrderIsTierThenFallThenDownstreamThenId) {
  Portfolio world = TwoWays();
  world.named.graph.ids.emplace_back("d");
  world.risks.push_back({"zero-b", "d", 0.5});
  world.risks.push_back({"zero-a", "d", 0.5});
  world.risks.push_back({"zero-far", "d", 0.5});
  world.risks.push_back({"first", "d", 0.5, 1});
  const Graph graph = world.named.graph.Build();
  const std::vector<RiskOnNode> rows = world.Rows(graph);
  const std::vector<uint32_t> downstream = {1, 1, 0, 0, 3, 0};
  std::string order;
  for (const RankedLoss& one : OrderByLoss(world.Measure(), rows, downstream)) {
    order +=
        base::Cat(one.rank, " ", rows[one.risk].id, " ", one.rank_low, "-", one.rank_high, ", ");
  }
  EXPECT_EQ(order,
            "1 first 1-1, 2 lost 2-2, 3 late 3-3, 4 zero-far 4-6, 5 zero-a 4-6, 6 zero-b 4-6, ");
}

TEST(RiskLosses, ARiskWithoutAKnownFallStandsWhereItsWorstWould) {
  Portfolio world = TwoWays();
  world.risks[0].leak.reset();  // At worst 80 * (1 - 0.5) = 40, above the other's 80 * 0.5.
  world.risks[1].leak = 0.25;
  const Graph graph = world.named.graph.Build();
  const std::vector<RiskOnNode> rows = world.Rows(graph);
  const RankedLosses ranked = OrderByLoss(world.Measure(), rows, std::vector<uint32_t>{0, 0});
  EXPECT_EQ(ranked[0].risk, 0U);
  EXPECT_EQ(ranked[0].rank_low, 1U);
  EXPECT_EQ(ranked[0].rank_high, 2U);
}

// Whatever an uncertain likelihood turns out to be, in the tier that goes with it, each risk stands
// at a rank that was said to be possible.
TEST(RiskLosses, NoValueOfAnUncertainLikelihoodOrTierLeavesThePossibleRanks) {
  SplitMix random(85);
  size_t inner_count = 0;
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    Portfolio world;
    world.named =
        RandomNetwork(random, {.graph = {.node_count = 6, .edge_count = 8}, .touchpoint_count = 3});
    std::vector<Bracket> leaks;
    for (size_t i = 0; i < 4; ++i) {
      const double leak = random.Unit();
      leaks.push_back(i % 2 == 0 ? Bracket{0.5 * leak, std::min(1.0, 1.5 * leak)}
                                 : Bracket::Of(leak));
      world.risks.push_back({absl::StrCat("r", i), world.named.graph.ids[random.Below(6)], leak});
    }
    const auto tier_of = [](double leak) { return leak < 0.3 ? 0 : leak < 0.6 ? 1 : 2; };
    const Graph graph = world.named.graph.Build();
    std::vector<RiskOnNode> rows = world.Rows(graph);
    for (size_t i = 0; i < rows.size(); ++i) {
      rows[i].tier = tier_of(*rows[i].leak);
      if (leaks[i].IsExact()) continue;
      rows[i].leaks = leaks[i];
      rows[i].tiers = TierRange{tier_of(leaks[i].low), tier_of(leaks[i].high)};
    }
    std::vector<TouchpointValue> values;
    for (const auto& value : world.named.values) {
      values.push_back({*graph.Find(value.node), value.value, value.severity});
    }
    const auto losses = RiskLosses::Measure(graph, {rows, values, {}});
    ASSERT_TRUE(losses.ok());
    const std::vector<uint32_t> downstream(rows.size(), 0);
    std::vector<Bracket> ranks(rows.size());
    for (const RankedLoss& one : OrderByLoss(*losses, rows, downstream)) {
      EXPECT_LE(one.rank_low, one.rank);
      EXPECT_GE(one.rank_high, one.rank);
      ranks[one.risk] = {double(one.rank_low), double(one.rank_high)};
      inner_count += one.rank_low > 1 || one.rank_high < rows.size() ? 1U : 0U;
    }
    for (int draw = 0; draw < 20; ++draw) {
      std::vector<RiskOnNode> drawn = world.Rows(graph);
      for (size_t i = 0; i < rows.size(); ++i) {
        drawn[i].leak = leaks[i].low + random.Unit() * leaks[i].Width();
        drawn[i].tier = tier_of(*drawn[i].leak);
      }
      const auto then = RiskLosses::Measure(graph, {drawn, values, {}});
      for (const RankedLoss& one : OrderByLoss(*then, drawn, downstream)) {
        EXPECT_TRUE(ranks[one.risk].Contains(one.rank)) << drawn[one.risk].id << " " << one.rank;
      }
    }
  }
  EXPECT_GT(inner_count, 30U);  // And it does not say that anything may be.
}

TEST(RiskLosses, TheOrderOfInputDoesNotShow) {
  SplitMix random(84);
  Portfolio world;
  world.named = RandomNetwork(
      random,
      {.graph = {.node_count = 8, .edge_count = 12}, .touchpoint_count = 3, .cause_count = 2});
  for (size_t i = 0; i < 5; ++i) {
    world.risks.push_back(
        {absl::StrCat("r", i), world.named.graph.ids[random.Below(8)], random.Unit()});
  }
  Portfolio other = world;
  other.named = Shuffled(world.named, random);
  std::reverse(other.risks.begin(), other.risks.end());
  const RiskLosses losses = world.Measure();
  const RiskLosses turned = other.Measure();
  EXPECT_EQ(losses.expected_loss(), turned.expected_loss());
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(losses.Of(i).fall, turned.Of(4 - i).fall);
}

TEST(RiskLosses, SaysWhichRowIsWrong) {
  Portfolio world = TwoWays();
  world.risks[1].leak = 1.5;
  EXPECT_THAT(std::string(world.TryMeasure().status().message()),
              HasSubstr("rank/risk: risk row 2 (\"lost\"): leak must be in [0, 1], got 1.5"));
  world = TwoWays();
  world.named.values = {{"c", -1, 1}};
  EXPECT_THAT(std::string(world.TryMeasure().status().message()), HasSubstr("cascade/value"));
}

TEST(RiskLosses, WithoutRisksTheCausesAloneCost) {
  Portfolio world = TwoWays();
  world.risks.clear();
  world.named.causes = {{"shared", {"a", "b"}, 0.1}};
  EXPECT_NEAR(world.Measure().expected_loss().low, 8, kTolerance);
}

}  // namespace
}  // namespace readiness::risk
