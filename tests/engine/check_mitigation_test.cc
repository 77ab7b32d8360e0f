// What each of the six kinds of mitigation needs (X1 to X6; R19, R53 to R58), as the stage
// ASSIGN_OWNERS, the issues and the agenda of an assessment have it.
#include "readiness/engine/internal/check_mitigation.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/engine/assess.h"
#include "readiness/engine/internal/ask_mitigations.h"

#include "log_builder.h"

namespace readiness::engine {
namespace {

using model::MitigationKind;
using model::Result;
using model::UnknownReason;
using model::Verdict;
using testing::At;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LogBuilder;
using ::testing::Not;
using testing::ReadyCycle;

constexpr std::string_view kDay = "2026-03-10T09:00:00Z";

// A plan against "slow-bank" of the ready cycle, with everything that the kind needs at first.
model::MitigationPlanned Plan(MitigationKind kind, std::string id = "plan") {
  model::MitigationPlanned plan;
  plan.id = std::move(id);
  plan.risk = "slow-bank";
  plan.strategy = model::MitigationStrategy::kReduce;
  plan.owner = "ben";
  plan.kind = kind;
  switch (kind) {
    case MitigationKind::kUnspecified:
      break;
    case MitigationKind::kIsolate:
      plan.metric = "waiting";
      break;
    case MitigationKind::kPreCommitmentGate:
      plan.gate = "before-commitment";
      break;
    case MitigationKind::kFallback:
      plan.description = "Take the order and charge later";
      plan.practice = "weekly-review";
      break;
    case MitigationKind::kEnforcedPractice:
      plan.practice = "weekly-review";
      plan.gate = "release";
      break;
    case MitigationKind::kEscalationPath:
      plan.due_at = At("2026-04-01T00:00:00Z");
      plan.criterion = "latency";
      break;
    case MitigationKind::kStandingReview:
      plan.practice = "risk-look";
      break;
  }
  return plan;
}

LogBuilder ReadyAt(std::string_view day = kDay) {
  LogBuilder log = ReadyCycle();
  log.GoTo(At(day));
  return log;
}
Assessment AssessAt(const LogBuilder& log, absl::Time at) {
  return testing::Assessed(log.cycle, {at, {}}).value();
}
Assessment AssessNow(const LogBuilder& log) { return AssessAt(log, log.cycle.LastRecordedAt()); }
const CriterionResult* Asked(const Assessment& assessment) {
  for (const CriterionResult& criterion : assessment.stages[2].criteria) {
    if (criterion.id.starts_with("mitigation-")) return &criterion;
  }
  return nullptr;
}
// "mitigation-fallback:plan FAIL: what was found".
std::string Answer(const Assessment& assessment) {
  const CriterionResult* asked = Asked(assessment);
  if (asked == nullptr) return "";
  return base::Cat(asked->id, " ", model::Text({asked->result, asked->reason}), ": ", asked->value);
}
std::string AnswerNow(const LogBuilder& log) { return Answer(AssessNow(log)); }
std::vector<std::string> Issues(const Assessment& assessment, std::string_view rule) {
  std::vector<std::string> found;
  for (const model::Issue& issue : assessment.issues) {
    if (issue.message.starts_with(rule)) {
      found.push_back(base::Cat(model::Name(issue.severity), " ", issue.path, ": ", issue.message));
    }
  }
  return found;
}
// "plan by ben, 2026-03-12T09:00:00Z: DUE" for each entry of that kind.
std::vector<std::string> Agenda(const Assessment& assessment, std::string_view kind) {
  std::vector<std::string> found;
  for (const AgendaItem& item : assessment.agenda) {
    if (item.kind != kind) continue;
    found.push_back(base::Cat(item.subject, " by ", item.owner, ", ", base::InstantText(*item.due),
                              ": ", Name(item.state)));
  }
  return found;
}

void Hold(LogBuilder& log, std::string_view at, const std::string& practice,
          const std::string& by = "ben") {
  log.GoTo(At(at));
  log.Must(model::PracticeHeld{practice, ""}, by);
}
void Declare(LogBuilder& log, const std::string& ritual) {
  log.Must(model::RitualDeclared{
      ritual, "ben", base::Window{base::WindowKind::kElapsed, 7, base::WindowUnit::kDays}, ""});
}

// --- all kinds -----------------------------------------------------------------------------------

TEST(MitigationNeeds, APlanOfNoKindIsAskedNothingAndChangesNothing) {
  LogBuilder log = ReadyAt();
  const Verdict before = AssessNow(log).verdict;
  log.Must(Plan(MitigationKind::kUnspecified));
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(Asked(assessment), nullptr);
  EXPECT_EQ(before, Verdict::kGo);
  EXPECT_EQ(assessment.verdict, Verdict::kGo);
}

TEST(MitigationNeeds, EveryKindHasItsQuestionInThePolicyAndNeedsAnOwnerFirst) {
  EXPECT_EQ(internal::AllMitigationNeeds().size(), 6U);
  for (const internal::MitigationNeeds& kind : internal::AllMitigationNeeds()) {
    EXPECT_EQ(kind.needs.front(), internal::Need::kOwner) << kind.question;
    const auto& asked = DefaultPolicy().criteria;
    const auto row = std::find_if(asked.begin(), asked.end(),
                                  [&kind](const auto& one) { return one.kind == kind.question; });
    ASSERT_NE(row, asked.end()) << kind.question;
    EXPECT_EQ(row->rule, kind.rule);
    EXPECT_EQ(row->stage, model::Stage::kAssignOwners);
    EXPECT_EQ(row->level, model::Level::kMust);
  }
}

TEST(MitigationNeeds, WithoutAnOwnerEachKindHoldsAndSaysWhoSettlesItByWhen) {
  for (const internal::MitigationNeeds& kind : internal::AllMitigationNeeds()) {
    LogBuilder log = ReadyAt();
    Declare(log, "risk-look");
    model::MitigationPlanned plan = Plan(kind.kind);
    plan.owner.clear();
    log.GoTo(At("2026-03-10T12:00:00Z"));
    log.Must(plan);
    const Assessment assessment = AssessNow(log);
    EXPECT_EQ(Answer(assessment),
              base::Cat(kind.question, ":plan UNKNOWN(INVALID_OWNER): has no owner"));
    EXPECT_EQ(assessment.verdict, Verdict::kHold);
    // The risk's owner stands in, inside the owner's window of 48 hours.
    EXPECT_THAT(Agenda(assessment, "mitigation-need"),
                ElementsAre("plan by team-web, 2026-03-12T12:00:00Z: DUE"));
    EXPECT_THAT(Issues(assessment, kind.rule),
                Contains(HasSubstr("WARNING risk/slow-bank: " + std::string(kind.rule))));
    EXPECT_THAT(Agenda(AssessAt(log, At("2026-03-12T12:00:01Z")), "mitigation-need"),
                ElementsAre("plan by team-web, 2026-03-12T12:00:00Z: OVERDUE"));
  }
}

TEST(MitigationNeeds, WithAllThatItNeedsEachKindPasses) {
  for (const internal::MitigationNeeds& kind : internal::AllMitigationNeeds()) {
    LogBuilder log = ReadyAt();
    Declare(log, "risk-look");
    log.Must(Plan(kind.kind));
    const Assessment assessment = AssessNow(log);
    EXPECT_EQ(Answer(assessment), base::Cat(kind.question, ":plan PASS: has what it needs"));
    EXPECT_EQ(assessment.verdict, Verdict::kGo) << kind.question;
    EXPECT_THAT(Agenda(assessment, "mitigation-need"), IsEmpty());
    EXPECT_THAT(Issues(assessment, kind.rule), IsEmpty()) << kind.question;
  }
}

// What stands beside it completes it, in whatever order they came; what is planned beside a
// complete one takes nothing away.
TEST(MitigationNeeds, OneThatIsCompleteIsEnough) {
  for (const bool is_complete_first : {true, false}) {
    LogBuilder log = ReadyAt();
    model::MitigationPlanned bare = Plan(MitigationKind::kFallback, "a-bare");
    bare.practice.clear();
    if (!is_complete_first) log.Must(bare);
    log.Must(Plan(MitigationKind::kFallback, "whole"));
    if (is_complete_first) log.Must(bare);
    EXPECT_EQ(AnswerNow(log), "mitigation-fallback:whole PASS: has what it needs");
  }
}

TEST(MitigationNeeds, OfARiskThatIsClosedNothingIsAskedButWhatShowsItClosed) {
  for (const internal::MitigationNeeds& kind : internal::AllMitigationNeeds()) {
    LogBuilder log = ReadyAt();
    model::MitigationPlanned plan = Plan(kind.kind);
    plan.owner.clear();
    log.Must(plan);
    log.Must(model::EvidenceRecorded{testing::Value("p95-2", "checkout_p95", "ms", 320)});
    log.Must(model::RiskVerified{"slow-bank", {"p95-2"}});
    EXPECT_EQ(AnswerNow(log), kind.kind == MitigationKind::kEscalationPath
                                  ? "mitigation-escalation:plan PASS: has what it needs"
                                  : "");
  }
}

// --- X1 ------------------------------------------------------------------------------------------

TEST(Isolate, OnceTheRiskShowsItIsolatesADecisionAnswersInTimeAndFollowsAMetric) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kIsolate);
  plan.due_at = At("2026-03-14T00:00:00Z");
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log), "mitigation-isolate:plan PASS: has what it needs");
  log.GoTo(At("2026-03-11T09:00:00Z"));
  log.Must(model::RiskAppeared{"slow-bank", ""});
  EXPECT_EQ(AnswerNow(log),
            "mitigation-isolate:plan UNKNOWN(MISSING): the risk shows and isolates no decision; is "
            "due at 2026-03-14T00:00:00Z, after its owner's window ends at 2026-03-13T09:00:00Z; "
            "metric \"waiting\" was not observed since the risk shows");
  log.GoTo(At("2026-03-11T09:00:00Z"));
  log.Must(model::RiskAppeared{"slow-bank", "retry"});
  plan.id = "sooner";
  plan.due_at = At("2026-03-13T09:00:00Z");
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log),
            "mitigation-isolate:sooner UNKNOWN(MISSING): metric \"waiting\" was "
            "not observed since the risk shows");
  EXPECT_THAT(Agenda(AssessNow(log), "mitigation-need"),
              ElementsAre("sooner by ben, 2026-03-13T09:00:00Z: DUE"));
  model::Evidence old = testing::Value("w0", "waiting", "s", 9);
  old.observed_at = At("2026-03-11T08:59:59Z");
  log.Must(model::EvidenceRecorded{old});
  EXPECT_THAT(AnswerNow(log), HasSubstr("was not observed"));
  log.Must(model::EvidenceRecorded{testing::Value("w1", "waiting", "s", 4)});
  EXPECT_EQ(AnswerNow(log), "mitigation-isolate:sooner PASS: has what it needs");
}

