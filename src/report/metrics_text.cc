#include "readiness/report/metrics_text.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"

#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;
using metric::MetricReading;
using metric::MetricSample;
using metric::MetricValue;

constexpr int kBarWidth = 24;

// Where the drawings of one unit begin and end.
struct Scale {
  double low = 0;
  double high = 1;
};

// A time by which so many have ended, and not so many have.
bool IsQuantile(const MetricValue& value) {
  return value.measure.ends_with("median") || value.measure.ends_with("p90");
}

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
      const std::string estimate =
          value.estimate.has_value() ? AmountText(*value.estimate, value.unit)
                                     : std::string(IsQuantile(value) ? "not reached" : "not known");
      const bool is_told = value.unit != "share" && value.unit != "s" && value.unit != "1";
      const std::string shown = is_told ? Cat(estimate, " ", value.unit) : estimate;
      rows.push_back({MeasureText(value.measure, value.at),
                      value.provisional ? Cat("~ ", shown) : shown, IntervalText(value),
                      Bar(value, ScaleOf(values, value.unit))});
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
  std::string text;
  const auto add = [&](std::optional<absl::Time> crossed_at, std::string_view ever) {
    if (!crossed_at.has_value()) return;
    text += Cat("  trend: ", Lower(ever), " since the week to ", TimeText(*crossed_at), " UTC",
                ever == reading.trend ? "" : ", no longer", "\n");
  };
  if (reading.trend_evidence.has_value()) {
    add(reading.trend_evidence->crossed_at, reading.trend_evidence->ever);
  }
  if (!reading.trend_comparison.has_value()) return text;
  add(reading.trend_comparison->crossed_at, reading.trend_comparison->ever);
  for (const std::string& reason : reading.trend_comparison->reasons) {
    text += Cat("  trend: ", Lower(reason),
                "; fewer than 20 weeks before the baseline ends, so the weeks since are held "
                "against them\n");
  }
  return text;
}

// What the items are called of which more would decide a verdict.
std::string_view WhatIsNeeded(const MetricReading& reading) {
  const std::string_view measure =
      reading.target.has_value() ? std::string_view(reading.target->measure) : "";
  if (measure == "rate" && reading.metric == "support_escalation_frequency") {
    return "account-days";
  }
  if (measure == "hazard") return "decision-days";
  if (measure == "top2" || measure == "mean" || measure == "nps") return "answers";
  return "matured items";
}

std::string WhyText(const std::vector<std::string>& reasons, std::optional<int64_t> needed,
                    std::string_view what) {
  std::string text;
  for (const std::string& reason : reasons) {
    text += Cat(text.empty() ? "" : ", ", Lower(reason));
  }
  if (needed.has_value() && *needed > 0) {
    text += Cat(text.empty() ? "" : "; ", "about ", *needed, " more ", what, " would decide it");
  }
  return text.empty() ? text : Cat(" (", text, ")");
}

std::string_view UnitOf(const std::vector<MetricValue>& values, std::string_view measure) {
  for (const MetricValue& value : values) {
    if (value.measure == measure) return value.unit;
  }
  return "";
}
std::string AmountWithUnit(double amount, std::string_view unit) {
  const bool is_told = !unit.empty() && unit != "share" && unit != "s" && unit != "1";
  return is_told ? Cat(AmountText(amount, unit), " ", unit) : AmountText(amount, unit);
}
std::string RangeText(double low, double high, std::string_view unit) {
  if (std::isinf(high)) return Cat("above ", AmountWithUnit(low, unit));
  return Cat(AmountText(low, unit), " to ", AmountWithUnit(high, unit));
}

// "within 7 d at least 90 %": what is asked of a measure.
std::string AskedText(std::string_view measure, std::optional<double> at, bool at_least,
                      double amount, std::string_view unit) {
  return Cat(MeasureText(measure, at), at_least ? " at least " : " at most ",
             AmountWithUnit(amount, unit));
}

std::string TargetText(const MetricReading& reading) {
  if (!reading.target.has_value()) return "";
  const metric::MetricTarget& target = *reading.target;
  const bool is_quantile = target.judged_measure != target.measure;
  std::string text =
      Cat("  target: ", AskedText(target.measure, target.at, target.at_least, target.value,
                                  UnitOf(reading.values, target.measure)));
  if (is_quantile) {
    text += Cat(", that is ", AskedText(target.judged_measure, target.judged_at, true,
                                        target.judged_value, "share"));
  }
  if (target.floor.has_value()) {
    text += Cat(", and the rate of every cohort at least ", ShareText(*target.floor));
  }
  const std::string_view unit =
      is_quantile ? "share" : UnitOf(reading.values, target.judged_measure);
  if (target.low.has_value() && target.high.has_value()) {
    text += Cat("; the verdict rests on ", RangeText(*target.low, *target.high, unit));
  } else if (!reading.subjects.empty()) {
    text += "; the worst exception state decides";
  } else if (target.part_count > 1) {
    text += "; the spread and every cohort decide together";
  } else {
    text += "; there is no interval yet that a verdict could rest on";
  }
  return text + "\n";
}

