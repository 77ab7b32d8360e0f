#include "readiness/risk/rank_uncertainty.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

using model::BetaLikelihood;
using model::Likelihood;
using model::PertLikelihood;

constexpr uint32_t kDraws = 4096;

FailureNetwork Alone(const std::vector<double>& values) {
  static const std::vector<std::string> kIds = {"a", "b", "c", "d"};
  NamedNetwork named;
  for (size_t i = 0; i < values.size(); ++i) {
    named.graph.ids.push_back(kIds[i]);
    named.values.push_back({kIds[i], values[i], 1});
  }
  return named.Build();
}

DrawnRanks Draw(const FailureNetwork& network, const std::vector<UncertainRisk>& risks,
                const std::vector<UncertainEdge>& edges = {}, uint32_t draws = kDraws) {
  auto ranks = DrawRanks(network, risks, edges, {.seed = 3, .draws = draws});
  EXPECT_TRUE(ranks.ok()) << ranks.status();
  return *std::move(ranks);
}

double FourErrors(double probability) {
  return 4 * std::sqrt(probability * (1 - probability) / kDraws);
}

// Two uniform leaks U and V worth 2 and 1: P(2U > V) = 3/4. No edges: rank acceptability.
TEST(RankUncertainty, TwoUniformLeaksOfTwoAndOneStandThreeToOne) {
  const std::vector<UncertainRisk> risks = {{"a", 0, Likelihood{BetaLikelihood{1, 1}}, 0, 0},
                                            {"b", 1, Likelihood{}, 0, 0}};
  const DrawnRanks ranks = Draw(Alone({2, 1}), risks);
  EXPECT_NEAR(ranks.TopProbability(0, 1), 0.75, FourErrors(0.75));
  EXPECT_NEAR(ranks.BeforeProbability(0, 1), 0.75, FourErrors(0.75));
  EXPECT_NEAR(ranks.MeanRank(0), 1.25, FourErrors(0.75));
  EXPECT_EQ(ranks.RankQuantile(0, 0.5), 1U);
  EXPECT_EQ(ranks.RankQuantile(0, 0.95), 2U);
  EXPECT_EQ(ranks.TopProbability(0, 2), 1);
  const estimate::Interval interval = ranks.TopInterval(0, 1);
  EXPECT_LT(interval.low, 0.75);
  EXPECT_GT(interval.high, 0.75);
  EXPECT_LT(interval.high - interval.low, 0.03);
}

// Three alike: each is first in a third of the draws and before another in half.
TEST(RankUncertainty, RisksThatAreAlikeAreFirstAlikeOften) {
  const Likelihood pert{PertLikelihood{0.1, 0.2, 0.6}};
  const std::vector<UncertainRisk> risks = {
      {"a", 0, pert, 0, 0}, {"b", 1, pert, 0, 0}, {"c", 2, pert, 0, 0}};
  const DrawnRanks ranks = Draw(Alone({1, 1, 1}), risks);
  for (size_t risk = 0; risk < 3; ++risk) {
    EXPECT_NEAR(ranks.TopProbability(risk, 1), 1.0 / 3, FourErrors(1.0 / 3));
    EXPECT_NEAR(ranks.BeforeProbability(risk, (risk + 1) % 3), 0.5, FourErrors(0.5));
  }
}

// a reaches a touchpoint over an edge that is uniform; b is one itself, as sure as 0.3: a's fall is
// W * 1, b's 0.3, so a is first where W > 0.3.
TEST(RankUncertainty, EdgesAreDrawnToo) {
  NamedNetwork named;
  named.graph = Letters("abc", {"ac"}, 0.5);
  named.values = {{"b", 1, 1}, {"c", 1, 1}};
  const std::vector<UncertainRisk> risks = {{"a", 0, Likelihood{1.0}, 0, 0},
                                            {"b", 1, Likelihood{0.6}, 0.5, 0}};
  const DrawnRanks ranks = Draw(named.Build(), risks, {{0, Likelihood{BetaLikelihood{1, 1}}}});
  EXPECT_NEAR(ranks.TopProbability(0, 1), 0.7, FourErrors(0.7));
}

// b is worth a hundred times a, and is in the milder tier from which a rises with a leak of 0.25.
TEST(RankUncertainty, TheTierFollowsWhatIsDrawn) {
  const std::vector<UncertainRisk> risks = {
      {"a", 0, Likelihood{BetaLikelihood{1, 1}}, 0, 0, {{0, 0}, {0.25, 1}, {0.75, 2}}},
      {"b", 1, Likelihood{0.9}, 0, 0}};
  const DrawnRanks ranks = Draw(Alone({1, 100}), risks);
  EXPECT_NEAR(ranks.BeforeProbability(0, 1), 0.75, FourErrors(0.75));
}

TEST(RankUncertainty, NumbersLeaveNothingOpen) {
  const std::vector<UncertainRisk> risks = {{"a", 0, Likelihood{0.2}, 0, 0},
                                            {"b", 1, Likelihood{0.3}, 0, 0}};
  const DrawnRanks ranks = Draw(Alone({1, 1}), risks, {}, 16);
  EXPECT_EQ(ranks.TopProbability(1, 1), 1);
  EXPECT_EQ(ranks.TopProbability(0, 1), 0);
}

