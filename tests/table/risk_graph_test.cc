#include "readiness/table/risk_graph.h"

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "hand_made_arrow.h"

namespace readiness::table {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

using Columns = std::vector<HandMadeColumn>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// A column whose second row is null; what stands there must not matter.
HandMadeColumn SecondIsNull(HandMadeColumn column) {
  column.null_count = 1;
  column.buffers[0] = {static_cast<char>(0b11111101)};
  return column;
}
Columns Nodes() {
  return {Texts("id", {"db", "api", "page"}),
          SecondIsNull(Fixed<double>("probability", "g", {0.1, kNan, 0})),
          SecondIsNull(Fixed<int32_t>("impact", "i", {0, -7, 100}))};
}
Columns Edges() {
  return {Texts("from", {"db", "api"}), Texts("to", {"api", "page"}),
          SecondIsNull(Fixed<double>("probability", "g", {0.5, kNan}))};
}
Columns With(Columns columns, size_t place, HandMadeColumn column) {
  columns[place] = std::move(column);
  return columns;
}

// Two streams, and what came of them.
struct Given {
  HandMadeStream nodes, edges;
  explicit Given(Columns node_columns, Columns edge_columns = Edges()) {
    nodes.tables.push_back(std::make_unique<HandMadeTable>(std::move(node_columns)));
    edges.tables.push_back(std::make_unique<HandMadeTable>(std::move(edge_columns)));
  }
  absl::StatusOr<risk::GraphRows> Take(const ArrowGraphLimits& limits = {}) {
    auto rows = TakeRiskGraphStreams(&nodes.stream, &edges.stream, limits);
    // Whatever happened.
    EXPECT_TRUE(nodes.IsReleasedOnce());
    EXPECT_EQ(edges.releases, 1);
    EXPECT_EQ(edges.stream.release, nullptr);
    EXPECT_EQ(edges.tables[0]->array_releases, static_cast<int>(edges.next));
    return rows;
  }
  std::string Refused(const ArrowGraphLimits& limits = {}) {
    const auto rows = Take(limits);
    EXPECT_FALSE(rows.ok());
    return rows.ok() ? "" : std::string(rows.status().message());
  }
};
std::string RefusedNodes(Columns nodes) { return Given(std::move(nodes)).Refused(); }
std::string RefusedEdges(Columns edges) { return Given(Nodes(), std::move(edges)).Refused(); }

// What rows say, a line each.
std::vector<std::string> Lines(const risk::GraphRows& rows) {
  const auto number = [](const std::optional<double>& value) {
    return value.has_value() ? base::Cat(*value) : std::string("?");
  };
  std::vector<std::string> lines;
  for (size_t i = 0; i < rows.ids().size(); ++i) {
    lines.push_back(
        base::Cat(rows.ids()[i], " ", number(rows.probabilities()[i]), " ", rows.impacts()[i]));
  }
  for (const risk::PositionedEdge& edge : rows.edges()) {
    lines.push_back(base::Cat(rows.ids()[edge.prerequisite], ">", rows.ids()[edge.dependent], " ",
                              number(edge.probability)));
  }
  return lines;
}
const auto kIsTheShop =
    ElementsAre("db 0.1 0", "api ? 0", "page 0 100", "db>api 0.5", "api>page ?");

fs::path Write(const std::string& name, const std::string& text) {
  const fs::path path = fs::temp_directory_path() / name;
  std::ofstream(path) << text;
  return path;
}

TEST(RiskGraphTables, FilesAndStreamsSayTheSame) {
  const fs::path nodes =
      Write("readiness_nodes.tsv", "impact\tid\tprobability\n\tdb\t0.1\n\tapi\t\n100\tpage\t0\n");
  const fs::path edges =
      Write("readiness_edges.tsv", "to\tfrom\tprobability\napi\tdb\t0.5\npage\tapi\t\n");
  const auto from_files = ReadRiskGraphFiles(nodes.string(), edges.string());
  ASSERT_TRUE(from_files.ok()) << from_files.status();
  EXPECT_THAT(Lines(*from_files), kIsTheShop);
  const auto from_streams = Given(Nodes()).Take();
  ASSERT_TRUE(from_streams.ok()) << from_streams.status();
  EXPECT_THAT(Lines(*from_streams), kIsTheShop);
}

TEST(RiskGraphTables, AFileThatIsWrongIsNamedWithItsLine) {
  const auto refused = [](const std::string& nodes, const std::string& edges) {
    const auto rows = ReadRiskGraphFiles(Write("readiness_nodes.tsv", nodes).string(),
                                         Write("readiness_edges.tsv", edges).string());
    return rows.ok() ? std::string() : std::string(rows.status().message());
  };
  const std::string no_edges = "from\tto\tprobability\n";
  EXPECT_THAT(refused("id\tprobability\timpact\na\t0\t0\na\t0\t0\n", no_edges),
              HasSubstr("readiness_nodes.tsv: line 3: graph/duplicate-node: \"a\" is declared "
                        "already on line 2"));
  EXPECT_THAT(refused("id\tprobability\timpact\na\t1e\t0\n", no_edges),
              HasSubstr("line 2: CSV: probability must be a number, got \"1e\""));
  EXPECT_THAT(refused("id\tprobability\timpact\na\t0\t0\n", no_edges + "a\tb\t1\n"),
              HasSubstr("readiness_edges.tsv: line 2: graph/unknown-node: to names \"b\""));
}

TEST(RiskGraphTables, EveryLayoutOfTextAndNumbersIsTaken) {
  Columns nodes = {Texts<int64_t>("id", {"db", "api", "page"}),
                   SecondIsNull(Fixed<float>("probability", "f", {0.5f, 2, 0})),
                   Fixed<uint64_t>("impact", "L", {0, 0, 100})};
  HandMadeColumn indexes = Fixed<int8_t>("from", "c", {1, 0});
  indexes.dictionary = std::make_shared<HandMadeColumn>(Texts("", {"api", "db"}));
  Columns edges = {indexes, Texts("to", {"api", "page"}), {"probability", "n", 2, 2, 0, {}}};
  const auto rows = Given(nodes, edges).Take();
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(Lines(*rows),
              ElementsAre("db 0.5 0", "api ? 0", "page 0 100", "db>api ?", "api>page ?"));
}

TEST(RiskGraphTables, WholeNumbersAreIdsByTheirDigits) {
  const auto rows =
      Given({Fixed<int64_t>("id", "l", {7, -3, 40}), Nodes()[1], Nodes()[2]},
            {Fixed<int16_t>("from", "s", {7, -3}), Texts("to", {"-3", "40"}), Edges()[2]})
          .Take();
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(rows->ids(), ElementsAre("7", "-3", "40"));
  EXPECT_THAT(RefusedNodes(With(Nodes(), 0, Fixed<uint64_t>("id", "L", {1, 2, UINT64_MAX}))),
              StartsWith("nodes: row 3: id: ARROW: a number above 2^63 - 1"));
  const auto doubles =
      Given({Fixed<double>("id", "g", {7, -3, 40}), Nodes()[1], Nodes()[2]},
            {Fixed<float>("from", "f", {7, -3}), Texts("to", {"-3", "40"}), Edges()[2]})
          .Take();
  ASSERT_TRUE(doubles.ok()) << doubles.status();
  EXPECT_THAT(doubles->ids(), ElementsAre("7", "-3", "40"));
  EXPECT_THAT(RefusedNodes(With(Nodes(), 0, Fixed<double>("id", "g", {1, 2, 2.5}))),
              StartsWith("nodes: row 3: id: ARROW: 2.5 is no whole number"));
}

TEST(RiskGraphTables, SlicesAreFollowedAndRowsAreCountedThroughAllArrays) {
  Given given(Nodes());
  given.nodes.tables.clear();
  // The last two rows of three, then one more table.
  given.nodes.tables.push_back(std::make_unique<HandMadeTable>(
      Columns{Texts("id", {"gone", "db", "api"}), Fixed<double>("probability", "g", {9, 0.1, 0.2}),
              Fixed<double>("impact", "g", {-1, 0, 0})},
      1));
  given.nodes.tables.push_back(std::make_unique<HandMadeTable>(
      Columns{Texts("id", {"page"}), Fixed<double>("probability", "g", {0}),
              Fixed<double>("impact", "g", {100})}));
  const auto rows = given.Take();
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(rows->ids(), ElementsAre("db", "api", "page"));

  Given twice(Nodes());
  twice.nodes.tables.push_back(std::make_unique<HandMadeTable>(
      With(With(With(Nodes(), 0, Texts("id", {"api"})), 1, Fixed<double>("probability", "g", {0})),
           2, Fixed<double>("impact", "g", {0}))));
  EXPECT_EQ(twice.Refused(),
            "nodes: row 4: id: graph/duplicate-node: \"api\" is declared already by row 2; declare "
            "each node once");
}

TEST(RiskGraphTables, WithoutEdgesThereAreNone) {
  Given given(Nodes());
  const auto rows = TakeRiskGraphStreams(&given.nodes.stream, nullptr);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->ids().size(), 3u);
  EXPECT_TRUE(rows->edges().empty());
  EXPECT_TRUE(given.nodes.IsReleasedOnce());
}

