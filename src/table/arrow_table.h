// table/arrow_table.h: an Arrow table, a struct of columns, checked, and its columns by name.
//
// Errors:  InvalidArgument (rule ARROW), "column time: ..." where it is one column's.
// Threads: const is safe to share; schema and array are borrowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/table/arrow_c_data.h"
#include "readiness/table/csv.h"

#include "table/arrow_view.h"

namespace readiness::table::internal {

class ArrowTable {
 public:
  // Which types a column takes; columns count from 0.
  using Takes = bool (*)(size_t column, ArrowType type);

  // `noun` is what the table is one of, in "is no column of telemetry".
  ArrowTable(std::span<const CsvColumn> columns, Takes takes, std::string_view noun)
      : columns_(columns), takes_(takes), noun_(noun), views_(columns.size()) {}

  // Whether arrays of this schema can be read: as Find says it of the columns, without an array.
  [[nodiscard]] absl::Status Check(const ArrowSchema& schema) const;

  // Both must outlive the use of the columns. A column that is needed and missing is refused, as is
  // one that is not known.
  [[nodiscard]] absl::Status Find(const ArrowSchema& schema, const ArrowArray& array);

  // Nothing where the table has no such column.
  [[nodiscard]] const std::optional<ArrowView>& view(size_t column) const { return views_[column]; }
  // May a row itself be null, and is it?
  [[nodiscard]] bool HasNullRows() const { return validity_ != nullptr; }
  [[nodiscard]] bool IsNullRow(int64_t row) const {
    const int64_t bit = offset_ + row;
    return (validity_[bit / 8] >> (bit % 8) & 1) == 0;
  }

 private:
  // The place of a column by its name.
  [[nodiscard]] absl::StatusOr<size_t> PlaceOf(const ArrowSchema* column, int64_t number) const;
  [[nodiscard]] absl::Status FindColumn(const ArrowSchema* schema, const ArrowArray* column,
                                        const ArrowArray& table, int64_t number);

  std::span<const CsvColumn> columns_;
  Takes takes_;
  std::string_view noun_;
  std::vector<std::optional<ArrowView>> views_;
  const uint8_t* validity_ = nullptr;
  int64_t offset_ = 0;
};

// The text at a place, of at most so many bytes, and UTF-8.
[[nodiscard]] absl::StatusOr<std::string_view> ArrowText(const ArrowView::Place& place,
                                                         int64_t max_bytes);

// May a column of this type hold whole numbers? Tables that know no null in a column of whole
// numbers, as those of pandas by default, make it one of floats or doubles.
[[nodiscard]] constexpr bool MayBeWhole(ArrowType type) {
  return type == ArrowType::kWhole || type == ArrowType::kFloat || type == ArrowType::kDouble;
}
// The whole number at a place of such a column; refused where there is none, or where a float or
// double is so large that others round to it.
[[nodiscard]] absl::StatusOr<int64_t> ArrowWhole(const ArrowView::Place& place);

}  // namespace readiness::table::internal
