// benchmarks/risk/generators.h: the shapes and sizes on which the benchmarks of the risk room run.
#pragma once

#include <benchmark/benchmark.h>

#include "graph_shapes.h"

namespace readiness::risk::bench {

// The shape that the first argument of a benchmark names: 0 wide, 1 local.
inline Shape ShapeOf(const benchmark::State& state) {
  return state.range(0) == 0 ? Shape::kWide : Shape::kLocal;
}

// Both shapes, from a thousand nodes to a million.
inline void Sizes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"local", "nodes"})->Unit(benchmark::kMillisecond);
  for (const int64_t shape : {0, 1}) {
    for (const int64_t nodes : {1'000, 10'000, 100'000, 1'000'000}) bench->Args({shape, nodes});
  }
}

}  // namespace readiness::risk::bench
