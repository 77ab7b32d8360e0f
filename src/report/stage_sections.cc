// The stages, their checks, and what binds or loosens them.
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "readiness/base/text.h"

#include "report/assessment_sections.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {

using base::Cat;

Blocks StagesSection(const SectionInput& in) {
  if (in.assessment.stages.empty()) return {};
  StageChart chart;
  Table table;
  table.caption = "The six stages, their verdicts and how their checks came out";
  table.is_chart_twin = true;
  table.columns = {{"Stage"},         {"Verdict"},      {"Pass", true},   {"Fail", true},
                   {"Unknown", true}, {"Waived", true}, {"Not due", true}};
  for (const auto& stage : in.assessment.stages) {
    std::map<model::ResultKind, int64_t> counts;
    for (const auto& criterion : stage.criteria) ++counts[criterion.result];
    const auto count = [&counts](model::ResultKind kind) {
      const auto found = counts.find(kind);
      return found == counts.end() ? int64_t{0} : found->second;
    };
    using model::ResultKind;
    const auto cell = [](int64_t number, Tone tone) {
      return Runs{number == 0 ? Muted("0") : Toned(Cat(number), tone)};
    };
    chart.bars.push_back({std::string(model::Name(stage.stage)), stage.verdict,
                          count(ResultKind::kPass), count(ResultKind::kWaived),
                          count(ResultKind::kUnknown), count(ResultKind::kFail)});
    table.rows.push_back({{Plain(std::string(model::Name(stage.stage)))},
                          {VerdictRun(stage.verdict)},
                          cell(count(ResultKind::kPass), Tone::kGood),
                          cell(count(ResultKind::kFail), Tone::kBad),
                          cell(count(ResultKind::kUnknown), Tone::kWarn),
                          cell(count(ResultKind::kWaived), Tone::kPlain),
                          cell(count(ResultKind::kNotApplicable), Tone::kMuted)});
  }
  return {std::move(chart), std::move(table)};
}

Blocks AllCriteriaSection(const SectionInput& in) {
  Blocks blocks;
  for (const auto& stage : in.assessment.stages) {
    if (stage.criteria.empty()) continue;
    Table table;
    table.caption = Cat("Checks of ", model::Name(stage.stage));
    table.is_folded = true;
    table.fold_title =
        Cat(model::Name(stage.stage), ": ", Counted(stage.criteria.size(), "check", "checks"));
    table.columns = {{"Check"},
                     {"Result"},
                     {"Level"},
                     {"Owner"},
                     {"Asks", false, true},
                     {"Found", false, true},
                     {"Next step", false, true}};
    for (const auto& criterion : stage.criteria) {
      table.rows.push_back({{Id(criterion.id)},
                            {ResultRun({criterion.result, criterion.reason})},
                            {Plain(Lower(model::Name(criterion.level)))},
                            {OwnerRun(criterion.owner)},
                            {Plain(criterion.threshold.empty()
                                       ? criterion.title
                                       : Cat(criterion.title, " (", criterion.threshold, ")"))},
                            {Plain(criterion.value)},
                            {Plain(criterion.next_step)}});
    }
    blocks.push_back(std::move(table));
  }
  return blocks;
}

Blocks ExceptionsSection(const SectionInput& in) {
  List list;
  for (const auto& waiver : in.assessment.waivers) {
    list.items.push_back(
        {{Plain("Waiver "), Id(waiver.id), Plain(" of "), Id(waiver.path),
          Plain(Cat(" by ", waiver.by, ": ", waiver.reason,
                    waiver.until.has_value() ? Cat("; ends ", TimeText(waiver.until)) : ""))},
         {}});
  }
  for (const auto& item : in.assessment.overrides) {
    list.items.push_back(
        {{Plain("Override "), Id(item.id),
          Plain(Cat(" to ", model::Name(item.verdict), " by ", Listed(item.approvers), ": ",
                    item.reason,
                    item.until.has_value() ? Cat("; ends ", TimeText(item.until)) : ""))},
         {}});
  }
  if (list.items.empty()) return {};
  return {std::move(list)};
}

Blocks ConstraintsSection(const SectionInput& in) {
  if (in.assessment.constraints.empty()) return {};
  if (!in.is_full && in.assessment.verdict != model::Verdict::kGo) return {};
  List list;
  for (size_t i = 0; i < in.assessment.constraints.size() && i < in.limits.rows; ++i) {
    const auto& constraint = in.assessment.constraints[i];
    Item item;
    item.runs = {Id(constraint.decision), Plain(Cat(": ", constraint.text))};
    if (!constraint.criteria.empty()) {
      item.runs.push_back(Muted(Cat(" (accepted by ", Listed(constraint.criteria), ")")));
    }
    list.items.push_back(std::move(item));
  }
  if (in.assessment.constraints.size() > in.limits.rows) {
    list.items.push_back(
        {{Muted(Cat("and ", in.assessment.constraints.size() - in.limits.rows, " more"))}, {}});
  }
  return {std::move(list)};
}

Blocks NearMissesSection(const SectionInput& in) {
  if (in.assessment.near_misses.empty()) return {};
  List list;
  for (size_t i = 0; i < in.assessment.near_misses.size() && i < in.limits.rows; ++i) {
    const auto& miss = in.assessment.near_misses[i];
    list.items.push_back({{Plain("table "), Id(miss.table), Plain(NearMissText(miss))}, {}});
  }
  if (in.assessment.near_misses.size() > in.limits.rows) {
    list.items.push_back(
        {{Muted(Cat("and ", in.assessment.near_misses.size() - in.limits.rows, " more"))}, {}});
  }
  return {std::move(list)};
}

}  // namespace readiness::report
