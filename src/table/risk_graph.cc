// A risk graph from TSV files. See readiness/table/risk_graph.h.
#include "readiness/table/risk_graph.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/table/csv.h"

#include "table/risk_graph_columns.h"

namespace readiness::table {
namespace {

using base::Cat;

// The number in a field; nothing where the field is empty. Its range is the graph's to check.
absl::StatusOr<std::optional<double>> ReadNumber(std::string_view what, std::string_view text,
                                                 int64_t line) {
  if (text.empty()) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return CsvError(line, Cat(what, " must be a number, got \"", text,
                              "\"; leave it empty where it is unknown"));
  }
  return number;
}

absl::Status AtLine(int64_t line, const absl::Status& status) {
  return status.ok() ? status : base::At(Cat("line ", line), status);
}

absl::Status AddNodes(const CsvBatch& batch, risk::GraphRows& rows, std::vector<int64_t>& lines) {
  for (size_t row = 0; row < batch.row_count(); ++row) {
    const int64_t line = batch.Line(row);
    READINESS_ASSIGN_OR_RETURN(
        const std::optional<double> probability,
        ReadNumber("probability", batch.Field(row, internal::kNodeProbability), line));
    READINESS_ASSIGN_OR_RETURN(const std::optional<double> impact,
                               ReadNumber("impact", batch.Field(row, internal::kNodeImpact), line));
    READINESS_RETURN_IF_ERROR(AtLine(
        line, rows.AddNode(batch.Field(row, internal::kNodeId), probability, impact.value_or(0))));
    lines.push_back(line);
  }
  return absl::OkStatus();
}

absl::Status AddEdges(const CsvBatch& batch, risk::GraphRows& rows) {
  for (size_t row = 0; row < batch.row_count(); ++row) {
    const int64_t line = batch.Line(row);
    const auto from = rows.Find("from", batch.Field(row, internal::kEdgeFrom));
    if (!from.ok()) return AtLine(line, from.status());
    const auto to = rows.Find("to", batch.Field(row, internal::kEdgeTo));
    if (!to.ok()) return AtLine(line, to.status());
    READINESS_ASSIGN_OR_RETURN(
        const std::optional<double> probability,
        ReadNumber("probability", batch.Field(row, internal::kEdgeProbability), line));
    READINESS_RETURN_IF_ERROR(AtLine(line, rows.AddEdge(*from, *to, probability)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<risk::GraphRows> ReadRiskGraphFiles(const std::string& nodes_path,
                                                   const std::string& edges_path) {
  const CsvOptions options{.separator = '\t'};
  // The rows, which are given away, name their lines.
  const auto lines = std::make_shared<std::vector<int64_t>>();
  risk::GraphRows rows([lines](size_t i) { return Cat("on line ", (*lines)[i]); });
  READINESS_RETURN_IF_ERROR(
      ReadCsvFile(nodes_path, internal::kNodeColumns, options,
                  [&](const CsvBatch& batch) { return AddNodes(batch, rows, *lines); }));
  READINESS_RETURN_IF_ERROR(
      ReadCsvFile(edges_path, internal::kEdgeColumns, options,
                  [&rows](const CsvBatch& batch) { return AddEdges(batch, rows); }));
  return rows;
}

}  // namespace readiness::table
