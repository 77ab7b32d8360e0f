// readiness/report/change.h: what became different between two moments of one cycle.
//
// Order:   everything is sorted by path or id.
// Cost:    O(n log n) in the size of both assessments and states.
// Threads: pure functions of their arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/state.h"
#include "readiness/model/verdict.h"

namespace readiness::report {

// A criterion whose result is another one. kUnspecified: there was, or is, no such criterion.
struct CriterionChange {
  std::string path;
  std::string title;
  model::Result from;
  model::Result to;
  std::string owner;  // Who answers for it at the later moment.

  friend bool operator==(const CriterionChange&, const CriterionChange&) = default;
};

// A decision, blocker or scope change that is in another phase. Empty: there was none, or it is out
// of scope.
struct PhaseChange {
  std::string id;
  std::string from;
  std::string to;
  std::string owner;  // Who answers for it at the later moment.

  friend bool operator==(const PhaseChange&, const PhaseChange&) = default;
};

// What changed from `from` to `to`.
struct Change {
  std::string cycle;
  std::optional<absl::Time> from;
  std::optional<absl::Time> to;
  model::Verdict from_verdict = model::Verdict::kUnspecified;
  model::Verdict to_verdict = model::Verdict::kUnspecified;
  std::vector<CriterionChange> criteria;
  std::vector<engine::RiskMove> risks;
  std::vector<PhaseChange> decisions;
  std::vector<PhaseChange> blockers;
  std::vector<PhaseChange> scope_changes;
  std::vector<engine::Veto> vetoes_raised;   // Stand now and did not.
  std::vector<engine::Veto> vetoes_settled;  // Stood and do no longer.

  friend bool operator==(const Change&, const Change&) = default;
};

// Compares two assessments of one cycle, with the states that they were made from.
[[nodiscard]] Change Compare(const engine::Assessment& from, const engine::State& from_state,
                             const engine::Assessment& to, const engine::State& to_state);

}  // namespace readiness::report
