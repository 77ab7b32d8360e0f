#include "readiness/metric/evaluate.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "folded_rows.h"
#include "random_rows.h"

namespace readiness::metric {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Evaluate, WithNothingSeenNoTargetIsEverMet) {
  for (const Measure& measure : kMeasures) {
    if (!measure.can_be_target || measure.metric == Metric::kPredictionMatch) continue;
    for (const double target : {0.0, 0.5, 1.0}) {
      const MetricSpec spec = With(measure.metric, std::string(measure.name), target);
      const MetricReading reading = Rows(spec).At(100 * kDay);
      EXPECT_EQ(reading.verdict, "INSUFFICIENT") << Name(measure.metric) << " " << measure.name;
      EXPECT_FALSE(reading.reasons.empty());
      for (const MetricValue& value : reading.values) {
        EXPECT_FALSE(value.estimate.has_value()) << value.measure;
      }
    }
  }
}
TEST(Evaluate, WithoutATargetThereIsNoVerdict) {
  const MetricReading reading =
      Rows(DefaultSpec(Metric::kTimeToResolution)).Ticket(1, 0, 2).At(100 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.reasons, ElementsAre("NO_TARGET"));
}

// Whatever keeps a target from being judged stands beside the value without a target as well: a
// threshold that somebody else has meets it too.
TEST(Evaluate, WhatNoTargetCouldBeJudgedByIsAnObstacleWithoutOneToo) {
  const auto with_limits = [](Metric metric, bool is_late) {
    MetricSpec spec = DefaultSpec(metric);
    if (is_late) spec.horizon = absl::Hours(24 * 400);
    spec.least_response_rate = 0.6;
    spec.wrong_share_limit = 0.5;
    spec.watermark_limit = absl::Hours(24 * 20);
    spec.subjects = {"refund", "trial"};
    if (metric == Metric::kReworkVolume) spec.peeking = model::MetricPeeking::kOneLook;
    return spec;
  };
  const TextDictionary texts = testing::Texts();
  std::set<std::string> met;
  for (uint64_t seed = 0; seed < 12; ++seed) {
    testing::Random random(seed);
    const std::vector<Event> rows = testing::RandomRows(random, 1 + random.Below(40));
    const int64_t as_of = testing::kEpoch + (280 + random.Below(40)) * kDay;
    const auto read = [&](const MetricSpec& spec) {
      MetricStream stream(&texts);
      const size_t number = stream.AddMetric(StateSpecOf(spec, {})).value();
      for (const Event& row : rows) EXPECT_TRUE(stream.Apply(row).ok());
      return Evaluate(spec, stream.state(number), {as_of, {}, true}).value();
    };
    for (const Measure& measure : kMeasures) {
      if (!measure.can_be_target || measure.metric == Metric::kPredictionMatch) continue;
      if (measure.unit == "s") continue;  // Judged on a share within the target.
      MetricSpec spec = with_limits(measure.metric, seed % 4 == 3);
      const MetricReading free = read(spec);
      spec.measure = std::string(measure.name);
      spec.target = 0.5;
      const MetricReading judged = read(spec);
      const auto compare = [&](const std::vector<MetricValue>& values, const std::string& verdict,
                               const std::vector<std::string>& reasons, const std::string& where) {
        const auto value = std::find_if(values.begin(), values.end(), [&](const MetricValue& one) {
          return one.measure == measure.name;
        });
        if (value == values.end() || verdict != "INSUFFICIENT") return;
        for (const std::string& reason : reasons) {
          if (reason == "STRADDLES") continue;
          met.insert(reason);
          EXPECT_THAT(value->obstacles, Contains(reason))
              << Name(measure.metric) << " " << measure.name << " " << where << " seed " << seed;
        }
      };
      compare(free.values, judged.verdict, judged.reasons, "of all");
      for (size_t i = 0; i < judged.cohorts.size(); ++i) {
        // The floor of a spread is judged by cohort; the spread itself is of all.
        if (measure.name == "between_sd") break;
        compare(free.cohorts[i].values, judged.cohorts[i].verdict, judged.cohorts[i].reasons,
                judged.cohorts[i].cohort);
      }
    }
  }
  EXPECT_THAT(met, ::testing::IsSupersetOf({"N_BELOW_MIN", "NOT_MATURED", "NONRESPONSE",
                                            "STALE_WATERMARK", "DQ_BREACH"}));
}

