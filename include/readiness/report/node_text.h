// readiness/report/node_text.h: why a node of a graph outside a cycle stands where it does, for
// people: first in three sentences, then in parts.
//
// Cost:    O(size of the explanation).   Threads: a pure function of its arguments.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "readiness/engine/ranking.h"
#include "readiness/engine/risk_explanation.h"
#include "readiness/report/text.h"

namespace readiness::report {

// A node in its rank, and what it is seen against.
struct RankedNode {
  engine::RankedRisk risk;
  engine::RiskExplanation why;
  std::optional<double> probability;    // That it fails by itself; none: unknown.
  size_t risk_count = 0;                // Of all nodes.
  size_t touchpoint_count = 0;          // At which anything is lost through it.
  std::optional<double> expected_loss;  // Of all, an hour; none: only a wide bracket is known.
};

// For a terminal; as Markdown; as one HTML page that needs nothing beside itself.
[[nodiscard]] std::string NodeText(const RankedNode& node, const TextOptions& options = {});
[[nodiscard]] std::string NodeMarkdown(const RankedNode& node);
[[nodiscard]] std::string NodeHtml(const RankedNode& node);

}  // namespace readiness::report
