// One criterion on its evidence: the order of the checks, the roles, the intervals.
#include "readiness/decision/evaluate_criterion.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace readiness::decision {
namespace {

using model::Comparison;
using model::Criterion;
using model::CriterionRole;
using model::Evidence;
using model::Result;
using model::UnknownReason;

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

Criterion Check(Comparison comparison, double threshold) {
  Criterion criterion;
  criterion.id = "c";
  criterion.level = model::Level::kMust;
  criterion.metric = "m";
  criterion.comparison = comparison;
  criterion.threshold = threshold;
  return criterion;
}
Criterion Role(CriterionRole role, Comparison comparison, std::optional<double> threshold,
               std::optional<double> margin = {}) {
  Criterion criterion = Check(comparison, 0);
  criterion.role = role;
  criterion.threshold = threshold;
  criterion.margin = margin;
  return criterion;
}
Evidence Of(model::Finding finding, int64_t age_seconds = 60, std::string id = "e") {
  Evidence evidence;
  evidence.id = std::move(id);
  evidence.metric = "m";
  evidence.finding = std::move(finding);
  evidence.observed_at = kNow - absl::Seconds(age_seconds);
  return evidence;
}

// The outcome points into `evidence`.
CriterionOutcome Evaluate(const Criterion& criterion, const std::vector<Evidence>& evidence,
                          const std::vector<Evidence>& baseline = {}, CriterionContext context = {},
                          bool is_vetoed = false) {
  std::vector<const Evidence*> items, base_items;
  for (const Evidence& item : evidence) items.push_back(&item);
  for (const Evidence& item : baseline) base_items.push_back(&item);
  if (context.as_of == absl::UnixEpoch()) context.as_of = kNow;
  const auto outcome =
      EvaluateCriterion(criterion, {items, false, is_vetoed}, {base_items}, context);
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  return outcome.ok() ? *outcome : CriterionOutcome{};
}
Result ResultOf(const Criterion& criterion, const std::vector<Evidence>& evidence,
                const std::vector<Evidence>& baseline = {}, CriterionContext context = {}) {
  return Evaluate(criterion, evidence, baseline, context).result;
}
Result Because(UnknownReason reason) { return Result::Unknown(reason); }

TEST(Check, ComparesTheDoublesAsGiven) {
  // keptn#5900 compared 75 < 75 as true.
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 75), {Of(75.0)}), Result::Fail());
  EXPECT_EQ(ResultOf(Check(Comparison::kLessOrEqual, 75), {Of(75.0)}), Result::Pass());
  EXPECT_EQ(ResultOf(Check(Comparison::kGreater, 75), {Of(75.0)}), Result::Fail());
  EXPECT_EQ(ResultOf(Check(Comparison::kGreaterOrEqual, 75), {Of(75.0)}), Result::Pass());
  EXPECT_EQ(ResultOf(Check(Comparison::kEqual, 0.3), {Of(0.3)}), Result::Pass());
  EXPECT_EQ(ResultOf(Check(Comparison::kNotEqual, 0.3), {Of(0.3)}), Result::Fail());
  EXPECT_EQ(ResultOf(Check(Comparison::kNotEqual, 0.3), {Of(0.25)}), Result::Pass());
}
TEST(Check, OfAYesCountsAsOneOfANoAsZero) {
  EXPECT_EQ(ResultOf(Check(Comparison::kEqual, 1), {Of(true)}), Result::Pass());
  EXPECT_EQ(ResultOf(Check(Comparison::kEqual, 1), {Of(false)}), Result::Fail());
}
TEST(Check, OfAnIntervalWithoutAnEstimateAsksBothEnds) {
  const model::IntervalFinding interval{{}, 0.1, 0.3, 0.95, 0};
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 0.4), {Of(interval)}), Result::Pass());
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 0.05), {Of(interval)}), Result::Fail());
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 0.2), {Of(interval)}),
            Because(UnknownReason::kInconclusive));
  EXPECT_EQ(ResultOf(Check(Comparison::kNotEqual, 0.2), {Of(interval)}),
            Because(UnknownReason::kInconclusive));
}

