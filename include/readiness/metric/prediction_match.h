// readiness/metric/prediction_match.h: did what was predicted before the launch come true (KPI 10)?
//
//   std::vector<PredictionOutcome> outcomes = {
//       {.forecast = estimate::RangeForecast{0.75, 0.85}, .actual = {{0.79, 0.83}}}};
//   READINESS_ASSIGN_OR_RETURN(const MetricReading reading, EvaluatePredictions(spec, outcomes));
//
// A prediction matches where the whole interval of its actual lies in what was expected, misses
// where they have nothing in common, and is open in between or without an actual; so is a chance
// between 0.1 and 0.9, which expects both. One that was locked or changed after the launch shows
// nothing: it is counted (sample.competing) and left out.
//   matched      of the predictions that match or miss, the share that match
//   coverage     of those with an actual, the share whose actual (its middle) was expected; ranges
//                of 80 % should hold 0.8. Not of chances
//   bias         1: actuals lie above what was expected more often than chance allows; -1: below; 0
//   calibration  1: the chances that were given do not hold (estimate/calibration.h); 0
//   skill        how much less wrong they were than their baselines: 1 - sum of CRPS / sum of those
//                of "nothing changes"; 0 is no better. Of those with a baseline; each unit of a
//                metric counts by how many predictions it has
//   brier        of chances, the mean of (chance - actual)^2
//   log_score    of chances, the mean of -ln (the chance of what came)
// and each prediction with its own scores.
//
// Units:   each prediction in its own.
// Cost:    O(predictions).   Threads: values only.
// Errors:  InvalidArgument DEFINITION, and METRIC where the spec is of another metric.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/forecast.h"
#include "readiness/estimate/forecast_score.h"
#include "readiness/estimate/interval.h"
#include "readiness/metric/internal/kpi_findings.h"
#include "readiness/metric/internal/prediction_scores.h"
#include "readiness/metric/internal/target.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric {

struct PredictionOutcome {
  estimate::Forecast forecast;               // One that estimate::CheckForecast passed.
  std::optional<estimate::Interval> actual;  // Finite; a single value: low = high.
  bool is_locked = true;                     // Before the launch, and not changed since.
  std::string cohort;
  std::string id;
  std::string metric, measure, unit;  // Of what; CRPS are compared within one of them.
  std::optional<double> baseline;     // What it would be if nothing changed.
  std::vector<std::string> failed_assumptions;
};

// Does the actual settle the prediction, and how?
enum class PredictionResult : uint8_t { kOpen, kMatch, kMiss };
[[nodiscard]] inline PredictionResult ResultOf(const PredictionOutcome& outcome) {
  if (!outcome.is_locked || !outcome.actual.has_value()) return PredictionResult::kOpen;
  const estimate::Interval expected = estimate::CentralRange(outcome.forecast);
  const bool is_any = std::holds_alternative<estimate::ChanceForecast>(outcome.forecast) &&
                      expected.low < expected.high;
  if (is_any) return PredictionResult::kOpen;
  if (outcome.actual->low >= expected.low && outcome.actual->high <= expected.high) {
    return PredictionResult::kMatch;
  }
  if (outcome.actual->high < expected.low || outcome.actual->low > expected.high) {
    return PredictionResult::kMiss;
  }
  return PredictionResult::kOpen;
}

