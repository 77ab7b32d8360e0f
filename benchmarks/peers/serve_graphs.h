// benchmarks/peers/serve_graphs.h: how the two sides of the comparison of graphs are asked: a line
// each on standard input, answered by a line each.
//
//   load SHAPE NODES SHUFFLED   0 wide, 1 local, 2 layered; answers the number of edges
//   check                       the expected loss
//   time alone TIMES            nanoseconds of CPU time of the answer, with all standing
//   time build TIMES            the same from ids and edges on
#pragma once

#include <cstddef>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string>
#include <utility>

#include "../risk/graph_shapes.h"
#include "cpu_time.h"

// `load(input)` takes a graph over; `alone()` and `build()` give the expected loss.
template <typename Load, typename Alone, typename Build>
int ServeGraphs(const Load& load, const Alone& alone, const Build& build) {
  using namespace readiness::risk::bench;
  std::string word;
  std::cout << std::setprecision(17);
  while (std::cin >> word) {
    if (word == "load") {
      int shape = 0;
      size_t nodes = 0;
      int is_shuffled = 0;
      std::cin >> shape >> nodes >> is_shuffled;
      constexpr Shape kShapes[] = {Shape::kWide, Shape::kLocal, Shape::kLayered};
      Input input = MakeInput(kShapes[shape], nodes);
      if (is_shuffled != 0) ShuffleNodes(input);
      std::cout << load(std::move(input)) << std::endl;
    } else if (word == "check") {
      std::cout << alone() << std::endl;
    } else {
      std::string what;
      int times = 0;
      std::cin >> what >> times;
      double sum = 0;  // So that no answer is left out.
      const int64_t begin = CpuNanoseconds();
      for (int i = 0; i < times; ++i) sum += what == "build" ? build() : alone();
      const int64_t taken = CpuNanoseconds() - begin;
      std::cout << (sum < 0 ? 0 : taken) << std::endl;
    }
  }
  return 0;
}
