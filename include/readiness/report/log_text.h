// readiness/report/log_text.h: a log as text, one line an entry.
//
// "12  2026-03-01 09:30  ana  risk_raised  checkout-timeout  Payment times out; owner ana". Columns
// are aligned by code points; lines are not wrapped, so that a line is an entry.
//
// Cost:    O(size of the log).
// Threads: pure functions of their arguments.
#pragma once

#include <string>

#include "readiness/model/entry.h"

namespace readiness::report {

[[nodiscard]] std::string LogText(const model::CycleLog& log);

}  // namespace readiness::report
