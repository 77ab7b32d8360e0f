#include "readiness/metric/entity_record.h"

#include <vector>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

bool SameRegisters(const EntityRecord& a, const EntityRecord& b) {
  // Which of several cohorts is held for comparison means nothing.
  return a.id == b.id && a.first_time == b.first_time && a.first_tie == b.first_tie &&
         a.cohort == b.cohort && a.tiers == b.tiers && a.score == b.score && a.total == b.total &&
         a.at == b.at && a.parent == b.parent && a.subject == b.subject && a.release == b.release &&
         a.two_cohorts == b.two_cohorts;
}
std::vector<Event> RowsOfOne(Random& random, EntityKind kind, int count) {
  std::vector<Event> rows;
  while (static_cast<int>(rows.size()) < count) {
    for (Event row : testing::RandomRows(random, 2)) {
      if (row.kind != kind || !random.Chance(30)) continue;
      row.entity = 9;
      row.time = testing::kEpoch + random.Below(6);  // Ties.
      row.release = static_cast<uint32_t>(random.Below(3));
      if (random.Chance(30)) row.event_id = 1;
      rows.push_back(row);
    }
  }
  return rows;
}
EntityRecord Fold(const TextDictionary& texts, const std::vector<Event>& rows) {
  EntityRecord record;
  for (const Event& row : rows) ApplyRow(row, texts, 2, record);
  return record;
}

