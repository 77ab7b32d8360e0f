/* The smallest host in C: it is told what is wrong with its log. */
#include <readiness/c/readiness.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  static const char log[] = "{\"schemaVersion\": \"1\"}";
  readiness_cycle* cycle = NULL;
  readiness_error* error = NULL;
  int32_t code = readiness_cycle_load((const uint8_t*)log, strlen(log), READINESS_FORMAT_JSON, NULL,
                                      0, &cycle, &error);
  printf("readiness %s: %s\n", readiness_version(), readiness_error_message(error, NULL));
  readiness_error_free(error);
  readiness_cycle_free(cycle);
  return code == READINESS_INVALID_ARGUMENT ? 0 : 1;
}
