// What does it cost to turn one life table into what a metric shows: the curve, S(t) with its beta
// product interval, and the median with its own? 3,712 rows are a full histogram of durations at
// 0.4 %.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/estimate/cumulative_incidence.h"
#include "readiness/estimate/life_table.h"
#include "readiness/estimate/survival.h"

namespace readiness::estimate::bench {
namespace {

// `count` rows, most with a few events, some with censorings; about 1 in 50 items is still open.
std::vector<LifeTableRow> Rows(int64_t count) {
  std::vector<LifeTableRow> rows;
  uint64_t state = 42;
  int64_t at_risk = 0;
  for (int64_t i = count; i > 0; --i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto events = static_cast<int64_t>(state >> 60U);
    const auto censored = static_cast<int64_t>((state >> 52U) % 50 == 0 ? 5 : 0);
    at_risk += events + censored;
    rows.push_back({static_cast<double>(i), at_risk, events, 0, censored});
  }
  return {rows.rbegin(), rows.rend()};
}

void CurveAlone(benchmark::State& state) {
  const auto rows = Rows(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(SurvivalCurve::Of(rows));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(CurveAlone)->Arg(100)->Arg(3712)->Arg(100'000);

void CurveShareAndMedianWithIntervals(benchmark::State& state) {
  const auto rows = Rows(state.range(0));
  for (auto _ : state) {
    const auto curve = *SurvivalCurve::Of(rows);
    benchmark::DoNotOptimize(curve.BetaProductInterval(0.3 * curve.last_time(), 0.95));
    benchmark::DoNotOptimize(curve.Quantile(0.5, 0.95));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(CurveShareAndMedianWithIntervals)->Arg(100)->Arg(3712)->Arg(100'000);

void IncidenceWithVariance(benchmark::State& state) {
  const auto rows = Rows(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(CumulativeIncidenceAt(rows, 0.5 * static_cast<double>(rows.size())));
}
BENCHMARK(IncidenceWithVariance)->Arg(3712);

}  // namespace
}  // namespace readiness::estimate::bench
