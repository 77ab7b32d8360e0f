// readiness/metric/internal/duration_findings.h: how long items take, open ones counted.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/estimate/cumulative_incidence.h"
#include "readiness/estimate/survival.h"
#include "readiness/metric/duration_bin.h"
#include "readiness/metric/internal/bin_bounds.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/reading.h"

namespace readiness::metric::internal {

// The names under which a metric gives its durations; empty: not given.
struct DurationMeasures {
  std::string_view within;
  std::string_view median;
  std::string_view p90;
  std::string_view rmst;
  std::string_view completed_median;
  std::string_view completed_p90;
  std::string_view completed_mean;
};
inline constexpr DurationMeasures kTimeMeasures = {
    "within", "median", "p90", "rmst", "completed_median", "completed_p90", "completed_mean"};

// The time of a row.
struct RowTime {
  double operator()(const estimate::LifeTableRow& row) const { return row.time; }
};
// The q-quantile of what has come to its end, R type 7: linear between order statistics.
// `time_of`: from a row to its time, rising with the rows.
template <typename TimeOf = RowTime>
[[nodiscard]] double CompletedQuantile(std::span<const estimate::LifeTableRow> rows, int64_t count,
                                       double q, const TimeOf& time_of = TimeOf()) {
  const double place = static_cast<double>(count - 1) * q;
  const auto below = static_cast<int64_t>(place);
  double low = 0;
  int64_t before = 0;
  bool has_low = false;
  for (const estimate::LifeTableRow& row : rows) {
    if (row.events == 0) continue;
    before += row.events;
    if (!has_low && before > below) {
      low = time_of(row);
      has_low = true;
    }
    if (before > below + 1 || (has_low && before == count)) {
      const double high = before > below + 1 ? time_of(row) : low;
      return low + (place - static_cast<double>(below)) * (high - low);
    }
  }
  return low;
}
template <typename TimeOf = RowTime>
[[nodiscard]] double CompletedMean(std::span<const estimate::LifeTableRow> rows, int64_t count,
                                   const TimeOf& time_of = TimeOf()) {
  double sum = 0;
  for (const estimate::LifeTableRow& row : rows) {
    if (row.events != 0) sum += time_of(row) * static_cast<double>(row.events);
  }
  return sum / static_cast<double>(count);
}

// How the items of a life table ended, and how many of them had their time.
[[nodiscard]] inline MetricSample SampleOf(std::span<const estimate::LifeTableRow> rows,
                                           const MaturedCount& matured) {
  MetricSample sample;
  for (const estimate::LifeTableRow& row : rows) {
    sample.events += row.events;
    sample.competing += row.competing;
    sample.open += row.censored;
  }
  sample.total = sample.events + sample.competing + sample.open;
  sample.matured = matured.items;
  return sample;
}

class DurationFindings {
 public:
  // With fewer events the normal interval of a restricted mean misses far more than it says.
  static constexpr int64_t kFewEvents = 10;

  // `rows` are read from `state`, and stay while this is used; `matured`: of its items, those that
  // had their time.
  static absl::StatusOr<DurationFindings> Of(const MetricSpec& d,
                                             std::span<const estimate::LifeTableRow> rows,
                                             const MaturedCount& matured, const CohortState& state,
                                             const ReadAt& at) {
    DurationFindings findings(d);
    findings.rows_ = rows;
    findings.matured_ = matured;
    findings.is_histogram_ = state.resolution() == Resolution::kHistogram;
    if (findings.is_histogram_ && !rows.empty()) {
      findings.bounds_ = BinBounds::Of(state, at, rows.size());
    }
    findings.sample_ = SampleOf(rows, matured);
    if (!findings.rows_.empty()) {
      READINESS_ASSIGN_OR_RETURN(estimate::SurvivalCurve curve,
                                 estimate::SurvivalCurve::Of(findings.rows_));
      findings.curve_ = std::move(curve);
    }
    return findings;
  }

  [[nodiscard]] const MetricSample& sample() const { return sample_; }

