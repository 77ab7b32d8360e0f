#include "readiness/risk/cascade.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/frontier_planner.h"
#include "readiness/risk/internal/frontier_solver.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

constexpr double kTolerance = 1e-12;

// Every number against the enumeration of all worlds, and each derivative beside it.
void ExpectExact(const FailureNetwork& network) {
  const Cascade cascade = EvaluateCascade(network);
  const Enumerated exact = EnumerateWorlds(network);
  EXPECT_TRUE(cascade.is_loss_exact());
  EXPECT_NEAR(cascade.expected_loss().low, exact.expected_loss, 10 * kTolerance);
  EXPECT_EQ(cascade.expected_loss().low, cascade.expected_loss().high);
  for (Place place = 0; place < network.place_count(); ++place) {
    SCOPED_TRACE(place);
    ASSERT_TRUE(cascade.IsDegradedExact(place));
    ASSERT_TRUE(cascade.IsBirnbaumExact(place));
    EXPECT_NEAR(cascade.Degraded(place).low, exact.degraded[place], kTolerance);
    EXPECT_NEAR(cascade.Birnbaum(place).low, BirnbaumByEnumeration(network, place),
                10 * kTolerance);
  }
}

void ExpectExactArcs(const FailureNetwork& network) {
  const Cascade cascade = EvaluateCascade(network);
  for (Arc arc = 0; arc < network.arc_count(); ++arc) {
    SCOPED_TRACE(arc);
    ASSERT_TRUE(cascade.ByArc(arc).has_value());
    EXPECT_NEAR(*cascade.ByArc(arc), ArcDerivativeByEnumeration(network, arc), 10 * kTolerance);
  }
}

// Two ways from a to d: P(d) = 0.5 * (1 - (1 - 0.25)^2) = 0.21875, which the product formula, blind
// to what b and c share, has as 0.234375.
TEST(Cascade, ADiamondIsNotTheProductOfItsSides) {
  NamedNetwork named;
  named.graph = Letters("abcd", {"ab", "ac", "bd", "cd"}, 0.5);
  named.leaks = {{"a", 0.5}};
  named.values = {{"d", 8, 1}};
  const FailureNetwork network = named.Build();
  const Cascade cascade = EvaluateCascade(network);
  EXPECT_DOUBLE_EQ(cascade.Degraded(network.PlaceOf(3)).low, 0.21875);
  EXPECT_DOUBLE_EQ(cascade.expected_loss().low, 1.75);
  EXPECT_DOUBLE_EQ(cascade.Birnbaum(network.PlaceOf(0)).low, 3.5);
  EXPECT_DOUBLE_EQ(cascade.Fall(network, network.PlaceOf(0)).high, 1.75);
}

TEST(Cascade, AcyclicGraphsAreExact) {
  SplitMix random(21);
  for (int i = 0; i < 60; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork network =
        RandomNetwork(random, {.graph = {.node_count = 7, .edge_count = 9, .certain_share = 0.1},
                               .leak_count = 2,
                               .touchpoint_count = 3})
            .Build();
    ExpectExact(network);
    ExpectExactArcs(network);
  }
}

TEST(Cascade, CyclicGraphsAreExact) {
  SplitMix random(22);
  for (int i = 0; i < 60; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork network =
        RandomNetwork(
            random,
            {.graph = {.node_count = 6, .edge_count = 9, .is_acyclic = false, .certain_share = 0.1},
             .leak_count = 2,
             .touchpoint_count = 3})
            .Build();
    ExpectExact(network);
    ExpectExactArcs(network);
  }
}

