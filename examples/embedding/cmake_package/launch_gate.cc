// A gate in front of a launch, in C++ with the compiled library: reads a log and says what holds
// the rollout up.
//
//     launch_gate LOG.cycle.json
//
// Exits 0 for GO, 10 for HOLD, 20 for NO_GO, 1 where the log is refused, 2 where it is called
// wrongly.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>

#include "readiness/wire/cycle.h"
#include "readiness/wire/loaded_cycle.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  auto log = readiness::wire::DecodeCycleJson(json);
  if (!log.ok()) return std::cerr << log.status() << "\n", 1;
  const auto cycle = readiness::wire::LoadedCycle::Replay(*std::move(log));
  if (!cycle.ok()) return std::cerr << cycle.status() << "\n", 1;
  const auto answer = cycle->Assess(cycle->LastRecordedAt());
  if (!answer.ok()) return std::cerr << answer.status() << "\n", 1;

  std::cout << readiness::model::Name(answer->verdict) << "\n";
  for (const auto& open : answer->resolution) {
    std::cout << open.owner << ": " << open.next_step << "\n";
  }
  switch (answer->verdict) {
    case readiness::model::Verdict::kGo:
      return 0;
    case readiness::model::Verdict::kNoGo:
      return 20;
    default:
      return 10;
  }
}
