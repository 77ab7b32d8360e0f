// What matters most, what else does, and what would change the verdict.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/report/findings.h"

#include "report/assessment_sections.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {

using base::Cat;

namespace {

std::string OwnersText(const std::vector<std::string>& owners) {
  std::vector<std::string> named;
  for (const auto& owner : owners) {
    if (!owner.empty()) named.push_back(owner);
  }
  std::sort(named.begin(), named.end());
  const bool has_gap = named.size() < owners.size();
  if (named.empty()) return "Owner: nobody yet";
  std::string text;
  if (named.size() == 1) {
    text = Cat("Owner: ", named.front());
  } else if (named.size() <= 5) {
    text = Cat("Owners: ", Listed(named));
  } else {
    text = Cat("Owners: ", named.size(), " parties, listed below");
  }
  return has_gap ? text + "; some have none" : text;
}

// With `is_short` the owner stands in the line and the next step is left to the tasks.
Item FindingItem(const SectionInput& in, const Finding& finding, size_t limit, bool is_short) {
  Item item;
  const bool is_bad = finding.kind == FindingKind::kFailure;
  item.runs.push_back(Strong(finding.text, is_bad ? Tone::kBad : Tone::kPlain));
  if (!finding.subjects.empty()) {
    item.runs.push_back(Plain(": "));
    // What none has is told by its count; a few names are enough.
    const bool is_all = !finding.is_partial && finding.kind != FindingKind::kVeto &&
                        finding.subjects.size() > 12 && !in.is_full;
    AppendIds(item.runs, finding.subjects, is_all ? 6 : limit, in.names);
  }
  std::vector<std::string> where;
  if (finding.kind != FindingKind::kVeto) where.emplace_back(model::Name(finding.stage));
  if (finding.kind == FindingKind::kShouldFailure || finding.kind == FindingKind::kShouldUnknown) {
    where.emplace_back("expected, not required");
  }
  for (const auto reason : finding.reasons) where.push_back(Lower(model::Name(reason)));
  if (is_short) where.push_back(Lower(OwnersText(finding.owners)));
  std::string tail;
  for (const auto& word : where) tail += (tail.empty() ? " (" : ", ") + word;
  if (!tail.empty()) item.runs.push_back(Muted(tail + ")"));
  if (is_short) return item;
  if (!finding.detail.empty()) item.items.push_back({{Plain(finding.detail)}, {}});
  Runs next;
  if (!finding.next_step.empty()) next.push_back(Plain(Cat("Next: ", finding.next_step)));
  if (!next.empty()) next.push_back(Plain(next.back().text.ends_with('.') ? " " : ". "));
  next.push_back(Plain(OwnersText(finding.owners)));
  item.items.push_back({std::move(next), {}});
  return item;
}

}  // namespace

Blocks WhatMattersSection(const SectionInput& in, const std::vector<Finding>& findings) {
  if (findings.empty()) {
    return {Paragraph{{Plain("Nothing that is required fails, is unknown or is vetoed.")}}};
  }
  List list;
  list.is_numbered = true;
  for (size_t i = 0; i < findings.size() && i < 3; ++i) {
    list.items.push_back(FindingItem(in, findings[i], in.limits.top_ids, false));
  }
  return {std::move(list)};
}

Blocks OthersSection(const SectionInput& in, const std::vector<Finding>& findings) {
  if (findings.size() <= 3) return {};
  List list;
  for (size_t i = 3; i < findings.size(); ++i) {
    list.items.push_back(FindingItem(in, findings[i], in.limits.other_ids, !in.is_full));
  }
  return {std::move(list)};
}

Blocks ChangesSection(const SectionInput& in) {
  const auto lines = WhatWouldChange(in.assessment);
  if (lines.empty()) return {};
  List list;
  for (const auto& line : lines) list.items.push_back({{Plain(line)}, {}});
  return {std::move(list)};
}

}  // namespace readiness::report
