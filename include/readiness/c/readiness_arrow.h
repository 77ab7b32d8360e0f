/* readiness/c/readiness_arrow.h: columns into the library and out of it, by the Arrow C data and C
 * stream interfaces.
 *
 *   struct ArrowArrayStream stream;        filled by whoever has the columns
 *   readiness_metric_state_ingest_arrow_stream(state, &stream, &error);
 *
 *   readiness_risk_graph_export_arrow_stream(graph, READINESS_TABLE_RISKS, NULL, 0,
 *                                            READINESS_FORMAT_JSON, &stream, &error);
 *   ... whoever reads the stream releases it: stream.release(&stream);
 *
 * Telemetry is a table, a struct ("+s") whose children are the columns, by name and in any order:
 *
 *   time, kind, entity, event              needed
 *   cohort, subject, value, total, release, parent, tier, due, event_id, recorded
 *
 * Times are timestamps with a zone (s, ms, us; ns where they are whole microseconds), whole numbers
 * as microseconds since 1970 UTC, or text of RFC 3339; words and names are utf8, large utf8 or utf8
 * view; ids are text or whole numbers; numbers are float, double or whole. Text and whole numbers
 * may be dictionary-encoded; a null says nothing; slices are followed. Whole numbers may also be
 * floats below 2^24 or doubles below 2^53, as pandas makes of a column with gaps, but in `time`.
 *
 * A risk graph is two tables of the same kind, all columns needed, in any order:
 *
 *   nodes: id, probability that it fails by itself (null: unknown), impact an hour (null: none)
 *   edges: from, to, probability (null: unknown); a failure of `from` reaches `to`
 *
 * Ids are text or whole numbers (their digits), as above; numbers are float, double or whole.
 *
 * Owning     A schema is borrowed. An array is taken where the call succeeds (it is released, and
 * its `release` is NULL), and untouched where it fails: the caller releases it then. A stream is
 * always released, once, with all that came out of it, also where the call fails; only a NULL is
 * not.
 * Trust      Layouts are checked before they are used: formats, counts, null pointers, lengths
 * and offsets against each other, UTF-8, every value. The interface does not tell how large a
 * buffer is, so that a length or an offset that lies beyond it cannot be noticed: columns come from
 * the same process.
 * Errors     READINESS_INVALID_ARGUMENT with the rule ARROW for a layout ("column
 * time: ..."), with the rule of the value and "row 7: ..." for a value, counted from 1 through all
 * arrays of a stream; READINESS_UNAVAILABLE with the words of a stream that fails.
 * Out        What is given is the caller's to release: the stream, the schema and each array, once,
 * in any order. It does not depend on the handle that it came of, which may be freed before, nor on
 * a thread, as long as one at a time uses it. An array has at most 65,536 rows.
 *
 * The structures have the standard guards: a header of Arrow or nanoarrow may come before or after.
 */
#ifndef READINESS_C_READINESS_ARROW_H
#define READINESS_C_READINESS_ARROW_H

#include "readiness/c/readiness.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* Takes the rows of one table, all or none. */
READINESS_API int32_t readiness_metric_state_ingest_arrow(
    readiness_metric_state* state, const struct ArrowSchema* schema, struct ArrowArray* array,
    readiness_error** error) READINESS_NOEXCEPT;

/* Takes the rows of a stream of tables, to its end, all or none. They are kept until the end, 22
 * bytes a row and those of the optional columns that are there: a stream that is larger than memory
 * is handed over table by table. */
READINESS_API int32_t readiness_metric_state_ingest_arrow_stream(
    readiness_metric_state* state, struct ArrowArrayStream* stream,
    readiness_error** error) READINESS_NOEXCEPT;

/* Makes a risk graph of a stream of nodes and one of edges, which may be NULL: there are no edges
 * then. Both streams are released, also where it fails. `limits` is a readiness.v1.ReadLimits in
 * `format`; of size zero: its defaults. Of it counts max_text_byte_count for an id, and
 * max_byte_count for the ids of nodes and 32 bytes a row. The error names stream, row and column
 * ("nodes: row 7: probability: graph/probability: ..."), with the rules of
 * readiness_risk_graph_new. About a microsecond a row. A graph that stands is changed by a message
 * (readiness_risk_graph_update), which says of each row whether it is dropped; columns that hold
 * all rows make it anew, at the cost of a change. */
READINESS_API int32_t readiness_risk_graph_new_arrow_stream(
    struct ArrowArrayStream* nodes, struct ArrowArrayStream* edges, const uint8_t* limits,
    size_t limits_size, int32_t format, readiness_risk_graph** out,
    readiness_error** error) READINESS_NOEXCEPT;

/* Tables that are given out: a readiness.v1.RankedRisk a row, by rank; a readiness.v1.BlockedWork a
 * row; a measure of a metric as a whole, of a cohort or of an exception state a row; an entry of
 * the log a row (seq, id, recorded_at, occurred_at, actor, on_behalf_of, fact, subject, summary,
 * mentions). Columns have the names of the messages' fields in snake_case, and are null where a
 * field is not given; later versions add columns behind those that are there. */
#define READINESS_TABLE_RISKS 1
#define READINESS_TABLE_BLOCKED_WORK 2
#define READINESS_TABLE_METRICS 3
#define READINESS_TABLE_ENTRIES 4

/* Gives a table of a cycle: RISKS, BLOCKED_WORK, METRICS or ENTRIES. `request` is a
 * readiness.v1.AssessRequest: the rows are those of the assessment at that moment, or the entries
 * that were known at it (which take no `since`). `out` is filled on READINESS_OK, whatever was in
 * it; else its `release` is NULL. Costs as much as readiness_cycle_assess; of ENTRIES, a
 * microsecond or two an entry. */
READINESS_API int32_t readiness_cycle_export_arrow_stream(
    const readiness_cycle* cycle, int32_t table, const uint8_t* request, size_t request_size,
    int32_t format, struct ArrowArrayStream* out, readiness_error** error) READINESS_NOEXCEPT;

/* The same of an assessment with metrics of telemetry: `state` and `since` as of
 * readiness_cycle_assess_with_metrics. ENTRIES take no metrics and are refused. */
READINESS_API int32_t readiness_cycle_export_arrow_stream_with_metrics(
    const readiness_cycle* cycle, const readiness_metric_state* state,
    const readiness_metric_state* since, int32_t table, const uint8_t* request, size_t request_size,
    int32_t format, struct ArrowArrayStream* out, readiness_error** error) READINESS_NOEXCEPT;

/* Gives METRICS of a metric state. `request` is a readiness.v1.MetricsRequest; all else as of a
 * cycle. */
READINESS_API int32_t readiness_metric_state_export_arrow_stream(
    const readiness_metric_state* state, int32_t table, const uint8_t* request, size_t request_size,
    int32_t format, struct ArrowArrayStream* out, readiness_error** error) READINESS_NOEXCEPT;

/* Gives RISKS or BLOCKED_WORK of a risk graph. `request` is a readiness.v1.RankRequest; all else as
 * of a cycle. */
READINESS_API int32_t readiness_risk_graph_export_arrow_stream(
    const readiness_risk_graph* graph, int32_t table, const uint8_t* request, size_t request_size,
    int32_t format, struct ArrowArrayStream* out, readiness_error** error) READINESS_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* READINESS_C_READINESS_ARROW_H */
