/* What a program that was compiled with an earlier header relies on: the values of constants, and
 * the signature of every function. A line here never changes and never goes; what is new is added.
 */
#include "readiness/c/readiness.h"

#define FROZEN(name, holds) typedef char frozen_##name[(holds) ? 1 : -1]

FROZEN(major, READINESS_ABI_VERSION >> 16 == 1);
FROZEN(ok, READINESS_OK == 0);
FROZEN(cancelled, READINESS_CANCELLED == 1);
FROZEN(unknown, READINESS_UNKNOWN == 2);
FROZEN(invalid_argument, READINESS_INVALID_ARGUMENT == 3);
FROZEN(deadline_exceeded, READINESS_DEADLINE_EXCEEDED == 4);
FROZEN(not_found, READINESS_NOT_FOUND == 5);
FROZEN(already_exists, READINESS_ALREADY_EXISTS == 6);
FROZEN(permission_denied, READINESS_PERMISSION_DENIED == 7);
FROZEN(resource_exhausted, READINESS_RESOURCE_EXHAUSTED == 8);
FROZEN(failed_precondition, READINESS_FAILED_PRECONDITION == 9);
FROZEN(aborted, READINESS_ABORTED == 10);
FROZEN(out_of_range, READINESS_OUT_OF_RANGE == 11);
FROZEN(unimplemented_code, READINESS_UNIMPLEMENTED == 12);
FROZEN(internal, READINESS_INTERNAL == 13);
FROZEN(unavailable, READINESS_UNAVAILABLE == 14);
FROZEN(data_loss, READINESS_DATA_LOSS == 15);
FROZEN(unauthenticated, READINESS_UNAUTHENTICATED == 16);
FROZEN(protobuf, READINESS_FORMAT_PROTOBUF == 0);
FROZEN(json, READINESS_FORMAT_JSON == 1);

typedef const uint8_t* bytes;
typedef readiness_cycle cycle;
typedef readiness_error error;
typedef readiness_buffer buffer;

/* Linked into c_client: a function of another type does not compile, one that is gone does not
 * link.
 */
const struct readiness_frozen {
  int32_t (*abi_version)(void);
  const char* (*version)(void);
  const char* (*build_info)(void);
  int32_t (*error_code)(const error*);
  const char* (*error_message)(const error*, size_t*);
  const char* (*error_location)(const error*, size_t*);
  bytes (*error_detail)(const error*, size_t*);
  void (*error_free)(error*);
  bytes (*buffer_data)(const buffer*);
  size_t (*buffer_size)(const buffer*);
  void (*buffer_free)(buffer*);
  int32_t (*cycle_new)(cycle**, error**);
  int32_t (*cycle_load)(bytes, size_t, int32_t, bytes, size_t, cycle**, error**);
  int32_t (*cycle_append)(cycle*, bytes, size_t, int32_t, error**);
  int32_t (*cycle_assess)(const cycle*, bytes, size_t, int32_t, buffer**, error**);
  int32_t (*cycle_query)(const cycle*, bytes, size_t, int32_t, buffer**, error**);
  int32_t (*cycle_save)(const cycle*, int32_t, buffer**, error**);
  void (*cycle_free)(cycle*);
} readiness_frozen_1_0 = {readiness_abi_version,  readiness_version,       readiness_build_info,
                          readiness_error_code,   readiness_error_message, readiness_error_location,
                          readiness_error_detail, readiness_error_free,    readiness_buffer_data,
                          readiness_buffer_size,  readiness_buffer_free,   readiness_cycle_new,
                          readiness_cycle_load,   readiness_cycle_append,  readiness_cycle_assess,
                          readiness_cycle_query,  readiness_cycle_save,    readiness_cycle_free};
