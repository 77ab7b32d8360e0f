// readiness/risk/loss_ranking.h: risks in the order in which they matter to customers, with how
// certain each place in that order is.
//
// The order: tier first, the most severe first; then by how much the expected loss falls without
// the risk; then by how many nodes its failure can reach; then by id. Where a fall is a bracket its
// estimate inside the bracket decides, and the rank is an interval that holds whatever the values
// inside the brackets are:
//   rank_low  = 1 + the risks above its tier + those of its tier with L_j > U_i,
//   rank_high = the risks above its tier + those of its tier with U_j >= L_i, itself included.
// Where tiers are open, a risk is certainly above another where its mildest tier is above the
// other's worst, or equal to it and L_j > U_i; it may be above where its worst is above the other's
// mildest, or equal to it and U_j >= L_i.
// A risk whose probability is not given is put where its worst would be. What rounding may have
// moved decides nothing: falls count in the order to 40 bits, in the intervals with that slack, and
// exact ones as nothing where they are no more than their rounding.
//
// Beside it, with E the expected loss and p the risk's leak: share = fall / E, raw = E[L | p = 1]
// / E (risk achievement worth), rrw = E / E[L | p = 0] (risk reduction worth, infinite where
// nothing else would be lost). They are left out where the expected loss is 0.
//
// Units:   falls in the unit of the values, an hour.
// Cost:    O(n), three radix sorts, and a sort of the rows of tied and of shared nodes; 64 bytes a
//          risk kept, about 80 more meanwhile.
// Threads: values only.
// Errors:  InvalidArgument or NotFound, rule rank/risk, naming the row; rank/downstream.
// Source:  Birnbaum (1969); Fussell (1975), doi:10.1109/TR.1975.5215142; Vesely et al. (1983),
//          NUREG/CR-3385, for raw and rrw.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/large_array.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/descending_order.h"

namespace readiness::risk {

// The tiers that a risk may have, both ends included.
struct TierRange {
  int mildest = 0;
  int worst = 0;
  friend bool operator==(const TierRange&, const TierRange&) = default;
};

// A risk to rank. The network has its leak among those of its node.
struct RiskOnNode {
  std::string_view id;
  NodeIndex node = kNoNode;
  std::optional<double> leak;  // p (1 - d); not given: unknown.
  int tier = 0;                // Greater is more severe; 0 for all where there are no tiers.
  // What else it may be where it is uncertain, for the ranks that are possible: all tiers, and all
  // leaks. Not given: the tier and the leak alone, and of an unknown leak anything.
  std::optional<TierRange> tiers = std::nullopt;
  std::optional<Bracket> leaks = std::nullopt;
};

struct RankedLoss {
  uint32_t risk = 0;  // Its row among the risks, from 0.
  uint32_t rank = 0;  // From 1.
  uint32_t rank_low = 0;
  uint32_t rank_high = 0;
  double fall = 0;  // What the order goes by; inside the bracket.
  LossBracket fall_bracket;
  bool is_exact = false;  // Whether the fall is exact, but for rounding,
  float rounding = 0;     // which may have moved it by so much.
  // Where the fall was drawn (drawn_estimates.h): its standard error.
  std::optional<double> fall_error = std::nullopt;

