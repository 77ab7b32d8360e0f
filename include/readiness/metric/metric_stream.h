// readiness/metric/metric_stream.h: rows in, states out: several metrics over one set of entities.
//
//   MetricStream stream(&texts);
//   const size_t time = *stream.AddMetric(spec);      before the first row
//   stream.Apply(columns);                            again and again, in any order, twice as well
//   stream.state(time)                                -> the state after the rows so far
//
// A row changes the record of its entity, and each state by what the entity adds now minus what it
// added before: O(1) a row, whatever came earlier. States therefore do not depend on the order of
// rows, on repeated rows, or on how rows are cut into calls.
//
// Known at, and up to: a row that became known after `known_at` or happened after `until` is not
// taken and counted as unknown. A stream never forgets what it took, so another moment needs
// another stream (docs/decisions).
//
// Entities of the kinds exception, journey and response are told apart by subject as well.
//
// The watermark of a state is the last row of those that its metric reads: other rows change
// nothing in it.
//
// Cost:    40 to 140 ns a row with 100,000 entities, by machine (benchmarks/README.md); no
//          allocation once tables have grown.
// Errors:  what CheckColumns and CheckEvent say, with the row ("row 17: ..."); then no row of the
//          call was taken. ResourceExhausted (rule LIMIT): too many groups. METRIC_SPEC,
//          METRIC_ORDER.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/contribution.h"
#include "readiness/metric/entity_store.h"
#include "readiness/metric/event_columns.h"
#include "readiness/metric/internal/event_moves.h"
#include "readiness/metric/internal/group_index.h"
#include "readiness/metric/internal/moved_items.h"
#include "readiness/metric/internal/row_batch.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/state_spec.h"
#include "readiness/metric/text_dictionary.h"

namespace readiness::metric {

struct StreamOptions {
  int64_t known_at = kLastTime;            // Included.
  int64_t until = kLastTime;               // Included.
  int64_t allowed_lateness = kNoDuration;  // A row recorded later than that is late; -1: none is.
  uint8_t escalation_tier = 2;
  // The caller says that an account which has rows anywhere has them here, where a ticket names it:
  // no link is loose then.
  bool has_whole_accounts = false;
};

class MetricStream {
 public:
  // `texts` holds the cohorts, subjects and releases of the rows, and outlives the stream.
  explicit MetricStream(const TextDictionary* texts, StreamOptions options = {})
      : texts_(texts), options_(options) {
    is_bounded_ = options.known_at != kLastTime || options.until != kLastTime ||
                  options.allowed_lateness != kNoDuration;
    adds_items_.fill(true);
    watermarks_.fill(kNoTime);
    stores_.reserve(kEntityKindCount);
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      stores_.emplace_back(static_cast<EntityKind>(kind), texts, options.escalation_tier);
    }
  }

