// Our side of the comparison with igraph: everything that a ranking of risks needs of one graph.
//
//   graph_side             answers commands from standard input, one a line, with one line each
//
//   load SHAPE NODES SHUFFLED 0 wide, 1 local; answers the number of edges
//   check                  the greatest expected loss, which igraph's product is as well
//   time alone TIMES       nanoseconds of CPU time of this process: bounds, proximity, what each
//                          risk adds to the loss, the ranking; graph and network stand
//   time build TIMES       the same with building graph, components and network from edges and ids
#include <ctime>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "readiness/risk/cascade.h"
#include "readiness/risk/components.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/proximity.h"

#include "../risk/graph_shapes.h"

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
  const auto proximity =
      MeasureProximity(standing.graph, standing.components, Touchpoints(standing.graph));
  const Cascade cascade = EvaluateCascade(standing.network, {.most_frontier = 0});
  const auto ranked = RankByLoss(standing.network, cascade, standing.risks);
  if (!proximity.ok() || !ranked.ok()) std::abort();
  return cascade.expected_loss().high + 0 * (proximity->Hops(0).value_or(0) + ranked->front().fall);
}

double CpuNanoseconds() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

int Serve() {
  Input input;
  std::unique_ptr<Standing> standing;
  std::string word;
  std::cout << std::setprecision(17);
  while (std::cin >> word) {
    if (word == "load") {
      int shape = 0;
      size_t nodes = 0;
      int is_shuffled = 0;
      std::cin >> shape >> nodes >> is_shuffled;
      input = MakeInput(shape == 0 ? Shape::kWide : Shape::kLocal, nodes);
      if (is_shuffled != 0) ShuffleNodes(input);
      standing = std::make_unique<Standing>(input);
      std::cout << input.edges.size() << std::endl;
    } else if (word == "check") {
      std::cout << Answer(*standing) << std::endl;
    } else {
      std::string what;
      int times = 0;
      std::cin >> what >> times;
      double sum = 0;
      const double begin = CpuNanoseconds();
      for (int i = 0; i < times; ++i) {
        sum += what == "build" ? Answer(Standing(input)) : Answer(*standing);
      }
      const double taken = CpuNanoseconds() - begin;
      std::cout << (sum < 0 ? 0 : taken) << std::endl;
    }
  }
  return 0;
}

}  // namespace
}  // namespace readiness::risk::bench

int main() { return readiness::risk::bench::Serve(); }
