// How long does an assessment of a real-sized cycle take, explanation, agenda and comparison
// included, and what does the digest of its inputs add? And what does replaying its log cost? How
// do both grow with the log?
//
// Data: the example cycles in examples/ (made up; about 1,500 entries each), read once before
// anything is timed; and logs of tests/engine/large_log.h, some ten entries a decision.
//   build/bench/benchmarks/engine_bench
#include <fstream>
#include <iterator>
#include <string>

#include <benchmark/benchmark.h>

#include "readiness/engine/assess.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/loaded_cycle.h"

#include "../../tests/engine/large_log.h"

namespace readiness::engine {
namespace {

model::CycleLog ReadLog(const std::string& name) {
  std::ifstream file(std::string(READINESS_SOURCE_DIR) + "/examples/" + name, std::ios::binary);
  const std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return wire::DecodeCycleJson(json).value();
}

void BM_Assess(benchmark::State& state, const char* name) {
  const Cycle cycle = Cycle::Replay(ReadLog(name)).value();
  const AssessOptions options{cycle.LastRecordedAt(), {}};
  for (auto _ : state) {
    absl::StatusOr<Assessment> assessment = Assess(cycle, options);
    benchmark::DoNotOptimize(assessment);
  }
  const Assessment assessment = Assess(cycle, options).value();
  size_t criterion_count = 0;
  for (const StageAssessment& stage : assessment.stages) criterion_count += stage.criteria.size();
  state.counters["entries"] = static_cast<double>(cycle.log().entries.size());
  state.counters["criteria"] = static_cast<double>(criterion_count);
}
BENCHMARK_CAPTURE(BM_Assess, ecommerce_launch, "ecommerce_launch.cycle.json")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Assess, legaltech_onboarding, "legaltech_onboarding.cycle.json")
    ->Unit(benchmark::kMillisecond);

// As a door asks: with the digest of what the answer rests on.
void BM_AssessWithDigest(benchmark::State& state, const char* name) {
  const wire::LoadedCycle cycle = wire::LoadedCycle::Replay(ReadLog(name)).value();
  for (auto _ : state) {
    absl::StatusOr<Assessment> assessment = cycle.Assess(cycle.LastRecordedAt());
    benchmark::DoNotOptimize(assessment);
  }
}
BENCHMARK_CAPTURE(BM_AssessWithDigest, ecommerce_launch, "ecommerce_launch.cycle.json")
    ->Unit(benchmark::kMillisecond);

void BM_Replay(benchmark::State& state, const char* name) {
  const model::CycleLog log = ReadLog(name);
  for (auto _ : state) {
    absl::StatusOr<Cycle> cycle = Cycle::Replay(log);
    benchmark::DoNotOptimize(cycle);
  }
}
BENCHMARK_CAPTURE(BM_Replay, ecommerce_launch, "ecommerce_launch.cycle.json")
    ->Unit(benchmark::kMillisecond);

void BM_AssessLarge(benchmark::State& state) {
  const Cycle cycle = testing::LargeLog(static_cast<int>(state.range(0))).TakeCycle();
  const AssessOptions options{cycle.LastRecordedAt(), {}};
  for (auto _ : state) {
    absl::StatusOr<Assessment> assessment = Assess(cycle, options);
    benchmark::DoNotOptimize(assessment);
  }
  state.counters["entries"] = static_cast<double>(cycle.log().entries.size());
}
BENCHMARK(BM_AssessLarge)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);

void BM_ReplayLarge(benchmark::State& state) {
  const Cycle made = testing::LargeLog(static_cast<int>(state.range(0))).TakeCycle();
  const model::CycleLog& log = made.log();
  for (auto _ : state) {
    absl::StatusOr<Cycle> cycle = Cycle::Replay(log);
    benchmark::DoNotOptimize(cycle);
  }
}
BENCHMARK(BM_ReplayLarge)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace readiness::engine
