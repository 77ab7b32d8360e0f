// wire/json_time.h: a moment as protobuf JSON writes it: RFC 3339, in UTC, with as many digits of
// the second as it takes, in threes.
//
// Cost:    linear in the text.
// Threads: free functions of their arguments.
// Sources: google/protobuf/timestamp.proto, "JSON Mapping"; RFC 3339.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/wire_format.h"

namespace readiness::wire::internal {

// Reads "2026-01-31T09:30:00.25Z", or with "+02:00" in the place of Z; nothing where it is no time.
// As Protocol Buffers do it, a number may lack its leading zeros, and digits beyond the ninth of a
// second are passed over. Through the offset the moment may lie outside of the years 1 to 9999.
[[nodiscard]] std::optional<Timestamp> ReadTimeText(std::string_view text);

// Appends the text of a moment in the years 1 to 9999, without quotes.
void AppendTimeText(const Timestamp& time, std::string& json);

}  // namespace readiness::wire::internal
