// readiness/metric/item_histories.h: items with their repeated events, for what depends on which
// events belong to one item.
//
//   ItemHistories histories;
//   histories.Add({.start = 100, .events = {{30, 1}, {70, 5}}}, 1);
//
// How many events items gather on average needs only the ages of all events together; how sure that
// is needs to know which of them are of one item, since items differ (estimate/mean_cumulative.h).
// Items without events are not here: their starts are among the open ones. A group, as tally.h
// says.
//
// Units:   microseconds; amounts are what an event counts, such as its effort.
// Cost:    Add O(log n + events of the item); memory some 50 bytes an item and 16 an event.
// Errors:  ResourceExhausted (rule LIMIT) from CheckAdd.   Threads: const calls are safe together.
#pragma once

#include <compare>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"

#include "readiness/metric/internal/varint.h"
#include "readiness/metric/tally.h"

namespace readiness::metric {

struct ItemHistory {
  // An age, and what all events of that age count together.
  struct Amount {
    int64_t age = 0;
    int64_t amount = 0;
    friend auto operator<=>(const Amount&, const Amount&) = default;
  };
  int64_t start = 0;
  std::vector<Amount> events;  // Ages rise strictly; amounts are above 0.
  friend auto operator<=>(const ItemHistory&, const ItemHistory&) = default;
};

class ItemHistories {
 public:
  using Map = absl::btree_map<ItemHistory, int64_t>;

  // One without events is left out.
  void Add(const ItemHistory& history, int64_t count) {
    if (history.events.empty()) return;
    size_ += SizeOf(history, count);
    events_ += count * static_cast<int64_t>(history.events.size());
    const auto [at, is_new] = histories_.try_emplace(history, count);
    if (is_new) return;
    at->second += count;
    if (at->second == 0) histories_.erase(at);
  }
  // By start, then events; no count is zero.
  [[nodiscard]] const Map& counts() const { return histories_; }
  [[nodiscard]] bool IsZero() const { return histories_.empty(); }
  [[nodiscard]] int64_t NetEvents() const { return events_; }

  [[nodiscard]] absl::Status CheckAdd(const ItemHistories& other) const {
    constexpr auto kMost = static_cast<uint64_t>(kMostCount);
    const uint64_t mine = size_ <= kMost / 2 ? size_ : Size();
    const uint64_t others = other.size_ <= kMost / 2 ? other.size_ : other.Size();
    if (mine <= kMost && others <= kMost && mine + others <= kMost) return absl::OkStatus();
    return internal::TooManyCounts();
  }
  void AddAll(const ItemHistories& other, int64_t sign) {
    for (const auto& [history, count] : other.histories_) Add(history, sign * count);
    size_ = Size();
  }

  // Number of histories; of each its start, the number of its events, of each of these the distance
  // of its age from the one before and its amount less 1, and its count.
  void Write(internal::ByteWriter& bytes) const {
    bytes.Whole(histories_.size());
    for (const auto& [history, count] : histories_) {
      bytes.Signed(history.start);
      bytes.Whole(history.events.size());
      int64_t before = 0;
      for (const ItemHistory::Amount& event : history.events) {
        bytes.Signed(event.age - before);
        bytes.Whole(static_cast<uint64_t>(event.amount - 1));
        before = event.age;
      }
      bytes.Signed(count);
    }
  }
  bool Read(internal::ByteReader& bytes) {
    uint64_t histories = 0;
    if (!bytes.Whole(histories)) return false;
    if (histories > bytes.left() / 5) return bytes.Fail("promises more histories than follow");
    *this = ItemHistories();
    for (uint64_t i = 0; i < histories; ++i) {
      ItemHistory history;
      int64_t count = 0;
      if (!ReadOne(bytes, history) || !bytes.Signed(count)) return false;
      if (count == 0) return bytes.Fail("has a count of zero");
      const uint64_t room = static_cast<uint64_t>(kMostCount) - size_;
      if (internal::SizeOf(count) > room / history.events.size()) {
        return bytes.Fail("has counts that sum to too much");
      }
      if (!histories_.empty() && history <= histories_.rbegin()->first) {
        return bytes.Fail("has histories out of order");
      }
      Add(history, count);
    }
    return true;
  }

  friend bool operator==(const ItemHistories& a, const ItemHistories& b) {
    return a.histories_ == b.histories_;
  }

 private:
  static bool ReadOne(internal::ByteReader& bytes, ItemHistory& history) {
    constexpr int64_t kMostTime = int64_t{1} << 60U;
    constexpr uint64_t kMostAmount = uint64_t{1} << 40U;
    uint64_t events = 0;
    if (!bytes.Signed(history.start) || !bytes.Whole(events)) return false;
    if (history.start > kMostTime || history.start < -kMostTime) {
      return bytes.Fail("has a history out of range");
    }
    if (events == 0) return bytes.Fail("has a history without events");
    if (events > bytes.left() / 2) return bytes.Fail("promises more events than follow");
    for (uint64_t i = 0; i < events; ++i) {
      int64_t gap = 0;
      uint64_t amount = 0;
      if (!bytes.Signed(gap) || !bytes.Whole(amount)) return false;
      const int64_t before = i == 0 ? 0 : history.events.back().age;
      const bool is_first = i == 0;
      if (gap > kMostTime || gap < -kMostTime || (!is_first && gap <= 0) || amount >= kMostAmount ||
          before + gap > kMostTime) {
        return bytes.Fail("has an event out of range or order");
      }
      history.events.push_back({before + gap, static_cast<int64_t>(amount) + 1});
    }
    return true;
  }
  static uint64_t SizeOf(const ItemHistory& history, int64_t count) {
    return internal::SizeOf(count) * history.events.size();
  }
  [[nodiscard]] uint64_t Size() const {
    uint64_t size = 0;
    for (const auto& [history, count] : histories_) {
      size += SizeOf(history, count);
      if (size > static_cast<uint64_t>(kMostCount)) break;
    }
    return size;
  }

  Map histories_;
  int64_t events_ = 0;
  uint64_t size_ = 0;  // At least the sum of the sizes of all counts, by event.
};

}  // namespace readiness::metric
