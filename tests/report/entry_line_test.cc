#include "readiness/report/entry_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace readiness::report {
namespace {

using ::testing::ElementsAre;

TEST(DescribeEntry, SaysWhoWhatAboutWhatAndTheRestInOneLine) {
  model::RiskRaised risk;
  risk.id = "timeout";
  risk.title = "Payment times out";
  risk.node = "payment";
  risk.owner = "ben";
  risk.likelihood = model::Likelihood{0.25};
  risk.severity = 0.5;
  model::Entry entry;
  entry.seq = 12;
  entry.id = "e-12";
  entry.recorded_at = At("2026-01-02T00:00:00Z");
  entry.actor = "ana";
  entry.fact = risk;
  const EntryLine line = DescribeEntry(entry);
  EXPECT_EQ(line.seq, 12);
  EXPECT_EQ(line.fact, "risk_raised");
  EXPECT_EQ(line.subject, "timeout");
  EXPECT_EQ(line.summary,
            "Payment times out; node payment; owner ben; likelihood 0.25; severity 0.5");
  EXPECT_THAT(line.mentions, ElementsAre("ana", "ben", "e-12", "payment", "timeout"));
}

TEST(DescribeEntry, SaysHowAPredictionWasMade) {
  model::PredictionLocked prediction;
  prediction.id = "p";
  prediction.metric = "wait";
  prediction.log_normal = model::PredictionLogNormal{10, 2};
  prediction.baseline = 30'000;
  model::Entry entry;
  entry.fact = prediction;
  EXPECT_EQ(DescribeEntry(entry).summary,
            "metric wait; expects log-normal of 10 and 2; was 30000 before");
  prediction = {};
  prediction.id = "p";
  prediction.metric = "wait";
  prediction.quantiles = {{0.1, 3}, {0.9, 7}};
  entry.fact = prediction;
  EXPECT_EQ(DescribeEntry(entry).summary,
            "metric wait; at most 3 with chance 0.1; at most 7 with chance 0.9");
  prediction.quantiles.clear();
  prediction.chance = 0.7;
  entry.fact = prediction;
  EXPECT_EQ(DescribeEntry(entry).summary, "metric wait; chance 0.7");
}

TEST(DescribeEntry, KeepsWhenItHappenedOnlyWhereThatWasEarlier) {
  model::Entry entry;
  entry.fact = model::ScopeLocked{"freeze"};
  entry.recorded_at = At("2026-01-02T00:00:00Z");
  entry.occurred_at = entry.recorded_at;
  EXPECT_FALSE(DescribeEntry(entry).occurred_at.has_value());
  entry.occurred_at = At("2026-01-01T00:00:00Z");
  EXPECT_EQ(DescribeEntry(entry).occurred_at, At("2026-01-01T00:00:00Z"));
}

TEST(DescribeEntry, LeavesOutWhatIsNotGiven) {
  model::Entry entry;
  entry.fact = model::DecisionWithdrawn{"d-1", ""};
  const EntryLine line = DescribeEntry(entry);
  EXPECT_EQ(line.summary, "");
  EXPECT_THAT(line.mentions, ElementsAre("d-1"));
}

TEST(DescribeEntry, WritesNumbersWithoutALocaleAndWithoutNoise) {
  model::Entry entry;
  model::EvidenceRecorded fact;
  fact.evidence.id = "ev";
  fact.evidence.metric = "refund_seconds";
  fact.evidence.unit = "s";
  fact.evidence.finding = 1234567.891;
  entry.fact = fact;
  EXPECT_EQ(DescribeEntry(entry).summary, "on refund_seconds; 1.23457e+06 s");
  fact.evidence.finding = model::ShareFinding{9, 10};
  entry.fact = fact;
  EXPECT_EQ(DescribeEntry(entry).summary, "on refund_seconds; 9 of 10");
}

TEST(DescribeEntry, DoesNotInventWordsForAFactItDoesNotKnow) {
  EXPECT_EQ(DescribeEntry(model::Entry()).fact, "unknown");
  EXPECT_EQ(DescribeEntry(model::Entry()).summary, "a fact that this version does not know");
}

}  // namespace
}  // namespace readiness::report
