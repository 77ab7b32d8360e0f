// readiness/wire/json_layout.h: how JSON is laid out; its content is the same either way.
//
// Threads: values only.
#pragma once

#include <cstdint>

namespace readiness::wire {

enum class JsonLayout : int8_t {
  // One field a line, for people and version control; ends with a line break.
  kIndented = 0,
  // No white space; no line break at the end.
  kCompact = 1,
};

}  // namespace readiness::wire
