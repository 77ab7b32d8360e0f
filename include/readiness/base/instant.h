// readiness/base/instant.h: moments as text and back.
//
// A moment is an absl::Time in whole microseconds, from 0001-01-01 to 9999-12-31, UTC. Text is
// RFC 3339 with a zone, or a date, which stands for its 00:00Z. No clock and no zone database is
// read here: absl::FormatTime and absl::ParseTime would bring Abseil's zones, their files and the
// streams of the C++ library into every program that embeds us.
//
// Cost: O(length).   Threads: values only.
// Errors: InvalidArgument saying what was found and which forms are read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::base {

// The first and the last moment that a message can hold (google.protobuf.Timestamp).
[[nodiscard]] inline absl::Time FirstInstant() { return absl::FromUnixSeconds(-62135596800); }
[[nodiscard]] inline absl::Time LastInstant() { return absl::FromUnixMicros(253402300799999999); }

// Is it a moment that a message can hold: in range, in whole microseconds?
[[nodiscard]] inline bool IsInstant(absl::Time time) {
  return time >= FirstInstant() && time <= LastInstant() &&
         absl::FromUnixMicros(absl::ToUnixMicros(time)) == time;
}

namespace internal {

// `number` in at least `width` digits.
inline void AppendPadded(int64_t number, size_t width, std::string& text) {
  const std::string digits = absl::StrCat(number < 0 ? -number : number);
  if (number < 0) text.push_back('-');
  const size_t size = digits.size() + (number < 0 ? 1 : 0);
  if (size < width) text.append(width - size, '0');
  text.append(digits);
}

// The number that `count` characters from `at` on say, all of which are digits.
[[nodiscard]] inline int DigitsAt(std::string_view text, size_t at, size_t count) {
  int number = 0;
  for (const char c : text.substr(at, count)) number = number * 10 + (c - '0');
  return number;
}

}  // namespace internal

// The seconds from 1970 to a time of day in UTC, and back.
[[nodiscard]] inline int64_t UnixSeconds(absl::CivilSecond utc) {
  return utc - absl::CivilSecond(1970, 1, 1);
}
[[nodiscard]] inline absl::CivilSecond UtcOf(absl::Time time) {
  return absl::CivilSecond(1970, 1, 1) + absl::ToUnixSeconds(time);
}

// "2026-03-01", the date in UTC; "infinite-future" and "infinite-past".
[[nodiscard]] inline std::string DateText(absl::Time time) {
  if (time == absl::InfiniteFuture()) return "infinite-future";
  if (time == absl::InfinitePast()) return "infinite-past";
  const absl::CivilSecond utc = UtcOf(time);
  std::string text;
  internal::AppendPadded(utc.year(), 4, text);
  text.push_back('-');
  internal::AppendPadded(utc.month(), 2, text);
  text.push_back('-');
  internal::AppendPadded(utc.day(), 2, text);
  return text;
}

// "09:30", the time of day in UTC of a moment that is not infinite.
[[nodiscard]] inline std::string MinuteText(absl::Time time) {
  const absl::CivilSecond utc = UtcOf(time);
  std::string text;
  internal::AppendPadded(utc.hour(), 2, text);
  text.push_back(':');
  internal::AppendPadded(utc.minute(), 2, text);
  return text;
}

// The same with seconds, "09:30:00", with as many fractional digits as are needed.
[[nodiscard]] inline std::string SecondText(absl::Time time) {
  std::string text = MinuteText(time);
  text.push_back(':');
  internal::AppendPadded(UtcOf(time).second(), 2, text);
  // absl::Time counts quarters of a nanosecond.
  absl::Duration rest = time - absl::FromUnixSeconds(absl::ToUnixSeconds(time));
  const int64_t quarters = absl::IDivDuration(rest, absl::Nanoseconds(1) / 4, &rest);
  if (quarters == 0) return text;
  text.push_back('.');
  internal::AppendPadded(quarters * 25, 11, text);
  while (text.back() == '0') text.pop_back();
  return text;
}

