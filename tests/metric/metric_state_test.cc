#include "readiness/metric/metric_state.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/metric/metric_stream.h"

#include "random_rows.h"

namespace readiness::metric {
namespace {

using ::testing::HasSubstr;

MetricState RandomState(uint64_t seed, const StateSpec& spec, int64_t entities = 12) {
  const TextDictionary texts = testing::Texts();
  testing::Random random(seed);
  MetricStream stream(&texts);
  EXPECT_TRUE(stream.AddMetric(spec).ok());
  EXPECT_TRUE(stream.Apply(testing::Columns(testing::RandomRows(random, entities)).Spans()).ok());
  MetricState state(spec.identity, spec.resolution, spec.exact_limit);
  EXPECT_TRUE(state.Merge(stream.state(0)).ok());
  return state;
}

TEST(MetricState, HasBytesThatGiveItBack) {
  for (const StateSpec& spec : testing::AllSpecs()) {
    const MetricState state = RandomState(1, spec);
    const std::string bytes = state.ToBytes();
    const auto read = MetricState::FromBytes(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->ToBytes(), bytes);
    EXPECT_EQ(read->identity(), spec.identity);
    EXPECT_EQ(read->quality(), state.quality());
    EXPECT_EQ(read->watermark(), state.watermark());
    EXPECT_GE(read->groups().size(), 4U);
  }
}
// There is one way to write a state: bytes that differ are another state or none.
TEST(MetricState, RefusesEveryFlippedBitOrIsAnotherState) {
  int refused = 0, different = 0;
  std::vector<StateSpec> specs = testing::AllSpecs();
  for (const size_t i : {size_t{0}, size_t{3}, specs.size() - 1}) {
    const std::string bytes = RandomState(2, specs[i], 2).ToBytes();
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string flipped = bytes;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      const auto read = MetricState::FromBytes(flipped);
      if (!read.ok()) {
        ++refused;
        ASSERT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
        continue;
      }
      ++different;
      ASSERT_EQ(read->ToBytes(), flipped) << "bit " << bit;
    }
  }
  EXPECT_GT(refused, 1'000);
  EXPECT_GT(different, 1'000);
}
TEST(MetricState, RefusesBytesThatAreCutOrLonger) {
  const std::string bytes = RandomState(3, testing::AllSpecs()[0]).ToBytes();
  for (size_t size = 0; size < bytes.size(); size += size < 100 ? 1 : 13) {
    EXPECT_FALSE(MetricState::FromBytes(std::string_view(bytes).substr(0, size)).ok()) << size;
  }
  EXPECT_THAT(std::string(MetricState::FromBytes(bytes + '\0').status().message()),
              HasSubstr("is followed by more than a state"));
  EXPECT_THAT(std::string(MetricState::FromBytes("RMS2").status().message()),
              HasSubstr("STATE_BYTES: these are no bytes of a metric state: byte 4 of 4 is not "
                        "after the mark"));
}
TEST(MetricState, RefusesNumbersWrittenTheLongWay) {
  StateIdentity identity = {};
  const std::string bytes = MetricState(identity).ToBytes();
  // The last byte is the number of groups, 0; two bytes for it are one too many.
  std::string longer = bytes;
  longer.back() = static_cast<char>(0x80);
  longer.push_back('\0');
  EXPECT_THAT(std::string(MetricState::FromBytes(longer).status().message()),
              HasSubstr("a zero that it does not need"));
  std::string endless = bytes.substr(0, bytes.size() - 1) + std::string(10, '\xff') + '\x01';
  EXPECT_FALSE(MetricState::FromBytes(endless).ok());
}
TEST(MetricState, MergesPartsAndTakesThemAway) {
  for (const StateSpec& spec : testing::AllSpecs()) {
    const MetricState a = RandomState(4, spec), b = RandomState(5, spec);
    MetricState ab(spec.identity, spec.resolution), ba(spec.identity, spec.resolution);
    ASSERT_TRUE(ab.Merge(a).ok() && ab.Merge(b).ok());
    ASSERT_TRUE(ba.Merge(b).ok() && ba.Merge(a).ok());
    EXPECT_EQ(ab.ToBytes(), ba.ToBytes());
    ASSERT_TRUE(ab.Retract(b).ok());
    MetricState again(spec.identity, spec.resolution);
    again.RaiseWatermark(b.watermark());
    ASSERT_TRUE(again.Merge(a).ok());
    EXPECT_EQ(ab.ToBytes(), again.ToBytes());
    ASSERT_TRUE(ab.Retract(a).ok());
    EXPECT_EQ(ab.quality(), RowQuality());
    EXPECT_TRUE(ab.Total()->IsZero());
  }
}
TEST(MetricState, OfAnotherDefinitionIsRefused) {
  std::vector<StateSpec> specs = testing::AllSpecs();
  MetricState a = RandomState(6, specs[0]);
  const std::string before = a.ToBytes();
  EXPECT_EQ(a.Merge(RandomState(6, specs[2])).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::RuleOf(a.Merge(RandomState(6, specs[2]))), "STATE_IDENTITY");
  EXPECT_EQ(a.ToBytes(), before);
}
TEST(MetricState, RefusesAMergeAsAWhole) {
  StateIdentity identity = {};
  MetricState small(identity), large(identity, Resolution::kExact, kMostCount);
  (*small.Group("a", ""))->AddOpen(1, 1);
  (*small.Group("z", ""))->AddClosed(1, Exit::kEvent, 1);
  (*large.Group("a", ""))->AddOpen(1, 1);
  (*large.Group("z", ""))->AddClosed(1, Exit::kEvent, kMostCount);
  const std::string before = small.ToBytes();
  EXPECT_EQ(small.Merge(large).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(small.ToBytes(), before);
}
TEST(MetricState, ReadsGroupsInTheirOrderOnly) {
  StateIdentity identity = {};
  MetricState state(identity);
  for (const char* cohort : {"b", "a", ""}) (*state.Group(cohort, ""))->Add(Sum::kItems, 1);
  static_cast<void>(state.Group("holds nothing", ""));
  const std::string bytes = state.ToBytes();
  ASSERT_TRUE(MetricState::FromBytes(bytes).ok());
  EXPECT_EQ(MetricState::FromBytes(bytes)->groups().size(), 3U);
  EXPECT_EQ(MetricState::FromBytes(bytes)->groups().begin()->first.cohort, "");
  std::string swapped = bytes;
  swapped[swapped.find('a')] = 'c';
  EXPECT_THAT(std::string(MetricState::FromBytes(swapped).status().message()),
              HasSubstr("out of order"));
  EXPECT_NE(state.Find("a", ""), nullptr);
  EXPECT_EQ(state.Find("a", "x"), nullptr);
}

// The account that tickets name has no rows here. It may be in another part, which holds no names.
TEST(MetricState, RefusesToLoseWhatNamesAnAccountElsewhere) {
  const StateIdentity identity = {1};
  MetricState tickets(identity), accounts(identity), others(identity);
  (*tickets.Group("web", ""))->Add(Sum::kItems, 5);
  tickets.mutable_loose_links().escalated = 2;
  (*accounts.Group("web", ""))->AddCluster(0, CohortState::kNoEnd, 0, 1);
  (*others.Group("web", ""))->Add(Sum::kItems, 1);
  others.mutable_loose_links().escalated = 1;

  const std::string before = accounts.ToBytes();
  for (MetricState* part : {&tickets, &accounts}) {
    const absl::Status merged = part->Merge(part == &tickets ? accounts : tickets);
    EXPECT_EQ(merged.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_TRUE(base::ToStd(merged.message())
                    .starts_with("STATE_LINKS: 2 escalated tickets of one part name an account "
                                 "that has no row there"))
        << merged;
  }
  EXPECT_EQ(accounts.ToBytes(), before);

  // Where no part has accounts nothing is lost.
  const std::string alone = tickets.ToBytes();
  ASSERT_TRUE(tickets.Merge(others).ok());
  EXPECT_EQ(tickets.loose_links(), (LooseLinks{3, 0}));
  const auto read = MetricState::FromBytes(tickets.ToBytes());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->loose_links(), (LooseLinks{3, 0}));
  EXPECT_EQ(read->ToBytes(), tickets.ToBytes());
  ASSERT_TRUE(tickets.Retract(others).ok());
  EXPECT_EQ(tickets.ToBytes(), alone);

  MetricState asked(identity), unassisted(identity);
  asked.mutable_loose_links().contacts = 7;
  (*unassisted.Group("", ""))->AddMatured(kMicrosPerDay, true, 0, 1);
  EXPECT_TRUE(base::ToStd(asked.Merge(unassisted).message()).starts_with("STATE_LINKS: 7 tickets"));
  // Nothing may follow but what is there.
  for (const std::string_view more : {"\1", "\1\2", "\2\2\2", "\1\2\2\2"}) {
    EXPECT_FALSE(MetricState::FromBytes(before + std::string(more)).ok());
  }
  EXPECT_FALSE(MetricState::FromBytes(before + std::string("\1\0\0", 3)).ok());
}

}  // namespace
}  // namespace readiness::metric
