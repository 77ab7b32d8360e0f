#include "report/finding_parts.h"

#include "readiness/base/text.h"

#include "report/words.h"

namespace readiness::report {

using base::Cat;
using model::Level;
using model::ResultKind;
using model::Stage;

std::string PathOf(Stage stage, std::string_view criterion) {
  return Cat(model::Name(stage), "/", criterion);
}

std::optional<FindingKind> KindOf(const engine::CriterionResult& criterion) {
  const bool is_must = criterion.level == Level::kMust;
  if (!is_must && criterion.level != Level::kShould) return std::nullopt;
  if (criterion.result == ResultKind::kFail) {
    return is_must ? FindingKind::kFailure : FindingKind::kShouldFailure;
  }
  if (criterion.result == ResultKind::kUnknown) {
    return is_must ? FindingKind::kUnknown : FindingKind::kShouldUnknown;
  }
  if (criterion.result == ResultKind::kWaived) return FindingKind::kWaived;
  return std::nullopt;
}

const engine::Waiver* WaiverOf(const engine::Assessment& assessment, Stage stage,
                               const engine::CriterionResult& criterion) {
  const std::string path = PathOf(stage, criterion.id);
  const engine::Waiver* last = nullptr;
  for (const auto& waiver : assessment.waivers) {
    if (waiver.path != path && waiver.path != criterion.id) continue;
    if (last == nullptr ||
        (last->until.has_value() && waiver.until.value_or(absl::InfiniteFuture()) > *last->until)) {
      last = &waiver;
    }
  }
  return last;
}

std::string WaiverText(const engine::Waiver& waiver) {
  return Cat(waiver.until.has_value() ? Cat("until ", TimeText(waiver.until), " UTC, ") : "", "by ",
             waiver.by, waiver.reason.empty() ? "" : ": ", waiver.reason);
}

CriteriaByPathMap CriteriaByPath(const engine::Assessment& assessment) {
  CriteriaByPathMap criteria;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      criteria.emplace(PathOf(stage.stage, criterion.id), &criterion);
    }
  }
  return criteria;
}

OwnerOf::OwnerOf(const engine::Assessment& assessment) {
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

std::string OwnerOf::Veto(std::string_view path) const {
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

void OwnerOf::Add(std::string_view id, const std::string& owner) {
  if (!id.empty() && !owner.empty()) owners_.emplace(std::string(id), owner);
}

}  // namespace readiness::report
