// readiness/risk/felt_loss.h: where customers feel the failure of one node, and over which links
// what is lost runs: the parts of a score that a person can follow.
//
//   const auto felt = MeasureFeltLosses(graph, network, with_it, without_it, node, drawing);
//   felt[0].touchpoint, felt[0].most_likely();
//   const auto links = FindStrongestLinks(graph, network, with_it, node, 5, drawing);
//
// The falls at the touchpoints add up to the fall of the node's leak. Where a cascade is exact they
// are; elsewhere they are brackets, and if drawing is asked for, drawn with a standard error. What
// a link loses is by how much the expected loss, from all leaks, falls without it: its probability
// times the derivative of the loss by it. Where that is not exact the likeliest links to matter, by
// how likely they carry a failure times what the node that they lead to costs, are drawn.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    O(N + M); with drawing, at most three times `most_steps` more.
// Threads: pure functions of their arguments.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/reach.h"
#include "readiness/risk/sampled_cascade.h"

namespace readiness::risk {

// What the leak of a node costs at one touchpoint.
struct FeltLoss {
  NodeIndex touchpoint = kNoNode;
  double value = 0;  // Of an hour of it: value times severity.
  LossBracket fall;  // How much less would be lost there without the leak.
  std::optional<SampledMean> drawn = std::nullopt;

