// What moved, what comes up, and what the metrics say.
#include <algorithm>
#include <map>
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

// Paths by kind: "HAND_OFF/approval 9: kep-1, kep-2, ...".
List PathGroups(const SectionInput& in, const std::vector<std::string>& paths) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const auto& path : paths) {
    const PathParts parts = SplitPath(path);
    auto& group = groups[Cat(parts.stage, parts.stage.empty() ? "" : "/", parts.kind)];
    if (!parts.subject.empty()) group.emplace_back(parts.subject);
  }
  List list;
  for (const auto& [name, ids] : groups) {
    Item item;
    item.runs.push_back(Plain(ids.empty() ? name : Cat(name, " (", ids.size(), "): ")));
    AppendIds(item.runs, ids, in.limits.other_ids, in.names);
    list.items.push_back(std::move(item));
  }
  return list;
}

Timeline AgendaLine(const SectionInput& in) {
  Timeline line;
  if (!in.assessment.as_of.has_value()) return line;
  line.now = absl::ToUnixSeconds(*in.assessment.as_of);
  for (const auto& item : in.assessment.agenda) {
    if (!item.due.has_value()) continue;
    line.marks.push_back({absl::ToUnixSeconds(*item.due), item.subject,
                          Cat(TimeText(item.due), " ", Lower(item.kind), " ", item.subject, ", ",
                              engine::Name(item.state)),
                          StateTone(item.state)});
  }
  std::stable_sort(line.marks.begin(), line.marks.end(),
                   [](const TimelineMark& a, const TimelineMark& b) { return a.at < b.at; });
  return line;
}

std::string ValueText(const metric::MetricValue& value) {
  if (!value.estimate.has_value()) return Cat(value.measure, " unknown");
  std::string text =
      Cat(value.measure, value.provisional ? " ~ " : " ", AmountText(*value.estimate, value.unit));
  if (value.low.has_value() && value.high.has_value()) {
    text += Cat(" (", AmountText(*value.low, value.unit), " to ",
                AmountText(*value.high, value.unit), ")");
  }
  const bool is_told = value.unit.empty() || value.unit == "share" || value.unit == "s";
  return is_told ? text : Cat(text, " ", value.unit);
}

// What a metric without a target is called: nobody asked anything of it.
std::string VerdictText(const metric::MetricReading& reading) {
  const bool is_asked = reading.reasons != std::vector<std::string>{"NO_TARGET"};
  return is_asked ? reading.verdict : "no target";
}

}  // namespace

Blocks SinceSection(const SectionInput& in) {
  const auto& since = in.assessment.since;
  if (!since.as_of.has_value()) return {};
  Blocks blocks;
  const size_t better = since.now_passing.size();
  const size_t worse = since.now_failing.size();
  std::string trend = better == 0 && worse == 0 ? "No check changed"
                      : worse == 0              ? "Better"
                      : better == 0             ? "Worse"
                      : better > worse          ? "Mostly better"
                      : better < worse          ? "Mostly worse"
                                                : "As much better as worse";
  std::string verdict =
      since.verdict == in.assessment.verdict
          ? Cat("still ", model::Name(in.assessment.verdict))
          : Cat(model::Name(since.verdict), " then, ", model::Name(in.assessment.verdict), " now");
  blocks.push_back(Paragraph{
      {Plain(Cat(trend, ": ", Counted(better, "check passes", "checks pass"), " that did not, ",
                 worse, worse == 1 ? " passes" : " pass", " no longer; ",
                 Counted(since.moved.size(), "risk", "risks"), " moved; ", verdict, "."))}});
  if (worse > 0) {
    blocks.push_back(Paragraph{{Strong("No longer passing", Tone::kBad)}});
    blocks.push_back(PathGroups(in, since.now_failing));
  }
  if (better > 0) {
    blocks.push_back(Paragraph{{Strong("Now passing", Tone::kGood)}});
    blocks.push_back(PathGroups(in, since.now_passing));
  }
  if (!since.moved.empty()) {
    List list;
    for (size_t i = 0; i < since.moved.size() && i < in.limits.rows; ++i) {
      const auto& move = since.moved[i];
      list.items.push_back({{Plain("risk "), Id(move.risk),
                             Plain(Cat(" from ", move.from.empty() ? "not open" : move.from, " to ",
                                       move.to.empty() ? "not open" : move.to))},
                            {}});
    }
    if (since.moved.size() > in.limits.rows) {
      list.items.push_back(
          {{Muted(Cat("and ", since.moved.size() - in.limits.rows, " more"))}, {}});
    }
    blocks.push_back(std::move(list));
  }
  return blocks;
}

