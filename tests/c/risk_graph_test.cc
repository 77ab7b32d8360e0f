// The risk graph of the C interface gives what the C++ interface gives, by whatever way the graph
// came to be, and refuses what is wrong, leaving it as it was.
#include "readiness/wire/risk_graph.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/c/readiness.h"

#include "outcome.h"

namespace {

using namespace readiness;
using readiness::c::Bytes;
using readiness::c::GraphHandle;
using readiness::c::Observe;
using readiness::c::Outcome;

GraphHandle New(std::string_view json, Outcome* outcome = nullptr,
                int32_t format = READINESS_FORMAT_JSON, std::string_view limits = "") {
  readiness_risk_graph* graph = nullptr;
  const Outcome found = Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_risk_graph_new(Bytes(json), json.size(), format, Bytes(limits), limits.size(),
                                    &graph, error);
  });
  EXPECT_EQ(found.code == READINESS_OK, graph != nullptr);
  if (outcome != nullptr) {
    *outcome = found;
  } else {
    EXPECT_EQ(found.message, "");
  }
  return GraphHandle(graph);
}
Outcome Update(readiness_risk_graph* graph, std::string_view change) {
  return Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_risk_graph_update(graph, Bytes(change), change.size(), READINESS_FORMAT_JSON,
                                       error);
  });
}
Outcome Rank(const readiness_risk_graph* graph, std::string_view request = "",
             int32_t format = READINESS_FORMAT_JSON) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_risk_graph_rank(graph, Bytes(request), request.size(), format, out, error);
  });
}
Outcome Explain(const readiness_risk_graph* graph, std::string_view request,
                int32_t format = READINESS_FORMAT_JSON) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_risk_graph_explain(graph, Bytes(request), request.size(), format, out, error);
  });
}
Outcome Save(const readiness_risk_graph* graph, int32_t format = READINESS_FORMAT_JSON) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
    return readiness_risk_graph_save(graph, format, out, error);
  });
}

// A database under a service under a page that customers see; the cache is beside it.
constexpr std::string_view kShop =
    R"({"nodes":[{"id":"db","probability":0.1},{"id":"api","probability":0.2},)"
    R"({"id":"page","probability":0,"impact":100},{"id":"cache","probability":0.5}],)"
    R"("edges":[{"prerequisite":"db","dependent":"api","probability":0.5},)"
    R"({"prerequisite":"api","dependent":"page","probability":1}]})";

TEST(CRiskGraph, RanksAsCppDoes) {
  const auto input = wire::DecodeRiskGraph(kShop, wire::Encoding::kJson).value();
  const auto network = engine::BuildRiskNetwork(input).value();
  const auto ranking = engine::RankGraph(network, {}).value();
  ASSERT_EQ(ranking.risks.size(), 4u);
  // The page fails unless the service holds and the database holds or does not reach it:
  // 100 (1 - 0.8 * 0.95) = 24; without the service's own risk 100 * 0.05 = 5.
  EXPECT_EQ(ranking.risks[0].id, "api");
  EXPECT_NEAR(*ranking.risks[0].expected_loss_delta, 19, 1e-9);
  EXPECT_NEAR(*ranking.risks[1].expected_loss_delta, 24 - 20, 1e-9);
  const auto graph = New(kShop);
  EXPECT_EQ(Rank(graph.get()).bytes, wire::EncodeRanking(ranking, wire::Encoding::kJson).value());
  EXPECT_EQ(Rank(graph.get(), "", READINESS_FORMAT_PROTOBUF).bytes,
            wire::EncodeRanking(ranking, wire::Encoding::kBinary).value());
  const std::string top = Rank(graph.get(), R"({"topCount":"1"})").bytes;
  EXPECT_NE(top.find("\"api\""), std::string::npos);
  EXPECT_EQ(top.find("\"rank\": \"2\""), std::string::npos);
}

TEST(CRiskGraph, NamesTheMembersOfACircleAndAShortestCycle) {
  const GraphHandle graph =
      New(R"({"nodes":[{"id":"a"},{"id":"b"},{"id":"c","impact":1}],"edges":[)"
          R"({"prerequisite":"a","dependent":"b"},{"prerequisite":"b","dependent":"a"},)"
          R"({"prerequisite":"b","dependent":"c"},{"prerequisite":"c","dependent":"a"}]})");
  std::string answer = Rank(graph.get()).bytes;
  std::erase_if(answer, [](char c) { return c == ' ' || c == '\n'; });
  EXPECT_NE(answer.find(R"("circularDependencies":[{"kind":"failure","members":["a","b","c"],)"
                        R"("shortestCycle":["a","b"],"isShortest":true}])"),
            std::string::npos)
      << answer;
  EXPECT_NE(Explain(graph.get(), R"({"id":"c"})").bytes.find("3 nodes fail each other: a, b, c"),
            std::string::npos);
}

