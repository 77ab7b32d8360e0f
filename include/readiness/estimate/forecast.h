// readiness/estimate/forecast.h: what is expected of a number, said before it is known.
//
//   Forecast forecast = BetaForecast{.a = 80, .b = 20};       a share around 0.8
//   CentralRange(forecast)        -> where the middle 80 % lie
//   CentreOf(forecast)            -> the median
// How well it agrees with what came: forecast_score.h.
//
// Units:   those of the number, whatever they are.
// Range:   as CheckForecast says; the other functions want a forecast that passed it.
// Errors:  InvalidArgument (rule ESTIMATE), naming the field and the value.
// Cost:    a quantile of beta or gamma some 5 us, else below 1 us.   Threads: values only.
#pragma once

#include <cstddef>
#include <type_traits>
#include <variant>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/beta.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/gamma.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/normal.h"

namespace readiness::estimate {

struct PointForecast {
  double value = 0;
  double delta = 0;  // How far the actual may lie from it, >= 0.
};
// The actual lies in it with a chance of 0.8, ends included.
struct RangeForecast {
  double low = 0, high = 0;  // low <= high
};
struct ForecastQuantile {
  double probability = 0;  // In (0, 1).
  double value = 0;        // The actual is at most this with that chance.
};
// Both rising, the probabilities strictly; 0.1 and 0.9 are among these.
struct QuantileForecast {
  std::vector<ForecastQuantile> quantiles;
};
struct ChanceForecast {
  double probability = 0.5;  // That the actual is 1, in [0, 1].
};
struct BetaForecast {
  double a = 1, b = 1;  // In (0, 1e6]; mean a / (a + b).
};
struct GammaForecast {
  double shape = 1, rate = 1;  // Shape in [0.25, 1e6], rate > 0; mean shape / rate.
};
// exp of a normal number; median exp(log_mean).
struct LogNormalForecast {
  double log_mean = 0, log_sd = 1;  // log_sd in (0, 20], |log_mean| <= 300.
};

using Forecast = std::variant<PointForecast, RangeForecast, QuantileForecast, ChanceForecast,
                              BetaForecast, GammaForecast, LogNormalForecast>;

inline constexpr double kRangeTail = 0.1;  // Beyond either end of the range that holds 0.8.

namespace internal {

[[nodiscard]] inline bool IsFinite(double x) { return x - x == 0; }

[[nodiscard]] inline absl::Status CheckQuantiles(const QuantileForecast& forecast) {
  bool has_low = false, has_high = false;
  for (size_t i = 0; i < forecast.quantiles.size(); ++i) {
    const ForecastQuantile& one = forecast.quantiles[i];
    if (!(one.probability > 0 && one.probability < 1) || !IsFinite(one.value)) {
      return base::Invalid("ESTIMATE",
                           base::Cat("quantiles[", i, "] needs a probability in (0, 1) and a ",
                                     "finite value, got ", one.probability, " and ", one.value));
    }
    has_low = has_low || one.probability == kRangeTail;
    has_high = has_high || one.probability == 1.0 - kRangeTail;
    if (i == 0) continue;
    const ForecastQuantile& last = forecast.quantiles[i - 1];
    if (!(one.probability > last.probability && one.value >= last.value)) {
      return base::Invalid(
          "ESTIMATE", base::Cat("quantiles[", i, "] ", one.probability, ": ", one.value,
                                " must not lie below the one before, ", last.probability, ": ",
                                last.value, "; give probabilities that rise, with values that do"));
    }
  }
  if (has_low && has_high) return absl::OkStatus();
  return base::Invalid("ESTIMATE",
                       "quantiles need the probabilities 0.1 and 0.9, the ends of what "
                       "is expected");
}

}  // namespace internal

[[nodiscard]] inline absl::Status CheckForecast(const Forecast& forecast) {
  const auto need = [](bool is_right, auto&&... what) {
    if (is_right) return absl::OkStatus();
    return base::Invalid("ESTIMATE", base::Cat(what...));
  };
  return std::visit(
      [&need](const auto& one) -> absl::Status {
        using One = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<One, PointForecast>) {
          return need(
              internal::IsFinite(one.value) && one.delta >= 0 && internal::IsFinite(one.delta),
              "a point needs a finite value and delta >= 0, got ", one.value, " and ", one.delta);
        } else if constexpr (std::is_same_v<One, RangeForecast>) {
          return need(
              internal::IsFinite(one.low) && internal::IsFinite(one.high) && one.low <= one.high,
              "a range needs finite low <= high, got ", one.low, " and ", one.high);
        } else if constexpr (std::is_same_v<One, QuantileForecast>) {
          return internal::CheckQuantiles(one);
        } else if constexpr (std::is_same_v<One, ChanceForecast>) {
          return need(one.probability >= 0 && one.probability <= 1,
                      "a chance must lie in [0, 1], got ", one.probability);
        } else if constexpr (std::is_same_v<One, BetaForecast>) {
          return need(one.a > 0 && one.a <= 1e6 && one.b > 0 && one.b <= 1e6,
                      "a beta forecast needs a and b in (0, 1e6], got ", one.a, " and ", one.b);
        } else if constexpr (std::is_same_v<One, GammaForecast>) {
          return need(
              one.shape >= 0.25 && one.shape <= 1e6 && one.rate > 0 && internal::IsFinite(one.rate),
              "a gamma forecast needs a shape in [0.25, 1e6] and a finite rate > 0, got ",
              one.shape, " and ", one.rate);
        } else {
          return need(
              one.log_sd > 0 && one.log_sd <= 20 && one.log_mean >= -300 && one.log_mean <= 300,
              "a log-normal forecast needs log_mean in [-300, 300] and log_sd in (0, 20], ", "got ",
              one.log_mean, " and ", one.log_sd);
        }
      },
      forecast);
}

