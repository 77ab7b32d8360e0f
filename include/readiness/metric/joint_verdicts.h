// readiness/metric/joint_verdicts.h: which verdicts and which trends stand where many cohorts of
// many metrics are looked at together.
//
//   READINESS_RETURN_IF_ERROR(JudgeTogether(readings));
//   readings[0].cohorts[2].joint_verdict      NOT_MET, MET or INSUFFICIENT
//   readings[0].joint_trend                   IMPROVING, WORSENING, FLAT or INSUFFICIENT
//
// Of twenty cohorts that all reach their targets one is flagged falsely every so often, although
// each verdict keeps its alpha. Here the verdicts are chosen together: of the cohorts called
// NOT_MET an expected share of at most alpha are called so falsely, and of those called MET the
// same, at any number of looks and however cohorts and metrics depend on each other (e-BH over the
// evidence of each, F12).
//
// Looked at are the named cohorts of every metric with a target, and the metric itself where it has
// none or asks what no cohort answers alone (the spread between them, several exception states);
// who has no evidence yet counts as one that was looked at. alpha is the least of the definitions.
//
// Trends of all metrics are chosen together in the same way, apart from verdicts: by the evidence
// of today, not by the largest that there ever was, which is more than chance allows for. It is
// evidence of a direction too: a slope on the other side of 0 lies further from what was seen. Left
// out are metrics in which no trend is looked for, and those whose weeks are compared with a short
// baseline, of which there are intervals and no evidence.
//
// Cost:    O(cohorts log cohorts).   Threads: values only.
// Errors:  none of its own; InvalidArgument (rule ESTIMATE) where a reading's alpha or evidence is
//          no number.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/estimate/e_values.h"
#include "readiness/estimate/elementary.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/verdict.h"

namespace readiness::metric {

namespace internal {

// A claim, and the logarithm of the evidence for it where there is some.
struct Claim {
  std::string_view name;
  std::optional<double> log_evidence;
};
// One that is looked at: what may be called of it, and where what is called goes.
template <size_t kClaims>
struct JointRow {
  std::array<Claim, kClaims> claims;
  std::string* called = nullptr;
};
using VerdictRow = JointRow<2>;
using TrendRow = JointRow<3>;

// Calls what stands, claim by claim. At most one claim of a row has evidence that can suffice.
template <size_t kClaims>
[[nodiscard]] absl::Status CallTogether(std::span<const JointRow<kClaims>> rows, double alpha) {
  for (const JointRow<kClaims>& row : rows) {
    *row.called = std::string(Name(MetricVerdict::kInsufficient));
  }
  if (rows.empty()) return absl::OkStatus();
  for (size_t claim = 0; claim < kClaims; ++claim) {
    std::vector<double> log_e;
    log_e.reserve(rows.size());
    for (const JointRow<kClaims>& row : rows) {
      log_e.push_back(row.claims[claim].log_evidence.value_or(-estimate::internal::kInfinity));
    }
    READINESS_ASSIGN_OR_RETURN(const std::vector<size_t> called,
                               estimate::RejectByEBh(log_e, alpha));
    for (const size_t i : called) *rows[i].called = std::string(rows[i].claims[claim].name);
  }
  return absl::OkStatus();
}

template <typename Row>
void AddVerdict(Row& row, std::vector<VerdictRow>& rows) {
  const auto is_asked = [](const std::string& reason) { return reason != "NO_TARGET"; };
  if (!std::all_of(row.reasons.begin(), row.reasons.end(), is_asked)) return;
  rows.push_back({{Claim{Name(MetricVerdict::kMet), row.log_evidence_met},
                   Claim{Name(MetricVerdict::kNotMet), row.log_evidence_not_met}},
                  &row.joint_verdict});
}
// The pointers stay with the readings.
[[nodiscard]] inline std::vector<VerdictRow> VerdictRows(std::span<MetricReading> readings) {
  std::vector<VerdictRow> rows;
  for (MetricReading& reading : readings) {
    reading.joint_verdict.clear();
    for (MetricCohort& cohort : reading.cohorts) cohort.joint_verdict.clear();
    if (!reading.target.has_value()) continue;
    const size_t before = rows.size();
    for (MetricCohort& cohort : reading.cohorts) {
      if (!cohort.cohort.empty()) AddVerdict(cohort, rows);
    }
    const bool is_of_all =
        reading.target->part_count > 1 || reading.target->measure == "between_sd";
    if (rows.size() == before || is_of_all) AddVerdict(reading, rows);
  }
  return rows;
}

// The trend of a reading is the only one that its evidence can suffice for: together at least as
// much is asked as alone.
[[nodiscard]] inline std::vector<TrendRow> TrendRows(std::span<MetricReading> readings) {
  std::vector<TrendRow> rows;
  for (MetricReading& reading : readings) {
    reading.joint_trend.clear();
    if (!reading.trend_alpha.has_value() || reading.trend_comparison.has_value()) continue;
    TrendRow row{{Claim{"IMPROVING", {}}, Claim{"WORSENING", {}}, Claim{"FLAT", {}}},
                 &reading.joint_trend};
    for (Claim& claim : row.claims) {
      if (claim.name != reading.trend || !reading.trend_evidence.has_value()) continue;
      claim.log_evidence = claim.name == "FLAT" ? reading.trend_evidence->log_evidence_flat
                                                : reading.trend_evidence->log_evidence;
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace internal

// Sets `joint_verdict` and `joint_trend` of what is looked at and clears them elsewhere.
[[nodiscard]] inline absl::Status JudgeTogether(std::span<MetricReading> readings) {
  double alpha = 1, trend_alpha = 1;
  for (const MetricReading& reading : readings) {
    if (reading.target.has_value()) alpha = std::min(alpha, reading.target->alpha);
    trend_alpha = std::min(trend_alpha, reading.trend_alpha.value_or(1));
  }
  const std::vector<internal::VerdictRow> verdicts = internal::VerdictRows(readings);
  READINESS_RETURN_IF_ERROR(internal::CallTogether<2>(verdicts, alpha));
  const std::vector<internal::TrendRow> trends = internal::TrendRows(readings);
  return internal::CallTogether<3>(trends, trend_alpha);
}

}  // namespace readiness::metric
