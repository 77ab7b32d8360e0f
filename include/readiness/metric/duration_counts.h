// readiness/metric/duration_counts.h: durations that add up: every one of them, or their bins.
//
//   DurationCounts counts;
//   counts.Add(90'000'000, 1);
//   counts.ToHistogram();      keeps bins of at most 0.39 % (duration_bin.h) from here on
//
// A group, as tally.h says. Exact and histogram add to a histogram.
//
// Units:   microseconds, 0 or more.   Cost: as tally.h and bin_counts.h.
// Errors:  ResourceExhausted (rule LIMIT) from CheckAdd.   Threads: const calls are safe together.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "absl/base/attributes.h"
#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/metric/bin_counts.h"
#include "readiness/metric/duration_bin.h"
#include "readiness/metric/internal/on_demand.h"
#include "readiness/metric/internal/varint.h"
#include "readiness/metric/tally.h"

namespace readiness::metric {

enum class Resolution : uint8_t { kExact = 0, kHistogram = 1 };

// Durations of one way out: a tally of them, or their bins.
class DurationCounts {
 public:
  explicit DurationCounts(Resolution resolution = Resolution::kExact) : resolution_(resolution) {}

  [[nodiscard]] Resolution resolution() const { return resolution_; }
  [[nodiscard]] const Tally& exact() const { return exact_; }
  [[nodiscard]] const BinCounts& bins() const { return bins_.Get(); }

  // `micros` is 0 or more.
  void Add(int64_t micros, int64_t count) {
    if (resolution_ == Resolution::kExact) {
      exact_.Add(micros, count);
    } else {
      bins_.Make().Add(DurationBin(micros), count);
    }
  }
  // Fetches what Add will change.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Prefetch(int64_t micros) const {
    if (resolution_ == Resolution::kExact) {
      exact_.Prefetch(micros);
    } else {
      bins_.Get().Prefetch(DurationBin(micros));
    }
  }
  void ToHistogram() {
    if (resolution_ == Resolution::kHistogram) return;
    resolution_ = Resolution::kHistogram;
    exact_.ForEach(
        [this](int64_t key, int64_t count) { bins_.Make().Add(DurationBin(key), count); });
    exact_.Clear();
  }
  // Adds what was counted by bin elsewhere; turns to a histogram.
  void AddCounts(std::span<const uint32_t> bins) {
    ToHistogram();
    bins_.Make().AddCounts(bins);
  }
  [[nodiscard]] int64_t Net() const {
    return resolution_ == Resolution::kExact ? exact_.Net() : bins().Net();
  }
  [[nodiscard]] bool IsZero() const { return exact_.IsZero() && bins().IsZero(); }
  // Both of one resolution.
  [[nodiscard]] absl::Status CheckAdd(const DurationCounts& other) const {
    READINESS_RETURN_IF_ERROR(exact_.CheckAdd(other.exact_));
    return bins().CheckAdd(other.bins());
  }
  void AddAll(const DurationCounts& other, int64_t sign) {
    if (other.resolution_ == Resolution::kHistogram) ToHistogram();
    if (resolution_ == Resolution::kHistogram && other.resolution_ == Resolution::kExact) {
      other.exact_.ForEach([this, sign](int64_t key, int64_t count) {
        bins_.Make().Add(DurationBin(key), sign * count);
      });
      return;
    }
    exact_.AddAll(other.exact_, sign);
    if (other.bins_.IsThere()) bins_.Make().AddAll(other.bins_.Get(), sign);
  }
  void Write(internal::ByteWriter& bytes) const {
    resolution_ == Resolution::kExact ? exact_.Write(bytes) : bins().Write(bytes);
  }
  bool Read(internal::ByteReader& bytes, Resolution resolution) {
    resolution_ = resolution;
    return resolution == Resolution::kExact
               ? exact_.Read(bytes, 0, std::numeric_limits<int64_t>::max())
               : bins_.Make().Read(bytes);
  }
  friend bool operator==(const DurationCounts& a, const DurationCounts& b) {
    return a.resolution_ == b.resolution_ && a.exact_ == b.exact_ && a.bins() == b.bins();
  }

 private:
  Resolution resolution_ = Resolution::kExact;
  Tally exact_;
  internal::OnDemand<BinCounts> bins_;
};

}  // namespace readiness::metric
