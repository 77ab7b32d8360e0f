// readiness/metric/internal/compare_cohorts.h: whether cohorts come to the event equally fast.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/estimate/life_table.h"
#include "readiness/estimate/log_rank.h"
#include "readiness/metric/duration_bin.h"
#include "readiness/metric/internal/group_findings.h"
#include "readiness/metric/internal/judge_share.h"
#include "readiness/metric/life_table_reading.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric::internal {

[[nodiscard]] inline bool HasTimes(Metric metric) {
  return metric == Metric::kTimeToResolution || metric == Metric::kReviewToImplementationLag ||
         metric == Metric::kEarlyJourneyCompletion;
}

// A cohort that has a name, and its life table at the moment of the reading.
struct CohortDurations {
  std::string name;
  const CohortState* state = nullptr;
  std::vector<estimate::LifeTableRow> rows;
};
inline constexpr size_t kMostCohortsCompared = 64;

// With more rows than this the test would take far longer than all the rest of a reading.
inline constexpr size_t kMostRowsCompared = 20'000;

// What leaves within one bin of a histogram leaves at once, and what enters in it enters first.
[[nodiscard]] inline std::vector<estimate::LifeTableRow> RowsByBin(
    std::span<const estimate::LifeTableRow> rows) {
  std::vector<estimate::LifeTableRow> bins;
  int64_t left = 0;  // In the bin so far.
  for (const estimate::LifeTableRow& row : rows) {
    const uint32_t bin = DurationBin(static_cast<int64_t>(row.time * 1e6 + 0.5));
    const double time = static_cast<double>(DurationBinMiddle(bin)) / 1e6;
    if (bins.empty() || bins.back().time != time) {
      bins.push_back({time, 0, 0, 0, 0});
      left = 0;
    }
    estimate::LifeTableRow& sum = bins.back();
    sum.at_risk = row.at_risk + left;
    sum.events += row.events;
    sum.competing += row.competing;
    sum.censored += row.censored;
    left += row.events + row.competing + row.censored;
  }
  return bins;
}

// Log-rank (F13) over the cohorts of a metric of times. Nothing where there are fewer than two of
// them or more than 64, and where nothing can be compared.
[[nodiscard]] inline absl::StatusOr<std::optional<MetricLogRank>> CompareCohorts(
    const MetricSpec& d, std::vector<CohortDurations> cohorts, const ReadContext& context) {
  std::optional<MetricLogRank> result;
  if (cohorts.size() < 2 || cohorts.size() > kMostCohortsCompared) return result;
  // With delayed entry who is at risk changes between the rows of a cohort: each gets those of all.
  std::vector<int64_t> ages;
  if (d.clock == model::MetricClock::kRelease) {
    for (const CohortDurations& cohort : cohorts) {
      for (const estimate::LifeTableRow& row : cohort.rows) {
        ages.push_back(static_cast<int64_t>(row.time * 1e6 + 0.5));
      }
    }
    std::sort(ages.begin(), ages.end());
    ages.erase(std::unique(ages.begin(), ages.end()), ages.end());
    for (CohortDurations& cohort : cohorts) {
      READINESS_ASSIGN_OR_RETURN(cohort.rows, ReadDurations(*cohort.state, context.at, ages));
    }
  }
  std::erase_if(cohorts, [](const CohortDurations& cohort) { return cohort.rows.empty(); });
  if (cohorts.size() < 2) return result;
  size_t row_count = 0;
  for (const CohortDurations& cohort : cohorts) row_count += cohort.rows.size();
  const bool is_by_bin = cohorts.front().state->resolution() == Resolution::kHistogram;
  if (row_count > kMostRowsCompared && !is_by_bin) {
    for (CohortDurations& cohort : cohorts) cohort.rows = RowsByBin(cohort.rows);
  }
  std::vector<std::span<const estimate::LifeTableRow>> groups;
  for (const CohortDurations& cohort : cohorts) groups.emplace_back(cohort.rows);
  const auto test = estimate::LogRank(groups);
  if (test.status().code() == absl::StatusCode::kFailedPrecondition) return result;
  READINESS_RETURN_IF_ERROR(test.status());
  result.emplace();
  result->statistic = test->statistic;
  result->degrees_of_freedom = test->df;
  result->p_value = test->p_value;
  for (size_t i = 0; i < cohorts.size(); ++i) {
    result->cohorts.push_back(
        {cohorts[i].name, test->groups[i].observed, test->groups[i].expected});
  }
  return result;
}

}  // namespace readiness::metric::internal
