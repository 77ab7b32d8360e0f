#include "readiness/engine/default_policy.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

base::Window Days(int64_t amount) {
  return {base::WindowKind::kElapsed, amount, base::WindowUnit::kDays};
}
base::Window Hours(int64_t amount) {
  return {base::WindowKind::kElapsed, amount, base::WindowUnit::kHours};
}

TEST(DefaultPolicy, IsCalledByNameAndVersion) { EXPECT_EQ(DefaultPolicy().id, "default/1"); }

TEST(DefaultPolicy, IsBuiltOnceAndTheSameEveryTime) {
  EXPECT_EQ(&DefaultPolicy(), &DefaultPolicy());
  EXPECT_TRUE(DefaultPolicy() == internal::MakeDefaultPolicy());
}

// The cuts are those of policy default/1 in the project's own design of the risk tiers.
TEST(DefaultPolicy, CutsTheBandsOfARiskWhereItsDesignSays) {
  const model::RiskBands& bands = DefaultPolicy().risk_bands;
  EXPECT_EQ(bands.likelihood_medium, 0.1);
  EXPECT_EQ(bands.likelihood_high, 0.4);
  EXPECT_EQ(bands.proximity_near, 0.1);
  EXPECT_EQ(bands.proximity_touching, 0.5);
  EXPECT_EQ(bands.severity_major, 0.3);
  EXPECT_EQ(bands.severity_severe, 0.7);
}

TEST(DefaultPolicy, LaunchIsSoonAFortnightBeforeAndImminentTwoDaysBefore) {
  EXPECT_EQ(DefaultPolicy().risk_bands.launch_soon, Days(14));
  EXPECT_EQ(DefaultPolicy().risk_bands.launch_imminent, Days(2));
}

// R28 and T2: 48 hours; T12 and T13: the retrospective by day 14, the support pass from 7 to 14.
TEST(DefaultPolicy, GivesTheWindowsOfTheRequirements) {
  const model::Policy& policy = DefaultPolicy();
  EXPECT_EQ(policy.owner_window, Hours(48));
  EXPECT_EQ(policy.review_interval, Days(7));
  EXPECT_EQ(policy.retrospective_window, Days(14));
  EXPECT_EQ(policy.support_pass_begin, Days(7));
  EXPECT_EQ(policy.support_pass_window, Days(14));
  EXPECT_EQ(policy.act_risk_window, Days(1));
}

TEST(DefaultPolicy, AsksOneApproverForAnOverrideAndTwoForOneAboveTheVerdict) {
  EXPECT_EQ(DefaultPolicy().override_approver_count, 1);
  EXPECT_EQ(DefaultPolicy().opposing_override_approver_count, 2);
}

TEST(DefaultPolicy, AllowsFiveOpenCommentsADecision) {
  EXPECT_EQ(DefaultPolicy().open_comments_per_decision, 5);
}

// "kind rule" of every criterion of a stage, in the policy's order.
std::vector<std::string> KindsOf(model::Stage stage) {
  std::vector<std::string> kinds;
  for (const model::PolicyCriterion& criterion : DefaultPolicy().criteria) {
    if (criterion.stage == stage) kinds.push_back(criterion.kind + " " + criterion.rule);
  }
  return kinds;
}

TEST(DefaultPolicy, AsksOfTheOutcomeWhatR11AndR12Ask) {
  EXPECT_THAT(KindsOf(model::Stage::kDefineOutcome),
              ElementsAre("outcome R11", "outcome-metric R11", "outcome-baseline R11",
                          "outcome-target R11", "outcome-window R11", "outcome-ritual R11",
                          "sign-off-owner R11", "condition R12"));
}

TEST(DefaultPolicy, AsksOfRisksThatTheySitOnTheGraphWithALikelihood) {
  EXPECT_THAT(KindsOf(model::Stage::kMapRisk),
              ElementsAre("risks-recorded R27", "risk-node R27", "risk-likelihood R27",
                          "no-circular-dependency R26"));
}

TEST(DefaultPolicy, AsksForOneOwnerOfEachThingThatNeedsOne) {
  EXPECT_THAT(
      KindsOf(model::Stage::kAssignOwners),
      ElementsAre("work-recorded R23", "risk-owner R24", "decision-owner R24",
                  "dependency-owner R25", "dependency-checkpoint R25", "blocker-owner R51",
                  "blocker-due R51", "blocker-fallback R51", "mitigation-isolate R54",
                  "mitigation-gate R19", "mitigation-fallback R55", "mitigation-practice R56",
                  "mitigation-escalation R57", "mitigation-review R58"));
}

TEST(DefaultPolicy, AsksForEvidenceGatesAndSignals) {
  EXPECT_THAT(KindsOf(model::Stage::kTestEvidence),
              ElementsAre("outcome-evidence R14", "gate R13", "progress-signal R15",
                          "scope-growth R16", "pre-commitment R19"));
}

TEST(DefaultPolicy, AsksThatWhatIsBuiltIsApprovedTestableLinkedAndPriced) {
  EXPECT_THAT(
      KindsOf(model::Stage::kHandOff),
      ElementsAre("scope-recorded R35", "approval R36", "standing-decision R35", "criteria R35",
                  "link R35", "handoff R30", "handoff-ritual R31", "priced R37"));
}

TEST(DefaultPolicy, AsksThatSomebodyLearnsAfterLaunch) {
  EXPECT_THAT(KindsOf(model::Stage::kLearn),
              ElementsAre("post-launch-owner R20", "post-launch-review R21", "retrospective R82",
                          "retrospective-in-time R83", "support-pass R84",
                          "support-pass-in-time R84", "post-launch-issue R87", "wrap-up R102"));
}

