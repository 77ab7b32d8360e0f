#include "readiness/table/telemetry.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/event.h"

#include "table/event_fields.h"

namespace readiness::table {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Outcome {
  absl::Status status;
  std::vector<metric::Event> rows;
  std::vector<int64_t> places;
  metric::TextDictionary texts;
  int batches = 0;
  [[nodiscard]] std::string message() const { return std::string(base::ToStd(status.message())); }
};

TelemetryCallback Into(Outcome& outcome) {
  return [&outcome](const TelemetryBatch& batch) {
    READINESS_RETURN_IF_ERROR(metric::CheckColumns(batch.columns));
    EXPECT_EQ(batch.places.size(), batch.columns.size());
    ++outcome.batches;
    for (size_t row = 0; row < batch.columns.size(); ++row) {
      outcome.rows.push_back(metric::RowAt(batch.columns, row));
      outcome.places.push_back(batch.places[row]);
    }
    return absl::OkStatus();
  };
}
Outcome ReadText(std::string_view text, const TelemetryOptions& options = {}) {
  Outcome outcome;
  outcome.status = ReadTelemetryText(text, options, outcome.texts, Into(outcome));
  return outcome;
}

TEST(Telemetry, ReadsEveryColumnInAnyOrder) {
  const Outcome read = ReadText(
      "recorded,event_id,due,tier,parent,release,total,value,subject,cohort,event,entity,kind,"
      "time\n"
      "2026-03-02T00:00:00Z,e-1,2026-03-03T00:00:00+01:00,2,shop,r1,10,7,csat,web,answered,17,"
      "response,2026-03-01T09:30:00.25Z\n");
  ASSERT_TRUE(read.status.ok()) << read.message();
  ASSERT_EQ(read.rows.size(), 1u);
  const metric::Event& row = read.rows[0];
  EXPECT_EQ(row.time, 1'772'357'400'250'000);  // date -d 2026-03-01T09:30:00Z +%s
  EXPECT_EQ(row.recorded, 1'772'409'600'000'000);
  EXPECT_EQ(row.due, 1'772'492'400'000'000);
  EXPECT_EQ(row.kind, metric::EntityKind::kResponse);
  EXPECT_EQ(row.event, metric::EventType::kResponseAnswered);
  // Of a response the account that answers, where it is named.
  EXPECT_EQ(row.entity, metric::TextId("shop"));
  EXPECT_EQ(row.event_id, metric::TextId("e-1"));
  EXPECT_EQ(row.parent, metric::TextId("shop"));
  EXPECT_EQ(row.value, 7);
  EXPECT_EQ(row.total, 10);
  EXPECT_EQ(row.tier, 2);
  EXPECT_EQ(read.texts.Text(row.cohort), "web");
  EXPECT_EQ(read.texts.Text(row.subject), "csat");
  EXPECT_EQ(read.texts.Text(row.release), "r1");
  EXPECT_THAT(read.places, ElementsAre(2));
}

TEST(Telemetry, WhatIsNotGivenIsAbsentAndNotZero) {
  for (const char* text :
       {"time,kind,entity,event\n0,ticket,t,opened\n",
        "time,kind,entity,event,cohort,subject,value,total,release,parent,tier,due,event_id,"
        "recorded\n0,ticket,t,opened,,,,,,,,,,\n"}) {
    const Outcome read = ReadText(text);
    ASSERT_TRUE(read.status.ok()) << read.message();
    const metric::Event& row = read.rows.at(0);
    EXPECT_EQ(row.time, 0);
    EXPECT_EQ(row.recorded, metric::kNoTime);
    EXPECT_EQ(row.due, metric::kNoTime);
    EXPECT_EQ(row.event_id, metric::kNoId);
    EXPECT_EQ(row.parent, metric::kNoId);
    EXPECT_FALSE(metric::HasNumber(row.value));
    EXPECT_FALSE(metric::HasNumber(row.total));
    EXPECT_EQ(row.tier, metric::kNoTier);
    EXPECT_EQ(row.cohort, metric::kNoText);
  }
}

// Seconds and milliseconds are numbers of the early seventies when read as microseconds.
TEST(Telemetry, WholeNumbersThatLookLikeSecondsAreNoticed) {
  TelemetryNotes notes;
  TelemetryOptions options;
  options.notes = &notes;
  const Outcome read = ReadText(
      "time,kind,entity,event\n"
      "1970-01-02T00:00:00Z,ticket,1,opened\n"
      "1700000000000000,ticket,2,opened\n"
      "1700000000,ticket,3,opened\n"
      "1700000000123,ticket,4,opened\n",
      options);
  ASSERT_TRUE(read.status.ok()) << read.message();
  EXPECT_EQ(notes.rows, 4);
  EXPECT_EQ(notes.early_times, 2);
  EXPECT_EQ(notes.early_time, 1'700'000'000);
  EXPECT_EQ(notes.early_line, 4);
}
// Two answers of one account to one question are one response; a ticket of the account stays
// itself.
TEST(Telemetry, WhoAnswersIsTheAccount) {
  const Outcome read = ReadText(
      "time,kind,entity,event,parent,value,total\n"
      "1,response,r1,answered,acme,3,5\n"
      "2,response,r2,answered,acme,4,5\n"
      "3,response,r3,answered,,4,5\n"
      "4,ticket,t1,opened,acme,,\n");
  ASSERT_TRUE(read.status.ok()) << read.message();
  ASSERT_EQ(read.rows.size(), 4u);
  EXPECT_EQ(read.rows[0].entity, metric::TextId("acme"));
  EXPECT_EQ(read.rows[1].entity, metric::TextId("acme"));
  EXPECT_EQ(read.rows[2].entity, metric::TextId("r3"));
  EXPECT_EQ(read.rows[3].entity, metric::TextId("t1"));
}
TEST(Telemetry, EveryWordOfEveryKindIsRead) {
  std::string text = "time,kind,entity,event,value,total\n";
  for (size_t i = 0; i < metric::kEventTypeCount; ++i) {
    const auto event = static_cast<metric::EventType>(i);
    text +=
        base::Cat("5,", metric::Word(metric::KindOf(event)), ",e,", metric::Word(event), ",1,1\n");
  }
  const Outcome read = ReadText(text);
  ASSERT_TRUE(read.status.ok()) << read.message();
  ASSERT_EQ(read.rows.size(), metric::kEventTypeCount);
  for (size_t i = 0; i < metric::kEventTypeCount; ++i) {
    EXPECT_EQ(read.rows[i].event, static_cast<metric::EventType>(i));
    EXPECT_EQ(read.rows[i].kind, metric::KindOf(read.rows[i].event));
  }
}

TEST(Telemetry, AWholeNumberIsTheSameEntityWhereverItComesFrom) {
  const Outcome read =
      ReadText("time,kind,entity,event\n1,ticket,42,opened\n2,ticket,042,opened\n");
  EXPECT_EQ(read.rows.at(0).entity, metric::WholeNumberId(42));
  EXPECT_NE(read.rows.at(1).entity, metric::WholeNumberId(42));  // Another text.
}

struct Refusal {
  std::string row;
  std::string rule;
  std::string words;
};

TEST(Telemetry, WrongFieldsAreRefusedWithLineRuleAndColumn) {
  const std::string header = "time,kind,entity,event,value,total,tier,due,recorded,parent\n";
  const std::string good = "1,ticket,t,opened,,,,,,\n";
  ASSERT_TRUE(ReadText(header + good).status.ok());
  const std::vector<Refusal> refusals = {
      {",ticket,t,opened,,,,,,", "EVENT_TIME", "time: \"\" is no time"},
      {"2026-03-01T09:30:00,ticket,t,opened,,,,,,", "EVENT_TIME", "the zone is missing"},
      {"2026-03-01T09:30:00.5,ticket,t,opened,,,,,,", "EVENT_TIME", "the zone is missing"},
      {"2026-03-01,ticket,t,opened,,,,,,", "EVENT_TIME", "a date says no time of day"},
      {"2026-02-29T00:00:00Z,ticket,t,opened,,,,,,", "EVENT_TIME", "is no time"},
      {"2026-03-01 09:30:00Z,ticket,t,opened,,,,,,", "EVENT_TIME", "is no time"},
      {"2026-03-01T09:30:60Z,ticket,t,opened,,,,,,", "EVENT_TIME", "is no time"},
      {"2026-03-01T09:30:00.0000001Z,ticket,t,opened,,,,,,", "EVENT_TIME", "six digits"},
      {"0000-12-31T23:59:59Z,ticket,t,opened,,,,,,", "EVENT_TIME", "years 1 to 9999"},
      {"9999-12-31T23:59:59-00:01,ticket,t,opened,,,,,,", "EVENT_TIME", "years 1 to 9999"},
      {"1.5,ticket,t,opened,,,,,,", "EVENT_TIME", "whole microseconds"},
      {"1e6,ticket,t,opened,,,,,,", "EVENT_TIME", "is no time"},
      {"+1,ticket,t,opened,,,,,,", "EVENT_TIME", "is no time"},
      {"253402300800000000,ticket,t,opened,,,,,,", "EVENT_TIME", "is no time"},
      {"99999999999999999999999,ticket,t,opened,,,,,,", "EVENT_TIME", "is no time"},
      {"1,,t,opened,,,,,,", "EVENT_KIND", "kind: "},
      {"1,tickets,t,opened,,,,,,", "EVENT_KIND", "\"tickets\" is no kind; the kinds are account"},
      {"1,Ticket,t,opened,,,,,,", "EVENT_KIND", "\"Ticket\" is no kind"},
      {"1,ticket,t,entered,,,,,,", "EVENT_TYPE", "\"entered\" is no event of kind ticket"},
      {"1,ticket,t,,,,,,,", "EVENT_TYPE", "event: "},
      {"1,ticket,,opened,,,,,,", "EVENT_ENTITY", "entity must be given"},
      {"1,ticket,7046029254386353131,opened,,,,,,", "EVENT_ENTITY", "no id"},
      {"1,ticket,t,opened,nan,,,,,", "EVENT_VALUE", "value: \"nan\" is no number"},
      {"1,ticket,t,opened,inf,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,,-infinity,,,,", "EVENT_VALUE", "total: \"-infinity\" is no number"},
      {"1,ticket,t,opened,0x10,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,1e999,,,,,", "EVENT_VALUE", "is no number that a double holds"},
      {"1,ticket,t,opened,+1,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened, 1,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,.5,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,5.,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,1.e3,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,1 000,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,-,,,,,", "EVENT_VALUE", "is no number"},
      {"1,ticket,t,opened,,,16,,,", "EVENT_TIER", "\"16\" is no support line"},
      {"1,ticket,t,opened,,,-1,,,", "EVENT_TIER", "is no support line"},
      {"1,ticket,t,opened,,,02,,,", "EVENT_TIER", "is no support line"},
      {"1,ticket,t,opened,,,1.0,,,", "EVENT_TIER", "is no support line"},
      {"1,ticket,t,opened,,,,x,,", "EVENT_TIME", "due: \"x\" is no time"},
      {"1,ticket,t,opened,,,,,2026-03-01T00:00:00,", "EVENT_TIME", "recorded: "},
      {"1,response,r,answered,11,10,,,,", "EVENT_VALUE", "whole number from 0 to 10"},
      {"1,journey,j,step,,,,,,", "EVENT_VALUE", "needs value"},
      {"1,\"tick\x1b[31m\",t,opened,,,,,,", "EVENT_KIND", "tick\\x1b[31m"},
  };
  for (const Refusal& refusal : refusals) {
    const Outcome read = ReadText(header + good + good + refusal.row + "\n" + good);
    EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument) << refusal.row;
    EXPECT_EQ(base::RuleOf(read.status), refusal.rule) << refusal.row << read.message();
    EXPECT_THAT(read.message(), AllOf(StartsWith("line 4: "), HasSubstr(refusal.words)));
    EXPECT_EQ(read.batches, 0);  // Of a wrong batch nothing is given.
  }
}

TEST(Telemetry, TheFirstWrongRowIsNamedWhateverColumnIsWrongThere) {
  const Outcome read = ReadText(
      "time,kind,entity,event,recorded\n"
      "1,ticket,t,opened,\n"
      "2,ticket,t,opened,soon\n"
      "3,ticket,,opened,\n"
      "4,tocket,t,opened,\n"
      "noon,ticket,t,opened,\n");
  EXPECT_THAT(read.message(), StartsWith("line 3: EVENT_TIME: recorded: \"soon\""));
}

TEST(Telemetry, UnknownColumnsAndBrokenRowsAreRefusedAsInCsv) {
  EXPECT_THAT(ReadText("time,kind,entity,event,colour\n").message(),
              HasSubstr("line 1: CSV: \"colour\" is no column"));
  EXPECT_THAT(ReadText("time,kind,entity\n").message(), HasSubstr("column \"event\" is missing"));
  EXPECT_THAT(ReadText("time,kind,entity,event\n1,ticket,t,opened\n2,ticket").message(),
              HasSubstr("line 3: CSV: the row has 2 fields"));
}

TEST(Telemetry, DecisionsAndReviewsAreRefusedWhereTheyComeFromTheLog) {
  const std::string text =
      "time,kind,entity,event\n1,ticket,t,opened\n2,review,r,approved\n3,decision,d,opened\n";
  EXPECT_TRUE(ReadText(text).status.ok());
  const Outcome read = ReadText(text, {.refuses_log_kinds = true});
  EXPECT_EQ(base::RuleOf(read.status), "EVENT_KIND");
  EXPECT_THAT(read.message(), AllOf(StartsWith("line 3: "), HasSubstr("come from the log")));
}

TEST(Telemetry, TooManyTextsAreRefusedWithTheLine) {
  Outcome read;
  read.texts = metric::TextDictionary({.max_texts = 2});
  read.status = ReadTelemetryText(
      "time,kind,entity,event,cohort\n1,ticket,a,opened,x\n1,ticket,b,opened,y\n"
      "1,ticket,c,opened,x\n1,ticket,d,opened,z\n",
      {}, read.texts, Into(read));
  EXPECT_EQ(read.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(read.message(), StartsWith("line 5: cohort: LIMIT: "));
}

TEST(Telemetry, AnErrorOfTheCallbackComesBackAsItIs) {
  metric::TextDictionary texts;
  const absl::Status status =
      ReadTelemetryText("time,kind,entity,event\n1,ticket,a,opened\n", {}, texts,
                        [](const TelemetryBatch&) { return absl::AbortedError("enough"); });
  EXPECT_EQ(status, absl::AbortedError("enough"));
}

TEST(Telemetry, TabsAndFilesLargerThanABufferAreRead) {
  const std::string path = (std::filesystem::path(testing::TempDir()) / "telemetry.tsv").string();
  constexpr int kRows = 50'000;
  {
    std::ofstream file(path, std::ios::binary);
    file << "time\tkind\tentity\tevent\tcohort\n";
    for (int i = 0; i < kRows; ++i) {
      file << i << "\tticket\tt-" << i << "\topened\t" << (i % 7 == 0 ? "web" : "app") << "\n";
    }
  }
  Outcome read;
  read.status = ReadTelemetryFile(path, {.csv = {.separator = '\t'}}, read.texts, Into(read));
  ASSERT_TRUE(read.status.ok()) << read.message();
  ASSERT_EQ(read.rows.size(), size_t{kRows});
  EXPECT_GT(read.batches, 3);
  for (int i = 0; i < kRows; ++i) {
    const metric::Event& row = read.rows[static_cast<size_t>(i)];
    ASSERT_EQ(row.time, i);
    ASSERT_EQ(row.entity, metric::TextId("t-" + std::to_string(i)));
    ASSERT_EQ(read.texts.Text(row.cohort), i % 7 == 0 ? "web" : "app");
    ASSERT_EQ(read.places[static_cast<size_t>(i)], i + 2);
  }
  std::filesystem::remove(path);
  Outcome absent;
  EXPECT_THAT(
      (absent.status = ReadTelemetryFile(path, {}, absent.texts, Into(absent)), absent.message()),
      StartsWith(path + ": FILE: "));
}

TEST(Telemetry, TheExamplesAreRead) {
  for (const char* name : {"ecommerce_launch", "legaltech_onboarding"}) {
    Outcome read;
    read.status = ReadTelemetryFile(
        std::string(READINESS_SOURCE_DIR) + "/examples/" + name + ".telemetry.csv", {}, read.texts,
        Into(read));
    EXPECT_TRUE(read.status.ok()) << read.message();
    EXPECT_GT(read.rows.size(), 100u);
  }
}

// A second reader of times: absl's, behind base::ParseInstant.
TEST(Telemetry, TimesAreThoseOfBase) {
  uint64_t state = 20261122;
  const auto draw = [&state](uint64_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;  // Knuth's MMIX generator.
    return (state >> 33) % limit;
  };
  const std::vector<std::string> starts = {"2026-03-01T09:30:00",   "2024-02-29t23:59:59",
                                           "0001-01-01T00:00:00",   "9999-12-31T23:59:59",
                                           "1900-02-28T12:00:00.",  "2000-02-29T00:00:00.123456",
                                           "1582-10-15T00:00:00.1", "2026-13-01T00:00:00",
                                           "2026-00-10T24:00:00",   "2023-02-29T00:00:00"};
  const std::vector<std::string> ends = {"Z",      "z",     "+01:00", "-23:59",
                                         "+24:00", "+0100", "",       "+1:00"};
  int valid = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = starts[draw(starts.size())] + ends[draw(ends.size())];
    for (uint64_t changes = draw(4); changes > 0; --changes) {
      const size_t at = draw(text.size());
      text[at] = draw(4) != 0 ? static_cast<char>('0' + draw(10)) : "-:T.Z+ "[draw(7)];
    }
    const auto scanned = internal::ScanTime(text);
    const auto parsed = base::ParseInstant(text);
    if (text.size() == 10 || text.find('-') == std::string::npos) continue;  // Dates and numbers.
    ASSERT_EQ(scanned.has_value(), parsed.ok()) << text;
    if (!scanned.has_value()) continue;
    ASSERT_EQ(absl::FromUnixMicros(*scanned), *parsed) << text;
    ++valid;
  }
  EXPECT_GT(valid, 20'000);
}

TEST(Telemetry, EveryDayOfTheCalendarIsCountedAsAbslCounts) {
  int64_t days = 0;
  for (absl::CivilDay day(1, 1, 1); day.year() < 10'000; ++day, ++days) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", static_cast<int>(day.year()),
                  day.month(), day.day());
    ASSERT_EQ(internal::ScanTime(text), metric::kFirstTime + days * 86'400'000'000) << text;
  }
  EXPECT_EQ(days, 3'652'059);  // 9,999 years of the Gregorian calendar.
}

TEST(Telemetry, NumbersAreTheNearestDoubles) {
  EXPECT_EQ(internal::ScanNumber("0"), 0.0);
  EXPECT_TRUE(std::signbit(*internal::ScanNumber("-0")));
  EXPECT_EQ(internal::ScanNumber("123456789012345"), 123456789012345.0);
  EXPECT_EQ(internal::ScanNumber("0.1"), 0.1);
  EXPECT_EQ(internal::ScanNumber("-2.5e-3"), -0.0025);
  EXPECT_EQ(internal::ScanNumber("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(internal::ScanNumber("1e308"), 1e308);
  EXPECT_EQ(internal::ScanNumber("4e-324"), 5e-324);
  EXPECT_EQ(internal::ScanNumber("1e"), std::nullopt);
  EXPECT_EQ(internal::ScanNumber("1e+"), std::nullopt);
}

bool IsSame(const metric::Event& a, const metric::Event& b) {
  const auto same = [](double x, double y) { return x == y || (x != x && y != y); };
  return a.time == b.time && a.kind == b.kind && a.entity == b.entity && a.event == b.event &&
         a.recorded == b.recorded && a.due == b.due && a.event_id == b.event_id &&
         a.parent == b.parent && same(a.value, b.value) && same(a.total, b.total) &&
         a.cohort == b.cohort && a.subject == b.subject && a.release == b.release &&
         a.tier == b.tier;
}
metric::TelemetryRow Opened(std::string entity) {
  metric::TelemetryRow row;
  row.time = absl::FromUnixSeconds(1'772'357'400);
  row.kind = "ticket";
  row.entity = std::move(entity);
  row.event = "opened";
  return row;
}
Outcome ReadRows(const std::vector<metric::TelemetryRow>& rows,
                 const TelemetryOptions& options = {}) {
  Outcome outcome;
  outcome.status = ReadTelemetryRows(rows, options, outcome.texts, Into(outcome));
  return outcome;
}

TEST(TelemetryRows, SayWhatTheSameRowsOfTextSay) {
  metric::TelemetryRow answered;
  answered.time = absl::FromUnixMicros(1'772'357'400'250'000);
  answered.kind = "response";
  answered.entity = "17";
  answered.event = "answered";
  answered.cohort = "web";
  answered.subject = "csat";
  answered.value = 7;
  answered.total = 10;
  answered.release = "r1";
  answered.parent = "shop";
  answered.tier = 2;
  answered.due = absl::FromUnixMicros(1'772'492'400'000'000);
  answered.event_id = "e-1";
  answered.recorded = absl::FromUnixMicros(1'772'409'600'000'000);
  const Outcome rows = ReadRows({answered, Opened("T-1")});
  const Outcome text = ReadText(
      "recorded,event_id,due,tier,parent,release,total,value,subject,cohort,event,entity,kind,"
      "time\n"
      "2026-03-02T00:00:00Z,e-1,2026-03-03T00:00:00+01:00,2,shop,r1,10,7,csat,web,answered,17,"
      "response,2026-03-01T09:30:00.25Z\n"
      ",,,,,,,,,,opened,T-1,ticket,2026-03-01T09:30:00Z\n");
  ASSERT_TRUE(rows.status.ok()) << rows.message();
  ASSERT_TRUE(text.status.ok()) << text.message();
  ASSERT_EQ(rows.rows.size(), 2u);
  for (size_t row = 0; row < 2; ++row) {
    EXPECT_TRUE(IsSame(rows.rows[row], text.rows[row])) << row;
  }
  EXPECT_THAT(rows.places, ElementsAre(1, 2));
  EXPECT_EQ(rows.texts.Text(rows.rows[0].cohort), "web");
}

TEST(TelemetryRows, ComeInBatchesAndAreCountedThroughThem) {
  const Outcome read = ReadRows(std::vector<metric::TelemetryRow>(10'000, Opened("T-1")));
  EXPECT_EQ(read.rows.size(), 10'000u);
  EXPECT_GT(read.batches, 1);
  EXPECT_EQ(read.places.back(), 10'000);
  EXPECT_TRUE(ReadRows({}).status.ok());
}

TEST(TelemetryRows, AreRefusedWithTheirNumberAndWhatIsWrong) {
  const auto refused = [](const auto& spoil) {
    std::vector<metric::TelemetryRow> rows(3, Opened("T-1"));
    spoil(rows[1]);
    const Outcome read = ReadRows(rows);
    EXPECT_TRUE(read.rows.empty());
    return read.message();
  };
  using Row = metric::TelemetryRow;
  EXPECT_THAT(refused([](Row& row) { row.time.reset(); }), StartsWith("row 2: EVENT_TIME: time: "));
  EXPECT_THAT(refused([](Row& row) { row.time = absl::FromUnixNanos(1); }),
              HasSubstr("no whole microsecond"));
  EXPECT_THAT(refused([](Row& row) { row.due = absl::InfiniteFuture(); }),
              StartsWith("row 2: EVENT_TIME: due: "));
  EXPECT_THAT(refused([](Row& row) { row.kind = "TICKET"; }),
              StartsWith("row 2: kind: EVENT_KIND: "));
  EXPECT_THAT(refused([](Row& row) { row.event = "answered"; }),
              StartsWith("row 2: event: EVENT_TYPE: "));
  EXPECT_THAT(refused([](Row& row) { row.entity.clear(); }), StartsWith("row 2: EVENT_ENTITY: "));
  EXPECT_THAT(refused([](Row& row) { row.entity = "\xff"; }), HasSubstr("not UTF-8 at byte 0"));
  EXPECT_THAT(refused([](Row& row) { row.tier = 300; }), StartsWith("row 2: EVENT_TIER: "));
  EXPECT_THAT(refused([](Row& row) { row.value = std::nan(""); }),
              StartsWith("row 2: EVENT_VALUE: value: "));
  EXPECT_THAT(refused([](Row& row) { row.cohort = std::string(5'000, 'x'); }),
              StartsWith("row 2: cohort: LIMIT: "));
  TelemetryOptions options;
  options.refuses_log_kinds = true;
  Row decided = Opened("d");
  decided.kind = "decision";
  EXPECT_FALSE(ReadRows({decided}, options).status.ok());
  options.csv.max_field_bytes = 3;
  EXPECT_EQ(ReadRows({Opened("T-17")}, options).status.code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace readiness::table
