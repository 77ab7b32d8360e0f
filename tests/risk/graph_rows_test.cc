#include "readiness/risk/graph_rows.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

GraphRows Rows() {
  return GraphRows([](size_t i) { return base::Cat("on line ", i + 2); });
}
std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(GraphRows, KeepsWhatComesInItsOrder) {
  GraphRows rows = Rows();
  ASSERT_TRUE(rows.AddNode("page", std::nullopt, 100).ok());
  ASSERT_TRUE(rows.AddNode("db", 0.1, 0).ok());
  ASSERT_TRUE(rows.AddEdge(*rows.Find("from", "db"), *rows.Find("to", "page"), 0.5).ok());
  const GraphRows moved = std::move(rows);  // Ids stay where they are.
  EXPECT_THAT(moved.ids(), ElementsAre("page", "db"));
  EXPECT_THAT(moved.probabilities(), ElementsAre(std::nullopt, 0.1));
  EXPECT_THAT(moved.impacts(), ElementsAre(100, 0));
  ASSERT_EQ(moved.edges().size(), 1u);
  EXPECT_EQ(moved.edges()[0].prerequisite, 1u);
  EXPECT_EQ(moved.edges()[0].dependent, 0u);
  EXPECT_EQ(moved.edges()[0].probability, 0.5);
  EXPECT_EQ(*moved.Find("from", "db"), 1u);
}

TEST(GraphRows, TheEndsOfRangesAreTaken) {
  GraphRows rows = Rows();
  EXPECT_TRUE(rows.AddNode("a", 0, 0).ok());
  EXPECT_TRUE(rows.AddNode("b", 1, kMostImpact).ok());
  EXPECT_TRUE(rows.AddEdge(0, 1, 0).ok());
  EXPECT_TRUE(rows.AddEdge(0, 1, 1).ok());
}

TEST(GraphRows, RefusesByRuleAndAddsNothing) {
  GraphRows rows = Rows();
  ASSERT_TRUE(rows.AddNode("a", 0.5, 1).ok());
  ASSERT_TRUE(rows.AddNode("b", 0.5, 1).ok());
  EXPECT_EQ(Message(rows.AddNode("c", 1.5, 0)),
            "graph/probability: probability must be a number from 0 to 1, got 1.5; leave it out "
            "where it is unknown");
  EXPECT_EQ(base::RuleOf(rows.AddNode("c", kNan, 0)), "graph/probability");
  EXPECT_EQ(base::RuleOf(rows.AddNode("c", -0.1, 0)), "graph/probability");
  EXPECT_EQ(Message(rows.AddNode("c", 0.5, -1)),
            "graph/impact: impact must be a number from 0 to 1e+15, got -1");
  EXPECT_EQ(base::RuleOf(rows.AddNode("c", 0.5, kNan)), "graph/impact");
  EXPECT_EQ(base::RuleOf(rows.AddNode("c", 0.5, 2e15)), "graph/impact");
  EXPECT_EQ(Message(rows.AddNode("", 0.5, 0)), "graph/empty-id: the id is empty; name the node");
  EXPECT_EQ(Message(rows.AddNode("b", 0.5, 0)),
            "graph/duplicate-node: \"b\" is declared already on line 3; declare each node once");
  const auto nowhere = rows.Find("to", "nowhere");
  EXPECT_EQ(nowhere.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(nowhere.status()),
            "graph/unknown-node: to names \"nowhere\", which is no node; declare the node or "
            "correct the edge");
  EXPECT_EQ(Message(rows.AddEdge(1, 1, 0.5)),
            "graph/self-edge: \"b\" would fail from itself; name two nodes");
  EXPECT_EQ(base::RuleOf(rows.AddEdge(0, 1, 2)), "graph/probability");
  EXPECT_EQ(rows.ids().size(), 2u);
  EXPECT_EQ(rows.edges().size(), 0u);
}

}  // namespace
}  // namespace readiness::risk
