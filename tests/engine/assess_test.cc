#include "readiness/engine/assess.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "log_builder.h"

namespace readiness::engine {
namespace {

using testing::At;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LatencyCriterion;
using testing::LogBuilder;
using ::testing::Not;
using testing::ReadyCycle;
using ::testing::SizeIs;
using testing::Value;

Assessment AssessNow(const LogBuilder& log) { return Assess(log.cycle, {log.now(), {}}).value(); }
CriterionResult Criterion(const Assessment& assessment, std::string_view id) {
  for (const StageAssessment& stage : assessment.stages) {
    for (const CriterionResult& criterion : stage.criteria) {
      if (criterion.id == id) return criterion;
    }
  }
  return {};
}

// A review gate that did not open.
model::GateDecided NoGoAt(std::string name) {
  model::GateDecided decided;
  decided.gate = std::move(name);
  decided.kind = model::GateKind::kReview;
  decided.verdict = model::Verdict::kNoGo;
  decided.rationale = "Not shown";
  decided.lens_result = model::ResultKind::kFail;
  decided.follow_up_owner = "ben";
  decided.follow_up_ritual = "weekly-review";
  return decided;
}

TEST(Assess, ACycleThatHasEverythingIsGo) {
  const Assessment assessment = AssessNow(ReadyCycle());
  EXPECT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(assessment.raw_verdict, model::Verdict::kGo);
  ASSERT_THAT(assessment.stages, SizeIs(6));
  for (const StageAssessment& stage : assessment.stages) {
    EXPECT_EQ(stage.verdict, model::Verdict::kGo) << model::Name(stage.stage);
  }
  EXPECT_THAT(assessment.resolution, IsEmpty());
  EXPECT_THAT(assessment.vetoes, IsEmpty());
  EXPECT_THAT(assessment.scope.in, ElementsAre("retry-item"));
  ASSERT_THAT(assessment.constraints, SizeIs(1));
  EXPECT_EQ(assessment.constraints[0].decision, "retry");
  EXPECT_EQ(assessment.engine_version, kEngineVersion);
}

// R20: without a comparison the target is reached in the direction from the baseline; where neither
// says on which side it lies, evidence supports nothing.
TEST(Assess, AnOutcomeWithoutAComparisonIsReadFromItsBaseline) {
  const auto result = [](std::optional<double> baseline, double target, double value) {
    LogBuilder log = ReadyCycle();
    model::Outcome outcome = *log.cycle.state().outcome;
    outcome.comparison = model::Comparison::kUnspecified;
    outcome.baseline = baseline;
    outcome.target = target;
    log.Must(model::OutcomeDefined{outcome});
    log.Must(model::EvidenceRecorded{Value("newest", "checkout_p95", "ms", value)});
    const Assessment assessment = AssessNow(log);
    const CriterionResult& found = Criterion(assessment, "outcome-evidence");
    return model::Result{found.result, found.reason};
  };
  EXPECT_EQ(result(900, 400, 300), model::Result::Pass());
  EXPECT_EQ(result(100, 400, 300), model::Result::Unknown(model::UnknownReason::kInconclusive));
  EXPECT_EQ(result(100, 400, 500), model::Result::Pass());
  EXPECT_EQ(result(400, 400, 500), model::Result::Unknown(model::UnknownReason::kMissing));
  EXPECT_EQ(result(std::nullopt, 400, 500), model::Result::Unknown(model::UnknownReason::kMissing));
}

// R19: of two checks of one moment the later entry counts, whatever they are called.
TEST(Assess, TheNewestPreCommitmentIsTheLaterEntry) {
  for (const bool is_swapped : {false, true}) {
    LogBuilder log = ReadyCycle();
    model::GateDecided go;
    go.gate = is_swapped ? "b" : "a";
    go.kind = model::GateKind::kPreCommitment;
    go.verdict = model::Verdict::kGo;
    go.rationale = "reachable";
    go.is_signal_reachable = true;
    model::GateDecided no = go;
    no.gate = is_swapped ? "a" : "b";
    no.verdict = model::Verdict::kNoGo;
    no.is_signal_reachable = false;
    no.follow_up_owner = "ben";
    no.follow_up_ritual = "weekly-review";
    model::Entry first = log.Next(go);
    model::Entry second = log.Next(no);
    second.recorded_at = first.recorded_at;
    ASSERT_TRUE(log.cycle.Append(first).ok());
    ASSERT_TRUE(log.cycle.Append(second).ok());
    EXPECT_EQ(Criterion(AssessNow(log), "pre-commitment").result, model::ResultKind::kFail);
  }
}

// R21: a review after the launch whose date passes before there is a launch comes before it.
TEST(Assess, APostLaunchReviewBeforeTheLaunchIsNone) {
  LogBuilder log = ReadyCycle();
  log.Must(model::CalendarSet{
      {{"build_freeze", model::MilestoneKind::kGate, At("2026-03-10T00:00:00Z")}}, {}, {}, {}});
  model::PostLaunchReviewScheduled review =
      log.cycle.state().post_launch_reviews.begin()->second.fact;
  review.at = log.now() + absl::Hours(48);
  log.Must(review);
  const Assessment before = AssessNow(log);
  ASSERT_EQ(before.verdict, model::Verdict::kGo);
  // The GO ends by itself when the date has passed.
  EXPECT_EQ(before.valid_until, *review.at + absl::Microseconds(1));
  const auto at = [&log](absl::Time as_of) { return Assess(log.cycle, {as_of, {}}).value(); };
  EXPECT_EQ(at(*review.at).verdict, model::Verdict::kGo);
  const Assessment after = at(*review.at + absl::Microseconds(1));
  EXPECT_EQ(after.verdict, model::Verdict::kHold);
  EXPECT_EQ(Criterion(after, "post-launch-review").result, model::ResultKind::kUnknown);
}

// A review that was scheduled for a moment that had passed, or for one after the window, is none.
TEST(Assess, APostLaunchReviewLiesAheadAndInsideTheWindow) {
  const auto result = [](absl::Time at, bool is_late) {
    LogBuilder log = ReadyCycle();
    log.GoTo(At("2026-05-30T00:00:00Z"));
    if (is_late) {
      log.Must(model::Launched{"1.0", ""});
      log.GoTo(At("2026-06-10T00:00:00Z"));
    }
    model::PostLaunchReviewScheduled review =
        log.cycle.state().post_launch_reviews.begin()->second.fact;
    review.at = at;
    log.Must(review);
    return Criterion(AssessNow(log), "post-launch-review").result;
  };
  EXPECT_EQ(result(At("2026-06-20T00:00:00Z"), false), model::ResultKind::kPass);
  EXPECT_EQ(result(At("2080-06-20T00:00:00Z"), false), model::ResultKind::kUnknown);
  EXPECT_EQ(result(At("2026-06-05T00:00:00Z"), true), model::ResultKind::kUnknown);
}

// What this version does not know may stand against an override, so it lifts the verdict to HOLD at
// most.
TEST(Assess, NoOverrideLiftsWhatIsNotKnown) {
  LogBuilder log = ReadyCycle();
  log.Must(model::RoleAssigned{"mia", model::Role::kApprover, "", {}});
  log.Must(model::SignalObserved{"s", model::SignalState::kNotYet, ""});
  log.Must(model::OverrideGranted{
      "o", model::Verdict::kGo, {"rui", "mia"}, "known", log.now() + absl::Hours(99)});
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
  model::CycleLog newer = log.cycle.log();
  newer.unrecognized = "bytes";
  const Cycle cycle = Cycle::Replay(newer).value();
  EXPECT_EQ(Assess(cycle, {log.now(), {}}).value().verdict, model::Verdict::kHold);
}

// What was missed stays missed, and the occurrence that is running is due.
TEST(Assess, ARitualThatWasNotHeldIsMissed) {
  LogBuilder log = ReadyCycle();
  model::RitualDeclared ritual;
  ritual.ritual = "triage";
  ritual.owner = "ana";
  ritual.cadence = base::Window{base::WindowKind::kElapsed, 1, base::WindowUnit::kWeeks};
  log.Must(ritual);
  const absl::Time begin = log.cycle.state().rituals.at("triage").stamp.occurred_at;
  const auto states = [&log](absl::Time as_of) {
    std::vector<AgendaState> found;
    const Assessment assessment = Assess(log.cycle, {as_of, {}}).value();
    for (const AgendaItem& item : assessment.agenda) {
      if (item.subject == "triage") found.push_back(item.state);
    }
    return found;
  };
  const absl::Duration week = absl::Hours(24 * 7);
  EXPECT_THAT(states(begin + week), ElementsAre(AgendaState::kDue));  // To the deadline.
  EXPECT_THAT(states(begin + week + absl::Hours(1)), ElementsAre(AgendaState::kOverdue));
  EXPECT_THAT(states(begin + 2 * week + absl::Hours(1)),
              ElementsAre(AgendaState::kMissed, AgendaState::kOverdue));
  log.GoTo(begin + 2 * week + absl::Hours(1));
  log.Must(model::PracticeHeld{"triage", ""});
  EXPECT_THAT(states(log.now()), ElementsAre(AgendaState::kMissed, AgendaState::kDue));
}
// One that is always held a little late, and was declared long after the cycle began, misses none.
TEST(Assess, ARitualThatIsHeldLateIsNotMissed) {
  LogBuilder log = ReadyCycle();
  log.GoTo(log.now() + absl::Hours(24 * 60));
  model::RitualDeclared ritual;
  ritual.ritual = "triage";
  ritual.owner = "ana";
  ritual.cadence = base::Window{base::WindowKind::kElapsed, 1, base::WindowUnit::kWeeks};
  log.Must(ritual);
  for (int week = 0; week < 6; ++week) {
    log.GoTo(log.now() + absl::Hours(24 * 7) + absl::Minutes(30));
    log.Must(model::PracticeHeld{"triage", ""});
  }
  const Assessment assessment = AssessNow(log);
  std::vector<AgendaState> states;
  for (const AgendaItem& item : assessment.agenda) {
    if (item.subject == "triage") states.push_back(item.state);
  }
  EXPECT_THAT(states, ElementsAre(AgendaState::kDue));
}

// R12: a condition whose criterion changes nothing is named where it does not hold.
TEST(Assess, AConditionThatFailsAndChangesNothingIsNamed) {
  LogBuilder log = ReadyCycle();
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.level = model::Level::kInfo;
  criterion.threshold = 100;
  log.Must(model::CriterionSet{criterion});
  EXPECT_THAT(
      AssessNow(log).issues,
      Contains(Field(&model::Issue::message, HasSubstr("R12: it must be true and is FAIL"))));
}

// Section N: a gate that fails takes what was approved at it back to active review.
TEST(Assess, AnApprovalAtAGateThatFailsIsNone) {
  LogBuilder log = ReadyCycle();
  log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  log.Must(model::ApprovalGranted{"a2", "retry-design", "v2", {}, "build_freeze"}, "rui");
  EXPECT_THAT(AssessNow(log).scope.in, ElementsAre("retry-item"));
  log.Must(NoGoAt("build_freeze"));
  const Assessment assessment = AssessNow(log);
  EXPECT_THAT(assessment.scope.in, IsEmpty());
  const CriterionResult& approval = Criterion(assessment, "approval:retry-item");
  EXPECT_EQ(approval.reason, model::UnknownReason::kMissing);
  EXPECT_THAT(approval.value, HasSubstr("which was decided NO_GO"));
}

// What happened before the launch looked back on nothing, whenever it was recorded; of several the
// first counts, and not the first that was recorded.
TEST(Assess, WhatFollowsTheLaunchHappenedAfterIt) {
  LogBuilder log = ReadyCycle();
  log.Must(model::Launched{"1.0", ""});
  const absl::Time launch = log.now() - absl::Hours(1);
  const auto hold = [&log](absl::Time at) {
    model::Entry entry = log.Next(model::RetrospectiveHeld{"r", {}});
    entry.occurred_at = at;
    ASSERT_TRUE(log.cycle.Append(entry).ok());
  };
  log.GoTo(launch + absl::Hours(24 * 40));
  hold(launch - absl::Hours(24));
  EXPECT_EQ(Criterion(AssessNow(log), "retrospective").result, model::ResultKind::kUnknown);
  hold(launch + absl::Hours(24 * 30));
  EXPECT_EQ(Criterion(AssessNow(log), "retrospective").result, model::ResultKind::kPass);
  EXPECT_EQ(Criterion(AssessNow(log), "retrospective-in-time").result, model::ResultKind::kFail);
  hold(launch + absl::Hours(24 * 5));
  EXPECT_EQ(Criterion(AssessNow(log), "retrospective-in-time").result, model::ResultKind::kPass);
}
// T13: the support pass is for the second week.
TEST(Assess, ASupportPassBeforeItsWindowIsNotInTime) {
  for (const auto& [days, in_time] : {std::pair(1, false), std::pair(9, true)}) {
    LogBuilder log = ReadyCycle();
    log.Must(model::Launched{"1.0", ""});
    log.GoTo(log.now() + absl::Hours(24 * days));
    log.Must(model::SupportPassHeld{"s", {}, {}});
    const Assessment assessment = AssessNow(log);
    EXPECT_EQ(Criterion(assessment, "support-pass").result, model::ResultKind::kPass);
    EXPECT_EQ(Criterion(assessment, "support-pass-in-time").result,
              in_time ? model::ResultKind::kPass : model::ResultKind::kFail);
  }
}

// A role that ended leaves nobody since then, and the owner's window begins there.
TEST(Assess, AnOwnerWhoseRoleEndedWasOneUntilThen) {
  LogBuilder log = ReadyCycle();
  model::DecisionOpened decision;
  decision.id = "open";
  log.Must(decision);
  const absl::Time end = log.now() + absl::Hours(24 * 10);
  log.Must(model::RoleAssigned{"ben", model::Role::kDecisionOwner, "open", end});
  const auto has_veto = [&log](absl::Time as_of) {
    const Assessment at = Assess(log.cycle, {as_of, {}}).value();
    return std::any_of(at.vetoes.begin(), at.vetoes.end(),
                       [](const Veto& veto) { return veto.rule == "breached-window"; });
  };
  EXPECT_FALSE(has_veto(end + absl::Hours(48)));
  EXPECT_TRUE(has_veto(end + absl::Hours(48) + absl::Microseconds(1)));
  const Assessment late = Assess(log.cycle, {end + absl::Hours(49), {}}).value();
  EXPECT_THAT(late.issues, Contains(Field(&model::Issue::message,
                                          HasSubstr("no owner since " + base::InstantText(end)))));
  // A role that is held can end at once.
  log.Must(model::RoleAssigned{"ben", model::Role::kDecisionOwner, "open", log.now()});
}

// A practice counts when it was held, not when that was recorded.
TEST(Assess, ARitualThatIsFilledInLaterWasHeldWhenItWas) {
  LogBuilder log = ReadyCycle();
  model::RitualDeclared ritual;
  ritual.ritual = "triage";
  ritual.owner = "ana";
  ritual.cadence = base::Window{base::WindowKind::kElapsed, 7, base::WindowUnit::kDays};
  log.Must(ritual);
  const absl::Time held = log.now() + absl::Hours(24 * 20);
  log.GoTo(held);
  log.Must(model::PracticeHeld{"triage", ""});
  model::Entry older = log.Next(model::PracticeHeld{"triage", ""});
  older.occurred_at = held - absl::Hours(24 * 14);
  ASSERT_TRUE(log.cycle.Append(older).ok());
  const Assessment assessment = AssessNow(log);
  const auto item =
      std::find_if(assessment.agenda.begin(), assessment.agenda.end(), [](const AgendaItem& one) {
        return one.subject == "triage" && one.state != AgendaState::kMissed;
      });
  ASSERT_NE(item, assessment.agenda.end());
  EXPECT_EQ(item->due, held + absl::Hours(24 * 7));
}

// R38: what comes into the scope or leaves it after the lock is churn, too; when it happened
// counts.
TEST(Assess, ScopeThatMovesAfterTheLockIsChurn) {
  LogBuilder log = ReadyCycle();
  log.Must(model::ScopeLocked{"freeze"});
  model::Entry before = log.Next(model::ScopeItemRequested{"recorded-late", "", "", ""});
  before.occurred_at = log.now() - absl::Hours(24);
  ASSERT_TRUE(log.cycle.Append(before).ok());
  log.Must(model::ScopeItemRequested{"late", "", "", ""});
  log.Must(model::DecisionDescoped{"retry", "no room"});
  EXPECT_THAT(AssessNow(log).issues,
              Contains(Field(&model::Issue::message,
                             "R38: 2 came into the scope or left it after it was locked, without a "
                             "change request: late, retry")));
}

// R11: an outcome that says nothing, or whose window went by before the launch, is warned of.
TEST(Assess, R11AnOutcomeHasAStatementAndAWindowThatIsNotOver) {
  const auto said_of = [](const LogBuilder& log) {
    std::string said;
    for (const model::Issue& issue : AssessNow(log).issues) {
      if (issue.path.starts_with("outcome/")) said += issue.message;
    }
    return said;
  };
  LogBuilder log = ReadyCycle();
  EXPECT_EQ(said_of(log), "");
  model::Outcome outcome = *log.cycle.state().outcome;
  outcome.statement.clear();
  outcome.window_end = log.now() + absl::Hours(24);
  log.Must(model::OutcomeDefined{outcome});
  EXPECT_EQ(said_of(log), "R11: it has no statement; say it in one sentence");
  outcome.statement = "Shoppers finish";
  log.Must(model::OutcomeDefined{outcome});
  EXPECT_EQ(said_of(log), "");
  log.GoTo(*outcome.window_end + absl::Hours(1));
  log.Must(model::CommentOpened{"k", "flow", "faster", "", ""});
  EXPECT_THAT(said_of(log), HasSubstr("the window in which the target was to be reached ended"));
  log.Must(model::Launched{});
  EXPECT_EQ(said_of(log), "");
}

// R11, R13, R14: a target that asks for nothing, a lens without a name, evidence from long before.
TEST(Assess, WhatTheOutcomeIsJudgedByIsLookedAt) {
  const auto said_of = [](const LogBuilder& log) {
    std::string said;
    for (const model::Issue& issue : AssessNow(log).issues) {
      said += base::Cat(issue.path, " ", issue.message, "\n");
    }
    return said;
  };
  LogBuilder log = ReadyCycle();
  EXPECT_THAT(said_of(log), Not(HasSubstr("nothing has to change")));
  EXPECT_THAT(said_of(log), Not(HasSubstr("before the cycle began")));
  model::Outcome outcome = *log.cycle.state().outcome;
  outcome.baseline = 400;
  log.Must(model::OutcomeDefined{outcome});
  EXPECT_THAT(said_of(log), HasSubstr("R11: its baseline 400 reaches the target <= 400 already"));
  outcome.metric = "answer_p95";
  log.Must(model::OutcomeDefined{outcome});
  model::EvidenceRecorded old;
  old.evidence.id = "old";
  old.evidence.metric = "answer_p95";
  old.evidence.unit = "ms";
  old.evidence.finding = 300.0;
  old.evidence.observed_at = At("2010-01-01T00:00:00Z");
  log.Must(old);
  EXPECT_THAT(said_of(log), HasSubstr("R14: the newest evidence on its metric was observed at "
                                      "2010-01-01T00:00:00Z, before the cycle began"));
  model::CalendarSet calendar;
  calendar.milestones = {{"beta", model::MilestoneKind::kGate, log.now()}};
  log.Must(calendar);
  model::GateDecided decided;
  decided.gate = "beta";
  decided.verdict = model::Verdict::kGo;
  decided.rationale = "seen";
  decided.lens_result = model::ResultKind::kPass;
  log.Must(decided);
  EXPECT_THAT(said_of(log), HasSubstr("gate/beta R13: it was judged through a lens"));
  outcome.lens = "speed";
  log.Must(model::OutcomeDefined{outcome});
  EXPECT_THAT(said_of(log), Not(HasSubstr("R13")));
}

// R12: who moves the threshold after the answer is in is said to have.
TEST(Assess, GoalsThatMovedAfterTheEvidenceAreNamed) {
  const auto notes_of = [](const LogBuilder& log, std::string_view path) {
    std::string said;
    for (const model::Issue& issue : AssessNow(log).issues) {
      if (issue.path == path && issue.message.find("at hand") != std::string::npos) {
        said += issue.message;
      }
    }
    return said;
  };
  LogBuilder log = ReadyCycle();
  EXPECT_EQ(notes_of(log, "criterion/latency"), "");
  model::Criterion easier = LatencyCriterion();
  easier.threshold = 900;
  log.Must(model::CriterionSet{easier});
  EXPECT_THAT(notes_of(log, "criterion/latency"), HasSubstr("at hand: threshold 400 to 900"));
  easier.level = model::Level::kInfo;
  log.Must(model::CriterionSet{easier});
  EXPECT_THAT(notes_of(log, "criterion/latency"), HasSubstr("at hand: level MUST to INFO"));
  model::Outcome outcome = *log.cycle.state().outcome;
  outcome.target = 800;
  log.Must(model::OutcomeDefined{outcome});
  EXPECT_THAT(notes_of(log, "outcome/faster"), HasSubstr("target 400 to 800"));
}

// Section N: where the cycle and its items stand follows from what is recorded.
TEST(Assess, TheCycleAndItsItemsGoThroughTheirStates) {
  const auto phase_of = [](const LogBuilder& log) { return AssessNow(log).phase; };
  LogBuilder bare;
  EXPECT_EQ(phase_of(bare), "opened");
  model::Outcome outcome;
  outcome.id = "o";
  outcome.metric = "m";
  outcome.baseline = 1;
  outcome.target = 2;
  outcome.ritual = "sync";
  bare.Must(model::OutcomeDefined{outcome});
  EXPECT_EQ(phase_of(bare), "planned");
  model::PilotStarted pilot;
  pilot.id = "pilot";
  bare.Must(pilot);
  EXPECT_EQ(phase_of(bare), "pilot");
  bare.Must(model::ScopeItemRequested{"item", "", "", ""});
  EXPECT_EQ(AssessNow(bare).summary.scope_items.at("requested"), 1);
  bare.Must(model::ScopeLocked{"freeze"});
  EXPECT_EQ(phase_of(bare), "committed");

  LogBuilder log = ReadyCycle();
  EXPECT_EQ(phase_of(log), "validating");
  EXPECT_EQ(AssessNow(log).summary.scope_items.at("approved"), 1);
  log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  EXPECT_EQ(AssessNow(log).summary.scope_items.at("active_review"), 1);
  log.Must(model::ApprovalGranted{"again", "retry-design", "v2", {}, ""}, "rui");
  model::ImplementationStarted started;
  started.decision = "retry";
  log.Must(started);
  EXPECT_EQ(phase_of(log), "implementing");
  EXPECT_EQ(AssessNow(log).summary.scope_items.at("in_implementation"), 1);
  model::ImplementationVerified verified;
  verified.decision = "retry";
  log.Must(verified);
  EXPECT_EQ(phase_of(log), "pre_release");
  log.Must(model::Launched{});
  EXPECT_EQ(phase_of(log), "launched");
  EXPECT_EQ(AssessNow(log).summary.scope_items.at("shipped"), 1);
  log.GoTo(log.now() + absl::Hours(24 * 20));
  log.Must(model::RetrospectiveHeld{});
  EXPECT_EQ(phase_of(log), "post_launch");
}

// R36: what one party gave itself, or approves of its own, is said.
TEST(Assess, R36WhoHelpsItselfIsNamed) {
  const auto said_of = [](const LogBuilder& log) {
    std::string said;
    for (const model::Issue& issue : AssessNow(log).issues) {
      said += base::Cat(issue.path, " ", issue.message, "\n");
    }
    return said;
  };
  LogBuilder log = ReadyCycle();
  EXPECT_THAT(said_of(log), Not(HasSubstr("R36")));
  log.Must(model::PartyAdded{{"eve", "Eve", model::PartyKind::kPerson}});
  log.Must(model::RoleAssigned{"eve", model::Role::kApprover, "", {}}, "eve");
  EXPECT_THAT(said_of(log), HasSubstr("party/eve R36: it gave itself the role APPROVER"));
  const std::string owner =
      log.cycle.state().decisions.find("retry")->second.ownership.owners.front();
  log.Must(model::RoleAssigned{owner, model::Role::kApprover, "", {}});
  log.Must(model::ArtifactVersionPublished{"retry-design", "v3"});
  log.Must(model::ApprovalGranted{"own", "retry-design", "v3", {}, ""}, owner);
  EXPECT_THAT(said_of(log), HasSubstr("approval/own R36: \"" + owner + "\" approves what"));
}

// R23: who is asked to decide is told by when.
TEST(Assess, R23OpenDecisionsWithoutADueDateAreCounted) {
  LogBuilder log = ReadyCycle();
  model::DecisionOpened decision;
  decision.id = "d";
  log.Must(decision);
  decision.id = "e";
  decision.due_at = log.now() + absl::Hours(48);
  log.Must(decision);
  EXPECT_THAT(AssessNow(log).issues,
              Contains(Field(&model::Issue::message, "R23: 1 open decision has no due date: d")));
}

// R32: a gate opens on the word of somebody who answers for it; a NO_GO counts from anybody.
TEST(Assess, R32AStrangerOpensNoGate) {
  LogBuilder log = ReadyCycle();
  model::CalendarSet calendar;
  calendar.milestones = {{"beta", model::MilestoneKind::kGate, log.now()}};
  log.Must(calendar);
  model::GateDecided decided;
  decided.gate = "beta";
  decided.verdict = model::Verdict::kGo;
  decided.rationale = "seen";
  decided.lens_result = model::ResultKind::kPass;
  log.Must(model::PartyAdded{{"eve", "Eve", model::PartyKind::kPerson}});
  log.Must(decided, "eve");
  EXPECT_EQ(Criterion(AssessNow(log), "gate:beta").reason, model::UnknownReason::kMissing);
  EXPECT_THAT(Criterion(AssessNow(log), "gate:beta").value, HasSubstr("\"eve\" answers for"));
  log.Must(decided);
  EXPECT_EQ(Criterion(AssessNow(log), "gate:beta").result, model::ResultKind::kPass);
  log.Must(model::RoleAssigned{"eve", model::Role::kDecisionOwner, "beta", {}});
  log.Must(decided, "eve");
  EXPECT_EQ(Criterion(AssessNow(log), "gate:beta").result, model::ResultKind::kPass);

  decided.gate = "commit";
  decided.kind = model::GateKind::kPreCommitment;
  decided.is_signal_reachable = true;
  log.Must(decided, "eve");
  EXPECT_EQ(Criterion(AssessNow(log), "pre-commitment").reason, model::UnknownReason::kMissing);
  decided.verdict = model::Verdict::kNoGo;
  decided.follow_up_owner = "ana";
  decided.follow_up_ritual = "weekly-review";
  log.Must(decided, "eve");
  EXPECT_EQ(Criterion(AssessNow(log), "pre-commitment").result, model::ResultKind::kFail);
}

// R23: what is closed was closed for a reason and by somebody who answers for it.
TEST(Assess, ADecisionThatEndsWithoutAReasonIsNamed) {
  LogBuilder log = ReadyCycle();
  model::DecisionOpened decision;
  decision.id = "d";
  log.Must(decision);
  log.Must(model::DecisionWithdrawn{"d", ""});
  const auto issues = AssessNow(log).issues;
  EXPECT_THAT(issues,
              Contains(Field(&model::Issue::message, "R23: it was withdrawn without a reason")));
  EXPECT_THAT(issues,
              Contains(Field(&model::Issue::message, HasSubstr("R23: it was withdrawn and has no "
                                                               "owner"))));
}

// A mitigation may name the decision that chose it; once approved, it treats the risk.
TEST(Assess, AMitigationNamesTheDecisionThatTreatsAnActRisk) {
  LogBuilder log = ReadyCycle();
  log.Must(model::RiskEstimated{
      "slow-bank", model::Likelihood{0.9}, 0.9, {}, model::Reversibility::kIrreversible, "page"});
  const auto lacks_decision = [&log] {
    const Assessment assessment = AssessNow(log);
    return std::any_of(assessment.vetoes.begin(), assessment.vetoes.end(),
                       [](const Veto& veto) { return veto.rule == "act-risk-without-decision"; });
  };
  ASSERT_TRUE(lacks_decision());
  model::MitigationPlanned planned;
  planned.id = "m";
  planned.risk = "slow-bank";
  planned.strategy = model::MitigationStrategy::kReduce;
  planned.decision = "retry";
  log.Must(planned);
  EXPECT_FALSE(lacks_decision());
}

TEST(Assess, AFreshCycleHoldsAndNamesAnOwnerAndAStepForEachUnknown) {
  const Assessment assessment = AssessNow(LogBuilder());
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  EXPECT_THAT(assessment.resolution, Not(IsEmpty()));
  for (const Resolution& resolution : assessment.resolution) {
    EXPECT_NE(resolution.reason, model::UnknownReason::kUnspecified) << resolution.path;
    EXPECT_FALSE(resolution.owner.empty()) << resolution.path;
    EXPECT_FALSE(resolution.next_step.empty()) << resolution.path;
  }
  EXPECT_THAT(assessment.certificate, IsEmpty());
}

TEST(Assess, BeforeTheFirstEntryNothingIsKnown) {
  const LogBuilder log;
  const absl::Status status = Assess(log.cycle, {At("2020-01-01T00:00:00Z"), {}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("nothing is known"));
}

TEST(Assess, SinceMayNotLieAhead) {
  const LogBuilder log;
  EXPECT_EQ(Assess(log.cycle, {log.now(), log.now() + absl::Hours(1)}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// The law of section 5: what was recorded later is unknown.
TEST(Assess, WhatIsRecordedLaterChangesNoEarlierAssessment) {
  LogBuilder log = ReadyCycle();
  const absl::Time then = log.now();
  log.GoTo(then + absl::Hours(10));
  const Assessment before = Assess(log.cycle, {then, {}}).value();
  log.Must(model::EvidenceRecorded{Value("p95-2", "checkout_p95", "ms", 900)});
  log.Must(model::DecisionReopened{"retry", "too slow"});
  EXPECT_EQ(Assess(log.cycle, {then, {}}).value(), before);
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kNoGo);
}

// The cycle keeps its state as it was at the last review. Whatever it keeps, an assessment is that
// of the entries known then: of a cycle that was never told of the later ones, of one that was fed
// entry by entry, and of one that was replayed.
TEST(Assess, WhatTheCycleKeepsOfAReviewShowsNowhere) {
  LogBuilder log = ReadyCycle();
  const auto late = [&log](absl::Time occurred_at, absl::Time recorded_at, model::Fact fact) {
    log.GoTo(recorded_at);
    model::Entry entry = log.Next(std::move(fact));
    entry.occurred_at = occurred_at;
    ASSERT_TRUE(log.cycle.Append(entry).ok());
  };
  const absl::Time begin = log.now();
  log.Must(model::ReviewClosed{"r1", ""});
  log.Must(model::EvidenceRecorded{Value("p95-2", "checkout_p95", "ms", 900)});
  // Recorded at the moment of the review, before it and behind it.
  const absl::Time second = log.now();
  log.Must(model::CommentOpened{"c1", "payment", "fewer errors", "Why once?", "retry"});
  log.GoTo(second);
  log.Must(model::ReviewClosed{"r2", ""});
  log.GoTo(second);
  log.Must(model::EvidenceRetracted{"p95-2", "wrong probe"});
  // Known later than it happened, before and after the reviews.
  late(begin, second + absl::Hours(5),
       model::EvidenceRecorded{Value("p95-3", "checkout_p95", "ms", 390)});
  log.Must(model::DecisionReopened{"retry", "too slow"});
  log.Must(model::ReviewClosed{"r3", ""});
  late(second, log.now() + absl::Hours(3), model::ScopeLocked{"agreed in the review"});
  log.Must(model::ReviewClosed{"r4", ""});

  const std::vector<model::Entry>& entries = log.cycle.log().entries;
  const Cycle replayed = Cycle::Replay(log.cycle.log()).value();
  std::vector<absl::Time> moments = {*entries[0].recorded_at - absl::Hours(1)};
  for (size_t i = entries.size() - 14; i < entries.size(); ++i) {
    moments.push_back(*entries[i].recorded_at);
    moments.push_back(*entries[i].recorded_at + absl::Microseconds(1));
  }
  int compared_count = 0;
  for (size_t at = 0; at < moments.size(); ++at) {
    const absl::Time as_of = moments[at];
    if (log.cycle.KnownCount(as_of) == 0) continue;
    model::CycleLog known = log.cycle.log();
    known.entries.resize(log.cycle.KnownCount(as_of));
    const Cycle shorter = Cycle::Replay(known).value();
    std::vector<std::optional<absl::Time>> sinces = {std::nullopt};
    for (size_t before = at % 3; before <= at; before += 3) {
      if (moments[before] <= as_of) sinces.emplace_back(moments[before]);
    }
    for (const std::optional<absl::Time>& since : sinces) {
      const Assessment expected = Assess(shorter, {as_of, since}).value();
      EXPECT_EQ(Assess(log.cycle, {as_of, since}).value(), expected) << as_of;
      EXPECT_EQ(Assess(replayed, {as_of, since}).value(), expected) << as_of;
      compared_count += expected.since.as_of.has_value() ? 1 : 0;
      // What was known at `since` and what has changed from then on: the same by two assessments.
      if (!expected.since.as_of.has_value()) continue;
      const Assessment then = Assess(shorter, {*expected.since.as_of, {}}).value();
      EXPECT_EQ(expected.since.verdict, then.verdict) << as_of;
      std::vector<std::string> passing, failing;
      for (size_t stage = 0; stage < expected.stages.size(); ++stage) {
        for (const CriterionResult& now : expected.stages[stage].criteria) {
          const auto& before = then.stages[stage].criteria;
          const auto found =
              std::find_if(before.begin(), before.end(),
                           [&now](const CriterionResult& one) { return one.id == now.id; });
          const bool passed = found != before.end() && found->result == model::ResultKind::kPass;
          const std::string path =
              std::string(model::Name(expected.stages[stage].stage)) + "/" + now.id;
          if (now.result == model::ResultKind::kPass && !passed) passing.push_back(path);
          if (passed && (now.result == model::ResultKind::kFail ||
                         now.result == model::ResultKind::kUnknown)) {
            failing.push_back(path);
          }
        }
      }
      std::sort(passing.begin(), passing.end());
      std::sort(failing.begin(), failing.end());
      EXPECT_EQ(expected.since.now_passing, passing) << as_of;
      EXPECT_EQ(expected.since.now_failing, failing) << as_of;
    }
  }
  EXPECT_GT(compared_count, 60);
  // A copy shares what is kept, and goes its own way.
  Cycle copy = log.cycle;
  ASSERT_TRUE(copy.Append(log.Next(model::EvidenceRetracted{"p95-3", "wrong probe too"})).ok());
  EXPECT_EQ(Assess(log.cycle, {*entries.back().recorded_at, {}}).value(),
            Assess(replayed, {*entries.back().recorded_at, {}}).value());
}

TEST(Assess, TheSameLogGivesTheSameAssessment) {
  const LogBuilder log = ReadyCycle();
  const Cycle again = Cycle::Replay(log.cycle.log()).value();
  EXPECT_EQ(Assess(again, {log.now(), {}}).value(), AssessNow(log));
}

TEST(Assess, AMustThatFailsIsNoGoAndItsCertificateIsThatLeaf) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRecorded{Value("p95-2", "checkout_p95", "ms", 900)});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kNoGo);
  ASSERT_THAT(assessment.certificate, SizeIs(1));
  EXPECT_EQ(assessment.certificate[0].path, "TEST_EVIDENCE/latency");
  ASSERT_THAT(assessment.flip, SizeIs(1));
  EXPECT_EQ(assessment.flip[0].path, "TEST_EVIDENCE/latency");
  EXPECT_EQ(assessment.flip[0].to, model::ResultKind::kPass);
}

// Section 5: erasing all evidence of a criterion can only move GO or NO_GO to HOLD.
TEST(Assess, ErasingEvidenceHoldsAndNeverOpens) {
  LogBuilder good = ReadyCycle();
  good.Must(model::EvidenceRetracted{"p95-1", "wrong probe"});
  EXPECT_EQ(AssessNow(good).verdict, model::Verdict::kHold);
  EXPECT_EQ(Criterion(AssessNow(good), "latency").reason, model::UnknownReason::kMissing);
  LogBuilder bad = ReadyCycle();
  bad.Must(model::EvidenceRecorded{Value("p95-2", "checkout_p95", "ms", 900)});
  bad.Must(model::EvidenceRetracted{"p95-2", "wrong probe"});
  EXPECT_EQ(AssessNow(bad).verdict, model::Verdict::kHold);
}

TEST(Assess, EvidenceThatDisagreesWithItselfIsConflictingAfterARetractionToo) {
  LogBuilder log = ReadyCycle();
  model::Evidence evidence = Value("p95-2", "checkout_p95", "ms", 300);
  evidence.observed_at = log.now();
  log.GoTo(log.now() + absl::Hours(1));
  log.Must(model::EvidenceRecorded{evidence});
  evidence.id = "p95-3";
  evidence.finding = 350.0;
  log.Must(model::EvidenceRecorded{evidence});
  EXPECT_EQ(Criterion(AssessNow(log), "latency").reason, model::UnknownReason::kConflicting);
  log.Must(model::EvidenceRetracted{"p95-3", "wrong"});
  EXPECT_EQ(Criterion(AssessNow(log), "latency").reason, model::UnknownReason::kConflicting);
}

TEST(Assess, R36ANewVersionTakesTheItemOutOfScopeUntilItIsApprovedAgain) {
  LogBuilder log = ReadyCycle();
  log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  ASSERT_THAT(assessment.scope.out, SizeIs(1));
  EXPECT_THAT(assessment.scope.out[0].missing, ElementsAre("approval"));
  EXPECT_EQ(Criterion(assessment, "approval:retry-item").reason, model::UnknownReason::kMissing);
  EXPECT_THAT(Criterion(assessment, "approval:retry-item").value, HasSubstr("v1 only"));
  log.Must(model::ApprovalGranted{"a2", "retry-design", "v2", {}, ""}, "rui");
  assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kGo);
}

TEST(Assess, Q6AConditionalApprovalIsNoApprovalUntilEachConditionIsMet) {
  LogBuilder log = ReadyCycle();
  log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  log.Must(model::ApprovalGranted{"a2", "retry-design", "v2", {{"copy", "Check the copy"}}, ""},
           "rui");
  const Assessment held = AssessNow(log);
  EXPECT_EQ(held.verdict, model::Verdict::kHold);
  EXPECT_THAT(Criterion(held, "approval:retry-item").next_step, HasSubstr("Check the copy"));
  log.Must(model::PartyAdded{{"eve", "Eve", model::PartyKind::kPerson}});
  EXPECT_THAT(std::string(log.Try(model::ConditionMet{"a2", "copy"}, "eve").message()),
              HasSubstr("Q6: \"eve\" answers neither in the cycle nor for \"retry-design\""));
  log.Must(model::ConditionMet{"a2", "copy"});
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
}

// R35: whatever becomes of a decision, its item is in scope exactly while the decision is approved
// (or implemented), and a decision that leaves the scope takes its item along.
TEST(Assess, R35AnItemIsInScopeOnlyWhileItsDecisionIsApproved) {
  const auto expect_out = [](const LogBuilder& log, std::string_view phase) {
    const Assessment assessment = AssessNow(log);
    EXPECT_EQ(assessment.verdict, model::Verdict::kHold) << phase;
    EXPECT_THAT(assessment.scope.in, IsEmpty()) << phase;
    ASSERT_THAT(assessment.scope.out, SizeIs(1)) << phase;
    EXPECT_THAT(assessment.scope.out[0].missing, ElementsAre("decision")) << phase;
    EXPECT_EQ(Criterion(assessment, "approval:retry-item").result, model::ResultKind::kPass);
    const CriterionResult& opposed = Criterion(assessment, "standing-decision:retry-item");
    EXPECT_EQ(opposed.reason, model::UnknownReason::kConflicting) << phase;
    EXPECT_THAT(opposed.value, HasSubstr(phase));
    EXPECT_THAT(opposed.next_step, HasSubstr("retry")) << phase;
  };
  using model::DecisionOutcome;
  for (const auto& [outcome, phase] :
       {std::pair(DecisionOutcome::kRejected, "rejected"),
        std::pair(DecisionOutcome::kChangesRequested, "changes_requested"),
        std::pair(DecisionOutcome::kDeferred, "deferred")}) {
    LogBuilder log = ReadyCycle();
    log.Must(model::DecisionReopened{"retry", "too slow"});
    expect_out(log, "in_review");
    log.Must(model::DecisionDecided{"retry", outcome, "It does not help", "", {}});
    expect_out(log, phase);
  }
  LogBuilder withdrawn = ReadyCycle();
  withdrawn.Must(model::DecisionWithdrawn{"retry", "not needed"});
  expect_out(withdrawn, "withdrawn");
  withdrawn.Must(model::DecisionDescoped{"retry", "not now"});
  EXPECT_THAT(AssessNow(withdrawn).scope.out, IsEmpty());
  LogBuilder again = ReadyCycle();
  const model::HandoffIssued handoff = *again.cycle.state().decisions.at("retry").handoff;
  again.Must(model::DecisionReopened{"retry", "too slow"});
  again.Must(model::DecisionDecided{"retry", DecisionOutcome::kApproved, "It helps", "", {}});
  again.Must(handoff);
  EXPECT_EQ(AssessNow(again).verdict, model::Verdict::kGo);
}

TEST(Assess, AWithdrawnApprovalCountsNoMore) {
  LogBuilder log = ReadyCycle();
  log.Must(model::ApprovalWithdrawn{"a1", "new facts"}, "rui");
  EXPECT_THAT(AssessNow(log).scope.in, IsEmpty());
}

TEST(Assess, R24TwoOwnersAreInvalidAndAVeto) {
  LogBuilder log = ReadyCycle();
  log.Must(model::RiskOwnerAssigned{"slow-bank", "ben", true});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  EXPECT_EQ(Criterion(assessment, "risk-owner:slow-bank").reason,
            model::UnknownReason::kInvalidOwner);
  EXPECT_THAT(assessment.vetoes, Contains(Field(&Veto::rule, "invalid-owner")));
}

// A waiver does not name an owner: what was found counts, in every question about owners.
TEST(Assess, NoWaiverOfAnOwnerLiftsTheVeto) {
  const auto waived = [](LogBuilder log, const std::string& path) {
    EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kHold) << path;
    log.Must(model::WaiverGranted{"w", path, "we know", log.now() + absl::Hours(100)}, "rui");
    const Assessment assessment = AssessNow(log);
    EXPECT_THAT(assessment.waivers, SizeIs(1)) << path;
    EXPECT_EQ(Criterion(assessment, path.substr(path.find('/') + 1)).result,
              model::ResultKind::kWaived);
    EXPECT_EQ(assessment.verdict, model::Verdict::kHold) << path;
    EXPECT_THAT(assessment.vetoes, Contains(Field(&Veto::path, path)));
  };
  LogBuilder risk = ReadyCycle();
  risk.Must(model::RiskOwnerAssigned{"slow-bank", "ben", true});
  waived(risk, "ASSIGN_OWNERS/risk-owner:slow-bank");
  LogBuilder dependency = ReadyCycle();
  dependency.Must(model::DependencyDeclared{"retry", "page", "", "weekly", "checkout_p95", {}});
  waived(dependency, "ASSIGN_OWNERS/dependency-owner:retry<-page");
  LogBuilder sign_off = ReadyCycle();
  sign_off.Must(model::RoleAssigned{"ben", model::Role::kSignOffOwner, "", {}});
  waived(sign_off, "DEFINE_OUTCOME/sign-off-owner");
  LogBuilder after_launch = ReadyCycle();
  after_launch.Must(model::RoleAssigned{"mia", model::Role::kPostLaunchOwner, "", {}});
  waived(after_launch, "LEARN/post-launch-owner");
}

