// Who must do what by when.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
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

Runs TaskRuns(const Task& task, size_t limit) {
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

// What has a date and what concerns this owner in particular has a line with its names; what is
// about one thing is a clause of one line; what the whole cycle lacks is said once for all
// owners.
void AddTasks(const SectionInput& in, const std::vector<Task>& tasks, Item& item) {
  constexpr size_t kClauses = 4;
  size_t late = 0;
  size_t particular = 0;
  size_t hidden = 0;
  std::vector<std::string> clauses;
  for (const auto& task : tasks) {
    if (task.is_for_all || task.state == "MISSED") continue;
    if (task.is_alone) {
      clauses.push_back(task.text);
      while (clauses.back().ends_with('.')) clauses.back().pop_back();
      continue;
    }
    size_t& shown = task.state.empty() ? particular : late;
    if (shown < in.limits.tasks) {
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
Item TasksForAll(const SectionInput& in, const std::vector<OwnerTasks>& owners) {
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
  AppendIds(shares, parts, in.limits.other_ids, Names());
  item.items.push_back({std::move(shares), {}});
  return item;
}

// What was missed, and by whom: the next one has begun, so that nothing can be done about it.
Item MissedTasks(const SectionInput& in, const std::vector<OwnerTasks>& owners) {
  Item item;
  size_t hidden = 0;
  for (const auto& owner : owners) {
    for (const auto& task : owner.tasks) {
      if (task.state != "MISSED") continue;
      if (item.items.size() == in.limits.owners) {
        ++hidden;
        continue;
      }
      Runs runs;
      if (task.due.has_value()) {
        runs.push_back(
            Plain(Cat(task.subjects.size() > 1 ? "since " : "", TimeText(task.due), "  ")));
      }
      runs.push_back(Plain(task.text + ": "));
      AppendIds(runs, task.subjects, 12, Names());
      runs.push_back(Plain(", "));
      runs.push_back(OwnerRun(owner.owner));
      item.items.push_back({std::move(runs), {}});
    }
  }
  if (item.items.empty()) return item;
  item.runs = {Strong("Missed", Tone::kBad), Plain(", and over: the next one has begun")};
  if (hidden > 0) item.items.push_back({{Muted(Cat("and ", hidden, " more"))}, {}});
  return item;
}

// `undated`: by when is what has no date of its own.
Table TaskTable(const SectionInput& in, const std::vector<OwnerTasks>& owners,
                std::string_view undated) {
  Table table;
  table.caption = "Who must do what by when";
  table.columns = {{"Owner", false, false, true},
                   {"By"},
                   {"State"},
                   {"What", false, true},
                   {"About", false, true}};
  for (const auto& owner : owners) {
    // What is asked by one moment about the same things is one row.
    using Row = std::tuple<std::optional<absl::Time>, std::string, std::vector<std::string>>;
    std::map<Row, size_t> rows;
    std::vector<const Task*> heads;
    std::vector<std::string> texts;
    for (const auto& task : owner.tasks) {
      const auto [row, is_new] =
          rows.try_emplace(Row(task.due, task.state, task.subjects), heads.size());
      if (is_new) {
        heads.push_back(&task);
        texts.push_back(task.text);
      } else {
        texts[row->second] += Cat("; ", task.text);
      }
    }
    for (size_t i = 0; i < heads.size(); ++i) {
      const Task& task = *heads[i];
      Runs about;
      AppendIds(about, task.subjects, SIZE_MAX, in.names);
      const bool is_late = task.state == "OVERDUE" || task.state == "MISSED";
      table.rows.push_back(
          {{OwnerRun(owner.owner)},
           {Plain(task.due.has_value() ? TimeText(task.due) : std::string(undated))},
           {Toned(task.state.empty() ? "needed" : task.state, is_late ? Tone::kBad : Tone::kWarn)},
           {Plain(texts[i])},
           std::move(about)});
    }
  }
  return table;
}

const engine::AgendaItem* NextGate(const SectionInput& in) {
  const engine::AgendaItem* next = nullptr;
  for (const auto& item : in.assessment.agenda) {
    if (item.kind != "gate" || !item.due.has_value()) continue;
    if (in.assessment.as_of.has_value() && *item.due < *in.assessment.as_of) continue;
    if (next == nullptr || *item.due < *next->due) next = &item;
  }
  return next;
}

}  // namespace

Blocks TasksSection(const SectionInput& in) {
  const auto owners = FindTasks(in.assessment);
  if (owners.empty()) return {};
  Blocks blocks;
  const auto* gate = NextGate(in);
  if (gate != nullptr) {
    blocks.push_back(Paragraph{
        {Plain(Cat("What has no date of its own is needed by the next gate: ", gate->subject, ", ",
                   TimeText(gate->due), "."))}});
  }
  if (in.is_full) {
    blocks.push_back(TaskTable(in, owners, gate != nullptr ? "next gate" : "no date"));
    return blocks;
  }
  List list;
  std::vector<std::string> more;
  for (const auto& owner : owners) {
    Item item;
    item.runs.push_back(owner.owner.empty() ? Strong("Nobody yet: name an owner", Tone::kWarn)
                                            : Strong(owner.owner));
    AppendTitle(item.runs, owner.owner, in.names);
    AddTasks(in, owner.tasks, item);
    if (item.items.empty()) continue;
    if (list.items.size() < in.limits.owners) {
      list.items.push_back(std::move(item));
    } else {
      more.push_back(Cat(owner.owner, " (", owner.subject_count, ")"));
    }
  }
  if (!more.empty()) {
    Runs runs = {Plain(Cat("And ", Counted(more.size(), "more owner", "more owners"), ": "))};
    AppendIds(runs, more, in.limits.other_ids, Names());
    list.items.push_back({std::move(runs), {}});
  }
  if (Item item = TasksForAll(in, owners); !item.runs.empty())
    list.items.push_back(std::move(item));
  if (Item item = MissedTasks(in, owners); !item.runs.empty())
    list.items.push_back(std::move(item));
  blocks.push_back(std::move(list));
  return blocks;
}

}  // namespace readiness::report
