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
// Cost:    Add 2 ns for keys within 4,096 of each other (32,768 where a quarter as much was
//          counted), 5 ns else while the table is in cache, no allocation once the table has grown;
//          Sorted O(n log n). Memory: 8 bytes a key in that range, 16 an entry at a load of 25 to
//          60 % outside of it.
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
    const uint64_t place = PlaceOf(key);
    if (place < near_.size()) {
      near_[place] += count;
      return;
    }
    AddFar(key, count);
  }

  // Fetches what Add will change.
  void Prefetch(int64_t key) const {
    const uint64_t place = PlaceOf(key);
    if (place < near_.size()) {
      __builtin_prefetch(&near_[place], 1);
    } else if (!slots_.empty()) {
      __builtin_prefetch(&slots_[HomeOf(key)], 1);
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
    if (other.IsEmpty()) return;
    if (IsEmpty()) {
      const uint64_t size = size_;
      *this = other;
      if (sign < 0) {
        for (Entry& entry : slots_) entry.count = -entry.count;
        for (int64_t& count : near_) count = -count;
        of_empty_ = -of_empty_;
        net_ = -net_;
      }
      size_ += size;
      return;
    }
    other.ForEach([this, sign](int64_t key, int64_t count) { Add(key, sign * count); });
    if (size_ > static_cast<uint64_t>(kMostCount)) size_ = Size();
  }

  // Calls `visit(key, count)` for each count other than zero, in no order that means anything.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (size_t place = 0; place < near_.size(); ++place) {
      if (near_[place] != 0) visit(base_ + static_cast<int64_t>(place), near_[place]);
    }
    for (const Entry& entry : slots_) {
      if (entry.key != kEmpty && entry.count != 0) visit(entry.key, entry.count);
    }
    if (of_empty_ != 0) visit(kEmpty, of_empty_);
  }
  // The entries with a count other than zero, keys ascending.
  [[nodiscard]] std::vector<Entry> Sorted() const {
    std::vector<Entry> entries;
    ForEach([&entries](int64_t key, int64_t count) { entries.push_back({key, count}); });
    if (used_ == 0 && of_empty_ == 0) return entries;  // The near ones are in order.
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.key < b.key; });
    return entries;
  }

  [[nodiscard]] int64_t CountOf(int64_t key) const {
    if (key == kEmpty) return of_empty_;
    if (PlaceOf(key) < near_.size()) return near_[PlaceOf(key)];
    return slots_.empty() ? 0 : slots_[SlotOf(key)].count;
  }
  // The sum of all counts.
  [[nodiscard]] int64_t Net() const { return net_; }
  // Has every key the count zero?
  [[nodiscard]] bool IsZero() const {
    const auto is_zero = [](const Entry& entry) { return entry.count == 0; };
    return of_empty_ == 0 && std::all_of(slots_.begin(), slots_.end(), is_zero) &&
           std::all_of(near_.begin(), near_.end(), [](int64_t count) { return count == 0; });
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
  static constexpr int64_t kMostNear = 4'096;
  static constexpr int64_t kMostDenseNear = 32'768;
  static constexpr int64_t kEmpty = std::numeric_limits<int64_t>::min();

  // Where `key` stands in `near_`, if that is within it. Wraps for keys far away.
  [[nodiscard]] uint64_t PlaceOf(int64_t key) const {
    return static_cast<uint64_t>(key) - static_cast<uint64_t>(base_);
  }
  // Makes `near_` hold `key` as well, where that does not take too much room.
  bool Widen(int64_t key) {
    constexpr int64_t kFar = int64_t{1} << 62U;
    if (key > kFar || key < -kFar) return false;
    const auto size = static_cast<int64_t>(near_.size());
    const int64_t low = size == 0 ? key : std::min(base_, key);
    const int64_t high = size == 0 ? key : std::max(base_ + size - 1, key);
    // Further apart only where there is that much to count.
    const bool is_dense = size_ >= static_cast<uint64_t>(high - low) / 4;
    if (high - low >= (is_dense ? kMostDenseNear : kMostNear)) return false;
    int64_t wider = 16;
    while (wider <= high - low) wider *= 2;
    // Room on the side where keys come from.
    const int64_t base = size != 0 && low == base_ ? base_ : high - wider + 1;
    spare_near_.assign(static_cast<size_t>(wider), 0);
    std::copy(near_.begin(), near_.end(), spare_near_.begin() + (size == 0 ? 0 : base_ - base));
    near_.swap(spare_near_);
    base_ = base;
    // What stood among the far ones moves near.
    for (Entry& entry : slots_) {
      if (entry.key == kEmpty || PlaceOf(entry.key) >= near_.size()) continue;
      near_[PlaceOf(entry.key)] += entry.count;
      entry.count = 0;
    }
    return true;
  }
  void AddFar(int64_t key, int64_t count) {
    if (key == kEmpty) {
      of_empty_ += count;
      return;
    }
    if (Widen(key)) {
      near_[PlaceOf(key)] += count;
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

  [[nodiscard]] bool IsEmpty() const { return used_ == 0 && of_empty_ == 0 && near_.empty(); }
  [[nodiscard]] size_t HomeOf(int64_t key) const {
    const uint64_t mixed = static_cast<uint64_t>(key) * 0x9E3779B97F4A7C15ULL;
    return static_cast<size_t>(mixed ^ (mixed >> 32U)) & (slots_.size() - 1);
  }
  [[nodiscard]] size_t SlotOf(int64_t key) const {
    const size_t mask = slots_.size() - 1;
    size_t slot = HomeOf(key);
    while (slots_[slot].key != key && slots_[slot].key != kEmpty) slot = (slot + 1) & mask;
    return slot;
  }
  [[nodiscard]] uint64_t Size() const {
    uint64_t size = internal::SizeOf(of_empty_);
    for (const int64_t count : near_) {
      size += internal::SizeOf(count);
      if (size > static_cast<uint64_t>(kMostCount)) return size;
    }
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

  // Counts of the keys from base_ on, so many as near_ is long: days, weeks and hours mostly are.
  std::vector<int64_t> near_;
  std::vector<int64_t> spare_near_;
  int64_t base_ = 0;
  // Counts of the other keys.
  std::vector<Entry> slots_;  // A power of two; key kEmpty: free.
  std::vector<Entry> spare_;  // The table before the last rehash: its memory serves the next one.
  size_t used_ = 0;           // Slots with a key, counts of zero included.
  int64_t of_empty_ = 0;      // The count of kEmpty itself.
  int64_t net_ = 0;
  uint64_t size_ = 0;  // At least the sum of the sizes of all counts.
};

}  // namespace readiness::metric
