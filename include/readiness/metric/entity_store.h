// readiness/metric/entity_store.h: the records of all entities of one kind, found by id.
//
//   EntityStore tickets(EntityKind::kTicket, &texts);
//   tickets.Apply(row)         takes a row; says whether it was new
//   tickets.Find(id)           -> the record, or null
//   tickets.Join(other)        another store of the same kind and dictionary
//   tickets.Erase(id)          forgets an entity
//
// Rows may come in any order, twice, and in parts: what the store holds afterwards is the same
// (entity_record.h). Duplicates are counted: rows taken minus different rows. Rows of an
// entity (those that are kept one by one apart) are told apart by 32 bits of their
// identity: of 10 million entities with three rows each, a row in a hundred runs is taken for a
// duplicate. Only the count of duplicates depends on it, no register.
//
// Cost:    Apply one probe, 10 to 60 ns by cache; Prefetch hides most of it in batches. Memory 128
//          bytes an entity at a load of 30 to 60 %, 16 a kept row, 8 a row past the fifth. No
//          allocation while there is room (Reserve).
// Errors:  an entity with more than kMostKeptRows kept rows keeps its first ones: `overfull`
// counts. Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/event.h"
#include "readiness/metric/internal/fingerprint_pool.h"
#include "readiness/metric/kept_rows.h"
#include "readiness/metric/text_dictionary.h"

namespace readiness::metric {

// What a kept row is stands in the low bits of its identity: the number of a journey's step, else
// KeptTag of its event, or one of the tags of what is kept beside rows.
inline constexpr uint64_t kStepMask = 127;
[[nodiscard]] constexpr uint64_t KeptTag(EventType event) {
  return static_cast<uint64_t>(event) + 1;
}
// A completion has the criteria that were met, plus one, above it; 0: not given.
inline constexpr unsigned kScoreShift = 7;
inline constexpr uint64_t kScoreMask = uint64_t{15} << kScoreShift;
// When a due time was named, and, beside it and with the same other bits, the due time itself.
inline constexpr uint64_t kNamedTag = 100, kDueTag = 101;
inline constexpr uint64_t kContactTag = 102;  // When an account opened a ticket.

namespace internal {

// Kinds whose rows in part are kept one by one; of tickets and accounts where a metric asks.
[[nodiscard]] constexpr bool KeepsRows(EntityKind kind) {
  return kind == EntityKind::kChange || kind == EntityKind::kJourney ||
         kind == EntityKind::kDecision || kind == EntityKind::kReview ||
         kind == EntityKind::kException;
}
// The rows of such a kind that are kept; of the others fingerprints only.
[[nodiscard]] inline bool IsKept(EventType event) {
  switch (event) {
    case EventType::kAccountEnrolled:
    case EventType::kAccountChurned:
    case EventType::kTicketResolved:
    case EventType::kTicketReopened:
    case EventType::kDecisionReopened:
    case EventType::kChangeScopeChanged:
    case EventType::kChangeReopened:
    case EventType::kChangeRedone:
    case EventType::kChangeRolledBack:
    case EventType::kChangeReplanned:
    case EventType::kReviewRejected:
    case EventType::kReviewWithdrawn:
    case EventType::kExceptionEntered:
    case EventType::kExceptionCompleted:
    case EventType::kExceptionAbandoned:
    case EventType::kJourneyStep:
      return true;
    default:
      return false;
  }
}
// The identity of a kept row.
[[nodiscard]] inline uint64_t KeptIdentity(EventType event, uint64_t identity, double value) {
  if (event == EventType::kExceptionCompleted) {
    const uint64_t score = HasNumber(value) ? static_cast<uint64_t>(value) + 1 : 0;
    return (identity & ~(kStepMask | kScoreMask)) | score << kScoreShift | KeptTag(event);
  }
  return (identity & ~kStepMask) |
         (event == EventType::kJourneyStep ? static_cast<uint64_t>(value) : KeptTag(event));
}
// Is it kept beside the rows, and no row itself?
[[nodiscard]] inline bool IsBeside(const KeptRow& row) {
  return (row.identity & kStepMask) >= kNamedTag;
}
// Calls `keep` with what a row of a decision says of its due time. A row `due` without one falls
// due when it happens, and whatever names another comes later.
template <typename Keep>
void KeepDue(EventType event, int64_t time, int64_t due, const Keep& keep) {
  if (due == kNoTime && event != EventType::kDecisionDue) return;
  const int64_t named = due == kNoTime ? kFirstTime : time;
  if (due == kNoTime) due = time;
  const uint64_t identity = FinishIdentity(MixIdentity(MixIdentity(1, static_cast<uint64_t>(named)),
                                                       static_cast<uint64_t>(due))) &
                            ~kStepMask;
  keep(KeptRow{identity | kNamedTag, named});
  keep(KeptRow{identity | kDueTag, due});
}
// Never 0.
[[nodiscard]] inline uint32_t FingerprintOf(uint64_t identity) {
  return std::max<uint32_t>(1, static_cast<uint32_t>(identity >> 32U));
}
// What stands for a fingerprint among kept rows. No step: its low bits are zero.
[[nodiscard]] inline KeptRow ToldApart(uint64_t identity) {
  return {uint64_t{FingerprintOf(identity)} << 32U | 0x7FFFFF80U, kNoTime};
}

}  // namespace internal

class EntityStore {
 public:
  // `texts` outlives the store.
  EntityStore(EntityKind kind, const TextDictionary* texts, uint8_t escalation_tier = 2)
      : kind_(kind), texts_(texts), escalation_tier_(escalation_tier) {}