Blocks ComingUpSection(const SectionInput& in) {
  std::vector<const engine::AgendaItem*> items;
  for (const auto& item : in.assessment.agenda) {
    if (item.state == engine::AgendaState::kUpcoming) items.push_back(&item);
  }
  std::stable_sort(items.begin(), items.end(), [](const auto* a, const auto* b) {
    return a->due.value_or(absl::InfiniteFuture()) < b->due.value_or(absl::InfiniteFuture());
  });
  Blocks blocks;
  if (Timeline line = AgendaLine(in); !line.marks.empty()) blocks.push_back(std::move(line));
  if (items.empty() && !in.is_full) return {};
  if (in.is_full) {
    Table table;
    table.caption = "The agenda";
    table.columns = {{"By"}, {"State"}, {"What"}, {"About"}, {"Owner"}};
    // What is over comes last.
    std::vector<const engine::AgendaItem*> in_order;
    for (const auto& item : in.assessment.agenda) in_order.push_back(&item);
    std::stable_partition(in_order.begin(), in_order.end(), [](const auto* item) {
      return item->state != engine::AgendaState::kMissed &&
             item->state != engine::AgendaState::kDone;
    });
    for (const auto* shown : in_order) {
      const engine::AgendaItem& item = *shown;
      table.rows.push_back({{Plain(item.due.has_value() ? TimeText(item.due) : "no date")},
                            {Toned(std::string(engine::Name(item.state)), StateTone(item.state))},
                            {Plain(Lower(item.kind))},
                            {Id(item.subject)},
                            {OwnerRun(item.owner)}});
    }
    if (!table.rows.empty()) blocks.push_back(std::move(table));
    return blocks;
  }
  List list;
  for (size_t i = 0; i < items.size() && i < in.limits.issues; ++i) {
    const auto& item = *items[i];
    list.items.push_back({{Plain(Cat(item.due.has_value() ? TimeText(item.due) : "no date", "  ",
                                     Lower(item.kind), " ")),
                           Id(item.subject), Plain(", "), OwnerRun(item.owner)},
                          {}});
  }
  if (items.size() > in.limits.issues) {
    list.items.push_back({{Muted(Cat("and ", items.size() - in.limits.issues, " more"))}, {}});
  }
  blocks.push_back(std::move(list));
  return blocks;
}

Blocks MetricsSection(const SectionInput& in) {
  if (in.assessment.metrics.empty()) return {};
  Table table;
  table.caption = "Metrics";
  table.columns = {{"Metric"}, {"Verdict"}, {"Trend"}, {"Measure", false, true}, {"Matured", true}};
  for (const auto& metric : in.assessment.metrics) {
    const std::string verdict = VerdictText(metric);
    const Tone tone = verdict == "MET"            ? Tone::kGood
                      : verdict == "NOT_MET"      ? Tone::kBad
                      : verdict == "INSUFFICIENT" ? Tone::kWarn
                                                  : Tone::kMuted;
    std::string measures;
    const size_t limit = in.is_full ? metric.values.size() : 1;
    for (size_t i = 0; i < metric.values.size() && i < limit; ++i) {
      measures += (i == 0 ? "" : "; ") + ValueText(metric.values[i]);
    }
    table.rows.push_back({{Id(metric.metric)},
                          {Toned(verdict, tone)},
                          {Plain(metric.trend == "INSUFFICIENT" ? "not known" : metric.trend)},
                          {Plain(measures)},
                          {Plain(Cat(metric.sample.matured))}});
  }
  return {std::move(table)};
}

}  // namespace readiness::report
