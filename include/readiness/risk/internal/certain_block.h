// readiness/risk/internal/certain_block.h: a block whose arcs all have probability 1, solved by
// ancestor sets: a node is degraded unless none of its ancestors, itself included, leaks.
//
// Cost: the sum of the sizes of the ancestor sets; gives up beyond `most_steps`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

[[nodiscard]] inline bool IsCertain(const FrontierBlock& block) {
  for (const FrontierBlock::In& in : block.in) {
    if (in.chance != 1) return false;
  }
  return true;
}

class CertainBlock {
 public:
  explicit CertainBlock(const FrontierBlock& block)
      : block_(block), seen_by_(block.size(), block.size()) {}

  // The probability that each node is degraded; nothing where it takes too many steps.
  [[nodiscard]] std::optional<std::vector<double>> Degraded(size_t most_steps) {
    std::vector<double> degraded(block_.size(), 0);
    size_t steps = 0;
    for (uint32_t node = 0; node < block_.size(); ++node) {
      FindAncestors(node);
      steps += ancestors_.size();
      if (steps > most_steps) return std::nullopt;
      for (const uint32_t ancestor : ancestors_) {
        degraded[node] = Either(degraded[node], block_.leak[ancestor]);
      }
    }
    return degraded;
  }

  // The derivatives of SUM value * P(degraded) by each leak.
  [[nodiscard]] std::vector<double> Differentiate() {
    std::vector<double> by_leak(block_.size(), 0);
    std::fill(seen_by_.begin(), seen_by_.end(), block_.size());
    for (uint32_t node = 0; node < block_.size(); ++node) {
      if (block_.value[node] == 0) continue;
      FindAncestors(node);
      // PROD(1 - p) over all but one: products from both sides, so that nothing is divided.
      after_.assign(ancestors_.size() + 1, 1);
      for (size_t i = ancestors_.size(); i-- > 0;) {
        after_[i] = after_[i + 1] * (1 - block_.leak[ancestors_[i]]);
      }
      double before = block_.value[node];
      for (size_t i = 0; i < ancestors_.size(); ++i) {
        by_leak[ancestors_[i]] += before * after_[i + 1];
        before *= 1 - block_.leak[ancestors_[i]];
      }
    }
    return by_leak;
  }

 private:
  void FindAncestors(uint32_t node) {
    ancestors_.assign(1, node);
    seen_by_[node] = node;
    for (size_t head = 0; head < ancestors_.size(); ++head) {
      for (const FrontierBlock::In& in : block_.Ins(ancestors_[head])) {
        if (seen_by_[in.from] == node) continue;
        seen_by_[in.from] = node;
        ancestors_.push_back(in.from);
      }
    }
  }

  const FrontierBlock& block_;
  std::vector<uint32_t> seen_by_;
  std::vector<uint32_t> ancestors_;
  std::vector<double> after_;
};

}  // namespace readiness::risk::internal