// What is worth the same stands as the ranking has it: by downstream count, then by id, on a node
// of the network or not. "d" loses something, the others nothing.
TEST(RankUncertainty, TiesAreBrokenAsTheRankingBreaksThem) {
  const auto idle = [](std::string_view id, NodeIndex node, uint32_t downstream) {
    return UncertainRisk{id, node, Likelihood{0.5}, 0, 0, {}, Aside::kLast, downstream};
  };
  const std::vector<UncertainRisk> risks = {idle("a", 0, 1), idle("b", kNoNode, 2), idle("c", 1, 3),
                                            idle("d", 2, 0), idle("e", kNoNode, 1)};
  const DrawnRanks ranks = Draw(Alone({0, 0, 1}), risks, {}, 8);
  for (size_t draw = 0; draw < ranks.draws(); ++draw) {
    EXPECT_EQ(ranks.Rank(3, draw), 1U);
    EXPECT_EQ(ranks.Rank(2, draw), 2U);
    EXPECT_EQ(ranks.Rank(1, draw), 3U);
    EXPECT_EQ(ranks.Rank(0, draw), 4U);
    EXPECT_EQ(ranks.Rank(4, draw), 5U);
  }
}

TEST(RankUncertainty, AnotherRiskReshufflesNothing) {
  const Likelihood uniform{BetaLikelihood{1, 1}};
  const std::vector<UncertainRisk> two = {{"a", 0, uniform, 0, 1}, {"b", 1, uniform, 0, 1}};
  std::vector<UncertainRisk> three = {{"c", 2, uniform, 0, 0}, two[1], two[0]};
  const FailureNetwork network = Alone({1, 1, 1});
  const DrawnRanks before = Draw(network, two, {}, 64);
  const DrawnRanks after = Draw(network, three, {}, 64);
  for (size_t draw = 0; draw < 64; ++draw) {
    EXPECT_EQ(before.Rank(0, draw), after.Rank(2, draw));
    EXPECT_EQ(before.Rank(1, draw), after.Rank(1, draw));
  }
}

TEST(RankUncertainty, QuantilesAreThoseOfTheDistribution) {
  EXPECT_EQ(LikelihoodQuantile(Likelihood{0.25}, 0.9), 0.25);
  EXPECT_NEAR(LikelihoodQuantile(Likelihood{BetaLikelihood{1, 1}}, 0.25), 0.25, 1e-12);
  // Beta(2, 1) has the distribution x^2.
  EXPECT_NEAR(LikelihoodQuantile(Likelihood{BetaLikelihood{2, 1}}, 0.25), 0.5, 1e-12);
  // A PERT with its mode in the middle is Beta(3, 3), stretched.
  EXPECT_NEAR(LikelihoodQuantile(Likelihood{PertLikelihood{0.2, 0.4, 0.6}}, 0.5), 0.4, 1e-12);
  EXPECT_EQ(LikelihoodQuantile(Likelihood{PertLikelihood{0.3, 0.3, 0.3}}, 0.5), 0.3);
}

// On no node a risk stands aside in the tier of each draw: "u" is uniform and of tier 2 from 0.75
// on, else of tier 1, where "first" stands before it and "last" behind it.
TEST(RankUncertainty, WhatIsOnNoNodeStandsAsideInItsTier) {
  const std::vector<UncertainRisk> risks = {
      {"u", 0, Likelihood{BetaLikelihood{1, 1}}, 0, 1, {{0, 1}, {0.75, 2}}},
      {"first", kNoNode, Likelihood{0.5}, 0, 1},
      {"last", kNoNode, Likelihood{0.5}, 0, 1, {}, Aside::kLast}};
  const DrawnRanks ranks = Draw(Alone({1}), risks);
  EXPECT_NEAR(ranks.TopProbability(0, 1), 0.25, FourErrors(0.25));
  EXPECT_EQ(ranks.BeforeProbability(1, 0), 1 - ranks.TopProbability(0, 1));
  EXPECT_EQ(ranks.BeforeProbability(0, 2), 1);
  EXPECT_EQ(ranks.BeforeProbability(1, 2), 1);
}

TEST(RankUncertainty, WhatIsWrongIsRefused) {
  const FailureNetwork network = Alone({1});
  const auto rule = [&](const UncertainRisk& risk, uint32_t draws) {
    const std::vector<UncertainRisk> risks = {risk};
    return base::RuleOf(DrawRanks(network, risks, {}, {.draws = draws}).status());
  };
  EXPECT_EQ(rule({"a", 7, Likelihood{0.5}, 0, 0}, 1), "rank/risk");
  EXPECT_EQ(rule({"a", 0, Likelihood{1.5}, 0, 0}, 1), "risk/likelihood");
  EXPECT_EQ(rule({"a", 0, Likelihood{0.5}, 2, 0}, 1), "risk/detectability");
  EXPECT_EQ(rule({"a", 0, Likelihood{0.5}, 0, 0}, 0), "rank/draws");
  const std::vector<UncertainEdge> edges = {{5, Likelihood{0.5}}};
  EXPECT_EQ(base::RuleOf(DrawRanks(network, {}, edges, {}).status()), "rank/edge");
}

}  // namespace
}  // namespace readiness::risk
