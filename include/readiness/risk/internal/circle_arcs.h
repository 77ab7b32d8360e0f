// readiness/risk/internal/circle_arcs.h: the arcs between the members of one circular component, by
// both ends, for each the arc that leads straight back, and an order of the members in which most
// arcs lead to one that came before.
//
// What a bound carries round a component leaves out the way straight back (non-backtracking
// messages): a path that comes to a place twice says nothing new. Carried in that order, one round
// passes most of a long way at once.
//
// Cost: O(m log d) for m arcs, of which a member has d; no recursion.
// Threads: const after it is made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace readiness::risk::internal {

class CircleArcs {
 public:
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

  // `arcs`: with members `from` and `to`, from 0, in the order of `to`; no two of the same ends.
  template <typename Arcs>
  CircleArcs(size_t size, const Arcs& arcs)
      : in_begin_(size + 1, 0), out_begin_(size + 1, 0), back_(arcs.size(), kNone) {
    for (const auto& arc : arcs) {
      ++in_begin_[arc.to + 1];
      ++out_begin_[arc.from + 1];
    }
    std::partial_sum(in_begin_.begin(), in_begin_.end(), in_begin_.begin());
    std::partial_sum(out_begin_.begin(), out_begin_.end(), out_begin_.begin());
    std::vector<uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
    out_.resize(arcs.size());
    for (uint32_t i = 0; i < arcs.size(); ++i) out_[next[arcs[i].from]++] = i;
    for (uint32_t i = 0; i < arcs.size(); ++i) {
      const std::span<const uint32_t> outs = Outs(arcs[i].to);
      const auto found =
          std::lower_bound(outs.begin(), outs.end(), arcs[i].from,
                           [&arcs](uint32_t out, uint32_t to) { return arcs[out].to < to; });
      if (found != outs.end() && arcs[*found].to == arcs[i].from) back_[i] = *found;
    }
    SetOrder(arcs);
  }

  // The members, most before those from which an arc leads to them.
  [[nodiscard]] std::span<const uint32_t> order() const { return order_; }
  // The arcs into a member are those from InBegin(member) up to, not with, InBegin(member + 1).
  [[nodiscard]] uint32_t InBegin(uint32_t member) const { return in_begin_[member]; }

  // The arcs out of a member, in the order of where they lead.
  [[nodiscard]] std::span<const uint32_t> Outs(uint32_t member) const {
    return std::span<const uint32_t>(out_).subspan(out_begin_[member],
                                                   out_begin_[member + 1] - out_begin_[member]);
  }
  // The arc from where `arc` leads to where it begins; kNone: there is none.
  [[nodiscard]] uint32_t Back(uint32_t arc) const { return back_[arc]; }

 private:
  // A member is put down when a walk in depth leaves it.
  template <typename Arcs>
  void SetOrder(const Arcs& arcs) {
    const auto size = static_cast<uint32_t>(out_begin_.size() - 1);
    order_.reserve(size);
    std::vector<uint8_t> is_met(size, 0);
    std::vector<uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
    std::vector<uint32_t> walk;
    for (uint32_t root = 0; root < size; ++root) {
      if (is_met[root] != 0) continue;
      is_met[root] = 1;
      walk.push_back(root);
      while (!walk.empty()) {
        const uint32_t member = walk.back();
        if (next[member] == out_begin_[member + 1]) {
          order_.push_back(member);
          walk.pop_back();
          continue;
        }
        const uint32_t to = arcs[out_[next[member]++]].to;
        if (is_met[to] != 0) continue;
        is_met[to] = 1;
        walk.push_back(to);
      }
    }
  }

  std::vector<uint32_t> in_begin_;
  std::vector<uint32_t> out_begin_;
  std::vector<uint32_t> out_;
  std::vector<uint32_t> back_;
  std::vector<uint32_t> order_;
};

}  // namespace readiness::risk::internal
