// readiness/metric/internal/prediction_scores.h: what the scores of many predictions say together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/estimate/calibration.h"
#include "readiness/estimate/elementary.h"
#include "readiness/estimate/forecast_score.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"
#include "readiness/estimate/rate.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric::internal {

[[nodiscard]] inline absl::StatusOr<MetricValue> CoverageValue(const MetricSpec& d, int64_t covered,
                                                               int64_t predictions) {
  READINESS_ASSIGN_OR_RETURN(MetricValue value, ShareValue(d, "coverage", covered, predictions));
  value.method = base::Cat("Clopper-Pearson; ", GateName(d, "beta-binomial mixture", "the same"),
                           " for the verdict");
  if (predictions == 0) return value;
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval display,
                             estimate::ClopperPearson(covered, predictions, kDisplayConfidence));
  SetDisplay(value, display);
  return value;
}

[[nodiscard]] inline absl::StatusOr<MetricValue> BiasValue(const MetricSpec& d, int64_t above,
                                                           int64_t below) {
  MetricValue value = EmptyValue(d, "bias");
  value.method = "sign test, beta-binomial mixture";
  if (above + below == 0) return value;
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval share,
                             estimate::AnytimeProportion(above, above + below, 1.0 - d.alpha));
  value.estimate = share.low > 0.5 ? 1.0 : share.high < 0.5 ? -1.0 : 0.0;
  READINESS_ASSIGN_OR_RETURN(value.log_evidence,
                             estimate::LogProportionEvidence(above, above + below, 0.5));
  return value;
}

class PredictionScores {
 public:
  // `row` has an actual.
  void Add(const MetricPrediction& row, bool is_chance,
           const std::optional<estimate::ForecastCell>& cell) {
    if (cell.has_value()) cells_.push_back(*cell);
    if (is_chance) {
      ++briers_[*row.crps];
      log_scores_.push_back(*row.log_score);
    }
    if (row.baseline_crps.has_value()) {
      against_[{row.metric, row.measure, row.unit}].emplace_back(*row.baseline_crps, *row.crps);
    }
  }

  absl::Status AddTo(const MetricSpec& d, std::vector<MetricValue>& out) const {
    READINESS_ASSIGN_OR_RETURN(MetricValue calibration, Calibration(d));
    READINESS_ASSIGN_OR_RETURN(MetricValue skill, Skill(d));
    READINESS_ASSIGN_OR_RETURN(MetricValue brier, Brier(d));
    MetricValue log_score = EmptyValue(d, "log_score");
    log_score.method = "mean over chances; no interval, it has no upper end";
    if (!log_scores_.empty()) {
      std::vector<double> sorted = log_scores_;  // One sum, whatever order they came in.
      std::sort(sorted.begin(), sorted.end());
      double sum = 0;
      for (const double one : sorted) sum += one;
      log_score.estimate = sum / static_cast<double>(sorted.size());
    }
    for (MetricValue* value : {&calibration, &skill, &brier, &log_score}) {
      out.push_back(std::move(*value));
    }
    return absl::OkStatus();
  }

 private:
  [[nodiscard]] absl::StatusOr<MetricValue> Calibration(const MetricSpec& d) const {
    MetricValue value = EmptyValue(d, "calibration");
    value.method = "mixture of bets on where actuals lie, predictions taken as independent";
    if (cells_.empty()) return value;
    READINESS_ASSIGN_OR_RETURN(const double log_e, estimate::CalibrationEvidence(cells_));
    value.log_evidence = log_e;
    value.estimate = log_e >= -estimate::Log(d.alpha) ? 1.0 : 0.0;
    return value;
  }

  // Within one unit of one metric scores are measured by the mean one of its baselines, so that the
  // ratio of sums is a mean of the ratios of the units. A prediction is a cluster of its own.
  [[nodiscard]] absl::StatusOr<MetricValue> Skill(const MetricSpec& d) const {
    MetricValue value = EmptyValue(d, "skill");
    value.method = "CRPS against the baseline's, ratio of sums with log-t";
    estimate::ClusterMoments sums;
    for (const auto& [unit, pairs] : against_) {
      std::vector<std::pair<double, double>> sorted = pairs;
      std::sort(sorted.begin(), sorted.end());
      double scale = 0;
      for (const auto& [baseline, own] : sorted) scale += baseline;
      scale /= static_cast<double>(sorted.size());
      if (!(scale > 0)) continue;  // The baseline was never wrong; nothing is better.
      for (const auto& [baseline, own] : sorted) {
        const double x = baseline / scale, y = own / scale;
        ++sums.count;
        sums.x += x;
        sums.y += y;
        sums.xx += x * x;
        sums.xy += x * y;
        sums.yy += y * y;
      }
    }
    if (sums.count == 0) return value;
    value.estimate = 1.0 - sums.y / sums.x;
    if (sums.count < 2 || !(sums.y > 0)) return value;
    READINESS_ASSIGN_OR_RETURN(const estimate::Interval ratio,
                               estimate::ClusterRate(sums, kDisplayConfidence));
    value.high = 1.0 - ratio.low;
    if (ratio.high < estimate::internal::kInfinity) value.low = 1.0 - ratio.high;
    return value;
  }

  [[nodiscard]] absl::StatusOr<MetricValue> Brier(const MetricSpec& d) const {
    constexpr size_t kMostValues = 1'000;  // More different ones have no interval.
    estimate::BoundedCounts counts;
    double sum = 0;
    int64_t count = 0;
    for (const auto& [score, times] : briers_) {
      sum += score * static_cast<double>(times);
      count += times;
      counts.values.push_back(score);
      counts.counts.push_back(times);
    }
    if (count > 0 && counts.values.size() <= kMostValues) return MeanValue(d, "brier", counts);
    MetricValue value = EmptyValue(d, "brier");
    value.method = "mean over chances";
    if (count > 0) value.estimate = sum / static_cast<double>(count);
    return value;
  }

  std::vector<estimate::ForecastCell> cells_;
  std::map<double, int64_t> briers_;
  std::vector<double> log_scores_;
  // By metric, measure and unit: the score of the baseline, and of the prediction.
  std::map<std::tuple<std::string, std::string, std::string>,
           std::vector<std::pair<double, double>>>
      against_;
};

}  // namespace readiness::metric::internal
