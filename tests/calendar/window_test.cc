#include "readiness/calendar/window.h"

#include <cstdint>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::calendar {
namespace {

using base::Window;
using base::WindowKind;
using base::WindowUnit;

absl::StatusOr<absl::Duration> Length(int64_t amount, WindowUnit unit) {
  return ElapsedLength({WindowKind::kElapsed, amount, unit});
}

// A refusal has its code, the rule Q2 of the requirements and its words.
void ExpectRefused(const Window& window, absl::StatusCode code, const std::string& words) {
  const absl::Status status = ElapsedLength(window).status();
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_EQ(base::RuleOf(status), "Q2");
  EXPECT_EQ(base::ToStd(status.message()), "Q2: " + words);
}

TEST(ElapsedLength, EachUnitHasItsLengthInSeconds) {
  EXPECT_EQ(*Length(1, WindowUnit::kSeconds), absl::Seconds(1));
  EXPECT_EQ(*Length(1, WindowUnit::kMinutes), absl::Seconds(60));
  EXPECT_EQ(*Length(1, WindowUnit::kHours), absl::Seconds(3600));
  EXPECT_EQ(*Length(1, WindowUnit::kDays), absl::Seconds(86400));
  EXPECT_EQ(*Length(1, WindowUnit::kWeeks), absl::Seconds(604800));
}

TEST(ElapsedLength, IsTheAmountTimesTheUnit) {
  EXPECT_EQ(*Length(48, WindowUnit::kHours), absl::Seconds(172800));
  EXPECT_EQ(*Length(2, WindowUnit::kDays), *Length(48, WindowUnit::kHours));
  EXPECT_EQ(*Length(2, WindowUnit::kWeeks), *Length(14, WindowUnit::kDays));
}

TEST(ElapsedLength, AWindowOfNoKindIsElapsed) {
  EXPECT_EQ(*ElapsedLength({WindowKind::kUnspecified, 3, WindowUnit::kDays}), absl::Hours(72));
}

TEST(ElapsedLength, NothingIsZeroLongWithAUnitOrWithout) {
  EXPECT_EQ(*ElapsedLength(Window{}), absl::ZeroDuration());
  EXPECT_EQ(*Length(0, WindowUnit::kDays), absl::ZeroDuration());
}

// "Two working days" never becomes 48 hours in silence.
TEST(ElapsedLength, EveryOtherKindIsRefusedByName) {
  for (const auto& [kind, name] : {std::pair(WindowKind::kCivil, "CIVIL"),
                                   std::pair(WindowKind::kBusinessDays, "BUSINESS_DAYS"),
                                   std::pair(WindowKind::kBusinessHours, "BUSINESS_HOURS")}) {
    ExpectRefused(
        {kind, 2, WindowUnit::kDays}, absl::StatusCode::kUnimplemented,
        std::string("window kind ") + name + " is not evaluated by this version; use ELAPSED");
  }
}

TEST(ElapsedLength, AKindThatDoesNotExistIsRefused) {
  EXPECT_EQ(ElapsedLength({static_cast<WindowKind>(9), 2, WindowUnit::kDays}).status().code(),
            absl::StatusCode::kUnimplemented);
}

TEST(ElapsedLength, AnAmountBelowZeroIsRefused) {
  ExpectRefused({WindowKind::kElapsed, -1, WindowUnit::kDays}, absl::StatusCode::kInvalidArgument,
                "window amount must be >= 0, got -1");
  ExpectRefused({WindowKind::kElapsed, std::numeric_limits<int64_t>::min(), WindowUnit::kWeeks},
                absl::StatusCode::kInvalidArgument,
                "window amount must be >= 0, got -9223372036854775808");
}

TEST(ElapsedLength, AnAmountWithoutAUnitIsRefused) {
  ExpectRefused({WindowKind::kElapsed, 1, WindowUnit::kUnspecified},
                absl::StatusCode::kInvalidArgument,
                "window unit is missing; give SECONDS, MINUTES, HOURS, DAYS or WEEKS");
}

TEST(ElapsedLength, MonthsHaveNoElapsedLength) {
  ExpectRefused({WindowKind::kElapsed, 1, WindowUnit::kMonths}, absl::StatusCode::kInvalidArgument,
                "window unit MONTHS has no elapsed length; use DAYS or WEEKS");
}

// 36,525 days are a hundred Julian years.
TEST(ElapsedLength, AHundredYearsAreTheLongest) {
  EXPECT_EQ(LongestWindow(), absl::Hours(24) * 36525);
  EXPECT_EQ(*Length(36525, WindowUnit::kDays), LongestWindow());
  EXPECT_EQ(*Length(3155760000, WindowUnit::kSeconds), LongestWindow());
  ExpectRefused({WindowKind::kElapsed, 36526, WindowUnit::kDays},
                absl::StatusCode::kInvalidArgument,
                "window of 36526 DAYS is longer than a hundred years");
  ExpectRefused({WindowKind::kElapsed, 3155760001, WindowUnit::kSeconds},
                absl::StatusCode::kInvalidArgument,
                "window of 3155760001 SECONDS is longer than a hundred years");
}

TEST(ElapsedLength, TheGreatestAmountOverflowsNothingInAnyUnit) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (const WindowUnit unit : {WindowUnit::kSeconds, WindowUnit::kMinutes, WindowUnit::kHours,
                                WindowUnit::kDays, WindowUnit::kWeeks}) {
    ExpectRefused({WindowKind::kElapsed, kMost, unit}, absl::StatusCode::kInvalidArgument,
                  base::Cat("window of 9223372036854775807 ", base::Name(unit),
                            " is longer than a hundred years"));
  }
}

TEST(WindowText, SaysTheAmountAndTheUnit) {
  EXPECT_EQ(WindowText({WindowKind::kElapsed, 48, WindowUnit::kHours}), "48 hours");
  EXPECT_EQ(WindowText({WindowKind::kElapsed, 0, WindowUnit::kDays}), "0 days");
}

TEST(WindowText, OneIsSingular) {
  EXPECT_EQ(WindowText({WindowKind::kElapsed, 1, WindowUnit::kWeeks}), "1 week");
  EXPECT_EQ(WindowText({WindowKind::kElapsed, 1, WindowUnit::kMonths}), "1 month");
}

}  // namespace
}  // namespace readiness::calendar
