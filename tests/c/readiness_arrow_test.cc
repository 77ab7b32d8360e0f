// Columns through the C interface: a risk graph of two streams is that of its message, and tables
// that are given out say what the messages say. Everything is released once, whatever happens.
#include "readiness/c/readiness_arrow.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/text.h"

#include "outcome.h"
#include "table/hand_made_arrow.h"
#include "table/read_arrow.h"

namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace readiness;
using readiness::c::Bytes;
using readiness::c::CycleHandle;
using readiness::c::GraphHandle;
using readiness::c::Observe;
using readiness::c::Outcome;
using readiness::c::StateHandle;
using table::ArrowText;
using table::Fixed;
using table::HandMadeColumn;
using table::HandMadeStream;
using table::HandMadeTable;
using table::Texts;

constexpr std::string_view kShop =
    R"({"nodes":[{"id":"db","probability":0.1},{"id":"api","probability":0.2},)"
    R"({"id":"page","probability":0,"impact":100},{"id":"cache","probability":0.5}],)"
    R"("edges":[{"prerequisite":"db","dependent":"api","probability":0.5},)"
    R"({"prerequisite":"api","dependent":"page","probability":1}]})";

std::vector<HandMadeColumn> Nodes() {
  return {Texts("id", {"db", "api", "page", "cache"}),
          Fixed<double>("probability", "g", {0.1, 0.2, 0, 0.5}),
          Fixed<double>("impact", "g", {0, 0, 100, 0})};
}
std::vector<HandMadeColumn> Edges() {
  return {Texts("from", {"db", "api"}), Texts("to", {"api", "page"}),
          Fixed<double>("probability", "g", {0.5, 1})};
}

