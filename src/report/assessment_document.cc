// Builds the document of an assessment: what it says first, second and so on.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>

#include "readiness/base/text.h"
#include "readiness/report/findings.h"

#include "report/builders.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;
using engine::Assessment;
using model::Verdict;

// How many things a brief report lists before it counts the rest.
struct Limits {
  size_t top_ids;    // In each of the three findings that matter most.
  size_t other_ids;  // In every other list of ids.
  size_t owners;
  size_t tasks;  // Of one owner.
  size_t rows;   // Of risks, and of other tables.
  size_t issues;
};
constexpr Limits kBriefLimits = {40, 24, 12, 3, 10, 4};
constexpr Limits kFullLimits = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};

class Builder {
 public:
  Builder(const Assessment& assessment, const Names& names, Extent extent)
      : a_(assessment),
        names_(names),
        is_full_(extent == Extent::kFull),
        limits_(is_full_ ? kFullLimits : kBriefLimits) {}

  Document Build() {
    Head();
    const auto findings = FindWhatMatters(a_);
    Add("The three things that matter most", WhatMatters(findings));
    Add("Who must do what by when", Tasks());
    Add("What would change the verdict", Changes());
    Add("Stages", Stages());
    Add(RiskHeading(), Risks());
    Add("Since " + (a_.since.as_of.has_value() ? TimeText(a_.since.as_of) + " UTC" : ""), Since());
    Add("Also on the list", Others(findings));
    Add(is_full_ ? "Agenda" : "Coming up", ComingUp());
    Add("Metrics", Metrics());
    Add("Waivers and overrides", Exceptions());
    Add("Scope", ScopeBlocks());
    Add("Work that waits for a decision", BlockedWork());
    Add("Mitigations by what they would save", Actions());
    Add("What a GO binds implementation to", Constraints());
    Add("Nearly met rules", NearMisses());
    Add("Counts", Counts());
    Add("Problems in the data", Issues());
    if (is_full_) Add("All checks", AllCriteria());
    Foot();
    return std::move(document_);
  }

 private:
  using Blocks = std::vector<Block>;

  void Add(std::string heading, Blocks blocks) {
    if (!blocks.empty()) document_.sections.push_back({std::move(heading), std::move(blocks)});
  }

  void Head() {
    const std::string name = names_.cycle_title.empty() || names_.cycle_title == a_.cycle
                                 ? a_.cycle
                                 : Cat(names_.cycle_title, " (", a_.cycle, ")");
    document_.title = Cat(name, ": ", model::Name(a_.verdict));
    document_.verdict = a_.verdict;
    document_.headline.push_back(Strong(name.empty() ? "cycle without a name" : name));
    if (a_.as_of.has_value()) {
      document_.headline.push_back(Plain(Cat(", as of ", TimeText(a_.as_of), " UTC")));
    }
    if (a_.valid_until.has_value()) {
      document_.headline.push_back(Plain(Cat(", valid until ", TimeText(a_.valid_until), " UTC")));
    } else {
      document_.headline.push_back(Plain(", until the log says more"));
    }
    document_.lead.push_back({Plain(VerdictSentence(a_))});
    std::vector<std::string> facts;
    if (!a_.playbook.empty()) facts.push_back(Cat("Playbook ", a_.playbook, "."));
    if (a_.next_review.has_value()) {
      facts.push_back(Cat("Next review: ", TimeText(a_.next_review), " UTC."));
    }
    for (const auto& fact : facts) document_.lead.push_back({Plain(fact)});
  }

  void Foot() {
    if (!is_full_) {
      document_.footer.push_back(
          {Muted("Every list in full: readiness assess CYCLE --format markdown (or html, json). "
                 "One thing: readiness explain CYCLE ID.")});
    }
    Runs made;
    made.push_back(Muted("Times are UTC."));
    if (!a_.inputs_digest.empty())
      made.push_back(Muted(Cat(" Inputs sha256 ", a_.inputs_digest, ".")));
    if (!a_.engine_version.empty()) made.push_back(Muted(Cat(" Engine ", a_.engine_version, ".")));
    document_.footer.push_back(std::move(made));
  }

