#include "readiness/risk/blocked_work.h"

#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

BlockedWork Measure(const Graph& graph, const std::vector<NodeIndex>& unresolved,
                    const std::vector<double>& effort) {
  auto work = MeasureBlockedWork(graph, FindComponents(graph), unresolved, effort);
  EXPECT_TRUE(work.ok()) << work.status();
  return *std::move(work);
}

// Decisions a (1 h) and b (2 h); c (4 h) waits for a, d (8 h) for both. By hand:
// A(a) = {a}, A(b) = {b}, A(c) = {a}, A(d) = {a, b}.
TEST(BlockedWork, ReachSoleAndShareByHand) {
  const Graph graph = Letters("abcd", {"ac", "ad", "bd"}).Build();
  const BlockedWork work = Measure(graph, {0, 1}, {1, 2, 4, 8});
  EXPECT_THAT(work.decisions, ElementsAre(DecisionWork{0, 13, 5, 9}, DecisionWork{1, 10, 2, 6}));
  EXPECT_EQ(work.total, 15);
  EXPECT_EQ(work.Bottleneck(), 0U);
}

TEST(BlockedWork, ResolvedDecisionsBlockNothingButPassOnWhatTheyWaitFor) {
  const Graph graph = Letters("abc", {"ab", "bc"}).Build();
  const BlockedWork work = Measure(graph, {0}, {1, 1, 1});
  EXPECT_THAT(work.decisions, ElementsAre(DecisionWork{0, 3, 3, 3}));
}

TEST(BlockedWork, MembersOfACircleShareWhatTheyWaitFor) {
  const Graph graph = Letters("abc", {"ab", "ba", "bc"}).Build();
  const BlockedWork work = Measure(graph, {0, 1}, {1, 1, 2});
  EXPECT_THAT(work.decisions, ElementsAre(DecisionWork{0, 4, 0, 2}, DecisionWork{1, 4, 0, 2}));
}

TEST(BlockedWork, TheBottleneckIsTheFirstByIdWhereWorkIsEqual) {
  const Graph graph = Letters("abcd", {"ac", "bd"}).Build();
  EXPECT_EQ(Measure(graph, {1, 0}, {1, 1, 1, 1}).Bottleneck(), 0U);
}

TEST(BlockedWork, WithoutUnresolvedDecisionsNothingIsBlocked) {
  const Graph graph = Letters("ab", {"ab"}).Build();
  const BlockedWork work = Measure(graph, {}, {1, 1});
  EXPECT_TRUE(work.decisions.empty());
  EXPECT_EQ(work.total, 0);
  EXPECT_EQ(work.Bottleneck(), std::nullopt);
  EXPECT_EQ(Measure(graph, {0}, {0, 0}).Bottleneck(), std::nullopt);
}

TEST(BlockedWork, RefusesEffortsThatAreNoEfforts) {
  const Graph graph = Letters("ab", {"ab"}).Build();
  const Components components = FindComponents(graph);
  const std::vector<NodeIndex> unresolved = {0};
  for (const double wrong : {-1.0, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(), 1e16}) {
    const std::vector<double> effort = {1, wrong};
    const auto work = MeasureBlockedWork(graph, components, unresolved, effort);
    EXPECT_EQ(base::RuleOf(work.status()), "work/effort");
    EXPECT_THAT(std::string(work.status().message()), HasSubstr("node \"b\""));
  }
  const std::vector<double> one = {1};
  EXPECT_EQ(base::RuleOf(MeasureBlockedWork(graph, components, unresolved, one).status()),
            "work/effort");
}

TEST(BlockedWork, RefusesADecisionListedTwiceOrThatIsNoNode) {
  const Graph graph = Letters("ab", {"ab"}).Build();
  const Components components = FindComponents(graph);
  const std::vector<double> effort = {1, 1};
  const std::vector<NodeIndex> twice = {0, 0};
  const std::vector<NodeIndex> beyond = {2};
  EXPECT_EQ(base::RuleOf(MeasureBlockedWork(graph, components, twice, effort).status()),
            "work/decisions");
  EXPECT_EQ(base::RuleOf(MeasureBlockedWork(graph, components, beyond, effort).status()),
            "work/decisions");
}

// The sets by a search from every decision, and the sums by their definitions. Efforts are whole
// numbers, so reach and sole are exact.
void CheckAgainstSearches(const Graph& graph, const std::vector<NodeIndex>& unresolved,
                          const std::vector<double>& effort) {
  std::vector<std::vector<size_t>> waits_for(graph.node_count());
  for (size_t i = 0; i < unresolved.size(); ++i) {
    const std::vector<bool> reached = ReachedFrom(graph, unresolved[i]);
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      if (reached[node]) waits_for[node].push_back(i);
    }
  }
  std::vector<double> reach(unresolved.size(), 0);
  std::vector<double> sole(unresolved.size(), 0);
  std::vector<double> share(unresolved.size(), 0);
  double total = 0;
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    if (waits_for[node].empty()) continue;
    total += effort[node];
    if (waits_for[node].size() == 1) sole[waits_for[node].front()] += effort[node];
    for (const size_t i : waits_for[node]) {
      reach[i] += effort[node];
      share[i] += effort[node] / static_cast<double>(waits_for[node].size());
    }
  }
  const BlockedWork work = Measure(graph, unresolved, effort);
  ASSERT_EQ(work.total, total);
  double shares = 0;
  for (size_t i = 0; i < unresolved.size(); ++i) {
    ASSERT_EQ(work.decisions[i].decision, unresolved[i]);
    ASSERT_EQ(work.decisions[i].reach, reach[i]);
    ASSERT_EQ(work.decisions[i].sole, sole[i]);
    ASSERT_NEAR(work.decisions[i].share, share[i], 1e-9 * (1 + total));
    shares += work.decisions[i].share;
  }
  // Law: the shares add up to all blocked effort.
  ASSERT_NEAR(shares, total, 1e-9 * (1 + total));
}

