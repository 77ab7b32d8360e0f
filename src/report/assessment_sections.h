// report/assessment_sections.h: the sections of an assessment's document, each built by itself. A
// section with nothing to say has no blocks and is left out.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "readiness/engine/assessment.h"
#include "readiness/report/findings.h"
#include "readiness/report/names.h"

#include "report/document.h"

namespace readiness::report {

// How many things a report lists before it counts the rest.
struct ListLimits {
  size_t top_ids;    // In each of the three findings that matter most.
  size_t other_ids;  // In every other list of ids.
  size_t owners;
  size_t tasks;  // Of one owner.
  size_t rows;   // Of risks, and of other tables.
  size_t issues;
};

// What every section reads. Borrowed: it lives as long as the document is being built.
struct SectionInput {
  const engine::Assessment& assessment;
  const Names& names;
  bool is_full;
  ListLimits limits;
};

using Blocks = std::vector<Block>;

// finding_sections.cc
[[nodiscard]] Blocks WhatMattersSection(const SectionInput& in,
                                        const std::vector<Finding>& findings);
[[nodiscard]] Blocks OthersSection(const SectionInput& in, const std::vector<Finding>& findings);
[[nodiscard]] Blocks ChangesSection(const SectionInput& in);
// task_section.cc
[[nodiscard]] Blocks TasksSection(const SectionInput& in);
// stage_sections.cc
[[nodiscard]] Blocks StagesSection(const SectionInput& in);
[[nodiscard]] Blocks AllCriteriaSection(const SectionInput& in);
[[nodiscard]] Blocks ExceptionsSection(const SectionInput& in);
[[nodiscard]] Blocks ConstraintsSection(const SectionInput& in);
[[nodiscard]] Blocks NearMissesSection(const SectionInput& in);
// risk_sections.cc
[[nodiscard]] std::string RiskHeading(const SectionInput& in);
[[nodiscard]] Blocks RisksSection(const SectionInput& in);
[[nodiscard]] Blocks BlockedWorkSection(const SectionInput& in);
// Of each circle at most `most_names` members are named.
[[nodiscard]] Blocks CirclesSection(const SectionInput& in, size_t most_names);
[[nodiscard]] Blocks ActionsSection(const SectionInput& in);
// progress_sections.cc
[[nodiscard]] Blocks SinceSection(const SectionInput& in);
[[nodiscard]] Blocks ComingUpSection(const SectionInput& in);
[[nodiscard]] Blocks MetricsSection(const SectionInput& in);
// log_sections.cc
[[nodiscard]] Blocks ScopeSection(const SectionInput& in);
[[nodiscard]] Blocks CountsSection(const SectionInput& in);
[[nodiscard]] Blocks IssuesSection(const SectionInput& in);

}  // namespace readiness::report
