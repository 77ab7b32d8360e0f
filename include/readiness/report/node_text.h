// readiness/report/node_text.h: why a node of a graph outside a cycle stands where it does, for
// people: first in three sentences, then in parts.
//
// Cost:    O(size of the explanation).   Threads: a pure function of its arguments.
#pragma once

#include <string>

#include "readiness/engine/graph_explanation.h"
#include "readiness/report/text.h"

namespace readiness::report {

// For a terminal; as Markdown; as one HTML page that needs nothing beside itself.
[[nodiscard]] std::string NodeText(const engine::GraphExplanation& node,
                                   const TextOptions& options = {});
[[nodiscard]] std::string NodeMarkdown(const engine::GraphExplanation& node);
[[nodiscard]] std::string NodeHtml(const engine::GraphExplanation& node);

}  // namespace readiness::report
