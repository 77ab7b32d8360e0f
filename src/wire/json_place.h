// wire/json_place.h: where in a text of JSON something is, for errors.
//
// Cost:    linear in the text up to there.
// Threads: free functions of their arguments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace readiness::wire::internal {

// "line 12, column 7", both from 1, of the character at `offset`; columns count characters.
[[nodiscard]] std::string LineAndColumn(std::string_view json, std::size_t offset);

// The id of the entry that `json` begins with, as far as it can be read; empty where there is none.
[[nodiscard]] std::string FindId(std::string_view json);

}  // namespace readiness::wire::internal
