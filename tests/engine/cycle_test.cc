#include "readiness/engine/cycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "log_builder.h"

namespace readiness::engine {
namespace {

using testing::At;
using ::testing::HasSubstr;
using testing::LogBuilder;

TEST(Cycle, ALogBeginsWithCycleOpened) {
  Cycle cycle;
  model::Entry entry;
  entry.id = "e1";
  entry.recorded_at = At("2026-03-02T09:00:00Z");
  entry.actor = "ana";
  entry.fact = model::ScopeLocked{"early"};
  const absl::Status status = cycle.Append(entry);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("a log begins with cycle_opened"));
  EXPECT_TRUE(cycle.log().entries.empty());
}

TEST(Cycle, ALogWithoutEntriesIsRefused) {
  EXPECT_THAT(std::string(Cycle::Replay({}).status().message()), HasSubstr("has no entries"));
}

TEST(Cycle, ANewerSchemaIsRefusedByNumber) {
  model::CycleLog log;
  log.schema_version = 2;
  const absl::Status status = Cycle::Replay(log).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(status.message()), HasSubstr("schema_version is 2"));
}

TEST(Cycle, SeqCountsFromOneAndAWrongOneIsRefused) {
  LogBuilder log;
  EXPECT_EQ(log.cycle.log().entries.front().seq, 1);
  EXPECT_EQ(log.cycle.log().entries.back().seq,
            static_cast<int64_t>(log.cycle.log().entries.size()));
  model::Entry entry = log.Next(model::ScopeLocked{"done"});
  entry.seq = 99;
  EXPECT_THAT(std::string(log.cycle.Append(entry).message()), HasSubstr("seq is 99"));
}

TEST(Cycle, TheSameEntryTwiceIsOneEntry) {
  LogBuilder log;
  model::Entry entry = log.Next(model::ScopeLocked{"done"});
  ASSERT_TRUE(log.cycle.Append(entry).ok());
  const size_t count = log.cycle.log().entries.size();
  entry.recorded_at = *entry.recorded_at + absl::Hours(5);  // Not part of the content.
  EXPECT_TRUE(log.cycle.Append(entry).ok());
  EXPECT_EQ(log.cycle.log().entries.size(), count);
}

TEST(Cycle, AnIdWithOtherContentIsRefusedAndChangesNothing) {
  LogBuilder log;
  model::Entry entry = log.Next(model::ScopeLocked{"done"});
  ASSERT_TRUE(log.cycle.Append(entry).ok());
  const model::CycleLog before = log.cycle.log();
  entry.fact = model::ScopeLocked{"another reason"};
  const absl::Status status = log.cycle.Append(entry);
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(base::RuleOf(status), "R76");
  EXPECT_THAT(std::string(status.message()), HasSubstr("stands with other content"));
  EXPECT_EQ(log.cycle.log(), before);
}

TEST(Cycle, RecordedAtNeverGoesBack) {
  LogBuilder log;
  log.GoTo(At("2026-01-01T00:00:00Z"));
  const absl::Status status = log.Try(model::ScopeLocked{"done"});
  EXPECT_EQ(base::RuleOf(status), "R76");
  EXPECT_THAT(std::string(status.message()), HasSubstr("goes back behind"));
}

TEST(Cycle, WhatHappenedMayBePastButNotAhead) {
  LogBuilder log;
  model::Entry entry = log.Next(model::ScopeLocked{"done"});
  entry.occurred_at = At("2026-03-01T00:00:00Z");
  ASSERT_TRUE(log.cycle.Append(entry).ok());
  EXPECT_EQ(log.cycle.state().scope_locked->occurred_at, At("2026-03-01T00:00:00Z"));
  entry = log.Next(model::ScopeUnlocked{"again"});
  entry.occurred_at = *entry.recorded_at + absl::Microseconds(1);
  EXPECT_THAT(std::string(log.cycle.Append(entry).message()), HasSubstr("lies after recorded_at"));
}

TEST(Cycle, RecordedAtIsRequiredBecauseTheEngineReadsNoClock) {
  LogBuilder log;
  model::Entry entry = log.Next(model::ScopeLocked{"done"});
  entry.recorded_at.reset();
  EXPECT_THAT(std::string(log.cycle.Append(entry).message()), HasSubstr("reads no clock"));
}

TEST(Cycle, AnUnknownActorIsRefused) {
  LogBuilder log;
  const absl::Status status = log.Try(model::ScopeLocked{"done"}, "nobody");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("actor \"nobody\" is not known"));
}

TEST(Cycle, ActingForAnotherNeedsADelegation) {
  LogBuilder log;
  model::DecisionOpened decision;
  decision.id = "retry";
  decision.owner = "ana";
  log.Must(decision);
  const model::DecisionDecided decided{"retry", model::DecisionOutcome::kApproved, "why", "", {}};
  model::Entry entry = log.Next(decided, "ben");
  entry.on_behalf_of = "ana";
  EXPECT_EQ(base::RuleOf(log.cycle.Append(entry)), "Q5");
  log.Must(model::DecisionDelegated{"retry", "ben", {}});
  entry = log.Next(decided, "ben");
  entry.on_behalf_of = "ana";
  EXPECT_TRUE(log.cycle.Append(entry).ok());
}

