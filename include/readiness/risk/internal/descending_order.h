// readiness/risk/internal/descending_order.h: numbers from the greatest to the least, in linear
// time where most are not negative.
//
// The bits of doubles above 0 are ordered as the numbers are. How far each is below the greatest is
// cut to its 32 highest bits, which are sorted eleven at a time; the few that these do not tell
// apart are then compared whole. 0 gets a key of its own, far from all others, and with it the few
// differences that rounding leaves below 0. Stable: equal numbers stay in order.
//
// Cost: three passes, each O(n), over what is above 0, and O(k log k) for k numbers that share a
//       key; std::stable_sort below 1,024 numbers. 16 bytes a number.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "readiness/base/large_array.h"

namespace readiness::risk::internal {

// Within what the numbers above 0 lie, by their bits.
struct NumberRange {
  uint64_t least = ~uint64_t{0};
  uint64_t greatest = 0;

  void Add(double number) {
    if (!(number > 0)) return;
    const auto bits = std::bit_cast<uint64_t>(number);
    greatest = std::max(greatest, bits);
    least = std::min(least, bits);
  }
};

// 32 bits by which most numbers of a range are told apart: the greater the number, the less its
// key.
class ShortKey {
 public:
  explicit ShortKey(const NumberRange& range) : greatest_(range.greatest) {
    // One key stays free for what is not above 0.
    while (range.greatest > range.least && (range.greatest - range.least) >> shift_ >= kNothing) {
      ++shift_;
    }
  }
  [[nodiscard]] uint32_t Of(double number) const {
    if (!(number > 0)) return kNothing;
    return static_cast<uint32_t>((greatest_ - std::bit_cast<uint64_t>(number)) >> shift_);
  }

  static constexpr uint32_t kNothing = ~uint32_t{0};  // The key of what is not above 0.

 private:
  uint64_t greatest_;
  uint32_t shift_ = 0;
};

struct NumberAt {
  uint32_t key;
  uint32_t at;
};

// Sorts positions by the numbers at them.
template <typename NumberOf>
class DescendingSort {
 public:
  // number_of(at): a number of the range of `short_key`. Positions from 0 to count - 1.
  DescendingSort(const ShortKey& short_key, uint32_t count, NumberOf number_of)
      : number_of_(number_of), sorted_(count) {
    // What is not above 0, of which there may be much, stands last; it is put there at once,
    // backwards.
    uint32_t begin = 0;
    uint32_t end = count;
    for (uint32_t at = 0; at < count; ++at) {
      const NumberAt one{short_key.Of(number_of(at)), at};
      const bool is_last = one.key == ShortKey::kNothing;
      end -= is_last ? 1 : 0;
      sorted_[is_last ? end : begin] = one;
      begin += is_last ? 0 : 1;
    }
    std::reverse(sorted_.begin() + end, sorted_.end());
    const std::span<NumberAt> above = std::span(sorted_).first(end);
    if (above.size() < 1'024) {
      std::stable_sort(above.begin(), above.end(), ByNumber());
      SortEqualKeys(std::span(sorted_).subspan(end));
    } else {
      SortByKey(above);
      SortEqualKeys(sorted_);
    }
  }

  // The greatest first.
  [[nodiscard]] const base::LargeArray<NumberAt>& sorted() const { return sorted_; }
  [[nodiscard]] double Number(const NumberAt& one) const { return number_of_(one.at); }
  // Whether the numbers at two positions of sorted() are equal.
  [[nodiscard]] bool AreEqual(size_t a, size_t b) const {
    const NumberAt& one = sorted_[a];
    const NumberAt& other = sorted_[b];
    return one.key == other.key && Number(one) == Number(other);
  }

 private:
  [[nodiscard]] auto ByNumber() const {
    return [this](const NumberAt& a, const NumberAt& b) { return Number(a) > Number(b); };
  }

  static void SortByKey(std::span<NumberAt> sorted) {
    constexpr uint32_t kDigitBits = 11;
    constexpr uint32_t kDigits = 1U << kDigitBits;
    constexpr uint32_t kPasses = 3;
    std::array<std::array<uint32_t, kDigits>, kPasses> begin{};
    const auto digit = [](uint32_t key, uint32_t pass) {
      return key >> (kDigitBits * pass) & (kDigits - 1);
    };
    for (const NumberAt& one : sorted) {
      for (uint32_t pass = 0; pass < kPasses; ++pass) ++begin[pass][digit(one.key, pass)];
    }
    base::LargeArray<NumberAt> memory(sorted.size());
    std::span<NumberAt> from = sorted;
    std::span<NumberAt> to = memory;
    for (uint32_t pass = 0; pass < kPasses; ++pass) {
      // What all share needs no pass.
      if (begin[pass][digit(from.front().key, pass)] == from.size()) continue;
      uint32_t sum = 0;
      for (uint32_t& one : begin[pass]) sum += std::exchange(one, sum);
      for (const NumberAt& one : from) to[begin[pass][digit(one.key, pass)]++] = one;
      std::swap(from, to);
    }
    if (from.data() != sorted.data()) std::copy(from.begin(), from.end(), sorted.begin());
  }

  void SortEqualKeys(std::span<NumberAt> sorted) const {
    for (size_t first = 0; first < sorted.size();) {
      size_t last = first + 1;
      bool is_sorted = true;
      for (; last < sorted.size() && sorted[last].key == sorted[first].key; ++last) {
        is_sorted = is_sorted && Number(sorted[last - 1]) >= Number(sorted[last]);
      }
      if (!is_sorted) {
        std::stable_sort(sorted.begin() + static_cast<std::ptrdiff_t>(first),
                         sorted.begin() + static_cast<std::ptrdiff_t>(last), ByNumber());
      }
      first = last;
    }
  }

  NumberOf number_of_;
  base::LargeArray<NumberAt> sorted_;
};

}  // namespace readiness::risk::internal
