// The C interface gives what the C++ interface gives, byte for byte, and refuses what is wrong with
// a message, leaving nothing behind.
#include "readiness/c/readiness.h"

#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/engine/version.h"
#include "readiness/wire/assessment.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/loaded_cycle.h"
#include "readiness/wire/policy.h"

#include "outcome.h"

namespace {

using namespace readiness;
using readiness::c::Bytes;
using readiness::c::CycleHandle;
using readiness::c::Observe;
using readiness::c::Outcome;

Outcome Assess(const readiness_cycle* cycle, std::string_view request,
               int32_t format = READINESS_FORMAT_JSON) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_cycle_assess(cycle, Bytes(request), request.size(), format, out, error);
  });
}
Outcome Query(const readiness_cycle* cycle, std::string_view request,
              int32_t format = READINESS_FORMAT_JSON) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_cycle_query(cycle, Bytes(request), request.size(), format, out, error);
  });
}
Outcome Save(const readiness_cycle* cycle, int32_t format) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_cycle_save(cycle, format, out, error);
  });
}
Outcome Append(readiness_cycle* cycle, std::string_view entry) {
  return Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_cycle_append(cycle, Bytes(entry), entry.size(), READINESS_FORMAT_JSON, error);
  });
}

CycleHandle Load(std::string_view log, int32_t format, Outcome* outcome = nullptr,
                 std::string_view limits = "") {
  readiness_cycle* cycle = nullptr;
  const Outcome found = Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_cycle_load(Bytes(log), log.size(), format, Bytes(limits), limits.size(),
                                &cycle, error);
  });
  EXPECT_EQ(found.code == READINESS_OK, cycle != nullptr);
  if (outcome != nullptr) {
    *outcome = found;
  } else {
    EXPECT_EQ(found.message, "");
  }
  return CycleHandle(cycle);
}

std::string Example() {
  std::ifstream file(READINESS_SOURCE_DIR "/examples/legaltech_onboarding.cycle.json",
                     std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

constexpr std::string_view kOpened =
    R"({"id":"a","recordedAt":"2026-01-01T00:00:00Z","occurredAt":"2026-01-01T00:00:00Z",)"
    R"("actor":"ana","cycleOpened":{"id":"c","title":"C","opener":{"id":"ana","name":"Ana",)"
    R"("kind":"PERSON"}}})";

TEST(CVersion, IsOfTheHeaderAndOfTheEngine) {
  EXPECT_EQ(readiness_abi_version(), READINESS_ABI_VERSION);
  EXPECT_EQ(std::string_view(readiness_version()), engine::kEngineVersion);
  EXPECT_NE(std::string_view(readiness_build_info()).find("Abseil"), std::string_view::npos);
}

TEST(CCycle, AssessesAsCppDoes) {
  const std::string json = Example();
  const auto cycle = wire::LoadedCycle::Replay(wire::DecodeCycleJson(json).value());
  ASSERT_TRUE(cycle.ok());
  const auto handle = Load(json, READINESS_FORMAT_JSON);
  const std::vector<std::pair<std::string, absl::Time>> moments = {
      {"", cycle->LastRecordedAt()},
      {R"({"asOf":"2026-05-01T00:00:00Z"})", absl::FromUnixSeconds(1'777'593'600)}};
  for (const auto& [request, as_of] : moments) {
    const auto expected = cycle->Assess(as_of);
    ASSERT_TRUE(expected.ok());
    EXPECT_EQ(Assess(handle.get(), request).bytes, wire::EncodeAssessmentJson(*expected).value());
    // A request in serialized bytes: as_of (1) {seconds (1)}.
    if (request.empty()) {
      EXPECT_EQ(Assess(handle.get(), "", READINESS_FORMAT_PROTOBUF).bytes,
                wire::EncodeAssessment(*expected).value());
    }
  }
}

TEST(CCycle, SavesWhatItLoadedInBothFormats) {
  const std::string json = Example();
  const auto handle = Load(json, READINESS_FORMAT_JSON);
  const auto log = wire::LoadedCycle::Replay(wire::DecodeCycleJson(json).value())->log();
  const std::string bytes = Save(handle.get(), READINESS_FORMAT_PROTOBUF).bytes;
  EXPECT_EQ(bytes, wire::EncodeCycle(log).value());
  EXPECT_EQ(Save(handle.get(), READINESS_FORMAT_JSON).bytes, wire::EncodeCycleJson(log).value());
  const auto again = Load(bytes, READINESS_FORMAT_PROTOBUF);
  EXPECT_EQ(Assess(again.get(), "").bytes, Assess(handle.get(), "").bytes);
}

TEST(CCycle, GrowsByAppendingAndRefusesWholeEntries) {
  readiness_cycle* made = nullptr;
  ASSERT_EQ(readiness_cycle_new(&made, nullptr), READINESS_OK);
  const CycleHandle cycle(made);
  EXPECT_EQ(Assess(cycle.get(), "").message,
            "order: the cycle has no entries; append cycle_opened first");
  EXPECT_EQ(Save(cycle.get(), READINESS_FORMAT_JSON).message,
            "order: the cycle has no entries; append cycle_opened first");
  EXPECT_EQ(Append(cycle.get(), kOpened).message, "");
  EXPECT_EQ(Append(cycle.get(), kOpened).message, "");  // The same entry again.
  const std::string before = Save(cycle.get(), READINESS_FORMAT_JSON).bytes;

  std::string other(kOpened);
  other.replace(other.find("\"C\""), 3, "\"D\"");
  const Outcome refused = Append(cycle.get(), other);
  EXPECT_EQ(refused.code, READINESS_ALREADY_EXISTS);
  EXPECT_NE(refused.message.find("R76"), std::string::npos) << refused.message;
  EXPECT_EQ(Append(cycle.get(), R"({"id":"b","lunched":{}})").code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Save(cycle.get(), READINESS_FORMAT_JSON).bytes, before);
}

TEST(CCycle, AnswersEveryQuestion) {
  const auto cycle = Load(Example(), READINESS_FORMAT_JSON);
  const auto holds = [&](std::string_view request, std::string_view part) {
    const Outcome found = Query(cycle.get(), request);
    EXPECT_NE(found.bytes.find(part), std::string::npos)
        << request << "\n"
        << found.message << found.bytes.substr(0, 300);
  };
  holds(R"({"report":{}})", "{\"document\":\"GO  Onboarding of law firms");
  holds(R"({"report":{"form":"MARKDOWN"}})", "{\"document\":\"# ");
  holds(R"({"report":{"form":"HTML"}})", "!DOCTYPE html");
  holds(R"({"explain":{"id":"old-rules"}})", "Rules of a firm fall behind");
  holds(R"({"change":{"from":"2026-05-01T00:00:00Z"}})", "2026-05-01");
  holds(R"({"report":{"form":"MESSAGE"}})", "{\"assessment\":{\"cycle\":");
  holds(R"({"explain":{"id":"old-rules","form":"MESSAGE"}})", "\"kind\":\"risk\"");
  holds(R"({"change":{"from":"2026-05-01T00:00:00Z","form":"MESSAGE"}})",
        "{\"change\":{\"cycle\":");
  holds(R"({"policy":{}})", "{\"policy\":{\"id\":\"default/1\"");
  holds(R"({"entries":{"afterSeq":"0","maxEntryCount":"1"}})", "cycleOpened");
  const Outcome one = Query(cycle.get(), R"({"entries":{"afterSeq":"1","maxEntryCount":"1"}})");
  EXPECT_NE(one.bytes.find("\"seq\":\"2\""), std::string::npos) << one.bytes;
  EXPECT_EQ(one.bytes.find("\"seq\":\"3\""), std::string::npos) << one.bytes;

  const auto refuses = [&](std::string_view request, std::string_view message) {
    const Outcome found = Query(cycle.get(), request);
    EXPECT_NE(found.message.find(message), std::string::npos) << found.message;
  };
  refuses("", "C: the request asks nothing; give report, explain");
  refuses(R"({"explain":{"id":"nobody-knows"}})", "nobody-knows");
  refuses(R"({"change":{}})", "C: change.from is not given");
  refuses(R"({"change":{"from":"2100-01-01T00:00:00Z"}})", "order: change.from lies after as_of");
  refuses(R"({"entries":{"afterSeq":"-1"}})", "are zero or more");
  refuses(R"({"report":{"form":"PDF"}})",
          "request: report.form: expected TEXT, MARKDOWN, HTML or MESSAGE");
  refuses(R"({"report":{},"policy":{}})", "is a second question");
}

TEST(CCycle, ObeysTheLimitsItIsGiven) {
  Outcome outcome;
  Load(Example(), READINESS_FORMAT_JSON, &outcome, R"({"maxEntryCount":"3"})");
  EXPECT_EQ(outcome.code, READINESS_RESOURCE_EXHAUSTED);
  EXPECT_NE(outcome.message.find("limit of 3"), std::string::npos) << outcome.message;
  Load(Example(), READINESS_FORMAT_JSON, &outcome, R"({"maxEntryCount":"0"})");
  EXPECT_EQ(outcome.message, "limits: max_entry_count: a limit is 1 or more, got 0");
}

TEST(CErrors, NameThePlaceAndTheRule) {
  std::string log = Example();
  log.replace(log.find("\"recordedAt\": \"", log.find("\"recordedAt\"") + 5) + 15, 4, "1999");
  Outcome outcome;
  Load(log, READINESS_FORMAT_JSON, &outcome);
  EXPECT_EQ(outcome.location.rfind("entry 2 (", 0), 0u) << outcome.message;
  EXPECT_EQ(outcome.message.find('\n'), std::string::npos);
}

TEST(CErrors, WhatIsNullOrWrongIsRefused) {
  const auto cycle = Load(Example(), READINESS_FORMAT_JSON);
  EXPECT_EQ(readiness_cycle_new(nullptr, nullptr), READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(readiness_cycle_load(nullptr, 0, READINESS_FORMAT_JSON, nullptr, 0, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(readiness_cycle_assess(cycle.get(), nullptr, 0, 0, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Assess(nullptr, "").message,
            "C: cycle is NULL; make one by readiness_cycle_new or _load");
  EXPECT_EQ(Query(nullptr, R"({"policy":{}})").code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Save(nullptr, 0).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Append(nullptr, kOpened).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Assess(cycle.get(), "", 7).message,
            "C: format is 7; there are READINESS_FORMAT_PROTOBUF and READINESS_FORMAT_JSON");
  const Outcome lent = Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_cycle_assess(cycle.get(), nullptr, 5, READINESS_FORMAT_JSON, out, error);
  });
  EXPECT_EQ(lent.message, "C: request is NULL and its size is 5; hand over the bytes");

  readiness_error_free(nullptr);
  readiness_buffer_free(nullptr);
  readiness_cycle_free(nullptr);
  EXPECT_EQ(readiness_buffer_data(nullptr), nullptr);
  EXPECT_EQ(readiness_buffer_size(nullptr), 0u);
  EXPECT_EQ(readiness_error_code(nullptr), READINESS_OK);
  EXPECT_EQ(std::string_view(readiness_error_message(nullptr, nullptr)), "");
}

TEST(CErrors, AnyBytesAreSurvived) {
  const std::string good = wire::EncodeCycle(wire::DecodeCycleJson(Example()).value()).value();
  const auto cycle = Load(good, READINESS_FORMAT_PROTOBUF);
  for (size_t cut = 0; cut < 400; ++cut) {
    Outcome outcome;
    Load(std::string_view(good).substr(0, cut * 7), READINESS_FORMAT_PROTOBUF, &outcome);
    Assess(cycle.get(), std::string_view(good).substr(cut, 20), READINESS_FORMAT_PROTOBUF);
    Query(cycle.get(), std::string_view(good).substr(cut, 20), READINESS_FORMAT_PROTOBUF);
  }
  // A length that no memory holds, and one that lies.
  Outcome outcome;
  Load("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", READINESS_FORMAT_PROTOBUF, &outcome);
  EXPECT_EQ(outcome.code, READINESS_INVALID_ARGUMENT) << outcome.message;
}

TEST(CThreads, ManyMayAskOneCycle) {
  const auto cycle = Load(Example(), READINESS_FORMAT_JSON);
  const std::string expected = Assess(cycle.get(), "").bytes;
  std::vector<std::thread> threads;
  std::atomic<int> same = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 3; ++round) same += Assess(cycle.get(), "").bytes == expected;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 12);
}

TEST(CThreads, ABreachOfTheRuleIsNoticed) {
  readiness_cycle* made = nullptr;
  ASSERT_EQ(readiness_cycle_new(&made, nullptr), READINESS_OK);
  const CycleHandle cycle(made);
  ASSERT_EQ(Append(cycle.get(), kOpened).message, "");
  std::atomic<bool> is_done = false;
  std::thread reader([&] {
    while (!is_done) (void)Save(cycle.get(), READINESS_FORMAT_PROTOBUF);
  });
  // Sooner or later an append meets a save; it is refused whole, and never both at once.
  bool is_noticed = false;
  for (int i = 0; i < 2'000'000 && !is_noticed; ++i) {
    is_noticed =
        readiness_cycle_append(cycle.get(), Bytes(kOpened), kOpened.size(), READINESS_FORMAT_JSON,
                               nullptr) == READINESS_FAILED_PRECONDITION;
  }
  is_done = true;
  reader.join();
  EXPECT_TRUE(is_noticed);
}

TEST(CCycle, AnAssessmentWithMetricsShowsThem) {
  const auto cycle = Load(Example(), READINESS_FORMAT_JSON);
  constexpr std::string_view kAt = R"({"asOf":"2026-10-08T00:00:00Z"})";
  readiness_metric_state* made = nullptr;
  ASSERT_EQ(readiness_metric_state_new_for_cycle(cycle.get(), Bytes(kAt), kAt.size(),
                                                 READINESS_FORMAT_JSON, &made, nullptr),
            READINESS_OK);
  const readiness::c::StateHandle state(made);
  constexpr std::string_view kRows =
      "time,kind,entity,event\n2026-10-01T00:00:00Z,ticket,1,opened\n"
      "2026-10-02T00:00:00Z,ticket,1,resolved\n";
  ASSERT_EQ(readiness_metric_state_ingest_rows(state.get(), Bytes(kRows), kRows.size(),
                                               READINESS_FORMAT_CSV, nullptr),
            READINESS_OK);
  const auto assess = [&](const readiness_metric_state* now, const readiness_metric_state* then,
                          std::string_view request) {
    return Observe([&](readiness_buffer** out, readiness_error** error) {
      return readiness_cycle_assess_with_metrics(cycle.get(), now, then, Bytes(request),
                                                 request.size(), READINESS_FORMAT_JSON, out, error);
    });
  };
  const std::string shown = assess(state.get(), nullptr, kAt).bytes;
  EXPECT_NE(shown.find("\"time_to_resolution\""), std::string::npos);
  EXPECT_EQ(Assess(cycle.get(), kAt).bytes.find("\"time_to_resolution\""), std::string::npos);
  // Of another moment than the one that it was made for it says too little, or too much.
  constexpr std::string_view kLater = R"({"asOf":"2026-10-09T00:00:00Z"})";
  EXPECT_EQ(assess(state.get(), nullptr, kLater).message,
            "METRIC_MOMENT: the metric state counts what happened at 2026-10-08T00:00:00Z, and is "
            "asked about 2026-10-09T00:00:00Z; make one for that moment");
  EXPECT_EQ(assess(state.get(), state.get(),
                   R"({"asOf":"2026-10-08T00:00:00Z","since":"2026-08-01T00:00:00Z"})")
                .message.rfind("since: ", 0),
            0u);
  EXPECT_EQ(assess(nullptr, nullptr, kAt).message.rfind("C: metric state is NULL", 0), 0u);
  constexpr std::string_view kDecision =
      "time,kind,entity,event\n2026-10-01T00:00:00Z,decision,d,opened\n";
  EXPECT_NE(readiness_metric_state_ingest_rows(state.get(), Bytes(kDecision), kDecision.size(),
                                               READINESS_FORMAT_CSV, nullptr),
            READINESS_OK);
  EXPECT_EQ(readiness_metric_state_new_for_cycle(nullptr, nullptr, 0, 1, &made, nullptr),
            READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(made, nullptr);
  EXPECT_EQ(readiness_metric_state_new_for_cycle(cycle.get(), nullptr, 0, 1, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
}

// A cycle does not become by appends what its limits would refuse to load.
TEST(CCycle, LimitsHoldForAppends) {
  constexpr std::string_view kLimits = R"({"maxEntryCount":"1","maxTextByteCount":"64"})";
  const std::string log = R"({"schemaVersion":"1","entries":[)" + std::string(kOpened) + "]}";
  readiness_cycle* made = nullptr;
  readiness_error* error = nullptr;
  ASSERT_EQ(readiness_cycle_load(Bytes(log), log.size(), READINESS_FORMAT_JSON, Bytes(kLimits),
                                 kLimits.size(), &made, &error),
            READINESS_OK)
      << readiness_error_message(error, nullptr);
  const readiness::c::CycleHandle cycle(made);
  const auto append = [&](std::string_view entry) {
    return Observe([&](readiness_buffer**, readiness_error** out) {
      return readiness_cycle_append(cycle.get(), Bytes(entry), entry.size(), READINESS_FORMAT_JSON,
                                    out);
    });
  };
  EXPECT_EQ(append(kOpened).message, "");  // It stands already.
  EXPECT_EQ(
      append(R"({"id":"next"})").message,
      "the cycle has 1 entries and its limit max_entry_count is 1; load it with a higher one");
  const Outcome refused = append(R"({"id":")" + std::string(65, 'x') + R"("})");
  EXPECT_EQ(refused.code, READINESS_RESOURCE_EXHAUSTED);
  EXPECT_NE(refused.message.find("65 bytes of text"), std::string::npos) << refused.message;
}

// A size that was a negative number is refused before a byte is read.
TEST(CCycle, NoSizeIsBelievedBlindly) {
  for (const size_t size : {~size_t{0}, size_t{1} << 63}) {
    readiness_cycle* cycle = nullptr;
    const Outcome refused = Observe([&](readiness_buffer**, readiness_error** error) {
      return readiness_cycle_load(Bytes("{}"), size, READINESS_FORMAT_JSON, nullptr, 0, &cycle,
                                  error);
    });
    EXPECT_EQ(refused.code, READINESS_RESOURCE_EXHAUSTED);
    EXPECT_EQ(refused.message,
              base::Cat("log: its size is ", size,
                        "; nothing is as large as that: was it a negative number?"));
  }
}

// Programs find the place without taking the message apart, whatever kind of error it is.
TEST(CCycle, ErrorsWithoutARuleNameTheirPlaceToo) {
  const auto place_of = [](std::string_view json, std::string_view limits = "") {
    readiness_cycle* cycle = nullptr;
    const Outcome refused = Observe([&](readiness_buffer**, readiness_error** error) {
      return readiness_cycle_load(Bytes(json), json.size(), READINESS_FORMAT_JSON, Bytes(limits),
                                  limits.size(), &cycle, error);
    });
    EXPECT_NE(refused.code, READINESS_OK);
    EXPECT_EQ(refused.message.rfind(refused.location + ": ", 0), 0u) << refused.message;
    EXPECT_NE(refused.detail, "");
    return refused.location;
  };
  EXPECT_EQ(place_of(R"({"schemaVersion":"1","entries":[{"id":"a","bogus":1}]})"), "entry 1 (a)");
  EXPECT_EQ(place_of(R"({"schemaVersion":"1","entries":[{"id":"a","actor":7}]})"),
            "entry 1 (a): actor");
}

}  // namespace