// INFO changes nothing, also where the owner is what is missing.
TEST(Assess, AnOwnerQuestionThatIsInfoRaisesNoVeto) {
  LogBuilder log = ReadyCycle();
  log.Must(model::Launched{"1", ""});
  log.Must(model::PostLaunchIssueOpened{"slow", "Slow on Mondays", "", "", ""});
  EXPECT_EQ(Criterion(AssessNow(log), "post-launch-issue:slow").reason,
            model::UnknownReason::kInvalidOwner);
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
  model::Policy policy = DefaultPolicy();
  for (model::PolicyCriterion& asked : policy.criteria) {
    if (asked.kind == "post-launch-issue") asked.level = model::Level::kShould;
  }
  log.Must(model::PolicySet{policy});
  EXPECT_THAT(AssessNow(log).vetoes, Contains(Field(&Veto::rule, "invalid-owner")));
}

TEST(Assess, R26WorkThatWaitsForItselfIsNoGoAndTheCircleIsNamed) {
  LogBuilder log = ReadyCycle();
  log.Must(model::DependencyDeclared{"retry", "page", "ana", "weekly", "checkout_p95", {}});
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
  log.Must(model::DependencyDeclared{"page", "retry", "ana", "weekly", "checkout_p95", {}});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kNoGo);
  EXPECT_EQ(Criterion(assessment, "no-circular-dependency").value,
            "page waits for retry waits for page");
}

