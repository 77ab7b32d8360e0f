// c/entry_rows.h: the log of a cycle as a table, a row an entry.
//
// It stands here because it takes the words of `report` and the columns of `table`.
//
// Cost:    O(size of the entries).
// Threads: a free function of its arguments.
#pragma once

#include <span>

#include "readiness/model/entry.h"
#include "readiness/table/arrow_rows.h"

namespace readiness::c {

// In the order of the log. `occurred_at` is null where it is not given; `mentions` are all ids that
// an entry names.
[[nodiscard]] table::ArrowRows EntryRows(std::span<const model::Entry> entries);

}  // namespace readiness::c
