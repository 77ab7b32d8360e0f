// readiness/risk/rank_uncertainty.h: how sure a rank is when the probabilities themselves are not:
// P(among the first k), the spread of each rank, and P(one risk stands before another).
//
//   auto ranks = DrawRanks(network, risks, edges, {.seed = 7, .draws = 256});
//   ranks->TopProbability(0, 10);   // Of risks[0], with its Wilson interval in TopInterval.
//
// Each draw takes every uncertain probability from its distribution, a number as it is, a Beta, a
// PERT, or where nothing is given anything from 0 to 1 alike; then the cascade is evaluated and the
// risks are ranked as loss_ranking.h does, each in the tier that goes with what was drawn. Where a
// cascade is too wide to solve, worlds may be drawn, others in each draw, so that their error is
// among what the ranks are spread by. What one risk or edge draws depends on (seed, its ids, the
// number of the draw) alone: another risk reshuffles nothing.
//
// Cost:    a cascade and a ranking a draw; 4 bytes for each draw and risk are kept.
// Threads: values only.
// Errors:  InvalidArgument or NotFound, rule rank/risk, rank/edge, rank/draws, or those of a
//          likelihood (bands.h), naming the row.
// Source:  rank acceptability: Lahdelma and Salminen (2001), doi:10.1287/opre.49.3.444.11220;
//          Wilson (1927) for the interval.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/beta.h"
#include "readiness/estimate/interval.h"
#include "readiness/estimate/proportion.h"
#include "readiness/model/graph.h"
#include "readiness/risk/bands.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/id_hash.h"
#include "readiness/risk/loss_ranking.h"

namespace readiness::risk {

// The tier of a risk from a leak on.
struct TierFrom {
  double leak = 0;
  int tier = 0;
};

// Where a risk stands among those of its tier that is on no node of the network.
enum class Aside { kFirst, kLast };

// A risk whose likelihood is a distribution. The leak of its node is that of all risks listed on
// it; a node on which none is listed keeps its own. On no node (kNoNode) it stands `aside` in the
// tier that a draw gives it, last along with those through which nothing is lost. Those that are
// worth the same stand by `downstream`, then by id.
struct UncertainRisk {
  std::string_view id;
  NodeIndex node = kNoNode;
  model::Likelihood likelihood;
  double detectability = 0;
  int tier = 0;
  // Where the tier hangs on the leak: by leak, the first from 0 on. Each draw has its own then.
  std::vector<TierFrom> tiers = {};
  Aside aside = Aside::kFirst;
  uint32_t downstream = 0;  // Other nodes that its failure can reach.
};

// An edge whose probability is a distribution.
struct UncertainEdge {
  EdgeIndex edge = kNoEdge;
  model::Likelihood likelihood;
};

struct DrawOptions {
  uint64_t seed = 0;
  uint32_t draws = 256;
  CascadeOptions cascade = {};
  DrawingOptions drawing = {};  // Of worlds in each draw, each time others; by default none.
};

// The ranks of all draws.
class DrawnRanks {
 public:
  DrawnRanks(size_t risks, size_t draws) : risks_(risks), draws_(draws), ranks_(risks * draws) {}

  [[nodiscard]] size_t draws() const { return draws_; }
  // The rank of risks[risk], from 1, in a draw.
  [[nodiscard]] uint32_t Rank(size_t risk, size_t draw) const {
    return ranks_[draw * risks_ + risk];
  }
  void SetRank(size_t risk, size_t draw, uint32_t rank) { ranks_[draw * risks_ + risk] = rank; }

