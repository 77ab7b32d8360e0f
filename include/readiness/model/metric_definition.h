// readiness/model/metric_definition.h: what a metric means in one cycle, as somebody wrote it down.
//
// Field names and meanings are those of readiness/v1/metric_definition.proto. metric/metric_spec.h
// fills in what is not given and checks it.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace readiness::model {

// Which close of an item that was reopened counts.
enum class MetricClose : int8_t {
  // Not given; read as FIRST.
  kUnspecified = 0,
  // The first.
  kFirst = 1,
  // The last that no reopening followed within the reopen window.
  kFinal = 2,
};

[[nodiscard]] constexpr std::string_view Name(MetricClose value) {
  switch (value) {
    case MetricClose::kUnspecified:
      return "UNSPECIFIED";
    case MetricClose::kFirst:
      return "FIRST";
    case MetricClose::kFinal:
      return "FINAL";
  }
  return "";
}

// From when a duration is counted.
enum class MetricClock : int8_t {
  // Not given; read as OPENING.
  kUnspecified = 0,
  // From the opening of the item.
  kOpening = 1,
  // From the release; items enter when they open (delayed entry). Without a target.
  kRelease = 2,
  // Working time of a calendar. Not computed: a definition that asks for it is refused.
  kBusiness = 3,
};

[[nodiscard]] constexpr std::string_view Name(MetricClock value) {
  switch (value) {
    case MetricClock::kUnspecified:
      return "UNSPECIFIED";
    case MetricClock::kOpening:
      return "OPENING";
    case MetricClock::kRelease:
      return "RELEASE";
    case MetricClock::kBusiness:
      return "BUSINESS";
  }
  return "";
}

// How often a verdict may be looked at with its error guarantee whole.
enum class MetricPeeking : int8_t {
  // Not given; read as ANYTIME.
  kUnspecified = 0,
  // As often as one likes.
  kAnytime = 1,
  // Once.
  kOneLook = 2,
  // As often as was planned before the first look.
  kGroupSequential = 3,
};

[[nodiscard]] constexpr std::string_view Name(MetricPeeking value) {
  switch (value) {
    case MetricPeeking::kUnspecified:
      return "UNSPECIFIED";
    case MetricPeeking::kAnytime:
      return "ANYTIME";
    case MetricPeeking::kOneLook:
      return "ONE_LOOK";
    case MetricPeeking::kGroupSequential:
      return "GROUP_SEQUENTIAL";
  }
  return "";
}

// How alpha is spent over planned looks (Lan and DeMets 1983).
enum class MetricSpending : int8_t {
  // Not given; read as O_BRIEN_FLEMING.
  kUnspecified = 0,
  // Little at first, nearly all at the end.
  kOBrienFleming = 1,
  // About the same at every look.
  kPocock = 2,
};

[[nodiscard]] constexpr std::string_view Name(MetricSpending value) {
  switch (value) {
    case MetricSpending::kUnspecified:
      return "UNSPECIFIED";
    case MetricSpending::kOBrienFleming:
      return "O_BRIEN_FLEMING";
    case MetricSpending::kPocock:
      return "POCOCK";
  }
  return "";
}

// What those who did not answer stand for.
enum class MetricNonresponse : int8_t {
  // Not given; read as IGNORE.
  kUnspecified = 0,
  // Nothing.
  kIgnore = 1,
  // Any answer: intervals widen to the worst case.
  kBound = 2,
};

[[nodiscard]] constexpr std::string_view Name(MetricNonresponse value) {
  switch (value) {
    case MetricNonresponse::kUnspecified:
      return "UNSPECIFIED";
    case MetricNonresponse::kIgnore:
      return "IGNORE";
    case MetricNonresponse::kBound:
      return "BOUND";
  }
  return "";
}

// What it takes to have reached a step of a journey.
enum class MetricSequence : int8_t {
  // Not given; read as FIRST_OCCURRENCE.
  kUnspecified = 0,
  // That it happened, in whatever order.
  kFirstOccurrence = 1,
  // That it happened after the step before it was reached, or at the same moment.
  kStrict = 2,
};

