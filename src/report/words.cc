#include "report/words.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <variant>

#include "readiness/base/instant.h"
#include "readiness/base/text.h"

namespace readiness::report {

using base::Cat;

std::string TimeText(std::optional<absl::Time> time) {
  if (!time.has_value() || *time == absl::InfiniteFuture() || *time == absl::InfinitePast()) {
    return ExactTimeText(time);
  }
  // The second that has begun; a microsecond more says nothing to a reader.
  return ExactTimeText(absl::FromUnixSeconds(absl::ToUnixSeconds(*time)));
}

std::string ExactTimeText(std::optional<absl::Time> time) {
  if (!time.has_value()) return "";
  if (*time == absl::InfiniteFuture()) return "never";
  if (*time == absl::InfinitePast()) return "always";
  const bool is_whole_minute = absl::FromUnixSeconds(absl::ToUnixSeconds(*time) / 60 * 60) == *time;
  return Cat(base::DateText(*time), " ",
             is_whole_minute ? base::MinuteText(*time) : base::SecondText(*time));
}

std::string WindowText(const std::optional<base::Window>& window) {
  if (!window.has_value()) return "";
  std::string unit = Lower(base::Name(window->unit));
  if (window->amount == 1 && !unit.empty() && unit.back() == 's') unit.pop_back();
  std::string text = Cat(window->amount, " ", unit);
  if (window->kind != base::WindowKind::kUnspecified &&
      window->kind != base::WindowKind::kElapsed) {
    text += Cat(" (", Lower(base::Name(window->kind)), ")");
  }
  return text;
}

std::string NumberText(double number) {
  if (number != number) return "not a number";
  if (number == std::numeric_limits<double>::infinity()) return "Infinity";
  if (number == -std::numeric_limits<double>::infinity()) return "-Infinity";
  std::array<char, 64> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                 std::chars_format::general, 6);
  return std::string(digits.data(), end.ptr);
}

std::string ShareText(double share) {
  std::array<char, 400> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), share * 100,
                                 std::chars_format::fixed, 1);
  if (end.ec != std::errc() || share - share != 0) return NumberText(share);
  return Cat(std::string(digits.data(), end.ptr), " %");
}

std::string DurationText(double seconds) {
  struct Unit {
    double seconds;
    std::string_view name;
  };
  static constexpr Unit kUnits[] = {{86'400, " d"}, {3'600, " h"}, {60, " min"}};
  for (const Unit& unit : kUnits) {
    if (seconds < unit.seconds) continue;
    const double amount = seconds / unit.seconds;
    const double scale = amount < 10 ? 100 : amount < 100 ? 10 : 1;
    return Cat(NumberText(std::floor(amount * scale + 0.5) / scale), unit.name);
  }
  return Cat(NumberText(std::floor(seconds * 10 + 0.5) / 10), " s");
}

std::string AmountText(double amount, std::string_view unit) {
  if (unit == "share") return ShareText(amount);
  if (unit == "s") return DurationText(amount);
  const double size = std::fabs(amount);
  const double scale = size >= 1000 ? 1 : size >= 10 ? 10 : size >= 1 ? 100 : 10'000;
  return NumberText(std::floor(amount * scale + 0.5) / scale);
}

std::string MeasureText(std::string_view measure, std::optional<double> at) {
  if (!at.has_value()) return std::string(measure);
  return Cat(measure, " ", measure == "step" ? NumberText(*at) : DurationText(*at));
}

std::string Lower(std::string_view word) {
  std::string text(word);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = ' ';
  }
  return text;
}

std::string Counted(size_t count, std::string_view one, std::string_view many) {
  return Cat(count, " ", count == 1 ? one : many);
}

std::string Listed(const std::vector<std::string>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string FindingText(const model::Finding& finding, std::string_view unit) {
  const std::string tail = unit.empty() ? "" : Cat(" ", unit);
  struct Writer {
    const std::string& tail;
    std::string operator()(const std::monostate&) const { return ""; }
    std::string operator()(double value) const { return NumberText(value) + tail; }
    std::string operator()(const model::MeanFinding& f) const {
      return Cat("mean ", NumberText(f.mean), tail, " +- ", NumberText(f.standard_error), " of ",
                 f.count);
    }
    std::string operator()(const model::ShareFinding& f) const {
      return Cat(f.success_count, " of ", f.trial_count);
    }
    std::string operator()(const model::IntervalFinding& f) const {
      return Cat("[", NumberText(f.low), ", ", NumberText(f.high), "]", tail, " at ",
                 NumberText(f.confidence));
    }
    std::string operator()(const model::Ordinal& f) const { return f.text; }
    std::string operator()(const model::ScoresFinding& f) const {
      int64_t count = 0;
      for (const model::ScoreCount& given : f.scores) count += given.count;
      return Cat(count, " scores in [", NumberText(f.lower_bound), ", ", NumberText(f.upper_bound),
                 "]", tail);
    }
    std::string operator()(const model::RatioFinding& f) const {
      return Cat(NumberText(f.numerator_mean), " / ", NumberText(f.denominator_mean), tail, " of ",
                 f.count);
    }
    std::string operator()(const model::AllocationFinding& f) const {
      std::string text;
      for (const int64_t count : f.counts) text += Cat(text.empty() ? "" : " : ", count);
      return text;
    }
    std::string operator()(bool holds) const { return holds ? "holds" : "does not hold"; }
  };
  return std::visit(Writer{tail}, finding);
}

std::string LikelihoodText(const model::Likelihood& likelihood) {
  struct Writer {
    std::string operator()(const std::monostate&) const { return ""; }
    std::string operator()(double p) const { return NumberText(p); }
    std::string operator()(const model::BetaLikelihood& f) const {
      return Cat("Beta(", NumberText(f.a), ", ", NumberText(f.b), ")");
    }
    std::string operator()(const model::PertLikelihood& f) const {
      return Cat("PERT(", NumberText(f.low), ", ", NumberText(f.mode), ", ", NumberText(f.high),
                 ")");
    }
  };
  return std::visit(Writer{}, likelihood.form);
}

}  // namespace readiness::report