TEST(CRiskGraph, RefusesMoreRowsThanAreAllowed) {
  Outcome outcome;
  (void)New(R"({"nodes":[{"id":"a"},{"id":"b"}]})", &outcome, READINESS_FORMAT_JSON,
            R"({"maxRowCount":"1"})");
  EXPECT_EQ(outcome.code, 8);
  EXPECT_EQ(outcome.message, "nodes[1]: 2 elements are more than the limit of 1 (max_row_count)");
}

TEST(CRiskGraph, ExplainsANodeInEachForm) {
  const auto graph = New(kShop);
  const std::string text = Explain(graph.get(), R"({"id":"api"})").bytes;
  EXPECT_EQ(text.rfind("{\"document\":\"node api\\nNumber 1 of 4", 0), 0u) << text;
  EXPECT_NE(text.find("79.2 %"), std::string::npos);
  EXPECT_EQ(Explain(graph.get(), R"({"id":"api","form":"TEXT"})").bytes, text);
  EXPECT_EQ(Explain(graph.get(), R"({"id":"api","form":"MARKDOWN"})")
                .bytes.rfind("{\"document\":\"# node api\\n", 0),
            0u);
  EXPECT_NE(Explain(graph.get(), R"({"id":"api","form":"HTML"})").bytes.find("api, a node"),
            std::string::npos);
  const std::string message = Explain(graph.get(), R"({"id":"api","form":"MESSAGE"})").bytes;
  EXPECT_EQ(message.rfind(R"({"node":{"risk":{"id":"api","title":"",)", 0), 0u) << message;
  EXPECT_NE(message.find(R"("nodes":["api","page"])"), std::string::npos) << message;
  // ExplainQuestion{id = 1}; the answer is QueryAnswer{document = 1}.
  const std::string binary =
      Explain(graph.get(), std::string("\x0A\x03") + "api", READINESS_FORMAT_PROTOBUF).bytes;
  ASSERT_GT(binary.size(), 20u);
  EXPECT_EQ(binary[0], '\x0A');
  EXPECT_EQ(binary.substr(3, 8), "node api");

  EXPECT_EQ(Explain(graph.get(), R"({"id":"cash"})").code, READINESS_NOT_FOUND);
  EXPECT_EQ(Explain(graph.get(), "").code, READINESS_NOT_FOUND);
  EXPECT_EQ(Explain(graph.get(), R"({"name":"api"})").message,
            "request: \"name\" is not a field of ExplainQuestion");
  EXPECT_EQ(Explain(nullptr, R"({"id":"api"})").code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Explain(graph.get(), R"({"id":"api"})", 9).code, READINESS_INVALID_ARGUMENT);
}

TEST(CRiskGraph, ChangesGiveWhatTheWholeGives) {
  const auto graph = New(R"({"nodes":[{"id":"page","probability":0.9},{"id":"old"},{"id":"db"}],)"
                         R"("edges":[{"prerequisite":"old","dependent":"page"},)"
                         R"({"prerequisite":"db","dependent":"old","probability":0.1}]})");
  EXPECT_EQ(Update(graph.get(),
                   R"({"nodes":[{"id":"cache","probability":0.5},{"id":"old","isDropped":true},)"
                   R"({"id":"api","probability":0.2},{"id":"page","probability":0,"impact":100},)"
                   R"({"id":"db","probability":0.1}],)"
                   R"("edges":[{"prerequisite":"api","dependent":"page","probability":0.5},)"
                   R"({"prerequisite":"db","dependent":"api","probability":0.5},)"
                   R"({"prerequisite":"db","dependent":"page","probability":0.5}]})")
                .message,
            "");
  EXPECT_NE(Rank(graph.get()).bytes, Rank(New(kShop).get()).bytes);
  EXPECT_EQ(
      Update(graph.get(), R"({"edges":[{"prerequisite":"api","dependent":"page","probability":1},)"
                          R"({"prerequisite":"db","dependent":"page","isDropped":true}]})")
          .message,
      "");
  EXPECT_EQ(Rank(graph.get()).bytes, Rank(New(kShop).get()).bytes);
  const std::string saved = Save(graph.get(), READINESS_FORMAT_PROTOBUF).bytes;
  EXPECT_EQ(Rank(New(saved, nullptr, READINESS_FORMAT_PROTOBUF).get()).bytes,
            Rank(graph.get()).bytes);
}