// Every criterion belongs to one of the six stages above: 8 + 4 + 14 + 5 + 8 + 8.
TEST(DefaultPolicy, AsksFortySevenThingsNoneOfThemTwice) {
  std::set<std::string> kinds;
  for (const model::PolicyCriterion& criterion : DefaultPolicy().criteria) {
    kinds.insert(criterion.kind);
  }
  EXPECT_EQ(DefaultPolicy().criteria.size(), 47U);
  EXPECT_EQ(kinds.size(), 47U);
}

TEST(DefaultPolicy, EveryCriterionSaysWhatItAsksAndWhichRuleItKeeps) {
  for (const model::PolicyCriterion& criterion : DefaultPolicy().criteria) {
    EXPECT_FALSE(criterion.title.empty()) << criterion.kind;
    EXPECT_NE(criterion.level, model::Level::kUnspecified) << criterion.kind;
    ASSERT_GE(criterion.rule.size(), 3U) << criterion.kind;
    EXPECT_EQ(criterion.rule[0], 'R') << criterion.kind;
    EXPECT_EQ(criterion.rule.find_first_not_of("0123456789", 1), std::string::npos)
        << criterion.kind;
  }
}

// A thing done late is done, and a problem after launch undoes no launch: both are shown without
// deciding.
TEST(DefaultPolicy, EverythingDecidesExceptLatenessAndPostLaunchIssuesWhichAreShown) {
  std::vector<std::string> shown;
  for (const model::PolicyCriterion& criterion : DefaultPolicy().criteria) {
    if (criterion.level == model::Level::kInfo) {
      shown.push_back(criterion.kind);
    } else {
      EXPECT_EQ(criterion.level, model::Level::kMust) << criterion.kind;
    }
  }
  EXPECT_THAT(shown,
              ElementsAre("retrospective-in-time", "support-pass-in-time", "post-launch-issue"));
}

TEST(DefaultPolicy, SixVetoesHoldTheVerdictAndOneOfThemRefusesIt) {
  using model::Verdict;
  std::map<std::string, Verdict> caps;
  for (const model::PolicyVeto& veto : DefaultPolicy().vetoes) {
    caps[veto.rule] = veto.cap;
    EXPECT_FALSE(veto.title.empty()) << veto.rule;
  }
  EXPECT_EQ(DefaultPolicy().vetoes.size(), 6U);
  EXPECT_THAT(caps, UnorderedElementsAre(Pair("act-risk-without-decision", Verdict::kHold),
                                         Pair("act-risk-unmitigated", Verdict::kHold),
                                         Pair("act-risk-unmitigated-at-launch", Verdict::kNoGo),
                                         Pair("invalid-owner", Verdict::kHold),
                                         Pair("unmet-constraint", Verdict::kHold),
                                         Pair("breached-window", Verdict::kHold)));
}

// The tier of one combination of bands, looked up row by row.
std::string TierOf(const std::vector<std::string>& bands) {
  std::vector<std::string> tiers;
  for (const model::TableRow& row : DefaultPolicy().tier_table.rows) {
    bool is_match = row.cells.size() == bands.size();
    for (size_t i = 0; is_match && i < bands.size(); ++i) {
      is_match = row.cells[i].any_of == std::vector<std::string>{bands[i]};
    }
    if (is_match) tiers.insert(tiers.end(), row.outcomes.begin(), row.outcomes.end());
  }
  return tiers.size() == 1 ? tiers[0] : "matches " + std::to_string(tiers.size());
}

TEST(DefaultPolicy, TierTableHasARowForEachOf243Combinations) {
  const model::DecisionTable& table = DefaultPolicy().tier_table;
  EXPECT_EQ(table.rows.size(), 243U);
  EXPECT_EQ(table.hit_policy, model::HitPolicy::kUnique);
  EXPECT_THAT(table.outcomes, ElementsAre("TRACK", "TRACK_CLOSELY", "ATTEND", "ACT"));
  std::vector<std::string> columns;
  for (const model::TableColumn& column : table.columns) columns.push_back(column.name);
  EXPECT_THAT(columns,
              ElementsAre("likelihood", "proximity", "severity", "reversibility", "launch"));
  std::set<std::vector<std::string>> combinations;
  for (const model::TableRow& row : table.rows) {
    std::vector<std::string> bands;
    for (const model::TableCell& cell : row.cells) bands.push_back(cell.any_of.at(0));
    combinations.insert(bands);
  }
  EXPECT_EQ(combinations.size(), 243U);
}

// The rule: of likelihood, proximity and severity, how many are at the top; all at the middle or
// above is ATTEND; irreversible harm or an imminent launch raises by one.
TEST(DefaultPolicy, TierTableSaysWhatItsRuleSays) {
  EXPECT_EQ(TierOf({"low", "far", "minor", "reversible", "later"}), "TRACK");
  EXPECT_EQ(TierOf({"high", "far", "minor", "reversible", "later"}), "TRACK_CLOSELY");
  EXPECT_EQ(TierOf({"high", "touching", "minor", "reversible", "later"}), "ATTEND");
  EXPECT_EQ(TierOf({"medium", "near", "major", "costly", "soon"}), "ATTEND");
  EXPECT_EQ(TierOf({"medium", "near", "major", "costly", "imminent"}), "ACT");
  EXPECT_EQ(TierOf({"high", "touching", "severe", "reversible", "later"}), "ACT");
  EXPECT_EQ(TierOf({"low", "far", "minor", "irreversible", "imminent"}), "TRACK_CLOSELY");
}

}  // namespace
}  // namespace readiness::engine