// Round a circle of rare arcs every digit counts: a ring a -> b -> c -> a of chances 1e-9, on which
// a alone leaks, for certain, loses 1e-9 at b and 1e-18 at c; and nothing is lost through what
// rounding alone could put below 0.
TEST(Cascade, RareWaysRoundACircleKeepTheirDigits) {
  NamedNetwork named;
  named.graph = Letters("abc", {"ab", "bc", "ca"}, 1e-9);
  named.leaks = {{"a", 1}};
  named.values = {{"b", 1, 1}, {"c", 1, 1}};
  const FailureNetwork network = named.Build();
  const Cascade cascade = EvaluateCascade(network);
  EXPECT_DOUBLE_EQ(cascade.Degraded(network.PlaceOf(1)).low, 1e-9);
  EXPECT_DOUBLE_EQ(cascade.Degraded(network.PlaceOf(2)).low, 1e-18);

  SplitMix random(23);
  for (int i = 0; i < 200; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork rare =
        RandomNetwork(
            random,
            {.graph = {.node_count = 5, .edge_count = 8, .is_acyclic = false, .greatest = 1e-6},
             .leak_count = 2,
             .touchpoint_count = 1})
            .Build();
    const Cascade solved = EvaluateCascade(rare);
    const Enumerated exact = EnumerateWorlds(rare);
    for (Place place = 0; place < rare.place_count(); ++place) {
      EXPECT_NEAR(solved.Degraded(place).low, exact.degraded[place], 1e-12 * exact.degraded[place]);
      EXPECT_GE(solved.Birnbaum(place).low, 0);
    }
  }
}

// Circles of more than eight members: arcs of them are taken for on and for off.
TEST(Cascade, RingsOfAnySizeAreExact) {
  SplitMix random(311);
  for (const size_t size : {size_t{9}, size_t{10}, size_t{12}}) {
    for (const double certain_share : {0.0, 0.3}) {
      SCOPED_TRACE(size);
      NamedNetwork named;
      for (size_t i = 0; i < size; ++i) named.graph.ids.push_back(absl::StrCat("n", 10 + i));
      for (size_t i = 0; i < size; ++i) {
        named.graph.edges.push_back({named.graph.ids[i], named.graph.ids[(i + 1) % size],
                                     random.Unit() < certain_share ? 1.0 : random.Unit()});
      }
      named.leaks = {{"n10", 0.3}, {"n11", 0.2}, {"n15", 0.1}, {"n18", 0.4}};
      named.values = {{"n12", 3, 1}, {"n16", 5, 1}};
      const FailureNetwork network = named.Build();
      ExpectExact(network);
      ExpectExactArcs(network);
    }
  }
  // Of a long one: p SUM over k < n of ((1 - p) w)^k.
  NamedNetwork named;
  for (size_t i = 0; i < 200; ++i) named.graph.ids.push_back(absl::StrCat("n", 1000 + i));
  for (size_t i = 0; i < 200; ++i) {
    named.graph.edges.push_back({named.graph.ids[i], named.graph.ids[(i + 1) % 200], 0.99});
    named.leaks.push_back({named.graph.ids[i], 0.01});
  }
  named.values = {{"n1000", 1, 1}};
  const Cascade cascade = EvaluateCascade(named.Build());
  const double step = 0.99 * 0.99;
  EXPECT_TRUE(cascade.is_loss_exact());
  EXPECT_NEAR(cascade.expected_loss().low, 0.01 * (1 - std::pow(step, 200)) / (1 - step), 1e-12);
}

