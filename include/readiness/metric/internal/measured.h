// readiness/metric/internal/measured.h: one measure with its display interval and the interval that
// a verdict uses.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/bounded_mean.h"
#include "readiness/estimate/group_sequential.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/life_table.h"
#include "readiness/estimate/normal.h"
#include "readiness/estimate/proportion.h"
#include "readiness/estimate/rate.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/verdict.h"

namespace readiness::metric::internal {

inline constexpr double kDisplayConfidence = 0.95;

// What one cohort, or all of them, says.
struct Findings {
  std::vector<MetricValue> values;
  MetricSample sample;
  Judgement judgement = Insufficient(MetricReason::kNoTarget);
  std::optional<int64_t> needed_count;
  std::optional<estimate::Interval> gate;  // What the judgement rests on, where that is one.
  int64_t part_count = 1;                  // Judgements that it is put together of.
  std::vector<MetricSubject> subjects;
  std::optional<MetricOpenAges> open_ages;
  // Logarithms of the evidence that the target is reached, or missed; at most one of them.
  std::optional<double> log_evidence_met, log_evidence_not_met;
  std::vector<estimate::LifeTableRow> durations;  // What was read, of a metric of times.
};

[[nodiscard]] inline MetricValue EmptyValue(const Measure& measure) {
  MetricValue value;
  value.measure = std::string(measure.name);
  value.unit = std::string(measure.unit);
  return value;
}
// `d.metric` has the measure.
[[nodiscard]] inline MetricValue EmptyValue(const MetricSpec& d, std::string_view measure) {
  return EmptyValue(*FindMeasure(d.metric, measure));
}
inline void SetDisplay(MetricValue& value, const estimate::Interval& interval) {
  value.low = interval.low;
  value.high = interval.high;
}
inline void SetGate(MetricValue& value, const estimate::Interval& interval) {
  value.anytime_low = interval.low;
  value.anytime_high = interval.high;
}
[[nodiscard]] inline std::optional<estimate::Interval> GateOf(const MetricValue& value) {
  if (!value.anytime_low.has_value() || !value.anytime_high.has_value()) return std::nullopt;
  return estimate::Interval{*value.anytime_low, *value.anytime_high};
}

// Nothing may be concluded from the value for this reason.
inline void AddObstacle(MetricReason reason, MetricValue& value) {
  const std::string_view name = kMetricReasonNames[static_cast<size_t>(reason)];
  if (std::find(value.obstacles.begin(), value.obstacles.end(), name) == value.obstacles.end()) {
    value.obstacles.emplace_back(name);
  }
}
// Nor for those of another.
inline void AddObstacles(const MetricValue& from, MetricValue& value) {
  for (const std::string& name : from.obstacles) {
    if (std::find(value.obstacles.begin(), value.obstacles.end(), name) == value.obstacles.end()) {
      value.obstacles.push_back(name);
    }
  }
}
// The value rests on `count` items; `why_none`: the reason where there are none. A definition
// without a target asks for as many as one with it.
inline void AddCountObstacle(const MetricSpec& d, int64_t count, MetricReason why_none,
                             MetricValue& value) {
  if (count == 0) {
    AddObstacle(why_none, value);
  } else if (count < d.least_count) {
    AddObstacle(MetricReason::kBelowMinimum, value);
  }
}

// The confidence of an interval that is looked at once, or as planned.
[[nodiscard]] inline absl::StatusOr<double> LookConfidence(const MetricSpec& d) {
  if (d.peeking != model::MetricPeeking::kGroupSequential) return 1.0 - d.alpha;
  std::vector<double> information;
  for (int64_t look = 1; look <= d.look_count; ++look) {
    information.push_back(static_cast<double>(look) / static_cast<double>(d.look_count));
  }
  READINESS_ASSIGN_OR_RETURN(const std::vector<double> bounds,
                             estimate::SpendingBounds(d.spending == model::MetricSpending::kPocock
                                                          ? estimate::AlphaSpending::kPocock
                                                          : estimate::AlphaSpending::kObrienFleming,
                                                      information, d.alpha));
  const double z = bounds[static_cast<size_t>(d.look - 1)];
  return 1.0 - 2.0 * estimate::NormalCdf(-z);
}
[[nodiscard]] inline std::string_view GateName(const MetricSpec& d, std::string_view anytime,
                                               std::string_view one_look) {
  return d.peeking == model::MetricPeeking::kAnytime ? anytime : one_look;
}

// The interval of a share that a verdict uses.
[[nodiscard]] inline absl::StatusOr<estimate::Interval> ShareGate(const MetricSpec& d,
                                                                  int64_t successes,
                                                                  int64_t trials) {
  if (d.peeking == model::MetricPeeking::kAnytime) {
    return estimate::AnytimeProportion(successes, trials, 1.0 - d.alpha);
  }
  READINESS_ASSIGN_OR_RETURN(const double confidence, LookConfidence(d));
  return estimate::ClopperPearson(successes, trials, confidence);
}

// `successes` of `trials`; without trials there is no estimate and no interval.
[[nodiscard]] inline absl::StatusOr<MetricValue> ShareValue(const MetricSpec& d,
                                                            std::string_view measure,
                                                            int64_t successes, int64_t trials) {
  MetricValue value = EmptyValue(d, measure);
  value.method = base::Cat("Wilson; ", GateName(d, "beta-binomial mixture", "Clopper-Pearson"),
                           " for the verdict");
  if (trials == 0) return value;
  value.estimate = static_cast<double>(successes) / static_cast<double>(trials);
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval display,
                             estimate::Wilson(successes, trials, kDisplayConfidence));
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate, ShareGate(d, successes, trials));
  SetDisplay(value, display);
  SetGate(value, gate);
  return value;
}

