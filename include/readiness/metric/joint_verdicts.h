// readiness/metric/joint_verdicts.h: which verdicts stand where many cohorts of many metrics are
// looked at together.
//
//   READINESS_RETURN_IF_ERROR(JudgeTogether(readings));
//   readings[0].cohorts[2].joint_verdict      NOT_MET, MET or INSUFFICIENT
//
// Of twenty cohorts that all reach their targets one is flagged falsely every so often, although
// each verdict keeps its alpha. Here the verdicts are chosen together: of the cohorts called
// NOT_MET an expected share of at most alpha are called so falsely, and of those called MET the
// same, at any number of looks and however cohorts and metrics depend on each other (e-BH over the
// evidence of each cohort, F12).
//
// Looked at are the named cohorts of every metric with a target, or the metric itself where it has
// none; who has no evidence yet counts as one that was looked at. Metrics that several verdicts
// decide (the spread between cohorts, exception states) have no evidence of their own and are left
// out, unless by their cohorts. alpha is the least of the definitions.
//
// Cost:    O(cohorts log cohorts).   Threads: values only.
// Errors:  none of its own; InvalidArgument (rule ESTIMATE) where a reading's alpha or evidence is
//          no number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/estimate/e_values.h"
#include "readiness/estimate/elementary.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/verdict.h"

namespace readiness::metric {

namespace internal {

// One that is looked at; the pointers stay with the readings.
struct JointRow {
  std::optional<double> met, not_met;
  std::string* verdict = nullptr;
};

template <typename Row>
void AddJointRow(Row& row, std::vector<JointRow>& rows) {
  row.joint_verdict.clear();
  const auto is_asked = [](const std::string& reason) { return reason != "NO_TARGET"; };
  if (!std::all_of(row.reasons.begin(), row.reasons.end(), is_asked)) return;
  rows.push_back({row.log_evidence_met, row.log_evidence_not_met, &row.joint_verdict});
}

[[nodiscard]] inline std::vector<JointRow> JointRows(std::span<MetricReading> readings) {
  std::vector<JointRow> rows;
  for (MetricReading& reading : readings) {
    reading.joint_verdict.clear();
    bool has_names = false;
    for (MetricCohort& cohort : reading.cohorts) {
      cohort.joint_verdict.clear();
      has_names = has_names || !cohort.cohort.empty();
    }
    if (!reading.target.has_value()) continue;
    if (has_names) {
      for (MetricCohort& cohort : reading.cohorts) {
        if (!cohort.cohort.empty()) AddJointRow(cohort, rows);
      }
    } else if (reading.target->part_count == 1 && reading.target->low.has_value()) {
      AddJointRow(reading, rows);
    }
  }
  return rows;
}

}  // namespace internal

// Sets `joint_verdict` of what is looked at and clears it elsewhere.
[[nodiscard]] inline absl::Status JudgeTogether(std::span<MetricReading> readings) {
  std::vector<internal::JointRow> rows = internal::JointRows(readings);
  if (rows.empty()) return absl::OkStatus();
  double alpha = 1;
  for (const MetricReading& reading : readings) {
    if (reading.target.has_value()) alpha = std::min(alpha, reading.target->alpha);
  }
  for (internal::JointRow& row : rows) {
    *row.verdict = std::string(Name(MetricVerdict::kInsufficient));
  }
  for (const bool is_met : {true, false}) {
    std::vector<double> log_e;
    log_e.reserve(rows.size());
    for (const internal::JointRow& row : rows) {
      log_e.push_back((is_met ? row.met : row.not_met).value_or(-estimate::internal::kInfinity));
    }
    READINESS_ASSIGN_OR_RETURN(const std::vector<size_t> called,
                               estimate::RejectByEBh(log_e, alpha));
    for (const size_t i : called) {
      *rows[i].verdict = std::string(Name(is_met ? MetricVerdict::kMet : MetricVerdict::kNotMet));
    }
  }
  return absl::OkStatus();
}

}  // namespace readiness::metric
