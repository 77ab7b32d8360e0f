// readiness/metric/metric_reading.h: metrics as an assessment prints them.
//
// Field names and meanings are those of readiness/v1/metric_reading.proto, which has all but
// `obstacles` and `can_miss` of a value.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "readiness/model/metric_definition.h"

namespace readiness::metric {

// One measure of a metric.
struct MetricValue {
  // The measure.
  std::string measure;
  // Its argument.
  std::optional<double> at;
  // The estimate.
  std::optional<double> estimate;
  // Lower end of the display interval.
  std::optional<double> low;
  // Upper end of the display interval.
  std::optional<double> high;
  // Lower end of the interval that the verdict uses.
  std::optional<double> anytime_low;
  // Upper end of the interval that the verdict uses.
  std::optional<double> anytime_high;
  // The unit.
  std::string unit;
  // How it was obtained.
  std::string method;
  // It may still change as late rows come in; verdicts rest on `complete_through`.
  bool provisional = false;
  // Of no difference between cohorts, where that was computed.
  std::optional<double> p_value;
  // The estimate were nothing that is open ever to come to the event: a bound that holds whatever
  // open items have to do with the outcome. Given for shares within a time, medians and p90.
  std::optional<double> worst_case;
  // Histograms: the least that the estimate can be, whatever the order of exits within a bin.
  std::optional<double> bin_low;
  // The most.
  std::optional<double> bin_high;
  // bias, calibration: the natural logarithm of the evidence that actuals do not lie above and
  // below what was expected by chance, or that the chances given do not hold. It shows at ln(1 /
  // alpha).
  std::optional<double> log_evidence;
  // Why nothing is concluded from it, whatever it is held against: names of reasons (verdict.h),
  // each once. Empty: something may be. What a target that the definition does not have would have
  // met with; for the engine, and in no message.
  std::vector<std::string> obstacles;
  // The obstacles are in parts of what it is made of (a small cohort, an exception state without
  // cases): what misses a target misses it in spite of them.
  bool can_miss = false;

  friend bool operator==(const MetricValue&, const MetricValue&) = default;
};

// What a metric rests on.
struct MetricSample {
  // All entities.
  int64_t total = 0;
  // Events.
  int64_t events = 0;
  // Open entities.
  int64_t open = 0;
  // Entities that left another way.
  int64_t competing = 0;
  // Entities whose horizon has passed.
  int64_t matured = 0;
  // Exposure, in the metric's unit.
  double exposure = 0;

  friend bool operator==(const MetricSample&, const MetricSample&) = default;
};

// A metric of one cohort.
struct MetricCohort {
  // The cohort.
  std::string cohort;
  // Its measures.
  std::vector<MetricValue> values;
  // What they rest on.
  MetricSample sample;
  // MET, NOT_MET or INSUFFICIENT.
  std::string verdict;
  // Why.
  std::vector<std::string> reasons;
  // How many more matured items would decide it.
  std::optional<int64_t> needed_count;
  // The natural logarithm of the evidence that the target is reached, where the estimate reaches
  // it; one verdict alone is MET at ln(1 / alpha). Not given where there is none.
  std::optional<double> log_evidence_met;
  // The same that it is missed, where the estimate misses it.
  std::optional<double> log_evidence_not_met;
  // The verdict where the named cohorts of all metrics of the answer are looked at together: of
  // those called NOT_MET an expected share of at most alpha are called so falsely, and of those
  // called MET the same (e-BH). Empty for what is not looked at: no target, or no name.
  std::string joint_verdict;

  friend bool operator==(const MetricCohort&, const MetricCohort&) = default;
};

// A metric of one exception state.
struct MetricSubject {
  // The exception state.
  std::string subject;
  // Its measures.
  std::vector<MetricValue> values;
  // What they rest on.
  MetricSample sample;
  // MET, NOT_MET or INSUFFICIENT.
  std::string verdict;
  // Why.
  std::vector<std::string> reasons;
  // How many more matured items would decide it.
  std::optional<int64_t> needed_count;

