// readiness/metric/entity_store.h: the records of all entities of one kind, found by id.
//
//   EntityStore tickets(EntityKind::kTicket, &texts);
//   tickets.Apply(row)         takes a row; says whether it was new
//   tickets.Find(id)           -> the record, or null
//   tickets.Join(other)        another store of the same kind and dictionary
//   tickets.Erase(id)          forgets an entity
//
// Rows may come in any order, twice, and in parts: what the store holds afterwards is the same
// (entity_record.h). Duplicates are counted: rows taken minus different rows. Rows of an entity
// (those that are kept one by one apart) are told apart by 32 bits of their identity: of 10
// million entities with three rows each, a row in a hundred runs is taken for a duplicate. Only the
// count of duplicates depends on it, no register.
//
// Cost:    Apply one probe, 10 to 60 ns by cache; Prefetch hides most of it in batches. Memory 192
//          bytes an entity and some 20 to find it, 16 a kept row, 8 a row past the twentieth. No
//          allocation while there is room (Reserve).
// Errors:  an entity with more than kMostKeptRows kept rows keeps its first ones: `overfull`
//          counts.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/metric/entity_id.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/event.h"
#include "readiness/metric/internal/find_fingerprint.h"
#include "readiness/metric/internal/fingerprint_pool.h"
#include "readiness/metric/kept_rows.h"
#include "readiness/metric/state_spec.h"
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
// When a change was reworked with another effort than one, and beside it the effort.
inline constexpr uint64_t kReworkedTag = 103, kEffortTag = 104;

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
    case EventType::kTicketCancelled:
    case EventType::kDecisionDecided:
    case EventType::kDecisionSuperseded:
    case EventType::kDecisionWithdrawn:
    case EventType::kDecisionReopened:
    case EventType::kChangeScopeChanged:
    case EventType::kChangeReopened:
    case EventType::kChangeRedone:
    case EventType::kChangeRolledBack:
    case EventType::kChangeReplanned:
    case EventType::kReviewApproved:
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
// Calls `keep` with what a row of a change, whose identity is given, says of its effort; where it
// says nothing the effort is one.
template <typename Keep>
void KeepEffort(EventType event, int64_t time, uint64_t identity, double effort, const Keep& keep) {
  if (!HasNumber(effort) || effort == 1 || !IsKept(event)) return;
  keep(KeptRow{(identity & ~kStepMask) | kReworkedTag, time});
  keep(KeptRow{(identity & ~kStepMask) | kEffortTag, static_cast<int64_t>(effort)});
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

// The id under which the entity of a row is kept.
[[nodiscard]] inline uint64_t EntityKey(const Event& row, const TextDictionary& texts) {
  if (!HasSubjects(row.kind) || row.subject == kNoText) return row.entity;
  const uint64_t key = row.entity ^ XxHash64(texts.Text(row.subject), 1);
  return key == 0 ? 1 : key;
}

class EntityStore {
 public:
  // `texts` outlives the store.
  EntityStore(EntityKind kind, const TextDictionary* texts, uint8_t escalation_tier = 2)
      : kind_(kind), texts_(texts), escalation_tier_(escalation_tier) {}

  [[nodiscard]] EntityKind kind() const { return kind_; }
  // Rows are kept (internal::IsKept), whatever the kind; to be said before the first row.
  void KeepRows() { keeps_ = true; }
  [[nodiscard]] bool KeepsRows() const { return keeps_; }
  [[nodiscard]] size_t size() const { return records_.size(); }
  [[nodiscard]] int64_t rows() const { return rows_; }
  [[nodiscard]] int64_t duplicates() const { return rows_ - distinct_; }
  [[nodiscard]] int64_t overfull() const { return overfull_; }

  void Reserve(size_t entities) {
    records_.reserve(entities);
    const size_t wanted = std::bit_ceil(std::max<size_t>(16, entities * 5 / 3 + 1));
    if (wanted > places_.size()) Resize(wanted);
  }
  // For rows that come in batches: first ask for the place of an entity, then for its record, then
  // for what it knows of rows past the twelfth; each once the one before is near.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void PrefetchPlace(uint64_t id) const {
    __builtin_prefetch(&places_[HomeOf(TagOf(id))]);
  }
  // The number of the record of `id`, most likely: At says whose it is. kNone: there is none.
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  ABSL_ATTRIBUTE_ALWAYS_INLINE uint32_t NumberOf(uint64_t id) const {
    const uint32_t tag = TagOf(id);
    const size_t home = HomeOf(tag);
    // In which of the first two places it is, if in one of them, is as good as random, so no
    // branch asks.
    const Place first = places_[home], second = places_[Next(home)];
    const Place found = first.tag == tag || first.next == 0 ? first : second;
    if (found.tag == tag || found.next == 0) [[likely]] {
      return found.next - 1;
    }
    size_t place = Next(Next(home));
    while (places_[place].tag != tag && places_[place].next != 0) place = Next(place);
    return places_[place].next - 1;
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Prefetch(uint32_t number) const {
    const char* record = reinterpret_cast<const char*>(records_.data() + number);
    __builtin_prefetch(record, 1);
    __builtin_prefetch(record + 64, 1);
  }
  // Of a store that keeps no rows.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void PrefetchSeen(uint32_t number, uint32_t fingerprint) const {
    const EntityRecord& record = records_[number];
    if (record.seen_count >= kFirstSeen) __builtin_prefetch(&record.more_seen, 1);
    if (record.kept_count != 0) fingerprints_.Prefetch(fingerprint, record.kept, record.kept_count);
  }
  // Below size(); numbers stay until an entity is erased.
  [[nodiscard]] EntityRecord& At(uint32_t number) { return records_[number]; }

  [[nodiscard]] const EntityRecord* Find(uint64_t id) const {
    if (id == 0) return nullptr;
    const Place& place = places_[PlaceOf(id)];
    return place.next == 0 ? nullptr : &records_[place.next - 1];
  }
  // The record of `id`, not 0, a new one at first; stays in place until the next new one.
  [[nodiscard]] EntityRecord& FindOrAdd(uint64_t id) {
    size_t place = PlaceOf(id);
    if (places_[place].next == 0) {
      if ((records_.size() + 1) * 5 > places_.size() * 3) {
        Resize(places_.size() * 2);
        place = PlaceOf(id);
      }
      records_.emplace_back().id = id;
      places_[place] = {TagOf(id), static_cast<uint32_t>(records_.size())};
    }
    return records_[places_[place].next - 1];
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
    if (kind_ == EntityKind::kChange) {
      internal::KeepEffort(row.event, row.time, identity, row.value,
                           [&](const KeptRow& effort) { InsertKept(effort, record); });
    }
    ApplyRow(row, *texts_, escalation_tier_, record);
    distinct_ += is_new ? 1 : 0;
    return is_new;
  }
  bool Apply(const Event& row) { return ApplyTo(FindOrAdd(row.entity), row); }
  // The account opened the ticket, which is kept beside its rows. Returns whether that was new.
  bool KeepContact(uint64_t ticket, int64_t time, EntityRecord& account) {
    const uint64_t identity = internal::FinishIdentity(
        internal::MixIdentity(internal::MixIdentity(2, ticket), static_cast<uint64_t>(time)));
    return InsertKept({(identity & ~kStepMask) | kContactTag, time}, account);
  }
  // How many of them are kept.
  [[nodiscard]] int64_t ContactsOf(const EntityRecord& account) const {
    const std::span<const KeptRow> rows = KeptOf(account);
    return std::count_if(rows.begin(), rows.end(), [](const KeptRow& row) {
      return (row.identity & kStepMask) == kContactTag;
    });
  }
  // Counts a row whose registers are joined already; not of a kind that keeps rows.
  void CountRow(uint32_t fingerprint, EntityRecord& record) {
    ++rows_;
    distinct_ += NoteFew(fingerprint, record) ? 1 : 0;
  }

  [[nodiscard]] std::span<const KeptRow> KeptOf(const EntityRecord& record) const {
    return KeepsRows() ? pool_.Rows(record.kept, record.kept_count) : std::span<const KeptRow>();
  }
  // Of all entities, in no order that means anything.
  [[nodiscard]] std::span<const EntityRecord> records() const { return records_; }
  // Calls `visit(record)` for each entity, in no order that means anything.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const EntityRecord& record : records_) visit(record);
  }

  // FailedPrecondition (rule STORE_JOIN) for a store of another kind or dictionary.
  [[nodiscard]] absl::Status Join(const EntityStore& other) {
    if (kind_ != other.kind_ || texts_ != other.texts_ || keeps_ != other.keeps_ ||
        escalation_tier_ != other.escalation_tier_) {
      return base::Refused("STORE_JOIN",
                           "entities join with those of the same kind, texts and escalation tier");
    }
    rows_ += other.rows_;
    for (const EntityRecord& theirs : other.records_) {
      EntityRecord& mine = FindOrAdd(theirs.id);
      JoinRegisters(theirs, kind_, *texts_, mine);
      ForEachSeen(theirs, [&](uint32_t one) { distinct_ += NoteFingerprint(one, mine) ? 1 : 0; });
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
    if (!records_.empty()) std::fill(places_.begin(), places_.end(), Place());
    records_.clear();
    rows_ = distinct_ = overfull_ = 0;
    pool_ = KeptRowPool();
    fingerprints_ = internal::FingerprintPool();
  }

  // Forgets the entity; false where there is none. Rows that come later begin it anew.
  bool Erase(uint64_t id) {
    if (Find(id) == nullptr) return false;
    size_t hole = PlaceOf(id);
    EntityRecord& record = records_[places_[hole].next - 1];
    int64_t rows = record.seen_count + record.kept_count;
    for (const KeptRow& row : KeptOf(record)) rows -= internal::IsBeside(row) ? 1 : 0;
    rows_ -= rows;
    distinct_ -= rows;
    if (KeepsRows()) {
      pool_.Release(record.kept, record.kept_count);
    } else {
      fingerprints_.Release(record.kept, record.kept_count);
    }
    // The last record takes its number.
    const uint32_t next = places_[hole].next;
    places_[PlaceOf(records_.back().id)].next = next;
    record = records_.back();
    records_.pop_back();
    // What was pushed past the hole moves back into it.
    const size_t mask = places_.size() - 1;
    for (size_t at = Next(hole); places_[at].next != 0; at = Next(at)) {
      const size_t home = HomeOf(places_[at].tag);
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        places_[hole] = places_[at];
        hole = at;
      }
    }
    places_[hole] = Place();
    return true;
  }

 private:
  static constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15ULL;

  // Where a record is found: 32 bits of its mixed id, and its number + 1; 0: free.
  struct Place {
    uint32_t tag = 0;
    uint32_t next = 0;
  };
  [[nodiscard]] static uint32_t TagOf(uint64_t id) {
    return static_cast<uint32_t>((id * kMultiplier) >> 32U);
  }
  [[nodiscard]] size_t HomeOf(uint32_t tag) const { return tag >> shift_; }
  [[nodiscard]] size_t Next(size_t place) const { return (place + 1) & (places_.size() - 1); }
  // The place of `id`, or the free one where it would be.
  [[nodiscard]] size_t PlaceOf(uint64_t id) const {
    const uint32_t tag = TagOf(id);
    size_t place = HomeOf(tag);
    while (places_[place].next != 0 &&
           (places_[place].tag != tag || records_[places_[place].next - 1].id != id)) {
      place = Next(place);
    }
    return place;
  }
  void Resize(size_t wanted) {
    std::vector<Place> old(wanted);
    old.swap(places_);
    shift_ = 32U - static_cast<unsigned>(std::countr_zero(wanted));
    for (const Place& one : old) {
      if (one.next == 0) continue;
      size_t place = HomeOf(one.tag);
      while (places_[place].next != 0) place = Next(place);
      places_[place] = one;
    }
  }

  // Is it the first time that the entity has this row?
  bool Note(uint64_t identity, EntityRecord& record) {
    const uint32_t fingerprint = internal::FingerprintOf(identity);
    if (!KeepsRows()) return NoteFew(fingerprint, record);
    if (IsSeen(fingerprint, record)) return false;
    if (record.seen_count == kSeenBesideKept)
      return InsertKept(internal::ToldApart(identity), record);
    // A join may have left it in the block.
    if (record.kept_count != 0 && ContainsFingerprint(fingerprint, record)) return false;
    See(fingerprint, record);
    return true;
  }
  // The same where no rows are kept: the first fingerprints are in the record, and all of them in a
  // block once there are more.
  bool NoteFew(uint32_t fingerprint, EntityRecord& record) {
    if (record.kept_count != 0 || record.seen_count >= kFirstSeen) {
      return NoteMany(fingerprint, record);
    }
    if (internal::IsAmong(fingerprint, record.seen)) return false;
    record.seen[record.seen_count++] = fingerprint;
    return true;
  }
  ABSL_ATTRIBUTE_NOINLINE bool NoteMany(uint32_t fingerprint, EntityRecord& record) {
    if (record.kept_count == 0) {
      if (IsSeen(fingerprint, record)) return false;
      if (record.seen_count < kMostSeen) {
        See(fingerprint, record);
        return true;
      }
      ForEachSeen(record,
                  [&](uint32_t one) { fingerprints_.Insert(one, record.kept, record.kept_count); });
      record.seen_count = 0;
    }
    // Past the most, a row counts as one that was there: no register depends on it.
    return record.kept_count < kMostKeptRows + kSeenBesideKept &&
           fingerprints_.Insert(fingerprint, record.kept, record.kept_count);
  }
  static constexpr size_t kFirstSeen = std::tuple_size_v<decltype(EntityRecord::seen)>;
  static constexpr size_t kMostSeen =
      kFirstSeen + std::tuple_size_v<decltype(EntityRecord::more_seen)>;
  // So many fingerprints an entity has besides its kMostKeptRows.
  static constexpr size_t kSeenBesideKept = 5;
  [[nodiscard]] static bool IsSeen(uint32_t fingerprint, const EntityRecord& record) {
    return internal::IsAmong(fingerprint, record.seen) ||
           (record.seen_count > kFirstSeen && internal::IsAmong(fingerprint, record.more_seen));
  }
  static void See(uint32_t fingerprint, EntityRecord& record) {
    const size_t place = record.seen_count++;
    (place < kFirstSeen ? record.seen[place] : record.more_seen[place - kFirstSeen]) = fingerprint;
  }
  template <typename Visit>
  static void ForEachSeen(const EntityRecord& record, const Visit& visit) {
    for (size_t i = 0; i < record.seen_count; ++i) {
      visit(i < kFirstSeen ? record.seen[i] : record.more_seen[i - kFirstSeen]);
    }
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
  std::vector<Place> places_ = std::vector<Place>(16);  // A power of two.
  unsigned shift_ = 28;                                 // Of a tag, to its place.
  std::vector<EntityRecord> records_;
  int64_t rows_ = 0;
  int64_t distinct_ = 0;
  int64_t overfull_ = 0;
  KeptRowPool pool_;
  internal::FingerprintPool fingerprints_;
};

}  // namespace readiness::metric
