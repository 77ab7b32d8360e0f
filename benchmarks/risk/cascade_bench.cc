// What does the cascade cost: putting leaks and values on a graph, bracketing every node, ranking
// all risks by what they add to the expected loss, solving what is narrow exactly, and drawing
// worlds? From a thousand to a million nodes with five edges each.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/risk/cascade.h"
#include "readiness/risk/cascade_bounds.h"
#include "readiness/risk/components.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/exact_blocks.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/sampled_cascade.h"

#include "generators.h"

namespace readiness::risk::bench {
namespace {

void BuildNetwork(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1))));
  const Components components = FindComponents(graph);
  for (auto _ : state) {
    const FailureNetwork network = NetworkOrDie(graph, components);
    benchmark::DoNotOptimize(network.place_count());
  }
}
BENCHMARK(BuildNetwork)->Apply(Sizes);

void Bounds(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1))));
  const FailureNetwork network = NetworkOrDie(graph, FindComponents(graph));
  double low = 0;
  double high = 0;
  for (auto _ : state) {
    const CascadeBounds bounds = BoundCascade(network);
    low = bounds.expected_loss().low;
    high = bounds.expected_loss().high;
  }
  state.counters["loss_low"] = low;
  state.counters["loss_high"] = high;
}
BENCHMARK(Bounds)->Apply(Sizes);

void RankAll(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1))));
  const FailureNetwork network = NetworkOrDie(graph, FindComponents(graph));
  const Cascade cascade = EvaluateCascade(network, {.most_frontier = 0});
  std::vector<RiskOnNode> risks;
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    risks.push_back({graph.Id(node), node, network.Leak(network.PlaceOf(node)).low, 0});
  }
  for (auto _ : state) {
    const auto ranked = RankByLoss(network, cascade, risks);
    if (!ranked.ok()) std::abort();
    benchmark::DoNotOptimize(ranked->data());
  }
}
BENCHMARK(RankAll)->Apply(Sizes);

void NarrowSizes(benchmark::internal::Benchmark* bench) {
  bench->ArgName("nodes")->Unit(benchmark::kMillisecond);
  for (const int64_t nodes : {1'000, 10'000, 100'000, 1'000'000}) bench->Arg(nodes);
}

void ExactWhereNarrow(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(Shape::kNarrow, static_cast<size_t>(state.range(0))));
  const FailureNetwork network = NetworkOrDie(graph, FindComponents(graph));
  for (auto _ : state) {
    const Cascade cascade = EvaluateCascade(network, {.most_work = 1e12});
    if (!cascade.is_loss_exact()) std::abort();
    state.counters["frontier"] = cascade.widest_frontier();
  }
}
BENCHMARK(ExactWhereNarrow)->Apply(NarrowSizes);

// The part of it that says how likely each node is degraded, without what each leak and each edge
// adds to the loss: that is the pass back.
void MarginalsWhereNarrow(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(Shape::kNarrow, static_cast<size_t>(state.range(0))));
  const FailureNetwork network = NetworkOrDie(graph, FindComponents(graph));
  const CascadeOptions options{.most_work = 1e12};
  for (auto _ : state) {
    internal::BlockPlans plans(network);
    const internal::ExactBlocks exact(network, {options.most_frontier, options.most_work}, plans);
    if (!exact.are_all_exact()) std::abort();
    benchmark::DoNotOptimize(exact.Degraded(0));
    state.counters["frontier"] = exact.widest_frontier();
  }
}
BENCHMARK(MarginalsWhereNarrow)->Apply(NarrowSizes);

void Draw512Worlds(benchmark::State& state) {
  const Graph graph = BuildOrDie(MakeInput(ShapeOf(state), static_cast<size_t>(state.range(1))));
  const FailureNetwork network = NetworkOrDie(graph, FindComponents(graph));
  CascadeSampler sampler(network, {.seed = 1, .worlds = 512});
  for (auto _ : state) {
    sampler.Run();
    benchmark::DoNotOptimize(sampler.expected_loss());
  }
}
BENCHMARK(Draw512Worlds)->Apply(Sizes);

}  // namespace
}  // namespace readiness::risk::bench
