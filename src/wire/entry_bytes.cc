#include "wire/entry_bytes.h"

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "wire/decode.h"
#include "wire/encode.h"
#include "wire/log_messages.h"
#include "wire/wire_format.h"

namespace readiness::wire::internal {
namespace {

// The id in the bytes of an entry, for messages; empty where the bytes give none.
std::string_view PeekId(std::string_view bytes) {
  FieldCursor cursor(bytes);
  while (!cursor.at_end()) {
    const auto field = cursor.Next();
    if (!field.ok()) break;
    if (field->number == kIdField && field->wire_type == kLengthAndBytes) return field->payload;
  }
  return {};
}

// Whether a field is seq or recorded_at, by which an entry has its place in a log. One of their
// numbers with another type is not known to this version, and stays as it was read.
bool IsOfTheLog(const RawField& field) {
  return (field.number == kSeqField && field.wire_type == kVarint) ||
         (field.number == kRecordedAtField && field.wire_type == kLengthAndBytes);
}

// Appends the bytes of an entry without seq and recorded_at, the other fields as they stand.
absl::Status AppendContentAsRead(std::string_view entry, std::string& bytes) {
  FieldCursor cursor(entry);
  while (!cursor.at_end()) {
    READINESS_ASSIGN_OR_RETURN(const RawField field, cursor.Next());
    if (!IsOfTheLog(field)) bytes.append(field.whole);
  }
  return absl::OkStatus();
}

absl::Status ReadUnlabelled(std::string_view bytes, int64_t outer_depth, NameStyle style,
                            const Limits& limits, model::Entry& entry, ElementBudget& elements) {
  if (const auto size = static_cast<int64_t>(bytes.size()); size > limits.max_entry_bytes) {
    return PastLimit("bytes", size, limits.max_entry_bytes, "max_entry_byte_count");
  }
  READINESS_ASSIGN_OR_RETURN(const Reading reading,
                             Decode(bytes, style, limits, outer_depth, entry, elements));
  READINESS_RETURN_IF_ERROR(reading.status);
  if (reading.unknown.has_value()) {
    if (style == NameStyle::kCamel) {
      return absl::InvalidArgumentError(
          base::Cat(*reading.unknown, " is not known to this version"));
    }
    entry.unrecognized = bytes;
    READINESS_RETURN_IF_ERROR(AppendContentAsRead(bytes, entry.unrecognized_content));
  }
  return absl::OkStatus();
}

// seq and recorded_at of the entry in `bytes`, as this version writes them.
absl::StatusOr<std::string> OwnPartAsRead(std::string_view entry) {
  std::string part;
  FieldCursor cursor(entry);
  while (!cursor.at_end()) {
    const auto field = cursor.Next();
    if (!field.ok()) {
      return absl::InvalidArgumentError("unrecognized is not a serialized entry");
    }
    if (IsOfTheLog(*field)) part.append(field->whole);
  }
  model::Entry own;
  READINESS_ASSIGN_OR_RETURN(const Reading reading,
                             Decode(part, NameStyle::kSnake, Limits(), /*outer_depth=*/0, own));
  READINESS_RETURN_IF_ERROR(reading.status);
  std::string bytes;
  READINESS_RETURN_IF_ERROR(Encode(own, NameStyle::kSnake, bytes));
  return bytes;
}

// Writes an entry that holds what this version does not know: the bytes that were read.
absl::Status WriteUnrecognized(const model::Entry& entry, std::string& bytes) {
  // The part that this version owns: where the entry stands and when it became known.
  model::Entry own;
  own.seq = entry.seq;
  own.recorded_at = entry.recorded_at;
  std::string own_bytes;
  READINESS_RETURN_IF_ERROR(Encode(own, NameStyle::kSnake, own_bytes));

  // Compared as they are written here; what was read may spell a number otherwise.
  READINESS_ASSIGN_OR_RETURN(const std::string read_bytes, OwnPartAsRead(entry.unrecognized));
  if (read_bytes == own_bytes) {
    bytes.append(entry.unrecognized);
    return absl::OkStatus();
  }
  bytes.append(own_bytes);
  return AppendContentAsRead(entry.unrecognized, bytes);
}

}  // namespace

absl::Status ReadEntry(std::string_view bytes, int64_t number, int64_t outer_depth, NameStyle style,
                       const Limits& limits, model::Entry& entry, ElementBudget& elements) {
  absl::Status status = ReadUnlabelled(bytes, outer_depth, style, limits, entry, elements);
  return status.ok() ? status : base::At(EntryLabel(number, PeekId(bytes)), status);
}

absl::Status WriteEntry(const model::Entry& entry, int64_t number, NameStyle style,
                        std::string& bytes) {
  absl::Status status;
  if (entry.unrecognized.empty()) {
    status = Encode(entry, style, bytes);
  } else if (style == NameStyle::kCamel) {
    status = absl::InvalidArgumentError(
        "holds a fact, field or value that this version does not know; JSON has nowhere to keep "
        "it, so write the binary format");
  } else {
    status = WriteUnrecognized(entry, bytes);
  }
  return status.ok() ? status : base::At(EntryLabel(number, entry.id), status);
}

absl::Status WriteContent(const model::Entry& entry, int64_t number, std::string& bytes) {
  absl::Status status;
  if (entry.unrecognized.empty()) {
    status = Encode(entry, NameStyle::kSnake, bytes,
                    uint64_t{1} << kSeqField | uint64_t{1} << kRecordedAtField);
  } else {
    status = AppendContentAsRead(entry.unrecognized, bytes);
  }
  return status.ok() ? status : base::At(EntryLabel(number, entry.id), status);
}

}  // namespace readiness::wire::internal