// The interval on which the verdict of a cohort or state rests, where it is known.
std::string GateText(const MetricReading& reading, const std::vector<MetricValue>& values) {
  if (!reading.target.has_value()) return "";
  const metric::MetricTarget& target = *reading.target;
  // How far cohorts differ is no question to one of them; whether it keeps the floor is.
  const std::string_view judged =
      target.measure == "between_sd" ? std::string_view("rate") : target.judged_measure;
  for (const MetricValue& value : values) {
    const bool is_other_time = target.judged_at.has_value() && value.at != target.judged_at;
    if (value.measure != judged || is_other_time || !value.anytime_low.has_value() ||
        !value.anytime_high.has_value()) {
      continue;
    }
    return Cat("; rests on ", RangeText(*value.anytime_low, *value.anytime_high, value.unit));
  }
  return "";
}

// What estimates would be if what is open never came to the event.
std::string WorstCaseText(const MetricReading& reading) {
  if (reading.sample.open == 0) return "";
  std::vector<std::string> parts;
  for (const MetricValue& value : reading.values) {
    if (!value.worst_case.has_value()) continue;
    parts.push_back(
        Cat(MeasureText(value.measure, value.at), " ", AmountText(*value.worst_case, value.unit)));
  }
  if (parts.empty()) return "";
  return Cat("  worst case, if nothing that is open now ever ends: ", Listed(parts), "\n");
}

// Whether cohorts are equally fast, with the two that are furthest from it.
std::string LogRankText(const MetricReading& reading) {
  if (!reading.log_rank.has_value() || reading.log_rank->cohorts.empty()) return "";
  const metric::MetricLogRank& test = *reading.log_rank;
  const auto excess = [](const metric::MetricLogRankCohort& one) {
    return one.expected > 0 ? one.observed / one.expected : 0.0;
  };
  const std::string p = NumberText(std::floor(test.p_value * 1e4 + 0.5) / 1e4);
  constexpr double kUsual = 0.05;  // What is drawn has 95 % as well.
  if (test.p_value > kUsual) {
    return Cat("  speed of cohorts: no difference shown (log-rank p ", p, ", at one look)\n");
  }
  const auto [slowest, fastest] = std::minmax_element(
      test.cohorts.begin(), test.cohorts.end(),
      [&excess](const auto& a, const auto& b) { return excess(a) < excess(b); });
  const auto told = [](const metric::MetricLogRankCohort& one) {
    return Cat(Safe(one.cohort), " (", AmountText(one.observed, ""), " ended, ",
               AmountText(one.expected, ""), " expected)");
  };
  return Cat("  speed of cohorts: log-rank p ", p, ", at one look; fastest ", told(*fastest),
             ", slowest ", told(*slowest), "\n");
}

// What is looked at together, and who is called what.
struct Together {
  size_t count = 0;
  double alpha = 1;
  std::vector<std::pair<std::string_view, std::vector<std::string>>> called;

  void Look(const std::string& call, const std::string& name) {
    if (call.empty()) return;
    ++count;
    for (auto& [word, names] : called) {
      if (call == word) names.push_back(name);
    }
  }
  // `what`: "" or " trends".
  [[nodiscard]] std::string Text(std::string_view what, std::string_view none) const {
    std::string text = Cat("\nAll ", count, what, " looked at together: ");
    size_t told = 0;
    for (const auto& [word, names] : called) {
      if (names.empty()) continue;
      constexpr size_t kMost = 8;
      std::vector<std::string> some(
          names.begin(),
          names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMost)));
      if (names.size() > kMost) some.push_back(Cat(names.size() - kMost, " more"));
      text += Cat(told++ == 0 ? "" : " ", word, " stands for ", Listed(some), ".");
    }
    if (told == 0) return Cat(text, none, " stands yet.\n");
    return Cat(text, " Of those named for ", called.size() > 2 ? "any" : "either", " an expected ",
               ShareText(alpha), " at most are named falsely.\n");
  }
};

// Which verdicts stand where all cohorts of all metrics are looked at together, and which trends,
// where any shows.
std::string TogetherText(const metric::MetricReadings& readings) {
  Together verdicts{.called = {{"NOT_MET", {}}, {"MET", {}}}};
  Together trends{.called = {{"WORSENING", {}}, {"IMPROVING", {}}, {"FLAT", {}}}};
  bool has_trend = false;
  for (const MetricReading& reading : readings.metrics) {
    if (reading.target.has_value()) {
      verdicts.alpha = std::min(verdicts.alpha, reading.target->alpha);
    }
    verdicts.Look(reading.joint_verdict, reading.metric);
    for (const metric::MetricCohort& cohort : reading.cohorts) {
      verdicts.Look(cohort.joint_verdict, Cat(reading.metric, " of ", Safe(cohort.cohort)));
    }
    trends.alpha = std::min(trends.alpha, reading.trend_alpha.value_or(1));
    trends.Look(reading.joint_trend, reading.metric);
    has_trend = has_trend || (!reading.joint_trend.empty() && reading.trend != "INSUFFICIENT");
  }
  std::string text;
  if (verdicts.count >= 2) text += verdicts.Text("", "no verdict");
  if (trends.count >= 2 && has_trend) text += trends.Text(" trends", "no trend");
  return text;
}

