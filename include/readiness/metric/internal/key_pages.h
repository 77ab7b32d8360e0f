// readiness/metric/internal/key_pages.h: counts of keys near each other (within 131,072), in pages
// of 16, each made when the first of its keys counts. A count is found at once.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/base/attributes.h"

namespace readiness::metric::internal {

class KeyPages {
 public:
  static constexpr int64_t kPage = 16;          // Keys of a page.
  static constexpr int64_t kMostPages = 8'192;  // From the first one to the last.

  // The page of a key. Two may be in one value where less than kMostPages lie between them.
  [[nodiscard]] static constexpr int64_t PageOf(int64_t key) { return key >> 4U; }

  // The count of `key`; null where its page is not there.
  [[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE const int64_t* Find(int64_t key) const {
    const uint64_t page = PlaceOf(PageOf(key));
    return HasPage(page) ? &counts_[PlaceIn(pages_[page], key)] : nullptr;
  }
  [[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE int64_t* Find(int64_t key) {
    const uint64_t page = PlaceOf(PageOf(key));
    return HasPage(page) ? &counts_[PlaceIn(pages_[page], key)] : nullptr;
  }
  // The same, its page made where it is near the others; null where it is not. What was too far
  // once stays so: pages only come.
  [[nodiscard]] int64_t* FindOrMake(int64_t key) {
    if (int64_t* const count = Find(key); count != nullptr) return count;
    const int64_t page = PageOf(key);
    const auto size = static_cast<int64_t>(pages_.size());
    const int64_t low = size == 0 ? page : std::min(first_page_, page);
    const int64_t high = size == 0 ? page : std::max(first_page_ + size - 1, page);
    if (high - low >= kMostPages) return nullptr;
    if (size != 0 && low < first_page_) {
      pages_.insert(pages_.begin(), static_cast<size_t>(first_page_ - low), 0);
    }
    pages_.resize(static_cast<size_t>(high - low + 1), 0);
    first_page_ = low;
    const size_t counts = counts_.size() + kPage;
    if (counts > counts_.capacity()) {
      counts_.reserve(std::max(counts, counts_.size() + counts_.size() / 2));
    }
    counts_.resize(counts, 0);
    pages_[static_cast<size_t>(page - low)] = static_cast<uint16_t>(counts_.size() / kPage);
    return Find(key);
  }
  // Adds `count` to the count of first + i for each bit i of `keys`, from its lowest on, that is on
  // the page of the lowest, which is there. Returns how many there were; `keys` has the others.
  int64_t AddOfPage(int64_t first, uint64_t& keys, int64_t count) {
    const int64_t key = first + std::countr_zero(keys);
    const int64_t begin = PageOf(key) * kPage;
    int64_t* counts = Find(begin);
    int64_t added = 0;
    for (int64_t at = key - begin; at < kPage; at = first + std::countr_zero(keys) - begin) {
      counts[at] += count;
      ++added;
      keys &= keys - 1;
      if (keys == 0) break;
    }
    return added;
  }
  // Calls `visit(key, count)` for each key whose count is not zero, keys ascending.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    ForEachPage([&visit](int64_t key, const int64_t* counts) {
      for (int64_t i = 0; i < kPage; ++i) {
        if (counts[i] != 0) visit(key + i, counts[i]);
      }
    });
  }
  // Calls `visit(first key, its kPage counts)` for each page, keys ascending.
  template <typename Visit>
  void ForEachPage(const Visit& visit) const {
    for (size_t page = 0; page < pages_.size(); ++page) {
      if (pages_[page] == 0) continue;
      const int64_t key = (first_page_ + static_cast<int64_t>(page)) * kPage;
      visit(key, &counts_[PlaceIn(pages_[page], 0)]);
    }
  }
  [[nodiscard]] size_t NumberOfCounts() const {
    return static_cast<size_t>(
        std::count_if(counts_.begin(), counts_.end(), [](int64_t count) { return count != 0; }));
  }
  [[nodiscard]] bool IsZero() const {
    return std::all_of(counts_.begin(), counts_.end(), [](int64_t count) { return count == 0; });
  }
  // The key before which no page begins.
  [[nodiscard]] int64_t FirstKey() const { return first_page_ * kPage; }
  void Negate() {
    for (int64_t& count : counts_) count = -count;
  }

 private:
  // Where `page` stands from the first on; a large number where it does not.
  [[nodiscard]] uint64_t PlaceOf(int64_t page) const {
    return static_cast<uint64_t>(page) - static_cast<uint64_t>(first_page_);
  }
  [[nodiscard]] static size_t PlaceIn(uint16_t page, int64_t key) {
    return (static_cast<size_t>(page) - 1) * kPage + (static_cast<size_t>(key) & (kPage - 1));
  }
  [[nodiscard]] bool HasPage(uint64_t page) const {
    return page < pages_.size() && pages_[page] != 0;
  }

  std::vector<uint16_t> pages_;  // By page from the first on: its number + 1; 0: no key had it.
  int64_t first_page_ = 0;
  std::vector<int64_t> counts_;  // By page, kPage each.
};

}  // namespace readiness::metric::internal
