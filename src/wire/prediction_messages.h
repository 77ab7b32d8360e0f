// wire/prediction_messages.h: predictions and what came of them.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/model/prediction.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, PredictionLocked) {
  FIELD(id);
  FIELD(metric);
  FIELD(measure);
  FIELD(at);
  FIELD(cohort);
  FIELD(due);
  FIELD(expected);
  FIELD(delta);
  FIELD(low);
  FIELD(high);
  FIELD(unit);
  FIELD(assumptions);
  FIELD(owner);
  FIELD(quantiles);
  FIELD(chance);
  FIELD(beta);
  FIELD(gamma);
  FIELD(log_normal);
  FIELD(baseline);
}

READINESS_MESSAGE(model, PredictionQuantile) {
  FIELD(probability);
  FIELD(value);
}

READINESS_MESSAGE(model, PredictionBeta) {
  FIELD(a);
  FIELD(b);
}

READINESS_MESSAGE(model, PredictionGamma) {
  FIELD(shape);
  FIELD(rate);
}

READINESS_MESSAGE(model, PredictionLogNormal) {
  FIELD(log_mean);
  FIELD(log_sd);
}

READINESS_MESSAGE(model, ActualRecorded) {
  FIELD(prediction);
  FIELD(value);
  FIELD(low);
  FIELD(high);
  FIELD(unit);
  FIELD(source);
  FIELD(failed_assumptions);
}

}  // namespace readiness::wire::internal
