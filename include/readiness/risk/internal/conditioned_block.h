// readiness/risk/internal/conditioned_block.h: a block with circular components that are too large
// for circle_closure.h, solved exactly by taking arcs of them for on and for off.
//
// Every number is linear in the chance w of an arc: w times what it is with the arc on, and 1 - w
// times what it is with it off. Arcs of a component are settled one after the other, each time the
// one without which the greatest circle that is left is smallest, until all circles are small
// enough for the frontier. An arc that is off breaks circles; members that arcs which are on lead
// round are degraded together, so they become one. A ring of n arcs takes n + 1 solutions of what
// is then no ring; a component whose members have few ways round takes few more.
//
// Cost: that of frontier_solver.h for each way to settle arcs, of which there are at most 2^arcs;
//       it gives up beyond `most_work` states, beyond kMostSolutions ways, or where a component has
//       over kMostArcs arcs.
// Source: the factoring theorem: Moskowitz (1958), doi:10.1109/TCE.1958.6372698.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "readiness/risk/internal/circle_closure.h"
#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/frontier_planner.h"
#include "readiness/risk/internal/frontier_solver.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

class ConditionedBlock {
 public:
  // The block is borrowed; its values may change between the two passes.
  ConditionedBlock(const FrontierBlock& block, uint32_t most_width, double most_work)
      : block_(block), most_width_(most_width), most_work_(most_work), state_(block.in.size()) {
    for (uint32_t to = 0; to < block.size(); ++to) {
      for (uint32_t arc = block.in_begin[to]; arc < block.in_begin[to + 1]; ++arc)
        to_.push_back(to);
    }
  }

  // The probability that each node is degraded; nothing where it is beyond the limits.
  [[nodiscard]] std::optional<std::vector<double>> Degraded() {
    if (!IsWorthATry()) return std::nullopt;
    std::vector<double> degraded(block_.size(), 0);
    if (!Settle(1, degraded, nullptr).has_value()) return std::nullopt;
    return degraded;
  }

  // The derivatives of SUM value * P(degraded); after Degraded had an answer.
  [[nodiscard]] FrontierSolver::Derivatives Differentiate() {
    FrontierSolver::Derivatives sums;
    sums.by_leak.assign(block_.size(), 0);
    sums.by_arc.assign(block_.in.size(), 0);
    work_ = 0;
    solution_count_ = 0;
    most_work_ = std::numeric_limits<double>::infinity();
    std::vector<double> unused;
    sums.expected = Settle(1, unused, &sums).value_or(0);
    return sums;
  }

  // The states that were visited, and as many for what else a solution takes.
  [[nodiscard]] double work() const { return work_; }
  // The widest frontier of them.
  [[nodiscard]] uint32_t width() const { return width_; }

 private:
  static constexpr uint32_t kMostArcs = 512;
  // Arcs beyond one a member: all components of up to 17 arcs have no more.
  static constexpr uint32_t kMostWaysRound = 8;
  static constexpr uint32_t kMostTried = 64;
  static constexpr uint32_t kMostSolutions = 512;
  // What a solution takes beside its states, for each node.
  static constexpr double kWorkEach = 64;
  enum State : uint8_t { kOpen, kOn, kOff };

  // Which nodes reach each other; numbered so that arcs between two parts lead from the lesser
  // number to the greater.
  struct Parts {
    std::vector<uint32_t> of;
    uint32_t count = 0;
  };

  // Whether every circle that is too large has few ways round: with many the ways to settle its
  // arcs are too many.
  [[nodiscard]] bool IsWorthATry() const {
    for (const auto& [begin, end] : block_.circles) {
      if (end - begin <= CircleClosure::kMostMembers) continue;
      uint32_t inner = 0;
      for (uint32_t arc = block_.in_begin[begin]; arc < block_.in_begin[end]; ++arc) {
        inner += block_.in[arc].from >= begin && block_.in[arc].from < end ? 1U : 0U;
      }
      if (inner > std::min(kMostArcs, end - begin + kMostWaysRound)) return false;
    }
    return true;
  }

