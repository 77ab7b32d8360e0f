#include "readiness/risk/felt_loss.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "worlds.h"

namespace readiness::risk {
namespace {

struct Solved {
  Graph graph;
  FailureNetwork network;
  FailureNetwork quiet;  // Without the leak of node 0.
  Cascade with_it;
  Cascade without_it;
};

Solved Solve(const NamedNetwork& named, const CascadeOptions& options) {
  Solved solved{named.graph.Build(), named.Build(), named.Build(), {}, {}};
  solved.quiet.SetLeak(solved.quiet.PlaceOf(0), 0);
  solved.with_it = EvaluateCascade(solved.network, options);
  solved.without_it = EvaluateCascade(solved.quiet, options);
  return solved;
}
std::vector<FeltLoss> Felt(const Solved& solved, const DrawingOptions& drawing = {}) {
  return MeasureFeltLosses(solved.graph, solved.network, solved.with_it, solved.without_it, 0,
                           drawing);
}

NamedNetwork Tangle() {
  NamedNetwork named;
  named.graph =
      Letters("abcdef", {"ab", "bc", "cd", "de", "ea", "ac", "bd", "ce", "ef", "cf"}, 0.4);
  named.leaks = {{"a", 0.2}, {"b", 0.1}, {"d", 0.3}};
  named.values = {{"f", 100, 1}, {"c", 10, 1}, {"e", 2, 0.5}};
  return named;
}

// a leaks with 0.5 and reaches b, worth 8, with 0.5, and over it c, worth 100, with 0.25; d is
// nothing of its business.
TEST(FeltLoss, SharesTheFallOutByTouchpointTheGreatestFirst) {
  NamedNetwork named;
  named.graph = Letters("abcd", {"ab", "bc", "dc"}, 0.5);
  named.leaks = {{"a", 0.5}};
  named.values = {{"b", 8, 1}, {"c", 100, 1}, {"d", 7, 1}};
  const std::vector<FeltLoss> felt = Felt(Solve(named, {}));
  ASSERT_EQ(felt.size(), 2U);
  EXPECT_EQ(felt[0].touchpoint, 2U);
  EXPECT_EQ(felt[0].value, 100);
  EXPECT_NEAR(felt[0].fall.low, 12.5, 1e-12);
  EXPECT_EQ(felt[0].fall.low, felt[0].fall.high);
  EXPECT_EQ(felt[1].touchpoint, 1U);
  EXPECT_NEAR(felt[1].most_likely(), 2, 1e-12);
  EXPECT_FALSE(felt[1].drawn.has_value());
}

TEST(FeltLoss, WhatIsDrawnLiesInTheBracketAndByTheExactNumber) {
  const std::vector<FeltLoss> exact = Felt(Solve(Tangle(), {}));
  const std::vector<FeltLoss> drawn =
      Felt(Solve(Tangle(), {.most_frontier = 0}), {.worlds = 1 << 15, .most_steps = 1e8});
  ASSERT_EQ(drawn.size(), exact.size());
  for (size_t i = 0; i < drawn.size(); ++i) {
    ASSERT_TRUE(drawn[i].drawn.has_value());
    EXPECT_EQ(drawn[i].touchpoint, exact[i].touchpoint);
    EXPECT_LE(drawn[i].fall.low, drawn[i].drawn->mean);
    EXPECT_GE(drawn[i].fall.high, drawn[i].drawn->mean);
    EXPECT_NEAR(drawn[i].drawn->mean, exact[i].fall.low, 4 * drawn[i].drawn->standard_error);
  }
}

TEST(StrongestLinks, AreOrderedByWhatIsLostOverThem) {
  const NamedNetwork named = Tangle();
  const Solved solved = Solve(named, {});
  const std::vector<LinkLoss> links =
      FindStrongestLinks(solved.graph, solved.network, solved.with_it, 0, 4, {});
  ASSERT_EQ(links.size(), 4U);
  // By the loss with and without each edge, all worlds enumerated.
  for (size_t i = 0; i < links.size(); ++i) {
    EXPECT_FALSE(links[i].standard_error.has_value());
    EXPECT_GE(links[i == 0 ? 0 : i - 1].loss, links[i].loss);
    NamedNetwork cut = named;
    std::erase_if(cut.graph.edges, [&](const NamedEdge& edge) {
      return edge.prerequisite == solved.graph.Id(links[i].prerequisite) &&
             edge.dependent == solved.graph.Id(links[i].dependent);
    });
    EXPECT_NEAR(
        links[i].loss,
        EnumerateWorlds(named.Build()).expected_loss - EnumerateWorlds(cut.Build()).expected_loss,
        1e-9);
  }
}

TEST(StrongestLinks, AreDrawnWhereTheGraphIsTooWide) {
  const Solved exact = Solve(Tangle(), {});
  const Solved wide = Solve(Tangle(), {.most_frontier = 0});
  const auto known =
      FindStrongestLinks(exact.graph, exact.network, exact.with_it, 0, SIZE_MAX / 8, {});
  const auto drawn = FindStrongestLinks(wide.graph, wide.network, wide.with_it, 0, 3,
                                        {.worlds = 1 << 15, .most_steps = 1e8});
  ASSERT_EQ(drawn.size(), 3U);
  for (const LinkLoss& link : drawn) {
    ASSERT_TRUE(link.standard_error.has_value());
    for (const LinkLoss& other : known) {
      if (other.prerequisite != link.prerequisite || other.dependent != link.dependent) continue;
      EXPECT_NEAR(link.loss, other.loss, 4 * *link.standard_error);
      EXPECT_EQ(link.probability, other.probability);
    }
  }
  EXPECT_TRUE(FindStrongestLinks(wide.graph, wide.network, wide.with_it, 0, 3, {}).empty());
}

}  // namespace
}  // namespace readiness::risk
