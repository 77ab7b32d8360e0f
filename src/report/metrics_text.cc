#include "readiness/report/metrics_text.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"

#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;
using metric::MetricReading;
using metric::MetricSample;
using metric::MetricValue;

constexpr int kBarWidth = 24;

std::string NameText(const MetricValue& value) {
  std::string name = value.measure;
  if (value.at.has_value()) {
    name += value.measure == "step" ? Cat(" ", NumberText(*value.at))
                                    : Cat(" ", DurationText(*value.at));
  }
  return name;
}

// Where the drawings of one unit begin and end.
struct Scale {
  double low = 0;
  double high = 1;
};

Scale ScaleOf(const std::vector<MetricValue>& values, std::string_view unit) {
  Scale scale{0, unit == "share" ? 1.0 : 0.0};
  if (unit == "share") return scale;
  for (const MetricValue& value : values) {
    if (value.unit != unit) continue;
    for (const auto& end : {value.low, value.high, value.estimate}) {
      if (!end.has_value() || std::isinf(*end)) continue;
      scale.low = std::min(scale.low, *end);
      scale.high = std::max(scale.high, *end);
    }
  }
  return scale;
}

// "....[==|===]....": the interval and the estimate in it. An end that is not known runs off.
std::string Bar(const MetricValue& value, const Scale& scale) {
  if (!(scale.high > scale.low) || !value.estimate.has_value()) return "";
  const auto place = [&scale](double x) {
    const double share = (x - scale.low) / (scale.high - scale.low);
    return static_cast<size_t>(std::clamp(share * (kBarWidth - 1) + 0.5, 0.0, kBarWidth - 1.0));
  };
  std::string bar(kBarWidth, '.');
  if (value.low.has_value() || value.high.has_value()) {
    const size_t low = place(value.low.value_or(scale.low));
    const size_t high = place(value.high.value_or(scale.high));
    for (size_t i = low; i <= high; ++i) bar[i] = '=';
    if (value.low.has_value()) bar[low] = '[';
    bar[high] = value.high.has_value() && !std::isinf(*value.high) ? ']' : '>';
  }
  bar[place(*value.estimate)] = '|';
  return bar;
}

std::string IntervalText(const MetricValue& value) {
  if (!value.low.has_value() && !value.high.has_value()) return "";
  const std::string low =
      value.low.has_value() ? AmountText(*value.low, value.unit) : std::string("?");
  if (!value.high.has_value() || std::isinf(*value.high)) return Cat("above ", low);
  return Cat(low, " to ", AmountText(*value.high, value.unit));
}

std::string SampleText(const MetricSample& sample) {
  std::string text = Counted(static_cast<size_t>(sample.total), "item", "items");
  std::vector<std::string> parts;
  if (sample.events > 0) parts.push_back(Cat(sample.events, " with the event"));
  if (sample.open > 0) parts.push_back(Cat(sample.open, " open"));
  if (sample.competing > 0) parts.push_back(Cat(sample.competing, " left another way"));
  if (!parts.empty()) text += Cat(": ", Listed(parts));
  text += Cat("; ", sample.matured, " matured");
  if (sample.exposure > 0) text += Cat("; exposure ", AmountText(sample.exposure, ""), " days");
  return text;
}

class Lines {
 public:
  explicit Lines(std::string& text) : text_(text) {}

