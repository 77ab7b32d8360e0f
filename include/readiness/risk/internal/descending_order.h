// readiness/risk/internal/descending_order.h: numbers that are not negative from the greatest to
// the least, in linear time.
//
// The bits of such doubles are ordered as the numbers are. How far each is below the greatest is
// cut to its 32 highest bits, which are sorted eleven at a time; the few that these do not tell
// apart are then compared whole. 0, which is far from all others, gets a key of its own. Stable:
// equal numbers stay in order.
//
// Cost: three passes, each O(n), and O(k log k) for k numbers that share a key; std::stable_sort
//       below 1,024 numbers. 16 bytes a number.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "readiness/base/large_array.h"

namespace readiness::risk::internal {

// Within what numbers lie, by their bits.
struct NumberRange {
  uint64_t least = ~uint64_t{0};  // But 0.
  uint64_t greatest = 0;

  void Add(double number) {
    const auto bits = std::bit_cast<uint64_t>(number + 0.0);  // + 0.0 turns -0 into 0.
    greatest = std::max(greatest, bits);
    if (bits != 0) least = std::min(least, bits);
  }
};

// 32 bits by which most numbers of a range are told apart: the greater the number, the less its
// key.
class ShortKey {
 public:
  explicit ShortKey(const NumberRange& range) : greatest_(range.greatest) {
    // One key stays free for 0.
    while (range.greatest > range.least && (range.greatest - range.least) >> shift_ >= kZero) {
      ++shift_;
    }
  }
  [[nodiscard]] uint32_t Of(double number) const {
    const auto bits = std::bit_cast<uint64_t>(number + 0.0);
    return bits == 0 ? kZero : static_cast<uint32_t>((greatest_ - bits) >> shift_);
  }

  static constexpr uint32_t kZero = ~uint32_t{0};  // The key of 0 alone.

 private:
  uint64_t greatest_;
  uint32_t shift_ = 0;
};

struct NumberAt {
  uint32_t key;
  uint32_t at;
};

[[nodiscard]] inline bool IsZero(const NumberAt& one) { return one.key == ShortKey::kZero; }

// Sorts positions by the numbers at them.
template <typename NumberOf>
class DescendingSort {
 public:
  // number_of(at): a number of the range of `short_key`. Positions from 0 to count - 1.
  DescendingSort(const ShortKey& short_key, uint32_t count, NumberOf number_of)
      : number_of_(number_of), sorted_(count) {
    for (uint32_t at = 0; at < count; ++at) sorted_[at] = {short_key.Of(number_of(at)), at};
    if (count < 1'024) {
      std::stable_sort(sorted_.begin(), sorted_.end(), ByNumber());
    } else {
      SortByKey();
      SortEqualKeys();
    }
  }

  // The greatest first.
  [[nodiscard]] const base::LargeArray<NumberAt>& sorted() const { return sorted_; }
  [[nodiscard]] double Number(const NumberAt& one) const { return number_of_(one.at); }
  // Whether the numbers at two positions of sorted() are equal.
  [[nodiscard]] bool AreEqual(size_t a, size_t b) const {
    const NumberAt& one = sorted_[a];
    const NumberAt& other = sorted_[b];
    return one.key == other.key && (IsZero(one) || Number(one) == Number(other));
  }

 private:
  [[nodiscard]] auto ByNumber() const {
    return [this](const NumberAt& a, const NumberAt& b) { return Number(a) > Number(b); };
  }

  void SortByKey() {
    constexpr uint32_t kDigitBits = 11;
    constexpr uint32_t kDigits = 1U << kDigitBits;
    constexpr uint32_t kPasses = 3;
    std::array<std::array<uint32_t, kDigits>, kPasses> begin{};
    const auto digit = [](uint32_t key, uint32_t pass) {
      return key >> (kDigitBits * pass) & (kDigits - 1);
    };
    for (const NumberAt& one : sorted_) {
      for (uint32_t pass = 0; pass < kPasses; ++pass) ++begin[pass][digit(one.key, pass)];
    }
    base::LargeArray<NumberAt> before(sorted_.size());
    for (uint32_t pass = 0; pass < kPasses; ++pass) {
      // What all share needs no pass.
      if (begin[pass][digit(sorted_.front().key, pass)] == sorted_.size()) continue;
      uint32_t sum = 0;
      for (uint32_t& one : begin[pass]) sum += std::exchange(one, sum);
      std::swap(before, sorted_);
      for (const NumberAt& one : before) sorted_[begin[pass][digit(one.key, pass)]++] = one;
    }
  }

  void SortEqualKeys() {
    for (size_t first = 0; first < sorted_.size();) {
      size_t last = first + 1;
      bool is_sorted = true;
      for (; last < sorted_.size() && sorted_[last].key == sorted_[first].key; ++last) {
        is_sorted = is_sorted && Number(sorted_[last - 1]) >= Number(sorted_[last]);
      }
      if (!is_sorted) {
        std::stable_sort(sorted_.begin() + static_cast<std::ptrdiff_t>(first),
                         sorted_.begin() + static_cast<std::ptrdiff_t>(last), ByNumber());
      }
      first = last;
    }
  }

  NumberOf number_of_;
  base::LargeArray<NumberAt> sorted_;
};

}  // namespace readiness::risk::internal
