#include "readiness/report/findings.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "readiness/base/text.h"

#include "report/phrases.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;
using model::Level;
using model::ResultKind;
using model::Stage;
using model::Verdict;

// How near a stage is to the customer; 0 is nearest.
int Distance(Stage stage) {
  switch (stage) {
    case Stage::kHandOff:
      return 0;
    case Stage::kTestEvidence:
      return 1;
    case Stage::kLearn:
      return 2;
    case Stage::kAssignOwners:
      return 3;
    case Stage::kMapRisk:
      return 4;
    case Stage::kDefineOutcome:
      return 5;
    case Stage::kUnspecified:
      break;
  }
  return 6;
}

std::string PathOf(Stage stage, std::string_view criterion) {
  return Cat(model::Name(stage), "/", criterion);
}

template <typename T>
void AddOnce(std::vector<T>& values, const T& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

std::string Detail(const engine::CriterionResult& criterion) {
  if (criterion.value.empty() && criterion.threshold.empty()) return "";
  if (criterion.threshold.empty()) return Cat("found ", criterion.value);
  return Cat("found ", criterion.value.empty() ? "nothing" : criterion.value, ", asked ",
             criterion.threshold);
}

// What a criterion asks of any subject: its title without ": <subject> ...".
std::string TitleOfKind(const engine::CriterionResult& criterion, std::string_view subject) {
  if (subject.empty()) return criterion.title;
  return criterion.title.substr(0, criterion.title.find(Cat(": ", subject)));
}

// The kind of finding that a result is, or nothing.
std::optional<FindingKind> KindOf(const engine::CriterionResult& criterion) {
  const bool is_must = criterion.level == Level::kMust;
  if (!is_must && criterion.level != Level::kShould) return std::nullopt;
  if (criterion.result == ResultKind::kFail) {
    return is_must ? FindingKind::kFailure : FindingKind::kShouldFailure;
  }
  if (criterion.result == ResultKind::kUnknown) {
    return is_must ? FindingKind::kUnknown : FindingKind::kShouldUnknown;
  }
  return std::nullopt;
}

std::map<std::string, const engine::CriterionResult*, std::less<>> CriteriaByPath(
    const engine::Assessment& assessment) {
  std::map<std::string, const engine::CriterionResult*, std::less<>> criteria;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      criteria.emplace(PathOf(stage.stage, criterion.id), &criterion);
    }
  }
  return criteria;
}

// Who answers for what a veto names: "risk/timeout", "decision/pay/holds-at-peak",
// "sign-off-owner".
class OwnerOf {
 public:
  explicit OwnerOf(const engine::Assessment& assessment) {
    for (const auto& risk : assessment.risks) Add(risk.id, risk.owner);
    for (const auto& stage : assessment.stages) {
      for (const auto& criterion : stage.criteria) {
        Add(criterion.id, criterion.owner);
        Add(SplitPath(criterion.id).subject, criterion.owner);
      }
    }
    for (const auto& work : assessment.blocked_work) Add(work.decision, work.owner);
    for (const auto& item : assessment.agenda) Add(item.subject, item.owner);
  }

  // The owner of the longest part at the end of the path that has one, else of the path without its
  // last part, and so on; "" where none has. Ids may hold a "/" themselves.
  [[nodiscard]] std::string Veto(std::string_view path) const {
    for (;;) {
      for (std::string_view part = path;;) {
        if (const auto found = owners_.find(part); found != owners_.end()) return found->second;
        const size_t slash = part.find('/');
        if (slash == std::string_view::npos) break;
        part.remove_prefix(slash + 1);
      }
      const size_t slash = path.rfind('/');
      if (slash == std::string_view::npos) return "";
      path = path.substr(0, slash);
    }
  }

 private:
  void Add(std::string_view id, const std::string& owner) {
    if (!id.empty() && !owner.empty()) owners_.emplace(std::string(id), owner);
  }
  std::map<std::string, std::string, std::less<>> owners_;
};

}  // namespace

