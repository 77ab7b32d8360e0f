#include "readiness/engine/internal/ask_criteria.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/engine/assess.h"

#include "../splitmix64.h"
#include "log_builder.h"

namespace readiness::engine {
namespace {

using model::CriterionRole;
using model::Level;
using model::UnknownReason;
using model::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LogBuilder;
using ::testing::Not;
using testing::ReadyCycle;
using testing::Value;

Assessment AssessNow(const LogBuilder& log,
                     std::optional<metric::MetricReading> metric = std::nullopt) {
  AssessOptions options{log.now(), {}};
  if (metric.has_value()) options.metrics = {*metric};
  return testing::Assessed(log.cycle, options).value();
}
const CriterionResult& Find(const Assessment& assessment, std::string_view id) {
  for (const StageAssessment& stage : assessment.stages) {
    for (const CriterionResult& criterion : stage.criteria) {
      if (criterion.id == id) return criterion;
    }
  }
  ADD_FAILURE() << id << " is not asked";
  static const CriterionResult none;
  return none;
}
model::Result ResultOf(const Assessment& assessment, std::string_view id) {
  const CriterionResult& found = Find(assessment, id);
  return {found.result, found.reason};
}

// value >= threshold on a metric.
model::Criterion AtLeast(std::string id, Level level, std::string metric, double threshold,
                         CriterionRole role = CriterionRole::kCheck) {
  model::Criterion criterion;
  criterion.id = std::move(id);
  criterion.level = level;
  criterion.role = role;
  criterion.metric = std::move(metric);
  criterion.comparison = model::Comparison::kGreaterOrEqual;
  criterion.threshold = threshold;
  return criterion;
}
model::Criterion Made(std::string id, Level level, model::FormulaOperator op,
                      const std::vector<std::string>& parts) {
  model::Criterion criterion;
  criterion.id = std::move(id);
  criterion.level = level;
  criterion.formula.emplace().op = op;
  for (const std::string& part : parts) {
    criterion.formula->parts.emplace_back().criterion = part;
  }
  return criterion;
}
model::Evidence Share(std::string id, std::string metric, int64_t successes, int64_t trials) {
  model::Evidence evidence;
  evidence.id = std::move(id);
  evidence.metric = std::move(metric);
  evidence.finding = model::ShareFinding{successes, trials};
  return evidence;
}

// A quality criterion that does not pass takes what it guards with it, wherever it stands in the
// order of ids and whatever asks first.
TEST(AskCriteria, AQualityVetoDoesNotDependOnTheOrderOfIds) {
  for (const bool has_early_reader : {false, true}) {
    LogBuilder log = ReadyCycle();
    log.Must(model::EvidenceRecorded{Value("v1", "speed", "", 9)});
    log.Must(model::EvidenceRecorded{Value("v2", "split", "", 0)});
    log.Must(model::CriterionSet{AtLeast("g1", Level::kMust, "speed", 5)});
    model::Criterion guard = AtLeast("q2", Level::kInfo, "split", 0.001, CriterionRole::kQuality);
    guard.guards_metric = "speed";
    log.Must(model::CriterionSet{guard});
    if (has_early_reader) {
      // Asked before q2, and asks g1 in turn.
      model::Criterion early = AtLeast("q1", Level::kInfo, "other", 1, CriterionRole::kQuality);
      early.guard = "g1";
      log.Must(model::CriterionSet{early});
    }
    const Assessment assessment = AssessNow(log);
    EXPECT_EQ(ResultOf(assessment, "g1"), model::Result::Unknown(UnknownReason::kInvalid));
    EXPECT_EQ(assessment.verdict, Verdict::kHold);
  }
}
TEST(AskCriteria, AQualityCriterionThatWaitsForWhatItGuardsVouchesForNothing) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRecorded{Value("v1", "speed", "", 9)});
  log.Must(model::CriterionSet{AtLeast("g1", Level::kMust, "speed", 5)});
  model::Criterion guard = AtLeast("q2", Level::kInfo, "speed", 5, CriterionRole::kQuality);
  guard.guard = "g1";
  log.Must(model::CriterionSet{guard});
  EXPECT_EQ(ResultOf(AssessNow(log), "g1"), model::Result::Unknown(UnknownReason::kInvalid));
}
TEST(AskCriteria, AFailedQualityOfTheBaselineIsInvalidAsWell) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRecorded{Value("v1", "speed", "", 9)});
  log.Must(model::EvidenceRecorded{Value("v2", "before", "", 5)});
  model::Criterion compared = AtLeast("g1", Level::kMust, "speed", 1);
  compared.baseline = "before";
  log.Must(model::CriterionSet{compared});
  ASSERT_EQ(ResultOf(AssessNow(log), "g1"), model::Result::Pass());
  log.Must(model::CriterionSet{AtLeast("q", Level::kInfo, "before", 6, CriterionRole::kQuality)});
  EXPECT_EQ(ResultOf(AssessNow(log), "g1"), model::Result::Unknown(UnknownReason::kInvalid));
}
TEST(AskCriteria, ABaselineOfTheCycleServesADecisionThatHasNone) {
  LogBuilder log = ReadyCycle();
  model::Evidence own = Value("v1", "speed", "", 9);
  own.subject = "retry";
  log.Must(model::EvidenceRecorded{own});
  log.Must(model::EvidenceRecorded{Value("v2", "before", "", 5)});
  model::Criterion compared = AtLeast("g1", Level::kMust, "speed", 4);
  compared.baseline = "before";
  compared.decision = "retry";
  log.Must(model::CriterionSet{compared});
  EXPECT_EQ(ResultOf(AssessNow(log), "g1"), model::Result::Pass());
}

