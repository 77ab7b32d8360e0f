// The metric state of the C interface: rows by every way in give the same bytes as the C++
// interface, parts add up, and what is wrong is refused whole, with its row.
#include <atomic>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/text.h"
#include "readiness/c/readiness.h"
#include "readiness/c/readiness_arrow.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/metric.h"
#include "readiness/wire/metric_set.h"

#include "outcome.h"
#include "table/hand_made_arrow.h"

namespace {

using namespace readiness;
using readiness::c::Bytes;
using readiness::c::Observe;
using readiness::c::Outcome;
using readiness::c::StateHandle;
using table::HandMadeStream;
using table::HandMadeTable;

StateHandle New(std::string_view options, Outcome* outcome = nullptr) {
  readiness_metric_state* state = nullptr;
  const Outcome found = Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_new(Bytes(options), options.size(), READINESS_FORMAT_JSON, &state,
                                      error);
  });
  EXPECT_EQ(found.code == READINESS_OK, state != nullptr);
  if (outcome != nullptr) {
    *outcome = found;
  } else {
    EXPECT_EQ(found.message, "");
  }
  return StateHandle(state);
}
StateHandle Load(std::string_view states, int32_t format, Outcome* outcome = nullptr,
                 std::string_view limits = "") {
  readiness_metric_state* state = nullptr;
  const Outcome found = Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_load(Bytes(states), states.size(), format, Bytes(limits),
                                       limits.size(), &state, error);
  });
  EXPECT_EQ(found.code == READINESS_OK, state != nullptr);
  if (outcome != nullptr) {
    *outcome = found;
  } else {
    EXPECT_EQ(found.message, "");
  }
  return StateHandle(state);
}
Outcome Ingest(readiness_metric_state* state, std::string_view rows,
               int32_t format = READINESS_FORMAT_CSV) {
  return Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_ingest_rows(state, Bytes(rows), rows.size(), format, error);
  });
}
Outcome IngestArrow(readiness_metric_state* state, HandMadeTable& table) {
  return Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_ingest_arrow(state, &table.schema, &table.array, error);
  });
}
Outcome IngestStream(readiness_metric_state* state, HandMadeStream& made) {
  return Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_ingest_arrow_stream(state, &made.stream, error);
  });
}
Outcome Merge(readiness_metric_state* state, const readiness_metric_state* other) {
  return Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_merge(state, other, error);
  });
}
Outcome Retract(readiness_metric_state* state, const readiness_metric_state* other) {
  return Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_retract(state, other, error);
  });
}
Outcome Evaluate(const readiness_metric_state* state, std::string_view request,
                 int32_t format = READINESS_FORMAT_JSON) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_metric_state_evaluate(state, Bytes(request), request.size(), format, out,
                                           error);
  });
}
Outcome Save(const readiness_metric_state* state, int32_t format = READINESS_FORMAT_PROTOBUF) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_metric_state_save(state, format, out, error);
  });
}

