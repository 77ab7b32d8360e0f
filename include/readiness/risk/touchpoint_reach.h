// readiness/risk/touchpoint_reach.h: the probability that the failure of one node reaches any
// customer, exactly.
//
//   const TouchpointReach reach(graph, components, touchpoints);
//   reach.Of(node);   // 1 at a touchpoint, 0 where no path is; nothing where it is too wide.
//
// Proximity (proximity.h) brackets every node of a graph of any size in one pass; this solves what
// lies between one node and the customers nearest to it. What lies behind a touchpoint does not
// matter, so a failure ends at the first that it reaches, and each touchpoint hands on that one was
// reached to the next: the last of them has the answer. An edge of unknown probability makes a
// bracket: the answer with all such edges off, and with all on.
//
// Cost:    O(N + M) once; then what the node reaches and SUM 2^frontier, at most `most_work`.
// Threads: const; the graph and the components must outlive it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "readiness/risk/bracket.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/circle_closure.h"
#include "readiness/risk/internal/conditioned_block.h"
#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/frontier_planner.h"
#include "readiness/risk/internal/frontier_solver.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk {

struct ReachLimits {
  // The widest frontier that is solved.
  uint32_t most_frontier = 16;
  // The most states that may be visited for one node.
  double most_work = 1 << 14;
};

class TouchpointReach {
 public:
  // `components` are those of `graph`; `touchpoints` are indices of it, in any order.
  TouchpointReach(const Graph& graph, const Components& components,
                  std::span<const NodeIndex> touchpoints, const ReachLimits& limits = {})
      : graph_(graph),
        components_(components),
        limits_(limits),
        is_touchpoint_(graph.node_count(), false),
        is_felt_(graph.node_count(), false) {
    std::vector<NodeIndex> queue;
    for (const NodeIndex node : touchpoints) {
      if (!is_felt_[node]) queue.push_back(node);
      is_touchpoint_[node] = is_felt_[node] = true;
    }
    for (size_t head = 0; head < queue.size(); ++head) {
      const std::span<const NodeIndex> from = graph.Prerequisites(queue[head]);
      const std::span<const EdgeIndex> edges = graph.PrerequisiteEdges(queue[head]);
      for (size_t i = 0; i < from.size(); ++i) {
        if (is_felt_[from[i]] || graph.Probability(edges[i]).high == 0) continue;
        is_felt_[from[i]] = true;
        queue.push_back(from[i]);
      }
    }
  }

  // The probability that a failure of `node` reaches any touchpoint. One number where every edge on
  // the way is known; nothing where it is beyond the limits.
  [[nodiscard]] std::optional<Bracket> Of(NodeIndex node) const {
    if (is_touchpoint_[node]) return Bracket::Of(1);
    if (!is_felt_[node]) return Bracket::Of(0);
    const std::vector<NodeIndex> members = MembersFrom(node);
    bool is_known = true;
    internal::FrontierBlock block = BlockOf(node, members, false, is_known);
    const uint32_t last = LastTouchpoint(members);
    const std::optional<double> high = ChanceOf(block, last);
    if (!high.has_value() || is_known) return Exactly(high);
    block = BlockOf(node, members, true, is_known);
    const std::optional<double> low = ChanceOf(block, last);
    if (!low.has_value()) return std::nullopt;
    return Bracket{std::min(*low, *high), std::min(*high, 1.0)};
  }

 private:
  [[nodiscard]] static std::optional<Bracket> Exactly(std::optional<double> chance) {
    if (!chance.has_value()) return std::nullopt;
    return Bracket::Of(std::min(*chance, 1.0));
  }
  // The probability that a member is degraded.
  [[nodiscard]] std::optional<double> ChanceOf(const internal::FrontierBlock& block,
                                               uint32_t member) const {
    for (const auto& [begin, end] : block.circles) {
      if (end - begin <= internal::CircleClosure::kMostMembers) continue;
      const auto degraded =
          internal::ConditionedBlock(block, limits_.most_frontier, limits_.most_work).Degraded();
      if (!degraded.has_value()) return std::nullopt;
      return (*degraded)[member];
    }
    const std::optional<internal::FrontierPlan> plan =
        internal::FrontierPlanner(block).Plan(limits_.most_frontier, limits_.most_work);
    if (!plan.has_value()) return std::nullopt;
    return internal::FrontierSolver(block, *plan).Degraded()[member];
  }

