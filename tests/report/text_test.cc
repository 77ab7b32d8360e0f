#include "readiness/report/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace readiness::report {
namespace {

using model::Level;
using model::Result;
using model::Stage;
using model::UnknownReason;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  lines.pop_back();
  return lines;
}

size_t CodePoints(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

// Why: it is what a person reads first; every word of it is looked at when it changes.
TEST(AssessmentText, IsTheGoldenFile) {
  EXPECT_EQ(AssessmentText(SampleAssessment(), SampleNames()), Golden("assessment.txt"));
}

TEST(AssessmentText, ShowsWhatWasPredictedAndWhatCame) {
  auto a = SampleAssessment();
  metric::MetricReading& reading = a.metrics.emplace_back();
  reading.metric = "prediction_match";
  reading.verdict = "INSUFFICIENT";
  metric::MetricPrediction& one = reading.predictions.emplace_back();
  one.prediction = "median-wait";
  one.unit = "s";
  one.result = "MISMATCH";
  one.expected_low = 3'600;
  one.expected_high = 7'200;
  one.actual = 10'800;
  one.crps = 5'400;
  one.baseline_crps = 1'800;
  one.failed_assumptions = {"traffic stays"};
  metric::MetricPrediction& open = reading.predictions.emplace_back();
  open.prediction = "later";
  open.result = "NOT_LOCKED";
  const std::string text = AssessmentText(a, SampleNames());
  EXPECT_THAT(text, ContainsRegex("median-wait +MISMATCH +3 h +1.5 h +30 min\n"));
  EXPECT_THAT(text, HasSubstr(" 1 h to 2 h; did not hold: traffic stays\n"));
  EXPECT_THAT(text, ContainsRegex("later +locked too late"));
}

TEST(AssessmentText, SaysWhetherLongWaitsAreALeadingSign) {
  auto a = SampleAssessment();
  metric::MetricReading& reading = a.metrics.emplace_back();
  reading.metric = "review_to_implementation_lag";
  metric::MetricLead& lead = reading.lead.emplace();
  lead.flag = "LEADING";
  lead.horizon_seconds = 7 * 86'400;
  lead.thirds = {{3'600, 20, 1}, {7'200, 20, 6}, {10'800, 20, 14}};
  lead.p_value = 7.9e-5;
  EXPECT_THAT(
      AssessmentText(a, SampleNames()),
      HasSubstr("  A long wait for the implementation is a leading sign: within 7 d afterwards "
                "were escalated 1 of 20\n  that waited up to 1 h, and 14 of 20 that waited up "
                "to 3 h, the longest waits (p 0.0001, at one\n  look)."));
}

TEST(AssessmentText, OpensWithVerdictTitleIdMomentAndValidity) {
  auto a = SampleAssessment();
  a.valid_until = At("2026-03-04T12:00:00Z");
  EXPECT_THAT(AssessmentText(a, SampleNames()),
              StartsWith("NO_GO  One-page checkout (checkout-2026), as of 2026-03-01 00:00 UTC, "
                         "valid until 2026-03-04 12:00\nUTC\n"));
}

// JSON has the microsecond; the first line is for people.
TEST(AssessmentText, ShowsMomentsToTheSecondThatHasBegun) {
  auto a = SampleAssessment();
  a.as_of = At("2026-03-01T23:51:19.032664Z");
  a.valid_until = At("2026-03-04T12:00:00.000001Z");
  const std::string text = AssessmentText(a, SampleNames());
  EXPECT_THAT(text, HasSubstr("as of 2026-03-01 23:51:19 UTC"));
  EXPECT_THAT(text, HasSubstr("valid until 2026-03-04\n12:00 UTC\n"));
}

TEST(AssessmentText, NamesAPolicyThatIsNotTheDefault) {
  auto a = SampleAssessment();
  a.policy = "default/1";
  EXPECT_THAT(AssessmentText(a, SampleNames()), Not(HasSubstr("Judged by")));
  a.policy = "lax";
  EXPECT_THAT(AssessmentText(a, SampleNames()), HasSubstr("\nJudged by policy lax.\n"));
}

TEST(AssessmentText, SaysWhenTheCycleWasLaunchedAndClosed) {
  auto a = SampleAssessment();
  a.launched_at = At("2026-02-01T00:00:00Z");
  EXPECT_THAT(AssessmentText(a, SampleNames()),
              HasSubstr("\nLaunched 2026-02-01 00:00 UTC: the question is whether it may widen or "
                        "close.\n"));
  a.closed_at = At("2026-02-20T00:00:00Z");
  EXPECT_THAT(AssessmentText(a, SampleNames()),
              AllOf(HasSubstr("\nLaunched 2026-02-01 00:00 UTC, closed 2026-02-20 00:00 UTC.\n"),
                    Not(HasSubstr("may widen or close"))));
}

// The table of stages counts them; without a word a GO with a failed check puzzles.
TEST(AssessmentText, NamesWhatFailsForInformationOnly) {
  auto a = EmptyAssessment();
  StageOf(a, Stage::kTestEvidence).criteria = {
      Criterion("lockouts", "Few lockouts", Level::kInfo, Result::Fail(), "ana"),
      Criterion("answered", "Answered", Level::kInfo, Result::Unknown(UnknownReason::kStale), "")};
  EXPECT_THAT(AssessmentText(a, Names()),
              HasSubstr("\nFor information only: lockouts fails; answered is unknown.\n"));
}

TEST(AssessmentText, NamesWhatIsOverdueBesideAGo) {
  auto a = EmptyAssessment();
  a.agenda = {{"decision", "d", "ana", At("2026-02-10T00:00:00Z"), engine::AgendaState::kOverdue},
              {"blocker", "b", "ana", At("2026-01-10T00:00:00Z"), engine::AgendaState::kOverdue},
              {"review", "r", "ana", At("2026-02-20T00:00:00Z"), engine::AgendaState::kDue}};
  a.verdict = model::Verdict::kHold;
  EXPECT_THAT(AssessmentText(a, Names()), Not(HasSubstr("Overdue beside it")));
  a.verdict = model::Verdict::kGo;
  EXPECT_THAT(AssessmentText(a, Names()),
              HasSubstr("\nOverdue beside it: blocker b since 2026-01-10 00:00 and decision d "
                        "since 2026-02-10 00:00.\n"));
}

// Nothing can be done about it, so it comes after what can.
TEST(AssessmentText, PutsWhatWasMissedLastAndOnce) {
  const std::string text = AssessmentText(SampleAssessment(), SampleNames());
  const size_t missed = text.find(
      "  - Missed, and over: the next one has begun\n"
      "    - 2026-02-27 00:00  review: week-8, ana\n");
  ASSERT_NE(missed, std::string::npos) << text;
  EXPECT_GT(missed, text.find("make the refund queue faster; mitigate the risk"));
}

// An id that is broken cannot be copied: what is long stands below instead.
TEST(AssessmentText, NeverBreaksAnIdInATable) {
  auto a = SampleAssessment();
  a.risks[0].id = "payment-times-out-and-nobody-sees-it";
  a.risks[0].owner = "team-payments-and-refunds";
  TextOptions options;
  options.width_columns = 100;
  const std::string text = AssessmentText(a, SampleNames(), options);
  EXPECT_THAT(text, HasSubstr(a.risks[0].id));
  EXPECT_THAT(text, HasSubstr("\n      Payment times out\n"));
  // Where no page is wide enough it is broken.
  options.width_columns = 64;
  for (const auto& line : LinesOf(AssessmentText(a, SampleNames(), options))) {
    EXPECT_LE(CodePoints(line), 64U) << line;
  }
}

TEST(AssessmentText, OfAnEmptyAssessmentSaysThatNothingStandsOut) {
  EXPECT_THAT(AssessmentText(engine::Assessment(), Names()),
              AllOf(HasSubstr("cycle without a name"), HasSubstr("No verdict was computed."),
                    HasSubstr("Nothing that is required fails")));
}

// What customers met is no question of a gate; it still stands at the top.
TEST(AssessmentText, SaysWhatCustomersMetAfterTheLaunchAndWhoOwnsNothingOfIt) {
  auto a = EmptyAssessment();
  a.launched_at = At("2026-02-01T00:00:00Z");
  auto& learn = StageOf(a, Stage::kLearn).criteria;
  learn.push_back(
      Criterion("post-launch-issue:pr-1", "Closed", Level::kInfo, Result::Pass(), "ana"));
  EXPECT_THAT(AssessmentText(a, Names()), Not(HasSubstr("customers met")));
  learn.push_back(Criterion("post-launch-issue:pr-2", "Owned", Level::kInfo,
                            Result::Unknown(UnknownReason::kNotYetDue), "ana"));
  EXPECT_THAT(AssessmentText(a, Names()),
              HasSubstr("1 issue that customers met after the launch is open.\n"));
  learn.push_back(Criterion("post-launch-issue:pr-3", "Nobody's", Level::kInfo,
                            Result::Unknown(UnknownReason::kInvalidOwner), ""));
  EXPECT_THAT(
      AssessmentText(a, Names()),
      HasSubstr("2 issues that customers met after the launch are open, 1 of them without an "
                "owner: pr-3.\n"));
  a.summary.post_launch_issues = {{"closed", 1}, {"open", 2}};
  EXPECT_THAT(AssessmentText(a, Names()), HasSubstr("issues after the launch: 1 closed, 2 open"));
}
TEST(AssessmentText, ConditionsThatNobodyRecordedAreNotOneWithoutACriterion) {
  auto a = EmptyAssessment();
  a.verdict = model::Verdict::kHold;
  StageOf(a, Stage::kDefineOutcome)
      .criteria.push_back(Criterion("condition", "Each condition can be tested", Level::kMust,
                                    Result::Unknown(UnknownReason::kMissing), "ana"));
  EXPECT_THAT(AssessmentText(a, Names()),
              HasSubstr("It is not recorded what must be true for the next phase"));
}

TEST(AssessmentText, ListsFortyNamesInAGroupThatMattersMost) {
  auto a = EmptyAssessment();
  a.verdict = model::Verdict::kHold;
  for (int i = 100; i < 145; ++i) {
    const std::string id = "approval:kep-" + std::to_string(i);
    const bool has = i >= 140;
    StageOf(a, Stage::kHandOff)
        .criteria.push_back(
            Criterion(id, "Approved", Level::kMust,
                      has ? Result::Pass() : Result::Unknown(UnknownReason::kMissing), "ana"));
  }
  const std::string text = AssessmentText(a, Names());
  const std::string top = text.substr(0, text.find("Who must do what"));
  for (int i = 100; i < 140; ++i) EXPECT_THAT(top, HasSubstr("kep-" + std::to_string(i)));
  EXPECT_THAT(top, Not(ContainsRegex("and [0-9]+ more")));
}

// 2,000 checks of 8 kinds, 40 owners, 60 risks, 300 agenda items: about two screens, and never a
// line wider than asked for.
TEST(AssessmentText, OfTwoThousandChecksStaysWithinAHundredAndSixtyLines) {
  auto a = EmptyAssessment();
  a.verdict = model::Verdict::kHold;
  for (int i = 0; i < 2000; ++i) {
    const std::string kind = "kind-" + std::to_string(i % 8);
    StageOf(a, static_cast<Stage>(i % 6 + 1))
        .criteria.push_back(Criterion(kind + ":subject-" + std::to_string(i), "Some check",
                                      Level::kMust, Result::Unknown(UnknownReason::kStale),
                                      "owner-" + std::to_string(i % 40), "look again"));
  }
  for (int i = 0; i < 60; ++i) {
    engine::RankedRisk risk;
    risk.id = "risk-" + std::to_string(i);
    risk.title = "Something that may harm customers";
    risk.tier = "ATTEND";
    a.risks.push_back(risk);
  }
  for (int i = 0; i < 300; ++i) {
    a.agenda.push_back({"review", "week-" + std::to_string(i), "owner-" + std::to_string(i % 40),
                        *a.as_of + absl::Hours(i - 100),
                        i < 100 ? engine::AgendaState::kOverdue : engine::AgendaState::kUpcoming});
  }
  for (const int width : {100, 80, 64}) {
    TextOptions options;
    options.width_columns = width;
    const auto lines = LinesOf(AssessmentText(a, Names(), options));
    if (width == 100) {
      EXPECT_LE(lines.size(), 160U);
    }
    for (const auto& line : lines) {
      EXPECT_LE(CodePoints(line), static_cast<size_t>(width)) << line;
    }
  }
}

TEST(AssessmentText, MeasuresWidthInCodePointsNotBytes) {
  auto a = EmptyAssessment();
  a.verdict = model::Verdict::kGo;
  Names names;
  // 60 letters of two bytes each: the first line would break if bytes were counted.
  for (int i = 0; i < 30; ++i) names.cycle_title += "\xC3\xA9";
  const auto lines = LinesOf(AssessmentText(a, names));
  EXPECT_THAT(lines[0], HasSubstr("as of 2026-03-01 00:00 UTC"));
  EXPECT_LE(CodePoints(lines[0]), 100U);
}

TEST(AssessmentText, BreaksAWordThatIsWiderThanThePage) {
  auto a = EmptyAssessment();
  a.cycle = std::string(250, 'x');
  for (const auto& line : LinesOf(AssessmentText(a, Names()))) EXPECT_LE(line.size(), 100U);
}

TEST(AssessmentText, NeverSendsControlCharactersOrBrokenUtf8) {
  auto a = EmptyAssessment();
  // Clears a terminal; turns the direction of writing; is no UTF-8; opens a new line.
  a.cycle =
      "a\x1b[2Jb\xE2\x80\xAE"
      "c\xFF"
      "d\ne";
  const std::string text = AssessmentText(a, Names());
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xFF")));
  EXPECT_THAT(text, HasSubstr("a\xEF\xBF\xBD[2Jb\xEF\xBF\xBD"
                              "c\xEF\xBF\xBD"
                              "d e"));
}

TEST(AssessmentText, SaysTheSameWordsWithColour) {
  TextOptions coloured;
  coloured.is_coloured = true;
  std::string text = AssessmentText(SampleAssessment(), SampleNames(), coloured);
  EXPECT_THAT(text, HasSubstr("\x1b[1;31mNO_GO\x1b[0m"));
  std::string bare;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
    } else {
      bare += text[i];
    }
  }
  EXPECT_EQ(bare, AssessmentText(SampleAssessment(), SampleNames()));
}

TEST(AssessmentText, ShowsNoStatusWithoutAnOwner) {
  EXPECT_THAT(AssessmentText(SampleAssessment(), SampleNames()),
              HasSubstr("TRACK  copy     nobody"));
}

TEST(AssessmentText, GivesTheSameBytesTwice) {
  EXPECT_EQ(AssessmentText(SampleAssessment(), SampleNames()),
            AssessmentText(SampleAssessment(), SampleNames()));
}

TEST(AssessmentText, ShowsMetricsAsPeopleReadThem) {
  auto a = SampleAssessment();
  metric::MetricReading& reading = a.metrics.emplace_back();
  reading.metric = "rework_volume";
  reading.verdict = "INSUFFICIENT";
  reading.reasons = {"NO_TARGET"};
  reading.trend = "INSUFFICIENT";
  auto& value = reading.values.emplace_back();
  value.measure = value.unit = "share";
  value.estimate = 0.25;
  value.low = 0.2;
  value.high = 0.3;
  const std::string text = AssessmentText(a, SampleNames());
  EXPECT_THAT(text, HasSubstr("rework_volume  no target  not known"));
  EXPECT_THAT(text, HasSubstr("share 25.0 % (20.0 % to 30.0 %)"));
  a.metrics[0].values[0].measure = "within";
  a.metrics[0].values[0].at = 7 * 86'400.0;
  EXPECT_THAT(AssessmentText(a, SampleNames()), HasSubstr("within 7 d 25.0 % (20.0 % to 30.0 %)"));
  a.metrics[0].reasons = {"STRADDLES"};
  EXPECT_THAT(AssessmentText(a, SampleNames()), HasSubstr("rework_volume  INSUFFICIENT"));
}

TEST(RankingText, SaysWhatIsLostWithoutWhomAndHowSurely) {
  auto a = SampleAssessment();
  a.expected_loss_low = 100;
  a.expected_loss_high = 120;
  a.risks[0].expected_loss_delta = 60;
  a.risks[0].expected_loss_delta_low = 50;
  a.risks[0].expected_loss_delta_high = 60;
  a.risks[0].rank_low = 1;
  a.risks[0].rank_high = 2;
  a.actions = {{"backup", "timeout", "ben", 30, 8, 30, "exact", {}, {}, {}}};
  a.blocked_work = {{"copy-text", "ana", 3, 2, 2.5, 0.0, 1}};
  const std::string text = RankingText(a, SampleNames(), 10);
  EXPECT_THAT(text, StartsWith("One-page checkout, risks by rank as of 2026-03-01 00:00 UTC"));
  EXPECT_THAT(text, HasSubstr("expected to cost customers 100 to 120 an hour; it cannot"));
  EXPECT_THAT(text, HasSubstr("without timeout: 50 to 60 an hour."));
  EXPECT_THAT(text, HasSubstr("1 to 2"));
  EXPECT_THAT(text, HasSubstr("unknown"));  // Of copy nothing is known.
  EXPECT_THAT(text, HasSubstr("What to decide first"));
  EXPECT_THAT(text, HasSubstr("copy-text"));
  EXPECT_THAT(text, HasSubstr("backup"));
}

TEST(RankingText, SaysWhoIsAmongTheFirstTenWhereThatIsNotCertain) {
  auto a = SampleAssessment();
  EXPECT_THAT(RankingText(a, SampleNames(), 10), Not(HasSubstr("First ten")));
  a.risks[0].top_probability = 0.5;
  a.risks[0].top_probability_low = 0.44;
  a.risks[0].top_probability_high = 0.56;
  EXPECT_THAT(RankingText(a, SampleNames(), 10),
              AllOf(HasSubstr("First ten"), HasSubstr("50 % (44 to 56)")));
}

TEST(RankingText, SaysHowSureItIsWhatAMitigationSaves) {
  auto a = SampleAssessment();
  engine::Action drawn;
  drawn.mitigation = "backup";
  drawn.risk = "timeout";
  drawn.loss_fall = 30;
  drawn.loss_fall_low = 20;
  drawn.loss_fall_high = 40;
  drawn.loss_fall_error = 1.5;
  drawn.method = "MC";
  a.actions = {drawn};
  EXPECT_THAT(RankingText(a, SampleNames(), 10), HasSubstr("30 +- 1.5 (20 to 40)"));
  a.actions[0].loss_fall_error.reset();
  a.actions[0].method = "bracket";
  EXPECT_THAT(RankingText(a, SampleNames(), 10), HasSubstr("20 to 40"));
}

TEST(RankingText, NamesWhatWaitsForItself) {
  auto a = SampleAssessment();
  a.circular_dependencies = {{"work", {"a", "b", "c"}, {"a", "b"}, true}};
  for (const std::string& text :
       {RankingText(a, SampleNames(), 10), AssessmentText(a, SampleNames())}) {
    EXPECT_THAT(text, HasSubstr("3 wait for each other: a, b, c; shortest cycle: a -> b -> a"));
  }
}

TEST(RankingText, CountsWhatItCuts) {
  const std::string text = RankingText(SampleAssessment(), SampleNames(), 1);
  EXPECT_THAT(text, HasSubstr("and 1 more risk"));
  EXPECT_THAT(text, HasSubstr("no loss can be reckoned"));
}

TEST(RankingText, WithoutAnOpenRiskItSaysSo) {
  auto a = SampleAssessment();
  a.risks.clear();
  EXPECT_THAT(RankingText(a, SampleNames(), 10), HasSubstr("No risk is open."));
}

}  // namespace
}  // namespace readiness::report