  void Add(std::string_view indent, const std::vector<MetricValue>& values) {
    std::vector<std::vector<std::string>> rows;
    std::vector<size_t> widths(3, 0);
    for (const MetricValue& value : values) {
      const std::string estimate = value.estimate.has_value()
                                       ? AmountText(*value.estimate, value.unit)
                                       : std::string("not known");
      const bool is_told = value.unit != "share" && value.unit != "s" && value.unit != "1";
      const std::string shown = is_told ? Cat(estimate, " ", value.unit) : estimate;
      rows.push_back({NameText(value), value.provisional ? Cat("~ ", shown) : shown,
                      IntervalText(value), Bar(value, ScaleOf(values, value.unit))});
      for (size_t c = 0; c < widths.size(); ++c) {
        widths[c] = std::max(widths[c], rows.back()[c].size());
      }
    }
    for (const auto& row : rows) {
      std::string line(indent);
      for (size_t c = 0; c < row.size(); ++c) {
        line += row[c];
        if (c < widths.size()) line.append(widths[c] - row[c].size() + 2, ' ');
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text_ += Cat(line, "\n");
    }
  }

 private:
  std::string& text_;
};

std::string Coloured(std::string_view verdict, const TextOptions& options) {
  if (!options.is_coloured) return std::string(verdict);
  const std::string_view code = verdict == "MET" ? "32" : verdict == "NOT_MET" ? "31" : "33";
  return Cat("\x1b[", code, "m", verdict, "\x1b[0m");
}

// What is wrong with the data, a part each.
std::vector<std::string> Wrongs(const metric::MetricQuality& quality) {
  std::vector<std::string> wrong;
  const auto add = [&wrong](int64_t count, std::string_view what) {
    if (count > 0) wrong.push_back(Cat(count, " ", what));
  };
  add(quality.duplicates, "duplicate rows");
  add(quality.late, "late rows");
  add(quality.clamped, "ended before they began");
  add(quality.two_cohorts, "named a second cohort");
  add(quality.without_start, "have no beginning");
  add(quality.without_due, "have no due time");
  return wrong;
}

// What a trend rests on, where that is more than its name says.
std::string TrendText(const MetricReading& reading) {
  if (!reading.trend_evidence.has_value()) return "";
  const metric::MetricTrend& evidence = *reading.trend_evidence;
  std::string text;
  if (evidence.crossed_at.has_value()) {
    text = Cat("  trend: ", Lower(evidence.ever), " since the week to ",
               TimeText(*evidence.crossed_at), " UTC",
               evidence.ever == reading.trend ? "" : ", no longer", "\n");
  }
  for (const std::string& reason : evidence.reasons) {
    text += Cat("  trend: ", Lower(reason),
                "; fewer than 20 weeks before the baseline ends, so the weeks since are held "
                "against them\n");
  }
  return text;
}

std::string WhyText(const MetricReading& reading) {
  std::string text;
  for (const std::string& reason : reading.reasons) {
    text += Cat(text.empty() ? "" : ", ", Lower(reason));
  }
  if (reading.needed_count.has_value() && *reading.needed_count > 0) {
    text += Cat(text.empty() ? "" : "; ", "about ", *reading.needed_count,
                " more matured items would decide it");
  }
  return text;
}

}  // namespace

std::string MetricsText(const metric::MetricReadings& readings, absl::Time as_of,
                        const TextOptions& options) {
  std::string text = Cat("as of ", TimeText(as_of), " UTC; intervals of 95 %, drawn [==|==]\n");
  Lines lines(text);
  for (const MetricReading& reading : readings.metrics) {
    const std::string why = WhyText(reading);
    text += Cat("\n", reading.metric, "  ", Coloured(reading.verdict, options),
                why.empty() ? "" : Cat(" (", why, ")"),
                reading.trend.empty() || reading.trend == "INSUFFICIENT"
                    ? ""
                    : Cat("  ", Lower(reading.trend)),
                "\n  ", SampleText(reading.sample), "\n");
    lines.Add("  ", reading.values);
    if (reading.complete_through.has_value()) {
      text += Cat("  complete up to ", TimeText(*reading.complete_through),
                  " UTC; what is marked ~ is provisional, and the verdict does not rest on it\n");
    }
    text += TrendText(reading);
    const std::vector<std::string> wrong = Wrongs(reading.quality);
    if (!wrong.empty()) text += Cat("  data: ", Listed(wrong), "\n");
    for (const metric::MetricCohort& cohort : reading.cohorts) {
      text += Cat("  ", cohort.cohort.empty() ? std::string("(no cohort)") : cohort.cohort, "  ",
                  Coloured(cohort.verdict, options), "  ", SampleText(cohort.sample), "\n");
      lines.Add("    ", cohort.values);
    }
  }
  return text;
}

}  // namespace readiness::report
