#include "readiness/engine/ranking.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/engine/assess.h"
#include "readiness/engine/explain_risk.h"

#include "../model/proto_words.h"
#include "shop_log.h"

namespace readiness::engine {
namespace {

using proto_words::Mirror;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using testing::LogBuilder;
using ::testing::Not;
using testing::RiskOn;
using testing::Shop;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(
      RankedRisk, id, title, rank, rank_low, rank_high, tier, certified, owner, expected_loss_delta,
      standalone, share, raw, rrw, proximity_hops, proximity_probability, downstream_count,
      top_probability, method, expected_loss_delta_low, expected_loss_delta_high,
      proximity_probability_low, proximity_probability_high, expected_loss_delta_error,
      age_cycle_count, exposure_score, compounded_exposure_score, found_in, is_found_late,
      recovery_options, top_probability_low, top_probability_high));
  mirror.Struct(READINESS_STRUCT(BlockedWork, decision, owner, reach, sole, share, slack, order));
  mirror.Struct(READINESS_STRUCT(CircularDependency, kind, members, shortest_cycle, is_shortest));
  mirror.Struct(READINESS_STRUCT(Action, mitigation, risk, owner, loss_fall, cost,
                                 loss_fall_in_order, method, loss_fall_low, loss_fall_high,
                                 loss_fall_error));
  mirror.OfTheWireAlone("Ranking");
}
READINESS_MIRROR_TESTS(Ranking, "ranking.proto", Describe);

// Absence means something in each of these: no number was reached, which is not zero.
TEST(Ranking, ARiskWithoutNumbersHasNoneNotZeros) {
  const RankedRisk risk;
  EXPECT_FALSE(risk.rank.has_value());
  EXPECT_FALSE(risk.rank_low.has_value());
  EXPECT_FALSE(risk.rank_high.has_value());
  EXPECT_FALSE(risk.expected_loss_delta.has_value());
  EXPECT_FALSE(risk.proximity_hops.has_value());
  EXPECT_FALSE(risk.proximity_probability.has_value());
  EXPECT_FALSE(risk.certified);
}

TEST(Ranking, ARiskOnATouchpointIsNotOneThatReachesNone) {
  RankedRisk touching;
  touching.proximity_hops = 0;
  EXPECT_FALSE(touching == RankedRisk{});
}

TEST(Ranking, NoSlackIsNotSlackThatNobodyComputed) {
  BlockedWork critical;
  critical.slack = 0.0;
  EXPECT_FALSE(critical == BlockedWork{});
}

Assessment AssessNow(const LogBuilder& log) {
  return testing::Assessed(log.cycle, {log.now(), {}}).value();
}
std::vector<std::string> Order(const Assessment& assessment) {
  std::vector<std::string> ids;
  for (const RankedRisk& risk : assessment.risks) ids.push_back(risk.id);
  return ids;
}
const RankedRisk& Risk(const Assessment& assessment, std::string_view id) {
  for (const RankedRisk& risk : assessment.risks) {
    if (risk.id == id) return risk;
  }
  throw std::runtime_error("no such risk");
}

