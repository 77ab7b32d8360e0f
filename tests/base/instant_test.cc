#include "readiness/base/instant.h"

#include <cstdint>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "../splitmix64.h"

namespace readiness::base {
namespace {

// 2026-03-01T09:30:00Z in seconds since 1970 (GNU date: date -u -d 2026-03-01T09:30:00Z +%s).
constexpr int64_t kMarchMorning = 1772357400;

absl::Time Micros(int64_t seconds, int64_t micros) {
  return absl::FromUnixMicros(seconds * 1000000 + micros);
}

// The moment of a text that is read, or the infinite past where it is refused.
absl::Time Read(std::string_view text) {
  const absl::StatusOr<absl::Time> time = ParseInstant(text);
  EXPECT_TRUE(time.ok()) << time.status();
  return time.value_or(absl::InfinitePast());
}

void ExpectRefused(std::string_view text, std::string_view why) {
  const absl::StatusOr<absl::Time> time = ParseInstant(text);
  ASSERT_FALSE(time.ok()) << text << " was read as " << InstantText(*time);
  EXPECT_EQ(time.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ToStd(time.status().message()), Cat("\"", text, "\" is no time: ", why));
}

constexpr std::string_view kForms = "write 2026-03-01T09:30:00Z or 2026-03-01";
constexpr std::string_view kZone = "the zone is missing; end with Z or an offset such as +01:00";
constexpr std::string_view kRange =
    "a time is in whole microseconds, from 0001-01-01 to 9999-12-31";
constexpr std::string_view kDay = "write the time of day as 09:30:00";

TEST(ParseInstant, ReadsRfc3339InUtc) {
  EXPECT_EQ(Read("2026-03-01T09:30:00Z"), absl::FromUnixSeconds(kMarchMorning));
  EXPECT_EQ(Read("1970-01-01T00:00:00Z"), absl::UnixEpoch());
}

// RFC 3339, section 5.6: "T" and "Z" may be in lower case.
TEST(ParseInstant, ReadsLowerCaseTAndZ) {
  EXPECT_EQ(Read("2026-03-01t09:30:00z"), absl::FromUnixSeconds(kMarchMorning));
}

TEST(ParseInstant, ReadsADateAsItsFirstMomentInUtc) {
  EXPECT_EQ(Read("2026-03-01"), Read("2026-03-01T00:00:00Z"));
  EXPECT_EQ(Read("2024-02-29"), Read("2024-02-29T00:00:00Z"));
}

TEST(ParseInstant, TakesAnOffsetAwayFromTheClockOnTheWall) {
  EXPECT_EQ(Read("2026-03-01T10:30:00+01:00"), absl::FromUnixSeconds(kMarchMorning));
  EXPECT_EQ(Read("2026-03-01T04:00:00-05:30"), absl::FromUnixSeconds(kMarchMorning));
  EXPECT_EQ(Read("2026-03-01T09:30:00-00:00"), absl::FromUnixSeconds(kMarchMorning));
  EXPECT_EQ(Read("2026-03-02T09:29:00+23:59"), absl::FromUnixSeconds(kMarchMorning));
}

TEST(ParseInstant, ReadsFractionsDownToTheMicrosecond) {
  EXPECT_EQ(Read("2026-03-01T09:30:00.5Z"), Micros(kMarchMorning, 500000));
  EXPECT_EQ(Read("2026-03-01T09:30:00.000001Z"), Micros(kMarchMorning, 1));
  EXPECT_EQ(Read("2026-03-01T10:30:00.123456+01:00"), Micros(kMarchMorning, 123456));
  EXPECT_EQ(Read("2026-03-01T09:30:00.123456000Z"), Micros(kMarchMorning, 123456));
  // The minutes of an offset are no digits of the fraction.
  EXPECT_EQ(Read("2026-03-01T10:29:00.5+00:59"), Micros(kMarchMorning, 500000));
}

TEST(ParseInstant, ReadsTheFirstAndTheLastMomentThatAMessageCanHold) {
  EXPECT_EQ(Read("0001-01-01T00:00:00Z"), FirstInstant());
  EXPECT_EQ(Read("9999-12-31T23:59:59.999999Z"), LastInstant());
}

TEST(ParseInstant, RefusesWhatIsNoDate) {
  for (const std::string_view text :
       {"", " ", "now", "infinite-future", "infinite-past", "20260301", "2026-3-1", "2026/03/01",
        "+026-03-01", "-026-03-01", "1772357400", " 2026-03-01", "March 1st, 2026"}) {
    ExpectRefused(text, kForms);
  }
}

TEST(ParseInstant, RefusesAThirteenthMonthAndDaysThatNoMonthHas) {
  for (const std::string_view text : {"2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
                                      "2026-02-30", "2026-02-29", "2026-04-31"}) {
    ExpectRefused(text, "the calendar has no such day");
  }
}

TEST(ParseInstant, RefusesAnythingButATBetweenDateAndTime) {
  ExpectRefused("2026-03-01 09:30:00Z", "a 'T' stands between date and time");
  ExpectRefused("2026-03-01 ", "a 'T' stands between date and time");
  ExpectRefused("2026-03-01Z", "a 'T' stands between date and time");
}

TEST(ParseInstant, RefusesATimeWithoutAZone) {
  for (const std::string_view text :
       {"2026-03-01T09:30:00", "2026-03-01T09:30:00.5", "2026-03-01T09:30:00+0100",
        "2026-03-01T09:30:00+01", "2026-03-01T09:30:00+1:00", "2026-03-01T09:30:00UTC",
        "2026-03-01T", "2026-03-01T09:30:00Z ", "2026-03-01T09:30:00Z\n"}) {
    ExpectRefused(text, kZone);
  }
}

TEST(ParseInstant, RefusesAnOffsetThatNoClockHas) {
  ExpectRefused("2026-03-01T09:30:00+24:00", "there is no such day or time of day");
  ExpectRefused("2026-03-01T09:30:00+01:60", "there is no such day or time of day");
  ExpectRefused("2026-03-01T09:30:00ZZ", "there is no such day or time of day");
}

TEST(ParseInstant, RefusesATimeOfDayThatIsNotTwoDigitsThrice) {
  for (const std::string_view text :
       {"2026-03-01T9:30:00Z", "2026-03-01T9:3:0Z", "2026-03-01T09:30Z", "2026-03-01TZ",
        "2026-03-01T-9:30:00Z", "2026-03-01T 09:30:00Z", "2026-03-01T09: 30:00Z"}) {
    ExpectRefused(text, kDay);
  }
  // Its length is all that speaks of a zone.
  EXPECT_FALSE(ParseInstant(std::string_view("2026-03-01T09-30:00")).ok());
}

TEST(ParseInstant, RefusesTimesThatNoDayHas) {
  for (const std::string_view text :
       {"2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z", "2026-03-01T09:30:00 Z",
        "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00,5Z"}) {
    ExpectRefused(text, "there is no such day or time of day");
  }
}

// 2016-12-31T23:59:60Z was a leap second. Elapsed time here has none, and moving it to the next
// minute in silence would make two moments of one text.
TEST(ParseInstant, RefusesALeapSecond) {
  for (const std::string_view text : {"2016-12-31T23:59:60Z", "2026-03-01T09:30:60Z"}) {
    ExpectRefused(text, "a minute has the seconds 00 to 59; write a leap second as 59");
  }
}

TEST(ParseInstant, RefusesWhatIsFinerThanAMicrosecond) {
  for (const std::string_view text :
       {"2026-03-01T09:30:00.1234567Z", "2026-03-01T09:30:00.000000001Z",
        "2026-03-01T09:30:00.0000000000001Z", "2026-03-01T10:30:00.1234567+01:00"}) {
    ExpectRefused(text, kRange);
  }
}

TEST(ParseInstant, RefusesTimesBeforeTheFirstYearAndAfterTheLast) {
  for (const std::string_view text : {"0000-01-01", "0000-12-31T23:59:59Z",
                                      "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"}) {
    ExpectRefused(text, kRange);
  }
}

TEST(ParseInstant, RefusesANulInsideTheText) {
  EXPECT_FALSE(ParseInstant(std::string("2026-03-01\0", 11)).ok());
  EXPECT_FALSE(ParseInstant(std::string("2026-03-01T09:30:00\0Z", 21)).ok());
}

TEST(InstantText, WritesAsManyFractionalDigitsAsAreNeeded) {
  EXPECT_EQ(InstantText(absl::FromUnixSeconds(kMarchMorning)), "2026-03-01T09:30:00Z");
  EXPECT_EQ(InstantText(Micros(kMarchMorning, 500000)), "2026-03-01T09:30:00.5Z");
  EXPECT_EQ(InstantText(Micros(kMarchMorning, 1)), "2026-03-01T09:30:00.000001Z");
}

TEST(InstantText, WritesYearsWithFourDigits) {
  EXPECT_EQ(InstantText(FirstInstant()), "0001-01-01T00:00:00Z");
  EXPECT_EQ(InstantText(LastInstant()), "9999-12-31T23:59:59.999999Z");
}

TEST(InstantText, IsReadBackAsTheSameMoment) {
  const int64_t first = absl::ToUnixMicros(FirstInstant());
  const int64_t last = absl::ToUnixMicros(LastInstant());
  const auto span = static_cast<uint64_t>(last - first) + 1;
  uint64_t state = 42;
  for (int i = 0; i < 20000; ++i) {
    const auto drawn = static_cast<int64_t>(SplitMix64(state) % span);
    const absl::Time time = absl::FromUnixMicros(first + drawn);
    ASSERT_EQ(Read(InstantText(time)), time);
  }
  EXPECT_EQ(Read(InstantText(FirstInstant())), FirstInstant());
  EXPECT_EQ(Read(InstantText(LastInstant())), LastInstant());
}

TEST(DateText, IsTheDateInUtc) {
  EXPECT_EQ(DateText(absl::FromUnixSeconds(kMarchMorning)), "2026-03-01");
  EXPECT_EQ(DateText(Read("2026-03-01T00:30:00+01:00")), "2026-02-28");
  EXPECT_EQ(DateText(FirstInstant()), "0001-01-01");
}

// Abseil's own text is the oracle: parts of a second down to the quarter of a nanosecond that it
// counts, years of more or fewer than four digits, and the infinities.
TEST(InstantText, IsWhatAbseilWrites) {
  constexpr char kFormat[] = "%E4Y-%m-%dT%H:%M:%E*SZ";
  const absl::Duration parts[] = {absl::ZeroDuration(), absl::Nanoseconds(1) / 4,
                                  absl::Nanoseconds(120), absl::Milliseconds(500)};
  uint64_t state = 11;
  for (int i = 0; i < 4000; ++i) {
    const auto drawn = static_cast<int64_t>(SplitMix64(state) % 700'000'000'000);
    const absl::Time time = absl::FromUnixSeconds(drawn - 300'000'000'000) + parts[i % 4];
    EXPECT_EQ(InstantText(time), absl::FormatTime(kFormat, time, absl::UTCTimeZone()));
    EXPECT_EQ(DateText(time), absl::FormatTime("%E4Y-%m-%d", time, absl::UTCTimeZone()));
  }
  EXPECT_EQ(InstantText(absl::InfiniteFuture()),
            absl::FormatTime(kFormat, absl::InfiniteFuture(), absl::UTCTimeZone()));
  EXPECT_EQ(DateText(absl::InfinitePast()), "infinite-past");
}

TEST(MinuteText, IsTheTimeOfDayInUtc) {
  EXPECT_EQ(MinuteText(absl::FromUnixSeconds(kMarchMorning)), "09:30");
  EXPECT_EQ(SecondText(absl::FromUnixSeconds(kMarchMorning)), "09:30:00");
  EXPECT_EQ(SecondText(Micros(kMarchMorning, 250000)), "09:30:00.25");
  EXPECT_EQ(SecondText(absl::FromUnixSeconds(-1)), "23:59:59");
}

TEST(UtcOf, GoesBackToTheSeconds) {
  for (const int64_t seconds : {int64_t{0}, int64_t{-1}, kMarchMorning, int64_t{-62135596800}}) {
    EXPECT_EQ(UnixSeconds(UtcOf(absl::FromUnixSeconds(seconds))), seconds);
  }
}

// google.protobuf.Timestamp: from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
TEST(IsInstant, HoldsFromTheFirstMomentToTheLast) {
  EXPECT_TRUE(IsInstant(FirstInstant()));
  EXPECT_TRUE(IsInstant(LastInstant()));
  EXPECT_FALSE(IsInstant(FirstInstant() - absl::Microseconds(1)));
  EXPECT_FALSE(IsInstant(LastInstant() + absl::Microseconds(1)));
}

TEST(IsInstant, HoldsForNoInfinity) {
  EXPECT_FALSE(IsInstant(absl::InfinitePast()));
  EXPECT_FALSE(IsInstant(absl::InfiniteFuture()));
}

TEST(IsInstant, HoldsForWholeMicrosecondsOnly) {
  EXPECT_TRUE(IsInstant(absl::UnixEpoch() - absl::Microseconds(1)));
  EXPECT_FALSE(IsInstant(absl::UnixEpoch() + absl::Nanoseconds(1)));
  EXPECT_FALSE(IsInstant(absl::UnixEpoch() - absl::Nanoseconds(1)));
}

}  // namespace
}  // namespace readiness::base