// Easy tickets close first: the median of what is closed says little of all. Kaplan-Meier by hand:
// 10 tickets, closed after 1..5 hours, five open for 20 hours and more: half have closed after 5.
TEST(TimeToResolution, CountsOpenTicketsInTheMedian) {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  for (int i = 0; i < 5; ++i) rows.Ticket(static_cast<uint64_t>(i), 0, i + 1);
  for (int i = 5; i < 10; ++i) rows.Ticket(static_cast<uint64_t>(i), 0, -1);
  const MetricReading reading = rows.At(20 * kHour);
  EXPECT_EQ(ValueOf(reading, "median").estimate, 5 * 3600.0);
  EXPECT_EQ(ValueOf(reading, "completed_median").estimate, 3 * 3600.0);
  EXPECT_FALSE(ValueOf(reading, "p90").estimate.has_value());
  EXPECT_EQ(reading.sample.open, 5);
  EXPECT_EQ(reading.sample.events, 5);
}
TEST(TimeToResolution, IsJudgedOnWhatHadItsTime) {
  MetricSpec spec = With(Metric::kTimeToResolution, "within", 0.5);
  spec.horizon = absl::Hours(24);
  Rows rows(spec);
  for (uint64_t i = 0; i < 60; ++i) rows.Ticket(i, 0, i < 55 ? 3 : 40);
  for (uint64_t i = 60; i < 90; ++i) rows.Ticket(i, 9 * kDay + 23 * kHour, -1);
  const MetricReading reading = rows.At(10 * kDay);
  EXPECT_EQ(reading.sample.matured, 60);
  EXPECT_EQ(reading.sample.total, 90);
  EXPECT_EQ(reading.verdict, "MET");
  EXPECT_EQ(reading.needed_count, 0);
}
TEST(TimeToResolution, AMedianTargetAsksThatHalfEndWithinIt) {
  MetricSpec spec = With(Metric::kTimeToResolution, "median", 4 * 3600.0);
  Rows rows(spec);
  for (uint64_t i = 0; i < 60; ++i) rows.Ticket(i, 0, i < 55 ? 3 : 40);
  EXPECT_EQ(rows.At(10 * kDay).verdict, "MET");
  spec.target = 2 * 3600.0;
  Rows slower(spec);
  for (uint64_t i = 0; i < 60; ++i) slower.Ticket(i, 0, i < 55 ? 3 : 40);
  EXPECT_EQ(slower.At(10 * kDay).verdict, "NOT_MET");
}
TEST(TimeToResolution, ACancelledTicketIsNeitherOpenNorResolved) {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  rows.Ticket(1, 0, 1).Ticket(2, 0, 2).Ticket(3, 0, -1);
  rows.Add(EntityKind::kTicket, 3, EventType::kTicketCancelled, kHour / 2);
  const MetricReading reading = rows.At(30 * kDay);
  EXPECT_EQ(reading.sample.competing, 1);
  EXPECT_EQ(reading.sample.open, 0);
  EXPECT_NEAR(ValueOf(reading, "within").estimate.value(), 2.0 / 3, 1e-12);
}
// 300 cohorts of 10 items that end at a rate of 0.02 a day: seven days hold one or two of them. The
// interval of the restricted mean misses the truth in at most 5 % of cohorts, plus three standard
// errors; by the normal one alone it was a third. Where none ended it is no single number.
TEST(TimeToResolution, TheRestrictedMeanOfFewEventsIsNotFalselyCertain) {
  constexpr double kRate = 0.02, kDays = 7;
  const double truth = (1.0 - std::exp(-kRate * kDays)) / kRate * 86'400;
  testing::Random random(77);
  for (const bool competes : {false, true}) {
    int misses = 0, points = 0;
    for (int cohort = 0; cohort < 300; ++cohort) {
      Rows rows(DefaultSpec(Metric::kTimeToResolution));
      for (uint64_t id = 0; id < 10; ++id) {
        const double uniform = (static_cast<double>(random.Below(1'000'000)) + 0.5) / 1e6;
        rows.Ticket(id, 0, -std::log(uniform) / kRate * 24);
      }
      if (competes) {  // Long after the horizon: it changes the estimator and not the truth.
        rows.Ticket(10, 0, -1);
        rows.Add(EntityKind::kTicket, 10, EventType::kTicketCancelled, 20 * kDay);
      }
      const MetricReading reading = rows.At(2'000 * kDay);
      const MetricValue& mean = ValueOf(reading, "rmst");
      ASSERT_TRUE(mean.low.has_value() && mean.high.has_value());
      misses += *mean.low > truth || *mean.high < truth ? 1 : 0;
      points += *mean.low == *mean.high ? 1 : 0;
    }
    EXPECT_LE(misses, 300 * (0.05 + 3 * 0.0126)) << competes;
    EXPECT_EQ(points, 0) << competes;
  }
}
// One that left another way says nothing against what is known of the others.
TEST(TimeToResolution, NoEventYetStillHasAnIntervalBesideWhatWasCancelled) {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  for (uint64_t id = 0; id < 72; ++id) rows.Ticket(id, 0, -1);
  rows.Add(EntityKind::kTicket, 0, EventType::kTicketCancelled, kHour);
  const MetricReading reading = rows.At(30 * kDay);
  const MetricValue& within = ValueOf(reading, "within");
  EXPECT_EQ(within.estimate, 0.0);
  EXPECT_EQ(within.low, 0.0);
  EXPECT_NEAR(within.high.value_or(1), 1.0 - std::pow(0.025, 1.0 / 72), 1e-12) << "0 of 72";
  EXPECT_THAT(within.method, ::testing::HasSubstr("Clopper-Pearson while there is none"));
}
// "Never censor cancelled items": 40 of 100 are resolved, in 1 to 40 hours, 60 cancelled, in half
// to 30. By hand: 40 % come to be resolved, so half of them never are.
TEST(TimeToResolution, WhatIsCancelledIsNeverResolvedInTheMedianEither) {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  for (int i = 0; i < 100; ++i) {
    const auto id = static_cast<uint64_t>(i);
    rows.Ticket(id, 0, i < 40 ? i + 1 : -1);
    if (i >= 40) {
      rows.Add(EntityKind::kTicket, id, EventType::kTicketCancelled, (i - 39) * kHour / 2);
    }
  }
  const MetricReading reading = rows.At(60 * kDay);
  EXPECT_NEAR(ValueOf(reading, "within").estimate.value(), 0.4, 1e-12);
  EXPECT_FALSE(ValueOf(reading, "median").estimate.has_value());
  EXPECT_FALSE(ValueOf(reading, "p90").estimate.has_value());
  // Nobody is open: to the end of 168 hours, 60 have all of it and the others their own.
  EXPECT_NEAR(ValueOf(reading, "rmst").estimate.value(), (60 * 168 + 820) * 36.0, 1e-6);
}
TEST(TimeToResolution, DoesNotDependOnTheOrderOfRows) {
  Rows rows(With(Metric::kTimeToResolution, "within", 0.5));
  for (uint64_t i = 0; i < 40; ++i) {
    rows.Ticket(i, static_cast<int64_t>(i) * kHour, static_cast<double>(i % 7) * 30 - 30,
                i % 3 == 0 ? "web" : "app");
  }
  EXPECT_EQ(rows.At(40 * kDay), rows.At(40 * kDay, /*reversed=*/true));
}
TEST(TimeToResolution, ASmallCohortNeedsItsMinimum) {
  Rows rows(With(Metric::kTimeToResolution, "within", 0.3));
  for (uint64_t i = 0; i < 50; ++i) rows.Ticket(i, 0, 12, i < 10 ? "a" : "b");
  const MetricReading reading = rows.At(60 * kDay);
  ASSERT_EQ(reading.cohorts.size(), 2U);
  EXPECT_THAT(reading.cohorts[0].reasons, ElementsAre("N_BELOW_MIN"));
  EXPECT_EQ(reading.cohorts[0].needed_count, 10);
  EXPECT_EQ(reading.cohorts[1].needed_count, 0);
}
// Every interval that a verdict uses counts from the item's own start.
TEST(TimeToResolution, TheClockOfTheReleaseHasNoVerdict) {
  MetricSpec spec = With(Metric::kTimeToResolution, "within", 0.8);
  spec.clock = model::MetricClock::kRelease;
  EXPECT_THAT(Check(spec).message(), ::testing::HasSubstr("clock RELEASE has no verdict"));
  spec.target.reset();
  Rows rows(spec);
  for (uint64_t i = 0; i < 60; ++i) rows.Ticket(i, static_cast<int64_t>(i) * kDay, 3);
  const MetricReading reading = rows.At(90 * kDay);
  EXPECT_FALSE(ValueOf(reading, "within").anytime_low.has_value());
  EXPECT_EQ(reading.trend, "INSUFFICIENT");
  EXPECT_FALSE(reading.trend_evidence.has_value());
}
TEST(TimeToResolution, HasARowForEachCohortAndNoVerdictForASmallOne) {
  Rows rows(With(Metric::kTimeToResolution, "within", 0.5));
  for (uint64_t i = 0; i < 60; ++i) rows.Ticket(i, 0, 3, "web");
  for (uint64_t i = 60; i < 75; ++i) rows.Ticket(i, 0, 3, "app");
  const MetricReading reading = rows.At(30 * kDay);
  ASSERT_EQ(reading.cohorts.size(), 2U);
  EXPECT_EQ(reading.cohorts[0].cohort, "app");
  EXPECT_EQ(reading.cohorts[0].verdict, "INSUFFICIENT");
  EXPECT_EQ(reading.cohorts[1].verdict, "MET");
}

TEST(AdoptionConsistency, IsMetOnlyWhereTheUpperEndIsWithinTheTolerance) {
  const auto reading_of = [](int per_cohort, double tolerance) {
    Rows rows(With(Metric::kAdoptionConsistency, "between_sd", tolerance));
    uint64_t id = 0;
    for (const char* cohort : {"a", "b", "c"}) {
      for (int i = 0; i < per_cohort; ++i, ++id) {
        rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, cohort);
        if (i % 2 == 0) {
          rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, cohort);
        }
      }
    }
    return rows.At(60 * kDay);
  };
  EXPECT_EQ(reading_of(2000, 5).verdict, "MET");
  EXPECT_EQ(reading_of(40, 5).verdict, "INSUFFICIENT");
  EXPECT_THAT(reading_of(10, 5).reasons, ElementsAre("N_BELOW_MIN"));
  EXPECT_EQ(ValueOf(reading_of(40, 5), "between_sd").estimate, 0.0);
  EXPECT_EQ(ValueOf(reading_of(40, 5), "rate").estimate, 0.5);
}
TEST(AdoptionConsistency, AWiderToleranceIsNeverHarder) {
  std::vector<std::string> verdicts;
  for (const double tolerance : {0.5, 2.0, 5.0, 10.0, 20.0, 60.0}) {
    Rows rows(With(Metric::kAdoptionConsistency, "between_sd", tolerance));
    uint64_t id = 0;
    for (int c = 0; c < 4; ++c) {
      for (int i = 0; i < 200; ++i, ++id) {
        const std::string cohort(1, static_cast<char>('a' + c));
        rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, cohort);
        if (i < 60 + 30 * c) {
          rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, cohort);
        }
      }
    }
    verdicts.push_back(rows.At(60 * kDay).verdict);
  }
  const std::vector<std::string> order = {"NOT_MET", "INSUFFICIENT", "MET"};
  const auto rank = [&order](const std::string& verdict) {
    return std::find(order.begin(), order.end(), verdict) - order.begin();
  };
  for (size_t i = 1; i < verdicts.size(); ++i) EXPECT_GE(rank(verdicts[i]), rank(verdicts[i - 1]));
  EXPECT_EQ(verdicts.front(), "NOT_MET");
  EXPECT_EQ(verdicts.back(), "MET");
}

// Two cohorts alike, and 30 accounts that name none, of which one adopted: they are no third one.
TEST(AdoptionConsistency, WhoNamesNoCohortIsNone) {
  Rows rows(With(Metric::kAdoptionConsistency, "between_sd", 20));
  uint64_t id = 0;
  for (const auto& [cohort, count, adopted] :
       {std::tuple{"a", 100, 50}, std::tuple{"b", 100, 50}, std::tuple{"", 30, 1}}) {
    for (int i = 0; i < count; ++i, ++id) {
      rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, cohort);
      if (i < adopted) {
        rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, cohort);
      }
    }
  }
  const MetricReading reading = rows.At(60 * kDay);
  EXPECT_EQ(ValueOf(reading, "between_sd").estimate, 0);
  EXPECT_EQ(reading.verdict, "MET");
  EXPECT_EQ(reading.quality.unknown_cohort, 30);
}
TEST(AdoptionConsistency, NamesTheCohortThatIsTooSmallAndSaysHowManyAreNeeded) {
  Rows rows(With(Metric::kAdoptionConsistency, "between_sd", 15));
  uint64_t id = 0;
  for (const auto& [cohort, count] : {std::pair{"a", 2000}, {"b", 2000}, {"tiny", 1}}) {
    for (int i = 0; i < count; ++i, ++id) {
      rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, cohort);
      if (i % 2 == 0) {
        rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, cohort);
      }
    }
  }
  const MetricReading reading = rows.At(60 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(ValueOf(reading, "between_sd").method, ::testing::HasSubstr("matured: tiny 1"));
  ASSERT_TRUE(reading.needed_count.has_value());
  EXPECT_GE(*reading.needed_count, 19) << "up to 20 of tiny";
}
// 90 % and 20 % of 400: one account of a third cohort takes nothing of that back.
TEST(AdoptionConsistency, ATinyCohortHidesNothingThatTheOthersMiss) {
  const auto reading_with = [](int tiny) {
    MetricSpec spec = With(Metric::kAdoptionConsistency, "between_sd", 5);
    spec.floor = 0.5;
    Rows rows(spec);
    uint64_t id = 0;
    for (const auto& [cohort, count, adopted] :
         {std::tuple{"a", 400, 360}, std::tuple{"b", 400, 80}, std::tuple{"tiny", tiny, tiny}}) {
      for (int i = 0; i < count; ++i, ++id) {
        rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, cohort);
        if (i < adopted) {
          rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, cohort);
        }
      }
    }
    return rows.At(60 * kDay);
  };
  EXPECT_EQ(reading_with(0).verdict, "NOT_MET");
  EXPECT_EQ(reading_with(1).verdict, "NOT_MET");
  EXPECT_FALSE(reading_with(1).log_evidence_met.has_value());
}
// At one look chi-square would call these cohorts alike within 5 points, with one success expected
// in each: the verdict waits for what exact intervals of each of them show.
TEST(AdoptionConsistency, OneLookAtSmallCountsRestsOnExactIntervals) {
  MetricSpec spec = With(Metric::kAdoptionConsistency, "between_sd", 5);
  spec.peeking = model::MetricPeeking::kOneLook;
  Rows rows(spec);
  uint64_t id = 0;
  for (const char* cohort : {"a", "b", "c", "d", "e"}) {
    for (int i = 0; i < 40; ++i, ++id) {
      rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, cohort);
      if (i == 0) {
        rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, cohort);
      }
    }
  }
  const MetricReading reading = rows.At(60 * kDay);
  const MetricValue& spread = ValueOf(reading, "between_sd");
  EXPECT_LT(*spread.high, 5) << "by chi-square";
  EXPECT_GT(*spread.anytime_high, 5);
  EXPECT_THAT(spread.method, ::testing::HasSubstr("with the box of Clopper-Pearson"));
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
}
// 15 of 15 adopted: of all cohorts together 5 are enough, of one by itself 20.
TEST(AdoptionConsistency, TheMinimumOfACohortIsThatOfACohortAlone) {
  Rows rows(With(Metric::kAdoptionConsistency, "rate", 0.3));
  for (uint64_t id = 0; id < 15; ++id) {
    rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, "c");
    rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, "c");
  }
  const MetricReading reading = rows.At(60 * kDay);
  EXPECT_EQ(reading.verdict, "MET");
  EXPECT_EQ(reading.needed_count, 0);
  ASSERT_EQ(reading.cohorts.size(), 1U);
  EXPECT_THAT(reading.cohorts[0].reasons, ElementsAre("N_BELOW_MIN"));
  EXPECT_EQ(reading.cohorts[0].needed_count, 5);
}

