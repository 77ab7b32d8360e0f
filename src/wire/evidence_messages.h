// wire/evidence_messages.h: what was found: evidence and its findings.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/model/evidence.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, Evidence) {
  FIELD(id);
  FIELD(metric);
  FIELD(unit);
  ALTERNATIVE(finding, double, value);
  ALTERNATIVE(finding, model::MeanFinding, mean);
  ALTERNATIVE(finding, model::ShareFinding, share);
  ALTERNATIVE(finding, model::IntervalFinding, interval);
  ALTERNATIVE(finding, model::Ordinal, ordinal);
  ALTERNATIVE(finding, bool, holds);
  ALTERNATIVE(finding, model::ScoresFinding, scores);
  ALTERNATIVE(finding, model::RatioFinding, ratio);
  ALTERNATIVE(finding, model::AllocationFinding, allocation);
  FIELD(observed_at);
  FIELD(source);
  FIELD(method);
  FIELD(digest);
  FIELD(subject);
  FIELD(sample_count);
  FIELD(observed_from);
}

READINESS_MESSAGE(model, MeanFinding) {
  REQUIRED_FIELD(mean);
  FIELD(standard_error);
  FIELD(count);
  FIELD(lower_bound);
  FIELD(upper_bound);
}

READINESS_MESSAGE(model, ShareFinding) {
  REQUIRED_FIELD(success_count);
  FIELD(trial_count);
}

READINESS_MESSAGE(model, IntervalFinding) {
  FIELD(estimate);
  REQUIRED_FIELD(low);
  REQUIRED_FIELD(high);
  FIELD(confidence);
  FIELD(count);
  FIELD(is_anytime);
}

READINESS_MESSAGE(model, ScoreCount) {
  REQUIRED_FIELD(score);
  FIELD(count);
}

READINESS_MESSAGE(model, ScoresFinding) {
  FIELD(scores);
  REQUIRED_FIELD(lower_bound);
  REQUIRED_FIELD(upper_bound);
}

READINESS_MESSAGE(model, RatioFinding) {
  REQUIRED_FIELD(numerator_mean);
  FIELD(denominator_mean);
  FIELD(numerator_standard_error);
  FIELD(denominator_standard_error);
  FIELD(covariance);
  FIELD(count);
}

READINESS_MESSAGE(model, AllocationFinding) {
  FIELD(counts);
  FIELD(weights);
}

}  // namespace readiness::wire::internal
