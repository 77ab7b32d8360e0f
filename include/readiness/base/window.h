// readiness/base/window.h: lengths of time as people agree on them.
//
// Field names and meanings are those of readiness/v1/window.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <string_view>

namespace readiness::base {

// How a window is counted.
enum class WindowKind : int8_t {
  // Not given; read as ELAPSED.
  kUnspecified = 0,
  // Seconds on an ideal clock; a day is 86,400 of them.
  kElapsed = 1,
  // Calendar units in a time zone.
  kCivil = 2,
  // Working days of a calendar.
  kBusinessDays = 3,
  // Working hours of a calendar.
  kBusinessHours = 4,
};

[[nodiscard]] constexpr std::string_view Name(WindowKind value) {
  switch (value) {
    case WindowKind::kUnspecified:
      return "UNSPECIFIED";
    case WindowKind::kElapsed:
      return "ELAPSED";
    case WindowKind::kCivil:
      return "CIVIL";
    case WindowKind::kBusinessDays:
      return "BUSINESS_DAYS";
    case WindowKind::kBusinessHours:
      return "BUSINESS_HOURS";
  }
  return "";
}

// The unit of a window.
enum class WindowUnit : int8_t {
  // Not given.
  kUnspecified = 0,
  // Seconds.
  kSeconds = 1,
  // Minutes.
  kMinutes = 2,
  // Hours.
  kHours = 3,
  // Days.
  kDays = 4,
  // Weeks of seven days.
  kWeeks = 5,
  // Calendar months.
  kMonths = 6,
};

[[nodiscard]] constexpr std::string_view Name(WindowUnit value) {
  switch (value) {
    case WindowUnit::kUnspecified:
      return "UNSPECIFIED";
    case WindowUnit::kSeconds:
      return "SECONDS";
    case WindowUnit::kMinutes:
      return "MINUTES";
    case WindowUnit::kHours:
      return "HOURS";
    case WindowUnit::kDays:
      return "DAYS";
    case WindowUnit::kWeeks:
      return "WEEKS";
    case WindowUnit::kMonths:
      return "MONTHS";
  }
  return "";
}

// A length of time of a stated kind: "48 hours, elapsed".
struct Window {
  // How it is counted. Not given: ELAPSED.
  WindowKind kind = WindowKind::kUnspecified;
  // How many units; zero or more.
  int64_t amount = 0;
  // The unit. Required where amount is not zero.
  WindowUnit unit = WindowUnit::kUnspecified;

  friend bool operator==(const Window&, const Window&) = default;
};

}  // namespace readiness::base
