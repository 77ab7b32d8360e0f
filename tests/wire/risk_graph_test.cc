#include "readiness/wire/risk_graph.h"

#include <optional>

#include <gtest/gtest.h>

namespace readiness::wire {
namespace {

using engine::RiskGraphInput;

TEST(RiskGraphMessage, ComesBackFromBothFormats) {
  const RiskGraphInput input{{{"a", 0.5, 3}, {"b", std::nullopt, 0, true}},
                             {{"a", "b", 0.25}, {"b", "a", std::nullopt, true}}};
  for (const Encoding encoding : {Encoding::kBinary, Encoding::kJson}) {
    EXPECT_EQ(DecodeRiskGraph(EncodeRiskGraph(input, encoding).value(), encoding).value(), input);
    EXPECT_EQ(DecodeRiskGraph("", encoding).value(), RiskGraphInput());
  }
  EXPECT_EQ(DecodeRiskGraph(R"({"nodes":[{"name":"x"}]})", Encoding::kJson).status().message(),
            "nodes[0]: \"name\" is not a field of RiskNode");
}

}  // namespace
}  // namespace readiness::wire
