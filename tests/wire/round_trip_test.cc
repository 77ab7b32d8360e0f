// Every field of every message, every alternative of every oneof, every value of every enum: from
// bytes to C++ values and back to the same bytes, in binary and in JSON.
#include <set>
#include <string>

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "readiness/wire/assessment.h"
#include "readiness/wire/change.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/metric.h"
#include "readiness/wire/policy.h"
#include "readiness/wire/request.h"
#include "readiness/wire/subject.h"

#include "filled_message.h"

namespace readiness::wire {
namespace {

// More than the values of any enum and the alternatives of any oneof inside a fact.
constexpr int kRounds = 12;

// Calls check(message, description) for entries of every fact, in every round and blank.
template <typename Check>
void ForEachFilledEntry(TestSchema& schema, std::set<std::string>& visited, const Check& check) {
  const auto prototype = schema.New("Entry");
  const pb::OneofDescriptor& facts = *prototype->GetDescriptor()->FindOneofByName("fact");
  for (int fact = 0; fact < facts.field_count(); ++fact) {
    for (int round = -1; round < kRounds; ++round) {
      const auto message = schema.New("Entry");
      Filler filler(round < 0 ? 0 : round, /*is_blank=*/round < 0);
      filler.FillEntry(*message, fact);
      visited.insert(filler.visited().begin(), filler.visited().end());
      SCOPED_TRACE(std::string(facts.field(fact)->name()) + ", round " + std::to_string(round));
      check(*message);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(RoundTrip, EveryEntryFromBytesIsTheSameBytesAgain) {
  TestSchema schema;
  std::set<std::string> visited;
  ForEachFilledEntry(schema, visited, [](const pb::Message& message) {
    const auto entry = DecodeEntry(Bytes(message));
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_EQ(entry->unrecognized, "");
    EXPECT_NE(entry->fact.index(), 0u);
    const auto again = EncodeEntry(*entry);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(*again, Bytes(message)) << message.DebugString();
  });
}

TEST(RoundTrip, EveryEntryFromJsonIsTheSameJsonAgain) {
  TestSchema schema;
  std::set<std::string> visited;
  ForEachFilledEntry(schema, visited, [](const pb::Message& message) {
    const auto entry = DecodeEntryJson(Json(message));
    ASSERT_TRUE(entry.ok()) << entry.status() << "\n" << Json(message);
    const auto from_bytes = DecodeEntry(Bytes(message));
    ASSERT_TRUE(from_bytes.ok());
    EXPECT_EQ(*entry, *from_bytes);
    const auto again = EncodeEntryJson(*entry, JsonLayout::kCompact);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(*again, Json(message));
  });
}

TEST(RoundTrip, TheNameOfAFactIsTheNameOfItsField) {
  TestSchema schema;
  const auto prototype = schema.New("Entry");
  const pb::OneofDescriptor& facts = *prototype->GetDescriptor()->FindOneofByName("fact");
  ASSERT_EQ(static_cast<std::size_t>(facts.field_count()) + 1, model::kFactNames.size());
  for (int i = 0; i < facts.field_count(); ++i) {
    const auto message = schema.New("Entry");
    Filler(0).FillEntry(*message, i);
    const auto entry = DecodeEntry(Bytes(*message));
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_EQ(model::Name(entry->fact), facts.field(i)->name());
  }
}

TEST(RoundTrip, EveryAssessmentIsTheSameBytesAndTheSameJsonAgain) {
  TestSchema schema;
  for (int round = -1; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const auto message = schema.New("Assessment");
    Filler(round < 0 ? 0 : round, round < 0).Fill(*message);
    const auto assessment = DecodeAssessment(Bytes(*message));
    ASSERT_TRUE(assessment.ok()) << assessment.status();
    const auto again = EncodeAssessment(*assessment);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(*again, Bytes(*message)) << message->DebugString();

    const auto from_json = DecodeAssessmentJson(Json(*message));
    ASSERT_TRUE(from_json.ok()) << from_json.status();
    EXPECT_EQ(*from_json, *assessment);
    for (const JsonLayout layout : {JsonLayout::kIndented, JsonLayout::kCompact}) {
      const auto json = EncodeAssessmentJson(*assessment, layout);
      ASSERT_TRUE(json.ok()) << json.status();
      const auto reread = DecodeAssessmentJson(*json);
      ASSERT_TRUE(reread.ok()) << reread.status();
      EXPECT_EQ(*reread, *assessment);
    }
  }
}

TEST(RoundTrip, EveryPolicyIsTheSameBytesAndTheSameJsonAgain) {
  TestSchema schema;
  for (int round = -1; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const auto message = schema.New("Policy");
    Filler(round < 0 ? 0 : round, round < 0).Fill(*message);
    const auto policy = DecodePolicy(Bytes(*message));
    ASSERT_TRUE(policy.ok()) << policy.status();
    const auto again = EncodePolicy(*policy);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(*again, Bytes(*message)) << message->DebugString();

    const auto json = EncodePolicyJson(*policy);
    ASSERT_TRUE(json.ok()) << json.status();
    const auto reread = DecodePolicyJson(*json);
    ASSERT_TRUE(reread.ok()) << reread.status();
    EXPECT_EQ(*reread, *policy);
  }
}

TEST(RoundTrip, EverySubjectAndChangeIsTheSameBytesAgain) {
  TestSchema schema;
  for (int round = -1; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const auto subject = schema.New("Subject");
    Filler(round < 0 ? 0 : round, round < 0).Fill(*subject);
    const auto read = DecodeSubject(Bytes(*subject));
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(*EncodeSubject(*read), Bytes(*subject)) << subject->DebugString();

    const auto change = schema.New("Change");
    Filler(round < 0 ? 0 : round, round < 0).Fill(*change);
    const auto changed = DecodeChange(Bytes(*change));
    ASSERT_TRUE(changed.ok()) << changed.status();
    ASSERT_EQ(*EncodeChange(*changed), Bytes(*change)) << change->DebugString();
  }
}

TEST(RoundTrip, EveryMetricDefinitionAndReadingIsTheSameBytesAgain) {
  TestSchema schema;
  for (int round = -1; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const auto definitions = schema.New("MetricDefinitions");
    Filler(round < 0 ? 0 : round, round < 0).Fill(*definitions);
    const auto read = DecodeMetricDefinitions(Bytes(*definitions));
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(*EncodeMetricDefinitions(*read), Bytes(*definitions));
    EXPECT_EQ(DecodeMetricDefinitionsJson(*EncodeMetricDefinitionsJson(*read)).value(), *read);

    const auto readings = schema.New("MetricReadings");
    Filler(round < 0 ? 0 : round, round < 0).Fill(*readings);
    const auto decoded = DecodeMetricReadings(Bytes(*readings));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    ASSERT_EQ(*EncodeMetricReadings(*decoded), Bytes(*readings));
  }
}

TEST(RoundTrip, ACycleIsTheSameBytesAndTheSameJsonAgain) {
  TestSchema schema;
  const auto message = schema.New("Cycle");
  Filler(3).Fill(*message);
  const auto log = DecodeCycle(Bytes(*message));
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(log->entries.size(), 2u);
  EXPECT_EQ(*EncodeCycle(*log), Bytes(*message));
  const auto from_json = DecodeCycleJson(Json(*message));
  ASSERT_TRUE(from_json.ok()) << from_json.status();
  EXPECT_EQ(*from_json, *log);
  EXPECT_EQ(*EncodeCycleJson(*log, JsonLayout::kCompact), Json(*message));
}

// Requests are only read; request_test.cc has every field of theirs by hand.
TEST(RoundTrip, EveryRequestIsReadTheSameFromBothFormats) {
  TestSchema schema;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const auto assess = schema.New("AssessRequest");
    Filler(round).Fill(*assess);
    const auto asked = DecodeAssessRequest(Bytes(*assess), Encoding::kBinary);
    ASSERT_TRUE(asked.ok()) << asked.status();
    EXPECT_EQ(DecodeAssessRequest(Json(*assess), Encoding::kJson).value(), *asked);

    const auto query = schema.New("QueryRequest");
    Filler(round).Fill(*query);
    const auto queried = DecodeQueryRequest(Bytes(*query), Encoding::kBinary);
    ASSERT_TRUE(queried.ok()) << queried.status();
    EXPECT_EQ(DecodeQueryRequest(Json(*query), Encoding::kJson).value(), *queried);

    const auto options = schema.New("MetricStateOptions");
    Filler(round).Fill(*options);
    const auto made = DecodeMetricStateOptions(Bytes(*options), Encoding::kBinary);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(DecodeMetricStateOptions(Json(*options), Encoding::kJson).value(), *made);

    const auto metrics = schema.New("MetricsRequest");
    Filler(round).Fill(*metrics);
    const auto measured = DecodeMetricsRequest(Bytes(*metrics), Encoding::kBinary);
    ASSERT_TRUE(measured.ok()) << measured.status();
    EXPECT_EQ(DecodeMetricsRequest(Json(*metrics), Encoding::kJson).value(), *measured);

    const auto telemetry = schema.New("Telemetry");
    Filler(round).Fill(*telemetry);
    const auto rows = DecodeTelemetry(Bytes(*telemetry), Encoding::kBinary);
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(DecodeTelemetry(Json(*telemetry), Encoding::kJson).value(), *rows);
  }
}

// The tests above are only as good as what they fill. MetricStates, QueryAnswer, ReadLimits and
// ErrorDetail are filled here alone: metric_state_test.cc and request_test.cc read and write them.
TEST(RoundTrip, TogetherTheyFillEveryFieldAndUseEveryEnumValue) {
  TestSchema schema;
  std::set<std::string> visited;
  ForEachFilledEntry(schema, visited, [](const pb::Message&) {});
  for (const char* root : {"Assessment", "Policy", "Cycle", "MetricDefinitions", "MetricReadings",
                           "MetricStates", "AssessRequest", "QueryRequest", "QueryAnswer",
                           "ReadLimits", "ErrorDetail", "MetricStateOptions", "MetricsRequest",
                           "Telemetry", "RiskGraph", "RankRequest", "Ranking"}) {
    for (int round = -1; round < kRounds; ++round) {
      const auto message = schema.New(root);
      Filler filler(round < 0 ? 0 : round, round < 0);
      filler.Fill(*message);
      visited.insert(filler.visited().begin(), filler.visited().end());
    }
  }
  const std::function<void(const pb::Descriptor&)> check = [&](const pb::Descriptor& type) {
    for (int i = 0; i < type.field_count(); ++i) {
      EXPECT_EQ(visited.count(std::string(type.field(i)->full_name())), 1u)
          << type.field(i)->full_name() << " is in no log, assessment, policy, metric or request";
    }
    for (int i = 0; i < type.nested_type_count(); ++i) check(*type.nested_type(i));
    for (int i = 0; i < type.enum_type_count(); ++i) {
      for (int v = 0; v < type.enum_type(i)->value_count(); ++v) {
        const pb::EnumValueDescriptor& value = *type.enum_type(i)->value(v);
        EXPECT_EQ(visited.count(std::string(value.full_name())), 1u)
            << value.full_name() << " is never used";
      }
    }
  };
  for (const pb::FileDescriptor* file : schema.files()) {
    for (int i = 0; i < file->message_type_count(); ++i) check(*file->message_type(i));
  }
}

}  // namespace
}  // namespace readiness::wire
