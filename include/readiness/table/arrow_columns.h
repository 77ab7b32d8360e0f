// readiness/table/arrow_columns.h: telemetry from Arrow, by the C data and C stream interfaces.
//
//   metric::TextDictionary texts;
//   ReadTelemetryArrow(schema, array, {}, texts, [&](const TelemetryBatch& batch) {
//     return state.Apply(batch.columns);   // batch.places[i] is the number of the row, from 1
//   });
//
// The table is a struct ("+s") whose children are the columns of table/telemetry.h, by name and in
// any order. A null says nothing, as an empty field of CSV does. Types:
//   time, due, recorded        timestamps with a zone (tss, tsm, tsu, tsn; finer than a microsecond
//                              is refused), whole numbers as microseconds since 1970 UTC, or text
//   kind, event                text
//   entity, parent, event_id   text or whole numbers
//   cohort, subject, release   text, or whole numbers as their digits
//   value, total               float, double, whole numbers up to 2^53; neither NaN nor infinity
//   tier                       whole numbers
// Where whole numbers are taken, in all but `time`, floats below 2^24 and doubles below 2^53 are as
// well, as long as each is whole: a column of integers with gaps is one of doubles in pandas. Text
// is utf8 (u), large utf8 (U) or utf8 view (vu); text and whole numbers may be dictionary-encoded;
// whole numbers have 8 to 64 bits, with or without a sign. A column of type null (n) is as none.
// Slices (offsets of the table, of a column and of a dictionary) are followed.
//
// What is checked before it is used: formats, names, numbers of children and buffers, null
// pointers, structures that were released; lengths and offsets against overflow and against each
// other; null counts; that offsets of text do not fall and are not negative; indexes of
// dictionaries and of buffers of views; UTF-8; every value as in table/telemetry.h. What cannot be
// checked: the interface does not say how large a buffer is (but for the buffers of views), so that
// a length, an offset of text or a pointer that lies is believed; so is the end of a format or a
// name. Bytes from a stranger belong in Arrow IPC, whose reader knows the sizes.
//
// Errors:  InvalidArgument (rule ARROW) for a layout, "column time: ..."; rules of telemetry.h for
//          a value, "row N: ..."; ResourceExhausted (rule LIMIT); Unavailable (rule ARROW) with the
//          words of a stream that fails. A status of the callback comes back as it is.
// Memory:  some 100 bytes a row of a batch of 4,096 rows, whatever the length of the array.
// Cost:    linear, some 150 ns a row (benchmarks/table).
// Threads: free functions; the structures, `texts` and the callback are used by the calling thread.
#pragma once

#include "absl/status/status.h"

#include "readiness/metric/text_dictionary.h"
#include "readiness/table/arrow_c_data.h"
#include "readiness/table/telemetry.h"

namespace readiness::table {

// Of TelemetryOptions the limit of a text (csv.max_field_bytes) and refuses_log_kinds count.
// Both structures are borrowed for the call.
[[nodiscard]] absl::Status ReadTelemetryArrow(const ArrowSchema& schema, const ArrowArray& array,
                                              const TelemetryOptions& options,
                                              metric::TextDictionary& texts,
                                              const TelemetryCallback& take);

// The same, and on success releases the array; on an error the array is the caller's as before.
[[nodiscard]] absl::Status TakeTelemetryArrow(const ArrowSchema& schema, ArrowArray& array,
                                              const TelemetryOptions& options,
                                              metric::TextDictionary& texts,
                                              const TelemetryCallback& take);

// Reads a stream to its end, rows counted through all of its arrays. Releases the stream and all
// that came out of it, each once, on success and on an error.
[[nodiscard]] absl::Status TakeTelemetryArrowStream(ArrowArrayStream& stream,
                                                    const TelemetryOptions& options,
                                                    metric::TextDictionary& texts,
                                                    const TelemetryCallback& take);

}  // namespace readiness::table
