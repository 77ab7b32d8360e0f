// readiness/decision/evaluate_criterion.h: judges one criterion on its evidence at one moment.
//
//   EvidenceView evidence;  evidence.items = {...};   // what stands on criterion.metric
//   READINESS_ASSIGN_OR_RETURN(const CriterionOutcome outcome,
//                              EvaluateCriterion(criterion, evidence, baseline, context));
//
// Checks, in this order; the first that decides is the result:
//   applies    context.guard: false NOT_APPLICABLE; unknown UNKNOWN(guard_reason, or MISSING)
//   present    nothing observed by as_of: MISSING; the newest observations of one moment disagree,
//              or the view says so: CONFLICTING
//   finite     NaN, infinity, impossible counts, another unit, a finding of the wrong kind: INVALID
//   age        as_of - observed_at > max_age_seconds: STALE
//   samples    fewer than min_sample_count, not said, or none: UNDERSAMPLED
//   data       a view is_vetoed (a quality criterion on it FAILs or is UNKNOWN): INVALID
//   baseline   named but not recorded: NO_BASELINE; not usable: as for the evidence itself. Its age
//              is not asked, since it is what was before; how few it rests on is in the interval
//   test       PASS, FAIL, or INCONCLUSIVE with the number of observations that would decide
//
// Test. CHECK and QUALITY compare the value with the threshold, double with double as given; where
// a baseline is named, the difference of the two as they are written (base/number.h). The other
// roles compare an interval for E, signed so that up is good:
//   without a baseline   E = value - threshold            (LESS*: threshold - value)
//   with a baseline      E = value - baseline - threshold (LESS*: baseline - value - threshold)
//   SUPERIORITY      PASS if low(E) > 0,      FAIL if high(E) <= 0
//   NON_INFERIORITY  PASS if low(E) > -margin, FAIL if high(E) < -margin
//   DETERIORATION    FAIL if high(E) < 0 (first), PASS if low(E) > -margin
//
// Intervals, two-sided at the criterion's confidence; SUPERIORITY divides alpha by the number of
// success criteria for a PASS, and keeps it for a FAIL: that others are asked makes no loser win.
// `method` says which was used:
//   finding    one look                          peeking
//   value      none: UNDERSAMPLED                the same
//   share      Clopper-Pearson                   mixture sequence (F3, estimate/proportion.h)
//   mean       Student's t, n >= 2               asymptotic mixture sequence, n >= 100
//   ratio      delta method, then as a mean; INCONCLUSIVE where the mean below the line may be 0
//   scores, and a mean between bounds            betting sequence (F5, estimate/bounded_mean.h),
//              which holds at every look; of a mean from its moments, which is wider
//   interval   as given, where its confidence is at least what is asked, and under peeking where it
//              is_anytime; else INCONCLUSIVE
// A standard error of 0 was not said: UNDERSAMPLED, and between bounds the worst that they allow.
// An allocation is the p-value of Pearson's chi-square test of the planned split, for CHECK and
// QUALITY; UNDERSAMPLED where a group expects fewer than 5.
//   difference of means: Welch; of anything else: squared distances to the limits added (MOVER, Zou
//              and Donner 2008, doi:10.1002/sim.3095); under peeking, and for intervals without an
//              estimate, limits at alpha / 2 each subtracted, which is exact and wider
//
// Cost:    some 0.1 us for a CHECK, 5 to 100 us with an interval; allocates for the message and id.
// Errors:  what model::Check(criterion) refuses; FailedPrecondition (rule CRITERION) for a
//          criterion that reads a formula, table or computed metric instead of evidence.
// Threads: values only.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/number.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/internal/bounds.h"
#include "readiness/decision/internal/measurement.h"
#include "readiness/decision/interval_memo.h"
#include "readiness/decision/truth.h"
#include "readiness/estimate/normal.h"
#include "readiness/model/criterion.h"
#include "readiness/model/evidence.h"
#include "readiness/model/verdict.h"

