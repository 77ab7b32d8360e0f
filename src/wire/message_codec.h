// wire/message_codec.h: what the codecs of an assessment and of a policy have in common.
//
// Threads: free functions of their arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "wire/json_print.h"
#include "wire/json_read.h"
#include "wire/mapping.h"
#include "wire/scan.h"
#include "wire/schema.h"

namespace readiness::wire::internal {

// The serialized message that mirrors `value`.
template <typename Value>
absl::StatusOr<std::string> EncodeValue(const Value& value, NameStyle style) {
  std::string bytes;
  READINESS_RETURN_IF_ERROR(Encode(value, style, bytes));
  return bytes;
}

// Reads a whole value that has nowhere to keep what this version does not know.
template <typename Value>
absl::StatusOr<Value> DecodeValue(std::string_view bytes, const MessageType& type, NameStyle style,
                                  const Limits& limits) {
  if (const auto size = static_cast<int64_t>(bytes.size());
      size > limits.max_bytes || size > 0x7FFFFFFF) {
    return PastLimit("bytes", size, limits.max_bytes, "max_bytes");
  }
  READINESS_ASSIGN_OR_RETURN(const std::optional<std::string> unknown,
                             Scan(bytes, type, style, limits, 0));
  if (unknown.has_value()) {
    return absl::InvalidArgumentError(base::Cat(*unknown, " is not known to this version"));
  }
  GivenFields fields;
  Value value;
  READINESS_RETURN_IF_ERROR(Decode(bytes, style, fields, value));
  return value;
}

// The same from protobuf JSON.
template <typename Value>
absl::StatusOr<Value> DecodeValueJson(std::string_view json, const MessageType& type,
                                      const Limits& limits) {
  json = WithoutByteOrderMark(json);
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             ReadJson(json, type, limits, /*entry_is_root=*/false));
  return DecodeValue<Value>(bytes, type, NameStyle::kCamel, limits);
}

}  // namespace readiness::wire::internal
