// readiness/decision/internal/compiler.h: turns expressions into a network: numbers the nodes,
// makes weights whole, and finds which conjuncts share leaves.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/internal/network.h"

namespace readiness::decision::internal {

// x rounded to the nearest whole number, halves up; 0 <= x < 2^62.
[[nodiscard]] inline int64_t RoundToWhole(double x) {
  const auto whole = static_cast<int64_t>(x);
  return x - static_cast<double>(whole) >= 0.5 ? whole + 1 : whole;
}

// Weights as whole numbers of 15 significant digits beside the greatest, so that shares of decimals
// compare as people write them (0.7 + 0.1 of 1 is 0.8).
[[nodiscard]] inline absl::Status ScaleWeights(const std::vector<double>& weights,
                                               std::vector<int64_t>& scaled) {
  double greatest = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0) || weights[i] - weights[i] != 0) {
      return base::Invalid("FORMULA",
                           base::Cat("weights[", i, "] must be finite and >= 0, got ", weights[i]));
    }
    greatest = std::max(greatest, weights[i]);
  }
  scaled.assign(weights.size(), 0);
  if (greatest == 0) return absl::OkStatus();
  if (greatest > 1e15 || greatest < 1e-6) {
    return base::Invalid("FORMULA", base::Cat("the greatest weight must lie in [1e-6, 1e15], got ",
                                              greatest, "; scale the weights"));
  }
  double factor = 1;
  while (greatest * factor < 1e14) factor *= 10;  // At most 1e20: exact in a double.
  for (size_t i = 0; i < weights.size(); ++i) {
    scaled[i] = RoundToWhole(weights[i] * factor);
    if (scaled[i] == 0 && weights[i] > 0) {
      return base::Invalid(
          "FORMULA", base::Cat("weights[", i, "] is too small beside the greatest, ", weights[i],
                               " beside ", greatest));
    }
  }
  return absl::OkStatus();
}

class Compiler {
 public:
  Compiler(Network& network, int32_t leaf_count) : network_(network) {
    network_.leaf_count = leaf_count;
  }

  // Adds a conjunct; is_must false: a should.
  absl::Status Add(const Expression& expression, bool is_must) {
    READINESS_ASSIGN_OR_RETURN(const int32_t ref, Visit(expression, 0));
    (is_must ? musts_ : shoulds_).push_back(ref);
    return absl::OkStatus();
  }

  // `order`: the leaves in path order.
  void Finish(std::vector<int32_t> order) {
    network_.order = std::move(order);
    network_.rank.resize(network_.order.size());
    for (size_t i = 0; i < network_.order.size(); ++i) {
      network_.rank[static_cast<size_t>(network_.order[i])] = static_cast<int32_t>(i);
    }
    network_.must_root = AddRoot(musts_, Op::kAll);
    network_.should_root = AddRoot(shoulds_, Op::kCap);
    FindOccurrences();
    FindComponents();
  }

