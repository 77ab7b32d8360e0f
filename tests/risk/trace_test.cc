#include "readiness/risk/trace.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/risk/proximity.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Trace, LeadsToEachTouchpointNearestFirst) {
  const Graph graph = Letters("abtux", {"ab", "bt", "au", "tx"}).Build();
  const std::vector<NodeIndex> touchpoints = {2, 3, 4};  // t, u, x
  const std::vector<Trace> traces = TraceToTouchpoints(graph, 0, touchpoints);
  ASSERT_EQ(traces.size(), 3U);
  EXPECT_THAT(traces[0].nodes, ElementsAre(0, 3));
  EXPECT_THAT(traces[1].nodes, ElementsAre(0, 1, 2));
  EXPECT_THAT(traces[2].nodes, ElementsAre(0, 1, 2, 4));
  EXPECT_EQ(traces[2].touchpoint(), 4U);
  EXPECT_EQ(traces[2].hops(), 3U);
}

TEST(Trace, TheNearestAloneIsTheFirst) {
  const Graph graph = Letters("abtu", {"ab", "bt", "at", "au"}).Build();
  const std::vector<NodeIndex> touchpoints = {3, 2};
  const std::vector<Trace> traces = TraceToTouchpoints(graph, 0, touchpoints, 1);
  ASSERT_EQ(traces.size(), 1U);
  EXPECT_EQ(traces[0].touchpoint(), 2U);  // t and u are equally near; t comes first.
}

TEST(Trace, OfEquallyShortPathsTheOneWhoseNodesComeFirstIsTaken) {
  const Graph graph = Letters("abcdt", {"ac", "ab", "bd", "cd", "dt"}).Build();
  const std::vector<NodeIndex> touchpoints = {4};
  EXPECT_THAT(TraceToTouchpoints(graph, 0, touchpoints)[0].nodes, ElementsAre(0, 1, 3, 4));
}

TEST(Trace, ATouchpointTracesToItselfWithoutAnEdge) {
  const Graph graph = Letters("ab", {"ab"}).Build();
  const std::vector<NodeIndex> touchpoints = {0};
  const std::vector<Trace> traces = TraceToTouchpoints(graph, 0, touchpoints);
  ASSERT_EQ(traces.size(), 1U);
  EXPECT_THAT(traces[0].nodes, ElementsAre(0));
  EXPECT_THAT(traces[0].edges, IsEmpty());
}

TEST(Trace, WhereNoTouchpointIsReachedThereIsNone) {
  const Graph graph = Letters("abt", {"ab", "ta"}).Build();
  const std::vector<NodeIndex> touchpoints = {2};
  EXPECT_THAT(TraceToTouchpoints(graph, 0, touchpoints), IsEmpty());
  EXPECT_THAT(TraceToTouchpoints(graph, 0, {}), IsEmpty());
}

TEST(Trace, ListsTheMetricOfEveryEdgeAndOfEveryRowBehindIt) {
  const Graph graph = Letters("abt", {"bt", "ab", "ab"}).Build();
  const std::vector<EdgeLabel> labels = {{"checkout success", "go/no-go"},
                                         {"latency", "weekly sync"},
                                         {"error rate", "security review"}};
  const std::vector<NodeIndex> touchpoints = {2};
  const Trace trace = TraceToTouchpoints(graph, 0, touchpoints)[0];
  const auto steps = DescribeTrace(graph, trace, labels);
  ASSERT_TRUE(steps.ok()) << steps.status();
  ASSERT_EQ(steps->size(), 2U);
  EXPECT_EQ((*steps)[0], (TraceStep{"a", "b", {labels[1], labels[2]}}));
  EXPECT_EQ((*steps)[1], (TraceStep{"b", "t", {labels[0]}}));
}

TEST(Trace, ARowWithoutALabelIsRefused) {
  const Graph graph = Letters("abt", {"ab", "bt"}).Build();
  const std::vector<NodeIndex> touchpoints = {2};
  const Trace trace = TraceToTouchpoints(graph, 0, touchpoints)[0];
  const std::vector<EdgeLabel> labels = {{"latency", "weekly sync"}};
  const auto steps = DescribeTrace(graph, trace, labels);
  EXPECT_EQ(base::RuleOf(steps.status()), "trace/labels");
  EXPECT_THAT(std::string(steps.status().message()), HasSubstr("edge row 2 has no label; 1 were"));
}

// Law: a trace is a walk of the graph, its length is the fewest hops, and every touchpoint that can
// be reached has one.
TEST(Trace, AgreesWithHopsOnRandomGraphs) {
  SplitMix random(77);
  for (int round = 0; round < 200; ++round) {
    const GraphInput input = RandomInput(random, {.node_count = 3 + random.Below(12),
                                                  .edge_count = random.Below(30),
                                                  .is_acyclic = round % 2 == 0,
                                                  .may_repeat = true});
    const Graph graph = input.Build();
    const Graph shuffled = Shuffled(input, random).Build();
    const std::vector<NodeIndex> touchpoints = {1, 0};
    const auto network = FailureNetwork::Build(graph, FindComponents(graph), {});
    ASSERT_TRUE(network.ok()) << network.status();
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      const std::vector<Trace> traces = TraceToTouchpoints(graph, node, touchpoints);
      ASSERT_EQ(TraceToTouchpoints(shuffled, node, touchpoints), traces);
      const std::vector<bool> reached = ReachedFrom(graph, node);
      ASSERT_EQ(traces.size(), (reached[0] ? 1U : 0U) + (reached[1] ? 1U : 0U));
      for (const Trace& trace : traces) {
        const std::vector<NodeIndex> end = {trace.touchpoint()};
        const auto proximity = MeasureProximity(*network, end);
        ASSERT_TRUE(proximity.ok()) << proximity.status();
        ASSERT_EQ(proximity->Hops(network->PlaceOf(node)), trace.hops());
        ASSERT_EQ(trace.nodes.size(), trace.edges.size() + 1);
        for (size_t i = 0; i < trace.edges.size(); ++i) {
          const EdgeIndex first = graph.FirstEdge(trace.nodes[i]);
          ASSERT_GE(trace.edges[i], first);
          ASSERT_LT(trace.edges[i], first + graph.Dependents(trace.nodes[i]).size());
          ASSERT_EQ(graph.Dependent(trace.edges[i]), trace.nodes[i + 1]);
        }
      }
      if (traces.size() == 2) {
        ASSERT_LE(traces[0].hops(), traces[1].hops());
      }
    }
  }
}

}  // namespace
}  // namespace readiness::risk
