// readiness/report/plain_text.h: text from a log made safe to show, and measured.
//
// Text of a log is data from strangers. Here control characters, marks that turn the writing
// direction, and bytes that are no UTF-8 become U+FFFD, and line breaks become spaces, so that an
// id can neither move a cursor, nor hide words, nor break a table.
//
// Cost:    O(size of the text).
// Threads: pure functions of their arguments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace readiness::report {

[[nodiscard]] std::string Safe(std::string_view text);

// The number of code points of `text`, which is Safe.
[[nodiscard]] size_t Width(std::string_view text);

// The first `count` code points of `text`, which is Safe.
[[nodiscard]] std::string_view Prefix(std::string_view text, size_t count);

}  // namespace readiness::report
