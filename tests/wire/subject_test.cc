#include "readiness/wire/subject.h"

#include <string>

#include <gtest/gtest.h>

#include "readiness/engine/risk_network.h"
#include "readiness/wire/request.h"

namespace readiness::wire {
namespace {

engine::Subject Example() {
  engine::Subject subject;
  subject.id = "pay";
  subject.kind = "decision";
  subject.verdict = model::Verdict::kHold;
  subject.details = {{"due", "2026-03-01 00:00"}};
  return subject;
}

TEST(Subject, IsTheSameAgainFromItsBytes) {
  EXPECT_EQ(DecodeSubject(EncodeSubject(Example()).value()).value(), Example());
  EXPECT_FALSE(DecodeSubject("\x0A").ok());
}

TEST(Subject, ARiskIsLeftOutWhereThereIsNone) {
  const std::string json = EncodeSubjectJson(Example(), JsonLayout::kCompact).value();
  EXPECT_NE(json.find(R"("details":[{"name":"due","value":"2026-03-01 00:00"}])"),
            std::string::npos)
      << json;
  EXPECT_EQ(json.find("\"risk\""), std::string::npos) << json;
  EXPECT_EQ(EncodeSubjectAnswer(Example(), Encoding::kJson).value(), "{\"subject\":" + json + "}");
}

// a fails for certain one time in two, and b with it: 0.5 * 8 an hour.
TEST(NodeExplanation, SaysTheLossAndLeavesOutTheErrorOfWhatIsExact) {
  engine::RiskGraphInput graph;
  graph.nodes = {{"a", 0.5, {}, false}, {"b", 0.0, 8.0, false}};
  graph.edges = {{"a", "b", 1.0, false}};
  const auto network = engine::BuildRiskNetwork(graph);
  ASSERT_TRUE(network.ok()) << network.status();
  const auto why = engine::ExplainNode(*network, "a");
  ASSERT_TRUE(why.ok()) << why.status();
  const std::string json = EncodeNodeExplanationJson(*why, JsonLayout::kCompact).value();
  EXPECT_NE(
      json.find(R"("riskCount":"2","touchpointCount":"1","expectedLossLow":4,"expectedLossHigh":4,)"
                R"("circularDependencies":[],"notes":[],"probability":0.5,"expectedLoss":4})"),
      std::string::npos)
      << json;
  EXPECT_EQ(EncodeNodeAnswer(*why, Encoding::kJson).value(), "{\"node\":" + json + "}");
}

}  // namespace
}  // namespace readiness::wire
