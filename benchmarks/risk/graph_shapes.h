// benchmarks/risk/graph_shapes.h: the made-up graphs on which the risk room is measured, here and
// beside its peers.
//
// Wide:  each node has five dependents; one in twenty is anywhere later, the rest within the next
//        20,000 nodes. Failures spread far and the front is wide.
// Layered: as the graph of the published baselines: forty layers; of ten dependents, seven are near
//        by in the next layer and three anywhere in a later one.
// Local: within the next 60 nodes, one in two thousand anywhere later. Module-shaped.
// Narrow: within the next 9 nodes only, so that at most 9 wait at a time: the frontier is at
// most 9. The last hundredth of the nodes are touchpoints. All are acyclic; probabilities lie below
// 0.3.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"

namespace readiness::risk::bench {

enum class Shape { kWide, kLocal, kNarrow, kLayered };

struct Input {
  std::vector<std::string> names;
  std::vector<std::string_view> ids;
  std::vector<PositionedEdge> edges;
};

class SplitMix {
 public:
  explicit SplitMix(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

// Draws a dependent of `from`, which comes later; node_count where the shape has none for it.
inline size_t DrawDependent(Shape shape, size_t node_count, size_t from, SplitMix& random) {
  if (shape == Shape::kLayered) {
    const size_t layer = std::max<size_t>(1, node_count / 40);
    const size_t next = (from / layer + 1) * layer;
    if (next >= node_count) return node_count;
    if (random.Next() % 10 >= 7) return next + random.Next() % (node_count - next);
    const size_t width = std::min(layer, node_count - next);
    return next + (from % layer + random.Next() % 200) % width;
  }
  if (from + 1 >= node_count) return node_count;
  const uint64_t rest = node_count - from - 1;
  const uint64_t window = shape == Shape::kWide ? 20'000 : shape == Shape::kLocal ? 60 : 9;
  const uint64_t one_in = shape == Shape::kWide ? 20 : 2'000;
  const bool is_far = shape != Shape::kNarrow && random.Next() % one_in == 0;
  return from + 1 + random.Next() % (is_far ? rest : std::min(rest, window));
}

inline Input MakeInput(Shape shape, size_t node_count) {
  constexpr size_t kDependents = 5;
  SplitMix random(7);
  Input input;
  input.names.reserve(node_count);
  for (size_t i = 0; i < node_count; ++i) {
    input.names.push_back("node-" + std::to_string(10'000'000 + i));
  }
  input.ids.assign(input.names.begin(), input.names.end());
  input.edges.reserve(node_count * kDependents);
  for (size_t from = 0; from < node_count; ++from) {
    for (size_t i = 0; i < kDependents; ++i) {
      const size_t to = DrawDependent(shape, node_count, from, random);
      if (to == node_count) break;
      const double probability = static_cast<double>(random.Next() >> 11) * 0x1p-53 * 0.3;
      input.edges.push_back({static_cast<uint32_t>(from), static_cast<uint32_t>(to), probability});
    }
  }
  return input;
}

// The same graph with its nodes in any order, as ids come from outside: what lies side by side in
// the list of nodes lies anywhere in the graph.
inline void ShuffleNodes(Input& input) {
  SplitMix random(13);
  std::vector<uint32_t> place(input.ids.size());
  for (size_t i = 0; i < place.size(); ++i) {
    const size_t at = random.Next() % (i + 1);
    place[i] = place[at];
    place[at] = static_cast<uint32_t>(i);
  }
  for (PositionedEdge& edge : input.edges) {
    edge.prerequisite = place[edge.prerequisite];
    edge.dependent = place[edge.dependent];
  }
}

inline Graph BuildOrDie(const Input& input) {
  auto graph = Graph::BuildFromPositions(input.ids, input.edges);
  if (!graph.ok()) std::abort();
  return *std::move(graph);
}

inline std::vector<NodeIndex> Touchpoints(const Graph& graph) {
  std::vector<NodeIndex> touchpoints;
  const size_t count = std::max<size_t>(1, graph.node_count() / 100);
  for (size_t node = graph.node_count() - count; node < graph.node_count(); ++node) {
    touchpoints.push_back(static_cast<NodeIndex>(node));
  }
  return touchpoints;
}

// One node in two leaks, with less than 0.05; touchpoints are worth 1 to 10.
inline FailureNetwork NetworkOrDie(const Graph& graph, const Components& components) {
  SplitMix random(11);
  std::vector<NodeLeak> leaks;
  for (NodeIndex node = 0; node < graph.node_count(); node += 2) {
    leaks.push_back({node, static_cast<double>(random.Next() >> 11) * 0x1p-53 * 0.05});
  }
  std::vector<TouchpointValue> values;
  for (const NodeIndex node : Touchpoints(graph)) {
    values.push_back({node, static_cast<double>(random.Next() % 10 + 1), 1});
  }
  auto network = FailureNetwork::Build(graph, components, {leaks, values, {}});
  if (!network.ok()) std::abort();
  return *std::move(network);
}

}  // namespace readiness::risk::bench
