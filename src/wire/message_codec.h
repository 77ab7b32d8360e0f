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
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message_lite.h>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "wire/json_scan.h"
#include "wire/mapping.h"
#include "wire/scan.h"
#include "wire/schema.h"

namespace readiness::wire::internal {

// Appends the serialized message; maps are sorted by key, so equal messages give equal bytes.
inline absl::Status AppendSerialized(const google::protobuf::MessageLite& message,
                                     std::string& bytes) {
  if (message.ByteSizeLong() > 0x7FFFFFFF) {
    return absl::ResourceExhaustedError("more than 2^31 - 1 bytes, which no message can be");
  }
  google::protobuf::io::StringOutputStream output(&bytes);
  google::protobuf::io::CodedOutputStream coded(&output);
  coded.SetSerializationDeterministic(true);
  if (!message.SerializeToCodedStream(&coded)) {
    return absl::InternalError("the message cannot be serialized");
  }
  return absl::OkStatus();
}

// The serialized message that mirrors `value`.
template <typename Value>
absl::StatusOr<std::string> EncodeValue(const Value& value, NameStyle style) {
  typename Mapping<Value>::Message message;
  READINESS_RETURN_IF_ERROR(Encode(value, style, message));
  std::string bytes;
  READINESS_RETURN_IF_ERROR(AppendSerialized(message, bytes));
  return bytes;
}

// Sets `value` from serialized bytes that are scanned already; `message` is used and overwritten.
template <typename Value>
absl::Status DecodeScanned(std::string_view bytes, NameStyle style,
                           typename Mapping<Value>::Message& message, Value& value) {
  message.Clear();
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InvalidArgumentError("is not a serialized message");
  }
  Walk walk(style);
  Decoder<typename Mapping<Value>::Message> decoder(message, walk);
  Mapping<Value>::Fields(decoder, value);
  return walk.status();
}

// Reads a whole value that has nowhere to keep what this version does not know.
template <typename Value>
absl::StatusOr<Value> DecodeValue(std::string_view bytes, const google::protobuf::Descriptor& type,
                                  NameStyle style, const Limits& limits) {
  if (const auto size = static_cast<int64_t>(bytes.size());
      size > limits.max_bytes || size > 0x7FFFFFFF) {
    return PastLimit("bytes", size, limits.max_bytes, "max_bytes");
  }
  READINESS_ASSIGN_OR_RETURN(const std::optional<std::string> unknown,
                             Scan(bytes, type, style, limits, 0));
  if (unknown.has_value()) {
    return absl::InvalidArgumentError(base::Cat(*unknown, " is not known to this version"));
  }
  typename Mapping<Value>::Message message;
  Value value;
  READINESS_RETURN_IF_ERROR(DecodeScanned(bytes, style, message, value));
  return value;
}

// The same from protobuf JSON.
template <typename Value>
absl::StatusOr<Value> DecodeValueJson(std::string_view json, const Schema& schema,
                                      const google::protobuf::Descriptor& type,
                                      const Limits& limits) {
  json = WithoutByteOrderMark(json);
  READINESS_RETURN_IF_ERROR(ScanJson(json, type, limits, /*entry_is_root=*/false));
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, schema.FromJson(type, json));
  return DecodeValue<Value>(bytes, type, NameStyle::kCamel, limits);
}

}  // namespace readiness::wire::internal
