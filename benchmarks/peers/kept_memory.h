// benchmarks/peers/kept_memory.h: what becomes of memory that a contestant frees.
#pragma once

#include <limits>
#include <malloc.h>
#include <string_view>

// Memory that was freed stays with the process, as with the allocators that DuckDB, Polars and
// Arrow bring with them. With the argument `cold` it goes back, and each pass pays for fresh pages.
inline void KeepMemoryUnlessCold(int count, char** arguments) {
  if (count >= 2 && std::string_view(arguments[1]) == "cold") return;
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 64 << 20);
}
