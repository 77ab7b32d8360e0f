// How long does the verdict of one record take, without explanation, over columns: 12 criteria
// nested in all, any, not and a quorum, over a million records?
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/decision/batch.h"

#include "../../tests/splitmix64.h"

namespace readiness::decision {
namespace {

BatchSpec TwelveCriteria() {
  BatchSpec spec;
  for (int i = 0; i < 12; ++i) {
    spec.criteria.push_back(
        {i % 2 == 0 ? model::Comparison::kLess : model::Comparison::kGreaterOrEqual,
         i % 2 == 0 ? 0.9 : 0.1});
  }
  const auto must = [&spec](Expression e) {
    spec.conditions.push_back({model::Level::kMust, std::move(e)});
  };
  must(Leaf(0));
  must(Leaf(1));
  must(Leaf(2));
  must(Any({Leaf(3), All({Leaf(4), Leaf(5)})}));
  must(AtLeast(2, {Leaf(6), Leaf(7), Leaf(8)}));
  must(Any({Leaf(9), Not(Leaf(2))}));
  spec.conditions.push_back({model::Level::kShould, Leaf(10)});
  spec.conditions.push_back({model::Level::kShould, Leaf(11)});
  return spec;
}

// range(0): records; range(1): 1 with a column of validity each.
void BM_BatchTwelveCriteria(benchmark::State& state) {
  const auto count = static_cast<size_t>(state.range(0));
  uint64_t random = 11;
  std::vector<std::vector<double>> values(12, std::vector<double>(count));
  std::vector<std::vector<uint8_t>> valid(12, std::vector<uint8_t>(count));
  for (size_t c = 0; c < 12; ++c) {
    for (size_t r = 0; r < count; ++r) {
      values[c][r] = static_cast<double>(SplitMix64(random) >> 11U) * 0x1p-53;
      valid[c][r] = SplitMix64(random) % 100 != 0 ? 1 : 0;
    }
  }
  std::vector<BatchColumn> columns;
  for (size_t c = 0; c < 12; ++c) {
    columns.push_back({values[c], state.range(1) != 0 ? std::span<const uint8_t>(valid[c])
                                                      : std::span<const uint8_t>()});
  }
  const auto batch = Batch::Compile(TwelveCriteria());
  std::vector<model::Verdict> verdicts(count);
  for (auto _ : state) {
    if (!batch->Judge(columns, verdicts).ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(verdicts.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * state.range(0) * (12 * 8 + 12 * state.range(1)));
  int64_t go = 0;
  for (const model::Verdict verdict : verdicts) go += verdict == model::Verdict::kGo ? 1 : 0;
  state.counters["go_%"] = 100.0 * static_cast<double>(go) / static_cast<double>(count);
}
BENCHMARK(BM_BatchTwelveCriteria)->Args({1024, 0})->Args({1 << 20, 0})->Args({1 << 20, 1});

void BM_CompileBatchOfTwelve(benchmark::State& state) {
  const BatchSpec spec = TwelveCriteria();
  for (auto _ : state) benchmark::DoNotOptimize(Batch::Compile(spec));
}
BENCHMARK(BM_CompileBatchOfTwelve)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace readiness::decision
