// readiness/engine/internal/next_step.h: what is done about a criterion that does not pass.
#pragma once

#include <string>

#include "readiness/base/text.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::engine::internal {

// What its owner does where the criterion itself does not say.
[[nodiscard]] inline std::string NextStepOf(const model::Criterion& criterion,
                                            model::Result result) {
  const std::string metric = base::Cat("\"", criterion.metric, "\"");
  if (result.kind == model::ResultKind::kFail) {
    return base::Cat("Bring \"", criterion.id, "\" to its threshold, or decide what is given up");
  }
  if (criterion.formula.has_value()) return "Settle the criteria that it is made of";
  if (criterion.metric_reference.has_value()) {
    return base::Cat("See to the telemetry of metric \"", criterion.metric_reference->metric,
                     "\": what stands against it is said with its value");
  }
  switch (result.reason) {
    case model::UnknownReason::kMissing:
      return criterion.metric.empty() ? "Record the evidence that it reads"
                                      : base::Cat("Record evidence on ", metric);
    case model::UnknownReason::kStale:
      return base::Cat("Observe ", metric, " again: the newest evidence is too old");
    case model::UnknownReason::kUndersampled:
      return base::Cat("Collect at least ", criterion.min_sample_count, " observations of ",
                       metric);
    case model::UnknownReason::kInconclusive:
      return base::Cat("Collect more observations of ", metric);
    case model::UnknownReason::kInvalid:
      return base::Cat("Mend the data of ", metric, " and record it again");
    case model::UnknownReason::kConflicting:
      return base::Cat("Find out which evidence on ", metric, " is right and record it anew");
    case model::UnknownReason::kNoBaseline:
      return base::Cat("Record the baseline \"", criterion.baseline, "\"");
    case model::UnknownReason::kNotYetDue:
    case model::UnknownReason::kInvalidOwner:
    case model::UnknownReason::kUnspecified:
      break;
  }
  return "";
}

}  // namespace readiness::engine::internal
