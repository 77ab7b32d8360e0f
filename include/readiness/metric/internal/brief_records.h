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
#include "readiness/metric/internal/find_fingerprint.h"

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

// What a row tells a record.
struct BriefRow {
  uint64_t key;
  int64_t time;
  uint32_t cohort;
  uint32_t fingerprint;
  uint8_t place;  // Of BriefRecord::at.
};

// The records of one part of the rows, found by key.
class BriefRecords {
 public:
  // Forgets all and takes so many rows: row_at(0), ... are BriefRows.
  template <typename RowAt>
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Take(size_t rows, const RowAt& row_at) {
    Begin(rows);
    // In registers, because nothing else can change them.
    uint32_t* const places = places_.data();
    BriefRecord* const records = records_.data();
    const unsigned shift = shift_;
    uint32_t size = 0, blank = 0;
    for (size_t i = 0; i < rows; ++i) {
      const BriefRow row = row_at(i);
      if (size == blank) blank = AddBlank(blank);
      // Whether an entity is new is as good as random, so no branch asks: the next blank record
      // takes the key and the cohort in any case, and counts where the place was free.
      records[size].key = row.key;
      records[size].cohort = row.cohort;
      uint32_t& place = places[Mix(row.key) >> shift];
      const uint32_t held = place;
      uint32_t number = held == 0 ? size : held - 1;
      place = number + 1;
      size += held == 0 ? 1 : 0;
      // Another entity has the place.
      if (records[number].key != row.key) number = FindFarOrAdd(row.key, size);
      BriefRecord& record = records[number];
      Lower(record.at[row.place], row.time);
      record.is_wide =
          static_cast<uint16_t>(record.is_wide | (row.cohort != record.cohort ? 1U : 0U));
      if (IsAmong(row.fingerprint, record.seen)) continue;
      if (record.seen_count < BriefRecord::kFirstSeen) {
        record.seen[record.seen_count++] = row.fingerprint;
      } else {
        SeeMore(row.fingerprint, record);
      }
    }
    size_ = size;
  }
  // Does the entity not fit its record? It has one.
  [[nodiscard]] bool IsWide(uint64_t key) const {
    size_t place = Mix(key) >> shift_;
    while (records_[places_[place] - 1].key != key) place = (place + 1) & (places_.size() - 1);
    return records_[places_[place] - 1].is_wide != 0;
  }
  [[nodiscard]] std::span<const BriefRecord> records() const { return {records_.data(), size_}; }

 private:
  static constexpr uint32_t kBlanks = 16;

  [[nodiscard]] static size_t Mix(uint64_t key) {
    return static_cast<size_t>(key * 0x9E3779B97F4A7C15ULL);
  }
  // Makes room for the entities of so many rows.
  void Begin(size_t rows) {
    const size_t places = std::bit_ceil(std::max<size_t>(16, rows)) * 2;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(places));
    places_.assign(places, 0);
    if (records_.size() < rows + 2 * kBlanks) records_.resize(rows + 2 * kBlanks);
  }
  // Blank but for key and cohort.
  [[nodiscard]] ABSL_ATTRIBUTE_NOINLINE uint32_t AddBlank(uint32_t at) {
    const uint32_t end = at + kBlanks;
    for (; at < end; ++at) {
      BriefRecord& record = records_[at];
      record.at = {kNever, kNever, kNever, kNever};
      record.seen_count = record.is_wide = 0;
      record.seen = {};
    }
    return end;
  }
  // The number of an entity whose first place another one has; the next blank record is filled in.
  [[nodiscard]] ABSL_ATTRIBUTE_NOINLINE uint32_t FindFarOrAdd(uint64_t key, uint32_t& size) {
    const size_t mask = places_.size() - 1;
    size_t place = ((Mix(key) >> shift_) + 1) & mask;
    while (places_[place] != 0 && records_[places_[place] - 1].key != key) {
      place = (place + 1) & mask;
    }
    if (places_[place] == 0) places_[place] = ++size;
    return places_[place] - 1;
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
  uint32_t size_ = 0;
  unsigned shift_ = 0;
};

}  // namespace readiness::metric::internal
