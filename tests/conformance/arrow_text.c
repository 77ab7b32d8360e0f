#include "arrow_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 1024, MOST_COLUMNS = 16, MOST_ROWS = 256 };

/* One table that waits to be asked for; schema and array live as long as the stream. */
struct table {
  struct ArrowSchema schema;
  struct ArrowSchema* schemas[MOST_COLUMNS];
  struct ArrowSchema columns[MOST_COLUMNS];
  char names[MOST_COLUMNS][64];
  char formats[MOST_COLUMNS][8];
  int is_given;
};

/* What an array owns: everything is of a fixed size, and one free. */
struct cells {
  struct ArrowArray* arrays[MOST_COLUMNS];
  struct ArrowArray columns[MOST_COLUMNS];
  const void* of_table[1];
  const void* buffers[MOST_COLUMNS][3];
  uint8_t given[MOST_COLUMNS][MOST_ROWS / 8];
  int32_t ends[MOST_COLUMNS][MOST_ROWS + 1];
  char texts[MOST_COLUMNS][MOST_ROWS * 32];
  double numbers[MOST_COLUMNS][MOST_ROWS];
  int64_t wholes[MOST_COLUMNS][MOST_ROWS];
};

/* The stream's own: its table and, until it is moved out, its array. */
struct source {
  struct table table;
  struct ArrowArray array;
};

static void keep_schema(struct ArrowSchema* schema) { schema->release = NULL; }
static void keep_array(struct ArrowArray* array) { array->release = NULL; }
static void free_schema(struct ArrowSchema* schema) {
  free(schema->private_data);
  schema->release = NULL;
}
static void free_array(struct ArrowArray* array) {
  free(array->private_data);
  array->release = NULL;
}

/* A copy that lives by itself, as the interface asks. */
static int give_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  const struct table* from = &((struct source*)stream->private_data)->table;
  struct table* copy = (struct table*)malloc(sizeof *copy);
  int64_t i;
  if (copy == NULL) return 12;
  memcpy(copy, from, sizeof *copy);
  for (i = 0; i < copy->schema.n_children; i++) {
    copy->schemas[i] = &copy->columns[i];
    copy->columns[i].name = copy->names[i];
    copy->columns[i].format = copy->formats[i];
  }
  copy->schema.children = copy->schemas;
  copy->schema.private_data = copy;
  *out = copy->schema;
  return 0;
}
static int give_array(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct source* source = (struct source*)stream->private_data;
  *out = source->array;
  memset(&source->array, 0, sizeof source->array);
  return 0;
}
static const char* no_error(struct ArrowArrayStream* stream) {
  (void)stream;
  return NULL;
}
static void free_stream(struct ArrowArrayStream* stream) {
  struct source* source = (struct source*)stream->private_data;
  if (source->array.release != NULL) source->array.release(&source->array);
  free(source);
  stream->release = NULL;
}

/* The next cell of a line; tabs and the end of the line are overwritten. */
static char* next_cell(char** line) {
  char* cell = *line;
  char* end;
  if (cell == NULL) return NULL;
  end = cell + strcspn(cell, "\t\r\n");
  *line = *end == '\t' ? end + 1 : NULL;
  *end = '\0';
  return cell;
}

static void read_columns(struct table* table, char* line) {
  char* cell;
  while ((cell = next_cell(&line)) != NULL && table->schema.n_children < MOST_COLUMNS) {
    const int64_t place = table->schema.n_children++;
    struct ArrowSchema* column = &table->columns[place];
    char* format = strchr(cell, ':');
    if (format == NULL) exit(2);
    *format++ = '\0';
    sprintf(table->names[place], "%.63s", cell);
    sprintf(table->formats[place], "%.7s", format);
    column->flags = ARROW_FLAG_NULLABLE;
    column->release = keep_schema;
  }
  table->schema.format = "+s";
  table->schema.name = "";
  table->schema.release = free_schema;
}

static void read_row(const struct table* table, struct cells* cells, int64_t row, char* line) {
  int64_t i;
  for (i = 0; i < table->schema.n_children; i++) {
    const char* cell = next_cell(&line);
    int32_t end = cells->ends[i][row];
    if (cell == NULL) cell = "";
    if (*cell == '\0') {
      cells->columns[i].null_count++;
    } else {
      cells->given[i][row / 8] = (uint8_t)(cells->given[i][row / 8] | 1U << (row % 8));
    }
    if (table->formats[i][0] == 'u') {
      const size_t size = strlen(cell);
      if (size > 32) exit(2);
      memcpy(cells->texts[i] + end, cell, size);
      end += (int32_t)size;
    }
    cells->ends[i][row + 1] = end;
    cells->numbers[i][row] = atof(cell);
    cells->wholes[i][row] = (int64_t)atof(cell); /* Exact up to 2^53; C90 reads no greater ones. */
  }
}

