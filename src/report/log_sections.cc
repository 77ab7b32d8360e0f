// What the log holds: the scope, its counts and its problems.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/base/text.h"

#include "report/assessment_sections.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {

using base::Cat;

Blocks ScopeSection(const SectionInput& in) {
  if (in.assessment.scope.in.empty() && in.assessment.scope.out.empty()) return {};
  List list;
  if (!in.assessment.scope.in.empty()) {
    Item item;
    item.runs.push_back(Plain(Cat(Counted(in.assessment.scope.in.size(), "item", "items"),
                                  " with approval, criteria and link: ")));
    AppendIds(item.runs, in.assessment.scope.in, in.is_full ? SIZE_MAX : 6, in.names);
    list.items.push_back(std::move(item));
  }
  std::map<std::string, std::vector<std::string>> gaps;
  for (const auto& gap : in.assessment.scope.out) gaps[Listed(gap.missing)].push_back(gap.item);
  for (const auto& [missing, items] : gaps) {
    Item item;
    item.runs.push_back(
        Plain(Cat(Counted(items.size(), "item", "items"), items.size() == 1 ? " lacks " : " lack ",
                  missing.empty() ? "something" : missing, ": ")));
    AppendIds(item.runs, items, in.is_full ? SIZE_MAX : 6, in.names);
    list.items.push_back(std::move(item));
  }
  return {std::move(list)};
}

Blocks CountsSection(const SectionInput& in) {
  List list;
  const auto add = [&list](std::string_view name, const std::map<std::string, int64_t>& counts) {
    std::string text;
    for (const auto& [state, count] : counts) {
      text += Cat(text.empty() ? "" : ", ", count, " ",
                  state == "other_version" ? "of another version" : Lower(state));
    }
    if (!text.empty()) list.items.push_back({{Plain(Cat(name, ": ", text))}, {}});
  };
  add("decisions in scope", in.assessment.summary.decisions);
  add("approvals", in.assessment.summary.approvals);
  add("scope changes", in.assessment.summary.scope_changes);
  add("blockers", in.assessment.summary.blockers);
  add("comments", in.assessment.summary.comments);
  add("risks", in.assessment.summary.risks);
  add("issues after the launch", in.assessment.summary.post_launch_issues);
  add("items in scope", in.assessment.summary.scope_items);
  if (list.items.empty()) return {};
  return {std::move(list)};
}

Blocks IssuesSection(const SectionInput& in) {
  if (in.assessment.issues.empty()) return {};
  std::vector<const model::Issue*> issues;
  std::map<model::Severity, size_t> counts;
  for (const auto& issue : in.assessment.issues) {
    issues.push_back(&issue);
    ++counts[issue.severity];
  }
  std::stable_sort(issues.begin(), issues.end(),
                   [](const auto* a, const auto* b) { return a->severity > b->severity; });
  std::vector<std::string> words;
  for (auto it = counts.rbegin(); it != counts.rend(); ++it) {
    const std::string name = Lower(model::Name(it->first));
    words.push_back(Counted(it->second, name, name + "s"));
  }
  Blocks blocks = {Paragraph{{Plain(Cat(Listed(words), "."))}}};
  List list;
  for (size_t i = 0; i < issues.size() && i < in.limits.issues; ++i) {
    const auto& issue = *issues[i];
    list.items.push_back(
        {{Toned(Lower(model::Name(issue.severity)),
                issue.severity == model::Severity::kError ? Tone::kBad : Tone::kWarn),
          Plain(" "), Id(issue.path), Plain(Cat(": ", issue.message))},
         {}});
  }
  if (issues.size() > in.limits.issues) {
    list.items.push_back({{Muted(Cat("and ", issues.size() - in.limits.issues,
                                     " more; readiness verify CYCLE lists them all"))},
                          {}});
  }
  blocks.push_back(std::move(list));
  return blocks;
}

}  // namespace readiness::report
