#include "readiness/model/outcome.h"

#include <optional>

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(CycleOpened, id, title, opener));
  mirror.Enum<MilestoneKind>();
  mirror.Struct(READINESS_STRUCT(Milestone, name, kind, at));
  mirror.Struct(
      READINESS_STRUCT(CalendarSet, milestones, review_interval, window_start, window_end));
  mirror.Struct(READINESS_STRUCT(Condition, id, text, criterion));
  mirror.Struct(READINESS_STRUCT(Outcome, id, statement, metric, unit, baseline, target, comparison,
                                 window_start, window_end, ritual, progress_signal, lens,
                                 conditions));
  mirror.Struct(READINESS_STRUCT(OutcomeDefined, outcome));
  mirror.Struct(READINESS_STRUCT(ScopeLocked, reason));
  mirror.Struct(READINESS_STRUCT(ScopeUnlocked, reason));
  mirror.Struct(READINESS_STRUCT(Launched, release, note));
  mirror.Struct(READINESS_STRUCT(CycleClosed, note));
  mirror.Struct(READINESS_STRUCT(ImportIssueNoted, file, row, field, message));
}
READINESS_MIRROR_TESTS(Outcome, "outcome.proto", Describe);

TEST(Outcome, ABaselineOfZeroIsNotABaselineThatNobodyGave) {
  Outcome zero;
  zero.baseline = 0.0;
  EXPECT_FALSE(zero == Outcome{});
  EXPECT_FALSE(Outcome{}.baseline.has_value());
  EXPECT_FALSE(Outcome{}.target.has_value());
}

TEST(Outcome, TheOrderOfMilestonesIsKept) {
  const Milestone freeze{"code_freeze", MilestoneKind::kGate, absl::UnixEpoch()};
  const Milestone launch{"launch", MilestoneKind::kLaunch, std::nullopt};
  CalendarSet one;
  one.milestones = {freeze, launch};
  CalendarSet other;
  other.milestones = {launch, freeze};
  EXPECT_FALSE(one == other);
}

TEST(Outcome, MilestonesAreBeginGateLaunchOrEnd) {
  EXPECT_EQ(Name(MilestoneKind::kBegin), "BEGIN");
  EXPECT_EQ(Name(MilestoneKind::kGate), "GATE");
  EXPECT_EQ(Name(MilestoneKind::kLaunch), "LAUNCH");
  EXPECT_EQ(Name(MilestoneKind::kEnd), "END");
}

}  // namespace
}  // namespace readiness::model
