// Open risks, the work that waits for decisions, and what mitigations would save.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/report/circle_text.h"

#include "report/assessment_sections.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {

using base::Cat;

std::string RiskHeading(const SectionInput& in) {
  if (in.assessment.risks.size() <= in.limits.rows) return "Open risks";
  return Cat("Open risks: the first ", in.limits.rows, " of ", in.assessment.risks.size());
}

Blocks RisksSection(const SectionInput& in) {
  if (in.assessment.risks.empty()) return {};
  Blocks blocks;
  CountChart chart;
  chart.title = "Open risks by tier";
  std::map<std::string, int64_t, std::less<>> tiers;
  for (const auto& risk : in.assessment.risks) ++tiers[risk.tier];
  for (const std::string_view tier : {"ACT", "ATTEND", "TRACK_CLOSELY", "TRACK", ""}) {
    if (const auto found = tiers.find(tier); found != tiers.end()) {
      chart.bars.push_back(
          {tier.empty() ? "no tier" : std::string(tier), found->second, TierTone(tier)});
    }
  }
  blocks.push_back(std::move(chart));
  const bool has_loss =
      std::any_of(in.assessment.risks.begin(), in.assessment.risks.end(),
                  [](const auto& risk) { return risk.expected_loss_delta.has_value(); });
  Table table;
  table.caption = "Open risks by rank";
  table.columns = {{"#", true}, {"Tier"}, {"Risk"}, {"Owner"}, {"Hops", true}};
  if (has_loss) table.columns.push_back({"Saved", true});
  table.columns.push_back({"What", false, true});
  bool has_uncertain = false;
  for (size_t i = 0; i < in.assessment.risks.size() && i < in.limits.rows; ++i) {
    const auto& risk = in.assessment.risks[i];
    has_uncertain = has_uncertain || !risk.certified;
    Row row;
    row.push_back({Plain(risk.rank.has_value() ? Cat(*risk.rank) : Cat(i + 1))});
    row.push_back({Toned(Cat(risk.tier.empty() ? "none" : risk.tier, risk.certified ? "" : "?"),
                         TierTone(risk.tier))});
    row.push_back({Id(risk.id)});
    row.push_back({OwnerRun(risk.owner)});
    row.push_back({Plain(risk.proximity_hops.has_value() ? Cat(*risk.proximity_hops) : "none")});
    if (has_loss) {
      row.push_back({Plain(SavedText(risk))});
    }
    row.push_back({Plain(risk.title)});
    table.rows.push_back(std::move(row));
  }
  blocks.push_back(std::move(table));
  std::string legend = "Hops: steps to a customer.";
  if (has_loss) {
    legend +=
        " Saved: how much less customers would lose an hour without the risk, all others "
        "staying.";
  }
  if (has_uncertain) {
    legend += " A tier with ? rests on an input that nobody recorded, taken at its worst.";
  }
  blocks.push_back(Paragraph{{Muted(std::move(legend))}});
  return blocks;
}

Blocks BlockedWorkSection(const SectionInput& in) {
  if (in.assessment.blocked_work.empty()) return {};
  std::vector<const engine::BlockedWork*> works;
  for (const auto& work : in.assessment.blocked_work) works.push_back(&work);
  std::stable_sort(works.begin(), works.end(),
                   [](const auto* a, const auto* b) { return a->order < b->order; });
  Table table;
  table.caption = "Unresolved decisions by the work that waits for them, in owner-hours";
  table.columns = {{"Order", true},      {"Decision"},    {"Owner"},
                   {"Reach", true},      {"Alone", true}, {"Share", true},
                   {"What", false, true}};
  const size_t limit = in.is_full ? SIZE_MAX : 5;
  for (size_t i = 0; i < works.size() && i < limit; ++i) {
    const auto& work = *works[i];
    table.rows.push_back({{Plain(Cat(work.order))},
                          {Id(work.decision)},
                          {OwnerRun(work.owner)},
                          {Plain(NumberText(work.reach))},
                          {Plain(NumberText(work.sole))},
                          {Plain(NumberText(work.share))},
                          {Plain(std::string(in.names.TitleOf(work.decision)))}});
  }
  Blocks blocks = {std::move(table)};
  AppendMore(blocks, works.size(), limit, "more decision", "more decisions");
  blocks.push_back(
      Paragraph{{Muted("In the order that unlocks most work. Reach, Alone, Share: owner-hours that "
                       "wait for the decision at all, for it alone, and its fair part.")}});
  return blocks;
}

Blocks CirclesSection(const SectionInput& in, size_t most_names) {
  const auto& circles = in.assessment.circular_dependencies;
  if (circles.empty()) return {};
  List list;
  const size_t limit = in.is_full ? SIZE_MAX : 5;
  for (size_t i = 0; i < circles.size() && i < limit; ++i) {
    list.items.push_back({{Plain(CircleText(circles[i], most_names))}, {}});
  }
  Blocks blocks = {std::move(list)};
  AppendMore(blocks, circles.size(), limit, "more circle", "more circles");
  blocks.push_back(
      Paragraph{{Muted("Work that waits for itself can never start; a failure that comes back to "
                       "where it began grows. Arrows run from what is needed to what needs it.")}});
  return blocks;
}

Blocks ActionsSection(const SectionInput& in) {
  if (in.assessment.actions.empty()) return {};
  Table table;
  table.caption = "Mitigations by what they would save";
  table.columns = {{"Mitigation"},       {"Risk"},       {"Owner"},
                   {"Loss falls", true}, {"Cost", true}, {"What", false, true}};
  const size_t limit = in.is_full ? SIZE_MAX : 5;
  for (size_t i = 0; i < in.assessment.actions.size() && i < limit; ++i) {
    const auto& action = in.assessment.actions[i];
    table.rows.push_back({{Id(action.mitigation)},
                          {Id(action.risk)},
                          {OwnerRun(action.owner)},
                          {Plain(FallText(action))},
                          {Plain(NumberText(action.cost))},
                          {Plain(std::string(in.names.TitleOf(action.mitigation)))}});
  }
  Blocks blocks = {std::move(table)};
  AppendMore(blocks, in.assessment.actions.size(), limit, "more mitigation", "more mitigations");
  return blocks;
}

}  // namespace readiness::report
