#include "readiness/wire/policy.h"

#include <string>

#include <gtest/gtest.h>

namespace readiness::wire {
namespace {

TEST(PolicyJson, PrintsEveryFieldAlsoAtItsDefault) {
  model::Policy policy;
  policy.id = "p";
  policy.vetoes.push_back({"circular", model::Verdict::kHold, ""});
  policy.owner_window = base::Window{base::WindowKind::kElapsed, 48, base::WindowUnit::kHours};
  EXPECT_EQ(
      EncodePolicyJson(policy, JsonLayout::kCompact).value(),
      R"({"id":"p","criteria":[],"vetoes":[{"rule":"circular","cap":"HOLD","title":""}],)"
      R"("tierTable":{"id":"","columns":[],"outcomes":[],"hitPolicy":"HIT_POLICY_UNSPECIFIED",)"
      R"("rows":[],"mustBeMonotone":false,"mayHaveGaps":false},)"
      R"("riskBands":{"likelihoodMedium":0,"likelihoodHigh":0,"proximityNear":0,)"
      R"("proximityTouching":0,"severityMajor":0,"severitySevere":0},)"
      R"("ownerWindow":{"kind":"ELAPSED","unit":"HOURS","amount":"48"},)"
      R"("openCommentsPerDecision":"0","overrideApproverCount":"0",)"
      R"("opposingOverrideApproverCount":"0","metrics":[]})");
}

TEST(PolicyJson, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(DecodePolicyJson(R"({"riskBands":{"severityMajor":"high"}})").status().message(),
            "riskBands.severityMajor: expected a number, got \"high\"");
  EXPECT_EQ(DecodePolicyJson(R"({"vetoes":[{"rule":"x"},{"cap":"MAYBE"}]})").status().message(),
            "vetoes[1].cap: expected NO_GO, HOLD or GO, got \"MAYBE\"");
  EXPECT_EQ(DecodePolicyJson("[]").status().message(),
            "expected an object, a readiness.v1.Policy, got an array");
}

TEST(Policy, WithARuleThatThisVersionDoesNotKnowIsRefused) {
  EXPECT_EQ(DecodePolicyJson(R"({"blackout":"x"})").status().message(),
            "\"blackout\" is not a field of Policy");
  // Field 99, a varint 1.
  EXPECT_EQ(DecodePolicy("\x98\x06\x01").status().message(),
            "field 99 is not known to this version");
  // vetoes (3) {cap (2): 9}
  EXPECT_EQ(DecodePolicy("\x1a\x02\x10\x09").status().message(),
            "vetoes[0].cap: value 9 is not known to this version");
}

TEST(Policy, CutOffOrTooLargeIsRefused) {
  EXPECT_EQ(DecodePolicy("\x0a\x05p").status().message(),
            "is not a serialized message: it declares more bytes than there are");
  Limits limits;
  limits.max_bytes = 2;
  const auto status = DecodePolicy("\x0a\x01p", limits).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "3 bytes are more than the limit of 2 (max_byte_count)");
}

}  // namespace
}  // namespace readiness::wire
