#include "table/event_fields.h"

#include <array>
#include <charconv>
#include <string>
#include <system_error>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

namespace readiness::table::internal {
namespace {

[[nodiscard]] bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The number in `count` digits, or a negative one where they are not all digits.
[[nodiscard]] int Digits(const char* at, int count) {
  int number = 0;
  for (int i = 0; i < count; ++i) {
    if (!IsDigit(at[i])) return -1;
    number = number * 10 + (at[i] - '0');
  }
  return number;
}

// Days from 1970-01-01 in the Gregorian calendar, counted from a March year so that the leap day
// comes last: 146,097 days are 400 years.
[[nodiscard]] int64_t DaysSince1970(int year, int month, int day) {
  const int from_march = (month + 9) % 12;
  const int march_year = year - (month <= 2 ? 1 : 0) + 400;  // Never negative.
  const int century = march_year / 100;
  const int64_t days_of_years = int64_t{365} * march_year + march_year / 4 - century + century / 4;
  return days_of_years + (from_march * 153 + 2) / 5 + day - 1 - 719468 - 146097;
}

[[nodiscard]] int DaysInMonth(int year, int month) {
  constexpr std::array<int, 13> kDays = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && is_leap ? 29 : kDays[static_cast<size_t>(month)];
}

[[nodiscard]] std::optional<int64_t> InRange(int64_t micros) {
  if (micros < metric::kFirstTime || micros > metric::kLastTime) return std::nullopt;
  return micros;
}

[[nodiscard]] std::optional<int64_t> ScanMicros(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  const std::string_view digits = text.substr(is_negative ? 1 : 0);
  if (digits.empty() || digits.size() > 18) return std::nullopt;
  if (digits[0] == '0' && text.size() > 1) return std::nullopt;
  int64_t number = 0;
  for (const char c : digits) {
    if (!IsDigit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return InRange(is_negative ? -number : number);
}

// The first event of each kind; those of one kind follow each other.
constexpr auto kFirstEvent = [] {
  std::array<size_t, metric::kEntityKindCount> first{};
  for (size_t i = metric::kEventTypeCount; i-- > 0;) {
    first[static_cast<size_t>(metric::KindOf(static_cast<metric::EventType>(i)))] = i;
  }
  return first;
}();

}  // namespace

std::optional<int64_t> ScanTime(std::string_view text) {
  if (text.size() < 20 || text[4] != '-') return ScanMicros(text);
  if (text[7] != '-' || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const char* const at = text.data();
  const int year = Digits(at, 4);
  const int month = Digits(at + 5, 2);
  const int day = Digits(at + 8, 2);
  const int hour = Digits(at + 11, 2);
  const int minute = Digits(at + 14, 2);
  const int second = Digits(at + 17, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > DaysInMonth(year, month) ||
      hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  size_t i = 19;
  int64_t micros = 0;
  if (text[i] == '.') {
    const size_t first = ++i;
    int64_t unit = 100'000;
    for (; i < text.size() && IsDigit(text[i]); ++i, unit /= 10) {
      if (unit == 0 && text[i] != '0') return std::nullopt;  // Finer than a microsecond.
      micros += unit * (text[i] - '0');
    }
    if (i == first) return std::nullopt;
  }
  int64_t offset_minutes = 0;
  if (i + 1 == text.size() && (text[i] == 'Z' || text[i] == 'z')) {
    // UTC.
  } else if (i + 6 == text.size() && (text[i] == '+' || text[i] == '-') && text[i + 3] == ':') {
    const int hours = Digits(at + i + 1, 2);
    const int minutes = Digits(at + i + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    offset_minutes = (text[i] == '-' ? -1 : 1) * (hours * 60 + minutes);
  } else {
    return std::nullopt;
  }
  const int64_t minutes =
      (DaysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
  return InRange((minutes * 60 + second) * 1'000'000 + micros);
}

absl::Status TimeProblem(std::string_view column, std::string_view text) {
  std::string_view why =
      "write 2026-03-01T09:30:00Z, at most six digits after the seconds, in the years 1 to 9999, "
      "or "
      "whole microseconds since 1970-01-01T00:00Z";
  if (text.size() < 64) {
    if (ScanTime(base::Cat(text, "Z")).has_value() && text.size() >= 19) {
      why = "the zone is missing; end with Z or an offset such as +01:00";
    } else if (ScanTime(base::Cat(text, "T00:00:00Z")).has_value() && text.size() == 10) {
      why = "a date says no time of day; write 2026-03-01T09:30:00Z";
    }
  }
  return base::Invalid("EVENT_TIME",
                       base::Cat(column, ": ", base::Quoted(text), " is no time: ", why));
}

std::optional<double> ScanNumber(std::string_view text) {
  // What std::from_chars takes besides: "inf", "nan", ".5" and "5.".
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || !IsDigit(digits[0])) return std::nullopt;
  if (digits.size() <= 15) {  // Whole numbers that a double holds.
    int64_t whole = 0;
    size_t i = 0;
    for (; i < digits.size() && IsDigit(digits[i]); ++i) whole = whole * 10 + (digits[i] - '0');
    if (i == digits.size()) {
      const auto number = static_cast<double>(whole);
      return digits.size() < text.size() ? -number : number;
    }
  }
  if (const size_t point = digits.find('.');
      point != std::string_view::npos &&
      (point + 1 == digits.size() || !IsDigit(digits[point + 1]))) {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

absl::Status NumberProblem(std::string_view column, std::string_view text) {
  return base::Invalid("EVENT_VALUE",
                       base::Cat(column, ": ", base::Quoted(text),
                                 " is no number that a double holds: write digits, such as -1, 0.5 "
                                 "or 2e3"));
}

std::optional<uint8_t> ScanTier(std::string_view text) {
  if (text.empty() || text.size() > 2 || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  const int tier = Digits(text.data(), static_cast<int>(text.size()));
  if (tier < 0 || tier > metric::kMaxTier) return std::nullopt;
  return static_cast<uint8_t>(tier);
}

absl::Status TierProblem(std::string_view text) {
  return base::Invalid(
      "EVENT_TIER",
      base::Cat("tier: ", base::Quoted(text),
                " is no support line: write a whole number from 0 to ", metric::kMaxTier));
}

std::optional<metric::EntityKind> ScanKind(std::string_view word) {
  for (size_t i = 0; i < metric::kEntityKindCount; ++i) {
    const auto kind = static_cast<metric::EntityKind>(i);
    if (metric::Word(kind) == word) return kind;
  }
  return std::nullopt;
}

absl::Status KindProblem(std::string_view word) {
  return base::At("kind", metric::ReadEntityKind(base::Shown(word)).status());
}

std::optional<metric::EventType> ScanEvent(metric::EntityKind kind, std::string_view word) {
  for (size_t i = kFirstEvent[static_cast<size_t>(kind)];
       i < metric::kEventTypeCount && metric::KindOf(static_cast<metric::EventType>(i)) == kind;
       ++i) {
    const auto event = static_cast<metric::EventType>(i);
    if (metric::Word(event) == word) return event;
  }
  return std::nullopt;
}

absl::Status EventProblem(metric::EntityKind kind, std::string_view word) {
  return base::At("event", metric::ReadEventType(kind, base::Shown(word)).status());
}

absl::Status LogKindProblem(metric::EntityKind kind) {
  return base::Invalid("EVENT_KIND",
                       base::Cat("kind: rows of kind ", metric::Word(kind),
                                 " come from the log here; leave them out of the telemetry"));
}

}  // namespace readiness::table::internal