// Q5: the delegation of a decision is of that decision alone; the role DELEGATE names for whom.
TEST(Cycle, ADelegateActsInWhatWasDelegatedOnly) {
  LogBuilder log;
  for (const char* id : {"retry", "copy"}) {
    model::DecisionOpened decision;
    decision.id = id;
    decision.owner = "ana";
    log.Must(decision);
  }
  log.Must(model::ArtifactVersionPublished{"design", "v1"});
  log.Must(model::RoleAssigned{"ana", model::Role::kApprover, "", {}});
  log.Must(model::DecisionDelegated{"retry", "ben", {}});
  const auto rule_of = [&log](model::Fact fact, std::string actor) {
    model::Entry entry = log.Next(std::move(fact), std::move(actor));
    entry.on_behalf_of = "ana";
    return base::RuleOf(log.cycle.Append(entry)).value_or("");
  };
  const model::DecisionDecided other{"copy", model::DecisionOutcome::kApproved, "why", "", {}};
  const model::ApprovalGranted approval{"a", "design", "v1", {}, ""};
  EXPECT_EQ(rule_of(other, "ben"), "Q5");
  EXPECT_EQ(rule_of(approval, "ben"), "Q5");
  log.Must(model::RoleAssigned{"ben", model::Role::kDelegate, "", {}});
  EXPECT_EQ(rule_of(approval, "ben"), "Q5");
  log.Must(model::RoleAssigned{"ben", model::Role::kDelegate, "ana", {}});
  EXPECT_EQ(rule_of(approval, "ben"), "");
  EXPECT_EQ(rule_of(other, "ben"), "");
}

TEST(Cycle, ADelegationEnds) {
  LogBuilder log;
  model::DecisionOpened decision;
  decision.id = "retry";
  decision.owner = "ana";
  log.Must(decision);
  log.Must(model::DecisionDelegated{"retry", "ben", log.now() + absl::Hours(2)});
  log.GoTo(log.now() + absl::Hours(5));
  model::Entry entry = log.Next(
      model::DecisionDecided{"retry", model::DecisionOutcome::kApproved, "why", "", {}}, "ben");
  entry.on_behalf_of = "ana";
  EXPECT_EQ(base::RuleOf(log.cycle.Append(entry)), "Q5");
}

TEST(Cycle, AnErrorOfReplayNamesTheEntryByNumberAndId) {
  LogBuilder log;
  model::CycleLog copy = log.cycle.log();
  copy.entries[3].actor = "ghost";
  const absl::Status status = Cycle::Replay(copy).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("entry 4 (e4): "));
}

TEST(Cycle, ReplayOfALogGivesItsState) {
  const LogBuilder log = testing::ReadyCycle();
  const Cycle again = Cycle::Replay(log.cycle.log()).value();
  EXPECT_EQ(again.log(), log.cycle.log());
  EXPECT_EQ(again.state().decisions.size(), log.cycle.state().decisions.size());
  EXPECT_EQ(again.state().decisions.at("retry").phase, DecisionPhase::kApproved);
}

TEST(Cycle, TheStateAtAMomentIsTheFoldOfWhatWasRecordedByThen) {
  const LogBuilder log = testing::ReadyCycle();
  const auto& entries = log.cycle.log().entries;
  for (size_t count = 1; count <= entries.size(); ++count) {
    model::CycleLog prefix;
    prefix.entries.assign(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(count));
    const Cycle shorter = Cycle::Replay(prefix).value();
    const State state = log.cycle.StateAt(*entries[count - 1].recorded_at);
    EXPECT_EQ(log.cycle.KnownCount(*entries[count - 1].recorded_at), count);
    EXPECT_EQ(state.parties, shorter.state().parties);
    EXPECT_EQ(state.decisions.size(), shorter.state().decisions.size());
    EXPECT_EQ(state.evidence.size(), shorter.state().evidence.size());
    EXPECT_EQ(state.gates.size(), shorter.state().gates.size());
  }
}

TEST(Cycle, AClosedCycleTakesNothingMore) {
  LogBuilder log;
  testing::LearnAndClose(log);
  EXPECT_THAT(std::string(log.Try(model::ScopeLocked{"late"}).message()),
              HasSubstr("the cycle was closed"));
}

TEST(Cycle, WhatTheLogItselfHoldsThatIsNotKnownIsKnownToBeThere) {
  LogBuilder log;
  model::CycleLog newer = log.cycle.log();
  newer.unrecognized = "bytes";
  const Cycle cycle = Cycle::Replay(newer).value();
  ASSERT_EQ(cycle.state().unrecognized.size(), 1U);
  EXPECT_EQ(cycle.state().unrecognized[0].Path(), "log");
  EXPECT_EQ(cycle.StateAt(*newer.entries[1].recorded_at).unrecognized.size(), 1U);
}