namespace internal {

// Of the families that have a density.
[[nodiscard]] inline double CdfOf(const BetaForecast& f, double y) {
  return y <= 0 ? 0.0 : y >= 1 ? 1.0 : BetaCdf(f.a, f.b, y);
}
[[nodiscard]] inline double CdfOf(const GammaForecast& f, double y) {
  return y <= 0 ? 0.0 : GammaP(f.shape, f.rate * y);
}
[[nodiscard]] inline double CdfOf(const LogNormalForecast& f, double y) {
  return y <= 0 ? 0.0 : NormalCdf((Log(y) - f.log_mean) / f.log_sd);
}
[[nodiscard]] inline double QuantileOf(const BetaForecast& f, double p) {
  return BetaQuantile(f.a, f.b, p);
}
[[nodiscard]] inline double QuantileOf(const GammaForecast& f, double p) {
  return GammaQuantile(f.shape, p) / f.rate;
}
[[nodiscard]] inline double QuantileOf(const LogNormalForecast& f, double p) {
  return Exp(f.log_mean + f.log_sd * NormalQuantile(p));
}

template <typename One>
inline constexpr bool kHasDensity =
    std::is_same_v<One, BetaForecast> || std::is_same_v<One, GammaForecast> ||
    std::is_same_v<One, LogNormalForecast>;

}  // namespace internal

// The range that holds what is expected: a point and its delta, else the middle 80 %. A chance
// expects 0, 1 or both.
[[nodiscard]] inline Interval CentralRange(const Forecast& forecast) {
  return std::visit(
      [](const auto& one) -> Interval {
        using One = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<One, PointForecast>) {
          return {one.value - one.delta, one.value + one.delta};
        } else if constexpr (std::is_same_v<One, RangeForecast>) {
          return {one.low, one.high};
        } else if constexpr (std::is_same_v<One, QuantileForecast>) {
          Interval range;
          for (const ForecastQuantile& quantile : one.quantiles) {
            if (quantile.probability == kRangeTail) range.low = quantile.value;
            if (quantile.probability == 1.0 - kRangeTail) range.high = quantile.value;
          }
          return range;
        } else if constexpr (std::is_same_v<One, ChanceForecast>) {
          return {one.probability >= 1.0 - kRangeTail ? 1.0 : 0.0,
                  one.probability <= kRangeTail ? 0.0 : 1.0};
        } else {
          return {internal::QuantileOf(one, kRangeTail),
                  internal::QuantileOf(one, 1.0 - kRangeTail)};
        }
      },
      forecast);
}

// What the actual is as likely to be above as below: the median; of a point the point, of a range
// and of quantiles without one of 0.5 the middle of what is expected, of a chance the chance.
[[nodiscard]] inline double CentreOf(const Forecast& forecast) {
  if (const auto* point = std::get_if<PointForecast>(&forecast)) return point->value;
  if (const auto* chance = std::get_if<ChanceForecast>(&forecast)) return chance->probability;
  if (const auto* quantiles = std::get_if<QuantileForecast>(&forecast)) {
    for (const ForecastQuantile& one : quantiles->quantiles) {
      if (one.probability == 0.5) return one.value;
    }
  }
  return std::visit(
      [&forecast](const auto& one) {
        if constexpr (internal::kHasDensity<std::decay_t<decltype(one)>>) {
          return internal::QuantileOf(one, 0.5);
        } else {
          const Interval range = CentralRange(forecast);
          return 0.5 * range.low + 0.5 * range.high;
        }
      },
      forecast);
}

}  // namespace readiness::estimate
