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
#include "readiness/table/arrow_owner.h"

#include "table/arrow_stream.h"
#include "table/arrow_table.h"
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
constexpr int64_t kMostWholeDouble = int64_t{1} << 53;

absl::Status Wrong(std::string_view what) { return base::Invalid("ARROW", what); }

// Reads the arrays of one table, one after the other.
class ArrowReader {
 public:
  ArrowReader(const TelemetryOptions& options, metric::TextDictionary& texts,
              const TelemetryCallback& take)
      : options_(options), texts_(texts), take_(take) {}

  [[nodiscard]] absl::Status Check(const ArrowSchema& schema) const { return table_.Check(schema); }

  absl::Status Read(const ArrowSchema& schema, const ArrowArray& array) {
    READINESS_RETURN_IF_ERROR(table_.Find(schema, array));
    for (int64_t begin = 0; begin < array.length; begin += kBatchRows) {
      READINESS_RETURN_IF_ERROR(ReadBatch(begin, std::min(kBatchRows, array.length - begin)));
    }
    rows_before_ += array.length;
    return absl::OkStatus();
  }

 private:
  [[nodiscard]] static bool Takes(size_t column, ArrowType type) {
    switch (static_cast<Column>(column)) {
      case Column::kTime:
        return type == ArrowType::kTimestamp || type == ArrowType::kWhole ||
               type == ArrowType::kText || type == ArrowType::kNull;
      case Column::kDue:
      case Column::kRecorded:
        return type == ArrowType::kTimestamp || internal::MayBeWhole(type) ||
               type == ArrowType::kText || type == ArrowType::kNull;
      case Column::kKind:
      case Column::kEvent:
        return type == ArrowType::kText || type == ArrowType::kNull;
      case Column::kValue:
      case Column::kTotal:
      case Column::kTier:
        return internal::MayBeWhole(type) || type == ArrowType::kNull;
      default:
        return type == ArrowType::kText || internal::MayBeWhole(type) || type == ArrowType::kNull;
    }
  }

  absl::Status ReadBatch(int64_t begin, int64_t count) {
    buffer_.Begin(static_cast<size_t>(count));
    begin_ = begin;
    places_.resize(static_cast<size_t>(count));
    for (int64_t row = 0; row < count; ++row) {
      places_[static_cast<size_t>(row)] = rows_before_ + begin + row + 1;
    }
    if (table_.HasNullRows()) {
      for (size_t row = 0; row < buffer_.good_rows(); ++row) {
        if (table_.IsNullRow(begin + static_cast<int64_t>(row))) {
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
    const std::optional<ArrowView>& view = table_.view(column);
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
    return internal::ArrowText(place, options_.csv.max_field_bytes);
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
    std::optional<int64_t> micros;
    if (place.view->type() == ArrowType::kTimestamp) {
      micros = place.view->Micros(place.row);
    } else if (place.view->type() == ArrowType::kWhole) {
      micros = place.view->Whole(place.row);
    } else if (const auto whole = internal::ArrowWhole(place); whole.ok()) {
      micros = *whole;
    }
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
    } else if (place.view->type() != ArrowType::kWhole) {
      READINESS_ASSIGN_OR_RETURN(const int64_t whole, internal::ArrowWhole(place));
      id = metric::WholeNumberId(whole);
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
      READINESS_ASSIGN_OR_RETURN(const int64_t whole, internal::ArrowWhole(place));
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), whole).ptr;
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
    READINESS_ASSIGN_OR_RETURN(const int64_t whole, internal::ArrowWhole(place));
    if (whole < 0 || whole > metric::kMaxTier) return internal::TierProblem(base::Cat(whole));
    tier = static_cast<uint8_t>(whole);
    return absl::OkStatus();
  }

  const TelemetryOptions& options_;
  metric::TextDictionary& texts_;
  const TelemetryCallback& take_;
  internal::ArrowTable table_{kTelemetryColumns, &Takes, "telemetry"};
  internal::EventBuffer buffer_;
  std::vector<int64_t> places_;
  int64_t rows_before_ = 0;  // Of the arrays that were read.
  int64_t begin_ = 0;        // The first row of the batch, in its array.
  size_t row_ = 0;           // The row of the batch that is being read.
};

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
  const ArrowOwner owner(&array);
  return absl::OkStatus();
}

absl::Status TakeTelemetryArrowStream(ArrowArrayStream& stream, const TelemetryOptions& options,
                                      metric::TextDictionary& texts,
                                      const TelemetryCallback& take) {
  const ArrowOwner owner(&stream);
  ArrowReader reader(options, texts, take);
  return internal::ReadArrowStream(
      stream, [&reader](const ArrowSchema& schema) { return reader.Check(schema); },
      [&reader](const ArrowSchema& schema, const ArrowArray& array) {
        return reader.Read(schema, array);
      });
}

}  // namespace readiness::table
