// readiness/risk/internal/reach_bracket.h: a certified bracket of E(u), the probability that a
// failure of u reaches any touchpoint, when every edge is on or off on its own.
//
// Upper end, from dependents to prerequisites: U(u) = 1 - PROD(1 - w U(v)) over the edges u -> v.
// It is a bound because events that only help are positively associated (Harris 1960), and because
// v's way on never needs an edge into v. In a circular component U starts from 1 - PROD(1 - w U(v))
// over the edges that leave the component, one of which every way out must use, and is then lowered
// by the same formula for a bounded number of sweeps: each step maps a bound to a bound. Lower end:
// the same product over dependents whose ways on share no edge with anything else (they and all
// after them have one prerequisite), and beside it the best single one of the others. So it is
// never below the best path, and both ends agree on a forest. Inside a circular component: the best
// w * low(v), carried as in max_product.h. Every operation is rounded outward.
//
// Cost: O(N + M), times the sweeps inside circular components.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/max_product.h"
#include "readiness/risk/internal/rounding.h"

namespace readiness::risk::internal {

class ReachBounds {
 public:
  ReachBounds(const Graph& graph, const Components& components,
              const std::vector<bool>& is_touchpoint, const std::vector<uint32_t>& hops,
              int most_sweeps)
      : graph_(graph),
        components_(components),
        is_touchpoint_(is_touchpoint),
        hops_(hops),
        most_sweeps_(most_sweeps),
        low_(graph.node_count()),
        high_(graph.node_count(), 0),
        stands_apart_(is_touchpoint) {
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      if (is_touchpoint[node]) low_.probability[node] = high_[node] = 1;
    }
  }

  // Computes both ends for every node.
  void Run() {
    for (uint32_t component = 0; component < components_.count(); ++component) {
      for (const NodeIndex node : components_.Members(component)) {
        if (!is_touchpoint_[node]) low_.probability[node] = LowThroughOthers(node, component);
      }
      if (components_.IsCircular(component)) {
        SettleCircle(
            graph_, components_, component,
            [this](EdgeIndex edge) { return graph_.Probability(edge).low; }, MultiplyDown, low_);
        LowerHighEnds(component);
      } else {
        const NodeIndex node = components_.Members(component).front();
        if (!is_touchpoint_[node]) {
          high_[node] = HighThroughDependents(node);
          stands_apart_[node] = StandsApart(node);
        }
      }
    }
  }

  [[nodiscard]] Bracket Of(NodeIndex node) const { return {low_.probability[node], high_[node]}; }

 private:
  // Whether the ways on from `node` use edges that no other node's ways use. A touchpoint is where
  // ways end, so it is always apart.
  [[nodiscard]] bool StandsApart(NodeIndex node) const {
    if (graph_.Prerequisites(node).size() > 1) return false;
    const std::span<const NodeIndex> dependents = graph_.Dependents(node);
    return std::all_of(dependents.begin(), dependents.end(),
                       [this](NodeIndex next) { return stands_apart_[next] || high_[next] == 0; });
  }

  // A lower bound from the edges of `node` that end at a touchpoint or leave its component.
  [[nodiscard]] double LowThroughOthers(NodeIndex node, uint32_t component) const {
    double apart = 0;
    double best = 0;
    EdgeIndex edge = graph_.FirstEdge(node);
    for (const NodeIndex next : graph_.Dependents(node)) {
      if (components_.Of(next) != component || is_touchpoint_[next]) {
        const double chance = MultiplyDown(graph_.Probability(edge).low, low_.probability[next]);
        if (stands_apart_[next]) {
          apart = EitherDown(apart, chance);
        } else {
          best = std::max(best, chance);
        }
      }
      ++edge;
    }
    return EitherDown(apart, best);
  }

  [[nodiscard]] double HighThroughDependents(NodeIndex node) const {
    double high = 0;
    EdgeIndex edge = graph_.FirstEdge(node);
    for (const NodeIndex next : graph_.Dependents(node)) {
      high = EitherUp(high, MultiplyUp(graph_.Probability(edge).high, high_[next]));
      ++edge;
    }
    return high;
  }

  void LowerHighEnds(uint32_t component) {
    // A member without hops has no way to a touchpoint; the others are visited nearest first, since
    // what changes comes from there.
    std::vector<NodeIndex> order;
    for (const NodeIndex node : components_.Members(component)) {
      if (!is_touchpoint_[node]) order.push_back(node);
    }
    std::stable_sort(order.begin(), order.end(),
                     [this](NodeIndex a, NodeIndex b) { return hops_[a] < hops_[b]; });
    double way_out = 0;
    for (const NodeIndex node : order) {
      EdgeIndex edge = graph_.FirstEdge(node);
      for (const NodeIndex next : graph_.Dependents(node)) {
        if (components_.Of(next) != component || is_touchpoint_[next]) {
          way_out = EitherUp(way_out, MultiplyUp(graph_.Probability(edge).high, high_[next]));
        }
        ++edge;
      }
    }
    for (const NodeIndex node : order) high_[node] = way_out;
    for (int sweep = 0; sweep < most_sweeps_; ++sweep) {
      double greatest_fall = 0;
      for (const NodeIndex node : order) {
        const double high = HighThroughDependents(node);
        if (high < high_[node]) {
          greatest_fall = std::max(greatest_fall, high_[node] - high);
          high_[node] = high;
        }
      }
      if (greatest_fall <= kFallWorthASweep) break;
    }
  }

  // Sweeps that lower nothing by more than this are not worth their cost.
  static constexpr double kFallWorthASweep = 1e-12;

  const Graph& graph_;
  const Components& components_;
  const std::vector<bool>& is_touchpoint_;
  const std::vector<uint32_t>& hops_;
  int most_sweeps_;
  BestPaths low_;
  std::vector<double> high_;
  std::vector<bool> stands_apart_;
};

}  // namespace readiness::risk::internal
