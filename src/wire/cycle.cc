#include "readiness/wire/cycle.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

#include "wire/entry_bytes.h"
#include "wire/json_print.h"
#include "wire/json_read.h"
#include "wire/schema.h"
#include "wire/wire_format.h"

namespace readiness::wire {
namespace {

using internal::EntryLabel;
using internal::NameStyle;

constexpr uint32_t kSchemaVersionField = 1;
constexpr uint32_t kPlaybookField = 2;
constexpr uint32_t kEntriesField = 3;

// What an entry of a real log has at least: what is reserved for entries stays in proportion to the
// bytes, also where they are of somebody who means harm.
constexpr std::size_t kLeastEntryBytes = 64;

// What stands before the bytes of an entry: a tag and a length.
constexpr std::size_t kMaxFrameBytes = 11;

// A large log is out of the processor's memory when it is written: entries are asked for ahead.
constexpr std::size_t kEntriesAhead = 2;

void Prefetch(const model::Entry& entry) {
  constexpr std::size_t kLine = 64;
  const auto* at = reinterpret_cast<const char*>(&entry);
  for (std::size_t line = 0; line < sizeof entry; line += kLine) __builtin_prefetch(at + line);
}

std::size_t CountEntries(std::string_view bytes) {
  std::size_t count = 0;
  internal::FieldCursor cursor(bytes);
  internal::RawField field;
  while (!cursor.at_end() && cursor.Take(field)) count += field.number == kEntriesField ? 1 : 0;
  return count;
}

// A cycle is read field by field and not as one message: so an error knows its entry, an entry's
// own bytes are at hand, and no claim in the file makes us allocate before it is counted.
absl::StatusOr<model::CycleLog> Read(std::string_view bytes, NameStyle style,
                                     const Limits& limits) {
  if (const auto size = static_cast<int64_t>(bytes.size());
      size > limits.max_bytes || size > 0x7FFFFFFF) {
    return internal::PastLimit("bytes", size, limits.max_bytes, "max_byte_count");
  }
  model::CycleLog log;
  internal::ElementBudget elements = internal::ElementBudget::OfElements(limits);
  bool has_schema_version = false;
  bool has_playbook = false;
  log.entries.reserve(std::min(CountEntries(bytes), bytes.size() / kLeastEntryBytes + 1));
  internal::FieldCursor cursor(bytes);
  while (!cursor.at_end()) {
    internal::RawField field;
    if (!cursor.Take(field)) {
      const auto next = cursor.Next();
      if (!next.ok()) {
        const auto read = static_cast<int64_t>(log.entries.size());
        return read == 0 ? next.status()
                         : base::At(base::Cat("after ", EntryLabel(read, log.entries.back().id)),
                                    next.status());
      }
      field = *next;
    }
    if (field.number == kEntriesField && field.wire_type == 2) {
      const auto number = static_cast<int64_t>(log.entries.size()) + 1;
      if (number > limits.max_entry_count) {
        return internal::PastLimit("entries", number, limits.max_entry_count, "max_entry_count");
      }
      READINESS_RETURN_IF_ERROR(internal::ReadEntry(field.payload, number, /*outer_depth=*/1, style,
                                                    limits, log.entries.emplace_back(), elements));
    } else if (field.number == kSchemaVersionField && field.wire_type == 0) {
      if (std::exchange(has_schema_version, true)) {
        return absl::InvalidArgumentError("schema_version: is given twice");
      }
      log.schema_version = static_cast<int64_t>(field.varint);
    } else if (field.number == kPlaybookField && field.wire_type == 2) {
      if (std::exchange(has_playbook, true)) {
        return absl::InvalidArgumentError("playbook: is given twice");
      }
      if (const auto at = base::InvalidUtf8At(field.payload); at.has_value()) {
        return absl::InvalidArgumentError(base::Cat("playbook: is not UTF-8 at byte ", *at));
      }
      log.playbook = field.payload;
    } else {
      log.unrecognized.append(field.whole);
    }
  }
  if (log.schema_version == 0) log.schema_version = 1;  // As good as not given.
  if (log.schema_version < 0) {
    return absl::InvalidArgumentError(
        base::Cat(style == NameStyle::kCamel ? "schemaVersion" : "schema_version",
                  ": must be 1 or more, got ", log.schema_version));
  }
  return log;
}

absl::StatusOr<std::string> Write(const model::CycleLog& log, NameStyle style) {
  std::string bytes;
  if (log.schema_version != 0) {
    internal::AppendVarintField(kSchemaVersionField, static_cast<uint64_t>(log.schema_version),
                                bytes);
  }
  if (const auto at = base::InvalidUtf8At(log.playbook); at.has_value()) {
    return absl::InvalidArgumentError(base::Cat("playbook: is not UTF-8 at byte ", *at));
  }
  if (!log.playbook.empty()) internal::AppendBytesField(kPlaybookField, log.playbook, bytes);
  std::string entry_bytes;
  const std::size_t count = log.entries.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kEntriesAhead < count) Prefetch(log.entries[i + kEntriesAhead]);
    entry_bytes.clear();
    READINESS_RETURN_IF_ERROR(
        internal::WriteEntry(log.entries[i], static_cast<int64_t>(i) + 1, style, entry_bytes));
    if (bytes.capacity() - bytes.size() < entry_bytes.size() + kMaxFrameBytes) {
      // As much as the rest takes where it is like what is written, and an eighth more: a large log
      // is neither copied often nor given twice the memory.
      const std::size_t written = bytes.size() + entry_bytes.size();
      bytes.reserve(written + kMaxFrameBytes + written / 8 + written / (i + 1) * (count - i - 1));
    }
    internal::AppendBytesField(kEntriesField, entry_bytes, bytes);
  }
  if (style == NameStyle::kCamel && !log.unrecognized.empty()) {
    return absl::InvalidArgumentError(
        "the cycle holds a field that this version does not know; JSON has nowhere to keep it, so "
        "write the binary format");
  }
  bytes.append(log.unrecognized);
  return bytes;
}

}  // namespace