  friend bool operator==(const RankedLoss&, const RankedLoss&) = default;
};

// By rank.
using RankedLosses = base::LargeArray<RankedLoss>;

// Ranks `risks`. `downstream[i]`, the number of other nodes that the failure of risks[i] can reach,
// breaks ties; empty: ties are broken by id alone.
[[nodiscard]] absl::StatusOr<RankedLosses> RankByLoss(const FailureNetwork& network,
                                                      const Cascade& cascade,
                                                      std::span<const RiskOnNode> risks,
                                                      std::span<const uint32_t> downstream = {});

// How much of the expected loss one risk is.
struct Importance {
  double share = 0;
  double raw = 0;
  double rrw = 0;  // May be infinite.
};

// The importance of a ranked risk; nothing where the loss or its fall is not exact, or no loss is.
[[nodiscard]] std::optional<Importance> ImportanceOf(const FailureNetwork& network,
                                                     const Cascade& cascade, const RiskOnNode& risk,
                                                     const RankedLoss& ranked);

namespace internal {

// By how much the expected loss falls without a risk.
struct LossFall {
  double estimate;  // Inside the bracket.
  LossBracket bracket;
  bool is_exact;
  float rounding = 0;  // By how much rounding may have moved it.
};

// By how much rounding may have moved a fall: its last bits, and where it is exact, so that no
// bracket says it, some roundings of what its leak could cost at most.
[[nodiscard]] inline float RoundingOf(double estimate, double most) {
  const float least = estimate > 0 ? std::numeric_limits<float>::denorm_min() : 0;
  return static_cast<float>(estimate * 0x1p-39 + most * 0x1p-46) + least;
}

// What decides the order.
[[nodiscard]] inline double OrderKey(const LossFall& fall) {
  if (fall.is_exact && fall.estimate <= double{fall.rounding}) return 0;
  constexpr uint64_t kDropped = 12;  // Of the 53 bits.
  const uint64_t bits = std::bit_cast<uint64_t>(fall.estimate) + (uint64_t{1} << (kDropped - 1));
  return std::bit_cast<double>(bits >> kDropped << kDropped);
}
// The ends of a fall for the ranks that are possible.
[[nodiscard]] inline double LowEnd(const LossBracket& bracket, float rounding) {
  return std::max(0.0, bracket.low - double{rounding});
}
[[nodiscard]] inline double HighEnd(const LossBracket& bracket, float rounding) {
  return bracket.high + double{rounding};
}

// Multiplies each part of a leak that several risks of one node share by what the others leave
// free: p PROD(1 - p of the others), as a bracket. `count`: the risks of each node.
inline void ShareLeaks(std::span<const RiskOnNode> risks, std::span<const uint32_t> count,
                       std::span<Bracket> parts) {
  std::vector<uint32_t> rows;  // Of nodes with several risks: by node, then by size, so that the
  for (uint32_t row = 0; row < risks.size(); ++row) {  // order of the rows cannot show.
    if (count[risks[row].node] > 1) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
    if (risks[a].node != risks[b].node) return risks[a].node < risks[b].node;
    return risks[a].leak.value_or(2) < risks[b].leak.value_or(2);
  });
  for (size_t first = 0; first < rows.size();) {
    const size_t last = first + count[risks[rows[first]].node];
    for (size_t i = first; i < last; ++i) {
      for (size_t other = first; other < last; ++other) {
        if (other == i) continue;
        parts[rows[i]].low *= 1 - risks[rows[other]].leak.value_or(1);
        parts[rows[i]].high *= 1 - risks[rows[other]].leak.value_or(0);
      }
    }
    first = last;
  }
}

// The part of a node's leak that each risk adds. Where no two risks are of one node it is the leak.
class LeakParts {
 public:
  LeakParts(std::span<const RiskOnNode> risks, size_t node_count) : risks_(risks) {
    if (!HasShared(risks, node_count)) return;
    std::vector<uint32_t> count(node_count, 0);
    for (const RiskOnNode& risk : risks) ++count[risk.node];
    shared_.reserve(risks.size());
    for (const RiskOnNode& risk : risks) shared_.push_back(Whole(risk));
    ShareLeaks(risks, count, shared_);
  }
  [[nodiscard]] Bracket Of(uint32_t row) const {
    return shared_.empty() ? Whole(risks_[row]) : shared_[row];
  }

 private:
  // Whether two risks are of one node. A bit each: the nodes come in any order.
  [[nodiscard]] static bool HasShared(std::span<const RiskOnNode> risks, size_t node_count) {
    std::vector<bool> is_seen(node_count, false);
    for (const RiskOnNode& risk : risks) {
      if (is_seen[risk.node]) return true;
      is_seen[risk.node] = true;
    }
    return false;
  }
  [[nodiscard]] static Bracket Whole(const RiskOnNode& risk) {
    return {risk.leak.value_or(0) + 0.0, risk.leak.value_or(1) + 0.0};  // + 0.0: no minus zero.
  }