  // Tarjan (1972), without recursion, over the arcs that may(arc) accepts.
  template <typename May>
  [[nodiscard]] Parts FindParts(May may) const {
    const uint32_t size = block_.size();
    constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
    Parts parts;
    parts.of.assign(size, kNone);
    std::vector<uint32_t> met(size, 0);
    std::vector<uint32_t> least(size, 0);
    std::vector<uint32_t> next(block_.in_begin.begin(), block_.in_begin.end() - 1);
    std::vector<uint32_t> open;
    std::vector<uint32_t> walk;
    uint32_t last = 0;
    // The walk goes against the arcs: what is closed first has nothing before it.
    for (uint32_t root = 0; root < size; ++root) {
      if (met[root] != 0) continue;
      walk.push_back(root);
      met[root] = least[root] = ++last;
      open.push_back(root);
      while (!walk.empty()) {
        const uint32_t node = walk.back();
        if (next[node] < block_.in_begin[node + 1]) {
          const uint32_t arc = next[node]++;
          const uint32_t from = block_.in[arc].from;
          if (!may(arc) || parts.of[from] != kNone) continue;
          if (met[from] == 0) {
            met[from] = least[from] = ++last;
            open.push_back(from);
            walk.push_back(from);
          } else {
            least[node] = std::min(least[node], met[from]);
          }
          continue;
        }
        walk.pop_back();
        if (!walk.empty()) least[walk.back()] = std::min(least[walk.back()], least[node]);
        if (least[node] != met[node]) continue;
        for (uint32_t member = kNone; member != node;) {
          member = open.back();
          open.pop_back();
          parts.of[member] = parts.count;
        }
        ++parts.count;
      }
    }
    return parts;
  }
  // Members that are one whatever else happens.
  [[nodiscard]] Parts FindGroups() const {
    return FindParts([this](uint32_t arc) { return state_[arc] == kOn; });
  }
  // Members that may depend on each other, but for `without`.
  [[nodiscard]] Parts FindCircles(uint32_t without) const {
    return FindParts(
        [this, without](uint32_t arc) { return arc != without && state_[arc] != kOff; });
  }

  // How many groups each circle holds, a group counted once.
  [[nodiscard]] static std::vector<uint32_t> SizesOf(const Parts& circles, const Parts& groups) {
    std::vector<uint32_t> sizes(circles.count, 0);
    std::vector<uint8_t> is_counted(groups.count, 0);
    for (size_t node = 0; node < circles.of.size(); ++node) {
      if (is_counted[groups.of[node]] != 0) continue;
      is_counted[groups.of[node]] = 1;
      ++sizes[circles.of[node]];
    }
    return sizes;
  }

  // The arc to settle next, of the greatest circle; nothing where all are small enough.
  [[nodiscard]] std::optional<uint32_t> NextArc(const Parts& groups, const Parts& circles) const {
    const std::vector<uint32_t> sizes = SizesOf(circles, groups);
    const auto greatest = std::max_element(sizes.begin(), sizes.end());
    if (greatest == sizes.end() || *greatest <= CircleClosure::kMostMembers) return std::nullopt;
    const auto circle = static_cast<uint32_t>(greatest - sizes.begin());
    std::vector<uint32_t> candidates;
    std::vector<uint32_t> into(groups.count, 0);
    for (uint32_t arc = 0; arc < state_.size(); ++arc) {
      const uint32_t from = block_.in[arc].from;
      if (circles.of[from] != circle || circles.of[to_[arc]] != circle) continue;
      if (state_[arc] == kOff || groups.of[from] == groups.of[to_[arc]]) continue;
      ++into[groups.of[to_[arc]]];
      if (state_[arc] == kOpen) candidates.push_back(arc);
    }
    uint32_t best = candidates.front();
    uint32_t least = std::numeric_limits<uint32_t>::max();
    for (const uint32_t arc : candidates) {
      uint32_t left = into[groups.of[to_[arc]]];  // Where few lead to, one arc breaks most.
      if (candidates.size() <= kMostTried) {
        const std::vector<uint32_t> then = SizesOf(FindCircles(arc), groups);
        left = *std::max_element(then.begin(), then.end());
      }
      if (left >= least) continue;
      least = left;
      best = arc;
    }
    return best;
  }

  // Adds to `degraded`, or to `sums`, `weight` times what is found with the arcs as they are
  // settled. The expected value; nothing where it is beyond the limits.
  [[nodiscard]] std::optional<double> Settle(double weight, std::vector<double>& degraded,
                                             FrontierSolver::Derivatives* sums) {
    const Parts groups = FindGroups();
    const Parts circles = FindCircles(std::numeric_limits<uint32_t>::max());
    const std::optional<uint32_t> arc = NextArc(groups, circles);
    if (!arc.has_value()) return Solve(groups, circles, weight, degraded, sums);
    const double chance = block_.in[*arc].chance;
    double expected[2] = {0, 0};
    for (const bool is_on : {false, true}) {
      // What cannot be is looked at too: the derivative by the arc hangs on it.
      state_[*arc] = is_on ? kOn : kOff;
      const std::optional<double> found =
          Settle(weight * (is_on ? chance : 1 - chance), degraded, sums);
      state_[*arc] = kOpen;
      if (!found.has_value()) return std::nullopt;
      expected[is_on ? 1 : 0] = *found;
    }
    if (sums != nullptr) sums->by_arc[*arc] += weight * (expected[1] - expected[0]);
    return chance * expected[1] + (1 - chance) * expected[0];
  }

