// readiness/metric/internal/judge_share.h: where a state is read, what matures by then, and the
// verdict on the share of it that succeeded.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/internal/target_evidence.h"
#include "readiness/metric/life_table_reading.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/reading.h"

namespace readiness::metric::internal {

inline constexpr double kSecondsPerDay = 86'400;

// Where a state is read, and which further horizons are asked about.
struct ReadContext {
  ReadAt at;
  std::vector<double> within;  // seconds
  // For a verdict at a moment before the watermark: what has days or weeks of its own is read up to
  // the last full one, and what is known at the watermark alone is left out.
  bool is_verdict_only = false;
};

// Answers up to the moment; for a verdict those of full weeks.
[[nodiscard]] inline std::vector<ScoreCount> ScoresAt(const CohortState& state,
                                                      const ReadContext& context) {
  if (!context.is_verdict_only) return ReadScores(state);
  return ReadScores(state, -(int64_t{1} << 40U), WeekOf(context.at.as_of) - 1);
}
[[nodiscard]] inline absl::StatusOr<std::vector<estimate::LifeTableRow>> DurationsAt(
    const CohortState& state, const ReadContext& context) {
  if (context.is_verdict_only) return std::vector<estimate::LifeTableRow>();
  return ReadDurations(state, context.at);
}

// Events, and what they are events of, in days.
struct EventsAndDays {
  int64_t events = 0;
  double days = 0;
};
[[nodiscard]] inline EventsAndDays RateAt(const CohortState& state, const ReadContext& context) {
  if (context.is_verdict_only) {
    const WeeksCount before = ReadWeeksBefore(state, WeekOf(context.at.as_of));
    return {before.events, static_cast<double>(before.exposure) / kSecondsPerDay};
  }
  return {static_cast<int64_t>(state.sum(Sum::kEvents)),
          static_cast<double>(ReadExposure(state, context.at.as_of)) / (kSecondsPerDay * 1e6)};
}

// The horizon of what matures, in seconds: a target on a median or another quantile is judged on
// the share that ends within the target.
[[nodiscard]] inline double JudgedHorizon(const MetricSpec& d) {
  const Measure* measure = FindMeasure(d.metric, d.measure);
  const bool is_quantile = measure != nullptr && measure->unit == "s" && measure->can_be_target;
  if (is_quantile && d.target.has_value()) return *d.target;
  if (d.measure == "within" && d.at.has_value()) return *d.at;
  return absl::ToDoubleSeconds(d.horizon);
}
[[nodiscard]] inline std::optional<double> QuantileOf(std::string_view measure) {
  if (measure == "median" || measure == "time_to_value_median") return 0.5;
  if (measure == "p90" || measure == "time_to_value_p90") return 0.9;
  return std::nullopt;
}

// A target on a quantile that is not reached yet says so where it is not settled.
inline void NoteQuantile(const MetricSpec& d, Findings& findings) {
  if (!QuantileOf(d.measure).has_value() ||
      findings.judgement.verdict != MetricVerdict::kInsufficient) {
    return;
  }
  const MetricValue* value = FindValue(findings.values, d.measure);
  if (value != nullptr && !value->estimate.has_value() && findings.sample.total > 0) {
    findings.judgement.reasons |= MetricReason::kMedianNotReached;
  }
}

// No fewer more than those without which there is no verdict, however clear of the target it is.
inline void NeedTheLeastCount(const MetricSpec& d, int64_t count, Findings& findings) {
  if (!findings.needed_count.has_value() || count >= d.least_count) return;
  findings.needed_count = std::max(*findings.needed_count, d.least_count - count);
}

// The verdict on a share, and how many more items would settle it.
[[nodiscard]] inline absl::Status JudgeShare(const MetricSpec& d, int64_t successes, int64_t trials,
                                             double target, bool is_better_high,
                                             MetricReason why_none, Findings& findings) {
  if (trials == 0) {
    findings.judgement = Insufficient(why_none);
    return absl::OkStatus();
  }
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate, ShareGate(d, successes, trials));
  findings.gate = gate;
  findings.judgement = trials < d.least_count ? Insufficient(MetricReason::kBelowMinimum)
                                              : JudgeTarget(gate, target, is_better_high);
  findings.needed_count = NeededTrials(d, successes, trials, target, is_better_high);
  if (trials >= d.least_count) {
    READINESS_RETURN_IF_ERROR(
        AddShareEvidence(successes, trials, target, is_better_high, findings));
  }
  NeedTheLeastCount(d, trials, findings);
  return absl::OkStatus();
}

}  // namespace readiness::metric::internal