  // The share of draws in which the risk is among the first k, and the interval in which that
  // probability lies with 95 %.
  [[nodiscard]] double TopProbability(size_t risk, uint32_t k) const {
    return static_cast<double>(CountTop(risk, k)) / static_cast<double>(draws_);
  }
  [[nodiscard]] estimate::Interval TopInterval(size_t risk, uint32_t k) const {
    return *estimate::Wilson(CountTop(risk, k), static_cast<int64_t>(draws_), 0.95);
  }
  [[nodiscard]] double MeanRank(size_t risk) const {
    double sum = 0;
    for (size_t draw = 0; draw < draws_; ++draw) sum += Rank(risk, draw);
    return sum / static_cast<double>(draws_);
  }
  // The least rank that at least `share` of the draws, in (0, 1], do not pass.
  [[nodiscard]] uint32_t RankQuantile(size_t risk, double share) const {
    std::vector<uint32_t> ranks(draws_);
    for (size_t draw = 0; draw < draws_; ++draw) ranks[draw] = Rank(risk, draw);
    size_t at = 0;
    while (at + 1 < draws_ && static_cast<double>(at + 1) < share * static_cast<double>(draws_)) {
      ++at;
    }
    std::nth_element(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(at), ranks.end());
    return ranks[at];
  }
  // The share of draws in which `first` stands before `second`.
  [[nodiscard]] double BeforeProbability(size_t first, size_t second) const {
    size_t count = 0;
    for (size_t draw = 0; draw < draws_; ++draw) {
      count += Rank(first, draw) < Rank(second, draw) ? 1U : 0U;
    }
    return static_cast<double>(count) / static_cast<double>(draws_);
  }

 private:
  [[nodiscard]] int64_t CountTop(size_t risk, uint32_t k) const {
    int64_t count = 0;
    for (size_t draw = 0; draw < draws_; ++draw) count += Rank(risk, draw) <= k ? 1 : 0;
    return count;
  }

  size_t risks_;
  size_t draws_;
  std::vector<uint32_t> ranks_;
};

// The value of a checked likelihood below which it lies with probability `unit`, in (0, 1).
[[nodiscard]] inline double LikelihoodQuantile(const model::Likelihood& likelihood, double unit) {
  if (const double* point = std::get_if<double>(&likelihood.form)) return *point;
  if (const auto* beta = std::get_if<model::BetaLikelihood>(&likelihood.form)) {
    return estimate::BetaQuantile(beta->a, beta->b, unit);
  }
  if (const auto* pert = std::get_if<model::PertLikelihood>(&likelihood.form)) {
    const double width = pert->high - pert->low;
    if (width == 0) return pert->low;
    const double a = 1 + 4 * (pert->mode - pert->low) / width;
    const double b = 1 + 4 * (pert->high - pert->mode) / width;
    return std::min(pert->high, pert->low + width * estimate::BetaQuantile(a, b, unit));
  }
  return unit;
}

namespace internal {

// What decides where a risk stands in one draw.
struct Standing {
  int tier;
  int group;      // 0: first of its tier, 1: by what it loses, 2: last, where nothing is lost.
  uint32_t rank;  // Among those of group 1.
  uint32_t downstream;
  std::string_view id;
  size_t row;

