#include "readiness/table/csv.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

#include "table/csv_scan.h"
#include "table/file_source.h"

namespace readiness::table {
namespace {

constexpr size_t kFirstBuffer = size_t{256} << 10;
constexpr int64_t kMostRowBytes = int64_t{1} << 30;
constexpr size_t kNowhere = std::numeric_limits<size_t>::max();

std::string LineName(int64_t line) { return base::Cat("line ", line); }

// Reads one source from its first byte to its last.
class CsvReader {
 public:
  CsvReader(const ByteSource& source, std::span<const CsvColumn> columns, const CsvOptions& options,
            const CsvCallback& take)
      : source_(source), columns_(columns), options_(options), take_(take) {}

  absl::Status Read();

 private:
  [[nodiscard]] absl::Status CheckOptions() const;
  // Moves what is left to the front of the buffer and fills the rest from the source.
  absl::Status Fill();
  // Takes the whole rows between row_begin_ and end_.
  absl::Status Scan();
  absl::Status EndField(size_t end, bool has_quotes);
  absl::Status EndRow(size_t end, bool has_high);
  // Is the quoted field closed where it ends, and nowhere before?
  [[nodiscard]] absl::Status CheckQuotes(const CsvField& field) const;
  void UndoQuotes(CsvField& field);
  absl::Status UndoQuotesOfRow();
  absl::Status ReadHeader();
  absl::Status GiveBatch();

