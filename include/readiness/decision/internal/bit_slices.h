// readiness/decision/internal/bit_slices.h: sixty-four records at a time, one bit a record.
//
// A truth is two words: the records where it is TRUE and those where it is FALSE; the others are
// UNKNOWN. Kleene's connectives are then AND and OR of words, a quorum counts in bit planes, and a
// score adds its weights record by record.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "readiness/decision/internal/network.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::decision::internal {

inline constexpr size_t kSliceBits = 64;
// The slices of a block stay in the first cache.
inline constexpr size_t kBlockWords = 8;
inline constexpr size_t kBlockRecords = kBlockWords * kSliceBits;
inline constexpr size_t kLineValues = 8;                 // Doubles a cache line.
inline constexpr size_t kAheadRecords = 4 * kSliceBits;  // How far ahead memory is asked for.

using Slice = std::array<uint64_t, kBlockWords>;
struct TruthSlice {
  Slice is_true;
  Slice is_false;
};

template <model::Comparison kind>
[[nodiscard]] inline bool Compares(double x, double threshold) {
  using model::Comparison;
  if constexpr (kind == Comparison::kLess) return x < threshold;
  if constexpr (kind == Comparison::kLessOrEqual) return x <= threshold;
  if constexpr (kind == Comparison::kGreater) return x > threshold;
  if constexpr (kind == Comparison::kGreaterOrEqual) return x >= threshold;
  if constexpr (kind == Comparison::kEqual) return x == threshold;
  if constexpr (kind == Comparison::kNotEqual) return x != threshold;
  return false;
}

// A word of at most 64 records: which pass, and which are finite.
struct ColumnWord {
  uint64_t passes = 0;
  uint64_t is_finite = 0;
};

template <model::Comparison kind>
[[nodiscard]] inline ColumnWord ReadSome(const double* values, size_t count, double threshold) {
  ColumnWord word;
  for (size_t i = 0; i < count; ++i) {
    const double x = values[i];
    word.passes |= uint64_t{Compares<kind>(x, threshold)} << i;
    word.is_finite |= uint64_t{x - x == 0} << i;
  }
  return word;
}

#if defined(__SSE2__)
template <model::Comparison kind>
[[nodiscard]] inline __m128d CompareTwo(__m128d x, __m128d threshold) {
  using model::Comparison;
  if constexpr (kind == Comparison::kLess) return _mm_cmplt_pd(x, threshold);
  if constexpr (kind == Comparison::kLessOrEqual) return _mm_cmple_pd(x, threshold);
  if constexpr (kind == Comparison::kGreater) return _mm_cmplt_pd(threshold, x);
  if constexpr (kind == Comparison::kGreaterOrEqual) return _mm_cmple_pd(threshold, x);
  if constexpr (kind == Comparison::kEqual) return _mm_cmpeq_pd(x, threshold);
  return _mm_cmpneq_pd(x, threshold);
}

// Sixteen comparisons become sixteen bits: pairs of masks are narrowed to 32, 16 and 8 bits each.
// x - x is +0, all bits clear, exactly where x is finite.
template <model::Comparison kind>
[[nodiscard]] inline ColumnWord ReadWord(const double* values, double threshold) {
  const __m128d t = _mm_set1_pd(threshold);
  __m128d differences = _mm_setzero_pd();
  uint64_t passes = 0;
  for (size_t group = 0; group < 4; ++group) {
    const double* from = values + 16 * group;
    __m128i narrow[4];
    for (size_t i = 0; i < 4; ++i) {
      const __m128d a = _mm_loadu_pd(from + 4 * i);
      const __m128d b = _mm_loadu_pd(from + 4 * i + 2);
      differences = _mm_or_pd(differences, _mm_or_pd(_mm_sub_pd(a, a), _mm_sub_pd(b, b)));
      narrow[i] = _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(CompareTwo<kind>(a, t)),
                                                  _mm_castpd_ps(CompareTwo<kind>(b, t)), 0x88));
    }
    const __m128i bytes = _mm_packs_epi16(_mm_packs_epi32(narrow[0], narrow[1]),
                                          _mm_packs_epi32(narrow[2], narrow[3]));
    passes |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(bytes)))
              << (16 * group);
  }
  const __m128i all = _mm_castpd_si128(differences);
  if (_mm_movemask_epi8(_mm_cmpeq_epi8(all, _mm_setzero_si128())) == 0xFFFF) {
    return {passes, ~uint64_t{0}};
  }
  return ReadSome<kind>(values, kSliceBits, threshold);
}
#else
template <model::Comparison kind>
[[nodiscard]] inline ColumnWord ReadWord(const double* values, double threshold) {
  return ReadSome<kind>(values, kSliceBits, threshold);
}
#endif

