// readiness/metric/metric_state.h: what one metric keeps, cohort by cohort, and its bytes.
//
//   MetricState state(identity);                   32 bytes: the hash of the metric's definition
//   CohortState& web = *state.Group("web", "");
//   state.Merge(another_part);                     from another thread, process or machine
//   const std::string bytes = state.ToBytes();     the same data, the same bytes
//   MetricState::FromBytes(bytes)                  refuses whatever ToBytes would not write
//
// A group is a cohort and, where the metric keeps its subjects apart (exception states, journeys,
// survey questions), a subject; the empty text is what was not named. Merging adds groups of equal
// names. `watermark` is the moment up to which rows are complete: the greatest of what was merged.
//
// Parts of entities: a state knows no names of entities, so no entity may be in two parts. A row
// that concerns another entity (the ticket of an account) counts with it where both are in one part
// only; where they are not, the part says so (LooseLinks), and merging it with one that may have
// the other entity is refused (rule STATE_LINKS): nothing is lost without a word.
//
// Bytes:   "RMS1", identity, watermark (signed), quality (signed), number of groups, then each
//          group in the order of its names: cohort, subject (length and bytes), CohortState. Groups
//          that hold nothing are left out. Numbers as internal/varint.h says: one way to write
//          each. Where there are loose links a 1 and their two numbers (signed) follow.
// Cost:    O(what is stored).   Threads: const calls are safe together.
// Errors:  FailedPrecondition STATE_IDENTITY (states of two definitions), STATE_LINKS;
//          ResourceExhausted LIMIT; InvalidArgument STATE_BYTES, with the byte. A refused merge
//          changes nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/metric/cohort_state.h"
#include "readiness/metric/event.h"
#include "readiness/metric/internal/varint.h"

namespace readiness::metric {

using StateIdentity = std::array<uint8_t, 32>;

// What was met in the rows that a state came from. Adds up, like everything else.
struct RowQuality {
  int64_t rows = 0;        // Rows taken.
  int64_t duplicates = 0;  // Rows that had been seen before.
  int64_t late = 0;        // Rows that became known later than the allowed lateness.
  int64_t unknown = 0;     // Rows that came after the moment of the reading and were left out.
  friend bool operator==(const RowQuality&, const RowQuality&) = default;
};

// Tickets that name an account without rows in this part: what they say of it is in no number.
// Adds up, like everything else.
struct LooseLinks {
  int64_t escalated = 0;  // Escalated tickets: for the clusters of a rate.
  int64_t contacts = 0;   // Contacts: for who was not assisted.
  friend bool operator==(const LooseLinks&, const LooseLinks&) = default;
};

class MetricState {
 public:
  struct GroupName {
    std::string cohort;
    std::string subject;
    friend auto operator<=>(const GroupName&, const GroupName&) = default;
  };
  using Groups = absl::btree_map<GroupName, std::unique_ptr<CohortState>>;

  static constexpr size_t kMostGroups = 1'000'000;

  explicit MetricState(const StateIdentity& identity, Resolution resolution = Resolution::kExact,
                       int64_t exact_limit = CohortState::kExactLimit)
      : identity_(identity), resolution_(resolution), exact_limit_(exact_limit) {}

  // The group, a new one at first; stays where it is as long as the state lives.
  [[nodiscard]] absl::StatusOr<CohortState*> Group(std::string_view cohort,
                                                   std::string_view subject) {
    GroupName name{std::string(cohort), std::string(subject)};
    const auto found = groups_.find(name);
    if (found != groups_.end()) return found->second.get();
    if (groups_.size() >= kMostGroups) {
      return base::RuleError(
          absl::StatusCode::kResourceExhausted, "LIMIT",
          base::Cat("a metric has at most ", kMostGroups, " groups; \"", cohort, "\" is one more"));
    }
    return groups_
        .emplace(std::move(name), std::make_unique<CohortState>(resolution_, exact_limit_))
        .first->second.get();
  }
  // In the order of their names. One that holds nothing is as one that is not there.
  [[nodiscard]] const Groups& groups() const { return groups_; }
  [[nodiscard]] const CohortState* Find(std::string_view cohort, std::string_view subject) const {
    const auto found = groups_.find(GroupName{std::string(cohort), std::string(subject)});
    return found == groups_.end() ? nullptr : found->second.get();
  }
  // All cohorts and subjects together.
  [[nodiscard]] absl::StatusOr<CohortState> Total() const {
    CohortState total(resolution_, exact_limit_);
    for (const auto& [name, group] : groups_) READINESS_RETURN_IF_ERROR(total.Merge(*group));
    return total;
  }

