// What waiting adds to a risk and when it was found (R59, R60), as an assessment has it.
#include "readiness/engine/internal/measure_exposure.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/engine/assess.h"

#include "shop_log.h"

namespace readiness::engine {
namespace {

using testing::At;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LogBuilder;
using testing::RiskOn;
using testing::Shop;

constexpr absl::Duration kCycle = absl::Hours(7 * 24);  // The default review interval.

Assessment AssessAt(const LogBuilder& log, absl::Time at) {
  return testing::Assessed(log.cycle, {at, {}}).value();
}
const RankedRisk& Risk(const Assessment& assessment, std::string_view id) {
  for (const RankedRisk& risk : assessment.risks) {
    if (risk.id == id) return risk;
  }
  throw std::runtime_error("no such risk");
}
std::vector<std::string> Issues(const Assessment& assessment, std::string_view rule) {
  std::vector<std::string> found;
  for (const model::Issue& issue : assessment.issues) {
    if (issue.message.starts_with(rule)) {
      found.push_back(base::Cat(model::Name(issue.severity), " ", issue.path, ": ", issue.message));
    }
  }
  return found;
}

// "away" on bank reaches pay and page, "declined" on pay reaches page; both raised at one moment.
LogBuilder TwoInARow(absl::Time at) {
  LogBuilder log = Shop();
  log.GoTo(at);
  log.Must(RiskOn("away", "bank", 0.05));
  log.GoTo(at);
  model::RiskRaised declined = RiskOn("declined", "pay", 0.4);
  declined.detectability = 0.5;
  log.Must(declined);
  return log;
}

// By hand: away 0.05 x 0.1 x 3 nodes; declined 0.4 (1 - 0.5) x 0.1 x 2 nodes, and away before it.
TEST(Exposure, IsWhatLeaksBySeverityAgeAndReachAndWhatLiesRightBeforeIsAdded) {
  const absl::Time at = At("2026-03-10T09:00:00Z");
  const LogBuilder log = TwoInARow(at);
  const Assessment young = AssessAt(log, at);
  EXPECT_EQ(Risk(young, "away").age_cycle_count, 0);
  EXPECT_NEAR(*Risk(young, "away").exposure_score, 0.015, 1e-15);
  EXPECT_NEAR(*Risk(young, "away").compounded_exposure_score, 0.015, 1e-15);
  EXPECT_NEAR(*Risk(young, "declined").exposure_score, 0.04, 1e-15);
  EXPECT_NEAR(*Risk(young, "declined").compounded_exposure_score, 0.055, 1e-15);
  const Assessment old = AssessAt(log, at + 3 * kCycle);
  EXPECT_EQ(Risk(old, "away").age_cycle_count, 3);
  EXPECT_NEAR(*Risk(old, "away").exposure_score, 0.06, 1e-15);
  EXPECT_NEAR(*Risk(old, "declined").compounded_exposure_score, 0.22, 1e-15);
  // It is no part of the loss, and moves no rank.
  EXPECT_EQ(young.expected_loss_low, old.expected_loss_low);
  EXPECT_EQ(Risk(young, "away").expected_loss_delta, Risk(old, "away").expected_loss_delta);
  EXPECT_EQ(Risk(young, "away").rank, Risk(old, "away").rank);
}

TEST(Exposure, CountsWholeReviewCyclesWhetherOrNotAReviewIsHeld) {
  const absl::Time at = At("2026-03-10T09:00:00Z");
  LogBuilder log = TwoInARow(at);
  const absl::Time turn = at + kCycle;
  EXPECT_EQ(Risk(AssessAt(log, turn - absl::Microseconds(1)), "away").age_cycle_count, 0);
  EXPECT_EQ(Risk(AssessAt(log, turn), "away").age_cycle_count, 1);
  log.GoTo(turn);
  log.Must(model::ReviewClosed{"r1", ""});
  EXPECT_EQ(Risk(AssessAt(log, turn), "away").age_cycle_count, 1);
}

TEST(Exposure, WhatIsNotKnownIsNotNothing) {
  const absl::Time at = At("2026-03-10T09:00:00Z");
  LogBuilder log = TwoInARow(at);
  model::RiskRaised unknown = RiskOn("dark", "bank", 0.1);
  unknown.severity.reset();
  log.Must(unknown);
  log.Must(RiskOn("vague", "mail", std::nullopt));
  log.Must(RiskOn("nowhere", "", 0.1));
  const Assessment assessment = AssessAt(log, log.now());
  for (const char* id : {"dark", "vague", "nowhere"}) {
    EXPECT_FALSE(Risk(assessment, id).exposure_score.has_value()) << id;
    EXPECT_FALSE(Risk(assessment, id).compounded_exposure_score.has_value()) << id;
  }
  // Its own is known; what lies before it is not.
  EXPECT_TRUE(Risk(assessment, "declined").exposure_score.has_value());
  EXPECT_FALSE(Risk(assessment, "declined").compounded_exposure_score.has_value());
  EXPECT_TRUE(Risk(assessment, "away").compounded_exposure_score.has_value());
}

TEST(Exposure, ARiskThatIsClosedWeighsOnNothing) {
  const absl::Time at = At("2026-03-10T09:00:00Z");
  LogBuilder log = TwoInARow(at);
  log.Must(model::RiskVerified{"away", {}});
  const Assessment assessment = AssessAt(log, log.cycle.LastRecordedAt());
  EXPECT_EQ(*Risk(assessment, "declined").compounded_exposure_score,
            *Risk(assessment, "declined").exposure_score);
}

// Older, likelier, more severe: never less. A law on the three numbers of one risk.
TEST(Exposure, NeverFallsWithAgeLikelihoodOrSeverity) {
  const absl::Time at = At("2026-03-10T09:00:00Z");
  double last_of_all = -1;
  for (const double likelihood : {0.0, 0.1, 0.5, 1.0}) {
    for (const double severity : {0.0, 0.2, 1.0}) {
      LogBuilder log = Shop();
      log.GoTo(at);
      model::RiskRaised risk = RiskOn("away", "bank", likelihood);
      risk.severity = severity;
      log.Must(risk);
      double last = -1;
      for (int cycle = 0; cycle < 4; ++cycle) {
        const double now = *Risk(AssessAt(log, at + cycle * kCycle), "away").exposure_score;
        EXPECT_GE(now, last);
        EXPECT_DOUBLE_EQ(now, likelihood * severity * (1 + cycle) * 3);
        last = now;
      }
      last_of_all = std::max(last_of_all, last);
    }
  }
  EXPECT_EQ(last_of_all, 12);
}

TEST(Exposure, RisksThatNobodyClosesByADateAreNamedAfterOneCycle) {
  const absl::Time at = At("2026-03-10T09:00:00Z");
  LogBuilder log = TwoInARow(at);
  EXPECT_THAT(Issues(AssessAt(log, at + kCycle - absl::Seconds(1)), "R59"), IsEmpty());
  EXPECT_THAT(
      Issues(AssessAt(log, at + kCycle), "R59"),
      ElementsAre("NOTE risks/closing: R59: open for a whole review cycle or longer, and "
                  "nobody owns by when: away, declined; plan a mitigation with an owner and "
                  "a date"));
  model::MitigationPlanned plan;
  plan.id = "second-bank";
  plan.risk = "away";
  plan.strategy = model::MitigationStrategy::kReduce;
  plan.owner = "ben";
  plan.due_at = At("2026-04-01T00:00:00Z");
  log.Must(plan);
  EXPECT_THAT(Issues(AssessAt(log, at + kCycle), "R59"), ElementsAre(HasSubstr(": declined; ")));
}

// --- R60 -----------------------------------------------------------------------------------------

TEST(Discovery, SaysWhereTheCycleStoodWhenTheRiskWasRaised) {
  LogBuilder log = testing::ReadyCycle();  // slow-bank was raised before any evidence.
  log.Must(RiskOn("tested", "pay", 0.01));
  log.Must(model::ScopeLocked{"for the launch"});
  log.Must(RiskOn("locked", "pay", 0.01));
  log.Must(model::ImplementationStarted{"retry"});
  log.Must(RiskOn("built", "pay", 0.01));
  log.Must(model::ScopeUnlocked{"again"});
  log.Must(RiskOn("open-again", "pay", 0.01));
  log.Must(model::Launched{"1.0", ""});
  log.Must(RiskOn("live", "pay", 0.01));
  const Assessment assessment = AssessAt(log, log.cycle.LastRecordedAt());
  const auto found = [&assessment](std::string_view id) {
    const RankedRisk& risk = Risk(assessment, id);
    return base::Cat(risk.found_in, risk.is_found_late ? " late" : "");
  };
  EXPECT_EQ(found("slow-bank"), "planned");
  EXPECT_EQ(found("tested"), "validating");
  EXPECT_EQ(found("locked"), "committed late");  // Also where it was unlocked since.
  EXPECT_EQ(found("built"), "implementing late");
  EXPECT_EQ(found("open-again"), "implementing");
  EXPECT_EQ(found("live"), "launched late");
  EXPECT_THAT(
      Issues(assessment, "R60: 3 open risks"),
      ElementsAre("NOTE risks/late: R60: 3 open risks were found after the scope was locked: "
                  "built, live, locked"));
}

// Where nothing is taken back, it is what an assessment of that moment says.
TEST(Discovery, IsThePhaseThatAnAssessmentOfThatMomentNames) {
  LogBuilder log = testing::ReadyCycle();
  int raised = 0;
  const auto raise = [&] { log.Must(RiskOn(base::Cat("risk-", ++raised), "pay", 0.01)); };
  raise();
  log.Must(model::PilotStarted{"first-shop", "checkout", "ana"});
  raise();
  log.Must(model::PilotStarted{"second-shop", "checkout", "ana"});
  log.Must(model::PilotClosed{"first-shop", true, ""});
  raise();
  log.Must(model::PilotClosed{"second-shop", true, ""});
  raise();
  log.Must(model::ScopeLocked{"for the launch"});
  raise();
  log.Must(model::ImplementationStarted{"retry"});
  raise();
  log.Must(model::ImplementationVerified{"retry", {"p95-1"}});
  raise();
  log.Must(model::Launched{"1.0", ""});
  raise();
  log.Must(model::RetrospectiveHeld{"first-look", {"It went well"}});
  raise();
  const Assessment last = AssessAt(log, log.now());
  std::vector<std::string> found;
  for (int i = 1; i <= raised; ++i) {
    const std::string id = base::Cat("risk-", i);
    const absl::Time at =
        testing::StateAt(log.cycle, log.now()).risks.find(id)->second.stamp.occurred_at;
    found.push_back(Risk(last, id).found_in);
    EXPECT_EQ(found.back(), AssessAt(log, at).phase) << id;
  }
  EXPECT_THAT(found, ElementsAre("validating", "pilot", "pilot", "validating", "committed",
                                 "implementing", "pre_release", "launched", "post_launch"));
}

TEST(Discovery, OfARiskThatIsFoundLateItIsSaidWhatIsLeftToRecoverBy) {
  LogBuilder log = Shop();
  log.Must(model::ScopeLocked{"for the launch"});
  log.GoTo(At("2026-03-10T09:00:00Z"));
  log.Must(RiskOn("away", "bank", 0.05));
  EXPECT_THAT(
      Issues(AssessAt(log, log.now()), "R60: it"),
      ElementsAre("WARNING risk/away: R60: it was found late, while the cycle was committed, "
                  "and nothing is planned to recover from it; plan a mitigation with a date "
                  "that lies ahead"));
  model::MitigationPlanned plan;
  plan.risk = "away";
  plan.strategy = model::MitigationStrategy::kReduce;
  plan.id = "second-bank";
  plan.due_at = At("2026-03-20T00:00:00Z");
  log.Must(plan);
  plan.id = "sorry-page";
  plan.due_at.reset();
  log.Must(plan);
  const auto options = [&log](std::string_view at) {
    return Risk(AssessAt(log, At(at)), "away").recovery_options;
  };
  EXPECT_THAT(options("2026-03-20T00:00:00Z"), ElementsAre("second-bank", "sorry-page"));
  EXPECT_THAT(options("2026-03-20T00:00:01Z"), ElementsAre("sorry-page"));
  EXPECT_THAT(Issues(AssessAt(log, At("2026-03-20T00:00:01Z")), "R60: it"), IsEmpty());
  log.GoTo(At("2026-03-12T09:00:00Z"));
  log.Must(model::RiskMitigated{"away", "sorry-page"});
  EXPECT_THAT(options("2026-03-20T00:00:01Z"), IsEmpty());
  EXPECT_THAT(Issues(AssessAt(log, At("2026-03-20T00:00:01Z")), "R60: it"), IsEmpty());
}

}  // namespace
}  // namespace readiness::engine
