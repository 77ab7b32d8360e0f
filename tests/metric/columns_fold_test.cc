#include "readiness/metric/columns_fold.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/estimate/survival.h"
#include "readiness/metric/life_table_reading.h"

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

// Tasks on two threads, the even ones on the other.
void RunOnTwoThreads(size_t count, const std::function<void(size_t)>& task) {
  std::thread other([&] {
    for (size_t i = 0; i < count; i += 2) task(i);
  });
  for (size_t i = 1; i < count; i += 2) task(i);
  other.join();
}
std::string Bytes(const MetricState& state) {
  MetricState copy(state.identity(), state.resolution());
  EXPECT_TRUE(copy.Merge(state).ok());
  return copy.ToBytes();
}

// W8: the bytes are those of a stream over the rows, for any parts, threads, order and repetition.
TEST(ColumnsFold, OfEventsIsWhatAStreamGives) {
  const TextDictionary texts = testing::Texts();
  Random random(1);
  std::vector<Event> rows = testing::RandomRows(random, 60);
  for (size_t i = 0; i < rows.size() / 20; ++i) rows.push_back(rows[i * 7]);
  testing::Shuffle(random, rows);
  const testing::Columns columns(rows);
  for (const StateSpec& spec : testing::AllSpecs()) {
    MetricStream stream(&texts, {.allowed_lateness = kMicrosPerHour});
    ASSERT_TRUE(stream.AddMetric(spec).ok());
    ASSERT_TRUE(stream.Apply(columns.Spans()).ok());
    const bool refers = spec.metric == Metric::kSupportEscalationFrequency ||
                        spec.metric == Metric::kCustomerConfidence;
    for (const size_t parts : {1U, 2U, 8U, 64U}) {
      if (refers && parts > 1) continue;
      for (const bool threads : {false, true}) {
        FoldOptions options;
        options.parts = parts;
        if (threads) options.run = RunOnTwoThreads;
        const auto state =
            FoldEvents(columns.Spans(), texts, spec, {.allowed_lateness = kMicrosPerHour}, options);
        ASSERT_TRUE(state.ok()) << state.status();
        ASSERT_EQ(Bytes(*state), Bytes(stream.state(0))) << Name(spec.metric) << " " << parts;
      }
    }
  }
}
// Enough rows of few cohorts that they are counted apart, of items that say little and that do not:
// with many rows, two cohorts, tiers, event ids, steps at several times, and days far away.
TEST(ColumnsFold, OfManyItemsIsWhatAStreamGives) {
  const TextDictionary texts = testing::Texts();
  Random random(7);
  std::vector<Event> rows;
  const std::array<EventType, 5> of_tickets = {
      EventType::kTicketOpened, EventType::kTicketResolved, EventType::kTicketReopened,
      EventType::kTicketEscalated, EventType::kTicketCancelled};
  for (int64_t entity = 0; entity < 3'000; ++entity) {
    const bool is_ticket = entity % 3 == 0, is_journey = entity % 3 == 1;
    int64_t time = testing::kEpoch + random.Below(90 * kMicrosPerDay);
    if (random.Chance(2)) time += (random.Below(8'000) - 4'000) * kMicrosPerDay;
    const auto cohort = static_cast<uint32_t>(random.Below(3));
    const int64_t count = random.Chance(2) ? 15 + random.Below(20) : 1 + random.Below(6);
    for (int64_t i = 0; i < count; ++i) {
      Event row;
      if (is_journey) {
        row.event = random.Chance(10)            ? EventType::kJourneyAbandoned
                    : i == 0 || random.Chance(2) ? EventType::kJourneyStarted
                    : i == 4 || random.Chance(2) ? EventType::kJourneyCompleted
                                                 : EventType::kJourneyStep;
        if (row.event == EventType::kJourneyStep) row.value = static_cast<double>(i + 1);
        if (random.Chance(5) && i > 0) row.event = EventType::kJourneyStep, row.value = 1;
      } else {
        const auto which = static_cast<size_t>(i == 0 ? 0 : random.Below(is_ticket ? 5 : 3));
        row.event = is_ticket ? of_tickets[which] : static_cast<EventType>(which);
      }
      row.kind = KindOf(row.event);
      row.entity = WholeNumberId(entity);
      if (is_journey && random.Chance(1)) row.subject = 5;
      row.time = time + random.Below(int64_t{1} << (1 + random.Below(42)));
      row.cohort = random.Chance(1) ? static_cast<uint32_t>(random.Below(3)) : cohort;
      if (random.Chance(3)) row.tier = static_cast<uint8_t>(random.Below(4));
      if (random.Chance(3)) row.event_id = 1 + static_cast<uint64_t>(random.Below(1'000'000'000));
      if (random.Chance(3)) row.recorded = row.time + random.Below(2 * kMicrosPerHour);
      rows.push_back(row);
      if (random.Chance(5)) rows.push_back(row);
    }
  }
  testing::Shuffle(random, rows);
  const testing::Columns columns(rows);
  std::vector<StateSpec> specs(8);
  specs[1].resolution = Resolution::kHistogram;
  specs[2].metric = specs[3].metric = Metric::kAdoptionConsistency;
  specs[3].resolution = Resolution::kHistogram;
  specs[4].resolution = Resolution::kHistogram;
  specs[4].release = specs[4].start_from = testing::kEpoch + 20 * kMicrosPerDay;
  for (size_t i = 5; i < 8; ++i) specs[i].metric = Metric::kEarlyJourneyCompletion;
  specs[6].resolution = Resolution::kHistogram;
  specs[6].steps = 2;
  specs[7].horizon = kNoDuration;
  for (size_t i = 0; i < specs.size(); ++i) specs[i].identity[0] = static_cast<uint8_t>(i);
  MetricStream stream(&texts, {.allowed_lateness = kMicrosPerHour});
  for (const StateSpec& spec : specs) ASSERT_TRUE(stream.AddMetric(spec).ok());
  ASSERT_TRUE(stream.Apply(columns.Spans()).ok());
  for (const size_t parts : {1U, 3U}) {
    const auto states = FoldEvents(columns.Spans(), texts, specs,
                                   {.allowed_lateness = kMicrosPerHour}, {.parts = parts});
    ASSERT_TRUE(states.ok()) << states.status();
    for (size_t i = 0; i < specs.size(); ++i) {
      EXPECT_EQ((*states)[i].ToBytes(), stream.state(i).ToBytes()) << i << " " << parts;
    }
  }
}
TEST(ColumnsFold, OfEventsRefusesWhatItCannotDivide) {
  const TextDictionary texts = testing::Texts();
  StateSpec spec;
  spec.metric = Metric::kCustomerConfidence;
  EXPECT_EQ(FoldEvents({}, texts, spec, {}, {.parts = 2}).status().message(),
            "COLUMNS_FOLD: customer_confidence looks from tickets to accounts; give it one part");
  Event row;
  row.kind = EntityKind::kTicket;
  row.event = EventType::kTicketOpened;
  row.time = 0;
  const testing::Columns columns({row});
  EXPECT_EQ(FoldEvents(columns.Spans(), texts, StateSpec(), {}, {}).status().message(),
            "row 0: EVENT_ENTITY: entity must be given; its id must not be 0");
}
TEST(ColumnsFold, OfDurationsIsWhatItemsAddOneByOne) {
  Random random(2);
  const std::vector<std::string_view> names = {"a", "b", "c"};
  std::vector<int64_t> starts, ends;
  std::vector<uint16_t> cohorts;
  MetricState expected({}, Resolution::kHistogram);
  for (int i = 0; i < 20'000; ++i) {
    const int64_t start = testing::kEpoch + random.Below(1'000'000'000'000);
    int64_t end = start + random.Below(int64_t{1} << (1 + random.Below(49)));
    // At the very ends of bins; and in the first half none below zero, or too long for 52 bits,
    // which take a way of their own.
    if (random.Chance(20)) {
      const auto bin = static_cast<size_t>(random.Below(kDurationBinCount));
      end = start + DurationBinLow(bin) - (bin == 0 ? 0 : random.Below(2));
    }
    if (i > 10'000 && random.Chance(1)) end = start - random.Below(100);
    if (i > 15'000 && random.Chance(1)) end = start + (int64_t{1} << 52U) + random.Below(1'000);
    if (random.Chance(2)) end = kNoTime;
    const auto cohort = static_cast<uint16_t>(random.Below(3));
    starts.push_back(start);
    ends.push_back(end);
    cohorts.push_back(cohort);
    CohortState& group = **expected.Group(names[cohort], "");
    group.Add(Sum::kItems, 1);
    if (end == kNoTime) {
      group.AddOpen(start, 1);
    } else {
      group.AddClosed(std::max<int64_t>(0, end - start), Exit::kEvent, 1);
      if (end < start) group.Add(Sum::kClamped, 1);
    }
    expected.RaiseWatermark(std::max(start, end));
  }
  expected.mutable_quality().rows = 20'000;
  for (const size_t parts : {1U, 2U, 7U, 64U}) {
    for (const bool threads : {false, true}) {
      MetricState state({}, Resolution::kHistogram);
      FoldOptions options;
      options.parts = parts;
      if (threads) options.run = RunOnTwoThreads;
      ASSERT_TRUE(FoldDurations({starts, ends, cohorts, names}, options, state).ok());
      EXPECT_EQ(state.ToBytes(), expected.ToBytes()) << parts;
    }
  }
}
// Stretches of rows that each take a way of their own through a block, one after the other and
// mixed: by time, before 1970, ends below 0 that are none and that are times, items of decades, the
// first and last times there are, and so many of one bin that small counts run over.
TEST(ColumnsFold, OfDurationsIsWhatRowsAddOneByOneWhateverTheirTimes) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  constexpr int64_t kBlock = internal::kDurationBlock;
  Random random(5);
  struct Row {
    int64_t start, end;
  };
  int64_t clock = testing::kEpoch;
  const auto some = [&random](int64_t bits) { return random.Below(int64_t{1} << bits); };
  const std::vector<std::function<Row()>> ways = {
      [&] {
        return Row{testing::kEpoch - some(40), testing::kEpoch + some(40)};
      },
      [&] {
        return Row{testing::kEpoch - some(40), kNoTime};
      },
      [&] {
        return Row{clock, clock + 5 * some(20)};
      },
      [&] {
        return Row{clock += some(24), random.Chance(30) ? kNoTime : clock + some(30)};
      },
      [&] {
        return Row{-some(45), -some(30)};
      },
      [&] {
        return Row{some(20), -some(20)};
      },
      [&] {
        return Row{testing::kEpoch, testing::kEpoch - some(1)};
      },
      [&] {
        return Row{testing::kEpoch, testing::kEpoch + (some(1) << 48U) - some(1)};
      },
      [&] {
        return Row{testing::kEpoch - (int64_t{1} << 52U), testing::kEpoch + some(2)};
      },
      [&] {
        return Row{kMost - 3 - some(2), kMost - some(2)};
      },
      [&] {
        return Row{kLeast + some(2), kLeast + some(2)};
      },
      [&] {
        return Row{kMost - some(2), kLeast + some(2)};
      },
      [&] {
        return Row{kLeast + some(2), kMost - some(2)};
      },
  };
  const std::vector<std::string_view> names = {"a", "b", "c"};
  for (size_t round = 0; round < 2 * ways.size() * ways.size(); ++round) {
    // Every way after every other: of two long stretches, and of short ones or single rows.
    const auto& often = ways[round % ways.size()];
    const auto& seldom = ways[round / ways.size() % ways.size()];
    const bool is_long = round < ways.size() * ways.size();
    const int64_t every = is_long ? 3 * kBlock : 1 + some(10);
    const int64_t rows = is_long ? 6 * kBlock : 1 + random.Below(3'000);
    std::vector<int64_t> starts, ends;
    std::vector<uint16_t> cohorts;
    std::vector<uint32_t> bins(names.size() * kDurationBinCount);
    std::vector<int64_t> clamped(names.size());
    std::vector<std::vector<int64_t>> open(names.size());
    int64_t watermark = kNoTime;
    for (int64_t i = 0; i < rows; ++i) {
      const bool is_seldom = every > 512 ? (i % every == every - 1) : (i / every % 2 == 1);
      const Row row = is_seldom ? seldom() : often();
      const auto cohort = static_cast<uint16_t>(random.Below(3));
      starts.push_back(row.start);
      ends.push_back(row.end);
      cohorts.push_back(cohort);
      watermark = std::max({watermark, row.start, row.end});
      if (row.end == kNoTime) {
        open[cohort].push_back(row.start);
        continue;
      }
      const auto duration =
          static_cast<int64_t>(static_cast<uint64_t>(row.end) - static_cast<uint64_t>(row.start));
      ++bins[cohort * kDurationBinCount + DurationBin(duration)];
      clamped[cohort] += duration < 0 ? 1 : 0;
    }
    internal::DurationPart part;
    internal::CountDurations({starts, ends, cohorts, names}, 0, starts.size(), part);
    part.bins.pop_back();  // Where open rows are counted, which nobody reads.
    ASSERT_EQ(part.bins, bins) << round;
    ASSERT_EQ(part.clamped, clamped) << round;
    ASSERT_EQ(part.open, open) << round;
    ASSERT_EQ(part.watermark, watermark) << round;
  }
}
TEST(ColumnsFold, OfDurationsCountsManyOfOneBin) {
  const std::vector<std::string_view> names = {"a", "b"};
  for (const size_t rows : {255U, 256U, 257U, 512U, 100'000U}) {
    const std::vector<int64_t> starts(rows, testing::kEpoch);
    const std::vector<int64_t> ends(rows, testing::kEpoch + 90'000'000);
    const std::vector<uint16_t> cohorts(rows, 1);
    MetricState state({}, Resolution::kHistogram);
    ASSERT_TRUE(FoldDurations({starts, ends, cohorts, names}, {}, state).ok());
    EXPECT_EQ(state.Find("a", ""), nullptr);
    EXPECT_EQ(state.Find("b", "")->closed().bins().At(DurationBin(90'000'000)),
              static_cast<int64_t>(rows));
  }
}
TEST(ColumnsFold, OfDurationsRefusesWrongColumnsAsAWhole) {
  const std::vector<std::string_view> names = {"a"};
  const std::vector<int64_t> times = {1, 2};
  MetricState state({}, Resolution::kHistogram);
  EXPECT_EQ(base::RuleOf(FoldDurations({times, times, std::vector<uint16_t>{0}, names}, {}, state)),
            "COLUMNS_FOLD");
  EXPECT_EQ(FoldDurations({times, times, std::vector<uint16_t>{0, 1}, names}, {}, state).message(),
            "COLUMNS_FOLD: a row names a cohort past the last of 1 names");
  EXPECT_TRUE(state.Total()->IsZero());
  MetricState exact({});
  EXPECT_FALSE(FoldDurations({times, times, std::vector<uint16_t>{0, 0}, names}, {}, exact).ok());
}

// W8: every order, partition and repetition of the same rows, and rows that came and went again.
TEST(ColumnsFold, SlowNoOrderPartitionRepetitionOrRetractionChangesAByte) {
  const TextDictionary texts = testing::Texts();
  Random random(3);
  std::vector<Event> rows = testing::RandomRows(random, 150);
  const size_t different = rows.size();
  for (size_t i = 0; i < different / 20; ++i) rows.push_back(rows[i * 13 % different]);
  std::vector<Event> others = testing::RandomRows(random, 20);
  std::vector<StateSpec> specs;
  for (const StateSpec& spec : testing::AllSpecs()) {
    if (!internal::Refers(spec)) specs.push_back(spec);
  }
  std::vector<std::string> expected;
  for (int order = 0; order < 20; ++order) {
    testing::Shuffle(random, rows);
    const testing::Columns columns(rows);
    const testing::Columns gone(others);
    for (const size_t parts : {1U, 2U, 8U, 64U}) {
      FoldOptions options;
      options.parts = parts;
      auto states = FoldEvents(columns.Spans(), texts, specs, {}, options);
      const auto added = FoldEvents(gone.Spans(), texts, specs, {}, options);
      ASSERT_TRUE(states.ok() && added.ok());
      for (size_t i = 0; i < specs.size(); ++i) {
        MetricState& state = (*states)[i];
        // The watermark is the one thing that does not go back.
        state.RaiseWatermark(testing::kEpoch + 90'000 * kMicrosPerDay);
        if (specs[i].resolution == Resolution::kHistogram || order % 4 != 0) {
          ASSERT_TRUE(state.Merge((*added)[i]).ok());
          ASSERT_TRUE(state.Retract((*added)[i]).ok());
        }
        if (expected.size() == i) expected.push_back(state.ToBytes());
        ASSERT_EQ(state.ToBytes(), expected[i]) << Name(specs[i].metric) << " " << parts;
      }
    }
  }
}
// W8: the hash of the bytes of states, and of the bits of what they say, is written down here; so
// it is the same for every compiler and instruction set that this test was built with.
TEST(ColumnsFold, StatesAndReadingsAreTheSameBitsOnEveryMachine) {
  Random random(4);
  const std::vector<std::string_view> names = {"a", "b", "c"};
  std::vector<int64_t> starts, ends;
  std::vector<uint16_t> cohorts;
  for (int i = 0; i < 20'000; ++i) {
    starts.push_back(testing::kEpoch + random.Below(1'000'000'000'000));
    ends.push_back(random.Chance(2)
                       ? kNoTime
                       : starts.back() + random.Below(int64_t{1} << (20 + random.Below(24))));
    cohorts.push_back(static_cast<uint16_t>(random.Below(3)));
  }
  MetricState durations({}, Resolution::kHistogram);
  ASSERT_TRUE(FoldDurations({starts, ends, cohorts, names}, {.parts = 3}, durations).ok());
  std::string bits = durations.ToBytes();
  for (const auto& [name, group] : durations.groups()) {
    const auto rows =
        ReadDurations(*group, {.as_of = durations.watermark(), .watermark = durations.watermark()});
    ASSERT_TRUE(rows.ok());
    const auto curve = estimate::SurvivalCurve::Of(*rows);
    ASSERT_TRUE(curve.ok());
    const auto median = curve->Quantile(0.5, 0.95);
    const auto share = curve->BetaProductInterval(3'600, 0.95);
    const auto display = curve->LogLogInterval(3'600, 0.95);
    ASSERT_TRUE(median.ok() && share.ok() && display.ok() && display->has_value());
    for (const double number :
         {median->time.value_or(-1), median->low.value_or(-1), median->high.value_or(-1),
          share->low, share->high, (*display)->low, (*display)->high}) {
      internal::ByteWriter bytes;
      bytes.Whole(std::bit_cast<uint64_t>(number));
      bits += bytes.Take();
    }
  }
  EXPECT_EQ(XxHash64(bits), 9426861374955741257U);

  const TextDictionary texts = testing::Texts();
  const testing::Columns columns(testing::RandomRows(random, 60));
  bits.clear();
  for (const StateSpec& spec : testing::AllSpecs()) {
    const auto state = FoldEvents(columns.Spans(), texts, spec, {}, {});
    ASSERT_TRUE(state.ok());
    bits += state->ToBytes();
  }
  EXPECT_EQ(XxHash64(bits), 15313778516727978307U);
}

}  // namespace
}  // namespace readiness::metric
