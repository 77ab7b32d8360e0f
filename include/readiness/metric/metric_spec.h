// readiness/metric/metric_spec.h: the ten metrics, their measures, and what a definition of one
// means once everything it leaves out is filled in.
//
//   model::MetricDefinition given;
//   given.metric = "time_to_resolution";
//   given.target = 0.9;                                     // 90 % resolved ...
//   given.horizon_seconds = 3 * 86'400;                     // ... within three days
//   READINESS_ASSIGN_OR_RETURN(const MetricSpec spec, MakeMetricSpec(given));
//
// A definition is data and part of a state's identity: states made under different definitions do
// not merge. Without a target a metric is INSUFFICIENT(NO_TARGET), never MET.
//
// Units:   shares in [0, 1], rates per 1,000 account-days, durations whole seconds.
// Errors:  InvalidArgument: METRIC (no such metric or measure), DEFINITION (naming the field).
// Cost:    O(1).   Threads: values only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/measure.h"
#include "readiness/model/metric_definition.h"

namespace readiness::metric {

// A definition with everything filled in.
struct MetricSpec {
  Metric metric = Metric::kTimeToResolution;
  std::string measure;           // The one that the target concerns.
  std::optional<double> at;      // Its argument: seconds, or a step; not given: the horizon.
  std::optional<double> target;  // The least, or where less is better the most, that meets it.
  std::optional<double> floor;   // adoption_consistency: the least rate of each cohort.
  absl::Duration horizon;        // After its start an item has matured.
  absl::Duration reopen_window;  // A close counts once it is this old.
  model::MetricClose counted_close = model::MetricClose::kFirst;
  model::MetricClock clock = model::MetricClock::kOpening;
  int64_t escalation_tier = 2;  // A tier at or above it is an escalation.
  int64_t top_count = 2;        // The answers at the top of the scale that count as top.
  int64_t cohort_minimum = 20;  // Matured items below which a cohort has no verdict.
  int64_t least_count = 5;      // Matured items below which there is no verdict at all.
  double alpha = 0.05;          // The chance, at most, of ever being MET falsely.
  model::MetricPeeking peeking = model::MetricPeeking::kAnytime;
  int64_t look_count = 0;  // kGroupSequential: how many looks are planned ...
  int64_t look = 0;        // ... and which this is, from 1.
  model::MetricSpending spending = model::MetricSpending::kOBrienFleming;
  model::MetricNonresponse nonresponse = model::MetricNonresponse::kIgnore;
  std::optional<double> least_response_rate;  // Below it there is no verdict.
  std::optional<int64_t> count_cap;           // rework_volume: what one item counts at most.
  std::vector<std::string> subjects;          // exception states that must be exercised; journeys.
  int64_t step_count = 0;  // early_journey_completion: steps; 0: the `completed` event.
  std::optional<absl::Duration> watermark_limit;   // Data that ends longer ago is stale.
  std::optional<double> wrong_share_limit;         // More wrong items than this share: no verdict.
  std::optional<double> trend_margin;              // A slope a week within it is FLAT.
  double slope_prior = 0.2;                        // Of the trend, in standard deviations a week.
  std::optional<absl::Duration> allowed_lateness;  // What is younger decides nothing.
  std::optional<absl::Time> baseline_until;        // The weeks before it show how weeks depend.
  model::MetricSequence sequence = model::MetricSequence::kFirstOccurrence;

