// readiness/engine/cycle.h: a cycle: its log, and the state that the log folds to.
//
//   READINESS_ASSIGN_OR_RETURN(Cycle cycle, Cycle::Replay(log));
//   READINESS_RETURN_IF_ERROR(cycle.Append(entry));   // refused: nothing has changed
//   READINESS_ASSIGN_OR_RETURN(Assessment answer, Assess(cycle, {.as_of = now}));   // assess.h
//
// The log is append-only and ordered by recorded_at. An entry is accepted once: the same id with
// the same content changes nothing, with other content it is refused.
//
// Cost:    Append O(log n) but for gate decisions, which judge their gate, and for the first entry
//          after a review, which copies the state; Replay O(n log n).
// Memory:  the log, its state, and the state as it was at one review, the last: at most twice the
//          state.
// Threads: const means safe to share; Append needs the cycle for itself.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/fold.h"
#include "readiness/engine/internal/gate_opens.h"
#include "readiness/engine/state.h"
#include "readiness/model/entry.h"

namespace readiness::engine {

// The version of the log's schema that this engine reads and writes.
inline constexpr int64_t kSchemaVersion = 1;

class Cycle {
 public:
  Cycle() = default;

  // The cycle of a log: its entries accepted one by one. An entry that stands twice is one entry.
  // Errors: what Append says, with "entry <number from 1> (<id>): " before it; Unimplemented for a
  // newer schema.
  [[nodiscard]] static absl::StatusOr<Cycle> Replay(model::CycleLog log) {
    if (log.schema_version != kSchemaVersion) {
      return base::RuleError(absl::StatusCode::kUnimplemented, "schema",
                             base::Cat("schema_version is ", log.schema_version,
                                       " and this engine reads ", kSchemaVersion));
    }
    Cycle cycle;
    std::vector<model::Entry> entries = std::move(log.entries);
    log.entries.clear();
    cycle.log_ = std::move(log);
    cycle.state_ = cycle.Beginning();
    cycle.log_.entries.reserve(entries.size());
    const absl::Time review = ReviewBeforeNewest(entries);
    for (size_t i = 0; i < entries.size(); ++i) {
      const std::string where = base::Cat("entry ", i + 1, " (", entries[i].id, ")");
      READINESS_RETURN_IF_ERROR(base::At(where, cycle.Accept(std::move(entries[i]), review)));
    }
    if (cycle.log_.entries.empty()) {
      return base::Invalid("order", "the log has no entries; it begins with cycle_opened");
    }
    return cycle;
  }

  // Accepts an entry, or says which rule it breaks and changes nothing. Its `seq` is set to its
  // place. The same id with the same content (all but seq and recorded_at) is OK and changes
  // nothing.
  [[nodiscard]] absl::Status Append(model::Entry entry) {
    return Accept(std::move(entry), absl::InfinitePast());
  }

  [[nodiscard]] const model::CycleLog& log() const { return log_; }
  // The fold of all entries.
  [[nodiscard]] const State& state() const { return state_; }

