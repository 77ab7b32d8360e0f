// readiness/report/entry_line.h: one entry of a log as one line that a person reads.
//
// Cost:    O(size of the entry).
// Threads: pure functions of their arguments.
#pragma once

#include "readiness/engine/subject.h"
#include "readiness/model/entry.h"

namespace readiness::report {

using engine::EntryLine;

// Returns the line of `entry`.
[[nodiscard]] EntryLine DescribeEntry(const model::Entry& entry);

}  // namespace readiness::report