TEST(RiskGraphTables, ValuesThatCannotBeAreRefusedWithColumnAndRow) {
  EXPECT_EQ(RefusedNodes(With(Nodes(), 1, Fixed<double>("probability", "g", {0, 1, 1.5}))),
            "nodes: row 3: probability: graph/probability: probability must be a number from 0 to "
            "1, got 1.5; leave it out where it is unknown");
  EXPECT_THAT(RefusedNodes(With(Nodes(), 1, Fixed<double>("probability", "g", {0, kNan, 0}))),
              StartsWith("nodes: row 2: probability: graph/probability"));
  EXPECT_THAT(RefusedNodes(With(Nodes(), 2, Fixed<float>("impact", "f", {-1, 0, 0}))),
              StartsWith("nodes: row 1: impact: graph/impact"));
  EXPECT_THAT(RefusedNodes(With(Nodes(), 2, Fixed<uint64_t>("impact", "L", {0, UINT64_MAX, 0}))),
              StartsWith("nodes: row 2: impact: graph/impact"));
  EXPECT_EQ(RefusedNodes(With(Nodes(), 0, Texts("id", {"a", "", "c"}))),
            "nodes: row 2: id: graph/empty-id: the id is empty; name the node");
  EXPECT_EQ(RefusedNodes(With(Nodes(), 0, SecondIsNull(Texts("id", {"a", "b", "c"})))),
            "nodes: row 2: id: ARROW: is null");
  EXPECT_THAT(RefusedNodes(With(Nodes(), 0, Texts("id", {"a", "b", "\xff"}))),
              HasSubstr("nodes: row 3: id: ARROW: \"\\xff\" is not UTF-8"));
  EXPECT_THAT(RefusedEdges(With(Edges(), 0, Texts("from", {"db", "nowhere"}))),
              StartsWith("edges: row 2: from: graph/unknown-node: from names \"nowhere\""));
  EXPECT_THAT(RefusedEdges(With(Edges(), 1, Texts("to", {"api", "api"}))),
              StartsWith("edges: row 2: to: graph/self-edge"));
  EXPECT_THAT(RefusedEdges(With(Edges(), 2, Fixed<double>("probability", "g", {-0.1, 0}))),
              StartsWith("edges: row 1: probability: graph/probability"));
  EXPECT_THAT(RefusedEdges(With(Edges(), 1, SecondIsNull(Texts("to", {"api", "page"})))),
              StartsWith("edges: row 2: to: ARROW: is null"));
}