TEST(Assess, R26ACircleNamesAllThatWaitForEachOther) {
  LogBuilder log = ReadyCycle();
  log.Must(model::DependencyDeclared{"retry", "page", "ana", "weekly", "checkout_p95", {}});
  log.Must(model::DependencyDeclared{"page", "retry", "ana", "weekly", "checkout_p95", {}});
  for (const char* id : {"one", "two"}) {
    model::DecisionOpened decision;
    decision.id = id;
    decision.owner = "ana";
    log.Must(decision);
  }
  log.Must(model::DependencyDeclared{"one", "page", "ana", "weekly", "checkout_p95", {}});
  log.Must(model::DependencyDeclared{"two", "one", "ana", "weekly", "checkout_p95", {}});
  log.Must(model::DependencyDeclared{"page", "two", "ana", "weekly", "checkout_p95", {}});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(Criterion(assessment, "no-circular-dependency").value,
            "page waits for retry waits for page "
            "(4 wait for each other: one, page, retry, two)");
  ASSERT_EQ(assessment.circular_dependencies.size(), 1U);
  const CircularDependency& circle = assessment.circular_dependencies[0];
  EXPECT_EQ(circle.kind, "work");
  EXPECT_THAT(circle.members, ElementsAre("one", "page", "retry", "two"));
  EXPECT_THAT(circle.shortest_cycle, ElementsAre("page", "retry"));
  EXPECT_TRUE(circle.is_shortest);
}

