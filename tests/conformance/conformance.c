/* The cases of cases.tsv through the C interface.
 *
 *     conformance_c FOLDER OUT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readiness/c/readiness.h"

#include "arrow_text.h"

enum { LINE = 4096, PATH = 1024, COLUMNS = 6 };
enum { NAME, LOG, LIMITS, APPEND, CALL, REQUEST };

static uint8_t* read_file(const char* folder, const char* name, size_t* size) {
  char path[PATH];
  uint8_t* bytes;
  FILE* file;
  long length;
  sprintf(path, "%.500s/%.500s", folder, name);
  file = fopen(path, "rb");
  if (file == NULL) exit(2);
  fseek(file, 0, SEEK_END);
  length = ftell(file);
  rewind(file);
  bytes = malloc((size_t)length + 1);
  if (bytes == NULL) exit(2);
  *size = fread(bytes, 1, (size_t)length, file);
  fclose(file);
  return bytes;
}

static FILE* create(const char* out, const char* name, const char* ending) {
  char path[PATH];
  FILE* file;
  sprintf(path, "%.500s/%.500s%s", out, name, ending);
  file = fopen(path, "wb");
  if (file == NULL) exit(2);
  return file;
}

static const char* or_empty(const char* column) { return strcmp(column, "-") == 0 ? "" : column; }

static void write_answer(readiness_buffer* buffer, const char* out, const char* name,
                         int32_t format) {
  FILE* file = create(out, name, format == READINESS_FORMAT_JSON ? ".json" : ".binpb");
  fwrite(readiness_buffer_data(buffer), 1, readiness_buffer_size(buffer), file);
  fclose(file);
  readiness_buffer_free(buffer);
}

static int is_call(char** column, const char* call) { return strcmp(column[CALL], call) == 0; }
static int has_metrics(char** column) {
  return is_call(column, "assess_metrics") || is_call(column, "query_metrics");
}

static readiness_cycle* load(const char* folder, char** column, readiness_error** error) {
  readiness_cycle* cycle = NULL;
  uint8_t* bytes;
  size_t size;
  if (strcmp(column[LOG], "-") == 0) {
    readiness_cycle_new(&cycle, error);
  } else {
    const char* limits = or_empty(column[LIMITS]);
    bytes = read_file(folder, column[LOG], &size);
    readiness_cycle_load(bytes, size, READINESS_FORMAT_JSON, (const uint8_t*)limits, strlen(limits),
                         &cycle, error);
    free(bytes);
  }
  if (*error == NULL && strcmp(column[APPEND], "-") != 0 && !has_metrics(column)) {
    char* path = strtok(column[APPEND], ",");
    for (; path != NULL && *error == NULL; path = strtok(NULL, ",")) {
      bytes = read_file(folder, path, &size);
      readiness_cycle_append(cycle, bytes, size, READINESS_FORMAT_JSON, error);
      free(bytes);
    }
  }
  return cycle;
}

/* Hands over the files of telemetry that `paths` names, with commas between, one after the other. */
static void ingest(readiness_metric_state* state, const char* folder, char* paths,
                   readiness_error** error) {
  char* path = strtok(paths, ",");
  for (; path != NULL && *error == NULL; path = strtok(NULL, ",")) {
    size_t size;
    uint8_t* rows = read_file(folder, path, &size);
    readiness_metric_state_ingest_rows(state, rows, size, READINESS_FORMAT_CSV, error);
    free(rows);
  }
}

/* The rows that a case appends, for an assessment with metrics. A query is about the last entry; of
 * another moment, its request would have to be taken apart. */
static readiness_metric_state* metrics_of(const readiness_cycle* cycle, const char* folder,
                                          char** column, readiness_error** error) {
  readiness_metric_state* state = NULL;
  const char* request = is_call(column, "query_metrics") ? "" : or_empty(column[REQUEST]);
  readiness_metric_state_new_for_cycle(cycle, (const uint8_t*)request, strlen(request),
                                       READINESS_FORMAT_JSON, &state, error);
  ingest(state, folder, column[APPEND], error);
  return state;
}

/* `state` is NULL where a case has no metrics. */
static void answer(const readiness_cycle* cycle, const readiness_metric_state* state, char** column,
                   int32_t format, const char* out, readiness_error** error) {
  const char* request = or_empty(column[REQUEST]);
  const uint8_t* asked = (const uint8_t*)request;
  readiness_buffer* buffer = NULL;
  if (strcmp(column[CALL], "save") == 0) {
    readiness_cycle_save(cycle, format, &buffer, error);
  } else if (is_call(column, "query")) {
    readiness_cycle_query(cycle, asked, strlen(request), format, &buffer, error);
  } else if (is_call(column, "query_metrics")) {
    readiness_cycle_query_with_metrics(cycle, state, NULL, asked, strlen(request), format, &buffer,
                                       error);
  } else if (state != NULL) {
    readiness_cycle_assess_with_metrics(cycle, state, NULL, asked, strlen(request), format, &buffer,
                                        error);
  } else {
    readiness_cycle_assess(cycle, asked, strlen(request), format, &buffer, error);
  }
  if (*error == NULL) write_answer(buffer, out, column[NAME], format);
}

