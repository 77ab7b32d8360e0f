// readiness/table/arrow_c_data.h: the structures of the Arrow C data and C stream interfaces.
//
//   ArrowSchema schema;   // The names, the order and the types of the fields are those that every
//   ArrowArray array;     // implementation of Arrow shares; whoever made a structure frees what it
//   array.release(&array) // holds through its `release`, which then is null.
//
// The guards are the standard ones: where another header has defined the structures already, this
// one adds nothing. They are plain data; reading them safely is table/arrow_columns.h.
//
// Units:   lengths and offsets in elements; `flags` are the bits ARROW_FLAG_*.
// Errors:  the functions of a stream return 0 or a code of errno.
// Cost:    none.
// Threads: as the maker of a structure says; a structure is used by one thread at a time.
// Source:  Arrow C data interface and Arrow C stream interface,
// https://arrow.apache.org/docs/format.
#pragma once

#include <stdint.h>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

// The type of a column, or, as "+s", the columns of a table.
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

// The values of a column or a table.
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

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

// Arrays of one schema, one after the other; one that is released marks the end.
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE
