#include "readiness/metric/joint_verdicts.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/estimate/proportion.h"
#include "readiness/estimate/slope.h"
#include "readiness/metric/internal/trend.h"

#include "folded_rows.h"
#include "random_rows.h"

namespace readiness::metric {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

MetricCohort Cohort(std::string name, std::optional<double> met, std::optional<double> not_met) {
  MetricCohort cohort;
  cohort.cohort = std::move(name);
  if (met.has_value()) cohort.log_evidence_met = std::log(*met);
  if (not_met.has_value()) cohort.log_evidence_not_met = std::log(*not_met);
  return cohort;
}
MetricReading WithTarget(double alpha = 0.05) {
  MetricReading reading;
  MetricTarget target;
  target.alpha = alpha;
  target.part_count = 1;
  target.low = 0;
  target.high = 1;
  reading.target = target;
  return reading;
}
std::vector<std::string> Joint(const MetricReading& reading) {
  std::vector<std::string> verdicts;
  for (const MetricCohort& cohort : reading.cohorts) verdicts.push_back(cohort.joint_verdict);
  return verdicts;
}

// Four cohorts at 5 %: one alone needs 4 / 0.05 = 80, two together 40 each.
TEST(JudgeTogether, AsksForMoreTheMoreAreLookedAt) {
  std::vector<MetricReading> readings = {WithTarget(), WithTarget()};
  readings[0].cohorts = {Cohort("a", {}, 60), Cohort("b", {}, {}), Cohort("c", {}, 2)};
  readings[1].cohorts = {Cohort("a", {}, 3)};
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), Each("INSUFFICIENT")) << "60 is less than 80";
  readings[1].cohorts[0] = Cohort("a", {}, 41);
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), ElementsAre("NOT_MET", "INSUFFICIENT", "INSUFFICIENT"));
  EXPECT_THAT(Joint(readings[1]), ElementsAre("NOT_MET"));
}
TEST(JudgeTogether, ChoosesWhatIsMetApartFromWhatIsNot) {
  std::vector<MetricReading> readings = {WithTarget()};
  readings[0].cohorts = {Cohort("a", 41, {}), Cohort("b", {}, 39)};
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), ElementsAre("MET", "INSUFFICIENT"));
}
TEST(JudgeTogether, TakesTheMetricItselfWhereItHasNoCohortOfAName) {
  std::vector<MetricReading> readings = {WithTarget(), WithTarget(), MetricReading()};
  readings[0].log_evidence_met = std::log(41);
  readings[1].cohorts = {Cohort("", 1000, {}), Cohort("a", 41, {})};
  readings[1].log_evidence_met = std::log(1000);
  readings[2].log_evidence_met = std::log(1000);  // Without a target nothing was asked of it.
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_EQ(readings[0].joint_verdict, "MET");
  EXPECT_EQ(readings[1].joint_verdict, "");
  EXPECT_THAT(Joint(readings[1]), ElementsAre("", "MET"));
  EXPECT_EQ(readings[2].joint_verdict, "");
}
TEST(JudgeTogether, TakesTheLeastAlpha) {
  std::vector<MetricReading> readings = {WithTarget(0.05), WithTarget(0.01)};
  readings[0].log_evidence_met = std::log(60);
  readings[1].log_evidence_met = std::log(60);
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_EQ(readings[0].joint_verdict, "INSUFFICIENT");
}
// What the cohorts say alone is not what is asked of all of them.
TEST(JudgeTogether, LooksAtWhatSeveralVerdictsDecideBesideItsCohorts) {
  std::vector<MetricReading> readings = {WithTarget(), WithTarget()};
  readings[0].cohorts = {Cohort("a", 81, {}), Cohort("b", 3, {})};
  readings[0].log_evidence_met = std::log(2);
  readings[0].target->part_count = 3;
  readings[1].cohorts = {Cohort("a", {}, {})};  // Nothing is asked of it: a spread without floor.
  readings[1].cohorts[0].reasons = {"NO_TARGET"};
  readings[1].target->measure = "between_sd";
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), ElementsAre("MET", "INSUFFICIENT")) << "four are looked at";
  EXPECT_EQ(readings[0].joint_verdict, "INSUFFICIENT");
  EXPECT_THAT(Joint(readings[1]), ElementsAre(""));
  EXPECT_EQ(readings[1].joint_verdict, "INSUFFICIENT");
  readings[0].cohorts[0] = Cohort("a", 79, {});
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_THAT(Joint(readings[0]), Each("INSUFFICIENT"));
}
TEST(JudgeTogether, WhoHasNoEvidenceYetCountsAsLookedAt) {
  std::vector<MetricReading> readings = {WithTarget(), WithTarget()};
  readings[0].log_evidence_met = std::log(39);
  readings[1].target->low.reset();  // Nothing to judge yet.
  readings[1].target->high.reset();
  ASSERT_TRUE(JudgeTogether(readings).ok());
  EXPECT_EQ(readings[0].joint_verdict, "INSUFFICIENT");
  EXPECT_EQ(readings[1].joint_verdict, "INSUFFICIENT");
}
TEST(JudgeTogether, WithNothingToLookAtSaysNothing) {
  std::vector<MetricReading> none;
  EXPECT_TRUE(JudgeTogether(none).ok());
}

MetricReading WithTrend(std::string trend, double evidence, double alpha = 0.05) {
  MetricReading reading;
  reading.trend_alpha = alpha;
  reading.trend = std::move(trend);
  reading.trend_evidence.emplace().log_evidence = std::log(evidence);
  reading.trend_evidence->largest_log_evidence = 1000;
  return reading;
}
std::vector<std::string> Trends(std::vector<MetricReading> readings) {
  EXPECT_TRUE(JudgeTogether(readings).ok());
  std::vector<std::string> trends;
  for (const MetricReading& reading : readings) trends.push_back(reading.joint_trend);
  return trends;
}
// Three trends at 5 %: one alone needs 60, two in one direction 30 each.
TEST(JudgeTogether, ChoosesTrendsByDirectionAndByTheEvidenceOfToday) {
  EXPECT_THAT(Trends({WithTrend("IMPROVING", 31), WithTrend("IMPROVING", 30.1),
                      WithTrend("INSUFFICIENT", 1)}),
              ElementsAre("IMPROVING", "IMPROVING", "INSUFFICIENT"));
  EXPECT_THAT(Trends({WithTrend("IMPROVING", 31), WithTrend("WORSENING", 30.1),
                      WithTrend("INSUFFICIENT", 1)}),
              Each("INSUFFICIENT"));
  EXPECT_THAT(Trends({WithTrend("WORSENING", 61), WithTrend("IMPROVING", 59),
                      WithTrend("INSUFFICIENT", 1)}),
              ElementsAre("WORSENING", "INSUFFICIENT", "INSUFFICIENT"));
  EXPECT_THAT(Trends({WithTrend("IMPROVING", 50), WithTrend("INSUFFICIENT", 1, 0.01)}),
              Each("INSUFFICIENT"))
      << "the least alpha";
}
TEST(JudgeTogether, ATrendIsFlatByTheEvidenceThatItLiesWithinTheMargin) {
  MetricReading flat = WithTrend("FLAT", 1000);  // Evidence of a slope is none of there being none.
  EXPECT_THAT(Trends({flat, WithTrend("INSUFFICIENT", 1)}), Each("INSUFFICIENT"));
  flat.trend_evidence->log_evidence_flat = std::log(41);
  EXPECT_THAT(Trends({flat, WithTrend("INSUFFICIENT", 1)}), ElementsAre("FLAT", "INSUFFICIENT"));
  flat.trend = "IMPROVING";
  flat.trend_evidence->log_evidence = std::log(39);
  EXPECT_THAT(Trends({flat, WithTrend("INSUFFICIENT", 1)}), Each("INSUFFICIENT"));
}
// Three readings that are no trend with evidence: of nothing, of a short baseline, of too few
// weeks.
TEST(JudgeTogether, LeavesOutTrendsThatAreNotLookedForAndComparisons) {
  MetricReading without = WithTrend("INSUFFICIENT", 1), compared = without, young = without;
  without.trend_alpha.reset();
  without.joint_trend = "IMPROVING";  // Of before.
  compared.trend_evidence.reset();
  compared.trend_comparison.emplace();
  young.trend_evidence.reset();
  EXPECT_THAT(Trends({WithTrend("WORSENING", 21), without, compared}),
              ElementsAre("WORSENING", "", ""));
  EXPECT_THAT(Trends({WithTrend("WORSENING", 21), young}), Each("INSUFFICIENT"));
}

// Whatever is looked at besides, without evidence of its own it never makes a verdict or a trend
// stand that did not, and order changes nothing.
TEST(JudgeTogether, MoreWithoutEvidenceNeverAddsACall) {
  testing::Random random(3);
  const std::vector<std::string> trends = {"IMPROVING", "WORSENING", "INSUFFICIENT"};
  int lost = 0, kept = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<MetricReading> readings;
    for (int64_t i = 0; i < 2 + random.Below(5); ++i) {
      readings.push_back(WithTrend(trends[static_cast<size_t>(random.Below(3))],
                                   20.0 + static_cast<double>(4 * i * random.Below(9))));
      readings.back().target = WithTarget().target;
      const double evidence = std::log(1 + random.Below(400));
      (random.Chance(50) ? readings.back().log_evidence_met
                         : readings.back().log_evidence_not_met) = evidence;
    }
    std::vector<MetricReading> more = readings;
    more.push_back(WithTrend("INSUFFICIENT", 1));
    more.back().target = WithTarget().target;
    std::vector<MetricReading> reversed(readings.rbegin(), readings.rend());
    ASSERT_TRUE(JudgeTogether(readings).ok());
    ASSERT_TRUE(JudgeTogether(more).ok());
    ASSERT_TRUE(JudgeTogether(reversed).ok());
    for (size_t i = 0; i < readings.size(); ++i) {
      for (const auto member : {&MetricReading::joint_verdict, &MetricReading::joint_trend}) {
        const std::string& before = readings[i].*member;
        const std::string& after = more[i].*member;
        EXPECT_TRUE(after == before || after == "INSUFFICIENT");
        EXPECT_EQ(reversed[readings.size() - 1 - i].*member, before);
        lost += after != before ? 1 : 0;
        kept += after != "INSUFFICIENT" ? 1 : 0;
      }
    }
  }
  EXPECT_GT(lost, 5);
  EXPECT_GT(kept, 200);
}

// A verdict that is alone and looked at together with nothing is the same verdict: the evidence is
// that of the interval. Over shares, rates, means and mean counts, on both sides of the target.
TEST(JudgeTogether, OfOneIsItsOwnVerdict) {
  int met = 0, not_met = 0;
  const auto compare = [&](MetricReading reading) {
    std::vector<MetricReading> readings = {std::move(reading)};
    ASSERT_TRUE(JudgeTogether(readings).ok());
    EXPECT_EQ(readings[0].joint_verdict, readings[0].verdict) << readings[0].metric;
    met += readings[0].verdict == "MET" ? 1 : 0;
    not_met += readings[0].verdict == "NOT_MET" ? 1 : 0;
  };
  for (int closed = 0; closed <= 60; closed += 4) {
    for (const double target : {0.0, 0.3, 0.7, 1.0}) {
      Rows tickets(With(Metric::kTimeToResolution, "within", target));
      Rows escalated(With(Metric::kSupportEscalationFrequency, "share", target));
      Rows scores(With(Metric::kCustomerConfidence, "mean", target));
      MetricSpec capped = With(Metric::kReworkVolume, "mean_count", 2 * target);
      capped.peeking = model::MetricPeeking::kAnytime;
      capped.count_cap = 3;
      Rows changes(capped);
      for (int i = 0; i < 60; ++i) {
        const auto id = static_cast<uint64_t>(i);
        tickets.Ticket(id, 0, i < closed ? 3 : -1);
        escalated.Ticket(id, 0, -1);
        if (i < closed) {
          escalated.Add(EntityKind::kTicket, id, EventType::kTicketEscalated, kHour);
        }
        scores.Add(EntityKind::kResponse, id, EventType::kResponseInvited, 0);
        scores.Add(EntityKind::kResponse, id, EventType::kResponseAnswered, kHour, "", "",
                   i < closed ? 4 : 1, 4);
        changes.Add(EntityKind::kChange, id, EventType::kChangePlanned, 0);
        for (int times = 0; times < (i < closed ? 2 : 0); ++times) {
          changes.Add(EntityKind::kChange, id, EventType::kChangeRedone, kHour * (times + 1));
        }
      }
      compare(tickets.At(40 * kDay));
      compare(escalated.At(40 * kDay));
      compare(scores.At(40 * kDay));
      compare(changes.At(90 * kDay));
    }
    for (const double target : {0.0, 5.0, 40.0}) {
      Rows rates(With(Metric::kSupportEscalationFrequency, "rate", target));
      for (int i = 0; i < 60; ++i) {
        const auto id = static_cast<uint64_t>(i);
        rates.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0);
        if (i < closed) {
          rates.Ticket(id, 0, -1);
          rates.Add(EntityKind::kTicket, id, EventType::kTicketEscalated, kHour);
        }
      }
      compare(rates.At(40 * kDay));
    }
  }
  EXPECT_GT(met, 50);
  EXPECT_GT(not_met, 50);
}
// The spread between cohorts and the floor of each are reached together where all are: so is the
// evidence. Missed together asks for more than one of them that is missed.
TEST(JudgeTogether, OfPartsIsReachedWithThemAndNotMissedMoreOften) {
  int met = 0, not_met = 0;
  for (const int least : {10, 150, 250, 280, 300}) {
    for (const double tolerance : {1.0, 5.0, 8.0, 12.0, 30.0}) {
      for (const std::optional<double> floor : {std::optional<double>(), std::optional(0.5)}) {
        MetricSpec spec = With(Metric::kAdoptionConsistency, "between_sd", tolerance);
        spec.floor = floor;
        Rows rows(spec);
        uint64_t id = 0;
        for (int cohort = 0; cohort < 3; ++cohort) {
          for (int i = 0; i < 400; ++i, ++id) {
            const std::string name(1, static_cast<char>('a' + cohort));
            rows.Add(EntityKind::kAccount, id, EventType::kAccountEnrolled, 0, name);
            if (i < (cohort == 0 ? least : 300)) {
              rows.Add(EntityKind::kAccount, id, EventType::kAccountActivated, kDay, name);
            }
          }
        }
        std::vector<MetricReading> readings = {rows.At(60 * kDay)};
        readings[0].cohorts.clear();
        ASSERT_TRUE(JudgeTogether(readings).ok());
        const MetricReading& reading = readings[0];
        if (reading.verdict == "MET" || reading.joint_verdict == "MET") {
          EXPECT_EQ(reading.joint_verdict, reading.verdict) << least << " " << tolerance;
        }
        if (reading.joint_verdict == "NOT_MET") {
          EXPECT_EQ(reading.verdict, "NOT_MET") << least << " " << tolerance;
        }
        met += reading.joint_verdict == "MET" ? 1 : 0;
        not_met += reading.joint_verdict == "NOT_MET" ? 1 : 0;
      }
    }
  }
  EXPECT_GT(met, 8);
  EXPECT_GT(not_met, 15);
}
// Two exception states, of which one is completed well in 200 of 200 cases, the other as said.
MetricReading OfStates(int good, int cases) {
  MetricSpec spec = With(Metric::kExceptionCompletionQuality, "completed_ok", 0.8);
  spec.subjects = {"refund", "wait"};
  Rows rows(spec);
  const auto add = [&rows](uint64_t id, std::string_view state, bool is_good) {
    rows.Add(EntityKind::kException, id, EventType::kExceptionEntered, 0, "", state);
    rows.Add(EntityKind::kException, id,
             is_good ? EventType::kExceptionCompleted : EventType::kExceptionAbandoned, kHour, "",
             state);
  };
  for (uint64_t id = 0; id < 200; ++id) add(id, "refund", true);
  for (int i = 0; i < cases; ++i) add(static_cast<uint64_t>(1000 + i), "wait", i < good);
  std::vector<MetricReading> readings = {rows.At(60 * kDay)};
  EXPECT_TRUE(JudgeTogether(readings).ok());
  return readings[0];
}
TEST(JudgeTogether, ExceptionStatesSayAsMuchAsTheWeakestForAndTheirMeanAgainst) {
  const MetricReading good = OfStates(100, 100);
  EXPECT_EQ(good.joint_verdict, "MET");
  EXPECT_NEAR(*good.log_evidence_met, *estimate::LogProportionEvidence(100, 100, 0.8), 1e-12)
      << "the weaker of the two";
  EXPECT_FALSE(good.log_evidence_not_met.has_value());
  const MetricReading bad = OfStates(20, 100);
  EXPECT_EQ(bad.joint_verdict, "NOT_MET");
  EXPECT_NEAR(*bad.log_evidence_not_met,
              *estimate::LogProportionEvidence(20, 100, 0.8) - std::log(2), 1e-9);
  EXPECT_FALSE(bad.log_evidence_met.has_value());
  const MetricReading none = OfStates(0, 0);  // "wait" was never exercised: no pass.
  EXPECT_EQ(none.joint_verdict, "INSUFFICIENT");
  EXPECT_FALSE(none.log_evidence_met.has_value());
  // 13 of 20 alone would be missed less clearly than both together ask for.
  int only_alone = 0;
  for (int count = 20; count <= 120; count += 5) {
    const MetricReading reading = OfStates(count * 13 / 20, count);
    if (reading.joint_verdict != "INSUFFICIENT") {
      EXPECT_EQ(reading.verdict, "NOT_MET");
    }
    only_alone += reading.verdict != reading.joint_verdict ? 1 : 0;
  }
  EXPECT_GT(only_alone, 0);
  EXPECT_LT(only_alone, 5);
}

double Normal(testing::Random& random) {  // Near enough: twelve uniforms less six.
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(random.Below(1 << 20)) * 0x1p-20;
  return sum;
}
// The metric whose values of its weeks these are; more of it is better.
MetricReading OfWeeks(const std::vector<estimate::WeeklyValue>& weeks,
                      std::optional<double> margin = std::nullopt) {
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  spec.trend_margin = margin;
  MetricReading reading;
  reading.trend_alpha = spec.alpha;
  internal::Trend trend = internal::TrendOfWeeks(spec, weeks, 0).value();
  reading.trend = std::string(trend.verdict);
  reading.trend_evidence = std::move(trend.evidence);
  return reading;
}
// A trend that is alone and looked at together with nothing is the same trend.
TEST(JudgeTogether, OfOneIsItsOwnTrend) {
  testing::Random random(11);
  int improving = 0, worsening = 0, flat = 0;
  for (const double slope : {-0.5, -0.2, 0.0, 0.1, 0.5}) {
    for (const double margin : {0.05, 0.2, 0.5, 1.0}) {
      std::vector<estimate::WeeklyValue> weeks;
      for (int week = 0; week < 40; ++week) {
        weeks.push_back({static_cast<double>(week), slope * week + Normal(random)});
        const MetricReading reading = OfWeeks(weeks, margin);
        EXPECT_THAT(Trends({reading}), ElementsAre(reading.trend)) << slope << " " << margin;
        improving += reading.trend == "IMPROVING" ? 1 : 0;
        worsening += reading.trend == "WORSENING" ? 1 : 0;
        flat += reading.trend == "FLAT" ? 1 : 0;
      }
    }
  }
  EXPECT_GT(improving, 50);
  EXPECT_GT(worsening, 50);
  EXPECT_GT(flat, 50);
}
// Twelve metrics, of which `real` improve by a third of a week's noise each week; looked at every
// week until one of the others is called anything, which is the worst moment to stop at. The mean
// share of false ones among those called improving, and among those called worsening, is at most 5
// %, plus 3 standard errors; judged each alone it is far more.
TEST(JudgeTogether, FewOfTheTrendsThatAreCalledAreNoiseSlow) {
  constexpr int kRuns = 400, kMetrics = 12, kWeeks = 20;
  for (const int real : {0, 4}) {
    testing::Random random(17);
    double improving = 0, worsening = 0, alone = 0, found = 0;
    for (int run = 0; run < kRuns; ++run) {
      std::vector<std::vector<estimate::WeeklyValue>> values(kMetrics);
      struct Share {
        double called = 0, falsely = 0;
        void Count(bool is_called, bool is_false) {
          called += is_called ? 1 : 0;
          falsely += is_called && is_false ? 1 : 0;
        }
        [[nodiscard]] double operator()() const { return called > 0 ? falsely / called : 0; }
      };
      Share up, down, each;
      bool is_stopped = false, is_each_stopped = false;
      for (int week = 0; week < kWeeks; ++week) {
        std::vector<MetricReading> readings;
        for (int i = 0; i < kMetrics; ++i) {
          auto& weeks = values[static_cast<size_t>(i)];
          weeks.push_back(
              {static_cast<double>(week), (i < real ? week / 3.0 : 0) + Normal(random)});
          readings.push_back(OfWeeks(weeks));
        }
        ASSERT_TRUE(JudgeTogether(readings).ok());
        if (!is_stopped) up = down = {};
        if (!is_each_stopped) each = {};
        for (int i = 0; i < kMetrics; ++i) {
          const MetricReading& reading = readings[static_cast<size_t>(i)];
          if (!is_stopped) up.Count(reading.joint_trend == "IMPROVING", i >= real);
          if (!is_stopped) down.Count(reading.joint_trend == "WORSENING", true);
          if (!is_each_stopped) each.Count(reading.trend != "INSUFFICIENT", i >= real);
        }
        is_stopped = up.falsely + down.falsely > 0;
        is_each_stopped = each.falsely > 0;
      }
      improving += up();
      worsening += down();
      alone += each();
      found += up.called - up.falsely;
    }
    const double most = kRuns * 0.05 + 3 * std::sqrt(kRuns * 0.05 * 0.95);
    EXPECT_LE(improving, most) << real;
    EXPECT_LE(worsening, most) << real;
    EXPECT_GT(alone, real == 0 ? most : 0) << real;
    EXPECT_GE(found, 0.9 * real * kRuns);
  }
}