// An interval is told on the scale of its threshold, whichever way is better; beside a baseline by
// how much the value is better.
TEST(Message, TellsTheIntervalOnTheScaleOfTheThreshold) {
  const auto message = [](Comparison comparison, double threshold, double low, double high) {
    return Evaluate(Role(CriterionRole::kSuperiority, comparison, threshold),
                    {Of(model::IntervalFinding{{}, low, high, 0.95, 0, false})})
        .message;
  };
  EXPECT_EQ(message(Comparison::kGreater, 0.5, 0.25, 0.75),
            "[0.25, 0.75] lies on both sides of 0.5");
  EXPECT_EQ(message(Comparison::kGreater, 0.5, 0.625, 0.75), "[0.625, 0.75] lies above 0.5");
  EXPECT_EQ(message(Comparison::kLess, 0.5, 0.25, 0.75), "[0.25, 0.75] lies on both sides of 0.5");
  EXPECT_EQ(message(Comparison::kLess, 0.5, 0.125, 0.25), "[0.125, 0.25] lies below 0.5");
  EXPECT_EQ(message(Comparison::kLess, 0, 1, 2), "[1, 2] does not reach below 0");
  Criterion against = Role(CriterionRole::kNonInferiority, Comparison::kLess, {}, 0.5);
  against.baseline = "old";
  const CriterionOutcome beside =
      Evaluate(against, {Of(model::MeanFinding{10, 0.001, 1'000, {}, {}})},
               {Of(model::MeanFinding{12, 0.001, 1'000, {}, {}}, 60, "b")});
  EXPECT_EQ(beside.message.substr(0, 11), "better by [") << beside.message;
  EXPECT_TRUE(beside.message.ends_with("] lies above -0.5")) << beside.message;
}
TEST(Order, TheGuardIsAskedFirst) {
  Criterion criterion = Check(Comparison::kLess, 1);
  criterion.guard = "g";
  CriterionContext context;
  context.guard = LeafState::kFalse;
  EXPECT_EQ(ResultOf(criterion, {}, {}, context), Result::NotApplicable());
  context.guard = LeafState::kUnknown;
  context.guard_reason = UnknownReason::kStale;
  EXPECT_EQ(ResultOf(criterion, {Of(0.5)}, {}, context), Because(UnknownReason::kStale));
}
TEST(Order, NothingIsMissingAndWhatComesLaterIsNotThereYet) {
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 1), {}), Because(UnknownReason::kMissing));
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 1), {Of(0.5, -10)}),
            Because(UnknownReason::kMissing));
}
TEST(Order, NumbersThatAreNotFiniteAndOtherUnitsAreInvalidBeforeTheyAreStale) {
  Criterion criterion = Check(Comparison::kLess, 1);
  criterion.max_age_seconds = 10;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(ResultOf(criterion, {Of(nan)}), Because(UnknownReason::kInvalid));
  EXPECT_EQ(ResultOf(criterion, {Of(std::numeric_limits<double>::infinity())}),
            Because(UnknownReason::kInvalid));
  Evidence milliseconds = Of(0.5);
  milliseconds.unit = "ms";
  EXPECT_EQ(ResultOf(criterion, {milliseconds}), Because(UnknownReason::kInvalid));
  EXPECT_EQ(ResultOf(criterion, {Of(model::Ordinal{"low"})}), Because(UnknownReason::kInvalid));
  EXPECT_EQ(ResultOf(criterion, {Of(model::ShareFinding{5, 3})}), Because(UnknownReason::kInvalid));
}
TEST(Order, EvidenceIsYoungEnoughUpToItsGreatestAgeAndStaleAfter) {
  Criterion criterion = Check(Comparison::kLess, 1);
  criterion.max_age_seconds = 60;
  const auto outcome = Evaluate(criterion, {Of(0.5, 60)});
  EXPECT_EQ(outcome.result, Result::Pass());
  EXPECT_EQ(outcome.valid_until, kNow);
  EXPECT_EQ(ResultOf(criterion, {Of(0.5, 61)}), Because(UnknownReason::kStale));
}
TEST(Order, AnAgeIsSaidInTheUnitsOfPeople) {
  EXPECT_EQ(internal::AgeText(45), "45 s");
  EXPECT_EQ(internal::AgeText(3600), "1 h");
  EXPECT_EQ(internal::AgeText(12000), "3 h 20 min");
  EXPECT_EQ(internal::AgeText(3532680), "40 d 21 h");  // 40 * 86400 + 21 * 3600 + 1080
  EXPECT_EQ(internal::AgeText(0), "0 s");
}

TEST(Order, StaleComesBeforeTooFewAndTooFewBeforeAVeto) {
  Criterion criterion = Check(Comparison::kLess, 1);
  criterion.max_age_seconds = 10;
  criterion.min_sample_count = 100;
  EXPECT_EQ(ResultOf(criterion, {Of(0.5)}), Because(UnknownReason::kStale));
  criterion.max_age_seconds = 0;
  const auto vetoed_result = [&](const Evidence& item) {
    return Evaluate(criterion, {item}, {}, {}, true).result;
  };
  // How many is not said: that is not enough.
  EXPECT_EQ(vetoed_result(Of(0.5)), Because(UnknownReason::kUndersampled));
  Evidence counted = Of(0.5);
  counted.sample_count = 99;
  EXPECT_EQ(Evaluate(criterion, {counted}).needed_count, 100);
  counted.sample_count = 100;
  EXPECT_EQ(ResultOf(criterion, {counted}), Result::Pass());
  EXPECT_EQ(vetoed_result(counted), Because(UnknownReason::kInvalid));
}
TEST(Order, AQualityCriterionIsNotVetoedByItself) {
  Criterion criterion = Check(Comparison::kGreaterOrEqual, 0.001);
  criterion.role = CriterionRole::kQuality;
  const auto vetoed_result = [&](const Evidence& item) {
    return Evaluate(criterion, {item}, {}, {}, true).result;
  };
  EXPECT_EQ(vetoed_result(Of(0.5)), Result::Pass());
  EXPECT_EQ(vetoed_result(Of(0.0005)), Result::Fail());
}
TEST(Order, AShareOfNoTrialsMeasuresNothing) {
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 1), {Of(model::ShareFinding{0, 0})}),
            Because(UnknownReason::kUndersampled));
}

