// readiness/decision/internal/finding.h: a finding as numbers, and intervals for it and for the
// difference of two.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/interval_memo.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/mean.h"
#include "readiness/estimate/proportion.h"
#include "readiness/model/evidence.h"
#include "readiness/model/verdict.h"

namespace readiness::decision::internal {

[[nodiscard]] inline bool IsFinite(double x) { return x - x == 0; }

// Equal findings. A NaN is the same finding as a NaN: the evidence does not disagree, it is
// invalid.
[[nodiscard]] inline bool SameFinding(const model::Finding& a, const model::Finding& b) {
  if (a == b) return true;
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  return x != nullptr && y != nullptr && *x != *x && *y != *y;
}

// What a finding says in numbers. low and high are the value itself, but for an interval without an
// estimate.
struct Measurement {
  enum class Kind : uint8_t { kExact, kShare, kMean, kInterval };
  Kind kind = Kind::kExact;
  std::optional<double> value;
  double low = 0;
  double high = 0;
  std::optional<int64_t> count;
  bool is_empty = false;  // It rests on no observation.
  model::ShareFinding share;
  model::MeanFinding mean;
  model::IntervalFinding interval;
  std::string problem;  // Why it is INVALID; empty: it is not.
};

[[nodiscard]] inline Measurement Measure(const model::Evidence& evidence, bool is_check) {
  Measurement m;
  const auto set = [&m](double value) {
    m.value = value;
    m.low = m.high = value;
    if (!IsFinite(value)) m.problem = base::Cat("the value is not a finite number: ", value);
  };
  if (evidence.sample_count > 0) m.count = evidence.sample_count;
  if (evidence.sample_count < 0) m.problem = "sample_count is negative";
  if (const auto* value = std::get_if<double>(&evidence.finding)) {
    set(*value);
  } else if (const auto* holds = std::get_if<bool>(&evidence.finding)) {
    set(*holds ? 1 : 0);
    if (!is_check) m.problem = "a yes or no has no interval; a CHECK can judge it";
  } else if (const auto* mean = std::get_if<model::MeanFinding>(&evidence.finding)) {
    m.kind = Measurement::Kind::kMean;
    m.mean = *mean;
    set(mean->mean);
    m.count = mean->count;
    m.is_empty = mean->count == 0;
    if (!(mean->standard_error >= 0) || !IsFinite(mean->standard_error)) {
      m.problem = base::Cat("standard_error is not a finite number >= 0: ", mean->standard_error);
    } else if (mean->count < 0) {
      m.problem = base::Cat("count is negative: ", mean->count);
    } else if ((mean->lower_bound.has_value() && !(mean->mean >= *mean->lower_bound)) ||
               (mean->upper_bound.has_value() && !(mean->mean <= *mean->upper_bound))) {
      m.problem = base::Cat("the mean ", mean->mean, " lies outside its bounds");
    }
  } else if (const auto* share = std::get_if<model::ShareFinding>(&evidence.finding)) {
    m.kind = Measurement::Kind::kShare;
    m.share = *share;
    m.count = share->trial_count;
    if (share->success_count < 0 || share->success_count > share->trial_count) {
      m.problem = base::Cat(share->success_count, " of ", share->trial_count, " cannot be");
    } else if (share->trial_count == 0) {
      m.is_empty = true;
    } else {
      set(static_cast<double>(share->success_count) / static_cast<double>(share->trial_count));
    }
  } else if (const auto* interval = std::get_if<model::IntervalFinding>(&evidence.finding)) {
    m.kind = Measurement::Kind::kInterval;
    m.interval = *interval;
    m.low = interval->low;
    m.high = interval->high;
    if (interval->count > 0) m.count = interval->count;
    if (interval->estimate.has_value()) set(*interval->estimate);
    if (!IsFinite(interval->low) || !IsFinite(interval->high) || interval->low > interval->high) {
      m.problem = base::Cat("[", interval->low, ", ", interval->high, "] is not an interval");
    } else if (!(interval->confidence > 0 && interval->confidence < 1)) {
      m.problem = base::Cat("confidence must lie in (0, 1), got ", interval->confidence);
    } else if (m.value.has_value() && !(interval->low <= *m.value && *m.value <= interval->high)) {
      m.problem = base::Cat("the estimate ", *m.value, " lies outside its interval");
    }
  } else {
    m.problem = "it carries no number";
  }
  return m;
}

// An interval for a value or a difference, or why there is none.
struct Bounds {
  double low = 0;
  double high = 0;
  std::string method;
  model::UnknownReason shortfall = model::UnknownReason::kUnspecified;
  std::string problem;
  int64_t fewest = 0;  // Observations without which the method gives nothing.
};

[[nodiscard]] inline Bounds Short(model::UnknownReason reason, std::string_view method,
                                  std::string problem, int64_t fewest = 0) {
  Bounds bounds;
  bounds.shortfall = reason;
  bounds.method = std::string(method);
  bounds.problem = std::move(problem);
  bounds.fewest = fewest;
  return bounds;
}

// The two-sided interval of one measurement at confidence 1 - alpha.
[[nodiscard]] inline absl::StatusOr<Bounds> BoundOne(const Measurement& m, double alpha,
                                                     bool peeking, IntervalMemo* memo) {
  Bounds bounds;
  bounds.low = m.low;
  bounds.high = m.high;
  const double confidence = 1.0 - alpha;
  switch (m.kind) {
    case Measurement::Kind::kExact:
      bounds.method = "exact";
      return bounds;
    case Measurement::Kind::kShare: {
      bounds.method = peeking ? "anytime proportion" : "Clopper-Pearson";
      const int64_t successes = m.share.success_count;
      const int64_t trials = m.share.trial_count;
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval interval,
                                 memo == nullptr
                                     ? ShareInterval(successes, trials, confidence, peeking)
                                     : memo->Share(successes, trials, confidence, peeking));
      bounds.low = interval.low;
      bounds.high = interval.high;
      return bounds;
    }
    case Measurement::Kind::kMean: {
      bounds.method = peeking ? "anytime mean (asymptotic)" : "Student t";
      const int64_t fewest = peeking ? estimate::kFewestForAnytimeMean : 2;
      if (m.mean.count < fewest) {
        return Short(model::UnknownReason::kUndersampled, bounds.method,
                     base::Cat(bounds.method, " needs at least ", fewest, " observations, has ",
                               m.mean.count),
                     fewest);
      }
      const estimate::MeanEstimate mean{m.mean.mean, m.mean.standard_error, m.mean.count};
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval interval,
                                 peeking ? estimate::AnytimeMean(mean, confidence)
                                         : estimate::MeanInterval(mean, confidence));
      bounds.low = interval.low;
      bounds.high = interval.high;
      return bounds;
    }
    case Measurement::Kind::kInterval:
      bounds.method = "interval as given";
      bounds.low = m.interval.low;
      bounds.high = m.interval.high;
      // Confidences are written as decimals: 1 - 0.05 and 0.95 are the same one.
      if (m.interval.confidence < confidence - 1e-12) {
        return Short(model::UnknownReason::kInconclusive, bounds.method,
                     base::Cat("the interval has confidence ", m.interval.confidence, "; ",
                               confidence, " is asked for"));
      }
      return bounds;
  }
  return bounds;
}

