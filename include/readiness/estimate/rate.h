// readiness/estimate/rate.h: events per exposure: intervals for one look and for any number of
// looks.
//
//   RateInterval(0, 250.0, 0.95)          -> [0, 0.014755..]: none seen is not none to come
//   AnytimeRate(12, 400.0, 0.95)          holds at all times at once
//   LogRateEvidence(12, 400.0, 0.05, Alternative::kLess)   ln E against "the rate is 0.05"
//
// Units:   events per unit of exposure, whatever that is; `confidence` two-sided, in (0, 1).
// Range:   events from 0 to 1e12; exposure finite, >= 0; no exposure gives [0, infinity].
// Errors:  InvalidArgument (rule ESTIMATE), naming the field and the value; FailedPrecondition
//          (rule ESTIMATE) where one cluster cannot say how clusters differ.
// Cost:    some 5 us.   Threads: values only.
// Method:  Garwood (1936), doi:10.1093/biomet/28.3-4.437; ratio estimator on the log scale with
//          Student's t; gamma mixture of Poisson likelihood ratios (Robbins 1970,
//          doi:10.1214/aoms/1177696786).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/gamma.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"
#include "readiness/estimate/root.h"
#include "readiness/estimate/student_t.h"

namespace readiness::estimate {

// Sums over clusters, such as accounts: of exposure x, events y and their products.
struct ClusterMoments {
  int64_t count = 0;
  double x = 0;
  double y = 0;
  double xx = 0;
  double xy = 0;
  double yy = 0;
};

namespace internal {

[[nodiscard]] inline absl::Status CheckRate(int64_t events, double exposure) {
  constexpr int64_t kMost = 1'000'000'000'000;
  if (events < 0 || events > kMost) {
    return base::Invalid("ESTIMATE",
                         base::Cat("events must lie in [0, ", kMost, "], got ", events));
  }
  if (!(exposure >= 0) || exposure == kInfinity) {
    return base::Invalid("ESTIMATE", base::Cat("exposure must be finite and >= 0, got ", exposure));
  }
  if (exposure == 0 && events > 0) {
    return base::Invalid("ESTIMATE", base::Cat(events, " events need an exposure above 0"));
  }
  return absl::OkStatus();
}

}  // namespace internal

// For gating at one look where events come independently: covers at least at the confidence.
[[nodiscard]] inline absl::StatusOr<Interval> Garwood(int64_t events, double exposure,
                                                      double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckRate(events, exposure));
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (exposure == 0) return Interval{0, internal::kInfinity};
  const double half_alpha = 0.5 * (1.0 - confidence);
  const auto n = static_cast<double>(events);
  Interval result;
  if (events > 0) result.low = GammaQuantile(n, half_alpha) / exposure;
  result.high = GammaUpperQuantile(n + 1.0, half_alpha) / exposure;
  return result;
}

// For gating at one look where clusters differ in their rates: th exp(+-t se / th) with th = y / x
// and se^2 = m / (m - 1) sum (y_i - th x_i)^2 / x^2, t of m - 1 degrees of freedom. Without events
// it says nothing: [0, infinity].
[[nodiscard]] inline absl::StatusOr<Interval> ClusterRate(const ClusterMoments& sums,
                                                          double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  for (const double sum : {sums.x, sums.y, sums.xx, sums.xy, sums.yy}) {
    if (!(sum >= 0) || sum == internal::kInfinity) {
      return base::Invalid("ESTIMATE",
                           base::Cat("sums over clusters must be finite and >= 0, got ", sum));
    }
  }
  if (sums.count < 2) {
    return base::Refused("ESTIMATE", base::Cat("needs at least 2 clusters, got ", sums.count));
  }
  if (sums.x == 0 && sums.y > 0) {
    return base::Invalid("ESTIMATE", base::Cat(sums.y, " events need an exposure above 0"));
  }
  if (sums.y == 0) return Interval{0, internal::kInfinity};
  const double rate = sums.y / sums.x;
  const double squares = sums.yy - 2.0 * rate * sums.xy + rate * rate * sums.xx;
  const auto m = static_cast<double>(sums.count);
  const double relative = std::sqrt(m / (m - 1.0) * std::max(squares, 0.0)) / sums.y;
  const double factor = Exp(-StudentTQuantile(m - 1.0, 0.5 * (1.0 - confidence)) * relative);
  return Interval{rate / factor, rate * factor};
}

