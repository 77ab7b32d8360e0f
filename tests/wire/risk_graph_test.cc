#include "readiness/wire/risk_graph.h"

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/status.h"

namespace readiness::wire {
namespace {

RiskGraphInput Random(uint64_t seed) {
  std::mt19937_64 draw(seed);
  RiskGraphInput input;
  const size_t nodes = 3 + draw() % 10;
  for (size_t i = 0; i < nodes; ++i) {
    RiskNode node{"n" + std::to_string(i), 0.05 * static_cast<double>(draw() % 10)};
    if (draw() % 3 == 0) node.impact = static_cast<double>(draw() % 50);
    input.nodes.push_back(node);
  }
  for (size_t i = 1; i < nodes; ++i) {
    input.edges.push_back({"n" + std::to_string(draw() % i), "n" + std::to_string(i),
                           0.1 * static_cast<double>(1 + draw() % 9)});
  }
  return input;
}
std::string Ranked(const RiskGraphInput& input) {
  const auto network = BuildRiskNetwork(input);
  EXPECT_TRUE(network.ok()) << network.status();
  return EncodeRanking(RankGraph(*network, {}).value(), Encoding::kBinary).value();
}

TEST(RiskGraphMessage, ComesBackFromBothFormats) {
  const RiskGraphInput input{{{"a", 0.5, 3}, {"b", std::nullopt, 0, true}},
                             {{"a", "b", 0.25}, {"b", "a", std::nullopt, true}}};
  for (const Encoding encoding : {Encoding::kBinary, Encoding::kJson}) {
    EXPECT_EQ(DecodeRiskGraph(EncodeRiskGraph(input, encoding).value(), encoding).value(), input);
    EXPECT_EQ(DecodeRiskGraph("", encoding).value(), RiskGraphInput());
  }
  EXPECT_EQ(DecodeRiskGraph(R"({"nodes":[{"name":"x"}]})", Encoding::kJson).status().message(),
            "nodes[0]: \"name\" is not a field of RiskNode");
}

TEST(RiskGraph, RanksByHand) {
  // Two ways to one touchpoint worth 10: exactly 10 (1 - (1 - 0.5) (1 - 0.2)) = 6 an hour.
  const RiskGraphInput input{{{"left", 0.5}, {"right", 0.2}, {"page", 0, 10}},
                             {{"left", "page", 1}, {"right", "page", 1}}};
  const auto network = BuildRiskNetwork(input).value();
  const GraphRanking ranking = RankGraph(network, {}).value();
  EXPECT_TRUE(ranking.is_loss_exact);
  EXPECT_NEAR(ranking.loss.low, 6, 1e-12);
  ASSERT_EQ(ranking.risks.size(), 3u);
  EXPECT_EQ(ranking.risks[0].id, "left");
  EXPECT_NEAR(*ranking.risks[0].expected_loss_delta, 6 - 2, 1e-12);
  EXPECT_NEAR(*ranking.risks[0].standalone, 5, 1e-12);
  EXPECT_EQ(ranking.risks[0].proximity_hops, 1);
  EXPECT_EQ(ranking.risks[0].proximity_probability, 1);
  EXPECT_EQ(ranking.risks[0].method, "exact");
  EXPECT_EQ(ranking.risks[1].id, "right");
  EXPECT_NEAR(*ranking.risks[1].expected_loss_delta, 6 - 5, 1e-12);
  EXPECT_EQ(ranking.risks[2].id, "page");
  EXPECT_TRUE(ranking.notes.empty());
  // The page waits for both: each has its own hour and half of the page's.
  ASSERT_EQ(ranking.blocked_work.size(), 3u);
  const auto left = std::find_if(ranking.blocked_work.begin(), ranking.blocked_work.end(),
                                 [](const auto& work) { return work.decision == "left"; });
  EXPECT_NEAR(left->reach, 2, 1e-12);
  EXPECT_NEAR(left->sole, 1, 1e-12);
  const GraphRanking first = RankGraph(network, {.top = 1}).value();
  EXPECT_EQ(first.risks.size(), 1u);
  EXPECT_EQ(first.blocked_work.size(), 1u);
  EXPECT_EQ(first.risk_count, 3u);
}

// Three layers of sixty, each node resting on four of the layer before it: far too wide to solve.
RiskGraphInput Wide() {
  RiskGraphInput input;
  constexpr int kWidth = 60;
  const auto name = [](int layer, int i) {
    return std::string(1, static_cast<char>('a' + layer)) + std::to_string(i % kWidth);
  };
  for (int i = 0; i < kWidth; ++i) {
    input.nodes.push_back({name(0, i), 0.01 + 0.0005 * i, 0});
    input.nodes.push_back({name(1, i), 0.001, 0});
    input.nodes.push_back({name(2, i), 0, 10});
    for (const int step : {0, 1, 7, 18}) {
      input.edges.push_back({name(0, i), name(1, i + step), 0.5});
      input.edges.push_back({name(1, i), name(2, i + step), 0.5});
    }
  }
  return input;
}

TEST(RiskGraph, DrawsWhereItIsTooWideToSolve) {
  const RiskNetwork network = BuildRiskNetwork(Wide()).value();
  const GraphRanking drawn = RankGraph(network, {}).value();
  const GraphRanking plain = RankGraph(network, {.drawing = {.most_steps = 0}}).value();
  EXPECT_FALSE(drawn.is_loss_exact);
  ASSERT_TRUE(drawn.drawn_loss.has_value());
  EXPECT_EQ(drawn.world_count, 4096U);
  EXPECT_GE(drawn.drawn_loss->mean, drawn.loss.low);
  EXPECT_LE(drawn.drawn_loss->mean, drawn.loss.high);
  EXPECT_FALSE(plain.drawn_loss.has_value());
  for (size_t i = 0; i < 120; ++i) {  // Touchpoints do not leak.
    const engine::RankedRisk& risk = drawn.risks[i];
    ASSERT_EQ(risk.method, "MC") << risk.id;
    EXPECT_GT(*risk.expected_loss_delta_error, 0);
    EXPECT_LE(*risk.expected_loss_delta_low, *risk.expected_loss_delta);
    EXPECT_GE(*risk.expected_loss_delta_high, *risk.expected_loss_delta);
    EXPECT_EQ(plain.risks[i].method, "bracket");
    EXPECT_FALSE(plain.risks[i].expected_loss_delta_error.has_value());
  }
  // What the ranks may be rests on the brackets, and is the same without a draw.
  for (const engine::RankedRisk& risk : drawn.risks) {
    const auto same = std::find_if(plain.risks.begin(), plain.risks.end(),
                                   [&](const auto& other) { return other.id == risk.id; });
    EXPECT_EQ(risk.rank_low, same->rank_low);
    EXPECT_EQ(risk.rank_high, same->rank_high);
  }
  const GraphRanking first = RankGraph(network, {.top = 3}).value();
  EXPECT_EQ(first.risks[2].method, "MC");
}

TEST(RiskGraphLaw, DrawsAreNotReshuffledByTheOrderNorByAnotherRisk) {
  RiskGraphInput input = Wide();
  const std::string expected = Ranked(input);
  std::mt19937_64 draw(5);
  for (int i = 0; i < 3; ++i) {
    std::shuffle(input.nodes.begin(), input.nodes.end(), draw);
    std::shuffle(input.edges.begin(), input.edges.end(), draw);
    EXPECT_EQ(Ranked(input), expected);
  }
  const GraphRanking before = RankGraph(BuildRiskNetwork(input).value(), {.top = 5}).value();
  input.nodes.push_back({"elsewhere", 0.001, 1});
  const GraphRanking after = RankGraph(BuildRiskNetwork(input).value(), {.top = 5}).value();
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(before.risks[i].expected_loss_delta, after.risks[i].expected_loss_delta);
    EXPECT_EQ(before.risks[i].expected_loss_delta_error, after.risks[i].expected_loss_delta_error);
  }
}

TEST(RiskGraph, SaysWhatTheNumbersDoNot) {
  const RiskGraphInput circle{{{"a", 0.1}, {"b", 0.1}}, {{"a", "b", 1}, {"b", "a", 1}}};
  const GraphRanking ranking = RankGraph(BuildRiskNetwork(circle).value(), {}).value();
  ASSERT_EQ(ranking.notes.size(), 2u);
  EXPECT_EQ(ranking.notes[0].rfind("no node has an impact above zero", 0), 0u);
  EXPECT_EQ(ranking.notes[1], "1 circular dependency: its members wait for each other");
}

TEST(RiskGraphLaw, TheOrderOfNodesAndEdgesDoesNotMatter) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RiskGraphInput input = Random(seed);
    const std::string expected = Ranked(input);
    std::mt19937_64 draw(seed);
    std::shuffle(input.nodes.begin(), input.nodes.end(), draw);
    std::shuffle(input.edges.begin(), input.edges.end(), draw);
    EXPECT_EQ(Ranked(input), expected) << seed;
  }
}