namespace readiness::decision {

// What stands on one metric: recorded by as_of, not retracted, in any order. Items observed after
// as_of are passed over.
struct EvidenceView {
  std::span<const model::Evidence* const> items;
  // A conflict among items stands until a later item is recorded, also where one of them has been
  // retracted since: the caller, who knows the log, says so.
  bool is_conflicting = false;
  // A quality criterion on this data FAILs or is UNKNOWN.
  bool is_vetoed = false;
};

struct CriterionContext {
  absl::Time as_of;
  LeafState guard = LeafState::kTrue;  // kFalse and kNotApplicable: it does not apply.
  model::UnknownReason guard_reason = model::UnknownReason::kMissing;
  int success_count = 1;    // Success criteria of MUST and SHOULD, which share alpha; 1 or more.
  int guardrail_count = 1;  // NON_INFERIORITY criteria of these levels, which share 1 - power.
  // Remembers intervals from call to call, where given; the outcome is the same.
  IntervalMemo* memo = nullptr;
};

struct CriterionOutcome {
  model::Result result;
  std::optional<double> value;      // The newest value, where it is a number.
  std::optional<double> baseline;   // The value it was compared with.
  std::optional<double> threshold;  // As the criterion gives it.
  std::optional<double> low;        // The interval for E (see above).
  std::optional<double> high;
  std::optional<int64_t> sample_count;  // Observations behind the value, where said.
  std::optional<int64_t> needed_count;  // INCONCLUSIVE, UNDERSAMPLED: about how many would decide.
  // When there are so many, if they go on coming at the pace of the evidence so far.
  std::optional<absl::Time> ready_at;
  std::string method;                         // Which interval, in words; empty for none.
  std::string message;                        // One sentence for a person.
  const model::Evidence* evidence = nullptr;  // The item that was judged, from the view.
  const model::Evidence* baseline_evidence = nullptr;
  // The last moment at which the evidence is young enough; InfiniteFuture: it does not age.
  absl::Time valid_until = absl::InfiniteFuture();
};

namespace internal {

[[nodiscard]] inline bool Compare(double value, model::Comparison comparison, double threshold) {
  switch (comparison) {
    case model::Comparison::kUnspecified:
      return false;
    case model::Comparison::kLess:
      return value < threshold;
    case model::Comparison::kLessOrEqual:
      return value <= threshold;
    case model::Comparison::kGreater:
      return value > threshold;
    case model::Comparison::kGreaterOrEqual:
      return value >= threshold;
    case model::Comparison::kEqual:
      return value == threshold;
    case model::Comparison::kNotEqual:
      return value != threshold && value == value;
  }
  return false;
}

[[nodiscard]] inline bool UpIsGood(model::Comparison comparison) {
  return comparison == model::Comparison::kGreater ||
         comparison == model::Comparison::kGreaterOrEqual;
}

// The newest item observed by as_of; ties to the first id. `disagrees`: another item of that moment
// found something else.
struct Newest {
  const model::Evidence* item = nullptr;
  bool disagrees = false;
};
[[nodiscard]] inline Newest FindNewest(const EvidenceView& view, absl::Time as_of) {
  Newest newest;
  for (const model::Evidence* item : view.items) {
    if (!item->observed_at.has_value() || *item->observed_at > as_of) continue;
    if (newest.item == nullptr || *item->observed_at > *newest.item->observed_at) {
      newest = {item, false};
    } else if (*item->observed_at == *newest.item->observed_at) {
      const bool differs =
          item->unit != newest.item->unit || !SameFinding(item->finding, newest.item->finding);
      newest.disagrees = newest.disagrees || differs;
      if (item->id < newest.item->id) newest.item = item;
    }
  }
  newest.disagrees = newest.item != nullptr && (newest.disagrees || view.is_conflicting);
  return newest;
}

// "40 d 21 h", "3 h 20 min", "45 s": an age as people say it, rounded down.
[[nodiscard]] inline std::string AgeText(int64_t seconds) {
  struct Unit {
    int64_t seconds;
    std::string_view name;
  };
  constexpr Unit kUnits[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
  for (size_t i = 0; i < std::size(kUnits); ++i) {
    if (seconds < kUnits[i].seconds && i + 1 < std::size(kUnits)) continue;
    std::string text = base::Cat(seconds / kUnits[i].seconds, kUnits[i].name);
    if (i + 1 == std::size(kUnits)) return text;
    const int64_t rest = seconds % kUnits[i].seconds / kUnits[i + 1].seconds;
    return rest == 0 ? text : base::Cat(text, " ", rest, kUnits[i + 1].name);
  }
  return "";
}

// About how many observations bring the interval to one side of `cut`, from `count` with this one:
// the side of the estimate that faces the cut shrinks with the square root of the count.
// `stretch`: by how much the interval is to fit more than once, 1 or more (StretchFor).
[[nodiscard]] inline std::optional<int64_t> NeededCount(int64_t count, double low, double high,
                                                        double estimate, double cut,
                                                        double stretch) {
  const double distance = std::fabs(estimate - cut);
  const double half = estimate > cut ? estimate - low : high - estimate;
  if (count <= 0 || !(distance > 0) || !(half >= 0)) return std::nullopt;
  const double ratio = stretch * half / distance;
  const double needed = static_cast<double>(count) * ratio * ratio;
  if (!(needed < 1e15)) return std::nullopt;
  return std::max(count + 1, static_cast<int64_t>(needed) + 1);
}

// How many times the half width of an interval at `alpha` has to fit between the estimate and the
// cut, so that the test decides with the power asked for: (z_alpha + z_beta) / z_alpha. To keep the
// power of the whole decision, beta is divided among its guardrails (Schultzberg, Ankargren and
// Franberg 2024, arXiv 2402.11609).
[[nodiscard]] inline double StretchFor(const model::Criterion& criterion, double alpha,
                                       int guardrail_count) {
  if (!criterion.power.has_value()) return 1.0;
  const double beta = (1.0 - *criterion.power) / std::max(1, guardrail_count);
  return std::max(1.0, 1.0 + estimate::NormalQuantile(beta) / estimate::NormalQuantile(alpha / 2));
}

// When there will be `needed` observations, where the newest item adds to all before it: by the
// pace from the first item to the newest. Nothing where the counts ever fell, did not grow, or the
// moment lies beyond what a time holds.
[[nodiscard]] inline std::optional<absl::Time> ReadyAt(const EvidenceView& view,
                                                       const model::Evidence& newest, int64_t count,
                                                       int64_t needed) {
  std::vector<std::pair<absl::Time, int64_t>> counts;
  for (const model::Evidence* item : view.items) {
    if (!item->observed_at.has_value() || *item->observed_at >= *newest.observed_at) continue;
    const Measurement measured = Measure(*item, true);
    if (item->unit != newest.unit || !measured.count.has_value()) return std::nullopt;
    counts.emplace_back(*item->observed_at, *measured.count);
  }
  if (counts.empty() || needed <= count) return std::nullopt;
  counts.emplace_back(*newest.observed_at, count);
  std::sort(counts.begin(), counts.end());
  for (size_t i = 1; i < counts.size(); ++i) {
    if (counts[i].second < counts[i - 1].second) return std::nullopt;
  }
  const int64_t grown = count - counts.front().second;
  if (grown <= 0) return std::nullopt;
  const double seconds = absl::ToDoubleSeconds(*newest.observed_at - counts.front().first) *
                         (static_cast<double>(needed - count) / static_cast<double>(grown));
  // A hundred years are no plan.
  if (!(seconds < 100 * 365.25 * 86400)) return std::nullopt;
  return *newest.observed_at + absl::Seconds(std::floor(seconds) + 1);
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<CriterionOutcome> EvaluateCriterion(
    const model::Criterion& criterion, const EvidenceView& evidence, const EvidenceView& baseline,
    const CriterionContext& context) {
  using model::Result;
  using model::UnknownReason;
  READINESS_RETURN_IF_ERROR(model::Check(criterion));
  if (criterion.metric.empty()) {
    return base::Refused(
        "CRITERION", base::Cat("criterion \"", criterion.id, "\" reads no evidence of its own"));
  }
  CriterionOutcome out;
  out.threshold = criterion.threshold;
  const auto unknown = [&](UnknownReason reason, std::string message) {
    out.result = Result::Unknown(reason);
    out.message = std::move(message);
    if (out.needed_count.has_value() && out.sample_count.has_value()) {
      out.ready_at =
          internal::ReadyAt(evidence, *out.evidence, *out.sample_count, *out.needed_count);
    }
    return out;
  };

  if (context.guard == LeafState::kFalse || context.guard == LeafState::kNotApplicable) {
    out.result = Result::NotApplicable();
    out.message = base::Cat("does not apply: guard ", criterion.guard, " does not hold");
    return out;
  }
  if (context.guard == LeafState::kUnknown) {
    const UnknownReason reason = context.guard_reason == UnknownReason::kUnspecified
                                     ? UnknownReason::kMissing
                                     : context.guard_reason;
    return unknown(reason, base::Cat("whether it applies is unknown: guard ", criterion.guard,
                                     " is ", Text(Result::Unknown(reason))));
  }

  const internal::Newest newest = internal::FindNewest(evidence, context.as_of);
  if (newest.item == nullptr) {
    return unknown(UnknownReason::kMissing, base::Cat("no evidence on ", criterion.metric));
  }
  const model::Evidence& item = *newest.item;
  out.evidence = newest.item;
  if (newest.disagrees) {
    return unknown(UnknownReason::kConflicting,
                   base::Cat("evidence on ", criterion.metric, " of one moment disagrees"));
  }

  const bool is_check = criterion.role == model::CriterionRole::kUnspecified ||
                        criterion.role == model::CriterionRole::kCheck ||
                        criterion.role == model::CriterionRole::kQuality;
  internal::Measurement measured = internal::Measure(item, is_check);
  if (item.unit != criterion.unit) {
    return unknown(UnknownReason::kInvalid,
                   base::Cat("evidence ", item.id, " is in unit \"", item.unit,
                             "\", the criterion in \"", criterion.unit, "\""));
  }
  out.sample_count = measured.count;
  out.value = measured.value;
  if (!measured.problem.empty()) {
    out.value.reset();
    return unknown(UnknownReason::kInvalid,
                   base::Cat("evidence ", item.id, ": ", measured.problem));
  }

  if (criterion.max_age_seconds > 0) {
    out.valid_until = *item.observed_at + absl::Seconds(criterion.max_age_seconds);
    if (context.as_of > out.valid_until) {
      return unknown(
          UnknownReason::kStale,
          base::Cat("evidence ", item.id, " is ",
                    internal::AgeText(absl::ToInt64Seconds(context.as_of - *item.observed_at)),
                    " old; at most ", internal::AgeText(criterion.max_age_seconds), " is allowed"));
    }
  }
  const int64_t count = measured.count.value_or(0);
  if (count < criterion.min_sample_count || measured.is_empty) {
    out.needed_count = std::max<int64_t>(criterion.min_sample_count, 1);
    return unknown(UnknownReason::kUndersampled,
                   base::Cat("evidence ", item.id, " rests on ",
                             measured.count.has_value() ? base::Cat(count) : "an unsaid number of",
                             " observations; at least ", *out.needed_count, " are asked for"));
  }
  if (!measured.scarcity.empty()) {
    return unknown(UnknownReason::kUndersampled,
                   base::Cat("evidence ", item.id, ": ", measured.scarcity));
  }
  const bool is_quality = criterion.role == model::CriterionRole::kQuality;
  if (!is_quality && (evidence.is_vetoed || baseline.is_vetoed)) {
    return unknown(
        UnknownReason::kInvalid,
        base::Cat("a quality criterion on ",
                  evidence.is_vetoed ? criterion.metric : criterion.baseline, " does not pass"));
  }

  internal::Measurement reference;
  const bool has_baseline = !criterion.baseline.empty();
  if (has_baseline) {
    const internal::Newest base_newest = internal::FindNewest(baseline, context.as_of);
    if (base_newest.item == nullptr) {
      return unknown(UnknownReason::kNoBaseline,
                     base::Cat("no baseline: nothing is recorded on ", criterion.baseline));
    }
    out.baseline_evidence = base_newest.item;
    if (base_newest.disagrees) {
      return unknown(UnknownReason::kConflicting,
                     base::Cat("the baseline ", criterion.baseline, " disagrees with itself"));
    }
    reference = internal::Measure(*base_newest.item, is_check);
    if (base_newest.item->unit != criterion.unit || !reference.problem.empty()) {
      return unknown(UnknownReason::kInvalid,
                     base::Cat("baseline ", base_newest.item->id, ": ",
                               reference.problem.empty() ? "another unit" : reference.problem));
    }
    if (reference.is_empty || !reference.scarcity.empty()) {
      return unknown(UnknownReason::kNoBaseline,
                     base::Cat("baseline ", base_newest.item->id, " rests on ",
                               reference.is_empty ? "no observation" : "too few observations"));
    }
    out.baseline = reference.value;
  }

  const double threshold = criterion.threshold.value_or(0);
  if (is_check) {
    const double low =
        has_baseline ? base::DecimalDifference(measured.low, reference.high) : measured.low;
    const double high =
        has_baseline ? base::DecimalDifference(measured.high, reference.low) : measured.high;
    const bool is_point = low == high;
    const auto range = [&] {
      return base::Cat("[", base::ShortestText(low), ", ", base::ShortestText(high), "]");
    };
    const bool at_low = internal::Compare(low, criterion.comparison, threshold);
    const bool at_high = internal::Compare(high, criterion.comparison, threshold);
    // Between the ends of an interval without an estimate, == and != may differ from both.
    const bool is_equality = criterion.comparison == model::Comparison::kEqual ||
                             criterion.comparison == model::Comparison::kNotEqual;
    if (at_low != at_high || (!is_point && is_equality && low < threshold && threshold < high)) {
      out.low = low;
      out.high = high;
      return unknown(UnknownReason::kInconclusive,
                     base::Cat(range(), " lies on both sides of ", base::ShortestText(threshold)));
    }
    out.result = at_low ? Result::Pass() : Result::Fail();
    out.message = base::Cat(is_point ? base::ShortestText(low) : range(), " ",
                            model::Sign(criterion.comparison), " ", base::ShortestText(threshold),
                            at_low ? " holds" : " does not hold");
    return out;
  }
  if (measured.kind == internal::Measurement::Kind::kExact) {
    return unknown(UnknownReason::kUndersampled,
                   base::Cat("evidence ", item.id, " is a single value, which has no interval; ",
                             "record a mean with its standard error, a share or an interval, or ",
                             "let a CHECK judge it"));
  }

  const double alpha = 1.0 - criterion.confidence.value_or(model::kDefaultConfidence);
  const bool is_superiority = criterion.role == model::CriterionRole::kSuperiority;
  // What wins one of several tests may do so by luck; what loses its own does not gain by others.
  const int family = is_superiority ? std::max(1, context.success_count) : 1;
  const auto bound = [&](double at_alpha) {
    return internal::BoundDifference(measured, has_baseline ? &reference : nullptr, at_alpha,
                                     criterion.peeking, context.memo);
  };
  READINESS_ASSIGN_OR_RETURN(const internal::Bounds bounds, bound(alpha / family));
  out.method = bounds.method;
  const bool up = internal::UpIsGood(criterion.comparison);
  const double shift = has_baseline ? threshold : (up ? threshold : -threshold);
  // In words an interval stands on the scale of the threshold; beside a baseline it is by how much
  // the value is better.
  const bool is_upward = has_baseline || up;
  const auto words = [&](double at) { return is_upward ? at + shift : 0.0 - (at + shift); };
  const auto range_words = [&](double from, double to) {
    return base::Cat(has_baseline ? "better by [" : "[", words(is_upward ? from : to), ", ",
                     words(is_upward ? to : from), "]");
  };
  const std::string_view better_side = is_upward ? "above " : "below ";
  const std::string_view worse_side = is_upward ? "below " : "above ";
  // What does not pass where it has to share alpha may still be shown to fail without.
  const auto fails_alone = [&]() -> absl::StatusOr<bool> {
    if (family == 1) return false;
    READINESS_ASSIGN_OR_RETURN(const internal::Bounds alone, bound(alpha));
    const double alone_low = (up ? alone.low : -alone.high) - shift;
    const double alone_high = (up ? alone.high : -alone.low) - shift;
    if (alone.shortfall != UnknownReason::kUnspecified || !(alone_high <= 0)) return false;
    out.low = alone_low;
    out.high = alone_high;
    out.result = Result::Fail();
    out.message =
        base::Cat(range_words(alone_low, alone_high), " does not reach ", better_side, words(0));
    return true;
  };
  if (bounds.shortfall != UnknownReason::kUnspecified) {
    READINESS_ASSIGN_OR_RETURN(const bool fails, fails_alone());
    if (fails) return out;
    if (bounds.fewest > 0) out.needed_count = bounds.fewest;
    return unknown(bounds.shortfall, bounds.problem);
  }
  const double low = (up ? bounds.low : -bounds.high) - shift;
  const double high = (up ? bounds.high : -bounds.low) - shift;
  if (!internal::IsFinite(low) && !internal::IsFinite(high) && !(low < high)) {
    return unknown(UnknownReason::kInvalid,
                   "the difference is beyond what a number holds; is the unit right?");
  }
  out.low = low;
  out.high = high;

  const double margin = criterion.margin.value_or(0);
  double cut = 0;
  const bool is_deterioration = criterion.role == model::CriterionRole::kDeterioration;
  if (!is_superiority) cut = -margin;
  const std::string range = range_words(low, high);
  if (is_deterioration && high < 0) {
    out.result = Result::Fail();
    out.message = base::Cat("shown to be worse: ", range, " lies ", worse_side, words(0));
    return out;
  }
  if (low > cut) {
    out.result = Result::Pass();
    out.message = base::Cat(range, " lies ", better_side, words(cut));
    return out;
  }
  READINESS_ASSIGN_OR_RETURN(const bool fails, fails_alone());
  if (fails) return out;
  if (is_superiority ? high <= cut : (!is_deterioration && high < cut)) {
    out.result = Result::Fail();
    out.message = base::Cat(range, is_superiority ? " does not reach " : " lies ",
                            is_superiority ? better_side : worse_side, words(cut));
    return out;
  }
  double estimate = 0.5 * (low + high);
  if (out.value.has_value() && (!has_baseline || out.baseline.has_value())) {
    const double difference = *out.value - out.baseline.value_or(0);
    estimate = (up ? difference : -difference) - shift;
  }
  const double stretch = internal::StretchFor(criterion, alpha / family, context.guardrail_count);
  out.needed_count = internal::NeededCount(count, low, high, estimate, cut, stretch);
  std::string message = base::Cat(range, " lies on both sides of ", words(cut));
  if (out.needed_count.has_value()) {
    message +=
        base::Cat("; needs about ", *out.needed_count, " observations",
                  criterion.power.has_value() ? base::Cat(" for a power of ", *criterion.power)
                                              : std::string(),
                  ", has ", count);
  }
  return unknown(UnknownReason::kInconclusive, std::move(message));
}

}  // namespace readiness::decision
