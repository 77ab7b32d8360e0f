// readiness/wire/limits.h: how much a reader of files and messages takes before it says no.
//
// Bytes from outside may claim any size. Every decoder of this room takes Limits, counts while it
// reads, and refuses with ResourceExhausted, naming the limit, the size found and the place, before
// it allocates. The defaults are generous: a log of a year is some megabytes.
//
// Threads: values only.
#pragma once

#include <cstdint>

namespace readiness::wire {

struct Limits {
  // The whole input, binary or JSON. Never more than 2^31 - 1, which Protocol Buffers can hold.
  int64_t max_bytes = int64_t{256} << 20;
  // The entries of a cycle.
  int64_t max_entry_count = 1'000'000;
  // One serialized entry.
  int64_t max_entry_bytes = int64_t{16} << 20;
  // Messages inside messages, the outermost being 1.
  int64_t max_depth = 40;
  // One text field, in bytes of UTF-8.
  int64_t max_text_bytes = int64_t{1} << 20;
  // The elements of all lists and maps in one input: in all entries of a log together, in a policy,
  // an assessment or a request. An element of two bytes may take hundreds in memory.
  int64_t max_element_count = 2'000'000;
  // The same of what is rows by nature: the nodes and edges of a risk graph, the rows of telemetry.
  int64_t max_row_count = 16'000'000;
  // The groups of one metric state.
  int64_t max_state_bytes = int64_t{32} << 20;

  friend bool operator==(const Limits&, const Limits&) = default;
};

}  // namespace readiness::wire
