// readiness/risk/failure_network.h: what the cascade runs on: the graph with the chance that each
// node leaks by itself, what each touchpoint is worth, and causes that several nodes share.
//
// A world is drawn by switching every leak, every edge and every cause on or off, each on its own.
// A node is degraded in a world when edges that are on lead to it from a leak that is on, or when
// it is one itself. A common cause is a leak of its own with an edge of probability 1 to each
// member. Several leaks on one node combine as 1 - PROD(1 - p). What is not given is the bracket
// [0, 1]. The loss of a world is the sum of value * severity over the degraded touchpoints.
//
//   auto network = FailureNetwork::Build(graph, components, {.leaks = leaks,
//                                                            .touchpoints = touchpoints});
//
// The network numbers nodes and causes by place: prerequisites stand before dependents, members of
// a circular component side by side, causes first. Edges of probability 0 are left out, save within
// circular components.
//
// Units:   probabilities and severities in [0, 1]; values in the caller's unit an hour (customers
//          or revenue), from 0 to 1e15.
// Cost:    O(N + M); 44 bytes a node and 16 an edge (24 where a probability is missing).
// Threads: safe to share while nobody sets; it keeps nothing of its arguments.
// Errors:  InvalidArgument or NotFound with the row, counted from 1, and one of the rules
//          cascade/node, cascade/leak, cascade/value, cascade/severity, cascade/touchpoint,
//          cascade/common-cause.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/large_array.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/id_hash.h"
#include "readiness/risk/internal/rounding.h"

namespace readiness::risk {

// One risk on a node: the probability that it shows there by itself; not given: unknown.
struct NodeLeak {
  NodeIndex node = kNoNode;
  std::optional<double> probability;
};

// What a touchpoint is worth: `value` an hour, felt with `severity`.
struct TouchpointValue {
  NodeIndex node = kNoNode;
  double value = 0;
  double severity = 1;
};

// Nodes that leak together, with this probability; two or more.
struct CommonCause {
  std::string_view id;
  std::span<const NodeIndex> nodes;
  double probability = 0;
};

// What stands on the graph.
struct NetworkInput {
  std::span<const NodeLeak> leaks;
  std::span<const TouchpointValue> touchpoints;
  std::span<const CommonCause> causes;
};

// A place of the network, from 0, and an arc of it, from 0.
using Place = uint32_t;
using Arc = uint32_t;

class FailureNetwork {
 public:
  // `components` are those of `graph`. Rows in any order give the same network.
  [[nodiscard]] static absl::StatusOr<FailureNetwork> Build(const Graph& graph,
                                                            const Components& components,
                                                            const NetworkInput& input);

  [[nodiscard]] size_t place_count() const { return node_.size(); }
  [[nodiscard]] size_t cause_count() const { return cause_count_; }
  [[nodiscard]] Place PlaceOf(NodeIndex node) const { return place_[node]; }
  // The node at a place; kNoNode for a cause.
  [[nodiscard]] NodeIndex NodeAt(Place place) const { return node_[place]; }
  [[nodiscard]] size_t node_count() const { return place_.size(); }

  // The probability that the place leaks by itself.
  [[nodiscard]] Bracket Leak(Place place) const {
    return {leak_low_[place], leak_high_.empty() ? leak_low_[place] : leak_high_[place]};
  }
  // What an hour of its degradation costs: value * severity; 0 where it is no touchpoint.
  [[nodiscard]] double Value(Place place) const { return value_[place]; }
  // The sum of all values, by place.
  [[nodiscard]] double total_value() const { return total_value_; }
  // Whether any touchpoint is worth more than 0.
  [[nodiscard]] bool has_value() const { return total_value_ > 0; }
  // Whether every probability is given: no leak and no arc is a bracket.
  [[nodiscard]] bool is_known() const { return leak_high_.empty() && high_.empty(); }

  // The arcs into a place are those from ArcsBegin(place) up to ArcsBegin(place + 1).
  [[nodiscard]] Arc ArcsBegin(Place place) const { return arcs_begin_[place]; }
  [[nodiscard]] size_t arc_count() const { return from_.size(); }
  [[nodiscard]] Place From(Arc arc) const { return from_[arc]; }
  [[nodiscard]] double Low(Arc arc) const { return low_[arc]; }
  [[nodiscard]] double High(Arc arc) const { return high_.empty() ? low_[arc] : high_[arc]; }
  // Asks for its probability to be fetched: it is soon read.
  void PrefetchChance(Arc arc) const { __builtin_prefetch(low_.data() + arc); }
  // The edge of the graph that an arc is; kNoEdge for an arc from a cause.
  [[nodiscard]] EdgeIndex EdgeAt(Arc arc) const { return edge_[arc]; }
  // How many arcs leave a place.
  [[nodiscard]] uint32_t OutCount(Place place) const { return out_count_[place]; }