// For gating at one look: the union of both, so that neither few events nor differing clusters make
// it too narrow. `clusters` holds the same events and exposure.
[[nodiscard]] inline absl::StatusOr<Interval> RateInterval(const ClusterMoments& clusters,
                                                           double confidence) {
  READINESS_ASSIGN_OR_RETURN(const Interval cluster, ClusterRate(clusters, confidence));
  if (clusters.y > 1e12 || std::floor(clusters.y) != clusters.y) {
    return base::Invalid("ESTIMATE",
                         base::Cat("events must be whole, up to 1e12, got ", clusters.y));
  }
  READINESS_ASSIGN_OR_RETURN(const Interval poisson,
                             Garwood(static_cast<int64_t>(clusters.y), clusters.x, confidence));
  if (clusters.y == 0) return poisson;
  return Interval{std::min(poisson.low, cluster.low), std::max(poisson.high, cluster.high)};
}

// ln E(target): evidence against "events come at the rate `target`" from a Gamma(1/2, 1/2) prior on
// the ratio of the rate to it, valid at all times together, with staggered entry and open items,
// which add exposure. One-sided, the prior is cut off at the target.
[[nodiscard]] inline absl::StatusOr<double> LogRateEvidence(
    int64_t events, double exposure, double target,
    Alternative alternative = Alternative::kTwoSided) {
  READINESS_RETURN_IF_ERROR(internal::CheckRate(events, exposure));
  if (!(target > 0) || target == internal::kInfinity) {
    return base::Invalid("ESTIMATE", base::Cat("target must be finite and > 0, got ", target));
  }
  const double a = static_cast<double>(events) + 0.5;
  const double b = target * exposure + 0.5;
  // 1/2 ln 1/2 - ln G(1/2) + ln G(a) - a ln b + b - 1/2 by the saddle-point form: nothing cancels.
  double result = StirlingError(a) - 0.5 * Log(a) + internal::Deviance(a, b) - 0.5;
  if (alternative == Alternative::kGreater) result += LogGammaQ(a, b) - LogGammaQ(0.5, 0.5);
  if (alternative == Alternative::kLess) result += LogGammaP(a, b) - LogGammaP(0.5, 0.5);
  return result;
}

// For gating at every look: the rates against which the two-sided evidence is below
// 1 / (1 - confidence).
[[nodiscard]] inline absl::StatusOr<Interval> AnytimeRate(int64_t events, double exposure,
                                                          double confidence) {
  READINESS_RETURN_IF_ERROR(internal::CheckRate(events, exposure));
  READINESS_RETURN_IF_ERROR(internal::CheckConfidence(confidence));
  if (exposure == 0) return Interval{0, internal::kInfinity};
  const double a = static_cast<double>(events) + 0.5;
  const double bar = -Log(1.0 - confidence) + 0.5 + 0.5 * Log(a) - StirlingError(a);
  // Deviance(a, b) = bar on both sides of b = a; its derivative by b is 1 - a / b.
  const auto excess = [a, bar](double b) { return internal::Deviance(a, b) - bar; };
  const double width = std::sqrt(2.0 * a * bar) + bar;
  Interval result;
  if (events > 0 && excess(0.5) > 0) {
    const double b = IncreasingRoot(0.5, a, a - width, [&](double x, double& slope) {
      slope = a / x - 1.0;
      return -excess(x);
    });
    result.low = (b - 0.5) / exposure;
  }
  double most = a + width;
  while (excess(most) < 0) most *= 2.0;
  const double b = IncreasingRoot(a, most, a + width, [&](double x, double& slope) {
    slope = 1.0 - a / x;
    return excess(x);
  });
  result.high = (b - 0.5) / exposure;
  return result;
}

}  // namespace readiness::estimate