// INFO changes nothing: it takes no part of alpha; and adding a MUST never raises a verdict.
TEST(AskCriteria, SuccessCriteriaShareAlphaWithoutInfoAndALoserDoesNotGain) {
  const auto verdict = [](int64_t successes, const std::vector<Level>& others) {
    LogBuilder log = ReadyCycle();
    log.Must(model::EvidenceRecorded{Share("s", "done", successes, 100)});
    log.Must(model::EvidenceRecorded{Share("t", "sold", 99, 100)});
    log.Must(
        model::CriterionSet{AtLeast("a", Level::kMust, "done", 0.5, CriterionRole::kSuperiority)});
    for (size_t i = 0; i < others.size(); ++i) {
      log.Must(model::CriterionSet{
          AtLeast("b" + std::to_string(i), others[i], "sold", 0.5, CriterionRole::kSuperiority)});
    }
    return AssessNow(log).verdict;
  };
  // Clopper and Pearson: 61 of 100 is [0.507, 0.706] at 0.95 and [0.490, 0.721] at 0.9875.
  EXPECT_EQ(verdict(61, {}), Verdict::kGo);
  EXPECT_EQ(verdict(61, {Level::kInfo, Level::kInfo, Level::kInfo}), Verdict::kGo);
  EXPECT_EQ(verdict(61, {Level::kMust, Level::kMust, Level::kMust}), Verdict::kHold);
  EXPECT_EQ(verdict(39, {}), Verdict::kNoGo);
  EXPECT_EQ(verdict(39, {Level::kMust, Level::kMust, Level::kMust}), Verdict::kNoGo);
}

// What the verdict is without waivers does not contain what a waiver did elsewhere.
TEST(AskCriteria, TheRawVerdictIsThatOfTheSameLogWithoutTheWaiver) {
  const auto cycle = [](bool with_waiver) {
    LogBuilder log = ReadyCycle();
    log.Must(model::EvidenceRecorded{Value("v1", "speed", "", 9)});
    log.Must(model::EvidenceRecorded{Value("v2", "split", "", 0)});
    log.Must(model::CriterionSet{AtLeast("g1", Level::kMust, "speed", 5)});
    model::Criterion guard = AtLeast("q", Level::kInfo, "split", 1, CriterionRole::kQuality);
    guard.guards_metric = "speed";
    log.Must(model::CriterionSet{guard});
    if (with_waiver) {
      log.Must(model::WaiverGranted{"w", "TEST_EVIDENCE/q", "known", log.now() + absl::Hours(99)},
               "rui");
    }
    return log;
  };
  const Assessment waived = AssessNow(cycle(true));
  EXPECT_EQ(waived.verdict, Verdict::kGo);
  EXPECT_EQ(waived.raw_verdict, Verdict::kHold);
  EXPECT_EQ(AssessNow(cycle(false)).verdict, Verdict::kHold);
}