  [[nodiscard]] EntityKind kind() const { return kind_; }
  // Rows are kept (internal::IsKept), whatever the kind; to be said before the first row.
  void KeepRows() { keeps_ = true; }
  [[nodiscard]] bool KeepsRows() const { return keeps_; }
  [[nodiscard]] size_t size() const { return used_; }
  [[nodiscard]] int64_t rows() const { return rows_; }
  [[nodiscard]] int64_t duplicates() const { return rows_ - distinct_; }
  [[nodiscard]] int64_t overfull() const { return overfull_; }

  void Reserve(size_t entities) {
    const size_t wanted = std::bit_ceil(std::max<size_t>(16, entities * 5 / 3 + 1));
    if (wanted > slots_.size()) Resize(wanted);
  }
  void Prefetch(uint64_t id) const {
    if (slots_.empty()) return;
    const EntityRecord* record = &slots_[Home(id)];
    __builtin_prefetch(record, 1);
    __builtin_prefetch(reinterpret_cast<const char*>(record) + 64, 1);
  }

  // The second step, once the record itself is near: what it knows of rows past the fifth.
  void PrefetchSeen(const Event& row) const {
    if (slots_.empty() || KeepsRows()) return;
    const EntityRecord& record = slots_[Home(row.entity)];
    if (record.id != row.entity || record.kept_count == 0) return;
    fingerprints_.Prefetch(internal::FingerprintOf(RowIdentity(row)), record.kept,
                           record.kept_count);
  }

  [[nodiscard]] const EntityRecord* Find(uint64_t id) const {
    if (slots_.empty() || id == 0) return nullptr;
    const size_t slot = SlotOf(id);
    return slots_[slot].id == id ? &slots_[slot] : nullptr;
  }
  // The record of `id`, not 0, a new one at first; stays in place until the next new one.
  [[nodiscard]] EntityRecord& FindOrAdd(uint64_t id) {
    if (slots_.empty()) Resize(16);
    size_t slot = SlotOf(id);
    if (slots_[slot].id == 0) {
      if ((used_ + 1) * 5 > slots_.size() * 3) {
        Resize(slots_.size() * 2);
        slot = SlotOf(id);
      }
      slots_[slot].id = id;
      ++used_;
    }
    return slots_[slot];
  }

  // Takes a row that CheckEvent accepts into `record`, which is that of row.entity. Returns whether
  // it was new.
  bool ApplyTo(EntityRecord& record, const Event& row) {
    ++rows_;
    const uint64_t identity = RowIdentity(row);
    const bool is_new =
        keeps_ && internal::IsKept(row.event)
            ? InsertKept({internal::KeptIdentity(row.event, identity, row.value), row.time}, record)
            : Note(identity, record);
    if (kind_ == EntityKind::kDecision) {
      internal::KeepDue(row.event, row.time, row.due,
                        [&](const KeptRow& due) { InsertKept(due, record); });
    }
    ApplyRow(row, *texts_, escalation_tier_, record);
    distinct_ += is_new ? 1 : 0;
    return is_new;
  }
  bool Apply(const Event& row) { return ApplyTo(FindOrAdd(row.entity), row); }
  // The account opened the ticket, which is kept beside its rows.
  void KeepContact(uint64_t ticket, int64_t time, EntityRecord& account) {
    const uint64_t identity = internal::FinishIdentity(
        internal::MixIdentity(internal::MixIdentity(2, ticket), static_cast<uint64_t>(time)));
    InsertKept({(identity & ~kStepMask) | kContactTag, time}, account);
  }

