// Builds the document that explains one id.
#include <cstdint>

#include "readiness/base/text.h"
#include "readiness/report/circle_text.h"
#include "readiness/report/entry_line.h"

#include "report/builders.h"
#include "report/phrases.h"
#include "report/pieces.h"
#include "report/risk_subject.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;

// "ALL  FAIL", and below it its parts; what settles the result is marked.
Item FormulaItem(const engine::FormulaPart& part, bool is_whole) {
  Item item;
  item.runs = {
      ResultRun({part.result, part.reason}), Plain("  "),
      part.criterion.empty() ? Strong(std::string(model::Name(part.op))) : Id(part.criterion)};
  if (!is_whole && part.is_decisive) item.runs.push_back(Muted("  (decisive)"));
  if (part.valid_until.has_value()) {
    item.runs.push_back(Muted(Cat("  lapses ", TimeText(part.valid_until))));
  }
  for (const engine::FormulaPart& inner : part.parts) {
    item.items.push_back(FormulaItem(inner, false));
  }
  return item;
}

Section Criteria(const Subject& subject) {
  List list;
  for (const auto& entry : subject.criteria) {
    const auto& criterion = entry.criterion;
    Item item;
    item.runs = {ResultRun({criterion.result, criterion.reason}), Plain("  "), Id(entry.path),
                 Plain(Cat("  ", criterion.title))};
    if (!criterion.value.empty() || !criterion.threshold.empty()) {
      item.items.push_back(
          {{Plain(Cat("found ", criterion.value.empty() ? "nothing" : criterion.value,
                      criterion.threshold.empty() ? "" : Cat(", asked ", criterion.threshold)))},
           {}});
    }
    if (!criterion.method.empty()) {
      item.items.push_back({{Plain(Cat("judged by ", criterion.method))}, {}});
    }
    if (criterion.formula.has_value()) item.items.push_back(FormulaItem(*criterion.formula, true));
    for (const engine::ScoreShare& share : criterion.shares) {
      item.items.push_back(
          {{Plain(Cat(share.part, " contributes ", NumberText(share.low),
                      share.low == share.high ? "" : Cat(" to ", NumberText(share.high)),
                      " of at most ", NumberText(share.weight)))},
           {}});
    }
    Runs who = {Plain(Cat(Lower(model::Name(criterion.level)), "; owner ")),
                OwnerRun(criterion.owner)};
    if (!criterion.next_step.empty()) {
      who.push_back(Plain(Cat("; next: ", criterion.next_step)));
    }
    item.items.push_back({std::move(who), {}});
    if (!criterion.evidence.empty()) {
      item.items.push_back({{Plain(Cat("rests on ", Listed(criterion.evidence)))}, {}});
    }
    if (criterion.valid_until.has_value()) {
      item.items.push_back({{Plain(Cat("lapses ", TimeText(criterion.valid_until)))}, {}});
    }
    if (entry.is_in_certificate) {
      item.items.push_back({{Plain("in the certificate: one of the results that force the "
                                   "verdict")},
                            {}});
    }
    if (entry.flip.has_value()) {
      item.items.push_back(
          {{Plain(Cat("among the fewest changes that alter the verdict: from ",
                      model::Name(entry.flip->from), " to ", model::Name(entry.flip->to)))},
           {}});
    }
    if (entry.resolution.has_value()) {
      item.items.push_back(
          {{Plain(Cat("in the resolution: it could decide the verdict; GO needs it ",
                      "to come in as ", model::Name(entry.resolution->to)))},
           {}});
    }
    list.items.push_back(std::move(item));
  }
  return {"Checks", {std::move(list)}};
}

Section Entries(const std::vector<EntryLine>& entries) {
  Table table;
  table.caption = "Entries of the log that name it";
  table.columns = {{"#", true}, {"Recorded"}, {"Actor"},
                   {"Fact"},    {"Entry"},    {"What", false, true}};
  for (const auto& line : entries) {
    std::string what = line.summary;
    if (line.occurred_at.has_value()) {
      what += Cat(what.empty() ? "" : "; ", "happened ", ExactTimeText(line.occurred_at));
    }
    table.rows.push_back({{Plain(Cat(line.seq))},
                          {Plain(ExactTimeText(line.recorded_at))},
                          {Plain(line.actor)},
                          {Plain(line.fact)},
                          {Id(line.id)},
                          {Plain(what)}});
  }
  return {"Log", {std::move(table)}};
}

}  // namespace

