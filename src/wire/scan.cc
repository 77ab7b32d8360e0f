#include "wire/scan.h"

#include "absl/container/inlined_vector.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

namespace readiness::wire::internal {
namespace {

constexpr uint32_t kVarint = 0;
constexpr uint32_t kFixed64 = 1;
constexpr uint32_t kBytes = kLengthAndBytes;
constexpr uint32_t kGroup = 3;
constexpr uint32_t kEndGroup = 4;
constexpr uint32_t kFixed32 = 5;
constexpr int kMaxGroupDepth = 90;

absl::Status Malformed(std::string_view why) {
  return absl::InvalidArgumentError(base::Cat("is not a serialized message: ", why));
}

class Scanner {
 public:
  Scanner(NameStyle style, const Limits& limits, int64_t outer_depth)
      : limits_(limits), outer_depth_(outer_depth), path_(style) {}

  absl::Status Message(std::string_view bytes, const MessageType& type) {
    // By the place of the field in its message: whether it was seen, or how often.
    absl::InlinedVector<int64_t, 128> seen(type.fields.size(), 0);
    FieldCursor cursor(bytes);
    while (!cursor.at_end()) {
      RawField raw;
      if (!cursor.Take(raw)) {
        const auto next = cursor.Next();
        if (!next.ok()) return Located(path_.Text(), next.status());
        raw = *next;
      }
      const Field* field = type.Find(raw.number);
      const bool is_packed = field != nullptr && field->is_packable() && raw.wire_type == kBytes;
      if (field == nullptr || (raw.wire_type != WireTypeOf(*field) && !is_packed)) {
        NoteUnknown({"", -1}, base::Cat("field ", raw.number));
        continue;
      }
      int64_t& count = seen[field->index];
      ++count;
      if (!field->is_repeated) {
        if (count > 1) return Wrong(Step(*field, -1), "is given twice");
        READINESS_RETURN_IF_ERROR(CheckOneof(*field, seen));
      }
      READINESS_RETURN_IF_ERROR(Value(raw, *field, is_packed, count - 1));
    }
    return absl::OkStatus();
  }

  [[nodiscard]] std::optional<std::string>& unknown() { return unknown_; }

 private:
  static PathStep Step(const Field& field, int64_t index) { return {field.name, index}; }
  absl::Status Wrong(PathStep leaf, std::string_view what) const {
    return absl::InvalidArgumentError(Located(path_.Text(leaf), what));
  }
  void NoteUnknown(PathStep leaf, std::string_view what) {
    if (unknown_.has_value()) return;
    unknown_ = Located(leaf.name.empty() ? path_.Text() : path_.Text(leaf), what);
  }

