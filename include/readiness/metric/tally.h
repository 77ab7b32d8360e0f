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
// Cost:    Add 2 ns while its count is in cache: keys are written one after the other and brought
//          together, sorted, whenever they became twice as many, and where they are read; those
//          within 131,072 of each other count in pages of 16 once there are 32 of them in a small
//          range, or many, or where they come again. CountOf O(n) for the former, O(1) for the
//          latter; Sorted O(n log n).
// Memory:  of one key 40 bytes; of more some 100, and 8 to 12 a key that counts one, 16 to 24 any
//          other (twice that while they are being brought together), or 128 to 192 a page.
// Errors:  ResourceExhausted (rule LIMIT) from CheckAdd where the counts would sum to more than
//          kMostCount; Add itself does not check.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/internal/key_log.h"
#include "readiness/metric/internal/key_pages.h"
#include "readiness/metric/internal/on_demand.h"
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
  using Entry = internal::KeyLog::Entry;

  // Adds `count`, which may be below zero, to the count of `key`.
  void Add(int64_t key, int64_t count) {
    size_ += internal::SizeOf(count);
    Put(key, count);
  }

  // Adds `count` to the count of first + i for each bit i of `keys`.
  void AddEach(int64_t first, uint64_t keys, int64_t count) {
    while (keys != 0) {
      const int64_t key = first + std::countr_zero(keys);
      if (!pages_.IsThere() || pages_->Find(key) == nullptr) {
        Add(key, count);
        keys &= keys - 1;
        continue;
      }
      const int64_t added = pages_->AddOfPage(first, keys, count);
      size_ += static_cast<uint64_t>(added) * internal::SizeOf(count);
      net_ += added * count;
    }
  }

  // Fetches what Add will change. Always inline: g++ takes a function that only fetches for one
  // that does nothing, and drops the calls.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Prefetch(int64_t key) const {
    if (!pages_.IsThere()) return;
    if (const int64_t* const count = pages_->Find(key); count != nullptr) {
      __builtin_prefetch(count, 1);
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
    const uint64_t size = size_ + other.size_;
    if (other.pages_.IsThere() && !pages_.IsThere()) {
      // Few are added to many.
      const Tally mine = std::exchange(*this, other);
      if (sign < 0) Negate();
      mine.ForEachApart([this](int64_t key, int64_t count) { Put(key, count); });
    } else {
      if (other.pages_.IsThere()) AddPages(other.pages_.Get(), sign);
      other.ForEachApart([this, sign](int64_t key, int64_t count) { Put(key, sign * count); });
    }
    size_ = size > static_cast<uint64_t>(kMostCount) ? Size() : size;
  }

  // The entries with a count other than zero, keys ascending.
  [[nodiscard]] std::vector<Entry> Sorted() const {
    std::vector<Entry> entries;
    entries.reserve(pages_.Get().NumberOfCounts() + log_.Get().size());
    ForEach([&entries](int64_t key, int64_t count) { entries.push_back({key, count}); });
    return entries;
  }

  // Calls `visit(key, count)` for each of them, in that order.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    if (IsOfOneKey()) {
      if (net_ != 0) visit(key_, net_);
      return;
    }
    if (!pages_.IsThere()) return log_->ForEach(visit);
    bool are_pages_next = true;  // What stands apart lies below all of them or above.
    log_.Get().ForEach([&](int64_t key, int64_t count) {
      if (are_pages_next && key >= pages_->FirstKey()) {
        pages_->ForEach(visit);
        are_pages_next = false;
      }
      visit(key, count);
    });
    if (are_pages_next) pages_->ForEach(visit);
  }

  [[nodiscard]] int64_t CountOf(int64_t key) const {
    if (IsOfOneKey()) return key == key_ ? net_ : 0;
    if (const int64_t* const count = pages_.Get().Find(key); count != nullptr) return *count;
    return log_.Get().CountOf(key);
  }
  // The sum of all counts.
  [[nodiscard]] int64_t Net() const { return net_; }
  // Has every key the count zero?
  [[nodiscard]] bool IsZero() const {
    if (IsOfOneKey()) return net_ == 0;
    if (!pages_.Get().IsZero()) return false;
    bool is_zero = true;
    log_.Get().ForEach([&is_zero](int64_t /*key*/, int64_t /*count*/) { is_zero = false; });
    return is_zero;
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
  // Changes the count of `key`, and not the sum of the sizes.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Put(int64_t key, int64_t count) {
    if (pages_.IsThere()) {
      if (int64_t* const held = pages_->Find(key); held != nullptr) {
        *held += count;
        net_ += count;
        return;
      }
    }
    PutFar(key, count);
  }
  void PutFar(int64_t key, int64_t count) {
    if (count == 0) return;
    if (pages_.IsThere()) {
      if (int64_t* const held = pages_->FindOrMake(key); held != nullptr) {
        *held += count;
        net_ += count;
        return;
      }
    }
    if (IsOfOneKey()) {
      if (net_ == 0 || key == key_) {
        key_ = key;
        net_ += count;
        return;
      }
      log_.Make().Add(key_, net_);
    }
    net_ += count;
    internal::KeyLog& log = log_.Make();
    log.Add(key, count);
    if (log.IsDue()) Settle();
  }
  void AddPages(const internal::KeyPages& pages, int64_t sign) {
    constexpr int64_t kPage = internal::KeyPages::kPage;
    pages.ForEachPage([this, sign](int64_t first, const int64_t* added) {
      if (int64_t* const counts = pages_->FindOrMake(first); counts != nullptr) {
        for (int64_t k = 0; k < kPage; ++k) {
          counts[k] += sign * added[k];
          net_ += sign * added[k];
        }
        return;
      }
      for (int64_t k = 0; k < kPage; ++k) Put(first + k, sign * added[k]);
    });
  }
  // Calls `visit(key, count)` for what is in no page, keys more than once and in any order.
  template <typename Visit>
  void ForEachApart(const Visit& visit) const {
    if (IsOfOneKey() && net_ != 0) visit(key_, net_);
    log_.Get().ForEachAsTheyCame(visit);
  }
  void Negate() {
    net_ = -net_;
    if (pages_.IsThere()) pages_->Negate();
    if (log_.IsThere()) log_->Negate();
  }
  // Brings together what came, and counts it in pages from now on where they are small or well
  // filled, or where the same keys come again.
  void Settle() {
    const size_t came = log_->waiting(), before = log_->size() - came;
    log_->BringTogether();
    if (pages_.IsThere()) return;
    if (log_->IsEmpty()) return log_.Drop();
    using Pages = internal::KeyPages;
    const auto [quarter, middle, last_quarter] = log_->Quarters();
    const auto are_far = [](int64_t low, int64_t high) {
      return Pages::PageOf(high) - Pages::PageOf(low) >= Pages::kMostPages;
    };
    if (are_far(quarter, middle) && are_far(middle, last_quarter)) return;
    std::vector<int64_t> keys;
    keys.reserve(log_->size());
    log_->ForEach([&keys](int64_t key, int64_t /*count*/) { keys.push_back(key); });
    // The most of them that pages can hold: of any other set of pages what stands apart could come
    // to lie among them later.
    size_t begin = 0, end = 0;
    for (size_t from = 0, i = 0; i < keys.size(); ++i) {
      while (are_far(keys[from], keys[i])) ++from;
      if (i + 1 - from > end - begin) begin = from, end = i + 1;
    }
    const int64_t low = keys[begin], high = keys[end - 1];
    const size_t held = end - begin;
    size_t pages = 1;
    for (size_t i = begin + 1; i < end; ++i) {
      pages += Pages::PageOf(keys[i]) != Pages::PageOf(keys[i - 1]) ? 1U : 0U;
    }
    constexpr int64_t kHoursOfHalfAYear = 4'368;
    const bool come_again = keys.size() < before + came / 2;
    constexpr size_t kSeveral = 32;
    const bool is_small = held >= kSeveral && high - low < kHoursOfHalfAYear;
    const bool pays = come_again || 4 * pages <= held || is_small;
    if (2 * held < keys.size() || !pays) return;
    const internal::OnDemand<internal::KeyLog> log = std::exchange(log_, {});
    log->ForEach([&](int64_t key, int64_t count) {
      if (key >= low && key <= high) {
        *pages_.Make().FindOrMake(key) += count;
      } else {
        log_.Make().Add(key, count);
      }
    });
  }

  // All that came so far was of one key: key_, whose count is net_.
  [[nodiscard]] bool IsOfOneKey() const { return !pages_.IsThere() && !log_.IsThere(); }
  [[nodiscard]] uint64_t Size() const {
    uint64_t size = 0;
    for (const Entry& entry : Sorted()) {
      size += internal::SizeOf(entry.count);
      if (size > static_cast<uint64_t>(kMostCount)) return size;
    }
    return size;
  }

  int64_t net_ = 0;
  uint64_t size_ = 0;  // At least the sum of the sizes of all counts.
  int64_t key_ = 0;
  // Keys near each other, as days, weeks and hours mostly are, once there are many.
  internal::OnDemand<internal::KeyPages> pages_;
  internal::OnDemand<internal::KeyLog> log_;  // The others.
};

}  // namespace readiness::metric