// By hand. Leaks: pay 0.05, bank 0.05; P(page) = 0.8 (1 - 0.95 (1 - 0.7 * 0.05)) = 0.0666;
// inbox 0.04. E = 500 * 0.0666 + 100 * 0.04 = 37.3.
TEST(Ranking, RisksOfOneTierAreRankedByWhatIsNotLostWithoutThem) {
  LogBuilder log = Shop();
  log.Must(RiskOn("bounced", "mail", 0.04));
  log.Must(RiskOn("declined", "pay", 0.05));
  log.Must(RiskOn("away", "bank", 0.05));
  const Assessment assessment = AssessNow(log);
  EXPECT_THAT(Order(assessment), ElementsAre("declined", "away", "bounced"));
  EXPECT_NEAR(*assessment.expected_loss_low, 37.3, 1e-12);
  EXPECT_EQ(assessment.expected_loss_low, assessment.expected_loss_high);

  const RankedRisk& declined = assessment.risks[0];
  EXPECT_EQ(declined.rank, 1);
  EXPECT_EQ(declined.rank_low, 1);
  EXPECT_EQ(declined.rank_high, 1);
  EXPECT_EQ(declined.method, "exact");
  EXPECT_NEAR(*declined.expected_loss_delta, 500 * (0.0666 - 0.8 * 0.035), 1e-12);
  EXPECT_FALSE(declined.expected_loss_delta_low.has_value());
  EXPECT_NEAR(*declined.standalone, 500 * 0.8 * 0.05, 1e-12);
  EXPECT_NEAR(*declined.share, 19.3 / 37.3, 1e-12);
  EXPECT_NEAR(*declined.raw, (400.0 + 4) / 37.3, 1e-12);
  EXPECT_NEAR(*declined.rrw, 37.3 / 18, 1e-12);
  EXPECT_EQ(declined.proximity_hops, 1);
  EXPECT_DOUBLE_EQ(*declined.proximity_probability, 0.8);
  EXPECT_EQ(declined.downstream_count, 1);
  EXPECT_EQ(declined.top_probability, 1.0);

  const RankedRisk& away = assessment.risks[1];
  EXPECT_NEAR(*away.expected_loss_delta, 500 * (0.0666 - 0.8 * 0.05), 1e-12);
  EXPECT_DOUBLE_EQ(*away.proximity_probability, 0.8 * 0.7);
  EXPECT_EQ(away.proximity_hops, 2);
}

TEST(Ranking, AWorseTierComesBeforeAGreaterLoss) {
  LogBuilder log = Shop();
  log.Must(RiskOn("declined", "pay", 0.35));
  model::RiskRaised severe = RiskOn("bounced", "mail", 0.04);
  severe.severity = 0.9;
  severe.reversibility = model::Reversibility::kIrreversible;
  log.Must(severe);
  const Assessment assessment = AssessNow(log);
  EXPECT_THAT(Order(assessment), ElementsAre("bounced", "declined"));
  EXPECT_LT(*assessment.risks[0].expected_loss_delta, *assessment.risks[1].expected_loss_delta);
  EXPECT_EQ(assessment.risks[1].rank_low, 2);
}

// What is left out of a touchpoint or a plan is not taken for nothing in silence.
TEST(Ranking, ATouchpointWithoutValueAndAPlanWithoutEffectAreNamed) {
  LogBuilder log = Shop();
  log.Must(model::TouchpointDeclared{"inbox", 100, 0, ""});
  log.Must(RiskOn("w", "bank", 0.05));
  model::MitigationPlanned plan;
  plan.id = "idle";
  plan.risk = "w";
  plan.strategy = model::MitigationStrategy::kReduce;
  plan.cost = 1;
  log.Must(plan);
  plan.id = "free";
  plan.cost = 0;
  plan.probability_fall = 0.01;
  log.Must(plan);
  const Assessment assessment = AssessNow(log);
  const auto is_said = [&assessment](const char* words) {
    return std::any_of(assessment.issues.begin(), assessment.issues.end(), [&](const auto& issue) {
      return issue.message.find(words) != std::string::npos;
    });
  };
  EXPECT_TRUE(is_said("1 touchpoint has no value or no severity: inbox"));
  EXPECT_TRUE(is_said("so what they save is 0: idle"));
  EXPECT_TRUE(is_said("at no cost, so they stand first in their order: free"));
}

