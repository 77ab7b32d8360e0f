// readiness/risk/unlock_order.h: in which order to decide, so that most work can start soonest.
//
// Step by step, the decision that unlocks most effort for an hour of its owner's time, given that
// those before it are taken; ties by the order of the graph, which is by id. What it unlocks is the
// effort of the nodes that wait for it alone by then (blocked_work.h).
//
// Units:   effort and hours in owner-hours.
// Cost:    O((N + M) |D| / 512) to begin with, then O(what is downstream) a step and a heap entry
//          for each rise of a decision's gain.
// Threads: values only.
// Errors:  InvalidArgument or NotFound, rule work/effort, work/decisions or work/hours.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/blocking_search.h"
#include "readiness/risk/internal/blocking_sets.h"

namespace readiness::risk {

// One step: the decision, and the effort that can start once it is taken too.
struct UnlockStep {
  NodeIndex decision = kNoNode;
  double unlocked = 0;

  friend bool operator==(const UnlockStep&, const UnlockStep&) = default;
};

// The first `most_steps` of the order. `hours[i]`, above 0, is the owner's time that unresolved[i]
// takes; `effort` by node.
[[nodiscard]] absl::StatusOr<std::vector<UnlockStep>> OrderByUnlockedEffort(
    const Graph& graph, const Components& components, std::span<const NodeIndex> unresolved,
    std::span<const double> effort, std::span<const double> hours, size_t most_steps = SIZE_MAX);

namespace internal {

// What still waits, while decisions are taken one by one.
class Unlocking {
 public:
  Unlocking(const Graph& graph, const Components& components, std::span<const NodeIndex> unresolved,
            std::span<const double> effort)
      : graph_(graph),
        components_(components),
        unresolved_(unresolved),
        efforts_(EffortByComponent(components, effort)),
        count_(components.count(), 0),
        mark_(components.count(), 0),
        gain_(unresolved.size(), 0),
        seen_by_(components.count(), kNoNode) {
    const auto take = [&](uint32_t component, std::span<const uint32_t> found) {
      count_[component] = static_cast<uint32_t>(found.size());
      for (const uint32_t i : found) mark_[component] ^= i;
    };
    if (!SearchBlockingSets(graph, components, unresolved, take)) SweepBlockingSets();
    for (size_t component = count_.size(); component-- > 0;) {
      if (count_[component] == 1) gain_[mark_[component]] += efforts_[component];
    }
  }

  // The effort that waits for `decision` alone.
  [[nodiscard]] double Gain(uint32_t decision) const { return gain_[decision]; }

  // Takes `decision`; calls risen(other) whenever more waits for another alone.
  template <typename Risen>
  void Take(uint32_t decision, Risen risen) {
    queue_.assign(1, components_.Of(unresolved_[decision]));
    seen_by_[queue_.front()] = decision;
    for (size_t head = 0; head < queue_.size(); ++head) {
      const uint32_t component = queue_[head];
      mark_[component] ^= decision;
      if (--count_[component] == 1 && efforts_[component] > 0) {
        gain_[mark_[component]] += efforts_[component];
        risen(mark_[component]);
      }
      for (const NodeIndex node : components_.Members(component)) {
        for (const NodeIndex next : graph_.Dependents(node)) {
          const uint32_t other = components_.Of(next);
          if (seen_by_[other] == decision) continue;
          seen_by_[other] = decision;
          queue_.push_back(other);
        }
      }
    }
  }

 private:
  void SweepBlockingSets() {
    count_.assign(count_.size(), 0);
    mark_.assign(mark_.size(), 0);
    WithSweep(graph_, components_, unresolved_.size(), [&](auto& sweep) {
      ForEachSweep(sweep, components_, unresolved_, [&](const auto& filled, size_t first) {
        for (size_t component = 0; component < count_.size(); ++component) {
          filled.ForEach(component, [&](size_t i) {
            ++count_[component];
            mark_[component] ^= static_cast<uint32_t>(first + i);
          });
        }
      });
    });
  }

  const Graph& graph_;
  const Components& components_;
  std::span<const NodeIndex> unresolved_;
  std::vector<double> efforts_;
  std::vector<uint32_t> count_;  // How many decisions each component still waits for,
  std::vector<uint32_t> mark_;   // and the exclusive or of their places: the place of the last one.
  std::vector<double> gain_;
  std::vector<uint32_t> seen_by_;  // The last decision whose downstream held each component.
  std::vector<uint32_t> queue_;
};

}  // namespace internal

inline absl::StatusOr<std::vector<UnlockStep>> OrderByUnlockedEffort(
    const Graph& graph, const Components& components, std::span<const NodeIndex> unresolved,
    std::span<const double> effort, std::span<const double> hours, size_t most_steps) {
  READINESS_RETURN_IF_ERROR(internal::CheckEffort(graph, effort));
  READINESS_RETURN_IF_ERROR(internal::CheckDecisions(graph, unresolved));
  if (hours.size() != unresolved.size()) {
    return base::Invalid("work/hours", base::Cat(hours.size(), " owner-hours for ",
                                                 unresolved.size(), " decisions; give one each"));
  }
  for (size_t i = 0; i < hours.size(); ++i) {
    if (!(hours[i] > 0 && std::isfinite(hours[i]))) {
      return base::Invalid("work/hours",
                           base::Cat("decision \"", graph.Id(unresolved[i]),
                                     "\": owner-hours must be above 0 and finite, got ", hours[i]));
    }
  }

  struct Entry {
    double gain_per_hour;
    NodeIndex node;
    uint32_t decision;
    bool operator<(const Entry& other) const {
      if (gain_per_hour != other.gain_per_hour) return gain_per_hour < other.gain_per_hour;
      return node > other.node;
    }
  };
  internal::Unlocking unlocking(graph, components, unresolved, effort);
  std::priority_queue<Entry> queue;
  const auto offer = [&](uint32_t decision) {
    queue.push({unlocking.Gain(decision) / hours[decision], unresolved[decision], decision});
  };
  for (uint32_t decision = 0; decision < unresolved.size(); ++decision) offer(decision);

  std::vector<bool> is_taken(unresolved.size(), false);
  std::vector<UnlockStep> steps;
  while (!queue.empty() && steps.size() < most_steps) {
    const uint32_t decision = queue.top().decision;
    queue.pop();
    // Gains only rise while a decision waits, so its newest entry comes up first.
    if (is_taken[decision]) continue;
    is_taken[decision] = true;
    steps.push_back({unresolved[decision], unlocking.Gain(decision)});
    unlocking.Take(decision, offer);
  }
  return steps;
}

}  // namespace readiness::risk