TEST(RiskGraphLaw, ChangesGiveWhatTheWholeGives) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const RiskGraphInput from = Random(seed), to = Random(seed + 1'000);
    // What leads from one to the other.
    RiskGraphInput change = to;
    for (const RiskNode& node : from.nodes) {
      if (std::none_of(to.nodes.begin(), to.nodes.end(),
                       [&](const RiskNode& other) { return other.id == node.id; })) {
        change.nodes.push_back({node.id, std::nullopt, 0, true});
      }
    }
    const auto has = [](const std::vector<RiskEdge>& edges, const RiskEdge& edge) {
      return std::any_of(edges.begin(), edges.end(), [&](const RiskEdge& other) {
        return other.prerequisite == edge.prerequisite && other.dependent == edge.dependent;
      });
    };
    for (const RiskEdge& edge : from.edges) {
      if (!has(to.edges, edge)) {
        change.edges.push_back({edge.prerequisite, edge.dependent, std::nullopt, true});
      }
    }
    const auto changed = Changed(from, change);
    ASSERT_TRUE(changed.ok()) << changed.status();
    EXPECT_EQ(Ranked(*changed), Ranked(to)) << seed;
  }
}

TEST(RiskGraph, WhatCannotBeChangedIsRefused) {
  const RiskGraphInput graph{{{"a"}, {"b"}}, {{"a", "b"}}};
  EXPECT_EQ(base::RuleOf(Changed(graph, {{{"c", std::nullopt, 0, true}}, {}}).status()),
            "graph/unknown-node");
  EXPECT_EQ(base::RuleOf(Changed(graph, {{{"c"}, {"c"}}, {}}).status()), "graph/duplicate-node");
  EXPECT_EQ(base::RuleOf(Changed(graph, {{}, {{"b", "a", std::nullopt, true}}}).status()),
            "graph/unknown-edge");
  // A node takes its edges along.
  const auto rest = Changed(graph, {{{"a", std::nullopt, 0, true}}, {}});
  ASSERT_TRUE(rest.ok());
  EXPECT_TRUE(rest->edges.empty());
  EXPECT_EQ(rest->nodes.size(), 1u);
}

}  // namespace
}  // namespace readiness::wire