  // The number of the metric. METRIC_ORDER once rows were taken.
  [[nodiscard]] absl::StatusOr<size_t> AddMetric(const StateSpec& spec) {
    READINESS_RETURN_IF_ERROR(CheckSpec(spec));
    for (const EntityStore& store : stores_) {
      if (store.rows() != 0) {
        return base::Refused("METRIC_ORDER", "metrics are added before the first row is taken");
      }
    }
    metrics_.push_back(std::make_unique<Tracked>(spec));
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      if (Reads(spec.metric, static_cast<EntityKind>(kind))) {
        read_registers_[kind] |= RegistersOf(spec, static_cast<EntityKind>(kind));
        readers_[kind].push_back(metrics_.back().get());
        if (internal::KeepsRowsFor(spec, static_cast<EntityKind>(kind))) stores_[kind].KeepRows();
        adds_items_[kind] = adds_items_[kind] && AddsItem(spec);
      }
    }
    if (spec.metric == Metric::kCustomerConfidence) reads_contacts_ = true;
    if (spec.metric == Metric::kSupportEscalationFrequency) reads_links_ = true;
    for (size_t i = 0; i < kEventTypeCount; ++i) {
      const auto kind = static_cast<size_t>(internal::kKindOfEvent[i]);
      moves_[i] = internal::MovesOf(static_cast<EventType>(i), read_registers_[kind]);
    }
    moves_[static_cast<size_t>(EventType::kTicketOpened)].does_more = reads_contacts_;
    return metrics_.size() - 1;
  }
  [[nodiscard]] size_t size() const { return metrics_.size(); }
  [[nodiscard]] const MetricState& state(size_t metric) const { return metrics_[metric]->state; }
  [[nodiscard]] const StateSpec& spec(size_t metric) const { return metrics_[metric]->spec; }
  [[nodiscard]] const EntityStore& store(EntityKind kind) const {
    return stores_[static_cast<size_t>(kind)];
  }
  // The last row of all that were taken; kNoTime: none.
  [[nodiscard]] int64_t watermark() const {
    return std::max(contact_watermark_, *std::max_element(watermarks_.begin(), watermarks_.end()));
  }
  // Room for so many entities of a kind.
  void Reserve(EntityKind kind, size_t entities) {
    stores_[static_cast<size_t>(kind)].Reserve(entities);
  }
  // Rows up to `time` are complete, though none may have come.
  void AdvanceWatermark(int64_t time) {
    for (const auto& metric : metrics_) metric->state.RaiseWatermark(time);
  }

  [[nodiscard]] absl::Status Apply(const EventColumns& columns) {
    READINESS_RETURN_IF_ERROR(CheckColumns(columns));
    READINESS_RETURN_IF_ERROR(CheckRows(columns));
    // A copy that nothing else can change: its pointers stay in registers.
    const EventColumns here = columns;
    // While the rows of one batch are taken, what the next ones need comes from memory.
    std::array<internal::RowBatch, 4> batches;
    constexpr size_t kMost = internal::RowBatch::kMost;
    const size_t count = (here.size() + kMost - 1) / kMost;
    for (size_t i = 0; i < count + 3; ++i) {
      if (i < count) {
        batches[i % 4].Fill(here, i * kMost, std::min(here.size() - i * kMost, kMost), *texts_,
                            stores_);
      }
      if (i >= 1 && i - 1 < count) batches[(i - 1) % 4].FindRecords(here, stores_);
      if (i >= 2 && i - 2 < count) batches[(i - 2) % 4].PrefetchSeen(here, stores_);
      if (i >= 3) TakeBatch(here, batches[(i - 3) % 4]);
    }
    moved_.Settle();
    return Settle();
  }
  [[nodiscard]] absl::Status Apply(const Event& row) {
    READINESS_RETURN_IF_ERROR(CheckEvent(row));
    Event keyed = row;
    keyed.entity = EntityKey(row, *texts_);
    Take(keyed);
    return Settle();
  }

  // All rows at once: the records first, then what they add. For a stream that has no rows yet;
  // CheckColumns and CheckRows hold.
  [[nodiscard]] absl::Status Fold(const EventColumns& columns) {
    Event row;
    for (size_t i = 0; i < columns.size(); ++i) {
      FillRow(columns, i, row);
      row.entity = EntityKey(row, *texts_);
      if (IsTaken(row)) Record(row);
    }
    Rebuild();
    return Settle();
  }
  // The state itself; the stream is done.
  [[nodiscard]] MetricState TakeState(size_t metric) { return std::move(metrics_[metric]->state); }

  // Takes the entity and all that it added out of the states; for a kind with subjects, of every
  // subject. False where there is none.
  [[nodiscard]] bool Erase(EntityKind kind, uint64_t entity) {
    bool found = EraseKey(kind, entity);
    if (HasSubjects(kind)) {
      Event row;
      row.kind = kind;
      row.entity = entity;
      for (uint32_t subject = 1; subject <= texts_->size(); ++subject) {
        row.subject = subject;
        found = EraseKey(kind, EntityKey(row, *texts_)) || found;
      }
    }
    CountRows();
    return found;
  }

  // Joins what another stream took: the same metrics, options and texts. Rows that both took count
  // once. Cost: O(entities of both).
  [[nodiscard]] absl::Status Join(const MetricStream& other) {
    bool is_same = texts_ == other.texts_ && metrics_.size() == other.metrics_.size();
    for (size_t i = 0; is_same && i < metrics_.size(); ++i) {
      is_same = metrics_[i]->state.identity() == other.metrics_[i]->state.identity() &&
                metrics_[i]->spec.metric == other.metrics_[i]->spec.metric;
    }
    if (!is_same) {
      return base::Refused("STORE_JOIN", "streams join with those of the same texts and metrics");
    }
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      READINESS_RETURN_IF_ERROR(stores_[kind].Join(other.stores_[kind]));
      late_[kind] += other.late_[kind];
      watermarks_[kind] = std::max(watermarks_[kind], other.watermarks_[kind]);
      unknown_[kind] += other.unknown_[kind];
    }
    contact_watermark_ = std::max(contact_watermark_, other.contact_watermark_);
    for (size_t i = 0; i < metrics_.size(); ++i) {
      metrics_[i]->state.RaiseWatermark(other.metrics_[i]->state.watermark());
    }
    Rebuild();
    return Settle();
  }

 private:
  struct Tracked {
    explicit Tracked(const StateSpec& wanted)
        : spec(wanted), state(wanted.identity, wanted.resolution, wanted.exact_limit) {}
    StateSpec spec;
    MetricState state;
    internal::GroupIndex groups;
    absl::flat_hash_map<uint64_t, int64_t> linked;  // Escalated tickets by account.
    int64_t loose = 0;                              // Of them, those of accounts without rows.
  };

  void Add(EntityKind kind, const EntityRecord& record, int64_t sign) {
    for (Tracked* metric : readers_[static_cast<size_t>(kind)]) AddTo(*metric, kind, record, sign);
  }
  void AddTo(Tracked& metric, EntityKind kind, const EntityRecord& record, int64_t sign) {
    int64_t linked = 0;
    if (kind == EntityKind::kAccount && reads_links_) {
      const auto found = metric.linked.find(record.id);
      if (found != metric.linked.end()) linked = found->second;
    }
    Contribute(kind, record, stores_[static_cast<size_t>(kind)].KeptOf(record), linked, metric.spec,
               sign, metric.groups.Of(kind, record, *texts_, metric.state));
  }

  // The registers `moved`, a bit each, of the record moved from `before`.
  void Replace(EntityKind kind, std::array<int64_t, 6>& before, EntityRecord& record,
               uint32_t moved) {
    if (kind == EntityKind::kTicket && reads_links_ && record.parent != kNoId) {
      moved_.Settle();
      std::swap(before, record.at);
      Add(kind, record, -1);
      LinkTicket(record, -1);
      std::swap(before, record.at);
      Add(kind, record, 1);
      LinkTicket(record, 1);
      return;
    }
    const bool has_start_moved = (moved >> kStart & 1U) != 0;
    if (has_start_moved) moved_.Settle();
    for (Tracked* metric : readers_[static_cast<size_t>(kind)]) {
      const StateSpec& spec = metric->spec;
      if ((RegistersOf(spec, kind) & moved) == 0) continue;
      if (!has_start_moved && AddsItem(spec)) {
        MoveItem(kind, record, EndOfItem(kind, before), *metric);
        continue;
      }
      std::swap(before, record.at);
      AddTo(*metric, kind, record, -1);
      std::swap(before, record.at);
      AddTo(*metric, kind, record, 1);
    }
  }

  // An account has one escalated ticket more or less.
  void Link(Tracked& metric, uint64_t account, int64_t sign) {
    const EntityRecord* record = stores_[static_cast<size_t>(EntityKind::kAccount)].Find(account);
    if (!HasRows(record)) metric.loose += sign;
    if (record != nullptr) AddTo(metric, EntityKind::kAccount, *record, -1);
    metric.linked[account] += sign;
    if (record != nullptr) AddTo(metric, EntityKind::kAccount, *record, 1);
  }
  // An account may be known from its tickets alone.
  [[nodiscard]] static bool HasRows(const EntityRecord* account) {
    return account != nullptr && account->first_time != kNever;
  }
  // What names the account is loose no more (-1), or again (1).
  ABSL_ATTRIBUTE_NOINLINE void Loosen(const EntityRecord& account, int64_t sign) {
    if (reads_contacts_) {
      loose_contacts_ +=
          sign * stores_[static_cast<size_t>(EntityKind::kAccount)].ContactsOf(account);
    }
    for (Tracked* metric : readers_[static_cast<size_t>(EntityKind::kAccount)]) {
      const auto linked = metric->linked.find(account.id);
      if (linked != metric->linked.end()) metric->loose += sign * linked->second;
    }
  }
  void LinkTicket(const EntityRecord& ticket, int64_t sign) {
    if (!reads_links_ || ticket.parent == kNoId) return;
    for (Tracked* metric : readers_[static_cast<size_t>(EntityKind::kTicket)]) {
      if (metric->spec.metric == Metric::kSupportEscalationFrequency &&
          IsEscalated(ticket, metric->spec)) {
        Link(*metric, ticket.parent, sign);
      }
    }
  }
  // An account opened a ticket.
  void NoteContact(const Event& opened) {
    EntityStore& accounts = stores_[static_cast<size_t>(EntityKind::kAccount)];
    EntityRecord& record = accounts.FindOrAdd(opened.parent);
    const int64_t start = record.at[kStart];
    contact_watermark_ = std::max(contact_watermark_, opened.time);
    // Most are past every horizon, or of before: they change no contribution.
    bool counts = false;
    for (const Tracked* metric : readers_[static_cast<size_t>(EntityKind::kAccount)]) {
      counts = counts || (start != kNever && opened.time >= start &&
                          opened.time - start <= metric->spec.horizon);
    }
    if (!counts) {
      const bool is_new = accounts.KeepContact(opened.entity, opened.time, record);
      if (is_new && !HasRows(&record)) ++loose_contacts_;
      return;
    }
    Add(EntityKind::kAccount, record, -1);
    accounts.KeepContact(opened.entity, opened.time, record);
    Add(EntityKind::kAccount, record, 1);
  }

  // Is the row known, and has it happened? Notes the watermark and what is late.
  [[nodiscard]] bool IsTaken(const Event& event) {
    return IsTaken(static_cast<size_t>(event.kind), event.time, KnownAt(event));
  }
  [[nodiscard]] bool IsTaken(size_t kind, int64_t time, int64_t known) {
    if (known > options_.known_at || time > options_.until) {
      ++unknown_[kind];
      return false;
    }
    if (options_.allowed_lateness != kNoDuration && known - time > options_.allowed_lateness) {
      ++late_[kind];
    }
    watermarks_[kind] = time > watermarks_[kind] ? time : watermarks_[kind];
    return true;
  }
  // Do the two records of one entity add the same, as far as these registers go?
  [[nodiscard]] static bool AddsTheSame(const EntityRecord& before, const EntityRecord& record,
                                        uint32_t registers) {
    uint32_t changed = 0;
    for (size_t i = 0; i < record.at.size(); ++i) {
      changed |= before.at[i] != record.at[i] ? 1U << i : 0U;
    }
    return (changed & registers) == 0 && before.first_time != kNever &&
           before.cohort == record.cohort && before.subject == record.subject &&
           before.score == record.score && before.total == record.total &&
           before.parent == record.parent && before.two_cohorts == record.two_cohorts;
  }
  // Into the records only.
  void Record(const Event& row) {
    stores_[static_cast<size_t>(row.kind)].Apply(row);
    if (!reads_contacts_ || row.event != EventType::kTicketOpened || row.parent == kNoId) return;
    EntityStore& accounts = stores_[static_cast<size_t>(EntityKind::kAccount)];
    accounts.KeepContact(row.entity, row.time, accounts.FindOrAdd(row.parent));
    contact_watermark_ = std::max(contact_watermark_, row.time);
  }

  // Of a batch whose rows are all taken.
  ABSL_ATTRIBUTE_NOINLINE void RaiseWatermarks(const EventColumns& columns,
                                               const internal::RowBatch& batch) {
    const auto times = columns.time.subspan(batch.begin(), batch.size());
    if (batch.is_of_one_kind()) {
      int64_t& watermark = watermarks_[static_cast<size_t>(columns.kind[batch.begin()])];
      std::array<int64_t, 4> last = {watermark, kNoTime, kNoTime, kNoTime};  // Side by side.
      size_t i = 0;
      for (; i + last.size() <= times.size(); i += last.size()) {
        for (size_t at = 0; at < last.size(); ++at) last[at] = std::max(last[at], times[i + at]);
      }
      for (; i < times.size(); ++i) last[0] = std::max(last[0], times[i]);
      watermark = *std::max_element(last.begin(), last.end());
      return;
    }
    for (size_t i = 0; i < times.size(); ++i) {
      int64_t& watermark = watermarks_[static_cast<size_t>(columns.kind[batch.begin() + i])];
      watermark = std::max(watermark, times[i]);
    }
  }
  void TakeBatch(const EventColumns& columns, const internal::RowBatch& batch) {
    if (!is_bounded_) RaiseWatermarks(columns, batch);
    batch.WithStores(columns, stores_, [&](const auto& store_of) {
      for (size_t i = 0; i < batch.size(); ++i) {
        const size_t row = batch.begin() + i;
        if (batch.MayOnlyMove(i) &&
            TakeMove(columns, row, batch.key(i), batch.cohort(i), batch.fingerprint(i), store_of(i),
                     store_of(i).At(batch.record(i)))) {
          continue;
        }
        moved_.Settle();
        Event whole = RowAt(columns, row);
        whole.entity = batch.key(i);
        Take(whole);
      }
    });
  }
  // Takes a row that does no more than move registers of an entity that had rows before. False, and
  // nothing is taken, where it does more.
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool TakeMove(const EventColumns& columns, size_t row, uint64_t key,
                                             uint32_t cohort, uint32_t fingerprint,
                                             EntityStore& store, EntityRecord& record) {
    const int64_t time = columns.time[row];
    const internal::EventMoves moves = moves_[static_cast<size_t>(columns.event[row])];
    const bool does_more = (record.id != key) | (time <= record.first_time) |
                           ((cohort != kNoText) & (cohort != record.any_cohort)) | moves.does_more;
    if (does_more) return false;
    if (is_bounded_) {
      const int64_t known = std::max(time, columns.recorded.At(row, kNoTime));
      if (!IsTaken(static_cast<size_t>(store.kind()), time, known)) return true;
    }
    // What happened is as good as random, so no branch asks what moves.
    const int64_t down = record.at[moves.down], up = record.at[moves.up];
    const uint32_t moved =
        (uint32_t{time < down} | uint32_t{time > up} << 1U) & uint32_t{moves.can_move};
    if ((moved & moves.is_read) == 0) {
      record.at[moves.down] = (moved & 1U) != 0 ? time : down;
      record.at[moves.up] = (moved & 2U) != 0 ? time : up;
    } else {
      Move(time, moves, store.kind(), record);
    }
    store.CountRow(fingerprint, record);
    return true;
  }
  // Moves registers on which states depend.
  ABSL_ATTRIBUTE_NOINLINE void Move(int64_t time, internal::EventMoves moves, EntityKind kind,
                                    EntityRecord& record) {
    const bool is_down = (moves.can_move & 1U) != 0 && time < record.at[moves.down];
    const bool is_up = (moves.can_move & 2U) != 0 && time > record.at[moves.up];
    const bool has_start_moved = is_down && moves.down == kStart;
    if (!has_start_moved && adds_items_[static_cast<size_t>(kind)]) {
      const internal::ItemEnd before = EndOfItem(kind, record.at);
      if (is_down) record.at[moves.down] = time;
      if (is_up) record.at[moves.up] = time;
      for (Tracked* metric : readers_[static_cast<size_t>(kind)]) {
        MoveItem(kind, record, before, *metric);
      }
      return;
    }
    std::array<int64_t, 6> before = record.at;
    if (is_down) record.at[moves.down] = time;
    if (is_up) record.at[moves.up] = time;
    Replace(kind, before, record, uint32_t{is_down} << moves.down | uint32_t{is_up} << moves.up);
  }
  // The item that the entity adds ended as `before` says; its start did not move.
  void MoveItem(EntityKind kind, const EntityRecord& record, internal::ItemEnd before,
                Tracked& metric) {
    const int64_t start = record.at[kStart];
    if (start == kNever || !internal::StartsIn(start, metric.spec)) return;
    moved_.Take(start, before, EndOfItem(kind, record.at), metric.spec,
                metric.groups.Of(kind, record, *texts_, metric.state));
  }

  // `row.entity` is its key.
  ABSL_ATTRIBUTE_NOINLINE void Take(const Event& row) {
    if (!IsTaken(row)) return;
    const auto kind = static_cast<size_t>(row.kind);
    EntityRecord& record = stores_[kind].FindOrAdd(row.entity);
    const bool is_linked_to = row.kind == EntityKind::kAccount && (reads_links_ || reads_contacts_);
    if (is_linked_to && !HasRows(&record)) Loosen(record, -1);
    if (stores_[kind].KeepsRows()) {
      if (record.first_time != kNever) Add(row.kind, record, -1);
      if (row.kind == EntityKind::kTicket && record.first_time != kNever) LinkTicket(record, -1);
      stores_[kind].ApplyTo(record, row);
      Add(row.kind, record, 1);
      if (row.kind == EntityKind::kTicket) LinkTicket(record, 1);
    } else {
      const EntityRecord before = record;
      stores_[kind].ApplyTo(record, row);
      if (!AddsTheSame(before, record, read_registers_[kind])) {
        if (before.first_time != kNever) {
          Add(row.kind, before, -1);
          if (row.kind == EntityKind::kTicket) LinkTicket(before, -1);
        }
        Add(row.kind, record, 1);
        if (row.kind == EntityKind::kTicket) LinkTicket(record, 1);
      }
    }
    if (reads_contacts_ && row.event == EventType::kTicketOpened && row.parent != kNoId) {
      NoteContact(row);
    }
  }

  [[nodiscard]] bool EraseKey(EntityKind kind, uint64_t key) {
    EntityStore& store = stores_[static_cast<size_t>(kind)];
    const EntityRecord* record = store.Find(key);
    if (record == nullptr) return false;
    Add(kind, *record, -1);
    if (kind == EntityKind::kTicket) LinkTicket(*record, -1);
    if (kind == EntityKind::kAccount && (reads_links_ || reads_contacts_)) {
      if (HasRows(record)) Loosen(*record, 1);
      // Its contacts go with it.
      if (reads_contacts_) loose_contacts_ -= store.ContactsOf(*record);
    }
    return store.Erase(key);
  }

  // The states anew from the records.
  void Rebuild() {
    for (const auto& metric : metrics_) {
      MetricState fresh(metric->spec.identity, metric->spec.resolution, metric->spec.exact_limit);
      fresh.RaiseWatermark(metric->state.watermark());
      metric->state = std::move(fresh);
      metric->groups.Clear();
      metric->linked.clear();
      metric->loose = 0;
    }
    loose_contacts_ = 0;
    for (size_t kind = kEntityKindCount;
         kind-- > 0;) {  // Accounts, which are linked to, come last.
      stores_[kind].ForEach([&](const EntityRecord& record) {
        Add(static_cast<EntityKind>(kind), record, 1);
        if (kind != static_cast<size_t>(EntityKind::kTicket) || !reads_links_) return;
        for (Tracked* metric : readers_[kind]) {
          if (metric->spec.metric == Metric::kSupportEscalationFrequency &&
              record.parent != kNoId && IsEscalated(record, metric->spec)) {
            ++metric->linked[record.parent];
          }
        }
      });
    }
    if (!reads_links_ && !reads_contacts_) return;
    const EntityStore& accounts = stores_[static_cast<size_t>(EntityKind::kAccount)];
    for (const auto& metric : metrics_) {
      for (const auto& [account, count] : metric->linked) {
        if (!HasRows(accounts.Find(account))) metric->loose += count;
      }
    }
    if (!reads_contacts_) return;
    accounts.ForEach([&](const EntityRecord& record) {
      if (!HasRows(&record)) loose_contacts_ += accounts.ContactsOf(record);
    });
  }

  void CountRows() {
    for (const auto& metric : metrics_) {
      RowQuality quality;
      for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
        if (!Reads(metric->spec.metric, static_cast<EntityKind>(kind))) continue;
        quality.rows += stores_[kind].rows();
        quality.duplicates += stores_[kind].duplicates();
        quality.late += late_[kind];
        quality.unknown += unknown_[kind];
      }
      metric->state.mutable_quality() = quality;
      if (options_.has_whole_accounts) continue;
      metric->state.mutable_loose_links() = {
          metric->loose,
          metric->spec.metric == Metric::kCustomerConfidence ? loose_contacts_ : int64_t{0}};
    }
  }
  [[nodiscard]] absl::Status Settle() {
    CountRows();
    absl::Status status;
    for (const auto& metric : metrics_) {
      for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
        if (!Reads(metric->spec.metric, static_cast<EntityKind>(kind))) continue;
        metric->state.RaiseWatermark(watermarks_[kind]);
      }
      if (metric->spec.metric == Metric::kCustomerConfidence) {
        metric->state.RaiseWatermark(contact_watermark_);
      }
      const absl::Status refusal = metric->groups.TakeRefusal();
      if (status.ok()) status = refusal;
    }
    return status;
  }

  const TextDictionary* texts_;
  StreamOptions options_;
  std::vector<EntityStore> stores_;
  std::vector<std::unique_ptr<Tracked>> metrics_;
  std::array<std::vector<Tracked*>, kEntityKindCount> readers_;
  std::array<uint32_t, kEntityKindCount> read_registers_ = {};
  std::array<int64_t, kEntityKindCount> late_ = {};
  std::array<int64_t, kEntityKindCount> unknown_ = {};
  std::array<int64_t, kEntityKindCount> watermarks_;  // The last row, by kind.
  int64_t contact_watermark_ = kNoTime;               // The last contact of an account.
  int64_t loose_contacts_ = 0;                        // Contacts of accounts without rows.
  // Is an item all that states have of an entity, by kind?
  std::array<bool, kEntityKindCount> adds_items_;
  std::array<internal::EventMoves, kEventTypeCount> moves_ = {};  // By event.
  internal::MovedItems moved_;
  bool is_bounded_;
  bool reads_contacts_ = false;
  bool reads_links_ = false;
};

}  // namespace readiness::metric
