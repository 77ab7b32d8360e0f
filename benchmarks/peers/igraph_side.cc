// igraph's side: one cascade on the graph of graph_side.cc, both ways: forward, how likely each
// node is degraded (noisy-OR along a topological order); backward, what the failure of each costs
// behind it. With the C library, so that no binding is in the figures. No bounds from below, no
// proximity, no ranking: igraph has none of them.
// Asked as serve_graphs.h says. Alone, graph, order and incidence lists stand; built, all of these
// are made.
#include <algorithm>
#include <cstddef>
#include <igraph/igraph.h>
#include <memory>
#include <utility>
#include <vector>

#include "../risk/graph_shapes.h"
#include "kept_memory.h"
#include "serve_graphs.h"

namespace {

using readiness::risk::bench::Input;

struct Standing {
  explicit Standing(const Input& input, size_t node_count) {
    igraph_vector_int_t ends;
    igraph_vector_int_init(&ends, static_cast<igraph_integer_t>(2 * input.edges.size()));
    weights.reserve(input.edges.size());
    igraph_integer_t at = 0;
    for (const auto& edge : input.edges) {
      VECTOR(ends)[at++] = edge.prerequisite;
      VECTOR(ends)[at++] = edge.dependent;
      weights.push_back(*edge.probability);
    }
    igraph_create(&graph, &ends, static_cast<igraph_integer_t>(node_count), IGRAPH_DIRECTED);
    igraph_vector_int_destroy(&ends);
    igraph_vector_int_init(&order, 0);
    igraph_topological_sorting(&graph, &order, IGRAPH_OUT);
    igraph_inclist_init(&graph, &incoming, IGRAPH_IN, IGRAPH_NO_LOOPS);
    igraph_inclist_init(&graph, &outgoing, IGRAPH_OUT, IGRAPH_NO_LOOPS);
  }
  Standing(const Standing&) = delete;
  ~Standing() {
    igraph_inclist_destroy(&outgoing);
    igraph_inclist_destroy(&incoming);
    igraph_vector_int_destroy(&order);
    igraph_destroy(&graph);
  }

  igraph_t graph;
  igraph_vector_int_t order;
  igraph_inclist_t incoming;
  igraph_inclist_t outgoing;
  std::vector<double> weights;
};

// Edges between the same two nodes, as one that carries failure where either does: our graph does
// that when it is built, and the product is another without it. Done before anything is timed.
Input WithoutTwins(Input input) {
  std::vector<readiness::risk::PositionedEdge> kept;
  kept.reserve(input.edges.size());
  size_t begin = 0;  // Of the edges of one prerequisite, which follow each other.
  for (const auto& edge : input.edges) {
    if (!kept.empty() && kept.back().prerequisite != edge.prerequisite) begin = kept.size();
    const auto twin =
        std::find_if(kept.begin() + static_cast<std::ptrdiff_t>(begin), kept.end(),
                     [&edge](const auto& other) { return other.dependent == edge.dependent; });
    if (twin == kept.end()) {
      kept.push_back(edge);
    } else {
      twin->probability = 1 - (1 - *twin->probability) * (1 - *edge.probability);
    }
  }
  input.edges = std::move(kept);
  return input;
}

// The leaks and values of NetworkOrDie.
struct World {
  std::vector<double> leaks;
  std::vector<double> values;
};

World MakeWorld(size_t node_count) {
  readiness::risk::bench::SplitMix random(11);
  World world{std::vector<double>(node_count), std::vector<double>(node_count)};
  for (size_t node = 0; node < node_count; node += 2) {
    world.leaks[node] = static_cast<double>(random.Next() >> 11) * 0x1p-53 * 0.05;
  }
  const size_t count = std::max<size_t>(1, node_count / 100);
  for (size_t node = node_count - count; node < node_count; ++node) {
    world.values[node] = static_cast<double>(random.Next() % 10 + 1);
  }
  return world;
}

double Answer(const Standing& standing, const World& world) {
  const size_t node_count = world.leaks.size();
  std::vector<double> degraded(node_count);
  double loss = 0;
  for (size_t i = 0; i < node_count; ++i) {
    const igraph_integer_t node = VECTOR(standing.order)[i];
    const auto at = static_cast<size_t>(node);
    const igraph_vector_int_t* edges = igraph_inclist_get(&standing.incoming, node);
    double kept = 1 - world.leaks[at];
    for (igraph_integer_t j = 0; j < igraph_vector_int_size(edges); ++j) {
      const igraph_integer_t edge = VECTOR(*edges)[j];
      const auto from = static_cast<size_t>(IGRAPH_FROM(&standing.graph, edge));
      kept *= 1 - standing.weights[static_cast<size_t>(edge)] * degraded[from];
    }
    degraded[at] = 1 - kept;
    loss += world.values[at] * degraded[at];
  }
  std::vector<double> behind(world.values);
  for (size_t i = node_count; i-- > 0;) {
    const igraph_integer_t node = VECTOR(standing.order)[i];
    const igraph_vector_int_t* edges = igraph_inclist_get(&standing.outgoing, node);
    double cost = behind[static_cast<size_t>(node)];
    for (igraph_integer_t j = 0; j < igraph_vector_int_size(edges); ++j) {
      const igraph_integer_t edge = VECTOR(*edges)[j];
      const auto to = static_cast<size_t>(IGRAPH_TO(&standing.graph, edge));
      cost += standing.weights[static_cast<size_t>(edge)] * behind[to];
    }
    behind[static_cast<size_t>(node)] = cost;
  }
  // Reads what the way back found, which the caller does not compare.
  return loss + 0 * behind.front();
}

}  // namespace

int main(int count, char** arguments) {
  KeepMemoryUnlessCold(count, arguments);
  Input input;
  World world;
  size_t node_count = 0;
  std::unique_ptr<Standing> standing;
  return ServeGraphs(
      [&](Input given) {
        input = WithoutTwins(std::move(given));
        node_count = input.ids.size();
        world = MakeWorld(node_count);
        standing = std::make_unique<Standing>(input, node_count);
        return input.edges.size();
      },
      [&] { return Answer(*standing, world); },
      [&] { return Answer(Standing(input, node_count), world); });
}
