// readiness/decision/internal/table_cells.h: a table as boxes over segments.
//
// A column of values has one segment a value. A numeric column is cut wherever a range of some row
// begins or ends; between two cuts all rows agree. Cuts are doubles c with "x >= c": what lies
// above a closed end begins at the next double, so that no segment is empty.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/model/table.h"

namespace readiness::decision {

inline constexpr size_t kMaxTableColumnCount = 64;
inline constexpr size_t kMaxTableRowCount = 32768;
inline constexpr size_t kMaxTableValueCount = 64;    // of one column
inline constexpr size_t kMaxTableOutcomeCount = 64;  // of one table

namespace internal {

// A set of segments of one column: low..high, and for a column of values exactly those in mask.
struct Cell {
  int32_t low = 0;
  int32_t high = 0;   // included
  uint64_t mask = 0;  // 0: numeric, all of low..high

  [[nodiscard]] int64_t size() const {
    return mask != 0 ? std::popcount(mask) : int64_t{high} - low + 1;
  }
  [[nodiscard]] bool Contains(const Cell& other) const {
    return mask != 0 ? (other.mask & ~mask) == 0 : low <= other.low && other.high <= high;
  }
  [[nodiscard]] bool Meets(const Cell& other) const {
    return mask != 0 ? (mask & other.mask) != 0 : low <= other.high && other.low <= high;
  }
  [[nodiscard]] bool Has(int32_t segment) const {
    return mask != 0 ? (mask >> segment & 1U) != 0 : low <= segment && segment <= high;
  }
  [[nodiscard]] static Cell OfMask(uint64_t mask) {
    return {std::countr_zero(mask), 63 - std::countl_zero(mask), mask};
  }
  // What both have; they meet.
  [[nodiscard]] Cell Meet(const Cell& other) const {
    if (mask != 0) return OfMask(mask & other.mask);
    return {std::max(low, other.low), std::min(high, other.high), 0};
  }
};

struct Column {
  std::string name;
  std::vector<std::string> values;  // empty: numeric
  std::vector<double> cuts;         // numeric: rising
  int32_t segment_count = 1;

  [[nodiscard]] bool is_numeric() const { return values.empty(); }
  [[nodiscard]] Cell All() const {
    if (is_numeric()) return {0, segment_count - 1, 0};
    return Cell::OfMask(segment_count == 64 ? ~uint64_t{0} : (uint64_t{1} << segment_count) - 1);
  }
  // A number of the segment, for a message: the least, or for the lowest segment one below the
  // first cut.
  [[nodiscard]] double NumberIn(int32_t segment) const {
    if (segment > 0) return cuts[static_cast<size_t>(segment) - 1];
    if (cuts.empty()) return 0;
    const double cut = cuts.front();
    const double below = cut - 1.0;
    if (below < cut) return below;
    return cut > 0 ? cut * 0.5 : -std::numeric_limits<double>::max();
  }
  [[nodiscard]] std::string TextOf(int32_t segment) const {
    return is_numeric() ? base::Cat(NumberIn(segment)) : values[static_cast<size_t>(segment)];
  }
};

// The next greater double of a finite one.
[[nodiscard]] inline double NextUp(double x) {
  if (x == 0) return std::numeric_limits<double>::denorm_min();
  const auto bits = std::bit_cast<uint64_t>(x);
  return std::bit_cast<double>(x > 0 ? bits + 1 : bits - 1);
}

// A table whose words and numbers have been looked up. Rows stand in the order of the table.
struct Boxes {
  std::string id;
  std::vector<Column> columns;
  std::vector<std::string> outcomes;
  model::HitPolicy policy = model::HitPolicy::kUnique;
  std::vector<Cell> cells;             // row-major: rows x columns
  std::vector<uint64_t> row_outcomes;  // a bit an outcome
  std::vector<int64_t> priorities;

  [[nodiscard]] size_t row_count() const { return row_outcomes.size(); }
  [[nodiscard]] const Cell* Row(size_t row) const { return cells.data() + row * columns.size(); }
  [[nodiscard]] std::string TextOf(const std::vector<Cell>& box) const {
    std::string text;
    for (size_t c = 0; c < columns.size(); ++c) {
      text += base::Cat(c == 0 ? "" : ", ", columns[c].name, " = ", columns[c].TextOf(box[c].low));
    }
    return text;
  }
  [[nodiscard]] absl::Status Wrong(std::string_view what) const {
    return base::Invalid("TABLE", base::Cat("table \"", id, "\": ", what));
  }
};

class BoxReader {
 public:
  // Reads the table; refuses what cannot be a table, naming row and column.
  [[nodiscard]] static absl::StatusOr<Boxes> Read(const model::DecisionTable& table) {
    BoxReader reader;
    reader.boxes_.id = table.id;
    READINESS_RETURN_IF_ERROR(reader.ReadHead(table));
    READINESS_RETURN_IF_ERROR(reader.FindCuts(table));
    READINESS_RETURN_IF_ERROR(reader.ReadRows(table));
    return std::move(reader.boxes_);
  }

