// readiness/report/names.h: what people call the things that an assessment names by id.
//
// An assessment holds ids; a report shows ids and, where there is room, titles. Names are read from
// the log and change no number.
//
// Cost:    O(entries).
// Threads: const is safe to share.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/time/time.h"

#include "readiness/model/entry.h"

namespace readiness::report {

// The titles of a cycle's things, by id.
struct Names {
  std::string cycle_title;  // Empty: the cycle has none.
  std::map<std::string, std::string, std::less<>> titles;

  // The title of `id`; empty where it has none or is called by its id.
  [[nodiscard]] std::string_view TitleOf(std::string_view id) const {
    const auto found = titles.find(id);
    return found == titles.end() || found->second == id ? std::string_view() : found->second;
  }
};

// Returns the names that are known at `as_of`.
[[nodiscard]] Names NamesOf(const model::CycleLog& log, absl::Time as_of = absl::InfiniteFuture());

}  // namespace readiness::report
