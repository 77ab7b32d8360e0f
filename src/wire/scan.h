// wire/scan.h: reads the bytes of a message against its schema before anything is allocated.
//
// Readers of Protocol Buffers merge what is given twice, keep what they do not know out of sight,
// and say "cannot be parsed" without a place. The scan refuses by path: bytes that
// are no message, a field or a oneof given twice, text that is not UTF-8, and what exceeds a limit.
// It reports, by path, the first field or enum value that the schema does not have.
//
// Cost:    linear in the bytes; no allocation but for errors.
// Threads: free functions of their arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/wire/limits.h"

#include "wire/field_path.h"
#include "wire/schema.h"

namespace readiness::wire::internal {

// One field as it stands in the bytes of a message.
struct RawField {
  uint32_t number = 0;
  uint32_t wire_type = 0;    // 0 varint, 1 eight bytes, 2 length and bytes, 3 group, 5 four bytes.
  uint64_t varint = 0;       // Wire type 0.
  std::string_view payload;  // Wire type 2: the bytes after the length; 3: what the group holds.
  std::string_view whole;    // All of the field's bytes, tag included.
};

inline constexpr uint32_t kLengthAndBytes = 2;

// The wire type of one element of a field.
[[nodiscard]] uint32_t WireTypeOf(const Field& field);

// Takes a varint off the front of `bytes`; false where there is none.
[[nodiscard]] bool TakeVarint(std::string_view& bytes, uint64_t& value);

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

 private:
  [[nodiscard]] bool ReadVarint(uint64_t& value);
  [[nodiscard]] absl::Status Skip(uint32_t number, uint32_t wire_type, int depth);

  std::string_view bytes_;
  std::size_t at_ = 0;
};

// Appends a varint, and a field that holds one, or bytes.
void AppendVarint(uint64_t value, std::string& bytes);
void AppendVarintField(uint32_t number, uint64_t value, std::string& bytes);
void AppendBytesField(uint32_t number, std::string_view payload, std::string& bytes);

// Scans a serialized `type`. Returns the path of the first part that the schema does not know, or
// nothing where all is known. `outer_depth` messages are around this one.
[[nodiscard]] absl::StatusOr<std::optional<std::string>> Scan(std::string_view bytes,
                                                              const MessageType& type,
                                                              NameStyle style, const Limits& limits,
                                                              int64_t outer_depth);

// ResourceExhausted: "<what> of <found> <unit> are more than the limit of ...".
[[nodiscard]] absl::Status PastLimit(std::string_view what, int64_t found, int64_t limit,
                                     std::string_view limit_name);

}  // namespace readiness::wire::internal
