// readiness/engine/internal/issue_notes.h: the problems in the data of a cycle, while they are
// collected.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

struct IssueNotes {
  const View& view;
  const Sheet& sheet;
  const Scope& scope;
  const FailureGraph& failure;
  std::vector<model::Issue> issues = {};

  void Add(model::Severity severity, std::string path, std::string message) {
    issues.push_back({severity, std::move(path), std::move(message)});
  }
};

// "a, b, c, d, e and 7 more".
[[nodiscard]] inline std::string Few(const std::vector<std::string>& ids) {
  constexpr size_t kShown = 5;
  std::string text;
  for (size_t i = 0; i < std::min(ids.size(), kShown); ++i) {
    text += base::Cat(i == 0 ? "" : ", ", ids[i]);
  }
  if (ids.size() > kShown) text += base::Cat(" and ", ids.size() - kShown, " more");
  return text;
}

}  // namespace readiness::engine::internal