TEST(Isolate, WithoutAMetricThereIsNothingToFollow) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kIsolate);
  plan.metric.clear();
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log), "mitigation-isolate:plan UNKNOWN(MISSING): names no metric to follow");
}

// --- X2 ------------------------------------------------------------------------------------------

void Check(LogBuilder& log, bool is_reachable, Verdict verdict) {
  model::GateDecided gate;
  gate.gate = "before-commitment";
  gate.kind = model::GateKind::kPreCommitment;
  gate.verdict = verdict;
  gate.rationale = "as things are";
  gate.is_signal_reachable = is_reachable;
  if (verdict != Verdict::kGo) {
    gate.follow_up_owner = "ben";
    gate.follow_up_ritual = "weekly-review";
  }
  log.Must(gate);
}

TEST(PreCommitmentGate, IsCheckedAgainAfterEachCommitment) {
  LogBuilder log = ReadyAt();
  log.Must(Plan(MitigationKind::kPreCommitmentGate));
  EXPECT_EQ(AnswerNow(log), "mitigation-gate:plan PASS: has what it needs");
  log.Must(model::ScopeLocked{"for the launch"});
  EXPECT_THAT(AnswerNow(log), HasSubstr("UNKNOWN(STALE): gate \"before-commitment\" was checked "
                                        "last at 2026-03-"));
  EXPECT_THAT(AnswerNow(log), HasSubstr(", before the scope was locked at 2026-03-10T10:00:00Z"));
  EXPECT_EQ(AssessNow(log).verdict, Verdict::kHold);
  EXPECT_THAT(Agenda(AssessNow(log), "mitigation-need"),
              ElementsAre("plan by ben, 2026-06-01T00:00:00Z: DUE"));
  Check(log, true, Verdict::kGo);
  EXPECT_EQ(AnswerNow(log), "mitigation-gate:plan PASS: has what it needs");
  log.Must(model::ImplementationStarted{"retry"});
  EXPECT_THAT(AnswerNow(log), HasSubstr("before implementation of \"retry\" was begun at "));
  Check(log, true, Verdict::kHold);
  EXPECT_THAT(AnswerNow(log), HasSubstr("UNKNOWN(INCONCLUSIVE): gate \"before-commitment\" was "
                                        "checked and decided HOLD"));
  Check(log, false, Verdict::kNoGo);
  EXPECT_THAT(AnswerNow(log), HasSubstr("FAIL: gate \"before-commitment\" was checked and its "
                                        "signal cannot be reached"));
  EXPECT_EQ(AssessNow(log).verdict, Verdict::kNoGo);
}

