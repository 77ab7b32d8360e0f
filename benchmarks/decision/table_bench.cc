// How long does a decision table take, near misses included, from 72 rows of words to thousands of
// rows of numeric ranges, and how long does loading it with all its checks take?
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "readiness/decision/table.h"

#include "../../tests/splitmix64.h"

namespace readiness::decision {
namespace {

double Uniform(uint64_t& state) { return static_cast<double>(SplitMix64(state) >> 11U) * 0x1p-53; }

// 4 columns of words, 72 rows: every combination once.
model::DecisionTable Words() {
  model::DecisionTable table;
  table.id = "words";
  table.columns = {{"a", {"0", "1", "2"}},
                   {"b", {"0", "1", "2"}},
                   {"c", {"0", "1"}},
                   {"d", {"0", "1", "2", "3"}}};
  table.outcomes = {"track", "attend", "act"};
  for (int i = 0; i < 72; ++i) {
    model::TableRow row;
    int rest = i;
    for (const auto& column : table.columns) {
      const auto size = static_cast<int>(column.values.size());
      model::TableCell cell;
      cell.any_of = {column.values[static_cast<size_t>(rest % size)]};
      row.cells.push_back(cell);
      rest /= size;
    }
    row.outcomes = {table.outcomes[static_cast<size_t>(i / 24)]};
    table.rows.push_back(row);
  }
  return table;
}

// Rows of numeric ranges that split [0, 1)^columns: each split halves one row at a random place of
// a random column, so the table is UNIQUE and complete.
model::DecisionTable Ranges(int rows, int columns, uint64_t seed) {
  model::DecisionTable table;
  table.id = "ranges";
  for (int c = 0; c < columns; ++c) table.columns.push_back({"c" + std::to_string(c), {}});
  table.outcomes = {"track", "attend", "act"};
  table.rows.emplace_back();
  table.rows[0].cells.resize(static_cast<size_t>(columns));
  while (table.rows.size() < static_cast<size_t>(rows)) {
    const size_t next = SplitMix64(seed) % table.rows.size();
    const auto c = static_cast<size_t>(SplitMix64(seed) % static_cast<uint64_t>(columns));
    model::TableRow other = table.rows[next];
    model::TableCell& cell = table.rows[next].cells[c];
    const double low = cell.low.value_or(0);
    const double cut = low + (cell.high.value_or(1) - low) * (0.25 + 0.5 * Uniform(seed));
    cell.high = cut;
    other.cells[c].low = cut;
    table.rows.push_back(other);
  }
  for (auto& row : table.rows) row.outcomes = {table.outcomes[SplitMix64(seed) % 3]};
  return table;
}

std::vector<std::vector<TableValue>> NumbersFor(int columns) {
  uint64_t seed = 99;
  std::vector<std::vector<TableValue>> records(1024);
  for (auto& record : records) {
    for (int c = 0; c < columns; ++c) record.push_back(TableValue::Number(Uniform(seed)));
  }
  return records;
}

void Run(benchmark::State& state, const model::DecisionTable& source,
         const std::vector<std::vector<TableValue>>& records) {
  const auto table = Table::Load(source);
  if (!table.ok()) {
    state.SkipWithError(std::string(table.status().message()).c_str());
    return;
  }
  TableAnswer answer;
  size_t next = 0;
  int64_t near = 0, rows = 0;
  for (auto _ : state) {
    if (!table->Evaluate(records[next++ % records.size()], answer).ok()) {
      state.SkipWithError("refused");
    }
    near += answer.near_miss_count;
    rows += static_cast<int64_t>(answer.rows.size());
    benchmark::DoNotOptimize(answer.outcomes);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["near"] = static_cast<double>(near) / static_cast<double>(state.iterations());
  state.counters["rows"] = static_cast<double>(rows) / static_cast<double>(state.iterations());
}

void BM_TableOfWords72x4(benchmark::State& state) {
  uint64_t seed = 99;
  std::vector<std::vector<TableValue>> records(1024);
  const model::DecisionTable table = Words();
  for (auto& record : records) {
    for (const auto& column : table.columns) {
      record.push_back(
          TableValue::Word(static_cast<int32_t>(SplitMix64(seed) % column.values.size())));
    }
  }
  Run(state, table, records);
}
void BM_TableOfRanges(benchmark::State& state) {
  const auto columns = static_cast<int>(state.range(1));
  Run(state, Ranges(static_cast<int>(state.range(0)), columns, 1), NumbersFor(columns));
}
void BM_LoadTableOfRanges(benchmark::State& state) {
  const auto source = Ranges(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)), 1);
  for (auto _ : state) {
    const auto table = Table::Load(source);
    if (!table.ok() || !table->notes().empty()) state.SkipWithError("refused or not proven");
  }
}
BENCHMARK(BM_TableOfWords72x4);
BENCHMARK(BM_TableOfRanges)->Args({3000, 13})->Args({10000, 4});
BENCHMARK(BM_LoadTableOfRanges)->Args({3000, 13})->Args({10000, 4})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace readiness::decision
