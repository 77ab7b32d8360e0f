// readiness/table/telemetry.h: rows of telemetry from CSV or one by one, as columns of events.
//
//   metric::TextDictionary texts;
//   ReadTelemetryFile("shop.telemetry.csv", {}, texts, [&](const TelemetryBatch& batch) {
//     return state.Apply(batch.columns);   // batch.places[i] is the line of row i
//   });
//
// The columns are time, kind, entity, event (needed) and cohort, subject, value, total, release,
// parent, tier, due, event_id, recorded, in any order. An empty field says nothing, which is never
// zero.
//   time, due, recorded        RFC 3339 with a zone, or whole microseconds since 1970-01-01T00:00Z
//   kind, event                the words of metric/event.h
//   entity, parent, event_id   text, or a whole number (metric/entity_id.h)
//   cohort, subject, release   text, numbered by `texts`
//   value, total               decimal digits, with a point and an exponent where wanted: -1, 0.5,
//                              2e3; never NaN, infinity, hexadecimal, a plus sign or blanks
//   tier                       a whole number, 0 to metric::kMaxTier
// Every row satisfies metric::CheckEvent when it is given.
//
// Errors:  the first row that is wrong ends the reading: "line N: ", with a rule of metric/event.h
//          (EVENT_TIME, EVENT_KIND, EVENT_TYPE, EVENT_ENTITY, EVENT_VALUE, EVENT_TIER) and the
//          column; ResourceExhausted (rule LIMIT) where `texts` takes no more; all of table/csv.h.
//          Batches given before stay given, the rows of a wrong one are not: whoever must not take
//          half a file folds into a state of its own and merges that when all is read.
// Memory:  that of table/csv.h and some 80 bytes a row of a batch; batches have some thousand rows.
// Cost:    linear; some 200 ns a row of 70 bytes (benchmarks/table).
// Threads: free functions; `texts` and the callback are used by the calling thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "readiness/metric/event_columns.h"
#include "readiness/metric/telemetry_row.h"
#include "readiness/metric/text_dictionary.h"
#include "readiness/table/csv.h"

namespace readiness::table {

// What a reader noticed that is no error.
struct TelemetryNotes {
  int64_t rows = 0;
  // Whole numbers in `time` of the years 1970 to 1973, which are more often seconds or milliseconds
  // than microseconds: how many, the first of them and its line.
  int64_t early_times = 0;
  int64_t early_time = 0;
  int64_t early_line = 0;
};
// Whole numbers above zero and below it are early.
inline constexpr int64_t kEarlyTime = 100'000'000'000'000;

struct TelemetryOptions {
  // Separator and limits; '\t' reads TSV.
  CsvOptions csv = {};
  // Refuse rows of kind decision and review, for who has them in a log.
  bool refuses_log_kinds = false;
  // Where given, counts up what is noticed in text. Outlives the reading.
  TelemetryNotes* notes = nullptr;
};

// Rows in the order of their source. Valid during the callback only.
struct TelemetryBatch {
  metric::EventColumns columns;
  // Where each row was found: the line of a text; of an array the number of the row, from 1.
  std::span<const int64_t> places;
};

using TelemetryCallback = std::function<absl::Status(const TelemetryBatch&)>;

// Reads to the end of a source, of a text in memory, or of a file.
[[nodiscard]] absl::Status ReadTelemetry(const ByteSource& source, const TelemetryOptions& options,
                                         metric::TextDictionary& texts,
                                         const TelemetryCallback& take);
[[nodiscard]] absl::Status ReadTelemetryText(std::string_view text, const TelemetryOptions& options,
                                             metric::TextDictionary& texts,
                                             const TelemetryCallback& take);
// Errors begin with the path as well.
[[nodiscard]] absl::Status ReadTelemetryFile(const std::string& path,
                                             const TelemetryOptions& options,
                                             metric::TextDictionary& texts,
                                             const TelemetryCallback& take);
// Rows that are in memory, word by word; errors begin with "row N: ", counted from 1. Of the
// options the limit of a text (csv.max_field_bytes) and refuses_log_kinds count.
[[nodiscard]] absl::Status ReadTelemetryRows(std::span<const metric::TelemetryRow> rows,
                                             const TelemetryOptions& options,
                                             metric::TextDictionary& texts,
                                             const TelemetryCallback& take);

}  // namespace readiness::table
