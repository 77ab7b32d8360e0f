// cli/tsv_graph.h: the graph of `rank --nodes --edges`, from TSV.
//
// Nodes: `id`, `probability` that it fails by itself (empty: unknown), `impact` an hour (above zero
// marks a touchpoint; empty: none). Edges: `from`, `to`, `probability` (empty: unknown); a failure
// of `from` reaches `to`.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "readiness/wire/risk_graph.h"

namespace readiness::cli {

// Reads both files. Errors name the file and the line.
[[nodiscard]] absl::StatusOr<wire::RiskNetwork> ReadTsvGraph(const std::string& nodes_path,
                                                             const std::string& edges_path);

}  // namespace readiness::cli
