// readiness/decision/internal/network.h: the compiled form of a gate or formula: nodes in postorder
// under two roots, the conjunction of the musts and the conjunction of the shoulds.
//
// Every node counts the weight of its parts that hold (low), that may hold (mid) and that apply
// (app); ALL, ANY, NOT, AT_LEAST and SCORE differ only in how they read the three. Weights are
// whole numbers, so counts stay exact however they are updated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/truth.h"

namespace readiness::decision::internal {

__extension__ typedef __int128 Wide;

enum class Op : uint8_t {
  kAll,
  kAny,
  kNot,
  kAtLeast,
  kScore,
  kCap,  // The shoulds: ALL, but TRUE where there are none.
};

// A part of a node: a node where ref >= 0, the leaf ~ref otherwise.
struct Part {
  int32_t ref = 0;
  int64_t weight = 1;
};
[[nodiscard]] constexpr bool IsLeaf(int32_t ref) { return ref < 0; }

struct Node {
  Op op = Op::kAll;
  int32_t parent = -1;
  int32_t first_part = 0;
  int32_t part_count = 0;
  int32_t component = -1;     // Of a node directly below a root.
  bool is_positive = true;    // Under an even number of NOTs.
  int64_t need = 0;           // kAtLeast: the count; kScore: the share in units of 1e-15.
  int64_t parent_weight = 1;  // Its weight in its parent.
};

struct Occurrence {
  int32_t node = 0;
  int64_t weight = 1;
};

// Conjuncts of both roots that share leaves, directly or through others: what one component does is
// independent of every other. Component 0 holds all plain conjuncts: those whose leaves occur
// nowhere else and that have no score inside.
struct Component {
  std::vector<int32_t> musts;    // refs
  std::vector<int32_t> shoulds;  // refs
  std::vector<int32_t> leaves;   // in path order; not kept for component 0
  std::vector<int32_t> mixed;    // leaves that occur with both polarities, in path order
};
inline constexpr int32_t kPlainComponent = 0;

inline constexpr int64_t kShareUnit = 1'000'000'000'000'000;  // 1e15

struct Network {
  int32_t leaf_count = 0;
  int32_t must_root = 0;
  int32_t should_root = 0;
  bool is_plain = true;     // There is no component but the plain one.
  bool has_mixed = false;   // Some component has mixed leaves.
  std::vector<Node> nodes;  // Postorder; the roots are the last two.
  std::vector<Part> parts;
  std::vector<int32_t> first_occurrence;  // leaf_count + 1 offsets into occurrences
  std::vector<Occurrence> occurrences;
  std::vector<int32_t> order;           // leaves in path order
  std::vector<int32_t> rank;            // place of a leaf in `order`
  std::vector<int32_t> leaf_component;  // -1: the leaf occurs nowhere
  std::vector<uint8_t> polarity;        // 1: it counts for, 2: against, 3: both, 0: nowhere
  std::vector<Component> components;

  [[nodiscard]] const Part* PartsOf(const Node& node) const {
    return parts.data() + node.first_part;
  }
};

// Low: the weight that surely holds. Mid: that may hold. App: that applies.
[[nodiscard]] inline uint8_t Judge(Op op, int64_t need, int64_t low, int64_t mid, int64_t app) {
  constexpr uint8_t kF = 0, kU = 1, kT = 2;
  switch (op) {
    case Op::kAll:
      if (low + mid < app) return kF;
      return (low == app && app != 0) ? kT : kU;
    case Op::kCap:
      if (low + mid < app) return kF;
      return low == app ? kT : kU;
    case Op::kAny:
      if (low > 0) return kT;
      return (mid == 0 && app != 0) ? kF : kU;
    case Op::kNot:
      if (app == 0 || mid != 0) return kU;
      return low != 0 ? kF : kT;
    case Op::kAtLeast:
      if (app < need) return kU;
      if (low >= need) return kT;
      return low + mid < need ? kF : kU;
    case Op::kScore: {
      if (app == 0) return kU;
      const Wide bar = static_cast<Wide>(need) * app;
      if (static_cast<Wide>(low) * kShareUnit >= bar) return kT;
      return static_cast<Wide>(low + mid) * kShareUnit < bar ? kF : kU;
    }
  }
  return kU;
}

}  // namespace readiness::decision::internal
