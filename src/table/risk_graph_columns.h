// table/risk_graph_columns.h: the columns of a risk graph, as every reader of one knows them.
#pragma once

#include "readiness/table/csv.h"

namespace readiness::table::internal {

inline constexpr CsvColumn kNodeColumns[] = {{"id", true}, {"probability", true}, {"impact", true}};
enum NodeColumn : size_t { kNodeId, kNodeProbability, kNodeImpact };

inline constexpr CsvColumn kEdgeColumns[] = {{"from", true}, {"to", true}, {"probability", true}};
enum EdgeColumn : size_t { kEdgeFrom, kEdgeTo, kEdgeProbability };

}  // namespace readiness::table::internal
