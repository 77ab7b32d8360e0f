// readiness/estimate/forecast_score.h: how well a forecast agrees with what came.
//
//   Crps(forecast, 0.77)          -> continuous ranked probability score, in the number's unit
//   LogScore(forecast, 0.77)      -> -ln of the density there; nothing where there is none
//   CellOf(forecast, 0.77)        -> where the actual lies in the forecast (calibration.h)
//
// Scores are penalties: 0 is perfect, and who says what they believe gets the least on average
// (proper scores).
//   a point      has no chances; its score is the distance
//   quantiles    twice the mean pinball loss at their levels, of which the CRPS is the limit; a
//                range is read as the quantiles of 0.1 and 0.9
//   a chance     of 1 rather than 0; its score (chance - actual)^2 is Brier's
//   the others   CRPS = E|X - y| - E|X - X'| / 2 in closed form
//
// Units:    those of the number; the log score in nats.
// Range:    a forecast that CheckForecast passed and a finite actual, 0 or 1 for a chance.
// Accuracy: 1e-11 of the larger of the actual and the forecast's mean, tests/golden.
// Cost:     about 1 us.   Threads: values only.
// Source:   Gneiting and Raftery (2007), doi:10.1198/016214506000001437 (proper scores); the closed
//           forms as Jordan, Krueger and Lerch (2019), doi:10.18637/jss.v090.i12, list them.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>
#include <variant>

#include "readiness/estimate/beta.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/forecast.h"
#include "readiness/estimate/gamma.h"
#include "readiness/estimate/normal.h"

namespace readiness::estimate {

// Where an actual lies in its forecast: between two of its chances, or outside of them. A forecast
// that is a density has a single place, low = high.
struct ForecastCell {
  double low = 0, high = 1;  // 0 <= low <= high <= 1
  bool is_outside = false;   // Below low or above high; the cell has the chance 1 - (high - low).
};

namespace internal {

[[nodiscard]] inline double CrpsOf(const BetaForecast& f, double y) {
  const double mean = f.a / (f.a + f.b);
  const double spread = 2.0 * Exp(LogBeta(2.0 * f.a, 2.0 * f.b) - 2.0 * LogBeta(f.a, f.b)) / f.a;
  return y * (2.0 * CdfOf(f, y) - 1.0) +
         mean * (1.0 - 2.0 * CdfOf(BetaForecast{f.a + 1.0, f.b}, y) - spread);
}
[[nodiscard]] inline double CrpsOf(const GammaForecast& f, double y) {
  return y * (2.0 * CdfOf(f, y) - 1.0) -
         f.shape / f.rate * (2.0 * CdfOf(GammaForecast{f.shape + 1.0, f.rate}, y) - 1.0) -
         Exp(-LogBeta(0.5, f.shape)) / f.rate;
}
[[nodiscard]] inline double CrpsOf(const LogNormalForecast& f, double y) {
  const double mean = Exp(f.log_mean + 0.5 * f.log_sd * f.log_sd);
  const double above = y <= 0 ? 0.0 : NormalCdf((Log(y) - f.log_mean) / f.log_sd - f.log_sd);
  return y * (2.0 * CdfOf(f, y) - 1.0) -
         2.0 * mean * (above - NormalCdf(-f.log_sd * 0.707106781186547524401));
}

// -ln density; infinite where the forecast says that nothing can be.
[[nodiscard]] inline double LogScoreOf(const BetaForecast& f, double y) {
  if (y < 0 || y > 1) return kInfinity;
  // At an end a power of 0 would be needed times 0 where its exponent is 0.
  const double lower = f.a == 1 ? 0.0 : (f.a - 1.0) * Log(y);
  const double upper = f.b == 1 ? 0.0 : (f.b - 1.0) * Log1p(-y);
  return LogBeta(f.a, f.b) - lower - upper;
}
[[nodiscard]] inline double LogScoreOf(const GammaForecast& f, double y) {
  if (y < 0) return kInfinity;
  const double power = f.shape == 1 ? 0.0 : (f.shape - 1.0) * Log(f.rate * y);
  return LogGamma(f.shape) - Log(f.rate) - power + f.rate * y;
}
[[nodiscard]] inline double LogScoreOf(const LogNormalForecast& f, double y) {
  if (!(y > 0)) return kInfinity;
  const double z = (Log(y) - f.log_mean) / f.log_sd;
  return kLogSqrtTwoPi + Log(f.log_sd) + Log(y) + 0.5 * z * z;
}

[[nodiscard]] inline double PinballLoss(double probability, double value, double y) {
  return y >= value ? probability * (y - value) : (1.0 - probability) * (value - y);
}

[[nodiscard]] inline ForecastCell CellOfQuantiles(const QuantileForecast& f, double y) {
  ForecastCell cell{0, 1, false};
  for (const ForecastQuantile& one : f.quantiles) {
    // (value below, value]: what lies on a quantile is at most it.
    if (y <= one.value) {
      cell.high = one.probability;
      break;
    }
    cell.low = one.probability;
  }
  return cell;
}

}  // namespace internal

[[nodiscard]] inline double Crps(const Forecast& forecast, double y) {
  const double score = std::visit(
      [y](const auto& one) {
        using One = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<One, PointForecast>) {
          return std::fabs(y - one.value);
        } else if constexpr (std::is_same_v<One, RangeForecast>) {
          return internal::PinballLoss(kRangeTail, one.low, y) +
                 internal::PinballLoss(1.0 - kRangeTail, one.high, y);
        } else if constexpr (std::is_same_v<One, QuantileForecast>) {
          double sum = 0;
          for (const ForecastQuantile& quantile : one.quantiles) {
            sum += internal::PinballLoss(quantile.probability, quantile.value, y);
          }
          return 2.0 * sum / static_cast<double>(one.quantiles.size());
        } else if constexpr (std::is_same_v<One, ChanceForecast>) {
          return (one.probability - y) * (one.probability - y);
        } else {
          return internal::CrpsOf(one, y);
        }
      },
      forecast);
  return std::max(0.0, score);  // What rounding leaves where a forecast is far surer than the unit.
}

// Nothing for points, ranges and quantiles, which say no density.
[[nodiscard]] inline std::optional<double> LogScore(const Forecast& forecast, double y) {
  return std::visit(
      [y](const auto& one) -> std::optional<double> {
        using One = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<One, ChanceForecast>) {
          return -Log(y > 0.5 ? one.probability : 1.0 - one.probability);
        } else if constexpr (internal::kHasDensity<One>) {
          return internal::LogScoreOf(one, y);
        } else {
          return std::nullopt;
        }
      },
      forecast);
}

// Nothing for points, which give no chance.
[[nodiscard]] inline std::optional<ForecastCell> CellOf(const Forecast& forecast, double y) {
  return std::visit(
      [y](const auto& one) -> std::optional<ForecastCell> {
        using One = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<One, PointForecast>) {
          return std::nullopt;
        } else if constexpr (std::is_same_v<One, RangeForecast>) {
          return ForecastCell{kRangeTail, 1.0 - kRangeTail, y < one.low || y > one.high};
        } else if constexpr (std::is_same_v<One, QuantileForecast>) {
          return internal::CellOfQuantiles(one, y);
        } else if constexpr (std::is_same_v<One, ChanceForecast>) {
          return y > 0.5 ? ForecastCell{1.0 - one.probability, 1, false}
                         : ForecastCell{0, 1.0 - one.probability, false};
        } else {
          const double at = internal::CdfOf(one, y);
          return ForecastCell{at, at, false};
        }
      },
      forecast);
}

}  // namespace readiness::estimate
