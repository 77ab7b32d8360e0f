// readiness/base/large_array.h: a vector for what a large input takes: it asks the system for large
// pages, and leaves new elements unset where that is allowed.
//
//   base::LargeArray<double> sums(node_count);  // Unset: every one is written before it is read.
//   base::LargeArray<double> low(node_count, 0.0);
//
// Memory that is touched for the first time costs a page fault for each page; a million nodes touch
// some hundred megabytes, and then the faults take longer than the work. From kLargeBytes on memory
// starts at a large page and the system is told (madvise, on Linux); that changes no result, and
// where it is refused nothing is lost. `LargeArray<T>(n)` and resize() leave numbers unset, as
// `new T[n]` does.
//
// Cost:    at most one large page, 2 MiB, more than a vector.
// Threads: as std::vector.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace readiness::base {

namespace internal {

inline constexpr size_t kLargePage = size_t{2} << 20;
inline constexpr size_t kLargeBytes = 2 * kLargePage;

}  // namespace internal

template <typename T>
class LargeAllocator {
 public:
  using value_type = T;

  LargeAllocator() = default;
  template <typename U>
  LargeAllocator(const LargeAllocator<U>& /*other*/) {}  // NOLINT: allocators convert.

  [[nodiscard]] T* allocate(size_t count) {
    if (count > std::numeric_limits<size_t>::max() / 2 / sizeof(T)) {
      throw std::bad_array_new_length();
    }
    const size_t bytes = count * sizeof(T);
    if (!IsLarge(count)) return static_cast<T*>(::operator new(bytes, kSmallAlignment));
    // Room to align in is taken along. Of aligned memory the allocator would hand out the rest, and
    // what is freed would be too small for the same size the next time.
    void* const whole = ::operator new(bytes + internal::kLargePage);
    void* memory = static_cast<std::byte*>(whole) + sizeof(void*);
    size_t room = bytes + internal::kLargePage - sizeof(void*);
    std::align(internal::kLargePage, bytes, memory, room);
    static_cast<void**>(memory)[-1] = whole;
#ifdef __linux__
    (void)madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t count) {
    if (!IsLarge(count)) {
      ::operator delete(memory, kSmallAlignment);
    } else {
      ::operator delete(static_cast<void**>(static_cast<void*>(memory))[-1]);
    }
  }

  // Without arguments: unset, where T can be.
  template <typename U, typename... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    if constexpr (sizeof...(Arguments) == 0 && std::is_trivially_default_constructible_v<U>) {
      ::new (static_cast<void*>(at)) U;
    } else {
      std::construct_at(at, std::forward<Arguments>(arguments)...);
    }
  }

  friend bool operator==(const LargeAllocator& /*a*/, const LargeAllocator& /*b*/) { return true; }

 private:
  static constexpr std::align_val_t kSmallAlignment{alignof(T)};
  [[nodiscard]] static constexpr bool IsLarge(size_t count) {
    return count * sizeof(T) >= internal::kLargeBytes;
  }
};

template <typename T>
using LargeArray = std::vector<T, LargeAllocator<T>>;

}  // namespace readiness::base
