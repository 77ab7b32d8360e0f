// readiness/risk/proximity.h: how near each node is to a customer.
//
//   const auto proximity = MeasureProximity(network, touchpoints);
//   proximity->Hops(network.PlaceOf(node));
//
// Three numbers a node, along the direction of failure (prerequisite to dependent), to whichever
// touchpoint is best: h, the fewest hops; x, the probability of the most reliable path, with the
// path; E, the probability that the node's failure reaches any touchpoint when every edge is on or
// off on its own. An edge of unknown probability counts as the bracket [0, 1]: 0 in lower ends, 1
// in upper ends. E is exact 1 at a touchpoint and exact 0 where no path is; elsewhere it is a
// certified bracket (internal/nearness.h), exact where the ways to touchpoints form a forest.
// An edge of probability 0 counts as a hop, since it was declared, and carries no failure.
//
// Cost:    O(N + M), times at most `most_sweeps` inside circular components; 64 bytes a node kept.
// Threads: const after MeasureProximity; it keeps nothing of its arguments.
// Errors:  NotFound, rule graph/unknown-node, for a touchpoint that is no index of the graph.
//          Without touchpoints proximity is undefined: is_defined() is false, there are no hops and
//          no brackets, and that is no error.
// Source:  math of the cascade: live-edge worlds; bounds by positive association, Harris (1960),
//          doi:10.1017/S0305004100034241.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/large_array.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/nearness.h"

namespace readiness::risk {

struct ProximityOptions {
  // How often the upper ends of a circular component are lowered at most; more is tighter.
  int most_sweeps = 32;
};

class Proximity {
 public:
  // Whether there is a touchpoint at all.
  [[nodiscard]] bool is_defined() const { return is_defined_; }

  // h: the fewest edges to a touchpoint; 0 at one; nothing where none can be reached.
  [[nodiscard]] std::optional<uint32_t> Hops(Place place) const {
    if (Near(place).hops == internal::kNoHops) return std::nullopt;
    return Near(place).hops;
  }
  // x: the product along the most reliable path. The lower end takes known probabilities only.
  [[nodiscard]] Bracket BestPathProbability(Place place) const {
    return {Near(place).known.probability, Near(place).possible.probability};
  }
  // The places of the most reliable path to a touchpoint, both ends included; of known
  // probabilities where such a path is, else with 1 for each that is unknown. Empty: there is none.
  [[nodiscard]] std::vector<Place> BestPath(Place place) const;
  // E: the probability that a failure of the place reaches any touchpoint; nothing where proximity
  // is undefined.
  [[nodiscard]] std::optional<Bracket> ReachProbability(Place place) const {
    if (!is_defined_) return std::nullopt;
    return Bracket{Near(place).low, Near(place).high};
  }

  friend absl::StatusOr<Proximity> MeasureProximity(const FailureNetwork& network,
                                                    std::span<const NodeIndex> touchpoints,
                                                    const ProximityOptions& options);

 private:
  [[nodiscard]] const internal::Nearness& Near(Place place) const { return places_[place].near; }

  bool is_defined_ = false;
  base::LargeArray<internal::PlaceInPass> places_;
};

// Measures every place of `network`, whatever its leaks, values and causes; those of the causes
// themselves say nothing. `touchpoints` in any order, repeats allowed.
[[nodiscard]] inline absl::StatusOr<Proximity> MeasureProximity(
    const FailureNetwork& network, std::span<const NodeIndex> touchpoints,
    const ProximityOptions& options = {}) {
  for (const NodeIndex node : touchpoints) {
    if (node >= network.node_count()) {
      return base::Unknown("graph/unknown-node",
                           base::Cat("touchpoint: index ", node, " of ", network.node_count(),
                                     " nodes; take it from Graph::Find"));
    }
  }
  Proximity proximity;
  proximity.is_defined_ = !touchpoints.empty();
  proximity.places_ = internal::NearnessPass(network, options.most_sweeps).Run(touchpoints);
  return proximity;
}

inline std::vector<Place> Proximity::BestPath(Place place) const {
  const auto of = Near(place).known.probability > 0 ? &internal::Nearness::known
                                                    : &internal::Nearness::possible;
  std::vector<Place> path;
  if ((Near(place).*of).probability == 0) return path;
  for (; place != internal::kNoPlace; place = (Near(place).*of).next) path.push_back(place);
  return path;
}

}  // namespace readiness::risk
