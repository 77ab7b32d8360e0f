// readiness/metric/internal/entity_fold.h: rows of many entities, in no order, into a state:
// gathered by entity, joined, and added up, each entity once. What an entity store would hold
// between two rows is never made, so a few megabytes that are used again serve any number of rows.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "readiness/metric/contribution.h"
#include "readiness/metric/entity_record.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event_columns.h"
#include "readiness/metric/internal/brief_records.h"
#include "readiness/metric/internal/group_index.h"
#include "readiness/metric/internal/item_counts.h"
#include "readiness/metric/internal/journey_records.h"
#include "readiness/metric/kept_rows.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/state_spec.h"
#include "readiness/metric/text_dictionary.h"

namespace readiness::metric::internal {

// What most rows say, in 24 bytes; without initializers, because there are many.
struct FoldRow {
  uint64_t key;        // EntityKey.
  int64_t time_event;  // The time, and in the low bits what happened (PackEvent).
  uint32_t cohort;
  uint32_t row;  // In its columns where it says more; else the step of a journey.

  [[nodiscard]] int64_t time() const { return time_event >> 4U; }
  [[nodiscard]] bool says_more() const { return (time_event & 8) != 0; }
};
// Times fit 59 bits, and no kind has more than eight events.
[[nodiscard]] inline int64_t PackEvent(int64_t time, EventType event, EventType first_of_kind,
                                       bool says_more) {
  return time * 16 + (says_more ? 8 : 0) +
         (static_cast<int64_t>(event) - static_cast<int64_t>(first_of_kind));
}
// The event of the kind from which on PackEvent counts.
[[nodiscard]] inline EventType FirstEventOf(EntityKind kind) {
  size_t event = 0;
  while (kKindOfEvent[event] != kind) ++event;
  return static_cast<EventType>(event);
}

class EntityFold {
 public:
  // All rows, `expected` or so, are of `kind`, which the specs read. The arguments outlive the
  // fold.
  EntityFold(EntityKind kind, const EventColumns* columns, const TextDictionary* texts,
             std::span<const StateSpec* const> specs, uint8_t escalation_tier, size_t expected)
      : kind_(kind),
        first_event_(FirstEventOf(kind)),
        columns_(columns),
        texts_(texts),
        escalation_tier_(escalation_tier),
        store_(kind, texts, escalation_tier) {
    keeps_ = KeepsRows(kind);
    for (const StateSpec* spec : specs) {
      targets_.emplace_back(spec);
      keeps_ = keeps_ || KeepsRowsFor(*spec, kind);
    }
    for (Joined& joined : joined_) joined.groups.resize(specs.size());
    plain_.kind = kind;
    counts_apart_ = expected / (texts->size() + 1) >= ItemCounts::kWorthwhile;
    is_brief_ = !keeps_ && (kind == EntityKind::kTicket || kind == EntityKind::kAccount);
    for (const StateSpec* spec : specs) is_brief_ = is_brief_ && NeedsLittle(*spec);
    for (size_t i = 0; i < brief_places_.size(); ++i) {
      const size_t event = std::min(static_cast<size_t>(first_event_) + i, kEventTypeCount - 1);
      brief_places_[i] = BriefPlaceOf(static_cast<EventType>(event));
    }
  }

  // All rows of their entities, fewer than 2^31, in the order in which they came.
  void Take(std::span<const FoldRow> rows) {
    if (is_brief_) {
      TakeBriefly(rows);
      return;
    }
    if (!keeps_) {
      TakeIntoStore(rows);
      return;
    }
    if (kind_ == EntityKind::kJourney && !IsInOrder()) {
      TakeJourneys(rows);
      return;
    }
    TakeEach(rows);
  }
  [[nodiscard]] int64_t rows() const { return rows_; }
  [[nodiscard]] int64_t duplicates() const { return rows_ - distinct_; }
  // After the last Take: what was counted apart goes to the states.
  void Settle() {
    late_counts_.Settle();
    for (Target& target : targets_) {
      for (ItemCounts& counts : target.counts) {
        if (counts.IsBegun()) counts.Settle();
      }
    }
  }
  // Of the spec with this number.
  [[nodiscard]] MetricState& state(size_t spec) { return targets_[spec].state; }
  [[nodiscard]] absl::Status TakeRefusal(size_t spec) {
    return targets_[spec].groups.TakeRefusal();
  }