TEST(PreCommitmentGate, OneThatNobodyCheckedIsNoPass) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kPreCommitmentGate);
  plan.gate = "rollout";
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log),
            "mitigation-gate:plan UNKNOWN(MISSING): gate \"rollout\" was not checked");
}

// R19: without such a plan the cycle's own check is only said to be old.
TEST(PreCommitmentGate, TheCyclesOwnCheckIsNotedWhereACommitmentCameAfterIt) {
  LogBuilder log = ReadyAt();
  EXPECT_THAT(Issues(AssessNow(log), "R19"), IsEmpty());
  log.Must(model::ScopeLocked{"for the launch"});
  EXPECT_THAT(Issues(AssessNow(log), "R19"),
              ElementsAre(HasSubstr("before the scope was locked at 2026-03-10T09:00:00Z; check it "
                                    "again before the launch")));
  EXPECT_EQ(AssessNow(log).verdict, Verdict::kGo);
  Check(log, true, Verdict::kGo);
  EXPECT_THAT(Issues(AssessNow(log), "R19"), IsEmpty());
}

// --- X3 ------------------------------------------------------------------------------------------

TEST(Fallback, StandsWithItsPracticeBeforeImplementationStarts) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kFallback);
  plan.practice.clear();
  plan.description.clear();
  log.Must(plan);
  Assessment assessment = AssessNow(log);
  EXPECT_EQ(Answer(assessment),
            "mitigation-fallback:plan UNKNOWN(MISSING): does not say what is "
            "done instead; names no practice");
  EXPECT_EQ(assessment.verdict, Verdict::kHold);
  EXPECT_THAT(
      Issues(assessment, "R55"),
      ElementsAre("WARNING risk/slow-bank: R55: fallback \"plan\" lacks what it needs: does "
                  "not say what is done instead; names no practice; ben settles it by "
                  "2026-03-12T09:00:00Z; what it is for must not be begun before"));
  log.Must(model::ImplementationStarted{"retry"});
  assessment = AssessNow(log);
  EXPECT_THAT(Answer(assessment),
              HasSubstr("mitigation-fallback:plan FAIL: does not say what is done instead; names "
                        "no practice; implementation of \"retry\" was begun at "
                        "2026-03-10T10:00:00Z without it"));
  EXPECT_EQ(assessment.verdict, Verdict::kNoGo);
  EXPECT_THAT(Issues(assessment, "R55"), ElementsAre(HasSubstr("ERROR risk/slow-bank")));
  // One that comes late is there, and said to be late.
  log.Must(Plan(MitigationKind::kFallback, "late"));
  assessment = AssessNow(log);
  EXPECT_EQ(Answer(assessment), "mitigation-fallback:late PASS: has what it needs");
  EXPECT_EQ(assessment.verdict, Verdict::kGo);
  EXPECT_THAT(Issues(assessment, "R55"),
              ElementsAre("NOTE risk/slow-bank: R55: fallback \"late\" was planned at "
                          "2026-03-10T11:00:00Z, after what it is for was begun"));
}

