// readiness/risk/internal/exact_blocks.h: the network block by block, each by the cheapest method
// that is exact; what is beyond all of them is left to the bounds.
//
// One place: its leak and what its bridges bring. Certain arcs alone: certain_block.h. A frontier
// within the limits: frontier_solver.h, and where a circle is too large for it conditioned_block.h.
// A block is exact when it is solved and all that comes in is exact; its derivatives are exact when
// all blocks that its failure can reach are too.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/blocks.h"
#include "readiness/risk/internal/certain_block.h"
#include "readiness/risk/internal/conditioned_block.h"
#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/frontier_planner.h"
#include "readiness/risk/internal/frontier_solver.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

struct ExactLimits {
  uint32_t most_frontier = 0;
  double most_work = 0;
};

// How the blocks of a network are solved. Networks of the same places and arcs, whatever their
// leaks and values, may share one: each block is planned once, by the first that asks.
struct BlockPlans {
  explicit BlockPlans(const FailureNetwork& network)
      : blocks(network),
        is_planned(blocks.count(), 0),
        is_conditioned(blocks.count(), 0),
        plans(blocks.count()) {}

  Blocks blocks;
  std::vector<uint8_t> is_planned;
  std::vector<uint8_t> is_conditioned;                     // Solved by conditioned_block.h.
  std::vector<std::shared_ptr<const FrontierPlan>> plans;  // None: beyond the limits.
};

class ExactBlocks {
 public:
  // `plans` is borrowed; one thread at a time may use it.
  ExactBlocks(const FailureNetwork& network, const ExactLimits& limits, BlockPlans& plans)
      : network_(network),
        limits_(limits),
        plans_(plans),
        blocks_(plans.blocks),
        solved_(blocks_.count()),
        is_exact_(blocks_.count(), 0),
        has_exact_falls_(blocks_.count(), 1),
        degraded_(network.place_count(), 0),
        leak_(network.place_count(), 0),
        value_(network.place_count(), 0),
        fall_(network.place_count(), 0),
        by_arc_(network.arc_count(), kUnknown),
        local_(network.place_count(), 0) {
    for (uint32_t block = 0; block < blocks_.count(); ++block) SolveForward(block);
    for (Place place = 0; place < network.place_count(); ++place) {
      value_[place] = network.Value(place);
    }
  }

  [[nodiscard]] bool IsExact(Place place) const { return is_exact_[blocks_.Of(place)] != 0; }
  [[nodiscard]] bool are_all_exact() const {
    return std::all_of(is_exact_.begin(), is_exact_.end(), [](uint8_t is) { return is != 0; });
  }
  [[nodiscard]] double Degraded(Place place) const { return degraded_[place]; }
  [[nodiscard]] uint32_t widest_frontier() const { return widest_frontier_; }
  // The states that were visited.
  [[nodiscard]] double work() const { return work_; }

  // The pass back. matters(place): whether a failure that comes in at `place`, of a block that is
  // not exact, can cost anything.
  template <typename Matters>
  void Differentiate(Matters matters) {
    for (auto block = static_cast<uint32_t>(blocks_.count()); block-- > 0;) {
      if (is_exact_[block] == 0) has_exact_falls_[block] = 0;
      if (has_exact_falls_[block] != 0) SolveBackward(block);
      HandBack(block, matters);
    }
  }
  [[nodiscard]] bool IsFallExact(Place place) const {
    return has_exact_falls_[blocks_.Of(place)] != 0;
  }
  // dE/dp of the leak of a place.
  [[nodiscard]] double Birnbaum(Place place) const { return fall_[place]; }
  // dE/dw of an arc; nothing where it is not known exactly.
  [[nodiscard]] std::optional<double> ByArc(Arc arc) const {
    if (by_arc_[arc] == kUnknown) return std::nullopt;
    return by_arc_[arc];
  }

 private:
  static constexpr double kUnknown = -1;
  // A small block that waits for its pass back with what was written down on the way.
  struct Solved {
    explicit Solved(FrontierBlock given, const FrontierPlan& plan)
        : block(std::move(given)), solver(block, plan) {}
    FrontierBlock block;
    FrontierSolver solver;
  };
  static constexpr double kMostKept = 1 << 20;  // States of all that wait.
  // The most that settling arcs of circles may take in all: a tenth of a second, lost where it is
  // not enough.
  static constexpr double kMostConditioned = 1 << 22;