// Which of `count` <= 64 bytes are not zero.
[[nodiscard]] inline uint64_t ReadValidity(const uint8_t* is_valid, size_t count) {
  uint64_t word = 0;
#if defined(__SSE2__)
  if (count == kSliceBits) {
    for (size_t group = 0; group < 4; ++group) {
      const __m128i bytes =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(is_valid + 16 * group));
      const int zeros = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128()));
      word |= static_cast<uint64_t>(static_cast<uint32_t>(zeros) ^ 0xFFFFU) << (16 * group);
    }
    return word;
  }
#endif
  for (size_t i = 0; i < count; ++i) word |= uint64_t{is_valid[i] != 0} << i;
  return word;
}

// Word `w` of one column: up to 64 records, of the `rest` that the column still has. Bits beyond
// `count` are clear: UNKNOWN. Columns are read in turn, word by word, since many slow streams are
// what hardware looks ahead of best.
template <model::Comparison kind>
inline void ReadColumnWord(const double* values, const uint8_t* is_valid, size_t count, size_t rest,
                           double threshold, size_t w, TruthSlice& out) {
  ColumnWord word;
  if (count == kSliceBits) {
    if (rest >= kAheadRecords + kSliceBits) {
      for (size_t i = 0; i < kSliceBits; i += kLineValues) {
        __builtin_prefetch(values + kAheadRecords + i);
      }
    }
    word = ReadWord<kind>(values, threshold);
  } else if (count > 0) {
    word = ReadSome<kind>(values, count, threshold);
  }
  if (is_valid != nullptr && count > 0) word.is_finite &= ReadValidity(is_valid, count);
  out.is_true[w] = word.passes & word.is_finite;
  out.is_false[w] = ~word.passes & word.is_finite;
}

// Counts, record by record, how many slices have their bit set: plane p holds bit p of the counts.
class SliceCounter {
 public:
  void Clear() { planes_.clear(); }
  void Add(const Slice& slice) {
    Slice carry = slice;
    for (Slice& plane : planes_) {
      for (size_t w = 0; w < kBlockWords; ++w) {
        const uint64_t sum = plane[w] ^ carry[w];
        carry[w] &= plane[w];
        plane[w] = sum;
      }
    }
    for (const uint64_t word : carry) {
      if (word == 0) continue;
      planes_.push_back(carry);
      return;
    }
  }
  // Where the count is at least `need`, compared from the highest bit down.
  [[nodiscard]] Slice AtLeast(int64_t need) const {
    Slice above{}, equal;
    equal.fill(~uint64_t{0});
    const int bits = std::max(static_cast<int>(planes_.size()),
                              static_cast<int>(std::bit_width(static_cast<uint64_t>(need))));
    for (int p = bits - 1; p >= 0; --p) {
      const bool is_set = ((static_cast<uint64_t>(need) >> p) & 1U) != 0;
      for (size_t w = 0; w < kBlockWords; ++w) {
        const uint64_t bit =
            p < static_cast<int>(planes_.size()) ? planes_[static_cast<size_t>(p)][w] : 0;
        if (is_set) {
          equal[w] &= bit;
        } else {
          above[w] |= equal[w] & bit;
          equal[w] &= ~bit;
        }
      }
    }
    for (size_t w = 0; w < kBlockWords; ++w) above[w] |= equal[w];
    return above;
  }

 private:
  std::vector<Slice> planes_;
};

// Evaluates a network for a block of records: slices of leaves in, slices of nodes out. Exact where
// no leaf of both polarities is UNKNOWN, and where it is not UNKNOWN in any case (Kleene).
class SliceEvaluator {
 public:
  explicit SliceEvaluator(const Network& network)
      : network_(network),
        leaves_(static_cast<size_t>(network.leaf_count)),
        nodes_(network.nodes.size()) {}

  [[nodiscard]] TruthSlice& leaf(size_t leaf) { return leaves_[leaf]; }
  [[nodiscard]] const TruthSlice& node(int32_t node) const {
    return nodes_[static_cast<size_t>(node)];
  }

  void Evaluate() {
    for (size_t n = 0; n < nodes_.size(); ++n) {
      const Node& node = network_.nodes[n];
      const std::span<const Part> parts(network_.PartsOf(node),
                                        static_cast<size_t>(node.part_count));
      TruthSlice& out = nodes_[n];
      switch (node.op) {
        case Op::kAll:
        case Op::kCap:
          Conjoin(parts, out.is_true, out.is_false, node.op == Op::kAll);
          break;
        case Op::kAny:
          Disjoin(parts, out);
          break;
        case Op::kNot:
          out = {Of(parts[0]).is_false, Of(parts[0]).is_true};
          break;
        case Op::kAtLeast:
          Count(parts, node.need, out);
          break;
        case Op::kScore:
          Weigh(parts, node.need, out);
          break;
      }
    }
  }
  // The records where some leaf of both polarities is UNKNOWN: there Kleene may be too cautious.
  [[nodiscard]] Slice MixedUnknown() const {
    Slice unknown{};
    if (!network_.has_mixed) return unknown;
    for (size_t l = 0; l < leaves_.size(); ++l) {
      if (network_.polarity[l] != 3) continue;
      for (size_t w = 0; w < kBlockWords; ++w) {
        unknown[w] |= ~(leaves_[l].is_true[w] | leaves_[l].is_false[w]);
      }
    }
    return unknown;
  }

