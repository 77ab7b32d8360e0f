// What a histogram leaves open: binLow and binHigh hold what exact times give, always.
#include "readiness/metric/internal/bin_bounds.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/metric/evaluate.h"
#include "readiness/metric/metric_stream.h"

#include "folded_rows.h"
#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

// Some items of one kind in the last days, hours or minutes, as young as they come: where an hour
// and a bin are long beside what is measured.
std::vector<Event> YoungRows(Random& random, EntityKind kind, int64_t as_of, int64_t span) {
  struct Events {
    EventType start, end, out;
  };
  const std::map<EntityKind, Events> events = {
      {EntityKind::kTicket,
       {EventType::kTicketOpened, EventType::kTicketResolved, EventType::kTicketCancelled}},
      {EntityKind::kReview,
       {EventType::kReviewApproved, EventType::kReviewImplemented, EventType::kReviewWithdrawn}},
      {EntityKind::kJourney,
       {EventType::kJourneyStarted, EventType::kJourneyCompleted, EventType::kJourneyAbandoned}},
      {EntityKind::kDecision,
       {EventType::kDecisionOpened, EventType::kDecisionDecided, EventType::kDecisionWithdrawn}},
      {EntityKind::kChange,
       {EventType::kChangePlanned, EventType::kChangeRedone, EventType::kChangeReopened}}};
  const Events of = events.at(kind);
  const int open = static_cast<int>(random.Below(100));
  const int out = random.Chance(50) ? static_cast<int>(random.Below(40)) : 0;
  std::vector<Event> rows;
  const int64_t items = 1 + random.Below(40);
  for (int64_t i = 1; i <= items; ++i) {
    Event row;
    row.kind = kind;
    row.entity = static_cast<uint64_t>(i);
    row.event = of.start;
    const int64_t age = random.Below(span + 1);
    row.time = as_of - age;
    rows.push_back(row);
    if (random.Chance(open)) continue;
    row.event = random.Chance(out) ? of.out : of.end;
    // Some end at once, some after a round number of seconds, at the end of a bin.
    const int64_t lasts = random.Chance(10)   ? 0
                          : random.Chance(30) ? random.Below(age / 1'000'000 + 1) * 1'000'000
                                              : random.Below(age + 1);
    row.time += lasts;
    rows.push_back(row);
  }
  return rows;
}

