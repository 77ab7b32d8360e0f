// readiness/risk/internal/frontier_planner.h: in which order to take the nodes of a block so that
// few are in hand at a time.
//
// Tried are the order of the nodes, and greedy ones, which differ in how they break ties. A greedy
// order makes the move after which the frontier is narrowest: `tell` takes all dependents of a
// settled node, or of one that waits for nothing, so that it can leave; `ask` takes a unit whose
// prerequisites are all settled or wait for nothing. Of equal ones, in a small block, it makes the
// one that takes nodes with most neighbours behind it, then one by a hash of the seed. The best of
// few orders is far narrower than one, and the cost is exponential in what that saves.
//
// Cost: O((n + m) log n) an order; a dozen orders for a small block, two for a large one.
// Threads: const after they are made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/id_hash.h"

namespace readiness::risk::internal {

// One greedy order.
class GreedyFrontier {
 public:
  // Seed 0: ties by number alone, which a large block can afford.
  GreedyFrontier(const FrontierBlock& block, const FrontierShape& shape, uint32_t most_width,
                 double most_work, uint64_t seed)
      : block_(block),
        shape_(shape),
        seed_(seed),
        walk_(block, shape, most_width, most_work, *this),
        missing_(shape.units().size(), 0),
        told_(block.size(), 0),
        asked_(shape.units().size(), 0),
        tell_(block.size(), 0),
        ask_(block.size(), 0),
        open_(block.size(), 0),
        is_noted_(2 * size_t{block.size()}, 0) {
    for (uint32_t node = 0; node < block.size(); ++node) {
      open_[node] = static_cast<int32_t>(block.in_begin[node + 1] - block.in_begin[node] +
                                         shape.Outs(node).size());
    }
    for (uint32_t node = 0; node < block.size(); ++node) {
      for (const auto [to, arc] : shape.Outs(node)) {
        if (shape.UnitOf(to) != shape.UnitOf(node) && !IsSource(node)) ++missing_[shape.UnitOf(to)];
      }
    }
    for (uint32_t node = 0; node < block.size(); ++node) {
      Renew(node);
      asked_[shape.UnitOf(node)] += walk_.WaitsOut(node) == 0 ? 0 : 1;
    }
    for (uint32_t node = 0; node < block.size(); ++node) NoteTell(node);
    for (uint32_t unit = 0; unit < shape.units().size(); ++unit) NoteAsk(unit);
    for (Offer(); !moves_.empty() && !walk_.has_stopped(); Offer()) {
      const Move move = moves_.top();
      moves_.pop();
      const uint32_t at = move.id / 2;
      if (move.id % 2 == 0) {
        if (CanTell(at) && told_[at] - (walk_.IsTaken(at) ? 1 : 0) == move.growth) Tell(at);
      } else if (CanAsk(at) && asked_[at] == move.growth) {
        Ask(at);
      }
    }
    // What stands alone tells nobody and asks nobody.
    for (uint32_t unit = 0; unit < shape.units().size() && !walk_.has_stopped(); ++unit) {
      if (!walk_.IsTaken(shape.units()[unit].begin)) walk_.Take(unit);
    }
  }

  // The plan; nothing of use where it is not one of the whole block.
  [[nodiscard]] FrontierPlan& plan() { return walk_.plan(); }
  [[nodiscard]] bool is_complete() const { return walk_.is_complete(); }

  // What the walk tells.
  void Taken(uint32_t node) {
    for (const FrontierBlock::In& in : block_.Ins(node)) open_[in.from] -= 2;
    for (const auto [to, arc] : shape_.Outs(node)) open_[to] -= 2;
    Renew(node);
    NoteTell(node);
  }
  void Settled(uint32_t node) {
    if (!IsSource(node)) {
      for (const auto [to, arc] : shape_.Outs(node)) {
        const uint32_t unit = shape_.UnitOf(to);
        if (unit != shape_.UnitOf(node) && --missing_[unit] == 0) NoteAsk(unit);
      }
    }
    Renew(node);
    NoteTell(node);
  }
  void Applied(uint32_t from, uint32_t to) {
    told_[from] -= tell_[to];
    Renew(from);
    Renew(to);
    NoteTell(from);
  }