std::string Example() {
  std::ifstream file(READINESS_SOURCE_DIR "/examples/ecommerce_launch.telemetry.csv",
                     std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}
// The header, and the lines whose entity has an even or an odd last byte.
std::string Half(const std::string& csv, bool is_even) {
  std::string half = csv.substr(0, csv.find('\n') + 1);
  for (size_t at = half.size(); at < csv.size();) {
    const size_t end = csv.find('\n', at);
    const std::string line = csv.substr(at, end - at + 1);
    const size_t kind = line.find(',') + 1, entity = line.find(',', kind) + 1;
    const size_t past = line.find(',', entity);
    if ((line[past - 1] % 2 == 0) == is_even) half += line;
    at = end + 1;
  }
  return half;
}

constexpr std::string_view kTickets =
    "time,kind,entity,event,cohort\n"
    "10000000,ticket,1,opened,web\n"
    "20000000,ticket,2,opened,app\n"
    "30000000,ticket,1,resolved,web\n";
constexpr std::string_view kTicketsJson =
    R"({"rows":[)"
    R"({"time":"1970-01-01T00:00:10Z","kind":"ticket","entity":"1","event":"opened","cohort":"web"},)"
    R"({"time":"1970-01-01T00:00:20Z","kind":"ticket","entity":"2","event":"opened","cohort":"app"},)"
    R"({"time":"1970-01-01T00:00:30Z","kind":"ticket","entity":"1","event":"resolved",)"
    R"("cohort":"web"}]})";
std::vector<table::HandMadeColumn> TicketColumns(int64_t last_time = 30'000'000) {
  return {table::Fixed<int64_t>("time", "l", {10'000'000, 20'000'000, last_time}),
          table::Texts("kind", {"ticket", "ticket", "ticket"}),
          table::Fixed<int32_t>("entity", "i", {1, 2, 1}),
          table::Texts("event", {"opened", "opened", "resolved"}),
          table::Texts("cohort", {"web", "app", "web"})};
}

TEST(CMetricState, SaysWhatCppSays) {
  const std::string csv = Example();
  wire::MetricSetOptions options;
  options.until = options.known_at = absl::FromUnixSeconds(1'791'417'600);  // 2026-10-08
  wire::MetricSet metrics(options);
  ASSERT_TRUE(metrics.Start().ok());
  ASSERT_TRUE(
      table::ReadTelemetryText(csv, {}, metrics.texts(), [&](const table::TelemetryBatch& batch) {
        return metrics.Apply(batch.columns);
      }).ok());
  wire::MetricQuestion question;
  question.by_cohort = true;
  question.within = {3600};
  const metric::MetricReadings readings{metrics.Evaluate(question).value()};
  ASSERT_GT(readings.metrics.size(), 4u);

  const auto state = New(R"({"until":"2026-10-08T00:00:00Z","knownAt":"2026-10-08T00:00:00Z"})");
  EXPECT_EQ(Ingest(state.get(), csv).message, "");
  EXPECT_EQ(Evaluate(state.get(), R"({"byCohort":true,"withinSeconds":["3600"]})").bytes,
            wire::EncodeMetricReadingsJson(readings).value());
  // by_cohort (4): true, within_seconds (3): [3600], packed.
  EXPECT_EQ(Evaluate(state.get(), "\x1a\x02\x90\x1c\x20\x01", READINESS_FORMAT_PROTOBUF).bytes,
            wire::EncodeMetricReadings(readings).value());
  EXPECT_EQ(Save(state.get()).bytes, wire::EncodeMetricStates(metrics.States().value()).value());
  EXPECT_EQ(Save(state.get(), READINESS_FORMAT_JSON).bytes,
            wire::EncodeMetricStatesJson(metrics.States().value()).value());
}

TEST(CMetricState, RowsByEveryWayInAreTheSame) {
  const auto csv = New(""), json = New(""), array = New(""), stream = New("");
  EXPECT_EQ(Ingest(csv.get(), kTickets).message, "");
  EXPECT_EQ(Ingest(json.get(), kTicketsJson, READINESS_FORMAT_JSON).message, "");
  HandMadeTable table(TicketColumns());
  EXPECT_EQ(IngestArrow(array.get(), table).message, "");
  HandMadeStream made;
  made.tables.push_back(std::make_unique<HandMadeTable>(TicketColumns()));
  made.tables.push_back(std::make_unique<HandMadeTable>(TicketColumns()));
  EXPECT_EQ(IngestStream(stream.get(), made).message, "");
  EXPECT_TRUE(made.IsReleasedOnce());
  EXPECT_EQ(table.array_releases, 1);
  EXPECT_EQ(table.array.release, nullptr);
  EXPECT_EQ(table.schema_releases, 0);

  const std::string request = R"({"asOf":"1970-01-02T00:00:00Z","byCohort":true})";
  const std::string expected = Evaluate(csv.get(), request).bytes;
  EXPECT_NE(expected.find("\"total\": \"2\""), std::string::npos) << expected.substr(0, 500);
  EXPECT_EQ(Evaluate(json.get(), request).bytes, expected);
  EXPECT_EQ(Evaluate(array.get(), request).bytes, expected);
  // The rows of its second table are those of the first again.
  const std::string twice = Evaluate(stream.get(), request).bytes;
  EXPECT_NE(twice.find("\"duplicates\": \"3\""), std::string::npos);
  EXPECT_EQ(Ingest(csv.get(), kTickets).message, "");
  EXPECT_EQ(Evaluate(csv.get(), request).bytes, twice);
}

TEST(CMetricState, PartsAddUpAndAreTakenAwayAgain) {
  const std::string csv = Example();
  // Tickets look to accounts, so they are not divided by entity.
  const std::string options = R"({"definitions":[{"metric":"early_journey_completion"},)"
                              R"({"metric":"exception_completion_quality"}]})";
  const auto whole = New(options), even = New(options), odd = New(options), rest = New(options);
  ASSERT_EQ(Ingest(whole.get(), csv).message, "");
  ASSERT_EQ(Ingest(even.get(), Half(csv, true)).message, "");
  ASSERT_EQ(Ingest(rest.get(), Half(csv, true)).message, "");
  ASSERT_EQ(Ingest(odd.get(), Half(csv, false)).message, "");
  const std::string request = R"({"asOf":"2026-10-08T00:00:00Z","byCohort":true})";
  EXPECT_NE(Evaluate(even.get(), request).bytes, Evaluate(whole.get(), request).bytes);
  EXPECT_EQ(Merge(even.get(), odd.get()).message, "");
  EXPECT_EQ(Evaluate(even.get(), request).bytes, Evaluate(whole.get(), request).bytes);
  EXPECT_EQ(Save(even.get()).bytes, Save(whole.get()).bytes);
  EXPECT_EQ(Retract(even.get(), odd.get()).message, "");
  EXPECT_EQ(Evaluate(even.get(), request).bytes, Evaluate(rest.get(), request).bytes);
}

// A greatest cannot be taken back: what was asked about a moment is not asked about an earlier one.
TEST(CMetricState, TheWatermarkStaysWhenAPartIsTakenAway) {
  constexpr std::string_view kHead = "time,kind,entity,event\n";
  const auto state = New(""), early = New(""), late = New("");
  ASSERT_EQ(Ingest(early.get(), base::Cat(kHead, "2026-01-01T00:00:00Z,ticket,1,opened\n")).message,
            "");
  ASSERT_EQ(Ingest(late.get(), base::Cat(kHead, "2026-03-01T00:00:00Z,ticket,2,opened\n")).message,
            "");
  ASSERT_EQ(Merge(state.get(), early.get()).message, "");
  ASSERT_EQ(Merge(state.get(), late.get()).message, "");
  ASSERT_EQ(Retract(state.get(), late.get()).message, "");
  constexpr std::string_view kFebruary = R"({"asOf":"2026-02-01T00:00:00Z"})";
  EXPECT_EQ(Evaluate(early.get(), kFebruary).message, "");
  EXPECT_EQ(Evaluate(state.get(), kFebruary).code, READINESS_FAILED_PRECONDITION);
  const std::string last = Evaluate(state.get(), "").bytes;
  EXPECT_NE(last.find("\"total\": \"1\""), std::string::npos) << last;
  EXPECT_EQ(last, Evaluate(early.get(), R"({"asOf":"2026-03-01T00:00:00Z"})").bytes);
}

TEST(CMetricState, WhatWasSavedOfNothingIsLoaded) {
  for (const int32_t format : {READINESS_FORMAT_PROTOBUF, READINESS_FORMAT_JSON}) {
    const auto nothing = New("");
    const auto again = Load(Save(nothing.get(), format).bytes, format);
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(Ingest(again.get(), kTickets).message, "");
  }
}

// 1,760,000,000,000 is a day of 2025 in milliseconds, and of 1970 in microseconds.
TEST(CMetricState, TimesInAnotherUnitAreNoticed) {
  const auto reasons = [](std::string_view rows) {
    const auto state = New(R"({"definitions":[{"metric":"time_to_resolution"}]})");
    EXPECT_EQ(Ingest(state.get(), rows).message, "");
    return Evaluate(state.get(), "").bytes;
  };
  EXPECT_NE(reasons("time,kind,entity,event\n1760000000000,ticket,1,opened\n").find("EARLY_TIMES"),
            std::string::npos);
  EXPECT_EQ(
      reasons("time,kind,entity,event\n1760000000000000,ticket,1,opened\n").find("EARLY_TIMES"),
      std::string::npos);
}

// Accounts 1 and 2; a ticket of a part names account 2, of which the other part has rows.
TEST(CMetricState, APartMaySayThatItsAccountsAreWhole) {
  const std::string rows = "time,kind,entity,event,parent\n";
  const auto merged = [&](std::string_view options) {
    const auto tickets = New(options), accounts = New(options);
    EXPECT_EQ(Ingest(tickets.get(), rows + "2026-01-01T00:00:00Z,account,1,enrolled,\n"
                                           "2026-01-02T00:00:00Z,ticket,t,opened,2\n"
                                           "2026-01-03T00:00:00Z,ticket,t,escalated,2\n")
                  .message,
              "");
    EXPECT_EQ(Ingest(accounts.get(), rows + "2026-01-01T00:00:00Z,account,2,enrolled,\n").message,
              "");
    return Merge(tickets.get(), accounts.get()).message;
  };
  EXPECT_NE(
      merged(R"({"definitions":[{"metric":"support_escalation_frequency"}]})").find("STATE_LINKS"),
      std::string::npos);
  EXPECT_EQ(merged(R"({"definitions":[{"metric":"support_escalation_frequency"}],)"
                   R"("hasWholeAccounts":true})"),
            "");
}

TEST(CMetricState, IsSavedAndLoadedInBothFormats) {
  const auto state = New(R"({"definitions":[{"metric":"time_to_resolution","target":0.5}]})");
  ASSERT_EQ(Ingest(state.get(), kTickets).message, "");
  const std::string request = R"({"asOf":"1970-01-02T00:00:00Z"})";
  for (const int32_t format : {READINESS_FORMAT_PROTOBUF, READINESS_FORMAT_JSON}) {
    const auto again = Load(Save(state.get(), format).bytes, format);
    EXPECT_EQ(Save(again.get()).bytes, Save(state.get()).bytes);
    EXPECT_EQ(Evaluate(again.get(), request).bytes, Evaluate(state.get(), request).bytes);
    // What is stored is merged, and takes rows of other entities.
    EXPECT_EQ(Ingest(again.get(), "time,kind,entity,event\n40000000,ticket,9,opened\n").message,
              "");
    EXPECT_NE(Evaluate(again.get(), request).bytes.find("\"total\": \"3\""), std::string::npos);
    const auto sum = New(R"({"definitions":[{"metric":"time_to_resolution","target":0.5}]})");
    EXPECT_EQ(Merge(sum.get(), again.get()).message, "");
    EXPECT_EQ(Evaluate(sum.get(), request).bytes, Evaluate(again.get(), request).bytes);
  }
  Outcome outcome;
  std::string bytes = Save(state.get()).bytes;
  bytes[bytes.find("RMS1")] = 'r';
  Load(bytes, READINESS_FORMAT_PROTOBUF, &outcome);
  EXPECT_EQ(outcome.code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(outcome.location, "states[0].groups") << outcome.message;
  Load(Save(state.get()).bytes, READINESS_FORMAT_PROTOBUF, &outcome, "\x08\x05");
  EXPECT_EQ(outcome.code, READINESS_RESOURCE_EXHAUSTED) << outcome.message;
}

TEST(CMetricState, AWrongRowIsNamedAndNothingIsTaken) {
  const auto state = New("");
  ASSERT_EQ(Ingest(state.get(), kTickets).message, "");
  const std::string before = Save(state.get()).bytes;

  // Far behind many that are right.
  std::string csv = "time,kind,entity,event\n";
  for (int64_t i = 0; i < 30'000; ++i) csv += base::Cat(i * 1'000'000, ",ticket,", i, ",opened\n");
  csv += "soon,ticket,1,opened\n";
  Outcome refused = Ingest(state.get(), csv);
  EXPECT_EQ(refused.code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(refused.location, "line 30002");
  EXPECT_EQ(refused.message.rfind("line 30002: EVENT_TIME: time: \"soon\" is no time", 0), 0u)
      << refused.message;
  refused = Ingest(state.get(),
                   R"({"rows":[{"time":"1970-01-01T00:00:10Z","kind":"ticket","entity":"7",)"
                   R"("event":"opened"},{"kind":"ticket","entity":"7","event":"opened"}]})",
                   READINESS_FORMAT_JSON);
  EXPECT_EQ(refused.location, "row 2");
  EXPECT_EQ(refused.message, "row 2: EVENT_TIME: time: is missing; say when it happened");
  HandMadeTable table(TicketColumns(std::numeric_limits<int64_t>::max()));
  refused = IngestArrow(state.get(), table);
  EXPECT_EQ(refused.location, "row 3") << refused.message;
  EXPECT_EQ(Save(state.get()).bytes, before);

  const auto small = New(R"({"maxRowCount":"2"})");
  refused = Ingest(small.get(), kTickets);
  EXPECT_EQ(refused.code, READINESS_RESOURCE_EXHAUSTED);
  EXPECT_NE(refused.message.find("LIMIT: one call takes at most 2 rows"), std::string::npos);
  EXPECT_EQ(Save(small.get()).bytes, "");
}

// What refused rows brought along is forgotten: however many they are, right ones are taken.
TEST(CMetricState, RefusedRowsLeaveNoCohortsBehind) {
  const auto state = New("");
  for (int batch = 0; batch < 12; ++batch) {
    std::string csv = "time,kind,entity,event,cohort\n";
    for (int64_t i = 0; i < 90'000; ++i) {
      csv += base::Cat(i, ",ticket,", i, ",opened,of batch ", batch, " ", i, "\n");
    }
    csv += "soon,ticket,1,opened,last\n";
    ASSERT_EQ(Ingest(state.get(), csv).location, "line 90002");
  }
  EXPECT_EQ(Ingest(state.get(), kTickets).message, "");
}

// A stream of the host that throws, as one in C++ may, has changed nothing.
TEST(CMetricState, AStreamThatThrowsHasChangedNothing) {
  const auto state = New("");
  ASSERT_EQ(Ingest(state.get(), kTickets).message, "");
  const std::string before = Save(state.get()).bytes;
  ArrowArrayStream stream = {};
  stream.get_schema = [](ArrowArrayStream*, ArrowSchema*) -> int {
    throw std::runtime_error("the host's own");
  };
  stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return 0; };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  const Outcome thrown = Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_metric_state_ingest_arrow_stream(state.get(), &stream, error);
  });
  EXPECT_EQ(thrown.code, READINESS_INTERNAL);
  EXPECT_EQ(Save(state.get()).bytes, before);
}

TEST(CMetricState, ArrowIsReleasedOnceWhateverHappens) {
  const auto state = New("");
  const std::string before = Save(state.get()).bytes;
  // An array that is refused stays the caller's.
  HandMadeTable wrong(TicketColumns(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ(IngestArrow(state.get(), wrong).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(wrong.array_releases, 0);
  EXPECT_NE(wrong.array.release, nullptr);
  HandMadeTable good(TicketColumns());
  EXPECT_EQ(IngestArrow(nullptr, good).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(good.array_releases, 0);
  good.array.children[2]->buffers[1] = nullptr;
  const Outcome layout = IngestArrow(state.get(), good);
  EXPECT_NE(layout.message.find("column entity: ARROW: "), std::string::npos) << layout.message;
  EXPECT_EQ(good.array_releases, 0);
  good.array.release = nullptr;
  EXPECT_EQ(IngestArrow(state.get(), good).code, READINESS_INVALID_ARGUMENT);

  // A stream is used up.
  const auto stream = [](HandMadeStream& made, int tables, int64_t last_time) {
    for (int i = 0; i < tables; ++i) {
      made.tables.push_back(std::make_unique<HandMadeTable>(TicketColumns()));
    }
    made.tables.push_back(std::make_unique<HandMadeTable>(TicketColumns(last_time)));
  };
  constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  {
    HandMadeStream made;
    stream(made, 2, kNever);
    EXPECT_EQ(IngestStream(state.get(), made).location, "row 9");
    EXPECT_TRUE(made.IsReleasedOnce());
  }
  {
    HandMadeStream made;
    stream(made, 1, 30);
    made.fails_at = 1;
    const Outcome failed = IngestStream(state.get(), made);
    EXPECT_EQ(failed.code, READINESS_UNAVAILABLE);
    EXPECT_NE(failed.message.find("the cable is"), std::string::npos) << failed.message;
    EXPECT_TRUE(made.IsReleasedOnce());
  }
  {
    HandMadeStream made;
    stream(made, 1, 30);
    made.fails_schema = true;
    EXPECT_EQ(IngestStream(state.get(), made).code, READINESS_UNAVAILABLE);
    EXPECT_TRUE(made.IsReleasedOnce());
  }
  {
    HandMadeStream made;
    stream(made, 1, 30);
    EXPECT_EQ(IngestStream(nullptr, made).code, READINESS_INVALID_ARGUMENT);
    EXPECT_TRUE(made.IsReleasedOnce());
    EXPECT_EQ(IngestStream(state.get(), made).code, READINESS_INVALID_ARGUMENT);
    EXPECT_TRUE(made.IsReleasedOnce());
  }
  EXPECT_EQ(Save(state.get()).bytes, before);
  EXPECT_EQ(readiness_metric_state_ingest_arrow(state.get(), nullptr, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(readiness_metric_state_ingest_arrow_stream(state.get(), nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
}

TEST(CMetricState, WhatDoesNotBelongTogetherIsRefused) {
  const auto mine = New(R"({"definitions":[{"metric":"time_to_resolution","target":0.5}]})");
  const auto other = New(R"({"definitions":[{"metric":"time_to_resolution","target":0.75}]})");
  ASSERT_EQ(Ingest(other.get(), kTickets).message, "");
  const Outcome refused = Merge(mine.get(), other.get());
  EXPECT_EQ(refused.code, READINESS_FAILED_PRECONDITION);
  EXPECT_NE(refused.message.find("STATE_IDENTITY"), std::string::npos);
  EXPECT_EQ(Merge(mine.get(), mine.get()).message,
            "C: the two metric states are one; hand over two");
  EXPECT_NE(Evaluate(other.get(), R"({"asOf":"1970-01-01T00:00:01Z"})").message.find("STATE_AS_OF"),
            std::string::npos);
  EXPECT_EQ(Evaluate(other.get(), R"({"metrics":["rework_volume"]})").message,
            "METRIC: rework_volume is not among the metrics that this was made for");
  EXPECT_EQ(Evaluate(other.get(), R"({"metrics":["x"]})").location, "request: metrics[0]");
  EXPECT_EQ(Evaluate(other.get(), R"({"withinSeconds":["0"]})").message,
            "request: within_seconds[0]: DEFINITION: must be above zero");
  EXPECT_EQ(Evaluate(mine.get(), "").message.rfind("STATE_AS_OF: there is no row yet", 0), 0u);
  Outcome outcome;
  New(R"({"definitions":[{"metric":"time_to_resolution"},{"metric":"time_to_resolution"}]})",
      &outcome);
  EXPECT_EQ(outcome.message,
            "options: definitions[1]: DEFINITION: time_to_resolution is defined twice");
  New(R"({"definitons":[]})", &outcome);
  EXPECT_EQ(outcome.message.rfind("options: \"definitons\" is not a field", 0), 0u);
}

TEST(CMetricState, WhatIsNullOrWrongIsRefused) {
  const auto state = New("");
  EXPECT_EQ(readiness_metric_state_new(nullptr, 0, READINESS_FORMAT_JSON, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(
      readiness_metric_state_load(nullptr, 0, READINESS_FORMAT_JSON, nullptr, 0, nullptr, nullptr),
      READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(
      readiness_metric_state_ingest_rows(state.get(), nullptr, 5, READINESS_FORMAT_CSV, nullptr),
      READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Ingest(nullptr, kTickets).message,
            "C: metric state is NULL; make one by readiness_metric_state_new or _load");
  EXPECT_EQ(Ingest(state.get(), kTickets, 7).message,
            "C: format is 7; there are READINESS_FORMAT_PROTOBUF, READINESS_FORMAT_JSON and "
            "READINESS_FORMAT_CSV");
  EXPECT_EQ(Evaluate(state.get(), "", READINESS_FORMAT_CSV).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Evaluate(nullptr, "").code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Save(nullptr).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Merge(nullptr, state.get()).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Merge(state.get(), nullptr).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Retract(state.get(), nullptr).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(readiness_metric_state_evaluate(state.get(), nullptr, 0, 0, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
  readiness_metric_state_free(nullptr);
}

TEST(CMetricState, AnyBytesAreSurvived) {
  const auto state = New("");
  ASSERT_EQ(Ingest(state.get(), kTickets).message, "");
  const std::string good = Save(state.get()).bytes;
  const std::string csv = Example();
  for (size_t cut = 0; cut < good.size(); cut += 3) {
    Outcome outcome;
    Load(std::string_view(good).substr(0, cut), READINESS_FORMAT_PROTOBUF, &outcome);
    Load(std::string_view(good).substr(cut), READINESS_FORMAT_PROTOBUF, &outcome);
    Load(std::string_view(good).substr(cut), READINESS_FORMAT_JSON, &outcome);
    Ingest(state.get(), std::string_view(good).substr(cut), READINESS_FORMAT_PROTOBUF);
    Ingest(state.get(), std::string_view(good).substr(cut), READINESS_FORMAT_CSV);
    Ingest(state.get(), std::string_view(csv).substr(cut, 200), READINESS_FORMAT_CSV);
    Evaluate(state.get(), std::string_view(good).substr(cut, 20), READINESS_FORMAT_PROTOBUF);
  }
  EXPECT_EQ(Ingest(state.get(), kTickets).message, "");
}

TEST(CMetricState, ManyMayAskOneState) {
  const auto state = New("");
  ASSERT_EQ(Ingest(state.get(), Example()).message, "");
  const std::string expected = Evaluate(state.get(), R"({"byCohort":true})").bytes;
  const std::string saved = Save(state.get()).bytes;
  const auto sum = New("");
  std::vector<std::thread> threads;
  std::atomic<int> same = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 3; ++round) {
        same += Evaluate(state.get(), R"({"byCohort":true})").bytes == expected;
        same += Save(state.get()).bytes == saved;
        // Merging reads the other, which may be read at the same time.
        if (i == 0 && round == 0) same += Merge(sum.get(), state.get()).code == READINESS_OK;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 25);
  EXPECT_EQ(Save(sum.get()).bytes, saved);
}

}  // namespace
