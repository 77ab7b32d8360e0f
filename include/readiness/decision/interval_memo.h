// readiness/decision/interval_memo.h: intervals for shares that were solved before.
//
//   IntervalMemo memo;
//   CriterionContext context;   // evaluate_criterion.h
//   context.memo = &memo;       // of all calls that may ask again
//
// A cycle is judged at several moments in one assessment, mostly on the same evidence, and an
// interval is a pure function of its arguments: what is remembered is, bit by bit, what would be
// found again.
//
// Units:   shares in [0, 1]; `confidence` two-sided, in (0, 1).
// Memory:  some 50 bytes for each different question, as long as the memo lives.
// Cost:    20 ns for what is known; else that of the interval (estimate/proportion.h).
// Errors:  those of the interval; they are not remembered.
// Threads: one call at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"

namespace readiness::decision {

// Clopper and Pearson's interval, or where it is looked at more than once the anytime one.
[[nodiscard]] inline absl::StatusOr<estimate::Interval> ShareInterval(int64_t successes,
                                                                      int64_t trials,
                                                                      double confidence,
                                                                      bool peeking) {
  return peeking ? estimate::AnytimeProportion(successes, trials, confidence)
                 : estimate::ClopperPearson(successes, trials, confidence);
}

class IntervalMemo {
 public:
  // ShareInterval, found or remembered.
  [[nodiscard]] absl::StatusOr<estimate::Interval> Share(int64_t successes, int64_t trials,
                                                         double confidence, bool peeking) {
    const Key key(successes, trials, std::bit_cast<uint64_t>(confidence), peeking);
    if (const auto known = intervals_.find(key); known != intervals_.end()) return known->second;
    READINESS_ASSIGN_OR_RETURN(const estimate::Interval interval,
                               ShareInterval(successes, trials, confidence, peeking));
    intervals_.emplace(key, interval);
    return interval;
  }
  // How many questions are remembered.
  [[nodiscard]] size_t size() const { return intervals_.size(); }

 private:
  using Key = std::tuple<int64_t, int64_t, uint64_t, bool>;

  absl::flat_hash_map<Key, estimate::Interval> intervals_;
};

}  // namespace readiness::decision
