// cli/tsv_graph.h: the graph of `rank --nodes --edges`, from TSV.
//
// Nodes: `id`, `probability` that it fails by itself (empty: unknown), `impact` an hour (above zero
// marks a touchpoint; empty: none). Edges: `from`, `to`, `probability` (empty: unknown); a failure
// of `from` reaches `to`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/risk/components.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"

namespace readiness::cli {

struct TsvGraph {
  risk::Graph graph;
  risk::Components components;
  std::vector<std::optional<double>> leak;  // By node.
  std::vector<risk::NodeIndex> touchpoints;
  risk::FailureNetwork network;
};

// Reads both files. Errors name the file and the line.
[[nodiscard]] absl::StatusOr<TsvGraph> ReadTsvGraph(const std::string& nodes_path,
                                                    const std::string& edges_path);

}  // namespace readiness::cli
