// cli/compute_metrics.h: from telemetry and stored states to metrics at a moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/model/metric_definition.h"

namespace readiness::cli {

struct MetricRequest {
  std::vector<std::string> telemetry;              // CSV files.
  std::vector<std::string> states;                 // Files of states, to be added.
  std::string definitions;                         // A file; empty: none.
  std::vector<model::MetricDefinition> by_policy;  // What the policy of a cycle defines.
  absl::Time as_of;                                // Nothing that happened later counts.
  std::optional<absl::Time> known_at;  // Nothing that became known later does; none: as_of.
  std::optional<absl::Time> release;   // Only what began at or after it.
  std::optional<absl::Time> launch;    // What the clock RELEASE begins at in a cycle.
  std::vector<double> within;          // Further horizons, seconds.
  std::vector<metric::Metric> chosen;  // Empty: what is defined, and what there are rows of.
  bool by_cohort = true;
  bool is_histogram = false;
  bool has_whole_accounts = false;  // No ticket names an account whose rows are in another part.
  // For an assessment: decisions, reviews and predictions are the log's, which computes them.
  bool is_of_a_cycle = false;
  bool skips_later_states = false;  // Leaves out states that cannot be read as early as `as_of`.
};

struct ComputedMetrics {
  std::vector<metric::MetricReading> readings;
  std::vector<std::string> states;  // The bytes of the states that they were read from.
  std::string file;                 // The same states as `--save-state` writes them.
};

// Errors name the file and the line, or the definition. STATE_IDENTITY: states and definitions that
// mean different things by one metric.
[[nodiscard]] absl::StatusOr<ComputedMetrics> ComputeMetrics(const MetricRequest& request);

}  // namespace readiness::cli