absl::StatusOr<model::CycleLog> DecodeCycle(std::string_view bytes, const Limits& limits) {
  return Read(bytes, NameStyle::kSnake, limits);
}

absl::StatusOr<model::CycleLog> DecodeCycleJson(std::string_view json, const Limits& limits) {
  json = internal::WithoutByteOrderMark(json);
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  READINESS_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::ReadJson(json, schema->cycle(), limits, /*entry_is_root=*/false));
  return Read(bytes, NameStyle::kCamel, limits);
}

absl::StatusOr<std::string> EncodeCycle(const model::CycleLog& log) {
  return Write(log, NameStyle::kSnake);
}

absl::StatusOr<std::string> EncodeCycleJson(const model::CycleLog& log, JsonLayout layout) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, Write(log, NameStyle::kCamel));
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  return internal::PrintJson(bytes, schema->cycle(), layout, /*prints_all=*/false);
}

absl::StatusOr<model::Entry> DecodeEntry(std::string_view bytes, const Limits& limits) {
  model::Entry entry;
  internal::ElementBudget elements = internal::ElementBudget::OfElements(limits);
  READINESS_RETURN_IF_ERROR(internal::ReadEntry(bytes, /*number=*/0, /*outer_depth=*/0,
                                                NameStyle::kSnake, limits, entry, elements));
  return entry;
}

absl::StatusOr<model::Entry> DecodeEntryJson(std::string_view json, const Limits& limits) {
  json = internal::WithoutByteOrderMark(json);
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  READINESS_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::ReadJson(json, schema->entry(), limits, /*entry_is_root=*/true));
  model::Entry entry;
  internal::ElementBudget elements = internal::ElementBudget::OfElements(limits);
  READINESS_RETURN_IF_ERROR(internal::ReadEntry(bytes, /*number=*/0, /*outer_depth=*/0,
                                                NameStyle::kCamel, limits, entry, elements));
  return entry;
}

absl::StatusOr<std::string> EncodeEntry(const model::Entry& entry) {
  std::string bytes;
  READINESS_RETURN_IF_ERROR(internal::WriteEntry(entry, /*number=*/0, NameStyle::kSnake, bytes));
  return bytes;
}

absl::StatusOr<std::string> EncodeEntryJson(const model::Entry& entry, JsonLayout layout) {
  std::string bytes;
  READINESS_RETURN_IF_ERROR(internal::WriteEntry(entry, /*number=*/0, NameStyle::kCamel, bytes));
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  return internal::PrintJson(bytes, schema->entry(), layout, /*prints_all=*/false);
}

}  // namespace readiness::wire
