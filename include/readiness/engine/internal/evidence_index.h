// readiness/engine/internal/evidence_index.h: the evidence that still counts, by metric and
// subject.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/decision/evaluate_criterion.h"
#include "readiness/engine/state.h"

namespace readiness::engine::internal {

class EvidenceIndex {
 public:
  explicit EvidenceIndex(const State& state) : state_(state) {
    for (const auto& [id, item] : state.evidence) {
      if (item.is_live)
        items_[{item.evidence.metric, item.evidence.subject}].push_back(&item.evidence);
    }
  }

  // What stands on a metric for a decision, or for the cycle where the subject is empty. The view
  // lives as long as the index.
  [[nodiscard]] decision::EvidenceView ViewOf(std::string_view metric,
                                              std::string_view subject) const {
    const auto found = items_.find({metric, subject});
    if (found == items_.end()) return {{}, IsConflicting(metric, subject)};
    return {found->second, IsConflicting(metric, subject)};
  }
  // The same for a baseline: what stands on it for the decision, or else for the cycle.
  [[nodiscard]] decision::EvidenceView BaselineOf(std::string_view metric,
                                                  std::string_view subject) const {
    decision::EvidenceView own = ViewOf(metric, subject);
    return own.items.empty() && !own.is_conflicting ? ViewOf(metric, "") : own;
  }
  [[nodiscard]] bool IsConflicting(std::string_view metric, std::string_view subject) const {
    return state_.conflicts.contains({std::string(metric), std::string(subject)});
  }

 private:
  const State& state_;
  std::map<std::pair<std::string_view, std::string_view>, std::vector<const model::Evidence*>>
      items_;
};

}  // namespace readiness::engine::internal