// The same as a law: whatever is waived, alone or as a guard, a quality criterion, a part of a
// formula, a formula or a constraint.
TEST(AskCriteria, TheRawVerdictIgnoresWaiversWhereverTheyReach) {
  uint64_t seed = 6;
  const auto draw = [&seed](uint64_t limit) { return SplitMix64(seed) % limit; };
  const std::vector<std::string> ids = {"a", "b", "c", "guarded", "quality", "sum", "turned"};
  int differs = 0;
  for (int round = 0; round < 300; ++round) {
    LogBuilder log = ReadyCycle();
    for (const char* metric : {"ma", "mb", "mc"}) {
      if (draw(3) > 0)
        log.Must(model::EvidenceRecorded{Value(metric, metric, "", draw(2) > 0 ? 9 : 0)});
    }
    const auto level = [&draw] {
      return std::vector{Level::kMust, Level::kMust, Level::kShould, Level::kInfo}[draw(4)];
    };
    log.Must(model::CriterionSet{AtLeast("a", level(), "ma", 5)});
    log.Must(model::CriterionSet{AtLeast("b", level(), "mb", 5)});
    log.Must(model::CriterionSet{AtLeast("c", level(), "mc", 5)});
    model::Criterion guarded = AtLeast("guarded", level(), "mb", 1);
    guarded.guard = "a";
    log.Must(model::CriterionSet{guarded});
    model::Criterion quality = AtLeast("quality", level(), "ma", 5, CriterionRole::kQuality);
    quality.guards_metric = "mb";
    if (draw(2) == 0) log.Must(model::CriterionSet{quality});
    log.Must(model::CriterionSet{
        Made("sum", level(), model::FormulaOperator::kAny, {"a", "c", "guarded"})});
    log.Must(model::CriterionSet{Made("turned", level(), model::FormulaOperator::kNot, {"sum"})});
    const Verdict without = AssessNow(log).verdict;
    for (const std::string& id : ids) {
      if (draw(4) > 0) continue;
      (void)log.Try(model::WaiverGranted{"w-" + id, "TEST_EVIDENCE/" + id, "known",
                                         log.now() + absl::Hours(99)},
                    "rui");
    }
    const Assessment waived = AssessNow(log);
    EXPECT_EQ(waived.raw_verdict, without) << "round " << round;
    differs += waived.verdict != waived.raw_verdict ? 1 : 0;
  }
  EXPECT_GT(differs, 30);
}

// A formula is explained part by part; the decisive ones are those that settle it.
TEST(AskCriteria, AFormulaSaysWhichPartsSettleIt) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRecorded{Value("v1", "ma", "", 9)});
  log.Must(model::EvidenceRecorded{Value("v2", "mb", "", 0)});
  model::Criterion a = AtLeast("a", Level::kInfo, "ma", 5);
  a.max_age_seconds = 1000000;
  log.Must(model::CriterionSet{a});
  log.Must(model::CriterionSet{AtLeast("b", Level::kInfo, "mb", 5)});
  log.Must(model::CriterionSet{AtLeast("c", Level::kInfo, "mc", 5)});
  model::Criterion whole = Made("whole", Level::kMust, model::FormulaOperator::kAll, {"a", "c"});
  model::Formula& either = whole.formula->parts.emplace_back();
  either.op = model::FormulaOperator::kAny;
  either.parts.emplace_back().criterion = "a";
  either.parts.emplace_back().criterion = "b";
  log.Must(model::CriterionSet{whole});
  const Assessment open = AssessNow(log);
  const FormulaPart& shown = Find(open, "whole").formula.value();
  EXPECT_EQ(shown.op, model::FormulaOperator::kAll);
  EXPECT_EQ(shown.result, model::ResultKind::kUnknown);
  ASSERT_THAT(shown.parts, ::testing::SizeIs(3));
  EXPECT_FALSE(shown.parts[0].is_decisive);
  EXPECT_TRUE(shown.parts[1].is_decisive);  // c is not known, and that is why the whole is not.
  EXPECT_EQ(shown.parts[1].criterion, "c");
  EXPECT_EQ(shown.parts[1].reason, UnknownReason::kMissing);
  const FormulaPart& inner = shown.parts[2];
  EXPECT_EQ(inner.result, model::ResultKind::kPass);
  EXPECT_FALSE(inner.is_decisive);
  EXPECT_TRUE(inner.parts[0].is_decisive);
  EXPECT_FALSE(inner.parts[1].is_decisive);
  EXPECT_EQ(inner.valid_until, inner.parts[0].valid_until);
  EXPECT_TRUE(inner.valid_until.has_value());

  log.Must(model::EvidenceRecorded{Value("v3", "mc", "", 1)});
  const Assessment failed = AssessNow(log);
  const FormulaPart& fails = Find(failed, "whole").formula.value();
  EXPECT_EQ(fails.result, model::ResultKind::kFail);
  EXPECT_TRUE(fails.parts[1].is_decisive);
  EXPECT_FALSE(fails.parts[2].is_decisive);
}
// "c and not c" fails whatever c is: no part does it alone.
TEST(AskCriteria, PartsThatSettleAFormulaTogetherAreAllDecisive) {
  LogBuilder log = ReadyCycle();
  log.Must(model::CriterionSet{AtLeast("c", Level::kInfo, "mc", 5)});
  model::Criterion whole = Made("whole", Level::kInfo, model::FormulaOperator::kAll, {"c"});
  model::Formula& turned = whole.formula->parts.emplace_back();
  turned.op = model::FormulaOperator::kNot;
  turned.parts.emplace_back().criterion = "c";
  log.Must(model::CriterionSet{whole});
  const Assessment assessment = AssessNow(log);
  const FormulaPart& shown = Find(assessment, "whole").formula.value();
  EXPECT_EQ(shown.result, model::ResultKind::kFail);
  EXPECT_TRUE(shown.parts[0].is_decisive);
  EXPECT_TRUE(shown.parts[1].is_decisive);
}