// "2026-03-01T09:30:00Z", with as many fractional digits as are needed.
[[nodiscard]] inline std::string InstantText(absl::Time time) {
  std::string text = DateText(time);
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return text;
  text.push_back('T');
  text.append(SecondText(time));
  text.push_back('Z');
  return text;
}

// Reads RFC 3339 with a zone ("2026-03-01T09:30:00Z", "...+01:00") or a date ("2026-03-01").
[[nodiscard]] inline absl::StatusOr<absl::Time> ParseInstant(std::string_view text) {
  const auto wrong = [text](std::string_view why) {
    return absl::InvalidArgumentError(Cat("\"", text, "\" is no time: ", why));
  };
  const bool is_dated = text.size() >= 10 && text[4] == '-' && text[7] == '-';
  for (size_t i = 0; is_dated && i < 10; ++i) {
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) {
      return wrong("write 2026-03-01T09:30:00Z or 2026-03-01");
    }
  }
  if (!is_dated) return wrong("write 2026-03-01T09:30:00Z or 2026-03-01");
  const int month = internal::DigitsAt(text, 5, 2);
  const int day = internal::DigitsAt(text, 8, 2);
  const absl::CivilDay date(internal::DigitsAt(text, 0, 4), month, day);
  const bool is_day = date.month() == month && date.day() == day;  // Others go over to the next.
  int64_t seconds = UnixSeconds(absl::CivilSecond(date));
  int64_t micros = 0;
  if (text.size() == 10) {
    if (!is_day) return wrong("the calendar has no such day");
  } else {
    if (text[10] != 'T' && text[10] != 't') return wrong("a 'T' stands between date and time");
    const char last = text.back();
    const bool has_zone =
        last == 'Z' || last == 'z' ||
        (text.size() > 16 && (text[text.size() - 6] == '+' || text[text.size() - 6] == '-'));
    if (!has_zone) return wrong("the zone is missing; end with Z or an offset such as +01:00");
    const auto is_digit = [text](size_t i) {
      return i < text.size() && text[i] >= '0' && text[i] <= '9';
    };
    for (const size_t i : {11U, 12U, 14U, 15U, 17U, 18U}) {
      if (!is_digit(i)) return wrong("write the time of day as 09:30:00");
    }
    if (text[17] == '6')
      return wrong("a minute has the seconds 00 to 59; write a leap second as 59");
    for (size_t i = 20; text.size() > 19 && text[19] == '.' && is_digit(i); ++i) {
      if (i >= 26 && text[i] != '0') {
        return wrong("a time is in whole microseconds, from 0001-01-01 to 9999-12-31");
      }
    }
    const int hour = internal::DigitsAt(text, 11, 2);
    const int minute = internal::DigitsAt(text, 14, 2);
    const int second = internal::DigitsAt(text, 17, 2);
    bool is_good =
        is_day && text[13] == ':' && text[16] == ':' && hour <= 23 && minute <= 59 && second <= 59;
    seconds += (hour * 60 + minute) * 60 + second;
    size_t at = 19;
    if (at < text.size() && text[at] == '.') {
      const size_t begin = ++at;
      for (int64_t unit = 100'000; is_digit(at); ++at, unit /= 10)
        micros += (text[at] - '0') * unit;
      is_good = is_good && at > begin;
    }
    const std::string_view zone = text.substr(at);
    if (zone != "Z" && zone != "z") {
      is_good = is_good && zone.size() == 6 && zone[3] == ':' && is_digit(at + 1) &&
                is_digit(at + 2) && is_digit(at + 4) && is_digit(at + 5);
      if (is_good) {
        const int hours = internal::DigitsAt(zone, 1, 2);
        const int minutes = internal::DigitsAt(zone, 4, 2);
        is_good = hours <= 23 && minutes <= 59;
        seconds += (hours * 60 + minutes) * (zone[0] == '-' ? 60 : -60);
      }
    }
    if (!is_good) return wrong("there is no such day or time of day");
  }
  const absl::Time time = absl::FromUnixSeconds(seconds) + absl::Microseconds(micros);
  if (!IsInstant(time)) {
    return wrong("a time is in whole microseconds, from 0001-01-01 to 9999-12-31");
  }
  return time;
}

}  // namespace readiness::base
