// readiness/metric/verdict.h: MET, NOT_MET or INSUFFICIENT, with reasons: does an interval lie on
// the good side of a target, and how much more would have to be seen for it to?
//
//   JudgeAtLeast({0.82, 0.91}, 0.8)                 -> kMet: the whole interval reaches the target
//   JudgeAtLeast({0.74, 0.91}, 0.8)                 -> kInsufficient, STRADDLES
//   Both(kMet, kInsufficient)                       -> kInsufficient
//
// The order is NOT_MET < INSUFFICIENT < MET; AND is the minimum, OR the maximum (Kleene 1938). With
// intervals of confidence 1 - alpha a part is falsely MET with a chance of at most alpha, and so is
// an AND of any number of parts (intersection-union); an AND of m parts is falsely NOT_MET with a
// chance of at most m alpha.
//
// Cost:    O(1); NeededCount some 60 intervals.   Threads: values only.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/estimate/interval.h"

namespace readiness::metric {

enum class MetricVerdict : uint8_t { kNotMet = 0, kInsufficient = 1, kMet = 2 };

[[nodiscard]] constexpr std::string_view Name(MetricVerdict verdict) {
  switch (verdict) {
    case MetricVerdict::kNotMet:
      return "NOT_MET";
    case MetricVerdict::kInsufficient:
      return "INSUFFICIENT";
    case MetricVerdict::kMet:
      return "MET";
  }
  return "";
}

// Why a metric is INSUFFICIENT; the order is the order in which they are printed.
enum class MetricReason : uint8_t {
  kBelowMinimum = 0,        // Too few matured items.
  kNotMatured = 1,          // No item is old enough.
  kStaleWatermark = 2,      // The data ends before the moment that is asked about.
  kStraddles = 3,           // The interval holds values on both sides of the target.
  kNoExposure = 4,          // Nothing was exposed to what is counted.
  kMedianNotReached = 5,    // Too many items are open for a median.
  kNonresponse = 6,         // Too few answered.
  kDataQuality = 7,         // Too much of the data is wrong.
  kUnlockedPrediction = 8,  // No prediction was locked before the launch.
  kAutocorrelated = 9,      // Weeks depend on each other and there is no baseline to take it out.
  kNoTarget = 10,           // Nothing to compare with.
};
inline constexpr std::array<std::string_view, 11> kMetricReasonNames = {
    "N_BELOW_MIN",         "NOT_MATURED",        "STALE_WATERMARK", "STRADDLES",
    "NO_EXPOSURE",         "MEDIAN_NOT_REACHED", "NONRESPONSE",     "DQ_BREACH",
    "UNLOCKED_PREDICTION", "AUTOCORRELATED",     "NO_TARGET"};

// A set of reasons.
class MetricReasons {
 public:
  constexpr MetricReasons() = default;
  constexpr MetricReasons(MetricReason reason)  // NOLINT: a reason is a set of one.
      : bits_(static_cast<uint16_t>(1U << static_cast<unsigned>(reason))) {}

  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool contains(MetricReason reason) const {
    return (bits_ & MetricReasons(reason).bits_) != 0;
  }
  constexpr MetricReasons& operator|=(MetricReasons other) {
    bits_ = static_cast<uint16_t>(bits_ | other.bits_);
    return *this;
  }
  [[nodiscard]] std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (size_t i = 0; i < kMetricReasonNames.size(); ++i) {
      if (contains(static_cast<MetricReason>(i))) names.emplace_back(kMetricReasonNames[i]);
    }
    return names;
  }
  friend constexpr bool operator==(MetricReasons, MetricReasons) = default;

 private:
  uint16_t bits_ = 0;
};

struct Judgement {
  MetricVerdict verdict = MetricVerdict::kInsufficient;
  MetricReasons reasons;

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

[[nodiscard]] constexpr Judgement Insufficient(MetricReasons reasons) {
  return {MetricVerdict::kInsufficient, reasons};
}

// "The true value is at least `target`."
[[nodiscard]] constexpr Judgement JudgeAtLeast(const estimate::Interval& interval, double target) {
  if (interval.low >= target) return {MetricVerdict::kMet, {}};
  if (interval.high < target) return {MetricVerdict::kNotMet, {}};
  return Insufficient(MetricReason::kStraddles);
}
// "The true value is at most `target`."
[[nodiscard]] constexpr Judgement JudgeAtMost(const estimate::Interval& interval, double target) {
  if (interval.high <= target) return {MetricVerdict::kMet, {}};
  if (interval.low > target) return {MetricVerdict::kNotMet, {}};
  return Insufficient(MetricReason::kStraddles);
}
[[nodiscard]] constexpr Judgement JudgeTarget(const estimate::Interval& interval, double target,
                                              bool is_better_high) {
  return is_better_high ? JudgeAtLeast(interval, target) : JudgeAtMost(interval, target);
}

[[nodiscard]] constexpr MetricVerdict Not(MetricVerdict verdict) {
  return static_cast<MetricVerdict>(2 - static_cast<int>(verdict));
}
// The minimum. The reasons are those of the parts that make it INSUFFICIENT.
[[nodiscard]] constexpr Judgement Both(const Judgement& a, const Judgement& b) {
  if (a.verdict != b.verdict) return a.verdict < b.verdict ? a : b;
  Judgement both = a;
  both.reasons |= b.reasons;
  return both;
}
// The maximum.
[[nodiscard]] constexpr Judgement Either(const Judgement& a, const Judgement& b) {
  if (a.verdict != b.verdict) return a.verdict > b.verdict ? a : b;
  Judgement either = a;
  either.reasons |= b.reasons;
  return either;
}
// MET where at least `count` are, NOT_MET where so many are NOT_MET that `count` is out of reach: a
// value of the sorted verdicts. 1 <= count <= verdicts.size().
[[nodiscard]] inline MetricVerdict AtLeast(size_t count, std::span<const MetricVerdict> verdicts) {
  std::vector<MetricVerdict> sorted(verdicts.begin(), verdicts.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted[sorted.size() - count];
}

// How many more items are needed until the interval is clear of the target, were they to come in at
// the rate seen so far: `is_clear(n)` says so of n items in all, and is taken as true from some n
// on. 0: it is clear now. Nothing where that takes more than `limit` items in all: the estimate
// lies on the target, or as near as makes no difference.
template <typename IsClear>
[[nodiscard]] std::optional<int64_t> NeededCount(int64_t count, IsClear&& is_clear,
                                                 int64_t limit = 1'000'000'000) {
  if (is_clear(count)) return 0;
  int64_t low = count, high = count;
  do {
    if (high >= limit) return std::nullopt;
    low = high;
    high = std::min(std::max<int64_t>(1, high * 2), limit);
  } while (!is_clear(high));
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    (is_clear(middle) ? high : low) = middle;
  }
  return high - count;
}

}  // namespace readiness::metric
