// Package arrowtest makes and reads Arrow C streams for tests, which themselves may not use cgo.
package arrowtest

/*
#cgo pkg-config: readiness-c
#include <readiness/c/readiness_arrow.h>
#include <stdlib.h>
#include <string.h>

static int released; // Streams that were released.

static void release_schema(struct ArrowSchema *schema) {
	for (int64_t i = 0; i < schema->n_children; i++) {
		free((void *)schema->children[i]->name);
		free(schema->children[i]);
	}
	free(schema->children);
	schema->release = NULL;
}
static void release_array(struct ArrowArray *array) {
	for (int64_t i = 0; i < array->n_children; i++) {
		for (int64_t j = 0; j < array->children[i]->n_buffers; j++) free((void *)array->children[i]->buffers[j]);
		free(array->children[i]->buffers);
		free(array->children[i]);
	}
	free(array->children);
	free(array->buffers);
	array->release = NULL;
}
static void keep_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void keep_array(struct ArrowArray *array) { array->release = NULL; }

// One table, which is moved out of it.
struct table {
	struct ArrowSchema schema;
	struct ArrowArray array;
};
static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
	struct table *table = stream->private_data;
	*out = table->schema;
	table->schema.release = NULL;
	return 0;
}
static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
	struct table *table = stream->private_data;
	*out = table->array;
	table->array.release = NULL;
	return 0;
}
static const char *get_last_error(struct ArrowArrayStream *stream) { return NULL; }
static void release_stream(struct ArrowArrayStream *stream) {
	struct table *table = stream->private_data;
	if (table->schema.release != NULL) table->schema.release(&table->schema);
	if (table->array.release != NULL) table->array.release(&table->array);
	free(table);
	stream->release = NULL;
	released++;
}

static void begin(struct ArrowArrayStream *stream, int64_t columns, int64_t rows) {
	struct table *table = calloc(1, sizeof(*table));
	table->schema.format = "+s";
	table->schema.name = "";
	table->schema.n_children = table->array.n_children = columns;
	table->schema.children = calloc(columns, sizeof(void *));
	table->array.children = calloc(columns, sizeof(void *));
	table->array.length = rows;
	table->array.n_buffers = 1;
	table->array.buffers = calloc(1, sizeof(void *));
	table->schema.release = release_schema;
	table->array.release = release_array;
	stream->get_schema = get_schema;
	stream->get_next = get_next;
	stream->get_last_error = get_last_error;
	stream->release = release_stream;
	stream->private_data = table;
}
// The buffers and the name become the stream's.
static void add(struct ArrowArrayStream *stream, int64_t place, char *name, char format, int64_t nulls,
		int64_t buffers, void *first, void *second, void *third) {
	struct table *table = stream->private_data;
	struct ArrowSchema *schema = calloc(1, sizeof(*schema));
	struct ArrowArray *array = calloc(1, sizeof(*array));
	schema->name = name;
	schema->format = format == 'u' ? "u" : format == 'l' ? "l" : "g";
	schema->flags = ARROW_FLAG_NULLABLE;
	schema->release = keep_schema;
	array->length = table->array.length;
	array->null_count = nulls;
	array->n_buffers = buffers;
	array->buffers = calloc(3, sizeof(void *));
	array->buffers[0] = first;
	array->buffers[1] = second;
	array->buffers[2] = third;
	array->release = keep_array;
	table->schema.children[place] = schema;
	table->array.children[place] = array;
}

static int next_array(struct ArrowArrayStream *stream, struct ArrowArray *out) { return stream->get_next(stream, out); }
static int schema_of(struct ArrowArrayStream *stream, struct ArrowSchema *out) { return stream->get_schema(stream, out); }
static void release_all(struct ArrowArrayStream *stream, struct ArrowSchema *schema) {
	schema->release(schema);
	stream->release(stream);
}
static void release_one(struct ArrowArray *array) { array->release(array); }
static int released_count(void) { return released; }
*/
import "C"

