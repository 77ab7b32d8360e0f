// cli/output.h: results to standard output, words for people to standard error.
#pragma once

#include <string_view>

#include "absl/status/status.h"

#include "readiness/report/text.h"

namespace readiness::cli {

// Writes all of `bytes` to standard output. A reader that went away is not an error. False, after
// saying why on standard error, where they could not be written.
[[nodiscard]] bool WriteOutput(std::string_view bytes);

// "readiness: <message>" on standard error, with control characters shown harmlessly.
void Complain(std::string_view message);
// The same for an input that is wrong, with `where` (a file) before the message of the status.
// Returns the exit code.
[[nodiscard]] int Refuse(std::string_view where, const absl::Status& status);

// The layout of text for standard output: at most 100 columns, less on a narrower terminal; colour
// on a terminal only, where NO_COLOR is not set and TERM is not "dumb".
[[nodiscard]] report::TextOptions OutputLayout();

}  // namespace readiness::cli