TEST(Fallback, APracticeThatTheLogDoesNotKnowIsNoLink) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kFallback);
  plan.practice = "drill";
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log),
            "mitigation-fallback:plan UNKNOWN(MISSING): names practice \"drill\", "
            "which is neither declared nor was ever held");
  Hold(log, "2026-03-11T09:00:00Z", "drill");
  EXPECT_EQ(AnswerNow(log), "mitigation-fallback:plan PASS: has what it needs");
}

// It keeps back what the risk and the plan name, and everything where they name nothing.
TEST(Fallback, KeepsBackWhatItIsFor) {
  LogBuilder log = ReadyAt();
  model::DecisionOpened other;
  other.id = "colours";
  other.title = "Colours";
  other.owner = "ana";
  log.Must(other);
  model::MitigationPlanned plan = Plan(MitigationKind::kFallback);
  plan.practice.clear();
  plan.decision = "colours";
  log.Must(plan);
  log.Must(model::ImplementationStarted{"retry"});
  EXPECT_THAT(AnswerNow(log), HasSubstr("UNKNOWN(MISSING)"));
  log.Must(
      model::DecisionDecided{"colours", model::DecisionOutcome::kApproved, "It helps", "", {}});
  log.Must(model::ImplementationStarted{"colours"});
  EXPECT_THAT(AnswerNow(log), HasSubstr("FAIL"));
}

