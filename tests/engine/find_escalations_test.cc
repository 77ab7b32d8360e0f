// What goes up to leadership by itself (R24, R28, R52, R53), as the agenda of an assessment has it.
#include "readiness/engine/internal/find_escalations.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/engine/assess.h"

#include "log_builder.h"

namespace readiness::engine {
namespace {

using testing::At;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::LogBuilder;

// "slow-tests to mia by 2026-03-18T09:00:00Z: DUE" for each escalation on the agenda.
std::vector<std::string> Escalations(const LogBuilder& log, absl::Time as_of) {
  const auto assessment = testing::Assessed(log.cycle, {as_of, {}});
  EXPECT_TRUE(assessment.ok()) << assessment.status();
  std::vector<std::string> texts;
  for (const AgendaItem& item : assessment->agenda) {
    if (item.kind != "escalation") continue;
    texts.push_back(base::Cat(item.subject, " to ", item.owner, " by ",
                              base::InstantText(*item.due), ": ", Name(item.state)));
  }
  return texts;
}

void Review(LogBuilder& log, std::string_view day) {
  log.GoTo(At(base::Cat("2026-03-", day, "T09:00:00Z")));
  log.Must(model::ReviewClosed{base::Cat("review-", day), ""});
}
void Open(LogBuilder& log, const std::string& id, const std::string& owner = "ben") {
  model::BlockerOpened blocker;
  blocker.id = id;
  blocker.title = id;
  blocker.owner = owner;
  log.Must(blocker);
}

// Opened on the 10th, between the reviews of the 9th and the 16th: the cycle that ends on the 16th
// does not count, the one that ends on the 23rd does.
TEST(Escalations, ABlockerGoesUpWhenTheFirstWholeReviewCycleThatItSurvivedCloses) {
  LogBuilder log;
  Review(log, "09");
  log.GoTo(At("2026-03-10T09:00:00Z"));
  Open(log, "slow-tests");
  Review(log, "16");
  EXPECT_THAT(Escalations(log, At("2026-03-23T08:59:59Z")), IsEmpty());
  Review(log, "23");
  EXPECT_THAT(Escalations(log, At("2026-03-23T09:00:00Z")),
              ElementsAre("slow-tests to mia by 2026-03-25T09:00:00Z: DUE"));
  EXPECT_THAT(Escalations(log, At("2026-03-25T09:00:01Z")),
              ElementsAre("slow-tests to mia by 2026-03-25T09:00:00Z: OVERDUE"));
  // Once: the next reviews add none.
  Review(log, "30");
  EXPECT_THAT(Escalations(log, At("2026-03-30T10:00:00Z")),
              ElementsAre("slow-tests to mia by 2026-03-25T09:00:00Z: OVERDUE"));
  // What was known before is as it was.
  EXPECT_THAT(Escalations(log, At("2026-03-20T00:00:00Z")), IsEmpty());
}

TEST(Escalations, ABlockerThatIsResolvedOrWasEscalatedByHandDoesNotGoUp) {
  LogBuilder log;
  Review(log, "09");
  Open(log, "fixed");
  Open(log, "asked");
  Review(log, "16");
  log.Must(model::EscalationRaised{"esc", "asked", "sol", "It will not be done in time"});
  log.GoTo(At("2026-03-20T09:00:00Z"));
  log.Must(model::BlockerResolved{"fixed", "done"});
  Review(log, "23");
  EXPECT_THAT(Escalations(log, At("2026-03-23T09:00:00Z")),
              ElementsAre("esc to sol by 2026-03-18T10:00:00Z: OVERDUE"));
}

// It survived the cycle from the 16th to the 23rd, was resolved on the 25th and is back: the count
// goes on where it was. One that was closed in the middle of each cycle survived none.
TEST(Escalations, WhatAReopenedBlockerSurvivedBeforeCounts) {
  LogBuilder log;
  Review(log, "09");
  Open(log, "back");
  Open(log, "short");
  Review(log, "16");
  log.GoTo(At("2026-03-18T09:00:00Z"));
  log.Must(model::BlockerResolved{"short", "done"});
  log.Must(model::BlockerReopened{"short", "not done"});
  Review(log, "23");
  log.GoTo(At("2026-03-25T09:00:00Z"));
  log.Must(model::BlockerResolved{"back", "done"});
  EXPECT_THAT(Escalations(log, At("2026-03-26T08:00:00Z")), IsEmpty());
  log.GoTo(At("2026-03-26T09:00:00Z"));
  log.Must(model::BlockerReopened{"back", "it is back"});
  EXPECT_THAT(Escalations(log, At("2026-03-26T09:00:00Z")),
              ElementsAre("back to mia by 2026-03-25T09:00:00Z: OVERDUE"));
  Review(log, "30");
  EXPECT_THAT(Escalations(log, At("2026-03-30T09:00:00Z")),
              ElementsAre("back to mia by 2026-03-25T09:00:00Z: OVERDUE",
                          "short to mia by 2026-04-01T09:00:00Z: DUE"));
}

// Q4: past the one who answers for it anyway.
TEST(Escalations, WhatTheLeadershipContactOwnsGoesToTheSponsor) {
  LogBuilder log;
  Review(log, "09");
  log.GoTo(At("2026-03-09T09:00:00Z"));
  Open(log, "hers", "mia");
  Review(log, "16");
  EXPECT_THAT(Escalations(log, At("2026-03-16T09:00:00Z")),
              ElementsAre("hers to sol by 2026-03-18T09:00:00Z: DUE"));
}

// T2: 48 hours from when it showed, to the moment.
TEST(Escalations, ARiskThatShowsAndAnythingUnownedGoesUpWhenTheOwnersWindowIsOver) {
  LogBuilder log;
  model::RiskRaised risk;
  risk.id = "away";
  risk.title = "The bank does not answer";
  risk.owner = "ben";
  log.GoTo(At("2026-03-10T09:00:00Z"));
  log.Must(risk);
  log.GoTo(At("2026-03-11T09:00:00Z"));
  log.Must(model::RiskAppeared{"away", ""});
  model::DecisionOpened decision;
  decision.id = "retry";
  decision.title = "Retry?";
  log.GoTo(At("2026-03-12T09:00:00Z"));
  log.Must(decision);
  EXPECT_THAT(Escalations(log, At("2026-03-13T09:00:00Z")), IsEmpty());
  EXPECT_THAT(Escalations(log, At("2026-03-13T09:00:01Z")),
              ElementsAre("away to mia by 2026-03-15T09:00:00Z: DUE"));
  EXPECT_THAT(Escalations(log, At("2026-03-14T09:00:01Z")),
              ElementsAre("away to mia by 2026-03-15T09:00:00Z: DUE",
                          "retry to mia by 2026-03-16T09:00:00Z: DUE"));
  log.GoTo(At("2026-03-14T10:00:00Z"));
  log.Must(model::DecisionOwnerAssigned{"retry", "ben"});
  log.Must(model::RiskMitigated{"away", ""});
  EXPECT_THAT(Escalations(log, At("2026-03-14T12:00:00Z")), IsEmpty());
}

// X1, R54: "pay" waits for "retry", which the risk isolates; "search" has nothing to do with it.
TEST(Isolation, WhatIsBegunWhileItIsFrozenIsNamed) {
  LogBuilder log;
  for (const char* id : {"pay", "retry", "search"}) {
    model::DecisionOpened decision;
    decision.id = id;
    decision.title = id;
    decision.owner = "ben";
    log.Must(decision);
    model::DecisionDecided approved;
    approved.decision = id;
    approved.outcome = model::DecisionOutcome::kApproved;
    approved.rationale = "it is needed";
    log.Must(approved, "ben");
  }
  model::DependencyDeclared waits;
  waits.dependent = "pay";
  waits.prerequisite = "retry";
  log.Must(waits);
  model::RiskRaised risk;
  risk.id = "away";
  risk.title = "The bank does not answer";
  risk.owner = "ben";
  log.Must(risk);
  log.Must(model::RiskAppeared{"away", "retry"});
  log.Must(model::ImplementationStarted{"search"});
  const auto texts = [&log] {
    std::vector<std::string> found;
    const Assessment assessment = testing::Assessed(log.cycle, {log.now(), {}}).value();
    for (const model::Issue& issue : assessment.issues) {
      if (issue.message.starts_with("R54")) found.push_back(issue.path + ": " + issue.message);
    }
    return found;
  };
  EXPECT_THAT(texts(), IsEmpty());
  log.Must(model::ImplementationStarted{"pay"});
  EXPECT_THAT(texts(), ElementsAre("risk/away: R54: it shows and isolates decision \"retry\", and "
                                   "implementation was begun since of what is frozen by that: pay; "
                                   "hold it until the risk is treated"));
  log.Must(model::RiskMitigated{"away", ""});
  EXPECT_THAT(texts(), IsEmpty());
}

TEST(Escalations, WithoutLeadershipTheyHaveNobodyToGoTo) {
  LogBuilder log;
  Review(log, "09");
  log.GoTo(At("2026-03-09T09:00:00Z"));
  Open(log, "x");
  Review(log, "16");
  State state = log.cycle.state();
  state.roles.clear();
  state.roles_within.clear();
  const internal::View view{state, DefaultPolicy(), log.now()};
  const std::vector<internal::DueEscalation> found = internal::EscalationFinder(view).Find();
  EXPECT_THAT(found, ElementsAre(internal::DueEscalation{"x", "", At("2026-03-16T09:00:00Z")}));
}

}  // namespace
}  // namespace readiness::engine
