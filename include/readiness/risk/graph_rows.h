// readiness/risk/graph_rows.h: a graph that comes row by row, each checked as it comes, whatever it
// is read from: messages, text or columns.
//
//   GraphRows rows([](size_t i) { return base::Cat("by nodes[", i, "]"); });
//   READINESS_RETURN_IF_ERROR(rows.AddNode("db", 0.1, 0));
//   READINESS_ASSIGN_OR_RETURN(const uint32_t from, rows.Find("from", "db"));
//   READINESS_RETURN_IF_ERROR(rows.AddEdge(from, to, std::nullopt));
//
// Units:   probabilities in [0, 1], none: unknown; impacts an hour, from 0 to 1e15; above zero
//          marks a touchpoint.
// Errors:  graph/probability, graph/impact, graph/empty-id, graph/duplicate-node, graph/self-edge
//          (InvalidArgument), graph/unknown-node (NotFound), without the place, which the reader
//          knows. A row that is refused adds nothing.
// Cost:    O(size of the id) a row.
// Threads: one at a time; const is safe to share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/risk/graph.h"

namespace readiness::risk {

inline constexpr double kMostImpact = 1e15;

[[nodiscard]] inline absl::Status CheckProbability(const std::optional<double>& probability) {
  if (!probability.has_value() || (*probability >= 0 && *probability <= 1)) return absl::OkStatus();
  return base::Invalid("graph/probability",
                       base::Cat("probability must be a number from 0 to 1, got ", *probability,
                                 "; leave it out where it is unknown"));
}
[[nodiscard]] inline absl::Status CheckImpact(double impact) {
  if (impact >= 0 && impact <= kMostImpact) return absl::OkStatus();
  return base::Invalid("graph/impact", base::Cat("impact must be a number from 0 to ", kMostImpact,
                                                 ", got ", impact));
}
[[nodiscard]] inline absl::Status CheckNodeId(std::string_view id) {
  if (!id.empty()) return absl::OkStatus();
  return base::Invalid("graph/empty-id", "the id is empty; name the node");
}
// `end` is how the reader calls that end of an edge.
[[nodiscard]] inline absl::Status UnknownNode(std::string_view end, std::string_view id) {
  return base::RuleError(absl::StatusCode::kNotFound, "graph/unknown-node",
                         base::Cat(end, " names ", base::Quoted(id),
                                   ", which is no node; declare the node or correct the edge"));
}
[[nodiscard]] inline absl::Status SelfEdge(std::string_view id) {
  return base::Invalid("graph/self-edge",
                       base::Cat(base::Quoted(id), " would fail from itself; name two nodes"));
}

class GraphRows {
 public:
  // How messages call the node that came `i`th, from 0, such as "on line 3".
  using NameNode = std::function<std::string(size_t i)>;

  explicit GraphRows(NameNode name_node) : name_node_(std::move(name_node)) {}

  [[nodiscard]] absl::Status AddNode(std::string_view id, std::optional<double> probability,
                                     double impact) {
    READINESS_RETURN_IF_ERROR(CheckProbability(probability));
    READINESS_RETURN_IF_ERROR(CheckImpact(impact));
    READINESS_RETURN_IF_ERROR(CheckNodeId(id));
    if (const auto found = positions_.find(base::ToAbsl(id)); found != positions_.end()) {
      return base::Invalid("graph/duplicate-node",
                           base::Cat(base::Quoted(id), " is declared already ",
                                     name_node_(found->second), "; declare each node once"));
    }
    const std::string_view kept = texts_.emplace_back(id);
    positions_.emplace(base::ToAbsl(kept), static_cast<uint32_t>(ids_.size()));
    ids_.push_back(kept);
    probabilities_.push_back(probability);
    impacts_.push_back(impact);
    return absl::OkStatus();
  }

  // The position of a node that an edge names.
  [[nodiscard]] absl::StatusOr<uint32_t> Find(std::string_view end, std::string_view id) const {
    const auto found = positions_.find(base::ToAbsl(id));
    if (found == positions_.end()) return UnknownNode(end, id);
    return found->second;
  }
  // Between positions that Find gave.
  [[nodiscard]] absl::Status AddEdge(uint32_t prerequisite, uint32_t dependent,
                                     std::optional<double> probability) {
    READINESS_RETURN_IF_ERROR(CheckProbability(probability));
    if (prerequisite == dependent) return SelfEdge(ids_[dependent]);
    edges_.push_back({prerequisite, dependent, probability});
    return absl::OkStatus();
  }

  // By position, in the order in which they came; valid as long as the rows.
  [[nodiscard]] std::span<const std::string_view> ids() const { return ids_; }
  [[nodiscard]] std::span<const std::optional<double>> probabilities() const {
    return probabilities_;
  }
  [[nodiscard]] std::span<const double> impacts() const { return impacts_; }
  [[nodiscard]] std::span<const PositionedEdge> edges() const { return edges_; }

 private:
  NameNode name_node_;
  std::deque<std::string> texts_;  // Elements stay where they are, also when the rows are moved.
  absl::flat_hash_map<absl::string_view, uint32_t> positions_;
  std::vector<std::string_view> ids_;
  std::vector<std::optional<double>> probabilities_;
  std::vector<double> impacts_;
  std::vector<PositionedEdge> edges_;
};

}  // namespace readiness::risk