PathParts SplitPath(std::string_view path) {
  PathParts parts;
  parts.criterion = path;
  if (const size_t slash = path.find('/'); slash != std::string_view::npos) {
    for (int i = 1; i <= 6; ++i) {
      if (model::Name(static_cast<Stage>(i)) == path.substr(0, slash)) {
        parts.stage = path.substr(0, slash);
        parts.criterion = path.substr(slash + 1);
        break;
      }
    }
  }
  parts.kind = parts.criterion;
  if (const size_t colon = parts.criterion.find(':'); colon != std::string_view::npos) {
    parts.kind = parts.criterion.substr(0, colon);
    parts.subject = parts.criterion.substr(colon + 1);
  }
  return parts;
}

std::vector<Finding> FindWhatMatters(const engine::Assessment& assessment) {
  std::vector<Finding> findings;
  struct Group {
    std::string title;          // Of the first criterion.
    std::string title_of_kind;  // Without its subject.
    std::set<std::string> next_steps;
    size_t count = 0;
    size_t total = 0;  // Criteria of the kind and the level that apply, whatever their result.
  };
  std::map<std::tuple<FindingKind, Stage, std::string>, size_t> index;
  std::vector<Group> groups;
  std::map<std::tuple<Stage, Level, std::string>, size_t> totals;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      if (criterion.result == ResultKind::kNotApplicable) continue;
      ++totals[{stage.stage, criterion.level, std::string(SplitPath(criterion.id).kind)}];
    }
  }
  for (const auto& stage : assessment.stages) {
    std::vector<const engine::CriterionResult*> in_order;
    for (const auto& criterion : stage.criteria) in_order.push_back(&criterion);
    std::sort(in_order.begin(), in_order.end(),
              [](const auto* a, const auto* b) { return a->id < b->id; });
    for (const auto* found : in_order) {
      const engine::CriterionResult& criterion = *found;
      const auto kind = KindOf(criterion);
      if (!kind.has_value()) continue;
      const PathParts parts = SplitPath(criterion.id);
      const auto [at, is_new] =
          index.try_emplace({*kind, stage.stage, std::string(parts.kind)}, findings.size());
      if (is_new) {
        findings.emplace_back();
        groups.emplace_back();
        findings.back().kind = *kind;
        findings.back().stage = stage.stage;
        findings.back().rule = std::string(parts.kind);
        groups.back().title = criterion.title;
        groups.back().title_of_kind = TitleOfKind(criterion, parts.subject);
        groups.back().total = totals[{stage.stage, criterion.level, std::string(parts.kind)}];
        findings.back().detail = Detail(criterion);
      }
      Finding& finding = findings[at->second];
      Group& group = groups[at->second];
      ++group.count;
      if (!parts.subject.empty()) finding.subjects.emplace_back(parts.subject);
      finding.paths.push_back(PathOf(stage.stage, criterion.id));
      if (criterion.result == ResultKind::kUnknown) AddOnce(finding.reasons, criterion.reason);
      AddOnce(finding.owners, criterion.owner);
      group.next_steps.insert(criterion.next_step);
    }
  }
  for (size_t i = 0; i < findings.size(); ++i) {
    Finding& finding = findings[i];
    const bool is_failure =
        finding.kind == FindingKind::kFailure || finding.kind == FindingKind::kShouldFailure;
    finding.text =
        GroupPhrase(finding.rule, groups[i].count == 1 ? groups[i].title : groups[i].title_of_kind,
                    groups[i].count, groups[i].total, is_failure, !finding.subjects.empty());
    finding.is_partial = groups[i].count < groups[i].total;
    if (groups[i].count > 1) finding.detail.clear();
    if (groups[i].next_steps.size() == 1) finding.next_step = *groups[i].next_steps.begin();
  }

  std::map<std::string, std::vector<std::string>> vetoes;
  std::map<std::string, Verdict> caps;
  for (const auto& veto : assessment.vetoes) {
    vetoes[veto.rule].push_back(veto.path);
    caps[veto.rule] = veto.cap;
  }
  const OwnerOf owner_of(assessment);
  for (auto& [rule, paths] : vetoes) {
    Finding finding;
    finding.cap = caps[rule];
    finding.kind = FindingKind::kVeto;
    finding.rule = rule;
    finding.text = VetoPhrase(rule, paths.size());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
      const PathParts parts = SplitPath(path);
      finding.subjects.emplace_back(parts.subject.empty() ? parts.criterion : parts.subject);
      finding.paths.push_back(path);
      AddOnce(finding.owners, owner_of.Veto(path));
    }
    findings.push_back(std::move(finding));
  }

  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.cap != b.cap) return a.cap < b.cap;
    if (a.is_partial != b.is_partial) return a.is_partial;
    if (a.paths.size() != b.paths.size()) return a.paths.size() > b.paths.size();
    if (a.stage != b.stage) return Distance(a.stage) < Distance(b.stage);
    return a.rule < b.rule;
  });
  return findings;
}