  friend bool operator==(const MetricSubject&, const MetricSubject&) = default;
};

// What a verdict asks, and the interval that answers it.
struct MetricTarget {
  // The measure that the definition names.
  std::string measure;
  // Its argument.
  std::optional<double> at;
  // The target.
  double value = 0;
  // The target is the least that meets it; otherwise the most.
  bool at_least = false;
  // adoption_consistency: the least rate of every cohort.
  std::optional<double> floor;
  // The measure whose interval decides: for a target on a median, the share that ends within it.
  std::string judged_measure;
  // Its argument.
  std::optional<double> judged_at;
  // What it must reach.
  double judged_value = 0;
  // Lower end of the interval that the verdict used; not given where nothing could be judged, and
  // where several intervals decide together (a state or cohort each).
  std::optional<double> low;
  // Upper end of it.
  std::optional<double> high;
  // The chance, at most, of ever being MET falsely.
  double alpha = 0;
  // How often it may be looked at for that to hold.
  model::MetricPeeking peeking = model::MetricPeeking::kUnspecified;
  // How many verdicts it is put together of, all of which must be MET. The chance of ever being
  // NOT_MET falsely is at most alpha times as many.
  int64_t part_count = 0;

  friend bool operator==(const MetricTarget&, const MetricTarget&) = default;
};

// AUTOCORRELATED: the weeks since a baseline against those before it, which no longer change.
struct MetricComparison {
  // AUTOCORRELATED: the baseline has fewer than 20 values to read from what weeks carry over.
  std::vector<std::string> reasons;
  // Values of the baseline.
  int64_t baseline_weeks = 0;
  // Full weeks since.
  int64_t weeks = 0;
  // Lower end of the interval of the weeks before; of a share, a rate a day or a mean score. Not
  // given where nothing is known of them.
  std::optional<double> before_low;
  // Upper end of it.
  std::optional<double> before_high;
  // Lower end of the interval of the weeks since, which holds at every look.
  std::optional<double> since_low;
  // Upper end of it.
  std::optional<double> since_high;
  // The end of the first week by which the two had nothing in common; not given where they always
  // had.
  std::optional<absl::Time> crossed_at;
  // What showed then: IMPROVING or WORSENING; INSUFFICIENT where nothing ever did.
  std::string ever;

  friend bool operator==(const MetricComparison&, const MetricComparison&) = default;
};

// What was wrong with the data of a metric.
struct MetricQuality {
  // Rows seen before.
  int64_t duplicates = 0;
  // Rows that came after the watermark.
  int64_t late = 0;
  // Negative durations, set to zero.
  int64_t clamped = 0;
  // Rows of no known cohort.
  int64_t unknown_cohort = 0;
  // Entities that named another cohort later; the first one counts.
  int64_t two_cohorts = 0;
  // Entities whose beginning is not known; they are in no other number.
  int64_t without_start = 0;
  // Decisions without a due time of their own, which have the definition's.
  int64_t without_due = 0;
  // Rows that happened or became known after the moment; they are left out.
  int64_t after_moment = 0;

  friend bool operator==(const MetricQuality&, const MetricQuality&) = default;
};

// What a trend rests on, and the ledger of all looks at it, one at the end of every week.
struct MetricTrend {
  // Values that it rests on: full weeks with something in them, those with little put together.
  int64_t weeks = 0;
  // Slope a week, on the scale on which weeks vary equally: arcsine of the root of a share, root of
  // a rate a day, or a mean score.
  double per_week = 0;
  // Lower end of the interval of the slope that holds at every look; not given where nothing is
  // known.
  std::optional<double> low;
  // Upper end of it.
  std::optional<double> high;
  // The natural logarithm of the evidence that there is a trend, now. It shows at ln(1 / alpha).
  double log_evidence = 0;
  // The largest at any look so far.
  double largest_log_evidence = 0;
  // The end of the week of that look.
  std::optional<absl::Time> largest_at;
  // The end of the first week by which a trend showed; not given where none ever did.
  std::optional<absl::Time> crossed_at;
  // What showed then: IMPROVING or WORSENING; INSUFFICIENT where nothing ever did.
  std::string ever;
  // How much of a week was taken to carry over into the next; not given without a baseline.
  std::optional<double> autocorrelation;
  // Empty; AUTOCORRELATED is said by trend_comparison, which then stands in place of this.
  std::vector<std::string> reasons;
  // The last week against the line through those before: two-sided p-value. Not given where that
  // cannot be said.
  std::optional<double> last_week_p_value;
  // What it must not exceed to be unusual, so that alpha lasts for all weeks.
  std::optional<double> last_week_alpha;
  // The natural logarithm of the evidence that the slope lies within the margin of the definition,
  // now; it is FLAT at ln(1 / alpha). Not given without a margin, and where it does not lie within.
  std::optional<double> log_evidence_flat;

