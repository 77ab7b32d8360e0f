// wire/encode.h: writes a C++ value as the bytes of its message.
//
// The bytes are those that Protocol Buffers write, deterministically: fields by number, defaults
// left out, numbers of a list packed, maps by key. It refuses, by path, NaN, times that are not
// whole microseconds of the years 1 to 9999, text that is not UTF-8 and numbers that are no value
// of their enum; of several, the first in the order of the declarations (wire/mapping.h).
//
// Cost:    linear in the bytes.
// Threads: free functions of their arguments.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"

#include "wire/field_path.h"
#include "wire/mapping.h"

namespace readiness::wire::internal {

// Appends the message of `value`, which is of `layout` and whose fields are named as `style` does,
// without the fields whose bit, counted by their number, is set in `left_out`. On error `bytes` is
// as it was.
[[nodiscard]] absl::Status Encode(const void* value, const Layout& layout, NameStyle style,
                                  uint64_t left_out, std::string& bytes);

template <typename Value>
absl::Status Encode(const Value& value, NameStyle style, std::string& bytes,
                    uint64_t left_out = 0) {
  return Encode(&value, LayoutOf<Value>(), style, left_out, bytes);
}

}  // namespace readiness::wire::internal
