// wire/message_codec.h: what the codecs of an assessment and of a policy have in common.
//
// Threads: free functions of their arguments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "wire/decode.h"
#include "wire/encode.h"
#include "wire/json_print.h"
#include "wire/json_read.h"
#include "wire/mapping.h"
#include "wire/schema.h"

namespace readiness::wire::internal {

// The serialized message that mirrors `value`.
template <typename Value>
absl::StatusOr<std::string> EncodeValue(const Value& value, NameStyle style) {
  std::string bytes;
  READINESS_RETURN_IF_ERROR(Encode(value, style, bytes));
  return bytes;
}

// The same as protobuf JSON with every field. The schema finds the message by its name, once.
template <typename Value>
absl::StatusOr<std::string> EncodeValueJson(const Value& value, JsonLayout layout) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, EncodeValue(value, NameStyle::kCamel));
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  const MessageType* type = schema->Find(Mapping<Value>::kName);
  if (type == nullptr) {
    return absl::InternalError(
        base::ToAbsl(base::Cat("the schema has no ", Mapping<Value>::kName)));
  }
  return PrintJson(bytes, *type, layout, /*prints_all=*/true);
}

// Reads a whole value that has nowhere to keep what this version does not know.
template <typename Value>
absl::StatusOr<Value> DecodeValue(std::string_view bytes, NameStyle style, const Limits& limits,
                                  ElementBudget elements) {
  if (const auto size = static_cast<int64_t>(bytes.size());
      size > limits.max_bytes || size > 0x7FFFFFFF) {
    return PastLimit("bytes", size, limits.max_bytes, "max_byte_count");
  }
  Value value;
  READINESS_ASSIGN_OR_RETURN(const Reading reading,
                             Decode(bytes, style, limits, /*outer_depth=*/0, value, elements));
  if (reading.unknown.has_value()) {
    return absl::InvalidArgumentError(base::Cat(*reading.unknown, " is not known to this version"));
  }
  READINESS_RETURN_IF_ERROR(reading.status);
  return value;
}

template <typename Value>
absl::StatusOr<Value> DecodeValue(std::string_view bytes, NameStyle style, const Limits& limits) {
  return DecodeValue<Value>(bytes, style, limits, ElementBudget::OfElements(limits));
}

// The same from protobuf JSON.
template <typename Value>
absl::StatusOr<Value> DecodeValueJson(std::string_view json, const MessageType& type,
                                      const Limits& limits, ElementBudget elements) {
  json = WithoutByteOrderMark(json);
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             ReadJson(json, type, limits, /*entry_is_root=*/false));
  return DecodeValue<Value>(bytes, NameStyle::kCamel, limits, elements);
}
template <typename Value>
absl::StatusOr<Value> DecodeValueJson(std::string_view json, const MessageType& type,
                                      const Limits& limits) {
  return DecodeValueJson<Value>(json, type, limits, ElementBudget::OfElements(limits));
}

}  // namespace readiness::wire::internal