// A verdict of 20 parts, each of which just reaches its target of 80 %, looked at after every 12
// items of each: together it is ever called missed in at most 5 % of the runs, plus 3 standard
// errors; that one of the parts alone is happens far more often.
TEST(JudgeTogether, AVerdictOfManyPartsIsSeldomMissedFalselySlow) {
  constexpr int kRuns = 400, kParts = 20, kLooks = 25;
  testing::Random random(23);
  int together = 0, alone = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<int64_t> met(kParts);
    bool is_missed = false, is_part_missed = false;
    for (int look = 1; look <= kLooks; ++look) {
      std::vector<internal::PartEvidence> parts;
      for (int64_t& count : met) {
        for (int i = 0; i < 12; ++i) count += random.Chance(80) ? 1 : 0;
        internal::Findings part;
        ASSERT_TRUE(internal::AddShareEvidence(count, 12 * look, 0.8, true, part).ok());
        parts.push_back(internal::EvidenceOf(part));
        is_part_missed = is_part_missed || part.log_evidence_not_met > std::log(20);
      }
      internal::Findings whole;
      ASSERT_TRUE(internal::PutTogether(parts, whole).ok());
      MetricReading reading = WithTarget();
      reading.target->part_count = kParts;
      reading.log_evidence_met = whole.log_evidence_met;
      reading.log_evidence_not_met = whole.log_evidence_not_met;
      std::vector<MetricReading> readings = {reading};
      ASSERT_TRUE(JudgeTogether(readings).ok());
      is_missed = is_missed || readings[0].joint_verdict == "NOT_MET";
    }
    together += is_missed ? 1 : 0;
    alone += is_part_missed ? 1 : 0;
  }
  const double most = kRuns * 0.05 + 3 * std::sqrt(kRuns * 0.05 * 0.95);
  EXPECT_LE(together, most);
  EXPECT_GT(alone, most);
}

TEST(JudgeTogether, CohortsBelowTheirMinimumHaveNoEvidence) {
  Rows rows(With(Metric::kTimeToResolution, "within", 0.5));
  for (uint64_t id = 0; id < 19; ++id) rows.Ticket(id, 0, 3, "small");
  for (uint64_t id = 20; id < 60; ++id) rows.Ticket(id, 0, 3, "large");
  const MetricReading reading = rows.At(40 * kDay);
  ASSERT_EQ(reading.cohorts.size(), 2U);
  EXPECT_EQ(reading.cohorts[0].cohort, "large");
  EXPECT_GT(reading.cohorts[0].log_evidence_met.value(), 3.0);
  EXPECT_FALSE(reading.cohorts[1].log_evidence_met.has_value());
  EXPECT_FALSE(reading.cohorts[1].log_evidence_not_met.has_value());
}

}  // namespace
}  // namespace readiness::metric