TEST(Ranking, WithoutLossesTheOrderIsDownstreamCountThenIdWhoeverOwnsThem) {
  LogBuilder log = Shop();
  log.Must(model::TouchpointDeclared{"page", 0, 0.5, ""});
  log.Must(model::TouchpointDeclared{"inbox", 0, 1, ""});
  model::RiskRaised unowned = RiskOn("z", "mail", 0.05);
  unowned.owner.clear();
  log.Must(unowned);
  log.Must(RiskOn("y", "mail", 0.05));
  log.Must(RiskOn("x", "pay", 0.05));
  log.Must(RiskOn("w", "bank", 0.05));
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(Risk(assessment, "w").downstream_count, 2);
  EXPECT_FALSE(assessment.expected_loss_low.has_value());
  EXPECT_EQ(Risk(assessment, "w").method, "tier");
  EXPECT_FALSE(Risk(assessment, "w").expected_loss_delta.has_value());
  EXPECT_FALSE(Risk(assessment, "w").standalone.has_value());
  EXPECT_EQ(Risk(assessment, "w").rank_low, 1);
  EXPECT_EQ(Risk(assessment, "w").rank_high, 4);
  EXPECT_THAT(assessment.issues,
              Contains(Field(&model::Issue::message, HasSubstr("no touchpoint has a value"))));
  EXPECT_THAT(Order(assessment), ElementsAre("w", "x", "y", "z"));
}

TEST(Ranking, AMissingLikelihoodLeavesTheNumberOutAndSaysSo) {
  LogBuilder log = Shop();
  log.Must(RiskOn("declined", "pay", 0.05));
  log.Must(RiskOn("dark", "bank", std::nullopt));
  const Assessment assessment = AssessNow(log);
  const RankedRisk& dark = Risk(assessment, "dark");
  EXPECT_FALSE(dark.expected_loss_delta.has_value());
  EXPECT_FALSE(dark.standalone.has_value());
  EXPECT_FALSE(dark.share.has_value());
  EXPECT_EQ(dark.method, "tier");
  // What is known of the other holds whether the bank is away or not.
  const RankedRisk& declined = Risk(assessment, "declined");
  EXPECT_EQ(declined.method, "bracket");
  EXPECT_NEAR(*declined.expected_loss_delta_low, 500 * 0.8 * 0.05 * 0.3, 1e-12);
  EXPECT_NEAR(*declined.expected_loss_delta_high, 500 * 0.8 * 0.05, 1e-12);
  EXPECT_NEAR(*assessment.expected_loss_low, 20, 1e-12);
  EXPECT_NEAR(*assessment.expected_loss_high, 500 * 0.8 * (1 - 0.95 * 0.3), 1e-12);
  EXPECT_THAT(assessment.issues,
              Contains(AllOf(Field(&model::Issue::path, "graph/likelihood"),
                             Field(&model::Issue::message, HasSubstr("no likelihood: dark")))));
}

TEST(Ranking, ARiskOnNoNodeAndAnUnknownEdgeAreSaid) {
  LogBuilder log = Shop();
  log.Must(RiskOn("somewhere", "", 0.5));
  log.Must(model::EdgeDeclared{"page", "mail", {}, {}});
  log.Must(RiskOn("bounced", "mail", 0.1));
  const Assessment assessment = AssessNow(log);
  EXPECT_FALSE(Risk(assessment, "somewhere").expected_loss_delta.has_value());
  EXPECT_EQ(Risk(assessment, "bounced").method, "bracket");
  EXPECT_NEAR(*Risk(assessment, "bounced").expected_loss_delta_low, 10, 1e-9);
  EXPECT_NEAR(*Risk(assessment, "bounced").expected_loss_delta_high, 60, 1e-9);
  EXPECT_THAT(assessment.issues, Contains(Field(&model::Issue::path, "graph/node")));
  EXPECT_THAT(assessment.issues, Contains(Field(&model::Issue::path, "graph/edges")));
}

