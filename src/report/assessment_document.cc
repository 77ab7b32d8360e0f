// Builds the document of an assessment: what it says first, second and so on. What each section
// says is in the files that assessment_sections.h names.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/engine/default_policy.h"
#include "readiness/report/circle_text.h"
#include "readiness/report/findings.h"

#include "report/assessment_sections.h"
#include "report/builders.h"
#include "report/words.h"

namespace readiness::report {

using base::Cat;

namespace {

constexpr ListLimits kBriefLimits = {40, 24, 12, 3, 10, 4};
constexpr ListLimits kFullLimits = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};

// What was opened after the launch and is not closed, and what of it nobody owns; "": nothing.
std::string WhatCustomersMet(const engine::Assessment& assessment) {
  constexpr size_t kNames = 6;
  size_t open = 0;
  std::vector<std::string> unowned;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      const PathParts parts = SplitPath(criterion.id);
      if (parts.kind != "post-launch-issue" || criterion.result != model::ResultKind::kUnknown) {
        continue;
      }
      ++open;
      if (criterion.reason == model::UnknownReason::kInvalidOwner) {
        unowned.emplace_back(parts.subject);
      }
    }
  }
  if (open == 0) return "";
  std::string text = Cat(Counted(open, "issue that customers met after the launch is",
                                 "issues that customers met after the launch are"),
                         " open");
  if (unowned.empty()) return text + ".";
  const size_t more = unowned.size() > kNames ? unowned.size() - kNames : 0;
  text +=
      Cat(", ", unowned.size(), open == 1 ? " without an owner: " : " of them without an owner: ");
  unowned.resize(unowned.size() - more);
  if (more > 0) unowned.push_back(Cat(more, " more"));
  return Cat(text, Listed(unowned), ".");
}

// What is overdue though it keeps nothing from being a GO, the longest first; "": nothing is, or
// the verdict is another, which has its own reasons.
std::string OverdueBeside(const engine::Assessment& assessment) {
  constexpr size_t kNames = 4;
  if (assessment.verdict != model::Verdict::kGo) return "";
  std::vector<const engine::AgendaItem*> late;
  for (const auto& item : assessment.agenda) {
    if (item.state == engine::AgendaState::kOverdue) late.push_back(&item);
  }
  if (late.empty()) return "";
  std::stable_sort(late.begin(), late.end(), [](const auto* a, const auto* b) {
    return a->due.value_or(absl::InfiniteFuture()) < b->due.value_or(absl::InfiniteFuture());
  });
  std::vector<std::string> words;
  for (size_t i = 0; i < late.size() && i < kNames; ++i) {
    words.push_back(Cat(Lower(late[i]->kind), " ", late[i]->subject,
                        late[i]->due.has_value() ? " since " : "", TimeText(late[i]->due)));
  }
  if (late.size() > kNames) words.push_back(Cat(late.size() - kNames, " more"));
  return Cat("Overdue beside it: ", Listed(words), ".");
}

// INFO checks that fail or are unknown: they change nothing, and the table of stages counts them;
// "": there is none. What customers met has a line of its own.
std::string ForInformation(const engine::Assessment& assessment) {
  constexpr size_t kNames = 4;
  const auto text = [&](model::ResultKind kind, std::string_view one, std::string_view many) {
    std::vector<std::string> ids;
    for (const auto& stage : assessment.stages) {
      for (const auto& criterion : stage.criteria) {
        if (criterion.level != model::Level::kInfo || criterion.result != kind) continue;
        if (SplitPath(criterion.id).kind == "post-launch-issue") continue;
        ids.push_back(criterion.id);
      }
    }
    if (ids.empty()) return std::string();
    const std::string_view verb = ids.size() == 1 ? one : many;
    const size_t more = ids.size() > kNames ? ids.size() - kNames : 0;
    ids.resize(ids.size() - more);
    if (more > 0) ids.push_back(Cat(more, " more"));
    return Cat(Listed(ids), " ", verb);
  };
  const std::string failed = text(model::ResultKind::kFail, "fails", "fail");
  const std::string unknown = text(model::ResultKind::kUnknown, "is unknown", "are unknown");
  if (failed.empty() && unknown.empty()) return "";
  return Cat("For information only: ", failed, failed.empty() || unknown.empty() ? "" : "; ",
             unknown, ".");
}

