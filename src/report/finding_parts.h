// report/finding_parts.h: what findings, tasks and the verdict's words read out of an assessment.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/engine/assessment.h"
#include "readiness/report/findings.h"

namespace readiness::report {

// "HAND_OFF/approval:kep-1040".
[[nodiscard]] std::string PathOf(model::Stage stage, std::string_view criterion);

template <typename T>
void AddOnce(std::vector<T>& values, const T& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

// The kind of finding that a result is, or nothing. A waiver is about what would be one.
[[nodiscard]] std::optional<FindingKind> KindOf(const engine::CriterionResult& criterion);

// The waiver that a criterion stands on, the one that ends last; nullptr: it is not told.
[[nodiscard]] const engine::Waiver* WaiverOf(const engine::Assessment& assessment,
                                             model::Stage stage,
                                             const engine::CriterionResult& criterion);
// "until 2026-01-10 00:00 UTC, by bo: the pilot has no wrap-up".
[[nodiscard]] std::string WaiverText(const engine::Waiver& waiver);

using CriteriaByPathMap = std::map<std::string, const engine::CriterionResult*, std::less<>>;
// Every criterion of the assessment, which must outlive the map.
[[nodiscard]] CriteriaByPathMap CriteriaByPath(const engine::Assessment& assessment);

// Who answers for what a veto names: "risk/timeout", "decision/pay/holds-at-peak",
// "sign-off-owner".
class OwnerOf {
 public:
  explicit OwnerOf(const engine::Assessment& assessment);

  // The owner of the longest part at the end of the path that has one, else of the path without its
  // last part, and so on; "" where none has. Ids may hold a "/" themselves.
  [[nodiscard]] std::string Veto(std::string_view path) const;

 private:
  void Add(std::string_view id, const std::string& owner);
  std::map<std::string, std::string, std::less<>> owners_;
};

}  // namespace readiness::report
