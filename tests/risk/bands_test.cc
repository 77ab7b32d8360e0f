#include "readiness/risk/bands.h"

#include <limits>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"

namespace readiness::risk {
namespace {

using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// The cuts of policy default/1.
model::RiskBands DefaultCuts() {
  model::RiskBands cuts;
  cuts.likelihood_medium = 0.1;
  cuts.likelihood_high = 0.4;
  cuts.proximity_near = 0.1;
  cuts.proximity_touching = 0.5;
  cuts.severity_major = 0.3;
  cuts.severity_severe = 0.7;
  return cuts;
}

TEST(Bands, ABandHoldsItsLowerEnd) {
  const model::RiskBands cuts = DefaultCuts();
  const auto likelihood = [&](double p) {
    return LikelihoodBands(Bracket::Of(p), cuts).Worst(kLikelihoodBands);
  };
  EXPECT_EQ(likelihood(0), "low");
  EXPECT_EQ(likelihood(0.0999999), "low");
  EXPECT_EQ(likelihood(0.1), "medium");
  EXPECT_EQ(likelihood(0.3999999), "medium");
  EXPECT_EQ(likelihood(0.4), "high");
  EXPECT_EQ(likelihood(1), "high");
  EXPECT_EQ(SeverityBands(Bracket::Of(0.3), cuts).Worst(kSeverityBands), "major");
  EXPECT_EQ(SeverityBands(Bracket::Of(0.7), cuts).Worst(kSeverityBands), "severe");
  EXPECT_EQ(ProximityBands(2, Bracket::Of(0.5), cuts).Worst(kProximityBands), "touching");
  EXPECT_EQ(ProximityBands(2, Bracket::Of(0.49), cuts).Worst(kProximityBands), "near");
}

TEST(Bands, ABracketAcrossACutMayBeInSeveralBandsAndTheWorstCounts) {
  const BandSet bands = LikelihoodBands(Bracket{0.05, 0.2}, DefaultCuts());
  EXPECT_EQ(bands, (BandSet{Band::kLowest, Band::kMiddle}));
  EXPECT_EQ(bands.Worst(kLikelihoodBands), "medium");
  EXPECT_FALSE(bands.is_certified());
  EXPECT_TRUE(LikelihoodBands(Bracket{0.11, 0.2}, DefaultCuts()).is_certified());
  EXPECT_EQ(LikelihoodBands(Bracket{0.05, 0.4}, DefaultCuts()), BandSet::Any());
}

TEST(Bands, WhatIsAbsentTakesTheWorstBandUncertified) {
  const model::RiskBands cuts = DefaultCuts();
  for (const BandSet& bands :
       {LikelihoodBands(std::nullopt, cuts), ProximityBands(std::nullopt, std::nullopt, cuts),
        SeverityBands(std::nullopt, cuts), ReversibilityBands(model::Reversibility::kUnspecified),
        LaunchBands(std::nullopt, false, absl::UnixEpoch(), absl::Hours(336), absl::Hours(48))}) {
    EXPECT_EQ(bands.worst, Band::kHighest);
    EXPECT_FALSE(bands.is_certified());
  }
}

TEST(Bands, NanIsNeverAMildBand) {
  EXPECT_EQ(SeverityBands(Bracket::Of(kNan), DefaultCuts()), BandSet::Any());
  EXPECT_EQ(LikelihoodBands(Bracket{0, kNan}, DefaultCuts()), BandSet::Any());
  EXPECT_EQ(SeverityBands(Bracket::Of(-1), DefaultCuts()), BandSet::Any());
}

TEST(Bands, ATouchpointIsTouchingWhateverTheCutsAre) {
  model::RiskBands cuts = DefaultCuts();
  EXPECT_EQ(ProximityBands(0, std::nullopt, cuts), BandSet::Of(Band::kHighest));
  // A node without a path has the probability 0: far, and certainly so.
  EXPECT_EQ(ProximityBands(std::nullopt, Bracket::Of(0), cuts), BandSet::Of(Band::kLowest));
}

TEST(Bands, ReversibilityIsAsRecorded) {
  using model::Reversibility;
  EXPECT_EQ(ReversibilityBands(Reversibility::kReversible).Worst(kReversibilityBands),
            "reversible");
  EXPECT_EQ(ReversibilityBands(Reversibility::kCostly).Worst(kReversibilityBands), "costly");
  EXPECT_EQ(ReversibilityBands(Reversibility::kIrreversible).Worst(kReversibilityBands),
            "irreversible");
  EXPECT_TRUE(ReversibilityBands(Reversibility::kIrreversible).is_certified());
}

// Policy default/1: imminent at 2 days or less or launched, soon at 14 days or less.
TEST(Bands, TheTimeToLaunchIsCountedToTheSecond) {
  const absl::Time launch = absl::FromUnixSeconds(1'770'000'000);
  const auto band = [&](absl::Duration before, bool is_launched = false) {
    return LaunchBands(launch, is_launched, launch - before, absl::Hours(14 * 24), absl::Hours(48))
        .Worst(kLaunchBands);
  };
  EXPECT_EQ(band(absl::Hours(14 * 24) + absl::Microseconds(1)), "later");
  EXPECT_EQ(band(absl::Hours(14 * 24)), "soon");
  EXPECT_EQ(band(absl::Hours(48) + absl::Microseconds(1)), "soon");
  EXPECT_EQ(band(absl::Hours(48)), "imminent");
  EXPECT_EQ(band(-absl::Hours(5)), "imminent");
  EXPECT_EQ(band(absl::Hours(9999), true), "imminent");
}

TEST(Bands, CutsOutOfOrderOrOutsideZeroToOneAreRefused) {
  EXPECT_TRUE(CheckCuts(DefaultCuts()).ok());
  model::RiskBands swapped = DefaultCuts();
  swapped.severity_severe = 0.2;
  EXPECT_EQ(base::RuleOf(CheckCuts(swapped)), "risk/cuts");
  EXPECT_THAT(std::string(CheckCuts(swapped).message()),
              HasSubstr("the cuts of severity are 0.3 and 0.2"));
  model::RiskBands beyond = DefaultCuts();
  beyond.proximity_touching = 1.2;
  EXPECT_FALSE(CheckCuts(beyond).ok());
  model::RiskBands nan = DefaultCuts();
  nan.likelihood_medium = kNan;
  EXPECT_FALSE(CheckCuts(nan).ok());
}

// Beta(1, 9): 1 / 10. PERT(0.1, 0.2, 0.9): (0.1 + 0.8 + 0.9) / 6 = 0.3.
TEST(Bands, TheMeanOfALikelihoodIsThatOfItsForm) {
  EXPECT_EQ(*MeanLikelihood({0.25}), 0.25);
  EXPECT_EQ(*MeanLikelihood({model::BetaLikelihood{1, 9}}), 0.1);
  EXPECT_DOUBLE_EQ(**MeanLikelihood({model::PertLikelihood{0.1, 0.2, 0.9}}), 0.3);
  EXPECT_EQ(*MeanLikelihood({}), std::nullopt);
}

TEST(Bands, TheMeanStaysInsideItsRange) {
  EXPECT_EQ(*MeanLikelihood({model::BetaLikelihood{1e308, 1e308}}), 0.5);
  EXPECT_EQ(*MeanLikelihood({model::BetaLikelihood{3e-320, 1e-320}}), 0.75);
  EXPECT_EQ(*MeanLikelihood({model::PertLikelihood{0.1, 0.1, 0.1}}), 0.1);
  EXPECT_EQ(*MeanLikelihood({model::PertLikelihood{1, 1, 1}}), 1);
}

TEST(Bands, ALikelihoodThatMakesNoSenseIsRefused) {
  for (const model::Likelihood& wrong : {model::Likelihood{1.5}, model::Likelihood{kNan},
                                         model::Likelihood{model::BetaLikelihood{0, 1}},
                                         model::Likelihood{model::BetaLikelihood{1, kNan}},
                                         model::Likelihood{model::PertLikelihood{0.5, 0.4, 0.6}},
                                         model::Likelihood{model::PertLikelihood{0, 0.5, 1.1}},
                                         model::Likelihood{model::PertLikelihood{0, kNan, 1}}}) {
    EXPECT_EQ(base::RuleOf(MeanLikelihood(wrong).status()), "risk/likelihood");
  }
}

// p (1 - d): 0.5 * (1 - 0.75) = 0.125.
TEST(Bands, WhatIsDetectedDoesNotLeak) {
  EXPECT_EQ(*LeakProbability(model::Likelihood{0.5}, 0.75), 0.125);
  EXPECT_EQ(*LeakProbability(model::Likelihood{0.5}, std::nullopt), 0.5);
  EXPECT_EQ(*LeakProbability(model::Likelihood{0.5}, 1.0), 0);
}

TEST(Bands, ALeakWithoutALikelihoodIsUnknownNotZero) {
  EXPECT_EQ(*LeakProbability(std::nullopt, 0.5), std::nullopt);
  EXPECT_EQ(*LeakProbability(model::Likelihood{}, 0.5), std::nullopt);
}

TEST(Bands, ADetectabilityOutsideZeroToOneIsRefused) {
  EXPECT_EQ(base::RuleOf(LeakProbability(model::Likelihood{0.5}, 1.5).status()),
            "risk/detectability");
  EXPECT_EQ(base::RuleOf(LeakProbability(std::nullopt, kNan).status()), "risk/detectability");
}

TEST(Bands, ALeakMayBeWhatItsLikelihoodMayBe) {
  using model::BetaLikelihood;
  using model::Likelihood;
  using model::PertLikelihood;
  EXPECT_EQ(LeakRange(Likelihood{0.5}, 0.5), Bracket::Of(0.25));
  EXPECT_EQ(LeakRange(Likelihood{PertLikelihood{0.2, 0.3, 0.8}}, 0.5), (Bracket{0.1, 0.4}));
  EXPECT_EQ(LeakRange(Likelihood{BetaLikelihood{2, 8}}, {}), (Bracket{0, 1}));
  EXPECT_EQ(LeakRange(Likelihood{}, {}), std::nullopt);
  EXPECT_EQ(LeakRange({}, {}), std::nullopt);
}

}  // namespace
}  // namespace readiness::risk