 private:
  static constexpr size_t kFewRows = 8;
  static constexpr size_t kAhead = 16;          // Rows on their way from memory.
  static constexpr size_t kBytesAhead = 1'536;  // Where rows are read in turn.
  static constexpr size_t kTogether = 16;       // Entities whose counts are on their way.

  struct Target {
    explicit Target(const StateSpec* wanted)
        : spec(wanted), state(wanted->identity, wanted->resolution, wanted->exact_limit) {}
    const StateSpec* spec;
    MetricState state;
    GroupIndex groups;
    std::vector<ItemCounts> counts;  // By cohort, where they are counted apart.
  };
  // An entity whose rows are joined; the counts that it changes are being fetched.
  struct Joined {
    EntityRecord record;
    std::vector<KeptRow> seen;  // Its different rows; those that are not kept have no time.
    std::vector<CohortState*> groups;
  };
  // Does what an entity adds depend on no more than a BriefRecord has?
  [[nodiscard]] static bool NeedsLittle(const StateSpec& spec) {
    return (spec.metric == Metric::kTimeToResolution && !spec.final_end) ||
           spec.metric == Metric::kAdoptionConsistency;
  }
  void TakeBriefly(std::span<const FoldRow> rows) {
    const std::array<uint8_t, 8> places = brief_places_;
    const uint64_t first = static_cast<uint64_t>(first_event_);
    brief_.Take(rows.size(), [&, places, first](size_t i) {
      const FoldRow& row = rows[i];
      __builtin_prefetch(reinterpret_cast<const char*>(&row) + kBytesAhead);
      const auto which = static_cast<size_t>(row.time_event & 7);
      const int64_t time = row.time();
      const uint64_t identity =
          row.says_more() ? RowIdentity(EventOf(row))
                          : PlainIdentity(static_cast<EventType>(first + which), time, kNoNumber);
      return BriefRow{row.key, time, row.cohort, FingerprintOf(identity), places[which]};
    });
    rows_ += static_cast<int64_t>(rows.size());
    size_t wide = 0;
    for (const BriefRecord& record : brief_.records()) {
      wide += record.is_wide;
      distinct_ += record.is_wide != 0 ? 0 : record.seen_count;
    }
    for (Target& target : targets_) {
      WithStates(target, [&](const auto& state_of) { AddBrief(*target.spec, state_of); });
    }
    if (wide != 0) TakeWide(rows);
    // Where most say more, the next parts are not tried.
    if (wide * 2 > brief_.records().size()) is_brief_ = false;
  }
  // Of entities without a subject.
  [[nodiscard]] CohortState& GroupOf(uint32_t cohort, Target& target) {
    return target.groups.Of(cohort, *texts_, target.state);
  }
  // Calls `work` with a function from a cohort to what counts for it.
  template <typename Work>
  void WithStates(Target& target, const Work& work) {
    if (!counts_apart_) {
      work([&](uint32_t cohort) -> CohortState& { return GroupOf(cohort, target); });
      return;
    }
    if (target.counts.size() <= texts_->size()) target.counts.resize(texts_->size() + 1);
    work([&](uint32_t cohort) -> ItemCounts& {
      ItemCounts& counts = target.counts[cohort];
      if (!counts.IsBegun()) counts.Begin(&GroupOf(cohort, target), &late_counts_);
      return counts;
    });
  }
  // As Contribute, of all whose rows fit. `state_of`: what counts for a cohort.
  template <typename StateOf>
  void AddBrief(const StateSpec& spec, const StateOf& state_of) {
    for (const BriefRecord& record : brief_.records()) {
      if (record.is_wide != 0) continue;
      auto& state = state_of(record.cohort);
      const int64_t start = record.at[BriefRecord::kStarted];
      if (start == kNever) {
        state.Add(Sum::kNoStart, 1);
        continue;
      }
      if (!StartsIn(start, spec)) continue;
      const int64_t first_end = record.at[BriefRecord::kEnded];
      const int64_t out = record.at[BriefRecord::kLeft];
      const ItemEnd end = kind_ == EntityKind::kTicket ? TicketTimeEnd(first_end, out)
                                                       : ItemEnd{first_end, Exit::kEvent};
      AddItem(start, end, spec, 1, state);
    }
  }
  // The rows of entities that do not fit a BriefRecord.
  void TakeWide(std::span<const FoldRow> rows) {
    std::vector<FoldRow> left;
    for (const FoldRow& row : rows) {
      if (brief_.IsWide(row.key)) left.push_back(row);
    }
    rows_ -= static_cast<int64_t>(left.size());
    TakeIntoStore(left);
  }
  // What entities add that keep no rows; at most kTogether.
  void Add(std::span<const EntityRecord> records) {
    std::array<CohortState*, kTogether> groups;
    for (Target& target : targets_) {
      for (size_t i = 0; i < records.size(); ++i) {
        groups[i] = &target.groups.Of(kind_, records[i], *texts_, target.state);
        PrefetchContribution(kind_, records[i], *target.spec, *groups[i]);
      }
      for (size_t i = 0; i < records.size(); ++i) {
        Contribute(kind_, records[i], {}, 0, *target.spec, 1, *groups[i]);
      }
    }
  }

