#include "readiness/estimate/e_values.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "random.h"

namespace readiness::estimate {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

std::vector<double> Logs(const std::vector<double>& values) {
  std::vector<double> logs;
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

// Four questions at 5 %: the first needs 80, two together 40 each, three 26.67 each, four 20 each.
TEST(EBh, TheKthLargestMustReachMOverAlphaK) {
  EXPECT_EQ(*RejectByEBh(Logs({79, 1, 1, 1}), 0.05), (std::vector<size_t>{}));
  EXPECT_EQ(*RejectByEBh(Logs({81, 1, 1, 1}), 0.05), (std::vector<size_t>{0}));
  EXPECT_EQ(*RejectByEBh(Logs({1, 41, 2, 42}), 0.05), (std::vector<size_t>{1, 3}));
  EXPECT_EQ(*RejectByEBh(Logs({21, 21, 21, 21}), 0.05), (std::vector<size_t>{0, 1, 2, 3}));
  EXPECT_EQ(*RejectByEBh(Logs({39, 21, 21, 19}), 0.05), (std::vector<size_t>{}));
}
TEST(EBh, OneQuestionIsVilles) {
  EXPECT_TRUE(RejectByEBh(Logs({19.9}), 0.05)->empty());
  EXPECT_EQ(RejectByEBh(Logs({20.1}), 0.05)->size(), 1u);
  EXPECT_TRUE(RejectByEBh({}, 0.05)->empty());
  EXPECT_EQ(RejectByEBh(std::vector<double>{kInfinite, -kInfinite}, 0.05)->size(), 1u);
}
TEST(EBh, MoreEvidenceNeverRejectsLess) {
  testing::Random random(4);
  for (int run = 0; run < 200; ++run) {
    std::vector<double> logs;
    for (int i = 0; i < 12; ++i) logs.push_back(6 * random.Uniform());
    const auto before = *RejectByEBh(logs, 0.1);
    logs[static_cast<size_t>(random.Below(12))] += 1;
    const auto after = *RejectByEBh(logs, 0.1);
    for (const size_t i : before) EXPECT_NE(std::find(after.begin(), after.end(), i), after.end());
  }
}
TEST(Merging, TheProductIsForIndependentDataAndTheMeanForAny) {
  const auto logs = Logs({2, 8, 0.5});
  EXPECT_NEAR(*MergeIndependent(logs), std::log(8), 1e-15);
  EXPECT_NEAR(*MergeDependent(logs), std::log(3.5), 1e-15);
  EXPECT_EQ(*MergeIndependent({}), 0);
  EXPECT_EQ(*MergeDependent({}), 0);
}
TEST(Merging, LargeEvidenceDoesNotOverflow) {
  const std::vector<double> logs = {5000, 4990};
  EXPECT_EQ(*MergeIndependent(logs), 9990);
  EXPECT_NEAR(*MergeDependent(logs), 5000 + std::log1p(std::exp(-10)) - std::log(2), 1e-9);
  const std::vector<double> refuted = {-kInfinite, 5};
  EXPECT_EQ(*MergeIndependent(refuted), -kInfinite);
  EXPECT_NEAR(*MergeDependent(refuted), 5 - std::log(2), 1e-14);
  EXPECT_EQ(*MergeDependent(std::vector<double>{-kInfinite, -kInfinite}), -kInfinite);
}
TEST(EValues, NameWhatTheyRefuse) {
  const std::vector<double> bad = {1, std::nan("")};
  EXPECT_EQ(RejectByEBh(bad, 0.05).status().message(), "ESTIMATE: log_e[1] is not a number");
  EXPECT_FALSE(MergeIndependent(bad).ok());
  EXPECT_FALSE(MergeDependent(bad).ok());
  EXPECT_EQ(RejectByEBh({}, 0).status().message(), "ESTIMATE: alpha must lie in (0, 1), got 0");
}
// 20 questions, half with an effect, all of one shared noise: at most 10 % of what is found is
// false.
TEST(EBh, KeepsTheShareOfFalseFindingsUnderDependence) {
  testing::Random random(9);
  double false_share = 0;
  constexpr int kRuns = 4000;
  for (int run = 0; run < kRuns; ++run) {
    const double shared = random.Normal();
    std::vector<double> logs;
    for (int i = 0; i < 20; ++i) {
      const double z = 0.8 * shared + 0.6 * random.Normal() + (i < 10 ? 3 : 0);
      logs.push_back(2 * z - 2);  // Likelihood ratio of mean 2 to mean 0.
    }
    const auto found = *RejectByEBh(logs, 0.1);
    size_t wrong = 0;
    for (const size_t i : found) wrong += i >= 10 ? 1 : 0;
    if (!found.empty())
      false_share += static_cast<double>(wrong) / static_cast<double>(found.size());
  }
  EXPECT_LE(false_share / kRuns, 0.1);
}

}  // namespace
}  // namespace readiness::estimate