  absl::Status CheckOneof(const Field& field, const absl::InlinedVector<int64_t, 128>& seen) const {
    if (field.oneof == nullptr) return absl::OkStatus();
    for (const Field* other : field.oneof->fields) {
      if (other != &field && seen[other->index] > 0) {
        return Wrong(Step(field, -1),
                     base::Cat("is a second ", field.oneof->name, "; ", other->name,
                               " is given already, and exactly one may be"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Value(const RawField& raw, const Field& field, bool is_packed, int64_t index) {
    const PathStep leaf = Step(field, field.is_repeated ? index : -1);
    switch (field.kind) {
      case FieldKind::kBytes: {
        const auto size = static_cast<int64_t>(raw.payload.size());
        if (size <= limits_.max_state_bytes) return absl::OkStatus();
        return Located(path_.Text(leaf),
                       PastLimit("bytes", size, limits_.max_state_bytes, "max_state_bytes"));
      }
      case FieldKind::kText:
        if (const auto size = static_cast<int64_t>(raw.payload.size());
            size > limits_.max_text_bytes) {
          return Located(path_.Text(leaf), PastLimit("bytes of text", size, limits_.max_text_bytes,
                                                     "max_text_bytes"));
        }
        if (const auto at = base::InvalidUtf8At(raw.payload); at.has_value()) {
          return Wrong(leaf, base::Cat("is not UTF-8 at byte ", *at));
        }
        return absl::OkStatus();
      case FieldKind::kMessage: {
        const int64_t depth = outer_depth_ + static_cast<int64_t>(path_.depth()) + 2;
        if (depth > limits_.max_depth) {
          return Located(path_.Text(leaf), PastLimit("messages inside each other", depth,
                                                     limits_.max_depth, "max_depth"));
        }
        path_.Enter(leaf);
        absl::Status status = Message(raw.payload, *field.message);
        path_.Leave();
        return status;
      }
      case FieldKind::kEnum:
        if (is_packed) return absl::OkStatus();  // The schema has no repeated enum.
        if (raw.varint > 0x7FFFFFFF ||
            field.enum_type->Find(static_cast<int64_t>(raw.varint)) == nullptr) {
          NoteUnknown(leaf, base::Cat("value ", raw.varint));
        }
        return absl::OkStatus();
      default:
        if (is_packed && field.kind == FieldKind::kDouble && raw.payload.size() % 8 != 0) {
          return Wrong(Step(field, -1), "is not a list of numbers of eight bytes");
        }
        return absl::OkStatus();
    }
  }

  const Limits& limits_;
  int64_t outer_depth_;
  FieldPath path_;
  std::optional<std::string> unknown_;
};

}  // namespace

uint32_t WireTypeOf(const Field& field) {
  switch (field.kind) {
    case FieldKind::kDouble:
      return kFixed64;
    case FieldKind::kText:
    case FieldKind::kBytes:
    case FieldKind::kMessage:
      return kBytes;
    default:
      return kVarint;
  }
}

bool TakeVarint(std::string_view& bytes, uint64_t& value) {
  if (!bytes.empty() && static_cast<unsigned char>(bytes.front()) < 0x80) {  // As most are.
    value = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    return true;
  }
  value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (shift == 63 && byte > 1) return false;
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool FieldCursor::ReadVarint(uint64_t& value) {
  std::string_view rest = bytes_.substr(at_);
  const bool is_whole = TakeVarint(rest, value);
  at_ = bytes_.size() - rest.size();
  return is_whole;
}

absl::Status FieldCursor::Skip(uint32_t number, uint32_t wire_type, int depth) {
  const auto take = [this](uint64_t size) {
    if (size > bytes_.size() - at_) return false;
    at_ += static_cast<std::size_t>(size);
    return true;
  };
  uint64_t value = 0;
  switch (wire_type) {
    case kVarint:
      return ReadVarint(value) ? absl::OkStatus() : Malformed("a number is cut off or too long");
    case kFixed64:
      return take(8) ? absl::OkStatus() : Malformed("it ends inside a number");
    case kFixed32:
      return take(4) ? absl::OkStatus() : Malformed("it ends inside a number");
    case kBytes:
      if (!ReadVarint(value)) return Malformed("a length is cut off or too long");
      return take(value) ? absl::OkStatus() : Malformed("it declares more bytes than there are");
    case kGroup: {
      if (depth >= kMaxGroupDepth) return Malformed("groups are nested too deep");
      while (true) {
        uint64_t tag = 0;
        if (!ReadVarint(tag) || tag > 0xFFFFFFFF || (tag >> 3) == 0) {
          return Malformed("a group has no end");
        }
        const auto inner_number = static_cast<uint32_t>(tag >> 3);
        const auto inner_type = static_cast<uint32_t>(tag & 7);
        if (inner_type == kEndGroup) {
          return inner_number == number ? absl::OkStatus()
                                        : Malformed("a group ends that was not begun");
        }
        READINESS_RETURN_IF_ERROR(Skip(inner_number, inner_type, depth + 1));
      }
    }
    default:
      return Malformed(base::Cat("there is no wire type ", wire_type, " here"));
  }
}

bool FieldCursor::Take(RawField& field) {
  std::string_view rest = bytes_.substr(at_);
  uint64_t tag = 0;
  if (!TakeVarint(rest, tag) || tag > 0xFFFFFFFF || tag < 8) return false;
  field.number = static_cast<uint32_t>(tag >> 3);
  field.wire_type = static_cast<uint32_t>(tag & 7);
  field.varint = 0;
  field.payload = {};
  switch (field.wire_type) {
    case kVarint:
      if (!TakeVarint(rest, field.varint)) return false;
      break;
    case kFixed64:
      if (rest.size() < 8) return false;
      rest.remove_prefix(8);
      break;
    case kBytes: {
      uint64_t size = 0;
      if (!TakeVarint(rest, size) || size > rest.size()) return false;
      field.payload = rest.substr(0, static_cast<std::size_t>(size));
      rest.remove_prefix(static_cast<std::size_t>(size));
      break;
    }
    default:
      return false;
  }
  const std::size_t end = bytes_.size() - rest.size();
  field.whole = bytes_.substr(at_, end - at_);
  at_ = end;
  return true;
}

absl::StatusOr<RawField> FieldCursor::Next() {
  const std::size_t begin = at_;
  uint64_t tag = 0;
  if (!ReadVarint(tag) || tag > 0xFFFFFFFF) return Malformed("a tag is cut off or too long");
  RawField field;
  field.number = static_cast<uint32_t>(tag >> 3);
  field.wire_type = static_cast<uint32_t>(tag & 7);
  if (field.number == 0) return Malformed("there is no field 0");
  const std::size_t value_begin = at_;
  READINESS_RETURN_IF_ERROR(Skip(field.number, field.wire_type, 0));
  field.whole = bytes_.substr(begin, at_ - begin);
  if (field.wire_type == kVarint || field.wire_type == kBytes) {
    FieldCursor value(bytes_.substr(value_begin, at_ - value_begin));
    if (!value.ReadVarint(field.varint)) return Malformed("a number is cut off or too long");
    if (field.wire_type == kBytes) {
      field.payload = value.bytes_.substr(value.at_);
      field.varint = 0;
    }
  }
  return field;
}

void AppendVarint(uint64_t value, std::string& bytes) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<char>(value));
}

void AppendVarintField(uint32_t number, uint64_t value, std::string& bytes) {
  AppendVarint(uint64_t{number} << 3 | kVarint, bytes);
  AppendVarint(value, bytes);
}

void AppendBytesField(uint32_t number, std::string_view payload, std::string& bytes) {
  AppendVarint(uint64_t{number} << 3 | kBytes, bytes);
  AppendVarint(payload.size(), bytes);
  bytes.append(payload);
}

absl::StatusOr<std::optional<std::string>> Scan(std::string_view bytes, const MessageType& type,
                                                NameStyle style, const Limits& limits,
                                                int64_t outer_depth) {
  Scanner scanner(style, limits, outer_depth);
  READINESS_RETURN_IF_ERROR(scanner.Message(bytes, type));
  return std::move(scanner.unknown());
}

absl::Status PastLimit(std::string_view what, int64_t found, int64_t limit,
                       std::string_view limit_name) {
  return absl::ResourceExhaustedError(base::Cat(found, " ", what, " are more than the limit of ",
                                                limit, " (Limits::", limit_name, ")"));
}

}  // namespace readiness::wire::internal