  // Places of one circular component: `begin` up to `end`. In order.
  struct Circular {
    Place begin = 0;
    Place end = 0;
    friend bool operator==(const Circular&, const Circular&) = default;
  };
  [[nodiscard]] std::span<const Circular> circular() const { return circular_; }

  // An edge of probability 0 that was left out. By `to`.
  struct LeftOut {
    Place from = 0;
    Place to = 0;
  };
  [[nodiscard]] std::span<const LeftOut> left_out() const { return left_out_; }

  // Puts another probability, in [0, 1], in place of a leak or of an arc's chance. Not while
  // another thread reads.
  void SetLeak(Place place, double probability) {
    leak_low_[place] = probability;
    if (!leak_high_.empty()) leak_high_[place] = probability;
  }
  void SetChance(Arc arc, double probability) {
    low_[arc] = probability;
    if (!high_.empty()) high_[arc] = probability;
  }

  // Puts another value, an hour and times its severity, from 0 to 1e15, in place of one. O(N).
  void SetValue(Place place, double value) {
    value_[place] = value;
    total_value_ = 0;
    for (const double one : value_) total_value_ += one;
  }

  // What the failure of one place alone can reach: that place, which leaks for certain, and all
  // places after it, which do not leak by themselves. Values, arcs and keys are those of this
  // network; nodes have no places in it, so PlaceOf must not be asked, and left_out() is empty. Its
  // place 0 is the first of
  // its component where `source` is a member of a circular one.
  [[nodiscard]] FailureNetwork OnlyFrom(Place source) const;

  // The keys of places and arcs for drawing worlds: hashes of their ids, so that no key depends on
  // what else the network holds.
  [[nodiscard]] uint64_t KeyOfPlace(Place place) const { return key_[place]; }
  [[nodiscard]] uint64_t KeyOfArc(Place to, Arc arc) const {
    return internal::PairKey(key_[from_[arc]], key_[to]);
  }

 private:
  [[nodiscard]] absl::Status SetCauses(const Graph& graph, std::span<const CommonCause> causes);
  void SetPlaces(const Graph& graph, const Components& components);
  [[nodiscard]] absl::Status SetLeaks(std::span<const NodeLeak> leaks);
  [[nodiscard]] absl::Status SetValues(const Graph& graph,
                                       std::span<const TouchpointValue> touchpoints);
  void SetArcs(const Graph& graph, std::span<const CommonCause> causes);

