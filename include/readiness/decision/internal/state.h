// readiness/decision/internal/state.h: the values of a network's nodes, kept up to date leaf by
// leaf, and what follows in every completion of the unknown leaves.
//
// A Kleene pass is exact where each unknown leaf occurs with one polarity: the two extreme
// completions then give the two ends. So only mixed leaves are enumerated, inside their component,
// with a Kleene pass for the rest.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "readiness/decision/internal/network.h"
#include "readiness/decision/truth.h"

namespace readiness::decision::internal {

// Mixed unknown leaves of one component beyond this are not enumerated (2^20 completions).
inline constexpr size_t kMaxEnumeratedLeaves = 20;

struct NodeState {
  int64_t low = 0;
  int64_t mid = 0;
  int64_t app = 0;
  Truth value = Truth::kUnknown;
};

// How many conjuncts of a component have which value. A leaf that does not apply is not counted.
struct ComponentState {
  int32_t must_false = 0;
  int32_t must_open = 0;  // FALSE or UNKNOWN
  int32_t should_false = 0;
  int32_t should_open = 0;  // FALSE or UNKNOWN
};

class State {
 public:
  // The work left before an answer is given as not exact, in updates of one leaf.
  int64_t budget = 0;

  void Reset(const Network& network, std::span<const LeafState> leaves) {
    net_ = &network;
    leaves_.assign(leaves.begin(), leaves.end());
    nodes_.resize(network.nodes.size());
    components_.resize(network.components.size());
    if (!network.is_plain) {
      for (ComponentState& component : components_) component = {};
    }
    for (size_t n = 0; n < network.nodes.size(); ++n) {
      const Node& node = network.nodes[n];
      const Part* parts = network.PartsOf(node);
      NodeState state;
      for (int32_t i = 0; i < node.part_count; ++i) {
        AddPart(state, ValueOf(parts[i].ref), parts[i].weight);
      }
      state.value = static_cast<Truth>(Judge(node.op, node.need, state.low, state.mid, state.app));
      nodes_[n] = state;
    }
    if (!network.is_plain) {
      CountRoot(network.nodes[static_cast<size_t>(network.must_root)], true);
      CountRoot(network.nodes[static_cast<size_t>(network.should_root)], false);
    }
  }

  [[nodiscard]] const Network& network() const { return *net_; }
  [[nodiscard]] LeafState leaf(int32_t leaf) const { return leaves_[static_cast<size_t>(leaf)]; }
  [[nodiscard]] Truth node(int32_t node) const { return nodes_[static_cast<size_t>(node)].value; }
  [[nodiscard]] const NodeState& counts(int32_t node) const {
    return nodes_[static_cast<size_t>(node)];
  }
  [[nodiscard]] LeafState ValueOf(int32_t ref) const {
    return IsLeaf(ref) ? leaves_[static_cast<size_t>(~ref)]
                       : static_cast<LeafState>(nodes_[static_cast<size_t>(ref)].value);
  }
  [[nodiscard]] Truth musts() const { return node(net_->must_root); }
  [[nodiscard]] Truth shoulds() const { return node(net_->should_root); }
  [[nodiscard]] bool has_applicable_must() const { return counts(net_->must_root).app != 0; }

  // Gives a leaf another state and brings every node above it up to date. O(occurrences x depth).
  void Set(int32_t leaf, LeafState to) {
    const LeafState from = leaves_[static_cast<size_t>(leaf)];
    if (from == to) return;
    --budget;
    leaves_[static_cast<size_t>(leaf)] = to;
    const auto begin = static_cast<size_t>(net_->first_occurrence[static_cast<size_t>(leaf)]);
    const auto end = static_cast<size_t>(net_->first_occurrence[static_cast<size_t>(leaf) + 1]);
    for (size_t o = begin; o < end; ++o) {
      const Occurrence& occurrence = net_->occurrences[o];
      Rise(occurrence.node, from, to, occurrence.weight,
           net_->is_plain ? 0 : net_->leaf_component[static_cast<size_t>(leaf)]);
    }
  }

