// Builds the document of a ranking: which risk hurts customers most, what to decide first, and
// which mitigations save most.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "readiness/base/text.h"
#include "readiness/report/chance_text.h"
#include "readiness/report/circle_text.h"

#include "report/assessment_sections.h"
#include "report/builders.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;

std::string RankText(const engine::RankedRisk& risk) {
  if (!risk.rank_low.has_value() || !risk.rank_high.has_value()) return "";
  return *risk.rank_low == *risk.rank_high ? Cat(*risk.rank_low)
                                           : Cat(*risk.rank_low, " to ", *risk.rank_high);
}

std::string FirstTenText(const engine::RankedRisk& risk) {
  return risk.top_probability.has_value()
             ? ChanceText(*risk.top_probability, risk.top_probability_low,
                          risk.top_probability_high)
             : "unknown";
}

void WriteLead(const engine::Assessment& assessment, Document& document) {
  if (!assessment.expected_loss_low.has_value()) {
    document.lead.push_back({Plain(
        "No touchpoint has a value, so no loss can be reckoned: risks are ranked by tier, then "
        "by how much their failure can reach.")});
    return;
  }
  const double low = *assessment.expected_loss_low;
  const double high = *assessment.expected_loss_high;
  document.lead.push_back(
      {Plain(Cat("Open risks and common causes together are expected to cost customers ",
                 BetweenText(low, high), " an hour",
                 low == high ? "." : "; it cannot be said more narrowly."))});
  const engine::RankedRisk* most = nullptr;
  for (const engine::RankedRisk& risk : assessment.risks) {
    if (risk.expected_loss_delta.has_value() &&
        (most == nullptr || *risk.expected_loss_delta > *most->expected_loss_delta)) {
      most = &risk;
    }
  }
  if (most == nullptr || *most->expected_loss_delta <= 0) return;
  document.lead.push_back(
      {Plain("Most of it would be saved without "), Id(most->id),
       Plain(Cat(": ", SavedText(*most), " an hour",
                 most->share.has_value() ? Cat(", ", ShareText(*most->share), " of all.")
                                         : std::string(".")))});
}

Blocks Risks(const engine::Assessment& assessment, size_t rows) {
  Table table;
  table.caption = "Open risks by rank";
  table.columns = {{"#", true},     {"Tier"},           {"Risk"},       {"Owner"},
                   {"Saved", true}, {"May rank", true}, {"Hops", true}, {"What", false, true}};
  // Who is among the first ten is told where that is not certain of those that are shown.
  const auto shown = static_cast<std::ptrdiff_t>(std::min(rows, assessment.risks.size()));
  const bool has_chance =
      std::any_of(assessment.risks.begin(), assessment.risks.begin() + shown,
                  [](const engine::RankedRisk& risk) {
                    return risk.top_probability_low != risk.top_probability_high;
                  });
  if (has_chance) table.columns.insert(table.columns.end() - 2, {"First ten", true});
  bool has_uncertain = false;
  for (size_t i = 0; i < assessment.risks.size() && i < rows; ++i) {
    const engine::RankedRisk& risk = assessment.risks[i];
    has_uncertain = has_uncertain || !risk.certified;
    table.rows.push_back(
        {{Plain(Cat(i + 1))},
         {Toned(Cat(risk.tier, risk.certified ? "" : "?"), TierTone(risk.tier))},
         {Id(risk.id)},
         {OwnerRun(risk.owner)},
         {Plain(SavedText(risk))},
         {Plain(RankText(risk))},
         {Plain(risk.proximity_hops.has_value() ? Cat(*risk.proximity_hops) : "none")},
         {Plain(risk.title)}});
    if (!has_chance) continue;
    Row& row = table.rows.back();
    row.insert(row.end() - 2, Runs{Plain(FirstTenText(risk))});
  }
  Blocks blocks = {std::move(table)};
  AppendMore(blocks, assessment.risks.size(), rows, "more risk", "more risks");
  std::string legend =
      "Tier first, then by what would be saved: how much less customers would lose an hour without "
      "the risk, all others staying. May rank: the ranks that it may have. Hops: steps to a "
      "customer.";
  if (has_chance) {
    legend += " First ten: the chance to be among them while likelihoods are not certain.";
  }
  if (has_uncertain) {
    legend += " A tier with ? rests on an input that nobody recorded, taken at its worst.";
  }
  blocks.push_back(Paragraph{{Muted(std::move(legend))}});
  return blocks;
}

}  // namespace

Document BuildRanking(const engine::Assessment& assessment, const Names& names, size_t rows) {
  Document document;
  document.title = Cat(assessment.cycle, ": risks by rank");
  document.headline = {Strong(names.cycle_title.empty() ? assessment.cycle : names.cycle_title),
                       Plain(Cat(", risks by rank as of ", TimeText(assessment.as_of), " UTC"))};
  if (assessment.risks.empty()) {
    document.lead.push_back({Plain("No risk is open.")});
  } else {
    WriteLead(assessment, document);
    document.sections.push_back({Cat("What threatens customers most: ",
                                     Counted(assessment.risks.size(), "open risk", "open risks")),
                                 Risks(assessment, rows)});
  }
  engine::Assessment first = {};
  first.blocked_work = assessment.blocked_work;
  std::stable_sort(first.blocked_work.begin(), first.blocked_work.end(),
                   [](const auto& a, const auto& b) { return a.order < b.order; });
  first.actions = assessment.actions;
  if (first.blocked_work.size() > rows) first.blocked_work.resize(rows);
  if (first.actions.size() > rows) first.actions.resize(rows);
  const SectionInput cut = {first, names, true, {}};
  if (Blocks blocks = BlockedWorkSection(cut); !blocks.empty()) {
    AppendMore(blocks, assessment.blocked_work.size(), rows, "more decision", "more decisions");
    document.sections.push_back({"What to decide first", std::move(blocks)});
  }
  first.circular_dependencies = assessment.circular_dependencies;
  if (first.circular_dependencies.size() > rows) first.circular_dependencies.resize(rows);
  if (Blocks blocks = CirclesSection(cut, kNamedMembers); !blocks.empty()) {
    AppendMore(blocks, assessment.circular_dependencies.size(), rows, "more circle",
               "more circles");
    document.sections.push_back({"Circular dependencies", std::move(blocks)});
  }
  if (Blocks blocks = ActionsSection(cut); !blocks.empty()) {
    AppendMore(blocks, assessment.actions.size(), rows, "more mitigation", "more mitigations");
    document.sections.push_back({"Which mitigations save most for their cost", std::move(blocks)});
  }
  document.footer.push_back(
      {Muted("Why a risk stands where it does: readiness explain CYCLE RISK.")});
  return document;
}

}  // namespace readiness::report
