// readiness/metric/prediction_match.h: did what was predicted before the launch come true (KPI 10)?
//
//   std::vector<PredictionOutcome> outcomes = {{.expected = {0.75, 0.85}, .actual = {{0.79,
//   0.83}}}}; READINESS_ASSIGN_OR_RETURN(const MetricReading reading, EvaluatePredictions(spec,
//   outcomes));
//
// A prediction matches where the whole interval of its actual lies in what was expected, misses
// where they have nothing in common, and is open in between or without an actual. One that was
// locked or changed after the launch shows nothing: it is counted (sample.competing) and left out.
//   matched    of the predictions that match or miss, the share that match
//   coverage   of those with an actual, the share whose actual (its middle) was expected; ranges
//              of 80 % should hold 0.8
//   bias       1: actuals lie above what was expected more often than chance allows; -1: below; 0
//
// Units:   each prediction in its own; ends of intervals finite, low <= high.
// Cost:    O(predictions).   Threads: values only.
// Errors:  InvalidArgument DEFINITION, and METRIC where the spec is of another metric.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/interval.h"
#include "readiness/metric/internal/kpi_findings.h"
#include "readiness/metric/internal/target.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric {

struct PredictionOutcome {
  estimate::Interval expected;
  std::optional<estimate::Interval> actual;  // A single value: low = high.
  bool is_locked = true;                     // Before the launch, and not changed since.
  std::string cohort;
};

// Does the actual settle the prediction, and how?
enum class PredictionResult : uint8_t { kOpen, kMatch, kMiss };
[[nodiscard]] constexpr PredictionResult ResultOf(const PredictionOutcome& outcome) {
  if (!outcome.is_locked || !outcome.actual.has_value()) return PredictionResult::kOpen;
  if (outcome.actual->low >= outcome.expected.low &&
      outcome.actual->high <= outcome.expected.high) {
    return PredictionResult::kMatch;
  }
  if (outcome.actual->high < outcome.expected.low || outcome.actual->low > outcome.expected.high) {
    return PredictionResult::kMiss;
  }
  return PredictionResult::kOpen;
}

namespace internal {

[[nodiscard]] inline absl::StatusOr<Findings> FindPredictions(
    const MetricSpec& spec, std::span<const PredictionOutcome* const> outcomes) {
  int64_t matches = 0, misses = 0, locked = 0, with_actual = 0, covered = 0, above = 0, below = 0;
  for (const PredictionOutcome* outcome : outcomes) {
    if (!outcome->is_locked) continue;
    ++locked;
    const PredictionResult result = ResultOf(*outcome);
    matches += result == PredictionResult::kMatch ? 1 : 0;
    misses += result == PredictionResult::kMiss ? 1 : 0;
    if (!outcome->actual.has_value()) continue;
    ++with_actual;
    const double actual = 0.5 * outcome->actual->low + 0.5 * outcome->actual->high;
    const double expected = 0.5 * outcome->expected.low + 0.5 * outcome->expected.high;
    covered += actual >= outcome->expected.low && actual <= outcome->expected.high ? 1 : 0;
    above += actual > expected ? 1 : 0;
    below += actual < expected ? 1 : 0;
  }
  const auto total = static_cast<int64_t>(outcomes.size());
  const int64_t settled = matches + misses;
  Findings findings;
  findings.sample = {total, matches, locked - settled, total - locked, settled, 0};
  READINESS_ASSIGN_OR_RETURN(MetricValue matched, ShareValue(spec, "matched", matches, settled));
  READINESS_ASSIGN_OR_RETURN(MetricValue coverage,
                             ShareValue(spec, "coverage", covered, with_actual));
  MetricValue bias = EmptyValue(spec, "bias");
  bias.method = "sign test, beta-binomial mixture";
  if (above + below > 0) {
    READINESS_ASSIGN_OR_RETURN(const estimate::Interval share,
                               estimate::AnytimeProportion(above, above + below, 1.0 - spec.alpha));
    bias.estimate = share.low > 0.5 ? 1.0 : share.high < 0.5 ? -1.0 : 0.0;
  }
  findings.values = {std::move(matched), std::move(coverage), std::move(bias)};
  if (spec.target.has_value()) {
    READINESS_RETURN_IF_ERROR(JudgeShare(spec, matches, settled, *spec.target, true,
                                         MetricReason::kNotMatured, findings));
  }
  if (total > 0 && locked == 0) {
    findings.judgement = Insufficient(MetricReason::kUnlockedPrediction);
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
  reading.trend = "INSUFFICIENT";
  for (const auto& [name, some] : cohorts) {
    if (cohorts.size() == 1 && name.empty()) break;  // No cohort has a name: the same again.
    READINESS_ASSIGN_OR_RETURN(internal::Findings one, internal::FindPredictions(spec, some));
    reading.cohorts.push_back({name, std::move(one.values), one.sample,
                               std::string(Name(one.judgement.verdict)),
                               one.judgement.reasons.Names(), one.needed_count});
  }
  return reading;
}

}  // namespace readiness::metric
