// readiness/metric/measure.h: the ten metrics and the numbers that each of them gives.
//
//   ReadMetric("time_to_resolution")                     -> Metric::kTimeToResolution
//   FindMeasure(Metric::kTimeToResolution, "median")     -> its unit, which way is better
//
// The names are those of telemetry's readers: files, messages and the command line write them.
//
// Errors:  InvalidArgument METRIC: no such metric, with those there are.
// Cost:    O(measures), no allocation.   Threads: values only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::metric {

enum class Metric : uint8_t {
  kTimeToResolution = 0,
  kAdoptionConsistency = 1,
  kSupportEscalationFrequency = 2,
  kCustomerConfidence = 3,
  kDecisionClosureRate = 4,
  kExceptionCompletionQuality = 5,
  kReviewToImplementationLag = 6,
  kReworkVolume = 7,
  kEarlyJourneyCompletion = 8,
  kPredictionMatch = 9,
};
inline constexpr size_t kMetricCount = 10;

// One number that a metric gives.
struct Measure {
  Metric metric;
  std::string_view name;
  std::string_view unit;
  bool is_better_high;  // A target is then the least that meets it, otherwise the most.
  bool can_be_target;   // A verdict can be asked of it.
  bool has_argument;    // It takes `at`: seconds, or the number of a step.
};

// Every measure; those of one metric stand together, the one that a target concerns where nothing
// is said first.
inline constexpr std::array<Measure, 45> kMeasures = {{
    {Metric::kTimeToResolution, "within", "share", true, true, true},
    {Metric::kTimeToResolution, "median", "s", false, true, false},
    {Metric::kTimeToResolution, "p90", "s", false, true, false},
    {Metric::kTimeToResolution, "rmst", "s", false, false, true},
    {Metric::kTimeToResolution, "completed_median", "s", false, false, false},
    {Metric::kTimeToResolution, "completed_p90", "s", false, false, false},
    {Metric::kTimeToResolution, "completed_mean", "s", false, false, false},
    {Metric::kAdoptionConsistency, "between_sd", "percentage points", false, true, false},
    {Metric::kAdoptionConsistency, "rate", "share", true, true, false},
    {Metric::kAdoptionConsistency, "index", "1", true, false, false},
    {Metric::kSupportEscalationFrequency, "rate", "per 1,000 account-days", false, true, false},
    {Metric::kSupportEscalationFrequency, "share", "share", false, true, false},
    {Metric::kCustomerConfidence, "top2", "share", true, true, false},
    {Metric::kCustomerConfidence, "mean", "share", true, true, false},
    {Metric::kCustomerConfidence, "nps", "points", true, true, false},
    {Metric::kCustomerConfidence, "unassisted", "share", true, true, false},
    {Metric::kCustomerConfidence, "response_rate", "share", true, false, false},
    {Metric::kDecisionClosureRate, "on_time", "share", true, true, false},
    {Metric::kDecisionClosureRate, "hazard", "per decision-day", true, true, false},
    {Metric::kDecisionClosureRate, "open_age_median", "s", false, false, false},
    {Metric::kExceptionCompletionQuality, "completed_ok", "share", true, true, false},
    {Metric::kExceptionCompletionQuality, "criteria_met", "share", true, true, false},
    {Metric::kExceptionCompletionQuality, "coverage", "share", true, false, false},
    {Metric::kExceptionCompletionQuality, "unseen", "share", false, false, false},
    {Metric::kReviewToImplementationLag, "within", "share", true, true, true},
    {Metric::kReviewToImplementationLag, "median", "s", false, true, false},
    {Metric::kReviewToImplementationLag, "p90", "s", false, true, false},
    {Metric::kReviewToImplementationLag, "rmst", "s", false, false, true},
    {Metric::kReviewToImplementationLag, "completed_median", "s", false, false, false},
    {Metric::kReviewToImplementationLag, "completed_p90", "s", false, false, false},
    {Metric::kReviewToImplementationLag, "completed_mean", "s", false, false, false},
    {Metric::kReworkVolume, "mean_count", "per item", false, true, false},
    {Metric::kReworkVolume, "share", "share", false, true, false},
    {Metric::kReworkVolume, "mean_cumulative_count", "per item", false, false, false},
    {Metric::kEarlyJourneyCompletion, "completed", "share", true, true, false},
    {Metric::kEarlyJourneyCompletion, "step", "share", true, true, true},
    {Metric::kEarlyJourneyCompletion, "time_to_value_median", "s", false, true, false},
    {Metric::kEarlyJourneyCompletion, "time_to_value_p90", "s", false, true, false},
    {Metric::kPredictionMatch, "matched", "share", true, true, false},
    {Metric::kPredictionMatch, "coverage", "share", true, false, false},
    {Metric::kPredictionMatch, "bias", "1", true, false, false},
    {Metric::kPredictionMatch, "calibration", "1", false, false, false},
    {Metric::kPredictionMatch, "skill", "share", true, false, false},
    {Metric::kPredictionMatch, "brier", "1", false, false, false},
    {Metric::kPredictionMatch, "log_score", "nats", false, false, false},
}};

inline constexpr std::array<std::string_view, kMetricCount> kMetricNames = {
    "time_to_resolution",           "adoption_consistency",
    "support_escalation_frequency", "customer_confidence",
    "decision_closure_rate",        "exception_completion_quality",
    "review_to_implementation_lag", "rework_volume",
    "early_journey_completion",     "prediction_match"};

// Empty for a number that is no metric.
[[nodiscard]] constexpr std::string_view Name(Metric metric) {
  const auto i = static_cast<size_t>(metric);
  return i < kMetricCount ? kMetricNames[i] : std::string_view();
}
[[nodiscard]] inline absl::StatusOr<Metric> ReadMetric(std::string_view name) {
  std::string names;
  for (size_t i = 0; i < kMetricCount; ++i) {
    if (kMetricNames[i] == name) return static_cast<Metric>(i);
    names += base::Cat(i == 0 ? "" : ", ", kMetricNames[i]);
  }
  return base::Invalid("METRIC", base::Cat("\"", name, "\" is no metric; the metrics are ", names));
}
// The measures of a metric, the one that a target concerns where nothing is said first.
[[nodiscard]] constexpr std::span<const Measure> MeasuresOf(Metric metric) {
  size_t begin = 0;
  while (begin < kMeasures.size() && kMeasures[begin].metric != metric) ++begin;
  size_t end = begin;
  while (end < kMeasures.size() && kMeasures[end].metric == metric) ++end;
  return {kMeasures.data() + begin, end - begin};
}
// Null where the metric has no such measure.
[[nodiscard]] constexpr const Measure* FindMeasure(Metric metric, std::string_view name) {
  for (const Measure& measure : MeasuresOf(metric)) {
    if (measure.name == name) return &measure;
  }
  return nullptr;
}

}  // namespace readiness::metric
