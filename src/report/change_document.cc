// Builds the document of a change between two moments.
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>

#include "readiness/base/text.h"
#include "readiness/report/findings.h"

#include "report/builders.h"
#include "report/phrases.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;

std::string ResultText(model::Result result) {
  return result.kind == model::ResultKind::kUnspecified ? "not asked" : model::Text(result);
}

std::string Or(const std::string& text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

}  // namespace

Document BuildChange(const Change& change, const Names& names, Extent extent) {
  const bool is_full = extent == Extent::kFull;
  const size_t limit = is_full ? SIZE_MAX : 24;
  Document document;
  const std::string name =
      names.cycle_title.empty() ? change.cycle : Cat(names.cycle_title, " (", change.cycle, ")");
  document.title = Cat(name, ": what changed");
  document.verdict = change.to_verdict;
  document.headline = {
      Plain(Cat(change.from_verdict == change.to_verdict
                    ? "as before"
                    : Cat("was ", model::Name(change.from_verdict)),
                ", ")),
      Strong(name),
      Plain(Cat(", from ", TimeText(change.from), " to ", TimeText(change.to), " UTC"))};
  document.lead.push_back(
      {Plain(Cat(Counted(change.criteria.size(), "check", "checks"), " changed, ",
                 Counted(change.decisions.size(), "decision", "decisions"), " moved, ",
                 Counted(change.risks.size(), "risk", "risks"), " moved, ",
                 Counted(change.vetoes_raised.size(), "veto", "vetoes"), " raised, ",
                 change.vetoes_settled.size(), " settled."))});

  // Checks that changed in the same way, by stage and kind.
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::vector<std::string>>
      groups;
  for (const auto& criterion : change.criteria) {
    const PathParts parts = SplitPath(criterion.path);
    auto& ids = groups[{std::string(parts.stage), std::string(parts.kind),
                        ResultText(criterion.from), ResultText(criterion.to)}];
    ids.emplace_back(parts.subject.empty() ? parts.criterion : parts.subject);
  }
  if (!groups.empty()) {
    Table table;
    table.caption = "Checks whose result changed";
    table.columns = {{"Stage"}, {"Check"}, {"From"}, {"To"}, {"#", true}, {"About", false, true}};
    for (const auto& [key, ids] : groups) {
      const auto& [stage, kind, from, to] = key;
      Runs about;
      AppendIds(about, ids, limit, names);
      const Tone tone = to == "PASS" ? Tone::kGood : to == "FAIL" ? Tone::kBad : Tone::kPlain;
      table.rows.push_back({{Plain(stage)},
                            {Plain(kind)},
                            {Plain(from)},
                            {Toned(to, tone)},
                            {Plain(Cat(ids.size()))},
                            std::move(about)});
    }
    document.sections.push_back({"Checks", {std::move(table)}});
  }

  const auto add_phases = [&](std::string heading, const std::vector<PhaseChange>& changes,
                              std::string_view absent) {
    if (changes.empty()) return;
    Table table;
    table.caption = heading;
    table.columns = {{"Id"}, {"From"}, {"To"}, {"Owner"}, {"What", false, true}};
    const size_t rows = is_full ? SIZE_MAX : 40;
    for (size_t i = 0; i < changes.size() && i < rows; ++i) {
      table.rows.push_back({{Id(changes[i].id)},
                            {Plain(Lower(Or(changes[i].from, absent)))},
                            {Plain(Lower(Or(changes[i].to, absent)))},
                            {OwnerRun(changes[i].owner)},
                            {Plain(std::string(names.TitleOf(changes[i].id)))}});
    }
    Section section{std::move(heading), {std::move(table)}};
    if (changes.size() > rows) {
      section.blocks.push_back(Paragraph{
          {Muted(Cat("and ", changes.size() - rows, " more; --format json has them all"))}});
    }
    document.sections.push_back(std::move(section));
  };
  add_phases("Decisions", change.decisions, "not in scope");
  add_phases("Blockers", change.blockers, "none");
  add_phases("Scope changes", change.scope_changes, "none");

  if (!change.risks.empty()) {
    Table table;
    table.caption = "Risks whose tier moved";
    table.columns = {{"Risk"}, {"From"}, {"To"}, {"What", false, true}};
    for (const auto& move : change.risks) {
      table.rows.push_back({{Id(move.risk)},
                            {Plain(Or(move.from, "not open"))},
                            {Toned(Or(move.to, "not open"), TierTone(move.to))},
                            {Plain(std::string(names.TitleOf(move.risk)))}});
    }
    document.sections.push_back({"Risks", {std::move(table)}});
  }

  List vetoes;
  const auto add_vetoes = [&](const std::vector<engine::Veto>& these, std::string_view word,
                              Tone tone) {
    std::map<std::string, std::vector<std::string>> rules;
    for (const auto& veto : these) rules[veto.rule].push_back(veto.path);
    for (const auto& [rule, paths] : rules) {
      Item item;
      item.runs = {Toned(std::string(word), tone),
                   Plain(Cat(VetoPhrase(rule, paths.size()), ": "))};
      AppendIds(item.runs, paths, limit, names);
      vetoes.items.push_back(std::move(item));
    }
  };
  add_vetoes(change.vetoes_raised, "raised: ", Tone::kBad);
  add_vetoes(change.vetoes_settled, "settled: ", Tone::kGood);
  if (!vetoes.items.empty()) document.sections.push_back({"Vetoes", {std::move(vetoes)}});
  document.footer.push_back({Muted("Times are UTC.")});
  return document;
}

}  // namespace readiness::report
