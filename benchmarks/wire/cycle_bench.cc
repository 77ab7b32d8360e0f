// Reading and writing a log of 100,000 risks and as many decisions: how does it compare with what
// Protocol Buffers need for the same bytes, who only build their messages?
//
// Protocol Buffers parse into the messages that their compiler generates (lite), on the heap and on
// an arena, and serialize them again. We check the bytes against schema and limits (text, doubled
// fields, places for errors) while we decode them into the engine's values, which own their text,
// and replay them; and write the values again, checking them on the way.
//
// Data: made here; each decision has twelve options, where a check list has its checks.
//   build/bench/benchmarks/wire_bench
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>
#include <google/protobuf/arena.h>

#include "readiness/base/text.h"
#include "readiness/v1/entry.pb.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/loaded_cycle.h"

namespace readiness::wire {
namespace {

constexpr int kRiskCount = 100'000;

template <typename Fact>
void Add(model::CycleLog& log, std::string id, Fact fact) {
  const auto seq = static_cast<int64_t>(log.entries.size());
  model::Entry& entry = log.entries.emplace_back();
  entry.seq = seq + 1;
  entry.id = std::move(id);
  entry.actor = "ana";
  entry.occurred_at = absl::FromUnixSeconds(1'767'225'600 + seq);
  entry.recorded_at = entry.occurred_at;
  entry.fact = std::move(fact);
}

model::CycleLog MakeLog() {
  model::CycleLog log;
  log.schema_version = 1;
  model::CycleOpened opened;
  opened.id = "launch";
  opened.title = "A launch of many parts";
  opened.opener.id = "ana";
  opened.opener.name = "Ana";
  opened.opener.kind = model::PartyKind::kPerson;
  Add(log, "opened", std::move(opened));
  for (int i = 0; i < kRiskCount; ++i) {
    model::DecisionOpened decision;
    decision.id = base::Cat("decision-", i);
    decision.title = base::Cat("How part ", i, " is rolled out");
    decision.question = "Which customers get it first, and who stops it when something is wrong?";
    for (int check = 0; check < 12; ++check) {
      decision.options.push_back(base::Cat("check ", check, " of part ", i));
    }
    decision.owner = "ana";
    Add(log, base::Cat("opens/", i), std::move(decision));
    model::RiskRaised risk;
    risk.id = base::Cat("risk-", i);
    risk.title = base::Cat("Part ", i, " answers too late under the load of a launch");
    risk.severity = static_cast<double>(i % 97) / 97;
    risk.detectability = static_cast<double>(i % 31) / 31;
    risk.owner = "ana";
    risk.decision = base::Cat("decision-", i);
    Add(log, base::Cat("raises/", i), std::move(risk));
  }
  return log;
}

const model::CycleLog& Log() {
  static const auto* const log = new model::CycleLog(MakeLog());
  return *log;
}
const std::string& LogBytes() {
  static const auto* const bytes = new std::string(EncodeCycle(Log()).value());
  return *bytes;
}

void CountBytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(LogBytes().size()));
}

void BM_ProtobufParsesOnTheHeap(benchmark::State& state) {
  const std::string& bytes = LogBytes();
  for (auto _ : state) {
    v1::Cycle cycle;
    if (!cycle.ParseFromString(bytes)) state.SkipWithError("cannot be parsed");
    benchmark::DoNotOptimize(cycle);
  }
  CountBytes(state);
}
BENCHMARK(BM_ProtobufParsesOnTheHeap)->Unit(benchmark::kMillisecond);

void BM_ProtobufParsesOnAnArena(benchmark::State& state) {
  const std::string& bytes = LogBytes();
  for (auto _ : state) {
    google::protobuf::Arena arena;
    auto* cycle = google::protobuf::Arena::CreateMessage<v1::Cycle>(&arena);
    if (!cycle->ParseFromString(bytes)) state.SkipWithError("cannot be parsed");
    benchmark::DoNotOptimize(cycle);
  }
  CountBytes(state);
}
BENCHMARK(BM_ProtobufParsesOnAnArena)->Unit(benchmark::kMillisecond);

void BM_Decode(benchmark::State& state) {
  const std::string& bytes = LogBytes();
  for (auto _ : state) {
    auto log = DecodeCycle(bytes);
    if (!log.ok()) state.SkipWithError("cannot be decoded");
    benchmark::DoNotOptimize(log);
  }
  CountBytes(state);
}
BENCHMARK(BM_Decode)->Unit(benchmark::kMillisecond);

// What the values cost by themselves, whoever reads them: memory for them and their text, which a
// copy takes and fills, and giving it back. Both are in the time of a decode above.
void BM_CopyTheValues(benchmark::State& state) {
  for (auto _ : state) {
    auto log = std::make_unique<model::CycleLog>(Log());
    benchmark::DoNotOptimize(log);
    state.PauseTiming();
    log.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_CopyTheValues)->Unit(benchmark::kMillisecond);

void BM_DestroyTheValues(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto log = std::make_unique<model::CycleLog>(DecodeCycle(LogBytes()).value());
    state.ResumeTiming();
    log.reset();
  }
}
BENCHMARK(BM_DestroyTheValues)->Unit(benchmark::kMillisecond);

// What loading costs apart from reading: the values are copied outside of the time.
void BM_Replay(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    model::CycleLog log = Log();
    state.ResumeTiming();
    auto cycle = LoadedCycle::Replay(std::move(log));
    if (!cycle.ok()) state.SkipWithError(std::string(cycle.status().message()).c_str());
    benchmark::DoNotOptimize(cycle);
  }
}
BENCHMARK(BM_Replay)->Unit(benchmark::kMillisecond);

void BM_ProtobufSerializes(benchmark::State& state) {
  v1::Cycle cycle;
  if (!cycle.ParseFromString(LogBytes())) state.SkipWithError("cannot be parsed");
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    benchmark::DoNotOptimize(cycle.SerializeToString(&bytes));
  }
  CountBytes(state);
}
BENCHMARK(BM_ProtobufSerializes)->Unit(benchmark::kMillisecond);

void BM_Encode(benchmark::State& state) {
  for (auto _ : state) {
    auto bytes = EncodeCycle(Log());
    benchmark::DoNotOptimize(bytes);
  }
  CountBytes(state);
}
BENCHMARK(BM_Encode)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace readiness::wire
