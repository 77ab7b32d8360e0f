// readiness/report/html.h: an assessment, a change and an explanation as one HTML page, in full.
//
// The page needs nothing beside itself: no script, no font, no image, no network. It is light or
// dark as the reader's system is, prints, reads on a phone, and says in words whatever it says in
// colour. Its charts are inline SVG. The text of a log is escaped and can be no markup.
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

[[nodiscard]] std::string AssessmentHtml(const engine::Assessment& assessment, const Names& names);
[[nodiscard]] std::string ChangeHtml(const Change& change, const Names& names);
[[nodiscard]] std::string SubjectHtml(const Subject& subject, const Names& names);

}  // namespace readiness::report
