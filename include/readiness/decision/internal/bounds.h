// readiness/decision/internal/bounds.h: intervals for what was measured and for the difference of
// two measurements.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/internal/measurement.h"
#include "readiness/decision/interval_memo.h"
#include "readiness/estimate/bounded_mean.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/mean.h"
#include "readiness/model/verdict.h"

namespace readiness::decision::internal {

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
    case Measurement::Kind::kRatio:
    case Measurement::Kind::kMean: {
      bounds.method = peeking ? "anytime mean (asymptotic)" : "Student t";
      if (m.kind == Measurement::Kind::kRatio)
        bounds.method = base::Cat("delta method, ", bounds.method);
      const int64_t fewest = peeking ? estimate::kFewestForAnytimeMean : 2;
      if (m.mean.count < fewest) {
        return Short(model::UnknownReason::kUndersampled, bounds.method,
                     base::Cat(bounds.method, " needs at least ", fewest, " observations, has ",
                               m.mean.count),
                     fewest);
      }
      if (m.mean.standard_error == 0) {
        return Short(model::UnknownReason::kUndersampled, bounds.method,
                     "the standard error is 0 or was not said: without it there is no interval");
      }
      const estimate::MeanEstimate mean{m.mean.mean, m.mean.standard_error, m.mean.count};
      if (m.kind == Measurement::Kind::kRatio) {
        // The expansion holds near the mean below the line alone: that must stand clear of zero.
        READINESS_ASSIGN_OR_RETURN(
            const estimate::Interval below,
            estimate::MeanInterval(
                {m.ratio->denominator_mean, m.ratio->denominator_standard_error, m.mean.count},
                confidence));
        if (below.low <= 0 && below.high >= 0) {
          return Short(model::UnknownReason::kInconclusive, bounds.method,
                       base::Cat("the mean below the line, [", below.low, ", ", below.high,
                                 "], is not clear of 0"));
        }
      }
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval interval,
                                 peeking ? estimate::AnytimeMean(mean, confidence)
                                         : estimate::MeanInterval(mean, confidence));
      bounds.low = interval.low;
      bounds.high = interval.high;
      return bounds;
    }
    case Measurement::Kind::kBoundedMean: {
      bounds.method = "bounded mean (anytime), from its moments";
      const double scale = *m.mean.upper_bound - *m.mean.lower_bound;
      const double mean = (m.mean.mean - *m.mean.lower_bound) / scale;
      const double error = m.mean.standard_error / scale;
      // An error of 0 was not said: then the most that the bounds allow.
      const double variance =
          error == 0 ? mean * (1 - mean) : error * error * static_cast<double>(m.mean.count);
      READINESS_ASSIGN_OR_RETURN(
          const estimate::Interval interval,
          estimate::AnytimeBoundedMeanFromMoments({mean, variance, m.mean.count}, confidence));
      bounds.low = *m.mean.lower_bound + scale * interval.low;
      bounds.high = *m.mean.lower_bound + scale * interval.high;
      return bounds;
    }
    case Measurement::Kind::kScores: {
      bounds.method = "bounded mean (anytime)";
      const double scale = m.scores->upper_bound - m.scores->lower_bound;
      estimate::BoundedCounts counts;
      for (const model::ScoreCount& given : m.scores->scores) {
        counts.values.push_back((given.score - m.scores->lower_bound) / scale);
        counts.counts.push_back(given.count);
      }
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval interval,
                                 estimate::AnytimeBoundedMean(counts, confidence));
      bounds.low = m.scores->lower_bound + scale * interval.low;
      bounds.high = m.scores->lower_bound + scale * interval.high;
      return bounds;
    }
    case Measurement::Kind::kInterval:
      bounds.method = "interval as given";
      bounds.low = m.interval.low;
      bounds.high = m.interval.high;
      if (peeking && !m.interval.is_anytime) {
        return Short(model::UnknownReason::kInconclusive, bounds.method,
                     "the interval is one for a single look; the evidence is looked at again and "
                     "again");
      }
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
  if (both_means && !peeking && a.mean.count >= 2 && b->mean.count >= 2 &&
      a.mean.standard_error > 0 && b->mean.standard_error > 0) {
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
  const auto is_anytime = [](const Measurement& m) {
    return m.kind == Measurement::Kind::kBoundedMean || m.kind == Measurement::Kind::kScores;
  };
  const bool adds_squares =
      !peeking && a.value.has_value() && b->value.has_value() && !is_anytime(a) && !is_anytime(*b);
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
