// readiness/risk/internal/descending_order.h: numbers that are not negative from the greatest to
// the least, in linear time.
//
// The bits of such doubles are ordered as the numbers are; they are sorted 16 at a time from the
// lowest, and digits that all numbers share are passed over. Stable: equal numbers stay in order.
//
// Cost: at most four passes, each O(n + 65,536); std::stable_sort below 4,096 numbers.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace readiness::risk::internal {

struct NumberAt {
  uint64_t key;  // The complement of the bits: growing while the number falls.
  uint32_t at;
};

inline void SortByKey(std::vector<NumberAt>& numbers) {
  if (numbers.size() < 4'096) {
    std::stable_sort(numbers.begin(), numbers.end(),
                     [](const NumberAt& a, const NumberAt& b) { return a.key < b.key; });
    return;
  }
  constexpr size_t kDigits = 1 << 16;
  std::vector<NumberAt> sorted(numbers.size());
  std::vector<uint32_t> begin(kDigits + 1);
  for (int shift = 0; shift < 64; shift += 16) {
    std::fill(begin.begin(), begin.end(), 0U);
    const auto digit = [shift](const NumberAt& number) {
      return static_cast<size_t>(number.key >> shift & (kDigits - 1));
    };
    for (const NumberAt& number : numbers) ++begin[digit(number) + 1];
    if (begin[digit(numbers.front()) + 1] == numbers.size()) continue;
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    for (const NumberAt& number : numbers) sorted[begin[digit(number)]++] = number;
    std::swap(numbers, sorted);
  }
}

// The numbers with their positions, the greatest first.
[[nodiscard]] inline std::vector<NumberAt> SortedNumbers(std::span<const double> numbers) {
  std::vector<NumberAt> keyed(numbers.size());
  for (uint32_t i = 0; i < keyed.size(); ++i) {
    keyed[i] = {~std::bit_cast<uint64_t>(numbers[i] + 0.0), i};
  }
  SortByKey(keyed);
  return keyed;
}

// The positions of `numbers`, the greatest number first.
[[nodiscard]] inline std::vector<uint32_t> DescendingOrder(std::span<const double> numbers) {
  const std::vector<NumberAt> keyed = SortedNumbers(numbers);
  std::vector<uint32_t> order(keyed.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = keyed[i].at;
  return order;
}

}  // namespace readiness::risk::internal
