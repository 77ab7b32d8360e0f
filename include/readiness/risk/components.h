// readiness/risk/components.h: which nodes wait for each other in a circle, and the shortest circle
// of each such group.
//
// A component is a largest set of nodes each of which reaches every other (strongly connected). One
// of two or more nodes is a circular dependency: its work can never start. Components are numbered
// so that every edge between two of them runs from the higher number to the lower: counting up
// visits dependents before prerequisites, counting down the other way round.
//
// Cost:    FindComponents O(N + M) time, no recursion; 12 bytes a node kept.
//          FindCircles: a breadth-first search from each member, cut off at the shortest circle
//          known and at `most_visits` edges in all; where the budget ends first, is_shortest is
//          false.
// Threads: values only; const after they are made.
// Source:  Kahn (1962), doi:10.1145/368996.369025, for what waits for no circle; Tarjan (1972),
//          doi:10.1137/0201010, for the rest.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "readiness/base/large_array.h"
#include "readiness/risk/graph.h"

namespace readiness::risk {

class Components {
 public:
  [[nodiscard]] size_t count() const { return begin_.size() - 1; }
  // The component of a node.
  [[nodiscard]] uint32_t Of(NodeIndex node) const { return component_[node]; }
  // Its nodes, in order.
  [[nodiscard]] std::span<const NodeIndex> Members(uint32_t component) const {
    return std::span<const NodeIndex>(members_).subspan(begin_[component], Size(component));
  }
  [[nodiscard]] size_t Size(uint32_t component) const {
    return begin_[component + 1] - begin_[component];
  }
  [[nodiscard]] bool IsCircular(uint32_t component) const { return Size(component) > 1; }

  friend Components FindComponents(const Graph& graph);

 private:
  void AddCircled(const Graph& graph, std::span<const NodeIndex> placed);

  base::LargeArray<uint32_t> component_;
  base::LargeArray<uint32_t> begin_ = {0};
  base::LargeArray<NodeIndex> members_;
};

// The components of a graph.
[[nodiscard]] Components FindComponents(const Graph& graph);

// A circular dependency.
struct Circle {
  std::vector<NodeIndex> members;   // Every node of the component, in order.
  std::vector<NodeIndex> shortest;  // A shortest circle: each waits for the next, the last for the
                                    // first, which has the least index.
  bool is_shortest = true;          // False where the budget ended before all were compared.
};

// Every circular dependency of the graph, by its first member.
[[nodiscard]] std::vector<Circle> FindCircles(const Graph& graph, const Components& components,
                                              uint64_t most_visits = 50'000'000);

namespace internal {

// Whether every node comes before its dependents as the nodes are numbered.
[[nodiscard]] inline bool IsInOrder(const Graph& graph) {
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    const std::span<const NodeIndex> dependents = graph.Dependents(node);
    if (!dependents.empty() && dependents.front() < node) return false;
  }
  return true;
}

// The nodes that wait for no circle, prerequisites before dependents: those that wait for nothing,
// then those that wait for these alone, and so on.
[[nodiscard]] inline base::LargeArray<NodeIndex> OrderOfUncircled(const Graph& graph) {
  const auto node_count = static_cast<NodeIndex>(graph.node_count());
  base::LargeArray<NodeIndex> order(node_count + size_t{1});
  if (IsInOrder(graph)) {
    std::iota(order.begin(), order.end(), NodeIndex{0});
    order.pop_back();
    return order;
  }
  base::LargeArray<uint32_t> waits(node_count);  // For how many that have no place yet.
  NodeIndex end = 0;
  for (NodeIndex node = 0; node < node_count; ++node) {
    waits[node] = static_cast<uint32_t>(graph.Prerequisites(node).size());
    order[end] = node;
    end += waits[node] == 0 ? 1U : 0U;
  }
  // A node has its place before it is looked at, so that what is read of it can be fetched in
  // advance: where its dependents are, these, and for how many they wait; each as far ahead as the
  // nodes with a place allow.
  constexpr NodeIndex kAhead = 16;
  NodeIndex noted = 0;
  for (NodeIndex at = 0; at < end; ++at) {
    for (; noted < end && noted < at + 2 * kAhead; ++noted) graph.PrefetchFirstEdge(order[noted]);
    const NodeIndex ahead = std::min(kAhead, (end - at) / 2);
    graph.PrefetchDependents(order[at + ahead]);
    for (const NodeIndex next : graph.Dependents(order[at + ahead / 2])) {
      __builtin_prefetch(&waits[next], 1);
    }
    for (const NodeIndex next : graph.Dependents(order[at])) {
      // No branch: which prerequisite is the last cannot be foreseen.
      order[end] = next;
      end += --waits[next] == 0 ? 1U : 0U;
    }
  }
  order.resize(end);
  return order;
}

}  // namespace internal

