// readiness/metric/internal/fingerprint_pool.h: sets of 32-bit fingerprints, beyond those that fit
// a record. A set is a block of 16, 32, 64, ... in no order: looking through it is what a vector
// unit does best, and adding to it moves nothing.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace readiness::metric::internal {

class FingerprintPool {
 public:
  [[nodiscard]] std::span<const uint32_t> Set(uint32_t block, uint16_t count) const {
    return {words_.data() + static_cast<size_t>(block) * kGrain, count};
  }
  // False where the set has it.
  bool Insert(uint32_t fingerprint, uint32_t& block, uint16_t& count) {
    const std::span<const uint32_t> set = Set(block, count);
    uint32_t found = 0;
    for (const uint32_t one : set) found |= one == fingerprint ? 1U : 0U;
    if (found != 0) return false;
    if (count == 0 || (count >= kGrain && std::has_single_bit(count))) {
      const uint32_t larger = Take(count == 0 ? 0 : ClassOf(count) + 1);
      std::copy_n(words_.data() + static_cast<size_t>(block) * kGrain, count,
                  words_.data() + static_cast<size_t>(larger) * kGrain);
      if (count != 0) free_[ClassOf(count)].push_back(block);
      block = larger;
    }
    words_[static_cast<size_t>(block) * kGrain + count] = fingerprint;
    ++count;
    return true;
  }
  void Release(uint32_t& block, uint16_t& count) {
    if (count != 0) free_[ClassOf(count)].push_back(block);
    block = 0;
    count = 0;
  }

 private:
  static constexpr uint16_t kGrain = 16;

  [[nodiscard]] static size_t ClassOf(uint16_t count) {
    return static_cast<size_t>(std::countr_zero(std::bit_ceil(std::max(count, kGrain)))) - 4;
  }
  [[nodiscard]] uint32_t Take(size_t size_class) {
    if (!free_[size_class].empty()) {
      const uint32_t block = free_[size_class].back();
      free_[size_class].pop_back();
      return block;
    }
    const size_t block = words_.size() / kGrain;
    words_.resize(words_.size() + (size_t{kGrain} << size_class));
    return static_cast<uint32_t>(block);
  }

  std::vector<uint32_t> words_;
  std::array<std::vector<uint32_t>, 14> free_;
};

}  // namespace readiness::metric::internal