  [[nodiscard]] bool IsBridge(uint32_t block, Arc arc) const {
    return blocks_.Of(network_.From(arc)) != block;
  }

  void SolveForward(uint32_t block) {
    const std::span<const Place> members = blocks_.Members(block);
    bool is_known = true;
    size_t inner = 0;
    for (const Place place : members) {
      is_known = is_known && network_.Leak(place).IsExact();
      double leak = network_.Leak(place).low;
      for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
        is_known = is_known && network_.Low(arc) == network_.High(arc);
        if (!IsBridge(block, arc)) {
          ++inner;
          continue;
        }
        is_known = is_known && IsExact(network_.From(arc));
        leak = Either(leak, network_.Low(arc) * degraded_[network_.From(arc)]);
      }
      leak_[place] = std::min(leak, 1.0);
    }
    if (!is_known) return;
    if (inner == 0) {
      degraded_[members.front()] = leak_[members.front()];
      is_exact_[block] = 1;
      return;
    }
    FrontierBlock local = Localize(block);
    if (IsCertain(local)) {
      const auto steps = static_cast<size_t>(limits_.most_work);
      if (const auto degraded = CertainBlock(local).Degraded(steps); degraded.has_value()) {
        Take(block, *degraded);
        return;
      }
    }
    for (const auto& [begin, end] : local.circles) {
      if (end - begin <= CircleClosure::kMostMembers) continue;
      SolveConditioned(block, local);
      return;
    }
    const FrontierPlan* const plan = PlanOf(block, local);
    if (plan == nullptr || plan->work > limits_.most_work - work_) return;
    work_ += plan->work;
    widest_frontier_ = std::max(widest_frontier_, plan->width);
    if (work_ <= kMostKept) {
      solved_[block] = std::make_unique<Solved>(std::move(local), *plan);
      Take(block, solved_[block]->solver.Degraded());
    } else {
      Take(block, FrontierSolver(local, *plan).Degraded());
    }
  }

  void SolveConditioned(uint32_t block, const FrontierBlock& local) {
    if (plans_.is_planned[block] != 0 && plans_.is_conditioned[block] == 0) return;
    plans_.is_planned[block] = 1;
    ConditionedBlock conditioned(
        local, limits_.most_frontier,
        std::min(limits_.most_work - work_, kMostConditioned - conditioned_work_));
    const std::optional<std::vector<double>> degraded = conditioned.Degraded();
    work_ += conditioned.work();
    conditioned_work_ += conditioned.work();
    if (!degraded.has_value()) return;
    plans_.is_conditioned[block] = 1;
    widest_frontier_ = std::max(widest_frontier_, conditioned.width());
    Take(block, *degraded);
  }

  [[nodiscard]] const FrontierPlan* PlanOf(uint32_t block, const FrontierBlock& local) {
    if (plans_.is_planned[block] == 0) {
      plans_.is_planned[block] = 1;
      std::optional<FrontierPlan> plan =
          FrontierPlanner(local).Plan(limits_.most_frontier, limits_.most_work - work_);
      if (plan.has_value()) {
        plans_.plans[block] = std::make_shared<const FrontierPlan>(*std::move(plan));
      }
    }
    return plans_.plans[block].get();
  }

  void Take(uint32_t block, const std::vector<double>& degraded) {
    is_exact_[block] = 1;
    const std::span<const Place> members = blocks_.Members(block);
    for (size_t i = 0; i < members.size(); ++i) degraded_[members[i]] = degraded[i];
  }

  // The block by itself, with what comes in as leaks and what goes out as values.
  [[nodiscard]] FrontierBlock Localize(uint32_t block) {
    const std::span<const Place> members = blocks_.Members(block);
    for (uint32_t i = 0; i < members.size(); ++i) local_[members[i]] = i;
    FrontierBlock local;
    local.in_begin.reserve(members.size() + 1);
    for (const Place place : members) {
      local.leak.push_back(leak_[place]);
      local.value.push_back(value_[place]);
      for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
        if (IsBridge(block, arc)) continue;
        local.in.push_back({local_[network_.From(arc)], network_.Low(arc)});
      }
      local.in_begin.push_back(static_cast<uint32_t>(local.in.size()));
    }
    // A circle lies in one block, its members side by side.
    const std::span<const FailureNetwork::Circular> circles = network_.circular();
    auto circle = std::lower_bound(
        circles.begin(), circles.end(), members.front(),
        [](const FailureNetwork::Circular& one, Place place) { return one.begin < place; });
    for (; circle != circles.end() && circle->begin <= members.back(); ++circle) {
      if (blocks_.Of(circle->begin) != block) continue;
      local.circles.emplace_back(local_[circle->begin], local_[circle->end - 1] + 1);
    }
    return local;
  }

  void SolveBackward(uint32_t block) {
    const std::span<const Place> members = blocks_.Members(block);
    if (members.size() == 1) {
      fall_[members.front()] = value_[members.front()];
      return;
    }
    FrontierSolver::Derivatives derivatives;
    if (Solved* const solved = solved_[block].get(); solved != nullptr) {
      for (size_t i = 0; i < members.size(); ++i) solved->block.value[i] = value_[members[i]];
      derivatives = solved->solver.Differentiate();
      solved_[block].reset();
    } else {
      const FrontierBlock local = Localize(block);
      const bool is_conditioned = plans_.is_conditioned[block] != 0;
      if (!is_conditioned && IsCertain(local) && plans_.plans[block] == nullptr) {
        const std::vector<double> falls = CertainBlock(local).Differentiate();
        for (size_t i = 0; i < members.size(); ++i) fall_[members[i]] = falls[i];
        return;
      }
      derivatives = is_conditioned
                        ? ConditionedBlock(local, limits_.most_frontier, 0).Differentiate()
                        : FrontierSolver(local, *plans_.plans[block]).Differentiate();
    }
    size_t inner = 0;
    for (size_t i = 0; i < members.size(); ++i) {
      const Place place = members[i];
      fall_[place] = derivatives.by_leak[i];
      for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
        if (!IsBridge(block, arc)) by_arc_[arc] = derivatives.by_arc[inner++];
      }
    }
  }

  // Over each bridge into the block: what the degradation of its source is worth beyond, and the
  // derivative by the bridge; then what is left for the leak of the place itself.
  template <typename Matters>
  void HandBack(uint32_t block, Matters matters) {
    const bool is_exact = has_exact_falls_[block] != 0;
    for (const Place place : blocks_.Members(block)) {
      if (!is_exact) {
        if (!matters(place)) continue;
        for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
          if (IsBridge(block, arc)) has_exact_falls_[blocks_.Of(network_.From(arc))] = 0;
        }
        continue;
      }
      const double fall = fall_[place];
      bridges_.clear();
      for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
        if (IsBridge(block, arc)) bridges_.push_back(arc);
      }
      after_.assign(bridges_.size() + 1, 1);
      for (size_t i = bridges_.size(); i-- > 0;) {
        after_[i] =
            after_[i + 1] * (1 - network_.Low(bridges_[i]) * degraded_[network_.From(bridges_[i])]);
      }
      double before = 1 - network_.Leak(place).low;
      for (size_t i = 0; i < bridges_.size(); ++i) {
        const Place from = network_.From(bridges_[i]);
        const double chance = network_.Low(bridges_[i]);
        const double worth = fall * before * after_[i + 1];
        value_[from] += worth * chance;
        by_arc_[bridges_[i]] = worth * degraded_[from];
        before *= 1 - chance * degraded_[from];
      }
      fall_[place] = fall * after_[0];
    }
  }

  const FailureNetwork& network_;
  ExactLimits limits_;
  BlockPlans& plans_;
  const Blocks& blocks_;
  std::vector<std::unique_ptr<Solved>> solved_;  // By block.
  std::vector<uint8_t> is_exact_;
  std::vector<uint8_t> has_exact_falls_;
  std::vector<double> degraded_;
  std::vector<double> leak_;   // With what comes in over bridges.
  std::vector<double> value_;  // With what the degradation costs beyond bridges.
  std::vector<double> fall_;
  std::vector<double> by_arc_;
  std::vector<uint32_t> local_;
  std::vector<Arc> bridges_;
  std::vector<double> after_;
  double work_ = 0;
  double conditioned_work_ = 0;
  uint32_t widest_frontier_ = 0;
};

}  // namespace readiness::risk::internal
