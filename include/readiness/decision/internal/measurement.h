// readiness/decision/internal/measurement.h: a finding as numbers.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "readiness/base/text.h"
#include "readiness/estimate/chi_square.h"
#include "readiness/model/evidence.h"

namespace readiness::decision::internal {

// Subjects that each group must expect for the chi-square approximation to hold (Cochran 1954).
inline constexpr double kFewestExpected = 5;

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
  enum class Kind : uint8_t { kExact, kShare, kMean, kRatio, kBoundedMean, kScores, kInterval };
  Kind kind = Kind::kExact;
  std::optional<double> value;
  double low = 0;
  double high = 0;
  std::optional<int64_t> count;
  bool is_empty = false;  // It rests on no observation.
  model::ShareFinding share;
  model::MeanFinding mean;  // kMean, kRatio (by the delta method) and kBoundedMean.
  const model::RatioFinding* ratio = nullptr;
  const model::ScoresFinding* scores = nullptr;
  model::IntervalFinding interval;
  std::string problem;   // Why it is INVALID; empty: it is not.
  std::string scarcity;  // Why it is UNDERSAMPLED; empty: it is not.

  void Set(double number) {
    value = number;
    low = high = number;
    if (!IsFinite(number)) problem = base::Cat("the value is not a finite number: ", number);
  }
};

[[nodiscard]] inline bool IsStandardError(double x) { return x >= 0 && IsFinite(x); }

