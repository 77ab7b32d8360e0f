#include "readiness/wire/cycle_metrics.h"

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/metric/event_columns.h"
#include "readiness/model/metric_definition.h"
#include "readiness/wire/cycle.h"

namespace readiness::wire {
namespace {

using ::testing::HasSubstr;

LoadedCycle Example() {
  std::ifstream file(READINESS_SOURCE_DIR "/examples/ecommerce_launch.cycle.json",
                     std::ios::binary);
  return LoadedCycle::Replay(
             DecodeCycleJson(std::string(std::istreambuf_iterator<char>(file), {})).value())
      .value();
}

// One ticket, opened and resolved a minute before the moment.
absl::Status AddTicket(MetricSet& metrics, absl::Time as_of) {
  metric::Event opened;
  opened.kind = metric::EntityKind::kTicket;
  opened.event = metric::EventType::kTicketOpened;
  opened.entity = 1;
  opened.time = absl::ToUnixMicros(as_of - absl::Minutes(2));
  metric::Event resolved = opened;
  resolved.event = metric::EventType::kTicketResolved;
  resolved.time = absl::ToUnixMicros(as_of - absl::Minutes(1));
  const int64_t times[] = {opened.time, resolved.time};
  const metric::EntityKind kinds[] = {opened.kind, resolved.kind};
  const uint64_t entities[] = {opened.entity, resolved.entity};
  const metric::EventType events[] = {opened.event, resolved.event};
  metric::EventColumns columns;
  columns.time = times;
  columns.kind = kinds;
  columns.entity = entities;
  columns.event = events;
  return metrics.Apply(columns);
}

TEST(CycleMetrics, WhatStatesSayIsWhatTheirRowsSay) {
  const LoadedCycle cycle = Example();
  const absl::Time as_of = cycle.LastRecordedAt();
  MetricSet metrics = NewCycleMetrics(cycle, as_of).value();
  ASSERT_TRUE(metrics.Start().ok());
  ASSERT_TRUE(AddTicket(metrics, as_of).ok());
  const auto inputs = ReadCycleMetrics(cycle, as_of, metrics.States().value());
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_EQ(inputs->readings, metrics.Evaluate({.by_cohort = true}).value());
  EXPECT_EQ(inputs->states, metrics.StateBytes().value());
  EXPECT_FALSE(inputs->readings.empty());
  EXPECT_TRUE(inputs->readings_since.empty());
  // Which holds rows from after an earlier moment.
  EXPECT_FALSE(ReadCycleMetrics(cycle, as_of - absl::Hours(1), metrics.States().value()).ok());
}

// What a metric means in a cycle its policy says, by default the defaults: a target that a file of
// states brings along would open a gate that nobody in the cycle set.
TEST(CycleMetrics, AStateBringsNoTargetThatThePolicyDoesNotHave) {
  const LoadedCycle cycle = Example();
  const absl::Time as_of = cycle.LastRecordedAt();
  const auto stored = [&](std::optional<double> target) {
    model::MetricDefinition definition;
    definition.metric = "rework_volume";
    definition.measure = "share";
    definition.target = target;
    MetricSetOptions options;
    options.until = as_of;
    MetricSet metrics(options);
    EXPECT_TRUE(metrics.Define(definition, "here").ok());
    EXPECT_TRUE(metrics.Start().ok());
    return metrics.States().value();
  };
  const auto refused = ReadCycleMetrics(cycle, as_of, stored(0.01));
  EXPECT_EQ(base::RuleOf(refused.status()), "STATE_IDENTITY") << refused.status();
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("policy.metrics does not name rework_volume"));

  // Of a set for the cycle, also where its policy names it otherwise or as the state does.
  for (const bool is_same : {false, true}) {
    MetricSetOptions options;
    options.states_define_nothing = true;
    MetricSet metrics(options);
    model::MetricDefinition definition;
    definition.metric = "rework_volume";
    definition.measure = "share";
    definition.target = is_same ? 0.01 : 0.02;
    ASSERT_TRUE(metrics.Define(definition, "policy.metrics[0]").ok());
    EXPECT_EQ(metrics.AddState(std::move(stored(0.01)[0]), "file").ok(), is_same);
  }
}

TEST(CycleMetrics, WhatIsOfTheLogIsRefusedAndNotDefined) {
  for (const metric::Metric metric :
       {metric::Metric::kDecisionClosureRate, metric::Metric::kReviewToImplementationLag,
        metric::Metric::kPredictionMatch}) {
    EXPECT_EQ(base::RuleOf(CheckNotOfTheLog(metric)), "TELEMETRY");
  }
  EXPECT_TRUE(CheckNotOfTheLog(metric::Metric::kTimeToResolution).ok());
  model::MetricDefinition of_the_log;
  of_the_log.metric = "decision_closure_rate";
  model::MetricDefinition of_telemetry;
  of_telemetry.metric = "time_to_resolution";
  MetricSet metrics;
  const model::MetricDefinition definitions[] = {of_the_log, of_telemetry};
  ASSERT_TRUE(DefineByPolicy(definitions, metrics).ok());
  ASSERT_TRUE(metrics.Start().ok());
  EXPECT_THAT(metrics.Metrics(), ::testing::ElementsAre(metric::Metric::kTimeToResolution));
  MetricSet chosen;
  ASSERT_TRUE(chosen.Define(of_the_log, "here").ok());
  ASSERT_TRUE(chosen.Start().ok());
  const LoadedCycle cycle = Example();
  const auto refused = ReadCycleMetrics(cycle, cycle.LastRecordedAt(), chosen.States().value());
  EXPECT_EQ(base::RuleOf(refused.status()), "TELEMETRY");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("computed from the log"));
  of_telemetry.metric = "joy";
  MetricSet none;
  const model::MetricDefinition unknown[] = {of_telemetry};
  EXPECT_FALSE(DefineByPolicy(unknown, none).ok());
}

}  // namespace
}  // namespace readiness::wire
