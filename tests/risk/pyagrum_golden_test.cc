// Answers that nobody here wrote: tests/golden/risk_cascade.py asked pyAgrum, and this compares.
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/cascade.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

struct GoldenNode {
  double degraded = 0;
  double birnbaum = 0;
};

struct GoldenNetwork {
  std::string name;
  NamedNetwork named;
  std::map<std::string, GoldenNode> nodes;
};

std::vector<GoldenNetwork> ReadGolden() {
  std::vector<GoldenNetwork> networks;
  std::ifstream file(READINESS_SOURCE_DIR "/tests/golden/risk_cascade.tsv");
  EXPECT_TRUE(file.good());
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string kind;
    std::string id;
    fields >> kind >> id;
    if (kind == "network") {
      networks.emplace_back().name = id;
      continue;
    }
    GoldenNetwork& network = networks.back();
    if (kind == "edge") {
      std::string dependent;
      double probability = 0;
      fields >> dependent >> probability;
      network.named.graph.edges.push_back({id, dependent, probability});
    } else {
      double leak = 0;
      double value = 0;
      GoldenNode node;
      fields >> leak >> value >> node.degraded >> node.birnbaum;
      network.named.graph.ids.push_back(id);
      network.named.leaks.push_back({id, leak});
      network.named.values.push_back({id, value, 1});
      network.nodes[id] = node;
    }
    EXPECT_FALSE(fields.fail()) << line;
  }
  return networks;
}

TEST(PyagrumGolden, NoisyOrNetworksAreAsPyagrumInfersThem) {
  const std::vector<GoldenNetwork> networks = ReadGolden();
  ASSERT_EQ(networks.size(), 4U);
  for (const GoldenNetwork& golden : networks) {
    SCOPED_TRACE(golden.name);
    const Graph graph = golden.named.graph.Build();
    const FailureNetwork network = golden.named.Build();
    const Cascade cascade = EvaluateCascade(network);
    const CascadeBounds bounds = BoundCascade(network);
    EXPECT_TRUE(cascade.is_loss_exact());
    double loss = 0;
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      SCOPED_TRACE(graph.Id(node));
      const GoldenNode& expected = golden.nodes.at(std::string(graph.Id(node)));
      const Place place = network.PlaceOf(node);
      loss += network.Value(place) * expected.degraded;
      EXPECT_NEAR(cascade.Degraded(place).low, expected.degraded, 1e-12);
      EXPECT_NEAR(cascade.Birnbaum(place).low, expected.birnbaum, 1e-9);
      EXPECT_LE(bounds.Degraded(place).low, expected.degraded + 1e-13);
      EXPECT_GE(bounds.Degraded(place).high, expected.degraded - 1e-13);
      EXPECT_LE(bounds.Birnbaum(place).low, expected.birnbaum + 1e-9);
      EXPECT_GE(bounds.Birnbaum(place).high, expected.birnbaum - 1e-9);
    }
    EXPECT_NEAR(cascade.expected_loss().low, loss, 1e-11);
  }
}

}  // namespace
}  // namespace readiness::risk
