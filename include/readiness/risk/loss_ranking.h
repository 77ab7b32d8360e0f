// readiness/risk/loss_ranking.h: risks in the order in which they matter to customers, with how
// certain each place in that order is.
//
// The order: tier first, the most severe first; then by how much the expected loss falls without
// the risk; then by how many nodes its failure can reach; then by id. Where a fall is a bracket its
// estimate inside the bracket decides, and the rank is an interval that holds whatever the values
// inside the brackets are:
//   rank_low  = 1 + the risks above its tier + those of its tier with L_j > U_i,
//   rank_high = the risks above its tier + those of its tier with U_j >= L_i, itself included.
// A risk whose probability is not given is put where its worst would be.
//
// Beside it, with E the expected loss and p the risk's leak: share = fall / E, raw = E[L | p = 1]
// / E (risk achievement worth), rrw = E / E[L | p = 0] (risk reduction worth, infinite where
// nothing else would be lost). They are left out where the expected loss is 0.
//
// Units:   falls in the unit of the values, an hour.
// Cost:    O(n) and three radix sorts.   Threads: values only.
// Errors:  InvalidArgument or NotFound, rule rank/risk, naming the row; rank/downstream.
// Source:  Birnbaum (1969); Fussell (1975), doi:10.1109/TR.1975.5215142; Vesely et al. (1983),
//          NUREG/CR-3385, for raw and rrw.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/descending_order.h"

namespace readiness::risk {

// A risk to rank. The network has its leak among those of its node.
struct RiskOnNode {
  std::string_view id;
  NodeIndex node = kNoNode;
  std::optional<double> leak;  // p (1 - d); not given: unknown.
  int tier = 0;                // Greater is more severe; 0 for all where there are no tiers.
};

struct RankedLoss {
  uint32_t risk = 0;  // Its row among the risks, from 0.
  uint32_t rank = 0;  // From 1.
  uint32_t rank_low = 0;
  uint32_t rank_high = 0;
  double fall = 0;  // What the order goes by; inside the bracket.
  LossBracket fall_bracket;
  bool is_exact = false;  // Whether the fall is exact.
  std::optional<double> share;
  std::optional<double> raw;
  std::optional<double> rrw;