  // Solves what is left once all circles are small.
  [[nodiscard]] std::optional<double> Solve(const Parts& groups, const Parts& circles,
                                            double weight, std::vector<double>& degraded,
                                            FrontierSolver::Derivatives* sums) {
    // Groups in the order of their circles, those without prerequisites first.
    std::vector<std::pair<uint32_t, uint32_t>> order;  // Circle and group.
    std::vector<uint32_t> place(groups.count, std::numeric_limits<uint32_t>::max());
    for (uint32_t node = 0; node < block_.size(); ++node) {
      if (place[groups.of[node]] == 0) continue;
      place[groups.of[node]] = 0;
      order.emplace_back(circles.of[node], groups.of[node]);
    }
    std::sort(order.begin(), order.end());
    std::vector<std::vector<uint32_t>> members(order.size());
    FrontierBlock local;
    for (uint32_t at = 0; at < order.size(); ++at) {
      place[order[at].second] = at;
      if (at > 0 && order[at].first == order[at - 1].first) {
        if (local.circles.empty() || local.circles.back().second != at) {
          local.circles.emplace_back(at - 1, at);
        }
        local.circles.back().second = at + 1;
      }
    }
    for (uint32_t node = 0; node < block_.size(); ++node) {
      members[place[groups.of[node]]].push_back(node);
    }
    // Arcs between the same two groups become one; into[i] are the arcs of the block for which
    // local.in[i] stands.
    std::vector<std::vector<uint32_t>> into;
    for (uint32_t at = 0; at < members.size(); ++at) {
      double leak = 0;
      double value = 0;
      for (const uint32_t node : members[at]) {
        leak = Either(leak, block_.leak[node]);
        value += block_.value[node];
        for (uint32_t arc = block_.in_begin[node]; arc < block_.in_begin[node + 1]; ++arc) {
          const uint32_t from = place[groups.of[block_.in[arc].from]];
          if (state_[arc] == kOff || from == at) continue;
          const auto begin = local.in.begin() + local.in_begin.back();
          const auto found = std::find_if(begin, local.in.end(),
                                          [from](const auto& in) { return in.from == from; });
          if (found == local.in.end()) {
            local.in.push_back({from, Chance(arc)});
            into.push_back({arc});
          } else {
            found->chance = std::min(1.0, Either(found->chance, Chance(arc)));
            into[static_cast<size_t>(found - local.in.begin())].push_back(arc);
          }
        }
      }
      local.leak.push_back(std::min(leak, 1.0));
      local.value.push_back(value);
      local.in_begin.push_back(static_cast<uint32_t>(local.in.size()));
    }
    work_ += kWorkEach * static_cast<double>(block_.size());
    if (work_ > most_work_ || ++solution_count_ > kMostSolutions) return std::nullopt;
    const std::optional<FrontierPlan> plan =
        FrontierPlanner(local).Plan(most_width_, most_work_ - work_);
    if (!plan.has_value()) return std::nullopt;
    work_ += plan->work;
    width_ = std::max(width_, plan->width);
    FrontierSolver solver(local, *plan);
    if (sums == nullptr) {
      const std::vector<double> found = solver.Degraded();
      for (uint32_t at = 0; at < members.size(); ++at) {
        for (const uint32_t node : members[at]) degraded[node] += weight * found[at];
      }
      return 0;
    }
    const FrontierSolver::Derivatives found = solver.Differentiate();
    // Of what several bring about together, each has what the others leave.
    const auto share = [weight](double by_all, const std::vector<uint32_t>& all, auto chance,
                                auto counts, std::vector<double>& by) {
      for (const uint32_t one : all) {
        if (!counts(one)) continue;
        double rest = weight * by_all;
        for (const uint32_t other : all) {
          if (other != one) rest *= 1 - chance(other);
        }
        by[one] += rest;
      }
    };
    const auto chance = [this](uint32_t arc) { return Chance(arc); };
    // By an arc that is settled, the one that settled it derives.
    const auto is_open = [this](uint32_t arc) { return state_[arc] == kOpen; };
    for (size_t i = 0; i < into.size(); ++i) {
      share(found.by_arc[i], into[i], chance, is_open, sums->by_arc);
    }
    const auto leak_of = [this](uint32_t node) { return block_.leak[node]; };
    for (uint32_t at = 0; at < members.size(); ++at) {
      share(
          found.by_leak[at], members[at], leak_of, [](uint32_t) { return true; }, sums->by_leak);
    }
    return found.expected;
  }

  [[nodiscard]] double Chance(uint32_t arc) const {
    return state_[arc] == kOn ? 1 : block_.in[arc].chance;
  }

  const FrontierBlock& block_;
  uint32_t most_width_;
  double most_work_;
  std::vector<uint8_t> state_;  // By arc.
  std::vector<uint32_t> to_;    // Where each arc leads.
  double work_ = 0;
  uint32_t solution_count_ = 0;
  uint32_t width_ = 0;
};

}  // namespace readiness::risk::internal