void WriteHead(const SectionInput& in, Document& document) {
  const auto& assessment = in.assessment;
  const std::string name = in.names.cycle_title.empty() || in.names.cycle_title == assessment.cycle
                               ? assessment.cycle
                               : Cat(in.names.cycle_title, " (", assessment.cycle, ")");
  document.title = Cat(name, ": ", model::Name(assessment.verdict));
  document.verdict = assessment.verdict;
  document.headline.push_back(Strong(name.empty() ? "cycle without a name" : name));
  if (assessment.as_of.has_value()) {
    document.headline.push_back(Plain(Cat(", as of ", TimeText(assessment.as_of), " UTC")));
  }
  if (assessment.valid_until.has_value()) {
    document.headline.push_back(
        Plain(Cat(", valid until ", TimeText(assessment.valid_until), " UTC")));
  }
  document.lead.push_back({Plain(VerdictSentence(assessment))});
  if (!assessment.policy.empty() && assessment.policy != engine::DefaultPolicy().id) {
    document.lead.push_back({Plain(Cat("Judged by policy ", assessment.policy, "."))});
  }
  const std::string launched = assessment.launched_at.has_value()
                                   ? Cat("Launched ", TimeText(assessment.launched_at), " UTC")
                                   : "";
  if (assessment.closed_at.has_value()) {
    document.lead.push_back({Plain(Cat(launched, launched.empty() ? "Closed " : ", closed ",
                                       TimeText(assessment.closed_at), " UTC."))});
  } else if (!launched.empty()) {
    document.lead.push_back(
        {Plain(Cat(launched, ": the question is whether it may widen or close."))});
  }
  if (const std::string late = OverdueBeside(assessment); !late.empty()) {
    document.lead.push_back({Plain(late)});
  }
  if (const std::string met = WhatCustomersMet(assessment); !met.empty()) {
    document.lead.push_back({Plain(met)});
  }
  if (const std::string info = ForInformation(assessment); !info.empty()) {
    document.lead.push_back({Plain(info)});
  }
  if (!assessment.playbook.empty()) {
    document.lead.push_back({Plain(Cat("Playbook ", assessment.playbook, "."))});
  }
  if (assessment.next_review.has_value()) {
    document.lead.push_back(
        {Plain(Cat("Next review: ", TimeText(assessment.next_review), " UTC."))});
  }
}

void WriteFoot(const SectionInput& in, Document& document) {
  if (!in.is_full) {
    document.footer.push_back(
        {Muted("Every list in full: readiness assess CYCLE --format markdown (or html, json). "
               "One thing: readiness explain CYCLE ID.")});
  }
  Runs made = {Muted("Times are UTC.")};
  if (!in.assessment.inputs_digest.empty()) {
    made.push_back(Muted(Cat(" Inputs sha256 ", in.assessment.inputs_digest, ".")));
  }
  if (!in.assessment.engine_version.empty()) {
    made.push_back(Muted(Cat(" Engine ", in.assessment.engine_version, ".")));
  }
  document.footer.push_back(std::move(made));
}

}  // namespace

Document BuildAssessment(const engine::Assessment& assessment, const Names& names, Extent extent) {
  const bool is_full = extent == Extent::kFull;
  const SectionInput in = {assessment, names, is_full, is_full ? kFullLimits : kBriefLimits};
  Document document;
  const auto add = [&document](std::string heading, Blocks blocks) {
    if (!blocks.empty()) document.sections.push_back({std::move(heading), std::move(blocks)});
  };
  WriteHead(in, document);
  const auto findings = FindWhatMatters(assessment);
  add("The three things that matter most", WhatMattersSection(in, findings));
  add("Who must do what by when", TasksSection(in));
  add("What would change the verdict", ChangesSection(in));
  add("Stages", StagesSection(in));
  add(RiskHeading(in), RisksSection(in));
  add("Since " +
          (assessment.since.as_of.has_value() ? TimeText(assessment.since.as_of) + " UTC" : ""),
      SinceSection(in));
  add("Also on the list", OthersSection(in, findings));
  add(is_full ? "Agenda" : "Coming up", ComingUpSection(in));
  add("Metrics", MetricsSection(in));
  add("Waivers and overrides", ExceptionsSection(in));
  add("Scope", ScopeSection(in));
  add("Work that waits for a decision", BlockedWorkSection(in));
  add("Circular dependencies", CirclesSection(in, is_full ? SIZE_MAX : kNamedMembers));
  add("Mitigations by what they would save", ActionsSection(in));
  add("What a GO binds implementation to", ConstraintsSection(in));
  add("Nearly met rules", NearMissesSection(in));
  add("Counts", CountsSection(in));
  add("Problems in the data", IssuesSection(in));
  if (is_full) add("All checks", AllCriteriaSection(in));
  WriteFoot(in, document);
  return document;
}

}  // namespace readiness::report