std::vector<OwnerTasks> FindTasks(const engine::Assessment& assessment) {
  // One row for each thing that one party has to do; rows that say the same are merged below.
  struct Row {
    std::string owner, state, kind, title, next_step, subject;
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
    for (size_t p = 0; p < finding.paths.size(); ++p) {
      const std::string& path = finding.paths[p];
      Row row;
      row.order = i;
      row.kind = finding.rule;
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
    task.text = TaskPhrase(first.kind, first.title, steps.size() == 1 ? first.next_step : "",
                           first.group_count);
    Owned& owner = owners[first.owner];
    owner.tasks.owner = first.owner;
    owner.tasks.subject_count += task.subjects.size();
    owner.in_order.emplace_back(first.order, std::move(task));
  }
  std::vector<OwnerTasks> result;
  for (auto& [id, owner] : owners) {
    std::stable_sort(owner.in_order.begin(), owner.in_order.end(),
                     [](const auto& a, const auto& b) {
                       if (a.second.state.empty() != b.second.state.empty())
                         return b.second.state.empty();
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
    const absl::Time due_a = a.tasks.front().due.value_or(absl::InfiniteFuture());
    const absl::Time due_b = b.tasks.front().due.value_or(absl::InfiniteFuture());
    if (due_a != due_b) return due_a < due_b;
    return a.subject_count > b.subject_count;
  });
  return result;
}

std::string VerdictSentence(const engine::Assessment& assessment) {
  size_t failed = 0;
  size_t unknown = 0;
  size_t should = 0;
  size_t asked = 0;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      if (criterion.result == ResultKind::kNotApplicable) continue;
      const auto kind = KindOf(criterion);
      if (criterion.level == Level::kMust || criterion.level == Level::kShould) ++asked;
      if (!kind.has_value()) continue;
      if (*kind == FindingKind::kFailure) ++failed;
      if (*kind == FindingKind::kUnknown) ++unknown;
      if (*kind == FindingKind::kShouldFailure || *kind == FindingKind::kShouldUnknown) ++should;
    }
  }
  std::vector<std::string> reasons;
  if (failed > 0) {
    reasons.push_back(Cat(Counted(failed, "required check", "required checks"), " failed"));
  }
  if (unknown > 0) {
    reasons.push_back(Cat(Counted(unknown, "required check", "required checks"),
                          unknown == 1 ? " is" : " are", " unknown"));
  }
  if (should > 0) {
    reasons.push_back(Cat(Counted(should, "expected check", "expected checks"),
                          should == 1 ? " does" : " do", " not pass"));
  }
  if (!assessment.vetoes.empty()) {
    reasons.push_back(Cat(Counted(assessment.vetoes.size(), "veto", "vetoes"),
                          assessment.vetoes.size() == 1 ? " stands" : " stand"));
  }
  const std::string of = asked == 0 ? "" : Cat(", of ", asked, " that apply");
  const std::string overridden =
      assessment.verdict != assessment.raw_verdict &&
              assessment.raw_verdict != Verdict::kUnspecified
          ? Cat(" Without waivers and overrides it is ", model::Name(assessment.raw_verdict), ".")
          : "";
  switch (assessment.verdict) {
    case Verdict::kGo:
      if (reasons.empty()) {
        return Cat("Ready for the next step: ",
                   asked == 0   ? "nothing stands against it"
                   : asked == 1 ? "the one check that applies passes"
                                : Cat("all ", asked, " checks that apply pass"),
                   ".", overridden);
      }
      return Cat("Ready for the next step, with a remark: ", Listed(reasons), of, ".", overridden);
    case Verdict::kHold:
      if (reasons.empty()) return Cat("Not yet: nothing shows that it is ready.", overridden);
      return Cat("Not yet: ", Listed(reasons), of, ".", overridden);
    case Verdict::kNoGo:
      if (reasons.empty()) return Cat("Not ready.", overridden);
      return Cat("Not ready: ", Listed(reasons), of, ".", overridden);
    case Verdict::kUnspecified:
      break;
  }
  return "No verdict was computed.";
}

