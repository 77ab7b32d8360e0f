// readiness/report/subject.h: everything that an assessment and its log say about one id.
//
// The id is that of a decision, risk, mitigation, blocker, scope item, scope change, artifact,
// approval, criterion, evidence, metric, gate, waiver, override, party, node, dependency end,
// comment, ritual, review, report or entry, or the path of a criterion.
//
// Cost:    O(size of the assessment and the log).
// Errors:  NotFound naming up to five ids that are written alike.
// Threads: pure functions of their arguments.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/state.h"
#include "readiness/engine/subject.h"
#include "readiness/model/entry.h"

namespace readiness::report {

using Detail = engine::SubjectDetail;
using engine::Subject;
using engine::SubjectCriterion;

// Returns what is known about `id` at the moment of `assessment`; `state` is the fold of the
// entries of `log` that are known then.
[[nodiscard]] absl::StatusOr<Subject> Explain(std::string_view id,
                                              const engine::Assessment& assessment,
                                              const engine::State& state,
                                              const model::CycleLog& log);

}  // namespace readiness::report