 private:
  struct Move {
    int32_t growth = 0;
    int32_t opened = 0;  // Neighbours of what it takes: those not taken less those taken.
    uint64_t tie = 0;
    uint32_t id = 0;  // 2 * node to tell, 2 * unit + 1 to ask.
    [[nodiscard]] bool operator<(const Move& other) const {  // The least first.
      return std::tie(growth, opened, tie, id) >
             std::tie(other.growth, other.opened, other.tie, other.id);
    }
  };
  // Telling a node of a circle is left to asking.
  static constexpr int32_t kNever = 1 << 20;

  [[nodiscard]] bool IsSingle(uint32_t node) const {
    return shape_.units()[shape_.UnitOf(node)].size() == 1;
  }
  [[nodiscard]] bool IsSource(uint32_t node) const {
    return block_.in_begin[node] == block_.in_begin[node + 1];
  }
  [[nodiscard]] bool CanTell(uint32_t node) const {
    if (walk_.WaitsOut(node) == 0 || told_[node] >= kNever) return false;
    return walk_.IsTaken(node) ? walk_.IsSettled(node) : IsSource(node);
  }
  [[nodiscard]] bool CanAsk(uint32_t unit) const {
    const uint32_t begin = shape_.units()[unit].begin;
    return missing_[unit] == 0 && !walk_.IsTaken(begin) && !IsSource(begin);
  }
  // Moves that may have changed are noted, and offered once when the move in hand is made.
  void Note(uint32_t id) {
    if (is_noted_[id] != 0) return;
    is_noted_[id] = 1;
    noted_.push_back(id);
  }
  void NoteTell(uint32_t node) { Note(2 * node); }
  void NoteAsk(uint32_t unit) { Note(2 * unit + 1); }
  void Offer() {
    for (const uint32_t id : noted_) {
      is_noted_[id] = 0;
      const uint32_t at = id / 2;
      if (id % 2 == 0 ? !CanTell(at) : !CanAsk(at)) continue;
      const int32_t growth = id % 2 == 0 ? told_[at] - (walk_.IsTaken(at) ? 1 : 0) : asked_[at];
      moves_.push({growth, seed_ == 0 ? 0 : Opened(id), seed_ == 0 ? id : MixBits(seed_ + id), id});
    }
    noted_.clear();
  }
  [[nodiscard]] int32_t Opened(uint32_t id) const {
    const uint32_t at = id / 2;
    int32_t opened = 0;
    const auto add = [&](uint32_t node) { opened += walk_.IsTaken(node) ? 0 : open_[node]; };
    if (id % 2 == 0) {
      add(at);
      for (const auto [to, arc] : shape_.Outs(at)) add(to);
      return opened;
    }
    for (uint32_t node = shape_.units()[at].begin; node < shape_.units()[at].end; ++node) {
      add(node);
      for (const FrontierBlock::In& in : block_.Ins(node)) add(in.from);
    }
    return opened;
  }

  // Reckons anew what a node adds to moves: as a dependent that would be taken, to those that tell;
  // as a prerequisite, to those that ask.
  void Renew(uint32_t node) {
    int32_t tell = walk_.IsTaken(node) ? 0 : 1;
    if (!IsSingle(node)) {
      tell = kNever;
    } else if (walk_.WaitsIn(node) == 1 && walk_.WaitsOut(node) == 0) {
      --tell;
    }
    if (const int32_t more = tell - tell_[node]; more != 0) {
      tell_[node] = tell;
      for (uint32_t arc = block_.in_begin[node]; arc < block_.in_begin[node + 1]; ++arc) {
        const uint32_t from = block_.in[arc].from;
        if (walk_.IsApplied(arc) || shape_.UnitOf(from) == shape_.UnitOf(node)) continue;
        told_[from] += more;
        NoteTell(from);
      }
    }
    int32_t ask = 0;
    if (walk_.IsTaken(node)) {
      ask = walk_.WaitsOut(node) == 1 ? -1 : 0;
    } else if (IsSource(node)) {
      ask = walk_.WaitsOut(node) > 1 ? 1 : 0;
    }
    if (const int32_t more = ask - ask_[node]; more != 0) {
      ask_[node] = ask;
      for (const auto [to, arc] : shape_.Outs(node)) {
        const uint32_t unit = shape_.UnitOf(to);
        if (walk_.IsApplied(arc) || unit == shape_.UnitOf(node)) continue;
        asked_[unit] += more;
        NoteAsk(unit);
      }
    }
  }

