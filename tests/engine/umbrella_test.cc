// include/readiness/readiness.h: one include, and every room of the core can be spoken to.
// tests/house/mirrors.py holds that it leaves none out, layers.py that it holds the core alone.
#include <gtest/gtest.h>

#include "readiness/readiness.h"

namespace readiness {
namespace {

TEST(Umbrella, EveryRoomOfTheCoreIsReachedByOneInclude) {
  const auto began = base::ParseInstant("2026-03-02T09:00:00Z");
  ASSERT_TRUE(began.ok());
  EXPECT_TRUE(calendar::ElapsedLength(base::Window{}).ok());
  EXPECT_DOUBLE_EQ(estimate::Exp(0.0), 1.0);
  EXPECT_EQ(decision::Not(decision::Truth::kUnknown), decision::Truth::kUnknown);
  EXPECT_EQ(risk::Graph().node_count(), 0);
  EXPECT_FALSE(metric::MetricSpec().target.has_value());

  model::Entry opened;
  opened.id = "e1";
  opened.recorded_at = *began;
  opened.actor = "ana";
  opened.fact = model::CycleOpened{"checkout", "", {"ana", "Ana", model::PartyKind::kPerson}};
  model::CycleLog log;
  log.entries.push_back(opened);
  const auto cycle = engine::Cycle::Replay(log);
  ASSERT_TRUE(cycle.ok()) << cycle.status();
  engine::AssessOptions options;
  options.as_of = cycle->LastRecordedAt();
  const auto answer = engine::Assess(*cycle, options);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->verdict, model::Verdict::kHold) << "an empty log opens nothing";
}

}  // namespace
}  // namespace readiness
