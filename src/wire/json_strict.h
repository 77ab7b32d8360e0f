// wire/json_strict.h: how JSON is read: as RFC 8259 has it, in UTF-8, numbers as they are written.
//
// Threads: constants only.
#pragma once

#include <rapidjson/reader.h>

namespace readiness::wire::internal {

inline constexpr unsigned kStrict =
    rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

}  // namespace readiness::wire::internal