std::vector<std::string> WhatWouldChange(const engine::Assessment& assessment) {
  std::vector<std::string> lines;
  const bool has_resolution =
      assessment.verdict == Verdict::kHold && !assessment.resolution.empty();
  if (has_resolution) {
    lines.push_back(
        Cat(Counted(assessment.resolution.size(), "unknown decides it", "unknowns could decide it"),
            ": GO needs all that it requires to pass",
            assessment.vetoes.empty() ? "" : " and no veto to stand",
            "; one required check that fails, be it one that passes now, makes it NO_GO."));
  }
  // Of a HOLD the nearest change is as a rule that any one passing check fails: that is said above,
  // and which of them comes first by its path helps nobody.
  const bool is_said = has_resolution && assessment.flip.size() == 1 &&
                       assessment.flip[0].from == model::ResultKind::kPass;
  if (!assessment.flip.empty() && !is_said) {
    std::vector<std::string> changes;
    for (const auto& flip : assessment.flip) {
      changes.push_back(
          Cat(flip.path, " from ", model::Name(flip.from), " to ", model::Name(flip.to)));
    }
    const size_t shown = std::min<size_t>(changes.size(), 6);
    const size_t more = changes.size() - shown;
    changes.resize(shown);
    if (more > 0) changes.push_back(Cat(more, " more"));
    lines.push_back(Cat(assessment.flip_is_exact ? "The fewest changes that alter it ("
                                                 : "Changes that alter it, none needless (",
                        assessment.flip.size(), "): ", Listed(changes), "."));
  }
  if (!assessment.certificate.empty()) {
    std::vector<std::string> leaves;
    for (const auto& leaf : assessment.certificate) leaves.push_back(leaf.path);
    const size_t shown = std::min<size_t>(leaves.size(), 6);
    const size_t more = leaves.size() - shown;
    leaves.resize(shown);
    if (more > 0) leaves.push_back(Cat(more, " more"));
    lines.push_back(Cat(
        "It is ", model::Name(assessment.verdict), " whatever the other checks say, because of ",
        Counted(assessment.certificate.size(), "result", "results"), ": ", Listed(leaves), "."));
  }
  if (assessment.verdict == Verdict::kGo && assessment.valid_until.has_value()) {
    lines.push_back(Cat("It lapses to HOLD by itself at ", TimeText(assessment.valid_until),
                        " UTC, when its oldest evidence does."));
  }
  for (const auto& item : assessment.overrides) {
    if (item.until.has_value()) {
      lines.push_back(Cat("Override ", item.id, " ends at ", TimeText(item.until), " UTC."));
    }
  }
  return lines;
}

}  // namespace readiness::report
