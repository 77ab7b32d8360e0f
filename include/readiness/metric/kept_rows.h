// readiness/metric/kept_rows.h: rows that an entity keeps one by one, as a sorted set.
//
//   KeptRowPool pool;
//   pool.Insert({.identity = 7, .time = 100}, record.kept, record.kept_count)   -> true: it is new
//   pool.Rows(record.kept, record.kept_count)                                   -> the set
//
// What is counted must be told apart: rework of a change and steps of a journey are kept by
// identity (RowIdentity), 16 bytes each, in blocks of 4, 8, 16, ... rows. Blocks that became too
// small are used again. A set of rows joins by union.
//
// Cost:    Insert O(log n + moves), n at most kMostKeptRows; no allocation where a block is free.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/metric/event.h"

namespace readiness::metric {

struct KeptRow {
  uint64_t identity = 0;
  int64_t time = kNoTime;  // kNoTime: kept only to be told apart.
  friend bool operator==(const KeptRow&, const KeptRow&) = default;
};

inline constexpr size_t kMostKeptRows = 16'384;

class KeptRowPool {
 public:
  [[nodiscard]] std::span<const KeptRow> Rows(uint32_t block, uint16_t count) const {
    return {rows_.data() + static_cast<size_t>(block) * kGrain, count};
  }
  [[nodiscard]] bool Contains(uint32_t block, uint16_t count, uint64_t identity) const {
    const auto rows = Rows(block, count);
    const auto at =
        std::lower_bound(rows.begin(), rows.end(), identity,
                         [](const KeptRow& row, uint64_t wanted) { return row.identity < wanted; });
    return at != rows.end() && at->identity == identity;
  }
  // False where the identity is there already (the lesser time is kept), or where the set is full.
  bool Insert(const KeptRow& row, uint32_t& block, uint16_t& count) {
    KeptRow* rows = rows_.data() + static_cast<size_t>(block) * kGrain;
    KeptRow* at =
        std::lower_bound(rows, rows + count, row.identity,
                         [](const KeptRow& one, uint64_t wanted) { return one.identity < wanted; });
    if (at != rows + count && at->identity == row.identity) {
      at->time = std::min(at->time, row.time);
      return false;
    }
    if (count >= kMostKeptRows) return false;
    const auto position = static_cast<size_t>(at - rows);
    if (count == 0 || (count >= kGrain && std::has_single_bit(count))) {
      const uint32_t larger = Take(count == 0 ? 0 : ClassOf(count) + 1);
      rows = rows_.data() + static_cast<size_t>(larger) * kGrain;
      std::copy_n(rows_.data() + static_cast<size_t>(block) * kGrain, count, rows);
      if (count != 0) free_[ClassOf(count)].push_back(block);
      block = larger;
    }
    std::copy_backward(rows + position, rows + count, rows + count + 1);
    rows[position] = row;
    ++count;
    return true;
  }
  // Gives the block back.
  void Release(uint32_t& block, uint16_t& count) {
    if (count != 0) free_[ClassOf(count)].push_back(block);
    block = 0;
    count = 0;
  }

 private:
  static constexpr uint16_t kGrain = 4;

  // The class of a block that holds `count` rows: 0 for up to 4, 1 for up to 8, ...
  [[nodiscard]] static size_t ClassOf(uint16_t count) {
    const auto whole = std::bit_ceil(std::max(count, kGrain));
    return static_cast<size_t>(std::countr_zero(whole)) - 2;
  }
  [[nodiscard]] uint32_t Take(size_t size_class) {
    if (!free_[size_class].empty()) {
      const uint32_t block = free_[size_class].back();
      free_[size_class].pop_back();
      return block;
    }
    const size_t block = rows_.size() / kGrain;
    rows_.resize(rows_.size() + (size_t{kGrain} << size_class));
    return static_cast<uint32_t>(block);
  }

  std::vector<KeptRow> rows_;
  std::array<std::vector<uint32_t>, 14> free_;
};

}  // namespace readiness::metric
