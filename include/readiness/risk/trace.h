// readiness/risk/trace.h: the way from a node to the customers who would feel it, edge by edge.
//
// A trace is a shortest path along the direction of failure. Its edges name the rows from which
// they were made (Graph::Rows), and so what the caller knows about each: the metric to which a
// dependency is tied and the checkpoint at which it is looked at (R26).
//
// Cost:    one breadth-first search, O(N + M) at most, and the length of what is returned.
// Threads: values only.
// Errors:  DescribeTrace: InvalidArgument, rule trace/labels, where a row has no label.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/graph.h"

namespace readiness::risk {

// A path: nodes.front() is where it starts, nodes.back() a touchpoint; edges[i] runs from nodes[i]
// to nodes[i + 1]. Where it starts at a touchpoint it has one node and no edge.
struct Trace {
  std::vector<NodeIndex> nodes;
  std::vector<EdgeIndex> edges;

  [[nodiscard]] NodeIndex touchpoint() const { return nodes.back(); }
  [[nodiscard]] size_t hops() const { return edges.size(); }

  friend bool operator==(const Trace&, const Trace&) = default;
};

// A shortest path from `from` to each of `touchpoints` that it reaches, fewest hops first, ties by
// touchpoint; at most `most_traces`, so 1 gives the nearest. Of equally short paths to one
// touchpoint it is the one whose nodes come first.
[[nodiscard]] std::vector<Trace> TraceToTouchpoints(const Graph& graph, NodeIndex from,
                                                    std::span<const NodeIndex> touchpoints,
                                                    size_t most_traces = SIZE_MAX);

// What the caller knows about one row of edges; views of the caller's text.
struct EdgeLabel {
  std::string_view metric;
  std::string_view checkpoint;

  friend bool operator==(const EdgeLabel&, const EdgeLabel&) = default;
};

// One edge of a trace in words: ids, and the label of each row that made it.
struct TraceStep {
  std::string_view prerequisite;
  std::string_view dependent;
  std::vector<EdgeLabel> labels;

  friend bool operator==(const TraceStep&, const TraceStep&) = default;
};

// The edges of a trace in words, in order. `labels` has one element for each row of edges from
// which the graph was built. The views live as long as the graph and the labels.
[[nodiscard]] absl::StatusOr<std::vector<TraceStep>> DescribeTrace(
    const Graph& graph, const Trace& trace, std::span<const EdgeLabel> labels);

inline std::vector<Trace> TraceToTouchpoints(const Graph& graph, NodeIndex from,
                                             std::span<const NodeIndex> touchpoints,
                                             size_t most_traces) {
  std::vector<bool> is_touchpoint(graph.node_count(), false);
  for (const NodeIndex node : touchpoints) is_touchpoint[node] = true;

  // Breadth-first with dependents in order: nodes of one level are met in the order of their first
  // paths, and the first path that meets a node is the one whose nodes come first.
  struct Arrival {
    NodeIndex from = kNoNode;
    EdgeIndex edge = kNoEdge;
  };
  std::vector<Arrival> arrival(graph.node_count());
  std::vector<NodeIndex> level = {from};
  std::vector<NodeIndex> next_level;
  std::vector<NodeIndex> felt;
  arrival[from].from = from;
  while (!level.empty() && felt.size() < most_traces) {
    const size_t felt_before = felt.size();
    next_level.clear();
    for (const NodeIndex node : level) {
      if (is_touchpoint[node]) felt.push_back(node);
      EdgeIndex edge = graph.FirstEdge(node);
      for (const NodeIndex next : graph.Dependents(node)) {
        if (arrival[next].from == kNoNode) {
          arrival[next] = {node, edge};
          next_level.push_back(next);
        }
        ++edge;
      }
    }
    std::sort(felt.begin() + static_cast<std::ptrdiff_t>(felt_before), felt.end());
    std::swap(level, next_level);
  }
  if (felt.size() > most_traces) felt.resize(most_traces);

  std::vector<Trace> traces;
  traces.reserve(felt.size());
  for (const NodeIndex touchpoint : felt) {
    Trace trace;
    for (NodeIndex node = touchpoint; node != from; node = arrival[node].from) {
      trace.nodes.push_back(node);
      trace.edges.push_back(arrival[node].edge);
    }
    trace.nodes.push_back(from);
    std::reverse(trace.nodes.begin(), trace.nodes.end());
    std::reverse(trace.edges.begin(), trace.edges.end());
    traces.push_back(std::move(trace));
  }
  return traces;
}

inline absl::StatusOr<std::vector<TraceStep>> DescribeTrace(const Graph& graph, const Trace& trace,
                                                            std::span<const EdgeLabel> labels) {
  std::vector<TraceStep> steps;
  steps.reserve(trace.edges.size());
  for (size_t i = 0; i < trace.edges.size(); ++i) {
    TraceStep step{graph.Id(trace.nodes[i]), graph.Id(trace.nodes[i + 1]), {}};
    for (const uint32_t row : graph.Rows(trace.edges[i])) {
      if (row >= labels.size()) {
        return base::Invalid("trace/labels",
                             base::Cat("edge row ", row + size_t{1}, " has no label; ",
                                       labels.size(), " were given; give one for each row"));
      }
      step.labels.push_back(labels[row]);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace readiness::risk
