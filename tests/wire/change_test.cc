#include "readiness/wire/change.h"

#include <string>

#include <gtest/gtest.h>

namespace readiness::wire {
namespace {

engine::Change Example() {
  engine::Change change;
  change.cycle = "shop";
  change.from_verdict = model::Verdict::kGo;
  change.to_verdict = model::Verdict::kHold;
  change.criteria = {{"STAGE/a", "A", {}, model::Result::Pass(), "ana"}};
  change.decisions = {{"pay", "", "proposed", "ben"}};
  return change;
}

TEST(Change, IsTheSameAgainFromItsBytes) {
  EXPECT_EQ(DecodeChange(EncodeChange(Example()).value()).value(), Example());
  EXPECT_FALSE(DecodeChange("\x0A").ok());
}

TEST(Change, SaysWhatThereWasNotByTheWordForNotGiven) {
  const std::string json = EncodeChangeJson(Example(), JsonLayout::kCompact).value();
  EXPECT_NE(
      json.find(R"("from":{"result":"RESULT_UNSPECIFIED","reason":"UNKNOWN_REASON_UNSPECIFIED"})"
                R"(,"to":{"result":"PASS",)"),
      std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("fromVerdict":"GO","toVerdict":"HOLD")"), std::string::npos) << json;
}

}  // namespace
}  // namespace readiness::wire
