#include "readiness/report/subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/report/text.h"

#include "sample.h"

namespace readiness::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

struct World {
  engine::Assessment assessment = SampleAssessment();
  engine::State state;
  model::CycleLog log;
};

World SampleWorld() {
  World world;
  model::RiskRaised raised;
  raised.id = "timeout";
  raised.title = "Payment times out";
  raised.node = "payment";
  raised.owner = "ben";
  engine::RiskState risk;
  risk.risk = raised;
  risk.phase = engine::RiskPhase::kAppeared;
  risk.ownership.owners = {"ben"};
  risk.ownership.since = At("2026-01-02T00:00:00Z");
  world.state.risks.emplace("timeout", risk);
  world.state.parties.emplace("ben", model::Party{"ben", "Ben Ito", model::PartyKind::kPerson});
  model::Entry entry;
  entry.seq = 1;
  entry.id = "e-1";
  entry.actor = "ben";
  entry.recorded_at = At("2026-01-02T00:00:00Z");
  entry.fact = raised;
  world.log.entries.push_back(entry);
  entry.seq = 2;
  entry.id = "e-2";
  entry.recorded_at = At("2026-04-02T00:00:00Z");
  entry.fact = model::RiskAppeared{"timeout", ""};
  world.log.entries.push_back(entry);
  return world;
}

absl::StatusOr<Subject> ExplainIn(const World& world, std::string_view id) {
  return Explain(id, world.assessment, world.state, world.log);
}

// R26: from a decision over what waits for it to where a customer feels it, with the metrics.
TEST(Explain, TracesADecisionToTheCustomer) {
  World world = SampleWorld();
  engine::DecisionState decision;
  decision.opened.id = "d-1";
  world.state.decisions.emplace("d-1", decision);
  engine::ScopeItemState item;
  item.request.id = "item-1";
  item.request.decision = "d-1";
  world.state.items.emplace("item-1", item);
  const auto waits = [&world](std::string dependent, std::string prerequisite, std::string metric) {
    engine::DependencyState dependency;
    dependency.fact.dependent = dependent;
    dependency.fact.prerequisite = prerequisite;
    dependency.fact.metric = std::move(metric);
    world.state.dependencies.emplace(std::pair(std::move(dependent), std::move(prerequisite)),
                                     dependency);
  };
  waits("payment", "item-1", "latency");
  waits("checkout", "payment", "");
  waits("d-1", "checkout", "circle");  // A circle does not trap it.
  for (const char* node : {"checkout", "elsewhere"}) {
    model::TouchpointDeclared touchpoint;
    touchpoint.node = node;
    world.state.touchpoints.emplace(node, touchpoint);
  }
  const auto subject = ExplainIn(world, "d-1");
  ASSERT_TRUE(subject.ok()) << subject.status();
  std::vector<std::string> traces;
  for (const Detail& detail : subject->details) {
    if (detail.name == "reaches the customer") traces.push_back(detail.value);
  }
  EXPECT_THAT(traces, testing::ElementsAre("d-1 -> item-1 [implements it] -> payment [latency] -> "
                                           "checkout [no metric]"));
}

TEST(Explain, OfARiskGivesItsStateOwnerRankVetoAndEntries) {
  const auto subject = ExplainIn(SampleWorld(), "timeout");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(subject->kind, "risk");
  EXPECT_EQ(subject->state, "appeared");
  EXPECT_EQ(subject->owner, "ben");
  ASSERT_TRUE(subject->risk.has_value());
  EXPECT_EQ(subject->risk->tier, "ACT");
  EXPECT_THAT(subject->vetoes, SizeIs(1));
}

TEST(Explain, KnowsNoEntryThatWasRecordedLater) {
  EXPECT_THAT(ExplainIn(SampleWorld(), "timeout")->entries, SizeIs(1));
  EXPECT_FALSE(ExplainIn(SampleWorld(), "e-2").ok());
}

TEST(Explain, OfAnItemGivesTheChecksThatConcernIt) {
  const auto subject = ExplainIn(SampleWorld(), "item-1");
  ASSERT_TRUE(subject.ok()) << subject.status();
  ASSERT_THAT(subject->criteria, SizeIs(2));
  EXPECT_EQ(subject->criteria[0].path, "HAND_OFF/approval:item-1");
  EXPECT_TRUE(subject->criteria[0].resolution.has_value());
}

TEST(Explain, TakesTheIdOfACheckOrItsPath) {
  for (const char* id : {"refund-time", "TEST_EVIDENCE/refund-time"}) {
    const auto subject = ExplainIn(SampleWorld(), id);
    ASSERT_TRUE(subject.ok()) << subject.status();
    EXPECT_EQ(subject->kind, "criterion");
    EXPECT_EQ(subject->state, "FAIL");
    ASSERT_THAT(subject->criteria, SizeIs(1));
    EXPECT_TRUE(subject->criteria[0].is_in_certificate);
    EXPECT_TRUE(subject->criteria[0].flip.has_value());
  }
}

TEST(Explain, OfEvidenceGivesTheChecksThatRestOnIt) {
  EXPECT_THAT(ExplainIn(SampleWorld(), "ev-7")->criteria, SizeIs(1));
}

TEST(Explain, OfAPartyLeavesOutWhatItMerelyRecorded) {
  auto world = SampleWorld();
  model::Entry entry;
  entry.seq = 2;
  entry.id = "e-3";
  entry.actor = "ben";
  entry.recorded_at = At("2026-01-03T00:00:00Z");
  entry.fact = model::ScopeLocked{"freeze"};
  world.log.entries.insert(world.log.entries.begin() + 1, entry);
  const auto subject = ExplainIn(world, "ben");
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(subject->kind, "party");
  EXPECT_EQ(subject->title, "Ben Ito");
  for (const auto& line : subject->entries) EXPECT_NE(line.id, "e-3");
}

TEST(Explain, RefusesAnUnknownIdAndNamesThoseWrittenAlike) {
  const auto subject = ExplainIn(SampleWorld(), "itme-1");
  EXPECT_EQ(subject.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(subject.status().message()),
              HasSubstr("nothing in cycle \"checkout-2026\" is called \"itme-1\""));
  EXPECT_THAT(std::string(ExplainIn(SampleWorld(), "timeot").status().message()),
              HasSubstr("written alike: timeout"));
}

TEST(Explain, SuggestsNothingWhereNothingIsAlike) {
  EXPECT_THAT(std::string(ExplainIn(SampleWorld(), "zzzzzzzzzzzz").status().message()),
              Not(HasSubstr("written alike")));
}

// Why: it answers "why is this one red?" without a second look elsewhere.
TEST(SubjectText, IsTheGoldenFile) {
  EXPECT_EQ(SubjectText(*ExplainIn(SampleWorld(), "timeout"), SampleNames()),
            Golden("subject_risk.txt"));
  EXPECT_EQ(SubjectText(*ExplainIn(SampleWorld(), "refund-time"), SampleNames()),
            Golden("subject_check.txt"));
}

}  // namespace
}  // namespace readiness::report
