// wire/json_read.h: protobuf JSON to the bytes of a message, strictly.
//
// Readers of Protocol Buffers take what is not JSON, let the last of two equal keys win and give no
// place. This one is strict (RFC 8259, UTF-8) and refuses by place: a name that the schema does not
// have, a field given twice (also once as `dueAt` and once as `due_at`), two alternatives of a
// oneof, a value of another type, an enum value that is not known, a time that is not one, and what
// exceeds a limit.
//
// Cost:    linear in the bytes, times the depth of what is nested.
// Threads: free functions of their arguments.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/wire/limits.h"

#include "wire/schema.h"

namespace readiness::wire::internal {

// The serialized `type` that `json` says, with its fields in the order of the JSON. Inside an entry
// an error starts with its number, from 1, and its id; then follow the path of the field in
// camelCase and what is wrong. `entry_is_root`: `type` is an entry that stands alone.
[[nodiscard]] absl::StatusOr<std::string> ReadJson(std::string_view json, const MessageType& type,
                                                   const Limits& limits, bool entry_is_root);

// Without the byte order mark that some editors write.
[[nodiscard]] inline std::string_view WithoutByteOrderMark(std::string_view json) {
  return json.starts_with("\xEF\xBB\xBF") ? json.substr(3) : json;
}

}  // namespace readiness::wire::internal
