#include "readiness/report/findings.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "readiness/base/text.h"

#include "report/finding_parts.h"
#include "report/phrases.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;
using model::Level;
using model::ResultKind;
using model::Stage;
using model::Verdict;

// How near a stage is to the customer; 0 is nearest.
int Distance(Stage stage) {
  switch (stage) {
    case Stage::kHandOff:
      return 0;
    case Stage::kTestEvidence:
      return 1;
    case Stage::kLearn:
      return 2;
    case Stage::kAssignOwners:
      return 3;
    case Stage::kMapRisk:
      return 4;
    case Stage::kDefineOutcome:
      return 5;
    case Stage::kUnspecified:
      break;
  }
  return 6;
}

std::string DetailOf(const engine::CriterionResult& criterion) {
  if (criterion.value.empty() && criterion.threshold.empty()) return "";
  if (criterion.threshold.empty()) return Cat("found ", criterion.value);
  return Cat("found ", criterion.value.empty() ? "nothing" : criterion.value, ", asked ",
             criterion.threshold);
}

// What a criterion asks of any subject: its title without ": <subject> ...".
std::string TitleOfKind(const engine::CriterionResult& criterion, std::string_view subject) {
  if (subject.empty()) return criterion.title;
  return criterion.title.substr(0, criterion.title.find(Cat(": ", subject)));
}

}  // namespace

PathParts SplitPath(std::string_view path) {
  PathParts parts;
  parts.criterion = path;
  if (const size_t slash = path.find('/'); slash != std::string_view::npos) {
    for (int i = 1; i <= 6; ++i) {
      if (model::Name(static_cast<Stage>(i)) == path.substr(0, slash)) {
        parts.stage = path.substr(0, slash);
        parts.criterion = path.substr(slash + 1);
        break;
      }
    }
  }
  parts.kind = parts.criterion;
  if (const size_t colon = parts.criterion.find(':'); colon != std::string_view::npos) {
    parts.kind = parts.criterion.substr(0, colon);
    parts.subject = parts.criterion.substr(colon + 1);
  }
  return parts;
}

std::vector<Finding> FindWhatMatters(const engine::Assessment& assessment) {
  std::vector<Finding> findings;
  struct Group {
    std::string title;          // Of the first criterion.
    std::string title_of_kind;  // Without its subject.
    std::string waiver;         // Of the first criterion, until when and by whom.
    std::set<std::string> next_steps;
    size_t count = 0;
    size_t total = 0;  // Criteria of the kind and the level that apply, whatever their result.
  };
  std::map<std::tuple<FindingKind, Stage, std::string, std::string_view>, size_t> index;
  std::vector<Group> groups;
  std::map<std::tuple<Stage, Level, std::string>, size_t> totals;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      if (criterion.result == ResultKind::kNotApplicable) continue;
      ++totals[{stage.stage, criterion.level, std::string(SplitPath(criterion.id).kind)}];
    }
  }
  for (const auto& stage : assessment.stages) {
    std::vector<const engine::CriterionResult*> in_order;
    for (const auto& criterion : stage.criteria) in_order.push_back(&criterion);
    std::sort(in_order.begin(), in_order.end(),
              [](const auto* a, const auto* b) { return a->id < b->id; });
    for (const auto* found : in_order) {
      const engine::CriterionResult& criterion = *found;
      const auto kind = KindOf(criterion);
      if (!kind.has_value()) continue;
      const PathParts parts = SplitPath(criterion.id);
      std::string_view why;
      if (*kind != FindingKind::kWaived && HasPhrase(parts.kind, WhyOf(criterion))) {
        why = WhyOf(criterion);
      }
      const auto [at, is_new] =
          index.try_emplace({*kind, stage.stage, std::string(parts.kind), why}, findings.size());
      if (is_new) {
        findings.emplace_back();
        groups.emplace_back();
        findings.back().kind = *kind;
        findings.back().stage = stage.stage;
        findings.back().rule = std::string(parts.kind);
        findings.back().why = std::string(why);
        groups.back().title = criterion.title;
        groups.back().title_of_kind = TitleOfKind(criterion, parts.subject);
        groups.back().total = totals[{stage.stage, criterion.level, std::string(parts.kind)}];
        findings.back().detail = DetailOf(criterion);
        if (*kind == FindingKind::kWaived) {
          const engine::Waiver* waiver = WaiverOf(assessment, stage.stage, criterion);
          if (waiver != nullptr) groups.back().waiver = WaiverText(*waiver);
        }
      }
      Finding& finding = findings[at->second];
      Group& group = groups[at->second];
      ++group.count;
      if (!parts.subject.empty()) finding.subjects.emplace_back(parts.subject);
      finding.paths.push_back(PathOf(stage.stage, criterion.id));
      if (criterion.result == ResultKind::kUnknown) AddOnce(finding.reasons, criterion.reason);
      AddOnce(finding.owners, criterion.owner);
      group.next_steps.insert(criterion.next_step);
    }
  }
  for (size_t i = 0; i < findings.size(); ++i) {
    Finding& finding = findings[i];
    const Group& group = groups[i];
    const std::string& title = group.count == 1 ? group.title : group.title_of_kind;
    if (finding.kind == FindingKind::kWaived) {
      finding.text = group.count == 1 ? Cat("Waived", group.waiver.empty() ? "" : " ", group.waiver,
                                            " (", title, ")")
                                      : Cat(group.count, " are waived: ", title);
    } else {
      const bool is_failure =
          finding.kind == FindingKind::kFailure || finding.kind == FindingKind::kShouldFailure;
      const std::string_view why =
          finding.why.empty() && is_failure ? "FAIL" : std::string_view(finding.why);
      finding.text = GroupPhrase(finding.rule, why, title, group.count, group.total,
                                 !finding.subjects.empty());
    }
    finding.is_partial = groups[i].count < groups[i].total;
    if (groups[i].count > 1) finding.detail.clear();
    if (groups[i].next_steps.size() == 1) finding.next_step = *groups[i].next_steps.begin();
  }

  // That a check has not the one owner it needs is said by the check, where that is a finding.
  std::set<std::string_view> said;
  for (const Finding& finding : findings) {
    if (finding.kind == FindingKind::kWaived) continue;
    said.insert(finding.paths.begin(), finding.paths.end());
  }
  std::map<std::string, std::vector<std::string>> vetoes;
  std::map<std::string, Verdict> caps;
  for (const auto& veto : assessment.vetoes) {
    if (veto.rule == "invalid-owner" && said.contains(veto.path)) continue;
    vetoes[veto.rule].push_back(veto.path);
    caps[veto.rule] = veto.cap;
  }
  const OwnerOf owner_of(assessment);
  for (auto& [rule, paths] : vetoes) {
    Finding finding;
    finding.cap = caps[rule];
    finding.kind = FindingKind::kVeto;
    finding.rule = rule;
    finding.text = VetoPhrase(rule, paths.size());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
      const PathParts parts = SplitPath(path);
      finding.subjects.emplace_back(parts.subject.empty() ? parts.criterion : parts.subject);
      finding.paths.push_back(path);
      AddOnce(finding.owners, owner_of.Veto(path));
    }
    findings.push_back(std::move(finding));
  }

  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.cap != b.cap) return a.cap < b.cap;
    if (a.is_partial != b.is_partial) return a.is_partial;
    if (a.paths.size() != b.paths.size()) return a.paths.size() > b.paths.size();
    if (a.stage != b.stage) return Distance(a.stage) < Distance(b.stage);
    return std::tie(a.rule, a.why) < std::tie(b.rule, b.why);
  });
  return findings;
}

}  // namespace readiness::report
