// readiness/metric/exit_pairs.h: items with both their ends, for readings that look back.
//
//   ExitPairs pairs;
//   pairs.Add({.end = 900, .start = 100, .exit = Exit::kEvent}, 1);
//
// A duration alone says nothing about when it ended. Where a reading stops the world at a moment
// before the last row (a reopen window, or a moment in the past), an item that ended later must be
// open there, and so both ends are kept. A group, as tally.h says.
//
// Units:   microseconds.   Cost: Add O(log n); memory some 32 bytes an item.
// Errors:  ResourceExhausted (rule LIMIT) from CheckAdd.   Threads: const calls are safe together.
#pragma once

#include <compare>
#include <cstdint>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"

#include "readiness/metric/internal/varint.h"
#include "readiness/metric/tally.h"

namespace readiness::metric {

// How an item came to its end: as its metric asks, or another way that rules the event out.
enum class Exit : uint8_t { kEvent = 0, kCompeting = 1 };

struct ExitPair {
  int64_t end = 0;
  int64_t start = 0;
  Exit exit = Exit::kEvent;
  friend auto operator<=>(const ExitPair&, const ExitPair&) = default;
};

class ExitPairs {
 public:
  using Map = absl::btree_map<ExitPair, int64_t>;

  void Add(const ExitPair& pair, int64_t count) {
    size_ += internal::SizeOf(count);
    const auto [at, is_new] = pairs_.try_emplace(pair, count);
    if (is_new) return;
    at->second += count;
    if (at->second == 0) pairs_.erase(at);
  }
  // By end, then start; no count is zero.
  [[nodiscard]] const Map& counts() const { return pairs_; }
  [[nodiscard]] bool IsZero() const { return pairs_.empty(); }

  [[nodiscard]] absl::Status CheckAdd(const ExitPairs& other) const {
    constexpr auto kMost = static_cast<uint64_t>(kMostCount);
    const uint64_t mine = size_ <= kMost / 2 ? size_ : Size();
    const uint64_t others = other.size_ <= kMost / 2 ? other.size_ : other.Size();
    if (mine <= kMost && others <= kMost && mine + others <= kMost) return absl::OkStatus();
    return internal::TooManyCounts();
  }
  void AddAll(const ExitPairs& other, int64_t sign) {
    for (const auto& [pair, count] : other.pairs_) Add(pair, sign * count);
    size_ = Size();
  }

  // Number of pairs; of each the distance of its end from the one before, its start, its exit and
  // its count.
  void Write(internal::ByteWriter& bytes) const {
    bytes.Whole(pairs_.size());
    int64_t before = 0;
    for (const auto& [pair, count] : pairs_) {
      bytes.Signed(pair.end - before);
      bytes.Signed(pair.start);
      bytes.Whole(static_cast<uint64_t>(pair.exit));
      bytes.Signed(count);
      before = pair.end;
    }
  }
  bool Read(internal::ByteReader& bytes) {
    uint64_t pairs = 0;
    if (!bytes.Whole(pairs)) return false;
    if (pairs > bytes.left() / 4) return bytes.Fail("promises more pairs than follow");
    *this = ExitPairs();
    constexpr int64_t kMostTime = int64_t{1} << 60U;
    int64_t before = 0;
    for (uint64_t i = 0; i < pairs; ++i) {
      int64_t gap = 0;
      uint64_t exit = 0;
      ExitPair pair;
      int64_t count = 0;
      if (!bytes.Signed(gap) || !bytes.Signed(pair.start) || !bytes.Whole(exit) ||
          !bytes.Signed(count)) {
        return false;
      }
      if (gap > kMostTime || gap < -kMostTime || pair.start > kMostTime ||
          pair.start < -kMostTime || exit > 1) {
        return bytes.Fail("has a pair out of range");
      }
      pair.end = before + gap;
      pair.exit = static_cast<Exit>(exit);
      if (pair.end > kMostTime || pair.end < -kMostTime) {
        return bytes.Fail("has a pair out of range");
      }
      if (count == 0) return bytes.Fail("has a count of zero");
      if (internal::SizeOf(count) > static_cast<uint64_t>(kMostCount) - size_) {
        return bytes.Fail("has counts that sum to too much");
      }
      if (!pairs_.empty() && pair <= pairs_.rbegin()->first) {
        return bytes.Fail("has pairs out of order");
      }
      Add(pair, count);
      before = pair.end;
    }
    return true;
  }

  friend bool operator==(const ExitPairs& a, const ExitPairs& b) { return a.pairs_ == b.pairs_; }

 private:
  [[nodiscard]] uint64_t Size() const {
    uint64_t size = 0;
    for (const auto& [pair, count] : pairs_) {
      size += internal::SizeOf(count);
      if (size > static_cast<uint64_t>(kMostCount)) break;
    }
    return size;
  }

  Map pairs_;
  uint64_t size_ = 0;  // At least the sum of the sizes of all counts.
};

}  // namespace readiness::metric
