// readiness/estimate/between_cohorts.h: how much cohorts truly differ, beyond what chance makes of
// equal ones, and how sure that is. Cohorts are these ones, not a sample of others.
//
//   std::vector<CohortCount> counts = {{12, 20}, {9, 20}};
//   BetweenCohorts(counts, 0.9)         -> spread 0 percentage points, at most some 20.9
//   AnytimeBetweenCohorts(counts, 0.9)  holds at every look at once
//   ExactBetweenCohorts(counts, 0.9)    wider at one look, however small the counts
//   LogSpreadEvidence(counts, 5, Alternative::kLess)   ln E that they differ by at most 5 points
//
// Units:   `spread` is a standard deviation: percentage points for counts, the unit of the values
//          for estimates; phi = SD / sqrt(p q) and the index 1 - phi have none; `confidence`
//          two-sided.
// Range:   2 to 100,000 cohorts with trials or a variance above 0; cohorts without trials are left
//          out.
// Errors:  InvalidArgument (rule ESTIMATE), naming the cohort; FailedPrecondition (rule ESTIMATE)
//          with fewer than two cohorts.
// Cost:    O(cohorts) + some 20 us.   Threads: values only.
// Method:  Pearson's statistic, or Cochran's Q with weights 1 / variance, is noncentral chi-square
//          with noncentrality N phi^2; its interval is inverted. The upper limit is solved at no
//          less than the degrees of freedom, so that agreement better than chance proves nothing
//          and the limit is never 0. DerSimonian and Laird (1986),
//          doi:10.1016/0197-2456(86)90046-2, for tau^2.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/chi_square.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"

