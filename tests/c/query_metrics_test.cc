// Questions to a cycle with metrics of telemetry: what is answered shows them, in every form.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/text.h"
#include "readiness/c/readiness_arrow.h"

#include "outcome.h"
#include "table/read_arrow.h"

namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace readiness;
using readiness::c::Bytes;
using readiness::c::CycleHandle;
using readiness::c::Observe;
using readiness::c::Outcome;
using readiness::c::StateHandle;

constexpr std::string_view kMoment = "2026-10-08T00:00:00Z";
constexpr std::string_view kEarlier = "2026-08-01T00:00:00Z";

class CQueryWithMetrics : public ::testing::Test {
 protected:
  CQueryWithMetrics() {
    std::ifstream file(
        base::Cat(READINESS_SOURCE_DIR, "/examples/legaltech_onboarding.cycle.json"));
    const std::string log{std::istreambuf_iterator<char>(file), {}};
    readiness_cycle* made = nullptr;
    EXPECT_EQ(readiness_cycle_load(Bytes(log), log.size(), READINESS_FORMAT_JSON, nullptr, 0, &made,
                                   nullptr),
              READINESS_OK);
    cycle_.reset(made);
    now_ = StateAt(kMoment);
    then_ = StateAt(kEarlier);
  }

  StateHandle StateAt(std::string_view moment) const {
    const std::string at = base::Cat(R"({"asOf":")", moment, "\"}");
    readiness_metric_state* made = nullptr;
    EXPECT_EQ(readiness_metric_state_new_for_cycle(cycle_.get(), Bytes(at), at.size(),
                                                   READINESS_FORMAT_JSON, &made, nullptr),
              READINESS_OK);
    constexpr std::string_view kRows =
        "time,kind,entity,event\n2026-07-01T00:00:00Z,ticket,1,opened\n"
        "2026-10-02T00:00:00Z,ticket,1,resolved\n2026-10-03T00:00:00Z,ticket,2,opened\n";
    EXPECT_EQ(readiness_metric_state_ingest_rows(made, Bytes(kRows), kRows.size(),
                                                 READINESS_FORMAT_CSV, nullptr),
              READINESS_OK);
    return StateHandle(made);
  }

  // `question` at the moment.
  Outcome Ask(std::string_view question, const readiness_metric_state* now,
              const readiness_metric_state* then = nullptr) const {
    const std::string request = base::Cat(R"({"asOf":")", kMoment, "\",", question, "}");
    return Observe([&](readiness_buffer** out, readiness_error** error) {
      return readiness_cycle_query_with_metrics(cycle_.get(), now, then, Bytes(request),
                                                request.size(), READINESS_FORMAT_JSON, out, error);
    });
  }
  Outcome AskWithout(std::string_view question) const {
    const std::string request = base::Cat(R"({"asOf":")", kMoment, "\",", question, "}");
    return Observe([&](readiness_buffer** out, readiness_error** error) {
      return readiness_cycle_query(cycle_.get(), Bytes(request), request.size(),
                                   READINESS_FORMAT_JSON, out, error);
    });
  }

  CycleHandle cycle_;
  StateHandle now_, then_;
};

TEST_F(CQueryWithMetrics, AReportShowsThemInEveryForm) {
  for (const char* form : {"TEXT", "MARKDOWN", "HTML"}) {
    const std::string asked = base::Cat(R"("report":{"form":")", form, "\"}");
    const std::string with = Ask(asked, now_.get()).bytes;
    EXPECT_NE(with.find("time_to_resolution"), std::string::npos) << form;
    EXPECT_TRUE(with != AskWithout(asked).bytes) << form;  // A page is too long to be printed.
  }
  EXPECT_THAT(Ask(R"("report":{"form":"MESSAGE"})", now_.get()).bytes,
              HasSubstr(R"("metric":"time_to_resolution")"));
}

// The message of a report is the assessment with the same states, without its blanks.
TEST_F(CQueryWithMetrics, AReportAsMessageIsTheAssessment) {
  constexpr std::string_view kAsked =
      R"({"asOf":"2026-10-08T00:00:00Z","since":"2026-08-01T00:00:00Z"})";
  const Outcome assessed = Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_cycle_assess_with_metrics(cycle_.get(), now_.get(), then_.get(), Bytes(kAsked),
                                               kAsked.size(), READINESS_FORMAT_JSON, out, error);
  });
  const Outcome asked =
      Ask(R"("report":{"form":"MESSAGE","since":"2026-08-01T00:00:00Z"})", now_.get(), then_.get());
  const auto without_blanks = [](std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    return text;
  };
  EXPECT_EQ(without_blanks(asked.bytes),
            without_blanks(base::Cat("{\"assessment\":", assessed.bytes, "}")));
}

TEST_F(CQueryWithMetrics, AChangeTakesAStateOfEachMoment) {
  constexpr std::string_view kAsked = R"("change":{"from":"2026-08-01T00:00:00Z"})";
  EXPECT_THAT(Ask(kAsked, now_.get(), then_.get()).bytes, StartsWith("{\"document\":"));
  EXPECT_THAT(Ask(kAsked, now_.get(), now_.get()).message, StartsWith("since: METRIC_MOMENT: "));
  EXPECT_THAT(Ask(kAsked, then_.get(), then_.get()).message, StartsWith("METRIC_MOMENT: "));
  EXPECT_THAT(Ask(R"("explain":{"id":"old-rules"})", now_.get()).bytes,
              HasSubstr("Rules of a firm fall behind"));
}

TEST_F(CQueryWithMetrics, WhatWouldNotBeShownIsRefused) {
  EXPECT_EQ(Ask(R"("policy":{})", now_.get()).message,
            "C: request: policy takes no metrics; ask it of readiness_cycle_query");
  EXPECT_EQ(Ask(R"("entries":{})", now_.get()).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Ask(R"("report":{})", nullptr).message.rfind("C: metric state is NULL", 0), 0u);
  EXPECT_EQ(readiness_cycle_query_with_metrics(nullptr, now_.get(), nullptr, nullptr, 0, 0, nullptr,
                                               nullptr),
            READINESS_INVALID_ARGUMENT);
}

TEST_F(CQueryWithMetrics, TheirTableIsThatOfTheAssessment) {
  const std::string request = base::Cat(R"({"asOf":")", kMoment, "\"}");
  const auto table = [&](int32_t which, ArrowArrayStream& stream, readiness_error** error) {
    return readiness_cycle_export_arrow_stream_with_metrics(cycle_.get(), now_.get(), nullptr,
                                                            which, Bytes(request), request.size(),
                                                            READINESS_FORMAT_JSON, &stream, error);
  };
  ArrowArrayStream stream = {};
  ASSERT_EQ(table(READINESS_TABLE_METRICS, stream, nullptr), READINESS_OK);
  EXPECT_THAT(table::ReadArrow(stream).Column("metric"), Contains("\"time_to_resolution\""));
  readiness_error* error = nullptr;
  EXPECT_EQ(table(READINESS_TABLE_ENTRIES, stream, &error), READINESS_INVALID_ARGUMENT);
  EXPECT_THAT(readiness_error_message(error, nullptr), HasSubstr("metrics: the table of entries"));
  EXPECT_EQ(stream.release, nullptr);
  readiness_error_free(error);
}

}  // namespace
