// What does it cost to build the dependency graph, to find its circles, and to tell for every node
// how near it is to a customer? From a thousand to a million nodes with five edges each.
#include <benchmark/benchmark.h>

#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/proximity.h"

#include "generators.h"

namespace readiness::risk::bench {
namespace {

void BuildGraph(benchmark::State& state) {
  const Input input = MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1)));
  for (auto _ : state) {
    auto graph = Graph::BuildFromPositions(input.ids, input.edges);
    benchmark::DoNotOptimize(graph);
  }
}
BENCHMARK(BuildGraph)->Apply(Sizes);

void BuildGraphByNames(benchmark::State& state) {
  const Input input = MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1)));
  std::vector<Edge> edges;
  for (const PositionedEdge& edge : input.edges) {
    edges.push_back({input.ids[edge.prerequisite], input.ids[edge.dependent], edge.probability});
  }
  for (auto _ : state) {
    auto graph = Graph::Build(input.ids, edges);
    benchmark::DoNotOptimize(graph);
  }
}
BENCHMARK(BuildGraphByNames)->Apply(Sizes);

void Circles(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1))));
  for (auto _ : state) {
    const Components components = FindComponents(graph);
    auto circles = FindCircles(graph, components);
    benchmark::DoNotOptimize(circles);
  }
}
BENCHMARK(Circles)->Apply(Sizes);

void ProximityOfAll(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1))));
  const FailureNetwork network = NetworkOrDie(graph, FindComponents(graph));
  const std::vector<NodeIndex> touchpoints = Touchpoints(graph);
  for (auto _ : state) {
    auto proximity = MeasureProximity(network, touchpoints);
    benchmark::DoNotOptimize(proximity);
  }
}
BENCHMARK(ProximityOfAll)->Apply(Sizes);

}  // namespace
}  // namespace readiness::risk::bench