  // Of entities that keep no rows the records are made side by side, in a table that fits a cache.
  void TakeIntoStore(std::span<const FoldRow> rows) {
    store_.Clear();
    store_.Reserve(rows.size() / 2);
    for (size_t i = 0; i < rows.size(); ++i) {
      if (i + kAhead < rows.size()) store_.PrefetchPlace(rows[i + kAhead].key);
      const FoldRow& row = rows[i];
      const uint32_t number = store_.NumberOf(row.key);
      const bool is_known = number != EntityStore::kNone && store_.At(number).id == row.key;
      EntityRecord& record = is_known ? store_.At(number) : store_.FindOrAdd(row.key);
      if (row.says_more()) {
        store_.ApplyTo(record, EventOf(row));
        continue;
      }
      if (record.first_time == kNever) Begin(row, record);
      const EventType event = EventIn(row);
      JoinPlain(row, event, record);
      store_.CountRow(FingerprintOf(PlainIdentity(event, row.time(), kNoNumber)), record);
    }
    rows_ += store_.rows();
    distinct_ += store_.rows() - store_.duplicates();
    const std::span<const EntityRecord> records = store_.records();
    for (size_t begin = 0; begin < records.size(); begin += kTogether) {
      Add(records.subspan(begin, std::min<size_t>(kTogether, records.size() - begin)));
    }
  }

  // Entity by entity, each with all that its rows say.
  void TakeEach(std::span<const FoldRow> rows) {
    Number(rows);
    Arrange(rows);
    size_t begin = 0;
    for (const uint32_t end : ends_) {
      for (size_t i = begin + kAhead; i < end + kAhead && i < rows.size(); ++i) {
        __builtin_prefetch(&rows[order_[i]]);
      }
      TakeEntity(rows, std::span(order_).subspan(begin, end - begin));
      begin = end;
    }
    AddJoined();
    rows_ += static_cast<int64_t>(rows.size());
  }
  // Which entity each row is of: 0, 1, ... in the order of their first rows.
  void Number(std::span<const FoldRow> rows) {
    const size_t places = std::bit_ceil(std::max<size_t>(16, rows.size() * 2));
    const auto shift = 64U - static_cast<unsigned>(std::countr_zero(places));
    const size_t mask = places - 1;
    places_.assign(places, 0);
    keys_.clear();
    numbers_.resize(rows.size());
    ends_.clear();
    const auto home = [shift](uint64_t key) {
      return static_cast<size_t>((key * 0x9E3779B97F4A7C15ULL) >> shift);
    };
    for (size_t i = 0; i < rows.size(); ++i) {
      if (i + kAhead < rows.size()) __builtin_prefetch(&places_[home(rows[i + kAhead].key)], 1);
      const uint64_t key = rows[i].key;
      size_t place = home(key);
      while (places_[place] != 0 && keys_[places_[place] - 1] != key) place = (place + 1) & mask;
      if (places_[place] == 0) {
        keys_.push_back(key);
        ends_.push_back(0);
        places_[place] = static_cast<uint32_t>(keys_.size());
      }
      numbers_[i] = places_[place] - 1;
      ++ends_[numbers_[i]];
    }
  }
  // The rows entity by entity, in `order_`.
  void Arrange(std::span<const FoldRow> rows) {
    uint32_t begin = 0;
    for (uint32_t& end : ends_) begin += std::exchange(end, begin);
    order_.resize(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      order_[ends_[numbers_[i]]++] = static_cast<uint32_t>(i);
    }
  }

