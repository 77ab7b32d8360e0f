// readiness/model/prediction.h: what is expected of a rollout, what came of it, and who answers for
// a metric.
//
// Field names and meanings are those of readiness/v1/prediction.proto.
//
// Threads: values only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace readiness::model {

// Fact: a prediction is fixed before the launch (R85). The same id again replaces it; a prediction
// that is locked or replaced after the launch counts for nothing and is counted as such.
struct PredictionLocked {
  // Names the prediction.
  std::string id;
  // The metric: one that the engine computes, or one that evidence is recorded on. Required.
  std::string metric;
  // Its measure, where the engine computes it.
  std::string measure;
  // The argument of the measure, such as a horizon in seconds.
  std::optional<double> at;
  // The cohort; empty: all.
  std::string cohort;
  // When the actual is to be read.
  std::optional<absl::Time> due;
  // The expected value, in the metric's unit. Given together with delta.
  std::optional<double> expected;
  // How far the actual may lie from it, either way.
  std::optional<double> delta;
  // Lower end of the range that holds the actual with a chance of 0.8. Given together with high.
  std::optional<double> low;
  // Upper end of it.
  std::optional<double> high;
  // The unit.
  std::string unit;
  // What it rests on.
  std::vector<std::string> assumptions;
  // Who predicts.
  std::string owner;

  friend bool operator==(const PredictionLocked&, const PredictionLocked&) = default;
};

// Fact: what came of a prediction (R85). The newest counts.
struct ActualRecorded {
  // The prediction.
  std::string prediction;
  // The value, in the unit of the prediction. Required where no interval is given.
  std::optional<double> value;
  // Lower end of the interval in which the actual surely lies. Given together with high.
  std::optional<double> low;
  // Upper end of it.
  std::optional<double> high;
  // The unit.
  std::string unit;
  // Where it was read.
  std::string source;
  // The assumptions that did not hold, out of the prediction's.
  std::vector<std::string> failed_assumptions;

  friend bool operator==(const ActualRecorded&, const ActualRecorded&) = default;
};

// Fact: somebody answers for a metric (R93). The newest counts.
struct MetricBound {
  // The metric. Required.
  std::string metric;
  // Who answers for it. Required.
  std::string owner;
  // The decision that it tests.
  std::string decision;
  // The customer expectation that it shall preserve.
  std::string expectation;
  // The pressure under which it is read.
  std::string pressure;

  friend bool operator==(const MetricBound&, const MetricBound&) = default;
};

}  // namespace readiness::model