  std::span<const RiskOnNode> risks_;
  base::LargeArray<Bracket> shared_;
};

[[nodiscard]] inline absl::Status CheckRisks(std::span<const RiskOnNode> risks,
                                             std::span<const uint32_t> downstream,
                                             size_t node_count) {
  if (!downstream.empty() && downstream.size() != risks.size()) {
    return base::Invalid("rank/downstream",
                         base::Cat(downstream.size(), " counts for ", risks.size(),
                                   " risks; give one for each, or none"));
  }
  for (size_t row = 0; row < risks.size(); ++row) {
    if (risks[row].node >= node_count) {
      return base::Unknown("rank/risk", base::Cat("risk row ", row + 1, " (\"", risks[row].id,
                                                  "\"): index ", risks[row].node, " of ",
                                                  node_count, " nodes; take it from Graph::Find"));
    }
    if (risks[row].leak.has_value() && !IsProbability(*risks[row].leak)) {
      return base::Invalid("rank/risk",
                           base::Cat("risk row ", row + 1, " (\"", risks[row].id,
                                     "\"): leak must be in [0, 1], got ", *risks[row].leak));
    }
  }
  return absl::OkStatus();
}

// The rows of the risks in their order: tier, fall, downstream count, id.
[[nodiscard]] inline base::LargeArray<uint32_t> OrderOfFalls(const ShortKey& key,
                                                             std::span<const LossFall> falls,
                                                             std::span<const RiskOnNode> risks,
                                                             std::span<const uint32_t> downstream,
                                                             bool has_tiers) {
  const auto count = static_cast<uint32_t>(falls.size());
  const DescendingSort by_fall(key, count, [&](uint32_t row) { return OrderKey(falls[row]); });
  base::LargeArray<uint32_t> order;
  order.reserve(count);
  for (const NumberAt& one : by_fall.sorted()) order.push_back(one.at);
  const auto comes_before = [&](uint32_t a, uint32_t b) {
    if (!downstream.empty() && downstream[a] != downstream[b]) {
      return downstream[a] > downstream[b];
    }
    const int text = risks[a].id.compare(risks[b].id);
    return text != 0 ? text < 0 : a < b;
  };
  for (size_t first = 0; first < order.size();) {
    size_t last = first + 1;
    while (last < order.size() && by_fall.AreEqual(first, last)) ++last;
    if (last > first + 1) {
      const auto begin = order.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end = order.begin() + static_cast<std::ptrdiff_t>(last);
      // Rows that came in the order of their ids are in order already.
      if (!std::is_sorted(begin, end, comes_before)) std::sort(begin, end, comes_before);
    }
    first = last;
  }
  if (has_tiers) {
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return risks[a].tier > risks[b].tier; });
  }
  return order;
}

// Sets the ranks that each risk of one tier may have; `tier` and the ends of its falls by rank,
// `above` risks stand in worse tiers. One walk over the ends, from the greatest down and of equal
// ones upper ends first: an upper end has as many lower ends before it as are certainly above, a
// lower end as many upper ends as may be.
inline void SetRankRanges(const ShortKey& key, uint32_t above, std::span<const double> low_ends,
                          std::span<const double> high_ends, std::span<RankedLoss> tier) {
  const auto count = static_cast<uint32_t>(tier.size());
  const DescendingSort by_low(key, count, [low_ends](uint32_t i) { return low_ends[i]; });
  const DescendingSort by_high(key, count, [high_ends](uint32_t i) { return high_ends[i]; });
  uint32_t lows = 0;
  uint32_t highs = 0;
  while (lows < count && highs < count) {
    const NumberAt high = by_high.sorted()[highs];
    const NumberAt low = by_low.sorted()[lows];
    // Keys tell most numbers apart without a look at them.
    const bool is_low_above =
        low.key != high.key ? low.key < high.key : by_low.Number(low) > by_high.Number(high);
    // No branch: which end comes next cannot be foreseen.
    uint32_t* const range = is_low_above ? &tier[low.at].rank_high : &tier[high.at].rank_low;
    *range = above + (is_low_above ? highs : 1 + lows);
    lows += is_low_above ? 1 : 0;
    highs += is_low_above ? 0 : 1;
  }
  for (; highs < count; ++highs) tier[by_high.sorted()[highs].at].rank_low = above + 1 + count;
  for (; lows < count; ++lows) tier[by_low.sorted()[lows].at].rank_high = above + count;
}

