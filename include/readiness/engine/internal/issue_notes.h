// readiness/engine/internal/issue_notes.h: the problems in the data of a cycle, while they are
// collected.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "readiness/engine/internal/mitigation_needs.h"
#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

struct IssueNotes {
  const View& view;
  const Sheet& sheet;
  const Scope& scope;
  const FailureGraph& failure;
  std::span<const MitigationFinding> mitigations;
  std::vector<model::Issue> issues = {};

  void Add(model::Severity severity, std::string path, std::string message) {
    issues.push_back({severity, std::move(path), std::move(message)});
  }
};

}  // namespace readiness::engine::internal