  // --- what matters ------------------------------------------------------------------------------

  // With `is_short` the owner stands in the line and the next step is left to the tasks.
  Item FindingItem(const Finding& finding, size_t limit, bool is_short) const {
    Item item;
    const bool is_bad = finding.kind == FindingKind::kFailure;
    item.runs.push_back(Strong(finding.text, is_bad ? Tone::kBad : Tone::kPlain));
    if (!finding.subjects.empty()) {
      item.runs.push_back(Plain(": "));
      // What none has is told by its count; a few names are enough.
      const bool is_all = !finding.is_partial && finding.kind != FindingKind::kVeto &&
                          finding.subjects.size() > 12 && !is_full_;
      AppendIds(item.runs, finding.subjects, is_all ? 6 : limit, names_);
    }
    std::vector<std::string> where;
    if (finding.kind != FindingKind::kVeto) where.emplace_back(model::Name(finding.stage));
    if (finding.kind == FindingKind::kShouldFailure ||
        finding.kind == FindingKind::kShouldUnknown) {
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

  static std::string OwnersText(const std::vector<std::string>& owners) {
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

  Blocks WhatMatters(const std::vector<Finding>& findings) const {
    if (findings.empty()) {
      return {Paragraph{{Plain("Nothing that is required fails, is unknown or is vetoed.")}}};
    }
    List list;
    list.is_numbered = true;
    for (size_t i = 0; i < findings.size() && i < 3; ++i) {
      list.items.push_back(FindingItem(findings[i], limits_.top_ids, false));
    }
    return {std::move(list)};
  }

  Blocks Others(const std::vector<Finding>& findings) const {
    if (findings.size() <= 3) return {};
    List list;
    for (size_t i = 3; i < findings.size(); ++i) {
      list.items.push_back(FindingItem(findings[i], limits_.other_ids, !is_full_));
    }
    return {std::move(list)};
  }

  // --- who must do what --------------------------------------------------------------------------

  Blocks Tasks() const {
    const auto owners = FindTasks(a_);
    if (owners.empty()) return {};
    Blocks blocks;
    if (const auto* gate = NextGate(); gate != nullptr) {
      blocks.push_back(Paragraph{
          {Plain(Cat("What has no date of its own is needed by the next gate: ", gate->subject,
                     ", ", TimeText(gate->due), "."))}});
    }
    if (is_full_) {
      blocks.push_back(TaskTable(owners));
      return blocks;
    }
    List list;
    std::vector<std::string> more;
    for (const auto& owner : owners) {
      Item item;
      item.runs.push_back(owner.owner.empty() ? Strong("Nobody yet: name an owner", Tone::kWarn)
                                              : Strong(owner.owner));
      AppendTitle(item.runs, owner.owner, names_);
      AddTasks(owner.tasks, item);
      if (item.items.empty()) continue;
      if (list.items.size() < limits_.owners) {
        list.items.push_back(std::move(item));
      } else {
        more.push_back(Cat(owner.owner, " (", owner.subject_count, ")"));
      }
    }
    if (!more.empty()) {
      Runs runs = {Plain(Cat("And ", Counted(more.size(), "more owner", "more owners"), ": "))};
      AppendIds(runs, more, limits_.other_ids, Names());
      list.items.push_back({std::move(runs), {}});
    }
    if (Item item = TasksForAll(owners); !item.runs.empty()) list.items.push_back(std::move(item));
    blocks.push_back(std::move(list));
    return blocks;
  }

  // What has a date and what concerns this owner in particular has a line with its names; what is
  // about one thing is a clause of one line; what the whole cycle lacks is said once for all
  // owners.
  void AddTasks(const std::vector<Task>& tasks, Item& item) const {
    constexpr size_t kClauses = 4;
    size_t late = 0;
    size_t particular = 0;
    size_t hidden = 0;
    std::vector<std::string> clauses;
    for (const auto& task : tasks) {
      if (task.is_for_all) continue;
      if (task.is_alone) {
        clauses.push_back(task.text);
        while (clauses.back().ends_with('.')) clauses.back().pop_back();
        continue;
      }
      size_t& shown = task.state.empty() ? particular : late;
      if (shown < limits_.tasks) {
        item.items.push_back({TaskRuns(task, 12), {}});
        ++shown;
      } else {
        ++hidden;
      }
    }
    std::string line;
    for (size_t i = 0; i < clauses.size() && i < kClauses; ++i) {
      line += (line.empty() ? "" : "; ") + clauses[i];
    }
    if (clauses.size() > kClauses) hidden += clauses.size() - kClauses;
    Runs runs;
    if (!line.empty()) runs.push_back(Plain(line));
    if (hidden > 0) runs.push_back(Muted(Cat(line.empty() ? "and " : "; and ", hidden, " more")));
    if (!runs.empty()) item.items.push_back({std::move(runs), {}});
  }

  // What the whole cycle lacks, and how much of it each owner has.
  Item TasksForAll(const std::vector<OwnerTasks>& owners) const {
    std::vector<std::string> texts;
    std::vector<std::string> parts;
    for (const auto& owner : owners) {
      std::set<std::string> subjects;
      for (const auto& task : owner.tasks) {
        if (!task.is_for_all) continue;
        subjects.insert(task.subjects.begin(), task.subjects.end());
        if (std::find(texts.begin(), texts.end(), task.text) == texts.end()) {
          texts.push_back(task.text);
        }
      }
      if (!subjects.empty()) {
        parts.push_back(
            Cat(owner.owner.empty() ? "nobody" : owner.owner, " (", subjects.size(), ")"));
      }
    }
    Item item;
    if (parts.empty()) return item;
    std::string what;
    for (const auto& text : texts) what += (what.empty() ? "" : "; ") + text;
    item.runs = {Strong(parts.size() == 1 ? "All of it" : "Everybody"),
                 Plain(Cat(", since nothing of it is recorded: ", what, "."))};
    Runs shares;
    AppendIds(shares, parts, limits_.other_ids, Names());
    item.items.push_back({std::move(shares), {}});
    return item;
  }

  Runs TaskRuns(const Task& task, size_t limit) const {
    Runs runs;
    if (task.due.has_value()) {
      const bool is_late = task.state == "OVERDUE" || task.state == "MISSED";
      runs.push_back(
          Toned(Cat(task.state, task.state.empty() ? "" : " ",
                    is_late && task.subjects.size() > 1 ? "since " : "", TimeText(task.due), "  "),
                is_late ? Tone::kBad : Tone::kWarn));
    } else if (!task.state.empty()) {
      runs.push_back(Toned(task.state + "  ", Tone::kWarn));
    }
    runs.push_back(Plain(task.text + ": "));
    AppendIds(runs, task.subjects, limit, Names());
    return runs;
  }

  Table TaskTable(const std::vector<OwnerTasks>& owners) const {
    Table table;
    table.caption = "Who must do what by when";
    table.columns = {{"Owner", false, false, true},
                     {"By"},
                     {"State"},
                     {"What", false, true},
                     {"About", false, true}};
    for (const auto& owner : owners) {
      for (const auto& task : owner.tasks) {
        Runs about;
        AppendIds(about, task.subjects, SIZE_MAX, names_);
        const bool is_late = task.state == "OVERDUE" || task.state == "MISSED";
        table.rows.push_back({{OwnerRun(owner.owner)},
                              {Plain(task.due.has_value() ? TimeText(task.due) : "next gate")},
                              {Toned(task.state.empty() ? "needed" : task.state,
                                     is_late ? Tone::kBad : Tone::kWarn)},
                              {Plain(task.text)},
                              std::move(about)});
      }
    }
    return table;
  }

  const engine::AgendaItem* NextGate() const {
    const engine::AgendaItem* next = nullptr;
    for (const auto& item : a_.agenda) {
      if (item.kind != "gate" || !item.due.has_value()) continue;
      if (a_.as_of.has_value() && *item.due < *a_.as_of) continue;
      if (next == nullptr || *item.due < *next->due) next = &item;
    }
    return next;
  }

  Blocks Changes() const {
    const auto lines = WhatWouldChange(a_);
    if (lines.empty()) return {};
    List list;
    for (const auto& line : lines) list.items.push_back({{Plain(line)}, {}});
    return {std::move(list)};
  }

  // --- stages, risks, since ----------------------------------------------------------------------

  Blocks Stages() const {
    if (a_.stages.empty()) return {};
    StageChart chart;
    Table table;
    table.caption = "The six stages, their verdicts and how their checks came out";
    table.is_chart_twin = true;
    table.columns = {{"Stage"},         {"Verdict"},      {"Pass", true},   {"Fail", true},
                     {"Unknown", true}, {"Waived", true}, {"Not due", true}};
    for (const auto& stage : a_.stages) {
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

  std::string RiskHeading() const {
    if (a_.risks.size() <= limits_.rows) return "Open risks";
    return Cat("Open risks: the first ", limits_.rows, " of ", a_.risks.size());
  }

  Blocks Risks() const {
    if (a_.risks.empty()) return {};
    Blocks blocks;
    CountChart chart;
    chart.title = "Open risks by tier";
    std::map<std::string, int64_t, std::less<>> tiers;
    for (const auto& risk : a_.risks) ++tiers[risk.tier];
    for (const std::string_view tier : {"ACT", "ATTEND", "TRACK_CLOSELY", "TRACK", ""}) {
      if (const auto found = tiers.find(tier); found != tiers.end()) {
        chart.bars.push_back(
            {tier.empty() ? "no tier" : std::string(tier), found->second, TierTone(tier)});
      }
    }
    blocks.push_back(std::move(chart));
    const bool has_loss = std::any_of(a_.risks.begin(), a_.risks.end(), [](const auto& risk) {
      return risk.expected_loss_delta.has_value();
    });
    Table table;
    table.caption = "Open risks by rank";
    table.columns = {{"#", true}, {"Tier"}, {"Risk"}, {"Owner"}, {"Hops", true}};
    if (has_loss) table.columns.push_back({"Loss an hour", true});
    table.columns.push_back({"What", false, true});
    bool has_uncertain = false;
    for (size_t i = 0; i < a_.risks.size() && i < limits_.rows; ++i) {
      const auto& risk = a_.risks[i];
      has_uncertain = has_uncertain || !risk.certified;
      Row row;
      row.push_back({Plain(risk.rank.has_value() ? Cat(*risk.rank) : Cat(i + 1))});
      row.push_back({Toned(Cat(risk.tier.empty() ? "none" : risk.tier, risk.certified ? "" : "?"),
                           TierTone(risk.tier))});
      row.push_back({Id(risk.id)});
      row.push_back({OwnerRun(risk.owner)});
      row.push_back({Plain(risk.proximity_hops.has_value() ? Cat(*risk.proximity_hops) : "none")});
      if (has_loss) {
        row.push_back(
            {Plain(risk.expected_loss_delta.has_value() ? NumberText(*risk.expected_loss_delta)
                                                        : "unknown")});
      }
      row.push_back({Plain(risk.title)});
      table.rows.push_back(std::move(row));
    }
    blocks.push_back(std::move(table));
    if (has_uncertain) {
      blocks.push_back(Paragraph{
          {Muted("A tier with ? rests on an input that nobody recorded, taken at its worst. Hops: "
                 "edges to the nearest touchpoint.")}});
    }
    return blocks;
  }

  // Paths by kind: "HAND_OFF/approval 9: kep-1, kep-2, ...".
  List PathGroups(const std::vector<std::string>& paths) const {
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
      AppendIds(item.runs, ids, limits_.other_ids, names_);
      list.items.push_back(std::move(item));
    }
    return list;
  }

  Blocks Since() const {
    const auto& since = a_.since;
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
    std::string verdict = since.verdict == a_.verdict ? Cat("still ", model::Name(a_.verdict))
                                                      : Cat(model::Name(since.verdict), " then, ",
                                                            model::Name(a_.verdict), " now");
    blocks.push_back(Paragraph{
        {Plain(Cat(trend, ": ", Counted(better, "check passes", "checks pass"), " that did not, ",
                   worse, worse == 1 ? " passes" : " pass", " no longer; ",
                   Counted(since.moved.size(), "risk", "risks"), " moved; ", verdict, "."))}});
    if (worse > 0) {
      blocks.push_back(Paragraph{{Strong("No longer passing", Tone::kBad)}});
      blocks.push_back(PathGroups(since.now_failing));
    }
    if (better > 0) {
      blocks.push_back(Paragraph{{Strong("Now passing", Tone::kGood)}});
      blocks.push_back(PathGroups(since.now_passing));
    }
    if (!since.moved.empty()) {
      List list;
      for (size_t i = 0; i < since.moved.size() && i < limits_.rows; ++i) {
        const auto& move = since.moved[i];
        list.items.push_back({{Plain("risk "), Id(move.risk),
                               Plain(Cat(" from ", move.from.empty() ? "not open" : move.from,
                                         " to ", move.to.empty() ? "not open" : move.to))},
                              {}});
      }
      if (since.moved.size() > limits_.rows) {
        list.items.push_back(
            {{Muted(Cat("and ", since.moved.size() - limits_.rows, " more"))}, {}});
      }
      blocks.push_back(std::move(list));
    }
    return blocks;
  }

  // --- the rest ----------------------------------------------------------------------------------

  Blocks ComingUp() const {
    std::vector<const engine::AgendaItem*> items;
    for (const auto& item : a_.agenda) {
      if (item.state == engine::AgendaState::kUpcoming) items.push_back(&item);
    }
    std::stable_sort(items.begin(), items.end(), [](const auto* a, const auto* b) {
      return a->due.value_or(absl::InfiniteFuture()) < b->due.value_or(absl::InfiniteFuture());
    });
    Blocks blocks;
    if (Timeline line = AgendaLine(); !line.marks.empty()) blocks.push_back(std::move(line));
    if (items.empty() && !is_full_) return {};
    if (is_full_) {
      Table table;
      table.caption = "The agenda";
      table.columns = {{"By"}, {"State"}, {"What"}, {"About"}, {"Owner"}};
      for (const auto& item : a_.agenda) {
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
    for (size_t i = 0; i < items.size() && i < limits_.issues; ++i) {
      const auto& item = *items[i];
      list.items.push_back({{Plain(Cat(item.due.has_value() ? TimeText(item.due) : "no date", "  ",
                                       Lower(item.kind), " ")),
                             Id(item.subject), Plain(", "), OwnerRun(item.owner)},
                            {}});
    }
    if (items.size() > limits_.issues) {
      list.items.push_back({{Muted(Cat("and ", items.size() - limits_.issues, " more"))}, {}});
    }
    blocks.push_back(std::move(list));
    return blocks;
  }

  Timeline AgendaLine() const {
    Timeline line;
    if (!a_.as_of.has_value()) return line;
    line.now = absl::ToUnixSeconds(*a_.as_of);
    for (const auto& item : a_.agenda) {
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

  static std::string ValueText(const metric::MetricValue& value) {
    if (!value.estimate.has_value()) return Cat(value.measure, " unknown");
    std::string text = Cat(value.measure, " ", AmountText(*value.estimate, value.unit));
    if (value.low.has_value() && value.high.has_value()) {
      text += Cat(" (", AmountText(*value.low, value.unit), " to ",
                  AmountText(*value.high, value.unit), ")");
    }
    const bool is_told = value.unit.empty() || value.unit == "share" || value.unit == "s";
    return is_told ? text : Cat(text, " ", value.unit);
  }
  // What a metric without a target is called: nobody asked anything of it.
  static std::string VerdictText(const metric::MetricReading& reading) {
    const bool is_asked = reading.reasons != std::vector<std::string>{"NO_TARGET"};
    return is_asked ? reading.verdict : "no target";
  }

  Blocks Metrics() const {
    if (a_.metrics.empty()) return {};
    Table table;
    table.caption = "Metrics";
    table.columns = {
        {"Metric"}, {"Verdict"}, {"Trend"}, {"Measure", false, true}, {"Matured", true}};
    for (const auto& metric : a_.metrics) {
      const std::string verdict = VerdictText(metric);
      const Tone tone = verdict == "MET"            ? Tone::kGood
                        : verdict == "NOT_MET"      ? Tone::kBad
                        : verdict == "INSUFFICIENT" ? Tone::kWarn
                                                    : Tone::kMuted;
      std::string measures;
      const size_t limit = is_full_ ? metric.values.size() : 1;
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

  Blocks Exceptions() const {
    List list;
    for (const auto& waiver : a_.waivers) {
      list.items.push_back(
          {{Plain("Waiver "), Id(waiver.id), Plain(" of "), Id(waiver.path),
            Plain(Cat(" by ", waiver.by, ": ", waiver.reason,
                      waiver.until.has_value() ? Cat("; ends ", TimeText(waiver.until)) : ""))},
           {}});
    }
    for (const auto& item : a_.overrides) {
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

  Blocks ScopeBlocks() const {
    if (a_.scope.in.empty() && a_.scope.out.empty()) return {};
    List list;
    if (!a_.scope.in.empty()) {
      Item item;
      item.runs.push_back(Plain(Cat(Counted(a_.scope.in.size(), "item", "items"),
                                    " with approval, criteria and link: ")));
      AppendIds(item.runs, a_.scope.in, is_full_ ? SIZE_MAX : 6, names_);
      list.items.push_back(std::move(item));
    }
    std::map<std::string, std::vector<std::string>> gaps;
    for (const auto& gap : a_.scope.out) gaps[Listed(gap.missing)].push_back(gap.item);
    for (const auto& [missing, items] : gaps) {
      Item item;
      item.runs.push_back(Plain(Cat(Counted(items.size(), "item", "items"),
                                    items.size() == 1 ? " lacks " : " lack ",
                                    missing.empty() ? "something" : missing, ": ")));
      AppendIds(item.runs, items, is_full_ ? SIZE_MAX : 6, names_);
      list.items.push_back(std::move(item));
    }
    return {std::move(list)};
  }

  Blocks BlockedWork() const {
    if (a_.blocked_work.empty()) return {};
    std::vector<const engine::BlockedWork*> works;
    for (const auto& work : a_.blocked_work) works.push_back(&work);
    std::stable_sort(works.begin(), works.end(),
                     [](const auto* a, const auto* b) { return a->order < b->order; });
    Table table;
    table.caption = "Unresolved decisions by the work that waits for them, in owner-hours";
    table.columns = {{"Order", true},      {"Decision"},    {"Owner"},
                     {"Reach", true},      {"Alone", true}, {"Share", true},
                     {"What", false, true}};
    const size_t limit = is_full_ ? SIZE_MAX : 5;
    for (size_t i = 0; i < works.size() && i < limit; ++i) {
      const auto& work = *works[i];
      table.rows.push_back({{Plain(Cat(work.order))},
                            {Id(work.decision)},
                            {OwnerRun(work.owner)},
                            {Plain(NumberText(work.reach))},
                            {Plain(NumberText(work.sole))},
                            {Plain(NumberText(work.share))},
                            {Plain(std::string(names_.TitleOf(work.decision)))}});
    }
    Blocks blocks = {std::move(table)};
    if (works.size() > limit) {
      blocks.push_back(Paragraph{{Muted(Cat("and ", works.size() - limit, " more decisions"))}});
    }
    return blocks;
  }

  Blocks Actions() const {
    if (a_.actions.empty()) return {};
    Table table;
    table.caption = "Mitigations by what they would save";
    table.columns = {{"Mitigation"},       {"Risk"},       {"Owner"},
                     {"Loss falls", true}, {"Cost", true}, {"What", false, true}};
    const size_t limit = is_full_ ? SIZE_MAX : 5;
    for (size_t i = 0; i < a_.actions.size() && i < limit; ++i) {
      const auto& action = a_.actions[i];
      table.rows.push_back({{Id(action.mitigation)},
                            {Id(action.risk)},
                            {OwnerRun(action.owner)},
                            {Plain(NumberText(action.loss_fall))},
                            {Plain(NumberText(action.cost))},
                            {Plain(std::string(names_.TitleOf(action.mitigation)))}});
    }
    Blocks blocks = {std::move(table)};
    if (a_.actions.size() > limit) {
      blocks.push_back(
          Paragraph{{Muted(Cat("and ", a_.actions.size() - limit, " more mitigations"))}});
    }
    return blocks;
  }

  Blocks Constraints() const {
    if (a_.constraints.empty()) return {};
    if (!is_full_ && a_.verdict != Verdict::kGo) return {};
    List list;
    for (size_t i = 0; i < a_.constraints.size() && i < limits_.rows; ++i) {
      const auto& constraint = a_.constraints[i];
      Item item;
      item.runs = {Id(constraint.decision), Plain(Cat(": ", constraint.text))};
      if (!constraint.criteria.empty()) {
        item.runs.push_back(Muted(Cat(" (accepted by ", Listed(constraint.criteria), ")")));
      }
      list.items.push_back(std::move(item));
    }
    if (a_.constraints.size() > limits_.rows) {
      list.items.push_back(
          {{Muted(Cat("and ", a_.constraints.size() - limits_.rows, " more"))}, {}});
    }
    return {std::move(list)};
  }

  Blocks NearMisses() const {
    if (a_.near_misses.empty()) return {};
    List list;
    for (size_t i = 0; i < a_.near_misses.size() && i < limits_.rows; ++i) {
      const auto& miss = a_.near_misses[i];
      list.items.push_back({{Plain("table "), Id(miss.table),
                             Plain(Cat(", row ", miss.row, ": only ", miss.column, " differs"))},
                            {}});
    }
    if (a_.near_misses.size() > limits_.rows) {
      list.items.push_back(
          {{Muted(Cat("and ", a_.near_misses.size() - limits_.rows, " more"))}, {}});
    }
    return {std::move(list)};
  }

  Blocks Counts() const {
    List list;
    const auto add = [&list](std::string_view name, const std::map<std::string, int64_t>& counts) {
      std::string text;
      for (const auto& [state, count] : counts) {
        text += Cat(text.empty() ? "" : ", ", count, " ", Lower(state));
      }
      if (!text.empty()) list.items.push_back({{Plain(Cat(name, ": ", text))}, {}});
    };
    add("decisions in scope", a_.summary.decisions);
    add("approvals", a_.summary.approvals);
    add("scope changes", a_.summary.scope_changes);
    add("blockers", a_.summary.blockers);
    add("comments", a_.summary.comments);
    add("risks", a_.summary.risks);
    if (list.items.empty()) return {};
    return {std::move(list)};
  }

  Blocks Issues() const {
    if (a_.issues.empty()) return {};
    std::vector<const model::Issue*> issues;
    std::map<model::Severity, size_t> counts;
    for (const auto& issue : a_.issues) {
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
    for (size_t i = 0; i < issues.size() && i < limits_.issues; ++i) {
      const auto& issue = *issues[i];
      list.items.push_back(
          {{Toned(Lower(model::Name(issue.severity)),
                  issue.severity == model::Severity::kError ? Tone::kBad : Tone::kWarn),
            Plain(" "), Id(issue.path), Plain(Cat(": ", issue.message))},
           {}});
    }
    if (issues.size() > limits_.issues) {
      list.items.push_back({{Muted(Cat("and ", issues.size() - limits_.issues,
                                       " more; readiness verify CYCLE lists them all"))},
                            {}});
    }
    blocks.push_back(std::move(list));
    return blocks;
  }

  Blocks AllCriteria() const {
    Blocks blocks;
    for (const auto& stage : a_.stages) {
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

  const Assessment& a_;
  const Names& names_;
  const bool is_full_;
  const Limits limits_;
  Document document_;
};

}  // namespace

Document BuildAssessment(const Assessment& assessment, const Names& names, Extent extent) {
  return Builder(assessment, names, extent).Build();
}

}  // namespace readiness::report