// A formula none of whose parts applies is unknown, and the resolution says so.
TEST(AskCriteria, AFormulaOfNothingThatAppliesIsNamedByTheResolution) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRecorded{Value("v", "never", "", 0)});
  log.Must(model::CriterionSet{AtLeast("shut", Level::kInfo, "never", 1)});
  model::Criterion part = AtLeast("part", Level::kInfo, "speed", 1);
  part.guard = "shut";
  log.Must(model::CriterionSet{part});
  log.Must(model::CriterionSet{Made("all", Level::kMust, model::FormulaOperator::kAll, {"part"})});
  const Assessment assessment = AssessNow(log);
  ASSERT_EQ(assessment.verdict, Verdict::kHold);
  ASSERT_THAT(assessment.resolution, ::testing::SizeIs(1));
  EXPECT_EQ(assessment.resolution[0].path, "TEST_EVIDENCE/all");
  EXPECT_FALSE(assessment.resolution[0].next_step.empty());
}

// A weight of zero is one: the criterion is shown and adds nothing. None given is 1.
TEST(AskCriteria, AWeightOfZeroIsNotAWeightThatIsNotGiven) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRecorded{Value("v1", "a", "", 1)});
  log.Must(model::EvidenceRecorded{Value("v2", "b", "", 0)});
  log.Must(model::CriterionSet{AtLeast("a", Level::kInfo, "a", 1)});
  model::Criterion shown_only = AtLeast("b", Level::kInfo, "b", 1);
  shown_only.weight = 0;
  log.Must(model::CriterionSet{shown_only});
  model::Criterion score = Made("score", Level::kMust, model::FormulaOperator::kScore, {"a", "b"});
  score.formula->pass_share = 0.9;
  log.Must(model::CriterionSet{score});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(Find(assessment, "score").result, model::ResultKind::kPass);
  EXPECT_EQ(Find(assessment, "score").shares[1].weight, 0);
  shown_only.weight.reset();
  log.Must(model::CriterionSet{shown_only});
  EXPECT_EQ(Find(AssessNow(log), "score").result, model::ResultKind::kFail);
}

