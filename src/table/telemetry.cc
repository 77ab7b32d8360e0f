#include "readiness/table/telemetry.h"

#include <string_view>
#include <utility>
#include <vector>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/event.h"

#include "table/event_buffer.h"
#include "table/event_fields.h"
#include "table/telemetry_columns.h"

namespace readiness::table {
namespace {

using internal::kTelemetryColumns;
using Column = internal::TelemetryColumn;

// Turns batches of text into batches of events.
class TelemetryReader {
 public:
  TelemetryReader(const TelemetryOptions& options, metric::TextDictionary& texts,
                  const TelemetryCallback& take)
      : options_(options), texts_(texts), take_(take) {}

  absl::Status Take(const CsvBatch& batch) {
    buffer_.Begin(batch.row_count());
    ReadTimes(batch, Column::kTime, buffer_.time, /*is_needed=*/true);
    ReadWords(batch);
    ReadIds(batch, Column::kEntity, buffer_.entity);
    ReadTexts(batch, Column::kCohort, buffer_.cohort);
    ReadTexts(batch, Column::kSubject, buffer_.subject);
    ReadNumbers(batch, Column::kValue, buffer_.value);
    ReadNumbers(batch, Column::kTotal, buffer_.total);
    ReadTexts(batch, Column::kRelease, buffer_.release);
    ReadIds(batch, Column::kParent, buffer_.parent);
    ReadTiers(batch);
    ReadTimes(batch, Column::kDue, buffer_.due, /*is_needed=*/false);
    ReadIds(batch, Column::kEventId, buffer_.event_id);
    ReadTimes(batch, Column::kRecorded, buffer_.recorded, /*is_needed=*/false);
    lines_.resize(batch.row_count());
    for (size_t row = 0; row < lines_.size(); ++row) lines_[row] = batch.Line(row);
    if (options_.notes != nullptr) Note(batch, *options_.notes);
    return buffer_.Give("line", lines_, take_);
  }

 private:
  void Note(const CsvBatch& batch, TelemetryNotes& notes) const {
    notes.rows += static_cast<int64_t>(buffer_.good_rows());
    for (size_t row = 0; row < buffer_.good_rows(); ++row) {
      const int64_t time = buffer_.time[row];
      // A time with a zone says what it is.
      if (time <= 0 || time >= kEarlyTime ||
          batch.Field(row, Column::kTime).find('-') != std::string_view::npos) {
        continue;
      }
      if (notes.early_times++ > 0) continue;
      notes.early_time = time;
      notes.early_line = batch.Line(row);
    }
  }

  // Fills a column by `read(text, value)`, which says whether the text is one; else
  // `problem(text)`.
  template <typename T, typename Read, typename Problem>
  void ReadColumn(const CsvBatch& batch, Column column, T absent, bool is_needed,
                  std::vector<T>& values, const Read& read, const Problem& problem) {
    if (!batch.Has(column)) return;
    values.assign(batch.row_count(), absent);
    for (size_t row = 0; row < buffer_.good_rows(); ++row) {
      const std::string_view text = batch.Field(row, column);
      if (text.empty() && !is_needed) continue;
      if (!read(text, values[row])) buffer_.Refuse(row, problem(text));
    }
  }

  template <typename T, typename Scan>
  [[nodiscard]] static auto Into(const Scan& scan) {
    return [&scan](std::string_view text, T& value) {
      const auto scanned = scan(text);
      if (scanned.has_value()) value = *scanned;
      return scanned.has_value();
    };
  }