namespace readiness::estimate {

struct CohortCount {
  int64_t successes = 0;
  int64_t trials = 0;
};

struct CohortEstimate {
  double value = 0;
  double variance = 0;  // Of the value, > 0.
};

// What both forms have in common.
struct Heterogeneity {
  double pooled = 0;     // The share or value of all cohorts together.
  double statistic = 0;  // Pearson's, or the generalized Q.
  int64_t df = 0;        // Cohorts less one.
  double p_value = 1;    // Of equal cohorts; a large one is no proof that they are equal.
  double spread = 0;     // Between cohorts, bias-corrected; see Units.
  Interval spread_interval;
};

struct BetweenShares {
  Heterogeneity heterogeneity;
  double phi = 0;
  Interval phi_interval;
  double consistency_index = 1;  // 1 - phi
  // The least count expected in a cohort, of successes or failures; below 5 the interval is
  // approximate.
  double least_expected = 0;
};

struct BetweenValues {
  Heterogeneity heterogeneity;
  double tau_squared = 0;  // The variance between cohorts if they were a sample of many.
};

namespace internal {

inline constexpr size_t kMostCohorts = 100'000;

[[nodiscard]] inline absl::Status CheckCohortCount(size_t given, int64_t counted) {
  if (given > kMostCohorts) {
    return base::Invalid("ESTIMATE", base::Cat("at most ", kMostCohorts, " cohorts, got ", given));
  }
  if (counted < 2) {
    return base::Refused("ESTIMATE",
                         base::Cat("needs at least 2 cohorts to compare, got ", counted));
  }
  return absl::OkStatus();
}

// The noncentralities that the statistic allows.
[[nodiscard]] inline Interval NoncentralityInterval(double statistic, double df,
                                                    double confidence) {
  const double half_alpha = 0.5 * (1.0 - confidence);
  const double bounded = std::min(statistic, 1e8);
  return {NoncentralityAt(df, bounded, 1.0 - half_alpha),
          NoncentralityAt(df, std::max(bounded, df), half_alpha)};
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<BetweenShares> BetweenCohorts(
    std::span<const CohortCount> cohorts, double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  int64_t counted = 0;
  double successes = 0;
  double trials = 0;
  for (size_t i = 0; i < cohorts.size(); ++i) {
    if (auto status = internal::CheckCounts(cohorts[i].successes, cohorts[i].trials); !status.ok())
      return base::At(base::Cat("cohorts[", i, "]"), status);
    counted += cohorts[i].trials > 0 ? 1 : 0;
    successes += static_cast<double>(cohorts[i].successes);
    trials += static_cast<double>(cohorts[i].trials);
  }
  READINESS_RETURN_IF_ERROR(internal::CheckCohortCount(cohorts.size(), counted));
  const double p = successes / trials;
  const double q = (trials - successes) / trials;
  const auto df = static_cast<double>(counted - 1);

  BetweenShares result;
  result.least_expected = internal::kInfinity;
  double statistic = 0;
  for (const CohortCount& cohort : cohorts) {
    if (cohort.trials == 0) continue;
    const auto n = static_cast<double>(cohort.trials);
    const double excess = static_cast<double>(cohort.successes) - n * p;
    if (p > 0 && q > 0) statistic += excess * excess / (n * p * q);
    result.least_expected = std::min(result.least_expected, n * std::min(p, q));
  }
  const Interval allowed = internal::NoncentralityInterval(statistic, df, confidence);
  result.phi = std::sqrt(std::max(0.0, statistic - df) / trials);
  result.phi_interval = {std::sqrt(allowed.low / trials), std::sqrt(allowed.high / trials)};
  result.consistency_index = 1.0 - result.phi;
  const double unit = 100.0 * std::sqrt(p * q);
  double upper_unit = unit;
  if (unit == 0) {
    // All or none succeeded: what pq may be is read from the interval of the pooled share, so that
    // the limit is not 0 either.
    READINESS_ASSIGN_OR_RETURN(
        const Interval share,
        ClopperPearson(0, static_cast<int64_t>(std::min(trials, 1e12)), confidence));
    const double most = std::min(share.high, 0.5);
    upper_unit = 100.0 * std::sqrt(most * (1.0 - most));
  }
  result.heterogeneity = {p,
                          statistic,
                          counted - 1,
                          ChiSquareSurvival(df, statistic),
                          unit * result.phi,
                          {unit * result.phi_interval.low, upper_unit * result.phi_interval.high}};
  return result;
}

namespace internal {

// All values of the standard deviation between the cohorts, in percentage points, while each share
// stays in its own interval. The lower end is the least such value; the upper is at most a few
// percent above the greatest. `interval_of`: from successes, trials and the number of cohorts with
// trials.
template <typename IntervalOf>
[[nodiscard]] absl::StatusOr<Interval> BoxOfCohorts(std::span<const CohortCount> cohorts,
                                                    const IntervalOf& interval_of) {
  int64_t counted = 0;
  for (const CohortCount& cohort : cohorts) counted += cohort.trials > 0 ? 1 : 0;
  READINESS_RETURN_IF_ERROR(CheckCohortCount(cohorts.size(), counted));
  struct Box {
    double weight, low, high;
  };
  std::vector<Box> boxes;
  double trials = 0;
  for (size_t i = 0; i < cohorts.size(); ++i) {
    if (cohorts[i].trials == 0) continue;
    const absl::StatusOr<Interval> share =
        interval_of(cohorts[i].successes, cohorts[i].trials, static_cast<double>(counted));
    if (!share.ok()) return base::At(base::Cat("cohorts[", i, "]"), share.status());
    boxes.push_back({static_cast<double>(cohorts[i].trials), share->low, share->high});
    trials += boxes.back().weight;
  }
  // The spread about a level m, where each share is as near to m as its interval allows, or as far,
  // is least at the m that is the mean of those shares: the sum of the differences falls in m.
  const auto spread_by = [&boxes, trials](auto&& share_at) {
    double low = 0, high = 1;
    for (int step = 0; step < 60; ++step) {
      const double m = 0.5 * (low + high);
      double sum = 0;
      for (const Box& box : boxes) sum += box.weight * (share_at(box, m) - m);
      (sum > 0 ? low : high) = m;
    }
    const double m = 0.5 * (low + high);
    double squares = 0;
    for (const Box& box : boxes) {
      squares += box.weight * (share_at(box, m) - m) * (share_at(box, m) - m);
    }
    return 100.0 * std::sqrt(squares / trials);
  };
  double highest_low = 0, lowest_high = 1;
  for (const Box& box : boxes) {
    highest_low = std::max(highest_low, box.low);
    lowest_high = std::min(lowest_high, box.high);
  }
  const bool may_be_equal = highest_low <= lowest_high;  // Then no rounding is taken for a spread.
  return Interval{may_be_equal ? 0.0 : spread_by([](const Box& box, double m) {
                    return std::clamp(m, box.low, box.high);
                  }),
                  spread_by([](const Box& box, double m) {
                    return m - box.low > box.high - m ? box.low : box.high;
                  })};
}

// The same while each share stays in its interval of confidence 1 - alpha / C.
template <typename IntervalOf>
[[nodiscard]] absl::StatusOr<Interval> BoxOfConfidence(std::span<const CohortCount> cohorts,
                                                       double confidence,
                                                       const IntervalOf& interval_of) {
  READINESS_RETURN_IF_ERROR(CheckConfidence(confidence));
  return BoxOfCohorts(cohorts, [&](int64_t successes, int64_t trials, double counted) {
    return interval_of(successes, trials, 1.0 - (1.0 - confidence) / counted);
  });
}

}  // namespace internal

// The standard deviation between the cohorts in percentage points, at every look at once: while
// each share stays in its own anytime interval.
[[nodiscard]] inline absl::StatusOr<Interval> AnytimeBetweenCohorts(
    std::span<const CohortCount> cohorts, double confidence) {
  return internal::BoxOfConfidence(cohorts, confidence, AnytimeProportion);
}
// The same at one look, while each share stays in its own interval of Clopper and Pearson:
// however few are expected in a cohort, where the chi-square approximation of BetweenCohorts fails.
[[nodiscard]] inline absl::StatusOr<Interval> ExactBetweenCohorts(
    std::span<const CohortCount> cohorts, double confidence) {
  return internal::BoxOfConfidence(cohorts, confidence, ClopperPearson);
}
// ln E that the standard deviation between the cohorts is at most `target` percentage points
// (kLess), or more than that (kGreater): ln(1 / alpha) for the least alpha at which
// AnytimeBetweenCohorts lies wholly there. It is an e-value: of shares outside that interval one
// has at least C times as much evidence of its own against it, and the greatest of C over C is at
// most their mean, whose mean is at most 1 however cohorts depend on each other. Minus infinity,
// which is the least, where it does not lie there at any alpha; 700 at most. Costs some 40 such
// intervals.
[[nodiscard]] inline absl::StatusOr<double> LogSpreadEvidence(std::span<const CohortCount> cohorts,
                                                              double target, Alternative side) {
  if (side == Alternative::kTwoSided) {
    return base::Invalid("ESTIMATE",
                         "evidence of a spread is one-sided: ask for kGreater or kLess");
  }
  if (!(target >= 0)) {
    return base::Invalid("ESTIMATE", base::Cat("target must be >= 0, got ", target));
  }
  const auto is_clear = [&](double log_e) -> absl::StatusOr<bool> {
    READINESS_ASSIGN_OR_RETURN(
        const Interval box,
        internal::BoxOfCohorts(
            cohorts,
            [log_e](int64_t successes, int64_t trials, double counted) -> absl::StatusOr<Interval> {
              READINESS_RETURN_IF_ERROR(internal::CheckCounts(successes, trials));
              return internal::SharesBelowEvidence(successes, trials, log_e + Log(counted));
            }));
    return side == Alternative::kLess ? box.high <= target : box.low > target;
  };
  // The lower end is always clear: rounding lowers the evidence.
  double low = 1e-9, high = 1;
  READINESS_ASSIGN_OR_RETURN(bool is_there, is_clear(low));
  if (!is_there) return -internal::kInfinity;
  while (is_there) {
    READINESS_ASSIGN_OR_RETURN(is_there, is_clear(high));
    if (!is_there) break;
    if (high == 700.0) return high;
    low = high;
    high = std::min(2 * high, 700.0);
  }
  while (high - low > 1e-9 * high) {
    const double middle = 0.5 * (low + high);
    READINESS_ASSIGN_OR_RETURN(is_there, is_clear(middle));
    (is_there ? low : high) = middle;
  }
  return low;
}

// The same for estimates with variances, such as S(t) of each cohort.
[[nodiscard]] inline absl::StatusOr<BetweenValues> BetweenCohorts(
    std::span<const CohortEstimate> cohorts, double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  READINESS_RETURN_IF_ERROR(
      internal::CheckCohortCount(cohorts.size(), static_cast<int64_t>(cohorts.size())));
  double weights = 0;
  double squared_weights = 0;
  double weighted = 0;
  for (size_t i = 0; i < cohorts.size(); ++i) {
    const auto& [value, variance] = cohorts[i];
    if (value - value != 0 || !(variance > 0) || variance - variance != 0) {
      return base::Invalid(
          "ESTIMATE",
          base::Cat("cohorts[", i, "] needs a finite value and a variance above 0, got ", value,
                    " and ", variance));
    }
    const double weight = 1.0 / variance;
    weights += weight;
    squared_weights += weight * weight;
    weighted += weight * value;
  }
  const double pooled = weighted / weights;
  double statistic = 0;
  for (const CohortEstimate& cohort : cohorts) {
    statistic += (cohort.value - pooled) * (cohort.value - pooled) / cohort.variance;
  }
  const auto df = static_cast<double>(cohorts.size() - 1);
  const Interval allowed = internal::NoncentralityInterval(statistic, df, confidence);
  const double excess = std::max(0.0, statistic - df);
  BetweenValues result;
  result.tau_squared = excess / (weights - squared_weights / weights);
  result.heterogeneity = {pooled,
                          statistic,
                          static_cast<int64_t>(cohorts.size()) - 1,
                          ChiSquareSurvival(df, statistic),
                          std::sqrt(excess / weights),
                          {std::sqrt(allowed.low / weights), std::sqrt(allowed.high / weights)}};
  return result;
}

}  // namespace readiness::estimate
