// readiness/metric/internal/target_evidence.h: how strongly what was seen speaks for a target being
// reached, or missed, as an e-value: what joint_verdicts.h puts together.
//
// It is the evidence against the target itself that the verdict's anytime interval is made of. The
// further a value lies from the estimate the more speaks against it, so what speaks against the
// target speaks at least as much against everything beyond it; with the estimate on the good side
// it is evidence that the target is reached, else that it is missed. At 1 / alpha and more the
// interval is clear of the target.
//
// Where one is open about how the evidence is to be counted (bounds over those who did not answer)
// there is none, which is the least that can be. A verdict of several parts is reached where all of
// them are: as strongly as the one with the least evidence says. It is missed where any part is:
// the mean of the parts' evidence says so, however they depend on each other (Vovk and Wang 2021,
// doi:10.1214/20-AOS2020), while each part alone would say so falsely more often the more there
// are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/estimate/between_cohorts.h"
#include "readiness/estimate/bounded_mean.h"
#include "readiness/estimate/e_values.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/proportion.h"
#include "readiness/estimate/rate.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric::internal {

inline void SetEvidence(double estimate_of, double target, bool is_better_high, double log_e,
                        Findings& findings) {
  if (target <= 0 && is_better_high) {  // Nothing can miss it.
    findings.log_evidence_met = estimate::internal::kInfinity;
    return;
  }
  if (estimate_of == target) return;
  const bool is_reached = (estimate_of > target) == is_better_high;
  (is_reached ? findings.log_evidence_met : findings.log_evidence_not_met) = log_e;
}

// Of a share of trials; there are some.
inline absl::Status AddShareEvidence(int64_t successes, int64_t trials, double target,
                                     bool is_better_high, Findings& findings) {
  if (target >= 1 && !is_better_high) {  // Nor this.
    findings.log_evidence_met = estimate::internal::kInfinity;
    return absl::OkStatus();
  }
  const double share = static_cast<double>(successes) / static_cast<double>(trials);
  double log_e = estimate::internal::kInfinity;  // A share of 0 or 1 is refuted by one item.
  if (target > 0 && target < 1) {
    READINESS_ASSIGN_OR_RETURN(log_e, estimate::LogProportionEvidence(successes, trials, target));
  }
  SetEvidence(share, target, is_better_high, log_e, findings);
  return absl::OkStatus();
}

// Of a rate, in events per unit of exposure; there is some.
inline absl::Status AddRateEvidence(int64_t events, double exposure, double target,
                                    bool is_better_high, Findings& findings) {
  double log_e = estimate::internal::kInfinity;  // A rate of 0 is refuted by one event.
  if (target > 0) {
    READINESS_ASSIGN_OR_RETURN(log_e, estimate::LogRateEvidence(events, exposure, target));
  }
  SetEvidence(static_cast<double>(events) / exposure, target, is_better_high, log_e, findings);
  return absl::OkStatus();
}

// Of the mean of scores in [0, 1]; there are some.
inline void AddMeanEvidence(const estimate::BoundedCounts& scores, double target,
                            bool is_better_high, Findings& findings) {
  double sum = 0, count = 0;
  for (size_t i = 0; i < scores.values.size(); ++i) {
    sum += scores.values[i] * static_cast<double>(scores.counts[i]);
    count += static_cast<double>(scores.counts[i]);
  }
  const auto weights = estimate::internal::WeightsOf(scores);
  const double log_e = target > 0 && target < 1
                           ? estimate::internal::LogBettingEvidence(weights, weights, target)
                           : estimate::internal::kInfinity;
  SetEvidence(sum / count, target, is_better_high, log_e, findings);
}

// Of the mean of counts in [0, cap] of which the sum alone is known, at most `target`. As in
// CappedMeanGate, counts at the two ends with the same sum give the least evidence.
inline void AddCappedMeanEvidence(int64_t sum, int64_t items, int64_t cap, double target,
                                  Findings& findings) {
  const double estimate = static_cast<double>(sum) / static_cast<double>(items);
  const int64_t full = estimate > target ? sum / cap : std::min(items, (sum + cap - 1) / cap);
  Findings of_ends;
  AddMeanEvidence({{0, 1}, {items - full, full}}, target / static_cast<double>(cap), false,
                  of_ends);
  // Rounded to whole items the ends may lie on the target's other side: no evidence then.
  if (estimate > target) {
    findings.log_evidence_not_met = of_ends.log_evidence_not_met;
  } else if (estimate < target) {
    findings.log_evidence_met = of_ends.log_evidence_met;
  }
}

// Logarithms of the evidence that a part of a verdict is reached, or missed.
struct PartEvidence {
  std::optional<double> met, not_met;
};
[[nodiscard]] inline PartEvidence EvidenceOf(const Findings& findings) {
  return {findings.log_evidence_met, findings.log_evidence_not_met};
}

// That the spread between cohorts is at most `target`; what has no evidence has none.
[[nodiscard]] inline absl::StatusOr<PartEvidence> SpreadEvidence(
    std::span<const estimate::CohortCount> counts, double target) {
  PartEvidence part;
  for (const bool is_met : {true, false}) {
    READINESS_ASSIGN_OR_RETURN(
        const double log_e, estimate::LogSpreadEvidence(counts, target,
                                                        is_met ? estimate::Alternative::kLess
                                                               : estimate::Alternative::kGreater));
    if (log_e == -estimate::internal::kInfinity) continue;
    (is_met ? part.met : part.not_met) = log_e;
  }
  return part;
}

// The evidence of a verdict that all of `parts` decide; how many there are must not hang on what
// they show.
inline absl::Status PutTogether(std::span<const PartEvidence> parts, Findings& findings) {
  findings.log_evidence_met.reset();
  findings.log_evidence_not_met.reset();
  if (parts.empty()) return absl::OkStatus();
  double least = estimate::internal::kInfinity;
  std::vector<double> missed;
  for (const PartEvidence& part : parts) {
    least = std::min(least, part.met.value_or(-estimate::internal::kInfinity));
    missed.push_back(part.not_met.value_or(-estimate::internal::kInfinity));
  }
  if (least > -estimate::internal::kInfinity) findings.log_evidence_met = least;
  READINESS_ASSIGN_OR_RETURN(const double mean, estimate::MergeDependent(missed));
  if (mean > -estimate::internal::kInfinity) findings.log_evidence_not_met = mean;
  return absl::OkStatus();
}

}  // namespace readiness::metric::internal
