/* A gate in front of a launch, in C: reads a log, notes that a person joined, and says whether the
 * rollout may go on.
 *
 *     cc launch_gate.c $(pkg-config --cflags --libs readiness-c) -o launch_gate
 *     ./launch_gate ../../ecommerce_launch.cycle.json
 *
 * Exits 0 for GO, 10 for HOLD, 20 for NO_GO, 1 where the library refuses, 2 where it is called
 * wrongly.
 */
#include <readiness/c/readiness.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* {report (2): {form (1): TEXT}} of readiness.v1.QueryRequest, serialized. */
static const uint8_t kReportAsText[] = {0x12, 0x02, 0x08, 0x01};

static const char kEntry[] =
    "{\"id\": \"one-more-person\", \"recordedAt\": \"2026-10-08T09:15:00Z\", \"actor\": "
    "\"ines-carvalho\","
    " \"partyAdded\": {\"party\": {\"id\": \"new-here\", \"name\": \"New Here\", \"kind\": "
    "\"PERSON\"}}}";
static const char kWrongEntry[] =
    "{\"id\": \"too-late\", \"recordedAt\": \"2020-01-01T00:00:00Z\", \"actor\": \"ines-carvalho\","
    " \"partyAdded\": {\"party\": {\"id\": \"x\", \"name\": \"X\", \"kind\": \"PERSON\"}}}";

static uint8_t* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  uint8_t* bytes = NULL;
  long length = -1;
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0) length = ftell(file);
  rewind(file);
  if (length >= 0) bytes = malloc((size_t)length + 1);
  if (bytes != NULL) *size = fread(bytes, 1, (size_t)length, file);
  fclose(file);
  return bytes;
}

/* The document in a serialized QueryAnswer {document (1)}: its text begins after the tag and the
 * size. */
static const char* document_in(const readiness_buffer* answer, int* size) {
  const uint8_t* data = readiness_buffer_data(answer);
  size_t at = 1;
  *size = 0;
  if (readiness_buffer_size(answer) < 2 || data[0] != 0x0A) return "";
  while (data[at++] > 0x7F) continue;
  *size = (int)(readiness_buffer_size(answer) - at);
  return (const char*)data + at;
}

static int say_error(readiness_error* error) {
  fprintf(stderr, "%s\n", readiness_error_message(error, NULL));
  readiness_error_free(error);
  return 1;
}

static int judge(readiness_cycle* cycle) {
  readiness_error* error = NULL;
  readiness_buffer* answer = NULL;
  const char* text;
  int size = 0;
  int code = 10;
  readiness_cycle_append(cycle, (const uint8_t*)kEntry, strlen(kEntry), READINESS_FORMAT_JSON,
                         &error);
  if (error != NULL) return say_error(error);

  /* A refusal leaves the cycle as it was, and says by which rule. */
  readiness_cycle_append(cycle, (const uint8_t*)kWrongEntry, strlen(kWrongEntry),
                         READINESS_FORMAT_JSON, &error);
  printf("an entry of 2020 is refused with code %d\n", (int)readiness_error_code(error));
  readiness_error_free(error);

  readiness_cycle_query(cycle, kReportAsText, sizeof kReportAsText, READINESS_FORMAT_PROTOBUF,
                        &answer, &error);
  if (error != NULL) return say_error(error);
  text = document_in(answer, &size);
  if (strncmp(text, "GO", 2) == 0) code = 0;
  if (strncmp(text, "NO_GO", 5) == 0) code = 20;
  printf("%.*s\n", (int)strcspn(text, " \n"), text);
  readiness_buffer_free(answer);
  return code;
}

int main(int argc, char** argv) {
  readiness_cycle* cycle = NULL;
  readiness_error* error = NULL;
  uint8_t* log;
  size_t size = 0;
  int code;
  if (argc != 2 || readiness_abi_version() >> 16 != READINESS_ABI_VERSION >> 16) return 2;
  log = read_file(argv[1], &size);
  if (log == NULL) return 2;
  readiness_cycle_load(log, size, READINESS_FORMAT_JSON, NULL, 0, &cycle, &error);
  free(log);
  code = error == NULL ? judge(cycle) : say_error(error);
  readiness_cycle_free(cycle);
  return code;
}
