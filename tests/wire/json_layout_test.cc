#include "readiness/wire/json_layout.h"

#include <gtest/gtest.h>

#include "readiness/wire/cycle.h"

namespace readiness::wire {
namespace {

TEST(JsonLayout, IndentedIsOneFieldALineAndEndsTheLastLine) {
  model::CycleLog log;
  log.playbook = "p";
  EXPECT_EQ(EncodeCycleJson(log, JsonLayout::kIndented).value(),
            "{\n \"schemaVersion\": \"1\",\n \"playbook\": \"p\"\n}\n");
}

TEST(JsonLayout, CompactHasNoWhiteSpace) {
  model::CycleLog log;
  log.playbook = "p";
  EXPECT_EQ(EncodeCycleJson(log, JsonLayout::kCompact).value(),
            R"({"schemaVersion":"1","playbook":"p"})");
}

}  // namespace
}  // namespace readiness::wire
