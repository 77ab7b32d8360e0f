/* What a call through the C interface costs: see README.md.
 *
 *     door_c LOG SECONDS        prints "<what> <nanoseconds of CPU time a call>" a line
 */
#define _POSIX_C_SOURCE 200809L
#include <readiness/c/readiness.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static readiness_cycle* cycle;
static readiness_buffer* bytes;
static uint8_t* log_bytes;
static size_t log_size;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void nothing(void) { (void)readiness_buffer_size(bytes); }

static void assess(void) {
  readiness_buffer* answer = NULL;
  if (readiness_cycle_assess(cycle, NULL, 0, READINESS_FORMAT_PROTOBUF, &answer, NULL) != 0)
    exit(1);
  readiness_buffer_free(answer);
}

static void load(void) {
  readiness_cycle* read = NULL;
  if (readiness_cycle_load(log_bytes, log_size, READINESS_FORMAT_JSON, NULL, 0, &read, NULL) != 0)
    exit(1);
  readiness_cycle_free(read);
}

static void measure(const char* what, void (*call)(void), long batch, double seconds) {
  double start, spent;
  long count = 0, i;
  call();
  start = now();
  do {
    for (i = 0; i < batch; i++) call();
    count += batch;
    spent = now() - start;
  } while (spent < seconds * 1e9);
  printf("%s %.3f\n", what, spent / (double)count);
}

int main(int argc, char** argv) {
  FILE* file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  double seconds;
  if (file == NULL) return 2;
  seconds = atof(argv[2]);
  fseek(file, 0, SEEK_END);
  log_bytes = malloc((size_t)ftell(file) + 1);
  rewind(file);
  log_size = fread(log_bytes, 1, 1 << 28, file);
  fclose(file);
  if (readiness_cycle_load(log_bytes, log_size, READINESS_FORMAT_JSON, NULL, 0, &cycle, NULL) != 0)
    return 1;
  if (readiness_cycle_save(cycle, READINESS_FORMAT_PROTOBUF, &bytes, NULL) != 0) return 1;
  measure("call", nothing, 1000, seconds);
  measure("load", load, 1, seconds);
  measure("assess", assess, 1, seconds);
  return 0;
}
