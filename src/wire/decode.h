// wire/decode.h: reads a C++ value from the bytes of its message, and checks them on the way.
//
// Readers of Protocol Buffers merge what is given twice, keep what they do not know out of sight,
// and say "cannot be parsed" without a place. This one goes over the bytes once and refuses by
// path: bytes that are no message, a field or a oneof given twice, text that is not UTF-8, what
// exceeds a limit; then NaN, times that are not whole microseconds of the years 1 to 9999, and
// numbers left out that would count as 0. It reports, by path, the first field or enum value that
// the schema does not have; a number that is no value of its enum is read as kUnspecified.
//
// Cost:    linear in the bytes; memory in proportion to them.
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
#include "wire/mapping.h"

namespace readiness::wire::internal {

// What reading bytes came to that are a message of the schema.
struct Reading {
  // The first thing, in the order of the declarations, that a value may not be.
  absl::Status status;
  // The path of the first part, in the order of the bytes, that the schema does not know.
  std::optional<std::string> unknown;
};

// How many elements of lists and maps may still be made, counted over messages that belong
// together.
struct ElementBudget {
  int64_t most = 0;
  std::string_view limit_name;  // Of Limits.
  int64_t taken = 0;

  [[nodiscard]] static ElementBudget OfElements(const Limits& limits) {
    return {limits.max_element_count, "max_element_count"};
  }
  [[nodiscard]] static ElementBudget OfRows(const Limits& limits) {
    return {limits.max_row_count, "max_row_count"};
  }
};

// Sets `value`, which is as its type makes it, of `layout`. `outer_depth` messages are around this
// one. Error: the bytes are no such message, or exceed a limit; `value` is then anything.
[[nodiscard]] absl::StatusOr<Reading> Decode(std::string_view bytes, const Layout& layout,
                                             NameStyle style, const Limits& limits,
                                             int64_t outer_depth, void* value,
                                             ElementBudget& elements);

template <typename Value>
absl::StatusOr<Reading> Decode(std::string_view bytes, NameStyle style, const Limits& limits,
                               int64_t outer_depth, Value& value, ElementBudget& elements) {
  return Decode(bytes, LayoutOf<Value>(), style, limits, outer_depth, static_cast<void*>(&value),
                elements);
}
template <typename Value>
absl::StatusOr<Reading> Decode(std::string_view bytes, NameStyle style, const Limits& limits,
                               int64_t outer_depth, Value& value) {
  ElementBudget elements = ElementBudget::OfElements(limits);
  return Decode(bytes, style, limits, outer_depth, value, elements);
}

}  // namespace readiness::wire::internal
