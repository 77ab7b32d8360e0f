// readiness/calendar/window.h: what a window means in time.
//
// This version evaluates elapsed windows: SI seconds, a day being 86,400 of them. Civil windows and
// working time need a calendar; they are refused by name, so that "two working days" never becomes
// 48 hours in silence (Q2 of the requirements).
//
// Cost: O(1).   Threads: values only.
// Errors: Unimplemented naming the kind; InvalidArgument for an amount below zero, a missing unit,
// a unit that the kind does not have, or a length beyond kLongestWindow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/window.h"

namespace readiness::calendar {

// The longest window: a hundred years.
[[nodiscard]] inline absl::Duration LongestWindow() { return absl::Hours(24 * 36525); }

// How long an elapsed window is.
[[nodiscard]] inline absl::StatusOr<absl::Duration> ElapsedLength(const base::Window& window) {
  if (window.kind != base::WindowKind::kUnspecified && window.kind != base::WindowKind::kElapsed) {
    return base::RuleError(absl::StatusCode::kUnimplemented, "Q2",
                           base::Cat("window kind ", base::Name(window.kind),
                                     " is not evaluated by this version; use ELAPSED"));
  }
  if (window.amount < 0) {
    return base::Invalid("Q2", base::Cat("window amount must be >= 0, got ", window.amount));
  }
  absl::Duration unit;
  switch (window.unit) {
    case base::WindowUnit::kUnspecified:
      if (window.amount == 0) return absl::ZeroDuration();
      return base::Invalid("Q2",
                           "window unit is missing; give SECONDS, MINUTES, HOURS, DAYS or WEEKS");
    case base::WindowUnit::kSeconds:
      unit = absl::Seconds(1);
      break;
    case base::WindowUnit::kMinutes:
      unit = absl::Minutes(1);
      break;
    case base::WindowUnit::kHours:
      unit = absl::Hours(1);
      break;
    case base::WindowUnit::kDays:
      unit = absl::Hours(24);
      break;
    case base::WindowUnit::kWeeks:
      unit = absl::Hours(24 * 7);
      break;
    case base::WindowUnit::kMonths:
      return base::Invalid("Q2", "window unit MONTHS has no elapsed length; use DAYS or WEEKS");
  }
  const absl::Duration length = unit * window.amount;
  if (length > LongestWindow()) {
    return base::Invalid("Q2", base::Cat("window of ", window.amount, " ", base::Name(window.unit),
                                         " is longer than a hundred years"));
  }
  return length;
}

// "48 HOURS", for people.
[[nodiscard]] inline std::string WindowText(const base::Window& window) {
  std::string unit(base::Name(window.unit));
  for (char& c : unit) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (window.amount == 1 && !unit.empty()) unit.pop_back();
  return base::Cat(window.amount, " ", unit);
}

}  // namespace readiness::calendar
