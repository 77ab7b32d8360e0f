// readiness/risk/internal/frontier_states.h: what is done to numbers of which there is one for each
// state of a frontier: state s has bit k set where the node in slot k is degraded.
//
// Each takes the place of a loop over bits; which states belong together is what they know. Runs of
// neighbouring states are walked as such where they are long, so that they are worked on several at
// a time.
//
// Cost: O(2^slots) each.   Threads: values only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace readiness::risk::internal {

// Runs of fewer states are not worth a loop of their own.
inline constexpr size_t kShortRun = 8;

// Numbers that nobody has set.
[[nodiscard]] inline std::unique_ptr<double[]> UnsetNumbers(size_t count) {
  return std::make_unique_for_overwrite<double[]>(count);
}

// Calls visit(i, off, on) for each pair of states of `slots` slots, two or more, in which `from` is
// degraded and that differ in `to` alone; i counts the pairs.
template <typename Visit>
void ForEachCarried(uint32_t slots, uint32_t from_slot, uint32_t to_slot, Visit visit) {
  const size_t from = size_t{1} << from_slot;
  const size_t to = size_t{1} << to_slot;
  const size_t low = std::min(from, to);
  const size_t high = std::max(from, to);
  const size_t pairs = size_t{1} << (slots - 2);
  if (low < kShortRun) {
    for (size_t i = 0; i < pairs; ++i) {
      const size_t with_low = i + (i & ~(low - 1));
      const size_t off = from + with_low + (with_low & ~(high - 1));
      visit(i, off, off + to);
    }
    return;
  }
  size_t i = 0;
  for (size_t outer = from; outer < 4 * pairs; outer += 2 * high) {
    for (size_t inner = outer; inner < outer + high; inner += 2 * low) {
      for (size_t at = 0; at < low; ++at) visit(i + at, inner + at, inner + at + to);
      i += low;
    }
  }
}

// Takes a slot out of `size` numbers: the two that differ in it alone are added. Half are left.
inline void SumOut(double* numbers, size_t size, uint32_t slot) {
  const size_t half = size_t{1} << slot;
  const size_t left = size / 2;
  if (half < kShortRun) {
    for (size_t s = 0; s < left; ++s) {
      const size_t from = s + (s & ~(half - 1));
      numbers[s] = numbers[from] + numbers[from + half];
    }
    return;
  }
  for (size_t to = 0; to < left; to += half) {
    const double* const from = numbers + 2 * to;
    for (size_t s = 0; s < half; ++s) numbers[to + s] = from[s] + from[half + s];
  }
}

// Puts a slot that makes no difference into `size` numbers: twice as many are left.
inline void PutBack(double* numbers, size_t size, uint32_t slot) {
  const size_t half = size_t{1} << slot;
  if (half < kShortRun) {
    for (size_t s = size; s-- > 0;) {
      const size_t to = s + (s & ~(half - 1));
      numbers[to] = numbers[to + half] = numbers[s];
    }
    return;
  }
  for (size_t block = size / half; block-- > 0;) {
    const double* const from = numbers + block * half;
    double* const to = numbers + 2 * block * half;
    std::copy(from, from + half, to + half);
    if (block > 0) std::copy(from, from + half, to);  // The first is there already.
  }
}

// Calls visit(s) for each of `size` states in which `slot` is degraded, in order.
template <typename Visit>
void ForEachDegraded(size_t size, uint32_t slot, Visit visit) {
  const size_t half = size_t{1} << slot;
  for (size_t block = half; block < size; block += 2 * half) {
    for (size_t s = block; s < block + half; ++s) visit(s);
  }
}

// How likely a node that leaks is degraded in each state: 1 - (1 - leak) PROD(1 - chance), the
// product over the slots that are degraded. `chances`: of an arc from each slot, 0 where none is.
inline void FillReached(double leak, std::span<const double> chances, double* reached) {
  reached[0] = leak;
  for (size_t slot = 0; slot < chances.size(); ++slot) {
    const size_t half = size_t{1} << slot;
    const double chance = chances[slot];
    if (chance == 0) {
      std::copy(reached, reached + half, reached + half);
      continue;
    }
    for (size_t s = 0; s < half; ++s) reached[half + s] = reached[s] + (1 - reached[s]) * chance;
  }
}

// What was written down of the states, step after step, to be read from the last back.
class StateTape {
 public:
  // Empties it, and makes room for so many numbers.
  void Reserve(size_t count) {
    if (count > capacity_) {
      numbers_ = UnsetNumbers(count);
      capacity_ = count;
    }
    size_ = 0;
  }
  // Room for the next, and the last that were written.
  [[nodiscard]] double* Push(size_t count) {
    size_ += count;
    return numbers_.get() + (size_ - count);
  }
  [[nodiscard]] std::span<const double> Pop(size_t count) {
    size_ -= count;
    return {numbers_.get() + size_, count};
  }

 private:
  std::unique_ptr<double[]> numbers_;
  size_t capacity_ = 0;
  size_t size_ = 0;
};

}  // namespace readiness::risk::internal