// Sets the ranks that each risk may have where tiers are open or falls may be others than those
// that decide: `ranges` by row, all that each may be.
inline void SetOpenRankRanges(std::span<const RiskOnNode> risks, std::span<const LossFall> falls,
                              std::span<const LossBracket> ranges, std::span<RankedLoss> ranked) {
  using Key = std::pair<int, double>;
  const auto tiers_of = [&](uint32_t row) {
    return risks[row].tiers.value_or(TierRange{risks[row].tier, risks[row].tier});
  };
  std::vector<Key> least;  // As far down as each may be, and as far up.
  std::vector<Key> most;
  for (uint32_t row = 0; row < risks.size(); ++row) {
    least.emplace_back(tiers_of(row).mildest, LowEnd(ranges[row], falls[row].rounding));
    most.emplace_back(tiers_of(row).worst, HighEnd(ranges[row], falls[row].rounding));
  }
  std::vector<Key> by_least = least;
  std::vector<Key> by_most = most;
  std::sort(by_least.begin(), by_least.end());
  std::sort(by_most.begin(), by_most.end());
  for (RankedLoss& one : ranked) {
    const auto above =
        by_least.end() - std::upper_bound(by_least.begin(), by_least.end(), most[one.risk]);
    const auto may_be =
        by_most.end() - std::lower_bound(by_most.begin(), by_most.end(), least[one.risk]);
    one.rank_low = 1 + static_cast<uint32_t>(above);
    one.rank_high = static_cast<uint32_t>(may_be);
  }
}

// Ranks risks whose falls are known; `downstream` as above. `ranges`: all that each fall may be, by
// row; empty: the brackets of the falls.
[[nodiscard]] inline RankedLosses RankFalls(std::span<const LossFall> falls,
                                            std::span<const RiskOnNode> risks,
                                            std::span<const uint32_t> downstream,
                                            std::span<const LossBracket> ranges = {}) {
  const auto count = static_cast<uint32_t>(falls.size());
  const bool has_tiers = std::any_of(risks.begin(), risks.end(), [&](const RiskOnNode& risk) {
    return risk.tier != risks.front().tier;
  });
  NumberRange range;
  for (const LossFall& fall : falls) {
    range.Add(OrderKey(fall));
    range.Add(LowEnd(fall.bracket, fall.rounding));
    range.Add(HighEnd(fall.bracket, fall.rounding));
  }
  const ShortKey key(range);
  const base::LargeArray<uint32_t> order = OrderOfFalls(key, falls, risks, downstream, has_tiers);
  RankedLosses ranked;
  ranked.reserve(count);
  // By rank, and by themselves: they are read over and over when they are sorted.
  base::LargeArray<double> low_ends(count);
  base::LargeArray<double> high_ends(count);
  for (uint32_t i = 0; i < count; ++i) {
    if (constexpr uint32_t kAhead = 48; i + kAhead < count) {
      __builtin_prefetch(&falls[order[i + kAhead]]);
    }
    const LossFall& fall = falls[order[i]];
    RankedLoss& one = ranked.emplace_back();
    one.risk = order[i];
    one.rank = i + 1;
    one.fall = fall.estimate;
    one.fall_bracket = fall.bracket;
    one.is_exact = fall.is_exact;
    one.rounding = fall.rounding;
    low_ends[i] = LowEnd(fall.bracket, fall.rounding);
    high_ends[i] = HighEnd(fall.bracket, fall.rounding);
  }
  const bool are_tiers_open = std::any_of(
      risks.begin(), risks.end(), [](const RiskOnNode& risk) { return risk.tiers.has_value(); });
  if (are_tiers_open || !ranges.empty()) {
    std::vector<LossBracket> brackets;
    if (ranges.empty()) {
      for (const LossFall& fall : falls) brackets.push_back(fall.bracket);
      ranges = brackets;
    }
    SetOpenRankRanges(risks, falls, ranges, ranked);
    return ranked;
  }
  for (uint32_t first = 0; first < count;) {
    uint32_t last = has_tiers ? first + 1 : count;
    while (last < count && risks[order[last]].tier == risks[order[first]].tier) ++last;
    SetRankRanges(key, first, std::span(low_ends).subspan(first, last - first),
                  std::span(high_ends).subspan(first, last - first),
                  std::span(ranked).subspan(first, last - first));
    first = last;
  }
  return ranked;
}

}  // namespace internal

