// readiness/report/text.h: an assessment, a change and an explanation as text for a terminal.
//
// The text is what a person reads first: the verdict, the three things that matter most, who must
// do what by when, what would change the verdict; then the stages, the risks and the rest. It is
// brief: a cycle of 500 criteria takes about two screens. What is cut is counted, and the command
// that shows it is named; Markdown and HTML cut nothing.
//
// Lines are at most `width_columns` wide, counted in code points; a word that is longer is broken.
// No clock, no locale, no file: the same value gives the same bytes.
//
// Cost:    O(size of the value).
// Threads: pure functions of their arguments.
#pragma once

#include <cstddef>
#include <string>

#include "readiness/engine/assessment.h"
#include "readiness/report/change.h"
#include "readiness/report/names.h"
#include "readiness/report/subject.h"

namespace readiness::report {

// How text is laid out.
struct TextOptions {
  int width_columns = 100;   // At least 64; less is read as 64.
  bool is_coloured = false;  // ANSI colours; the words say the same without.
};

[[nodiscard]] std::string AssessmentText(const engine::Assessment& assessment, const Names& names,
                                         const TextOptions& options = {});
[[nodiscard]] std::string ChangeText(const Change& change, const Names& names,
                                     const TextOptions& options = {});
// Which risk hurts customers most, what to decide first and which mitigations save most: at most
// `rows` of each.
[[nodiscard]] std::string RankingText(const engine::Assessment& assessment, const Names& names,
                                      size_t rows, const TextOptions& options = {});
[[nodiscard]] std::string SubjectText(const Subject& subject, const Names& names,
                                      const TextOptions& options = {});

}  // namespace readiness::report
