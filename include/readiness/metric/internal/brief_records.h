// readiness/metric/internal/brief_records.h: what is kept of an entity whose rows say little while
// all of them are at hand: a cache line in place of an EntityRecord's three.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/base/attributes.h"

#include "readiness/metric/entity_record.h"
#include "readiness/metric/event.h"

namespace readiness::metric::internal {

// Of a ticket or an account: when it started, ended first and left, in one cohort.
struct alignas(64) BriefRecord {
  enum : uint8_t { kStarted = 0, kEnded = 1, kLeft = 2, kNowhere = 3 };
  static constexpr size_t kFirstSeen = 4, kMoreSeen = 16;

  uint64_t key;
  std::array<int64_t, 4> at;  // Minima. kNowhere: of what nothing reads.
  uint32_t cohort;            // Of every row.
  uint16_t seen_count;        // Fingerprints of different rows.
  uint16_t is_wide;           // 1: its rows do not fit, and what stands here means nothing.
  std::array<uint32_t, kFirstSeen> seen;  // The first of them; 0: free.
};
static_assert(sizeof(BriefRecord) == 64);

// Which place of BriefRecord::at an event moves.
[[nodiscard]] constexpr uint8_t BriefPlaceOf(EventType event) {
  switch (kMoves[static_cast<size_t>(event)].down) {
    case kStart:
      return BriefRecord::kStarted;
    case kFirstEnd:
      return BriefRecord::kEnded;
    case kOut:
      return BriefRecord::kLeft;
    default:
      return BriefRecord::kNowhere;
  }
}

// The records of one part of the rows, found by key.
class BriefRecords {
 public:
  // Forgets all, and makes room for the entities of so many rows.
  void Begin(size_t rows) {
    const size_t places = std::bit_ceil(std::max<size_t>(16, rows)) * 2;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(places));
    places_.assign(places, 0);
    if (records_.size() < rows + 32) records_.resize(rows + 32);
    size_ = blank_ = 0;
  }
  // Takes a row of `key` that moves `at[place]` down to `time`.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Take(uint64_t key, uint8_t place, int64_t time, uint32_t cohort,
                                         uint32_t fingerprint) {
    BriefRecord& record = FindOrAdd(key, cohort);
    Lower(record.at[place], time);
    record.is_wide = static_cast<uint16_t>(record.is_wide | (cohort != record.cohort ? 1U : 0U));
    uint32_t found = 0;
    for (const uint32_t one : record.seen) found |= one == fingerprint ? 1U : 0U;
    if (found != 0) return;
    if (record.seen_count < BriefRecord::kFirstSeen) {
      record.seen[record.seen_count++] = fingerprint;
    } else {
      SeeMore(fingerprint, record);
    }
  }
  // Does the entity not fit its record? It has one.
  [[nodiscard]] bool IsWide(uint64_t key) { return FindOrAdd(key, 0).is_wide != 0; }
  [[nodiscard]] std::span<const BriefRecord> records() const { return {records_.data(), size_}; }

 private:
  // Of `key`, a new one at first, in the cohort of its row. Whether it is new is as good as random,
  // so no branch asks: the next blank record takes the key and the cohort in any case, and counts
  // where the place was free.
  [[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE BriefRecord& FindOrAdd(uint64_t key, uint32_t cohort) {
    if (size_ == blank_) AddBlank();
    BriefRecord& next = records_[size_];
    next.key = key;
    next.cohort = cohort;
    uint32_t& place = places_[HomeOf(key)];
    const uint32_t held = place;
    const bool is_new = held == 0;
    const auto number = is_new ? static_cast<uint32_t>(size_) : held - 1;
    place = number + 1;
    size_ += is_new ? 1 : 0;
    if (records_[number].key == key) return records_[number];
    return FindFarOrAdd(key);
  }
  // The same where another entity has the first place; the next blank record is filled in.
  ABSL_ATTRIBUTE_NOINLINE BriefRecord& FindFarOrAdd(uint64_t key) {
    const size_t mask = places_.size() - 1;
    size_t place = (HomeOf(key) + 1) & mask;
    while (places_[place] != 0 && records_[places_[place] - 1].key != key) {
      place = (place + 1) & mask;
    }
    if (places_[place] == 0) places_[place] = static_cast<uint32_t>(++size_);
    return records_[places_[place] - 1];
  }
  [[nodiscard]] size_t HomeOf(uint64_t key) const {
    return static_cast<size_t>((key * 0x9E3779B97F4A7C15ULL) >> shift_);
  }
  ABSL_ATTRIBUTE_NOINLINE void AddBlank() {
    constexpr size_t kBlanks = 16;
    for (size_t i = 0; i < kBlanks; ++i) {
      BriefRecord& record = records_[blank_++];
      record.at = {kNever, kNever, kNever, kNever};
      record.seen_count = record.is_wide = 0;
      record.seen = {};
    }
  }
  ABSL_ATTRIBUTE_NOINLINE void SeeMore(uint32_t fingerprint, BriefRecord& record) {
    const auto number = static_cast<size_t>(&record - records_.data());
    if (more_seen_.size() <= number) more_seen_.resize(records_.size());
    auto& more_seen = more_seen_[number];
    const size_t more = record.seen_count - BriefRecord::kFirstSeen;
    const auto end = more_seen.begin() + static_cast<std::ptrdiff_t>(more);
    if (std::find(more_seen.begin(), end, fingerprint) != end) return;
    if (more == BriefRecord::kMoreSeen) {
      record.is_wide = 1;
      return;
    }
    more_seen[more] = fingerprint;
    ++record.seen_count;
  }

  std::vector<uint32_t> places_;  // A power of two: a record's number + 1; 0: free.
  std::vector<BriefRecord> records_;
  // Beside the records: fingerprints past the fourth.
  std::vector<std::array<uint32_t, BriefRecord::kMoreSeen>> more_seen_;
  size_t size_ = 0;
  size_t blank_ = 0;  // Records before it that are not in use are blank but for key and cohort.
  unsigned shift_ = 0;
};

}  // namespace readiness::metric::internal
