#include "readiness/risk/reach.h"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Reach, CountsOtherNodesAlongTheDirectionOfFailure) {
  const Graph graph = Letters("abcd", {"ab", "bc", "ac", "dc"}).Build();
  DownstreamCounter counter(graph);
  EXPECT_EQ(counter.Count(0), 2U);
  EXPECT_THAT(counter.Downstream(0), ElementsAre(1, 2));
  EXPECT_EQ(counter.Count(2), 0U);
  EXPECT_THAT(counter.Downstream(2), IsEmpty());
}

TEST(Reach, ANodeInACircleDoesNotCountItself) {
  const Graph graph = Letters("abc", {"ab", "bc", "ca"}).Build();
  EXPECT_EQ(DownstreamCounter(graph).Count(0), 2U);
}

TEST(Reach, NearerNodesComeFirst) {
  const Graph graph = Letters("abcd", {"ab", "bc", "ad"}).Build();
  DownstreamCounter counter(graph);
  EXPECT_THAT(counter.Downstream(0), ElementsAre(1, 3, 2));
}

// Law: the count of every node, asked in any order on one counter, is that of a plain search.
TEST(Reach, AgreesWithAPlainSearchOnRandomGraphs) {
  SplitMix random(31);
  for (int round = 0; round < 200; ++round) {
    const Graph graph = RandomInput(random, {.node_count = 2 + random.Below(20),
                                             .edge_count = random.Below(50),
                                             .is_acyclic = round % 2 == 0})
                            .Build();
    DownstreamCounter counter(graph);
    for (size_t query = 0; query < 2 * graph.node_count(); ++query) {
      const auto node = static_cast<NodeIndex>(random.Below(graph.node_count()));
      const std::vector<bool> reached = ReachedFrom(graph, node);
      ASSERT_EQ(counter.Count(node),
                static_cast<size_t>(std::count(reached.begin(), reached.end(), true)) - 1);
    }
  }
}

// By searches, by sweeps of 512, and by what is known of the only dependent.
TEST(CountAllDownstream, IsWhatTheSearchFromEachNodeFinds) {
  SplitMix random(21);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    const Graph graph = RandomInput(random, {.node_count = 60,
                                             .edge_count = round % 4 == 0 ? size_t{50} : 90,
                                             .is_acyclic = round % 2 == 0})
                            .Build();
    const Components components = FindComponents(graph);
    DownstreamCounter counter(graph);
    std::vector<uint32_t> expected;
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      expected.push_back(static_cast<uint32_t>(counter.Count(node)));
    }
    EXPECT_EQ(CountAllDownstream(graph, components), expected);
    EXPECT_EQ(CountAllDownstream(graph, components, {.most_visits = 0}), expected);
    EXPECT_EQ(CountAllDownstream(graph, components, {.most_sweep_steps = 0}), expected);
  }
}

// More components than a sweep has bits; what is beyond all limits is not counted.
TEST(CountAllDownstream, SweepsAsOftenAsItTakesAndStopsAtItsLimits) {
  GraphInput input;
  for (int i = 0; i < 1500; ++i) input.ids.push_back(absl::StrCat("n", 10'000 + i));
  for (size_t i = 0; i + 2 < 1500; ++i) {
    input.edges.push_back({input.ids[i], input.ids[i + 1], 0.5});
    input.edges.push_back({input.ids[i], input.ids[i + 2], 0.5});
  }
  input.edges.push_back({input.ids[1499], input.ids[1497], 0.5});  // A circle of three.
  input.edges.push_back({input.ids[1498], input.ids[1499], 0.5});
  const Graph graph = input.Build();
  const Components components = FindComponents(graph);
  for (const uint64_t visits : {uint64_t{0}, uint64_t{100'000'000}}) {
    const std::vector<uint32_t> counts =
        CountAllDownstream(graph, components, {.most_visits = visits});
    ASSERT_EQ(counts.size(), 1500U);
    EXPECT_EQ(counts[0], 1499U);
    EXPECT_EQ(counts[1000], 499U);
    EXPECT_EQ(counts[1497], 2U);
    EXPECT_EQ(counts[1499], 2U);
  }
  EXPECT_TRUE(CountAllDownstream(graph, components, {.most_visits = 1000, .most_sweep_steps = 1000})
                  .empty());
}

}  // namespace
}  // namespace readiness::risk