TEST(RiskGraphTables, LayoutsThatCannotBeAreRefused) {
  EXPECT_EQ(RefusedNodes({Nodes()[0], Nodes()[1]}), "nodes: ARROW: column \"impact\" is missing");
  EXPECT_EQ(RefusedNodes({Nodes()[0], Nodes()[1], Nodes()[2], Texts("colour", {"r", "g", "b"})}),
            "nodes: ARROW: \"colour\" is no column of nodes");
  EXPECT_EQ(RefusedEdges({Edges()[0], Edges()[1], Edges()[2], Edges()[2]}),
            "edges: column probability: ARROW: is given twice");
  EXPECT_EQ(RefusedNodes(With(Nodes(), 0, Fixed<int64_t>("id", "tss:UTC", {1, 2, 3}))),
            "nodes: column id: ARROW: its type is none that is read here");
  EXPECT_EQ(RefusedNodes(With(Nodes(), 1, Texts("probability", {"0", "0", "0"}))),
            "nodes: column probability: ARROW: its type is none that is read here");
  HandMadeColumn binary = Nodes()[0];
  binary.format = "z";
  EXPECT_THAT(RefusedNodes(With(Nodes(), 0, binary)),
              StartsWith("nodes: column id: ARROW: format"));
  HandMadeColumn shorter = Texts("to", {"api"});
  EXPECT_THAT(RefusedEdges(With(Edges(), 1, shorter)),
              StartsWith("edges: column to: ARROW: the column has 1 values, the table reaches"));
  HandMadeColumn falling = Texts("id", {"abc", "de", "f"});
  falling.buffers[1] = Bytes<int32_t>({0, 3, 1, 4});
  EXPECT_THAT(RefusedNodes(With(Nodes(), 0, falling)),
              StartsWith("nodes: row 2: id: ARROW: a text begins at 3 and ends at 1"));
  HandMadeColumn lying = Fixed<int8_t>("from", "c", {1, 9});
  lying.dictionary = std::make_shared<HandMadeColumn>(Texts("", {"api", "db"}));
  EXPECT_THAT(RefusedEdges(With(Edges(), 0, lying)),
              StartsWith("edges: row 2: from: ARROW: index 9 is none of a dictionary of 2"));

  Given no_row(Nodes());
  const std::vector<char> bits = {static_cast<char>(0b11111011)};
  const void* validity[1] = {bits.data()};
  no_row.nodes.tables[0]->array.null_count = 1;
  no_row.nodes.tables[0]->array.buffers = validity;
  EXPECT_EQ(no_row.Refused(), "nodes: row 3: ARROW: the row itself is null");
}

