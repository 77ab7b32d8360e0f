// readiness/metric/cohort_state.h: all that a metric keeps of one cohort: whole numbers that
// add up.
//
//   CohortState state;
//   state.AddClosed(start, end, Exit::kEvent, 1);   an item that came to its end
//   state.AddOpen(start, 1);                        an item that is still open
//   state.Merge(other)                              another part of the data
//   state.Retract(other)                            takes it away again
//
// The state is a group: merging is addition, retracting is subtraction, and the same data give the
// same state in any order, partition and repetition of insert and retract. There is no float in it.
// Parts (a metric uses some of them, the others stay empty and cost a byte each):
//   closed, competing   durations of items that came to their end, or left another way
//   open starts         when the open items began
//   pairs               start and end of each item, in place of the two above, where a reading must
//                       look back: at any moment, or with a reopen window (exit_pairs.h)
//   entries             ages at which items came under observation (delayed entry)
//   matured             by day of maturity: items, successes, sum and sum of squares of a count
//   steps               by day of maturity and step: items that reached the step in time
//   scores              by week of the answer, top of its scale, and score
//   ages                ages of repeated events (a mean cumulative count)
//   histories           which of them belong to one item, exact states only (item_histories.h)
//   activity            by week: starts, ends, events, and how far into the week they were
//   sums                single numbers, see Sum
// Exact keeps every duration and start; histogram keeps bins (duration_bin.h) and hours. An exact
// state with more than its limit of durations becomes a histogram and stays one.
//
// Units:   microseconds; days and weeks count from 1970-01-01 UTC, weeks begin on Mondays (ISO).
// Cost:    an Add 5 ns in cache; Merge of histograms 0.5 us an exit.
// Errors:  ResourceExhausted (rule LIMIT) where a count or sum would pass kMostCount or 2^100;
//          then nothing was merged.
// Threads: const calls are safe together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/numeric/int128.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/metric/duration_counts.h"
#include "readiness/metric/exit_pairs.h"
#include "readiness/metric/internal/on_demand.h"
#include "readiness/metric/internal/varint.h"
#include "readiness/metric/item_histories.h"
#include "readiness/metric/tally.h"

namespace readiness::metric {

// The single numbers of a state.
enum class Sum : uint8_t {
  kItems,           // Items that started.
  kEvents,          // Events of a rate; items with the property of a share.
  kInvited,         // Asked for an answer.
  kClamped,         // Items that ended before they began: counted as zero.
  kNoStart,         // Items whose beginning is not known: in no other number.
  kNoDue,           // Items without a due time of their own.
  kTwoCohorts,      // Items that named another cohort later.
  kClosedExposure,  // Sum over closed exposures, microseconds.
  kOpenCount,       // Open exposures.
  kOpenStartSum,    // Sum of when they began, microseconds.
  // Clusters, exposure x in whole seconds, count y. Closed: number and the five moments.
  kClosedClusters,
  kClosedX,
  kClosedY,
  kClosedXX,
  kClosedXY,
  kClosedYY,
  // Open: the same with the start s in place of x, so that x = as_of - s at any moment.
  kOpenClusters,
  kOpenS,
  kOpenY,
  kOpenSS,
  kOpenSY,
  kOpenYY,
};
inline constexpr size_t kSumCount = 22;

// The counts by key.
enum class Part : uint8_t {
  kOpenStarts,       // Key: microseconds (exact) or hours (histogram).
  kMaturedItems,     // Key: day.
  kMaturedSuccess,   // Key: day.
  kMaturedCount,     // Key: day; sums a count an item.
  kMaturedSquares,   // Key: day; sums its square.
  kStepReached,      // Key: day * 128 + step.
  kScores,           // Key: (week * 16 + top) * 16 + score.
  kActivityStarts,   // Key: week.
  kActivityStartAt,  // Key: week; sums seconds into the week.
  kActivityEnds,     // Key: week.
  kActivityEndAt,    // Key: week; sums seconds into the week.
  kActivityEvents,   // Key: week.
};
inline constexpr size_t kPartCount = 12;

inline constexpr int64_t kMicrosPerHour = 3'600 * kMicrosPerSecond;
inline constexpr int64_t kMicrosPerDay = 24 * kMicrosPerHour;
inline constexpr int64_t kMicrosPerWeek = 7 * kMicrosPerDay;

[[nodiscard]] constexpr int64_t FloorDivide(int64_t number, int64_t by) {
  const int64_t quotient = number / by;
  return quotient * by > number ? quotient - 1 : quotient;
}
// The week that holds a moment: weeks begin on Monday 00:00 UTC, week 0 on 1969-12-29.
[[nodiscard]] constexpr int64_t WeekOf(int64_t time) {
  return FloorDivide(time + 3 * kMicrosPerDay, kMicrosPerWeek);
}
[[nodiscard]] constexpr int64_t WeekStart(int64_t week) {
  return week * kMicrosPerWeek - 3 * kMicrosPerDay;
}
// The day at whose end what matures at `time` has matured: (day, day + 1], so that a moment of
// 00:00 belongs to the day that it ends and a reading at 00:00 includes it.
[[nodiscard]] constexpr int64_t MaturityDay(int64_t time) {
  return FloorDivide(time - 1, kMicrosPerDay);
}

class CohortState {
 public:
  static constexpr int64_t kExactLimit = 1'000'000;