TEST(SupportEscalationFrequency, HasNoRateWithoutExposure) {
  Rows rows(With(Metric::kSupportEscalationFrequency, "rate", 1));
  rows.Ticket(1, 0, 1);
  rows.Add(EntityKind::kTicket, 1, EventType::kTicketEscalated, kHour / 2);
  const MetricReading reading = rows.At(10 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.reasons, Contains("NO_EXPOSURE"));
  EXPECT_FALSE(ValueOf(reading, "rate").estimate.has_value());
  EXPECT_EQ(ValueOf(reading, "share").estimate, 1.0);
}
// "Missing is never zero": where no ticket is known, nothing shows that none escalated.
TEST(SupportEscalationFrequency, OfAccountsWithoutAnyTicketShowsNothing) {
  Rows rows(With(Metric::kSupportEscalationFrequency, "rate", 5));
  for (uint64_t i = 0; i < 200; ++i) {
    rows.Add(EntityKind::kAccount, 1000 + i, EventType::kAccountEnrolled, 0);
  }
  const MetricReading without = rows.At(200 * kDay);
  EXPECT_EQ(without.verdict, "INSUFFICIENT");
  EXPECT_THAT(without.reasons, ElementsAre("N_BELOW_MIN"));
  EXPECT_THAT(ValueOf(without, "rate").obstacles, ElementsAre("N_BELOW_MIN"));
  EXPECT_FALSE(without.needed_count.has_value());
  EXPECT_FALSE(without.log_evidence_met.has_value());
  rows.Ticket(1, 0, 1);
  EXPECT_EQ(rows.At(200 * kDay).verdict, "MET");
}
TEST(SupportEscalationFrequency, IsPerThousandAccountDays) {
  Rows rows(DefaultSpec(Metric::kSupportEscalationFrequency));
  for (uint64_t i = 0; i < 10; ++i) {
    rows.Add(EntityKind::kAccount, 1000 + i, EventType::kAccountEnrolled, 0);
  }
  for (uint64_t i = 0; i < 4; ++i) {
    rows.Ticket(i, 0, 1);
    rows.Add(EntityKind::kTicket, i, EventType::kTicketEscalated, kHour / 2);
  }
  const MetricReading reading = rows.At(100 * kDay);
  EXPECT_NEAR(ValueOf(reading, "rate").estimate.value(), 4.0, 1e-9);  // 4 in 1,000 days.
  EXPECT_NEAR(reading.sample.exposure, 1000, 1e-9);
  EXPECT_LT(ValueOf(reading, "rate").low.value(), 4);
  EXPECT_GT(ValueOf(reading, "rate").anytime_high.value(), ValueOf(reading, "rate").high.value());
}

