#include "readiness/risk/loss_ranking.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Touchpoints that stand alone: the fall of each is p * value.
struct Alone {
  FailureNetwork network;
  std::vector<RiskOnNode> risks;
};

Alone StandAlone(const std::vector<double>& leaks, const std::vector<double>& values) {
  static const std::vector<std::string> kIds = {"a", "b", "c", "d", "e", "f"};
  NamedNetwork named;
  Alone alone;
  for (size_t i = 0; i < leaks.size(); ++i) {
    named.graph.ids.push_back(kIds[i]);
    named.leaks.push_back({kIds[i], leaks[i]});
    named.values.push_back({kIds[i], values[i], 1});
    alone.risks.push_back({kIds[i], static_cast<NodeIndex>(i), leaks[i], 0});
  }
  alone.network = named.Build();
  return alone;
}

RankedLosses Rank(const FailureNetwork& network, const std::vector<RiskOnNode>& risks,
                  const std::vector<uint32_t>& downstream = {},
                  const CascadeOptions& options = {}) {
  auto ranked = RankByLoss(network, EvaluateCascade(network, options), risks, downstream);
  EXPECT_TRUE(ranked.ok()) << ranked.status();
  return *std::move(ranked);
}

Importance ImportanceOfFirst(const FailureNetwork& network, const std::vector<RiskOnNode>& risks) {
  const RankedLosses ranked = Rank(network, risks);
  const auto importance =
      ImportanceOf(network, EvaluateCascade(network), risks[ranked.front().risk], ranked.front());
  EXPECT_TRUE(importance.has_value());
  return importance.value_or(Importance{});
}

std::string Order(const RankedLosses& ranked, const std::vector<RiskOnNode>& risks) {
  std::string order;
  for (const RankedLoss& one : ranked) order += risks[one.risk].id;
  return order;
}

TEST(LossRanking, TheGreatestFallComesFirst) {
  const Alone alone = StandAlone({0.5, 0.25, 0.5}, {1, 8, 2});  // Falls 0.5, 2, 1.
  const RankedLosses ranked = Rank(alone.network, alone.risks);
  EXPECT_EQ(Order(ranked, alone.risks), "bca");
  EXPECT_DOUBLE_EQ(ranked[0].fall, 2);
  EXPECT_TRUE(ranked[0].is_exact);
  EXPECT_EQ(ranked[0].rank, 1U);
  EXPECT_EQ(ranked[0].rank_low, 1U);
  EXPECT_EQ(ranked[0].rank_high, 1U);
  // E = 3.5; with b certain 9.5, without it 1.5.
  const Importance first = ImportanceOfFirst(alone.network, alone.risks);
  EXPECT_DOUBLE_EQ(first.share, 2 / 3.5);
  EXPECT_DOUBLE_EQ(first.raw, 9.5 / 3.5);
  EXPECT_DOUBLE_EQ(first.rrw, 3.5 / 1.5);
}

TEST(LossRanking, TiersComeBeforeFalls) {
  Alone alone = StandAlone({0.5, 0.25, 0.5}, {1, 8, 2});
  alone.risks[0].tier = 2;
  alone.risks[2].tier = 1;
  const RankedLosses ranked = Rank(alone.network, alone.risks);
  EXPECT_EQ(Order(ranked, alone.risks), "acb");
  EXPECT_EQ(ranked[2].rank_low, 3U);
  EXPECT_EQ(ranked[2].rank_high, 3U);
}

TEST(LossRanking, TiesGoToTheWiderReachAndThenToTheId) {
  const Alone alone = StandAlone({0.5, 0.5, 0.5, 0}, {2, 2, 2, 0});
  EXPECT_EQ(Order(Rank(alone.network, alone.risks, {1, 5, 5, 0}), alone.risks), "bcad");
  const RankedLosses ranked = Rank(alone.network, alone.risks);
  EXPECT_EQ(Order(ranked, alone.risks), "abcd");
  EXPECT_EQ(ranked[0].rank_low, 1U);
  EXPECT_EQ(ranked[0].rank_high, 3U);
}

TEST(LossRanking, ALossWithOneCauseHasInfiniteReductionWorth) {
  const Alone alone = StandAlone({0.25}, {4});
  const Importance first = ImportanceOfFirst(alone.network, alone.risks);
  EXPECT_EQ(first.rrw, kInfinity);
  EXPECT_DOUBLE_EQ(first.share, 1);
  EXPECT_DOUBLE_EQ(first.raw, 4);
}

