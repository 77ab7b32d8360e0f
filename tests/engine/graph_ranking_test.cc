#include "readiness/engine/graph_ranking.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "risk_inputs.h"

namespace readiness::engine {
namespace {

using ::testing::HasSubstr;

// All that is said of each node.
using Answer = std::pair<std::vector<RankedRisk>, std::vector<BlockedWork>>;
Answer Ranked(const RiskGraphInput& input) {
  const auto network = BuildRiskNetwork(input);
  EXPECT_TRUE(network.ok()) << network.status();
  const GraphRanking ranking = RankGraph(*network, {}).value();
  return {ranking.risks, ranking.blocked_work};
}

// "-0" is a probability, and no text of an answer has a minus before nothing.
TEST(GraphRanking, AProbabilityOfMinusZeroIsZero) {
  RiskGraphInput input;
  input.nodes = {{"a", -0.0, 0}, {"page", 0.5, 100}};
  input.edges = {{"a", "page", 0.9}};
  const GraphRanking ranking = RankGraph(BuildRiskNetwork(input).value(), {}).value();
  for (const RankedRisk& risk : ranking.risks) {
    EXPECT_FALSE(std::signbit(*risk.expected_loss_delta)) << risk.id;
    EXPECT_FALSE(std::signbit(risk.standalone.value_or(0))) << risk.id;
    EXPECT_FALSE(std::signbit(risk.share.value_or(0))) << risk.id;
  }
}

TEST(GraphRanking, RanksByHand) {
  // Exactly 10 (1 - (1 - 0.5) (1 - 0.2)) = 6 an hour.
  const RiskNetwork network = BuildRiskNetwork(TwoWays()).value();
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

TEST(GraphRanking, DrawsWhereItIsTooWideToSolve) {
  const RiskNetwork network = BuildRiskNetwork(WideGraph()).value();
  const GraphRanking drawn = RankGraph(network, {}).value();
  const GraphRanking plain = RankGraph(network, {.drawing = {.most_steps = 0}}).value();
  EXPECT_FALSE(drawn.is_loss_exact);
  ASSERT_TRUE(drawn.drawn_loss.has_value());
  EXPECT_EQ(drawn.world_count, 4096U);
  EXPECT_GE(drawn.drawn_loss->mean, drawn.loss.low);
  EXPECT_LE(drawn.drawn_loss->mean, drawn.loss.high);
  EXPECT_FALSE(plain.drawn_loss.has_value());
  for (size_t i = 0; i < 120; ++i) {  // Touchpoints do not leak.
    const RankedRisk& risk = drawn.risks[i];
    ASSERT_EQ(risk.method, "MC") << risk.id;
    EXPECT_GT(*risk.expected_loss_delta_error, 0);
    EXPECT_LE(*risk.expected_loss_delta_low, *risk.expected_loss_delta);
    EXPECT_GE(*risk.expected_loss_delta_high, *risk.expected_loss_delta);
    EXPECT_EQ(plain.risks[i].method, "bracket");
    EXPECT_FALSE(plain.risks[i].expected_loss_delta_error.has_value());
  }
  // What the ranks may be rests on the brackets, and is the same without a draw.
  for (const RankedRisk& risk : drawn.risks) {
    const auto same = std::find_if(plain.risks.begin(), plain.risks.end(),
                                   [&](const auto& other) { return other.id == risk.id; });
    EXPECT_EQ(risk.rank_low, same->rank_low);
    EXPECT_EQ(risk.rank_high, same->rank_high);
  }
  const GraphRanking first = RankGraph(network, {.top = 3}).value();
  EXPECT_EQ(first.risks[2].method, "MC");
}

TEST(GraphRankingLaw, DrawsAreNotReshuffledByTheOrderNorByAnotherRisk) {
  RiskGraphInput input = WideGraph();
  const Answer expected = Ranked(input);
  std::mt19937_64 draw(5);
  for (int i = 0; i < 3; ++i) {
    std::shuffle(input.nodes.begin(), input.nodes.end(), draw);
    std::shuffle(input.edges.begin(), input.edges.end(), draw);
    EXPECT_TRUE(Ranked(input) == expected);
  }
  const GraphRanking before = RankGraph(BuildRiskNetwork(input).value(), {.top = 5}).value();
  input.nodes.push_back({"elsewhere", 0.001, 1});
  const GraphRanking after = RankGraph(BuildRiskNetwork(input).value(), {.top = 5}).value();
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(before.risks[i].expected_loss_delta, after.risks[i].expected_loss_delta);
    EXPECT_EQ(before.risks[i].expected_loss_delta_error, after.risks[i].expected_loss_delta_error);
  }
}

// a and b fail each other, and so do c, d, e by way of c; f stands alone.
TEST(GraphRanking, NamesTheMembersOfEachCircleAndAShortestCycle) {
  const RiskGraphInput input{
      {{"a", 0.1}, {"b", 0.1}, {"c", 0.1}, {"d", 0.1}, {"e", 0.1}, {"f", 0.1, 10}},
      {{"a", "b", 1},
       {"b", "a", 1},
       {"c", "d", 1},
       {"d", "e", 1},
       {"e", "c", 1},
       {"d", "c", 1},
       {"e", "f", 1}}};
  const GraphRanking ranking = RankGraph(BuildRiskNetwork(input).value(), {}).value();
  ASSERT_EQ(ranking.circular_dependencies.size(), 2u);
  const CircularDependency& large = ranking.circular_dependencies[0];
  EXPECT_EQ(large.kind, "failure");
  EXPECT_EQ(large.members, (std::vector<std::string>{"c", "d", "e"}));
  EXPECT_EQ(large.shortest_cycle, (std::vector<std::string>{"c", "d"}));
  EXPECT_TRUE(large.is_shortest);
  EXPECT_EQ(ranking.circular_dependencies[1].members, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(ranking.circle_count, 2u);
  const GraphRanking first = RankGraph(BuildRiskNetwork(input).value(), {.top = 1}).value();
  EXPECT_EQ(first.circular_dependencies.size(), 1u);
  EXPECT_EQ(first.circle_count, 2u);
}

// The way that failure runs: a to b to c and back to a.
TEST(GraphRanking, ACycleRunsAlongItsEdges) {
  const RiskGraphInput input{{{"a", 0.1}, {"b", 0.1}, {"c", 0.1, 10}},
                             {{"a", "b", 1}, {"b", "c", 1}, {"c", "a", 1}}};
  const GraphRanking ranking = RankGraph(BuildRiskNetwork(input).value(), {}).value();
  ASSERT_EQ(ranking.circular_dependencies.size(), 1u);
  EXPECT_EQ(ranking.circular_dependencies[0].shortest_cycle,
            (std::vector<std::string>{"a", "b", "c"}));
}

TEST(GraphRanking, SaysWhyTheLossIsABracket) {
  RiskGraphInput input = TwoWays();
  input.nodes[0].probability.reset();
  input.nodes.push_back({"attic", std::nullopt});  // Reaches nobody: nothing rests on it.
  const GraphRanking missing = RankGraph(BuildRiskNetwork(input).value(), {}).value();
  EXPECT_FALSE(missing.is_loss_exact);
  EXPECT_EQ(missing.missing_count, 1u);
  EXPECT_FALSE(missing.is_too_wide);
  input.edges[0].probability.reset();
  EXPECT_EQ(RankGraph(BuildRiskNetwork(input).value(), {})->missing_count, 2u);
  const GraphRanking wide = RankGraph(BuildRiskNetwork(WideGraph()).value(), {}).value();
  EXPECT_EQ(wide.missing_count, 0u);
  EXPECT_TRUE(wide.is_too_wide);
  input = WideGraph();
  input.nodes[0].probability.reset();
  const GraphRanking both = RankGraph(BuildRiskNetwork(input).value(), {}).value();
  EXPECT_EQ(both.missing_count, 1u);
  EXPECT_TRUE(both.is_too_wide);
  EXPECT_FALSE(RankGraph(BuildRiskNetwork(TwoWays()).value(), {})->is_too_wide);
}

// left of any likelihood from 0 to 1 alike stands before right of 0.2 with 0.8.
TEST(GraphRanking, DrawsWhatIsMissingToTellWhoIsAmongTheFirst) {
  RiskGraphInput input = TwoWays();
  input.nodes[0].probability.reset();
  const RiskNetwork network = BuildRiskNetwork(input).value();
  const GraphRanking ranking = RankGraph(network, {.top = 1}).value();
  ASSERT_EQ(ranking.risks[0].id, "left");
  EXPECT_NEAR(*ranking.risks[0].top_probability, 0.8, 4 * 0.025);
  EXPECT_LT(*ranking.risks[0].top_probability_low, *ranking.risks[0].top_probability);
  EXPECT_GT(*ranking.risks[0].top_probability_high, *ranking.risks[0].top_probability);
  const GraphRanking all = RankGraph(network, {}).value();
  EXPECT_EQ(all.risks[0].top_probability, 1.0);  // All three are among the first ten.
  EXPECT_EQ(all.risks[0].top_probability_low, 1.0);
}

TEST(GraphRanking, SaysWhatTheNumbersDoNot) {
  const RiskGraphInput circle{{{"a", 0.1}, {"b", 0.1}}, {{"a", "b", 1}, {"b", "a", 1}}};
  const GraphRanking ranking = RankGraph(BuildRiskNetwork(circle).value(), {}).value();
  ASSERT_EQ(ranking.notes.size(), 2u);
  EXPECT_EQ(ranking.notes[0].rfind("no node has an impact above zero", 0), 0u);
  EXPECT_EQ(ranking.notes[1], "1 circular dependency: its members wait for each other");
}

// It is not too large for anything.
TEST(GraphRanking, AnEmptyGraphLacksATouchpointAlone) {
  const GraphRanking ranking = RankGraph(BuildRiskNetwork({}).value(), {}).value();
  EXPECT_EQ(ranking.risk_count, 0U);
  EXPECT_TRUE(ranking.has_downstream_counts);
  ASSERT_EQ(ranking.notes.size(), 1U);
  EXPECT_THAT(ranking.notes[0], HasSubstr("no touchpoint"));
}

// Ways that share an edge make a bracket on large graphs alone.
TEST(GraphRanking, HowLikelyATouchpointIsReachedIsSolvedInASmallGraph) {
  const RiskGraphInput input = {
      {{"a", 0.1}, {"b", 0}, {"c", 0}, {"d", 0, 1}},
      {{"a", "b", 0.5}, {"a", "c", 0.4}, {"b", "c", 0.5}, {"b", "d", 0.5}, {"c", "d", 0.5}}};
  const GraphRanking ranking = RankGraph(BuildRiskNetwork(input).value(), {}).value();
  ASSERT_EQ(ranking.risks[0].id, "a");
  // With b on, c is on with 0.7: 0.5 (1 - 0.5 (0.7 * 0.5 + 0.3)); else 0.5 * 0.4 * 0.5.
  EXPECT_NEAR(ranking.risks[0].proximity_probability.value(), 0.5 * 0.675 + 0.1, 1e-12);
  EXPECT_FALSE(ranking.risks[0].proximity_probability_low.has_value());
}

TEST(GraphRankingLaw, TheOrderOfNodesAndEdgesDoesNotMatter) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RiskGraphInput input = RandomGraph(seed);
    const Answer expected = Ranked(input);
    std::mt19937_64 draw(seed);
    std::shuffle(input.nodes.begin(), input.nodes.end(), draw);
    std::shuffle(input.edges.begin(), input.edges.end(), draw);
    EXPECT_TRUE(Ranked(input) == expected) << seed;
  }
}

}  // namespace
}  // namespace readiness::engine
