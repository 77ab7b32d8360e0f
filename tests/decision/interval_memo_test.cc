// Intervals that are remembered are those that are found.
#include "readiness/decision/interval_memo.h"

#include <gtest/gtest.h>

#include "readiness/decision/evaluate_criterion.h"

namespace readiness::decision {
namespace {

TEST(IntervalMemo, GivesTheBitsOfTheIntervalTheFirstTimeAndTheNext) {
  IntervalMemo memo;
  for (int round = 0; round < 2; ++round) {
    for (const int64_t trials : {1, 7, 40, 1000}) {
      for (const int64_t successes : {int64_t{0}, trials / 3, trials}) {
        for (const double confidence : {0.9, 0.95}) {
          for (const bool peeking : {false, true}) {
            const auto expected = ShareInterval(successes, trials, confidence, peeking).value();
            const auto got = memo.Share(successes, trials, confidence, peeking).value();
            EXPECT_EQ(got.low, expected.low);
            EXPECT_EQ(got.high, expected.high);
          }
        }
      }
    }
  }
  // 0 of 1 comes twice: a third of one is none.
  EXPECT_EQ(memo.size(), 4U * 3U * 2U * 2U - 4U);
}

TEST(IntervalMemo, AnErrorIsNotRemembered) {
  IntervalMemo memo;
  EXPECT_FALSE(memo.Share(3, 2, 0.95, false).ok());
  EXPECT_FALSE(memo.Share(1, 2, 1.5, true).ok());
  EXPECT_EQ(memo.size(), 0U);
}

// The same criterion on evidence that differs in one thing after the other, with one memo for all.
TEST(IntervalMemo, ChangesNoOutcome) {
  IntervalMemo memo;
  for (int round = 0; round < 2; ++round) {
    for (const int64_t successes : {180, 190, 199}) {
      for (const bool peeking : {false, true}) {
        for (const int success_count : {1, 3}) {
          model::Criterion criterion;
          criterion.id = "finishes";
          criterion.level = model::Level::kMust;
          criterion.role = model::CriterionRole::kSuperiority;
          criterion.metric = "finished";
          criterion.comparison = model::Comparison::kGreaterOrEqual;
          criterion.threshold = 0.92;
          criterion.peeking = peeking;
          model::Evidence evidence;
          evidence.id = "e";
          evidence.metric = "finished";
          evidence.finding = model::ShareFinding{successes, 200};
          evidence.observed_at = absl::FromUnixSeconds(1000);
          const model::Evidence* items[] = {&evidence};
          CriterionContext context;
          context.as_of = absl::FromUnixSeconds(2000);
          context.success_count = success_count;
          const auto expected = EvaluateCriterion(criterion, {items}, {}, context).value();
          context.memo = &memo;
          const auto got = EvaluateCriterion(criterion, {items}, {}, context).value();
          EXPECT_EQ(got.result, expected.result);
          EXPECT_EQ(got.low, expected.low);
          EXPECT_EQ(got.high, expected.high);
          EXPECT_EQ(got.message, expected.message);
          EXPECT_EQ(got.needed_count, expected.needed_count);
        }
      }
    }
  }
  EXPECT_EQ(memo.size(), 12U);
}

}  // namespace
}  // namespace readiness::decision
