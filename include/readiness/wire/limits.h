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
  // One serialized entry; the elements of an entry, an assessment or a policy are bounded by it
  // and by max_bytes.
  int64_t max_entry_bytes = int64_t{16} << 20;
  // Messages inside messages, the outermost being 1.
  int64_t max_depth = 40;
  // One text field, in bytes of UTF-8.
  int64_t max_text_bytes = int64_t{1} << 20;
  // The groups of one metric state.
  int64_t max_state_bytes = int64_t{32} << 20;

  friend bool operator==(const Limits&, const Limits&) = default;
};

}  // namespace readiness::wire