  [[nodiscard]] std::span<const KeptRow> KeptOf(const EntityRecord& record) const {
    return KeepsRows() ? pool_.Rows(record.kept, record.kept_count) : std::span<const KeptRow>();
  }
  // Calls `visit(record)` for each entity, in no order that means anything.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const EntityRecord& record : slots_) {
      if (record.id != 0) visit(record);
    }
  }

  // FailedPrecondition (rule STORE_JOIN) for a store of another kind or dictionary.
  [[nodiscard]] absl::Status Join(const EntityStore& other) {
    if (kind_ != other.kind_ || texts_ != other.texts_ || keeps_ != other.keeps_ ||
        escalation_tier_ != other.escalation_tier_) {
      return base::Refused("STORE_JOIN",
                           "entities join with those of the same kind, texts and escalation tier");
    }
    rows_ += other.rows_;
    for (const EntityRecord& theirs : other.slots_) {
      if (theirs.id == 0) continue;
      EntityRecord& mine = FindOrAdd(theirs.id);
      JoinRegisters(theirs, kind_, *texts_, mine);
      for (size_t i = 0; i < theirs.seen_count; ++i) {
        distinct_ += NoteFingerprint(theirs.seen[i], mine) ? 1 : 0;
      }
      if (!KeepsRows()) {
        other.fingerprints_.ForEach(theirs.kept, theirs.kept_count, [&](uint32_t one) {
          distinct_ += NoteFingerprint(one, mine) ? 1 : 0;
        });
      }
      for (const KeptRow& row : other.KeptOf(theirs)) {
        const bool is_told_apart_only = row.time == kNoTime;
        const bool is_new = is_told_apart_only ? Note(row.identity, mine) : InsertKept(row, mine);
        distinct_ += is_new && !internal::IsBeside(row) ? 1 : 0;
      }
    }
    return absl::OkStatus();
  }

  // Forgets all entities and keeps the memory.
  void Clear() {
    if (used_ != 0) std::fill(slots_.begin(), slots_.end(), EntityRecord());
    used_ = 0;
    rows_ = distinct_ = overfull_ = 0;
    pool_ = KeptRowPool();
    fingerprints_ = internal::FingerprintPool();
  }

  // Forgets the entity; false where there is none. Rows that come later begin it anew.
  bool Erase(uint64_t id) {
    if (Find(id) == nullptr) return false;
    size_t hole = SlotOf(id);
    int64_t rows = slots_[hole].seen_count + slots_[hole].kept_count;
    for (const KeptRow& row : KeptOf(slots_[hole])) rows -= internal::IsBeside(row) ? 1 : 0;
    rows_ -= rows;
    distinct_ -= rows;
    if (KeepsRows()) {
      pool_.Release(slots_[hole].kept, slots_[hole].kept_count);
    } else {
      fingerprints_.Release(slots_[hole].kept, slots_[hole].kept_count);
    }
    // What was pushed past the hole moves back into it.
    const size_t mask = slots_.size() - 1;
    for (size_t next = (hole + 1) & mask; slots_[next].id != 0; next = (next + 1) & mask) {
      const size_t home = Home(slots_[next].id);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        slots_[hole] = slots_[next];
        hole = next;
      }
    }
    slots_[hole] = EntityRecord();
    --used_;
    return true;
  }

 private:
  static constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15ULL;

  [[nodiscard]] size_t Home(uint64_t id) const {
    return static_cast<size_t>((id * kMultiplier) >> shift_);
  }
  [[nodiscard]] size_t SlotOf(uint64_t id) const {
    const size_t mask = slots_.size() - 1;
    size_t slot = Home(id);
    while (slots_[slot].id != id && slots_[slot].id != 0) slot = (slot + 1) & mask;
    return slot;
  }
  void Resize(size_t wanted) {
    std::vector<EntityRecord> old(wanted);
    old.swap(slots_);
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(wanted));
    for (const EntityRecord& record : old) {
      if (record.id != 0) slots_[SlotOf(record.id)] = record;
    }
  }

  // Is it the first time that the entity has this row?
  bool Note(uint64_t identity, EntityRecord& record) {
    const uint32_t fingerprint = internal::FingerprintOf(identity);
    for (size_t i = 0; i < record.seen_count; ++i) {
      if (record.seen[i] == fingerprint) return false;
    }
    if (record.seen_count < record.seen.size()) {
      // A join may have left it in the block.
      if (KeepsRows() && record.kept_count != 0 && ContainsFingerprint(fingerprint, record))
        return false;
      record.seen[record.seen_count++] = fingerprint;
      return true;
    }
    if (KeepsRows()) {
      return InsertKept(internal::ToldApart(identity), record);
    }
    // Past the most, a row counts as one that was there: no register depends on it.
    return record.kept_count < kMostKeptRows &&
           fingerprints_.Insert(fingerprint, record.kept, record.kept_count);
  }
  bool NoteFingerprint(uint32_t fingerprint, EntityRecord& record) {
    return Note(uint64_t{fingerprint} << 32U, record);
  }
  [[nodiscard]] bool ContainsFingerprint(uint32_t fingerprint, const EntityRecord& record) const {
    return pool_.Contains(record.kept, record.kept_count,
                          internal::ToldApart(uint64_t{fingerprint} << 32U).identity);
  }
  bool InsertKept(const KeptRow& row, EntityRecord& record) {
    const bool is_full = record.kept_count >= kMostKeptRows;
    const bool is_new = pool_.Insert(row, record.kept, record.kept_count);
    if (is_full && !pool_.Contains(record.kept, record.kept_count, row.identity)) ++overfull_;
    return is_new;
  }

  EntityKind kind_;
  bool keeps_ = internal::KeepsRows(kind_);
  const TextDictionary* texts_;
  uint8_t escalation_tier_;
  std::vector<EntityRecord> slots_;
  unsigned shift_ = 0;
  size_t used_ = 0;
  int64_t rows_ = 0;
  int64_t distinct_ = 0;
  int64_t overfull_ = 0;
  KeptRowPool pool_;
  internal::FingerprintPool fingerprints_;
};

}  // namespace readiness::metric
