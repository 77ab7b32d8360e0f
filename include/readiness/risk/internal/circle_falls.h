// readiness/risk/internal/circle_falls.h: what the failure of a member of a circular component
// costs, from above and as one number that puts members in order, carried round the component
// against the arcs.
//
// A message along the arc u -> v speaks of v where no way goes back through u, so what it brings
// together is what a path, which meets no place twice, may meet: of u the bound is
//   G(u) = outer(u) + SUM w (1 - p_v) H(u -> v),
//   H(u -> v) = outer(v) + SUM over k but u of w (1 - p_k) H(v -> k),
// and of the chance to reach any touchpoint the same with 1 - PROD(1 - w H). Run from 0 for one
// round fewer than there are members it covers every path; where that is too much work it falls
// from what leaves the component in all, where every message is a bound at any time. No failure
// costs more than what leaves the component in all.
//
// The estimate takes ways for independent and what leaves the component in all for the most that
// can be lost: the share of it that is lost, combined as chances are. It keeps members in order
// where sums would pass all bounds.
//
// Cost:    O(m) a round, at most kMostSteps for all rounds, 32 where there are more.
// Threads: const after it is made.
// Source:  non-backtracking walks: Karrer, Newman and Zdeborova (2014),
//          doi:10.1103/PhysRevLett.113.208702; bounds by positive association, Harris (1960).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "readiness/risk/internal/circle_arcs.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

// What the failure of a member costs: of the members outside the component, or of all.
struct CircleFall {
  double high = 0;      // From above.
  double any = 0;       // The chance to reach any touchpoint, from above.
  double estimate = 0;  // For putting in order.
  friend bool operator==(const CircleFall&, const CircleFall&) = default;
};

// An arc between two members.
struct CircleFallArc {
  uint32_t from = 0;
  uint32_t to = 0;
  double high = 0;    // Its chance from above,
  double chance = 0;  // times that its end does not leak by itself.
  double newly = 0;   // That it is on and nothing else has degraded its end, from below.
};

class CircleFalls {
 public:
  // `outer`: by member, what it costs beside what the component carries. `arcs` by target, and
  // `ends` of them.
  // `total`: of all touchpoints; `place_count`: the additions that made it.
  CircleFalls(std::span<const CircleFall> outer, std::span<const CircleFallArc> arcs,
              const CircleArcs& ends, double total, size_t place_count)
      : outer_(outer),
        arcs_(arcs),
        ends_(ends),
        total_(total),
        place_count_(place_count),
        falls_(outer.begin(), outer.end()) {
    for (const CircleFall& one : outer) {
      all_ += one.high;
      any_ = Either(any_, one.any);
    }
    if (any_ == 0) return;  // No touchpoint is behind it.
    all_ = std::min(Raise(all_, outer.size()), Raise(total_, place_count_));
    any_ = RaiseWithinOne(any_, 4 * outer.size());
    Carry();
    for (uint32_t member = 0; member < outer.size(); ++member) {
      Gather(member);
      falls_[member] = Without(member, CircleArcs::kNone);
    }
  }

  // Of each member.
  [[nodiscard]] std::span<const CircleFall> falls() const { return falls_; }

 private:
  static constexpr size_t kMostSteps = 4'000'000;
  static constexpr size_t kMostFalls = 32;
  // A round that lowers or raises nothing by more than this share is not worth its cost.
  static constexpr double kWorthARound = 1e-9;

  void Carry() {
    const size_t rounds = outer_.size() - 1;
    const bool is_upward = rounds * arcs_.size() <= kMostSteps;
    const CircleFall start = is_upward ? CircleFall{} : CircleFall{all_, any_, 0};
    message_.assign(arcs_.size(), start);
    std::vector<CircleFall> next;
    for (size_t round = 0; round < (is_upward ? rounds : kMostFalls); ++round) {
      bool has_changed = false;
      if (is_upward) next = message_;
      for (const uint32_t member : ends_.order()) {
        Gather(member);
        // Along the arcs into the member; those without a way back are all alike.
        const CircleFall whole = Without(member, CircleArcs::kNone);
        for (uint32_t arc = ends_.InBegin(member); arc < ends_.InBegin(member + 1); ++arc) {
          const uint32_t back = ends_.Back(arc);
          CircleFall sent = back == CircleArcs::kNone ? whole : Without(member, back);
          const CircleFall before = message_[arc];
          if (is_upward) {
            has_changed = has_changed || sent != before;
          } else {
            sent.high = std::min(sent.high, before.high);
            sent.any = std::min(sent.any, before.any);
            has_changed = has_changed || before.high - sent.high > kWorthARound * before.high ||
                          before.any - sent.any > kWorthARound * before.any ||
                          sent.estimate - before.estimate > kWorthARound * sent.estimate;
          }
          (is_upward ? next : message_)[arc] = sent;
        }
      }
      // Each round is one step more of every path, and no path takes one twice.
      if (is_upward) std::swap(message_, next);
      // Upward nothing may be left out, but what no longer changes stays.
      if (!has_changed) break;
    }
  }

  // Sums the messages along the arcs out of a member from both sides, so that each can be left out.
  void Gather(uint32_t member) {
    const std::span<const uint32_t> outs = ends_.Outs(member);
    before_.resize(outs.size() + 1);
    after_.resize(outs.size() + 1);
    const CircleFall& outer = outer_[member];
    before_[0] = {outer.high, outer.any, all_ > 0 ? std::min(1.0, outer.estimate / all_) : 0};
    after_[outs.size()] = {};
    for (size_t i = 0; i < outs.size(); ++i) before_[i + 1] = Joined(before_[i], outs[i]);
    for (size_t i = outs.size(); i-- > 0;) after_[i] = Joined(after_[i + 1], outs[i]);
  }
  [[nodiscard]] CircleFall Joined(const CircleFall& sum, uint32_t arc) const {
    const CircleFallArc& over = arcs_[arc];
    const CircleFall& sent = message_[arc];
    return {over.chance > 0 && sent.high > 0 ? sum.high + over.chance * sent.high + kUnderflow
                                             : sum.high,
            Either(sum.any, over.high * sent.any),
            Either(sum.estimate, all_ > 0 ? over.newly * (sent.estimate / all_) : 0)};
  }
  // What was gathered, but for the arc `out`.
  [[nodiscard]] CircleFall Without(uint32_t member, uint32_t out) const {
    const std::span<const uint32_t> outs = ends_.Outs(member);
    CircleFall sum = before_.back();
    if (out != CircleArcs::kNone) {
      const auto at =
          static_cast<size_t>(std::lower_bound(outs.begin(), outs.end(), out) - outs.begin());
      sum = {before_[at].high + after_[at + 1].high, Either(before_[at].any, after_[at + 1].any),
             Either(before_[at].estimate, after_[at + 1].estimate)};
    }
    if (sum.any == 0) return {};
    const size_t count = 4 * outs.size() + 8;
    const double any = RaiseWithinOne(sum.any, count);
    return {std::min({Raise(sum.high, count), all_, Raise(any * total_, place_count_)}), any,
            sum.estimate * all_};
  }

  std::span<const CircleFall> outer_;
  std::span<const CircleFallArc> arcs_;
  const CircleArcs& ends_;
  double total_;
  size_t place_count_;
  double all_ = 0;  // What leaves the component, of all members together, from above,
  double any_ = 0;  // and the chance that anything does.
  std::vector<CircleFall> falls_;
  std::vector<CircleFall> message_;  // By arc.
  std::vector<CircleFall> before_;
  std::vector<CircleFall> after_;
};

}  // namespace readiness::risk::internal
