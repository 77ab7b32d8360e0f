// tests/risk/worlds.h: the cascade by enumeration of every world, with no cleverness: each leak,
// cause and arc that is neither certain nor impossible doubles the worlds.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/components.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"

#include "random_graphs.h"

namespace readiness::risk {

// What the enumeration answers, by place.
struct Enumerated {
  std::vector<double> degraded;
  double expected_loss = 0;
};

// The probabilities that are enumerated: by default the lower ends of the network's own.
struct WorldChances {
  std::vector<double> leak;  // By place.
  std::vector<double> arc;   // By arc.

  [[nodiscard]] static WorldChances LowOf(const FailureNetwork& network) {
    WorldChances chances;
    for (Place place = 0; place < network.place_count(); ++place) {
      chances.leak.push_back(network.Leak(place).low);
    }
    for (Arc arc = 0; arc < network.arc_count(); ++arc) chances.arc.push_back(network.Low(arc));
    return chances;
  }
};

inline Enumerated EnumerateWorlds(const FailureNetwork& network, const WorldChances& chances) {
  const size_t places = network.place_count();
  std::vector<const double*> uncertain;
  const auto note = [&](const double& chance) {
    if (chance > 0 && chance < 1) uncertain.push_back(&chance);
  };
  for (const double& chance : chances.leak) note(chance);
  for (const double& chance : chances.arc) note(chance);
  EXPECT_LE(uncertain.size(), 24U) << "too many worlds for a test";
  EXPECT_LE(places, 32U) << "too many places for a test";
  Enumerated answer;
  answer.degraded.assign(places, 0);
  struct Open {
    uint32_t from;
    uint32_t to;
  };
  std::vector<Open> open(network.arc_count());  // Of the world in hand, as bits of the places.
  for (uint64_t world = 0; world < (uint64_t{1} << uncertain.size()); ++world) {
    double probability = 1;
    size_t bit = 0;
    const auto is_on = [&](double chance) {
      if (chance == 0 || chance == 1) return chance == 1;
      const bool on = ((world >> bit++) & 1) != 0;
      probability *= on ? chance : 1 - chance;
      return on;
    };
    uint32_t degraded = 0;
    for (Place place = 0; place < places; ++place) {
      if (is_on(chances.leak[place])) degraded |= 1U << place;
    }
    size_t open_count = 0;
    for (Place to = 0; to < places; ++to) {
      for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
        if (is_on(chances.arc[arc])) open[open_count++] = {1U << network.From(arc), 1U << to};
      }
    }
    for (uint32_t before = ~degraded; before != degraded;) {
      before = degraded;
      for (size_t i = 0; i < open_count; ++i) {
        if ((degraded & open[i].from) != 0) degraded |= open[i].to;
      }
    }
    for (Place place = 0; place < places; ++place) {
      if ((degraded >> place & 1) == 0) continue;
      answer.degraded[place] += probability;
      answer.expected_loss += probability * network.Value(place);
    }
  }
  return answer;
}

inline Enumerated EnumerateWorlds(const FailureNetwork& network) {
  return EnumerateWorlds(network, WorldChances::LowOf(network));
}

// The expected loss with a leak certain less that with it impossible.
inline double BirnbaumByEnumeration(const FailureNetwork& network, Place place) {
  WorldChances chances = WorldChances::LowOf(network);
  chances.leak[place] = 1;
  const double on = EnumerateWorlds(network, chances).expected_loss;
  chances.leak[place] = 0;
  return on - EnumerateWorlds(network, chances).expected_loss;
}

// The same for an arc.
inline double ArcDerivativeByEnumeration(const FailureNetwork& network, Arc arc) {
  WorldChances chances = WorldChances::LowOf(network);
  chances.arc[arc] = 1;
  const double on = EnumerateWorlds(network, chances).expected_loss;
  chances.arc[arc] = 0;
  return on - EnumerateWorlds(network, chances).expected_loss;
}

// A graph with what stands on it, by names, so that it can be shuffled.
struct NamedNetwork {
  struct Leak {
    std::string node;
    std::optional<double> probability;
  };
  struct Value {
    std::string node;
    double value = 0;
    double severity = 1;
  };
  struct Cause {
    std::string id;
    std::vector<std::string> nodes;
    double probability = 0;
  };
  GraphInput graph;
  std::vector<Leak> leaks;
  std::vector<Value> values;
  std::vector<Cause> causes;

  [[nodiscard]] absl::StatusOr<FailureNetwork> TryBuild() const {
    const Graph built = graph.Build();
    std::vector<NodeLeak> leak_rows;
    for (const Leak& leak : leaks) {
      leak_rows.push_back({built.Find(leak.node).value_or(kNoNode), leak.probability});
    }
    std::vector<TouchpointValue> value_rows;
    for (const Value& value : values) {
      value_rows.push_back({built.Find(value.node).value_or(kNoNode), value.value, value.severity});
    }
    std::vector<std::vector<NodeIndex>> members(causes.size());
    std::vector<CommonCause> cause_rows;
    for (size_t i = 0; i < causes.size(); ++i) {
      for (const std::string& node : causes[i].nodes) {
        members[i].push_back(built.Find(node).value_or(kNoNode));
      }
      cause_rows.push_back({causes[i].id, members[i], causes[i].probability});
    }
    return FailureNetwork::Build(built, FindComponents(built), {leak_rows, value_rows, cause_rows});
  }
  [[nodiscard]] FailureNetwork Build() const {
    auto network = TryBuild();
    EXPECT_TRUE(network.ok()) << network.status();
    return *std::move(network);
  }
};

struct NetworkShape {
  RandomShape graph;
  size_t leak_count = 3;
  size_t touchpoint_count = 2;
  size_t cause_count = 0;
  double greatest_leak = 1;
};

inline NamedNetwork RandomNetwork(SplitMix& random, const NetworkShape& shape) {
  NamedNetwork network;
  network.graph = RandomInput(random, shape.graph);
  const auto any = [&] { return network.graph.ids[random.Below(network.graph.ids.size())]; };
  for (size_t i = 0; i < shape.leak_count; ++i) {
    network.leaks.push_back({any(), random.Unit() * shape.greatest_leak});
  }
  std::vector<std::string> ids = network.graph.ids;
  random.Shuffle(ids);
  for (size_t i = 0; i < std::min(ids.size(), shape.touchpoint_count); ++i) {
    network.values.push_back({ids[i], 1 + 9 * random.Unit(), random.Unit()});
  }
  for (size_t i = 0; i < shape.cause_count; ++i) {
    random.Shuffle(ids);
    network.causes.push_back(
        {absl::StrCat("cause", i), {ids[0], ids[1]}, random.Unit() * shape.greatest_leak});
  }
  return network;
}

// The same in another order of every list.
inline NamedNetwork Shuffled(NamedNetwork network, SplitMix& random) {
  network.graph = Shuffled(network.graph, random);
  random.Shuffle(network.leaks);
  random.Shuffle(network.values);
  random.Shuffle(network.causes);
  for (NamedNetwork::Cause& cause : network.causes) random.Shuffle(cause.nodes);
  return network;
}

}  // namespace readiness::risk
