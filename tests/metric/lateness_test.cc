// Watermark, allowed lateness and what is provisional: shown, marked, and in no verdict.
#include <cstdint>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "../splitmix64.h"
#include "folded_rows.h"

namespace readiness::metric {
namespace {

using ::testing::ElementsAre;

MetricSpec Late(Metric metric, std::string measure, double target, int days) {
  MetricSpec spec = With(metric, std::move(measure), target);
  spec.allowed_lateness = absl::Hours(24 * days);
  return spec;
}

// 100 tickets of the first day, resolved within the hour; 100 of the tenth, which nobody resolved.
// Matured after a day, so that only the first hundred lie before the watermark less nine days.
Rows TwoHundredTickets(const MetricSpec& spec) {
  Rows rows(spec);
  for (uint64_t i = 0; i < 100; ++i) rows.Ticket(i, 0, 1);
  for (uint64_t i = 100; i < 200; ++i) rows.Ticket(i, 10 * kDay, -1);
  return rows;
}

TEST(Lateness, VerdictsRestOnWhatIsComplete) {
  MetricSpec spec = Late(Metric::kTimeToResolution, "within", 0.9, 9);
  spec.horizon = absl::Hours(24);
  const MetricReading reading = TwoHundredTickets(spec).At(12 * kDay);
  EXPECT_EQ(reading.verdict, "MET");
  EXPECT_EQ(reading.complete_through, absl::FromUnixMicros(3 * kDay));
  const MetricValue& within = ValueOf(reading, "within");
  EXPECT_NEAR(*within.estimate, 0.5, 1e-12);  // As it looks now ...
  EXPECT_TRUE(within.provisional);
  EXPECT_GT(*within.anytime_low, 0.9);  // ... and as it is known.
  EXPECT_EQ(reading.sample.matured, 200);

  spec.allowed_lateness.reset();
  const MetricReading at_once = TwoHundredTickets(spec).At(12 * kDay);
  EXPECT_EQ(at_once.verdict, "NOT_MET");
  EXPECT_EQ(at_once.complete_through, absl::FromUnixMicros(12 * kDay));
  EXPECT_FALSE(ValueOf(at_once, "within").provisional);
}

TEST(Lateness, CountsFromTheLastRowAndNotFromTheMoment) {
  MetricSpec spec = Late(Metric::kTimeToResolution, "within", 0.9, 0);
  spec.horizon = absl::Hours(24);
  // The last row is of day 10: what would mature later is not judged, however late one reads.
  const MetricReading reading = TwoHundredTickets(spec).AtWatermark(40 * kDay);
  EXPECT_EQ(reading.complete_through, absl::FromUnixMicros(10 * kDay));
  EXPECT_EQ(reading.verdict, "MET");
  EXPECT_TRUE(ValueOf(reading, "median").provisional);
}

TEST(Lateness, NothingCompleteIsNoVerdict) {
  MetricSpec spec = Late(Metric::kTimeToResolution, "within", 0.5, 30);
  spec.horizon = absl::Hours(24);
  const MetricReading reading = TwoHundredTickets(spec).At(12 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.reasons, ElementsAre("NOT_MATURED"));
  EXPECT_FALSE(ValueOf(reading, "within").anytime_low.has_value());
}

// The verdict of a moment is what it was when all that it rests on had come: whatever happens in
// the time that is still open changes nothing.
TEST(Lateness, NothingProvisionalChangesAVerdict) {
  uint64_t random = 20260301;
  for (const Metric metric :
       {Metric::kTimeToResolution, Metric::kSupportEscalationFrequency, Metric::kReworkVolume}) {
    const std::string measure = metric == Metric::kTimeToResolution             ? "within"
                                : metric == Metric::kSupportEscalationFrequency ? "rate"
                                                                                : "share";
    MetricSpec spec = Late(metric, measure, metric == Metric::kTimeToResolution ? 0.5 : 0.4, 28);
    spec.peeking = model::MetricPeeking::kAnytime;
    MetricReading first;
    for (int repetition = 0; repetition < 6; ++repetition) {
      Rows rows(spec);
      uint64_t settled = 7;  // The same each time.
      for (uint64_t i = 0; i < 300; ++i) {
        const bool is_settled = i < 150;
        uint64_t& state = is_settled ? settled : random;
        // Weeks 0 to 11 are complete; what is open lies in the last four.
        const int64_t start =
            static_cast<int64_t>(SplitMix64(state) % 80) * kDay / 2 + (is_settled ? 0 : 90 * kDay);
        const int64_t hours = static_cast<int64_t>(SplitMix64(state) % 200);
        switch (metric) {
          case Metric::kTimeToResolution:
            rows.Ticket(i, start, static_cast<double>(hours));
            break;
          case Metric::kReworkVolume:
            rows.Add(EntityKind::kChange, i, EventType::kChangePlanned, start);
            if (hours < 80) {
              rows.Add(EntityKind::kChange, i, EventType::kChangeRedone, start + hours * kHour);
            }
            break;
          default:
            rows.Add(EntityKind::kAccount, i, EventType::kAccountEnrolled, start);
            rows.Add(EntityKind::kTicket, 1000 + i, EventType::kTicketOpened, start);
            if (hours < 80) {
              rows.Add(EntityKind::kTicket, 1000 + i, EventType::kTicketEscalated,
                       start + hours * kHour);
            }
        }
      }
      const MetricReading reading = rows.At(115 * kDay);
      EXPECT_TRUE(ValueOf(reading, measure).provisional);
      if (repetition == 0) {
        first = reading;
        continue;
      }
      EXPECT_EQ(reading.verdict, first.verdict) << Name(metric);
      EXPECT_EQ(reading.reasons, first.reasons);
      EXPECT_EQ(reading.needed_count, first.needed_count);
      EXPECT_EQ(ValueOf(reading, measure).anytime_low, ValueOf(first, measure).anytime_low);
      EXPECT_EQ(ValueOf(reading, measure).anytime_high, ValueOf(first, measure).anytime_high);
      EXPECT_EQ(reading.trend, first.trend);
    }
  }
}

// Exposure up to the beginning of a week is that of a reading at that moment.
TEST(Lateness, ARateIsReadUpToAFullWeek) {
  const MetricSpec plain = With(Metric::kSupportEscalationFrequency, "rate", 10);
  MetricSpec late = plain;
  late.allowed_lateness = absl::Hours(24 * 7);
  const auto rows = [](const MetricSpec& spec) {
    Rows some(spec);
    for (uint64_t i = 0; i < 40; ++i) {
      const auto start = static_cast<int64_t>(i) * 13 * kHour;
      some.Add(EntityKind::kAccount, i, EventType::kAccountEnrolled, start);
      if (i % 3 == 0) {
        some.Add(EntityKind::kAccount, i, EventType::kAccountChurned, start + 9 * kDay);
      }
      some.Add(EntityKind::kTicket, i, EventType::kTicketOpened, start);
      if (i % 4 == 0) {
        some.Add(EntityKind::kTicket, i, EventType::kTicketEscalated, start + 2 * kDay);
      }
    }
    return some;
  };
  const int64_t week = WeekStart(WeekOf(40 * kDay));
  const MetricReading then = rows(plain).At(week);
  const MetricReading now = rows(late).At(week + 9 * kDay);
  EXPECT_EQ(ValueOf(now, "rate").anytime_low, ValueOf(then, "rate").anytime_low);
  EXPECT_EQ(ValueOf(now, "rate").anytime_high, ValueOf(then, "rate").anytime_high);
  EXPECT_FALSE(ValueOf(now, "share").anytime_low.has_value()) << "it has no horizon";
}

TEST(Lateness, WhatIsAlwaysProvisionalCannotBeJudged) {
  const auto message = [](MetricSpec spec) {
    spec.allowed_lateness = absl::Hours(1);
    return std::string(base::ToStd(Check(spec).message()));
  };
  EXPECT_NE(message(With(Metric::kSupportEscalationFrequency, "share", 0.1)).find("horizon"),
            std::string::npos);
  MetricSpec rate = With(Metric::kSupportEscalationFrequency, "rate", 1);
  EXPECT_EQ(message(rate), "");
  rate.peeking = model::MetricPeeking::kOneLook;
  EXPECT_NE(message(rate).find("ANYTIME"), std::string::npos);
  MetricSpec top = With(Metric::kCustomerConfidence, "top2", 0.5);
  EXPECT_EQ(message(top), "");
  top.least_response_rate = 0.2;
  EXPECT_NE(message(top).find("response rate"), std::string::npos);
  MetricSpec negative = With(Metric::kTimeToResolution, "within", 0.5);
  negative.allowed_lateness = absl::Seconds(-1);
  EXPECT_EQ(base::RuleOf(Check(negative)), "DEFINITION");
}

TEST(Evaluate, AStateIsNotReadBeforeItsLastRow) {
  Rows rows(With(Metric::kAdoptionConsistency, "rate", 0.5));
  rows.Add(EntityKind::kAccount, 1, EventType::kAccountEnrolled, 3 * kDay);
  MetricState state({});
  state.RaiseWatermark(3 * kDay);
  const auto early =
      Evaluate(With(Metric::kAdoptionConsistency, "rate", 0.5), state, {2 * kDay, {}, true});
  EXPECT_EQ(base::RuleOf(early.status()), "STATE_AS_OF");
}

TEST(Evaluate, APartThatNeedsAnotherIsNotReadByItself) {
  const MetricSpec spec = With(Metric::kTimeToResolution, "within", 0.5);
  MetricState state({});
  state.Group("web", "").value()->AddOpen(kDay, -1);
  const auto reading = Evaluate(spec, state, {9 * kDay, {}, true});
  EXPECT_EQ(base::RuleOf(reading.status()), "STATE_COUNTS");
  EXPECT_NE(reading.status().message().find("\"web\""), std::string::npos);
  state.Group("web", "").value()->AddOpen(kDay, 1);
  EXPECT_TRUE(Evaluate(spec, state, {9 * kDay, {}, true}).ok());
}

}  // namespace
}  // namespace readiness::metric
