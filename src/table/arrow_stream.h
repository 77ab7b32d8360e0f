// table/arrow_stream.h: reads a C stream to its end and releases all that comes out of it, once.
//
// Threads: the stream is used by the calling thread.
#pragma once

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/table/arrow_c_data.h"
#include "readiness/table/arrow_owner.h"

namespace readiness::table::internal {

[[nodiscard]] inline absl::Status ArrowStreamError(ArrowArrayStream& stream, std::string_view what,
                                                   int code) {
  const char* const words =
      stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
  return base::RuleError(
      absl::StatusCode::kUnavailable, "ARROW",
      base::Cat("the stream gives no ", what, ", code ", code,
                words == nullptr ? "" : base::Cat(": ", base::Shown(words, 500))));
}

// Calls `check(schema)`, so that columns are told to be wrong also where there is no array, and
// `read(schema, array)` for every array. The stream itself is the caller's to release.
template <typename Check, typename Read>
absl::Status ReadArrowStream(ArrowArrayStream& stream, const Check& check, const Read& read) {
  if (stream.release == nullptr) return base::Invalid("ARROW", "the stream was released or moved");
  if (stream.get_schema == nullptr || stream.get_next == nullptr) {
    return base::Invalid("ARROW", "the stream has no get_schema or no get_next");
  }
  ArrowSchema schema{};
  if (const int code = stream.get_schema(&stream, &schema); code != 0) {
    return ArrowStreamError(stream, "schema", code);
  }
  const ArrowOwner schema_owner(&schema);
  READINESS_RETURN_IF_ERROR(check(schema));
  while (true) {
    ArrowArray array{};
    if (const int code = stream.get_next(&stream, &array); code != 0) {
      return ArrowStreamError(stream, "array", code);
    }
    if (array.release == nullptr) return absl::OkStatus();
    const ArrowOwner array_owner(&array);
    READINESS_RETURN_IF_ERROR(read(schema, array));
  }
}

}  // namespace readiness::table::internal
