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
// Cost:    Add 5 ns while the table is in cache, no allocation once the table has grown;
//          Sorted O(n log n). Memory: 16 bytes an entry at a load of 25 to 60 %.
// Errors:  ResourceExhausted (rule LIMIT) from CheckAdd where the counts would sum to more than
//          kMostCount; Add itself does not check. Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

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
    if (count == 0) return;
    size_ += internal::SizeOf(count);
    net_ += count;
    if (key == kEmpty) {
      of_empty_ += count;
      return;
    }
    if (slots_.empty()) Rehash();
    size_t slot = SlotOf(key);
    if (slots_[slot].key == kEmpty) {
      if ((used_ + 1) * 5 > slots_.size() * 3) {
        Rehash();
        slot = SlotOf(key);
      }
      slots_[slot].key = key;
      ++used_;
    }
    slots_[slot].count += count;
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
    if (other.IsEmpty()) return;
    if (slots_.empty()) {
      slots_ = other.slots_;
      used_ = other.used_;
      if (sign < 0) {
        for (Entry& entry : slots_) entry.count = -entry.count;
      }
      of_empty_ += sign * other.of_empty_;
    } else {
      for (const Entry& entry : other.slots_) {
        if (entry.key != kEmpty && entry.count != 0) Add(entry.key, sign * entry.count);
      }
      if (other.of_empty_ != 0) Add(kEmpty, sign * other.of_empty_);
      size_ = Size();
      return;
    }
    net_ += sign * other.net_;
    size_ += other.size_;
  }

  // Calls `visit(key, count)` for each count other than zero, in no order that means anything.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const Entry& entry : slots_) {
      if (entry.key != kEmpty && entry.count != 0) visit(entry.key, entry.count);
    }
    if (of_empty_ != 0) visit(kEmpty, of_empty_);
  }
  // The entries with a count other than zero, keys ascending.
  [[nodiscard]] std::vector<Entry> Sorted() const {
    std::vector<Entry> entries;
    entries.reserve(used_ + 1);
    for (const Entry& entry : slots_) {
      if (entry.key != kEmpty && entry.count != 0) entries.push_back(entry);
    }
    if (of_empty_ != 0) entries.push_back({kEmpty, of_empty_});
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.key < b.key; });
    return entries;
  }

  [[nodiscard]] int64_t CountOf(int64_t key) const {
    if (key == kEmpty) return of_empty_;
    return slots_.empty() ? 0 : slots_[SlotOf(key)].count;
  }
  // The sum of all counts.
  [[nodiscard]] int64_t Net() const { return net_; }
  // Has every key the count zero?
  [[nodiscard]] bool IsZero() const {
    return of_empty_ == 0 && std::all_of(slots_.begin(), slots_.end(),
                                         [](const Entry& entry) { return entry.count == 0; });
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
    Reserve(static_cast<size_t>(entries));
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

  // Room for `entries` different keys without another allocation.
  void Reserve(size_t entries) {
    while (slots_.size() * 3 < (entries + 1) * 5) Resize(slots_.empty() ? 16 : slots_.size() * 2);
  }

  friend bool operator==(const Tally& a, const Tally& b) {
    return a.net_ == b.net_ && a.Sorted() == b.Sorted();
  }

 private:
  static constexpr int64_t kEmpty = std::numeric_limits<int64_t>::min();

  [[nodiscard]] bool IsEmpty() const { return used_ == 0 && of_empty_ == 0; }
  [[nodiscard]] size_t SlotOf(int64_t key) const {
    const size_t mask = slots_.size() - 1;
    const uint64_t mixed = static_cast<uint64_t>(key) * 0x9E3779B97F4A7C15ULL;
    size_t slot = static_cast<size_t>(mixed ^ (mixed >> 32U)) & mask;
    while (slots_[slot].key != key && slots_[slot].key != kEmpty) slot = (slot + 1) & mask;
    return slot;
  }
  [[nodiscard]] uint64_t Size() const {
    uint64_t size = internal::SizeOf(of_empty_);
    for (const Entry& entry : slots_) {
      size += internal::SizeOf(entry.count);
      if (size > static_cast<uint64_t>(kMostCount)) return size;
    }
    return size;
  }
  // Drops what counts zero; grows only where that does not make room.
  void Rehash() {
    size_t live = 0;
    for (const Entry& entry : slots_) live += entry.key != kEmpty && entry.count != 0 ? 1U : 0U;
    size_t wanted = std::max<size_t>(16, slots_.size());
    while (wanted < (live + 1) * 3) wanted *= 2;
    Resize(wanted);
  }
  void Resize(size_t wanted) {
    spare_.assign(wanted, {kEmpty, 0});
    spare_.swap(slots_);
    used_ = 0;
    for (const Entry& entry : spare_) {
      if (entry.key == kEmpty || entry.count == 0) continue;
      slots_[SlotOf(entry.key)] = entry;
      ++used_;
    }
  }

  std::vector<Entry> slots_;  // A power of two; key kEmpty: free.
  std::vector<Entry> spare_;  // The table before the last rehash: its memory serves the next one.
  size_t used_ = 0;           // Slots with a key, counts of zero included.
  int64_t of_empty_ = 0;      // The count of kEmpty itself.
  int64_t net_ = 0;
  uint64_t size_ = 0;  // At least the sum of the sizes of all counts.
};

}  // namespace readiness::metric
