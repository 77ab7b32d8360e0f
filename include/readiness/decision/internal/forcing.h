// readiness/decision/internal/forcing.h: verdict, certificate and resolution over a State.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "readiness/decision/internal/state.h"
#include "readiness/model/verdict.h"

namespace readiness::decision::internal {

struct LeafChange {
  int32_t leaf = 0;
  bool to_pass = false;
};

[[nodiscard]] inline model::Verdict JudgeGate(State& state) {
  const Network& net = state.network();
  if (state.musts() == Truth::kFalse) return model::Verdict::kNoGo;
  if (state.musts() == Truth::kTrue && state.shoulds() == Truth::kTrue) return model::Verdict::kGo;
  if (!net.has_mixed) return model::Verdict::kHold;
  bool is_valid = state.has_applicable_must();
  for (int32_t c = 0; c < static_cast<int32_t>(net.components.size()); ++c) {
    if (state.IsRefuted(c)) return model::Verdict::kNoGo;
    is_valid = is_valid && state.IsValid(c);
  }
  return is_valid ? model::Verdict::kGo : model::Verdict::kHold;
}

// A node is hollow where too few of its parts apply: it is UNKNOWN whatever they are. A leaf that
// does not apply and stands once, in a hollow node, is free as it is.
[[nodiscard]] inline bool IsInHollowNode(const State& state, int32_t leaf) {
  if (state.leaf(leaf) != LeafState::kNotApplicable) return false;
  const Network& net = state.network();
  const auto begin = static_cast<size_t>(net.first_occurrence[static_cast<size_t>(leaf)]);
  const auto end = static_cast<size_t>(net.first_occurrence[static_cast<size_t>(leaf) + 1]);
  if (end - begin != 1) return false;
  const int32_t n = net.occurrences[begin].node;
  const Node& node = net.nodes[static_cast<size_t>(n)];
  // The roots drop what does not apply.
  return node.parent >= 0 && state.counts(n).app < (node.op == Op::kAtLeast ? node.need : 1);
}

// Drops leaves, by setting each to UNKNOWN, in the order of `leaves`, as long as some component
// stays refuted; calls `keep(leaf, state)` for each that cannot be dropped.
template <typename Leaves, typename Keep>
void DropWhileRefuted(State& state, std::vector<uint8_t>& refuted, const Leaves& leaves,
                      Keep&& keep) {
  const Network& net = state.network();
  if (net.is_plain) {
    for (const int32_t leaf : leaves) {
      const LeafState was = state.leaf(leaf);
      if (was == LeafState::kUnknown || net.leaf_component[static_cast<size_t>(leaf)] < 0 ||
          IsInHollowNode(state, leaf)) {
        continue;
      }
      if (!state.TrySet(leaf, LeafState::kUnknown, State::Keep::kMustRoot)) keep(leaf, was);
    }
    return;
  }
  refuted.assign(net.components.size(), 0);
  int32_t refuted_count = 0;
  for (int32_t c = 0; c < static_cast<int32_t>(net.components.size()); ++c) {
    refuted[static_cast<size_t>(c)] = state.IsRefuted(c) ? 1 : 0;
    refuted_count += refuted[static_cast<size_t>(c)];
  }
  for (const int32_t leaf : leaves) {
    const LeafState was = state.leaf(leaf);
    const int32_t c = net.leaf_component[static_cast<size_t>(leaf)];
    if (was == LeafState::kUnknown || c < 0 || IsInHollowNode(state, leaf)) {
      continue;
    }
    auto& is_refuted = refuted[static_cast<size_t>(c)];
    state.Set(leaf, LeafState::kUnknown);
    if (is_refuted == 0) continue;
    if (state.IsRefuted(c)) continue;
    if (refuted_count > 1) {
      --refuted_count;
      is_refuted = 0;
      continue;
    }
    state.Set(leaf, was);
    keep(leaf, was);
  }
}

// Leaves that do not apply and stand in several places: there "comes to apply" (PASS or FAIL) does
// not cover "does not", so both are looked at, each in a state of its own.
inline constexpr size_t kMaxApartLeaves = 4;

inline void FindCertificateApart(const State& state, std::vector<State>& variants,
                                 const std::vector<int32_t>& several, model::Verdict verdict,
                                 std::vector<int32_t>& certificate, bool& is_minimal) {
  const Network& net = state.network();
  const size_t apart = std::min(several.size(), kMaxApartLeaves);
  is_minimal = several.size() <= kMaxApartLeaves;
  // In variant v a dropped leaf several[i] comes to apply where bit i is set.
  variants.assign(size_t{1} << apart, state);
  for (const int32_t leaf : net.order) {
    const LeafState was = state.leaf(leaf);
    const auto place =
        static_cast<size_t>(std::find(several.begin(), several.end(), leaf) - several.begin());
    if (was == LeafState::kUnknown || net.leaf_component[static_cast<size_t>(leaf)] < 0 ||
        (place == several.size() && IsInHollowNode(state, leaf))) {
      continue;
    }
    bool forces = place >= several.size() || place < apart;
    for (size_t v = 0; v < variants.size() && forces; ++v) {
      if (place < apart && (v >> place & 1U) == 0) continue;
      variants[v].Set(leaf, LeafState::kUnknown);
      forces = JudgeGate(variants[v]) == verdict;
    }
    if (forces) continue;
    for (State& variant : variants) variant.Set(leaf, was);
    certificate.push_back(leaf);
  }
  for (const State& variant : variants) is_minimal = is_minimal && variant.is_exact();
}

// The greedy certificate of a GO or NO_GO, in path order; changes the state. Returns whether it is
// surely minimal.
inline bool FindCertificate(State& state, std::vector<State>& variants, model::Verdict verdict,
                            std::vector<uint8_t>& scratch, std::vector<int32_t>& certificate) {
  const Network& net = state.network();
  if (!net.is_plain) {
    std::vector<int32_t> several;
    for (const int32_t leaf : net.order) {
      if (state.leaf(leaf) == LeafState::kNotApplicable &&
          net.first_occurrence[static_cast<size_t>(leaf) + 1] -
                  net.first_occurrence[static_cast<size_t>(leaf)] >
              1) {
        several.push_back(leaf);
      }
    }
    if (!several.empty()) {
      // A hollow node in which one of these stands may fill: then its other parts count as well.
      const size_t repeated = several.size();
      for (const int32_t leaf : net.order) {
        if (!IsInHollowNode(state, leaf)) continue;
        const auto place = static_cast<size_t>(net.first_occurrence[static_cast<size_t>(leaf)]);
        const Node& node = net.nodes[static_cast<size_t>(net.occurrences[place].node)];
        const Part* parts = net.PartsOf(node);
        const bool may_fill = std::any_of(parts, parts + node.part_count, [&](const Part& part) {
          return IsLeaf(part.ref) &&
                 std::find(several.begin(), several.begin() + static_cast<std::ptrdiff_t>(repeated),
                           ~part.ref) != several.begin() + static_cast<std::ptrdiff_t>(repeated);
        });
        if (may_fill) several.push_back(leaf);
      }
      bool is_minimal = true;
      FindCertificateApart(state, variants, several, verdict, certificate, is_minimal);
      return is_minimal;
    }
  }
  if (verdict == model::Verdict::kNoGo) {
    DropWhileRefuted(state, scratch, net.order,
                     [&certificate](int32_t leaf, LeafState) { certificate.push_back(leaf); });
    return state.is_exact();
  }
  for (const int32_t leaf : net.order) {
    const LeafState was = state.leaf(leaf);
    const int32_t c = net.leaf_component[static_cast<size_t>(leaf)];
    if (was == LeafState::kUnknown || c < 0 || IsInHollowNode(state, leaf)) {
      continue;
    }
    if (net.is_plain) {
      if (!state.TrySet(leaf, LeafState::kUnknown, State::Keep::kBothRoots)) {
        certificate.push_back(leaf);
      }
      continue;
    }
    state.Set(leaf, LeafState::kUnknown);
    if (state.IsValid(c)) continue;
    state.Set(leaf, was);
    certificate.push_back(leaf);
  }
  return state.is_exact();
}

// The order of a range, backwards.
template <typename Range>
struct Backwards {
  const Range& range;
  [[nodiscard]] auto begin() const { return range.rbegin(); }
  [[nodiscard]] auto end() const { return range.rend(); }
};
template <typename Range>
Backwards(const Range&) -> Backwards<Range>;

// The value of an unknown leaf that helps its conjuncts (or hurts them); mixed leaves have none.
[[nodiscard]] inline LeafState Extreme(const Network& net, int32_t leaf, bool helps) {
  const uint8_t polarity = net.polarity[static_cast<size_t>(leaf)];
  return (polarity == 1) == helps ? LeafState::kTrue : LeafState::kFalse;
}

// Gives the unknown leaves of the components in `pick` their extreme values, mixed ones left
// unknown.
inline void CompleteSinglePolarity(State& state, const std::vector<int32_t>& unknown,
                                   const std::vector<uint8_t>& pick, bool helps) {
  const Network& net = state.network();
  for (const int32_t leaf : unknown) {
    const int32_t c = net.leaf_component[static_cast<size_t>(leaf)];
    if (c < 0 || pick[static_cast<size_t>(c)] == 0 ||
        net.polarity[static_cast<size_t>(leaf)] == 3) {
      continue;
    }
    state.Set(leaf, Extreme(net, leaf, helps));
  }
}

struct Resolution {
  std::vector<LeafChange> favourable;  // path order
  std::vector<LeafChange> to_no_go;    // path order
  bool gives_go = false;
};

// Which unknown leaves of a HOLD could decide it. `unknown`: the unknown leaves in path order.
//
// favourable: a minimal set of them that, coming in as said, settles every conjunct that can still
// be settled as true, whatever the other unknowns are; gives_go where that makes the gate a GO.
// to_no_go: a minimal set that makes it a NO_GO, where there is one.
// Leaves are dropped from the end of the path order, so that what is kept comes early in it.
// The state is changed.
class Resolver {
 public:
  void Find(State& state, const std::vector<int32_t>& unknown, Resolution& out) {
    const Network& net = state.network();
    const auto component_count = static_cast<int32_t>(net.components.size());
    out.favourable.clear();
    out.to_no_go.clear();
    pick_.assign(net.components.size(), 1);

    // Towards NO_GO. The plain component and every other that can be refuted is refuted first.
    CompleteSinglePolarity(state, unknown, pick_, /*helps=*/false);
    bool can_refute = state.musts() == Truth::kFalse;
    if (!net.is_plain) {
      for (int32_t c = 0; c < component_count; ++c) {
        can_refute = state.Complete(c, [&state, c] { return state.component(c).must_false > 0; }) ||
                     can_refute;
      }
    }
    if (can_refute) {
      DropWhileRefuted(state, refuted_, Backwards{unknown}, [&out](int32_t leaf, LeafState was) {
        out.to_no_go.push_back({leaf, was == LeafState::kTrue});
      });
      Reverse(out.to_no_go);
    }
    for (const int32_t leaf : unknown) state.Set(leaf, LeafState::kUnknown);

    // Towards GO. What is settled already asks for nothing.
    goal_.assign(net.components.size(), kConjuncts);
    for (int32_t c = 0; c < component_count; ++c) {
      auto& pick = pick_[static_cast<size_t>(c)];
      if (c != kPlainComponent) pick = state.IsValid(c) ? 0 : 1;
    }
    CompleteSinglePolarity(state, unknown, pick_, /*helps=*/true);
    for (int32_t c = 1; c < component_count; ++c) {
      auto& goal = goal_[static_cast<size_t>(c)];
      if (pick_[static_cast<size_t>(c)] == 0) {
        goal = kNothing;
      } else if (state.Complete(c, [&state, c] {
                   return state.component(c).must_open == 0 && state.component(c).should_open == 0;
                 })) {
        goal = kValid;
      } else if (state.Complete(c, [&state, c] { return state.component(c).must_open == 0; })) {
        goal = kMusts;
      } else {
        goal = kNothing;
      }
    }
    out.gives_go = JudgeGate(state) == model::Verdict::kGo;
    for (const int32_t leaf : Backwards{unknown}) {
      const int32_t c = net.leaf_component[static_cast<size_t>(leaf)];
      const LeafState was = state.leaf(leaf);
      if (c < 0 || was == LeafState::kUnknown) continue;
      if (c == kPlainComponent) {
        if (state.TrySet(leaf, LeafState::kUnknown, State::Keep::kConjuncts)) continue;
      } else {
        state.Set(leaf, LeafState::kUnknown);
        const Goal goal = goal_[static_cast<size_t>(c)];
        if (goal == kNothing || (goal == kValid && state.IsValid(c)) ||
            (goal == kMusts && state.MustsAreValid(c))) {
          continue;
        }
        state.Set(leaf, was);
      }
      out.favourable.push_back({leaf, was == LeafState::kTrue});
    }
    Reverse(out.favourable);
  }

 private:
  enum Goal : uint8_t { kNothing, kConjuncts, kValid, kMusts };

  static void Reverse(std::vector<LeafChange>& changes) {
    for (size_t i = 0, j = changes.size(); i + 1 < j; ++i) std::swap(changes[i], changes[--j]);
  }

  std::vector<uint8_t> pick_, refuted_;
  std::vector<Goal> goal_;
};

}  // namespace readiness::decision::internal
