#include "readiness/table/arrow_columns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/event.h"

#include "table/arrow_view.h"
#include "table/event_buffer.h"
#include "table/event_fields.h"
#include "table/telemetry_columns.h"

namespace readiness::table {
namespace {

using internal::ArrowType;
using internal::ArrowView;
using internal::kTelemetryColumns;
using Column = internal::TelemetryColumn;

constexpr int64_t kBatchRows = 4096;
constexpr size_t kColumnCount = std::size(kTelemetryColumns);
constexpr int64_t kMostWholeDouble = int64_t{1} << 53;

absl::Status Wrong(std::string_view what) { return base::Invalid("ARROW", what); }

// Reads the arrays of one table, one after the other.
class ArrowReader {
 public:
  ArrowReader(const TelemetryOptions& options, metric::TextDictionary& texts,
              const TelemetryCallback& take)
      : options_(options), texts_(texts), take_(take) {}

  absl::Status Read(const ArrowSchema& schema, const ArrowArray& array) {
    READINESS_RETURN_IF_ERROR(FindColumns(schema, array));
    for (int64_t begin = 0; begin < array.length; begin += kBatchRows) {
      READINESS_RETURN_IF_ERROR(
          ReadBatch(array, begin, std::min(kBatchRows, array.length - begin)));
    }
    rows_before_ += array.length;
    return absl::OkStatus();
  }