  // The line on which a byte of the current row stands.
  [[nodiscard]] int64_t LineAt(size_t at) const {
    return line_ + std::count(Data() + row_begin_, Data() + at, '\n');
  }
  [[nodiscard]] absl::Status Wrong(size_t at, std::string_view what) const {
    return CsvError(LineAt(at), what);
  }
  [[nodiscard]] absl::Status TooLong(size_t at, std::string_view what) const {
    return base::At(LineName(LineAt(at)),
                    base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT", what));
  }
  [[nodiscard]] absl::Status RowAfterEmptyLine() const {
    return CsvError(empty_line_, base::Cat("the line is empty, and rows follow; the header has ",
                                           width_, " fields"));
  }
  [[nodiscard]] const char* Data() const { return buffer_.data(); }

  const ByteSource& source_;
  const std::span<const CsvColumn> columns_;
  const CsvOptions& options_;
  const CsvCallback& take_;

  std::vector<char> buffer_;  // One block longer than what it is filled with.
  size_t row_begin_ = 0;      // The first byte of the first row that was not taken.
  size_t end_ = 0;            // One past the last byte read.
  bool is_last_ = false;      // The source has no more.
  bool lacks_end_ = false;    // The last line had no end of its own.

  int64_t line_ = 1;        // Of row_begin_.
  int64_t empty_line_ = 0;  // The first empty one, after which no row may come; 0: none.
  bool has_header_ = false;
  size_t width_ = 0;             // Fields a row; before the header, the most it may have.
  std::vector<int32_t> places_;  // Where each known column stands in a row, or -1.

  size_t field_begin_ = 0;
  size_t stray_ = kNowhere;       // A quote that opens in the middle of a field.
  std::vector<CsvField> fields_;  // Of the rows of the batch, and of the current row.
  size_t row_first_field_ = 0;
  std::vector<size_t> quoted_;  // Fields of the current row that hold quotes.
  std::vector<int64_t> lines_;  // Of the rows of the batch.
};

absl::Status CsvReader::CheckOptions() const {
  const auto separator = static_cast<unsigned char>(options_.separator);
  if (separator == 0 || separator >= 0x80 || separator == '"' || separator == '\n' ||
      separator == '\r') {
    return base::Invalid("CSV", "the separator must be an ASCII character, no quote, no line end");
  }
  if (options_.max_field_bytes < 1 || options_.max_row_bytes < 1 ||
      options_.max_row_bytes > kMostRowBytes) {
    return base::Invalid("CSV", base::Cat("limits must lie between 1 and ", kMostRowBytes));
  }
  return absl::OkStatus();
}

absl::Status CsvReader::Fill() {
  const size_t left = end_ - row_begin_;
  if (row_begin_ > 0) std::memmove(buffer_.data(), buffer_.data() + row_begin_, left);
  row_begin_ = 0;
  end_ = left;
  size_t room = buffer_.size() - internal::kCsvBlock;
  if (left * 2 > room) {
    if (static_cast<int64_t>(left) > options_.max_row_bytes) {
      return TooLong(0,
                     base::Cat("the row that begins here is longer than ", options_.max_row_bytes,
                               " bytes; is a quote in it never closed?"));
    }
    room *= 2;
    buffer_.resize(room + internal::kCsvBlock);
  }
  while (end_ < room) {
    READINESS_ASSIGN_OR_RETURN(const size_t count,
                               source_(std::span(buffer_.data() + end_, room - end_)));
    if (count > room - end_) {
      return absl::InternalError("a byte source wrote past the end of its span");
    }
    if (count == 0) {
      is_last_ = true;
      // The block after the end has room for the end that the last line lacks.
      lacks_end_ = end_ > 0 && buffer_[end_ - 1] != '\n';
      if (lacks_end_) buffer_[end_++] = '\n';
      break;
    }
    end_ += count;
  }
  return absl::OkStatus();
}

absl::Status CsvReader::CheckQuotes(const CsvField& field) const {
  const char* const first = Data() + field.offset;
  const char* const last = first + field.size - 1;
  // Scan saw to it that a quote in the field opens at its begin.
  for (const char* at = first + 1; at < last; at += 2) {
    at = static_cast<const char*>(std::memchr(at, '"', static_cast<size_t>(last - at)));
    if (at == nullptr) break;
    if (at[1] != '"' || at + 1 == last) {
      return Wrong(static_cast<size_t>(at - Data()),
                   "something stands between the closing quote and the next separator; "
                   "a quote inside a quoted field is written twice");
    }
  }
  if (*last != '"') {
    return Wrong(field.offset, "something stands between the closing quote and the next separator");
  }
  return absl::OkStatus();
}

void CsvReader::UndoQuotes(CsvField& field) {
  ++field.offset;
  field.size -= 2;
  char* const first = buffer_.data() + field.offset;
  char* const end = first + field.size;
  char* to = static_cast<char*>(std::memchr(first, '"', field.size));
  if (to == nullptr) return;
  for (const char* from = to; from < end; ++from) {
    *to++ = *from;
    if (*from == '"') ++from;
  }
  field.size = static_cast<uint32_t>(to - first);
}

absl::Status CsvReader::EndField(size_t end, bool has_quotes) {
  if (has_quotes) quoted_.push_back(fields_.size());
  fields_.push_back(
      {static_cast<uint32_t>(field_begin_), static_cast<uint32_t>(end - field_begin_)});
  const auto size = static_cast<int64_t>(end - field_begin_) - (has_quotes ? 2 : 0);
  if (size > options_.max_field_bytes) {
    return TooLong(field_begin_, base::Cat("a field of ", size, " bytes is longer than the ",
                                           options_.max_field_bytes, " that are taken"));
  }
  if (fields_.size() - row_first_field_ > width_) {
    if (empty_line_ != 0) return RowAfterEmptyLine();
    if (has_header_) {
      return Wrong(field_begin_,
                   base::Cat("the row has more than the ", width_, " fields of the header"));
    }
    // More names than there are columns: one is unknown or given twice.
    READINESS_RETURN_IF_ERROR(UndoQuotesOfRow());
    return ReadHeader();
  }
  field_begin_ = end + 1;
  return absl::OkStatus();
}

absl::Status CsvReader::UndoQuotesOfRow() {
  // All are checked before the first is changed: errors count the lines before them.
  for (const size_t field : quoted_) READINESS_RETURN_IF_ERROR(CheckQuotes(fields_[field]));
  for (const size_t field : quoted_) UndoQuotes(fields_[field]);
  quoted_.clear();
  return absl::OkStatus();
}

absl::Status CsvReader::EndRow(size_t end, bool has_high) {
  const size_t size = end + 1 - row_begin_;
  if (static_cast<int64_t>(size) > options_.max_row_bytes) {
    return TooLong(row_begin_, base::Cat("a row of ", size, " bytes is longer than the ",
                                         options_.max_row_bytes, " that are taken"));
  }
  if (has_high) {
    if (const auto at = base::InvalidUtf8At({Data() + row_begin_, size}); at.has_value()) {
      const size_t where = row_begin_ + *at;
      return Wrong(where, base::Cat("byte ", base::Shown({Data() + where, 1}),
                                    " is not UTF-8 here; save the file as UTF-8"));
    }
  }
  const size_t count = fields_.size() - row_first_field_;
  const bool is_empty = count == 1 && fields_.back().size == 0;
  if (has_header_ && is_empty && width_ > 1) {
    if (empty_line_ == 0) empty_line_ = line_;
    fields_.pop_back();
    ++line_;
    row_begin_ = field_begin_ = end + 1;
    return absl::OkStatus();
  }
  if (empty_line_ != 0) return RowAfterEmptyLine();
  if (has_header_ && count != width_) {
    const bool is_cut = lacks_end_ && end + 1 == end_;
    return Wrong(row_begin_,
                 base::Cat("the row has ", count, " fields, the header has ", width_,
                           is_cut ? "; the file breaks off in the middle of the row" : ""));
  }
  int64_t lines = 1;
  for (const size_t field : quoted_) {
    const char* const first = Data() + fields_[field].offset;
    lines += std::count(first, first + fields_[field].size, '\n');
  }
  READINESS_RETURN_IF_ERROR(UndoQuotesOfRow());
  if (has_header_) {
    lines_.push_back(line_);
  } else {
    READINESS_RETURN_IF_ERROR(ReadHeader());
    fields_.clear();
  }
  line_ += lines;
  row_begin_ = end + 1;
  field_begin_ = row_begin_;
  row_first_field_ = fields_.size();
  return absl::OkStatus();
}

absl::Status CsvReader::ReadHeader() {
  places_.assign(columns_.size(), -1);
  for (size_t place = 0; place < fields_.size(); ++place) {
    const std::string_view name(Data() + fields_[place].offset, fields_[place].size);
    const auto column = std::find_if(columns_.begin(), columns_.end(),
                                     [name](const CsvColumn& one) { return one.name == name; });
    if (column == columns_.end()) {
      std::string known;
      for (const CsvColumn& one : columns_) {
        known += base::Cat(known.empty() ? "" : ", ", one.name);
      }
      return CsvError(line_, base::Cat(base::Quoted(name), " is no column of this table; its ",
                                       "columns are ", known));
    }
    int32_t& stored = places_[static_cast<size_t>(column - columns_.begin())];
    if (stored >= 0) {
      return CsvError(line_, base::Cat("column ", base::Quoted(name), " is given twice"));
    }
    stored = static_cast<int32_t>(place);
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].is_needed && places_[i] < 0) {
      return CsvError(line_, base::Cat("column ", base::Quoted(columns_[i].name), " is missing"));
    }
  }
  width_ = fields_.size();
  has_header_ = true;
  return absl::OkStatus();
}

absl::Status CsvReader::Scan() {
  fields_.clear();
  quoted_.clear();
  lines_.clear();
  row_first_field_ = 0;
  field_begin_ = row_begin_;
  uint64_t quoted_before = 0;  // All ones while a quote is open.
  uint64_t mark_before = 1;    // Did a separator, a line end or a quote stand before the block?
  bool field_has_quotes = false;
  bool row_has_high = false;
  for (size_t block = row_begin_; block < end_; block += internal::kCsvBlock) {
    internal::CsvMarks marks = internal::FindMarks(Data() + block, options_.separator);
    if (end_ - block < internal::kCsvBlock) {
      const uint64_t inside = (uint64_t{1} << (end_ - block)) - 1;
      marks = {marks.ends & inside, marks.quotes & inside, marks.high & inside};
    }
    if (marks.quotes != 0) {
      const uint64_t quoted = internal::RunningParity(marks.quotes) ^ quoted_before;
      quoted_before = uint64_t{0} - (quoted >> 63);
      const uint64_t any = marks.ends | marks.quotes;
      if (const uint64_t stray = marks.quotes & quoted & ~(any << 1 | mark_before); stray != 0) {
        stray_ = block + static_cast<size_t>(std::countr_zero(stray));
      }
      mark_before = any >> 63;
      marks.ends &= ~quoted;
    } else {
      mark_before = marks.ends >> 63;
      marks.ends &= ~quoted_before;
    }
    while (marks.ends != 0) {
      const auto bit = static_cast<size_t>(std::countr_zero(marks.ends));
      marks.ends &= marks.ends - 1;
      const size_t at = block + bit;
      if (at > stray_) break;
      const uint64_t before = (uint64_t{1} << bit) - 1;
      const char mark = buffer_[at];
      if (mark == '\r') {
        if (at + 1 == end_) return absl::OkStatus();  // Its LF may be the next byte.
        if (buffer_[at + 1] == '\n') continue;
        return Wrong(at, "a CR ends no line; lines end with LF or CRLF");
      }
      field_has_quotes = field_has_quotes || (marks.quotes & before) != 0;
      marks.quotes &= ~before;
      const bool has_return = mark == '\n' && at > field_begin_ && buffer_[at - 1] == '\r';
      READINESS_RETURN_IF_ERROR(EndField(has_return ? at - 1 : at, field_has_quotes));
      field_has_quotes = false;
      field_begin_ = at + 1;
      if (mark != '\n') continue;
      READINESS_RETURN_IF_ERROR(EndRow(at, row_has_high || (marks.high & before) != 0));
      row_has_high = false;
      marks.high &= ~before;
    }
    if (stray_ != kNowhere) {
      return Wrong(stray_, "a quote stands inside a field that does not begin with one");
    }
    field_has_quotes = field_has_quotes || marks.quotes != 0;
    row_has_high = row_has_high || marks.high != 0;
  }
  if (is_last_ && row_begin_ < end_) {
    return Wrong(row_begin_, "the row that begins here has a quote that is never closed");
  }
  return absl::OkStatus();
}

absl::Status CsvReader::GiveBatch() {
  if (lines_.empty()) return absl::OkStatus();
  return take_(CsvBatch(Data(), fields_, lines_, places_, width_));
}

absl::Status CsvReader::Read() {
  READINESS_RETURN_IF_ERROR(CheckOptions());
  width_ = columns_.size();
  buffer_.resize(kFirstBuffer + internal::kCsvBlock);
  bool is_first = true;
  while (!is_last_) {
    READINESS_RETURN_IF_ERROR(Fill());
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (is_first && std::string_view(Data(), end_).starts_with(kMark)) row_begin_ = kMark.size();
    is_first = false;
    const absl::Status scanned = Scan();
    // The rows before the error come first: so does what is wrong with them.
    READINESS_RETURN_IF_ERROR(GiveBatch());
    READINESS_RETURN_IF_ERROR(scanned);
  }
  if (!has_header_) return CsvError(1, "there is no header; the first row names the columns");
  return absl::OkStatus();
}

}  // namespace

absl::Status CsvError(int64_t line, std::string_view what) {
  return base::At(LineName(line), base::Invalid("CSV", what));
}

absl::Status ReadCsv(const ByteSource& source, std::span<const CsvColumn> columns,
                     const CsvOptions& options, const CsvCallback& take) {
  return CsvReader(source, columns, options, take).Read();
}

absl::Status ReadCsvText(std::string_view text, std::span<const CsvColumn> columns,
                         const CsvOptions& options, const CsvCallback& take) {
  const ByteSource source = [&text](std::span<char> room) -> absl::StatusOr<size_t> {
    const size_t count = std::min(text.size(), room.size());
    std::copy_n(text.data(), count, room.data());
    text.remove_prefix(count);
    return count;
  };
  return ReadCsv(source, columns, options, take);
}

absl::Status ReadCsvFile(const std::string& path, std::span<const CsvColumn> columns,
                         const CsvOptions& options, const CsvCallback& take) {
  return internal::ReadFile(
      path, [&](const ByteSource& source) { return ReadCsv(source, columns, options, take); });
}

}  // namespace readiness::table