// Gives their components to the nodes that `placed` does not have, which all lie in circles or
// behind them.
inline void Components::AddCircled(const Graph& graph, std::span<const NodeIndex> placed) {
  constexpr uint32_t kClosed = std::numeric_limits<uint32_t>::max();
  struct Visit {
    NodeIndex node;
    uint32_t least;         // The earliest open node that it is seen to reach.
    const NodeIndex* next;  // Which dependent to look at next.
    const NodeIndex* end;
  };
  const auto node_count = static_cast<NodeIndex>(graph.node_count());
  // What is read of a node wherever an edge leads to it, side by side: nodes come in any order.
  struct Seen {
    // In which order, from 1; 0 before, and kClosed once it has a component: then it is later than
    // all.
    uint32_t discovered;
    EdgeIndex first_edge;
  };
  base::LargeArray<Seen> seen(node_count + size_t{1});
  for (NodeIndex node = 0; node < node_count; ++node) seen[node] = {0, graph.FirstEdge(node)};
  seen[node_count] = {0, static_cast<EdgeIndex>(graph.edge_count())};
  for (const NodeIndex node : placed) seen[node].discovered = kClosed;
  const NodeIndex* const dependents = graph.AllDependents().data();
  base::LargeArray<NodeIndex> open;  // Visited and still without a component.
  base::LargeArray<Visit> visits;
  uint32_t last_discovered = 0;
  const auto enter = [&](NodeIndex node) {
    seen[node].discovered = ++last_discovered;
    open.push_back(node);
    const NodeIndex* const begin = dependents + seen[node].first_edge;
    const NodeIndex* const end = dependents + seen[node + 1].first_edge;
    for (const NodeIndex* next = begin; next != end; ++next) __builtin_prefetch(&seen[*next]);
    visits.push_back({node, last_discovered, begin, end});
  };
  const auto close = [&](NodeIndex root) {
    const auto component = static_cast<uint32_t>(count());
    const size_t first = members_.size();
    NodeIndex node = kNoNode;
    do {
      node = open.back();
      open.pop_back();
      component_[node] = component;
      seen[node].discovered = kClosed;
      members_.push_back(node);
    } while (node != root);
    std::sort(members_.begin() + static_cast<std::ptrdiff_t>(first), members_.end());
    begin_.push_back(static_cast<uint32_t>(members_.size()));
  };

  for (NodeIndex root = 0; root < node_count; ++root) {
    if (seen[root].discovered != 0) continue;
    enter(root);
    while (!visits.empty()) {
      Visit& visit = visits.back();
      if (visit.next != visit.end) {
        const NodeIndex next = *visit.next++;
        // The one after it is looked at later, and mostly entered then.
        if (visit.next != visit.end) {
          __builtin_prefetch(dependents + seen[*visit.next].first_edge);
        }
        if (const uint32_t discovered = seen[next].discovered; discovered == 0) {
          enter(next);
        } else {
          visit.least = std::min(visit.least, discovered);
        }
        continue;
      }
      const Visit done = visit;
      visits.pop_back();
      if (done.least == seen[done.node].discovered) {
        close(done.node);
      } else {
        visits.back().least = std::min(visits.back().least, done.least);
      }
    }
  }
}

