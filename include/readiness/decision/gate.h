// readiness/decision/gate.h: must- and should-conditions over leaves, compiled once, judged often.
//
//   GateSpec spec;
//   spec.leaves = {{"criterion/latency"}, {"criterion/errors"}};
//   spec.conditions = {{model::Level::kMust, Leaf(0)}, {model::Level::kShould, Leaf(1)}};
//   READINESS_ASSIGN_OR_RETURN(const Gate gate, Gate::Compile(spec));
//   Workspace workspace;
//   Explanation explanation;
//   READINESS_RETURN_IF_ERROR(gate.Explain(leaves, workspace, explanation));  // explanation.h
//
// The verdict quantifies over completions: every UNKNOWN leaf may turn out PASS or FAIL. In one
// completion the gate is NO_GO where a must is false, else HOLD where a should is false, else GO.
// The gate is GO only if it is GO in every completion, NO_GO only if it is NO_GO in every one, else
// HOLD. A leaf that is NOT_APPLICABLE leaves conjunctions, quorums and weights; a node with no
// applicable part, or a quorum with fewer applicable parts than its count, is UNKNOWN; where no
// must applies the gate is HOLD. INFO conditions change nothing. A WAIVED leaf counts as a PASS.
//
// Cost:    compiling is linear but for sorting paths. Judging is one pass over the nodes; only
//          unknown leaves that occur with both polarities are enumerated, per group of conditions
//          that share leaves (2^m, m <= 20; beyond, the cautious answer is given and marked).
// Errors:  InvalidArgument (rule FORMULA, naming the condition) for a leaf out of range, a quorum
//          outside [1, parts], weights that are negative or not finite, a share outside [0, 1],
//          nothing to combine, nesting beyond kMaxExpressionDepth, an empty or repeated path; rule
//          LIMIT beyond the sizes below. InvalidArgument (rule GATE) where the number of leaves
//          handed in is not the gate's.
// Threads: a compiled gate is immutable and may be shared; a Workspace belongs to one call at a
//          time.
// Source:  supervaluation over completions, van Fraassen (1966); Kleene is exact where each
//          unknown leaf has one polarity.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/internal/compiler.h"
#include "readiness/decision/internal/flip.h"
#include "readiness/decision/internal/forcing.h"
#include "readiness/decision/internal/network.h"
#include "readiness/decision/internal/state.h"
#include "readiness/decision/truth.h"
#include "readiness/model/verdict.h"

namespace readiness::decision {

inline constexpr int32_t kMaxGateLeafCount = 1 << 20;
inline constexpr int32_t kMaxGateConditionCount = 1 << 20;

// The minimum: NO_GO < HOLD < GO. Associative, commutative, idempotent.
[[nodiscard]] constexpr model::Verdict Meet(model::Verdict a, model::Verdict b) {
  return a < b ? a : b;
}
// GO where there is nothing to combine: the neutral element.
[[nodiscard]] constexpr model::Verdict Meet(std::span<const model::Verdict> verdicts) {
  model::Verdict result = model::Verdict::kGo;
  for (const model::Verdict verdict : verdicts) result = Meet(result, verdict);
  return result;
}

// A leaf of a gate. Leaves are ordered by path wherever an order is needed.
struct GateLeaf {
  std::string path;  // Such as "TEST_EVIDENCE/criterion/latency"; unique in the gate.
};

struct GateCondition {
  model::Level level = model::Level::kMust;
  Expression expression;
};

struct GateSpec {
  std::vector<GateLeaf> leaves;
  std::vector<GateCondition> conditions;
};

// What is known of a leaf at one moment.
struct LeafInput {
  model::Result result;
  // The last moment at which the result stands by itself.
  absl::Time valid_until = absl::InfiniteFuture();
};

// The answer without its reasons.
struct GateVerdict {
  model::Verdict verdict = model::Verdict::kUnspecified;
  // False where too many unknown leaves of both polarities meet: the verdict is then the cautious
  // one, never GO or NO_GO where that is not so.
  bool is_exact = true;
  // False: no must applies, and that is why the gate is HOLD.
  bool has_applicable_must = true;
};

class Batch;
struct Explanation;

// What evaluation reuses from call to call; after the first calls nothing is allocated.
class Workspace {
 public:
  // Bounds the search for explanations, in updates of one leaf (about 10 ns each). What is not
  // finished within it is marked as not exact. The verdict itself has its own bound.
  int64_t search_budget = int64_t{1} << 22;

 private:
  friend class Gate;
  std::vector<LeafState> leaves_;
  internal::State state_;
  std::vector<internal::State> variants_;
  internal::FlipFinder flip_;
  internal::Resolver resolver_;
  internal::Resolution resolution_;
  std::vector<internal::LeafChange> changes_;
  std::vector<int32_t> unknown_;
  std::vector<uint8_t> scratch_;
};

class Gate {
 public:
  // One node of the compiled gate. Nodes stand in postorder; the last two are the musts and the
  // shoulds, each a conjunction.
  enum class NodeKind : uint8_t { kAll, kAny, kNot, kAtLeast, kScore, kShoulds };
  struct Node {
    NodeKind kind = NodeKind::kAll;
    int32_t parent = -1;
    std::span<const internal::Part> parts;  // ref >= 0: a node; below: the leaf ~ref
  };