// R26: a circle is wrong while each of its members is still to be done.
TEST(Assess, R26ACircleEndsWithTheWorkThatMakesIt) {
  using model::DecisionOutcome;
  const auto circle = [] {
    LogBuilder log = ReadyCycle();
    for (const char* id : {"one", "two"}) {
      model::DecisionOpened decision;
      decision.id = id;
      decision.owner = "ana";
      log.Must(decision);
    }
    log.Must(model::DependencyDeclared{"one", "two", "ana", "weekly", "checkout_p95", {}});
    log.Must(model::DependencyDeclared{"two", "one", "ana", "weekly", "checkout_p95", {}});
    return log;
  };
  const auto result = [](const LogBuilder& log) {
    return Criterion(AssessNow(log), "no-circular-dependency").result;
  };
  LogBuilder log = circle();
  EXPECT_EQ(result(log), model::ResultKind::kFail);
  log.Must(model::DecisionDecided{"one", DecisionOutcome::kApproved, "x", "", {}});
  EXPECT_EQ(result(log), model::ResultKind::kFail);
  log.Must(model::ImplementationVerified{"one", {}});
  EXPECT_EQ(result(log), model::ResultKind::kPass);
  for (const model::Fact& end :
       {model::Fact(model::DecisionDescoped{"one", ""}),
        model::Fact(model::DecisionWithdrawn{"two", ""}),
        model::Fact(model::DecisionSuperseded{"two", "one", ""}),
        model::Fact(model::DecisionDecided{"one", DecisionOutcome::kRejected, "x", "", {}})}) {
    LogBuilder ended = circle();
    ended.Must(end);
    EXPECT_EQ(result(ended), model::ResultKind::kPass) << model::Name(end);
  }
  LogBuilder deferred = circle();
  deferred.Must(model::DecisionDecided{"one", DecisionOutcome::kDeferred, "x", "",
                                       At("2026-05-01T00:00:00Z")});
  EXPECT_EQ(result(deferred), model::ResultKind::kFail);
}

TEST(Assess, R25ADependencyNeedsOwnerCheckpointAndMetric) {
  LogBuilder log = ReadyCycle();
  log.Must(model::DependencyDeclared{"retry", "page", "", "weekly", "", {}});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(Criterion(assessment, "dependency-owner:retry<-page").reason,
            model::UnknownReason::kInvalidOwner);
  EXPECT_EQ(Criterion(assessment, "dependency-checkpoint:retry<-page").reason,
            model::UnknownReason::kMissing);
}

// Whatever is accepted can be assessed, however odd its ids and however large its amounts.
TEST(Assess, WhatIsAcceptedCanBeAssessed) {
  LogBuilder log = ReadyCycle();
  for (const char* id : {"a", "a<", "-c", "c", "gate:freeze", "TEST_EVIDENCE/latency"}) {
    log.Must(model::NodeDeclared{id, model::NodeKind::kComponent, 1e15, ""});
    model::DecisionOpened decision;
    decision.id = base::Cat("on ", id);
    decision.owner = "ana";
    decision.node = id;
    log.Must(decision);
  }
  log.Must(model::TouchpointDeclared{"page", 1e15, 0.5, ""});
  log.Must(model::DependencyDeclared{"a<", "c", "ana", "weekly", "checkout_p95", {}});
  log.Must(model::DependencyDeclared{"a", "-c", "ana", "weekly", "checkout_p95", {}});
  log.Must(model::DependencyDeclared{"on a", "on c", "ana", "weekly", "checkout_p95", {}});
  for (const char* id : {"gates", "latency:gate", "my-approval", "retry", "veto/x"}) {
    model::Criterion criterion = testing::LatencyCriterion();
    criterion.id = id;
    log.Must(model::CriterionSet{criterion});
  }
  EXPECT_TRUE(Assess(log.cycle, {log.now(), {}}).ok());
}