 private:
  absl::Status FindColumns(const ArrowSchema& schema, const ArrowArray& array) {
    if (schema.release == nullptr) return Wrong("the schema was released or moved");
    if (schema.format == nullptr || std::string_view(schema.format) != "+s") {
      return Wrong("the table must be a struct of columns, format +s");
    }
    if (schema.dictionary != nullptr || array.dictionary != nullptr) {
      return Wrong("the table must not be dictionary-encoded");
    }
    READINESS_RETURN_IF_ERROR(internal::CheckArrowLengths(array));
    if (array.n_buffers != 1) {
      return Wrong(base::Cat("a struct has 1 buffer, the table has ", array.n_buffers));
    }
    if (array.null_count > 0 && array.buffers[0] == nullptr) {
      return Wrong("null_count is above 0, but there is no validity buffer");
    }
    if (schema.n_children < 0 || (schema.n_children > 0 && schema.children == nullptr) ||
        schema.n_children != array.n_children) {
      return Wrong(base::Cat("the schema has ", schema.n_children, " columns, the array ",
                             array.n_children));
    }
    for (auto& view : views_) view.reset();
    for (int64_t i = 0; i < schema.n_children; ++i) {
      READINESS_RETURN_IF_ERROR(FindColumn(schema.children[i], array.children[i], array, i));
    }
    for (size_t i = 0; i < kColumnCount; ++i) {
      if (kTelemetryColumns[i].is_needed && !views_[i].has_value()) {
        return Wrong(base::Cat("column ", base::Quoted(kTelemetryColumns[i].name), " is missing"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status FindColumn(const ArrowSchema* schema, const ArrowArray* column,
                          const ArrowArray& table, int64_t number) {
    if (schema == nullptr || column == nullptr || schema->name == nullptr) {
      return Wrong(base::Cat("child ", number, " or its name is null"));
    }
    const std::string_view name = schema->name;
    const auto* const known =
        std::find_if(std::begin(kTelemetryColumns), std::end(kTelemetryColumns),
                     [name](const CsvColumn& one) { return one.name == name; });
    if (known == std::end(kTelemetryColumns)) {
      return Wrong(base::Cat(base::Quoted(name), " is no column of telemetry"));
    }
    const auto place = static_cast<size_t>(known - std::begin(kTelemetryColumns));
    const std::string where = base::Cat("column ", known->name);
    if (views_[place].has_value()) return base::At(where, Wrong("is given twice"));
    absl::StatusOr<ArrowView> view = ArrowView::Make(*schema, *column, table.offset, table.length);
    if (!view.ok()) return base::At(where, view.status());
    if (!Takes(static_cast<Column>(place), view->type())) {
      return base::At(where, Wrong("its type is none that is read here"));
    }
    views_[place] = *std::move(view);
    return absl::OkStatus();
  }

  [[nodiscard]] static bool Takes(Column column, ArrowType type) {
    switch (column) {
      case Column::kTime:
      case Column::kDue:
      case Column::kRecorded:
        return type == ArrowType::kTimestamp || type == ArrowType::kWhole ||
               type == ArrowType::kText || type == ArrowType::kNull;
      case Column::kKind:
      case Column::kEvent:
        return type == ArrowType::kText || type == ArrowType::kNull;
      case Column::kValue:
      case Column::kTotal:
        return type == ArrowType::kFloat || type == ArrowType::kDouble ||
               type == ArrowType::kWhole || type == ArrowType::kNull;
      case Column::kTier:
        return type == ArrowType::kWhole || type == ArrowType::kNull;
      default:
        return type == ArrowType::kText || type == ArrowType::kWhole || type == ArrowType::kNull;
    }
  }

  absl::Status ReadBatch(const ArrowArray& array, int64_t begin, int64_t count) {
    buffer_.Begin(static_cast<size_t>(count));
    begin_ = begin;
    places_.resize(static_cast<size_t>(count));
    for (int64_t row = 0; row < count; ++row) {
      places_[static_cast<size_t>(row)] = rows_before_ + begin + row + 1;
    }
    if (array.null_count != 0 && array.buffers[0] != nullptr) {
      const auto* const validity = static_cast<const uint8_t*>(array.buffers[0]);
      for (size_t row = 0; row < buffer_.good_rows(); ++row) {
        const int64_t bit = array.offset + begin + static_cast<int64_t>(row);
        if ((validity[bit / 8] >> (bit % 8) & 1) == 0) {
          buffer_.Refuse(row, Wrong("the row itself is null"));
        }
      }
    }
    const auto read_time = [this](const ArrowView::Place& place, Column column, int64_t& time) {
      return ReadTime(place, column, time);
    };
    const auto read_id = [this](const ArrowView::Place& place, Column column, uint64_t& id) {
      return ReadId(place, column, id);
    };
    const auto read_text = [this](const ArrowView::Place& place, Column column, uint32_t& id) {
      return ReadText(place, column, id);
    };
    const auto read_number = [](const ArrowView::Place& place, Column column, double& number) {
      return ReadNumber(place, column, number);
    };
    ReadColumn(Column::kTime, metric::kNoTime, buffer_.time, read_time);
    ReadColumn(Column::kKind, metric::EntityKind{}, buffer_.kind,
               [this](const ArrowView::Place& place, Column, metric::EntityKind& kind) {
                 return ReadKind(place, kind);
               });
    ReadColumn(Column::kEvent, metric::EventType{}, buffer_.event,
               [this](const ArrowView::Place& place, Column, metric::EventType& event) {
                 return ReadEvent(place, event);
               });
    ReadColumn(Column::kEntity, metric::kNoId, buffer_.entity, read_id);
    ReadColumn(Column::kCohort, metric::kNoText, buffer_.cohort, read_text);
    ReadColumn(Column::kSubject, metric::kNoText, buffer_.subject, read_text);
    ReadColumn(Column::kValue, metric::kNoNumber, buffer_.value, read_number);
    ReadColumn(Column::kTotal, metric::kNoNumber, buffer_.total, read_number);
    ReadColumn(Column::kRelease, metric::kNoText, buffer_.release, read_text);
    ReadColumn(Column::kParent, metric::kNoId, buffer_.parent, read_id);
    ReadColumn(
        Column::kTier, metric::kNoTier, buffer_.tier,
        [](const ArrowView::Place& place, Column, uint8_t& tier) { return ReadTier(place, tier); });
    ReadColumn(Column::kDue, metric::kNoTime, buffer_.due, read_time);
    ReadColumn(Column::kEventId, metric::kNoId, buffer_.event_id, read_id);
    ReadColumn(Column::kRecorded, metric::kNoTime, buffer_.recorded, read_time);
    return buffer_.Give("row", places_, take_);
  }

  template <typename T, typename Read>
  void ReadColumn(Column column, T absent, std::vector<T>& values, const Read& read) {
    const bool is_needed = kTelemetryColumns[column].is_needed;
    const std::optional<ArrowView>& view = views_[column];
    if (!view.has_value() || (view->type() == ArrowType::kNull && !is_needed)) return;
    values.assign(places_.size(), absent);
    for (size_t row = 0; row < buffer_.good_rows(); ++row) {
      row_ = row;
      const auto place = view->FindRow(begin_ + static_cast<int64_t>(row));
      absl::Status problem = place.status();
      if (place.ok() && place->view != nullptr) {
        problem = read(*place, column, values[row]);
      } else if (place.ok() && is_needed) {
        problem = Wrong("is null");
      }
      if (!problem.ok()) Refuse(row, column, problem);
    }
  }
  // Problems of a field that name their column already stay as they are.
  void Refuse(size_t row, Column column, const absl::Status& problem) {
    const bool is_of_layout = base::RuleOf(problem) == "ARROW" || base::RuleOf(problem) == "LIMIT";
    buffer_.Refuse(row, is_of_layout ? base::At(kTelemetryColumns[column].name, problem) : problem);
  }

  [[nodiscard]] absl::StatusOr<std::string_view> TextAt(const ArrowView::Place& place) const {
    READINESS_ASSIGN_OR_RETURN(const std::string_view text, place.view->Text(place.row));
    // Before a byte of it is looked at.
    if (static_cast<int64_t>(text.size()) > options_.csv.max_field_bytes) {
      return base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT",
                             base::Cat("a text of ", text.size(), " bytes is longer than the ",
                                       options_.csv.max_field_bytes, " that are taken"));
    }
    if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
      return Wrong(base::Cat(base::Quoted(text), " is not UTF-8 at byte ", *at));
    }
    return text;
  }

  absl::Status ReadTime(const ArrowView::Place& place, Column column, int64_t& time) const {
    const std::string_view name = kTelemetryColumns[column].name;
    if (place.view->type() == ArrowType::kText) {
      READINESS_ASSIGN_OR_RETURN(const std::string_view text, TextAt(place));
      if (text.empty() && column != Column::kTime) return absl::OkStatus();
      const auto scanned = internal::ScanTime(text);
      if (!scanned.has_value()) return internal::TimeProblem(name, text);
      time = *scanned;
      return absl::OkStatus();
    }
    const auto micros = place.view->type() == ArrowType::kWhole ? place.view->Whole(place.row)
                                                                : place.view->Micros(place.row);
    if (!micros.has_value() || *micros < metric::kFirstTime || *micros > metric::kLastTime) {
      return base::Invalid("EVENT_TIME", base::Cat(name,
                                                   ": is no whole microsecond in the years "
                                                   "1 to 9999"));
    }
    time = *micros;
    return absl::OkStatus();
  }
  absl::Status ReadKind(const ArrowView::Place& place, metric::EntityKind& kind) const {
    READINESS_ASSIGN_OR_RETURN(const std::string_view word, TextAt(place));
    const auto scanned = internal::ScanKind(word);
    if (!scanned.has_value()) return internal::KindProblem(word);
    if (options_.refuses_log_kinds && internal::IsLogKind(*scanned)) {
      return internal::LogKindProblem(*scanned);
    }
    kind = *scanned;
    return absl::OkStatus();
  }
  absl::Status ReadEvent(const ArrowView::Place& place, metric::EventType& event) const {
    READINESS_ASSIGN_OR_RETURN(const std::string_view word, TextAt(place));
    const auto scanned = internal::ScanEvent(buffer_.kind[row_], word);
    if (!scanned.has_value()) return internal::EventProblem(buffer_.kind[row_], word);
    event = *scanned;
    return absl::OkStatus();
  }
  absl::Status ReadId(const ArrowView::Place& place, Column column, uint64_t& id) const {
    std::string_view text;
    if (place.view->type() == ArrowType::kText) {
      READINESS_ASSIGN_OR_RETURN(text, TextAt(place));
      if (text.empty()) return absl::OkStatus();
      id = metric::TextId(text);
    } else if (const auto whole = place.view->Whole(place.row); whole.has_value()) {
      id = metric::WholeNumberId(*whole);
    }
    if (id != metric::kNoId) return absl::OkStatus();
    return base::Invalid("EVENT_ENTITY", base::Cat(kTelemetryColumns[column].name,
                                                   ": the number is above 2^63 - 1 or "
                                                   "7046029254386353131, which is no id"));
  }
  absl::Status ReadText(const ArrowView::Place& place, Column, uint32_t& id) {
    std::array<char, 24> digits;
    std::string_view text;
    if (place.view->type() == ArrowType::kText) {
      READINESS_ASSIGN_OR_RETURN(text, TextAt(place));
    } else {
      const auto whole = place.view->Whole(place.row);
      if (!whole.has_value()) return Wrong("a number above 2^63 - 1");
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *whole).ptr;
      text = {digits.data(), static_cast<size_t>(end - digits.data())};
    }
    READINESS_ASSIGN_OR_RETURN(id, texts_.Intern(text));
    return absl::OkStatus();
  }
  static absl::Status ReadNumber(const ArrowView::Place& place, Column column, double& number) {
    const std::string_view name = kTelemetryColumns[column].name;
    if (place.view->type() == ArrowType::kWhole) {
      const auto whole = place.view->Whole(place.row);
      if (!whole.has_value() || *whole > kMostWholeDouble || *whole < -kMostWholeDouble) {
        return base::Invalid("EVENT_VALUE",
                             base::Cat(name, ": a whole number must lie within 2^53"));
      }
      number = static_cast<double>(*whole);
      return absl::OkStatus();
    }
    number = place.view->Number(place.row);
    if (number - number == 0) return absl::OkStatus();
    return base::Invalid("EVENT_VALUE",
                         base::Cat(name,
                                   ": NaN and infinity are no numbers here; where there is "
                                   "none, give null"));
  }
  static absl::Status ReadTier(const ArrowView::Place& place, uint8_t& tier) {
    const auto whole = place.view->Whole(place.row);
    if (!whole.has_value() || *whole < 0 || *whole > metric::kMaxTier) {
      return internal::TierProblem(whole.has_value() ? base::Cat(*whole) : "above 2^63 - 1");
    }
    tier = static_cast<uint8_t>(*whole);
    return absl::OkStatus();
  }

  const TelemetryOptions& options_;
  metric::TextDictionary& texts_;
  const TelemetryCallback& take_;
  std::array<std::optional<ArrowView>, kColumnCount> views_;
  internal::EventBuffer buffer_;
  std::vector<int64_t> places_;
  int64_t rows_before_ = 0;  // Of the arrays that were read.
  int64_t begin_ = 0;        // The first row of the batch, in its array.
  size_t row_ = 0;           // The row of the batch that is being read.
};

// Calls `release` once, whichever way the scope is left.
template <typename Structure>
class Owner {
 public:
  explicit Owner(Structure& structure) : structure_(structure) {}
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() {
    if (structure_.release == nullptr) return;
    structure_.release(&structure_);
    structure_.release = nullptr;
  }

 private:
  Structure& structure_;
};

absl::Status StreamError(ArrowArrayStream& stream, std::string_view what, int code) {
  const char* const words =
      stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
  return base::RuleError(
      absl::StatusCode::kUnavailable, "ARROW",
      base::Cat("the stream gives no ", what, ", code ", code,
                words == nullptr ? "" : base::Cat(": ", base::Shown(words, 500))));
}

}  // namespace

absl::Status ReadTelemetryArrow(const ArrowSchema& schema, const ArrowArray& array,
                                const TelemetryOptions& options, metric::TextDictionary& texts,
                                const TelemetryCallback& take) {
  return ArrowReader(options, texts, take).Read(schema, array);
}

absl::Status TakeTelemetryArrow(const ArrowSchema& schema, ArrowArray& array,
                                const TelemetryOptions& options, metric::TextDictionary& texts,
                                const TelemetryCallback& take) {
  READINESS_RETURN_IF_ERROR(ReadTelemetryArrow(schema, array, options, texts, take));
  const Owner owner(array);
  return absl::OkStatus();
}

absl::Status TakeTelemetryArrowStream(ArrowArrayStream& stream, const TelemetryOptions& options,
                                      metric::TextDictionary& texts,
                                      const TelemetryCallback& take) {
  if (stream.release == nullptr) return Wrong("the stream was released or moved");
  const Owner stream_owner(stream);
  if (stream.get_schema == nullptr || stream.get_next == nullptr) {
    return Wrong("the stream has no get_schema or no get_next");
  }
  ArrowSchema schema{};
  if (const int code = stream.get_schema(&stream, &schema); code != 0) {
    return StreamError(stream, "schema", code);
  }
  const Owner schema_owner(schema);
  ArrowReader reader(options, texts, take);
  while (true) {
    ArrowArray array{};
    if (const int code = stream.get_next(&stream, &array); code != 0) {
      return StreamError(stream, "array", code);
    }
    if (array.release == nullptr) return absl::OkStatus();
    const Owner array_owner(array);
    READINESS_RETURN_IF_ERROR(reader.Read(schema, array));
  }
}

}  // namespace readiness::table
