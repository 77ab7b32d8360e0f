// Decision tables: what loading refuses, with its counter-example, and what evaluation says.
#include "readiness/decision/table.h"

#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "oracle.h"
#include "shared_data.h"

namespace readiness::decision {
namespace {

using model::DecisionTable;
using model::HitPolicy;
using model::TableCell;
using ::readiness::decision::testing::Random;

TableCell AnyOf(std::vector<std::string> values) {
  TableCell cell;
  cell.any_of = std::move(values);
  return cell;
}
TableCell Range(std::optional<double> low, std::optional<double> high) {
  TableCell cell;
  cell.low = low;
  cell.high = high;
  return cell;
}

// Latency in seconds and a word; milder outcomes first.
DecisionTable Small() {
  DecisionTable table;
  table.id = "small";
  table.columns = {{"latency", {}}, {"reach", {"few", "many"}}};
  table.outcomes = {"track", "attend", "act"};
  table.rows = {{{Range({}, 1.0), {}}, {"track"}},
                {{Range(1.0, {}), AnyOf({"few"})}, {"attend"}},
                {{Range(1.0, {}), AnyOf({"many"})}, {"act"}}};
  table.must_be_monotone = true;
  return table;
}

std::string ErrorOf(const DecisionTable& table) {
  const auto loaded = Table::Load(table);
  return loaded.ok() ? "loaded" : std::string(loaded.status().message());
}

TableAnswer Ask(const Table& table, std::vector<TableValue> values) {
  TableAnswer answer;
  EXPECT_TRUE(table.Evaluate(values, answer).ok());
  return answer;
}

TEST(Table, GivesTheRowThatMatchesAndTheRowsThatFailInOneColumn) {
  const auto table = Table::Load(Small());
  ASSERT_TRUE(table.ok()) << table.status();
  const auto answer = Ask(*table, {TableValue::Number(2.0), TableValue::Word(0)});
  EXPECT_EQ(answer.rows, (std::vector<int32_t>{1}));
  EXPECT_EQ(answer.outcomes, uint64_t{1} << 1);
  EXPECT_EQ(answer.near_misses, (std::vector<NearMiss>{{0, 0}, {2, 1}}));
  EXPECT_EQ(answer.near_miss_count, 2);
}

TEST(Table, ARangeHoldsItsLowEndAndNotItsHighEnd) {
  const auto table = Table::Load(Small());
  EXPECT_EQ(Ask(*table, {TableValue::Number(1.0), TableValue::Word(1)}).rows[0], 2);
  EXPECT_EQ(
      Ask(*table, {TableValue::Number(std::nextafter(1.0, 0.0)), TableValue::Word(1)}).rows[0], 0);
}

TEST(Table, AnOpenLowEndAndAClosedHighEndMeetExactly) {
  DecisionTable source;
  source.id = "ends";
  source.columns = {{"x", {}}};
  source.outcomes = {"low", "high"};
  TableCell low = Range({}, 5.0);
  low.high_is_closed = true;
  TableCell high = Range(5.0, {});
  high.low_is_open = true;
  source.rows = {{{low}, {"low"}}, {{high}, {"high"}}};
  const auto table = Table::Load(source);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(Ask(*table, {TableValue::Number(5.0)}).rows[0], 0);
  EXPECT_EQ(Ask(*table, {TableValue::Number(std::nextafter(5.0, 6.0))}).rows[0], 1);
}

TEST(Table, AnUnknownInputGivesTheOutcomesThatAreStillPossible) {
  const auto table = Table::Load(Small());
  const auto answer = Ask(*table, {TableValue::Number(3.0), TableValue::Unknown()});
  EXPECT_FALSE(answer.is_known);
  EXPECT_TRUE(answer.rows.empty());
  EXPECT_EQ(answer.outcomes, 0b110u);
  EXPECT_FALSE(answer.may_match_nothing);
}

TEST(Table, AnUnknownInputThatDoesNotMatterLeavesOneOutcome) {
  const auto table = Table::Load(Small());
  EXPECT_EQ(Ask(*table, {TableValue::Number(0.5), TableValue::Unknown()}).outcomes, 0b001u);
}

TEST(Table, ANumberThatIsNotFiniteIsUnknownAndNeverTheNextRow) {
  const auto table = Table::Load(Small());
  for (const double x :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const auto answer = Ask(*table, {TableValue::Number(x), TableValue::Word(1)});
    EXPECT_FALSE(answer.is_known);
    EXPECT_EQ(answer.outcomes, 0b101u);
  }
}

TEST(Table, RefusesAGapWithAnInputThatNoRowMatches) {
  DecisionTable table = Small();
  table.rows[1].cells[0] = Range(2.0, {});
  EXPECT_EQ(ErrorOf(table),
            "TABLE: table \"small\": no row matches latency = 1, reach = few; add a row, or say "
            "may_have_gaps");
  table.may_have_gaps = true;
  const auto loaded = Table::Load(table);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_TRUE(Ask(*loaded, {TableValue::Number(1.5), TableValue::Word(0)}).may_match_nothing);
  const auto possible = Ask(*loaded, {TableValue::Unknown(), TableValue::Word(0)});
  EXPECT_TRUE(possible.may_match_nothing);
  EXPECT_EQ(possible.outcomes, 0b011u);
}

TEST(Table, RefusesRowsThatOverlapWithAnInputThatBothMatch) {
  DecisionTable table = Small();
  table.rows[0].cells[0] = Range({}, 1.5);
  EXPECT_EQ(ErrorOf(table),
            "TABLE: table \"small\": rows 1 and 2 overlap: both match latency = 1, reach = few");
  table.hit_policy = HitPolicy::kAnySame;
  EXPECT_EQ(ErrorOf(table),
            "TABLE: table \"small\": rows 1 and 2 overlap with different outcomes: both match "
            "latency = 1, reach = few");
}

TEST(Table, RowsThatAgreeMayOverlapUnderAnySame) {
  DecisionTable table = Small();
  table.hit_policy = HitPolicy::kAnySame;
  table.rows.push_back({{Range({}, 0.5), AnyOf({"few"})}, {"track"}});
  const auto loaded = Table::Load(table);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(Ask(*loaded, {TableValue::Number(0.1), TableValue::Word(0)}).rows,
            (std::vector<int32_t>{0}));
}

TEST(Table, RefusesARowThatOneRowBeforeItHides) {
  DecisionTable table = Small();
  table.hit_policy = HitPolicy::kFirst;
  table.rows.push_back({{Range(5.0, {}), AnyOf({"many"})}, {"act"}});
  EXPECT_EQ(
      ErrorOf(table),
      "TABLE: table \"small\": row 4 is never reached: row 3 matches all that it matches, such as "
      "latency = 5, reach = many");
}

TEST(Table, RefusesARowThatRowsBeforeItHideTogether) {
  DecisionTable table = Small();
  table.hit_policy = HitPolicy::kFirst;
  table.rows.push_back({{Range(0.5, 3.0), {}}, {"act"}});
  EXPECT_NE(ErrorOf(table).find("row 4 is never reached: the rows before it together"),
            std::string::npos);
}

TEST(Table, TheFirstRowWinsUnderFirstAndTheGreatestPriorityUnderPriority) {
  DecisionTable source;
  source.id = "order";
  source.columns = {{"x", {}}};
  source.outcomes = {"a", "b"};
  source.rows = {{{Range(0.0, 10.0)}, {"a"}, 1}, {{TableCell{}}, {"b"}, 1}};
  source.hit_policy = HitPolicy::kFirst;
  const auto first = Table::Load(source);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Ask(*first, {TableValue::Number(5)}).rows, (std::vector<int32_t>{0}));
  // Both are possible where x is unknown.
  EXPECT_EQ(Ask(*first, {TableValue::Unknown()}).outcomes, 0b11u);
  source.hit_policy = HitPolicy::kPriority;
  source.rows[1].cells[0] = Range({}, 5.0);
  source.rows[1].priority = 2;
  source.may_have_gaps = true;
  const auto priority = Table::Load(source);
  ASSERT_TRUE(priority.ok()) << priority.status();
  EXPECT_EQ(Ask(*priority, {TableValue::Number(3)}).rows, (std::vector<int32_t>{1}));
  EXPECT_EQ(Ask(*priority, {TableValue::Number(7)}).rows, (std::vector<int32_t>{0}));
}

TEST(Table, CollectGivesTheOutcomesOfAllRowsThatMatch) {
  DecisionTable source;
  source.id = "collect";
  source.columns = {{"x", {}}};
  source.outcomes = {"note", "page", "stop"};
  source.hit_policy = HitPolicy::kCollect;
  source.rows = {{{TableCell{}}, {"note"}}, {{Range(5.0, {})}, {"stop", "page"}}};
  const auto table = Table::Load(source);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(Ask(*table, {TableValue::Number(9)}).rows, (std::vector<int32_t>{0, 1}));
  EXPECT_EQ(Ask(*table, {TableValue::Number(9)}).outcomes, 0b111u);
  EXPECT_EQ(Ask(*table, {TableValue::Number(1)}).outcomes, 0b001u);
}

TEST(Table, RefusesAHigherInputWithALowerOutcome) {
  DecisionTable table = Small();
  table.rows[1].outcomes = {"act"};
  table.rows[2].outcomes = {"attend"};
  EXPECT_EQ(
      ErrorOf(table),
      "TABLE: table \"small\": not monotone: latency = 1, reach = few gives act (row 2), and the "
      "higher latency = 1, reach = many gives attend (row 3)");
}

TEST(Table, FindsAHigherInputWithALowerOutcomeAlsoWhereRowsOverlap) {
  DecisionTable table = Small();
  table.hit_policy = HitPolicy::kFirst;
  table.rows = {{{Range(2.0, 3.0), AnyOf({"few"})}, {"act"}}, {{TableCell{}, {}}, {"attend"}}};
  EXPECT_NE(ErrorOf(table).find("not monotone: latency = 2, reach = few gives act (row 1)"),
            std::string::npos)
      << ErrorOf(table);
  table.rows = {{{Range(2.0, {}), {}}, {"act"}}, {{TableCell{}, {}}, {"attend"}}};
  EXPECT_EQ(ErrorOf(table), "loaded");
}

TEST(Table, NamesRowAndColumnOfACellThatCannotBe) {
  DecisionTable table = Small();
  table.rows[1].cells[1] = AnyOf({"none"});
  EXPECT_EQ(
      ErrorOf(table),
      "TABLE: table \"small\": row 2, column \"reach\": \"none\" is not a value of the column");
  table = Small();
  table.rows[0].cells[0] = Range(3.0, 1.0);
  EXPECT_EQ(
      ErrorOf(table),
      "TABLE: table \"small\": row 1, column \"latency\": the range from 3 to 1 matches nothing");
  table = Small();
  table.rows[0].cells[0] = Range(std::numeric_limits<double>::quiet_NaN(), 1.0);
  EXPECT_NE(ErrorOf(table).find("the ends of a range are finite"), std::string::npos);
  table = Small();
  table.rows[2].outcomes = {"panic"};
  EXPECT_EQ(ErrorOf(table),
            "TABLE: table \"small\": row 3: outcome \"panic\" is not one of the table's");
  table = Small();
  table.rows[2].cells.pop_back();
  EXPECT_EQ(ErrorOf(table), "TABLE: table \"small\": row 3 has 1 cells for 2 columns");
}

TEST(Table, RefusesValuesThatAreNotOneAColumn) {
  const auto table = Table::Load(Small());
  TableAnswer answer;
  const std::vector<TableValue> values(3);
  EXPECT_EQ(table->Evaluate(values, answer).message(),
            "TABLE: table \"small\": has 2 columns, got 3 values");
}

// ---- against the enumeration of every point ----------------------------------------------------

struct RandomTable {
  DecisionTable source;
  std::vector<int> sizes;  // Points a column: words, or the numbers -1, -0.5, 0, ...
};

RandomTable MakeRandomTable(Random& random) {
  RandomTable table;
  table.source.id = "random";
  const int columns = 1 + random.Below(3);
  for (int c = 0; c < columns; ++c) {
    const int size = 2 + random.Below(3);
    model::TableColumn column{"c" + std::to_string(c), {}};
    if (random.Chance(50)) {
      for (int v = 0; v < size; ++v) column.values.push_back("v" + std::to_string(v));
    }
    table.sizes.push_back(column.values.empty() ? 2 * size : size);
    table.source.columns.push_back(column);
  }
  table.source.outcomes = {"o0", "o1", "o2"};
  table.source.hit_policy = static_cast<HitPolicy>(1 + random.Below(5));
  const int rows = 1 + random.Below(7);
  for (int r = 0; r < rows; ++r) {
    model::TableRow row;
    for (int c = 0; c < columns; ++c) {
      const auto& values = table.source.columns[static_cast<size_t>(c)].values;
      const int size = table.sizes[static_cast<size_t>(c)];
      TableCell cell;
      if (!values.empty()) {
        for (const std::string& value : values) {
          if (random.Chance(60)) cell.any_of.push_back(value);
        }
      } else {
        // Cuts at 0, 1, ..: points lie on them, between them and outside.
        if (random.Chance(50)) cell.low = random.Below(size / 2 - 1);
        if (random.Chance(50)) cell.high = random.Below(size / 2 - 1);
        if (cell.low && cell.high && *cell.low >= *cell.high) cell.high.reset();
        if (cell.high && random.Chance(30)) {
          cell.high_is_closed = true;
          if (cell.low && *cell.high < *cell.low) cell = {};
        }
      }
      row.cells.push_back(cell);
    }
    row.outcomes = {"o" + std::to_string(random.Below(3))};
    row.priority = random.Below(3);
    table.source.rows.push_back(row);
  }
  return table;
}

double NumberAt(int point) { return 0.5 * point - 1; }

bool CellHas(const model::TableColumn& column, const TableCell& cell, int point) {
  if (!column.values.empty()) {
    if (cell.any_of.empty()) return true;
    for (const std::string& value : cell.any_of) {
      if (value == column.values[static_cast<size_t>(point)]) return true;
    }
    return false;
  }
  const double x = NumberAt(point);
  return (!cell.low || x >= *cell.low) &&
         (!cell.high || (cell.high_is_closed ? x <= *cell.high : x < *cell.high));
}

// All points, and which rows match each.
struct Grid {
  std::vector<std::vector<int>> points;
  std::vector<std::vector<int>> rows;