  friend bool operator<(const Standing& a, const Standing& b) {
    return std::tuple(-a.tier, a.group, a.rank, b.downstream, a.id, a.row) <
           std::tuple(-b.tier, b.group, b.rank, a.downstream, b.id, b.row);
  }
};

}  // namespace internal

// Draws the ranks of `risks` on `network`.
[[nodiscard]] inline absl::StatusOr<DrawnRanks> DrawRanks(FailureNetwork network,
                                                          std::span<const UncertainRisk> risks,
                                                          std::span<const UncertainEdge> edges,
                                                          const DrawOptions& options) {
  if (options.draws == 0) return base::Invalid("rank/draws", "0 draws; draw once at least");
  std::vector<RiskOnNode> drawn;     // Those on a node.
  std::vector<size_t> row_of;        // Of each of these,
  std::vector<uint32_t> downstream;  // and what its failure can reach.
  for (size_t row = 0; row < risks.size(); ++row) {
    const UncertainRisk& risk = risks[row];
    const auto where = [&] { return base::Cat("risk row ", row + 1, " (\"", risk.id, "\")"); };
    if (risk.node >= network.node_count() && risk.node != kNoNode) {
      return base::Unknown("rank/risk",
                           base::Cat(where(), ": index ", risk.node, " of ", network.node_count(),
                                     " nodes; take it from Graph::Find"));
    }
    const auto leak = LeakProbability(risk.likelihood, risk.detectability);
    if (!leak.ok()) return base::At(where(), leak.status());
    if (risk.node == kNoNode) continue;
    drawn.push_back({risk.id, risk.node, 0.0, risk.tier});
    row_of.push_back(row);
    downstream.push_back(risk.downstream);
  }
  struct UncertainArc {
    Arc arc;
    uint64_t key;
    const model::Likelihood* likelihood;
  };
  std::vector<std::pair<EdgeIndex, UncertainArc>> arcs;
  if (!edges.empty()) {
    for (Place to = 0; to < network.place_count(); ++to) {
      for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
        arcs.push_back({network.EdgeAt(arc), {arc, network.KeyOfArc(to, arc), nullptr}});
      }
    }
    std::sort(arcs.begin(), arcs.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  std::vector<UncertainArc> uncertain;
  for (size_t row = 0; row < edges.size(); ++row) {
    const auto mean = MeanLikelihood(edges[row].likelihood);
    if (!mean.ok()) return base::At(base::Cat("edge row ", row + 1), mean.status());
    const auto found =
        std::lower_bound(arcs.begin(), arcs.end(), edges[row].edge,
                         [](const auto& one, EdgeIndex edge) { return one.first < edge; });
    if (found == arcs.end() || found->first != edges[row].edge) {
      return base::Unknown("rank/edge",
                           base::Cat("edge row ", row + 1, ": index ", edges[row].edge,
                                     " is no edge of the network, or one of probability 0"));
    }
    uncertain.push_back(found->second);
    uncertain.back().likelihood = &edges[row].likelihood;
  }

  CascadePlan plan(network);
  DrawnRanks ranks(risks.size(), options.draws);
  std::vector<NodeLeak> leaks(drawn.size());
  std::vector<internal::Standing> order;
  for (uint32_t draw = 0; draw < options.draws; ++draw) {
    order.clear();
    for (size_t row = 0, at = 0; row < risks.size(); ++row) {
      const UncertainRisk& risk = risks[row];
      const double unit = internal::RandomUnit(options.seed, internal::IdKey(risk.id), draw);
      const double leak = LikelihoodQuantile(risk.likelihood, unit) * (1 - risk.detectability);
      int tier = risk.tier;
      for (const TierFrom& from : risk.tiers) {
        if (leak >= from.leak) tier = from.tier;
      }
      if (risk.node == kNoNode) {
        order.push_back(
            {tier, risk.aside == Aside::kFirst ? 0 : 2, 0, risk.downstream, risk.id, row});
        continue;
      }
      leaks[at] = {risk.node, leak};
      drawn[at].leak = leak;
      drawn[at++].tier = tier;
    }
    // Leaks of one node by size, so that the order of the rows cannot show.
    std::sort(leaks.begin(), leaks.end(), [](const NodeLeak& a, const NodeLeak& b) {
      return a.node != b.node ? a.node < b.node : a.probability < b.probability;
    });
    for (size_t first = 0; first < leaks.size();) {
      double either = 0;
      const NodeIndex node = leaks[first].node;
      for (; first < leaks.size() && leaks[first].node == node; ++first) {
        either = internal::Either(either, *leaks[first].probability);
      }
      network.SetLeak(network.PlaceOf(node), std::min(either, 1.0));
    }
    for (const UncertainArc& one : uncertain) {
      network.SetChance(
          one.arc,
          LikelihoodQuantile(*one.likelihood, internal::RandomUnit(options.seed, one.key, draw)));
    }
    Cascade cascade = EvaluateCascade(network, options.cascade, plan);
    DrawingOptions drawing = options.drawing;
    drawing.seed = internal::MixBits(drawing.seed + draw);
    DrawEstimates(network, drawing, cascade);
    READINESS_ASSIGN_OR_RETURN(const RankedLosses ranked,
                               RankByLoss(network, cascade, drawn, downstream));
    for (const RankedLoss& one : ranked) {
      const bool is_lost =
          internal::OrderKey({one.fall, one.fall_bracket, one.is_exact, one.rounding}) > 0;
      order.push_back({drawn[one.risk].tier, is_lost ? 1 : 2, is_lost ? one.rank : 0,
                       downstream[one.risk], drawn[one.risk].id, row_of[one.risk]});
    }
    std::sort(order.begin(), order.end());
    for (uint32_t i = 0; i < order.size(); ++i) ranks.SetRank(order[i].row, draw, i + 1);
  }
  return ranks;
}

}  // namespace readiness::risk
