// readiness/risk/tier_table.h: the table from the bands of a risk to its tier, as policy default/1
// has it.
//
// The rule. Of likelihood, proximity and severity, count those at their top band: three ACT, two
// ATTEND, one TRACK_CLOSELY, none TRACK. All three at the middle or above is at least ATTEND. An
// irreversible harm or an imminent launch, either or both, raises the tier by one; ACT stays.
// Written out as 3^5 = 243 rows, so that a person can audit it and a policy can replace any row.
//
// Cost: one allocation a row.   Threads: values only.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/model/table.h"
#include "readiness/risk/bands.h"

namespace readiness::risk {

// The tiers, from the mildest to the most severe: the outcomes of the table.
inline constexpr std::array<std::string_view, 4> kTiers = {"TRACK", "TRACK_CLOSELY", "ATTEND",
                                                           "ACT"};

// The table: columns likelihood, proximity, severity, reversibility, launch with the words of
// bands.h, outcomes kTiers, one row for each combination in lexicographic order of bands, hit
// policy UNIQUE; complete, and monotone in every column.
[[nodiscard]] model::DecisionTable DefaultTierTable();

namespace internal {

inline constexpr std::array<std::string_view, 5> kTierColumns = {
    "likelihood", "proximity", "severity", "reversibility", "launch"};
inline constexpr std::array<std::array<std::string_view, 3>, 5> kTierColumnValues = {
    kLikelihoodBands, kProximityBands, kSeverityBands, kReversibilityBands, kLaunchBands};

// The tier of a combination of bands, as a place in kTiers, by the rule above.
[[nodiscard]] constexpr size_t DefaultTier(const std::array<size_t, 5>& bands) {
  constexpr size_t kTop = 2;
  constexpr size_t kAttend = 2;
  constexpr size_t kAct = 3;
  const size_t top_count = static_cast<size_t>(std::count(bands.begin(), bands.begin() + 3, kTop));
  const bool are_all_middle =
      std::all_of(bands.begin(), bands.begin() + 3, [](size_t band) { return band >= 1; });
  size_t tier = top_count;
  if (are_all_middle) tier = std::max(tier, kAttend);
  if (bands[3] == kTop || bands[4] == kTop) ++tier;
  return std::min(tier, kAct);
}

}  // namespace internal

inline model::DecisionTable DefaultTierTable() {
  model::DecisionTable table;
  table.id = "risk-tier";
  table.hit_policy = model::HitPolicy::kUnique;
  table.must_be_monotone = true;
  table.outcomes.assign(kTiers.begin(), kTiers.end());
  for (size_t column = 0; column < internal::kTierColumns.size(); ++column) {
    const auto& values = internal::kTierColumnValues[column];
    table.columns.push_back({std::string(internal::kTierColumns[column]),
                             std::vector<std::string>(values.begin(), values.end())});
  }
  for (size_t at = 0; at < 243; ++at) {
    std::array<size_t, 5> bands{};
    size_t rest = at;
    for (size_t column = bands.size(); column-- > 0; rest /= 3) bands[column] = rest % 3;
    model::TableRow row;
    for (size_t column = 0; column < bands.size(); ++column) {
      model::TableCell cell;
      cell.any_of.emplace_back(internal::kTierColumnValues[column][bands[column]]);
      row.cells.push_back(std::move(cell));
    }
    row.outcomes.emplace_back(kTiers[internal::DefaultTier(bands)]);
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace readiness::risk
