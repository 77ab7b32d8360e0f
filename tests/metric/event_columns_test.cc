#include "readiness/metric/event_columns.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

const std::vector<int64_t> kTimes = {10, 20, 30};
const std::vector<EntityKind> kKinds(3, EntityKind::kTicket);
const std::vector<uint64_t> kEntities = {7, 8, 7};
const std::vector<EventType> kEvents = {EventType::kTicketOpened, EventType::kTicketOpened,
                                        EventType::kTicketResolved};
EventColumns Needed() {
  EventColumns columns;
  columns.time = kTimes;
  columns.kind = kKinds;
  columns.entity = kEntities;
  columns.event = kEvents;
  return columns;
}

TEST(EventColumns, GiveRows) {
  const std::vector<uint32_t> cohorts = {1, 0, 2};
  const std::vector<int64_t> dues = {0, 5, 99};
  const std::vector<uint8_t> present = {1, 0, 1};
  EventColumns columns = Needed();
  columns.cohort.values = cohorts;
  columns.due = {.values = dues, .present = present};
  ASSERT_TRUE(CheckColumns(columns).ok());
  ASSERT_EQ(columns.size(), 3U);
  const Event first = RowAt(columns, 0);
  EXPECT_EQ(first.time, 10);
  EXPECT_EQ(first.entity, 7U);
  EXPECT_EQ(first.cohort, 1U);
  EXPECT_EQ(first.due, 0);
  EXPECT_EQ(first.tier, kNoTier);
  EXPECT_FALSE(HasNumber(first.value));
  const Event second = RowAt(columns, 1);
  EXPECT_EQ(second.cohort, kNoText);
  EXPECT_EQ(second.due, kNoTime);
  EXPECT_EQ(RowAt(columns, 2).event, EventType::kTicketResolved);
}
TEST(EventColumns, MayBeEmpty) {
  EXPECT_TRUE(CheckColumns(EventColumns()).ok());
  EXPECT_EQ(EventColumns().size(), 0U);
}
TEST(EventColumns, NameTheColumnOfAnotherLength) {
  const std::vector<uint64_t> two = {1, 2};
  EventColumns columns = Needed();
  columns.entity = two;
  EXPECT_EQ(CheckColumns(columns).message(),
            "EVENT_COLUMNS: column entity has 2 values, but time has 3");
  columns = Needed();
  columns.event_id.values = two;
  EXPECT_EQ(CheckColumns(columns).message(),
            "EVENT_COLUMNS: column event_id has 2 values, but time has 3");
  const std::vector<uint8_t> present = {1, 1};
  const std::vector<uint8_t> tiers = {1, 2, 3};
  columns = Needed();
  columns.tier = {.values = tiers, .present = present};
  EXPECT_EQ(CheckColumns(columns).message(),
            "EVENT_COLUMNS: column tier (present) has 2 values, but time has 3");
  columns.tier = {.values = {}, .present = present};
  EXPECT_EQ(CheckColumns(columns).message(),
            "EVENT_COLUMNS: column tier has 0 values, but time has 3");
}

TEST(EventColumns, NameTheRowThatMakesNoSense) {
  EXPECT_TRUE(CheckRows(Needed()).ok());
  const std::vector<EventType> events = {EventType::kTicketOpened, EventType::kTicketOpened,
                                         EventType::kReviewApproved};
  EventColumns columns = Needed();
  columns.event = events;
  EXPECT_EQ(CheckRows(columns).message(),
            "row 2: EVENT_KIND: an entity of kind ticket has no event \"approved\" of kind review");
  // A step without its number, where no column could hold it.
  const std::vector<EntityKind> kinds(3, EntityKind::kJourney);
  const std::vector<EventType> steps(3, EventType::kJourneyStep);
  columns.kind = kinds;
  columns.event = steps;
  EXPECT_EQ(CheckRows(columns).message(),
            "row 0: EVENT_VALUE: journey step needs value, the number of the step");
  columns = Needed();
  const std::vector<uint8_t> tiers = {1, 99, 2};
  columns.tier.values = tiers;
  EXPECT_EQ(CheckRows(columns).message().substr(0, 18), "row 1: EVENT_TIER:");
}

// The quick check of whole columns beside the one of each row.
TEST(EventColumns, AreSoundAtOnceOnlyWhereEachRowIs) {
  const double infinity = std::numeric_limits<double>::infinity();
  int sound = 0;
  for (int event = 0; event < 256; event += event < 40 ? 1 : 43) {
    for (int kind = 0; kind < 10; ++kind) {
      for (const int64_t time : {kFirstTime - 1, kFirstTime, kLastTime, kLastTime + 1, kNoTime}) {
        for (const double value :
             {kNoNumber, -1.0, 0.0, 0.5, 1.0, 1.5, 64.0, 65.0, 1e300, infinity}) {
          for (const uint64_t entity : {uint64_t{0}, uint64_t{7}}) {
            const std::vector<int64_t> times = {time};
            const std::vector<EntityKind> kinds = {static_cast<EntityKind>(kind)};
            const std::vector<EventType> events = {static_cast<EventType>(event)};
            const std::vector<uint64_t> entities = {entity};
            const std::vector<double> values = {value};
            EventColumns columns;
            columns.time = times;
            columns.kind = kinds;
            columns.entity = entities;
            columns.event = events;
            if (HasNumber(value) || event % 2 == 0) columns.value.values = values;
            if (!internal::AreBareAndSound(columns)) continue;
            ++sound;
            ASSERT_TRUE(CheckEvent(RowAt(columns, 0)).ok()) << event << " " << kind << " " << value;
          }
        }
      }
    }
  }
  // At two times: 31 events without a number and a step with 1 and 64.
  EXPECT_EQ(sound, 2 * (31 + 2));
}

}  // namespace
}  // namespace readiness::metric