TEST(Evidence, TheNewestCounts) {
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 1), {Of(5.0, 100, "old"), Of(0.5, 10, "new")}),
            Result::Pass());
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 1), {Of(5.0, 10, "new"), Of(0.5, 100, "old")}),
            Result::Fail());
}
TEST(Evidence, OfOneMomentThatDisagreesIsConflictingAndThatAgreesIsNot) {
  EXPECT_EQ(ResultOf(Check(Comparison::kLess, 1), {Of(0.5, 10, "a"), Of(0.6, 10, "b")}),
            Because(UnknownReason::kConflicting));
  const std::vector<Evidence> evidence = {Of(0.5, 10, "b"), Of(0.5, 10, "a")};
  const auto outcome = Evaluate(Check(Comparison::kLess, 1), evidence);
  EXPECT_EQ(outcome.result, Result::Pass());
  EXPECT_EQ(outcome.evidence->id, "a");
}
TEST(Evidence, AConflictStandsWhereTheCallerSaysSo) {
  const Evidence item = Of(0.5);
  const Evidence* items[] = {&item};
  EvidenceView view{items, /*is_conflicting=*/true};
  CriterionContext context;
  context.as_of = kNow;
  EXPECT_EQ(EvaluateCriterion(Check(Comparison::kLess, 1), view, {}, context)->result,
            Because(UnknownReason::kConflicting));
}

