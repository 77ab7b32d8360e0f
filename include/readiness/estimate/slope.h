// readiness/estimate/slope.h: whether weekly values rise or fall, looked at every week.
//
//   READINESS_ASSIGN_OR_RETURN(const TrendSums sums, SumWeeks(weeks, 0.0));
//   READINESS_ASSIGN_OR_RETURN(const Slope slope, SlopeOf(sums, 0.05, 0.2));
//   slope.log_evidence >= ln(1 / alpha)     there is a trend; its sign is that of slope.per_week
//
// Units:   values as given, best on a scale of equal variance; weeks as numbers; `prior` in
//          standard deviations of a week's value per week; `alpha` in (0, 1) for all looks
//          together.
// Range:   at least 4 weeks; with fewer the answer is that nothing is known. Values finite; take a
//          common level off where they vary by less than 1e-6 of their size, which counts as no
//          noise.
// Errors:  InvalidArgument (rule ESTIMATE), naming the week; FailedPrecondition (rule ESTIMATE)
//          where there are too few weeks for what is asked.
// Cost:    O(weeks) for the sums, then under 1 us.   Threads: values only.
// Method:  normal values about a line; a normal prior of this width on slope / sigma and the
//          invariant prior on level and sigma make a Bayes factor that is an e-process under every
//          level and sigma (Perez-Ortiz, Lardy, de Heide and Grunwald 2024,
//          doi:10.1214/24-AOS2394):
//            ln E = -ln(g)/2 - (nu+1)/2 [ln(1 + t^2/(nu g)) - ln(1 + t^2/nu)], g = 1 + prior^2 I.
//          Weeks that depend on the week before are whitened first.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"
#include "readiness/estimate/student_t.h"

namespace readiness::estimate {

struct WeeklyValue {
  double week = 0;
  double value = 0;
};

// One week as a row of the regression: intercept, week, value, after whitening.
struct TrendRow {
  double o = 1;
  double z = 0;
  double y = 0;
};

// Sums of products over rows: all that the trend depends on.
struct TrendSums {
  int64_t count = 0;
  double oo = 0;
  double oz = 0;
  double zz = 0;
  double oy = 0;
  double zy = 0;
  double yy = 0;

