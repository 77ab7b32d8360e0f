// readiness/base/instant.h: moments as text and back.
//
// A moment is an absl::Time in whole microseconds, from 0001-01-01 to 9999-12-31, UTC. Text is
// RFC 3339 with a zone, or a date, which stands for its 00:00Z. No clock and no zone database is
// read here.
//
// Cost: O(length).   Threads: values only.
// Errors: InvalidArgument saying what was found and which forms are read.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

// "2026-03-01T09:30:00Z", with as many fractional digits as are needed.
[[nodiscard]] inline std::string InstantText(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

// "2026-03-01", the date in UTC.
[[nodiscard]] inline std::string DateText(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%d", time, absl::UTCTimeZone());
}

// Reads RFC 3339 with a zone ("2026-03-01T09:30:00Z", "...+01:00") or a date ("2026-03-01").
[[nodiscard]] inline absl::StatusOr<absl::Time> ParseInstant(std::string_view text) {
  const auto wrong = [text](std::string_view why) {
    return absl::InvalidArgumentError(Cat("\"", text, "\" is no time: ", why));
  };
  // absl::ParseTime also reads "infinite-future" and blanks around; only digits may begin here.
  const bool is_dated = text.size() >= 10 && text[4] == '-' && text[7] == '-';
  for (size_t i = 0; is_dated && i < 10; ++i) {
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) {
      return wrong("write 2026-03-01T09:30:00Z or 2026-03-01");
    }
  }
  if (!is_dated) return wrong("write 2026-03-01T09:30:00Z or 2026-03-01");
  absl::Time time;
  std::string error;
  if (text.size() == 10) {
    if (!absl::ParseTime("%Y-%m-%d", ToAbsl(text), absl::UTCTimeZone(), &time, &error)) {
      return wrong("the calendar has no such day");
    }
  } else {
    if (text[10] != 'T' && text[10] != 't') return wrong("a 'T' stands between date and time");
    const char last = text.back();
    const bool has_zone =
        last == 'Z' || last == 'z' ||
        (text.size() > 16 && (text[text.size() - 6] == '+' || text[text.size() - 6] == '-'));
    if (!has_zone) return wrong("the zone is missing; end with Z or an offset such as +01:00");
    // absl::ParseTime also reads "9:3:0", reads a 60th second as the next minute, and drops digits
    // finer than it can hold.
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
    std::string upper(text);
    upper[10] = 'T';
    if (last == 'z') upper.back() = 'Z';
    if (!absl::ParseTime("%Y-%m-%dT%H:%M:%E*S%Ez", upper, absl::UTCTimeZone(), &time, &error)) {
      return wrong("there is no such day or time of day");
    }
  }
  if (!IsInstant(time)) {
    return wrong("a time is in whole microseconds, from 0001-01-01 to 9999-12-31");
  }
  return time;
}

}  // namespace readiness::base
