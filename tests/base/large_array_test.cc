#include "readiness/base/large_array.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace readiness::base {
namespace {

[[nodiscard]] uintptr_t AddressOf(const void* at) { return reinterpret_cast<uintptr_t>(at); }

TEST(LargeArray, HoldsWhatAVectorHolds) {
  LargeArray<uint32_t> small = {0};
  LargeArray<uint32_t> large(3'000'000, 7U);
  EXPECT_EQ(small.size(), 1U);
  EXPECT_EQ(large.back(), 7U);
  for (uint32_t i = 0; i < 3'000'000; ++i) small.push_back(i);
  EXPECT_EQ(small.front(), 0U);
  EXPECT_EQ(small[3'000'000], 2'999'999U);
  const LargeArray<uint32_t> moved = std::move(small);
  EXPECT_EQ(moved.size(), 3'000'001U);
  LargeArray<uint32_t> copy = moved;
  EXPECT_EQ(copy, moved);
  std::swap(copy, large);
  EXPECT_EQ(copy.front(), 7U);
}

TEST(LargeArray, FromALargePageOnItStartsAtOne) {
  const LargeArray<double> large(internal::kLargeBytes / sizeof(double), 1.0);
  EXPECT_EQ(AddressOf(large.data()) % internal::kLargePage, 0U);
}

#ifdef __GLIBC__
// Small pieces taken meanwhile must not settle in what the array leaves free around itself: then it
// would be too small the next time, and the process grow with every pass.
TEST(LargeArray, WhatItFreesServesTheSameSizeAgain) {
  (void)mallopt(M_MMAP_MAX, 0);  // Freed memory stays with the process.
  auto first = std::make_unique<LargeArray<double>>(2'000'000);
  if (mallinfo2().uordblks < first->size() * sizeof(double)) {
    GTEST_SKIP() << "a sanitizer brings its own allocator";
  }
  const LargeArray<double> behind(2'000'000);
  const double* const at = first->data();
  std::vector<std::unique_ptr<char[]>> pieces;
  for (int i = 0; i < 400; ++i) pieces.push_back(std::make_unique<char[]>(16'000));
  first.reset();
  const LargeArray<double> second(2'000'000);
  EXPECT_EQ(second.data(), at);
  (void)mallopt(M_MMAP_MAX, 65'536);  // As it is by default.
}
#endif

struct alignas(64) Line {
  double numbers[8];
};

TEST(LargeArray, WhatAsksForAnAlignmentGetsIt) {
  for (const size_t count : {size_t{1}, size_t{100}, internal::kLargeBytes / sizeof(Line)}) {
    const LargeArray<Line> lines(count);
    EXPECT_EQ(AddressOf(lines.data()) % alignof(Line), 0U) << count;
  }
}

// Numbers are left as they are, objects are made.
TEST(LargeArray, NewNumbersAreUnsetAndObjectsAreMade) {
  alignas(8) unsigned char memory[8];
  std::memset(memory, 0xAB, sizeof memory);
  LargeAllocator<uint64_t>().construct(reinterpret_cast<uint64_t*>(memory));
  uint64_t number = 0;
  std::memcpy(&number, memory, sizeof number);
  EXPECT_EQ(number, 0xABABABABABABABABU);
  const LargeArray<std::vector<int>> made(3);
  EXPECT_TRUE(made[2].empty());
}

TEST(LargeArray, MoreThanMemoryHoldsIsRefused) {
  LargeAllocator<double> allocator;
  EXPECT_THROW((void)allocator.allocate(std::numeric_limits<size_t>::max() / 8),
               std::bad_array_new_length);
}

}  // namespace
}  // namespace readiness::base
