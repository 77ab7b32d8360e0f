// readiness/metric/entity_record.h: all that is kept of one entity: registers that only move one
// way.
//
//   EntityRecord ticket;
//   ApplyRow(opened, texts, 2, ticket);  ApplyRow(resolved, texts, 2, ticket);
//   ticket.at[kFirstEnd]   -> when it was first resolved
//
// Each register is a minimum, a maximum, a set, or the fact of the least row under a fixed order. A
// record is therefore a join-semilattice: rows may come in any order and any number of times, two
// records of one entity join, and the result is the same. Which rows were known when is decided
// before: a row that is not known yet is not applied (docs/decisions).
//
// Cohort, subject, release and parent are those of the entity's first row: the one of the least
// (time, delay until it was recorded, top bits of the event id, cohort text). An empty field says
// nothing: of rows at one time those come first that name a cohort, then a parent, then a release.
// What later rows say of them is not read, but a second cohort is noted.
//
// Layout:  three cache lines; what most rows touch is in the first two.
// Cost:    O(1); no allocation.   Threads: values only.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "readiness/metric/event.h"
#include "readiness/metric/text_dictionary.h"

namespace readiness::metric {

// The registers `at`. Absent: kNever for a minimum, kNoTime for a maximum.
inline constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
enum Register : uint8_t {
  kStart = 0,     // min: enrolled, opened, planned, approved, entered, started, invited
  kFirstEnd = 1,  // min: activated, resolved, decided, implemented, completed, answered
  kLastEnd = 2,   // max: the same, or when it was answered last
  kOut = 3,       // min: churned, cancelled, superseded or withdrawn, abandoned
  kBack = 4,      // max: reopened, entered, review rejected or withdrawn. Which of them counts is
                  // read from the kept rows (entity_store.h)
  kCrossed = 5,   // min: escalated, or a tier at or above the threshold
};

struct alignas(64) EntityRecord {
  // A row that only moves registers reads this line,
  uint64_t id = 0;  // 0: no entity.
  int64_t first_time = kNever;
  std::array<int64_t, 6> at = {kNever, kNever, kNoTime, kNever, kNoTime, kNever};
  // this one,
  uint32_t cohort = kNoText;
  uint32_t any_cohort = kNoText;  // One that was named; with `two_cohorts` the answer to "others?".
  uint32_t kept = 0;              // Block of rows that are kept (kept_rows.h).
  uint16_t kept_count = 0;        // Rows in it.
  uint8_t two_cohorts = 0;        // 1: rows named different cohorts.
  uint8_t seen_count = 0;         // Fingerprints in `seen`; further rows are in the block.
  std::array<uint32_t, 12> seen = {};  // Fingerprints of rows; 0: free.
  // and this one once there are more rows.
  std::array<uint32_t, 8> more_seen = {};
  uint64_t first_tie = std::numeric_limits<uint64_t>::max();
  uint64_t parent = kNoId;
  uint32_t subject = kNoText;
  uint32_t release = kNoText;
  uint16_t tiers = 0;  // Bit t: a row named tier t.
  uint8_t score = 0;   // Criteria met + 1, or score + 1; 0: none.
  uint8_t total = 0;   // Required criteria + 1, or top of the scale + 1; 0: none.
};
static_assert(sizeof(EntityRecord) == 192);

namespace internal {

// Of two rows at one time the one recorded sooner comes first, then the one with the lesser id.
[[nodiscard]] inline uint64_t TieOf(const Event& row) {
  constexpr int64_t kMostDelay = (int64_t{1} << 43U) - 1;  // 101 days, in microseconds.
  const int64_t delay = KnownAt(row) - row.time;
  return static_cast<uint64_t>(std::min(delay, kMostDelay)) << 20U | row.event_id >> 44U;
}

// How little a row (or a record) says of whose it is, the cohort first.
template <typename Row>
[[nodiscard]] int Unnamed(const Row& row) {
  return (row.cohort == kNoText ? 4 : 0) + (row.parent == kNoId ? 2 : 0) +
         (row.release == kNoText ? 1 : 0);
}

// Is `row` (or a record) the one whose facts the entity has? A total order: rows that tie in all of
// it say the same.
template <typename Row>
[[nodiscard]] bool ComesFirst(int64_t time, uint64_t tie, const Row& row,
                              const TextDictionary& texts, const EntityRecord& record) {
  if (time != record.first_time) return time < record.first_time;
  const int mine = Unnamed(row), held = Unnamed(record);
  if (mine != held) return mine < held;
  if (tie != record.first_tie) return tie < record.first_tie;
  if (row.cohort != record.cohort) return texts.Text(row.cohort) < texts.Text(record.cohort);
  if (row.subject != record.subject) return texts.Text(row.subject) < texts.Text(record.subject);
  if (row.release != record.release) return texts.Text(row.release) < texts.Text(record.release);
  return row.parent < record.parent;
}

template <typename Row>
void TakeFirst(int64_t time, uint64_t tie, const Row& row, EntityRecord& record) {
  record.first_time = time;
  record.first_tie = tie;
  record.cohort = row.cohort;
  record.subject = row.subject;
  record.release = row.release;
  record.parent = row.parent;
}

inline void Lower(int64_t& held, int64_t time) { held = time < held ? time : held; }
inline void Raise(int64_t& held, int64_t time) { held = time > held ? time : held; }

inline void NoteCohort(uint32_t cohort, EntityRecord& record) {
  if (cohort == kNoText) return;
  if (record.any_cohort == kNoText) record.any_cohort = cohort;
  if (record.any_cohort != cohort) record.two_cohorts = 1;
}

}  // namespace internal

namespace internal {

[[nodiscard]] inline uint64_t MixIdentity(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29U);
}
[[nodiscard]] inline uint64_t FinishIdentity(uint64_t hash) {
  hash *= 0xBF58476D1CE4E5B9ULL;
  return hash ^ (hash >> 32U);
}
// Of a row that says what happened when, and at most a number besides.
[[nodiscard]] inline uint64_t PlainIdentity(EventType event, int64_t time, double value) {
  uint64_t hash = MixIdentity(static_cast<uint64_t>(event) + 1, static_cast<uint64_t>(time));
  if (HasNumber(value)) hash = MixIdentity(hash, std::bit_cast<uint64_t>(value + 0.0) + 1);
  return FinishIdentity(hash);
}

// The registers that an event moves: down to its time, and up to it. kNoMinimum and kNoMaximum
// stand for none.
struct Moves {
  uint8_t down, up;
};
inline constexpr uint8_t kNoMinimum = 6, kNoMaximum = 7;
inline constexpr std::array<Moves, kEventTypeCount> kMoves = {{
    {kStart, kNoMaximum},      // account enrolled
    {kFirstEnd, kLastEnd},     //   activated
    {kOut, kNoMaximum},        //   churned
    {kStart, kNoMaximum},      // ticket opened
    {kFirstEnd, kLastEnd},     //   resolved
    {kNoMinimum, kBack},       //   reopened
    {kCrossed, kNoMaximum},    //   escalated
    {kOut, kNoMaximum},        //   cancelled
    {kStart, kNoMaximum},      // decision opened
    {kNoMinimum, kNoMaximum},  //   due, kept
    {kFirstEnd, kLastEnd},     //   decided
    {kOut, kNoMaximum},        //   superseded
    {kOut, kNoMaximum},        //   withdrawn
    {kNoMinimum, kBack},       //   reopened
    {kStart, kNoMaximum},      // change planned
    {kNoMinimum, kNoMaximum},  //   the others are kept row by row, see kept_rows.h
    {kNoMinimum, kNoMaximum},  //
    {kNoMinimum, kNoMaximum},  //
    {kNoMinimum, kNoMaximum},  //
    {kNoMinimum, kNoMaximum},  //
    {kStart, kNoMaximum},      // review approved
    {kFirstEnd, kLastEnd},     //   implemented
    {kNoMinimum, kBack},       //   rejected
    {kNoMinimum, kBack},       //   withdrawn
    {kStart, kBack},           // exception entered
    {kFirstEnd, kLastEnd},     //   completed
    {kOut, kNoMaximum},        //   abandoned
    {kStart, kNoMaximum},      // journey started
    {kNoMinimum, kNoMaximum},  //   step, kept
    {kFirstEnd, kLastEnd},     //   completed
    {kOut, kNoMaximum},        //   abandoned
    {kStart, kNoMaximum},      // response invited
    {kFirstEnd, kLastEnd},     //   answered
}};

}  // namespace internal