  friend bool operator==(const RankedLoss&, const RankedLoss&) = default;
};

// Ranks `risks`. `downstream[i]`, the number of other nodes that the failure of risks[i] can reach,
// breaks ties; empty: ties are broken by id alone.
[[nodiscard]] absl::StatusOr<std::vector<RankedLoss>> RankByLoss(
    const FailureNetwork& network, const Cascade& cascade, std::span<const RiskOnNode> risks,
    std::span<const uint32_t> downstream = {});

namespace internal {

// The part of a node's leak that one of its risks adds: p PROD(1 - p of the others), as a bracket.
[[nodiscard]] inline std::vector<Bracket> LeakParts(std::span<const RiskOnNode> risks,
                                                    size_t node_count) {
  std::vector<uint32_t> rows(risks.size());
  std::iota(rows.begin(), rows.end(), 0U);
  std::vector<uint32_t> begin;
  rows = StableOrder(
      rows, node_count, [&](uint32_t row) { return risks[row].node; }, begin);
  std::vector<Bracket> parts(risks.size());
  std::vector<uint32_t> group;
  for (size_t node = 0; node < node_count; ++node) {
    group.assign(rows.begin() + begin[node], rows.begin() + begin[node + 1]);
    // By size, so that the order of the rows cannot show in the last bit.
    std::sort(group.begin(), group.end(), [&](uint32_t a, uint32_t b) {
      return risks[a].leak.value_or(2) < risks[b].leak.value_or(2);
    });
    for (const uint32_t row : group) {
      Bracket part{risks[row].leak.value_or(0), risks[row].leak.value_or(1)};
      for (const uint32_t other : group) {
        if (other == row) continue;
        part.low *= 1 - risks[other].leak.value_or(1);
        part.high *= 1 - risks[other].leak.value_or(0);
      }
      parts[row] = part;
    }
  }
  return parts;
}

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

// The rank intervals of one tier, whose risks are `tier`; `above` risks stand in worse tiers.
inline void SetRankIntervals(std::span<RankedLoss> tier, uint32_t above) {
  const size_t count = tier.size();
  std::vector<double> lows(count);
  std::vector<double> highs(count);
  for (size_t i = 0; i < count; ++i) {
    lows[i] = tier[i].fall_bracket.low;
    highs[i] = tier[i].fall_bracket.high;
  }
  SortDescending(lows);
  SortDescending(highs);
  for (RankedLoss& one : tier) {
    const auto certain = std::lower_bound(lows.begin(), lows.end(), one.fall_bracket.high,
                                          [](double low, double high) { return low > high; });
    const auto possible = std::lower_bound(highs.begin(), highs.end(), one.fall_bracket.low,
                                           [](double high, double low) { return high >= low; });
    one.rank_low = above + 1 + static_cast<uint32_t>(certain - lows.begin());
    one.rank_high = above + static_cast<uint32_t>(possible - highs.begin());
  }
}

}  // namespace internal

inline absl::StatusOr<std::vector<RankedLoss>> RankByLoss(const FailureNetwork& network,
                                                          const Cascade& cascade,
                                                          std::span<const RiskOnNode> risks,
                                                          std::span<const uint32_t> downstream) {
  READINESS_RETURN_IF_ERROR(internal::CheckRisks(risks, downstream, network.node_count()));
  const LossBracket loss = cascade.expected_loss();
  const std::vector<Bracket> parts = internal::LeakParts(risks, network.node_count());
  std::vector<RankedLoss> unordered(risks.size());
  std::vector<double> falls(risks.size());
  for (uint32_t row = 0; row < risks.size(); ++row) {
    const Place place = network.PlaceOf(risks[row].node);
    RankedLoss& one = unordered[row];
    one.risk = row;
    const LossBracket birnbaum = cascade.Birnbaum(place);
    one.fall_bracket = {parts[row].low * birnbaum.low, parts[row].high * birnbaum.high};
    one.is_exact = cascade.IsBirnbaumExact(place) && parts[row].IsExact();
    one.fall =
        one.is_exact ? one.fall_bracket.low : parts[row].high * cascade.BirnbaumEstimate(place);
    falls[row] = one.fall;
    if (loss.low != loss.high || !one.is_exact || loss.low <= 0) continue;
    // What one leak more or less changes, through the part that the others leave it.
    const double without = loss.low - one.fall;
    const double leak = risks[row].leak.value_or(1);
    const double others = leak > 0 ? parts[row].low / leak : 0;
    one.share = std::min(1.0, one.fall / loss.low);
    one.raw = leak > 0 ? (without + others * birnbaum.low) / loss.low
                       : (loss.low + (1 - network.Leak(place).low) * birnbaum.low) / loss.low;
    // What rounding leaves of a loss that has one cause is no loss.
    one.rrw =
        without > loss.low * 1e-14 ? loss.low / without : std::numeric_limits<double>::infinity();
  }
  std::vector<uint32_t> order = internal::DescendingOrder(falls);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return risks[a].tier > risks[b].tier; });
  for (size_t first = 0; first < order.size();) {
    size_t last = first + 1;
    while (last < order.size() && falls[order[last]] == falls[order[first]] &&
           risks[order[last]].tier == risks[order[first]].tier) {
      ++last;
    }
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(first),
              order.begin() + static_cast<std::ptrdiff_t>(last), [&](uint32_t a, uint32_t b) {
                if (!downstream.empty() && downstream[a] != downstream[b]) {
                  return downstream[a] > downstream[b];
                }
                return risks[a].id != risks[b].id ? risks[a].id < risks[b].id : a < b;
              });
    first = last;
  }
  std::vector<RankedLoss> ranked(risks.size());
  for (size_t i = 0; i < order.size(); ++i) {
    ranked[i] = unordered[order[i]];
    ranked[i].rank = static_cast<uint32_t>(i + 1);
  }
  for (size_t first = 0; first < ranked.size();) {
    size_t last = first + 1;
    while (last < ranked.size() &&
           risks[ranked[last].risk].tier == risks[ranked[first].risk].tier) {
      ++last;
    }
    internal::SetRankIntervals(std::span<RankedLoss>(ranked).subspan(first, last - first),
                               static_cast<uint32_t>(first));
    first = last;
  }
  return ranked;
}

}  // namespace readiness::risk
