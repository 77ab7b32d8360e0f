// What each party has to do.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "readiness/base/text.h"
#include "readiness/report/findings.h"

#include "report/finding_parts.h"
#include "report/phrases.h"
#include "report/words.h"

namespace readiness::report {

using base::Cat;

namespace {

// Among the tasks of one owner: what has a date, what is needed, and what was missed, about which
// nothing can be done.
int PlaceOf(const Task& task) {
  if (task.state == "MISSED") return 2;
  return task.state.empty() ? 1 : 0;
}

}  // namespace

std::vector<OwnerTasks> FindTasks(const engine::Assessment& assessment) {
  // One row for each thing that one party has to do; rows that say the same are merged below.
  struct Row {
    std::string owner, state, kind, why, title, next_step, subject;
    std::optional<absl::Time> due;
    size_t order = 0;  // Of the finding that it belongs to.
    size_t group_count = 1;
    bool is_for_all = false;
  };
  std::vector<Row> rows;
  const auto findings = FindWhatMatters(assessment);
  const auto criteria = CriteriaByPath(assessment);
  std::map<std::string, const engine::Resolution*, std::less<>> resolutions;
  for (const auto& item : assessment.resolution) resolutions.emplace(item.path, &item);
  const OwnerOf owner_of(assessment);
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    if (finding.kind == FindingKind::kWaived) continue;
    for (size_t p = 0; p < finding.paths.size(); ++p) {
      const std::string& path = finding.paths[p];
      Row row;
      row.order = i;
      row.kind = finding.rule;
      row.why = finding.why;
      row.group_count = finding.paths.size();
      if (finding.kind == FindingKind::kVeto) {
        row.kind = "veto " + finding.rule;
        row.title = VetoTask(finding.rule);
        row.owner = owner_of.Veto(path);
        row.subject = path;
      } else {
        const engine::CriterionResult& criterion = *criteria.at(path);
        const PathParts parts = SplitPath(path);
        const auto resolution = resolutions.find(path);
        row.owner = resolution == resolutions.end() ? criterion.owner : resolution->second->owner;
        row.next_step =
            resolution == resolutions.end() ? criterion.next_step : resolution->second->next_step;
        row.title = criterion.title;
        row.subject = std::string(parts.subject.empty() ? parts.criterion : parts.subject);
        row.is_for_all = !finding.is_partial && finding.paths.size() > 12;
      }
      rows.push_back(std::move(row));
    }
  }
  for (const auto& item : assessment.agenda) {
    using engine::AgendaState;
    const bool is_pressing =
        item.state == AgendaState::kDue || item.state == AgendaState::kOverdue ||
        item.state == AgendaState::kMissed || item.state == AgendaState::kEscalated;
    if (!is_pressing) continue;
    Row row;
    row.owner = item.owner;
    row.state = std::string(engine::Name(item.state));
    row.title = item.kind == "owner" ? "name the owner" : Lower(item.kind);
    row.kind = Cat("agenda ", item.kind);
    row.subject = item.subject;
    row.due = item.due;
    rows.push_back(std::move(row));
  }

  // What is late is one task a kind, whenever it was due; what is due is one a date.
  using Key = std::tuple<std::string, std::string, absl::Time, size_t, std::string>;
  std::map<Key, std::vector<const Row*>> merged;
  for (const auto& row : rows) {
    const absl::Time date =
        row.state == "DUE" ? row.due.value_or(absl::InfiniteFuture()) : absl::InfinitePast();
    merged[{row.owner, row.state, date, row.order, row.kind}].push_back(&row);
  }
  struct Owned {
    OwnerTasks tasks;
    std::vector<std::pair<size_t, Task>> in_order;
  };
  std::map<std::string, Owned> owners;
  for (auto& [key, members] : merged) {
    std::sort(members.begin(), members.end(),
              [](const Row* a, const Row* b) { return a->subject < b->subject; });
    const Row& first = *members.front();
    Task task;
    task.state = first.state;
    task.is_for_all = first.is_for_all;
    task.is_alone = first.state.empty() && first.group_count == 1;
    std::set<std::string> steps;
    for (const Row* row : members) {
      steps.insert(row->next_step);
      AddOnce(task.subjects, row->subject);
      if (row->due.has_value() && (!task.due.has_value() || *row->due < *task.due)) {
        task.due = row->due;
      }
    }
    task.text = TaskPhrase(first.kind, first.why, first.title,
                           steps.size() == 1 ? first.next_step : "", first.group_count);
    Owned& owner = owners[first.owner];
    owner.tasks.owner = first.owner;
    owner.tasks.subject_count += task.subjects.size();
    owner.in_order.emplace_back(first.order, std::move(task));
  }
  std::vector<OwnerTasks> result;
  for (auto& [id, owner] : owners) {
    std::stable_sort(owner.in_order.begin(), owner.in_order.end(),
                     [](const auto& a, const auto& b) {
                       if (PlaceOf(a.second) != PlaceOf(b.second))
                         return PlaceOf(a.second) < PlaceOf(b.second);
                       if (a.second.state.empty()) return a.first < b.first;
                       return a.second.due.value_or(absl::InfiniteFuture()) <
                              b.second.due.value_or(absl::InfiniteFuture());
                     });
    for (auto& [order, task] : owner.in_order) owner.tasks.tasks.push_back(std::move(task));
    result.push_back(std::move(owner.tasks));
  }
  std::stable_sort(result.begin(), result.end(), [](const OwnerTasks& a, const OwnerTasks& b) {
    // What nobody answers for comes first: it needs an owner before it can have a date.
    if (a.owner.empty() != b.owner.empty()) return a.owner.empty();
    const bool is_over_a = PlaceOf(a.tasks.front()) == 2;
    const bool is_over_b = PlaceOf(b.tasks.front()) == 2;
    if (is_over_a != is_over_b) return is_over_b;
    const absl::Time due_a = a.tasks.front().due.value_or(absl::InfiniteFuture());
    const absl::Time due_b = b.tasks.front().due.value_or(absl::InfiniteFuture());
    if (due_a != due_b) return due_a < due_b;
    return a.subject_count > b.subject_count;
  });
  return result;
}

}  // namespace readiness::report
