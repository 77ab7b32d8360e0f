#include "readiness/metric/event.h"

#include <limits>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

Event Row(EventType event, double value = kNoNumber, double total = kNoNumber) {
  Event row;
  row.time = 1'700'000'000'000'000;
  row.kind = KindOf(event);
  row.event = event;
  row.entity = 17;
  row.value = value;
  row.total = total;
  return row;
}
std::string Refusal(const Event& row) { return std::string(CheckEvent(row).message()); }

TEST(Event, HasTheWordsOfTheTelemetryTable) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> table = {
      {"account", {"enrolled", "activated", "churned"}},
      {"ticket", {"opened", "resolved", "reopened", "escalated", "cancelled"}},
      {"decision", {"opened", "due", "decided", "superseded", "withdrawn", "reopened"}},
      {"change", {"planned", "scope_changed", "reopened", "redone", "rolled_back", "replanned"}},
      {"review", {"approved", "implemented", "rejected", "withdrawn"}},
      {"exception", {"entered", "completed", "abandoned"}},
      {"journey", {"started", "step", "completed", "abandoned"}},
      {"response", {"invited", "answered"}}};
  std::set<EventType> seen;
  for (const auto& [kind_word, words] : table) {
    const auto kind = ReadEntityKind(kind_word);
    ASSERT_TRUE(kind.ok()) << kind_word;
    EXPECT_EQ(Word(*kind), kind_word);
    for (const std::string& word : words) {
      const auto event = ReadEventType(*kind, word);
      ASSERT_TRUE(event.ok()) << word;
      EXPECT_EQ(Word(*event), word);
      EXPECT_EQ(KindOf(*event), *kind);
      seen.insert(*event);
    }
  }
  EXPECT_EQ(seen.size(), kEventTypeCount);
  EXPECT_EQ(table.size(), kEntityKindCount);
}
TEST(Event, RefusesOtherWordsAndListsThoseThatItKnows) {
  EXPECT_EQ(ReadEntityKind("Ticket").status().message(),
            "EVENT_KIND: \"Ticket\" is no kind; the kinds are account, ticket, decision, change, "
            "review, exception, journey, response");
  EXPECT_EQ(ReadEventType(EntityKind::kResponse, "opened").status().message(),
            "EVENT_TYPE: \"opened\" is no event of kind response; its events are invited, "
            "answered");
  EXPECT_FALSE(ReadEntityKind("").ok());
  EXPECT_EQ(Word(static_cast<EntityKind>(8)), "");
  EXPECT_EQ(Word(static_cast<EventType>(33)), "");
}
TEST(Event, AcceptsEveryEventWithWhatItNeeds) {
  for (size_t i = 0; i < kEventTypeCount; ++i) {
    EXPECT_TRUE(CheckEvent(Row(static_cast<EventType>(i), 3, 5)).ok()) << Word(EventType(i));
  }
}
TEST(Event, BelongsToItsKind) {
  Event row = Row(EventType::kTicketOpened);
  row.kind = EntityKind::kJourney;
  EXPECT_EQ(Refusal(row),
            "EVENT_KIND: an entity of kind journey has no event \"opened\" of kind ticket");
  row.kind = static_cast<EntityKind>(9);
  EXPECT_EQ(Refusal(row), "EVENT_KIND: kind is 9, which is none");
  row = Row(EventType::kTicketOpened);
  row.event = static_cast<EventType>(33);
  EXPECT_EQ(Refusal(row), "EVENT_TYPE: event is 33, which is none");
}
TEST(Event, HasAnEntityAndTimesInRange) {
  Event row = Row(EventType::kTicketOpened);
  row.entity = kNoId;
  EXPECT_EQ(Refusal(row), "EVENT_ENTITY: entity must be given; its id must not be 0");
  row = Row(EventType::kTicketOpened);
  for (const int64_t time : {kFirstTime, kLastTime, int64_t{0}}) {
    row.time = time;
    EXPECT_TRUE(CheckEvent(row).ok());
  }
  for (const int64_t time : {kNoTime, kFirstTime - 1, kLastTime + 1}) {
    row.time = time;
    EXPECT_EQ(CheckEvent(row).code(), absl::StatusCode::kInvalidArgument);
  }
  row = Row(EventType::kTicketOpened);
  row.due = kLastTime + 1;
  EXPECT_EQ(Refusal(row).substr(0, 15), "EVENT_TIME: due");
  row = Row(EventType::kTicketOpened);
  row.recorded = kFirstTime - 1;
  EXPECT_EQ(Refusal(row).substr(0, 20), "EVENT_TIME: recorded");
}
TEST(Event, OfASurveyHasAScoreOnItsScale) {
  const auto answered = [](double value, double total) {
    return CheckEvent(Row(EventType::kResponseAnswered, value, total));
  };
  EXPECT_TRUE(answered(0, 10).ok());
  EXPECT_TRUE(answered(10, 10).ok());
  EXPECT_TRUE(answered(1, 1).ok());
  EXPECT_EQ(answered(6, 5).message(),
            "EVENT_VALUE: value must be a whole number from 0 to 5, got 6");
  EXPECT_EQ(answered(1, 11).message(),
            "EVENT_VALUE: total must be a whole number from 1 to 10, got 11");
  EXPECT_EQ(answered(-1, 5).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(answered(3.5, 5).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(answered(kNoNumber, 5).message(),
            "EVENT_VALUE: response answered needs value, the score");
  EXPECT_EQ(answered(3, kNoNumber).message(),
            "EVENT_VALUE: response answered needs total, the top of the scale");
  EXPECT_TRUE(CheckEvent(Row(EventType::kResponseInvited)).ok());
}
TEST(Event, OfAJourneyStepHasItsNumber) {
  EXPECT_TRUE(CheckEvent(Row(EventType::kJourneyStep, 1)).ok());
  EXPECT_TRUE(CheckEvent(Row(EventType::kJourneyStep, kMaxStep)).ok());
  EXPECT_FALSE(CheckEvent(Row(EventType::kJourneyStep, 0)).ok());
  EXPECT_FALSE(CheckEvent(Row(EventType::kJourneyStep, kMaxStep + 1)).ok());
  EXPECT_EQ(Refusal(Row(EventType::kJourneyStep)),
            "EVENT_VALUE: journey step needs value, the number of the step");
}
TEST(Event, OfAnExceptionCountsCriteria) {
  EXPECT_TRUE(CheckEvent(Row(EventType::kExceptionCompleted)).ok());
  EXPECT_TRUE(CheckEvent(Row(EventType::kExceptionCompleted, 4, 4)).ok());
  EXPECT_TRUE(CheckEvent(Row(EventType::kExceptionEntered, kNoNumber, 4)).ok());
  EXPECT_FALSE(CheckEvent(Row(EventType::kExceptionCompleted, 5, 4)).ok());
  EXPECT_FALSE(CheckEvent(Row(EventType::kExceptionCompleted, 3, kMaxCriteria + 1)).ok());
  EXPECT_EQ(Refusal(Row(EventType::kExceptionCompleted, 3)),
            "EVENT_VALUE: exception completed needs total beside value: how many are required");
}
TEST(Event, OfAChangeHasAnEffortOrNone) {
  EXPECT_TRUE(CheckEvent(Row(EventType::kChangeRedone)).ok());
  EXPECT_TRUE(CheckEvent(Row(EventType::kChangeRedone, 0)).ok());
  EXPECT_TRUE(CheckEvent(Row(EventType::kChangeRedone, kMaxEffort)).ok());
  EXPECT_FALSE(CheckEvent(Row(EventType::kChangeRedone, kMaxEffort + 1)).ok());
  EXPECT_EQ(Refusal(Row(EventType::kChangeRedone, -1)),
            "EVENT_VALUE: value, the effort, must be a whole number from 0 to 1e+06, got -1");
  EXPECT_FALSE(CheckEvent(Row(EventType::kChangeRedone, 2.5)).ok());
}
TEST(Event, HasNoInfinityAndNoTierOutOfRange) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Refusal(Row(EventType::kTicketOpened, kInfinity)), "EVENT_VALUE: value must be finite");
  EXPECT_EQ(Refusal(Row(EventType::kTicketOpened, 0, -kInfinity)),
            "EVENT_VALUE: total must be finite");
  Event row = Row(EventType::kTicketEscalated);
  row.tier = kMaxTier;
  EXPECT_TRUE(CheckEvent(row).ok());
  row.tier = 16;
  EXPECT_EQ(Refusal(row), "EVENT_TIER: tier must be a whole number from 0 to 15, got 16");
}
TEST(Event, IsKnownWhenRecordedAndNeverBeforeItHappened) {
  Event row = Row(EventType::kTicketOpened);
  EXPECT_EQ(KnownAt(row), row.time);
  row.recorded = row.time + 5;
  EXPECT_EQ(KnownAt(row), row.time + 5);
  row.recorded = row.time - 5;
  EXPECT_EQ(KnownAt(row), row.time);
}
TEST(Event, TellsNothingFromZero) {
  const Event row;
  EXPECT_FALSE(HasNumber(row.value));
  EXPECT_TRUE(HasNumber(0));
  EXPECT_NE(row.due, 0);
  EXPECT_NE(row.tier, 0);
}

}  // namespace
}  // namespace readiness::metric