// --- X4 ------------------------------------------------------------------------------------------

TEST(EnforcedPractice, IsHeldBeforeWhatIsApprovedSince) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kEnforcedPractice);
  plan.practice = "risk-look";
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log),
            "mitigation-practice:plan UNKNOWN(MISSING): names practice "
            "\"risk-look\", which is not declared");
  Declare(log, "risk-look");
  EXPECT_EQ(AnswerNow(log), "mitigation-practice:plan PASS: has what it needs");
  // The approval from before the rule stands; one after it needs the practice in the week before.
  log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  log.Must(model::ApprovalGranted{"a2", "retry-design", "v2", {}, ""}, "rui");
  EXPECT_EQ(AnswerNow(log),
            "mitigation-practice:plan UNKNOWN(MISSING): \"risk-look\" was not held "
            "before what was approved, inside its cadence: a2");
  Hold(log, "2026-03-11T09:00:00Z", "risk-look");
  EXPECT_THAT(AnswerNow(log), HasSubstr("UNKNOWN(MISSING)"));
  log.GoTo(At("2026-03-18T09:00:00Z"));
  log.Must(model::ArtifactVersionPublished{"retry-design", "v3"});
  log.GoTo(At("2026-03-18T09:00:00Z"));
  log.Must(model::ApprovalGranted{"a3", "retry-design", "v3", {}, ""}, "rui");
  EXPECT_EQ(AnswerNow(log), "mitigation-practice:plan PASS: has what it needs");
  log.GoTo(At("2026-03-18T09:00:01Z"));
  log.Must(model::ArtifactVersionPublished{"retry-design", "v4"});
  log.GoTo(At("2026-03-18T09:00:01Z"));
  log.Must(model::ApprovalGranted{"a4", "retry-design", "v4", {}, ""}, "rui");
  EXPECT_THAT(AnswerNow(log), HasSubstr("inside its cadence: a4"));
}

TEST(EnforcedPractice, ItsOwnerChecksItAtTheMilestoneAndTheGoLapsesThere) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kEnforcedPractice);
  log.Must(plan);
  const Assessment before = AssessNow(log);
  EXPECT_EQ(before.verdict, Verdict::kGo);
  EXPECT_EQ(Asked(before)->valid_until, At("2026-06-01T00:00:00Z"));
  EXPECT_EQ(before.valid_until, At("2026-06-01T00:00:00Z"));
  EXPECT_THAT(Agenda(before, "checkpoint"),
              ElementsAre("plan by ben, 2026-06-01T00:00:00Z: UPCOMING"));
  const Assessment after = AssessAt(log, At("2026-06-01T00:00:00Z"));
  EXPECT_EQ(Answer(after),
            "mitigation-practice:plan UNKNOWN(MISSING): its owner did not check it "
            "at milestone \"release\", 2026-06-01T00:00:00Z");
  EXPECT_EQ(after.verdict, Verdict::kHold);
  // Too early, by another, and then by its owner inside the review interval of seven days.
  Hold(log, "2026-05-24T23:59:59Z", "weekly-review", "ben");
  Hold(log, "2026-05-30T09:00:00Z", "weekly-review", "ana");
  EXPECT_THAT(Answer(AssessAt(log, At("2026-06-01T00:00:00Z"))), HasSubstr("did not check it"));
  log.GoTo(At("2026-05-31T09:00:00Z"));
  log.Must(model::PracticeHeld{"weekly-review", ""}, "ben");
  EXPECT_EQ(Answer(AssessAt(log, At("2026-06-01T00:00:00Z"))),
            "mitigation-practice:plan PASS: has what it needs");
  EXPECT_THAT(Agenda(AssessNow(log), "checkpoint"),
              ElementsAre("plan by ben, 2026-06-01T00:00:00Z: DONE"));
}

