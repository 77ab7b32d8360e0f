// readiness/metric/bin_counts.h: how many durations lie in each bin of duration_bin.h.
//
//   BinCounts counts;
//   counts.Add(DurationBin(90'000'000), 1);
//   counts.AddAll(other, 1);     merging is adding the counts; -1 takes them away
//
// After the 64th addition a dense vector of 32-bit counts, which turns to 64 bits when one of them
// would not fit. A group, as tally.h says; no count is ever wrapped.
//
// Cost:    Add 1 ns; AddAll some 0.7 us; 15 kB, 30 kB where counts are large, a kB at most before
//          that.
// Errors:  ResourceExhausted (rule LIMIT) from CheckAdd; Add itself does not check.
// Threads: const calls are safe together.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/status/status.h"

#include "readiness/metric/duration_bin.h"
#include "readiness/metric/internal/key_log.h"
#include "readiness/metric/internal/varint.h"
#include "readiness/metric/tally.h"

namespace readiness::metric {

class BinCounts {
 public:
  // `bin` is below kDurationBinCount.
  void Add(uint32_t bin, int64_t count) {
    size_ += internal::SizeOf(count);
    net_ += count;
    if (wide_.empty()) {
      if (narrow_.empty() && AddFew(bin, count)) return;
      const int64_t sum = narrow_[bin] + count;
      if (sum == static_cast<int32_t>(sum)) {
        narrow_[bin] = static_cast<int32_t>(sum);
        return;
      }
      Widen();
    }
    wide_[bin] += count;
  }

  // Fetches what Add will change.
  ABSL_ATTRIBUTE_ALWAYS_INLINE void Prefetch(uint32_t bin) const {
    if (!narrow_.empty()) __builtin_prefetch(&narrow_[bin], 1);
  }

  // Adds one count a bin, as whoever counted in its own array has them.
  void AddCounts(std::span<const uint32_t> counts) {
    const size_t bins = std::min(counts.size(), kDurationBinCount);
    uint64_t sum = 0;
    uint32_t nonzero = 0;
    for (size_t bin = 0; bin < bins; ++bin) {
      sum += counts[bin];
      nonzero += counts[bin] != 0 ? 1U : 0U;
    }
    if (!IsDense() && additions_ + nonzero > kMostFew) MakeDense();
    constexpr auto kMost = static_cast<uint64_t>(std::numeric_limits<int32_t>::max());
    if (!narrow_.empty() && size_ <= kMost && sum <= kMost - size_) {
      for (size_t bin = 0; bin < bins; ++bin) narrow_[bin] += static_cast<int32_t>(counts[bin]);
      size_ += sum;
      net_ += static_cast<int64_t>(sum);
      return;
    }
    for (uint32_t bin = 0; bin < bins; ++bin) {
      if (counts[bin] != 0) Add(bin, counts[bin]);
    }
  }

  // Would adding `other`, or taking it away, keep all counts within kMostCount?
  [[nodiscard]] absl::Status CheckAdd(const BinCounts& other) const {
    constexpr auto kMost = static_cast<uint64_t>(kMostCount);
    if (size_ <= kMost && other.size_ <= kMost && size_ + other.size_ <= kMost) {
      return absl::OkStatus();
    }
    const uint64_t mine = Size();
    const uint64_t others = other.Size();
    if (mine <= kMost && others <= kMost && mine + others <= kMost) return absl::OkStatus();
    return internal::TooManyCounts();
  }

  // Adds `sign` times `other`; `sign` is 1 or -1. Call CheckAdd before.
  void AddAll(const BinCounts& other, int64_t sign) {
    if (!other.IsDense()) {
      other.few_.ForEach([this, sign](int64_t bin, int64_t count) {
        Add(static_cast<uint32_t>(bin), sign * count);
      });
      if (size_ > static_cast<uint64_t>(kMostCount)) size_ = Size();
      return;
    }
    if (!other.wide_.empty() && wide_.empty()) Widen();
    if (wide_.empty()) {
      if (narrow_.empty()) MakeDense();
      if (FitsNarrow(other)) {
        AddFitting(other.narrow_, sign);
      } else if (!AddNarrow(other.narrow_, sign)) {
        AddNarrow(other.narrow_, -sign);  // Counting modulo 2^32, this undoes it.
        Widen();
      }
    }
    if (!wide_.empty()) {
      for (size_t bin = 0; bin < kDurationBinCount; ++bin) wide_[bin] += sign * other.At(bin);
    }
    net_ += sign * other.net_;
    size_ += other.size_;
    if (size_ > static_cast<uint64_t>(kMostCount)) size_ = Size();
  }