// The interval of a rate for one look: wide enough for few events and for clusters that differ.
[[nodiscard]] inline absl::StatusOr<estimate::Interval> RateAtOneLook(
    int64_t events, double exposure, const estimate::ClusterMoments& clusters, double confidence) {
  READINESS_ASSIGN_OR_RETURN(estimate::Interval interval,
                             estimate::Garwood(events, exposure, confidence));
  if (clusters.count > 1 && clusters.y > 0) {
    READINESS_ASSIGN_OR_RETURN(const estimate::Interval ratio,
                               estimate::ClusterRate(clusters, confidence));
    interval.low = std::min(interval.low, ratio.low);
    interval.high = std::max(interval.high, ratio.high);
  }
  return interval;
}
// The interval of a rate that a verdict uses.
[[nodiscard]] inline absl::StatusOr<estimate::Interval> RateGate(
    const MetricSpec& d, int64_t events, double exposure,
    const estimate::ClusterMoments& clusters) {
  if (d.peeking == model::MetricPeeking::kAnytime) {
    return estimate::AnytimeRate(events, exposure, 1.0 - d.alpha);
  }
  READINESS_ASSIGN_OR_RETURN(const double confidence, LookConfidence(d));
  return RateAtOneLook(events, exposure, clusters, confidence);
}

// Events for an exposure, in events per unit of exposure; `scale` turns that into the unit of the
// measure. Without exposure there is no estimate.
[[nodiscard]] inline absl::StatusOr<MetricValue> RateValue(
    const MetricSpec& d, std::string_view measure, int64_t events, double exposure, double scale,
    const estimate::ClusterMoments& clusters) {
  MetricValue value = EmptyValue(d, measure);
  value.method = base::Cat("Garwood and cluster ratio; ",
                           GateName(d, "gamma-Poisson mixture", "their union"), " for the verdict");
  if (!(exposure > 0)) return value;
  value.estimate = static_cast<double>(events) / exposure * scale;
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval display,
                             RateAtOneLook(events, exposure, clusters, kDisplayConfidence));
  SetDisplay(value, {display.low * scale, display.high * scale});
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate,
                             RateGate(d, events, exposure, clusters));
  SetGate(value, {gate.low * scale, gate.high * scale});
  return value;
}

// The mean of scores in [0, 1], mapped to low + (high - low) * mean.
[[nodiscard]] inline absl::StatusOr<MetricValue> MeanValue(const MetricSpec& d,
                                                           std::string_view measure,
                                                           const estimate::BoundedCounts& scores,
                                                           double low = 0, double high = 1) {
  MetricValue value = EmptyValue(d, measure);
  value.method = "mixture of bets";
  double sum = 0;
  int64_t count = 0;
  for (size_t i = 0; i < scores.values.size(); ++i) {
    sum += scores.values[i] * static_cast<double>(scores.counts[i]);
    count += scores.counts[i];
  }
  if (count == 0) return value;
  const auto map = [low, high](double x) { return low + (high - low) * x; };
  value.estimate = map(sum / static_cast<double>(count));
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval display,
                             estimate::AnytimeBoundedMean(scores, kDisplayConfidence));
  SetDisplay(value, {map(display.low), map(display.high)});
  // Valid at any number of looks, so at one and at the planned ones as well.
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate,
                             estimate::AnytimeBoundedMean(scores, 1.0 - d.alpha));
  SetGate(value, {map(gate.low), map(gate.high)});
  return value;
}

