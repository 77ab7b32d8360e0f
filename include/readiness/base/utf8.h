// readiness/base/utf8.h: is it UTF-8, and how to show text from outside in a message.
//
//   InvalidUtf8At("ab\xFF")   -> 2
//   Quoted("a\n\"b\"")        -> "a\x0a\"b\"", with the escapes spelled out, in quotes
//
// Units:   offsets and limits in bytes.
// Errors:  none; bytes that are no character are shown as \xHH.
// Cost:    InvalidUtf8At linear, eight bytes a step in ASCII; the others up to their limit.
// Threads: free functions of their arguments.
// Sources: RFC 3629; Unicode Standard, table 3-7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace readiness::base {

// The offset of the first byte that is not UTF-8 (RFC 3629: no surrogates, no overlong forms,
// nothing above U+10FFFF), or nothing.
[[nodiscard]] inline std::optional<std::size_t> InvalidUtf8At(std::string_view text) {
  std::size_t at = 0;
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  while (at < text.size()) {
    if (text.size() - at >= 8) {  // Most text is ASCII: take eight bytes at once.
      uint64_t block = 0;
      std::memcpy(&block, text.data() + at, 8);
      if ((block & 0x8080808080808080u) == 0) {
        at += 8;
        continue;
      }
    }
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    // Table 3-7 of the Unicode Standard: the second byte has its own range; the rest are 80..BF.
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else {
      return at;
    }
    if (text.size() - at < length) return at;
    if (byte(at + 1) < low || byte(at + 1) > high) return at;
    for (std::size_t i = 2; i < length; ++i) {
      if ((byte(at + i) & 0xC0) != 0x80) return at;
    }
    at += length;
  }
  return std::nullopt;
}

// Text for a message: control characters, quotes and bytes that are not UTF-8 escaped, cut after
// about `max_bytes` at the end of a character.
[[nodiscard]] inline std::string Shown(std::string_view text, std::size_t max_bytes = 60) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string shown;
  std::size_t at = 0;
  while (at < text.size()) {
    if (shown.size() >= max_bytes) return shown + "...";
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead == '"' || lead == '\\') {
      shown.push_back('\\');
      shown.push_back(text[at++]);
    } else if (lead >= 0x20 && lead < 0x7F) {
      shown.push_back(text[at++]);
    } else {
      const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      const std::string_view character = text.substr(at, length);
      if (lead >= 0x80 && character.size() == length && !InvalidUtf8At(character).has_value()) {
        shown.append(character);
        at += length;
      } else {
        shown.append("\\x").append(1, kHex[lead >> 4]).append(1, kHex[lead & 15]);
        ++at;
      }
    }
  }
  return shown;
}

// The same in quotes.
[[nodiscard]] inline std::string Quoted(std::string_view text) { return '"' + Shown(text) + '"'; }

}  // namespace readiness::base