TEST(LossRanking, WithoutALossThereAreNoShares) {
  const Alone alone = StandAlone({0}, {4});
  const RankedLosses ranked = Rank(alone.network, alone.risks);
  EXPECT_FALSE(
      ImportanceOf(alone.network, EvaluateCascade(alone.network), alone.risks[0], ranked[0])
          .has_value());
}

// Two risks of 0.5 on a node worth 8: each alone takes the leak from 0.75 to 0.5, a fall of 2; with
// one certain the leak is 1.
TEST(LossRanking, RisksOnOneNodeShareItsLeak) {
  NamedNetwork named;
  named.graph.ids = {"a"};
  named.leaks = {{"a", 0.5}, {"a", 0.5}};
  named.values = {{"a", 8, 1}};
  const FailureNetwork network = named.Build();
  const std::vector<RiskOnNode> risks = {{"r2", 0, 0.5, 0}, {"r1", 0, 0.5, 0}};
  const RankedLosses ranked = Rank(network, risks);
  EXPECT_EQ(Order(ranked, risks), "r1r2");
  EXPECT_DOUBLE_EQ(ranked[0].fall, 2);
  const Importance first = ImportanceOfFirst(network, risks);
  EXPECT_DOUBLE_EQ(first.share, 2.0 / 6);
  EXPECT_DOUBLE_EQ(first.raw, 8.0 / 6);
  EXPECT_DOUBLE_EQ(first.rrw, 6.0 / 4);
}

// What no value inside the brackets can change: the exact rank lies in every interval.
TEST(LossRanking, TheExactRankLiesInTheInterval) {
  SplitMix random(41);
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    const NamedNetwork named = RandomNetwork(random, {.graph = {.node_count = 12,
                                                                .edge_count = 20,
                                                                .is_acyclic = i % 2 == 0,
                                                                .greatest = i % 3 == 0 ? 1 : 0.4},
                                                      .leak_count = 0,
                                                      .touchpoint_count = 4});
    NamedNetwork with = named;
    std::vector<RiskOnNode> risks;
    const Graph graph = named.graph.Build();
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      with.leaks.push_back({std::string(graph.Id(node)), random.Unit() * 0.5});
      risks.push_back({graph.Id(node), node, with.leaks.back().probability, node % 2 == 0 ? 1 : 0});
    }
    const FailureNetwork network = with.Build();
    const RankedLosses exact = Rank(network, risks);
    const RankedLosses bracketed = Rank(network, risks, {}, {.most_frontier = 0});
    for (const RankedLoss& one : bracketed) {
      const auto same = std::find_if(exact.begin(), exact.end(), [&](const RankedLoss& other) {
        return other.risk == one.risk;
      });
      EXPECT_LE(one.rank_low, same->rank_high);
      EXPECT_GE(one.rank_high, same->rank_low);
      EXPECT_LE(one.rank_low, one.rank);
      EXPECT_GE(one.rank_high, one.rank);
      EXPECT_LE(one.fall_bracket.low, same->fall + 1e-12);
      EXPECT_GE(one.fall_bracket.high, same->fall - 1e-12);
    }
  }
}

// Six falls that are 0.1 * 0.2 * 0.3 * 7 in different orders of multiplication: a few units in the
// last place say nothing about who matters more.
TEST(LossRanking, WhatOnlyRoundingTellsApartIsATie) {
  std::vector<double> factors = {0.1, 0.2, 0.3};
  NamedNetwork named;
  std::vector<std::string> ids;
  std::vector<double> leaks;
  do {
    const std::string id(1, static_cast<char>('f' - static_cast<char>(ids.size())));
    ids.push_back(id);
    leaks.push_back(factors[0]);
    for (const std::string& name : {id, id + "1", id + "2"}) named.graph.ids.push_back(name);
    named.graph.edges.push_back({id, id + "1", factors[1]});
    named.graph.edges.push_back({id + "1", id + "2", factors[2]});
    named.leaks.push_back({id, factors[0]});
    named.values.push_back({id + "2", 7, 1});
  } while (std::next_permutation(factors.begin(), factors.end()));
  const Graph graph = named.graph.Build();
  std::vector<RiskOnNode> risks;
  for (size_t i = 0; i < ids.size(); ++i) risks.push_back({ids[i], *graph.Find(ids[i]), leaks[i]});
  const RankedLosses ranked = Rank(named.Build(), risks);
  EXPECT_EQ(Order(ranked, risks), "abcdef");
  std::vector<double> falls;
  for (const RankedLoss& one : ranked) {
    EXPECT_TRUE(one.is_exact);
    EXPECT_EQ(one.rank_low, 1U);
    EXPECT_EQ(one.rank_high, 6U);
    falls.push_back(one.fall);
  }
  std::sort(falls.begin(), falls.end());
  EXPECT_LT(falls.front(), falls.back());  // Else this says nothing.
}

