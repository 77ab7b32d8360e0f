// A risk graph from Arrow streams. See readiness/table/risk_graph.h.
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/table/arrow_owner.h"
#include "readiness/table/risk_graph.h"

#include "table/arrow_stream.h"
#include "table/arrow_table.h"
#include "table/risk_graph_columns.h"

namespace readiness::table {
namespace {

using base::Cat;
using internal::ArrowTable;
using internal::ArrowType;
using internal::ArrowView;

constexpr int64_t kRowBytes = 32;

bool IsNumber(ArrowType type) {
  return type == ArrowType::kFloat || type == ArrowType::kDouble || type == ArrowType::kWhole ||
         type == ArrowType::kNull;
}
// A column of nulls is refused with its first row.
bool IsId(ArrowType type) {
  return type == ArrowType::kText || internal::MayBeWhole(type) || type == ArrowType::kNull;
}
bool TakesOfNodes(size_t column, ArrowType type) {
  return column == internal::kNodeId ? IsId(type) : IsNumber(type);
}
bool TakesOfEdges(size_t column, ArrowType type) {
  return column == internal::kEdgeProbability ? IsNumber(type) : IsId(type);
}

// Reads the rows of both tables into a graph.
class GraphReader {
 public:
  GraphReader(const ArrowGraphLimits& limits, risk::GraphRows& rows)
      : limits_(limits), rows_(rows) {}

  [[nodiscard]] absl::Status CheckNodes(const ArrowSchema& schema) const {
    return nodes_.Check(schema);
  }
  [[nodiscard]] absl::Status CheckEdges(const ArrowSchema& schema) const {
    return edges_.Check(schema);
  }

  absl::Status ReadNodes(const ArrowSchema& schema, const ArrowArray& array) {
    return ReadRows(nodes_, schema, array, node_count_, [this](int64_t row) -> absl::Status {
      READINESS_ASSIGN_OR_RETURN(const std::string_view id,
                                 IdAt(nodes_, internal::kNodeId, row, id_digits_));
      READINESS_ASSIGN_OR_RETURN(const std::optional<double> probability,
                                 ProbabilityAt(nodes_, internal::kNodeProbability, row));
      READINESS_ASSIGN_OR_RETURN(const std::optional<double> impact,
                                 NumberAt(nodes_, internal::kNodeImpact, row));
      READINESS_RETURN_IF_ERROR(At("impact", risk::CheckImpact(impact.value_or(0))));
      READINESS_RETURN_IF_ERROR(Take(static_cast<int64_t>(id.size())));
      return At("id", rows_.AddNode(id, probability, impact.value_or(0)));
    });
  }

  absl::Status ReadEdges(const ArrowSchema& schema, const ArrowArray& array) {
    return ReadRows(edges_, schema, array, edge_count_, [this](int64_t row) -> absl::Status {
      READINESS_ASSIGN_OR_RETURN(const uint32_t from, NodeAt(internal::kEdgeFrom, row));
      READINESS_ASSIGN_OR_RETURN(const uint32_t to, NodeAt(internal::kEdgeTo, row));
      READINESS_ASSIGN_OR_RETURN(const std::optional<double> probability,
                                 ProbabilityAt(edges_, internal::kEdgeProbability, row));
      READINESS_RETURN_IF_ERROR(Take(0));
      return At("to", rows_.AddEdge(from, to, probability));
    });
  }

 private:
  static absl::Status At(std::string_view place, const absl::Status& status) {
    return status.ok() ? status : base::At(place, status);
  }

  // Calls `read(row)` for each row of an array; `count` is how many came before.
  template <typename Read>
  absl::Status ReadRows(ArrowTable& table, const ArrowSchema& schema, const ArrowArray& array,
                        int64_t& count, const Read& read) {
    READINESS_RETURN_IF_ERROR(table.Find(schema, array));
    for (int64_t row = 0; row < array.length; ++row) {
      ++count;
      const absl::Status status = table.HasNullRows() && table.IsNullRow(row)
                                      ? base::Invalid("ARROW", "the row itself is null")
                                      : read(row);
      if (!status.ok()) return base::At(Cat("row ", count), status);
    }
    return absl::OkStatus();
  }

  // Counts a row before it is kept.
  absl::Status Take(int64_t id_bytes) {
    bytes_ += id_bytes + kRowBytes;
    if (bytes_ <= limits_.max_bytes) return absl::OkStatus();
    return base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT",
                           Cat("the graph is larger than the ", limits_.max_bytes,
                               " bytes that are taken (max_byte_count)"));
  }

