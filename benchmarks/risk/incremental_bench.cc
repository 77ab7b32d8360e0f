// What does one change cost: one package's likelihood becomes another; how long until the numbers
// of all that depend on it are right again, how long until the ranking is?
//
// Data: the dependency graph of a distribution, a file of `from<TAB>to` lines with a heading, where
// `from` needs `to`, named by READINESS_EDGES, decompressed. Every
// package leaks with probability 0.01 and a dependency breaks with 0.5; what nothing depends on is
// a touchpoint worth 1. 2,000 packages, drawn by splitmix64, change to 0.02 and back. One sample is
// one call; the counters are percentiles of wall time in microseconds.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/risk/components.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/incremental_bounds.h"

#include "generators.h"

namespace readiness::risk::bench {
namespace {

// The network of the file, or nothing where none is named.
std::optional<FailureNetwork> ReadNetwork() {
  const char* const path = std::getenv("READINESS_EDGES");
  if (path == nullptr) return std::nullopt;
  std::ifstream file(path);
  file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  std::vector<PositionedEdge> edges;
  uint32_t needing = 0;
  uint32_t needed = 0;
  uint32_t count = 0;
  while (file >> needing >> needed) {
    edges.push_back({needed, needing, 0.5});
    count = std::max({count, needing + 1, needed + 1});
  }
  std::vector<std::string> names;
  for (uint32_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  const std::vector<std::string_view> ids(names.begin(), names.end());
  const auto graph = Graph::BuildFromPositions(ids, edges);
  if (!graph.ok()) return std::nullopt;
  std::vector<NodeLeak> leaks;
  std::vector<TouchpointValue> touchpoints;
  for (NodeIndex node = 0; node < graph->node_count(); ++node) {
    leaks.push_back({node, 0.01});
    if (graph->Dependents(node).empty()) touchpoints.push_back({node, 1, 1});
  }
  auto network = FailureNetwork::Build(*graph, FindComponents(*graph), {leaks, touchpoints, {}});
  if (!network.ok()) return std::nullopt;
  return *std::move(network);
}

void SetPercentiles(benchmark::State& state, std::vector<double>& micros) {
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double share) {
    return micros[static_cast<size_t>(share * static_cast<double>(micros.size() - 1))];
  };
  state.counters["p50"] = at(0.5);
  state.counters["p90"] = at(0.9);
  state.counters["p99"] = at(0.99);
}

// range(0): 0 the numbers of what depends on it, 1 those of everything, 2 and the first 100.
void OneChange(benchmark::State& state) {
  std::optional<FailureNetwork> network = ReadNetwork();
  if (!network.has_value()) {
    state.SkipWithError("READINESS_EDGES names no file of edges");
    return;
  }
  IncrementalBounds bounds(*std::move(network));
  const size_t places = bounds.network().place_count();
  SplitMix random(3);
  std::vector<double> micros;
  double wholes = 0;
  Place place = 0;
  for (auto _ : state) {
    for (int change = 0; change < 4'000; ++change) {
      if (change % 2 == 0) place = static_cast<Place>(random.Next() % places);
      const auto start = std::chrono::steady_clock::now();
      bounds.SetLeak(place, change % 2 == 0 ? 0.02 : 0.01);
      if (state.range(0) == 0) {
        bounds.UpdateDegraded();
      } else {
        bounds.Update();
      }
      if (state.range(0) == 2) benchmark::DoNotOptimize(bounds.Top(100).data());
      const std::chrono::duration<double, std::micro> spent =
          std::chrono::steady_clock::now() - start;
      micros.push_back(spent.count());
      wholes += bounds.was_whole() ? 1 : 0;
    }
  }
  SetPercentiles(state, micros);
  state.counters["made_anew"] = wholes / static_cast<double>(micros.size());
}
BENCHMARK(OneChange)->ArgName("what")->DenseRange(0, 2)->Iterations(1)->Unit(
    benchmark::kMillisecond);

}  // namespace
}  // namespace readiness::risk::bench