// Clopper-Pearson at 0.95: 90 of 100 gives [0.8237774, 0.9509953] (scipy 1.10 beta.ppf).
TEST(Superiority, PassesAboveTheIntervalFailsBelowItAndElseSaysHowManyMore) {
  const auto share = Of(model::ShareFinding{90, 100});
  const auto at = [](double t) {
    return Role(CriterionRole::kSuperiority, Comparison::kGreater, t);
  };
  const auto pass = Evaluate(at(0.82), {share});
  EXPECT_EQ(pass.result, Result::Pass());
  EXPECT_EQ(pass.method, "Clopper-Pearson");
  EXPECT_NEAR(*pass.low, 0.8237774 - 0.82, 1e-6);
  EXPECT_NEAR(*pass.high, 0.9509953 - 0.82, 1e-6);
  EXPECT_EQ(ResultOf(at(0.96), {share}), Result::Fail());
  const auto open = Evaluate(at(0.85), {share});
  EXPECT_EQ(open.result, Because(UnknownReason::kInconclusive));
  // 100 (half / distance)^2 with 0.9 - 0.8237774 = 0.0762226 on the side of the cut, distance 0.05.
  EXPECT_EQ(open.needed_count, 233);
}
// statsmodels 0.15 TTestPower().solve_power(effect_size=0.15, alpha=0.05, power=...): 350.76 for
// 0.8, and 579.47 for 0.95, which is what four guardrails of 0.8 in all need each. Ours keeps the t
// quantile of the count so far, which is some 1 % wider.
TEST(Superiority, PlansForThePowerThatIsAskedFor) {
  auto criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 0);
  const auto mean = Of(model::MeanFinding{0.15, 0.1, 100, {}, {}});
  const auto even = Evaluate(criterion, {mean});
  ASSERT_EQ(even.result, Because(UnknownReason::kInconclusive));
  criterion.power = 0.8;
  const auto planned = Evaluate(criterion, {mean});
  EXPECT_EQ(planned.result, even.result);
  EXPECT_EQ(planned.low, even.low);
  EXPECT_NEAR(static_cast<double>(*planned.needed_count), 350.76, 0.03 * 350.76);
  EXPECT_NE(planned.message.find("observations for a power of 0.8, has 100"), std::string::npos);
  CriterionContext four;
  four.guardrail_count = 4;
  const auto shared = Evaluate(criterion, {mean}, {}, four);
  EXPECT_NEAR(static_cast<double>(*shared.needed_count), 579.47, 0.03 * 579.47);
  criterion.power = 0.5;  // The test as it would come out if nothing moved.
  EXPECT_EQ(Evaluate(criterion, {mean}).needed_count, even.needed_count);
}
TEST(Superiority, DownIsGoodForLess) {
  const auto share = Of(model::ShareFinding{1, 100});  // [0.0002531, 0.0544594]
  EXPECT_EQ(ResultOf(Role(CriterionRole::kSuperiority, Comparison::kLess, 0.06), {share}),
            Result::Pass());
  EXPECT_EQ(ResultOf(Role(CriterionRole::kSuperiority, Comparison::kLess, 0.0001), {share}),
            Result::Fail());
}
TEST(Superiority, SharesAlphaAmongSuccessCriteria) {
  const auto share = Of(model::ShareFinding{90, 100});
  const auto criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 0.82);
  CriterionContext five;
  five.success_count = 5;
  EXPECT_EQ(ResultOf(criterion, {share}, {}, five), Because(UnknownReason::kInconclusive));
  // Guardrails do not.
  const auto guardrail = Role(CriterionRole::kNonInferiority, Comparison::kGreater, 0.82, 0);
  EXPECT_EQ(ResultOf(guardrail, {share}, {}, five), Result::Pass());
}
// Another success criterion raises nothing: what is shown to fail at its own confidence stays so,
// also where the shared one asks more of a given interval than it has.
TEST(Superiority, WhatFailsAloneFailsBesideOthers) {
  const auto criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 0);
  const auto given = Of(model::IntervalFinding{-1.5, -2, -1, 0.95, 0});
  EXPECT_EQ(ResultOf(criterion, {given}), Result::Fail());
  CriterionContext two;
  two.success_count = 2;
  EXPECT_EQ(ResultOf(criterion, {given}, {}, two), Result::Fail());
  const auto open = Of(model::IntervalFinding{0, -1, 1, 0.95, 0});
  EXPECT_EQ(ResultOf(criterion, {open}, {}, two), Because(UnknownReason::kInconclusive));
}
TEST(Superiority, UnderPeekingTheIntervalIsWider) {
  auto criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 0.82);
  criterion.peeking = true;
  const auto outcome = Evaluate(criterion, {Of(model::ShareFinding{90, 100})});
  EXPECT_EQ(outcome.method, "anytime proportion");
  EXPECT_EQ(outcome.result, Because(UnknownReason::kInconclusive));
}
TEST(Superiority, OfAMeanIsStudentsAtOneLookAndNeedsAHundredUnderPeeking) {
  auto criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 9);
  const auto mean = Of(model::MeanFinding{10, 0.4, 10, {}, {}});
  const auto outcome = Evaluate(criterion, {mean});
  EXPECT_EQ(outcome.result, Result::Pass());
  EXPECT_EQ(outcome.method, "Student t");
  EXPECT_NEAR(*outcome.low, 1 - 0.4 * 2.262157162798205, 1e-12);  // t(0.975; 9), mpmath.
  criterion.peeking = true;
  const auto peeked = Evaluate(criterion, {mean});
  EXPECT_EQ(peeked.result, Because(UnknownReason::kUndersampled));
  EXPECT_EQ(peeked.needed_count, 100);
  EXPECT_EQ(peeked.method, "anytime mean (asymptotic)");
}
TEST(Superiority, OfAnIntervalTakesItAsGivenWhereItIsSureEnough) {
  const auto criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 0);
  EXPECT_EQ(ResultOf(criterion, {Of(model::IntervalFinding{0.2, 0.1, 0.3, 0.95, 0})}),
            Result::Pass());
  EXPECT_EQ(ResultOf(criterion, {Of(model::IntervalFinding{0.2, 0.1, 0.3, 0.9, 0})}),
            Because(UnknownReason::kInconclusive));
}
TEST(Superiority, OfAYesOrNoHasNoInterval) {
  EXPECT_EQ(ResultOf(Role(CriterionRole::kSuperiority, Comparison::kGreater, 0), {Of(true)}),
            Because(UnknownReason::kInvalid));
}

