// readiness/metric/internal/item_counts.h: what many items add to one group, counted in arrays and
// given to the group at the end. Takes what AddItem and ContributeSteps add, as a CohortState does,
// but only adds.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"

#include "readiness/metric/cohort_state.h"
#include "readiness/metric/duration_bin.h"
#include "readiness/metric/event.h"
#include "readiness/metric/exit_pairs.h"

namespace readiness::metric::internal {

// Counts that are one higher once their memory came.
class LateCounts {
 public:
  LateCounts() { Forget(); }
  LateCounts(const LateCounts&) = delete;
  LateCounts& operator=(const LateCounts&) = delete;
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Count(uint32_t* count) {
    __builtin_prefetch(count, 1);
    ++*std::exchange(waiting_[next_], count);
    next_ = (next_ + 1) % waiting_.size();
  }
  void Settle() {
    for (uint32_t* count : waiting_) ++*count;
    Forget();
  }

 private:
  void Forget() { waiting_.fill(&nothing_); }

  std::array<uint32_t*, 32> waiting_;
  size_t next_ = 0;
  uint32_t nothing_ = 0;
};

class ItemCounts {
 public:
  // So many items of one group make up for the arrays.
  static constexpr size_t kWorthwhile = 128;

  [[nodiscard]] bool IsBegun() const { return group_ != nullptr; }
  // Both stay where they are until Settle, before which `late` is settled. At most 2^32 - 1 items.
  void Begin(CohortState* group, LateCounts* late) {
    group_ = group;
    late_ = late;
    if (group->resolution() == Resolution::kHistogram) {
      bins_ = std::make_unique<uint32_t[]>(kDurationBinCount);
    }
    matured_ = std::make_unique<uint64_t[]>(kDays);
  }

  // As CohortState has them; `sign` is 1.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Add(Sum sum, int64_t amount) {
    if (sum == Sum::kItems) {
      items_ += amount;
    } else {
      group_->Add(sum, amount);
    }
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void AddClosed(int64_t duration, Exit exit, int64_t sign) {
    if (exit != Exit::kEvent) {
      group_->AddClosed(duration, exit, sign);
    } else if (bins_ != nullptr) {
      late_->Count(&bins_[DurationBin(duration)]);
    } else {
      durations_.push_back(duration);
      if (durations_.size() == kMostWaiting) GiveDurations();
    }
  }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void AddMatured(int64_t time, bool success, int64_t count,
                                               int64_t sign) {
    const int64_t day = MaturityDay(time);
    if (first_day_ == kNoTime) first_day_ = day - static_cast<int64_t>(kDays / 2);
    const auto at = static_cast<uint64_t>(day - first_day_);
    if (at < kDays && count == 0) {
      matured_[at] += 1 + (uint64_t{success} << 32U);
    } else {
      group_->AddMatured(time, success, count, sign);
    }
  }
  void AddSteps(int64_t time, uint64_t steps, int64_t sign) { group_->AddSteps(time, steps, sign); }
  ABSL_ATTRIBUTE_ALWAYS_INLINE void AddOpen(int64_t start, int64_t /*sign*/) {
    opens_.push_back(start);
    if (opens_.size() == kMostWaiting) GiveOpens();
  }
  void AddEntry(int64_t age, int64_t sign) { group_->AddEntry(age, sign); }
  void AddPair(int64_t start, int64_t end, Exit exit, int64_t sign) {
    group_->AddPair(start, end, exit, sign);
  }

  // Gives the group what was counted.
  void Settle() {
    group_->Add(Sum::kItems, items_);
    GiveDurations();
    GiveOpens();
    if (bins_ != nullptr) {
      group_->mutable_closed().AddCounts(std::span(bins_.get(), kDurationBinCount));
    }
    for (size_t at = 0; at < kDays; ++at) {
      if (matured_[at] == 0) continue;
      const int64_t day = first_day_ + static_cast<int64_t>(at);
      const auto successes = static_cast<int64_t>(matured_[at] >> 32U);
      group_->at(Part::kMaturedItems).Add(day, static_cast<uint32_t>(matured_[at]));
      if (successes != 0) group_->at(Part::kMaturedSuccess).Add(day, successes);
    }
    *this = ItemCounts();
  }

 private:
  static constexpr size_t kDays = 1'024;  // Around the first; others go to the group.
  static constexpr size_t kMostWaiting = 65'536;

  // Sorted, so that the group has them in order at once.
  ABSL_ATTRIBUTE_NOINLINE void GiveDurations() {
    std::sort(durations_.begin(), durations_.end());
    for (const int64_t duration : durations_) group_->AddClosed(duration, Exit::kEvent, 1);
    durations_.clear();
  }
  ABSL_ATTRIBUTE_NOINLINE void GiveOpens() {
    std::sort(opens_.begin(), opens_.end());
    for (const int64_t start : opens_) group_->AddOpen(start, 1);
    opens_.clear();
  }

  CohortState* group_ = nullptr;
  LateCounts* late_ = nullptr;
  int64_t items_ = 0;
  int64_t first_day_ = kNoTime;
  std::unique_ptr<uint32_t[]> bins_;     // By bin; none for an exact group.
  std::vector<int64_t> opens_;           // Starts that the group has not yet.
  std::vector<int64_t> durations_;       // Those that an exact group has not yet.
  std::unique_ptr<uint64_t[]> matured_;  // By day: items, and successes above them.
};

}  // namespace readiness::metric::internal