TEST(Cycle, AnEntryOfANewerVersionComesTwiceWhereItsContentIsTheSame) {
  LogBuilder log;
  model::Entry entry = log.Next(model::Fact{});
  entry.unrecognized = "1-content";
  entry.unrecognized_content = "content";
  ASSERT_TRUE(log.cycle.Append(entry).ok());
  entry.unrecognized = "2-content";
  EXPECT_TRUE(log.cycle.Append(entry).ok());
  entry.unrecognized_content = "other";
  EXPECT_EQ(base::RuleOf(log.cycle.Append(entry)), "R76");
}

// What a newer version wrote is kept, in any fact; what is known of it is folded in where it fits.
TEST(Cycle, AnEntryThatIsKnownInPartIsKeptAndBreaksNoRule) {
  model::GateDecided gate;
  gate.gate = "freeze";  // No gate of the calendar, as far as this version sees.
  gate.verdict = model::Verdict::kGo;
  gate.rationale = "fine";
  for (const model::Fact& fact :
       {model::Fact(model::RoleAssigned{"ben", model::Role::kUnspecified, "", {}}),
        model::Fact(model::SignalObserved{"sig", model::SignalState::kUnspecified, ""}),
        model::Fact(model::ReportPublished{}), model::Fact(gate),
        model::Fact(model::RiskOwnerAssigned{"no-such-risk", "ana", false})}) {
    LogBuilder log;
    const State before = log.cycle.state();
    model::Entry entry = log.Next(fact);
    EXPECT_FALSE(log.cycle.Append(entry).ok()) << model::Name(fact);
    entry.unrecognized = "bytes";
    ASSERT_TRUE(log.cycle.Append(entry).ok()) << model::Name(fact);
    EXPECT_EQ(log.cycle.log().entries.back().unrecognized, "bytes");
    const State& after = log.cycle.state();
    ASSERT_EQ(after.unrecognized.size(), 1U);
    EXPECT_EQ(after.unrecognized[0].fact, model::Name(fact));
    EXPECT_EQ(after.roles.size(), before.roles.size());
    EXPECT_TRUE(after.signals.empty() && after.reports.empty() && after.gates.empty());
    // The fold says the same when it is done again.
    EXPECT_EQ(Cycle::Replay(log.cycle.log()).value().state().unrecognized.size(), 1U);
    EXPECT_TRUE(log.cycle.StateAt(log.now()).gates.empty());
  }
}

// A kind that is not known is no reason to lose the thing, which later entries name.
TEST(Cycle, AThingOfANewerKindIsThere) {
  LogBuilder log;
  model::Entry party = log.Next(model::PartyAdded{{"bot", "Bot", model::PartyKind::kUnspecified}});
  party.unrecognized = "bytes";
  ASSERT_TRUE(log.cycle.Append(party).ok());
  model::Entry node =
      log.Next(model::NodeDeclared{"pay", model::NodeKind::kUnspecified, {}, "Payment"});
  node.unrecognized = "bytes";
  ASSERT_TRUE(log.cycle.Append(node).ok());
  EXPECT_TRUE(log.Try(model::RoleAssigned{"bot", model::Role::kApprover, "", {}}).ok());
  EXPECT_TRUE(log.Try(model::TouchpointDeclared{"pay", 1, 0.5, ""}).ok());
}

// A gate that this version sees opening on nothing is not folded in: it stays undecided.
TEST(Cycle, AGateOfANewerVersionOpensOnEvidenceToo) {
  LogBuilder log = testing::ReadyCycle();
  model::Criterion criterion = testing::LatencyCriterion();
  criterion.id = "late";
  criterion.metric = "never-measured";
  criterion.gate = "build_freeze";
  log.Must(model::CriterionSet{criterion});
  model::GateDecided gate = log.cycle.state().gates.at("build_freeze").fact;
  gate.rationale = "again";
  model::Entry entry = log.Next(gate);
  EXPECT_EQ(base::RuleOf(log.cycle.Append(entry)), "R15");
  entry.unrecognized = "bytes";
  ASSERT_TRUE(log.cycle.Append(entry).ok());
  EXPECT_NE(log.cycle.state().gates.at("build_freeze").fact.rationale, "again");
}

TEST(Cycle, AnEntryWithoutAFactIsRefusedUnlessItCameFromANewerVersion) {
  LogBuilder log;
  model::Entry entry = log.Next(model::Fact{});
  EXPECT_THAT(std::string(log.cycle.Append(entry).message()), HasSubstr("holds no fact"));
  entry.unrecognized = "bytes";
  EXPECT_TRUE(log.cycle.Append(entry).ok());
  EXPECT_EQ(log.cycle.state().unrecognized.size(), 1U);
}

}  // namespace
}  // namespace readiness::engine
