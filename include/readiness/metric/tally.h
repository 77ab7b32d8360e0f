// readiness/metric/tally.h: how many of each whole number there are: a vector of counts that adds
// up.
//
//   Tally durations;
//   durations.Add(5, 1);  durations.Add(5, 1);  durations.Add(9, 1);
//   durations.Sorted()   -> {5: 2}, {9: 1}
//   durations.Add(5, -2);                        what is taken away leaves nothing behind
//
// Tallies are a group: adding is commutative and associative, and every one has an inverse, so the
// result does not depend on order, on partitions, or on what was added and taken back. Counts below
// zero are legal in a part of the data.
//
// Cost:    Add 2 ns while its count is in cache: keys within 131,072 of each other count in pages
//          of 32, others are written one after the other and brought together, sorted, whenever
//          they became twice as many, and where they are read. CountOf O(1) for the former, O(n)
//          for the latter; Sorted O(n log n).
// Memory:  256 bytes a page, 16 an addition not brought together.
// Errors:  ResourceExhausted (rule LIMIT) from CheckAdd where the counts would sum to more than
//          kMostCount; Add itself does not check.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/internal/varint.h"

namespace readiness::metric {

// The most that the sizes of all counts of one tally may sum to.
inline constexpr int64_t kMostCount = int64_t{1} << 61U;

namespace internal {
[[nodiscard]] constexpr uint64_t SizeOf(int64_t count) {
  return count < 0 ? 0 - static_cast<uint64_t>(count) : static_cast<uint64_t>(count);
}
[[nodiscard]] inline absl::Status TooManyCounts() {
  return base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT",
                         base::Cat("the counts of a metric state sum to more than ", kMostCount,
                                   "; nothing was added"));
}
}  // namespace internal

class Tally {
 public:
  struct Entry {
    int64_t key = 0;
    int64_t count = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  // Adds `count`, which may be below zero, to the count of `key`.
  void Add(int64_t key, int64_t count) {
    size_ += internal::SizeOf(count);
    net_ += count;
    Put(key, count);
  }

  // Adds `count` to the count of first + i for each bit i of `keys`.
  void AddEach(int64_t first, uint64_t keys, int64_t count) {
    while (keys != 0) {
      const int64_t key = first + std::countr_zero(keys);
      const uint64_t page = PageOf(key);
      if (!HasPage(page)) {
        Add(key, count);
        keys &= keys - 1;
        continue;
      }
      // All of one page.
      const int64_t begin = key >> 5U << 5U;
      int64_t* counts = &counts_[PlaceIn(pages_[page], begin)];
      int64_t added = 0;
      for (int64_t at = key - begin; at < kPage; at = first + std::countr_zero(keys) - begin) {
        counts[at] += count;
        ++added;
        keys &= keys - 1;
        if (keys == 0) break;
      }
      size_ += static_cast<uint64_t>(added) * internal::SizeOf(count);
      net_ += added * count;
    }
  }

  // Fetches what Add will change. Always inline: g++ takes a function that only fetches for one
  // that does nothing, and drops the calls.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Prefetch(int64_t key) const {
    const uint64_t page = PageOf(key);
    if (HasPage(page)) {
      __builtin_prefetch(&counts_[PlaceIn(pages_[page], key)], 1);
    }
  }

  // Would adding `other`, or taking it away, keep all counts within kMostCount?
  [[nodiscard]] absl::Status CheckAdd(const Tally& other) const {
    constexpr auto kMost = static_cast<uint64_t>(kMostCount);
    if (size_ <= kMost && other.size_ <= kMost && size_ + other.size_ <= kMost) {
      return absl::OkStatus();
    }
    const uint64_t mine = Size();
    const uint64_t others = other.Size();
    if (mine <= kMost && others <= kMost && mine + others <= kMost) return absl::OkStatus();
    return internal::TooManyCounts();
  }

  // Adds `sign` times `other`; `sign` is 1 or -1. Call CheckAdd before.
  void AddAll(const Tally& other, int64_t sign) {
    if (IsEmpty()) {
      const uint64_t size = size_;
      *this = other;
      if (sign < 0) {
        for (int64_t& count : counts_) count = -count;
        for (Entry& entry : log_) entry.count = -entry.count;
        net_ = -net_;
      }
      size_ += size;
      return;
    }
    size_ += other.size_;
    net_ += sign * other.net_;
    for (size_t i = 0; i < other.pages_.size(); ++i) {
      if (other.pages_[i] == 0) continue;
      const int64_t page = other.first_page_ + static_cast<int64_t>(i);
      const int64_t* added = &other.counts_[PlaceIn(other.pages_[i], 0)];
      if (HasPage(PageOf(page * kPage)) || MakePage(page)) {
        int64_t* counts = &counts_[PlaceIn(pages_[PageOf(page * kPage)], 0)];
        for (int64_t k = 0; k < kPage; ++k) counts[k] += sign * added[k];
        continue;
      }
      for (int64_t k = 0; k < kPage; ++k) PutApart(page * kPage + k, sign * added[k]);
    }
    for (const Entry& entry : other.log_) Put(entry.key, sign * entry.count);
    if (size_ > static_cast<uint64_t>(kMostCount)) size_ = Size();
  }