// The interval for a - b at confidence 1 - alpha; b null: for a alone. `memo` may be null.
[[nodiscard]] inline absl::StatusOr<Bounds> BoundDifference(const Measurement& a,
                                                            const Measurement* b, double alpha,
                                                            bool peeking, IntervalMemo* memo) {
  if (b == nullptr) return BoundOne(a, alpha, peeking, memo);
  const bool both_means = a.kind == Measurement::Kind::kMean && b->kind == Measurement::Kind::kMean;
  if (both_means && !peeking && a.mean.count >= 2 && b->mean.count >= 2) {
    READINESS_ASSIGN_OR_RETURN(
        const estimate::Interval interval,
        estimate::WelchInterval({a.mean.mean, a.mean.standard_error, a.mean.count},
                                {b->mean.mean, b->mean.standard_error, b->mean.count},
                                1.0 - alpha));
    Bounds bounds;
    bounds.low = interval.low;
    bounds.high = interval.high;
    bounds.method = "Welch";
    return bounds;
  }
  const bool is_exact = a.kind == Measurement::Kind::kExact || b->kind == Measurement::Kind::kExact;
  const bool adds_squares = !peeking && a.value.has_value() && b->value.has_value();
  const double share = is_exact || adds_squares ? alpha : 0.5 * alpha;
  READINESS_ASSIGN_OR_RETURN(Bounds left, BoundOne(a, share, peeking, memo));
  if (left.shortfall != model::UnknownReason::kUnspecified) return left;
  READINESS_ASSIGN_OR_RETURN(Bounds right, BoundOne(*b, share, peeking, memo));
  if (right.shortfall != model::UnknownReason::kUnspecified) {
    right.problem = base::Cat("baseline: ", right.problem);
    return right;
  }
  Bounds bounds;
  bounds.method =
      left.method == right.method ? left.method : base::Cat(left.method, " and ", right.method);
  if (is_exact || !adds_squares) {
    bounds.low = left.low - right.high;
    bounds.high = left.high - right.low;
    bounds.method += is_exact ? ", shifted" : ", limits subtracted";
    return bounds;
  }
  const double difference = *a.value - *b->value;
  const auto side = [](double x, double y) { return std::sqrt(x * x + y * y); };
  bounds.low = difference - side(*a.value - left.low, right.high - *b->value);
  bounds.high = difference + side(left.high - *a.value, *b->value - right.low);
  bounds.method += ", squares added";
  return bounds;
}

}  // namespace readiness::decision::internal