// What the verdicts promise, once for all of them.
std::string GuaranteeText(const metric::MetricReadings& readings) {
  double most_alpha = 0, sum = 0;
  size_t count = 0;
  bool is_anytime = true;
  bool is_approximate = false;
  for (const MetricReading& reading : readings.metrics) {
    if (!reading.target.has_value()) continue;
    const metric::MetricTarget& target = *reading.target;
    is_approximate = is_approximate || (target.peeking != model::MetricPeeking::kAnytime &&
                                        reading.metric == "adoption_consistency");
    ++count;
    most_alpha = std::max(most_alpha, target.alpha);
    sum += target.alpha * static_cast<double>(target.part_count);
    is_anytime = is_anytime && target.peeking == model::MetricPeeking::kAnytime;
  }
  if (count == 0) return "";
  const std::string_view looks =
      is_anytime ? ", however often one looks" : ", at the looks that the definitions plan";
  std::string text =
      Cat("\nHow far to trust the verdicts: a metric that misses its target is ever "
          "called MET with a chance of at most ",
          ShareText(most_alpha), looks, ".\n");
  if (count > 1) {
    text +=
        Cat("The same ", ShareText(most_alpha), " holds for asking that all ", count, " be MET.\n");
  }
  text += Cat("That ", count > 1 ? "any of them is" : "it is", " ever called NOT_MET although ",
              count > 1 ? "all targets are" : "the target is", " reached has a chance of at most ",
              ShareText(std::min(1.0, sum)), count > 1 ? ", the sum over them.\n" : ".\n");
  if (is_approximate) {
    text +=
        "At planned looks adoption_consistency rests on chi-square, which keeps these chances only "
        "nearly.\n";
  }
  return text;
}

}  // namespace

std::string MetricsText(const metric::MetricReadings& readings, absl::Time as_of,
                        const TextOptions& options) {
  std::string text = Cat("as of ", TimeText(as_of), " UTC");
  const std::optional<absl::Time> known_at =
      readings.metrics.empty() ? std::nullopt : readings.metrics.front().known_at;
  if (known_at.has_value() && *known_at != as_of) {
    text += Cat(", as it was known at ", TimeText(*known_at), " UTC");
  }
  text += "; intervals of 95 %, drawn [==|==]\n";
  Lines lines(text);
  for (const MetricReading& reading : readings.metrics) {
    text += Cat("\n", reading.metric, "  ", Coloured(reading.verdict, options),
                WhyText(reading.reasons, reading.needed_count, WhatIsNeeded(reading)),
                reading.trend.empty() || reading.trend == "INSUFFICIENT"
                    ? ""
                    : Cat("  ", Lower(reading.trend)),
                "\n", TargetText(reading), "  ", SampleText(reading.sample), "\n");
    lines.Add("  ", reading.values);
    text += WorstCaseText(reading);
    if (reading.open_ages.has_value()) {
      const metric::MetricOpenAges& ages = *reading.open_ages;
      text += Cat("  open: ", Counted(static_cast<size_t>(ages.count), "decision", "decisions"),
                  ", half of them older than ", DurationText(ages.median_seconds),
                  ", one in ten older than ", DurationText(ages.p90_seconds), ", the oldest ",
                  DurationText(ages.longest_seconds), "\n");
    }
    if (reading.complete_through.has_value() && *reading.complete_through < as_of) {
      text += Cat("  complete up to ", TimeText(*reading.complete_through),
                  " UTC; what is marked ~ is provisional, and the verdict does not rest on it\n");
    }
    text += TrendText(reading);
    text += LogRankText(reading);
    const std::vector<std::string> wrong = Wrongs(reading.quality);
    if (!wrong.empty()) text += Cat("  data: ", Listed(wrong), "\n");
    for (const metric::MetricSubject& subject : reading.subjects) {
      text += Cat("  state ",
                  subject.subject.empty() ? std::string("(no name)") : Safe(subject.subject), "  ",
                  Coloured(subject.verdict, options),
                  WhyText(subject.reasons, subject.needed_count, WhatIsNeeded(reading)), "  ",
                  SampleText(subject.sample), GateText(reading, subject.values), "\n");
    }
    for (const metric::MetricCohort& cohort : reading.cohorts) {
      text += Cat("  ", cohort.cohort.empty() ? std::string("(no cohort)") : Safe(cohort.cohort),
                  "  ", Coloured(cohort.verdict, options), "  ", SampleText(cohort.sample),
                  GateText(reading, cohort.values), "\n");
      lines.Add("    ", cohort.values);
    }
  }
  return text + GuaranteeText(readings) + TogetherText(readings);
}

}  // namespace readiness::report