struct Streams {
  HandMadeStream nodes, edges;
  explicit Streams(std::vector<HandMadeColumn> node_columns = Nodes(),
                   std::vector<HandMadeColumn> edge_columns = Edges()) {
    nodes.tables.push_back(std::make_unique<HandMadeTable>(std::move(node_columns)));
    edges.tables.push_back(std::make_unique<HandMadeTable>(std::move(edge_columns)));
  }
  [[nodiscard]] bool AreReleasedOnce() const {
    return nodes.IsReleasedOnce() && edges.releases == 1 &&
           edges.tables[0]->array_releases == static_cast<int>(edges.next);
  }
};
GraphHandle NewOfStreams(ArrowArrayStream* nodes, ArrowArrayStream* edges,
                         Outcome* outcome = nullptr, std::string_view limits = "",
                         int32_t format = READINESS_FORMAT_JSON) {
  readiness_risk_graph* graph = nullptr;
  const Outcome found = Observe([&](readiness_buffer**, readiness_error** error) {
    return readiness_risk_graph_new_arrow_stream(nodes, edges, Bytes(limits), limits.size(), format,
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
Outcome RefusedStreams(Streams streams, std::string_view limits = "") {
  Outcome outcome;
  NewOfStreams(&streams.nodes.stream, &streams.edges.stream, &outcome, limits);
  EXPECT_TRUE(streams.AreReleasedOnce()) << outcome.message;
  return outcome;
}
GraphHandle NewOfJson() {
  readiness_risk_graph* graph = nullptr;
  EXPECT_EQ(readiness_risk_graph_new(Bytes(kShop), kShop.size(), READINESS_FORMAT_JSON, nullptr, 0,
                                     &graph, nullptr),
            READINESS_OK);
  return GraphHandle(graph);
}
std::string Save(const readiness_risk_graph* graph) {
  return Observe([&](readiness_buffer** out, readiness_error** error) {
           return readiness_risk_graph_save(graph, READINESS_FORMAT_JSON, out, error);
         })
      .bytes;
}

CycleHandle LoadExample() {
  std::ifstream file(READINESS_SOURCE_DIR "/examples/ecommerce_launch.cycle.json");
  const std::string log((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  readiness_cycle* cycle = nullptr;
  EXPECT_EQ(readiness_cycle_load(Bytes(log), log.size(), READINESS_FORMAT_JSON, nullptr, 0, &cycle,
                                 nullptr),
            READINESS_OK);
  return CycleHandle(cycle);
}
StateHandle TicketState() {
  constexpr std::string_view kRows =
      "time,kind,entity,event,cohort\n10000000,ticket,1,opened,web\n"
      "20000000,ticket,2,opened,app\n30000000,ticket,1,resolved,web\n";
  readiness_metric_state* state = nullptr;
  EXPECT_EQ(readiness_metric_state_new(nullptr, 0, READINESS_FORMAT_JSON, &state, nullptr),
            READINESS_OK);
  EXPECT_EQ(readiness_metric_state_ingest_rows(state, Bytes(kRows), kRows.size(),
                                               READINESS_FORMAT_CSV, nullptr),
            READINESS_OK);
  return StateHandle(state);
}

// Asks for a table; what is refused leaves no stream.
template <typename Handle, typename Export>
Outcome ExportBy(const Export& call, const Handle* handle, int32_t table, std::string_view request,
                 ArrowArrayStream& stream, int32_t format = READINESS_FORMAT_JSON) {
  stream.release = [](ArrowArrayStream*) { FAIL() << "what was there before is not released"; };
  const Outcome outcome = Observe([&](readiness_buffer**, readiness_error** error) {
    return call(handle, table, Bytes(request), request.size(), format, &stream, error);
  });
  EXPECT_EQ(outcome.code == READINESS_OK, stream.release != nullptr);
  return outcome;
}
template <typename Handle, typename Export>
ArrowText Table(const Export& call, const Handle* handle, int32_t table,
                std::string_view request = "") {
  ArrowArrayStream stream{};
  const Outcome outcome = ExportBy(call, handle, table, request, stream);
  EXPECT_EQ(outcome.message, "");
  return outcome.code == READINESS_OK ? table::ReadArrow(stream) : ArrowText{};
}

// How often a text occurs.
size_t CountOf(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(CArrow, AGraphOfStreamsIsTheGraphOfItsMessage) {
  Streams streams;
  const auto graph = NewOfStreams(&streams.nodes.stream, &streams.edges.stream);
  EXPECT_TRUE(streams.AreReleasedOnce());
  EXPECT_EQ(Save(graph.get()), Save(NewOfJson().get()));
  // It may be changed like any other.
  constexpr std::string_view kChange = R"({"nodes":[{"id":"cache","isDropped":true}]})";
  EXPECT_EQ(readiness_risk_graph_update(graph.get(), Bytes(kChange), kChange.size(),
                                        READINESS_FORMAT_JSON, nullptr),
            READINESS_OK);
  EXPECT_EQ(Save(graph.get()).find("cache"), std::string::npos);

  Streams alone;
  EXPECT_EQ(Save(NewOfStreams(&alone.nodes.stream, nullptr).get()).find("prerequisite"),
            std::string::npos);
  EXPECT_TRUE(alone.nodes.IsReleasedOnce());
}

TEST(CArrow, StreamsAreReleasedOnceOnEveryErrorPath) {
  auto nodes = Nodes();
  nodes[1] = Fixed<double>("probability", "g", {0, 0, 2, 0});
  Outcome outcome = RefusedStreams(Streams(nodes));
  EXPECT_EQ(outcome.location, "nodes: row 3: probability");
  EXPECT_EQ(outcome.code, READINESS_INVALID_ARGUMENT);
  auto edges = Edges();
  edges[1] = Texts("to", {"api", "nowhere"});
  outcome = RefusedStreams(Streams(Nodes(), edges));
  EXPECT_EQ(outcome.location, "edges: row 2: to");
  EXPECT_EQ(outcome.code, READINESS_NOT_FOUND);
  edges[1] = Fixed<int64_t>("to", "tss:UTC", {1, 2});
  EXPECT_EQ(RefusedStreams(Streams(Nodes(), edges)).location, "edges: column to");
  EXPECT_EQ(RefusedStreams(Streams(Nodes(), Nodes())).location, "edges");
  EXPECT_EQ(RefusedStreams(Streams(), R"({"maxByteCount":"100"})").code,
            READINESS_RESOURCE_EXHAUSTED);
  EXPECT_EQ(RefusedStreams(Streams(), R"({"maxTextByteCount":"4"})").location, "nodes: row 4: id");

  // Refused before anything is read.
  const auto unread = [](const Streams& streams) {
    return streams.nodes.releases == 1 && streams.edges.releases == 1 && streams.nodes.next == 0;
  };
  Streams limits;
  NewOfStreams(&limits.nodes.stream, &limits.edges.stream, &outcome, "{");
  EXPECT_THAT(outcome.message, StartsWith("limits: "));
  EXPECT_TRUE(unread(limits));
  Streams format;
  NewOfStreams(&format.nodes.stream, &format.edges.stream, &outcome, "", 9);
  EXPECT_THAT(outcome.message, StartsWith("C: format is 9"));
  EXPECT_TRUE(unread(format));
  Streams without_out;
  EXPECT_EQ(
      readiness_risk_graph_new_arrow_stream(&without_out.nodes.stream, &without_out.edges.stream,
                                            nullptr, 0, 0, nullptr, nullptr),
      READINESS_INVALID_ARGUMENT);
  EXPECT_TRUE(unread(without_out));
  Streams without_nodes;
  NewOfStreams(nullptr, &without_nodes.edges.stream, &outcome);
  EXPECT_EQ(outcome.message, "C: nodes is NULL");
  EXPECT_EQ(without_nodes.edges.releases, 1);
  Streams one;
  NewOfStreams(&one.nodes.stream, &one.nodes.stream, &outcome);
  EXPECT_THAT(outcome.message, HasSubstr("nodes and edges are one stream"));
  EXPECT_EQ(one.nodes.releases, 1);
}

TEST(CArrow, TablesOfAGraphSayWhatItsRankingSays) {
  const auto graph = NewOfJson();
  const auto call = readiness_risk_graph_export_arrow_stream;
  const ArrowText risks = Table(call, graph.get(), READINESS_TABLE_RISKS);
  EXPECT_THAT(risks.Column("id"), ElementsAre("\"api\"", "\"db\"", "\"cache\"", "\"page\""));
  EXPECT_THAT(risks.Column("rank"), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(risks.Column("expected_loss_delta")[0].substr(0, 2), "19");
  EXPECT_THAT(Table(call, graph.get(), READINESS_TABLE_RISKS, R"({"topCount":"1"})").Column("id"),
              ElementsAre("\"api\""));
  const ArrowText works = Table(call, graph.get(), READINESS_TABLE_BLOCKED_WORK);
  EXPECT_EQ(works.rows.size(), 4u);
  EXPECT_THAT(works.Column("order"), ElementsAre("1", "2", "3", "4"));
}

TEST(CArrow, TablesOfACycleSayWhatItsAssessmentSays) {
  const auto cycle = LoadExample();
  const auto call = readiness_cycle_export_arrow_stream;
  constexpr std::string_view kAt = R"({"asOf":"2026-10-08T00:00:00Z"})";
  const std::string answer = Observe([&](readiness_buffer** out, readiness_error** error) {
                               return readiness_cycle_assess(cycle.get(), Bytes(kAt), kAt.size(),
                                                             READINESS_FORMAT_JSON, out, error);
                             }).bytes;
  const ArrowText risks = Table(call, cycle.get(), READINESS_TABLE_RISKS, kAt);
  EXPECT_EQ(risks.rows.size(), CountOf(answer, "\"standalone\""));
  EXPECT_EQ(Table(call, cycle.get(), READINESS_TABLE_BLOCKED_WORK, kAt).rows.size(),
            CountOf(answer, "\"sole\""));
  const ArrowText metrics = Table(call, cycle.get(), READINESS_TABLE_METRICS, kAt);
  EXPECT_GE(metrics.rows.size(), 3u);
  EXPECT_THAT(metrics.Column("as_of"), Each("1791417600000000"));
  const ArrowText then = Table(call, cycle.get(), READINESS_TABLE_ENTRIES, kAt);
  const ArrowText now = Table(call, cycle.get(), READINESS_TABLE_ENTRIES);
  EXPECT_LT(then.rows.size(), now.rows.size());
  EXPECT_EQ(now.rows.size(), 1563u);
  EXPECT_EQ(now.Column("seq").back(), "1563");
  EXPECT_THAT(now.fields, ElementsAre("seq l", "id u", "recorded_at tsu:UTC?",
                                      "occurred_at tsu:UTC?", "actor u", "on_behalf_of u", "fact u",
                                      "subject u", "summary u", "mentions +l"));
  EXPECT_EQ(now.Column("fact")[0], "\"cycle_opened\"");
  EXPECT_THAT(now.Column("occurred_at"), Contains("null"));
}

TEST(CArrow, ATableOfAMetricStateHasARowAMeasure) {
  const auto state = TicketState();
  const auto call = readiness_metric_state_export_arrow_stream;
  const ArrowText whole = Table(call, state.get(), READINESS_TABLE_METRICS);
  EXPECT_THAT(whole.Column("cohort"), Each("null"));
  EXPECT_THAT(whole.Column("metric"), Contains("\"time_to_resolution\""));
  const ArrowText cohorts =
      Table(call, state.get(), READINESS_TABLE_METRICS, R"({"byCohort":true})");
  EXPECT_GT(cohorts.rows.size(), whole.rows.size());
  EXPECT_THAT(cohorts.Column("cohort"), Contains("\"app\""));
}

TEST(CArrow, AStreamNeedsNeitherItsHandleNorItsThread) {
  ArrowArrayStream stream{};
  auto graph = NewOfJson();
  ASSERT_EQ(ExportBy(readiness_risk_graph_export_arrow_stream, graph.get(), READINESS_TABLE_RISKS,
                     "", stream)
                .code,
            READINESS_OK);
  graph.reset();
  std::thread([&] { EXPECT_EQ(table::ReadArrow(stream).rows.size(), 4u); }).join();
}

TEST(CArrow, TablesThatAreNotThereAndWrongQuestionsAreRefused) {
  ArrowArrayStream stream{};
  const auto graph = NewOfJson();
  const auto cycle = LoadExample();
  const auto state = TicketState();
  const auto message = [&](const auto& call, const auto* handle, int32_t table,
                           std::string_view request = "", int32_t format = READINESS_FORMAT_JSON) {
    const Outcome outcome = ExportBy(call, handle, table, request, stream, format);
    EXPECT_NE(outcome.code, READINESS_OK);
    return outcome.message;
  };
  const auto of_graph = readiness_risk_graph_export_arrow_stream;
  const auto of_cycle = readiness_cycle_export_arrow_stream;
  const auto of_state = readiness_metric_state_export_arrow_stream;
  EXPECT_EQ(message(of_graph, graph.get(), READINESS_TABLE_METRICS),
            "C: table is 3; a risk graph has RISKS and BLOCKED_WORK");
  EXPECT_EQ(message(of_cycle, cycle.get(), 0),
            "C: table is 0; a cycle has RISKS, BLOCKED_WORK, METRICS and ENTRIES");
  EXPECT_EQ(message(of_state, state.get(), READINESS_TABLE_RISKS),
            "C: table is 1; a metric state has METRICS");
  EXPECT_THAT(message(of_cycle, cycle.get(), READINESS_TABLE_ENTRIES,
                      R"({"since":"2026-01-01T00:00:00Z"})"),
              HasSubstr("since"));
  EXPECT_THAT(message(of_graph, graph.get(), READINESS_TABLE_RISKS, R"({"topCount":"-1"})"),
              StartsWith("request: top_count"));
  EXPECT_THAT(message(of_state, state.get(), READINESS_TABLE_METRICS, R"({"metrics":["joy"]})"),
              StartsWith("request: metrics[0]"));
  EXPECT_THAT(message(of_graph, graph.get(), READINESS_TABLE_RISKS, "", 9),
              StartsWith("C: format is 9"));
  const readiness_risk_graph* const no_graph = nullptr;
  EXPECT_THAT(message(of_graph, no_graph, READINESS_TABLE_RISKS),
              StartsWith("C: risk graph is NULL"));
  readiness_cycle* made = nullptr;
  ASSERT_EQ(readiness_cycle_new(&made, nullptr), READINESS_OK);
  const CycleHandle empty(made);
  EXPECT_THAT(message(of_cycle, empty.get(), READINESS_TABLE_ENTRIES), StartsWith("order: "));
  EXPECT_EQ(of_graph(graph.get(), READINESS_TABLE_RISKS, nullptr, 0, 1, nullptr, nullptr),
            READINESS_INVALID_ARGUMENT);
}

}  // namespace
