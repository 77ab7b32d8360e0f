// readiness/risk/internal/blocking_sets.h: which unresolved decisions each piece of work waits for,
// many decisions at a time, one bit each.
//
// A(v), the unresolved ancestors of v with v itself, is the same for all members of a component, so
// the sweep runs over components, prerequisites first, and a set is the union of those before it. A
// sweep carries 64 * kWords decisions; several sweeps carry any number.
//
// Cost: O(N + M) a sweep; 8 * kWords bytes a component for the sweep in hand.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"

namespace readiness::risk::internal {

// One row of bits for each component, for the decisions first, first + 1, ... of the list.
template <size_t kWords>
class BlockingSweep {
 public:
  static constexpr size_t kDecisions = 64 * kWords;

  BlockingSweep(const Graph& graph, const Components& components) : sets_(components.count()) {
    // The components before each one, found once and used by every sweep.
    begin_.reserve(components.count() + 1);
    for (uint32_t component = 0; component < components.count(); ++component) {
      const size_t first = before_.size();
      for (const NodeIndex node : components.Members(component)) {
        for (const NodeIndex prerequisite : graph.Prerequisites(node)) {
          const uint32_t other = components.Of(prerequisite);
          if (other != component) before_.push_back(other);
        }
      }
      if (components.IsCircular(component)) {
        std::sort(before_.begin() + static_cast<std::ptrdiff_t>(first), before_.end());
        before_.erase(
            std::unique(before_.begin() + static_cast<std::ptrdiff_t>(first), before_.end()),
            before_.end());
      }
      begin_.push_back(before_.size());
    }
  }

  // Fills the sets for `decisions`, at most kDecisions of them.
  void Run(const Components& components, std::span<const NodeIndex> decisions) {
    std::fill(sets_.begin(), sets_.end(), Set{});
    for (size_t i = 0; i < decisions.size(); ++i) {
      sets_[components.Of(decisions[i])][i / 64] |= uint64_t{1} << (i % 64);
    }
    for (size_t component = sets_.size(); component-- > 0;) {
      Set& set = sets_[component];
      for (size_t i = begin_[component]; i < begin_[component + 1]; ++i) {
        const Set& other = sets_[before_[i]];
        for (size_t word = 0; word < kWords; ++word) set[word] |= other[word];
      }
    }
  }

  // Calls visit(i) for each decision of the sweep that blocks `component`, in order.
  template <typename Visit>
  void ForEach(size_t component, Visit visit) const {
    for (size_t word = 0; word < kWords; ++word) {
      for (uint64_t rest = sets_[component][word]; rest != 0; rest &= rest - 1) {
        visit(word * 64 + static_cast<size_t>(std::countr_zero(rest)));
      }
    }
  }

 private:
  using Set = std::array<uint64_t, kWords>;
  std::vector<Set> sets_;
  std::vector<size_t> begin_ = {0};
  std::vector<uint32_t> before_;
};

// Calls each_sweep(sweep, first) once for every kDecisions decisions, with the sweep filled.
template <size_t kWords, typename EachSweep>
void ForEachSweep(BlockingSweep<kWords>& sweep, const Components& components,
                  std::span<const NodeIndex> decisions, EachSweep each_sweep) {
  constexpr size_t kDecisions = BlockingSweep<kWords>::kDecisions;
  for (size_t first = 0; first < decisions.size(); first += kDecisions) {
    sweep.Run(components, decisions.subspan(first, std::min(kDecisions, decisions.size() - first)));
    each_sweep(sweep, first);
  }
}

// Calls use(sweep) with the narrowest sweep that carries `decision_count` at once, up to 512.
template <typename Use>
void WithSweep(const Graph& graph, const Components& components, size_t decision_count, Use use) {
  if (decision_count <= 64) {
    BlockingSweep<1> sweep(graph, components);
    use(sweep);
  } else if (decision_count <= 256) {
    BlockingSweep<4> sweep(graph, components);
    use(sweep);
  } else {
    BlockingSweep<8> sweep(graph, components);
    use(sweep);
  }
}

// The effort of each component: the sum over its members, in order.
[[nodiscard]] inline std::vector<double> EffortByComponent(const Components& components,
                                                           std::span<const double> effort) {
  std::vector<double> sums(components.count(), 0);
  for (uint32_t component = 0; component < components.count(); ++component) {
    for (const NodeIndex node : components.Members(component)) sums[component] += effort[node];
  }
  return sums;
}

// The greatest effort of one node, in owner-hours: sums over any graph stay finite.
inline constexpr double kMostEffort = 1e15;

// Checks that `effort` holds one number from 0 to kMostEffort for each node.
[[nodiscard]] inline absl::Status CheckEffort(const Graph& graph, std::span<const double> effort) {
  if (effort.size() != graph.node_count()) {
    return base::Invalid("work/effort", base::Cat(effort.size(), " efforts for ",
                                                  graph.node_count(), " nodes; give one a node"));
  }
  for (NodeIndex node = 0; node < effort.size(); ++node) {
    if (!(effort[node] >= 0 && effort[node] <= kMostEffort)) {
      return base::Invalid("work/effort",
                           base::Cat("node \"", graph.Id(node),
                                     "\": effort must be from 0 to 1e15, got ", effort[node]));
    }
  }
  return absl::OkStatus();
}

// Checks that each decision is a node of the graph and stands in the list once.
[[nodiscard]] inline absl::Status CheckDecisions(const Graph& graph,
                                                 std::span<const NodeIndex> decisions) {
  std::vector<bool> is_listed(graph.node_count(), false);
  for (size_t i = 0; i < decisions.size(); ++i) {
    if (decisions[i] >= graph.node_count()) {
      return base::Unknown("work/decisions",
                           base::Cat("decision ", i + 1, ": index ", decisions[i], " of ",
                                     graph.node_count(), " nodes; take it from Graph::Find"));
    }
    if (is_listed[decisions[i]]) {
      return base::Invalid("work/decisions",
                           base::Cat("decision ", i + 1, ": \"", graph.Id(decisions[i]),
                                     "\" is listed twice; list it once"));
    }
    is_listed[decisions[i]] = true;
  }
  return absl::OkStatus();
}

}  // namespace readiness::risk::internal
