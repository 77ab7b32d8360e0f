// Answers that nobody here wrote: tests/golden/risk_graph.py asked networkx, and this compares.
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/proximity.h"
#include "readiness/risk/reach.h"
#include "readiness/risk/trace.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

struct GoldenNode {
  std::optional<uint32_t> hops;
  double best_path = 0;
  size_t downstream_count = 0;
  std::string first_of_component;
  size_t shortest_circle = 0;
};

struct Golden {
  GraphInput input;
  std::vector<std::string> touchpoints;
  std::map<std::string, GoldenNode> nodes;
};

Golden ReadGolden() {
  Golden golden;
  std::ifstream file(READINESS_SOURCE_DIR "/tests/golden/risk_graph.tsv");
  EXPECT_TRUE(file.good());
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string kind;
    std::string id;
    fields >> kind >> id;
    if (kind == "touchpoint") {
      golden.touchpoints.push_back(id);
    } else if (kind == "edge") {
      std::string dependent;
      double probability = 0;
      fields >> dependent >> probability;
      golden.input.edges.push_back({id, dependent, probability});
    } else {
      GoldenNode node;
      std::string hops;
      fields >> hops >> node.best_path >> node.downstream_count >> node.first_of_component >>
          node.shortest_circle;
      if (hops != "-") node.hops = static_cast<uint32_t>(std::stoul(hops));
      golden.input.ids.push_back(id);
      golden.nodes[id] = node;
    }
    EXPECT_FALSE(fields.fail()) << line;
  }
  return golden;
}

TEST(NetworkxGolden, HopsPathsReachAndCirclesAreThoseOfNetworkx) {
  const Golden golden = ReadGolden();
  ASSERT_EQ(golden.nodes.size(), 80U);
  ASSERT_EQ(golden.input.edges.size(), 170U);
  const Graph graph = golden.input.Build();
  std::vector<NodeIndex> touchpoints;
  for (const std::string& id : golden.touchpoints) touchpoints.push_back(*graph.Find(id));
  const Components components = FindComponents(graph);
  const auto network = FailureNetwork::Build(graph, components, {});
  ASSERT_TRUE(network.ok()) << network.status();
  const auto proximity = MeasureProximity(*network, touchpoints);
  ASSERT_TRUE(proximity.ok()) << proximity.status();
  std::map<uint32_t, size_t> circle_of;
  for (const Circle& circle : FindCircles(graph, components)) {
    circle_of[components.Of(circle.members.front())] = circle.shortest.size();
  }
  DownstreamCounter counter(graph);
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    const GoldenNode& expected = golden.nodes.at(std::string(graph.Id(node)));
    SCOPED_TRACE(graph.Id(node));
    EXPECT_EQ(proximity->Hops(network->PlaceOf(node)), expected.hops);
    EXPECT_NEAR(proximity->BestPathProbability(network->PlaceOf(node)).low, expected.best_path,
                1e-14);
    EXPECT_NEAR(proximity->BestPathProbability(network->PlaceOf(node)).high, expected.best_path,
                1e-14);
    EXPECT_EQ(counter.Count(node), expected.downstream_count);
    const uint32_t component = components.Of(node);
    EXPECT_EQ(graph.Id(components.Members(component).front()), expected.first_of_component);
    EXPECT_EQ(circle_of[component], expected.shortest_circle);
    const std::vector<Trace> nearest = TraceToTouchpoints(graph, node, touchpoints, 1);
    EXPECT_EQ(nearest.empty(), !expected.hops.has_value());
    if (!nearest.empty()) {
      EXPECT_EQ(nearest.front().hops(), *expected.hops);
    }
  }
}

}  // namespace
}  // namespace readiness::risk
