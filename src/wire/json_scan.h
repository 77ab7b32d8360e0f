// wire/json_scan.h: reads JSON against the schema before Protocol Buffers do.
//
// Their JSON reader takes what is not JSON, lets the last of two equal keys win and gives no place.
// The scan is strict (RFC 8259, UTF-8) and refuses by place: a name that the schema does not have,
// a field given twice (also once as `dueAt` and once as `due_at`), two alternatives of a oneof, a
// value of another type, an enum value that is not known, a time that is not one, and what exceeds
// a limit.
//
// Cost:    linear in the bytes.
// Threads: free functions of their arguments.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include <google/protobuf/descriptor.h>

#include "readiness/wire/limits.h"

namespace readiness::wire::internal {

// Is `json` protobuf JSON of a `type`? Inside an entry the error starts with its number, from 1,
// and its id; then follow the path of the field in camelCase and what is wrong. `entry_is_root`:
// `type` is an entry that stands alone.
[[nodiscard]] absl::Status ScanJson(std::string_view json, const google::protobuf::Descriptor& type,
                                    const Limits& limits, bool entry_is_root);

// Without the byte order mark that some editors write.
[[nodiscard]] inline std::string_view WithoutByteOrderMark(std::string_view json) {
  return json.starts_with("\xEF\xBB\xBF") ? json.substr(3) : json;
}

}  // namespace readiness::wire::internal
