// readiness/metric/metric_reading.h: metrics as an assessment prints them.
//
// Field names and meanings are those of readiness/v1/metric_reading.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace readiness::metric {

// One measure of a metric.
struct MetricValue {
  // The measure.
  std::string measure;
  // Its argument.
  std::optional<double> at;
  // The estimate.
  std::optional<double> estimate;
  // Lower end of the display interval.
  std::optional<double> low;
  // Upper end of the display interval.
  std::optional<double> high;
  // Lower end of the interval that the verdict uses.
  std::optional<double> anytime_low;
  // Upper end of the interval that the verdict uses.
  std::optional<double> anytime_high;
  // The unit.
  std::string unit;
  // How it was obtained.
  std::string method;
  // It may still change as late rows come in; verdicts rest on `complete_through`.
  bool provisional = false;
  // Of no difference between cohorts, where that was computed.
  std::optional<double> p_value;

  friend bool operator==(const MetricValue&, const MetricValue&) = default;
};

// What a metric rests on.
struct MetricSample {
  // All entities.
  int64_t total = 0;
  // Events.
  int64_t events = 0;
  // Open entities.
  int64_t open = 0;
  // Entities that left another way.
  int64_t competing = 0;
  // Entities whose horizon has passed.
  int64_t matured = 0;
  // Exposure, in the metric's unit.
  double exposure = 0;

  friend bool operator==(const MetricSample&, const MetricSample&) = default;
};

// A metric of one cohort.
struct MetricCohort {
  // The cohort.
  std::string cohort;
  // Its measures.
  std::vector<MetricValue> values;
  // What they rest on.
  MetricSample sample;
  // MET, NOT_MET or INSUFFICIENT.
  std::string verdict;
  // Why.
  std::vector<std::string> reasons;
  // How many more matured items would decide it.
  std::optional<int64_t> needed_count;

  friend bool operator==(const MetricCohort&, const MetricCohort&) = default;
};

// What was wrong with the data of a metric.
struct MetricQuality {
  // Rows seen before.
  int64_t duplicates = 0;
  // Rows that came after the watermark.
  int64_t late = 0;
  // Negative durations, set to zero.
  int64_t clamped = 0;
  // Rows of no known cohort.
  int64_t unknown_cohort = 0;
  // Entities that named another cohort later; the first one counts.
  int64_t two_cohorts = 0;
  // Entities whose beginning is not known; they are in no other number.
  int64_t without_start = 0;
  // Decisions without a due time of their own, which have the definition's.
  int64_t without_due = 0;
  // Rows that happened or became known after the moment; they are left out.
  int64_t after_moment = 0;

  friend bool operator==(const MetricQuality&, const MetricQuality&) = default;
};

// What a trend rests on, and the ledger of all looks at it, one at the end of every week.
struct MetricTrend {
  // Values that it rests on: full weeks with something in them, those with little put together.
  // With AUTOCORRELATED the full weeks since the baseline.
  int64_t weeks = 0;
  // Slope a week, on the scale on which weeks vary equally: arcsine of the root of a share, root of
  // a rate a day, or a mean score.
  double per_week = 0;
  // Lower end of the interval of the slope that holds at every look; not given where nothing is
  // known.
  std::optional<double> low;
  // Upper end of it.
  std::optional<double> high;
  // The natural logarithm of the evidence that there is a trend, now. It shows at ln(1 / alpha).
  double log_evidence = 0;
  // The largest at any look so far.
  double largest_log_evidence = 0;
  // The end of the week of that look.
  std::optional<absl::Time> largest_at;
  // The end of the first week by which a trend showed; not given where none ever did.
  std::optional<absl::Time> crossed_at;
  // What showed then: IMPROVING or WORSENING; INSUFFICIENT where nothing ever did.
  std::string ever;
  // How much of a week was taken to carry over into the next; not given without a baseline.
  std::optional<double> autocorrelation;
  // AUTOCORRELATED: too few baseline weeks to take that out; the weeks since are compared with
  // those before instead.
  std::vector<std::string> reasons;
  // The last week against the line through those before: two-sided p-value. Not given where that
  // cannot be said.
  std::optional<double> last_week_p_value;
  // What it must not exceed to be unusual, so that alpha lasts for all weeks.
  std::optional<double> last_week_alpha;

  friend bool operator==(const MetricTrend&, const MetricTrend&) = default;
};

// A metric at the moment.
struct MetricReading {
  // The metric.
  std::string metric;
  // Its measures.
  std::vector<MetricValue> values;
  // What it rests on.
  MetricSample sample;
  // MET, NOT_MET or INSUFFICIENT.
  std::string verdict;
  // Why.
  std::vector<std::string> reasons;
  // How many more matured items would decide it.
  std::optional<int64_t> needed_count;
  // IMPROVING, WORSENING, FLAT or INSUFFICIENT.
  std::string trend;
  // The same, a cohort.
  std::vector<MetricCohort> cohorts;
  // What was wrong with the data.
  MetricQuality quality;
  // Up to here rows are complete, and verdicts look no further. Not given: up to the moment.
  std::optional<absl::Time> complete_through;
  // What the trend rests on; not given where there are fewer than four values.
  std::optional<MetricTrend> trend_evidence;

  friend bool operator==(const MetricReading&, const MetricReading&) = default;
};

// Metrics as `readiness metrics` prints them.
struct MetricReadings {
  // One a metric.
  std::vector<MetricReading> metrics;

  friend bool operator==(const MetricReadings&, const MetricReadings&) = default;
};

}  // namespace readiness::metric
