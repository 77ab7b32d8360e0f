// wire/graph_risks.h: the risks of a graph of its own, one on each node, measured and in order.
//
// Threads: const once measured and drawn; the network must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/engine/ranking.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/proximity.h"
#include "readiness/wire/risk_graph.h"

namespace readiness::wire::internal {

class GraphRisks {
 public:
  // Measures all but the order.
  [[nodiscard]] static absl::StatusOr<GraphRisks> Of(const RiskNetwork& network);

  // Draws where the graph is too wide to solve; says in `answer` what was drawn.
  void Draw(const risk::DrawingOptions& options, GraphRanking& answer);
  // Ranks what is measured and drawn.
  [[nodiscard]] absl::StatusOr<std::vector<risk::RankedLoss>> Rank() const;

  // A risk in its rank, with all that is known of it. `probable`: the first how many
  // top_probability speaks of.
  [[nodiscard]] engine::RankedRisk Row(const risk::RankedLoss& one, int64_t probable) const;

  [[nodiscard]] risk::NodeIndex NodeOf(const risk::RankedLoss& one) const {
    return risks_[one.risk].node;
  }
  [[nodiscard]] risk::Place PlaceOf(const risk::RankedLoss& one) const {
    return of_.network.PlaceOf(NodeOf(one));
  }
  [[nodiscard]] const risk::Cascade& cascade() const { return cascade_; }
  // Other nodes that each can reach; empty: too many to count.
  [[nodiscard]] const std::vector<uint32_t>& downstream() const { return downstream_; }

 private:
  explicit GraphRisks(const RiskNetwork& network) : of_(network) {}

  const RiskNetwork& of_;
  risk::Cascade cascade_;
  std::vector<risk::RiskOnNode> risks_;
  std::vector<uint32_t> downstream_;
  std::optional<risk::Proximity> proximity_;
};

// What the numbers do not say.
[[nodiscard]] std::vector<std::string> NotesOn(const RiskNetwork& of, bool has_downstream,
                                               bool has_work);

}  // namespace readiness::wire::internal
