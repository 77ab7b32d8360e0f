#include "readiness/engine/explain_risk.h"

#include <numeric>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shop_log.h"

namespace readiness::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LogBuilder;
using testing::RiskOn;
using testing::Shop;

RiskExplanation Explain(const LogBuilder& log, std::string_view id) {
  return ExplainRisk(log.cycle.state(), log.now(), id).value();
}

// P(page) = 0.0666 with all, 0.04 without the bank; 500 an hour.
TEST(ExplainRisk, ShowsWhereItIsFeltByWhichWayAndOverWhichLinks) {
  LogBuilder log = Shop();
  log.Must(RiskOn("bounced", "mail", 0.04));
  log.Must(RiskOn("declined", "pay", 0.05));
  log.Must(RiskOn("away", "bank", 0.05));
  const RiskExplanation why = Explain(log, "away");
  ASSERT_EQ(why.touchpoints.size(), 1U);
  EXPECT_EQ(why.touchpoints[0].touchpoint, "page");
  EXPECT_EQ(why.touchpoints[0].value, 500);
  EXPECT_NEAR(why.touchpoints[0].fall_low, 13.3, 1e-12);
  EXPECT_EQ(why.touchpoints[0].fall_low, why.touchpoints[0].fall_high);
  ASSERT_EQ(why.paths.size(), 1U);
  EXPECT_THAT(why.paths[0].nodes, ElementsAre("bank", "pay", "page"));
  EXPECT_NEAR(why.paths[0].probability, 0.56, 1e-15);
  // Without pay -> page all of 500 * 0.0666 is saved; without bank -> pay what the bank adds.
  ASSERT_EQ(why.links.size(), 2U);
  EXPECT_EQ(why.links[0].dependent, "page");
  EXPECT_NEAR(why.links[0].loss, 33.3, 1e-12);
  EXPECT_EQ(why.links[1].prerequisite, "bank");
  EXPECT_NEAR(why.links[1].loss, 13.3, 1e-12);
  EXPECT_THAT(why.common_causes, IsEmpty());
}

TEST(ExplainRisk, TheFallsAtTheTouchpointsAddUpToTheFall) {
  LogBuilder log = Shop();
  log.Must(model::EdgeDeclared{"inbox", "pay", 0.3, {}});
  log.Must(model::EdgeDeclared{"mail", "bank", 0.2, {}});
  log.Must(RiskOn("bounced", "mail", 0.04));
  log.Must(RiskOn("away", "bank", 0.05));
  log.Must(model::CommonCauseDeclared{"power", {"mail", "pay"}, 0.01});
  const RiskExplanation why = Explain(log, "away");
  const double sum = std::accumulate(
      why.touchpoints.begin(), why.touchpoints.end(), 0.0,
      [](double so_far, const TouchpointFall& fall) { return so_far + fall.fall_high; });
  const auto failure = internal::BuildFailureGraph(log.cycle.state(), true);
  EXPECT_NEAR(sum, failure->losses->Of(0).fall_estimate, 1e-12);
  EXPECT_EQ(why.touchpoints.size(), 2U);
  EXPECT_THAT(why.common_causes, ElementsAre("power"));
}

TEST(ExplainRisk, NamesTheRowOfTheTierTableAndTheNearestWayToAnother) {
  LogBuilder log = Shop();
  model::RiskRaised risk = RiskOn("away", "bank", 0.05);
  risk.severity.reset();
  log.Must(risk);
  const RiskExplanation why = Explain(log, "away");
  ASSERT_EQ(why.bands.size(), 5U);
  EXPECT_EQ(why.bands[0], (RiskBand{"likelihood", "low", true}));
  EXPECT_EQ(why.bands[1], (RiskBand{"proximity", "touching", true}));
  EXPECT_EQ(why.bands[2], (RiskBand{"severity", "severe", false}));
  EXPECT_EQ(why.bands[3], (RiskBand{"reversibility", "reversible", true}));
  EXPECT_EQ(why.bands[4], (RiskBand{"launch", "imminent", false}));
  // Two of three at the top and imminent: ACT. Lexicographic: 0 2 2 0 2 in base 3 is 74.
  EXPECT_EQ(why.tier_row, 75);
  EXPECT_FALSE(why.worse.has_value());
  ASSERT_TRUE(why.milder.has_value());
  EXPECT_EQ(why.milder->tier, "ATTEND");
  EXPECT_THAT(why.milder->changes, ElementsAre(RiskBand{"proximity", "near", true}));
}