TEST(CustomerConfidence, IsAVectorAndBoundsThoseWhoDidNotAnswer) {
  MetricSpec spec = DefaultSpec(Metric::kCustomerConfidence);
  const auto rows_of = [](const MetricSpec& with) {
    Rows rows(with);
    for (uint64_t i = 0; i < 20; ++i) {
      rows.Add(EntityKind::kResponse, i, EventType::kResponseInvited, 0);
      if (i < 10) {
        rows.Add(EntityKind::kResponse, i, EventType::kResponseAnswered, kDay, "", "",
                 i < 5 ? 10 : 3, 10);
      }
    }
    return rows;
  };
  const MetricReading open = rows_of(spec).At(10 * kDay);
  EXPECT_EQ(ValueOf(open, "top2").estimate, 0.5);
  EXPECT_EQ(ValueOf(open, "nps").estimate, 0.0);
  EXPECT_NEAR(ValueOf(open, "mean").estimate.value(), 0.65, 1e-12);
  EXPECT_EQ(ValueOf(open, "response_rate").estimate, 0.5);
  spec.nonresponse = model::MetricNonresponse::kBound;
  const MetricReading bounded = rows_of(spec).At(10 * kDay);
  EXPECT_NEAR(ValueOf(bounded, "top2").low.value(), 0.5 * ValueOf(open, "top2").low.value(), 1e-12);
  EXPECT_NEAR(ValueOf(bounded, "top2").high.value(), 0.5 * ValueOf(open, "top2").high.value() + 0.5,
              1e-12);
}
TEST(CustomerConfidence, TooFewAnswersIsNoVerdict) {
  MetricSpec spec = With(Metric::kCustomerConfidence, "top2", 0.1);
  spec.least_response_rate = 0.6;
  Rows rows(spec);
  for (uint64_t i = 0; i < 200; ++i) {
    rows.Add(EntityKind::kResponse, i, EventType::kResponseInvited, 0);
    if (i < 100) {
      rows.Add(EntityKind::kResponse, i, EventType::kResponseAnswered, kDay, "", "", 5, 5);
    }
  }
  const MetricReading reading = rows.At(10 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.reasons, ElementsAre("NONRESPONSE"));
  EXPECT_FALSE(reading.needed_count.has_value());
}
// Where all who were asked answered, there is nobody to bound; where few did, no number of answers
// at that rate decides.
TEST(CustomerConfidence, WithBoundsMoreAnswersAtTheSameRateMayDecide) {
  const auto needed = [](const std::string& measure, double target, uint64_t asked,
                         model::MetricNonresponse nonresponse) {
    MetricSpec spec = With(Metric::kCustomerConfidence, measure, target);
    spec.nonresponse = nonresponse;
    Rows rows(spec);
    for (uint64_t i = 0; i < asked; ++i) {
      rows.Add(EntityKind::kResponse, i, EventType::kResponseInvited, 0);
      if (i >= 20) continue;
      rows.Add(EntityKind::kResponse, i, EventType::kResponseAnswered, kDay, "", "",
               i < 16 ? 10 : 5, 10);
    }
    return rows.At(10 * kDay).needed_count;
  };
  using enum model::MetricNonresponse;
  for (const auto& [measure, target] : {std::pair("top2", 0.65), {"mean", 0.75}, {"nps", 30.0}}) {
    const auto ignored = needed(measure, target, 20, kIgnore);
    ASSERT_TRUE(ignored.has_value()) << measure;
    EXPECT_GT(*ignored, 0) << measure;
    EXPECT_EQ(needed(measure, target, 20, kBound), ignored) << measure;
    const auto most_answered = needed(measure, target, 21, kBound);
    ASSERT_TRUE(most_answered.has_value()) << measure;
    EXPECT_GT(*most_answered, *ignored) << measure;
    EXPECT_FALSE(needed(measure, target, 60, kBound).has_value()) << measure;
  }
}