 private:
  [[nodiscard]] const TruthSlice& Of(const Part& part) const {
    return IsLeaf(part.ref) ? leaves_[static_cast<size_t>(~part.ref)]
                            : nodes_[static_cast<size_t>(part.ref)];
  }
  // A conjunction of nothing is UNKNOWN, but for the shoulds.
  void Conjoin(std::span<const Part> parts, Slice& is_true, Slice& is_false, bool needs_parts) {
    is_true.fill(parts.empty() && needs_parts ? 0 : ~uint64_t{0});
    is_false.fill(0);
    for (const Part& part : parts) {
      const TruthSlice& truth = Of(part);
      for (size_t w = 0; w < kBlockWords; ++w) {
        is_true[w] &= truth.is_true[w];
        is_false[w] |= truth.is_false[w];
      }
    }
  }
  void Disjoin(std::span<const Part> parts, TruthSlice& out) {
    out.is_true.fill(0);
    out.is_false.fill(~uint64_t{0});
    for (const Part& part : parts) {
      const TruthSlice& truth = Of(part);
      for (size_t w = 0; w < kBlockWords; ++w) {
        out.is_true[w] |= truth.is_true[w];
        out.is_false[w] &= truth.is_false[w];
      }
    }
  }
  // TRUE with `need` parts TRUE; FALSE where so many are FALSE that `need` is out of reach.
  void Count(std::span<const Part> parts, int64_t need, TruthSlice& out) {
    counter_.Clear();
    for (const Part& part : parts) counter_.Add(Of(part).is_true);
    out.is_true = counter_.AtLeast(need);
    counter_.Clear();
    for (const Part& part : parts) counter_.Add(Of(part).is_false);
    out.is_false = counter_.AtLeast(static_cast<int64_t>(parts.size()) - need + 1);
  }
  // The least whole weight whose share reaches the bar turns the division into a comparison.
  void Weigh(std::span<const Part> parts, int64_t need, TruthSlice& out) {
    int64_t total = 0;
    for (const Part& part : parts) total += part.weight;
    if (total == 0) {  // As where no part applies: a share of nothing.
      out = {};
      return;
    }
    const Wide bar = static_cast<Wide>(need) * total;
    const auto least = static_cast<int64_t>((bar + kShareUnit - 1) / kShareUnit);
    for (size_t w = 0; w < kBlockWords; ++w) {
      std::array<int64_t, kSliceBits> holds{}, fails{};
      for (const Part& part : parts) {
        const uint64_t t = Of(part).is_true[w], f = Of(part).is_false[w];
        for (size_t i = 0; i < kSliceBits; ++i) {
          holds[i] += part.weight & -static_cast<int64_t>((t >> i) & 1U);
          fails[i] += part.weight & -static_cast<int64_t>((f >> i) & 1U);
        }
      }
      out.is_true[w] = out.is_false[w] = 0;
      for (size_t i = 0; i < kSliceBits; ++i) {
        out.is_true[w] |= uint64_t{holds[i] >= least} << i;
        out.is_false[w] |= uint64_t{total - fails[i] < least} << i;
      }
    }
  }

  const Network& network_;
  std::vector<TruthSlice> leaves_;
  std::vector<TruthSlice> nodes_;
  SliceCounter counter_;
};

// One byte a bit, eight records at a time: HOLD is 2, GO one more, NO_GO one less.
inline void WriteVerdicts(uint64_t is_go, uint64_t is_no_go, std::span<model::Verdict> out) {
  static_assert(sizeof(model::Verdict) == 1);
  size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    const auto spread = [](uint64_t bits) {
      const uint64_t one_each = (bits * 0x0101010101010101U) & 0x8040201008040201U;
      return ((one_each + 0x7F7F7F7F7F7F7F7FU) >> 7U) & 0x0101010101010101U;
    };
    for (; i + 8 <= out.size(); i += 8) {
      const uint64_t bytes =
          0x0202020202020202U + spread((is_go >> i) & 0xFFU) - spread((is_no_go >> i) & 0xFFU);
      std::memcpy(&out[i], &bytes, sizeof(bytes));
    }
  }
  for (; i < out.size(); ++i) {
    out[i] = static_cast<model::Verdict>(2 + static_cast<int>((is_go >> i) & 1U) -
                                         static_cast<int>((is_no_go >> i) & 1U));
  }
}

}  // namespace readiness::decision::internal
