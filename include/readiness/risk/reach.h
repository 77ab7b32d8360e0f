// readiness/risk/reach.h: how many other nodes a failure can reach: of one node, or of all.
//
// Cost:    Count is one breadth-first search, O(what it reaches); the marks are kept between calls,
//          so counting for a few nodes of a large graph costs no more than what they reach. 8 bytes
//          a node. CountAllDownstream: linear where each circular component has one dependent at
//          most, as on chains and trees; else a search each, or sweeps of 512 bits, whichever
//          ends within the limits. Believed to be quadratic in the worst case.
// Threads: one counter a thread; the graph may be shared and must outlive it.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"

namespace readiness::risk {

class DownstreamCounter {
 public:
  explicit DownstreamCounter(const Graph& graph)
      : graph_(graph), seen_in_(graph.node_count(), kNever) {}

  // How many other nodes can be reached from `node` along the edges (prerequisite to dependent).
  [[nodiscard]] size_t Count(NodeIndex node) { return Downstream(node).size(); }

  // Those nodes, nearest first; nodes equally near in the order in which they are met. Valid until
  // the next call.
  [[nodiscard]] std::span<const NodeIndex> Downstream(NodeIndex node) {
    if (++search_ == kNever) {  // Every number has been used: start over.
      std::fill(seen_in_.begin(), seen_in_.end(), kNever);
      search_ = kNever + 1;
    }
    reached_.assign(1, node);
    seen_in_[node] = search_;
    for (size_t head = 0; head < reached_.size(); ++head) {
      for (const NodeIndex next : graph_.Dependents(reached_[head])) {
        if (seen_in_[next] == search_) continue;
        seen_in_[next] = search_;
        reached_.push_back(next);
      }
    }
    return std::span<const NodeIndex>(reached_).subspan(1);
  }

 private:
  static constexpr uint32_t kNever = 0;

  const Graph& graph_;
  std::vector<uint32_t> seen_in_;  // The last search that met each node.
  uint32_t search_ = kNever;
  std::vector<NodeIndex> reached_;
};

struct CountLimits {
  // The most edges that searches may follow; where sweeps are affordable, a twentieth of it.
  uint64_t most_visits = 400'000'000;
  // The most components and edges between them, times sweeps.
  uint64_t most_sweep_steps = 100'000'000;
};

// How many other nodes can be reached from each node; empty where that is beyond the limits.
[[nodiscard]] std::vector<uint32_t> CountAllDownstream(const Graph& graph,
                                                       const Components& components,
                                                       const CountLimits& limits = {});

namespace internal {

// Counts by component: its members reach the same.
class AllDownstream {
 public:
  AllDownstream(const Graph& graph, const Components& components)
      : components_(components), reached_(components.count(), 0) {
    std::vector<uint32_t> added_by(components.count(), kNone);
    for (uint32_t component = 0; component < components.count(); ++component) {
      for (const NodeIndex node : components.Members(component)) {
        for (const NodeIndex next : graph.Dependents(node)) {
          const uint32_t other = components.Of(next);
          if (other == component || added_by[other] == component) continue;
          added_by[other] = component;
          after_.push_back(other);
        }
      }
      begin_.push_back(after_.size());
    }
  }

  // Whether all could be counted.
  [[nodiscard]] bool Count(const CountLimits& limits) {
    constexpr uint64_t kShareBeforeSweeps = 20;
    const uint64_t sweeps = (reached_.size() + kBits - 1) / kBits;
    const bool can_sweep = sweeps * (reached_.size() + after_.size()) <= limits.most_sweep_steps;
    if (Search(can_sweep ? limits.most_visits / kShareBeforeSweeps : limits.most_visits)) {
      return true;
    }
    if (can_sweep) Sweep();
    return can_sweep;
  }
  // The nodes that a component reaches, its own among them.
  [[nodiscard]] uint64_t Reached(uint32_t component) const { return reached_[component]; }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFFU;
  static constexpr size_t kWords = 8;
  static constexpr size_t kBits = 64 * kWords;
  using Set = std::array<uint64_t, kWords>;

  [[nodiscard]] std::span<const uint32_t> After(uint32_t component) const {
    return std::span<const uint32_t>(after_).subspan(begin_[component],
                                                     begin_[component + 1] - begin_[component]);
  }

  // Dependents come first, so that what one reaches is known where it is all that another does.
  [[nodiscard]] bool Search(uint64_t visits_left) {
    std::vector<uint32_t> seen_by(reached_.size(), kNone);
    std::vector<uint32_t> queue;
    for (uint32_t component = 0; component < reached_.size(); ++component) {
      reached_[component] = components_.Size(component);
      const std::span<const uint32_t> after = After(component);
      if (after.size() <= 1) {
        if (!after.empty()) reached_[component] += reached_[after.front()];
        continue;
      }
      queue.assign(1, component);
      seen_by[component] = component;
      for (size_t head = 0; head < queue.size(); ++head) {
        for (const uint32_t next : After(queue[head])) {
          if (visits_left-- == 0) return false;
          if (seen_by[next] == component) continue;
          seen_by[next] = component;
          reached_[component] += components_.Size(next);
          queue.push_back(next);
        }
      }
    }
    return true;
  }

  // 512 components at a time: which others reach them, one bit each.
  void Sweep() {
    std::vector<Set> sets(reached_.size());
    std::fill(reached_.begin(), reached_.end(), 0);
    for (size_t first = 0; first < reached_.size(); first += kBits) {
      const size_t last = std::min(first + kBits, reached_.size());
      Set circular{};  // Those that are more than one node.
      for (size_t i = first; i < last; ++i) {
        if (components_.Size(static_cast<uint32_t>(i)) == 1) continue;
        circular[(i - first) / 64] |= uint64_t{1} << ((i - first) % 64);
      }
      // No component before `first` reaches one from there on: dependents come first.
      for (size_t component = first; component < reached_.size(); ++component) {
        Set& set = sets[component];
        set = {};
        if (component < last) {
          set[(component - first) / 64] |= uint64_t{1} << ((component - first) % 64);
        }
        for (const uint32_t next : After(static_cast<uint32_t>(component))) {
          if (next < first) continue;
          for (size_t word = 0; word < kWords; ++word) set[word] |= sets[next][word];
        }
        for (size_t word = 0; word < kWords; ++word) {
          reached_[component] += static_cast<uint64_t>(std::popcount(set[word]));
          for (uint64_t rest = set[word] & circular[word]; rest != 0; rest &= rest - 1) {
            const size_t at = first + 64 * word + static_cast<size_t>(std::countr_zero(rest));
            reached_[component] += components_.Size(static_cast<uint32_t>(at)) - 1;
          }
        }
      }
    }
  }

  const Components& components_;
  std::vector<uint64_t> reached_;
  std::vector<size_t> begin_ = {0};
  std::vector<uint32_t> after_;  // The components that depend on each, once each.
};

}  // namespace internal

inline std::vector<uint32_t> CountAllDownstream(const Graph& graph, const Components& components,
                                                const CountLimits& limits) {
  internal::AllDownstream all(graph, components);
  if (!all.Count(limits)) return {};
  std::vector<uint32_t> counts(graph.node_count());
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    counts[node] = static_cast<uint32_t>(all.Reached(components.Of(node)) - 1);
  }
  return counts;
}

}  // namespace readiness::risk