TEST(EnforcedPractice, NeedsAMilestoneOfTheCalendar) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kEnforcedPractice);
  plan.gate = "some-day";
  log.Must(plan);
  EXPECT_THAT(AnswerNow(log), HasSubstr("UNKNOWN(MISSING): names milestone \"some-day\", which the "
                                        "calendar does not have"));
  LogBuilder none = ReadyAt();
  plan.gate.clear();
  none.Must(plan);
  EXPECT_THAT(AnswerNow(none), HasSubstr("names no milestone for its owner's checkpoint"));
}

// --- X5 ------------------------------------------------------------------------------------------

TEST(EscalationPath, GoesUpWhenItsDeadlinePassesAndTheRiskIsOpen) {
  LogBuilder log = ReadyAt();
  log.Must(Plan(MitigationKind::kEscalationPath));
  const Assessment in_time = AssessAt(log, At("2026-04-01T00:00:00Z"));
  EXPECT_EQ(Answer(in_time), "mitigation-escalation:plan PASS: has what it needs");
  EXPECT_EQ(in_time.valid_until, At("2026-04-01T00:00:00.000001Z"));
  EXPECT_THAT(Agenda(in_time, "escalation"), IsEmpty());
  const Assessment late = AssessAt(log, At("2026-04-01T00:00:00.000001Z"));
  EXPECT_EQ(Answer(late),
            "mitigation-escalation:plan UNKNOWN(STALE): its deadline passed at "
            "2026-04-01T00:00:00Z and the risk is open");
  EXPECT_EQ(late.verdict, Verdict::kHold);
  EXPECT_THAT(Agenda(late, "escalation"),
              ElementsAre("slow-bank by mia, 2026-04-03T00:00:00Z: DUE"));
}

TEST(EscalationPath, NeedsADeadlineAndACriterionThatIsSet) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kEscalationPath);
  plan.due_at.reset();
  plan.criterion = "refunds";
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log),
            "mitigation-escalation:plan UNKNOWN(MISSING): has no deadline; names "
            "criterion \"refunds\", which is not set");
}

TEST(EscalationPath, ARiskThatIsClosedWithoutItsCheckStaysUnverified) {
  LogBuilder log = ReadyAt();
  log.Must(Plan(MitigationKind::kEscalationPath));
  log.Must(model::RiskAppeared{"slow-bank", ""});
  log.Must(model::RiskMitigated{"slow-bank", "plan"});
  log.Must(model::RiskVerified{"slow-bank", {"p95-1"}});
  // The criterion passes on what was observed before the risk showed.
  Assessment assessment = AssessNow(log);
  EXPECT_EQ(Answer(assessment),
            "mitigation-escalation:plan UNKNOWN(INCONCLUSIVE): the risk is closed and unverified: "
            "criterion \"latency\" rests on what was observed before 2026-03-10T10:00:00Z");
  EXPECT_EQ(assessment.verdict, Verdict::kHold);
  EXPECT_EQ(assessment.summary.risks.at("unverified"), 1);
  EXPECT_FALSE(assessment.summary.risks.contains("verified"));
  EXPECT_THAT(Issues(assessment, "R57"), ElementsAre(HasSubstr("closed and unverified")));
  EXPECT_THAT(Agenda(assessment, "mitigation-need"),
              ElementsAre("plan by ben, 2026-03-12T12:00:00Z: DUE"));
  // It fails: what is closed is not.
  log.Must(model::EvidenceRecorded{testing::Value("p95-2", "checkout_p95", "ms", 900)});
  assessment = AssessNow(log);
  EXPECT_THAT(Answer(assessment), HasSubstr("FAIL: the risk is closed and unverified: criterion "
                                            "\"latency\" is FAIL"));
  EXPECT_EQ(assessment.verdict, Verdict::kNoGo);
  // Another path, which names no criterion at all, does not take that back.
  model::MitigationPlanned beside = Plan(MitigationKind::kEscalationPath);
  beside.id = "beside";
  beside.criterion.clear();
  log.Must(beside);
  EXPECT_THAT(Answer(AssessNow(log)), HasSubstr("mitigation-escalation:plan FAIL"));
  EXPECT_EQ(AssessNow(log).verdict, Verdict::kNoGo);
  log.Must(model::EvidenceRecorded{testing::Value("p95-3", "checkout_p95", "ms", 310)});
  assessment = AssessNow(log);
  EXPECT_EQ(Answer(assessment), "mitigation-escalation:plan PASS: has what it needs");
  EXPECT_EQ(assessment.summary.risks.at("verified"), 1);
  EXPECT_THAT(Issues(assessment, "R57"), IsEmpty());
}