// The mean of what is multilinear is its value at the means: Beta(1, 19) and PERT(0, 0.05, 0.1)
// are 0.05 both.
TEST(Ranking, ADistributionCountsAtItsMeanAndLeavesTheTopToDraws) {
  LogBuilder log = Shop();
  model::RiskRaised beta = RiskOn("declined", "pay", {});
  beta.likelihood = model::Likelihood{model::BetaLikelihood{1, 19}};
  log.Must(beta);
  model::RiskRaised pert = RiskOn("away", "bank", {});
  pert.likelihood = model::Likelihood{model::PertLikelihood{0, 0.05, 0.1}};
  log.Must(pert);
  const Assessment assessment = AssessNow(log);
  EXPECT_NEAR(*Risk(assessment, "declined").expected_loss_delta, 19.3, 1e-12);
  EXPECT_NEAR(*Risk(assessment, "away").expected_loss_delta, 13.3, 1e-12);
  // Two risks are among the first ten whatever is drawn.
  EXPECT_EQ(Risk(assessment, "away").top_probability, 1.0);
}

TEST(Ranking, WhoIsAmongTheFirstTenIsLeftOpenWhereOnlyDrawsWouldTell) {
  LogBuilder log = Shop();
  for (int i = 0; i < 12; ++i)
    log.Must(RiskOn("r" + std::to_string(10 + i), "mail", 0.01 + i * 0.001));
  EXPECT_EQ(Risk(AssessNow(log), "r21").top_probability, 1.0);
  EXPECT_EQ(Risk(AssessNow(log), "r10").top_probability, 0.0);
  model::RiskRaised beta = RiskOn("declined", "mail", {});
  beta.likelihood = model::Likelihood{model::BetaLikelihood{1, 99}};
  log.Must(beta);
  EXPECT_FALSE(Risk(AssessNow(log), "r21").top_probability.has_value());
}

// "sure" is in the tier above that of "declined" at its mean, 0.05; a Beta may be high, and then
// "declined" is in the same tier and costs more.
TEST(Ranking, ThePossibleRanksHoldTheTiersThatAnUncertainLikelihoodMayReach) {
  LogBuilder log = Shop();
  model::RiskRaised beta = RiskOn("declined", "pay", {});
  beta.likelihood = model::Likelihood{model::BetaLikelihood{1, 19}};
  log.Must(beta);
  log.Must(RiskOn("sure", "mail", 0.5));
  const Assessment before = AssessNow(log);
  ASSERT_NE(Risk(before, "sure").tier, Risk(before, "declined").tier);
  EXPECT_EQ(Risk(before, "sure").rank, 1);
  EXPECT_EQ(Risk(before, "sure").rank_low, 1);
  EXPECT_EQ(Risk(before, "sure").rank_high, 2);
  EXPECT_EQ(Risk(before, "declined").rank_low, 1);
  EXPECT_EQ(Risk(before, "declined").rank_high, 2);
  // So may one of which nobody said how likely it is be as mild as any.
  LogBuilder unknown = Shop();
  unknown.Must(RiskOn("declined", "pay", {}));
  unknown.Must(RiskOn("sure", "mail", 0.3));
  const Assessment open = AssessNow(unknown);
  EXPECT_EQ(Risk(open, "declined").rank_low, 1);
  EXPECT_EQ(Risk(open, "declined").rank_high, 2);
  EXPECT_EQ(Risk(open, "sure").rank_low, 1);
}

