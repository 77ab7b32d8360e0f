/* A million rounds of making and freeing, of each handle and each kind of failure, keep no byte.
 *
 *     c_rounds LOG COUNT        COUNT rounds of what is cheap, a hundredth of what reads something
 *
 * What is measured is bytes that were allocated and not freed. Resident memory would not do: it
 * also moves by how the free bytes happen to lie. Exits 77 where that cannot be told.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "readiness/c/readiness.h"
#include "readiness/c/readiness_arrow.h"

static const char opened[] =
    "{\"id\":\"a\",\"recordedAt\":\"2026-01-01T00:00:00Z\",\"actor\":\"ana\",\"cycleOpened\":{"
    "\"id\":\"c\",\"title\":\"C\",\"opener\":{\"id\":\"ana\",\"name\":\"Ana\",\"kind\":\"PERSON\"}}"
    "}";
static const char shop[] =
    "{\"nodes\":[{\"id\":\"db\",\"probability\":0.1},{\"id\":\"page\",\"probability\":0,\"impact\":"
    "100}],\"edges\":[{\"prerequisite\":\"db\",\"dependent\":\"page\",\"probability\":0.5}]}";
static const char rows[] =
    "time,kind,entity,event,cohort\n10000000,ticket,1,opened,web\n30000000,ticket,1,resolved,web\n";

static uint8_t* log_bytes;
static size_t log_size;

static const uint8_t* bytes_of(const char* text) { return (const uint8_t*)text; }

static void must(int32_t code) {
  if (code == READINESS_OK) return;
  fprintf(stderr, "c_rounds: a call that must succeed gave %d\n", (int)code);
  exit(1);
}
static void must_fail(int32_t code, readiness_error** error) {
  if (code == READINESS_OK || readiness_error_code(*error) != code) {
    fprintf(stderr, "c_rounds: a call that must fail gave %d\n", (int)code);
    exit(1);
  }
  readiness_error_free(*error);
}

static void cycle(void) {
  readiness_cycle* made = NULL;
  must(readiness_cycle_new(&made, NULL));
  readiness_cycle_free(made);
}
static void metric_state(void) {
  readiness_metric_state* made = NULL;
  must(readiness_metric_state_new(NULL, 0, READINESS_FORMAT_PROTOBUF, &made, NULL));
  readiness_metric_state_free(made);
}
static void risk_graph(void) {
  readiness_risk_graph* made = NULL;
  must(readiness_risk_graph_new(NULL, 0, READINESS_FORMAT_PROTOBUF, NULL, 0, &made, NULL));
  readiness_risk_graph_free(made);
}
static void refused_call(void) {
  readiness_error* error = NULL;
  must_fail(readiness_cycle_assess(NULL, NULL, 0, READINESS_FORMAT_JSON, NULL, &error), &error);
}

static void small_cycle(void) {
  readiness_cycle* made = NULL;
  readiness_cycle* again = NULL;
  readiness_buffer* buffer = NULL;
  struct ArrowArrayStream stream;
  must(readiness_cycle_new(&made, NULL));
  must(readiness_cycle_append(made, bytes_of(opened), strlen(opened), READINESS_FORMAT_JSON, NULL));
  must(readiness_cycle_save(made, READINESS_FORMAT_PROTOBUF, &buffer, NULL));
  must(readiness_cycle_load(readiness_buffer_data(buffer), readiness_buffer_size(buffer),
                            READINESS_FORMAT_PROTOBUF, NULL, 0, &again, NULL));
  readiness_cycle_free(made);
  readiness_buffer_free(buffer);
  must(readiness_cycle_assess(again, NULL, 0, READINESS_FORMAT_JSON, &buffer, NULL));
  readiness_buffer_free(buffer);
  must(readiness_cycle_export_arrow_stream(again, READINESS_TABLE_ENTRIES, NULL, 0,
                                           READINESS_FORMAT_JSON, &stream, NULL));
  readiness_cycle_free(again);
  stream.release(&stream);
}
static void refused_cycle(void) {
  static const char wrong[] = "{\"schemaVersion\": \"1\", \"entries\": [{}]}";
  readiness_cycle* made = NULL;
  readiness_error* error = NULL;
  must_fail(readiness_cycle_load(bytes_of(wrong), strlen(wrong), READINESS_FORMAT_JSON, NULL, 0,
                                 &made, &error),
            &error);
  readiness_cycle_free(made);
}
static void small_metric_state(void) {
  readiness_metric_state* made = NULL;
  readiness_buffer* buffer = NULL;
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray array;
  must(readiness_metric_state_new(NULL, 0, READINESS_FORMAT_JSON, &made, NULL));
  must(readiness_metric_state_ingest_rows(made, bytes_of(rows), strlen(rows), READINESS_FORMAT_CSV,
                                          NULL));
  must(readiness_metric_state_save(made, READINESS_FORMAT_PROTOBUF, &buffer, NULL));
  readiness_buffer_free(buffer);
  must(readiness_metric_state_export_arrow_stream(made, READINESS_TABLE_METRICS, NULL, 0,
                                                  READINESS_FORMAT_JSON, &stream, NULL));
  must(stream.get_schema(&stream, &schema));
  must(stream.get_next(&stream, &array));
  schema.release(&schema);
  stream.release(&stream);
  array.release(&array);
  readiness_metric_state_free(made);
}
static void refused_rows(void) {
  readiness_metric_state* made = NULL;
  readiness_error* error = NULL;
  must(readiness_metric_state_new(NULL, 0, READINESS_FORMAT_JSON, &made, NULL));
  must_fail(readiness_metric_state_ingest_rows(made, bytes_of("time\n1\n"), 7, READINESS_FORMAT_CSV,
                                               &error),
            &error);
  readiness_metric_state_free(made);
}
static void small_graph(void) {
  readiness_risk_graph* made = NULL;
  readiness_buffer* buffer = NULL;
  must(readiness_risk_graph_new(bytes_of(shop), strlen(shop), READINESS_FORMAT_JSON, NULL, 0, &made,
                                NULL));
  must(readiness_risk_graph_rank(made, NULL, 0, READINESS_FORMAT_JSON, &buffer, NULL));
  readiness_buffer_free(buffer);
  readiness_risk_graph_free(made);
}
static void refused_graph(void) {
  static const char wrong[] = "{\"nodes\":[{\"id\":\"a\"},{\"id\":\"a\"}]}";
  readiness_risk_graph* made = NULL;
  readiness_error* error = NULL;
  must_fail(readiness_risk_graph_new(bytes_of(wrong), strlen(wrong), READINESS_FORMAT_JSON, NULL, 0,
                                     &made, &error),
            &error);
  readiness_risk_graph_free(made);
}
static void whole_log(void) {
  readiness_cycle* made = NULL;
  readiness_buffer* buffer = NULL;
  must(readiness_cycle_load(log_bytes, log_size, READINESS_FORMAT_JSON, NULL, 0, &made, NULL));
  must(readiness_cycle_assess(made, NULL, 0, READINESS_FORMAT_PROTOBUF, &buffer, NULL));
  readiness_buffer_free(buffer);
  readiness_cycle_free(made);
}

static long in_use(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  const struct mallinfo2 use = mallinfo2();
  return (long)(use.uordblks + use.hblkhd);
#else
  exit(77);
#endif
}

static int leaks(const char* what, void (*round)(void), long count) {
  /* What is made at the first use stands, some kilobytes, also after the first rounds. A million
   * rounds may keep less than a byte each, a thousand less than the least that is ever allocated. */
  const long warm = count / 10 + 3;
  const clock_t start = clock();
  long before;
  long i;
  for (i = 0; i < warm; i++) round();
  before = in_use();
  for (i = 0; i < count; i++) round();
  printf("%-20s %8ld rounds, %6ld bytes more, %6.2f s\n", what, count, in_use() - before,
         (double)(clock() - start) / CLOCKS_PER_SEC);
  fflush(stdout);
  return in_use() - before >= (count < 16384 ? 16384 : count);
}

int main(int argc, char** argv) {
  FILE* file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  const long count = argc == 3 ? atol(argv[2]) : 0;
  const long some = count / 100 < 1 ? 1 : count / 100;
  int wrong = 0;
  if (file == NULL || count < 1) return 2;
  fseek(file, 0, SEEK_END);
  log_size = (size_t)ftell(file);
  rewind(file);
  log_bytes = malloc(log_size + 1);
  if (log_bytes == NULL || fread(log_bytes, 1, log_size, file) != log_size) return 2;
  fclose(file);
  wrong += leaks("cycle", cycle, count);
  wrong += leaks("metric state", metric_state, count);
  wrong += leaks("risk graph", risk_graph, count);
  wrong += leaks("refused call", refused_call, count);
  wrong += leaks("refused cycle", refused_cycle, some);
  wrong += leaks("refused rows", refused_rows, some);
  wrong += leaks("refused graph", refused_graph, some);
  wrong += leaks("small graph", small_graph, some);
  wrong += leaks("small metric state", small_metric_state, some);
  wrong += leaks("small cycle", small_cycle, some);
  wrong += leaks("whole log", whole_log, count / 50000 < 1 ? 1 : count / 50000);
  free(log_bytes);
  return wrong == 0 ? 0 : 1;
}