TEST(RiskGraphTables, LimitsAreKept) {
  EXPECT_THAT(Given(Nodes()).Refused({.max_text_bytes = 3}),
              StartsWith("nodes: row 3: id: LIMIT: a text of 4 bytes is longer than the 3"));
  // Three nodes with 9 bytes of ids and two edges: 5 * 32 + 9.
  EXPECT_TRUE(Given(Nodes()).Take({.max_bytes = 169}).ok());
  const auto rows = Given(Nodes()).Take({.max_bytes = 168});
  EXPECT_EQ(rows.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(rows.status().message()),
              StartsWith("edges: row 2: LIMIT: the graph is larger than the 168 bytes"));
}

TEST(RiskGraphTables, StreamsThatFailSayWhyAndAreReleasedOnce) {
  Given no_schema(Nodes());
  no_schema.nodes.fails_schema = true;
  EXPECT_EQ(no_schema.Refused(),
            "nodes: ARROW: the stream gives no schema, code 5: the cable is\\x0aloose");
  Given no_array(Nodes());
  no_array.edges.fails_at = 1;
  EXPECT_THAT(no_array.Refused(), StartsWith("edges: ARROW: the stream gives no array, code 5"));
  Given no_edges(Nodes());
  no_edges.edges.fails_schema = true;
  EXPECT_THAT(no_edges.Refused(), StartsWith("edges: ARROW: the stream gives no schema"));
}

TEST(RiskGraphTables, StreamsThatAreNoneAreRefusedAndTheOtherIsReleased) {
  Given given(Nodes());
  auto rows = TakeRiskGraphStreams(nullptr, &given.edges.stream);
  EXPECT_EQ(std::string(rows.status().message()), "ARROW: there is no stream of nodes");
  EXPECT_EQ(given.edges.releases, 1);
  rows = TakeRiskGraphStreams(&given.nodes.stream, &given.nodes.stream);
  EXPECT_EQ(std::string(rows.status().message()),
            "ARROW: nodes and edges are one stream; give two");
  EXPECT_EQ(given.nodes.releases, 1);
  rows = TakeRiskGraphStreams(&given.nodes.stream, nullptr);  // Released before.
  EXPECT_EQ(std::string(rows.status().message()), "nodes: ARROW: the stream was released or moved");
  EXPECT_EQ(given.nodes.releases, 1);
}

}  // namespace
}  // namespace readiness::table