  explicit CohortState(Resolution resolution = Resolution::kExact,
                       int64_t exact_limit = kExactLimit)
      : exact_limit_(exact_limit) {
    if (resolution == Resolution::kHistogram) ToHistogram();
  }

  // --- adding; `sign` is 1, or -1 to take back what was added
  // --------------------------------------- An item that came to its end, or left another way.
  // `duration` is 0 or more.
  void AddClosed(int64_t duration, Exit exit, int64_t sign) {
    (exit == Exit::kEvent ? closed_ : at(competing_)).Add(duration, sign);
    if (resolution_ == Resolution::kExact && NetClosed() > exact_limit_) ToHistogram();
  }
  // The same, both ends kept.
  void AddPair(int64_t start, int64_t end, Exit exit, int64_t sign) {
    pairs_.Make().Add({.end = end, .start = start, .exit = exit}, sign);
  }
  // Fetches what the addition of the same name will change.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void PrefetchClosed(int64_t duration) const {
    closed().Prefetch(duration);
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void PrefetchOpen(int64_t start) const {
    part(Part::kOpenStarts).Prefetch(StartKey(start));
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void PrefetchMatured(int64_t time) const {
    const int64_t day = MaturityDay(time);
    part(Part::kMaturedItems).Prefetch(day);
    part(Part::kMaturedSuccess).Prefetch(day);
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void PrefetchSteps(int64_t matures) const {
    const int64_t day = MaturityDay(matures) * 128;
    for (int64_t step = 1; step < 32; step += 8) part(Part::kStepReached).Prefetch(day + step);
  }
  // An item that is open, since `start`.
  void AddOpen(int64_t start, int64_t sign) { at(Part::kOpenStarts).Add(StartKey(start), sign); }
  // The age at which an item came under observation.
  void AddEntry(int64_t age, int64_t sign) { at(entries_).Add(age, sign); }
  // The age of an item at one of its repeated events.
  void AddAge(int64_t age, int64_t sign) { at(ages_).Add(age, sign); }
  // An item with its repeated events; a histogram does not keep them.
  void AddHistory(const ItemHistory& history, int64_t sign) {
    if (resolution_ != Resolution::kExact) return;
    histories_.Make().Add(history, sign);
    if (histories().NetEvents() > exact_limit_) ToHistogram();
  }
  // An item that matures at `time`.
  void AddMatured(int64_t time, bool success, int64_t count, int64_t sign) {
    const int64_t day = MaturityDay(time);
    at(Part::kMaturedItems).Add(day, sign);
    if (success) at(Part::kMaturedSuccess).Add(day, sign);
    if (count != 0) {
      at(Part::kMaturedCount).Add(day, sign * count);
      at(Part::kMaturedSquares).Add(day, sign * count * count);
    }
  }
  // One success more or less among what matures at `time`.
  void AddMaturedSuccess(int64_t time, int64_t sign) {
    at(Part::kMaturedSuccess).Add(MaturityDay(time), sign);
  }
  // The steps that an item which matures at `time` reached in time: bit i for step i + 1.
  void AddSteps(int64_t time, uint64_t steps, int64_t sign) {
    at(Part::kStepReached).AddEach(MaturityDay(time) * 128 + 1, steps, sign);
  }
  void AddScore(int64_t time, int score, int top, int64_t sign) {
    at(Part::kScores).Add((WeekOf(time) * 16 + top) * 16 + score, sign);
  }
  // Exposure from `start` to `end`, or to whatever moment is asked for where `end` is kNoEnd.
  void AddExposure(int64_t start, int64_t end, int64_t sign) {
    AddActivity(Part::kActivityStarts, Part::kActivityStartAt, start, sign);
    if (end == kNoEnd) {
      Add(Sum::kOpenCount, sign);
      Add(Sum::kOpenStartSum, absl::int128(sign) * start);
    } else {
      AddActivity(Part::kActivityEnds, Part::kActivityEndAt, end, sign);
      Add(Sum::kClosedExposure, absl::int128(sign) * (end - start));
    }
  }
  // A cluster (an account) with its exposure and its count of events.
  void AddCluster(int64_t start, int64_t end, int64_t count, int64_t sign) {
    const int64_t from = FloorDivide(start, kMicrosPerSecond);
    const bool is_open = end == kNoEnd;
    const absl::int128 x = is_open ? from : FloorDivide(end, kMicrosPerSecond) - from;
    const absl::int128 y = count;
    const auto base = static_cast<size_t>(is_open ? Sum::kOpenClusters : Sum::kClosedClusters);
    const std::array<absl::int128, 6> moments = {1, x, y, x * x, x * y, y * y};
    ClusterSums& sums = cluster_sums_.Make();
    for (size_t i = 0; i < moments.size(); ++i) sums[base - kPlainSums + i] += sign * moments[i];
  }
  void AddEvent(int64_t time, int64_t sign) {
    Add(Sum::kEvents, sign);
    at(Part::kActivityEvents).Add(WeekOf(time), sign);
  }
  void Add(Sum sum, absl::int128 amount) {
    if (amount != 0) AtSum(static_cast<size_t>(sum)) += amount;
  }

  static constexpr int64_t kNoEnd = std::numeric_limits<int64_t>::max();

  // --- reading
  // --------------------------------------------------------------------------------------
  [[nodiscard]] Resolution resolution() const { return resolution_; }
  [[nodiscard]] const DurationCounts& closed() const { return closed_; }
  [[nodiscard]] const DurationCounts& competing() const { return Of(competing_); }
  [[nodiscard]] const DurationCounts& entries() const { return Of(entries_); }
  [[nodiscard]] const DurationCounts& ages() const { return Of(ages_); }
  [[nodiscard]] const ExitPairs& pairs() const { return pairs_.Get(); }
  [[nodiscard]] const ItemHistories& histories() const { return histories_.Get(); }
  [[nodiscard]] DurationCounts& mutable_closed() { return closed_; }
  [[nodiscard]] DurationCounts& mutable_competing() { return at(competing_); }
  [[nodiscard]] const Tally& part(Part part) const {
    return part == Part::kOpenStarts ? open_starts_ : parts_[static_cast<size_t>(part) - 1].Get();
  }
  [[nodiscard]] Tally& at(Part part) {
    return part == Part::kOpenStarts ? open_starts_ : parts_[static_cast<size_t>(part) - 1].Make();
  }
  [[nodiscard]] absl::int128 sum(Sum sum) const { return SumAt(static_cast<size_t>(sum)); }

  void ToHistogram() {
    if (resolution_ == Resolution::kHistogram) return;
    resolution_ = Resolution::kHistogram;
    closed_.ToHistogram();
    for (Durations* counts : {&competing_, &entries_, &ages_}) {
      if (counts->IsThere()) (*counts)->ToHistogram();
    }
    histories_.Drop();
    Tally hours;
    open_starts_.ForEach([&hours](int64_t start, int64_t count) {
      hours.Add(FloorDivide(start, kMicrosPerHour), count);
    });
    open_starts_ = std::move(hours);
  }

  // --- the group
  // ------------------------------------------------------------------------------------
  [[nodiscard]] absl::Status Merge(const CohortState& other) { return AddAll(other, 1); }
  [[nodiscard]] absl::Status Retract(const CohortState& other) { return AddAll(other, -1); }
  // May `other` be merged or retracted?
  [[nodiscard]] absl::Status CheckAdd(const CohortState& other) const {
    READINESS_RETURN_IF_ERROR(closed().CheckAdd(other.closed()));
    READINESS_RETURN_IF_ERROR(competing().CheckAdd(other.competing()));
    READINESS_RETURN_IF_ERROR(entries().CheckAdd(other.entries()));
    READINESS_RETURN_IF_ERROR(ages().CheckAdd(other.ages()));
    READINESS_RETURN_IF_ERROR(pairs().CheckAdd(other.pairs()));
    READINESS_RETURN_IF_ERROR(histories().CheckAdd(other.histories()));
    READINESS_RETURN_IF_ERROR(open_starts_.CheckAdd(other.open_starts_));
    for (size_t i = 0; i < parts_.size(); ++i) {
      READINESS_RETURN_IF_ERROR(parts_[i].Get().CheckAdd(other.parts_[i].Get()));
    }
    for (size_t i = 0; i < kSumCount; ++i) {
      const absl::int128 mine = SumAt(i), others = other.SumAt(i);
      for (const absl::int128 sum : {mine + others, mine - others}) {
        if (sum > kMostSum || sum < -kMostSum) return internal::TooManyCounts();
      }
    }
    return absl::OkStatus();
  }

  [[nodiscard]] bool IsZero() const {
    if (!closed().IsZero() || !competing().IsZero() || !entries().IsZero() || !ages().IsZero() ||
        !pairs().IsZero() || !histories().IsZero() || !open_starts_.IsZero()) {
      return false;
    }
    for (const auto& part : parts_) {
      if (!part.Get().IsZero()) return false;
    }
    for (size_t i = 0; i < kSumCount; ++i) {
      if (SumAt(i) != 0) return false;
    }
    return true;
  }

  // Resolution, and 2 more where there are histories; the four durations, the pairs, the parts and
  // the sums, then the histories where there are, each as varint.h writes them.
  void Write(internal::ByteWriter& bytes) const {
    const bool has_histories = !histories().IsZero();
    bytes.Whole(static_cast<uint64_t>(resolution_) + (has_histories ? kWithHistories : 0U));
    closed_.Write(bytes);
    for (const Durations* counts : {&competing_, &entries_, &ages_}) Of(*counts).Write(bytes);
    pairs().Write(bytes);
    open_starts_.Write(bytes);
    for (const auto& part : parts_) part.Get().Write(bytes);
    for (size_t i = 0; i < kSumCount; ++i) bytes.Wide(SumAt(i));
    if (has_histories) histories().Write(bytes);
  }
  bool Read(internal::ByteReader& bytes) {
    uint64_t resolution = 0;
    if (!bytes.Whole(resolution)) return false;
    // A histogram has no histories.
    if (resolution > kWithHistories) return bytes.Fail("names a resolution that there is not");
    const bool has_histories = resolution == kWithHistories;
    *this = CohortState(has_histories ? Resolution::kExact : static_cast<Resolution>(resolution),
                        exact_limit_);
    if (!closed_.Read(bytes, resolution_)) return false;
    for (Durations* counts : {&competing_, &entries_, &ages_}) {
      DurationCounts read;
      if (!read.Read(bytes, resolution_)) return false;
      if (!read.IsZero()) at(*counts) = std::move(read);
    }
    ExitPairs pairs;
    if (!pairs.Read(bytes)) return false;
    if (!pairs.IsZero()) pairs_.Make() = std::move(pairs);
    constexpr int64_t kMostKey = int64_t{1} << 60U;
    if (!open_starts_.Read(bytes, -kMostKey, kMostKey)) return false;
    for (auto& part : parts_) {
      Tally read;
      if (!read.Read(bytes, -kMostKey, kMostKey)) return false;
      if (!read.IsZero()) part.Make() = std::move(read);
    }
    for (size_t i = 0; i < kSumCount; ++i) {
      absl::int128 sum = 0;
      if (!bytes.Wide(sum)) return false;
      if (sum > kMostSum || sum < -kMostSum) return bytes.Fail("has a sum out of range");
      if (sum != 0) Add(static_cast<Sum>(i), sum);
    }
    if (!has_histories) return true;
    if (!histories_.Make().Read(bytes)) return false;
    return !histories().IsZero() || bytes.Fail("promises histories and has none");
  }

  friend bool operator==(const CohortState& a, const CohortState& b) {
    if (a.resolution_ != b.resolution_ || !(a.closed() == b.closed()) ||
        !(a.competing() == b.competing()) || !(a.entries() == b.entries()) ||
        !(a.ages() == b.ages()) || !(a.pairs() == b.pairs()) || !(a.histories() == b.histories()) ||
        !(a.open_starts_ == b.open_starts_)) {
      return false;
    }
    for (size_t i = 0; i < a.parts_.size(); ++i) {
      if (!(a.parts_[i].Get() == b.parts_[i].Get())) return false;
    }
    for (size_t i = 0; i < kSumCount; ++i) {
      if (a.SumAt(i) != b.SumAt(i)) return false;
    }
    return true;
  }

 private:
  static constexpr uint64_t kWithHistories = 2;  // Of an exact state, beside the resolutions.
  static constexpr absl::int128 kMostSum = absl::int128(1) << 100;
  static constexpr auto kPlainSums = static_cast<size_t>(Sum::kClosedClusters);
  // The sums from kClosedClusters on, of metrics whose items are clusters.
  using ClusterSums = std::array<absl::int128, kSumCount - kPlainSums>;
  // Those that are zero of most metrics.
  static constexpr auto kFirstRare = static_cast<size_t>(Sum::kInvited);
  static constexpr auto kEndOfRare = static_cast<size_t>(Sum::kClosedExposure);
  using RareSums = std::array<absl::int128, kEndOfRare - kFirstRare>;
  using Durations = internal::OnDemand<DurationCounts>;

  [[nodiscard]] DurationCounts& at(Durations& counts) { return counts.Make(resolution_); }
  [[nodiscard]] const DurationCounts& Of(const Durations& counts) const {
    if (counts.IsThere()) return *counts.operator->();
    return resolution_ == Resolution::kExact ? kNoExact : kNoHistogram;
  }
  inline static const DurationCounts kNoExact{Resolution::kExact};
  inline static const DurationCounts kNoHistogram{Resolution::kHistogram};
  [[nodiscard]] int64_t NetClosed() const { return closed().Net() + competing().Net(); }
  [[nodiscard]] absl::int128 SumAt(size_t i) const {
    if (i >= kPlainSums) return cluster_sums_.Get()[i - kPlainSums];
    if (i >= kEndOfRare) return sums_[i - kEndOfRare + kFirstRare];
    return i >= kFirstRare ? rare_sums_.Get()[i - kFirstRare] : sums_[i];
  }
  [[nodiscard]] absl::int128& AtSum(size_t i) {
    if (i >= kPlainSums) return cluster_sums_.Make()[i - kPlainSums];
    if (i >= kEndOfRare) return sums_[i - kEndOfRare + kFirstRare];
    return i >= kFirstRare ? rare_sums_.Make()[i - kFirstRare] : sums_[i];
  }

  [[nodiscard]] int64_t StartKey(int64_t start) const {
    return resolution_ == Resolution::kExact ? start : FloorDivide(start, kMicrosPerHour);
  }
  void AddActivity(Part count, Part offset, int64_t time, int64_t sign) {
    const int64_t week = WeekOf(time);
    at(count).Add(week, sign);
    at(offset).Add(week, sign * FloorDivide(time - WeekStart(week), kMicrosPerSecond));
  }
  [[nodiscard]] absl::Status AddAll(const CohortState& other, int64_t sign) {
    READINESS_RETURN_IF_ERROR(CheckAdd(other));
    const CohortState* added = &other;
    CohortState coarse;
    if (other.resolution_ == Resolution::kHistogram) ToHistogram();
    if (other.resolution_ != resolution_) {
      coarse = other;
      coarse.ToHistogram();
      added = &coarse;
    }
    closed_.AddAll(added->closed_, sign);
    const std::array<std::pair<Durations*, const Durations*>, 3> durations = {{
        {&competing_, &added->competing_},
        {&entries_, &added->entries_},
        {&ages_, &added->ages_},
    }};
    for (const auto& [mine, others] : durations) {
      if (others->IsThere()) at(*mine).AddAll(*others->operator->(), sign);
    }
    if (!added->pairs().IsZero()) pairs_.Make().AddAll(added->pairs(), sign);
    if (!added->histories().IsZero()) histories_.Make().AddAll(added->histories(), sign);
    open_starts_.AddAll(added->open_starts_, sign);
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (added->parts_[i].IsThere()) parts_[i].Make().AddAll(added->parts_[i].Get(), sign);
    }
    for (size_t i = 0; i < kSumCount; ++i) {
      if (const absl::int128 sum = other.SumAt(i); sum != 0) Add(static_cast<Sum>(i), sign * sum);
    }
    const bool is_past = NetClosed() > exact_limit_ || histories().NetEvents() > exact_limit_;
    if (resolution_ == Resolution::kExact && is_past) ToHistogram();
    return absl::OkStatus();
  }

  Resolution resolution_ = Resolution::kExact;
  int64_t exact_limit_;
  // What most rows of a stream change is at hand; what a metric does not use takes no more than a
  // pointer.
  DurationCounts closed_;
  Tally open_starts_;
  Durations competing_, entries_, ages_;
  internal::OnDemand<ExitPairs> pairs_;
  internal::OnDemand<ItemHistories> histories_;
  std::array<internal::OnDemand<Tally>, kPartCount - 1> parts_;  // After the open starts.
  std::array<absl::int128, kPlainSums - (kEndOfRare - kFirstRare)> sums_ = {};
  internal::OnDemand<RareSums> rare_sums_;
  internal::OnDemand<ClusterSums> cluster_sums_;
};

}  // namespace readiness::metric