TEST(ExceptionCompletionQuality, SaysHowManyMoreCasesWouldDecideAllStates) {
  const auto read = [](const std::vector<const char*>& states, double target) {
    Rows rows(With(Metric::kExceptionCompletionQuality, "completed_ok", target));
    uint64_t id = 0;
    for (const char* state : states) {
      for (int i = 0; i < 40; ++i, ++id) {
        rows.Add(EntityKind::kException, id, EventType::kExceptionEntered, 0, "", state);
        rows.Add(EntityKind::kException, id,
                 i % 4 == 0 ? EventType::kExceptionAbandoned : EventType::kExceptionCompleted,
                 kHour, "", state);
      }
    }
    return rows.At(60 * kDay);
  };
  const MetricReading one = read({"timeout"}, 0.7);
  ASSERT_EQ(one.verdict, "INSUFFICIENT");
  ASSERT_TRUE(one.needed_count.has_value());
  EXPECT_GT(*one.needed_count, 0);
  EXPECT_EQ(one.needed_count, one.subjects.at(0).needed_count);
  EXPECT_EQ(read({"timeout", "declined"}, 0.7).needed_count, 2 * *one.needed_count);
  EXPECT_EQ(read({"timeout"}, 0.2).needed_count, 0) << "decided";
}
TEST(ExceptionCompletionQuality, AStateThatWasNeverExercisedIsNoPass) {
  MetricSpec spec = With(Metric::kExceptionCompletionQuality, "completed_ok", 0.3);
  const auto rows_of = [](const MetricSpec& with) {
    Rows rows(with);
    for (uint64_t i = 0; i < 60; ++i) {
      rows.Add(EntityKind::kException, i, EventType::kExceptionEntered, 0, "", "timeout");
      rows.Add(EntityKind::kException, i, EventType::kExceptionCompleted, kHour, "", "timeout", 3,
               3);
    }
    return rows;
  };
  EXPECT_EQ(rows_of(spec).At(60 * kDay).verdict, "MET");
  spec.subjects = {"timeout", "declined"};
  const MetricReading reading = rows_of(spec).At(60 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_EQ(ValueOf(reading, "coverage").estimate, 0.5);
}

TEST(ReworkVolume, CountsWhatWasRedoneOnItemsThatHadTheirTime) {
  MetricSpec spec = With(Metric::kReworkVolume, "mean_count", 1);
  spec.peeking = model::MetricPeeking::kAnytime;
  spec.count_cap = 2;
  Rows rows(spec);
  for (uint64_t i = 0; i < 200; ++i) {
    rows.Add(EntityKind::kChange, i, EventType::kChangePlanned, 0);
    // A quarter is redone three times, which counts as two.
    for (int k = 0; k < (i % 4 == 0 ? 3 : 0); ++k) {
      rows.Add(EntityKind::kChange, i, EventType::kChangeRedone, (k + 1) * kDay);
    }
  }
  const MetricReading reading = rows.At(60 * kDay);
  EXPECT_EQ(ValueOf(reading, "mean_count").estimate, 0.5);
  EXPECT_EQ(ValueOf(reading, "share").estimate, 0.25);
  EXPECT_EQ(reading.verdict, "MET");
  EXPECT_GT(ValueOf(reading, "mean_count").anytime_high.value(), 0.5);
  EXPECT_LT(ValueOf(reading, "mean_count").anytime_high.value(), 1.0);
}

TEST(EarlyJourneyCompletion, GivesEachStep) {
  Rows rows(With(Metric::kEarlyJourneyCompletion, "completed", 0.1));
  for (uint64_t i = 0; i < 40; ++i) {
    rows.Add(EntityKind::kJourney, i, EventType::kJourneyStarted, 0, "", "signup");
    rows.Add(EntityKind::kJourney, i, EventType::kJourneyStep, kHour, "", "signup", 1);
    if (i < 20)
      rows.Add(EntityKind::kJourney, i, EventType::kJourneyStep, 2 * kHour, "", "signup", 2);
    if (i < 20)
      rows.Add(EntityKind::kJourney, i, EventType::kJourneyCompleted, 3 * kHour, "", "signup");
  }
  const MetricReading reading = rows.At(60 * kDay);
  EXPECT_EQ(reading.verdict, "MET");
  EXPECT_EQ(ValueOf(reading, "completed").estimate, 0.5);
  std::vector<double> steps;
  for (const MetricValue& value : reading.values) {
    if (value.measure == "step") steps.push_back(*value.estimate);
  }
  EXPECT_THAT(steps, ElementsAre(1.0, 0.5));
}

// One ticket a day in 30 weeks; the share that is resolved in time rises from none to all.
TEST(Trend, SeesWhatMovesAndNotWhatStands) {
  const auto trend_of = [](auto&& is_in_time) {
    Rows rows(DefaultSpec(Metric::kTimeToResolution));
    for (int day = 0; day < 210; ++day) {
      for (int i = 0; i < 10; ++i) {
        rows.Ticket(static_cast<uint64_t>(day * 10 + i), day * kDay + i * kHour,
                    is_in_time(day, i) ? 5 : 400);
      }
    }
    return rows.At(260 * kDay).trend;
  };
  EXPECT_EQ(trend_of([](int day, int i) { return i < day / 21; }), "IMPROVING");
  EXPECT_EQ(trend_of([](int day, int i) { return i >= day / 21; }), "WORSENING");
  EXPECT_EQ(trend_of([](int day, int i) { return (day * 7 + i * 3) % 10 < 5; }), "INSUFFICIENT");
}
TEST(Trend, FewWeeksSayNothing) {
  Rows rows(DefaultSpec(Metric::kTimeToResolution));
  for (int i = 0; i < 20; ++i) rows.Ticket(static_cast<uint64_t>(i), i * kDay, i);
  EXPECT_EQ(rows.At(30 * kDay).trend, "INSUFFICIENT");
}
TEST(Trend, TheArcsineIsThatOfTheLibrary) {
  for (int i = 0; i <= 1000; ++i) {
    const double share = i / 1000.0;
    EXPECT_NEAR(internal::ArcsineOfRoot(share), std::asin(std::sqrt(share)), 1e-14);
  }
}

TEST(TimeToResolution, SaysThatTheMedianIsNotReached) {
  const MetricSpec spec = With(Metric::kTimeToResolution, "median", 30 * 86'400.0);
  Rows rows(spec);
  for (uint64_t i = 0; i < 9; ++i) rows.Ticket(i, 0, i < 2 ? 3 : -1);
  const MetricReading reading = rows.At(20 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.reasons, ElementsAre("NOT_MATURED", "MEDIAN_NOT_REACHED"));
}

// So many more answers as these, and the verdict is there; with one fewer it is not.
TEST(CustomerConfidence, SaysHowManyMoreAnswersWouldDecide) {
  const auto read = [](int64_t of_each) {
    Rows rows(With(Metric::kCustomerConfidence, "mean", 0.7));
    for (int64_t i = 0; i < 5 * of_each; ++i) {
      const auto id = static_cast<uint64_t>(i);
      rows.Add(EntityKind::kResponse, id, EventType::kResponseInvited, 0, "", "q");
      rows.Add(EntityKind::kResponse, id, EventType::kResponseAnswered, kHour, "", "q",
               i % 5 == 0 ? 2 : 4, 4);
    }
    return rows.At(20 * kDay);
  };
  const MetricReading few = read(4);
  EXPECT_EQ(few.verdict, "INSUFFICIENT");
  ASSERT_TRUE(few.needed_count.has_value());
  EXPECT_GT(*few.needed_count, 0);
  const int64_t enough = (20 + *few.needed_count + 4) / 5;
  EXPECT_EQ(read(enough).verdict, "MET");
  EXPECT_EQ(read(enough).needed_count, 0);
  EXPECT_EQ(read(enough - 2).verdict, "INSUFFICIENT");
}

// Small cohorts: the interval is marked and p is drawn, the same for every run.
TEST(AdoptionConsistency, OfSmallCohortsHasAPValueByPermutation) {
  Rows rows(DefaultSpec(Metric::kAdoptionConsistency));
  for (uint64_t i = 0; i < 13; ++i) {
    const bool is_first = i < 4;
    rows.Add(EntityKind::kAccount, i, EventType::kAccountEnrolled, 0, is_first ? "a" : "b");
    if (is_first ? i < 3 : i < 5) {
      rows.Add(EntityKind::kAccount, i, EventType::kAccountActivated, kDay);
    }
  }
  const MetricReading reading = rows.At(20 * kDay);
  const MetricValue& spread = ValueOf(reading, "between_sd");
  ASSERT_TRUE(spread.p_value.has_value());
  EXPECT_NEAR(*spread.p_value, 0.0517, 0.02);  // R: 3 of 4 against 1 of 9.
  EXPECT_NE(spread.method.find("1999 permutations, seed 1"), std::string::npos) << spread.method;
  EXPECT_EQ(rows.At(20 * kDay, true), reading);
}

TEST(Evaluate, StaleOrWrongDataIsNoVerdict) {
  MetricSpec spec = With(Metric::kTimeToResolution, "within", 0.5);
  spec.wrong_share_limit = 0.1;
  Rows rows(spec);
  for (uint64_t i = 0; i < 60; ++i) rows.Ticket(i, 0, 3);
  EXPECT_EQ(rows.At(30 * kDay).verdict, "MET");
  for (uint64_t i = 60; i < 80; ++i) {
    rows.Add(EntityKind::kTicket, i, EventType::kTicketOpened, 2 * kDay);
    rows.Add(EntityKind::kTicket, i, EventType::kTicketResolved, kDay);
  }
  const MetricReading reading = rows.At(30 * kDay);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.reasons, ElementsAre("DQ_BREACH"));
  EXPECT_EQ(reading.quality.clamped, 20);
}

}  // namespace
}  // namespace readiness::metric