// Twelve alike of the same Beta: by symmetry each is among the first ten with 10 / 12.
TEST(Ranking, DrawsTellWhoIsAmongTheFirstTenWithTheirInterval) {
  LogBuilder log = Shop();
  for (int i = 0; i < 12; ++i) {
    model::RiskRaised beta = RiskOn("r" + std::to_string(10 + i), "mail", {});
    beta.likelihood = model::Likelihood{model::BetaLikelihood{1, 99}};
    log.Must(beta);
  }
  const auto assess = [&log](uint32_t draws) {
    return testing::Assessed(log.cycle, {log.now(), {}, {}, {}, draws}).value();
  };
  const Assessment assessment = assess(kRankDraws);
  double sum = 0;
  for (const RankedRisk& risk : assessment.risks) {
    ASSERT_TRUE(risk.top_probability.has_value());
    sum += *risk.top_probability;
    EXPECT_NEAR(*risk.top_probability, 10.0 / 12, 4 * std::sqrt(10.0 / 144 * 2 / kRankDraws));
    EXPECT_LT(*risk.top_probability_low, *risk.top_probability);
    EXPECT_GT(*risk.top_probability_high, *risk.top_probability);
  }
  EXPECT_NEAR(sum, 10, 1e-9);  // In each draw ten are the first ten.
  EXPECT_EQ(assess(kRankDraws), assessment);
  EXPECT_FALSE(assess(0).risks[0].top_probability.has_value());
  EXPECT_FALSE(assess(0).risks[0].top_probability_low.has_value());
  EXPECT_EQ(
      testing::Assessed(log.cycle, {log.now(), {}, {}, {}, kMostRankDraws + 1}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

// What sits nowhere loses nothing that could be drawn, and takes its place by its tier.
TEST(Ranking, ARiskOnNoNodeTakesAPlaceBeforeThoseOfAMilderTier) {
  LogBuilder log = Shop();
  for (int i = 0; i < 4; ++i) {
    model::RiskRaised severe = RiskOn("severe" + std::to_string(i), "", 0.9);
    severe.severity = 1;
    log.Must(severe);
  }
  for (int i = 0; i < 12; ++i) {
    model::RiskRaised beta = RiskOn("r" + std::to_string(10 + i), "mail", {});
    beta.likelihood = model::Likelihood{model::BetaLikelihood{1, 99}};
    log.Must(beta);
  }
  const Assessment assessment =
      testing::Assessed(log.cycle, {log.now(), {}, {}, {}, kRankDraws}).value();
  ASSERT_NE(assessment.risks[0].tier, assessment.risks[4].tier);
  double sum = 0;
  for (const RankedRisk& risk : assessment.risks) sum += risk.top_probability.value_or(0);
  EXPECT_NEAR(sum, 10, 1e-9);
  EXPECT_EQ(Risk(assessment, "severe0").top_probability, 1.0);
  // A Beta may reach any tier, so draws decide, and they do not decide for certain.
  EXPECT_GT(Risk(assessment, "severe0").top_probability_low, 0.98);
}

// mail fails page as well, with u of Beta(1, 1). bounced costs 0.01 (100 + 500 u) less what both
// bring about, declined 0.01 * 0.8 * 500 less the same: bounced costs more where u > 0.6.
TEST(Ranking, AnEdgeThatIsNotCertainIsDrawnToo) {
  LogBuilder log = Shop();
  model::EdgeDeclared edge{"page", "mail", {}, {}};
  edge.likelihood = model::Likelihood{model::BetaLikelihood{1, 1}};
  log.Must(edge);
  log.Must(RiskOn("bounced", "mail", 0.01));
  log.Must(RiskOn("declined", "pay", 0.01));
  const Assessment assessment = AssessNow(log);
  ASSERT_EQ(assessment.risks[0].id, "declined");
  ASSERT_EQ(assessment.risks[0].tier, assessment.risks[1].tier);
  const auto why = testing::ExplainedRisk(log.cycle.state(), log.now(), "declined");
  ASSERT_TRUE(why.ok()) << why.status();
  ASSERT_EQ(why->neighbours.size(), 1U);
  EXPECT_NEAR(why->neighbours[0].swap_probability.value_or(-1), 0.4,
              4 * std::sqrt(0.4 * 0.6 / kRankDraws));
}

TEST(Ranking, WhatIsCaughtBeforeACustomerSeesItDoesNotLeak) {
  LogBuilder log = Shop();
  model::RiskRaised caught = RiskOn("bounced", "mail", 0.2);
  caught.detectability = 0.75;
  log.Must(caught);
  EXPECT_NEAR(*AssessNow(log).risks[0].expected_loss_delta, 5, 1e-12);
}

TEST(Ranking, ACommonCauseIsLostBesideTheRisksAndLowersWhatEachAdds) {
  LogBuilder log = Shop();
  log.Must(RiskOn("bounced", "mail", 0.2));
  EXPECT_NEAR(*AssessNow(log).risks[0].expected_loss_delta, 20, 1e-12);
  log.Must(model::CommonCauseDeclared{"power", {"mail", "pay"}, 0.5});
  const Assessment assessment = AssessNow(log);
  EXPECT_NEAR(*assessment.risks[0].expected_loss_delta, 10, 1e-12);
  EXPECT_NEAR(*assessment.expected_loss_low, 100 * 0.6 + 500 * 0.8 * 0.5, 1e-12);
}

TEST(Ranking, AVerifiedRiskIsRankedNoLonger) {
  LogBuilder log = Shop();
  log.Must(RiskOn("bounced", "mail", 0.2));
  log.Must(RiskOn("declined", "pay", 0.1));
  log.Must(model::EvidenceRecorded{testing::Value("seen", "bounces", "count", 0)});
  log.Must(model::RiskVerified{"bounced", {"seen"}});
  const Assessment assessment = AssessNow(log);
  EXPECT_THAT(Order(assessment), ElementsAre("declined"));
  EXPECT_NEAR(*assessment.expected_loss_low, 40, 1e-12);
}

model::MitigationPlanned Plan(std::string id, std::string risk, double fall, double cost) {
  model::MitigationPlanned plan;
  plan.id = std::move(id);
  plan.risk = std::move(risk);
  plan.strategy = model::MitigationStrategy::kReduce;
  plan.owner = "ben";
  plan.cost = cost;
  plan.probability_fall = fall;
  return plan;
}

// declined alone: 0.05 -> 0.01 saves 400 * 0.04 * (1 - 0.7 * 0.05); bounced: 100 * 0.04.
TEST(Ranking, AMitigationIsWorthWhatItSavesForItsCostAndTheNextIsReckonedAfterIt) {
  LogBuilder log = Shop();
  log.Must(RiskOn("bounced", "mail", 0.04));
  log.Must(RiskOn("declined", "pay", 0.05));
  log.Must(RiskOn("away", "bank", 0.05));
  log.Must(RiskOn("dark", "bank", std::nullopt));
  log.Must(Plan("resend", "bounced", 0.04, 2));    // 2 an owner-hour.
  log.Must(Plan("second-bank", "away", 0.05, 4));  // 400 * 0.7 * 0.05 * 0.95 / 4 = 3.325.
  log.Must(Plan("again", "declined", 0.04, 100));
  log.Must(Plan("unknown", "dark", 0.5, 1));
  log.Must(model::RiskVerified{"dark", {}});
  std::vector<Action> actions = AssessNow(log).actions;
  ASSERT_EQ(actions.size(), 3U);
  EXPECT_EQ(actions[0].mitigation, "second-bank");
  EXPECT_EQ(actions[0].owner, "ben");
  EXPECT_EQ(actions[0].risk, "away");
  EXPECT_EQ(actions[0].cost, 4);
  EXPECT_NEAR(actions[0].loss_fall, 13.3, 1e-12);
  EXPECT_EQ(actions[0].method, "exact");
  EXPECT_FALSE(actions[0].loss_fall_low.has_value());
  EXPECT_FALSE(actions[0].loss_fall_error.has_value());
  EXPECT_NEAR(*actions[0].loss_fall_in_order, 13.3, 1e-12);
  EXPECT_EQ(actions[1].mitigation, "resend");
  EXPECT_NEAR(actions[1].loss_fall, 4, 1e-12);
  EXPECT_EQ(actions[2].mitigation, "again");
  EXPECT_NEAR(actions[2].loss_fall, 400 * 0.04 * 0.965, 1e-12);
  EXPECT_NEAR(*actions[2].loss_fall_in_order, 400 * 0.04, 1e-12);  // The bank leaks no more.

  log.Must(model::RiskMitigated{"away", "second-bank"});
  actions = AssessNow(log).actions;
  EXPECT_THAT(actions, Not(Contains(Field(&Action::mitigation, "second-bank"))));
}

TEST(Ranking, AMitigationOfARiskWithoutALossHasNoValueAndIsLeftOut) {
  LogBuilder log = Shop();
  log.Must(RiskOn("dark", "bank", std::nullopt));
  log.Must(Plan("unknown", "dark", 0.5, 1));
  EXPECT_TRUE(AssessNow(log).actions.empty());
}

// declined: 400 * 0.04, or where the bank is away for certain 0.3 of it.
TEST(Ranking, WhatAMitigationSavesIsABracketWhereALikelihoodIsMissing) {
  LogBuilder log = Shop();
  log.Must(RiskOn("declined", "pay", 0.05));
  log.Must(RiskOn("dark", "bank", std::nullopt));
  log.Must(Plan("again", "declined", 0.04, 1));
  const std::vector<Action> actions = AssessNow(log).actions;
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(actions[0].method, "bracket");
  EXPECT_NEAR(*actions[0].loss_fall_low, 400 * 0.04 * 0.3, 1e-12);
  EXPECT_NEAR(*actions[0].loss_fall_high, 400 * 0.04, 1e-12);
  EXPECT_FALSE(actions[0].loss_fall_error.has_value());
}

// Two decisions at the checkout, whose eight hours another piece of work waits for.
TEST(Ranking, SharesOfDecisionsAtOneNodeAddUpToWhatWaitsForThem) {
  LogBuilder log = Shop();
  log.Must(model::NodeDeclared{"checkout", model::NodeKind::kComponent, 8.0, ""});
  log.Must(model::NodeDeclared{"receipts", model::NodeKind::kComponent, 5.0, ""});
  log.Must(model::DependencyDeclared{"receipts", "checkout", "ana", "weekly", "", {}});
  for (const char* id : {"colour", "layout"}) {
    model::DecisionOpened decision;
    decision.id = id;
    decision.node = "checkout";
    decision.owner = "ana";
    log.Must(decision);
  }
  const std::vector<BlockedWork> works = AssessNow(log).blocked_work;
  ASSERT_EQ(works.size(), 2U);
  for (const BlockedWork& work : works) {
    EXPECT_NEAR(work.reach, 8 + 5, 1e-12) << work.decision;  // What lies behind the node too.
    EXPECT_NEAR(work.sole, 0, 1e-12);
    EXPECT_NEAR(work.share, (8 + 5) / 2.0, 1e-12);
  }
  // Once one is taken the other holds all of it alone.
  log.Must(model::DecisionWithdrawn{"layout", "not needed"});
  const std::vector<BlockedWork> left = AssessNow(log).blocked_work;
  ASSERT_EQ(left.size(), 1U);
  EXPECT_NEAR(left[0].sole, 8 + 5, 1e-12);
  EXPECT_NEAR(left[0].share, 8 + 5, 1e-12);
}

constexpr int kWide = 20;
constexpr int kSteps[] = {0, 1, 3, 7};

// Twenty components behind one page, each of them resting on four others: too wide to solve.
LogBuilder WideLog() {
  LogBuilder log;
  log.Must(model::NodeDeclared{"page", model::NodeKind::kTouchpoint, {}, ""});
  for (int i = 0; i < kWide; ++i) {
    for (const char* layer : {"a", "b"}) {
      log.Must(model::NodeDeclared{layer + std::to_string(i), model::NodeKind::kComponent, {}, ""});
    }
  }
  for (int i = 0; i < kWide; ++i) {
    for (const int step : kSteps) {
      log.Must(model::EdgeDeclared{
          "b" + std::to_string((i + step) % kWide), "a" + std::to_string(i), 0.3, {}});
    }
    log.Must(model::EdgeDeclared{"page", "b" + std::to_string(i), 0.1, {}});
    log.Must(RiskOn("r" + std::to_string(i), "a" + std::to_string(i), 0.02));
  }
  log.Must(model::TouchpointDeclared{"page", 1000, 1, ""});
  return log;
}

// What the page would lose without the first risk, 0.02 * 1000 * (P(page | it shows) - P(page |
// not)), by worlds drawn here, of another generator: its mean and its standard error.
std::pair<double, double> DrawnFallOfFirst(int worlds) {
  std::mt19937_64 numbers(17);
  std::uniform_real_distribution<double> unit(0, 1);
  double count = 0;
  for (int world = 0; world < worlds; ++world) {
    bool fails[2] = {false, false};  // The page, without and with the first.
    std::vector<bool> without(kWide, false);
    std::vector<bool> with_it(kWide, false);
    for (int i = 0; i < kWide; ++i) {
      const bool leaks = unit(numbers) < 0.02;
      for (const int step : kSteps) {
        const bool is_on = unit(numbers) < 0.3;
        const auto to = static_cast<size_t>((i + step) % kWide);
        if (is_on && leaks && i != 0) without[to] = true;
        if (is_on && (leaks || i == 0)) with_it[to] = true;
      }
    }
    for (size_t i = 0; i < kWide; ++i) {
      const bool is_on = unit(numbers) < 0.1;
      fails[0] = fails[0] || (is_on && without[i]);
      fails[1] = fails[1] || (is_on && with_it[i]);
    }
    count += fails[1] && !fails[0] ? 1 : 0;
  }
  const double share = count / worlds;
  return {20 * share, 20 * std::sqrt(share * (1 - share) / worlds)};
}

TEST(Ranking, AGraphThatIsTooWideIsBracketedAndDrawnAndSaysSo) {
  const Assessment assessment = AssessNow(WideLog());
  const auto [fall, error] = DrawnFallOfFirst(1 << 16);
  for (const RankedRisk& risk : assessment.risks) {  // By symmetry all are alike.
    ASSERT_EQ(risk.method, "MC");
    const double both = std::hypot(error, *risk.expected_loss_delta_error);
    EXPECT_NEAR(*risk.expected_loss_delta, fall, 4 * both);
    EXPECT_LE(*risk.expected_loss_delta_low, fall);
    EXPECT_GE(*risk.expected_loss_delta_high, fall);
    EXPECT_FALSE(risk.share.has_value());
  }
  LogBuilder planned = WideLog();
  planned.Must(Plan("halve", "r0", 0.01, 1));
  const Action action = AssessNow(planned).actions.at(0);
  EXPECT_EQ(action.method, "MC");
  EXPECT_NEAR(action.loss_fall, fall / 2, 4 * std::hypot(error, *action.loss_fall_error));
  EXPECT_NEAR(*action.loss_fall_error, *Risk(assessment, "r0").expected_loss_delta_error / 2,
              1e-12);
  EXPECT_LT(*action.loss_fall_low, action.loss_fall);
  EXPECT_GT(*action.loss_fall_high, action.loss_fall);
  const RankedRisk& first = assessment.risks[0];
  EXPECT_LT(*first.expected_loss_delta_error, 0.1);
  EXPECT_LT(*first.expected_loss_delta_low, *first.expected_loss_delta_high);
  EXPECT_GE(*first.expected_loss_delta, *first.expected_loss_delta_low);
  EXPECT_LE(*first.expected_loss_delta, *first.expected_loss_delta_high);
  EXPECT_LT(*assessment.expected_loss_low, *assessment.expected_loss_high);
  EXPECT_EQ(first.rank_low, 1);
  EXPECT_EQ(first.rank_high, kWide);
}

}  // namespace
}  // namespace readiness::engine
