/* readiness/c/readiness_arrow.h: columns into the library, by the Arrow C data and C stream
 * interfaces.
 *
 *   struct ArrowArrayStream stream;        filled by whoever has the columns
 *   readiness_metric_state_ingest_arrow_stream(state, &stream, &error);
 *
 * Telemetry is a table, a struct ("+s") whose children are the columns, by name and in any order:
 *
 *   time, kind, entity, event              needed
 *   cohort, subject, value, total, release, parent, tier, due, event_id, recorded
 *
 * Times are timestamps with a zone (s, ms, us; ns where they are whole microseconds), whole numbers
 * as microseconds since 1970 UTC, or text of RFC 3339; words and names are utf8, large utf8 or utf8
 * view; ids are text or whole numbers; numbers are float, double or whole. Text and whole numbers
 * may be dictionary-encoded; a null says nothing; slices are followed.
 *
 * Owning     A schema is borrowed. An array is taken where the call succeeds (it is released, and
 * its `release` is NULL), and untouched where it fails: the caller releases it then. A stream is
 * always released, once, with all that came out of it, also where the call fails; only a NULL is
 * not. Trust      Layouts are checked before they are used: formats, counts, null pointers, lengths
 * and offsets against each other, UTF-8, every value. The interface does not tell how large a
 * buffer is, so that a length or an offset that lies beyond it cannot be noticed: columns come from
 * the same process. Errors     READINESS_INVALID_ARGUMENT with the rule ARROW for a layout ("column
 * time: ..."), with the rule of the value and "row 7: ..." for a value, counted from 1 through all
 * arrays of a stream; READINESS_UNAVAILABLE with the words of a stream that fails.
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

#ifdef __cplusplus
}
#endif

#endif /* READINESS_C_READINESS_ARROW_H */
