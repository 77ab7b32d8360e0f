// readiness/metric/lead_flag.h: is a long wait between approval and implementation a leading sign
// of trouble (KPI 7)?
//
//   std::vector<LagOutcome> items = {{.lag_seconds = 3'600, .is_escalated = false}, ...};
//   READINESS_ASSIGN_OR_RETURN(const auto lead, LeadOf(items, definition, /*seed=*/1));
//   lead->flag      LEADING, NOT_SHOWN or INSUFFICIENT
//
// Asked item by item, not by correlating weeks, of which there are too few and which depend on each
// other: items are put into thirds by their lag (ties stay together), and the shares that were
// escalated after the implementation, within the definition's horizon, are compared. LEADING where
// they differ by more than chance and the slowest third has the larger share than the fastest;
// INSUFFICIENT where a third has fewer items than `least_count`, or there are not three.
//
// Items are those whose horizon after the implementation has passed: a later one could still be
// escalated. The answer is for one look; asked every week it is LEADING falsely more often.
//
// Cost:    O(items log items) and the permutations.   Threads: values only.
// Errors:  InvalidArgument (rule ESTIMATE), naming the item, where a lag is negative or no number.
// Method:  thirds as three cohorts (estimate/between_cohorts.h, F8); the p-value by permutation
//          where fewer than 5 are expected in one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/between_cohorts.h"
#include "readiness/estimate/permutation.h"
#include "readiness/metric/internal/group_findings.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric {

struct LagOutcome {
  double lag_seconds = 0;  // From the approval to the start of the implementation.
  bool is_escalated = false;
};

// Nothing without items.
[[nodiscard]] inline absl::StatusOr<std::optional<MetricLead>> LeadOf(
    std::span<const LagOutcome> items, const MetricSpec& d, uint64_t seed) {
  std::optional<MetricLead> result;
  if (items.empty()) return result;
  std::vector<double> lags;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!(items[i].lag_seconds >= 0) || items[i].lag_seconds - items[i].lag_seconds != 0) {
      return base::Invalid("ESTIMATE", base::Cat("items[", i, "].lag_seconds must be finite and ",
                                                 ">= 0, got ", items[i].lag_seconds));
    }
    lags.push_back(items[i].lag_seconds);
  }
  std::sort(lags.begin(), lags.end());
  const size_t n = lags.size();
  const double cuts[] = {lags[(n + 2) / 3 - 1], lags[(2 * n + 2) / 3 - 1], lags.back()};
  std::vector<estimate::CohortCount> counts(3);
  for (const LagOutcome& item : items) {
    const size_t third = item.lag_seconds <= cuts[0] ? 0 : item.lag_seconds <= cuts[1] ? 1 : 2;
    ++counts[third].trials;
    counts[third].successes += item.is_escalated ? 1 : 0;
  }
  MetricLead& lead = result.emplace();
  lead.flag = "INSUFFICIENT";
  lead.horizon_seconds = absl::ToInt64Seconds(d.horizon);
  for (size_t i = 0; i < counts.size(); ++i) {
    lead.thirds.push_back({cuts[i], counts[i].trials, counts[i].successes});
  }
  const bool is_enough = std::all_of(counts.begin(), counts.end(), [&d](const auto& count) {
    return count.trials >= std::max<int64_t>(1, d.least_count);
  });
  if (!is_enough) return result;
  READINESS_ASSIGN_OR_RETURN(const estimate::BetweenShares spread,
                             estimate::BetweenCohorts(counts, internal::kDisplayConfidence));
  lead.spread = spread.heterogeneity.spread;
  lead.spread_low = spread.heterogeneity.spread_interval.low;
  lead.spread_high = spread.heterogeneity.spread_interval.high;
  lead.p_value = spread.heterogeneity.p_value;
  if (spread.least_expected < internal::kLeastExpected) {
    const auto chance = estimate::PermuteCohorts(counts, seed);
    if (chance.ok()) lead.p_value = chance->p_value;
  }
  const auto share = [&counts](size_t i) {
    return static_cast<double>(counts[i].successes) / static_cast<double>(counts[i].trials);
  };
  lead.flag = *lead.p_value <= d.alpha && share(2) > share(0) ? "LEADING" : "NOT_SHOWN";
  return result;
}

}  // namespace readiness::metric
