// What does a metric state cost: to build from columns (W1, W3) and raw events (W2), to keep up
// with a stream (W4), and to merge (W5)?
//
// Data: made by splitmix64 with fixed seeds. W1: one row an item, 64 cohorts, starts uniform over
// 90 days, durations log-normal (median e^10 s, sigma 2, drawn as the exponential of a sum of
// twelve uniforms), 2 % open. W2: opened, resolved and 10 % reopened-and-resolved rows, shuffled, 3
// % never resolved. W4: random rows of a fixed number of live tickets,
// 5 % of them repeated. Sizes are the
// argument;
// --benchmark_filter chooses. One thread.
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/metric/columns_fold.h"
#include "readiness/metric/evaluate.h"
#include "readiness/metric/metric_stream.h"

#include "../../tests/splitmix64.h"

namespace readiness::metric {
namespace {

double Uniform(uint64_t& state) { return static_cast<double>(SplitMix64(state) >> 11U) * 0x1p-53; }
int64_t Duration(uint64_t& state) {
  double normal = -6;
  for (int i = 0; i < 12; ++i) normal += Uniform(state);
  return static_cast<int64_t>(std::exp(10.0 + 2.0 * normal) * 1e6);
}
constexpr int64_t kBegin = 1'700'000'000'000'000;

struct Cohorts {
  Cohorts() {
    for (int i = 0; i < 64; ++i) texts.push_back("cohort " + std::to_string(i));
    for (const std::string& text : texts) {
      names.push_back(text);
      static_cast<void>(dictionary.Intern(text));
    }
  }
  std::vector<std::string> texts;
  std::vector<std::string_view> names;
  TextDictionary dictionary;
};

// W1 and W3. range(0): rows.
void BM_FoldDurations(benchmark::State& bench) {
  const auto rows = static_cast<size_t>(bench.range(0));
  const Cohorts cohorts;
  std::vector<int64_t> starts(rows), ends(rows);
  std::vector<uint16_t> cohort(rows);
  uint64_t random = 1;
  for (size_t i = 0; i < rows; ++i) {
    starts[i] = kBegin + static_cast<int64_t>(SplitMix64(random) % (90 * kMicrosPerDay));
    ends[i] = SplitMix64(random) % 50 == 0 ? kNoTime : starts[i] + Duration(random);
    cohort[i] = static_cast<uint16_t>(SplitMix64(random) % 64);
  }
  for (auto _ : bench) {
    MetricState state({}, Resolution::kHistogram);
    if (!FoldDurations({starts, ends, cohort, cohorts.names}, {}, state).ok()) std::abort();
    benchmark::DoNotOptimize(state.groups().size());
  }
  bench.SetItemsProcessed(bench.iterations() * bench.range(0));
}
BENCHMARK(BM_FoldDurations)->Arg(1'000'000)->Arg(20'000'000)->Unit(benchmark::kMillisecond);

// W6: one reading of 64 cohorts and of all together, with curves, intervals, target evidence and
// the comparison of the cohorts. range(0): rows, of the same durations, 90 days after the first.
void BM_ReadCohorts(benchmark::State& bench) {
  const auto rows = static_cast<size_t>(bench.range(0));
  const Cohorts cohorts;
  std::vector<int64_t> starts(rows), ends(rows);
  std::vector<uint16_t> cohort(rows);
  uint64_t random = 1;
  const int64_t as_of = kBegin + 90 * kMicrosPerDay;
  for (size_t i = 0; i < rows; ++i) {
    starts[i] = kBegin + static_cast<int64_t>(SplitMix64(random) % (90 * kMicrosPerDay));
    const int64_t end = starts[i] + Duration(random);
    ends[i] = end > as_of ? kNoTime : end;
    cohort[i] = static_cast<uint16_t>(SplitMix64(random) % 64);
  }
  model::MetricDefinition given;
  given.metric = "time_to_resolution";
  given.target = 0.5;
  given.horizon_seconds = 86'400;
  const auto definition = MakeMetricSpec(given);
  MetricState state({}, Resolution::kHistogram);
  if (!definition.ok() || !FoldDurations({starts, ends, cohort, cohorts.names}, {}, state).ok()) {
    std::abort();
  }
  for (auto _ : bench) {
    auto reading = Evaluate(*definition, state, {.as_of = as_of});
    if (!reading.ok()) std::abort();
    benchmark::DoNotOptimize(reading->cohorts.size());
  }
  bench.SetItemsProcessed(bench.iterations() * 64);
}
BENCHMARK(BM_ReadCohorts)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

struct EventRows {
  std::vector<int64_t> time;
  std::vector<EntityKind> kind;
  std::vector<uint64_t> entity;
  std::vector<EventType> event;
  std::vector<uint32_t> cohort;
  void Add(uint64_t id, EventType type, int64_t at) {
    time.push_back(at);
    kind.push_back(EntityKind::kTicket);
    entity.push_back(id);
    event.push_back(type);
    cohort.push_back(static_cast<uint32_t>(1 + id % 64));
  }
  void Swap(size_t a, size_t b) {
    std::swap(time[a], time[b]);
    std::swap(entity[a], entity[b]);
    std::swap(event[a], event[b]);
    std::swap(cohort[a], cohort[b]);
  }
  [[nodiscard]] EventColumns Columns(size_t begin, size_t size) const {
    EventColumns columns;
    columns.time = std::span(time).subspan(begin, size);
    columns.kind = std::span(kind).subspan(begin, size);
    columns.entity = std::span(entity).subspan(begin, size);
    columns.event = std::span(event).subspan(begin, size);
    columns.cohort.values = std::span(cohort).subspan(begin, size);
    return columns;
  }
};
EventRows Shuffled(size_t tickets) {
  EventRows rows;
  uint64_t random = 2;
  for (size_t i = 0; i < tickets; ++i) {
    const uint64_t id = WholeNumberId(static_cast<int64_t>(i));
    const int64_t opened = kBegin + static_cast<int64_t>(SplitMix64(random) % (90 * kMicrosPerDay));
    rows.Add(id, EventType::kTicketOpened, opened);
    if (SplitMix64(random) % 100 < 3) continue;
    const int64_t resolved = opened + Duration(random);
    rows.Add(id, EventType::kTicketResolved, resolved);
    if (SplitMix64(random) % 10 != 0) continue;
    rows.Add(id, EventType::kTicketReopened, resolved + kMicrosPerHour);
    rows.Add(id, EventType::kTicketResolved, resolved + 2 * kMicrosPerHour);
  }
  for (size_t i = rows.time.size(); i > 1; --i) rows.Swap(i - 1, SplitMix64(random) % i);
  return rows;
}

// W2. range(0): tickets; range(1): parts.
void BM_FoldEvents(benchmark::State& bench) {
  const Cohorts cohorts;
  const EventRows rows = Shuffled(static_cast<size_t>(bench.range(0)));
  StateSpec spec;
  spec.resolution = Resolution::kHistogram;
  FoldOptions options;
  options.parts = static_cast<size_t>(bench.range(1));
  for (auto _ : bench) {
    const auto state =
        FoldEvents(rows.Columns(0, rows.time.size()), cohorts.dictionary, spec, {}, options);
    if (!state.ok()) std::abort();
    benchmark::DoNotOptimize(state->groups().size());
  }
  bench.SetItemsProcessed(bench.iterations() * static_cast<int64_t>(rows.time.size()));
}
BENCHMARK(BM_FoldEvents)
    ->Args({100'000, 16})
    ->Args({1'000'000, 128})
    ->Args({4'000'000, 512})
    ->Unit(benchmark::kMillisecond);

// W4. range(0): live tickets; range(1): 0 exact, 1 histogram. The tickets are open; then come a
// million rows of random ones among them: 60 % resolved, the others reopened or escalated, at
// random times, and one row in twenty is one that came before. Only those rows are timed.
void BM_StreamApply(benchmark::State& bench) {
  const Cohorts cohorts;
  const auto live = static_cast<size_t>(bench.range(0));
  EventRows opened, rows;
  uint64_t random = 3;
  for (size_t i = 0; i < live; ++i) {
    opened.Add(WholeNumberId(static_cast<int64_t>(i)), EventType::kTicketOpened,
               kBegin + static_cast<int64_t>(SplitMix64(random) % (90 * kMicrosPerDay)));
  }
  for (size_t i = 0; i < 1'000'000; ++i) {
    if (i > 0 && SplitMix64(random) % 20 == 0) {
      const size_t row = SplitMix64(random) % i;
      rows.Add(rows.entity[row], rows.event[row], rows.time[row]);
      continue;
    }
    const size_t ticket = SplitMix64(random) % live;
    const uint64_t what = SplitMix64(random) % 10;
    rows.Add(opened.entity[ticket],
             what < 6   ? EventType::kTicketResolved
             : what < 8 ? EventType::kTicketReopened
                        : EventType::kTicketEscalated,
             opened.time[ticket] + Duration(random));
  }
  StateSpec spec;
  spec.resolution = bench.range(1) != 0 ? Resolution::kHistogram : Resolution::kExact;
  std::optional<MetricStream> stream;
  for (auto _ : bench) {
    bench.PauseTiming();
    stream.emplace(&cohorts.dictionary);
    if (!stream->AddMetric(spec).ok()) std::abort();
    stream->Reserve(EntityKind::kTicket, live);
    if (!stream->Apply(opened.Columns(0, live)).ok()) std::abort();
    bench.ResumeTiming();
    for (size_t begin = 0; begin < rows.time.size(); begin += 4'096) {
      const size_t size = std::min<size_t>(4'096, rows.time.size() - begin);
      if (!stream->Apply(rows.Columns(begin, size)).ok()) std::abort();
    }
    benchmark::DoNotOptimize(stream->state(0).groups().size());
  }
  bench.SetItemsProcessed(bench.iterations() * static_cast<int64_t>(rows.time.size()));
}
BENCHMARK(BM_StreamApply)
    ->ArgsProduct({{16'384, 131'072, 1'048'576}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

CohortState SomeState(Resolution resolution, int items) {
  CohortState state(resolution);
  uint64_t random = 4;
  for (int i = 0; i < items; ++i) state.AddClosed(Duration(random), Exit::kEvent, 1);
  return state;
}
// W5, dense histograms of 100,000 items.
void BM_MergeDense(benchmark::State& bench) {
  const CohortState part = SomeState(Resolution::kHistogram, 100'000);
  CohortState sum = part;
  bool add = true;
  for (auto _ : bench) {
    if (!(add ? sum.Merge(part) : sum.Retract(part)).ok()) std::abort();
    add = !add;
    benchmark::DoNotOptimize(sum);
  }
}
BENCHMARK(BM_MergeDense);
// W5, reading the bytes of a state of 1,000 items and adding it.
void BM_ReadBytesAndMerge(benchmark::State& bench) {
  MetricState part({}, Resolution::kHistogram);
  **part.Group("a", "") = SomeState(Resolution::kHistogram, 1'000);
  const std::string bytes = part.ToBytes();
  MetricState sum({}, Resolution::kHistogram);
  for (auto _ : bench) {
    const auto read = MetricState::FromBytes(bytes);
    if (!read.ok() || !sum.Merge(*read).ok()) std::abort();
  }
  bench.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(BM_ReadBytesAndMerge);

}  // namespace
}  // namespace readiness::metric
