#include "readiness/report/log_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace readiness::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

model::CycleLog Log() {
  model::CycleLog log;
  model::Entry entry;
  entry.seq = 1;
  entry.id = "e-1";
  entry.recorded_at = At("2026-01-01T09:30:00Z");
  entry.actor = "ana";
  entry.fact = model::ScopeLocked{"freeze"};
  log.entries.push_back(entry);
  entry.seq = 2;
  entry.recorded_at = At("2026-01-02T09:30:15.5Z");
  entry.occurred_at = At("2026-01-01T00:00:00Z");
  entry.actor = "ben";
  entry.on_behalf_of = "ana";
  entry.fact = model::DecisionWithdrawn{"d-1", "nobody\nneeds\x1b[2J it"};
  log.entries.push_back(entry);
  return log;
}

TEST(LogText, AlignsOneEntryALine) {
  EXPECT_EQ(LogText(Log()),
            "1  2026-01-01 09:30       ana          scope_locked             freeze\n"
            "2  2026-01-02 09:30:15.5  ben for ana  decision_withdrawn  d-1  nobody "
            "needs\xEF\xBF\xBD[2J it; happened 2026-01-01 00:00\n");
}

TEST(LogText, OfAnEmptyLogIsEmpty) { EXPECT_EQ(LogText(model::CycleLog()), ""); }

}  // namespace
}  // namespace readiness::report