 private:
  absl::StatusOr<int32_t> Visit(const Expression& e, int depth) {
    using Kind = Expression::Kind;
    const auto wrong = [](std::string_view what) { return base::Invalid("FORMULA", what); };
    if (depth > kMaxExpressionDepth) {
      return wrong(base::Cat("nested more than ", kMaxExpressionDepth, " deep"));
    }
    if (e.kind == Kind::kLeaf) {
      if (e.leaf < 0 || e.leaf >= network_.leaf_count) {
        return wrong(base::Cat("leaf ", e.leaf, " is not in [0, ", network_.leaf_count, ")"));
      }
      return ~e.leaf;
    }
    if (e.parts.empty())
      return wrong("parts are missing; a condition over nothing decides nothing");
    Node node;
    std::vector<int64_t> weights(e.parts.size(), 1);
    switch (e.kind) {
      case Kind::kLeaf:
        break;
      case Kind::kAll:
        node.op = Op::kAll;
        break;
      case Kind::kAny:
        node.op = Op::kAny;
        break;
      case Kind::kNot:
        if (e.parts.size() != 1) {
          return wrong(base::Cat("NOT has exactly one part, got ", e.parts.size()));
        }
        node.op = Op::kNot;
        break;
      case Kind::kAtLeast:
        if (e.at_least_count < 1 || e.at_least_count > static_cast<int64_t>(e.parts.size())) {
          return wrong(base::Cat("at_least_count must lie in [1, ", e.parts.size(), "], got ",
                                 e.at_least_count));
        }
        node.op = Op::kAtLeast;
        node.need = e.at_least_count;
        break;
      case Kind::kScore: {
        if (!(e.pass_share >= 0 && e.pass_share <= 1)) {
          return wrong(base::Cat("pass_share must lie in [0, 1], got ", e.pass_share));
        }
        if (e.parts.size() > kMaxScorePartCount) {
          return wrong(base::Cat("a score has at most ", kMaxScorePartCount, " parts, got ",
                                 e.parts.size()));
        }
        if (!e.weights.empty() && e.weights.size() != e.parts.size()) {
          return wrong(base::Cat("weights must be none or one a part, got ", e.weights.size(),
                                 " for ", e.parts.size(), " parts"));
        }
        if (!e.weights.empty()) READINESS_RETURN_IF_ERROR(ScaleWeights(e.weights, weights));
        node.op = Op::kScore;
        node.need = RoundToWhole(e.pass_share * static_cast<double>(kShareUnit));
        break;
      }
    }
    std::vector<Part> parts;
    parts.reserve(e.parts.size());
    for (size_t i = 0; i < e.parts.size(); ++i) {
      READINESS_ASSIGN_OR_RETURN(const int32_t ref, Visit(e.parts[i], depth + 1));
      parts.push_back({ref, weights[i]});
    }
    return AddNode(node, parts);
  }

  int32_t AddNode(Node node, const std::vector<Part>& parts) {
    const auto index = static_cast<int32_t>(network_.nodes.size());
    node.first_part = static_cast<int32_t>(network_.parts.size());
    node.part_count = static_cast<int32_t>(parts.size());
    for (const Part& part : parts) {
      network_.parts.push_back(part);
      if (IsLeaf(part.ref)) continue;
      Node& child = network_.nodes[static_cast<size_t>(part.ref)];
      child.parent = index;
      child.parent_weight = part.weight;
    }
    network_.nodes.push_back(node);
    return index;
  }

  int32_t AddRoot(const std::vector<int32_t>& conjuncts, Op op) {
    std::vector<Part> parts;
    parts.reserve(conjuncts.size());
    for (const int32_t ref : conjuncts) parts.push_back({ref, 1});
    Node node;
    node.op = op;
    return AddNode(node, parts);
  }

