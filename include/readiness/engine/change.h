// readiness/engine/change.h: what became different between two moments of one cycle, as plain
// values. They are made by report/change.h.
//
// Threads: values only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/explanation.h"
#include "readiness/model/verdict.h"

namespace readiness::engine {

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
  std::vector<RiskMove> risks;
  std::vector<PhaseChange> decisions;
  std::vector<PhaseChange> blockers;
  std::vector<PhaseChange> scope_changes;
  std::vector<Veto> vetoes_raised;   // Stand now and did not.
  std::vector<Veto> vetoes_settled;  // Stood and do no longer.

  friend bool operator==(const Change&, const Change&) = default;
};

}  // namespace readiness::engine
