// readiness/estimate/calibration.h: evidence that the chances that forecasts give do not hold.
//
//   std::vector<ForecastCell> cells = {{0.97, 0.97}, {0.1, 0.9, true}};
//   CalibrationEvidence(cells)     -> ln E, 0 says nothing; 3 is enough at 5 %
//
// Where forecasts are right, an actual lies in each cell of its forecast with the chance of that
// cell, so that its place is uniform. E is the mean of bets
//   prod (1 + l q(u)),   q(u) = 2u - 1 or 6u^2 - 6u + 1, or the negative of one of them,
// on places that lean to one side (forecasts too low or too high) or to the ends or the middle (too
// sure or too unsure); of a wider cell with the mean of q over it. Each q has mean 0 over uniform
// places and lies in [-1, 1], and l at 16 log-spaced points of [0.05, 0.98], so every product is a
// martingale and E an e-value at every number of forecasts, in whatever order they are taken.
//
// Assumes: each actual is as its forecast says whatever the others were. Actuals of one launch may
//          move together; then E overstates.
// Errors:  InvalidArgument (rule ESTIMATE), naming the cell.
// Cost:    64 logarithms a cell.   Threads: values only.
// Source:  Arnold, Henzi and Ziegel (2023), "Sequentially valid tests for forecast calibration"; a
//          fixed mixture stands in place of their bets that learn, so that order does not matter.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/forecast_score.h"

namespace readiness::estimate {

namespace internal {

// The means of both q over the cell.
[[nodiscard]] inline std::array<double, 2> MeansOverCell(const ForecastCell& cell) {
  const double l = cell.low, h = cell.high;
  std::array<double, 2> means = {l + h - 1.0, 2.0 * (h * h + h * l + l * l) - 3.0 * (h + l) + 1.0};
  if (cell.is_outside) {  // Both have mean 0 over all places.
    const double inside = h - l;
    for (double& mean : means) mean *= -inside / (1.0 - inside);
  }
  return means;
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<double> CalibrationEvidence(
    std::span<const ForecastCell> cells) {
  constexpr int kStakes = 16;
  std::array<double, size_t{4}* kStakes> logs = {};
  for (size_t i = 0; i < cells.size(); ++i) {
    const ForecastCell& cell = cells[i];
    const bool is_sound = cell.low >= 0 && cell.low <= cell.high && cell.high <= 1 &&
                          !(cell.is_outside && cell.high - cell.low == 1);
    if (!is_sound) {
      return base::Invalid("ESTIMATE",
                           base::Cat("cells[", i, "] needs 0 <= low <= high <= 1 and, outside, ",
                                     "something left, got ", cell.low, " and ", cell.high));
    }
    const auto means = internal::MeansOverCell(cell);
    for (int g = 0; g < kStakes; ++g) {
      const double stake = 0.05 * Exp(Log(0.98 / 0.05) * g / (kStakes - 1));
      for (size_t k = 0; k < 4; ++k) {
        const double side = k % 2 == 0 ? stake : -stake;
        logs[4 * static_cast<size_t>(g) + k] += Log1p(side * means[k / 2]);
      }
    }
  }
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double value : logs) sum += Exp(value - most);
  return most + Log(sum / static_cast<double>(logs.size()));
}

}  // namespace readiness::estimate
