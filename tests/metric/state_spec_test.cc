#include "readiness/metric/state_spec.h"

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

TEST(StateSpec, IsCheckedFieldByField) {
  EXPECT_TRUE(CheckSpec(StateSpec()).ok());
  for (const StateSpec& spec : testing::AllSpecs()) EXPECT_TRUE(CheckSpec(spec).ok());
  StateSpec spec;
  spec.horizon = -2;
  EXPECT_EQ(CheckSpec(spec).message(),
            "METRIC_SPEC: horizon must lie from -1 to 3162240000000000, got -2");
  spec = {};
  spec.reopen_window = -2;
  EXPECT_FALSE(CheckSpec(spec).ok());
  spec = {};
  spec.steps = kMaxStep + 1;
  EXPECT_FALSE(CheckSpec(spec).ok());
  spec = {};
  spec.metric = static_cast<Metric>(kTelemetryMetricCount);
  EXPECT_FALSE(CheckSpec(spec).ok());
  spec = {};
  spec.release = 0;
  EXPECT_TRUE(CheckSpec(spec).ok());
  spec.keep_pairs = true;
  EXPECT_FALSE(CheckSpec(spec).ok());
  spec = {};
  spec.start_from = kNoTime;
  EXPECT_FALSE(CheckSpec(spec).ok());
}
TEST(StateSpec, SaysWhoseRowsAMetricReads) {
  EXPECT_TRUE(Reads(Metric::kTimeToResolution, EntityKind::kTicket));
  EXPECT_FALSE(Reads(Metric::kTimeToResolution, EntityKind::kReview));
  for (size_t metric = 0; metric < kTelemetryMetricCount; ++metric) {
    int kinds = 0;
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      kinds += Reads(static_cast<Metric>(metric), static_cast<EntityKind>(kind)) ? 1 : 0;
    }
    EXPECT_GE(kinds, 1);
  }
  EXPECT_TRUE(HasSubjects(EntityKind::kException));
  EXPECT_FALSE(HasSubjects(EntityKind::kTicket));
}

}  // namespace
}  // namespace readiness::metric
