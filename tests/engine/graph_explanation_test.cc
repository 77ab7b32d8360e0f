#include "readiness/engine/graph_explanation.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "risk_inputs.h"

namespace readiness::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

GraphExplanation Explain(const RiskGraphInput& input, std::string_view id) {
  return ExplainNode(BuildRiskNetwork(input).value(), id).value();
}

TEST(GraphExplanation, ShowsWhereItIsFeltByWhichWayAndOverWhichLink) {
  const GraphExplanation left = Explain(TwoWays(), "left");
  EXPECT_EQ(left.risk.rank, 1);
  EXPECT_EQ(left.risk.method, "exact");
  EXPECT_EQ(left.probability, 0.5);
  EXPECT_EQ(left.touchpoint_count, 1U);
  EXPECT_EQ(left.ranking.risk_count, 3U);
  EXPECT_NEAR(left.ranking.loss.low, 6, 1e-12);
  ASSERT_EQ(left.why.touchpoints.size(), 1U);
  EXPECT_EQ(left.why.touchpoints[0].touchpoint, "page");
  EXPECT_NEAR(left.why.touchpoints[0].fall_low, 4, 1e-12);
  EXPECT_FALSE(left.why.touchpoints[0].drawn.has_value());
  ASSERT_EQ(left.why.paths.size(), 1U);
  EXPECT_THAT(left.why.paths[0].nodes, ElementsAre("left", "page"));
  ASSERT_EQ(left.why.links.size(), 1U);
  EXPECT_EQ(left.why.links[0].dependent, "page");
  EXPECT_NEAR(left.why.links[0].loss, 4, 1e-12);
  EXPECT_EQ(left.why.tier_row, 0);
  EXPECT_THAT(left.why.bands, IsEmpty());
}

// "far" reaches "page" with 0.9 and "near" with 0.5: at a probability p of "far" the one is worth
// 100 p 0.9 (1 - 0.1) = 81 p and the other 0.2 100 0.5 (1 - 0.9 p) = 10 - 9 p, the same at 1 / 9.
TEST(GraphExplanation, WhatHasNoProbabilityRisesWhereTheLinesCrossToo) {
  RiskGraphInput input;
  input.nodes = {{"far", 0, 0}, {"near", 0.2, 0}, {"page", 0, 100}};
  input.edges = {{"far", "page", 0.9}, {"near", "page", 0.5}};
  for (const double probability : {0.0, 1e-12, 1e-5, 0.01, 0.1}) {
    SCOPED_TRACE(probability);
    input.nodes[0].probability = probability;
    const GraphExplanation far = Explain(input, "far");
    ASSERT_TRUE(far.why.rise.has_value());
    EXPECT_EQ(far.why.rise->risk, "near");
    EXPECT_NEAR(far.why.rise->probability, 1.0 / 9, 1e-9);
  }
}

// The two are alike but for their likelihoods: they are worth the same where those are equal.
TEST(GraphExplanation, SaysAtWhichLikelihoodItChangesPlaces) {
  const GraphExplanation left = Explain(TwoWays(), "left");
  ASSERT_EQ(left.why.neighbours.size(), 1U);
  EXPECT_EQ(left.why.neighbours[0].risk, "right");
  EXPECT_EQ(left.why.neighbours[0].swap_probability, 0.0);
  EXPECT_FALSE(left.why.rise.has_value());
  ASSERT_TRUE(left.why.decline.has_value());
  EXPECT_EQ(left.why.decline->risk, "right");
  EXPECT_NEAR(left.why.decline->probability, 0.2, 1e-12);
  const GraphExplanation right = Explain(TwoWays(), "right");
  ASSERT_TRUE(right.why.rise.has_value());
  EXPECT_EQ(right.why.rise->risk, "left");
  EXPECT_NEAR(right.why.rise->probability, 0.5, 1e-12);
}

// What costs more with any likelihood above nothing does not fall behind "below 0 %", and what
// costs less with certainty does not rise "above 100 %".
TEST(GraphExplanation, ALikelihoodThatThereIsNoneBeyondIsNoChange) {
  RiskGraphInput graph = TwoWays();
  graph.nodes[1].probability = 0;
  EXPECT_FALSE(Explain(graph, "left").why.decline.has_value());
  graph.nodes[0].probability = 1;
  graph.nodes[1].probability = 0.2;
  EXPECT_FALSE(Explain(graph, "right").why.rise.has_value());
}

RiskGraphInput Random(uint64_t seed) {
  std::mt19937_64 draw(seed);
  RiskGraphInput input;
  for (size_t i = 0; i < 9; ++i) {
    input.nodes.push_back({"n" + std::to_string(i), 0.05 * static_cast<double>(1 + draw() % 9),
                           i < 6 ? 0.0 : static_cast<double>(1 + draw() % 50)});
  }
  for (size_t i = 0; i < 14; ++i) {
    const size_t from = draw() % 8;
    input.edges.push_back({"n" + std::to_string(from),
                           "n" + std::to_string(from + 1 + draw() % (8 - from)),
                           0.1 * static_cast<double>(1 + draw() % 9)});
  }
  return input;
}