  [[nodiscard]] int64_t At(size_t bin) const {
    if (!wide_.empty()) return wide_[bin];
    return narrow_.empty() ? few_.CountOf(static_cast<int64_t>(bin)) : narrow_[bin];
  }
  [[nodiscard]] int64_t Net() const { return net_; }
  [[nodiscard]] bool IsZero() const {
    if (!IsDense()) return HasNoFew();
    for (size_t bin = 0; bin < kDurationBinCount; ++bin) {
      if (At(bin) != 0) return false;
    }
    return true;
  }
  [[nodiscard]] bool HasBelowZero() const {
    int64_t signs = 0;
    for (const int64_t count : wide_) signs |= count;
    int32_t narrow_signs = 0;
    for (const int32_t count : narrow_) narrow_signs |= count;
    few_.ForEach([&signs](int64_t /*bin*/, int64_t count) { signs |= count; });
    return signs < 0 || narrow_signs < 0;
  }
  // Calls `visit(bin, count)` for every bin whose count is not zero, rising.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    if (!IsDense()) {
      few_.ForEach(
          [&visit](int64_t bin, int64_t count) { visit(static_cast<size_t>(bin), count); });
      return;
    }
    for (size_t bin = 0; bin < kDurationBinCount; ++bin) {
      if (const int64_t count = At(bin); count != 0) visit(bin, count);
    }
  }
  // Calls `visit(bin, count of a, of b, of c)` for every bin, rising.
  template <typename Visit>
  static void ForEachBin(const BinCounts& a, const BinCounts& b, const BinCounts& c,
                         const Visit& visit) {
    if (!a.wide_.empty() || !b.wide_.empty() || !c.wide_.empty()) {
      for (size_t bin = 0; bin < kDurationBinCount; ++bin)
        visit(bin, a.At(bin), b.At(bin), c.At(bin));
      return;
    }
    std::array<std::vector<int32_t>, 3> spread;
    const auto counts = [](const BinCounts& of, std::vector<int32_t>& room) {
      if (!of.narrow_.empty()) return of.narrow_.data();
      if (of.HasNoFew()) return kNone.data();
      of.Spread(room);
      return static_cast<const int32_t*>(room.data());
    };
    const int32_t* of_a = counts(a, spread[0]);
    const int32_t* of_b = counts(b, spread[1]);
    const int32_t* of_c = counts(c, spread[2]);
    for (size_t bin = 0; bin < kDurationBinCount; ++bin) {
      visit(bin, int64_t{of_a[bin]}, int64_t{of_b[bin]}, int64_t{of_c[bin]});
    }
  }
  void Clear() { *this = BinCounts(); }

  // The bins that are not zero, as a tally writes its entries.
  void Write(internal::ByteWriter& bytes) const {
    uint64_t entries = 0;
    ForEach([&entries](size_t /*bin*/, int64_t /*count*/) { ++entries; });
    bytes.Whole(entries);
    size_t next = 0;
    ForEach([&](size_t bin, int64_t count) {
      if (next == 0) {
        bytes.Signed(static_cast<int64_t>(bin));
      } else {
        bytes.Whole(bin - next);
      }
      next = bin + 1;
      bytes.Signed(count);
    });
  }
  bool Read(internal::ByteReader& bytes) {
    uint64_t entries = 0;
    if (!bytes.Whole(entries)) return false;
    if (entries > kDurationBinCount) return bytes.Fail("promises more bins than there are");
    Clear();
    if (entries > kMostFew) MakeDense();
    int64_t bin = -1;
    for (uint64_t i = 0; i < entries; ++i) {
      uint64_t gap = 0;
      int64_t first = 0;
      if (i == 0 ? !bytes.Signed(first) : !bytes.Whole(gap)) return false;
      if (gap >= kDurationBinCount) return bytes.Fail("names a bin that there is not");
      bin = i == 0 ? first : bin + 1 + static_cast<int64_t>(gap);
      if (bin < 0 || bin >= static_cast<int64_t>(kDurationBinCount)) {
        return bytes.Fail("names a bin that there is not");
      }
      int64_t count = 0;
      if (!bytes.Signed(count)) return false;
      if (count == 0) return bytes.Fail("has a count of zero");
      if (internal::SizeOf(count) > static_cast<uint64_t>(kMostCount) - size_) {
        return bytes.Fail("has counts that sum to too much");
      }
      Add(static_cast<uint32_t>(bin), count);
    }
    return true;
  }

  friend bool operator==(const BinCounts& a, const BinCounts& b) {
    for (size_t bin = 0; bin < kDurationBinCount; ++bin) {
      if (a.At(bin) != b.At(bin)) return false;
    }
    return true;
  }

 private:
  static constexpr uint32_t kMostFew = 64;
  // Here, not in the function that reads them: a template would bring them along each time.
  static constexpr std::array<int32_t, kDurationBinCount> kNone{};

  [[nodiscard]] bool HasNoFew() const {
    bool has_none = true;
    few_.ForEach([&has_none](int64_t /*bin*/, int64_t /*count*/) { has_none = false; });
    return has_none;
  }
  [[nodiscard]] bool IsDense() const { return !narrow_.empty() || !wide_.empty(); }
  // False, and nothing is added, where there are too many for so few; they are dense then.
  ABSL_ATTRIBUTE_NOINLINE bool AddFew(uint32_t bin, int64_t count) {
    constexpr auto kMost = static_cast<uint64_t>(std::numeric_limits<int32_t>::max());
    if (additions_ == kMostFew || size_ > kMost) {
      MakeDense();
      return false;
    }
    if (count == 0) return true;
    ++additions_;
    few_.Add(bin, count);
    return true;
  }
  void Spread(std::vector<int32_t>& counts) const {
    counts.assign(kDurationBinCount, 0);
    few_.ForEach([&counts](int64_t bin, int64_t count) {
      counts[static_cast<size_t>(bin)] = static_cast<int32_t>(count);
    });
  }
  void MakeDense() {
    Spread(narrow_);
    few_ = internal::KeyLog();
    additions_ = 0;
  }
  // Is no sum of two counts sure to need more than 32 bits?
  [[nodiscard]] bool FitsNarrow(const BinCounts& other) {
    constexpr auto kMost = static_cast<uint64_t>(std::numeric_limits<int32_t>::max());
    if (other.size_ > kMost) return false;
    if (size_ + other.size_ > kMost) size_ = Size();
    return size_ + other.size_ <= kMost;
  }
  void AddFitting(const std::vector<int32_t>& other, int64_t sign) {
    int32_t* mine = narrow_.data();
    const int32_t* others = other.data();
    if (sign < 0) {
      for (size_t bin = 0; bin < kDurationBinCount; ++bin) mine[bin] -= others[bin];
    } else {
      for (size_t bin = 0; bin < kDurationBinCount; ++bin) mine[bin] += others[bin];
    }
  }
  // Modulo 2^32; false where a count did not fit.
  bool AddNarrow(const std::vector<int32_t>& other, int64_t sign) {
    uint32_t overflow = 0;
    int32_t* mine = narrow_.data();
    const int32_t* others = other.data();
    const uint32_t flip = sign < 0 ? ~0U : 0U;
    for (size_t bin = 0; bin < kDurationBinCount; ++bin) {
      const auto a = static_cast<uint32_t>(mine[bin]);
      const uint32_t b = (static_cast<uint32_t>(others[bin]) ^ flip) - flip;
      const uint32_t sum = a + b;
      // Two of one sign with a sum of the other; and -(-2^31), which is no number of 32 bits.
      overflow |= ((a ^ sum) & (b ^ sum)) | (b == 0x80000000U ? b : 0U);
      mine[bin] = static_cast<int32_t>(sum);
    }
    return (overflow >> 31U) == 0;
  }
  void Widen() {
    if (narrow_.empty()) MakeDense();
    wide_.assign(kDurationBinCount, 0);
    std::copy(narrow_.begin(), narrow_.end(), wide_.begin());
    narrow_.clear();
    narrow_.shrink_to_fit();
  }
  [[nodiscard]] uint64_t Size() const {
    uint64_t size = 0;
    ForEach([&size](size_t /*bin*/, int64_t count) {
      if (size <= static_cast<uint64_t>(kMostCount)) size += internal::SizeOf(count);
    });
    return size;
  }

  internal::KeyLog few_;         // The first additions, each count of 32 bits.
  uint32_t additions_ = 0;       // Their number.
  std::vector<int32_t> narrow_;  // None, or in their place one a bin.
  std::vector<int64_t> wide_;    // In its place once a count needs it.
  int64_t net_ = 0;
  uint64_t size_ = 0;  // At least the sum of the sizes of all counts.
};

}  // namespace readiness::metric