// A value without its uncertainty is no proof that one is better: missing is not zero.
TEST(Superiority, OfASingleValueIsUnknown) {
  for (const auto role : {CriterionRole::kSuperiority, CriterionRole::kNonInferiority,
                          CriterionRole::kDeterioration}) {
    Criterion criterion = Role(role, Comparison::kGreater, 0, 0.1);
    EXPECT_EQ(ResultOf(criterion, {Of(0.6)}), Because(UnknownReason::kUndersampled));
    criterion.threshold.reset();
    criterion.baseline = "before";
    EXPECT_EQ(ResultOf(criterion, {Of(0.6)}, {Of(0.5)}), Because(UnknownReason::kUndersampled));
  }
}
TEST(Superiority, OfADifferenceThatNoNumberHoldsIsInvalid) {
  Criterion criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, {});
  criterion.baseline = "before";
  EXPECT_EQ(ResultOf(criterion, {Of(model::MeanFinding{1.7e308, 1, 10, {}, {}})},
                     {Of(model::MeanFinding{-1.7e308, 1, 10, {}, {}})}),
            Because(UnknownReason::kInvalid));
}

// keptn/keptn#5900: "75 < 75".
TEST(Check, ShowsNumbersThatDifferAsDifferent) {
  EXPECT_EQ(Evaluate(Check(Comparison::kGreaterOrEqual, 75), {Of(74.9999996)}).message,
            "74.9999996 >= 75 does not hold");
  EXPECT_EQ(Evaluate(Check(Comparison::kLessOrEqual, 1234567), {Of(1234568.0)}).message,
            "1234568 <= 1234567 does not hold");
  EXPECT_EQ(Evaluate(Check(Comparison::kEqual, 0.3), {Of(0.1 + 0.2)}).message,
            "0.30000000000000004 == 0.3 does not hold");
}

TEST(NonInferiority, PassesInsideTheMarginFailsBeyondItAndElseIsInconclusive) {
  const auto at = [](double low, double high) {
    return Of(model::IntervalFinding{{}, low, high, 0.95, 0});
  };
  const auto criterion = Role(CriterionRole::kNonInferiority, Comparison::kGreater, 0, 0.1);
  EXPECT_EQ(ResultOf(criterion, {at(-0.05, 0.2)}), Result::Pass());
  EXPECT_EQ(ResultOf(criterion, {at(-0.4, -0.2)}), Result::Fail());
  EXPECT_EQ(ResultOf(criterion, {at(-0.2, 0.2)}), Because(UnknownReason::kInconclusive));
  EXPECT_EQ(ResultOf(criterion, {at(-0.1, 0.2)}), Because(UnknownReason::kInconclusive));
}
TEST(Deterioration, ShownToBeWorseFailsFirst) {
  const auto at = [](double low, double high) {
    return Of(model::IntervalFinding{{}, low, high, 0.95, 0});
  };
  const auto criterion = Role(CriterionRole::kDeterioration, Comparison::kGreater, 0, 0.1);
  // Inside the margin, and yet shown to be worse.
  EXPECT_EQ(ResultOf(criterion, {at(-0.05, -0.01)}), Result::Fail());
  EXPECT_EQ(ResultOf(criterion, {at(-0.05, 0.01)}), Result::Pass());
  EXPECT_EQ(ResultOf(criterion, {at(-0.2, 0.01)}), Because(UnknownReason::kInconclusive));
}