  void Add(const TrendRow& row) {
    ++count;
    oo += row.o * row.o;
    oz += row.o * row.z;
    zz += row.z * row.z;
    oy += row.o * row.y;
    zy += row.z * row.y;
    yy += row.y * row.y;
  }
};

struct Slope {
  double per_week = 0;
  double information = 0;   // I: the sum of squares of the weeks about their mean.
  double residual_sum = 0;  // Of squares about the line.
  int64_t df = 0;           // Rows less two.
  double log_evidence = 0;  // ln E that there is a trend; 0 where too little is known.
  Interval interval;  // Of per_week, at all looks together; the whole line where nothing is known.
};

// How this week's value compares with the line through the weeks before it.
struct WeekAlone {
  double residual = 0;  // Value less forecast.
  double t = 0;
  int64_t df = 0;
  double p_value = 1;  // Two-sided.
};

inline constexpr int64_t kFewestBaselineWeeks = 20;

namespace internal {

// Residual sums below this share of the values' own are rounding.
inline constexpr double kResidualNoise = 1e-13;

struct Line {
  double level = 0;
  double slope = 0;
  double information = 0;
  double residual_sum = 0;
};

// The fitted line; information 0 where all weeks are one.
[[nodiscard]] inline Line FitLine(const TrendSums& s) {
  Line line;
  if (!(s.oo > 0)) return line;
  line.information = s.zz - s.oz * s.oz / s.oo;
  if (!(line.information > kResidualNoise * s.zz)) line.information = 0;
  if (line.information > 0) line.slope = (s.zy - s.oz * s.oy / s.oo) / line.information;
  line.level = (s.oy - line.slope * s.oz) / s.oo;
  const double about_mean = s.yy - s.oy * s.oy / s.oo;
  line.residual_sum = about_mean - line.slope * line.slope * line.information;
  if (!(line.residual_sum > kResidualNoise * s.yy)) line.residual_sum = 0;
  return line;
}

}  // namespace internal

// The rows of weeks in rising order, each less `autocorrelation` times the one before it, so that
// what is left is independent and of one variance; weeks may be missing in between. 0: as they are.
[[nodiscard]] inline TrendRow WhitenedRow(const WeeklyValue* before, const WeeklyValue& week,
                                          double autocorrelation) {
  if (autocorrelation == 0) return {1, week.week, week.value};
  const double scale = std::sqrt(1.0 - autocorrelation * autocorrelation);
  if (before == nullptr) return {scale, scale * week.week, scale * week.value};
  const double gap = week.week - before->week;
  const double carried = gap == 1 ? autocorrelation : Exp(gap * Log(autocorrelation));
  const double weight = gap == 1 ? 1.0 : scale / std::sqrt(1.0 - carried * carried);
  return {weight * (1.0 - carried), weight * (week.week - carried * before->week),
          weight * (week.value - carried * before->value)};
}

// `autocorrelation` in [0, 0.9]: of the values of one week and the next.
[[nodiscard]] inline absl::StatusOr<TrendSums> SumWeeks(std::span<const WeeklyValue> weeks,
                                                        double autocorrelation) {
  if (!(autocorrelation >= 0 && autocorrelation <= 0.9)) {
    return base::Invalid("ESTIMATE",
                         base::Cat("autocorrelation must lie in [0, 0.9], got ", autocorrelation));
  }
  TrendSums sums;
  for (size_t i = 0; i < weeks.size(); ++i) {
    if (weeks[i].value - weeks[i].value != 0 || weeks[i].week - weeks[i].week != 0) {
      return base::Invalid("ESTIMATE", base::Cat("weeks[", i, "] must be finite, got ",
                                                 weeks[i].value, " in week ", weeks[i].week));
    }
    if (i > 0 && !(weeks[i].week > weeks[i - 1].week)) {
      return base::Invalid("ESTIMATE", base::Cat("weeks[", i, "] must be after week ",
                                                 weeks[i - 1].week, ", got ", weeks[i].week));
    }
    sums.Add(WhitenedRow(i == 0 ? nullptr : &weeks[i - 1], weeks[i], autocorrelation));
  }
  return sums;
}

// The autocorrelation to whiten with, from weeks before the launch: of lag one, corrected for its
// bias (Kendall 1954) and one standard error up, clipped to [0, 0.9].
[[nodiscard]] inline absl::StatusOr<double> BaselineAutocorrelation(
    std::span<const double> values) {
  const auto count = static_cast<int64_t>(values.size());
  if (count < kFewestBaselineWeeks) {
    return base::Refused("ESTIMATE", base::Cat("needs at least ", kFewestBaselineWeeks,
                                               " baseline weeks, got ", count));
  }
  const auto n = static_cast<double>(count);
  double mean = 0;
  for (const double value : values) mean += value / n;
  if (mean - mean != 0) return base::Invalid("ESTIMATE", "baseline values must be finite");
  double products = 0;
  double squares = 0;
  double size = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    size += values[i] * values[i];
    squares += (values[i] - mean) * (values[i] - mean);
    if (i > 0) products += (values[i] - mean) * (values[i - 1] - mean);
  }
  // Constant up to rounding: there is nothing to carry over.
  if (!(squares > internal::kResidualNoise * internal::kResidualNoise * size)) return 0.0;
  const double r = (n * products / squares + 1.0) / (n - 4.0);
  const double error = std::sqrt(std::max(0.0, 1.0 - r * r) / n);
  return std::clamp(r + error, 0.0, 0.9);
}