  void ReadTimes(const CsvBatch& batch, Column column, std::vector<int64_t>& times,
                 bool is_needed) {
    ReadColumn(batch, column, metric::kNoTime, is_needed, times, Into<int64_t>(internal::ScanTime),
               [column](std::string_view text) {
                 return internal::TimeProblem(kTelemetryColumns[column].name, text);
               });
  }
  void ReadNumbers(const CsvBatch& batch, Column column, std::vector<double>& numbers) {
    ReadColumn(batch, column, metric::kNoNumber, false, numbers, Into<double>(internal::ScanNumber),
               [column](std::string_view text) {
                 return internal::NumberProblem(kTelemetryColumns[column].name, text);
               });
  }
  void ReadTiers(const CsvBatch& batch) {
    ReadColumn(batch, Column::kTier, metric::kNoTier, false, buffer_.tier,
               Into<uint8_t>(internal::ScanTier), internal::TierProblem);
  }
  void ReadIds(const CsvBatch& batch, Column column, std::vector<uint64_t>& ids) {
    ReadColumn(
        batch, column, metric::kNoId, false, ids,
        [](std::string_view text, uint64_t& id) {
          id = metric::TextId(text);
          return id != metric::kNoId;
        },
        [column](std::string_view text) {
          return base::Invalid("EVENT_ENTITY", base::Cat(kTelemetryColumns[column].name, ": ", text,
                                                         " is the one number that is no id"));
        });
  }
  void ReadTexts(const CsvBatch& batch, Column column, std::vector<uint32_t>& ids) {
    // Rows that follow each other often say the same.
    std::string_view last;
    uint32_t last_id = metric::kNoText;
    absl::Status refused;
    ReadColumn(
        batch, column, metric::kNoText, false, ids,
        [&](std::string_view text, uint32_t& id) {
          if (text != last) {
            const absl::StatusOr<uint32_t> interned = texts_.Intern(text);
            if (!interned.ok()) {
              refused = interned.status();
              return false;
            }
            last = text;
            last_id = *interned;
          }
          id = last_id;
          return true;
        },
        [&](std::string_view) { return base::At(kTelemetryColumns[column].name, refused); });
  }
  void ReadWords(const CsvBatch& batch) {
    buffer_.kind.resize(batch.row_count());
    buffer_.event.resize(batch.row_count());
    std::string_view last_kind;
    metric::EntityKind kind{};
    for (size_t row = 0; row < buffer_.good_rows(); ++row) {
      const std::string_view word = batch.Field(row, Column::kKind);
      if (row == 0 || word != last_kind) {
        const auto scanned = internal::ScanKind(word);
        if (!scanned.has_value()) {
          buffer_.Refuse(row, internal::KindProblem(word));
          break;
        }
        if (options_.refuses_log_kinds && internal::IsLogKind(*scanned)) {
          buffer_.Refuse(row, internal::LogKindProblem(*scanned));
          break;
        }
        last_kind = word;
        kind = *scanned;
      }
      buffer_.kind[row] = kind;
    }
    // A row without a kind above has no good row after it.
    for (size_t row = 0; row < buffer_.good_rows(); ++row) {
      const std::string_view word = batch.Field(row, Column::kEvent);
      const auto scanned = internal::ScanEvent(buffer_.kind[row], word);
      if (scanned.has_value()) {
        buffer_.event[row] = *scanned;
      } else {
        buffer_.Refuse(row, internal::EventProblem(buffer_.kind[row], word));
      }
    }
  }

  const TelemetryOptions& options_;
  metric::TextDictionary& texts_;
  const TelemetryCallback& take_;
  internal::EventBuffer buffer_;
  std::vector<int64_t> lines_;
};

}  // namespace

absl::Status ReadTelemetry(const ByteSource& source, const TelemetryOptions& options,
                           metric::TextDictionary& texts, const TelemetryCallback& take) {
  TelemetryReader reader(options, texts, take);
  return ReadCsv(source, kTelemetryColumns, options.csv,
                 [&reader](const CsvBatch& batch) { return reader.Take(batch); });
}

absl::Status ReadTelemetryText(std::string_view text, const TelemetryOptions& options,
                               metric::TextDictionary& texts, const TelemetryCallback& take) {
  TelemetryReader reader(options, texts, take);
  return ReadCsvText(text, kTelemetryColumns, options.csv,
                     [&reader](const CsvBatch& batch) { return reader.Take(batch); });
}

absl::Status ReadTelemetryFile(const std::string& path, const TelemetryOptions& options,
                               metric::TextDictionary& texts, const TelemetryCallback& take) {
  TelemetryReader reader(options, texts, take);
  return ReadCsvFile(path, kTelemetryColumns, options.csv,
                     [&reader](const CsvBatch& batch) { return reader.Take(batch); });
}

}  // namespace readiness::table