  friend bool operator==(const MetricSpec&, const MetricSpec&) = default;
};

// What holds where a definition says nothing.
[[nodiscard]] inline MetricSpec DefaultSpec(Metric metric) {
  MetricSpec definition;
  definition.metric = metric;
  if (const auto measures = MeasuresOf(metric); !measures.empty()) {
    definition.measure = std::string(measures.front().name);
  }
  switch (metric) {
    case Metric::kAdoptionConsistency:
    case Metric::kCustomerConfidence:  // unassisted
    case Metric::kExceptionCompletionQuality:
    case Metric::kReworkVolume:
    case Metric::kEarlyJourneyCompletion:
      definition.horizon = absl::Hours(24 * 14);
      break;
    case Metric::kSupportEscalationFrequency:
      definition.horizon = absl::ZeroDuration();  // Shares count what is known at the moment.
      break;
    default:
      definition.horizon = absl::Hours(24 * 7);
      break;
  }
  return definition;
}

namespace internal {

// What is counted at the moment alone cannot be read as it was a while before it, and so nothing
// that is provisional can be kept out of a verdict on it.
[[nodiscard]] inline absl::Status CheckLateness(const MetricSpec& d) {
  const auto wrong = [&d](std::string_view what) {
    return base::Invalid("DEFINITION", base::Cat(Name(d.metric), ": ", what));
  };
  if (*d.allowed_lateness < absl::ZeroDuration() || *d.allowed_lateness > absl::Hours(24 * 36525)) {
    return wrong(base::Cat("allowed_lateness must lie between 0 and 100 years, got ",
                           absl::ToInt64Seconds(*d.allowed_lateness), " s"));
  }
  if (!d.target.has_value()) return absl::OkStatus();
  if (d.metric == Metric::kSupportEscalationFrequency && d.measure == "share" &&
      d.horizon == absl::ZeroDuration()) {
    return wrong("a share of all items so far is always provisional; give a horizon");
  }
  const bool is_rate = d.measure == "hazard" ||
                       (d.metric == Metric::kSupportEscalationFrequency && d.measure == "rate");
  if (is_rate && d.peeking != model::MetricPeeking::kAnytime) {
    return wrong("a rate with allowed_lateness is judged with peeking ANYTIME only");
  }
  if (d.nonresponse == model::MetricNonresponse::kBound || d.least_response_rate.has_value()) {
    return wrong(
        "a response rate is always provisional; leave out allowed_lateness, nonresponse "
        "BOUND or least_response_rate");
  }
  return absl::OkStatus();
}

}  // namespace internal

[[nodiscard]] inline absl::Status Check(const MetricSpec& d) {
  if (Name(d.metric).empty()) return base::Invalid("METRIC", "metric is missing");
  const auto wrong = [&d](std::string_view what) {
    return base::Invalid("DEFINITION", base::Cat(Name(d.metric), ": ", what));
  };
  const Measure* measure = FindMeasure(d.metric, d.measure);
  if (measure == nullptr) {
    std::string names;
    for (const Measure& one : MeasuresOf(d.metric)) {
      names += base::Cat(names.empty() ? "" : ", ", one.name);
    }
    return base::Invalid("METRIC", base::Cat(Name(d.metric), " has no measure \"", d.measure,
                                             "\"; its measures are ", names));
  }
  const auto is_in = [](const std::optional<double>& x, double low, double high) {
    return !x.has_value() || (*x >= low && *x <= high);
  };
  if (d.clock == model::MetricClock::kBusiness) {
    return wrong(
        "clock BUSINESS counts working time, which needs a calendar that this version does not "
        "have; leave out clock, and every hour counts");
  }
  constexpr double kMost = 1e15;
  if (d.target.has_value() && !measure->can_be_target) {
    return wrong(base::Cat("no verdict can be asked of ", d.measure));
  }
  const double most = measure->unit == "share"               ? 1
                      : measure->unit == "percentage points" ? 100
                                                             : kMost;
  const double least = d.measure == "nps" ? -100 : 0;
  if (!is_in(d.target, least, d.measure == "nps" ? 100 : most)) {
    return wrong(base::Cat("target must lie in [", least, ", ", d.measure == "nps" ? 100 : most,
                           "] ", measure->unit, ", got ", *d.target));
  }
  // What matures, and every interval that a verdict uses, counts from the item's own start.
  if (d.target.has_value() && d.clock == model::MetricClock::kRelease) {
    return wrong(
        "the clock RELEASE has no verdict, because items are judged by the time since their own "
        "start; leave out target, or take the clock OPENING");
  }
  if (d.at.has_value() && !measure->has_argument) {
    return wrong(base::Cat("at has no meaning for ", d.measure));
  }
  if (!is_in(d.at, 0, kMost)) return wrong(base::Cat("at must be finite and >= 0, got ", *d.at));
  if (!is_in(d.floor, 0, 1)) return wrong(base::Cat("floor must lie in [0, 1], got ", *d.floor));
  if (d.horizon < absl::ZeroDuration() || d.horizon > absl::Hours(24 * 36525)) {
    return wrong(base::Cat("horizon must lie between 0 and 100 years, got ",
                           absl::ToInt64Seconds(d.horizon), " s"));
  }
  if (d.reopen_window < absl::ZeroDuration() || d.reopen_window > absl::Hours(24 * 36525)) {
    return wrong(base::Cat("reopen_window must lie between 0 and 100 years, got ",
                           absl::ToInt64Seconds(d.reopen_window), " s"));
  }
  if (d.escalation_tier < 1 || d.escalation_tier > 15) {
    return wrong(base::Cat("escalation_tier must lie in [1, 15], got ", d.escalation_tier));
  }
  if (d.top_count < 1 || d.top_count > 10) {
    return wrong(base::Cat("top_count must lie in [1, 10], got ", d.top_count));
  }
  if (d.cohort_minimum < 1) {
    return wrong(base::Cat("cohort_minimum must be at least 1, got ", d.cohort_minimum));
  }
  if (d.least_count < 1) {
    return wrong(base::Cat("least_count must be at least 1, got ", d.least_count));
  }
  if (!(d.alpha > 0 && d.alpha <= 0.5)) {
    return wrong(base::Cat("alpha must lie in (0, 0.5], got ", d.alpha));
  }
  if (d.peeking == model::MetricPeeking::kGroupSequential &&
      (d.look_count < 1 || d.look_count > 100 || d.look < 1 || d.look > d.look_count)) {
    return wrong(base::Cat("look must lie in [1, look_count] and look_count in [1, 100], got look ",
                           d.look, " of ", d.look_count));
  }
  if (!is_in(d.least_response_rate, 0, 1)) {
    return wrong(base::Cat("least_response_rate must lie in [0, 1], got ", *d.least_response_rate));
  }
  if (d.count_cap.has_value() && (*d.count_cap < 1 || *d.count_cap > 1'000'000'000)) {
    return wrong(base::Cat("count_cap must lie in [1, 1e9], got ", *d.count_cap));
  }
  if (d.metric == Metric::kReworkVolume && d.measure == "mean_count" && d.target.has_value() &&
      d.peeking == model::MetricPeeking::kAnytime && !d.count_cap.has_value()) {
    return wrong(
        "a count without a bound has no interval that may be looked at at any time; give "
        "count_cap, "
        "or peeking ONE_LOOK or GROUP_SEQUENTIAL");
  }
  if (d.step_count < 0 || d.step_count > 64) {
    return wrong(base::Cat("step_count must lie in [0, 64], got ", d.step_count));
  }
  if (d.sequence == model::MetricSequence::kStrict && d.metric != Metric::kEarlyJourneyCompletion) {
    return wrong("sequence STRICT has a meaning for early_journey_completion only");
  }
  if (d.watermark_limit.has_value() && *d.watermark_limit < absl::ZeroDuration()) {
    return wrong(base::Cat("watermark_limit must be at least 0, got ",
                           absl::ToInt64Seconds(*d.watermark_limit), " s"));
  }
  if (!is_in(d.wrong_share_limit, 0, 1)) {
    return wrong(base::Cat("wrong_share_limit must lie in [0, 1], got ", *d.wrong_share_limit));
  }
  if (!is_in(d.trend_margin, 0, kMost)) {
    return wrong(base::Cat("trend_margin must be finite and >= 0, got ", *d.trend_margin));
  }
  if (d.allowed_lateness.has_value()) {
    READINESS_RETURN_IF_ERROR(internal::CheckLateness(d));
  }
  if (d.baseline_until.has_value() && !base::IsInstant(*d.baseline_until)) {
    return wrong("baseline_until must be whole microseconds of the years 1 to 9999");
  }
  if (!(d.slope_prior > 0 && d.slope_prior <= 100)) {
    return wrong(base::Cat("slope_prior must lie in (0, 100], got ", d.slope_prior));
  }
  return absl::OkStatus();
}

// Fills in what is not given and checks the result.
[[nodiscard]] inline absl::StatusOr<MetricSpec> MakeMetricSpec(
    const model::MetricDefinition& given) {
  if (given.metric.empty()) return base::Invalid("METRIC", "metric is missing; name one");
  READINESS_ASSIGN_OR_RETURN(const Metric metric, ReadMetric(given.metric));
  MetricSpec spec = DefaultSpec(metric);
  if (!given.measure.empty()) spec.measure = given.measure;
  spec.at = given.at;
  spec.target = given.target;
  spec.floor = given.floor;
  spec.horizon =
      given.horizon_seconds.has_value() ? absl::Seconds(*given.horizon_seconds) : spec.horizon;
  spec.reopen_window = absl::Seconds(given.reopen_window_seconds.value_or(0));
  const auto choose = [](auto& to, auto from) {
    if (from != decltype(from){}) to = from;
  };
  choose(spec.counted_close, given.counted_close);
  choose(spec.clock, given.clock);
  choose(spec.peeking, given.peeking);
  choose(spec.spending, given.spending);
  choose(spec.nonresponse, given.nonresponse);
  spec.escalation_tier = given.escalation_tier.value_or(spec.escalation_tier);
  spec.top_count = given.top_count.value_or(spec.top_count);
  spec.cohort_minimum = given.cohort_minimum.value_or(spec.cohort_minimum);
  spec.least_count = given.least_count.value_or(spec.least_count);
  spec.alpha = given.alpha.value_or(spec.alpha);
  spec.look_count = given.look_count.value_or(spec.look_count);
  spec.look = given.look.value_or(spec.look);
  spec.least_response_rate = given.least_response_rate;
  spec.count_cap = given.count_cap;
  spec.subjects = given.subjects;
  spec.step_count = given.step_count.value_or(spec.step_count);
  if (given.watermark_limit_seconds.has_value()) {
    spec.watermark_limit = absl::Seconds(*given.watermark_limit_seconds);
  }
  spec.wrong_share_limit = given.wrong_share_limit;
  spec.trend_margin = given.trend_margin;
  spec.slope_prior = given.slope_prior.value_or(spec.slope_prior);
  if (given.allowed_lateness_seconds.has_value()) {
    spec.allowed_lateness = absl::Seconds(*given.allowed_lateness_seconds);
  }
  spec.baseline_until = given.baseline_until;
  choose(spec.sequence, given.sequence);
  READINESS_RETURN_IF_ERROR(Check(spec));
  return spec;
}

// The definition that says all of it: equal specs, equal definitions, so it can be hashed.
[[nodiscard]] inline model::MetricDefinition DefinitionOf(const MetricSpec& spec) {
  model::MetricDefinition given;
  given.metric = std::string(Name(spec.metric));
  given.measure = spec.measure;
  given.at = spec.at;
  given.target = spec.target;
  given.floor = spec.floor;
  given.horizon_seconds = absl::ToInt64Seconds(spec.horizon);
  given.reopen_window_seconds = absl::ToInt64Seconds(spec.reopen_window);
  given.counted_close = spec.counted_close;
  given.clock = spec.clock;
  given.peeking = spec.peeking;
  given.spending = spec.spending;
  given.nonresponse = spec.nonresponse;
  given.escalation_tier = spec.escalation_tier;
  given.top_count = spec.top_count;
  given.cohort_minimum = spec.cohort_minimum;
  given.least_count = spec.least_count;
  given.alpha = spec.alpha;
  given.look_count = spec.look_count;
  given.look = spec.look;
  given.least_response_rate = spec.least_response_rate;
  given.count_cap = spec.count_cap;
  given.subjects = spec.subjects;
  given.step_count = spec.step_count;
  if (spec.watermark_limit.has_value()) {
    given.watermark_limit_seconds = absl::ToInt64Seconds(*spec.watermark_limit);
  }
  given.wrong_share_limit = spec.wrong_share_limit;
  given.trend_margin = spec.trend_margin;
  given.slope_prior = spec.slope_prior;
  if (spec.allowed_lateness.has_value()) {
    given.allowed_lateness_seconds = absl::ToInt64Seconds(*spec.allowed_lateness);
  }
  given.baseline_until = spec.baseline_until;
  // The default is left out: states that were stored before there was a choice keep their identity.
  if (spec.sequence == model::MetricSequence::kStrict) given.sequence = spec.sequence;
  return given;
}

}  // namespace readiness::metric