TEST(CRiskGraph, WhatIsWrongIsNamedAndNothingChanges) {
  Outcome outcome;
  const auto refused = [&](std::string_view json) {
    New(json, &outcome);
    EXPECT_NE(outcome.code, READINESS_OK);
    return outcome.message;
  };
  EXPECT_EQ(refused(R"({"nodes":[{"id":"a"},{"id":"a"}]})"),
            "nodes[1]: graph/duplicate-node: \"a\" is declared already by nodes[0]; declare each "
            "node once");
  EXPECT_EQ(outcome.location, "nodes[1]");
  EXPECT_EQ(refused(R"({"nodes":[{"id":"a","probability":1.5}]})"),
            "nodes[0]: graph/probability: probability must be a number from 0 to 1, got 1.5; leave "
            "it out where it is unknown");
  EXPECT_EQ(refused(R"({"nodes":[{"id":"a","impact":-1}]})").rfind("nodes[0]: graph/impact", 0),
            0u);
  EXPECT_EQ(
      refused(R"({"nodes":[{"id":"a","impact":"Infinity"}]})").rfind("nodes[0]: graph/impact", 0),
      0u);
  EXPECT_EQ(refused(R"({"nodes":[{"id":""}]})").rfind("nodes[0]: graph/empty-id", 0), 0u);
  EXPECT_EQ(refused(R"({"nodes":[{"id":"a","isDropped":true}]})").rfind("nodes[0]: graph/dropped"),
            0u);
  EXPECT_EQ(refused(R"({"nodes":[{"id":"a"}],"edges":[{"prerequisite":"a","dependent":"b"}]})"),
            "edges[0]: graph/unknown-node: dependent names \"b\", which is no node; declare the "
            "node or correct the edge");
  EXPECT_EQ(outcome.code, READINESS_NOT_FOUND);
  EXPECT_EQ(refused(R"({"nodes":[{"id":"a"}],"edges":[{"prerequisite":"a","dependent":"a"}]})")
                .rfind("edges[0]: graph/self-edge", 0),
            0u);
  New(kShop, &outcome, READINESS_FORMAT_JSON, R"({"maxByteCount":"10"})");
  EXPECT_EQ(outcome.code, READINESS_RESOURCE_EXHAUSTED);

  const auto graph = New(kShop);
  const std::string before = Save(graph.get()).bytes, ranking = Rank(graph.get()).bytes;
  for (const std::string_view change :
       {R"({"nodes":[{"id":"new"},{"id":"gone","isDropped":true}]})",
        R"({"nodes":[{"id":"new"},{"id":"new"}]})",
        R"({"edges":[{"prerequisite":"db","dependent":"cache","isDropped":true}]})",
        R"({"nodes":[{"id":"new"}],"edges":[{"prerequisite":"new","dependent":"nowhere"}]})",
        R"({"nodes":[{"id":"db","probability":2}]})"}) {
    EXPECT_NE(Update(graph.get(), change).code, READINESS_OK) << change;
  }
  EXPECT_EQ(Save(graph.get()).bytes, before);
  EXPECT_EQ(Rank(graph.get()).bytes, ranking);
}

TEST(CRiskGraph, WhatIsNullIsRefusedAndNothingIsRankedToo) {
  EXPECT_EQ(readiness_risk_graph_new(nullptr, 0, 1, nullptr, 0, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Update(nullptr, "{}").message,
            "C: risk graph is NULL; make one by readiness_risk_graph_new");
  EXPECT_EQ(Rank(nullptr).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Save(nullptr).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Rank(New(kShop).get(), "", 9).code, READINESS_INVALID_ARGUMENT);
  EXPECT_EQ(Rank(New(kShop).get(), R"({"topCount":"-1"})").message,
            "request: top_count: must be zero or more, got -1");
  const auto empty = New("");
  EXPECT_NE(Rank(empty.get()).bytes.find("\"risks\": []"), std::string::npos)
      << Rank(empty.get()).bytes << Rank(empty.get()).message;
  readiness_risk_graph_free(nullptr);
}

}  // namespace
