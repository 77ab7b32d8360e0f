#include "readiness/wire/metric_set.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/evaluate.h"
#include "readiness/metric/joint_verdicts.h"
#include "readiness/wire/metric.h"

namespace readiness::wire {
namespace {

using metric::EntityKind;
using metric::EventType;
using metric::Metric;

constexpr int64_t kDay = metric::kMicrosPerDay;
constexpr int64_t kHour = metric::kMicrosPerHour;

// Tickets with numbers in [first, last): one a day, of two cohorts, two of three resolved.
struct Rows {
  std::vector<int64_t> time, recorded;
  std::vector<EntityKind> kind;
  std::vector<uint64_t> entity;
  std::vector<EventType> event;
  std::vector<uint32_t> cohort;

  void Add(int64_t at, uint64_t ticket, EventType what, uint32_t group) {
    time.push_back(at);
    recorded.push_back(at + kHour);
    kind.push_back(EntityKind::kTicket);
    entity.push_back(ticket);
    event.push_back(what);
    cohort.push_back(group);
  }
  [[nodiscard]] metric::EventColumns Columns() const {
    metric::EventColumns columns;
    columns.time = time;
    columns.kind = kind;
    columns.entity = entity;
    columns.event = event;
    columns.recorded.values = recorded;
    columns.cohort.values = cohort;
    return columns;
  }
};
absl::Status Take(MetricSet& metrics, int first, int last) {
  Rows rows;
  for (int i = first; i < last; ++i) {
    READINESS_ASSIGN_OR_RETURN(const uint32_t cohort,
                               metrics.texts().Intern(i % 2 == 0 ? "web" : "shop"));
    const auto ticket = static_cast<uint64_t>(i + 1);
    rows.Add(i * kDay, ticket, EventType::kTicketOpened, cohort);
    if (i % 3 != 0) {
      rows.Add(i * kDay + (1 + i % 7) * kHour, ticket, EventType::kTicketResolved, cohort);
    }
  }
  return metrics.Apply(rows.Columns());
}
model::MetricDefinition Definition(const std::string& name, std::optional<double> target = {}) {
  model::MetricDefinition definition;
  definition.metric = name;
  definition.target = target;
  return definition;
}
MetricSet Started(const std::vector<model::MetricDefinition>& definitions = {},
                  const MetricSetOptions& options = {}) {
  MetricSet metrics(options);
  for (const auto& definition : definitions) EXPECT_TRUE(metrics.Define(definition, "here").ok());
  EXPECT_TRUE(metrics.Start().ok());
  return metrics;
}
std::string Saved(const MetricSet& metrics) {
  return EncodeMetricStates(metrics.States().value()).value();
}
std::string Read(const MetricSet& metrics, int64_t day) {
  MetricQuestion question;
  question.as_of = absl::FromUnixMicros(day * kDay);
  question.by_cohort = true;
  auto readings = metrics.Evaluate(question);
  EXPECT_TRUE(readings.ok()) << readings.status();
  return EncodeMetricReadingsJson({*std::move(readings)}).value();
}
void ExpectRefused(const absl::Status& status, const std::string& rule, const std::string& text) {
  EXPECT_EQ(base::RuleOf(status).value_or("none"), rule) << status;
  EXPECT_NE(std::string(base::ToStd(status.message())).find(text), std::string::npos) << status;
}

TEST(MetricSet, SaysWhatAStreamOfTheSameDefinitionsSays) {
  MetricSet metrics = Started();
  ASSERT_TRUE(Take(metrics, 0, 100).ok());
  EXPECT_EQ(metrics.Metrics(),
            (std::vector<Metric>{Metric::kTimeToResolution, Metric::kSupportEscalationFrequency}));
  // The same by hand.
  const metric::MetricSpec spec = metric::DefaultSpec(Metric::kTimeToResolution);
  MetricSet same = Started({metric::DefinitionOf(spec)});
  ASSERT_TRUE(Take(same, 0, 100).ok());
  metric::MetricStream stream(&same.texts());
  const auto identity = MetricIdentity(metric::DefinitionOf(spec)).value();
  ASSERT_TRUE(stream.AddMetric(metric::StateSpecOf(spec, identity)).ok());
  Rows rows;
  for (int i = 0; i < 100; ++i) {
    const uint32_t cohort = same.texts().Find(i % 2 == 0 ? "web" : "shop");
    rows.Add(i * kDay, static_cast<uint64_t>(i + 1), EventType::kTicketOpened, cohort);
    if (i % 3 == 0) continue;
    rows.Add(i * kDay + (1 + i % 7) * kHour, static_cast<uint64_t>(i + 1),
             EventType::kTicketResolved, cohort);
  }
  ASSERT_TRUE(stream.Apply(rows.Columns()).ok());
  EXPECT_EQ(metrics.StateBytes().value()[0], stream.state(0).ToBytes());
  metric::EvaluateOptions at;
  at.as_of = 120 * kDay;
  at.known_at = at.as_of;
  MetricQuestion question;
  question.as_of = absl::FromUnixMicros(120 * kDay);
  question.by_cohort = true;
  std::vector<metric::MetricReading> read = {metric::Evaluate(spec, stream.state(0), at).value()};
  ASSERT_TRUE(metric::JudgeTogether(read).ok());
  read[0].reasons.emplace_back(kEarlyTimes);  // Days of 1970.
  EXPECT_EQ(metrics.Evaluate(question).value()[0], read[0]);
}

// What is asked about has no part in it, nor has the verdict.
TEST(MetricSet, SaysThatTheLastRowIsEarly) {
  const auto reasons = [](int64_t micros) {
    MetricSet metrics = Started({Definition("time_to_resolution")});
    Rows rows;
    rows.Add(micros, 1, EventType::kTicketOpened, metric::kNoText);
    EXPECT_TRUE(metrics.Apply(rows.Columns()).ok());
    MetricQuestion question;
    question.as_of = absl::FromUnixSeconds(1'760'000'000);
    return metrics.Evaluate(question).value()[0].reasons;
  };
  EXPECT_THAT(reasons(kEarlyWatermark - 1), ::testing::Contains(kEarlyTimes));
  EXPECT_THAT(reasons(kEarlyWatermark), ::testing::Not(::testing::Contains(kEarlyTimes)));
}

TEST(MetricSet, AnswersForWhatWasDefinedAlsoWithoutARow) {
  const MetricSet metrics = Started({Definition("rework_volume")});
  EXPECT_EQ(metrics.Metrics(), std::vector<Metric>{Metric::kReworkVolume});
  EXPECT_EQ(Started().Metrics(), std::vector<Metric>());
  ExpectRefused(metrics.Evaluate({}).status(), "STATE_AS_OF", "there is no row yet");
}

TEST(MetricSet, PartsAddUpToTheWholeAndAreTakenAwayAgain) {
  MetricSet whole = Started(), left = Started(), right = Started();
  ASSERT_TRUE(Take(whole, 0, 90).ok());
  ASSERT_TRUE(Take(left, 0, 40).ok());
  ASSERT_TRUE(Take(right, 40, 90).ok());
  const std::string before = Read(left, 100);
  ASSERT_TRUE(left.Merge(right).ok());
  EXPECT_EQ(Saved(left), Saved(whole));
  EXPECT_EQ(Read(left, 100), Read(whole, 100));
  // Rows still come in.
  ASSERT_TRUE(Take(whole, 90, 95).ok());
  ASSERT_TRUE(Take(left, 90, 95).ok());
  EXPECT_EQ(Read(left, 100), Read(whole, 100));
  ASSERT_TRUE(left.Retract(right).ok());
  MetricSet rest = Started();
  ASSERT_TRUE(Take(rest, 0, 40).ok());
  ASSERT_TRUE(Take(rest, 90, 95).ok());
  EXPECT_EQ(Read(left, 100), Read(rest, 100));
  // What was never there.
  ASSERT_TRUE(left.Retract(right).ok());
  EXPECT_FALSE(left.Evaluate({}).ok());
}

// One part may have nothing of what a metric is about, and count all the same: the accounts whose
// exposure a rate is of. By itself it is no answer.
TEST(MetricSet, APartWithoutATicketStillBringsItsAccounts) {
  const auto part = [](bool has_accounts, bool has_tickets, uint64_t parent) {
    MetricSet metrics = Started();
    Rows rows;
    std::vector<uint64_t> parents;
    if (has_accounts) {
      for (uint64_t i = 1; i <= 20; ++i) {
        rows.Add(static_cast<int64_t>(i) * kHour, i, EventType::kAccountEnrolled, metric::kNoText);
        rows.kind.back() = EntityKind::kAccount;
        parents.push_back(metric::kNoId);
      }
    }
    for (uint64_t i = 1; has_tickets && i <= 5; ++i) {
      for (const EventType what : {EventType::kTicketOpened, EventType::kTicketEscalated}) {
        rows.Add(kDay + static_cast<int64_t>(i) * kHour, i, what, metric::kNoText);
        parents.push_back(parent);
      }
    }
    metric::EventColumns columns = rows.Columns();
    columns.parent.values = parents;
    EXPECT_TRUE(metrics.Apply(columns).ok());
    return metrics;
  };
  const MetricSet whole = part(true, true, metric::kNoId);
  const MetricSet accounts = part(true, false, 0);
  const MetricSet tickets = part(false, true, metric::kNoId);
  EXPECT_EQ(accounts.Metrics(), std::vector<Metric>{Metric::kAdoptionConsistency});
  for (const bool accounts_first : {true, false}) {
    MetricSet sum;
    for (const bool is_first : {true, false}) {
      const MetricSet& next = is_first == accounts_first ? accounts : tickets;
      std::vector<DefinedState> states = DecodeMetricStates(Saved(next)).value();
      for (DefinedState& state : states) {
        ASSERT_TRUE(sum.AddState(std::move(state), is_first ? "a" : "b").ok());
      }
    }
    ASSERT_TRUE(sum.Start().ok());
    EXPECT_EQ(Saved(sum), Saved(whole));
    EXPECT_EQ(sum.Metrics(), whole.Metrics());
    EXPECT_EQ(Read(sum, 9), Read(whole, 9));
  }
  // Read again, accounts alone are no answer to how often tickets escalate.
  MetricSet again;
  std::vector<DefinedState> states = DecodeMetricStates(Saved(accounts)).value();
  for (DefinedState& state : states) {
    ASSERT_TRUE(again.AddState(std::move(state), "a").ok());
  }
  ASSERT_TRUE(again.Start().ok());
  EXPECT_EQ(again.Metrics(), accounts.Metrics());
  EXPECT_EQ(Saved(again), Saved(accounts));

  // A ticket that names an account of the other part would not count with it.
  MetricSet split = part(true, false, 0);
  const MetricSet named = part(false, true, 7);
  ExpectRefused(split.Merge(named), "STATE_LINKS",
                "5 escalated tickets of one part name an account");
  EXPECT_EQ(Saved(split), Saved(accounts));
  MetricSet stored;
  for (const MetricSet* one : {&accounts, &named}) {
    std::vector<DefinedState> of_one = DecodeMetricStates(Saved(*one)).value();
    for (DefinedState& state : of_one) {
      const absl::Status added = stored.AddState(std::move(state), "file");
      if (added.ok()) continue;
      ExpectRefused(added, "STATE_LINKS", "an account and its tickets are together");
    }
  }
}
TEST(MetricSet, OfOtherDefinitionsOrMetricsDoNotMergeAndNothingChanges) {
  MetricSet mine = Started({Definition("time_to_resolution", 0.5)});
  MetricSet other = Started({Definition("time_to_resolution", 0.75)});
  ASSERT_TRUE(Take(mine, 0, 10).ok());
  ASSERT_TRUE(Take(other, 10, 20).ok());
  const std::string before = Saved(mine);
  ExpectRefused(mine.Merge(other), "STATE_IDENTITY", "target 0.75 there, 0.5 here");
  MetricSetOptions released;
  released.release = absl::UnixEpoch();
  MetricSet later = Started({Definition("time_to_resolution", 0.5)}, released);
  ASSERT_TRUE(Take(later, 10, 20).ok());
  ExpectRefused(mine.Merge(later), "STATE_IDENTITY",
                "there it counts from the release at 1970-01-01T00:00:00Z on, here without");
  MetricSetOptions coarse;
  coarse.resolution = metric::Resolution::kHistogram;
  MetricSet bins = Started({Definition("time_to_resolution", 0.5)}, coarse);
  ASSERT_TRUE(Take(bins, 10, 20).ok());
  ExpectRefused(mine.Merge(bins), "STATE_IDENTITY", "one state is exact, one a histogram");
  MetricSet rework(MetricSetOptions{});
  ASSERT_TRUE(rework.Define(Definition("rework_volume"), "here").ok());
  ASSERT_TRUE(rework.Start(std::vector<Metric>{Metric::kReworkVolume}).ok());
  ExpectRefused(rework.Merge(mine), "METRIC",
                "knows of time_to_resolution, which this one was not");
  // A set of which nothing is known adds nothing, whatever it was made for.
  EXPECT_TRUE(rework.Merge(Started()).ok());
  EXPECT_EQ(Saved(mine), before);
}

TEST(MetricSet, StoredStatesBringTheirDefinitionsAlong) {
  MetricSet first = Started({Definition("time_to_resolution", 0.5)});
  ASSERT_TRUE(Take(first, 0, 30).ok());
  const std::string bytes = Saved(first);
  MetricSet again;
  auto stored = DecodeMetricStates(bytes).value();
  for (DefinedState& state : stored) {
    ASSERT_TRUE(again.AddState(std::move(state), "old.binpb").ok());
  }
  ASSERT_TRUE(again.Start().ok());
  EXPECT_EQ(Saved(again), bytes);
  EXPECT_EQ(Read(again, 40), Read(first, 40));
  ASSERT_TRUE(Take(first, 30, 35).ok());
  ASSERT_TRUE(Take(again, 30, 35).ok());
  EXPECT_EQ(Read(again, 40), Read(first, 40));
}

TEST(MetricSet, AStateCountsOnceAndMeansWhatWasDefined) {
  MetricSet first = Started({Definition("time_to_resolution", 0.5)});
  ASSERT_TRUE(Take(first, 0, 30).ok());
  const auto stored = [&] { return std::move(first.States().value()[0]); };
  MetricSet sum;
  ASSERT_TRUE(sum.AddState(stored(), "a.binpb").ok());
  ExpectRefused(sum.AddState(stored(), "b.binpb"), "STATE_TWICE",
                "b.binpb: STATE_TWICE: its time_to_resolution is byte for byte that of a.binpb");
  MetricSet defined;
  ASSERT_TRUE(defined.Define(Definition("time_to_resolution", 0.25), "policy").ok());
  ExpectRefused(defined.AddState(stored(), "a.binpb"), "STATE_IDENTITY",
                "defined otherwise in policy (target 0.25 there, 0.5 here)");
  ExpectRefused(defined.Define(Definition("time_to_resolution"), "twice"), "DEFINITION",
                "twice: DEFINITION: time_to_resolution is defined twice");
  ExpectRefused(defined.Define(Definition("prediction_match"), "x"), "METRIC", "from the log");
}

TEST(MetricSet, WhatHappenedOrBecameKnownLaterIsLeftOut) {
  MetricSetOptions options;
  options.until = absl::FromUnixMicros(40 * kDay);
  MetricSet early = Started({}, options);
  ASSERT_TRUE(Take(early, 0, 90).ok());
  EXPECT_EQ(early.Evaluate({}).value()[0].as_of, options.until);
  EXPECT_EQ(early.Evaluate({}).value()[0].sample.total, 41);
  // An hour after it happened a row is known.
  options.known_at = options.until;
  MetricSet known = Started({}, options);
  ASSERT_TRUE(Take(known, 0, 90).ok());
  EXPECT_EQ(known.Evaluate({}).value()[0].sample.total, 40);
  EXPECT_EQ(known.Evaluate({}).value()[0].known_at, options.known_at);
}

TEST(MetricSet, AClockThatCountsFromTheReleaseNeedsOne) {
  model::MetricDefinition definition = Definition("time_to_resolution");
  definition.clock = model::MetricClock::kRelease;
  MetricSet metrics;
  ASSERT_TRUE(metrics.Define(definition, "here").ok());
  ExpectRefused(metrics.Start(), "DEFINITION", "clock RELEASE needs a release to count from");
  MetricSetOptions waits;
  waits.may_wait_for_release = true;
  EXPECT_TRUE(Started({definition}, waits).Metrics().empty());
  waits.launch = absl::UnixEpoch();
  EXPECT_EQ(Started({definition}, waits).Metrics().size(), 1u);
}

TEST(MetricSet, DefiningComesBeforeTheStartAndRowsAfterIt) {
  MetricSet metrics;
  ExpectRefused(metrics.Apply({}), "METRIC_ORDER", "after the start");
  ExpectRefused(metrics.Evaluate({}).status(), "METRIC_ORDER", "after the start");
  ASSERT_TRUE(metrics.Start(std::vector<Metric>{Metric::kReworkVolume}).ok());
  ExpectRefused(metrics.Define(Definition("rework_volume"), "late"), "METRIC_ORDER", "before");
  ExpectRefused(metrics.Start(), "METRIC_ORDER", "before");
  MetricQuestion question;
  question.metrics = {Metric::kTimeToResolution};
  ExpectRefused(metrics.Evaluate(question).status(), "METRIC",
                "time_to_resolution is not among the metrics that this was made for");
}

}  // namespace
}  // namespace readiness::wire