/* A state that is as a case wants it, still without rows. */
static readiness_metric_state* new_metrics(char** column, readiness_error** error) {
  readiness_metric_state* state = NULL;
  const char* options = or_empty(column[LIMITS]);
  readiness_metric_state_new((const uint8_t*)options, strlen(options), READINESS_FORMAT_JSON,
                             &state, error);
  return state;
}

static readiness_metric_state* load_metrics(const char* folder, char** column,
                                            readiness_error** error) {
  readiness_metric_state* state = new_metrics(column, error);
  ingest(state, folder, column[LOG], error);
  return state;
}

static void answer_metrics(const readiness_metric_state* state, char** column, int32_t format,
                           const char* out, readiness_error** error) {
  const char* request = or_empty(column[REQUEST]);
  readiness_buffer* buffer = NULL;
  if (strcmp(column[CALL], "metrics_save") == 0) {
    readiness_metric_state_save(state, format, &buffer, error);
  } else {
    readiness_metric_state_evaluate(state, (const uint8_t*)request, strlen(request), format,
                                    &buffer, error);
  }
  if (*error == NULL) write_answer(buffer, out, column[NAME], format);
}

static readiness_risk_graph* load_graph(const char* folder, char** column,
                                        readiness_error** error) {
  readiness_risk_graph* graph = NULL;
  const char* limits = or_empty(column[LIMITS]);
  size_t size;
  uint8_t* bytes = read_file(folder, column[LOG], &size);
  readiness_risk_graph_new(bytes, size, READINESS_FORMAT_JSON, (const uint8_t*)limits,
                           strlen(limits), &graph, error);
  free(bytes);
  if (*error == NULL && strcmp(column[APPEND], "-") != 0) {
    char* path = strtok(column[APPEND], ",");
    for (; path != NULL && *error == NULL; path = strtok(NULL, ",")) {
      bytes = read_file(folder, path, &size);
      readiness_risk_graph_update(graph, bytes, size, READINESS_FORMAT_JSON, error);
      free(bytes);
    }
  }
  return graph;
}

static void answer_graph(const readiness_risk_graph* graph, char** column, int32_t format,
                         const char* out, readiness_error** error) {
  const char* request = or_empty(column[REQUEST]);
  readiness_buffer* buffer = NULL;
  if (strcmp(column[CALL], "rank_save") == 0) {
    readiness_risk_graph_save(graph, format, &buffer, error);
  } else if (strcmp(column[CALL], "rank_explain") == 0) {
    readiness_risk_graph_explain(graph, (const uint8_t*)request, strlen(request), format, &buffer,
                                 error);
  } else {
    readiness_risk_graph_rank(graph, (const uint8_t*)request, strlen(request), format, &buffer,
                              error);
  }
  if (*error == NULL) write_answer(buffer, out, column[NAME], format);
}

static struct ArrowArrayStream* stream_of(const char* folder, const char* name,
                                          struct ArrowArrayStream* stream) {
  char path[PATH];
  if (strcmp(name, "-") == 0) return NULL;
  sprintf(path, "%.500s/%.500s", folder, name);
  if (!arrow_text_read(path, stream)) exit(2);
  return stream;
}

static void write_table(struct ArrowArrayStream* table, const char* out, const char* name) {
  char path[PATH];
  sprintf(path, "%.500s/%.500s.tsv", out, name);
  if (!arrow_text_write(table, path)) exit(2);
}

static readiness_risk_graph* load_arrow_graph(const char* folder, char** column,
                                              readiness_error** error) {
  readiness_risk_graph* graph = NULL;
  const char* limits = or_empty(column[LIMITS]);
  struct ArrowArrayStream nodes, edges;
  readiness_risk_graph_new_arrow_stream(
      stream_of(folder, column[LOG], &nodes), stream_of(folder, column[APPEND], &edges),
      (const uint8_t*)limits, strlen(limits), READINESS_FORMAT_JSON, &graph, error);
  return graph;
}

static readiness_metric_state* load_arrow_metrics(const char* folder, char** column,
                                                  readiness_error** error) {
  readiness_metric_state* state = new_metrics(column, error);
  char* path = strtok(column[LOG], ",");
  for (; path != NULL && *error == NULL; path = strtok(NULL, ",")) {
    struct ArrowArrayStream rows;
    readiness_metric_state_ingest_arrow_stream(state, stream_of(folder, path, &rows), error);
  }
  return state;
}

static void write_error(const readiness_error* error, const char* out, const char* name) {
  FILE* file = create(out, name, ".error");
  size_t size = 0;
  /* {rule (1), place (2)}, each shorter than 128 bytes here. */
  const uint8_t* detail = readiness_error_detail(error, &size);
  const int rule_size = size > 1 && detail[0] == 0x0A ? detail[1] : 0;
  fprintf(file, "%d\n%.*s\n%s\n%s\n", (int)readiness_error_code(error), rule_size,
          rule_size > 0 ? (const char*)detail + 2 : "", readiness_error_location(error, NULL),
          readiness_error_message(error, NULL));
  fclose(file);
}