// A score takes the weights of its criteria where it gives none, and shows what each contributes.
TEST(AskCriteria, AScoreShowsWhatEachPartContributes) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRecorded{Value("v1", "a", "", 1)});
  log.Must(model::EvidenceRecorded{Value("v2", "b", "", 0)});
  model::Criterion heavy = AtLeast("a", Level::kInfo, "a", 1);
  heavy.weight = 5;
  model::Criterion light = AtLeast("b", Level::kInfo, "b", 1);
  light.weight = 3;
  log.Must(model::CriterionSet{heavy});
  log.Must(model::CriterionSet{light});
  log.Must(model::CriterionSet{AtLeast("c", Level::kInfo, "c", 1)});
  log.Must(model::CriterionSet{AtLeast("d", Level::kInfo, "d", 1)});
  model::Criterion score =
      Made("score", Level::kMust, model::FormulaOperator::kScore, {"a", "b", "c", "d"});
  score.formula->pass_share = 0.6;
  log.Must(model::CriterionSet{score});
  const Assessment assessment = AssessNow(log);
  const CriterionResult& shown = Find(assessment, "score");
  EXPECT_EQ(shown.result, model::ResultKind::kUnknown);  // 0.5 to 0.7 of 10
  EXPECT_EQ(shown.threshold, "at least 60 % of the weight");
  EXPECT_EQ(shown.score_low, 0.5);
  EXPECT_EQ(shown.score_high, 0.7);
  EXPECT_THAT(shown.shares,
              ElementsAre(ScoreShare{"a PASS", 0.5, 0.5, 0.5}, ScoreShare{"b FAIL", 0.3, 0, 0},
                          ScoreShare{"c UNKNOWN(MISSING)", 0.1, 0, 0.1},
                          ScoreShare{"d UNKNOWN(MISSING)", 0.1, 0, 0.1}));
  model::Criterion quorum =
      Made("quorum", Level::kInfo, model::FormulaOperator::kAtLeast, {"a", "b", "c", "d"});
  quorum.formula->at_least_count = 2;
  log.Must(model::CriterionSet{quorum});
  const Assessment with_quorum = AssessNow(log);
  const CriterionResult& counted = Find(with_quorum, "quorum");
  EXPECT_EQ(counted.threshold, "at least 2 of 4");
  EXPECT_EQ(counted.score_low, 1);
  EXPECT_EQ(counted.score_high, 3);
  ASSERT_THAT(counted.shares, ::testing::SizeIs(4));
  EXPECT_EQ(counted.shares[0], (ScoreShare{"a PASS", 0.25, 0.25, 0.25}));
  EXPECT_EQ(counted.shares[1], (ScoreShare{"b FAIL", 0.25, 0, 0}));
}

