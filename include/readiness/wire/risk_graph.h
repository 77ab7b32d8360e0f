// readiness/wire/risk_graph.h: a graph of its own, and its ranking, as messages.
//
//   READINESS_ASSIGN_OR_RETURN(const engine::RiskGraphInput graph,
//                              DecodeRiskGraph(bytes, encoding));
//
// Errors:  what the formats say of themselves; whether the graph is sound is said when it is built.
// Cost:    linear.   Threads: free functions of their arguments.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/engine/graph_ranking.h"
#include "readiness/engine/risk_network.h"
#include "readiness/wire/limits.h"
#include "readiness/wire/request.h"

namespace readiness::wire {

[[nodiscard]] absl::StatusOr<engine::RiskGraphInput> DecodeRiskGraph(std::string_view bytes,
                                                                     Encoding encoding,
                                                                     const Limits& limits = {});
[[nodiscard]] absl::StatusOr<std::string> EncodeRiskGraph(const engine::RiskGraphInput& graph,
                                                          Encoding encoding);

// Writes a readiness.v1.Ranking.
[[nodiscard]] absl::StatusOr<std::string> EncodeRanking(const engine::GraphRanking& ranking,
                                                        Encoding encoding);

}  // namespace readiness::wire