// How many more trials until the share's interval is clear of the target, at the share seen so far.
// `judged_of`: from that interval to the one that is judged.
template <typename JudgedOf = std::identity>
[[nodiscard]] std::optional<int64_t> NeededTrials(const MetricSpec& d, int64_t successes,
                                                  int64_t trials, double target,
                                                  bool is_better_high,
                                                  const JudgedOf& judged_of = JudgedOf()) {
  if (trials == 0) return std::nullopt;
  const double share = static_cast<double>(successes) / static_cast<double>(trials);
  return NeededCount(
      trials,
      [&](int64_t n) {
        const auto s =
            n == trials ? successes
                        : std::min(n, static_cast<int64_t>(share * static_cast<double>(n) + 0.5));
        const auto gate = ShareGate(d, s, n);
        return gate.ok() && JudgeTarget(judged_of(*gate), target, is_better_high).verdict !=
                                MetricVerdict::kInsufficient;
      },
      int64_t{1} << 36);
}

// How many more days of exposure until the rate's interval is clear of the target, at the rate seen
// so far and in clusters like those seen so far.
[[nodiscard]] inline std::optional<int64_t> NeededDays(const MetricSpec& d, int64_t events,
                                                       double days, double scale,
                                                       const estimate::ClusterMoments& clusters) {
  if (!(days > 0) || days > 1e12 || !d.target.has_value()) return std::nullopt;
  const bool is_better_high = FindMeasure(d.metric, d.measure)->is_better_high;
  const auto whole_days = static_cast<int64_t>(days);
  return NeededCount(
      whole_days,
      [&](int64_t n) {
        const double factor = n == whole_days ? 1.0 : static_cast<double>(n) / days;
        estimate::ClusterMoments grown = clusters;
        grown.count = static_cast<int64_t>(static_cast<double>(clusters.count) * factor + 0.5);
        for (double* sum : {&grown.x, &grown.y, &grown.xx, &grown.xy, &grown.yy}) *sum *= factor;
        const auto gate =
            RateGate(d, static_cast<int64_t>(static_cast<double>(events) * factor + 0.5),
                     days * factor, grown);
        return gate.ok() &&
               JudgeTarget({gate->low * scale, gate->high * scale}, *d.target, is_better_high)
                       .verdict != MetricVerdict::kInsufficient;
      },
      int64_t{1} << 36U);
}

// How many more scores until the interval of their mean is clear of the target, were they to come
// in as those seen so far. `judged_of`: from an interval in [0, 1] to the one that is judged.
template <typename JudgedOf>
[[nodiscard]] std::optional<int64_t> NeededScores(const MetricSpec& d,
                                                  const estimate::BoundedCounts& scores,
                                                  const JudgedOf& judged_of) {
  int64_t count = 0;
  for (const int64_t one : scores.counts) count += one;
  if (count == 0 || !d.target.has_value()) return std::nullopt;
  const bool is_better_high = FindMeasure(d.metric, d.measure)->is_better_high;
  return NeededCount(
      count,
      [&](int64_t n) {
        estimate::BoundedCounts grown = scores;
        const double factor = static_cast<double>(n) / static_cast<double>(count);
        for (int64_t& one : grown.counts) {
          one = static_cast<int64_t>(static_cast<double>(one) * factor + 0.5);
        }
        const auto mean = estimate::AnytimeBoundedMean(grown, 1.0 - d.alpha);
        if (!mean.ok()) return false;
        return JudgeTarget(judged_of(*mean), *d.target, is_better_high).verdict !=
               MetricVerdict::kInsufficient;
      },
      int64_t{1} << 30U);
}

// The verdict on the measure that the definition's target concerns, from its gate interval.
// `count`: the items it rests on; `why_none`: the reason where there is nothing to judge.
[[nodiscard]] inline Judgement JudgeValue(const MetricSpec& d, const MetricValue* value,
                                          int64_t count, MetricReason why_none) {
  if (!d.target.has_value()) return Insufficient(MetricReason::kNoTarget);
  const auto gate = value == nullptr ? std::nullopt : GateOf(*value);
  if (count == 0) return Insufficient(why_none);
  // Without an interval there are too few, or too few events among them, for one.
  if (!gate.has_value() || count < d.least_count) return Insufficient(MetricReason::kBelowMinimum);
  return JudgeTarget(*gate, *d.target, FindMeasure(d.metric, d.measure)->is_better_high);
}
[[nodiscard]] inline const MetricValue* FindValue(const std::vector<MetricValue>& values,
                                                  std::string_view measure) {
  for (const MetricValue& value : values) {
    if (value.measure == measure) return &value;
  }
  return nullptr;
}

}  // namespace readiness::metric::internal
