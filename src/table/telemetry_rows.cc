#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/event.h"
#include "readiness/table/telemetry.h"

#include "table/event_buffer.h"
#include "table/event_fields.h"

namespace readiness::table {
namespace {

using base::Cat;
using metric::TelemetryRow;

// Turns rows into batches of events.
class RowReader {
 public:
  RowReader(const TelemetryOptions& options, metric::TextDictionary& texts,
            const TelemetryCallback& take)
      : options_(options), texts_(texts), take_(take) {}

  absl::Status Take(std::span<const TelemetryRow> rows, int64_t first_place) {
    buffer_.Begin(rows.size());
    buffer_.time.assign(rows.size(), metric::kNoTime);
    buffer_.kind.assign(rows.size(), metric::EntityKind{});
    buffer_.entity.assign(rows.size(), metric::kNoId);
    buffer_.event.assign(rows.size(), metric::EventType{});
    buffer_.recorded.assign(rows.size(), metric::kNoTime);
    buffer_.due.assign(rows.size(), metric::kNoTime);
    buffer_.event_id.assign(rows.size(), metric::kNoId);
    buffer_.parent.assign(rows.size(), metric::kNoId);
    buffer_.value.assign(rows.size(), metric::kNoNumber);
    buffer_.total.assign(rows.size(), metric::kNoNumber);
    buffer_.cohort.assign(rows.size(), metric::kNoText);
    buffer_.subject.assign(rows.size(), metric::kNoText);
    buffer_.release.assign(rows.size(), metric::kNoText);
    buffer_.tier.assign(rows.size(), metric::kNoTier);
    places_.resize(rows.size());
    for (size_t row = 0; row < rows.size(); ++row) {
      places_[row] = first_place + static_cast<int64_t>(row);
    }
    for (size_t row = 0; row < buffer_.good_rows(); ++row) {
      if (absl::Status problem = Read(rows[row], row); !problem.ok()) {
        buffer_.Refuse(row, std::move(problem));
      }
    }
    return buffer_.Give("row", places_, take_);
  }

 private:
  absl::Status Read(const TelemetryRow& given, size_t row) {
    if (!given.time.has_value()) {
      return base::Invalid("EVENT_TIME", "time: is missing; say when it happened");
    }
    READINESS_RETURN_IF_ERROR(ReadTime("time", given.time, buffer_.time[row]));
    READINESS_RETURN_IF_ERROR(ReadWords(given, row));
    READINESS_RETURN_IF_ERROR(ReadId("entity", given.entity, buffer_.entity[row]));
    READINESS_RETURN_IF_ERROR(ReadText("cohort", given.cohort, buffer_.cohort[row]));
    READINESS_RETURN_IF_ERROR(ReadText("subject", given.subject, buffer_.subject[row]));
    READINESS_RETURN_IF_ERROR(ReadNumber("value", given.value, buffer_.value[row]));
    READINESS_RETURN_IF_ERROR(ReadNumber("total", given.total, buffer_.total[row]));
    READINESS_RETURN_IF_ERROR(ReadText("release", given.release, buffer_.release[row]));
    READINESS_RETURN_IF_ERROR(ReadId("parent", given.parent, buffer_.parent[row]));
    if (given.tier.has_value()) {
      if (*given.tier < 0 || *given.tier > metric::kMaxTier) {
        return internal::TierProblem(Cat(*given.tier));
      }
      buffer_.tier[row] = static_cast<uint8_t>(*given.tier);
    }
    READINESS_RETURN_IF_ERROR(ReadTime("due", given.due, buffer_.due[row]));
    READINESS_RETURN_IF_ERROR(ReadId("event_id", given.event_id, buffer_.event_id[row]));
    return ReadTime("recorded", given.recorded, buffer_.recorded[row]);
  }

  static absl::Status ReadTime(std::string_view column, const std::optional<absl::Time>& given,
                               int64_t& time) {
    if (!given.has_value()) return absl::OkStatus();
    const int64_t micros = absl::ToUnixMicros(*given);  // Saturates.
    if (absl::FromUnixMicros(micros) != *given || micros < metric::kFirstTime ||
        micros > metric::kLastTime) {
      return base::Invalid("EVENT_TIME",
                           Cat(column, ": is no whole microsecond in the years 1 to 9999"));
    }
    time = micros;
    return absl::OkStatus();
  }
  absl::Status ReadWords(const TelemetryRow& given, size_t row) {
    const auto kind = internal::ScanKind(given.kind);
    if (!kind.has_value()) return internal::KindProblem(given.kind);
    if (options_.refuses_log_kinds && internal::IsLogKind(*kind)) {
      return internal::LogKindProblem(*kind);
    }
    const auto event = internal::ScanEvent(*kind, given.event);
    if (!event.has_value()) return internal::EventProblem(*kind, given.event);
    buffer_.kind[row] = *kind;
    buffer_.event[row] = *event;
    return absl::OkStatus();
  }
  absl::Status CheckText(std::string_view column, std::string_view text) const {
    if (static_cast<int64_t>(text.size()) > options_.csv.max_field_bytes) {
      return base::At(column,
                      base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT",
                                      Cat("a text of ", text.size(), " bytes is longer than the ",
                                          options_.csv.max_field_bytes, " that are taken")));
    }
    if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
      return base::Invalid("EVENT_ENTITY", Cat(column, ": is not UTF-8 at byte ", *at));
    }
    return absl::OkStatus();
  }
  absl::Status ReadId(std::string_view column, std::string_view text, uint64_t& id) const {
    READINESS_RETURN_IF_ERROR(CheckText(column, text));
    if (text.empty()) return absl::OkStatus();
    id = metric::TextId(text);
    if (id != metric::kNoId) return absl::OkStatus();
    return base::Invalid("EVENT_ENTITY",
                         Cat(column, ": ", text, " is the one number that is no id"));
  }
  absl::Status ReadText(std::string_view column, std::string_view text, uint32_t& id) {
    READINESS_RETURN_IF_ERROR(CheckText(column, text));
    const absl::StatusOr<uint32_t> interned = texts_.Intern(text);
    if (!interned.ok()) return base::At(column, interned.status());
    id = *interned;
    return absl::OkStatus();
  }
  static absl::Status ReadNumber(std::string_view column, const std::optional<double>& given,
                                 double& number) {
    if (!given.has_value()) return absl::OkStatus();
    number = *given;
    if (number - number == 0) return absl::OkStatus();
    return base::Invalid("EVENT_VALUE",
                         Cat(column,
                             ": NaN and infinity are no numbers here; where there is none, "
                             "leave it out"));
  }

  const TelemetryOptions& options_;
  metric::TextDictionary& texts_;
  const TelemetryCallback& take_;
  internal::EventBuffer buffer_;
  std::vector<int64_t> places_;
};

}  // namespace

absl::Status ReadTelemetryRows(std::span<const TelemetryRow> rows, const TelemetryOptions& options,
                               metric::TextDictionary& texts, const TelemetryCallback& take) {
  constexpr size_t kRowsOfBatch = 4'096;
  RowReader reader(options, texts, take);
  for (size_t begin = 0; begin < rows.size(); begin += kRowsOfBatch) {
    const size_t count = std::min(kRowsOfBatch, rows.size() - begin);
    READINESS_RETURN_IF_ERROR(
        reader.Take(rows.subspan(begin, count), static_cast<int64_t>(begin) + 1));
  }
  return absl::OkStatus();
}

}  // namespace readiness::table
