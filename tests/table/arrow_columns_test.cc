#include "readiness/table/arrow_columns.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/event.h"

#include "hand_made_arrow.h"

namespace readiness::table {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Outcome {
  absl::Status status;
  std::vector<metric::Event> rows;
  std::vector<int64_t> places;
  metric::TextDictionary texts;
  [[nodiscard]] std::string message() const { return std::string(base::ToStd(status.message())); }
};

TelemetryCallback Into(Outcome& outcome) {
  return [&outcome](const TelemetryBatch& batch) {
    READINESS_RETURN_IF_ERROR(metric::CheckColumns(batch.columns));
    for (size_t row = 0; row < batch.columns.size(); ++row) {
      outcome.rows.push_back(metric::RowAt(batch.columns, row));
      outcome.places.push_back(batch.places[row]);
    }
    return absl::OkStatus();
  };
}
Outcome Read(const HandMadeTable& table, const TelemetryOptions& options = {}) {
  Outcome outcome;
  outcome.status =
      ReadTelemetryArrow(table.schema, table.array, options, outcome.texts, Into(outcome));
  return outcome;
}

// Three tickets: time 10, 20, 30; entities 1, 2, 3.
std::vector<HandMadeColumn> Tickets() {
  return {Fixed<int64_t>("time", "l", {10, 20, 30}), Texts("kind", {"ticket", "ticket", "ticket"}),
          Fixed<int32_t>("entity", "i", {1, 2, 3}),
          Texts("event", {"opened", "escalated", "resolved"})};
}
std::vector<HandMadeColumn> TicketsAnd(HandMadeColumn column) {
  std::vector<HandMadeColumn> columns = Tickets();
  columns.push_back(std::move(column));
  return columns;
}
// The tickets with their times in another form.
std::vector<HandMadeColumn> TicketsAt(HandMadeColumn times) {
  std::vector<HandMadeColumn> columns = Tickets();
  columns[0] = std::move(times);
  return columns;
}
std::vector<int64_t> TimesOf(const Outcome& outcome) {
  std::vector<int64_t> times;
  for (const metric::Event& row : outcome.rows) times.push_back(row.time);
  return times;
}
std::vector<std::string> CohortsOf(const Outcome& outcome) {
  std::vector<std::string> cohorts;
  for (const metric::Event& row : outcome.rows) {
    cohorts.emplace_back(outcome.texts.Text(row.cohort));
  }
  return cohorts;
}

TEST(ArrowColumns, ReadsAPlainTable) {
  const Outcome read = Read(HandMadeTable(Tickets()));
  ASSERT_TRUE(read.status.ok()) << read.message();
  EXPECT_THAT(TimesOf(read), ElementsAre(10, 20, 30));
  EXPECT_THAT(read.places, ElementsAre(1, 2, 3));
  EXPECT_EQ(read.rows[1].entity, metric::WholeNumberId(2));
  EXPECT_EQ(read.rows[1].event, metric::EventType::kTicketEscalated);
  EXPECT_EQ(read.rows[1].due, metric::kNoTime);
  EXPECT_FALSE(metric::HasNumber(read.rows[1].value));
}

TEST(ArrowColumns, TimestampsOfEveryUnitAreMicroseconds) {
  for (const auto& [format, scale, unit] :
       std::vector<std::tuple<std::string, int64_t, int64_t>>{{"tss:UTC", 1'000'000, 1},
                                                              {"tsm:+01:00", 1'000, 1},
                                                              {"tsu:Europe/Rome", 1, 1},
                                                              {"tsn:UTC", 1, 1000}}) {
    const Outcome read =
        Read(HandMadeTable(TicketsAt(Fixed<int64_t>("time", format, {0, -5 * unit, 7 * unit}))));
    ASSERT_TRUE(read.status.ok()) << format << read.message();
    EXPECT_THAT(TimesOf(read), ElementsAre(0, -5 * scale, 7 * scale)) << format;
  }
}

TEST(ArrowColumns, TimesMayBeText) {
  const Outcome read = Read(HandMadeTable(TicketsAt(
      Texts<int64_t>("time", {"1970-01-01T00:00:01Z", "5", "1970-01-01T01:00:00+01:00"}))));
  EXPECT_THAT(TimesOf(read), ElementsAre(1'000'000, 5, 0)) << read.message();
}

TEST(ArrowColumns, WholeNumbersOfEveryWidthAreEntities) {
  const auto entities = [](HandMadeColumn column) {
    std::vector<HandMadeColumn> columns = Tickets();
    columns[2] = std::move(column);
    const Outcome read = Read(HandMadeTable(std::move(columns)));
    EXPECT_TRUE(read.status.ok()) << read.message();
    std::vector<uint64_t> ids;
    for (const metric::Event& row : read.rows) ids.push_back(row.entity);
    return ids;
  };
  const auto expected =
      ElementsAre(metric::WholeNumberId(1), metric::WholeNumberId(100), metric::WholeNumberId(7));
  EXPECT_THAT(entities(Fixed<int8_t>("entity", "c", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Fixed<uint8_t>("entity", "C", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Fixed<int16_t>("entity", "s", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Fixed<uint16_t>("entity", "S", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Fixed<int32_t>("entity", "i", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Fixed<uint32_t>("entity", "I", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Fixed<int64_t>("entity", "l", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Fixed<uint64_t>("entity", "L", {1, 100, 7})), expected);
  EXPECT_THAT(entities(Texts("entity", {"1", "100", "7"})), expected);
  EXPECT_THAT(entities(Fixed<uint8_t>("entity", "C", {200, 255, 128})),
              ElementsAre(metric::WholeNumberId(200), metric::WholeNumberId(255),
                          metric::WholeNumberId(128)));
}

// What pandas makes of a column of integers in which some are missing.
TEST(ArrowColumns, FloatsAndDoublesThatAreWholeAreWholeNumbers) {
  for (const std::string format : {"f", "g"}) {
    const auto column = [&format](const std::string& name, std::vector<double> values) {
      HandMadeColumn made = format == "g"
                                ? Fixed<double>(name, format, values)
                                : Fixed<float>(name, format, {values.begin(), values.end()});
      made.null_count = 1;
      made.buffers[0] = {0b101};
      return made;
    };
    std::vector<HandMadeColumn> columns = Tickets();
    for (const std::string name : {"parent", "event_id", "cohort", "release", "tier", "due"}) {
      columns.push_back(column(name, {7, 0.5, 15}));
    }
    const Outcome read = Read(HandMadeTable(columns));
    ASSERT_TRUE(read.status.ok()) << read.message();
    EXPECT_EQ(read.rows[0].parent, metric::WholeNumberId(7));
    EXPECT_EQ(read.rows[1].parent, metric::kNoId);
    EXPECT_EQ(read.rows[2].event_id, metric::WholeNumberId(15));
    EXPECT_THAT(CohortsOf(read), ElementsAre("7", "", "15"));
    EXPECT_EQ(read.rows[0].tier, 7);
    EXPECT_EQ(read.rows[1].tier, metric::kNoTier);
    EXPECT_EQ(read.rows[2].due, 15);
  }
  std::vector<HandMadeColumn> columns = Tickets();
  columns[2] = Fixed<double>("entity", "g", {-1, 0, 9'007'199'254'740'991.0});
  EXPECT_EQ(Read(HandMadeTable(columns)).rows.at(2).entity,
            metric::WholeNumberId(9'007'199'254'740'991));
}

TEST(ArrowColumns, NullsAreAbsent) {
  HandMadeColumn cohort = Texts("cohort", {"web", "app", "web"});
  cohort.null_count = 1;
  cohort.buffers[0] = {0b101};
  EXPECT_THAT(CohortsOf(Read(HandMadeTable(TicketsAnd(cohort)))), ElementsAre("web", "", "web"));
  cohort.null_count = -1;  // Not counted.
  EXPECT_THAT(CohortsOf(Read(HandMadeTable(TicketsAnd(cohort)))), ElementsAre("web", "", "web"));
  const HandMadeColumn all_null{"due", "n", 3, 3, 0, {}};
  const Outcome read = Read(HandMadeTable(TicketsAnd(all_null)));
  ASSERT_TRUE(read.status.ok()) << read.message();
  EXPECT_EQ(read.rows[0].due, metric::kNoTime);
}

TEST(ArrowColumns, SlicesOfTheTableAndOfColumnsAreFollowed) {
  std::vector<HandMadeColumn> columns = Tickets();
  columns[0] = Fixed<int64_t>("time", "l", {99, 98, 10, 20, 30});
  columns[0].offset = 2;
  columns[0].length = 3;
  HandMadeColumn cohort = Texts("cohort", {"x", "y", "web", "app", "web"});
  cohort.offset = 2;
  cohort.length = 3;
  cohort.null_count = 1;
  cohort.buffers[0] = {0b01011};  // Of five values the third is null.
  columns.push_back(cohort);
  Outcome read = Read(HandMadeTable(columns, /*offset=*/1));
  ASSERT_TRUE(read.status.ok()) << read.message();
  EXPECT_THAT(TimesOf(read), ElementsAre(20, 30));
  EXPECT_THAT(CohortsOf(read), ElementsAre("app", ""));
  EXPECT_EQ(read.rows[0].entity, metric::WholeNumberId(2));
  read = Read(HandMadeTable(columns));
  EXPECT_THAT(CohortsOf(read), ElementsAre("", "app", ""));
}

TEST(ArrowColumns, DictionariesAreLookedUp) {
  HandMadeColumn cohort = Fixed<uint8_t>("cohort", "C", {1, 0, 1});
  cohort.dictionary = std::make_shared<HandMadeColumn>(Texts<int64_t>("", {"no", "web", "app"}));
  cohort.dictionary->offset = 1;  // "web", "app"
  cohort.dictionary->length = 2;
  EXPECT_THAT(CohortsOf(Read(HandMadeTable(TicketsAnd(cohort)))), ElementsAre("app", "web", "app"));
  cohort.dictionary->null_count = 1;
  cohort.dictionary->buffers[0] = {0b101};  // "web" is null.
  EXPECT_THAT(CohortsOf(Read(HandMadeTable(TicketsAnd(cohort)))), ElementsAre("app", "", "app"));
}

// A view: its size, then its bytes, or their first four, their buffer and their place in it.
std::vector<char> ViewBytes(const std::vector<std::array<int32_t, 4>>& views) {
  return Bytes(views);
}

TEST(ArrowColumns, ViewsOfTextAreRead) {
  std::array<int32_t, 4> small = {3, 0, 0, 0};
  std::memcpy(&small[1], "web", 3);
  const std::string text = "..a cohort of many letters";
  const HandMadeColumn cohort{"cohort",
                              "vu",
                              3,
                              0,
                              0,
                              {{},
                               ViewBytes({small, {24, 0, 0, 2}, {0, 0, 0, 0}}),
                               {text.begin(), text.end()},
                               Bytes<int64_t>({26})}};
  const Outcome read = Read(HandMadeTable(TicketsAnd(cohort)));
  EXPECT_THAT(CohortsOf(read), ElementsAre("web", "a cohort of many letters", ""))
      << read.message();
}

TEST(ArrowColumns, NumbersMayBeFloatDoubleOrWhole) {
  for (const HandMadeColumn& value :
       {Fixed<float>("value", "f", {0.5, 1, 2}), Fixed<double>("value", "g", {0.5, 1, 2})}) {
    EXPECT_EQ(Read(HandMadeTable(TicketsAnd(value))).rows.at(0).value, 0.5);
  }
  EXPECT_EQ(
      Read(HandMadeTable(TicketsAnd(Fixed<int16_t>("value", "s", {-3, 1, 2})))).rows.at(0).value,
      -3.0);
  EXPECT_EQ(
      Read(HandMadeTable(TicketsAnd(Fixed<int16_t>("tier", "s", {2, 0, 15})))).rows.at(2).tier, 15);
}

TEST(ArrowColumns, LongArraysComeInBatches) {
  constexpr int kRows = 10'000;
  std::vector<int64_t> times;
  std::vector<std::string> kinds(kRows, "ticket");
  std::vector<std::string> events(kRows, "opened");
  for (int i = 0; i < kRows; ++i) times.push_back(i);
  const Outcome read = Read(HandMadeTable({Fixed("time", "l", times), Texts("kind", kinds),
                                           Fixed("entity", "l", times), Texts("event", events)}));
  ASSERT_TRUE(read.status.ok()) << read.message();
  ASSERT_EQ(read.rows.size(), size_t{kRows});
  for (int i = 0; i < kRows; ++i) {
    ASSERT_EQ(read.rows[static_cast<size_t>(i)].time, i);
    ASSERT_EQ(read.places[static_cast<size_t>(i)], i + 1);
  }
}

struct Mistake {
  std::string words;
  std::function<void(HandMadeTable&)> make;
};

TEST(ArrowColumns, LayoutsThatCannotBeAreRefused) {
  HandMadeColumn cohort = Fixed<int8_t>("cohort", "c", {1, 0, 1});
  cohort.dictionary = std::make_shared<HandMadeColumn>(Texts("", {"web", "app"}));
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  static ArrowSchema* no_schema[5] = {};
  static ArrowSchema other{};
  other.format = "u";
  const std::vector<Mistake> mistakes = {
      {"schema was released", [](auto& t) { t.schema.release = nullptr; }},
      {"array was released", [](auto& t) { t.array.release = nullptr; }},
      {"format +s", [](auto& t) { t.schema.format = "l"; }},
      {"format +s", [](auto& t) { t.schema.format = nullptr; }},
      {"the schema has 4 columns, the array 5", [](auto& t) { t.schema.n_children = 4; }},
      {"the schema has 5 columns, the array 4", [](auto& t) { t.array.n_children = 4; }},
      {"the schema has -1 columns", [](auto& t) { t.schema.n_children = -1; }},
      {"n_children is -1", [](auto& t) { t.array.n_children = -1; }},
      {"children is null", [](auto& t) { t.array.children = nullptr; }},
      {"the schema has 5 columns", [](auto& t) { t.schema.children = nullptr; }},
      {"child 0 or its name is null", [](auto& t) { t.schema.children = no_schema; }},
      {"child 1 or its name is null", [](auto& t) { t.schema.children[1]->name = nullptr; }},
      {"child 2 or its name is null", [](auto& t) { t.array.children[2] = nullptr; }},
      {"\"colour\" is no column", [](auto& t) { t.schema.children[4]->name = "colour"; }},
      {"column kind: ARROW: is given twice", [](auto& t) { t.schema.children[4]->name = "kind"; }},
      {"column \"time\" is missing", [](auto& t) { t.schema.children[0]->name = "due"; }},
      {"a struct has 1 buffer", [](auto& t) { t.array.n_buffers = 0; }},
      {"buffers is null", [](auto& t) { t.array.buffers = nullptr; }},
      {"null_count is above 0", [](auto& t) { t.array.null_count = 1; }},
      {"null_count is 4 of 3", [](auto& t) { t.array.null_count = 4; }},
      {"null_count is -2", [](auto& t) { t.array.null_count = -2; }},
      {"length -1", [](auto& t) { t.array.length = -1; }},
      {"offset -1", [](auto& t) { t.array.offset = -1; }},
      {"must lie between", [](auto& t) { t.array.length = kMost; }},
      {"must lie between", [](auto& t) { t.array.offset = kMost; }},
      {"column time: ARROW: the column has 3 values, the table reaches to 4",
       [](auto& t) { t.array.length = 4; }},
      {"the table reaches to 4", [](auto& t) { t.array.offset = 1; }},
      {"column time: ARROW: the schema was released",
       [](auto& t) { t.schema.children[0]->release = nullptr; }},
      {"column time: ARROW: the array was released",
       [](auto& t) { t.array.children[0]->release = nullptr; }},
      {"column time: ARROW: the format is null",
       [](auto& t) { t.schema.children[0]->format = nullptr; }},
      {"timestamps without a zone", [](auto& t) { t.schema.children[0]->format = "tsu:"; }},
      {"format \"tsx:UTC\" is none", [](auto& t) { t.schema.children[0]->format = "tsx:UTC"; }},
      {"format \"\" is none", [](auto& t) { t.schema.children[0]->format = ""; }},
      {"format \"tdD\" is none", [](auto& t) { t.schema.children[0]->format = "tdD"; }},
      {"format \"ll\" is none", [](auto& t) { t.schema.children[0]->format = "ll"; }},
      {"its type is none that is read here", [](auto& t) { t.schema.children[0]->format = "g"; }},
      {"there are 2 buffers, the type has 3", [](auto& t) { t.schema.children[0]->format = "u"; }},
      {"there are 3 buffers, the type has 2", [](auto& t) { t.schema.children[1]->format = "l"; }},
      {"there are 2 buffers, the type has 3 or more",
       [](auto& t) { t.schema.children[0]->format = "vu"; }},
      {"n_buffers is -1", [](auto& t) { t.array.children[0]->n_buffers = -1; }},
      {"buffers is null", [](auto& t) { t.array.children[0]->buffers = nullptr; }},
      {"buffer of the values is null", [](auto& t) { t.array.children[0]->buffers[1] = nullptr; }},
      {"no validity buffer", [](auto& t) { t.array.children[0]->null_count = 1; }},
      {"length 3 and offset -1", [](auto& t) { t.array.children[0]->offset = -1; }},
      {"no children of its own", [](auto& t) { t.schema.children[0]->n_children = 1; }},
      {"no children of its own", [](auto& t) { t.array.children[0]->n_children = 1; }},
      {"both have a dictionary", [](auto& t) { t.schema.children[4]->dictionary = nullptr; }},
      {"both have a dictionary", [](auto& t) { t.array.children[4]->dictionary = nullptr; }},
      {"both have a dictionary", [](auto& t) { t.schema.children[0]->dictionary = &other; }},
      {"must not be dictionary-encoded", [](auto& t) { t.schema.dictionary = &other; }},
      {"indexes of a dictionary are whole numbers",
       [](auto& t) {
         t.schema.children[1]->dictionary = t.schema.children[4]->dictionary;
         t.array.children[1]->dictionary = t.array.children[4]->dictionary;
       }},
      {"a dictionary inside a dictionary",
       [](auto& t) { t.schema.children[4]->dictionary->dictionary = &other; }},
      {"dictionary: ARROW: there are 3 buffers",
       [](auto& t) { t.schema.children[4]->dictionary->format = "l"; }},
      {"dictionary: ARROW: length -1",
       [](auto& t) { t.array.children[4]->dictionary->length = -1; }},
      {"row 1: cohort: ARROW: index 1 is none of a dictionary of 1",
       [](auto& t) { t.array.children[4]->dictionary->length = 1; }},
      {"the buffer of the texts is null",
       [](auto& t) { t.array.children[1]->buffers[2] = nullptr; }},
  };
  for (const Mistake& mistake : mistakes) {
    HandMadeTable table(TicketsAnd(cohort));
    ASSERT_TRUE(Read(table).status.ok()) << Read(table).message();
    mistake.make(table);
    const bool is_released = table.array.release == nullptr;
    Outcome read;
    read.status = TakeTelemetryArrow(table.schema, table.array, {}, read.texts, Into(read));
    EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument) << mistake.words;
    EXPECT_EQ(base::RuleOf(read.status), "ARROW") << read.message();
    EXPECT_THAT(read.message(), HasSubstr(mistake.words));
    EXPECT_TRUE(read.rows.empty()) << mistake.words;
    EXPECT_EQ(table.array_releases, 0);  // On an error the array is the caller's.
    EXPECT_EQ(table.array.release == nullptr, is_released);
  }
}

struct WrongValue {
  std::string words;
  std::string rule;
  std::vector<HandMadeColumn> columns;
};

TEST(ArrowColumns, ValuesThatCannotBeAreRefusedWithTheirRow) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  HandMadeColumn falling = Texts("cohort", {"aa", "bb", "cc"});
  falling.buffers[1] = Bytes<int32_t>({0, 4, 2, 6});
  HandMadeColumn negative = Texts("cohort", {"aa", "bb", "cc"});
  negative.buffers[1] = Bytes<int32_t>({0, -2, 4, 6});
  HandMadeColumn null_time = Fixed<int64_t>("time", "l", {1, 2, 3});
  null_time.null_count = 1;
  null_time.buffers[0] = {0b101};
  const auto views = [](const std::array<int32_t, 4>& view) {
    return TicketsAnd(
        {"cohort",
         "vu",
         3,
         0,
         0,
         {{}, ViewBytes({{}, view, {}}), std::vector<char>(32, 'x'), Bytes<int64_t>({32})}});
  };
  std::vector<HandMadeColumn> entity_above = Tickets();
  entity_above[2] = Fixed<uint64_t>("entity", "L", {1, uint64_t{1} << 63, 2});
  std::vector<HandMadeColumn> no_such_event = Tickets();
  no_such_event[3] = Texts("event", {"opened", "entered", "opened"});
  const std::vector<WrongValue> wrong = {
      {"row 2: cohort: ARROW: a text begins at 4 and ends at 2", "ARROW", TicketsAnd(falling)},
      {"row 1: cohort: ARROW: a text begins at 0 and ends at -2", "ARROW", TicketsAnd(negative)},
      {"row 2: cohort: ARROW: \"\\xff\" is not UTF-8", "ARROW",
       TicketsAnd(Texts("cohort", {"a", "\xFF", "b"}))},
      {"row 2: cohort: ARROW: a text has -1 bytes", "ARROW", views({-1, 0, 0, 0})},
      {"row 2: cohort: ARROW: a text points to buffer 1 of 1", "ARROW", views({20, 0, 1, 0})},
      {"row 2: cohort: ARROW: a text points to buffer -1", "ARROW", views({20, 0, -1, 0})},
      {"row 2: cohort: ARROW: a text of 20 bytes at 13 is not in", "ARROW", views({20, 0, 0, 13})},
      {"row 2: cohort: ARROW: a text of 20 bytes at -1 is not in", "ARROW", views({20, 0, 0, -1})},
      {"row 2: time: ARROW: is null", "ARROW", TicketsAt(null_time)},
      {"row 2: EVENT_TIME: time: is no whole microsecond", "EVENT_TIME",
       TicketsAt(Fixed<int64_t>("time", "tsn:UTC", {0, 1001, 0}))},
      {"row 2: EVENT_TIME: time: is no whole microsecond", "EVENT_TIME",
       TicketsAt(Fixed<int64_t>("time", "tss:UTC", {0, kLeast, 0}))},
      {"row 2: EVENT_TIME: time: is no whole microsecond", "EVENT_TIME",
       TicketsAt(Fixed<int64_t>("time", "l", {0, kLeast, 0}))},
      {"row 3: EVENT_TIME: time: \"2026-03-01T00:00:00\" is no time: the zone", "EVENT_TIME",
       TicketsAt(Texts("time", {"1", "2", "2026-03-01T00:00:00"}))},
      {"row 2: EVENT_TIME: due: is no whole microsecond", "EVENT_TIME",
       TicketsAnd(Fixed<int64_t>("due", "l", {0, kLeast, 0}))},
      {"row 2: EVENT_ENTITY: entity: the number is above", "EVENT_ENTITY", entity_above},
      {"row 2: event: EVENT_TYPE: \"entered\" is no event of kind ticket", "EVENT_TYPE",
       no_such_event},
      {"row 3: EVENT_VALUE: value: NaN and infinity", "EVENT_VALUE",
       TicketsAnd(Fixed<double>("value", "g", {0, 1, kNaN}))},
      {"row 1: EVENT_VALUE: total: NaN and infinity", "EVENT_VALUE",
       TicketsAnd(Fixed<float>("total", "f", {HUGE_VALF, 1, 2}))},
      {"row 2: EVENT_VALUE: value: a whole number must lie within 2^53", "EVENT_VALUE",
       TicketsAnd(Fixed<int64_t>("value", "l", {0, (int64_t{1} << 53) + 1, 0}))},
      {"row 2: EVENT_TIME: due: is no whole microsecond", "EVENT_TIME",
       TicketsAnd(Fixed<double>("due", "g", {1, 1.5, 2}))},
      {"row 2: tier: ARROW: 1.5 is no whole number", "ARROW",
       TicketsAnd(Fixed<double>("tier", "g", {1, 1.5, 2}))},
      {"row 3: tier: ARROW: nan is no whole number; where there is none, give null", "ARROW",
       TicketsAnd(Fixed<double>("tier", "g", {1, 2, kNaN}))},
      {"row 1: EVENT_TIER: tier: \"-1\"", "EVENT_TIER",
       TicketsAnd(Fixed<double>("tier", "g", {-1, 1.5, 2}))},
      {"row 2: parent: ARROW: 0.25 is no whole number", "ARROW",
       TicketsAnd(Fixed<float>("parent", "f", {1, 0.25, 2}))},
      {"row 1: parent: ARROW: 16777216 was rounded: floats hold whole numbers below 2^24", "ARROW",
       TicketsAnd(Fixed<float>("parent", "f", {16'777'216, 1, 2}))},
      {"row 3: event_id: ARROW: 9007199254740992 was rounded: doubles hold whole numbers below "
       "2^53; give integers or text",
       "ARROW", TicketsAnd(Fixed<double>("event_id", "g", {1, 2, 9'007'199'254'740'992.0}))},
      {"row 1: cohort: ARROW: inf is no whole number", "ARROW",
       TicketsAnd(Fixed<double>("cohort", "g", {HUGE_VAL, 1, 2}))},
      {"row 3: EVENT_TIER: tier: \"16\"", "EVENT_TIER",
       TicketsAnd(Fixed<int8_t>("tier", "c", {0, 15, 16}))},
  };
  for (const WrongValue& one : wrong) {
    const Outcome read = Read(HandMadeTable(one.columns));
    EXPECT_THAT(read.message(), StartsWith(one.words));
    EXPECT_EQ(base::RuleOf(read.status), one.rule) << one.words;
    EXPECT_TRUE(read.rows.empty());
  }
}

TEST(ArrowColumns, ANullRowOfTheTableIsRefused) {
  HandMadeTable table(Tickets());
  const uint8_t validity = 0b101;
  const void* buffers[] = {&validity};
  table.array.buffers = buffers;
  table.array.null_count = 1;
  EXPECT_THAT(Read(table).message(), StartsWith("row 2: ARROW: the row itself is null"));
  table.array.null_count = 0;  // Then the bits mean nothing.
  EXPECT_TRUE(Read(table).status.ok());
}

TEST(ArrowColumns, LongTextsAndLogKindsAreRefusedWhereAsked) {
  const HandMadeTable table(TicketsAnd(Texts("cohort", {"a", "four", "b"})));
  EXPECT_TRUE(Read(table, {.csv = {.max_field_bytes = 9}}).status.ok());
  const Outcome read = Read(table, {.csv = {.max_field_bytes = 6}});
  EXPECT_EQ(read.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(read.message(), StartsWith("row 2: event: LIMIT: a text of 9 bytes"));
  std::vector<HandMadeColumn> review = Tickets();
  review[1] = Texts("kind", {"ticket", "review", "ticket"});
  review[3] = Texts("event", {"opened", "approved", "resolved"});
  EXPECT_TRUE(Read(HandMadeTable(review)).status.ok());
  EXPECT_THAT(Read(HandMadeTable(review), {.refuses_log_kinds = true}).message(),
              StartsWith("row 2: EVENT_KIND: "));
}

TEST(ArrowColumns, TakingReleasesTheArrayOnceOnSuccessAndNeverTheSchema) {
  HandMadeTable table(Tickets());
  Outcome read;
  ASSERT_TRUE(TakeTelemetryArrow(table.schema, table.array, {}, read.texts, Into(read)).ok());
  EXPECT_EQ(table.array_releases, 1);
  EXPECT_EQ(table.array.release, nullptr);
  EXPECT_EQ(table.schema_releases, 0);
}

TEST(ArrowColumns, TakingLeavesTheArrayWhereTheCallbackFails) {
  HandMadeTable table(Tickets());
  metric::TextDictionary texts;
  const absl::Status status =
      TakeTelemetryArrow(table.schema, table.array, {}, texts,
                         [](const TelemetryBatch&) { return absl::AbortedError("enough"); });
  EXPECT_EQ(status, absl::AbortedError("enough"));
  EXPECT_EQ(table.array_releases, 0);
  EXPECT_NE(table.array.release, nullptr);
}

// Takes a stream, and counts what it released.
Outcome Take(HandMadeStream& made) {
  Outcome outcome;
  outcome.status = TakeTelemetryArrowStream(made.stream, {}, outcome.texts, Into(outcome));
  EXPECT_TRUE(made.IsReleasedOnce());
  return outcome;
}

TEST(ArrowColumns, AStreamIsReadToItsEndAndAllIsReleasedOnce) {
  HandMadeStream made;
  for (int i = 0; i < 3; ++i) made.tables.push_back(std::make_unique<HandMadeTable>(Tickets()));
  const Outcome read = Take(made);
  ASSERT_TRUE(read.status.ok()) << read.message();
  EXPECT_EQ(read.rows.size(), 9u);
  EXPECT_EQ(read.places.back(), 9);
}

TEST(ArrowColumns, AWrongArrayOfAStreamIsRefusedWithItsRowAndAllIsReleasedOnce) {
  HandMadeStream made;
  made.tables.push_back(std::make_unique<HandMadeTable>(Tickets()));
  made.tables.push_back(std::make_unique<HandMadeTable>(
      TicketsAt(Fixed<int64_t>("time", "l", {1, std::numeric_limits<int64_t>::max(), 3}))));
  made.tables.push_back(std::make_unique<HandMadeTable>(Tickets()));
  const Outcome read = Take(made);
  EXPECT_THAT(read.message(), StartsWith("row 5: EVENT_TIME: "));
  EXPECT_EQ(read.rows.size(), 3u);
}

// Whoever hands over the wrong columns is told also while there are no rows yet.
TEST(ArrowColumns, ColumnsAreCheckedWhereAStreamHasNoArray) {
  const auto said = [](std::vector<HandMadeColumn> columns) {
    HandMadeStream made;
    made.tables.push_back(std::make_unique<HandMadeTable>(std::move(columns)));
    made.has_arrays = false;
    const Outcome read = Take(made);
    EXPECT_TRUE(read.rows.empty());
    return read.message();
  };
  EXPECT_EQ(said(Tickets()), "");
  std::vector<HandMadeColumn> without_time = Tickets();
  without_time.erase(without_time.begin());
  EXPECT_EQ(said(std::move(without_time)), "ARROW: column \"time\" is missing");
  EXPECT_EQ(said(TicketsAnd(Texts("colour", {"red"}))),
            "ARROW: \"colour\" is no column of telemetry");
  EXPECT_EQ(said(TicketsAnd(Texts("time", {"2026-01-01T00:00:00Z"}))),
            "column time: ARROW: is given twice");
  EXPECT_EQ(said(TicketsAt(Fixed<double>("time", "g", {1}))),
            "column time: ARROW: its type is none that is read here");
  EXPECT_THAT(said(TicketsAt(Fixed<int64_t>("time", "q", {1}))),
              StartsWith("column time: ARROW: format \"q\" is none that is read"));
}

TEST(ArrowColumns, AStreamThatFailsSaysWhyAndAllIsReleasedOnce) {
  HandMadeStream made;
  for (int i = 0; i < 2; ++i) made.tables.push_back(std::make_unique<HandMadeTable>(Tickets()));
  made.fails_at = 1;
  Outcome read = Take(made);
  EXPECT_EQ(read.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(read.message(), "ARROW: the stream gives no array, code 5: the cable is\\x0aloose");

  HandMadeStream without_schema;
  without_schema.tables.push_back(std::make_unique<HandMadeTable>(Tickets()));
  without_schema.fails_schema = true;
  read = Take(without_schema);
  EXPECT_THAT(read.message(), HasSubstr("gives no schema, code 5"));
}

TEST(ArrowColumns, AStreamThatWasReleasedIsRefused) {
  ArrowArrayStream stream{};
  Outcome read;
  EXPECT_EQ(TakeTelemetryArrowStream(stream, {}, read.texts, Into(read)).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace readiness::table