inline void Read(const std::monostate&, bool, Measurement& m) {
  m.problem = "it carries no number";
}
inline void Read(const model::Ordinal&, bool, Measurement& m) {
  m.problem = "it carries no number";
}
inline void Read(double value, bool, Measurement& m) { m.Set(value); }
inline void Read(bool holds, bool is_check, Measurement& m) {
  m.Set(holds ? 1 : 0);
  if (!is_check) m.problem = "a yes or no has no interval; a CHECK can judge it";
}
inline void Read(const model::MeanFinding& mean, bool, Measurement& m) {
  m.kind = mean.lower_bound.has_value() && mean.upper_bound.has_value()
               ? Measurement::Kind::kBoundedMean
               : Measurement::Kind::kMean;
  m.mean = mean;
  m.Set(mean.mean);
  m.count = mean.count;
  m.is_empty = mean.count == 0;
  if (!IsStandardError(mean.standard_error)) {
    m.problem = base::Cat("standard_error is not a finite number >= 0: ", mean.standard_error);
  } else if (mean.count < 0) {
    m.problem = base::Cat("count is negative: ", mean.count);
  } else if ((mean.lower_bound.has_value() && !(mean.mean >= *mean.lower_bound)) ||
             (mean.upper_bound.has_value() && !(mean.mean <= *mean.upper_bound))) {
    m.problem = base::Cat("the mean ", mean.mean, " lies outside its bounds");
  } else if (m.kind == Measurement::Kind::kBoundedMean &&
             !IsFinite(*mean.upper_bound - *mean.lower_bound)) {
    m.problem = "its bounds are not finite numbers, or too far apart for a number";
  }
}
inline void Read(const model::ShareFinding& share, bool, Measurement& m) {
  m.kind = Measurement::Kind::kShare;
  m.share = share;
  m.count = share.trial_count;
  if (share.success_count < 0 || share.success_count > share.trial_count) {
    m.problem = base::Cat(share.success_count, " of ", share.trial_count, " cannot be");
  } else if (share.trial_count == 0) {
    m.is_empty = true;
  } else {
    m.Set(static_cast<double>(share.success_count) / static_cast<double>(share.trial_count));
  }
}
inline void Read(const model::IntervalFinding& interval, bool, Measurement& m) {
  m.kind = Measurement::Kind::kInterval;
  m.interval = interval;
  m.low = interval.low;
  m.high = interval.high;
  if (interval.count > 0) m.count = interval.count;
  if (interval.estimate.has_value()) m.Set(*interval.estimate);
  if (!IsFinite(interval.low) || !IsFinite(interval.high) || interval.low > interval.high) {
    m.problem = base::Cat("[", interval.low, ", ", interval.high, "] is not an interval");
  } else if (!(interval.confidence > 0 && interval.confidence < 1)) {
    m.problem = base::Cat("confidence must lie in (0, 1), got ", interval.confidence);
  } else if (m.value.has_value() && !(interval.low <= *m.value && *m.value <= interval.high)) {
    m.problem = base::Cat("the estimate ", *m.value, " lies outside its interval");
  }
}
inline void Read(const model::ScoresFinding& scores, bool, Measurement& m) {
  m.kind = Measurement::Kind::kScores;
  m.scores = &scores;
  if (const std::string problem = model::internal::ProblemOf(scores); !problem.empty()) {
    m.problem = problem;
    return;
  }
  if (!IsFinite(scores.upper_bound - scores.lower_bound)) {
    m.problem = "its bounds are not finite numbers, or too far apart for a number";
    return;
  }
  int64_t count = 0;
  double sum = 0;
  for (const model::ScoreCount& given : scores.scores) {
    count += given.count;
    sum += static_cast<double>(given.count) * given.score;
  }
  m.count = count;
  m.is_empty = count == 0;
  if (count > 0) m.Set(sum / static_cast<double>(count));
}
// The delta method: to first order the error of x / y is that of (x - (x / y) y) / y.
inline void Read(const model::RatioFinding& ratio, bool, Measurement& m) {
  m.kind = Measurement::Kind::kRatio;
  m.ratio = &ratio;
  m.count = ratio.count;
  const double above = ratio.numerator_standard_error;
  const double below = ratio.denominator_standard_error;
  if (const std::string problem = model::internal::ProblemOf(ratio); !problem.empty()) {
    m.problem = problem;
    return;
  }
  if (!IsStandardError(above) || !IsStandardError(below) ||
      (ratio.covariance.has_value() && !IsFinite(*ratio.covariance))) {
    m.problem = "a standard error or the covariance is not a finite number";
    return;
  }
  const double value = ratio.numerator_mean / ratio.denominator_mean;
  m.Set(value);
  const double covariance = ratio.covariance.value_or(value < 0 ? above * below : -above * below);
  const double square = above * above - 2 * value * covariance + value * value * below * below;
  m.mean.mean = value;
  m.mean.count = ratio.count;
  m.mean.standard_error = std::sqrt(square > 0 ? square : 0) / std::fabs(ratio.denominator_mean);
  if (m.problem.empty() && !IsFinite(m.mean.standard_error)) {
    m.problem = "the error of the ratio is beyond what a number holds";
  }
}
inline void Read(const model::AllocationFinding& allocation, bool is_check, Measurement& m) {
  if (const std::string problem = model::internal::ProblemOf(allocation); !problem.empty()) {
    m.problem = problem;
    return;
  }
  double total = 0;
  double weight = 0;
  const auto weight_of = [&allocation](size_t i) {
    return allocation.weights.empty() ? 1.0 : allocation.weights[i];
  };
  int64_t count = 0;
  for (size_t i = 0; i < allocation.counts.size(); ++i) {
    count += allocation.counts[i];
    weight += weight_of(i);
  }
  total = static_cast<double>(count);
  m.count = count;
  m.is_empty = count == 0;
  if (count == 0) return;
  double distance = 0;
  for (size_t i = 0; i < allocation.counts.size(); ++i) {
    const double expected = total * weight_of(i) / weight;
    if (expected < kFewestExpected && m.scarcity.empty()) {
      m.scarcity = base::Cat("group ", i + 1, " expects ", expected, " subjects; the test needs ",
                             kFewestExpected);
    }
    const double off = static_cast<double>(allocation.counts[i]) - expected;
    distance += off * off / expected;
  }
  m.Set(estimate::ChiSquareSurvival(static_cast<double>(allocation.counts.size() - 1), distance));
  if (!is_check)
    m.problem = "a test of the split has no interval; a QUALITY criterion can judge it";
}

[[nodiscard]] inline Measurement Measure(const model::Evidence& evidence, bool is_check) {
  Measurement m;
  if (evidence.sample_count > 0) m.count = evidence.sample_count;
  if (evidence.sample_count < 0) m.problem = "sample_count is negative";
  std::visit([&](const auto& finding) { Read(finding, is_check, m); }, evidence.finding);
  return m;
}

}  // namespace readiness::decision::internal