Document BuildSubject(const Subject& subject, const Names& names, Extent extent) {
  (void)extent;  // One id is never long.
  Document document;
  document.title = Cat(subject.id, ", ", subject.kind);
  document.headline = {Plain(Cat(subject.kind, " ")), Strong(subject.id)};
  if (!subject.title.empty() && subject.title != subject.id) {
    document.headline.push_back(Plain(Cat(": ", subject.title)));
  }
  Runs stands;
  if (!subject.state.empty()) stands.push_back(Plain(Cat("State: ", Lower(subject.state), ". ")));
  stands.push_back(Plain("Owner: "));
  stands.push_back(OwnerRun(subject.owner));
  AppendTitle(stands, subject.owner, names);
  stands.push_back(Plain(Cat(". The cycle is ", model::Name(subject.verdict), " as of ",
                             TimeText(subject.as_of), " UTC.")));
  document.lead.push_back(std::move(stands));

  List details;
  for (const auto& detail : subject.details) {
    details.items.push_back({{Plain(Cat(detail.name, ": ", detail.value))}, {}});
  }
  if (!details.items.empty()) document.sections.push_back({"What it is", {std::move(details)}});
  if (!subject.criteria.empty()) document.sections.push_back(Criteria(subject));

  AppendRisk(subject, names, true, document);

  List effects;
  for (const auto& veto : subject.vetoes) {
    effects.items.push_back({{Plain(Cat("veto ", veto.rule, " on ", veto.path,
                                        " caps the verdict at ", model::Name(veto.cap)))},
                             {}});
  }
  for (const auto& waiver : subject.waivers) {
    effects.items.push_back(
        {{Plain(Cat("waiver ", waiver.id, " of ", waiver.path, " by ", waiver.by, ": ",
                    waiver.reason, "; ends ", TimeText(waiver.until)))},
         {}});
  }
  for (const auto& constraint : subject.constraints) {
    effects.items.push_back(
        {{Plain(
             Cat("a GO binds ", constraint.decision, " to: ", constraint.text,
                 constraint.criteria.empty() ? "" : Cat(" (", Listed(constraint.criteria), ")")))},
         {}});
  }
  for (const auto& miss : subject.near_misses) {
    effects.items.push_back({{Plain("table "), Id(miss.table), Plain(NearMissText(miss))}, {}});
  }
  if (subject.blocked_work.has_value()) {
    const auto& work = *subject.blocked_work;
    effects.items.push_back(
        {{Plain(Cat("work of ", NumberText(work.reach), " owner-hours waits for it, ",
                    NumberText(work.sole), " for it alone; ", work.order,
                    ". in the order that "
                    "unlocks most"))},
         {}});
  }
  for (const auto& circle : subject.circular_dependencies) {
    effects.items.push_back({{Plain(Cat("circular dependency: ", CircleText(circle)))}, {}});
  }
  for (const auto& issue : subject.issues) {
    effects.items.push_back(
        {{Plain(Cat(Lower(model::Name(issue.severity)), " ", issue.path, ": ", issue.message))},
         {}});
  }
  if (!effects.items.empty()) {
    document.sections.push_back({"What it does to the verdict", {std::move(effects)}});
  }

  if (!subject.agenda.empty()) {
    List list;
    for (const auto& item : subject.agenda) {
      list.items.push_back({{Toned(std::string(engine::Name(item.state)), StateTone(item.state)),
                             Plain(Cat("  ", item.due.has_value() ? TimeText(item.due) : "no date",
                                       "  ", Lower(item.kind), " ", item.subject, ", owner ")),
                             OwnerRun(item.owner)},
                            {}});
    }
    document.sections.push_back({"Agenda", {std::move(list)}});
  }
  if (!subject.entries.empty()) document.sections.push_back(Entries(subject.entries));
  document.footer.push_back({Muted("Times are UTC.")});
  return document;
}

}  // namespace readiness::report