  size_t cause_count_ = 0;
  std::vector<uint32_t> cause_order_;  // The causes by id.
  base::LargeArray<NodeIndex> node_;   // The node of each place.
  base::LargeArray<Place> place_;      // The place of each node.
  base::LargeArray<uint64_t> key_;
  base::LargeArray<double> leak_low_;
  base::LargeArray<double> leak_high_;  // Empty where every leak is known.
  base::LargeArray<double> value_;
  double total_value_ = 0;
  base::LargeArray<Arc> arcs_begin_ = {0};
  base::LargeArray<Place> from_;
  base::LargeArray<double> low_;
  base::LargeArray<double> high_;  // Empty where every arc is known.
  base::LargeArray<EdgeIndex> edge_;
  base::LargeArray<uint32_t> out_count_;
  std::vector<Circular> circular_;
  std::vector<LeftOut> left_out_;
};

namespace internal {

// The greatest value of one touchpoint: sums over any network stay finite.
inline constexpr double kMostValue = 1e15;

[[nodiscard]] inline absl::Status CheckNode(std::string_view what, size_t row, NodeIndex node,
                                            size_t node_count) {
  if (node < node_count) return absl::OkStatus();
  return base::Unknown("cascade/node", base::Cat(what, " row ", row + 1, ": index ", node, " of ",
                                                 node_count, " nodes; take it from Graph::Find"));
}

}  // namespace internal

inline absl::StatusOr<FailureNetwork> FailureNetwork::Build(const Graph& graph,
                                                            const Components& components,
                                                            const NetworkInput& input) {
  FailureNetwork network;
  READINESS_RETURN_IF_ERROR(network.SetCauses(graph, input.causes));
  network.SetPlaces(graph, components);
  for (size_t i = 0; i < network.cause_count_; ++i) {
    const CommonCause& cause = input.causes[network.cause_order_[i]];
    network.key_[i] = internal::IdKey(cause.id) ^ internal::kCauseSalt;
    network.leak_low_[i] = cause.probability;
  }
  READINESS_RETURN_IF_ERROR(network.SetLeaks(input.leaks));
  READINESS_RETURN_IF_ERROR(network.SetValues(graph, input.touchpoints));
  network.SetArcs(graph, input.causes);
  return network;
}

inline absl::Status FailureNetwork::SetCauses(const Graph& graph,
                                              std::span<const CommonCause> causes) {
  cause_count_ = causes.size();
  cause_order_.resize(causes.size());
  std::iota(cause_order_.begin(), cause_order_.end(), 0U);
  std::vector<NodeIndex> members;
  for (size_t row = 0; row < causes.size(); ++row) {
    const CommonCause& cause = causes[row];
    const auto refuse = [&](std::string_view text) {
      return base::Invalid("cascade/common-cause", base::Cat("common cause row ", row + 1, " (\"",
                                                             cause.id, "\"): ", text));
    };
    if (cause.id.empty()) return refuse("the id is empty; name the cause");
    if (!IsProbability(cause.probability)) {
      return refuse(base::Cat("probability must be in [0, 1], got ", cause.probability));
    }
    for (const NodeIndex node : cause.nodes) {
      READINESS_RETURN_IF_ERROR(internal::CheckNode("common cause", row, node, graph.node_count()));
    }
    members.assign(cause.nodes.begin(), cause.nodes.end());
    std::sort(members.begin(), members.end());
    const auto twice = std::adjacent_find(members.begin(), members.end());
    if (twice != members.end()) {
      return refuse(base::Cat("names \"", graph.Id(*twice), "\" twice; name each node once"));
    }
    if (members.size() < 2) {
      return refuse(
          base::Cat("names ", members.size(), " nodes; a cause is shared by two or more"));
    }
  }
  std::sort(cause_order_.begin(), cause_order_.end(),
            [&](uint32_t a, uint32_t b) { return causes[a].id < causes[b].id; });
  for (size_t i = 1; i < cause_order_.size(); ++i) {
    if (causes[cause_order_[i]].id != causes[cause_order_[i - 1]].id) continue;
    const uint32_t row = std::max(cause_order_[i], cause_order_[i - 1]);
    return base::Invalid("cascade/common-cause",
                         base::Cat("common cause row ", row + size_t{1}, " (\"", causes[row].id,
                                   "\"): the id is declared already; declare each cause once"));
  }
  return absl::OkStatus();
}

inline void FailureNetwork::SetPlaces(const Graph& graph, const Components& components) {
  const size_t node_count = graph.node_count();
  const auto first = static_cast<Place>(cause_count_);
  node_.assign(cause_count_, kNoNode);
  node_.reserve(cause_count_ + node_count);
  place_.resize(node_count);
  // Where the nodes' own order has prerequisites before dependents it is kept: what stands together
  // in the ids mostly belongs together.
  bool is_ordered = components.count() == node_count;
  for (NodeIndex node = 0; is_ordered && node < node_count; ++node) {
    const std::span<const NodeIndex> dependents = graph.Dependents(node);
    is_ordered = dependents.empty() || dependents.front() > node;
  }
  if (is_ordered) {
    node_.resize(cause_count_ + node_count);
    std::iota(node_.begin() + static_cast<std::ptrdiff_t>(cause_count_), node_.end(), 0U);
    std::iota(place_.begin(), place_.end(), first);
  } else {
    for (auto component = static_cast<uint32_t>(components.count()); component-- > 0;) {
      const auto begin = static_cast<Place>(node_.size());
      for (const NodeIndex node : components.Members(component)) {
        place_[node] = static_cast<Place>(node_.size());
        node_.push_back(node);
      }
      if (components.IsCircular(component)) {
        circular_.push_back({begin, static_cast<Place>(node_.size())});
      }
    }
  }
  key_.resize(node_.size());
  for (NodeIndex node = 0; node < node_count; ++node) {
    key_[place_[node]] = internal::IdKey(graph.Id(node));
  }
  leak_low_.assign(node_.size(), 0);
  value_.assign(node_.size(), 0);
}

inline absl::Status FailureNetwork::SetLeaks(std::span<const NodeLeak> leaks) {
  for (size_t row = 0; row < leaks.size(); ++row) {
    const NodeLeak& leak = leaks[row];
    READINESS_RETURN_IF_ERROR(internal::CheckNode("leak", row, leak.node, node_count()));
    if (!leak.probability.has_value() && leak_high_.empty()) leak_high_ = leak_low_;
    if (leak.probability.has_value() && !IsProbability(*leak.probability)) {
      return base::Invalid("cascade/leak",
                           base::Cat("leak row ", row + 1, ": probability must be in [0, 1], got ",
                                     *leak.probability, "; leave it out where it is unknown"));
    }
  }
  base::LargeArray<uint32_t> count(node_count(), 0);
  for (const NodeLeak& leak : leaks) ++count[leak.node];
  const auto bracket_of = [](const NodeLeak& leak) {
    return Bracket{leak.probability.value_or(0) + 0.0,  // + 0.0 turns -0 into 0.
                   leak.probability.value_or(1) + 0.0};
  };
  const auto set = [&](NodeIndex node, Bracket leak) {
    leak_low_[place_[node]] = leak.low;
    if (!leak_high_.empty()) leak_high_[place_[node]] = leak.high;
  };
  std::map<NodeIndex, std::vector<Bracket>> shared;  // The few nodes with several.
  for (const NodeLeak& leak : leaks) {
    if (count[leak.node] == 1) {
      set(leak.node, bracket_of(leak));
    } else {
      shared[leak.node].push_back(bracket_of(leak));
    }
  }
  for (const auto& [node, several] : shared) {
    const bool is_known =
        std::all_of(several.begin(), several.end(), [](Bracket one) { return one.IsExact(); });
    Bracket either = internal::EitherOf(several);
    // Rounding alone makes no bracket: what is known stays one number.
    if (is_known) either.high = either.low;
    set(node, either);
  }
  if (!leak_high_.empty()) {
    for (size_t i = 0; i < cause_count_; ++i) leak_high_[i] = leak_low_[i];
  }
  return absl::OkStatus();
}

inline absl::Status FailureNetwork::SetValues(const Graph& graph,
                                              std::span<const TouchpointValue> touchpoints) {
  std::vector<uint32_t> declared_at(touchpoints.empty() ? 0 : node_count(), 0);  // Row from 1.
  for (size_t row = 0; row < touchpoints.size(); ++row) {
    const TouchpointValue& touchpoint = touchpoints[row];
    READINESS_RETURN_IF_ERROR(
        internal::CheckNode("touchpoint", row, touchpoint.node, node_count()));
    const auto refuse = [&](std::string_view rule, std::string_view text) {
      return base::Invalid(rule, base::Cat("touchpoint row ", row + 1, " (\"",
                                           graph.Id(touchpoint.node), "\"): ", text));
    };
    if (!(touchpoint.value >= 0 && touchpoint.value <= internal::kMostValue)) {
      return refuse("cascade/value",
                    base::Cat("value must be from 0 to 1e15, got ", touchpoint.value));
    }
    if (!IsProbability(touchpoint.severity)) {
      return refuse("cascade/severity",
                    base::Cat("severity must be in [0, 1], got ", touchpoint.severity));
    }
    if (declared_at[touchpoint.node] != 0) {
      return refuse("cascade/touchpoint",
                    base::Cat("is a touchpoint already at row ", declared_at[touchpoint.node],
                              "; declare each touchpoint once"));
    }
    declared_at[touchpoint.node] = static_cast<uint32_t>(row + 1);
    value_[place_[touchpoint.node]] = touchpoint.value * touchpoint.severity + 0.0;
  }
  for (const double value : value_) total_value_ += value;
  return absl::OkStatus();
}

inline void FailureNetwork::SetArcs(const Graph& graph, std::span<const CommonCause> causes) {
  // The causes of each node, by id.
  std::vector<std::pair<NodeIndex, Place>> shared;
  for (Place cause = 0; cause < cause_count_; ++cause) {
    for (const NodeIndex node : causes[cause_order_[cause]].nodes) shared.emplace_back(node, cause);
  }
  std::sort(shared.begin(), shared.end());
  arcs_begin_.assign(node_.size() + 1, 0);
  out_count_.assign(node_.size(), 0);
  for (NodeIndex node = 0; node < place_.size(); ++node) {
    out_count_[place_[node]] = static_cast<uint32_t>(graph.Dependents(node).size());
  }
  for (const auto& [node, cause] : shared) ++out_count_[cause];
  const size_t most = graph.edge_count() + shared.size();
  from_.resize(most);
  low_.resize(most);
  edge_.resize(most);
  Arc arcs = 0;
  const auto add = [&](Place from, Bracket chance, EdgeIndex edge) {
    if (!chance.IsExact() && high_.empty()) {
      high_ = low_;
    }
    if (!high_.empty()) high_[arcs] = chance.high;
    from_[arcs] = from;
    low_[arcs] = chance.low;
    edge_[arcs] = edge;
    ++arcs;
  };
  constexpr Place kAhead = 12;
  Circular circle;  // The component of the place, where it is circular.
  auto next_circle = circular_.begin();
  for (Place place = static_cast<Place>(cause_count_); place < node_.size(); ++place) {
    const NodeIndex node = node_[place];
    if (place >= circle.end) circle = {};
    if (next_circle != circular_.end() && next_circle->begin == place) circle = *next_circle++;
    // Nodes lie anywhere in the graph: what is soon read is asked for early, first where its edges
    // are and then what is known of them.
    if (place + 3 * kAhead < node_.size()) graph.PrefetchNode(node_[place + 3 * kAhead]);
    if (place + 2 * kAhead < node_.size()) graph.PrefetchPrerequisites(node_[place + 2 * kAhead]);
    if (place + kAhead < node_.size()) {
      for (const NodeIndex from : graph.PrefetchProbabilities(node_[place + kAhead])) {
        __builtin_prefetch(&place_[from]);
      }
    }
    arcs_begin_[place] = arcs;
    auto cause = std::lower_bound(shared.begin(), shared.end(), std::pair(node, Place{0}));
    for (; cause != shared.end() && cause->first == node; ++cause) {
      add(cause->second, Bracket::Of(1), kNoEdge);
    }
    const std::span<const NodeIndex> prerequisites = graph.Prerequisites(node);
    const std::span<const EdgeIndex> edges = graph.PrerequisiteEdges(node);
    for (size_t i = 0; i < edges.size(); ++i) {
      Bracket chance = graph.Probability(edges[i]);
      // Rows of known probability that were merged differ by rounding alone.
      if (chance.Width() < 1e-15) chance.high = chance.low;
      const Place from = place_[prerequisites[i]];
      // What carries nothing is left out, but for the arcs that make a component circular.
      if (chance.high == 0 && !(circle.begin <= from && from < circle.end)) {
        left_out_.push_back({from, place});
        --out_count_[from];
        continue;
      }
      add(from, chance, edges[i]);
    }
  }
  arcs_begin_[node_.size()] = arcs;
  from_.resize(arcs);
  low_.resize(arcs);
  edge_.resize(arcs);
  if (!high_.empty()) high_.resize(arcs);
}

inline FailureNetwork FailureNetwork::OnlyFrom(Place source) const {
  // Arcs are kept by target, so what is reached is found in the order of places; a circular
  // component is reached as a whole.
  FailureNetwork part;
  const auto end = static_cast<Place>(node_.size());
  std::vector<Place> renumbered(end, kNoNode);
  auto circle = std::lower_bound(circular_.begin(), circular_.end(), source,
                                 [](const Circular& one, Place place) { return one.end <= place; });
  const Place begin = circle != circular_.end() && circle->begin <= source ? circle->begin : source;
  std::vector<Place> kept;
  const auto keep = [&](Place place) {
    renumbered[place] = static_cast<Place>(kept.size());
    kept.push_back(place);
  };
  const auto is_reached = [&](Place place) {
    for (Arc arc = arcs_begin_[place]; arc < arcs_begin_[place + 1]; ++arc) {
      if (renumbered[from_[arc]] != kNoNode) return true;
    }
    return false;
  };
  for (Place place = begin; place < end;) {
    const bool is_circle = circle != circular_.end() && circle->begin == place;
    const Place last = is_circle ? circle->end : place + 1;
    bool is_in = place == begin;
    for (Place member = place; member < last && !is_in; ++member) is_in = is_reached(member);
    if (is_in) {
      const auto first = static_cast<Place>(kept.size());
      for (Place member = place; member < last; ++member) keep(member);
      if (is_circle) part.circular_.push_back({first, static_cast<Place>(kept.size())});
    }
    if (is_circle) ++circle;
    place = last;
  }
  part.out_count_.assign(kept.size(), 0);
  part.leak_low_.assign(kept.size(), 0);
  part.leak_low_[renumbered[source]] = 1;
  for (const Place place : kept) {
    part.node_.push_back(node_[place]);
    part.key_.push_back(key_[place]);
    part.value_.push_back(value_[place]);
    part.total_value_ += value_[place];
    for (Arc arc = arcs_begin_[place]; arc < arcs_begin_[place + 1]; ++arc) {
      const Place from = renumbered[from_[arc]];
      if (from == kNoNode) continue;
      part.from_.push_back(from);
      part.low_.push_back(low_[arc]);
      if (!high_.empty()) part.high_.push_back(high_[arc]);
      part.edge_.push_back(edge_[arc]);
      ++part.out_count_[from];
    }
    part.arcs_begin_.push_back(static_cast<Arc>(part.from_.size()));
  }
  return part;
}

}  // namespace readiness::risk