  // What must stay as it is for TrySet to change a leaf.
  enum class Keep : uint8_t {
    kBothRoots,  // the values of both roots
    kMustRoot,   // the value of the root of the musts
    kConjuncts,  // the value of every conjunct
  };
  // Sets the leaf to `to` where that keeps what is asked; otherwise changes nothing and returns
  // false. For a leaf that occurs once.
  bool TrySet(int32_t leaf, LeafState to, Keep keep) {
    const auto l = static_cast<size_t>(leaf);
    const Occurrence& occurrence =
        net_->occurrences[static_cast<size_t>(net_->first_occurrence[l])];
    LeafState before = leaves_[l];
    if (before == to) return true;
    LeafState after = to;
    int64_t weight = occurrence.weight;
    risen_.clear();
    for (int32_t n = occurrence.node;;) {
      const Node& node = net_->nodes[static_cast<size_t>(n)];
      if (node.parent < 0 && keep == Keep::kConjuncts) return false;
      NodeState state = nodes_[static_cast<size_t>(n)];
      const Truth was = state.value;
      SubtractPart(state, before, weight);
      AddPart(state, after, weight);
      state.value = static_cast<Truth>(Judge(node.op, node.need, state.low, state.mid, state.app));
      if (state.value != was && node.parent < 0 &&
          !(keep == Keep::kMustRoot && n == net_->should_root)) {
        return false;
      }
      if (node.parent < 0 && !net_->is_plain) {
        CountConjunct(net_->leaf_component[l], node.op != Op::kCap, before, -1);
        CountConjunct(net_->leaf_component[l], node.op != Op::kCap, after, 1);
      }
      risen_.push_back({n, state});
      if (state.value == was || node.parent < 0) break;
      before = static_cast<LeafState>(was);
      after = static_cast<LeafState>(state.value);
      weight = node.parent_weight;
      n = node.parent;
    }
    --budget;
    leaves_[l] = to;
    for (const Risen& risen : risen_) nodes_[static_cast<size_t>(risen.node)] = risen.state;
    return true;
  }

  // True where every conjunct of the component holds in every completion.
  [[nodiscard]] bool IsValid(int32_t component) {
    return ForEveryCompletion(component, [this, component] {
      const ComponentState& c = components_[static_cast<size_t>(component)];
      return c.must_open == 0 && c.should_open == 0;
    });
  }
  // True where in every completion some must of the component does not hold.
  [[nodiscard]] bool IsRefuted(int32_t component) {
    return ForEveryCompletion(component, [this, component] {
      return components_[static_cast<size_t>(component)].must_false > 0;
    });
  }
  // True where every must of the component holds in every completion.
  [[nodiscard]] bool MustsAreValid(int32_t component) {
    return ForEveryCompletion(component, [this, component] {
      return components_[static_cast<size_t>(component)].must_open == 0;
    });
  }
  // Gives the component's mixed unknown leaves the first values, in Gray-code order, with which
  // `holds` (over the Kleene values) is true, and returns true; where there are none, puts them
  // back.
  template <typename Holds>
  bool Complete(int32_t component, Holds&& holds) {
    if (holds()) return true;
    if (!CollectOpen(component)) return false;
    if (WalkCompletions([&holds] { return !holds(); })) {
      for (const int32_t leaf : open_) Set(leaf, LeafState::kUnknown);
      return false;
    }
    return true;
  }
  [[nodiscard]] const ComponentState& component(int32_t component) const {
    return components_[static_cast<size_t>(component)];
  }
  // False once an enumeration was not done in full; what was then answered is the cautious answer.
  [[nodiscard]] bool is_exact() const { return is_exact_; }
  void MarkExact() { is_exact_ = true; }

 private:
  static void AddPart(NodeState& state, LeafState value, int64_t weight) {
    if (value == LeafState::kNotApplicable) return;
    state.app += weight;
    if (value == LeafState::kTrue) state.low += weight;
    if (value == LeafState::kUnknown) state.mid += weight;
  }
  static void SubtractPart(NodeState& state, LeafState value, int64_t weight) {
    AddPart(state, value, -weight);
  }