  friend bool operator==(const MetricTrend&, const MetricTrend&) = default;
};

// How old what is open is, from its opening to the moment.
struct MetricOpenAges {
  // Decisions that are open, those that were reopened included.
  int64_t count = 0;
  // The median age, R type 7.
  double median_seconds = 0;
  // The 0.9-quantile, R type 7.
  double p90_seconds = 0;
  // The age of the oldest.
  double longest_seconds = 0;

  friend bool operator==(const MetricOpenAges&, const MetricOpenAges&) = default;
};

// What was expected, what came, and how well they agree.
struct MetricPrediction {
  // The prediction.
  std::string prediction;
  // Of which metric.
  std::string metric;
  // Of which measure of it.
  std::string measure;
  // Of which cohort; empty: of all.
  std::string cohort;
  // The unit of all numbers here that are no logarithms.
  std::string unit;
  // MATCH: the whole interval of the actual lies in what was expected. MISMATCH: they have nothing
  // in common. OPEN: in between, or no actual yet. NOT_LOCKED: locked or changed after the launch;
  // it counts for nothing.
  std::string result;
  // What was expected: the median, or the middle of a range; of a chance, the chance.
  double expected = 0;
  // Lower end of what was expected: of a point and its delta, else of the middle 80 %.
  double expected_low = 0;
  // Upper end of it.
  double expected_high = 0;
  // The actual, or the middle of its interval; not given: not known yet.
  std::optional<double> actual;
  // The actual less what was expected.
  std::optional<double> error;
  // Continuous ranked probability score: 0 where the actual was foreseen surely; of a point the
  // distance, of a chance Brier's score. Of ranges and quantiles twice their mean pinball loss.
  std::optional<double> crps;
  // Minus the natural logarithm of the density (of a chance: the chance) given to what came. Not
  // given for points, ranges and quantiles, which say none.
  std::optional<double> log_score;
  // The crps of the baseline: how far off "nothing changes" would have been.
  std::optional<double> baseline_crps;
  // The chance that was given to an actual of at most the one that came; of a distribution alone.
  std::optional<double> actual_probability;
  // The assumptions that did not hold.
  std::vector<std::string> failed_assumptions;

  friend bool operator==(const MetricPrediction&, const MetricPrediction&) = default;
};

// One cohort of a log-rank test.
struct MetricLogRankCohort {
  // The cohort.
  std::string cohort;
  // How many came to the event.
  double observed = 0;
  // How many would have, were all cohorts equally fast; with more observed it is the faster.
  double expected = 0;

  friend bool operator==(const MetricLogRankCohort&, const MetricLogRankCohort&) = default;
};

// Whether cohorts come to the event equally fast: the log-rank test, open items counted for as long
// as they were seen and other exits as the end of that.
struct MetricLogRank {
  // Chi-square.
  double statistic = 0;
  // Its degrees of freedom, one less than the cohorts that can be compared.
  int64_t degrees_of_freedom = 0;
  // Of no difference, at one look; looked at every week it shows one falsely far more often than it
  // says.
  double p_value = 0;
  // The cohorts that were compared: those with a name.
  std::vector<MetricLogRankCohort> cohorts;

  friend bool operator==(const MetricLogRank&, const MetricLogRank&) = default;
};

// One third of the decisions by how long they waited.
struct MetricLeadThird {
  // The longest wait in it.
  double longest_lag_seconds = 0;
  // Decisions.
  int64_t count = 0;
  // Those that were escalated afterwards.
  int64_t escalated_count = 0;