TEST(BlockedWork, AgreesWithSearchesFromEveryDecisionOnRandomGraphs) {
  SplitMix random(99);
  for (int round = 0; round < 200; ++round) {
    const Graph graph = RandomInput(random, {.node_count = 2 + random.Below(14),
                                             .edge_count = random.Below(30),
                                             .is_acyclic = round % 2 == 0})
                            .Build();
    std::vector<NodeIndex> unresolved;
    std::vector<double> effort;
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      if (random.Below(2) == 0) unresolved.push_back(node);
      effort.push_back(static_cast<double>(random.Below(9)));
    }
    random.Shuffle(unresolved);
    CheckAgainstSearches(graph, unresolved, effort);
    if (HasFatalFailure()) return;
  }
}

// The widths of the sweep change at 64, 256 and 512 decisions; each side of each must agree.
TEST(BlockedWork, AgreesWithSearchesAtEveryWidthOfTheSweep) {
  SplitMix random(100);
  GraphInput input;
  for (int i = 0; i < 1100; ++i) input.ids.push_back(absl::StrCat("n", 1000 + i));
  for (int i = 0; i < 2000; ++i) {
    const size_t from = random.Below(1100);
    const size_t to = from + 1 + random.Below(40);
    if (to < 1100) input.edges.push_back({input.ids[from], input.ids[to], std::nullopt});
  }
  input.edges.push_back({input.ids[500], input.ids[420], std::nullopt});
  const Graph graph = input.Build();
  std::vector<double> effort;
  for (size_t i = 0; i < graph.node_count(); ++i)
    effort.push_back(static_cast<double>(random.Below(5)));
  std::vector<NodeIndex> all(graph.node_count());
  std::iota(all.begin(), all.end(), 0U);
  for (const size_t count : {1U, 64U, 65U, 256U, 257U, 512U, 513U, 1025U, 1100U}) {
    random.Shuffle(all);
    CheckAgainstSearches(graph, {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)},
                         effort);
    if (HasFatalFailure()) return;
  }
}

// Many decisions and little that waits for each: found by searching backward instead of sweeping.
TEST(BlockedWork, AgreesWithSearchesWhereMostWorkWaitsForLittle) {
  SplitMix random(102);
  GraphInput input;
  for (int i = 0; i < 2000; ++i) input.ids.push_back(absl::StrCat("n", 1000 + i));
  for (int i = 0; i < 1500; ++i) {
    const size_t from = random.Below(2000);
    const size_t to = from + 1 + random.Below(3);
    if (to < 2000) input.edges.push_back({input.ids[from], input.ids[to], std::nullopt});
  }
  input.edges.push_back({input.ids[502], input.ids[500], std::nullopt});
  const Graph graph = input.Build();
  std::vector<double> effort;
  for (size_t i = 0; i < graph.node_count(); ++i) {
    effort.push_back(static_cast<double>(random.Below(5)));
  }
  std::vector<NodeIndex> all(graph.node_count());
  std::iota(all.begin(), all.end(), 0U);
  random.Shuffle(all);
  CheckAgainstSearches(graph, all, effort);
}

// Law: the Shapley value by its definition, the mean over all orders in which decisions are taken
// of the effort that each unlocks at its turn.
TEST(BlockedWork, TheShareIsTheMeanUnlockedEffortOverAllOrders) {
  SplitMix random(101);
  for (int round = 0; round < 30; ++round) {
    const Graph graph =
        RandomInput(random, {.node_count = 7, .edge_count = 12, .is_acyclic = round % 2 == 0})
            .Build();
    const std::vector<NodeIndex> unresolved = {0, 2, 4, 5};
    const std::vector<double> effort = {1, 2, 3, 4, 5, 6, 7};
    std::vector<std::set<NodeIndex>> waits_for(graph.node_count());
    for (const NodeIndex decision : unresolved) {
      const std::vector<bool> reached = ReachedFrom(graph, decision);
      for (NodeIndex node = 0; node < graph.node_count(); ++node) {
        if (reached[node]) waits_for[node].insert(decision);
      }
    }
    std::map<NodeIndex, double> mean;
    std::vector<NodeIndex> order = unresolved;
    do {
      auto waiting = waits_for;
      for (const NodeIndex decision : order) {
        for (NodeIndex node = 0; node < graph.node_count(); ++node) {
          if (waiting[node].erase(decision) == 1 && waiting[node].empty()) {
            mean[decision] += effort[node] / 24;
          }
        }
      }
    } while (std::next_permutation(order.begin(), order.end()));
    for (const DecisionWork& work : Measure(graph, unresolved, effort).decisions) {
      ASSERT_NEAR(work.share, mean[work.decision], 1e-12);
    }
  }
}

}  // namespace
}  // namespace readiness::risk
