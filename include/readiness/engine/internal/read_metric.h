// readiness/engine/internal/read_metric.h: what a criterion finds in the metrics of a moment.
#pragma once

#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::engine::internal {

struct MetricAnswer {
  bool is_known = false;  // The metric, its cohort and its measure are there.
  std::string verdict;
  std::vector<std::string> reasons;
  std::optional<double> low, high;  // The interval that verdicts use.
  std::string text;                 // "0.71 share, verdict NOT_MET".
};

// The value of a measure; without an argument the first of that name.
[[nodiscard]] inline const metric::MetricValue* FindMetricValue(
    const std::vector<metric::MetricValue>& values, const model::MetricReference& wanted) {
  for (const metric::MetricValue& value : values) {
    if (!wanted.measure.empty() && value.measure != wanted.measure) continue;
    if (wanted.at.has_value() && value.at != wanted.at) continue;
    return &value;
  }
  return nullptr;
}

[[nodiscard]] inline MetricAnswer FindMetricAnswer(std::span<const metric::MetricReading> metrics,
                                                   const model::MetricReference& wanted) {
  MetricAnswer answer;
  for (const metric::MetricReading& reading : metrics) {
    if (reading.metric != wanted.metric) continue;
    const std::vector<metric::MetricValue>* values = &reading.values;
    answer.verdict = reading.verdict;
    answer.reasons = reading.reasons;
    if (!wanted.cohort.empty()) {
      values = nullptr;
      for (const metric::MetricCohort& cohort : reading.cohorts) {
        if (cohort.cohort != wanted.cohort) continue;
        values = &cohort.values;
        answer.verdict = cohort.verdict;
        answer.reasons = cohort.reasons;
      }
      if (values == nullptr) return {};
    }
    const metric::MetricValue* value = FindMetricValue(*values, wanted);
    if (value == nullptr) return {};
    answer.is_known = true;
    answer.low = value->anytime_low;
    answer.high = value->anytime_high;
    answer.text = value->estimate.has_value()
                      ? base::Cat(*value->estimate, value->unit.empty() ? "" : " ", value->unit)
                      : std::string("not known");
    answer.text += base::Cat(", ", answer.verdict);
    for (const std::string& reason : answer.reasons) answer.text += base::Cat(" ", reason);
    return answer;
  }
  return answer;
}

// PASS where the comparison holds for every value of the interval, FAIL where for none.
[[nodiscard]] inline model::Result CompareInterval(std::optional<double> low,
                                                   std::optional<double> high,
                                                   model::Comparison comparison, double threshold) {
  using model::Comparison;
  using model::Result;
  const Result open = Result::Unknown(model::UnknownReason::kInconclusive);
  if (!low.has_value() || !high.has_value()) {
    return Result::Unknown(model::UnknownReason::kUndersampled);
  }
  const auto judge = [&open](bool always, bool ever) {
    return always ? Result::Pass() : ever ? open : Result::Fail();
  };
  switch (comparison) {
    case Comparison::kLess:
      return judge(*high < threshold, *low < threshold);
    case Comparison::kLessOrEqual:
      return judge(*high <= threshold, *low <= threshold);
    case Comparison::kGreater:
      return judge(*low > threshold, *high > threshold);
    case Comparison::kGreaterOrEqual:
      return judge(*low >= threshold, *high >= threshold);
    case Comparison::kEqual:
      return judge(*low == threshold && *high == threshold,
                   *low <= threshold && threshold <= *high);
    case Comparison::kNotEqual:
      return judge(threshold < *low || *high < threshold,
                   !(*low == threshold && *high == threshold));
    case Comparison::kUnspecified:
      break;
  }
  return Result::Unknown(model::UnknownReason::kInvalid);
}

}  // namespace readiness::engine::internal