  // The entries with a count other than zero, keys ascending.
  [[nodiscard]] std::vector<Entry> Sorted() const {
    std::vector<Entry> entries;
    const auto is_there = [](int64_t count) { return count != 0; };
    entries.reserve(log_.size() +
                    static_cast<size_t>(std::count_if(counts_.begin(), counts_.end(), is_there)));
    ForEach([&entries](int64_t key, int64_t count) { entries.push_back({key, count}); });
    return entries;
  }

  // Calls `visit(key, count)` for each of them, in that order.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    if (sorted_ == log_.size()) return Walk(log_, visit);
    std::vector<Entry> apart = log_;
    BringTogether(apart, sorted_);
    Walk(apart, visit);
  }

  [[nodiscard]] int64_t CountOf(int64_t key) const {
    const uint64_t page = PageOf(key);
    if (HasPage(page)) return counts_[PlaceIn(pages_[page], key)];
    int64_t count = 0;
    for (const Entry& entry : log_) count += entry.key == key ? entry.count : 0;
    return count;
  }
  // The sum of all counts.
  [[nodiscard]] int64_t Net() const { return net_; }
  // Has every key the count zero?
  [[nodiscard]] bool IsZero() const {
    if (std::any_of(counts_.begin(), counts_.end(), [](int64_t count) { return count != 0; })) {
      return false;
    }
    if (sorted_ == log_.size()) return log_.empty();
    std::vector<Entry> far = log_;
    BringTogether(far, sorted_);
    return far.empty();
  }
  void Clear() { *this = Tally(); }

  // Number of entries, then each key as its distance from the one before, and its count.
  void Write(internal::ByteWriter& bytes) const {
    const std::vector<Entry> entries = Sorted();
    bytes.Whole(entries.size());
    int64_t before = 0;
    bool is_first = true;
    for (const Entry& entry : entries) {
      if (is_first) {
        bytes.Signed(entry.key);
      } else {
        bytes.Whole(static_cast<uint64_t>(entry.key) - static_cast<uint64_t>(before) - 1);
      }
      is_first = false;
      before = entry.key;
      bytes.Signed(entry.count);
    }
  }
  // `low` to `high`: the keys that may stand there, ends included.
  bool Read(internal::ByteReader& bytes, int64_t low, int64_t high) {
    uint64_t entries = 0;
    if (!bytes.Whole(entries)) return false;
    if (entries > bytes.left() / 2) return bytes.Fail("promises more entries than follow");
    Clear();
    int64_t key = 0;
    for (uint64_t i = 0; i < entries; ++i) {
      if (i == 0) {
        if (!bytes.Signed(key)) return false;
      } else {
        uint64_t gap = 0;
        if (!bytes.Whole(gap)) return false;
        if (gap >= static_cast<uint64_t>(high) - static_cast<uint64_t>(key)) {
          return bytes.Fail("has a key out of range");
        }
        key = static_cast<int64_t>(static_cast<uint64_t>(key) + gap + 1);
      }
      if (key < low || key > high) return bytes.Fail("has a key out of range");
      int64_t count = 0;
      if (!bytes.Signed(count)) return false;
      if (count == 0) return bytes.Fail("has a count of zero");
      if (internal::SizeOf(count) > static_cast<uint64_t>(kMostCount) - size_) {
        return bytes.Fail("has counts that sum to too much");
      }
      Add(key, count);
    }
    return true;
  }

  friend bool operator==(const Tally& a, const Tally& b) {
    return a.net_ == b.net_ && a.Sorted() == b.Sorted();
  }

 private:
  static constexpr int64_t kPage = 32;          // Keys of a page.
  static constexpr int64_t kMostPages = 4'096;  // From the first one to the last.

  // Which page holds `key`, from the first on; a large number where none does.
  [[nodiscard]] uint64_t PageOf(int64_t key) const {
    return static_cast<uint64_t>(key >> 5U) - static_cast<uint64_t>(first_page_);
  }
  [[nodiscard]] static size_t PlaceIn(uint32_t page, int64_t key) {
    return (static_cast<size_t>(page) - 1) * kPage + (static_cast<size_t>(key) & (kPage - 1));
  }
  [[nodiscard]] bool HasPage(uint64_t page) const {
    return page < pages_.size() && pages_[page] != 0;
  }
  // Changes the count of `key`, and not what the counts sum to.
  void Put(int64_t key, int64_t count) {
    const uint64_t page = PageOf(key);
    if (HasPage(page)) {
      counts_[PlaceIn(pages_[page], key)] += count;
      return;
    }
    PutFar(key, count);
  }
  void PutFar(int64_t key, int64_t count) {
    if (count == 0) return;
    if (MakePage(key >> 5U)) {
      counts_[PlaceIn(pages_[PageOf(key)], key)] += count;
      return;
    }
    PutApart(key, count);
  }
  void PutApart(int64_t key, int64_t count) {
    if (count == 0) return;
    // In order already, as when they are read.
    if (sorted_ == log_.size() && (log_.empty() || log_.back().key < key)) {
      log_.push_back({key, count});
      ++sorted_;
      return;
    }
    log_.push_back({key, count});
    if (log_.size() - sorted_ < std::max<size_t>(64, sorted_)) return;
    BringTogether(log_, sorted_);
    sorted_ = log_.size();
  }
  // Makes a page, where it is near the others. What was too far once stays so: pages only come, so
  // what stands apart lies below all of them or above.
  bool MakePage(int64_t page) {
    const auto size = static_cast<int64_t>(pages_.size());
    const int64_t low = size == 0 ? page : std::min(first_page_, page);
    const int64_t high = size == 0 ? page : std::max(first_page_ + size - 1, page);
    if (high - low >= kMostPages) return false;
    if (size != 0 && low < first_page_) {
      pages_.insert(pages_.begin(), static_cast<size_t>(first_page_ - low), 0);
    }
    pages_.resize(static_cast<size_t>(high - low + 1), 0);
    first_page_ = low;
    counts_.resize(counts_.size() + kPage, 0);
    pages_[static_cast<size_t>(page - low)] = static_cast<uint32_t>(counts_.size() / kPage);
    return true;
  }
  // Sorts entries of which the first `sorted` are, adds up those of one key and drops zeros.
  static void BringTogether(std::vector<Entry>& entries, size_t sorted) {
    const auto is_less = [](const Entry& a, const Entry& b) { return a.key < b.key; };
    const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(sorted);
    std::sort(middle, entries.end(), is_less);
    std::inplace_merge(entries.begin(), middle, entries.end(), is_less);
    size_t kept = 0;
    for (size_t i = 0; i < entries.size();) {
      Entry sum = entries[i++];
      while (i < entries.size() && entries[i].key == sum.key) sum.count += entries[i++].count;
      if (sum.count != 0) entries[kept++] = sum;
    }
    entries.resize(kept);
  }

  // Visits the counts of the pages and of `apart`, which is in order and lies around them.
  template <typename Visit>
  void Walk(const std::vector<Entry>& apart, const Visit& visit) const {
    auto entry = apart.begin();
    if (!pages_.empty()) {
      const int64_t begin = first_page_ * kPage;
      for (; entry != apart.end() && entry->key < begin; ++entry) visit(entry->key, entry->count);
    }
    for (size_t page = 0; page < pages_.size(); ++page) {
      if (pages_[page] == 0) continue;
      const int64_t key = (first_page_ + static_cast<int64_t>(page)) * kPage;
      const int64_t* counts = &counts_[PlaceIn(pages_[page], 0)];
      for (int64_t i = 0; i < kPage; ++i) {
        if (counts[i] != 0) visit(key + i, counts[i]);
      }
    }
    for (; entry != apart.end(); ++entry) visit(entry->key, entry->count);
  }

  [[nodiscard]] bool IsEmpty() const { return pages_.empty() && log_.empty(); }
  [[nodiscard]] uint64_t Size() const {
    uint64_t size = 0;
    for (const Entry& entry : Sorted()) {
      size += internal::SizeOf(entry.count);
      if (size > static_cast<uint64_t>(kMostCount)) return size;
    }
    return size;
  }

  // Keys near each other: days, weeks and hours mostly are.
  std::vector<uint32_t> pages_;  // By page from the first on: its number + 1; 0: no key had it.
  int64_t first_page_ = 0;
  std::vector<int64_t> counts_;  // By page, kPage each.
  // The others, as they came; the first `sorted_` in order, each key once, no count zero.
  std::vector<Entry> log_;
  size_t sorted_ = 0;
  int64_t net_ = 0;
  uint64_t size_ = 0;  // At least the sum of the sizes of all counts.
};

}  // namespace readiness::metric