inline Components FindComponents(const Graph& graph) {
  Components found;
  found.component_.resize(graph.node_count());
  found.members_.reserve(graph.node_count());
  found.begin_.reserve(graph.node_count() + 1);
  const base::LargeArray<NodeIndex> placed = internal::OrderOfUncircled(graph);
  if (placed.size() < graph.node_count()) found.AddCircled(graph, placed);
  for (size_t i = placed.size(); i-- > 0;) {
    found.component_[placed[i]] = static_cast<uint32_t>(found.count());
    found.members_.push_back(placed[i]);
    found.begin_.push_back(static_cast<uint32_t>(found.members_.size()));
  }
  return found;
}

namespace internal {

// Searches the shortest circle of one component through its members in order.
class CircleSearch {
 public:
  CircleSearch(const Graph& graph, const Components& components, uint64_t& visits_left)
      : graph_(graph),
        components_(components),
        visits_left_(visits_left),
        next_(graph.node_count(), kNoNode),
        reached_by_(graph.node_count(), kNoNode) {}

  [[nodiscard]] Circle Search(uint32_t component) {
    const std::span<const NodeIndex> members = components_.Members(component);
    Circle circle;
    circle.members.assign(members.begin(), members.end());
    for (const NodeIndex start : members) {
      if (circle.shortest.size() == 2) break;  // Nothing waits for itself: two is the least.
      // The first search is never cut off, so that there always is a circle to tell.
      if (visits_left_ == 0 && !circle.shortest.empty()) {
        circle.is_shortest = false;
        break;
      }
      SearchThrough(start, component, circle);
    }
    return circle;
  }

 private:
  // Circles through `start` alone: those through earlier members have been looked at, so only later
  // ones are entered, and `start` is the least node of what is found.
  void SearchThrough(NodeIndex start, uint32_t component, Circle& circle) {
    const bool is_first = circle.shortest.empty();
    const size_t longest = is_first ? graph_.node_count() : circle.shortest.size() - 1;
    queue_.assign(1, start);
    reached_by_[start] = start;
    size_t length = 1;  // Nodes on the way from `start` to those of the present level.
    size_t level_end = 1;
    for (size_t head = 0; head < queue_.size(); ++head) {
      if (head == level_end) {
        level_end = queue_.size();
        if (++length > longest) return;
      }
      const NodeIndex node = queue_[head];
      for (const NodeIndex prerequisite : graph_.Prerequisites(node)) {
        if (visits_left_ > 0) --visits_left_;
        if (prerequisite == start) {
          Tell(start, node, circle);
          return;
        }
        if (prerequisite < start || reached_by_[prerequisite] == start ||
            components_.Of(prerequisite) != component) {
          continue;
        }
        reached_by_[prerequisite] = start;
        next_[prerequisite] = node;
        queue_.push_back(prerequisite);
      }
      if (visits_left_ == 0 && !is_first) {
        circle.is_shortest = false;
        return;
      }
    }
  }

  void Tell(NodeIndex start, NodeIndex last, Circle& circle) {
    circle.shortest.clear();
    for (NodeIndex node = last; node != start; node = next_[node]) circle.shortest.push_back(node);
    circle.shortest.push_back(start);
    std::reverse(circle.shortest.begin(), circle.shortest.end());
  }

  const Graph& graph_;
  const Components& components_;
  uint64_t& visits_left_;
  std::vector<NodeIndex> next_;        // Who was reached before whom.
  std::vector<NodeIndex> reached_by_;  // In whose search a node was last reached.
  std::vector<NodeIndex> queue_;
};

}  // namespace internal

inline std::vector<Circle> FindCircles(const Graph& graph, const Components& components,
                                       uint64_t most_visits) {
  std::vector<Circle> circles;
  std::vector<uint32_t> circular;
  for (uint32_t component = 0; component < components.count(); ++component) {
    if (components.IsCircular(component)) circular.push_back(component);
  }
  if (circular.empty()) return circles;
  std::sort(circular.begin(), circular.end(), [&](uint32_t a, uint32_t b) {
    return components.Members(a).front() < components.Members(b).front();
  });
  uint64_t visits_left = most_visits;
  internal::CircleSearch search(graph, components, visits_left);
  for (const uint32_t component : circular) circles.push_back(search.Search(component));
  return circles;
}

}  // namespace readiness::risk