TEST(EscalationPath, ARiskThatIsClosedWithoutEvidenceCountsAsUnverified) {
  LogBuilder log = ReadyAt();
  log.Must(model::RiskVerified{"slow-bank", {}});
  EXPECT_EQ(AssessNow(log).summary.risks.at("unverified"), 1);
}

// --- X6 ------------------------------------------------------------------------------------------

TEST(StandingReview, IsOnTheAgendaOfEveryReviewAndLookedAtInEach) {
  LogBuilder log = ReadyAt();
  Declare(log, "risk-look");
  log.GoTo(At("2026-03-10T12:00:00Z"));
  log.Must(Plan(MitigationKind::kStandingReview));
  // Reviews are due every seven days from the begin on the 2nd at 09:00.
  EXPECT_THAT(Agenda(AssessNow(log), "standing-item"),
              ElementsAre("slow-bank by ben, 2026-03-16T09:00:00Z: DUE"));
  log.GoTo(At("2026-03-16T09:00:00Z"));
  log.Must(model::ReviewClosed{"r1", ""});
  Assessment assessment = AssessNow(log);
  EXPECT_EQ(Answer(assessment),
            "mitigation-review:plan UNKNOWN(MISSING): the review of "
            "2026-03-16T09:00:00Z closed without it");
  EXPECT_THAT(Agenda(assessment, "standing-item"),
              ElementsAre("slow-bank by ben, 2026-03-23T09:00:00Z: DUE"));
  Hold(log, "2026-03-17T09:00:00Z", "risk-look");
  EXPECT_EQ(AnswerNow(log), "mitigation-review:plan PASS: has what it needs");
  log.GoTo(At("2026-03-23T09:00:00Z"));
  log.Must(model::ReviewClosed{"r2", ""});
  EXPECT_EQ(AnswerNow(log), "mitigation-review:plan PASS: has what it needs");
  log.GoTo(At("2026-03-30T09:00:00Z"));
  log.Must(model::ReviewClosed{"r3", ""});
  EXPECT_THAT(AnswerNow(log), HasSubstr("the review of 2026-03-30T09:00:00Z closed without it"));
}

TEST(StandingReview, NeedsAPracticeWithACadence) {
  LogBuilder log = ReadyAt();
  model::MitigationPlanned plan = Plan(MitigationKind::kStandingReview);
  plan.practice = "weekly-review";  // Declared with an owner and no cadence.
  log.Must(plan);
  EXPECT_EQ(AnswerNow(log),
            "mitigation-review:plan UNKNOWN(MISSING): practice \"weekly-review\" "
            "has no cadence");
}

// --- laws ----------------------------------------------------------------------------------------