  // What a failure of `node` can reach before the first touchpoint and that leads to one, itself
  // left out; prerequisites first, members of a circular component side by side.
  [[nodiscard]] std::vector<NodeIndex> MembersFrom(NodeIndex node) const {
    std::vector<bool> is_met(graph_.node_count(), false);
    std::vector<NodeIndex> members = {node};
    is_met[node] = true;
    for (size_t head = 0; head < members.size(); ++head) {
      if (is_touchpoint_[members[head]]) continue;
      EdgeIndex edge = graph_.FirstEdge(members[head]);
      for (const NodeIndex next : graph_.Dependents(members[head])) {
        const bool may_fail = graph_.Probability(edge++).high > 0;
        if (!may_fail || is_met[next] || !is_felt_[next]) continue;
        is_met[next] = true;
        members.push_back(next);
      }
    }
    members.erase(members.begin());
    // Components are numbered from the last dependent back. A touchpoint leads nowhere here, so it
    // is in no circle and follows those that lead to it.
    const auto key = [this](NodeIndex one) {
      return std::tuple(~components_.Of(one), static_cast<bool>(is_touchpoint_[one]), one);
    };
    std::sort(members.begin(), members.end(),
              [&](NodeIndex a, NodeIndex b) { return key(a) < key(b); });
    return members;
  }

  [[nodiscard]] uint32_t LastTouchpoint(std::span<const NodeIndex> members) const {
    auto last = static_cast<uint32_t>(members.size());
    while (!is_touchpoint_[members[--last]]) {
    }
    return last;
  }

  // Those members as a block. The node itself is degraded, so what it brings about is a leak.
  [[nodiscard]] internal::FrontierBlock BlockOf(NodeIndex node, std::span<const NodeIndex> members,
                                                bool takes_low, bool& is_known) const {
    constexpr uint32_t kOutside = 0xFFFFFFFFU;
    std::vector<uint32_t> local(graph_.node_count(), kOutside);
    for (uint32_t i = 0; i < members.size(); ++i) local[members[i]] = i;
    internal::FrontierBlock block;
    block.value.assign(members.size(), 0);
    uint32_t touchpoint_before = kOutside;
    for (uint32_t i = 0; i < members.size(); ++i) {
      const std::span<const NodeIndex> from = graph_.Prerequisites(members[i]);
      const std::span<const EdgeIndex> edges = graph_.PrerequisiteEdges(members[i]);
      double leak = 0;
      for (size_t at = 0; at < from.size(); ++at) {
        const Bracket chance = graph_.Probability(edges[at]);
        if (chance.high == 0 || is_touchpoint_[from[at]]) continue;
        if (from[at] != node && local[from[at]] == kOutside) continue;
        // Rows of known probability that were merged differ by rounding alone.
        const bool is_one = chance.Width() < 1e-15;
        is_known = is_known && is_one;
        const double taken = takes_low || is_one ? chance.low : chance.high;
        if (from[at] == node) {
          leak = internal::Either(leak, taken);
        } else {
          block.in.push_back({local[from[at]], taken});
        }
      }
      if (is_touchpoint_[members[i]]) {
        if (touchpoint_before != kOutside) block.in.push_back({touchpoint_before, 1});
        touchpoint_before = i;
      }
      block.leak.push_back(std::min(leak, 1.0));
      block.in_begin.push_back(static_cast<uint32_t>(block.in.size()));
    }
    for (uint32_t begin = 0; begin < members.size();) {
      uint32_t end = begin + 1;
      while (end < members.size() && !is_touchpoint_[members[begin]] &&
             !is_touchpoint_[members[end]] &&
             components_.Of(members[end]) == components_.Of(members[begin])) {
        ++end;
      }
      if (end - begin > 1) block.circles.emplace_back(begin, end);
      begin = end;
    }
    return block;
  }

  const Graph& graph_;
  const Components& components_;
  ReachLimits limits_;
  std::vector<bool> is_touchpoint_;
  std::vector<bool> is_felt_;  // Leads to a touchpoint, or is one.
};

}  // namespace readiness::risk
