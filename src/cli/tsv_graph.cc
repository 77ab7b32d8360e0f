// The graph of `rank --nodes --edges`, from TSV. See tsv_graph.h.
#include "cli/tsv_graph.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/graph.h"
#include "readiness/table/csv.h"

namespace readiness::cli {
namespace {

using base::Cat;

// The number in a field; nothing where the field is empty.
absl::StatusOr<std::optional<double>> ReadNumber(std::string_view what, std::string_view text,
                                                 int64_t line, double most) {
  if (text.empty()) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() ||
      !(number >= 0 && number <= most)) {
    return table::CsvError(line, Cat(what, " must be a number from 0 to ", most, ", got \"", text,
                                     "\"; leave it empty where it is unknown"));
  }
  return number;
}

struct NodeRow {
  size_t id_begin = 0;
  size_t id_size = 0;
  std::optional<double> probability;
  double impact = 0;
};

}  // namespace

absl::StatusOr<wire::RiskNetwork> ReadTsvGraph(const std::string& nodes_path,
                                               const std::string& edges_path) {
  const table::CsvOptions options{.separator = '\t'};
  std::string text;  // All ids, one after the other.
  std::vector<NodeRow> rows;
  std::vector<int64_t> lines;
  const table::CsvColumn node_columns[] = {{"id", true}, {"probability", true}, {"impact", true}};
  READINESS_RETURN_IF_ERROR(table::ReadCsvFile(
      nodes_path, node_columns, options, [&](const table::CsvBatch& batch) -> absl::Status {
        for (size_t row = 0; row < batch.row_count(); ++row) {
          const int64_t line = batch.Line(row);
          const std::string_view id = batch.Field(row, 0);
          if (id.empty()) return table::CsvError(line, "the id is empty; name the node");
          NodeRow node;
          node.id_begin = text.size();
          node.id_size = id.size();
          text.append(id);
          READINESS_ASSIGN_OR_RETURN(node.probability,
                                     ReadNumber("probability", batch.Field(row, 1), line, 1));
          READINESS_ASSIGN_OR_RETURN(const std::optional<double> impact,
                                     ReadNumber("impact", batch.Field(row, 2), line, 1e15));
          node.impact = impact.value_or(0);
          rows.push_back(node);
          lines.push_back(line);
        }
        return absl::OkStatus();
      }));

  std::vector<std::string_view> ids;
  ids.reserve(rows.size());
  absl::flat_hash_map<absl::string_view, uint32_t> positions;
  positions.reserve(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    ids.push_back(std::string_view(text).substr(rows[i].id_begin, rows[i].id_size));
    const auto [at, is_new] = positions.emplace(base::ToAbsl(ids.back()), static_cast<uint32_t>(i));
    if (!is_new) {
      return base::At(
          nodes_path,
          table::CsvError(lines[i], Cat("\"", ids.back(), "\" is declared already on ", "line ",
                                        lines[at->second], "; declare each node once")));
    }
  }

  std::vector<risk::PositionedEdge> edges;
  const table::CsvColumn edge_columns[] = {{"from", true}, {"to", true}, {"probability", true}};
  READINESS_RETURN_IF_ERROR(table::ReadCsvFile(
      edges_path, edge_columns, options, [&](const table::CsvBatch& batch) -> absl::Status {
        for (size_t row = 0; row < batch.row_count(); ++row) {
          const int64_t line = batch.Line(row);
          risk::PositionedEdge edge;
          uint32_t* const ends[] = {&edge.prerequisite, &edge.dependent};
          for (size_t column = 0; column < 2; ++column) {
            const std::string_view id = batch.Field(row, column);
            const auto found = positions.find(base::ToAbsl(id));
            if (found == positions.end()) {
              return table::CsvError(
                  line, Cat(column == 0 ? "from" : "to", " names \"", id,
                            "\", which is no node; declare the node or correct the edge"));
            }
            *ends[column] = found->second;
          }
          if (edge.prerequisite == edge.dependent) {
            return table::CsvError(
                line, Cat("\"", batch.Field(row, 0), "\" would fail from itself; name two nodes"));
          }
          READINESS_ASSIGN_OR_RETURN(edge.probability,
                                     ReadNumber("probability", batch.Field(row, 2), line, 1));
          edges.push_back(edge);
        }
        return absl::OkStatus();
      }));

  std::vector<std::optional<double>> leaks;
  std::vector<double> impacts;
  for (const NodeRow& row : rows) {
    leaks.push_back(row.probability);
    impacts.push_back(row.impact);
  }
  return wire::BuildRiskNetwork(ids, leaks, impacts, edges);
}

}  // namespace readiness::cli
