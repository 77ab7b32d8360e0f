// report/builders.h: builds the document that a renderer writes.
#pragma once

#include <cstddef>

#include "readiness/engine/assessment.h"
#include "readiness/report/change.h"
#include "readiness/report/names.h"
#include "readiness/report/node_text.h"
#include "readiness/report/subject.h"

#include "report/document.h"

namespace readiness::report {

[[nodiscard]] Document BuildAssessment(const engine::Assessment& assessment, const Names& names,
                                       Extent extent);
[[nodiscard]] Document BuildChange(const Change& change, const Names& names, Extent extent);
[[nodiscard]] Document BuildNode(const engine::GraphExplanation& node);
// At most `rows` of each list.
[[nodiscard]] Document BuildRanking(const engine::Assessment& assessment, const Names& names,
                                    size_t rows);
[[nodiscard]] Document BuildSubject(const Subject& subject, const Names& names, Extent extent);

}  // namespace readiness::report
