// readiness/metric/internal/row_batch.h: a stretch of rows on their way into a stream: whose they
// are, by which fingerprint they are told apart, and where their records are. Each is found in a
// step of its own, which asks for the memory that the next one needs.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/base/attributes.h"

#include "readiness/metric/entity_record.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event.h"
#include "readiness/metric/event_columns.h"
#include "readiness/metric/state_spec.h"
#include "readiness/metric/text_dictionary.h"

namespace readiness::metric::internal {

inline constexpr uint32_t BitOf(EntityKind kind) { return 1U << static_cast<unsigned>(kind); }

// Kinds of whose rows most only move registers.
inline constexpr uint32_t kMoving = BitOf(EntityKind::kAccount) | BitOf(EntityKind::kTicket) |
                                    BitOf(EntityKind::kDecision) | BitOf(EntityKind::kReview);

// Does the row change nothing of its entity but the registers of kMoves, as long as it is not the
// first and names no other cohort? Others bring tiers, dues or scores, or are kept.
[[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE inline bool OnlyMoves(const EventColumns& columns,
                                                                 size_t row) {
  return (kMoving & BitOf(columns.kind[row])) != 0 &&
         (columns.tier.values.empty() || columns.tier.At(row, kNoTier) == kNoTier) &&
         (columns.due.values.empty() || columns.due.At(row, kNoTime) == kNoTime);
}

// The fingerprint of a row without a tier.
[[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE inline uint32_t FingerprintAt(
    const EventColumns& columns, size_t row) {
  if (!columns.event_id.values.empty()) {
    const uint64_t id = columns.event_id.At(row, kNoId);
    if (id != kNoId) {
      const uint64_t hash = static_cast<uint64_t>(columns.event[row]) + 1;
      return FingerprintOf(FinishIdentity(MixIdentity(hash, id)));
    }
  }
  const double value = columns.value.values.empty() ? kNoNumber : columns.value.At(row, kNoNumber);
  return FingerprintOf(PlainIdentity(columns.event[row], columns.time[row], value));
}

class RowBatch {
 public:
  static constexpr size_t kMost = 32;

  // The first step: rows of `columns` from `begin` on. Asks for the places of their records.
  void Fill(const EventColumns& columns, size_t begin, size_t size, const TextDictionary& texts,
            std::span<const EntityStore> stores) {
    begin_ = begin;
    size_ = size;
    const EntityKind* kinds = columns.kind.data() + begin;
    unsigned differences = 0;
    for (size_t i = 0; i < size; ++i) {
      differences |= static_cast<unsigned>(kinds[i]) ^ static_cast<unsigned>(kinds[0]);
    }
    is_of_one_kind_ = differences == 0;
    if (is_of_one_kind_ && (BitOf(kinds[0]) & kMoving) != 0 && columns.tier.values.empty() &&
        columns.due.values.empty() && columns.event_id.values.empty() &&
        columns.value.values.empty()) {
      const int64_t* times = columns.time.data() + begin;
      const EventType* events = columns.event.data() + begin;
      const uint64_t* entities = columns.entity.data() + begin;
      for (size_t i = 0; i < size; ++i) {
        keys_[i] = entities[i];
        fingerprints_[i] = FingerprintOf(PlainIdentity(events[i], times[i], kNoNumber));
      }
    } else {
      for (size_t i = 0; i < size; ++i) {
        const size_t row = begin + i;
        keys_[i] = columns.entity[row];
        fingerprints_[i] = OnlyMoves(columns, row) ? FingerprintAt(columns, row) : 0;
        if (HasSubjects(columns.kind[row])) keys_[i] = EntityKey(RowAt(columns, row), texts);
      }
    }
    if (columns.cohort.values.empty()) {
      cohorts_.fill(kNoText);
    } else if (columns.cohort.present.empty()) {
      std::copy_n(columns.cohort.values.data() + begin, size, cohorts_.data());
    } else {
      for (size_t i = 0; i < size; ++i) cohorts_[i] = columns.cohort.At(begin + i, kNoText);
    }
    WithStores(columns, stores, [this](const auto& store_of) {
      for (size_t i = 0; i < size_; ++i) store_of(i).PrefetchPlace(keys_[i]);
    });
  }
  // The second: asks for the records.
  void FindRecords(const EventColumns& columns, std::span<const EntityStore> stores) {
    WithStores(columns, stores, [this](const auto& store_of) {
      for (size_t i = 0; i < size_; ++i) {
        const EntityStore& store = store_of(i);
        const uint32_t number = store.NumberOf(keys_[i]);
        if (number != EntityStore::kNone) store.Prefetch(number);
        const bool does_more = fingerprints_[i] == 0 || store.KeepsRows();
        records_[i] = does_more ? EntityStore::kNone : number;
      }
    });
  }
  // The third: asks for what they know of rows past the twelfth.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void PrefetchSeen(const EventColumns& columns,
                                                 std::span<const EntityStore> stores) const {
    for (size_t i = 0; i < size_; ++i) {
      if (records_[i] == EntityStore::kNone) continue;
      const size_t kind = static_cast<size_t>(columns.kind[is_of_one_kind_ ? begin_ : begin_ + i]);
      stores[kind].PrefetchSeen(records_[i], fingerprints_[i]);
    }
  }

  // Calls `work` with a function from the numbers of rows in the batch to their stores.
  template <typename Stores, typename Work>
  ABSL_ATTRIBUTE_ALWAYS_INLINE void WithStores(const EventColumns& columns, Stores&& stores,
                                               const Work& work) const {
    if (is_of_one_kind_) {
      auto& store = stores[static_cast<size_t>(columns.kind[begin_])];
      work([&store](size_t) -> auto& { return store; });
    } else {
      work([ this, &columns, &stores ](size_t i) -> auto& {
        return stores[static_cast<size_t>(columns.kind[begin_ + i])];
      });
    }
  }
  [[nodiscard]] bool is_of_one_kind() const { return is_of_one_kind_; }
  [[nodiscard]] size_t begin() const { return begin_; }
  [[nodiscard]] size_t size() const { return size_; }
  // Has the entity most likely had rows, and does this one do no more than OnlyMoves says, where
  // no rows are kept?
  [[nodiscard]] bool MayOnlyMove(size_t i) const { return records_[i] != EntityStore::kNone; }
  [[nodiscard]] uint64_t key(size_t i) const { return keys_[i]; }  // EntityKey.
  [[nodiscard]] uint32_t cohort(size_t i) const { return cohorts_[i]; }
  [[nodiscard]] uint32_t fingerprint(size_t i) const { return fingerprints_[i]; }
  // EntityStore::NumberOf where MayOnlyMove.
  [[nodiscard]] uint32_t record(size_t i) const { return records_[i]; }

 private:
  size_t begin_ = 0;
  size_t size_ = 0;
  bool is_of_one_kind_ = false;
  std::array<uint64_t, kMost> keys_;
  std::array<uint32_t, kMost> cohorts_;
  std::array<uint32_t, kMost> fingerprints_;  // 0: of a row that does more than move registers.
  std::array<uint32_t, kMost> records_;
};

}  // namespace readiness::metric::internal
