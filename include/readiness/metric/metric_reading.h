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

  friend bool operator==(const MetricQuality&, const MetricQuality&) = default;
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

  friend bool operator==(const MetricReading&, const MetricReading&) = default;
};

// Metrics as `readiness metrics` prints them.
struct MetricReadings {
  // One a metric.
  std::vector<MetricReading> metrics;

  friend bool operator==(const MetricReadings&, const MetricReadings&) = default;
};

}  // namespace readiness::metric
