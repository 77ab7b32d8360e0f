// What moved, what comes up, and what the metrics say.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
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
  const std::string name = MeasureText(value.measure, value.at);
  if (!value.estimate.has_value()) return Cat(name, " unknown");
  std::string text =
      Cat(name, value.provisional ? " ~ " : " ", AmountText(*value.estimate, value.unit));
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

namespace {

// What moved since an earlier moment, for the better and for the worse. What is asked for the first
// time and passes is neither.
struct Progress {
  std::vector<std::string> better;    // Checks that were asked, did not pass, and do.
  std::vector<std::string> worse;     // Checks that passed and do not.
  std::vector<std::string> new_open;  // Checks that are new and do not pass.
  size_t new_count = 0;               // All that are new.
  size_t rising = 0;                  // Risks that opened or rose a tier,
  size_t falling = 0;                 // and that closed or fell.
};

int TierRank(std::string_view tier) {
  return tier == "ACT"             ? 4
         : tier == "ATTEND"        ? 3
         : tier == "TRACK_CLOSELY" ? 2
         : tier.empty()            ? 0
                                   : 1;
}

Progress ProgressOf(const engine::Assessment& assessment) {
  const engine::Since& since = assessment.since;
  Progress progress;
  progress.worse = since.now_failing;
  progress.new_count = since.newly_asked.size();
  const std::set<std::string_view> is_new(since.newly_asked.begin(), since.newly_asked.end());
  for (const auto& path : since.now_passing) {
    if (!is_new.contains(path)) progress.better.push_back(path);
  }
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      const bool is_open = criterion.result == model::ResultKind::kFail ||
                           criterion.result == model::ResultKind::kUnknown;
      if (!is_open || criterion.level == model::Level::kInfo) continue;
      std::string path = Cat(model::Name(stage.stage), "/", criterion.id);
      if (is_new.contains(path)) progress.new_open.push_back(std::move(path));
    }
  }
  for (const auto& move : since.moved) {
    ++(TierRank(move.to) > TierRank(move.from) ? progress.rising : progress.falling);
  }
  return progress;
}

// "Better", where the verdict or, with the same verdict, everything that moved says so.
std::string_view TrendWord(const engine::Assessment& assessment, const Progress& progress) {
  const engine::Since& since = assessment.since;
  if (since.verdict != assessment.verdict) {
    return since.verdict < assessment.verdict ? "Better" : "Worse";
  }
  const size_t better = progress.better.size() + progress.falling;
  const size_t worse =
      progress.worse.size() + progress.new_open.size() + progress.rising + since.new_vetoes.size();
  if (better == 0 && worse == 0) return "Unchanged";
  if (worse == 0) return "Better";
  if (better == 0) return "Worse";
  return better > worse   ? "Mostly better"
         : better < worse ? "Mostly worse"
                          : "As much better as worse";
}

}  // namespace