// None, one, several: only one is an owner, and a second is never taken for a hand-over.
TEST(Assess, R25TwoOwnersOfADependencyHoldUntilOneIsNamedAgain) {
  LogBuilder log = ReadyCycle();
  const auto declare = [&log](const char* owner) {
    log.Must(model::DependencyDeclared{"retry", "page", owner, "weekly", "checkout_p95", {}});
    const Assessment assessment = AssessNow(log);
    const CriterionResult& asked = Criterion(assessment, "dependency-owner:retry<-page");
    const bool is_held = assessment.verdict == model::Verdict::kHold;
    EXPECT_EQ(is_held, asked.reason == model::UnknownReason::kInvalidOwner) << owner;
    return asked.value;
  };
  EXPECT_EQ(declare("ana"), "ana");
  EXPECT_EQ(declare("ana"), "ana");
  EXPECT_EQ(declare("ben"), "ana, ben");
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kHold);
  EXPECT_EQ(declare("mia"), "ana, ben, mia");
  EXPECT_EQ(declare("ben"), "ben");
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
  EXPECT_EQ(declare(""), "");
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kHold);
  EXPECT_EQ(declare("ana"), "ana");
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
}

TEST(Assess, R28WhatStandsUnownedPastTheWindowIsAVeto) {
  LogBuilder log = ReadyCycle();
  model::DecisionOpened decision;
  decision.id = "copy";
  log.Must(decision);
  const absl::Time opened = log.now() - absl::Hours(1);
  const auto vetoes_at = [&log](absl::Time at) {
    return Assess(log.cycle, {at, {}}).value().vetoes;
  };
  EXPECT_THAT(vetoes_at(opened + absl::Hours(48)),
              Not(Contains(Field(&Veto::rule, "breached-window"))));
  EXPECT_THAT(vetoes_at(opened + absl::Hours(48) + absl::Microseconds(1)),
              Contains(Field(&Veto::rule, "breached-window")));
}

TEST(Assess, R31AHandoffWithAnotherRitualIsWrongAndWithoutOneIncomplete) {
  LogBuilder log = ReadyCycle();
  model::HandoffIssued handoff{"retry", "x", {"latency"}, {"y"}, "z", "", ""};
  log.Must(handoff);
  EXPECT_EQ(Criterion(AssessNow(log), "handoff-ritual:retry").result, model::ResultKind::kUnknown);
  handoff.ritual = "coffee";
  handoff.ritual_measure = "cups";
  log.Must(handoff);
  EXPECT_EQ(Criterion(AssessNow(log), "handoff-ritual:retry").result, model::ResultKind::kFail);
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kNoGo);
}

TEST(Assess, AnUnmetConstraintOfAnApprovedDecisionIsAVeto) {
  LogBuilder log = ReadyCycle();
  log.Must(model::EvidenceRetracted{"p95-1", "wrong probe"});
  EXPECT_THAT(AssessNow(log).vetoes, Contains(Field(&Veto::path, "decision/retry/latency")));
}

TEST(Assess, AnActRiskHoldsUntilItIsDecidedAndMitigatedAndIsNoGoADayBeforeLaunch) {
  LogBuilder log = ReadyCycle();
  model::RiskEstimated worse;
  worse.risk = "slow-bank";
  worse.likelihood = model::Likelihood{0.9};
  worse.severity = 0.9;
  worse.reversibility = model::Reversibility::kIrreversible;
  worse.node = "page";
  log.Must(worse);
  Assessment assessment = AssessNow(log);
  ASSERT_THAT(assessment.risks, SizeIs(1));
  EXPECT_EQ(assessment.risks[0].tier, "ACT");
  EXPECT_TRUE(assessment.risks[0].certified);
  EXPECT_EQ(assessment.risks[0].proximity_hops, 0);
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  EXPECT_THAT(assessment.vetoes, SizeIs(2));
  const absl::Time day_before = At("2026-05-31T00:00:00Z");
  EXPECT_EQ(Assess(log.cycle, {day_before - absl::Microseconds(1), {}}).value().verdict,
            model::Verdict::kHold);
  EXPECT_EQ(Assess(log.cycle, {day_before, {}}).value().verdict, model::Verdict::kNoGo);
  log.Must(model::RiskMitigated{"slow-bank", ""});
  assessment = Assess(log.cycle, {day_before, {}}).value();
  EXPECT_THAT(assessment.vetoes, SizeIs(1));
  EXPECT_EQ(assessment.vetoes[0].rule, "act-risk-without-decision");
}

TEST(Assess, ARiskWithoutNumbersIsTakenAtItsWorstAndNotCertified) {
  LogBuilder log = ReadyCycle();
  log.Must(model::RiskRaised{"dark", "Unknown harm", "", {}, {}, {}, {}, "ana", "", ""});
  const Assessment assessment = AssessNow(log);
  ASSERT_THAT(assessment.risks, SizeIs(2));
  EXPECT_EQ(assessment.risks[0].id, "dark");
  EXPECT_EQ(assessment.risks[0].tier, "ACT");
  EXPECT_FALSE(assessment.risks[0].certified);
  EXPECT_EQ(assessment.risks[0].rank, 1);
  EXPECT_EQ(Criterion(assessment, "risk-likelihood:dark").reason, model::UnknownReason::kMissing);
}

TEST(Assess, AWaiverCountsAsAPassBesideTheRawVerdictUntilItEnds) {
  LogBuilder log = ReadyCycle();
  log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  const absl::Time end = log.now() + absl::Hours(100);
  log.Must(model::WaiverGranted{"w", "HAND_OFF/approval:retry-item", "one word changed", end},
           "rui");
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(assessment.raw_verdict, model::Verdict::kHold);
  EXPECT_EQ(Criterion(assessment, "approval:retry-item").result, model::ResultKind::kWaived);
  EXPECT_THAT(assessment.waivers, SizeIs(1));
  EXPECT_EQ(assessment.valid_until, end);
  EXPECT_EQ(Assess(log.cycle, {end, {}}).value().verdict, model::Verdict::kHold);
}

// What an override stands against, and who no longer answers for it, is said.
TEST(Assess, AnOverrideOfANoGoAndALostApproverAreNamed) {
  LogBuilder log = ReadyCycle();
  log.Must(model::RoleAssigned{"mia", model::Role::kApprover, "", {}});
  log.Must(model::OverrideGranted{
      "o", model::Verdict::kGo, {"rui", "mia"}, "we must", log.now() + absl::Hours(99)});
  const auto said_of = [](const LogBuilder& assessed) {
    std::string said;
    for (const model::Issue& issue : AssessNow(assessed).issues) {
      if (issue.path == "override/o") said += issue.message;
    }
    return said;
  };
  EXPECT_EQ(said_of(log), "");
  model::Criterion latency = LatencyCriterion();
  latency.threshold = 1;
  log.Must(model::CriterionSet{latency});
  ASSERT_EQ(AssessNow(log).computed_verdict, model::Verdict::kNoGo);
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
  EXPECT_THAT(said_of(log), HasSubstr("it stands against NO_GO"));
  log.Must(model::RoleAssigned{"mia", model::Role::kApprover, "", log.now()});
  EXPECT_THAT(said_of(log), HasSubstr("\"mia\" answers for it and no longer holds"));
}

TEST(Assess, AnOverrideAboveTheVerdictNeedsTwoApprovers) {
  LogBuilder log;
  const absl::Time end = log.now() + absl::Hours(100);
  log.Must(model::OverrideGranted{"o1", model::Verdict::kGo, {"rui"}, "we must", end});
  Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  EXPECT_THAT(assessment.overrides, IsEmpty());
  EXPECT_THAT(assessment.issues, Contains(Field(&model::Issue::path, "override/o1")));
  log.Must(model::RoleAssigned{"mia", model::Role::kApprover, "", {}});
  log.Must(model::OverrideGranted{"o2", model::Verdict::kGo, {"rui", "mia"}, "we must", end});
  assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(assessment.raw_verdict, model::Verdict::kHold);
  EXPECT_EQ(assessment.valid_until, end);
  EXPECT_EQ(Assess(log.cycle, {end, {}}).value().verdict, model::Verdict::kHold);
}

// R13, R19: a check before a commitment is a gate of its own, whatever its name.
TEST(Assess, APreCommitmentCheckDoesNotTakeThePlaceOfAGate) {
  LogBuilder log = ReadyCycle();
  model::GateDecided gate = NoGoAt("build_freeze");
  log.Must(gate);
  ASSERT_EQ(AssessNow(log).verdict, model::Verdict::kNoGo);
  gate.kind = model::GateKind::kPreCommitment;
  gate.verdict = model::Verdict::kGo;
  gate.lens_result = model::ResultKind::kPass;
  gate.is_signal_reachable = true;
  log.Must(gate);
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kNoGo);
  EXPECT_EQ(Criterion(AssessNow(log), "gate:build_freeze").result, model::ResultKind::kFail);
}
TEST(Assess, R19APreCommitmentCheckPassesWhereItWasDecidedSo) {
  const auto result = [](model::Verdict verdict, bool is_reachable) {
    LogBuilder log = ReadyCycle();
    model::GateDecided gate;
    gate.gate = "before-the-commitment";
    gate.kind = model::GateKind::kPreCommitment;
    gate.verdict = verdict;
    gate.rationale = "Looked at";
    gate.is_signal_reachable = is_reachable;
    gate.follow_up_owner = "ben";
    gate.follow_up_ritual = "weekly-review";
    log.Must(gate);
    return Criterion(AssessNow(log), "pre-commitment").result;
  };
  using model::ResultKind;
  EXPECT_EQ(result(model::Verdict::kGo, true), ResultKind::kPass);
  EXPECT_EQ(result(model::Verdict::kGo, false), ResultKind::kFail);
  EXPECT_EQ(result(model::Verdict::kHold, true), ResultKind::kUnknown);
  EXPECT_EQ(result(model::Verdict::kNoGo, true), ResultKind::kFail);
}

// R20: evidence that falls short of the target, is in another unit, or speaks of one decision alone
// does not support it.
TEST(Assess, R20TheEvidenceOnTheOutcomeSupportsItsTarget) {
  const auto result = [](double value, std::string unit, std::string subject) {
    LogBuilder log = ReadyCycle();
    model::Outcome outcome = log.cycle.state().outcome.value();
    outcome.metric = "share_done";
    outcome.unit = "share";
    outcome.target = 0.9;
    outcome.comparison = model::Comparison::kGreaterOrEqual;
    log.Must(model::OutcomeDefined{outcome});
    model::Evidence evidence = Value("o1", "share_done", std::move(unit), value);
    evidence.subject = std::move(subject);
    log.Must(model::EvidenceRecorded{evidence});
    const CriterionResult& found = Criterion(AssessNow(log), "outcome-evidence");
    return model::Result{found.result, found.reason};
  };
  EXPECT_EQ(result(0.9, "share", ""), model::Result::Pass());
  EXPECT_EQ(result(0.1, "share", ""), model::Result::Unknown(model::UnknownReason::kInconclusive));
  EXPECT_EQ(result(5, "banana", ""), model::Result::Unknown(model::UnknownReason::kInvalid));
  EXPECT_EQ(result(0.9, "share", "retry"), model::Result::Unknown(model::UnknownReason::kMissing));
}

