#include "readiness/wire/request.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/engine/default_policy.h"
#include "readiness/v1/request.pb.h"
#include "readiness/v1/telemetry.pb.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/policy.h"

namespace readiness::wire {
namespace {

const absl::Time kMay = absl::FromUnixSeconds(1'777'593'600);  // 2026-05-01T00:00:00Z

TEST(Request, NoBytesAskWithEverythingAtItsDefault) {
  for (const Encoding encoding : {Encoding::kBinary, Encoding::kJson}) {
    EXPECT_EQ(DecodeAssessRequest("", encoding).value(), AssessRequest());
    EXPECT_EQ(DecodeQueryRequest("", encoding).value(), QueryRequest());
    EXPECT_EQ(DecodeReadLimits("", encoding).value(), Limits());
  }
}

TEST(Request, EveryQuestionIsReadFromBothFormats) {
  v1::QueryRequest message;
  message.mutable_as_of()->set_seconds(absl::ToUnixSeconds(kMay));
  const auto read = [&] {
    return DecodeQueryRequest(message.SerializeAsString(), Encoding::kBinary).value();
  };
  const auto read_json = [](const std::string& question) {
    return DecodeQueryRequest(R"({"asOf":"2026-05-01T00:00:00Z",)" + question + "}",
                              Encoding::kJson)
        .value();
  };

  message.mutable_report()->set_form(v1::DocumentForm::HTML);
  message.mutable_report()->mutable_since()->set_seconds(absl::ToUnixSeconds(kMay));
  EXPECT_EQ(read(), (QueryRequest{kMay, ReportQuestion{DocumentForm::kHtml, kMay}}));
  EXPECT_EQ(read_json(R"("report":{"form":"HTML","since":"2026-05-01T00:00:00Z"})"), read());

  message.mutable_explain()->set_id("x");
  message.mutable_explain()->set_form(v1::DocumentForm::MARKDOWN);
  EXPECT_EQ(read(), (QueryRequest{kMay, ExplainQuestion{"x", DocumentForm::kMarkdown}}));
  EXPECT_EQ(read_json(R"("explain":{"form":"MARKDOWN","id":"x"})"), read());

  message.mutable_change()->mutable_from()->set_seconds(absl::ToUnixSeconds(kMay));
  EXPECT_EQ(read(), (QueryRequest{kMay, ChangeQuestion{kMay, DocumentForm::kUnspecified}}));
  EXPECT_EQ(read_json(R"("change":{"from":"2026-05-01T00:00:00Z"})"), read());

  message.mutable_policy();
  EXPECT_EQ(read(), (QueryRequest{kMay, PolicyQuestion{}}));
  EXPECT_EQ(read_json(R"("policy":{})"), read());

  message.mutable_entries()->set_after_seq(3);
  message.mutable_entries()->set_max_entry_count(7);
  EXPECT_EQ(read(), (QueryRequest{kMay, EntriesQuestion{3, 7}}));
  EXPECT_EQ(read_json(R"("entries":{"afterSeq":"3","maxEntryCount":"7"})"), read());
}

TEST(Request, OptionsOfAMetricStateAreReadFromBothFormats) {
  v1::MetricStateOptions message;
  message.add_definitions()->set_metric("rework_volume");
  message.mutable_release()->set_seconds(1);
  message.mutable_until()->set_seconds(2);
  message.mutable_known_at()->set_seconds(3);
  message.set_resolution(v1::MetricResolution::HISTOGRAM);
  message.set_max_row_count(4);
  MetricStateOptions expected;
  expected.definitions.emplace_back().metric = "rework_volume";
  expected.release = absl::FromUnixSeconds(1);
  expected.until = absl::FromUnixSeconds(2);
  expected.known_at = absl::FromUnixSeconds(3);
  expected.resolution = MetricResolution::kHistogram;
  expected.max_row_count = 4;
  EXPECT_EQ(DecodeMetricStateOptions(message.SerializeAsString(), Encoding::kBinary).value(),
            expected);
  EXPECT_EQ(DecodeMetricStateOptions(
                R"({"definitions":[{"metric":"rework_volume"}],"release":"1970-01-01T00:00:01Z",)"
                R"("until":"1970-01-01T00:00:02Z","knownAt":"1970-01-01T00:00:03Z",)"
                R"("resolution":"HISTOGRAM","maxRowCount":"4"})",
                Encoding::kJson)
                .value(),
            expected);
  EXPECT_EQ(DecodeMetricStateOptions("", Encoding::kJson).value(), MetricStateOptions());
  EXPECT_EQ(DecodeMetricStateOptions(R"({"maxRowCount":"0"})", Encoding::kJson).status().message(),
            "max_row_count: a limit is 1 or more, got 0");
}

TEST(Request, WhatIsAskedOfMetricsIsReadFromBothFormats) {
  v1::MetricsRequest message;
  message.mutable_as_of()->set_seconds(absl::ToUnixSeconds(kMay));
  message.add_metrics("rework_volume");
  message.add_within_seconds(60);
  message.set_by_cohort(true);
  const MetricsRequest expected{kMay, {"rework_volume"}, {60}, true};
  EXPECT_EQ(DecodeMetricsRequest(message.SerializeAsString(), Encoding::kBinary).value(), expected);
  EXPECT_EQ(DecodeMetricsRequest(R"({"asOf":"2026-05-01T00:00:00Z","metrics":["rework_volume"],)"
                                 R"("withinSeconds":["60"],"byCohort":true})",
                                 Encoding::kJson)
                .value(),
            expected);
}

TEST(Request, TelemetryIsReadFromBothFormats) {
  metric::TelemetryRow row;
  row.time = kMay;
  row.kind = "ticket";
  row.entity = "T-1";
  row.event = "opened";
  row.value = 0;
  row.tier = 0;
  v1::Telemetry message;
  v1::TelemetryRow& one = *message.add_rows();
  one.mutable_time()->set_seconds(absl::ToUnixSeconds(kMay));
  one.set_kind("ticket");
  one.set_entity("T-1");
  one.set_event("opened");
  one.set_value(0);
  one.set_tier(0);
  EXPECT_EQ(DecodeTelemetry(message.SerializeAsString(), Encoding::kBinary).value(),
            std::vector<metric::TelemetryRow>{row});
  EXPECT_EQ(DecodeTelemetry(R"({"rows":[{"time":"2026-05-01T00:00:00Z","kind":"ticket",)"
                            R"("entity":"T-1","event":"opened","value":0,"tier":"0"}]})",
                            Encoding::kJson)
                .value(),
            std::vector<metric::TelemetryRow>{row});
  EXPECT_EQ(DecodeTelemetry(R"({"rows":[{"when":1}]})", Encoding::kJson).status().message(),
            "row 1: \"when\" is not a field of TelemetryRow");
}

// Rows are counted from 1, as in the errors of their values.
TEST(Request, AWrongRowOfTelemetryIsNamedAsARow) {
  const absl::Status text =
      DecodeTelemetry(R"({"rows":[{},{"time":"soon"}]})", Encoding::kJson).status();
  EXPECT_EQ(text.message().substr(0, 13), "row 2: time: ") << text;
  EXPECT_EQ(base::PlaceOf(text), "row 2: time");
  // Two rows (1), of which the second has a kind (2) that is no text.
  const absl::Status bytes =
      DecodeTelemetry(std::string("\x0A\x00\x0A\x03\x12\x01\xFF", 7), Encoding::kBinary).status();
  EXPECT_EQ(bytes.message(), "row 2: kind: is not UTF-8 at byte 0");
}

TEST(Request, WhatIsNotKnownIsRefusedByName) {
  EXPECT_EQ(
      DecodeAssessRequest(R"({"asof":"2026-05-01T00:00:00Z"})", Encoding::kJson).status().message(),
      "\"asof\" is not a field of AssessRequest; did you mean \"asOf\"?");
  EXPECT_EQ(DecodeAssessRequest("\x98\x06\x01", Encoding::kBinary).status().message(),
            "field 99 is not known to this version");
  EXPECT_EQ(DecodeQueryRequest(R"({"report":{"form":"PDF"}})", Encoding::kJson).status().message(),
            "report.form: expected TEXT, MARKDOWN, HTML or MESSAGE, got \"PDF\"");
}

TEST(Request, LimitsKeepTheirDefaultWhereTheyAreNotGiven) {
  Limits expected;
  expected.max_bytes = 10;
  expected.max_text_bytes = 5;
  expected.max_element_count = 7;
  expected.max_row_count = 8;
  EXPECT_EQ(DecodeReadLimits(R"({"maxByteCount":"10","maxTextByteCount":"5",)"
                             R"("maxElementCount":"7","maxRowCount":"8"})",
                             Encoding::kJson)
                .value(),
            expected);
  EXPECT_EQ(DecodeReadLimits(R"({"maxDepthCount":"-1"})", Encoding::kJson).status().message(),
            "max_depth_count: a limit is 1 or more, got -1");
}

TEST(Answer, HoldsADocument) {
  v1::QueryAnswer answer;
  ASSERT_TRUE(answer.ParseFromString(EncodeDocumentAnswer("a \"b\"\n", Encoding::kBinary).value()));
  EXPECT_EQ(answer.document(), "a \"b\"\n");
  EXPECT_EQ(EncodeDocumentAnswer("a \"b\"\n", Encoding::kJson).value(),
            R"({"document":"a \"b\"\n"})");
}

TEST(Answer, HoldsThePolicyAndTheEntriesAsTheirOwnFilesDo) {
  const model::Policy& policy = engine::DefaultPolicy();
  v1::QueryAnswer answer;
  ASSERT_TRUE(answer.ParseFromString(EncodePolicyAnswer(policy, Encoding::kBinary).value()));
  EXPECT_EQ(answer.policy().SerializeAsString(), EncodePolicy(policy).value());
  EXPECT_EQ(EncodePolicyAnswer(policy, Encoding::kJson).value(),
            "{\"policy\":" + EncodePolicyJson(policy, JsonLayout::kCompact).value() + "}");

  model::CycleLog log;
  log.playbook = "p";
  ASSERT_TRUE(answer.ParseFromString(EncodeEntriesAnswer(log, Encoding::kBinary).value()));
  EXPECT_EQ(answer.entries().playbook(), "p");
  EXPECT_EQ(EncodeEntriesAnswer(log, Encoding::kJson).value(),
            "{\"entries\":" + EncodeCycleJson(log, JsonLayout::kCompact).value() + "}");
}

TEST(ErrorDetail, NamesTheRuleAndThePlace) {
  v1::ErrorDetail detail;
  ASSERT_TRUE(detail.ParseFromString(EncodeErrorDetail("R24", "entry 3 (risk/x)")));
  EXPECT_EQ(detail.rule(), "R24");
  EXPECT_EQ(detail.place(), "entry 3 (risk/x)");
}

}  // namespace
}  // namespace readiness::wire
