// How long does one verdict take, alone and with all its reasons: a gate of 12 criteria, each
// with threshold, freshness, owner and samples (48 leaves, 65 nodes), and one gate of thousands?
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/decision/explanation.h"

#include "../../tests/splitmix64.h"

namespace readiness::decision {
namespace {

// 12 leaves under nested all, any, not and a quorum.
GateSpec TwelveCriteria() {
  GateSpec spec;
  for (int i = 0; i < 12; ++i) spec.leaves.push_back({"criterion/" + std::to_string(10 + i)});
  const auto must = [&spec](Expression e) {
    spec.conditions.push_back({model::Level::kMust, std::move(e)});
  };
  must(Leaf(0));
  must(Leaf(1));
  must(Leaf(2));
  must(Any({Leaf(3), All({Leaf(4), Leaf(5)})}));
  must(AtLeast(2, {Leaf(6), Leaf(7), Leaf(8)}));
  must(Not(Leaf(9)));
  spec.conditions.push_back({model::Level::kShould, Leaf(10)});
  spec.conditions.push_back({model::Level::kShould, Leaf(11)});
  return spec;
}

// The same 12, each a conjunction of threshold, freshness, owner and samples.
GateSpec TwelveTimesFour() {
  GateSpec spec;
  for (int i = 0; i < 48; ++i) spec.leaves.push_back({"criterion/" + std::to_string(100 + i)});
  const auto criterion = [](int c) {
    return All({Leaf(4 * c), Leaf(4 * c + 1), Leaf(4 * c + 2), Leaf(4 * c + 3)});
  };
  const auto must = [&spec](Expression e) {
    spec.conditions.push_back({model::Level::kMust, std::move(e)});
  };
  must(criterion(0));
  must(criterion(1));
  must(criterion(2));
  must(Any({criterion(3), All({criterion(4), criterion(5)})}));
  must(AtLeast(2, {criterion(6), criterion(7), criterion(8)}));
  must(Not(criterion(9)));
  must(criterion(10));
  must(criterion(11));
  return spec;
}

// 1,024 records of leaf results, about 85 % PASS, 8 % FAIL, 7 % UNKNOWN or not applicable; the one
// criterion under NOT fails where it should.
std::vector<std::vector<LeafInput>> RecordsFor(int leaf_count, int inverted, int share_pass) {
  uint64_t state = 11;
  std::vector<std::vector<LeafInput>> records(1024);
  for (auto& record : records) {
    for (int i = 0; i < leaf_count; ++i) {
      const auto roll = static_cast<int>(SplitMix64(state) % 1000);
      model::Result result = roll < share_pass ? model::Result::Pass() : model::Result::Fail();
      if (roll >= 980) result = model::Result::Unknown(model::UnknownReason::kStale);
      if (roll >= 995) result = model::Result::NotApplicable();
      if (i == inverted) result = roll < share_pass ? model::Result::Fail() : model::Result::Pass();
      record.push_back({result, absl::FromUnixSeconds(roll)});
    }
  }
  return records;
}

void Run(benchmark::State& state, const GateSpec& spec,
         const std::vector<std::vector<LeafInput>>& records, bool explain) {
  const auto gate = Gate::Compile(spec);
  Workspace workspace;
  Explanation explanation;
  size_t next = 0;
  int64_t verdicts[4] = {0, 0, 0, 0};
  for (auto _ : state) {
    const auto& record = records[next++ % records.size()];
    if (explain) {
      if (!gate->Explain(record, workspace, explanation).ok()) state.SkipWithError("refused");
      ++verdicts[static_cast<int>(explanation.verdict)];
      benchmark::DoNotOptimize(explanation.certificate.data());
    } else {
      ++verdicts[static_cast<int>(gate->Judge(record, workspace)->verdict)];
    }
  }
  state.SetItemsProcessed(state.iterations());
  const double total = static_cast<double>(state.iterations()) / 100;
  state.counters["go_%"] = static_cast<double>(verdicts[3]) / total;
  state.counters["hold_%"] = static_cast<double>(verdicts[2]) / total;
  state.counters["no_go_%"] = static_cast<double>(verdicts[1]) / total;
}

void BM_JudgeTwelveCriteria(benchmark::State& state) {
  Run(state, TwelveCriteria(), RecordsFor(12, 9, static_cast<int>(state.range(0))), false);
}
void BM_ExplainTwelveCriteria(benchmark::State& state) {
  Run(state, TwelveCriteria(), RecordsFor(12, 9, static_cast<int>(state.range(0))), true);
}
void BM_JudgeSixtyFiveNodes(benchmark::State& state) {
  Run(state, TwelveTimesFour(), RecordsFor(48, 36, static_cast<int>(state.range(0))), false);
}
void BM_ExplainSixtyFiveNodes(benchmark::State& state) {
  Run(state, TwelveTimesFour(), RecordsFor(48, 36, static_cast<int>(state.range(0))), true);
}
BENCHMARK(BM_JudgeTwelveCriteria)->Arg(850)->Arg(980);
BENCHMARK(BM_ExplainTwelveCriteria)->Arg(850)->Arg(980);
BENCHMARK(BM_JudgeSixtyFiveNodes)->Arg(980);
BENCHMARK(BM_ExplainSixtyFiveNodes)->Arg(980);

// A whole cycle as one gate: n musts, most of them single leaves.
void BM_ExplainWholeCycle(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  GateSpec spec;
  std::vector<LeafInput> record;
  uint64_t random = 5;
  for (int i = 0; i < n; ++i) {
    spec.leaves.push_back({"stage/decision/" + std::to_string(1000000 + i)});
    spec.conditions.push_back({model::Level::kMust, Leaf(i)});
    const bool is_open = SplitMix64(random) % 50 == 0;
    record.push_back(
        {is_open ? model::Result::Unknown(model::UnknownReason::kMissing) : model::Result::Pass()});
  }
  Run(state, spec, {record}, true);
}
void BM_CompileWholeCycle(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  GateSpec spec;
  for (int i = 0; i < n; ++i) {
    spec.leaves.push_back({"stage/decision/" + std::to_string(1000000 + i)});
    spec.conditions.push_back({model::Level::kMust, Leaf(i)});
  }
  for (auto _ : state) benchmark::DoNotOptimize(Gate::Compile(spec));
}
BENCHMARK(BM_ExplainWholeCycle)->Arg(2000)->Arg(5000)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_CompileWholeCycle)->Arg(12)->Arg(2000)->Arg(5000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace readiness::decision
