// readiness/risk/blocked_work.h: how much work waits for each unresolved decision.
//
// A node's work can start when every decision among its ancestors, itself included, is resolved;
// A(v) is the set of those that are not. For each unresolved decision d
//   reach(d) = the effort of all v with d in A(v): what waits for it at all,
//   sole(d)  = the effort of all v with A(v) = {d}: what it alone would unblock,
//   share(d) = the sum of effort / |A(v)| over the v with d in A(v): its Shapley value in the game
//              of unblocking, so that the shares of all decisions add up to all blocked effort.
// The members of a circular dependency wait for each other, so they share one A.
//
// Units:   effort in owner-hours, from 0 to 1e15, one number a node; 0 for work that is done.
// Cost:    exact; O((N + M) |D| / 512) and one step for each pair (decision, component it blocks),
//          or, where there are many decisions and most work waits for few, the edges before each;
//          up to 80 bytes a node and 4 an edge while it runs.
// Threads: values only.
// Errors:  InvalidArgument or NotFound, rule work/effort or work/decisions, naming the node.
// Source:  Shapley (1953): an AND-join of k players is worth 1/k to each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/blocking_search.h"
#include "readiness/risk/internal/blocking_sets.h"

namespace readiness::risk {

// The work that waits for one decision.
struct DecisionWork {
  NodeIndex decision = kNoNode;
  double reach = 0;
  double sole = 0;
  double share = 0;

  friend bool operator==(const DecisionWork&, const DecisionWork&) = default;
};

struct BlockedWork {
  std::vector<DecisionWork> decisions;  // As listed by the caller.
  double total = 0;                     // All blocked effort: the sum of the shares.

  // The bottleneck: the decision for which most work waits, ties by id; nothing where no work
  // waits.
  [[nodiscard]] std::optional<NodeIndex> Bottleneck() const {
    const DecisionWork* most = nullptr;
    for (const DecisionWork& work : decisions) {
      if (work.reach == 0) continue;
      if (most == nullptr || work.reach > most->reach ||
          (work.reach == most->reach && work.decision < most->decision)) {
        most = &work;
      }
    }
    if (most == nullptr) return std::nullopt;
    return most->decision;
  }
};

// Measures what waits for each of the `unresolved` decisions. `effort` by node.
[[nodiscard]] inline absl::StatusOr<BlockedWork> MeasureBlockedWork(
    const Graph& graph, const Components& components, std::span<const NodeIndex> unresolved,
    std::span<const double> effort) {
  READINESS_RETURN_IF_ERROR(internal::CheckEffort(graph, effort));
  READINESS_RETURN_IF_ERROR(internal::CheckDecisions(graph, unresolved));
  BlockedWork work;
  work.decisions.resize(unresolved.size());
  for (size_t i = 0; i < unresolved.size(); ++i) work.decisions[i].decision = unresolved[i];

  const std::vector<double> efforts = internal::EffortByComponent(components, effort);
  // Sums are made in the same order either way, so that the answer has the same bits.
  const auto take = [&](uint32_t component, std::span<const uint32_t> found) {
    if (efforts[component] == 0 || found.empty()) return;
    const double part = efforts[component] / static_cast<double>(found.size());
    for (const uint32_t i : found) {
      work.decisions[i].reach += efforts[component];
      work.decisions[i].share += part;
    }
    work.total += efforts[component];
    if (found.size() == 1) work.decisions[found.front()].sole += efforts[component];
  };
  if (internal::SearchBlockingSets(graph, components, unresolved, take)) return work;
  work.total = 0;
  for (DecisionWork& one : work.decisions) one = {one.decision, 0, 0, 0};

  std::vector<uint32_t> count(components.count(), 0);
  std::vector<uint32_t> sole(components.count(), 0);  // The last decision seen in each set.
  internal::WithSweep(graph, components, unresolved.size(), [&](auto& sweep) {
    const auto measure = [&](const auto& filled, size_t first) {
      for (size_t component = efforts.size(); component-- > 0;) {
        if (efforts[component] == 0) continue;
        filled.ForEach(component, [&](size_t i) {
          work.decisions[first + i].reach += efforts[component];
          sole[component] = static_cast<uint32_t>(first + i);
          ++count[component];
        });
      }
    };
    const auto divide = [&](const auto& filled, size_t first) {
      for (size_t component = efforts.size(); component-- > 0;) {
        if (count[component] == 0) continue;
        const double part = efforts[component] / count[component];
        filled.ForEach(component, [&](size_t i) { work.decisions[first + i].share += part; });
      }
    };
    internal::ForEachSweep(sweep, components, unresolved, measure);
    if (unresolved.size() <= sweep.kDecisions) {
      divide(sweep, 0);  // The only sweep is still at hand.
    } else {
      internal::ForEachSweep(sweep, components, unresolved, divide);
    }
  });
  for (size_t component = efforts.size(); component-- > 0;) {
    if (count[component] == 0) continue;
    work.total += efforts[component];
    if (count[component] == 1) work.decisions[sole[component]].sole += efforts[component];
  }
  return work;
}

}  // namespace readiness::risk