  [[nodiscard]] double most_likely() const { return drawn.has_value() ? drawn->mean : fall.high; }
};

// An edge by what is lost over it.
struct LinkLoss {
  NodeIndex prerequisite = kNoNode;
  NodeIndex dependent = kNoNode;
  double probability = 0;
  double loss = 0;
  std::optional<double> standard_error = std::nullopt;  // Where it was drawn.
};

namespace internal {

[[nodiscard]] inline std::vector<bool> NodesBehind(const Graph& graph, NodeIndex node) {
  DownstreamCounter counter(graph);
  std::vector<bool> is_behind(graph.node_count(), false);
  is_behind[node] = true;
  for (const NodeIndex other : counter.Downstream(node)) is_behind[other] = true;
  return is_behind;
}

// How many links are drawn for each that is wanted.
inline constexpr size_t kDrawnLinksEach = 4;

// How many worlds that are shared by all touchpoints the effort is enough for; some hundred tell
// most of what a reason needs. 0: none are drawn.
[[nodiscard]] inline size_t AffordableWorlds(const FailureNetwork& network,
                                             const DrawingOptions& options) {
  constexpr size_t kFewest = 256;
  const auto size = static_cast<double>(network.place_count() + network.arc_count());
  const double affordable = size > 0 ? options.most_steps / (8 * size) : 0;
  const size_t most = (size_t{options.worlds} + 63) / 64;
  const auto blocks = static_cast<size_t>(std::min(static_cast<double>(most), affordable));
  if (blocks * 64 < kFewest && blocks < most) return 0;
  return IsAllKnown(network) ? blocks * 64 : 0;
}

}  // namespace internal

// By what is most likely lost, the greatest first; only where something is. `with_it` is the
// cascade of `network`, which has the leak of `node`, and `without_it` that of the same network
// without that leak.
[[nodiscard]] inline std::vector<FeltLoss> MeasureFeltLosses(
    const Graph& graph, const FailureNetwork& network, const Cascade& with_it,
    const Cascade& without_it, NodeIndex node, const DrawingOptions& drawing) {
  const std::vector<bool> is_behind = internal::NodesBehind(graph, node);
  std::vector<FeltLoss> felt;
  bool is_exact = true;
  for (NodeIndex at = 0; at < graph.node_count(); ++at) {
    const Place place = network.PlaceOf(at);
    const double value = network.Value(place);
    if (value == 0 || !is_behind[at]) continue;
    is_exact = is_exact && with_it.IsDegradedExact(place) && without_it.IsDegradedExact(place);
    const Bracket now = with_it.Degraded(place);
    const Bracket then = without_it.Degraded(place);
    const FeltLoss one = {at,
                          value,
                          {std::max(0.0, value * (now.low - then.high)),
                           std::max(0.0, value * (now.high - then.low))}};
    if (one.fall.high > 1e-12 * value) felt.push_back(one);
  }
  const size_t worlds = is_exact ? 0 : internal::AffordableWorlds(network, drawing);
  if (worlds > 0) {
    const double leak = network.Leak(network.PlaceOf(node)).high;
    CascadeSampler sampler(network,
                           {.seed = drawing.seed, .worlds = static_cast<uint32_t>(worlds)});
    const std::vector<uint64_t> counts = sampler.CountChanges(network.PlaceOf(node));
    for (FeltLoss& one : felt) {
      const SampledMean share = ShareOf(counts[network.PlaceOf(one.touchpoint)], worlds);
      const double scale = leak * one.value;
      const double most = std::min(one.fall.Width(),
                                   std::sqrt(scale * one.fall.high / static_cast<double>(worlds)));
      one.drawn = SampledMean{std::clamp(scale * share.mean, one.fall.low, one.fall.high),
                              std::min(scale * share.standard_error, most)};
    }
  }
  std::sort(felt.begin(), felt.end(), [&graph](const FeltLoss& a, const FeltLoss& b) {
    return a.most_likely() != b.most_likely() ? a.most_likely() > b.most_likely()
                                              : graph.Id(a.touchpoint) < graph.Id(b.touchpoint);
  });
  return felt;
}

// At most `most` of the links between nodes that the failure of `node` can reach, itself included,
// by what is lost over them, the greatest first. `cascade` is that of `network`.
[[nodiscard]] inline std::vector<LinkLoss> FindStrongestLinks(const Graph& graph,
                                                              const FailureNetwork& network,
                                                              const Cascade& cascade,
                                                              NodeIndex node, size_t most,
                                                              const DrawingOptions& drawing) {
  const std::vector<bool> is_behind = internal::NodesBehind(graph, node);
  struct Candidate {
    double score = 0;
    CascadeSampler::ArcInto arc;
  };
  std::vector<LinkLoss> links;
  std::vector<Candidate> open;  // Not exact.
  const auto link_of = [&](Arc arc, Place to, double loss) {
    return LinkLoss{network.NodeAt(network.From(arc)), network.NodeAt(to), network.Low(arc), loss};
  };
  for (NodeIndex at = 0; at < graph.node_count(); ++at) {
    if (!is_behind[at]) continue;
    const Place to = network.PlaceOf(at);
    for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
      const NodeIndex from = network.NodeAt(network.From(arc));
      if (from == kNoNode || !is_behind[from]) continue;
      if (const std::optional<double> by_arc = cascade.ByArc(arc); by_arc.has_value()) {
        const double loss = network.Low(arc) * *by_arc;
        if (loss > 0) links.push_back(link_of(arc, to, loss));
      } else {
        open.push_back({network.High(arc) * cascade.Degraded(network.From(arc)).high *
                            cascade.BirnbaumEstimate(to),
                        {arc, to}});
      }
    }
  }
  const auto by_name = [&graph](NodeIndex a1, NodeIndex a2, NodeIndex b1, NodeIndex b2) {
    return graph.Id(a1) != graph.Id(b1) ? graph.Id(a1) < graph.Id(b1) : graph.Id(a2) < graph.Id(b2);
  };
  if (const size_t worlds = open.empty() ? 0 : internal::AffordableWorlds(network, drawing);
      worlds > 0) {
    std::sort(open.begin(), open.end(), [&](const Candidate& a, const Candidate& b) {
      if (a.score != b.score) return a.score > b.score;
      return by_name(network.NodeAt(network.From(a.arc.arc)), network.NodeAt(a.arc.to),
                     network.NodeAt(network.From(b.arc.arc)), network.NodeAt(b.arc.to));
    });
    std::vector<CascadeSampler::ArcInto> arcs;
    for (size_t i = 0; i < std::min(open.size(), most * internal::kDrawnLinksEach); ++i) {
      arcs.push_back(open[i].arc);
    }
    CascadeSampler sampler(network,
                           {.seed = drawing.seed, .worlds = static_cast<uint32_t>(worlds)});
    const std::vector<SampledMean> lost = sampler.LostOver(arcs);
    for (size_t i = 0; i < arcs.size(); ++i) {
      if (lost[i].mean <= 0) continue;
      links.push_back(link_of(arcs[i].arc, arcs[i].to, lost[i].mean));
      links.back().standard_error = lost[i].standard_error;
    }
  }
  std::sort(links.begin(), links.end(), [&](const LinkLoss& a, const LinkLoss& b) {
    if (a.loss != b.loss) return a.loss > b.loss;
    return by_name(a.prerequisite, a.dependent, b.prerequisite, b.dependent);
  });
  if (links.size() > most) links.resize(most);
  return links;
}

}  // namespace readiness::risk