import (
	"fmt"
	"math"
	"unsafe"
)

// Column is a column of a table: []string, []int64, or []float64, in which NaN is a null.
type Column struct {
	Name   string
	Values any
}

// Stream is a struct ArrowArrayStream.
type Stream struct{ c C.struct_ArrowArrayStream }

// Pointer is where the structure is.
func (s *Stream) Pointer() unsafe.Pointer { return unsafe.Pointer(&s.c) }

// IsReleased says whether there is a stream no more.
func (s *Stream) IsReleased() bool { return s.c.release == nil }

// Released is how many streams that New made were released.
func Released() int { return int(C.released_count()) }

func copied[T any](values []T) unsafe.Pointer {
	if len(values) == 0 {
		return C.calloc(1, 1)
	}
	size := C.size_t(len(values)) * C.size_t(unsafe.Sizeof(values[0]))
	memory := C.malloc(size)
	C.memcpy(memory, unsafe.Pointer(&values[0]), size)
	return memory
}

// New makes a stream of one table; columns are of one length.
func New(rows int, columns ...Column) *Stream {
	stream := new(Stream)
	C.begin(&stream.c, C.int64_t(len(columns)), C.int64_t(rows))
	for place, column := range columns {
		name, at := C.CString(column.Name), C.int64_t(place)
		switch values := column.Values.(type) {
		case []string:
			ends, text := []int32{0}, []byte{}
			for _, value := range values {
				text = append(text, value...)
				ends = append(ends, int32(len(text)))
			}
			C.add(&stream.c, at, name, 'u', 0, 3, nil, copied(ends), copied(text))
		case []int64:
			C.add(&stream.c, at, name, 'l', 0, 2, nil, copied(values), nil)
		case []float64:
			validity, nulls := make([]byte, len(values)/8+1), 0
			for row, value := range values {
				if math.IsNaN(value) {
					nulls++
				} else {
					validity[row/8] |= 1 << (row % 8)
				}
			}
			C.add(&stream.c, at, name, 'g', C.int64_t(nulls), 2, copied(validity), copied(values), nil)
		default:
			panic(fmt.Sprintf("no column of %T", values))
		}
	}
	return stream
}

// Read reads the texts, whole numbers and numbers of a stream to its end, by column, and releases it. A null is nil; of
// other types there is only the length.
func Read(stream *Stream) map[string][]any {
	var schema C.struct_ArrowSchema
	if code := C.schema_of(&stream.c, &schema); code != 0 {
		panic(fmt.Sprintf("no schema, code %d", code))
	}
	fields := unsafe.Slice(schema.children, int(schema.n_children))
	read := map[string][]any{}
	for {
		var array C.struct_ArrowArray
		if code := C.next_array(&stream.c, &array); code != 0 {
			panic(fmt.Sprintf("no array, code %d", code))
		}
		if array.release == nil {
			break
		}
		children := unsafe.Slice(array.children, int(array.n_children))
		for place, field := range fields {
			name := C.GoString(field.name)
			for row := 0; row < int(array.length); row++ {
				read[name] = append(read[name], cell(C.GoString(field.format), children[place], row))
			}
		}
		C.release_one(&array)
	}
	C.release_all(&stream.c, &schema)
	return read
}

func cell(format string, array *C.struct_ArrowArray, row int) any {
	buffers := unsafe.Slice(array.buffers, int(array.n_buffers))
	if array.null_count > 0 && unsafe.Slice((*byte)(buffers[0]), row/8+1)[row/8]>>(row%8)&1 == 0 {
		return nil
	}
	switch format {
	case "u":
		ends := unsafe.Slice((*int32)(buffers[1]), row+2)
		return string(unsafe.Slice((*byte)(buffers[2]), int(ends[row+1]))[ends[row]:])
	case "l":
		return unsafe.Slice((*int64)(buffers[1]), row+1)[row]
	case "g":
		return unsafe.Slice((*float64)(buffers[1]), row+1)[row]
	}
	return format
}
