#include "readiness/wire/request.h"

#include <string>

#include <gtest/gtest.h>

#include "readiness/engine/default_policy.h"
#include "readiness/v1/request.pb.h"
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

TEST(Request, WhatIsNotKnownIsRefusedByName) {
  EXPECT_EQ(
      DecodeAssessRequest(R"({"asof":"2026-05-01T00:00:00Z"})", Encoding::kJson).status().message(),
      "\"asof\" is not a field of AssessRequest");
  EXPECT_EQ(DecodeAssessRequest("\x98\x06\x01", Encoding::kBinary).status().message(),
            "field 99 is not known to this version");
  EXPECT_EQ(DecodeQueryRequest(R"({"report":{"form":"PDF"}})", Encoding::kJson).status().message(),
            "report.form: expected TEXT, MARKDOWN or HTML, got \"PDF\"");
}

TEST(Request, LimitsKeepTheirDefaultWhereTheyAreNotGiven) {
  Limits expected;
  expected.max_bytes = 10;
  expected.max_text_bytes = 5;
  EXPECT_EQ(
      DecodeReadLimits(R"({"maxByteCount":"10","maxTextByteCount":"5"})", Encoding::kJson).value(),
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
