// readiness/metric/internal/score_findings.h: what answers on scales say (customer_confidence).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/estimate/bounded_mean.h"
#include "readiness/metric/internal/judge_share.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/reading.h"

namespace readiness::metric::internal {

// The answers on scales of their own tops as scores in [0, 1], by `map(score, top)`.
template <typename Map>
[[nodiscard]] estimate::BoundedCounts ScoresBy(std::span<const ScoreCount> scores, Map&& map) {
  estimate::BoundedCounts counts;
  for (const ScoreCount& one : scores) {
    const double value = map(one.score, one.top);
    const auto at = std::find(counts.values.begin(), counts.values.end(), value);
    if (at == counts.values.end()) {
      counts.values.push_back(value);
      counts.counts.push_back(one.answers);
    } else {
      counts.counts[static_cast<size_t>(at - counts.values.begin())] += one.answers;
    }
  }
  return counts;
}

// Widens an interval of a share among those who answered to what it can be among all who were
// asked.
inline void BoundNonresponse(double response_rate, MetricValue& value, double low, double high) {
  const auto widen = [&](std::optional<double>& from, std::optional<double>& to) {
    if (!from.has_value() || !to.has_value()) return;
    const double scale = high - low;
    *from = low + scale * (response_rate * ((*from - low) / scale));
    *to = low + scale * (response_rate * ((*to - low) / scale) + 1.0 - response_rate);
  };
  widen(value.low, value.high);
  widen(value.anytime_low, value.anytime_high);
  value.method += "; bounds over those who did not answer";
}

// customer_confidence
[[nodiscard]] inline absl::StatusOr<Findings> FindConfidence(const MetricSpec& d,
                                                             const CohortState& state,
                                                             const ReadContext& context) {
  const std::vector<ScoreCount> scores = ScoresAt(state, context);
  const auto invited = static_cast<int64_t>(state.sum(Sum::kInvited));
  // Invitations have no weeks of their own.
  const int64_t asked = context.is_verdict_only ? 0 : invited;
  int64_t answers = 0, top = 0;
  for (const ScoreCount& one : scores) {
    answers += one.answers;
    if (one.score > one.top - d.top_count) top += one.answers;
  }
  const MaturedCount matured = ReadMatured(state, context.at.as_of);
  Findings findings;
  findings.sample = {
      invited, answers, invited - answers, 0, d.measure == "unassisted" ? matured.items : answers,
      0};
  READINESS_ASSIGN_OR_RETURN(MetricValue top2, ShareValue(d, "top2", top, answers));
  const estimate::BoundedCounts of_mean =
      ScoresBy(scores, [](int score, int scale) { return static_cast<double>(score) / scale; });
  READINESS_ASSIGN_OR_RETURN(MetricValue mean, MeanValue(d, "mean", of_mean));
  // On a scale of 0 to 10: 9 and 10 promote, 0 to 6 detract.
  std::vector<ScoreCount> recommend;
  for (const ScoreCount& one : scores) {
    if (one.top == 10) recommend.push_back(one);
  }
  const estimate::BoundedCounts of_nps = ScoresBy(recommend, [](int score, int) {
    return score >= 9 ? 1.0 : score >= 7 ? 0.5 : 0.0;
  });
  READINESS_ASSIGN_OR_RETURN(MetricValue nps, MeanValue(d, "nps", of_nps, -100, 100));
  READINESS_ASSIGN_OR_RETURN(MetricValue unassisted,
                             ShareValue(d, "unassisted", matured.successes, matured.items));
  READINESS_ASSIGN_OR_RETURN(MetricValue response_rate,
                             ShareValue(d, "response_rate", std::min(answers, asked), asked));
  const double rate = response_rate.estimate.value_or(0);
  const bool is_bound = d.nonresponse == model::MetricNonresponse::kBound && invited > 0;
  if (is_bound) {
    BoundNonresponse(rate, top2, 0, 1);
    BoundNonresponse(rate, mean, 0, 1);
    BoundNonresponse(rate, nps, -100, 100);
  }
  int64_t recommending = 0;
  for (const ScoreCount& one : recommend) recommending += one.answers;
  AddCountObstacle(d, answers, MetricReason::kBelowMinimum, top2);
  AddCountObstacle(d, answers, MetricReason::kBelowMinimum, mean);
  AddCountObstacle(d, recommending, MetricReason::kBelowMinimum, nps);
  AddCountObstacle(d, matured.items, MetricReason::kNotMatured, unassisted);
  AddCountObstacle(d, asked, MetricReason::kBelowMinimum, response_rate);
  if (d.least_response_rate.has_value() && rate < *d.least_response_rate) {
    for (MetricValue* value : {&top2, &mean, &nps}) {
      AddObstacle(MetricReason::kNonresponse, *value);
    }
  }
  findings.values = {std::move(top2), std::move(mean), std::move(nps), std::move(unassisted),
                     std::move(response_rate)};
  if (!d.target.has_value()) return findings;
  if (d.measure == "unassisted") {
    READINESS_RETURN_IF_ERROR(JudgeShare(d, matured.successes, matured.items, *d.target, true,
                                         MetricReason::kNotMatured, findings));
    return findings;
  }
  const MetricValue& judged = *FindValue(findings.values, d.measure);
  findings.judgement = JudgeValue(d, &judged, answers, MetricReason::kBelowMinimum);
  findings.gate = GateOf(judged);
  // At the response rate so far: with bounds over those who did not answer that may never do.
  const double counted_rate = is_bound ? rate : 1;
  const auto bound = [counted_rate](const estimate::Interval& share) {
    return estimate::Interval{counted_rate * share.low,
                              counted_rate * share.high + 1.0 - counted_rate};
  };
  if (d.measure == "top2") {
    findings.needed_count = NeededTrials(d, top, answers, *d.target, true, bound);
  } else if (d.measure == "mean") {
    findings.needed_count = NeededScores(d, of_mean, bound);
  } else if (d.measure == "nps") {
    findings.needed_count = NeededScores(d, of_nps, [&bound](const estimate::Interval& of_scores) {
      const estimate::Interval share = bound(of_scores);
      return estimate::Interval{-100 + 200 * share.low, -100 + 200 * share.high};
    });
  }
  NeedTheLeastCount(d, answers, findings);
  if (!is_bound && answers >= std::max<int64_t>(1, d.least_count)) {
    if (d.measure == "top2") {
      READINESS_RETURN_IF_ERROR(AddShareEvidence(top, answers, *d.target, true, findings));
    } else if (d.measure == "mean") {
      AddMeanEvidence(of_mean, *d.target, true, findings);
    } else if (d.measure == "nps" && !recommend.empty()) {
      AddMeanEvidence(of_nps, (*d.target + 100) / 200, true, findings);
    }
  }
  if (d.least_response_rate.has_value() && rate < *d.least_response_rate) {
    findings.judgement = Insufficient(MetricReason::kNonresponse);
    findings.needed_count.reset();  // Answers at this rate do not raise it.
    findings.log_evidence_met.reset();
    findings.log_evidence_not_met.reset();
  }
  return findings;
}

}  // namespace readiness::metric::internal
