#include "readiness/risk/unlock_order.h"

#include <limits>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/risk/blocked_work.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;

std::vector<UnlockStep> Order(const Graph& graph, const std::vector<NodeIndex>& unresolved,
                              const std::vector<double>& effort, const std::vector<double>& hours,
                              size_t most_steps = SIZE_MAX) {
  auto steps =
      OrderByUnlockedEffort(graph, FindComponents(graph), unresolved, effort, hours, most_steps);
  EXPECT_TRUE(steps.ok()) << steps.status();
  return *std::move(steps);
}

// a and b both block d (8); a also blocks c (4). a unlocks 1 + 4, then b unlocks 2 + 8.
TEST(UnlockOrder, TakesWhatUnlocksMostAnHourFirst) {
  const Graph graph = Letters("abcd", {"ac", "ad", "bd"}).Build();
  EXPECT_THAT(Order(graph, {0, 1}, {1, 2, 4, 8}, {1, 1}),
              ElementsAre(UnlockStep{0, 5}, UnlockStep{1, 10}));
  // Where a takes six hours, b's 2 an hour beat its 5/6.
  EXPECT_THAT(Order(graph, {0, 1}, {1, 2, 4, 8}, {6, 1}),
              ElementsAre(UnlockStep{1, 2}, UnlockStep{0, 13}));
}

TEST(UnlockOrder, TiesGoById) {
  const Graph graph = Letters("abc", {}).Build();
  EXPECT_THAT(Order(graph, {2, 0, 1}, {1, 1, 1}, {1, 1, 1}),
              ElementsAre(UnlockStep{0, 1}, UnlockStep{1, 1}, UnlockStep{2, 1}));
}

TEST(UnlockOrder, StopsAfterTheStepsAskedFor) {
  const Graph graph = Letters("abc", {}).Build();
  EXPECT_THAT(Order(graph, {0, 1, 2}, {1, 1, 5}, {1, 1, 1}, 1), ElementsAre(UnlockStep{2, 5}));
}

TEST(UnlockOrder, ACircleUnlocksWithItsLastDecision) {
  const Graph graph = Letters("abc", {"ab", "ba", "bc"}).Build();
  EXPECT_THAT(Order(graph, {0, 1}, {1, 1, 2}, {1, 1}),
              ElementsAre(UnlockStep{0, 0}, UnlockStep{1, 4}));
}

TEST(UnlockOrder, RefusesHoursThatAreNoHours) {
  const Graph graph = Letters("ab", {"ab"}).Build();
  const Components components = FindComponents(graph);
  const std::vector<NodeIndex> unresolved = {0};
  const std::vector<double> effort = {1, 1};
  for (const double wrong : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    const std::vector<double> hours = {wrong};
    EXPECT_EQ(
        base::RuleOf(OrderByUnlockedEffort(graph, components, unresolved, effort, hours).status()),
        "work/hours");
  }
  EXPECT_EQ(base::RuleOf(OrderByUnlockedEffort(graph, components, unresolved, effort, {}).status()),
            "work/hours");
}

// Laws, with whole efforts: each step takes the greatest gain an hour by the definition of the
// sets, and all steps together unlock all blocked effort.
TEST(UnlockOrder, IsGreedyByDefinitionOnRandomGraphs) {
  SplitMix random(55);
  for (int round = 0; round < 200; ++round) {
    const Graph graph = RandomInput(random, {.node_count = 2 + random.Below(12),
                                             .edge_count = random.Below(25),
                                             .is_acyclic = round % 2 == 0})
                            .Build();
    std::vector<NodeIndex> unresolved;
    std::vector<double> effort;
    std::vector<double> hours;
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      effort.push_back(static_cast<double>(random.Below(5)));
      if (random.Below(3) > 0) unresolved.push_back(node);
    }
    random.Shuffle(unresolved);
    for (size_t i = 0; i < unresolved.size(); ++i) {
      hours.push_back(static_cast<double>(1 + random.Below(3)));
    }
    std::vector<std::set<NodeIndex>> waits_for(graph.node_count());
    std::map<NodeIndex, double> hours_of;
    for (size_t i = 0; i < unresolved.size(); ++i) {
      hours_of[unresolved[i]] = hours[i];
      const std::vector<bool> reached = ReachedFrom(graph, unresolved[i]);
      for (NodeIndex node = 0; node < graph.node_count(); ++node) {
        if (reached[node]) waits_for[node].insert(unresolved[i]);
      }
    }
    const std::vector<UnlockStep> steps = Order(graph, unresolved, effort, hours);
    ASSERT_EQ(steps.size(), unresolved.size());
    double unlocked = 0;
    for (const UnlockStep& step : steps) {
      NodeIndex best = kNoNode;
      double best_gain = 0;
      for (const auto& [decision, owner_hours] : hours_of) {
        double gain = 0;
        for (NodeIndex node = 0; node < graph.node_count(); ++node) {
          if (waits_for[node] == std::set<NodeIndex>{decision}) gain += effort[node];
        }
        if (best == kNoNode || gain / owner_hours > best_gain / hours_of[best]) {
          best = decision;
          best_gain = gain;
        }
      }
      ASSERT_EQ(step, (UnlockStep{best, best_gain}));
      hours_of.erase(best);
      for (std::set<NodeIndex>& set : waits_for) set.erase(best);
      unlocked += step.unlocked;
    }
    const auto work = MeasureBlockedWork(graph, FindComponents(graph), unresolved, effort);
    ASSERT_TRUE(work.ok()) << work.status();
    ASSERT_EQ(unlocked, work->total);
  }
}

}  // namespace
}  // namespace readiness::risk