 private:
  static bool IsFinite(double x) { return x - x == 0; }

  absl::Status ReadHead(const model::DecisionTable& table) {
    const auto& wrong = boxes_;
    if (table.id.empty()) return wrong.Wrong("id is empty; name the table");
    const auto check_count = [&](size_t count, size_t most, std::string_view what) {
      if (count >= 1 && count <= most) return absl::OkStatus();
      return wrong.Wrong(base::Cat("needs 1 to ", most, " ", what, ", got ", count));
    };
    READINESS_RETURN_IF_ERROR(check_count(table.columns.size(), kMaxTableColumnCount, "columns"));
    READINESS_RETURN_IF_ERROR(check_count(table.rows.size(), kMaxTableRowCount, "rows"));
    READINESS_RETURN_IF_ERROR(
        check_count(table.outcomes.size(), kMaxTableOutcomeCount, "outcomes"));
    for (size_t i = 0; i < table.outcomes.size(); ++i) {
      if (!outcome_index_.emplace(table.outcomes[i], i).second) {
        return wrong.Wrong(base::Cat("outcome \"", table.outcomes[i], "\" is named twice"));
      }
    }
    boxes_.outcomes = table.outcomes;
    std::unordered_map<std::string_view, size_t> names;
    for (const model::TableColumn& source : table.columns) {
      if (source.name.empty() || !names.emplace(source.name, names.size()).second) {
        return wrong.Wrong(
            base::Cat("column names must be given and differ, got \"", source.name, "\""));
      }
      if (source.values.size() > kMaxTableValueCount) {
        return wrong.Wrong(base::Cat("column \"", source.name, "\" has ", source.values.size(),
                                     " values; at most ", kMaxTableValueCount, " are allowed"));
      }
      Column column;
      column.name = source.name;
      column.values = source.values;
      auto& values = value_index_.emplace_back();
      for (size_t i = 0; i < source.values.size(); ++i) {
        if (!values.emplace(source.values[i], i).second) {
          return wrong.Wrong(base::Cat("column \"", source.name, "\" names the value \"",
                                       source.values[i], "\" twice"));
        }
      }
      column.segment_count = static_cast<int32_t>(source.values.size());
      boxes_.columns.push_back(std::move(column));
    }
    boxes_.policy = table.hit_policy == model::HitPolicy::kUnspecified ? model::HitPolicy::kUnique
                                                                       : table.hit_policy;
    if (model::Name(boxes_.policy).empty()) {
      return wrong.Wrong(base::Cat("hit_policy ", static_cast<int>(boxes_.policy), " is unknown"));
    }
    return absl::OkStatus();
  }

  [[nodiscard]] absl::Status WrongCell(size_t row, size_t column, std::string_view what) const {
    return boxes_.Wrong(
        base::Cat("row ", row + 1, ", column \"", boxes_.columns[column].name, "\": ", what));
  }

  // The cuts at which a range begins and ends: low <= x < high in doubles.
  static double LowCut(const model::TableCell& cell) {
    return (cell.low_is_open ? NextUp(*cell.low) : *cell.low) + 0.0;  // + 0.0: no minus zero
  }
  static double HighCut(const model::TableCell& cell) {
    return (cell.high_is_closed ? NextUp(*cell.high) : *cell.high) + 0.0;
  }

