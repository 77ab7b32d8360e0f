#include "readiness/report/plain_text.h"

#include <cstdint>

namespace readiness::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The code point at the front of `text` and its length; length 0 where the bytes are no UTF-8.
struct Decoded {
  uint32_t code = 0;
  size_t length = 0;
};

Decoded Decode(std::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  size_t length = 0;
  uint32_t code = 0;
  uint32_t least = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2, code = first & 0x1FU, least = 0x80;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3, code = first & 0x0FU, least = 0x800;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4, code = first & 0x07U, least = 0x10000;
  } else {
    return {};
  }
  if (text.size() < length) return {};
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

bool IsBreak(uint32_t code) {
  return code == '\n' || code == '\r' || code == '\t' || code == 0x85 || code == 0x2028 ||
         code == 0x2029;
}

bool IsHostile(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) ||  // C0, DEL, C1
         code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) ||  // direction
         code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

}  // namespace

std::string Safe(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const Decoded decoded = Decode(text);
    if (decoded.length == 0) {
      safe += kReplacement;
      text.remove_prefix(1);
      continue;
    }
    if (IsBreak(decoded.code)) {
      safe += ' ';
    } else if (IsHostile(decoded.code)) {
      safe += kReplacement;
    } else {
      safe += text.substr(0, decoded.length);
    }
    text.remove_prefix(decoded.length);
  }
  return safe;
}

size_t Width(std::string_view text) {
  size_t width = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++width;
  }
  return width;
}

std::string_view Prefix(std::string_view text, size_t count) {
  size_t end = 0;
  while (end < text.size()) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
    if (begins && count-- == 0) break;
    ++end;
  }
  return text.substr(0, end);
}

}  // namespace readiness::report