TEST(LossRanking, AMissingProbabilityIsPutWhereItsWorstWouldBe) {
  NamedNetwork named;
  named.graph.ids = {"a", "b"};
  named.leaks = {{"a", 0.9}, {"b", std::nullopt}};
  named.values = {{"a", 1, 1}, {"b", 1, 1}};
  const FailureNetwork network = named.Build();
  const std::vector<RiskOnNode> risks = {{"a", 0, 0.9, 0}, {"b", 1, std::nullopt, 0}};
  const RankedLosses ranked = Rank(network, risks);
  EXPECT_EQ(Order(ranked, risks), "ba");
  EXPECT_FALSE(ranked[0].is_exact);
  EXPECT_EQ(ranked[0].rank_high, 2U);
  EXPECT_EQ(ranked[1].rank_low, 1U);
}

// A leak of -0 is 0: it stands last, and no risk that may cost something can stand below it.
TEST(LossRanking, MinusZeroIsNoLoss) {
  const Alone alone = StandAlone({-0.0, 0.5, 0.0}, {1, 1, 1});
  const RankedLosses ranked = Rank(alone.network, alone.risks);
  EXPECT_EQ(Order(ranked, alone.risks), "bac");
  EXPECT_EQ(ranked[0].rank_high, 1U);
  EXPECT_EQ(ranked[1].rank_low, 2U);
  EXPECT_EQ(ranked[1].rank_high, 3U);
}

TEST(LossRanking, TheOrderOfRowsDoesNotShow) {
  SplitMix random(42);
  const Alone alone = StandAlone({0.5, 0.25, 0.5, 0.1, 0.1}, {1, 8, 1, 3, 3});
  const std::string order = Order(Rank(alone.network, alone.risks), alone.risks);
  for (int i = 0; i < 10; ++i) {
    std::vector<RiskOnNode> shuffled = alone.risks;
    random.Shuffle(shuffled);
    EXPECT_EQ(Order(Rank(alone.network, shuffled), shuffled), order);
  }
}

TEST(LossRanking, WhatIsWrongIsRefusedWithItsRow) {
  const Alone alone = StandAlone({0.5}, {1});
  const Cascade cascade = EvaluateCascade(alone.network);
  const auto rule = [&](const std::vector<RiskOnNode>& risks, const std::vector<uint32_t>& counts) {
    return base::RuleOf(RankByLoss(alone.network, cascade, risks, counts).status());
  };
  EXPECT_EQ(rule({{"x", 7, 0.5, 0}}, {}), "rank/risk");
  EXPECT_EQ(rule({{"x", 0, 1.5, 0}}, {}), "rank/risk");
  EXPECT_EQ(rule({{"x", 0, 0.5, 0}}, {1, 2}), "rank/downstream");
}

TEST(DescendingOrder, IsThatOfAStableSort) {
  SplitMix random(43);
  for (const size_t count : {0U, 1U, 100U, 5'000U, 100'000U}) {
    std::vector<double> numbers(count);
    for (double& number : numbers) {
      // Ties, zeros, neighbours that keys cannot tell apart, and what is far from all others.
      switch (random.Below(8)) {
        case 0:
          number = static_cast<double>(random.Below(10));
          break;
        case 1:
          number = 1 + static_cast<double>(random.Below(100)) * 0x1p-52;
          break;
        case 2:
          number = random.Unit() * 1e-300;
          break;
        case 3:
          number = -0.0;
          break;
        case 4:
          number = -random.Unit() * 1e-16;
          break;
        default:
          number = random.Unit() * 1e9;
      }
    }
    std::vector<uint32_t> expected(count);
    for (uint32_t i = 0; i < count; ++i) expected[i] = i;
    std::stable_sort(expected.begin(), expected.end(),
                     [&](uint32_t a, uint32_t b) { return numbers[a] > numbers[b]; });
    internal::NumberRange range;
    for (const double number : numbers) range.Add(number);
    const internal::DescendingSort sort(internal::ShortKey(range), static_cast<uint32_t>(count),
                                        [&](uint32_t at) { return numbers[at]; });
    std::vector<uint32_t> order;
    for (const internal::NumberAt& one : sort.sorted()) order.push_back(one.at);
    EXPECT_EQ(order, expected);
  }
}

}  // namespace
}  // namespace readiness::risk
