// report/risk_subject.h: the sections that say why a risk stands where it does.
#pragma once

#include "readiness/report/names.h"
#include "readiness/report/subject.h"

#include "report/document.h"

namespace readiness::report {

// Adds nothing where the subject is neither an open risk nor a planned mitigation of one.
// `has_downstream_count`: whether the nodes that its failure can reach were counted.
void AppendRisk(const Subject& subject, const Names& names, bool has_downstream_count,
                Document& document);

}  // namespace readiness::report
