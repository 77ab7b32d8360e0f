// tests/engine/risk_inputs.h: graphs of their own, for the tests of what is asked of them.
#pragma once

#include <optional>
#include <random>
#include <string>

#include "readiness/engine/risk_network.h"

namespace readiness::engine {

// A random tree and what its nodes cost.
inline RiskGraphInput RandomGraph(uint64_t seed) {
  std::mt19937_64 draw(seed);
  RiskGraphInput input;
  const size_t nodes = 3 + draw() % 10;
  for (size_t i = 0; i < nodes; ++i) {
    RiskNode node{"n" + std::to_string(i), 0.05 * static_cast<double>(draw() % 10)};
    if (draw() % 3 == 0) node.impact = static_cast<double>(draw() % 50);
    input.nodes.push_back(node);
  }
  for (size_t i = 1; i < nodes; ++i) {
    input.edges.push_back({"n" + std::to_string(draw() % i), "n" + std::to_string(i),
                           0.1 * static_cast<double>(1 + draw() % 9)});
  }
  return input;
}
// Two ways to one touchpoint worth 10: 10 (1 - (1 - l) (1 - r)) an hour.
inline RiskGraphInput TwoWays() {
  return {{{"left", 0.5}, {"right", 0.2}, {"page", 0, 10}},
          {{"left", "page", 1}, {"right", "page", 1}}};
}

// Three layers of sixty, each node resting on four of the layer before it: far too wide to solve.
inline RiskGraphInput WideGraph() {
  RiskGraphInput input;
  constexpr int kWidth = 60;
  const auto name = [](int layer, int i) {
    return std::string(1, static_cast<char>('a' + layer)) + std::to_string(i % kWidth);
  };
  for (int i = 0; i < kWidth; ++i) {
    input.nodes.push_back({name(0, i), 0.01 + 0.0005 * i, 0});
    input.nodes.push_back({name(1, i), 0.001, 0});
    input.nodes.push_back({name(2, i), 0, 10});
    for (const int step : {0, 1, 7, 18}) {
      input.edges.push_back({name(0, i), name(1, i + step), 0.5});
      input.edges.push_back({name(1, i), name(2, i + step), 0.5});
    }
  }
  return input;
}

}  // namespace readiness::engine