// The fields that a kind may need, filled where their bit is set.
model::MitigationPlanned PlanOf(MitigationKind kind, unsigned filled, std::string id = "plan") {
  model::MitigationPlanned plan = Plan(kind, std::move(id));
  plan.owner = (filled & 1U) != 0 ? "ben" : "";
  plan.description = (filled & 2U) != 0 ? "Take the order and charge later" : "";
  plan.practice = (filled & 4U) != 0 ? "risk-look" : "";
  if ((filled & 8U) == 0) plan.gate.clear();
  if ((filled & 16U) == 0) plan.metric.clear();
  if ((filled & 32U) == 0) plan.criterion.clear();
  plan.due_at.reset();
  if ((filled & 64U) != 0) plan.due_at = At("2026-03-11T00:00:00Z");
  return plan;
}
constexpr unsigned kFields = 7;

// What may have happened since.
std::vector<LogBuilder> Worlds(const std::vector<model::MitigationPlanned>& plans) {
  std::vector<LogBuilder> worlds;
  for (int world = 0; world < 6; ++world) {
    LogBuilder log = ReadyAt();
    Declare(log, "risk-look");
    log.GoTo(At("2026-03-10T10:00:00Z"));
    for (const model::MitigationPlanned& plan : plans) log.Must(plan);
    log.GoTo(At("2026-03-10T12:00:00Z"));
    if (world == 1) log.Must(model::RiskAppeared{"slow-bank", ""});
    if (world == 2) log.Must(model::ImplementationStarted{"retry"});
    if (world == 3) log.Must(model::ScopeLocked{"for the launch"});
    if (world == 4) log.Must(model::ReviewClosed{"r1", ""});
    if (world == 5) {
      log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
      log.Must(model::ApprovalGranted{"a2", "retry-design", "v2", {}, ""}, "rui");
    }
    worlds.push_back(std::move(log));
  }
  return worlds;
}
// 0 for FAIL, 1 for UNKNOWN, 2 for PASS, of the one risk and kind in each world.
std::vector<int> Standings(const std::vector<model::MitigationPlanned>& plans) {
  std::vector<int> standings;
  for (const LogBuilder& log : Worlds(plans)) {
    const internal::View view{log.cycle.state(), DefaultPolicy(), At("2026-03-10T13:00:00Z")};
    const internal::Sheet sheet(view);
    const auto found = internal::FindMitigationNeeds(view, sheet);
    EXPECT_EQ(found.size(), 1U);
    const Result worst = found.front().Worst();
    standings.push_back(worst == Result::Pass() ? 2 : worst == Result::Fail() ? 0 : 1);
  }
  return standings;
}

TEST(MitigationLaws, SayingWhatWasMissingNeverMakesItWorse) {
  for (const internal::MitigationNeeds& kind : internal::AllMitigationNeeds()) {
    std::vector<std::vector<int>> standings;
    for (unsigned filled = 0; filled < (1U << kFields); ++filled) {
      standings.push_back(Standings({PlanOf(kind.kind, filled)}));
    }
    int better_count = 0;
    for (unsigned filled = 0; filled < (1U << kFields); ++filled) {
      for (unsigned field = 0; field < kFields; ++field) {
        const unsigned more = filled | (1U << field);
        for (size_t world = 0; world < standings[filled].size(); ++world) {
          EXPECT_GE(standings[more][world], standings[filled][world])
              << kind.question << " " << filled << " and " << field << " in world " << world;
          better_count += standings[more][world] > standings[filled][world] ? 1 : 0;
        }
      }
    }
    EXPECT_GT(better_count, 0) << kind.question;
    EXPECT_EQ(standings.front().front(), 1) << kind.question;  // Nothing said is no pass,
    EXPECT_EQ(standings.back().front(), 2) << kind.question;   // and everything is one.
  }
}

TEST(MitigationLaws, WhatIsPlannedBesideNeverMakesItWorse) {
  for (const internal::MitigationNeeds& kind : internal::AllMitigationNeeds()) {
    for (unsigned filled = 0; filled < (1U << kFields); filled += 5) {
      const std::vector<int> alone = Standings({PlanOf(kind.kind, filled)});
      for (const unsigned beside : {0U, 13U, 42U, 127U}) {
        const std::vector<int> both =
            Standings({PlanOf(kind.kind, filled), PlanOf(kind.kind, beside, "beside")});
        for (size_t world = 0; world < alone.size(); ++world) {
          EXPECT_GE(both[world], alone[world]) << kind.question << " " << filled << " " << beside;
        }
      }
    }
  }
}

}  // namespace
}  // namespace readiness::engine
