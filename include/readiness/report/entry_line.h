// readiness/report/entry_line.h: one entry of a log as one line that a person reads.
//
// Cost:    O(size of the entry).
// Threads: pure functions of their arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "readiness/model/entry.h"

namespace readiness::report {

// What an entry says, in words.
struct EntryLine {
  int64_t seq = 0;  // From 1.
  std::string id;
  std::optional<absl::Time> recorded_at;
  std::optional<absl::Time> occurred_at;  // Given where it happened before it was recorded.
  std::string actor;
  std::string on_behalf_of;  // Empty: the actor acts for itself.
  std::string fact;          // The name of the fact, such as "risk_raised".
  std::string subject;       // The id that the fact is about; empty: the cycle as a whole.
  std::string summary;       // The rest of the fact in one line; may be empty.
  // Every id that the entry names, its own and its actor's included, sorted, each once.
  std::vector<std::string> mentions;

  friend bool operator==(const EntryLine&, const EntryLine&) = default;
};

// Returns the line of `entry`.
[[nodiscard]] EntryLine DescribeEntry(const model::Entry& entry);

}  // namespace readiness::report