  // How many entries were recorded at or before that moment.
  [[nodiscard]] size_t KnownCount(absl::Time as_of) const {
    size_t low = 0;
    size_t high = log_.entries.size();
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (*log_.entries[middle].recorded_at <= as_of) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  // The fold of what was recorded at or before that moment: in the cycle where it is at hand, which
  // is so for the newest moment and the one of the last review, else in `room`, whose content is
  // replaced. O(entries known then), O(log n) where it is at hand.
  [[nodiscard]] const State& StateAt(absl::Time as_of, State& room) const {
    const size_t known_count = KnownCount(as_of);
    if (known_count == log_.entries.size()) return state_;
    if (at_review_ != nullptr && known_count == at_review_count_) return *at_review_;
    const bool is_after = at_review_ != nullptr && known_count > at_review_count_;
    room = is_after ? *at_review_ : Beginning();
    for (size_t i = is_after ? at_review_count_ : 0; i < known_count; ++i) {
      ApplyEntry(room, log_.entries[i], static_cast<int64_t>(i) + 1);
    }
    return room;
  }
  [[nodiscard]] State StateAt(absl::Time as_of) const {
    State room;
    const State& state = StateAt(as_of, room);
    return &state == &room ? std::move(room) : state;
  }

  // When the newest entry became known; InfinitePast for an empty log.
  [[nodiscard]] absl::Time LastRecordedAt() const {
    return log_.entries.empty() ? absl::InfinitePast() : *log_.entries.back().recorded_at;
  }

  // Is the content of two entries the same: everything but seq and recorded_at?
  [[nodiscard]] static bool HasSameContent(const model::Entry& a, const model::Entry& b) {
    // Where a part is not known to this version, the bytes decide.
    if (!a.unrecognized.empty() || !b.unrecognized.empty()) {
      return a.unrecognized_content == b.unrecognized_content;
    }
    return a.id == b.id && a.occurred_at == b.occurred_at && a.actor == b.actor &&
           a.on_behalf_of == b.on_behalf_of && a.fact == b.fact;
  }

 private:
  // Append; states at reviews before `keep_from` are not kept.
  [[nodiscard]] absl::Status Accept(model::Entry entry, absl::Time keep_from) {
    if (const auto known = by_id_.find(entry.id); known != by_id_.end()) {
      if (HasSameContent(log_.entries[known->second], entry)) return absl::OkStatus();
      return base::RuleError(
          absl::StatusCode::kAlreadyExists, "R76",
          base::Cat("entry id \"", entry.id, "\" stands with other content, as entry ",
                    known->second + 1, "; nothing in a log is changed, append under a new id"));
    }
    const auto seq = static_cast<int64_t>(log_.entries.size()) + 1;
    READINESS_RETURN_IF_ERROR(CheckEntry(state_, entry, seq, LastRecordedAt()));
    READINESS_RETURN_IF_ERROR(internal::CheckGateOpens(
        state_, state_.policy.has_value() ? *state_.policy : DefaultPolicy(), entry));
    entry.seq = seq;
    if (*entry.recorded_at > LastRecordedAt()) KeepIfAtReview(keep_from);
    ApplyEntry(state_, entry, seq);
    by_id_.emplace(entry.id, log_.entries.size());
    log_.entries.push_back(std::move(entry));
    return absl::OkStatus();
  }

  // When the last review closed before the newest of the entries; InfinitePast where none did.
  [[nodiscard]] static absl::Time ReviewBeforeNewest(const std::vector<model::Entry>& entries) {
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      if (std::holds_alternative<model::ReviewClosed>(entry->fact) &&
          entry->recorded_at < entries.back().recorded_at) {
        return entry->recorded_at.value_or(absl::InfinitePast());
      }
    }
    return absl::InfinitePast();
  }
  // Keeps the state, which has all that is known at the newest moment, where a review closed then:
  // assessments compare with it.
  void KeepIfAtReview(absl::Time keep_from) {
    if (state_.reviews.empty()) return;
    const absl::Time closed_at = state_.reviews.back().stamp.recorded_at;
    if (closed_at != LastRecordedAt() || closed_at < keep_from) return;
    at_review_ = std::make_shared<const State>(state_);
    at_review_count_ = log_.entries.size();
  }

  // The state before the first entry. What the log itself holds that this version does not know is
  // known from then on.
  [[nodiscard]] State Beginning() const {
    State state;
    if (!log_.unrecognized.empty()) {
      state.unrecognized.push_back({"cycle", {"", "", absl::InfinitePast(), absl::InfinitePast()}});
    }
    return state;
  }

  model::CycleLog log_;
  State state_;
  // The fold of the first `at_review_count_` entries, which are those known when the last review
  // closed after which something was recorded. Never changed, so copies of the cycle share it.
  std::shared_ptr<const State> at_review_;
  size_t at_review_count_ = 0;
  std::map<std::string, size_t, std::less<>> by_id_;
};

}  // namespace readiness::engine