// Which row this is: its event id where it has one, else what it says. 64 bits; two different rows
// of one entity share it with a probability of 2^-64.
[[nodiscard]] inline uint64_t RowIdentity(const Event& row) {
  uint64_t hash = static_cast<uint64_t>(row.event) + 1;
  if (row.event_id != kNoId) {
    hash = internal::MixIdentity(hash, row.event_id);
  } else {
    if (row.tier == kNoTier) return internal::PlainIdentity(row.event, row.time, row.value);
    hash = internal::MixIdentity(hash, static_cast<uint64_t>(row.time));
    if (HasNumber(row.value)) {
      hash = internal::MixIdentity(hash, std::bit_cast<uint64_t>(row.value + 0.0) + 1);
    }
    hash = internal::MixIdentity(hash, row.tier + 3U);
  }
  return internal::FinishIdentity(hash);
}

// Takes one row, which CheckEvent accepts, into the registers of its entity. `escalation_tier`: the
// tier from which on a row counts as escalated.
inline void ApplyRow(const Event& row, const TextDictionary& texts, uint8_t escalation_tier,
                     EntityRecord& record) {
  using internal::Lower;
  using internal::Raise;
  record.id = row.entity;
  if (row.time <= record.first_time) {
    const uint64_t tie = internal::TieOf(row);
    if (internal::ComesFirst(row.time, tie, row, texts, record)) {
      internal::TakeFirst(row.time, tie, row, record);
    }
  }
  internal::NoteCohort(row.cohort, record);
  if (row.tier <= kMaxTier) {
    record.tiers = static_cast<uint16_t>(record.tiers | (1U << row.tier));
    if (row.kind == EntityKind::kTicket && row.tier >= escalation_tier) {
      Lower(record.at[kCrossed], row.time);
    }
  }
  const auto number = [](double value) {
    return HasNumber(value) ? static_cast<uint8_t>(value + 1) : uint8_t{0};
  };
  switch (row.event) {
    case EventType::kExceptionEntered:
      record.total = std::max(record.total, number(row.total));
      break;
    case EventType::kExceptionCompleted: {
      // The first completion counts; of two at one moment the one with fewer criteria met.
      const uint8_t met = number(row.value);
      if (row.time < record.at[kFirstEnd] ||
          (row.time == record.at[kFirstEnd] && met < record.score)) {
        record.score = met;
      }
      record.total = std::max(record.total, number(row.total));
      break;
    }
    case EventType::kResponseAnswered: {
      // The last answer counts; of two at one moment the lower one, then the longer scale.
      const uint8_t score = number(row.value);
      const uint8_t top = number(row.total);
      const bool is_later = row.time > record.at[kLastEnd];
      const bool is_lower = row.time == record.at[kLastEnd] &&
                            (score < record.score || (score == record.score && top > record.total));
      if (is_later || is_lower) {
        record.score = score;
        record.total = top;
      }
      break;
    }
    default:
      break;
  }
  const internal::Moves moves = internal::kMoves[static_cast<size_t>(row.event)];
  if (moves.down != internal::kNoMinimum) Lower(record.at[moves.down], row.time);
  if (moves.up != internal::kNoMaximum) Raise(record.at[moves.up], row.time);
}

