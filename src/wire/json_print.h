// wire/json_print.h: the bytes of a message as protobuf JSON.
//
// As Protocol Buffers print it, byte for byte: names in camelCase, integers of 64 bits and times in
// quotes, bytes in base64, what a browser could mistake for markup escaped, one space a level.
//
// Cost:    linear in the bytes.
// Threads: free functions of their arguments.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/wire/json_layout.h"

#include "wire/schema.h"

namespace readiness::wire::internal {

// Serialized `type` as protobuf JSON; fields that the schema does not have are left out.
// `prints_all`: fields at their default as well, in the order of the schema. Error: `bytes` are no
// message.
[[nodiscard]] absl::StatusOr<std::string> PrintJson(std::string_view bytes, const MessageType& type,
                                                    JsonLayout layout, bool prints_all);

}  // namespace readiness::wire::internal
