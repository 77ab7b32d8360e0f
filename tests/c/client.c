/* A host in C: reads a log in JSON and writes its assessment in JSON.
 *
 *     c_client LOG.cycle.json [AS_OF]
 *
 * Exits 1 with the message on standard error where the library refuses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readiness/c/readiness.h"

static unsigned char* read_file(const char* path, size_t* size) {
  unsigned char* bytes = NULL;
  long length;
  FILE* file = fopen(path, "rb");
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) >= 0 &&
      fseek(file, 0, SEEK_SET) == 0 && (bytes = malloc((size_t)length + 1)) != NULL) {
    *size = fread(bytes, 1, (size_t)length, file);
  }
  fclose(file);
  return bytes;
}

int main(int argc, char** argv) {
  readiness_cycle* cycle = NULL;
  readiness_buffer* answer = NULL;
  readiness_error* error = NULL;
  char request[128] = "";
  unsigned char* log;
  size_t log_size = 0;

  if (argc < 2 || (readiness_abi_version() >> 16) != (READINESS_ABI_VERSION >> 16)) return 2;
  log = read_file(argv[1], &log_size);
  if (log == NULL) return 2;
  if (argc > 2 && strlen(argv[2]) < 64) sprintf(request, "{\"asOf\": \"%s\"}", argv[2]);

  readiness_cycle_load(log, log_size, READINESS_FORMAT_JSON, NULL, 0, &cycle, &error);
  free(log);
  if (error == NULL) {
    readiness_cycle_assess(cycle, (const uint8_t*)request, strlen(request), READINESS_FORMAT_JSON,
                           &answer, &error);
  }
  if (error == NULL) {
    fwrite(readiness_buffer_data(answer), 1, readiness_buffer_size(answer), stdout);
  } else {
    fprintf(stderr, "%s\n", readiness_error_message(error, NULL));
  }
  readiness_buffer_free(answer);
  readiness_cycle_free(cycle);
  argc = readiness_error_code(error) == READINESS_OK ? 0 : 1;
  readiness_error_free(error);
  return argc;
}