  explicit Grid(const RandomTable& table) {
    std::vector<int> point(table.sizes.size(), 0);
    while (true) {
      points.push_back(point);
      auto& matching = rows.emplace_back();
      for (size_t r = 0; r < table.source.rows.size(); ++r) {
        bool matches = true;
        for (size_t c = 0; c < point.size() && matches; ++c) {
          matches = CellHas(table.source.columns[c], table.source.rows[r].cells[c], point[c]);
        }
        if (matches) matching.push_back(static_cast<int>(r));
      }
      size_t c = 0;
      while (c < point.size() && ++point[c] == table.sizes[c]) point[c++] = 0;
      if (c == point.size()) return;
    }
  }
};

int WinnerOf(const DecisionTable& source, const std::vector<int>& rows) {
  if (rows.empty()) return -1;
  int winner = rows[0];
  for (const int row : rows) {
    const auto& a = source.rows[static_cast<size_t>(row)];
    const auto& b = source.rows[static_cast<size_t>(winner)];
    if (source.hit_policy == HitPolicy::kPriority && a.priority > b.priority) winner = row;
  }
  return winner;
}

TEST(Table, LoadsExactlyWhatEnumerationAllowsAndAnswersAsItDoes) {
  Random random(4711);
  int loaded_count = 0;
  int refused[4] = {0, 0, 0, 0};
  for (int round = 0; round < 30'000; ++round) {
    RandomTable made = MakeRandomTable(random);
    DecisionTable& source = made.source;
    const Grid grid(made);
    const auto outcome_of = [&source](int row) {
      return source.rows[static_cast<size_t>(row)].outcomes[0][1] - '0';
    };
    bool overlaps = false, gap = false;
    std::vector<bool> wins(source.rows.size(), false);
    for (const auto& rows : grid.rows) {
      gap = gap || rows.empty();
      for (const int row : rows) {
        overlaps =
            overlaps || (source.hit_policy == HitPolicy::kUnique && row != rows[0]) ||
            (source.hit_policy == HitPolicy::kAnySame && outcome_of(row) != outcome_of(rows[0]));
      }
      if (!rows.empty()) wins[static_cast<size_t>(WinnerOf(source, rows))] = true;
    }
    const bool ordered =
        source.hit_policy == HitPolicy::kFirst || source.hit_policy == HitPolicy::kPriority;
    const bool hidden = ordered && std::count(wins.begin(), wins.end(), false) > 0;
    bool rises = true;
    if (source.hit_policy != HitPolicy::kCollect) {
      for (size_t a = 0; a < grid.points.size(); ++a) {
        for (size_t b = 0; b < grid.points.size() && rises; ++b) {
          bool below = !grid.rows[a].empty() && !grid.rows[b].empty();
          for (size_t c = 0; c < made.sizes.size() && below; ++c) {
            below = grid.points[a][c] <= grid.points[b][c];
          }
          rises = !below || outcome_of(WinnerOf(source, grid.rows[a])) <=
                                outcome_of(WinnerOf(source, grid.rows[b]));
        }
      }
    }
    source.may_have_gaps = random.Chance(40);
    source.must_be_monotone = source.hit_policy != HitPolicy::kCollect && random.Chance(40);
    const auto table = Table::Load(source);
    const bool expected = !overlaps && !hidden && (!gap || source.may_have_gaps) &&
                          (rises || !source.must_be_monotone);
    ASSERT_EQ(table.ok(), expected) << "round " << round << " " << table.status();
    if (!table.ok()) {
      ++refused[overlaps ? 0 : hidden ? 1 : gap && !source.may_have_gaps ? 2 : 3];
      continue;
    }
    ++loaded_count;
    ASSERT_TRUE(table->notes().empty());

    // Each column is known or not; what is unknown ranges over all its points.
    TableAnswer answer;
    for (int trial = 0; trial < 6; ++trial) {
      const auto& at =
          grid.points[static_cast<size_t>(random.Below(static_cast<int>(grid.points.size())))];
      std::vector<bool> known;
      std::vector<TableValue> values;
      for (size_t c = 0; c < made.sizes.size(); ++c) {
        known.push_back(trial < 3 || random.Chance(50));
        values.push_back(!known.back()                      ? TableValue::Unknown()
                         : source.columns[c].values.empty() ? TableValue::Number(NumberAt(at[c]))
                                                            : TableValue::Word(at[c]));
      }
      ASSERT_TRUE(table->Evaluate(values, answer).ok());
      uint64_t outcomes = 0;
      uint64_t certain = ~uint64_t{0};
      bool nothing = false;
      std::vector<int32_t> rows;
      for (size_t p = 0; p < grid.points.size(); ++p) {
        bool agrees = true;
        for (size_t c = 0; c < known.size(); ++c) {
          agrees = agrees && (!known[c] || grid.points[p][c] == at[c]);
        }
        if (!agrees) continue;
        nothing = nothing || grid.rows[p].empty();
        rows.clear();
        uint64_t given = 0;
        for (const int row : grid.rows[p]) {
          if (source.hit_policy == HitPolicy::kCollect || row == WinnerOf(source, grid.rows[p])) {
            rows.push_back(row);
            given |= uint64_t{1} << outcome_of(row);
          }
        }
        outcomes |= given;
        certain &= given;
      }
      ASSERT_EQ(answer.outcomes, outcomes) << "round " << round;
      ASSERT_EQ(answer.certain_outcomes, certain) << "round " << round;
      ASSERT_EQ(answer.may_match_nothing, nothing) << "round " << round;
      ASSERT_TRUE(answer.is_exact);
      if (!answer.is_known) continue;
      ASSERT_EQ(answer.rows, rows) << "round " << round;
      std::vector<NearMiss> near;
      for (size_t r = 0; r < source.rows.size(); ++r) {
        int failing = 0, column = 0;
        for (size_t c = 0; c < known.size(); ++c) {
          if (!CellHas(source.columns[c], source.rows[r].cells[c], at[c])) {
            ++failing;
            column = static_cast<int>(c);
          }
        }
        if (failing == 1) near.push_back({static_cast<int32_t>(r), column});
      }
      if (source.hit_policy == HitPolicy::kPriority) {
        std::stable_sort(near.begin(), near.end(), [&](const NearMiss& a, const NearMiss& b) {
          return source.rows[static_cast<size_t>(a.row)].priority >
                 source.rows[static_cast<size_t>(b.row)].priority;
        });
      }
      ASSERT_EQ(answer.near_misses, near) << "round " << round;
    }
  }
  EXPECT_GT(loaded_count, 5'000);
  for (const int count : refused) EXPECT_GT(count, 200);
}

// ---- published tables
// ----------------------------------------------------------------------------

std::vector<std::string> SplitCsv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

// Rows of the tables of SSVC; values and outcomes in the order in which the files name them, which
// is from low to high.
DecisionTable ReadSsvc(const std::string& path, std::vector<std::vector<std::string>>& rows) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const auto head = SplitCsv(line);
  DecisionTable table;
  table.id = path.substr(path.rfind('/') + 1);
  table.must_be_monotone = true;
  for (size_t c = 1; c + 1 < head.size(); ++c) table.columns.push_back({head[c], {}});
  while (std::getline(file, line)) {
    const auto fields = SplitCsv(line);
    rows.push_back({fields.begin() + 1, fields.end()});
    model::TableRow row;
    for (size_t c = 1; c + 1 < fields.size(); ++c) {
      auto& values = table.columns[c - 1].values;
      if (std::find(values.begin(), values.end(), fields[c]) == values.end()) {
        values.push_back(fields[c]);
      }
      row.cells.push_back(AnyOf({fields[c]}));
    }
    row.outcomes = {fields.back()};
    table.rows.push_back(row);
  }
  return table;
}

struct Published {
  const char* file;
  size_t row_count;
  std::vector<std::string> outcomes;
};
const std::vector<Published>& PublishedTables() {
  static const std::vector<Published> tables = {
      {"deployer_patch_application_priority_1_0_0.csv",
       72,
       {"defer", "scheduled", "out-of-cycle", "immediate"}},
      {"supplier_patch_development_priority_1_0_0.csv",
       36,
       {"defer", "scheduled", "out-of-cycle", "immediate"}},
      {"human_impact_1_0_0.csv", 16, {"low", "medium", "high", "very high"}},
      {"public_safety_impact_1_0_0.csv", 4, {"minimal", "significant"}},
      {"utility_1_0_0.csv", 4, {"laborious", "efficient", "super effective"}},
  };
  return tables;
}

TEST(PublishedTable, OfSsvcLoadsAndReproducesEveryRow) {
  const auto folder = testing::SharedData("oracle_ssvc");
  if (!folder) GTEST_SKIP() << "oracle_ssvc is not beside the repository";
  for (const Published& published : PublishedTables()) {
    std::vector<std::vector<std::string>> rows;
    DecisionTable source = ReadSsvc(*folder + "/" + published.file, rows);
    source.outcomes = published.outcomes;
    ASSERT_EQ(rows.size(), published.row_count) << published.file;
    const auto table = Table::Load(source);
    ASSERT_TRUE(table.ok()) << table.status();
    std::map<std::string, int> counts;
    for (size_t r = 0; r < rows.size(); ++r) {
      std::vector<TableValue> values;
      for (int c = 0; c < table->column_count(); ++c) {
        values.push_back(TableValue::Word(*table->FindWord(c, rows[r][static_cast<size_t>(c)])));
      }
      const auto answer = Ask(*table, values);
      ASSERT_EQ(answer.rows, (std::vector<int32_t>{static_cast<int32_t>(r)}));
      EXPECT_EQ(table->outcome_name(std::countr_zero(answer.outcomes)), rows[r].back());
      ++counts[rows[r].back()];
    }
    // The counts are those of the README of the data.
    if (published.row_count == 72) {
      EXPECT_EQ(counts,
                (std::map<std::string, int>{
                    {"defer", 7}, {"scheduled", 42}, {"out-of-cycle", 20}, {"immediate", 3}}));
    }
  }
}

TEST(PublishedTable, OfSsvcWithOneMutatedCellIsReported) {
  const auto folder = testing::SharedData("oracle_ssvc");
  if (!folder) GTEST_SKIP() << "oracle_ssvc is not beside the repository";
  int mutations = 0;
  for (const Published& published : PublishedTables()) {
    std::vector<std::vector<std::string>> rows;
    DecisionTable source = ReadSsvc(*folder + "/" + published.file, rows);
    source.outcomes = published.outcomes;
    for (size_t r = 0; r < source.rows.size(); ++r) {
      for (size_t c = 0; c < source.columns.size(); ++c) {
        for (const std::string& value : source.columns[c].values) {
          if (value == rows[r][c]) continue;
          DecisionTable mutated = source;
          mutated.rows[r].cells[c] = AnyOf({value});
          const std::string error = ErrorOf(mutated);
          EXPECT_NE(error.find("overlap: both match"), std::string::npos) << error;
          // Under FIRST the same slip is a hidden row or a gap.
          mutated.hit_policy = HitPolicy::kFirst;
          mutated.must_be_monotone = false;
          EXPECT_NE(ErrorOf(mutated), "loaded");
          ++mutations;
        }
      }
    }
  }
  EXPECT_EQ(mutations, 72 * (2 + 2 + 1 + 3) + 36 * (2 + 2 + 1 + 1) + 16 * (3 + 3) + 4 * 3 + 4 * 2);
}

TEST(PublishedTable, OfSsvcWithAnOutcomeOutOfOrderIsReported) {
  const auto folder = testing::SharedData("oracle_ssvc");
  if (!folder) GTEST_SKIP() << "oracle_ssvc is not beside the repository";
  std::vector<std::vector<std::string>> rows;
  DecisionTable source = ReadSsvc(*folder + "/" + PublishedTables()[0].file, rows);
  source.outcomes = PublishedTables()[0].outcomes;
  source.rows[0].outcomes = {"immediate"};
  EXPECT_NE(ErrorOf(source).find("not monotone"), std::string::npos);
}

TEST(PublishedTable, OfSsvcDeployerIsDetermined38PercentOfTheTimeWithOneInputUnknown) {
  const auto folder = testing::SharedData("oracle_ssvc");
  if (!folder) GTEST_SKIP() << "oracle_ssvc is not beside the repository";
  std::vector<std::vector<std::string>> rows;
  DecisionTable source = ReadSsvc(*folder + "/" + PublishedTables()[0].file, rows);
  source.outcomes = PublishedTables()[0].outcomes;
  const auto table = Table::Load(source);
  // A case is a column that is unknown and values of the others.
  std::set<std::string> asked;
  int determined = 0;
  for (const auto& row : rows) {
    for (int unknown = 0; unknown < table->column_count(); ++unknown) {
      std::vector<TableValue> values;
      std::string name = std::to_string(unknown);
      for (int c = 0; c < table->column_count(); ++c) {
        const std::string& word = row[static_cast<size_t>(c)];
        values.push_back(c == unknown ? TableValue::Unknown()
                                      : TableValue::Word(*table->FindWord(c, word)));
        if (c != unknown) name += "/" + word;
      }
      if (!asked.insert(name).second) continue;
      determined += std::has_single_bit(Ask(*table, values).outcomes) ? 1 : 0;
    }
  }
  EXPECT_EQ(100 * determined / static_cast<int>(asked.size()),
            38);  // math/decision-and-risk, section 1.4.
}

}  // namespace
}  // namespace readiness::decision