[[nodiscard]] constexpr std::string_view Name(MetricSequence value) {
  switch (value) {
    case MetricSequence::kUnspecified:
      return "UNSPECIFIED";
    case MetricSequence::kFirstOccurrence:
      return "FIRST_OCCURRENCE";
    case MetricSequence::kStrict:
      return "STRICT";
  }
  return "";
}

// One metric. What is not given has a default.
struct MetricDefinition {
  // The metric, such as "time_to_resolution". Required.
  std::string metric;
  // The measure that the target concerns; not given: the metric's first.
  std::string measure;
  // The argument of the measure, such as seconds or a step.
  std::optional<double> at;
  // The least value that meets it, or the most where less is better. Not given: no verdict.
  std::optional<double> target;
  // adoption_consistency: the least rate of every cohort.
  std::optional<double> floor;
  // How long after its start an item has matured.
  std::optional<int64_t> horizon_seconds;
  // A close counts once it is this old; 0: at once.
  std::optional<int64_t> reopen_window_seconds;
  // Which close counts. Not given: FIRST.
  MetricClose counted_close = MetricClose::kUnspecified;
  // From when durations count. Not given: OPENING.
  MetricClock clock = MetricClock::kUnspecified;
  // The support line at which a ticket has escalated. Not given: 2.
  std::optional<int64_t> escalation_tier;
  // How many answers at the top of the scale count as top. Not given: 2.
  std::optional<int64_t> top_count;
  // Matured items below which a cohort has no verdict. Not given: 20.
  std::optional<int64_t> cohort_minimum;
  // Matured items below which there is no verdict. Not given: 5.
  std::optional<int64_t> least_count;
  // The chance, at most, of ever being MET falsely. Not given: 0.05.
  std::optional<double> alpha;
  // How often it may be looked at. Not given: ANYTIME.
  MetricPeeking peeking = MetricPeeking::kUnspecified;
  // GROUP_SEQUENTIAL: how many looks are planned.
  std::optional<int64_t> look_count;
  // GROUP_SEQUENTIAL: which of them this is, from 1.
  std::optional<int64_t> look;
  // GROUP_SEQUENTIAL: how alpha is spent. Not given: O_BRIEN_FLEMING.
  MetricSpending spending = MetricSpending::kUnspecified;
  // customer_confidence: what no answer stands for. Not given: IGNORE.
  MetricNonresponse nonresponse = MetricNonresponse::kUnspecified;
  // customer_confidence: no verdict below it.
  std::optional<double> least_response_rate;
  // rework_volume: what one item counts at most.
  std::optional<int64_t> count_cap;
  // Exception states that must be exercised.
  std::vector<std::string> subjects;
  // early_journey_completion: the steps; not given: the event `completed` ends it.
  std::optional<int64_t> step_count;
  // Data that ends longer before the moment is stale. Not given: never.
  std::optional<int64_t> watermark_limit_seconds;
  // No verdict where a greater share of the items is wrong. Not given: 1.
  std::optional<double> wrong_share_limit;
  // A slope a week within it is FLAT; of the arcsine of the root of a share, the root of a rate a
  // day, or a mean score.
  std::optional<double> trend_margin;
  // Of the trend, in standard deviations a week. Not given: 0.2.
  std::optional<double> slope_prior;
  // Rows may become known this long after they happened. What happened later than the last row less
  // this is provisional: it is shown, and no verdict rests on it. Not given: rows are complete up
  // to the moment.
  std::optional<int64_t> allowed_lateness_seconds;
  // The weeks before it are the baseline of the trend: how much a week carries over into the next
  // is read from them, at least 20, and taken out. Not given: weeks are taken as independent.
  std::optional<absl::Time> baseline_until;
  // early_journey_completion: what it takes to have reached a step. Not given: FIRST_OCCURRENCE.
  MetricSequence sequence = MetricSequence::kUnspecified;

  friend bool operator==(const MetricDefinition&, const MetricDefinition&) = default;
};

// The definitions of some metrics.
struct MetricDefinitions {
  // One a metric; what is not named has its defaults.
  std::vector<MetricDefinition> definitions;

  friend bool operator==(const MetricDefinitions&, const MetricDefinitions&) = default;
};

}  // namespace readiness::model
