// readiness/table/csv.h: rows of CSV and TSV, strictly read, in memory that does not grow with the
// file.
//
//   const CsvColumn columns[] = {{"id", true}, {"probability", true}, {"impact", false}};
//   ReadCsvFile("nodes.tsv", columns, {.separator = '\t'}, [](const CsvBatch& batch) {
//     for (size_t row = 0; row < batch.row_count(); ++row) Use(batch.Field(row, 0));
//     return absl::OkStatus();
//   });
//
// The form is RFC 4180, with a tab as separator for TSV: the first row names the columns, in any
// order; a field may stand in double quotes and then hold separators, line ends and quotes written
// twice. Lines end with LF or CRLF; the last one may lack its end. A byte order mark of UTF-8
// before the header is passed over. Blanks count. Nothing is repaired: every deviation is refused.
//
// Refused, with the line: an unknown column (by name), one given twice, a needed one that is
// missing; a row with more or fewer fields than the header; an empty line, but for those at the end
// of the file; a quote
// inside a field that does not begin with one, anything after the closing quote, a quote that is
// never closed; a CR that ends no line; bytes that are not UTF-8; a field or a row past its limit.
// A last row that breaks off fails by its fields or its quote; one that breaks off within its last
// field and is a whole row all the same cannot be told from one without a line end.
//
// Units:   lines are counted from 1, as an editor counts them, the line ends within quotes
//          included; limits are in bytes.
// Errors:  InvalidArgument (rule CSV), ResourceExhausted (rule LIMIT), Unavailable (rule FILE)
//          where a file cannot be read; a status of the callback ends the reading and comes back as
//          it is. All but the last begin with "line N: ". Batches that were taken before an error
//          stay taken: whoever must not take half a file keeps them apart until OK.
// Memory:  one buffer (256 KiB, more only where a single row is longer) and 8 bytes a field of a
//          batch, whatever the size of the file.
// Cost:    linear, some 1 ns a byte; quoted and non-ASCII rows about twice that.
// Threads: free functions; the callback runs in the calling thread.
// Source:  RFC 4180, https://www.rfc-editor.org/rfc/rfc4180.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace readiness::table {

// A column that the reader knows.
struct CsvColumn {
  std::string_view name;
  // A file without it is refused.
  bool is_needed = false;
};

struct CsvOptions {
  // ',' for CSV, '\t' for TSV; any ASCII character but a quote or a line end.
  char separator = ',';
  // One field, without its quotes.
  int64_t max_field_bytes = int64_t{1} << 20;
  // One row with its line end, and the header. At most 1 GiB.
  int64_t max_row_bytes = int64_t{16} << 20;
};

// Where a field stands in the buffer of a batch.
struct CsvField {
  uint32_t offset = 0;
  uint32_t size = 0;
};

// Some rows, in the order of the file. Valid during the callback only, and so are its texts.
class CsvBatch {
 public:
  CsvBatch(const char* bytes, std::span<const CsvField> fields, std::span<const int64_t> lines,
           std::span<const int32_t> places, size_t width)
      : bytes_(bytes), fields_(fields), lines_(lines), places_(places), width_(width) {}

  [[nodiscard]] size_t row_count() const { return lines_.size(); }
  // Does the file have a column? `column` counts the columns given to the reader, from 0.
  [[nodiscard]] bool Has(size_t column) const { return places_[column] >= 0; }
  // The text of a field, quotes undone; empty where the file has no such column.
  [[nodiscard]] std::string_view Field(size_t row, size_t column) const {
    if (places_[column] < 0) return {};
    const CsvField field = fields_[row * width_ + static_cast<size_t>(places_[column])];
    return {bytes_ + field.offset, field.size};
  }
  // The line on which a row begins.
  [[nodiscard]] int64_t Line(size_t row) const { return lines_[row]; }

 private:
  const char* bytes_;
  std::span<const CsvField> fields_;
  std::span<const int64_t> lines_;
  std::span<const int32_t> places_;
  size_t width_;
};

using CsvCallback = std::function<absl::Status(const CsvBatch&)>;
// Fills the span from its start and says how many bytes it wrote; 0 is the end.
using ByteSource = std::function<absl::StatusOr<size_t>(std::span<char>)>;

// Reads to the end of a source, of a text in memory, or of a file. Nothing but the header is no
// error: there are no rows then.
[[nodiscard]] absl::Status ReadCsv(const ByteSource& source, std::span<const CsvColumn> columns,
                                   const CsvOptions& options, const CsvCallback& take);
[[nodiscard]] absl::Status ReadCsvText(std::string_view text, std::span<const CsvColumn> columns,
                                       const CsvOptions& options, const CsvCallback& take);
// Errors begin with the path as well: "nodes.tsv: line 3: ...".
[[nodiscard]] absl::Status ReadCsvFile(const std::string& path, std::span<const CsvColumn> columns,
                                       const CsvOptions& options, const CsvCallback& take);

// "line 7: <what was wrong>", with the rule CSV: for who finds a field of a batch wrong.
[[nodiscard]] absl::Status CsvError(int64_t line, std::string_view what);

}  // namespace readiness::table