  void TakeEntity(std::span<const FoldRow> rows, std::span<const uint32_t> its) {
    constexpr size_t kMostBeside = 256;  // Each may name a due time or an effort.
    const bool keeps_beside = kind_ == EntityKind::kDecision || kind_ == EntityKind::kChange;
    if (its.size() > (keeps_beside ? kMostBeside : kMostKeptRows)) {
      TakeLargeEntity(rows, its);
      return;
    }
    if (joined_count_ == kTogether) AddJoined();
    Joined& joined = joined_[joined_count_++];
    EntityRecord& record = joined.record;
    record = EntityRecord();
    joined.seen.clear();
    dues_.clear();
    if (its.size() > kFewRows) seen_places_.assign(std::bit_ceil(its.size() * 2), 0);
    // The registers, and one of each sort that nothing reads.
    std::array<int64_t, 8> at = {kNever, kNever, kNoTime, kNever, kNoTime, kNever, kNever, kNoTime};
    for (const uint32_t i : its) {
      const KeptRow seen =
          rows[i].says_more() ? TakeWhole(rows[i], record) : TakePlain(rows[i], record, at);
      its.size() > kFewRows ? SeeAmongMany(seen, joined.seen) : SeeAmongFew(seen, joined.seen);
    }
    record.id = rows[its[0]].key;
    for (const Register one : {kStart, kFirstEnd, kOut, kCrossed}) Lower(record.at[one], at[one]);
    for (const Register one : {kLastEnd, kBack}) Raise(record.at[one], at[one]);
    distinct_ += static_cast<int64_t>(joined.seen.size());
    joined.seen.insert(joined.seen.end(), dues_.begin(), dues_.end());
    for (size_t i = 0; i < targets_.size(); ++i) {
      Target& target = targets_[i];
      joined.groups[i] = &target.groups.Of(kind_, record, *texts_, target.state);
      PrefetchContribution(kind_, record, *target.spec, *joined.groups[i]);
    }
  }
  // Do the steps of a journey count in their order somewhere?
  [[nodiscard]] bool IsInOrder() const {
    for (const Target& target : targets_) {
      if (target.spec->in_order) return true;
    }
    return false;
  }
  // Journeys: most have each step and each other event at one time only.
  void TakeJourneys(std::span<const FoldRow> rows) {
    constexpr auto kStep = static_cast<size_t>(EventType::kJourneyStep) -
                           static_cast<size_t>(EventType::kJourneyStarted);
    journeys_.Begin(rows.size());
    for (const FoldRow& row : rows) {
      __builtin_prefetch(reinterpret_cast<const char*>(&row) + kBytesAhead);
      JourneyRecord& journey = journeys_.FindOrAdd(row.key, row.cohort);
      if (row.says_more() || row.cohort != journey.cohort) {
        journey.is_wide = true;
        continue;
      }
      const auto which = static_cast<size_t>(row.time_event & 7);
      if (which == kStep) {
        JourneyRecords::NoteStep(row.row, row.time(), journey);
      } else {
        JourneyRecords::Note(which, row.time(), journey);
      }
    }
    rows_ += static_cast<int64_t>(rows.size());
    bool has_wide = false;
    for (const JourneyRecord& one : journeys_.records()) {
      has_wide = has_wide || one.is_wide;
      if (!one.is_wide) distinct_ += int64_t{one.different} - SharedFingerprints(one);
    }
    for (Target& target : targets_) {
      WithStates(target, [&](const auto& state_of) { AddJourneys(target, state_of); });
    }
    if (!has_wide) return;
    std::vector<FoldRow> left;
    for (const FoldRow& row : rows) {
      if (journeys_.IsWide(row.key)) left.push_back(row);
    }
    rows_ -= static_cast<int64_t>(left.size());
    TakeEach(left);
  }
  // `state_of`: what counts for a cohort.
  template <typename StateOf>
  void AddJourneys(Target& target, const StateOf& state_of) {
    constexpr size_t kCompleted = 2, kAbandoned = 3;
    const StateSpec& spec = *target.spec;
    const std::span<const JourneyRecord> all = journeys_.records();
    const auto prefetch = [&](const JourneyRecord& one) {
      if (one.events[0] == kNever || spec.horizon == kNoDuration) return;
      const CohortState& group = GroupOf(one.cohort, target);
      group.PrefetchSteps(one.events[0] + spec.horizon);
    };
    for (size_t i = 0; i < all.size(); ++i) {
      if (i + kTogether < all.size()) prefetch(all[i + kTogether]);
      const JourneyRecord& one = all[i];
      if (one.is_wide) continue;
      ContributeSteps(one.reached, one.events[0], one.events[kCompleted], one.events[kAbandoned],
                      spec, 1, state_of(one.cohort));
    }
  }
  // Rows that are not kept are told apart by their fingerprints: how many have that of another one?
  [[nodiscard]] int64_t SharedFingerprints(const JourneyRecord& journey) const {
    std::array<uint32_t, 4> fingerprints = {};
    int64_t shared = 0;
    for (size_t i = 0; i < journey.events.size(); ++i) {
      if (journey.events[i] == kNever) continue;
      const auto event = static_cast<EventType>(static_cast<size_t>(first_event_) + i);
      const uint32_t one = FingerprintOf(PlainIdentity(event, journey.events[i], kNoNumber));
      for (size_t other = 0; other < i; ++other) {
        if (fingerprints[other] != one) continue;
        ++shared;
        break;
      }
      fingerprints[i] = one;
    }
    return shared;
  }

