/* readiness/c/readiness.h: the C interface of readiness.
 *
 *   readiness_cycle *cycle = NULL;
 *   readiness_buffer *answer = NULL;
 *   readiness_error *error = NULL;
 *   readiness_cycle_load(log, log_size, READINESS_FORMAT_JSON, NULL, 0, &cycle, &error);
 *   if (error == NULL) {
 *     readiness_cycle_assess(cycle, NULL, 0, READINESS_FORMAT_JSON, &answer, &error);
 *   }
 *   if (error == NULL) {
 *     fwrite(readiness_buffer_data(answer), 1, readiness_buffer_size(answer), stdout);
 *   } else {
 *     fprintf(stderr, "%s\n", readiness_error_message(error, NULL));
 *   }
 *   readiness_buffer_free(answer);
 *   readiness_cycle_free(cycle);
 *   readiness_error_free(error);
 *
 * Handles    are opaque. What a call makes it returns through a pointer, set to NULL when it
 *            fails; the caller frees it with the _free of its type, in any order. Freeing NULL
 *            does nothing.
 * Inputs     are borrowed for the call. A text is bytes of UTF-8 and their count; it need not end
 *            in NUL. A pointer may be NULL where its size is zero.
 * Messages   of readiness.v1 (the .proto files that are installed with the library) cross as
 *            serialized bytes or as protobuf JSON, by the argument `format`. What this version
 *            does not know in a request is refused by name. A request of size zero leaves every
 *            field at its default.
 * Errors     A call that can fail returns a status and, through its last argument (which may be
 *            NULL), an owned readiness_error. Nothing is kept for the thread or the handle. A call
 *            that fails has changed nothing. No exception leaves the library.
 * Memory     What is read is bounded by limits that the caller may set. An allocation that fails is
 *            READINESS_RESOURCE_EXHAUSTED where it is ours; Abseil does not survive one
 *            everywhere, so it may end the process.
 * Threads    A call that takes `const T *` may run beside others of its kind on the same handle;
 *            one that takes `T *` needs the handle for itself, and _free needs it when no call is
 *            under way. A handle notices most breaches of this and answers
 *            READINESS_FAILED_PRECONDITION. No handle belongs to a thread; the library starts
 *            none.
 * Stability  Functions are added, in a new version node, and never removed or changed within a
 *            major version of the interface (readiness_abi_version).
 */
#ifndef READINESS_C_READINESS_H
#define READINESS_C_READINESS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define READINESS_API __attribute__((visibility("default")))
#else
#define READINESS_API
#endif

