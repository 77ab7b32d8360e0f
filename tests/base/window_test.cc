#include "readiness/base/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../model/proto_words.h"

namespace readiness::base {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Enum<WindowKind>();
  mirror.Enum<WindowUnit>();
  mirror.Struct(READINESS_STRUCT(Window, kind, amount, unit), {}, {}, {"amount"});
}
READINESS_MIRROR_TESTS(Window, "window.proto", Describe);

// The four kinds of the requirements, and the words that files write.
TEST(Window, IsElapsedCivilInBusinessDaysOrInBusinessHours) {
  EXPECT_EQ(Name(WindowKind::kElapsed), "ELAPSED");
  EXPECT_EQ(Name(WindowKind::kCivil), "CIVIL");
  EXPECT_EQ(Name(WindowKind::kBusinessDays), "BUSINESS_DAYS");
  EXPECT_EQ(Name(WindowKind::kBusinessHours), "BUSINESS_HOURS");
}

TEST(Window, IsCountedInSecondsMinutesHoursDaysWeeksOrMonths) {
  EXPECT_EQ(Name(WindowUnit::kSeconds), "SECONDS");
  EXPECT_EQ(Name(WindowUnit::kMinutes), "MINUTES");
  EXPECT_EQ(Name(WindowUnit::kHours), "HOURS");
  EXPECT_EQ(Name(WindowUnit::kDays), "DAYS");
  EXPECT_EQ(Name(WindowUnit::kWeeks), "WEEKS");
  EXPECT_EQ(Name(WindowUnit::kMonths), "MONTHS");
}

// What people agreed on is kept as they said it, whatever its length.
TEST(Window, TwoDaysAreNotFortyEightHours) {
  EXPECT_FALSE((Window{WindowKind::kElapsed, 2, WindowUnit::kDays} ==
                Window{WindowKind::kElapsed, 48, WindowUnit::kHours}));
  EXPECT_FALSE((Window{WindowKind::kElapsed, 2, WindowUnit::kDays} ==
                Window{WindowKind::kBusinessDays, 2, WindowUnit::kDays}));
}

}  // namespace
}  // namespace readiness::base