inline absl::StatusOr<RankedLosses> RankByLoss(const FailureNetwork& network,
                                               const Cascade& cascade,
                                               std::span<const RiskOnNode> risks,
                                               std::span<const uint32_t> downstream) {
  READINESS_RETURN_IF_ERROR(internal::CheckRisks(risks, downstream, network.node_count()));
  const internal::LeakParts parts(risks, network.node_count());
  base::LargeArray<internal::LossFall> falls(risks.size());
  for (uint32_t row = 0; row < risks.size(); ++row) {
    if (constexpr uint32_t kAhead = 16; row + kAhead < risks.size()) {
      cascade.Prefetch(network.PlaceOf(risks[row + kAhead].node));
    }
    const Place place = network.PlaceOf(risks[row].node);
    const Bracket part = parts.Of(row);
    const LossBracket birnbaum = cascade.Birnbaum(place);
    const LossBracket bracket{part.low * birnbaum.low, part.high * birnbaum.high};
    const bool is_exact = cascade.IsBirnbaumExact(place) && part.IsExact();
    const double estimate = is_exact ? bracket.low : part.high * cascade.BirnbaumEstimate(place);
    // Where nothing is reached nothing was rounded.
    const double most = is_exact && birnbaum.high > 0 ? part.high * network.total_value() : 0;
    falls[row] = {estimate, bracket, is_exact, internal::RoundingOf(estimate, most)};
  }
  RankedLosses ranked = internal::RankFalls(falls, risks, downstream);
  if (!cascade.has_drawn()) return ranked;
  for (RankedLoss& one : ranked) {
    const auto error = cascade.BirnbaumError(network.PlaceOf(risks[one.risk].node));
    if (error.has_value() && !one.is_exact) one.fall_error = parts.Of(one.risk).high * *error;
  }
  return ranked;
}

inline std::optional<Importance> ImportanceOf(const FailureNetwork& network, const Cascade& cascade,
                                              const RiskOnNode& risk, const RankedLoss& ranked) {
  const LossBracket loss = cascade.expected_loss();
  if (loss.low != loss.high || !ranked.is_exact || loss.low <= 0) return std::nullopt;
  const double without = loss.low - ranked.fall;
  Importance importance;
  importance.share = std::min(1.0, ranked.fall / loss.low);
  if (const double leak = risk.leak.value_or(1); leak > 0) {
    importance.raw = (without + ranked.fall / leak) / loss.low;
  } else {
    const Place place = network.PlaceOf(risk.node);
    importance.raw = 1 + (1 - network.Leak(place).low) * cascade.Birnbaum(place).low / loss.low;
  }
  // What rounding leaves of a loss that has one cause is no loss.
  importance.rrw =
      without > loss.low * 1e-14 ? loss.low / without : std::numeric_limits<double>::infinity();
  return importance;
}

}  // namespace readiness::risk
