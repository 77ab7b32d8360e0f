// readiness/model/table.h: a decision table as people write it: ordered inputs to ordered outcomes
// by rows that can be audited.
//
// Field names and meanings are those of readiness/v1/table.proto. The checks of a table
// (completeness, overlap, unreachable rows, monotonicity) and its evaluation are decision/table.h.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"

namespace readiness::model {

// What happens where more than one row of a table matches.
enum class HitPolicy : int8_t {
  kUnspecified = 0,  // Read as kUnique.
  kUnique = 1,       // No two rows may overlap.
  kAnySame = 2,      // Rows may overlap where their outcomes agree.
  kFirst = 3,        // The first row wins.
  kPriority = 4,     // The row of the highest priority wins; ties go to the earlier row.
  kCollect = 5,      // The outcomes of all rows that match.
};

[[nodiscard]] constexpr std::string_view Name(HitPolicy policy) {
  switch (policy) {
    case HitPolicy::kUnspecified:
      return "UNSPECIFIED";
    case HitPolicy::kUnique:
      return "UNIQUE";
    case HitPolicy::kAnySame:
      return "ANY_SAME";
    case HitPolicy::kFirst:
      return "FIRST";
    case HitPolicy::kPriority:
      return "PRIORITY";
    case HitPolicy::kCollect:
      return "COLLECT";
  }
  return "";
}

// One input of a table. Without values it is numeric and cells are ranges.
struct TableColumn {
  std::string name;
  std::vector<std::string> values;  // In order from low to high.

  friend bool operator==(const TableColumn&, const TableColumn&) = default;
};

// What one column must be for a row to match. An empty cell matches anything that is known. A range
// is half-open, low <= x < high, but where the two marks say otherwise.
struct TableCell {
  std::vector<std::string> any_of;
  std::optional<double> low;
  std::optional<double> high;
  bool low_is_open = false;
  bool high_is_closed = false;

  friend bool operator==(const TableCell&, const TableCell&) = default;
};

// What a cell asks, for a person: "severe or major", "0.5 <= x < 0.9", "anything known".
[[nodiscard]] inline std::string Text(const TableCell& cell) {
  if (!cell.any_of.empty()) {
    std::string words;
    for (const std::string& word : cell.any_of)
      words += base::Cat(words.empty() ? "" : " or ", word);
    return words;
  }
  if (!cell.low.has_value() && !cell.high.has_value()) return "anything known";
  std::string range = "x";
  if (cell.low.has_value()) range = base::Cat(*cell.low, cell.low_is_open ? " < x" : " <= x");
  if (cell.high.has_value()) range += base::Cat(cell.high_is_closed ? " <= " : " < ", *cell.high);
  return range;
}

// One row: a cell for each column, in the table's order, and what follows.
struct TableRow {
  std::vector<TableCell> cells;
  std::vector<std::string> outcomes;  // One; kCollect may name several.
  int64_t priority = 0;

  friend bool operator==(const TableRow&, const TableRow&) = default;
};

// A decision table. `outcomes` are in order from the mildest to the most severe.
struct DecisionTable {
  std::string id;
  std::vector<TableColumn> columns;
  std::vector<std::string> outcomes;
  HitPolicy hit_policy = HitPolicy::kUnspecified;
  std::vector<TableRow> rows;
  bool must_be_monotone = false;
  bool may_have_gaps = false;

  friend bool operator==(const DecisionTable&, const DecisionTable&) = default;
};

}  // namespace readiness::model