  [[nodiscard]] static absl::StatusOr<Gate> Compile(const GateSpec& spec) {
    return Compile(spec.leaves, spec.conditions);
  }
  // The same, which takes the paths.
  [[nodiscard]] static absl::StatusOr<Gate> Compile(GateSpec&& spec) {
    return Compile(std::move(spec.leaves), spec.conditions);
  }

  [[nodiscard]] int32_t leaf_count() const { return network_.leaf_count; }
  [[nodiscard]] std::string_view path(int32_t leaf) const {
    return paths_[static_cast<size_t>(leaf)];
  }
  // The leaves in path order.
  [[nodiscard]] std::span<const int32_t> path_order() const { return network_.order; }
  [[nodiscard]] int32_t node_count() const { return static_cast<int32_t>(network_.nodes.size()); }
  [[nodiscard]] Node node(int32_t index) const {
    const internal::Node& node = network_.nodes[static_cast<size_t>(index)];
    return {static_cast<NodeKind>(node.op),
            node.parent,
            {network_.PartsOf(node), static_cast<size_t>(node.part_count)}};
  }

  // The verdict alone.
  [[nodiscard]] absl::StatusOr<GateVerdict> Judge(std::span<const LeafState> leaves,
                                                  Workspace& workspace) const {
    READINESS_RETURN_IF_ERROR(CheckSize(leaves.size()));
    return JudgeStates(leaves, workspace);
  }
  [[nodiscard]] absl::StatusOr<GateVerdict> Judge(std::span<const LeafInput> leaves,
                                                  Workspace& workspace) const {
    READINESS_RETURN_IF_ERROR(CheckSize(leaves.size()));
    ReadStates(leaves, workspace);
    return JudgeStates(workspace.leaves_, workspace);
  }

  // The verdict with all its reasons; `out` is overwritten and its memory reused. Declared here,
  // said in explanation.h, which must be included.
  [[nodiscard]] absl::Status Explain(std::span<const LeafInput> leaves, Workspace& workspace,
                                     Explanation& out) const;

 private:
  [[nodiscard]] static absl::StatusOr<Gate> Compile(std::vector<GateLeaf> leaves,
                                                    const std::vector<GateCondition>& conditions) {
    if (leaves.size() > static_cast<size_t>(kMaxGateLeafCount)) {
      return base::Invalid("LIMIT", base::Cat("a gate has at most ", kMaxGateLeafCount,
                                              " leaves, got ", leaves.size()));
    }
    if (conditions.size() > static_cast<size_t>(kMaxGateConditionCount)) {
      return base::Invalid("LIMIT", base::Cat("a gate has at most ", kMaxGateConditionCount,
                                              " conditions, got ", conditions.size()));
    }
    Gate gate;
    gate.paths_.reserve(leaves.size());
    for (GateLeaf& leaf : leaves) gate.paths_.push_back(std::move(leaf.path));
    std::vector<int32_t> order(leaves.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&gate](int32_t a, int32_t b) {
      return gate.paths_[static_cast<size_t>(a)] < gate.paths_[static_cast<size_t>(b)];
    });
    for (size_t i = 0; i < order.size(); ++i) {
      const std::string& path = gate.paths_[static_cast<size_t>(order[i])];
      if (path.empty()) return base::Invalid("FORMULA", "a leaf has no path; name it");
      if (i > 0 && path == gate.paths_[static_cast<size_t>(order[i - 1])]) {
        return base::Invalid("FORMULA", base::Cat("two leaves have the path \"", path, "\""));
      }
    }
    internal::Compiler compiler(gate.network_, static_cast<int32_t>(leaves.size()));
    for (size_t i = 0; i < conditions.size(); ++i) {
      const GateCondition& condition = conditions[i];
      if (condition.level == model::Level::kInfo) continue;
      absl::Status status =
          condition.level == model::Level::kUnspecified
              ? base::Invalid("FORMULA", "level is missing; give MUST, SHOULD or INFO")
              : compiler.Add(condition.expression, condition.level == model::Level::kMust);
      if (!status.ok()) return base::At(base::Cat("conditions[", i, "]"), status);
    }
    compiler.Finish(std::move(order));
    return gate;
  }
  [[nodiscard]] absl::Status CheckSize(size_t size) const {
    if (size == static_cast<size_t>(leaf_count())) return absl::OkStatus();
    return base::Invalid("GATE", base::Cat("the gate has ", leaf_count(), " leaves, got ", size));
  }
  static void ReadStates(std::span<const LeafInput> leaves, Workspace& workspace) {
    workspace.leaves_.resize(leaves.size());
    for (size_t i = 0; i < leaves.size(); ++i) workspace.leaves_[i] = StateOf(leaves[i].result);
  }
  [[nodiscard]] GateVerdict JudgeStates(std::span<const LeafState> leaves,
                                        Workspace& workspace) const {
    internal::State& state = workspace.state_;
    state.Reset(network_, leaves);
    state.budget = kVerdictBudget;
    state.MarkExact();
    GateVerdict result;
    result.verdict = internal::JudgeGate(state);
    result.is_exact = state.is_exact() || result.verdict != model::Verdict::kHold;
    result.has_applicable_must = state.has_applicable_must();
    return result;
  }
  void MarkDecisive(int32_t leaf, absl::Time valid_until, Explanation& out) const;

  friend class Batch;  // Evaluates the network for many records at once.

  static constexpr int64_t kVerdictBudget = int64_t{1} << 24;

  std::vector<std::string> paths_;
  internal::Network network_;
};

}  // namespace readiness::decision
