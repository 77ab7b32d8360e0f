#include "readiness/metric/lead_flag.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../estimate/random.h"

namespace readiness::metric {
namespace {

MetricSpec Definition() { return DefaultSpec(Metric::kReviewToImplementationLag); }
// Lags of 1 to `count` hours; of each third so many are escalated.
std::vector<LagOutcome> Lags(int count, const std::vector<int>& escalated) {
  std::vector<LagOutcome> items;
  for (int i = 0; i < count; ++i) {
    const int third = 3 * i / count;
    const bool is_escalated = i - third * count / 3 < escalated[static_cast<size_t>(third)];
    items.push_back({3600.0 * (i + 1), is_escalated});
  }
  return items;
}
MetricLead LeadOfItems(const std::vector<LagOutcome>& items) {
  const auto lead = LeadOf(items, Definition(), 1);
  EXPECT_TRUE(lead.ok()) << lead.status();
  return lead->value();
}

// R 4.2: chisq.test(rbind(c(1, 19), c(6, 14), c(14, 6))) gives 18.9010989011, p 7.86463411228e-05.
TEST(LeadOf, IsLeadingWhereLongWaitsAreEscalatedMoreOften) {
  const MetricLead lead = LeadOfItems(Lags(60, {1, 6, 14}));
  EXPECT_EQ(lead.flag, "LEADING");
  EXPECT_NEAR(*lead.p_value, 7.86463411228e-5, 1e-15);
  ASSERT_EQ(lead.thirds.size(), 3U);
  EXPECT_EQ(lead.thirds[0], (MetricLeadThird{20 * 3600.0, 20, 1}));
  EXPECT_EQ(lead.thirds[1], (MetricLeadThird{40 * 3600.0, 20, 6}));
  EXPECT_EQ(lead.thirds[2], (MetricLeadThird{60 * 3600.0, 20, 14}));
  EXPECT_GT(*lead.spread_low, 0);
  EXPECT_LT(*lead.spread_low, *lead.spread);
  EXPECT_LT(*lead.spread, *lead.spread_high);
  EXPECT_EQ(lead.horizon_seconds, absl::ToInt64Seconds(Definition().horizon));
}
TEST(LeadOf, IsNotLeadingWhereShortWaitsAreEscalatedMoreOften) {
  EXPECT_EQ(LeadOfItems(Lags(60, {14, 6, 1})).flag, "NOT_SHOWN");
}
TEST(LeadOf, IsNotShownWhereThirdsAreAlike) {
  const MetricLead lead = LeadOfItems(Lags(60, {5, 6, 5}));
  EXPECT_EQ(lead.flag, "NOT_SHOWN");
  EXPECT_GT(*lead.p_value, 0.5);
  EXPECT_EQ(LeadOfItems(Lags(60, {0, 0, 0})).flag, "NOT_SHOWN") << "nothing was escalated";
}
TEST(LeadOf, NeedsEnoughInEveryThird) {
  const MetricLead lead = LeadOfItems(Lags(12, {0, 0, 4}));
  EXPECT_EQ(lead.flag, "INSUFFICIENT") << "four in a third, five are needed";
  EXPECT_FALSE(lead.p_value.has_value());
  EXPECT_EQ(LeadOfItems(std::vector<LagOutcome>(60, {3600, true})).flag, "INSUFFICIENT")
      << "all waited the same";
  EXPECT_FALSE(LeadOf({}, Definition(), 1)->has_value());
}
TEST(LeadOf, KeepsEqualWaitsTogether) {
  std::vector<LagOutcome> items(25, {60, false});
  items.insert(items.end(), 20, {120, false});
  items.insert(items.end(), 15, {180, true});
  const MetricLead lead = LeadOfItems(items);
  EXPECT_EQ(lead.thirds[0].count, 25);
  EXPECT_EQ(lead.thirds[1].count, 20);
  EXPECT_EQ(lead.thirds[2].count, 15);
  EXPECT_EQ(lead.flag, "LEADING");
}
TEST(LeadOf, RefusesWhatIsNoWait) {
  EXPECT_FALSE(LeadOf(std::vector<LagOutcome>{{-1, false}}, Definition(), 1).ok());
  EXPECT_FALSE(LeadOf(std::vector<LagOutcome>{{std::nan(""), false}}, Definition(), 1).ok());
}
// Where waits have nothing to do with escalations one of twenty answers may say so, one of forty
// that it leads.
TEST(LeadOf, SlowIsRarelyLeadingByChance) {
  estimate::testing::Random random(17);
  int leading = 0;
  constexpr int kRuns = 800;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<LagOutcome> items;
    for (int i = 0; i < 45; ++i) {
      items.push_back({1e5 * random.Exponential(), random.Uniform() < 0.2});
    }
    leading += LeadOfItems(items).flag == "LEADING" ? 1 : 0;
  }
  EXPECT_LE(leading, kRuns * 0.05 + 3 * std::sqrt(kRuns * 0.05 * 0.95));
}

}  // namespace
}  // namespace readiness::metric
