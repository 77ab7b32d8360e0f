#include "readiness/report/text.h"

#include "report/builders.h"
#include "report/text_page.h"

namespace readiness::report {

std::string AssessmentText(const engine::Assessment& assessment, const Names& names,
                           const TextOptions& options) {
  return WriteText(BuildAssessment(assessment, names, Extent::kBrief), options);
}

std::string ChangeText(const Change& change, const Names& names, const TextOptions& options) {
  return WriteText(BuildChange(change, names, Extent::kBrief), options);
}

std::string RankingText(const engine::Assessment& assessment, const Names& names, size_t rows,
                        const TextOptions& options) {
  return WriteText(BuildRanking(assessment, names, rows), options);
}

std::string SubjectText(const Subject& subject, const Names& names, const TextOptions& options) {
  return WriteText(BuildSubject(subject, names, Extent::kBrief), options);
}

}  // namespace readiness::report
