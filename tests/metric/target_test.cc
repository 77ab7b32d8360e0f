// What a reading says beside its verdict: the target, the interval that decided, how much more
// would decide it, and bounds that hold whatever is open.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/estimate/mean_cumulative.h"

#include "folded_rows.h"

namespace readiness::metric {
namespace {

using ::testing::ElementsAre;

TEST(Target, NamesWhatIsAskedAndTheIntervalThatDecides) {
  MetricSpec spec = With(Metric::kTimeToResolution, "within", 0.9);
  Rows rows(spec);
  for (uint64_t i = 0; i < 100; ++i) rows.Ticket(i, 0, i < 60 ? 3 : -1);
  const MetricReading reading = rows.At(20 * kDay);
  ASSERT_TRUE(reading.target.has_value());
  EXPECT_EQ(reading.target->measure, "within");
  EXPECT_EQ(reading.target->at, 7 * 86'400.0);
  EXPECT_EQ(reading.target->value, 0.9);
  EXPECT_TRUE(reading.target->at_least);
  EXPECT_EQ(reading.target->low, ValueOf(reading, "within").anytime_low);
  EXPECT_EQ(reading.target->high, ValueOf(reading, "within").anytime_high);
  EXPECT_EQ(reading.target->alpha, 0.05);
  EXPECT_EQ(reading.target->peeking, model::MetricPeeking::kAnytime);
  EXPECT_EQ(reading.as_of, absl::FromUnixMicros(20 * kDay));
  EXPECT_EQ(reading.complete_through, reading.as_of);
  EXPECT_FALSE(Rows(DefaultSpec(Metric::kTimeToResolution)).At(kDay).target.has_value());
}
// "A median of at most four hours" is judged as "at least half of them within four hours".
TEST(Target, OnAMedianNamesTheShareThatIsJudged) {
  Rows rows(With(Metric::kTimeToResolution, "median", 4 * 3'600));
  for (uint64_t i = 0; i < 100; ++i) rows.Ticket(i, 0, i < 60 ? 3 : -1);
  const MetricReading reading = rows.At(20 * kDay);
  ASSERT_TRUE(reading.target.has_value());
  EXPECT_FALSE(reading.target->at_least);
  EXPECT_EQ(reading.target->judged_measure, "within");
  EXPECT_EQ(reading.target->judged_at, 4 * 3'600.0);
  EXPECT_EQ(reading.target->judged_value, 0.5);
  // 60 of 100 by R's lights; the interval straddles a half.
  EXPECT_LT(*reading.target->low, 0.5);
  EXPECT_GT(*reading.target->high, 0.6);
}
TEST(Target, CountsThePartsOfWhichEachMustBeMet) {
  MetricSpec spec = With(Metric::kExceptionCompletionQuality, "completed_ok", 0.3);
  spec.subjects = {"timeout", "declined"};
  Rows rows(spec);
  for (uint64_t i = 0; i < 60; ++i) {
    rows.Add(EntityKind::kException, i, EventType::kExceptionEntered, 0, "", "timeout");
    rows.Add(EntityKind::kException, i, EventType::kExceptionCompleted, kHour, "", "timeout", 3, 3);
  }
  const MetricReading reading = rows.At(60 * kDay);
  EXPECT_EQ(reading.target->part_count, 2);
  EXPECT_FALSE(reading.target->low.has_value()) << "no single interval decides";
  ASSERT_EQ(reading.subjects.size(), 2U);
  EXPECT_EQ(reading.subjects[0].subject, "timeout");
  EXPECT_EQ(reading.subjects[0].verdict, "MET");
  EXPECT_EQ(reading.subjects[1].subject, "declined");
  EXPECT_EQ(reading.subjects[1].verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.subjects[1].reasons, ElementsAre("N_BELOW_MIN"));
}

// `accounts` accounts for 100 days each, an escalation for every 40 of these days.
MetricReading Escalations(int64_t accounts, model::MetricPeeking peeking) {
  MetricSpec spec = With(Metric::kSupportEscalationFrequency, "rate", 40);
  spec.peeking = peeking;
  Rows rows(spec);
  uint64_t ticket = 0;
  for (int64_t i = 0; i < accounts; ++i) {
    rows.Add(EntityKind::kAccount, static_cast<uint64_t>(1'000'000 + i),
             EventType::kAccountEnrolled, 0);
    for (; ticket * 40 < static_cast<uint64_t>(i + 1) * 100; ++ticket) {
      rows.Ticket(ticket, kHour, 1);
      rows.Add(EntityKind::kTicket, ticket, EventType::kTicketEscalated, 2 * kHour);
    }
  }
  return rows.At(100 * kDay);
}
TEST(NeededCount, OfARateIsDaysOfExposureUntilItIsDecided) {
  for (const auto peeking : {model::MetricPeeking::kAnytime, model::MetricPeeking::kOneLook}) {
    const MetricReading few = Escalations(4, peeking);
    EXPECT_EQ(few.verdict, "INSUFFICIENT");
    ASSERT_TRUE(few.needed_count.has_value());
    ASSERT_GT(*few.needed_count, 0);
    const int64_t accounts = 4 + *few.needed_count / 100;
    EXPECT_EQ(Escalations(accounts + 4, peeking).verdict, "MET") << accounts;
    EXPECT_EQ(Escalations(accounts + 4, peeking).needed_count, 0);
    EXPECT_EQ(Escalations(accounts - 5, peeking).verdict, "INSUFFICIENT") << accounts;
  }
}
TEST(NeededCount, OfAHazardIsDecisionDays) {
  const auto read = [](int64_t decisions) {
    Rows rows(With(Metric::kDecisionClosureRate, "hazard", 0.07));
    for (int64_t i = 0; i < decisions; ++i) {  // Ten days each: a tenth a day.
      rows.Add(EntityKind::kDecision, static_cast<uint64_t>(i), EventType::kDecisionOpened, 0);
      rows.Add(EntityKind::kDecision, static_cast<uint64_t>(i), EventType::kDecisionDecided,
               10 * kDay);
    }
    return rows.At(60 * kDay);
  };
  const MetricReading few = read(10);
  EXPECT_EQ(few.verdict, "INSUFFICIENT");
  ASSERT_TRUE(few.needed_count.has_value());
  const int64_t decisions = 10 + *few.needed_count / 10;
  EXPECT_EQ(read(decisions + 2).verdict, "MET");
  EXPECT_EQ(read(decisions - 2).verdict, "INSUFFICIENT");
}
// Clear of the target as they are, and too few for a verdict all the same.
TEST(NeededCount, IsNoSmallerThanWhatAVerdictNeedsAtLeast) {
  const auto expect = [](const MetricReading& reading, int64_t needed) {
    EXPECT_EQ(reading.verdict, "INSUFFICIENT");
    EXPECT_THAT(reading.reasons, ElementsAre("N_BELOW_MIN"));
    EXPECT_EQ(reading.needed_count, needed) << reading.metric;
  };
  for (const auto& [measure, target] :
       {std::pair{"top2", 0.1}, {"mean", 0.1}, {"nps", -90.0}, {"mean", 1.0}}) {
    MetricSpec spec = With(Metric::kCustomerConfidence, measure, target);
    spec.least_count = 50;
    Rows rows(spec);
    for (uint64_t i = 0; i < 20; ++i) {
      rows.Add(EntityKind::kResponse, i, EventType::kResponseAnswered, kDay, "", "",
               target < 1 ? 9 : 2, 10);
    }
    expect(rows.At(2 * kDay), 30);
  }
  MetricSpec quality = With(Metric::kExceptionCompletionQuality, "criteria_met", 0.1);
  quality.least_count = 50;
  Rows cases(quality);
  for (uint64_t i = 0; i < 20; ++i) {
    cases.Add(EntityKind::kException, i, EventType::kExceptionEntered, 0, "", "timeout");
    cases.Add(EntityKind::kException, i, EventType::kExceptionCompleted, kHour, "", "timeout", 3,
              3);
  }
  expect(cases.At(60 * kDay), 30);
  MetricSpec counts = With(Metric::kReworkVolume, "mean_count", 2);
  counts.least_count = 50;
  counts.count_cap = 3;
  Rows changes(counts);
  for (uint64_t i = 0; i < 20; ++i) {
    changes.Add(EntityKind::kChange, i, EventType::kChangePlanned, 0);
    changes.Add(EntityKind::kChange, i, EventType::kChangeRedone, kHour);
  }
  expect(changes.At(60 * kDay), 30);
}
TEST(NeededCount, OfAMeanCountIsMaturedItems) {
  for (const auto peeking : {model::MetricPeeking::kAnytime, model::MetricPeeking::kOneLook}) {
    const auto read = [peeking](int64_t fours) {
      MetricSpec spec = With(Metric::kReworkVolume, "mean_count", 0.9);
      spec.peeking = peeking;
      spec.count_cap = 2;
      Rows rows(spec);
      for (int64_t i = 0; i < 4 * fours; ++i) {  // One in four is redone twice.
        const auto id = static_cast<uint64_t>(i);
        rows.Add(EntityKind::kChange, id, EventType::kChangePlanned, 0);
        for (int k = 0; k < (i % 4 == 0 ? 2 : 0); ++k) {
          rows.Add(EntityKind::kChange, id, EventType::kChangeRedone, (k + 1) * kDay);
        }
      }
      return rows.At(60 * kDay);
    };
    const MetricReading few = read(2);
    EXPECT_EQ(few.verdict, "INSUFFICIENT");
    ASSERT_TRUE(few.needed_count.has_value());
    ASSERT_GT(*few.needed_count, 8);
    const int64_t fours = 2 + *few.needed_count / 4;
    EXPECT_EQ(read(fours + 2).verdict, "MET") << fours;
    EXPECT_EQ(read(fours - 2).verdict, "INSUFFICIENT") << fours;
  }
}

// 40 of 100 resolved after an hour, 20 more after 30 days, 40 open, half of them for a day only:
// Kaplan-Meier takes these as censored, the worst case as never resolved.
TEST(WorstCase, TakesWhatIsOpenAsNeverEnding) {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  for (uint64_t i = 0; i < 60; ++i) rows.Ticket(i, 0, i < 40 ? 1 : 30 * 24);
  for (uint64_t i = 60; i < 80; ++i) rows.Ticket(i, 0, -1);
  for (uint64_t i = 80; i < 100; ++i) rows.Ticket(i, 39 * kDay, -1);
  const MetricReading reading = rows.At(40 * kDay);
  EXPECT_EQ(ValueOf(reading, "within").worst_case, 0.4);
  EXPECT_GE(*ValueOf(reading, "within").estimate, 0.4);
  EXPECT_EQ(ValueOf(reading, "median").worst_case, 30 * 86'400.0);
  EXPECT_FALSE(ValueOf(reading, "p90").worst_case.has_value()) << "60 of 100 never reach 0.9";
  EXPECT_FALSE(ValueOf(reading, "completed_median").worst_case.has_value());
}

// Of five items two end in one bin, in which two more are open: were these gone before, two of
// three ended.
TEST(BinBounds, HoldWhateverTheOrderWithinABinIs) {
  TextDictionary texts;
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  spec.horizon = absl::Hours(24 * 20);
  MetricStream stream(&texts);
  const size_t number = stream.AddMetric(StateSpecOf(spec, {}, Resolution::kHistogram)).value();
  const int64_t as_of = 40 * kDay + kHour / 2;  // Of an hour its middle counts.
  for (int64_t id = 0; id < 5; ++id) {
    Event row;
    row.kind = EntityKind::kTicket;
    row.entity = WholeNumberId(id);
    row.event = EventType::kTicketOpened;
    row.time = id < 4 ? as_of - 19 * kDay : 0;
    ASSERT_TRUE(stream.Apply(row).ok());
    row.event = EventType::kTicketResolved;
    row.time = as_of;
    if (id < 2) {
      ASSERT_TRUE(stream.Apply(row).ok());
    }
  }
  const auto reading = Evaluate(spec, stream.state(number), {as_of, {}});
  ASSERT_TRUE(reading.ok()) << reading.status();
  const MetricValue& within = ValueOf(*reading, "within");
  ASSERT_TRUE(within.bin_low.has_value());
  EXPECT_NEAR(*within.bin_low, 0.4, 1e-10);
  EXPECT_NEAR(*within.bin_high, 2.0 / 3.0, 1e-10);
  EXPECT_NEAR(*within.estimate, *within.bin_low, 1e-10);
}

TEST(OpenAges, AreThoseOfDecisionsThatAreOpenNow) {
  Rows rows(DefaultSpec(Metric::kDecisionClosureRate));
  for (uint64_t i = 0; i < 11; ++i) {
    rows.Add(EntityKind::kDecision, i, EventType::kDecisionOpened, static_cast<int64_t>(i) * kDay);
  }
  rows.Add(EntityKind::kDecision, 0, EventType::kDecisionDecided, kDay);
  rows.Add(EntityKind::kDecision, 0, EventType::kDecisionReopened, 2 * kDay);  // Open again.
  rows.Add(EntityKind::kDecision, 20, EventType::kDecisionOpened, 0);
  rows.Add(EntityKind::kDecision, 20, EventType::kDecisionDecided, kDay);
  const MetricReading reading = rows.At(20 * kDay);
  ASSERT_TRUE(reading.open_ages.has_value());
  EXPECT_EQ(reading.open_ages->count, 11);  // R: quantile(10:20, c(0.5, 0.9, 1)) is 15, 19, 20.
  EXPECT_EQ(reading.open_ages->median_seconds, 15 * 86'400);
  EXPECT_EQ(reading.open_ages->p90_seconds, 19 * 86'400);
  EXPECT_EQ(reading.open_ages->longest_seconds, 20 * 86'400);
  EXPECT_EQ(reading.sample.open, 11);
  EXPECT_FALSE(Rows(DefaultSpec(Metric::kReworkVolume)).At(kDay).open_ages.has_value());
}

// Items that are watched for 20, 12 and 4 days; the estimator for items one by one, which R's
// survfit(id =) agrees with, gives the same mean.
TEST(MeanCount, OfItemsStillWatchedIsThatOfNelson) {
  Rows rows(DefaultSpec(Metric::kReworkVolume));  // Within 14 days.
  const int64_t as_of = 40 * kDay;
  std::vector<estimate::WatchedItem> items;
  std::vector<estimate::Recurrence> events;
  uint64_t id = 0;
  for (const int64_t days : {20, 20, 12, 12, 4}) {
    const int64_t start = as_of - days * kDay;
    rows.Add(EntityKind::kChange, id, EventType::kChangePlanned, start);
    items.push_back({static_cast<double>(days) * 86'400});
    for (int64_t day = 1 + static_cast<int64_t>(id); day < days; day += 5) {
      const int64_t effort = day % 3;
      rows.Add(EntityKind::kChange, id, EventType::kChangeRedone, start + day * kDay, "", "",
               static_cast<double>(effort));
      events.push_back({id, static_cast<double>(day) * 86'400, static_cast<double>(effort)});
    }
    ++id;
  }
  const MetricReading reading = rows.At(as_of);
  const auto expected = estimate::MeanCumulativeAt(items, events, 14 * 86'400.0);
  ASSERT_TRUE(expected.ok());
  const MetricValue& last = reading.values.back();
  EXPECT_EQ(last.measure, "mean_cumulative_count");
  EXPECT_NEAR(last.estimate.value_or(-1), expected->mean, 1e-12);
  const auto interval = estimate::MeanCumulativeInterval(*expected, 0.95);
  ASSERT_TRUE(interval.ok());
  EXPECT_NEAR(last.low.value_or(-1), interval->low, 1e-12);
  EXPECT_NEAR(last.high.value_or(-1), interval->high, 1e-12);
  EXPECT_LT(*last.low, *last.estimate);
  EXPECT_EQ(ValueOf(reading, "mean_count").method, "mean over matured items, log-t");
  EXPECT_NE(ValueOf(reading, "mean_count").estimate, last.estimate);
}

}  // namespace
}  // namespace readiness::metric