  [[nodiscard]] const StateIdentity& identity() const { return identity_; }
  [[nodiscard]] Resolution resolution() const { return resolution_; }
  [[nodiscard]] int64_t watermark() const { return watermark_; }  // kNoTime: no rows yet.
  void RaiseWatermark(int64_t time) { watermark_ = time > watermark_ ? time : watermark_; }
  [[nodiscard]] const RowQuality& quality() const { return quality_; }
  [[nodiscard]] RowQuality& mutable_quality() { return quality_; }
  [[nodiscard]] const LooseLinks& loose_links() const { return loose_links_; }
  [[nodiscard]] LooseLinks& mutable_loose_links() { return loose_links_; }

  // Would nothing that names an account of the other part be lost by merging? Merge asks it first.
  [[nodiscard]] absl::Status CheckLinks(const MetricState& other) const {
    READINESS_RETURN_IF_ERROR(CheckLinksOf(*this, other));
    return CheckLinksOf(other, *this);
  }
  [[nodiscard]] absl::Status Merge(const MetricState& other) { return AddAll(other, 1); }
  // Takes away what was merged; the watermark stays.
  [[nodiscard]] absl::Status Retract(const MetricState& other) { return AddAll(other, -1); }

  [[nodiscard]] std::string ToBytes() const {
    internal::ByteWriter bytes;
    bytes.Raw(kMagic);
    bytes.Raw({reinterpret_cast<const char*>(identity_.data()), identity_.size()});
    bytes.Whole(static_cast<uint64_t>(resolution_));
    bytes.Signed(watermark_);
    for (const int64_t count :
         {quality_.rows, quality_.duplicates, quality_.late, quality_.unknown}) {
      bytes.Signed(count);
    }
    uint64_t kept = 0;
    for (const auto& [name, group] : groups_) kept += group->IsZero() ? 0U : 1U;
    bytes.Whole(kept);
    for (const auto& [name, group] : groups_) {
      if (group->IsZero()) continue;
      bytes.Text(name.cohort);
      bytes.Text(name.subject);
      group->Write(bytes);
    }
    if (!(loose_links_ == LooseLinks())) {
      bytes.Whole(kLooseLinksMark);
      bytes.Signed(loose_links_.escalated);
      bytes.Signed(loose_links_.contacts);
    }
    return bytes.Take();
  }

  [[nodiscard]] static absl::StatusOr<MetricState> FromBytes(
      std::string_view text, int64_t exact_limit = CohortState::kExactLimit) {
    internal::ByteReader bytes(text);
    std::string_view magic, identity;
    uint64_t resolution = 0;
    if (!bytes.Raw(kMagic.size(), magic)) return bytes.Error();
    if (magic != kMagic) {
      bytes.Fail("is not after the mark of a metric state");
      return bytes.Error();
    }
    MetricState state({}, Resolution::kExact, exact_limit);
    if (!bytes.Raw(state.identity_.size(), identity) || !bytes.Whole(resolution)) {
      return bytes.Error();
    }
    for (size_t i = 0; i < identity.size(); ++i) {
      state.identity_[i] = static_cast<uint8_t>(identity[i]);
    }
    if (resolution > 1) bytes.Fail("names a resolution that there is not");
    state.resolution_ = static_cast<Resolution>(resolution);
    RowQuality& quality = state.quality_;
    uint64_t groups = 0;
    if (!bytes.Signed(state.watermark_) || !bytes.Signed(quality.rows) ||
        !bytes.Signed(quality.duplicates) || !bytes.Signed(quality.late) ||
        !bytes.Signed(quality.unknown) || !bytes.Whole(groups)) {
      return bytes.Error();
    }
    if (groups > kMostGroups) bytes.Fail("promises more groups than are taken");
    for (const int64_t count : {quality.rows, quality.duplicates, quality.late, quality.unknown}) {
      if (internal::SizeOf(count) > static_cast<uint64_t>(kMostCount)) {
        bytes.Fail("counts more rows than there can be");
      }
    }
    for (uint64_t i = 0; i < groups && bytes.ok(); ++i) {
      std::string_view cohort, subject;
      auto group = std::make_unique<CohortState>(Resolution::kExact, exact_limit);
      if (!bytes.Text(cohort) || !bytes.Text(subject) || !group->Read(bytes)) break;
      if (group->IsZero()) bytes.Fail("ends a group that holds nothing");
      if (base::InvalidUtf8At(cohort).has_value() || base::InvalidUtf8At(subject).has_value()) {
        bytes.Fail("ends a group whose name is not UTF-8");
      }
      GroupName name{std::string(cohort), std::string(subject)};
      if (!state.groups_.empty() && !(state.groups_.rbegin()->first < name)) {
        bytes.Fail("ends a group out of order");
      }
      state.groups_.emplace_hint(state.groups_.end(), std::move(name), std::move(group));
    }
    LooseLinks& loose = state.loose_links_;
    if (bytes.ok() && bytes.left() != 0) {
      uint64_t mark = 0;
      if (!bytes.Whole(mark)) return bytes.Error();
      if (mark != kLooseLinksMark) {
        bytes.Fail("is followed by more than a state");
        return bytes.Error();
      }
      if (!bytes.Signed(loose.escalated) || !bytes.Signed(loose.contacts)) return bytes.Error();
      if (loose == LooseLinks()) bytes.Fail("promises loose links and has none");
      for (const int64_t count : {loose.escalated, loose.contacts}) {
        if (internal::SizeOf(count) > static_cast<uint64_t>(kMostCount)) {
          bytes.Fail("counts more links than there can be");
        }
      }
    }
    if (bytes.left() != 0) bytes.Fail("is followed by more than a state");
    if (!bytes.ok()) return bytes.Error();
    return state;
  }