#ifdef __cplusplus
#define READINESS_NOEXCEPT noexcept
extern "C" {
#else
#define READINESS_NOEXCEPT
#endif

/* The version of this header: major in the upper 16 bits, minor in the lower. */
#define READINESS_ABI_VERSION 0x00010000

/* The version of the library that is loaded, in the same layout. A program that was compiled with
 * this header needs the same major and at least its minor. */
READINESS_API int32_t readiness_abi_version(void) READINESS_NOEXCEPT;

/* The engine's version, such as "0.1.0": an assessment is replayable with the same one only.
 * Static. */
READINESS_API const char* readiness_version(void) READINESS_NOEXCEPT;

/* How the library was built: compiler and versions of what it links, for bug reports. Static; for
 * people, not for parsing. */
READINESS_API const char* readiness_build_info(void) READINESS_NOEXCEPT;

/* --- status -------------------------------------------------------------------------------- */

/* What a call returns; the numbers are those of google.rpc.Code. */
#define READINESS_OK 0
#define READINESS_CANCELLED 1
#define READINESS_UNKNOWN 2
#define READINESS_INVALID_ARGUMENT 3 /* What was handed over is wrong, whatever the state. */
#define READINESS_DEADLINE_EXCEEDED 4
#define READINESS_NOT_FOUND 5      /* It names what the log has not introduced. */
#define READINESS_ALREADY_EXISTS 6 /* The same id stands with other content. */
#define READINESS_PERMISSION_DENIED 7
#define READINESS_RESOURCE_EXHAUSTED 8  /* A limit, or memory. */
#define READINESS_FAILED_PRECONDITION 9 /* Well formed, but the state does not allow it. */
#define READINESS_ABORTED 10
#define READINESS_OUT_OF_RANGE 11
#define READINESS_UNIMPLEMENTED 12 /* Known, and not offered by this version. */
#define READINESS_INTERNAL 13      /* A fault of the library: please report it. */
#define READINESS_UNAVAILABLE 14
#define READINESS_DATA_LOSS 15
#define READINESS_UNAUTHENTICATED 16

/* --- error --------------------------------------------------------------------------------- */

/* Why a call failed. Immutable. */
typedef struct readiness_error readiness_error;

/* The status; READINESS_OK for NULL. */
READINESS_API int32_t readiness_error_code(const readiness_error* error) READINESS_NOEXCEPT;

/* What is wrong, where, by which rule and what to do, in one line of UTF-8 that ends in NUL.
 * `size`, where it is not NULL, is set to its bytes without the NUL. "" for NULL. Valid as long as
 * the error. */
READINESS_API const char* readiness_error_message(const readiness_error* error,
                                                  size_t* size) READINESS_NOEXCEPT;

/* The place that is wrong, such as "entry 3 (risk/checkout)"; "" where the message alone says it.
 * As the message otherwise. */
READINESS_API const char* readiness_error_location(const readiness_error* error,
                                                   size_t* size) READINESS_NOEXCEPT;

/* A serialized readiness.v1.ErrorDetail: the rule and the place, for programs. `size` is set to its
 * bytes, zero where there is none. Valid as long as the error. */
READINESS_API const uint8_t* readiness_error_detail(const readiness_error* error,
                                                    size_t* size) READINESS_NOEXCEPT;

READINESS_API void readiness_error_free(readiness_error* error) READINESS_NOEXCEPT;

/* --- buffer -------------------------------------------------------------------------------- */

/* Bytes that a call returned. Immutable. */
typedef struct readiness_buffer readiness_buffer;

/* Its bytes; never NULL but for NULL. A byte of zero, which is not counted, follows the last. */
READINESS_API const uint8_t* readiness_buffer_data(const readiness_buffer* buffer)
    READINESS_NOEXCEPT;
/* How many; zero for NULL. */
READINESS_API size_t readiness_buffer_size(const readiness_buffer* buffer) READINESS_NOEXCEPT;
READINESS_API void readiness_buffer_free(readiness_buffer* buffer) READINESS_NOEXCEPT;

/* --- cycle --------------------------------------------------------------------------------- */

/* How a message is written. */
#define READINESS_FORMAT_PROTOBUF 0 /* Serialized. */
#define READINESS_FORMAT_JSON 1     /* Protobuf JSON, UTF-8. */
#define READINESS_FORMAT_CSV 2      /* Rows of telemetry only: RFC 4180 with a header, UTF-8. */

/* One run of a playbook for one rollout: its log, and the state that the log folds to. */
typedef struct readiness_cycle readiness_cycle;

/* A cycle without entries; the first to append is cycle_opened. */
READINESS_API int32_t readiness_cycle_new(readiness_cycle** out,
                                          readiness_error** error) READINESS_NOEXCEPT;

/* Reads a log, a readiness.v1.Cycle, and replays it. `limits`, a readiness.v1.ReadLimits in the
 * same format, says how much is read before the library refuses; of size zero: its defaults (256
 * MiB, a million entries). They hold for what is appended too. The error names the entry, counted
 * from 1, and its id. About 20 microseconds an entry of JSON, 8 of serialized bytes. */
READINESS_API int32_t readiness_cycle_load(const uint8_t* log, size_t log_size, int32_t format,
                                           const uint8_t* limits, size_t limits_size,
                                           readiness_cycle** out,
                                           readiness_error** error) READINESS_NOEXCEPT;

/* Accepts one entry, a readiness.v1.Entry, or says which rule it breaks and changes nothing. Only
 * where memory runs out in the middle the cycle is lost: it then answers READINESS_DATA_LOSS. An
 * entry that stands already, with the same id and content, is accepted and changes nothing. */
READINESS_API int32_t readiness_cycle_append(readiness_cycle* cycle, const uint8_t* entry,
                                             size_t entry_size, int32_t format,
                                             readiness_error** error) READINESS_NOEXCEPT;

/* Asks whether the cycle may take its next step. `request` is a readiness.v1.AssessRequest, the
 * answer a readiness.v1.Assessment; the same log, request and version give the same bytes. Some
 * milliseconds for a log of a thousand entries. */
READINESS_API int32_t readiness_cycle_assess(const readiness_cycle* cycle, const uint8_t* request,
                                             size_t request_size, int32_t format,
                                             readiness_buffer** out,
                                             readiness_error** error) READINESS_NOEXCEPT;

/* Asks something else: a report, what is known about one id and what changed, each as text,
 * Markdown, HTML or message, the policy in force, entries of the log. `request` is a
 * readiness.v1.QueryRequest, the answer a readiness.v1.QueryAnswer. */
READINESS_API int32_t readiness_cycle_query(const readiness_cycle* cycle, const uint8_t* request,
                                            size_t request_size, int32_t format,
                                            readiness_buffer** out,
                                            readiness_error** error) READINESS_NOEXCEPT;

/* Writes the log as it was accepted, every entry once: a readiness.v1.Cycle. What was read in
 * serialized bytes and is not known to this version is written back unchanged; as JSON it is
 * refused. What is written can be loaded, so a cycle without entries is refused. */
READINESS_API int32_t readiness_cycle_save(const readiness_cycle* cycle, int32_t format,
                                           readiness_buffer** out,
                                           readiness_error** error) READINESS_NOEXCEPT;

READINESS_API void readiness_cycle_free(readiness_cycle* cycle) READINESS_NOEXCEPT;

/* --- metric state -------------------------------------------------------------------------- */

/* What metrics keep of telemetry: rows go in, in any order, also twice, and metrics with intervals
 * and verdicts come out at any moment that is not before the rows.
 *
 *   readiness_metric_state *state = NULL;
 *   readiness_metric_state_new(NULL, 0, READINESS_FORMAT_JSON, &state, &error);
 *   readiness_metric_state_ingest_rows(state, csv, csv_size, READINESS_FORMAT_CSV, &error);
 *   readiness_metric_state_evaluate(state, request, request_size, READINESS_FORMAT_JSON, &answer,
 *                                   &error);
 *
 * States of the same definitions add up: parts that were made by threads, processes or machines
 * merge to what one state of all rows would say, as long as no entity has rows in two of them. Rows
 * as Arrow columns: readiness/c/readiness_arrow.h. A call that takes rows takes all of them or
 * none; only where memory runs out in the middle, or a metric comes to have over a million groups,
 * the state is lost: it then answers READINESS_DATA_LOSS. */
typedef struct readiness_metric_state readiness_metric_state;

/* A state without rows. `options` is a readiness.v1.MetricStateOptions: what the metrics mean, and
 * up to which moments rows count; of size zero, every metric of telemetry with its defaults. */
READINESS_API int32_t readiness_metric_state_new(const uint8_t* options, size_t options_size,
                                                 int32_t format, readiness_metric_state** out,
                                                 readiness_error** error) READINESS_NOEXCEPT;

/* Reads what readiness_metric_state_save or `readiness metrics --save-state` wrote, a
 * readiness.v1.MetricStates. Nothing in it is believed. It takes rows of other entities and other
 * states from then on. `limits` is a readiness.v1.ReadLimits in the same format; of size zero: its
 * defaults. They hold for rows that come as messages too. */
READINESS_API int32_t readiness_metric_state_load(const uint8_t* states, size_t states_size,
                                                  int32_t format, const uint8_t* limits,
                                                  size_t limits_size, readiness_metric_state** out,
                                                  readiness_error** error) READINESS_NOEXCEPT;

/* Takes rows of telemetry: CSV with a header (READINESS_FORMAT_CSV), or a readiness.v1.Telemetry.
 * The error names the first wrong row, "line 7" of CSV and "row 7" else, counted from 1. Whole
 * numbers as times are microseconds; where the last row lies before March 1973, readings have the
 * reason EARLY_TIMES, since they are more often seconds or milliseconds. Some 300 nanoseconds a row
 * of CSV. */
READINESS_API int32_t readiness_metric_state_ingest_rows(
    readiness_metric_state* state, const uint8_t* rows, size_t rows_size, int32_t format,
    readiness_error** error) READINESS_NOEXCEPT;

/* Adds what another state knows. The definitions of a metric must be the same, and `other` may know
 * nothing of a metric that `state` was not made for. `other` stays as it is; the two are different
 * states. Milliseconds, whatever the number of rows. */
READINESS_API int32_t readiness_metric_state_merge(readiness_metric_state* state,
                                                   const readiness_metric_state* other,
                                                   readiness_error** error) READINESS_NOEXCEPT;

/* Takes away again what was merged. That it was merged before is the caller's to know; what holds
 * less than nothing then is refused when it is evaluated. The watermark, the moment of the last row,
 * stays: it is the greatest of what was merged, which cannot be taken back. So the state is asked
 * about that moment or a later one, as before, and without `as_of` about it. */
READINESS_API int32_t readiness_metric_state_retract(readiness_metric_state* state,
                                                     const readiness_metric_state* other,
                                                     readiness_error** error) READINESS_NOEXCEPT;

/* Says what the metrics are at a moment. `request` is a readiness.v1.MetricsRequest, the answer a
 * readiness.v1.MetricReadings. All rows that the state took count, also those that became known
 * (`recorded`) after the moment: what `readiness metrics --as-of T` prints is what a state says
 * that was made with {"until": "T", "knownAt": "T"}. The same rows, in whatever order and parts,
 * give the same bytes. Milliseconds. */
READINESS_API int32_t readiness_metric_state_evaluate(const readiness_metric_state* state,
                                                      const uint8_t* request, size_t request_size,
                                                      int32_t format, readiness_buffer** out,
                                                      readiness_error** error) READINESS_NOEXCEPT;

/* Writes the state, a readiness.v1.MetricStates: small, without rows and names of entities. It holds
 * what was counted and what the metrics mean. Which rows count (until, known_at, those of a cycle)
 * and how many a call may bring are not in it: a state that is loaded takes every row. */
READINESS_API int32_t readiness_metric_state_save(const readiness_metric_state* state,
                                                  int32_t format, readiness_buffer** out,
                                                  readiness_error** error) READINESS_NOEXCEPT;

READINESS_API void readiness_metric_state_free(readiness_metric_state* state) READINESS_NOEXCEPT;

/* A state for the assessment of a cycle: the metrics are those of the policy in force at `as_of` of
 * `request`, a readiness.v1.AssessRequest; what happens or becomes known after that moment does not
 * count, and rows of decisions and reviews, which come from the log, are refused. It does not
 * depend on the cycle afterwards. */
READINESS_API int32_t readiness_metric_state_new_for_cycle(
    const readiness_cycle* cycle, const uint8_t* request, size_t request_size, int32_t format,
    readiness_metric_state** out, readiness_error** error) READINESS_NOEXCEPT;

/* As readiness_cycle_assess, with metrics of telemetry: they are shown, and answer the criteria that
 * refer to them. `state` is what is known of them at the moment of the request, and must mean by a
 * metric what the policy means; `since`, which may be NULL, what was known at the moment that the
 * request compares with (NULL: nothing). Neither may hold rows from after its moment, nor have been
 * made with an `until` or `known_at` other than it (METRIC_MOMENT). What `readiness assess
 * --telemetry` prints, byte for byte. */
READINESS_API int32_t readiness_cycle_assess_with_metrics(
    const readiness_cycle* cycle, const readiness_metric_state* state,
    const readiness_metric_state* since, const uint8_t* request, size_t request_size,
    int32_t format, readiness_buffer** out, readiness_error** error) READINESS_NOEXCEPT;

/* As readiness_cycle_query, of a report, an explanation or a change that shows metrics of telemetry:
 * `state` and `since` as of readiness_cycle_assess_with_metrics, but that of a change `since` is what
 * was known at its `from`. The policy and entries take no metrics and are refused. */
READINESS_API int32_t readiness_cycle_query_with_metrics(
    const readiness_cycle* cycle, const readiness_metric_state* state,
    const readiness_metric_state* since, const uint8_t* request, size_t request_size,
    int32_t format, readiness_buffer** out, readiness_error** error) READINESS_NOEXCEPT;

/* --- risk graph ---------------------------------------------------------------------------- */

/* A graph of its own, outside any cycle: what may fail, what fails when it does, and where a
 * customer feels it. It tells which failure hurts customers most, and which decision unblocks the
 * most work.
 *
 *   readiness_risk_graph *graph = NULL;
 *   readiness_risk_graph_new(bytes, size, READINESS_FORMAT_JSON, NULL, 0, &graph, &error);
 *   readiness_risk_graph_rank(graph, NULL, 0, READINESS_FORMAT_JSON, &ranking, &error); */
typedef struct readiness_risk_graph readiness_risk_graph;

/* Reads a readiness.v1.RiskGraph. The error names the node or edge, "nodes[3]". `limits` is a
 * readiness.v1.ReadLimits in the same format; of size zero: its defaults. They hold for each change
 * too. Some microseconds a node or edge. */
READINESS_API int32_t readiness_risk_graph_new(const uint8_t* graph, size_t graph_size,
                                               int32_t format, const uint8_t* limits,
                                               size_t limits_size, readiness_risk_graph** out,
                                               readiness_error** error) READINESS_NOEXCEPT;

/* Changes it. `change` is a readiness.v1.RiskGraph: a node whose id stands already and the edges
 * between two nodes that have some take the place of what was there, others are added, what
 * `is_dropped` goes, a node with its edges. Costs as much as making the graph again. */
READINESS_API int32_t readiness_risk_graph_update(readiness_risk_graph* graph,
                                                  const uint8_t* change, size_t change_size,
                                                  int32_t format,
                                                  readiness_error** error) READINESS_NOEXCEPT;

/* Says what matters most. `request` is a readiness.v1.RankRequest, the answer a
 * readiness.v1.Ranking. The same nodes and edges, in whatever order and by whatever changes they
 * came, give the same bytes. Milliseconds for hundreds of nodes, seconds for a hundred thousand. */
READINESS_API int32_t readiness_risk_graph_rank(const readiness_risk_graph* graph,
                                                const uint8_t* request, size_t request_size,
                                                int32_t format, readiness_buffer** out,
                                                readiness_error** error) READINESS_NOEXCEPT;

/* Says why one node stands where it does. `request` is a readiness.v1.ExplainQuestion, the answer a
 * readiness.v1.QueryAnswer: a document, or a readiness.v1.NodeExplanation. Costs as much as ranking
 * twice. */
READINESS_API int32_t readiness_risk_graph_explain(const readiness_risk_graph* graph,
                                                   const uint8_t* request, size_t request_size,
                                                   int32_t format, readiness_buffer** out,
                                                   readiness_error** error) READINESS_NOEXCEPT;

/* Writes the graph as it stands, a readiness.v1.RiskGraph. */
READINESS_API int32_t readiness_risk_graph_save(const readiness_risk_graph* graph, int32_t format,
                                                readiness_buffer** out,
                                                readiness_error** error) READINESS_NOEXCEPT;

READINESS_API void readiness_risk_graph_free(readiness_risk_graph* graph) READINESS_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* READINESS_C_READINESS_H */
