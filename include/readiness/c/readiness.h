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
 *            READINESS_RESOURCE_EXHAUSTED where it is ours; Abseil and Protocol Buffers do not
 *            survive one everywhere, so it may end the process.
 * Threads    A call that takes `const T *` may run beside others of its kind on the same handle;
 *            one that takes `T *` needs the handle for itself, and _free needs it when no call is
 *            under way. A cycle notices most breaches of this and answers
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

/* One run of a playbook for one rollout: its log, and the state that the log folds to. */
typedef struct readiness_cycle readiness_cycle;

/* A cycle without entries; the first to append is cycle_opened. */
READINESS_API int32_t readiness_cycle_new(readiness_cycle** out,
                                          readiness_error** error) READINESS_NOEXCEPT;

/* Reads a log, a readiness.v1.Cycle, and replays it. `limits`, a readiness.v1.ReadLimits in the
 * same format, says how much is read before the library refuses; of size zero: its defaults (256
 * MiB, a million entries). The error names the entry, counted from 1, and its id. About 20
 * microseconds an entry of JSON, 8 of serialized bytes. */
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

/* Asks something else: a report as text, Markdown or HTML, what is known about one id, what
 * changed, the policy in force, entries of the log. `request` is a readiness.v1.QueryRequest, the
 * answer a readiness.v1.QueryAnswer. */
READINESS_API int32_t readiness_cycle_query(const readiness_cycle* cycle, const uint8_t* request,
                                            size_t request_size, int32_t format,
                                            readiness_buffer** out,
                                            readiness_error** error) READINESS_NOEXCEPT;

/* Writes the log as it was accepted, every entry once: a readiness.v1.Cycle. What was read in
 * serialized bytes and is not known to this version is written back unchanged; as JSON it is
 * refused. */
READINESS_API int32_t readiness_cycle_save(const readiness_cycle* cycle, int32_t format,
                                           readiness_buffer** out,
                                           readiness_error** error) READINESS_NOEXCEPT;

READINESS_API void readiness_cycle_free(readiness_cycle* cycle) READINESS_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* READINESS_C_READINESS_H */
