#include "readiness/wire/metric.h"

#include <string>

#include <gtest/gtest.h>

#include "readiness/metric/metric_spec.h"

namespace readiness::wire {
namespace {

model::MetricDefinition Definition() {
  model::MetricDefinition definition;
  definition.metric = "time_to_resolution";
  definition.target = 0.9;
  return definition;
}

TEST(MetricDefinitions, AreReadFromJsonAndKeepWhatIsNotGivenApart) {
  const auto read = DecodeMetricDefinitionsJson(
      R"({"definitions":[{"metric":"rework_volume","target":0,"horizonSeconds":"3600",)"
      R"("peeking":"ONE_LOOK"}]})");
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->definitions.size(), 1U);
  const model::MetricDefinition& definition = read->definitions[0];
  EXPECT_EQ(definition.target, 0.0);
  EXPECT_EQ(definition.horizon_seconds, 3600);
  EXPECT_EQ(definition.peeking, model::MetricPeeking::kOneLook);
  EXPECT_FALSE(definition.alpha.has_value());
  EXPECT_EQ(DecodeMetricDefinitionsJson(*EncodeMetricDefinitionsJson(*read)).value(), *read);
  EXPECT_EQ(DecodeMetricDefinitions(*EncodeMetricDefinitions(*read)).value(), *read);
}
TEST(MetricDefinitions, NameTheFieldThatIsWrong) {
  EXPECT_EQ(
      DecodeMetricDefinitionsJson(R"({"definitions":[{"target":"much"}]})").status().message(),
      "definitions[0].target: expected a number, got \"much\"");
  EXPECT_EQ(DecodeMetricDefinitionsJson(R"({"definitions":[{"goal":1}]})").status().message(),
            "definitions[0]: \"goal\" is not a field of MetricDefinition");
}

TEST(MetricReadings, PrintCountsAlsoAtZeroAndLeaveOutWhatIsNotThere) {
  metric::MetricReadings readings;
  readings.metrics.emplace_back().metric = "rework_volume";
  readings.metrics[0].values.emplace_back().measure = "share";
  const std::string json = EncodeMetricReadingsJson(readings, JsonLayout::kCompact).value();
  EXPECT_NE(json.find(R"("sample":{"total":"0")"), std::string::npos) << json;
  EXPECT_EQ(json.find("estimate"), std::string::npos) << json;
  EXPECT_EQ(DecodeMetricReadings(*EncodeMetricReadings(readings)).value(), readings);
}

TEST(MetricIdentity, IsThatOfTheDefinitionInFull) {
  const model::MetricDefinition given = Definition();
  model::MetricDefinition spelled_out = given;
  spelled_out.alpha = 0.05;
  const auto identity = [](const model::MetricDefinition& definition) {
    return MetricIdentity(metric::DefinitionOf(metric::MakeMetricSpec(definition).value())).value();
  };
  EXPECT_EQ(identity(given), identity(spelled_out));
  spelled_out.alpha = 0.01;
  EXPECT_NE(identity(given), identity(spelled_out));
}

}  // namespace
}  // namespace readiness::wire
