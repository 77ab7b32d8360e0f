// readiness/table/arrow_rows.h: rows as Arrow columns, given away as a C stream.
//
//   constexpr ArrowField kFields[] = {{"id", ArrowKind::kText},
//                                     {"loss", ArrowKind::kNumber, true}};
//   ArrowRows rows(kFields);
//   rows.Text("db");                  // one call a field, in their order, row by row
//   rows.Number(std::nullopt);        // null
//   std::move(rows).Export(stream);   // whoever has the stream releases it
//
// Types: text is utf8, a list of texts list<utf8>, a whole number int64, a number double, a truth
// bool, a moment timestamp[us, UTC]. Only a field that may be null is marked nullable.
//
// The stream owns what it gives: it outlives whatever the rows were made from, may be read by
// another thread than the one that made it, one at a time, and each of its arrays, and each column
// of them, stands by itself once it came out. An array has at most 65,536 rows, and some 64 MiB.
//
// Errors:  of the stream: ENOMEM, with words. std::bad_alloc while rows are added.
// Cost:    one copy of every value; exporting is O(columns) an array.
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/table/arrow_c_data.h"

namespace readiness::table {

enum class ArrowKind : uint8_t { kText, kTexts, kWhole, kNumber, kTruth, kMoment };

struct ArrowField {
  const char* name;  // As long as the program.
  ArrowKind kind;
  bool is_nullable = false;
};

namespace internal {

// The values of a column of one array.
struct ArrowColumn {
  std::vector<int64_t> wholes;  // Also moments, in microseconds.
  std::vector<double> numbers;
  std::vector<uint8_t> truths;     // A bit each, as `validity`.
  std::string text;                // One after the other.
  std::vector<int32_t> text_ends;  // Where each text ends, after a zero.
  std::vector<int32_t> list_ends;  // How many texts there are up to the end of each list.
  std::vector<uint8_t> validity;   // Of a field that may be null.
  int64_t null_count = 0;
};
struct ArrowBatch {
  std::vector<ArrowColumn> columns;
  int64_t row_count = 0;
  size_t text_bytes = 0;
};

}  // namespace internal

class ArrowRows {
 public:
  // The fields live as long as what is exported, such as constants do.
  explicit ArrowRows(std::span<const ArrowField> fields) : fields_(fields) {}

  // Nothing: null, which the field must allow.
  void Text(std::optional<std::string_view> value);
  void Texts(std::span<const std::string> values);
  void Whole(std::optional<int64_t> value);
  void Number(std::optional<double> value);
  void Truth(std::optional<bool> value);
  void Moment(std::optional<absl::Time> value);

  [[nodiscard]] int64_t row_count() const { return row_count_; }

  // Fills `out`, whatever was in it. Rows are whole: the last one has all its values. Either it
  // succeeds or it throws std::bad_alloc and leaves `out` as it was.
  void Export(ArrowArrayStream& out) &&;

 private:
  // The column of the next field, in a row of an array that has room.
  internal::ArrowColumn& Next(ArrowKind kind, bool is_null);
  void End();  // Of a value.

  std::span<const ArrowField> fields_;
  std::vector<std::shared_ptr<internal::ArrowBatch>> batches_;
  size_t field_ = 0;  // Of the next value.
  int64_t row_count_ = 0;
};

}  // namespace readiness::table