// ln E against a slope of `at` a week: what SlopeOf gives against none, with the line `at` taken
// off the values. The further `at` lies from the slope the more speaks against it. Minus infinity,
// which is the least, where too little is known or the weeks show no noise; `prior` as of SlopeOf.
[[nodiscard]] inline double LogSlopeEvidence(const Slope& slope, double at, double prior) {
  if (slope.df < 2 || !(slope.information > 0) || !(slope.residual_sum > 0)) {
    return -internal::kInfinity;
  }
  const double g = 1.0 + prior * prior * slope.information;
  const double distance = slope.per_week - at;
  const double ratio = distance * distance * slope.information / slope.residual_sum;  // t^2 / nu
  return -0.5 * Log(g) -
         0.5 * (static_cast<double>(slope.df) + 1.0) * (Log1p(ratio / g) - Log1p(ratio));
}

[[nodiscard]] inline absl::StatusOr<Slope> SlopeOf(const TrendSums& sums, double alpha,
                                                   double prior = 0.2) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(1.0 - alpha));
  if (!(prior > 0) || prior == internal::kInfinity) {
    return base::Invalid("ESTIMATE", base::Cat("prior must be finite and > 0, got ", prior));
  }
  const internal::Line line = internal::FitLine(sums);
  Slope result;
  result.per_week = line.slope;
  result.information = line.information;
  result.residual_sum = line.residual_sum;
  result.df = sums.count - 2;
  result.interval = {-internal::kInfinity, internal::kInfinity};
  if (sums.count < 4 || line.information == 0) return result;
  const auto nu = static_cast<double>(result.df);
  const double g = 1.0 + prior * prior * line.information;
  if (line.residual_sum == 0) {
    // A line without noise says how steep it is, and nothing of the noise; a constant says neither.
    const double explained = line.slope * line.slope * line.information;
    if (explained > internal::kResidualNoise * sums.yy) result.log_evidence = 0.5 * nu * Log(g);
    return result;
  }
  result.log_evidence = LogSlopeEvidence(result, 0, prior);
  const double kappa = Exp((2.0 * Log(alpha) - Log(g)) / (nu + 1.0));
  if (kappa > 1.0 / g) {
    const double half =
        std::sqrt(line.residual_sum / line.information * (1.0 - kappa) / (kappa - 1.0 / g));
    result.interval = {line.slope - half, line.slope + half};
  }
  return result;
}

// The recursive residual of one more row after at least 3 others: Student's t where the line goes
// on.
[[nodiscard]] inline absl::StatusOr<WeekAlone> WeekAfter(const TrendSums& before,
                                                         const TrendRow& row) {
  const internal::Line line = internal::FitLine(before);
  if (before.count < 3 || line.information == 0) {
    return base::Refused("ESTIMATE",
                         base::Cat("needs at least 3 weeks before this one, got ", before.count));
  }
  if (row.o - row.o != 0 || row.z - row.z != 0 || row.y - row.y != 0) {
    return base::Invalid("ESTIMATE", "this week's row must be finite");
  }
  if (line.residual_sum == 0) {
    return base::Refused("ESTIMATE", "the weeks before show no noise to compare with");
  }
  WeekAlone result;
  result.df = before.count - 2;
  result.residual = row.y - (line.level * row.o + line.slope * row.z);
  // Of the forecast: the level at the mean week, and the slope from there.
  const double distance = row.z - row.o * before.oz / before.oo;
  const double leverage = row.o * row.o / before.oo + distance * distance / line.information;
  const auto nu = static_cast<double>(result.df);
  result.t = result.residual / std::sqrt(line.residual_sum / nu * (1.0 + leverage));
  result.p_value = 2.0 * StudentTSurvival(nu, std::fabs(result.t));
  return result;
}

// The alpha of the look in week `number` >= 1 when weeks are judged alone: 6 alpha / (pi^2 w^2),
// which sums to alpha over all weeks.
[[nodiscard]] inline double WeekAlpha(double alpha, int64_t number) {
  if (!(alpha > 0 && alpha < 1) || number < 1) return internal::kNaN;
  const auto w = static_cast<double>(number);
  return alpha * 0.607927101854026628663 / (w * w);  // 6 / pi^2
}

}  // namespace readiness::estimate