// Joins another record of the same entity and kind; the extra words and fingerprints are the
// store's.
inline void JoinRegisters(const EntityRecord& other, EntityKind kind, const TextDictionary& texts,
                          EntityRecord& record) {
  using internal::Lower;
  using internal::Raise;
  record.id = other.id;
  if (internal::ComesFirst(other.first_time, other.first_tie, other, texts, record)) {
    internal::TakeFirst(other.first_time, other.first_tie, other, record);
  }
  internal::NoteCohort(other.any_cohort, record);
  record.two_cohorts |= other.two_cohorts;
  record.tiers = static_cast<uint16_t>(record.tiers | other.tiers);
  const auto& at = other.at;
  if (kind == EntityKind::kException) {
    if (at[kFirstEnd] < record.at[kFirstEnd] ||
        (at[kFirstEnd] == record.at[kFirstEnd] && other.score < record.score)) {
      record.score = other.score;
    }
    record.total = std::max(record.total, other.total);
  } else if (at[kLastEnd] > record.at[kLastEnd] ||
             (at[kLastEnd] == record.at[kLastEnd] &&
              (other.score < record.score ||
               (other.score == record.score && other.total > record.total)))) {
    record.score = other.score;
    record.total = other.total;
  }
  Lower(record.at[kStart], at[kStart]);
  Lower(record.at[kFirstEnd], at[kFirstEnd]);
  Raise(record.at[kLastEnd], at[kLastEnd]);
  Lower(record.at[kOut], at[kOut]);
  Raise(record.at[kBack], at[kBack]);
  Lower(record.at[kCrossed], at[kCrossed]);
}

}  // namespace readiness::metric
