// readiness/metric/internal/fingerprint_pool.h: sets of 32-bit fingerprints, beyond those that fit
// a record. A set is a small hash table of 16, 32, 64, ... places, at most three quarters full, so
// that looking for one costs the same however many rows an entity has had.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace readiness::metric::internal {

class FingerprintPool {
 public:
  // Calls `visit(fingerprint)` for each of the set, in no order that means anything.
  template <typename Visit>
  void ForEach(uint32_t block, uint16_t count, const Visit& visit) const {
    if (count == 0) return;
    const uint32_t* places = words_.data() + static_cast<size_t>(block) * kGrain;
    for (size_t place = 0; place < PlacesFor(count); ++place) {
      if (places[place] != 0) visit(places[place]);
    }
  }
  // False where the set has it. `wanted` is not 0.
  bool Insert(uint32_t wanted, uint32_t& block, uint16_t& count) {
    if (count != 0) {
      uint32_t& place = PlaceOf(wanted, block, PlacesFor(count));
      if (place == wanted) return false;
      if (PlacesFor(count) == PlacesFor(static_cast<uint16_t>(count + 1))) {
        place = wanted;
        ++count;
        return true;
      }
    }
    const size_t places = PlacesFor(static_cast<uint16_t>(count + 1));
    const uint32_t larger = Take(places);
    ForEach(block, count, [&](uint32_t one) { PlaceOf(one, larger, places) = one; });
    PlaceOf(wanted, larger, places) = wanted;
    Release(block, count, count + 1);
    block = larger;
    return true;
  }
  void Prefetch(uint32_t wanted, uint32_t block, uint16_t count) const {
    __builtin_prefetch(
        words_.data() + static_cast<size_t>(block) * kGrain + (wanted & (PlacesFor(count) - 1)), 1);
  }
  void Release(uint32_t& block, uint16_t& count) {
    Release(block, count, 0);
    block = 0;
  }

 private:
  static constexpr size_t kGrain = 16;

  [[nodiscard]] static size_t PlacesFor(uint16_t count) {
    return std::bit_ceil(std::max<size_t>(kGrain, (size_t{count} * 4 + 2) / 3));
  }
  [[nodiscard]] static size_t ClassOf(size_t places) {
    return static_cast<size_t>(std::countr_zero(places)) - 4;
  }
  // Where `wanted` stands in the block, or the free place where it would.
  [[nodiscard]] uint32_t& PlaceOf(uint32_t wanted, uint32_t block, size_t places) {
    uint32_t* all = words_.data() + static_cast<size_t>(block) * kGrain;
    size_t place = wanted & (places - 1);
    while (all[place] != wanted && all[place] != 0) place = (place + 1) & (places - 1);
    return all[place];
  }
  void Release(uint32_t block, uint16_t& count, int left) {
    if (count != 0) free_[ClassOf(PlacesFor(count))].push_back(block);
    count = static_cast<uint16_t>(left);
  }
  // A block of empty places.
  [[nodiscard]] uint32_t Take(size_t places) {
    std::vector<uint32_t>& free = free_[ClassOf(places)];
    if (!free.empty()) {
      const uint32_t block = free.back();
      free.pop_back();
      std::fill_n(words_.begin() + static_cast<std::ptrdiff_t>(size_t{block} * kGrain), places, 0U);
      return block;
    }
    const size_t block = words_.size() / kGrain;
    words_.resize(words_.size() + places);
    return static_cast<uint32_t>(block);
  }

  std::vector<uint32_t> words_;
  std::array<std::vector<uint32_t>, 14> free_;
};

}  // namespace readiness::metric::internal