Blocks SinceSection(const SectionInput& in) {
  const auto& since = in.assessment.since;
  if (!since.as_of.has_value()) return {};
  Blocks blocks;
  const Progress progress = ProgressOf(in.assessment);
  std::string text =
      since.verdict == in.assessment.verdict
          ? Cat("still ", model::Name(in.assessment.verdict))
          : Cat(model::Name(since.verdict), " then, ", model::Name(in.assessment.verdict), " now");
  const auto add = [&text](size_t count, std::string_view one, std::string_view many) {
    if (count > 0) text += Cat("; ", Counted(count, one, many));
  };
  add(progress.better.size(), "check passes that did not", "checks pass that did not");
  add(progress.worse.size(), "check passes no longer", "checks pass no longer");
  if (!progress.new_open.empty()) {
    text += Cat("; ", progress.new_open.size(), " of ", progress.new_count, " new ",
                progress.new_count == 1 ? "check" : "checks",
                progress.new_open.size() == 1 ? " does" : " do", " not pass");
  }
  add(since.new_vetoes.size(), "veto is new", "vetoes are new");
  add(progress.rising, "risk opened or rose a tier", "risks opened or rose a tier");
  add(progress.falling, "risk closed or fell a tier", "risks closed or fell a tier");
  blocks.push_back(Paragraph{{Plain(Cat(TrendWord(in.assessment, progress), ": ", text, "."))}});
  const auto put = [&](std::string_view title, Tone tone, const std::vector<std::string>& paths) {
    if (paths.empty()) return;
    blocks.push_back(Paragraph{{Strong(std::string(title), tone)}});
    blocks.push_back(PathGroups(in, paths));
  };
  put("No longer passing", Tone::kBad, progress.worse);
  put("New and not passing", Tone::kBad, progress.new_open);
  put("Now passing", Tone::kGood, progress.better);
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

namespace {

// What was predicted before the launch, what came, and how far off it was beside no change at all.
void AddPredictions(const metric::MetricReading& reading, Blocks& blocks) {
  if (reading.predictions.empty()) return;
  Table table;
  table.caption = "Predictions and what came of them";
  table.columns = {{"Prediction"},
                   {"Result"},
                   {"Expected", false, true},
                   {"Came", true},
                   {"Score, 0 is best", true},
                   {"Score of no change", true}};
  for (const metric::MetricPrediction& one : reading.predictions) {
    const auto amount = [&one](std::optional<double> x) {
      return x.has_value() ? AmountText(*x, one.unit) : std::string();
    };
    const Tone tone = one.result == "MATCH"      ? Tone::kGood
                      : one.result == "MISMATCH" ? Tone::kBad
                      : one.result == "OPEN"     ? Tone::kWarn
                                                 : Tone::kMuted;
    std::string expected = Cat(AmountText(one.expected_low, one.unit), " to ",
                               AmountText(one.expected_high, one.unit));
    if (!one.unit.empty() && one.unit != "share" && one.unit != "s") {
      expected += Cat(" ", one.unit);
    }
    for (const std::string& assumption : one.failed_assumptions) {
      expected += Cat("; did not hold: ", assumption);
    }
    table.rows.push_back(
        {{Id(one.prediction)},
         {Toned(one.result == "NOT_LOCKED" ? "locked too late" : one.result, tone)},
         {Plain(expected)},
         {Plain(one.actual.has_value() ? amount(one.actual) : "not yet")},
         {Plain(amount(one.crps))},
         {Plain(amount(one.baseline_crps))}});
  }
  blocks.push_back(std::move(table));
}

// Whether decisions that waited long for their implementation were escalated more often.
void AddLead(const metric::MetricReading& reading, Blocks& blocks) {
  if (!reading.lead.has_value() || reading.lead->thirds.empty()) return;
  const metric::MetricLead& lead = *reading.lead;
  if (lead.flag == "INSUFFICIENT") return;  // Nothing to tell yet.
  const auto third = [](const metric::MetricLeadThird& one) {
    return Cat(one.escalated_count, " of ", one.count, " that waited up to ",
               DurationText(one.longest_lag_seconds));
  };
  blocks.push_back(Paragraph{{Plain(Cat(
      lead.flag == "LEADING" ? "A long wait for the implementation is a leading sign: "
                             : "A long wait for the implementation is not shown to be a sign: ",
      "within ", DurationText(static_cast<double>(lead.horizon_seconds)),
      " afterwards were escalated ", third(lead.thirds.front()), ", and ",
      third(lead.thirds.back()), ", the longest waits (p ",
      NumberText(std::floor(lead.p_value.value_or(1) * 1e4 + 0.5) / 1e4), ", at one look)."))}});
}

}  // namespace

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
  Blocks blocks;
  blocks.push_back(std::move(table));
  for (const auto& metric : in.assessment.metrics) {
    AddLead(metric, blocks);
    AddPredictions(metric, blocks);
  }
  return blocks;
}

}  // namespace readiness::report