  // Takes the row and says what tells it apart.
  KeptRow TakeWhole(const FoldRow& from, EntityRecord& record) {
    const Event& row = EventOf(from);
    ApplyRow(row, *texts_, escalation_tier_, record);
    KeepDueOf(row.event, row.time, row.due);
    const uint64_t identity = RowIdentity(row);
    if (kind_ == EntityKind::kChange) {
      KeepEffort(row.event, row.time, identity, row.value,
                 [this](const KeptRow& effort) { SeeAmongFew(effort, dues_); });
    }
    return KeptOf(row.event, row.time, identity, row.value);
  }
  [[nodiscard]] KeptRow KeptOf(EventType event, int64_t time, uint64_t identity,
                               double value) const {
    return keeps_ && IsKept(event) ? KeptRow{KeptIdentity(event, identity, value), time}
                                   : ToldApart(identity);
  }
  void KeepDueOf(EventType event, int64_t time, int64_t due) {
    if (kind_ != EntityKind::kDecision) return;
    KeepDue(event, time, due, [this](const KeptRow& row) { SeeAmongFew(row, dues_); });
  }
  KeptRow TakePlain(const FoldRow& row, EntityRecord& record, std::array<int64_t, 8>& at) {
    const int64_t time = row.time();
    const EventType event = EventIn(row);
    if (time <= record.first_time) {
      // Known when it happened, without an event id: the least tie there is.
      Event first;
      first.cohort = row.cohort;
      if (ComesFirst(time, 0, first, *texts_, record)) TakeFirst(time, 0, first, record);
    }
    NoteCohort(row.cohort, record);
    const Moves moves = kMoves[static_cast<size_t>(event)];
    Lower(at[moves.down], time);
    Raise(at[moves.up], time);
    KeepDueOf(event, time, kNoTime);
    const double value = event == EventType::kJourneyStep ? row.row : kNoNumber;
    return KeptOf(event, time, PlainIdentity(event, time, value), value);
  }
  // The facts of the first row, all but its time.
  static void Begin(const FoldRow& row, EntityRecord& record) {
    record.first_tie = 0;
    record.cohort = record.any_cohort = row.cohort;
  }
  // ApplyRow for a row that says no more than a FoldRow holds.
  void JoinPlain(const FoldRow& row, EventType event, EntityRecord& record) {
    const int64_t time = row.time();
    // Known when it happened, without an event id: the least tie there is. Most rows of an entity
    // say the same, and then only the time of the first may change.
    const bool says_the_same =
        row.cohort == record.cohort &&
        (record.first_tie | record.parent | record.subject | record.release) == 0;
    if (says_the_same) {
      Lower(record.first_time, time);
    } else if (time <= record.first_time) {
      Event first;
      first.cohort = row.cohort;
      if (ComesFirst(time, 0, first, *texts_, record)) TakeFirst(time, 0, first, record);
    }
    NoteCohort(row.cohort, record);
    const Moves moves = kMoves[static_cast<size_t>(event)];
    int64_t least = kNoTime, most = kNever;  // Nothing moves them.
    Lower(moves.down == kNoMinimum ? least : record.at[moves.down], time);
    Raise(moves.up == kNoMaximum ? most : record.at[moves.up], time);
  }
  void AddJoined() {
    for (size_t entity = 0; entity < joined_count_; ++entity) {
      const Joined& joined = joined_[entity];
      for (size_t i = 0; i < targets_.size(); ++i) {
        Contribute(kind_, joined.record, joined.seen, 0, *targets_[i].spec, 1, *joined.groups[i]);
      }
    }
    joined_count_ = 0;
  }
  // One that keeps no more than its first rows.
  void TakeLargeEntity(std::span<const FoldRow> rows, std::span<const uint32_t> its) {
    EntityStore store(kind_, texts_, escalation_tier_);
    if (keeps_) store.KeepRows();
    for (const uint32_t i : its) static_cast<void>(store.Apply(EventOf(rows[i])));
    distinct_ += store.rows() - store.duplicates();
    const EntityRecord& record = *store.Find(rows[its[0]].key);
    for (Target& target : targets_) {
      Contribute(kind_, record, store.KeptOf(record), 0, *target.spec, 1,
                 target.groups.Of(kind_, record, *texts_, target.state));
    }
  }

