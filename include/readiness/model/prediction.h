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

// One quantile of what is expected.
struct PredictionQuantile {
  // The chance that the actual is at most the value, above 0 and below 1.
  double probability = 0;
  // The value, in the unit of the prediction.
  double value = 0;

  friend bool operator==(const PredictionQuantile&, const PredictionQuantile&) = default;
};

// A beta distribution, of a share; its mean is a / (a + b).
struct PredictionBeta {
  // Above 0, at most 1,000,000.
  double a = 0;
  // The same.
  double b = 0;

  friend bool operator==(const PredictionBeta&, const PredictionBeta&) = default;
};

// A gamma distribution; its mean is shape / rate, its standard deviation sqrt(shape) / rate.
struct PredictionGamma {
  // From 0.25 to 1,000,000.
  double shape = 0;
  // Above 0, in one over the unit of the prediction.
  double rate = 0;

  friend bool operator==(const PredictionGamma&, const PredictionGamma&) = default;
};

// A log-normal distribution; its median is exp(log_mean).
struct PredictionLogNormal {
  // The mean of the natural logarithm of the value, from -300 to 300.
  double log_mean = 0;
  // Its standard deviation, above 0, at most 20.
  double log_sd = 0;

  friend bool operator==(const PredictionLogNormal&, const PredictionLogNormal&) = default;
};

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
  // What is expected as quantiles, probabilities and values rising, 0.1 and 0.9 among the former.
  // One of the ways to say what is expected: expected and delta, low and high, quantiles, chance,
  // beta, gamma, log_normal.
  std::vector<PredictionQuantile> quantiles;
  // The chance that something comes true; its actual is 1 where it did, 0 where it did not.
  std::optional<double> chance;
  // A share, such as of 100 items of which 80 are expected to succeed: a = 80, b = 20.
  std::optional<PredictionBeta> beta;
  // What cannot be negative, such as a rate or a mean time.
  std::optional<PredictionGamma> gamma;
  // What cannot be negative and may be far larger than expected, such as a time.
  std::optional<PredictionLogNormal> log_normal;
  // What it would be if nothing changed: the value before the launch, in the unit; for a chance,
  // the share so far. The prediction is held against it.
  std::optional<double> baseline;

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
