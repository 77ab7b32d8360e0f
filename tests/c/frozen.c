/* What a program that was compiled with an earlier header relies on: the values of constants, and
 * the signature of every function. A line here never changes and never goes; what is new is added.
 */
#include "readiness/c/readiness.h"
#include "readiness/c/readiness_arrow.h"

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
FROZEN(csv, READINESS_FORMAT_CSV == 2);
FROZEN(risks, READINESS_TABLE_RISKS == 1);
FROZEN(blocked_work, READINESS_TABLE_BLOCKED_WORK == 2);
FROZEN(metrics, READINESS_TABLE_METRICS == 3);
FROZEN(entries, READINESS_TABLE_ENTRIES == 4);
FROZEN(schema_size, sizeof(void*) != 8 || sizeof(struct ArrowSchema) == 72);
FROZEN(array_size, sizeof(void*) != 8 || sizeof(struct ArrowArray) == 80);
FROZEN(stream_size, sizeof(void*) != 8 || sizeof(struct ArrowArrayStream) == 40);

typedef const uint8_t* bytes;
typedef readiness_cycle cycle;
typedef readiness_metric_state state;
typedef readiness_risk_graph graph;
typedef readiness_error error;
typedef readiness_buffer buffer;
typedef struct ArrowArrayStream stream;

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
  int32_t (*state_new)(bytes, size_t, int32_t, state**, error**);
  int32_t (*state_load)(bytes, size_t, int32_t, bytes, size_t, state**, error**);
  int32_t (*state_ingest_rows)(state*, bytes, size_t, int32_t, error**);
  int32_t (*state_ingest_arrow)(state*, const struct ArrowSchema*, struct ArrowArray*, error**);
  int32_t (*state_ingest_arrow_stream)(state*, struct ArrowArrayStream*, error**);
  int32_t (*state_merge)(state*, const state*, error**);
  int32_t (*state_retract)(state*, const state*, error**);
  int32_t (*state_evaluate)(const state*, bytes, size_t, int32_t, buffer**, error**);
  int32_t (*state_save)(const state*, int32_t, buffer**, error**);
  void (*state_free)(state*);
  int32_t (*graph_new)(bytes, size_t, int32_t, bytes, size_t, graph**, error**);
  int32_t (*graph_update)(graph*, bytes, size_t, int32_t, error**);
  int32_t (*graph_rank)(const graph*, bytes, size_t, int32_t, buffer**, error**);
  int32_t (*graph_explain)(const graph*, bytes, size_t, int32_t, buffer**, error**);
  int32_t (*graph_save)(const graph*, int32_t, buffer**, error**);
  void (*graph_free)(graph*);
  int32_t (*graph_new_arrow_stream)(stream*, stream*, bytes, size_t, int32_t, graph**, error**);
  int32_t (*cycle_export)(const cycle*, int32_t, bytes, size_t, int32_t, stream*, error**);
  int32_t (*state_export)(const state*, int32_t, bytes, size_t, int32_t, stream*, error**);
  int32_t (*graph_export)(const graph*, int32_t, bytes, size_t, int32_t, stream*, error**);
  int32_t (*state_new_for_cycle)(const cycle*, bytes, size_t, int32_t, state**, error**);
  int32_t (*cycle_assess_with_metrics)(const cycle*, const state*, const state*, bytes, size_t,
                                       int32_t, buffer**, error**);
  int32_t (*cycle_query_with_metrics)(const cycle*, const state*, const state*, bytes, size_t,
                                      int32_t, buffer**, error**);
  int32_t (*cycle_export_with_metrics)(const cycle*, const state*, const state*, int32_t, bytes,
                                       size_t, int32_t, stream*, error**);
} readiness_frozen_1_0 = {readiness_abi_version,
                          readiness_version,
                          readiness_build_info,
                          readiness_error_code,
                          readiness_error_message,
                          readiness_error_location,
                          readiness_error_detail,
                          readiness_error_free,
                          readiness_buffer_data,
                          readiness_buffer_size,
                          readiness_buffer_free,
                          readiness_cycle_new,
                          readiness_cycle_load,
                          readiness_cycle_append,
                          readiness_cycle_assess,
                          readiness_cycle_query,
                          readiness_cycle_save,
                          readiness_cycle_free,
                          readiness_metric_state_new,
                          readiness_metric_state_load,
                          readiness_metric_state_ingest_rows,
                          readiness_metric_state_ingest_arrow,
                          readiness_metric_state_ingest_arrow_stream,
                          readiness_metric_state_merge,
                          readiness_metric_state_retract,
                          readiness_metric_state_evaluate,
                          readiness_metric_state_save,
                          readiness_metric_state_free,
                          readiness_risk_graph_new,
                          readiness_risk_graph_update,
                          readiness_risk_graph_rank,
                          readiness_risk_graph_explain,
                          readiness_risk_graph_save,
                          readiness_risk_graph_free,
                          readiness_risk_graph_new_arrow_stream,
                          readiness_cycle_export_arrow_stream,
                          readiness_metric_state_export_arrow_stream,
                          readiness_risk_graph_export_arrow_stream,
                          readiness_metric_state_new_for_cycle,
                          readiness_cycle_assess_with_metrics,
                          readiness_cycle_query_with_metrics,
                          readiness_cycle_export_arrow_stream_with_metrics};