  // `horizon`: seconds of the matured counts, whose interval the verdict uses; `more`: further
  // times at which the share is given.
  absl::Status AddTo(const DurationMeasures& names, double horizon, std::span<const double> more,
                     std::vector<MetricValue>& out) const {
    const size_t first = out.size();
    if (!names.within.empty()) {
      std::vector<double> times = {horizon};
      for (const double time : more) {
        if (std::find(times.begin(), times.end(), time) == times.end()) times.push_back(time);
      }
      std::sort(times.begin(), times.end());
      for (const double time : times) {
        READINESS_RETURN_IF_ERROR(AddWithin(names.within, time, time == horizon, out));
      }
    }
    if (!names.median.empty()) READINESS_RETURN_IF_ERROR(AddQuantile(names.median, 0.5, out));
    if (!names.p90.empty()) READINESS_RETURN_IF_ERROR(AddQuantile(names.p90, 0.9, out));
    if (!names.rmst.empty()) READINESS_RETURN_IF_ERROR(AddRestrictedMean(names.rmst, horizon, out));
    AddCompletedQuantile(names.completed_median, 0.5, out);
    AddCompletedQuantile(names.completed_p90, 0.9, out);
    AddCompletedMean(names.completed_mean, out);
    for (size_t i = first; i < out.size(); ++i) ForgetTheLastBin(out[i]);
    return absl::OkStatus();
  }

 private:
  explicit DurationFindings(const MetricSpec& d) : d_(&d) {}

  [[nodiscard]] std::string Method(std::string_view method) const {
    return base::Cat(
        method,
        is_histogram_
            ? "; histogram, times within 0.4 %, what is open begun in the middle of its hour"
            : "");
  }

  // Has anything lasted longer than a histogram tells apart?
  [[nodiscard]] bool HasLastBin() const {
    return is_histogram_ && !rows_.empty() && rows_.back().time >= kLongestKnownSeconds;
  }
  // What lies in the last bin of a histogram took its 17 years or any time more. A time that is
  // read from there is not known, but for that it is at least as long; neither is what depends on
  // it.
  void ForgetTheLastBin(MetricValue& value) const {
    if (!HasLastBin()) return;
    const auto is_beyond = [](const std::optional<double>& x) {
      return x.has_value() && *x >= kLongestKnownSeconds;
    };
    bool is_forgotten = false;
    if (value.unit == "s" && !value.at.has_value()) {
      const bool is_of_all = value.measure == "completed_mean" && rows_.back().events > 0;
      is_forgotten = is_of_all || is_beyond(value.estimate);
      if (is_of_all) value.low = CompletedMean(rows_, sample_.events);
      if (is_beyond(value.estimate) && !value.low.has_value()) value.low = kLongestKnownSeconds;
      if (is_beyond(value.high)) value.high.reset();
      if (is_beyond(value.worst_case)) value.worst_case.reset();
      if (is_forgotten) {
        value.bin_low.reset();
        value.bin_high.reset();
      }
    } else if (is_beyond(value.at)) {  // A share or mean up to a time within the last bin.
      is_forgotten = true;
      value.low.reset();
      value.high.reset();
      value.bin_low.reset();
      value.bin_high.reset();
      value.worst_case.reset();
    }
    if (!is_forgotten) return;
    value.estimate.reset();
    value.method += "; of what lasted 2^29 s (17 years) and longer no more is known";
  }

  // How many came to the event by `time`, of all there are: nothing that is open ever would. Not
  // with delayed entry, where some are out of sight.
  [[nodiscard]] std::optional<double> WorstShare(double time) const {
    if (d_->clock == model::MetricClock::kRelease || sample_.total == 0) return std::nullopt;
    int64_t events = 0;
    for (const estimate::LifeTableRow& row : rows_) {
      if (row.time > time) break;
      // Bins that lie more than 1 % and a second before the time end before it.
      if (row.time < 0.99 * time - 1.0 || LatestOf(row) <= time) events += row.events;
    }
    return static_cast<double>(events) / static_cast<double>(sample_.total);
  }
  // The latest that the row may be: of a bin its end.
  [[nodiscard]] double LatestOf(const estimate::LifeTableRow& row) const {
    if (!is_histogram_) return row.time;
    return BinBounds::LastOf(DurationBin(static_cast<int64_t>(row.time * 1e6)));
  }
  // What the histogram leaves open about the estimate, which is one of the values.
  static void SetBins(double low, std::optional<double> high, MetricValue& value) {
    value.bin_low = std::min(low, *value.estimate);
    if (high.has_value()) value.bin_high = std::max(*high, *value.estimate);
  }
  void SetBins(const estimate::Interval& bounds, MetricValue& value) const {
    SetBins(bounds.low, bounds.high, value);
  }
  // Where there is no event up to `time`: of how many that is known, since they were followed
  // longer or left another way. 0 with delayed entry, where some are out of sight.
  [[nodiscard]] int64_t KnownWithoutEvent(double time) const {
    if (d_->clock == model::MetricClock::kRelease) return 0;
    int64_t known = 0;
    for (const estimate::LifeTableRow& row : rows_) {
      if (row.time > time) return known + row.at_risk;
      known += row.competing;
    }
    return known;
  }
  // The first time by which a share of q of all there are came to the event; none: never.
  [[nodiscard]] std::optional<double> WorstQuantile(double q) const {
    if (d_->clock == model::MetricClock::kRelease) return std::nullopt;
    int64_t events = 0;
    for (const estimate::LifeTableRow& row : rows_) {
      events += row.events;
      if (row.events > 0 && static_cast<double>(events) >= q * static_cast<double>(sample_.total)) {
        return LatestOf(row);
      }
    }
    return std::nullopt;
  }

