#include "wire/entry_bytes.h"

#include <optional>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "wire/log_messages.h"
#include "wire/message_codec.h"
#include "wire/scan.h"
#include "wire/schema.h"

namespace readiness::wire::internal {
namespace {

// The id in the bytes of an entry, for messages; empty where the bytes give none.
std::string_view PeekId(std::string_view bytes) {
  FieldCursor cursor(bytes);
  while (!cursor.at_end()) {
    const auto field = cursor.Next();
    if (!field.ok()) break;
    if (field->number == kIdField && field->wire_type == 2) return field->payload;
  }
  return {};
}

// Appends the bytes of an entry without seq and recorded_at, the other fields as they stand.
absl::Status AppendContentAsRead(std::string_view entry, std::string& bytes) {
  FieldCursor cursor(entry);
  while (!cursor.at_end()) {
    READINESS_ASSIGN_OR_RETURN(const RawField field, cursor.Next());
    if (field.number != kSeqField && field.number != kRecordedAtField) bytes.append(field.whole);
  }
  return absl::OkStatus();
}

absl::StatusOr<model::Entry> ReadUnlabelled(std::string_view bytes, int64_t outer_depth,
                                            NameStyle style, const Limits& limits,
                                            v1::Entry& message) {
  if (const auto size = static_cast<int64_t>(bytes.size()); size > limits.max_entry_bytes) {
    return PastLimit("bytes", size, limits.max_entry_bytes, "max_entry_bytes");
  }
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  READINESS_ASSIGN_OR_RETURN(const std::optional<std::string> unknown,
                             Scan(bytes, schema->entry(), style, limits, outer_depth));
  model::Entry entry;
  READINESS_RETURN_IF_ERROR(DecodeScanned(bytes, style, message, entry));
  if (unknown.has_value()) {
    if (style == NameStyle::kCamel) {
      return absl::InvalidArgumentError(base::Cat(*unknown, " is not known to this version"));
    }
    entry.unrecognized = bytes;
    READINESS_RETURN_IF_ERROR(AppendContentAsRead(bytes, entry.unrecognized_content));
  }
  return entry;
}

// Writes an entry that holds what this version does not know: the bytes that were read.
absl::Status WriteUnrecognized(const model::Entry& entry, v1::Entry& message, std::string& bytes) {
  // The part that this version owns: where the entry stands and when it became known.
  model::Entry own;
  own.seq = entry.seq;
  own.recorded_at = entry.recorded_at;
  READINESS_RETURN_IF_ERROR(Encode(own, NameStyle::kSnake, message));

  v1::Entry read;
  if (!read.ParseFromString(entry.unrecognized)) {
    return absl::InvalidArgumentError("unrecognized is not a serialized entry");
  }
  const bool is_unchanged = read.seq() == message.seq() &&
                            read.has_recorded_at() == message.has_recorded_at() &&
                            read.recorded_at().seconds() == message.recorded_at().seconds() &&
                            read.recorded_at().nanos() == message.recorded_at().nanos();
  if (is_unchanged) {
    bytes.append(entry.unrecognized);
    return absl::OkStatus();
  }
  READINESS_RETURN_IF_ERROR(AppendSerialized(message, bytes));
  return AppendContentAsRead(entry.unrecognized, bytes);
}

}  // namespace

absl::StatusOr<model::Entry> ReadEntry(std::string_view bytes, int64_t number, int64_t outer_depth,
                                       NameStyle style, const Limits& limits, v1::Entry& message) {
  auto entry = ReadUnlabelled(bytes, outer_depth, style, limits, message);
  if (!entry.ok()) return base::At(EntryLabel(number, PeekId(bytes)), entry.status());
  return entry;
}

absl::Status WriteEntry(const model::Entry& entry, int64_t number, NameStyle style,
                        v1::Entry& message, std::string& bytes) {
  message.Clear();
  absl::Status status;
  if (entry.unrecognized.empty()) {
    status = Encode(entry, style, message);
    if (status.ok()) status = AppendSerialized(message, bytes);
  } else if (style == NameStyle::kCamel) {
    status = absl::InvalidArgumentError(
        "holds a fact, field or value that this version does not know; JSON has nowhere to keep "
        "it, "
        "so write the binary format");
  } else {
    status = WriteUnrecognized(entry, message, bytes);
  }
  return status.ok() ? status : base::At(EntryLabel(number, entry.id), status);
}

absl::Status WriteContent(const model::Entry& entry, int64_t number, v1::Entry& message,
                          std::string& bytes) {
  message.Clear();
  absl::Status status;
  if (entry.unrecognized.empty()) {
    status = Encode(entry, NameStyle::kSnake, message);
    message.clear_seq();
    message.clear_recorded_at();
    if (status.ok()) status = AppendSerialized(message, bytes);
  } else {
    status = AppendContentAsRead(entry.unrecognized, bytes);
  }
  return status.ok() ? status : base::At(EntryLabel(number, entry.id), status);
}

}  // namespace readiness::wire::internal
