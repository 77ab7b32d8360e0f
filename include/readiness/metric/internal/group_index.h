// readiness/metric/internal/group_index.h: the group of a state that an entity belongs to, found by
// the numbers of its cohort and subject.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/state_spec.h"
#include "readiness/metric/text_dictionary.h"

namespace readiness::metric::internal {

class GroupIndex {
 public:
  // Of `state`, a new group at first. Where the state refuses one, a group that nobody reads, so
  // that work can go on to its end; TakeRefusal says so.
  [[nodiscard]] CohortState& Of(EntityKind kind, const EntityRecord& record,
                                const TextDictionary& texts, MetricState& state) {
    if (!HasSubjects(kind) || record.subject == kNoText) return Of(record.cohort, texts, state);
    CohortState*& group = by_subject_[uint64_t{record.cohort} << 32U | record.subject];
    if (group == nullptr) group = Make(record.cohort, record.subject, texts, state);
    return *group;
  }
  // The same of an entity without a subject.
  [[nodiscard]] CohortState& Of(uint32_t cohort, const TextDictionary& texts, MetricState& state) {
    if (cohort >= by_cohort_.size()) by_cohort_.resize(texts.size() + 1);
    CohortState*& group = by_cohort_[cohort];
    if (group == nullptr) group = Make(cohort, kNoText, texts, state);
    return *group;
  }
  // The group, where it is there and has no subject of its own.
  [[nodiscard]] const CohortState* Find(const EntityRecord& record) const {
    return record.cohort < by_cohort_.size() ? by_cohort_[record.cohort] : nullptr;
  }
  [[nodiscard]] absl::Status TakeRefusal() { return std::exchange(refusal_, absl::OkStatus()); }
  // For another state.
  void Clear() {
    by_cohort_.clear();
    by_subject_.clear();
  }

 private:
  [[nodiscard]] CohortState* Make(uint32_t cohort, uint32_t subject, const TextDictionary& texts,
                                  MetricState& state) {
    auto group = state.Group(texts.Text(cohort), texts.Text(subject));
    if (group.ok()) return *group;
    if (refusal_.ok()) refusal_ = group.status();
    return &refused_;
  }

  std::vector<CohortState*> by_cohort_;
  absl::flat_hash_map<uint64_t, CohortState*> by_subject_;
  absl::Status refusal_;
  CohortState refused_;
};

}  // namespace readiness::metric::internal