  // `digits` keeps the text of a whole number.
  absl::StatusOr<std::string_view> IdAt(const ArrowTable& table, size_t column, int64_t row,
                                        std::string& digits) const {
    const auto id = ReadId(*table.view(column), row, digits);
    return id.ok() ? id : base::At(NameOf(table, column), id.status());
  }
  absl::StatusOr<std::string_view> ReadId(const ArrowView& view, int64_t row,
                                          std::string& digits) const {
    READINESS_ASSIGN_OR_RETURN(const ArrowView::Place place, view.FindRow(row));
    if (place.view == nullptr) return base::Invalid("ARROW", "is null");
    if (place.view->type() == ArrowType::kText) {
      return internal::ArrowText(place, limits_.max_text_bytes);
    }
    READINESS_ASSIGN_OR_RETURN(const int64_t whole, internal::ArrowWhole(place));
    digits = Cat(whole);
    return std::string_view(digits);
  }
  absl::StatusOr<uint32_t> NodeAt(size_t column, int64_t row) {
    READINESS_ASSIGN_OR_RETURN(const std::string_view id, IdAt(edges_, column, row, id_digits_));
    const std::string_view name = NameOf(edges_, column);
    const auto found = rows_.Find(name, id);
    return found.ok() ? found : base::At(name, found.status());
  }

  absl::StatusOr<std::optional<double>> NumberAt(const ArrowTable& table, size_t column,
                                                 int64_t row) const {
    const auto place = table.view(column)->FindRow(row);
    if (!place.ok()) return base::At(NameOf(table, column), place.status());
    if (place->view == nullptr) return std::nullopt;
    if (place->view->type() != ArrowType::kWhole) return place->view->Number(place->row);
    const auto whole = place->view->Whole(place->row);
    // What 64 bits with a sign do not hold is far above any range here.
    return whole.has_value() ? static_cast<double>(*whole) : 1.8e19;
  }
  absl::StatusOr<std::optional<double>> ProbabilityAt(const ArrowTable& table, size_t column,
                                                      int64_t row) const {
    READINESS_ASSIGN_OR_RETURN(const std::optional<double> probability,
                               NumberAt(table, column, row));
    READINESS_RETURN_IF_ERROR(At("probability", risk::CheckProbability(probability)));
    return probability;
  }

  std::string_view NameOf(const ArrowTable& table, size_t column) const {
    return &table == &nodes_ ? internal::kNodeColumns[column].name
                             : internal::kEdgeColumns[column].name;
  }

  const ArrowGraphLimits& limits_;
  risk::GraphRows& rows_;
  ArrowTable nodes_{internal::kNodeColumns, TakesOfNodes, "nodes"};
  ArrowTable edges_{internal::kEdgeColumns, TakesOfEdges, "edges"};
  std::string id_digits_;
  int64_t node_count_ = 0;
  int64_t edge_count_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<risk::GraphRows> TakeRiskGraphStreams(ArrowArrayStream* nodes,
                                                     ArrowArrayStream* edges,
                                                     const ArrowGraphLimits& limits) {
  const ArrowOwner nodes_owner(nodes);
  const ArrowOwner edges_owner(edges == nodes ? nullptr : edges);
  if (nodes == nullptr) return base::Invalid("ARROW", "there is no stream of nodes");
  if (edges == nodes) return base::Invalid("ARROW", "nodes and edges are one stream; give two");
  risk::GraphRows rows([](size_t i) { return Cat("by row ", i + 1); });
  GraphReader reader(limits, rows);
  const absl::Status nodes_read = internal::ReadArrowStream(
      *nodes, [&reader](const ArrowSchema& schema) { return reader.CheckNodes(schema); },
      [&reader](const ArrowSchema& schema, const ArrowArray& array) {
        return reader.ReadNodes(schema, array);
      });
  if (!nodes_read.ok()) return base::At("nodes", nodes_read);
  if (edges == nullptr) return rows;
  const absl::Status edges_read = internal::ReadArrowStream(
      *edges, [&reader](const ArrowSchema& schema) { return reader.CheckEdges(schema); },
      [&reader](const ArrowSchema& schema, const ArrowArray& array) {
        return reader.ReadEdges(schema, array);
      });
  if (!edges_read.ok()) return base::At("edges", edges_read);
  return rows;
}

}  // namespace readiness::table
