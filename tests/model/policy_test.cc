#include "readiness/model/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

template <>
struct readiness::proto_words::Given<readiness::model::RiskBands> {
  static void Set(model::RiskBands& bands) { bands.likelihood_medium = 0.5; }
};

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(PolicyCriterion, kind, rule, stage, level, title));
  mirror.Struct(READINESS_STRUCT(PolicyVeto, rule, cap, title));
  mirror.Struct(READINESS_STRUCT(RiskBands, likelihood_medium, likelihood_high, proximity_near,
                                 proximity_touching, severity_major, severity_severe, launch_soon,
                                 launch_imminent));
  mirror.Struct(READINESS_STRUCT(Policy, id, criteria, vetoes, tier_table, risk_bands, owner_window,
                                 review_interval, retrospective_window, support_pass_begin,
                                 support_pass_window, act_risk_window, open_comments_per_decision,
                                 override_approver_count, opposing_override_approver_count,
                                 metrics));
  mirror.Struct(READINESS_STRUCT(PolicySet, policy));
}
READINESS_MIRROR_TESTS(Policy, "policy.proto", Describe);

// A policy is data: an empty one asks nothing and gives nothing away.
TEST(Policy, APolicyThatNobodyWroteAsksForNothing) {
  const Policy empty;
  EXPECT_TRUE(empty.criteria.empty());
  EXPECT_TRUE(empty.tier_table.rows.empty());
  EXPECT_FALSE(empty.owner_window.has_value());
}

TEST(Policy, AWindowOfNoLengthIsNotAWindowThatNobodyGave) {
  Policy at_once;
  at_once.owner_window = base::Window{base::WindowKind::kElapsed, 0, base::WindowUnit::kHours};
  EXPECT_FALSE(at_once == Policy{});
}

TEST(Policy, ACriterionThatIsOnlyShownIsNotOneThatDecides) {
  PolicyCriterion must{"approval", "R36", Stage::kHandOff, Level::kMust, "approved"};
  PolicyCriterion info = must;
  info.level = Level::kInfo;
  EXPECT_FALSE(must == info);
}

}  // namespace
}  // namespace readiness::model