// What is not due yet ages by moments of its own once it is.
TEST(Assess, AGoEndsWithEvidenceThatIsAskedForOnlyLater) {
  LogBuilder log = ReadyCycle();
  const absl::Time observed = log.now();
  log.Must(model::EvidenceRecorded{Value("v", "drill", "", 1)});
  model::Criterion later = testing::LatencyCriterion();
  later.id = "drill";
  later.metric = "drill";
  later.unit.clear();
  later.comparison = model::Comparison::kGreaterOrEqual;
  later.threshold = 1;
  later.gate = "build_freeze";
  later.max_age_seconds = 30 * 24 * 3600;
  log.Must(model::CriterionSet{later});
  ASSERT_LT(log.now(), At("2026-03-10T00:00:00Z"));
  const absl::Time end = observed + absl::Hours(30 * 24) + absl::Microseconds(1);
  model::GateDecided gate;
  gate.gate = "build_freeze";
  gate.verdict = model::Verdict::kGo;
  gate.rationale = "All is there";
  gate.lens_result = model::ResultKind::kPass;
  log.Must(gate);
  const Assessment assessment = AssessNow(log);
  ASSERT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(assessment.valid_until, end);
}
// The certificate names one way of being a GO; where another stands when its evidence ages, it goes
// on.
TEST(Assess, AGoOutlivesTheFirstEvidenceOfAQuorumWithSpareMembers) {
  LogBuilder log = ReadyCycle();
  model::Criterion quorum;
  quorum.id = "two-of-three";
  quorum.level = model::Level::kMust;
  quorum.formula.emplace().op = model::FormulaOperator::kAtLeast;
  quorum.formula->at_least_count = 2;
  const absl::Time observed = log.now();
  for (int i = 0; i < 3; ++i) {
    const std::string id = "m" + std::to_string(i);
    model::Evidence evidence = Value("v" + id, id, "", 1);
    evidence.observed_at = observed;
    log.Must(model::EvidenceRecorded{evidence});
    model::Criterion member;
    member.id = id;
    member.level = model::Level::kInfo;
    member.metric = id;
    member.comparison = model::Comparison::kGreaterOrEqual;
    member.threshold = 1;
    member.max_age_seconds = (i + 2) * 24 * 3600;
    log.Must(model::CriterionSet{member});
    quorum.formula->parts.emplace_back().criterion = id;
  }
  log.Must(model::CriterionSet{quorum});
  const Assessment assessment = AssessNow(log);
  ASSERT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(assessment.valid_until, observed + absl::Hours(3 * 24) + absl::Microseconds(1));
}

// Time travel: a GO ends when it says, and not before.
TEST(Assess, AGoHoldsUntilItsValidUntilAndNotBeyond) {
  LogBuilder log = ReadyCycle();
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.max_age_seconds = 20 * 24 * 3600;
  log.Must(model::CriterionSet{criterion});
  const Assessment assessment = AssessNow(log);
  ASSERT_EQ(assessment.verdict, model::Verdict::kGo);
  ASSERT_TRUE(assessment.valid_until.has_value());
  const absl::Time end = *assessment.valid_until;
  EXPECT_EQ(Assess(log.cycle, {end - absl::Microseconds(1), {}}).value().verdict,
            model::Verdict::kGo);
  EXPECT_EQ(Assess(log.cycle, {end, {}}).value().verdict, model::Verdict::kHold);
  EXPECT_EQ(Criterion(Assess(log.cycle, {end, {}}).value(), "latency").reason,
            model::UnknownReason::kStale);
}

// One meaning, whatever ends it: GO before validUntil, and not GO at it.
TEST(Assess, ValidUntilIsTheFirstMomentThatIsNotGo) {
  const auto expect_end = [](const LogBuilder& log, absl::Time end, std::string_view what) {
    const Assessment assessment = AssessNow(log);
    ASSERT_EQ(assessment.verdict, model::Verdict::kGo) << what;
    ASSERT_TRUE(assessment.valid_until.has_value()) << what;
    EXPECT_EQ(*assessment.valid_until, end) << what;
    const absl::Time before = end - absl::Microseconds(1);
    EXPECT_EQ(Assess(log.cycle, {before, {}}).value().verdict, model::Verdict::kGo) << what;
    EXPECT_NE(Assess(log.cycle, {end, {}}).value().verdict, model::Verdict::kGo) << what;
  };
  const absl::Duration moment = absl::Microseconds(1);
  const absl::Duration day = absl::Hours(24);
  LogBuilder age = ReadyCycle();
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.max_age_seconds = 20 * 24 * 3600;
  age.Must(model::CriterionSet{criterion});
  const absl::Time observed = *age.cycle.state().evidence.at("p95-1").evidence.observed_at;
  expect_end(age, observed + 20 * day + moment, "age");
  EXPECT_EQ(Criterion(AssessNow(age), "latency").valid_until, observed + 20 * day + moment);
  LogBuilder waiver = ReadyCycle();
  waiver.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  absl::Time end = waiver.now() + 3 * day;
  waiver.Must(model::WaiverGranted{"w", "HAND_OFF/approval:retry-item", "small", end}, "rui");
  expect_end(waiver, end, "waiver");
  LogBuilder role = ReadyCycle();
  end = role.now() + 4 * day;
  role.Must(model::RoleAssigned{"ben", model::Role::kPostLaunchOwner, "", end});
  expect_end(role, end, "role");
  LogBuilder window = ReadyCycle();
  const absl::Time appeared = window.now();
  window.Must(model::RiskAppeared{"slow-bank", ""});
  expect_end(window, appeared + absl::Hours(48) + moment, "owner window");
  LogBuilder launched = ReadyCycle();
  const absl::Time launch = launched.now();
  launched.Must(model::Launched{"1", ""});
  expect_end(launched, launch + 14 * day, "retrospective");
}

// Time goes on to 9999: what would come after it never comes, and every time shown is a time.
TEST(Assess, WhatLiesBeyondTheLastMomentNeverComes) {
  LogBuilder log = ReadyCycle();
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.max_age_seconds = 300'000'000'000;
  log.Must(model::CriterionSet{criterion});
  model::Criterion table;
  table.id = "harm";
  table.level = model::Level::kMust;
  model::TableTest test;
  test.table.emplace();
  test.table->id = "harm";
  test.table->columns = {{"p95", {}}};
  test.table->outcomes = {"fine", "poor"};
  test.table->rows.resize(1);
  test.table->rows[0].cells.resize(1);
  test.table->rows[0].outcomes = {"fine"};
  test.inputs = {{"checkout_p95", criterion.max_age_seconds}};
  test.pass_outcomes = {"fine"};
  table.table = test;
  log.Must(model::CriterionSet{table});
  log.Must(model::RitualDeclared{
      "century", "ana", base::Window{base::WindowKind::kElapsed, 36500, base::WindowUnit::kDays},
      "once"});
  const absl::Time last = base::LastInstant();
  for (const absl::Time as_of : {log.now(), last - absl::Hours(1), last}) {
    const Assessment assessment = Assess(log.cycle, {as_of, {}}).value();
    EXPECT_EQ(Criterion(assessment, "latency").result, model::ResultKind::kPass);
    EXPECT_FALSE(Criterion(assessment, "latency").valid_until.has_value());
    EXPECT_FALSE(Criterion(assessment, "harm").valid_until.has_value());
    EXPECT_LE(assessment.valid_until.value_or(last), last);
    EXPECT_EQ(assessment.next_review.has_value(), as_of == log.now());
    for (const AgendaItem& item : assessment.agenda) EXPECT_LE(*item.due, last) << item.subject;
  }
}

TEST(Assess, AnUndecidedGateEndsAGoWhenItsDateComes) {
  LogBuilder log = ReadyCycle();
  log.Must(
      model::CalendarSet{{{"build_freeze", model::MilestoneKind::kGate, At("2026-03-10T00:00:00Z")},
                          {"second", model::MilestoneKind::kGate, At("2026-04-10T00:00:00Z")},
                          {"release", model::MilestoneKind::kLaunch, At("2026-06-01T00:00:00Z")}},
                         {},
                         {},
                         {}});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(assessment.valid_until, At("2026-04-10T00:00:00Z"));
}

// R32: a gate that was decided stands, whatever the calendar has later; only deciding it again
// changes it.
TEST(Assess, R32ADecidedGateStandsWithoutItsMilestone) {
  for (const auto& [decided, expected] : {std::pair(model::Verdict::kNoGo, model::Verdict::kNoGo),
                                          std::pair(model::Verdict::kHold, model::Verdict::kHold),
                                          std::pair(model::Verdict::kGo, model::Verdict::kGo)}) {
    LogBuilder log = ReadyCycle();
    model::GateDecided gate;
    gate.gate = "build_freeze";
    gate.verdict = decided;
    gate.rationale = "The lens says so";
    gate.lens_result =
        decided == model::Verdict::kGo ? model::ResultKind::kPass : model::ResultKind::kUnspecified;
    gate.follow_up_owner = "ben";
    gate.follow_up_ritual = "weekly-review";
    log.Must(gate);
    EXPECT_EQ(AssessNow(log).verdict, expected);
    log.Must(model::CalendarSet{
        {{"release", model::MilestoneKind::kLaunch, At("2026-06-01T00:00:00Z")}}, {}, {}, {}});
    EXPECT_EQ(AssessNow(log).verdict, expected);
    EXPECT_FALSE(Criterion(AssessNow(log), "gate:build_freeze").value.empty());
    gate.verdict = model::Verdict::kGo;
    gate.lens_result = model::ResultKind::kPass;
    log.Must(gate);
    EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kGo);
  }
}

TEST(Assess, AfterLaunchTheRetrospectiveAndTheSupportPassFallDue) {
  LogBuilder log = ReadyCycle();
  log.GoTo(At("2026-06-01T00:00:00Z"));
  log.Must(model::Launched{"1.0", ""});
  const auto at = [&log](std::string_view time) {
    return Assess(log.cycle, {At(time), {}}).value();
  };
  EXPECT_EQ(Criterion(at("2026-06-14T00:00:00Z"), "retrospective").result,
            model::ResultKind::kNotApplicable);
  EXPECT_EQ(Criterion(at("2026-06-15T00:00:00Z"), "retrospective").reason,
            model::UnknownReason::kMissing);
  log.GoTo(At("2026-06-20T00:00:00Z"));
  log.Must(model::RetrospectiveHeld{"retro", {"write it down"}});
  const Assessment late = at("2026-06-21T00:00:00Z");
  EXPECT_EQ(Criterion(late, "retrospective").result, model::ResultKind::kPass);
  EXPECT_EQ(Criterion(late, "retrospective-in-time").result, model::ResultKind::kFail);
  EXPECT_EQ(Criterion(late, "support-pass").reason, model::UnknownReason::kMissing);
}

// R79: what was missed stays missed, whatever is caught up with later, and what was held in time is
// not missed.
TEST(Assess, R79AMissedReviewStaysMissed) {
  LogBuilder log;
  const absl::Time begin = At("2026-03-02T09:00:00Z");
  const auto missed_at = [&log](absl::Time as_of) {
    std::set<absl::Time> missed;
    const Assessment assessment = Assess(log.cycle, {as_of, {}}).value();
    for (const AgendaItem& item : assessment.agenda) {
      if (item.kind == "review" && item.state == AgendaState::kMissed) missed.insert(*item.due);
    }
    return missed;
  };
  const auto days = [](int64_t count) { return absl::Hours(24 * count); };
  log.GoTo(begin + days(7));  // In time, to the moment.
  log.Must(model::ReviewClosed{"first", ""});
  log.GoTo(begin + days(10));  // Early.
  log.Must(model::ReviewClosed{"second", ""});
  log.GoTo(begin + days(26));  // Day 17 is missed, and day 24 held late.
  log.Must(model::ReviewClosed{"third", ""});
  log.GoTo(begin + days(33));
  log.Must(model::ReviewClosed{"fourth", ""});
  const std::set<absl::Time> expected = {begin + days(17)};
  EXPECT_EQ(missed_at(begin + days(33)), expected);
  std::set<absl::Time> before;
  for (absl::Time as_of = begin + days(1); as_of < begin + days(80); as_of += absl::Hours(12)) {
    const std::set<absl::Time> now = missed_at(as_of);
    EXPECT_TRUE(std::includes(now.begin(), now.end(), before.begin(), before.end())) << as_of;
    before = now;
  }
  EXPECT_EQ(before.size(), 1U + 5U);  // And days 40, 47, 54, 61 and 68; day 75 is overdue.
  log.GoTo(begin + days(80));
  testing::LearnAndClose(log);
  EXPECT_EQ(missed_at(begin + days(200)), before);
}

TEST(Assess, SinceComparesWithTheLastClosedReview) {
  LogBuilder log;
  log.Must(model::ReviewClosed{"r1", ""});
  const absl::Time review = log.now() - absl::Hours(1);
  log.Must(model::CriterionSet{testing::LatencyCriterion()});
  log.Must(model::EvidenceRecorded{Value("p95", "checkout_p95", "ms", 300)});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.since.as_of, review);
  EXPECT_EQ(assessment.since.verdict, model::Verdict::kHold);
  EXPECT_THAT(assessment.since.now_passing, Contains("TEST_EVIDENCE/latency"));
}

