// readiness/engine/internal/read_metric.h: what a criterion finds in the metrics of a moment.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/number.h"
#include "readiness/base/text.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::engine::internal {

struct MetricAnswer {
  const metric::MetricValue* value = nullptr;  // Of the measure asked for; nullptr: see `problem`.
  const metric::MetricSample* sample = nullptr;
  std::string verdict;
  std::vector<std::string> reasons;
  std::string measure;  // Which measure the verdict is on, where no definition names one.
  std::string problem;  // Why there is no value, for a person.
};

// "median, p90, within at 86400": what a metric has.
[[nodiscard]] inline std::string MeasuresOf(const std::vector<metric::MetricValue>& values) {
  std::string text;
  for (const metric::MetricValue& value : values) {
    text += base::Cat(text.empty() ? "" : ", ", value.measure);
    if (value.at.has_value()) text += base::Cat(" at ", base::ShortestText(*value.at));
  }
  return text.empty() ? std::string("none") : text;
}

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
  answer.problem = base::Cat("no state of metric \"", wanted.metric, "\"");
  for (const metric::MetricReading& reading : metrics) {
    if (reading.metric != wanted.metric) continue;
    const std::vector<metric::MetricValue>* values = &reading.values;
    answer.sample = &reading.sample;
    answer.verdict = reading.verdict;
    answer.reasons = reading.reasons;
    if (!wanted.cohort.empty()) {
      values = nullptr;
      for (const metric::MetricCohort& cohort : reading.cohorts) {
        if (cohort.cohort != wanted.cohort) continue;
        values = &cohort.values;
        answer.sample = &cohort.sample;
        answer.verdict = cohort.verdict;
        answer.reasons = cohort.reasons;
      }
      if (values == nullptr) {
        answer.problem =
            base::Cat("metric \"", wanted.metric, "\" has no cohort \"", wanted.cohort, "\"");
        return answer;
      }
    }
    if (!values->empty()) answer.measure = values->front().measure;
    answer.value = FindMetricValue(*values, wanted);
    answer.problem =
        base::Cat("metric \"", wanted.metric, "\" has no measure \"", wanted.measure, "\"");
    if (wanted.at.has_value()) answer.problem += base::Cat(" at ", base::ShortestText(*wanted.at));
    answer.problem += base::Cat("; it has ", MeasuresOf(*values));
    if (answer.value == nullptr && wanted.measure == "within" && wanted.at.has_value()) {
      answer.problem += "; what matures is counted at one time, so let policy.metrics define `at`";
    }
    return answer;
  }
  return answer;
}

// "0.71 share, NOT_MET": the value with the metric's own verdict.
[[nodiscard]] inline std::string TextOf(const MetricAnswer& answer) {
  const metric::MetricValue& value = *answer.value;
  std::string text = value.estimate.has_value()
                         ? base::Cat(*value.estimate, value.unit.empty() ? "" : " ", value.unit)
                         : std::string("not known");
  text += base::Cat(", ", answer.verdict);
  for (const std::string& reason : answer.reasons) text += base::Cat(" ", reason);
  return text;
}

// What keeps a metric from being judged at all, with any threshold: the obstacles of the value, and
// the reasons of the metric's own verdict. That its interval straddles a target, or that it has
// none, says nothing against another threshold.
[[nodiscard]] inline std::vector<std::string> Obstacles(const MetricAnswer& answer) {
  std::vector<std::string> obstacles = answer.value->obstacles;
  for (const std::string& reason : answer.reasons) {
    const bool is_of_target =
        reason == "STRADDLES" || reason == "NO_TARGET" || reason == "MEDIAN_NOT_REACHED";
    if (is_of_target || std::find(obstacles.begin(), obstacles.end(), reason) != obstacles.end()) {
      continue;
    }
    obstacles.push_back(reason);
  }
  return obstacles;
}

// PASS where the comparison holds for every value of the interval, FAIL where for none.
[[nodiscard]] inline model::Result CompareInterval(std::optional<double> low,
                                                   std::optional<double> high,
                                                   model::Comparison comparison, double threshold) {
  using model::Comparison;
  using model::Result;
  const Result open = Result::Unknown(model::UnknownReason::kInconclusive);
  if (!low.has_value() || !high.has_value()) return open;
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

// The same with a margin (decision/evaluate_criterion.h): NON_INFERIORITY and DETERIORATION leave
// room for it on the bad side of the threshold.
[[nodiscard]] inline model::Result JudgeMetric(const metric::MetricValue& value,
                                               const model::Criterion& criterion) {
  using model::Comparison;
  using model::Result;
  const double threshold = *criterion.threshold;
  const bool is_deterioration = criterion.role == model::CriterionRole::kDeterioration;
  if (!is_deterioration && criterion.role != model::CriterionRole::kNonInferiority) {
    return CompareInterval(value.anytime_low, value.anytime_high, criterion.comparison, threshold);
  }
  if (!value.anytime_low.has_value() || !value.anytime_high.has_value()) {
    return Result::Unknown(model::UnknownReason::kInconclusive);
  }
  const bool up = criterion.comparison == Comparison::kGreater ||
                  criterion.comparison == Comparison::kGreaterOrEqual;
  const double low = up ? *value.anytime_low - threshold : threshold - *value.anytime_high;
  const double high = up ? *value.anytime_high - threshold : threshold - *value.anytime_low;
  const double margin = *criterion.margin;
  if (is_deterioration && high < 0) return Result::Fail();
  if (low > -margin) return Result::Pass();
  if (!is_deterioration && high < -margin) return Result::Fail();
  return Result::Unknown(model::UnknownReason::kInconclusive);
}

}  // namespace readiness::engine::internal