TEST(BinBounds, HoldWhatExactTimesGive) {
  const TextDictionary texts = testing::Texts();
  struct Case {
    EntityKind kind;
    MetricSpec spec;
    bool has_release = false;
  };
  std::vector<Case> cases = {{EntityKind::kTicket, DefaultSpec(Metric::kTimeToResolution)},
                             {EntityKind::kTicket, DefaultSpec(Metric::kTimeToResolution)},
                             {EntityKind::kTicket, DefaultSpec(Metric::kTimeToResolution), true},
                             {EntityKind::kReview, DefaultSpec(Metric::kReviewToImplementationLag)},
                             {EntityKind::kJourney, DefaultSpec(Metric::kEarlyJourneyCompletion)},
                             {EntityKind::kDecision, DefaultSpec(Metric::kDecisionClosureRate)},
                             {EntityKind::kChange, DefaultSpec(Metric::kReworkVolume)}};
  cases[1].spec.counted_close = model::MetricClose::kFinal;
  cases[1].spec.reopen_window = absl::Minutes(40);
  cases[2].spec.clock = model::MetricClock::kRelease;
  std::map<std::string, int> held;
  double widest = 0;
  for (uint64_t seed = 0; seed < 600; ++seed) {
    Random random(seed);
    const Case& now = cases[seed % cases.size()];
    constexpr int64_t kSpans[] = {kHour / 30, kHour, 3 * kHour, kDay, 20 * kDay};
    const int64_t span = kSpans[random.Below(5)];
    // Within an hour anywhere, and at its ends.
    const int64_t as_of = testing::kEpoch / kHour * kHour + random.Below(5) * kHour +
                          (random.Chance(20) ? random.Below(2) : random.Below(kHour));
    MetricSpec spec = now.spec;
    spec.horizon = absl::Microseconds(1 + random.Below(span));
    const std::vector<Event> rows = YoungRows(random, now.kind, as_of, span);
    std::vector<double> within;
    for (int i = 0; i < 6; ++i) within.push_back(static_cast<double>(random.Below(span)) / 1e6);
    for (int i = 0; i < 3; ++i)
      within.push_back(static_cast<double>(random.Below(span / 1'000'000)));
    const auto read = [&](Resolution resolution) {
      MetricStream stream(&texts);
      StateSpec counted = StateSpecOf(spec, {}, resolution);
      if (now.has_release) counted.release = counted.start_from = as_of - span;
      const size_t number = stream.AddMetric(counted).value();
      for (const Event& row : rows) EXPECT_TRUE(stream.Apply(row).ok());
      return Evaluate(spec, stream.state(number), {as_of, within, true}).value();
    };
    const MetricReading exact = read(Resolution::kExact), binned = read(Resolution::kHistogram);
    ASSERT_EQ(exact.values.size(), binned.values.size()) << seed;
    for (size_t i = 0; i < exact.values.size(); ++i) {
      const MetricValue& truth = exact.values[i];
      const MetricValue& value = binned.values[i];
      ASSERT_EQ(truth.measure, value.measure);
      EXPECT_FALSE(truth.bin_low.has_value() || truth.bin_high.has_value());
      if (truth.worst_case.has_value() && value.worst_case.has_value()) {
        const bool is_share = value.unit == "share";
        EXPECT_TRUE(is_share ? *value.worst_case <= *truth.worst_case
                             : *value.worst_case >= *truth.worst_case)
            << value.measure << " seed " << seed;
      }
      if (!value.estimate.has_value()) continue;
      const std::string where =
          exact.metric + " " + value.measure + " seed " + std::to_string(seed);
      if (!value.bin_low.has_value()) {
        // What rests on counts alone is the same.
        EXPECT_EQ(truth.estimate, value.estimate) << where;
        continue;
      }
      EXPECT_LE(*value.bin_low, *value.estimate) << where;
      EXPECT_GE(value.bin_high.value_or(1e18), *value.estimate) << where;
      if (!truth.estimate.has_value()) continue;
      ++held[value.measure];
      EXPECT_LE(*value.bin_low, *truth.estimate) << where;
      EXPECT_GE(value.bin_high.value_or(1e18), *truth.estimate) << where;
      if (span == 20 * kDay && value.measure == "within" && rows.size() > 40) {
        widest = std::max(widest, value.bin_high.value_or(1e18) - *value.bin_low);
      }
    }
  }
  for (const char* measure :
       {"within", "median", "p90", "rmst", "completed_median", "completed_p90", "completed_mean",
        "time_to_value_median", "time_to_value_p90", "open_age_median", "mean_cumulative_count"}) {
    EXPECT_GT(held[measure], 10) << measure;
  }
  // They say something: where items are old beside an hour the share is known to a few percent.
  EXPECT_LT(widest, 0.2);
}

// What is open for no more than an hour is as old as its hour allows, and not of age zero.
TEST(BinBounds, TheYoungAreAtRiskInTheirFirstMinutes) {
  const TextDictionary texts = testing::Texts();
  const int64_t as_of = testing::kEpoch / kHour * kHour + 20 * kHour / 60;
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  const auto share = [&](Resolution resolution) {
    MetricStream stream(&texts);
    const size_t number = stream.AddMetric(StateSpecOf(spec, {}, resolution)).value();
    for (uint64_t i = 1; i <= 40; ++i) {  // One each half minute; every fourth took a minute.
      Event row;
      row.kind = EntityKind::kTicket;
      row.entity = i;
      row.event = EventType::kTicketOpened;
      row.time = as_of - static_cast<int64_t>(i) * kHour / 120;
      EXPECT_TRUE(stream.Apply(row).ok());
      if (i % 4 != 0) continue;
      row.event = EventType::kTicketResolved;
      row.time += kHour / 60;
      EXPECT_TRUE(stream.Apply(row).ok());
    }
    const auto reading = Evaluate(spec, stream.state(number), {as_of, {300}, true});
    for (const MetricValue& value : reading->values) {
      if (value.at == 300.0) return value;
    }
    return MetricValue();
  };
  const MetricValue exact = share(Resolution::kExact), binned = share(Resolution::kHistogram);
  EXPECT_NEAR(*exact.estimate, *binned.estimate, 0.02);
  EXPECT_LE(*binned.bin_low, *exact.estimate);
  EXPECT_GE(*binned.bin_high, *exact.estimate);
}

}  // namespace
}  // namespace readiness::metric
