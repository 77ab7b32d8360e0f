#include "wire/wire_format.h"

#include <array>
#include <bit>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::wire::internal {
namespace {

constexpr uint32_t kGroup = 3;
constexpr uint32_t kEndGroup = 4;
constexpr uint32_t kFourBytes = 5;
constexpr int kMaxGroupDepth = 90;

absl::Status Malformed(std::string_view why) {
  return absl::InvalidArgumentError(base::Cat("is not a serialized message: ", why));
}

constexpr std::size_t kMaxVarintBytes = 10;

uint64_t TagOf(uint32_t number, uint32_t wire_type) { return uint64_t{number} << 3 | wire_type; }

// Writes a varint at `at`; returns where it ends.
char* PutVarint(uint64_t value, char* at) {
  for (; value >= 0x80; value >>= 7) *at++ = static_cast<char>((value & 0x7F) | 0x80);
  *at++ = static_cast<char>(value);
  return at;
}

}  // namespace

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
    case kEightBytes:
      return take(8) ? absl::OkStatus() : Malformed("it ends inside a number");
    case kFourBytes:
      return take(4) ? absl::OkStatus() : Malformed("it ends inside a number");
    case kLengthAndBytes:
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

std::size_t FieldCursor::CountRun(uint32_t number) const {
  const uint64_t wanted = TagOf(number, kLengthAndBytes);
  std::string_view rest = bytes_.substr(at_);
  for (std::size_t count = 0;; ++count) {
    uint64_t tag = 0;
    uint64_t size = 0;
    if (!TakeVarint(rest, tag) || tag != wanted) return count;
    if (!TakeVarint(rest, size) || size > rest.size()) return count;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
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
  if (field.wire_type == kEightBytes) field.payload = bytes_.substr(value_begin, 8);
  if (field.wire_type == kVarint || field.wire_type == kLengthAndBytes) {
    FieldCursor value(bytes_.substr(value_begin, at_ - value_begin));
    if (!value.ReadVarint(field.varint)) return Malformed("a number is cut off or too long");
    if (field.wire_type == kLengthAndBytes) {
      field.payload = value.bytes_.substr(value.at_);
      field.varint = 0;
    }
  }
  return field;
}

void AppendVarint(uint64_t value, std::string& bytes) {
  std::array<char, kMaxVarintBytes> varint;
  bytes.append(varint.data(), PutVarint(value, varint.data()));
}

void AppendTag(uint32_t number, uint32_t wire_type, std::string& bytes) {
  AppendVarint(TagOf(number, wire_type), bytes);
}

void AppendDouble(double value, std::string& bytes) {
  auto bits = std::bit_cast<uint64_t>(value);
  std::array<char, 8> little_endian;
  for (char& byte : little_endian) {
    byte = static_cast<char>(bits & 0xFF);
    bits >>= 8;
  }
  bytes.append(little_endian.data(), little_endian.size());
}

void AppendVarintField(uint32_t number, uint64_t value, std::string& bytes) {
  std::array<char, 2 * kMaxVarintBytes> field;
  char* const end = PutVarint(value, PutVarint(TagOf(number, kVarint), field.data()));
  bytes.append(field.data(), end);
}

void AppendDoubleField(uint32_t number, double value, std::string& bytes) {
  AppendTag(number, kEightBytes, bytes);
  AppendDouble(value, bytes);
}

void AppendBytesField(uint32_t number, std::string_view payload, std::string& bytes) {
  std::array<char, 2 * kMaxVarintBytes> front;
  char* const end =
      PutVarint(payload.size(), PutVarint(TagOf(number, kLengthAndBytes), front.data()));
  bytes.append(front.data(), end);
  bytes.append(payload);
}

double DoubleOf(std::string_view bytes) {
  uint64_t bits = 0;
  if (bytes.size() < 8) return 0;
  for (std::size_t i = 8; i > 0; --i) {
    bits = bits << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return std::bit_cast<double>(bits);
}

std::optional<Timestamp> ReadTimestamp(std::string_view bytes) {
  Timestamp time;
  FieldCursor cursor(bytes);
  while (!cursor.at_end()) {
    RawField raw;
    if (!cursor.Take(raw)) {
      if (!cursor.Next().ok()) return std::nullopt;
      continue;  // A group, which a Timestamp has none of.
    }
    if (raw.wire_type != kVarint) continue;
    if (raw.number == 1) time.seconds = static_cast<int64_t>(raw.varint);
    if (raw.number == 2) time.nanos = static_cast<int32_t>(raw.varint);
  }
  return time;
}

void AppendTimestampField(uint32_t number, const Timestamp& time, std::string& bytes) {
  AppendTag(number, kLengthAndBytes, bytes);
  const std::size_t begin = bytes.size();
  bytes.push_back(0);  // The length, which is one byte: the numbers are of eleven at most each.
  if (time.seconds != 0) AppendVarintField(1, static_cast<uint64_t>(time.seconds), bytes);
  if (time.nanos != 0) AppendVarintField(2, static_cast<uint64_t>(time.nanos), bytes);
  bytes[begin] = static_cast<char>(bytes.size() - begin - 1);
}

}  // namespace readiness::wire::internal