TEST(ExplainRisk, CertainNumbersNeverSwapAndUncertainOnesDoByChance) {
  LogBuilder log = Shop();
  log.Must(RiskOn("bounced", "mail", 0.04));
  log.Must(RiskOn("declined", "pay", 0.05));
  RiskExplanation why = Explain(log, "bounced");
  ASSERT_EQ(why.neighbours.size(), 1U);
  EXPECT_EQ(why.neighbours[0].risk, "declined");
  EXPECT_EQ(why.neighbours[0].rank, 1);
  EXPECT_EQ(why.neighbours[0].swap_probability, 0.0);
  EXPECT_EQ(why.top_probability, 1.0);

  // 400 u against 100 * 0.04, u of Beta(1, 19): P(u < 0.01) = 1 - 0.99^19 = 0.174.
  LogBuilder other = Shop();
  other.Must(RiskOn("bounced", "mail", 0.04));
  model::RiskRaised beta = RiskOn("declined", "pay", {});
  beta.likelihood = model::Likelihood{model::BetaLikelihood{1, 19}};
  other.Must(beta);
  why = Explain(other, "declined");
  ASSERT_EQ(why.neighbours.size(), 1U);
  EXPECT_EQ(why.neighbours[0].rank, 2);
  const double expected = 0.174;  // Within four standard errors of 256 draws.
  EXPECT_NEAR(*why.neighbours[0].swap_probability, expected, 4 * 0.0237);
  EXPECT_EQ(Explain(other, "declined"), why);
}

// declined costs 400 * 0.05 at the page, or 0.3 of it where the bank is away for certain.
TEST(ExplainRisk, WhereALikelihoodIsMissingEachTouchpointIsABracketAndTheyAddUp) {
  LogBuilder log = Shop();
  log.Must(RiskOn("declined", "pay", 0.05));
  log.Must(RiskOn("dark", "bank", std::nullopt));
  const RiskExplanation why = Explain(log, "declined");
  ASSERT_EQ(why.touchpoints.size(), 1U);
  EXPECT_NEAR(why.touchpoints[0].fall_low, 500 * 0.8 * 0.05 * 0.3, 1e-12);
  EXPECT_NEAR(why.touchpoints[0].fall_high, 500 * 0.8 * 0.05, 1e-12);
}

TEST(ExplainRisk, TheChanceToBeAmongTheFirstTenHasItsInterval) {
  LogBuilder log = Shop();
  for (int i = 0; i < 12; ++i) {
    model::RiskRaised beta = RiskOn("r" + std::to_string(10 + i), "mail", {});
    beta.likelihood = model::Likelihood{model::BetaLikelihood{1, 99}};
    log.Must(beta);
  }
  const RiskExplanation why = Explain(log, "r10");
  ASSERT_TRUE(why.top_probability.has_value());
  EXPECT_LT(*why.top_probability_low, *why.top_probability);
  EXPECT_GT(*why.top_probability_high, *why.top_probability);
}

TEST(ExplainRisk, ARiskWithoutANodeHasATierAndNoWays) {
  LogBuilder log = Shop();
  log.Must(RiskOn("somewhere", "", 0.5));
  const RiskExplanation why = Explain(log, "somewhere");
  EXPECT_THAT(why.touchpoints, IsEmpty());
  EXPECT_THAT(why.paths, IsEmpty());
  EXPECT_EQ(why.top_probability, 1.0);  // It is the only one.
  EXPECT_EQ(why.bands[1], (RiskBand{"proximity", "touching", false}));
}

TEST(ExplainRisk, RefusesWhatIsNoOpenRisk) {
  LogBuilder log = Shop();
  const auto why = ExplainRisk(log.cycle.state(), log.now(), "nothing");
  EXPECT_THAT(std::string(why.status().message()),
              HasSubstr("no risk \"nothing\" is open at that moment"));
}

}  // namespace
}  // namespace readiness::engine