  void CountConjunct(int32_t component, bool is_must, LeafState value, int32_t by) {
    ComponentState& state = components_[static_cast<size_t>(component)];
    if (value == LeafState::kTrue || value == LeafState::kNotApplicable) return;
    if (is_must) {
      state.must_open += by;
      if (value == LeafState::kFalse) state.must_false += by;
    } else {
      state.should_open += by;
      if (value == LeafState::kFalse) state.should_false += by;
    }
  }
  void CountRoot(const Node& root, bool is_must) {
    const Part* parts = net_->PartsOf(root);
    for (int32_t i = 0; i < root.part_count; ++i) {
      const int32_t ref = parts[i].ref;
      const int32_t component = IsLeaf(ref) ? net_->leaf_component[static_cast<size_t>(~ref)]
                                            : net_->nodes[static_cast<size_t>(ref)].component;
      CountConjunct(component, is_must, ValueOf(ref), 1);
    }
  }

  void Rise(int32_t n, LeafState before, LeafState after, int64_t weight, int32_t component) {
    while (true) {
      const Node& node = net_->nodes[static_cast<size_t>(n)];
      NodeState& state = nodes_[static_cast<size_t>(n)];
      SubtractPart(state, before, weight);
      AddPart(state, after, weight);
      if (node.parent < 0 && !net_->is_plain) {
        CountConjunct(component, node.op != Op::kCap, before, -1);
        CountConjunct(component, node.op != Op::kCap, after, 1);
      }
      const auto value =
          static_cast<Truth>(Judge(node.op, node.need, state.low, state.mid, state.app));
      if (value == state.value) return;
      before = static_cast<LeafState>(state.value);
      after = static_cast<LeafState>(value);
      state.value = value;
      if (node.parent < 0) return;
      weight = node.parent_weight;
      n = node.parent;
    }
  }

  // Lists the component's mixed unknown leaves in open_. False where there are none or they are too
  // many to enumerate.
  bool CollectOpen(int32_t component) {
    open_.clear();
    for (const int32_t leaf : net_->components[static_cast<size_t>(component)].mixed) {
      if (leaves_[static_cast<size_t>(leaf)] == LeafState::kUnknown) open_.push_back(leaf);
    }
    if (open_.empty()) return false;
    if (open_.size() > kMaxEnumeratedLeaves || budget < (int64_t{1} << open_.size())) {
      is_exact_ = false;
      return false;
    }
    return true;
  }

  // Walks the completions of open_ in Gray-code order, one change a step, as long as `holds`.
  // Returns true where it held in all; the leaves keep their last values.
  template <typename Holds>
  bool WalkCompletions(Holds&& holds) {
    for (const int32_t leaf : open_) Set(leaf, LeafState::kFalse);
    const uint32_t completions = 1U << open_.size();
    for (uint32_t step = 1;; ++step) {
      if (!holds()) return false;
      if (step == completions) return true;
      const int32_t leaf = open_[static_cast<size_t>(CountTrailingZeros(step))];
      Set(leaf, leaves_[static_cast<size_t>(leaf)] == LeafState::kFalse ? LeafState::kTrue
                                                                        : LeafState::kFalse);
    }
  }

  // Does `holds` (over the Kleene values) hold in every completion of the component's mixed unknown
  // leaves? They are put back.
  template <typename Holds>
  bool ForEveryCompletion(int32_t component, Holds&& holds) {
    if (holds()) return true;  // Kleene is sound: what it decides holds in every completion.
    if (!CollectOpen(component)) return false;
    const bool result = WalkCompletions(holds);
    for (const int32_t leaf : open_) Set(leaf, LeafState::kUnknown);
    return result;
  }
  static int CountTrailingZeros(uint32_t x) {
    int count = 0;
    for (; (x & 1U) == 0; x >>= 1U) ++count;
    return count;
  }

  struct Risen {
    int32_t node = 0;
    NodeState state;
  };

  const Network* net_ = nullptr;
  std::vector<LeafState> leaves_;
  std::vector<NodeState> nodes_;
  std::vector<ComponentState> components_;
  std::vector<int32_t> open_;
  std::vector<Risen> risen_;
  bool is_exact_ = true;
};

}  // namespace readiness::decision::internal
