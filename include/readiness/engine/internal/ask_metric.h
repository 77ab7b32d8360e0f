// readiness/engine/internal/ask_metric.h: a criterion that reads a computed metric.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "readiness/base/instant.h"
#include "readiness/base/number.h"
#include "readiness/base/text.h"
#include "readiness/decision/metric_reason.h"
#include "readiness/engine/internal/read_metric.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// Without a threshold of its own a criterion takes the metric's verdict, which is on one measure.
inline void JudgeByVerdict(const View& view, const model::MetricReference& wanted,
                           const MetricAnswer& answer, Leaf& leaf, Finding& finding) {
  std::string judged = answer.measure;
  std::optional<double> judged_at;
  for (const model::MetricDefinition& definition : view.policy.metrics) {
    if (definition.metric != wanted.metric) continue;
    if (!definition.measure.empty()) judged = definition.measure;
    judged_at = definition.at;
  }
  const bool is_other = (!wanted.measure.empty() && wanted.measure != judged) ||
                        (wanted.at.has_value() && judged_at.has_value() && wanted.at != judged_at);
  if (is_other) {
    leaf.raw = model::Result::Unknown(model::UnknownReason::kNoBaseline);
    finding.value += base::Cat("; its target is on ", judged,
                               ": give the criterion a threshold, or the definition this measure");
    return;
  }
  leaf.raw = decision::ResultOfMetric(answer.verdict, answer.reasons);
}

// A criterion that reads a computed metric: its verdict, or where the criterion has a threshold
// of its own the interval that verdicts use. `is_vetoed`: a quality criterion on it does not pass.
inline void AskMetric(const View& view, const model::Criterion& criterion, bool is_vetoed,
                      Leaf& leaf, Finding& finding) {
  const model::MetricReference& wanted = *criterion.metric_reference;
  if (wanted.since.has_value()) {
    // Metrics are computed over all that telemetry has; another answer would be to another
    // question.
    leaf.raw = model::Result::Unknown(model::UnknownReason::kMissing);
    finding.value =
        base::Cat("metric \"", wanted.metric, "\" since ", base::InstantText(*wanted.since),
                  " is not computed by this version; leave since out");
    return;
  }
  const MetricAnswer answer = FindMetricAnswer(view.metrics, wanted);
  if (answer.value == nullptr) {
    leaf.raw = model::Result::Unknown(model::UnknownReason::kMissing);
    finding.value = answer.problem;
    return;
  }
  finding.value = TextOf(answer);
  leaf.shown.method = answer.value->method;
  if (criterion.threshold.has_value()) {
    finding.threshold =
        base::Cat(model::Sign(criterion.comparison), " ", base::ShortestText(*criterion.threshold),
                  criterion.unit.empty() ? "" : " ", criterion.unit);
  }
  if (!criterion.unit.empty() && criterion.unit != answer.value->unit) {
    leaf.raw = model::Result::Unknown(model::UnknownReason::kInvalid);
    finding.value += base::Cat("; it is in unit \"", answer.value->unit, "\", the criterion in \"",
                               criterion.unit, "\"");
    return;
  }
  if (answer.sample->total < criterion.min_sample_count) {
    leaf.raw = model::Result::Unknown(model::UnknownReason::kUndersampled);
    leaf.shown.needed_count = criterion.min_sample_count;
    finding.value += base::Cat("; it rests on ", answer.sample->total, ", at least ",
                               criterion.min_sample_count, " are asked for");
    return;
  }
  if (is_vetoed && criterion.role != model::CriterionRole::kQuality) {
    leaf.raw = model::Result::Unknown(model::UnknownReason::kInvalid);
    finding.value += "; a quality criterion on it does not pass";
    return;
  }
  if (!criterion.threshold.has_value()) {
    JudgeByVerdict(view, wanted, answer, leaf, finding);
    return;
  }
  leaf.raw = JudgeMetric(*answer.value, criterion);
  // Where the metric itself cannot be judged, no threshold of ours makes it so.
  const std::vector<std::string> obstacles = Obstacles(answer);
  const bool is_missed = leaf.raw.kind == model::ResultKind::kFail && answer.value->can_miss;
  if (!obstacles.empty() && !is_missed) {
    leaf.raw = decision::ResultOfMetric("INSUFFICIENT", obstacles);
    std::string names;
    for (const std::string& obstacle : obstacles) {
      names += base::Cat(names.empty() ? "" : " ", obstacle);
    }
    finding.value += base::Cat("; not to be judged: ", names);
    return;
  }
  if (!answer.value->anytime_low.has_value()) {
    finding.value +=
        base::Cat("; ", answer.value->measure,
                  " has no interval that holds at every look: ask for a share or rate");
  }
}

}  // namespace readiness::engine::internal