// A quorum has no limit of parts; what each contributes may not be what stops the assessment.
TEST(AskCriteria, AQuorumOfThousandsIsAssessed) {
  LogBuilder log = ReadyCycle();
  model::Criterion wide = Made("wide", Level::kInfo, model::FormulaOperator::kAtLeast,
                               std::vector<std::string>(5'000, "latency"));
  wide.formula->at_least_count = 5'000;
  model::Criterion narrow = Made("narrow", Level::kInfo, model::FormulaOperator::kAtLeast,
                                 std::vector<std::string>(3, "latency"));
  narrow.formula->at_least_count = 3;
  log.Must(model::CriterionSet{wide});
  log.Must(model::CriterionSet{narrow});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(Find(assessment, "wide").result, model::ResultKind::kPass);
  ASSERT_THAT(Find(assessment, "wide").shares, ::testing::SizeIs(5'000));
  EXPECT_EQ(Find(assessment, "wide").shares[0].weight, 1.0 / 5'000);
  // Shapley and Shubik's index, by the program over all orders.
  EXPECT_EQ(Find(assessment, "narrow").shares[1].weight,
            decision::VotingPower(std::vector<int64_t>{1, 1, 1}, 3).value()[1]);
}

// Method, the observations that would decide, and when they are there at the pace so far.
TEST(AskCriteria, AnOpenTestSaysByWhichMethodAndWhenItWillBeDecided) {
  LogBuilder log = ReadyCycle();
  const absl::Time first = log.now();
  log.Must(model::EvidenceRecorded{Share("s1", "done", 30, 50)});
  log.GoTo(first + absl::Hours(24));
  log.Must(model::EvidenceRecorded{Share("s2", "done", 60, 100)});
  log.Must(
      model::CriterionSet{AtLeast("a", Level::kMust, "done", 0.55, CriterionRole::kSuperiority)});
  const Assessment assessment = AssessNow(log);
  const CriterionResult& shown = Find(assessment, "a");
  EXPECT_EQ(shown.reason, UnknownReason::kInconclusive);
  EXPECT_EQ(shown.method, "Clopper-Pearson");
  ASSERT_TRUE(shown.needed_count.has_value());
  // Clopper and Pearson's lower limit is 0.4972: 100 (0.1028 / 0.05)^2 is 423.
  EXPECT_NEAR(static_cast<double>(*shown.needed_count), 423, 2);
  ASSERT_TRUE(shown.ready_at.has_value());
  // 50 a day: 323 more take 6.46 days.
  EXPECT_NEAR(absl::ToDoubleHours(*shown.ready_at - (first + absl::Hours(24))) / 24, 6.46, 0.1);
  EXPECT_THAT(shown.next_step, HasSubstr("at the pace so far"));
}

// The resolution of a HOLD with one completion each way, and the marks of what was proven.
TEST(AskCriteria, AHoldHasACompletionEachWay) {
  LogBuilder log = ReadyCycle();
  log.Must(model::CriterionSet{AtLeast("open", Level::kMust, "unseen", 1)});
  const Assessment assessment = AssessNow(log);
  ASSERT_EQ(assessment.verdict, Verdict::kHold);
  ASSERT_THAT(assessment.resolution, ::testing::SizeIs(1));
  EXPECT_EQ(assessment.resolution[0].to, model::ResultKind::kPass);
  EXPECT_TRUE(assessment.resolution_gives_go);
  EXPECT_TRUE(assessment.resolution_is_minimal);
  EXPECT_THAT(assessment.to_no_go,
              ElementsAre(Flip{"TEST_EVIDENCE/open", model::ResultKind::kUnknown,
                               model::ResultKind::kFail}));
  EXPECT_TRUE(assessment.flip_is_exact);
  EXPECT_NE(assessment.flip_verdict, Verdict::kUnspecified);
}

// What nothing would read is refused where it would look as if it were asked.
TEST(AskCriteria, LimitsThatNothingReadsAreRefused) {
  const auto refusal = [](model::Criterion criterion) {
    LogBuilder log = ReadyCycle();
    return std::string(log.Try(model::CriterionSet{std::move(criterion)}).message());
  };
  model::Criterion made = Made("f", Level::kMust, model::FormulaOperator::kAll, {"latency"});
  EXPECT_EQ(refusal(made), "");
  made.min_sample_count = 10;
  EXPECT_THAT(refusal(made), HasSubstr("min_sample_count is not read by a criterion on a formula"));
  made.min_sample_count = 0;
  made.role = CriterionRole::kQuality;
  EXPECT_THAT(refusal(made), HasSubstr("guards_metric is missing"));
  model::Criterion computed;
  computed.id = "m";
  computed.level = Level::kMust;
  computed.metric_reference = model::MetricReference{"time_to_resolution", "", {}, "", {}};
  EXPECT_EQ(refusal(computed), "");
  computed.baseline = "before";
  EXPECT_THAT(refusal(computed), HasSubstr("baseline is not read"));
  computed.baseline.clear();
  computed.comparison = model::Comparison::kLess;
  computed.threshold = 5;
  EXPECT_THAT(refusal(computed), HasSubstr("metric_reference.measure is missing"));
}

// Elsewhere it is kept, and the assessment warns of it.
TEST(AskCriteria, FieldsThatNothingReadsAreWarnedOf) {
  LogBuilder log = ReadyCycle();
  model::Criterion check = AtLeast("odd", Level::kInfo, "ma", 5);
  check.margin = 1;
  check.confidence = 0.9;
  log.Must(model::CriterionSet{check});
  model::Criterion made = Made("made", Level::kInfo, model::FormulaOperator::kAll, {"odd"});
  made.formula->at_least_count = 2;
  log.Must(model::CriterionSet{made});
  std::vector<std::string> warnings;
  const Assessment assessment = AssessNow(log);
  for (const model::Issue& issue : assessment.issues) {
    if (issue.path == "criterion/odd" || issue.path == "criterion/made") {
      warnings.push_back(issue.message);
    }
  }
  EXPECT_THAT(warnings,
              ElementsAre("it gives what nothing reads: at_least_count (op ALL); leave it out",
                          "it gives what nothing reads: confidence (role CHECK), margin (role "
                          "CHECK); leave it out"));
}

metric::MetricReading Reading() {
  metric::MetricReading reading;
  reading.metric = "time_to_resolution";
  reading.verdict = "MET";
  reading.sample.total = 300;
  metric::MetricValue& within = reading.values.emplace_back();
  within.measure = "within";
  within.at = 604800;
  within.estimate = 0.9;
  within.anytime_low = 0.8;
  within.anytime_high = 0.95;
  within.unit = "share";
  metric::MetricValue& median = reading.values.emplace_back();
  median.measure = "median";
  median.estimate = 3600;
  median.unit = "s";
  return reading;
}
model::Criterion OnMetric(std::string measure, std::optional<double> threshold) {
  model::Criterion criterion;
  criterion.id = "tickets";
  criterion.level = Level::kMust;
  criterion.metric_reference =
      model::MetricReference{"time_to_resolution", std::move(measure), {}, "", {}};
  if (threshold.has_value()) criterion.comparison = model::Comparison::kGreaterOrEqual;
  criterion.threshold = threshold;
  return criterion;
}
CriterionResult Judged(const model::Criterion& criterion, const metric::MetricReading& reading) {
  LogBuilder log = ReadyCycle();
  log.Must(model::CriterionSet{criterion});
  return Find(AssessNow(log, reading), "tickets");
}

TEST(AskMetric, WhatTheMetricCannotJudgeNoThresholdJudges) {
  EXPECT_EQ(Judged(OnMetric("within", 0.75), Reading()).result, model::ResultKind::kPass);
  for (const auto& [word, reason] : {std::pair("STALE_WATERMARK", UnknownReason::kStale),
                                     std::pair("N_BELOW_MIN", UnknownReason::kUndersampled),
                                     std::pair("NONRESPONSE", UnknownReason::kUndersampled)}) {
    metric::MetricReading reading = Reading();
    reading.verdict = "INSUFFICIENT";
    reading.reasons = {"STRADDLES", word};
    EXPECT_EQ(Judged(OnMetric("within", 0.75), reading).reason, reason) << word;
  }
  metric::MetricReading straddling = Reading();
  straddling.verdict = "INSUFFICIENT";
  straddling.reasons = {"STRADDLES"};
  EXPECT_EQ(Judged(OnMetric("within", 0.75), straddling).result, model::ResultKind::kPass);
}
// A definition without a target asks for as many items as one with it.
TEST(AskMetric, WhatTheValueCannotBearNoThresholdDoes) {
  for (const auto& [word, reason] : {std::pair("N_BELOW_MIN", UnknownReason::kUndersampled),
                                     std::pair("NONRESPONSE", UnknownReason::kUndersampled),
                                     std::pair("NOT_MATURED", UnknownReason::kNotYetDue)}) {
    metric::MetricReading reading = Reading();
    reading.verdict = "INSUFFICIENT";
    reading.reasons = {"NO_TARGET"};
    reading.values[0].obstacles = {word};
    const CriterionResult held = Judged(OnMetric("within", 0.75), reading);
    EXPECT_EQ(held.reason, reason) << word;
    EXPECT_THAT(held.value, HasSubstr(word));
    EXPECT_EQ(Judged(OnMetric("within", 0.99), reading).reason, reason) << word;
    // Where parts are too small, what misses all the same is missed.
    reading.values[0].can_miss = true;
    EXPECT_EQ(Judged(OnMetric("within", 0.75), reading).reason, reason) << word;
    EXPECT_EQ(Judged(OnMetric("within", 0.99), reading).result, model::ResultKind::kFail) << word;
  }
  // Before anything has matured there is no interval, and that is the reason.
  metric::MetricReading young = Reading();
  young.verdict = "INSUFFICIENT";
  young.reasons = {"NO_TARGET"};
  young.values[0].anytime_low.reset();
  young.values[0].anytime_high.reset();
  young.values[0].obstacles = {"NOT_MATURED"};
  const CriterionResult waiting = Judged(OnMetric("within", 0.75), young);
  EXPECT_EQ(waiting.reason, UnknownReason::kNotYetDue);
  EXPECT_THAT(waiting.value, Not(HasSubstr("no interval")));
}
TEST(AskMetric, UnitAndSampleCount) {
  model::Criterion criterion = OnMetric("within", 0.75);
  criterion.unit = "share";
  EXPECT_EQ(Judged(criterion, Reading()).result, model::ResultKind::kPass);
  criterion.unit = "%";
  EXPECT_EQ(Judged(criterion, Reading()).reason, UnknownReason::kInvalid);
  criterion.unit.clear();
  criterion.min_sample_count = 300;
  EXPECT_EQ(Judged(criterion, Reading()).result, model::ResultKind::kPass);
  criterion.min_sample_count = 301;
  EXPECT_EQ(Judged(criterion, Reading()).reason, UnknownReason::kUndersampled);
}
TEST(AskMetric, AVerdictIsOnTheMeasureOfItsTarget) {
  EXPECT_EQ(Judged(OnMetric("", {}), Reading()).result, model::ResultKind::kPass);
  EXPECT_EQ(Judged(OnMetric("within", {}), Reading()).result, model::ResultKind::kPass);
  const CriterionResult other = Judged(OnMetric("median", {}), Reading());
  EXPECT_EQ(other.reason, UnknownReason::kNoBaseline);
  EXPECT_THAT(other.value, HasSubstr("its target is on within"));
}
TEST(AskMetric, AMarginLeavesRoomOnTheBadSide) {
  model::Criterion criterion = OnMetric("within", 0.85);
  criterion.role = CriterionRole::kNonInferiority;
  criterion.margin = 0.1;
  EXPECT_EQ(Judged(criterion, Reading()).result, model::ResultKind::kPass);
  criterion.margin = 0.01;
  EXPECT_EQ(Judged(criterion, Reading()).reason, UnknownReason::kInconclusive);
  criterion.threshold = 0.99;
  EXPECT_EQ(Judged(criterion, Reading()).result, model::ResultKind::kFail);
  criterion.role = CriterionRole::kDeterioration;
  criterion.margin = 1;
  EXPECT_EQ(Judged(criterion, Reading()).result, model::ResultKind::kFail);
}
TEST(AskMetric, SaysWhichMeasuresThereAre) {
  const CriterionResult missing = Judged(OnMetric("with", 0.75), Reading());
  EXPECT_EQ(missing.reason, UnknownReason::kMissing);
  EXPECT_THAT(missing.value, HasSubstr("no measure \"with\"; it has within at 604800, median"));
}
// The share within another time than the one that items mature by has no interval that holds at
// every look: the definition says which time is meant.
TEST(AskMetric, TheTimeOfAShareIsThatOfTheDefinition) {
  model::Criterion criterion = OnMetric("within", 0.75);
  criterion.metric_reference->at = 604800;
  EXPECT_EQ(Judged(criterion, Reading()).result, model::ResultKind::kPass);
  criterion.metric_reference->at = 86400;
  const CriterionResult other = Judged(criterion, Reading());
  EXPECT_EQ(other.reason, UnknownReason::kMissing);
  EXPECT_THAT(other.value, HasSubstr("no measure \"within\" at 86400; it has within at 604800"));
  EXPECT_THAT(other.value, HasSubstr("let policy.metrics define `at`"));
}
// R93: whom a metric is bound to answers for the criterion that reads it. Bound to nobody it is
// unaccountable, and said to be.
TEST(AskMetric, AMetricHasAnOwnerOrIsUnaccountable) {
  const auto is_noted = [](const Assessment& assessment) {
    return std::any_of(assessment.issues.begin(), assessment.issues.end(), [](const auto& issue) {
      return issue.path == "criterion/tickets" &&
             issue.message.find("R93: the metric time_to_resolution is unaccountable") !=
                 std::string::npos;
    });
  };
  LogBuilder log = ReadyCycle();
  log.Must(model::CriterionSet{OnMetric("within", 0.99)});
  EXPECT_TRUE(is_noted(AssessNow(log, Reading())));
  log.Must(model::MetricBound{"time_to_resolution", "ben", "", "", ""});
  const Assessment bound = AssessNow(log, Reading());
  EXPECT_FALSE(is_noted(bound));
  EXPECT_EQ(Find(bound, "tickets").owner, "ben");
  model::Criterion owned = OnMetric("within", 0.99);
  owned.owner = "ana";
  log.Must(model::CriterionSet{owned});
  EXPECT_EQ(Find(AssessNow(log, Reading()), "tickets").owner, "ana");
}
TEST(AskMetric, AQualityCriterionGuardsAMetric) {
  LogBuilder log = ReadyCycle();
  log.Must(model::CriterionSet{OnMetric("within", 0.75)});
  model::Criterion guard = AtLeast("q", Level::kInfo, "split", 0.001, CriterionRole::kQuality);
  guard.guards_metric = "time_to_resolution";
  log.Must(model::CriterionSet{guard});
  EXPECT_EQ(Find(AssessNow(log, Reading()), "tickets").reason, UnknownReason::kInvalid);
}
// A log has no telemetry: a gate opens without it, and the assessment judges it.
TEST(AskMetric, DoesNotKeepAGateShut) {
  LogBuilder log = ReadyCycle();
  model::Criterion criterion = OnMetric("within", 0.75);
  criterion.gate = "build_freeze";
  log.Must(model::CriterionSet{criterion});
  model::GateDecided decided;
  decided.gate = "build_freeze";
  decided.verdict = Verdict::kGo;
  decided.rationale = "All is there";
  decided.lens_result = model::ResultKind::kPass;
  EXPECT_TRUE(log.Try(decided).ok());
}

}  // namespace
}  // namespace readiness::engine