  void Tell(uint32_t node) {
    if (!walk_.IsTaken(node)) walk_.Take(shape_.UnitOf(node));
    // Those that leave at once, then the others.
    for (const bool is_leaf : {true, false}) {
      for (const auto [to, arc] : shape_.Outs(node)) {
        if (walk_.has_stopped()) return;
        if (walk_.IsTaken(to)) continue;
        if (is_leaf && (walk_.WaitsIn(to) != 1 || walk_.WaitsOut(to) != 0)) continue;
        walk_.Take(shape_.UnitOf(to));
      }
    }
  }
  void Ask(uint32_t unit) {
    const auto [begin, end] = shape_.units()[unit];
    for (uint32_t node = begin; node < end; ++node) {
      for (const FrontierBlock::In& in : block_.Ins(node)) {
        if (shape_.UnitOf(in.from) == unit || walk_.IsTaken(in.from)) continue;
        walk_.Take(shape_.UnitOf(in.from));
        if (walk_.has_stopped()) return;
      }
    }
    walk_.Take(unit);
  }

  const FrontierBlock& block_;
  const FrontierShape& shape_;
  uint64_t seed_;
  FrontierWalk<GreedyFrontier> walk_;
  std::vector<uint32_t> missing_;  // By unit: prerequisites neither settled nor sources, by arc.
  std::vector<int32_t> told_;      // By node: by how much the frontier grows when it tells,
  std::vector<int32_t> asked_;     // by unit: when it is asked;
  std::vector<int32_t> tell_;      // by node: what it adds to each of the two.
  std::vector<int32_t> ask_;
  std::vector<int32_t> open_;  // Its neighbours that are not taken less those that are.
  std::priority_queue<Move> moves_;
  std::vector<uint32_t> noted_;
  std::vector<uint8_t> is_noted_;
};

class FrontierPlanner {
 public:
  explicit FrontierPlanner(const FrontierBlock& block) : block_(block), shape_(block) {}

  // The cheapest of the plans that are tried; nothing where all pass a limit.
  [[nodiscard]] std::optional<FrontierPlan> Plan(uint32_t most_width, double most_work) const {
    std::optional<FrontierPlan> best = InOrder(most_width, most_work);
    const bool is_small = block_.size() <= kSmallBlock;
    // A plan that costs no more than finding it did is good enough.
    const double enough = (is_small ? 512.0 : 2048.0) * static_cast<double>(block_.size());
    const uint64_t orders = is_small ? kMostOrders : 1;
    for (uint64_t tried = 1; tried <= orders; ++tried) {
      if (best.has_value() ? best->work <= enough * static_cast<double>(tried)
                           : tried > kPatience) {
        break;
      }
      GreedyFrontier greedy(block_, shape_, most_width, best.has_value() ? best->work : most_work,
                            is_small ? tried : 0);
      if (greedy.is_complete()) best = std::move(greedy.plan());
    }
    return best;
  }

 private:
  static constexpr uint32_t kSmallBlock = 512;
  static constexpr uint64_t kMostOrders = 12;
  static constexpr uint64_t kPatience = 4;  // Orders without a plan before it gives up.

  struct Unwatched {
    void Taken(uint32_t /*node*/) {}
    void Settled(uint32_t /*node*/) {}
    void Applied(uint32_t /*from*/, uint32_t /*to*/) {}
  };

  [[nodiscard]] std::optional<FrontierPlan> InOrder(uint32_t most_width, double most_work) const {
    Unwatched unwatched;
    FrontierWalk<Unwatched> walk(block_, shape_, most_width, most_work, unwatched);
    for (uint32_t unit = 0; unit < shape_.units().size() && !walk.has_stopped(); ++unit) {
      walk.Take(unit);
    }
    if (!walk.is_complete()) return std::nullopt;
    return std::move(walk.plan());
  }

  const FrontierBlock& block_;
  FrontierShape shape_;
};

}  // namespace readiness::risk::internal
