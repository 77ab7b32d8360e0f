#include "readiness/risk/slack.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;

std::vector<std::optional<double>> Measure(const Graph& graph, const std::vector<double>& effort) {
  auto slack = MeasureSlack(graph, FindComponents(graph), effort);
  EXPECT_TRUE(slack.ok()) << slack.status();
  return *std::move(slack);
}

// a (3) then c (2) is 5; b (1) then c is 3, so b may slip by 2; d (4) stands alone and may slip
// by 1.
TEST(Slack, IsWhatAChainLacksOfTheLongest) {
  const Graph graph = Letters("abcd", {"ac", "bc"}).Build();
  EXPECT_THAT(Measure(graph, {3, 1, 2, 4}), ElementsAre(0.0, 2.0, 0.0, 1.0));
}

// 0.1 + 0.2 + 0.3 is not the same double in both directions; the only chain is critical all the
// same.
TEST(Slack, RoundingNeverMakesACriticalNodeSlack) {
  const Graph graph = Letters("abc", {"ab", "bc"}).Build();
  EXPECT_THAT(Measure(graph, {0.1, 0.2, 0.3}), ElementsAre(0.0, 0.0, 0.0));
}

TEST(Slack, WorkInACircleAndAfterItHasNone) {
  const Graph graph = Letters("abcde", {"ab", "bc", "cb", "cd", "ae"}).Build();
  EXPECT_THAT(Measure(graph, {1, 9, 9, 9, 2}),
              ElementsAre(0.0, std::nullopt, std::nullopt, std::nullopt, 0.0));
}

TEST(Slack, RefusesANegativeEffort) {
  const Graph graph = Letters("ab", {}).Build();
  const std::vector<double> effort = {1, -1};
  EXPECT_EQ(base::RuleOf(MeasureSlack(graph, FindComponents(graph), effort).status()),
            "work/effort");
}

// The longest chain from `node` on, its own effort included, by trying every path.
double LongestFrom(const Graph& graph, const std::vector<double>& effort, NodeIndex node) {
  double longest = 0;
  for (const NodeIndex next : graph.Dependents(node)) {
    longest = std::max(longest, LongestFrom(graph, effort, next));
  }
  return effort[node] + longest;
}

// Law: delaying a node by its slack leaves the longest chain as it is; by one more, it grows by
// one.
TEST(Slack, IsExactlyTheDelayThatCostsNothing) {
  SplitMix random(64);
  for (int round = 0; round < 200; ++round) {
    const Graph graph =
        RandomInput(random, {.node_count = 2 + random.Below(8), .edge_count = random.Below(14)})
            .Build();
    std::vector<double> effort;
    for (size_t i = 0; i < graph.node_count(); ++i) {
      effort.push_back(static_cast<double>(random.Below(6)));
    }
    const auto longest = [&] {
      double most = 0;
      for (NodeIndex node = 0; node < graph.node_count(); ++node) {
        most = std::max(most, LongestFrom(graph, effort, node));
      }
      return most;
    };
    const double before = longest();
    const std::vector<std::optional<double>> slack = Measure(graph, effort);
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      ASSERT_TRUE(slack[node].has_value());
      const double own = effort[node];
      effort[node] = own + *slack[node];
      ASSERT_EQ(longest(), before);
      effort[node] += 1;
      ASSERT_EQ(longest(), before + 1);
      effort[node] = own;
    }
  }
}

}  // namespace
}  // namespace readiness::risk
