// How many bytes and rows of telemetry a second does one core read: split into fields, as columns
// of events from CSV, and from Arrow?
//
// The rows are those of a help desk: a million events of 300,000 tickets in 8 cohorts, times in RFC
// 3339 with a zone, an identity each; some 80 bytes a row. CSV comes from memory, so no disk is
// measured.
//
//   table_bench --benchmark_min_time=2
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/base/instant.h"
#include "readiness/base/text.h"
#include "readiness/table/arrow_columns.h"
#include "readiness/table/telemetry.h"

namespace readiness::table {
namespace {

constexpr int kRows = 1'000'000;
constexpr const char* kEvents[] = {"opened", "escalated", "resolved"};

int64_t TimeOf(int row) {
  return 1'700'000'000'000'000 + int64_t{row} * 1'237'000'000 % 7'000'000'000'000;
}

// Rows as text; every `quoted`-th cohort stands in quotes (0: none).
std::string Csv(int quoted) {
  std::string text = "time,kind,entity,event,cohort,event_id\n";
  for (int row = 0; row < kRows; ++row) {
    text += base::Cat(base::InstantText(absl::FromUnixMicros(TimeOf(row))), ",ticket,ticket-",
                      row % 300'000, ",", kEvents[row % 3], ",");
    text += quoted != 0 && row % quoted == 0 ? base::Cat("\"region, ", row % 8, "\"")
                                             : base::Cat("region-", row % 8);
    text += base::Cat(",event-", row, "\n");
  }
  return text;
}

void Count(benchmark::State& state, int64_t bytes) {
  state.SetItemsProcessed(state.iterations() * kRows);
  if (bytes > 0) state.SetBytesProcessed(state.iterations() * bytes);
}

void SplitCsv(benchmark::State& state) {
  const std::string text = Csv(static_cast<int>(state.range(0)));
  constexpr CsvColumn kColumns[] = {{"time"},  {"kind"},   {"entity"},
                                    {"event"}, {"cohort"}, {"event_id"}};
  for (auto _ : state) {
    size_t bytes = 0;
    const absl::Status status = ReadCsvText(text, kColumns, {}, [&](const CsvBatch& batch) {
      for (size_t row = 0; row < batch.row_count(); ++row) bytes += batch.Field(row, 2).size();
      return absl::OkStatus();
    });
    if (!status.ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(bytes);
  }
  Count(state, static_cast<int64_t>(text.size()));
}
BENCHMARK(SplitCsv)
    ->ArgName("quoted_one_in")
    ->Arg(0)
    ->Arg(10)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond);

void ReadCsvTelemetry(benchmark::State& state) {
  const std::string text = Csv(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    metric::TextDictionary texts;
    uint64_t sum = 0;
    const absl::Status status =
        ReadTelemetryText(text, {}, texts, [&](const TelemetryBatch& batch) {
          for (const uint64_t entity : batch.columns.entity) sum += entity;
          return absl::OkStatus();
        });
    if (!status.ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(sum);
  }
  Count(state, static_cast<int64_t>(text.size()));
}
BENCHMARK(ReadCsvTelemetry)
    ->ArgName("quoted_one_in")
    ->Arg(0)
    ->Arg(10)
    ->Unit(benchmark::kMillisecond);

// Whole numbers and dictionaries, as an engine of columns hands them over.
void ReadArrowTelemetry(benchmark::State& state) {
  std::vector<int64_t> times;
  std::vector<int64_t> entities;
  std::vector<int8_t> kinds(kRows, 0);
  std::vector<int8_t> events;
  std::vector<int8_t> cohorts;
  for (int row = 0; row < kRows; ++row) {
    times.push_back(TimeOf(row));
    entities.push_back(row % 300'000);
    events.push_back(static_cast<int8_t>(row % 3));
    cohorts.push_back(static_cast<int8_t>(row % 8));
  }
  const std::string words =
      "ticketopenedescalatedresolvedregion-0region-1region-2region-3region-4"
      "region-5region-6region-7";
  const int32_t offsets[] = {0, 6, 12, 21, 29, 37, 45, 53, 61, 69, 77, 85, 93};
  const void* word_buffers[] = {nullptr, offsets, words.data()};
  const void* column_buffers[5][2] = {{nullptr, times.data()},
                                      {nullptr, kinds.data()},
                                      {nullptr, entities.data()},
                                      {nullptr, events.data()},
                                      {nullptr, cohorts.data()}};
  constexpr const char* kNames[] = {"time", "kind", "entity", "event", "cohort"};
  constexpr const char* kFormats[] = {"tsu:UTC", "c", "l", "c", "c"};
  constexpr int64_t kDictionaryOffsets[] = {0, 0, 0, 1, 4};
  constexpr int64_t kDictionaryLengths[] = {0, 1, 0, 3, 8};
  ArrowSchema schemas[5] = {};
  ArrowArray arrays[5] = {};
  ArrowSchema word_schema{};
  ArrowArray word_arrays[5] = {};
  ArrowSchema* schema_children[5];
  ArrowArray* array_children[5];
  word_schema.format = "u";
  word_schema.release = [](ArrowSchema*) {};
  for (int i = 0; i < 5; ++i) {
    word_arrays[i].length = kDictionaryLengths[i];
    word_arrays[i].offset = kDictionaryOffsets[i];
    word_arrays[i].n_buffers = 3;
    word_arrays[i].buffers = word_buffers;
    word_arrays[i].release = [](ArrowArray*) {};
    schemas[i].format = kFormats[i];
    schemas[i].name = kNames[i];
    schemas[i].release = [](ArrowSchema*) {};
    arrays[i].length = kRows;
    arrays[i].n_buffers = 2;
    arrays[i].buffers = column_buffers[i];
    arrays[i].release = [](ArrowArray*) {};
    if (kDictionaryLengths[i] > 0) {
      schemas[i].dictionary = &word_schema;
      arrays[i].dictionary = &word_arrays[i];
    }
    schema_children[i] = &schemas[i];
    array_children[i] = &arrays[i];
  }
  const void* no_validity[] = {nullptr};
  ArrowSchema schema{};
  schema.format = "+s";
  schema.n_children = 5;
  schema.children = schema_children;
  schema.release = [](ArrowSchema*) {};
  ArrowArray array{};
  array.length = kRows;
  array.n_buffers = 1;
  array.buffers = no_validity;
  array.n_children = 5;
  array.children = array_children;
  array.release = [](ArrowArray*) {};
  for (auto _ : state) {
    metric::TextDictionary texts;
    uint64_t sum = 0;
    const absl::Status status =
        ReadTelemetryArrow(schema, array, {}, texts, [&](const TelemetryBatch& batch) {
          for (const uint64_t entity : batch.columns.entity) sum += entity;
          return absl::OkStatus();
        });
    if (!status.ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(sum);
  }
  Count(state, 0);
}
BENCHMARK(ReadArrowTelemetry)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace readiness::table
