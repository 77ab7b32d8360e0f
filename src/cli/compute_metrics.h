// cli/compute_metrics.h: from telemetry files to metrics at a moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::cli {

struct MetricRequest {
  std::vector<std::string> telemetry;  // CSV files.
  std::string definitions;             // A file; empty: defaults.
  absl::Time as_of;                    // Nothing later is known.
  std::optional<absl::Time> release;   // Only what began at or after it.
  std::vector<double> within;          // Further horizons, seconds.
  std::vector<metric::Metric> chosen;  // Empty: what is defined, and what the telemetry has.
  bool by_cohort = true;
  bool is_histogram = false;
  bool refuses_log_kinds = false;  // Rows of kind decision and review come from the log.
};

struct ComputedMetrics {
  std::vector<metric::MetricReading> readings;
  std::vector<std::string> states;  // The bytes of the states that they were read from.
};

// Errors name the file and the line, or the definition.
[[nodiscard]] absl::StatusOr<ComputedMetrics> ComputeMetrics(const MetricRequest& request);

}  // namespace readiness::cli