// What is new brings questions that pass at once; they make nothing better.
TEST(Assess, SinceTellsWhatIsNewFromWhatGotBetter) {
  LogBuilder log = ReadyCycle();
  const absl::Time then = log.now();
  log.GoTo(then + absl::Hours(1));
  model::RiskRaised risk;
  risk.id = "outage";
  risk.node = "page";
  risk.owner = "ben";
  risk.likelihood = model::Likelihood{0.9};
  risk.severity = 0.95;
  log.Must(risk);
  const Assessment assessment = Assess(log.cycle, {log.now(), then}).value();
  ASSERT_EQ(assessment.since.verdict, model::Verdict::kGo);
  ASSERT_EQ(assessment.verdict, model::Verdict::kHold);
  EXPECT_THAT(assessment.since.newly_asked, Contains("ASSIGN_OWNERS/risk-owner:outage"));
  for (const std::string& path : assessment.since.now_passing) {
    EXPECT_THAT(assessment.since.newly_asked, Contains(path));
  }
  EXPECT_EQ(assessment.since.new_vetoes, assessment.vetoes);
  EXPECT_THAT(assessment.since.new_vetoes, Not(IsEmpty()));
  const Assessment same = Assess(log.cycle, {log.now(), log.now() - absl::Minutes(1)}).value();
  EXPECT_THAT(same.since.newly_asked, IsEmpty());
  EXPECT_THAT(same.since.new_vetoes, IsEmpty());
}

TEST(Assess, SinceNamesWhatPassesNoMoreAndRisksThatMoved) {
  LogBuilder log = ReadyCycle();
  const absl::Time then = log.now();
  log.GoTo(then + absl::Hours(1));
  log.Must(model::ArtifactVersionPublished{"retry-design", "v2"});
  model::RiskEstimated worse;
  worse.risk = "slow-bank";
  worse.likelihood = model::Likelihood{0.9};
  worse.severity = 0.9;
  worse.node = "page";
  log.Must(worse);
  const Assessment assessment = Assess(log.cycle, {log.now(), then}).value();
  EXPECT_THAT(assessment.since.now_failing, Contains("HAND_OFF/approval:retry-item"));
  ASSERT_THAT(assessment.since.moved, SizeIs(1));
  EXPECT_EQ(assessment.since.moved[0].risk, "slow-bank");
  EXPECT_EQ(assessment.since.moved[0].to, "ACT");
}

TEST(Assess, AnEntryOfANewerVersionCapsTheVerdictAtHold) {
  LogBuilder log = ReadyCycle();
  model::Entry entry = log.Next(model::Fact{});
  entry.unrecognized = "bytes";
  ASSERT_TRUE(log.cycle.Append(entry).ok());
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  ASSERT_FALSE(assessment.issues.empty());
  EXPECT_EQ(assessment.issues[0].severity, model::Severity::kError);
}

// What is out of reach of every completion is judged cautiously, says so, and names its unknowns.
TEST(Assess, AVerdictThatWasNotTriedInEveryWaySaysSo) {
  LogBuilder log = ReadyCycle();
  constexpr int kCount = 24;
  const auto name = [](int i) { return base::Cat("x", i % kCount); };
  for (int i = 0; i < kCount; ++i) {
    model::Criterion criterion = LatencyCriterion();
    criterion.id = name(i);
    criterion.metric = base::Cat("m", i);
    criterion.level = model::Level::kInfo;
    log.Must(model::CriterionSet{criterion});
  }
  const auto leaf = [](std::string id) {
    model::Formula formula;
    formula.op = model::FormulaOperator::kLeaf;
    formula.criterion = std::move(id);
    return formula;
  };
  const auto of = [](model::FormulaOperator op, std::vector<model::Formula> parts) {
    model::Formula formula;
    formula.op = op;
    formula.parts = std::move(parts);
    return formula;
  };
  using enum model::FormulaOperator;
  model::Criterion whole;
  whole.id = "always";
  whole.level = model::Level::kMust;
  whole.formula.emplace();
  whole.formula->op = kAll;
  for (int i = 0; i < kCount; ++i) {  // x and y, or not x, or not y: true in every completion.
    whole.formula->parts.push_back(
        of(kAny, {of(kAll, {leaf(name(i)), leaf(name(i + 1))}), of(kNot, {leaf(name(i))}),
                  of(kNot, {leaf(name(i + 1))})}));
  }
  log.Must(model::CriterionSet{whole});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  EXPECT_THAT(assessment.issues,
              Contains(Field(&model::Issue::message, HasSubstr("more than 20 answers"))));
  EXPECT_FALSE(assessment.resolution_is_minimal);
  EXPECT_GE(assessment.resolution.size(), static_cast<size_t>(kCount));
}

// R22: fewer closed decisions than one for five open comments is a warning, exactly.
TEST(Assess, R22TheWarningComesAtTheRatio) {
  const auto is_warned = [](const LogBuilder& log) {
    const std::vector<model::Issue> issues = AssessNow(log).issues;
    return std::any_of(issues.begin(), issues.end(),
                       [](const auto& issue) { return issue.path == "reviews/comments"; });
  };
  for (int64_t decided = 0; decided <= 3; ++decided) {
    LogBuilder log;
    for (int64_t i = 0; i < decided; ++i) {
      model::DecisionOpened decision;
      decision.id = base::Cat("d", i);
      decision.owner = "ana";
      log.Must(decision);
      log.Must(model::DecisionDecided{decision.id, model::DecisionOutcome::kApproved, "x", "", {}});
    }
    for (int64_t open = 1; open <= 18; ++open) {
      model::CommentOpened comment;
      comment.id = base::Cat("k", open);
      comment.section = "flow";
      comment.objective = "faster";
      log.Must(comment);
      EXPECT_EQ(is_warned(log), decided == 0 ? open >= 5 : open > 5 * decided)
          << open << " open, " << decided << " decided";
    }
  }
}

// What is named before it is there opens nothing, and is told of until it is there.
TEST(Assess, WhatIsNamedAheadIsNotedUntilItIsThere) {
  LogBuilder log = ReadyCycle();
  const auto issue_at = [&log](std::string_view path) {
    const Assessment assessment = AssessNow(log);
    for (const model::Issue& issue : assessment.issues) {
      if (issue.path == path) return issue.message;
    }
    return std::string();
  };
  model::Criterion guarded = testing::LatencyCriterion();
  guarded.id = "guarded";
  guarded.guard = "later";
  log.Must(model::CriterionSet{guarded});
  model::Criterion formula;
  formula.id = "formula";
  formula.level = model::Level::kMust;
  formula.formula = model::Formula{};
  formula.formula->op = model::FormulaOperator::kLeaf;
  formula.formula->criterion = "later";
  log.Must(model::CriterionSet{formula});
  model::ScopeChangeRequested change;
  change.id = "gift";
  change.gate = "second";
  log.Must(change);
  log.Must(model::RoleAssigned{"ben", model::Role::kApprover, "gift-design", {}});
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kHold);
  for (const char* path : {"criterion/guarded", "criterion/formula"}) {
    EXPECT_THAT(issue_at(path), HasSubstr("\"later\", which is not set")) << path;
  }
  EXPECT_THAT(issue_at("scope-change/gift"), HasSubstr("\"second\""));
  EXPECT_THAT(issue_at("party/ben"), HasSubstr("APPROVER for \"gift-design\""));
  model::Criterion later = testing::LatencyCriterion();
  later.id = "later";
  log.Must(model::CriterionSet{later});
  log.Must(model::ArtifactVersionPublished{"gift-design", "v1"});
  log.Must(model::CalendarSet{
      {{"second", model::MilestoneKind::kGate, At("2026-05-01T00:00:00Z")}}, {}, {}, {}});
  for (const char* path :
       {"criterion/guarded", "criterion/formula", "scope-change/gift", "party/ben"}) {
    EXPECT_EQ(issue_at(path), "") << path;
  }
}

TEST(Assess, R29ADeferralNamesANewDate) {
  LogBuilder log = ReadyCycle();
  model::DecisionOpened decision;
  decision.id = "later";
  decision.owner = "ana";
  decision.due_at = At("2026-04-01T00:00:00Z");
  log.Must(decision);
  const auto defer = [&log](std::optional<absl::Time> due_at) {
    log.Must(model::DecisionDecided{"later", model::DecisionOutcome::kDeferred, "x", "", due_at});
    const Assessment assessment = AssessNow(log);
    for (const model::Issue& issue : assessment.issues) {
      if (issue.path == "decision/later") return issue.message;
    }
    return std::string();
  };
  EXPECT_THAT(defer({}), HasSubstr("without a new due date"));
  EXPECT_THAT(defer(log.now()), HasSubstr("had passed by then"));
  EXPECT_EQ(defer(log.now() + absl::Microseconds(1)), "");
}

TEST(Assess, R87AnOpenProblemOfCustomersIsShownUntilItIsClosedByItsStandard) {
  LogBuilder log = ReadyCycle();
  log.Must(model::PostLaunchIssueOpened{"double-mail", "Two mails", "ben", "one mail a order", ""});
  Assessment assessment = AssessNow(log);
  EXPECT_EQ(Criterion(assessment, "post-launch-issue:double-mail").reason,
            model::UnknownReason::kNotYetDue);
  EXPECT_EQ(assessment.summary.post_launch_issues.at("open"), 1);
  log.Must(model::PostLaunchIssueClosed{"double-mail", "one mail"});
  assessment = AssessNow(log);
  EXPECT_EQ(Criterion(assessment, "post-launch-issue:double-mail").result,
            model::ResultKind::kPass);
  EXPECT_EQ(assessment.summary.post_launch_issues.at("closed"), 1);
}

TEST(Assess, AWaivedConstraintStillCountsInTheRawVerdict) {
  LogBuilder log = ReadyCycle();
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.level = model::Level::kInfo;
  criterion.metric = "mail_p95";
  log.Must(model::CriterionSet{criterion});
  log.Must(model::EvidenceRecorded{Value("p95-2", "mail_p95", "ms", 900)});
  log.Must(model::WaiverGranted{"w", "TEST_EVIDENCE/latency", "known", log.now() + absl::Hours(9)},
           "rui");
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(assessment.raw_verdict, model::Verdict::kHold);
}

TEST(Assess, AStageOfWhichThePolicyAsksNothingIsNotPassed) {
  LogBuilder log = ReadyCycle();
  model::Policy policy = DefaultPolicy();
  policy.id = "lenient/1";
  std::erase_if(policy.criteria,
                [](const auto& asked) { return asked.stage == model::Stage::kLearn; });
  log.Must(model::PolicySet{policy});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kHold);
  EXPECT_EQ(assessment.stages[5].verdict, model::Verdict::kHold);
}

TEST(Assess, AFormulaDecidesAndItsLeavesStandInTheCertificate) {
  LogBuilder log = ReadyCycle();
  for (const char* id : {"a", "b"}) {
    model::Criterion criterion = testing::LatencyCriterion();
    criterion.id = id;
    criterion.metric = id;
    criterion.level = model::Level::kInfo;
    log.Must(model::CriterionSet{criterion});
  }
  model::Criterion any;
  any.id = "either";
  any.level = model::Level::kMust;
  any.formula = model::Formula{};
  any.formula->op = model::FormulaOperator::kAny;
  any.formula->parts.resize(2);
  any.formula->parts[0].criterion = "a";
  any.formula->parts[1].criterion = "b";
  log.Must(model::CriterionSet{any});
  EXPECT_EQ(AssessNow(log).verdict, model::Verdict::kHold);
  log.Must(model::EvidenceRecorded{Value("eb", "b", "ms", 100)});
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(assessment.verdict, model::Verdict::kGo);
  EXPECT_EQ(Criterion(assessment, "either").result, model::ResultKind::kPass);
  EXPECT_THAT(assessment.certificate, Contains(Field(&CertificateLeaf::path, "TEST_EVIDENCE/b")));
  EXPECT_THAT(assessment.certificate,
              Not(Contains(Field(&CertificateLeaf::path, "TEST_EVIDENCE/a"))));
}