Criterion WithBaseline(CriterionRole role, double margin) {
  Criterion criterion = Role(role, Comparison::kGreater, {}, margin);
  criterion.baseline = "before";
  return criterion;
}
TEST(Baseline, ThatIsNotThereIsNoBaselineAndNeverAPass) {
  const auto criterion = WithBaseline(CriterionRole::kNonInferiority, 0.1);
  EXPECT_EQ(ResultOf(criterion, {Of(0.9)}), Because(UnknownReason::kNoBaseline));
  EXPECT_EQ(ResultOf(criterion, {Of(0.9)}, {Of(model::ShareFinding{0, 0})}),
            Because(UnknownReason::kNoBaseline));
  EXPECT_EQ(ResultOf(criterion, {Of(0.9)}, {Of(std::numeric_limits<double>::quiet_NaN())}),
            Because(UnknownReason::kInvalid));
  EXPECT_EQ(ResultOf(criterion, {Of(0.9)}, {Of(0.5, 9, "x"), Of(0.6, 9, "y")}),
            Because(UnknownReason::kConflicting));
}
TEST(Baseline, MeansAreComparedByWelch) {
  const auto outcome = Evaluate(WithBaseline(CriterionRole::kNonInferiority, 0.5),
                                {Of(model::MeanFinding{10, 0.5, 10, {}, {}})},
                                {Of(model::MeanFinding{9, 0.5, 10, {}, {}})});
  EXPECT_EQ(outcome.method, "Welch");
  // 1 -+ t(0.975; 18) sqrt(0.5), t = 2.10092204024096.
  EXPECT_NEAR(*outcome.low, 1 - 2.10092204024096 * std::sqrt(0.5), 1e-12);
  EXPECT_EQ(outcome.result, Result::Pass());
}
TEST(Baseline, SharesAddTheSquaresOfTheirDistancesToTheLimits) {
  const auto outcome =
      Evaluate(WithBaseline(CriterionRole::kNonInferiority, 0.2),
               {Of(model::ShareFinding{90, 100})}, {Of(model::ShareFinding{80, 100})});
  // Clopper-Pearson of 80 of 100: [0.7081573, 0.8733444]; MOVER by hand.
  const double low = 0.1 - std::hypot(0.9 - 0.8237774, 0.8733444 - 0.8);
  EXPECT_NEAR(*outcome.low, low, 1e-6);
  EXPECT_EQ(outcome.method, "Clopper-Pearson, squares added");
  EXPECT_EQ(outcome.result, Result::Pass());
}
TEST(Baseline, UnderPeekingLimitsAtHalfAlphaAreSubtracted) {
  auto criterion = WithBaseline(CriterionRole::kNonInferiority, 0.9);
  criterion.peeking = true;
  const auto outcome =
      Evaluate(criterion, {Of(model::ShareFinding{90, 100})}, {Of(model::ShareFinding{80, 100})});
  EXPECT_EQ(outcome.method, "anytime proportion, limits subtracted");
  const auto a = estimate::AnytimeProportion(90, 100, 0.975);
  const auto b = estimate::AnytimeProportion(80, 100, 0.975);
  EXPECT_NEAR(*outcome.low, a->low - b->high, 1e-12);
}
TEST(Baseline, AnExactOneShiftsTheInterval) {
  const auto outcome = Evaluate(WithBaseline(CriterionRole::kNonInferiority, 0.2),
                                {Of(model::ShareFinding{90, 100})}, {Of(0.8)});
  EXPECT_NEAR(*outcome.low, 0.0237774, 1e-6);
}
TEST(Baseline, OfACheckIsSubtractedFromTheValue) {
  Criterion criterion = Check(Comparison::kLessOrEqual, 1);
  criterion.baseline = "before";
  EXPECT_EQ(ResultOf(criterion, {Of(11.0)}, {Of(10.0)}), Result::Pass());
  EXPECT_EQ(ResultOf(criterion, {Of(11.01)}, {Of(10.0)}), Result::Fail());
}

TEST(Baseline, OfACheckIsSubtractedAsPeopleSubtract) {
  // As doubles 0.3 - 0.1 is 0.19999999999999998.
  const Criterion criterion = [] {
    Criterion c = Check(Comparison::kGreaterOrEqual, 0.2);
    c.baseline = "b";
    return c;
  }();
  const CriterionOutcome outcome = Evaluate(criterion, {Of(0.3)}, {Of(0.1)});
  EXPECT_EQ(outcome.result, Result::Pass());
  EXPECT_EQ(outcome.message, "0.2 >= 0.2 holds");
}