TEST(EntityRecord, IsTheSameInAnyOrderAndRepetition) {
  const TextDictionary texts = testing::Texts();
  Random random(1);
  for (size_t round = 0; round < 400; ++round) {
    const auto kind = static_cast<EntityKind>(round % kEntityKindCount);
    const std::vector<Event> rows = RowsOfOne(random, kind, 6);
    const EntityRecord expected = Fold(texts, rows);
    for (int i = 0; i < 10; ++i) {
      std::vector<Event> changed = rows;
      changed.push_back(rows[static_cast<size_t>(random.Below(6))]);
      testing::Shuffle(random, changed);
      ASSERT_TRUE(SameRegisters(Fold(texts, changed), expected)) << Word(kind);
    }
  }
}
// Idempotent, commutative, associative, and the join of two parts is the fold of all rows.
TEST(EntityRecord, IsAJoinSemilattice) {
  const TextDictionary texts = testing::Texts();
  Random random(2);
  for (size_t round = 0; round < 800; ++round) {
    const auto kind = static_cast<EntityKind>(round % kEntityKindCount);
    const std::vector<Event> rows = RowsOfOne(random, kind, 9);
    std::vector<std::vector<Event>> parts(3);
    for (const Event& row : rows) parts[static_cast<size_t>(random.Below(3))].push_back(row);
    EntityRecord a = Fold(texts, parts[0]), b = Fold(texts, parts[1]), c = Fold(texts, parts[2]);
    a.id = b.id = c.id = 9;
    const auto join = [&](const EntityRecord& left, const EntityRecord& right) {
      EntityRecord joined = left;
      JoinRegisters(right, kind, texts, joined);
      return joined;
    };
    const EntityRecord whole = Fold(texts, rows);
    EXPECT_TRUE(SameRegisters(join(join(a, b), c), whole)) << Word(kind);
    EXPECT_TRUE(SameRegisters(join(a, join(b, c)), whole));
    EXPECT_TRUE(SameRegisters(join(join(c, a), b), whole));
    EXPECT_TRUE(SameRegisters(join(whole, whole), whole));
    EXPECT_TRUE(SameRegisters(join(whole, a), whole));
    EXPECT_TRUE(SameRegisters(join(a, EntityRecord{.id = 9}), a));
  }
}
TEST(EntityRecord, TakesTheCohortOfTheRowRecordedFirstAmongThoseOfOneTime) {
  const TextDictionary texts = testing::Texts();
  Event late;
  late.kind = EntityKind::kTicket;
  late.event = EventType::kTicketOpened;
  late.entity = 1;
  late.time = 100;
  late.recorded = 500;
  late.cohort = 1;
  Event early = late;
  early.recorded = 200;
  early.cohort = 2;
  EXPECT_EQ(Fold(texts, {late, early}).cohort, 2U);
  EXPECT_EQ(Fold(texts, {early, late}).cohort, 2U);
  // Then by text: "app" (2) comes before "web" (1).
  early.recorded = late.recorded;
  EXPECT_EQ(Fold(texts, {late, early}).cohort, 2U);
  EXPECT_EQ(Fold(texts, {early, late}).cohort, 2U);
  // A first row without a cohort: none was known then.
  early.cohort = kNoText;
  early.time = 50;
  EXPECT_EQ(Fold(texts, {late, early}).cohort, kNoText);
  EXPECT_EQ(Fold(texts, {late, early}).two_cohorts, 0);
}
// A ticket opened and resolved in one minute: the second row names nothing, whatever comes first
// otherwise.
TEST(EntityRecord, OfRowsAtOneTimeTakesTheOneThatNamesCohortAndParent) {
  const TextDictionary texts = testing::Texts();
  Event opened;
  opened.kind = EntityKind::kTicket;
  opened.event = EventType::kTicketOpened;
  opened.entity = 1;
  opened.time = 10;
  opened.recorded = 50;
  opened.cohort = 1;
  opened.parent = 7;
  Event resolved = opened;
  resolved.event = EventType::kTicketResolved;
  resolved.recorded = kNoTime;
  resolved.cohort = kNoText;
  resolved.parent = kNoId;
  Event half = resolved;
  half.parent = 9;
  for (const std::vector<Event>& rows :
       {std::vector<Event>{opened, resolved, half}, {resolved, half, opened}}) {
    const EntityRecord record = Fold(texts, rows);
    EXPECT_EQ(record.cohort, 1U);
    EXPECT_EQ(record.parent, 7U);
  }
}
TEST(EntityRecord, HoldsFirstAndLast) {
  const TextDictionary texts = testing::Texts();
  std::vector<Event> rows;
  for (const auto& [event, time] :
       std::vector<std::pair<EventType, int64_t>>{{EventType::kTicketOpened, 10},
                                                  {EventType::kTicketResolved, 20},
                                                  {EventType::kTicketReopened, 25},
                                                  {EventType::kTicketResolved, 30},
                                                  {EventType::kTicketEscalated, 22},
                                                  {EventType::kTicketCancelled, 40}}) {
    Event row;
    row.kind = EntityKind::kTicket;
    row.event = event;
    row.entity = 1;
    row.time = time;
    rows.push_back(row);
  }
  rows[0].tier = 1;
  EntityRecord record = Fold(texts, rows);
  EXPECT_EQ(record.at, (std::array<int64_t, 6>{10, 20, 30, 40, 25, 22}));
  EXPECT_EQ(record.tiers, 2);
  // A tier at the threshold is an escalation too.
  rows[1].tier = 2;
  record = Fold(texts, rows);
  EXPECT_EQ(record.at[kCrossed], 20);
}
TEST(EntityRecord, HoldsTheLastAnswerAndTheFirstCompletion) {
  const TextDictionary texts = testing::Texts();
  Event answer;
  answer.kind = EntityKind::kResponse;
  answer.event = EventType::kResponseAnswered;
  answer.entity = 1;
  answer.time = 10;
  answer.value = 3;
  answer.total = 5;
  Event later = answer;
  later.time = 20;
  later.value = 0;
  EXPECT_EQ(Fold(texts, {later, answer}).score, 1);
  EXPECT_EQ(Fold(texts, {answer, later}).total, 6);
  Event done;
  done.kind = EntityKind::kException;
  done.event = EventType::kExceptionCompleted;
  done.entity = 1;
  done.time = 10;
  done.value = 3;
  done.total = 4;
  later = done;
  later.time = 20;
  later.value = 4;
  EXPECT_EQ(Fold(texts, {later, done}).score, 4);
  EXPECT_EQ(Fold(texts, {later, done}).total, 5);
}
TEST(EntityRecord, TellsRowsApart) {
  Event row;
  row.event = EventType::kTicketReopened;
  row.time = 10;
  Event other = row;
  EXPECT_EQ(RowIdentity(row), RowIdentity(other));
  other.time = 11;
  EXPECT_NE(RowIdentity(row), RowIdentity(other));
  other = row;
  other.event = EventType::kTicketEscalated;
  EXPECT_NE(RowIdentity(row), RowIdentity(other));
  other = row;
  other.tier = 0;
  EXPECT_NE(RowIdentity(row), RowIdentity(other));
  other = row;
  other.value = 0;
  EXPECT_NE(RowIdentity(row), RowIdentity(other));
  // With an id, the id says which row it is.
  row.event_id = other.event_id = 5;
  EXPECT_EQ(RowIdentity(row), RowIdentity(other));
  other.event_id = 6;
  EXPECT_NE(RowIdentity(row), RowIdentity(other));
}

}  // namespace
}  // namespace readiness::metric