  friend bool operator==(const MetricLeadThird&, const MetricLeadThird&) = default;
};

// Whether a long wait between approval and implementation is a leading sign of trouble.
struct MetricLead {
  // LEADING: decisions that waited longer were escalated more often afterwards, by more than
  // chance. NOT_SHOWN: no more often than chance allows. INSUFFICIENT: too few decisions in a
  // third.
  std::string flag;
  // How long after its implementation started an escalation counts; decisions that had not that
  // long are left out.
  int64_t horizon_seconds = 0;
  // The fastest third, the middle, the slowest; equal waits stay together.
  std::vector<MetricLeadThird> thirds;
  // The standard deviation of the share escalated between the thirds, in percentage points, without
  // what chance alone makes of equal ones.
  std::optional<double> spread;
  // Lower end of its interval.
  std::optional<double> spread_low;
  // Upper end of it.
  std::optional<double> spread_high;
  // Of thirds that do not differ, at one look.
  std::optional<double> p_value;

  friend bool operator==(const MetricLead&, const MetricLead&) = default;
};

// A metric at the moment.
struct MetricReading {
  // The metric.
  std::string metric;
  // Its measures.
  std::vector<MetricValue> values;
  // What it rests on.
  MetricSample sample;
  // MET, NOT_MET or INSUFFICIENT.
  std::string verdict;
  // Why.
  std::vector<std::string> reasons;
  // How many more matured items would decide it, were they like those so far; for a rate, how many
  // more days of exposure.
  std::optional<int64_t> needed_count;
  // IMPROVING, WORSENING, FLAT or INSUFFICIENT.
  std::string trend;
  // The same, a cohort.
  std::vector<MetricCohort> cohorts;
  // What was wrong with the data.
  MetricQuality quality;
  // Up to here rows are complete, and verdicts look no further: the moment, or before it where the
  // definition allows for lateness.
  std::optional<absl::Time> complete_through;
  // What the trend rests on; not given where there are fewer than four values, and where
  // trend_comparison stands in its place.
  std::optional<MetricTrend> trend_evidence;
  // What the verdict asks and what it rests on; not given without a target.
  std::optional<MetricTarget> target;
  // The moment that the reading is of.
  std::optional<absl::Time> as_of;
  // Only rows that had become known by then were read; stored states hold what was known when they
  // were made.
  std::optional<absl::Time> known_at;
  // The weeks since the baseline held against those before it, where these are too few for a trend
  // with what they carry over taken out.
  std::optional<MetricComparison> trend_comparison;
  // exception_completion_quality: every exception state for itself; the worst of them decides.
  std::vector<MetricSubject> subjects;
  // decision_closure_rate: how old the decisions are that are open; not given where none is.
  std::optional<MetricOpenAges> open_ages;
  // prediction_match: every prediction for itself.
  std::vector<MetricPrediction> predictions;
  // time_to_resolution, review_to_implementation_lag, early_journey_completion: whether cohorts are
  // equally fast; not given where fewer than two named cohorts, or more than 64, can be compared.
  std::optional<MetricLogRank> log_rank;
  // The natural logarithm of the evidence that the target is reached, where the estimate reaches
  // it; one verdict alone is MET at ln(1 / alpha). Not given where there is none.
  std::optional<double> log_evidence_met;
  // The same that it is missed, where the estimate misses it.
  std::optional<double> log_evidence_not_met;
  // The verdict where the named cohorts of all metrics of the answer are looked at together, and
  // the metric itself where it has none or asks what no cohort answers alone: of those called
  // NOT_MET an expected share of at most alpha are called so falsely, and of those called MET the
  // same (e-BH). Empty for what is not looked at: no target, or cohorts stand in its place.
  std::string joint_verdict;
  // review_to_implementation_lag of a log: whether a long wait was followed by escalations.
  std::optional<MetricLead> lead;
  // The chance, at most, of ever calling noise a trend. Not given where no trend is looked for:
  // durations since a release, prediction_match.
  std::optional<double> trend_alpha;
  // The trend where those of all metrics of the answer are looked at together: of those called
  // IMPROVING an expected share of at most alpha are called so falsely, and of those called
  // WORSENING or FLAT the same (e-BH). Empty for what is not looked at: no trend is looked for, or
  // trend_comparison stands in its place, which has no evidence that could be put together.
  std::string joint_trend;

  friend bool operator==(const MetricReading&, const MetricReading&) = default;
};

// Metrics as `readiness metrics` prints them.
struct MetricReadings {
  // One a metric.
  std::vector<MetricReading> metrics;

  friend bool operator==(const MetricReadings&, const MetricReadings&) = default;
};

}  // namespace readiness::metric