// 240 subjects of a seeded simulation; numpy's residual form of the delta method and scipy's
// quantile of t give the interval.
TEST(Ratio, IsJudgedByTheDeltaMethod) {
  model::RatioFinding ratio{6.502491666666667,   5.5748625,           0.17108963808635044,
                            0.18795658292607317, 0.02852121585120292, 240};
  const Criterion criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 1);
  const CriterionOutcome outcome = Evaluate(criterion, {Of(ratio)});
  EXPECT_EQ(outcome.result, Result::Pass());
  EXPECT_EQ(outcome.method, "delta method, Student t");
  EXPECT_NEAR(*outcome.value, 1.1663949858255098, 1e-14);
  EXPECT_NEAR(*outcome.low, 0.1296723548064609, 1e-12);
  EXPECT_NEAR(*outcome.high, 0.2031176168445588, 1e-12);
  // Without the covariance the worst that the errors allow is taken, and it no longer passes.
  ratio.covariance.reset();
  const CriterionOutcome worst = Evaluate(criterion, {Of(ratio)});
  EXPECT_LT(*worst.low, *outcome.low);
  EXPECT_GT(*worst.high, *outcome.high);
  // A correlation of -1: the errors add up.
  const double worst_error =
      (0.17108963808635044 + 1.1663949858255098 * 0.18795658292607317) / 5.5748625;
  EXPECT_NEAR((*worst.high - *worst.low) / (*outcome.high - *outcome.low),
              worst_error / 0.018641502834426223, 1e-12);
}
TEST(Ratio, WhoseLowerMeanMayBeZeroIsInconclusive) {
  const model::RatioFinding ratio{6, 0.5, 0.1, 0.3, 0, 50};
  const Criterion criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 1);
  const CriterionOutcome outcome = Evaluate(criterion, {Of(ratio)});
  EXPECT_EQ(outcome.result, Because(UnknownReason::kInconclusive));
  EXPECT_NE(outcome.message.find("not clear of 0"), std::string::npos) << outcome.message;
}
TEST(Ratio, UnderPeekingNeedsAHundred) {
  Criterion criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 1);
  criterion.peeking = true;
  EXPECT_EQ(ResultOf(criterion, {Of(model::RatioFinding{6, 2, 0.01, 0.01, 0, 99})}),
            Because(UnknownReason::kUndersampled));
  EXPECT_EQ(ResultOf(criterion, {Of(model::RatioFinding{6, 2, 0.01, 0.01, 0, 100})}),
            Result::Pass());
}

// p-values of scipy.stats.chisquare.
TEST(Allocation, IsTheChiSquareTestOfThePlannedSplit) {
  Criterion criterion = Check(Comparison::kGreaterOrEqual, 0.001);
  criterion.role = CriterionRole::kQuality;
  const auto outcome_of = [&](std::vector<int64_t> counts, std::vector<double> weights) {
    return Evaluate(criterion, {Of(model::AllocationFinding{counts, weights})});
  };
  const CriterionOutcome broken = outcome_of({821588, 815482}, {});
  EXPECT_EQ(broken.result, Result::Fail());
  EXPECT_NEAR(*broken.value, 1.8217928726191858e-06, 1e-17);
  EXPECT_EQ(broken.sample_count, 821588 + 815482);
  EXPECT_NEAR(*outcome_of({5000, 5200, 4800}, {}).value, 0.0003354626279025119, 1e-15);
  const CriterionOutcome planned = outcome_of({300, 610}, {1, 2});
  EXPECT_EQ(planned.result, Result::Pass());
  EXPECT_NEAR(*planned.value, 0.8146716520893327, 1e-12);
  EXPECT_EQ(outcome_of({50, 50}, {}).value, 1.0);
}
TEST(Allocation, OfTooFewSubjectsIsNeitherPassNorFail) {
  Criterion criterion = Check(Comparison::kGreaterOrEqual, 0.001);
  criterion.role = CriterionRole::kQuality;
  const auto result_of = [&](std::vector<int64_t> counts, std::vector<double> weights) {
    return ResultOf(criterion, {Of(model::AllocationFinding{counts, weights})});
  };
  EXPECT_EQ(result_of({4, 4}, {}), Because(UnknownReason::kUndersampled));
  EXPECT_EQ(result_of({400, 4}, {200, 1}), Because(UnknownReason::kUndersampled));
  EXPECT_EQ(result_of({0, 0}, {}), Because(UnknownReason::kUndersampled));
  EXPECT_EQ(result_of({5, 5}, {}), Result::Pass());
}
TEST(Allocation, HasNoIntervalForTheOtherRoles) {
  EXPECT_EQ(ResultOf(Role(CriterionRole::kSuperiority, Comparison::kGreater, 0.001),
                     {Of(model::AllocationFinding{{50, 50}, {}})}),
            Because(UnknownReason::kInvalid));
}

