// The same work as door.c through the C++ library, without any door.
//
//     door_cpp LOG SECONDS
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "readiness/wire/assessment.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/loaded_cycle.h"

namespace {

using readiness::wire::LoadedCycle;

LoadedCycle Load(const std::string& json) {
  return LoadedCycle::Replay(readiness::wire::DecodeCycleJson(json).value()).value();
}

template <typename Call>
void Measure(const char* what, double seconds, const Call& call) {
  call();
  const std::clock_t start = std::clock();
  std::clock_t spent = 0;
  long count = 0;
  do {
    call();
    ++count;
    spent = std::clock() - start;
  } while (static_cast<double>(spent) < seconds * CLOCKS_PER_SEC);
  std::printf("%s %.3f\n", what,
              static_cast<double>(spent) * 1e9 / CLOCKS_PER_SEC / static_cast<double>(count));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const double seconds = std::atof(argv[2]);
  const LoadedCycle cycle = Load(json);
  Measure("load", seconds, [&] { (void)Load(json); });
  Measure("assess", seconds, [&] {
    const auto answer = cycle.Assess(cycle.LastRecordedAt());
    (void)readiness::wire::EncodeAssessment(answer.value()).value();
  });
  return 0;
}
