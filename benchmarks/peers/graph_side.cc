// Our side of the comparison with igraph: everything that a ranking of risks needs of one graph.
// Built from ids and edges on, it builds graph, components and network; alone these stand. Asked as
// serve_graphs.h says; what it checks is the greatest expected loss, which igraph's product is too.
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "readiness/risk/cascade.h"
#include "readiness/risk/components.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/proximity.h"

#include "../risk/graph_shapes.h"
#include "kept_memory.h"
#include "serve_graphs.h"

namespace readiness::risk::bench {
namespace {

// Everything that outlives a pass, in the order in which it is built.
struct Standing {
  explicit Standing(const Input& input)
      : graph(BuildOrDie(input)),
        components(FindComponents(graph)),
        network(NetworkOrDie(graph, components)) {
    risks.reserve(graph.node_count());
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      risks.push_back({graph.Id(node), node, network.Leak(network.PlaceOf(node)).low, 0});
    }
  }

  Graph graph;
  Components components;
  FailureNetwork network;
  std::vector<RiskOnNode> risks;
};

// Reads something of each answer, so that none is left out.
double Answer(const Standing& standing) {
  const auto proximity = MeasureProximity(standing.network, Touchpoints(standing.graph));
  const Cascade cascade = EvaluateCascade(standing.network, {.most_frontier = 0});
  const auto ranked = RankByLoss(standing.network, cascade, standing.risks);
  if (!proximity.ok() || !ranked.ok()) std::abort();
  return cascade.expected_loss().high + 0 * (proximity->Hops(0).value_or(0) + ranked->front().fall);
}

int Serve() {
  Input input;
  std::unique_ptr<Standing> standing;
  return ServeGraphs(
      [&](Input given) {
        input = std::move(given);
        standing = std::make_unique<Standing>(input);
        return input.edges.size();
      },
      [&] { return Answer(*standing); }, [&] { return Answer(Standing(input)); });
}

}  // namespace
}  // namespace readiness::risk::bench

int main(int count, char** arguments) {
  KeepMemoryUnlessCold(count, arguments);
  return readiness::risk::bench::Serve();
}