TEST(Assess, ATableCriterionHoldsWhileAnInputThatMattersIsUnknown) {
  LogBuilder log = ReadyCycle();
  model::Criterion criterion;
  criterion.id = "harm";
  criterion.level = model::Level::kMust;
  model::TableTest test;
  test.table.emplace();
  test.table->id = "harm";
  test.table->columns = {{"reach", {"few", "many"}}, {"undo", {"easy", "hard"}}};
  test.table->outcomes = {"wait", "act"};
  const auto row = [](std::string reach, std::string undo, std::string outcome) {
    return model::TableRow{
        {{{std::move(reach)}, {}, {}}, {{std::move(undo)}, {}, {}}}, {std::move(outcome)}, 0};
  };
  test.table->rows = {row("few", "easy", "wait"), row("few", "hard", "wait"),
                      row("many", "easy", "wait"), row("many", "hard", "act")};
  test.inputs = {{"reach", 0}, {"undo", 0}};
  test.pass_outcomes = {"wait"};
  criterion.table = test;
  log.Must(model::CriterionSet{criterion});
  const auto observe = [&log](std::string id, std::string metric, std::string word) {
    model::Evidence evidence;
    evidence.id = std::move(id);
    evidence.metric = std::move(metric);
    evidence.finding = model::Ordinal{std::move(word)};
    log.Must(model::EvidenceRecorded{evidence});
  };
  observe("r1", "reach", "many");
  EXPECT_EQ(Criterion(AssessNow(log), "harm").reason, model::UnknownReason::kMissing);
  observe("r2", "reach", "few");  // Whatever `undo` is, the outcome is "wait".
  EXPECT_EQ(Criterion(AssessNow(log), "harm").result, model::ResultKind::kPass);
  observe("r3", "reach", "many");
  observe("u1", "undo", "hard");
  const Assessment assessment = AssessNow(log);
  EXPECT_EQ(Criterion(assessment, "harm").result, model::ResultKind::kFail);
  EXPECT_EQ(Criterion(assessment, "harm").value, "reach = many, undo = hard: row 4 gives act");
  EXPECT_EQ(assessment.verdict, model::Verdict::kNoGo);
  ASSERT_THAT(assessment.near_misses, SizeIs(2));  // What would have to be otherwise, and to what.
  EXPECT_EQ(assessment.near_misses[1].wanted, "easy");
  EXPECT_THAT(assessment.near_misses[1].outcomes, ElementsAre("wait"));
}

TEST(Assess, BlockedWorkNamesTheBottleneck) {
  LogBuilder log = ReadyCycle();
  for (const char* id : {"root", "leaf1", "leaf2"}) {
    model::DecisionOpened decision;
    decision.id = id;
    decision.owner = "ana";
    log.Must(decision);
  }
  log.Must(model::DependencyDeclared{"leaf1", "root", "ana", "weekly", "m", {}});
  log.Must(model::DependencyDeclared{"leaf2", "root", "ana", "weekly", "m", {}});
  const Assessment assessment = AssessNow(log);
  ASSERT_THAT(assessment.blocked_work, SizeIs(3));
  EXPECT_EQ(assessment.blocked_work[0].decision, "root");
  EXPECT_EQ(assessment.blocked_work[0].reach, 3);
  EXPECT_EQ(assessment.blocked_work[0].sole, 1);
  EXPECT_EQ(assessment.blocked_work[0].share, 2);  // 1 + 1/2 + 1/2
}

TEST(Assess, TheAgendaSaysWhatIsMissedDueAndDone) {
  const LogBuilder log = ReadyCycle();
  const Assessment assessment = Assess(log.cycle, {At("2026-03-20T00:00:00Z"), {}}).value();
  const auto state_of = [&](std::string_view kind, std::string_view subject) {
    for (const AgendaItem& item : assessment.agenda) {
      if (item.kind == kind && item.subject == subject) return item.state;
    }
    return AgendaState::kUnspecified;
  };
  EXPECT_EQ(state_of("review", "2026-03-09"), AgendaState::kMissed);
  EXPECT_EQ(state_of("review", "2026-03-16"), AgendaState::kOverdue);
  EXPECT_EQ(state_of("review", "2026-03-23"), AgendaState::kUpcoming);
  EXPECT_EQ(state_of("gate", "build_freeze"), AgendaState::kDone);
  EXPECT_EQ(state_of("launch", "release"), AgendaState::kUpcoming);
  EXPECT_EQ(assessment.next_review, At("2026-03-23T09:00:00Z"));
}

metric::MetricReading Reading(std::string verdict, double low, double high) {
  metric::MetricReading reading;
  reading.metric = "time_to_resolution";
  reading.verdict = std::move(verdict);
  reading.reasons = {"STRADDLES"};
  metric::MetricValue& value = reading.values.emplace_back();
  value.measure = "within";
  value.at = 604800;
  value.estimate = 0.5 * (low + high);
  value.anytime_low = low;
  value.anytime_high = high;
  return reading;
}
model::Result ResultWith(std::vector<metric::MetricReading> metrics,
                         std::optional<double> threshold, std::string cohort = "",
                         std::optional<absl::Time> since = std::nullopt) {
  LogBuilder log;
  model::Criterion criterion;
  criterion.id = "tickets";
  criterion.title = "Tickets are resolved in a week";
  criterion.level = model::Level::kMust;
  criterion.owner = "ben";
  criterion.metric_reference =
      model::MetricReference{"time_to_resolution", "within", 604800, std::move(cohort), since};
  if (threshold.has_value()) {
    criterion.comparison = model::Comparison::kGreaterOrEqual;
    criterion.threshold = threshold;
  }
  log.Must(model::CriterionSet{criterion});
  const Assessment shown =
      Assess(log.cycle, {log.cycle.LastRecordedAt(), {}, std::move(metrics), {}}).value();
  for (const StageAssessment& stage : shown.stages) {
    for (const auto& one : stage.criteria) {
      if (one.id == "tickets") {
        return one.result == model::ResultKind::kUnknown ? model::Result::Unknown(one.reason)
               : one.result == model::ResultKind::kPass  ? model::Result::Pass()
                                                         : model::Result::Fail();
      }
    }
  }
  ADD_FAILURE() << "the criterion is not there";
  return {};
}

TEST(Assess, ACriterionReadsAComputedMetric) {
  using model::Result;
  EXPECT_EQ(ResultWith({}, {}), Result::Unknown(model::UnknownReason::kMissing));
  EXPECT_EQ(ResultWith({Reading("MET", 0.8, 0.9)}, {}), Result::Pass());
  EXPECT_EQ(ResultWith({Reading("NOT_MET", 0.1, 0.2)}, {}), Result::Fail());
  EXPECT_EQ(ResultWith({Reading("INSUFFICIENT", 0.1, 0.9)}, {}),
            Result::Unknown(model::UnknownReason::kInconclusive));
  EXPECT_EQ(ResultWith({Reading("MET", 0.8, 0.9)}, {}, "eu"),
            Result::Unknown(model::UnknownReason::kMissing));
}
// A metric that was computed now stands as it is while the log says nothing else: what ends a GO is
// a date, not that nobody computed the metric again.
TEST(Assess, AGoThatRestsOnAMetricEndsWhereOneWithoutItDoes) {
  LogBuilder log = ReadyCycle();
  model::Criterion latency = testing::LatencyCriterion();
  latency.max_age_seconds = 20 * 24 * 3600;
  log.Must(model::CriterionSet{latency});
  // A date before the end at which nothing of weight changes: the GO is judged again there.
  log.Must(model::RoleAssigned{"mia", model::Role::kApprover, "",
                               log.cycle.LastRecordedAt() + absl::Hours(24)});
  const auto end = AssessNow(log).valid_until;
  ASSERT_TRUE(end.has_value());
  model::Criterion criterion;
  criterion.id = "tickets";
  criterion.level = model::Level::kMust;
  criterion.owner = "ben";
  criterion.metric_reference =
      model::MetricReference{"time_to_resolution", "within", 604800, "", {}};
  log.Must(model::CriterionSet{criterion});
  const Assessment shown =
      Assess(log.cycle, {log.cycle.LastRecordedAt(), {}, {Reading("MET", 0.8, 0.9)}, {}}).value();
  ASSERT_EQ(shown.verdict, model::Verdict::kGo);
  EXPECT_EQ(shown.valid_until, end);
}
TEST(Assess, ACriterionOnACohortHasTheReasonsOfTheCohort) {
  metric::MetricReading reading = Reading("MET", 0.8, 0.9);
  metric::MetricCohort& cohort = reading.cohorts.emplace_back();
  cohort.cohort = "eu";
  cohort.values = reading.values;
  cohort.verdict = "INSUFFICIENT";
  cohort.reasons = {"NOT_MATURED"};
  EXPECT_EQ(ResultWith({reading}, {}, "eu"),
            model::Result::Unknown(model::UnknownReason::kNotYetDue));
}
// The metric is computed over all rows: that is the answer to another question.
TEST(Assess, ACriterionOnAMetricSinceAMomentOfItsOwnIsUnknown) {
  EXPECT_EQ(ResultWith({Reading("MET", 0.8, 0.9)}, {}, "", absl::FromUnixSeconds(1'767'225'600)),
            model::Result::Unknown(model::UnknownReason::kMissing));
}
TEST(Assess, ACriterionWithAThresholdOfItsOwnIsJudgedByTheInterval) {
  using model::Result;
  EXPECT_EQ(ResultWith({Reading("INSUFFICIENT", 0.8, 0.9)}, 0.8), Result::Pass());
  EXPECT_EQ(ResultWith({Reading("MET", 0.8, 0.9)}, 0.95), Result::Fail());
  EXPECT_EQ(ResultWith({Reading("MET", 0.8, 0.9)}, 0.85),
            Result::Unknown(model::UnknownReason::kInconclusive));
}
TEST(Assess, ShowsTheMetricsOfTheLogAndOfTelemetry) {
  LogBuilder log;
  model::DecisionOpened opened;
  opened.id = "d";
  opened.title = "Use one page";
  opened.owner = "ana";
  opened.due_at = log.now() + absl::Hours(48);
  log.Must(opened);
  log.Must(model::DecisionDecided{"d", model::DecisionOutcome::kApproved, "tested", "", {}});
  auto prediction = model::PredictionLocked{};
  prediction.id = "p";
  prediction.metric = "time_to_resolution";
  prediction.low = 0.7;
  prediction.high = 0.9;
  log.Must(prediction);
  model::ActualRecorded actual;
  actual.prediction = "p";
  actual.value = 0.8;
  log.Must(actual);
  const Assessment shown =
      Assess(log.cycle, {log.cycle.LastRecordedAt(), {}, {Reading("MET", 0.8, 0.9)}, {}}).value();
  std::map<std::string, const metric::MetricReading*> metrics;
  for (const auto& reading : shown.metrics) metrics[reading.metric] = &reading;
  EXPECT_EQ(metrics.at("time_to_resolution")->verdict, "MET");
  EXPECT_EQ(metrics.at("decision_closure_rate")->sample.events, 1);
  EXPECT_EQ(metrics.at("review_to_implementation_lag")->sample.open, 1);
  EXPECT_EQ(metrics.at("prediction_match")->sample.events, 1);
}

// KPI 7: of 18 decisions the six that waited longest for their implementation were escalated
// afterwards, four of them by a blocker.
TEST(Assess, SaysWhetherLongWaitsLeadToEscalations) {
  LogBuilder log;
  std::vector<absl::Time> approved;
  for (int i = 0; i < 18; ++i) {
    model::DecisionOpened opened;
    opened.id = base::Cat("d", i);
    opened.title = "Decide";
    opened.owner = "ana";
    log.Must(opened);
    log.Must(
        model::DecisionDecided{opened.id, model::DecisionOutcome::kApproved, "tested", "", {}});
    approved.push_back(log.now());
  }
  for (int i = 0; i < 18; ++i) {
    // The later ones waited longer: an hour more each than the hour between two approvals.
    log.GoTo(approved.back() + absl::Hours(3 * i));
    log.Must(model::ImplementationStarted{base::Cat("d", i)});
  }
  const absl::Time started = log.now();
  for (int i = 12; i < 18; ++i) {
    model::EscalationRaised raised;
    raised.id = base::Cat("esc", i);
    raised.subject = base::Cat("d", i);
    raised.to = "mia";
    if (i >= 14) {
      model::BlockerOpened blocker;
      blocker.id = raised.subject = base::Cat("b", i);
      blocker.title = "Stuck";
      blocker.owner = "ana";
      blocker.decision = base::Cat("d", i);
      blocker.due_at = log.now() + absl::Hours(48);
      log.Must(blocker);
    }
    log.Must(raised);
  }
  log.GoTo(started + absl::Hours(24 * 30));
  log.Must(model::PartyAdded{{"late", "Late", model::PartyKind::kPerson}});
  const auto lead_at = [&log](absl::Time as_of) {
    const Assessment shown = Assess(log.cycle, {as_of, {}, {}, {}}).value();
    for (const auto& reading : shown.metrics) {
      if (reading.metric == "review_to_implementation_lag") return reading.lead;
    }
    return std::optional<metric::MetricLead>();
  };
  const auto lead = lead_at(log.cycle.LastRecordedAt());
  ASSERT_TRUE(lead.has_value());
  EXPECT_EQ(lead->flag, "LEADING");
  ASSERT_EQ(lead->thirds.size(), 3U);
  EXPECT_EQ(lead->thirds[0].escalated_count, 0);
  EXPECT_EQ(lead->thirds[2].count, 6);
  EXPECT_EQ(lead->thirds[2].escalated_count, 6);
  // Too early nothing had its time.
  EXPECT_FALSE(lead_at(started + absl::Hours(1)).has_value());
}

}  // namespace
}  // namespace readiness::engine
