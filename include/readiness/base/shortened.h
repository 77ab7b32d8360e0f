// readiness/base/shortened.h: a message that quotes much, at a length that is read.
//
// Cost:    linear.
// Threads: pure functions of their arguments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "readiness/base/text.h"

namespace readiness::base {

// The text; where it has over `max_bytes`, its beginning and its end, which says what to do, with
// how much was left out between them. UTF-8 is cut between characters.
[[nodiscard]] inline std::string Shortened(std::string_view text, std::size_t max_bytes = 2000) {
  if (text.size() <= max_bytes) return std::string(text);
  const auto continues = [&text](std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  std::size_t head = max_bytes - max_bytes / 3;
  while (head > 0 && continues(head)) --head;
  std::size_t tail = text.size() - max_bytes / 3;
  while (continues(tail)) ++tail;
  return Cat(text.substr(0, head), " ... (", tail - head, " bytes) ... ", text.substr(tail));
}

}  // namespace readiness::base
