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

}  // namespace
}  // namespace readiness::risk
