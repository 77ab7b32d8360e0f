#include "readiness/model/criterion.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace readiness::model {
namespace {

Criterion Latency() {
  Criterion criterion;
  criterion.id = "latency";
  criterion.level = Level::kMust;
  criterion.metric = "p90";
  criterion.comparison = Comparison::kLess;
  criterion.threshold = 0.5;
  return criterion;
}
std::string ErrorOf(const Criterion& criterion) {
  const auto status = Check(criterion);
  return status.ok() ? "testable" : std::string(status.message());
}

TEST(Criterion, WithAThresholdIsTestable) { EXPECT_EQ(ErrorOf(Latency()), "testable"); }

TEST(Criterion, NeedsSomethingToRead) {
  Criterion criterion = Latency();
  criterion.metric = "";
  EXPECT_EQ(ErrorOf(criterion),
            "R12: criterion \"latency\": is not testable: it needs exactly one of metric, "
            "metric_reference, formula and table, got 0");
  criterion = Latency();
  criterion.formula = Formula{};
  EXPECT_NE(ErrorOf(criterion).find("got 2"), std::string::npos);
}
TEST(Criterion, ACheckWithoutAThresholdIsNotTestable) {
  Criterion criterion = Latency();
  criterion.threshold.reset();
  EXPECT_EQ(ErrorOf(criterion),
            "R12: criterion \"latency\": is not testable: a CHECK needs a threshold");
  criterion = Latency();
  criterion.comparison = Comparison::kUnspecified;
  EXPECT_NE(ErrorOf(criterion).find("comparison is missing"), std::string::npos);
}
TEST(Criterion, AGuardrailNeedsADirectionAndAMargin) {
  Criterion criterion = Latency();
  criterion.role = CriterionRole::kNonInferiority;
  criterion.baseline = "p90_before";
  EXPECT_NE(ErrorOf(criterion).find("NON_INFERIORITY needs a margin"), std::string::npos);
  criterion.margin = 0;
  EXPECT_EQ(ErrorOf(criterion), "testable");
  criterion.comparison = Comparison::kEqual;
  EXPECT_NE(ErrorOf(criterion).find("needs a direction"), std::string::npos);
  criterion = Latency();
  criterion.role = CriterionRole::kSuperiority;
  criterion.threshold.reset();
  EXPECT_NE(ErrorOf(criterion).find("needs a threshold or a baseline"), std::string::npos);
}
TEST(Criterion, NamesTheFieldAndTheNumberItRefuses) {
  Criterion criterion = Latency();
  criterion.confidence = 1.0;
  EXPECT_EQ(ErrorOf(criterion), "R12: criterion \"latency\": confidence must lie in (0, 1), got 1");
  criterion = Latency();
  criterion.threshold = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(ErrorOf(criterion).find("threshold must be a finite number, got nan"),
            std::string::npos);
  criterion = Latency();
  criterion.weight = -1.0;
  EXPECT_NE(ErrorOf(criterion).find("weight"), std::string::npos);
  criterion = Latency();
  criterion.margin = -0.1;
  EXPECT_NE(ErrorOf(criterion).find("margin"), std::string::npos);
  criterion = Latency();
  criterion.min_sample_count = -1;
  EXPECT_NE(ErrorOf(criterion).find("min_sample_count must be >= 0, got -1"), std::string::npos);
  criterion = Latency();
  criterion.max_age_seconds = -5;
  EXPECT_NE(ErrorOf(criterion).find("max_age_seconds must be >= 0, got -5"), std::string::npos);
  criterion = Latency();
  criterion.guard = "latency";
  EXPECT_NE(ErrorOf(criterion).find("guard names the criterion itself"), std::string::npos);
  criterion = Latency();
  criterion.level = Level::kUnspecified;
  EXPECT_NE(ErrorOf(criterion).find("level is missing"), std::string::npos);
  criterion = Latency();
  criterion.id = "";
  EXPECT_NE(ErrorOf(criterion).find("id is empty"), std::string::npos);
}
TEST(Criterion, FormulasCompareByValueHoweverDeep) {
  Formula leaf;
  leaf.criterion = "a";
  Formula all;
  all.op = FormulaOperator::kAll;
  all.parts = {leaf, leaf};
  Formula other = all;
  EXPECT_EQ(all, other);
  other.parts[1].criterion = "b";
  EXPECT_NE(all, other);
}
TEST(Criterion, PrintsTheWordsOfTheMessagesAndTheSignsOfPeople) {
  EXPECT_EQ(Name(CriterionRole::kNonInferiority), "NON_INFERIORITY");
  EXPECT_EQ(Name(Comparison::kLessOrEqual), "LESS_OR_EQUAL");
  EXPECT_EQ(Sign(Comparison::kLessOrEqual), "<=");
  EXPECT_EQ(Sign(Comparison::kNotEqual), "!=");
  EXPECT_EQ(Name(FormulaOperator::kAtLeast), "AT_LEAST");
}

}  // namespace
}  // namespace readiness::model