TEST(Cascade, SparseComponentsOfManyMembersAreExact) {
  SplitMix random(312);
  int solved = 0;
  for (int i = 0; i < 12; ++i) {
    SCOPED_TRACE(i);
    // A ring of ten with some ways across, hung between two others.
    NamedNetwork named;
    for (size_t at = 0; at < 13; ++at) named.graph.ids.push_back(absl::StrCat("n", 10 + at));
    const auto add = [&](size_t from, size_t to) {
      named.graph.edges.push_back(
          {named.graph.ids[from], named.graph.ids[to], 0.1 + 0.8 * random.Unit()});
    };
    for (size_t at = 0; at < 10; ++at) add(at, (at + 1) % 10);
    for (size_t across = 0; across < 3; ++across) {
      const size_t from = random.Below(10);
      add(from, (from + 2 + random.Below(7)) % 10);
    }
    add(10, random.Below(5));
    add(10, 5 + random.Below(5));
    add(random.Below(5), 11);
    add(5 + random.Below(5), 11);
    add(11, 12);
    named.leaks = {{"n20", 0.2}, {"n13", 0.1}};
    named.values = {{"n21", 3, 1}, {"n22", 2, 1}, {"n14", 4, 1}};
    const FailureNetwork network = named.Build();
    solved += EvaluateCascade(network).is_loss_exact() ? 1 : 0;
    if (i > 0) continue;  // The enumeration takes its time.
    const Cascade cascade = EvaluateCascade(network);
    const Enumerated exact = EnumerateWorlds(network);
    for (Place place = 0; place < network.place_count(); ++place) {
      EXPECT_NEAR(cascade.Degraded(place).low, exact.degraded[place], kTolerance);
    }
    for (const Place place : {Place{1}, Place{8}}) {
      EXPECT_NEAR(cascade.Birnbaum(place).low, BirnbaumByEnumeration(network, place),
                  10 * kTolerance);
    }
    for (const Arc arc : {Arc{2}, Arc{9}, Arc{14}}) {
      EXPECT_NEAR(*cascade.ByArc(arc), ArcDerivativeByEnumeration(network, arc), 10 * kTolerance);
    }
  }
  EXPECT_EQ(solved, 12);
}

// What a dense component would take is not tried to the end.
TEST(Cascade, ADenseComponentOfManyMembersIsBracketed) {
  NamedNetwork named;
  for (size_t i = 0; i < 14; ++i) named.graph.ids.push_back(absl::StrCat("n", 10 + i));
  for (size_t from = 0; from < 14; ++from) {
    for (size_t to = 0; to < 14; ++to) {
      if (from == to) continue;
      named.graph.edges.push_back({named.graph.ids[from], named.graph.ids[to], 0.2});
    }
  }
  named.leaks = {{"n10", 0.3}};
  named.values = {{"n23", 1, 1}};
  const Cascade cascade = EvaluateCascade(named.Build());
  EXPECT_FALSE(cascade.is_loss_exact());
  EXPECT_LT(cascade.expected_loss().low, cascade.expected_loss().high);
}

TEST(Cascade, CommonCausesAreExact) {
  SplitMix random(23);
  for (int i = 0; i < 60; ++i) {
    SCOPED_TRACE(i);
    ExpectExact(RandomNetwork(
                    random, {.graph = {.node_count = 6, .edge_count = 7, .is_acyclic = i % 2 == 0},
                             .leak_count = 2,
                             .touchpoint_count = 2,
                             .cause_count = 2})
                    .Build());
  }
}

// All edges certain: ancestor sets, beside the enumeration of the leaks alone.
TEST(Cascade, CertainEdgesAreExactWhateverTheWidth) {
  SplitMix random(24);
  for (int i = 0; i < 60; ++i) {
    SCOPED_TRACE(i);
    NamedNetwork named = RandomNetwork(
        random, {.graph = {.node_count = 14, .edge_count = 30, .is_acyclic = i % 2 == 0},
                 .leak_count = 8,
                 .touchpoint_count = 5});
    for (auto& edge : named.graph.edges) edge.probability = 1;
    ExpectExact(named.Build());
  }
}

// A chain of diamonds joined by bridges: the blocks are solved one by one, and the derivatives pass
// the bridges. 3 diamonds of 4 edges and 2 bridges.
TEST(Cascade, BlocksJoinedByBridgesAreExact) {
  SplitMix random(25);
  for (int i = 0; i < 4; ++i) {
    SCOPED_TRACE(i);
    NamedNetwork named;
    named.graph = Letters("abcdefghijkl", {"ab", "ac", "bd", "cd", "de", "ef", "eg", "fh", "gh",
                                           "ie", "hj", "jk", "jl"});
    for (auto& edge : named.graph.edges) edge.probability = random.Unit();
    named.leaks = {{"a", random.Unit()}, {"f", random.Unit()}, {"i", random.Unit()}};
    named.values = {{"b", 1, 1}, {"h", 2, 1}, {"k", 3, 1}, {"l", 4, 1}};
    const FailureNetwork network = named.Build();
    ExpectExact(network);
    if (i == 0) ExpectExactArcs(network);
  }
}

