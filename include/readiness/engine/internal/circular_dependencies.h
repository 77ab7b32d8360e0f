// readiness/engine/internal/circular_dependencies.h: what waits for itself in a graph, as an answer
// shows it (R26).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/engine/ranking.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"

namespace readiness::engine::internal {

inline constexpr std::string_view kOfFailure = "failure";
inline constexpr std::string_view kOfWork = "work";

// Edges that the search for the shortest cycles may look at: some tens of milliseconds.
inline constexpr uint64_t kMostCircleVisits = 5'000'000;

[[nodiscard]] inline CircularDependency ShowCircle(const risk::Graph& graph,
                                                   const risk::Circle& circle,
                                                   std::string_view kind) {
  CircularDependency shown;
  shown.kind = kind;
  for (const risk::NodeIndex node : circle.members) shown.members.emplace_back(graph.Id(node));
  // Told the other way round than circles are found: along the edges.
  for (const risk::NodeIndex node : circle.shortest) {
    shown.shortest_cycle.emplace_back(graph.Id(node));
  }
  if (!shown.shortest_cycle.empty()) {
    std::reverse(shown.shortest_cycle.begin() + 1, shown.shortest_cycle.end());
  }
  shown.is_shortest = circle.is_shortest;
  return shown;
}

// Those of a graph, the largest first, then by the first member.
[[nodiscard]] inline std::vector<CircularDependency> FindCircularDependencies(
    const risk::Graph& graph, const risk::Components& components, std::string_view kind) {
  std::vector<CircularDependency> found;
  for (const risk::Circle& circle : risk::FindCircles(graph, components, kMostCircleVisits)) {
    found.push_back(ShowCircle(graph, circle, kind));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const CircularDependency& a, const CircularDependency& b) {
                     return a.members.size() > b.members.size();
                   });
  return found;
}

// How many members of a circle are named in a sentence.
inline constexpr size_t kNamedMembers = 10;

// "A waits for B waits for A", and where it has more members than these, who else is in it. Where
// the cycle is long its first members stand for it: the answer lists all of them.
[[nodiscard]] inline std::string WaitsText(const CircularDependency& circle) {
  const std::vector<std::string>& cycle = circle.shortest_cycle;
  std::string text;
  // Each is a prerequisite of the next, so each waits for the one before.
  const size_t named = std::min(cycle.size(), kNamedMembers);
  for (size_t i = 0; i < named; ++i) {
    text += base::Cat(cycle[i == 0 ? 0 : cycle.size() - i], " waits for ");
  }
  if (cycle.size() > named) text += base::Cat(cycle.size() - named, " more, which wait for ");
  if (!cycle.empty()) text += cycle.front();
  if (circle.members.size() <= cycle.size()) return text;
  text += base::Cat(" (", circle.members.size(), " wait for each other: ");
  for (size_t i = 0; i < std::min(circle.members.size(), kNamedMembers); ++i) {
    text += base::Cat(i == 0 ? "" : ", ", circle.members[i]);
  }
  if (circle.members.size() > kNamedMembers) {
    text += base::Cat(" and ", circle.members.size() - kNamedMembers, " more");
  }
  return text + ")";
}

}  // namespace readiness::engine::internal
