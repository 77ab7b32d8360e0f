// What does it cost to tell exactly how much work waits for each of 64, 512 or 4,096 unresolved
// decisions of a million nodes, and how much faster is it than a breadth-first search for each?
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/risk/blocked_work.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/reach.h"

#include "generators.h"

namespace readiness::risk::bench {
namespace {

constexpr size_t kNodes = 1'000'000;

const Graph& SharedGraph(Shape shape) {
  static const Graph wide = BuildOrDie(MakeInput(Shape::kWide, kNodes));
  static const Graph local = BuildOrDie(MakeInput(Shape::kLocal, kNodes));
  return shape == Shape::kWide ? wide : local;
}

std::vector<NodeIndex> Decisions(size_t count) {
  SplitMix random(9);
  std::vector<bool> is_taken(kNodes, false);
  std::vector<NodeIndex> decisions;
  while (decisions.size() < count) {
    const auto node = static_cast<NodeIndex>(random.Next() % kNodes);
    if (!is_taken[node]) decisions.push_back(node);
    is_taken[node] = true;
  }
  return decisions;
}

void BlockedWorkOfDecisions(benchmark::State& state) {
  const Graph& graph = SharedGraph(ShapeOf(state));
  const Components components = FindComponents(graph);
  const std::vector<NodeIndex> decisions = Decisions(static_cast<size_t>(state.range(1)));
  const std::vector<double> effort(kNodes, 1);
  for (auto _ : state) {
    auto work = MeasureBlockedWork(graph, components, decisions, effort);
    benchmark::DoNotOptimize(work);
  }
}
BENCHMARK(BlockedWorkOfDecisions)
    ->ArgNames({"local", "decisions"})
    ->ArgsProduct({{0, 1}, {64, 512, 4'096}})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

// One search for each of 16 decisions: times 32 for 512, and reach alone.
void SearchFromSixteenDecisions(benchmark::State& state) {
  const Graph& graph = SharedGraph(ShapeOf(state));
  const std::vector<NodeIndex> decisions = Decisions(16);
  DownstreamCounter counter(graph);
  for (auto _ : state) {
    size_t reached = 0;
    for (const NodeIndex decision : decisions) reached += counter.Count(decision);
    benchmark::DoNotOptimize(reached);
  }
}
BENCHMARK(SearchFromSixteenDecisions)
    ->ArgName("local")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace
}  // namespace readiness::risk::bench