  absl::Status FindCuts(const model::DecisionTable& table) {
    const size_t column_count = boxes_.columns.size();
    for (size_t r = 0; r < table.rows.size(); ++r) {
      const auto& row = table.rows[r];
      if (row.cells.size() != column_count) {
        return boxes_.Wrong(base::Cat("row ", r + 1, " has ", row.cells.size(), " cells for ",
                                      column_count, " columns"));
      }
      for (size_t c = 0; c < column_count; ++c) {
        const model::TableCell& cell = row.cells[c];
        Column& column = boxes_.columns[c];
        const bool has_range = cell.low.has_value() || cell.high.has_value();
        if (!column.is_numeric()) {
          if (has_range || cell.low_is_open || cell.high_is_closed) {
            return WrongCell(r, c, "a range in a column of values; use any_of");
          }
          continue;
        }
        if (!cell.any_of.empty()) return WrongCell(r, c, "any_of in a numeric column; use a range");
        if ((cell.low_is_open && !cell.low.has_value()) ||
            (cell.high_is_closed && !cell.high.has_value())) {
          return WrongCell(r, c, "low_is_open and high_is_closed need their end");
        }
        if ((cell.low.has_value() && !IsFinite(*cell.low)) ||
            (cell.high.has_value() && !IsFinite(*cell.high))) {
          return WrongCell(r, c, "the ends of a range are finite; leave one out for no end");
        }
        if (cell.low.has_value() && cell.high.has_value() && !(LowCut(cell) < HighCut(cell))) {
          return WrongCell(
              r, c,
              base::Cat("the range from ", *cell.low, " to ", *cell.high, " matches nothing"));
        }
        if (cell.low.has_value()) column.cuts.push_back(LowCut(cell));
        if (cell.high.has_value()) column.cuts.push_back(HighCut(cell));
      }
    }
    for (Column& column : boxes_.columns) {
      if (!column.is_numeric()) continue;
      auto& cuts = column.cuts;
      std::sort(cuts.begin(), cuts.end());
      cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
      // Outside these no finite number lies.
      constexpr double kMost = std::numeric_limits<double>::max();
      while (!cuts.empty() && cuts.back() > kMost) cuts.pop_back();
      if (!cuts.empty() && cuts.front() == -kMost) cuts.erase(cuts.begin());
      column.segment_count = static_cast<int32_t>(cuts.size()) + 1;
    }
    return absl::OkStatus();
  }

  absl::Status ReadRows(const model::DecisionTable& table) {
    boxes_.cells.reserve(table.rows.size() * boxes_.columns.size());
    for (size_t r = 0; r < table.rows.size(); ++r) {
      const model::TableRow& row = table.rows[r];
      for (size_t c = 0; c < row.cells.size(); ++c) {
        READINESS_ASSIGN_OR_RETURN(const Cell cell, ReadCell(row.cells[c], r, c));
        boxes_.cells.push_back(cell);
      }
      if (row.outcomes.empty() ||
          (row.outcomes.size() > 1 && boxes_.policy != model::HitPolicy::kCollect)) {
        return boxes_.Wrong(
            base::Cat("row ", r + 1, " needs ",
                      boxes_.policy == model::HitPolicy::kCollect ? "at least one" : "exactly one",
                      " outcome, got ", row.outcomes.size()));
      }
      uint64_t outcomes = 0;
      for (const std::string& outcome : row.outcomes) {
        const auto found = outcome_index_.find(outcome);
        if (found == outcome_index_.end()) {
          return boxes_.Wrong(
              base::Cat("row ", r + 1, ": outcome \"", outcome, "\" is not one of the table's"));
        }
        outcomes |= uint64_t{1} << found->second;
      }
      boxes_.row_outcomes.push_back(outcomes);
      boxes_.priorities.push_back(row.priority);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Cell> ReadCell(const model::TableCell& cell, size_t r, size_t c) const {
    const Column& column = boxes_.columns[c];
    Cell result = column.All();
    if (!column.is_numeric()) {
      if (cell.any_of.empty()) return result;
      uint64_t mask = 0;
      for (const std::string& value : cell.any_of) {
        const auto found = value_index_[c].find(value);
        if (found == value_index_[c].end()) {
          return WrongCell(r, c, base::Cat("\"", value, "\" is not a value of the column"));
        }
        mask |= uint64_t{1} << found->second;
      }
      return Cell::OfMask(mask);
    }
    const auto segment_from = [&column](double cut) {
      return static_cast<int32_t>(std::upper_bound(column.cuts.begin(), column.cuts.end(), cut) -
                                  column.cuts.begin());
    };
    if (cell.low.has_value()) result.low = segment_from(LowCut(cell));
    if (cell.high.has_value() && HighCut(cell) <= std::numeric_limits<double>::max()) {
      result.high = segment_from(HighCut(cell)) - 1;
    }
    return result;
  }

  Boxes boxes_;
  std::unordered_map<std::string_view, size_t> outcome_index_;
  std::vector<std::unordered_map<std::string_view, size_t>> value_index_;
};

}  // namespace internal
}  // namespace readiness::decision