// F5 (estimate/bounded_mean.h) on the scale of the scores.
TEST(Scores, AreJudgedByTheBettingSequenceAtEveryLook) {
  const model::ScoresFinding scores{{{1, 1}, {2, 2}, {3, 5}, {4, 9}, {5, 3}}, 1, 5};
  const estimate::Interval unit =
      *estimate::AnytimeBoundedMean({{0, 0.25, 0.5, 0.75, 1}, {1, 2, 5, 9, 3}}, 0.95);
  for (const bool peeking : {false, true}) {
    Criterion criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 2);
    criterion.peeking = peeking;
    const CriterionOutcome outcome = Evaluate(criterion, {Of(scores)});
    EXPECT_EQ(outcome.result, Result::Pass());
    EXPECT_EQ(outcome.method, "bounded mean (anytime)");
    EXPECT_NEAR(*outcome.value, 3.55, 1e-12);
    EXPECT_EQ(outcome.sample_count, 20);
    EXPECT_NEAR(*outcome.low, 1 + 4 * unit.low - 2, 1e-12);
    EXPECT_NEAR(*outcome.high, 1 + 4 * unit.high - 2, 1e-12);
  }
}
TEST(BoundedMean, IsNeverNarrowerThanTheScoresBehindIt) {
  const model::ScoresFinding scores{{{1, 1}, {2, 2}, {3, 5}, {4, 9}, {5, 3}}, 1, 5};
  // Mean 3.55, sum of squares about it 20.95: a standard error of sqrt(20.95 / 19 / 20).
  model::MeanFinding mean{3.55, 0.23480114, 20, 1.0, 5.0};
  const Criterion criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 2);
  const CriterionOutcome from_scores = Evaluate(criterion, {Of(scores)});
  const CriterionOutcome from_mean = Evaluate(criterion, {Of(mean)});
  EXPECT_LT(*from_mean.low, *from_scores.low);
  EXPECT_GT(*from_mean.high, *from_scores.high);
  EXPECT_EQ(from_mean.method, "bounded mean (anytime), from its moments");
  // An error that was not said is the worst that the bounds allow, never none.
  mean.standard_error = 0;
  const CriterionOutcome unsaid = Evaluate(criterion, {Of(mean)});
  EXPECT_LT(*unsaid.low, *from_mean.low);
  EXPECT_GT(*unsaid.high, *from_mean.high);
}
TEST(Mean, WithoutAStandardErrorHasNoInterval) {
  const Criterion criterion = Role(CriterionRole::kSuperiority, Comparison::kGreater, 1);
  const CriterionOutcome outcome = Evaluate(criterion, {Of(model::MeanFinding{9, 0, 500, {}, {}})});
  EXPECT_EQ(outcome.result, Because(UnknownReason::kUndersampled));
  EXPECT_NE(outcome.message.find("0 or was not said"), std::string::npos) << outcome.message;
  Criterion compared = criterion;
  compared.baseline = "b";
  EXPECT_EQ(ResultOf(compared, {Of(model::MeanFinding{9, 0.5, 500, {}, {}})},
                     {Of(model::MeanFinding{1, 0, 500, {}, {}})}),
            Because(UnknownReason::kUndersampled));
}

TEST(EvaluateCriterion, RefusesWhatReadsNoEvidence) {
  Criterion criterion = Check(Comparison::kLess, 1);
  criterion.metric = "";
  criterion.threshold.reset();
  criterion.comparison = Comparison::kUnspecified;
  model::Formula formula;
  formula.criterion = "other";
  criterion.formula = formula;
  CriterionContext context;
  context.as_of = kNow;
  const auto outcome = EvaluateCriterion(criterion, {}, {}, context);
  EXPECT_EQ(outcome.status().message(), "CRITERION: criterion \"c\" reads no evidence of its own");
}

// Erasing what is known of a criterion never makes it pass.
TEST(EvaluateCriterion, WithoutItsEvidenceNoRolePasses) {
  for (int role = 0; role <= 5; ++role) {
    for (const bool has_baseline : {false, true}) {
      Criterion criterion = Role(static_cast<CriterionRole>(role), Comparison::kGreater, -100, 100);
      if (has_baseline) criterion.baseline = "before";
      EXPECT_EQ(ResultOf(criterion, {}, {Of(1.0)}), Because(UnknownReason::kMissing));
      if (has_baseline) {
        EXPECT_EQ(ResultOf(criterion, {Of(1.0)}, {}), Because(UnknownReason::kNoBaseline));
      }
    }
  }
}

}  // namespace
}  // namespace readiness::decision