static void lay_out(const struct table* table, struct cells* cells, struct ArrowArray* array,
                    int64_t rows) {
  int64_t i;
  memset(array, 0, sizeof *array);
  for (i = 0; i < table->schema.n_children; i++) {
    struct ArrowArray* column = &cells->columns[i];
    const char format = table->formats[i][0];
    cells->arrays[i] = column;
    cells->buffers[i][0] = column->null_count > 0 ? cells->given[i] : NULL;
    cells->buffers[i][1] = format == 'u'   ? (const void*)cells->ends[i]
                           : format == 'g' ? (const void*)cells->numbers[i]
                                           : (const void*)cells->wholes[i];
    cells->buffers[i][2] = cells->texts[i];
    column->length = rows;
    column->n_buffers = format == 'u' ? 3 : 2;
    column->buffers = cells->buffers[i];
    column->release = keep_array;
  }
  array->length = rows;
  array->n_buffers = 1;
  array->buffers = cells->of_table;
  array->n_children = table->schema.n_children;
  array->children = cells->arrays;
  array->private_data = cells;
  array->release = free_array;
}

int arrow_text_read(const char* path, struct ArrowArrayStream* out) {
  char line[LINE];
  int64_t rows = 0;
  FILE* file = fopen(path, "r");
  struct source* source = (struct source*)calloc(1, sizeof *source);
  struct cells* cells = (struct cells*)calloc(1, sizeof *cells);
  if (file == NULL || source == NULL || cells == NULL) return 0;
  if (fgets(line, LINE, file) == NULL) return 0;
  read_columns(&source->table, line);
  while (rows < MOST_ROWS && fgets(line, LINE, file) != NULL) {
    read_row(&source->table, cells, rows++, line);
  }
  fclose(file);
  lay_out(&source->table, cells, &source->array, rows);
  out->get_schema = give_schema;
  out->get_next = give_array;
  out->get_last_error = no_error;
  out->release = free_stream;
  out->private_data = source;
  return 1;
}

static int bit(const void* bits, int64_t at) {
  return ((const uint8_t*)bits)[at / 8] >> (at % 8) & 1;
}

static void write_text(const struct ArrowArray* array, int64_t at, FILE* file) {
  const int32_t* ends = (const int32_t*)array->buffers[1] + array->offset;
  const char* text = (const char*)array->buffers[2];
  fwrite(text + ends[at], 1, (size_t)(ends[at + 1] - ends[at]), file);
}

static void write_cell(const struct ArrowSchema* schema, const struct ArrowArray* array, int64_t at,
                       FILE* file) {
  const char* format = schema->format;
  const int64_t place = at + array->offset;
  if (array->null_count != 0 && array->buffers[0] != NULL && !bit(array->buffers[0], place)) {
    fputs("null", file);
  } else if (strcmp(format, "u") == 0) {
    write_text(array, at, file);
  } else if (strcmp(format, "g") == 0) {
    fprintf(file, "%.17g", ((const double*)array->buffers[1])[place]);
  } else if (strcmp(format, "b") == 0) {
    fputs(bit(array->buffers[1], place) ? "true" : "false", file);
  } else if (strcmp(format, "+l") == 0) {
    const int32_t* ends = (const int32_t*)array->buffers[1] + array->offset;
    int32_t item;
    for (item = ends[at]; item < ends[at + 1]; item++) {
      if (item > ends[at]) fputc(',', file);
      write_text(array->children[0], item, file);
    }
  } else { /* int64, and microseconds */
    fprintf(file, "%.0f", (double)((const int64_t*)array->buffers[1])[place]);
  }
}

int arrow_text_write(struct ArrowArrayStream* stream, const char* path) {
  struct ArrowSchema schema;
  struct ArrowArray array;
  int64_t row;
  int64_t i;
  FILE* file = fopen(path, "w");
  if (file == NULL || stream->get_schema(stream, &schema) != 0) return 0;
  for (i = 0; i < schema.n_children; i++) {
    fprintf(file, "%s%s:%s", i > 0 ? "\t" : "", schema.children[i]->name,
            schema.children[i]->format);
  }
  fputc('\n', file);
  while (stream->get_next(stream, &array) == 0 && array.release != NULL) {
    for (row = 0; row < array.length; row++) {
      for (i = 0; i < array.n_children; i++) {
        if (i > 0) fputc('\t', file);
        write_cell(schema.children[i], array.children[i], row, file);
      }
      fputc('\n', file);
    }
    array.release(&array);
  }
  schema.release(&schema);
  stream->release(stream);
  fclose(file);
  return 1;
}
