/* Tables of text files as Arrow streams, and streams as text files: what the Arrow cases hand over and compare, in
 * every language the same. C90; C++ includes it too.
 */
#ifndef READINESS_TESTS_CONFORMANCE_ARROW_TEXT_H
#define READINESS_TESTS_CONFORMANCE_ARROW_TEXT_H

#include "readiness/c/readiness_arrow.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `out` with a stream of one table: the first line has "name:format" for each column, where
 * the format is Arrow's (u text, l int64, g double, and whatever a case says falsely), then a row a
 * line; an empty cell is a null. Returns 0 where the file cannot be read. */
int arrow_text_read(const char* path, struct ArrowArrayStream* out);

/* Writes a stream as lines: "name:format" of the columns, then the rows; "null" where there is no
 * value. Releases the stream. Returns 0 where the file cannot be written. */
int arrow_text_write(struct ArrowArrayStream* stream, const char* path);

#ifdef __cplusplus
}
#endif

#endif