TEST(GraphExplanationLaw, JustBesideTheLikelihoodTheOrderIsTheOneAndTheOther) {
  size_t flips = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    for (const std::string id : {"n0", "n2", "n4"}) {
      const RiskGraphInput input = Random(seed);
      const GraphExplanation explained = Explain(input, id);
      for (const auto& flip : {explained.why.rise, explained.why.decline}) {
        if (!flip.has_value() || flip->probability < 0.001 || flip->probability > 0.999) continue;
        ++flips;
        for (const double step : {-1e-6, 1e-6}) {
          RiskGraphInput changed = input;
          for (RiskNode& node : changed.nodes) {
            if (node.id == id) node.probability = flip->probability + step;
          }
          const GraphRanking ranking = RankGraph(BuildRiskNetwork(changed).value(), {}).value();
          int64_t own = 0;
          int64_t other = 0;
          for (const RankedRisk& risk : ranking.risks) {
            if (risk.id == id) own = *risk.rank;
            if (risk.id == flip->risk) other = *risk.rank;
          }
          EXPECT_EQ(own<other, step> 0) << seed << " " << id << " " << flip->risk;
        }
      }
    }
  }
  EXPECT_GT(flips, 40U);
}

TEST(GraphExplanation, DrawsWhereTheGraphIsTooWide) {
  const GraphExplanation first = Explain(WideGraph(), "a59");
  EXPECT_EQ(first.risk.method, "MC");
  // Sixteen ways of two steps, to thirteen different touchpoints or so.
  double sum = 0;
  double squares = *first.risk.expected_loss_delta_error * *first.risk.expected_loss_delta_error;
  for (const TouchpointFall& fall : first.why.touchpoints) {
    ASSERT_TRUE(fall.drawn.has_value());
    EXPECT_LE(fall.fall_low, *fall.drawn);
    EXPECT_GE(fall.fall_high, *fall.drawn);
    sum += *fall.drawn;
    squares += *fall.standard_error * *fall.standard_error;
  }
  EXPECT_EQ(first.touchpoint_count, first.why.touchpoints.size());
  EXPECT_NEAR(sum, *first.risk.expected_loss_delta, 4 * std::sqrt(squares));
  ASSERT_EQ(first.why.links.size(), 5U);
  for (const RiskLink& link : first.why.links) EXPECT_TRUE(link.standard_error.has_value());
  ASSERT_FALSE(first.why.neighbours.empty());
  // Its neighbours leak almost as often: which comes first is not settled by the draws.
  EXPECT_GT(*first.why.neighbours[0].swap_probability, 0.001);
  EXPECT_LE(*first.why.neighbours[0].swap_probability, 0.5);
}

TEST(GraphExplanationLaw, TheOrderOfTheRowsDoesNotShow) {
  RiskGraphInput input = WideGraph();
  const GraphExplanation expected = Explain(input, "a40");
  std::mt19937_64 draw(3);
  std::shuffle(input.nodes.begin(), input.nodes.end(), draw);
  std::shuffle(input.edges.begin(), input.edges.end(), draw);
  const GraphExplanation again = Explain(input, "a40");
  EXPECT_EQ(again.risk, expected.risk);
  EXPECT_EQ(again.why, expected.why);
}

TEST(GraphExplanation, OfWhatIsUnknownOnlyBracketsAreSaid) {
  RiskGraphInput input = TwoWays();
  input.nodes[0].probability.reset();
  const GraphExplanation left = Explain(input, "left");
  EXPECT_EQ(left.risk.method, "bracket");
  EXPECT_FALSE(left.probability.has_value());
  EXPECT_FALSE(left.why.decline.has_value());
  EXPECT_FALSE(left.why.neighbours[0].swap_probability.has_value());
  EXPECT_NEAR(left.why.touchpoints[0].fall_high, 8, 1e-12);
}

TEST(GraphExplanation, ShowsTheWaysWhoseChanceIsNotKnown) {
  RiskGraphInput input = TwoWays();
  input.edges[0].probability.reset();
  const GraphExplanation left = Explain(input, "left");
  EXPECT_THAT(left.why.paths, IsEmpty());
  ASSERT_EQ(left.why.open_paths.size(), 1U);
  const OpenPath& way = left.why.open_paths[0];
  EXPECT_THAT(way.nodes, ElementsAre("left", "page"));
  EXPECT_EQ(way.probability_low, 0);
  EXPECT_EQ(way.probability_high, 1);
  EXPECT_THAT(way.unknown_links, ElementsAre(UnknownLink{"left", "page"}));
  const GraphExplanation right = Explain(input, "right");
  EXPECT_EQ(right.why.paths.size(), 1U);
  EXPECT_THAT(right.why.open_paths, IsEmpty());
}

// At the one touchpoint no more and no less is felt than in all.
TEST(GraphExplanation, WhatIsFeltOnceIsTheWhole) {
  const RiskGraphInput input = {{{"a", 0.1}, {"b", 0.02}, {"c", 0, 5}},
                                {{"a", "b", std::nullopt}, {"b", "c", 0.5}, {"a", "c", 0.1}}};
  const GraphExplanation a = Explain(input, "a");
  ASSERT_EQ(a.why.touchpoints.size(), 1U);
  EXPECT_EQ(a.why.touchpoints[0].fall_low, a.risk.expected_loss_delta_low);
  EXPECT_EQ(a.why.touchpoints[0].fall_high, a.risk.expected_loss_delta_high);
}

TEST(GraphExplanation, WithoutATouchpointNothingIsFelt) {
  RiskGraphInput input = TwoWays();
  input.nodes[2].impact = 0;
  const GraphExplanation left = Explain(input, "left");
  EXPECT_EQ(left.touchpoint_count, 0U);
  EXPECT_THAT(left.why.paths, IsEmpty());
  EXPECT_FALSE(left.why.decline.has_value());
  ASSERT_EQ(left.ranking.notes.size(), 1U);
}

TEST(GraphExplanation, RefusesANodeThatIsNotThere) {
  const auto missing = ExplainNode(BuildRiskNetwork(TwoWays()).value(), "rigth");
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.status().message()),
              HasSubstr("there is no node \"rigth\"; written alike: right"));
}

}  // namespace
}  // namespace readiness::engine
