#include "readiness/model/graph.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Enum<NodeKind>();
  mirror.Struct(READINESS_STRUCT(NodeDeclared, id, kind, effort, title));
  mirror.Struct(READINESS_STRUCT(BetaLikelihood, a, b));
  mirror.Struct(READINESS_STRUCT(PertLikelihood, low, mode, high), {}, {}, {"low", "mode", "high"});
  mirror.Struct(READINESS_STRUCT(Likelihood, form));
  mirror.Struct(
      READINESS_STRUCT(EdgeDeclared, dependent, prerequisite, probability, likelihood, is_dropped));
  mirror.Struct(READINESS_STRUCT(TouchpointDeclared, node, value, severity, stage));
  mirror.Struct(READINESS_STRUCT(CommonCauseDeclared, id, nodes, probability), {}, {},
                {"probability"});
  mirror.Struct(READINESS_STRUCT(DependencyDeclared, dependent, prerequisite, owner, checkpoint,
                                 metric, probability, is_dropped));
  for (const char* message : {"RiskGraph", "RiskNode", "RiskEdge"}) mirror.OfTheWireAlone(message);
}
READINESS_MIRROR_TESTS(Graph, "graph.proto", Describe);

TEST(Graph, AnEdgeThatNeverFailsIsNotAnEdgeOfUnknownProbability) {
  EdgeDeclared never{"checkout", "payments", 0.0, std::nullopt};
  const EdgeDeclared unknown{"checkout", "payments", std::nullopt, std::nullopt};
  EXPECT_FALSE(never == unknown);
  never.probability.reset();
  EXPECT_TRUE(never == unknown);
}

TEST(Graph, FailureRunsOneWay) {
  EXPECT_FALSE((EdgeDeclared{"checkout", "payments", 0.5, {}} ==
                EdgeDeclared{"payments", "checkout", 0.5, {}}));
}

TEST(Graph, ALikelihoodIsItsFormAndItsNumbers) {
  const Likelihood point{0.5};
  const Likelihood beta{BetaLikelihood{1, 1}};  // Its mean is 0.5 as well.
  const Likelihood pert{PertLikelihood{0.5, 0.5, 0.5}};
  EXPECT_FALSE(point == beta);
  EXPECT_FALSE(beta == pert);
  EXPECT_FALSE(point == pert);
  EXPECT_FALSE((beta == Likelihood{BetaLikelihood{1, 2}}));
  EXPECT_TRUE((beta == Likelihood{BetaLikelihood{1, 1}}));
  EXPECT_FALSE(Likelihood{0.0} == Likelihood{});
}

// The forms in the order of the message's oneof: point, beta, pert; none first.
TEST(Graph, TheFormsOfALikelihoodStandInTheOrderOfTheOneof) {
  std::vector<std::string> written;
  for (const auto& message : proto_words::MessagesOf("graph.proto")) {
    if (message.name != "Likelihood") continue;
    for (const auto& field : message.fields) written.push_back(field.name + " " + field.type);
  }
  EXPECT_THAT(written,
              ::testing::ElementsAre("point double", "beta BetaLikelihood", "pert PertLikelihood"));
  EXPECT_EQ(Likelihood{}.form.index(), 0U);
  EXPECT_EQ(Likelihood{0.5}.form.index(), 1U);
  EXPECT_EQ(Likelihood{BetaLikelihood{}}.form.index(), 2U);
  EXPECT_EQ(Likelihood{PertLikelihood{}}.form.index(), 3U);
}

}  // namespace
}  // namespace readiness::model
