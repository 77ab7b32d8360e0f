#include "readiness/metric/telemetry_row.h"

#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

TEST(TelemetryRow, SaysNothingUntilItIsFilled) {
  const TelemetryRow row;
  EXPECT_FALSE(row.time.has_value());
  EXPECT_FALSE(row.value.has_value());
  EXPECT_FALSE(row.tier.has_value());
  EXPECT_EQ(row.entity, "");
}

TEST(TelemetryRow, TellsZeroFromNothing) {
  TelemetryRow row;
  row.value = 0;
  EXPECT_NE(row, TelemetryRow());
  row.value.reset();
  EXPECT_EQ(row, TelemetryRow());
}

}  // namespace
}  // namespace readiness::metric
