#include "readiness/risk/cascade_bounds.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "worlds.h"

namespace readiness::risk {
namespace {

// The enumeration adds up to 2^22 products; its own error stays below this.
constexpr double kOracleError = 1e-12;

void ExpectInside(const LossBracket& bracket, double exact) {
  EXPECT_LE(bracket.low, exact + kOracleError);
  EXPECT_GE(bracket.high, exact - kOracleError);
}

void ExpectAllInside(const FailureNetwork& network) {
  const CascadeBounds bounds = BoundCascade(network);
  const Enumerated exact = EnumerateWorlds(network);
  ExpectInside(bounds.expected_loss(), exact.expected_loss);
  for (Place place = 0; place < network.place_count(); ++place) {
    SCOPED_TRACE(place);
    const Bracket degraded = bounds.Degraded(place);
    EXPECT_TRUE(IsSound(degraded));
    ExpectInside({degraded.low, degraded.high}, exact.degraded[place]);
    const LossBracket fall = bounds.Birnbaum(place);
    ExpectInside(fall, BirnbaumByEnumeration(network, place));
    EXPECT_LE(fall.low, bounds.BirnbaumEstimate(place));
    EXPECT_GE(fall.high, bounds.BirnbaumEstimate(place));
  }
}

// a leaks with 0.2, both edges carry with 0.5, c is worth 5: P(c) = 0.2 * 0.25 = 0.05.
TEST(CascadeBounds, ALineIsExact) {
  NamedNetwork named;
  named.graph = Letters("abc", {"ab", "bc"}, 0.5);
  named.leaks = {{"a", 0.2}};
  named.values = {{"c", 10, 0.5}};
  const FailureNetwork network = named.Build();
  const CascadeBounds bounds = BoundCascade(network);
  EXPECT_NEAR(bounds.Degraded(2).low, 0.05, 1e-15);
  EXPECT_NEAR(bounds.Degraded(2).high, 0.05, 1e-15);
  EXPECT_NEAR(bounds.expected_loss().high, 0.25, 1e-14);
  EXPECT_NEAR(bounds.Birnbaum(0).low, 1.25, 1e-13);
  EXPECT_NEAR(bounds.Birnbaum(0).high, 1.25, 1e-13);
  // c by itself: it is degraded already with 0.05.
  EXPECT_NEAR(bounds.Birnbaum(2).low, 4.75, 1e-13);
  EXPECT_NEAR(bounds.Birnbaum(2).high, 4.75, 1e-13);
}

TEST(CascadeBounds, BothEndsAgreeOnForests) {
  SplitMix random(11);
  for (int i = 0; i < 200; ++i) {
    NamedNetwork named;
    for (int node = 0; node < 10; ++node) named.graph.ids.push_back(absl::StrCat("n", node));
    // Each node but the first hangs below one before it: no two ways lead anywhere.
    for (size_t node = 1; node < 10; ++node) {
      named.graph.edges.push_back(
          {named.graph.ids[random.Below(node)], named.graph.ids[node], random.Unit()});
    }
    named.leaks = {{"n0", random.Unit()}, {"n3", random.Unit()}, {"n5", random.Unit()}};
    named.values = {{"n7", 3, 1}, {"n8", 2, 1}, {"n9", 1, 1}};
    const FailureNetwork network = named.Build();
    const CascadeBounds bounds = BoundCascade(network);
    ExpectAllInside(network);
    for (Place place = 0; place < network.place_count(); ++place) {
      EXPECT_LE(bounds.Degraded(place).Width(), 1e-14);
      EXPECT_LE(bounds.Birnbaum(place).Width(), 1e-13);
    }
  }
}

TEST(CascadeBounds, TheExactAnswersLieInsideOnAcyclicGraphs) {
  SplitMix random(12);
  for (int i = 0; i < 80; ++i) {
    SCOPED_TRACE(i);
    ExpectAllInside(RandomNetwork(random, {.graph = {.node_count = 6,
                                                     .edge_count = 8,
                                                     .greatest = i % 2 == 0 ? 1 : 0.3,
                                                     .certain_share = 0.2},
                                           .leak_count = 3,
                                           .touchpoint_count = 3})
                        .Build());
  }
}

TEST(CascadeBounds, TheExactAnswersLieInsideOnCyclicGraphs) {
  SplitMix random(13);
  for (int i = 0; i < 80; ++i) {
    SCOPED_TRACE(i);
    ExpectAllInside(RandomNetwork(random, {.graph = {.node_count = 6,
                                                     .edge_count = 9,
                                                     .is_acyclic = false,
                                                     .greatest = i % 2 == 0 ? 1 : 0.3,
                                                     .certain_share = 0.2},
                                           .leak_count = 3,
                                           .touchpoint_count = 3})
                        .Build());
  }
}

TEST(CascadeBounds, TheExactAnswersLieInsideWithCommonCauses) {
  SplitMix random(14);
  for (int i = 0; i < 40; ++i) {
    SCOPED_TRACE(i);
    ExpectAllInside(
        RandomNetwork(random,
                      {.graph = {.node_count = 6, .edge_count = 7, .is_acyclic = i % 2 == 0},
                       .leak_count = 2,
                       .touchpoint_count = 2,
                       .cause_count = 2})
            .Build());
  }
}

// A ring of certain edges: whoever leaks degrades all three.
TEST(CascadeBounds, ARingThatPassesEverythingOnCountsEachLeakOnce) {
  NamedNetwork named;
  named.graph = Letters("abc", {"ab", "bc", "ca"}, 1.0);
  named.leaks = {{"a", 0.1}, {"b", 0.1}, {"c", 0.1}};
  named.values = {{"c", 1, 1}};
  const FailureNetwork network = named.Build();
  const CascadeBounds bounds = BoundCascade(network);
  for (Place place = 0; place < 3; ++place) {
    EXPECT_NEAR(bounds.Degraded(place).high, 1 - 0.9 * 0.9 * 0.9, 1e-14);
  }
}

TEST(CascadeBounds, MissingProbabilitiesWidenTheBracketAroundEveryValue) {
  SplitMix random(15);
  for (int i = 0; i < 30; ++i) {
    NamedNetwork named = RandomNetwork(random, {.graph = {.node_count = 6,
                                                          .edge_count = 8,
                                                          .is_acyclic = i % 2 == 0,
                                                          .unknown_share = 0.4},
                                                .leak_count = 3,
                                                .touchpoint_count = 2});
    named.leaks.push_back({named.graph.ids[0], std::nullopt});
    const CascadeBounds bounds = BoundCascade(named.Build());
    for (int fill = 0; fill < 4; ++fill) {
      NamedNetwork filled = named;
      for (auto& edge : filled.graph.edges) {
        if (!edge.probability.has_value()) edge.probability = random.Unit();
      }
      for (auto& leak : filled.leaks) {
        if (!leak.probability.has_value()) leak.probability = random.Unit();
      }
      const FailureNetwork network = filled.Build();
      const Enumerated exact = EnumerateWorlds(network);
      ExpectInside(bounds.expected_loss(), exact.expected_loss);
      for (Place place = 0; place < network.place_count(); ++place) {
        ExpectInside({bounds.Degraded(place).low, bounds.Degraded(place).high},
                     exact.degraded[place]);
        ExpectInside(bounds.Birnbaum(place), BirnbaumByEnumeration(network, place));
      }
    }
  }
}

TEST(CascadeBounds, TinyProbabilitiesStayAboveNothing) {
  NamedNetwork named;
  named.graph = Letters("abc", {"ab", "bc"}, 1e-200);
  named.leaks = {{"a", 1e-200}};
  named.values = {{"c", 1, 1}};
  const CascadeBounds bounds = BoundCascade(named.Build());
  EXPECT_GT(bounds.Degraded(2).high, 0);
  EXPECT_LT(bounds.Degraded(2).high, 1e-280);
  EXPECT_EQ(bounds.Degraded(2).low, 0);
  EXPECT_GT(bounds.Birnbaum(0).high, 0);
}

TEST(CascadeBounds, WithoutATouchpointNothingIsLost) {
  NamedNetwork named;
  named.graph = Letters("ab", {"ab"}, 0.5);
  named.leaks = {{"a", 0.5}};
  const CascadeBounds bounds = BoundCascade(named.Build());
  EXPECT_EQ(bounds.expected_loss(), (LossBracket{0, 0}));
  EXPECT_EQ(bounds.Birnbaum(0), (LossBracket{0, 0}));
}

// A hub that every spoke depends on and that each spoke may bring down: what the hub costs is the
// sum over its spokes, however many they are, and no spoke comes near it. The hub leaks with p, a
// spoke too; w leads out of the hub, b back.
TEST(CascadeBounds, TheHubOfAHugeCircularComponentIsCertainlyFirst) {
  constexpr double kLeak = 0.001;
  constexpr double kOut = 0.5;
  constexpr double kBack = 0.001;
  for (const int spokes : {500, 5000, 20'000}) {
    SCOPED_TRACE(spokes);
    NamedNetwork named;
    named.graph.ids = {"hub"};
    named.leaks = {{"hub", kLeak}};
    for (int i = 0; i < spokes; ++i) {
      const std::string id = absl::StrCat("s", 100'000 + i);
      named.graph.ids.push_back(id);
      named.graph.edges.push_back({"hub", id, kOut});
      named.graph.edges.push_back({id, "hub", kBack});
      named.leaks.push_back({id, kLeak});
      named.values.push_back({id, 1, 1});
    }
    const FailureNetwork network = named.Build();
    const CascadeBounds bounds = BoundCascade(network);
    // No spoke is degraded, and none of the others brings the hub down.
    const double exact = spokes * kOut * (1 - kLeak) * std::pow(1 - kLeak * kBack, spokes - 1);
    const LossBracket hub = bounds.Birnbaum(0);
    EXPECT_LE(hub.low, exact);
    EXPECT_GE(hub.high, exact);
    EXPECT_LT(hub.Width(), 0.05 * exact);
    for (const Place spoke : {Place{1}, static_cast<Place>(spokes)}) {
      EXPECT_LT(bounds.Birnbaum(spoke).high, hub.low);
      EXPECT_LT(bounds.BirnbaumEstimate(spoke), bounds.BirnbaumEstimate(0));
    }
  }
}

// Where messages that go straight back are left out, ways round small circles are not counted again
// and again.
TEST(CascadeBounds, ATreeOfArcsBothWaysIsNearlyExact) {
  NamedNetwork named;
  for (int i = 0; i < 15; ++i) named.graph.ids.push_back(absl::StrCat("n", 10 + i));
  for (size_t i = 1; i < 15; ++i) {
    named.graph.edges.push_back({named.graph.ids[(i - 1) / 2], named.graph.ids[i], 0.6});
    named.graph.edges.push_back({named.graph.ids[i], named.graph.ids[(i - 1) / 2], 0.6});
  }
  named.leaks = {{"n10", 1e-9}};
  for (size_t i = 7; i < 15; ++i) named.values.push_back({named.graph.ids[i], 1, 1});
  const CascadeBounds bounds = BoundCascade(named.Build());
  const double exact = 8 * 0.6 * 0.6 * 0.6;
  EXPECT_GE(bounds.Birnbaum(0).high, exact);
  EXPECT_LT(bounds.Birnbaum(0).high, exact * (1 + 1e-6));
}

// A long chain and a long ring: no recursion, and the ring is bounded also where going round it
// until nothing changes would be too much work.
TEST(CascadeBounds, LongChainsAndRingsAreBounded) {
  NamedNetwork named;
  constexpr size_t kNodes = 20'000;
  for (size_t i = 0; i < kNodes; ++i) named.graph.ids.push_back(absl::StrCat("n", 100'000 + i));
  for (size_t i = 0; i + 1 < kNodes; ++i) {
    named.graph.edges.push_back({named.graph.ids[i], named.graph.ids[i + 1], 0.99});
  }
  named.leaks = {{named.graph.ids.front(), 0.5}};
  named.values = {{named.graph.ids[10], 1, 1}};
  const double exact = 0.5 * 0.90438207500880449;  // 0.99^10
  CascadeBounds bounds = BoundCascade(named.Build());
  EXPECT_NEAR(bounds.expected_loss().low, exact, 1e-9);
  EXPECT_NEAR(bounds.expected_loss().high, exact, 1e-9);
  named.graph.edges.push_back({named.graph.ids.back(), named.graph.ids.front(), 0.99});
  bounds = BoundCascade(named.Build());
  EXPECT_LE(bounds.expected_loss().low, exact + 1e-12);
  EXPECT_GE(bounds.expected_loss().high, exact - 1e-12);
}

TEST(CascadeBounds, TheOrderOfRowsDoesNotShow) {
  SplitMix random(16);
  for (int i = 0; i < 50; ++i) {
    const NamedNetwork named =
        RandomNetwork(random, {.graph = {.node_count = 9, .edge_count = 16, .is_acyclic = false},
                               .leak_count = 6,
                               .touchpoint_count = 3,
                               .cause_count = 1});
    const CascadeBounds one = BoundCascade(named.Build());
    const FailureNetwork network = Shuffled(named, random).Build();
    const CascadeBounds other = BoundCascade(network);
    EXPECT_EQ(one.expected_loss(), other.expected_loss());
    for (Place place = 0; place < network.place_count(); ++place) {
      EXPECT_EQ(one.Degraded(place), other.Degraded(place));
      EXPECT_EQ(one.Birnbaum(place), other.Birnbaum(place));
    }
  }
}

}  // namespace
}  // namespace readiness::risk