  absl::Status AddWithin(std::string_view measure, double time, bool is_judged,
                         std::vector<MetricValue>& out) const {
    MetricValue value = EmptyValue(*d_, measure);
    value.at = time;
    value.method =
        Method(sample_.competing > 0 ? "Aalen-Johansen, log-log" : "Kaplan-Meier, beta product");
    if (sample_.competing > 0) {
      // Beyond the last follow-up there is no estimate.
      if (const auto share = estimate::CumulativeIncidenceAt(rows_, time); share.ok()) {
        value.estimate = share->event.share;
        const int64_t known = share->event.share == 0 ? KnownWithoutEvent(time) : 0;
        if (known > 0) value.method = Method("Aalen-Johansen, Clopper-Pearson while there is none");
        READINESS_ASSIGN_OR_RETURN(
            const estimate::Interval interval,
            known > 0 ? estimate::ClopperPearson(0, known, kDisplayConfidence)
                      : estimate::IncidenceInterval(share->event, kDisplayConfidence));
        SetDisplay(value, interval);
      }
    } else if (curve_.has_value()) {
      if (const auto survival = curve_->At(time); survival.has_value()) {
        value.estimate = 1.0 - *survival;
        READINESS_ASSIGN_OR_RETURN(const estimate::Interval interval,
                                   curve_->BetaProductInterval(time, kDisplayConfidence));
        SetDisplay(value, {1.0 - interval.high, 1.0 - interval.low});
      }
    }
    if (bounds_.has_value() && value.estimate.has_value()) SetBins(bounds_->Share(time), value);
    value.worst_case = WorstShare(time);
    // With the clock RELEASE there is no verdict: what matures counts from the item's start.
    if (is_judged && matured_.items > 0 && d_->clock != model::MetricClock::kRelease) {
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate,
                                 ShareGate(*d_, matured_.successes, matured_.items));
      SetGate(value, gate);
    }
    out.push_back(std::move(value));
    return absl::OkStatus();
  }
  // Of all, those that left another way included: they never come to the event.
  absl::Status AddQuantile(std::string_view measure, double q,
                           std::vector<MetricValue>& out) const {
    MetricValue value = EmptyValue(*d_, measure);
    value.method = Method(sample_.competing > 0 ? "Aalen-Johansen, log-log inverted"
                                                : "Kaplan-Meier, beta product inverted");
    if (curve_.has_value()) {
      READINESS_ASSIGN_OR_RETURN(const estimate::SurvivalQuantile quantile,
                                 sample_.competing > 0
                                     ? estimate::IncidenceQuantile(rows_, q, kDisplayConfidence)
                                     : curve_->Quantile(q, kDisplayConfidence));
      value.estimate = quantile.time;
      value.low = quantile.low;
      value.high = quantile.high;
      if (bounds_.has_value() && value.estimate.has_value()) {
        const BinBounds::Times times = bounds_->Quantile(q);
        SetBins(times.low.value_or(*value.estimate), times.high, value);
      }
    }
    value.worst_case = WorstQuantile(q);
    out.push_back(std::move(value));
    return absl::OkStatus();
  }
  absl::Status AddRestrictedMean(std::string_view measure, double horizon,
                                 std::vector<MetricValue>& out) const {
    MetricValue value = EmptyValue(*d_, measure);
    value.at = horizon;
    value.method = Method(sample_.competing > 0
                              ? "area over Aalen-Johansen, other exits without the event to the end"
                              : "area under Kaplan-Meier");
    if (curve_.has_value()) {
      const auto mean = sample_.competing > 0 ? estimate::TimeBeforeEvent(rows_, horizon)
                                              : curve_->RestrictedMeanTo(horizon);
      if (mean.ok()) {
        value.estimate = mean->mean;
        if (bounds_.has_value()) SetBins(bounds_->MeanBefore(horizon), value);
        const double half =
            -estimate::NormalQuantile(0.5 * (1.0 - kDisplayConfidence)) * std::sqrt(mean->variance);
        estimate::Interval display{std::max(0.0, mean->mean - half),
                                   std::min(horizon, mean->mean + half)};
        if (EventsBy(horizon) < kFewEvents) {
          READINESS_ASSIGN_OR_RETURN(const estimate::Interval area, AreaOverBand(horizon));
          display = {std::min(display.low, area.low), std::max(display.high, area.high)};
          value.method += "; with the area over the band of the share, fewer than 10 events";
        }
        SetDisplay(value, display);
      }
    }
    out.push_back(std::move(value));
    return absl::OkStatus();
  }
  [[nodiscard]] int64_t EventsBy(double time) const {
    int64_t events = 0;
    for (const estimate::LifeTableRow& row : rows_) events += row.time <= time ? row.events : 0;
    return events;
  }
  // The mean before the event, to the horizon, if the share ran along the lower and the upper ends
  // of its pointwise intervals: wide, and right also where events are too few for their variance to
  // say how sure the mean is.
  [[nodiscard]] absl::StatusOr<estimate::Interval> AreaOverBand(double horizon) const {
    std::vector<double> times = {0};
    for (const estimate::LifeTableRow& row : rows_) {
      if (row.events > 0 && row.time > 0 && row.time < horizon) times.push_back(row.time);
    }
    times.push_back(horizon);
    estimate::Interval area{0, 0};
    for (size_t i = 0; i + 1 < times.size(); ++i) {
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval share,
                                 ShareWithin(times[i], times[i + 1]));
      area.low += (times[i + 1] - times[i]) * (1.0 - share.high);
      area.high += (times[i + 1] - times[i]) * (1.0 - share.low);
    }
    return area;
  }
  // What the share with the event may be from one event to right before the next one.
  [[nodiscard]] absl::StatusOr<estimate::Interval> ShareWithin(double from, double until) const {
    const double last = std::nextafter(until, from);
    if (sample_.competing == 0) {
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval first,
                                 curve_->BetaProductInterval(from, kDisplayConfidence));
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval second,
                                 curve_->BetaProductInterval(last, kDisplayConfidence));
      return estimate::Interval{1.0 - std::max(first.high, second.high),
                                1.0 - std::min(first.low, second.low)};
    }
    READINESS_ASSIGN_OR_RETURN(const estimate::CumulativeIncidence share,
                               estimate::CumulativeIncidenceAt(rows_, last));
    if (share.event.share > 0) return estimate::IncidenceInterval(share.event, kDisplayConfidence);
    const int64_t known = KnownWithoutEvent(last);
    return known > 0 ? estimate::ClopperPearson(0, known, kDisplayConfidence)
                     : absl::StatusOr<estimate::Interval>(estimate::Interval{0, 1});
  }
  [[nodiscard]] MetricValue EmptyCompleted(std::string_view measure) const {
    MetricValue value = EmptyValue(*d_, measure);
    value.method = Method("completed items only, biased low while items are open");
    return value;
  }
  void AddCompletedQuantile(std::string_view measure, double q,
                            std::vector<MetricValue>& out) const {
    if (measure.empty()) return;
    MetricValue value = EmptyCompleted(measure);
    if (sample_.events > 0) value.estimate = CompletedQuantile(rows_, sample_.events, q);
    if (bounds_.has_value() && value.estimate.has_value()) {
      const auto earliest = [](const estimate::LifeTableRow& row) {
        return BinBounds::FirstOf(DurationBin(static_cast<int64_t>(row.time * 1e6)));
      };
      const auto latest = [this](const estimate::LifeTableRow& row) { return LatestOf(row); };
      const double low = CompletedQuantile(rows_, sample_.events, q, earliest);
      std::optional<double> high;
      if (!HasLastBin()) high = CompletedQuantile(rows_, sample_.events, q, latest);
      SetBins(low, high, value);
    }
    out.push_back(std::move(value));
  }
  void AddCompletedMean(std::string_view measure, std::vector<MetricValue>& out) const {
    if (measure.empty()) return;
    MetricValue value = EmptyCompleted(measure);
    if (sample_.events > 0) value.estimate = CompletedMean(rows_, sample_.events);
    if (bounds_.has_value() && value.estimate.has_value()) {
      const estimate::Interval mean = bounds_->CompletedMean();
      SetBins(mean.low, HasLastBin() ? std::nullopt : std::optional<double>(mean.high), value);
    }
    out.push_back(std::move(value));
  }

  const MetricSpec* d_;
  std::span<const estimate::LifeTableRow> rows_;
  MaturedCount matured_;
  MetricSample sample_;
  bool is_histogram_ = false;
  std::optional<BinBounds> bounds_;  // Of a histogram.
  std::optional<estimate::SurvivalCurve> curve_;
};

}  // namespace readiness::metric::internal
