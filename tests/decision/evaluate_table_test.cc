#include "readiness/decision/evaluate_table.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace readiness::decision {
namespace {

using model::Evidence;
using model::Result;
using model::UnknownReason;

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

model::TableCell AnyOf(std::string value) {
  model::TableCell cell;
  cell.any_of = {std::move(value)};
  return cell;
}
model::TableCell Range(std::optional<double> low, std::optional<double> high) {
  model::TableCell cell;
  cell.low = low;
  cell.high = high;
  return cell;
}

// Errors per minute and reach; "defer" and "watch" pass.
model::Criterion Urgency() {
  model::Criterion criterion;
  criterion.id = "urgency";
  criterion.level = model::Level::kMust;
  model::TableTest test;
  model::DecisionTable table;
  table.id = "urgency";
  table.columns = {{"errors", {}}, {"reach", {"few", "many"}}};
  table.outcomes = {"defer", "watch", "stop"};
  table.rows = {{{Range({}, 10), {}}, {"defer"}},
                {{Range(10, {}), AnyOf("few")}, {"watch"}},
                {{Range(10, {}), AnyOf("many")}, {"stop"}}};
  test.table = table;
  test.inputs = {{"errors_per_minute", 3600}, {"reach", 0}};
  test.pass_outcomes = {"defer", "watch"};
  criterion.table = test;
  return criterion;
}
Evidence Of(model::Finding finding, int64_t age_seconds = 60) {
  Evidence evidence;
  evidence.id = "e";
  evidence.finding = std::move(finding);
  evidence.observed_at = kNow - absl::Seconds(age_seconds);
  return evidence;
}
TableOutcome Evaluate(const std::vector<Evidence>& errors, const std::vector<Evidence>& reach,
                      const model::Criterion& criterion = Urgency()) {
  const auto table = Table::Load(*criterion.table->table);
  EXPECT_TRUE(table.ok()) << table.status();
  std::vector<const Evidence*> a, b;
  for (const Evidence& item : errors) a.push_back(&item);
  for (const Evidence& item : reach) b.push_back(&item);
  const EvidenceView views[] = {{a}, {b}};
  const auto outcome = EvaluateTableCriterion(criterion, *table, views, kNow);
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  return *outcome;
}
const model::Finding kFew = model::Ordinal{"few"};
const model::Finding kMany = model::Ordinal{"many"};

TEST(TableCriterion, PassesWhereTheOutcomeIsNamedAndFailsOnEveryOther) {
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(kFew)}).result, Result::Pass());
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(kMany)}).result, Result::Fail());
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(kMany)}).message, "row 3 gives stop");
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(kMany)}).answer.near_misses,
            (std::vector<NearMiss>{{0, 0}, {1, 1}}));
}
TEST(TableCriterion, AnUnknownInputThatCannotChangeTheResultDoesNotHoldIt) {
  EXPECT_EQ(Evaluate({Of(1.0)}, {}).result, Result::Pass());
  EXPECT_EQ(Evaluate({Of(1.0)}, {}).message, "every row that may match gives defer");
}
TEST(TableCriterion, AnUnknownInputThatCanHasTheReasonOfItsColumn) {
  const auto outcome = Evaluate({Of(20.0)}, {});
  EXPECT_EQ(outcome.result, Result::Unknown(UnknownReason::kMissing));
  EXPECT_EQ(outcome.message, "column reach is UNKNOWN(MISSING); possible: watch, stop");
  EXPECT_EQ(Evaluate({Of(20.0, 3601)}, {Of(kMany)}).result, Result::Unknown(UnknownReason::kStale));
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(model::Ordinal{"all"})}).result,
            Result::Unknown(UnknownReason::kInvalid));
  EXPECT_EQ(Evaluate({Of(std::numeric_limits<double>::quiet_NaN())}, {Of(kMany)}).result,
            Result::Unknown(UnknownReason::kInvalid));
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(kMany), Of(kFew)}).result,
            Result::Unknown(UnknownReason::kConflicting));
}
TEST(TableCriterion, LapsesWithItsOldestInput) {
  EXPECT_EQ(Evaluate({Of(20.0, 60)}, {Of(kFew)}).valid_until, kNow + absl::Seconds(3540));
}
TEST(TableCriterion, NeitherPassesNorFailsWhereNoRowMatches) {
  model::Criterion criterion = Urgency();
  criterion.table->table->rows.pop_back();
  criterion.table->table->may_have_gaps = true;
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(kMany)}, criterion).result,
            Result::Unknown(UnknownReason::kInvalid));
  EXPECT_EQ(Evaluate({Of(20.0)}, {}, criterion).result, Result::Unknown(UnknownReason::kMissing));
}
TEST(TableCriterion, OfACollectTablePassesOnlyWhereAllItsOutcomesDo) {
  model::Criterion criterion = Urgency();
  criterion.table->table->hit_policy = model::HitPolicy::kCollect;
  criterion.table->table->rows.push_back({{model::TableCell{}, AnyOf("many")}, {"watch"}});
  EXPECT_EQ(Evaluate({Of(1.0)}, {Of(kMany)}, criterion).result, Result::Pass());
  EXPECT_EQ(Evaluate({Of(20.0)}, {Of(kMany)}, criterion).result, Result::Fail());
}
// Whatever the unknown column is, "stop" is collected: that it may come with "watch" saves nothing.
TEST(TableCriterion, OfACollectTableFailsOnWhatEveryCompletionGives) {
  model::Criterion criterion = Urgency();
  criterion.table->table->hit_policy = model::HitPolicy::kCollect;
  criterion.table->table->rows = {{{Range({}, 10), {}}, {"defer"}},
                                  {{Range(10, {}), {}}, {"stop"}},
                                  {{Range(10, {}), AnyOf("few")}, {"watch"}}};
  EXPECT_EQ(Evaluate({Of(20.0)}, {}, criterion).result, Result::Fail());
  EXPECT_EQ(Evaluate({}, {Of(kFew)}, criterion).result, Result::Unknown(UnknownReason::kMissing));
  EXPECT_EQ(Evaluate({Of(5.0)}, {}, criterion).result, Result::Pass());
}
TEST(TableCriterion, NamesWhatDoesNotFitTheTable) {
  model::Criterion criterion = Urgency();
  const auto table = Table::Load(*criterion.table->table);
  const EvidenceView views[] = {{}, {}};
  criterion.table->pass_outcomes = {"ship"};
  EXPECT_EQ(EvaluateTableCriterion(criterion, *table, views, kNow).status().message(),
            "TABLE: criterion \"urgency\": pass outcome \"ship\" is not one of the table's");
  criterion.table->pass_outcomes.clear();
  EXPECT_FALSE(EvaluateTableCriterion(criterion, *table, views, kNow).ok());
  criterion = Urgency();
  criterion.table->inputs.pop_back();
  EXPECT_FALSE(EvaluateTableCriterion(criterion, *table, views, kNow).ok());
  criterion.table.reset();
  EXPECT_EQ(EvaluateTableCriterion(criterion, *table, views, kNow).status().message(),
            "CRITERION: criterion \"urgency\" has no table");
}

}  // namespace
}  // namespace readiness::decision
