// readiness/metric/prediction_forecast.h: a locked prediction as a forecast that can be scored.
//
//   READINESS_ASSIGN_OR_RETURN(const estimate::Forecast forecast, ForecastOf(prediction));
//
// A prediction says in exactly one way what it expects: expected and delta, low and high,
// quantiles, chance, beta, gamma or log_normal.
//
// Errors:  InvalidArgument (rule R85): it says nothing, or twice, or what no forecast can be.
// Threads: values only.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/forecast.h"
#include "readiness/model/prediction.h"

namespace readiness::metric {

[[nodiscard]] inline absl::StatusOr<estimate::Forecast> ForecastOf(
    const model::PredictionLocked& prediction) {
  const std::string name = base::Cat("prediction \"", prediction.id, "\"");
  std::string ways;
  estimate::Forecast forecast;
  int count = 0;
  const auto say = [&](std::string_view way, const estimate::Forecast& what) {
    ways += base::Cat(ways.empty() ? "" : " and ", way);
    forecast = what;
    ++count;
  };
  if (prediction.expected.has_value() && prediction.delta.has_value()) {
    say("expected", estimate::PointForecast{*prediction.expected, *prediction.delta});
  }
  if (prediction.low.has_value() && prediction.high.has_value()) {
    say("low and high", estimate::RangeForecast{*prediction.low, *prediction.high});
  }
  if (!prediction.quantiles.empty()) {
    estimate::QuantileForecast quantiles;
    for (const model::PredictionQuantile& one : prediction.quantiles) {
      quantiles.quantiles.push_back({one.probability, one.value});
    }
    say("quantiles", quantiles);
  }
  if (prediction.chance.has_value()) {
    say("chance", estimate::ChanceForecast{*prediction.chance});
  }
  if (prediction.beta.has_value()) {
    say("beta", estimate::BetaForecast{prediction.beta->a, prediction.beta->b});
  }
  if (prediction.gamma.has_value()) {
    say("gamma", estimate::GammaForecast{prediction.gamma->shape, prediction.gamma->rate});
  }
  if (prediction.log_normal.has_value()) {
    say("log_normal", estimate::LogNormalForecast{prediction.log_normal->log_mean,
                                                  prediction.log_normal->log_sd});
  }
  if (count == 0) {
    return base::Invalid(
        "R85", base::Cat(name, " lacks what is expected; give expected and delta, ",
                         "low and high, quantiles, chance, beta, gamma or ", "log_normal"));
  }
  if (count > 1) {
    return base::Invalid("R85",
                         base::Cat(name, " says what is expected twice, by ", ways, "; give one"));
  }
  if (const absl::Status sound = estimate::CheckForecast(forecast); !sound.ok()) {
    // The rule of the estimate is no rule of who predicts.
    std::string_view why = base::ToStd(sound.message());
    if (const auto at = why.find(": "); at != std::string_view::npos) why.remove_prefix(at + 2);
    return base::Invalid("R85", base::Cat(name, ": ", why));
  }
  return forecast;
}

}  // namespace readiness::metric
