// readiness/table/risk_graph.h: a risk graph from two tables, nodes and edges: TSV files, or Arrow
// streams.
//
// Nodes: `id`, `probability` that it fails by itself (empty or null: unknown), `impact` an hour
// (above zero marks a touchpoint; empty or null: none). Edges: `from`, `to`, `probability` (empty
// or null: unknown); a failure of `from` reaches `to`. All columns are there, in any order, and no
// others; nodes are read before edges.
//
// Arrow: `id`, `from` and `to` are text (utf8, large utf8, utf8 view) or whole numbers, read as
// their digits, also where a float or double holds them; numbers are float, double or whole, or of
// type null. Text and whole numbers may be dictionary-encoded, slices are followed, layouts are
// checked as in table/arrow_columns.h.
//
// Errors:  "nodes.tsv: line 3: ..." of a file, "nodes: row 3: probability: ..." of a stream, rows
//          counted from 1 through all arrays, and the rules of risk/graph_rows.h; CSV and ARROW
//          for what is no such table; LIMIT (ResourceExhausted); Unavailable (rule ARROW) with the
//          words of a stream that fails.
// Memory:  the rows: 24 bytes a node and its id twice over, 24 an edge.
// Cost:    linear, some 100 ns a row.
// Threads: free functions; streams are used by the calling thread.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "readiness/risk/graph_rows.h"
#include "readiness/table/arrow_c_data.h"

namespace readiness::table {

[[nodiscard]] absl::StatusOr<risk::GraphRows> ReadRiskGraphFiles(const std::string& nodes_path,
                                                                 const std::string& edges_path);

struct ArrowGraphLimits {
  int64_t max_text_bytes = int64_t{1} << 20;  // Of one id.
  // Of all ids of nodes, and 32 bytes for each row of both.
  int64_t max_bytes = int64_t{256} << 20;
};
// Releases both streams and all that came out of them, each once, on success and on an error.
// Without `edges` (null) there are none.
[[nodiscard]] absl::StatusOr<risk::GraphRows> TakeRiskGraphStreams(
    ArrowArrayStream* nodes, ArrowArrayStream* edges, const ArrowGraphLimits& limits = {});

}  // namespace readiness::table