static void run_cycle(const char* folder, const char* out, char** column, readiness_error** error) {
  readiness_cycle* cycle = load(folder, column, error);
  readiness_metric_state* state = NULL;
  if (*error == NULL && has_metrics(column)) {
    state = metrics_of(cycle, folder, column, error);
  }
  if (*error == NULL) answer(cycle, state, column, READINESS_FORMAT_JSON, out, error);
  if (*error == NULL && strcmp(column[REQUEST], "-") == 0) {
    answer(cycle, state, column, READINESS_FORMAT_PROTOBUF, out, error);
  }
  readiness_metric_state_free(state);
  readiness_cycle_free(cycle);
}

static void run_metrics(const char* folder, const char* out, char** column,
                        readiness_error** error) {
  readiness_metric_state* state = load_metrics(folder, column, error);
  if (*error == NULL) answer_metrics(state, column, READINESS_FORMAT_JSON, out, error);
  if (*error == NULL && strcmp(column[REQUEST], "-") == 0) {
    answer_metrics(state, column, READINESS_FORMAT_PROTOBUF, out, error);
  }
  readiness_metric_state_free(state);
}

static void run_graph(const char* folder, const char* out, char** column, readiness_error** error) {
  readiness_risk_graph* graph = load_graph(folder, column, error);
  if (*error == NULL) answer_graph(graph, column, READINESS_FORMAT_JSON, out, error);
  if (*error == NULL && strcmp(column[REQUEST], "-") == 0) {
    answer_graph(graph, column, READINESS_FORMAT_PROTOBUF, out, error);
  }
  readiness_risk_graph_free(graph);
}

/* The answers of a case whose tables are handed over as Arrow, and the table that is given out. */
static void run_arrow_metrics(const char* folder, const char* out, char** column,
                              readiness_error** error) {
  const char* request = or_empty(column[REQUEST]);
  readiness_metric_state* state = load_arrow_metrics(folder, column, error);
  struct ArrowArrayStream table;
  if (*error == NULL) answer_metrics(state, column, READINESS_FORMAT_JSON, out, error);
  if (*error == NULL) {
    readiness_metric_state_export_arrow_stream(state, READINESS_TABLE_METRICS,
                                               (const uint8_t*)request, strlen(request),
                                               READINESS_FORMAT_JSON, &table, error);
  }
  if (*error == NULL) write_table(&table, out, column[NAME]);
  readiness_metric_state_free(state);
}

static void run_arrow_graph(const char* folder, const char* out, char** column,
                            readiness_error** error) {
  const char* request = or_empty(column[REQUEST]);
  readiness_risk_graph* graph = load_arrow_graph(folder, column, error);
  struct ArrowArrayStream table;
  if (*error == NULL) answer_graph(graph, column, READINESS_FORMAT_JSON, out, error);
  if (*error == NULL) {
    readiness_risk_graph_export_arrow_stream(graph, READINESS_TABLE_RISKS, (const uint8_t*)request,
                                             strlen(request), READINESS_FORMAT_JSON, &table, error);
  }
  if (*error == NULL) write_table(&table, out, column[NAME]);
  readiness_risk_graph_free(graph);
}

static void run(const char* folder, const char* out, char** column) {
  readiness_error* error = NULL;
  if (strncmp(column[CALL], "metrics", 7) == 0) {
    run_metrics(folder, out, column, &error);
  } else if (strncmp(column[CALL], "rank", 4) == 0) {
    run_graph(folder, out, column, &error);
  } else if (strcmp(column[CALL], "arrow_metrics") == 0) {
    run_arrow_metrics(folder, out, column, &error);
  } else if (strcmp(column[CALL], "arrow_rank") == 0) {
    run_arrow_graph(folder, out, column, &error);
  } else {
    run_cycle(folder, out, column, &error);
  }
  if (error != NULL) write_error(error, out, column[NAME]);
  readiness_error_free(error);
}

int main(int argc, char** argv) {
  char line[LINE];
  char path[PATH];
  FILE* cases;
  if (argc != 3) return 2;
  sprintf(path, "%.1000s/cases.tsv", argv[1]);
  cases = fopen(path, "r");
  if (cases == NULL) return 2;
  while (fgets(line, LINE, cases) != NULL) {
    char* column[COLUMNS];
    char* at = line;
    int i = 0;
    if (line[0] == '#') continue;
    line[strcspn(line, "\n")] = '\0';
    for (; i < COLUMNS && at != NULL; i++) {
      column[i] = at;
      at = strchr(at, '\t');
      if (at != NULL) *at++ = '\0';
    }
    if (i != COLUMNS) return 2;
    run(argv[1], argv[2], column);
  }
  fclose(cases);
  return 0;
}
