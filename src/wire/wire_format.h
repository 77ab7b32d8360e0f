// wire/wire_format.h: the fields of serialized messages, one by one, without their meaning.
//
// Varints, numbers of eight bytes, lengths and groups, as Protocol Buffers write them, and the one
// message that is no message of ours, google.protobuf.Timestamp.
//
// Cost:    linear in the bytes; nothing is allocated but what is appended, and for errors.
// Threads: free functions of their arguments; a cursor is of one thread.
// Source:  Protocol Buffers, "Encoding"; google/protobuf/timestamp.proto.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace readiness::wire::internal {

inline constexpr uint32_t kVarint = 0;
inline constexpr uint32_t kEightBytes = 1;
inline constexpr uint32_t kLengthAndBytes = 2;

// One field as it stands in the bytes of a message.
struct RawField {
  uint32_t number = 0;
  uint32_t wire_type = 0;    // 0 varint, 1 eight bytes, 2 length and bytes, 3 group, 5 four bytes.
  uint64_t varint = 0;       // Wire type 0.
  std::string_view payload;  // Wire type 1: the eight bytes; 2: those after the length.
  std::string_view whole;    // All of the field's bytes, tag included.
};

// Takes a varint off the front of `bytes`; false where there is none.
[[nodiscard]] inline bool TakeVarint(std::string_view& bytes, uint64_t& value) {
  value = 0;
  const std::size_t end = std::min<std::size_t>(bytes.size(), 10);
  for (std::size_t i = 0; i < end; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (i == 9 && byte > 1) return false;
    value |= uint64_t{byte & 0x7Fu} << (7 * i);
    if (byte < 0x80) {
      bytes.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

// Reads field after field of serialized bytes, which it borrows.
class FieldCursor {
 public:
  explicit FieldCursor(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  // The next field. Error: the bytes here are no field; the message says why, without a place.
  [[nodiscard]] absl::StatusOr<RawField> Next();
  // The same for those who read many: false where Next() is to be asked, which then says what is
  // wrong, or has a group, which is rare.
  [[nodiscard]] bool Take(RawField& field);
  // How many fields of length and bytes that are `number` follow here, one on the other.
  [[nodiscard]] std::size_t CountRun(uint32_t number) const;

 private:
  [[nodiscard]] bool ReadVarint(uint64_t& value);
  [[nodiscard]] absl::Status Skip(uint32_t number, uint32_t wire_type, int depth);

  std::string_view bytes_;
  std::size_t at_ = 0;
};

inline bool FieldCursor::Take(RawField& field) {
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
    case kEightBytes:
      if (rest.size() < 8) return false;
      field.payload = rest.substr(0, 8);
      rest.remove_prefix(8);
      break;
    case kLengthAndBytes: {
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

// Appends a varint; a tag; a number of eight bytes; a field that holds one of them, or bytes.
void AppendVarint(uint64_t value, std::string& bytes);
void AppendTag(uint32_t number, uint32_t wire_type, std::string& bytes);
void AppendDouble(double value, std::string& bytes);
void AppendVarintField(uint32_t number, uint64_t value, std::string& bytes);
void AppendDoubleField(uint32_t number, double value, std::string& bytes);
void AppendBytesField(uint32_t number, std::string_view payload, std::string& bytes);

// The number in the first eight bytes, the lowest first; 0 where there are fewer.
[[nodiscard]] double DoubleOf(std::string_view bytes);

// What google.protobuf.Timestamp holds: seconds since 1970-01-01T00:00:00Z, and beside them the
// nanoseconds of the second that has begun, in [0, 1e9).
struct Timestamp {
  int64_t seconds = 0;
  int64_t nanos = 0;

  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

// The seconds of 0001-01-01T00:00:00Z and of 9999-12-31T23:59:59Z, between which a Timestamp lies.
inline constexpr int64_t kMinSeconds = -62'135'596'800;
inline constexpr int64_t kMaxSeconds = 253'402'300'799;

// A Timestamp from its bytes, in which the last of two wins, or nothing where they are no message.
// The number of nanoseconds is of 32 bits: what is above is passed over, as Protocol Buffers do.
[[nodiscard]] std::optional<Timestamp> ReadTimestamp(std::string_view bytes);

// Appends a field that holds a Timestamp.
void AppendTimestampField(uint32_t number, const Timestamp& time, std::string& bytes);

}  // namespace readiness::wire::internal