  [[nodiscard]] EventType EventIn(const FoldRow& row) const {
    return static_cast<EventType>(static_cast<int64_t>(first_event_) + (row.time_event & 7));
  }
  [[nodiscard]] const Event& EventOf(const FoldRow& row) {
    if (row.says_more()) {
      FillRow(*columns_, row.row, whole_);
      whole_.entity = row.key;
      return whole_;
    }
    plain_.time = row.time();
    plain_.entity = row.key;
    plain_.cohort = row.cohort;
    plain_.event = EventIn(row);
    plain_.value = plain_.event == EventType::kJourneyStep ? row.row : kNoNumber;
    return plain_;
  }
  static void SeeAmongFew(const KeptRow& row, std::vector<KeptRow>& all) {
    for (KeptRow& seen : all) {
      if (seen.identity != row.identity) continue;
      seen.time = std::min(seen.time, row.time);
      return;
    }
    all.push_back(row);
  }
  void SeeAmongMany(const KeptRow& row, std::vector<KeptRow>& all) {
    const size_t mask = seen_places_.size() - 1;
    size_t place = static_cast<size_t>(row.identity >> 32U) & mask;
    while (seen_places_[place] != 0) {
      KeptRow& seen = all[seen_places_[place] - 1U];
      if (seen.identity == row.identity) {
        seen.time = std::min(seen.time, row.time);
        return;
      }
      place = (place + 1) & mask;
    }
    all.push_back(row);
    seen_places_[place] = static_cast<uint16_t>(all.size());
  }

  EntityKind kind_;
  EventType first_event_;
  const EventColumns* columns_;
  const TextDictionary* texts_;
  uint8_t escalation_tier_;
  EntityStore store_;  // Of the rows at hand, where none are kept.
  std::vector<Target> targets_;
  int64_t rows_ = 0;
  int64_t distinct_ = 0;
  Event plain_, whole_;
  bool keeps_ = false;
  bool is_brief_ = false;
  LateCounts late_counts_;
  bool counts_apart_ = false;                 // Are there enough rows of each cohort?
  std::array<uint8_t, 8> brief_places_ = {};  // By event of the kind.
  BriefRecords brief_;                        // Of the rows at hand, where is_brief_.
  // Of the rows at hand.
  std::vector<uint32_t> places_;   // A hash table of numbers + 1; 0: free.
  std::vector<uint64_t> keys_;     // By number.
  std::vector<uint32_t> numbers_;  // By row.
  std::vector<uint32_t> ends_;     // By number: its rows, then where they end in `order_`.
  std::vector<uint32_t> order_;
  std::array<Joined, kTogether> joined_;
  size_t joined_count_ = 0;
  std::vector<KeptRow> dues_;  // What the entity at hand keeps beside its rows.
  JourneyRecords journeys_;
  // Of the entity at hand: a hash table of places in what it has seen + 1; 0: free.
  std::vector<uint16_t> seen_places_;
};

}  // namespace readiness::metric::internal
