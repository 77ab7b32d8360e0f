#include "readiness/engine/agenda.h"

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../model/proto_words.h"

namespace readiness::engine {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Enum<AgendaState>();
  mirror.Struct(READINESS_STRUCT(AgendaItem, kind, subject, owner, due, state));
}
READINESS_MIRROR_TESTS(Agenda, "agenda.proto", Describe);

// The states in the order in which an item passes through them, and their words.
TEST(Agenda, StatesAreCalledAsTheGlossaryCallsThem) {
  EXPECT_EQ(Name(AgendaState::kUpcoming), "UPCOMING");
  EXPECT_EQ(Name(AgendaState::kDue), "DUE");
  EXPECT_EQ(Name(AgendaState::kOverdue), "OVERDUE");
  EXPECT_EQ(Name(AgendaState::kMissed), "MISSED");
  EXPECT_EQ(Name(AgendaState::kEscalated), "ESCALATED");
  EXPECT_EQ(Name(AgendaState::kDone), "DONE");
}

TEST(Agenda, AnItemWithoutADueDateHasNoneNotTheEpoch) {
  AgendaItem at_epoch;
  at_epoch.due = absl::UnixEpoch();
  EXPECT_FALSE(at_epoch == AgendaItem{});
}

}  // namespace
}  // namespace readiness::engine
