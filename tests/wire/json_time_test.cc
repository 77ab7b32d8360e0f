// A moment as JSON: Protocol Buffers' own texts are the oracle.
#include "wire/json_time.h"

#include <cstdint>
#include <string>
#include <vector>

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "../splitmix64.h"

namespace readiness::wire::internal {
namespace {

using google::protobuf::util::TimeUtil;

std::string TheirText(const Timestamp& time) {
  google::protobuf::Timestamp theirs;
  theirs.set_seconds(time.seconds);
  theirs.set_nanos(static_cast<int32_t>(time.nanos));
  return TimeUtil::ToString(theirs);
}

TEST(JsonTime, IsWrittenAndReadAsProtocolBuffersDo) {
  std::vector<Timestamp> times = {
      {0, 0},      {kMinSeconds, 0}, {kMaxSeconds, 999'999'999}, {951'782'400, 120'000'000},
      {-1, 1'000}, {-1, 10}};
  uint64_t seed = 1;
  constexpr auto kSpan = static_cast<uint64_t>(kMaxSeconds - kMinSeconds);
  for (int i = 0; i < 2000; ++i) {
    const auto seconds = kMinSeconds + static_cast<int64_t>(SplitMix64(seed) % kSpan);
    const auto nanos = static_cast<int64_t>(SplitMix64(seed) % 1'000'000'000);
    times.push_back({seconds, i % 3 == 0 ? nanos / 1'000'000 * 1'000'000 : nanos});
  }
  for (const Timestamp& time : times) {
    std::string text;
    AppendTimeText(time, text);
    EXPECT_EQ(text, TheirText(time));
    EXPECT_EQ(ReadTimeText(text), time) << text;
  }
}

TEST(JsonTime, IsReadInAllSpellingsThatProtocolBuffersRead) {
  for (const std::string text : {"2026-01-31T09:30:00.25Z",
                                 "2026-01-31T09:30:00+02:00",
                                 "2026-01-31T09:30:00.5-11:30",
                                 "2026-1-31T9:3:0Z",
                                 "2026-01-31T09:30:00.1234567891Z",
                                 "2024-02-29T00:00:00Z",
                                 "2023-02-29T00:00:00Z",
                                 "2026-04-31T00:00:00Z",
                                 "2026-13-01T00:00:00Z",
                                 "2026-00-01T00:00:00Z",
                                 "2026-01-31T24:00:00Z",
                                 "2026-01-31T09:60:00Z",
                                 "2026-01-31T09:30:60Z",
                                 "2026-01-31T09:30:00",
                                 "2026-01-31T09:30:00.Z",
                                 "2026-01-31T09:30:00Zx",
                                 "2026-01-31 09:30:00Z",
                                 "2026-01-31T09:30Z",
                                 "2026-01-31",
                                 "2026-01-31T09:30:00+02",
                                 "0000-01-01T00:00:00Z",
                                 "",
                                 "Z"}) {
    google::protobuf::Timestamp theirs;
    const bool is_theirs = TimeUtil::FromString(text, &theirs);
    const auto ours = ReadTimeText(text);
    ASSERT_EQ(ours.has_value(), is_theirs) << text;
    if (is_theirs) {
      EXPECT_EQ(*ours, (Timestamp{theirs.seconds(), theirs.nanos()})) << text;
    }
  }
}

}  // namespace
}  // namespace readiness::wire::internal