namespace internal {

[[nodiscard]] inline MetricPrediction RowOf(const PredictionOutcome& outcome) {
  const PredictionResult result = ResultOf(outcome);
  const estimate::Interval expected = estimate::CentralRange(outcome.forecast);
  MetricPrediction row;
  row.prediction = outcome.id;
  row.metric = outcome.metric;
  row.measure = outcome.measure;
  row.cohort = outcome.cohort;
  row.unit = outcome.unit;
  row.result = !outcome.is_locked                   ? "NOT_LOCKED"
               : result == PredictionResult::kMatch ? "MATCH"
               : result == PredictionResult::kMiss  ? "MISMATCH"
                                                    : "OPEN";
  row.expected = estimate::CentreOf(outcome.forecast);
  row.expected_low = expected.low;
  row.expected_high = expected.high;
  row.failed_assumptions = outcome.failed_assumptions;
  if (!outcome.actual.has_value()) return row;
  const double actual = 0.5 * outcome.actual->low + 0.5 * outcome.actual->high;
  row.actual = actual;
  row.error = actual - row.expected;
  row.crps = estimate::Crps(outcome.forecast, actual);
  row.log_score = estimate::LogScore(outcome.forecast, actual);
  if (outcome.baseline.has_value()) {
    const bool is_chance = std::holds_alternative<estimate::ChanceForecast>(outcome.forecast);
    row.baseline_crps = is_chance
                            ? estimate::Crps(estimate::ChanceForecast{*outcome.baseline}, actual)
                            : estimate::Crps(estimate::PointForecast{*outcome.baseline, 0}, actual);
  }
  if (const auto cell = estimate::CellOf(outcome.forecast, actual);
      cell.has_value() && !cell->is_outside && cell->low == cell->high) {
    row.actual_probability = cell->low;
  }
  return row;
}

[[nodiscard]] inline absl::StatusOr<Findings> FindPredictions(
    const MetricSpec& spec, std::span<const PredictionOutcome* const> outcomes) {
  int64_t matches = 0, misses = 0, locked = 0, with_range = 0, covered = 0, above = 0, below = 0;
  PredictionScores scores;
  for (const PredictionOutcome* outcome : outcomes) {
    if (!outcome->is_locked) continue;
    ++locked;
    const PredictionResult result = ResultOf(*outcome);
    matches += result == PredictionResult::kMatch ? 1 : 0;
    misses += result == PredictionResult::kMiss ? 1 : 0;
    if (!outcome->actual.has_value()) continue;
    const MetricPrediction row = RowOf(*outcome);
    const bool is_chance = std::holds_alternative<estimate::ChanceForecast>(outcome->forecast);
    scores.Add(row, is_chance, estimate::CellOf(outcome->forecast, *row.actual));
    if (is_chance) continue;
    ++with_range;
    covered += *row.actual >= row.expected_low && *row.actual <= row.expected_high ? 1 : 0;
    above += *row.error > 0 ? 1 : 0;
    below += *row.error < 0 ? 1 : 0;
  }
  const auto total = static_cast<int64_t>(outcomes.size());
  const int64_t settled = matches + misses;
  Findings findings;
  findings.sample = {total, matches, locked - settled, total - locked, settled, 0};
  READINESS_ASSIGN_OR_RETURN(MetricValue matched, ShareValue(spec, "matched", matches, settled));
  READINESS_ASSIGN_OR_RETURN(MetricValue coverage, CoverageValue(spec, covered, with_range));
  READINESS_ASSIGN_OR_RETURN(MetricValue bias, BiasValue(spec, above, below));
  AddCountObstacle(spec, settled, MetricReason::kNotMatured, matched);
  AddCountObstacle(spec, with_range, MetricReason::kNotMatured, coverage);
  findings.values = {std::move(matched), std::move(coverage), std::move(bias)};
  READINESS_RETURN_IF_ERROR(scores.AddTo(spec, findings.values));
  if (spec.target.has_value()) {
    READINESS_RETURN_IF_ERROR(JudgeShare(spec, matches, settled, *spec.target, true,
                                         MetricReason::kNotMatured, findings));
  }
  if (total > 0 && locked == 0) {
    findings.judgement = Insufficient(MetricReason::kUnlockedPrediction);
    for (MetricValue& value : findings.values) {
      AddObstacle(MetricReason::kUnlockedPrediction, value);
    }
    findings.needed_count.reset();
  }
  return findings;
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<MetricReading> EvaluatePredictions(
    const MetricSpec& spec, std::span<const PredictionOutcome> outcomes) {
  READINESS_RETURN_IF_ERROR(Check(spec));
  if (spec.metric != Metric::kPredictionMatch) {
    return base::Invalid("METRIC", base::Cat(Name(spec.metric), " is computed from a state"));
  }
  std::vector<const PredictionOutcome*> all;
  std::map<std::string, std::vector<const PredictionOutcome*>> cohorts;
  for (const PredictionOutcome& outcome : outcomes) {
    all.push_back(&outcome);
    cohorts[outcome.cohort].push_back(&outcome);
  }
  READINESS_ASSIGN_OR_RETURN(internal::Findings findings, internal::FindPredictions(spec, all));
  MetricReading reading;
  reading.metric = std::string(Name(spec.metric));
  reading.values = std::move(findings.values);
  reading.sample = findings.sample;
  reading.verdict = std::string(Name(findings.judgement.verdict));
  reading.reasons = findings.judgement.reasons.Names();
  reading.needed_count = findings.needed_count;
  reading.target = internal::TargetOf(spec, findings);
  reading.log_evidence_met = findings.log_evidence_met;
  reading.log_evidence_not_met = findings.log_evidence_not_met;
  reading.trend = "INSUFFICIENT";
  for (const PredictionOutcome& outcome : outcomes) {
    reading.predictions.push_back(internal::RowOf(outcome));
  }
  for (const auto& [name, some] : cohorts) {
    if (cohorts.size() == 1 && name.empty()) break;  // No cohort has a name: the same again.
    READINESS_ASSIGN_OR_RETURN(internal::Findings one, internal::FindPredictions(spec, some));
    reading.cohorts.push_back(internal::CohortOf(name, std::move(one)));
  }
  return reading;
}

}  // namespace readiness::metric
