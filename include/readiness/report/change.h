// readiness/report/change.h: what became different between two moments of one cycle.
//
// Order:   everything is sorted by path or id.
// Cost:    O(n log n) in the size of both assessments and states.
// Threads: pure functions of their arguments.
#pragma once

#include "readiness/engine/assessment.h"
#include "readiness/engine/change.h"
#include "readiness/engine/state.h"

namespace readiness::report {

using engine::Change;
using engine::CriterionChange;
using engine::PhaseChange;

// Compares two assessments of one cycle, with the states that they were made from.
[[nodiscard]] Change Compare(const engine::Assessment& from, const engine::State& from_state,
                             const engine::Assessment& to, const engine::State& to_state);

}  // namespace readiness::report