  void FindOccurrences() {
    const auto leaf_count = static_cast<size_t>(network_.leaf_count);
    auto& first = network_.first_occurrence;
    first.assign(leaf_count + 1, 0);
    for (const Part& part : network_.parts) {
      if (IsLeaf(part.ref)) ++first[static_cast<size_t>(~part.ref) + 1];
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    network_.occurrences.resize(static_cast<size_t>(first.back()));
    std::vector<int32_t> next(first.begin(), first.end() - 1);
    for (size_t n = 0; n < network_.nodes.size(); ++n) {
      const Node& node = network_.nodes[n];
      for (int32_t i = 0; i < node.part_count; ++i) {
        const Part& part = network_.PartsOf(node)[i];
        if (!IsLeaf(part.ref)) continue;
        auto& place = next[static_cast<size_t>(~part.ref)];
        network_.occurrences[static_cast<size_t>(place++)] = {static_cast<int32_t>(n), part.weight};
      }
    }
  }

  int32_t Find(int32_t i) {
    while (union_[static_cast<size_t>(i)] != i) {
      auto& up = union_[static_cast<size_t>(i)];
      up = union_[static_cast<size_t>(up)];
      i = up;
    }
    return i;
  }

  // Walks one conjunct and notes for each leaf its polarities, its number of occurrences and the
  // conjuncts that it joins.
  void Walk(int32_t ref, bool is_positive, int32_t conjunct) {
    if (IsLeaf(ref)) {
      const auto leaf = static_cast<size_t>(~ref);
      auto& polarity = network_.polarity[leaf];
      polarity = static_cast<uint8_t>(polarity | (is_positive ? 1 : 2));
      ++use_count_[leaf];
      if (joined_[leaf] < 0) {
        joined_[leaf] = conjunct;
      } else {
        union_[static_cast<size_t>(Find(conjunct))] = Find(joined_[leaf]);
      }
      return;
    }
    Node& node = network_.nodes[static_cast<size_t>(ref)];
    node.is_positive = is_positive;
    if (node.op == Op::kScore) has_score_[static_cast<size_t>(conjunct)] = true;
    for (int32_t i = 0; i < node.part_count; ++i) {
      Walk(network_.PartsOf(node)[i].ref, is_positive == (node.op != Op::kNot), conjunct);
    }
  }

  void FindComponents() {
    const auto leaf_count = static_cast<size_t>(network_.leaf_count);
    const size_t conjunct_count = musts_.size() + shoulds_.size();
    union_.resize(conjunct_count);
    std::iota(union_.begin(), union_.end(), 0);
    network_.polarity.assign(leaf_count, 0);
    use_count_.assign(leaf_count, 0);
    joined_.assign(leaf_count, -1);
    has_score_.assign(conjunct_count, false);
    const auto ref_of = [this](size_t c) {
      return c < musts_.size() ? musts_[c] : shoulds_[c - musts_.size()];
    };
    for (size_t c = 0; c < conjunct_count; ++c) Walk(ref_of(c), true, static_cast<int32_t>(c));

    // What makes a group of conjuncts complex: a leaf that is used twice, or a score.
    std::vector<bool> is_complex(conjunct_count, false);
    for (size_t c = 0; c < conjunct_count; ++c) {
      if (has_score_[c]) is_complex[static_cast<size_t>(Find(static_cast<int32_t>(c)))] = true;
    }
    for (size_t l = 0; l < leaf_count; ++l) {
      if (use_count_[l] > 1) is_complex[static_cast<size_t>(Find(joined_[l]))] = true;
    }
    std::vector<int32_t> component_of(conjunct_count, -1);
    auto& components = network_.components;
    components.resize(1);
    for (size_t c = 0; c < conjunct_count; ++c) {
      const auto group = static_cast<size_t>(Find(static_cast<int32_t>(c)));
      auto& id = component_of[group];
      if (id < 0) {
        id = kPlainComponent;
        if (is_complex[group]) {
          id = static_cast<int32_t>(components.size());
          components.emplace_back();
        }
      }
      Component& component = components[static_cast<size_t>(id)];
      (c < musts_.size() ? component.musts : component.shoulds).push_back(ref_of(c));
      if (!IsLeaf(ref_of(c))) network_.nodes[static_cast<size_t>(ref_of(c))].component = id;
    }
    network_.leaf_component.assign(leaf_count, -1);
    for (const int32_t leaf : network_.order) {
      const auto l = static_cast<size_t>(leaf);
      if (joined_[l] < 0) continue;
      const int32_t id = component_of[static_cast<size_t>(Find(joined_[l]))];
      network_.leaf_component[l] = id;
      if (id == kPlainComponent) continue;
      Component& component = components[static_cast<size_t>(id)];
      component.leaves.push_back(leaf);
      if (network_.polarity[l] == 3) component.mixed.push_back(leaf);
    }
    network_.is_plain = components.size() == 1;
    for (const Component& component : components) {
      network_.has_mixed = network_.has_mixed || !component.mixed.empty();
    }
  }

  Network& network_;
  std::vector<int32_t> musts_, shoulds_;
  std::vector<int32_t> union_, use_count_, joined_;
  std::vector<bool> has_score_;
};

}  // namespace readiness::decision::internal