 private:
  static constexpr std::string_view kMagic = "RMS1";
  static constexpr uint64_t kLooseLinksMark = 1;

  // Are there accounts that a loose link of another part may mean?
  [[nodiscard]] bool HasClusters() const {
    for (const auto& [name, group] : groups_) {
      if (group->sum(Sum::kClosedClusters) != 0 || group->sum(Sum::kOpenClusters) != 0) return true;
    }
    return false;
  }
  [[nodiscard]] bool HasMatured() const {
    for (const auto& [name, group] : groups_) {
      if (!group->part(Part::kMaturedItems).IsZero()) return true;
    }
    return false;
  }
  // Could loose links of `part` concern what is in `whole`?
  [[nodiscard]] static absl::Status CheckLinksOf(const MetricState& part,
                                                 const MetricState& whole) {
    const LooseLinks& loose = part.loose_links_;
    const bool has_escalated = loose.escalated != 0 && whole.HasClusters();
    const bool has_contacts = loose.contacts != 0 && whole.HasMatured();
    if (!has_escalated && !has_contacts) return absl::OkStatus();
    return base::Refused(
        "STATE_LINKS",
        base::Cat(has_escalated ? loose.escalated : loose.contacts,
                  has_escalated ? " escalated tickets" : " tickets",
                  " of one part name an account that has no row there, and the other part has "
                  "accounts; what they say of them would be lost, so compute parts in which an "
                  "account and its tickets are together"));
  }
  [[nodiscard]] absl::Status AddAll(const MetricState& other, int64_t sign) {
    if (identity_ != other.identity_ || resolution_ != other.resolution_) {
      return base::Refused("STATE_IDENTITY",
                           "these are states of two definitions, which do not add up; compute both "
                           "with one definition");
    }
    if (sign > 0) READINESS_RETURN_IF_ERROR(CheckLinks(other));
    size_t fresh = 0;
    for (const auto& [name, group] : other.groups_) {
      const auto mine = groups_.find(name);
      fresh += mine == groups_.end() ? 1U : 0U;
      if (mine != groups_.end()) READINESS_RETURN_IF_ERROR(mine->second->CheckAdd(*group));
    }
    if (groups_.size() + fresh > kMostGroups) {
      return base::RuleError(
          absl::StatusCode::kResourceExhausted, "LIMIT",
          base::Cat("a metric has at most ", kMostGroups, " groups; nothing was merged"));
    }
    const std::array<std::pair<int64_t*, int64_t>, 6> counts = {{
        {&quality_.rows, other.quality_.rows},
        {&quality_.duplicates, other.quality_.duplicates},
        {&quality_.late, other.quality_.late},
        {&quality_.unknown, other.quality_.unknown},
        {&loose_links_.escalated, other.loose_links_.escalated},
        {&loose_links_.contacts, other.loose_links_.contacts},
    }};
    for (const auto& [mine, others] : counts) {
      if (internal::SizeOf(*mine) + internal::SizeOf(others) > static_cast<uint64_t>(kMostCount)) {
        return internal::TooManyCounts();
      }
    }
    for (const auto& [mine, others] : counts) *mine += sign * others;
    for (const auto& [name, group] : other.groups_) {
      auto& mine = groups_[name];
      if (mine == nullptr) mine = std::make_unique<CohortState>(resolution_, exact_limit_);
      READINESS_RETURN_IF_ERROR(sign > 0 ? mine->Merge(*group) : mine->Retract(*group));
    }
    RaiseWatermark(other.watermark_);
    return absl::OkStatus();
  }

  StateIdentity identity_;
  Resolution resolution_;
  int64_t exact_limit_;
  int64_t watermark_ = kNoTime;
  RowQuality quality_;
  LooseLinks loose_links_;
  Groups groups_;
};

}  // namespace readiness::metric
