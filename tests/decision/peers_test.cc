// What published gates decide, and what we decide on the same cases: the same where the data is
// complete; where they open on missing evidence, HOLD.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>

#include "readiness/decision/evaluate_criterion.h"
#include "readiness/decision/explanation.h"
#include "readiness/decision/formula.h"
#include "readiness/decision/score.h"
#include "readiness/decision/table.h"

#include "shared_data.h"

namespace readiness::decision {
namespace {

using model::Comparison;
using model::Criterion;
using model::Evidence;
using model::Level;
using model::Result;
using model::UnknownReason;
using model::Verdict;

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

rapidjson::Document ReadJson(const std::string& path) {
  std::ifstream file(path);
  rapidjson::IStreamWrapper stream(file);
  rapidjson::Document document;
  document.ParseStream(stream);
  return document;
}

Criterion CheckOf(Comparison comparison, double threshold) {
  Criterion criterion;
  criterion.id = "objective";
  criterion.level = Level::kMust;
  criterion.metric = "m";
  criterion.comparison = comparison;
  criterion.threshold = threshold;
  return criterion;
}
Evidence ValueOf(double value) {
  Evidence evidence;
  evidence.id = "e";
  evidence.metric = "m";
  evidence.finding = value;
  evidence.observed_at = kNow - absl::Seconds(1);
  return evidence;
}
absl::StatusOr<CriterionOutcome> Evaluate(const Criterion& criterion,
                                          const std::vector<Evidence>& evidence,
                                          const std::vector<Evidence>& baseline = {}) {
  std::vector<const Evidence*> items, base;
  for (const Evidence& item : evidence) items.push_back(&item);
  for (const Evidence& item : baseline) base.push_back(&item);
  CriterionContext context;
  context.as_of = kNow;
  return EvaluateCriterion(criterion, {items}, {base}, context);
}

// The verdict of a gate whose musts are these results, each by itself.
Explanation GateOf(const std::vector<Result>& results) {
  GateSpec spec;
  std::vector<LeafInput> inputs;
  for (size_t i = 0; i < results.size(); ++i) {
    spec.leaves.push_back({"criterion/" + std::to_string(i)});
    spec.conditions.push_back({Level::kMust, Leaf(static_cast<int32_t>(i))});
    inputs.push_back({results[i]});
  }
  const auto gate = Gate::Compile(spec);
  Workspace workspace;
  Explanation explanation;
  EXPECT_TRUE(gate->Explain(inputs, workspace, explanation).ok());
  return explanation;
}

// ---- Keptn's criteria
// --------------------------------------------------------------------------------

Comparison ComparisonOf(const std::string& sign) {
  if (sign == "<") return Comparison::kLess;
  if (sign == "<=") return Comparison::kLessOrEqual;
  if (sign == ">") return Comparison::kGreater;
  if (sign == ">=") return Comparison::kGreaterOrEqual;
  if (sign == "=") return Comparison::kEqual;
  return Comparison::kUnspecified;
}

// "<=+10%": at most ten percent above the baseline; "<=10.0": at most ten.
struct KeptnCriterion {
  Comparison comparison = Comparison::kUnspecified;
  bool is_relative = false;
  bool is_percentage = false;
  double change = 0;  // signed
};
KeptnCriterion ParseKeptn(std::string text) {
  KeptnCriterion result;
  const size_t end = text.find_first_not_of("<>=");
  result.comparison = ComparisonOf(text.substr(0, end));
  text = text.substr(end);
  result.is_relative = text[0] == '+' || text[0] == '-';
  result.is_percentage = text.back() == '%';
  result.change = std::stod(text);
  return result;
}
KeptnCriterion ReadKeptn(const rapidjson::Value& object) {
  KeptnCriterion result;
  result.comparison = ComparisonOf(object["Operator"].GetString());
  result.is_relative = object["IsComparison"].GetBool();
  result.is_percentage = object["CheckPercentage"].GetBool();
  result.change = object["Value"].GetDouble() * (object["CheckIncrease"].GetBool() ? 1 : -1);
  if (!result.is_relative) result.change = object["Value"].GetDouble();
  return result;
}
// The aggregate of the results before: the mean, or the middle one.
std::vector<Evidence> KeptnBaseline(const rapidjson::Value& test) {
  if (!test.HasMember("InPreviousResults")) return {};
  std::vector<double> values;
  for (const auto& previous : test["InPreviousResults"].GetArray()) {
    values.push_back(previous["Value"]["Value"].GetDouble());
  }
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  double sum = 0;
  for (const double value : values) sum += value;
  const std::string function = test["InComparison"]["AggregateFunction"].GetString();
  return {ValueOf(function == "p50" ? values[values.size() / 2]
                                    : sum / static_cast<double>(values.size()))};
}
absl::StatusOr<CriterionOutcome> JudgeKeptn(const KeptnCriterion& keptn, double value,
                                            const std::vector<Evidence>& baseline) {
  Criterion criterion = CheckOf(keptn.comparison, keptn.change);
  if (keptn.is_relative) {
    criterion.baseline = "before";
    if (keptn.is_percentage && !baseline.empty()) {
      criterion.threshold = std::get<double>(baseline[0].finding) * keptn.change / 100;
    }
  }
  return Evaluate(criterion, {ValueOf(value)}, baseline);
}

TEST(Keptn, CriteriaComeOutAsPublishedWhereTheDataIsComplete) {
  const auto folder = testing::SharedData("oracle_keptn");
  if (!folder) GTEST_SKIP() << "oracle_keptn is not beside the repository";
  const auto cases = ReadJson(*folder + "/criteria_cases.json");
  int judged = 0;
  const auto expect = [&judged](const rapidjson::Value& test, bool passed) {
    EXPECT_EQ(passed, test["ExpectedResult"].GetBool()) << test["Name"].GetString();
    ++judged;
  };
  const auto expect_outcome = [&](const rapidjson::Value& test,
                                  const absl::StatusOr<CriterionOutcome>& outcome) {
    // An operator that is none is an error there and a criterion that is not testable here.
    ASSERT_EQ(outcome.ok(), test["ExpectedError"].IsNull()) << test["Name"].GetString();
    if (outcome.ok()) {
      ASSERT_NE(outcome->result.kind, model::ResultKind::kUnknown);
    }
    expect(test, outcome.ok() && outcome->result == Result::Pass());
  };
  for (const auto& test : cases["TestEvaluateValue"].GetArray()) {
    KeptnCriterion keptn;
    keptn.comparison = ComparisonOf(test["Operator"].GetString());
    keptn.change = test["ExpectedValue"].GetDouble();
    expect_outcome(test, JudgeKeptn(keptn, test["MeasuredValue"].GetDouble(), {}));
  }
  for (const auto& test : cases["TestEvaluateFixedThreshold"].GetArray()) {
    expect_outcome(test, JudgeKeptn(ReadKeptn(test["InCriteriaObject"]),
                                    test["InSLIResult"]["Value"].GetDouble(), {}));
  }
  for (const auto& test : cases["TestEvaluateComparison"].GetArray()) {
    expect_outcome(test, JudgeKeptn(ReadKeptn(test["InCriteriaObject"]),
                                    test["InSLIResult"]["Value"].GetDouble(), KeptnBaseline(test)));
  }
  for (const auto& test : cases["TestEvaluateSingleCriteria"].GetArray()) {
    expect_outcome(test, JudgeKeptn(ParseKeptn(test["InCriteria"].GetString()),
                                    test["InSLIResult"]["Value"].GetDouble(), KeptnBaseline(test)));
  }
  // Criteria of a set must all hold; of several sets one must.
  const auto set_holds = [](const rapidjson::Value& test, const rapidjson::Value& set) {
    std::vector<Result> results;
    for (const auto& criterion : set["Criteria"].GetArray()) {
      results.push_back(JudgeKeptn(ParseKeptn(criterion.GetString()),
                                   test["InSLIResult"]["Value"].GetDouble(), KeptnBaseline(test))
                            ->result);
    }
    return GateOf(results).verdict == Verdict::kGo;
  };
  for (const auto& test : cases["TestEvaluateCriteriaSet"].GetArray()) {
    expect(test, set_holds(test, test["InCriteriaSet"]));
  }
  for (const auto& test : cases["TestEvaluateOrCombinedCriteria"].GetArray()) {
    std::vector<Expression> parts;
    std::vector<LeafState> states;
    for (const auto& set : test["InCriteriaSets"].GetArray()) {
      parts.push_back(Leaf(static_cast<int32_t>(states.size())));
      states.push_back(set_holds(test, set) ? LeafState::kTrue : LeafState::kFalse);
    }
    const auto formula = Formula::Compile(Any(parts), static_cast<int32_t>(states.size()));
    Workspace workspace;
    expect(test, formula->Evaluate(states, workspace)->truth == Truth::kTrue);
  }
  EXPECT_EQ(judged, 6 + 3 + 7 + 8 + 2 + 3);

  // The three that are left are of how several previous results become the one that is compared
  // with. A baseline here is one piece of evidence that somebody names, so an average has no
  // counterpart; and where there is nothing to average, the comparison is skipped there, which
  // passes, and held here.
  std::vector<std::string> left_out;
  std::vector<std::string> held;
  for (const auto& test : cases["Test_aggregateValues"].GetArray()) {
    if (!test["shouldSkip"].GetBool()) {
      left_out.push_back(test["name"].GetString());
      continue;
    }
    const auto relative = JudgeKeptn(ParseKeptn("<=+10%"), 10, {});
    EXPECT_EQ(relative->result, Result::Unknown(UnknownReason::kNoBaseline));
    EXPECT_EQ(GateOf({relative->result}).verdict, Verdict::kHold);
    held.push_back(test["name"].GetString());
  }
  EXPECT_EQ(left_out, (std::vector<std::string>{"Aggregate 2 values with AVG"}));
  EXPECT_EQ(held, (std::vector<std::string>{"Skip because of no previous results",
                                            "Skip because of no previous success"}));
}

// ---- Kayenta's weighted scores
// -------------------------------------------------------------------------

TEST(Kayenta, ScoresAreAsPublishedWhereTheDataIsCompleteAndIntervalsWhereItIsNot) {
  const auto folder = testing::SharedData("oracle_kayenta");
  if (!folder) GTEST_SKIP() << "oracle_kayenta is not beside the repository";
  const auto cases = ReadJson(*folder + "/weighted_score_cases.json");
  int agreed = 0;
  std::vector<std::string> held;
  for (const auto& test : cases.GetArray()) {
    const std::string name = test["name"].GetString();
    const double published = test["expected_summary_score"].GetDouble() / 100;
    std::map<std::string, int> group_sizes;
    for (const auto& metric : test["metrics"].GetArray()) {
      ++group_sizes[metric["groups"][0].GetString()];
    }
    // A group's weight is shared by its metrics; groups without a weight share what is left.
    double given = 0;
    const auto& group_weights = test["group_weights"];
    for (const auto& weight : group_weights.GetObject()) given += weight.value.GetDouble();
    const double left = (100 - given) / std::max(1.0, static_cast<double>(group_sizes.size()) -
                                                          group_weights.MemberCount());
    std::vector<double> weights;
    std::vector<LeafState> states;
    GateSpec gate;
    std::vector<Expression> parts;
    bool complete = true, critical_fails = false;
    for (const auto& metric : test["metrics"].GetArray()) {
      const std::string group = metric["groups"][0].GetString();
      const std::string found = metric["classification"].GetString();
      const double weight =
          group_weights.HasMember(group.c_str()) ? group_weights[group.c_str()].GetDouble() : left;
      weights.push_back(weight / group_sizes[group]);
      states.push_back(found == "Pass"     ? LeafState::kTrue
                       : found == "Nodata" ? LeafState::kUnknown
                                           : LeafState::kFalse);
      complete = complete && found != "Nodata";
      const auto leaf = static_cast<int32_t>(parts.size());
      gate.leaves.push_back({metric["name"].GetString()});
      parts.push_back(Leaf(leaf));
      if (metric["critical"].GetBool()) {
        gate.conditions.push_back({Level::kMust, Leaf(leaf)});
        critical_fails = critical_fails || states.back() == LeafState::kFalse;
      }
    }
    gate.conditions.push_back({Level::kMust, Score(weights, 0.95, parts)});
    const auto score = ScoreOf(weights, states);
    Workspace workspace;
    const Verdict verdict =
        Gate::Compile(gate)->Judge(std::span<const LeafState>(states), workspace)->verdict;
    if (critical_fails) {
      // A critical failure makes their score 0; here it is a must of its own.
      EXPECT_EQ(published, 0) << name;
      EXPECT_EQ(verdict, Verdict::kNoGo) << name;
      ++agreed;
    } else if (complete) {
      EXPECT_NEAR(*score->low, published, 5e-5) << name;  // Published to two decimals.
      EXPECT_EQ(*score->low, *score->high) << name;
      EXPECT_EQ(verdict, published >= 0.95 ? Verdict::kGo : Verdict::kNoGo) << name;
      ++agreed;
    } else {
      // Published as one number; here an interval, and HOLD wherever the missing part decides.
      EXPECT_LT(*score->low, *score->high) << name;
      const bool decides = *score->low < 0.95 && *score->high >= 0.95;
      EXPECT_EQ(verdict, decides ? Verdict::kHold : Verdict::kNoGo) << name;
      held.push_back(name + ": " + std::to_string(published));
    }
  }
  EXPECT_EQ(agreed, 9);
  // Where we differ by rule: four cases have a metric without data.
  EXPECT_EQ(held, (std::vector<std::string>{
                      "Weighted Sum Group Scorer: Single group Nodata: 0.000000",
                      "Weighted Sum Group Scorer: Two Groups, one Pass, one Nodata: 1.000000",
                      "Weighted Sum Group Scorer: Two Groups, Three Metrics (Equal Weight), one "
                      "NoData: 0.500000",
                      "Weighted Sum Group Scorer: Two Metrics, one good (normal), one nodata "
                      "(critical): 0.000000"}));
}

// ---- the six ways in which peers open on missing evidence
// --------------------------------------------

TEST(FailOpen, ZenANotEqualCellOnAnAbsentFieldMatchesThereAndHoldsHere) {
  // ZEN: `!= 0.5` matches when the field is absent; NaN falls through to the next row.
  EXPECT_EQ(Evaluate(CheckOf(Comparison::kNotEqual, 0.5), {})->result,
            Result::Unknown(UnknownReason::kMissing));
  EXPECT_EQ(GateOf({Evaluate(CheckOf(Comparison::kNotEqual, 0.5), {})->result}).verdict,
            Verdict::kHold);
  model::DecisionTable source;
  source.id = "errors";
  source.columns = {{"error_share", {}}};
  source.outcomes = {"ship", "stop"};
  model::TableCell low, high;
  low.high = 0.01;
  high.low = 0.01;
  source.rows = {{{high}, {"stop"}, 0}, {{low}, {"ship"}, 0}};
  const auto table = Table::Load(source);
  for (const TableValue& value :
       {TableValue::Unknown(), TableValue::Number(std::numeric_limits<double>::quiet_NaN())}) {
    TableAnswer answer;
    ASSERT_TRUE(table->Evaluate(std::vector<TableValue>{value}, answer).ok());
    EXPECT_EQ(answer.outcomes, 0b11u);
    EXPECT_TRUE(answer.rows.empty());
  }
}

TEST(FailOpen, JsonRulesEngineNotEqualOnAMissingFactFiresThereAndHoldsHere) {
  // not(severity == critical), with severity missing.
  const Result equal = Evaluate(CheckOf(Comparison::kEqual, 3), {})->result;
  GateSpec spec;
  spec.leaves = {{"severity"}};
  spec.conditions = {{Level::kMust, Not(Leaf(0))}};
  Workspace workspace;
  EXPECT_EQ(Gate::Compile(spec)->Judge(std::vector<LeafInput>{{equal}}, workspace)->verdict,
            Verdict::kHold);
}

TEST(FailOpen, GrowthBookNoGuardrailLostWithoutDataShipsThereAndHoldsHere) {
  // "None lost" over three guardrails: one is shown to be fine, two have no data.
  Criterion guardrail = CheckOf(Comparison::kGreater, 0);
  guardrail.role = model::CriterionRole::kDeterioration;
  guardrail.margin = 0.02;
  model::Evidence shown = ValueOf(0);
  shown.finding = model::IntervalFinding{0.01, -0.005, 0.025, 0.95, 0};
  const Result fine = Evaluate(guardrail, {shown})->result;
  EXPECT_EQ(fine, Result::Pass());
  const Result empty = Evaluate(guardrail, {})->result;
  const auto gate = GateOf({fine, empty, empty});
  EXPECT_EQ(gate.verdict, Verdict::kHold);
  EXPECT_EQ(gate.resolution.size(), 2u);
}

TEST(FailOpen, KeptnNoObjectivesNoPreviousResultsNothingScorablePassThereAndHoldHere) {
  // No SLO file: nothing is asked.
  const auto nothing = GateOf({});
  EXPECT_EQ(nothing.verdict, Verdict::kHold);
  EXPECT_FALSE(nothing.has_applicable_must);
  // No previous results: a relative criterion has nothing to compare with.
  const auto relative = JudgeKeptn(ParseKeptn("<=+10%"), 10, {});
  EXPECT_EQ(relative->result, Result::Unknown(UnknownReason::kNoBaseline));
  EXPECT_EQ(GateOf({relative->result}).verdict, Verdict::kHold);
  // Nothing scorable: no score, and not 100.
  EXPECT_FALSE(ScoreOf({}, std::vector<LeafState>{LeafState::kNotApplicable})->low.has_value());
  EXPECT_EQ(GateOf({Result::NotApplicable()}).verdict, Verdict::kHold);
}

TEST(FailOpen, KayentaAGroupOfOnlyNoDataScoresFullThereAndHoldsHere) {
  GateSpec spec;
  spec.leaves = {{"pass/a"}, {"pass/b"}, {"nodata/c"}};
  spec.conditions = {{Level::kMust, Score({25, 25, 50}, 0.95, {Leaf(0), Leaf(1), Leaf(2)})}};
  const std::vector<LeafState> states = {LeafState::kTrue, LeafState::kTrue, LeafState::kUnknown};
  Workspace workspace;
  EXPECT_EQ(Gate::Compile(spec)->Judge(std::span<const LeafState>(states), workspace)->verdict,
            Verdict::kHold);
}

TEST(FailOpen, ArgoARunWhoseMeasurementsAllErrorIsSuccessfulThereAndHoldsHere) {
  std::vector<Result> results;
  for (int i = 0; i < 3; ++i) {
    results.push_back(Evaluate(CheckOf(Comparison::kLess, 0.05),
                               {ValueOf(std::numeric_limits<double>::quiet_NaN())})
                          ->result);
  }
  const auto gate = GateOf(results);
  EXPECT_EQ(gate.verdict, Verdict::kHold);
  // And says for each what is wrong.
  ASSERT_EQ(gate.resolution.size(), 3u);
  EXPECT_EQ(gate.resolution[0].from, Result::Unknown(UnknownReason::kInvalid));
}

}  // namespace
}  // namespace readiness::decision