// A ladder of 20,000 rungs has a frontier of 3: exact, and the same as taking it rung by rung.
TEST(Cascade, LongNarrowGraphsAreExact) {
  NamedNetwork named;
  constexpr size_t kNodes = 20'000;
  const auto name = [](size_t i) { return absl::StrCat("n", 100'000 + i); };
  for (size_t i = 0; i < kNodes; ++i) {
    named.graph.ids.push_back(name(i));
    for (size_t step = 1; step <= 2; ++step) {
      if (i + step < kNodes) named.graph.edges.push_back({name(i), name(i + step), 0.6});
    }
  }
  named.leaks = {{name(0), 0.5}, {name(7), 0.01}};
  named.values = {{name(40), 3, 1}};
  const FailureNetwork network = named.Build();
  const Cascade cascade = EvaluateCascade(network);
  ASSERT_TRUE(cascade.is_loss_exact());
  EXPECT_LE(cascade.widest_frontier(), 3U);
  // The joint of two neighbours, by hand.
  double joint[2][2] = {{0.5, 0}, {0.5, 0}};  // [previous][last], from n0; before it nothing.
  std::swap(joint[0][1], joint[1][0]);
  for (size_t i = 1; i <= 40; ++i) {
    double next[2][2] = {};
    const double leak = i == 7 ? 0.01 : 0;
    for (int a = 0; a < 2; ++a) {
      for (int b = 0; b < 2; ++b) {
        const double off = (1 - leak) * (a == 1 ? 0.4 : 1) * (b == 1 ? 0.4 : 1);
        next[b][0] += joint[a][b] * off;
        next[b][1] += joint[a][b] * (1 - off);
      }
    }
    std::copy(&next[0][0], &next[0][0] + 4, &joint[0][0]);
  }
  EXPECT_NEAR(cascade.expected_loss().low, 3 * (joint[0][1] + joint[1][1]), 1e-12);
}

TEST(Cascade, WhatIsTooWideIsBracketedAndSaysSo) {
  SplitMix random(26);
  for (int i = 0; i < 40; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork network =
        RandomNetwork(random,
                      {.graph = {.node_count = 7, .edge_count = 10, .is_acyclic = i % 2 == 0},
                       .leak_count = 3,
                       .touchpoint_count = 3})
            .Build();
    const Cascade cascade = EvaluateCascade(network, {.most_frontier = 2});
    const Enumerated exact = EnumerateWorlds(network);
    EXPECT_LE(cascade.expected_loss().low, exact.expected_loss + kTolerance);
    EXPECT_GE(cascade.expected_loss().high, exact.expected_loss - kTolerance);
    for (Place place = 0; place < network.place_count(); ++place) {
      const double birnbaum = BirnbaumByEnumeration(network, place);
      EXPECT_LE(cascade.Birnbaum(place).low, birnbaum + kTolerance);
      EXPECT_GE(cascade.Birnbaum(place).high, birnbaum - kTolerance);
      if (cascade.IsBirnbaumExact(place)) {
        EXPECT_NEAR(cascade.Birnbaum(place).low, birnbaum, 10 * kTolerance);
      }
      if (cascade.IsDegradedExact(place)) {
        EXPECT_NEAR(cascade.Degraded(place).low, exact.degraded[place], kTolerance);
      }
    }
  }
}

TEST(Cascade, AMissingProbabilityIsBracketedWhereItMatters) {
  NamedNetwork named;
  named.graph = Letters("abcd", {"ab", "cd"}, 0.5);
  named.graph.edges[1].probability.reset();
  named.leaks = {{"a", 0.5}, {"c", 0.5}};
  named.values = {{"b", 1, 1}, {"d", 1, 1}};
  const FailureNetwork network = named.Build();
  const Cascade cascade = EvaluateCascade(network);
  EXPECT_TRUE(cascade.IsBirnbaumExact(network.PlaceOf(0)));
  EXPECT_FALSE(cascade.IsBirnbaumExact(network.PlaceOf(2)));
  EXPECT_FALSE(cascade.is_loss_exact());
  EXPECT_NEAR(cascade.expected_loss().low, 0.25, 1e-14);
  EXPECT_NEAR(cascade.expected_loss().high, 0.75, 1e-14);
}

TEST(Cascade, TheOrderOfRowsDoesNotShow) {
  SplitMix random(27);
  for (int i = 0; i < 50; ++i) {
    const NamedNetwork named =
        RandomNetwork(random, {.graph = {.node_count = 12, .edge_count = 20, .is_acyclic = false},
                               .leak_count = 6,
                               .touchpoint_count = 4,
                               .cause_count = 1});
    const Cascade one = EvaluateCascade(named.Build());
    const FailureNetwork network = Shuffled(named, random).Build();
    const Cascade other = EvaluateCascade(network);
    EXPECT_EQ(one.expected_loss(), other.expected_loss());
    for (Place place = 0; place < network.place_count(); ++place) {
      EXPECT_EQ(one.Degraded(place), other.Degraded(place));
      EXPECT_EQ(one.Birnbaum(place), other.Birnbaum(place));
    }
  }
}

// A block of a few nodes: a chance of an arc between any two in order, and sometimes two or three
// that are circular.
internal::FrontierBlock RandomBlock(SplitMix& random) {
  internal::FrontierBlock block;
  const auto size = static_cast<uint32_t>(5 + random.Below(3));
  const auto circle =
      static_cast<uint32_t>(random.Below(3) == 0 ? 1 + random.Below(size - 2) : size);
  for (uint32_t node = 0; node < size; ++node) {
    block.leak.push_back(random.Below(4) == 0 ? 0 : random.Unit());
    block.value.push_back(random.Below(2) == 0 ? 0 : 10 * random.Unit());
    for (uint32_t from = 0; from < size; ++from) {
      const bool is_back = node == circle && from == circle + 1;
      const bool is_forth = node == circle + 1 && from == circle;
      if (!is_back && !is_forth && (from >= node || random.Below(5) > 1)) continue;
      block.in.push_back({from, random.Below(6) == 0 ? 1 : random.Unit()});
    }
    block.in_begin.push_back(static_cast<uint32_t>(block.in.size()));
  }
  if (circle + 1 < size) block.circles.emplace_back(circle, circle + 2);
  return block;
}

// SUM value * P(degraded), by every world.
double LossByWorlds(const internal::FrontierBlock& block) {
  std::vector<double> chances = block.leak;
  for (const internal::FrontierBlock::In& in : block.in) chances.push_back(in.chance);
  double loss = 0;
  for (uint64_t world = 0; world < (uint64_t{1} << chances.size()); ++world) {
    double chance = 1;
    for (size_t i = 0; i < chances.size() && chance > 0; ++i) {
      chance *= (world >> i & 1) != 0 ? chances[i] : 1 - chances[i];
    }
    if (chance == 0) continue;
    uint64_t degraded = world & ((uint64_t{1} << block.size()) - 1);
    for (uint64_t before = ~degraded; before != degraded;) {
      before = degraded;
      for (uint32_t node = 0; node < block.size(); ++node) {
        for (uint32_t arc = block.in_begin[node]; arc < block.in_begin[node + 1]; ++arc) {
          if ((world >> (block.size() + arc) & 1) == 0) continue;
          degraded |= (degraded >> block.in[arc].from & 1) << node;
        }
      }
    }
    for (uint32_t node = 0; node < block.size(); ++node) {
      if ((degraded >> node & 1) != 0) loss += chance * block.value[node];
    }
  }
  return loss;
}

// Nodes may be taken before what they wait for: whatever the order, the loss and all derivatives
// are those of the enumeration of worlds.
TEST(Cascade, EveryOrderOfTakingNodesGivesTheSame) {
  SplitMix random(20261123);
  size_t carried = 0;
  for (int round = 0; round < 12; ++round) {
    internal::FrontierBlock block = RandomBlock(random);
    if (block.size() + block.in.size() > 19) continue;
    const double loss = LossByWorlds(block);
    std::vector<double> by_leak;
    for (double& leak : block.leak) {
      const double kept = std::exchange(leak, 1);
      const double on = LossByWorlds(block);
      leak = 0;
      by_leak.push_back(on - LossByWorlds(block));
      leak = kept;
    }
    std::vector<double> by_arc;
    for (internal::FrontierBlock::In& in : block.in) {
      const double kept = std::exchange(in.chance, 1);
      const double on = LossByWorlds(block);
      in.chance = 0;
      by_arc.push_back(on - LossByWorlds(block));
      in.chance = kept;
    }
    const internal::FrontierShape shape(block);
    for (uint64_t seed = 0; seed < 20; ++seed) {
      internal::GreedyFrontier greedy(block, shape, 20, 1e9, seed);
      ASSERT_TRUE(greedy.is_complete());
      for (const auto& step : greedy.plan().steps) carried += step.is_carry() ? 1U : 0U;
      for (const bool is_first_forward : {false, true}) {
        internal::FrontierSolver solver(block, greedy.plan());
        double sum = 0;
        if (is_first_forward) {
          const std::vector<double> degraded = solver.Degraded();
          for (uint32_t i = 0; i < block.size(); ++i) sum += degraded[i] * block.value[i];
          EXPECT_NEAR(sum, loss, 1e-12 * (1 + loss));
        }
        const internal::FrontierSolver::Derivatives found = solver.Differentiate();
        EXPECT_NEAR(found.expected, loss, 1e-12 * (1 + loss));
        for (size_t i = 0; i < by_leak.size(); ++i) {
          EXPECT_NEAR(found.by_leak[i], by_leak[i], 1e-12 * (1 + by_leak[i])) << "leak " << i;
        }
        for (size_t i = 0; i < by_arc.size(); ++i) {
          EXPECT_NEAR(found.by_arc[i], by_arc[i], 1e-12 * (1 + by_arc[i])) << "arc " << i;
        }
      }
    }
  }
  EXPECT_GT(carried, 100U);  // The new way was taken, and often.
}

// Where nothing leaks only the pass back is run; it gives what the long way gives.
TEST(Cascade, WhatNothingLeaksInIsSolvedByThePassBackAlone) {
  SplitMix random(99);
  for (int round = 0; round < 40; ++round) {
    internal::FrontierBlock block = RandomBlock(random);
    if (!block.circles.empty()) continue;
    std::fill(block.leak.begin(), block.leak.end(), 0.0);
    const internal::FrontierShape shape(block);
    internal::GreedyFrontier greedy(block, shape, 20, 1e9, 5);
    ASSERT_TRUE(greedy.is_complete());
    const auto quiet = internal::FrontierSolver(block, greedy.plan()).Differentiate();
    internal::FrontierBlock loud = block;
    loud.leak[0] = 1e-300;  // Too little to change a number, enough to go the long way.
    const auto long_way = internal::FrontierSolver(loud, greedy.plan()).Differentiate();
    for (size_t i = 0; i < block.size(); ++i) {
      EXPECT_NEAR(quiet.by_leak[i], long_way.by_leak[i], 1e-12) << i;
    }
  }
}

}  // namespace
}  // namespace readiness::risk
