// readiness/metric/internal/varint.h: the bytes that states are made of: whole numbers, seven bits
// a byte, the low ones first, the top bit set on all but the last; signed ones zig-zag before.
// There is one way to write a number, and reading refuses every other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::metric::internal {

[[nodiscard]] constexpr uint64_t ZigZag(int64_t number) {
  return (static_cast<uint64_t>(number) << 1U) ^ static_cast<uint64_t>(number >> 63);
}
[[nodiscard]] constexpr int64_t UnZigZag(uint64_t code) {
  return static_cast<int64_t>((code >> 1U) ^ (0 - (code & 1U)));
}

class ByteWriter {
 public:
  void Whole(uint64_t number) {
    while (number >= 0x80) {
      bytes_.push_back(static_cast<char>(number | 0x80U));
      number >>= 7U;
    }
    bytes_.push_back(static_cast<char>(number));
  }
  void Signed(int64_t number) { Whole(ZigZag(number)); }
  void Wide(absl::int128 number) {
    const bool is_negative = number < 0;
    absl::uint128 code = static_cast<absl::uint128>(number) << 1;
    if (is_negative) code = ~code;
    for (; code >= 0x80; code >>= 7) {
      bytes_.push_back(static_cast<char>(absl::Uint128Low64(code) | 0x80U));
    }
    bytes_.push_back(static_cast<char>(absl::Uint128Low64(code)));
  }
  void Raw(std::string_view bytes) { bytes_.append(bytes); }
  void Text(std::string_view text) {
    Whole(text.size());
    Raw(text);
  }
  [[nodiscard]] std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Every reader says false from its first failure on; Error() then says what was wrong where.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool Whole(uint64_t& number) {
    if (at_ < bytes_.size() && static_cast<unsigned char>(bytes_[at_]) < 0x80) {
      number = static_cast<unsigned char>(bytes_[at_++]);
      return true;
    }
    absl::uint128 wide;
    if (!ReadWide(wide, 64)) return false;
    number = absl::Uint128Low64(wide);
    return true;
  }
  bool Signed(int64_t& number) {
    uint64_t code = 0;
    if (!Whole(code)) return false;
    number = UnZigZag(code);
    return true;
  }
  bool Wide(absl::int128& number) {
    absl::uint128 code;
    if (!ReadWide(code, 128)) return false;
    const bool is_negative = (absl::Uint128Low64(code) & 1U) != 0;
    if (is_negative) code = ~code;
    // The sign bit, shifted out by the zig-zag, comes back.
    code = (code >> 1) | (is_negative ? absl::uint128(1) << 127 : absl::uint128(0));
    number = static_cast<absl::int128>(code);
    return true;
  }
  bool Raw(size_t size, std::string_view& bytes) {
    if (size > left()) return Fail("is cut short");
    bytes = bytes_.substr(at_, size);
    at_ += size;
    return true;
  }
  bool Text(std::string_view& text) {
    uint64_t size = 0;
    if (!Whole(size)) return false;
    if (size > left()) return Fail("is cut short");
    return Raw(static_cast<size_t>(size), text);
  }
  bool Fail(std::string_view what) {
    if (wrong_.empty()) wrong_ = base::Cat("byte ", at_, " of ", bytes_.size(), " ", what);
    at_ = bytes_.size();
    return false;
  }
  [[nodiscard]] size_t left() const { return bytes_.size() - at_; }
  [[nodiscard]] bool ok() const { return wrong_.empty(); }
  [[nodiscard]] absl::Status Error() const {
    return base::Invalid("STATE_BYTES", base::Cat("these are no bytes of a metric state: ",
                                                  wrong_.empty() ? "they do not read" : wrong_));
  }

 private:
  bool ReadWide(absl::uint128& number, int bits) {
    number = 0;
    for (int shift = 0;; shift += 7) {
      if (at_ >= bytes_.size()) return Fail("is cut short");
      const auto byte = static_cast<unsigned char>(bytes_[at_]);
      const int room = bits - shift;
      if (room < 7 && (byte & 0x7FU) >> (room < 0 ? 0 : room) != 0) return Fail("is too large");
      if (byte >= 0x80 && room <= 7) return Fail("goes on past its size");
      number |= absl::uint128(byte & 0x7FU) << shift;
      ++at_;
      if (byte < 0x80) {
        if (byte == 0 && shift > 0) return Fail("has a zero that it does not need");
        return true;
      }
    }
  }

  std::string_view bytes_;
  size_t at_ = 0;
  std::string wrong_;
};

}  // namespace readiness::metric::internal
