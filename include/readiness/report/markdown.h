// readiness/report/markdown.h: an assessment, a change and an explanation as Markdown, in full.
//
// GitHub's dialect (tables). The text of a log is escaped: it can neither open a link, nor an
// image, nor HTML, nor break a table.
//
// No clock, no locale, no file: the same value gives the same bytes.
// Cost:    O(size of the value).
// Threads: pure functions of their arguments.
#pragma once

#include <string>

#include "readiness/engine/assessment.h"
#include "readiness/report/change.h"
#include "readiness/report/names.h"
#include "readiness/report/subject.h"

namespace readiness::report {

[[nodiscard]] std::string AssessmentMarkdown(const engine::Assessment& assessment,
                                             const Names& names);
[[nodiscard]] std::string ChangeMarkdown(const Change& change, const Names& names);
[[nodiscard]] std::string SubjectMarkdown(const Subject& subject, const Names& names);

}  // namespace readiness::report
