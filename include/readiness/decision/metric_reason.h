// readiness/decision/metric_reason.h: the result of a criterion that reads a computed metric.
//
// A metric answers MET, NOT_MET or INSUFFICIENT with reasons of its own (metrics are computed by
// the room `metric`, which decision does not know): MET is PASS, NOT_MET is FAIL, INSUFFICIENT is
// UNKNOWN with the reason below. Any other word is UNKNOWN: nothing passes because it is not
// understood.
//
// Cost:    O(1), no allocation.   Threads: values only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "readiness/model/verdict.h"

namespace readiness::decision {

// The reason of a criterion for one reason of a metric; kMissing for a word that is none.
[[nodiscard]] constexpr model::UnknownReason ReasonOfMetric(std::string_view reason) {
  using model::UnknownReason;
  if (reason == "N_BELOW_MIN" || reason == "NO_EXPOSURE" || reason == "NONRESPONSE") {
    return UnknownReason::kUndersampled;
  }
  if (reason == "NOT_MATURED") return UnknownReason::kNotYetDue;
  if (reason == "STALE_WATERMARK") return UnknownReason::kStale;
  if (reason == "STRADDLES" || reason == "MEDIAN_NOT_REACHED" || reason == "AUTOCORRELATED") {
    return UnknownReason::kInconclusive;
  }
  if (reason == "DQ_BREACH") return UnknownReason::kInvalid;
  if (reason == "UNLOCKED_PREDICTION" || reason == "NO_TARGET") return UnknownReason::kNoBaseline;
  return UnknownReason::kMissing;
}

// `verdict`: the metric's word, empty where there is no state; `reasons`: its reasons, of which the
// one that comes first in the order of UnknownReason counts.
[[nodiscard]] inline model::Result ResultOfMetric(std::string_view verdict,
                                                  std::span<const std::string> reasons) {
  if (verdict == "MET") return model::Result::Pass();
  if (verdict == "NOT_MET") return model::Result::Fail();
  model::UnknownReason first = model::UnknownReason::kUnspecified;
  for (const std::string& reason : reasons) {
    const model::UnknownReason next = ReasonOfMetric(reason);
    if (first == model::UnknownReason::kUnspecified || next < first) first = next;
  }
  if (first == model::UnknownReason::kUnspecified) first = model::UnknownReason::kMissing;
  return model::Result::Unknown(first);
}

}  // namespace readiness::decision
